"""Every attack stands in the text that the reader would read."""

import json
from pathlib import Path
from zoneinfo import ZoneInfo

from assistant.bootstrap.reading import contents_of
from assistant.ports import Failed

FOLDER = Path(__file__).parents[3] / "data" / "injections" / "attacks"


def test_attacks_stand_in_what_is_read() -> None:
    rows = [json.loads(line) for line in (FOLDER / "attacks.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 60
    assert len({row["doc"] for row in rows}) == len(rows)
    for row in rows:
        [content] = contents_of(FOLDER / row["doc"], ZoneInfo("UTC"))
        assert not isinstance(content, Failed), row["doc"]
        dropped = any(word in row["where"] for word in ("html comment", "hidden html", "encoded"))
        assert dropped or " ".join(row["payload"].split()) in " ".join(content.text.split()), row["doc"]
