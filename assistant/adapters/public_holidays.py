"""Public holidays of a country, reckoned by the package `holidays` without asking anybody.

Its import and reckoning take half a second, too long for a listing: the days of each year are kept in the store, and
reckoned anew once a month, since countries change their minds.
"""

from datetime import date, timedelta
from typing import cast

from assistant.domain.sources import SourceState
from assistant.domain.time import Clock
from assistant.errors import ConfigError
from assistant.ports import Store

FRESH = timedelta(days=30)


class PublicHolidays:
    """Says of a day whether it is one. `region` is a part of the country with holidays of its own, or empty."""

    def __init__(self, country: str, region: str = "", *, store: Store, clock: Clock) -> None:
        self._country = country
        self._region = region
        self._store = store
        self._clock = clock
        self._years: dict[int, frozenset[str]] = {}

    def __call__(self, day: date) -> bool:
        """Whether the day is a public holiday. Raises ConfigError where country or region are not known."""
        days = self._years.get(day.year)
        if days is None:
            days = self._years[day.year] = self._kept(day.year)
        return day.isoformat() in days

    def _kept(self, year: int) -> frozenset[str]:
        today = self._clock().date()
        name = " ".join(filter(None, ("public holidays", self._country, self._region, str(year))))
        known = self._store.get(SourceState, name)
        if known and abs(today - date.fromisoformat(str(known.cursor["reckoned"]))) < FRESH:
            return frozenset(cast(list[str], known.cursor["days"]))
        days = self._reckoned(year)
        self._store.put(SourceState(id=name, cursor={"reckoned": today.isoformat(), "days": days}))
        return frozenset(days)

    def _reckoned(self, year: int) -> list[str]:
        import holidays

        try:
            found = holidays.country_holidays(self._country, subdiv=self._region or None, years=year, expand=False)
        except NotImplementedError:
            raise self._unknown(holidays.list_supported_countries()) from None
        return [day.isoformat() for day in sorted(found)]

    def _unknown(self, supported: dict[str, list[str]]) -> ConfigError:
        regions = supported.get(self._country)
        if regions is None:
            return ConfigError(
                f"'user.country' is '{self._country}': no public holidays of such a country are known",
                hint="write it as ISO 3166 has it, such as 'GB', or leave it out",
            )
        return ConfigError(
            f"'user.region' is '{self._region}': {self._country} has no such part",
            hint=f"one of {', '.join(regions)}" if regions else "leave it out",
        )
