"""Where each ask of a provider truly led: counted from what people said, and from what the user sent them."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from assistant.domain.business_days import BusinessDays
from assistant.domain.cases import Led
from assistant.domain.consents import Side
from assistant.domain.drafts import DraftKind
from assistant.domain.replies import Label
from tests.year.ledger import Approved, Ledger
from tests.year.truth import is_laid, told, wrote_to_both

FOREVER = datetime.max.replace(tzinfo=UTC)
SILENCE = timedelta(days=30)  # after so long, nobody waits for an answer any more
PATIENCE = 5  # business days that a message to a provider is waited out, before a reminder and after it
OUTCOME, CLOSE = 10, 10  # from the joint message to "did you meet?", and from there to the end
MARGIN = 3  # business days in which the user may have come to sending, and the assistant to seeing it
DAYS = BusinessDays()
Key = tuple[str, str]


def ends(ledger: Ledger, now: datetime) -> Iterator[tuple[Key, frozenset[Led]]]:
    """Each ask by its introduction and provider, the first one first, with where it may truly have led.

    That is one end, but for an ask whose patience ends within these days: whether it is over depends on the hour.
    """
    laid = [approved for draft_id, approved in ledger.approved.items() if is_laid(ledger, draft_id)]
    asked = sorted((each for each in laid if each.draft.kind is DraftKind.ASK_PROVIDER), key=lambda each: each.at)
    for place, each in enumerate(asked):
        again = (other.at for other in asked[place + 1 :] if _key(other) == _key(each))
        yield _key(each), frozenset(_end(ledger, laid, each, next(again, FOREVER), now))


def _key(approved: Approved) -> Key:
    return approved.introduction.id, approved.draft.provider_id


def _end(ledger: Ledger, laid: Sequence[Approved], ask: Approved, until: datetime, now: datetime) -> set[Led]:
    """How one ask ended that was not put again until then."""
    after = {each.draft.kind for each in laid if _key(each) == _key(ask) and ask.at < each.at <= until}
    said = {label for at, label in told(ledger, ledger.asked[ask.draft.id]) if ask.at < at <= until}
    if DraftKind.JOINT in after:
        return _came(ledger, laid, ask, now)
    if said & {Label.NO, Label.STOP}:
        return {Led.NO}
    if Label.LATER in said:
        return {Led.LATER}
    if Label.YES in said:
        is_over = DraftKind.SOFT_NO in after or _is_unanswered(ledger, laid, _key(ask), now)
        return {Led.FALSE_ALARM if is_over else Led.OPEN}
    return {Led.FALSE_ALARM} if _wants_no_more(ledger, ask) else _waits(ledger, laid, ask, until, now)


def _waits(ledger: Ledger, laid: Sequence[Approved], ask: Approved, until: datetime, now: datetime) -> set[Led]:
    """Whether somebody who has not answered may still, or it has gone on without them."""
    later = [each for each in laid if each.introduction.id == ask.introduction.id and each.at > ask.at]
    others = (each for each in later if each.draft.kind is DraftKind.ASK_PROVIDER or _is_to_seeker(each))
    if until < FOREVER or any(others):
        return {Led.SILENT}
    reminders = [each for each in later if each.draft.kind is DraftKind.REMINDER and _key(each) == _key(ask)]
    return _ended(ledger, [ask, *reminders], PATIENCE, len(reminders), 1, Led.SILENT, now)


def _is_to_seeker(approved: Approved) -> bool:
    return approved.draft.kind is DraftKind.SOFT_NO and approved.draft.side is Side.SEEKER


def _ended(
    ledger: Ledger, messages: Sequence[Approved], wait: int, done: int, steps: int, end: Led, now: datetime
) -> set[Led]:
    """Whether the last of some messages was waited out, of which `done` of `steps` followed the first one."""
    sent = [ledger.sent.get(each.draft.id) for each in messages]
    last = max((at for at in sent if at), default=None)
    if last is None or None in sent or DAYS.after(last.date(), wait) > now.date():
        return {Led.OPEN}
    is_sure = done >= steps and DAYS.after(last.date(), wait + MARGIN) <= now.date()
    return {end} if is_sure and not _is_away(ledger, messages) else {end, Led.OPEN}


def _is_away(ledger: Ledger, messages: Sequence[Approved]) -> bool:
    """Whether anybody wrote anything to one of them, which may wait for the user or move a day."""
    ids = {each.draft.id for each in messages}
    keys = {ledger.asked[each].key for each in ids}
    return any(said.asked.draft_id in ids or said.asked.key in keys for said in ledger.said.values())


def _is_unanswered(ledger: Ledger, laid: Sequence[Approved], about: Key, now: datetime) -> bool:
    """Whether somebody who was to meet a provider has let too long go by since anything was said of it."""
    offers = [each for each in laid if each.draft.kind is DraftKind.OFFER_PROVIDER and _key(each) == about]
    keys = {ledger.asked[each.draft.id].key for each in offers}
    words = [said.at for said in ledger.said.values() if said.asked.key in keys and said.label is not Label.AUTO]
    return bool(offers) and now - max((*words, *(each.at for each in offers))) > SILENCE


def _came(ledger: Ledger, laid: Sequence[Approved], ask: Approved, now: datetime) -> set[Led]:
    """What came of an introduction that was made; where nobody has told, it is open, or was left to rest."""
    asked = [each for each in ledger.asked.values() if each.introduction_id == ask.introduction.id]
    said = {label for each in asked for _, label in told(ledger, each)}
    if Label.WON in said:
        return {Led.HELPED}
    if Label.LOST in said:
        return {Led.DEAD_END}
    talked = said & {Label.THANKS, Label.MET} or ask.introduction.prompt_id in wrote_to_both(ledger)
    kinds = (DraftKind.JOINT, DraftKind.OUTCOME)
    theirs = [each for each in laid if each.introduction.id == ask.introduction.id and each.draft.kind in kinds]
    outcomes = sum(each.draft.kind is DraftKind.OUTCOME for each in theirs)
    wait = CLOSE if outcomes else OUTCOME + CLOSE
    return _ended(ledger, theirs, wait, outcomes, 2, Led.UNTOLD if talked else Led.DEAD_END, now)


def _wants_no_more(ledger: Ledger, ask: Approved) -> bool:
    """Whether the one for whom a provider was asked has said since, about whatever, that nobody is to ask again."""
    return any(
        said.label is Label.STOP and said.asked.side is Side.SEEKER and said.at > ask.at
        for said in ledger.said.values()
        if said.asked.seeker_id == ask.introduction.seeker_id
    )
