"""Both sign-ins against pages, tokens and refusals that others have made, from their reading of the vendors' rules."""

import json
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
import trustme

from assistant.adapters.google.account import READ_CALENDAR, READ_MAIL
from assistant.adapters.google.http import Google, credentials_from
from assistant.adapters.google.sign_in import AppRegistration, sign_in
from assistant.adapters.memory import MemorySecrets, ScriptedDialogue
from assistant.adapters.microsoft.account import MicrosoftAccount
from assistant.domain.accounts import AccountSettings
from assistant.domain.people import Participant
from assistant.errors import SignInError
from tests.servers.microsoft_login import CLIENT
from tests.servers.sign_in import USER, consent, serving

pytestmark = pytest.mark.xdist_group("sign-in by others")  # fetches the program once, not once a worker
Trust = tuple[ssl.SSLContext, ssl.SSLContext]
SCOPES = (READ_MAIL, READ_CALENDAR)


def withdraw(address: str, token: str, trust: ssl.SSLContext | None = None) -> None:
    """As the user does on the page of their account's connections."""
    urlopen(address, urlencode({"token": token}).encode(), 30, context=trust).close()


@pytest.fixture(scope="module")
def google_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving("google", tmp_path_factory.mktemp("google")) as address:
        yield address


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trust]:
    """The server's side and the browser's; the program trusts it as well."""
    authority, path = trustme.CA(), tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(server)
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
            patch.setenv(variable, str(path))
        yield server, ssl.create_default_context(cafile=str(path))


@pytest.fixture(scope="module")
def microsoft_api(tmp_path_factory: pytest.TempPathFactory, trust: Trust) -> Iterator[str]:
    with serving("microsoft", tmp_path_factory.mktemp("microsoft"), trust[0]) as address:
        yield address


class TestGoogle:
    @pytest.fixture
    def api(self, google_api: str) -> str:
        return google_api

    def signed_in(self, api: str, **more: Any) -> dict[str, Any]:
        dialogue = ScriptedDialogue(on_open=consent(**more))
        app = AppRegistration(client_id="client-1", client_secret="secret-1")
        return sign_in("work", app, SCOPES, dialogue, api=api, address=USER, wait=30)

    def way(self, api: str, kept: dict[str, Any]) -> Google:
        return Google(name="work", credentials=lambda: credentials_from(json.dumps(kept), api=api), api=api)

    def test_the_code_brings_a_token_that_is_renewed_and_lets_us_in(self, api: str) -> None:
        kept = self.signed_in(api)
        assert kept["scopes"] == sorted(SCOPES)
        google = self.way(api, kept)  # which has only what was kept, and asks for an access token
        found = google.read(google.resource("gmail", "users", "messages").list(userId="me", q="subject:Payroll"))
        assert [each["id"] for each in found["messages"]] == ["m1"]

    def test_only_who_has_begun_can_end_it(self, api: str) -> None:
        def swapped(address: str) -> str:
            return address.replace("code_challenge=", "code_challenge=x")

        with pytest.raises(SignInError, match=r"does not complete the sign-in \(invalid_grant\)"):
            self.signed_in(api, change=swapped)

    def test_what_was_not_granted_is_not_claimed(self, api: str) -> None:
        def unticked(address: str) -> str:
            return address.replace(urlencode({"": READ_CALENDAR})[1:], "")

        assert self.signed_in(api, change=unticked)["scopes"] == [READ_MAIL]

    def test_consent_that_was_withdrawn_is_named_and_another_sign_in_heals_it(self, api: str) -> None:
        kept = self.signed_in(api)
        withdraw(f"{api}/oauth2/revoke", kept["refresh_token"])
        google = self.way(api, kept)
        with pytest.raises(SignInError, match="no longer accepts the sign-in") as caught:
            google.read(google.resource("gmail", "users", "messages").list(userId="me"))
        assert "assistant connect work" in caught.value.hint
        google = self.way(api, self.signed_in(api))
        assert google.read(google.resource("gmail", "users", "messages").list(userId="me"))["messages"]


class TestMicrosoft:
    """In the browser; this server knows no device codes."""

    @pytest.fixture
    def secrets(self) -> MemorySecrets:
        return MemorySecrets()

    @pytest.fixture
    def account(self, microsoft_api: str, secrets: MemorySecrets) -> Iterator[MicrosoftAccount]:
        made = MicrosoftAccount(
            AccountSettings(name="work", type="microsoft", client_id=CLIENT, address=USER, api=f"{microsoft_api}/v1.0"),
            secrets=secrets,
            clock=lambda: datetime.now(UTC),
            zone=UTC,
            user=Participant(name="Helen Marsh", address=USER),
        )
        yield made
        made._client.close()
        made._sign_in.close()

    def test_the_code_brings_a_token_that_is_renewed_and_lets_us_in(
        self, account: MicrosoftAccount, secrets: MemorySecrets, trust: Trust
    ) -> None:
        dialogue = ScriptedDialogue(on_open=consent(trust[1]), has_browser=True)
        account.connect(dialogue)
        assert not [said for said in dialogue.said if "the configuration says" in said]  # it is the right account
        assert account._client.get("me")["mail"] == USER
        before = refresh_token(secrets)
        assert account._sign_in.missing() == []
        assert refresh_token(secrets) != before  # each serves once, and the next was kept

    def test_consent_that_was_withdrawn_is_named_and_another_sign_in_heals_it(
        self, microsoft_api: str, account: MicrosoftAccount, secrets: MemorySecrets, trust: Trust
    ) -> None:
        dialogue = ScriptedDialogue(on_open=consent(trust[1]), has_browser=True)
        account.connect(dialogue)
        withdraw(f"{microsoft_api}/oauth2/v2.0/revoke", refresh_token(secrets), trust[1])
        with pytest.raises(SignInError) as caught:
            account._sign_in.missing()
        assert "assistant connect work" in caught.value.hint
        account.connect(dialogue)
        assert account._sign_in.missing() == []


def refresh_token(secrets: MemorySecrets) -> str:
    """The one that is kept."""
    (entry,) = json.loads(secrets.kept["work/microsoft"])["RefreshToken"].values()
    return str(entry["secret"])
