"""The other people: who gets a message answers it after some days or never, in one of the ways that people have."""

import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage, Message
from email.utils import format_datetime, formataddr, parseaddr
from itertools import count
from random import Random

from assistant.domain.business_days import BusinessDays
from assistant.domain.drafts import DraftKind
from assistant.domain.replies import Label, Stage
from tests.year.answers import Answers
from tests.year.ledger import Asked, Said
from tests.year.people import Someone
from tests.year.post import USER

L, S = Label, Stage
SAY: Mapping[Stage, Mapping[Label, int]] = {
    S.SEEKER: {
        L.YES: 52, L.NO: 12, L.LATER: 10, L.CONDITIONAL: 5, L.TELL_ME_MORE: 6, L.HAND_OFF: 4, L.ALREADY_SOLVED: 5,
        L.UNCLEAR: 3, L.UNRELATED: 2, L.STOP: 1,
    },
    S.PROVIDER: {
        L.YES: 58, L.NO: 11, L.LATER: 9, L.CONDITIONAL: 7, L.TELL_ME_MORE: 6, L.HAND_OFF: 4, L.UNCLEAR: 2,
        L.UNRELATED: 2, L.STOP: 1,
    },
    S.INTRODUCED: {L.THANKS: 80, L.MET: 5, L.AUTO: 5, L.UNRELATED: 3, L.LATER: 3, L.CONDITIONAL: 2, L.HAND_OFF: 2},
    S.OUTCOME: {L.MET: 30, L.WON: 35, L.LOST: 20, L.LATER: 6, L.UNCLEAR: 5, L.UNRELATED: 4},
}  # fmt: skip
"""How often people say what, in a hundred."""

SECOND: Mapping[Label, int] = {L.YES: 55, L.NO: 30, L.LATER: 15}  # once what they wanted to know was told
WAYS = {"answer": 80, "other address": 6, "colleague": 4, "anew": 4, "other thread": 3, "to both": 3}
DELAYS = (0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 11, 15)  # business days
NEVER = {S.SEEKER: 0.2, S.PROVIDER: 0.15, S.INTRODUCED: 0.5, S.OUTCOME: 0.35}
BOUNCES, AWAY, TWICE, DIRECT, AT_ONCE = 0.02, 0.08, 0.03, 0.3, 0.15


@dataclass(frozen=True, kw_only=True, slots=True)
class Got:
    """A message as its reader got it; `other` is the person whom it introduces or offers."""

    asked: Asked
    who: Someone
    other: Someone | None
    message_id: str
    subject: str
    text: str
    at: datetime


@dataclass(order=True, frozen=True)
class _Coming:
    at: datetime
    number: int
    message: bytes = field(compare=False)
    said: Said = field(compare=False)


