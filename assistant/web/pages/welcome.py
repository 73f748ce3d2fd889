"""The first run: from nothing to the first questions, one step a page; each can be left out, and come back to."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from assistant.bootstrap.accounts import has_calendars
from assistant.config import Config
from assistant.errors import UserError
from assistant.setup import answers, guesses
from assistant.setup.files import BACK, MAIL_FILES
from assistant.setup.sample import Read, SampleWorld, Stands
from assistant.setup.session import Session
from assistant.web.desk import Desk
from assistant.web.render import environment
from assistant.web.talks import Outcome, Talk
from assistant.web.visit import V, Visit

router = APIRouter()
STEPS = (
    ("/welcome/mail", "Your mail"),
    ("/welcome/calendar", "Your calendar"),
    ("/welcome/notes", "Your notes"),
    ("/welcome/people", "People you know"),
    ("/welcome/reading", "The first reading"),
)


@router.get("/welcome")
def welcome(visit: V) -> Response:
    """Who the user is; once that is known, the steps that are left."""
    if not visit.desk.is_new:
        return RedirectResponse("/welcome/mail", 303)
    return _about_you(visit, {}, {})


@router.post("/welcome")
def begin(visit: V) -> Response:
    """Write the configuration down. Everything that is wrong is said beside its field."""
    if not visit.desk.is_new:
        return visit.done("That is known already. You can change it under Settings.", to="/welcome/mail")
    problems: dict[str, UserError] = {}
    user: dict[str, str | Sequence[str]] = {}
    for name, read in (("name", answers.required), ("addresses", answers.addresses)):
        try:
            user[name] = read(visit.said(name))
        except UserError as error:
            problems[name] = error
    for name in ("organisation", "timezone", "country"):
        if given := answers.clean(visit.said(name)):
            user[name] = given
    if signature := "\n".join(map(answers.clean, visit.said("signature").splitlines())).strip():
        user["signature"] = signature
    if user.get("timezone") == guesses.zone():
        del user["timezone"]  # it goes by this machine's, wherever that travels
    if problems:
        return _about_you(visit, dict(visit.form), problems)
    try:
        visit.desk.file.create(user)
    except UserError as error:
        return _about_you(visit, dict(visit.form), {"": error})
    visit.desk.follow()
    return RedirectResponse("/welcome/mail", 303)


@router.get("/welcome/mail")
def mail(visit: V) -> Response:
    """The mailbox."""
    config = visit.assistant.config
    connected = [account.address for account in config.account if account.mail and account.type != "caldav"]
    free = [address for address in config.user.addresses if address.lower() not in {each.lower() for each in connected}]
    connected += [source.name for source in config.source if source.type in MAIL_FILES]
    return _step(visit, "mail", connected=connected, free=free, places=guesses.places("mbox"))


@router.get("/welcome/calendar")
def calendar(visit: V) -> Response:
    """The calendar."""
    config = visit.assistant.config
    connected = [account.name for account in config.account if account.calendar and account.type != "imap"]
    connected += [source.name for source in config.source if source.type == "ics"]
    beside = next((each.address for each in config.account if has_calendars(each.address)), "")
    return _step(visit, "calendar", connected=connected, beside=beside, places=guesses.places("ics"))


@router.get("/welcome/notes")
def notes(visit: V) -> Response:
    """The folder with notes."""
    connected = [str(source.path) for source in visit.assistant.config.source if source.type == "notes"]
    return _step(visit, "notes", connected=connected, places=guesses.places("notes"))


@router.get("/welcome/people")
def people(visit: V) -> Response:
    """Contacts, and whom one recommends."""
    config = visit.assistant.config
    connected = [str(source.path) for source in config.source if source.type == "people"]
    connected += [str(file) for file in config.bullpen.files]
    return _step(visit, "people", connected=connected, places=guesses.places("people"))


@router.get("/welcome/reading")
def reading(visit: V) -> Response:
    """The first reading, its progress, and what came of it."""
    config = visit.assistant.config
    since = config.reading.since or visit.assistant.clock().date() - BACK
    return _step(
        visit,
        "reading",
        connected=[*(each.name for each in config.account), *(each.name for each in config.source)],
        now_reading=visit.desk.reading_now.state,
        since=since,
    )


@router.post("/welcome/reading")
def read(visit: V) -> Response:
    """Begin the first reading, from a day on."""
    today = visit.assistant.clock().date()
    since = answers.day(visit.said("since") or "all", today)
    if since != visit.assistant.config.reading.since:
        visit.desk.file.set_all({("reading", "since"): since})
        visit.desk.follow()
    visit.desk.reading_now.begin(visit.assistant)
    return RedirectResponse("/welcome/reading", 303)


@router.post("/sample/enter")
def enter_sample(visit: V) -> Response:
    """Look at the sample world; the first time, it is made before the user's eyes."""
    own, session = visit.request.app.state.desk, visit.session
    if own.sample.is_made:
        own.sample.enter(session)
        return RedirectResponse("/", 303)

    def work(talk: Talk) -> Outcome:
        world = SampleWorld(folder=Path(tempfile.mkdtemp(prefix="followup-sample-")))
        talk.say("Maren Holt fits out offices in Bristol. Her assistant reads her mail, notes and calendar …")
        talk.say("That takes about half a minute.")
        for happening in world.play():
            if isinstance(happening, Read):
                talk.say("She answers questions, and approves what is drafted. The answers come by mail …")
            elif isinstance(happening, Stands):
                talk.say("One introduction has gone all the way.")
        own.sample.put(_desk_of(world, own))
        own.sample.enter(session)
        return Outcome(words="This is Maren's page. Try whatever you like.", is_well=True, to="/")

    talk = own.talks.begin("The sample world", work, to="/welcome", has_browser=False)
    return RedirectResponse(f"/sample/{talk.id}", 303)


