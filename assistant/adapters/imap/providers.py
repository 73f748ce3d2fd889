"""Where the large mail providers have their servers, and what they want instead of the usual password.

Written down from general knowledge and not tried; a wrong line costs a question in `assistant connect imap`, nothing
more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.adapters.imap.connection import Server
from assistant.domain.accounts import AccountType, Security

FOR_APPS = "an app password, made only for this assistant, not your usual one"


@dataclass(frozen=True, kw_only=True, slots=True)
class Provider:
    """The servers of a provider. `wants` says which password, and where it is made; `instead` what serves better where
    none will do. `login` is the sign-in that it wants in place of a password, `kind` the kind of account that serves
    its users best.
    """

    imap: str
    smtp: str
    smtp_port: int = 465
    smtp_security: Security = "tls"
    wants: str = ""
    instead: str = ""
    kind: AccountType = "imap"
    login: Literal["password", "microsoft"] = "password"


_APPLE = Provider(
    imap="imap.mail.me.com",
    smtp="smtp.mail.me.com",
    smtp_port=587,
    smtp_security="starttls",
    wants=f"{FOR_APPS}: account.apple.com, Sign-In and Security, App-Specific Passwords",
)
_YAHOO = Provider(
    imap="imap.mail.yahoo.com",
    smtp="smtp.mail.yahoo.com",
    wants=f"{FOR_APPS}: login.yahoo.com/account/security, App passwords",
)
_AOL = Provider(
    imap="imap.aol.com", smtp="smtp.aol.com", wants=f"{FOR_APPS}: login.aol.com/account/security, App passwords"
)
_IMAP_ON = "first allow IMAP on its web page: Settings, POP3 & IMAP; with two-factor sign-in, an app password"
_GMX = Provider(
    imap="imap.gmx.net",
    smtp="mail.gmx.net",
    smtp_port=587,
    smtp_security="starttls",
    wants=f"your password; {_IMAP_ON}",
)
_GMX_COM = Provider(imap="imap.gmx.com", smtp="mail.gmx.com", wants=f"your password; {_IMAP_ON}")
_WEB_DE = Provider(
    imap="imap.web.de",
    smtp="smtp.web.de",
    smtp_port=587,
    smtp_security="starttls",
    wants=f"your password; {_IMAP_ON}",
)
_FASTMAIL = Provider(
    imap="imap.fastmail.com",
    smtp="smtp.fastmail.com",
    wants=f"{FOR_APPS}: Settings, Privacy & Security, Manage app passwords",
)
_ZOHO_WAY = "first allow IMAP: Settings, Mail accounts; with two-factor sign-in, an app password"
_ZOHO = Provider(imap="imap.zoho.com", smtp="smtp.zoho.com", wants=_ZOHO_WAY)
_ZOHO_EU = Provider(imap="imap.zoho.eu", smtp="smtp.zoho.eu", wants=_ZOHO_WAY)
_GOOGLE = Provider(
    imap="imap.gmail.com",
    smtp="smtp.gmail.com",
    wants=f"{FOR_APPS}: myaccount.google.com/apppasswords (or sign in to Google: assistant connect gmail)",
    kind="gmail",
)
_MICROSOFT = Provider(
    imap="outlook.office365.com",
    smtp="smtp.office365.com",
    smtp_port=587,
    smtp_security="starttls",
    instead="The simpler way is: assistant connect microsoft. It may do less, and reads your calendar too.",
    login="microsoft",
    kind="microsoft",
)
_PROTON = Provider(
    imap="127.0.0.1",
    smtp="127.0.0.1",
    instead="Proton's mail is read through its own Proton Mail Bridge, which cannot be verified from here",
)
_YANDEX = Provider(
    imap="imap.yandex.com", smtp="smtp.yandex.com", wants=f"{FOR_APPS}: id.yandex.com/security, App passwords"
)
_T_ONLINE = Provider(
    imap="secureimap.t-online.de",
    smtp="securesmtp.t-online.de",
    wants="the password for mail programs, set in the Telekom customer centre",
)
_DOMAINS = {
    "icloud.com me.com mac.com": _APPLE,
    "yahoo.com ymail.com rocketmail.com yahoo.co.uk yahoo.de yahoo.fr yahoo.es yahoo.it yahoo.ca yahoo.ie": _YAHOO,
    "aol.com verizon.net": _AOL,
    "gmx.net gmx.de gmx.at gmx.ch": _GMX,
    "gmx.com gmx.co.uk gmx.us gmx.fr gmx.es": _GMX_COM,
    "web.de": _WEB_DE,
    "fastmail.com fastmail.fm": _FASTMAIL,
    "zoho.com zohomail.com": _ZOHO,
    "zoho.eu zohomail.eu": _ZOHO_EU,
    "gmail.com googlemail.com": _GOOGLE,
    "outlook.com hotmail.com live.com msn.com hotmail.co.uk outlook.de outlook.fr": _MICROSOFT,
    "proton.me protonmail.com pm.me": _PROTON,
    "yandex.com yandex.ru": _YANDEX,
    "t-online.de": _T_ONLINE,
    "mailbox.org": Provider(imap="imap.mailbox.org", smtp="smtp.mailbox.org"),
    "posteo.de posteo.net": Provider(imap="posteo.de", smtp="posteo.de"),
    "orange.fr wanadoo.fr": Provider(imap="imap.orange.fr", smtp="smtp.orange.fr"),
    "free.fr": Provider(imap="imap.free.fr", smtp="smtp.free.fr"),
    "comcast.net": Provider(imap="imap.comcast.net", smtp="smtp.comcast.net"),
    "btinternet.com": Provider(imap="mail.btinternet.com", smtp="mail.btinternet.com"),
}
_KNOWN = {domain: provider for domains, provider in _DOMAINS.items() for domain in domains.split()}


def provider_of(address: str) -> Provider | None:
    """The provider of a mail address; None for one that is not known here."""
    return _KNOWN.get(address.rpartition("@")[2].lower())


def candidates(address: str, port: int = 0) -> Iterator[Server]:
    """Where the server of an address may be, the likeliest first. Nothing is tried without encryption."""
    domain = address.rpartition("@")[2].lower()
    known = provider_of(address)
    hosts = [known.imap] if known else [f"imap.{domain}", f"mail.{domain}", domain]
    for host in hosts:
        yield Server(host=host, port=port)
    if not known:
        yield from (Server(host=host, port=port, security="starttls") for host in hosts)


def readable(secret: str, known: Provider | None) -> str:
    """A password as it is meant: app passwords are shown in groups, which are no part of them."""
    grouped = known is not None and FOR_APPS in known.wants
    return secret.replace(" ", "").strip() if grouped else secret
