"""The program under drill: a process with everything loaded, which forks one for each command that is asked for.

So a command of the real command line begins within milliseconds, and can be killed like any process. What differs from
the program as a user has it: what day it is, that waiting takes no time, small portions, and a reader by script.
"""

import faulthandler
import gc
import json
import os
import sys
import time
import traceback
from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from typing import Any, NoReturn, TextIO

PATIENCE = 0.4  # seconds that a server may take, where it is known not to answer
PARTS = (
    "assistant.adapters.dav.account",
    "assistant.adapters.files.eml_drafts",
    "assistant.adapters.google.account",
    "assistant.adapters.imap.account",
    "assistant.adapters.jinja_drafts",
    "assistant.adapters.memory_readers",
    "assistant.adapters.microsoft.account",
    "assistant.adapters.secrets",
    "assistant.adapters.spacy_reader",
    "assistant.adapters.store.tinydb_store",
    "assistant.cli.drafts",
    "assistant.cli.reading",
    "assistant.services.deliver",
    "assistant.services.follow",
    "assistant.services.learn",
    "assistant.services.notice",
    "assistant.services.sync",
    "encodings.idna",
    "encodings.utf_8_sig",
    "googleapiclient.discovery_cache",
    "httpcore",
    "icalendar",
    "recurring_ical_events",
    "importlib.resources.readers",
    "rich.console",
)
SMALL = {
    "assistant.adapters.dav.calendar": {"CHECKPOINT": 2},
    "assistant.adapters.dav.sync": {"PAGE": 3},
    "assistant.adapters.google.mail": {"PAGE": 4},
    "assistant.adapters.imap.fetch": {"BATCH": 3, "LISTED": 6},
    "assistant.adapters.imap.mail": {"CHECKPOINT": 3},
    "assistant.adapters.microsoft.mail": {"CHECKPOINT": 2, "PAGE": 3},
    "assistant.services.sync": {"CHUNK": 2},
}
"""Limits that are made for thousands of messages, made for ten."""
CHANGED: Mapping[str, Any] = {
    "assistant.adapters.google.mail:_chunks.__defaults__": (3,),
    "assistant.adapters.microsoft.sign_in:MicrosoftSignIn.token": lambda self, fresh=False: "token-1",
    "assistant.bootstrap.judging:JudgeParts.reader": lambda self: import_module(
        "assistant.adapters.memory_readers"
    ).MemoryReader(),
}
IMPATIENT: Mapping[str, Any] = {
    "assistant.adapters.dav.client:TIMEOUT": PATIENCE,
    "assistant.adapters.google.http:TIMEOUT": PATIENCE,
    "assistant.adapters.imap.connection:connected.__kwdefaults__": {"timeout": PATIENCE},
    "assistant.adapters.imap.smtp_connection:smtp_signed_in.__kwdefaults__": {"timeout": PATIENCE},
    "assistant.adapters.microsoft.http:TIMEOUT": PATIENCE,
}


def main() -> None:
    """Take a command a line from standard input, as JSON; say the number of its process, then how it ended."""
    _load()
    gc.freeze()  # else each process that is made would copy what the collector touches
    out, sys.stdout = sys.stdout, sys.stderr
    _tell(out, {"ready": True})
    for line in sys.stdin:
        asked = json.loads(line)
        process = os.fork()  # safe: nothing here has made a thread
        if not process:
            _be_the_program(asked)
        _tell(out, {"process": process})
        _, status = os.waitpid(process, 0)
        _tell(out, {"status": os.waitstatus_to_exitcode(status)})


def _load() -> None:
    really = time.sleep
    time.sleep = lambda seconds: really(min(float(seconds), 0.002))  # before it becomes somebody's default
    for name in PARTS:
        import_module(name)
    import_module("assistant.adapters.dav.client")._trusted()  # reading certificates takes longer than a sync
    _change({f"{name}:{each}": value for name, values in SMALL.items() for each, value in values.items()})
    _change(CHANGED)


def _change(values: Mapping[str, Any]) -> None:
    for place, value in values.items():
        module, _, path = place.partition(":")
        *owners, name = path.split(".")
        owner: Any = import_module(module)
        for each in owners:
            owner = getattr(owner, each)
        assert hasattr(owner, name), f"there is no {place}"
        setattr(owner, name, value)


def _be_the_program(asked: dict[str, Any]) -> NoReturn:
    """Run one command, and end as the program would."""
    status = 70
    try:
        log = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for target, source in ((0, nothing), (1, log), (2, log)):
            os.dup2(source, target)
        faulthandler.enable()  # a command that takes too long is ended by SIGABRT: its log then tells where it hung
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115  for good
        if asked["is_impatient"]:
            _change(IMPATIENT)
        now = datetime.fromisoformat(asked["now"])
        import_module("assistant.bootstrap").Assistant.__init__.__kwdefaults__["clock"] = lambda: now
        sys.argv = ["assistant", "--config", asked["config"], *asked["command"]]
        import_module("assistant.cli").main()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _tell(out: TextIO, what: dict[str, object]) -> None:
    print(json.dumps(what), file=out, flush=True)


if __name__ == "__main__":
    main()
