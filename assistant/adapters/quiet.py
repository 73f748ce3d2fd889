"""What the libraries under the adapters would log: addresses, headers and whole conversations, so nothing of it."""

import logging
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # it takes a tenth of a second
    import requests

TALKERS = frozenset(
    [
        "httpx",
        "httpcore",
        "h11",
        "anyio",
        "requests",
        "urllib3",
        "charset_normalizer",
        "chardet",
        "dns",
        "google",
        "googleapiclient",
        "google_auth_httplib2",
        "google_auth_oauthlib",
        "httplib2",
        "oauthlib",
        "requests_oauthlib",
        "msal",
        "imapclient",
        "keyring",
        "secretstorage",
        "jeepney",
        "filelock",
        "desktop_notifier",
        "dbus_fast",
        "tinydb",
        "vobject",
        "icalendar",
        "recurring_ical_events",
        "dateutil",
        "docx",
        "webvtt",
        "srt",
        "frontmatter",
        "yaml",
        "selectolax",
        "spacy",
        "thinc",
        "weasel",
        "onnxruntime",
        "tokenizers",
        "huggingface_hub",
        "tqdm",
        "packaging",
    ]
)
"""The first parts of the names of their loggers."""
_UNHEARD = -1  # below NOTSET: no handler takes it, whatever its level


def hush() -> None:
    """Keep what these libraries log from every handler there is or will be, however levels are set.

    It is done where records are made, since any logger may have handlers, a level and children of its own: vobject
    brings a handler, and whoever looks for a fault sets levels. What other programs log is left alone.
    """
    make = logging.getLogRecordFactory()
    if getattr(make, "hushes", False):
        return

    def hushed(name: str, *given: Any, **more: Any) -> logging.LogRecord:
        record = make(name, *given, **more)
        if name.partition(".")[0] in TALKERS:
            record.levelno, record.msg, record.args = _UNHEARD, "", ()
            record.exc_info = record.exc_text = record.stack_info = None
        return record

    hushed.hushes = True  # type: ignore[attr-defined]  # a mark, so that it is done once
    logging.setLogRecordFactory(hushed)


def quiet_session() -> "requests.Session":
    """A session of `requests` that prints no conversation, even where `http.client` is told to."""
    import requests
    from urllib3.connection import HTTPConnection

    HTTPConnection.debuglevel = 0
    return requests.Session()
