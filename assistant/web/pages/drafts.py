"""Drafts: read beside the mail as its reader will see it, changed, approved by exactly their text."""

from dataclasses import dataclass, replace

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from assistant.domain.drafts import OUT, Draft, DraftState
from assistant.errors import UserError
from assistant.services.why import look_up
from assistant.web.gate import MAIL_CSP
from assistant.web.notices import Undo
from assistant.web.pages.draft_view import WAITING, glance_at, view_of
from assistant.web.visit import V
from assistant.web.words import instead_of

router = APIRouter()
MOST = 30
LISTS = {"waiting": WAITING, "out": OUT, "discarded": (DraftState.DISCARDED, DraftState.DELETED)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """What the user has typed and what kept it from being taken, so that nothing is lost."""

    subject: str
    text: str
    problems: tuple[str, ...]
    hint: str = ""


@router.get("/drafts")
def drafts(visit: V, show: str = "waiting") -> Response:
    """Those that wait, or are out, or were thrown away."""
    assistant = visit.assistant
    states = LISTS.get(show, WAITING)
    found = [draft for state in states for draft in assistant.store.find(Draft, state=state)]
    found.sort(key=lambda draft: draft.created_at, reverse=show != "waiting")
    views = [glance_at(assistant, draft) for draft in found[:MOST]]
    return visit.page("drafts", views=views, total=len(found), show=show if show in LISTS else "waiting")


@router.get("/drafts/{id}")
def draft(visit: V, id: str) -> Response:
    """One draft."""
    return _page(visit, look_up(visit.assistant.store, Draft, id))


@router.get("/drafts/{id}/mail")
def mail(visit: V, id: str) -> Response:
    """The mail as its reader will see it, in a page where nothing can run or be fetched."""
    found = look_up(visit.assistant.store, Draft, id)
    return HTMLResponse(found.html, headers={"Content-Security-Policy": MAIL_CSP})


@router.post("/drafts/{id}/look")
def look(visit: V, id: str) -> Response:
    """What the etiquette says of words that are being typed; nothing is kept."""
    found = look_up(visit.assistant.store, Draft, id)
    typed = replace(found, subject=" ".join(visit.said("subject").split()), text=visit.form.get("text", ""))
    return visit.part("look", view=view_of(visit.assistant, typed))


@router.post("/drafts/{id}")
def change(visit: V, id: str) -> Response:
    """Save the words, or approve them. What is approved is what was shown: other words are saved and shown first."""
    store, deliver = visit.assistant.store, visit.assistant.deliver
    before = look_up(store, Draft, id)
    subject = " ".join(visit.said("subject", before.subject).split())
    text = visit.form.get("text", before.text).replace("\r\n", "\n").strip("\n") + "\n"
    is_same = (subject, text.strip()) == (before.subject, before.text.strip())
    is_stale = visit.said("seen") != before.hash
    try:
        if not is_same:
            if is_stale:
                raise UserError("it was changed elsewhere meanwhile", hint="compare the two, then save yours again")
            if not subject or not text.strip():
                raise UserError("the message is empty", hint="write something, or throw the draft away")
            after = deliver.edit(before.id, subject=subject, text=text)
            more = " Read it once more, then approve it." if visit.said("do") == "approve" else ""
            fields = (("subject", before.subject), ("text", before.text), ("seen", after.hash))
            undo = Undo(path=f"/drafts/{before.id}", fields=fields)
            return visit.done(f"Saved.{more}", to=f"/drafts/{before.id}", undo=undo)
        if visit.said("do") != "approve":
            return visit.done("Nothing was changed.", to=f"/drafts/{before.id}")
        return _approve(visit, before)
    except UserError as error:
        hint, _ = instead_of(error.hint)
        typed = Typed(subject=subject, text=text, problems=error.problems, hint=hint)
        return _page(visit, look_up(store, Draft, id), typed=typed)


@router.post("/drafts/{id}/discard")
def discard(visit: V, id: str) -> Response:
    """Throw a draft away."""
    thrown = visit.assistant.deliver.discard(look_up(visit.assistant.store, Draft, id).id)
    return visit.done(f"Thrown away: {thrown.subject}", to="/drafts", undo=Undo(path=f"/drafts/{thrown.id}/restore"))


@router.post("/drafts/{id}/restore")
def restore(visit: V, id: str) -> Response:
    """Take a discarded draft back."""
    back = visit.assistant.deliver.restore(look_up(visit.assistant.store, Draft, id).id)
    return visit.done(f"Back again: {back.subject}", to=f"/drafts/{back.id}")


def _approve(visit: V, draft: Draft) -> Response:
    shown = visit.said("told")
    anyway = bool(shown) and shown == view_of(visit.assistant, draft).told
    delivered = visit.assistant.deliver.approve(draft.id, visit.said("seen"), anyway=anyway)
    link = ("See the introduction", f"/introductions/{delivered.introduction_id}")
    if delivered.state is DraftState.SENT or visit.assistant.config.drafts.send:
        return visit.done(f"Approved and sent: {delivered.subject}", link=link)
    words = f"Approved: {delivered.subject}", f"It lies in {_where(delivered)}. Send it from there when you like."
    return visit.done(*words, link=link)


def _where(delivered: Draft) -> str:
    """The place without the draft's own id, which nobody sees in a mail program."""
    return delivered.location.removesuffix(f": {delivered.id}")


def _page(visit: V, draft: Draft, *, typed: Typed | None = None) -> Response:
    view = view_of(visit.assistant, draft, thorough=True)
    return visit.page("draft", status=409 if typed else 200, here="drafts", view=view, typed=typed)
