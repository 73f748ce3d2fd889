"""Reaching a server that sends mail: encrypted and verified, signed in, a message to all it goes to or to nobody."""

import base64
import smtplib
import ssl
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.utils import getaddresses

from assistant.adapters.formats.plain_text import decoded, one_line
from assistant.adapters.imap.connection import TIMEOUT, Login, Server, told
from assistant.domain.accounts import Security
from assistant.errors import SignInError, SourceError

PORTS: dict[Security, int] = {"tls": 465, "starttls": 587, "none": 25}
GREETING = "[127.0.0.1]"  # the machine's own name is nobody's business


@dataclass(frozen=True, kw_only=True, slots=True)
class SmtpServer:
    """Where a server that sends is; port 0 is the usual one."""

    host: str
    port: int = 0
    security: Security = "starttls"

    @property
    def number(self) -> int:
        """The port."""
        return self.port or PORTS[self.security]


def smtp_signed_in(server: SmtpServer, login: Login, *, timeout: float = TIMEOUT) -> smtplib.SMTP:
    """A connection that is encrypted as configured, with the user signed in. Raises SignInError, SourceError."""
    credential = login.credential()
    context = ssl.create_default_context()
    try:
        if server.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.number, local_hostname=GREETING, timeout=timeout, context=context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.number, local_hostname=GREETING, timeout=timeout)
    except (OSError, smtplib.SMTPException) as error:
        raise _unreachable(server, error) from error
    smtp.set_debuglevel(0)  # whatever others have set, the password is not printed
    try:
        if server.security == "starttls":
            smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
        words = f"user={login.user}\1auth=Bearer {credential.secret}\1\1" if credential.is_token else ""
        words = words or f"\0{login.user}\0{credential.secret}"
        way = "XOAUTH2" if credential.is_token else "PLAIN"
        code, said = smtp.docmd("AUTH", f"{way} {base64.b64encode(words.encode()).decode()}")
        if code == 334:  # what a refused token is explained with
            code, said = smtp.docmd("")
    except (OSError, smtplib.SMTPException) as error:
        smtp.close()
        raise _unreachable(server, error) from error
    if code != 235:
        smtp.close()
        says = one_line(decoded(said)).replace(credential.secret, "…")
        if code < 500:
            raise SourceError(f"{server.host} asks for a pause: {says}", hint="try again in an hour")
        raise SignInError(f"{server.host} does not let {login.user} send: {says}", hint=login.hint)
    return smtp


def addressed(smtp: smtplib.SMTP, data: bytes) -> str:
    """Name sender and recipients, which are those that stand in the message; gives why one was refused."""
    headers = BytesHeaderParser().parsebytes(data)
    ((_, sender),) = getaddresses(headers.get_all("From", []))
    code, said = smtp.mail(sender, ["BODY=8BITMIME"] if smtp.has_extn("8bitmime") else [])
    if code != 250:
        return one_line(decoded(said))
    for _, address in getaddresses([*headers.get_all("To", []), *headers.get_all("Cc", [])]):
        code, said = smtp.rcpt(address)
        if code not in (250, 251):
            return f"{address}: {one_line(decoded(said))}"
    return ""


def handed_over(smtp: smtplib.SMTP, data: bytes) -> str:
    """Hand the message itself over; gives why it was refused."""
    try:
        code, said = smtp.data(data)
    except smtplib.SMTPDataError as error:
        code, said = error.smtp_code, error.smtp_error if isinstance(error.smtp_error, bytes) else b""
    return "" if code == 250 else one_line(decoded(said)) or str(code)


def _unreachable(server: SmtpServer, error: OSError) -> SourceError:
    broke = (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError)
    if not isinstance(error, smtplib.SMTPException) or isinstance(error, broke):
        return told(error, Server(host=server.host, port=server.number))
    return SourceError(
        f"{server.host} offers no encrypted, signed-in conversation on port {server.number}; nothing was sent",
        hint="check smtp_server, smtp_port (587 with starttls, 465 with tls) and smtp_security",
    )
