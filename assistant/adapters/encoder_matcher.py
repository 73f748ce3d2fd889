"""The matcher of `nlp` behind the product's port; loading it takes a moment, and happens when something is compared."""

import io
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.ports import Candidate, Compared, Comparison, Wanted

if TYPE_CHECKING:
    from nlp.matching.bench import Bench, Fit
    from nlp.matching.vectors import Floats, Vectors

KEPT = "vectors.npz"


class EncoderMatcher:
    """Compares by the trained encoder. With a `folder`, the candidates' vectors are kept there from run to run.

    What is kept can be made again at any time: a file that cannot be read or written is left out of account.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._file = folder / KEPT if folder else None
        self._loaded: Vectors | None = None
        self._ready: tuple[tuple[Candidate, ...], Bench] | None = None

    @property
    def version(self) -> str:
        """The version of the model."""
        return self._vectors.version

    def compare(self, wanted: Wanted, candidates: Sequence[Candidate], *, most: int = 50) -> Comparison:
        """The likeliest candidates, `most` at most."""
        from nlp.matching.cards import Need

        answer = self._bench(tuple(candidates)).answer(Need(words=wanted.words, area=", ".join(wanted.area)), most=most)
        return Comparison(compared=tuple(map(_compared, answer.fits)), somebody=answer.somebody, nobody=answer.nobody)

    def _bench(self, candidates: tuple[Candidate, ...]) -> "Bench":
        from nlp.matching.bench import Bench
        from nlp.matching.cards import Card

        if self._ready is None or self._ready[0] != candidates:  # the very same ones, as a rule: quick to see
            known = len(self._vectors.known)
            cards = [
                Card(
                    id=each.id,
                    says=each.says,
                    services=each.services,
                    ideal_client=each.ideal_client,
                    not_for=each.not_for,
                    area=" and ".join(each.area),
                )
                for each in candidates
            ]
            self._ready = candidates, Bench(cards, self._vectors)
            if len(self._vectors.known) > known:
                self._keep()
        return self._ready[1]

    @property
    def _vectors(self) -> "Vectors":
        if self._loaded is None:
            from nlp.matching.vectors import Vectors

            self._loaded = Vectors()
            if self._file:
                with suppress(OSError, ValueError, EOFError):
                    self._loaded.keep(dict(_read(self._file)))
        return self._loaded

    def _keep(self) -> None:
        import numpy as np

        if self._file is None:
            return
        packed = io.BytesIO()
        known = self._vectors.known
        np.savez(packed, keys=np.array(list(known)), vectors=np.array(list(known.values()), np.float32))
        with suppress(OSError):
            aside = self._file.with_suffix(f".{os.getpid()}.tmp")
            aside.touch(mode=0o600)
            aside.write_bytes(packed.getvalue())
            aside.replace(self._file)


def _read(file: Path) -> "Iterator[tuple[str, Floats]]":
    import zipfile

    import numpy as np

    try:
        with np.load(file, allow_pickle=False) as kept:
            yield from zip(kept["keys"].tolist(), kept["vectors"], strict=True)
    except (zipfile.BadZipFile, KeyError) as error:
        raise ValueError(f"{file}: {error}") from error


def _compared(fit: "Fit") -> Compared:
    return Compared(
        id=fit.card.id,
        chance=fit.chance,
        likeness=fit.points["likeness"],
        ideal_client=fit.points["ideal"],
        limit=fit.points["limit"],
        nearest_limit=fit.limit,
        reach=fit.reach.value,
        shared=fit.shared,
    )
