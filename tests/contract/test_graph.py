"""Microsoft's mail, calendar and drafts folder keep to the contracts of all sources and drafts boxes."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

import pytest

from assistant.adapters.microsoft.calendar import GraphCalendar
from assistant.adapters.microsoft.drafts import GraphDrafts
from assistant.adapters.microsoft.http import GraphClient
from assistant.adapters.microsoft.mail import GraphMail
from assistant.errors import SourceError
from assistant.ports import Change, Cursor, DocumentSource, DraftBox, Passed
from tests.contract.test_document_source import NOW, ZONE, mail
from tests.contract.test_document_source import DocumentSourceContract as SourceContract
from tests.contract.test_draft_box import SENDER
from tests.contract.test_draft_box import DraftBoxContract as BoxContract
from tests.servers.graph import GraphFake
from tests.servers.graph_mailbox import local
from tests.servers.graph_server import serving


@pytest.fixture
def fake() -> Iterator[GraphFake]:
    with serving(GraphFake()) as served:
        yield served


@pytest.fixture
def client(fake: GraphFake) -> Iterator[GraphClient]:
    made = GraphClient(name="work", token=lambda fresh: "token-1", base=fake.base, sleep=lambda seconds: None)
    yield made
    made.close()


class GraphSourceContract(SourceContract):
    """What is passed over on purpose is told besides, so it is left out here."""

    @pytest.fixture(autouse=True)
    def _account(self, fake: GraphFake, client: GraphClient) -> None:
        self.fake, self.client = fake, client

    def read(self, cursor: Cursor | None = None, *, since: date | None = None) -> tuple[Sequence[Change], Cursor]:
        changes, reached = super().read(cursor, since=since)
        return [change for change in changes if not isinstance(change, Passed)], reached

    def refused(self) -> None:
        self.fake.fault = lambda method, path: "drop"
        with pytest.raises(SourceError, match="cannot be reached"):
            self.read()
        assert not self.source().size()


class TestGraphMail(GraphSourceContract):
    def source(self) -> DocumentSource:
        return GraphMail(self.client, name="work mail", clock=lambda: NOW)

    def add(self, number: int) -> None:
        self.fake.mailbox.add(b"\n" if number == 99 else mail(number))

    def empty(self) -> None:
        for known in list(self.fake.mailbox.messages):
            self.fake.mailbox.delete(known)


class TestGraphMailOfATinyPage(TestGraphMail):
    """The same, one message a page."""

    @pytest.fixture(autouse=True)
    def _page(self, fake: GraphFake) -> None:
        fake.page_size = 1


class TestGraphCalendar(GraphSourceContract):
    def source(self) -> DocumentSource:
        return GraphCalendar(self.client, name="work calendar", zone=ZONE, clock=lambda: NOW)

    def add(self, number: int) -> None:
        start = local(datetime(2026, 11, 2, 10, number % 60, tzinfo=UTC))
        zone = {"dateTime": start["dateTime"], "timeZone": "Nowhere Standard Time"} if number == 99 else start
        self.fake.mailbox.add_event(
            subject=f"Event {number}",
            body={"contentType": "text", "content": f"Words {number}"},
            createdDateTime="2026-11-01T09:00:00Z",
            start=zone,
        )

    def empty(self) -> None:
        for known in list(self.fake.mailbox.events):
            self.fake.mailbox.delete_event(known)

    def test_tells_its_size(self) -> None:
        assert self.source().size() is None  # the service counts no occurrences


class TestGraphDrafts(BoxContract):
    @pytest.fixture
    def box(self, client: GraphClient, fake: GraphFake) -> DraftBox:
        self.fake = fake
        return GraphDrafts(client, SENDER)

    def count(self, box: DraftBox) -> int:
        return len(self.fake.mailbox.drafts())


class TestGraphDraftsUnderOtherIds(TestGraphDrafts):
    """The server gives each message an id of its own, so only the marker tells them apart."""

    @pytest.fixture(autouse=True)
    def _replaces(self, fake: GraphFake) -> None:
        fake.mailbox.replaces_message_ids = True

    def test_an_earlier_text_is_neither_taken_for_this_one_nor_joined_by_it(self, box: DraftBox) -> None:
        """Without its own id, an earlier text cannot be told from one that the user has edited: it counts."""
