"""What comes of a reply: the clear ones move the introduction, the others wait for the user with their reason."""

from dataclasses import replace

import pytest

from assistant.domain.consents import Answer, Proof, Side
from assistant.domain.documents import Medium
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.introductions import EventKind, Introduction, State
from assistant.domain.people import Participant, Person
from assistant.domain.replies import Label, Reply, ReplyState
from tests.acceptance.introduction_world import USER, World
from tests.acceptance.introductions.mails import Script, Way, said
from tests.unit.services.answering import (
    ANNA,
    KIM,
    TOM,
    ask_provider,
    ask_seeker,
    in_days,
    introduce,
    kinds,
    mail,
    offer,
    out,
    take,
    taken,
)

E, K, L = EventKind, DraftKind, Label


@pytest.mark.parametrize(
    ("begin", "kind", "label", "state"),
    [
        (ask_seeker, K.ASK_SEEKER, L.YES, State.WANTED),
        (ask_seeker, K.ASK_SEEKER, L.NO, State.DECLINED),
        (ask_seeker, K.ASK_SEEKER, L.ALREADY_SOLVED, State.DECLINED),
        (ask_seeker, K.ASK_SEEKER, L.LATER, State.LAPSED),
        (ask_provider, K.ASK_PROVIDER, L.YES, State.AVAILABLE),
        (ask_provider, K.ASK_PROVIDER, L.NO, State.WANTED),
        (ask_provider, K.ASK_PROVIDER, L.LATER, State.WANTED),
        (offer, K.OFFER_PROVIDER, L.YES, State.AGREED),
        (offer, K.OFFER_PROVIDER, L.NO, State.WANTED),
        (introduce, K.JOINT, L.THANKS, State.CONNECTED),
        (introduce, K.JOINT, L.MET, State.MET),
        (introduce, K.JOINT, L.WON, State.WON),
        (introduce, K.JOINT, L.LOST, State.NOT_NOW),
    ],
)
def test_a_clear_answer_moves_it(world: World, begin: object, kind: K, label: L, state: State) -> None:
    introduction = begin(world)  # type: ignore[operator]
    reply = taken(world, out(world, introduction, kind), label)
    assert (reply.state, reply.why, reply.taken_at) == (ReplyState.TAKEN, "", world.now)
    assert world.present(introduction).state is state


def test_an_answer_is_kept_with_its_words_and_its_proof(world: World) -> None:
    introduction = ask_seeker(world)
    reply = taken(world, out(world, introduction, K.ASK_SEEKER), L.YES, 0.9)
    consent = world.present(introduction).consent(E.HELP_WANTED)
    assert consent is not None
    assert (consent.proof, consent.message_id, consent.quote, consent.confidence) == (
        Proof.MESSAGE, reply.message_id, "as they put it", 0.9,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("label", "confidence", "more", "why"),
    [
        (L.CONDITIONAL, 0.99, {}, "on a condition"),
        (L.TELL_ME_MORE, 0.99, {}, "know more first"),
        (L.HAND_OFF, 0.99, {}, "somebody else"),
        (L.UNCLEAR, 0.99, {}, "not clear"),
        (L.YES, 0.74, {}, "not sure"),
        (L.THANKS, 0.99, {}, "does not fit"),
        (L.YES, 0.99, {"author": KIM}, "to whom you had not written"),
        (L.YES, 0.99, {"way": Way.THREAD}, "another conversation"),
        (L.YES, 0.99, {"way": Way.SUBJECT}, "wrote anew"),
        (L.YES, 0.99, {"way": Way.BOUNCE}, "is no answer to it"),
        (L.AUTO, 0.99, {"way": Way.BOUNCE}, "came back"),
        (L.AUTO, 0.99, {"author": Participant(address="mailer-daemon@mail.example")}, "came back"),
        (L.YES, 0.99, {"author": Participant(address="postmaster@mail.example")}, "came back"),
    ],
)
def test_what_is_not_clear_waits_and_moves_nothing(
    world: World, label: L, confidence: float, more: dict[str, object], why: str
) -> None:
    introduction = ask_seeker(world)
    reply = taken(world, out(world, introduction, K.ASK_SEEKER), label, confidence, **more)
    assert reply.state is ReplyState.WAITS
    assert why in reply.why
    assert world.present(introduction) == introduction


