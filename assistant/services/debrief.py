"""The question after a meeting: what came up? The answer is read at once, like any note, and kept with its marks."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta

from assistant.domain.asking import LONGEST, Asking, Insiders, Standing, asks, present
from assistant.domain.captures import Capture, CaptureState, Mark
from assistant.domain.documents import Content, Document, Medium
from assistant.domain.ids import make_id
from assistant.domain.meetings import Meeting
from assistant.domain.people import Participant
from assistant.domain.time import Clock
from assistant.errors import TransitionError, UserError
from assistant.ports import Read, Reader, Store
from assistant.services.corrections import as_corrected
from assistant.services.favours import keep_favours
from assistant.services.identify import completed
from assistant.services.join import ANSWERS
from assistant.services.marks import marked, with_lines
from assistant.services.notice import Noticed, forget_document, notice
from assistant.services.wishes import keep_wishes

READ = 200_000  # characters: five seconds of reading; a longer text is kept and not read
KEPT = 2_000_000  # characters
TOO_LONG = f"it is longer than {READ:,} characters: save it in the folder of your notes, where longer texts are read"


@dataclass(frozen=True, kw_only=True, slots=True)
class Debrief:
    """Asks after meetings and reads the answers.

    `days` is how long a meeting stays a question. `addresses` are all of the user's own, in lower case.
    """

    store: Store
    clock: Clock
    user: Participant
    days: int = 7
    addresses: tuple[str, ...] = ()

    @property
    def insiders(self) -> Insiders:
        """The user and their own house."""
        own = (self.user.address.lower(), *self.addresses)
        return Insiders(addresses=tuple(address for address in own if address), names=(self.user.name,))

    def standings(self) -> list[Asking]:
        """Where the meetings of the last days stand with the question, the latest first, also those not asked about."""
        today = self.clock().astimezone(UTC).date()
        return self._stand(today - timedelta(days=n) for n in range(-2, self.days + LONGEST.days + 2))

    def waiting(self) -> Iterator[Meeting]:
        """The meetings to ask about now, the latest first."""
        return (asking.meeting for asking in self.standings() if asking.standing is Standing.ASK)

    def standing(self, meeting: Meeting) -> Asking:
        """Where one meeting stands with the question, however long ago it was."""
        today = self.clock().astimezone(UTC).date()
        days = {day + timedelta(days=n) for day in (today, *meeting.days) for n in (-1, 0, 1)}
        return next(asking for asking in self._stand(days, meeting) if asking.meeting.id == meeting.id)

    def present(self, meeting: Meeting) -> tuple[Participant, ...]:
        """Who was there: as the user has said, else the people from outside who were invited and did not say no."""
        capture = self.capture(meeting)
        return capture.who if capture and capture.who else present(meeting, self.insiders)

    def capture(self, meeting: Meeting) -> Capture | None:
        """What the user has answered; None where they have not."""
        return self.store.get(Capture, capture_id(meeting))

    def nothing(self, meeting: Meeting, *, seen: int | None = None) -> Capture:
        """Record that nothing came up; an earlier answer is taken back. Raises TransitionError as `answer` does."""
        capture = Capture(id=capture_id(meeting), meeting_id=meeting.id, state=CaptureState.NOTHING, at=self.clock())
        with self.store.transaction():
            capture = self._following(capture, seen)
            self.store.put(capture)
            self._forget(meeting)
        return capture

    def take_back(self, meeting: Meeting, *, seen: int | None = None) -> None:
        """Let the meeting wait for an answer again, as if none had been given. Raises TransitionError."""
        with self.store.transaction():
            known = self.capture(meeting)
            if known:
                self._following(known, seen)
                self.store.delete(Capture, known.id)
                self._forget(meeting)

    def answer(
        self,
        meeting: Meeting,
        text: str,
        reader: Reader,
        *,
        who: Sequence[Participant] = (),
        marks: Sequence[Mark] = (),
        seen: int | None = None,
    ) -> tuple[Capture, Noticed]:
        """Record what came up and read it. `who` was there, where it was not who was invited.

        Answering again replaces the earlier answer with its marks; mentions that still stand keep their prompts, and
        what the user has put right. `seen` is the version of the answer that this one follows, 0 for none: raises
        TransitionError where another was given meanwhile, which then stands. Raises UserError for a mark that does not
        say whose it is, and for a text of more than `KEPT` characters.
        """
        there = tuple(completed(each, meeting.attendees) for each in who)
        text = with_lines(text, marks)
        if len(text) > KEPT:
            raise UserError(f"this is {len(text):,} characters long, more than can be kept here", hint=TOO_LONG)
        unread = TOO_LONG if len(text) > READ else ""
        document = self._document(meeting, text, there)
        capture = Capture(
            id=capture_id(meeting),
            meeting_id=meeting.id,
            state=CaptureState.ANSWERED,
            at=self.clock(),
            text=text,
            document_id=document.id,
            who=there,
            marks=tuple(marks),
            unread=unread,
        )
        content = Content(document=document, text=text)
        read = Read(content=content, skipped=unread) if unread else next(iter(reader.read([content])))
        mentions = marked(content, read.mentions, marks)
        with self.store.transaction():
            capture, mentions = as_corrected(self.store, self._following(capture, seen), mentions)
            self.store.put(capture)
            read = replace(read, mentions=mentions)
            noticed = notice(self.store, read, reader=reader.version, user=(self.user.name, *self.insiders.addresses))
            keep_favours(self.store, meeting, marks, document.listeners, self.clock())
            keep_wishes(self.store, meeting, marks, document.listeners, self.clock())
        return capture, noticed

    def _document(self, meeting: Meeting, text: str, who: tuple[Participant, ...]) -> Document:
        return Document(
            id=_document_id(meeting),
            source=ANSWERS,
            locator=f"your answer after: {meeting.title}",
            medium=Medium.NOTE,
            when=meeting.end,
            digest=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
            title=meeting.title,
            author=self.user,
            listeners=who or present(meeting, self.insiders) or meeting.attendees,
            about=meeting.id,
        )

    def _following(self, capture: Capture, seen: int | None) -> Capture:
        """The capture as the version after the one that is stored. Raises TransitionError where that was not seen."""
        known = self.store.get(Capture, capture.id)
        version = known.version if known else 0
        if seen is not None and seen != version:
            raise TransitionError(
                "you have answered this in another window meanwhile: that answer is kept, and this one was not taken",
                hint="look at the answer that is there, and add to it what is missing",
            )
        return replace(capture, version=version + 1, corrected=known.corrected if known else ())

    def _stand(self, days: Iterable[date], *more: Meeting) -> list[Asking]:
        """Where the meetings of these days, and more, stand with the question."""
        near = (meeting for day in days for meeting in self.store.find(Meeting, days=day))
        moved = (known for meeting in more if meeting.uid for known in self.store.find(Meeting, uid=meeting.uid))
        meetings = {meeting.id: meeting for meeting in (*near, *moved, *more)}
        answers = (self.capture(meeting) for meeting in meetings.values())
        answered = {capture.meeting_id: capture.at for capture in answers if capture}
        return asks(meetings.values(), answered, self.clock(), insiders=self.insiders, days=self.days)

    def _forget(self, meeting: Meeting) -> None:
        forget_document(self.store, _document_id(meeting))
        keep_favours(self.store, meeting, (), (), self.clock())
        keep_wishes(self.store, meeting, (), (), self.clock())


def _document_id(meeting: Meeting) -> str:
    return make_id("doc", ANSWERS, meeting.id)


def capture_id(meeting: Meeting) -> str:
    """The id of the one answer that a meeting can have."""
    return make_id("c", meeting.id)
