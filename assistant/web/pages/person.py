"""One person: all that is known of them, what they like, and what the user can do about it."""

import hashlib
from dataclasses import dataclass, field, replace

from fastapi import APIRouter
from starlette.responses import Response

from assistant.bootstrap import Assistant
from assistant.bootstrap.keeping import copies_naming
from assistant.domain.introductions import Introduction
from assistant.domain.mentions import Kind
from assistant.domain.merging import Merged
from assistant.domain.people import Participant, Person
from assistant.errors import NotFoundError, UserError
from assistant.services import forget, identify
from assistant.services.board import Card, cards_of
from assistant.services.contacts import change
from assistant.services.person_view import view
from assistant.services.tell import Heard, take_back, tell
from assistant.services.today import ask
from assistant.services.touch_view import touch_view
from assistant.services.why import kept_instead, look_up
from assistant.services.wishes import open_wishes
from assistant.web.notices import Undo
from assistant.web.pages.data import removal
from assistant.web.pages.goodwill_view import rows_of
from assistant.web.pages.introduction_words import COMES, TURNS
from assistant.web.pages.person_form import CHANNELS, IMPORTANCE, ROLES, PersonForm
from assistant.web.pages.topic_groups import grouped
from assistant.web.pages.touches import KINDS as TOUCHES
from assistant.web.visit import V
from assistant.web.words import instead_of

router = APIRouter()
LEDGER = 10  # lines of what was given and received
KINDS = {Kind.PROBLEM: "They told of a problem", Kind.NEED: "They need something", Kind.REQUEST: "They asked for help"}
GOES = {
    "activity": ("note of what the assistant did", "notes of what the assistant did"),
    "apart": ("note that two are not the same", "notes that two are not the same"),
    "changed": ("note of what an import changed", "notes of what imports changed"),
    "assertion": ("fact", "facts"),
    "asked": ("question to a language model", "questions to a language model"),
    "askedfor": ("note that you asked for something", "notes that you asked for something"),
    "checkin": ("check-in", "check-ins"),
    "candidate": ("place in a campaign", "places in campaigns"),
    "capture": ("answer of yours after a meeting", "answers of yours after meetings"),
    "document": ("mail or note read", "mails and notes read"),
    "draft": ("message", "messages"),
    "favour": ("favour", "favours"),
    "introduction": ("introduction", "introductions"),
    "meeting": ("meeting", "meetings"),
    "met": ("note of an event where you met", "notes of events where you met"),
    "mention": ("matter as they told it", "matters as they told them"),
    "noted": ("call noted", "calls noted"),
    "settled": ("note that something was put right", "notes that something was put right"),
    "referral": ("referral", "referrals"),
    "merged": ("note that two records were made one", "notes that two records were made one"),
    "pair": ("note of whom they may fit", "notes of whom they may fit"),
    "wish": ("wish", "wishes"),
    "prompt": ("question to you", "questions to you"),
    "provider": ("card", "cards"),
    "slip": ("slip of a group", "slips of groups"),
    "reply": ("reply", "replies"),
}
"""What goes when somebody is forgotten: one, and several."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What the user has typed of a matter, and what kept it from being taken."""

    kind: str = Kind.PROBLEM
    category: str = ""
    words: str = ""
    problems: tuple[str, ...] = field(default=())


@router.get("/people/{id}")
def person(visit: V, id: str) -> Response:
    """All that is known of somebody."""
    return _page(visit, look_up(visit.assistant.store, Person, id))


