"""How to refer the user: the profile as a form, and the page that is made of it."""

from dataclasses import replace

from fastapi import APIRouter
from starlette.responses import Response

from assistant.domain.people import Channel
from assistant.domain.profile import Profile
from assistant.services import refer_me as services
from assistant.web.notices import Undo
from assistant.web.pages.person_form import CHANNELS, lines
from assistant.web.pages.printing import as_pdf
from assistant.web.pages.topic_groups import grouped
from assistant.web.visit import V, Visit

router = APIRouter()
TEXTS = ("does", "ideal_client", "ideal_partner", "proof", "how", "thanks", "telephone", "site")
LISTS = ("listen_for", "not_for", "area")
LONGEST = 1000  # signs of a text
MOST = 12  # lines of a list, and services


@router.get("/refer-me")
def refer_me(visit: V) -> Response:
    """The form, beside the page that it makes."""
    profile = services.profile_of(visit.assistant.store)
    return _page(visit, profile)


@router.post("/refer-me")
def write(visit: V) -> Response:
    """Keep the profile as it was written."""
    store, before = visit.assistant.store, services.profile_of(visit.assistant.store)
    profile = _sent(visit, before)
    if not profile.does and not before.is_empty:
        return _page(visit, profile, problems=("what do you do? One sentence that a friend could repeat.",))
    if profile == before:
        return visit.done("Nothing was changed.", to="/refer-me")
    store.put(profile)
    undo = Undo(path="/refer-me/undo", fields=_fields(before)) if not before.is_empty else None
    salesy = services.salesy(profile)
    words = ["Saved."]
    if salesy:
        words.append(f"“{salesy[0]}” sounds like selling. People repeat what they can vouch for: say what you do.")
    return visit.done(*words, to="/refer-me", undo=undo)


@router.post("/refer-me/undo")
def undo(visit: V) -> Response:
    """Write the profile as it was before."""
    before = services.profile_of(visit.assistant.store)
    visit.assistant.store.put(_sent(visit, before))
    return visit.done("As it was before.", to="/refer-me", undo=Undo(path="/refer-me/undo", fields=_fields(before)))


@router.get("/refer-me/sheet")
def sheet(visit: V) -> Response:
    """The page by itself, to read and to print."""
    profile = services.profile_of(visit.assistant.store)
    return visit.page("refer_me_sheet", here="practice", sheet=services.sheet(profile, visit.assistant.user))


@router.get("/refer-me/sheet.pdf")
def printed(visit: V) -> Response:
    """The page as a PDF."""
    assistant = visit.assistant
    made = services.sheet(services.profile_of(assistant.store), assistant.user)
    return as_pdf(assistant.practice.press, made, "how-to-refer-me")


def _page(visit: Visit, profile: Profile, problems: tuple[str, ...] = ()) -> Response:
    assistant = visit.assistant
    return visit.page(
        "refer_me",
        here="practice",
        status=409 if problems else 200,
        profile=profile,
        problems=problems,
        sheet=services.sheet(profile, assistant.user),
        salesy=services.salesy(profile),
        groups=grouped(assistant.topics),
        CHANNELS=CHANNELS,
    )


def _sent(visit: Visit, before: Profile) -> Profile:
    """The profile as a browser sent it; what cannot be is left as it was."""
    texts = {name: visit.said(name).replace("\r\n", "\n")[:LONGEST] for name in TEXTS}
    lists = {name: lines(visit.said(name).replace("\r\n", "\n")[:LONGEST])[:MOST] for name in LISTS}
    known = visit.assistant.topics
    services_ = tuple(each for each in dict.fromkeys(visit.several.get("services", ())) if each in known)[:MOST]
    channel = visit.said("channel")
    chosen = Channel(channel) if channel in tuple(Channel) else before.channel
    return replace(before, **texts, **lists, services=services_, channel=chosen)  # type: ignore[arg-type]  # by name


def _fields(profile: Profile) -> tuple[tuple[str, str], ...]:
    """The profile as a browser would send it."""
    return (
        *((name, getattr(profile, name)) for name in TEXTS),
        *((name, "\n".join(getattr(profile, name))) for name in LISTS),
        *(("services", service) for service in profile.services),
        ("channel", profile.channel),
    )
