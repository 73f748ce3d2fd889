"""Words of thanks for a referral, and what came of it, to say or to send oneself (S23, S24)."""

from dataclasses import dataclass
from urllib.parse import quote

from assistant.domain.people import Channel, Person
from assistant.domain.referrals import Referral, ReferralState
from assistant.domain.time import day

HOW = {
    Channel.PHONE: "They like a call better than a mail. You could say:",
    Channel.TEXT: "They like a text message best. You could write:",
    Channel.IN_PERSON: "They like to hear it in person. You could say:",
}
"""How somebody likes to hear, before the words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What to say to whoever sent somebody.

    `how` is how they like to hear it, in words; empty where a mail will do.
    """

    subject: str
    text: str
    how: str
    address: str

    @property
    def mail(self) -> str:
        """A link that opens the user's own mail program with it; nothing is sent by that.

        Empty where they like to hear it otherwise, or have no address.
        """
        if self.how or not self.address:
            return ""
        return f"mailto:{quote(self.address)}?subject={quote(self.subject)}&body={quote(self.text)}"


def words_for(referral: Referral, sender: Person, who: Person, *, signature: str) -> Words:
    """Thanks while it is unthanked, else what came of it. Nothing is told of the business of whoever was sent."""
    came = {
        ReferralState.WON: f"{who.name} and I work together now.",
        ReferralState.LOST: "It did not come to anything this time, which takes nothing from my thanks.",
    }.get(referral.state, "I will tell you what comes of it.")
    if referral.thanked_at is None:
        subject = "Thank you for thinking of me"
        lines = [f"thank you for sending {who.name} to me. It means a lot that you thought of me.", came]
    else:
        subject = f"What came of {who.name}"
        lines = [f"you sent {who.name} to me on {day(referral.at)}, and I want you to know what came of it.", came]
        lines += ["Thank you again."] if referral.state is ReferralState.WON else []
    likes = sender.preferences.channel
    letter = "\n\n".join((f"Hello {sender.first_name},", " ".join(lines), signature))
    spoken = " ".join((f"Hello {sender.first_name},", *lines))
    return Words(
        subject=subject,
        text=spoken if likes in HOW else letter,
        how=HOW.get(likes, ""),
        address=sender.address,
    )