@router.post("/people/{id}")
def edit(visit: V, id: str) -> Response:
    """Keep what is known of somebody as it was changed."""
    store, form = visit.assistant.store, PersonForm.sent(visit.form, visit.several.get("roles", []))
    instead = None if store.get(Person, id) else kept_instead(store, id)
    before = instead or look_up(store, Person, id)
    try:
        if instead:
            raise UserError(f"they are one person with {instead.name} by now", hint="this is what is known of both")
        if visit.said("seen") != seen(before):
            raise UserError("it was changed elsewhere meanwhile", hint="compare the two, then save yours again")
        after = change(store, before, form.changed(before))
    except UserError as error:
        hint, link = instead_of(error.hint)
        return _page(visit, before, form=replace(form, problems=error.problems, hint=hint, link=link))
    if after == before:
        return visit.done("Nothing was changed.", to=f"/people/{before.id}")
    fields = (*PersonForm.of(before).fields, ("seen", seen(after)))
    return visit.done("Saved.", to=f"/people/{before.id}", undo=Undo(path=f"/people/{before.id}", fields=fields))


@router.post("/people/{id}/tell")
def told(visit: V, id: str) -> Response:
    """Take up a matter that they told the user of."""
    assistant, found = visit.assistant, look_up(visit.assistant.store, Person, id)
    typed = Told(kind=visit.said("kind"), category=visit.said("category"), words=visit.said("words"))
    try:
        if typed.kind not in tuple(Kind) or typed.category not in assistant.topics:
            raise UserError("what is it about? choose what kind, and a topic")
        heard = Heard(kind=Kind(typed.kind), category=typed.category, words=typed.words[:2000])
        user = assistant.config.user.participant
        prompt, document = tell(assistant.store, found, heard, user=user, at=assistant.clock())
    except UserError as error:
        return _page(visit, found, told=replace(typed, problems=error.problems))
    undo = Undo(path=f"/people/{found.id}/untell", fields=(("document", document.id),))
    link = ("Answer it", f"/prompts/{prompt.id}")
    return visit.done(f"Noted. Would {found.name} like outside help with it?", undo=undo, link=link)


@router.post("/people/{id}/untell")
def untell(visit: V, id: str) -> Response:
    """Take a matter back that the user had told."""
    take_back(visit.assistant.store, visit.said("document"))
    return visit.done("Taken back.", to=f"/people/{id}")


@router.post("/people/{id}/merge")
def merge(visit: V, id: str) -> Response:
    """Make one person of two, the one of the address being kept."""
    assistant = visit.assistant
    with assistant.store.transaction():
        keep = look_up(assistant.store, Person, id)
        other = _other(assistant, visit.said("other"), visit.said("who"))
        merged = identify.merge(assistant.store, keep, other, at=assistant.clock())
        last = identify.merges_of(assistant.store, merged)[0]
    undo = Undo(path=f"/people/{keep.id}/unmerge", fields=(("merge", last.id),))
    words = f"{keep.name} and {other.name} are one person now."
    is_gone = visit.said("back") == f"/people/{other.id}"
    return (replace(visit, form={}) if is_gone else visit).done(words, to=f"/people/{keep.id}", undo=undo)


@router.post("/people/{id}/unmerge")
def unmerge(visit: V, id: str) -> Response:
    """Make two people of one again."""
    store = visit.assistant.store
    last = look_up(store, Merged, visit.said("merge")) if visit.said("merge") else None
    if last is None or last.keep_id != id:
        raise NotFoundError("they were parted already")
    keep, other = identify.unmerge(store, last)
    return visit.done(f"{keep.name} and {other.name} are two people again.", to=f"/people/{keep.id}")


@router.get("/people/{id}/forget")
def what_goes(visit: V, id: str) -> Response:
    """What would go if somebody were forgotten."""
    return _forget_page(visit, look_up(visit.assistant.store, Person, id))


