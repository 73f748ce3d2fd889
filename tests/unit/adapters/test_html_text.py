"""HTML as plain text."""

import time

import pytest

from assistant.adapters.html_text import text_of


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


@pytest.mark.parametrize(
    "html", ["<div>" * 200_000, "<a><b><i>" * 60_000, "<a " * 300_000, "<!--" * 300_000, "<b></b>" * 200_000]
)
def test_hostile_nesting_takes_no_time(html: str) -> None:
    begun = time.monotonic()
    assert "Words" in text_of("Words" + html)
    assert time.monotonic() - begun < 10
