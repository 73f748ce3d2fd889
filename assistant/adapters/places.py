"""Whether a few words name a town or a region, by the lists that the matcher reads areas with."""

from nlp.matching.areas import read_area


def is_place(words: str) -> bool:
    """Whether these words name a place where people are, or everywhere."""
    area = read_area(words)
    return bool(area.bits) or area.anywhere
