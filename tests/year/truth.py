"""The figures of insight as they truly are: counted from what people did and said in the year, never from the store."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta

from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import DraftKind
from assistant.domain.groups import SlipKind
from assistant.domain.prompts import PromptState
from assistant.domain.replies import Label
from tests.year.ledger import Asked, Ledger
from tests.year.people import Someone
from tests.year.received import Received

KINDS = {
    "customer": "customer",
    "former_customer": "former customer",
    "partner": "referral partner",
    "professional": "professional contact",
    "friend": "friend or family",
    "family": "friend or family",
    "salesperson": "salesperson",
    "prospect": "other",
    "other": "other",
}
"""The kind of source that somebody of a role is (S9)."""

Row = tuple[int, int, int, int]


def kind_of(each: Received) -> str:
    """The kind of source from which somebody came."""
    if each.sender is None:
        return "online"
    return "referral partner" if each.sender.is_provider else KINDS[each.sender.role]


def received(ledger: Ledger) -> list[Received]:
    """Everybody who was sent to the user, those included of whom only a slip of the group says it."""
    handed = [
        Received(
            at=datetime.combine(each.on, time(12), UTC), who=Someone(name="", address=""), value=0, message_id="",
            sender=Someone(name=slip.giver, address="", role="professional"), is_mail=False, won=None, on=each.on,
        )
        for each in ledger.breakfasts
        for slip in each.slips
        if slip.kind is SlipKind.REFERRAL and not slip.taker
    ]  # fmt: skip
    return [*ledger.received, *handed]


def sources(ledger: Ledger, now: datetime, key: Callable[[Received], str] = kind_of) -> dict[str, Row]:
    """Referrals, won ones, lost ones and their value, by the kind of source or by another key."""
    found: dict[str, Row] = {}
    for each in received(ledger):
        is_decided = each.won is not None and each.on <= now.date()
        won, lost = is_decided and bool(each.won), is_decided and not each.won
        before = found.get(key(each), (0, 0, 0, 0))
        more = (1, int(won), int(lost), each.value if won else 0)
        found[key(each)] = tuple(map(sum, zip(before, more, strict=True)))  # type: ignore[assignment]
    return found


def by_quarter(ledger: Ledger) -> Counter[tuple[str, str]]:
    """How many were sent, by quarter and kind of source."""
    return Counter((quarter(each.at), kind_of(each)) for each in received(ledger))


def quarter(at: datetime) -> str:
    """The quarter that a moment lies in."""
    return f"{at.year} Q{'111222333444'[at.month - 1]}"


def number(ledger: Ledger, people: Sequence[Someone], end: datetime, *, is_now: bool) -> tuple[int, int, int]:
    """How many customers were known at a moment, how many had sent somebody, and how many within 365 days."""
    known = ever = lately = 0
    for one in people:
        if one.role != "customer" or one.is_provider:
            continue
        sent = [each.at for each in ledger.received if each.sender and each.sender.address == one.address]
        written = [mail.at for mail in ledger.mails.values() if mail.who.address == one.address]
        if not is_now and not any(at <= end for at in (*sent, *written)):
            continue
        known += 1
        ever += any(at <= end for at in sent)
        lately += any(end - timedelta(days=365) < at <= end for at in sent)
    return known, ever, lately


def answers(ledger: Ledger) -> dict[str, tuple[int, int]]:
    """How many questions the user settled in each month, and how many of them were about nothing."""
    found: dict[str, tuple[int, int]] = {}
    settled = [each for each in ledger.answered.values() if each[1] is not PromptState.LATER]
    for at, answer in settled:
        whole, wrong = found.get(f"{at:%Y-%m}", (0, 0))
        found[f"{at:%Y-%m}"] = whole + 1, wrong + (answer is PromptState.WRONG)
    return found


def reached(ledger: Ledger) -> dict[str, set[str]]:
    """The questions whose introductions came to each stage."""
    begun = {prompt for prompt, (_, answer) in ledger.answered.items() if answer is PromptState.YES}
    return {
        "begun": begun,
        "they were asked": _lay(ledger, DraftKind.ASK_SEEKER),
        "help is wanted": (begun & ledger.requested) | _said(ledger, DraftKind.ASK_SEEKER, Label.YES),
        "a provider was asked": _lay(ledger, DraftKind.ASK_PROVIDER),
        "a provider is willing": _said(ledger, DraftKind.ASK_PROVIDER, Label.YES),
        "the provider was named to them": _lay(ledger, DraftKind.OFFER_PROVIDER),
        "both agreed": _said(ledger, DraftKind.OFFER_PROVIDER, Label.YES),
        "introduced": _lay(ledger, DraftKind.JOINT),
        "in touch": _said(ledger, DraftKind.JOINT, Label.THANKS) | wrote_to_both(ledger),
        "have talked": _said(ledger, None, Label.MET) | _said(ledger, None, Label.WON),
        "it helped": _said(ledger, None, Label.WON),
    }


def took(ledger: Ledger) -> list[float]:
    """How many days each introduction took from the first mail about it, the shortest first."""
    made = introduced(ledger)
    return sorted(
        (at.astimezone(UTC) - ledger.heard[prompt].astimezone(UTC)) / timedelta(days=1) for prompt, at in made.items()
    )


def introduced(ledger: Ledger) -> dict[str, datetime]:
    """When the two of each question were introduced."""
    laid = (approved for draft_id, approved in ledger.approved.items() if is_laid(ledger, draft_id))
    return {each.introduction.prompt_id: each.at for each in laid if each.draft.kind is DraftKind.JOINT}


def given(ledger: Ledger) -> dict[str, tuple[int, int]]:
    """How many the user introduced, or sent to somebody of the group, in each month, and how many of them helped."""
    helped = _said(ledger, None, Label.WON)
    made = introduced(ledger)
    handed = [
        each.on
        for each in ledger.breakfasts
        for slip in each.slips
        if slip.kind is SlipKind.REFERRAL and not slip.giver
    ]
    months = Counter(f"{at:%Y-%m}" for at in (*made.values(), *handed))
    won = Counter(f"{at:%Y-%m}" for prompt, at in made.items() if prompt in helped)
    return {month: (count, won[month]) for month, count in months.items()}


def told(ledger: Ledger, asked: Asked) -> list[tuple[datetime, Label]]:
    """What was said to a question, by mail and by word of mouth, where the user could make something of it.

    A yes to an offer is none to it once the provider was told that it goes no further, until they are willing again.
    """
    over = [
        each.at
        for each in ledger.approved.values()
        if asked.kind is DraftKind.OFFER_PROVIDER
        and each.draft.kind is DraftKind.SOFT_NO
        and (each.introduction.id, each.draft.provider_id) == (asked.introduction_id, asked.provider_id)
    ]
    words = [
        (said.at, said.label)
        for said in ledger.said.values()
        if asked.draft_id == said.asked.draft_id or asked.key == said.asked.key
        if said.message_id not in ledger.aside
    ]
    words += [
        (word.at, Label.YES if word.answer is Answer.YES else Label.NO)
        for word in ledger.words
        if (word.introduction_id, word.side, word.provider_id) == (asked.introduction_id, asked.side, asked.provider_id)
    ]
    willing = _willing(ledger, asked)
    return [each for each in words if not any(each[0] > at for at in over) or any(at > each[0] for at in willing)]


def _willing(ledger: Ledger, asked: Asked) -> list[datetime]:
    """When the provider of an offer said yes to being named."""
    key = (asked.introduction_id, Side.PROVIDER, DraftKind.ASK_PROVIDER, asked.provider_id)
    found = [each for each in ledger.said.values() if each.asked.key == key and each.message_id not in ledger.aside]
    told = [each.at for each in found if each.label is Label.YES]
    return told + [
        word.at
        for word in ledger.words
        if (word.introduction_id, word.side, word.answer, word.provider_id)
        == (asked.introduction_id, Side.PROVIDER, Answer.YES, asked.provider_id)
    ]


def _lay(ledger: Ledger, kind: DraftKind) -> set[str]:
    """The questions about which a message of a kind lay in the mailbox."""
    laid = (approved for draft_id, approved in ledger.approved.items() if is_laid(ledger, draft_id))
    return {each.introduction.prompt_id for each in laid if each.draft.kind is kind}


def is_laid(ledger: Ledger, draft_id: str) -> bool:
    """Whether a message that was approved stayed in the mailbox, or was sent."""
    return draft_id in ledger.laid and draft_id not in ledger.deleted


def _said(ledger: Ledger, kind: DraftKind | None, label: Label) -> set[str]:
    """The questions about which somebody said this, where they were asked in a message of a kind."""
    prompts = {each.introduction.id: each.introduction.prompt_id for each in ledger.approved.values()}
    asked = [each for each in ledger.asked.values() if kind in (None, each.kind)]
    return {prompts[each.introduction_id] for each in asked if label in {said for _, said in told(ledger, each)}}


def wrote_to_both(ledger: Ledger) -> set[str]:
    """The questions about which one of the two introduced wrote to the other as well."""
    prompts = {each.introduction.id: each.introduction.prompt_id for each in ledger.approved.values()}
    joint = (said.asked for said in ledger.said.values() if said.how == "to both")
    return {prompts[asked.introduction_id] for asked in joint if asked.kind is DraftKind.JOINT}
