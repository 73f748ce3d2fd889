"""Whether a mail presents the user to somebody else: that is how a referral to the user is seen (S9, S14).

Whoever offers to introduce the user, or asks to be introduced, has not done so (etiquette 14). It looks for few and
sure signs: a referral that is missed is noted by hand in a moment, a false one costs trust in all others.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from assistant.domain.documents import LONGEST_TITLE, Document, Medium
from assistant.domain.domains import own_domain
from assistant.domain.ids import fold
from assistant.domain.people import Participant

CROWD = 6  # listeners: in a larger round nobody is sent to anybody
SENTENCES = 14  # the first ones of a mail, in which people are presented
LOOKED_AT = 6000  # characters

_NOBODY = re.compile(r"^(?:no-?reply|do-?not-?reply|notifications?|news(?:letter)?|mailer|info|invitations?|events?)\b")
_FORWARDED = re.compile(r"^\s*(?:fwd?|wg|tr)\s*:", re.I)
_ANSWERED = re.compile(r"^\s*(?:re|aw|sv|antw)\s*(?:\[\d+\])?\s*:", re.I)
_JOINS = re.compile(r"<-?>|↔|\b(?:meets?|x)\b|\b(?:e-?)?intro(?:s|duction|ducing)?\b|\bconnect(?:ing)?\b", re.I)
_OTHER_TITLE = re.compile(
    r"\b(?:call|catch.?up|meeting|sync|agenda|minutes|invit\w+|contract|nda|proposal|project|invoice|lunch|dinner"
    r"|interview|webinar)\b",
    re.I,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\s*\n")
_NOT_NOW = re.compile(
    r"\?\W*$|\b(?:if you|whether|let me know|if (?:that|it)|always (?:happy|glad)"
    r"|some ?(?:time|day)|one day|at some point|next (?:week|month|time|year)|last (?:week|month|year|time)|ago|soon"
    r"|remember|offer(?:ed)? to|could|might|hop(?:e|ing) to|plan(?:ning)? to|going to|as soon as|before i)\b"
    r"|(?:\b(?:will|can|may|shall|should|would)|['’](?:ll|d))\s+(?!like|love|want)(?:\w+\s+){0,2}"
    r"(?:introduce|connect|put|bring|happy|glad|pleased)\b",
    re.I,
)
_TWO = re.compile(
    r"\b(?:introduc(?:e|ing)|connect(?:ing)?|bring(?:ing)?|put(?:ting)?)\s+(?:you|the)\s+(?:two|both|pair|to each other"
    r"|together|in (?:touch|contact)(?!\s+with\s+(?!each|one)))",
    re.I,
)
_IN_COPY = re.compile(r"\b(?:cop(?:y|ied|ying)|cc(?:['’]?d|ing)?|loop(?:ed|ing)?|add(?:ed|ing))\b", re.I)
_NEEDS = re.compile(
    r"\b(?:needs?|(?:is|are|was|were) (?:looking for|after|in need of|searching for)|wants?|would like"
    r"|could (?:use|do with)|asked me|has asked)\b",
    re.I,
)
_NEVER = re.compile(
    r"\bnew (?:colleague|team member|starter|hire|recruit|account manager|assistant|neighbour)"
    r"|\bjoin(?:ed|s|ing) (?:us|our|the (?:team|firm|company))|\bmeet (?:the|our) team"
    r"|\bmy (?:colleague|assistant|successor|replacement|boss|manager|co-?founder)\b"
    r"|\bour (?:new )?(?:\w+ ){0,2}(?:manager|team|consultant|advis[eo]r|director|assistant|colleague|head of)\b"
    r"|\btak(?:e|es|ing) over (?:from|my|your|as|for)\b|\bhand(?:ing)? (?:you )?over\b|\byour new (?:contact|account)"
    r"|\baccount manager\b|\blooking after your\b|\bday.to.day contact\b"
    r"|\bunsubscribe\b|\bwebinar\b|\bview (?:this|in) (?:e?mail|browser)"
    r"|\bintroduc(?:e|ing) (?:you to )?(?:our|my|the) (?:\w+ )?(?:product|service|range|platform|offer|company)"
    r"|\bcandidate\b|\bvacancy\b|\bc\.?v\.? attached\b|\bintroduc(?:e|ing) (?:myself|me|us|ourselves)\b"
    r"|\bthank(?:s| you)(?: so much| very much)? for (?:the |your |this |that |making )*(?:intro|connect|introduc)"
    r"|\bmov(?:e|ing) (?:you|\w+) to bcc\b|\bnice to (?:e-?)?meet you\b"
    r"|\bintroduced you\b[^.]{0,60}(?:\blast\b|\bago\b|\bbefore\b|\balready\b|\bin 20\d\d\b|\bback in\b)"
    r"|\bdid you (?:two )?(?:ever |manage )?(?:meet|speak|talk|connect|get)",
    re.I,
)
_YOU_NEED = re.compile(
    r"\byou(?:['’]re| are| were)? (?:need(?:ed)?|looking for|after|asked|mentioned|wanted|told me|said)\b"
    r"|\bas you (?:asked|wished|requested)|\bhelp(?:ing)? (?:you )?with your\b|\bfor your (?:own )?(?:\w+ )?problem",
    re.I,
)
_HELPS_YOU = (
    r"{name}[^.!?]{{0,80}}\b(?:can|could|will|might|may|would) (?:surely |certainly )?(?:help|sort|advise) you\b"
)
_NEED_OF = r"{name}\s+(?:really |also |badly )?(?:needs|is looking|is after|asked|wants|was looking|is in need)\b"
_MEETS = (
    r"(?:^|[,:;–—]\s*|\b(?:please|pls|and)\s+)meet (?:my |our )?(?:\w+ ){{0,4}}{name}",
    r"\bthis is (?:my |our )?(?:\w+ ){{0,2}}{name}",
    r"\bintroduc(?:e|ing) (?:you (?:both )?(?:to|with) )?(?:[\w’'-]+,? ){{0,5}}?{name}",
    r"\bconnect(?:ing)? you (?:with|to) (?:[\w’'-]+,? ){{0,5}}?{name}",
    r"\bput(?:ting)? you in (?:touch|contact) with (?:[\w’'-]+,? ){{0,5}}?{name}",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Who:
    """How somebody is spoken of in a title or a sentence."""

    who: Participant
    words: frozenset[str]
    name: str  # a pattern

    @classmethod
    def of(cls, who: Participant, *more: str) -> "_Who":
        spoken = who.name or re.sub(r"[._\d+-]+", " ", who.address.partition("@")[0])
        parts = sorted({part for name in (spoken, *more) for part in name.split() if len(part) > 1}, key=len)
        either = "|".join(re.escape(part) for part in reversed(parts))
        return cls(
            who=who,
            words=frozenset(fold(part) for part in parts),
            name=rf"\b(?:{either})\b(?!['’]s?\b)" if parts else r"(?!)",
        )

    def is_in(self, text: str) -> bool:
        return re.search(self.name, text, re.I) is not None

    def is_addressed(self, sentence: str) -> bool:
        return re.match(rf"\W*(?:(?:hi|hello|dear|hey)\s+)?{self.name}\s*[,:;–—-]", sentence, re.I) is not None


def presented_in(document: Document, words: str, user: Collection[str]) -> Participant | None:
    """The one who was sent to the user in this mail; None where nobody was, or where it is not sure who.

    `words` are what its author wrote themselves, without quoted mail. `user` are the user's own names and addresses.
    """
    title = document.title[:LONGEST_TITLE]
    thirds = [_Who.of(third) for third in _thirds(document, user)]
    if not thirds or _FORWARDED.search(title):
        return None
    you = _Who.of(Participant(), *(name for name in user if "@" not in name))
    text = words[:LOOKED_AT]
    if _NEVER.search(text) or any(_is_for_user(text, you, third) for third in thirds):
        return None
    by_title = [] if _ANSWERED.search(title) else [each for each in thirds if _titled(title, you, each)]
    found = by_title or [third for third in thirds if _said(text, you, third, is_alone=len(thirds) == 1)]
    return found[0].who if len(found) == 1 else None


def is_in_a_round(document: Document, user: Collection[str]) -> bool:
    """Whether it is worth looking at the words of a document: somebody else is in the round."""
    return bool(_thirds(document, user))


def _thirds(document: Document, user: Collection[str]) -> list[Participant]:
    """Those in a mail to whom the user may be presented: neither side's own people."""
    own = {name.strip().lower() for name in user if "@" in name}
    author = document.author.address.strip().lower()
    heard = {who.address.strip().lower(): who for who in document.listeners if who.address.strip()}
    is_mail = document.medium is Medium.EMAIL and not document.skipped
    if (
        not is_mail
        or not author
        or author in own
        or _NOBODY.match(author)
        or len(heard) > CROWD
        or not own & set(heard)
    ):
        return []
    homes = {own_domain(address) for address in (*own, author)} - {""}
    return [
        who
        for address, who in heard.items()
        if address not in own and address != author and own_domain(address) not in homes and not _NOBODY.match(address)
    ]


