"""The user's calendar of working: business days, and hours that are quiet."""

from assistant.config import Config
from assistant.domain.business_days import BusinessDays
from assistant.domain.quiet_hours import QuietHours
from assistant.domain.time import Clock
from assistant.ports import Store


def business_days(config: Config, store: Store, clock: Clock) -> BusinessDays:
    """Weekdays without the public holidays of the user's country, where one is configured."""
    if not config.user.country:
        return BusinessDays()
    from assistant.adapters.public_holidays import PublicHolidays

    return BusinessDays(holidays=PublicHolidays(config.user.country, config.user.region, store=store, clock=clock))


def quiet_hours(config: Config, days: BusinessDays) -> QuietHours:
    """When nobody is asked."""
    begin, end = config.quiet.span
    return QuietHours(zone=config.zone, begin=begin, end=end, days=days)
