"""The parts of the practice around the introductions, each made when it is first asked for."""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.bootstrap.reading import load_topics, playbook_shelf
from assistant.bootstrap.times import business_days, quiet_hours
from assistant.config import Config
from assistant.domain.time import Clock
from assistant.ports import Lookup, Store
from assistant.ports.playbooks import PlaybookShelf
from assistant.ports.plots import Painter
from assistant.ports.sheets import Press

if TYPE_CHECKING:
    from assistant.domain.groups import Group
    from assistant.services.advocates import Advocates
    from assistant.services.campaigns import Campaigns
    from assistant.services.care import Care
    from assistant.services.debrief import Debrief
    from assistant.services.events import Events
    from assistant.services.goodwill import Goodwill
    from assistant.services.group_counts import GroupCounts
    from assistant.services.groups import Groups
    from assistant.services.insight_facts import Insight
    from assistant.services.one_to_ones import OneToOnes
    from assistant.services.quiet_people import QuietPeople
    from assistant.services.received import Received
    from assistant.services.restraint import Restraint
    from assistant.services.timing import Timing
    from assistant.services.touches import Touches
    from assistant.services.unhappy import Complaints
    from assistant.services.written_cards import WrittenCards


class PracticeParts:
    """What keeps the practice: touches, and all that is worked out from them."""

    def __init__(
        self, *, config: Config, store: Store, lookup: Lookup, clock: Clock, debrief: "Callable[[], Debrief]"
    ) -> None:
        self._config = config
        self._store = store
        self._lookup = lookup
        self._clock = clock
        self._debrief = debrief

    @cached_property
    def painter(self) -> Painter:
        """Draws pictures of figures."""
        from assistant.adapters.painter import SvgPainter

        return SvgPainter()

    def insight(self) -> "Insight":
        """What the practice has come to, worked out anew."""
        from assistant.services.insight_facts import insight

        return insight(self._store, self._lookup, self._clock())

    @cached_property
    def playbooks(self) -> PlaybookShelf:
        """The playbooks, the user's own over ours."""
        return playbook_shelf(self._config.data / "playbooks")

    @cached_property
    def press(self) -> Press:
        """Sets sheets for printing."""
        from assistant.adapters.pdf_press import PdfPress

        return PdfPress()

    @cached_property
    def written_cards(self) -> "WrittenCards":
        """Keeps the queue of cards to write."""
        from assistant.services.written_cards import WrittenCards

        return WrittenCards(store=self._store, lookup=self._lookup, clock=self._clock, touches=self.touches)

    @cached_property
    def touches(self) -> "Touches":
        """When the user and people last had to do with each other."""
        from assistant.services.touches import Touches

        return Touches(
            store=self._store,
            clock=self._clock,
            user=self._config.user.names,
            lookup=self._lookup,
            practice=self._config.practice,
        )

    @cached_property
    def goodwill(self) -> "Goodwill":
        """Reads what was given and received."""
        from assistant.services.goodwill import Goodwill

        return Goodwill(store=self._store, clock=self._clock)

    @cached_property
    def received(self) -> "Received":
        """Sees referrals to the user in mail."""
        from assistant.adapters.own_words import ZonedWords
        from assistant.services.received import Received

        return Received(store=self._store, user=self._config.user.names, words=ZonedWords)

    @cached_property
    def quiet_people(self) -> "QuietPeople":
        """Finds those who were close once and fell silent."""
        from assistant.services.quiet_people import QuietPeople

        return QuietPeople(lookup=self._lookup, clock=self._clock, touches=self.touches, goodwill=self.goodwill)

    @cached_property
    def advocates(self) -> "Advocates":
        """Works out who stands where on the way to sending others."""
        from assistant.services.advocates import Advocates

        return Advocates(
            store=self._store,
            lookup=self._lookup,
            touches=self.touches,
            against=self.restraint.against_asking,
        )

    @cached_property
    def restraint(self) -> "Restraint":
        """Says when nothing is to be asked of somebody for the user's own sake."""
        from assistant.services.restraint import Restraint

        return Restraint(store=self._store, clock=self._clock)

    @cached_property
    def complaints(self) -> "Complaints":
        """Finds who is unhappy with the user's own work."""
        from assistant.services.unhappy import Complaints

        return Complaints(store=self._store, lookup=self._lookup, clock=self._clock)

    @cached_property
    def care(self) -> "Care":
        """Says whom to call today."""
        from assistant.services.care import Care
        from assistant.services.day_list import DayList

        listed = DayList(
            store=self._store,
            clock=self._clock,
            touches=self.touches,
            practice=self._config.practice,
            complaints=self.complaints,
        )
        return Care(store=self._store, lookup=self._lookup, clock=self._clock, touches=self.touches, day_list=listed)

    @cached_property
    def events(self) -> "Events":
        """Keeps events and who was met there."""
        from assistant.services.events import Events

        user = self._debrief().user
        return Events(store=self._store, lookup=self._lookup, clock=self._clock, user=user)

    @cached_property
    def one_to_ones(self) -> "OneToOnes":
        """Suggests whom to meet alone, and when."""
        from assistant.adapters.invitation_files import InvitationFiles
        from assistant.services.one_to_ones import OneToOnes

        return OneToOnes(
            store=self._store,
            lookup=self._lookup,
            clock=self._clock,
            touches=self.touches,
            timing=self._timing,
            topics=load_topics,
            invitations=InvitationFiles(),
        )

    @cached_property
    def groups(self) -> "Groups":
        """Keeps groups and what was noted there."""
        from assistant.services.groups import Groups

        return Groups(store=self._store, clock=self._clock)

    def group_counts(self, group: "Group", first: date, last: date) -> "GroupCounts":
        """What counts in a group from the first to the last day."""
        from assistant.services.group_counts import GroupCounts

        return GroupCounts(
            store=self._store,
            lookup=self._lookup,
            clock=self._clock,
            zone=self._config.zone,
            currency=self._config.practice.currency,
            group=group,
            first=first,
            last=last,
        )

    @cached_property
    def campaigns(self) -> "Campaigns":
        """Keeps campaigns and counts them."""
        from assistant.services.campaigns import Campaigns

        zone = self._config.zone
        return Campaigns(
            store=self._store,
            lookup=self._lookup,
            clock=self._clock,
            zone=zone,
            topics=load_topics,
            against=self.restraint.against_asking,
        )

    def _timing(self) -> "Timing":
        from assistant.services.timing import Timing

        days = business_days(self._config, self._store, self._clock)
        return Timing.at(self._store, quiet_hours(self._config, days), self._clock())
