"""The bytes of an approved draft: the same each time, and nothing in it can become a header."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.adapters.formats.mime import compose
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.people import Participant
from assistant.errors import ConsentError, DeliveryError, TransitionError

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SENDER = Participant(name="Helen Marsh", address="helen@marsh.example")
HEADERS = {
    "from", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references",
    "x-followup-draft", "mime-version", "content-type",
}  # fmt: skip


def approved(**more: object) -> Draft:
    plain: dict[str, object] = {
        "id": "d-abcdefghij",
        "introduction_id": "i-abcdefghij",
        "kind": DraftKind.JOINT,
        "to": (Participant(name="Anna Okafor", address="anna@bakery.example"),),
        "cc": (Participant(name="Zoë Łuk, Ltd", address="zoe@payroll.example"),),
        "subject": "Anna Okafor, meet Zoë Łuk",
        "text": "Dear Anna and Zoë,\n\nI will leave it with you.\n",
        "html": "<p>Dear Anna and Zoë,</p>",
        "created_at": AT,
    }
    draft = Draft(**(plain | more))  # type: ignore[arg-type]
    return draft.approved(draft.hash, at=AT)


def parsed(data: bytes) -> EmailMessage:
    return message_from_bytes(data, policy=default)


def part(mail: EmailMessage, subtype: str) -> str:
    found = mail.get_body((subtype,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")


def test_a_mail_program_reads_what_was_approved() -> None:
    draft = approved(in_reply_to="<ask@x.example>", references=("<first@x.example>", "<ask@x.example>"))
    mail = parsed(compose(draft, sender=SENDER))
    assert [str(mail[name]) for name in ("From", "To", "Subject")] == [
        "Helen Marsh <helen@marsh.example>",
        "Anna Okafor <anna@bakery.example>",
        "Anna Okafor, meet Zoë Łuk",
    ]
    assert [(who.display_name, who.addr_spec) for who in mail["Cc"].addresses] == [
        ("Zoë Łuk, Ltd", "zoe@payroll.example")
    ]
    assert mail["Date"].datetime == AT
    assert mail["Message-ID"] == f"<d-abcdefghij.{draft.hash[:16]}@marsh.example>"
    assert mail["In-Reply-To"] == "<ask@x.example>"
    assert mail["References"] == "<first@x.example> <ask@x.example>"
    assert mail["X-Followup-Draft"] == draft.id
    assert mail.get_content_type() == "multipart/alternative"
    assert [each.get_content_type() for each in mail.iter_parts()] == ["text/plain", "text/html"]
    assert part(mail, "plain") == draft.text
    assert part(mail, "html").strip() == draft.html
    assert {name.lower() for name in mail} == HEADERS
    assert mail.defects == []


def test_the_same_draft_gives_the_same_bytes_and_another_text_another_message_id() -> None:
    one, other = approved(), approved(text="Something else.\n")
    assert compose(one, sender=SENDER) == compose(one, sender=SENDER)
    assert compose(one, sender=SENDER).isascii()
    assert parsed(compose(one, sender=SENDER))["Message-ID"] != parsed(compose(other, sender=SENDER))["Message-ID"]


def test_only_the_text_that_was_approved_becomes_a_mail() -> None:
    draft = approved()
    waiting = draft.edited(subject="Other", text="Other", html="Other")
    for refused in (waiting, replace(draft, text="Other")):
        with pytest.raises(ConsentError):
            compose(refused, sender=SENDER)


def test_long_message_ids_of_others_are_kept_whole() -> None:
    long = tuple(f"<{sign * 120}@mail.example>" for sign in "abc")
    raw = compose(approved(in_reply_to=long[2], references=long[:2]), sender=SENDER)
    assert all(f"{known}\r\n".encode() in raw for known in long)
    assert str(parsed(raw)["References"]).split() == list(long)


@pytest.mark.parametrize("text", ["\x00\x1b[31m", "half \ud800 a sign", "\r\r\n.\n..\nFrom me\n--=_\n", "", "é" * 2000])
def test_any_text_can_be_carried(text: str) -> None:
    raw = compose(approved(text=text), sender=SENDER)
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.count(b"\n") == raw.count(b"\r\n")
    wanted = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ud800", "?")
    assert part(parsed(raw), "plain").rstrip("\n") == wanted.rstrip("\n")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anna",
        "a@",
        "@x.example",
        "a@b@c",
        "a b@x.example",
        "a@x..example",
        "<a@x.example>",
        "jörg@x.example",
        "a@x.example, b@y.example",
        "a@x.example\x0bBcc: b",
        "a@" + "x" * 70 + ".example",
    ],
)
def test_an_address_that_is_none_is_refused_and_named(address: str) -> None:
    with pytest.raises(DeliveryError, match="no address that a mail can carry"):
        compose(approved(to=(Participant(name="Anna", address=address),)), sender=SENDER)


def test_a_name_is_one_line_of_plain_signs() -> None:
    raw = compose(
        approved(to=(Participant(name="Anna\x0bBcc:\u2028\u202ex", address="anna@x.example"),)), sender=SENDER
    )
    assert parsed(raw)["To"].addresses[0].display_name == "Anna Bcc: x"


def test_a_domain_in_another_script_is_carried() -> None:
    raw = compose(approved(to=(Participant(name="Jörg", address="jorg@müller.example"),)), sender=SENDER)
    assert parsed(raw)["To"].addresses[0].addr_spec == "jorg@xn--mller-kva.example"


def test_a_draft_to_nobody_is_refused() -> None:
    with pytest.raises(DeliveryError, match="nobody to go to"):
        compose(approved(to=()), sender=SENDER)


def test_a_draft_id_that_is_no_id_is_refused() -> None:
    with pytest.raises(DeliveryError, match="cannot be the id"):
        compose(approved(id="../x"), sender=SENDER)


@settings(max_examples=60, deadline=None)
@given(
    name=st.text(max_size=60),
    subject=st.text(max_size=120) | st.just("x\x0bBcc: eve@evil.example\x85\u2028To: eve@evil.example"),
    reference=st.text(max_size=60),
    text=st.text(max_size=200),
)
def test_nothing_in_a_draft_becomes_a_header(name: str, subject: str, reference: str, text: str) -> None:
    to = (Participant(name=name, address="anna@bakery.example"),)
    try:
        draft = approved(to=to, subject=subject, in_reply_to=reference, references=(reference,), text=text)
    except TransitionError:  # the domain refuses line breaks itself
        assert any(sign in name + subject + reference for sign in "\r\n\0")
        return
    mail = parsed(compose(draft, sender=SENDER))
    assert {each.lower() for each in mail} <= HEADERS
    assert len(mail.keys()) == len(set(mail.keys()))
    assert [who.addr_spec for who in mail["To"].addresses] == ["anna@bakery.example"]
    assert [who.addr_spec for who in mail["Cc"].addresses] == ["zoe@payroll.example"]
    assert len(list(mail.iter_parts())) == 2


WORDS = (
    "Zoë",
    "Ünal",
    "de",
    "la",
    "O'Brien",
    "Müller-Lüdenscheidt",
    "Jr.",
    "Łukasz",
    "日本",
    "(x)",
    '"q"',
    "–",
    "=?",
    "?=",
)


@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=14))
def test_words_of_a_subject_and_of_a_name_stay_apart_and_whole(words: list[str]) -> None:
    said = " ".join(words)
    mail = message_from_bytes(
        compose(approved(to=(Participant(name=said, address="a@b.example"),), subject=said), sender=SENDER)
    )
    shown, _ = parseaddr(mail["To"].replace("\r\n", ""))
    assert str(make_header(decode_header(mail["Subject"].replace("\r\n", "")))) == said
    assert str(make_header(decode_header(shown))) == said
