"""The second reader: what a language model was asked, what it answered, and what that has cost."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from assistant.domain.counted import counted
from assistant.domain.replies import Label, Understood
from assistant.domain.time import aware

HOUSE = ("localhost", "127.0.0.1", "::1")
A_MILLION = 1_000_000
SECONDED, ALONE = 0.95, 0.6
FRUITFUL = (Label.YES, Label.HAND_OFF, Label.WON)  # what somebody would gain by, who can talk a model round
CHARACTERS_A_TOKEN = 3.5  # of English, as a cautious guess where a server does not count


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgeSettings:
    """Whether and how a language model is asked.

    `use`: "off" asks nobody, "live" asks the server at `address` for `model`, "batch" only collects the questions.
    `tokens_a_day` and `money_a_day` are what it may use; the prices are for a million tokens. `seconds` is how long one
    answer may take, `minutes` how long all of a pass may, `at_once` how many are asked at a time. It may see what comes
    from the `sources` named, all where none is; with `names` hidden it sees signs in place of people.
    """

    use: Literal["off", "live", "batch"] = "off"
    address: str = ""
    model: str = ""
    tokens_a_day: int = 500_000
    money_a_day: float = 1.0
    price_in: float = 0.0
    price_out: float = 0.0
    seconds: int = 60
    minutes: int = 20
    at_once: int = 4
    sources: tuple[str, ...] = ()
    names: Literal["hidden", "shown"] = "hidden"

    @property
    def host(self) -> str:
        """The machine that is asked; empty where it is none or not to be read."""
        try:
            return urlsplit(self.address).hostname or ""
        except ValueError:
            return ""

    @property
    def place(self) -> str:
        """Whom a key of the server is meant for: its scheme, host and port; empty where there is no address."""
        try:
            parts = urlsplit(self.address)
            return f"{parts.scheme}://{parts.hostname}:{parts.port or ''}" if parts.hostname else ""
        except ValueError:
            return ""

    @property
    def is_at_home(self) -> bool:
        """Whether what is asked stays on this machine."""
        return self.host in HOUSE

    def faults(self, known: Collection[str]) -> Iterator[str]:
        """What does not go together; `known` are the names of the accounts and sources that are read."""
        if self.use == "live":
            for key in ("address", "model"):
                if not getattr(self, key):
                    yield f"'judge.{key}' is missing: without it no language model can be asked"
        if self.address.startswith("http:") and not self.is_at_home:
            yield "'judge.address' leads out of this machine unencrypted: it must begin with https://"
        for name in self.sources:
            if name not in known:
                yield f"'judge.sources' holds '{name}': no account or source is called so"

    def sees(self, source: str) -> bool:
        """Whether documents of this source may be shown; an account's mail and calendar are sources of their own."""
        return not self.sources or any(source == name or source.startswith(f"{name} ") for name in self.sources)

    @property
    def leads_out(self) -> bool:
        """Whether what is asked leaves this machine."""
        return self.use == "live" and bool(self.host) and not self.is_at_home

    def money(self, tokens_in: int, tokens_out: int) -> float:
        """What so many tokens cost."""
        return (tokens_in * self.price_in + tokens_out * self.price_out) / A_MILLION


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One question about one document, and its answer, which is empty while it waits for one.

    `prompt_id` is a digest of all that is shown: the same words are never asked twice. `about` is "mentions", "reply"
    or "match", `ref` the document's id or the words' digest, `question` all that is needed to put it again and to take
    its answer; it is emptied when that is done. `by` names who answered, `why` what was wrong with the last answer.
    """

    id: str
    prompt_id: str
    about: str
    ref: str
    question: str = ""
    asked_at: datetime
    answer: str = ""
    by: str = ""
    why: str = ""
    waits: bool = True

    def __post_init__(self) -> None:
        aware(self.asked_at)

    def answered(self, answer: str, by: str) -> "Asked":
        """The same with its answer, which is still to be acted on."""
        return replace(self, answer=answer, by=by, why="")

    def settled(self) -> "Asked":
        """The same, done with: only its answer is kept."""
        return replace(self, question="", waits=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Spent:
    """What was asked on one day, `id`: YYYY-MM-DD. `known` were answered before, `unfit` had no usable answer.

    `documents` were read, of which `judged` were worth a question. `stopped` says why the last pass of the day asked no
    more; empty where it asked all.
    """

    id: str
    questions: int = 0
    answered: int = 0
    known: int = 0
    unfit: int = 0
    documents: int = 0
    judged: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    money: float = 0.0
    stopped: str = ""

    @property
    def tokens(self) -> int:
        """Both ways."""
        return self.tokens_in + self.tokens_out

    def __add__(self, other: "Spent") -> "Spent":
        """Both together, as of this day."""
        return Spent(
            id=self.id,
            questions=self.questions + other.questions,
            answered=self.answered + other.answered,
            known=self.known + other.known,
            unfit=self.unfit + other.unfit,
            documents=self.documents + other.documents,
            judged=self.judged + other.judged,
            tokens_in=self.tokens_in + other.tokens_in,
            tokens_out=self.tokens_out + other.tokens_out,
            money=self.money + other.money,
            stopped=other.stopped or self.stopped,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgeReport:
    """How the second reader is configured, how many questions wait, and what was asked on each of the last `days`."""

    use: str
    address: str
    model: str
    names: str
    waiting: int
    days: tuple[dict[str, str | int | float], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgeNote:
    """What a pass has asked a language model: how many questions were `answered` and how many had no usable answer.

    `caught_up` of the answered ones had waited since earlier passes, `waiting` still do. `stopped` says why no more
    were asked; empty where all were.
    """

    answered: int = 0
    unfit: int = 0
    tokens: int = 0
    money: float = 0.0
    waiting: int = 0
    caught_up: int = 0
    stopped: str = ""

    @property
    def words(self) -> str:
        """All of it in a line, for people."""
        parts = [f"{counted(self.answered, 'question')} answered"]
        parts += [f"{self.caught_up} of them had waited"] if self.caught_up else []
        parts += [f"{self.unfit} without a usable answer"] if self.unfit else []
        parts += [f"{self.tokens:,} tokens"] if self.tokens else []
        parts += [f"{self.money:.2f} of money"] if self.money >= 0.005 else []
        parts += [f"{self.waiting} wait"] if self.waiting else []
        return ", ".join(parts) + (f": {self.stopped}; reading went on without it" if self.stopped else "")


def weighed(trained: Understood, judged: Understood) -> Understood:
    """What a reply says by two readers, of whom the second can be talked round by what it reads.

    Its word decides what is understood, but never by itself that somebody agrees, names another or is glad of the
    result, and never against a plain yes: there it is said with so little confidence (`ALONE`) that the user is asked.
    """
    agree = trained.label is judged.label and judged.hand_off in ("", trained.hand_off)
    if agree:
        confidence = trained.confidence if judged.label in FRUITFUL else max(trained.confidence, SECONDED)
    else:
        confidence = ALONE if trained.label is Label.YES or judged.label in FRUITFUL else SECONDED
    return Understood(
        label=judged.label,
        confidence=confidence,
        quote=judged.quote or trained.quote,
        until=judged.until or (trained.until if agree else None),
        hand_off=judged.hand_off or (trained.hand_off if agree else ""),
    )


def guessed_tokens(text: str) -> int:
    """How many tokens a text has, rather too many than too few."""
    return int(len(text) / CHARACTERS_A_TOKEN) + 1
