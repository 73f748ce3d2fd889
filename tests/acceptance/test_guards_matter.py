"""Each guard of the introduction holds something, and a test fails where it is taken away."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.adapters.memory import MemoryStore
from assistant.domain.bullpen import Provider
from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import Event, EventKind, Introduction, State
from assistant.domain.mentions import Kind
from assistant.domain.people import Person
from assistant.domain.prompts import PromptState
from assistant.errors import ConsentError, DeliveryError, TransitionError, UserError
from assistant.services import drafting, introduce
from assistant.services.deliver import Deliver
from assistant.services.drafting import Drafting
from assistant.services.introduce import Introduce
from tests.acceptance.introduction_world import PROVIDERS, SECOND_CARD, SEEKERS, World
from tests.acceptance.introductions.box import Crash, Fault

ANNA, MARK, PRIYA = SEEKERS[0], SEEKERS[1], SEEKERS[3]
TOM, RUTH, VALENTINE = PROVIDERS[0][0], PROVIDERS[1][0], PROVIDERS[3][0]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(store=MemoryStore(), path=tmp_path / "drafts")


def refused(action: Callable[[], object], *errors: type[UserError]) -> None:
    """Nothing but one of these errors may come of it."""
    with pytest.raises(errors or UserError):
        action()


def asked(world: World) -> Introduction:
    """An introduction whose first provider has been asked."""
    introduction = world.open(in_person=True)
    world.approve(world.waiting(introduction, DraftKind.ASK_PROVIDER))
    return world.present(introduction)


def offered(world: World) -> Introduction:
    """An introduction whose provider has been named to the seeker."""
    introduction = world.answers.record(asked(world), Side.PROVIDER, Answer.YES)
    world.approve(world.waiting(introduction, DraftKind.OFFER_PROVIDER))
    return world.present(introduction)


def agreed(world: World) -> Introduction:
    """An introduction that both sides want."""
    return world.answers.record(offered(world), Side.SEEKER, Answer.YES)


def names(world: World, draft: Draft, words: str) -> None:
    """Neither the text nor the subject takes these words."""
    for subject, text in ((draft.subject, f"{draft.text}\n{words}\n"), (f"{draft.subject} {words}", draft.text)):
        refused(lambda s=subject, t=text: world.deliver.edit(draft.id, subject=s, text=t), ConsentError)  # type: ignore[misc]


def by_kind(world: World, kind: DraftKind) -> list[Draft]:
    """The drafts of this kind whose messages lie in the folder."""
    drafts = [world.store.get(Draft, laid.draft_id) for laid in world.laid()]
    return [draft for draft in drafts if draft and draft.kind is kind]


# What must hold, each as a story that ends in an assertion.


def no_consent_is_made_up(world: World) -> None:
    introduction = world.open()
    refused(lambda: introduction.after(Event(kind=EventKind.HELP_WANTED, at=world.now)), ConsentError)


def a_provider_is_not_told_who_asks(world: World) -> None:
    introduction = world.open(in_person=True)
    names(world, world.waiting(introduction, DraftKind.ASK_PROVIDER), "It is Anna Okafor.")


def a_seeker_is_not_told_who_might_help(world: World) -> None:
    names(world, world.waiting(world.open(), DraftKind.ASK_SEEKER), "I think of Ruth Stonefield.")


def another_acceptance_names_nobody(world: World) -> None:
    """The seeker refused Tom and accepted Ruth: Tom's soft no may still not say who it was."""
    introduction = world.answers.record(offered(world), Side.SEEKER, Answer.NO)
    no = world.waiting(introduction, DraftKind.SOFT_NO)
    world.approve(world.waiting(introduction, DraftKind.ASK_PROVIDER))
    introduction = world.answers.record(world.present(introduction), Side.PROVIDER, Answer.YES)
    world.approve(world.waiting(introduction, DraftKind.OFFER_PROVIDER))
    introduction = world.answers.record(world.present(introduction), Side.SEEKER, Answer.YES)
    assert introduction.state is State.AGREED
    names(world, no, "It was Okafor Bakery.")


def what_was_not_read_is_not_approved(world: World) -> None:
    draft = world.waiting(world.open(), DraftKind.ASK_SEEKER)
    world.deliver.edit(draft.id, subject=draft.subject, text="Something else.\n")
    refused(lambda: world.deliver.approve(draft.id, draft.hash), ConsentError)
    assert not world.laid()


