"""Mails to oneself: how they are written, and the inbox that they are laid into."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from assistant.domain.digest import DailyLetter, MeetingLetter
from assistant.ports.drafts import Rendered


class DigestWriter(Protocol):
    """Writes mails to oneself from templates."""

    def write(self, letter: DailyLetter | MeetingLetter) -> Rendered:
        """The words of the mail. Raises TemplateError naming the template, the line and the reason."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ToOneself:
    """A mail to the user, from the user's own address."""

    message_id: str
    at: datetime
    words: Rendered


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrived:
    """Where a mail lies, in words, and the message id that answers to it will name."""

    location: str
    message_id: str


class Inbox(Protocol):
    """The user's own inbox. A mail is laid into it, unread; nothing is sent to anybody."""

    @property
    def name(self) -> str:
        """What the user calls the account."""

    @property
    def settles(self) -> timedelta:
        """How long after a try whose answer was lost it may take until `find` is sure to show what was laid down."""

    def find(self, message_id: str) -> Arrived | None:
        """The mail that was laid down under this id; None where there is none. Raises DeliveryError."""

    def deliver(self, mail: ToOneself) -> Arrived:
        """Lay the mail into the inbox; nothing happens where it lies there already.

        Raises DeliveryError, and UncertainError where the answer was lost.
        """
