"""The settings as forms: what each is called, what it is for, and how its field is read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from assistant.config import Config
from assistant.errors import ConfigError
from assistant.setup import guesses

Kind = Literal["text", "words", "lines", "number", "time", "day", "check", "choice", "share", "amount", "several"]
Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One key of the configuration as a field of a form."""

    table: str
    key: str
    label: str
    kind: Kind = "text"
    hint: str = ""
    unit: str = ""
    options: Callable[[Config], Options] = lambda config: ()

    @property
    def name(self) -> str:
        """What the form calls it."""
        return f"{self.table}.{self.key}"

    def value(self, config: Config) -> Any:
        """What counts now."""
        table = getattr(config, self.table)
        return getattr(table, f"{self.key}_" if self.key == "from" else self.key)

    def shown(self, config: Config) -> str:
        """What counts now, as the field shows it."""
        value = self.value(config)
        if isinstance(value, tuple):
            return "\n".join(value)
        if isinstance(value, bool):
            return "yes" if value else ""
        return "" if value is None else str(value)

    def read(self, given: str) -> Any:
        """What is to be written down for what was given; what it cannot be read as stays text, and is refused later."""
        try:
            match self.kind:
                case "number":
                    return int(given)
                case "share" | "amount":
                    return float(given)
                case "day":
                    return date.fromisoformat(given) if given else None
                case "check":
                    return given == "yes"
                case "lines" | "several":
                    return tuple(line.strip() for line in given.splitlines() if line.strip())
        except ValueError:
            return given
        return given


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """Some settings that are saved together."""

    id: str
    title: str
    why: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """A field as it is shown: with what counts or was typed, and what is wrong with it."""

    field: Field
    shown: str
    options: Options
    problems: tuple[str, ...] = ()


def _countries(config: Config) -> Options:
    return [("", "not said: only weekends count as days off"), *guesses.countries().items()]


def _zones(config: Config) -> Options:
    return [("", f"this machine's ({guesses.zone() or 'not known'})"), *((zone, zone) for zone in guesses.zones())]


def _boxes(config: Config) -> Options:
    mailboxes = [each.name for each in config.account if each.mail and each.type != "caldav"]
    drafts = [(name, f"the Drafts folder of {name}") for name in mailboxes]
    return [*drafts, ("eml", "files that your mail program opens"), ("maildir", "a Maildir folder")]


def _mail_accounts(config: Config) -> Options:
    mailboxes = [each.name for each in config.account if each.mail and each.type != "caldav"]
    return [("", "the first one with mail"), *((name, name) for name in mailboxes)]


def _precisions(config: Config) -> Options:
    known = [
        ("0.7", "more questions, and some false alarms among them"),
        ("0.85", "a good balance"),
        ("0.95", "only when it is very sure; it then misses more"),
    ]
    own = str(config.reading.precision)
    return known if own in dict(known) else [*known, (own, f"as it is now: {config.reading.precision:.0%} right")]


FORMS = (
    Form(
        id="you",
        title="You",
        why="Your name and addresses tell your own words from other people's.",
        fields=(
            Field(table="user", key="name", label="Your name"),
            Field(table="user", key="addresses", label="Your mail addresses", kind="lines", hint="one a line, the one you write from first"),  # noqa: E501
            Field(table="user", key="organisation", label="Your business"),
            Field(table="user", key="signature", label="What stands below your messages", kind="words", hint="empty: your name"),  # noqa: E501
            Field(table="user", key="timezone", label="Time zone", kind="choice", options=_zones),
            Field(table="user", key="country", label="Country", kind="choice", options=_countries, hint="nobody is asked on its public holidays"),  # noqa: E501
            Field(table="user", key="region", label="Part of the country", hint="where it has holidays of its own, such as ENG or BY"),  # noqa: E501
        ),
    ),
    Form(
        id="hours",
        title="Hours and patience",
        why="When nobody is asked anything, and how long a silence is waited out. Weekends and holidays never count.",
        fields=(
            Field(table="quiet", key="from", label="Quiet from", kind="time"),
            Field(table="quiet", key="to", label="until", kind="time"),
            Field(table="patience", key="remind", label="From a question to its one reminder", kind="number", unit="working days"),  # noqa: E501
            Field(table="patience", key="lapse", label="From the reminder to letting it go", kind="number", unit="working days"),  # noqa: E501
            Field(table="patience", key="outcome", label="From the introduction to “did you meet?”", kind="number", unit="working days"),  # noqa: E501
            Field(table="patience", key="close", label="From there to letting it rest", kind="number", unit="working days"),  # noqa: E501
            Field(table="debrief", key="days", label="After a meeting, ask what came up for", kind="number", unit="days"),  # noqa: E501
        ),
    ),
    Form(
        id="messages",
        title="Messages",
        why="How they sound, and where one waits for you once you have approved it.",
        fields=(
            Field(table="drafts", key="tone", label="Tone", kind="choice", options=lambda config: [("warm", "warm"), ("brief", "brief")]),  # noqa: E501
            Field(table="drafts", key="deliver_to", label="Approved messages go into", kind="choice", options=_boxes),
            Field(table="drafts", key="send", label="Send them at once when I approve them", kind="check", hint="only with a mailbox that has a server for sending"),  # noqa: E501
            Field(table="incentives", key="customer", label="A customer whose word led to business gets", hint="such as a bottle of wine; empty: thanks"),  # noqa: E501
            Field(table="incentives", key="former_customer", label="A former customer gets"),
            Field(table="incentives", key="friend", label="A friend gets"),
            Field(table="incentives", key="family", label="Family gets"),
        ),
    ),
    Form(
        id="reading",
        title="Reading, and what it does by itself",
        why="How sure it has to be before it asks you, and when it works while you do something else.",
        fields=(
            Field(table="reading", key="precision", label="Ask me", kind="share", options=_precisions),
            Field(table="reading", key="since", label="Nothing older than", kind="day", hint="empty: everything there is"),  # noqa: E501
            Field(table="agent", key="sync_at", label="Read everything each day at", kind="time"),
            Field(table="agent", key="replies_every", label="Look for replies every", kind="number", unit="minutes; 0: only with the daily reading"),  # noqa: E501
            Field(table="agent", key="notify", label="Show a note on the desktop when a meeting is over", kind="check"),
            Field(table="agent", key="titles", label="The note may name the meeting", kind="check"),
            Field(table="agent", key="backups", label="Keep the backups of", kind="number", unit="days"),
            Field(table="digest", key="at", label="One mail a day to myself at", kind="time", hint="empty: none"),
            Field(table="digest", key="account", label="into the inbox of", kind="choice", options=_mail_accounts),
            Field(table="debrief", key="mail", label="Ask me after a meeting by a mail to myself, too", kind="check"),
        ),
    ),
)  # fmt: skip
"""Every form of the settings, in the order of the page."""


