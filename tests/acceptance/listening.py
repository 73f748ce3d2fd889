"""Runs the assistant while everything that any library would tell is written down: `python -m … FOLDER command …`.

FOLDER gets `heard`, every log record with all it holds, `spoke`, whose they are, and `loggers`, who could have spoken.
"""

import http.client
import logging
import smtplib
import sys
import time
import traceback
import warnings
from pathlib import Path

import httplib2

PATIENT = time.sleep
CHILDREN = (
    "httpcore.http11",
    "httpx",
    "imapclient.imaplib",
    "msal.application",
    "urllib3.connectionpool",
    "vobject.base",
)


class Everything(logging.Handler):
    """Writes each record down with its arguments, its own attributes and its traceback."""

    def __init__(self, folder: Path) -> None:
        super().__init__(level=0)
        self._stream = (folder / "heard").open("a", encoding="utf-8", errors="backslashreplace")
        self._names = (folder / "spoke").open("a", encoding="utf-8")

    def emit(self, record: logging.LogRecord) -> None:
        """Write it down."""
        told = [record.name, record.getMessage(), repr(vars(record))]
        told += traceback.format_exception(*record.exc_info) if record.exc_info else []
        self._stream.write("\n".join(told) + "\n")
        self._stream.flush()
        self._names.write(f"{record.name}\n")
        self._names.flush()


def listen(folder: Path) -> None:
    """Have everybody talk, as loudly as they can, before any of them is used."""
    everything = Everything(folder)
    logging.basicConfig(level=logging.DEBUG, handlers=[everything])
    for name in CHILDREN:  # as somebody does who looks for a fault
        logger = logging.getLogger(name)
        logger.setLevel(logging.DEBUG)
        logger.addHandler(everything)
    logging.captureWarnings(True)
    warnings.simplefilter("always")
    http.client.HTTPConnection.debuglevel = 1
    smtplib.SMTP.debuglevel = 1
    httplib2.debuglevel = 1
    time.sleep = lambda seconds: PATIENT(min(seconds, 0.05))  # between tries


if __name__ == "__main__":
    place = Path(sys.argv.pop(1))
    listen(place)
    from assistant.cli import main

    try:
        main()
    finally:
        names = [name for name, made in logging.root.manager.loggerDict.items() if isinstance(made, logging.Logger)]
        with (place / "loggers").open("a", encoding="utf-8") as file:
            file.write("".join(f"{name}\n" for name in names))
