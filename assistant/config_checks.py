"""What is well-formed in a configuration but makes no sense, key by key."""

import difflib
import re
import zoneinfo
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from assistant.toml_tables import Checks


def _name(name: str) -> Iterator[str]:
    if not name.strip():
        yield "'user.name' is empty: your messages are signed with it"


def _addresses(addresses: tuple[str, ...]) -> Iterator[str]:
    if not addresses:
        yield "'user.addresses' is empty: your own addresses tell your words from other people's"
    for address in addresses:
        if "@" not in address:
            yield f"'user.addresses' holds {address!r}, which is no mail address"


def _timezone(name: str) -> Iterator[str]:
    try:
        zoneinfo.ZoneInfo(name or "UTC")
    except (LookupError, ValueError, OSError):
        near = difflib.get_close_matches(name, sorted(zoneinfo.available_timezones()), 1)
        yield f"'user.timezone' is '{name}': that is no time zone; " + (
            f"did you mean '{near[0]}'?" if near else "write it like 'Europe/London'"
        )


def _country(code: str) -> Iterator[str]:
    if code and not (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):
        yield f"'user.country' is '{code}': write it in two capital letters, such as 'GB'"


def _currency(code: str) -> Iterator[str]:
    if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        yield f"'practice.currency' is '{code}': write it in three capital letters, such as 'EUR'"


def _clock(key: str, *, may_be_empty: bool = False) -> Callable[[str], Iterator[str]]:
    def check(at: str) -> Iterator[str]:
        if at == "" and may_be_empty:
            return
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", at):
            yield f"'{key}' is '{at}': write it like '18:00'"

    return check


def _precision(value: float) -> Iterator[str]:
    if not 0.5 <= value <= 0.98:
        yield f"'reading.precision' is {value}: it must lie between 0.5 and 0.98"


def _days(value: int) -> Iterator[str]:
    if value < 1:
        yield f"'debrief.days' is {value}: it must be at least 1"


def _between(key: str, least: int, most: int) -> Callable[[int], Iterator[str]]:
    def check(value: int) -> Iterator[str]:
        if not least <= value <= most:
            yield f"'{key}' is {value}: it must lie between {least} and {most}"

    return check


def _money(key: str) -> Callable[[float], Iterator[str]]:
    def check(value: float) -> Iterator[str]:
        if not 0 <= value < 1_000_000:  # not a number is no amount either
            yield f"'{key}' is {value}: it must be an amount of money"

    return check


def _senders(senders: tuple[str, ...]) -> Iterator[str]:
    for sender in senders:
        if "@" not in sender.strip()[1:-1]:
            yield f"'never_read.senders' holds {sender!r}, which is no mail address; whole domains go into 'domains'"


def _domains(domains: tuple[str, ...]) -> Iterator[str]:
    for domain in domains:
        if not domain.strip("@. ") or "@" in domain.strip()[1:] or " " in domain.strip():
            yield f"'never_read.domains' holds {domain!r}: write it like \"lawfirm.example\""


def _words(words: tuple[str, ...]) -> Iterator[str]:
    if not all(word.strip() for word in words):
        yield "'never_read' holds an empty text, which would forbid everything"


def is_web_address(text: str) -> bool:
    """Whether it is one, or none is given."""
    try:
        parts = urlsplit(text.replace("{host}", "host"))
        return not text or (parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0)
    except ValueError:  # such as a port that is no number
        return False


CHECKS: Checks = {
    "user.name": _name,
    "user.addresses": _addresses,
    "user.timezone": _timezone,
    "user.country": _country,
    "quiet.from": _clock("quiet.from"),
    "quiet.to": _clock("quiet.to"),
    "reading.precision": _precision,
    "never_read.folders": _words,
    "never_read.senders": _senders,
    "never_read.domains": _domains,
    "never_read.words": _words,
    "debrief.days": _days,
    "page.port": _between("page.port", 1, 65535),
    "page.session_days": _between("page.session_days", 1, 365),
    "agent.sync_at": _clock("agent.sync_at"),
    "agent.replies_every": _between("agent.replies_every", 0, 1440),
    "agent.backups": _between("agent.backups", 0, 365),
    "digest.at": _clock("digest.at", may_be_empty=True),
    "patience.remind": _between("patience.remind", 1, 90),
    "patience.lapse": _between("patience.lapse", 1, 90),
    "patience.outcome": _between("patience.outcome", 1, 90),
    "patience.close": _between("patience.close", 1, 90),
    "practice.check_ins": _between("practice.check_ins", 1, 100),
    "practice.half_life": _between("practice.half_life", 1, 3650),
    "practice.currency": _currency,
    "judge.tokens_a_day": _between("judge.tokens_a_day", 0, 1_000_000_000),
    "judge.money_a_day": _money("judge.money_a_day"),
    "judge.price_in": _money("judge.price_in"),
    "judge.price_out": _money("judge.price_out"),
    "judge.seconds": _between("judge.seconds", 1, 3600),
    "judge.minutes": _between("judge.minutes", 1, 1440),
    "judge.at_once": _between("judge.at_once", 1, 32),
}
"""What is well-formed but makes no sense, key by key."""
