"""What the assistant did by itself."""

from fastapi import APIRouter

from assistant.domain.activity import Activity, Deed
from assistant.web.api.caller import Reads
from assistant.web.api.paging import Page, Spanned

router = APIRouter(prefix="/activity", tags=["Activity"])


@router.get("", summary="What the assistant did by itself")
def list_activity(desk: Reads, span: Spanned, deed: Deed | None = None) -> Page[Activity]:
    """When and why, the latest first."""
    return span.listing(desk.assistant.lookup, Activity, **({"deed": deed} if deed else {}))
