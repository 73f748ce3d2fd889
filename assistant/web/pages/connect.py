"""Connecting accounts and files, from the first question to what is read there."""

from pathlib import Path
from typing import cast

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from assistant.config import SOURCE_TYPES, SourceType
from assistant.domain.accounts import AccountSettings
from assistant.errors import NotFoundError, UserError
from assistant.setup import answers, guesses
from assistant.setup.connecting import Connecting
from assistant.setup.disconnecting import disconnected
from assistant.setup.files import MAIL_FILES, kind_of, source_of
from assistant.setup.places import SUFFIXES, What, look_around
from assistant.setup.session import Session
from assistant.web.gate import is_loopback
from assistant.web.notices import Undo
from assistant.web.pages.connect_view import lines
from assistant.web.talks import Outcome, Talk, Work
from assistant.web.visit import V, Visit, own_path

router = APIRouter()
SETTLE = 1.0  # seconds that an answer may take to lead to the next question, before the page says that it waits


@router.get("/connect")
def choose_what(visit: V) -> Response:
    """What can be connected."""
    places = {kind: guesses.places(kind) for kind in ("mbox", "notes", "ics", "people")}
    return visit.page("connect", here="settings", addresses=_free_addresses(visit), places=places, to="/settings")


@router.post("/connect/new")
def new(visit: V) -> Response:
    """Connect an account: `what` is a mail address, or a kind of account."""
    what, to = visit.said("what"), own_path(visit.said("to"), "/settings")
    if not what:
        raise UserError("which one shall be connected?", hint="write your mail address, or choose one of the kinds")
    session = _session(visit)

    def work(talk: Talk) -> Outcome:
        connecting = Connecting(session=session, asking=talk)
        settings = connecting.chosen(what, address=visit.said("address"))
        connected = connecting.finish(settings) if settings else None
        if connected is None:
            return Outcome(words="Nothing was changed.", is_well=False, to=to)
        return Outcome(words=f"{connected.name} is connected.", is_well=True, to=to)

    return _begun(visit, f"Connecting {what}", work, to)


@router.post("/connect/again")
def again(visit: V) -> Response:
    """Sign in to a known account once more."""
    session, name = _session(visit), visit.said("name")

    def work(talk: Talk) -> Outcome:
        connecting = Connecting(session=session, asking=talk)
        known = connecting.finish(_known(session, name))
        return Outcome(words=f"{name} is signed in." if known else "Nothing was changed.", is_well=True, to="/settings")

    return _begun(visit, f"Signing in to {name}", work, "/settings")


@router.post("/connect/choose")
def choose(visit: V) -> Response:
    """Choose which folders and calendars of an account are read."""
    session, name = _session(visit), visit.said("name")

    def work(talk: Talk) -> Outcome:
        settings = _known(session, name)
        chosen = Connecting(session=session, asking=talk).choose(session.assistant.account(settings))
        words = f"What is read of {name} was changed." if chosen != settings else "Nothing was changed."
        return Outcome(words=words, is_well=True, to="/settings", stays=bool(talk.news))

    return _begun(visit, f"What is read of {name}", work, "/settings")


@router.post("/connect/check")
def check(visit: V) -> Response:
    """Look whether all is well."""
    assistant = visit.assistant

    def work(talk: Talk) -> Outcome:
        wrong = 0
        for each in assistant.doctor().checks():
            if each.problem:
                wrong += 1
                talk.regret(UserError(f"{each.what}: {each.problem}", hint=each.hint))
            else:
                talk.say(f"✓ {each.what}")
        words = "All is well." if not wrong else f"{wrong} {'thing is' if wrong == 1 else 'things are'} to be mended."
        return Outcome(words=words, is_well=not wrong, to="/settings", stays=True)

    return _begun(visit, "Whether all is well", work, "/settings")


@router.post("/connect/file")
def add_file(visit: V) -> Response:
    """Read a file or folder of this machine from now on."""
    kind, to = visit.said("kind"), own_path(visit.said("to"), "/settings")
    path = answers.place(visit.said("path"))
    file = visit.desk.file
    if kind == "bullpen":
        file.add_cards(path)
    elif kind in SOURCE_TYPES:
        kinds = MAIL_FILES if kind in MAIL_FILES else (cast(SourceType, kind),)
        file.add_source(source_of(kind_of(path, kinds), path, visit.assistant.config))
    else:
        raise UserError("what is in it?", hint="mail, notes, a calendar or contacts")
    visit.desk.follow()
    undo = Undo(path="/settings/undo", fields=(("now", file.now),))
    return visit.done(f"{Path(path).name} is read from now on.", to=to, undo=undo)


