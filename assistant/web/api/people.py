"""People: who is known."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from assistant.domain.ids import fold
from assistant.domain.people import Channel, Participant, Person, Preferences, Role, unique
from assistant.errors import TransitionError
from assistant.services import contacts, identify
from assistant.services.person_view import PersonView, view
from assistant.services.touch_view import TouchView, touch_view
from assistant.web.api.caller import Reads, Writes, known
from assistant.web.api.fields import Address, Id, Line, body
from assistant.web.api.paging import Page, Spanned
from assistant.web.api.problems import CHANGES, ONE, UnfitError, documented

router = APIRouter(prefix="/people", tags=["People"])


@body
class Change:
    """What is to be another; what is left out, or null, stays. `address` becomes the one to write to."""

    name: Line | None = None
    address: Address | None = None
    organisation: Line | None = None
    area: Annotated[tuple[Line, ...], Field(max_length=20)] | None = None
    roles: Annotated[tuple[Role, ...], Field(max_length=20)] | None = None
    note: Annotated[str, Field(max_length=10_000)] | None = None
    never_ask: bool | None = None
    direct_introduction: bool | None = None
    channel: Channel | None = None
    notice: Annotated[int, Field(ge=0, le=60)] | None = None


@body
class Merging:
    """Who else this is; the other record goes."""

    other_id: Id


@router.get("", summary="Everybody known")
def list_people(
    desk: Reads,
    span: Spanned,
    q: Annotated[str, Query(max_length=200, description="Words of a name, an address or an organisation.")] = "",
    role: Role | None = None,
) -> Page[Person]:
    """The people by name; with `q` those whom the words fit, the best first, as many as `limit` says."""
    lookup = desk.assistant.lookup
    if not q.strip():
        return span.listing(lookup, Person, **({"roles": role} if role else {}))
    found = lookup.search(Person, q, limit=span.limit)
    return Page(items=tuple(person for person in found if role in (None, *person.roles)))


@router.get("/{id}", summary="Somebody", responses=ONE)
def get_person(desk: Reads, id: str) -> PersonView:
    """With the latest of everything that is known of them; `/why/{id}` leads back to every word of theirs."""
    assistant = desk.assistant
    person = known(assistant.store, Person, id)
    own = [address.lower() for address in assistant.config.user.addresses]
    return view(assistant.store, assistant.lookup, person, user=own, now=assistant.clock())


@router.get("/{id}/touches", summary="When you last had to do with each other", responses=ONE)
def get_touches(desk: Reads, id: str) -> TouchView:
    """The latest touches, how warm it is between you and why, and when they should hear from you again."""
    assistant = desk.assistant
    person, touches = known(assistant.store, Person, id), assistant.practice.touches
    return touch_view(assistant.store, assistant.lookup, touches, person, now=assistant.clock())


@router.post("", summary="Somebody new", status_code=201, responses=documented(400, 403, 409))
def create_person(desk: Writes, change: Change) -> Person:
    """With a name, and whatever else is known. 409 where somebody is known so already."""
    store, who = desk.assistant.store, Participant(name=_line(change.name), address=_line(change.address).lower())
    if not fold(who.name):
        raise UnfitError("a name is needed")
    with store.transaction():
        person = contacts.add(store, who)
        return contacts.change(store, person, _changed(person, change))


@router.patch("/{id}", summary="Change what is known of somebody", responses=CHANGES)
def change_person(desk: Writes, id: str, change: Change) -> Person:
    """What is not named stays as it is. A name that they had stays as another spelling."""
    store = desk.assistant.store
    with store.transaction():
        before = known(store, Person, id)
        return contacts.change(store, before, _changed(before, change))


@router.post("/{id}/merge", summary="Make one person of two", responses=CHANGES)
def merge_people(desk: Writes, id: str, merging: Merging) -> Person:
    """This one's facts win. `unmerge` takes it back."""
    store, now = desk.assistant.store, desk.assistant.clock()
    with store.transaction():
        return identify.merge(store, known(store, Person, id), known(store, Person, merging.other_id), at=now)


@router.post("/{id}/unmerge", summary="Make two people of one again", responses=CHANGES)
def unmerge_people(desk: Writes, id: str) -> list[Person]:
    """Undo the last merge; gives the one who was kept, and the other. 409 where there was none."""
    store = desk.assistant.store
    with store.transaction():
        person = known(store, Person, id)
        merges = identify.merges_of(store, person)
        if not merges:
            raise TransitionError(f"{person.name} was not merged with anybody")
        return list(identify.unmerge(store, merges[0]))


def _changed(person: Person, change: Change) -> Person:
    likes = {
        key: value
        for key in ("never_ask", "direct_introduction", "channel", "notice")
        if (value := getattr(change, key)) is not None
    }
    preferences: Preferences = replace(person.preferences, **likes)
    return replace(
        person,
        name=_line(change.name) or person.name,
        addresses=unique((_line(change.address).lower(), *person.addresses)),
        organisation=person.organisation if change.organisation is None else _line(change.organisation),
        area=person.area if change.area is None else unique(map(_line, change.area)),
        roles=person.roles if change.roles is None else unique(change.roles),
        note=person.note if change.note is None else change.note,
        preferences=preferences,
    )


def _line(text: str | None) -> str:
    """In one line: it may become part of a header."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text or "").split())
