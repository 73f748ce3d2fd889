"""Answers to a digest are acted on once, only the user's own, and only as far as they still fit."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.domain.activity import Activity, Deed
from assistant.domain.captures import Capture, CaptureState
from assistant.domain.digest import Digest, Item, ItemKind
from assistant.domain.documents import Medium
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import State
from assistant.domain.meetings import Meeting
from assistant.domain.people import Participant
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.replies import Label, Reply, ReplyState
from assistant.errors import ReaderError
from assistant.services.digest_answers import ANSWER, OURS
from tests.acceptance.introduction_world import SEEKERS, World
from tests.unit.services.answering import ask_seeker, out, taken
from tests.unit.services.digesting import EVE, OWN, Desk, answer_to, only


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def asked(desk: Desk) -> tuple[Digest, Item]:
    """A digest with one question, under a number that is not the only one."""
    desk.world.hear(SEEKERS[0])
    desk.meet()
    digest = desk.send()
    return digest, only(digest, ItemKind.QUESTION)


def prompt_of(desk: Desk, item: Item) -> Prompt:
    found = desk.world.store.get(Prompt, item.record_id)
    assert found is not None
    return found


def draft_of(desk: Desk, item: Item) -> Draft:
    found = desk.world.store.get(Draft, item.record_id)
    assert found is not None
    return found


def approvable(desk: Desk) -> tuple[Digest, Item]:
    desk.world.open()
    digest = desk.send()
    return digest, only(digest, ItemKind.DRAFT)


@pytest.mark.parametrize(
    ("word", "state"), [("yes", PromptState.YES), ("no", PromptState.NO), ("wrong", PromptState.WRONG)]
)
def test_a_question_is_answered_as_on_the_page(desk: Desk, word: str, state: PromptState) -> None:
    digest, item = asked(desk)
    assert desk.answer(digest, f"{item.number} {word}") == ANSWER
    prompt = prompt_of(desk, item)
    assert prompt.state is state
    assert bool(prompt.introduction_id) == (word == "yes")
    (activity,) = desk.world.store.find(Activity, deed=Deed.DIGEST_ANSWERED)
    assert activity.words == f"{item.number} {word}"
    assert activity.is_well


@pytest.mark.parametrize(("tail", "days"), [("", 14), (" until {day}", 5)])
def test_later_is_two_weeks_or_the_day_that_is_named(desk: Desk, tail: str, days: int) -> None:
    digest, item = asked(desk)
    wanted = desk.world.now.date() + timedelta(days=days)
    desk.answer(digest, f"{item.number} later{tail.format(day=wanted)}")
    assert prompt_of(desk, item).until == wanted


def test_a_day_that_is_not_understood_or_past_puts_nothing_off(desk: Desk) -> None:
    digest, item = asked(desk)
    desk.answer(digest, f"{item.number} later sometime")
    desk.answer(digest, f"{item.number} later 2020-01-01")
    assert prompt_of(desk, item).state is PromptState.OPEN
    remarks = desk.kept(digest).remarks
    assert f"{item.number}: I do not understand “later sometime”." in remarks[0]
    assert "still to come" in remarks[1]


def test_an_answer_is_taken_once_however_often_it_is_seen(desk: Desk) -> None:
    digest, item = asked(desk)
    mail = answer_to(digest, f"{item.number} yes", desk.world.now)
    for _ in range(3):
        assert desk.answers.aside(mail) == ANSWER
    copy = answer_to(digest, f"{item.number} yes", desk.world.now)  # with a message id of its own
    assert desk.answers.aside(copy) == ANSWER
    assert desk.kept(digest).are_told
    assert desk.world.store.count(Draft) == 1


def test_an_answer_that_came_too_late_stays_so_when_it_is_seen_again(desk: Desk) -> None:
    digest, item = asked(desk)
    desk.world.introduce.answer(prompt_of(desk, item), PromptState.NO)
    mail = answer_to(digest, f"{item.number} yes", desk.world.now)
    desk.answers.aside(mail)
    desk.world.introduce.reopen(prompt_of(desk, item))  # on the page
    desk.answers.aside(mail)
    assert prompt_of(desk, item).state is PromptState.OPEN


def test_another_answer_afterwards_is_told_and_changes_nothing(desk: Desk) -> None:
    digest, item = asked(desk)
    desk.answer(digest, f"{item.number} no")
    desk.answer(digest, f"{item.number} yes")
    assert prompt_of(desk, item).state is PromptState.NO
    assert "you had answered “no” already" in desk.kept(digest).remarks[0]


def test_remarks_are_told_with_the_next_digest_and_once(desk: Desk) -> None:
    digest, item = asked(desk)
    desk.answer(digest, f"{item.number} yes {item.number} no, 99 no")
    desk.world.pass_days(1)
    desk.send()
    told = list(desk.inbox.mails.values())[-1].words
    line = f"From your answer of Monday: {item.number}: you said two things, so nothing was done."
    assert line in told.text
    assert line in told.html
    assert "From your answer of Monday: 99: there is no such number in it." in told.text
    desk.world.pass_days(1)
    desk.send()
    assert "From your answer" not in list(desk.inbox.mails.values())[-1].words.text


def test_remarks_alone_are_reason_enough(desk: Desk) -> None:
    desk.world.hear(SEEKERS[0])
    digest = desk.send()
    desk.answer(digest, "1 no, 2 yes")
    desk.world.pass_days(1)
    desk.send()
    assert "No question waits for you." in list(desk.inbox.mails.values())[-1].words.text


def test_what_fits_no_longer_is_told(desk: Desk) -> None:
    digest, item = asked(desk)
    told = only(digest, ItemKind.MEETING)
    desk.world.introduce.answer(prompt_of(desk, item), PromptState.NO)
    meeting = desk.world.store.get(Meeting, told.record_id)
    assert meeting is not None
    desk.debrief.nothing(meeting)
    desk.answer(digest, f"{item.number} yes\n{told.number}: She needs a bookkeeper")
    assert set(desk.kept(digest).remarks) == {
        f"From your answer of Monday: {item.number}: it was answered already.",
        f"From your answer of Monday: {told.number}: you had told about it already.",
    }
    assert prompt_of(desk, item).state is PromptState.NO
    (capture,) = desk.world.store.find(Capture)
    assert capture.state is CaptureState.NOTHING


def test_words_that_an_item_does_not_take_are_told(desk: Desk) -> None:
    digest, item = asked(desk)
    desk.answer(digest, f"{item.number} approve")
    assert prompt_of(desk, item).state is PromptState.OPEN
    assert "“approve” is none of its answers (yes, no, later, wrong)" in desk.kept(digest).remarks[0]


@pytest.mark.parametrize("days", [13, 15])
def test_an_old_digest_is_not_acted_on(desk: Desk, days: int) -> None:
    digest, item = asked(desk)
    desk.world.pass_days(days)
    assert desk.answer(digest, f"{item.number} yes") == ANSWER
    is_done = prompt_of(desk, item).state is PromptState.YES
    assert is_done == (days == 13)
    assert any("older than two weeks" in remark for remark in desk.kept(digest).remarks) == (days == 15)


def test_nobody_else_answers(desk: Desk) -> None:
    digest, item = asked(desk)
    assert desk.answer(digest, f"{item.number} yes", author=EVE) == ""
    assert desk.answer(digest, f"{item.number} yes", in_reply_to="<digest.guess@marsh.example>") == ""
    assert prompt_of(desk, item).state is PromptState.OPEN


def test_a_digest_that_was_passed_on_is_answered_no_more(desk: Desk) -> None:
    digest, item = asked(desk)
    assert desk.answer(digest, "Look at this", listeners=(OWN, EVE)) == ""  # a mail like any other
    assert desk.answer(digest, f"{item.number} yes") == ANSWER
    assert prompt_of(desk, item).state is PromptState.OPEN
    assert "had gone to somebody else" in desk.kept(digest).remarks[0]


def test_a_machine_that_answers_in_the_users_name_is_not_heard(desk: Desk) -> None:
    digest, item = asked(desk)
    assert desk.answer(digest, f"{item.number} yes", headers=(("auto-submitted", "auto-replied"),)) == ANSWER
    assert prompt_of(desk, item).state is PromptState.OPEN


def test_the_digest_itself_is_set_aside_and_a_note_is_not(desk: Desk) -> None:
    digest, item = asked(desk)
    text = f"{item.number} yes"
    assert desk.answer(digest, text, message_id=digest.message_id, in_reply_to="") == OURS
    from_a_backup = {"in_reply_to": "", "headers": (("x-followup-digest", "1"),)}
    assert desk.answer(digest, text, **from_a_backup) == OURS
    assert desk.answer(digest, text, author=EVE, **from_a_backup) == ""
    assert desk.answer(digest, text, medium=Medium.NOTE) == ""
    assert prompt_of(desk, item).state is PromptState.OPEN


def test_an_answer_is_known_by_its_references_too(desk: Desk) -> None:
    digest, item = asked(desk)
    references = ("<other@marsh.example>", digest.message_id)
    desk.answer(digest, f"{item.number} no", in_reply_to="", references=references)
    assert prompt_of(desk, item).state is PromptState.NO


def test_a_draft_is_approved_as_it_stood_in_the_mail_and_delivered_later(desk: Desk) -> None:
    digest, item = approvable(desk)
    desk.answer(digest, f"{item.number} ok")
    draft = draft_of(desk, item)
    assert draft.state is DraftState.APPROVED
    assert draft.approved_hash == item.seen_hash
    assert not desk.world.laid()  # nothing outside the store is touched while mail is read
    delivered, problems = desk.world.deliver.finish()
    assert (len(delivered), problems) == (1, [])
    assert len(desk.world.laid()) == 1


def test_a_draft_that_was_changed_meanwhile_is_not_approved(desk: Desk) -> None:
    digest, item = approvable(desk)
    draft = draft_of(desk, item)
    desk.world.deliver.edit(draft.id, subject=draft.subject, text=f"{draft.text}\nPS\n")
    desk.answer(digest, f"{item.number} approve")
    assert draft_of(desk, item).state is DraftState.WAITING
    assert "changed after this mail" in desk.kept(digest).remarks[0]


@pytest.mark.parametrize("text", ["{n} ok\n\nActually, wait", "{n} ok, not before Friday", "{n} yes", "all ok", "ok?"])
def test_a_draft_is_approved_by_nothing_less_than_a_clear_word(desk: Desk, text: str) -> None:
    desk.meet()
    digest, item = approvable(desk)
    desk.answer(digest, text.format(n=item.number))
    assert draft_of(desk, item).state is DraftState.WAITING
    assert desk.kept(digest).remarks


def test_a_finding_that_the_mail_did_not_show_keeps_a_draft_from_being_approved(desk: Desk) -> None:
    introduction = desk.world.open()
    (draft,) = desk.world.drafts(introduction)
    text = f"{draft.text}\nThis is an amazing opportunity!\n"
    draft = desk.world.deliver.edit(draft.id, subject=draft.subject, text=text)
    digest = desk.send()
    item = only(digest, ItemKind.DRAFT)
    blind = replace(digest, items=tuple(replace(each, findings=()) for each in digest.items))
    desk.world.store.put(blind)
    desk.answer(blind, f"{item.number} ok")
    assert draft_of(desk, item).state is DraftState.WAITING
    assert "did not show" in desk.kept(digest).remarks[0]
    desk.world.store.put(digest)
    desk.answer(digest, f"{item.number} ok")  # the mail showed what stands in it
    assert draft_of(desk, item).state is DraftState.APPROVED
    assert set(draft_of(desk, item).overruled) == set(item.findings)


def test_a_draft_is_thrown_away(desk: Desk) -> None:
    digest, item = approvable(desk)
    desk.answer(digest, f"{item.number} discard")
    assert draft_of(desk, item).state is DraftState.DISCARDED
    desk.world.pass_days(1)
    digest = desk.send()  # the introduction waits for the next message, which nothing drafts by itself
    item = only(digest, ItemKind.IDLE)
    desk.answer(digest, f"{item.number} draft")
    (introduction,) = desk.world.store.find(type(desk.world.open(SEEKERS[1])), id=item.record_id)
    assert [draft.kind for draft in desk.world.drafts(introduction)] == [DraftKind.ASK_SEEKER]


def test_a_meeting_is_told_about_and_read_at_once(desk: Desk) -> None:
    desk.meet()
    digest = desk.send()
    line = "Yusuf Demir <yusuf@demir.example> | need | payroll | the wages take him days"
    desk.answer(digest, f"1: {line}\n\nHelen")
    item = only(digest, ItemKind.MEETING)
    (capture,) = desk.world.store.find(Capture, meeting_id=item.record_id)
    assert (capture.state, capture.text) == (CaptureState.ANSWERED, line)
    (prompt,) = desk.world.store.find(Prompt, category="payroll")
    assert prompt.state is PromptState.OPEN
    desk.answer(digest, f"1: {line}")
    assert desk.kept(digest).are_told  # the same words again
    desk.answer(digest, "1: And another thing")
    assert "you had told about it already" in desk.kept(digest).remarks[0]


def test_nothing_came_up(desk: Desk) -> None:
    desk.meet()
    digest = desk.send()
    desk.answer(digest, "Nothing")
    (capture,) = desk.world.store.find(Capture)
    assert capture.state is CaptureState.NOTHING


def test_words_are_not_lost_to_a_model_that_is_missing(desk: Desk) -> None:
    desk.meet()
    digest = desk.send()
    mail = answer_to(digest, "1: She needs a bookkeeper", desk.world.now)

    class Missing:
        version = ""

        def read(self, contents: object) -> object:
            raise ReaderError("no model")

    desk.reader = Missing()  # type: ignore[assignment]
    with pytest.raises(ReaderError):
        desk.answers.aside(mail)
    assert not desk.world.store.count(Capture)
    assert not desk.kept(digest).taken


@pytest.mark.parametrize(
    ("words", "state", "moved"),
    [
        ("yes", ReplyState.SETTLED, State.WANTED),
        ("no", ReplyState.SETTLED, State.DECLINED),
        ("later", ReplyState.SETTLED, State.DEFERRED),
        ("nothing", ReplyState.SETTLED, State.ASKED),
        ("met", ReplyState.WAITS, State.ASKED),
    ],
)
def test_a_reply_is_settled(desk: Desk, words: str, state: ReplyState, moved: State) -> None:
    world = desk.world
    introduction = ask_seeker(world)
    reply = taken(world, out(world, introduction, DraftKind.ASK_SEEKER), Label.UNCLEAR)
    assert reply.state is ReplyState.WAITS
    digest = desk.send()
    item = only(digest, ItemKind.REPLY)
    desk.answer(digest, f"{item.number} {words}")
    kept = world.store.get(Reply, reply.id)
    assert kept is not None
    assert kept.state is state
    assert world.present(introduction).state is moved
    assert bool(desk.kept(digest).remarks) == (state is ReplyState.WAITS)


def test_a_step_that_is_refused_leaves_nothing_behind_and_is_told(desk: Desk) -> None:
    digest, item = asked(desk)
    person = SEEKERS[0]
    desk.world.store.put(replace(person, preferences=replace(person.preferences, never_ask=True)))
    desk.answer(digest, f"{item.number} yes")
    assert prompt_of(desk, item).state is PromptState.OPEN
    assert f"{item.number}: Anna Okafor asked not to be asked." in desk.kept(digest).remarks[0]
    assert not desk.kept(digest).item(item.number).done  # type: ignore[union-attr]


def test_own_addresses_of_any_kind_answer(desk: Desk) -> None:
    digest, item = asked(desk)
    shouted = Participant(name="H", address=OWN.address.upper())
    desk.answer(digest, f"{item.number} no", author=shouted, listeners=(shouted,))
    assert prompt_of(desk, item).state is PromptState.NO
