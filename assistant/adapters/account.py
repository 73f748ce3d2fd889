"""What accounts on the network have in common: a provider's own is one subclass of this."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Sequence
from datetime import tzinfo

from assistant.domain.accounts import AccountSettings
from assistant.domain.never_read import READ_ALL, NeverRead
from assistant.domain.people import Participant
from assistant.domain.time import Clock
from assistant.errors import SignInError
from assistant.ports import Check, Dialogue, DocumentSource, Mailbox, PeopleSource, Secrets


class NetworkAccount(ABC):
    """An `Account` without sources: a subclass says what it has. Nothing is asked of a server before it is needed.

    `zone` is where the user's days begin, `user` who they are, `addresses` are all of theirs, `never_read` is what they
    want left alone. `lays_mail` says that mails to oneself are wanted in its inbox, for which some providers want a
    permission of its own.
    """

    def __init__(
        self,
        settings: AccountSettings,
        *,
        secrets: Secrets,
        clock: Clock,
        zone: tzinfo,
        user: Participant,
        addresses: Collection[str] = (),
        never_read: NeverRead = READ_ALL,
        lays_mail: bool = False,
    ) -> None:
        self._settings = settings
        self._secrets = secrets
        self._clock = clock
        self._zone = zone
        self._user = user
        self._addresses = addresses
        self._never_read = never_read
        self._lays_mail = lays_mail

    @property
    def name(self) -> str:
        """The name that the configuration gives it."""
        return self._settings.name

    @property
    def settings(self) -> AccountSettings:
        """How it is configured; after `connect`, as it should be."""
        return self._settings

    @abstractmethod
    def connect(self, dialogue: Dialogue) -> None:
        """Sign in: say which permissions are asked for and why, then ask for them. Raises SignInError."""

    def disconnect(self) -> str:
        """Forget the password or token; gives how the permission is taken back at the provider. Raises UserError."""
        self._secrets.delete(self._secret)
        return self._revoking

    @property
    @abstractmethod
    def _secret(self) -> str:
        """The name of its password or token."""

    @property
    @abstractmethod
    def _revoking(self) -> str:
        """How the permission is taken back at the provider, in a sentence or two."""

    @abstractmethod
    def checks(self) -> Iterator[Check]:
        """Look at the connection, the sign-in, the permissions and the clock; never raises."""

    def document_sources(self) -> Sequence[DocumentSource]:
        """Its mail and its calendars, as configured."""
        return ()

    def people_sources(self) -> Sequence[PeopleSource]:
        """Its address books, where they are wanted."""
        return ()

    def mailbox(self) -> Mailbox | None:
        """Its drafts folder; None for an account without mail."""
        return None

    @property
    def _sender(self) -> Participant:
        """The user, as a sender from this account."""
        return Participant(name=self._user.name, address=self._settings.address or self._user.address)

    @property
    def _own(self) -> frozenset[str]:
        """The user's addresses as far as they are known here, lower case."""
        return frozenset(
            each.lower() for each in (self._user.address, self._settings.address, *self._addresses) if each
        )

    @property
    def _connect(self) -> str:
        """The command that signs in again."""
        return f"assistant connect {self.name}"

    def _not_connected(self) -> SignInError:
        return SignInError(f"{self.name} is not connected yet", hint=self._connect)
