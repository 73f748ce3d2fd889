"""Reads text and finds mentions: problems, needs and requests of somebody other than the user.

>>> reader = load_reader()                                          # doctest: +SKIP
>>> reader.read(Text(body="Do you know a good roofer?", medium=Medium.EMAIL))  # doctest: +SKIP

Importing this package loads neither spaCy nor a model; `load_reader` does.
"""

from typing import TYPE_CHECKING

from nlp.text import Kind, Medium, Mention, ModelMissing, Reader, Reading, Text, Trap, Who

if TYPE_CHECKING:
    from nlp.calibration import load_calibration, load_gate_curve
    from nlp.reader import load_reader

__all__ = [
    "Kind",
    "Medium",
    "Mention",
    "ModelMissing",
    "Reader",
    "Reading",
    "Text",
    "Trap",
    "Who",
    "load_calibration",
    "load_gate_curve",
    "load_reader",
]


def __getattr__(name: str) -> object:
    if name == "load_reader":
        from nlp.reader import load_reader  # spaCy takes a second to import

        return load_reader
    if name in ("load_calibration", "load_gate_curve"):
        from nlp import calibration

        return getattr(calibration, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
