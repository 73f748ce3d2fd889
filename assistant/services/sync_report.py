"""What happened in one pass over the sources, for people."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from assistant.domain.judging import JudgeNote
from assistant.domain.replies import Reply
from assistant.errors import SourceError
from assistant.ports import Failed


@dataclass(kw_only=True, slots=True)
class SourceReport:
    """What happened at one source in one pass.

    `skipped` counts the reasons why documents were not looked into, `unread` what was left out of others, `passed` the
    reasons why the source itself left items alone, `left_out` what cannot be read and the user can do without, `held`
    the mentions that the user's answers kept from becoming questions. `judged` are the documents about which a language
    model was heard, `unjudged` those about which it was not, or not fully, though it could have been. `until` is the
    moment up to which the source is known to be complete.
    """

    name: str
    new: int = 0
    changed: int = 0
    gone: int = 0
    known: int = 0
    mentions: int = 0
    prompts: int = 0
    held: int = 0
    judged: int = 0
    unjudged: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)
    until: datetime | None = None
    failed: list[Failed] = field(default_factory=list)
    left_out: list[Failed] = field(default_factory=list)
    error: SourceError | None = None
    replies: list[Reply] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class SyncReport:
    """What happened in one pass; `judge` is what a language model was asked in it, where there is one."""

    sources: list[SourceReport] = field(default_factory=list)
    forgotten: int = 0  # documents that are never to be read, by a rule that is new
    judge: JudgeNote | None = None

    @property
    def is_clean(self) -> bool:
        """Whether everything could be read."""
        return not any(source.failed or source.error for source in self.sources)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was new."""
        return not any(source.new or source.changed or source.gone for source in self.sources)
