"""Keeps what the assistant did by itself, the newest of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC

from assistant.domain.activity import Activity, Deed
from assistant.domain.time import Clock
from assistant.ports import Store

KEPT = 2_000
SPARE = 100  # so that not every new one has an old one looked for


@dataclass(frozen=True, kw_only=True, slots=True)
class Activities:
    """Writes activities down. Their ids sort by time."""

    store: Store
    clock: Clock

    def keep(
        self, deed: Deed, words: str, *, why: str = "", problems: Sequence[str] = (), link: str = "", took: float = 0.0
    ) -> Activity:
        """Keep one deed; the oldest beyond 2,000 go."""
        at = self.clock()
        activity = Activity(
            id=f"a-{at.astimezone(UTC):%Y%m%d-%H%M%S-%f}-{deed.name.lower()}",
            at=at,
            deed=deed,
            words=words,
            why=why,
            problems=tuple(problems),
            link=link,
            took=round(took, 1),
        )
        with self.store.transaction():
            self.store.put(activity)
            if (count := self.store.count(Activity)) > KEPT + SPARE:
                for oldest in self.store.matching_ids(Activity, "a-", limit=count - KEPT):
                    self.store.delete(Activity, oldest)
        return activity
