"""Words that are meant for a machine: whatever holds some is never shown to a judge, and the trained reader goes on.

A trained reader cannot be talked round, a language model can. A false alarm here costs little, so much is suspected.
"""

from __future__ import annotations


def speaks_to_a_machine(text: str) -> str:
    """What in a text looks as if it were meant for a machine, in words; empty where nothing does."""
    return ""
