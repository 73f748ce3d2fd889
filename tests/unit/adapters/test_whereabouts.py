"""With whom a mailbox is: by the domain of its address, and by a name service of our own."""

import socketserver
import threading
from collections.abc import Iterator

import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from assistant.adapters.whereabouts import by_domain, by_name_service, has_calendars
from assistant.domain.accounts import Whereabouts
from assistant.errors import SourceError

TAKERS = {
    "bakery.example.": ["10 mx.unknown.example.", "1 ASPMX.L.GOOGLE.COM.", "5 alt1.aspmx.l.google.com."],
    "firm.example.": ["0 firm-example.mail.protection.outlook.com."],
    "quick.example.": ["10 in1-smtp.messagingengine.com."],
    "own.example.": ["10 mail.own.example."],
    "false.example.": ["10 notgoogle.com.", "20 google.com.evil.example."],
}


class Answers(socketserver.BaseRequestHandler):
    """Answers with what TAKERS says; for `broken.example` with a failure, for others that there is no such domain."""

    def handle(self) -> None:
        raw, socket = self.request
        query = dns.message.from_wire(raw)
        asked = query.question[0].name.to_text().lower()
        answer = dns.message.make_response(query)
        if asked == "broken.example.":
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif asked in TAKERS:
            answer.answer.append(dns.rrset.from_text(asked, 60, "IN", "MX", *TAKERS[asked]))
        elif asked != "silent.example.":
            answer.set_rcode(dns.rcode.NXDOMAIN)
        socket.sendto(answer.to_wire(), self.client_address)


@pytest.fixture(autouse=True)
def name_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], server.server_address[1]
        monkeypatch.setattr(dns.resolver, "default_resolver", resolver)
        yield
        server.shutdown()


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("ann@gmail.com", "gmail"),
        ("Ann@GoogleMail.com", "gmail"),
        ("ann@hotmail.com", "microsoft"),
        ("ann@live.com", "microsoft"),
        ("ann@icloud.com", "imap"),
        ("ann@gmx.de", "imap"),
        ("ann@proton.me", "imap"),
    ],
)
def test_large_providers_are_known_by_their_domains(address: str, kind: str) -> None:
    found = by_domain(address)
    assert found is not None
    assert (found.kind, found.server) == (kind, "")


def test_a_domain_of_ones_own_says_nothing_and_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dns.resolver, "default_resolver", None)
    monkeypatch.setattr(dns.resolver, "resolve", None)
    assert by_domain("ann@bakery.example") is None


@pytest.mark.parametrize(
    ("domain", "found"),
    [
        ("bakery.example", Whereabouts(kind="gmail")),
        ("FIRM.example", Whereabouts(kind="microsoft")),
        ("quick.example", Whereabouts(kind="imap", server="imap.fastmail.com")),
        ("own.example", None),
        ("false.example", None),
        ("silent.example", None),
    ],
)
def test_who_takes_the_mail_says_with_whom_it_is(domain: str, found: Whereabouts | None) -> None:
    assert by_name_service(f"ann@{domain}") == found


def test_a_domain_that_is_not_there_may_be_misspelt() -> None:
    with pytest.raises(SourceError, match=r"there is no domain bakry.example \(is the address written right\?\)"):
        by_name_service("ann@bakry.example")


@pytest.mark.parametrize("domain", ["broken.example", "a..b", f"{'x' * 70}.example"])
def test_a_name_service_that_fails_is_one_plain_line(domain: str) -> None:
    with pytest.raises(SourceError, match="could not be looked up"):
        by_name_service(f"ann@{domain}")


def test_calendars_are_offered_where_the_provider_has_them() -> None:
    assert has_calendars("ann@fastmail.com")
    assert not has_calendars("ann@bakery.example")
