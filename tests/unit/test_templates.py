"""The messages: golden files, the etiquette that their words can show, and templates that go wrong."""

import html
import re
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, meta
from selectolax.lexbor import LexborHTMLParser

from assistant.adapters.jinja_drafts import JinjaWriter
from assistant.adapters.phrases import FILTERS, quoted, sentence
from assistant.adapters.template_root import template_root
from assistant.domain.consents import Side
from assistant.domain.drafts import DraftKind
from assistant.domain.etiquette import identifying
from assistant.domain.letters import LETTERS, REMINDED, AskSeeker, HandOff, Joint, Letter, Loop, Reminder
from assistant.domain.manners.wording import ASKS
from assistant.domain.mentions import Kind
from assistant.domain.people import Person
from assistant.ports import Rendered
from tests.unit.regenerate_golden import (
    CASES,
    GOLDEN,
    PROVIDER,
    QUOTE,
    SEEKER,
    TONES,
    kind_of,
    rendered,
)

WRITER = JinjaWriter()
README = Path(__file__).parents[2] / "templates" / "README.md"
SEEKER_PERSON = Person(
    id="who-s", name=SEEKER.name, addresses=("anna@bakery.example",), organisation=SEEKER.organisation
)
PROVIDER_PERSON = Person(
    id="who-p", name=PROVIDER.name, addresses=("tom@fairweek.example",), organisation=PROVIDER.organisation
)
EVERY = pytest.mark.parametrize(("name", "tone"), [(name, tone) for name in CASES for tone in TONES])
SELLING = re.compile(
    r"\b(amazing|exciting|exclusive|opportunity|guarantee\w*|best-in-class|touch base|reach out|circle back|asap|"
    r"deserve|thrilled|delighted|sorry to bother|apolog\w*|honou?red|humbl\w*|trusted partner|solutions?)\b",
    re.IGNORECASE,
)


def of_kind(*kinds: DraftKind) -> pytest.MarkDecorator:
    chosen = [(name, tone) for name, letter in CASES.items() if kind_of(letter) in kinds for tone in TONES]
    return pytest.mark.parametrize(("name", "tone"), chosen)


def body(mail: Rendered) -> str:
    """What stands between the salutation and the sign-off."""
    paragraphs = mail.text.strip().split("\n\n")
    return "\n\n".join(paragraphs[1:-1])


def sentences(text: str) -> list[str]:
    return [each for each in re.split(r"(?<=\w{2}[.!?”])\s+", text.strip()) if each]


def test_there_is_a_golden_mail_of_every_kind_and_no_other() -> None:
    assert {kind_of(letter) for letter in CASES.values()} == set(DraftKind) == set(LETTERS)
    found = {path.relative_to(GOLDEN).as_posix() for path in GOLDEN.rglob("*.*")}
    assert found == {f"{tone}/{name}.{end}" for tone in TONES for name in CASES for end in ("txt", "html")}


SIDES = {
    DraftKind.ASK_SEEKER: {Side.SEEKER},
    DraftKind.ASK_PROVIDER: {Side.PROVIDER},
    DraftKind.OFFER_PROVIDER: {Side.SEEKER},
    DraftKind.JOINT: {Side.SEEKER},
    DraftKind.LOOP: {Side.SEEKER},
}
"""Which side a kind goes to, or is about, where it is not both."""


def side_of(letter: Letter) -> Side:
    kind = getattr(letter, "of", kind_of(letter))
    asked = Side.PROVIDER if kind is DraftKind.ASK_PROVIDER else Side.SEEKER
    return getattr(letter, "side", asked)


@pytest.mark.parametrize("ending", ["txt", "html"])
@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("kind", DraftKind)
def test_every_kind_has_a_golden_mail_to_each_side_in_each_tone(kind: DraftKind, tone: str, ending: str) -> None:
    cases = {name: letter for name, letter in CASES.items() if kind_of(letter) is kind}
    assert {side_of(letter) for letter in cases.values()} == SIDES.get(kind, set(Side))
    assert all((GOLDEN / tone / f"{name}.{ending}").is_file() for name in cases)
    if "of" in {field.name for field in fields(LETTERS[kind])}:
        assert {letter.of for letter in cases.values()} == REMINDED  # type: ignore[attr-defined]


@EVERY
def test_every_mail_reads_as_its_golden_file(name: str, tone: str) -> None:
    mail = rendered(name, tone, WRITER)
    golden = GOLDEN / tone / name
    assert f"Subject: {mail.subject}\n\n{mail.text}" == golden.with_suffix(".txt").read_text(encoding="utf-8")
    assert mail.html == golden.with_suffix(".html").read_text(encoding="utf-8")


