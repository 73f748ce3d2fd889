"""What Microsoft's sign-in has against a user, in plain words.

Its own texts name numbers (AADSTS…), which Microsoft describes in its reference of error codes and may change: they
only choose the words here, and one that is not in the table is told as it is.
"""

import re
from collections.abc import Mapping
from typing import Any

from assistant.adapters.microsoft.http import CONNECT
from assistant.domain.accounts import AccountSettings
from assistant.errors import SignInError

ADMINISTRATOR = frozenset({"90094", "90093", "900941", "650052"})
REGISTRATION = {
    "700016": (
        "this app registration is not known there",
        "compare 'client_id' with the one in the Entra admin centre",
    ),
    "7000218": (
        "the app registration asks for a secret, which a program on your machine cannot keep",
        "in the app registration, under Authentication, set 'Allow public client flows' to Yes",
    ),
    "50194": (
        "the app registration serves one organisation only",
        "set 'tenant' in the configuration to your organisation's domain, or let the registration serve all accounts",
    ),
    "50011": (
        "the app registration lacks the address to come back to",
        "in the app registration, under Authentication, add http://localhost as a mobile and desktop application",
    ),
    "90002": ("this tenant is not known", "correct 'tenant' in the configuration; \"common\" serves nearly everybody"),
}
POLICY = frozenset({"53000", "53001", "53003", "53004", "50105", "530003", "530032"})
NOT_YET = "nothing was kept; try again"


def refusal(result: Mapping[str, Any], settings: AccountSettings, login: str) -> SignInError:
    """The error that a refusal of Microsoft's sign-in means."""
    said = str(result.get("error_description") or "")
    number = next(iter(re.findall(r"AADSTS(\d+)", said)), "")
    error, connect = str(result.get("error") or ""), CONNECT.format(name=settings.name)
    tenant = "organizations" if settings.tenant == "common" else settings.tenant
    where = f"{login}/{tenant}/adminconsent?client_id={settings.client_id}"
    if number == "65001" or "consent_required" in (result.get("suberror"), error):
        return SignInError(
            f"{settings.name}: the permissions were taken back, or never given; in some organisations only an "
            "administrator may give them",
            hint=f"sign in again: {connect}; if Microsoft wants an administrator there, ask yours to open {where}",
        )
    if number in ADMINISTRATOR:
        return SignInError(
            f"{settings.name}: your organisation lets only an administrator allow this app to read mail",
            hint=f"ask the administrator to open {where} and to accept; then: {connect}",
        )
    if number in REGISTRATION:
        problem, hint = REGISTRATION[number]
        return SignInError(f"{settings.name}: {problem}", hint=hint)
    if number in POLICY:
        return SignInError(
            f"{settings.name}: a rule of your organisation forbids the sign-in from here (AADSTS{number})",
            hint="ask your administrator; a device that the organisation manages may be what is missing",
        )
    if error in ("access_denied", "authorization_declined") or number == "65004":
        return SignInError(f"{settings.name}: the permissions were not given", hint=f"{NOT_YET}: {connect}")
    if error in ("expired_token", "code_expired", "authorization_pending", "slow_down"):  # msal gives the last one back
        return SignInError(f"{settings.name}: the code was not used in time", hint=f"{NOT_YET}: {connect}")
    if error in ("invalid_grant", "interaction_required", "login_required", ""):
        return SignInError(
            f"{settings.name}: the sign-in at Microsoft has ended; it was revoked, or the password was changed, "
            "or it was not used for months",
            hint=f"sign in again: {connect}",
        )
    shown = f"AADSTS{number}" if number else re.sub(r"[^a-z_]", "", error)[:60]
    return SignInError(f"{settings.name}: Microsoft refuses the sign-in ({shown})", hint=connect)
