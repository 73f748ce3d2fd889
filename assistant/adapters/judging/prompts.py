"""Puts questions to the judge into words, by the templates of `templates/judge`."""

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property

from assistant.adapters.templates import Templates
from assistant.domain.topics import Topic
from assistant.ports.judging import Prompt, Question

MARK = 12  # hex digits


class JudgePrompts:
    """Writes prompts; `topics` are the categories that a mention can have.

    The words of a document stand between two marks made of a digest of these words: nobody can write such a mark into
    them. What is asked is known by a digest of the whole prompt, so that another wording asks anew.
    """

    def __init__(self, topics: Mapping[str, Topic]) -> None:
        self._topics = topics
        self._templates = Templates()

    def prompt(self, question: Question[object]) -> Prompt:
        """The question as it is asked."""
        shown = question.shown()
        mark = f"<<{_digest(shown)[:MARK]}>>"
        user, _ = self._templates.rendered(
            f"judge/{question.about}.user.txt.j2", self._templates.cleaned(shown) | {"mark": mark}
        )
        system = self._systems[question.about]
        schema = question.schema
        return Prompt(id=_digest([system, user, schema]), system=system, user=user, schema=schema)

    @cached_property
    def _systems(self) -> dict[str, str]:
        topics = [{"id": each.id, "title": each.title, "covers": each.covers} for each in self._topics.values()]
        return {
            about: self._templates.rendered(f"judge/{about}.system.txt.j2", {"topics": topics})[0]
            for about in ("mentions", "reply", "match")
        }


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
