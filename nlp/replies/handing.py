"""Whom a reply hands the matter to: an address near the words that hand over, else a name, else nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from nlp.names import NAME, is_user, match_person
from nlp.quotes import ADDRESS
from nlp.replies.letter import Letter
from nlp.text import Text, Who
from nlp.words import load_words

NEAR = 70  # characters around a name in which something is said of it
TO = re.compile(
    r"\b(?:ask(?:ing)?(?: for)?|try|need|want|via|through|i\.e\.|also|loves? it\W|namely|by|loop(?:ing)?(?: in)?|"
    r"contact|call|ring|phone|tell|meet|see|reach|approach|address|ping|bell|text|shout|mail|e-?mail|"
    r"copied(?: in)?|copying(?: in)?|cc'?d?|adding|added|swapping|introduce|forward(?:ed)?|"
    r"(?:write|writing|speak|speaking|talk|talking|turn|goes|go|going|went|come|over|across|belongs|sold|gave|given|"
    r"hand(?:ed|ing)?|went|"
    r"pass(?:ed|ing)?|put|point|refer|direct|send|sent|moved|apply|report|sits|lies|line|"
    r"word)\b[^.!?]{0,45}?\b(?:to|with|at|by|through|via|past)|"
    r"frag(?:en|t|st)?|wende[nt]?[^.!?]{0,20}\ban|ruf(?:en)?|schreib(?:en|t)?|kontaktier\w*|"
    r"melde\w*[^.!?]{0,20}\bbei|zuständig (?:ist|dafür)|"
    r"vraag(?:t)?(?: het)?(?: aan)?|bel|mail|stuur[^.!?]{0,30}naar|contacteer|spreek met|moet je bij|aan|bij|"
    r"demande[rz]?[^.!?]{0,10}\bà|contacte[rz]?|voyez avec|adresse[rz][^.!?]{0,10}\bà|écrive[rz]?[^.!?]{0,10}\bà|"
    r"c'est|appele[rz]|"
    r"chied\w+ a|contatt\w+|sent\w+|parl\w+ con|scriv\w+ a|pregunt\w+ a|habl\w+ con|escrib\w+ a|llam\w+ a|fale com|"
    r"contacte|"
    r"fråga|prata med|kontakta|spørg|kontakt|ring til)\s*$",
    re.I,
)
PLACE = re.compile(r"\b(?:in|near|at|from|of|outside|north|south|east|west|around)\s+(?:the )?$", re.I)
ROLE = (
    r"(?:\s*(?:my|our|the|your|his|her|mijn|onze|mein\w*|unser\w*|mon|ma|notre|mio|mi|nostr\w+)?"
    r"\s*[\w' -]{0,40}?,?\s*(?:Herrn?|Frau|called|named|is)?\s*)"
)
ROLE_BEFORE = re.compile(TO.pattern.removesuffix(r"\s*$") + ROLE + "$", re.I)
VERBS = (
    r"is|'s|’s|are|has|had|handles?|deals?|looks?|decides?|runs?|does|took|takes|taken|keeps?|buys?|would|can|could|"
    r"might|"
    r"manages?|holds?|sits|speaks|will|'ll|knows?|now|instead|owns?|makes?|chairs?|leads?|leitet|macht|entscheidet|"
    r"ist|doet|gaat|"
    r"regelt|beslist|heeft|est|s'occupe|gère|décide|si occupa|decide|lleva|se encarga|trata"
)
ASIDE = r"\W{0,3}(?:\([^)]*\)\s*)?"
DOES = re.compile(rf"{ASIDE}(?:[\w ]{{0,30}}?\b)??(?:{VERBS})\b", re.I)
OPENS = re.compile(rf"{ASIDE}(?:(?:on|in|at|from|who|and) [\w ]{{1,30}}?\b)??(?:{VERBS})\b", re.I)
SOMEBODY = re.compile(
    r"\b(?:ask|try|contact|speak (?:to|with)|talk to|write to|address|approach|point them to|go through|"
    r"goes? through|goes to|go to)\s+"
    r"((?:the|our|my)\s+[a-zà-ÿ][\w'-]+(?:\s+(?:of\s+)?[a-zà-ÿ][\w'-]+)?|[a-z]{4,})",
    re.I,
)
NOBODY_WORDS = frozenset(
    [
        "again",
        "later",
        "first",
        "them",
        "they",
        "this",
        "that",
        "with",
        "about",
        "next",
        "before",
        "after",
        "anyone",
        "anybody",
        "someone",
        "somebody",
        "nobody",
        "around",
        "there",
        "here",
    ]
)
NO_NAME = re.compile(
    r"\w+ing|Sie|Die|Der|Das|Den|Ich|Wir|Bitte|Danke|Het|Een|Ik|Wij|Je|Bij|Voor|Il|Elle|Nous|Vous|Le|La|Les|Pour|"
    r"Merci|El|Los|Per|"
    r"Lo|Io|Uw|Dhr|Mevr|Managers?|Head|Heads|Directors?|Officers?|Desk|Team|Department|Finance|Marketing|Purchasing|"
    r"Facilities|"
    r"Dad|Mum|Mom|Sales|Office|Compliance|Lead|Clerk|Parish|of|and|Human|Resources|Ask|Try|Best|Above|Over|"
    r"Personally|Sold|Gave|Left|No|Energy|Flowers",
)
DISGUISED = (
    re.compile(r"\s*[\[(]\s*at\s*[\])]\s*|\s+at\s+(?=[\w.-]+(?:\s+dot\s+|\.)\w)", re.I),
    re.compile(r"\s*[\[(]\s*dot\s*[\])]\s*|\s+dot\s+", re.I),
)
DEAR = re.compile(r"(?:hi|hello|hey|dear|hallo|beste|liebe[r]?|bonjour|hola|ciao)\s+$", re.I)
GREETING = re.compile(
    r"^(?:hi|hello|hey|dear|hallo|beste|liebe[r]?|bonjour|hola|ciao|thanks|thank you|cheers|good (?:morning|day))?\W*$",
    re.I,
)


def find_hand_off(letter: Letter, text: Text) -> str:
    """An address that the words or the signature give, else a name that they give, else "".

    Never the address or the name of the writer or the user.
    """
    own = [address for sentence in letter.sentences for address in _addresses(sentence, text)]
    if own:
        return _best_address(own, letter, text)
    name = _name(letter, text)
    people = [
        *text.listeners,
        *(Who(address=each) for each in _addresses(f"{letter.signature}\n{letter.quoted}", text)),
    ]
    known = match_person(name, [who for who in people if who.address and not _is_party(who, text)]) if name else None
    if known:
        return known.address
    elsewhere = _addresses(letter.signature, text)
    if elsewhere and not name:
        return elsewhere[0]
    return name or _role(letter)


def _addresses(words: str, text: Text) -> list[str]:
    at, dot = DISGUISED
    shown = dot.sub(".", at.sub("@", words)) if dot.search(words) else words
    found = (each.strip(".'<>").removeprefix("mailto:") for each in ADDRESS.findall(shown))
    return [each for each in found if not _is_party(Who(address=each.lower()), text)]


def _is_party(who: Who, text: Text) -> bool:
    """Whether somebody is who writes, or the user."""
    if who.address and who.address.lower() == text.author.address.lower():
        return True
    return is_user(who, text.user) or any(who.address and who.address.lower() == own.lower() for own in text.user)


def _best_address(addresses: Sequence[str], letter: Letter, text: Text) -> str:
    """Of several, the one whose name the words hand over to; else the first."""
    name = _name(letter, text)
    fits = match_person(name, [Who(address=each) for each in addresses]) if name and len(addresses) > 1 else None
    return fits.address if fits else addresses[0]


def _name(letter: Letter, text: Text) -> str:
    """The name for which the words around it speak most."""
    weighed = [(weight, -place, name) for place, (weight, name) in enumerate(_weighed(letter.sentences, text))]
    told = [each for each in weighed if each[0] > 0]
    if told:
        return max(told)[2]
    names = {name for weight, _, name in weighed if weight == 0}
    return names.pop() if len(names) == 1 else ""


def _weighed(sentences: Iterable[str], text: Text) -> Iterator[tuple[float, str]]:
    for sentence in sentences:
        for name, start in _names_in(sentence):
            if _is_party(Who(name=name), text) or _is_author(name, text):
                continue
            before, after = sentence[max(0, start - NEAR) : start], sentence[start + len(name) :][:NEAR]
            yield _weight(before, after, opens=not sentence[:start].strip()), name


def _names_in(sentence: str) -> Iterator[tuple[str, int]]:
    """Capitalised names, after "to" and "via" too, without what is capitalised for another reason."""
    for found in NAME.finditer(sentence):
        parts, start = found.group().split(), found.start()
        while parts and (parts[0] in load_words("not names") or NO_NAME.fullmatch(parts[0])):
            start += len(parts.pop(0)) + 1
        while parts and (parts[-1] in load_words("not names") or NO_NAME.fullmatch(parts[-1])):
            parts.pop()
        name = re.sub(r"['’](?:s|d|ll)?$", "", " ".join(parts))
        if len(name) > 1:
            yield name, start


def _weight(before: str, after: str, *, opens: bool) -> float:
    if DEAR.match(before):
        return -1.0
    if GREETING.match(before) and re.match(r"\s*,|\s*$|\s*!", after) and not DOES.match(after):
        return -1.0  # whom the reply speaks to
    if opens and re.match(r"\s*,\s*(?:I|we|my|thanks|no|yes)\b", after):
        return -1.0
    if TO.search(before):
        return 3.0
    if PLACE.search(before):
        return -1.0
    if opens:
        return 1.8 if OPENS.match(after) else -0.5
    return 2.0 * bool(DOES.match(after)) + 1.5 * bool(ROLE_BEFORE.search(before))


def _is_author(name: str, text: Text) -> bool:
    return bool(text.author.name) and match_person(name, [text.author]) is not None


def _role(letter: Letter) -> str:
    """Somebody who is named by what they are: "the bursar"."""
    for sentence in letter.sentences:
        for found in SOMEBODY.finditer(sentence):
            if found[1].lower() not in NOBODY_WORDS:
                return found[1]
    return ""