@router.get("/sample/{id}")
def sample(visit: V, id: str) -> Response:
    """How far the sample world is."""
    from assistant.web.pages.connect import talk_page

    return talk_page(visit, id)


@router.post("/sample/{id}/leave")
def leave_making(visit: V, id: str) -> Response:
    """Do without it."""
    from assistant.web.pages.connect import leave

    return leave(visit, id)


@router.post("/sample/leave")
def leave_sample(visit: V) -> Response:
    """Back to one's own."""
    own: Desk = visit.request.app.state.desk
    own.sample.leave(visit.session)
    return RedirectResponse("/welcome" if own.is_new else "/", 303)


def _desk_of(world: SampleWorld, own: Desk) -> Desk:
    """A desk at which everything of the sample world is done, by browsers that are signed in to the user's own."""
    assistant = world.assistant
    return Desk(
        assistant=assistant,
        access=own.access,
        environment=environment(own.templates, now=assistant.clock, zone=assistant.config.zone),
        home=Session(config_path=world.config, data=None),
        notices=own.notices,
        talks=own.talks,
        is_secure=own.is_secure,
        is_sample=True,
    )


def _about_you(visit: Visit, typed: dict[str, str], problems: dict[str, UserError]) -> Response:
    zone = guesses.zone()
    guessed = {"name": guesses.name(), "timezone": zone, "country": guesses.country_of(zone)}
    shown = {name: typed.get(name, guessed.get(name, "")) for name in _FIELDS}
    return visit.page(
        "welcome",
        status=409 if problems else 200,
        shown=shown,
        faults=problems,
        zones=guesses.zones(),
        countries=guesses.countries(),
    )


def _step(visit: Visit, step: str, **told: Any) -> Response:
    config: Config = visit.assistant.config
    places = [path for path, _ in STEPS]
    at = places.index(f"/welcome/{step}")
    return visit.page(
        f"welcome_{step}",
        here="welcome",
        steps=STEPS,
        at=at,
        following=places[at + 1] if at + 1 < len(places) else "/",
        user_address=config.user.addresses[0],
        **told,
    )


_FIELDS = ("name", "addresses", "organisation", "signature", "timezone", "country")
