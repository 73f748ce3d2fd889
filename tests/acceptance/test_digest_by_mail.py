"""The digest on a real mail server: laid into the inbox, answered from a telephone, acted on at the next sync."""

from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
import typer

from assistant.cli import app
from assistant.cli.digest import digest as command
from assistant.cli.session import Session
from assistant.domain.activity import Activity, Deed
from assistant.domain.captures import Capture, CaptureState
from assistant.domain.digest import Digest, Item, ItemKind
from assistant.domain.documents import Document
from assistant.domain.drafts import Draft, DraftState
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Mention
from assistant.domain.prompts import Prompt, PromptState
from assistant.errors import TransitionError
from tests.acceptance.digest_world import DigestWorld
from tests.servers.dovecot import Dovecot, dovecot

__all__ = ["dovecot"]
USERS = count(1)


@pytest.fixture
def world(dovecot: Dovecot, tmp_path: Path) -> DigestWorld:
    world = DigestWorld(server=dovecot, user=f"digest{next(USERS)}@marsh.example", folder=tmp_path)
    world.sync()
    return world


def of_kind(digest: Digest, kind: ItemKind) -> list[Item]:
    return [item for item in digest.items if item.kind is kind]


def test_a_day_by_mail_alone(world: DigestWorld) -> None:
    store = world.assistant.store
    digest, mail = world.digest()
    questions, (meeting,) = of_kind(digest, ItemKind.QUESTION), of_kind(digest, ItemKind.MEETING)
    assert len(questions) == 3
    assert "To: " not in str(mail.get("Cc", ""))
    with world.server.client(world.user, "INBOX") as client:
        (uid,) = client.search(["HEADER", "MESSAGE-ID", digest.message_id])
        assert b"\\Seen" not in client.get_flags(uid)[uid]

    payroll = next(
        item for item in questions if (found := store.get(Prompt, item.record_id)) and found.category == "payroll"
    )
    rest = [item for item in questions if item is not payroll]
    words = f"{payroll.number} yes, {rest[0].number} later until 15 January\n{rest[1].number}: no\n\n"
    before = store.count(Document), store.count(Mention)
    world.now += timedelta(hours=1)
    world.reply(mail, words + f"{meeting.number}: Yusuf said that his firm needs a new bookkeeper.\n\nHelen")
    reasons = world.sync()
    assert sorted(reasons) == [
        "a mail of the assistant's own to you",
        "your answer to a mail of the assistant's own",
        "your answer to a mail of the assistant's own",
    ]
    states = [store.get(Prompt, item.record_id) for item in (payroll, *rest)]
    assert [prompt and prompt.state for prompt in states] == [PromptState.YES, PromptState.LATER, PromptState.NO]
    assert states[1]
    assert str(states[1].until) == "2027-01-15"
    (capture,) = store.find(Capture, meeting_id=meeting.record_id)
    assert capture.state is CaptureState.ANSWERED
    assert capture.text == "Yusuf said that his firm needs a new bookkeeper."
    assert (store.count(Document), store.count(Mention)) == (before[0] + 1, before[1] + 1)  # the user's own note
    (activity,) = store.find(Activity, deed=Deed.DIGEST_ANSWERED)
    assert activity.is_well, activity.problems

    digest, mail = world.digest()  # the next day: the message that the yes drafted
    (draft,) = of_kind(digest, ItemKind.DRAFT)
    kept = store.get(Draft, draft.record_id)
    body = mail.get_body(("plain",))
    assert kept
    assert body
    assert all(f"| {line}" in body.get_content() for line in kept.text.splitlines() if line)
    world.reply(mail, f"{draft.number} approve")
    world.sync()
    kept = store.get(Draft, draft.record_id)
    assert kept
    assert kept.state is DraftState.DELIVERED
    (laid,) = world.server.messages(world.user, "Drafts")
    assert b"To: Anna Okafor <anna@okafor.example>" in laid
    assert len(world.digests()) == 2


