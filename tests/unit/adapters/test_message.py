"""One mail from its bytes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.adapters.formats.message import MAX_TEXT, first_id, people_in, read_message
from assistant.domain.documents import Content
from assistant.domain.people import Participant
from assistant.errors import ItemError

FALLBACK = datetime(2026, 11, 20, tzinfo=UTC)
HEAD = "From: Ann Lee <Ann@Acme.example>\nTo: Bob <bob@firm.example>\nSubject: Rates\nMessage-ID: <1@acme.example>\n"


def read(text: str | bytes) -> Content:
    raw = text if isinstance(text, bytes) else text.encode()
    return read_message(raw, source="inbox", locator="here", fallback=FALLBACK)


def body(text: str | bytes) -> str:
    return read(text).text.removeprefix("Rates\n\n")


def alternative(plain: str, rich: str) -> str:
    return (
        f'{HEAD}Content-Type: multipart/alternative; boundary="b"\n\n--b\nContent-Type: text/plain\n\n{plain}\n'
        f"--b\nContent-Type: text/html\n\n{rich}\n--b--\n"
    )


def test_text_is_the_subject_an_empty_line_and_the_body() -> None:
    content = read(f"{HEAD}Date: Mon, 2 Nov 2026 10:00:00 +0200\nCc: Cy <cy@x.example>, bob@firm.example\n\nWords.\n")
    assert content.text == "Rates\n\nWords."
    document = content.document
    assert document.title == "Rates"
    assert document.author == Participant(name="Ann Lee", address="ann@acme.example")
    assert [str(each) for each in document.listeners] == [
        "Bob <bob@firm.example>",
        "Cy <cy@x.example>",
        "bob@firm.example",
    ]
    assert document.when.utcoffset() == timedelta(hours=2)
    assert document.message_id == "<1@acme.example>"
    assert dict(content.headers)["cc"] == "Cy <cy@x.example>, bob@firm.example"


def test_the_id_follows_from_the_message_not_from_its_place() -> None:
    first = read_message(f"{HEAD}\nWords.".encode(), source="a", locator="x", fallback=FALLBACK)
    second = read_message(f"{HEAD}X-Status: RO\n\nWords.".encode(), source="b", locator="y", fallback=datetime.now(UTC))
    assert first.document.id == second.document.id
    assert read(HEAD.replace("<1@", "<2@") + "\nWords.").document.id != first.document.id


def test_without_a_message_id_the_words_make_the_id() -> None:
    head = HEAD.replace("Message-ID", "X-Other")
    assert read(f"{head}\nOne.").document.id != read(f"{head}\nTwo.").document.id
    assert read(f"{head}\nOne.").document.id == read(f"{head}X-Status: RO\n\nOne.").document.id


def test_undated_mail_is_dated_by_its_delivery_then_by_its_file() -> None:
    received = "Received: from x by y; Tue, 3 Nov 2026 08:00:00 +0000\n"
    assert read(f"{received}{HEAD}\nWords.").document.when == datetime(2026, 11, 3, 8, tzinfo=UTC)
    assert read(f"{HEAD}Date: nonsense\n\nWords.").document.when == FALLBACK
    assert read(f"{HEAD}Date: Mon, 2 Nov 0026 10:00:00 +0000\n\nWords.").document.when == datetime(
        2026, 11, 2, 10, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("header", "people"),
    [
        ('"Lee, Ann" <ann@x.example>', [Participant(name="Lee, Ann", address="ann@x.example")]),
        ("=?utf-8?q?Ann=2C_Lee?= <ann@x.example>", [Participant(name="Ann, Lee", address="ann@x.example")]),
        ("=?utf-8?q?A=0D=0ABcc=3A_e=40x?= <a@x.example>", [Participant(name="A Bcc: e@x", address="a@x.example")]),
        ("ANN@X.EXAMPLE", [Participant(address="ann@x.example")]),
        ("ann@x.example <ann@x.example>", [Participant(address="ann@x.example")]),
        ("Team: a@x.example, b@x.example;", [Participant(address="a@x.example"), Participant(address="b@x.example")]),
        ("a@x.example, a@x.example", [Participant(address="a@x.example")]),
        ("undisclosed-recipients:;", []),
        ("", []),
    ],
)
def test_people_in_headers(header: str, people: list[Participant]) -> None:
    assert list(people_in(header)) == people


@pytest.mark.parametrize(
    ("header", "id"),
    [("<a@b>", "<a@b>"), (" <[x@y]> ", "<[x@y]>"), ("a@b", "<a@b>"), ("", ""), ("<>", ""), ("<a> <b>", "<a>")],
)
def test_message_ids(header: str, id: str) -> None:
    assert first_id(header) == id


def test_plain_text_wins_unless_it_is_a_stub() -> None:
    assert body(alternative("Real words, plain.", "<p>Real words, rich.</p>")) == "Real words, plain."
    stub = alternative("See the HTML.", f"<p>{'Rich words follow here. ' * 10}</p>")
    assert body(stub).startswith("Rich words")
    assert body(alternative("", "<p>Only rich.</p>")) == "Only rich."


def test_attachments_stay_closed_but_forwarded_mail_is_read() -> None:
    text = body(
        HEAD + 'Content-Type: multipart/mixed; boundary="b"\n\n--b\n\nSee below.\n'
        "--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nsecret attachment\n"
        "--b\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\n"
        "--b\nContent-Type: message/rfc822\n\nFrom: Cy <cy@x.example>\nDate: Sun, 1 Nov 2026 10:00:00 +0000\n"
        "Subject: =?utf-8?q?Caf=C3=A9?=\n\nWe need a plumber.\n--b--\n"
    )
    assert text == (
        "See below.\n\n---------- Forwarded message ---------\nFrom: Cy <cy@x.example>\n"
        "Date: Sun, 1 Nov 2026 10:00:00 +0000\nSubject: Café\n\nWe need a plumber."
    )


@pytest.mark.parametrize("charset", ["utf-8", "us-ascii", "x-unknown", "", "punycode", "zlib"])
def test_character_sets(charset: str) -> None:
    declared = f"Content-Type: text/plain; charset={charset}\n" if charset else ""
    assert body(f"{HEAD}{declared}\nCafé".encode()) == "Café"


def test_windows_text_without_a_declaration() -> None:
    assert body(HEAD.encode() + b"\nCaf\xe9 \x93so\x94") == "Café “so”"


def test_what_cannot_be_seen_is_taken_out() -> None:
    assert body(f"{HEAD}\nA\0B\u202eC\u200bD\x1b[0m\u00adE\r\nF") == "ABCD[0mE\nF"


def test_lone_surrogates_become_question_marks() -> None:
    assert body(f"{HEAD}Content-Type: text/plain; charset=utf-7\n\nA+2AA-B") == "A\ufffdB"


@pytest.mark.parametrize(("depth", "is_read"), [(20, True), (40, False)])
def test_parts_are_opened_to_a_depth(depth: int, is_read: bool) -> None:
    opened = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    assert (body(f"{HEAD}{opened}\nDeep words") == "Deep words") is is_read


def test_long_text_is_cut() -> None:
    assert len(read(HEAD + "\n" + "word " * 400_000).text) <= MAX_TEXT


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "empty"),
        (b"A: b\nC: multipart/mixed; boundary=x\n" * 300, "nested too deeply"),
        (b"\n\nwords", "no headers"),
        (b"A: b\n\n" + b"x" * 25_000_000, "larger"),
        (b"A: b\n" + b"\n--x" * 20_000, "nested"),
    ],
)
def test_what_is_no_mail(raw: bytes, problem: str) -> None:
    with pytest.raises(ItemError, match=problem):
        read(raw)


PIECES = st.sampled_from(
    [
        *(b"From: ", b"To: ", b"Subject: ", b"Date: ", b"Message-ID: <", b"Content-Type: ", b"multipart/mixed"),
        *(b"; boundary=b", b"message/rfc822", b"text/html", b"text/plain", b"; charset=", b"utf-7", b"=?utf-8?q?"),
        *(
            b"=?x?b?",
            b"?=",
            b"--b",
            b"--b--",
            b"\n",
            b"\r\n",
            b"\n\n",
            b"<div>",
            b"<blockquote",
            b"@",
            b"(",
            b'"',
            b"[",
        ),
        b"Content-Transfer-Encoding: base64",
    ]
)


@given(raw=st.lists(st.one_of(PIECES, st.binary(max_size=12)), max_size=60).map(b"".join))
@settings(max_examples=400, deadline=None)
def test_arbitrary_bytes_give_a_mail_or_an_item_error(raw: bytes) -> None:
    try:
        content = read(raw)
    except ItemError:
        return
    content.text.encode("utf-8")
    assert content.document.when.tzinfo
    assert "\0" not in content.text
