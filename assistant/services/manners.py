"""What the etiquette says of a draft: the linter of `domain.manners`, told who the people are and what they said."""

from dataclasses import dataclass

from assistant.domain.bullpen import Provider
from assistant.domain.consents import Side
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.findings import Finding, Rule
from assistant.domain.introductions import Introduction
from assistant.domain.manners import Circle, found_early, lint
from assistant.domain.people import Participant, Person
from assistant.domain.prompts import Prompt
from assistant.errors import ConsentError
from assistant.services.drafting import Drafting
from assistant.services.letters import EVIDENCE, person_of
from assistant.services.told import mentions_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Manners:
    """Reads drafts as the etiquette would."""

    drafting: Drafting

    def findings(self, draft: Draft, introduction: Introduction) -> tuple[Finding, ...]:
        """Everything to mend in the draft: what a missing consent forbids first, then what the user may let stand."""
        try:
            named = self.drafting.named_early(draft, introduction)
        except ConsentError as error:  # the message may not be at all, whatever it says
            return (Finding(rule=Rule.NAMED_EARLY, why=error.problems[0]),)
        return (*found_early(draft, named), *lint(draft, self._circle(draft, introduction)))

    def _circle(self, draft: Draft, introduction: Introduction) -> Circle:
        """The people whom the draft concerns, and what each has said."""
        drafting = self.drafting
        card = drafting.store.get(Provider, draft.provider_id)
        seeker = person_of(drafting.store, introduction, Side.SEEKER, draft.provider_id)
        provider = drafting.store.get(Person, card.person_id) if card else None
        topic = drafting.topics.get(introduction.category)
        prompt = drafting.store.get(Prompt, introduction.prompt_id)
        mentions = mentions_of(drafting.store, prompt) if prompt else []
        told_on = [mention for mention in mentions if mention.told_by not in (mention.holder, Participant())]
        proof = (*(evidence.note for evidence in card.evidence), *EVIDENCE.values()) if card else ()
        sides = [drafting.user, seeker, *([provider] if provider else [])]
        tellers = [Person.known_as(mention.told_by) for mention in told_on]
        return Circle(
            user=drafting.user,
            seeker=seeker,
            provider=provider,
            others=_others(draft, sides, [*tellers, *self._rivals(draft)]),
            seeker_words=(
                *(mention.quote for mention in mentions if mention not in told_on),
                *_answers(introduction, Side.SEEKER),
            ),
            provider_words=_answers(introduction, Side.PROVIDER, draft.provider_id),
            told_words=tuple(mention.quote for mention in told_on),
            card=" ".join((card.does, *proof)) if card else "",
            matter=f"{topic.title}, {topic.phrase}, {topic.covers}" if topic else "",
            signature=drafting.signature,
        )

    def _rivals(self, draft: Draft) -> list[Person]:
        """The bullpen, where the reader must hear nothing of it; to the seeker, the consents forbid that already."""
        if draft.side is Side.SEEKER and draft.kind is not DraftKind.JOINT:
            return []
        store = self.drafting.store
        return [person for card in store.find(Provider) if (person := store.get(Person, card.person_id))]


def _others(draft: Draft, sides: list[Person], others: list[Person]) -> tuple[Person, ...]:
    """Those of `others` who are neither one of the sides, nor reading the draft."""
    reading = {who.address.lower() for who in (*draft.to, *draft.cc)} | {key for side in sides for key in side.keys}
    return tuple({person.id: person for person in others if not reading & set(person.keys)}.values())


def _answers(introduction: Introduction, side: Side, provider_id: str = "") -> tuple[str, ...]:
    """What a side, this provider where one is given, has answered so far, in their own words."""
    consents = [event.consent for event in introduction.events if event.consent and event.consent.quote]
    theirs = (consent for consent in consents if consent.side is side)
    return tuple(consent.quote for consent in theirs if not provider_id or consent.provider_id == provider_id)
