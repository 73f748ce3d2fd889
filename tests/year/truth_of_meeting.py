"""Whom the user truly met, when first, and what was handed in at the group: counted from the ledger."""

from datetime import datetime

from assistant.domain.groups import SlipKind
from assistant.domain.replies import Label
from tests.year.ledger import Ledger


def first_contacts(ledger: Ledger, until: datetime) -> dict[str, datetime]:
    """When the user first had to do with each person, by their address, or by the name where nobody was told one.

    What machines write is no contact, nor a colleague who answers in somebody's place and is not in the books.
    `until` is when the mailbox was last looked into.
    """
    found: dict[str, datetime] = {}
    moments = [(mail.who.address, mail.at) for mail in ledger.mails.values()]
    answers = (said for said in ledger.said.values() if said.label is not Label.AUTO and said.how != "colleague")
    moments += [(said.written_from, said.at) for said in answers]
    moments += [(address, at) for at, address in (*ledger.written, *ledger.cards)]
    moments += [(each.sender.address, each.at) for each in ledger.received if each.is_mail and each.sender]
    moments += [(name, evening.at) for evening in ledger.evenings for name in evening.met]
    for who, at in moments:
        if at > until:
            continue
        found[who] = min(found.get(who, at), at)
    return found


def tally(ledger: Ledger, name: str) -> dict[str, int]:
    """What somebody of the group, or the user (""), did there."""
    slips = [slip for each in ledger.breakfasts for slip in each.slips]

    def count(kind: SlipKind, *, giver: bool = True, taker: bool = False) -> int:
        mine = (slip for slip in slips if slip.kind is kind)
        return sum((giver and slip.giver == name) or (taker and slip.taker == name) for slip in mine)

    return {
        "present": sum(not name or name in each.present for each in ledger.breakfasts),
        "given": count(SlipKind.REFERRAL),
        "received": count(SlipKind.REFERRAL, giver=False, taker=True),
        "one_to_ones": count(SlipKind.ONE_TO_ONE, taker=True),
        "testimonials": count(SlipKind.TESTIMONIAL),
        "closed": count(SlipKind.CLOSED),
        "value": sum(slip.value for slip in slips if slip.kind is SlipKind.CLOSED and slip.giver == name),
    }
