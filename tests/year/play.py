"""A year, day by day: mail comes, the assistant syncs, the user decides and sends, and somebody watches."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from assistant.adapters.secret_file import FileSecrets
from assistant.bootstrap import Assistant
from assistant.bootstrap.reading import load_topics
from assistant.config import load
from assistant.domain.business_days import BusinessDays
from assistant.domain.replies import Reply
from assistant.ports import Mailbox
from assistant.services.closing import Closing
from assistant.services.notice import take_up
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.year.answers import Answers
from tests.year.attending import Attending
from tests.year.clock import Clock
from tests.year.gatherings import gatherings, with_importance
from tests.year.ledger import Ledger, Said
from tests.year.observer import Observer
from tests.year.others import Others
from tests.year.passages import Mail, planned
from tests.year.people import Someone, cards, contacts, everybody
from tests.year.post import USER, Post, mailbox
from tests.year.received import received, with_roles
from tests.year.sending import Sending
from tests.year.user import User

BEGIN = datetime(2026, 1, 5, tzinfo=ZoneInfo("Europe/Dublin"))
AWAY = range(210, 222)  # days of the year on which the user is on holiday, and nothing is synced
"""Made for a whole year; a shorter one has none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """How much of a year is played; of all mails the share `matters` tells of something that its writer needs.

    `referrals` is how often somebody is sent to the user.
    """

    seed: int = 1
    people: int = 300
    providers: int = 40
    mails: int = 2000
    days: int = 364
    matters: float = 0.15
    referrals: int = 120


@dataclass(kw_only=True)
class Played:
    """What there was at the end."""

    size: Size
    assistant: Assistant
    ledger: Ledger
    observer: Observer
    members: tuple[Someone, ...] = ()
    looked_at: datetime = BEGIN
    """When the mailbox was last looked into."""

    due: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    kept_as: dict[str, Reply] = field(default_factory=dict)
    """Each reply as it was right after it was read, by its message id."""


Prepare = Callable[[Assistant, Ledger, Random], None]
"""Gives an assistant the readers that the year is played with."""


@contextmanager
def year(
    server: Dovecot, folder: Path, size: Size, answers: Answers, prepare: Prepare, tell: Callable[[str], None]
) -> Iterator[Played]:
    """Play it in a folder and a mailbox of its own; `tell` is called each month with how it goes."""
    with ExitStack() as stack:
        name = f"year{size.seed}-{folder.name}@marsh.example"
        post = stack.enter_context(mailbox(server, name))
        yield _Year(server, folder, size, answers, prepare, name, post).play(tell)