@pytest.mark.parametrize(
    ("label", "more"),
    [
        (L.UNRELATED, {}),
        (L.UNCLEAR, {"way": Way.SUBJECT}),
        (L.AUTO, {"author": KIM}),
        (L.AUTO, {}),
    ],
)
def test_of_some_mails_nothing_is_to_be_done(world: World, label: L, more: dict[str, object]) -> None:
    introduction = ask_seeker(world)
    assert taken(world, out(world, introduction, K.ASK_SEEKER), label, **more).state is ReplyState.NOTHING
    assert world.present(introduction) == introduction


def test_a_provider_who_writes_to_the_seeker_is_for_the_user(world: World) -> None:
    introduction = ask_provider(world)
    reply = taken(world, out(world, introduction, K.ASK_PROVIDER), L.YES, also_to=(ANNA.participant,))
    assert (reply.state, reply.why) == (ReplyState.WAITS, "they write to each other already")


def test_the_same_mail_counts_once(world: World) -> None:
    introduction = ask_seeker(world)
    answer = mail(world, out(world, introduction, K.ASK_SEEKER), L.YES)
    assert take(world, answer) is not None
    events = kinds(world, introduction)
    assert take(world, answer) is None
    assert kinds(world, introduction) == events
    again = taken(world, out(world, introduction, K.ASK_SEEKER), L.YES)
    assert (again.state, again.why) == (ReplyState.NOTHING, "they had said so already")


def test_thanks_for_what_has_gone_on_need_nothing(world: World) -> None:
    introduction = introduce(world)
    joint = out(world, introduction, K.JOINT)
    world.answers.happened(introduction, E.MET)
    assert taken(world, joint, L.THANKS).why == "they say thank you"


def test_an_absence_is_waited_for(world: World) -> None:
    introduction = ask_seeker(world)
    ask = out(world, introduction, K.ASK_SEEKER)
    assert taken(world, ask, L.AUTO, until=in_days(world, -1)).state is ReplyState.NOTHING
    assert taken(world, ask, L.AUTO, until=in_days(world, 9)).state is ReplyState.TAKEN
    assert (kinds(world, introduction)[-1], world.present(introduction).until) == (E.AWAY, in_days(world, 9))


def test_the_absence_of_somebody_else_keeps_nobody_waiting(world: World) -> None:
    """A provider whom it has gone on without is on leave: the present one is still waited for."""
    introduction = ask_provider(world)
    first = out(world, introduction, K.ASK_PROVIDER)
    introduction = world.answers.happened(introduction, E.LAPSED)
    world.approve(world.waiting(introduction, K.ASK_PROVIDER))
    before = world.present(introduction)
    assert taken(world, first, L.AUTO, until=in_days(world, 300)).state is ReplyState.NOTHING
    assert world.present(introduction) == before


def test_later_with_a_day_comes_back_then(world: World) -> None:
    introduction = ask_seeker(world)
    taken(world, out(world, introduction, K.ASK_SEEKER), L.LATER, until=in_days(world, 20))
    assert world.present(introduction).state is State.DEFERRED
    assert world.present(introduction).until == in_days(world, 20)


def test_a_provider_who_wants_to_be_asked_later_is_not_asked_before(world: World) -> None:
    introduction = ask_provider(world)
    first = introduction.provider_id
    taken(world, out(world, introduction, K.ASK_PROVIDER), L.LATER, until=in_days(world, 20))
    introduction = world.present(introduction)
    assert introduction.postponed(world.now.date()) == (first,)
    assert [draft.provider_id for draft in world.drafts(introduction)] != [first]


def test_later_after_the_introduction_is_a_date_to_wait_for(world: World) -> None:
    introduction = introduce(world)
    taken(world, out(world, introduction, K.JOINT), L.LATER, until=in_days(world, 20))
    assert kinds(world, introduction)[-1] is E.AWAY


