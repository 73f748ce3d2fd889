"""A mistake of the program's own is told by its kind and place, and never in its own words."""

import json
import sys
import threading
from collections.abc import Callable
from typing import NoReturn

import pytest

from assistant import cli
from assistant.cli import fault

BODY = "Quokkaword"


def no_json() -> None:
    json.loads(f'{{"token": "{BODY}"')


def no_text() -> None:
    (BODY.encode() + b"\xff").decode("utf-8")


def a_chain() -> None:
    try:
        int(BODY)
    except ValueError as error:
        raise KeyError(BODY) from error


def a_hidden_chain() -> None:
    try:
        int(BODY)
    except ValueError:
        raise RuntimeError(BODY) from None


@pytest.mark.parametrize(
    ("work", "kinds"),
    [
        (no_json, ["json.decoder.JSONDecodeError"]),
        (no_text, ["UnicodeDecodeError"]),
        (a_chain, ["KeyError", "because of ValueError"]),
        (a_hidden_chain, ["RuntimeError"]),
    ],
)
def test_what_nobody_foresaw_is_told_without_its_words(
    work: Callable[[], None], kinds: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "app", work)
    with pytest.raises(SystemExit) as caught:
        cli.main()
    said = capsys.readouterr()
    assert caught.value.code == fault.STATUS
    assert said.out == ""
    assert BODY not in said.err
    assert all(kind in said.err for kind in kinds)
    assert f"{__name__}, line" in said.err
    assert ("because of" in said.err) == (len(kinds) > 1)
    assert "Traceback" not in said.err


def test_so_it_is_on_other_threads_and_where_nobody_catches(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for module, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(module, name, getattr(module, name))  # as it was, afterwards

    class Broken:
        def __del__(self) -> NoReturn:
            raise ValueError(BODY)

    fault.guard()
    thread = threading.Thread(target=no_json)
    thread.start()
    thread.join()
    Broken()
    sys.excepthook(KeyError, KeyError(BODY), None)
    said = capsys.readouterr().err
    assert BODY not in said
    assert "JSONDecodeError" in said
    assert "KeyError" in said


def test_an_error_that_is_its_own_cause_comes_to_an_end() -> None:
    first, second = KeyError(BODY), ValueError(BODY)
    first.__cause__, second.__cause__ = second, first
    assert list(fault.places(first)) == ["kind KeyError", "because of ValueError"]
