"""Settings: written into the file with its comments kept, all problems beside their fields, undone by one tap."""

import re
from pathlib import Path
from typing import Any

import pytest

from assistant.bootstrap import Assistant
from assistant.domain.access import Session, Token
from assistant.web.pages.setting_fields import FORMS
from tests.web.configured import CONFIG, Configured, main_of
from tests.web.web_world import ORIGIN, Browser, WebWorld, where


@pytest.fixture
def page(tmp_path: Path) -> Configured:
    return Configured(tmp_path)


def fields(text: str, id: str) -> dict[str, Any]:
    """What a browser would send of a form as it stands."""
    form = re.search(rf'<form[^>]*action="/settings/{id}".*?</form>', text, re.DOTALL)
    assert form
    sent = dict(re.findall(r'<input(?![^>]*checkbox)[^>]*name="([^"]*)"[^>]*value="([^"]*)"', form[0]))
    sent |= dict(re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>([^<]*)</textarea>', form[0]))
    sent |= dict(re.findall(r'<input type="checkbox" name="([^"]*)" value="([^"]*)" checked', form[0]))
    for name, inner in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form[0], re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner) or re.search(r'value="([^"]*)"', inner)
        sent[name] = chosen[1] if chosen else ""
    return sent


def save(page: Configured, id: str, **typed: str) -> Any:
    sent = fields(page.browser.get("/settings").text, id) | {key.replace("__", "."): typed[key] for key in typed}
    return page.browser.post(f"/settings/{id}", data=sent, headers={"Origin": ORIGIN})


@pytest.mark.parametrize("id", [form.id for form in FORMS])
def test_what_is_saved_as_it_stands_changes_nothing(page: Configured, id: str) -> None:
    assert "Nothing was changed." in save(page, id).text
    assert page.written == CONFIG


def test_a_change_is_written_beside_the_comments_and_counts_at_once(page: Configured) -> None:
    answer = save(page, "hours", quiet__from="20:00", patience__remind="7")
    assert "Saved." in answer.text
    assert page.config.patience.remind == 7
    assert page.written.startswith('# mine\n[user]\nname = "Helen Marsh"  # as in my passport\n')
    assert 'from = "20:00" # the children' in page.written
    assert page.desk.assistant.config.quiet.from_ == "20:00"
    assert page.desk.assistant.clocks.patience.remind == 7


def test_a_signature_keeps_its_lines(tmp_path: Path) -> None:
    page = Configured(tmp_path, CONFIG.replace("timezone", 'signature = "Helen\\nMarsh Bakery"\ntimezone'))
    assert "Nothing was changed." in save(page, "you").text
    save(page, "you", user__signature="Helen Marsh\r\nBaker")
    assert page.config.user.signature == "Helen Marsh\nBaker"


def test_all_that_is_wrong_is_shown_beside_its_field_and_nothing_is_lost(page: Configured) -> None:
    answer = save(page, "hours", quiet__from="late", patience__remind="0", patience__lapse="soon", quiet__to="08:00")
    assert answer.status_code == 409
    text = answer.text
    assert text.count('aria-invalid="true"') == 3
    for words in ("“Quiet from” is &#39;late&#39;", "must lie between 1 and 90", "it must be a whole number"):
        assert words in text
    for typed in ("late", "soon", "08:00"):
        assert f'value="{typed}"' in text
    assert page.written == CONFIG


def test_the_last_change_is_taken_back_by_one_tap_and_done_again(page: Configured) -> None:
    save(page, "messages", drafts__tone="brief")
    after = page.written
    notice = page.browser.get("/settings").text  # the notice was shown before: the undo is in the page that followed
    assert "Undo" not in notice
    now = page.desk.file.now
    assert "as they were before" in page.browser.press("/settings/undo", now=now).text
    assert page.written == CONFIG
    page.browser.press("/settings/undo", now=page.desk.file.now)
    assert page.written == after
    assert "changed again meanwhile" in page.browser.press("/settings/undo", now=now[::-1]).text


def test_the_undo_of_a_change_stands_in_the_notice(page: Configured) -> None:
    answer = save(page, "messages", drafts__tone="brief")
    assert 'action="/settings/undo"' in answer.text


def test_what_disagrees_with_another_table_is_told_above_the_form(page: Configured) -> None:
    answer = save(page, "reading", digest__at="07:30")
    assert answer.status_code == 409
    assert "needs an account with mail" in answer.text


def test_a_change_made_elsewhere_is_followed_and_a_broken_one_is_told(page: Configured) -> None:
    told: list[Assistant] = []
    page.desk.on_change.append(told.append)
    page.path.write_text(CONFIG.replace("Helen Marsh", "Helen Field"), "utf-8")
    assert 'value="Helen Field"' in page.browser.get("/settings").text
    assert [each.config.user.name for each in told] == ["Helen Field"]
    page.path.write_text("[user]\nname = 1\n", "utf-8")
    text = page.browser.get("/settings").text
    assert "cannot be used as it is now" in text
    assert 'value="Helen Field"' in text
    page.path.write_text(CONFIG, "utf-8")
    assert "cannot be used" not in page.browser.get("/settings").text


def test_the_store_and_the_sign_in_stay_when_settings_change(page: Configured) -> None:
    store = page.desk.assistant.store
    save(page, "you", user__organisation="Marsh Bakery")
    assert page.desk.assistant.store is store
    assert page.browser.get("/settings").status_code == 200
    assert "reader" in vars(page.desk.assistant)
    save(page, "you", user__name="Helen M")
    assert "reader" not in vars(page.desk.assistant)  # it goes by the name


