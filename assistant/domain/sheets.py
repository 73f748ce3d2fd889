"""Sheets to print: what stands on them, whatever prints them."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """Some paragraphs under a heading; with `is_list`, each line is a point of a list."""

    heading: str
    lines: tuple[str, ...]
    is_list: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Rows under a head, each as long as it; `widths` are the shares of the columns, alike where there are none."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Labels:
    """Lines for one envelope each, on a sheet of labels: 3 by 8 on A4."""

    texts: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One print. `lead` stands under the title, `foot` at the end of each page."""

    title: str
    parts: tuple[Section | Table | Labels, ...]
    lead: str = ""
    foot: str = ""
