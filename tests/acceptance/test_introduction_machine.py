"""No unapproved, no duplicate, no premature message: a machine that tries to bring one about.

It drives the real services over a real drafts folder, with answers in any order, edits that smuggle names in, folders
that fail, processes that end in the middle, and keeps its own books of what was said. `FOLLOWUP_MACHINE=2000` looks
for longer.
"""

import os
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import ParamSpec
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from assistant.adapters.memory import MemoryStore
from assistant.adapters.store.tinydb_store import open_store
from assistant.domain.bullpen import Provider
from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import FACTS, EventKind, Introduction, State
from assistant.domain.mentions import Kind, Mention
from assistant.domain.people import Participant, Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.errors import UserError
from assistant.ports import R, Store
from assistant.services.answers import Words
from assistant.services.identify import merge
from tests.acceptance.introduction_world import (
    CATEGORIES,
    QUOTE,
    SECRETS,
    SEEKERS,
    Crash,
    Fault,
    Laid,
    World,
    gives_away,
    read_laid,
)

EXAMPLES = int(os.environ.get("FOLLOWUP_MACHINE", "80"))
ASKS = (DraftKind.ASK_SEEKER, DraftKind.ASK_PROVIDER, DraftKind.OFFER_PROVIDER, DraftKind.JOINT, DraftKind.REMINDER)
DISGUISES: tuple[Callable[[str], str], ...] = (
    str,
    str.upper,
    str.title,
    lambda name: "\u200b".join(name),
    lambda name: name[:2] + "\u00ad" + name[2:],
    lambda name: "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in name),
    lambda name: normalize("NFD", name).title(),
    lambda name: f"\u202e{name[::-1]}\u202c",
    lambda name: name.replace(" ", "_"),
    lambda name: name.replace(" ", "\n"),
)
AFTER: dict[EventKind, State] = {
    EventKind.SEEKER_ASKED: State.ASKED,
    EventKind.HELP_WANTED: State.WANTED,
    EventKind.HELP_DECLINED: State.DECLINED,
    EventKind.PARKED: State.PARKED,
    EventKind.WOKEN: State.WANTED,
    EventKind.PROVIDER_ASKED: State.PROVIDER_ASKED,
    EventKind.PROVIDER_AGREED: State.AVAILABLE,
    EventKind.PROVIDER_DECLINED: State.WANTED,
    EventKind.PROVIDER_LAPSED: State.WANTED,
    EventKind.PROVIDER_OFFERED: State.OFFERED,
    EventKind.OFFER_ACCEPTED: State.AGREED,
    EventKind.OFFER_DECLINED: State.WANTED,
    EventKind.INTRODUCED: State.INTRODUCED,
    EventKind.CONNECTED: State.CONNECTED,
    EventKind.MET: State.MET,
    EventKind.WON: State.WON,
    EventKind.NOT_NOW: State.NOT_NOW,
    EventKind.THANKED: State.THANKED,
    EventKind.LAPSED: State.LAPSED,
    EventKind.RESTED: State.RESTED,
    EventKind.DISMISSED: State.DISMISSED,
    EventKind.CANCELLED: State.CANCELLED,
}
"""Where an introduction is after each kind of event; what is missing changes nothing."""
UNWRITTEN = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])  # direction marks have no place in a header
P = ParamSpec("P")
picks = st.integers(0, 10_000)


@dataclass
class Books:
    """What was said about one introduction, as the machine heard it."""

    wants_help: bool = False
    asked: str = ""  # the provider whose answer is waited for, or who has agreed
    offered: str = ""
    agreed: set[str] = field(default_factory=set)
    accepted: str = ""
    over: bool = False
    refused: set[str] = field(default_factory=set)


def tried(function: Callable[P, None]) -> Callable[P, None]:
    """A rule that may be refused with an explanation, and after whose crash the process begins anew."""

    @wraps(function)
    def trying(*given: P.args, **named: P.kwargs) -> None:
        try:
            function(*given, **named)
        except UserError:
            pass
        except Crash:
            machine = given[0]
            assert isinstance(machine, IntroductionMachine)
            machine.world.restart()

    return trying