def test_what_no_longer_fits_is_told_with_the_next_digest(world: DigestWorld) -> None:
    store = world.assistant.store
    digest, mail = world.digest()
    first, second, third = (item for item in of_kind(digest, ItemKind.QUESTION))
    prompt = store.get(Prompt, first.record_id)
    assert prompt
    world.assistant.introduce.answer(prompt, PromptState.NO)  # on the page, meanwhile
    world.reply(mail, f"{first.number} yes, {second.number} no {second.number} yes\n99 no\n{third.number} wrong")
    world.sync()
    found = [store.get(Prompt, item.record_id) for item in (first, second, third)]
    assert [each and each.state for each in found] == [PromptState.NO, PromptState.OPEN, PromptState.WRONG]
    _, mail = world.digest()
    body = mail.get_body(("plain",))
    assert body
    text = body.get_content()
    assert f"From your answer of Wednesday: {first.number}: it was answered already." in text
    assert f"{second.number}: you said two things, so nothing was done." in text
    assert "99: there is no such number in it." in text
    assert not list(store.find(Digest, are_told=False))


def test_one_mail_a_day_and_none_where_nothing_waits(world: DigestWorld) -> None:
    world.digest()
    assert [world.assistant.digest.send_if_due() for _ in range(3)] == [None] * 3
    world.now += timedelta(hours=8)
    world.restart()
    assert world.assistant.digest.send_if_due() is None
    assert len(world.digests()) == 1


def test_a_question_after_a_meeting_is_answered_in_plain_words(world: DigestWorld) -> None:
    assistant = world.assistant
    (meeting,) = assistant.store.find(Meeting)
    asked = assistant.digest.ask_after(meeting)
    assert asked is not None
    assert assistant.digest.ask_after(meeting) is None
    world.reply(world.mail_of(asked), "Yusuf's firm needs a new bookkeeper.\n\nHe is well otherwise.\n\nThanks,\nHelen")
    world.sync()
    (capture,) = assistant.store.find(Capture, meeting_id=meeting.id)
    assert capture.text == "Yusuf's firm needs a new bookkeeper.\n\nHe is well otherwise."
    assert any(prompt.category == "bookkeeping" for prompt in assistant.store.find(Prompt))
    assert assistant.digest.ask_after(meeting) is None


def test_only_the_user_answers(world: DigestWorld) -> None:
    store = world.assistant.store
    digest, mail = world.digest()
    number = of_kind(digest, ItemKind.QUESTION)[0].number
    world.reply(mail, f"{number} yes", who="Eve <eve@evil.example>")
    world.sync()
    assert not [prompt for prompt in store.find(Prompt) if prompt.state is not PromptState.OPEN]
    world.reply(mail, f"{number} yes")  # by now somebody else knows the message id
    world.sync()
    assert not [prompt for prompt in store.find(Prompt) if prompt.state is not PromptState.OPEN]
    assert "had gone to somebody else" in next(iter(store.find(Digest, are_told=False))).remarks[0]


def test_a_dry_run_acts_on_nothing(world: DigestWorld) -> None:
    store = world.assistant.store
    digest, mail = world.digest()
    number = of_kind(digest, ItemKind.QUESTION)[0].number
    world.reply(mail, f"{number} yes")
    world.assistant.sync().run(documents=world.assistant.document_sources(), dry_run=True)
    assert not list(store.find(Draft))
    assert not list(store.find(Activity))
    world.sync()
    assert len(list(store.find(Draft))) == 1


def test_the_command_shows_it_and_sends_it_once(
    world: DigestWorld, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    context = typer.Context(typer.main.get_command(app), obj=Session(config_path=None, data=None))
    monkeypatch.setattr(Session, "assistant", property(lambda self: world.assistant))
    command(context)
    shown = capsys.readouterr().out
    assert shown.startswith("Subject: What waits for you: 1 meeting, 3 questions\n\n-- Answer above this line --")
    assert not world.digests()
    command(context, send=True)
    assert capsys.readouterr().out == "Laid into your inbox: mail, INBOX\n"
    with pytest.raises(TransitionError, match="there is one a day"):
        command(context, send=True)
    (digest,) = world.digests()
    body = world.mail_of(digest).get_body(("plain",))
    assert body
    assert body.get_content().replace("\r\n", "\n") in shown
