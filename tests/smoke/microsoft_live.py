"""Tries everything with a live Microsoft account; never collected as a test.

    python -m tests.smoke.microsoft_live --client-id 1111… --address you@example.com

It reads, shows numbers only, and lays down one draft, addressed to yourself. What was signed in is forgotten at the
end.
"""

import argparse
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from assistant.adapters.formats.mime import message_id
from assistant.adapters.memory import MemorySecrets
from assistant.adapters.microsoft.account import MicrosoftAccount
from assistant.cli.terminal import Terminal
from assistant.domain.accounts import AccountSettings
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.people import Participant
from assistant.domain.time import utc_now
from assistant.errors import UserError
from assistant.ports import Cursor, DocumentSource, Found, Passed, Reached


def main() -> None:
    """Sign in, read twice, deliver, and look."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--client-id", required=True)
    parser.add_argument("--address", required=True)
    parser.add_argument("--tenant", default="common")
    parser.add_argument("--days", type=int, default=7, help="how far back mail is read")
    options = parser.parse_args()
    user = Participant(name="Smoke test", address=options.address)
    settings = AccountSettings(
        name="live",
        type="microsoft",
        address=options.address,
        client_id=options.client_id,
        tenant=options.tenant,
        contacts=True,
    )
    account = MicrosoftAccount(settings, secrets=MemorySecrets(), clock=utc_now, zone=ZoneInfo("UTC"), user=user)
    account.connect(Terminal())
    for check in account.checks():
        print("✗" if check.problem else "✓", check.what, check.problem, check.hint)
    for source in account.document_sources():
        cursor = read(source, None, options.days)
        read(source, cursor, options.days)
    for people in account.people_sources():
        print(f"{people.name}: {sum(1 for _ in people.people())}")
    deliver(account, user)


def read(source: DocumentSource, cursor: Cursor | None, days: int) -> Cursor | None:
    """One pass; says how many of each kind there were."""
    seen: Counter[str] = Counter()
    began = datetime.now(UTC)
    try:
        for change in source.changes(cursor, since=(began - timedelta(days=days)).date()):
            seen[change.reason if isinstance(change, Passed) else type(change).__name__] += 1
            if isinstance(change, Found):
                seen["with a message id"] += bool(change.content.document.message_id)
            elif isinstance(change, Reached):
                cursor = change.cursor
    except UserError as error:
        print(f"{source.name}: {error}")
    print(f"{source.name}: {dict(seen)} in {(datetime.now(UTC) - began).total_seconds():.1f} s")
    return cursor


def deliver(account: MicrosoftAccount, user: Participant) -> None:
    """Lay a draft down, and look at it after each thing that you do with it in Outlook."""
    box = account.mailbox()
    assert box is not None
    now = datetime.now(UTC)
    waiting = Draft(
        id=f"d-smoke{now:%H%M%S}",
        introduction_id="i-smoke",
        kind=DraftKind.ASK_SEEKER,
        to=(user,),
        subject="Smoke test of the follow-up assistant: Zoë?",
        text="Hello,\n\nthis is a draft. Edit it, send it, or delete it.\n",
        html="<p>Hello,</p><p>this is a draft. Edit it, send it, or delete it.</p>",
        created_at=now,
    )
    approved = waiting.approved(waiting.hash, at=now)
    delivered = approved.delivered(box.put(approved), at=now, box=box.name)
    print("laid down; found again:", box.find(approved) == delivered.location)
    print("our Message-ID would be", message_id(approved, user))
    while input("Edit, send or delete it in Outlook, then press Enter (q to end): ") != "q":
        seen = box.look(delivered)
        print(seen.fate, "under", seen.message_id or "-")


if __name__ == "__main__":
    main()
