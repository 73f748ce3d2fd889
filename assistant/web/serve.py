"""Serving the page: on this machine by default; for others only behind a password."""

import socket
import sys
import threading
from collections.abc import Callable

import uvicorn

from assistant.bootstrap import Assistant
from assistant.errors import UserError
from assistant.setup.session import Session
from assistant.web.ahead import work_ahead
from assistant.web.app import access_of, create_app
from assistant.web.gate import is_loopback

TURN = 0.0005  # seconds that one thread may keep the others waiting; at Python's usual 5 ms, a page takes twice as long


def address_of(assistant: Assistant, host: str, port: int) -> str:
    """What a browser opens."""
    if assistant.config.page.address:
        return assistant.config.page.address.rstrip("/")
    name = "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host  # noqa: S104
    return f"http://{name}:{port}"


def invitation(assistant: Assistant, host: str, port: int, *, to: str = "/") -> str:
    """A link that signs one browser in, once, within ten minutes."""
    from urllib.parse import urlencode

    asked = {"invitation": access_of(assistant).invite()} | ({"to": to} if to != "/" else {})
    return f"{address_of(assistant, host, port)}/login?{urlencode(asked)}"


def is_served(host: str, port: int) -> bool:
    """Whether something answers there already."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


def server(
    assistant: Assistant,
    *,
    host: str,
    port: int,
    is_demo: bool = False,
    home: Session | None = None,
    is_new: bool = False,
) -> uvicorn.Server:
    """What serves the page once it is run. Raises UserError where others could come in without a password."""
    if not is_loopback(host) and not access_of(assistant).has_password:
        raise UserError(
            f"'{host}' can be reached from other machines, and whoever reaches the page reads your mail's matters",
            hint="set a password first: assistant page password",
        )
    app = create_app(assistant, host=host, is_demo=is_demo, home=home, is_new=is_new)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
        h11_max_incomplete_event_size=32_768,
    )
    return uvicorn.Server(config)


def serve(
    assistant: Assistant,
    *,
    host: str,
    port: int,
    is_demo: bool = False,
    home: Session | None = None,
    is_new: bool = False,
    ready: Callable[[], None],
) -> None:
    """Serve the page until the process is told to end; `ready` is called once it answers.

    Raises UserError where the port is taken, or others could come in without a password.
    """
    serving = server(assistant, host=host, port=port, is_demo=is_demo, home=home, is_new=is_new)
    if is_served(host, port):
        raise UserError(f"something else is served on port {port}", hint="choose another: --port 8770")
    desk = serving.config.app.state.desk  # type: ignore[union-attr]
    threading.Thread(target=work_ahead, args=(desk,), daemon=True).start()
    sys.setswitchinterval(TURN)
    threading.Thread(target=_when_ready, args=(serving, ready), daemon=True).start()
    serving.run()


def _when_ready(serving: uvicorn.Server, ready: Callable[[], None]) -> None:
    import time

    while not (serving.started or serving.should_exit):
        time.sleep(0.02)
    if serving.started:
        ready()