def an_edit_voids_the_approval(world: World) -> None:
    draft = world.waiting(world.open(), DraftKind.ASK_SEEKER)
    world.box.fault = Fault.REFUSED
    refused(lambda: world.approve(draft), DeliveryError)
    try:
        world.deliver.edit(draft.id, subject=draft.subject, text="Something else.\n")
        world.deliver.finish()
    except UserError as error:
        raise AssertionError from error
    assert not world.laid()


def a_crash_leaves_one_message(world: World) -> None:
    draft = world.waiting(world.open(), DraftKind.ASK_SEEKER)
    box = _TwiceIfAsked()
    deliver = Deliver(introduce=world.introduce, box=box)
    with pytest.raises(Crash):
        deliver.approve(draft.id, draft.hash)
    deliver.finish()
    assert box.laid == [draft.id]


def a_message_in_the_folder_is_not_thrown_away(world: World) -> None:
    """Else the same provider could be chosen again, and would get a second ask."""
    introduction = world.open(in_person=True)
    draft = world.waiting(introduction, DraftKind.ASK_PROVIDER)
    world.box.fault = Fault.AFTER
    with pytest.raises(Crash):
        world.approve(draft)
    refused(lambda: world.deliver.discard(draft.id), TransitionError)
    card = world.store.get(Provider, draft.provider_id)
    assert card is not None
    refused(lambda: world.introduce.choose(world.present(introduction), card), TransitionError)
    assert len(by_kind(world, DraftKind.ASK_PROVIDER)) == 1


def a_no_is_final(world: World) -> None:
    """For the provider's other cards too, and where the matter is told again."""
    introduction = world.answers.record(asked(world), Side.PROVIDER, Answer.NO)
    cards = [card for card in world.store.find(Provider) if card.person_id == TOM.id]
    assert [card.id for card in cards] == ["b-fairweek", SECOND_CARD]
    for card in cards:
        refused(lambda c=card: world.introduce.choose(introduction, c), TransitionError)  # type: ignore[misc]
    world.pass_days(100)
    again = world.open(in_person=True)
    assert again.id != introduction.id
    proposed = {again.provider_id, *(draft.provider_id for draft in world.drafts(again))}
    assert not proposed & {card.id for card in cards}


def one_introduction_a_pair(world: World) -> None:
    """Two asks to one provider for one seeker and matter wait; only one goes."""
    first = world.open(in_person=True)
    world.pass_days(100)
    second = world.open(in_person=True)
    world.approve(world.waiting(first, DraftKind.ASK_PROVIDER))
    refused(lambda: world.approve(world.waiting(second, DraftKind.ASK_PROVIDER)), TransitionError)
    assert len(by_kind(world, DraftKind.ASK_PROVIDER)) == 1


def one_reminder(world: World) -> None:
    introduction = asked(world)
    first = world.introduce.remind(introduction)
    world.deliver.discard(first.id)
    second = world.introduce.remind(introduction)
    world.deliver.restore(first.id)
    world.approve(first)
    refused(lambda: world.approve(second))
    assert len(by_kind(world, DraftKind.REMINDER)) == 1


def an_approval_does_not_outlive_its_state(world: World) -> None:
    introduction = world.answers.record(asked(world), Side.PROVIDER, Answer.YES)
    draft = world.waiting(introduction, DraftKind.OFFER_PROVIDER)
    world.box.fault = Fault.REFUSED
    refused(lambda: world.approve(draft), DeliveryError)
    world.answers.record(introduction, Side.PROVIDER, Answer.NO)
    try:
        world.deliver.finish()
    except UserError as error:
        raise AssertionError from error
    assert not by_kind(world, DraftKind.OFFER_PROVIDER)
    kept = world.store.get(Draft, draft.id)
    assert kept is not None
    assert kept.state is DraftState.DISCARDED


def nothing_waits_where_it_is_over(world: World) -> None:
    introduction = world.answers.happened(world.open(), EventKind.CANCELLED)
    assert not world.drafts(introduction)


def each_is_thanked_once(world: World) -> None:
    introduction = agreed(world)
    world.approve(world.waiting(introduction, DraftKind.JOINT))
    introduction = world.answers.happened(world.present(introduction), EventKind.MET)
    introduction = world.answers.happened(introduction, EventKind.NOT_NOW)
    first = next(draft for draft in world.drafts(introduction) if draft.side is Side.SEEKER)
    world.deliver.discard(first.id)
    introduction = world.answers.happened(introduction, EventKind.WON)
    second = next(draft for draft in world.drafts(introduction) if draft.side is Side.SEEKER)
    world.deliver.restore(first.id)
    world.approve(first)
    refused(lambda: world.approve(second))
    assert [draft.side for draft in by_kind(world, DraftKind.THANKS)] == [Side.SEEKER]


