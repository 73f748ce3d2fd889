"""Some weeks of the year in every test run; `make year` plays the whole of it."""

import json
from collections.abc import Iterator
from random import Random

import pytest

from assistant.adapters.memory_matcher import MemoryMatcher
from assistant.bootstrap import Assistant
from assistant.domain.introductions import EventKind, Introduction
from assistant.domain.replies import Label, Stage
from tests.servers.dovecot import running
from tests.year.answers import Answers
from tests.year.figures import page
from tests.year.ledger import Ledger
from tests.year.play import Played, Size, year
from tests.year.reading import ScriptedMentions, ScriptedReplies

SHORT = Size(people=40, providers=40, mails=130, days=50, matters=0.4, referrals=15)


def by_script(assistant: Assistant, ledger: Ledger, chance: Random) -> None:
    """Readers and a matcher that need no model."""
    assistant.matcher = MemoryMatcher()
    assistant.reader = ScriptedMentions(ledger.mails, chance)
    assistant.reply_reader = ScriptedReplies(ledger.said, chance)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder = tmp_path_factory.mktemp("year")
    replies = folder / "replies.jsonl"
    rows = ({"stage": stage, "label": label, "text": f"{label}, they say"} for stage in Stage for label in Label)
    replies.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    with running() as server, year(server, folder, SHORT, Answers(replies), by_script, print) as played:
        yield played


def test_nothing_happens_that_must_not(played: Played) -> None:
    observer = played.observer
    assert [*observer.breaks, *observer.wrong_yes, *observer.wrong_requests] == []
    assert played.problems == []


def test_it_comes_to_something(played: Played) -> None:
    kinds = {event.kind for introduction in played.assistant.store.find(Introduction) for event in introduction.events}
    assert kinds >= {
        EventKind.INTRODUCED,
        EventKind.HELP_DECLINED,
        EventKind.PROVIDER_DECLINED,
        EventKind.DEFERRED,
        EventKind.LAPSED,
        EventKind.REMINDED,
        EventKind.OFFER_DECLINED,
    }
    assert {said.how for said in played.ledger.said.values()} >= {"answer", "anew", "to both"}
    figures = page(played)
    assert "| invariant breaks" in figures
    assert "moved wrongly" in figures
