"""Words that are meant for a machine: whatever holds some is never shown to a judge, and the trained reader goes on.

A trained reader cannot be talked round, a language model can. A false alarm here costs little, so much is suspected:
letters that hide words, what looks like code or like a talk with a machine, and sentences that tell their reader how to
sort, label, answer or report.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

LONGEST_RUN = 24  # letters and digits without a space that no word has
MOST_FOREIGN = 3  # letters that are not Latin

_HIDING = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0e\ufeff"
    "\U000e0000-\U000e0fff]"
)
_SPACED = re.compile(r"(?:\b[^\W\d_][ .*_-]){5,}[^\W\d_]\b")
_LEET = re.compile(r"\b(?=[a-z\d]*[a-z]\d+[a-z])(?=(?:\D*\d){2})[a-z\d]{5,}\b", re.I)
_RUN = re.compile(
    rf"(?<![\w/@.=-])(?=[\w+/=]*\d)(?=[\w+/=]*[A-Z])(?=[\w+/=]*[a-z])[\w+/=]{{{LONGEST_RUN},}}"
    rf"|\b[0-9a-f]{{{LONGEST_RUN},}}\b|(?<![\w/@.=-])[A-Za-z\d+/]{{12,}}={{1,2}}(?![\w=])"
)
_CODE = re.compile(
    r"[{}]|<\|?/?[a-z_]+\|?>|\[/?(?:inst|system|user|assistant)\]|```|#{3,}|-{3,} ?(?:begin|end)|={3,}|<<"
    r"|\"\w+\"\s*:|\b(?:quote|holder|category|label|reason)\s*[:=]",
    re.I,
)
_ROLE = re.compile(
    r"(?:^|[\n\"'(>\].!?;])\s*(?:system|assistant|user|human|ai|model|bot|prompt|instructions?|note to \w+)\s*[:>]",
    re.I,
)
_MACHINE = re.compile(
    r"\b(?:ai|a\.i|artificial intelligence|language models?|llms?|gpt\S*|claude|gemini|chat ?bots?|robots?|algorithms?"
    r"|neural|machine[- ]learning|classifiers?|parsers?|crawlers?|summari[sz]ers?|prompts?|system message|jail ?break"
    r"|json|schema|base64|rot13|developer mode|automat\w+ (?:reader|system|tool|filter|assistant|process\w*)"
    r"|(?:mail|e-?mail|inbox|reading|digital|virtual|software) (?:assistant|agent|reader|scanner|sorter|tool|bot)"
    r"|(?:who|what)ever (?:reads|sorts|processes|scans|files|handles|parses|analy[sz]es|is reading)"
    r"|(?:software|program(?:me)?|system|tool|machine|engine|reader) (?:that|which) (?:reads|sorts|files|sees|handles)"
    r"|(?:to|attention|dear|hello|hi|hey|for the) (?:the )?"
    r"(?:machine|software|system|reader|model|assistant|computer))\b",
    re.I,
)
_NAMING = (
    r"label|classify|categori[sz]e|tag|flag|mark|log|record|register|file|list|report|treat|count|score|rate|rank|note"
    r"|put|enter|book|take|read|interpret|understand|regard|consider"
)
_NAMED = (
    r"as (?:an? |the )?[*_]*[\"“'‘]?(?:yes|no|problem|need|request|mention|agreed|accepted|won|lost|interested|lead"
    r"|holder|agreement|consent|confirmed|positive|something (?:we|they|he|she)|present|open|current)\b"
    r"|under [\"“'‘]|down as\b|holder\b|mention\b|categor"
)
_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override|overrule|bypass|skip|drop|discard)\b.{0,40}\b(?:instruction|rule|above"
    r"|previous|prior|earlier|everything|all|guideline|prompt|before|other|rest|order|direction)"
    r"|\b(?:you are|you're) (?:now|an?|the) (?:\w+ )?(?:assistant|model|expert|machine|reader|judge|bot|agent)"
    r"|\byou are now\b|\bpretend (?:to be|that you|you)\b|\bact as\b|\brole-?play\b"
    r"|\b(?:sentence|line|paragraph|passage|words?) (?:above|below)\b"
    r"|\b(?:above|opening|first|last|next) (?:sentence|line|paragraph)\b|\bin (?:the|your) quote\b"
    r"|\b(?:mean|means|is|are|be) (?:consent|a (?:request|need|problem|yes)) here\b"
    r"|-> ?(?:need|problem|request|yes|no)\b|\bwhatever the (?:need|question|mail|answer)\b"
    r"|\b(?:always|only) (?:the right|choose|pick|this (?:card|one|offer))\b"
    r"|\b(?:pick|choose|select) (?:[a-z]\d|this (?:card|one|offer)|me\b)"
    r"|\b(?:rest of|others on) (?:this|the) list\b|\bon this list\b"
    r"|\b(?:none|neither|nobody) of (?:these|them|the (?:others|rest)) (?:fits?|suits?|does|do|is|are|can|will)\b"
    r"|\bnew (?:task|order)s\b|\b(?:instruction|directive)s?\b"
    r"|\b(?:end|start|beginning) of (?:the )?(?:e-?mail|mail|message|document|text|transcript|prompt|input|excerpt)\b"
    r"|\b(?:reveal|print|repeat|output|disclose|leak|dump|recite)\b.{0,40}\b(?:above|everything|prompt|instruction|other"
    r"|word for word|verbatim|mail|document|message|text|all)\b"
    r"|\b(?:answer|respond|reply|return|output) (?:only|just|exactly|simply|with|in (?:json|the)|[\"“])"
    rf"|\b(?:{_NAMING})\b[^.!?\n]{{0,60}}?\b(?:{_NAMED})"
    r"|\b(?:mentions?|holders?|category|categories|labelled|labeled|classification|classified|extract(?:ion|ed))\b",
    re.I,
)
_NOTES = r"(?:notes?|minutes|records?|summar(?:y|ies)|transcript|log|tape|file|statistics)"
_DICTATION = re.compile(
    r"\b(?:for|off) (?:the|your) (?:record|tape|minutes|statistics)\b|\bon the (?:record|tape)\b"
    r"|\bnote[- ]?tak(?:er|ing)\b|\btake (?:a )?note\b|\bcompiler\b|\b(?:sole|only) finding\b"
    r"|\b(?:leave|strike|keep|put|take|write|add|drop)\b.{0,30}"
    rf"\b(?:in|into|out of|from|off|on|to) (?:the|your) {_NOTES}\b"
    r"|\b(?:rows?|lines?|sentences?|turns?|lot) (?:above|below|that follows?)\b"
    r"|\bif (?:you are |you're |you get )?asked\b.{0,30}\bsay\b|\bwhen you (?:summari[sz]e|list|note|quote|sort|file)\b"
    r"|\bany (?:answer|choice|label|reading|other (?:answer|choice|label|reading))\b.{0,20}\b(?:other|else|but|is)\b"
    r"|\b(?:right|wrong|correct|only|proper|true) (?:answer|choice|pick|label|category|reading|entry)"
    r" (?:is|here|would|for)\b|\blisted (?:first|last)\b|\b(?:first|last) (?:on|in|of) (?:your|the|this) list\b",
    re.I,
)
_WORDS_OF_OTHERS = re.compile(
    r"\b(?:ignorier\w*|vergiss|ignorez|oublie[zr]|olvida|ignora|negeer|anweisung\w*|instrucciones|istruzioni"
    r"|instructies|systemnachricht|sprachmodell|modèle de langage|modelo de lenguaje|taalmodel|antworte|répondez"
    r"|responde|antwoord|werten|wähle[nt]?|waehlen|classer|choisissez|marque|elija|considere|kies)\b",
    re.I,
)
_SIGNS = (
    (_HIDING, "signs that cannot be seen"),
    (_SPACED, "spaced letters"),
    (_RUN, "encoded text"),
    (_LEET, "digits for letters"),
    (_CODE, "code"),
    (_ROLE, "a talk with a machine"),
    (_MACHINE, "words about machines"),
    (_ORDER, "orders to whoever reads"),
    (_DICTATION, "what is to be noted"),
    (_WORDS_OF_OTHERS, "orders in another language"),
)


def speaks_to_a_machine(text: str) -> str:
    """What in a text looks as if it were meant for a machine, in words; empty where nothing does."""
    for sign, why in _SIGNS:
        if sign.search(text):
            return why
    plain = unicodedata.normalize("NFKC", text)
    if plain != text:
        for sign, why in _SIGNS[1:]:
            if sign.search(plain):
                return why
    if sum(map(_is_foreign, text)) > MOST_FOREIGN or any(map(_is_mixed, text.split())):
        return "letters of another script"
    turned = codecs.decode(text, "rot13")
    return "turned letters" if _MACHINE.search(turned) or _ORDER.search(turned) else ""


def _is_mixed(word: str) -> bool:
    """Whether a word has letters of two scripts."""
    foreign = sum(map(_is_foreign, word))
    return 0 < foreign < sum(map(str.isalpha, word))


def _is_foreign(letter: str) -> bool:
    return letter.isalpha() and not letter.isascii() and not unicodedata.name(letter, "LATIN").startswith("LATIN")
