"""An IMAP account keeps to what every source and every drafts box keeps to, against Dovecot."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import count

import pytest

from assistant.adapters.imap.drafts import ImapDrafts
from assistant.adapters.imap.mail import ImapSource
from assistant.adapters.imap.session import ImapSession
from assistant.errors import SourceError
from assistant.ports import Change, Cursor, DocumentSource, DraftBox, Passed
from tests.contract.test_document_source import DocumentSourceContract, mail
from tests.contract.test_draft_box import SENDER, DraftBoxContract
from tests.servers.dovecot import Dovecot, dovecot

__all__ = ["dovecot"]

USERS = count(1)
THEN = datetime(2026, 11, 2, 10, tzinfo=UTC)


class TestImap(DocumentSourceContract):
    @pytest.fixture(autouse=True)
    def _server(self, dovecot: Dovecot) -> None:
        self.server = dovecot
        self.user = f"source{next(USERS)}@firm.example"
        self.port = 0

    def source(self) -> DocumentSource:
        login = self.server.login(self.user, port=self.port)
        return ImapSource(name="inbox", open=lambda: ImapSession(login))

    def add(self, number: int) -> None:
        self.server.append(self.user, b"\r\n" if number == 99 else mail(number), at=THEN)

    def empty(self) -> None:
        self.server.remove(self.user)

    def read(self, cursor: Cursor | None = None, *, since: date | None = None) -> tuple[Sequence[Change], Cursor]:
        changes, later = super().read(cursor, since=since)
        return [change for change in changes if not isinstance(change, Passed)], later

    def refused(self) -> None:
        self.port = 1
        with pytest.raises(SourceError, match="takes no connections on port 1"):
            self.read()
        assert not self.source().size()


class TestImapDrafts(DraftBoxContract):
    @pytest.fixture
    def box(self, dovecot: Dovecot) -> Iterator[DraftBox]:
        self.server, self.user = dovecot, f"drafts{next(USERS)}@firm.example"
        login = dovecot.login(self.user)
        session = ImapSession(login)
        yield ImapDrafts("work mail", lambda: session, SENDER)
        session.close()

    def count(self, box: DraftBox) -> int:
        return len(self.server.messages(self.user, "Drafts"))
