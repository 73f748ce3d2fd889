"""The whole path in a real browser, from a question to the thanks: on a desktop and a phone, with script and without.

The mailbox is Dovecot's.
"""

import email
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage, Message
from email.utils import format_datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from assistant.adapters.memory_readers import MemoryReplyReader
from assistant.bootstrap.passing import whole_pass
from assistant.domain.accounts import AccountSettings
from assistant.domain.bullpen import Provider
from assistant.domain.drafts import Draft
from assistant.domain.introductions import Introduction, State
from assistant.domain.mentions import Mention
from assistant.domain.prompts import Prompt, PromptState
from tests.browser.site import SIZES, Visitor, served
from tests.servers.dovecot import PASSWORD, Dovecot, running
from tests.web.web_world import ANNA, NOW, QUOTE, WebWorld

LETTER = "Hello Anna,\n\nwould you like help with that? If not, that is fine.\n\nHelen\n"
pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running() as server:
        yield server


@pytest.fixture
def world(tmp_path: Path, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> WebWorld:
    monkeypatch.setattr("assistant.adapters.secrets._working", lambda: None)  # nobody's own keyring
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.authority))
    world = WebWorld(tmp_path)
    address = f"{tmp_path.name}@marsh.example"
    account = AccountSettings(
        name="work", type="imap", address=address, server="127.0.0.1", port=dovecot.port, security="none"
    )
    config = replace(world.config, account=(account,), drafts=replace(world.config.drafts, deliver_to="work"))
    world.settle(config)
    world.assistant.__dict__["reply_reader"] = MemoryReplyReader()  # to which every answer is unclear
    world.assistant.secrets.put("imap work", PASSWORD)
    return world


@pytest.fixture(params=[(size, script) for size in SIZES for script in (True, False)], ids=lambda p: f"{p[0]}-{p[1]}")
def visitor(request: pytest.FixtureRequest, browser: Browser, world: WebWorld) -> Iterator[Visitor]:
    size, script = request.param
    width, height = SIZES[size]
    with served(world.assistant) as site:
        context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=script)
        context.set_default_timeout(15_000)
        visitor = Visitor(context, site, script=script)
        visitor.sign_in()
        yield visitor
        context.close()


@pytest.fixture
def mailbox(world: WebWorld, dovecot: Dovecot) -> "Mailbox":
    return Mailbox(dovecot=dovecot, address=world.config.account[0].address)


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """The user's mailbox, as their mail program and other people meet it."""

    dovecot: Dovecot
    address: str

    def drafts(self) -> list[Message]:
        """What lies among the drafts."""
        return [email.message_from_bytes(raw) for raw in self.dovecot.messages(self.address, "Drafts")]

    def answer(self, asked: Message, words: str) -> None:
        """Somebody answers a message that the user has sent from there."""
        mail = EmailMessage()
        mail["From"], mail["To"] = asked["To"], self.address
        mail["Subject"], mail["In-Reply-To"] = f"Re: {asked['Subject']}", asked["Message-ID"]
        mail["Message-ID"], mail["Date"] = "<answer@okafor.example>", format_datetime(NOW + timedelta(minutes=5))
        mail.set_content(words)
        self.dovecot.append(self.address, mail.as_bytes())


def approve(visitor: Visitor, mailbox: Mailbox) -> Message:
    """Read the one draft that waits, approve it, and find it among the drafts of the mailbox."""
    before = len(mailbox.drafts())
    visitor.go("/drafts")
    visitor.page.locator("article h2 a").first.click()
    visitor.look()
    visitor.press("Approve")
    drafts = mailbox.drafts()
    assert len(drafts) == before + 1
    return drafts[-1]


def said(visitor: Visitor, introduction: Introduction, button: str) -> None:
    """Record on the introduction's page what somebody said, or what happened."""
    visitor.go(f"/introductions/{introduction.id}")
    visitor.press(button)


def test_from_a_question_to_the_thanks(world: WebWorld, mailbox: Mailbox, visitor: Visitor) -> None:
    store = world.assistant.store
    world.hear()
    visitor.go("/")
    visitor.press("Yes, ask them")
    visitor.press("Read the draft")
    visitor.page.get_by_label("Text").fill(LETTER)
    visitor.press("Save my changes")
    visitor.press("Approve")
    (asked,) = mailbox.drafts()
    assert asked["To"] == "Anna Okafor <anna@okafor.example>"
    assert asked.is_multipart()
    assert "would you like help with that?" in asked.as_string()

    mailbox.answer(asked, "Hello Helen,\n\nmaybe. Anna\n")
    world.now += timedelta(hours=1)
    whole_pass(world.assistant).run()
    visitor.go("/")
    visitor.press("It is a yes")
    (introduction,) = store.find(Introduction)
    assert introduction.state is State.WANTED

    ask = approve(visitor, mailbox)
    assert ask["To"] == "Tom Fairweather <tom@fairweek.example>"
    assert "Okafor" not in ask.as_string()
    said(visitor, introduction, "Tom Fairweather said yes")
    offer = approve(visitor, mailbox)
    assert offer["To"] == "Anna Okafor <anna@okafor.example>"
    said(visitor, introduction, "Anna Okafor said yes")
    joint = approve(visitor, mailbox)
    assert "anna@okafor.example" in joint["To"]
    assert "tom@fairweek.example" in joint["Cc"]
    for happened in ("They are in touch", "They have talked", "It helped"):
        said(visitor, introduction, happened)
    for _ in range(2):
        approve(visitor, mailbox)
    (introduction,) = store.find(Introduction)
    assert introduction.state is State.THANKED
    visitor.go(f"/introductions/{introduction.id}")
    assert "Thanks went out" in visitor.page.inner_text("main")
    visitor.go("/introductions")


