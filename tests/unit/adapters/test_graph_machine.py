"""Whatever a user does with the mailbox between two passes: each message is read, and none is fetched twice."""

import json
from contextlib import ExitStack
from urllib.parse import unquote

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from assistant.adapters.microsoft.http import GraphClient
from assistant.adapters.microsoft.mail import GraphMail
from assistant.errors import SourceError
from assistant.ports import Cursor, Found, Reached
from tests.contract.test_document_source import NOW, mail
from tests.servers.graph import GraphFake
from tests.servers.graph_server import serving

READ = st.sampled_from(["inbox", "sentitems", "archive"])
OTHER = st.sampled_from(["junkemail", "deleteditems"])
AT = st.integers(min_value=0)


class Mailbox(RuleBasedStateMachine):
    """A user on one side, and on the other the passes, some of which break off."""

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        self.fake = self.open.enter_context(serving(GraphFake()))
        self.client = GraphClient(name="work", token=lambda fresh: "token-1", base=self.fake.base, sleep=lambda _: None)
        self.open.callback(self.client.close)
        self.fake.page_size = 3
        self.cursor: Cursor | None = None
        self.read: set[str] = set()
        self.settled: set[str] = set()  # was read in a whole pass, and has been where mail is read ever since
        self.number = 0

    def teardown(self) -> None:
        self.open.close()

    @property
    def ids(self) -> list[str]:
        return sorted(self.fake.mailbox.messages)

    @initialize(count=st.integers(min_value=1, max_value=5))
    def begins(self, count: int) -> None:
        for _ in range(count):
            self.arrives("inbox")

    @rule(folder=READ)
    def arrives(self, folder: str) -> None:
        self.number += 1
        self.fake.mailbox.add(mail(self.number), folder)

    @precondition(lambda self: self.ids)
    @rule(at=AT, folder=READ)
    def is_moved(self, at: int, folder: str) -> None:
        self.fake.mailbox.move(self.ids[at % len(self.ids)], folder)

    @precondition(lambda self: self.ids)
    @rule(at=AT, folder=OTHER)
    def is_put_away(self, at: int, folder: str) -> None:
        known = self.ids[at % len(self.ids)]
        self.settled.discard(known)
        self.fake.mailbox.move(known, folder)

    @precondition(lambda self: self.ids)
    @rule(at=AT)
    def is_marked(self, at: int) -> None:
        self.fake.mailbox.touch(self.ids[at % len(self.ids)], isRead=True)

    @precondition(lambda self: len(self.ids) > 1)
    @rule(at=AT)
    def is_deleted(self, at: int) -> None:
        self.fake.mailbox.delete(self.ids[at % len(self.ids)])

    @rule()
    def history_expires(self) -> None:
        self.fake.oldest = len(self.fake.mailbox.changes) + 1

    @rule()
    def passes(self) -> None:
        there = self.there()
        refusal = self.a_pass()
        assert not refusal or ("is empty" in refusal and not there)
        if not refusal:
            self.settled |= there
            wanted = {self.fake.mailbox.messages[known].fields["internetMessageId"] for known in there}
            assert wanted <= self.read

    @rule(requests=st.integers(min_value=1, max_value=12))
    def breaks_off(self, requests: int) -> None:
        served = iter(range(requests))
        self.fake.fault = lambda method, path: "drop" if next(served, None) is None else ""
        self.a_pass()
        self.fake.fault = lambda method, path: ""

    def there(self) -> set[str]:
        folders = ("inbox", "sentitems", "archive")
        return {message.id for folder in folders for message in self.fake.mailbox.in_folder(folder)}

    def a_pass(self) -> str:
        """Gives why it was refused or broke off."""
        self.fake.requests.clear()
        refusal = ""
        try:
            for change in GraphMail(self.client, name="mail", clock=lambda: NOW).changes(self.cursor):
                if isinstance(change, Found):
                    self.read.add(change.content.document.message_id)
                elif isinstance(change, Reached):
                    self.cursor = json.loads(json.dumps(change.cursor))
        except SourceError as error:
            refusal = str(error)
        self.fake.oldest = 0
        fetched = {
            unquote(line).removeprefix("GET me/messages/").removesuffix("/$value") for line in self.fake.requests
        }
        assert not fetched & self.settled
        return refusal


TestMailbox = Mailbox.TestCase
TestMailbox.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)
