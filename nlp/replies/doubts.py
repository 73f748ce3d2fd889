"""Words beside which a yes is often none: conditions, negations, delays, questions."""

from __future__ import annotations

import re

SHORT = 3  # words up to which an answer says nothing but yes or no
DOUBT = re.compile(
    r"\b(?:if|unless|depend\w*|provided|as long as|only|but|however|though|not?|nope|nah|never|nor|\w+n['’]t|dont|cant|"
    r"wont|later|maybe|perhaps|when|until|till|after|before|once|wait|heck|hell|count me out|leave it|let me|think|"
    r"already|sorted|hm+|wenn|aber|nicht|kein\w*|nein|niet|geen|nee|maar|als|mais|non|pas|si|pero|ma|se|mas|nej|men|"
    r"inte|ikke)\b|[?…]|\.\.\.",
    re.I,
)
TWO_WAYS = re.compile(r"\bmind\b|\bor\b|\brather\b", re.I)


def is_doubtful(words: str) -> bool:
    """Whether something in an answer may take its yes back."""
    return bool(DOUBT.search(words))


def is_two_ways(asked: str, words: str) -> bool:
    """Whether a bare "yes" answers a question that it can mean two things to: "would you mind", "this or that"."""
    return bool(TWO_WAYS.search(asked)) and len(words.split()) <= SHORT
