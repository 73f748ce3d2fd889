"""Settings: what is connected, what is never read, how it behaves, and who may see the page."""

from pathlib import Path

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from assistant.config import Config
from assistant.domain.access import Token
from assistant.errors import ConfigError, NotFoundError, UserError
from assistant.services.access import LONGEST, SHORTEST
from assistant.setup.config_file import ConfigFile
from assistant.web.notices import Undo
from assistant.web.pages import settings_view as view
from assistant.web.pages.setting_fields import FORMS, Form, changes, elsewhere, filled, plainly
from assistant.web.visit import V, Visit, cookie_of

router = APIRouter()


@router.get("/settings")
def settings(visit: V) -> Response:
    """Everything that can be set."""
    return _page(visit)


@router.post("/settings/undo")
def undo(visit: V) -> Response:
    """Put back what counted before the last change."""
    file = visit.desk.file
    file.undo(visit.said("now"))
    visit.desk.follow()
    again = Undo(path="/settings/undo", fields=(("now", file.now),), words="Do it after all")
    return visit.done("Taken back: the settings are as they were before.", to="/settings", undo=again)


@router.post("/settings/never-read/add")
def add_rule(visit: V) -> Response:
    """Have something never read any more."""
    kind, value = visit.said("kind"), " ".join(visit.said("value").split())
    if kind not in view.RULES or not value:
        raise UserError("what shall never be read?", hint="choose what it is, and write it into the field")
    rules = getattr(visit.assistant.config.never_read, kind)
    if value.casefold() in {rule.casefold() for rule in rules}:
        return visit.done(f"“{value}” is never read already.", to="/settings")
    words = f"“{value}” is never read from now on."
    if kind == "folders":
        more = "What was read from that folder before is kept: which folder it lay in is not known any more."
    else:
        more = "What was read of it before is forgotten at the next reading."
    return _written(visit, {("never_read", kind): (*rules, value)}, words, more)


@router.post("/settings/never-read/remove")
def remove_rule(visit: V) -> Response:
    """Have something read again."""
    kind, value = visit.said("kind"), visit.said("value")
    rules = getattr(visit.assistant.config.never_read, kind, ()) if kind in view.RULES else ()
    if value not in rules:
        raise NotFoundError(f"“{value}” is no rule any more")
    left = tuple(rule for rule in rules if rule != value)
    words = f"“{value}” may be read again. The next reading looks through everything once more, which takes a while."
    return _written(visit, {("never_read", kind): left}, words)


@router.post("/settings/source/remove")
def remove_source(visit: V) -> Response:
    """Read a file or folder no more."""
    name = visit.said("name")
    file = visit.desk.file
    if name in {source.name for source in visit.assistant.config.source}:
        file.take_out_source(name)
    elif Path(name) in visit.assistant.config.bullpen.files:
        file.take_out_cards(Path(name))
    else:
        raise NotFoundError(f"nothing called “{name}” is read")
    return saved(visit, file, f"{name} is not read any more. What was read from it is kept.")


@router.post("/settings/sign-out")
def sign_out(visit: V) -> Response:
    """Sign every browser out, this one too."""
    _only_at_home(visit)
    visit.desk.access.sign_out_everywhere()
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(cookie_of(visit.desk), path="/")
    return answer


@router.post("/settings/password")
def password(visit: V) -> Response:
    """Set the password, or take it away."""
    _only_at_home(visit)
    access = visit.desk.access
    if visit.said("do") == "remove":
        access.remove_password()
        words = "There is no password any more: browsers sign in by a link from this machine."
        return visit.done(words, to="/settings")
    given = visit.form.get("password", "")
    if given != visit.form.get("again", ""):
        raise UserError("the two are not the same", hint="type the password twice")
    access.set_password(given)
    answer = visit.done(to="/login")
    answer.delete_cookie(cookie_of(visit.desk), path="/")
    return answer


@router.post("/settings/tokens")
def give_token(visit: V) -> Response:
    """A token for another program: shown in this answer, and never again."""
    _only_at_home(visit)
    name = visit.said("name")
    secret = visit.desk.access.give_token(name, writes=visit.said("writes") == "yes")
    return visit.page("token", here="settings", whose=name, secret=secret)


@router.post("/settings/tokens/{id}/take-back")
def take_token(visit: V, id: str) -> Response:
    """Take a token back."""
    _only_at_home(visit)
    token = visit.desk.access.store.get(Token, id)
    visit.desk.access.take_token(id)
    return visit.done(f"Taken back{': ' + token.name if token else ''}. Its program is let in no more.", to="/settings")


@router.post("/settings/{id}")
def save(visit: V, id: str) -> Response:
    """Save one form. Where something is wrong, everything wrong is shown beside its field, and nothing is saved."""
    form = next((each for each in FORMS if each.id == id), None)
    if form is None:
        raise NotFoundError("there are no such settings")
    config = visit.assistant.config
    values = changes(form, config, visit.form)
    if not values:
        return visit.done("Nothing was changed.", to=f"/settings#{id}")
    file = visit.desk.file
    try:
        file.set_all(values)
    except ConfigError as error:
        return _page(visit, refused=form, error=error)
    return saved(visit, file, "Saved.", to=f"/settings#{id}")


def _written(visit: Visit, values: dict[tuple[str, str], object], *words: str) -> Response:
    file = visit.desk.file
    try:
        file.set_all(values)
    except ConfigError as error:
        raise UserError([plainly(each) for each in error.problems]) from None
    return saved(visit, file, *words)


def saved(visit: Visit, file: ConfigFile, *words: str, to: str = "/settings") -> Response:
    """It is written: the page takes it over at once, and it can be taken back."""
    visit.desk.follow()
    return visit.done(*words, to=to, undo=Undo(path="/settings/undo", fields=(("now", file.now),)))


def _page(visit: Visit, *, refused: Form | None = None, error: ConfigError | None = None) -> Response:
    assistant, desk = visit.assistant, visit.desk
    config: Config = assistant.config
    forms = []
    for form in FORMS:
        typed = visit.form if form is refused else None
        fields = filled(form, config, typed, error if form is refused else None)
        forms.append((form, fields, elsewhere(form, error) if form is refused and error else ()))
    return visit.page(
        "settings",
        status=409 if refused else 200,
        forms=forms,
        accounts=view.accounts(assistant),
        sources=config.source,
        cards=config.bullpen.files,
        kinds=view.KINDS,
        rules=view.RULES,
        never_read={kind: getattr(config.never_read, kind) for kind in view.RULES},
        browsers=() if desk.is_sample else view.browsers(desk.access, visit.session),
        tokens=() if desk.is_sample else view.tokens(desk.access),
        has_password=desk.access.has_password,
        shortest=SHORTEST,
        longest=LONGEST,
        file=str(desk.home.path) if desk.home else "",
        broken=desk.problem.problems if desk.problem else (),
    )


def _only_at_home(visit: Visit) -> None:
    if visit.desk.is_sample:
        raise UserError("this is the sample world: who may see the page is set in your own")
