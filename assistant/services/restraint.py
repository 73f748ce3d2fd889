"""When nothing is to be asked of somebody for the user's own sake, and why: one rule for every such ask (S10).

A referral, a word for the user, an hour of their time: whoever is unhappy, left alone, in private trouble, being served
today or asked not long ago is not asked. What is done for their own sake, as thanks or a card, is never held back.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.domain.advocates import AskedFor, asked_for_id
from assistant.domain.meetings import Meeting
from assistant.domain.people import Person, Role, keys_of
from assistant.domain.reached import CROWD
from assistant.domain.time import Clock, day
from assistant.domain.timing import is_service, is_social
from assistant.ports import Store
from assistant.services.last_words import private_at
from assistant.services.unhappy import complaint_of

AGAIN = timedelta(days=90)  # a quarter: who was asked once need not be reminded, and twice is begging


@dataclass(frozen=True, kw_only=True, slots=True)
class Restraint:
    """Says what is against asking somebody."""

    store: Store
    clock: Clock

    def against_asking(self, person: Person) -> list[str]:
        """Why nothing may be asked of somebody now for the user's own sake, in words; empty where one may."""
        return list(self._against(person, self.clock()))

    def _against(self, person: Person, now: datetime) -> Iterator[str]:
        name = person.first_name
        if unhappy := complaint_of(self.store, person, now):
            yield f"{name} {unhappy.words}: hear them out first"
        if person.preferences.never_ask:
            yield f"{name} wants to be left alone"
        if private := private_at(self.store, person, now):
            yield f"something private came up with {name} in {private:%B}: be there for them"
        if why := next(self._served(person, now), ""):
            yield f"{why}: keep to that, and propose a separate appointment"
        if asked := self.asked_lately(person):
            yield f"you asked {name} on {day(asked.at)}: not again before {day(asked.at + AGAIN)}"

    def asked_lately(self, person: Person) -> AskedFor | None:
        """The last time that the user asked them for something of their own, unless it is long ago."""
        since = self.clock() - AGAIN
        lately = (each for each in self.store.find(AskedFor, person_id=person.id) if each.at > since)
        return max(lately, key=lambda each: each.at, default=None)

    def asked(self, person: Person) -> AskedFor:
        """Keep that the user asked them today for something of their own. Twice on a day is once."""
        at = self.clock()
        asked = AskedFor(id=asked_for_id(person.id, at), person_id=person.id, at=at)
        self.store.put(asked)
        return asked

    def not_asked(self, person: Person) -> bool:
        """Take the last ask back; gives whether there was one."""
        asked = self.asked_lately(person)
        if asked:
            self.store.delete(AskedFor, asked.id)
        return asked is not None

    def _served(self, person: Person, now: datetime) -> Iterator[str]:
        """The meetings still to come today in which the user serves them, and by what one sees it."""
        today = [each for key in person.sure_keys for each in self.store.find(Meeting, people=key, days=now.date())]
        for meeting in sorted(today, key=lambda each: (each.span, each.id)):
            takes_place = not (meeting.cancelled or meeting.is_over(now) or _is_away(person, meeting))
            if takes_place and (why := service_in(meeting, person)):
                yield why


def service_in(meeting: Meeting, person: Person) -> str:
    """By what one sees that the user serves somebody in a meeting, in words; empty where they do not.

    The title decides where it says what the meeting is. Else a customer who comes alone or with a few is being
    served, since that is what one meets a customer for; nobody else is, nor a customer among a crowd.
    """
    name = person.first_name
    called = f"“{meeting.title}”" if meeting.title and not meeting.private else "a meeting"
    if is_service(meeting.title):
        return f"you meet {name} today in {called}, which is about your work for them"
    if is_social(meeting.title) or Role.CUSTOMER not in person.roles or len(meeting.attendees) > CROWD:
        return ""
    return f"you meet {name}, a customer, today in {called}, and nothing says that it is not about your work"


def _is_away(person: Person, meeting: Meeting) -> bool:
    theirs = (who for who in meeting.attendees if set(keys_of([who])) & set(person.sure_keys))
    return all(set(keys_of([who])) & {*meeting.absent, *meeting.groups} for who in theirs)
