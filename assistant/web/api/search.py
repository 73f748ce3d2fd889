"""One search over everything."""

from typing import Annotated

from fastapi import APIRouter, Query

from assistant.services.search import Found, search
from assistant.web.api.caller import Reads

router = APIRouter(tags=["Search"])


@router.get("/search", summary="Search everything")
def search_everything(desk: Reads, q: Annotated[str, Query(max_length=200, examples=["wages"])] = "") -> Found:
    """People, mentions, introductions, meetings, providers and documents in which each word begins a word."""
    return search(desk.assistant.store, desk.assistant.lookup, q)
