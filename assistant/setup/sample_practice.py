"""Maren's practice in the sample world: what she told her assistant of it, day by day, through its services."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from assistant.bootstrap import Assistant
from assistant.domain.campaigns import CampaignKind
from assistant.domain.groups import SlipKind, Weekday
from assistant.domain.ids import fold
from assistant.domain.people import USER, Channel, Participant, Person, Role, unique
from assistant.domain.profile import Profile
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.referrals import ReferralState
from assistant.domain.touches import TouchKind
from assistant.errors import NotFoundError
from assistant.services import favours, identify, referrals
from assistant.services.events import Chosen

NOON = time(12)


@dataclass(frozen=True, kw_only=True, slots=True)
class SamplePractice:
    """Tells the assistant what `told` (a practice.toml) says. `at` sets its clock, so that each is noted on its day."""

    assistant: Assistant
    told: Mapping[str, Any]
    at: Callable[[datetime], None]

    def tell(self) -> None:
        """Tell all of it. Raises NotFoundError where a question was not asked that the file answers."""
        now = self.assistant.clock()
        self.assistant.store.put(Profile(**_profile(self.told["profile"])))
        for of, tell in (
            ("customer", self._customer),
            ("referral", self._referral),
            ("call", self._call),
            ("campaign", self._campaign),
            ("card", self._card),
        ):
            for each in self.told[of]:
                tell(each)
        self._group(self.told["group"])
        self._event(self.told["event"])
        self.at(now)
        for each in self.told["prompt"]:
            self._answer(each)

    def _customer(self, told: Mapping[str, Any]) -> None:
        self._on(told["since"])
        who = self._who(told["who"])
        person = replace(
            who,
            roles=unique((*who.roles, Role.CUSTOMER)),
            importance=told["importance"],
            cares_about=told.get("cares_about", ""),
            postal=tuple(told.get("postal", ())),
        )
        self.assistant.store.put(person)
        self.assistant.practice.touches.note(person, kind=TouchKind.MEETING)

    def _referral(self, told: Mapping[str, Any]) -> None:
        store, at = self.assistant.store, self._on(told["on"])
        sender = self._who(told["from"]) if "from" in told else None
        referral = referrals.note(
            store,
            self._who(told["who"]),
            at=at,
            sender=sender,
            words=told["words"],
            is_online=told.get("online", False),
        )
        if "thanked" in told:
            referral = referrals.thank(store, referral, at=self._on(told["thanked"]))
        for came in (ReferralState.WON, ReferralState.LOST):
            if came in told:
                referral = referrals.decide(store, referral, came, at=self._on(told[came]), value=told.get("value", 0))
        if "told" in told:
            referrals.close_loop(store, referral, at=self._on(told["told"]))

    def _call(self, told: Mapping[str, Any]) -> None:
        self._on(told["on"])
        self.assistant.practice.touches.note(self._who(told["who"]), kind=TouchKind.CALL, words=told["words"])

    def _campaign(self, told: Mapping[str, Any]) -> None:
        self._on(told["begin"])
        campaigns = self.assistant.practice.campaigns
        kind, until = CampaignKind(told["kind"]), told["until"]
        campaign = campaigns.add(told["name"], kind, told["goal"], begin=told["begin"], deadline=until)
        for who in told.get("for", ()):
            campaigns.choose(campaign, self._who(who))

    def _card(self, told: Mapping[str, Any]) -> None:
        self._on(told["on"])
        favour = self.assistant.practice.written_cards.add(self._who(told["who"]), told["words"])
        if "sent" in told:
            self._on(told["sent"])
            favours.done(self.assistant.store, self.assistant.clock, favour)

    def _group(self, told: Mapping[str, Any]) -> None:
        groups = self.assistant.practice.groups
        members = tuple(self._who(each).id for each in told["members"])
        weekday = Weekday(told["weekday"])
        group = replace(
            groups.add(told["name"]), members=members, weekday=weekday, since=told["since"], note=told["note"]
        )
        groups.change(group)
        for each in told["slip"]:
            self._on(each["on"])
            ends = [each.get(end, "") for end in ("from", "to")]
            from_id, to_id = (end if end in ("", USER) else self._who(end).id for end in ends)
            groups.note(
                group,
                SlipKind(each["kind"]),
                on=each["on"],
                from_id=from_id,
                to_id=to_id,
                words=each["words"],
                value=each.get("value", 0),
            )

    def _event(self, told: Mapping[str, Any]) -> None:
        at = self._on(told["on"])
        events = self.assistant.practice.events
        lines, remarks = events.propose(told["text"])
        chosen = [Chosen(entry=line.entry, person_id=line.sure.id if line.sure else "") for line in lines]
        events.keep(told["title"], at, chosen, self.assistant.reader, remarks="\n".join(remarks))

    def _answer(self, told: Mapping[str, Any]) -> None:
        person = self._who(told["who"])
        for prompt in self.assistant.store.find(Prompt, person_id=person.id):
            if prompt.category == told["category"]:
                self.assistant.introduce.answer(prompt, PromptState(told["answer"]))
                return
        raise NotFoundError(f"the reader did not notice the matter of {told['who']} about {told['category']}")

    def _who(self, name: str) -> Person:
        """Whoever is called that, who becomes known by it where nobody is."""
        known = next(iter(self.assistant.store.find(Person, keys=fold(name))), None)
        return known or identify.identify(self.assistant.store, Participant(name=name))

    def _on(self, day: date) -> datetime:
        """Noon of a day in the user's zone, to which the clock is set."""
        at = datetime.combine(day, NOON, tzinfo=self.assistant.config.zone)
        self.at(at)
        return at


def _profile(told: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a profile, lists as tuples."""
    fields = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    return fields | {"channel": Channel(told["channel"])}
