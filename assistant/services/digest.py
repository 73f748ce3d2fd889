"""One mail a day to oneself at the user's hour, only when something waits, and one after a meeting.

The record is stored before the inbox is touched, with the message id under which the mail will lie there. A run that
breaks off in between leaves a doubt and never two mails: while it is fresh, the mail is only looked for.
"""

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from assistant.domain.captures import Capture
from assistant.domain.care import CheckIn, CheckInState
from assistant.domain.digest import DailyLetter, Digest, DigestState, Item, MeetingLetter, Purpose
from assistant.domain.ids import make_id
from assistant.domain.letters import Correspondent
from assistant.domain.meetings import Meeting
from assistant.domain.people import Person
from assistant.domain.time import Clock
from assistant.errors import TransitionError, UncertainError, UserError
from assistant.ports import Arrived, DigestWriter, Inbox, Rendered, Store, ToOneself
from assistant.services.debrief import Debrief, capture_id
from assistant.services.digest_plan import Planner, counted
from assistant.services.today import look

RETRY = timedelta(minutes=15)  # after the inbox refused
RANDOM = 20  # bytes of a message id that nobody can guess
_DOMAIN = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")


def random_token() -> str:
    """What nobody can guess: 160 bits, in hex."""
    return secrets.token_hex(RANDOM)


