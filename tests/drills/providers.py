"""Worlds of the large providers: our stand-ins for Google and Microsoft, each behind a proxy."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from tests.drills.world import USER, World, mail
from tests.servers.google import FakeGoogle
from tests.servers.google import serving as serving_google
from tests.servers.google_accounts import TOKEN
from tests.servers.graph import GraphFake
from tests.servers.graph_mailbox import FakeMailbox, Json, Message
from tests.servers.graph_server import serving as serving_graph
from tests.servers.proxy import Proxy, web_proxied

MARKER = "X-Followup-Draft"
DAY = 86_400  # seconds


class GoogleWorld(World):
    """Gmail and Google Calendar."""

    creates = frozenset([b"POST"])

    def __init__(self, google: FakeGoogle, proxy: Proxy) -> None:
        super().__init__("google", (proxy,))
        self.google = google

    def begin(self, chance: Random) -> None:
        """Ten messages, four events, one of which comes again."""
        self.google.reset()
        self.google.is_checked = False  # the other tests see to that
        for number in range(10):
            self.google.mail.receive(mail(number), "SENT" if number > 7 else "INBOX")
        for number in range(4):
            self._put(number, "as planned")

    def goes_on(self, day: int, chance: Random) -> None:
        """Mail comes, an event is new, one moved, one called off."""
        for number in range(chance.randint(1, 3)):
            self.google.mail.receive(mail(day * 20 + number))
        self._put(10 + day, "new")
        self._put(chance.choice((0, 2)), f"moved on day {day}")
        if day == 1:
            self.google.diary.calendars["primary"].cancel("e3")

    def settings(self) -> dict[str, str | int | bool]:
        """Through the proxy."""
        return {"type": "gmail", "address": USER, "api": self.proxies[0].url}

    def secrets(self) -> dict[str, str]:
        """The token that is renewed at each start."""
        return {"google drill": TOKEN}

    def expire(self) -> None:
        """History and sync tokens are forgotten."""
        self.google.mail.expire()
        for calendar in self.google.diary.calendars.values():
            calendar.expire()

    def places(self, draft_id: str) -> list[str]:
        """By labels."""
        names = {"DRAFT": "drafts", "SENT": "sent", "TRASH": "bin"}
        marked = [each for each in self.google.mail.messages.values() if each.header(MARKER) == draft_id]
        return [names[label] for each in marked for label in each.labels if label in names]

    def bin(self, draft_id: str) -> None:
        """As Gmail does: it is no draft any more, and in the bin."""
        box = self.google.mail
        for key, message in list(box.drafts.items()):
            if box.messages[message].header(MARKER) == draft_id:
                del box.drafts[key]
                box.relabel(message, add=("TRASH",), remove=("DRAFT",))

    def _put(self, number: int, words: str) -> None:
        start, end = (
            {"dateTime": f"2026-11-{22 + number % 7:02}T{hour}:00:00Z", "timeZone": "UTC"} for hour in (10, 11)
        )
        more = {"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=3"]} if number == 1 else {}
        title = f"Event {number}, {words}"
        self.google.diary.calendars["primary"].put(
            {"id": f"e{number}", "summary": title, "start": start, "end": end, **more}
        )


class LaggingGraph(GraphFake):
    """One whose filters do not show at once what was created, as Exchange's need not."""

    def __init__(self) -> None:
        super().__init__()
        self.unseen: set[str] = set()

    def _created(self, body: bytes, conversation: str) -> Json:
        created = super()._created(body, conversation)
        self.unseen.add(created["id"])
        return created

    def _filtered(self, folder: str | None, query: dict[str, str]) -> list[Json]:
        return [each for each in super()._filtered(folder, query) if each["id"] not in self.unseen]


class GraphWorld(World):
    """Microsoft 365."""

    creates = frozenset([b"POST"])

    def __init__(self, fake: LaggingGraph, proxy: Proxy) -> None:
        super().__init__("microsoft", (proxy,))
        self.fake = fake

    def begin(self, chance: Random) -> None:
        """Ten messages, three events, a series."""
        self.fake.mailbox, self.fake.oldest, self.fake.page_size = FakeMailbox(), 0, 3
        for number in range(10):
            self.fake.mailbox.add(mail(number), "sentitems" if number > 7 else "inbox")
        for number in range(3):
            self.fake.mailbox.add_event(id=f"e{number}", subject=f"Event {number}")
        starts = [datetime(2026, 11, 23, 10, tzinfo=UTC) + timedelta(weeks=week) for week in range(3)]
        self.fake.mailbox.add_series("weekly", starts, subject="Weekly")

    def goes_on(self, day: int, chance: Random) -> None:
        """Mail comes and is put away, events are new, moved or called off."""
        box = self.fake.mailbox
        box._count += DAY
        for number in range(chance.randint(1, 3)):
            box.add(mail(day * 20 + number))
        box.move(box.in_folder("inbox")[chance.randrange(3)].id, "archive")
        box.add_event(id=f"e{10 + day}", subject=f"Event {10 + day}")
        box.change_event("e0", subject=f"Event 0, moved on day {day}")
        if day == 1:
            box.delete_event("e2")

    def settings(self) -> dict[str, str | int | bool]:
        """Through the proxy."""
        client = {"client_id": "11111111-2222-3333-4444-555555555555", "api": self.fake.base}
        return {"type": "microsoft", "address": USER, **client}

    def secrets(self) -> dict[str, str]:
        """None: signing in is another test's matter."""
        return {}

    def expire(self) -> None:
        """What was told before now is forgotten."""
        self.fake.oldest = len(self.fake.mailbox.changes)

    def settle(self) -> None:
        """The filters have caught up."""
        self.fake.unseen.clear()

    def places(self, draft_id: str) -> list[str]:
        """By folders."""
        names = {"drafts": "drafts", "sentitems": "sent", "deleteditems": "bin"}
        marked = [each for each in self._messages(draft_id) if each.folder in names]
        return [names[each.folder] for each in marked]

    def bin(self, draft_id: str) -> None:
        """As Outlook does: into the bin."""
        for each in self._messages(draft_id):
            self.fake.mailbox.move(each.id, "deleteditems")

    def _messages(self, draft_id: str) -> list[Message]:
        messages = self.fake.mailbox.messages.values()
        return [each for each in messages if each.headers.get(MARKER.lower()) == draft_id]


@contextmanager
def google(folder: Path) -> Iterator[World]:
    """The stand-in for Google."""
    fake = FakeGoogle()
    with serving_google(fake), web_proxied(fake.url) as proxy:
        yield GoogleWorld(fake, proxy)


@contextmanager
def microsoft(folder: Path) -> Iterator[World]:
    """The stand-in for Microsoft Graph; the links that it gives lead back to the proxy."""
    fake = LaggingGraph()
    with serving_graph(fake), web_proxied(fake.base) as proxy:
        fake.base = proxy.url + "v1.0"
        yield GraphWorld(fake, proxy)
