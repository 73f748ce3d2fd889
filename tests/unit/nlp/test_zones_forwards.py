"""Whose words a forwarded message is read as, and that no text is too strange to be cut into zones."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import Medium, Text, Who
from nlp.sentences import split_sentences
from nlp.turns import split_turns
from nlp.zones import Zone, zone_lines

TOM = Who(name="Tom Ray", address="tom@firm.example")
BO = Who(name="Bo Ek", address="bo@hill.example")
POINT = "Our boiler died and nobody comes."

INNER = {
    "Gmail": """---------- Forwarded message ---------
From: Bo Ek <bo@hill.example>
Date: Mon, Mar 3, 2025 at 10:12 AM
Subject: Boiler
To: Ann Lee <ann@acme.example>

""",
    "Apple Mail, quoted": """Begin forwarded message:

> From: Bo Ek <bo@hill.example>
> Subject: Boiler
> Date: 3 March 2025 at 10:12:00 GMT
> To: Ann Lee <ann@acme.example>
>
> """,
    "Outlook": """From: Bo Ek <bo@hill.example>
Sent: Monday, March 3, 2025 10:12 AM
To: Ann Lee
Subject: Boiler

""",
    "Outlook, old": """-----Original Message-----
From: Bo Ek [mailto:Bo@Hill.example]
Sent: Monday, March 3, 2025 10:12 AM
To: Ann Lee
Subject: Boiler

""",
    "Thunderbird": """-------- Forwarded Message --------
Subject: Boiler
Date: Mon, 3 Mar 2025 10:12:00 +0000
From: Bo Ek <bo@hill.example>
To: Ann Lee <ann@acme.example>

""",
    "German": """-------- Weitergeleitete Nachricht --------
Von: Bo Ek <bo@hill.example>
Gesendet: Montag, 3. März 2025
An: Ann Lee
Betreff: Heizung

""",
    "an attached mail": """---------- Forwarded message ---------
From: "Bo Ek" <bo@hill.example>
Date: Mon, 3 Mar 2025 10:12:00 +0000
Subject: Boiler

