"""The figures of insight as tables, and the lists behind them: one for the page, the command and the spreadsheet."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime

from assistant.domain.cases import NOWHERE
from assistant.domain.insight.number import Number
from assistant.domain.insight.pace import STAGES
from assistant.domain.insight.periods import month_of, quarter_of
from assistant.domain.insight.shares import Part
from assistant.domain.insight.sources import SCHOOLS, Came
from assistant.domain.prompts import PromptState
from assistant.domain.referrals import SourceKind
from assistant.domain.tables import Cell, Column, Form, Line, Table
from assistant.services import insight_words as words
from assistant.services.insight_facts import Insight

NUMBER, SHARE, VALUE, DAY = Form.NUMBER, Form.SHARE, Form.VALUE, Form.DAY


class Tables:
    """Every table of one insight, by its name; each is made when it is first asked for.

    `topics` are the titles of categories by id, `currency` is that of values.
    """

    def __init__(self, insight: Insight, topics: Mapping[str, str], currency: str) -> None:
        self.insight = insight
        self._topics = topics
        self._currency = currency
        self._made: dict[str, Table] = {}

    @property
    def at(self) -> datetime:
        """When the figures were worked out."""
        return self.insight.at

    @property
    def is_empty(self) -> bool:
        """Whether nothing has happened yet that a figure could tell of."""
        found = self.insight
        return not (found.received or found.introductions or found.answered or found.pace.months)

    def table(self, name: str) -> Table:
        """The table of this name. Raises KeyError where there is none: `MADE` has all names."""
        if name not in self._made:
            self._made[name] = MADE[name](self)
        return self._made[name]

    def summary(self) -> Table:
        """Every figure in one sentence."""
        found = self.insight
        said = (
            ("referrals received", "sources", words.about_sources(found.sources, self._currency)),
            ("customers or partners", "schools", words.about_schools(found.sources.schools, self._currency)),
            ("referrals by quarter", "quarters", words.about_quarters(found.sources)),
            ("referral number", "number", words.about_number(found.number)),
            ("its trend", "trend", words.about_trend(found.trend)),
            ("false alarms", "alarms", words.about_questions(found.alarms)),
            ("asks of providers", "asks", words.about_asks(found.alarms)),
            ("from mention to introduction", "times", words.about_times(found.pace)),
            ("how far introductions come", "stages", words.about_stages(found.pace)),
            ("referrals given", "given", words.about_given(found.pace)),
        )
        lines = (Line(cells=(figure, says), parts=(name,)) for figure, name, says in said)
        return _table("summary", "In short", "figure|what it says", lines)

    def says(self, name: str) -> str:
        """The sentence of a figure of the summary."""
        return next(str(line.cells[1]) for line in self.table("summary").lines if name in line.parts)

    def sources(self) -> Table:
        """What came of referrals, by the kind of source."""
        sources = self.insight.sources
        lines = [_came(each.name, each, (each.name,)) for each in (*sources.kinds, sources.whole)]
        return _table("sources", "By kind of source", _CAME.format("source"), lines, self.says("sources"))

    def schools(self) -> Table:
        """The two schools beside each other."""
        both = self.insight.sources.schools
        lines = [_came(each.name, each, (each.name,)) for each in (both.customers, both.partners)]
        return _table("schools", "Customers or partners", _CAME.format("source"), lines, self.says("schools"))

    def quarters(self) -> Table:
        """How many came in each quarter, by the kind of source."""
        lines = (
            Line(
                cells=(each.name, *(each.kinds.get(kind, 0) for kind in SourceKind), sum(each.kinds.values())),
                parts=(each.name,),
            )
            for each in reversed(self.insight.sources.quarters)
        )
        head = "|".join(f"{kind}:number" for kind in SourceKind)
        return _table("quarters", "By quarter", f"quarter|{head}|all:number", lines, self.says("quarters"))

    def senders(self) -> Table:
        """Who has sent how many."""
        found = self.insight
        lines = (_came(found.name(each.name), each, (), each.name) for each in found.sources.people)
        return _table("senders", "Who sent somebody to you", _CAME.format("person"), lines)

    def referrals(self) -> Table:
        """Every referral received; to be narrowed to a kind, a school, a quarter or a state."""
        found = self.insight
        schools = {kind: school for school, kinds in SCHOOLS.items() for kind in kinds}
        lines = (
            Line(
                cells=(
                    self._day(each.at), found.name(each.who_id), found.name(each.from_id), each.kind.value,
                    each.state.value, each.value,
                ),
                about=each.who_id,
                parts=(each.kind, schools.get(each.kind, ""), quarter_of(each.at, found.at.tzinfo), each.state, "all"),
            )
            for each in found.received
        )  # fmt: skip
        return _table("referrals", "Referrals received", "day:day|who|sent by|source|came of it|value:value", lines)

    def number(self) -> Table:
        """The referral number now, and at the end of each quarter, the latest first."""
        lines = [_number(each) for each in (self.insight.number, *reversed(self.insight.trend))]
        head = (
            "until|customers:number|have referred:number|share:share|at least:share|at most:share"
            "|in 12 months:number|share in 12 months:share|at least in 12 months:share|at most in 12 months:share"
        )
        return _table("number", "The referral number", head, lines, self.says("number"))

    def customers(self) -> Table:
        """Every customer; to be narrowed to who `referred` ever, within the last `year`, or `not yet`."""
        found = self.insight
        lines = []
        for each in found.customers:
            sent, lately = each.sent_until(found.at), each.sent_in_year(found.at)
            parts = ("referred" if sent else "not yet", *(["year"] if lately else []))
            known = self._day(each.since) if each.since else None
            last = self._day(each.sent[-1]) if each.sent else None
            cells = (found.name(each.person_id), known, sent, lately, last)
            lines.append(Line(cells=cells, about=each.person_id, parts=parts))
        lines.sort(key=lambda line: -int(str(line.cells[2])))
        head = "customer|known since:day|referrals:number|in 12 months:number|last one:day"
        return _table("customers", "Customers, and whom they sent", head, lines)

    def alarms(self) -> Table:
        """The questions answered by month, the latest first, and how many were about no real matter."""
        lines = (
            Line(cells=(each.name, each.wrong.whole, each.wrong.part, *_between(each.wrong)), parts=(each.name,))
            for each in reversed(self.insight.alarms.months)
        )
        head = "month:month|answered:number|no real matter:number|share:share|at least:share|at most:share"
        return _table("alarms", "Questions by month", head, lines, self.says("alarms"))

    def questions(self) -> Table:
        """Every question that was answered; to be narrowed to `wrong` ones, or to a month."""
        found = self.insight
        lines = (
            Line(
                cells=(self._day(at), found.name(each.person_id), self._topic(each.category), each.state.value),
                about=each.id,
                parts=(
                    each.state,
                    month_of(at, found.at.tzinfo),
                    *(["false " + month_of(at, found.at.tzinfo)] if each.state is PromptState.WRONG else []),
                ),
            )
            for each in found.answered
            if (at := each.answered_at)
        )
        return _table("questions", "Questions that you answered", "answered:day|who|matter|answer", lines)

    def asks(self) -> Table:
        """Every ask of a provider; to be narrowed to where it led, or to those `for nothing`."""
        found = self.insight
        lines = (
            Line(
                cells=(
                    self._day(each.at), found.name(each.provider_id),
                    found.name(found.introductions[each.introduction_id].seeker_id), each.led.value,
                ),
                about=each.introduction_id,
                parts=(each.led, *([NOTHING] if each.led in NOWHERE else [])),
            )
            for each in found.alarms.asked
        )  # fmt: skip
        head = "asked:day|provider|for|where it led"
        return _table("asks", "Asks of providers", head, lines, self.says("asks"))

    def times(self) -> Table:
        """Every introduction that was made, with the days that it took."""
        found = self.insight
        lines = (
            Line(
                cells=(
                    self._day(each.at), self._seeker(each.introduction_id),
                    self._matter(each.introduction_id), each.days,
                ),
                about=each.introduction_id,
            )
            for each in found.pace.took
        )  # fmt: skip
        head = "introduced:day|who|matter|days:number"
        return _table("times", "From mention to introduction", head, lines, self.says("times"))

    def stages(self) -> Table:
        """How many introductions came to each stage."""
        stages = self.insight.pace.stages
        begun = len(stages["begun"])
        lines = (
            Line(cells=(name, len(ids), Part(part=len(ids), whole=begun).share), parts=(name,))
            for name, ids in stages.items()
        )
        head = "stage|introductions:number|share:share"
        return _table("stages", "How far introductions come", head, lines, self.says("stages"))

    def introductions(self) -> Table:
        """Every introduction, the latest first; to be narrowed to those that reached a stage."""
        found = self.insight
        reached: dict[str, list[str]] = {}
        for name in STAGES:
            for known in found.pace.stages[name]:
                reached.setdefault(known, []).append(name)
        lines = []
        for each in sorted(found.introductions.values(), key=lambda each: each.opened_at, reverse=True):
            came = tuple(reached[each.id])
            cells = (
                self._day(each.opened_at), self._seeker(each.id), self._matter(each.id), came[-1], each.state.value,
            )  # fmt: skip
            lines.append(Line(cells=cells, about=each.id, parts=came))
        head = "begun:day|who|matter|came to|stands at"
        return _table("introductions", "Introductions", head, lines)

    def given(self) -> Table:
        """The referrals given by month, the latest first."""
        lines = (Line(cells=(each.name, each.given, each.won)) for each in reversed(self.insight.pace.months))
        return _table(
            "given", "Referrals given by month", "month:month|given:number|helped:number", lines, self.says("given")
        )

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.insight.at.tzinfo).date()

    def _topic(self, category: str) -> str:
        return self._topics.get(category, category)

    def _seeker(self, id: str) -> str:
        return self.insight.name(self.insight.introductions[id].seeker_id)

    def _matter(self, id: str) -> str:
        return self._topic(self.insight.introductions[id].category)


NOTHING = "for nothing"
"""The asks of providers that took their time for nothing."""

FIGURES = ("sources", "schools", "quarters", "number", "alarms", "asks", "times", "stages", "given")
"""The tables that hold figures; the others are the lists behind them."""

MADE: Mapping[str, Callable[[Tables], Table]] = {
    name: getattr(Tables, name)
    for name in (
        "summary", *FIGURES, "senders", "referrals", "customers", "questions", "introductions",
    )
}  # fmt: skip

_CAME = (
    "{}|referrals:number|won:number|lost:number|not decided:number|value:value"
    "|share won:share|at least:share|at most:share|what it says"
)


def _came(name: str, each: Came, parts: tuple[str, ...], about: str = "") -> Line:
    cells = (name, each.referrals, each.won, each.lost, each.open, each.value, *_between(each.won_of_decided))
    return Line(cells=(*cells, words.about_source(each)), about=about, parts=parts)


def _number(each: Number) -> Line:
    cells = (each.name, each.ever.whole, each.ever.part, *_between(each.ever), each.year.part, *_between(each.year))
    return Line(cells=cells)


def _between(part: Part) -> tuple[Cell, Cell, Cell]:
    """The share with its interval; nothing where there is nothing to share."""
    return (part.share, *part.interval) if part.whole else (None, None, None)


def _table(name: str, title: str, head: str, lines: Iterable[Line], sentence: str = "") -> Table:
    return Table(name=name, title=title, columns=tuple(_columns(head)), lines=tuple(lines), sentence=sentence)


def _columns(head: str) -> Iterator[Column]:
    for each in head.split("|"):
        title, _, form = each.partition(":")
        yield Column(title=title, form=Form(form) if form else Form.TEXT)
