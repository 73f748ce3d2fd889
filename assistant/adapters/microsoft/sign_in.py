"""Signing in to Microsoft with msal: in the browser with PKCE, or by a code where there is none."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from threading import RLock
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit
from weakref import finalize

from assistant.adapters.microsoft.http import CONNECT, PUBLIC, TIMEOUT
from assistant.adapters.microsoft.refusals import refusal
from assistant.adapters.quiet import quiet_session
from assistant.domain.accounts import AccountSettings
from assistant.errors import SignInError, SourceError
from assistant.ports import Dialogue, Secrets

if TYPE_CHECKING:  # it takes a quarter of a second
    import msal
    import requests

LOGINS = {
    "graph.microsoft.com": "https://login.microsoftonline.com",
    "graph.microsoft.us": "https://login.microsoftonline.us",
    "dod-graph.microsoft.us": "https://login.microsoftonline.us",
    "microsoftgraph.chinacloudapi.cn": "https://login.partner.microsoftonline.cn",
}
WAIT = 300  # seconds for the user to sign in
Result = dict[str, Any]


class MicrosoftSignIn:
    """The tokens of one account; what msal remembers is kept as a secret."""

    def __init__(self, settings: AccountSettings, *, secrets: Secrets, scopes: Sequence[str]) -> None:
        self._settings = settings
        self._secrets = secrets
        api = urlsplit(settings.api or PUBLIC)
        known = LOGINS.get(api.hostname or "")
        self._login = known or f"{api.scheme}://{api.netloc}"
        self._is_known = known is not None
        national = known is not None and api.hostname != "graph.microsoft.com"
        self._scopes = [f"https://{api.hostname}/{scope}" if national else scope for scope in scopes]
        self._lock = RLock()
        self._app: msal.PublicClientApplication | None = None

    @property
    def secret(self) -> str:
        """The name of the secret."""
        return f"{self._settings.name}/microsoft"

    def sign_in(self, dialogue: Dialogue) -> str:
        """Have the user sign in; gives the address that they chose.

        Nothing is kept unless every permission was given, and to the right account. Raises SignInError, SourceError.
        """
        try:
            with self._speaking():
                app = self._application(anew=True)
                result = self._in_browser(app, dialogue) if dialogue.has_browser else self._by_code(app, dialogue)
            if not result:
                raise SignInError("nobody signed in within five minutes", hint=self._connect)
            if "access_token" not in result:
                self._refuse(result)
            address = str((result.get("id_token_claims") or {}).get("preferred_username") or "")
            self._check_permissions(result)
            self._check_address(address, dialogue)
            self._keep()
        finally:
            self._app = None  # what was kept is what counts from here on
        return address

    def token(self, fresh: bool = False) -> str:
        """An access token, a new one where `fresh`. Raises SignInError, SourceError."""
        return str(self._acquired(fresh)["access_token"])

    def missing(self) -> list[str]:
        """The permissions that were not given, by their short names. Asks the server."""
        return self._missing(self._acquired(True))

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    @property
    def _connect(self) -> str:
        return CONNECT.format(name=self._settings.name)

    def _missing(self, result: Result) -> list[str]:
        """The permissions that are wanted, and not given by this answer; one that names none gives what was asked."""
        scopes = str(result.get("scope") or " ".join(self._scopes)).split()
        given = {scope.rpartition("/")[2].lower() for scope in scopes}
        return [name for scope in self._scopes if (name := scope.rpartition("/")[2]).lower() not in given]

    def _check_permissions(self, result: Result) -> None:
        if missing := self._missing(result):
            raise SignInError(
                f"{self._settings.name}: Microsoft did not give {', '.join(missing)}",
                hint=f"nothing was kept; allow it, or have your administrator allow it: {self._connect}",
            )

    def _check_address(self, address: str, dialogue: Dialogue) -> None:
        """Microsoft may call a mailbox by another name than its owner does, so only they can tell."""
        own = self._settings.address
        if not address or not own or address.lower() == own.lower():
            return
        if dialogue.confirm(f"You signed in as {address}, and the account is {own}. Choose another one?"):
            raise SignInError(
                f"{self._settings.name}: you signed in as {address}, and the account is {own}",
                hint=f"nothing was kept; sign in again and choose the other one: {self._connect}",
            )
        dialogue.say(f"Your messages are written as {own}; if that is wrong, correct 'address' in the configuration.")

    def _acquired(self, fresh: bool) -> Result:
        with self._lock, self._speaking():
            app = self._application()
            accounts = app.get_accounts()
            if not accounts:
                raise SignInError(f"{self._settings.name} is not signed in", hint=self._connect)
            result: Result | None = app.acquire_token_silent_with_error(self._scopes, accounts[0], force_refresh=fresh)
            if not result or "access_token" not in result:
                self._refuse(result or {})
            self._keep()
            return result

    def _in_browser(self, app: "msal.PublicClientApplication", dialogue: Dialogue) -> Result | None:
        """The user signs in in the browser, which comes back to a port of this machine."""
        from msal.oauth2cli.authcode import AuthCodeReceiver

        with AuthCodeReceiver(port=0) as receiver:
            flow = app.initiate_auth_code_flow(
                self._scopes,
                redirect_uri=f"http://localhost:{receiver.get_port()}",
                prompt="select_account",
                response_mode="form_post",  # the code comes in a form, not in an address that browsers remember
                login_hint=self._settings.address or None,
            )
            dialogue.say("Sign in to Microsoft in the browser, and allow the permissions.")
            dialogue.open(flow["auth_uri"])
            response = receiver.get_auth_response(state=flow["state"], timeout=WAIT)
        if not response:
            return None
        return dict(app.acquire_token_by_auth_code_flow(flow, response))

    def _by_code(self, app: "msal.PublicClientApplication", dialogue: Dialogue) -> Result:
        """The user signs in with a code on any device."""
        flow = app.initiate_device_flow(scopes=self._scopes)
        if "user_code" not in flow:
            self._refuse(flow)
        dialogue.say(f"On any device, open the address below and type this code: {flow['user_code']}")
        dialogue.open(str(flow["verification_uri"]))
        return dict(app.acquire_token_by_device_flow(flow))

    def _application(self, *, anew: bool = False) -> "msal.PublicClientApplication":
        """What speaks to Microsoft, with what was kept; `anew` begins with nothing."""
        if self._app is None or anew:
            import msal

            if not self._settings.client_id:
                raise SignInError(
                    f"{self._settings.name} has no 'client_id', the number of the app registration", hint=self._connect
                )
            cache = msal.SerializableTokenCache()
            if not anew and (kept := self._secrets.get(self.secret)):
                try:
                    cache.deserialize(kept)
                except ValueError as error:
                    raise SignInError(f"the sign-in of {self._settings.name} is damaged", hint=self._connect) from error
            self._app = msal.PublicClientApplication(
                self._settings.client_id,
                authority=f"{self._login}/{self._settings.tenant or 'common'}",
                token_cache=cache,
                instance_discovery=None if self._is_known else False,
                http_client=self._session,
            )
        return self._app

    @cached_property
    def _session(self) -> "requests.Session":
        session = quiet_session()
        finalize(self, session.close)
        session.request = partial(session.request, timeout=TIMEOUT)  # type: ignore[method-assign]  # msal sets none
        return session

    def _keep(self) -> None:
        cache = self._application().token_cache
        if cache.has_state_changed:
            self._secrets.put(self.secret, cache.serialize())

    def _refuse(self, result: Result) -> NoReturn:
        raise refusal(result, self._settings, self._login)

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        """Makes our errors of what goes wrong on the way to Microsoft."""
        import requests

        host = urlsplit(self._login).hostname
        try:
            yield
        except requests.exceptions.SSLError as error:
            raise SourceError(
                f"{self._settings.name}: the certificate of {host} does not verify",
                hint="look at this machine's clock, and whether a network or a virus scanner reads along",
            ) from error
        except requests.exceptions.RequestException as error:
            raise SourceError(
                f"{self._settings.name}: {host} cannot be reached",
                hint="look at the connection to the internet, then try again",
            ) from error
        except (ValueError, KeyError, json.JSONDecodeError) as error:  # msal raises them on answers it cannot read
            raise SignInError(
                f"{self._settings.name}: Microsoft's sign-in does not know '{self._settings.tenant}', or answers oddly",
                hint="correct 'tenant' in the configuration; \"common\" serves nearly everybody",
            ) from error