@dataclass(frozen=True, kw_only=True, slots=True)
class Digests:
    """Sends mails to oneself. `at` is the user's hour for the digest, `asks` whether one is sent after a meeting."""

    store: Store
    clock: Clock
    user: Person
    planner: Planner
    debrief: Debrief
    writer: DigestWriter
    inbox: Callable[[], Inbox]  # reached only where there is something to lay into it
    at: time | None = None
    asks: bool = False
    token: Callable[[], str] = random_token

    def preview(self) -> Rendered | None:
        """What the digest would say now; None where nothing waits."""
        letter, _ = self._daily(self.clock())
        return self.writer.write(letter) if letter else None

    def send_if_due(self) -> Digest | None:
        """Lay today's digest into the inbox, where its hour has come and something waits; gives it once it lies there.

        May be called at any time and as often as one likes: one a day at most. Raises UserError where the inbox cannot
        be reached; it is then tried again after a while.
        """
        now = self.clock()
        if self.at is None or now.time() < self.at:
            return None
        known = sorted(self._of_day(now), key=lambda digest: digest.at)
        if any(digest.state in (DigestState.LAID, DigestState.NOTHING) for digest in known):
            return None
        if known and (known[-1].state is DigestState.TRIED or now - known[-1].at < RETRY):
            return self._looked_up(known[-1], now)
        digest = self._send_daily(now)
        if digest is None and not self._of_day(now):
            day = now.date()
            self.store.put(Digest(id=make_id("digest", f"{day}"), day=day, at=now, state=DigestState.NOTHING))
        return digest

    @property
    def is_pending(self) -> bool:
        """Whether today's digest was tried and lies in the inbox for certain not yet: `send_if_due` goes on with it."""
        states = {digest.state for digest in self._of_day(self.clock())}
        return bool(states) and not states & {DigestState.LAID, DigestState.NOTHING}

    def send(self) -> Digest | None:
        """Lay the digest into the inbox now; None where nothing waits.

        Raises TransitionError where today's was sent or is under way, UserError where the inbox cannot be reached.
        """
        now = self.clock()
        for known in self._of_day(now):
            if known.state is DigestState.TRIED and not self._looked_up(known, now):
                known = self.store.get(Digest, known.id) or known
            if known.state in (DigestState.LAID, DigestState.TRIED):
                at = known.at.astimezone(now.tzinfo)
                raise TransitionError(
                    f"today's digest was sent at {at:%H:%M}; there is one a day", hint="what waits now: assistant today"
                )
        return self._send_daily(now)

    def ask_after(self, meeting: Meeting) -> Digest | None:
        """Lay "what came up?" into the inbox, once a meeting; None where it was asked or told before, or is not wanted.

        Raises UserError where the inbox cannot be reached.
        """
        now = self.clock()
        known = self.store.get(Digest, make_id("digest", "after", meeting.id))
        if not self.asks or not meeting.attendees or self.store.get(Capture, capture_id(meeting)):
            return None
        if known and known.state is not DigestState.FAILED:
            return self._looked_up(known, now) if known.state is DigestState.TRIED else None
        if known and now - known.at < RETRY:
            return None
        item, entry = self.planner.meeting_item(meeting)
        letter = MeetingLetter(
            name=self._first_name,
            title=meeting.title,
            when=entry.reason.partition(", with ")[0],
            people=", ".join(who.name or who.address for who in meeting.attendees),
            link=entry.link,
        )
        digest = self._new(now, make_id("digest", "after", meeting.id), items=(item,))
        digest = replace(
            digest, purpose=Purpose.AFTER_MEETING, message_id=known.message_id if known else digest.message_id
        )
        return self._lay_down(digest, letter)

    def _send_daily(self, now: datetime) -> Digest | None:
        untold = self._untold()
        letter, items = self._daily(now)
        if letter is None:
            return None
        digest = self._new(now, make_id("digest", now.isoformat()), items=items)
        laid = self._lay_down(digest, letter)
        if laid:
            self._told(untold)
        return laid

    def _daily(self, now: datetime) -> tuple[DailyLetter | None, tuple[Item, ...]]:
        """What the digest says now, and what its numbers stand for; None where nothing waits."""
        plan = self.planner.plan(look(self.store, self.debrief))
        remarks = tuple(remark for digest in self._untold() for remark in digest.remarks)
        if not plan.entries and not remarks:
            return None, ()
        letter = DailyLetter(
            name=self._first_name,
            day=f"{now:%A}, {now.day} {now:%B}",
            count=counted(plan.entries),
            entries=plan.entries,
            more=plan.more,
            page=self.planner.page,
            remarks=remarks,
            calls=self.store.count(CheckIn, day=now.date(), state=CheckInState.OPEN),
        )
        return letter, plan.items

    def _lay_down(self, digest: Digest, letter: DailyLetter | MeetingLetter) -> Digest | None:
        """Write and deliver the mail; None where another run is at it. What goes wrong is tried again after a while."""
        with self.store.transaction():
            for other in self._of_day(digest.at) if digest.purpose is Purpose.DAILY else ():
                if other.state in (DigestState.TRIED, DigestState.LAID):
                    return None
            known = self.store.get(Digest, digest.id)
            if known and known.state not in (DigestState.FAILED, DigestState.NOTHING):
                return None
            self.store.put(digest)
        try:
            words = self.writer.write(letter)
            arrived = self.inbox().deliver(ToOneself(message_id=digest.message_id, at=digest.at, words=words))
        except UncertainError:
            raise
        except UserError:
            self.store.put(digest.failed())
            raise
        return self._record(digest, arrived)

    def _looked_up(self, digest: Digest, now: datetime) -> Digest | None:
        """A digest whose delivery broke off, once it is found; one that is not there by now is given up."""
        if digest.state is not DigestState.TRIED:
            return None
        inbox = self.inbox()
        arrived = inbox.find(digest.message_id)
        if arrived:
            return self._record(digest, arrived)
        if now - digest.at >= inbox.settles:
            self.store.put(digest.failed())
        return None

    def _record(self, digest: Digest, arrived: Arrived) -> Digest:
        with self.store.transaction():
            known = self.store.get(Digest, digest.id) or digest
            laid = known.laid(arrived.location, arrived.message_id)
            self.store.put(laid)
        return laid

    def _new(self, now: datetime, id: str, *, items: tuple[Item, ...]) -> Digest:
        message_id = f"<digest.{self.token()}@{self._domain}>"
        return Digest(id=id, day=now.date(), at=now, message_id=message_id, items=items)

    def _of_day(self, now: datetime) -> list[Digest]:
        return list(self.store.find(Digest, day=now.date(), purpose=Purpose.DAILY))

    def _untold(self) -> list[Digest]:
        return sorted(self.store.find(Digest, are_told=False), key=lambda digest: digest.at)

    def _told(self, untold: Sequence[Digest]) -> None:
        with self.store.transaction():
            for digest in untold:
                known = self.store.get(Digest, digest.id)
                if known and known.remarks == digest.remarks:  # else another answer came meanwhile
                    self.store.put(known.told())

    @property
    def _domain(self) -> str:
        domain = self.user.address.rpartition("@")[2]
        return domain if _DOMAIN.fullmatch(domain) else "assistant.invalid"

    @property
    def _first_name(self) -> str:
        return Correspondent.of(self.user).first_name or self.user.name