def _titled(title: str, you: _Who, third: _Who) -> bool:
    """Whether the title presents the two to each other, and is of nothing else."""
    words = set(fold(title).split())
    if not _JOINS.search(title) or _OTHER_TITLE.search(title):
        return False
    return bool(words & you.words) and bool(words & third.words)


def _said(text: str, you: _Who, third: _Who, *, is_alone: bool) -> bool:
    """Whether a sentence presents the two; where nobody else could be meant, the third may be called "you two"."""
    return any(_presents(sentence, you, third, is_alone=is_alone) for sentence in _sentences(text))


def _presents(sentence: str, you: _Who, third: _Who, *, is_alone: bool) -> bool:
    if _NOT_NOW.search(sentence):
        return False
    if _TWO.search(sentence):
        return is_alone or third.is_in(sentence)
    if _IN_COPY.search(sentence) and _NEEDS.search(sentence) and third.is_in(sentence):
        return True
    names_user = _any(_MEETS, sentence, you.name) and (is_alone or third.is_in(sentence))
    names_third = _any(_MEETS[2:], sentence, third.name) or (
        _any(_MEETS[:2], sentence, third.name) and (you.is_in(sentence) or sentence.lower().startswith("please meet"))
    )
    return names_user or names_third


def _is_for_user(text: str, you: _Who, third: _Who) -> bool:
    """Whether it is the user who is helped by it: that is goodwill, yet nobody was sent to them."""
    speaks_to_third = False
    for sentence in _sentences(text):
        if third.is_addressed(sentence):
            speaks_to_third = True
        elif you.is_addressed(sentence):
            speaks_to_third = False
        needs = re.search(_NEED_OF.format(name=you.name), sentence, re.I)
        if needs or (not speaks_to_third and _YOU_NEED.search(sentence)):
            return True
        if not speaks_to_third and re.search(_HELPS_YOU.format(name=third.name), sentence, re.I):
            return True
    return False


def _sentences(text: str) -> Sequence[str]:
    return list(_split(text))[:SENTENCES]


def _split(text: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(text):
        if bare := " ".join(sentence.split()):
            yield bare


def _any(patterns: Sequence[str], sentence: str, name: str) -> bool:
    return any(re.search(pattern.format(name=name), sentence, re.I) for pattern in patterns)
