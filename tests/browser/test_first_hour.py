"""The first run in a real browser, from nothing to the first question. The mailbox is Dovecot's; slips are made."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.site import SIZES, Visitor, served
from tests.servers.dovecot import PASSWORD, Dovecot, running
from tests.web.configured import Configured
from tests.web.test_first_run import MAIL
from tests.web.web_world import NOW

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running() as server:
        yield server


@pytest.fixture
def page(tmp_path: Path, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> Configured:
    monkeypatch.setattr("assistant.adapters.secrets._working", lambda: None)  # nobody's own keyring
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.authority))
    return Configured(tmp_path, text="")


def wait_for(visitor: Visitor, what: str) -> None:
    """Wait until the page shows it; without a script, by looking again, as its refresh does."""
    for _ in range(200):
        if visitor.page.locator(what).count():
            return
        visitor.page.wait_for_timeout(100)
        if not visitor.script:
            visitor.page.reload()
    raise AssertionError(visitor.page.inner_text("main"))


def answer(visitor: Visitor, said: str) -> None:
    """Answer what is asked while a mailbox is connected, once the question is there."""
    page = visitor.page
    wait_for(visitor, "[name=answer]")
    if page.locator("input[name=answer][type=radio]").count():
        page.locator(f"input[name=answer][value='{said}']").check()
    elif page.locator("button[name=answer]").count():
        page.locator(f"button[name=answer][value='{said}']").click()
        return
    else:
        page.locator("input[name=answer]").fill(said)
    page.locator("main form:has([name=answer]) button.main").first.click()
    page.wait_for_load_state()


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
@pytest.mark.parametrize("size", SIZES)
def test_from_nothing_to_the_first_question(
    page: Configured, dovecot: Dovecot, browser: Browser, size: str, script: bool
) -> None:
    address = f"helen-{size}-{script}@marsh.example".lower()
    mail = MAIL.format(date=f"{NOW:%a, %d %b %Y %H:%M:%S +0000}").replace("helen@marsh.example", address)
    dovecot.append(address, mail.encode())
    width, height = SIZES[size]
    with served(page.assistant, page.app) as site:
        context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=script)
        context.set_default_timeout(15_000)
        visitor = Visitor(context, site, script=script)
        visitor.page.goto(site.link())
        if not script:
            visitor.page.get_by_role("button", name="Go on").click()
        visitor.page.wait_for_url(f"{site.address}/welcome")
        visitor.look()
        visitor.page.locator("#name").fill("Helen Marsh")
        visitor.page.locator("#addresses").fill(address)
        visitor.page.locator("#timezone").select_option("Europe/London")
        visitor.press("Go on", exact=True)
        visitor.press("Connect this mailbox")
        for said in ("2", f"localhost:{dovecot.tls_port}", "wrong", PASSWORD, "yes", "yes"):
            answer(visitor, said)
        wait_for(visitor, "text=is connected")
        visitor.look()
        page.desk.assistant.__dict__.update(reader=page.assistant.reader, matcher=page.assistant.matcher)
        visitor.go("/welcome/reading")
        visitor.page.locator("main form button.main").first.click()
        page.desk.reading_now.join(60)
        visitor.go("/")
        assert "our wages came out wrong again" in visitor.page.inner_text("main")
        context.close()
