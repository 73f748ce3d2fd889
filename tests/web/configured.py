"""A page over a configuration file of its own, as `assistant serve` serves it."""

import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.adapters.memory_matcher import MemoryMatcher
from assistant.adapters.memory_readers import MemoryReader
from assistant.bootstrap import Assistant
from assistant.config import Config, load
from assistant.setup.session import Session
from assistant.web.app import access_of, create_app
from assistant.web.desk import Desk
from assistant.web.reading_now import ReadingNow
from tests.web.web_world import NOW, ORIGIN, Browser

CONFIG = """\
# mine
[user]
name = "Helen Marsh"  # as in my passport
addresses = ["helen@marsh.example"]
timezone = "Europe/London"

[quiet]
from = "19:00" # the children
"""


@dataclass
class Configured:
    """An application over `config.toml` in a folder; without a text, there is no configuration yet."""

    folder: Path
    text: str = CONFIG
    browser: Browser = field(init=False)

    def __post_init__(self) -> None:
        home = Session(config_path=self.path, data=None)
        if self.text:
            self.path.write_text(self.text, "utf-8")
        self.assistant = Assistant(home.config() if self.text else home.config_of_nobody(), clock=lambda: NOW)
        self.assistant.__dict__.update(reader=MemoryReader(), matcher=MemoryMatcher())
        self.app = create_app(self.assistant, home=home, is_new=not self.text)
        self.desk.reading_now = ReadingNow(apart=lambda assistant: assistant)
        self.browser = self.another()

    @property
    def path(self) -> Path:
        """The configuration file."""
        return self.folder / "config.toml"

    @property
    def desk(self) -> Desk:
        """What all requests share."""
        desk: Desk = self.app.state.desk
        return desk

    @property
    def written(self) -> str:
        """What stands in the configuration file."""
        return self.path.read_text("utf-8")

    @property
    def config(self) -> Config:
        """The configuration as it stands in the file."""
        return load(self.path)

    def another(self) -> Browser:
        """Another browser that is signed in."""
        browser = Browser(self.app)
        browser.sign_in(access_of(self.assistant).invite())
        return browser

    def talked(self, page: Any, *answers: str) -> Any:
        """Answer what a talk asks, one after the other; gives the page that it ends at."""
        for answer in answers:
            page = self.waited(page)
            path = talk_of(page)
            number = re.search(r'name="number" value="(\d+)"', page.text)
            assert number, page.text
            fields = {"csrf": self.browser.csrf(), "number": number[1], "answer": answer.split("|")}
            page = self.browser.post(path, data=fields, headers={"Origin": ORIGIN})
        return self.waited(page)

    def waited(self, page: Any) -> Any:
        """The page once it waits for nothing but the user."""
        until = time.monotonic() + 30
        while "data-live" in page.text:
            assert time.monotonic() < until, page.text
            time.sleep(0.05)
            page = self.browser.get(str(page.url))
        return page


def talk_of(page: Any) -> str:
    """The path of the talk that a page shows."""
    found = re.search(r'action="(/connect/[0-9a-f]{16})"', page.text)
    assert found, page.text
    return found[1]


def main_of(page: Any) -> str:
    """What a page says, without its marks."""
    inner = page.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", inner).split())


__all__ = ["ORIGIN", "Configured", "main_of", "talk_of"]