class IntroductionMachine(RuleBasedStateMachine):
    """`make_store` gives a store for a folder."""

    make_store: Callable[[Path], Store] = staticmethod(lambda folder: MemoryStore())

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="followup-machine-")
        path = Path(self.folder.name)
        self.store = type(self).make_store(path)
        self.world = World(store=self.store, path=path / "drafts")
        self.books: dict[str, Books] = {}
        self.shown: dict[str, list[Draft]] = {}  # the drafts as they were when the user approved them
        self.messages: dict[Path, tuple[Laid, bytes]] = {}
        self.finals: dict[tuple[str, str], set[str]] = {}  # of a person and category: people with whom it is over
        self.merged: set[str] = set()

    def teardown(self) -> None:
        if close := getattr(self.store, "close", None):
            close()
        self.folder.cleanup()

    # what happens

    @initialize(
        begun=st.lists(
            st.tuples(st.sampled_from(SEEKERS), st.sampled_from(CATEGORIES), st.booleans()),
            min_size=2, max_size=5, unique_by=lambda each: each[:2],
        )
    )  # fmt: skip
    def begin(self, begun: list[tuple[Person, str, bool]]) -> None:
        for seeker, category, in_person in begun:
            prompt = self.world.hear(seeker, category)
            _, introduction = self.world.introduce.answer(prompt, PromptState.YES, in_person=in_person)
            assert introduction is not None
            self.books[introduction.id] = Books(wants_help=in_person)

    @rule(
        seeker=st.sampled_from(SEEKERS),
        category=st.sampled_from(CATEGORIES),
        kind=st.sampled_from(Kind),
        hearsay=st.booleans(),
    )
    @tried
    def hear(self, seeker: Person, category: str, kind: Kind, hearsay: bool) -> None:
        known = list(self.store.find(Person, keys=seeker.keys[0]))
        self.world.hear(known[0] if known else seeker, category, kind, hearsay=hearsay)
        self._look()

    @precondition(lambda self: self.store.count(Prompt))
    @rule(pick=picks, state=st.sampled_from([*PromptState, PromptState.YES, PromptState.YES]), in_person=st.booleans())
    @tried
    def answer(self, pick: int, state: PromptState, in_person: bool) -> None:
        prompt = self._pick(Prompt, pick)
        until = self.world.now.date() + timedelta(days=3)
        _, introduction = self.world.introduce.answer(prompt, state, until=until, in_person=in_person)
        if introduction is not None:
            said = (self.store.get(Mention, known) for known in prompt.mention_ids)
            asked_for = any(told and told.kind is Kind.REQUEST and told.holder == told.told_by for told in said)
            self.books[introduction.id] = Books(wants_help=in_person or asked_for)

    @precondition(lambda self: self.books)
    @rule(pick=picks, side=st.sampled_from(Side), answer=st.sampled_from(Answer), by_mail=st.booleans())
    @tried
    def record(self, pick: int, side: Side, answer: Answer, by_mail: bool) -> None:
        self._record(self._pick(Introduction, pick), side, answer, message_id="<a@b>" if by_mail else "")

    def _record(self, introduction: Introduction, side: Side, answer: Answer, *, message_id: str) -> None:
        self.world.answers.record(introduction, side, answer, Words(quote="so be it", message_id=message_id))
        books = self.books[introduction.id]
        if side is Side.PROVIDER:
            if answer is Answer.YES:
                books.agreed.add(books.asked)
            else:
                self._over(introduction, books)
        elif answer is Answer.YES and not books.wants_help:
            books.wants_help = True
        elif answer is Answer.YES:
            books.accepted = books.offered
        elif books.offered:
            self._over(introduction, books)
        else:
            books.over = True

    @precondition(lambda self: self.books)
    @rule(pick=picks, fact=st.sampled_from(FACTS), seldom=st.integers(0, 2))
    @tried
    def happen(self, pick: int, fact: EventKind, seldom: int) -> None:
        if seldom and fact in ("lapsed", "cancelled"):
            return
        introduction = self._pick(Introduction, pick)
        self.world.answers.happened(introduction, fact)
        books = self.books[introduction.id]
        if fact == "lapsed" and introduction.state is State.PROVIDER_ASKED:
            books.refused.add(self._person(books.asked))
            books.asked = ""
        elif fact in ("lapsed", "cancelled"):
            books.over = True

    @precondition(lambda self: self.books)
    @rule(pick=picks)
    @tried
    def remind(self, pick: int) -> None:
        self.world.introduce.remind(self._pick(Introduction, pick))

    @precondition(lambda self: self.books)
    @rule(pick=picks)
    @tried
    def ask_outcome(self, pick: int) -> None:
        self.world.introduce.ask_outcome(self._pick(Introduction, pick))

    @precondition(lambda self: self.books)
    @rule(pick=picks, other=picks)
    @tried
    def choose(self, pick: int, other: int) -> None:
        self.world.introduce.choose(self._pick(Introduction, pick), self._pick(Provider, other))

    @precondition(lambda self: self.books)
    @rule(pick=picks)
    @tried
    def draft_next(self, pick: int) -> None:
        self.world.introduce.go_on(self._pick(Introduction, pick))

    @rule()
    @tried
    def wake(self) -> None:
        self.world.introduce.wake()

    @precondition(lambda self: self.books)
    @rule(pick=picks, fault=st.sampled_from(Fault), stale=st.booleans(), again=st.booleans())
    @tried
    def approve(self, pick: int, fault: Fault, stale: bool, again: bool) -> None:
        live = [draft for draft in self.store.find(Draft) if draft.state in (DraftState.WAITING, DraftState.APPROVED)]
        drafts = live or list(self.store.find(Draft))
        if drafts:
            self._approve(drafts[pick % len(drafts)], fault, stale=stale and pick % 5 == 0)
            if again:
                self._approve(drafts[pick % len(drafts)], fault)

    @precondition(lambda self: self.books)
    @rule(pick=picks, steps=st.integers(1, 8), noes=st.integers(0, 15))
    @tried
    def move_on(self, pick: int, steps: int, noes: int) -> None:
        """What a user does on a good day: approve what waits, or record what is waited for."""
        introductions = [each for each in self.store.find(Introduction) if each.is_open]
        for step in range(steps if introductions else 0):
            yes = noes >> step & 1 == 0 or noes > 7
            self._move_on(self.world.present(introductions[pick % len(introductions)]), yes=yes)
            self._look()

    def _move_on(self, introduction: Introduction, *, yes: bool) -> None:
        waiting = self.world.drafts(introduction)
        if waiting:
            self._approve(waiting[-1], Fault.NONE)
        elif introduction.state in (State.INTRODUCED, State.MET):
            self.world.answers.happened(
                introduction, EventKind.MET if introduction.state is State.INTRODUCED else EventKind.WON
            )
        elif not yes and not introduction.reminded:
            self.world.introduce.remind(introduction)
            return
        side = Side.PROVIDER if introduction.state is State.PROVIDER_ASKED else Side.SEEKER
        if not waiting:
            self._record(introduction, side, Answer.YES if yes else Answer.NO, message_id="<a@b>")

    @precondition(lambda self: self.books)
    @rule(
        pick=picks,
        secret=st.sampled_from([*(secret for secrets in SECRETS.values() for secret in secrets), QUOTE, "nothing"]),
        disguise=st.sampled_from(DISGUISES),
        in_subject=st.booleans(),
    )
    @tried
    def edit(self, pick: int, secret: str, disguise: Callable[[str], str], in_subject: bool) -> None:
        draft = self._pick(Draft, pick)
        words = f"and by the way {disguise(secret)} is who I mean"
        subject = f"{draft.subject} {words}" if in_subject else draft.subject
        self.world.deliver.edit(
            draft.id, subject=subject, text=draft.text if in_subject else f"{draft.text}\n{words}\n"
        )

    @precondition(lambda self: self.books)
    @rule(pick=picks)
    @tried
    def discard(self, pick: int) -> None:
        self.world.deliver.discard(self._pick(Draft, pick).id)

    @precondition(lambda self: self.books)
    @rule(pick=picks)
    @tried
    def restore(self, pick: int) -> None:
        thrown_away = list(self.store.find(Draft, state=DraftState.DISCARDED))
        if thrown_away:
            self.world.deliver.restore(thrown_away[pick % len(thrown_away)].id)

    @rule(fault=st.sampled_from(Fault))
    @tried
    def finish(self, fault: Fault) -> None:
        self.world.box.fault = fault
        self.world.deliver.finish()

    @rule()
    @tried
    def restart(self) -> None:
        self.world.restart()

    @rule(days=st.sampled_from([1, 30, 100]))
    @tried
    def time_passes(self, days: int) -> None:
        self.world.pass_days(days)

    @rule(pick=picks)
    @tried
    def correct_a_person(self, pick: int) -> None:
        person = self._pick(Person, pick)
        if not person.addresses:
            self.store.put(replace(person, addresses=("priya@nowhere.example",)))
        elif not person.aliases:
            self.store.put(replace(person, aliases=(person.name,), name=person.name.upper()))

    @rule(pick=picks, other=picks, seldom=st.integers(0, 7))
    @tried
    def merge_people(self, pick: int, other: int, seldom: int) -> None:
        keep, gone = self._pick(Person, pick), self._pick(Person, other)
        if seldom or keep.id == gone.id:
            return
        merge(self.store, keep, gone)
        self.merged |= {keep.id, gone.id}
        for books in self.books.values():
            if gone.id in books.refused:
                books.refused.add(keep.id)
        for (person, category), finals in list(self.finals.items()):
            if gone.id in finals:
                finals.add(keep.id)
            if person == gone.id:
                self.finals.setdefault((keep.id, category), set()).update(finals)

    # what must hold

    @invariant()
    def messages_keep_to_the_etiquette(self) -> None:
        self._look()

    @invariant()
    def what_is_stored_follows_from_the_log(self) -> None:
        live: Counter[tuple[str, str, str]] = Counter()
        for introduction in self.store.find(Introduction):
            states = [AFTER[event.kind] for event in introduction.events if event.kind in AFTER]
            assert introduction.state is (states[-1] if states else State.NOTICED)
            found = list(self.store.find(Introduction, state=introduction.state, provider_id=introduction.provider_id))
            assert introduction in found
            over = (State.THANKED, State.DISMISSED, State.DECLINED, State.LAPSED, State.RESTED, State.CANCELLED)
            if introduction.provider_id and introduction.state not in over:
                live[introduction.seeker_id, introduction.provider_id, introduction.category] += 1
        assert all(count == 1 for (seeker, *_), count in live.items() if seeker not in self.merged), live

    # how it is looked at

    def _approve(self, draft: Draft, fault: Fault, *, stale: bool = False) -> None:
        seen = self.store.get(Draft, draft.id) or draft
        self.shown.setdefault(draft.id, []).append(seen)
        self.world.box.fault = fault
        # the worst user: overrules whatever may be overruled
        self.world.deliver.approve(draft.id, "0" * 64 if stale else seen.hash, anyway=True)

    def _pick(self, kind: type[R], pick: int) -> R:
        records = list(self.store.find(kind))
        if not records:
            raise UserError("there is none")
        return records[pick % len(records)]

    def _person(self, provider_id: str) -> str:
        card = self.store.get(Provider, provider_id)
        return card.person_id if card else ""

    def _over(self, introduction: Introduction, books: Books) -> None:
        person = self._person(books.offered or books.asked or introduction.provider_id)
        books.refused.add(person)
        self.finals.setdefault((introduction.seeker_id, introduction.category), set()).add(person)
        books.asked = books.offered = books.accepted = ""

    def _look(self) -> None:
        """Every new message in the folder against the books."""
        for path in sorted(self.world.path.glob("*.eml")):
            raw = path.read_bytes()
            if path in self.messages:
                assert self.messages[path][1] == raw, "a message was changed after it was laid down"
                continue
            laid = read_laid(path)
            self._judge(laid)
            self.messages[path] = (laid, raw)

    def _judge(self, laid: Laid) -> None:
        assert laid.draft_id not in {known.draft_id for known, _ in self.messages.values()}, "two messages of one draft"
        draft = self.store.get(Draft, laid.draft_id)
        assert draft is not None
        assert any(_is_the_text(laid, seen) for seen in self.shown.get(draft.id, [])), "not a text that was approved"
        introduction = self.store.get(Introduction, draft.introduction_id)
        assert introduction is not None
        books = self.books[introduction.id]
        provider = self._person(draft.provider_id)
        assert not (books.over and draft.kind in ASKS), "it is over, and goes on"
        for known, _ in self.messages.values():
            other = self.store.get(Draft, known.draft_id)
            assert other is not None
            same = (other.introduction_id, other.kind, other.provider_id) == (
                draft.introduction_id, draft.kind, draft.provider_id
            )  # fmt: skip
            if same and draft.kind in (*ASKS, DraftKind.THANKS, DraftKind.SOFT_NO):
                reminder_of_another = draft.kind is DraftKind.REMINDER and known.subject != laid.subject
                assert known.to != laid.to or reminder_of_another, "said twice"
        if draft.kind is DraftKind.ASK_PROVIDER:
            finals = self.finals.get((introduction.seeker_id, introduction.category), set())
            assert provider not in books.refused | finals, "a no was asked again"
            assert books.wants_help, "a provider was asked before help was wanted"
            books.asked, books.offered, books.accepted = draft.provider_id, "", ""
        agreed = draft.provider_id in books.agreed or self._needs_no_ask(draft.provider_id)
        if draft.kind is DraftKind.OFFER_PROVIDER:
            assert books.wants_help
            assert agreed, "a provider was named before they agreed"
            books.asked = books.offered = draft.provider_id
        if draft.kind is DraftKind.JOINT:
            assert books.wants_help
            assert agreed
            assert books.accepted == draft.provider_id != "", "introduced without both consents"
            assert laid.cc
            return
        assert not laid.cc
        assert len(laid.to) == 1
        self._nobody_is_named_too_early(laid, draft, introduction, books)

    def _nobody_is_named_too_early(self, laid: Laid, draft: Draft, introduction: Introduction, books: Books) -> None:
        accepted = books.accepted and books.accepted == draft.provider_id
        reader = self._reader(laid)
        if reader == introduction.seeker_id:
            named = {self._person(books.offered)} if books.offered else set()
            hidden = {card.person_id for card in self.store.find(Provider)} - named
        elif accepted:
            return
        else:
            hidden = {introduction.seeker_id}
            assert not gives_away(laid.shown, [QUOTE]), "the seeker's own words went to a provider"
        if {reader, *hidden} & self.merged:
            return  # two people in one: whom a name belongs to is no longer ours to say
        for person in hidden - {reader}:
            told = gives_away(laid.shown, SECRETS.get(person, ()))
            assert not told, f"{told} given away to {reader} in {draft.kind}"

    def _reader(self, laid: Laid) -> str:
        address = laid.to[0].rpartition("<")[2].rstrip(">")
        return next((person.id for person in self.store.find(Person, keys=address)), "")

    def _needs_no_ask(self, provider_id: str) -> bool:
        person = self.store.get(Person, self._person(provider_id))
        return bool(person and person.preferences.direct_introduction)


def _is_the_text(laid: Laid, seen: Draft) -> bool:
    def plain(text: str) -> str:
        return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())

    def address(who: Participant) -> str:
        return f"{who.name} <{who.address}>"

    return (
        plain(laid.text) == plain(seen.text)
        and plain(laid.html) == plain(seen.html)
        and laid.subject.split() == seen.subject.translate(UNWRITTEN).split()
        and laid.to == tuple(map(address, seen.to))
        and laid.cc == tuple(map(address, seen.cc))
    )


class OverSQLite(IntroductionMachine):
    """The same over the store that users have."""

    make_store = staticmethod(lambda folder: open_store(folder / "assistant.db"))


@pytest.mark.parametrize(
    ("machine", "examples"), [(IntroductionMachine, EXAMPLES), (OverSQLite, EXAMPLES // 10)], ids=["memory", "sqlite"]
)
def test_no_message_is_unapproved_premature_or_sent_twice(
    machine: type[IntroductionMachine], examples: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)  # no power is cut here, and the disk is most of the time
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=50,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate, *([Phase.shrink] if "FOLLOWUP_MACHINE" in os.environ else [])],
            suppress_health_check=list(HealthCheck),
        ),
    )