USES = (
    ("off", "no: nobody is asked"),
    ("live", "yes: ask it while reading"),
    ("batch", "only collect the questions; I exchange files"),
)
NAMES = (("hidden", "hidden: signs stand in their place"), ("shown", "shown as they are"))


def _names(config: Config) -> Options:
    accounts = [(each.name, each.name) for each in config.account]
    return [*accounts, *((each.name, each.name) for each in config.source)]


JUDGE = Form(
    id="judge",
    title="A language model as second reader",
    why="Whether one is asked, which, what it may see, and what it may cost.",
    fields=(
        Field(table="judge", key="use", label="Use it", kind="choice", options=lambda config: USES),
        Field(table="judge", key="address", label="Its address", hint="as the program or the service says, up to /v1; on this machine often http://127.0.0.1:11434/v1"),  # noqa: E501
        Field(table="judge", key="model", label="The model’s name", hint="as that program or service calls it, such as qwen3:8b"),  # noqa: E501
        Field(table="judge", key="names", label="Names of people", kind="choice", options=lambda config: NAMES, hint="what people tell is shown either way, so somebody who knows the matter may still guess who it is"),  # noqa: E501
        Field(table="judge", key="sources", label="It may see something of", kind="several", options=_names, hint="none ticked: everything that is read"),  # noqa: E501
        Field(table="judge", key="tokens_a_day", label="At most so many tokens a day", kind="number", hint="a token is about three quarters of a word, shown or written"),  # noqa: E501
        Field(table="judge", key="money_a_day", label="At most so much money a day", kind="amount", hint="by the two prices below, in their currency; it is kept only where they are right"),  # noqa: E501
        Field(table="judge", key="price_in", label="A million tokens shown to it cost", kind="amount", hint="0 where it costs nothing, as on this machine"),  # noqa: E501
        Field(table="judge", key="price_out", label="A million tokens written by it cost", kind="amount"),
    ),
)  # fmt: skip
"""The form of the second reader, which has a page of its own."""


def filled(
    form: Form, config: Config, typed: Mapping[str, str] | None = None, error: ConfigError | None = None
) -> tuple[Filled, ...]:
    """The fields of a form with what counts, or with what was `typed` and why it was refused."""
    problems = error.problems if error else ()
    return tuple(
        Filled(
            field=field,
            shown=field.shown(config) if typed is None else typed.get(field.name, ""),
            options=tuple(field.options(config)),
            problems=tuple(plainly(problem) for problem in problems if f"'{field.name}'" in problem),
        )
        for field in form.fields
    )


def plainly(problem: str) -> str:
    """A problem of the configuration without the file's name before it, and the key's."""
    said = problem.rpartition(".toml: ")[2]
    for form in (*FORMS, JUDGE):
        for field in form.fields:
            said = said.replace(f"'{field.name}'", f"“{field.label}”")
    return said[:1].upper() + said[1:]


def elsewhere(form: Form, error: ConfigError) -> tuple[str, ...]:
    """The problems that belong to no field of this form."""
    names = [f"'{field.name}'" for field in form.fields]
    return tuple(plainly(each) for each in error.problems if not any(name in each for name in names))


def changes(form: Form, config: Config, typed: Mapping[str, str]) -> dict[tuple[str, str], Any]:
    """What is to be written for a form that was sent: only what differs from what counts now."""
    found: dict[tuple[str, str], Any] = {}
    for field in form.fields:
        value, before = field.read(typed.get(field.name, "").replace("\r\n", "\n").strip()), field.value(config)
        if field.key == "addresses" and value and set(value) == set(config.user.addresses) and value[0] == before[0]:
            continue  # the accounts' addresses count without being written down
        if value != before:
            found[field.table, field.key] = value
    return found