@router.get("/connect/places")
def places(visit: V, kind: str = "notes", at: str = "", to: str = "/settings") -> Response:
    """Where a file or folder lies, by looking instead of typing."""
    if kind not in SUFFIXES:
        raise NotFoundError("there is no such kind of file")
    place = look_around(cast(What, kind), at)
    return visit.page("places", here="settings", place=place, kind=kind, to=own_path(to, "/settings"))


@router.get("/connect/{id}")
def talk_page(visit: V, id: str) -> Response:
    """What is asked, or that it waits for a server, or how it ended."""
    talk = _talk(visit, id)
    outcome = talk.outcome
    if outcome and outcome.is_well and not outcome.stays and not visit.is_looking_again:
        visit.desk.follow()
        return visit.done(outcome.words, to=outcome.to)
    places = guesses.downloads("client_secret*.json") if talk.question and talk.question.kind == "place" else ()
    return visit.page(
        "talk",
        here="settings",
        talk=talk,
        question=talk.question,
        outcome=outcome,
        news=lines(talk.news),
        earlier=lines(talk.earlier),
        places=places,
    )


@router.post("/connect/{id}")
def answer(visit: V, id: str) -> Response:
    """Answer the question."""
    talk, number = _talk(visit, id), visit.said("number")
    given = " ".join(visit.several.get("answer", []))  # several places of one list, or one line
    if not (number.isdecimal() and talk.answer(int(number), given)):
        return visit.done("That question was answered already.", to=f"/connect/{id}")
    talk.settle(SETTLE)
    return RedirectResponse(f"/connect/{id}", 303)


@router.post("/connect/{id}/leave")
def leave(visit: V, id: str) -> Response:
    """End it."""
    talk = _talk(visit, id)
    talk.leave()
    visit.desk.follow()
    return visit.done(talk.outcome.words if talk.outcome else "", to=talk.to)


@router.get("/disconnect")
def ask_whether(visit: V, name: str = "") -> Response:
    """Whether an account shall be disconnected; its password cannot be brought back."""
    settings = _known(_session(visit), name)
    return visit.page("disconnect", here="settings", account=settings)


@router.post("/disconnect")
def disconnect(visit: V) -> Response:
    """Forget an account's password or token, and read it no more."""
    name = visit.said("name")
    revoking = disconnected(_session(visit), name)
    visit.desk.follow()
    words = f"{name} is disconnected, and its password or sign-in is forgotten. What was read from it is kept."
    return visit.done(words, revoking, to="/settings")


def _begun(visit: Visit, title: str, work: Work, to: str) -> Response:
    host = visit.request.client.host if visit.request.client else ""
    has_browser = is_loopback(host)  # a sign-in comes back to this machine
    talk = visit.desk.talks.begin(title, work, to=to, has_browser=has_browser)
    talk.settle(SETTLE)
    return RedirectResponse(f"/connect/{talk.id}", 303)


def _session(visit: Visit) -> Session:
    """One of its own, since it is used on a thread of its own. Raises UserError where the page has no configuration."""
    home = visit.desk.home
    if home is None:
        raise UserError("this page was opened without a configuration file, so nothing can be connected here")
    return Session(config_path=home.path, data=home.data)


def _known(session: Session, name: str) -> AccountSettings:
    known = next((each for each in session.config().account if each.name == name), None)
    if known is None:
        raise NotFoundError(f"no account is called “{name}” any more")
    return known


def _talk(visit: Visit, id: str) -> Talk:
    talk = visit.desk.talks.get(id)
    if talk is None:
        raise NotFoundError("that is over; what was connected stays so", hint="begin again under Settings")
    return talk


def _free_addresses(visit: Visit) -> tuple[str, ...]:
    """The user's own addresses that no account reads yet."""
    config = visit.assistant.config
    taken = {account.address.lower() for account in config.account if account.mail and account.type != "caldav"}
    return tuple(address for address in config.user.addresses if address and address.lower() not in taken)
