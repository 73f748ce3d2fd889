"""Introductions at a given step, and mails to their messages, for the tests of what is answered."""

from dataclasses import replace
from datetime import date, timedelta

from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.introductions import EventKind, Introduction
from assistant.domain.people import Participant, Person
from assistant.domain.replies import Label, Reply
from tests.acceptance.introduction_world import PROVIDERS, SEEKERS, World
from tests.acceptance.introductions.mails import Hand, Mail, Script, Way, said

ANNA, TOM, RUTH = SEEKERS[0], PROVIDERS[0][0], PROVIDERS[1][0]
KIM = Participant(name="Kim Colley", address="kim@okaforbakery.example")


def ask_seeker(world: World) -> Introduction:
    """The seeker was asked whether help is wanted."""
    introduction = world.open()
    return _approved(world, introduction, DraftKind.ASK_SEEKER)


def ask_provider(world: World) -> Introduction:
    """The first provider was asked."""
    introduction = world.open(in_person=True)
    return _approved(world, introduction, DraftKind.ASK_PROVIDER)


def offer(world: World) -> Introduction:
    """The provider agreed, and was named to the seeker."""
    introduction = world.answers.record(ask_provider(world), Side.PROVIDER, Answer.YES)
    return _approved(world, introduction, DraftKind.OFFER_PROVIDER)


def introduce(world: World) -> Introduction:
    """The joint message is out."""
    introduction = world.answers.record(offer(world), Side.SEEKER, Answer.YES)
    return _approved(world, introduction, DraftKind.JOINT)


def _approved(world: World, introduction: Introduction, kind: DraftKind) -> Introduction:
    world.approve(world.waiting(introduction, kind))
    world.now += timedelta(minutes=1)
    return world.present(introduction)


def out(world: World, introduction: Introduction, kind: DraftKind) -> Draft:
    """The last message of this kind that was delivered."""
    found = world.store.find(Draft, introduction_id=introduction.id, kind=kind)
    return max((draft for draft in found if draft.delivered_at), key=lambda draft: draft.created_at)


def mail(world: World, draft: Draft, label: Label, confidence: float = 0.99, **more: object) -> Mail:
    """A mail to our message by whom it went to; `until` is the day that it names."""
    until = more.pop("until", None)
    facts: dict[str, object] = {"way": Way.ANSWER, "hand": Hand.ADDRESSEE, "author": draft.to[0], "turn": 0, **more}
    world.documents += 1
    says = said(label, confidence, until=until)
    return Mail(number=world.documents, draft=draft, at=world.now, says=says, **facts)  # type: ignore[arg-type]


def take(world: World, mail: Mail) -> Reply | None:
    """Hand a mail to the product."""
    content = mail.content
    return world.replies(Script({content.document.id: mail.says})).take(content)


def taken(world: World, draft: Draft, label: Label, confidence: float = 0.99, **more: object) -> Reply:
    """What came of a mail to our message."""
    reply = take(world, mail(world, draft, label, confidence, **more))
    assert reply is not None
    return reply


def kinds(world: World, introduction: Introduction) -> list[EventKind]:
    """What has happened to the introduction, in order."""
    return [event.kind for event in world.present(introduction).events]


def stop(world: World, person: Person) -> None:
    """Somebody asked not to be asked."""
    known = world.store.get(Person, person.id)
    assert known is not None
    world.store.put(replace(known, preferences=replace(known.preferences, never_ask=True)))


def in_days(world: World, days: int) -> date:
    """A day from today on."""
    return world.now.date() + timedelta(days=days)
