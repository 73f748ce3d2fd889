"""What the simulated user does in the mailbox: sends what was approved, soon or later, and changes or deletes some."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random

from assistant.domain.consents import Side
from assistant.domain.drafts import DraftKind
from tests.year.clock import Clock
from tests.year.ledger import Approved, Asked, Ledger
from tests.year.others import Got, Others
from tests.year.people import Someone
from tests.year.post import Lying, Post

SENDS, DELETES, REWRITES, OWN_PROGRAM = 0.75, 0.02, 0.05, 0.1  # of what lies in the mailbox, each day


@dataclass
class Sending:
    """The drafts folder in the user's mail program."""

    clock: Clock
    post: Post
    others: Others
    ledger: Ledger
    people: dict[str, Someone]
    chance: Random
    got: dict[str, list[Got]] = field(default_factory=dict)

    def send(self) -> None:
        """Go through what lies in the mailbox."""
        for lying in self.post.lying("Drafts"):
            roll = self.chance.random()
            at = self.clock.goes_on()
            if roll < DELETES:
                self.ledger.deleted[lying.draft_id] = at
                self.post.delete(lying)
            elif roll < DELETES + REWRITES and lying.draft_id not in self.ledger.own_texts:
                text = f"{lying.text.rstrip()}\n\nPS: a good week to you.\n"
                self.ledger.own_texts[lying.draft_id] = text
                self.post.rewrite(lying, text, at)
            elif roll < DELETES + REWRITES + SENDS and self._still_fits(lying):
                self._send(lying, at)

    def _still_fits(self, lying: Lying) -> bool:
        """Whether the user, who reads their mail, sees no answer yet to what they are about to ask."""
        asked, approved = self.ledger.asked[lying.draft_id], self.ledger.approved[lying.draft_id]
        told = self.ledger.answers(asked, self.clock())
        return asked.kind is DraftKind.JOINT or not any(at > approved.at for at, _ in told)

    def _send(self, lying: Lying, at: datetime) -> None:
        draft_id = lying.draft_id
        self.ledger.sent[draft_id] = at
        new_id = f"<program-{draft_id}@marsh.example>" if self.chance.random() < OWN_PROGRAM else ""
        message = self.post.send(lying, at, new_id=new_id)
        people = [self.people[address] for address in lying.people if address in self.people]
        gots = [
            Got(
                asked=self._asked_of(draft_id, number),
                who=who,
                other=self._other(draft_id, who),
                message_id=str(message["Message-ID"]),
                subject=str(message["Subject"]),
                text=lying.text,
                at=at,
            )
            for number, who in enumerate(people)
        ]
        if len(gots) == 2:
            self.others.get_together(gots, ())
        for got in gots:
            earlier = self.got.setdefault(got.who.address, [])
            if len(gots) == 1:
                self.others.get(got, [each for each in earlier if each.asked.key != got.asked.key])
            earlier.append(got)

    def _asked_of(self, draft_id: str, number: int) -> Asked:
        """What it asks the first and the second of its readers."""
        asked = self.ledger.asked[draft_id]
        return asked if not number else replace(asked, side=Side.PROVIDER)

    def _other(self, draft_id: str, who: Someone) -> Someone | None:
        """The person whom this message names to its reader."""
        approved = self.ledger.approved[draft_id]
        if approved.draft.kind not in (DraftKind.OFFER_PROVIDER, DraftKind.JOINT):
            return None
        return next(self._named(approved, who), None)

    def _named(self, approved: Approved, who: Someone) -> Iterator[Someone]:
        for one in self.people.values():
            if one is not who and one.name in f"{approved.draft.subject} {approved.draft.text}":
                yield one
