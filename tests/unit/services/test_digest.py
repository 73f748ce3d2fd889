"""The digest is sent at its hour, once a day, only where something waits, and never twice for a crash."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.adapters.memory_inbox import MemoryInbox
from assistant.adapters.store.tinydb_store import open_store
from assistant.domain.care import CheckIn
from assistant.domain.digest import Digest, DigestState, ItemKind, Purpose, Word
from assistant.domain.drafts import Draft
from assistant.errors import ConfigError, DeliveryError, TransitionError, UncertainError
from assistant.services.digest import random_token
from assistant.services.digest_plan import MOST, choose
from assistant.services.today import look
from tests.acceptance.introduction_world import QUOTE, SEEKERS, World
from tests.unit.services.digesting import Desk, only

LOST = UncertainError("the answer was lost")


@pytest.fixture
def desk(world: World) -> Desk:
    world.now = world.now.replace(hour=8)
    return Desk(world)


def test_it_waits_for_its_hour_and_is_sent_once(desk: Desk) -> None:
    desk.world.hear(SEEKERS[0])
    assert desk.digests.send_if_due() is None
    desk.world.now += timedelta(minutes=90)
    sent = [desk.digests.send_if_due() for _ in range(5)]
    assert sent[0] is not None
    assert sent[1:] == [None] * 4
    assert len(desk.inbox.mails) == 1
    assert sent[0].state is DigestState.LAID
    desk.world.pass_days(1)
    assert desk.digests.send_if_due() is not None


def test_nothing_is_sent_where_nothing_waits_not_even_later_that_day(desk: Desk) -> None:
    desk.world.now += timedelta(hours=3)
    assert desk.digests.send_if_due() is None
    desk.world.hear(SEEKERS[0])
    desk.world.now += timedelta(hours=3)
    assert desk.digests.send_if_due() is None
    assert not desk.inbox.mails
    desk.world.pass_days(1)
    assert desk.digests.send_if_due() is not None


def test_it_says_how_many_are_to_be_called_and_is_not_sent_for_that_alone(desk: Desk) -> None:
    now = desk.world.now
    calls = [CheckIn(id=f"care-{who}", person_id=who, day=now.date(), at=now) for who in ("a", "b", "c")]
    desk.world.store.put(*calls[:2], calls[2].later(now.date() + timedelta(days=7)))
    assert desk.digests.send() is None
    desk.world.hear(SEEKERS[0])
    assert desk.digests.send() is not None
    (mail,) = desk.inbox.mails.values()
    for shown in (mail.words.text, mail.words.html):
        assert "To call today: 2" in shown


def test_without_an_hour_there_is_none(desk: Desk) -> None:
    desk.world.hear(SEEKERS[0])
    desk.world.now += timedelta(hours=5)
    assert replace(desk.digests, at=None).send_if_due() is None


def test_a_run_that_breaks_off_before_the_record_is_found_and_not_doubled(desk: Desk) -> None:
    desk.world.hear(SEEKERS[0])
    desk.inbox.failing, desk.inbox.loses_the_answer = LOST, True
    with pytest.raises(UncertainError):
        desk.send()
    (tried,) = desk.world.store.find(Digest)
    assert tried.state is DigestState.TRIED
    found = desk.digests.send_if_due()
    assert found is not None
    assert (found.id, found.state) == (tried.id, DigestState.LAID)
    assert len(desk.inbox.mails) == 1


def test_a_lost_mail_is_only_looked_for_while_the_doubt_is_fresh(desk: Desk) -> None:
    desk.world.hear(SEEKERS[0])
    desk.inbox.failing = LOST
    with pytest.raises(UncertainError):
        desk.send()
    for _ in range(4):
        desk.world.now += timedelta(minutes=1)
        assert desk.digests.send_if_due() is None
    desk.world.now += timedelta(minutes=20)
    desk.digests.send_if_due()
    assert desk.digests.send_if_due() is not None
    assert len(desk.inbox.mails) == 1


def test_a_refusal_is_told_and_tried_again_after_a_while(desk: Desk) -> None:
    desk.world.hear(SEEKERS[0])
    desk.inbox.failing = DeliveryError("full")
    assert not desk.digests.is_pending
    with pytest.raises(DeliveryError):
        desk.send()
    assert desk.digests.send_if_due() is None
    assert desk.digests.is_pending
    desk.world.now += timedelta(minutes=15)
    assert desk.digests.send_if_due() is not None
    assert not desk.digests.is_pending


def test_an_inbox_that_is_not_there_is_told_once_in_a_while(desk: Desk) -> None:
    desk.world.hear(SEEKERS[0])
    desk.world.now += timedelta(hours=2)

    def nowhere() -> MemoryInbox:
        raise ConfigError("no account has an inbox for the digest")

    digests = replace(desk.digests, inbox=nowhere)
    with pytest.raises(ConfigError):
        digests.send_if_due()
    assert digests.send_if_due() is None
    desk.world.now += timedelta(minutes=15)
    with pytest.raises(ConfigError):
        digests.send_if_due()


def test_what_was_sent_by_hand_is_the_digest_of_that_day(desk: Desk) -> None:
    assert desk.digests.send() is None
    desk.world.hear(SEEKERS[0])
    assert desk.digests.send() is not None
    desk.world.now += timedelta(hours=3)
    assert desk.digests.send_if_due() is None
    with pytest.raises(TransitionError, match=r"today's digest was sent at 08:00; there is one a day"):
        desk.digests.send()


def test_two_processes_at_once_send_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.world.hear(SEEKERS[0])
    deliver, other = desk.inbox.deliver, []

    def both(mail: object) -> object:
        monkeypatch.setattr(desk.inbox, "deliver", deliver)
        other.append(desk.digests.send_if_due())
        return deliver(mail)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.inbox, "deliver", both)
    desk.send()
    assert other == [None]
    assert len(desk.inbox.mails) == 1


def test_two_processes_that_both_found_none_send_one(desk: Desk) -> None:
    desk.world.hear(SEEKERS[0])
    desk.world.now += timedelta(hours=2)
    other: list[Digest | None] = []

    def slow() -> str:
        other.append(desk.digests.send_if_due())
        return random_token()

    assert replace(desk.digests, token=slow).send_if_due() is None
    assert other[0] is not None
    assert len(desk.inbox.mails) == 1


def test_message_ids_cannot_be_guessed(desk: Desk) -> None:
    desk.world.hear(SEEKERS[0])
    ids = set()
    for _ in range(3):
        ids.add(desk.send().message_id)
        desk.world.pass_days(1)
    assert len(ids) == 3
    assert all(len(each.partition(".")[2].partition("@")[0]) == 40 for each in ids)


def test_each_kind_is_an_item_with_its_words_its_reason_and_its_place(desk: Desk) -> None:
    introduction = desk.world.open()
    desk.world.hear(SEEKERS[1])
    meeting = desk.meet()
    digest = desk.send()
    (mail,) = desk.inbox.mails.values()
    draft = desk.world.store.get(Draft, only(digest, ItemKind.DRAFT).record_id)
    assert draft is not None
    assert draft.introduction_id == introduction.id
    assert only(digest, ItemKind.DRAFT).seen_hash == draft.hash
    assert only(digest, ItemKind.QUESTION).words == (Word.YES, Word.NO, Word.LATER, Word.WRONG)
    text = mail.words.text
    assert all(f"    | {line}" in text for line in draft.text.splitlines() if line)
    assert f"To: {draft.to[0]}" in text
    assert f"“{QUOTE}”" in text
    for item, path in zip(digest.items, ("drafts", "meetings", "prompts"), strict=True):
        assert f"https://page.example/{path}/{item.record_id}\n" in text
        assert f'href="https://page.example/{path}/{item.record_id}"' in mail.words.html
    assert f"[{only(digest, ItemKind.MEETING).number}] What came up in “{meeting.title}”?" in text


def test_a_draft_that_is_too_long_cannot_be_approved_by_it(desk: Desk) -> None:
    introduction = desk.world.open()
    (draft,) = desk.world.drafts(introduction)
    desk.world.deliver.edit(draft.id, subject="Hello", text="Long. " * 1_000)
    item = only(desk.send(), ItemKind.DRAFT)
    assert item.words == (Word.DISCARD,)
    assert not item.seen_hash
    (mail,) = desk.inbox.mails.values()
    assert "It is too long for this mail" in mail.words.text
    assert "Long. Long." not in mail.words.text


def test_signs_that_a_mail_does_not_show_keep_a_draft_from_being_approved_by_it(desk: Desk) -> None:
    introduction = desk.world.open()
    (draft,) = desk.world.drafts(introduction)
    desk.world.deliver.edit(draft.id, subject="Hello", text="Hello \u202eanna, no reason needed.\n\nWould you?\n")
    assert only(desk.send(), ItemKind.DRAFT).words == (Word.DISCARD,)


def test_what_the_etiquette_would_mend_stands_beside_it(desk: Desk) -> None:
    introduction = desk.world.open()
    (draft,) = desk.world.drafts(introduction)
    desk.world.deliver.edit(draft.id, subject=draft.subject, text=f"{draft.text}\nThis is an amazing opportunity!\n")
    item = only(desk.send(), ItemKind.DRAFT)
    assert item.findings
    (mail,) = desk.inbox.mails.values()
    assert all(f"Worth another look: {found.why}" in mail.words.text for found in item.findings)


def test_a_few_of_each_come_before_many_of_one() -> None:
    many, few, one = list(range(100, 140)), [1, 2, 3], [7]
    chosen, more = choose([many, few, one])
    assert len(chosen) == MOST
    assert more == 44 - MOST
    assert [each for each in chosen if each < 100] == [1, 2, 3, 7]
    assert chosen == sorted(chosen, key=lambda each: (each < 100, each == 7, each))
    assert choose([[], []]) == ([], 0)
    assert choose([[1], [2]]) == ([1, 2], 0)


def test_what_does_not_fit_is_counted(desk: Desk) -> None:
    for seeker in SEEKERS:
        for category in ("payroll", "legal-employment"):
            desk.world.hear(seeker, category)
    for number in range(9):
        desk.meet(before=timedelta(hours=3 * number + 1))
    digest = desk.send()
    assert len(digest.items) == MOST
    waits = look(desk.world.store, desk.debrief)
    more = len(waits.questions) + len(waits.meetings) - MOST
    (mail,) = desk.inbox.mails.values()
    assert f"And {more} more on the page: https://page.example/" in mail.words.text


def test_a_meeting_is_asked_after_once(desk: Desk) -> None:
    meeting = desk.meet()
    asked = desk.digests.ask_after(meeting)
    assert asked is not None
    assert asked.purpose is Purpose.AFTER_MEETING
    assert desk.digests.ask_after(meeting) is None
    (mail,) = desk.inbox.mails.values()
    assert "What came up in “Coffee”" in mail.words.text
    assert f"https://page.example/meetings/{meeting.id}" in mail.words.text
    told = desk.meet()
    desk.debrief.nothing(told)
    assert desk.digests.ask_after(told) is None


def test_a_question_after_a_meeting_that_broke_off_is_not_doubled(desk: Desk) -> None:
    meeting = desk.meet()
    desk.inbox.failing, desk.inbox.loses_the_answer = LOST, True
    with pytest.raises(UncertainError):
        desk.digests.ask_after(meeting)
    found = desk.digests.ask_after(meeting)
    assert found is not None
    assert found.state is DigestState.LAID
    assert len(desk.inbox.mails) == 1


def test_a_question_after_a_meeting_does_not_take_the_digest_of_that_day(desk: Desk) -> None:
    desk.digests.ask_after(desk.meet())
    assert desk.send()
    assert len(desk.inbox.mails) == 2


def test_records_survive_the_store(desk: Desk, tmp_path: Path) -> None:
    introduction = desk.world.open()
    (draft,) = desk.world.drafts(introduction)
    desk.world.deliver.edit(draft.id, subject=draft.subject, text=f"{draft.text}\nThis is an amazing opportunity!\n")
    digest = desk.send()
    assert only(digest, ItemKind.DRAFT).findings
    with closing(open_store(tmp_path / "store.db")) as store:
        store.put(digest)
        assert list(store.find(Digest, day=digest.day, purpose=Purpose.DAILY)) == [digest]
