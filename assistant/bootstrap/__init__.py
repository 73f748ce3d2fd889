"""The composition root: the only place where adapters meet services."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.adapters.template_root import template_root
from assistant.bootstrap.accounts import account_for
from assistant.bootstrap.delivering import inbox_for, mailboxes_of
from assistant.bootstrap.digesting import aside_for, digests_for
from assistant.bootstrap.introducing import box_for, clocks_for, drafting_for, hooks_for
from assistant.bootstrap.keeping import backup_store, copies_of_store, restore_store, store_path
from assistant.bootstrap.matching import load_matchers
from assistant.bootstrap.meetings import briefing_for, debrief_for
from assistant.bootstrap.reading import (
    contents_of,
    least_confidence,
    load_reader,
    load_topics,
    people_source,
)
from assistant.bootstrap.sources import bullpen_file, contacts_files, document_files
from assistant.bootstrap.times import business_days, quiet_hours
from assistant.config import Config
from assistant.domain.accounts import AccountSettings
from assistant.domain.business_days import BusinessDays
from assistant.domain.people import Person
from assistant.domain.time import Clock, utc_now
from assistant.domain.topics import Topic
from assistant.ports import (
    Account,
    BullpenSource,
    DocumentSource,
    DraftBox,
    Lookup,
    Mailbox,
    Matcher,
    PeopleSource,
    Reader,
    ReplyReader,
    Secrets,
    Store,
)

if TYPE_CHECKING:  # each part is imported when it is asked for, so that `today` starts at once
    from assistant.adapters.store.tinydb_store import TinyDBStore
    from assistant.bootstrap.judging import JudgeParts
    from assistant.bootstrap.practice import PracticeParts
    from assistant.domain.learning import Learnt
    from assistant.services.answers import Answers
    from assistant.services.brief import Briefing
    from assistant.services.clocks import Clocks
    from assistant.services.debrief import Debrief
    from assistant.services.deliver import Deliver
    from assistant.services.digest import Digests
    from assistant.services.doctor import Doctor
    from assistant.services.drafting import Drafting
    from assistant.services.follow import Follow
    from assistant.services.introduce import Introduce
    from assistant.services.sync import Sync
    from assistant.services.sync_hooks import Progress
    from assistant.services.timing import Timing


__all__ = [
    "Assistant",
    "backup_store",
    "contents_of",
    "copies_of_store",
    "least_confidence",
    "load_matchers",
    "load_reader",
    "load_topics",
    "people_source",
    "restore_store",
    "store_path",
    "template_root",
]


class Assistant:
    """Everything that a command needs, each part made when it is first asked for."""

    def __init__(self, config: Config, *, clock: Clock = utc_now) -> None:
        self.config = config
        self._clock = clock

    def clock(self) -> datetime:
        """The present moment in the user's time zone."""
        return self._clock().astimezone(self.config.zone)

    @cached_property
    def _database(self) -> "TinyDBStore":
        from assistant.adapters.store.tinydb_store import open_store

        return open_store(store_path(self.config))

    @property
    def store(self) -> Store:
        """The store in the data folder."""
        return self._database

    @property
    def lookup(self) -> Lookup:
        """Lists and searches what is in the store."""
        return self._database.lookup

    def compact(self) -> bool:
        """Leave nothing of what was deleted in the store's file; False while another process keeps it from that."""
        return self._database.compact()

    def export(self, folder: Path) -> dict[str, int]:
        """Write everything that is kept to `folder` as plain JSON; gives the number of records by table."""
        return self._database.export(folder)

    @cached_property
    def topics(self) -> Mapping[str, Topic]:
        """What a matter can be about."""
        return load_topics()

    @cached_property
    def reader(self) -> Reader:
        """The reader; loading it takes a second."""
        return self.judging.reader()

    @cached_property
    def reply_reader(self) -> ReplyReader:
        """The reader of replies; loading it takes a moment."""
        return self.judging.reply_reader()

    @cached_property
    def judging(self) -> "JudgeParts":
        """The second reader, where the user wants one."""
        from assistant.bootstrap.judging import JudgeParts

        return JudgeParts(self)

    @cached_property
    def user(self) -> Person:
        """Who the assistant works for."""
        user = self.config.user
        return Person(id="user", name=user.name, addresses=user.addresses, organisation=user.organisation)

    @cached_property
    def drafting(self) -> "Drafting":
        """Writes drafts."""
        return drafting_for(self.config, self.store, self.clock, self.user, self.topics)

    @cached_property
    def business_days(self) -> BusinessDays:
        """On which days people work."""
        return business_days(self.config, self.store, self.clock)

    def timing(self) -> "Timing":
        """When and how people are best asked, as of now."""
        from assistant.services.timing import Timing

        return Timing.at(self.store, quiet_hours(self.config, self.business_days), self.clock())

    @cached_property
    def introduce(self) -> "Introduce":
        """Moves introductions on."""
        from assistant.services.introduce import Introduce

        books, days = self.practice.playbooks.all, self.business_days
        return Introduce(store=self.store, drafting=self.drafting, matcher=self.matcher, playbooks=books, days=days)

    @cached_property
    def matcher(self) -> Matcher:
        """Compares needs with cards; its model is loaded when it is first asked."""
        from assistant.adapters.encoder_matcher import EncoderMatcher

        return self.judging.matcher(EncoderMatcher(self.config.data))

    @cached_property
    def answers(self) -> "Answers":
        """Records what people answered, and what happened."""
        from assistant.services.answers import Answers

        return Answers(introduce=self.introduce)

    @cached_property
    def box(self) -> DraftBox:
        """Where approved drafts are laid down."""
        return box_for(self.config, self.accounts)

    @cached_property
    def secrets(self) -> Secrets:
        """The passwords and tokens of the accounts."""
        from assistant.adapters.secrets import LateSecrets

        return LateSecrets(self.config.data)

    @cached_property
    def accounts(self) -> Sequence[Account]:
        """The accounts on the network, as configured."""
        return [self.account(settings) for settings in self.config.account]

    def account(self, settings: AccountSettings) -> Account:
        """One account on the network."""
        return account_for(self.config, settings, secrets=self.secrets, clock=self.clock)

    def doctor(self) -> "Doctor":
        """Looks at every part."""
        from assistant.bootstrap.doctoring import doctor_for

        return doctor_for(self)

    @cached_property
    def follow(self) -> "Follow":
        """Looks after what was delivered to a mailbox."""
        from assistant.services.follow import Follow

        return Follow(store=self.store, clock=self.clock)

    def mailboxes(self) -> list[Mailbox]:
        """Where messages of the user's may have been delivered: the accounts' drafts folders, and what sends."""
        return mailboxes_of(self.accounts)

    @cached_property
    def deliver(self) -> "Deliver":
        """Carries approved drafts to their folder."""
        from assistant.services.deliver import Deliver

        return Deliver(introduce=self.introduce, box=self.box)

    @cached_property
    def debrief(self) -> "Debrief":
        """Asks what came up in meetings."""
        return debrief_for(self.config, self.store, self.clock)

    def briefing(self) -> "Briefing":
        """What to know before meetings, as of now."""
        return briefing_for(self.debrief, self.lookup, self.timing())

    @cached_property
    def digest(self) -> "Digests":
        """Sends mails to the user themselves: the digest, and the question after a meeting."""
        return digests_for(
            self.config, self.user, self.debrief, self.deliver, lambda: inbox_for(self.config, self.accounts)
        )

    @cached_property
    def practice(self) -> "PracticeParts":
        """The parts of the practice around the introductions."""
        from assistant.bootstrap.practice import PracticeParts

        return PracticeParts(
            config=self.config, store=self.store, lookup=self.lookup, clock=self.clock, debrief=lambda: self.debrief
        )

    def learnt(self) -> "Learnt":
        """What the user's answers so far say of the reader."""
        from assistant.services.learn import learn

        return learn(self.store, least_confidence(self.config.reading))

    def sync(self, progress: "Progress | None" = None, *, back_to: date | None = None) -> "Sync":
        """One pass over the sources; `back_to` is a day that the user asks for, this once."""
        from assistant.services.sync import Sync
        from assistant.services.sync_hooks import no_progress

        return Sync(
            store=self.store,
            reader=lambda: self.reader,
            clock=self.clock,
            user=self.config.user.names,
            since=self.config.reading.since,
            back_to=back_to,
            never_read=self.config.never_read,
            learnt=self.learnt(),
            **hooks_for(self.answers, lambda: self.reply_reader, self.config.user.addresses, self.judging.ahead),
            aside=aside_for(self.config, self.answers, self.debrief, self.deliver, lambda: self.reader),
            progress=progress or no_progress,
        )

    @property
    def clocks(self) -> "Clocks":
        """Looks at what comes due by itself."""
        return clocks_for(self.answers, self.config.patience, self.business_days, self.mailboxes())

    def document_sources(self) -> list[DocumentSource]:
        """Mail, notes and calendars, as configured."""
        accounts = (source for account in self.accounts for source in account.document_sources())
        return [*document_files(self.config, self.clock), *accounts]

    def people_sources(self) -> list[PeopleSource]:
        """Contacts files and address books, as configured."""
        return [*contacts_files(self.config), *(each for account in self.accounts for each in account.people_sources())]

    def bullpen_sources(self) -> list[BullpenSource]:
        """Files of providers' cards, as configured."""
        return [self.bullpen_source(path) for path in self.config.bullpen.files]

    def bullpen_source(self, path: Path) -> BullpenSource:
        """One file of providers' cards."""
        return bullpen_file(self.config, path, self.topics)
