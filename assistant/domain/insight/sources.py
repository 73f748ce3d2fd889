"""Where the referrals come from that the user receives (S9): by the kind of source, by quarter and by person."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.domain.insight.periods import quarter_of, quarters
from assistant.domain.insight.shares import Part
from assistant.domain.referrals import Referral, ReferralState, SourceKind


class School(StrEnum):
    """The two schools: where the best referrals come from."""

    CUSTOMERS = "customers"
    PARTNERS = "partners"


SCHOOLS: Mapping[School, tuple[SourceKind, ...]] = {
    School.CUSTOMERS: (SourceKind.CUSTOMER, SourceKind.FORMER_CUSTOMER),
    School.PARTNERS: (SourceKind.PARTNER, SourceKind.PROFESSIONAL),
}
"""The kinds of source that each school speaks of; the others belong to neither."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Came:
    """What came of some referrals; `name` is whom or what they came from. `value` is what the won ones brought."""

    name: str
    referrals: int = 0
    won: int = 0
    lost: int = 0
    value: int = 0

    @property
    def open(self) -> int:
        """How many are not decided yet."""
        return self.referrals - self.won - self.lost

    @property
    def won_of_decided(self) -> Part:
        """How many were won of those that are decided."""
        return Part(part=self.won, whole=self.won + self.lost)


@dataclass(frozen=True, kw_only=True, slots=True)
class QuarterOfSources:
    """How many referrals came in one quarter, by the kind of source; kinds without any are left out."""

    name: str
    kinds: Mapping[SourceKind, int]

    def of(self, school: School | None) -> int:
        """How many came from a school, or from neither."""
        if school:
            return sum(self.kinds.get(kind, 0) for kind in SCHOOLS[school])
        return sum(self.kinds.values()) - self.of(School.CUSTOMERS) - self.of(School.PARTNERS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Schools:
    """The two schools by the user's own referrals: who sends more, and whose are won more often.

    None where that is not decided yet: the numbers could be chance.
    """

    customers: Came
    partners: Came

    @property
    def sends_more(self) -> School | None:
        """Who sends more, if half of either is out of the question."""
        both = self.customers.referrals + self.partners.referrals
        low, high = Part(part=self.customers.referrals, whole=both).interval
        return School.CUSTOMERS if low > 0.5 else School.PARTNERS if high < 0.5 else None

    @property
    def won_more_often(self) -> School | None:
        """Whose are won more often, if the intervals do not overlap."""
        customers, partners = self.customers.won_of_decided, self.partners.won_of_decided
        if customers.is_above(partners):
            return School.CUSTOMERS
        return School.PARTNERS if partners.is_above(customers) else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sources:
    """All of it. `kinds` has every kind of source in the order of S9, `people` those who sent most first, by id."""

    kinds: tuple[Came, ...]
    whole: Came
    quarters: tuple[QuarterOfSources, ...]
    people: tuple[Came, ...]
    schools: Schools


def sources(received: Iterable[Referral], now: datetime) -> Sources:
    """The figures of all referrals that the user has received until now; what nobody sent has no person."""
    found = sorted((each for each in received if each.at <= now), key=lambda referral: referral.at)
    people: dict[str, list[Referral]] = {}
    for each in found:
        people.setdefault(each.from_id, []).append(each)
    people.pop("", None)
    schools = {
        school: came(school, [each for each in found if each.kind in kinds]) for school, kinds in SCHOOLS.items()
    }
    return Sources(
        kinds=tuple(came(kind, [each for each in found if each.kind is kind]) for kind in SourceKind),
        whole=came("all", found),
        quarters=_by_quarter(found, now),
        people=tuple(
            sorted(
                (came(person, theirs) for person, theirs in people.items()),
                key=lambda each: (-each.referrals, -each.won, -each.value, each.name),
            )
        ),
        schools=Schools(customers=schools[School.CUSTOMERS], partners=schools[School.PARTNERS]),
    )


def came(name: str, found: Sequence[Referral]) -> Came:
    """What came of these."""
    states = Counter(each.state for each in found)
    return Came(
        name=name,
        referrals=len(found),
        won=states[ReferralState.WON],
        lost=states[ReferralState.LOST],
        value=sum(each.value for each in found if each.state is ReferralState.WON),
    )


def _by_quarter(found: Sequence[Referral], now: datetime) -> tuple[QuarterOfSources, ...]:
    if not found:
        return ()
    counts: dict[str, Counter[SourceKind]] = {name: Counter() for name, _ in quarters(found[0].at, now)}
    for each in found:
        counts[quarter_of(each.at, now.tzinfo)][each.kind] += 1
    return tuple(QuarterOfSources(name=name, kinds=dict(kinds)) for name, kinds in counts.items())
