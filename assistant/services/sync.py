"""One pass over every source: what is new is read, what changed is read again, what cannot be read is kept aside."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Protocol, TypeVar

from assistant.domain.bullpen import Provider
from assistant.domain.documents import Content, Document
from assistant.domain.forgetting import Marks
from assistant.domain.ids import make_id
from assistant.domain.never_read import READ_ALL, NeverRead
from assistant.domain.people import Person
from assistant.domain.sources import Failure, SourceState
from assistant.domain.time import Clock
from assistant.errors import SourceError
from assistant.ports import (
    BullpenSource,
    DocumentSource,
    Failed,
    Found,
    Gone,
    Passed,
    PeopleSource,
    Reached,
    Read,
    Reader,
    Settled,
    Store,
)
from assistant.services.derive import derive
from assistant.services.dry_run import taken_back
from assistant.services.forget import FORGOTTEN, forgotten, heeded
from assistant.services.identify import take_in
from assistant.services.notice import forget_document, notice
from assistant.services.obey import forbidden, obey
from assistant.services.sync_hooks import Ahead, Aside, Heed, Progress, heedless, no_progress, read_all, unprepared
from assistant.services.sync_report import SourceReport, SyncReport

if TYPE_CHECKING:
    from assistant.domain.learning import Learnt

CHUNK = 64  # documents read and stored in one transaction: enough to batch, few enough to lose nothing worth naming


class _Named(Protocol):
    @property
    def name(self) -> str: ...


S = TypeVar("S", bound=_Named)
E = TypeVar("E", Person, tuple[Person, Provider])


@dataclass(frozen=True, kw_only=True, slots=True)
class Sync:
    """What a pass needs.

    `user` are the user's own names and addresses, `learnt` is what their answers have taught. Nothing older than
    `since` is read, or than `back_to` where the user asks for a day this once. What `never_read` forbids is dropped
    unread, and forgotten where it was read before the user forbade it.
    """

    store: Store
    reader: Callable[[], Reader]  # loaded only once there is something to read
    clock: Clock
    user: Sequence[str] = ()
    since: date | None = None
    back_to: date | None = None
    never_read: NeverRead = READ_ALL
    learnt: "Learnt | None" = None
    heed: Heed = heedless
    ahead: Ahead = unprepared
    aside: Aside = read_all
    progress: Progress = no_progress

    def run(
        self,
        *,
        people: Sequence[PeopleSource] = (),
        bullpen: Sequence[BullpenSource] = (),
        documents: Sequence[DocumentSource] = (),
        dry_run: bool = False,
    ) -> SyncReport:
        """Pass over people first (so that holders are recognised), then cards, then documents.

        A dry run does everything and takes it all back at the end.
        """
        with taken_back(self.store) if dry_run else nullcontext():
            derive(self.store, self.user, self.progress)
            return SyncReport(
                forgotten=obey(self.store, self.never_read, documents),
                sources=[
                    *(self._guarded(self._people, contacts) for contacts in people),
                    *(self._guarded(self._cards, cards) for cards in bullpen),
                    *(self._guarded(self._documents, source) for source in documents),
                ],
            )

    def _guarded(self, work: Callable[[S, SourceReport], None], source: S) -> SourceReport:
        """One source's pass; a source that fails as a whole does not keep the others from theirs."""
        report = SourceReport(name=source.name)
        try:
            work(source, report)
        except SourceError as error:
            report.error = error
        return report

    def _people(self, source: PeopleSource, report: SourceReport) -> None:
        digest = source.digest()  # taken first: a file that changes meanwhile is read again next time
        with self._whole_file(source.id, digest, list(source.people()), report) as people:
            gone = forgotten(self.store)
            for person in people:
                if gone.has_person(person):
                    report.passed[FORGOTTEN] += 1
                    continue
                taken = take_in(self.store, person)
                self._tally(report, is_new=taken.is_new, changed=taken.changed)

    def _cards(self, source: BullpenSource, report: SourceReport) -> None:
        digest = source.digest()
        with self._whole_file(source.id, digest, list(source.cards()), report) as cards:
            gone = forgotten(self.store)
            for person, card in cards:
                if gone.has_person(person):
                    report.passed[FORGOTTEN] += 1
                    continue
                known = take_in(self.store, person).person
                before = self.store.get(Provider, card.id)
                card = card.with_decisions_of(before) if before else card
                changed = self.store.put(replace(card, person_id=known.id)) > 0
                self._tally(report, is_new=before is None, changed=changed)

    @contextmanager
    def _whole_file(
        self, source: str, digest: str, entries: Sequence[E | Failed], report: SourceReport
    ) -> Iterator[Sequence[E]]:
        """What can be read of a file, if it has changed, or other parts of it can be read than last time.

        An unchanged file is left alone, so that it does not undo what the user or another file has said since.
        """
        with self.store.transaction():
            good: list[E] = []
            broken: set[str] = set()
            for entry in entries:
                if isinstance(entry, Failed):
                    self._keep_aside(entry, source, report)
                    broken.add(_failure_id(source, entry.locator))
                else:
                    good.append(entry)
            for failure in self.store.find(Failure, source=source):
                if failure.id not in broken:  # mended
                    self.store.delete(Failure, failure.id)
            state = SourceState(id=f"file: {source}", cursor={"digest": digest, "broken": sorted(broken)})
            same = self.store.get(SourceState, state.id) == state
            report.known += len(good) if same else 0
            yield () if same else good
            self.store.put(state)

    def _tally(self, report: SourceReport, *, is_new: bool, changed: bool) -> None:
        report.new += is_new
        report.changed += changed and not is_new
        report.known += not changed
        self.progress(report.name, 1)

    def _documents(self, source: DocumentSource, report: SourceReport) -> None:
        state = self.store.get(SourceState, source.name)
        back_to = self.back_to or (state.back_to if state else None)
        chunk: list[Found | Gone] = []
        gone = forgotten(self.store)
        for change in source.changes(state.cursor if state else None, since=back_to or self.since):
            if isinstance(change, Found):
                change = self._allowed(change, gone)
            if isinstance(change, Failed):
                self._keep_aside(change, source.name, report)
            elif isinstance(change, Settled):
                self._mend([change.locator], report)
            elif isinstance(change, Passed):
                report.passed[change.reason] += change.count
            elif isinstance(change, Reached):
                state = SourceState(id=source.name, cursor=dict(change.cursor), until=change.until, back_to=back_to)
                self._apply(chunk, report, state)
                report.until, chunk = change.until, []
            else:
                chunk.append(change)
                if len(chunk) == CHUNK:
                    self._apply(chunk, report)
                    chunk = []
        if state and back_to:
            self.store.put(replace(state, back_to=None))

    def _allowed(self, found: Found, gone: Marks) -> Found | Passed:
        """What may be read of a document, without those who were forgotten."""
        if reason := forbidden(self.never_read, found.content.document) or self.aside(found.content):
            return Passed(reason=reason)
        content = heeded(gone, found.content, self.user) if gone.ids else found.content
        return replace(found, content=content) if content else Passed(reason=FORGOTTEN)

    def _apply(self, chunk: Sequence[Found | Gone], report: SourceReport, reached: SourceState | None = None) -> None:
        """Read some documents, then store them and how far the source has come, all or nothing.

        They are read before the store is locked, since a language model may be asked, and others want to write.
        """
        read = self._read(chunk, report.name)
        fresh: dict[str, Content] = {}
        with self.store.transaction():
            self._mend([change.content.document.locator for change in chunk if isinstance(change, Found)], report)
            for change in chunk:
                if isinstance(change, Gone):
                    fresh.pop(change.document_id, None)
                    lost = self.store.get(Document, change.document_id)
                    if lost is not None and lost.source == report.name:
                        forget_document(self.store, lost.id)
                        report.gone += 1
                    continue
                content, document = change.content, change.content.document
                twin = fresh.get(document.id)
                before = twin.document if twin else self.store.get(Document, document.id)
                if before and _is_known(before, document, report.name):
                    report.known += 1
                    if before.says_as(document) and not twin:  # it may have moved here from another source
                        self.store.put(replace(before, source=document.source, locator=document.locator))
                    self.store.put(*content.meetings)  # a series grows with the calendar's window
                    continue
                report.new += before is None
                report.changed += before is not None
                fresh[document.id] = content
            if fresh:
                reader = self.reader()
                missing = [content for content in fresh.values() if content.document.id not in read]
                for each in (*read.values(), *reader.read(missing)):
                    if each.content.document.id in fresh:
                        self._notice(each, reader.version, report)
            if reached is not None:
                self.store.put(reached)
        self.progress(report.name, len(chunk))

    def _read(self, chunk: Sequence[Found | Gone], source: str) -> dict[str, Read]:
        """What is new or changed of some documents, read, by the document's id; nothing is stored."""
        fresh: dict[str, Content] = {}
        for change in chunk:
            if isinstance(change, Gone):
                fresh.pop(change.document_id, None)
                continue
            document = change.content.document
            twin = fresh.get(document.id)
            before = twin.document if twin else self.store.get(Document, document.id)
            if not (before and _is_known(before, document, source)):
                fresh[document.id] = change.content
        if not fresh:
            return {}
        self.ahead(list(fresh.values()))
        return {each.content.document.id: each for each in self.reader().read(fresh.values())}

    def _notice(self, read: Read, reader: str, report: SourceReport) -> None:
        noticed = notice(self.store, read, reader=reader, user=self.user, learnt=self.learnt)
        report.mentions += len(noticed.mentions)
        report.prompts += len(noticed.prompts)
        report.held += noticed.held
        report.judged += read.answered > 0
        report.unjudged += read.answered < read.asked
        report.skipped.update([read.skipped] if read.skipped else [])
        report.unread.update([read.unread] if read.unread else [])
        if reply := self.heed(read.content):
            report.replies.append(reply)

    def _mend(self, locators: Sequence[str], report: SourceReport) -> None:
        """Clear the failures of earlier passes at what is well by now, at a part of it, or at its whole file."""
        still = {failed.locator for failed in (*report.failed, *report.left_out)}
        for failure in self.store.find(Failure, source=report.name):
            old, read = f"{failure.locator}, ", [f"{locator}, " for locator in locators]
            if failure.locator not in still and any(each.startswith(old) or old.startswith(each) for each in read):
                self.store.delete(Failure, failure.id)

    def _keep_aside(self, failed: Failed, source: str, report: SourceReport) -> None:
        failure = Failure(
            id=_failure_id(source, failed.locator),
            source=source,
            locator=failed.locator,
            problem="; ".join(failed.error.problems),
            at=self.clock(),
        )
        known = self.store.get(Failure, failure.id)
        is_same = known is not None and known.problem == failure.problem
        (report.left_out if known and known.left_out and is_same else report.failed).append(failed)
        if not is_same:
            self.store.put(failure)


def _is_known(known: Document, document: Document, source: str) -> bool:
    """Whether a document needs no reading: it says what it said, or another source brought it."""
    return known.says_as(document) or known.source != source


def _failure_id(source: str, locator: str) -> str:
    return make_id("f", source, locator)
