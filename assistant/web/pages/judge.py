"""A language model as second reader: whether there is one, what it may see and cost, and the exchange by files."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, RedirectResponse, Response

from assistant.bootstrap.judging import JudgeParts
from assistant.bootstrap.renewing import apart
from assistant.domain.counted import counted
from assistant.domain.judging import JudgeSettings
from assistant.errors import ConfigError, UserError
from assistant.web.gate import LARGEST_FILE
from assistant.web.pages.connect import SETTLE
from assistant.web.pages.data import sent_file
from assistant.web.pages.judge_view import standing
from assistant.web.pages.setting_fields import JUDGE, changes, elsewhere, filled
from assistant.web.pages.settings import saved
from assistant.web.talks import Outcome, Talk, Work
from assistant.web.visit import V, Visit

router = APIRouter()
HERE = "/settings/judge"
LINES = "application/x-ndjson"
SHOWN = 20  # answers that were not taken, of which each is named
LONGEST_KEY = 4_000
MORE_SEEN = ("use", "address", "names", "sources")
"""The settings that decide who sees what."""


@router.get("/settings/judge")
def judge(visit: V) -> Response:
    """How it stands, and everything that can be set."""
    return _page(visit)


@router.post("/settings/judge")
def save(visit: V) -> Response:
    """Save the settings. What leaves this machine has to be agreed to; what is wrong is shown, and nothing is lost."""
    config = visit.assistant.config
    values = changes(JUDGE, config, _typed(visit))
    if not values:
        return visit.done("Nothing was changed.", to=HERE)
    file = visit.desk.file
    wanted = replace(config.judge, **{key: value for (_, key), value in values.items()})
    sees_more = any((JUDGE.id, key) in values for key in MORE_SEEN)
    if wanted.leads_out and sees_more and visit.said("sure") != "yes":
        return _page(visit, wanted=wanted, unsure=True)
    try:
        file.set_all(values)
    except ConfigError as error:
        return _page(visit, wanted=wanted, error=error)
    return saved(visit, file, "Saved. It counts from the next reading on.", to=HERE)


@router.post("/settings/judge/key")
def key(visit: V) -> Response:
    """Keep the key of the model's server, or take it away. It is never shown."""
    if visit.desk.is_sample:
        raise UserError("this is the sample world: a key is kept in your own")
    judging = visit.assistant.judging
    if visit.said("do") == "remove":
        judging.keep_key("")
        return visit.done("The key is taken away.", to=HERE)
    given = visit.said("key")
    if not given or len(given) > LONGEST_KEY or not (given.isascii() and given.isprintable()):
        raise UserError("that is no key", hint="paste it as the service shows it, on one line")
    judging.keep_key(given)
    return visit.done("The key is kept. It is not shown again.", to=HERE)


@router.post("/settings/judge/try")
def try_it(visit: V) -> Response:
    """Look whether the server answers and has the model. Nothing is shown to the model."""
    judging = _live(visit)

    def work(talk: Talk) -> Outcome:
        problems = [each for each in judging.checks() if each.problem]
        for each in problems:
            talk.regret(UserError(each.problem, hint=each.hint))
        words = "It cannot be asked." if problems else f"It answers, and has the model {judging.settings.model}."
        return Outcome(words=words, is_well=not problems, to=HERE, stays=True)

    return _begun(visit, "Whether the model can be asked", work)


@router.post("/settings/judge/ask")
def ask(visit: V) -> Response:
    """Ask what waits now, without reading anything new."""
    judging = _live(visit)

    def work(talk: Talk) -> Outcome:
        judge_pass = judging.whole_pass()
        assert judge_pass is not None
        judge_pass.begin()
        done = judge_pass.end()
        return Outcome(words=f"{done.words}.", is_well=not done.stopped, to=HERE, stays=True)

    return _begun(visit, "Asking what waits", work)


