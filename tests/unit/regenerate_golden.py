"""Writes the golden mails anew: `python -m tests.unit.regenerate_golden`. Read the difference as a recipient would."""

from pathlib import Path
from typing import Any

from assistant.adapters.jinja_digest import JinjaDigestWriter
from assistant.adapters.jinja_drafts import JinjaWriter
from assistant.domain.consents import Side
from assistant.domain.digest import DailyLetter, Entry, ItemKind, MeetingLetter
from assistant.domain.drafts import DraftKind
from assistant.domain.letters import (
    LETTERS,
    REMINDED,
    AskProvider,
    AskSeeker,
    Correspondent,
    HandOff,
    Joint,
    Letter,
    Loop,
    OfferProvider,
    Outcome,
    Reminder,
    SoftNo,
    Thanks,
    User,
)
from assistant.domain.mentions import Kind
from assistant.ports import Rendered

GOLDEN = Path(__file__).parent / "golden" / "emails"
DIGESTS = Path(__file__).parent / "golden" / "digest"
SCRIPTS = Path(__file__).parent / "golden" / "call"
TONES = ("warm", "brief")

USER = User(
    name="Helen Marsh",
    first_name="Helen",
    organisation="Marsh Interiors",
    signature="Helen Marsh\nMarsh Interiors\n+44 20 7946 0123",
)
PLAIN_USER = User(name="Helen Marsh", first_name="Helen")
SEEKER = Correspondent(name="Anna Okafor", first_name="Anna", organisation="Hill Street Bakery")
PROVIDER = Correspondent(name="Tom Lindqvist", first_name="Tom", organisation="Fairweek Payroll Ltd.")
COLLEAGUE = Correspondent(name="Ines Duarte", first_name="Ines")
TELLER = Correspondent(name="Maya Brandt", first_name="Maya")
UNKNOWN = Correspondent(name="J. Weber")
DOES = "They run weekly and monthly payroll for firms of up to a hundred people"
EVIDENCE = "I have seen their work for myself"
QUOTE = "Payroll eats two days of every month and somebody is still paid wrong."
MATTER, AREA = "payroll", "Leeds"


def _letters() -> dict[str, Letter]:
    """Every golden mail, by the name of its file."""
    seeker: dict[str, Any] = {"user": USER, "to": SEEKER, "matter": MATTER, "area": AREA}
    provider: dict[str, Any] = {"user": USER, "to": PROVIDER, "matter": MATTER, "area": AREA}
    bare: dict[str, Any] = {"user": PLAIN_USER, "to": UNKNOWN, "matter": MATTER}
    card: dict[str, Any] = {"provider": PROVIDER, "does": DOES, "evidence": EVIDENCE}
    colleague: dict[str, Any] = {"user": USER, "to": COLLEAGUE, "matter": MATTER, "area": AREA}
    teller: dict[str, Any] = {"user": USER, "to": TELLER, "matter": MATTER}
    heard = "in your mail of 12 November"
    return {
        "ask_seeker": AskSeeker(**seeker, quote=QUOTE, heard=heard, kind=Kind.PROBLEM),
        "ask_seeker-need": AskSeeker(**seeker, quote=QUOTE, heard="when we met on Tuesday", kind=Kind.NEED),
        "ask_seeker-request": AskSeeker(**seeker, quote="Do you know a good “payroll” person?", kind=Kind.REQUEST),
        "ask_seeker-hearsay": AskSeeker(**seeker, quote="", kind=Kind.NEED),
        "ask_seeker-again": AskSeeker(**seeker, quote=QUOTE, heard=heard, kind=Kind.PROBLEM, again="after Easter"),
        "ask_seeker-again-bare": AskSeeker(**bare, quote="", kind=Kind.NEED, again="in January"),
        "ask_seeker-bare": AskSeeker(**bare, quote=QUOTE, kind=Kind.PROBLEM),
        "ask_provider": AskProvider(**provider, about="about thirty people on the pay list, paid weekly"),
        "ask_provider-bare": AskProvider(**bare),
        "offer_provider": OfferProvider(**seeker, **card),
        "offer_provider-bare": OfferProvider(**bare, provider=UNKNOWN, does="We look after pay for cafés and shops."),
        "joint": Joint(**seeker, seeker=SEEKER, **card),
        "joint-bare": Joint(**bare, seeker=UNKNOWN, provider=Correspondent(name="Fairweek Payroll"), does=DOES),
        "reminder-ask_seeker": Reminder(**seeker, of=DraftKind.ASK_SEEKER),
        "reminder-ask_provider": Reminder(**provider, of=DraftKind.ASK_PROVIDER),
        "reminder-offer_provider": Reminder(**seeker, of=DraftKind.OFFER_PROVIDER, provider=PROVIDER),
        "reminder-in_thread": Reminder(**bare, of=DraftKind.ASK_SEEKER, earlier_subject="Help with payroll?"),
        "soft_no-provider": SoftNo(**provider, side=Side.PROVIDER),
        "soft_no-seeker": SoftNo(**seeker, side=Side.SEEKER),
        "thanks-provider": Thanks(**provider, side=Side.PROVIDER, other=SEEKER),
        "thanks-seeker": Thanks(**seeker, side=Side.SEEKER, other=PROVIDER),
        "outcome-provider": Outcome(**provider, side=Side.PROVIDER, other=SEEKER),
        "outcome-seeker": Outcome(**seeker, side=Side.SEEKER, other=PROVIDER),
        "hand_off-ask_seeker": HandOff(**colleague, by=SEEKER, of=DraftKind.ASK_SEEKER),
        "hand_off-ask_provider": HandOff(**colleague, by=PROVIDER, of=DraftKind.ASK_PROVIDER),
        "hand_off-offer_provider": HandOff(**bare, by=SEEKER, of=DraftKind.OFFER_PROVIDER, provider=PROVIDER),
        "loop": Loop(**teller, about=SEEKER, heard="when we spoke on 3 November"),
        "loop-bare": Loop(**bare, about=SEEKER),
    }


