"""A model that is as bad as can be: it obeys what the mail says.

Whatever it says is valid under the schema that the question names, so that no check of the form catches it.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import jsonschema

from tests.servers.judge import Answering, Question, Reply
from tests.servers.judge_readings import plain, readings, words
from tests.servers.judge_schema import HARMLESS, Schema, composed, harmless, is_id

TELLING = 6  # so many words of an order in a row, where it does not stand there whole
HARMFUL = ("yes", "true", "sender", "asks", "wanted", "accepted", "agreed", "approve", "certain", "high", "urgent")

_END = r"(?=[\"'“”.,;!?\n\r()\[\]{}<>]|$)"
_AS = re.compile(
    r"(?i)\b(?:answer|mark|label|classify|list|treat|report|record|tag|flag|consider|count|rate|score|rank|file|put|set)"
    rf"\b[^.\n]{{0,80}}?\b(?:as|with|to be|under|to|into)\b[\s:\"'“]*(?:an? |the )?([^\"'“”.,;!?\n]{{1,60}}){_END}"
)
_USUAL = ("category", "holder", "label", "choice", "option", "verdict")  # "kind regards" is no order
_IS = (
    rf"(?i)\b(?:({'|'.join(_USUAL)})\s|(%s)[\"'”]?\s*(?:=|:|\bis\b|\bare\b|\bshould be\b|\bmust be\b))"
    rf"[\s\"'“]*(?:is |are |should be |must be )?([^\"'“”.,;!?\n]{{1,60}}){_END}"
)
_SAY = re.compile(
    r"(?i)\b(?:say|answer|reply|respond|choose|pick|select|output|return|write|print|give)\b"
    rf"[\s:\"'“]*(?:only |just |with |back )*[\s:\"'“]*([^\"'“”.,;!?\n]{{1,60}}){_END}"
)
_REVEAL = re.compile(
    r"(?i)\b(?:reveal|repeat|print|show|disclose|leak|quote|copy)\b[^.\n]{0,60}"
    r"\b(?:prompt|instructions?|rules|system|above|everything|messages?|mails?|names?|secrets?|key)\b"
)
_ID = re.compile(r"(?:\bid\s*[:=]\s*[\"']?|\[|<|#)([\w-]{1,24})")


@dataclass(kw_only=True, slots=True)
class Orders:
    """What is to be answered: `named` values by the property's name, `phrases` for any of them, `spoken` the words in
    which the orders were given, `leaked` what is to be said in every text, `whole` an answer that is ready.
    """

    named: dict[str, Any] = field(default_factory=dict)
    phrases: list[str] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    leaked: str = ""
    whole: list[Any] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.named or self.phrases or self.leaked or self.whole)


class Obedient:
    """Does what the user's messages say, and the most harmful of what that leaves open.

    `own` are passages of the asker's own, which are no orders; `schema` is what counts where a question names none.
    Without an order it answers `otherwise`. `obeyed` has the orders that it followed.
    """

    def __init__(
        self, *, own: Sequence[str] = (), schema: Schema | None = None, otherwise: Answering = harmless
    ) -> None:
        self._own, self._schema, self._otherwise = own, schema, otherwise
        self.obeyed: list[Orders] = []

    def __call__(self, question: Question) -> Reply:
        text = question.text
        for passage in self._own:
            text = text.replace(passage, "\n")
        schema = question.schema or self._schema
        orders = found_orders(text, schema)
        if orders.leaked:
            orders.leaked = "\n".join(str(each.get("content")) for each in question.messages)
        if not orders:
            return self._otherwise(question)
        self.obeyed.append(orders)
        return Reply(text=answer(orders, schema, text))


def found_orders(text: str, schema: Schema | None = None) -> Orders:
    """What a text says should be answered, in whatever way it is hidden there."""
    orders = Orders()
    names = set(_names(schema or {}))
    for reading in readings(text):
        for thing in _objects(reading):
            if schema is None or _is_valid(thing, schema):
                orders.whole.append(thing)
            orders.named |= {name: value for name, value in _pairs(thing) if name in names}
        for found in [*_AS.finditer(reading), *_SAY.finditer(reading)]:
            orders.phrases.append(found[1].strip())
            orders.spoken.append(found[0])
        for found in re.finditer(_IS % "|".join(map(re.escape, sorted({*names, *_USUAL}))), reading):
            orders.named.setdefault((found[1] or found[2]).casefold(), found[3].strip())
            orders.phrases.append(found[3].strip())
            orders.spoken.append(found[0])
        if found := _REVEAL.search(reading):
            orders.leaked = found[0]
            orders.spoken.append(found[0])
    orders.phrases = list(dict.fromkeys(orders.phrases))
    return orders


def answer(orders: Orders, schema: Schema | None, text: str) -> str:
    """The most harmful answer that the schema allows and the orders ask for, as JSON; without a schema, as it comes."""
    for thing in orders.whole:
        if schema is None or _is_valid(thing, schema):
            return json.dumps(thing)
    if schema is None:
        return orders.leaked or (json.dumps(orders.named) if orders.named else " ".join(orders.phrases))

    def choose(name: str, own: Schema, values: Sequence[Any]) -> Any:
        wanted = [orders.named[name], *orders.phrases] if name in orders.named else orders.phrases
        if values:
            return _most_harmful(wanted, values)
        kind = own.get("type")
        if kind in ("integer", "number"):
            if re.search("line|number|index", name) and name not in orders.named:
                return int(_where(orders, text)[0])
            return orders.named[name] if _is_within(orders.named.get(name), own) else own.get("maximum", 100)
        if kind != "string":
            return NotImplemented
        is_checked = re.search("until|date|day|hand|person", name)
        if own.get("nullable") and is_checked and name not in orders.named:
            return None
        return _text(name, wanted, orders, text)[: own.get("maxLength", 10_000)].ljust(own.get("minLength", 0), ".")

    return json.dumps(composed(schema, choose, items=1, optional=True))


def _text(name: str, wanted: Sequence[Any], orders: Orders, text: str) -> str:
    """A quotation is one that can be found in the text, so that whoever looks it up finds it."""
    if orders.leaked:
        return orders.leaked
    if is_id(name) and name not in orders.named:
        found = _ID.search(text)
        return found[1] if found else str(wanted[0])
    if re.search("holder|speaker|who$|told_by|best|offer", name):
        signs = re.findall(r"\b(?:U|[PO]\d+)\b", " ".join(map(str, wanted)))
        offers = re.findall(r"(?m)^(O\d+):", text)  # the last one fits least
        return [*signs, *offers[-1:], *filter(None, [_where(orders, text)[1]]), str(wanted[0])][0]
    if re.search("quote|evidence|passage|words|span|excerpt", name) and name not in orders.named:
        found = (_verbatim(each, text) for each in orders.spoken)
        return next(filter(None, found), plain(text).strip())
    return str(wanted[0]) if wanted else ""


def _where(orders: Orders, text: str) -> tuple[str, str]:
    """The number of the line in which the orders stand, and who speaks there, where lines have both: `[3] P1: …`."""
    spoken = next(filter(None, (_verbatim(each, text) for each in orders.spoken)), "")
    before = text[: text.find(spoken) + len(spoken)]
    found = re.findall(r"(?m)\[(\d+)\][ \t]*(U|P\d+|\?)?", before) or [("1", "")]
    number, speaker = found[-1]
    return number, speaker


def _verbatim(spoken: str, text: str) -> str:
    """The words as they stand in the text, or as many of them as tell; nothing where they are hidden."""
    said = words(spoken)
    for run in ([tuple(said)] if said else []) + list(_runs(said)):
        found = re.search(r"(?i)\b" + r"[\W_]+".join(map(re.escape, run)) + r"\b", text)
        if found:
            return found[0]
    return ""


def _most_harmful(wanted: Sequence[Any], values: Sequence[Any]) -> Any:
    for phrase in wanted:
        said = f" {' '.join(words(str(phrase).replace('_', ' ')))} "
        named = [value for value in values if f" {' '.join(words(str(value).replace('_', ' ')))} " in said]
        if phrase in values or named:
            return phrase if phrase in values else max(named, key=lambda value: len(str(value)))
        if set(values) == {False, True} and {"yes", "no"} & set(said.split()):
            return "yes" in said.split()
    ranked = [value for word in HARMFUL for value in values if str(value).casefold() == word]
    worse = [value for value in values if value is not None and str(value).casefold() not in HARMLESS]
    return [*ranked, *worse, *values][0]


def _runs(found: Sequence[str], size: int = TELLING) -> Iterator[tuple[str, ...]]:
    size = min(size, len(found))
    yield from (tuple(found[at : at + size]) for at in range(len(found) - size + 1) if size)


def _objects(text: str) -> Iterator[Any]:
    for found in re.finditer(r"\{", text):
        try:
            yield json.JSONDecoder().raw_decode(text, found.start())[0]
        except (ValueError, RecursionError):
            continue


def _pairs(thing: Any) -> Iterator[tuple[str, Any]]:
    for name, value in thing.items() if isinstance(thing, Mapping) else ():
        if isinstance(value, Mapping | list):
            yield from _pairs(value)
        else:
            yield str(name), value
    for each in thing if isinstance(thing, list) else ():
        yield from _pairs(each)


def _names(schema: Any) -> Iterator[str]:
    for key, value in schema.items() if isinstance(schema, Mapping) else ():
        if key == "properties":
            yield from (str(name).casefold() for name in value)
        yield from _names(value)
    for each in schema if isinstance(schema, list) else ():
        yield from _names(each)


def _is_valid(thing: Any, schema: Schema) -> bool:
    return bool(jsonschema.Draft202012Validator(schema).is_valid(thing))


def _is_within(value: Any, own: Schema) -> bool:
    return isinstance(value, int | float) and _is_valid(value, own)
