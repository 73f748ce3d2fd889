"""What has become of the messages that were laid into the user's mailbox: edited, sent or deleted there."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.domain.accounts import Fate
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import Introduction
from assistant.domain.time import Clock
from assistant.errors import UserError
from assistant.ports import Mailbox, Seen, Store

MOVES = (DraftKind.ASK_SEEKER, DraftKind.ASK_PROVIDER, DraftKind.OFFER_PROVIDER, DraftKind.JOINT)
"""The messages whose delivery moves an introduction on."""


@dataclass(kw_only=True, slots=True)
class FollowReport:
    """What a look at the delivered drafts showed that was not known before, and what could not be seen."""

    edited: list[Draft] = field(default_factory=list)
    sent: list[Draft] = field(default_factory=list)
    deleted: list[Draft] = field(default_factory=list)
    problems: list[UserError] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True, slots=True)
class Follow:
    """Looks after delivered drafts. What the user did in the mailbox stands; nothing is written there again."""

    store: Store
    clock: Clock

    def look(self, mailboxes: Sequence[Mailbox]) -> FollowReport:
        """Look at every delivered draft once; a mailbox that cannot be reached is named, and the others go on."""
        report = FollowReport()
        boxes = {mailbox.name: mailbox for mailbox in mailboxes}
        waiting = [draft for draft in self.store.find(Draft, state=DraftState.DELIVERED) if draft.box in boxes]
        for draft in waiting:
            if draft.box not in boxes:
                continue
            try:
                seen = boxes[draft.box].look(draft)
            except UserError as error:
                report.problems.append(error)
                del boxes[draft.box]
                continue
            self._take_in(draft, seen, report)
        return report

    def _take_in(self, draft: Draft, seen: Seen, report: FollowReport) -> None:
        with self.store.transaction():
            now = self.store.get(Draft, draft.id)
            if now is None or now.state is not DraftState.DELIVERED:
                return
            changed = now
            if seen.fate is Fate.EDITED or (seen.fate is Fate.SENT and _differs(now, seen)):
                changed = now.edited_there(subject=seen.subject, text=seen.text)
            if seen.fate is Fate.SENT:
                changed = changed.sent(seen.message_id, at=seen.at or self.clock())
            elif seen.fate is Fate.GONE:
                changed = changed.deleted()
            if changed == now:
                return
            self.store.put(changed)
            if seen.fate is Fate.GONE:
                self._never_said(changed)
        of_kind = {Fate.EDITED: report.edited, Fate.SENT: report.sent, Fate.GONE: report.deleted}
        of_kind[seen.fate].append(changed)

    def _never_said(self, draft: Draft) -> None:
        """Take back what a deleted message stood for, where nothing came of it: nobody waits for an answer to it."""
        introduction = self.store.get(Introduction, draft.introduction_id)
        events = introduction.events if introduction else ()
        if introduction and draft.kind in MOVES and events and events[-1].draft_id == draft.id:
            self.store.put(replace(introduction, events=events[:-1]))


def _differs(draft: Draft, seen: Seen) -> bool:
    """Whether the user changed the words, more than a mail program does by itself."""
    words = (" ".join(text.split()) for text in (draft.subject, draft.text, seen.subject, seen.text))
    subject, text, own_subject, own_text = words
    return bool(own_text) and (own_subject, own_text) != (subject, text)
