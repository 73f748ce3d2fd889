"""HTML as plain text."""

import time

import pytest

from assistant.adapters.formats.html_text import text_of


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>Two<br><br>Three", "One\nTwo\n\nThree"),
        ("<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo"),
        ("<div>Hello <b>there</b>,\n you</div>", "Hello there, you"),
        ("<ul><li>One</li><li>Two</li></ul>", "- One\n- Two"),
        ("<table><tr><td>A</td><td>B</td></tr></table>", "A\nB"),
        ("<pre>a  b\n  c</pre>", "a  b\n  c"),
        ("caf&eacute;&nbsp;&amp; co", "café & co"),
        ("<head><title>T</title><style>p{}</style></head><script>x</script>Words", "Words"),
        ("<div style='display: none'>no</div><span hidden>no</span><p style='font-size:0'>no</p>Yes", "Yes"),
        ("<p style='font-size:0.9em'>Yes</p>", "Yes"),
        ("Hi<hr>There", "Hi\n---\nThere"),
        ("<img src='https://x.example/pixel.gif' alt='tracker'>Words", "Words"),
        ("", ""),
    ],
)
def test_what_a_reader_sees(html: str, text: str) -> None:
    assert text_of(html) == text


def test_gmail_quotes() -> None:
    quoted = text_of(
        '<div>New.</div><div class="gmail_quote"><div>On Mon, Ann wrote:<br></div>'
        '<blockquote class="gmail_quote"><div>Old.</div><blockquote type="cite">Older.</blockquote></blockquote></div>'
    )
    assert quoted == "New.\nOn Mon, Ann wrote:\n\n> Old.\n>\n>> Older."


def test_outlook_keeps_the_header_block_of_what_it_quotes() -> None:
    quoted = text_of(
        '<p>New.</p><hr><div id="divRplyFwdMsg"><b>From:</b> Ann &lt;a@x.example&gt;<br>'
        "<b>Sent:</b> Monday<br></div><div>Old.</div>"
    )
    assert quoted == "New.\n\n---\nFrom: Ann <a@x.example>\nSent: Monday\nOld."


def test_an_indented_block_is_no_quote() -> None:
    assert text_of('<blockquote style="margin:0 0 0 40px;border:none">Mine.</blockquote>') == "Mine."


def test_word_writes_a_bar_beside_a_quote() -> None:
    bar = "border:none;border-left:solid #CCCCCC 1.0pt;padding:0in 0in 0in 6.0pt"
    assert text_of(f'<p>New.</p><blockquote style="{bar}"><p>Old.</p></blockquote>') == "New.\n\n> Old."


def test_outlook_heads_what_it_quotes_with_a_line_above() -> None:
    quoted = text_of(
        '<p>New.</p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>From:</b> Ann &lt;a@x.example&gt;<br>'
        "<b>Sent:</b> Monday<br><b>To:</b> Bo<br><b>Subject:</b> RE: Yard<o:p></o:p></p></div><p>Old.</p>"
    )
    assert quoted == "New.\n\nFrom: Ann <a@x.example>\nSent: Monday\nTo: Bo\nSubject: RE: Yard\n\nOld."


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            '<div>New.</div><div class="moz-cite-prefix">On 3/3/25, Ann wrote:<br></div>'
            '<blockquote type="cite" cite="mid:1@x.example"><p>Old.</p></blockquote>',
            "New.\nOn 3/3/25, Ann wrote:\n\n> Old.",
        ),
        (
            '<div>New.</div><div class="yahoo_quoted"><div>On Monday, Ann wrote:</div><div>Old.</div></div>',
            "New.\nOn Monday, Ann wrote:\nOld.",
        ),
        (
            '<div>New.</div><div class="protonmail_quote">On Monday, Ann wrote:<br>'
            '<blockquote class="protonmail_quote" type="cite">Old.</blockquote></div>',
            "New.\nOn Monday, Ann wrote:\n\n> Old.",
        ),
        (
            'One.<blockquote type="cite">Old.</blockquote>Two.<blockquote type="cite">Older.</blockquote>Three.',
            "One.\n\n> Old.\n\nTwo.\n\n> Older.\n\nThree.",
        ),
    ],
    ids=["Thunderbird", "Yahoo", "Proton", "answers between"],
)
def test_quotes_of_other_programs(html: str, text: str) -> None:
    assert text_of(html) == text


@pytest.mark.parametrize(
    "html",
    [
        '<div>New.</div><div class="gmail_signature">Ann<br>Gates!</div>',
        '<div>New.</div><span>-- <br></span><div class="gmail_signature">Ann<br>Gates!</div>',
        '<div>New.</div><div class="moz-signature">-- <br>Ann<br>Gates!</div>',
        '<div>New.</div><div id="Signature">Ann<br>Gates!</div>',
    ],
)
def test_a_signature_has_its_line_above(html: str) -> None:
    assert text_of(html) == "New.\n--\nAnn\nGates!"
    quoting = text_of(f'{html}<div id="appendonsend"></div><hr><div id="divRplyFwdMsg">From: Bo</div>')
    assert quoting == "New.\n--\nAnn\nGates!\n---\nFrom: Bo"


def test_words_below_a_signature_are_none_of_it() -> None:
    assert (
        text_of('<div>New.</div><div id="Signature">Ann</div><div>One thing more.</div>')
        == "New.\nAnn\nOne thing more."
    )


@pytest.mark.parametrize(
    "html", ["<div>" * 200_000, "<a><b><i>" * 60_000, "<a " * 300_000, "<!--" * 300_000, "<b></b>" * 200_000]
)
def test_hostile_nesting_takes_no_time(html: str) -> None:
    begun = time.process_time()
    assert "Words" in text_of("Words" + html)
    assert time.process_time() - begun < 10
