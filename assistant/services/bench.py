"""The bench: the user takes a provider out of play for good or for a while, keeps them in, or brings them back."""

from dataclasses import dataclass, replace
from datetime import date

from assistant.domain.bullpen import Benched, Provider
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import Introduction
from assistant.errors import TransitionError, UserError
from assistant.services.introduce import Introduce
from assistant.services.standing import KEPT_FOR


@dataclass(frozen=True, kw_only=True, slots=True)
class Bench:
    """Decisions about the bench. Nothing is ever benched by itself."""

    introduce: Introduce

    def bench(self, card: Provider, why: str = "") -> Provider:
        """Take a provider out of play: they are not proposed any more, and asks that wait for approval are withdrawn.

        What was approved or sent goes its way. Raises TransitionError for one who is benched already.
        """
        store = self.introduce.store
        with store.transaction():
            card = self._present(card)
            if card.benched:
                raise TransitionError(f"they are benched already, since {card.benched.on:%d %B %Y}")
            card = replace(card, benched=Benched(on=self._today, why=" ".join(why.split())), kept_until=None)
            store.put(card)
            for ask in list(store.find(Draft, provider_id=card.id, kind=DraftKind.ASK_PROVIDER)):
                if ask.state is DraftState.WAITING:
                    store.put(ask.discarded())
                    if introduction := store.get(Introduction, ask.introduction_id):
                        self.introduce.go_on(introduction)
        return card

    def bring_back(self, card: Provider) -> tuple[Provider, list[Introduction]]:
        """Put a benched provider in play again; gives the card with the introductions that it woke.

        Raises TransitionError for one who is not benched.
        """
        store = self.introduce.store
        with store.transaction():
            card = self._present(card)
            if not card.benched:
                raise TransitionError("they are not benched")
            card = replace(card, benched=None)
            store.put(card)
            return card, self.introduce.wake()

    def keep(self, card: Provider) -> Provider:
        """Keep a provider whatever the figures say; nothing is said of the bench for 90 days."""
        return self._put(card, kept_until=self._today + KEPT_FOR)

    def forget_kept(self, card: Provider) -> Provider:
        """Take it back that a provider is kept."""
        return self._put(card, kept_until=None)

    def pause(self, card: Provider, until: date | None, why: str = "") -> Provider:
        """Let a provider rest until a day, for a reason; None ends the rest.

        Raises UserError for a day that is over.
        """
        if until and until <= self._today:
            raise UserError(f"{until:%d %B %Y} is over: choose a day to come")
        return self._put(card, paused_until=until, paused_why=" ".join(why.split()) if until else "")

    def _put(self, card: Provider, **changes: object) -> Provider:
        store = self.introduce.store
        with store.transaction():
            card = replace(self._present(card), **changes)  # type: ignore[arg-type]
            store.put(card)
        return card

    def _present(self, card: Provider) -> Provider:
        return self.introduce.store.get(Provider, card.id) or card

    @property
    def _today(self) -> date:
        return self.introduce.drafting.clock().date()
