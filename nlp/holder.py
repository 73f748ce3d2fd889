"""Who has the matter: the speaker, or the person of whom the sentence tells."""

from __future__ import annotations

import re
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc, Token

from nlp.context import Context, Hit, register_attributes
from nlp.names import find_names, is_user, match_person
from nlp.text import Kind, Who

FIRST = frozenset({"i", "we", "me", "us", "my", "our", "mine", "ours", "im", "ive"})
THIRD = frozenset({"he", "she", "they", "him", "her", "them", "his", "their"})
RELATION = re.compile(
    r"\b(?:my|our|his|her) (?:(?:older|younger|little|big|old|eldest|ex-?) ?)?(?:sister|brother|"
    r"cousin|nephew|niece|uncle|aunt|auntie|mother|father|mum|mam|mom|dad|son|daughter|"
    r"wife|husband|partner|neighbou?r|friend|mate|pal|landlord|boss|tenant|client|colleague|in-laws?|"
    r"(?:brother|sister|mother|father|son|daughter)-in-law|gran|grandmother|grandfather|godson|"
    r"flatmate|accountant|hairdresser|dentist|vet)(?:['’]s [\w-]+)?\b",
    re.I,
)
TELLS = re.compile(r"\b(?:asked|asks|asking|says|said|told|tells|reckons|wonders|wants|needs|wondered)\b", re.I)


def find_holder(doc: Doc, context: Context, hit: Hit) -> Who:
    """The holder of the matter that a hit found, never the user; empty where nobody fits."""
    people = tuple(who for who in context.people if not is_user(who, context.user))
    told = _told_of(doc, context, people)
    if told and (context.by_user or not _first_person_has_it(doc, hit)):
        return told
    if context.by_user:
        return _known(context.about, people)
    return context.speaker


def _told_of(doc: Doc, context: Context, people: tuple[Who, ...]) -> Who:
    subjects = [token for token in doc if token.dep_ in ("nsubj", "nsubjpass")]
    names = [
        (name, start)
        for name, start in find_names(doc.text)
        if not is_user(Who(name=name), context.user) and _proper(doc, name, start)
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
    if context.by_user and names and names[0][1] < 12:
        return _known(Who(name=names[0][0]), people)
    if context.by_user:
        relation = RELATION.search(doc.text)
        if relation and not context.about:
            return Who(name=relation.group())
    elif any(token.lower_ in THIRD for token in subjects) and not any(token.lower_ in FIRST for token in doc):
        earlier = [name for name, _ in find_names(context.before) if not is_user(Who(name=name), context.user)]
        relation = RELATION.search(context.before)
        if earlier:
            return _known(Who(name=earlier[-1]), people)
        if relation:
            return Who(name=relation.group())
    if context.by_user and names and not context.about:
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


def _first_person_has_it(doc: Doc, hit: Hit) -> bool:
    """Whether the matter itself is told in the first person, as in "Tom says our roof leaks"."""
    if hit.kind is Kind.REQUEST and not TELLS.search(doc.text):
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


@Language.factory("followup_holder", requires=["doc._.hits"], assigns=["doc._.verdict"])
def make_holder(nlp: Language, name: str) -> Holder:
    """The component under its registered name."""
    register_attributes()
    return Holder()


class Holder:
    """Says who has the matter of a sentence with hits."""

    def __call__(self, doc: Doc) -> Doc:
        if doc._.hits:
            holder = find_holder(doc, doc._.context, doc._.hits[0])
            doc._.verdict = replace(doc._.verdict, holder=holder)
        return doc
