"""What a drill plays with: an account at a server, and what its user does there with other programs."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from random import Random

from tests.servers.proxy import Proxy

USER = "helen@marsh.example"


class World(ABC):
    """One user's account behind a proxy or two; `begin` gives the next user another one."""

    has_drafts = True
    creates: frozenset[bytes] = frozenset()
    """The names of requests that lay a message down, or send it."""
    asks_user = False
    """Whether a message may stay in doubt until the user decides."""

    def __init__(self, name: str, proxies: Sequence[Proxy]) -> None:
        self.name = name
        self.proxies = proxies

    @abstractmethod
    def begin(self, chance: Random) -> None:
        """A fresh account, with what was in it before the first day."""

    @abstractmethod
    def goes_on(self, day: int, chance: Random) -> None:
        """What happens in it until the morning of that day, from 1."""

    @abstractmethod
    def settings(self) -> dict[str, str | int | bool]:
        """How the account is configured."""

    @abstractmethod
    def secrets(self) -> dict[str, str]:
        """What `connect` would have kept."""

    @abstractmethod
    def expire(self) -> None:
        """The server forgets how far anybody has read."""

    def settle(self) -> None:
        """A day goes by: what a search of the server did not show yet, it shows now."""
        return

    def places(self, draft_id: str) -> list[str]:
        """Where messages of this draft are: "drafts", "sent", "bin", and "out" for each that was handed over."""
        return []

    def bin(self, draft_id: str) -> None:
        """The user throws the draft away."""
        raise NotImplementedError(f"{self.name} has no drafts")

    def file_copy(self, draft_id: str) -> None:
        """The user moves a message that went out from the drafts to the sent mail."""
        raise NotImplementedError(f"{self.name} sends nothing")


def mail(number: int, words: str = "") -> bytes:
    """A mail from outside; what it says is a mention for a reader that goes by script."""
    hour, minute = divmod(number, 60)
    lines = [
        f"From: Ann Ng <ann{number}@acme.example>",
        f"To: {USER}",
        f"Date: Mon, 16 Nov 2026 {10 + hour:02}:{minute:02}:00 +0000",
        f"Message-ID: <{number}@acme.example>",
        f"Subject: Mail {number}",
        "",
        words or f"Ann Ng <ann{number}@acme.example> | need | payroll | it takes us {number} days",
        "",
    ]
    return "\r\n".join(lines).encode()
