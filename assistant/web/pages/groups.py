"""Groups: who is in them, what was counted, and the slips to hand in."""

from dataclasses import replace
from datetime import date

from fastapi import APIRouter
from starlette.responses import Response

from assistant.domain.groups import NOTED, Group, Period, Rhythm, Slip, SlipKind, Weekday
from assistant.domain.people import Person
from assistant.errors import UserError
from assistant.services.group_counts import HEAD, GroupCounts
from assistant.services.why import look_up
from assistant.web.notices import Undo
from assistant.web.pages.printing import as_pdf
from assistant.web.pages.put_back import way_back
from assistant.web.visit import V, Visit

router = APIRouter()
SHOWN = 40
OPTIONS = 8


@router.get("/groups")
def groups(visit: V) -> Response:
    """Every group."""
    return visit.page("groups", here="practice", groups=visit.assistant.practice.groups.all())


@router.post("/groups")
def add(visit: V) -> Response:
    """A new group."""
    group = visit.assistant.practice.groups.add(visit.said("name"))
    undo = Undo(path=f"/groups/{group.id}/remove")
    return visit.done(f"{group.name} is kept. Add its members below.", to=f"/groups/{group.id}", undo=undo)


@router.get("/groups/{id}")
def group(visit: V, id: str, period: str = Period.MONTH, q: str = "") -> Response:
    """One group: the counts of a period, its members and meetings."""
    assistant = visit.assistant
    found = look_up(assistant.store, Group, id)
    chosen = Period(period) if period in tuple(Period) else Period.MONTH
    first, last = chosen.of(assistant.clock().date())
    counts = _counts(visit, found, first, last)
    others = assistant.lookup.search(Person, q, limit=OPTIONS) if q.strip() else []
    return visit.page(
        "group",
        here="practice",
        group=found,
        members=assistant.practice.groups.members(found),
        counts=counts,
        period=chosen,
        periods=tuple(Period),
        kinds=NOTED,
        weekdays=tuple(Weekday),
        rhythms=tuple(Rhythm),
        shown=counts.counted[:SHOWN],
        today=assistant.clock().date(),
        q=q,
        found=[each for each in others if each.id not in found.members],
    )


@router.post("/groups/{id}")
def edit(visit: V, id: str) -> Response:
    """Change its name, day, rhythm and note."""
    before = look_up(visit.assistant.store, Group, id)
    weekday, rhythm, since = visit.said("weekday"), visit.said("rhythm"), visit.said("since")
    after = replace(
        before,
        name=" ".join(visit.said("name").split())[:200],
        weekday=Weekday(weekday) if weekday in tuple(Weekday) else before.weekday,
        rhythm=Rhythm(rhythm) if rhythm in tuple(Rhythm) else before.rhythm,
        since=_day(since) if since else None,
        titles=tuple(each.strip()[:200] for each in visit.said("titles").split("\n") if each.strip())[:10],
        note=visit.said("note").replace("\r\n", "\n"),
    )
    visit.assistant.practice.groups.change(after)
    return visit.done("Kept.", to=f"/groups/{id}", undo=Undo(path=f"/groups/{before.id}", fields=_fields(before)))


@router.post("/groups/{id}/members")
def join(visit: V, id: str) -> Response:
    """Add somebody who is known to the group, or take them out of it."""
    found, person = look_up(visit.assistant.store, Group, id), look_up(visit.assistant.store, Person, visit.said("who"))
    leaves = visit.said("do") == "leave"
    left = tuple(each for each in found.members if each != person.id)
    visit.assistant.practice.groups.change(replace(found, members=left if leaves else (*left, person.id)))
    undo = Undo(path=f"/groups/{found.id}/members", fields=(("who", person.id), ("do", "join" if leaves else "leave")))
    words = f"{person.name} is {'no longer a' if leaves else 'a'} member of {found.name}."
    return visit.done(words, to=f"/groups/{found.id}", undo=undo)


@router.post("/groups/{id}/slips")
def note(visit: V, id: str) -> Response:
    """Note what one gave another."""
    found, kind, value = look_up(visit.assistant.store, Group, id), visit.said("kind"), visit.said("value") or "0"
    if kind not in tuple(SlipKind):
        raise UserError("choose what it was")
    if not (value.isascii() and value.isdecimal() and len(value) < 12):
        raise UserError("that value cannot be", hint="write whole units of money, without signs")
    noted = visit.assistant.practice.groups.note(
        found,
        SlipKind(kind),
        on=_day(visit.said("on")),
        from_id=visit.said("from"),
        to_id=visit.said("to"),
        words=visit.said("words"),
        value=int(value),
    )
    return visit.done("Noted.", to=f"/groups/{found.id}", undo=_undo(found, noted.evidence))


