"""What a deck is to show, before it is known how many slides that takes: plain data."""

from __future__ import annotations

from dataclasses import dataclass

from rusnlp.reports.pptx.text import Block, Note


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a bar chart."""

    label: str
    coded: int
    review: int
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart with one stacked bar a row: coded, then still to review."""

    rows: tuple[Bar, ...]
    alt: str


@dataclass(frozen=True, slots=True)
class Cell:
    """Text in a table. `shade` is 0 for none, else the strength of the colour behind it, 0 to 1."""

    text: str
    bold: bool = False
    shade: float = 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table and what the speaker notes say of it."""

    cells: tuple[Cell, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. `widths` are in points, the least that each column should have."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    widths: tuple[float, ...]
    figures: int
    """The last columns, that hold numbers and stand to the right."""
    alt: str
    parted: bool = False
    """Where the slide is too narrow, the columns after the first are shown some at a time; each row has then a note
    for each of these columns."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A title with text and at most one chart or table; takes one slide or several."""

    label: str
    rest: str = ""
    """Stands after the label in the title."""
    blocks: tuple[Block, ...] = ()
    bars: Bars | None = None
    grid: Grid | None = None
    notes: tuple[Note, ...] = ()
    columns: bool = False
    """The text may stand in two columns."""
    movable: bool = False
    """Where the title would be too long, `rest` is shown over the text in place of the title."""
    section: str = ""
    """Name of the part of the deck that begins here; empty within a part."""


def cells(*texts: str) -> tuple[Cell, ...]:
    """Plain cells."""
    return tuple(Cell(text) for text in texts)
