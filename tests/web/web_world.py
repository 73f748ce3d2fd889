"""A small world behind the page: a seeker with a matter, a provider who fits, a meeting, and a browser signed in."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from starlette.testclient import TestClient

from assistant.adapters.memory_matcher import MemoryMatcher
from assistant.adapters.memory_readers import MemoryReader
from assistant.bootstrap import Assistant
from assistant.config import Config, User
from assistant.domain.bullpen import Evidence, EvidenceKind, Provider
from assistant.domain.documents import Content, Document, Medium
from assistant.domain.meetings import Meeting
from assistant.domain.people import Participant, Person
from assistant.domain.prompts import Prompt
from assistant.services.access import csrf_of
from assistant.services.notice import notice
from assistant.web.app import access_of, create_app
from assistant.web.visit import COOKIE

NOW = datetime(2026, 11, 17, 10, tzinfo=UTC)  # a Tuesday
ORIGIN = "http://127.0.0.1:8765"
ANNA = Participant(name="Anna Okafor", address="anna@okafor.example")
TOM = Participant(name="Tom Fairweather", address="tom@fairweek.example")
QUOTE = "the wages came out wrong for the third month in a row"


@dataclass
class WebWorld:
    """An assistant on a store of its own, with a clock that stands where it is put, and its application."""

    folder: Path
    now: datetime = NOW
    config: Config = field(init=False)
    assistant: Assistant = field(init=False)

    def __post_init__(self) -> None:
        user = User(name="Helen Marsh", addresses=("helen@marsh.example",), timezone="Europe/London", country="GB")
        self.settle(Config(user=user, data=self.folder / "data"))
        tom = Person.known_as(TOM, organisation="Fairweek Payroll")
        card = Provider(
            id="b-fairweek234",
            person_id=tom.id,
            services=("payroll",),
            does="Runs wages for small firms.",
            evidence=(Evidence(kind=EvidenceKind.VISIT, on=NOW.date()),),
        )
        self.assistant.store.put(tom, card)

    def settle(self, config: Config) -> None:
        """Go by another configuration."""
        self.config = config
        self.assistant = Assistant(config, clock=lambda: self.now)
        self.assistant.__dict__["reader"] = MemoryReader()
        self.assistant.__dict__["matcher"] = MemoryMatcher()

    def hear(
        self,
        who: Participant = ANNA,
        quote: str = QUOTE,
        kind: str = "problem",
        category: str = "payroll",
        title: str = "Tuesday",
    ) -> Prompt:
        """Somebody tells of a matter in a mail; gives the question that comes of it."""
        script = f"{who.name} <{who.address}> | {kind} | {category} | {quote}"
        text = f"{title}\n\nHello Helen, {quote}, I am afraid.\n\n{script}"
        number = str(self.assistant.store.count(Document))
        document = Document(
            id=f"doc-{number}",
            source="inbox",
            locator=f"message {number}",
            medium=Medium.EMAIL,
            when=self.now - timedelta(hours=2),
            digest=number,
            title=title,
            author=who,
            message_id=f"<{number}@okafor.example>",
        )
        (read,) = MemoryReader().read([Content(document=document, text=text)])
        noticed = notice(self.assistant.store, read, reader="script 1")
        (prompt,) = noticed.prompts
        return prompt

    def meet(self, title: str = "Tea with Anna", *, ago: timedelta = timedelta(minutes=5)) -> Meeting:
        """A meeting with Anna, ended so long ago."""
        end = self.now - ago
        meeting = Meeting(
            id=f"meet-{self.assistant.store.count(Meeting):a>10}"[:15].replace("0", "b"),
            document_id="",
            title=title,
            start=end - timedelta(hours=1),
            end=end,
            attendees=(ANNA,),
        )
        self.assistant.store.put(meeting)
        return meeting

    def browser(self) -> "Browser":
        """A browser that has opened the link of `assistant serve`."""
        browser = Browser(create_app(self.assistant))
        browser.sign_in(access_of(self.assistant).invite())
        return browser


class Browser(TestClient):
    """What a browser does: it keeps cookies, says where a form came from, and sends the hidden fields along."""

    def __init__(self, app: Any) -> None:
        super().__init__(app, base_url=ORIGIN, follow_redirects=True)

    def sign_in(self, invitation: str) -> Any:
        """Open a link that signs in, and go on."""
        return self.post("/login", data={"invitation": invitation, "to": "/"}, headers={"Origin": ORIGIN})

    def fill(self, page: str, action: str, **fields: str | list[str]) -> Any:
        """Fill the form of `page` that goes to `action`, and send it."""
        form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', self.get(page).text, re.DOTALL)
        assert form, f"{page} has no form that goes to {action}"
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form[0]))
        return self.post(action, data={**hidden, **fields}, headers={"Origin": ORIGIN})

    def press(self, action: str, **fields: str | list[str]) -> Any:
        """Send a form of this session that no page need show any more, as the back button may."""
        return self.post(action, data={"csrf": self.csrf(), **fields}, headers={"Origin": ORIGIN})

    def undo(self, answer: Any) -> Any:
        """Press the button of the notice that takes it back."""
        notice = re.search(r'<div class="notice".*?</form>', answer.text, re.DOTALL)
        assert notice, "there is no notice with a way back"
        (action,) = re.findall(r'action="([^"]+)"', notice[0])
        fields: dict[str, list[str]] = {}
        for name, value in re.findall(r'name="([^"]*)" value="([^"]*)"', notice[0]):
            fields.setdefault(name, []).append(unescape(value))
        return self.post(unescape(action), data=fields, headers={"Origin": ORIGIN})

    def hidden(self, page: str, name: str) -> str:
        """What a hidden field of a page says."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.get(page).text)
        assert found, f"{page} has no field {name}"
        return unescape(found[1])

    def csrf(self) -> str:
        """What every form of this browser carries."""
        return csrf_of(self.cookies[COOKIE])


def where(answer: Any) -> str:
    """The path that a browser has ended at."""
    return urlsplit(str(answer.url)).path


def asked_for(answer: Any, name: str) -> str:
    """A parameter of the address that a browser has ended at."""
    return parse_qs(urlsplit(str(answer.url)).query).get(name, [""])[0]
