"""Mentions, and why anything is here."""

from fastapi import APIRouter

from assistant.domain.mentions import Mention
from assistant.services.why import Link, why
from assistant.web.api.caller import Reads, known
from assistant.web.api.problems import ONE

router = APIRouter(tags=["Mentions"])


@router.get("/mentions/{id}", summary="One mention", responses=ONE)
def get_mention(desk: Reads, id: str) -> Mention:
    """A problem, a need or a request, in their words."""
    return known(desk.assistant.store, Mention, id)


@router.get("/why/{id}", summary="Why is this here?", responses=ONE)
def get_why(desk: Reads, id: str) -> list[Link]:
    """From any id back to the words that began it, the nearest first."""
    return why(desk.assistant.store, id, learnt=desk.assistant.learnt())
