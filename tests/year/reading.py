"""Readers by script: they know what was meant, and err now and then as careful ones do, never into a yes."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from random import Random

from assistant.domain.documents import Content
from assistant.domain.mentions import Mention, mention_id
from assistant.domain.replies import Label, Stage, Understood
from assistant.ports import Read
from tests.year.ledger import Said
from tests.year.passages import Mail, Matter

ERRS = 0.08  # of the replies are taken for something else
UNSURE = 0.05  # are taken rightly, and not surely
DATED = 0.7  # of what is put off names a day
_DATED = (Label.LATER, Label.AUTO)
_TAKEN_FOR = (Label.UNCLEAR, Label.LATER, Label.CONDITIONAL, Label.TELL_ME_MORE, Label.NO, Label.THANKS)


class ScriptedReplies:
    """A `ReplyReader` for mails that are in `said`, by their message ids."""

    version = "script 1"

    def __init__(self, said: Mapping[str, Said], chance: Random, *, errs: float = ERRS, dated: float = DATED) -> None:
        self._said = said
        self._errs = errs
        self._dated = dated
        self._chance = chance

    def understand(self, content: Content, *, stage: Stage, asked: str) -> Understood:
        """What it was meant to say, or nearly."""
        said = self._said.get(content.document.message_id)
        if said is None:
            return Understood(label=Label.UNRELATED, confidence=0.9)
        label, roll = said.label, self._chance.random()
        if roll < self._errs and label is not Label.AUTO:
            label = self._chance.choice([each for each in _TAKEN_FOR if each is not label])
        is_unsure = self._errs < roll < self._errs + UNSURE
        until = None
        if label in _DATED and self._chance.random() < self._dated:
            until = content.document.when.date() + timedelta(days=self._chance.randrange(4, 60))
        return Understood(label=label, confidence=0.6 if is_unsure else 0.95, quote="as they said", until=until)


class ScriptedMentions:
    """A `Reader` for mails that are in `mails`, by their message ids; it takes some for something else."""

    version = "script 1"

    def __init__(self, mails: Mapping[str, Mail], chance: Random) -> None:
        self._mails = mails
        self._chance = chance

    def read(self, contents: Iterable[Content]) -> Iterator[Read]:
        """One `Read` a document, in order."""
        for content in contents:
            mail = self._mails.get(content.document.message_id)
            matters = mail.passage.matters if mail else ()
            found = (self._mention(content, matter) for matter in matters if matter.quote in content.text)
            yield Read(content=content, mentions=tuple(found))

    def _mention(self, content: Content, matter: Matter) -> Mention:
        start, is_wrong = content.text.index(matter.quote), self._chance.random() < ERRS
        return Mention(
            id=mention_id(content.document.id, matter.quote),
            document_id=content.document.id,
            kind=matter.kind,
            category="travel" if is_wrong else matter.categories[0],
            quote=matter.quote,
            start=start,
            end=start + len(matter.quote),
            holder=content.document.author,
            told_by=content.document.author,
            heard_at=content.document.when,
            confidence=0.9,
            found_by=self.version,
        )
