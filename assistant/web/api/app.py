"""The JSON routes as one application, below /api: tokens only, problems as RFC 9457, and a document that tells all."""

from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from assistant import __version__
from assistant.errors import UserError
from assistant.web.api import (
    activity,
    bullpen,
    drafts,
    introductions,
    judge,
    meetings,
    mentions,
    people,
    practice,
    problems,
    prompts,
    referrals,
    replies,
    search,
    sources,
    steps,
    sync,
    today,
)
from assistant.web.api.caller import Reads
from assistant.web.desk import Desk

ROUTERS = (
    today.router,
    prompts.router,
    replies.router,
    drafts.router,
    introductions.router,
    steps.router,
    people.router,
    bullpen.router,
    referrals.router,
    practice.router,
    meetings.router,
    mentions.router,
    activity.router,
    search.router,
    sources.router,
    sync.router,
    judge.router,
)
PATH = "/api"
ABOUT = """Everything that the page shows and does, for other programs on your side.

Send a token with each request: `Authorization: Bearer …`, made by `assistant page token NAME`. A token that was made
with `--writes` may change things. Nothing is ever sent to anybody without an approval of exactly its text.

Lists come a page at a time: `limit`, and `cursor` with the `next` of the page before. Times carry their offset. What
cannot be done is told as problem details (RFC 9457); a 409 says that the state, or the text, is another by now: look
again, then decide again."""


def create_api(desk: Desk) -> FastAPI:
    """The application to be mounted at `PATH`."""
    api = FastAPI(
        title="Follow-up assistant",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_name,
        responses=problems.READS,
    )
    api.state.desk = desk
    for router in ROUTERS:
        api.include_router(router)
    document = document_of(api)

    @api.get("/openapi.json", include_in_schema=False)
    def openapi(desk: Reads) -> Response:
        return JSONResponse(document)

    api.add_exception_handler(UserError, problems.of_user)
    api.add_exception_handler(RequestValidationError, problems.of_request)
    api.add_exception_handler(HTTPException, problems.of_route)
    api.add_exception_handler(Exception, problems.of_fault)
    return api


def document_of(api: FastAPI) -> dict[str, Any]:
    """The document in OpenAPI 3.1."""
    document = get_openapi(
        title=api.title,
        version=api.version,
        description=ABOUT,
        routes=api.routes,
        servers=[{"url": PATH}],
        separate_input_output_schemas=False,
    )
    for path in document["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                if status >= "400":
                    response["content"] = {problems.MEDIA: response["content"].pop("application/json")}
    return document


def _name(route: APIRoute) -> str:
    return route.name
