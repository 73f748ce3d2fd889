"""The words of the messages: seen on an example while they are changed, and given back to ours."""

from fastapi import APIRouter
from starlette.responses import Response

from assistant.bootstrap.own_templates import TONES, OwnTemplates, kind_of
from assistant.domain.drafts import DraftKind
from assistant.errors import TemplateError
from assistant.ports import Rendered
from assistant.web.notices import Undo
from assistant.web.visit import V, Visit

router = APIRouter()
FOLDER = "templates"
"""Where the user's own templates lie beside the configuration, unless that says otherwise."""


@router.get("/settings/templates")
def templates(visit: V) -> Response:
    """Every message in both tones."""
    own = _own(visit)
    rows = [(kind, [(tone, own.is_own(tone, kind)) for tone in TONES]) for kind in DraftKind]
    return visit.page("templates", here="settings", rows=rows, tone=visit.assistant.config.drafts.tone)


@router.get("/settings/templates/{tone}/{kind}")
def template(visit: V, tone: str, kind: str) -> Response:
    """One of them, with what it makes of an example."""
    known = kind_of(tone, kind)
    return _page(visit, tone, known, _own(visit).text(tone, known))


@router.post("/settings/templates/{tone}/{kind}/look")
def look(visit: V, tone: str, kind: str) -> Response:
    """What the words make of an example while they are typed; nothing is kept."""
    known = kind_of(tone, kind)
    written, error = _tried(visit, tone, known, _typed(visit))
    return visit.page("template_look", written=written, error=error)


@router.post("/settings/templates/{tone}/{kind}")
def save(visit: V, tone: str, kind: str) -> Response:
    """Keep the words, or only look at them. Words that go wrong are not kept, and not lost."""
    known, text, own = kind_of(tone, kind), _typed(visit), _own(visit)
    if visit.said("do") == "look":
        return _page(visit, tone, known, text)
    before = own.text(tone, known)
    fields = (("text", before),) if own.is_own(tone, known) else (("do", "ours"),)
    if visit.said("do") == "ours":
        own.back_to_ours(tone, known)
        undo = Undo(path=_path(tone, known), fields=(("text", before),))
        return visit.done("Ours again.", to=_path(tone, known), undo=undo)
    try:
        _keep(visit, own, tone, known, text)
    except TemplateError as error:
        return _page(visit, tone, known, text, refused=error)
    undo = Undo(path=_path(tone, known), fields=fields)
    return visit.done("Saved. Messages are written so from now on.", to=_path(tone, known), undo=undo)


def _keep(visit: Visit, own: OwnTemplates, tone: str, kind: DraftKind, text: str) -> None:
    if visit.assistant.config.drafts.templates is None:
        own.tried(tone, kind, text)
        visit.desk.file.set("drafts", "templates", FOLDER)
    own.keep(tone, kind, text)
    visit.desk.follow()


def _own(visit: Visit) -> OwnTemplates:
    config = visit.assistant.config
    beside = visit.desk.home.path.absolute().parent if visit.desk.home else config.data
    return OwnTemplates.of(config, beside / FOLDER)


def _typed(visit: Visit) -> str:
    return visit.form.get("text", "").replace("\r\n", "\n").rstrip() + "\n"


def _tried(visit: Visit, tone: str, kind: DraftKind, text: str) -> tuple[Rendered | None, TemplateError | None]:
    try:
        return _own(visit).tried(tone, kind, text)[0], None
    except TemplateError as error:
        return None, error


def _page(visit: Visit, tone: str, kind: DraftKind, text: str, *, refused: TemplateError | None = None) -> Response:
    written, error = _tried(visit, tone, kind, text)
    return visit.page(
        "template",
        status=409 if refused else 200,
        here="settings",
        tone=tone,
        kind=kind,
        text=text,
        is_own=_own(visit).is_own(tone, kind),
        written=written,
        error=error,
        refused=refused,
        tells=TELLS[kind],
    )


def _path(tone: str, kind: DraftKind) -> str:
    return f"/settings/templates/{tone}/{kind}"


ALWAYS = (
    ("user.name, user.first_name, user.organisation, user.signature", "you"),
    ("to.name, to.first_name, to.organisation", "the reader"),
    ("matter", "what it is about, fitting after “help with”"),
    ("area", "where, fitting after “in”; may be empty"),
)
_PROVIDER = ("provider.name, provider.first_name, provider.organisation", "whom you suggest")
_OTHER = ("other.name, other.first_name, other.organisation", "the one they were introduced to")
_SIDE = ("side", "who reads it: provider or seeker")
_CARD = (("does", "a sentence from the card"), ("evidence", "how you know; may be empty"))
TELLS = {
    kind: (*ALWAYS, *more)
    for kind, more in {
        DraftKind.ASK_SEEKER: (
            ("quote", "their own words; empty where somebody else told of it"),
            ("kind", "problem, need or another"),
            ("heard", "when, fitting before “you said”; may be empty"),
            ("again", "after when they asked you to come back; may be empty"),
        ),
        DraftKind.ASK_PROVIDER: (("about", "the matter in your own general words; may be empty"),),
        DraftKind.OFFER_PROVIDER: (_PROVIDER, *_CARD),
        DraftKind.JOINT: (("seeker.name, seeker.first_name, …", "the one who is helped"), _PROVIDER, *_CARD),
        DraftKind.REMINDER: (
            ("of", "ask_seeker, ask_provider or offer_provider"),
            _PROVIDER,
            ("earlier_subject", "the subject of the question; may be empty"),
        ),
        DraftKind.SOFT_NO: (_SIDE,),
        DraftKind.THANKS: (_SIDE, _OTHER),
        DraftKind.OUTCOME: (_SIDE, _OTHER),
        DraftKind.HAND_OFF: (
            ("of", "ask_seeker, ask_provider or offer_provider"),
            ("by.name, by.first_name, …", "who handed it over"),
            _PROVIDER,
        ),
        DraftKind.LOOP: (
            ("about.name, about.first_name, …", "the one who was helped"),
            ("heard", "when; may be empty"),
        ),
    }.items()
}
"""What each template is told, as `templates/README.md` has it at length."""