class _Year:
    def __init__(
        self,
        server: Dovecot,
        folder: Path,
        size: Size,
        answers: Answers,
        prepare: Prepare,
        name: str,
        post: Post,
    ) -> None:
        chance = Random(size.seed)
        topics = dict(load_topics())
        self.size, self.post, self.ledger, self.clock = size, post, Ledger(), Clock(BEGIN)
        people = everybody(size.people, size.providers, sorted(topics.keys() - {"other"}), chance)
        people = with_importance(with_roles(people, Random(size.seed + 5)), Random(size.seed + 7))
        meets = gatherings(BEGIN, size.days, Random(size.seed + 8))
        self.sent_to_user = received(people, size.referrals, BEGIN, size.days, Random(size.seed + 6))
        self.coming = planned(
            people, mails=size.mails, matters=size.matters, begin=BEGIN, days=size.days, chance=chance
        )
        (folder / "people.csv").write_text(contacts([*people, *meets.members]), "utf-8")
        (folder / "bullpen.toml").write_text(cards(people, topics, BEGIN.date()), "utf-8")
        (folder / "config.toml").write_text(_settings(server, name), "utf-8")
        self.assistant = Assistant(load(folder / "config.toml"), clock=self.clock)
        self.assistant.secrets = FileSecrets(self.assistant.config.data)  # nobody's own keyring
        self.assistant.secrets.put("imap year", PASSWORD)
        prepare(self.assistant, self.ledger, Random(size.seed + 1))
        self.mailboxes: list[Mailbox] = [self.assistant.box]  # type: ignore[list-item]  # an account's is one
        self.ledger.written = post.written
        others = Others(answers, Random(size.seed + 2), self._said)
        self.user = User(
            assistant=self.assistant,
            clock=self.clock,
            post=post,
            others=others,
            ledger=self.ledger,
            chance=Random(size.seed + 3),
        )
        self.attending = Attending(assistant=self.assistant, clock=self.clock, ledger=self.ledger, gatherings=meets)
        self.sending = Sending(
            clock=self.clock,
            post=post,
            others=others,
            ledger=self.ledger,
            people={one.address: one for one in people},
            chance=Random(size.seed + 4),
        )
        self.others = others
        observer = Observer(store=self.assistant.store, post=post, ledger=self.ledger, people=people)
        self.played = Played(
            size=size, assistant=self.assistant, ledger=self.ledger, observer=observer, members=meets.members
        )

    def play(self, tell: Callable[[str], None]) -> Played:
        """Every day of it."""
        for number in range(self.size.days):
            day = BEGIN + timedelta(days=number)
            self.clock.now = day.replace(hour=9)
            self._mail()
            if number not in AWAY:
                self._sync()
                self.user.note()
                self.attending.tell()
                if BusinessDays().is_open(day.date()):
                    self.user.decide()
                    self.played.observer.look(self.clock())
                    self.sending.send()
                self.played.observer.look(self.clock())
            if number % 30 == 29:
                observer = self.played.observer
                tell(f"{day:%d %B}: {observer.looked} messages, {len(observer.breaks)} breaks")
        return self.played

    def _mail(self) -> None:
        """What comes in until now."""
        while self.coming and self.coming[0].at <= self.clock():
            mail = self.coming.pop(0)
            self.ledger.mails[mail.message_id] = mail
            self.post.arrive(_written(mail), mail.at)
        while self.sent_to_user and self.sent_to_user[0].at <= self.clock():
            each = self.sent_to_user.pop(0)
            self.ledger.received.append(each)
            if each.is_mail:
                self.post.arrive(each.message(), each.at)
        self.others.write(self.clock())

    def _said(self, message: bytes, said: Said) -> None:
        self.ledger.said[said.message_id] = said
        self.post.arrive(message, said.at)

    def _sync(self) -> None:
        """What `assistant sync` does, in its order."""
        assistant, played = self.assistant, self.played
        played.looked_at = self.clock()
        _, problems = assistant.deliver.finish()
        followed = assistant.follow.look(self.mailboxes)
        report = assistant.sync().run(
            people=assistant.people_sources(),
            bullpen=assistant.bullpen_sources(),
            documents=assistant.document_sources(),
        )
        for source in report.sources:
            played.problems += [str(source.error)] if source.error else []
            played.problems += [f"{each.locator}: {each.error}" for each in source.failed]
            played.kept_as |= {reply.message_id: reply for reply in source.replies}
        played.problems += [str(error) for error in (*problems, *followed.problems)]
        Closing(answers=assistant.answers).meetings()
        for tick in assistant.clocks.tick():
            played.due[tick.due] = played.due.get(tick.due, 0) + 1
        assistant.introduce.wake()
        take_up(assistant.store, assistant.learnt())


def _written(mail: Mail) -> bytes:
    message = EmailMessage()
    message.set_content(mail.passage.text)
    message["From"] = formataddr((mail.who.name, mail.who.address))
    message["To"] = USER
    message["Subject"] = " ".join(mail.passage.title.split())
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = mail.message_id
    return message.as_bytes()


def _settings(server: Dovecot, name: str) -> str:
    return f"""\
data = "data"
[user]
name = "Helen Marsh"
addresses = ["{USER}"]
organisation = "Marsh and Daughter"
timezone = "Europe/Dublin"
[drafts]
deliver_to = "year"
[bullpen]
files = ["bullpen.toml"]
[[source]]
name = "contacts"
type = "people"
path = "people.csv"
[[account]]
name = "year"
type = "imap"
address = "{USER}"
username = "{name}"
server = "127.0.0.1"
port = {server.port}
security = "none"
"""
