"""Lets through the sentences that could matter, so that the parser sees little.

One pass of Aho–Corasick over cue words and the topic lexicon, and a few counts. It favours recall:
what it drops nobody sees again. Figures in `tests/unit/nlp/test_gate.py`.
"""

from __future__ import annotations

from functools import cache

from nlp.taxonomy import Phrases, read_lexicon

CUES = (
    "need* want* look* seek* search* after help* advice advise* recommend* suggest* know* who whom who's whoever whose which where how anyone anybody "
    "someone somebody any introduc* intro intros name names number contact contacts referral put point ask* wonder* "
    "can't cannot cant couldn't won't doesn't don't didn't hasn't haven't isn't aren't wasn't weren't not no nobody none no-one nothing never without "
    "still again keep* kept stop* broke* break* fail* fell fall* lost los* late wrong short miss* quit resign* left leav* gone went bust closed clos* "
    "cancel* refus* reject* pull* drop* struggl* trouble problem* issue* stuck wait* owe* owing unpaid overdue pay* paid since until till by before "
    "every time twice third second fourth only half just now trying must has have had getting got is are was were 's 've be been find found "
    "out down up off too bad worse worst mess chaos nightmare dead die* dying leak* smell* complain* threat* letter notice due deadline "
    "hope* hoping plan* think* thought like love wish* would could should might do does did retir* old new"
)


@cache
def _cues() -> Phrases:
    words = {cue.replace("’", "'"): None for cue in CUES.split()}
    words.update({phrase: None for _, _, phrase in read_lexicon()})
    return Phrases(words)


def may_matter(sentence: str) -> bool:
    """Whether a sentence could hold a mention; False only for what is too short, a number list or has no cue at all."""
    words = sentence.split()
    if len(words) < 3:
        return False
    letters = sum(character.isalpha() for character in sentence)
    if letters < 0.5 * len(sentence):
        return False
    return next(_cues().find(sentence.lower().replace("’", "'")), None) is not None