@EVERY
def test_every_mail_is_short_tidy_and_sells_nothing(name: str, tone: str) -> None:
    mail = rendered(name, tone, WRITER)
    assert len(body(mail).split()) <= (90 if tone == "warm" else 60)
    assert 8 <= len(mail.subject) <= 78
    assert not SELLING.search(mail.subject + mail.text)
    assert not re.search(r" {2}|\n{3}|[ \t]\n|\.\.|,,| [.,;:?!]|!|\bNone\b|[{}<>]", mail.text)
    assert mail.text.endswith("\n")
    letter = CASES[name]
    assert mail.text.rstrip().endswith(letter.user.signature or letter.user.first_name)


@EVERY
def test_a_greeting_without_a_first_name_is_still_a_greeting(name: str, tone: str) -> None:
    letter = CASES[name]
    greeting = rendered(name, tone, WRITER).text.split("\n", 1)[0]
    if isinstance(letter, Joint):
        assert all((who.first_name or who.name) in greeting for who in (letter.seeker, letter.provider))
    else:
        assert greeting in ({f"Hello {letter.to.first_name},", f"Hi {letter.to.first_name},"} if letter.to.first_name
                            else {"Hello,", "Hi,"})  # fmt: skip


@of_kind(*ASKS)
def test_every_ask_has_one_question_at_least_and_an_easy_way_out(name: str, tone: str) -> None:
    mail = rendered(name, tone, WRITER)
    assert "?" in body(mail)
    assert "no reason needed" in mail.text


@of_kind(DraftKind.ASK_SEEKER)
def test_the_first_ask_is_about_their_own_words(name: str, tone: str) -> None:
    letter = CASES[name]
    assert isinstance(letter, AskSeeker)
    mail = rendered(name, tone, WRITER)
    assert ("you asked me to come back" in mail.subject) == bool(letter.again)
    assert letter.again in mail.text
    assert ("you said" in mail.text.lower()) == bool(letter.quote)  # what somebody else told is not held up to them
    assert not letter.quote or quoted(letter.quote) in mail.text
    assert "outside" in mail.text or letter.kind is Kind.REQUEST
    assert not identifying(mail.subject + "\n" + mail.text, PROVIDER_PERSON)


@of_kind(DraftKind.ASK_PROVIDER, DraftKind.REMINDER, DraftKind.SOFT_NO)
def test_before_the_seekers_yes_nothing_tells_the_provider_who_it_is(name: str, tone: str) -> None:
    letter = CASES[name]
    if letter.to == PROVIDER:
        mail = rendered(name, tone, WRITER)
        whole = f"{mail.subject}\n{mail.text}\n{mail.html}"
        assert not identifying(whole, SEEKER_PERSON, quotes=[QUOTE])
        assert letter.matter in mail.text.lower()


def test_a_provider_is_not_told_what_could_name_the_seeker() -> None:
    named = {"quote", "heard", "other", "seeker", "does", "evidence"}
    for kind in (DraftKind.ASK_PROVIDER, DraftKind.SOFT_NO, DraftKind.REMINDER):
        assert not named & {field.name for field in fields(LETTERS[kind])}


@of_kind(DraftKind.OFFER_PROVIDER)
def test_the_offer_names_the_provider_with_facts(name: str, tone: str) -> None:
    mail = rendered(name, tone, WRITER)
    assert CASES[name].provider.name in mail.text  # type: ignore[attr-defined]
    assert "introduce you" in mail.text
    if name == "offer_provider":
        assert "They run weekly and monthly payroll" in mail.text
        assert "I have seen their work for myself." in mail.text


@of_kind(DraftKind.JOINT)
def test_the_joint_message_follows_the_etiquette(name: str, tone: str) -> None:
    letter = CASES[name]
    assert isinstance(letter, Joint)
    mail = rendered(name, tone, WRITER)
    assert letter.seeker.name in mail.subject
    assert letter.provider.name in mail.subject
    assert 3 <= len(sentences(body(mail))) <= 4
    assert "will leave it with you" in mail.text
    assert "first to find a time" in mail.text
    assert sentence(letter.does) in mail.text
    assert letter.matter in mail.text


@of_kind(DraftKind.REMINDER)
def test_the_reminder_is_light_and_says_that_it_is_the_only_one(name: str, tone: str) -> None:
    letter = CASES[name]
    assert isinstance(letter, Reminder)
    mail = rendered(name, tone, WRITER)
    assert "light reminder" in mail.text
    assert "the only reminder I will send" in mail.text
    assert len(sentences(body(mail))) <= 3
    if letter.provider:
        assert letter.provider.name in mail.text
    if letter.earlier_subject:
        assert mail.subject == f"Re: {letter.earlier_subject}"


