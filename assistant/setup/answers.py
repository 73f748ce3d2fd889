"""What people type when they are asked for something: read kindly, or refused with what would have been right.

Every function takes one line as it was typed, and raises UserError with words for whoever typed it.
"""

import difflib
import os
import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote
from zoneinfo import ZoneInfo, available_timezones

from assistant.errors import UserError

_ADDRESS = re.compile(r"[^@\s<>()\[\]\"',;:\\]+@[^@\s<>()\[\]\"',;:\\.]+(\.[^@\s<>()\[\]\"',;:\\.]+)+")
_DAYS = ("%Y-%m-%d", "%d %b %Y", "%d %B %Y", "%d.%m.%Y", "%b %d %Y", "%B %d %Y")
ALL = ("all", "everything")


def clean(text: str) -> str:
    """`text` on one line, without signs that nobody sees and spaces that nobody meant."""
    return " ".join("".join(sign for sign in text if sign.isprintable() or sign.isspace()).split())


def required(text: str) -> str:
    """A line that holds something."""
    if found := clean(text):
        return found
    raise UserError("this one is needed")


def addresses(text: str) -> tuple[str, ...]:
    """One or more mail addresses, with commas, semicolons or spaces between; `Ann <ann@firm.example>` is one too."""
    found: list[str] = []
    for part in re.split(r"[,;]", clean(text)):
        within = re.findall(r"<([^<>]*)>", part) or part.split()
        found += [each.strip("<>\"'").removeprefix("mailto:").rstrip(".") for each in within]
    if wrong := [each for each in found if not _ADDRESS.fullmatch(each)]:
        raise UserError(f"“{wrong[0]}” is no mail address", hint="it looks like you@yourfirm.com")
    if not found:
        raise UserError("a mail address is needed", hint="it tells your own words from other people's")
    once: dict[str, str] = {}
    for each in found:
        once.setdefault(each.lower(), each)
    return tuple(once.values())


def address(text: str) -> str:
    """One mail address."""
    found = addresses(text)
    if len(found) > 1:
        raise UserError("that is more than one address", hint="one at a time: you can connect the others afterwards")
    return found[0]


def place(text: str) -> Path:
    """A file or folder that is there, as it is typed, pasted, or dragged into the window."""
    typed = "".join(sign for sign in text if sign.isprintable()).strip()
    if len(typed) > 1 and typed[0] == typed[-1] and typed[0] in "'\"":
        typed = typed[1:-1]
    if typed.startswith("file://"):
        typed = unquote(re.sub("^file://[^/]*", "", typed))
        typed = typed.lstrip("/") if os.name == "nt" else typed
    if not typed:
        raise UserError("a file or folder is needed")
    spellings = [typed]
    if os.name != "nt":  # a terminal writes a backslash before each space of what is dragged into it
        spellings.append(re.sub(r"\\(.)", r"\1", typed))
    for spelling in spellings:
        try:
            path = Path(spelling).expanduser().absolute()
            if path.exists():
                return path
        except (RuntimeError, OSError, ValueError):  # "~nobody", or a name that no disk takes
            continue
    raise UserError(
        f"{typed} is not there",
        hint="write the whole path; in a terminal, you can drag the file into the window instead",
    )


def number(text: str, options: Sequence[str]) -> int:
    """Which of the options, from 0: by its number, or by a word that is in no other."""
    typed = clean(text).rstrip(".)").casefold()
    if typed.isdecimal() and 1 <= int(typed) <= len(options):
        return int(typed) - 1
    fitting = [index for index, option in enumerate(options) if typed in option.casefold()]
    if len(fitting) == 1 and len(typed) > 2:
        return fitting[0]
    raise UserError(f"please type a number from 1 to {len(options)}")


def numbers(text: str, count: int) -> tuple[int, ...]:
    """Some of `count` things, from 0, as in `1, 3` or `2-4` or `all`."""
    typed = clean(text).casefold()
    if typed in ALL:
        return tuple(range(count))
    found: list[int] = []
    for part in re.split(r"[\s,;]+|\band\b", re.sub(r"\s*[-–]\s*", "-", typed)):
        first, dash, last = part.partition("-")
        if not part:
            continue
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise UserError(f"“{part}” is no number", hint="numbers with commas between, such as 1, 3")
        low, high = int(first), int(last or first)
        if not 1 <= low <= high <= count:
            raise UserError(f"please type numbers from 1 to {count}, such as 1, 2")
        found += range(low - 1, high)
    if not found:
        raise UserError(f"please type numbers from 1 to {count}, such as 1, 2")
    return tuple(dict.fromkeys(found))


def day(text: str, today: date) -> date | None:
    """A day that has come: as a date, or as so many days ago; None for `all`."""
    typed = clean(text).casefold().replace(",", "")
    if typed in ALL:
        return None
    if found := re.fullmatch(r"(\d{1,5})( days?( ago| back)?)?", typed):
        try:
            return today - timedelta(days=int(found[1]))
        except OverflowError:
            return None
    for pattern in _DAYS:
        try:
            chosen = datetime.strptime(typed, pattern).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
        if chosen > today:
            raise UserError(f"{chosen} has not come yet")
        return chosen
    raise UserError(
        f"“{clean(text)}” is no day", hint=f"write it like {today:%Y-%m-%d}, or as a number of days, or all"
    )


def zone(text: str) -> str:
    """The name of a time zone, from that name or a city's."""
    typed = clean(text).replace(" ", "_")
    known = available_timezones()
    try:
        if typed in known:
            return ZoneInfo(typed).key
    except (ValueError, OSError):
        pass
    by_name = {name.casefold(): name for name in sorted(known)}
    by_city = {name.casefold().rpartition("/")[2]: name for name in sorted(known, reverse=True) if "/" in name}
    if found := by_name.get(typed.casefold()) or by_city.get(typed.casefold()):
        return found
    near = difflib.get_close_matches(typed.casefold(), [*by_name, *by_city], 1)
    closest = (by_name | by_city)[near[0]] if near else ""
    hint = f"did you mean {closest}?" if closest else "write the largest city in it, such as Europe/London"
    raise UserError(f"“{clean(text)}” is no time zone that is known", hint=hint)