@router.post("/groups/{id}/meetings")
def meet(visit: V, id: str) -> Response:
    """Note who was at a meeting."""
    found = look_up(visit.assistant.store, Group, id)
    there = visit.several.get("there", [])
    slip = visit.assistant.practice.groups.meet(found, _day(visit.said("on")), there, words=visit.said("words"))
    return visit.done("Noted: the group met.", to=f"/groups/{found.id}", undo=_undo(found, slip.id))


@router.post("/groups/{id}/slips/take-back")
def take_back(visit: V, id: str) -> Response:
    """Forget what was noted."""
    found = look_up(visit.assistant.store, Group, id)
    noted = visit.assistant.practice.groups.take_back(found, visit.said("slip"))
    return visit.done("Taken back.", to=f"/groups/{found.id}", undo=way_back(visit, noted))


@router.post("/groups/{id}/remove")
def remove(visit: V, id: str) -> Response:
    """Remove a group, and what was noted of it where that is sure."""
    found = look_up(visit.assistant.store, Group, id)
    if any(visit.assistant.store.find(Slip, group_id=found.id)) and not visit.said("sure"):
        raise UserError("there are notes of this group", hint="tick that they may go, too")
    undo = way_back(visit, *visit.assistant.practice.groups.remove(found))
    return visit.done(f"{found.name} is gone.", to="/groups", undo=undo)


@router.get("/groups/{id}/slips")
def slips(visit: V, id: str, first: str = "", last: str = "") -> Response:
    """The slips of a period, to print."""
    counts = _chosen(visit, id, first, last)
    rows = counts.slips(visit.assistant.user.name)
    return visit.page("slips", here="practice", counts=counts, rows=rows, head=HEAD)


@router.get("/groups/{id}/slips.csv")
def slips_csv(visit: V, id: str, first: str = "", last: str = "") -> Response:
    """The slips for a spreadsheet."""
    made = _chosen(visit, id, first, last).csv(visit.assistant.user.name)
    headers = {"Content-Disposition": 'attachment; filename="slips.csv"'}
    return Response(made.encode("utf-8-sig", "replace"), media_type="text/csv", headers=headers)


@router.get("/groups/{id}/slips.pdf")
def slips_pdf(visit: V, id: str, first: str = "", last: str = "") -> Response:
    """The slips as a PDF."""
    sheet = _chosen(visit, id, first, last).sheet(visit.assistant.user.name)
    return as_pdf(visit.assistant.practice.press, sheet, "slips")


def _counts(visit: Visit, group: Group, first: date, last: date) -> GroupCounts:
    """The counts, worked out again when anything has changed, or an hour is over in which a meeting may have ended."""
    assistant = visit.assistant
    key = ("group", group.id, first, last, f"{assistant.clock():%Y-%m-%d %H}")
    version = assistant.lookup.version()
    return visit.desk.kept.now(key, version, lambda: assistant.practice.group_counts(group, first, last))


def _chosen(visit: Visit, id: str, first: str, last: str) -> GroupCounts:
    """The counts from one day to another; this month where none are given."""
    group = look_up(visit.assistant.store, Group, id)
    begin, end = Period.MONTH.of(visit.assistant.clock().date())
    begin, end = _day(first) if first else begin, _day(last) if last else end
    if not begin <= end or (end - begin).days > 3 * 366:
        raise UserError("the period ends before it begins, or is longer than three years")
    return _counts(visit, group, begin, end)


def _day(typed: str) -> date:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise UserError("that is no day", hint="choose one, such as 2026-11-25") from None
    if not 1990 <= day.year <= 2200:
        raise UserError("that day is too far away")
    return day


def _undo(group: Group, noted: str) -> Undo:
    return Undo(path=f"/groups/{group.id}/slips/take-back", fields=(("slip", noted),))


def _fields(group: Group) -> tuple[tuple[str, str], ...]:
    """The group as a browser would send it."""
    return (
        ("name", group.name),
        ("weekday", group.weekday),
        ("rhythm", group.rhythm),
        ("since", group.since.isoformat() if group.since else ""),
        ("titles", "\n".join(group.titles)),
        ("note", group.note),
    )
