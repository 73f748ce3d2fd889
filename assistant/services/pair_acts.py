"""What the user says to a pair.

Taking one up begins the usual way (S1): whoever has the matter or the wish is asked first, and nobody is named to
anybody before. Where they said yes to help already, the ask to the other is drafted, without their name.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.domain.bullpen import Provider
from assistant.domain.documents import Document, Medium
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.ids import make_id
from assistant.domain.introductions import Introduction
from assistant.domain.mentions import YOU, Kind, Mention, mention_id
from assistant.domain.pairs import About, Pair, PairState
from assistant.domain.people import USER, Participant
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.wishes import Wish
from assistant.errors import TransitionError, UserError
from assistant.ports import Store
from assistant.services.answers import Answers
from assistant.services.notice import forget_document
from assistant.services.pairs import Pairs, Seen
from assistant.services.tell import SOURCE
from assistant.services.told import mentions_of


@dataclass(frozen=True, kw_only=True, slots=True)
class PairActs:
    """Records what the user says to pairs, and begins with those that they take up."""

    pairs: Pairs
    answers: Answers

    @property
    def store(self) -> Store:
        """Where pairs are kept."""
        return self.pairs.store

    def take_up(self, pair: Pair) -> tuple[Pair, Introduction | None]:
        """Begin with it; gives the introduction that came of it, None where the user themselves is one of the two.

        Raises UserError where the other has no card yet, TransitionError where it is too late.
        """
        with self.store.transaction():
            pair = self._present(pair)
            seen = self.pairs.see(pair)
            if seen is None:
                raise TransitionError("nothing of it is left", hint="what was said is settled, or was taken back")
            now = self._now()
            if pair.seeker_id == USER:
                return self._keep(pair.taken_up(at=now)), None
            card = next(self.store.find(Provider, person_id=seen.other.id), None)
            if card is None:
                raise UserError(
                    f"{seen.other.name} has no card in your bullpen, so they could not be asked",
                    hint="write down there how you know that they are good, then take it up",
                )
            if seen.waits:
                taken = self._keep(pair.taken_up(at=now))
                self.answers.introduce.choose(seen.waits, card)
                return taken, self.answers.introduce.present(seen.waits)
            prompt = self.store.get(Prompt, pair.subject_id) or self._question(seen, now)
            taken = self._keep(pair.taken_up(at=now, prompt_id=prompt.id))
            _, introduction = self.answers.introduce.answer(prompt, PromptState.YES)
            return taken, introduction

    def dismiss(self, pair: Pair, *, never: bool = False) -> Pair:
        """Record that they do not fit in this, or that they never do. Raises TransitionError."""
        pair = self._present(pair)
        return self._keep(pair.never(at=self._now()) if never else pair.dismissed(at=self._now()))

    def undo(self, pair: Pair) -> Pair:
        """Take back what the user said. Raises TransitionError where a message has left because of it."""
        with self.store.transaction():
            pair = self._present(pair)
            if pair.state is PairState.TAKEN_UP:
                self._unask(pair)
            return self._keep(pair.reopened())

    def _unask(self, pair: Pair) -> None:
        """Take back what taking it up has begun. What was under way before goes on without the ask that was drafted."""
        prompt = self.store.get(Prompt, pair.prompt_id or pair.subject_id)
        introduction = self.store.get(Introduction, prompt.introduction_id) if prompt else None
        if introduction and not pair.prompt_id:
            for ask in list(self.store.find(Draft, introduction_id=introduction.id, kind=DraftKind.ASK_PROVIDER)):
                if ask.state is DraftState.WAITING:
                    self.store.put(ask.discarded())
            return
        while introduction:
            introduction = self.answers.undo(introduction)
        if prompt and pair.about is not About.MATTER:
            for mention in mentions_of(self.store, prompt):
                forget_document(self.store, mention.document_id)

    def _question(self, seen: Seen, now: datetime) -> Prompt:
        """Make a question of a wish, or of two who may be partners.

        It stands apart: another wish of theirs is another question. What they did not say to the user themselves is not
        put into their mouth.
        """
        wish = self.store.get(Wish, seen.pair.subject_id)
        heard = wish.said_at if wish else now
        words = seen.said if seen.pair.about is About.WISH else seen.reasons[0]
        document = Document(
            id=make_id("doc", SOURCE, seen.pair.id),
            source=SOURCE,
            locator="two people who may fit each other",
            medium=Medium.NOTE,
            when=heard,
            digest=hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest(),
            author=self.pairs.user.participant,
            listeners=(seen.seeker.participant,),
        )
        mention = Mention(
            id=mention_id(document.id, words),
            document_id=document.id,
            kind=Kind.NEED,
            category=seen.pair.category,
            quote=words,
            start=0,
            end=len(words),
            holder=seen.seeker.participant,
            told_by=seen.seeker.participant if wish else Participant(),
            heard_at=heard,
            confidence=1.0,
            found_by=YOU,
            person_id=seen.seeker.id,
        )
        prompt = replace(Prompt.about(mention), apart=True)
        self.store.put(document, replace(mention, prompt_id=prompt.id), prompt)
        return prompt

    def _present(self, pair: Pair) -> Pair:
        return self.store.get(Pair, pair.id) or pair

    def _keep(self, pair: Pair) -> Pair:
        self.store.put(pair)
        return pair

    def _now(self) -> datetime:
        return self.answers.introduce.drafting.clock()
