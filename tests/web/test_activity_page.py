"""Activity: what was done and why, what could not be read, and a reading that is begun, watched and stopped here."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.config import Source
from assistant.domain.activity import Activity, Deed
from assistant.domain.documents import Document
from assistant.domain.sources import Failure, SourceState
from assistant.errors import SourceError, UserError
from assistant.services.activities import Activities
from assistant.web.desk import Desk
from assistant.web.reading_now import FAULT, STOPPED, ReadingNow
from tests.web.configured import Configured
from tests.web.web_world import Browser, WebWorld

MAIL = """\
From: Anna Okafor <anna@okafor.example>
To: helen@marsh.example
Date: Mon, 16 Nov 2026 09:00:0{number} +0000
Message-ID: <{number}@okafor.example>
Subject: Tuesday {number}

Hello Helen, see you.
"""


def with_mail(world: WebWorld, count: int = 2) -> Path:
    folder = world.folder / "mail"
    folder.mkdir()
    for number in range(count):
        (folder / f"{number}.eml").write_text(MAIL.format(number=number), "utf-8")
    world.settle(replace(world.config, source=(Source(name="inbox", type="eml", path=folder),)))
    return folder


def reading_of(browser: Browser) -> ReadingNow:
    desk: Desk = browser.app.state.desk  # type: ignore[attr-defined]
    return desk.reading_now


@pytest.fixture
def shared_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reading with the world's own scripted reader."""
    monkeypatch.setattr(ReadingNow.__init__, "__defaults__", (lambda assistant: assistant,))


def deed(world: WebWorld, deed: Deed, words: str, *, hours: int = 0, problems: tuple[str, ...] = ()) -> None:
    at = world.now - timedelta(hours=hours)
    Activities(store=world.assistant.store, clock=lambda: at).keep(deed, words, why="once a day", problems=problems)


def test_without_anything_it_teaches(world: WebWorld) -> None:
    page = world.browser().get("/activity").text
    assert "Nothing is connected yet" in page
    assert "/settings#connections" in page


def test_deeds_newest_first_by_kind_and_by_problem(world: WebWorld) -> None:
    deed(world, Deed.SYNCED, "3 new", hours=5)
    deed(world, Deed.BACKED_UP, "a copy", hours=2)
    deed(world, Deed.SYNCED, "it did not go well", hours=1, problems=("the server is away",))
    browser = world.browser()
    page = browser.get("/activity").text
    assert page.index("The server is away") < page.index("a copy") < page.index("3 new")
    assert "once a day" in page
    backups = browser.get("/activity?show=backed_up").text
    assert "a copy" in backups
    assert "3 new" not in backups
    problems = browser.get("/activity?show=problems").text
    assert "The server is away" in problems
    assert "a copy" not in problems


def test_many_deeds_come_by_pages(world: WebWorld) -> None:
    for number in range(45):
        deed(world, Deed.SYNCED, f"round {number}.", hours=number)
    browser = world.browser()
    first, second = browser.get("/activity").text, browser.get("/activity?page=1").text
    assert "round 39." in first
    assert "round 40." not in first
    assert "round 40." in second
    assert "Newer" in second


def test_a_reading_is_begun_watched_and_told_of(world: WebWorld, shared_models: None) -> None:
    with_mail(world)
    browser = world.browser()
    page = browser.fill("/activity", "/sync")
    reading_of(browser).join(30)
    page = browser.get("/activity").text
    assert "2 new" in page
    assert "you asked for it" in page
    assert "data-live" not in page
    assert world.assistant.store.count(Document) == 2


def test_one_at_a_time_and_it_can_be_stopped(world: WebWorld, shared_models: None) -> None:
    """Stopped between two steps: what was read stays, the next reading goes on."""
    with_mail(world, 3)
    browser, reached, go_on = world.browser(), threading.Event(), threading.Event()
    reading = reading_of(browser)
    before = reading._progress

    def slow(name: str, handled: int) -> None:
        reached.set()
        assert go_on.wait(30)
        before(name, handled)

    reading._progress = slow  # type: ignore[method-assign]
    browser.fill("/activity", "/sync")
    assert reached.wait(30)
    running = browser.get("/activity").text
    assert 'data-live="/activity"' in running
    assert '<noscript><meta http-equiv="refresh"' in running
    assert "It is being read already." in browser.press("/sync").text
    assert "It stops after this step" in browser.fill("/activity", "/sync/stop").text
    go_on.set()
    reading.join(30)
    assert STOPPED in browser.get("/activity").text
    assert world.assistant.store.count(Document) == 3
    reading._progress = before  # type: ignore[method-assign]
    browser.fill("/activity", "/sync")
    reading.join(30)
    assert "Nothing new" in browser.get("/activity").text


