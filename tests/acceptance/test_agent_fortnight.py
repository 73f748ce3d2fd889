"""A fortnight of the agent's, minute by minute: nights and a weekend asleep, two days offline, winter time."""

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest

from assistant.domain.activity import Deed
from assistant.domain.meetings import Meeting
from tests.acceptance.agent_world import MINUTE, Laptop
from tests.year.clock import Clock

LONDON = ZoneInfo("Europe/London")
GOLDEN = Path(__file__).parent.parent / "unit" / "golden" / "agent" / "fortnight.log"


def at(day: int, clock: str, month: int = 10) -> datetime:
    """A moment of the fortnight, as Maren's watch shows it."""
    hours, minutes = map(int, clock.split(":"))
    return datetime(2026, month, day, hours, minutes, tzinfo=LONDON)


def play(folder: Path) -> Laptop:
    """19 October to 2 November 2026. The clocks go back in the night to the 25th."""
    laptop = Laptop(folder=folder, clock=Clock(now=at(19, "08:10")))
    for uid, day, begins, ends in (
        ("plain", 20, "10:00", "11:00"),
        ("moved", 21, "14:00", "15:00"),
        ("cancelled", 22, "11:00", "12:00"),
        ("late", 23, "19:00", "20:30"),
        ("winter", 25, "10:00", "11:20"),
        ("offline", 27, "10:00", "11:00"),
        ("longer", 29, "10:00", "11:00"),
        ("moved while asleep", 30, "08:00", "09:00"),
    ):
        laptop.enter(uid, at(day, begins), at(day, ends))

    def awake(day: int, begins: str = "08:00", ends: str = "18:30", month: int = 10) -> None:
        laptop.clock.now = at(day, begins, month)
        laptop.goes_to(at(day, ends, month))

    laptop.switch_on()
    laptop.goes_to(at(19, "18:30"))
    awake(20, ends="15:07")
    laptop.receive(1)
    laptop.goes_to(at(20, "18:30"))
    awake(21, ends="13:05")
    laptop.enter("moved", at(21, "16:00"), at(21, "17:00"))
    laptop.goes_to(at(21, "18:30"))
    awake(22, begins="06:00", ends="10:00")
    laptop.enter("cancelled", at(22, "11:00"), at(22, "12:00"), how="CANCELLED")
    laptop.goes_to(at(22, "18:30"))
    awake(23)
    awake(24)
    laptop.goes_to(at(25, "18:30"))  # a night at work, in which the clocks go back
    laptop.switch_off()
    laptop.clock.now = at(26, "08:00")
    laptop.switch_on()
    laptop.goes_to(at(26, "18:30"))
    laptop.cable.is_plugged = False
    awake(27)
    awake(28)
    laptop.clock.now = at(29, "08:00")
    laptop.cable.is_plugged = True
    laptop.goes_to(at(29, "10:30"))
    laptop.enter("longer", at(29, "10:00"), at(29, "11:45"))
    laptop.goes_to(at(29, "18:30"))
    laptop.enter("moved while asleep", at(30, "15:00"), at(30, "16:00"))
    awake(30, begins="09:30")
    awake(2, month=11)
    return laptop


@pytest.fixture(scope="module")
def fortnight(tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    """Played once."""
    return play(tmp_path_factory.mktemp("world"))


WORKED = [*(date(2026, 10, day) for day in range(19, 31)), date(2026, 11, 2)]
OFFLINE = {date(2026, 10, 27), date(2026, 10, 28)}


def test_everything_is_read_once_a_day(fortnight: Laptop) -> None:
    well = [activity.at.date() for activity in fortnight.deeds(Deed.SYNCED) if activity.is_well]
    assert well == [day for day in WORKED if day not in OFFLINE]
    ill = [activity for activity in fortnight.deeds(Deed.SYNCED) if not activity.is_well]
    assert [activity.at.date() for activity in ill] == [date(2026, 10, 27)], "told once"
    assert len(ill[0].problems) == 2


def test_the_day_begins_at_its_hour_or_when_the_machine_wakes(fortnight: Laptop) -> None:
    began = {activity.at.date().day: f"{activity.at:%H:%M}" for activity in fortnight.deeds(Deed.SYNCED)}
    assert (began[20], began[22], began[25], began[30]) == ("08:00", "06:30", "06:30", "09:30")


def test_a_backup_is_kept_each_day_and_seven_of_them(fortnight: Laptop) -> None:
    assert [activity.at.date() for activity in fortnight.deeds(Deed.BACKED_UP)] == WORKED
    kept = sorted(file.name for file in (fortnight.folder / "data" / "backups").iterdir())
    assert kept == [f"assistant-{day}.db" for day in WORKED[-7:]]
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in (fortnight.folder / "data" / "backups").iterdir())


def test_the_digest_goes_out_once_a_day(fortnight: Laptop) -> None:
    days = [moment.astimezone(LONDON).date() for moment in fortnight.digests]
    assert days == WORKED[1:], "none on the first day, whose time was over"


def test_each_meeting_is_asked_after_once_within_a_minute(fortnight: Laptop) -> None:
    asked = {
        meeting.title: fortnight.notes.at[link]
        for meeting in fortnight.assistant.store.find(Meeting)
        if (link := f"/meetings/{meeting.id}") in fortnight.notes.at
    }
    due = {
        "plain": at(20, "11:00"),
        "moved": at(21, "17:00"),
        "late": at(24, "08:00"),
        "winter": at(25, "11:20"),
        "offline": at(27, "11:00"),
        "longer": at(29, "11:45"),
        "moved while asleep": at(30, "16:00"),
    }
    assert asked.keys() == due.keys(), "the cancelled one is not asked after"
    for title, moment in due.items():
        assert timedelta(0) <= asked[title] - moment <= MINUTE, title
    assert len(fortnight.notes.shown) == len(due)


def test_replies_are_looked_for_every_quarter_of_an_hour(fortnight: Laptop) -> None:
    (found,) = [activity for activity in fortnight.deeds(Deed.LOOKED_FOR_REPLIES) if activity.words == "1 new"]
    assert found.at == at(20, "15:15")


def test_the_log_tells_it_in_few_lines_without_a_name(fortnight: Laptop) -> None:
    assert fortnight.log == GOLDEN.read_text("utf-8")
    private = ("Tamsin", "Tiles", "holtandfen", "crumb", "moved while", "@", str(fortnight.folder))
    assert not [word for word in private if word in fortnight.log]
    assert max(Counter(line[:10] for line in fortnight.log.splitlines()).values()) < 12


def test_what_it_did_is_kept_with_its_reason(fortnight: Laptop) -> None:
    asked = fortnight.deeds(Deed.ASKED_AFTER)
    assert len(asked) == 7
    assert all(activity.why and activity.link.startswith("/meetings/") for activity in asked)


if __name__ == "__main__":  # writes the golden log anew; read the difference as the user would
    with TemporaryDirectory() as folder:
        GOLDEN.parent.mkdir(parents=True, exist_ok=True)
        GOLDEN.write_text(play(Path(folder)).log, "utf-8")
