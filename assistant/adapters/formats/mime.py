"""Mails as bytes: an approved draft, which always gives the same ones, and a mail to oneself."""

import hashlib
import re
from email.header import Header
from email.headerregistry import Address, AddressHeader
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

from assistant.adapters.phrases import one_line
from assistant.domain.drafts import Draft
from assistant.domain.people import Participant
from assistant.domain.threads import message_id_of
from assistant.errors import ConsentError, DeliveryError
from assistant.ports import ToOneself

MARKER = "X-Followup-Draft"
TO_ONESELF = "X-Followup-Digest"
ASSISTANT = "Follow-up assistant"
SAFE_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")
LOCAL_PART = re.compile(r"[!#-'*+\-./0-9=?A-Z^_`a-z{|}~]{1,64}")  # RFC 5322's atoms and dots
DOMAIN = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
MESSAGE_ID = re.compile(r"[!-;=?-~]{1,900}")


class _Policy(EmailPolicy):
    """As EmailPolicy, but message ids and spaces stay as they are.

    EmailPolicy encodes a subject or a name word by word where it has to fold the line, and a space between two encoded
    words is none to who reads them: "Zoë Ünal" could arrive as "ZoëÜnal". Here each is encoded as a whole.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name in ("In-Reply-To", "References"):
            folded = f"{self.linesep} ".join(value.split())
        elif name == "Subject" and not value.isascii():
            folded = self._encoded(value, name)
        elif isinstance(value, AddressHeader) and not str(value).isascii():
            folded = f",{self.linesep} ".join(self._person(address) for address in value.addresses)
        else:
            return super().fold_binary(name, value)
        return f"{name}: {folded}{self.linesep}".encode("ascii")

    def _person(self, address: Address) -> str:
        if address.display_name.isascii():
            return str(address)
        return f"{self._encoded(address.display_name, '')}{self.linesep} <{address.addr_spec}>"

    def _encoded(self, text: str, name: str) -> str:
        return Header(text, "utf-8", header_name=name, maxlinelen=self.max_line_length).encode(linesep=self.linesep)


POLICY = _Policy(linesep="\r\n", max_line_length=78)


def compose(draft: Draft, *, sender: Participant, unsent: bool = False) -> bytes:
    """The mail: plain text with its HTML twin, UTF-8, lines that end in CR LF, dated when it was approved.

    `unsent` adds the header that makes desktop mail programs open a file for sending. Raises ConsentError for a text
    that was not approved, DeliveryError where an address or the draft's id cannot stand in a header.
    """
    if draft.approved_at is None or draft.approved_hash != draft.hash:
        raise ConsentError(f"{draft.id} is not a text that was approved", hint=f"assistant drafts show {draft.id}")
    if not SAFE_ID.fullmatch(draft.id):
        raise DeliveryError(f"{draft.id!a} cannot be the id of a draft")
    if not draft.to:
        raise DeliveryError(f"{draft.id} has nobody to go to", hint="give the person an address")
    message = EmailMessage(policy=POLICY)
    message["From"] = _address(sender, draft.id)
    message["To"] = [_address(who, draft.id) for who in draft.to]
    if draft.cc:
        message["Cc"] = [_address(who, draft.id) for who in draft.cc]
    message["Subject"] = one_line(draft.subject)
    message["Date"] = draft.approved_at
    message["Message-ID"] = message_id(draft, sender)
    answered = _message_ids(draft.in_reply_to)
    if answered:
        message["In-Reply-To"] = answered[0]
    thread = dict.fromkeys([*(known for item in draft.references for known in _message_ids(item)), *answered[:1]])
    if thread:
        message["References"] = " ".join(thread)
    message[MARKER] = draft.id
    if unsent:
        message["X-Unsent"] = "1"
    return _with_body(message, draft.text, draft.html, boundary=draft.approved_hash[:40])


def compose_to_oneself(mail: ToOneself, *, user: Participant) -> bytes:
    """A mail from the assistant to the user, from the user's own address, so that an answer comes back to them.

    Raises DeliveryError where the address cannot stand in a header.
    """
    own = _address(user, "your own address")
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(display_name=ASSISTANT, username=own.username, domain=own.domain)
    message["To"] = own
    message["Subject"] = one_line(mail.words.subject)
    message["Date"] = mail.at
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"  # nothing that answers by itself answers it (RFC 3834)
    message[TO_ONESELF] = "1"
    boundary = hashlib.sha256(mail.message_id.encode()).hexdigest()[:40]
    return _with_body(message, mail.words.text, mail.words.html, boundary=boundary)


def _with_body(message: EmailMessage, text: str, html: str, *, boundary: str) -> bytes:
    message.set_content(_body(text), cte="quoted-printable")
    message.add_alternative(_body(html), subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{boundary}")
    return message.as_bytes()


def message_id(draft: Draft, sender: Participant) -> str:
    """The id of the draft's message. It changes with the text."""
    return message_id_of(draft, _address(sender, draft.id).domain)


def _address(who: Participant, what: str) -> Address:
    """Raises DeliveryError for what is no single plain address."""
    local, _, domain = who.address.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        domain = ""
    if not (LOCAL_PART.fullmatch(local) and DOMAIN.fullmatch(domain)):
        raise DeliveryError(
            f"{what}: {who.address!a} is no address that a mail can carry", hint="correct the person's address"
        )
    return Address(display_name=one_line(who.name), username=local, domain=domain)


def _message_ids(value: str) -> list[str]:
    """The message ids in a header's value, in angle brackets; whatever else is there is left out."""
    return [f"<{token}>" for token in MESSAGE_ID.findall(value) if "@" in token]


def _body(text: str) -> str:
    """`text` with plain line ends; half a character, which UTF-8 cannot hold, becomes a question mark."""
    return text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode("utf-8")
