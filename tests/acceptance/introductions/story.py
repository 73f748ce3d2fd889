"""What was said about one introduction, as the machine heard it: kept without a look at the product's own states."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import DraftKind
from tests.acceptance.introduction_world import HOLIDAYS

HELP, WILLING, OFFER = DraftKind.ASK_SEEKER, DraftKind.ASK_PROVIDER, DraftKind.OFFER_PROVIDER
"""The three questions, by the message that asks each."""


@dataclass
class Ask:
    """A message that waits for an answer, and what is known of the wait."""

    kind: DraftKind
    provider: str
    draft_id: str
    sent: date | None = None
    reminder_id: str = ""
    reminded: date | None = None
    away: date | None = None

    @property
    def begin(self) -> date | None:
        """The day from which the silence counts; None while the message has not left. A reminder may lie unsent."""
        if self.sent is None:
            return None
        return max(filter(None, (self.sent, self.reminded, self.away)))


@dataclass
class Story:
    """One introduction. Providers are ids of cards, `refused` and `noes` ids of people."""

    seeker: str
    category: str
    wants_help: bool = False
    asked: str = ""  # the provider whose answer is waited for, or who has agreed
    offered: str = ""
    agreed: set[str] = field(default_factory=set)
    accepted: str = ""
    late: str = ""  # the provider who was accepted once they had been let go
    over: bool = False
    lapsed: bool = False  # silence is no no: a late yes takes it up again
    put_off: date | None = None
    refused: set[str] = field(default_factory=set)  # for this matter: no answer, or a no
    noes: set[str] = field(default_factory=set)  # final for the pair and purpose
    not_before: dict[str, date] = field(default_factory=dict)
    turn: int = 0  # how often the matter was put aside, or lapsed
    deferrals: int = 0
    turns: Counter[str] = field(default_factory=Counter)  # the same for a provider who asked to be asked later
    ask: Ask | None = None
    introduced: bool = False

    def begin_anew(self) -> None:
        """What was put aside is taken up: what anybody had agreed to before is asked again."""
        self.asked = self.offered = self.accepted = self.late = ""
        self.agreed.clear()
        self.over, self.lapsed, self.put_off = False, False, None

    def lapse(self) -> None:
        self.over = self.lapsed = True
        self.turn += 1

    def defer(self, until: date) -> None:
        self.put_off = until
        self.turn += 1
        self.deferrals += 1

    def without_provider(self) -> None:
        self.asked = self.offered = self.accepted = ""

    def defer_provider(self, card: str, until: date) -> None:
        self.not_before[card] = until
        self.turns[card] += 1
        self.agreed.discard(card)
        self.without_provider()

    def end_with(self, person: str, card: str) -> None:
        """A no between the seeker and a provider."""
        self.noes.add(person)
        self.refused.add(person)
        self.agreed.discard(card)
        if card in ("", self.asked, self.offered) and not self.introduced:
            self.without_provider()

    def yes(self, question: DraftKind, card: str, *, stands: bool = False) -> None:
        """A yes to one of the three questions counts for that one alone.

        `stands` is whether a provider whose offer has lapsed is ready still; else they are asked anew.
        """
        if question is WILLING:
            self.agreed.add(card)
            self.asked = card
            if card == self.late:
                self.offered = self.accepted = card
        elif self.lapsed and question is OFFER and card and card == self.offered:
            if stands:
                self.over, self.lapsed, self.accepted = False, False, card
            else:
                self.begin_anew()
                self.wants_help, self.late = True, card
        elif self.put_off or self.lapsed:
            self.begin_anew()
            self.wants_help = True
        elif question is HELP:
            self.wants_help = True
        else:
            assert self.offered == card, "a yes to one offer was taken for another"
            self.accepted = card

    def question(self, side: Side, answer: Answer) -> DraftKind:
        """What somebody answers who is asked in person: whatever is open with them."""
        if side is Side.PROVIDER:
            return WILLING
        return OFFER if self.offered and not self.put_off else HELP


def open_days(begin: date, end: date) -> int:
    """How many days after `begin`, up to `end`, people work."""
    days = (begin + timedelta(days=number) for number in range(1, (end - begin).days + 1))
    return sum(day.weekday() < 5 and day not in HOLIDAYS for day in days)
