"""Ways to the stand-in for Google that need no sign-in."""

import json

from assistant.adapters.google.http import Google, credentials_from
from tests.servers.google import FakeGoogle

TOKEN = json.dumps({"refresh_token": "refresh-1", "client_id": "client-1", "client_secret": "secret-1"})


def way_to(google: FakeGoogle, name: str = "gmail") -> Google:
    """Signed in; waits take no time."""
    return Google(
        name=name, credentials=lambda: credentials_from(TOKEN, api=google.url), api=google.url, sleep=lambda delay: None
    )
