"""Open laments: "nobody is buying", "our customers do not call". Whoever says so needs clients.

They name no need and ask for nothing, so the encoder, which learnt from careful readers of plainer words, passes over
nearly all of them. A sentence that says so in one of the usual ways is lifted, unless the encoder is sure of a trap.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from nlp.encoder import KINDS, REASONS, Judgement
from nlp.text import Kind
from nlp.utterances import Utterance

CLIENTS = "sales-clients"
SHARE = 0.75  # what a lament is worth as a mention, unless the encoder gives it more
SURE_TRAP = 0.7
TRAPS = tuple(
    REASONS.index(reason) for reason in REASONS if reason in ("resolved", "pitch", "hypothetical", "past", "quoted")
)

_NONE = r"(?:nobody|no[ -]one|hardly any(?:one|body))"
_BUYERS = r"(?:people|customers|clients|buyers|guests|patients|regulars|shoppers|diners|members)"
_TRADE = (
    r"(?:orders?|work|enquir(?:y|ies)|inquir(?:y|ies)|leads|referrals|word of mouth|(?:new )?business|trade|custom"
    r"|sales|bookings|takings|footfall|turnover)"
)
_ENDS = (
    r"(?=\W*$|[,;:.]|\W+(?:any ?more|these days|at the moment|right now|now|lately|from us|this|since|yet|in the|and"
    r"|but)\b)"
)
_LIKE = (
    rf"\b{_NONE}(?:['’]s| is| ever| seems to| will| wants to)*(?: been)? (?:buy(?:s|ing)?|book(?:s|ing)?"
    r"|order(?:s|ing)?|call(?:s|ing)?|ring(?:s|ing)?|com(?:es?|ing)(?: in)?|says? yes|sign(?:s|ing)? up"
    rf"|gets? in touch|bites){_ENDS}",
    rf"\b{_BUYERS}\b.{{0,12}}\b(?:do not|don['’]t|no longer|never|(?:have |['’]ve )?stopped) "
    rf"(?:call|ring|buy|book|order|com(?:e|ing))(?:ing)?(?: back)?{_ENDS}",
    rf"\b(?:tele)?phones?\b.{{0,20}}\b(?:not|hasn['’]t|doesn['’]t|never|stopped|hardly) (?:rung|ring(?:s|ing)?){_ENDS}",
    r"\bphones? has not rung in\b",
    r"\bwaiting for the (?:tele)?phone to ring(?=\W*$)",
    r"\b(?:order ?books?|my books|our books|pipeline|diary)\b.{0,20}\b(?:empty|thin|bare|dry|white|blank)\b",
    rf"\b{_TRADE}\b.{{0,15}}\b(?:dried up|drying up|fallen (?:away|off)|collapsed|gone quiet|tailed off)\b",
    rf"\b{_TRADE} (?:is|are|has been|have been|['’]s been)\b.{{0,15}}"
    r"\b(?:slow|flat|dead|dire|terrible|down)\b(?! to\b)",
    r"\b(?:not (?:one|a single)|no|hardly an?y?|(?:not|n['’]t) (?:won|had|seen|landed|signed) an?y?) (?:single |new )+"
    r"(?:enquir|inquir|client|customer|order|booking|job|patient|member)",
    r"\b(?:shop|tables|rooms|showroom|studio|salon|stall|seats)\b.{0,6}"
    r"\b(?:stands?|sits?|is|are|stays?) (?:half )?empty\b",
    r"\bquot(?:e|es|ing|ed)\b.{0,25}\b(?:black hole|says yes|hear (?:nothing|back)|comes? to nothing)\b",
    r"\b(?:lost|losing) (?:our|my) (?:biggest|largest|main|best|only) (?:account|client|customer|contract)\b",
    rf"\b{_NONE}\b.{{0,12}}\bknows? (?:that )?we (?:exist|are here|['’]re here)\b",
    r"\b(?:cannot|can['’]t|could not|couldn['’]t|not know|n['’]t know|wish I knew|struggl\w+|no idea)\b.{0,30}"
    r"\b(?:find|get|win|reach|attract|bring|land|front of)\b.{0,25}"
    r"\b(?:customers?|clients?|buyers?|people (?:who decide|back|in)|new business|orders|bookings|stockists)\b",
    r"\b(?:sitting|standing)\b.{0,30}\b(?:idle|with nothing to do)\b",
    r"\b(?:leave|leaves|walk out|go) without buying\b",
    r"\b(?:all|most of) (?:our|my) (?:work|business|income) comes from (?:one|two|a couple of)\b",
    r"\bno (?:young|new) (?:people|customers|members|faces|ones) (?:come|coming|are coming|walk)\b",
)
_LAMENT = re.compile("|".join(f"(?:{each})" for each in _LIKE), re.I)
_NOT = re.compile(
    r"\bbecause\b|\bthe way we like\b|\bhow we like\b|\bholidays?\b|\bwould\b|\bpicked up\b|\bused to be\b"
    r"|\bthe weather\b|\b(?:he|she|they|their|his|her)\b.{0,12}\b(?:sells|sold|won)\b",
    re.I,
)


def is_lament(sentence: str) -> bool:
    """Whether a sentence says, in one of the usual ways, that too few buy."""
    return bool(_LAMENT.search(sentence)) and not _NOT.search(sentence)


def lifted(
    said: Sequence[Utterance], judgements: Mapping[int, Judgement], categories: Sequence[str]
) -> dict[int, Judgement]:
    """The judgements, those of laments being of a problem in finding clients; `categories` are the encoder's."""
    clients = categories.index(CLIENTS)
    return {
        index: _of_lament(judgement, clients) if is_lament(said[index].words) and not _is_trap(judgement) else judgement
        for index, judgement in judgements.items()
    }


def _is_trap(judgement: Judgement) -> bool:
    return any(judgement.reasons[at] >= SURE_TRAP for at in TRAPS)


def _of_lament(judgement: Judgement, clients: int) -> Judgement:
    categories = np.zeros_like(judgement.categories)
    categories[clients] = 1.0
    kinds = np.zeros_like(judgement.kinds)
    kinds[KINDS.index(Kind.PROBLEM)] = 1.0
    return replace(judgement, mention=max(SHARE, judgement.mention), categories=categories, kinds=kinds)
