"""A server that answers every connection with the next piece of rubbish, on a free port of this machine."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import cycle
from threading import Thread

REQUEST = 65_536  # bytes of one that are waited for


@contextmanager
def rubbish(answers: Sequence[bytes], *, greeting: bytes = b"") -> Iterator[int]:
    """Gives the port. `greeting` is said first; then each request on a connection gets the same answer."""
    server = socket.create_server(("127.0.0.1", 0))
    pieces = cycle(answers)

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = server.accept()
                Thread(target=answer, args=[connection, next(pieces)], daemon=True).start()

    def answer(connection: socket.socket, piece: bytes) -> None:
        with connection, suppress(OSError):
            connection.settimeout(1)
            connection.sendall(greeting)
            while connection.recv(REQUEST):
                connection.sendall(piece)
                if not greeting:
                    return

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)
