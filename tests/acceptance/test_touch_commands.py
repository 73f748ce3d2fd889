"""When the user and somebody last had to do with each other, as typed."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from typer.testing import CliRunner, Result

from assistant.cli import app

CONFIG = """
[user]
name = "Sam Example"
addresses = ["sam@firm.example"]

[[source]]
name = "mail"
type = "mbox"
path = "inbox.mbox"
"""
MAIL = """From x Thu Jan  1 00:00:00 2026
From: Ann Stone <ann@stone.example>
To: sam@firm.example
Date: {day}
Message-ID: <1@stone.example>
Subject: The roof

It was good to see you.

"""


def test_a_mail_and_a_call_are_touches(tmp_path: Path) -> None:
    day = format_datetime(datetime.now(UTC) - timedelta(days=12))
    (tmp_path / "inbox.mbox").write_text(MAIL.format(day=day), "utf-8")
    (tmp_path / "contacts.csv").write_text("Name,Email\nAnn Stone,ann@stone.example\n", "utf-8")
    (tmp_path / "config.toml").write_text(CONFIG, "utf-8")

    def typed(*words: str, code: int = 0) -> Result:
        base = ["--config", str(tmp_path / "config.toml"), "--data", str(tmp_path / "data")]
        done = CliRunner().invoke(app, [*base, *words])
        assert done.exit_code == code, (words, done.output, done.exception)
        return done

    typed("people", "import", str(tmp_path / "contacts.csv"))
    typed("sync")
    shown = typed("people", "show", "Ann Stone").output
    assert "They wrote, “The roof”" in shown
    assert "last 12 days ago; 1 touch in 90 days" in " ".join(shown.split())
    (noted,) = json.loads(typed("people", "touched", "Ann Stone", "--words", "The roof holds.", "--json").output)
    (ann,) = json.loads(typed("people", "show", "Ann Stone", "--json").output)
    assert [each["words"] for each in ann["touches"]["latest"]] == ["You called", "They wrote"]
    typed("people", "untouched", noted["id"])
    typed("people", "untouched", noted["id"], code=1)
    (ann,) = json.loads(typed("people", "show", "Ann Stone", "--json").output)
    assert ann["touches"]["number"] == 1
    typed("people", "touched", "Ann Stone", "--kind", "mail", code=1)
