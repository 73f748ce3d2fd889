"""A stand-in for Google made by others (`myworld`, from PyPI), with a world of its own for every test."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from assistant.adapters.google.http import Google, credentials_from

READY = 120.0  # seconds; it takes three where nothing else runs
OFFICE: dict[str, Any] = {
    "name": "office",
    "task": "none",
    "servers": {
        "gmail": {"seed": {"user": {"email": "helen@marsh.example", "name": "Helen Marsh"}}},
        "calendar": {"seed": {"user": {"email": "helen@marsh.example", "name": "Helen Marsh"}}},
    },
    "agents": {"agent": {"as": "helen@marsh.example", "servers": ["gmail", "calendar"]}},
}


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """One user's Google, at `api`."""

    id: str
    host: str
    api: str
    token: str

    def google(self) -> Google:
        """Signed in, by renewing a token as with Google."""
        kept = json.dumps({"refresh_token": self.token, "client_id": "any", "client_secret": "any"})
        return Google(
            name="work",
            credentials=lambda: credentials_from(kept, api=self.api),
            api=self.api,
            sleep=lambda delay: None,
        )

    def fails(self, service: str, *faults: dict[str, Any]) -> None:
        """From now on, calls of a service fail as its fault specifications say."""
        ask(f"{self.host}/instances/{self.id}-{service}/faults", list(faults), method="PUT")


def world(host: str, **seeds: dict[str, Any]) -> World:
    """A new world; `seeds` are what lies in the services at first."""
    spec = json.loads(json.dumps(OFFICE))
    for service, seed in seeds.items():
        spec["servers"][service]["seed"] |= seed
    made = ask(f"{host}/envs", {"spec": spec, "time": "realtime"})
    known = made["credentials"]["agent"]
    return World(
        id=made["id"],
        host=host,
        api=known["direct_base_url"],
        token=known["google_authorized_user"]["refresh_token"],
    )


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The server's address, on a free port of this machine. Fails where it does not start."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "myworld.cli", "serve", "--port", str(port), "--log-level", "error"]
    with (folder / "myworld.log").open("wb") as log:
        process = subprocess.Popen([*command, "--ca-dir", str(folder)], stdout=log, stderr=log, cwd=folder)
    try:
        began = time.monotonic()
        while not _answers(f"http://127.0.0.1:{port}/healthz"):
            said = (folder / "myworld.log").read_text()[-2000:]
            assert process.poll() is None, f"myworld did not start; is the dev extra installed?\n{said}"
            assert time.monotonic() - began < READY, f"myworld did not start in time\n{said}"
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def ask(address: str, body: Any, method: str = "POST") -> Any:
    request = Request(address, json.dumps(body).encode(), {"content-type": "application/json"}, method=method)
    with urlopen(request, timeout=30) as answer:
        return json.load(answer)


def _answers(address: str) -> bool:
    with suppress(URLError, ConnectionError, TimeoutError), urlopen(address, timeout=5):
        return True
    return False
