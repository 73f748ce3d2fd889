"""After which meetings to ask what came up, and when: at the end, but never in the middle of the next one."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import accumulate

from assistant.domain.domains import own_domain
from assistant.domain.ids import fold
from assistant.domain.meetings import Meeting
from assistant.domain.people import Participant, keys_of, natural

WAIT = timedelta(hours=4)  # for so long a question waits for the end of what follows; then it is shown all the same
BREATH = timedelta(minutes=5)  # before a meeting begins, its predecessor is not asked about any more
CROWD = 25  # people from outside: beyond that it was a lecture
LONGEST = timedelta(hours=36)  # what takes longer is a journey

BLOCKS = re.compile(
    r"(?:hold|holding|placeholder|tentative hold|focus|focus time|deep work|blocked|block|busy|do not book|dnb|ooo"
    r"|out of office|annual leave|on leave)\b|.* birthday$|(?:hold|busy|holiday|vacation|travel|birthday)$"
)
"""Titles, folded, of time that is only kept free."""

NAMED = re.compile(
    r"(?:\b[Ww]ith|\b[Ww]/|\b1[:\-]1(?: with)?:?|\b[Oo]ne[- ]to[- ][Oo]ne:?|<-?>|\b[Mm]eet:?)\s*"
    r"([^\W\d_a-z][\w'’.-]*(?:\s+[^\W\d_a-z][\w'’.-]*){0,2})"
)
"""A person in a title, as in "Lunch with Priya Patel"."""

NO_PERSON = re.compile(r"(?:no-?reply|do-?not-?reply)@.*|.*@(?:.*\.)?calendar\.google\.com")


class Standing(StrEnum):
    """Whether a meeting is asked about, or why not."""

    ASK = "it has ended"
    WAITS = "you are in the next meeting"
    COMING = "it has not ended"
    ANSWERED = "you have answered"
    EXPIRED = "it was too long ago"
    CANCELLED = "it did not take place"
    DECLINED = "you did not go"
    WHOLE_DAY = "it takes whole days"
    NO_TIME = "it takes no time"
    FREE = "it takes none of your time"
    BLOCK = "it only keeps time free"
    NOBODY = "nobody from outside was in it"
    ABSENT = "nobody else came"
    CROWD = "too many were in it"
    SAME = "the same meeting stands there twice"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """Where a meeting stands with the question.

    `who` may have been there: the people from outside who did not say no. The question is shown, or shown again, from
    `at` on, and until `expires`. `told_as` is the id of the meeting with the answer: another one where the meeting was
    moved afterwards, or stands there twice.
    """

    meeting: Meeting
    standing: Standing
    who: tuple[Participant, ...]
    at: datetime
    expires: datetime
    told_as: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Insiders:
    """The user, by addresses in lower case and names, and with them everybody at an organisation of their own."""

    addresses: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def outside(self, people: Iterable[Participant]) -> tuple[Participant, ...]:
        """The people who are from outside: no rooms, no robots, nobody of the user's own house."""
        return tuple(who for who in people if not self._is_inside(who))

    def _is_inside(self, who: Participant) -> bool:
        address = who.address.strip().lower()
        if not address:
            return fold(natural(who.name)) in {"", *map(fold, self.names)}
        houses = {own_domain(own) for own in self.addresses} - {""}
        return address in self.addresses or own_domain(address) in houses or bool(NO_PERSON.fullmatch(address))


def asks(
    meetings: Iterable[Meeting],
    answered: Mapping[str, datetime],
    now: datetime,
    *,
    insiders: Insiders,
    days: int,
) -> list[Asking]:
    """Where each meeting stands, the latest to end first.

    `answered` says by the ids of meetings when the user told about them, `days` for how long a question waits.
    """
    moment = now.astimezone(UTC)
    known = sorted(meetings, key=lambda meeting: (meeting.span, meeting.id))
    told = _told(known, answered)
    busy = _Busy([each for each in known if _plain_no(each) is None and each.span[1] - each.span[0] <= LONGEST])
    found = []
    for meeting in known:
        who = present(meeting, insiders)
        end = meeting.span[1]
        since = max(end, min(moment, end + WAIT))  # what was shown before is put aside while the next one runs
        at, expires = min(busy.free_from(since, end + WAIT), end + WAIT), end + timedelta(days=days)
        by_time = _by_time(end, at, expires, moment)
        standing = Standing.ANSWERED if meeting.id in told else no_question(meeting, insiders) or by_time
        found.append(
            Asking(
                meeting=meeting, standing=standing, who=who, at=at, expires=expires, told_as=told.get(meeting.id, "")
            )
        )
    return sorted(_each_once(found), key=lambda asking: asking.meeting.span[1], reverse=True)


def no_question(meeting: Meeting, insiders: Insiders) -> Standing | None:
    """Why this meeting is none that one asks about, whenever it is; None where it is one."""
    if standing := _plain_no(meeting):
        return standing
    outside = insiders.outside(meeting.attendees) or named_in(meeting, insiders)
    if not outside:
        return Standing.NOBODY
    if not set(keys_of(outside)) - set(meeting.absent):
        return Standing.ABSENT
    return Standing.CROWD if len(outside) > CROWD else None


