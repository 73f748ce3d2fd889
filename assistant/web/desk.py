"""What all requests share: the assistant, as its configuration file has it now, and what runs beside the requests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Lock

from jinja2 import Environment

from assistant.bootstrap import Assistant, template_root
from assistant.bootstrap.renewing import renewed
from assistant.domain.introductions import Introduction
from assistant.domain.learning import Learnt
from assistant.domain.matching import Ranking
from assistant.domain.time import utc_now
from assistant.errors import ConfigError, UserError
from assistant.services.access import Access, Patience
from assistant.services.removed import Removed
from assistant.setup.config_file import ConfigFile
from assistant.setup.following import Following
from assistant.setup.session import Session
from assistant.web.kept import Kept
from assistant.web.notices import Notices
from assistant.web.reading_now import ReadingNow
from assistant.web.render import environment
from assistant.web.sample import Sample
from assistant.web.talks import Talks


def access_of(assistant: Assistant) -> Access:
    """Who may see the page. Sessions go by this machine's own clock, also where a demo stands on a day of its own."""
    page = assistant.config.page
    return Access(
        store=assistant.store, clock=utc_now, secrets=assistant.secrets, stay=timedelta(days=page.session_days)
    )


@dataclass(kw_only=True)
class Desk:
    """What all requests share. `reading` is held while something is read: one at a time is enough for one user.

    `home` is where the configuration lies; None where the assistant was made without a file. `is_new` is whether there
    is none yet. `on_change` is told of each assistant that takes the place of the one before.
    """

    assistant: Assistant
    access: Access
    environment: Environment
    home: Session | None = None
    notices: Notices = field(default_factory=Notices)
    kept: Kept = field(default_factory=Kept)
    patience: Patience = field(default_factory=lambda: Patience(clock=utc_now))
    is_secure: bool = False
    is_demo: bool = False
    is_sample: bool = False
    is_new: bool = False
    problem: ConfigError | None = None
    reading: Lock = field(default_factory=Lock)
    reading_now: ReadingNow = field(default_factory=ReadingNow)
    talks: Talks = field(default_factory=Talks)
    removed: Removed = field(default_factory=Removed)
    sample: "Sample[Desk]" = field(default_factory=Sample)
    on_change: list[Callable[[Assistant], None]] = field(default_factory=list)
    _following: Following | None = None
    _one: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._following = Following(self.home.path) if self.home else None

    @property
    def templates(self) -> Path:
        """Where the pages' templates lie."""
        return template_root()

    @property
    def file(self) -> ConfigFile:
        """The configuration, to change. Raises UserError where this page has none."""
        if self.home is None:
            raise UserError("this page was opened without a configuration file, so nothing can be changed here")
        return ConfigFile(path=self.home.path)

    def learnt(self) -> Learnt:
        """What the user's answers have taught, as of lately: all of them take a quarter of a second to go through."""
        assistant = self.assistant
        return self.kept.lately(("learnt", id(assistant)), assistant.lookup.version(), assistant.learnt)

    def ranking(self, introduction: Introduction) -> Ranking:
        """Who fits, worked out once as long as nothing that is kept has changed, and it is the same day."""
        assistant = self.assistant
        key = ("ranking", id(assistant), introduction.id, assistant.clock().date())
        return self.kept.now(key, assistant.lookup.version(), lambda: assistant.introduce.ranking(introduction))

    def follow(self) -> None:
        """Take the configuration over as its file has it by now. One that cannot be used changes nothing."""
        with self._one:
            if self.home is None or self._following is None or not self._following.has_changed():
                return
            try:
                self._take(renewed(self.assistant, self.home.config()))
                self.problem = None
            except ConfigError as error:
                self.problem = error

    def reopen(self) -> None:
        """Open the store anew: another one lies in its place."""
        with self._one:
            fresh = renewed(self.assistant, self.assistant.config)
            vars(fresh).pop("_database", None)
            self._take(fresh)

    def _take(self, assistant: Assistant) -> None:
        self.assistant, self.is_new = assistant, False
        self.environment = environment(self.templates, now=assistant.clock, zone=assistant.config.zone)
        if not self.is_sample:
            self.access = access_of(assistant)
        for tell in self.on_change:
            tell(assistant)
