"""Drafts: read, changed, approved by exactly their text. Nothing leaves without it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from assistant.domain.drafts import Draft, DraftState
from assistant.domain.facts import Fact
from assistant.domain.findings import Finding
from assistant.web.api.caller import Reads, Writes, known
from assistant.web.api.fields import body
from assistant.web.api.paging import Page, Spanned
from assistant.web.api.problems import CHANGES, ONE, UnfitError
from assistant.web.desk import Desk
from assistant.web.pages.draft_view import WAITING, DraftView, view_of

router = APIRouter(prefix="/drafts", tags=["Drafts"])
Hash = Annotated[str, Field(min_length=64, max_length=64, description="`hash` of the draft as you have read it.")]


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftSeen:
    """A draft with what the etiquette would mend in it.

    `hash` stands for all that its reader will get, and `told` for the findings: both are given back to approve it.
    """

    draft: Draft
    hash: str
    findings: tuple[Finding, ...]
    told: str
    may_be_approved: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftRead:
    """A draft as it is read before it is approved: with what is known of the two, and how they are best asked."""

    seen: DraftSeen
    facts: tuple[Fact, ...]
    proposal: str


@body
class Words:
    """Other words for a draft. `anyway` lets stand what the etiquette would mend in them."""

    hash: Hash
    subject: Annotated[str, Field(min_length=1, max_length=300)]
    text: Annotated[str, Field(min_length=1, max_length=50_000)]
    anyway: bool = False


@body
class Approval:
    """An approval of exactly what was read. With findings, it needs their `told`: they are let stand by it."""

    hash: Hash
    told: Annotated[str, Field(max_length=64, description="`told` of the findings that are let stand.")] = ""


@router.get("", summary="The drafts that wait")
def list_drafts(
    desk: Reads, span: Spanned, state: DraftState | None = None, everything: bool = False
) -> Page[DraftSeen]:
    """Those that wait for the user, the oldest first; with `state` those in it, or `everything`, the latest first."""
    store = desk.assistant.store
    if state or everything:
        found = span.listing(desk.assistant.lookup, Draft, **({"state": state} if state else {}))
    else:
        waiting = (draft for each in WAITING for draft in store.find(Draft, state=each))
        found = span.page(store, Draft, waiting, lambda draft: draft.created_at)
    return found.of(lambda draft: _seen(desk, draft))


@router.get("/{id}", summary="One draft", responses=ONE)
def get_draft(desk: Reads, id: str) -> DraftRead:
    """The message as its reader will read it, and what to know before it goes out."""
    view = view_of(desk.assistant, known(desk.assistant.store, Draft, id), thorough=True)
    return DraftRead(seen=_shown(view), facts=tuple(view.facts), proposal=view.proposal)


@router.put("/{id}", summary="Change the words", responses=CHANGES)
def change_draft(desk: Writes, id: str, words: Words) -> DraftSeen:
    """An approval that was given is void. 409 where the draft was changed since it was read."""
    subject, text = " ".join(words.subject.split()), words.text.replace("\r\n", "\n").strip("\n") + "\n"
    if not subject or not text.strip():
        raise UnfitError("the message is empty", hint="write something, or discard the draft")
    edit = desk.assistant.deliver.edit
    return _seen(desk, edit(id, subject=subject, text=text, anyway=words.anyway, seen_hash=words.hash))


@router.post("/{id}/approve", summary="Approve exactly this text", responses=CHANGES)
def approve_draft(desk: Writes, id: str, approval: Approval) -> DraftSeen:
    """It is laid into the drafts folder, or sent where the user has chosen so. Approving twice delivers once."""
    draft = known(desk.assistant.store, Draft, id)
    anyway = bool(approval.told) and approval.told == view_of(desk.assistant, draft).told
    return _seen(desk, desk.assistant.deliver.approve(id, approval.hash, anyway=anyway))


@router.post("/{id}/discard", summary="Throw a draft away", responses=CHANGES)
def discard_draft(desk: Writes, id: str) -> DraftSeen:
    """The introduction stays where it is."""
    return _seen(desk, desk.assistant.deliver.discard(known(desk.assistant.store, Draft, id).id))


@router.post("/{id}/restore", summary="Take a discarded draft back", responses=CHANGES)
def restore_draft(desk: Writes, id: str) -> DraftSeen:
    """It waits again, where it still fits and none took its place."""
    return _seen(desk, desk.assistant.deliver.restore(known(desk.assistant.store, Draft, id).id))


def _seen(desk: Desk, draft: Draft) -> DraftSeen:
    return _shown(view_of(desk.assistant, draft))


def _shown(view: DraftView) -> DraftSeen:
    return DraftSeen(
        draft=view.draft,
        hash=view.draft.hash,
        findings=tuple(view.findings),
        told=view.told,
        may_be_approved=view.may_be_approved,
    )
