"""What comes about by itself: messages are sent or deleted in the mailbox, processes end, people meet and change."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from assistant.domain.accounts import Fate
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.meetings import Meeting
from assistant.domain.people import Person
from assistant.services.identify import merge
from tests.acceptance.introductions.box import Fault
from tests.acceptance.introductions.course_rules import CourseRules
from tests.acceptance.introductions.mails import Hand, Mail, Way, said
from tests.acceptance.introductions.scene import picks, tried

FATES = st.sampled_from([Fate.SENT, Fate.SENT, Fate.SENT, Fate.EDITED, Fate.GONE])


class WorldRules(CourseRules):
    """The rest of the world."""

    @rule(fault=st.sampled_from(Fault), what=st.sampled_from(["finish", "finish", "restart", "wake"]))
    @tried
    def meanwhile(self, fault: Fault, what: str) -> None:
        """What a run of the assistant does besides."""
        if what == "finish":
            self.world.box.fault = fault
            self.world.deliver.finish()
        elif what == "wake":
            self.world.introduce.wake()
        else:
            self.world.restart()

    @rule(writes=st.integers(0, 12))
    @tried
    def power_will_fail(self, writes: int) -> None:
        """The process ends at one of the next writes."""
        self.store.dies_after = writes

    # the mailbox

    @precondition(lambda self: self.world.follows)
    @rule(pick=picks, fate=FATES, look=st.booleans())
    @tried
    def in_the_mailbox(self, pick: int, fate: Fate, look: bool) -> None:
        """The user sends a message there, changes it, or deletes it; the assistant looks now or later."""
        lying = [each for each in self.books.left.values() if each.laid.path.exists()]
        if lying:
            left = lying[pick % len(lying)]
            is_in_doubt = (self.store.get(Draft, left.draft.id) or left.draft).delivered_at is None
            if not (fate is Fate.GONE and is_in_doubt):
                self.act(left.draft, fate)
        if look:
            self.world.follow.look([self.world.box])

    # people

    @precondition(lambda self: any(story.introduced for story in self.books.stories.values()))
    @rule(pick=picks, by_mail=st.booleans())
    @tried
    def in_touch(self, pick: int, by_mail: bool) -> None:
        """Two who were introduced write to each other, or meet."""
        joint = [each.draft for each in self.books.left.values() if each.draft.kind is DraftKind.JOINT]
        draft = joint[pick % len(joint)]
        provider = self._other(draft)
        if by_mail:
            mail = Mail(
                number=len(self.books.mails) + 1, draft=draft, way=Way.SUBJECT, hand=Hand.ADDRESSEE,
                author=draft.to[0], at=self.world.now, says=said("thanks"), turn=0, also_to=(provider.participant,),
            )  # fmt: skip
            self.world.closing().see(mail.content)
            return
        start = self.world.now - timedelta(hours=2)
        meeting = Meeting(
            id=f"meet-{pick}", document_id="doc-1", title="Coffee", start=start, end=start + timedelta(hours=1),
            attendees=(draft.to[0], provider.participant),
        )  # fmt: skip
        self.store.put(meeting)
        self.world.closing().meetings()

    @rule(pick=picks, other=st.none() | picks, seldom=st.integers(0, 3))
    @tried
    def people_change(self, pick: int, other: int | None, seldom: int) -> None:
        """Somebody is corrected, or turns out to be somebody else."""
        person = self.pick(Person, pick)
        gone = self.pick(Person, other) if other is not None else person
        if gone.id != person.id:
            if not seldom:
                self._merge(person, gone)
        elif not person.addresses:
            self.store.put(replace(person, addresses=("priya@nowhere.example",)))
        elif not person.aliases:
            self.store.put(replace(person, aliases=(person.name,), name=person.name.upper()))

    def _merge(self, keep: Person, gone: Person) -> None:
        try:
            merge(self.store, keep, gone)
        finally:
            if self.store.get(Person, gone.id) is None:
                self.books.same[gone.id] = keep.id
                self.books.stopped |= {keep.id} if gone.id in self.books.stopped else set()
                self.books.reached["merged"] += 1
