"""How the user wants to keep the practice around the introductions."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Cadence:
    """After how many days without a touch somebody is called, by what they are to the user; 0: never."""

    customer: int = 30
    former_customer: int = 180
    provider: int = 60
    partner: int = 45
    professional: int = 120
    friend: int = 90
    family: int = 0
    prospect: int = 60
    salesperson: int = 0
    other: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Practice:
    """The practice around the introductions: check-ins a day at most, and the currency of what referrals bring.

    `half_life` is the number of days after which a touch counts for half.
    """

    check_ins: int = 10
    currency: str = "EUR"
    half_life: int = 90
    cadence: Cadence = field(default_factory=Cadence)
