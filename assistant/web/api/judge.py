"""A language model as second reader, to be looked at."""

from fastapi import APIRouter

from assistant.domain.judging import JudgeReport
from assistant.web.api.caller import Reads

router = APIRouter(tags=["Reading"])


@router.get("/judge", summary="A language model as second reader")
def get_judge(desk: Reads) -> JudgeReport:
    """Whether there is one, how many questions wait, and what was asked on each of the last thirty days."""
    return desk.assistant.judging.report()