def an_old_look_undoes_nothing(world: World) -> None:
    old = asked(world)
    world.answers.record(old, Side.PROVIDER, Answer.NO)
    refused(lambda: world.answers.record(old, Side.PROVIDER, Answer.YES), TransitionError)
    assert world.present(old).state is State.WANTED


def what_the_user_chose_stays_chosen(world: World) -> None:
    """A soft no that goes out meanwhile proposes nobody else."""
    introduction = world.answers.record(offered(world), Side.SEEKER, Answer.NO)
    no = world.waiting(introduction, DraftKind.SOFT_NO)
    third = Provider(id="b-third", person_id=VALENTINE.id, services=("legal-employment", "payroll"), does="Wages.")
    world.store.put(third)
    chosen = world.introduce.choose(introduction, third)
    world.approve(no)
    assert [draft.id for draft in world.drafts(introduction)] == [chosen.id]


class _TwiceIfAsked:
    """A folder that would keep two messages of one draft, and whose first writing ends the process."""

    name = "a folder"
    settles = timedelta(0)

    def __init__(self) -> None:
        self.laid: list[str] = []

    def find(self, draft: Draft) -> str | None:
        return "there" if draft.id in self.laid else None

    def put(self, draft: Draft) -> str:
        self.laid.append(draft.id)
        if len(self.laid) == 1:
            raise Crash
        return "there"


def _blindly(deliver: Deliver, draft: Draft) -> Draft:
    delivered = draft.delivered(deliver.box.put(draft), at=draft.created_at)
    deliver.introduce.store.put(delivered)
    return delivered


def _whatever_was_seen(draft: Draft, seen_hash: str, *, at: object) -> Draft:
    return replace(draft, state=DraftState.APPROVED, approved_hash=draft.hash, approved_at=draft.created_at)


def _still_approved(draft: Draft, *, subject: str, text: str, html: str) -> Draft:
    changed = replace(draft, subject=subject, text=text, html=html)
    return replace(changed, approved_hash=changed.hash)


def _of_anybody(introduction: Introduction, named: Side, provider_id: str) -> bool:
    kind = EventKind.PROVIDER_AGREED if named is Side.PROVIDER else EventKind.OFFER_ACCEPTED
    return introduction.consent(kind) is not None


@dataclass(frozen=True)
class Guard:
    """A place in the code, what stands there when it does nothing, and the story that then ends badly."""

    of: object
    name: str
    without: object
    story: Callable[[World], None]


