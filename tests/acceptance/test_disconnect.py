"""An account is disconnected as it is typed: its secret is gone, nobody else's is, and it can be connected again."""

import json
import stat
from pathlib import Path

import pytest

from assistant.config import load
from tests.acceptance.test_commands import Run, runner_for

SECRETS = {
    "imap mail": "hunter2",
    "days/password": '{"username": "helen", "password": "hunter3"}',
    "google work": '{"refresh_token": "hunter4"}',
    "office/microsoft": '{"RefreshToken": {}}',
    "imap old": "hunter5",
    "old/microsoft": "hunter6",
}
CONFIG = """\
# Mine.
[user]
name = "Helen Marsh"
addresses = ["helen@marsh.example"]

[[account]]
name = "mail"
type = "imap"
address = "helen@marsh.example"
server = "imap.marsh.example"
smtp_server = "smtp.marsh.example"

[[account]]
name = "days"  # the calendar
type = "caldav"
url = "https://dav.marsh.example/"

[[account]]
name = "work"
type = "gmail"

[[account]]
name = "office"
type = "microsoft"
client_id = "1"

[[account]]
name = "old"
type = "imap"
server = "outlook.office365.com"
login = "microsoft"

[drafts]
deliver_to = "mail"
send = true
tone = "brief"
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    (tmp_path / "config.toml").write_text(CONFIG, "utf-8")
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "secrets.json").write_text(json.dumps(SECRETS), "utf-8")
    return runner_for(tmp_path)


def kept(folder: Path) -> set[str]:
    return set(json.loads((folder / "data" / "secrets.json").read_text("utf-8")))


@pytest.mark.parametrize(
    ("name", "secret", "revoking"),
    [
        ("mail", "imap mail", "deleting the app password"),
        ("days", "days/password", "delete it on your provider's web page"),
        ("work", "google work", "https://myaccount.google.com/connections"),
        ("office", "office/microsoft", "https://account.live.com/consent/Manage"),
        ("old", "old/microsoft", "https://myapps.microsoft.com"),
    ],
)
def test_the_secret_and_the_table_are_gone_and_nothing_else(
    tmp_path: Path, run: Run, name: str, secret: str, revoking: str
) -> None:
    said = " ".join(run("disconnect", name, text="y\n").output.split())
    assert revoking in said
    assert f"--name {name}" in said
    assert kept(tmp_path) == SECRETS.keys() - {secret}
    left = load(tmp_path / "config.toml")
    assert name not in [account.name for account in left.account]
    assert len(left.account) == 4
    written = (tmp_path / "config.toml").read_text("utf-8")
    assert "# Mine." in written
    assert ("# the calendar" in written) == (name != "days")
    assert left.drafts.tone == "brief"
    assert (left.drafts.deliver_to, left.drafts.send) == (("eml", False) if name == "mail" else ("mail", True))
    assert stat.S_IMODE((tmp_path / "config.toml").stat().st_mode) == 0o600


def test_without_a_yes_everything_stays(tmp_path: Path, run: Run) -> None:
    run("disconnect", "mail", text="n\n")
    assert kept(tmp_path) == SECRETS.keys()
    assert (tmp_path / "config.toml").read_text("utf-8") == CONFIG


def test_the_last_one_leaves_a_configuration_that_works(tmp_path: Path, run: Run) -> None:
    for name in ("mail", "days", "work", "office", "old"):
        run("disconnect", name, "--yes")
    assert load(tmp_path / "config.toml").account == ()
    assert kept(tmp_path) == {"imap old"}


def test_a_name_that_is_none_is_told_with_those_there_are(run: Run) -> None:
    result = run("disconnect", "nobody", "--yes", fails=True)
    assert "mail, days, work, office, old" in str(result.exception)


def test_a_secret_that_cannot_be_forgotten_leaves_the_account(tmp_path: Path, run: Run) -> None:
    secrets = tmp_path / "data" / "secrets.json"
    secrets.replace(tmp_path / "elsewhere.json")
    secrets.symlink_to(tmp_path / "elsewhere.json")
    result = run("disconnect", "mail", "--yes", fails=True)
    assert "is a link" in str(result.exception)
    assert (tmp_path / "config.toml").read_text("utf-8") == CONFIG
