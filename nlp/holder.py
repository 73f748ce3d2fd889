"""Who has the matter: the speaker, or the person of whom the sentence tells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc, Token

from nlp.context import Context, register_attributes
from nlp.encoder import Judgement, Pointer, WordPieces, load_encoder
from nlp.names import find_names, is_user, match_person
from nlp.text import NOBODY, Kind, Who

FIRST = frozenset({"i", "we", "me", "us", "my", "our", "mine", "ours", "im", "ive"})
THIRD = frozenset({"he", "she", "they", "him", "her", "them", "his", "their"})
RELATION = re.compile(
    r"\b(?:my|our|his|her) (?:(?:older|younger|little|big|old|eldest|ex-?) ?)?(?:"
    r"(?:brother|sister|mother|father|son|daughter)-in-law|sister|brother|"
    r"cousin|nephew|niece|uncle|aunt|auntie|mother|father|mum|mam|mom|dad|son|daughter|"
    r"wife|husband|partner|neighbou?r|friend|mate|pal|landlord|boss|tenant|client|colleague|in-laws?|"
    r"gran|grandmother|grandfather|godson|"
    r"flatmate|accountant|hairdresser|dentist|vet)(?:['’]s [\w-]+)?\b",
    re.I,
)
WORD = re.compile(r"[^\W\d_][\w-]*(?:\s+[A-Z][\w-]*)*")
BEFORE_NOUN = frozenset({"det", "poss", "amod", "compound", "nmod", "nummod", "case", "predet"})
DETERMINERS = frozenset({"the", "a", "an", "my", "our", "his", "her", "their", "your", "this", "that", "some"})
SURE = 0.5  # of probability, for the classifier to decide
TELLS = re.compile(r"\b(?:asked|asks|asking|says|said|told|tells|reckons|wonders|wants|needs|wondered)\b", re.I)


def find_holder(doc: Doc, context: Context, judgement: Judgement, word_pieces: WordPieces) -> Who:
    """Who has the matter that a sentence tells, never the user; empty where nobody fits.

    The classifier points at the speaker or at a name; where it is not sure, the grammar of the sentence decides.
    """
    said, user = context.utterance, context.conversation.user
    if judgement.speaks >= SURE and not said.by_user:
        return said.speaker
    named, chance = _likeliest(doc, context, judgement.named, word_pieces)
    if named and chance >= SURE * (1 - judgement.speaks * said.by_user):
        return named
    people = tuple(who for who in context.conversation.people if not is_user(who, user))
    who = _by_grammar(doc, context, judgement.kind, people)
    if is_user(_known(who, context.conversation.people), user):
        return NOBODY if said.by_user else said.speaker
    return who


def _likeliest(doc: Doc, context: Context, named: Sequence[Pointer], word_pieces: WordPieces) -> tuple[Who, float]:
    """Who is named where the classifier points, all places of one name together; never the user."""
    chances: dict[Who, float] = {}
    for pointer in sorted(named, key=lambda pointer: -pointer.chance):
        name = _name_at(doc, context, pointer, word_pieces)
        who = _known(match_person(name, chances) or Who(name=name), context.conversation.people)
        if who and not is_user(who, context.conversation.user):
            chances[who] = chances.get(who, 0.0) + pointer.chance
    return max(chances.items(), key=lambda each: each[1], default=(NOBODY, 0.0))


def _name_at(doc: Doc, context: Context, named: Pointer, word_pieces: WordPieces) -> str:
    """The name to which the classifier points: a label, one in a heading, or one in a sentence."""
    said = context.conversation.utterances[named.index]
    labelled = len(word_pieces.ids([said.label])[0]) if said.label else 0
    if named.piece < 0:
        return next((name for name, _ in find_names(said.heading)), "")
    if named.piece < labelled:
        return said.label
    starts = word_pieces.starts(said.words)
    at = starts[min(named.piece - labelled, len(starts) - 1)]
    for name, start in find_names(said.words):
        if start <= at < start + len(name):
            return name
    relation = next((found for found in RELATION.finditer(said.words) if found.start() <= at < found.end()), None)
    if relation:
        return relation.group()
    if named.index == context.index:
        return _described(doc, at)
    word = WORD.match(said.words, at)
    return word.group() if word and word.group().lower() not in DETERMINERS else ""


def _described(doc: Doc, at: int) -> str:
    """The noun with what stands before it around a character of a sentence, such as "the village pool"."""
    token = next((token for token in doc if token.idx <= at < token.idx + len(token)), None)
    while token and token.dep_ in BEFORE_NOUN and token.head.i > token.i:
        token = token.head
    if not token or token.pos_ not in ("NOUN", "PROPN"):
        return ""
    first = token.i
    while first and doc[first - 1].dep_ in BEFORE_NOUN and doc[first - 1].head.i <= token.i:
        first -= 1
    return doc[first : token.i + 1].text


def _by_grammar(doc: Doc, context: Context, kind: Kind, people: tuple[Who, ...]) -> Who:
    said = context.utterance
    told = _told_of(doc, context, people)
    if told and (said.by_user or not _first_person_has_it(doc, kind)):
        return told
    return _known(said.about, people) if said.by_user else said.speaker


def _told_of(doc: Doc, context: Context, people: tuple[Who, ...]) -> Who:
    subjects = [token for token in doc if token.dep_ in ("nsubj", "nsubjpass")]
    names = [
        (name, start)
        for name, start in find_names(doc.text)
        if not is_user(Who(name=name), context.conversation.user) and _proper(doc, name, start)
    ]
    for subject in subjects:
        span = _noun_phrase(doc, subject)
        for name, start in names:
            if span[0] <= start < span[1]:
                return _known(Who(name=name), people)
        relation = RELATION.search(doc.text, span[0], span[1])
        if relation:
            named = next((name for name, start in names if relation.end() <= start <= relation.end() + 3), "")
            return _known(Who(name=named or relation.group()), people)
    if context.utterance.by_user and names and names[0][1] < 12:
        return _known(Who(name=names[0][0]), people)
    if context.utterance.by_user:
        relation = RELATION.search(doc.text)
        if relation and not context.utterance.about:
            return Who(name=relation.group())
    elif any(token.lower_ in THIRD for token in subjects) and not any(token.lower_ in FIRST for token in doc):
        earlier = [
            name for name, _ in find_names(context.before) if not is_user(Who(name=name), context.conversation.user)
        ]
        relation = RELATION.search(context.before)
        if earlier:
            return _known(Who(name=earlier[-1]), people)
        if relation:
            return Who(name=relation.group())
    if context.utterance.by_user and names and not context.utterance.about:
        return _known(Who(name=names[0][0]), people)
    return Who()


def _proper(doc: Doc, name: str, start: int) -> bool:
    """Whether the tagger, too, takes a single capitalised word for a name."""
    if " " in name:
        return True
    span = doc.char_span(start, start + len(name), alignment_mode="expand")
    return span is None or span[0].tag_ in ("NNP", "NNPS", "FW", "")


def _noun_phrase(doc: Doc, token: Token) -> tuple[int, int]:
    left, right = doc[token.left_edge.i], doc[min(token.right_edge.i, token.i + 6)]
    return left.idx, right.idx + len(right)


def _first_person_has_it(doc: Doc, kind: Kind) -> bool:
    """Whether the matter itself is told in the first person, as in "Tom says our roof leaks"."""
    if kind is Kind.REQUEST and not TELLS.search(doc.text):
        return not any(token.lower_ in THIRD for token in doc)
    first = [
        token.idx
        for token in doc
        if token.lower_ in FIRST and token.dep_ in ("nsubj", "nsubjpass", "poss", "pobj", "dobj", "dative")
    ]
    relation = RELATION.search(doc.text)
    first = [start for start in first if not (relation and relation.start() <= start < relation.end())]
    return bool(first) and not TELLS.search(doc.text)


def _known(who: Who, people: tuple[Who, ...]) -> Who:
    """The same person with the address that the document gives, where it gives one."""
    return (match_person(who.name, people) if who.name and not who.address else None) or who


@Language.factory("followup_holder", requires=["doc._.judgement"], assigns=["doc._.holder"])
def make_holder(nlp: Language, name: str) -> Holder:
    """The component under its registered name."""
    register_attributes()
    return Holder(load_encoder().word_pieces)


class Holder:
    """Says who has the matter of a judged sentence."""

    def __init__(self, word_pieces: WordPieces) -> None:
        self._word_pieces = word_pieces

    def __call__(self, doc: Doc) -> Doc:
        doc._.holder = find_holder(doc, doc._.context, doc._.judgement, self._word_pieces)
        return doc
