"""Public holidays are reckoned by country and region, and kept, so that a listing need not reckon them."""

import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assistant.adapters.memory import MemoryStore
from assistant.adapters.public_holidays import PublicHolidays
from assistant.adapters.store.tinydb_store import open_store
from assistant.domain.business_days import BusinessDays
from assistant.errors import ConfigError
from assistant.ports import Store

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(tmp_path / "store.db")) as file:
        yield MemoryStore() if request.param == "memory" else file


def holidays(store: Store, country: str = "GB", region: str = "ENG", now: datetime = NOW) -> PublicHolidays:
    return PublicHolidays(country, region, store=store, clock=lambda: now)


@pytest.mark.parametrize(
    ("country", "region", "day", "is_one"),
    [
        ("GB", "ENG", date(2026, 4, 6), True),  # Easter Monday
        ("GB", "SCT", date(2026, 4, 6), False),
        ("GB", "ENG", date(2026, 12, 28), True),  # Boxing Day falls on a Saturday
        ("GB", "ENG", date(2026, 4, 7), False),
        ("DE", "BY", date(2026, 6, 4), True),  # Corpus Christi
        ("DE", "", date(2026, 6, 4), False),
        ("US", "", date(2027, 7, 5), True),
        ("US", "", date(2021, 12, 31), True),  # New Year's Day of the year that follows, observed
    ],
)
def test_what_is_a_holiday(store: Store, country: str, region: str, day: date, is_one: bool) -> None:
    assert holidays(store, country, region)(day) is is_one


def test_they_make_business_days(store: Store) -> None:
    days = BusinessDays(holidays=holidays(store))
    assert days.after(date(2026, 12, 24), 1) == date(2026, 12, 29)
    assert days.after(date(2026, 12, 31), 1) == date(2027, 1, 4)


def test_what_was_reckoned_is_kept_for_a_month(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert holidays(store)(date(2026, 4, 6))
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "holidays", None)
        assert holidays(store)(date(2026, 4, 6))
        assert not holidays(store, now=NOW.replace(day=31))(date(2026, 4, 7))
        for changed in (
            holidays(store, now=NOW.replace(month=4)),
            holidays(store, now=NOW.replace(year=2025)),
            holidays(store, region="SCT"),
            holidays(store, country="DE", region=""),
        ):
            with pytest.raises(ImportError):
                changed(date(2026, 4, 6))
        with pytest.raises(ImportError):
            holidays(store)(date(2027, 4, 6))


@pytest.mark.parametrize(
    ("country", "region", "told"),
    [
        ("XX", "", r"'user\.country' is 'XX': no public holidays.*ISO 3166"),
        ("XX", "ENG", r"'user\.country' is 'XX'"),
        ("GB", "Mars", r"'user\.region' is 'Mars': GB has no such part.*ENG, NIR, SCT, WLS"),
        ("LU", "Mars", r"LU has no such part.*leave it out"),
    ],
)
def test_an_unknown_place_says_what_to_write(store: Store, country: str, region: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        holidays(store, country, region)(date(2026, 1, 1))