def test_a_minute_after_a_meeting(world: WebWorld, visitor: Visitor) -> None:
    world.meet()
    visitor.go("/")
    visitor.press("Tell what came up")
    visitor.page.get_by_label("What came up").fill(f"Anna Okafor <{ANNA.address}> | problem | payroll | {QUOTE}")
    visitor.page.get_by_label("Mark 1: what it is").select_option("promise")
    visitor.page.get_by_label("Mark 1: in your words").fill("the name of our printer")
    visitor.press("Keep and read it")
    told = visitor.page.inner_text("main")
    assert "What was understood" in told
    assert "Payroll" in told
    assert "the name of our printer" in told
    visitor.open("Put it right")
    visitor.page.get_by_label("What it is about").select_option("hr")
    visitor.press("Put right", exact=True)
    (mention,) = world.assistant.store.find(Mention)
    assert mention.category == "hr"
    visitor.press("Undo")
    (mention,) = world.assistant.store.find(Mention)
    assert mention.category == "payroll"
    visitor.press("Yes, ask them")
    assert world.assistant.store.count(Draft) == 1


def test_every_page_lets_everybody_in(world: WebWorld, visitor: Visitor) -> None:
    """Also those that the paths above do not come to: nothing shuts anybody out, sticks out, or weighs too much."""
    prompt, meeting = world.hear(), world.meet(ago=-timedelta(hours=3))
    (card,) = world.assistant.store.find(Provider)
    for path in (
        *("/", "/prompts", "/introductions", "/drafts", "/meetings", "/people", "/bullpen", "/activity", "/settings"),
        *("/meetings?show=coming", "/meetings?show=told", "/drafts?show=out", "/prompts?state=no", "/search?q=anna"),
        *("/people/new", "/people/twins", "/bullpen/new", "/activity/learnt", "/settings/templates", "/guide"),
        *("/search", "/connect", f"/prompts/{prompt.id}", f"/people/{prompt.person_id}", f"/meetings/{meeting.id}"),
        *(f"/bullpen/{card.id}", f"/people/{prompt.person_id}/forget", "/settings/templates/warm/joint"),
    ):
        visitor.go(path)


def test_keys(world: WebWorld, browser: Browser) -> None:
    """The day's questions can be answered without a mouse, and the last answer taken back."""
    prompt = world.hear()
    with served(world.assistant) as site:
        context = browser.new_context()
        context.set_default_timeout(15_000)
        visitor = Visitor(context, site, script=True)
        visitor.sign_in()
        page = visitor.page
        page.keyboard.press("j")
        page.keyboard.press("n")
        page.wait_for_selector(".notice")
        kept = world.assistant.store.get(Prompt, prompt.id)
        assert kept is not None
        assert kept.state is PromptState.NO
        page.keyboard.press("u")
        page.wait_for_selector(f"#{prompt.id}")
        page.keyboard.press("?")
        assert page.locator("#keys").is_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("g")
        page.keyboard.press("p")
        page.wait_for_url(f"{site.address}/people")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "q"
        context.close()


def test_what_is_typed_outlasts_the_back_button(world: WebWorld, browser: Browser) -> None:
    meeting = world.meet()
    with served(world.assistant) as site:
        context = browser.new_context()
        context.set_default_timeout(15_000)
        visitor = Visitor(context, site, script=True)
        visitor.sign_in()
        visitor.go(f"/meetings/{meeting.id}")
        visitor.page.get_by_label("What came up").fill("Half a thought about")
        visitor.go("/people")
        visitor.page.go_back()
        assert visitor.page.get_by_label("What came up").input_value() == "Half a thought about"
        visitor.page.reload()
        assert visitor.page.get_by_label("What came up").input_value() == "Half a thought about"
        visitor.press("Keep and read it")
        visitor.go(f"/meetings/{meeting.id}")
        assert visitor.page.evaluate("Object.keys(sessionStorage).length") == 0
        context.close()
