"""The pictures of insight, by the name of the figure that each shows."""

from collections.abc import Callable, Mapping

from assistant.domain.insight.sources import School
from assistant.domain.plots import Plot, Series, Shape
from assistant.services import insight_words as words
from assistant.services.insight_facts import Insight

QUARTERS, MONTHS = 12, 24
"""The latest ones that a picture has room for; the tables have all."""


def plots(insight: Insight) -> Mapping[str, Plot]:
    """Every picture that has anything to show."""
    return {name: plot for name, draw in DRAW.items() if not (plot := draw(insight)).is_empty}


def _sources(insight: Insight) -> Plot:
    shown = [each for each in insight.sources.kinds if each.referrals]
    parts = [each.won_of_decided for each in shown]
    return Plot(
        shape=Shape.POINTS,
        names=tuple(f"{each.name} ({each.won_of_decided.whole})" for each in shown),
        series=(
            Series(
                title="share won",
                values=tuple(part.share if part.whole else None for part in parts),
                low=tuple(part.interval[0] if part.whole else None for part in parts),
                high=tuple(part.interval[1] if part.whole else None for part in parts),
            ),
        ),
        says="The share of decided referrals that were won, by kind of source, each with the range that it likely "
        "lies in: " + "; ".join(f"{each.name}: {words.about_source(each)}" for each in shown),
        note="The dot is the share won, the line what is likely; in brackets, how many are decided.",
        is_share=True,
    )


def _quarters(insight: Insight) -> Plot:
    shown = insight.sources.quarters[-QUARTERS:]
    schools = (("customers", School.CUSTOMERS), ("partners", School.PARTNERS), ("others", None))
    return Plot(
        shape=Shape.STACKED,
        names=tuple(each.name for each in shown),
        series=tuple(
            Series(title=title, values=tuple(float(each.of(school)) for each in shown)) for title, school in schools
        ),
        says="Referrals received in each quarter, from customers, partners and others. The table has the numbers.",
    )


def _number(insight: Insight) -> Plot:
    shown = insight.trend[-QUARTERS:]
    return Plot(
        shape=Shape.LINES,
        names=tuple(each.name for each in shown),
        series=(
            Series(
                title="have ever referred",
                values=tuple(each.ever.share for each in shown),
                low=tuple(each.ever.interval[0] for each in shown),
                high=tuple(each.ever.interval[1] for each in shown),
            ),
            Series(title="in the last 12 months", values=tuple(each.year.share for each in shown)),
        ),
        says=f"The referral number at the end of each quarter. {words.about_trend(insight.trend)}",
        is_share=True,
    )


def _alarms(insight: Insight) -> Plot:
    shown = insight.alarms.months[-MONTHS:]
    return Plot(
        shape=Shape.STACKED,
        names=tuple(each.name for each in shown),
        series=(
            Series(title="real matters", values=tuple(float(each.wrong.whole - each.wrong.part) for each in shown)),
            Series(title="no real matter", values=tuple(float(each.wrong.part) for each in shown)),
        ),
        says=f"The questions answered in each month. {words.about_questions(insight.alarms)}",
    )


def _stages(insight: Insight) -> Plot:
    stages = insight.pace.stages
    return Plot(
        shape=Shape.LYING,
        names=tuple(stages),
        series=(Series(title="introductions", values=tuple(float(len(ids)) for ids in stages.values())),),
        says=f"How many introductions came to each stage. {words.about_stages(insight.pace)}",
    )


def _given(insight: Insight) -> Plot:
    shown = insight.pace.months[-MONTHS:]
    return Plot(
        shape=Shape.STACKED,
        names=tuple(each.name for each in shown),
        series=(
            Series(title="helped", values=tuple(float(each.won) for each in shown)),
            Series(title="others", values=tuple(float(each.given - each.won) for each in shown)),
        ),
        says=f"The referrals given in each month. {words.about_given(insight.pace)}",
    )


DRAW: Mapping[str, Callable[[Insight], Plot]] = {
    "sources": _sources,
    "quarters": _quarters,
    "number": _number,
    "alarms": _alarms,
    "stages": _stages,
    "given": _given,
}
