"""The whole path in a real browser, from a question to the thanks: on a desktop and a phone, with script and without.

The mailbox is Dovecot's.
"""

import email
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from assistant.domain.accounts import AccountSettings
from assistant.domain.drafts import Draft
from tests.browser.site import SIZES, Visitor, served
from tests.servers.dovecot import PASSWORD, Dovecot, running
from tests.web.web_world import WebWorld

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


def test_from_a_question_to_the_thanks(world: WebWorld, dovecot: Dovecot, visitor: Visitor) -> None:
    world.hear()
    visitor.go("/")
    visitor.press("Yes, ask them")
    visitor.press("Read the draft")
    visitor.page.get_by_label("Text").fill(LETTER)
    visitor.press("Save my changes")
    visitor.press("Approve")
    (mail,) = dovecot.messages(world.config.account[0].address, "Drafts")
    (draft,) = world.assistant.store.find(Draft)
    message = email.message_from_bytes(mail)
    assert message["To"] == "Anna Okafor <anna@okafor.example>"
    assert "would you like help with that?" in mail.decode()
    assert draft.location
