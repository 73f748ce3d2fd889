"""Goodwill: what is to be thanked for and told, what was seen in mail, who fell silent, and the whole ledger."""

from dataclasses import replace

from fastapi import APIRouter
from starlette.responses import Response

from assistant.domain.documents import Document
from assistant.domain.groups import Group
from assistant.domain.people import Participant, Person
from assistant.domain.referrals import Direction, Referral, ReferralState
from assistant.errors import NotFoundError, UserError
from assistant.services import identify, referrals
from assistant.services.goodwill import Waiting
from assistant.services.quiet_people import Quiet
from assistant.services.thanks import Words, words_for
from assistant.services.why import look_up
from assistant.web.desk import Desk
from assistant.web.notices import Undo
from assistant.web.pages.goodwill_view import MOST_VALUE, Noting, rows_of
from assistant.web.visit import V, Visit

router = APIRouter()
PAGE = 30
SHOWN = 20
DECIDED = {"won": ReferralState.WON, "lost": ReferralState.LOST, "open": ReferralState.OPEN}
SAID = {
    ReferralState.WON: "It led to something: noted.",
    ReferralState.LOST: "Nothing came of it: noted. They may still be glad to hear it.",
    ReferralState.OPEN: "It is open again.",
}


@router.get("/goodwill")
def goodwill(visit: V, begin: str = "") -> Response:
    """What waits, and the ledger, 30 lines at a time."""
    return _page(visit, begin=int(begin) if begin.isdecimal() and len(begin) < 9 else 0)


@router.get("/goodwill/{id}")
def one(visit: V, id: str) -> Response:
    """One referral to the user, or one that the user gave outside of introductions."""
    store, referral = visit.assistant.store, look_up(visit.assistant.store, Referral, id)
    waiting = visit.assistant.practice.goodwill.about(referral)
    if referral.direction is Direction.GIVEN:
        to, group = store.get(Person, referral.to_id), store.get(Group, referral.group_id)
        return visit.page("goodwill_given", here="practice", each=waiting, to=to, group=group)
    return visit.page(
        "goodwill_one",
        here="practice",
        each=waiting,
        words=_words(visit, waiting),
        title=_document(visit, waiting),
        currency=visit.assistant.config.practice.currency,
    )


@router.post("/goodwill/note")
def note(visit: V) -> Response:
    """Note by hand that somebody was sent to the user."""
    assistant = visit.assistant
    typed = Noting(
        who=visit.said("who")[:300],
        sender=visit.said("sender")[:300],
        is_online=visit.said("online") == "1",
        words=visit.said("words")[:300],
    )
    try:
        with assistant.store.transaction():
            if not typed.who:
                raise UserError("who was sent to you?", hint="a name, or a mail address")
            who = identify.identify(assistant.store, called(typed.who))
            sender = _known(visit, typed.sender) if typed.sender else None
            referral = referrals.note(
                assistant.store,
                who,
                at=assistant.clock(),
                sender=sender,
                words=typed.words,
                is_online=typed.is_online and not sender,
            )
    except UserError as error:
        return _page(visit, typed=replace(typed, problems=error.problems, hint=error.hint))
    whom = f"{sender.name} sent {who.name} to you: noted." if sender else f"{who.name} came to you: noted."
    return visit.done(whom, to="/goodwill", undo=Undo(path=f"/goodwill/{referral.id}/take-back"))


@router.post("/goodwill/look")
def look(visit: V) -> Response:
    """Look through the titles of mail that was read earlier."""
    seen = visit.assistant.practice.received.look_back()
    words = f"{len(seen)} found: look whether they are right." if seen else "No title of earlier mail shows one."
    return visit.done(words, to="/goodwill")


@router.post("/goodwill/{id}/confirm")
def confirm(visit: V, id: str) -> Response:
    """Say that what was seen in mail is a referral."""
    return _settled(visit, id, ReferralState.OPEN, "Noted. Thank them whatever comes of it.")


@router.post("/goodwill/{id}/deny")
def deny(visit: V, id: str) -> Response:
    """Say that it is none."""
    return _settled(visit, id, ReferralState.NONE, "It is none: you will not be asked about it again.")


@router.post("/goodwill/{id}/take-back")
def take_back(visit: V, id: str) -> Response:
    """Forget what was noted, or ask again about what was seen in mail."""
    referrals.take_back(visit.assistant.store, look_up(visit.assistant.store, Referral, id))
    return visit.done("Taken back.", to="/goodwill")


