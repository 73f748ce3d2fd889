"""The spaCy pipeline: a parser, then the project's components, one sentence a `Doc`."""

from __future__ import annotations

import spacy
from spacy.language import Language

import nlp.evidence
import nlp.filters
import nlp.holder
import nlp.rules  # noqa: F401  (the factories register themselves)
from nlp.text import ModelMissing

JUDGES = ("followup_rules", "followup_filters", "followup_scorecard")  # need no grammar, see every gated sentence
GRAMMAR = ("tok2vec", "tagger", "parser", "attribute_ruler")
TELLERS = ("followup_holder",)  # need grammar, see only what the judges believe


def load_pipeline(model: str) -> Language:
    """The model's tagger and parser with the project's components behind them.

    The reader runs it in two passes, so that the slow grammar sees few sentences. A trained
    classifier joins with `add_pipe(…, after="followup_scorecard")`.

    Raises ModelMissing where the model is not installed.
    """
    try:
        pipeline = spacy.load(model)
    except OSError as error:
        raise ModelMissing(
            f"The language model {model!r} is not installed. Install it with "
            f"`pip install {model.replace('_', '-')}`, or name another one in the configuration."
        ) from error
    for name in tuple(pipeline.pipe_names):
        if name not in GRAMMAR:
            pipeline.remove_pipe(name)
    for name in JUDGES + TELLERS:
        pipeline.add_pipe(name)
    return pipeline
