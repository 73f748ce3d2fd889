"""The page served on a free port, and a real browser before it."""

import re
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Response

from assistant.bootstrap import Assistant
from assistant.web.app import access_of
from assistant.web.serve import server

SIZES = {"desktop": (1200, 850), "phone": (390, 844)}
HEAVIEST = 150_000  # bytes of a page with all that it fetches
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True, kw_only=True)
class Site:
    """A served page."""

    assistant: Assistant
    address: str

    def link(self) -> str:
        """A link that signs a browser in."""
        return f"{self.address}/login?invitation={access_of(self.assistant).invite()}"


@contextmanager
def served(assistant: Assistant, app: FastAPI | None = None) -> Iterator[Site]:
    """Serve the page of an assistant while the block runs, or an application that was made for it."""
    serving = server(assistant, host="127.0.0.1", port=0)
    if app is not None:
        serving.config.app = app
    thread = threading.Thread(target=serving.run, daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + 20
        while not serving.started:
            assert time.monotonic() < deadline, "the page did not start"
            time.sleep(0.01)
        port = serving.servers[0].sockets[0].getsockname()[1]
        yield Site(assistant=assistant, address=f"http://127.0.0.1:{port}")
    finally:
        serving.should_exit = True
        thread.join(20)


def chromium(playwright: Playwright) -> Browser:
    """The machine's own Chromium."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    assert program, "there is no Chromium: install it, or run `make servers`"
    return playwright.chromium.launch(executable_path=program, args=QUIET)


class Visitor:
    """Somebody at a browser. Whatever page they come to is looked at for what shuts people out, and for its weight."""

    def __init__(self, context: BrowserContext, site: Site, *, script: bool, shots: Path | None = None) -> None:
        self.page: Page = context.new_page()
        self.site = site
        self.script = script
        self.faults: list[str] = []
        self._weights: dict[str, int] = {}
        self.page.on("console", lambda message: self._heard(message.type, message.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("response", self._weigh)

    def sign_in(self) -> None:
        """Open the link, and go on by hand where no script does."""
        self.page.goto(self.site.link())
        if not self.script:
            self.page.get_by_role("button", name="Go on").click()
        self.page.wait_for_url(f"{self.site.address}/")

    def go(self, path: str) -> None:
        """Open a page of ours."""
        self._weights.clear()
        answer = self.page.goto(self.site.address + path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        self.look()

    def press(self, name: str, *, within: str = "main", exact: bool = False) -> None:
        """Press the first button or link of that name, and look at the page that comes."""
        place = self.page.locator(within).first
        wanted = re.compile(rf"^{re.escape(name)}$") if exact else re.compile(re.escape(name))
        target = place.get_by_role("button", name=wanted).or_(place.get_by_role("link", name=wanted)).first
        target.click()
        self.page.wait_for_load_state()
        self.look()

    def open(self, summary: str) -> None:
        """Unfold what stands behind these words."""
        self.page.locator("summary", has_text=summary).first.click()

    def look(self) -> None:
        """Nothing may shut anybody out, stick out of the screen, or go wrong in the page itself."""
        if self.script:  # axe is a script; the pages are the same without
            found = Axe().run(self.page).response["violations"]
            told = [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]
            assert not told, f"{self.page.url}: {told}"
            wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, f"{self.page.url} is {wide} pixels too wide"
        assert not self.faults, f"{self.page.url}: {self.faults}"
        weight = sum(self._weights.values())
        assert weight <= HEAVIEST, f"{self.page.url} weighs {weight}"

    def _heard(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and "axe" not in text:
            self.faults.append(text)

    def _weigh(self, response: Response) -> None:
        if response.status == 200:
            self._weights[response.url] = int(response.headers.get("content-length", 0))
