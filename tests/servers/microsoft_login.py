"""A fake of Microsoft's sign-in: the browser's way with PKCE, the device code, refreshing and refusing.

As documented at https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-auth-code-flow and
https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-device-code.
"""

import base64
import hashlib
import json
import time
from typing import Any
from urllib.parse import parse_qsl

CLIENT = "11111111-2222-3333-4444-555555555555"
USER = "helen@marsh.example"
Json = dict[str, Any]


class LoginFake:
    """Signs one user in. `refusal` is the error that every request for a token gets, while it is set."""

    def __init__(self, origin: str, tokens: set[str]) -> None:
        self.origin = origin
        self.tokens = tokens
        self.refusal: tuple[str, str] = ("", "")
        self.withheld: set[str] = set()
        self.pending = 0  # how often a device code is not yet confirmed
        self.lasts = 900  # seconds that a device code lasts
        self.user = USER
        self.scopes: set[str] = set()
        self.secrets: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}

    def answer(self, method: str, path: str, query: dict[str, str], body: bytes) -> tuple[int, Any, dict[str, str]]:
        """The status, the body and the headers."""
        form = dict(parse_qsl(body.decode()))
        _, tenant, *rest = path.split("/")
        match rest:
            case ["v2.0", ".well-known", "openid-configuration"] if tenant in ("common", "consumers"):
                return 200, self._configuration(tenant), {}
            case ["oauth2", "v2.0", "authorize"]:
                return 200, self._authorized(query), {"Content-Type": "text/html"}
            case ["oauth2", "v2.0", "devicecode"]:
                self._asked(form["scope"])
                where = f"{self.origin}/device"
                code = {"user_code": "ABCD1234", "device_code": "device", "verification_uri": where, "message": "code"}
                return 200, {**code, "expires_in": self.lasts, "interval": 1}, {}
            case ["oauth2", "v2.0", "token"]:
                return (*self._token(form), {})
        return 404, {"error": "not_found"}, {}

    def _configuration(self, tenant: str) -> Json:
        place = f"{self.origin}/{tenant}/oauth2/v2.0"
        return {
            "issuer": f"{self.origin}/{tenant}/v2.0",
            "authorization_endpoint": f"{place}/authorize",
            "token_endpoint": f"{place}/token",
            "device_authorization_endpoint": f"{place}/devicecode",
        }

    def _asked(self, scope: str) -> None:
        self.scopes = set(scope.split()) - {"openid", "profile", "offline_access"}

    def _authorized(self, query: dict[str, str]) -> bytes:
        """The page that brings the code back: a form that a browser submits by itself."""
        assert (query["code_challenge_method"], query["response_mode"]) == ("S256", "form_post")
        assert query["redirect_uri"].startswith("http://localhost:")
        self._asked(query["scope"])
        fields = {"code": f"code-{len(self._codes)}", "state": query["state"]}
        if self.refusal[0] in ("access_denied", "consent_required"):
            fields = {"error": self.refusal[0], "error_description": self.refusal[1], "state": query["state"]}
        else:
            self._codes[fields["code"]] = query
        inputs = "".join(f'<input name="{name}" value="{value}">' for name, value in fields.items())
        return f'<form method="POST" action="{query["redirect_uri"]}">{inputs}</form>'.encode()

    def _token(self, form: dict[str, str]) -> tuple[int, Json]:
        if form["client_id"] != CLIENT:
            return self._refused("unauthorized_client", "AADSTS700016: Application was not found in the directory.")
        if self.refusal[0]:
            return self._refused(*self.refusal)
        nonce = ""
        match form["grant_type"]:
            case "authorization_code":
                asked = self._codes.pop(form["code"])
                digest = hashlib.sha256(form["code_verifier"].encode()).digest()
                assert asked["code_challenge"] == base64.urlsafe_b64encode(digest).decode().rstrip("=")
                nonce = asked["nonce"]
            case "refresh_token":
                if form["refresh_token"] not in self.secrets:
                    return self._refused("invalid_grant", "AADSTS70008: The refresh token has expired.")
            case _ if self.pending:
                self.pending -= 1
                return self._refused("authorization_pending", "AADSTS70016: pending")
        return 200, self._given(nonce)

    def _refused(self, error: str, description: str) -> tuple[int, Json]:
        return 400, {"error": error, "error_description": description}

    def _given(self, nonce: str) -> Json:
        number = len(self.secrets)
        access, refresh = f"access-secret-{number}", f"refresh-secret-{number}"
        self.tokens.add(access)
        self.secrets.append(refresh)
        claims = {"aud": CLIENT, "iss": f"{self.origin}/common/v2.0", "sub": "me", "exp": time.time() + 3600}
        claims |= {"iat": time.time(), "preferred_username": self.user, "nonce": nonce}
        return {
            "token_type": "Bearer",
            "expires_in": 3600,
            "scope": " ".join(sorted(self.scopes - self.withheld)),
            "access_token": access,
            "refresh_token": refresh,
            "id_token": f"{_encoded({'alg': 'none'})}.{_encoded(claims)}.",
            "client_info": _encoded({"uid": "me", "utid": "home"}),
        }


def _encoded(value: Json) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