""",
}
NOTES = [
    "",
    "FYI\n\n",
    "Hi Tom,\n\nSee below. Any ideas whom they could ask about this?\n\nThanks,\nAnn\n\n",
    "Thoughts?\n\n",
    "Tom, this came from the farm next door, and they are at their wits' end. Whom did you use for your own house?\n\n",
]


def read(body: str, title: str = "Fwd: Boiler") -> dict[str, tuple[Zone, Who | None]]:
    text = Text(body=body, title=title, medium=Medium.EMAIL, author=TOM)
    return {body[line.start : line.end]: (line.zone, line.author) for line in zone_lines(text, 100_000)}


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("head", INNER.values(), ids=INNER)
def test_the_inner_author_speaks_where_the_note_only_hands_on(head: str, note: str) -> None:
    assert read(f"{note}{head}{POINT}")[POINT] == (Zone.NEW, BO)


@pytest.mark.parametrize("head", INNER.values(), ids=INNER)
def test_under_a_message_of_its_own_a_forward_is_quoted(head: str) -> None:
    own = "Tom, please pay the plumber for the work that he did last week at our other house."
    found = {line.lstrip("> "): zone for line, (zone, _) in read(f"{own}\n\n{head}{POINT}").items()}
    assert (found[own], found[POINT]) == (Zone.NEW, Zone.QUOTED)


def test_what_the_inner_author_quoted_stays_quoted() -> None:
    found = read(f"FYI\n\n{INNER['Gmail']}{POINT}\n\nOn 2 Mar 2025, Cy <cy@x.example> wrote:\n> All well?\n")
    assert found[POINT] == (Zone.NEW, BO)
    assert found["> All well?"][0] is Zone.QUOTED


def test_a_forward_of_a_forward_is_opened() -> None:
    inner = INNER["Outlook"].replace("Bo Ek <bo@hill.example>", "Cy Holt <cy@holt.example>")
    found = read(f"FYI\n\n{INNER['Gmail']}See below\n\n{inner}{POINT}")
    assert found[POINT] == (Zone.NEW, Who(name="Cy Holt", address="cy@holt.example"))


def test_the_signature_in_a_forward_is_none_of_its_words() -> None:
    found = read(f"FYI\n\n{INNER['Gmail']}{POINT}\n\nRegards,\nBo Ek\nHill Farm Ltd, 020 7946 0000\n")
    assert found["Hill Farm Ltd, 020 7946 0000"][0] is Zone.SIGNATURE


def test_an_empty_answer_hands_on_what_stands_below() -> None:
    assert read(f"{INNER['Outlook']}{POINT}", title="RE: Boiler")[POINT] == (Zone.NEW, BO)


def test_a_short_answer_hands_nothing_on() -> None:
    assert read(f"Yes.\n\n{INNER['Outlook']}{POINT}", title="RE: Boiler")[POINT] == (Zone.QUOTED, None)


@pytest.mark.parametrize(
    ("value", "who"),
    [
        ("Bo Ek <Bo@Hill.example>", BO),
        ('"Bo Ek" <bo@hill.example>', BO),
        ("Bo Ek [mailto:bo@hill.example]", BO),
        ("Bo Ek (bo@hill.example)", BO),
        ("bo@hill.example", Who(address="bo@hill.example")),
        ("Bo Ek", Who(name="Bo Ek")),
        ("*Bo Ek*", Who(name="Bo Ek")),
    ],
)
def test_ways_to_write_a_sender(value: str, who: Who) -> None:
    body = f"From: {value}\nSent: Monday\nTo: Ann\nSubject: Boiler\n\n{POINT}"
    assert read(body)[POINT] == (Zone.NEW, who)


@pytest.mark.parametrize(
    "body",
    [
        "word " * 1_000_000,
        "a" * 5_000_000,
        "> " * 100_000,
        "\n".join(">" * min(level, 40) + " x" for level in range(20_000)),
        "\n" * 50_000,
        "From: x\nTo: y\nSubject: z\n" * 6_000,
        "On 3 March 2025, a@b.example wrote:\n" * 4_000,
        "On 3 March 2025, a@b.example wrote:\n> x\n" * 4_000,
        "-----Original Message-----\n> x\n" * 4_000,
        "---------- Forwarded message ---------\nFrom: a@b.example\nDate: x\nTo: y\n\n" * 2_000,
        "Thanks,\nAnn\n" * 8_000,
        "unsubscribe passcode confidential " * 8_000,
        "unsubscribe passcode confidential\n" * 4_000,
        "--\n" * 20_000,
        "(((((((((" * 60_000,
        "1.2.3.4.5.6.7.8.9." * 40_000,
        "a@a@a@a@" * 100_000,
        "wrote " * 100_000 + ":",
        "x\u2028" * 20_000,
        "İ" * 300_000,
    ],
    ids=range(20),
)
def test_hostile_bodies_take_linear_time(body: str) -> None:
    begun = time.process_time()
    text = Text(body=body, title="Fwd: x", medium=Medium.EMAIL, author=TOM)
    for stretch in split_turns(text, zone_lines(text, 1_000_000)):
        assert all(part.end > part.start for part in split_sentences(body, stretch))
    assert time.process_time() - begun < 10


PIECES = st.sampled_from(
    [
        *INNER.values(), *NOTES, POINT, "> ", ">>", "\n", "\n\n", "\r\n", "--\n", "Thanks,\n", "wrote:", "Fwd:", "İ",
        "\u2028",
        "On Mon, 3 Mar 2025, Bo <bo@hill.example> wrote:\n", "Join Zoom Meeting\n", "Sent from my iPhone\n", "```\n",
        "|a|b|c|\n",
    ]
)  # fmt: skip


@given(
    pieces=st.lists(PIECES | st.text(max_size=30), max_size=14),
    medium=st.sampled_from(list(Medium)),
    title=st.text(max_size=8),
    limit=st.integers(min_value=0, max_value=600),
    zoned=st.booleans(),
)
def test_lines_never_leave_the_body(pieces: list[str], medium: Medium, title: str, limit: int, zoned: bool) -> None:
    body = "".join(pieces)
    text = Text(body=body, title=title, medium=medium, author=TOM)
    lines = zone_lines(text, limit, zoned=zoned)
    bounds = [bound for line in lines for bound in (line.start, line.end)]
    assert bounds == sorted(bounds)
    assert bounds[0] >= 0
    assert bounds[-1] <= min(limit, len(body))
    for stretch in split_turns(text, lines):
        last = stretch.start
        for part in split_sentences(body, stretch):
            assert last <= part.start < part.end <= stretch.end
            last = part.end
