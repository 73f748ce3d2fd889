"""A draft as a page shows it: the message, what the etiquette would mend, and what is known of the two."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.bootstrap import Assistant
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.facts import Fact
from assistant.domain.findings import SUBJECT, Finding
from assistant.domain.introductions import Introduction
from assistant.domain.people import Channel
from assistant.services.letters import person_of
from assistant.services.look_before import about_introduction

LOOKED_AT = (DraftKind.ASK_SEEKER, DraftKind.ASK_PROVIDER, DraftKind.OFFER_PROVIDER, DraftKind.JOINT)
WAITING = (DraftState.WAITING, DraftState.APPROVED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A piece of a message; `found` is what the etiquette says of it."""

    text: str
    found: Finding | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftView:
    """What a page shows of a draft. `told` stands for the findings, so that an approval is of what was shown.

    `is_call` says that a call is better than this message.
    """

    draft: Draft
    introduction: Introduction | None
    findings: tuple[Finding, ...]
    open_findings: tuple[Finding, ...]
    facts: tuple[Fact, ...] = ()
    proposal: str = ""
    is_call: bool = False
    told: str = ""

    @property
    def may_be_approved(self) -> bool:
        """Whether nothing stands in the way that nobody may overrule."""
        return self.draft.state is DraftState.WAITING and all(each.may_be_overruled for each in self.findings)

    @property
    def subject(self) -> tuple[Stretch, ...]:
        """The subject, with what was found in it."""
        return _marked(self.draft.subject, (each for each in self.findings if each.part == SUBJECT))

    @property
    def text(self) -> tuple[Stretch, ...]:
        """The text, with what was found in it."""
        return _marked(self.draft.text, (each for each in self.findings if each.part != SUBJECT))


def glance_at(assistant: Assistant, draft: Draft) -> DraftView:
    """A draft for a list, without what the etiquette says: that is told before it is approved."""
    introduction = assistant.store.get(Introduction, draft.introduction_id)
    return DraftView(draft=draft, introduction=introduction, findings=(), open_findings=())


def view_of(assistant: Assistant, draft: Draft, *, thorough: bool = False) -> DraftView:
    """A draft for a page; `thorough` also says what is known of the two, and how and when it is best asked."""
    introduction = assistant.store.get(Introduction, draft.introduction_id)
    found = assistant.deliver.findings(draft) if introduction else ()
    view = DraftView(
        draft=draft,
        introduction=introduction,
        findings=found,
        open_findings=tuple(each for each in found if each not in draft.overruled),
        told=told(found),
    )
    if not thorough or introduction is None or draft.kind not in LOOKED_AT or draft.state not in WAITING:
        return view
    from dataclasses import replace

    facts = about_introduction(assistant.store, introduction, assistant.user, provider_id=draft.provider_id)
    if draft.kind is DraftKind.JOINT:
        return replace(view, facts=facts)
    person = person_of(assistant.store, introduction, draft.side, draft.provider_id)
    proposal = assistant.timing().proposal(person, introduction.category)
    return replace(view, facts=facts, proposal=proposal.words, is_call=proposal.way is Channel.PHONE)


def told(findings: Iterable[Finding]) -> str:
    """What stands for these findings, and no others."""
    whole = "\n".join(f"{each.rule} {each.part} {each.start} {each.end} {each.why}" for each in findings)
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def _marked(text: str, findings: Iterable[Finding]) -> tuple[Stretch, ...]:
    """The text cut where findings begin and end; of two that overlap, the first is marked."""
    pieces: list[Stretch] = []
    at = 0
    for found in sorted(findings, key=lambda each: each.start):
        if found.end <= found.start or found.start < at:
            continue
        pieces += [Stretch(text=text[at : found.start]), Stretch(text=text[found.start : found.end], found=found)]
        at = found.end
    return tuple(piece for piece in (*pieces, Stretch(text=text[at:])) if piece.text)
