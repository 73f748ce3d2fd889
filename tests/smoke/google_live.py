"""Tries the adapters for Google on a live account. It is run by hand, and collected by no test run.

    python tests/smoke/google_live.py CLIENT_FILE YOUR_ADDRESS

It signs in (the token is forgotten at the end), reads the newest mail and the calendar, makes one draft to yourself,
watches you change, send or delete it, and says how much was asked of Google. It prints no subject and no text.
"""

import argparse
import sys
import webbrowser
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from assistant.adapters.google.account import GoogleAccount
from assistant.adapters.memory import MemorySecrets
from assistant.domain.accounts import AccountSettings, Fate
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.people import Participant
from assistant.errors import UserError
from assistant.ports import Reached


class Console:
    """A `Dialogue` on the terminal."""

    has_browser = True

    def say(self, text: str) -> None:
        print(text)

    def ask(self, question: str, default: str = "") -> str:
        return input(f"{question} ") or default

    def ask_secret(self, question: str) -> str:
        return self.ask(question)

    def confirm(self, question: str) -> bool:
        return self.ask(f"{question} (yes/no)") == "yes"

    def open(self, address: str) -> None:
        print(address)
        webbrowser.open(address)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("client_file", type=Path)
    parser.add_argument("address")
    given = parser.parse_args()
    user = Participant(name="Smoke test", address=given.address)
    settings = AccountSettings(
        name="live", type="gmail", address=given.address, client_file=given.client_file, contacts=True
    )
    console = Console()
    account = GoogleAccount(settings, secrets=MemorySecrets(), clock=lambda: datetime.now(UTC), zone=UTC, user=user)
    account.connect(console)
    for check in account.checks():
        print(f"{check.what}: {check.problem or 'fine'} {check.hint}")
    read(account)
    people = list(account.people_sources()[0].people())
    print(f"contacts: {len(people)}")
    deliver(account, console, user)


def read(account: GoogleAccount) -> None:
    """Read three days twice; the second time, nothing should be new."""
    since = (datetime.now(UTC) - timedelta(days=3)).date()
    for source in account.document_sources():
        cursor = None
        for attempt in ("first", "second"):
            counted: Counter[str] = Counter()
            began = datetime.now(UTC)
            for change in source.changes(cursor, since=since):
                counted[type(change).__name__] += 1
                cursor = change.cursor if isinstance(change, Reached) else cursor
            print(f"{source.name}, {attempt} read: {dict(counted)} in {datetime.now(UTC) - began}")


def deliver(account: GoogleAccount, console: Console, user: Participant) -> None:
    """Make one draft, and watch what becomes of it."""
    mailbox = account.mailbox()
    assert mailbox is not None
    now = datetime.now(UTC)
    draft = Draft(
        id=f"d-smoke{int(now.timestamp())}",
        introduction_id="i-smoke",
        kind=DraftKind.THANKS,
        to=(user,),
        subject="A draft of the assistant's smoke test",
        text="You may change, send or delete this.\n",
        html="<p>You may change, send or delete this.</p>",
        created_at=now,
    )
    draft = draft.approved(draft.hash, at=now)
    place = mailbox.put(draft)
    print(place)
    print(f"found again at the same place: {mailbox.find(draft) == place}; put twice: {mailbox.put(draft) == place}")
    draft = draft.delivered(place, at=now)
    while True:
        fate = mailbox.look(draft).fate
        print(f"Gmail says: {fate}")
        if fate in (Fate.SENT, Fate.GONE):
            return
        console.ask("Change it, send it or delete it in Gmail, then press Enter.")


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        sys.exit(str(error))
