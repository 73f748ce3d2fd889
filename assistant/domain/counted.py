"""Numbers with what they count."""


def counted(number: int, one: str, several: str = "") -> str:
    """1 meeting, 2 meetings, 3 replies, 1,000 people who wait; `several` where the plural is none of these."""
    plural = several or (f"{one[:-1]}ies" if one.endswith("y") and one[-2] not in "aeiou" else f"{one}s")
    return f"{number:,} {one if number == 1 else plural}"
