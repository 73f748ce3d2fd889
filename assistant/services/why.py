"""Why is this here? From any id back to the words that began it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.domain.activity import Activity
from assistant.domain.advocates import AskedFor
from assistant.domain.bringing import Changed, Imported
from assistant.domain.bullpen import Provider
from assistant.domain.campaigns import Campaign, Candidate
from assistant.domain.captures import Capture
from assistant.domain.care import CheckIn, Settled
from assistant.domain.digest import Digest
from assistant.domain.documents import Document
from assistant.domain.drafts import Draft
from assistant.domain.events import Event, Met
from assistant.domain.favours import Favour
from assistant.domain.groups import Group, Slip
from assistant.domain.introductions import Introduction
from assistant.domain.judging import Asked
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Mention
from assistant.domain.merging import Apart, Merged
from assistant.domain.pairs import Pair
from assistant.domain.people import USER, Participant, Person
from assistant.domain.prompts import Prompt
from assistant.domain.referrals import Referral
from assistant.domain.replies import Reply
from assistant.domain.sources import Failure
from assistant.domain.touches import Noted
from assistant.domain.wishes import Wish
from assistant.errors import NotFoundError
from assistant.ports import R, Store
from assistant.services.identify import teller_of

if TYPE_CHECKING:  # only who asks "why" needs it
    from assistant.domain.learning import Learnt

KINDS: dict[str, type] = {
    "d": Draft,
    "i": Introduction,
    "p": Prompt,
    "m": Mention,
    "doc": Document,
    "who": Person,
    "b": Provider,
    "meet": Meeting,
    "c": Capture,
    "fav": Favour,
    "apart": Apart,
    "import": Imported,
    "was": Changed,
    "merge": Merged,
    "ref": Referral,
    "touch": Noted,
    "wish": Wish,
    "pair": Pair,
    "care": CheckIn,
    "settled": Settled,
    "askedfor": AskedFor,
    "event": Event,
    "met": Met,
    "group": Group,
    "slip": Slip,
    "camp": Campaign,
    "cand": Candidate,
    "f": Failure,
    "r": Reply,
    "act": Activity,
    "digest": Digest,
    "q": Asked,
}
"""What the first letters of an id stand for."""

TWICE = "the trained reader and confirmed by a language model"
ABOUT = {"mentions": "what somebody mentioned", "reply": "what a reply says", "match": "who fits"}
"""What a language model is asked about, in words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """One step of the chain, in words."""

    what: str
    id: str
    words: str


def look_up(store: Store, kind: type[R], prefix: str) -> R:
    """The record whose id begins with `prefix`.

    Raises NotFoundError where there is none, or more than one; of somebody who was made one person with another, it
    says with whom.
    """
    found = store.get(kind, prefix)
    if found is not None:
        return found
    ids = store.matching_ids(kind, prefix)
    if len(ids) > 1:
        raise NotFoundError(f"'{prefix}' could be {', '.join(ids)}", hint="write more of it")
    found = store.get(kind, ids[0]) if ids else None
    if found is None:
        if kind is Person and (kept := kept_instead(store, prefix)):
            raise NotFoundError(f"that is one person with {kept.name} by now", hint=f"assistant people show {kept.id}")
        name = kind.__name__.lower()
        lists = {
            "prompt": "prompts --all",
            "draft": "drafts --all",
            "introduction": "intros --all",
            "reply": "replies --all",
            "provider": "bullpen",
            "favour": "favours",
            "group": "groups",
            "campaign": "campaigns",
            "event": "events",
        }
        hint = f"list them: assistant {lists[name]}" if name in lists else ""
        raise NotFoundError(f"there is no {name} '{prefix}'", hint=hint)
    return found


def kept_instead(store: Store, person_id: str) -> Person | None:
    """Whom somebody was made one person with, and is known as now; None where they were not merged with anybody."""
    seen = {person_id}
    while merged := next(store.find(Merged, other_id=person_id), None):
        person_id = merged.keep_id
        if person := store.get(Person, person_id):
            return person
        if person_id in seen:
            return None
        seen.add(person_id)
    return None


def why(store: Store, id: str, *, learnt: "Learnt | None" = None) -> list[Link]:
    """The chain from `id` back to its sources, the nearest first. Raises NotFoundError.

    With what the user's answers have taught (`learnt`), it says where they moved what a mention needs.
    """
    wanted = id.strip().lower()
    kind = KINDS.get(wanted.partition("-")[0])
    if kind is None or "-" not in wanted:
        raise NotFoundError(f"'{id}' is no id", hint="ids look like p-4k7q2vxa9d and stand in every list")
    return list(_chain(store, look_up(store, kind, wanted), learnt))