@router.post("/settings/judge/questions")
def questions(visit: V) -> Response:
    """The questions that wait as a file, to be kept by the browser; no copy of it stays here."""
    judging = _on(visit)
    folder = tempfile.TemporaryDirectory(prefix="followup-questions-")
    file = Path(folder.name) / "questions.jsonl"
    if not judging.export(file):
        folder.cleanup()
        return visit.done("No question waits.", to=HERE)
    name = f"questions {visit.assistant.clock():%Y-%m-%d}.jsonl"
    return FileResponse(file, media_type=LINES, filename=name, background=BackgroundTask(folder.cleanup))


@router.post("/settings/judge/answers")
def answers(visit: V) -> Response:
    """Take answers from a file. Each is checked as if the model had given it, and what is not taken is named."""
    _on(visit)
    path, remove = sent_file(visit)
    judging = apart(visit.assistant).judging

    def work(talk: Talk) -> Outcome:
        done = judging.bring(path)
        for fault in done.faults[:SHOWN]:
            plain = [each.replace(f"{path.parent}/", "") for each in fault.problems]  # not where the copy lies
            talk.regret(UserError(plain, hint=fault.hint))
        if len(done.faults) > SHOWN:
            talk.say(f"… and {len(done.faults) - SHOWN:,} more")
        answers, matters = counted(done.answered, "answer"), counted(done.new, "new matter")
        words = f"{answers} taken: {matters}, {done.withdrawn:,} taken back."
        if done.faults:
            words += f" {len(done.faults):,} not taken; their questions go on waiting."
        return Outcome(words=words, is_well=not done.faults, to=HERE, stays=True)

    return _begun(visit, f"Taking answers from {path.name}", work, remove)


@router.post("/settings/judge/forget")
def forget(visit: V) -> Response:
    """Forget every question and answer. What was found by them stays."""
    if visit.said("sure") != "yes":
        raise UserError("tick that you are sure: what was asked and answered cannot be brought back")
    return visit.done(f"Forgotten: {counted(visit.assistant.judging.forget(), 'question')}.", to=HERE)


def _typed(visit: Visit) -> dict[str, str]:
    """The form as it was sent; of the boxes every one that is ticked, a line each."""
    return {**visit.form, "judge.sources": "\n".join(visit.several.get("judge.sources", ()))}


def _on(visit: Visit) -> JudgeParts:
    judging = visit.assistant.judging
    if not judging.is_on:
        raise UserError("no language model is asked, and no question collected", hint="turn it on first")
    return judging


def _live(visit: Visit) -> JudgeParts:
    """One of its own, so that whatever takes its time keeps nobody else waiting. Raises UserError where none is on."""
    if visit.assistant.config.judge.use != "live":
        raise UserError("no language model can be asked", hint="turn it on first, and save")
    return apart(visit.assistant).judging


def _begun(visit: Visit, title: str, work: Work, after: Callable[[], None] = lambda: None) -> Response:
    def work_and_after(talk: Talk) -> Outcome:
        try:
            return work(talk)
        finally:
            after()

    talk = visit.desk.talks.begin(title, work_and_after, to=HERE, has_browser=False)
    talk.settle(SETTLE)
    return RedirectResponse(f"/connect/{talk.id}", 303)


def _page(
    visit: Visit, *, wanted: JudgeSettings | None = None, error: ConfigError | None = None, unsure: bool = False
) -> Response:
    """The page; with what was typed where the settings that were `wanted` were not taken."""
    config = visit.assistant.config
    told: dict[str, Any] = {
        "fields": filled(JUDGE, config, _typed(visit) if wanted else None, error),
        "others": elsewhere(JUDGE, error) if error else (),
    }
    return visit.page(
        "judge",
        status=409 if wanted else 200,
        here="settings",
        stands=standing(visit.assistant),
        wanted=wanted or config.judge,
        is_sure=visit.said("sure") == "yes",
        unsure=unsure,
        most=LARGEST_FILE,
        **told,
    )
