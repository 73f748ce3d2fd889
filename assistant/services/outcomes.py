"""What came of the agent's jobs, in words that name nobody: counts for the log and the list of activities."""

from collections.abc import Iterator, Sequence

from assistant.domain.activity import Deed
from assistant.domain.counted import counted
from assistant.domain.digest import Digest
from assistant.domain.meetings import Meeting
from assistant.errors import UserError
from assistant.services.lane import Outcome
from assistant.services.sync_report import SyncReport
from assistant.services.whole_pass import WholeReport


def of_sync(report: WholeReport) -> Outcome:
    """The daily reading: tried again soon while any source cannot be read."""
    errors = _errors(report)
    words = ", ".join(_counts(report)) or "nothing new"
    has_failed = any(source.error for source in report.read.sources)
    return Outcome(deed=Deed.SYNCED, words=words, why="once a day", link="/", errors=errors, has_failed=has_failed)


def of_replies(report: WholeReport) -> Outcome:
    """A look for what is new meanwhile: a word only where something is; failed where nothing could be read."""
    read = report.read.sources
    return Outcome(
        deed=Deed.LOOKED_FOR_REPLIES,
        words=", ".join(_counts(report)),
        why="somebody may have answered",
        link="/",
        errors=_errors(report),
        has_failed=bool(read) and all(source.error for source in read),
    )


def of_asking(asked: Sequence[Meeting], not_shown: str) -> Outcome | None:
    """The question after meetings."""
    if not asked:
        return None
    link = f"/meetings/{asked[0].id}" if len(asked) == 1 else "/meetings"
    why = (
        f"it ended; shown on the page only: {not_shown}"
        if not_shown
        else "it ended, and somebody from outside was there"
    )
    words = "asked what came up" + (f" in {counted(len(asked), 'meeting')}" if len(asked) > 1 else "")
    return Outcome(deed=Deed.ASKED_AFTER, words=words, why=why, link=link)


def of_digest(sent: Digest | None) -> Outcome | None:
    """The mail to oneself."""
    if sent is None:
        return None
    words = f"{counted(len(sent.items), 'item')} in a mail to yourself"
    return Outcome(deed=Deed.DIGEST_SENT, words=words, why="the hour that you set", link="/")


def _counts(report: WholeReport) -> Iterator[str]:
    read, after, taken = report.read, report.looked_after, report.taken_up
    yield from _read(read)
    for what, number in (
        ("draft delivered late", len(after.delivered)),
        ("draft sent by you", len(after.followed.sent)),
        ("draft changed by you", len(after.followed.edited)),
        ("draft deleted by you", len(after.followed.deleted)),
        ("introduction led to a meeting", len(taken.met)),
        ("introduction came due", len(taken.ticks)),
        ("introduction goes on", len(taken.woken)),
        ("question held back waits now", len(taken.asked)),
        ("pair of people who may fit", len(taken.paired)),
    ):
        if number:
            noun, _, rest = what.partition(" ")
            yield f"{counted(number, noun)} {rest}"


def _read(report: SyncReport) -> Iterator[str]:
    sources = report.sources
    for what, number in (
        ("new", sum(source.new for source in sources)),
        ("changed", sum(source.changed for source in sources)),
        ("gone", sum(source.gone for source in sources)),
        ("forgotten", report.forgotten),
    ):
        if number:
            yield f"{number} {what}"
    for noun, number in (
        ("question", sum(source.prompts for source in sources)),
        ("reply", sum(len(source.replies) for source in sources)),
    ):
        if number:
            yield counted(number, noun)
    if failed := sum(len(source.failed) for source in sources):
        yield f"{failed} could not be read"
    if report.judge and (report.judge.answered or report.judge.stopped):
        yield f"a language model: {report.judge.words}"


def _errors(report: WholeReport) -> tuple[UserError, ...]:
    sources = [source.error for source in report.read.sources if source.error]
    return (*report.looked_after.problems, *sources)
