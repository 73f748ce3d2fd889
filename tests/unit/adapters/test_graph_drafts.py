"""The drafts folder at Microsoft: laid down once, and what the user made of it is seen."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from assistant.adapters.formats.mime import compose
from assistant.adapters.microsoft.drafts import GraphDrafts
from assistant.adapters.microsoft.http import GraphClient
from assistant.domain.accounts import Fate
from assistant.domain.drafts import Draft
from assistant.errors import DeliveryError, UncertainError
from tests.contract.test_document_source import mail
from tests.contract.test_draft_box import AT, SENDER, draft
from tests.servers.graph import GraphFake
from tests.servers.graph_mailbox import FakeMailbox
from tests.servers.graph_server import serving


@pytest.fixture
def fake() -> Iterator[GraphFake]:
    with serving(GraphFake()) as served:
        yield served


@pytest.fixture
def mailbox(fake: GraphFake) -> FakeMailbox:
    return fake.mailbox


@pytest.fixture
def box(fake: GraphFake) -> Iterator[GraphDrafts]:
    client = GraphClient(name="work", token=lambda fresh: "token-1", base=fake.base, sleep=lambda seconds: None)
    yield GraphDrafts(client, SENDER)
    client.close()


def answering(message_id: str) -> Draft:
    made = replace(draft(), in_reply_to=message_id)
    return replace(made, approved_hash=made.hash)


def laid_down(box: GraphDrafts, waiting: Draft) -> Draft:
    return waiting.delivered(box.put(waiting), at=AT, box=box.name)


def test_the_mail_is_the_one_that_every_box_gets(box: GraphDrafts, mailbox: FakeMailbox) -> None:
    location = box.put(draft())
    (message,) = mailbox.drafts()
    assert message.raw == compose(draft(), sender=SENDER)
    assert location == f"work, drafts folder, message {message.id}"


def test_an_answer_lies_in_its_thread(box: GraphDrafts, mailbox: FakeMailbox) -> None:
    asked = mailbox.add(mail(7))
    box.put(answering("<7@acme.example>"))
    (message,) = mailbox.drafts()
    assert message.fields["conversationId"] == mailbox.messages[asked].fields["conversationId"]
    assert message.raw == compose(answering("<7@acme.example>"), sender=SENDER)


def test_an_answer_to_what_is_not_there_is_a_message_of_its_own(box: GraphDrafts, mailbox: FakeMailbox) -> None:
    box.put(answering("<unknown's@acme.example>"))
    assert len(mailbox.drafts()) == 1


def test_it_waits_until_it_is_touched(box: GraphDrafts, mailbox: FakeMailbox) -> None:
    waiting = laid_down(box, draft())
    (message,) = mailbox.drafts()
    assert box.look(waiting).fate is Fate.WAITING
    mailbox.touch(message.id, isRead=True)
    assert box.look(waiting).fate is Fate.WAITING


def test_an_edit_is_seen_with_its_words(box: GraphDrafts, mailbox: FakeMailbox) -> None:
    waiting = laid_down(box, draft())
    (message,) = mailbox.drafts()
    mailbox.touch(
        message.id, subject="Payroll", body={"contentType": "html", "content": "<p>Dear Anna,</p><p>hello</p>"}
    )
    seen = box.look(waiting)
    assert (seen.fate, seen.subject, seen.text) == (Fate.EDITED, "Payroll", "Dear Anna,\n\nhello")
    assert box.find(waiting) == waiting.location


@pytest.mark.parametrize("new_id", ["", "<replaced@outlook.example>"])
def test_what_was_sent_is_seen(box: GraphDrafts, mailbox: FakeMailbox, new_id: str) -> None:
    waiting = laid_down(box, draft())
    (message,) = mailbox.drafts()
    mailbox.send(message.id, new_id)
    seen = box.look(waiting)
    assert seen.fate is Fate.SENT
    assert seen.message_id == (new_id or message.fields["internetMessageId"])
    assert seen.at is not None


@pytest.mark.parametrize("deleted", ["deleteditems", "recoverableitemsdeletions", "for good"])
@pytest.mark.parametrize(
    ("subject", "text", "fate"),
    [
        (
            "Help with ../payroll: 支付?",
            "Hello Anna,\n\nÜber payroll.\n\nOn Tuesday you wrote:\n" + "> more\n" * 9,
            Fate.SENT,
        ),
        ("Payroll, as promised", "Hello Anna,\n\nÜber payroll. Call me.\n", Fate.SENT),
        (draft().subject, "Hello you, Anna, that is Über the top, no more payroll.\n", Fate.GONE),
        (draft().subject, "Anna, forget about it, I have asked somebody else by now.\n", Fate.GONE),
    ],
)
def test_what_a_phone_sent_in_its_place_is_known_by_its_words(
    box: GraphDrafts, mailbox: FakeMailbox, deleted: str, subject: str, text: str, fate: Fate
) -> None:
    """A phone's mail program writes another message with ids of its own, and throws the draft away."""
    waiting = laid_down(box, draft())
    (message,) = mailbox.drafts()
    if deleted == "for good":
        mailbox.delete(message.id)
    else:
        mailbox.move(message.id, deleted)
    copy = mailbox.add(message.raw, "sentitems")
    mailbox.messages[copy].headers.clear()
    people = [*message.fields["toRecipients"], {"emailAddress": {"name": "Bo", "address": "bo@acme.example"}}]
    body = {"contentType": "text", "content": text}
    mailbox.touch(copy, internetMessageId="<1@phone.example>", subject=subject, body=body, toRecipients=people)
    seen = box.look(waiting)
    assert seen.fate is fate
    assert seen.message_id == ("<1@phone.example>" if fate is Fate.SENT else "")