@router.post("/goodwill/{id}/decide")
def decide(visit: V, id: str) -> Response:
    """Keep what came of a referral, and what it brought."""
    store, before = visit.assistant.store, _certain(visit, id)
    state = DECIDED.get(visit.said("state"))
    value = visit.said("value").replace(",", "").replace(" ", "") or "0"
    if state is None or not (value.isdecimal() and len(value) < 12 and int(value) <= MOST_VALUE):
        raise UserError("say what came of it, and its value in whole numbers", hint="or leave the value out")
    referrals.decide(store, before, state, at=visit.assistant.clock(), value=int(value))
    fields = (("state", str(before.state)), ("value", str(before.value)))
    return visit.done(SAID[state], to="/goodwill", undo=Undo(path=f"/goodwill/{before.id}/decide", fields=fields))


@router.post("/goodwill/{id}/thank")
def thank(visit: V, id: str) -> Response:
    """Keep that whoever sent was thanked, or not after all."""
    store, before, is_so = visit.assistant.store, _certain(visit, id), visit.said("not") != "1"
    referrals.thank(store, before, at=visit.assistant.clock() if is_so else None)
    undo = Undo(path=f"/goodwill/{before.id}/thank", fields=(("not", "1"),)) if is_so else None
    return visit.done("Thanked: noted." if is_so else "Not thanked yet.", to="/goodwill", undo=undo)


@router.post("/goodwill/{id}/close")
def close(visit: V, id: str) -> Response:
    """Keep that whoever sent was told what came of it, or not after all."""
    store, before, is_so = visit.assistant.store, _certain(visit, id), visit.said("not") != "1"
    referrals.close_loop(store, before, at=visit.assistant.clock() if is_so else None)
    undo = Undo(path=f"/goodwill/{before.id}/close", fields=(("not", "1"),)) if is_so else None
    return visit.done("Told: noted." if is_so else "Not told yet.", to="/goodwill", undo=undo)


def called(name: str) -> Participant:
    """Somebody by what was typed: an address, or a name."""
    return Participant(address=name) if "@" in name else Participant(name=name)


def _known(visit: Visit, name: str) -> Person:
    found = identify.find(visit.assistant.store, called(name))
    if found is None:
        raise NotFoundError(f"nobody, or more than one, is known as '{name[:80]}'", hint="write their mail address")
    return found


def _referral(visit: Visit, id: str) -> Referral:
    referral = look_up(visit.assistant.store, Referral, id)
    if referral.direction is not Direction.RECEIVED:
        raise NotFoundError("that is no referral to you")
    return referral


def _certain(visit: Visit, id: str) -> Referral:
    referral = _referral(visit, id)
    if referral.state in (ReferralState.SUGGESTED, ReferralState.NONE):
        raise UserError("say first whether it is a referral")
    return referral


def _settled(visit: Visit, id: str, state: ReferralState, words: str) -> Response:
    store, before = visit.assistant.store, _referral(visit, id)
    if before.state not in (ReferralState.SUGGESTED, ReferralState.NONE):
        return visit.done("That was answered already.", to="/goodwill")
    referrals.decide(store, before, state, at=visit.assistant.clock())
    return visit.done(words, to="/goodwill", undo=Undo(path=f"/goodwill/{before.id}/take-back"))


def _page(visit: Visit, *, begin: int = 0, typed: Noting | None = None) -> Response:
    assistant = visit.assistant
    ledger = assistant.practice.goodwill
    waiting, seen = ledger.waiting(), ledger.suggested()
    made, quiet = lately(visit.desk)
    entries = ledger.entries(made)
    return visit.page(
        "goodwill",
        status=409 if typed else 200,
        here="practice",
        seen=[(each, _document(visit, each)) for each in seen[:SHOWN]],
        waiting=[(each, _words(visit, each)) for each in waiting[:SHOWN]],
        more=max(len(waiting) - SHOWN, 0),
        quiet=quiet,
        rows=rows_of(assistant.store, entries[begin : begin + PAGE]),
        total=len(entries),
        next=begin + PAGE if begin + PAGE < len(entries) else 0,
        begins=begin == 0,
        typed=typed or Noting(),
        currency=assistant.config.practice.currency,
    )


def lately(desk: Desk) -> tuple[list[Referral], list[Quiet]]:
    """The referrals that introductions made, and who fell silent, as of lately."""
    assistant, kept = desk.assistant, desk.kept
    version = assistant.lookup.version()
    made = kept.lately(("made referrals",), version, lambda: referrals.made(assistant.store))
    return made, kept.lately(("quiet people",), version, assistant.practice.quiet_people.found)


def _document(visit: Visit, waiting: Waiting) -> str:
    document = visit.assistant.store.get(Document, waiting.referral.document_id)
    return document.title if document else ""


def _words(visit: Visit, waiting: Waiting) -> Words | None:
    user = visit.assistant.config.user
    if waiting.sender is None or waiting.who is None:
        return None
    return words_for(waiting.referral, waiting.sender, waiting.who, signature=user.signature or user.name)
