"""`python -m tests.year [--replies FOLDER] [--write PAGE]`: a simulated year against Dovecot, its figures printed."""

import argparse
import sys
import tempfile
from pathlib import Path
from random import Random

from assistant.adapters.memory_matcher import MemoryMatcher
from assistant.bootstrap import Assistant
from assistant.bootstrap.reading import load_reply_reader
from assistant.cli.figures import write_page
from tests.servers.dovecot import running
from tests.year.answers import SHIPPED, Answers
from tests.year.figures import page
from tests.year.ledger import Ledger
from tests.year.play import Prepare, Size, year
from tests.year.reading import ScriptedReplies


def by_model(assistant: Assistant, ledger: Ledger, chance: Random) -> None:
    """With all that the product has."""
    assistant.reply_reader = load_reply_reader(assistant.config.user.names)


def by_script(assistant: Assistant, ledger: Ledger, chance: Random) -> None:
    """With one that knows the truth and errs now and then, and providers matched by their services alone."""
    assistant.matcher = MemoryMatcher()
    assistant.reply_reader = ScriptedReplies(ledger.said, chance)


READERS: dict[str, Prepare] = {"model": by_model, "script": by_script}


def main() -> int:
    """Play the year, print its figures; gives 1 where anything happened that must not."""
    usual = Size()
    parser = argparse.ArgumentParser(prog="python -m tests.year", description=__doc__)
    parser.add_argument("--replies", type=Path, default=SHIPPED, help="a folder of labelled replies to draw from")
    parser.add_argument("--reader", choices=list(READERS), default="model", help="who reads the replies")
    parser.add_argument("--write", type=Path, help="a page that gets the figures between its marks")
    for name in ("seed", "people", "providers", "mails", "days"):
        parser.add_argument(f"--{name}", type=int, default=getattr(usual, name))
    asked = parser.parse_args()
    size = Size(seed=asked.seed, people=asked.people, providers=asked.providers, mails=asked.mails, days=asked.days)
    answers, prepare = Answers(asked.replies), READERS[asked.reader]

    def tell(how: str) -> None:
        print(how, file=sys.stderr, flush=True)

    with (
        running() as server,
        tempfile.TemporaryDirectory(prefix="year-") as folder,
        year(server, Path(folder), size, answers, prepare, tell) as played,
    ):
        figures = page(played)
        is_well = not (played.observer.breaks or played.observer.wrong_yes)
    print(figures)
    if asked.write:
        write_page(asked.write, figures)
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
