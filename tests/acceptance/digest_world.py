"""A user with a mailbox on a real server, a digest in it, and the mail program that answers it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

from assistant.adapters.memory import MemorySecrets
from assistant.bootstrap import Assistant
from assistant.config import load
from assistant.domain.digest import Digest, DigestState, Purpose
from tests.servers.dovecot import HOST, PASSWORD, Dovecot

START = datetime(2026, 11, 17, 6, 0, tzinfo=ZoneInfo("Europe/London"))  # a Tuesday
OWN = "helen@marsh.example"
ABOUT = {
    "Anna Okafor <anna@okafor.example>": "Payroll takes us two days every month and the wages still come out wrong.",
    "Mark Good <mark@hope.example>": "We are struggling to find a reliable accountant for the shop.",
    "Priya Raman <priya@raman.example>": "Can you recommend a good employment lawyer?",
}
CONFIG = """
[user]
name = "Helen Marsh"
addresses = ["{own}"]
timezone = "Europe/London"

[[account]]
name = "mail"
type = "imap"
address = "{own}"
username = "{user}"
server = "{host}"
port = {port}
security = "none"

[[source]]
name = "calendar"
type = "ics"
path = "calendar.ics"

[bullpen]
files = ["bullpen.toml"]

[drafts]
deliver_to = "mail"

[debrief]
mail = true

[digest]
at = "07:00"

[page]
address = "https://page.marsh.example/"
"""
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN
BEGIN:VEVENT
UID:coffee@test
DTSTAMP:20261101T000000Z
DTSTART:20261116T150000Z
DTEND:20261116T160000Z
SUMMARY:Coffee with Yusuf
ORGANIZER:mailto:helen@marsh.example
ATTENDEE;CN=Yusuf Demir:mailto:yusuf@demir.example
END:VEVENT
END:VCALENDAR
"""
BULLPEN = """
[[provider]]
name = "Tom Fairweather"
organisation = "Fairweek Payroll"
email = "tom@fairweek.example"
services = ["payroll"]
does = "Runs weekly and monthly payroll for small firms."
[[provider.evidence]]
kind = "visit"
date = 2026-01-05
"""


@dataclass
class DigestWorld:
    """One user's day; `now` is the assistant's clock. What people wrote is in the inbox."""

    server: Dovecot
    user: str
    folder: Path
    now: datetime = START
    sent: int = 0
    assistant: Assistant = field(init=False)

    def __post_init__(self) -> None:
        settings = {"own": OWN, "user": self.user, "host": HOST, "port": self.server.port}
        (self.folder / "config.toml").write_text(CONFIG.format(**settings), "utf-8")
        (self.folder / "calendar.ics").write_text(CALENDAR.replace("\n", "\r\n"), "utf-8")
        (self.folder / "bullpen.toml").write_text(BULLPEN, "utf-8")
        for number, (who, words) in enumerate(ABOUT.items()):
            mail = self.mail(who, OWN, "Catching up", f"Hello Helen,\n\n{words}\n\nBest\n")
            mail["Date"] = START - timedelta(days=3 - number)
            self.server.append(self.user, mail.as_bytes())
        self.restart()

    def restart(self) -> None:
        """A new process on what is kept."""
        reader = self.assistant.__dict__.get("reader") if hasattr(self, "assistant") else None
        self.assistant = Assistant(load(self.folder / "config.toml"), clock=lambda: self.now)
        secrets = MemorySecrets()
        secrets.put("imap mail", PASSWORD)
        self.assistant.__dict__.update({"secrets": secrets} | ({"reader": reader} if reader else {}))

    def sync(self) -> list[str]:
        """One pass over everything, with what comes after it; gives the reasons for which mail was left alone."""
        assistant = self.assistant
        report = assistant.sync().run(
            people=assistant.people_sources(),
            bullpen=assistant.bullpen_sources(),
            documents=assistant.document_sources(),
        )
        assert report.is_clean, [(source.error, source.failed) for source in report.sources]
        _, problems = assistant.deliver.finish()
        assert not problems
        return [reason for source in report.sources for reason in source.passed.elements()]

    def digest(self) -> tuple[Digest, EmailMessage]:
        """The next morning's digest, and the mail in the inbox."""
        self.now += timedelta(days=1)
        self.now = self.now.replace(hour=7, minute=5)
        digest = self.assistant.digest.send_if_due()
        assert digest is not None
        return digest, self.mail_of(digest)

    def mail_of(self, digest: Digest) -> EmailMessage:
        """The mail of a digest as it lies in the inbox."""
        (found,) = (mail for mail in self.inbox() if mail["Message-ID"] == digest.message_id)
        return found

    def inbox(self) -> list[EmailMessage]:
        """Every mail in the inbox."""
        found = (message_from_bytes(raw, policy=policy.default) for raw in self.server.messages(self.user, "INBOX"))
        return [mail for mail in found if isinstance(mail, EmailMessage)]

    def mail(self, who: str, to: str, subject: str, text: str) -> EmailMessage:
        """A mail from somebody to somebody."""
        self.sent += 1
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = who, to, subject
        mail["Message-ID"] = f"<{self.sent}.{self.user}>"
        mail.set_content(text)
        return mail

    def reply(self, to: EmailMessage, text: str, *, who: str = f"Helen Marsh <{OWN}>", copy_to: str = "") -> None:
        """Answer a mail as a telephone does: the words on top, the mail quoted below, a copy among what was sent."""
        body = to.get_body(("plain",))
        assert body is not None
        quoted = "".join(f"> {line}\n" for line in body.get_content().splitlines())
        whole = f"{text}\n\nOn 18 Nov 2026, at 07:05, Follow-up assistant <{OWN}> wrote:\n\n{quoted}"
        mail = self.mail(who, OWN, f"Re: {to['Subject']}", whole)
        mail["In-Reply-To"] = mail["References"] = to["Message-ID"]
        mail["Date"] = self.now
        if copy_to:
            mail["Cc"] = copy_to
        self.server.append(self.user, mail.as_bytes(), folder="Sent", flags=[b"\\Seen"])
        self.server.append(self.user, mail.as_bytes())

    def digests(self) -> list[Digest]:
        """The digests that were laid down, the first one first."""
        found = self.assistant.store.find(Digest, purpose=Purpose.DAILY)
        return sorted((each for each in found if each.state is DigestState.LAID), key=lambda digest: digest.at)