def test_another_of_our_messages_to_the_same_person_is_not_taken_for_it(box: GraphDrafts, mailbox: FakeMailbox) -> None:
    other = laid_down(box, draft("d-anotherone"))
    mailbox.send(mailbox.drafts()[0].id)
    waiting = laid_down(box, draft())
    mailbox.delete(mailbox.drafts()[0].id)
    assert (box.look(other).fate, box.look(waiting).fate) == (Fate.SENT, Fate.GONE)
    (sent,) = mailbox.messages.values()
    marks = dict(sent.headers)
    sent.headers.clear()  # then its Message-ID tells
    assert (box.look(other).fate, box.look(waiting).fate) == (Fate.SENT, Fate.GONE)
    sent.headers |= marks
    mailbox.touch(sent.id, internetMessageId="<replaced@outlook.example>")  # then its marker tells
    assert (box.look(other).fate, box.look(waiting).fate) == (Fate.SENT, Fate.GONE)


@pytest.mark.parametrize("keeps_marks", [True, False])
def test_what_another_program_sent_in_its_place_is_seen(
    box: GraphDrafts, mailbox: FakeMailbox, keeps_marks: bool
) -> None:
    waiting = laid_down(box, draft())
    (message,) = mailbox.drafts()
    mailbox.delete(message.id)
    copy = mailbox.add(message.raw, "sentitems")
    if not keeps_marks:
        mailbox.messages[copy].headers.clear()
        mailbox.touch(copy, internetMessageId="<other@outlook.example>")
    seen = box.look(waiting)
    assert (seen.fate, seen.location) == (Fate.SENT, f"work, drafts folder, message {copy}")


@pytest.mark.parametrize("folder", ["", "deleteditems", "recoverableitemsdeletions"])
def test_what_was_deleted_stays_deleted(box: GraphDrafts, mailbox: FakeMailbox, folder: str) -> None:
    """For good, into the bin, or past the bin to where only Outlook's recovery finds it."""
    waiting = laid_down(box, draft())
    (message,) = mailbox.drafts()
    if folder:
        mailbox.move(message.id, folder)
    else:
        mailbox.delete(message.id)
    assert box.look(waiting).fate is Fate.GONE
    assert mailbox.drafts() == []


def test_another_folder_is_no_deletion(box: GraphDrafts, mailbox: FakeMailbox) -> None:
    waiting = laid_down(box, draft())
    mailbox.move(mailbox.drafts()[0].id, "archive")
    assert box.look(waiting).fate is Fate.WAITING


@pytest.mark.parametrize("marks", ["all", "marker", "none"])
def test_a_lost_answer_is_uncertain_and_the_message_is_found_again(
    box: GraphDrafts, fake: GraphFake, mailbox: FakeMailbox, marks: str
) -> None:
    """Even where the server keeps neither our Message-ID nor our marker, it is known by its words."""
    mailbox.replaces_message_ids = marks != "all"
    fake.fault = lambda method, path: "lost" if method == "POST" else ""
    with pytest.raises(UncertainError, match="may or may not"):
        box.put(draft())
    (message,) = mailbox.drafts()
    if marks == "none":
        message.headers.clear()
    assert box.find(draft()) == f"work, drafts folder, message {message.id}"
    assert box.put(draft()) == box.find(draft())
    assert len(mailbox.drafts()) == 1


def test_a_service_that_seeks_no_markers_still_takes_each_message_once(box: GraphDrafts, fake: GraphFake) -> None:
    fake.seeks_named_properties = False
    assert box.put(draft()) == box.put(draft())
    assert len(fake.mailbox.drafts()) == 1


def test_a_failing_search_lays_nothing_down(box: GraphDrafts, fake: GraphFake, mailbox: FakeMailbox) -> None:
    fake.fault = lambda method, path: "503" if method == "GET" else ""
    fake.retry_after = "600"
    with pytest.raises(DeliveryError, match="left alone"):
        box.put(draft())
    assert mailbox.drafts() == []
