"""The practice in a real browser: from an evening told in one text to a card, and from a group to its slips."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from assistant.domain.events import Event, Met
from assistant.domain.favours import Favour, FavourKind
from assistant.domain.groups import Group, Slip, SlipKind
from assistant.domain.people import Person
from assistant.domain.referrals import Referral
from tests.browser.site import SIZES, Visitor, served
from tests.web.filled_world import filled
from tests.web.web_world import ANNA, TOM, WebWorld

TEXT = """Met Bea Lund (Lund & Co, fits out cafés, wants architects). Anna Okafor, payroll.
Carl Frei from Frei Logistics, hiring drivers.
Dora Weiss (Weiss Law, employment law, looks for a bookkeeper)
Eli Stone, IT, eli@stone.example
Faye Moss from Moss Interiors, wants hotels. Great cake."""
PAGES = (
    *("/practice", "/care", "/goodwill", "/cards", "/events", "/events/new", "/groups", "/partners", "/wishes"),
    *("/refer-me", "/advocates", "/insight", "/campaigns", "/playbooks", "/laments", "/bullpen/gaps", "/people"),
    *("/people/import", "/people?order=z-a&importance=3"),
)
pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def world(tmp_path: Path) -> WebWorld:
    world = filled(tmp_path)
    world.assistant.store.put(Person.known_as(ANNA), Person.known_as(TOM))
    return world


@pytest.fixture(params=[("desktop", "light"), ("phone", "light"), ("desktop", "dark")], ids="-".join)
def visitor(request: pytest.FixtureRequest, browser: Browser, world: WebWorld) -> Iterator[Visitor]:
    size, scheme = request.param
    width, height = SIZES[size]
    with served(world.assistant) as site:
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        context.set_default_timeout(15_000)
        visitor = Visitor(context, site, script=True)
        visitor.sign_in()
        yield visitor
        context.close()


def loaded(visitor: Visitor, name: str) -> str:
    """What the file says that a link of this name gives."""
    with visitor.page.expect_download() as download:
        visitor.page.locator("main").get_by_role("link", name=name).first.click()
    return Path(download.value.path()).read_text("utf-8-sig")


def test_from_an_evening_to_a_card(visitor: Visitor, world: WebWorld) -> None:
    store, page = world.assistant.store, visitor.page
    before = {event.id for event in store.find(Event)}
    visitor.go("/events")
    visitor.press("Tell whom you met")
    page.get_by_label("What was it?").fill("Chamber breakfast")
    page.get_by_label("When?").fill("2026-11-16")
    page.get_by_label("Everybody in one text").fill(TEXT)
    visitor.press("Read it")
    assert page.get_by_label("Keep this person").count() == 6
    visitor.press("Keep these people")
    (event,) = [each for each in store.find(Event) if each.id not in before]
    assert len(list(store.find(Met, event_id=event.id))) == 6
    visitor.go("/events")
    visitor.press("Find half an hour")
    assert "BEGIN:VEVENT" in loaded(visitor, "For my calendar")
    visitor.go(f"/events/{event.id}")
    visitor.press("Send a card")
    page.get_by_label("What is it for?").fill("It was good to meet you over breakfast.")
    visitor.press("Put it into the queue")
    assert [each.state for each in store.find(Favour, kind=FavourKind.CARD)][-1] == "open"


def test_from_a_group_to_its_slips(visitor: Visitor, world: WebWorld) -> None:
    store, page = world.assistant.store, visitor.page
    before = {group.id for group in store.find(Group)}
    visitor.go("/groups")
    page.locator("main").get_by_label("name", exact=False).first.fill("Harbourside Breakfast")
    page.keyboard.press("Enter")
    page.wait_for_url("**/groups/group-*")
    visitor.look()
    (group,) = [each for each in store.find(Group) if each.id not in before]
    assert urlsplit(page.url).path == f"/groups/{group.id}"
    for person in (ANNA, TOM):
        page.get_by_placeholder("Somebody you know, to add").fill(person.name)
        visitor.press("Look")
        visitor.press(f"Add {person.name}")
    page.get_by_label(ANNA.name, exact=True).check()
    visitor.press("Note the meeting")
    page.get_by_label("To", exact=True).select_option(label=ANNA.name)
    page.get_by_label("About", exact=True).fill("wages")
    visitor.press("Note it")
    assert [slip.kind for slip in store.find(Slip, group_id=group.id)] == [SlipKind.MEETING]
    assert store.count(Referral, group_id=group.id) == 1
    visitor.press("The slips of this")
    assert "wages" in loaded(visitor, "For a spreadsheet")


def test_no_page_of_the_practice_shuts_anybody_out(visitor: Visitor) -> None:
    for path in PAGES:
        visitor.go(path)
        order = visitor.page.evaluate(
            "[...document.querySelectorAll('[tabindex]')].filter((x) => x.tabIndex > 0).length"
        )
        assert order == 0, f"{path} has an order of its own"
        visitor.page.keyboard.press("Tab")
        first = visitor.page.evaluate("document.activeElement.getAttribute('href') || ''")
        assert first.startswith("#"), f"{path} begins at {first}, not with the way past the navigation"