def lapsed(world: World) -> tuple[Introduction, Draft]:
    """The first provider did not answer; the second one was asked. Gives the ask to the first."""
    introduction = ask_provider(world)
    first = out(world, introduction, K.ASK_PROVIDER)
    world.now += world.now - world.now.replace(hour=0)
    introduction = world.answers.happened(introduction, E.LAPSED)
    world.approve(world.waiting(introduction, K.ASK_PROVIDER))
    return world.present(introduction), first


def test_a_late_no_of_a_provider_is_final(world: World) -> None:
    introduction, first = lapsed(world)
    assert taken(world, first, L.NO).state is ReplyState.TAKEN
    after = world.present(introduction)
    assert (after.state, after.provider_id, after.declined) == (
        State.PROVIDER_ASKED, introduction.provider_id, (first.provider_id,),
    )  # fmt: skip
    again = world.open(category="payroll", in_person=True) if not after.is_open else after
    assert first.provider_id not in {match.provider_id for match in world.introduce.ranking(again).matches}


def test_a_late_yes_waits_once_another_was_asked(world: World) -> None:
    introduction, first = lapsed(world)
    reply = taken(world, first, L.YES)
    assert (reply.state, reply.why) == (ReplyState.WAITS, "it answers an earlier message")
    assert world.present(introduction) == introduction


def test_a_provider_may_say_no_after_they_were_named(world: World) -> None:
    introduction = offer(world)
    assert taken(world, out(world, introduction, K.ASK_PROVIDER), L.NO).state is ReplyState.TAKEN
    assert world.present(introduction).state is State.WANTED


def test_a_no_after_the_introduction_is_for_the_user(world: World) -> None:
    introduction = introduce(world)
    assert taken(world, out(world, introduction, K.ASK_PROVIDER), L.NO).state is ReplyState.WAITS


def test_a_no_to_help_does_not_pass_for_a_no_to_the_provider(world: World) -> None:
    introduction = ask_seeker(world)
    ask = out(world, introduction, K.ASK_SEEKER)
    introduction = world.answers.record(introduction, Side.SEEKER, Answer.YES)
    world.approve(world.waiting(introduction, K.ASK_PROVIDER))
    introduction = world.answers.record(world.present(introduction), Side.PROVIDER, Answer.YES)
    world.approve(world.waiting(introduction, K.OFFER_PROVIDER))
    before = world.present(introduction)
    assert taken(world, ask, L.NO).state is ReplyState.WAITS
    assert world.present(introduction) == before


@pytest.mark.parametrize(
    ("begin", "kind", "person"), [(offer, K.OFFER_PROVIDER, ANNA), (ask_provider, K.ASK_PROVIDER, TOM)]
)
def test_stop_ends_all_that_is_under_way_with_them(world: World, begin: object, kind: K, person: Person) -> None:
    other = world.open(category="legal-employment", in_person=True)
    introduction = begin(world)  # type: ignore[operator]
    assert taken(world, out(world, introduction, kind), L.STOP).state is ReplyState.TAKEN
    known = world.store.get(Person, person.id)
    assert known is not None
    assert known.preferences.never_ask
    about_seeker = person is ANNA
    assert world.present(introduction).state is (State.CANCELLED if about_seeker else State.WANTED)
    assert world.present(other).state is (State.DECLINED if about_seeker else State.WANTED)
    waiting = [draft for each in (introduction, other) for draft in world.drafts(each)]
    assert not [draft for draft in waiting if person.participant in draft.to]


def test_stop_is_heard_in_the_answer_to_an_old_message(world: World) -> None:
    introduction, first = lapsed(world)
    assert taken(world, first, L.STOP).state is ReplyState.TAKEN
    assert world.present(introduction) == introduction


@pytest.mark.parametrize("change", ["note", "own", "unknown"])
def test_what_is_no_reply_is_left_alone(world: World, change: str) -> None:
    content = mail(world, out(world, ask_seeker(world), K.ASK_SEEKER), L.YES).content
    document = {
        "note": replace(content.document, medium=Medium.NOTE),
        "own": replace(content.document, author=USER.participant),
        "unknown": replace(content.document, in_reply_to="<another@x.example>", references=(), title="Lunch"),
    }[change]
    script = Script({document.id: said(L.YES)})
    assert world.replies(script).take(replace(content, document=document)) is None
    assert world.store.count(Reply) == 0
