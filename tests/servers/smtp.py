"""A server that takes mail from signed-in users over STARTTLS, on a free loopback port, with faults on demand."""

import contextlib
import logging
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers.dovecot import HOST, PASSWORD, free_ports


@dataclass
class Outbox:
    """What was taken; `refuse` are recipients that are not, `fault` is "cut before", "cut after" or "full"."""

    port: int = 0
    authority: Path = Path()
    messages: list[Envelope] = field(default_factory=list)
    refuse: set[str] = field(default_factory=set)
    fault: str = ""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take or refuse a recipient."""
        if address in self.refuse:
            return "550 5.1.1 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take a message, or lose it, or lose the answer."""
        if self.fault == "full":
            return "452 4.2.2 no space left"
        if self.fault != "cut before":
            self.messages.append(envelope)
        if self.fault:
            server.transport.abort()
        return "250 OK"


def _authenticated(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    accepted = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=accepted, handled=False)


@contextlib.contextmanager
def taking_mail(folder: Path, *, is_encrypted: bool = True) -> Iterator[Outbox]:
    """A running server; `folder` holds its certificate, which is for `localhost`."""
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # it complains of what it does itself
    authority = trustme.CA()
    own = authority.issue_cert("localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.configure_cert(context)
    outbox = Outbox(port=free_ports(1)[0], authority=folder / "smtp-ca.pem")
    authority.cert_pem.write_to_path(outbox.authority)
    controller = Controller(
        outbox,
        hostname=HOST,
        port=outbox.port,
        tls_context=context if is_encrypted else None,
        require_starttls=is_encrypted,
        auth_required=is_encrypted,  # else it warns at each connection; who signs in is looked at all the same
        auth_require_tls=is_encrypted,
        authenticator=_authenticated,
    )
    controller.start()
    try:
        yield outbox
    finally:
        controller.stop()
