"""Playbooks in the browser: read, changed, and given back to ours."""

import re
from dataclasses import dataclass, replace

from fastapi import APIRouter
from starlette.responses import Response

from assistant.domain.ids import fold
from assistant.domain.playbooks import Ally, Playbook, Trigger
from assistant.errors import NotFoundError, UserError
from assistant.web.notices import Undo
from assistant.web.pages.person_form import lines
from assistant.web.pages.topic_groups import grouped
from assistant.web.visit import V, Visit

router = APIRouter()
LONGEST = 6000  # signs of a field


@dataclass(frozen=True, kw_only=True, slots=True)
class Listened:
    """A topic of a playbook, and the words that are listened for, one a line."""

    category: str
    title: str
    words: str


@router.get("/playbooks")
def playbooks(visit: V) -> Response:
    """Every profession, by name."""
    shelf, topics = visit.assistant.practice.playbooks, visit.assistant.topics
    return visit.page(
        "playbooks",
        here="practice",
        books=[(book, [topics[each].title for each in book.services]) for book in shelf.all().values()],
        problems=shelf.problems(),
        groups=grouped(topics),
    )


@router.get("/playbooks/{id}")
def playbook(visit: V, id: str) -> Response:
    """One of them, to read and to change."""
    return _page(visit, _known(visit, id))


@router.post("/playbooks/new")
def new(visit: V) -> Response:
    """Begin one for a profession that has none."""
    profession, service = visit.said("profession")[:100], visit.said("service")
    name = re.sub(r"[^a-z0-9]+", "-", fold(profession)).strip("-")[:60]
    if not name:
        raise UserError("which profession is it for?", hint="a name, such as: Roofer")
    if name in visit.assistant.practice.playbooks.all():
        raise UserError(f"there is a playbook of that name already: {profession}")
    visit.assistant.practice.playbooks.keep(Playbook(id=name, profession=profession, services=(service,)))
    undo = Undo(path=f"/playbooks/{name}/ours")
    return visit.done("Begun. Fill in what they listen for.", to=f"/playbooks/{name}", undo=undo)


@router.post("/playbooks/{id}")
def change(visit: V, id: str) -> Response:
    """Keep it as it was changed."""
    before = _known(visit, id)
    after = _sent(visit, before)
    try:
        visit.assistant.practice.playbooks.keep(after)
    except UserError as error:
        return _page(visit, after, problems=error.problems)
    path = f"/playbooks/{id}"
    undo = Undo(path=path, fields=_fields(visit, before)) if before.is_own else Undo(path=f"{path}/ours")
    return visit.done("Saved. What is read from now on is read by it.", to=path, undo=undo)


@router.post("/playbooks/{id}/ours")
def ours(visit: V, id: str) -> Response:
    """Give up the user's own one."""
    shelf, before = visit.assistant.practice.playbooks, _known(visit, id)
    shelf.back_to_ours(id)
    if id not in shelf.all():
        return visit.done(f"{before.profession}: gone.", to="/playbooks")
    undo = Undo(path=f"/playbooks/{id}", fields=_fields(visit, before))
    return visit.done("Ours again.", to=f"/playbooks/{id}", undo=undo)


def _known(visit: Visit, id: str) -> Playbook:
    book = visit.assistant.practice.playbooks.all().get(id)
    if book is None:
        raise NotFoundError(f"there is no playbook '{id[:60]}'", hint="all of them: assistant playbooks")
    return book


def _page(visit: Visit, book: Playbook, problems: tuple[str, ...] = ()) -> Response:
    assistant = visit.assistant
    books = assistant.practice.playbooks.all()
    return visit.page(
        "playbook",
        here="practice",
        status=409 if problems else 200,
        book=book,
        problems=problems,
        listened=_listened(visit, book),
        partners=[(each, books.get(each.playbook)) for each in book.partners],
        others=[other for other in books.values() if other.id != book.id],
        groups=grouped(assistant.topics),
    )


def _listened(visit: Visit, book: Playbook) -> list[Listened]:
    """A field for each topic that it has to do with."""
    named = (*book.services, *(trigger.category for trigger in book.triggers if trigger.category))
    return [
        Listened(
            category=category,
            title=visit.assistant.topics[category].title,
            words="\n".join(each.words for each in book.triggers if book.category_of(each) == category),
        )
        for category in dict.fromkeys(named)
        if category in visit.assistant.topics
    ]


def _sent(visit: Visit, before: Playbook) -> Playbook:
    """The playbook as a browser sent it. Partners keep their reasons; new ones have none yet."""

    def said(name: str) -> tuple[str, ...]:
        return lines(visit.said(name).replace("\r\n", "\n")[:LONGEST])

    topics = visit.assistant.topics
    services = tuple(each for each in dict.fromkeys(visit.several.get("services", ())) if each in topics)
    services = services or before.services
    why = {each.playbook: each.why for each in before.partners}
    chosen = dict.fromkeys(visit.several.get("partners", ()))
    return replace(
        before,
        profession=visit.said("profession")[:100] or before.profession,
        services=services,
        triggers=tuple(
            Trigger(words=words[:200], category="" if category == services[0] else category)
            for category in topics
            for words in said(f"said-{category}")
        ),
        questions=tuple(words[:300] for words in said("questions")),
        partners=tuple(
            Ally(playbook=each, why=visit.said(f"why-{each}")[:200] or why.get(each, ""))
            for each in chosen
            if each in visit.assistant.practice.playbooks.all()
        ),
        reward=visit.said("reward")[:500],
    )


def _fields(visit: Visit, book: Playbook) -> tuple[tuple[str, str], ...]:
    """The playbook as a browser would send it."""
    return (
        ("profession", book.profession),
        *(("services", service) for service in book.services),
        *((f"said-{each.category}", each.words) for each in _listened(visit, book)),
        ("questions", "\n".join(book.questions)),
        *(("partners", each.playbook) for each in book.partners),
        *((f"why-{each.playbook}", each.why) for each in book.partners),
        ("reward", book.reward),
    )
