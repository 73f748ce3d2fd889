from __future__ import annotations

import pytest

from nlp import Reader, load_reader


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The shipped reader; loading it takes a second, so once is enough."""
    return load_reader()
