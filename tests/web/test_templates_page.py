"""The words of the messages: tried on examples before they are kept, hostile ones held by the sandbox, ours again."""

from pathlib import Path

import pytest

from assistant.bootstrap.own_templates import TONES, OwnTemplates
from assistant.domain.drafts import DraftKind
from assistant.domain.letters import User
from tests.web.configured import CONFIG, Configured, main_of

PATH = "/settings/templates/warm/ask_seeker"
OWN = "Subject: A word about {{ matter }}\n\nHello {{ to.first_name or to.name }},\n\nHelp with {{ matter }}?\n"


@pytest.fixture
def page(tmp_path: Path) -> Configured:
    return Configured(tmp_path)


@pytest.mark.parametrize("kind", DraftKind)
@pytest.mark.parametrize("tone", TONES)
def test_ours_get_by_with_every_example(tmp_path: Path, tone: str, kind: DraftKind) -> None:
    own = OwnTemplates(folder=tmp_path, user=User(name="Helen Marsh", first_name="Helen", signature="Helen"))
    for written in own.tried(tone, kind, own.ours(tone, kind)):
        assert written.subject
        assert "payroll" in f"{written.subject} {written.text}" or kind in (DraftKind.THANKS, DraftKind.OUTCOME)


@pytest.mark.parametrize("kind", DraftKind)
def test_every_message_has_its_page(page: Configured, kind: DraftKind) -> None:
    assert f"/settings/templates/warm/{kind}" in page.browser.get("/settings/templates").text
    answer = page.browser.get(f"/settings/templates/brief/{kind}")
    assert answer.status_code == 200
    assert "Helen" in main_of(answer)


def test_an_own_one_is_kept_counts_at_once_and_is_given_up(page: Configured) -> None:
    answer = page.browser.fill(PATH, PATH, text=OWN, do="save")
    assert "Messages are written so from now on" in answer.text
    assert "your own" in answer.text
    kept = page.folder / "templates" / "email" / "warm" / "ask_seeker.txt.j2"
    assert kept.read_text("utf-8") == OWN
    assert kept.stat().st_mode & 0o777 == 0o600
    assert page.config.drafts.templates == page.folder / "templates"
    assert page.written.startswith(CONFIG.splitlines()[0])
    from assistant.services.example_letters import examples

    letter = examples(DraftKind.ASK_SEEKER, User(name="Helen"))[0]
    writer = page.desk.assistant.drafting.writer
    assert writer.write(DraftKind.ASK_SEEKER, tone="warm", context=letter.context()).subject == "A word about payroll"
    answer = page.browser.press(PATH, do="ours")
    assert "Ours again." in answer.text
    assert not kept.exists()
    assert writer.write(DraftKind.ASK_SEEKER, tone="warm", context=letter.context()).subject != "A word about payroll"


def test_it_is_tried_while_it_is_typed_and_nothing_is_kept(page: Configured) -> None:
    seen = page.browser.press(f"{PATH}/look", text=OWN)
    assert "A word about payroll" in seen.text
    assert "Hello Anna," in seen.text
    assert "<h1" not in seen.text
    tried = page.browser.press(PATH, text=OWN, do="look")
    assert "A word about payroll" in tried.text
    assert "Help with {{ matter }}?" in tried.text
    assert page.written == CONFIG
    assert not (page.folder / "templates").exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Subject: x\n\n{{ nobody }}\n", "line 3: &#39;nobody&#39; is undefined"),
        ("Subject: x\n\n{% if quote %}\n", "line"),
        ("Hello\n\nwithout a subject\n", "line 1"),
        ("Subject: x\n\n{{ to.__class__.__mro__ }}\n", "unsafe"),
        ("Subject: x\n\n{{ ''.__class__.__base__.__subclasses__() }}\n", "unsafe"),
        ("Subject: x\n\n{{ 'x' * 1000000000 }}\n", "is not allowed"),
        (
            "Subject: x\n\n{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}\n",
            "more than",
        ),
        ("Subject: x\n\n{% include '/etc/passwd' %}\n", "cannot find"),
        ("Subject: x\n\n{% include '../../../../etc/passwd' %}\n", "cannot find"),
        ("", "line 1"),
        ("Subject: x\n\n" + "x" * 60_000, "longer than"),
    ],
)
def test_what_goes_wrong_is_told_with_its_line_and_neither_kept_nor_lost(
    page: Configured, text: str, told: str
) -> None:
    answer = page.browser.press(PATH, text=text, do="save")
    assert answer.status_code == 409
    assert told in answer.text.lower()
    assert "/tmp" not in answer.text
    assert not (page.folder / "templates").exists()
    assert page.written == CONFIG
    look = page.browser.press(f"{PATH}/look", text=text)
    assert told in look.text.lower()


def test_a_variable_that_only_some_messages_know_is_found(page: Configured) -> None:
    """The first example knows a first name and says when; others do not."""
    path = "/settings/templates/warm/reminder"
    text = "Subject: x\n\n{{ provider.name }}\n"  # only where a provider was offered
    assert page.browser.press(path, text=text, do="save").status_code == 409


def test_what_is_written_in_it_is_shown_and_not_run(page: Configured) -> None:
    text = "Subject: <script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n</textarea><script>alert(2)</script>\n"
    answer = page.browser.press(PATH, text=text, do="look")
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text


@pytest.mark.parametrize("path", ["loud/ask_seeker", "warm/nothing", "../x/ask_seeker", "warm/..%2F..%2Fx"])
def test_no_other_file_is_reached(page: Configured, path: str) -> None:
    assert page.browser.get(f"/settings/templates/{path}").status_code == 404
    assert page.browser.press(f"/settings/templates/{path}", text=OWN, do="save").status_code in (200, 404, 405)
    assert sorted(each.name for each in page.folder.iterdir()) == ["config.toml", "data"]


def test_an_own_one_is_not_replaced_by_one_that_goes_wrong(page: Configured) -> None:
    page.browser.press(PATH, text=OWN, do="save")
    answer = page.browser.press(PATH, text="Subject: x\n\n{{ nobody }}\n", do="save")
    assert answer.status_code == 409
    assert (page.folder / "templates" / "email" / "warm" / "ask_seeker.txt.j2").read_text("utf-8") == OWN


def test_a_saved_one_is_taken_back_by_its_undo(page: Configured) -> None:
    page.browser.press(PATH, text=OWN, do="save")
    second = page.browser.press(PATH, text=OWN.replace("word", "line"), do="save")
    assert 'name="text"' in second.text
    page.browser.press(PATH, text=OWN)
    kept = page.folder / "templates" / "email" / "warm" / "ask_seeker.txt.j2"
    assert kept.read_text("utf-8") == OWN
