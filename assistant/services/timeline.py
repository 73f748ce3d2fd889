"""The story of an introduction: what happened, in words, with what proves it and the messages that did it."""

from dataclasses import dataclass

from assistant.domain.bullpen import Provider
from assistant.domain.clocks import Due
from assistant.domain.consents import Proof
from assistant.domain.drafts import Draft
from assistant.domain.introductions import Event, Introduction
from assistant.domain.people import Person
from assistant.domain.replies import Reply
from assistant.domain.time import day
from assistant.ports import Store

PROOFS = {
    Proof.MESSAGE: "by mail",
    Proof.MENTION: "they asked for it",
    Proof.USER_WORD: "your word",
    Proof.STANDING: "they need not be asked",
}
"""What proves a consent, in words."""

COMES = {
    Due.REMIND: "a reminder is drafted",
    Due.LAPSE: "it lapses",
    Due.RESUME: "it comes back",
    Due.ASK_OUTCOME: "“did you meet?” is drafted",
    Due.CLOSE: "it is let rest",
}
"""What comes by itself, in words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One thing that happened. `words` tell all of it but the day: whom it is about, what they said, what proves it.

    `draft` is the message that did it, `reply` the one that was its answer; None where there is none, or it is gone.
    """

    event: Event
    words: str
    draft: Draft | None = None
    reply: Reply | None = None


def timeline(store: Store, introduction: Introduction) -> tuple[Step, ...]:
    """What happened, the earliest first."""
    answers = {reply.message_id: reply for reply in store.find(Reply, introduction_id=introduction.id)}
    return tuple(
        Step(
            event=event,
            words=told(store, event),
            draft=store.get(Draft, event.draft_id) if event.draft_id else None,
            reply=answers.get(event.consent.message_id) if event.consent and event.consent.message_id else None,
        )
        for event in introduction.events
    )


def told(store: Store, event: Event) -> str:
    """One thing that happened, with what proves it."""
    provider = f" ({provider_name(store, event.provider_id)})" if event.provider_id else ""
    until = f" until {day(event.until)}" if event.until else ""
    consent = event.consent
    words = consent.quote if consent and consent.quote else event.note
    sure = f" ({consent.confidence:.0%} sure)" if consent and consent.confidence < 1 else ""
    proof = f" [{PROOFS[consent.proof]}]" if consent else ""
    return f"{event.kind}{provider}{until}{f': “{words}”' if words else ''}{proof}{sure}"


def provider_name(store: Store, provider_id: str) -> str:
    """What the person behind a card is called; the card's id where nobody is known any more."""
    provider = store.get(Provider, provider_id)
    person = store.get(Person, provider.person_id) if provider else None
    return person.name if person else provider_id
