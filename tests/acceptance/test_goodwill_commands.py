"""`goodwill`, as typed: mail is read, a referral seen in it, confirmed, thanked for and followed to its end."""

import json
import mailbox
import re
from email.message import EmailMessage
from pathlib import Path

import pytest

from assistant.domain.people import Person
from assistant.domain.referrals import Referral, ReferralState
from tests.acceptance.test_commands import Run
from tests.web.web_world import ANNA, WebWorld

SUM = re.compile(r"\b(?:ow(?:e|es|ed|ing)|debts?|balance)\b", re.I)


@pytest.fixture
def world(tmp_path: Path) -> WebWorld:
    world = WebWorld(tmp_path)
    world.assistant.store.put(Person.known_as(ANNA))
    box = mailbox.mbox(tmp_path / "inbox.mbox")
    for number, (subject, words) in enumerate(
        (
            ("Bookkeeping", "Helen, meet Zoe. Zoe needs a bookkeeper.\n\nAnna"),
            ("An idea", "Would you like me to introduce you to Zoe?\n\nAnna"),
        )
    ):
        mail = EmailMessage()
        mail["From"] = f"{ANNA.name} <{ANNA.address}>"
        mail["To"] = f"Helen Marsh <helen@marsh.example>, Zoe {number} Lund <zoe{number}@lund{number}.example>"
        mail["Subject"] = subject
        mail["Date"] = "Mon, 16 Nov 2026 10:00:00 +0000"
        mail["Message-ID"] = f"<{number}@okafor.example>"
        mail.set_content(words)
        box.add(mail)
    box.close()
    (tmp_path / "config.toml").write_text(
        'data = "data"\n[user]\nname = "Helen Marsh"\naddresses = ["helen@marsh.example"]\n'
        '[[source]]\nname = "mail"\ntype = "mbox"\npath = "inbox.mbox"\n',
        "utf-8",
    )
    return world


def test_a_referral_is_seen_by_a_sync_and_followed_to_its_end(world: WebWorld, run: Run) -> None:
    run("sync")
    said = run("goodwill").output
    assert "Anna Okafor sent Zoe 0 Lund to you" in said
    assert "Zoe 1" not in said
    (referral,) = world.assistant.store.find(Referral)
    run("goodwill", "yes", referral.id)
    assert "not thanked yet" in run("goodwill", "list").output
    said = run("goodwill", "show", ANNA.address).output
    assert "thank you for sending Zoe 0 Lund to me" in said
    run("goodwill", "thank", referral.id)
    run("goodwill", "came", referral.id, "--won", "--value", "900")
    assert "not told what came of it" in run("goodwill").output
    run("goodwill", "close", referral.id)
    (referral,) = world.assistant.store.find(Referral)
    assert (referral.state, referral.value) == (ReferralState.WON, 900)
    assert referral.closed_at is not None
    (listed,) = json.loads(run("goodwill", "--json").output)
    assert not listed["waiting"]
    assert [entry["kind"] for entry in listed["entries"]] == ["referral"]
    for command in (["goodwill"], ["goodwill", "show", ANNA.address], ["goodwill", "advocates"]):
        assert not SUM.search(run(*command).output)
    run("goodwill", "take-back", referral.id)
    assert "was somebody sent to you?" in run("goodwill").output
    run("goodwill", "no", referral.id)
    assert run("goodwill", "advocates", "--json").output


def test_somebody_is_noted_by_hand(world: WebWorld, run: Run) -> None:
    run("goodwill", "note", "Bo Li", "--from", ANNA.address, "--for", "books")
    assert "Anna Okafor sent Bo Li to you" in run("goodwill").output
    run("goodwill", "note", "Cy Web", "--online")
    assert len(list(world.assistant.store.find(Referral))) == 2
