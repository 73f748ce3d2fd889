"""A page with something of everything in it: every list has a record, every route an id that it knows."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from assistant.domain.activity import Activity, Deed
from assistant.domain.bullpen import Provider
from assistant.domain.campaigns import Campaign, CampaignKind, Candidate
from assistant.domain.consents import Side
from assistant.domain.drafts import Draft
from assistant.domain.events import Event, Met
from assistant.domain.groups import Group, Slip, SlipKind
from assistant.domain.introductions import Introduction
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Mention
from assistant.domain.people import Participant, Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.referrals import Direction, Referral, ReferralState, SourceKind, noted_in_group
from assistant.domain.replies import Found, Label, Reply, Stage
from assistant.domain.sources import Failure, SourceState
from assistant.ports import Record
from tests.web.web_world import ANNA, WebWorld

KINDS: dict[str, type[Record]] = {
    "prompts": Prompt,
    "replies": Reply,
    "drafts": Draft,
    "introductions": Introduction,
    "people": Person,
    "bullpen": Provider,
    "meetings": Meeting,
    "mentions": Mention,
    "goodwill": Referral,
    "referrals": Referral,
    "events": Event,
    "groups": Group,
    "campaigns": Campaign,
}
"""What a part of an address lists."""


def filled(folder: Path, *words: str) -> WebWorld:
    """A world in which each of `words`, or something harmless, stands wherever somebody else can write something."""
    world = WebWorld(folder)
    said = words or ("it went wrong again",)
    for number, each in enumerate(said):
        fill(world, number, each)
    return world


def fill(world: WebWorld, number: int, words: str) -> None:
    """Put `words` into a record of every kind."""
    store, line = world.assistant.store, " ".join(words.split()) or "nothing"
    host = f"firm{number}.example"
    for state in ("open", "yes"):
        who = Participant(name=f"Zoe {line}", address=f"{state}@{host}")
        prompt = world.hear(who, f"the wages {state} {line} came out wrong", title=f"Re: {line}")
        person = store.get(Person, prompt.person_id)
        assert person is not None
        store.put(
            Person(
                id=person.id,
                name=person.name,
                addresses=person.addresses,
                organisation=line,
                note=words,
                area=(line,),
                aliases=(f"{line} too",),
            )
        )
        if state == "yes":
            _, introduction = world.assistant.introduce.answer(prompt, PromptState.YES)
            assert introduction is not None
            (draft,) = store.find(Draft, introduction_id=introduction.id)
            store.put(_reply(world, introduction, draft, who, line))
    meeting = Meeting(
        id=f"meet-{'abcdefghij'[number]}bcdefghij",
        document_id="",
        title=line,
        start=world.now - timedelta(hours=2),
        end=world.now - timedelta(hours=1),
        attendees=(Participant(name=line, address=f"guest@{host}"), ANNA),
        place=line,
    )
    card = Person.known_as(Participant(name=f"Pat {line}", address=f"pat@{host}"), organisation=line)
    provider = Provider(
        id=f"b-{'abcdefghij'[number]}bcdefghij",
        person_id=card.id,
        services=("payroll",),
        does=words,
        not_for=(line,),
        area=(line,),
        ideal_client=line,
    )
    at = world.now - timedelta(minutes=number)
    activity = Activity(id=f"a-{number}", at=at, deed=Deed.SYNCED, words=line, why=line, problems=(line,))
    failure = Failure(id=f"f-{number}", source=line, locator=f"{line}.eml", problem=line, at=at)
    for state in (ReferralState.SUGGESTED, ReferralState.OPEN):
        store.put(_referral(world, f"{'abcdefghij'[number]}{state}", card, state, line))
    store.put(meeting, card, provider, activity, failure, SourceState(id=line, until=at))
    gather(world, number, line, card.id)


def gather(world: WebWorld, number: int, line: str, person_id: str) -> None:
    """Put `line` wherever it can stand in an event, a group and a campaign."""
    letter, today = "abcdefghij"[number], world.now.date()
    event = Event(id=f"event-{letter}", title=line, at=world.now, noted_at=world.now, remarks=line)
    met = Met(
        id=f"met-{letter}", event_id=event.id, person_id=person_id, at=world.now, words=line, focus=line, wants=line
    )
    group = Group(id=f"group-{letter}", name=line, members=(person_id,), titles=(line,), note=line)
    slip = Slip(
        id=f"slip-{letter}",
        group_id=group.id,
        kind=SlipKind.TESTIMONIAL,
        on=today,
        noted_at=world.now,
        from_id="user",
        to_id=person_id,
        words=line,
    )
    noted = noted_in_group(group.id, person_id, "user", line, at=world.now)
    campaign = Campaign(
        id=f"camp-{letter}",
        name=line,
        kind=CampaignKind.REFERRALS,
        goal=3,
        begin=today - timedelta(days=1),
        deadline=today + timedelta(days=5),
    )
    candidate = Candidate(id=f"cand-{letter}", campaign_id=campaign.id, person_id=person_id, why=line)
    world.assistant.store.put(event, met, group, slip, noted, campaign, candidate)


def known_ids(world: WebWorld, part: str) -> Sequence[str]:
    """The ids of the records that a part of an address lists."""
    return [record.id for record in world.assistant.store.find(KINDS[part])]


def _referral(world: WebWorld, id: str, sender: Person, state: ReferralState, line: str) -> Referral:
    return Referral(
        id=f"ref-{id}",
        direction=Direction.RECEIVED,
        from_id=sender.id,
        who_id=Person.known_as(ANNA).id,
        to_id="user",
        at=world.now,
        kind=SourceKind.FRIEND,
        state=state,
        note=line,
    )


def _reply(world: WebWorld, introduction: Introduction, draft: Draft, who: Participant, line: str) -> Reply:
    number = world.assistant.store.count(Reply)
    return Reply(
        id=f"r-{'abcdefghij'[number]}bcdefghij",
        introduction_id=introduction.id,
        draft_id=draft.id,
        document_id="",
        message_id=f"<{number}@firm.example>",
        who=who,
        side=Side.SEEKER,
        stage=Stage.SEEKER,
        at=world.now,
        label=Label.HAND_OFF,
        confidence=0.5,
        found=Found.ANSWER,
        quote=line,
        hand_off=line,
        why=line,
    )
