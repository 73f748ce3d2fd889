"""What must hold of consents and deliveries, each as a story that ends in an assertion."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from assistant.domain.bullpen import Provider
from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import Event, EventKind, Introduction, State
from assistant.errors import ConsentError, DeliveryError, TransitionError, UserError
from assistant.services.deliver import Deliver
from assistant.services.identify import merge
from tests.acceptance.introduction_world import PROVIDERS, SECOND_CARD, SEEKERS, World
from tests.acceptance.introductions.box import Crash, Fault

ANNA, MARK, PRIYA = SEEKERS[0], SEEKERS[1], SEEKERS[3]
TOM, RUTH, VALENTINE = PROVIDERS[0][0], PROVIDERS[1][0], PROVIDERS[3][0]


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
    world.deliver.edit(draft.id, subject=draft.subject, text="Something else. If not, no reason needed.\n")
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


def who_said_no_is_not_named_as_somebody_else(world: World) -> None:
    """Tom said no, and Ruth, who agreed, is one person with him, as the user finds out."""
    introduction = world.answers.record(asked(world), Side.PROVIDER, Answer.NO)
    world.approve(world.waiting(introduction, DraftKind.ASK_PROVIDER))
    introduction = world.answers.record(introduction, Side.PROVIDER, Answer.YES)
    merge(world.store, RUTH, TOM)
    refused(lambda: world.approve(world.waiting(introduction, DraftKind.OFFER_PROVIDER)), ConsentError)


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
    refused(lambda: world.deliver.restore(first.id), TransitionError)
    world.approve(second)
    refused(lambda: world.approve(world.deliver.restore(first.id)))
    refused(lambda: world.approve(world.introduce.remind(introduction)))
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
    refused(lambda: world.deliver.restore(first.id), TransitionError)
    world.approve(second)
    refused(lambda: world.approve(world.deliver.restore(first.id)))
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
