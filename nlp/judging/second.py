"""The second reader: what the trained one found worth a look goes to the judge, whose word then counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from nlp.context import Conversation
from nlp.encoder import SURROGATE, TOLD, Judgement
from nlp.judging.component import JudgeComponent
from nlp.judging.excerpts import STRANGER, USER, Excerpt, Line, Verdict, stretches
from nlp.judging.questions import Judge
from nlp.names import is_user
from nlp.pipeline import SECOND
from nlp.text import Mention, Text, Trap, Who
from nlp.utterances import Utterance

WORTH_A_LOOK = 0.005  # of probability: see docs/reference/judge.md for what another would cost and miss
SURE = 0.95  # the confidence of what a judge calls a mention: a careful reader is right that often
LONGEST_QUOTE = 400
AT_ONCE = 4  # excerpts in which names are sought, while others are being answered
JUDGED = "judge"  # begins the `found_by` of what it finds


class Looked(NamedTuple):
    """What the trained reader makes of a text: nothing where it is `bulk`, else a judgement by the sentence's index.

    `plain` are the sentences of which it is sure, by index, each with the number of the matter that it tells.
    """

    text: Text
    bulk: str
    conversation: Conversation | None = None
    judgements: Mapping[int, Judgement] = {}
    plain: Mapping[int, int] = {}


class Heard:
    """What was answered about one text: of `asked` excerpts, those that have `answers`."""

    def __init__(self) -> None:
        self.asked = 0
        self.answers: list[tuple[Excerpt, Sequence[Verdict]]] = []

    def settles(self, said: Utterance) -> bool:
        """Whether a sentence needs no other reader."""
        return any(excerpt.settles(said.start, said.end, verdicts) for excerpt, verdicts in self.answers)

    def mentions(self, text: Text) -> Iterator[Mention]:
        """The mentions that it was answered there are."""
        found = (verdict for verdict in self._verdicts if not verdict.reason)
        return (mention_from(verdict, text.body[verdict.start : verdict.end]) for verdict in found)

    def traps(self, text: Text) -> Iterator[Trap]:
        """The complaints to the user, and what is left to people."""
        for verdict in self._verdicts:
            if verdict.reason in TOLD and not is_user(verdict.told_by, text.user):
                quote = text.body[verdict.start : verdict.end]
                yield Trap(
                    quote=quote, start=verdict.start, end=verdict.end, reason=verdict.reason, holder=verdict.told_by
                )

    @property
    def _verdicts(self) -> Iterator[Verdict]:
        return (verdict for _, verdicts in self.answers for verdict in verdicts)


def mention_from(verdict: Verdict, quote: str) -> Mention:
    """A verdict as a mention, with the words of its document that it quotes."""
    quote = quote[:LONGEST_QUOTE]
    return Mention(
        quote=quote,
        start=verdict.start,
        end=verdict.start + len(quote),
        kind=verdict.kind,
        holder=verdict.holder,
        told_by=verdict.told_by,
        category=verdict.category,
        confidence=SURE,
        found_by=f"{JUDGED}:{verdict.kind}",
    )


class SecondReader:
    """Asks a judge by the component of the pipeline. With `hidden` names, people are shown by signs."""

    def __init__(self, pipeline: Language, judge: Judge, *, hidden: bool) -> None:
        self._pipeline = pipeline
        self._hidden = hidden
        component = pipeline.get_pipe(SECOND[-1])
        assert isinstance(component, JudgeComponent)
        component.judge = judge

    def hear(self, looked: Iterable[Looked]) -> list[Heard]:
        """What was answered about each text.

        What is worth a look is asked about as soon as it comes, and answered while more is read.
        """
        heard: list[Heard] = []

        def docs() -> Iterator[tuple[Doc, int]]:
            for number, each in enumerate(looked):
                heard.append(Heard())
                if each.conversation is None or each.text.closed:
                    continue
                for excerpt in self._excerpts(each, each.conversation):
                    words = "\n".join(each.words for each in excerpt.lines)
                    doc = self._pipeline.make_doc(SURROGATE.sub("\ufffd", words))
                    doc._.excerpt = excerpt
                    yield doc, number

        for doc, number in self._pipeline.pipe(
            docs(),
            as_tuples=True,
            batch_size=AT_ONCE,
            disable=[name for name in self._pipeline.pipe_names if name not in SECOND],
        ):
            heard[number].asked += 1
            if doc._.verdicts is not None:
                heard[number].answers.append((doc._.excerpt, doc._.verdicts))
        return heard

    def _excerpts(self, looked: Looked, conversation: Conversation) -> Iterator[Excerpt]:
        text, judgements = looked.text, looked.judgements
        marked = [index for index in sorted(judgements) if judgements[index].mention >= WORTH_A_LOOK]
        said = conversation.utterances
        for around in stretches(marked, len(said)):
            indexes = tuple(index for index in around if index not in conversation.foreign)
            people = _people(text, conversation, [said[index] for index in indexes])
            yield Excerpt(
                medium=conversation.medium,
                when=text.when.date().isoformat() if text.when else "",
                lines=tuple(
                    Line(
                        start=said[index].start,
                        end=said[index].end,
                        words=said[index].words,
                        speaker=USER if said[index].by_user else _index(said[index].speaker, people),
                        about=_index(said[index].about, people),
                        heading=said[index].heading,
                        marked=index in marked,
                        plain=looked.plain.get(index, 0),
                        gap=bool(at) and indexes[at - 1] != index - 1,
                    )
                    for at, index in enumerate(indexes)
                ),
                people=people,
                user=conversation.user,
                hidden=self._hidden,
                ref=text.ref,
            )


def _people(text: Text, conversation: Conversation, said: Sequence[Utterance]) -> tuple[Who, ...]:
    """Everybody but the user whom the document names, and who speaks or is spoken of in some sentences."""
    found = (*conversation.people, *(each.speaker for each in said), *(each.about for each in said))
    return tuple(dict.fromkeys(who for who in found if who and not is_user(who, text.user)))


def _index(who: Who, people: Sequence[Who]) -> int:
    return people.index(who) if who in people else STRANGER
