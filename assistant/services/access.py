"""Signing in to the page: by a link from this machine, or by the password where it is served to others."""

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock

from assistant.domain.access import INVITATION, Invitation, Session, Token, id_of
from assistant.domain.time import Clock
from assistant.errors import UserError
from assistant.ports import Secrets, Store

PASSWORD = "password of the page"  # noqa: S105  the name it is kept by
SHORTEST = 12  # characters of a password: it is all that stands between the network and the mail
LONGEST = 200
_COST = {"n": 2**15, "r": 8, "p": 1, "maxmem": 2**26}  # RFC 7914's for signing in: 32 MiB, a tenth of a second
TRIES, WITHIN = 10, timedelta(minutes=15)
REMEMBERED = 10_000  # places that tried


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """Lets browsers and programs in. `stay` is for how long a browser stays signed in without coming back."""

    store: Store
    clock: Clock
    secrets: Secrets
    stay: timedelta

    def invite(self) -> str:
        """The secret of a link that signs one browser in, once, within ten minutes."""
        now, secret = self.clock(), secrets.token_urlsafe(32)
        with self.store.transaction():
            for old in list(self.store.find(Invitation)):
                if old.until < now:
                    self.store.delete(Invitation, old.id)
            self.store.put(Invitation(id=id_of(secret), until=now + INVITATION))
        return secret

    def accept(self, invitation: str, browser: str) -> str | None:
        """The secret of a new session for a link's secret; None where the link is used up or too old."""
        now = self.clock()
        with self.store.transaction():
            known = self.store.get(Invitation, id_of(invitation))
            if known is None:
                return None
            self.store.delete(Invitation, known.id)
            return self._open(browser) if now <= known.until <= now + INVITATION else None

    def sign_in(self, password: str, browser: str) -> str | None:
        """The secret of a new session for the password; None where that is another one, or there is none."""
        kept = self.secrets.get(PASSWORD)
        if not kept or not _is(password, kept):
            return None
        return self._open(browser)

    def session(self, secret: str) -> Session | None:
        """The session that a browser's secret stands for; None where it is over."""
        session = self.store.get(Session, id_of(secret)) if secret else None
        if session is None:
            return None
        now = self.clock()
        if session.is_over(now, self.stay):
            self.store.delete(Session, session.id)
            return None
        if (seen := session.seen(now)) != session:
            self.store.put(seen)
        return seen

    def sign_out(self, session: Session) -> None:
        """End one session."""
        self.store.delete(Session, session.id)

    def sign_out_everywhere(self) -> int:
        """End every session and take every link back; gives how many sessions there were."""
        with self.store.transaction():
            sessions = list(self.store.find(Session))
            for session in sessions:
                self.store.delete(Session, session.id)
            for invitation in list(self.store.find(Invitation)):
                self.store.delete(Invitation, invitation.id)
        return len(sessions)

    @property
    def has_password(self) -> bool:
        """Whether there is a password."""
        return bool(self.secrets.get(PASSWORD))

    def set_password(self, password: str) -> None:
        """Have a new password, and every browser sign in again. Raises UserError where it is too short or too long."""
        if not SHORTEST <= len(password) <= LONGEST:
            raise UserError(f"a password has {SHORTEST} to {LONGEST} characters", hint="four or five words serve well")
        salt = secrets.token_bytes(16)
        self.secrets.put(PASSWORD, f"{salt.hex()}:{_digest(password, salt)}")
        self.sign_out_everywhere()

    def remove_password(self) -> None:
        """Have no password: browsers sign in by a link from this machine alone, and those signed in stay so."""
        self.secrets.delete(PASSWORD)

    def give_token(self, name: str, *, writes: bool = False) -> str:
        """The secret of a new token for another program; it is shown once. Raises UserError without a name."""
        if not (name := " ".join(name.split())[:80]):
            raise UserError("a token needs a name, so that you know later whose it is")
        secret = f"followup_{secrets.token_urlsafe(32)}"
        self.store.put(Token(id=id_of(secret), name=name, created_at=self.clock(), writes=writes))
        return secret

    def token(self, secret: str) -> Token | None:
        """The token that a program's secret stands for, or None."""
        token = self.store.get(Token, id_of(secret)) if secret else None
        if token and (token.used_at is None or self.clock() - token.used_at > timedelta(hours=1)):
            token = replace(token, used_at=self.clock())
            self.store.put(token)
        return token

    def take_token(self, id: str) -> None:
        """Take a token back."""
        self.store.delete(Token, id)

    def _open(self, browser: str) -> str:
        now, secret = self.clock(), secrets.token_urlsafe(32)
        for session in list(self.store.find(Session)):
            if session.is_over(now, self.stay):
                self.store.delete(Session, session.id)
        shown = "".join(sign for sign in browser if sign.isprintable())[:200]
        self.store.put(Session(id=id_of(secret), opened_at=now, seen_at=now, browser=shown))
        return secret


@dataclass(kw_only=True, slots=True)
class Patience:
    """Counts failed tries to sign in, by where they come from: ten in a quarter of an hour, then one has to wait.

    Whoever tries holds `lock` from asking to counting: tries at the same moment are so counted one after the other.
    """

    clock: Callable[[], datetime]
    lock: Lock = field(default_factory=Lock)
    _failed: dict[str, list[datetime]] = field(default_factory=dict)

    def wait(self, who: str) -> timedelta:
        """How long `who` has to wait before the next try; nothing where they may try now."""
        now, whose = self.clock(), _network(who)
        recent = [at for at in self._failed.get(whose, ()) if timedelta() <= now - at < WITHIN]
        if recent:
            self._failed[whose] = recent
        return recent[-TRIES] + WITHIN - now if len(recent) >= TRIES else timedelta()

    def failed(self, who: str) -> None:
        """Count a failed try. Of very many who tried, those whose first try is the oldest are forgotten."""
        self._failed.setdefault(_network(who), []).append(self.clock())
        while len(self._failed) > REMEMBERED:
            del self._failed[next(iter(self._failed))]


def _network(who: str) -> str:
    """What one has as a whole: an address of version 4, the network of 64 bits of version 6, else what is given."""
    try:
        address = ipaddress.ip_address(who.partition("%")[0])
    except ValueError:
        return who
    if isinstance(address, ipaddress.IPv4Address) or address.ipv4_mapped:
        return str(getattr(address, "ipv4_mapped", None) or address)
    return str(ipaddress.ip_network((address, 64), strict=False))


def csrf_of(secret: str) -> str:
    """What each form of a session carries, so that no other site can send it."""
    return hmac.new(secret.encode(), b"every form carries this", hashlib.sha256).hexdigest()


def is_csrf(given: str, secret: str) -> bool:
    """Whether a form came from a page of this session."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), csrf_of(secret).encode())


def _digest(password: str, salt: bytes) -> str:
    return hashlib.scrypt(password.encode("utf-8", "surrogatepass"), salt=salt, **_COST).hex()


def _is(password: str, kept: str) -> bool:
    salt, _, digest = kept.partition(":")
    tried = _digest(password[: LONGEST + 1], bytes.fromhex(salt))
    return hmac.compare_digest(tried, digest)
