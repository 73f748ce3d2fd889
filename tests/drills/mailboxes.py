"""Worlds of standards: Dovecot, and aiosmtpd for who sends on approval."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from random import Random

from tests.drills.world import USER, World, mail
from tests.servers import dovecot
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.proxy import Proxy, Smtp, proxied
from tests.servers.smtp import Outbox, taking_mail

FOLDERS = {"drafts": "Drafts", "sent": "Sent", "bin": "Trash"}
_USERS = count(1)


class ImapWorld(World):
    """A mailbox at Dovecot."""

    creates = frozenset([b"APPEND"])

    def __init__(self, name: str, server: Dovecot, proxy: Proxy, *more: Proxy) -> None:
        super().__init__(name, (proxy, *more))
        self.server = server
        self.user = ""

    def begin(self, chance: Random) -> None:
        """Ten messages in two folders."""
        self.user = f"drill{next(_USERS)}@firm.example"
        self.server.fill(self.user, (mail(number) for number in range(8)))
        self.server.fill(self.user, (mail(number) for number in range(8, 10)), "Sent")

    def goes_on(self, day: int, chance: Random) -> None:
        """Mail comes, and some is put away."""
        with self.server.client(self.user, "INBOX") as client:
            for number in range(chance.randint(1, 3)):
                client.append("INBOX", mail(day * 20 + number))
            if not client.folder_exists("Archive"):
                client.create_folder("Archive")
            moved = client.search()[chance.randrange(3)]
            client.move([moved], "Archive")

    def settings(self) -> dict[str, str | int | bool]:
        """By password, through the proxy."""
        server: dict[str, str | int | bool] = {"server": "127.0.0.1", "port": self.proxies[0].port, "security": "none"}
        return {"type": "imap", "address": USER, "username": self.user, **server}

    def secrets(self) -> dict[str, str]:
        """The password."""
        return {"imap drill": PASSWORD}

    def expire(self) -> None:
        """The messages are numbered anew."""
        self.server.change_uidvalidity(self.user)

    def places(self, draft_id: str) -> list[str]:
        """By the marker that messages carry."""
        found = []
        with self.server.client(self.user) as client:
            for place, folder in FOLDERS.items():
                client.select_folder(folder, readonly=True)
                found += [place] * len(client.search(["HEADER", "X-Followup-Draft", draft_id]))
        return found

    def bin(self, draft_id: str) -> None:
        """As mail programs do: into the bin."""
        self._move(draft_id, "Trash")

    def file_copy(self, draft_id: str) -> None:
        """As a mail program does with what was sent: it is no draft any more."""
        self._move(draft_id, "Sent", ends_draft=True)

    def _move(self, draft_id: str, folder: str, *, ends_draft: bool = False) -> None:
        with self.server.client(self.user) as client:
            for place in {"Drafts", "Trash"} - {folder}:
                client.select_folder(place)
                if uids := client.search(["HEADER", "X-Followup-Draft", draft_id]):
                    if ends_draft:
                        client.remove_flags(uids, [b"\\Draft"])
                    client.move(uids, folder)


class SmtpWorld(ImapWorld):
    """The same, where approved messages are sent at once."""

    creates = frozenset([b"APPEND", b"DATA", b"BODY"])
    asks_user = True

    def __init__(self, name: str, server: Dovecot, outbox: Outbox, *proxies: Proxy) -> None:
        super().__init__(name, server, *proxies)
        self.outbox = outbox

    def begin(self, chance: Random) -> None:
        """Nothing was sent yet."""
        super().begin(chance)
        self.outbox.messages.clear()

    def settings(self) -> dict[str, str | int | bool]:
        """With a server that sends."""
        port = self.proxies[1].port
        return super().settings() | {"smtp_server": "127.0.0.1", "smtp_port": port, "smtp_security": "none"}

    def places(self, draft_id: str) -> list[str]:
        """The mailbox's, and what the other server took."""
        marker = f"X-Followup-Draft: {draft_id}".encode()
        out = [each for each in self.outbox.messages if marker in _bytes(each.content)]
        kept = [place for place in super().places(draft_id) if place != "bin"]
        return [*kept, *["out"] * len(out)]


@contextmanager
def imap(folder: Path) -> Iterator[World]:
    """Dovecot behind a proxy."""
    with dovecot.running() as server, proxied(server.port) as proxy:
        yield ImapWorld("imap", server, proxy)


@contextmanager
def smtp(folder: Path) -> Iterator[World]:
    """Dovecot and aiosmtpd, each behind a proxy."""
    with ExitStack() as stack:
        server = stack.enter_context(dovecot.running())
        outbox = stack.enter_context(taking_mail(folder, is_encrypted=False))
        proxies = (stack.enter_context(proxied(server.port)), stack.enter_context(proxied(outbox.port, Smtp)))
        yield SmtpWorld("smtp", server, outbox, *proxies)


def _bytes(content: "bytes | str | None") -> bytes:
    return content.encode() if isinstance(content, str) else content or b""
