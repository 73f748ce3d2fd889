"""The writer: values are data, templates of the user's own come first, and one that goes wrong is named."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from assistant.adapters import template_root as template_root_module
from assistant.adapters.jinja_drafts import JinjaWriter
from assistant.adapters.template_root import template_root
from assistant.adapters.templates import MAX_LENGTH, cleaned
from assistant.domain.drafts import DraftKind
from assistant.domain.letters import Correspondent, User
from assistant.errors import TemplateError
from assistant.ports import Rendered
from tests.unit.regenerate_golden import CASES, SEEKER, rendered

WRITER = JinjaWriter()
TEMPLATES = Path(__file__).parents[2] / "templates"


LOOP = "{{ 7*7 }}{% for x in range(9) %}x{% endfor %}"
HOSTILE = LOOP + "\r\nBcc: eve@evil.example\n\n\u202egnp.exe\x1b[31m\x00\ud800 <b>bold</b>"


def test_words_from_mail_are_never_a_template_a_header_or_a_trick() -> None:
    context = CASES["ask_seeker"].context() | dict.fromkeys(["quote", "heard", "matter", "area"], HOSTILE)
    context["to"] = Correspondent(name=HOSTILE, first_name=HOSTILE)
    mail = WRITER.write(DraftKind.ASK_SEEKER, tone="warm", context=context)
    whole = mail.subject + mail.text
    assert LOOP in mail.text
    assert not set(whole) & set("\r\x1b\x00\ud800\u202e")
    assert "\n" not in mail.subject
    assert not re.search(r"^Bcc", mail.text, re.M)
    assert "&lt;b&gt;bold&lt;/b&gt;" in mail.html
    mail.text.encode("utf-8")


def test_values_reach_a_template_as_plain_data() -> None:
    values = cleaned(
        {"who": SEEKER, "of": DraftKind.JOINT, "on": date(2026, 11, 20), "many": ["a\nb"], "no": None, "n": 3}
    )
    assert isinstance(values, dict)
    assert values == {
        "who": {"name": "Anna Okafor", "first_name": "Anna", "organisation": "Hill Street Bakery"},
        "of": "joint",
        "on": "2026-11-20",
        "many": ("a b",),
        "no": None,
        "n": 3,
    }
    assert type(values["of"]) is str
    signed = cleaned(User(name="Helen\nMarsh", signature="Helen\r\nMarsh\u202e"))
    assert signed == {"name": "Helen Marsh", "first_name": "", "organisation": "", "signature": "Helen\nMarsh"}


def own(folder: Path, text: str, name: str = "email/warm/thanks.txt.j2") -> JinjaWriter:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return JinjaWriter(folder)


def test_a_template_of_the_users_own_comes_first_and_the_rest_is_packaged(tmp_path: Path) -> None:
    writer = own(tmp_path, "Subject: Ta, {{ to.first_name }}\n\nCheers for {{ side }}.\n")
    assert rendered("thanks-provider", "warm", writer) == Rendered(
        subject="Ta, Tom", text="Cheers for provider.\n", html=writer.html("Cheers for provider.\n")
    )
    assert rendered("joint", "warm", writer) == rendered("joint", "warm", WRITER)


def test_a_tone_and_a_layout_of_the_users_own(tmp_path: Path) -> None:
    own(tmp_path, "{% for lines in paragraphs %}<p>{{ lines | join('|') }}</p>{% endfor %}", "email/layout.html.j2")
    writer = own(tmp_path, "Subject: Formal\n\nDear {{ to.name }} <b>\n", "email/formal/thanks.txt.j2")
    assert rendered("thanks-seeker", "formal", writer).html == "<p>Dear Anna Okafor &lt;b&gt;</p>"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("Subject: x\n\n{{ seeker.name }}", 3, "'seeker' is undefined"),
        ("Subject: x\n\n{{ to.shoe_size }}", 3, "shoe_size"),
        ("Subject: x\n\n\n{% if %}", 4, "Expected an expression"),
        ("Subject: x\n\n{{ to.name", 3, "end of"),
        ("Subject: x\n\n{{ matter | sparkle }}", 3, "No filter named 'sparkle'"),
        ("Subject: x\n\n{{ 1 / 0 }}", 3, "division by zero"),
        ("Subject: x\n\n{{ matter + 1 }}", 3, "can only concatenate"),
        ("Subject: x\n\n{{ ''.__class__.__mro__ }}", 3, "unsafe"),
        ("Subject: x\n\n{{ matter.__init__.__globals__ }}", 3, "unsafe"),
        ("Subject: x\n\n{{ '{0.__class__}'.format(matter) }}", 3, "unsafe"),
        ("Subject: x\n\n{{ to.update({'name': 'Eve'}) }}", 3, "unsafe"),
        ("Subject: x\n\n{{ 'x' * 10**10 }}", 3, "not allowed"),
        ("Subject: x\n\n{{ '%9999999999d' % 1 }}", 3, "not allowed"),
        ("Subject: x\n\n{% for i in range(10000000000000000000000) %}x{% endfor %}", 3, "more than 100000 times"),
        ("Subject: x\n\n{% for i in range(9999) %}\n{% for j in range(99) %}{% endfor %}{% endfor %}", 4, "more than"),
        ("Subject: x\n\n{% for i in range(90000) %}x{% endfor %}", 0, f"longer than {MAX_LENGTH}"),
        ("Subject: x\n\n{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}", 3, "recursion"),
        ("Subject: x\n\n{{ cycler('a') }}{{ lipsum(9) }}", 3, "undefined"),
        ("Subject: x\n\n{% include 'email/none.j2' %}", 0, "cannot find email/none.j2"),
        ("Subject: x\n\n{% include '../../etc/passwd' %}", 0, "cannot find"),
        ("Dear Tom,\n\nno subject", 1, "Subject: …"),
        ("Subject:\n\nempty subject", 1, "Subject: …"),
        ("Subject: x\nno empty line", 1, "Subject: …"),
        ("Subject: x\n\n", 1, "Subject: …"),
        ("", 1, "Subject: …"),
    ],
)  # fmt: skip
def test_a_template_that_goes_wrong_is_named_with_line_and_advice(
    tmp_path: Path, text: str, line: int, reason: str
) -> None:
    writer = own(tmp_path, text)
    with pytest.raises(TemplateError) as caught:
        rendered("thanks-provider", "warm", writer)
    (problem,) = caught.value.problems
    assert problem.startswith(str(tmp_path / "email/warm/thanks.txt.j2"))
    assert reason in problem
    assert f"line {line}:" in problem if line else True
    assert caught.value.hint


def test_a_layout_that_goes_wrong_is_named(tmp_path: Path) -> None:
    writer = own(tmp_path, "<p>\n{{ paragraph }}</p>", "email/layout.html.j2")
    with pytest.raises(TemplateError, match=r"layout\.html\.j2, line 2: 'paragraph' is undefined"):
        rendered("joint", "warm", writer)


def test_a_template_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    own(tmp_path, "")
    (tmp_path / "email/warm/thanks.txt.j2").write_bytes(b"Subject: caf\xe9\n\nx")
    with pytest.raises(TemplateError, match="not in UTF-8"):
        rendered("thanks-provider", "warm", JinjaWriter(tmp_path))


@pytest.mark.parametrize("tone", ["grand", "../warm", ""])
def test_a_tone_that_is_none_is_named(tone: str) -> None:
    with pytest.raises(TemplateError, match=r"no such template.*warm and brief"):
        rendered("joint", tone, WRITER)


def test_the_templates_are_found_in_a_wheel_and_in_a_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site" / "assistant"
    (package / "adapters").mkdir(parents=True)
    monkeypatch.setattr(template_root_module, "__file__", str(package / "adapters" / "template_root.py"))
    with pytest.raises(TemplateError, match="install the assistant again"):
        template_root()
    shutil.copytree(TEMPLATES, tmp_path / "site" / "templates")
    assert template_root() == tmp_path / "site" / "templates"
    shutil.copytree(TEMPLATES, package / "templates")
    assert template_root() == package / "templates"