@router.post("/people/{id}/forget")
def let_go(visit: V, id: str) -> Response:
    """Forget somebody for good."""
    assistant, found = visit.assistant, look_up(visit.assistant.store, Person, id)
    try:
        if visit.said("sure") != "yes":
            raise UserError("tick that you are sure: it cannot be undone")
        forget.apply_forget(assistant.store, found, user=assistant.config.user.addresses)
    except UserError as error:
        return _forget_page(visit, found, problems=error.problems)
    assistant.compact()
    words = ["Forgotten. What comes from them is passed over from now on."]
    told = copies_naming(assistant.config, found)
    words += [f"A copy from {copy.at.astimezone(assistant.config.zone):%d %B %Y} still holds them." for copy, _ in told]
    undo = removal([copy.name for copy, _ in told]) if told else None
    hint = "What lies in your mailbox, your calendar, your contacts and your drafts folder is yours to delete."
    return replace(visit, form={}).done(*words, to="/people", hint=hint, undo=undo)


def seen(person: Person) -> str:
    """What stands for somebody just as they are known."""
    return hashlib.sha256(repr(person).encode()).hexdigest()[:16]


def _other(assistant: Assistant, id: str, who: str) -> Person:
    """The person of this id, or whoever is known by this address or full name."""
    if id:
        return look_up(assistant.store, Person, id)
    called = Participant(address=who) if "@" in who else Participant(name=who)
    found = identify.find(assistant.store, called) if who else None
    if found is None:
        raise NotFoundError(f"nobody, or more than one, is known as '{who[:80]}'", hint="write their mail address")
    return found


def _page(visit: V, found: Person, *, form: PersonForm | None = None, told: Told | None = None) -> Response:
    assistant = visit.assistant
    user = frozenset(address.lower() for address in assistant.config.user.addresses)
    now = assistant.clock()
    known, touches, ladder = visit.desk.kept.now(  # somebody of ten thousand mails takes a while
        ("person", found.id, now.replace(minute=0, second=0, microsecond=0)),
        assistant.lookup.version(),
        lambda: (
            view(assistant.store, assistant.lookup, found, user=user, now=now),
            touch_view(assistant.store, assistant.lookup, assistant.practice.touches, found, now=now),
            assistant.practice.advocates.of(found),
        ),
    )
    asked = {prompt.id: ask(assistant.store, prompt) for prompt in known.prompts}
    return visit.page(
        "person",
        status=409 if form or told else 200,
        here="people",
        known=known,
        touches=touches,
        today=now.date(),
        questions=[(prompt, asked[prompt.id], _title(assistant, prompt.category)) for prompt in known.prompts],
        seeking=_cards(assistant, known.seeking),
        providing=_cards(assistant, known.providing),
        wishes=open_wishes(assistant.store, found),
        merges=identify.merges_of(assistant.store, found),
        ledger=rows_of(assistant.store, assistant.practice.goodwill.of(found)[:LEDGER]),
        ladder=ladder,
        titles=[[_title(assistant, each) for each in card.services] for card in known.cards],
        form=form or PersonForm.of(found),
        told=told or Told(),
        seen=seen(found),
        groups=grouped(assistant.topics),
        ROLES=ROLES,
        CHANNELS=CHANNELS,
        IMPORTANCE=IMPORTANCE,
        KINDS=KINDS,
        TOUCHES=TOUCHES,
        COMES=COMES,
        TURNS=TURNS,
    )


def _cards(assistant: Assistant, introductions: tuple[Introduction, ...]) -> list[Card]:
    return cards_of(list(introductions), assistant.lookup, assistant.clocks, assistant.topics)


def _title(assistant: Assistant, category: str) -> str:
    topic = assistant.topics.get(category)
    return topic.title if topic else category


def _forget_page(visit: V, found: Person, *, problems: tuple[str, ...] = ()) -> Response:
    store = visit.assistant.store
    plan = forget.plan_forget(store, found, user=visit.assistant.config.user.addresses)
    goes = [(number, *GOES.get(name, (name, f"{name}s"))) for name, number in plan.counts.items()]
    under_way = [intro for known in plan.under_way if (intro := store.get(Introduction, known))]
    cards = _cards(visit.assistant, tuple(under_way))
    return visit.page(
        "forget",
        status=409 if problems else 200,
        here="people",
        plan=plan,
        goes=goes,
        under_way=cards,
        problems=problems,
    )
