"""Changing the configuration: comments and the rest stay, its owner alone can read it, and it is never left wrong."""

import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.config import load
from assistant.domain.accounts import AccountSettings
from assistant.errors import ConfigError
from assistant.setup.config_file import ConfigFile

WRITTEN = """\
# mine
[user]
name = "Helen"  # as in my passport
addresses = ["h@b.example"]

[[account]]
name = "work"  # the office
type = "imap"
server = "old.b.example"  # ask Tom
username = "helen"

# what I read at night
[[account]]
name = "home"
type = "gmail"

[reading]
precision = 0.9 # fewer
"""
WORK = AccountSettings(name="work", type="imap", server="new.b.example", folders=("INBOX", "Büro"))


@pytest.fixture
def file(tmp_path: Path) -> ConfigFile:
    path = tmp_path / "config.toml"
    path.write_text(WRITTEN, "utf-8")
    path.chmod(0o644)
    return ConfigFile(path=path)


def test_an_account_changes_where_it_stands(file: ConfigFile) -> None:
    file.put_account(WORK)
    text = file.path.read_text("utf-8")
    assert load(file.path).account == (WORK, AccountSettings(name="home", type="gmail"))
    for line in WRITTEN.splitlines():
        assert line in text or "server" in line or "username" in line, line
    assert 'server = "new.b.example" # ask Tom' in text.replace("  #", " #")
    assert text.index('name = "work"') < text.index("# what I read at night") < text.index('name = "home"')


def test_what_is_added_stands_at_the_end_of_its_kind(file: ConfigFile) -> None:
    third = replace(WORK, name="third")
    file.put_account(third)
    file.add_source({"name": "notes", "type": "notes", "path": "/n"})
    file.add_source({"name": "more", "type": "notes", "path": "/m"})
    file.add_cards(Path("/cards.toml"))
    file.add_cards(Path("/cards.toml"))
    file.set("reading", "since", date(2026, 8, 1))
    file.set("drafts", "deliver_to", "third")
    config = load(file.path)
    assert [account.name for account in config.account] == ["work", "home", "third"]
    assert [source.name for source in config.source] == ["notes", "more"]
    assert config.bullpen.files == (Path("/cards.toml"),)
    assert (config.reading.since, config.reading.precision) == (date(2026, 8, 1), 0.9)
    assert config.drafts.deliver_to == "third"
    assert "# fewer" in file.path.read_text("utf-8")
    assert "\n\n[[source]]" in file.path.read_text("utf-8")


def test_accounts_in_one_line_are_changed_too(tmp_path: Path) -> None:
    file = ConfigFile(path=tmp_path / "c.toml")
    file.path.write_text(
        'account = [{name = "work", type = "gmail"}]\n[user]\nname = "H"\naddresses = ["h@b.example"]\n', "utf-8"
    )
    file.put_account(WORK)
    file.put_account(replace(WORK, name="second"))
    assert load(file.path).account == (WORK, replace(WORK, name="second"))


def test_it_is_for_its_owner_alone(file: ConfigFile) -> None:
    file.set("drafts", "tone", "brief")
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600


def test_a_link_stays_a_link(file: ConfigFile, tmp_path: Path) -> None:
    link = tmp_path / "elsewhere" / "config.toml"
    link.parent.mkdir()
    link.symlink_to(file.path)
    ConfigFile(path=link).set("drafts", "tone", "brief")
    assert link.is_symlink()
    assert load(file.path).drafts.tone == "brief"


def test_a_change_that_would_be_wrong_leaves_everything_as_it_was(file: ConfigFile) -> None:
    with pytest.raises(ConfigError, match=r"config.toml: 'drafts.deliver_to' is 'nobody'") as refused:
        file.set("drafts", "deliver_to", "nobody")
    assert all(problem.startswith(f"{file.path}: ") for problem in refused.value.problems)
    assert file.path.read_text("utf-8") == WRITTEN
    assert list(file.path.parent.iterdir()) == [file.path]


def test_a_new_one_is_never_laid_over_another(file: ConfigFile) -> None:
    with pytest.raises(ConfigError, match="there is one already"):
        file.create({"name": "H", "addresses": ["h@b.example"]})
    assert file.path.read_text("utf-8") == WRITTEN


def test_what_the_user_types_is_text_and_nothing_else(tmp_path: Path) -> None:
    file = ConfigFile(path=tmp_path / "new" / "config.toml")
    name = 'H "x" \\ é 🥐\u2028'
    file.create({"name": name, "addresses": ("h@b.example",)}, [{"name": "n", "type": "notes", "path": "/a'b\"c"}])
    assert load(file.path).user.name == name
    assert load(file.path).source[0].path == Path("/a'b\"c")


def test_no_room_is_said(file: ConfigFile, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("assistant.setup.config_file.os.fsync", full)
    with pytest.raises(ConfigError, match=r"cannot be written: No space left on device \(free some space"):
        file.set("drafts", "tone", "brief")
    assert file.path.read_text("utf-8") == WRITTEN


def test_the_last_change_is_undone_and_done_again(file: ConfigFile) -> None:
    file.set_all({("drafts", "tone"): "brief", ("quiet", "from"): "19:00"})
    after, changed = file.now, file.path.read_text("utf-8")
    assert 'tone = "brief"' in changed
    file.undo(after)
    assert file.path.read_text("utf-8") == WRITTEN
    file.undo(file.now)
    assert file.path.read_text("utf-8") == changed
    assert stat.S_IMODE(file.path.with_name("config.toml.before").stat().st_mode) == 0o600


def test_what_was_changed_since_is_not_undone(file: ConfigFile) -> None:
    file.set("drafts", "tone", "brief")
    after = file.now
    file.set("drafts", "tone", "warm")
    with pytest.raises(ConfigError, match="changed again meanwhile"):
        file.undo(after)
    assert load(file.path).drafts.tone == "warm"


def test_of_several_changes_all_or_none_are_made(file: ConfigFile) -> None:
    with pytest.raises(ConfigError) as refused:
        file.set_all({("quiet", "from"): "25:00", ("patience", "remind"): "soon", ("drafts", "tone"): "brief"})
    assert len(refused.value.problems) == 2
    assert file.path.read_text("utf-8") == WRITTEN


def test_a_key_is_taken_out_again(file: ConfigFile) -> None:
    file.set_all({("reading", "precision"): None})
    assert load(file.path).reading.precision == 0.85
    assert "# what I read at night" in file.path.read_text("utf-8")


def test_a_file_to_read_and_cards_are_taken_out(file: ConfigFile) -> None:
    file.add_source({"name": "notes", "type": "notes", "path": "/n"})
    file.add_source({"name": "more", "type": "notes", "path": "/m"})
    file.add_cards(Path("/cards.toml"))
    file.take_out_source("notes")
    file.take_out_cards(Path("/cards.toml"))
    config = load(file.path)
    assert [source.name for source in config.source] == ["more"]
    assert config.bullpen.files == ()


def test_what_needs_an_account_goes_with_it(file: ConfigFile) -> None:
    file.put_account(WORK)
    file.set_all({("digest", "at"): "07:30", ("digest", "account"): "work", ("debrief", "mail"): True})
    file.take_out_account("work")
    assert load(file.path).digest.at == "07:30"  # the other account takes it
    file.take_out_account("home")
    config = load(file.path)
    assert (config.digest.at, config.debrief.mail) == ("", False)
