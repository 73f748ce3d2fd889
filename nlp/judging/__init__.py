"""What a language model may be asked: questions that show as little as decides, and answers that are checked.

Each question is data: what it shows stands in `shown()`, and nothing else of it leaves the machine. `read()` takes the
answer apart and refuses whatever is not borne out by what was shown. Who asks, and whom, is not known here: a `Judge`
is handed in.
"""

from nlp.judging.excerpts import Excerpt, Verdict
from nlp.judging.kept import load_question
from nlp.judging.matches import MatchQuestion, Offer
from nlp.judging.questions import Judge, Question, Unfit
from nlp.judging.replies import ReplyQuestion, Understanding

__all__ = [
    "Excerpt",
    "Judge",
    "MatchQuestion",
    "Offer",
    "Question",
    "ReplyQuestion",
    "Understanding",
    "Unfit",
    "Verdict",
    "load_question",
]
