"""Who may be known twice: pairs with their reasons, each made one or kept apart at one press, or many at once."""

from collections.abc import Iterator, Sequence
from itertools import islice

from fastapi import APIRouter
from starlette.responses import Response

from assistant.bootstrap import Assistant
from assistant.domain.merging import Merged
from assistant.domain.people import Person
from assistant.errors import UserError
from assistant.services import identify, likely
from assistant.services.likely import Suggestion
from assistant.services.why import look_up
from assistant.web.desk import Desk
from assistant.web.notices import Undo
from assistant.web.visit import V, Visit

router = APIRouter()
PAIRS = 30
PATIENCE = 0.5  # seconds that a page waits; of twenty thousand people, all pairs take some seconds

Known = tuple[str, str, str]
"""A suggestion without its people: their ids, and the reason."""


@router.get("/people/twins")
def twins(visit: V, begin: int = 0) -> Response:
    """Pairs who may be one person, the likeliest first."""
    assistant = visit.assistant
    found_by_now = known_twice(visit.desk, patience=PATIENCE)
    known = found_by_now or []
    begin = min(max(begin, 0), len(known))
    found = list(islice(_still(assistant, known, begin), PAIRS))
    following = found[-1][0] if len(found) == PAIRS else 0
    return visit.page(
        "people_twins",
        here="people",
        pairs=[pair for _, pair in found],
        is_counting=found_by_now is None,
        total=len(known),
        begin=begin,
        following=following if following < len(known) else 0,
    )


@router.post("/people/twins")
def decide(visit: V) -> Response:
    """Make one of each pair that was meant, or keep them apart for good."""
    alone = visit.said("same") or visit.said("apart")
    said = [alone] if alone else visit.several.get("pair", [])
    pairs = [(one, other) for one, _, other in (each.partition(":") for each in said)]
    if not pairs:
        raise UserError("no pair was ticked", hint="tick those that you are sure of, then press again")
    if visit.said("apart") or (not alone and visit.said("do") == "apart"):
        return _kept_apart(visit, pairs)
    made = likely.make_one(visit.assistant.store, pairs, at=visit.assistant.clock())
    words = (
        f"{made[0].keep.name} is one person now." if len(made) == 1 else f"{len(made)} pairs are one person each now."
    )
    fields = (("merges", ",".join(each.id for each in reversed(made))),)
    undo = Undo(path="/people/twins/undo", fields=fields) if made else None
    return visit.done(words, to="/people/twins", undo=undo)


@router.post("/people/twins/undo")
def undo(visit: V) -> Response:
    """Take back what was decided of pairs."""
    store = visit.assistant.store
    likely.let_be_asked(store, filter(None, visit.said("apart").split(",")))
    with store.transaction():
        for known in filter(None, visit.said("merges").split(",")):
            identify.unmerge(store, look_up(store, Merged, known))
    return visit.done("Taken back.", to="/people/twins")


def _kept_apart(visit: Visit, pairs: Sequence[tuple[str, str]]) -> Response:
    made = likely.keep_apart(visit.assistant.store, pairs, at=visit.assistant.clock())
    words = (
        "They are two people, and will not be suggested again."
        if len(made) == 1
        else (f"{len(made)} pairs are two people each, and will not be suggested again.")
    )
    fields = (("apart", ",".join(each.id for each in made)),)
    return visit.done(words, to="/people/twins", undo=Undo(path="/people/twins/undo", fields=fields))


def known_twice(desk: Desk, *, patience: float) -> list[Known] | None:
    """All suggestions; None where they are not known after so many seconds, but will be soon."""
    assistant = desk.assistant
    return desk.kept.soon("twins", assistant.lookup.version(), lambda: _all(assistant), patience=patience)


def _all(assistant: Assistant) -> list[Known]:
    return [(pair.one.id, pair.other.id, pair.reason) for pair in likely.suggestions(assistant.store)]


def _still(assistant: Assistant, known: Sequence[Known], begin: int) -> Iterator[tuple[int, Suggestion]]:
    """The pairs from a place on that are still to be decided, each with the place after it."""
    for first in range(begin, len(known), PAIRS):
        part = known[first : first + PAIRS]
        people = assistant.lookup.several(Person, (known for pair in part for known in pair[:2]))
        for place, (one, other, reason) in enumerate(part, start=first + 1):
            if {one, other} <= people.keys() and not identify.are_kept_apart(assistant.store, one, other):
                yield place, Suggestion(one=people[one], other=people[other], reason=reason)