@of_kind(DraftKind.SOFT_NO)
def test_a_soft_no_blames_nobody_and_asks_nothing(name: str, tone: str) -> None:
    mail = rendered(name, tone, WRITER)
    assert "?" not in mail.text
    assert not re.search(r"unfortunately|reject|fail|refus|declin|sorry", mail.text, re.I)


@of_kind(DraftKind.HAND_OFF)
def test_a_hand_off_says_who_handed_it_over_and_that_they_read_it(name: str, tone: str) -> None:
    letter = CASES[name]
    assert isinstance(letter, HandOff)
    mail = rendered(name, tone, WRITER)
    assert letter.by.name in mail.subject
    assert re.search(rf"^{letter.by.first_name},[^.]* in copy,", mail.text, re.MULTILINE)
    if letter.provider is None:
        assert not identifying(mail.text, SEEKER_PERSON if letter.by == PROVIDER else PROVIDER_PERSON, quotes=[QUOTE])


@of_kind(DraftKind.LOOP)
def test_whoever_made_it_possible_is_told_and_thanked_without_the_provider(name: str, tone: str) -> None:
    letter = CASES[name]
    assert isinstance(letter, Loop)
    mail = rendered(name, tone, WRITER)
    assert "went well" in mail.text
    assert "It began with you" in mail.text
    assert letter.about.name in mail.text
    assert "?" not in mail.text
    assert not identifying(f"{mail.subject}\n{mail.text}", PROVIDER_PERSON, quotes=[QUOTE])


@of_kind(DraftKind.OUTCOME)
def test_the_outcome_asks_for_one_line(name: str, tone: str) -> None:
    mail = rendered(name, tone, WRITER)
    assert mail.text.count("?") == 1
    assert "One line is plenty" in mail.text


@of_kind(DraftKind.THANKS)
def test_thanks_ask_for_nothing_and_do_not_hang_on_success(name: str, tone: str) -> None:
    mail = rendered(name, tone, WRITER)
    assert "Thank you" in mail.text
    assert "hatever comes of it" in mail.text
    assert "?" not in mail.text


@EVERY
def test_the_twin_says_the_same_and_loads_nothing(name: str, tone: str) -> None:
    mail = rendered(name, tone, WRITER)
    tree = LexborHTMLParser(mail.html)
    assert tree.body is not None
    lines = [html.unescape(line) for line in re.split(r"<br>|</?p[^>]*>", tree.body.html or "")]
    shown = [line for line in lines if line.strip() and "<" not in line]
    assert shown == [line for line in mail.text.split("\n") if line]
    assert not tree.css("a, img, script, link, iframe, style, [href], [src]")


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("<>&\"'{}\n"), max_size=200))
def test_the_twin_of_any_text_is_only_text(text: str) -> None:
    tree = LexborHTMLParser(WRITER.html(f"<script>alert(1)</script>{{{{ 7 * 7 }}}} https://evil.example\n\n{text}"))
    assert not tree.css("a, img, script")
    assert tree.body is not None
    assert "{{ 7 * 7 }} https://evil.example" in tree.body.text()


def test_the_readme_lists_every_variable_and_filter() -> None:
    sections = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", README.read_text(encoding="utf-8"), re.M | re.S))
    listed = {name: set(re.findall(r"^\| `(\w+)` \|", section, re.M)) for name, section in sections.items()}
    common = {field.name for field in fields(Letter)}
    assert listed["Every message"] == common
    for kind, record in LETTERS.items():
        assert listed[kind] == {field.name for field in fields(record)} - common
    assert listed["layout.html.j2"] == {"paragraphs"}
    assert listed["Filters"] == set(FILTERS)


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("kind", DraftKind)
def test_a_template_uses_only_what_it_is_told(kind: DraftKind, tone: str) -> None:
    parser = Environment(autoescape=True)
    parser.filters.update(FILTERS)
    used = meta.find_undeclared_variables(
        parser.parse((template_root() / f"email/{tone}/{kind}.txt.j2").read_text(encoding="utf-8"))
    )
    told = {field.name for field in fields(LETTERS[kind])}
    assert used <= told
    specific = told - {field.name for field in fields(Letter)}
    unused = specific - used - {"evidence"} - ({"kind"} if tone == "brief" else set())
    assert not unused


def test_the_sides_of_a_message_are_those_of_an_introduction() -> None:
    assert {letter.side for letter in CASES.values() if hasattr(letter, "side")} == set(Side)
