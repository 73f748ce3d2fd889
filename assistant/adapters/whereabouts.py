"""With whom a mailbox is: by the domain of its address, or by who takes the mail for that domain.

Which servers belong to whom is what the providers publish; none was tried with a live account.
"""

from assistant.adapters.dav.find import provider_of as calendars_of
from assistant.adapters.imap.providers import provider_of
from assistant.domain.accounts import AccountType, Whereabouts
from assistant.errors import SourceError

PATIENCE = 8.0  # seconds for the name service
_TAKERS: dict[str, tuple[AccountType, str]] = {
    "google.com": ("gmail", ""),
    "googlemail.com": ("gmail", ""),
    "outlook.com": ("microsoft", ""),
    "mail.icloud.com": ("imap", "imap.mail.me.com"),
    "messagingengine.com": ("imap", "imap.fastmail.com"),
    "zoho.com": ("imap", "imappro.zoho.com"),
    "zoho.eu": ("imap", "imappro.zoho.eu"),
    "mailbox.org": ("imap", "imap.mailbox.org"),
    "yahoodns.net": ("imap", "imap.mail.yahoo.com"),
    "secureserver.net": ("imap", "imap.secureserver.net"),
    "kundenserver.de": ("imap", "imap.ionos.de"),
    "ionos.com": ("imap", "imap.ionos.com"),
    "ionos.co.uk": ("imap", "imap.ionos.co.uk"),
    "ovh.net": ("imap", "ssl0.ovh.net"),
    "gandi.net": ("imap", "mail.gandi.net"),
    "strato.de": ("imap", "imap.strato.de"),
}
"""Who takes mail, by the end of their servers' names: which kind of account they are, and the server to read from."""


def by_domain(address: str) -> Whereabouts | None:
    """Where an address of a large provider is; None for every other one. Asks nobody."""
    known = provider_of(address)
    return Whereabouts(kind=known.kind) if known else None


def has_calendars(address: str) -> bool:
    """Whether the provider of an address is known to have calendars that are read with the same name and password."""
    return calendars_of(address) is not None


def by_name_service(address: str) -> Whereabouts | None:
    """Where the mail for an address's domain goes; None where that says nothing.

    Asks the name service that this machine always asks for the domain, and nobody else. Raises SourceError.
    """
    import dns.exception
    import dns.resolver

    domain = address.rpartition("@")[2]
    try:
        answer = dns.resolver.resolve(domain, "MX", lifetime=PATIENCE)
    except dns.resolver.NXDOMAIN as error:
        raise SourceError(f"there is no domain {domain}", hint="is the address written right?") from error
    except dns.resolver.NoAnswer:
        return None
    except (dns.exception.DNSException, OSError, ValueError) as error:
        raise SourceError(
            f"who takes mail for {domain} could not be looked up", hint="are you on the internet? try again, or choose"
        ) from error
    for record in sorted(answer, key=lambda record: record.preference):
        host = record.exchange.to_text(omit_final_dot=True).lower()
        for end, (kind, server) in _TAKERS.items():
            if host == end or host.endswith(f".{end}"):
                return Whereabouts(kind=kind, server=server)
    return None