def test_never_read_rules_come_and_go(page: Configured) -> None:
    answer = page.browser.fill("/settings", "/settings/never-read/add", kind="domains", value="lawfirm.example")
    assert "is forgotten at the next reading" in answer.text
    assert page.config.never_read.domains == ("lawfirm.example",)
    assert "already" in page.browser.press("/settings/never-read/add", kind="domains", value="LawFirm.example").text
    refused = page.browser.press("/settings/never-read/add", kind="senders", value="nobody")
    assert "which is no mail address" in refused.text
    answer = page.browser.fill("/settings", "/settings/never-read/remove", kind="domains", value="lawfirm.example")
    assert "once more" in answer.text
    assert not page.config.never_read.domains


@pytest.mark.parametrize("kind", ["", "user", "__class__"])
def test_no_other_table_is_written_by_a_rule(page: Configured, kind: str) -> None:
    page.browser.press("/settings/never-read/add", kind=kind, value="x")
    page.browser.press("/settings/never-read/remove", kind=kind, value="x")
    assert page.written == CONFIG


def test_files_are_read_and_read_no_more(page: Configured) -> None:
    notes = page.folder / "my notes"
    notes.mkdir()
    answer = page.browser.fill("/connect", "/connect/file", kind="notes", path=f'"{notes}"')
    assert "is read from now on" in answer.text
    (source,) = page.config.source
    assert source.path == notes
    assert "not there" in page.browser.press("/connect/file", kind="notes", path="/nowhere/at/all").text
    assert "is a file" in page.browser.press("/connect/file", kind="notes", path=str(page.path)).text
    cards = page.folder / "cards.toml"
    cards.write_text("", "utf-8")
    page.browser.press("/connect/file", kind="bullpen", path=str(cards))
    assert page.config.bullpen.files == (cards,)
    page.browser.press("/settings/source/remove", name="notes")
    assert page.config.source == ()
    text = page.browser.get("/settings").text
    assert str(cards) in text
    page.browser.press("/settings/source/remove", name=str(cards))
    assert not page.config.bullpen.files
    assert "nothing called" in page.browser.press("/settings/source/remove", name="notes").text


def test_a_folder_is_found_by_looking_within_the_home_and_nowhere_else(
    page: Configured, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = page.folder / "home"
    (home / "Documents" / "Call notes").mkdir(parents=True)
    (home / ".ssh").mkdir()
    (home / "cards & more.toml").write_text("", "utf-8")
    (home / "away").symlink_to("/etc")
    monkeypatch.setattr(Path, "home", lambda: home)
    text = page.browser.get("/connect/places?kind=bullpen").text
    assert "Documents" in text
    assert "cards &amp; more.toml" in text
    assert ".ssh" not in text
    assert "Read this folder" not in text
    below = page.browser.get("/connect/places", params={"kind": "notes", "at": str(home / "Documents")}).text
    assert "Call notes" in below
    assert "Read this folder" in below
    for at in ("/etc", str(home / "away"), str(home / ".." / ".."), "/nowhere", "\0"):
        refused = page.browser.get("/connect/places", params={"kind": "notes", "at": at})
        assert refused.status_code == 409
        assert "hosts" not in refused.text
    assert page.browser.get("/connect/places?kind=passwords").status_code == 404


def test_cards_that_lie_beside_the_file_are_taken_out_as_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "cards.toml").write_text("", "utf-8")
    page = Configured(tmp_path, CONFIG + '\n[bullpen]\nfiles = ["cards.toml"]\n')
    page.browser.press("/settings/source/remove", name=str(tmp_path / "cards.toml"))
    assert page.config.bullpen.files == ()


def test_a_token_is_shown_once_and_taken_back(page: Configured) -> None:
    answer = page.browser.fill("/settings", "/settings/tokens", name="my phone", writes="yes")
    secret = re.search(r"followup_[\w-]+", answer.text)
    assert secret
    assert page.desk.access.token(secret[0]) is not None
    text = page.browser.get("/settings").text
    assert secret[0] not in text
    assert "my phone" in text
    (token,) = page.assistant.store.find(Token)
    page.browser.press(f"/settings/tokens/{token.id}/take-back")
    assert page.desk.access.token(secret[0]) is None
    assert "needs a name" in page.browser.press("/settings/tokens", name=" ").text


def test_a_password_signs_everybody_out_and_can_be_removed(page: Configured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.adapters.secrets._working", lambda: None)
    page.desk.access.store.count(Session)
    refused = page.browser.press("/settings/password", password="four short words here", again="another")
    assert "not the same" in refused.text
    assert "12 to 200" in page.browser.press("/settings/password", password="short", again="short").text
    words = "four short words here"
    answer = page.browser.press("/settings/password", password=words, again=words)
    assert where(answer) == "/login"
    assert words not in answer.text
    answer = page.browser.post("/login", data={"password": words, "to": "/settings"}, headers={"Origin": ORIGIN})
    assert where(answer) == "/settings"
    page.browser.press("/settings/password", do="remove")
    assert not page.desk.access.has_password


def test_sign_out_everywhere_ends_this_browser_too(page: Configured) -> None:
    other = page.another()
    assert "this one" in page.browser.get("/settings").text
    answer = page.browser.fill("/settings", "/settings/sign-out")
    assert where(answer) == "/login"
    assert where(other.get("/settings")) == "/login"


def test_without_a_file_it_shows_and_says_why_nothing_can_be_changed(tmp_path: Path) -> None:
    browser: Browser = WebWorld(tmp_path).browser()
    assert "Settings" in main_of(browser.get("/settings"))
    answer = browser.press("/settings/messages", **{"drafts.tone": "brief"})
    assert "opened without a configuration file" in answer.text


def test_unknown_settings_are_none(page: Configured) -> None:
    assert "there are no such settings" in page.browser.press("/settings/nothing").text
