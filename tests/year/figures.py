"""What a year came to, as Markdown tables."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from statistics import quantiles

from assistant.domain.bullpen import Provider
from assistant.domain.business_days import BusinessDays
from assistant.domain.introductions import EventKind, Introduction
from assistant.domain.replies import Label, Reply, ReplyState
from assistant.services.reasons import ASK_BUDGET, BUDGET_DAYS
from tests.year.ledger import Ledger, Said
from tests.year.play import Played

REACHED: tuple[tuple[str, EventKind], ...] = (
    ("the seeker was asked", EventKind.SEEKER_ASKED),
    ("help is wanted", EventKind.HELP_WANTED),
    ("a provider was asked", EventKind.PROVIDER_ASKED),
    ("a provider is willing", EventKind.PROVIDER_AGREED),
    ("the provider was offered", EventKind.PROVIDER_OFFERED),
    ("the offer was accepted", EventKind.OFFER_ACCEPTED),
    ("introduced", EventKind.INTRODUCED),
    ("in touch", EventKind.CONNECTED),
    ("met", EventKind.MET),
    ("it helped", EventKind.WON),
)
MADE = ("moved rightly", "moved wrongly", "to the user", "ignored", "not recognised")


def page(played: Played) -> str:
    """All figures as Markdown."""
    return "\n".join(_lines(played)).strip()


def _lines(played: Played) -> Iterator[str]:
    size, observer, ledger = played.size, played.observer, played.ledger
    reader = played.assistant.reply_reader.version
    yield (
        f"Seed {size.seed}: {size.days} days, {size.people} people, {size.providers} providers, {size.mails} mails; "
        f"replies read by {reader}."
    )
    yield from _table("What must not happen", ("", "found"), _broken(played))
    wrong = [*observer.breaks, *observer.wrong_yes, *(f"not asked first: {each}" for each in observer.wrong_requests)]
    yield from ["", *(f"- {each}" for each in wrong)] if wrong else []
    introductions = list(played.assistant.store.find(Introduction))
    yield from _table("Introductions, by how far they came", ("reached", "introductions"), _reached(introductions))
    ends = Counter(introduction.state for introduction in introductions)
    rows = [(state.value, str(number)) for state, number in ends.most_common()]
    yield from _table("Where they stand at the end", ("state", "introductions"), rows)
    yield from _table("From the first yes to the introduction", ("", "business days"), _times(introductions))
    yield from _table("Questions to the user", ("", "questions"), _questions(ledger))
    head = ("what they said", "replies", *MADE)
    yield from _table("Replies, by what they truly said", head, _replies(played))
    head = ("asks of one provider", "providers", "asked", "yes", "no", "later", "lapsed")
    yield from _table("Asks of providers", head, _asks(introductions, list(played.assistant.store.find(Provider))))
    yield from _table("The rest", ("", "number"), _rest(played))


def _broken(played: Played) -> list[tuple[str, str]]:
    observer = played.observer
    return [
        ("messages looked at in the mailbox", str(observer.looked)),
        ("invariant breaks", str(len(observer.breaks))),
        ("yes where nobody said yes", str(len(observer.wrong_yes))),
        ("a need taken for a request, so not asked about first", str(len(observer.wrong_requests))),
    ]


def _reached(introductions: Sequence[Introduction]) -> list[tuple[str, str]]:
    happened = [{event.kind for event in introduction.events} for introduction in introductions]
    rows = [(words, str(sum(kind in kinds for kinds in happened))) for words, kind in REACHED]
    return [("begun", str(len(introductions))), *rows]


def _times(introductions: Sequence[Introduction]) -> list[tuple[str, str]]:
    took = []
    for introduction in introductions:
        days = {event.kind: event.at.date() for event in reversed(introduction.events)}
        if EventKind.HELP_WANTED in days and EventKind.INTRODUCED in days:
            took.append(_between(days[EventKind.HELP_WANTED], days[EventKind.INTRODUCED]))
    if len(took) < 2:
        return []
    first, median, third = quantiles(took, n=4)
    return [
        ("introductions", str(len(took))),
        ("first quartile", f"{first:.0f}"),
        ("median", f"{median:.0f}"),
        ("third quartile", f"{third:.0f}"),
    ]


def _between(first: date, last: date) -> int:
    """Business days from one day to another."""
    days, number = BusinessDays(), 0
    while (first := days.after(first, 1)) <= last:
        number += 1
    return number


def _questions(ledger: Ledger) -> list[tuple[str, str]]:
    true = sum(ledger.questions.values())
    false, mails = len(ledger.questions) - true, max(1, len(ledger.mails))
    told = sum(bool(mail.passage.matters) for mail in ledger.mails.values())
    return [
        ("mails that tell of a matter", str(told)),
        ("asked about a real matter", str(true)),
        ("false alarms", str(false)),
        ("false alarms in 100 mails", f"{100 * false / mails:.1f}"),
    ]


def _replies(played: Played) -> list[tuple[str, ...]]:
    made: dict[Label, Counter[str]] = {}
    for said in played.ledger.said.values():
        made.setdefault(said.label, Counter())[made_of(said, played.kept_as.get(said.message_id))] += 1
    rows = [
        (label.value, str(counts.total()), *(str(counts[each]) for each in MADE))
        for label, counts in sorted(made.items(), key=lambda each: -each[1].total())
    ]
    whole = sum(made.values(), Counter[str]())
    return [*rows, ("all", str(whole.total()), *(str(whole[each]) for each in MADE))]


def made_of(said: Said, reply: Reply | None) -> str:
    """What the assistant made of something that was said."""
    if reply is None:
        return "not recognised"
    if reply.state is ReplyState.WAITS:
        return "to the user"
    if reply.state is ReplyState.NOTHING:
        return "ignored"
    same = reply.introduction_id == said.asked.introduction_id and reply.stage is said.asked.stage
    return "moved rightly" if same and said.means(reply.label) else "moved wrongly"


def _asks(introductions: Sequence[Introduction], providers: Sequence[Provider]) -> list[tuple[str, ...]]:
    kinds = (
        EventKind.PROVIDER_ASKED,
        EventKind.PROVIDER_AGREED,
        EventKind.PROVIDER_DECLINED,
        EventKind.PROVIDER_DEFERRED,
        EventKind.PROVIDER_LAPSED,
    )
    counts: dict[str, Counter[EventKind]] = {provider.id: Counter() for provider in providers}
    for introduction in introductions:
        for event in introduction.events:
            if event.kind in kinds:
                counts[event.provider_id][event.kind] += 1
    rows = []
    for words, asked in (("none", range(1)), ("1 to 3", range(1, 4)), ("4 to 8", range(4, 9)), ("9 or more", None)):
        of = [each for each in counts.values() if (each[kinds[0]] in asked if asked else each[kinds[0]] > 8)]
        rows.append((words, str(len(of)), *(str(sum(each[kind] for each in of)) for kind in kinds)))
    return [*rows, ("all", str(len(counts)), *(str(sum(each[kind] for each in counts.values())) for kind in kinds))]


def _rest(played: Played) -> list[tuple[str, str]]:
    observer = played.observer
    most = max((most_in_budget_days(days) for days in observer.asks.values()), default=0)
    return [
        (f"most asks of one provider in {BUDGET_DAYS.days} days (the budget is {ASK_BUDGET})", str(most)),
        ("reminders", str(observer.reminders)),
        *((f"came due: {what}", str(number)) for what, number in sorted(played.due.items())),
        ("steps taken back", str(played.ledger.undone)),
        ("refusals that the user was told of", str(len(played.ledger.refused))),
        ("items that could not be read", str(len(played.problems))),
    ]


def most_in_budget_days(days: Sequence[date]) -> int:
    """The most asks within the days of the budget."""
    return max(sum(day - BUDGET_DAYS < other <= day for other in days) for day in days)


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A heading and a Markdown table whose columns line up; nothing where there are no rows."""
    if not rows:
        return
    widths = [max(3, *(len(line[i]) for line in (head, *rows))) for i in range(len(head))]
    yield f"\n### {title}"
    for line in (head, ["-" * width for width in widths], *rows):
        first, *others = line
        cells = [first.ljust(widths[0]), *(each.rjust(width) for each, width in zip(others, widths[1:], strict=True))]
        yield f"| {' | '.join(cells)} |"
