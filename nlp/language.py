"""A cheap test for English: the share of its commonest words, compared with other languages'."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W\d_]+")
ENGLISH = frozenset(
    "the a an of to and in is are was be been for on with at by from that this it he she we you they i my our your his her their "
    "have has had do does did not no but or if so as who what when which there can could would will just about up out all "
    "one some any know need get got me him them us it's i'm don't".split()
)
OTHERS = {
    "German": "der die das und ist nicht ich wir sie ein eine einen mit auf für von zu den dem es im wird sind auch noch bei hat haben kann uns bitte".split(),
    "French": "le la les des et est une un que qui dans pour pas nous vous je il elle sur avec ce cette sont du au aux ne plus mais votre notre".split(),
    "Spanish": "el los las una que de en por para con no es se del al su como más pero nos está son muy le lo hay usted tenemos".split(),
    "Italian": "il che di per non una con sono del della gli le si ci anche più come questo nel alla ma è ha abbiamo".split(),
    "Portuguese": "que não uma para com os as do da em por mais como mas foi ao se na no nos você temos está são".split(),
    "Dutch": "de het een en van ik niet dat die we wij is op te met voor zijn er aan ook als maar naar heeft kan ons bij".split(),
    "Polish": "nie na się że jest do to jak za od dla po ale przez czy co są nas mamy już proszę".split(),
}
_OTHER_WORDS = {language: frozenset(words) for language, words in OTHERS.items()}
SAMPLE = 6000  # characters
FEWEST = 12  # words below which nobody can tell


def foreign(body: str) -> str:
    """The name of the language a text is mostly in where that is not English, "another language", or ""."""
    words = [word.lower() for word in WORD.findall(body[:SAMPLE])]
    if len(words) < FEWEST:
        return ""
    english = sum(word in ENGLISH for word in words) / len(words)
    if english >= 0.2:
        return ""
    shares = {language: sum(word in common for word in words) / len(words) for language, common in _OTHER_WORDS.items()}
    best = max(shares, key=lambda language: shares[language])
    if shares[best] > max(0.16, 1.5 * english):
        return best
    letters = sum(character.isascii() for word in words for character in word) / max(1, sum(map(len, words)))
    return "another language" if letters < 0.5 else ""
