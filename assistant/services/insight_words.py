"""What the figures of insight say, each in one or two plain sentences, and whether they say anything yet."""

from assistant.domain.cases import Led
from assistant.domain.counted import counted
from assistant.domain.insight.alarms import Alarms
from assistant.domain.insight.number import Number
from assistant.domain.insight.pace import Pace
from assistant.domain.insight.shares import Part
from assistant.domain.insight.sources import Came, School, Schools, Sources

IN_YEAR = 12


def percent(share: float) -> str:
    """A share as it is read: 33%."""
    return f"{share:.0%}"


def likely(part: Part) -> str:
    """The share with how far it can be trusted, or that there are too few."""
    if not part.says_something:
        return "too few to say"
    low, high = part.interval
    return f"{percent(part.share)}, likely {percent(low)} to {percent(high)}"


def about_source(came: Came) -> str:
    """What one kind of source, or all of them, say."""
    if not came.referrals:
        return "none so far"
    decided = came.won_of_decided
    if not decided.whole:
        return f"{counted(came.referrals, 'referral')}, none decided yet"
    if not decided.says_something:
        return f"{counted(decided.whole, 'decided referral')}: too few to say"
    return f"{decided.part:,} of {decided.whole:,} decided ones won: {likely(decided)}"


def about_sources(sources: Sources, currency: str) -> str:
    """What all received referrals say together."""
    whole = sources.whole
    if not whole.referrals:
        return "Nobody has been sent to you yet, as far as is known here."
    won = about_source(whole)
    brought = f" They brought {whole.value:,} {currency}." if whole.value else ""
    return f"{counted(whole.referrals, 'referral')} received: {won}.{brought}"


def about_quarters(sources: Sources) -> str:
    """How many came lately."""
    if not sources.quarters:
        return "The quarters show once somebody was sent to you."
    *before, last = [sum(each.kinds.values()) for each in sources.quarters]
    earlier = f", {before[-1]:,} in the quarter before" if before else ""
    return f"{counted(last, 'referral')} received in the present quarter so far{earlier}."


_SENDS = {
    School.CUSTOMERS: "Customers send you more than partners do",
    School.PARTNERS: "Partners send you more than customers do",
}
_WINS = {
    School.CUSTOMERS: "what customers send is won more often",
    School.PARTNERS: "what partners send is won more often",
}


def about_schools(schools: Schools, currency: str) -> str:
    """Which of the two schools the user's own referrals support."""
    customers, partners = schools.customers, schools.partners
    if not customers.referrals + partners.referrals:
        return "Not decided yet: neither customers nor partners have sent anybody."
    sent = f"{customers.referrals:,} by customers, {partners.referrals:,} by partners"
    more = _SENDS[schools.sends_more] if schools.sends_more else "Who sends more is not decided yet"
    brought = f"{customers.value:,} and {partners.value:,} {currency}"
    if schools.won_more_often:
        wins = _WINS[schools.won_more_often]
    elif not customers.won_of_decided.says_something or not partners.won_of_decided.says_something:
        wins = "whose are won more often, too few are decided to say"
    else:
        wins = (
            f"whose are won more often is not decided yet ({likely(customers.won_of_decided)}, against "
            f"{likely(partners.won_of_decided)})"
        )
    return f"{more} ({sent}); {wins}. They brought {brought}."


def about_number(number: Number) -> str:
    """The referral number in words."""
    if not number.ever.whole:
        return "You have no customers here yet: say on a person's page who is one."
    return (
        f"{number.ever.part:,} of {counted(number.ever.whole, 'customer')} have sent somebody to you "
        f"({likely(number.ever)}); {number.year.part:,} in the last 12 months ({likely(number.year)})."
    )


def about_trend(trend: tuple[Number, ...]) -> str:
    """How the number has moved within a year."""
    if len(trend) < 2:
        return "How it moves shows from the second quarter on."
    then, now = trend[max(0, len(trend) - 5)], trend[-1]
    if now.ever.is_above(then.ever):
        way = "has risen"
    elif then.ever.is_above(now.ever):
        way = "has fallen"
    else:
        way = "may as well not have moved"
    return (
        f"At the end of {then.name} it was {percent(then.ever.share)} of {then.ever.whole:,}, now it is "
        f"{percent(now.ever.share)} of {now.ever.whole:,}: it {way}."
    )


def about_questions(alarms: Alarms) -> str:
    """How many of the questions were about nothing."""
    part = alarms.questions
    if not part.whole:
        return "You have answered no question yet."
    return (
        f"{part.part:,} of {counted(part.whole, 'question')} that you answered "
        f"{'was' if part.part == 1 else 'were'} about no real matter: {likely(part)}."
    )


def about_asks(alarms: Alarms) -> str:
    """How many of the asks of providers led nowhere."""
    part, still = alarms.asks, sum(ask.led is Led.OPEN for ask in alarms.asked)
    if not part.whole:
        return f"No ask of a provider is decided yet{f'; {still:,} under way' if still else ''}."
    waiting = f" {still:,} more {'is' if still == 1 else 'are'} not decided yet." if still else ""
    return (
        f"{part.part:,} of {counted(part.whole, 'ask')} of providers were for nothing, though they had not refused: "
        f"{likely(part)}.{waiting}"
    )


def about_times(pace: Pace) -> str:
    """How long it takes from the mention to the introduction."""
    found, number = pace.quartiles, len(pace.took)
    if not found:
        return "No introduction has been made yet."
    if number == 1:
        return (
            f"One introduction so far: {found.median:.0f} days after the matter was first heard. Too few to say more."
        )
    return (
        f"Half of {number:,} introductions were made within {found.median:.0f} days of first hearing of the matter, "
        f"a quarter within {found.first:.0f}, three quarters within {found.third:.0f}."
    )


def about_stages(pace: Pace) -> str:
    """How far introductions come."""
    begun, made = len(pace.stages["begun"]), len(pace.stages["introduced"])
    if not begun:
        return "No introduction has been begun yet."
    were, helped = "was" if made == 1 else "were", len(pace.stages["it helped"])
    return f"Of {counted(begun, 'introduction')} begun, {made:,} {were} made and {helped:,} helped."


def about_given(pace: Pace) -> str:
    """How many referrals the user gives."""
    if not pace.months:
        return "You have given no referral yet."
    last = pace.months[-IN_YEAR:]
    return (
        f"{counted(pace.months[-1].given, 'referral')} given this month; {sum(each.given for each in last):,} in "
        f"{counted(len(last), 'month')}, of which {sum(each.won for each in last):,} helped."
    )
