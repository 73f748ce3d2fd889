"""A card of the bullpen as a form: what a browser sends of it, and the card that it stands for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from assistant.domain.bullpen import Benched, Capacity, Evidence, EvidenceKind, Provider
from assistant.domain.people import unique
from assistant.errors import UserError

MOST_EVIDENCE = 50
MOST_WANTED = 999  # introductions that anybody can want
_SINGLE = ("paused_until", "paused_why", "at_once", "a_month", "benched_on", "benched_why", "kept_until")
SPARE = 1  # empty lines for evidence to add


@dataclass(frozen=True, kw_only=True, slots=True)
class EvidenceRow:
    """One line of evidence, as typed; `gone` marks one to be left out."""

    kind: str = ""
    on: str = ""
    note: str = ""
    gone: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class CardForm:
    """What a form of a card holds, as typed: it is shown again where it cannot be taken."""

    services: tuple[str, ...] = ()
    does: str = ""
    not_for: str = ""
    area: str = ""
    ideal_client: str = ""
    paused_until: str = ""
    paused_why: str = ""
    at_once: str = ""
    a_month: str = ""
    benched_on: str = ""
    benched_why: str = ""
    kept_until: str = ""
    evidence: tuple[EvidenceRow, ...] = ()
    name: str = ""
    address: str = ""
    organisation: str = ""
    person_id: str = ""
    problems: tuple[str, ...] = ()
    hint: str = ""
    link: tuple[str, str] | None = None

    @classmethod
    def of(cls, card: Provider) -> "CardForm":
        """The form of a card as it is kept."""
        return cls(
            services=card.services,
            does=card.does,
            not_for="\n".join(card.not_for),
            area="\n".join(card.area),
            ideal_client=card.ideal_client,
            paused_until=_said(card.paused_until),
            paused_why=card.paused_why,
            at_once=str(card.capacity.at_once or ""),
            a_month=str(card.capacity.a_month or ""),
            benched_on=_said(card.benched.on) if card.benched else "",
            benched_why=card.benched.why if card.benched else "",
            kept_until=_said(card.kept_until),
            evidence=tuple(
                EvidenceRow(kind=each.kind, on=each.on.isoformat(), note=each.note) for each in card.evidence
            ),
        )

    @classmethod
    def sent(cls, form: Mapping[str, str], services: list[str]) -> "CardForm":
        """The form as a browser sent it; `main` is the service that comes first."""

        def said(name: str) -> str:
            return form.get(name, "").replace("\r\n", "\n").strip()

        rows = (
            EvidenceRow(
                kind=said(f"evidence_kind_{number}"),
                on=said(f"evidence_on_{number}"),
                note=said(f"evidence_note_{number}"),
                gone=bool(said(f"evidence_gone_{number}")),
            )
            for number in range(MOST_EVIDENCE)
        )
        first = [said("main")] if said("main") in services else []
        return cls(
            services=unique((*first, *services)),
            does=" ".join(said("does").split()),
            not_for=said("not_for"),
            area=said("area"),
            ideal_client=" ".join(said("ideal_client").split()),
            paused_until=said("paused_until"),
            paused_why=" ".join(said("paused_why").split()),
            at_once=said("at_once"),
            a_month=said("a_month"),
            benched_on=said("benched_on"),
            benched_why=" ".join(said("benched_why").split()),
            kept_until=said("kept_until"),
            evidence=tuple(row for row in rows if row.on or row.note),
            name=" ".join(said("name").split()),
            address=said("address").lower(),
            organisation=" ".join(said("organisation").split()),
            person_id=said("person_id"),
        )

    @property
    def rows(self) -> tuple[EvidenceRow, ...]:
        """The lines of evidence, and an empty one to add."""
        return (*self.evidence, *(EvidenceRow(),) * SPARE)

    @property
    def card(self) -> Provider:
        """The card that the form stands for; whose it is, is not said by it. Raises UserError naming every fault."""
        problems: list[str] = []
        evidence = tuple(self._evidence(problems))
        paused = _day(self.paused_until, "paused until", problems)
        capacity = Capacity(
            at_once=_number(self.at_once, "how many at once", problems),
            a_month=_number(self.a_month, "how many a month", problems),
        )
        benched = _day(self.benched_on, "benched on", problems)
        kept = _day(self.kept_until, "kept until", problems)
        if problems:
            raise UserError(problems)
        return Provider(
            id="",
            person_id="",
            services=self.services,
            does=self.does,
            not_for=_lines(self.not_for),
            area=_lines(self.area),
            ideal_client=self.ideal_client,
            evidence=evidence,
            paused_until=paused,
            paused_why=self.paused_why if paused else "",
            capacity=capacity,
            benched=Benched(on=benched, why=self.benched_why) if benched else None,
            kept_until=kept,
        )

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """The form as a browser would send it, to set everything back as it was."""
        rows = (
            (f"evidence_{name}_{number}", value)
            for number, row in enumerate(self.evidence)
            for name, value in (("kind", row.kind), ("on", row.on), ("note", row.note))
        )
        return (
            *(("services", service) for service in self.services),
            ("main", self.services[0] if self.services else ""),
            ("does", self.does),
            ("not_for", self.not_for),
            ("area", self.area),
            ("ideal_client", self.ideal_client),
            *((name, getattr(self, name)) for name in _SINGLE if getattr(self, name)),
            *rows,
        )

    def _evidence(self, problems: list[str]) -> Iterator[Evidence]:
        for row in self.evidence:
            if row.gone:
                continue
            on = _day(row.on, f"the day of “{row.note[:30]}”", problems)
            if row.kind not in tuple(EvidenceKind):
                problems.append(f"how do you know “{row.note[:30]}”? choose one")
            elif on is None and not row.on:
                problems.append(f"on which day was “{row.note[:30]}”?")
            elif on:
                yield Evidence(kind=EvidenceKind(row.kind), on=on, note=" ".join(row.note.split()))


def _lines(text: str) -> tuple[str, ...]:
    return unique(" ".join(line.split()) for line in text.split("\n"))


def _day(text: str, what: str, problems: list[str]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.append(f"{what}: '{text[:20]}' is no day such as 2027-01-15")
        return None


def _said(day: date | None) -> str:
    return day.isoformat() if day else ""


def _number(text: str, what: str, problems: list[str]) -> int:
    if not text:
        return 0
    if text.isdecimal() and len(text) <= len(str(MOST_WANTED)):
        return int(text)
    problems.append(f"{what}: '{text[:20]}' is no number from 1 to {MOST_WANTED}; leave it empty where they said none")
    return 0
