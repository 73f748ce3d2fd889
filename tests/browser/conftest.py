"""One Chromium for the tests of a module: Playwright keeps an event loop running, which others could not do with."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.site import chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser; each test opens windows of its own in it."""
    with sync_playwright() as playwright:
        started = chromium(playwright)
        yield started
        started.close()
