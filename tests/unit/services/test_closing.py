"""Signs that two who were introduced have found each other."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.domain.documents import Content, Medium
from assistant.domain.drafts import DraftKind
from assistant.domain.introductions import Introduction, State
from assistant.domain.meetings import Meeting
from assistant.domain.people import Participant
from assistant.domain.replies import Label
from tests.acceptance.introduction_world import World
from tests.unit.services.answering import ANNA, KIM, TOM, introduce, mail, offer, out


def between(world: World, introduction: Introduction, author: Participant, *to: Participant) -> Content:
    content = mail(world, out(world, introduction, DraftKind.ASK_PROVIDER), Label.THANKS).content
    return replace(content, document=replace(content.document, author=author, listeners=to))


@pytest.mark.parametrize(("author", "to"), [(ANNA, TOM), (TOM, ANNA)])
def test_a_mail_between_them_shows_that_they_are_in_touch(world: World, author: object, to: object) -> None:
    introduction = introduce(world)
    content = between(world, introduction, author.participant, KIM, to.participant)  # type: ignore[attr-defined]
    seen = world.closing().see(content)
    assert seen is not None
    assert seen.state is world.present(introduction).state is State.CONNECTED
    assert world.closing().see(content) is None


@pytest.mark.parametrize("change", ["before", "another", "note", "earlier"])
def test_other_mails_show_nothing(world: World, change: str) -> None:
    introduction = (offer if change == "before" else introduce)(world)
    content = between(world, introduction, ANNA.participant, KIM if change == "another" else TOM.participant)
    if change == "note":
        content = replace(content, document=replace(content.document, medium=Medium.NOTE))
    if change == "earlier":
        content = replace(content, document=replace(content.document, when=world.now - timedelta(days=1)))
    assert world.closing().see(content) is None
    assert world.present(introduction) == introduction


def meeting(world: World, *there: Participant, hours: int = 1, **more: object) -> None:
    start = world.now + timedelta(hours=hours)
    world.store.put(
        Meeting(
            id="meet-1", document_id="doc-1", title="Coffee", start=start, end=start + timedelta(hours=1),
            attendees=there, **more,  # type: ignore[arg-type]
        )
    )  # fmt: skip


def test_a_meeting_of_both_is_one(world: World) -> None:
    introduction = introduce(world)
    meeting(world, ANNA.participant, TOM.participant, KIM)
    assert world.closing().meetings() == []  # it is still to come
    world.now += timedelta(hours=3)
    assert [met.state for met in world.closing().meetings()] == [State.MET]
    assert world.present(introduction).events[-1].note == "in “Coffee”"
    assert world.closing().meetings() == []


@pytest.mark.parametrize("change", ["one", "cancelled", "earlier"])
def test_other_meetings_are_none(world: World, change: str) -> None:
    introduction = introduce(world)
    there = (ANNA.participant, KIM if change == "one" else TOM.participant)
    meeting(world, *there, hours=-5 if change == "earlier" else 1, cancelled=change == "cancelled")
    world.now += timedelta(hours=3)
    assert world.closing().meetings() == []
    assert world.present(introduction) == introduction