def present(meeting: Meeting, insiders: Insiders) -> tuple[Participant, ...]:
    """Who may have been there from outside: whoever was invited and did not say no, else whom the title names."""
    invited = insiders.outside(meeting.attendees) or named_in(meeting, insiders)
    nobody = {*meeting.absent, *meeting.groups}
    return tuple(who for who in invited if not nobody.intersection(keys_of([who])))


def named_in(meeting: Meeting, insiders: Insiders) -> tuple[Participant, ...]:
    """The people whom the title names, where they are none of those invited."""
    invited = {word for who in meeting.attendees for word in (fold(who.name), *fold(who.name).split()[:1])}
    own = {word for name in insiders.names for word in (fold(name), *fold(name).split()[:1])}
    names = dict.fromkeys(name.rstrip(".-'’") for name in NAMED.findall(meeting.title[:200]))
    return tuple(Participant(name=name) for name in names if fold(name) not in invited | own)


def _plain_no(meeting: Meeting) -> Standing | None:
    """Why an entry is no meeting at all, whoever is in it."""
    begin, end = meeting.span
    reasons = {
        Standing.DECLINED: meeting.declined,
        Standing.CANCELLED: meeting.cancelled,
        Standing.WHOLE_DAY: meeting.all_day or end - begin > LONGEST,
        Standing.NO_TIME: end <= begin,
        Standing.FREE: meeting.free,
        Standing.BLOCK: bool(BLOCKS.match(fold(meeting.title))),
    }
    return next((standing for standing, holds in reasons.items() if holds), None)


def _by_time(end: datetime, at: datetime, expires: datetime, now: datetime) -> Standing:
    if now < end:
        return Standing.COMING
    if now > expires:
        return Standing.EXPIRED
    return Standing.WAITS if now < at else Standing.ASK


def _told(meetings: Sequence[Meeting], answered: Mapping[str, datetime]) -> Mapping[str, str]:
    """The ids of the meetings that the user has told about, with the id under which they did.

    One that was moved stands elsewhere than its answer. Moved to a time after the answer, it takes place once more.
    """
    told = [each for each in meetings if each.id in answered]
    moved = {(each.uid, each.occurrence): each.id for each in told if each.uid}
    found = {each.id: moved.get((each.uid, each.occurrence), "") for each in meetings}
    before = (
        each for each in meetings if (known := found[each.id]) and each.span[0] <= answered[known].astimezone(UTC)
    )
    return {each.id: found[each.id] for each in before} | {each.id: each.id for each in told}


class _Busy:
    """When the user is in meetings, these being sorted."""

    def __init__(self, meetings: Sequence[Meeting]) -> None:
        self._starts = [each.span[0] for each in meetings]
        self._free = list(accumulate((each.span[1] for each in meetings), max))

    def free_from(self, at: datetime, until: datetime) -> datetime:
        """When the user is free first, from `at` on; it is looked for up to `until`."""
        while at < until:
            begun = bisect_left(self._starts, at + BREATH)
            later = self._free[begun - 1] if begun else at
            if later <= at:
                break
            at = later
        return at


def _each_once(found: Sequence[Asking]) -> Iterator[Asking]:
    """The same, where of several entries that are one meeting only the fullest is asked about."""
    groups: list[list[Asking]] = []
    last: dict[object, list[Asking]] = {}
    for asking in found:
        if asking.standing not in _MEETS:
            yield asking
            continue
        meeting = asking.meeting
        keys = [("title", fold(meeting.title)), ("people", frozenset(meeting.people))]
        near = (last[key] for key in keys if key in last)
        group = next((each for each in near if _are_one(each[-1].meeting, meeting)), [])
        if not group:
            groups.append(group)
        group.append(asking)
        last.update(dict.fromkeys(keys, group))
    for group in groups:
        fullest = max(group, key=lambda asking: (asking.standing is Standing.ANSWERED, len(asking.who)))
        rest = Standing.ANSWERED if fullest.standing is Standing.ANSWERED else Standing.SAME
        for each in group:
            told_as = each.told_as or fullest.told_as
            yield each if each is fullest else replace(each, standing=rest, told_as=told_as)


def _are_one(meeting: Meeting, other: Meeting) -> bool:
    """Whether two entries at the same time are one meeting: with the same people, or of one title and not at odds."""
    (begin, end), (start, stop) = meeting.span, other.span
    if max(begin, start) >= min(end, stop):
        return False
    people, others = set(meeting.people), set(other.people)
    same_title = fold(meeting.title) == fold(other.title) != ""
    return people == others != set() or (same_title and (not people or not others or bool(people & others)))


_MEETS = frozenset({Standing.ASK, Standing.WAITS, Standing.COMING, Standing.EXPIRED, Standing.ANSWERED})