class Others:
    """Everybody but the user. `tell` is called with each thing that was said, as it comes in."""

    def __init__(self, answers: Answers, chance: Random, tell: Callable[[bytes, Said], None]) -> None:
        self._answers, self._chance, self._tell = answers, chance, tell
        self._coming: list[_Coming] = []
        self._numbers = count()
        self._days = BusinessDays()
        self._decided: set[object] = set()
        self.open: dict[object, Got] = {}
        """The questions that nobody has answered yet, by what they ask."""

    def get(self, got: Got, earlier: Sequence[Got]) -> None:
        """Somebody gets a message; `earlier` are those that they got before."""
        chance, stage = self._chance, got.asked.stage
        if stage in (S.SEEKER, S.PROVIDER):
            self.open.setdefault(got.asked.key, got)
        if chance.random() < BOUNCES:
            self._bounce(got)
            return
        if chance.random() < AWAY:
            self._reply(got, L.AUTO, got.at + timedelta(minutes=1), "answer")
        if got.asked.key in self._decided and chance.random() < 0.9:
            return  # the answer is on its way already
        if chance.random() < NEVER[stage] or got.asked.kind in (DraftKind.SOFT_NO, DraftKind.THANKS):
            return
        self._decided.add(got.asked.key)
        (label,) = chance.choices(list(SAY[stage]), list(SAY[stage].values()))
        (how,) = chance.choices(list(WAYS), list(WAYS.values()))
        at = self._later(got.at)
        if stage in (S.INTRODUCED, S.OUTCOME):
            how = "to both" if chance.random() < DIRECT else "answer"
        if how == "other thread" and earlier:
            self._reply(got, label, at, how, thread=chance.choice(earlier))
            return
        self._reply(got, label, at, how)
        if chance.random() < TWICE:
            self._reply(got, label, at + timedelta(hours=1), "answer")

    def get_together(self, gots: Sequence[Got], earlier: Sequence[Got]) -> None:
        """Both sides get the joint message; sometimes they write to each other within the same minute."""
        if self._chance.random() < AT_ONCE:
            at = self._later(gots[0].at)
            for got in gots:
                self._reply(got, L.THANKS, at, "to both")
            return
        for got in gots:
            self.get(got, earlier)

    def told_more(self, said: Said, sent_id: str, subject: str, at: datetime) -> None:
        """Somebody who was not clear gets the user's own answer, and says what they want."""
        got = self.open.get(said.asked.key)
        if got is None:
            return
        (label,) = self._chance.choices(list(SECOND), list(SECOND.values()))
        again = Got(asked=said.asked, who=said.who, other=None, message_id=sent_id, subject=subject, text="", at=at)
        self._reply(again, label, self._later(at), "second", before=(got.message_id, said.message_id))

    def hang_up(self, key: object) -> None:
        """What they would have written was said on the telephone."""
        self.open.pop(key, None)
        self._decided.add(key)
        kept = [each for each in self._coming if each.said.asked.key != key]
        self._coming = sorted(kept)

    def write(self, until: datetime) -> None:
        """Everything that is written up to a moment comes in."""
        while self._coming and self._coming[0].at <= until:
            coming = heapq.heappop(self._coming)
            if coming.said.label is not L.AUTO:
                self.open.pop(coming.said.asked.key, None) if coming.said.how != "bounce" else None
            self._tell(coming.message, coming.said)

    def _later(self, at: datetime) -> datetime:
        days = self._chance.choice(DELAYS)
        day = self._days.after(at.date(), days) if days else at.date()
        minutes = self._chance.randrange(20, 480) if not days else self._chance.randrange(480)
        begin = at if not days else datetime.combine(day, at.time(), at.tzinfo).replace(hour=8)
        return begin + timedelta(minutes=minutes)

    def _reply(
        self,
        got: Got,
        label: Label,
        at: datetime,
        how: str,
        *,
        thread: Got | None = None,
        before: tuple[str, ...] = (),
    ) -> None:
        drawn = self._answers.draw(got.asked.stage, label, self._chance)
        if drawn is None:
            return
        message = drawn.message(got.text)
        name, address = {
            "other address": (got.who.name, got.who.other_address),
            "colleague": got.who.colleague,
        }.get(how, (got.who.name, got.who.address))
        to = [USER]
        if how == "to both" and got.other:
            to = [got.other.address, USER]
        below = thread or got
        _address(message, sender=(name, address), to=to, subject=f"Re: {below.subject.removeprefix('Re: ')}", at=at)
        if how != "anew":
            message["In-Reply-To"] = below.message_id
            message["References"] = " ".join((*before, below.message_id))
        self._put(message, got, label, at, how, drawn.also)

    def _bounce(self, got: Got) -> None:
        at = got.at + timedelta(minutes=2)
        message = EmailMessage()
        message.set_content(
            f"Your message could not be delivered to {got.who.address}: no such mailbox.\n\n"
            f"Message-ID: {got.message_id}\nSubject: {got.subject}\n"
        )
        message["Auto-Submitted"] = "auto-replied"
        sender = ("Mail Delivery System", f"mailer-daemon@{got.who.address.partition('@')[2]}")
        _address(message, sender=sender, to=[USER], subject="Undelivered Mail Returned to Sender", at=at)
        message["In-Reply-To"] = got.message_id
        self._put(message, got, L.AUTO, at, "bounce", frozenset())

    def _put(self, message: Message, got: Got, label: Label, at: datetime, how: str, also: frozenset[Label]) -> None:
        number = next(self._numbers)
        message["Message-ID"] = message_id = f"<reply{number}@{got.who.address.partition('@')[2]}>"
        said = Said(
            message_id=message_id,
            at=at,
            who=got.who,
            asked=got.asked,
            label=label,
            also=also,
            how=how,
            written_from=parseaddr(str(message["From"]))[1],
        )
        heapq.heappush(self._coming, _Coming(at, number, message.as_bytes(), said))


def _address(message: Message, *, sender: tuple[str, str], to: Sequence[str], subject: str, at: datetime) -> None:
    message["From"] = formataddr(sender)
    message["To"] = ", ".join(to)
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(at)
