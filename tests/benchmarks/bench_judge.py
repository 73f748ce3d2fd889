"""What a language model adds to a sync.

    python -m tests.benchmarks.bench_judge [--mails 1000] [--seconds 0.3]

Makes mails of the passages that the reader learns from, syncs them without a judge and with a scripted server that
answers each question after some time, and prints both wall times, the questions, and how both together compare with
1.5 times the first plus the questions' own time divided by how many are asked at a time. Then it syncs again, which
must ask nothing.
"""

import argparse
import json
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import islice
from pathlib import Path

from assistant.bootstrap import Assistant
from assistant.config import Config, Source, User
from assistant.domain.judging import JudgeSettings
from tests.servers.judge import MODEL, Judge, Question, Reply, asking

TRAINING = Path(__file__).parents[2] / "nlp" / "training"
BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)
ALLOWED = 1.5


def build(path: Path, count: int) -> None:
    """Write an mbox of `count` messages that all say something else."""
    rows = (json.loads(line) for file in sorted(TRAINING.glob("*.jsonl")) for line in file.open(encoding="utf-8"))
    with path.open("wb") as mbox:
        for number, row in enumerate(islice((row for row in rows if row["medium"] == "email"), count)):
            message = EmailMessage()
            message.set_content(row["text"])
            message["From"] = f"Somebody {number} <who{number}@bench.example>"
            message["To"] = "user@bench.example"
            message["Subject"] = f"Number {number}"
            message["Date"] = format_datetime(BEGIN + timedelta(minutes=number))
            message["Message-ID"] = f"<{number}@bench.example>"
            mbox.write(b"From bench Mon Nov  2 10:00:00 2026\n" + message.as_bytes().replace(b"\nFrom ", b"\n>From "))
            mbox.write(b"\n\n")


def sync(path: Path, data: Path, judge: JudgeSettings) -> float:
    """The seconds of a whole reading, models loaded."""
    user = User(name="Bench", addresses=("user@bench.example",))
    source = Source(name="bench", type="mbox", path=path)
    assistant = Assistant(Config(user=user, data=data, source=(source,), judge=judge))
    assert assistant.reader.version
    begun = time.perf_counter()
    (report,) = assistant.sync().run(documents=assistant.document_sources()).sources
    took = time.perf_counter() - begun
    print(f"  {report.new} new, {report.mentions} mentions, {report.judged} judged, {report.unjudged} not", flush=True)
    with closing(assistant.store):  # type: ignore[type-var]  # it is a TinyDBStore
        return took


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=0.3)
    wanted = parser.parse_args()

    def answer(question: Question) -> Reply:
        return Reply(text='{"mentions": [], "none": []}', wait=wanted.seconds)

    with tempfile.TemporaryDirectory() as folder, asking(answer) as server:
        path = Path(folder) / "bench.mbox"
        build(path, wanted.mails)
        alone = sync(path, Path(folder) / "alone", JudgeSettings())
        settings = JudgeSettings(use="live", address=server.base, model=MODEL, tokens_a_day=1_000_000_000, minutes=1000)
        together = sync(path, Path(folder) / "judged", settings)
        asked = len(server.questions)
        own = asked * wanted.seconds / settings.at_once
        again = sync(path, Path(folder) / "judged", settings)
        _tell(alone, together, again, asked, own, server)


def _tell(alone: float, together: float, again: float, asked: int, own: float, server: Judge) -> None:
    print(f"without a judge: {alone:.1f} s")
    print(f"with one: {together:.1f} s, {asked} questions, {server.most_at_once} at a time, {own:.1f} s of their own")
    print(f"{together / (ALLOWED * alone + own):.2f} of what is allowed: {ALLOWED} x {alone:.1f} + {own:.1f}")
    print(f"again: {again:.1f} s, {len(server.questions) - asked} questions")


if __name__ == "__main__":
    main()
