"""What the assistant did and why, how its sources are, what it has learnt, and reading now."""

from datetime import date

from fastapi import APIRouter
from starlette.responses import Response

from assistant.bootstrap.background import service_manager
from assistant.domain.activity import Deed
from assistant.domain.jobs import Job
from assistant.domain.sources import Failure
from assistant.errors import NotFoundError, UserError
from assistant.ports import ServiceManager
from assistant.services import insight, kept_aside
from assistant.web.notices import Undo
from assistant.web.pages.activity_view import FEW, TOLD, agent_health, deeds, failures, sources
from assistant.web.visit import V, Visit

router = APIRouter()
JOBS = {
    Job.SYNC: "reads everything new",
    Job.REPLIES: "looks for replies",
    Job.BACKUP: "keeps a backup",
    Job.DIGEST: "sends the daily mail",
    Job.MEETINGS: "looks whether a meeting is over",
}


@router.get("/activity")
def activity(visit: V, show: str = "", page: int = 0) -> Response:
    """What was done, newest first; `show` is a deed, or `problems`."""
    assistant = visit.assistant
    known = {deed.name.lower(): TOLD[deed] for deed in Deed}
    show = show if show in {*known, "problems"} else ""
    aside = failures(assistant)
    return visit.page(
        "activity",
        now_reading=visit.desk.reading_now.state,
        health=agent_health(assistant),
        jobs=JOBS,
        sources=sources(assistant),
        aside=aside[:FEW],
        aside_in_all=len(aside),
        deeds=deeds(assistant, show, max(0, min(page, 100))),
        kinds=known,
        show=show,
        page_number=max(0, page),
        told=TOLD,
    )


@router.get("/activity/background")
def background(visit: V) -> Response:
    """What would be written so that the system runs the agent by itself, and how that stands now."""
    manager = _manager(visit)
    return visit.page("background", here="activity", manager=manager, files=manager.files(), stands=manager.status())


@router.post("/activity/background")
def set_background(visit: V) -> Response:
    """Have the system run the agent from now on, or no longer."""
    manager = _manager(visit)
    if visit.said("do") == "end":
        gone = manager.uninstall()
        words = "It works by itself no more. What it knows stays." if gone else "It did not work by itself."
        return visit.done(words, to="/activity")
    notes = manager.install()
    return visit.done("It works by itself from now on, also after the next sign-in.", *notes, to="/activity")


@router.get("/activity/learnt")
def learnt(visit: V) -> Response:
    """What the user's own answers have taught."""
    assistant = visit.assistant
    found = visit.desk.kept.now(
        ("reading", id(assistant)),
        assistant.lookup.version(),
        lambda: insight.reading(assistant.store, assistant.learnt()),
    )
    topics = {topic.id: topic.title for topic in assistant.topics.values()}
    return visit.page("learnt", here="activity", found=found, topics=topics)


@router.post("/sync")
def sync(visit: V) -> Response:
    """Read what is new, on a thread beside the page."""
    assistant = visit.assistant
    if not (assistant.config.account or assistant.config.source):
        raise UserError("there is nothing to read yet", hint="connect your mail first, under Settings")
    back_to = None
    if since := visit.said("since"):
        try:
            back_to = date.fromisoformat(since)
        except ValueError:
            raise UserError(f"'{since[:20]}' is no day", hint="choose one, such as 2026-09-01") from None
    if not visit.desk.reading_now.begin(assistant, back_to=back_to):
        return visit.done("It is being read already.", to="/activity")
    return visit.done(to="/activity")


@router.post("/sync/stop")
def stop(visit: V) -> Response:
    """End a reading between two steps."""
    visit.desk.reading_now.stop()
    return visit.done(to="/activity")


@router.post("/activity/aside/{id}/again")
def again(visit: V, id: str) -> Response:
    """Try once more to read something."""
    failure = _failure(visit, id)
    kept_aside.try_again(visit.assistant.store, failure)
    visit.desk.reading_now.begin(visit.assistant)
    return visit.done(f"{failure.source} is read from its beginning. What is known already changes nothing.")


@router.post("/activity/aside/{id}/leave-out")
def leave_out(visit: V, id: str) -> Response:
    """Tell of something no more."""
    failure, back = _failure(visit, id), visit.said("again") == "yes"
    kept_aside.leave_out(visit.assistant.store, failure, left_out=not back)
    if back:
        return visit.done(f"Told of again: {failure.locator}", to="/activity")
    undo = Undo(path=f"/activity/aside/{id}/leave-out", fields=(("again", "yes"),))
    return visit.done(f"Left out: {failure.locator}", to="/activity", undo=undo)


def _manager(visit: Visit) -> ServiceManager:
    home = visit.desk.home
    if home is None or visit.desk.is_sample or visit.desk.is_demo:
        raise UserError("the sample world does not work in the background", hint="set it up in your own")
    return service_manager(visit.assistant.config, home.path, home.data)


def _failure(visit: V, id: str) -> Failure:
    found = visit.assistant.store.get(Failure, id)
    if found is None:
        raise NotFoundError("that is not kept aside any more: it can be read by now")
    return found
