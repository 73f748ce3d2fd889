"""The spaCy pipeline: the classifier, a parser, and who has the matter; one sentence a `Doc`."""

from __future__ import annotations

import spacy
from spacy.language import Language

import nlp.classifier
import nlp.holder  # noqa: F401  (the factories register themselves)
from nlp.text import ModelMissing

JUDGES = ("followup_classifier",)  # needs no grammar, sees every gated sentence
GRAMMAR = ("tok2vec", "tagger", "parser", "attribute_ruler")
TELLERS = ("followup_holder",)  # need grammar, see only what the classifier believes


def load_pipeline(model: str) -> Language:
    """The model's tagger and parser with the project's components around them.

    The reader runs it in two passes, so that the slow grammar sees few sentences.

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
    for name in JUDGES:
        pipeline.add_pipe(name, first=True)
    for name in TELLERS:
        pipeline.add_pipe(name)
    return pipeline
