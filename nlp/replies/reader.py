"""The reader of replies: rules for what machines write, the model for what people do, and the words that say it."""

from __future__ import annotations

from nlp.replies.answers import STAGES, Answer, Said
from nlp.replies.automatic import is_automatic, sounds_automatic
from nlp.replies.classifier import Classifier, load_classifier
from nlp.replies.deciding import Decider, load_decider
from nlp.replies.doubts import is_doubtful, is_two_ways
from nlp.replies.handing import find_hand_off
from nlp.replies.letter import Letter, gesture, open_letter
from nlp.replies.until import until_of
from nlp.text import Text

RULES = "rules-1"
BY_RULE = 0.99  # confidence of what headers settle
LONGEST_QUOTE = 400  # characters
GREETING = 3  # words at most, before the comma that ends a line
MOST_QUOTED = 12  # sentences among which the one that says it is sought
UNDATED = frozenset(
    {Said.YES, Said.NO, Said.ALREADY_SOLVED, Said.STOP, Said.THANKS, Said.WON, Said.LOST, Said.UNRELATED}
)  # a day in it is none to ask again
HANDING = frozenset({Said.HAND_OFF, Said.AUTO})  # say whom to ask instead; others, where this may be what they say
PERHAPS = 0.15  # of the shares


class ModelReplyReader:
    """The reader over a classifier and what was measured of it."""

    def __init__(self, classifier: Classifier, decider: Decider) -> None:
        self._classifier = classifier
        self._decider = decider

    @property
    def version(self) -> str:
        """Names the rules and the model."""
        return f"{self._classifier.version}+{RULES}"

    def understand(self, text: Text, *, stage: str, asked: str = "") -> Answer:
        """What a mail answers at a stage, one of `STAGES`; without `asked` the question is sought in what it quotes.

        Raises ValueError for a stage that is none.
        """
        if stage not in STAGES:
            raise ValueError(f"{stage} is no stage: {', '.join(STAGES)}")
        letter = open_letter(text)
        question = asked or letter.question
        if is_automatic(text):
            quote = letter.sentences[0] if letter.sentences else ""
            return _answer(letter, text, Said.AUTO, BY_RULE, quote=quote)
        if not letter.sentences:
            return Answer(label=Said.UNCLEAR, confidence=BY_RULE)
        if (meant := gesture(letter.words)) is not None and stage in ASKING:
            return Answer(
                label=Said.YES if meant else Said.NO, confidence=BY_GESTURE, quote=letter.words[:LONGEST_QUOTE]
            )
        shares = self._classifier.judge(stage, question, letter.words)
        label, confidence = self._decider.decide(shares, doubtful=is_doubtful(letter.words))
        if label is Said.YES and is_two_ways(question, letter.words):
            label, confidence = Said.UNCLEAR, 1 - confidence
        if sounds_automatic(letter.words):
            label, confidence = Said.AUTO, max(confidence, BY_RULE) if label is Said.AUTO else BY_WORDS
        quote = self._quote(letter, stage, question, label)
        hands = shares[Said.HAND_OFF] >= PERHAPS and label is not Said.YES
        return _answer(letter, text, label, confidence, quote=quote, hands=hands)

    def _quote(self, letter: Letter, stage: str, asked: str, label: Said) -> str:
        """The sentence that by itself says most clearly what the whole says."""
        said = letter.sentences[:MOST_QUOTED]
        if label is Said.UNCLEAR:  # what calls somebody says least, and is never what is not clear
            said = tuple(each for each in said if not _is_greeting(each)) or said
        if len(said) == 1:
            return said[0]
        return max(said, key=lambda sentence: self._classifier.judge(stage, asked, sentence)[label])


def _is_greeting(sentence: str) -> bool:
    """Whether it only calls somebody: "Maren," or "Hi Maren,"."""
    return sentence.endswith(",") and len(sentence.split()) <= GREETING


BY_WORDS = 0.9  # confidence of what only the words of an answer settle
BY_GESTURE = 0.7  # and of what a thumb does: some only say by it that they have read
ASKING = ("seeker", "provider")


def _answer(letter: Letter, text: Text, label: Said, confidence: float, *, quote: str, hands: bool = False) -> Answer:
    return Answer(
        label=label,
        confidence=round(confidence, 3),
        quote=quote[:LONGEST_QUOTE],
        until=until_of(letter.words, text.when.date()) if text.when and label not in UNDATED else None,
        hand_off=find_hand_off(letter, text) if hands or label in HANDING else "",
    )


def load_reply_reader() -> ModelReplyReader:
    """The reader of replies that is shipped."""
    return ModelReplyReader(load_classifier(), load_decider())