CASES = _letters()


def kind_of(letter: Letter) -> DraftKind:
    """The kind of message that the record is for."""
    return next(kind for kind, record in LETTERS.items() if type(letter) is record)


def rendered(name: str, tone: str, writer: JinjaWriter | None = None) -> Rendered:
    """The mail that a golden file holds."""
    letter = CASES[name]
    return (writer or JinjaWriter()).write(kind_of(letter), tone=tone, context=letter.context())


SPOKEN = [name for name, letter in CASES.items() if kind_of(letter) in REMINDED]
"""The letters of which there is a script for the telephone as well."""


def spoken(name: str, writer: JinjaWriter | None = None) -> str:
    """The script that a golden file holds, with a line break at its end."""
    letter = CASES[name]
    return (writer or JinjaWriter()).script(kind_of(letter), context=letter.context()) + "\n"


PAGE = "https://page.example"
QUESTION = Entry(
    number=3,
    kind=ItemKind.QUESTION,
    head="Would Anna Okafor of Hill Street Bakery like outside help with payroll?",
    reason="I take it for a problem: a mail of 12 November, told by Maya Brandt.",
    link=f"{PAGE}/prompts/p-1",
    words=("yes", "no", "later", "wrong"),
    quote=QUOTE,
)
DRAFT = Entry(
    number=2,
    kind=ItemKind.DRAFT,
    head="Shall this go to Tom Lindqvist?",
    reason="",
    link=f"{PAGE}/drafts/d-1",
    words=("approve", "discard"),
    to="Tom Lindqvist <tom@fairweek.example>",
    subject="Payroll for a bakery?",
    text="Hello Tom,\n\nWould you be open to a bakery of thirty people?\nNo reason needed if not.\n\nHelen\n",
    findings=("it promises something on somebody's behalf",),
)
REPLY = Entry(
    number=1,
    kind=ItemKind.REPLY,
    head="What does Ines Duarte mean?",
    reason="17 November. I take it for “yes, on a condition”: they agree on a condition.",
    link=f"{PAGE}/replies/r-1",
    words=("yes", "no", "later", "stop", "nothing"),
    quote="Fine with me once the audit is over.",
)
MEETING = Entry(
    number=4,
    kind=ItemKind.MEETING,
    head="What came up in “Coffee with Yusuf”?",
    reason="17 November, 15:00, with Yusuf Demir",
    link=f"{PAGE}/meetings/meet-1",
    words=("what came up", "nothing"),
)
IDLE = Entry(
    number=5,
    kind=ItemKind.IDLE,
    head="Nothing is drafted for Anna Okafor and payroll",
    reason="The next message is yours: it stands at “wanted”.",
    link=f"{PAGE}/introductions/i-1",
    words=("draft",),
)
REMARK = "From your answer of Tuesday: 3: it was answered already."
MAILS: dict[str, DailyLetter | MeetingLetter] = {
    "daily": DailyLetter(
        name="Helen",
        day="Wednesday, 18 November",
        count="1 reply, 1 message to approve, 1 question, 1 meeting, 1 introduction that stands still",
        entries=(REPLY, DRAFT, QUESTION, MEETING, IDLE),
        more=5,
        page=PAGE,
        remarks=(REMARK,),
    ),
    "daily-one": DailyLetter(
        name="Helen",
        day="Thursday, 19 November",
        count="1 question",
        entries=(QUESTION,),
        more=0,
        page=PAGE,
        remarks=(),
    ),
    "daily-remarks": DailyLetter(
        name="Helen", day="Friday, 20 November", count="nothing new", entries=(), more=0, page=PAGE, remarks=(REMARK,)
    ),
    "after_meeting": MeetingLetter(
        name="Helen",
        title="Coffee with Yusuf",
        when="17 November, 15:00",
        people="Yusuf Demir",
        link=f"{PAGE}/meetings/meet-1",
    ),
    "after_meeting-untitled": MeetingLetter(
        name="Helen", title="", when="17 November, 15:00", people="Yusuf Demir", link=f"{PAGE}/meetings/meet-1"
    ),
}
"""Every golden mail to oneself, by the name of its file."""


def main() -> None:
    """Write every golden file."""
    DIGESTS.mkdir(parents=True, exist_ok=True)
    for name, letter in MAILS.items():
        mail = JinjaDigestWriter().write(letter)
        (DIGESTS / f"{name}.txt").write_text(f"Subject: {mail.subject}\n\n{mail.text}", encoding="utf-8")
        (DIGESTS / f"{name}.html").write_text(mail.html, encoding="utf-8")
    SCRIPTS.mkdir(parents=True, exist_ok=True)
    for name in SPOKEN:
        (SCRIPTS / f"{name}.txt").write_text(spoken(name), encoding="utf-8")
    for tone in TONES:
        folder = GOLDEN / tone
        folder.mkdir(parents=True, exist_ok=True)
        for name in CASES:
            mail = rendered(name, tone)
            (folder / f"{name}.txt").write_text(f"Subject: {mail.subject}\n\n{mail.text}", encoding="utf-8")
            (folder / f"{name}.html").write_text(mail.html, encoding="utf-8")


if __name__ == "__main__":
    main()
