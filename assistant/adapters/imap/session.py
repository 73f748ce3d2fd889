"""A conversation with an IMAP server that outlives its connection: reading goes on over a new one."""

import time
import weakref
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import imapclient
from imapclient.exceptions import IMAPClientError

from assistant.adapters.imap.connection import LOST, Login, is_busy, shut, signed_in, told
from assistant.errors import SourceError

PAUSES = (0.5, 3.0, 12.0, 40.0)  # seconds before each new try; IMAP servers do not say how long they want

T = TypeVar("T")


class Lost(Exception):
    """The answer to a call that must not be repeated was lost."""


class ImapSession:
    """Not for two threads at once. Raises SignInError and SourceError in plain words."""

    def __init__(self, login: Login, *, pause: Callable[[float], None] = time.sleep) -> None:
        self._login = login
        self._pause = pause
        self._client: imapclient.IMAPClient | None = None
        self._closing: weakref.finalize[..., Any] | None = None
        self._folder = ""
        self._validity: object = None

    @property
    def host(self) -> str:
        """The server's name."""
        return self._login.server.host

    def read(self, ask: Callable[[imapclient.IMAPClient], T]) -> T:
        """What `ask` gives; it is called again over a new connection where the one it had broke.

        A server that was never reached is not waited for.
        """
        was_reached = self._closing is not None
        pauses = iter(PAUSES)
        while True:
            try:
                return ask(self._ready())
            except (*LOST, IMAPClientError, ValueError) as error:
                is_lost = isinstance(error, LOST)
                if is_lost:
                    self._drop()
                wait = next(pauses, None)
                was_reached = was_reached or self._closing is not None
                if wait is None or not (is_busy(error) or (is_lost and was_reached)):
                    raise told(error, self._login.server) from error
                self._pause(wait)

    def once(self, act: Callable[[imapclient.IMAPClient], T]) -> T:
        """What `act` gives; never repeated. Raises Lost where nobody knows whether it was done."""
        client = self._ready()
        try:
            return act(client)
        except LOST as error:
            self._drop()
            raise Lost from error
        except IMAPClientError as error:
            raise told(error, self._login.server) from error

    def examine(self, folder: str) -> Mapping[bytes, Any]:
        """Open a folder for reading only, so that nothing is marked as read; gives what the server says of it."""
        self._folder = ""
        answer: Mapping[bytes, Any] = self.read(lambda client: client.select_folder(folder, readonly=True))
        self._folder, self._validity = folder, answer.get(b"UIDVALIDITY")
        return answer

    def close(self) -> None:
        """Sign out, as far as that goes."""
        if self._client is not None:
            try:
                self._client.logout()
            except (*LOST, IMAPClientError, ValueError):
                pass
        self._drop()

    def _ready(self) -> imapclient.IMAPClient:
        """The connection, with the folder open that was open on the one before."""
        if self._client is None:
            self._client = signed_in(self._login)
            self._closing = weakref.finalize(self, shut, self._client)
            if self._folder:
                answer = self._client.select_folder(self._folder, readonly=True)
                if answer.get(b"UIDVALIDITY") != self._validity:
                    raise SourceError(f"{self._folder} was set up anew while it was read", hint="assistant sync")
        return self._client

    def _drop(self) -> None:
        if self._client is not None and self._closing is not None:
            self._closing()
        self._client = None
