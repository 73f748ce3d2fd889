"""The spaCy pipeline: the classifier, a parser, and who has the matter; one sentence a `Doc`."""

from __future__ import annotations

import spacy
from spacy.language import Language

import nlp.classifier
import nlp.holder
import nlp.judging.component  # noqa: F401  (the factories register themselves)
from nlp.text import ModelMissing

JUDGES = ("followup_classifier",)  # needs no grammar, sees every gated sentence
GRAMMAR = ("tok2vec", "tagger", "parser", "attribute_ruler")
TELLERS = ("followup_holder",)  # need grammar, see only what the classifier believes
SECOND = ("ner", "followup_judge")  # names, so that they can be hidden, and a language model: only where there is one


def load_pipeline(model: str, *, judged: bool = False) -> Language:
    """The model's tagger and parser with the project's components around them; with `judged`, a judge as the last one.

    The reader runs it in two passes, so that the slow grammar sees few sentences, and in a third for the judge.

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
        if name not in GRAMMAR and not (judged and name in SECOND):
            pipeline.remove_pipe(name)
    for name in JUDGES:
        pipeline.add_pipe(name, first=True)
    for name in TELLERS:
        pipeline.add_pipe(name)
    if judged:
        pipeline.add_pipe(SECOND[-1])
    return pipeline
