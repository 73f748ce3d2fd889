"""Ways to the stand-in for Google: without a sign-in, and as a user's browser goes."""

import json
from collections.abc import Callable
from threading import Thread
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlsplit
from urllib.request import urlopen

from assistant.adapters.google.http import Google, credentials_from
from tests.servers.google import FakeGoogle

TOKEN = json.dumps({"refresh_token": "refresh-1", "client_id": "client-1", "client_secret": "secret-1"})
REGISTRATION = {"installed": {"client_id": "client-1", "client_secret": "secret-1"}}


def way_to(google: FakeGoogle, name: str = "gmail") -> Google:
    """Signed in; waits take no time."""
    return Google(
        name=name, credentials=lambda: credentials_from(TOKEN, api=google.url), api=google.url, sleep=lambda delay: None
    )


def browser(*before: str) -> Callable[[str], None]:
    """Opens pages and goes where they send it; first it asks the program for `before`, as browsers and others do."""

    def go(address: str) -> None:
        back = dict(parse_qsl(urlsplit(address).query))["redirect_uri"]
        for each in [*(back + path for path in before), address]:
            try:
                urlopen(each, timeout=5).close()
            except HTTPError as error:
                error.close()

    return lambda address: Thread(target=go, args=[address]).start()
