"""A fake of the inbox, for tests: it keeps everything in memory."""

from datetime import timedelta

from assistant.ports import Arrived, ToOneself


class MemoryInbox:
    """An `Inbox` that holds the mails by message id. `failing` is raised at the next delivery, once, before or after
    the mail was taken.
    """

    settles = timedelta(minutes=5)

    def __init__(self) -> None:
        self.mails: dict[str, ToOneself] = {}
        self.failing: Exception | None = None
        self.loses_the_answer = False

    @property
    def name(self) -> str:
        """What the user calls the account."""
        return "memory"

    def find(self, message_id: str) -> Arrived | None:
        """The mail that was laid down under this id."""
        return Arrived(location="memory", message_id=message_id) if message_id in self.mails else None

    def deliver(self, mail: ToOneself) -> Arrived:
        """Lay the mail into the inbox; nothing happens where it lies there already. Raises what it was told to."""
        failing, self.failing = self.failing, None
        if failing is None or self.loses_the_answer:
            self.mails.setdefault(mail.message_id, mail)
        if failing is not None:
            raise failing
        return Arrived(location="memory", message_id=mail.message_id)
