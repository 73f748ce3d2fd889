"""What the user does and for whom, in their own words: what others need to know to refer them (S22, S24)."""

from dataclasses import dataclass

from assistant.domain.people import Channel

PROFILE = "user"
"""The id of the one profile that there is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """The user as others should know them.

    `services` are ids of `nlp/topics.tsv`, `listen_for` what somebody says who needs the user, `not_for` whom they do
    not serve, `proof` one true thing that shows how they work. `channel` and `how` are how they like referrals to come,
    `thanks` is what they do with one. `telephone` and `site` may be empty.
    """

    id: str = PROFILE
    does: str = ""
    services: tuple[str, ...] = ()
    ideal_client: str = ""
    ideal_partner: str = ""
    listen_for: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    proof: str = ""
    channel: Channel = Channel.ANY
    how: str = ""
    thanks: str = ""
    telephone: str = ""
    site: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is too little to tell anybody."""
        return not (self.does.strip() and self.ideal_client.strip())
