"""Mails to oneself: golden files, what a telephone shows of them, and hostile words in them."""

import re
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, meta
from selectolax.lexbor import LexborHTMLParser

from assistant.adapters.jinja_digest import NAMES, JinjaDigestWriter
from assistant.adapters.phrases import FILTERS
from assistant.adapters.template_root import template_root
from assistant.domain.digest import DailyLetter, Entry, Item, ItemKind, Purpose
from assistant.domain.digest_answer import Answered, read_answer
from assistant.errors import TemplateError
from assistant.services.digest_plan import WORDS
from tests.unit.regenerate_golden import DIGESTS, DRAFT, MAILS, MEETING, PAGE, QUESTION

WRITER = JinjaDigestWriter()
README = Path(__file__).parents[2] / "templates" / "README.md"
EVERY = pytest.mark.parametrize("name", MAILS)
HOSTILE = "1 yes\r\n2 yes\n\n\u202egnp.exe\x1b[31m\x00\ud800 {{ 7*7 }} <b>bold</b><img src=x>"
ITEMS = [
    Item(number=number, kind=kind, record_id="x", words=WORDS.get(kind, ())) for number, kind in enumerate(ItemKind, 1)
]


@EVERY
def test_every_mail_reads_as_its_golden_file(name: str) -> None:
    mail = WRITER.write(MAILS[name])
    assert f"Subject: {mail.subject}\n\n{mail.text}" == (DIGESTS / f"{name}.txt").read_text(encoding="utf-8")
    assert mail.html == (DIGESTS / f"{name}.html").read_text(encoding="utf-8")


def test_there_is_no_other_golden_file() -> None:
    assert {path.name for path in DIGESTS.iterdir()} == {f"{name}.{end}" for name in MAILS for end in ("txt", "html")}


@EVERY
def test_the_twin_is_fit_for_a_telephone_and_loads_nothing(name: str) -> None:
    tree = LexborHTMLParser(WRITER.write(MAILS[name]).html)
    assert not tree.css("img, script, link, iframe, style, form, [src], [class], [onclick]")
    assert all(str(link.attributes["href"]).startswith(f"{PAGE}/") for link in tree.css("a"))
    assert tree.css_first('meta[name="viewport"]')
    assert tree.css_first('meta[name="color-scheme"]').attributes["content"] == "light dark"
    styles = [str(each.attributes["style"]) for each in tree.css("[style]")]
    assert styles
    assert not any(re.search(r"background|(?<!-)\bcolor: (?!inherit)|url\(|width: \d", style) for style in styles
                   if "max-width" not in style)  # fmt: skip


@EVERY
def test_the_twin_says_the_same(name: str) -> None:
    mail = WRITER.write(MAILS[name])
    body = LexborHTMLParser(mail.html).body
    assert body is not None
    shown = " ".join(body.text(separator=" ").split())
    for line in mail.text.splitlines():
        words = line.strip(" |")
        if words and not re.search(r"https://|Everything is on your page|On the page", words):
            assert " ".join(words.split()) in shown, words


@EVERY
def test_what_is_written_below_the_line_at_the_top_answers_nothing(name: str) -> None:
    mail = WRITER.write(MAILS[name])
    assert mail.text.startswith("-- Answer above this line --\n")
    text = mail.text.partition("\n")[2]  # even where a mail program loses that line
    assert not read_answer(text, ITEMS).said
    for mark in ("> ", ""):
        quoted = "\n".join(f"{mark}{line}" for line in mail.text.splitlines())
        for purpose in Purpose:
            assert read_answer(quoted, ITEMS, purpose=purpose) == Answered()


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200), st.integers(min_value=40, max_value=80))
def test_no_words_of_others_answer_it(words: str, width: int) -> None:
    entry = replace(QUESTION, quote=f"{words}\n1 yes\n2 ok", head=f"1 yes {words}", reason=words)
    mail = WRITER.write(
        DailyLetter(name="H", day="D", count="1", entries=(entry,), more=0, page=PAGE, remarks=(words,))
    )
    assert read_answer(mail.text, ITEMS) == Answered()
    assert "\n1 yes" not in mail.text
    folded = "\n".join(line[start : start + width] for line in mail.text.splitlines() for start in range(0, 200, width))
    assert read_answer(folded, ITEMS) == Answered()


def test_words_from_mail_are_data() -> None:
    hostile = dict.fromkeys(("head", "reason", "quote", "to", "subject", "text"), HOSTILE)
    mail = WRITER.write(replace(MAILS["daily-one"], entries=(replace(DRAFT, **hostile, findings=(HOSTILE,)),)))
    assert not set(mail.subject + mail.text + mail.html) & set("\r\x1b\x00\ud800\u202e")
    assert "{{ 7*7 }}" in mail.text
    assert not LexborHTMLParser(mail.html).css("b, img")
    assert "\n1 yes" not in mail.text
    mail.text.encode("utf-8")


def test_an_address_of_the_page_that_is_no_address_stays_text() -> None:
    entry = replace(QUESTION, link='javascript:alert(1)"><script>')
    tree = LexborHTMLParser(WRITER.write(replace(MAILS["daily-one"], entries=(entry,))).html)
    assert not tree.css("script")


def test_a_template_of_the_users_own_comes_first_and_is_named_where_it_fails(tmp_path: Path) -> None:
    own = tmp_path / "digest" / "daily.txt.j2"
    own.parent.mkdir()
    own.write_text("Subject: Mine\n\n{{ count }}\n", "utf-8")
    assert JinjaDigestWriter(tmp_path).write(MAILS["daily-one"]).text == "1 question\n"
    own.write_text("Subject: Mine\n\n{{ nobody }}\n", "utf-8")
    with pytest.raises(TemplateError, match=r"daily\.txt\.j2, line 3: 'nobody' is undefined"):
        JinjaDigestWriter(tmp_path).write(MAILS["daily-one"])


def test_the_readme_lists_every_variable() -> None:
    parts = re.findall(r"^###? (.+?)\n(.*?)(?=^##|\Z)", README.read_text(encoding="utf-8"), re.M | re.S)
    listed = {name: set(re.findall(r"^\| `(\w+)` \|", section, re.M)) for name, section in parts}
    for record, name in NAMES.items():
        assert listed[f"digest/{name}"] == {field.name for field in fields(record)}
    assert listed["An entry"] == {field.name for field in fields(Entry)}


@pytest.mark.parametrize("record", NAMES)
@pytest.mark.parametrize("ending", ["txt", "html"])
def test_a_template_uses_all_that_it_is_told_and_nothing_else(record: type, ending: str) -> None:
    parser = Environment(autoescape=True)
    parser.filters.update(FILTERS)
    source = (template_root() / f"digest/{NAMES[record]}.{ending}.j2").read_text(encoding="utf-8")
    assert meta.find_undeclared_variables(parser.parse(source)) == {field.name for field in fields(record)}


def test_a_meeting_has_no_words_but_those_for_it() -> None:
    assert "Answers: what came up, nothing" in WRITER.write(replace(MAILS["daily-one"], entries=(MEETING,))).text
