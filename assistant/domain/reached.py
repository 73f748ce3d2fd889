"""Who is reached by a mail or sits in a meeting: the person, or the house behind a mailbox that several share."""

import re
from collections.abc import Collection, Iterable

from assistant.domain.ids import fold
from assistant.domain.people import Participant, natural

RULE = "1"
"""The version of these rules; with another one, what was derived by the old ones is derived again."""

CROWD = 10
"""The most people whom a mail may go to, or who may be in a meeting, for it to be between the user and each of them."""

SHARED = frozenset(
    [
        "accounts",
        "admin",
        "billing",
        "bookings",
        "contact",
        "enquiries",
        "hello",
        "help",
        "hr",
        "info",
        "inquiries",
        "jobs",
        "kontakt",
        "mail",
        "marketing",
        "office",
        "orders",
        "post",
        "reception",
        "sales",
        "secretary",
        "service",
        "support",
        "team",
    ]
)
"""What stands before the @ of a mailbox that several people read and write from."""

_LETTERS = 3  # of a word that may be the house's name


def is_shared(address: str) -> bool:
    """Whether several people may stand behind the address."""
    return address.partition("@")[0].partition("+")[0] in SHARED


def touch_key(who: Participant) -> str:
    """What a touch is kept under: the address, or the folded name where there is none.

    Behind a shared mailbox it is the full name of whoever writes from it, unless that is the name of the house.
    """
    address, name = who.address.strip().lower(), fold(natural(who.name))
    if not address:
        return name
    if " " in name and is_shared(address) and not _is_house(name, address):
        return name
    return address


def own_address(address: str) -> str:
    """An address of the user's as it is compared: lower case, and without what stands after a plus."""
    local, at, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def own_addresses(user: Iterable[str]) -> frozenset[str]:
    """Those of the user's names that are addresses, as they are compared."""
    return frozenset(own_address(name) for name in user if "@" in name)


def touched_by(author: Participant, listeners: Collection[Participant], own: Collection[str]) -> tuple[str, ...]:
    """Whom a mail between the user and others touches: `<key` wrote it to the user, `>key` was written to by the user.

    `own` are the user's addresses as `own_addresses` gives them. Nobody is touched by a mail to more than `CROWD`, nor
    by one of which the user and they are only two readers.
    """
    readers = {who.address.strip().lower(): who for who in listeners if who.address.strip()}
    if not author.address.strip() or len(readers) > CROWD:
        return ()
    others = [who for address, who in readers.items() if own_address(address) not in own]
    if own_address(author.address) in own:
        return tuple(dict.fromkeys(f">{touch_key(who)}" for who in others))
    return (f"<{touch_key(author)}",) if len(others) < len(readers) else ()


def _is_house(name: str, address: str) -> bool:
    domain = fold(address.partition("@")[2]).replace(" ", "")
    return any(len(word) >= _LETTERS and word in domain for word in re.split(" ", name))