def test_two_readings_at_once_read_everything_once(world: WebWorld, shared_models: None) -> None:
    """As when the background agent reads while the button is pressed."""
    with_mail(world, 30)
    one, other = ReadingNow(), ReadingNow()
    for reading in (one, other):
        assert reading.begin(world.assistant)
    for reading in (one, other):
        reading.join(60)
        assert reading.state
        assert not reading.state.problems, reading.state
    assert world.assistant.store.count(Document) == 30


@pytest.mark.parametrize(
    ("error", "told"),
    [(SourceError("the server is away"), "The server is away"), (ValueError("words of somebody's mail"), FAULT)],
)
def test_what_goes_wrong_is_told_and_the_page_goes_on(
    world: WebWorld, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    with_mail(world)
    browser = world.browser()

    def failing(assistant: object) -> object:
        raise error

    reading_of(browser)._apart = failing  # type: ignore[assignment]
    browser.fill("/activity", "/sync")
    reading_of(browser).join(30)
    page = browser.get("/activity").text
    assert told in page
    assert "words of somebody" not in page
    (kept,) = world.assistant.store.find(Activity)
    assert not kept.is_well


def test_nothing_to_read_says_what_to_do(world: WebWorld) -> None:
    page = world.browser().fill("/activity", "/sync").text
    assert "there is nothing to read yet" in page


def test_what_could_not_be_read_is_tried_again_or_left_out(world: WebWorld, shared_models: None) -> None:
    folder = with_mail(world, 1)
    (folder / "broken.eml").write_bytes(b"\0" * 10)
    browser = world.browser()
    reading = reading_of(browser)
    browser.press("/sync")
    reading.join(30)
    assert "broken.eml" in browser.get("/activity").text
    (failure,) = world.assistant.store.find(Failure)
    path = f"/activity/aside/{failure.id}/leave-out"
    page = browser.fill("/activity", path, back="/activity").text
    assert "Left out" in page
    assert "Could not be read" not in page
    (folder / "broken.eml").write_bytes(b"\0" * 11)  # changed, and no better
    browser.press("/sync")
    reading.join(30)
    assert "Could not be read" not in browser.get("/activity").text
    assert reading.state
    assert reading.state.words == "nothing new"
    browser.press(path, again="yes")
    assert "Could not be read" in browser.get("/activity").text


def test_trying_again_has_the_whole_source_read(world: WebWorld, shared_models: None) -> None:
    with_mail(world, 1)
    store = world.assistant.store
    failure = Failure(id="f-aaaaaaaaaa", source="inbox", locator="broken.eml", problem="no mail", at=world.now)
    store.put(failure, SourceState(id="inbox", cursor={"files": {}}, until=world.now))
    browser = world.browser()
    browser.fill("/activity", "/activity/aside/f-aaaaaaaaaa/again")
    reading_of(browser).join(30)
    assert store.count(Document) == 1
    assert "is not kept aside any more" in browser.press("/activity/aside/f-bbbbbbbbbb/again").text


def test_what_it_has_learnt(world: WebWorld) -> None:
    browser = world.browser()
    assert "Nothing yet" in browser.get("/activity/learnt").text
    prompt = world.hear()
    browser.press(f"/prompts/{prompt.id}/answer", said="wrong")
    page = browser.get("/activity/learnt").text
    assert "0 of 1 questions" in page
    assert "Payroll" in page


def test_a_full_disk_does_not_end_a_reading(world: WebWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    with_mail(world)
    browser = world.browser()

    def full(*given: object, **more: object) -> None:
        raise UserError("the disk is full")

    monkeypatch.setattr(Activities, "keep", full)
    browser.press("/sync")
    reading_of(browser).join(30)
    state = reading_of(browser).state
    assert state
    assert not state.is_running


class FakeManager:
    """A `ServiceManager` that writes nothing."""

    name = "the part that starts programs"

    def __init__(self) -> None:
        self.done: list[str] = []

    def files(self) -> dict[str, str]:
        return {"/unit": "ExecStart=<assistant>"}

    def install(self) -> list[str]:
        self.done.append("installed")
        return ["It ends when you sign out."]

    def uninstall(self) -> bool:
        self.done.append("removed")
        return True

    def status(self) -> str:
        return "not installed"


def test_it_works_by_itself_from_a_tap_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manager = FakeManager()
    monkeypatch.setattr("assistant.web.pages.activity.service_manager", lambda *given: manager)
    page = Configured(tmp_path)
    assert "/activity/background" in page.browser.get("/activity").text
    shown = page.browser.get("/activity/background").text
    assert "ExecStart=&lt;assistant&gt;" in shown
    assert manager.done == []
    answer = page.browser.fill("/activity/background", "/activity/background")
    assert "It ends when you sign out." in answer.text
    page.browser.press("/activity/background", do="end")
    assert manager.done == ["installed", "removed"]


def test_a_page_without_a_configuration_starts_nothing(world: WebWorld) -> None:
    assert world.browser().get("/activity/background").status_code == 409
