"""How to refer the user: one page, written from their profile, to give to whoever asks (S22, S24)."""

import re
from collections.abc import Iterator

from assistant.domain.manners import phrases
from assistant.domain.people import Channel, Person
from assistant.domain.profile import PROFILE, Profile
from assistant.domain.sheets import Section, Sheet
from assistant.ports import Store

CHANNELS = {
    Channel.ANY: "",
    Channel.MAIL: "Write to both of us in one mail, once they said that they want it.",
    Channel.PHONE: "Call me first; two minutes are enough.",
    Channel.TEXT: "Send me a text message first, and I call you back.",
    Channel.IN_PERSON: "Tell me when we meet; I take it from there.",
}
"""How the user likes referrals to come, as a sentence to others."""


def profile_of(store: Store) -> Profile:
    """The user's profile; an empty one where none was written yet."""
    return store.get(Profile, PROFILE) or Profile()


def sheet(profile: Profile, user: Person) -> Sheet:
    """The page itself. What the profile does not say is left out."""
    lead = ", ".join(filter(None, (user.organisation, ", ".join(profile.area))))
    reach = " · ".join(filter(None, (user.address, profile.telephone, profile.site)))
    how = (profile.how, "" if profile.how else CHANNELS[profile.channel])
    sections = (
        ("What I do", (profile.does,), False),
        ("Whom I help best", (profile.ideal_client,), False),
        ("You may hear them say", tuple(f"“{_bare(words)}”" for words in profile.listen_for), True),
        ("Whom I am not for", profile.not_for, True),
        ("How I work", (profile.proof,), False),
        ("Whom else I like to meet", (profile.ideal_partner,), False),
        ("How to go about it", ("Ask them first: “is that something you would like help with?”", *how), True),
        ("What I do when you send somebody", (profile.thanks,), False),
        ("Where to find me", (reach,), False),
    )
    kept = ((heading, tuple(filter(None, map(str.strip, lines))), is_list) for heading, lines, is_list in sections)
    return Sheet(
        title=f"How to refer {user.name}",
        lead=lead,
        parts=tuple(Section(heading=head, lines=lines, is_list=is_list) for head, lines, is_list in kept if lines),
    )


def salesy(profile: Profile) -> list[str]:
    """The words of a profile that sound like selling (S7), in order, each once."""
    texts = (profile.does, profile.ideal_client, profile.proof, profile.how, profile.thanks, *profile.listen_for)
    return list(dict.fromkeys(match.group() for text in texts for match in _found(text)))


def _found(text: str) -> Iterator[re.Match[str]]:
    yield from phrases.matches(phrases.SELLING, text)


def _bare(words: str) -> str:
    return words.strip().strip("“”\"'")
