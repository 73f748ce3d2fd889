"""Which message of ours a mail answers, and who wrote it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.domain.consents import Side
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import Introduction
from assistant.domain.people import Participant, Person
from assistant.domain.replies import Found, Label
from assistant.services.recognise import FRESH, Recognise, Recognised
from tests.acceptance.introduction_world import World
from tests.acceptance.introductions.mails import Mail, Way
from tests.unit.services.answering import ANNA, KIM, TOM, ask_seeker, introduce, mail, out

K = DraftKind


def answered(world: World, mail: Mail, **document: object) -> Recognised | None:
    content = mail.content
    content = replace(content, document=replace(content.document, **document))  # type: ignore[arg-type]
    return Recognise(store=world.store).answered(content)


@pytest.mark.parametrize(
    ("way", "found"),
    [
        (Way.ANSWER, Found.ANSWER),
        (Way.THREAD, Found.THREAD),
        (Way.BOUNCE, Found.MARKER),
        (Way.SUBJECT, Found.PERSON),
    ],
)
def test_how_a_mail_tells_what_it_answers(world: World, way: Way, found: Found) -> None:
    ask = out(world, ask_seeker(world), K.ASK_SEEKER)
    known = answered(world, mail(world, ask, Label.YES, way=way))
    assert known is not None
    assert (known.draft.id, known.found, known.side, known.is_addressee) == (ask.id, found, Side.SEEKER, True)


def test_a_message_is_known_by_the_id_under_which_it_was_sent(world: World) -> None:
    ask = out(world, ask_seeker(world), K.ASK_SEEKER)
    world.store.put(ask.sent("<theirs@mail.example>", at=world.now))
    known = answered(world, mail(world, ask, Label.YES), in_reply_to="<theirs@mail.example>", references=())
    assert known is not None
    assert known.found is Found.ANSWER


def test_references_with_the_same_subject_are_an_answer(world: World) -> None:
    ask = out(world, ask_seeker(world), K.ASK_SEEKER)
    known = answered(world, mail(world, ask, Label.YES), in_reply_to="<lost@mail.example>")
    assert known is not None
    assert known.found is Found.ANSWER


@pytest.mark.parametrize("state", [DraftState.WAITING, DraftState.DISCARDED, DraftState.DELETED])
def test_nobody_answers_what_was_not_sent(world: World, state: DraftState) -> None:
    ask = out(world, ask_seeker(world), K.ASK_SEEKER)
    world.store.put(replace(ask, state=state))
    for way in Way:
        assert answered(world, mail(world, ask, Label.YES, way=way)) is None


@pytest.mark.parametrize("after", [-timedelta(minutes=5), FRESH + timedelta(minutes=1)])
def test_a_subject_alone_tells_only_for_a_while(world: World, after: timedelta) -> None:
    ask = out(world, ask_seeker(world), K.ASK_SEEKER)
    assert ask.delivered_at is not None
    written = mail(world, ask, Label.YES, way=Way.SUBJECT)
    assert answered(world, written, when=ask.delivered_at + after) is None


def test_a_subject_alone_tells_nothing_of_a_stranger(world: World) -> None:
    ask = out(world, ask_seeker(world), K.ASK_SEEKER)
    assert answered(world, mail(world, ask, Label.YES, way=Way.SUBJECT, author=KIM)) is None
    assert answered(world, mail(world, ask, Label.YES, way=Way.SUBJECT), title="Re: Lunch") is None
    assert answered(world, mail(world, ask, Label.YES, way=Way.SUBJECT), in_reply_to="<lunch@x.example>") is None


def test_a_colleague_is_not_who_was_written_to(world: World) -> None:
    known = answered(world, mail(world, out(world, ask_seeker(world), K.ASK_SEEKER), Label.YES, author=KIM))
    assert known is not None
    assert (known.side, known.is_addressee) == (Side.SEEKER, False)


@pytest.mark.parametrize("address", ["anna@home.example", "ANNA@okaforbakery.example"])
def test_another_address_of_theirs_is_theirs(world: World, address: str) -> None:
    ask = out(world, ask_seeker(world), K.ASK_SEEKER)
    world.store.put(replace(ANNA, addresses=(*ANNA.addresses, "anna@home.example")))
    known = answered(world, mail(world, ask, Label.YES, author=Participant(name="A.", address=address)))
    assert known is not None
    assert known.is_addressee


@pytest.mark.parametrize(("person", "side"), [(ANNA, Side.SEEKER), (TOM, Side.PROVIDER)])
def test_to_the_joint_message_either_may_answer(world: World, person: Person, side: Side) -> None:
    joint = out(world, introduce(world), K.JOINT)
    known = answered(world, mail(world, joint, Label.THANKS, author=person.participant))
    assert known is not None
    assert (known.side, known.is_addressee) == (side, True)


def test_what_belongs_to_nothing_is_passed_over(world: World) -> None:
    introduction = ask_seeker(world)
    ask = out(world, introduction, K.ASK_SEEKER)
    world.store.delete(Introduction, introduction.id)
    assert answered(world, mail(world, ask, Label.YES)) is None
    world.store.delete(Draft, ask.id)
    assert answered(world, mail(world, ask, Label.YES)) is None