GUARDS = [
    Guard(Introduction, "_check", lambda *_: None, no_consent_is_made_up),
    Guard(Introduction, "may_name", lambda *_: True, a_provider_is_not_told_who_asks),
    Guard(Introduction, "may_name", _of_anybody, another_acceptance_names_nobody),
    Guard(drafting, "identifying", lambda *_, **__: (), a_provider_is_not_told_who_asks),
    Guard(drafting, "named", lambda *_, **__: (), a_seeker_is_not_told_who_might_help),
    Guard(Drafting, "check", lambda *_: None, a_seeker_is_not_told_who_might_help),
    Guard(Draft, "approved", _whatever_was_seen, what_was_not_read_is_not_approved),
    Guard(Draft, "edited", _still_approved, an_edit_voids_the_approval),
    Guard(Deliver, "_lay_down", _blindly, a_crash_leaves_one_message),
    Guard(Deliver, "_settle", lambda *_, **more: None, a_message_in_the_folder_is_not_thrown_away),
    Guard(introduce, "barred", lambda *_: frozenset(), a_no_is_final),
    Guard(drafting, "barred", lambda *_: frozenset(), one_introduction_a_pair),
    Guard(Introduction, "reminded", False, one_reminder),
    Guard(Drafting, "fits", lambda *_: True, an_approval_does_not_outlive_its_state),
    Guard(Drafting, "withdraw_unfit", lambda *_: None, nothing_waits_where_it_is_over),
    Guard(Drafting, "_said_before", lambda *_: False, each_is_thanked_once),
    Guard(Introduce, "present", lambda _, introduction: introduction, an_old_look_undoes_nothing),
    Guard(Introduce, "_ask_waits", lambda *_: False, what_the_user_chose_stays_chosen),
]


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: f"{guard.name}-{guard.story.__name__}")
def test_the_story_ends_well_because_of_the_guard(
    guard: Guard, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guard.story(world)
    monkeypatch.setattr(guard.of, guard.name, guard.without)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        guard.story(World(store=MemoryStore(), path=tmp_path / "without"))


def test_a_soft_no_is_delivered_and_changes_nothing(world: World) -> None:
    introduction = world.answers.record(offered(world), Side.SEEKER, Answer.NO)
    world.approve(world.waiting(introduction, DraftKind.SOFT_NO))
    assert EventKind.TOLD_SOFTLY in [event.kind for event in world.present(introduction).events]
    assert world.present(introduction).state is State.WANTED
    assert [draft.to for draft in by_kind(world, DraftKind.SOFT_NO)] == [(TOM.participant,)]


def test_who_was_never_asked_is_not_told_that_it_came_to_nothing(world: World) -> None:
    world.pass_days(60)  # José is back; he need not be asked
    for card in list(world.store.find(Provider)):
        if card.id != "b-quick":
            world.store.delete(Provider, card.id)
    introduction = world.open(in_person=True)
    world.approve(world.waiting(introduction, DraftKind.OFFER_PROVIDER))
    introduction = world.answers.record(world.present(introduction), Side.SEEKER, Answer.NO)
    assert [draft.side for draft in world.drafts(introduction, DraftKind.SOFT_NO)] == [Side.SEEKER]


def test_a_name_that_is_a_word_keeps_no_answer_from_being_recorded(world: World) -> None:
    """Mark Good of Hope: "a good time for you" names nobody."""
    introduction = world.open(MARK, in_person=True)
    world.approve(world.waiting(introduction, DraftKind.ASK_PROVIDER))
    assert world.present(introduction).state is State.PROVIDER_ASKED


def test_an_address_found_later_reaches_the_draft(world: World) -> None:
    draft = world.waiting(world.open(PRIYA), DraftKind.ASK_SEEKER)
    with pytest.raises(UserError, match="no mail address"):
        world.approve(draft)
    known = next(world.store.find(Person, keys="priya raman"))
    world.store.put(replace(known, addresses=("priya@raman.example",)))
    with pytest.raises(ConsentError, match="was changed"):
        world.approve(draft)
    present = world.store.get(Draft, draft.id)
    assert present is not None
    assert world.approve(present).state is DraftState.DELIVERED
    assert world.laid()[0].to == ("Priya Raman <priya@raman.example>",)


def test_a_corrected_name_does_not_change_whose_draft_it_is(world: World) -> None:
    draft = world.waiting(world.open(), DraftKind.ASK_SEEKER)
    world.store.put(replace(ANNA, name="Anna Okafor-Bell"))
    names(world, draft, "Ruth Stonefield would do it.")
    world.deliver.edit(draft.id, subject="A question", text="Hello Anna Okafor-Bell.\n")


def test_two_sides_that_turn_out_to_be_one_person_get_nothing(world: World) -> None:
    introduction = offered(world)
    card = world.store.get(Provider, introduction.provider_id)
    assert card is not None
    world.store.put(replace(card, person_id=ANNA.id))
    introduction = world.answers.record(introduction, Side.SEEKER, Answer.YES)
    with pytest.raises(ConsentError, match="both sides"):
        world.approve(world.waiting(introduction, DraftKind.JOINT))


def test_one_message_that_fails_does_not_stop_the_others(world: World) -> None:
    drafts = [world.waiting(world.open(seeker), DraftKind.ASK_SEEKER) for seeker in (ANNA, MARK)]
    for draft in drafts:
        world.box.fault = Fault.REFUSED
        with pytest.raises(DeliveryError):
            world.approve(draft)
    world.box.fault = Fault.REFUSED
    finished, problems = world.deliver.finish()
    assert (len(finished), len(problems)) == (1, 1)
    assert len(world.laid()) == 1
    world.deliver.finish()
    assert len(world.laid()) == 2


def test_a_request_told_by_another_is_no_consent(world: World) -> None:
    prompt = world.hear(ANNA, kind=Kind.REQUEST, hearsay=True)
    _, introduction = world.introduce.answer(prompt, PromptState.YES)
    assert introduction is not None
    assert introduction.state is State.NOTICED
    assert "“”" not in world.waiting(introduction, DraftKind.ASK_SEEKER).text


def test_somebody_who_asked_never_to_be_asked_cannot_be_chosen(world: World) -> None:
    silent = world.store.get(Provider, "b-silent")
    assert silent is not None
    with pytest.raises(TransitionError, match="not to be asked"):
        world.introduce.choose(world.open(in_person=True), silent)
