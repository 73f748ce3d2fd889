"""People: a list to look through by name, role or words; and somebody new."""

from dataclasses import replace
from itertools import islice
from string import ascii_lowercase
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from assistant.domain.people import Participant, Person, Role
from assistant.errors import UserError
from assistant.services.contacts import add
from assistant.web.pages.person_form import ROLES, PersonForm
from assistant.web.visit import V
from assistant.web.words import instead_of

router = APIRouter()
MOST = 40
TURNED = "z-a"
IMPORTANCES = {"3": "Matter most to you", "2": "Matter much to you", "1": "Matter to you"}
AFTER_Z = "{"  # the sign after z: names in other scripts stand there
LETTERS = (*((letter, letter.upper()) for letter in ascii_lowercase), (AFTER_Z, "…"))


@router.get("/people")
def people(
    visit: V, q: str = "", role: str = "", importance: str = "", order: str = "", begin: str = "", after: str = ""
) -> Response:
    """Everybody by name, or those whom the words fit."""
    lookup, chosen = visit.assistant.lookup, Role(role) if role in tuple(Role) else None
    matters = int(importance) if importance in IMPORTANCES else 0
    is_turned = order == TURNED
    at = begin if begin in dict(LETTERS) and not is_turned else ""
    further = ""
    if q.strip():
        found = lookup.search(Person, q, limit=2 * MOST)
        fit = (each for each in found if chosen in (None, *each.roles) and matters in (0, each.importance))
        records = tuple(islice(fit, MOST))
    else:
        equal: dict[str, Any] = {"roles": chosen} if chosen else {}
        equal |= {"importance": matters} if matters else {}
        page = lookup.listing(Person, limit=MOST, after=after, begin=at, turned=is_turned, **equal)
        records, further = page.records, page.next
    counts = lookup.tally(Person, "roles")
    return visit.page(
        "people",
        people=records,
        last=visit.assistant.practice.touches.last(records),
        total=visit.assistant.store.count(Person),
        q=q,
        role=role if chosen else "",
        importance=str(matters or ""),
        is_turned=is_turned,
        chosen=_chosen(role=role if chosen else "", importance=str(matters or ""), order=TURNED if is_turned else ""),
        begin=at,
        is_further=bool(after),
        next=further,
        letters=LETTERS,
        roles=[(each, ROLES[each], counts[each]) for each in Role if counts.get(each)],
        ROLES=ROLES,
        IMPORTANCES=IMPORTANCES,
    )


def _chosen(**fields: str) -> str:
    """What is chosen, as every link from the list carries it on."""
    return "".join(f"&{name}={value}" for name, value in fields.items() if value)


@router.get("/people/new")
def new(visit: V, name: str = "") -> Response:
    """The form of somebody new."""
    return _new(visit, PersonForm(name=name[:200]))


@router.post("/people/new")
def keep(visit: V) -> Response:
    """Take somebody up."""
    form = PersonForm.sent(visit.form, visit.several.get("roles", []))
    who = Participant(name=form.name, address=form.addresses)
    try:
        person = add(visit.assistant.store, who, organisation=form.organisation, roles=form.known_roles)
    except UserError as error:
        hint, link = instead_of(error.hint)
        return _new(visit, replace(form, problems=error.problems, hint=hint, link=link))
    return visit.done(f"{person.name} is known now.", to=f"/people/{person.id}")


def _new(visit: V, form: PersonForm) -> Response:
    return visit.page("person_new", status=409 if form.problems else 200, here="people", form=form, ROLES=ROLES)