def _chain(store: Store, record: object, learnt: "Learnt | None") -> Iterator[Link]:
    match record:
        case Draft():
            yield Link(
                what="draft", id=record.id, words=f"{record.kind.replace('_', ' ')}, {record.state}: {record.subject}"
            )
            yield from _follow(store, Introduction, record.introduction_id, learnt)
        case Introduction():
            yield Link(what="introduction", id=record.id, words=f"{record.state}, about {record.category}")
            for event in reversed(record.events):
                quote = f': "{event.consent.quote}"' if event.consent and event.consent.quote else ""
                proof = f" ({event.consent.proof.replace('_', ' ')})" if event.consent else ""
                yield Link(what="event", id=record.id, words=f"{event.at:%d %b %Y} {event.kind}{proof}{quote}")
            yield from _follow(store, Prompt, record.prompt_id, learnt)
        case Prompt():
            person = store.get(Person, record.person_id)
            who = person.name if person else record.person_id
            yield Link(
                what="prompt", id=record.id, words=f"{record.state}: would {who} like help with {record.category}?"
            )
            for mention_id in record.mention_ids:
                yield from _follow(store, Mention, mention_id, learnt)
        case Mention():
            another = record.told_by not in (record.holder, Participant())
            told = f", told by {record.told_by}" if another else ""
            found_by = TWICE if record.is_twice_read else record.found_by
            words = f'{record.kind} of {record.holder}{told}: "{record.quote}" (found by {found_by}, '
            gone = "; its note no longer says so" if record.withdrawn else ""
            held = f"; held back, since it lacked {record.needed:.2f}" if record.needed else ""
            yield Link(what="mention", id=record.id, words=f"{words}confidence {record.confidence:.2f}{gone}{held})")
            yield from _threshold(store, record, learnt)
            yield from _follow(store, Document, record.document_id, learnt)
        case Document():
            skipped = f", not looked into: {record.skipped}" if record.skipped else ""
            title = f" “{record.title}”" if record.title else ""
            words = (
                f"{record.medium}{title} of {record.when:%d %b %Y} from {record.author}, in {record.locator}{skipped}"
            )
            yield Link(what="document", id=record.id, words=words)
        case Provider():
            yield Link(what="provider", id=record.id, words=record.does)
            yield from _follow(store, Person, record.person_id, learnt)
        case Person():
            roles = ", ".join(record.roles) or "no role known"
            yield Link(what="person", id=record.id, words=f"{record.participant} ({roles})")
            for mention in store.find(Mention, person_id=record.id):
                yield from _chain(store, mention, learnt)
        case Capture():
            yield Link(what="answer", id=record.id, words=f"{record.state} on {record.at:%d %b %Y}")
            yield from _follow(store, Meeting, record.meeting_id, learnt)
        case Favour():
            yield Link(what="favour", id=record.id, words=f"{record.kind}, {record.state}: “{record.words}”")
            yield from _follow(store, Meeting, record.meeting_id, learnt)
        case Referral():
            names = [_name(store, each) for each in (record.from_id, record.who_id, record.to_id)]
            words = f"{names[0]} sent {names[1]} to {names[2]}, {record.at:%d %b %Y}: {record.state}"
            yield Link(what="referral", id=record.id, words=f"{words}, “{record.note}”" if record.note else words)
            yield from _follow(store, Introduction, record.introduction_id, learnt)
            yield from _follow(store, Document, record.document_id, learnt)
            yield from _follow(store, Group, record.group_id, learnt)
        case Noted():
            yield Link(what="touch", id=record.id, words=f"{record.kind}, {record.at:%d %b %Y}: {record.words}")
            yield from _follow(store, Person, record.person_id, learnt)
        case Wish():
            yield Link(what="wish", id=record.id, words=f"{record.kind}, {record.said_at:%d %b %Y}: “{record.words}”")
            yield from _follow(store, Meeting, record.meeting_id, learnt)
            yield from _follow(store, Person, record.person_id, learnt)
        case Pair():
            both = " and ".join(_name(store, each) for each in (record.seeker_id, record.other_id))
            yield Link(what="pair", id=record.id, words=f"{both}, found {record.found_at:%d %b %Y}: {record.state}")
            yield from _follow(store, Prompt, record.subject_id, learnt)
            yield from _follow(store, Wish, record.subject_id, learnt)
            yield from _follow(store, Provider, record.subject_id, learnt)
        case CheckIn():
            yield Link(what="check-in", id=record.id, words=f"{record.day:%d %b %Y}, {record.state}: {record.why}")
            yield from _follow(store, Noted, record.noted_id, learnt)
        case Settled():
            words = f"you said on {record.at:%d %b %Y} that it was put right for {_name(store, record.person_id)}"
            yield Link(what="put right", id=record.id, words=words)
        case AskedFor():
            words = f"you said on {record.at:%d %b %Y} that you asked {_name(store, record.person_id)} for something"
            yield Link(what="asked", id=record.id, words=words)
        case Event():
            yield Link(what="event", id=record.id, words=f"{record.title}, {record.at:%d %b %Y}")
            yield from _follow(store, Meeting, record.meeting_id, learnt)
        case Met():
            yield Link(what="met", id=record.id, words=f"{record.at:%d %b %Y}: “{record.words}”")
            yield from _follow(store, Event, record.event_id, learnt)
        case Group():
            yield Link(what="group", id=record.id, words=f"{record.name}, {len(record.members)} members")
        case Slip():
            ends = " to ".join(_name(store, each) for each in (record.from_id, record.to_id) if each)
            words = f"{record.kind}, {record.on:%d %b %Y}: {ends or len(record.present)} {record.words}".rstrip()
            yield Link(what="slip", id=record.id, words=words)
            yield from _follow(store, Group, record.group_id, learnt)
        case Campaign():
            words = f"{record.name}: {record.goal} {record.kind} until {record.deadline:%d %b %Y}"
            yield Link(what="campaign", id=record.id, words=words)
        case Candidate():
            yield Link(what="candidate", id=record.id, words=record.why or "chosen by you")
            yield from _follow(store, Campaign, record.campaign_id, learnt)
        case Meeting():
            yield Link(what="meeting", id=record.id, words=f"{record.title}, {record.start:%d %b %Y %H:%M}")
            yield from _follow(store, Document, record.document_id, learnt)
        case Reply():
            words = f'{record.who}, {record.at:%d %b %Y}: {record.label} ({record.confidence:.2f}): "{record.quote}"'
            yield Link(what="reply", id=record.id, words=words)
            yield from _follow(store, Document, record.document_id, learnt)
            yield from _follow(store, Draft, record.draft_id, learnt)
        case Merged():
            yield Link(what="merge", id=record.id, words=f"{record.other.participant} became {record.keep.participant}")
            yield from _follow(store, Person, record.keep_id, learnt)
        case Apart():
            both = " and ".join(_name(store, each) for each in (record.one_id, record.other_id))
            yield Link(what="apart", id=record.id, words=f"you said that {both} are two people, {record.at:%d %b %Y}")
        case Imported():
            counts = f"{record.new} new, {record.changed} changed, {record.faulty} faulty"
            yield Link(what="import", id=record.id, words=f"{record.name}, {record.at:%d %b %Y}: {counts}")
        case Changed():
            yield Link(what="before an import", id=record.id, words=f"{record.before.participant}")
            yield from _follow(store, Imported, record.import_id, learnt)
        case Activity():
            because = f", because {record.why}" if record.why else ""
            yield Link(what="activity", id=record.id, words=f"{record.at:%d %b %Y %H:%M} {record.words}{because}")
        case Digest():
            words = f"{record.purpose}, {record.day:%d %b %Y}: {record.state}, {len(record.items)} items"
            yield Link(what="digest", id=record.id, words=words)
        case Asked():
            said = f"answered by {record.by}" if record.by else "not answered"
            said = "waits for an answer" if record.waits else said
            why_not = f", since {record.why}" if record.why else ""
            words = f"a question to a language model about {ABOUT.get(record.about, record.about)}"
            yield Link(what="question", id=record.id, words=f"{words}, {record.asked_at:%d %b %Y}: {said}{why_not}")
            yield from _follow(store, Document, record.ref, learnt)
        case Failure():
            yield Link(what="failure", id=record.id, words=f"{record.locator}: {record.problem}")


def _name(store: Store, person_id: str) -> str:
    person = store.get(Person, person_id)
    return person.name if person else "you" if person_id == USER else "somebody"


def _follow(store: Store, kind: type[R], id: str, learnt: "Learnt | None") -> Iterator[Link]:
    record = store.get(kind, id) if id else None
    if record is not None:
        yield from _chain(store, record, learnt)


def _threshold(store: Store, mention: Mention, learnt: "Learnt | None") -> Iterator[Link]:
    bar = learnt.bar(mention.category, teller_of(store, mention)) if learnt else None
    if bar and bar.moved:
        yield Link(what="threshold", id=mention.id, words=bar.words(mention.category))
