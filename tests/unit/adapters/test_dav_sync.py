"""What has changed on a server, by servers that cut answers short, choke on one thing, or do not tell the truth."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from assistant.adapters.checks import clock_check
from assistant.adapters.dav import sync as dav_sync
from assistant.adapters.dav.client import Refused
from assistant.adapters.dav.sync import Collection, Listing
from assistant.adapters.dav.xml import Answer, answer_in
from tests.unit.adapters.dav_world import NOW

WORK = Collection(url="https://cal.example/work/", name="Work", kind="calendar", has_sync=True)
Part = tuple[str, str | int]
"""A thing's name with its mark, or with a status."""


def answer(*parts: Part, token: str = "", data: bool = False) -> Answer:
    """What a server says of some things."""
    body = ""
    for name, mark in parts:
        href = f"<href>/work/{name}</href>"
        if isinstance(mark, int):
            body += f"<response>{href}<status>HTTP/1.1 {mark} No</status></response>"
            continue
        words = f"<c:calendar-data>words of {name}</c:calendar-data>" if data else ""
        properties = f"<prop><getetag>{mark}</getetag>{words}</prop><status>HTTP/1.1 200 OK</status>"
        body += f"<response>{href}<propstat>{properties}</propstat></response>"
    head = '<multistatus xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">'
    return answer_in(f"{head}{body}<sync-token>{token}</sync-token></multistatus>".encode())


class ScriptedServer:
    """A client whose server gives these answers, or refusals, in order."""

    name = server = "cal"

    def __init__(self, answers: Iterable[Answer | Refused]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def report(self, url: str, kind: str, inner: str, *, depth: int = 1) -> Answer:
        return self._next(f"{kind} {inner}")

    def propfind(self, url: str, properties: str, *, depth: int) -> Answer:
        return self._next("propfind")

    def _next(self, what: str) -> Answer:
        self.asked.append(what)
        given = self.answers.pop(0)
        if isinstance(given, Refused):
            raise given
        return given


def refused(status: int) -> Refused:
    return Refused("no", status=status)


def listing(*answers: Answer | Refused, token: str = "t1", known: dict[str, str] | None = None) -> Listing:
    server: Any = ScriptedServer(answers)
    found = dav_sync.listing(server, WORK, token=token, known=known or {"a": "1", "b": "1", "c": "1"})
    assert not server.answers
    return found


def test_changes_alone_are_believed() -> None:
    found = listing(answer(("a", "2"), ("b", 404), token="t2"))
    assert (found.marks, found.gone, found.token, found.is_whole) == ({"a": "2"}, {"b"}, "t2", False)


def test_an_answer_that_is_cut_short_is_asked_on() -> None:
    found = listing(
        answer(("a", "2"), ("", 507), token="t2"), answer(("b", 404), ("", 507), token="t3"), answer(token="t4")
    )
    assert (found.marks, found.gone, found.token) == ({"a": "2"}, {"b"}, "t4")


def test_what_comes_and_goes_between_two_parts_counts_as_it_was_last() -> None:
    found = listing(answer(("a", "2"), ("b", 404), ("", 507), token="t2"), answer(("a", 404), ("b", "3"), token="t3"))
    assert (found.marks, found.gone) == ({"b": "3"}, {"a"})


@pytest.mark.parametrize("status", [400, 403, 404, 409, 410, 412, 500, 501, 507])
def test_a_token_that_is_refused_means_everything(status: int) -> None:
    found = listing(refused(status), answer(("a", "1"), token="t9"))
    assert (found.marks, found.token, found.is_whole) == ({"a": "1"}, "t9", True)


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_no_reason_to_ask_for_more(status: int) -> None:
    with pytest.raises(Refused):
        listing(refused(status))


@pytest.mark.parametrize(
    "lie",
    [
        answer(("a", "1"), ("b", "2"), token="t2"),  # lists what is as before
        answer(("a", "2"), ("b", "2"), ("c", "2"), token="t2"),  # lists as many as there are
        answer(token="t2"),  # has changed, and tells nothing
        answer(("a", "2")),  # gives no token to go on from
        answer(("a", "2"), ("", 507), token="t1"),  # is cut short, and does not move on
    ],
)
def test_a_doubtful_answer_means_everything(lie: Answer) -> None:
    assert listing(lie, answer(("a", "2"), token="t3")) == Listing(marks={"a": "2"}, token="t3")


def test_a_server_that_lists_no_changes_at_all_is_compared_with() -> None:
    found = listing(refused(403), refused(403), answer(("", "0"), ("a", "1"), ("b", "2")))
    assert (found.marks, found.is_whole) == ({"a": "1", "b": "2"}, True)


def test_one_thing_that_a_server_chokes_on_does_not_keep_the_others_from_coming() -> None:
    names = ["a", "b", "c", "d"]
    server: Any = ScriptedServer(
        [
            refused(500),
            answer(("a", "1"), ("b", "1"), data=True),
            refused(500),
            refused(500),
            answer(("d", "1"), data=True),
        ]
    )
    (page,) = dav_sync.things(server, WORK, names)
    assert [(thing.name, thing.raw, thing.status) for thing in page] == [
        ("a", b"words of a", 200),
        ("b", b"words of b", 200),
        ("c", None, 500),
        ("d", b"words of d", 200),
    ]


def test_things_come_in_the_order_they_were_asked_for_and_none_is_forgotten() -> None:
    server: Any = ScriptedServer([answer(("d", 404), ("b", "2"), ("a", "1"), ("stranger", "1"), data=True)])
    (page,) = dav_sync.things(server, WORK, ["a", "b", "c", "d"])
    assert [(thing.name, thing.mark, thing.status) for thing in page] == [
        ("a", "1", 200),
        ("b", "2", 200),
        ("c", "", 500),
        ("d", "", 404),
    ]


def test_names_are_written_so_that_servers_understand_them() -> None:
    server: Any = ScriptedServer([answer(("%C3%BC%20%26.ics", "1"), data=True)])
    (page,) = dav_sync.things(server, WORK, ["ü &.ics"])
    assert page[0].raw
    assert "<d:href>/work/%C3%BC%20&amp;.ics</d:href>" in server.asked[0]


@pytest.mark.parametrize(
    ("seconds", "problem"),
    [
        (0, ""),
        (120, ""),
        (-120, ""),
        (180, "it is 3 minutes ahead"),
        (-7_200, "it is 2 hours behind"),
        (86_400 * 2, "it is 2 days ahead"),
    ],
)
def test_the_clock_against_that_of_a_server(seconds: int, problem: str) -> None:
    check = clock_check("cal.example", NOW, NOW + timedelta(seconds=seconds))
    assert check.problem == problem
    assert bool(check.hint) == bool(problem)
