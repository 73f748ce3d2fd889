"""A folder in which the assistant runs with everybody listening, and words by which one finds what leaked."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent.parent
SUBJECT, TITLE = "Zebrafinch", "Axolotl"  # what a document is called may be kept
BODY, DESCRIPTION, FILE, CONTENT = "Quokkaword", "Pangolinplan", "Wombatfile", "Numbatbytes"
WORDS = (BODY, DESCRIPTION, FILE, CONTENT)  # these may be kept nowhere
CARDS = '[[provider]]\nname = "Tom"\nemail = "tom@fairweek.example"\nservices = ["payroll"]\ndoes = "Runs wages."\n'
DATE = "%a, %d %b %Y %H:%M:%S +0000"
PATIENCE = 120  # seconds for one command


def mail(number: int = 1) -> bytes:
    """A message with a question that is noticed, and much that is nobody's business."""
    date = datetime.now(UTC) - timedelta(days=number)
    return (
        f"From: Priya Shah <priya@shah.example>\r\nTo: helen@marsh.example\r\nDate: {date:{DATE}}\r\n"
        f"Message-ID: <{number}@shah.example>\r\nSubject: {SUBJECT} {number}\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        "Hi Helen,\r\n\r\nlovely to see you on Tuesday. Do you know a good payroll bureau? Ours paid half the staff "
        f"the wrong wages again.\r\n\r\n{BODY} is what we call our cat.\r\n\r\nPriya\r\n\r\n"
        f"--b\r\nContent-Type: application/pdf; name={FILE}.pdf\r\n"
        f"Content-Disposition: attachment; filename={FILE}.pdf\r\n\r\n{CONTENT}\r\n--b--\r\n"
    ).encode()


HOSTILE = (
    f"From: \udcff <a@b\r\nDate: never\r\nSubject: =?x?q?{SUBJECT}?=\r\nMessage-ID: <[x@y]>\r\n"
    f"Content-Type: text/plain; charset=none-{FILE}\r\nContent-Transfer-Encoding: base64\r\n\r\n=={BODY}*\r\n"
).encode("utf-8", "surrogateescape")
"""A message that nobody can read as it should be."""


def meeting() -> str:
    """One that was this morning."""
    (start, end) = (f"{datetime.now(UTC) - timedelta(hours=hours):%Y%m%dT%H%M%SZ}" for hours in (3, 2))
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//\r\nBEGIN:VEVENT\r\nUID:tea@shah.example\r\n"
        f"DTSTAMP:{start}\r\nDTSTART:{start}\r\nDTEND:{end}\r\nSUMMARY:{TITLE}\r\nDESCRIPTION:{DESCRIPTION}\r\n"
        f"ATTACH;FILENAME={FILE}:http://127.0.0.1/{FILE}\r\n"
        "ORGANIZER;CN=Helen:mailto:helen@marsh.example\r\nATTENDEE;CN=Priya Shah:mailto:priya@shah.example\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def forms(secret: str) -> Iterator[str]:
    """How a text may look where it leaked: as it is, quoted in several ways, or within something in base64."""
    raw = secret.encode()
    yield from {secret, json.dumps(secret)[1:-1], repr(secret)[1:-1], repr(raw)[2:-1], quote(secret)}
    for offset in range(3):
        encoded = base64.b64encode(bytes(offset) + raw).decode().rstrip("=")
        yield encoded[(0, 2, 3)[offset] : None if (offset + len(raw)) % 3 == 0 else -1]


@dataclass(kw_only=True)
class PrivateWorld:
    """Commands run in `folder`; `secrets` are what may be nowhere but in the file of secrets."""

    folder: Path
    secrets: set[str] = field(default_factory=set)
    environment: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    def configure(self, *accounts: str, more: str = "") -> None:
        """Write the configuration with these tables, and `more` before them."""
        (self.folder / "bullpen.toml").write_text(CARDS, "utf-8")
        user = '[user]\nname = "Helen Marsh"\naddresses = ["helen@marsh.example"]\ntimezone = "Europe/London"\n'
        tables = "".join(f"\n[[account]]\n{account}" for account in accounts)
        (self.folder / "config.toml").write_text(f'{user}[bullpen]\nfiles = ["bullpen.toml"]\n{more}{tables}', "utf-8")

    def run(
        self,
        *words: str,
        text: str = "",
        status: int | None = 0,
        visit: Callable[[str], object] | None = None,
        shows: bool = False,
    ) -> str:
        """What a command says; `visit` is what a browser does with an address, `shows` allows titles in the answer."""
        command = [sys.executable, "-m", "tests.acceptance.listening", str(self.folder), "--config"]
        command += [str(self.folder / "config.toml"), *words]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "BROWSER": "true", "DISPLAY": ":0", "COVERAGE": ""}
        environment |= {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring", **self.environment}
        errors = (self.folder / "errors").open("w+", encoding="utf-8")
        pipe = subprocess.PIPE
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=pipe,
            stdout=pipe,
            stderr=errors,
            text=True,
            env=environment,
            start_new_session=True,
        )
        assert process.stdin
        assert process.stdout
        process.stdin.write(text)
        process.stdin.close()
        said = []
        for line in process.stdout:
            said.append(line)
            if visit and line.startswith("http"):
                Thread(target=visit, args=[line.strip()], daemon=True).start()
        result = process.wait(PATIENCE)
        process.stdout.close()
        errors.seek(0)
        with errors:
            complaints = errors.read()
        (self.shown if shows else self.said).extend(["".join(said), complaints])
        assert status in (None, result), (words, result, "".join(said), complaints)
        return "".join(said)

    def rows(self, *words: str) -> list[dict[str, object]]:
        """What a listing says with --json."""
        listed: list[dict[str, object]] = json.loads(self.run(*words, "--json", status=None, shows=True))
        return listed

    def a_draft(self) -> str:
        """Answer the question that is there, and approve the message."""
        (prompt, *_) = self.rows("prompts")
        self.run("prompts", "answer", str(prompt["id"]), "yes", shows=True)
        (draft, *_) = self.rows("drafts")
        self.run("drafts", "approve", str(draft["id"]), "--yes", shows=True)
        return str(draft["id"])

    def leaks(self) -> list[str]:
        """Every place where a word is that must not be there."""
        secrets = [form for secret in self.secrets for form in forms(secret)]
        words, titles = [form for word in WORDS for form in forms(word)], [SUBJECT, TITLE]
        heard = (self.folder / "heard").read_text("utf-8")
        found = list(_found("a log", heard, [*secrets, *words, *titles]))
        found += _found("an answer", "".join(self.said), [*secrets, *words, *titles, "Traceback"])
        found += _found("a listing", "".join(self.shown), [*secrets, *words, "Traceback"])
        for file in (self.folder / "data").rglob("*"):
            if file.is_file():
                kept = file.read_bytes().decode("utf-8", "replace")
                found += _found(file.name, kept, words if file.name == "secrets.json" else [*secrets, *words])
                found += [] if file.name.startswith("assistant.db") else _found(file.name, kept, titles)
        return found

    def names(self, file: str) -> set[str]:
        """The first parts of the names of all who could have logged something (`loggers`), or have (`spoke`)."""
        return {name.partition(".")[0] for name in (self.folder / file).read_text("utf-8").split()}


def _found(where: str, text: str, wanted: Sequence[str]) -> list[str]:
    return [f"{each!r} in {where}: …{text[max(0, text.index(each) - 300) :][:500]}…" for each in wanted if each in text]
