"""From what a deck is to show to its slides: nothing is cut and nothing stands outside its frame."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rusnlp.reports.pptx.plan import Bar, Bars, Cell, Grid, Piece, Row
from rusnlp.reports.pptx.template import Area, DeckLayout, Template
from rusnlp.reports.pptx.text import (
    Block,
    Face,
    Note,
    Paragraph,
    flow,
    line_count,
    paragraph,
    parted_text,
    text_height,
    text_width,
)
from rusnlp.reports.wording import NBSP

TABLE_SIZE, CHART_SIZE, LEAST_TITLE = 11, 11, 20
"""In points; titles are made smaller down to the last before they are shortened."""
CELL_X, CELL_Y = 5, 2
"""Points between a cell's edge and its text, on each side."""
_COMMON_TITLE = 24
LEGEND = 26
"""Points over the bars that the legend takes."""
_GAP = 12
_THIN_BAR, _THICK_BAR = 16.5, 30
_LABEL_PART = 0.42
"""Of a chart's width that its labels take at most."""
_POINT = 12700


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide, in EMU."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PlacedBars:
    """A chart and where it stands; `label_part` of the width is for the labels, `longest` ends the scale."""

    bars: Bars
    box: Box
    label_part: float
    longest: int


@dataclass(frozen=True, slots=True)
class PlacedGrid:
    """A table, where it stands, and its measures in EMU; the first row height is that of the heads."""

    grid: Grid
    box: Box
    widths: tuple[int, ...]
    heights: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A slide as it is to be written."""

    title: str
    title_size: float
    layout: DeckLayout
    texts: tuple[tuple[Paragraph, ...], ...]
    """One for each text placeholder of the layout; an empty one is taken away."""
    text_box: Box | None
    """Where the text stands when it shares the slide with a chart or table; None where the layout says."""
    bars: PlacedBars | None
    grid: PlacedGrid | None
    notes: tuple[Note, ...]
    section: str


def pages(pieces: Iterable[Piece], template: Template) -> list[Page]:
    """All slides after the first, in order, no two with the same title."""
    made: list[Page] = []
    used: dict[str, int] = {}
    for piece in pieces:
        for number, page in enumerate(_pages(piece, template)):
            ending = ("", " (forts.)", f" (forts.{NBSP}{number})")[min(number, 2)]
            title, size = _title(piece, ending, page.layout.title)
            used[title] = used.get(title, 0) + 1
            while used[title] > 1:
                title, size = _title(piece, f"{ending} ({used[title]})", page.layout.title)
                used[title] = used.get(title, 0) + 1
            section = piece.section if number == 0 else ""
            made.append(replace(page, title=title, title_size=size, section=section))
    return made


def with_even_titles(made: Sequence[Page]) -> list[Page]:
    """The slides with titles of one size, but for those that need a smaller one."""
    common = max(_COMMON_TITLE, min((page.title_size for page in made), default=0))
    return [replace(page, title_size=min(page.title_size, common)) for page in made]


def fitted_title(text: str, area: Area) -> float | None:
    """The size, that of the template or smaller, in which the title fits its frame; None below `LEAST_TITLE`."""
    shown = text.upper() if area.capitals else text
    size = area.size
    while size >= min(LEAST_TITLE, area.size):
        room = area.text_width * (1 - area.spacing / size)
        lines = line_count(shown, size, room, area.face, bold=area.bold)
        if lines * size * area.face.line * area.leading <= area.text_height + 0.5:
            return size
        size -= 1
    return None


def shortened_title(text: str, ending: str, area: Area) -> tuple[str, float]:
    """The title with its ending, and its size; where it must be shortened it ends in "…" before the ending."""
    if size := fitted_title(text + ending, area):
        return text + ending, size
    words = text
    while words:
        words = words[: max(len(words) - 8, 0)].rstrip(" ·,.:;-–")
        if size := fitted_title(f"{words}…{ending}", area):
            return f"{words}…{ending}", size
    return ending.strip() or "…", LEAST_TITLE


def _title(piece: Piece, ending: str, area: Area) -> tuple[str, float]:
    rest = f" · {piece.rest}" if piece.rest else ""
    if piece.movable and rest and fitted_title(piece.label + rest + ending, area) is None:
        rest = ""
    if size := fitted_title(piece.label + rest + ending, area):
        return piece.label + rest + ending, size
    # What tells the slides of a session apart stands last in the title.
    return shortened_title(piece.label, rest + ending, area)


def _pages(piece: Piece, template: Template) -> list[Page]:
    layout = template.text
    if piece.movable and piece.rest and fitted_title(f"{piece.label} · {piece.rest}", layout.title) is None:
        moved = Block((paragraph(piece.rest, 18, bold=True),))
        piece = replace(piece, blocks=(moved, *piece.blocks))
    if piece.bars and piece.bars.rows:
        made = _chart_pages(piece, piece.bars, layout)
    elif piece.grid and piece.grid.rows:
        made = _table_pages(piece, piece.grid, layout)
    else:
        made = _text_pages(piece.blocks, template, columns=piece.columns)
    if not made:
        return []
    return [replace(made[0], notes=(*piece.notes, *made[0].notes)), *made[1:]]


def _text_pages(blocks: Sequence[Block], template: Template, *, columns: bool) -> list[Page]:
    layout = template.columns if columns and template.columns and len(blocks) > 1 else template.text
    area = min(layout.bodies, key=lambda one: one.width * one.height)
    number = len(layout.bodies)
    filled = flow(blocks, area.text_width, min(one.text_height for one in layout.bodies), number, area.face)
    slides = [filled[at : at + number] for at in range(0, len(filled), number)]
    return [_text_page(layout if len(slide) == number else template.text, slide) for slide in slides]


def _text_page(layout: DeckLayout, columns: Sequence[Sequence[Block]]) -> Page:
    texts = tuple(_joined(column) for column in columns)
    notes = tuple(note for column in columns for note in _notes(column))
    return Page("", 0, layout, texts, None, None, None, notes, "")


def _chart_pages(piece: Piece, bars: Bars, layout: DeckLayout) -> list[Page]:
    area = layout.bodies[0]
    width, full = area.width / _POINT, area.height / _POINT
    longest = max(row.coded + row.review for row in bars.rows)
    labels = [bar_label(row) for row in bars.rows]
    part = min(_LABEL_PART, (max(text_width(label, CHART_SIZE, area.face) for label in labels) + 16) / width)
    lines = max(line_count(label, CHART_SIZE, part * width - 14, area.face) for label in labels)
    least = max(_THIN_BAR, lines * CHART_SIZE * area.face.line + 3)
    made, text = _text_over(piece.blocks, layout, LEGEND + 3 * least)
    left = list(bars.rows)
    while left:
        room = full - (_over(text, area) if text else 0)
        rows = left[: _even(len(left), room - LEGEND, full - LEGEND, least)]
        left = left[len(rows) :]
        high = LEGEND + len(rows) * max(least, min(_THICK_BAR, (room - LEGEND) / len(rows)))
        box = _box(area, full - room, width, high)
        notes = (*_notes(text or ()), *(note for row in rows for note in row.notes))
        placed = PlacedBars(replace(bars, rows=tuple(rows)), box, part, longest)
        made.append(_graphic(layout, text, notes, bars=placed))
        text = None
    return made


def _even(number: int, first: float, other: float, least: float) -> int:
    """How many of `number` bars to put on this slide, so that the next ones hold about as many."""
    here, there = max(1, int(first / least)), max(1, int(other / least))
    if number <= here:
        return number
    slides = 1 + -(-(number - here) // there)
    return min(here, -(-number // slides))


def bar_label(row: Bar) -> str:
    """What stands before a bar: "Samverkan  12 + 3", coded and to review."""
    return f"{row.label}  {row.coded} + {row.review}" if row.review else f"{row.label}  {row.coded}"


def _table_pages(piece: Piece, grid: Grid, layout: DeckLayout) -> list[Page]:
    area = layout.bodies[0]
    width, full = area.width / _POINT, area.height / _POINT
    made, text = _text_over(piece.blocks, layout, full / 3)
    for part in _column_parts(grid, width):
        widths = _column_widths(part, width, area.face)
        head = _row_height([Cell(one, bold=True) for one in part.heads], widths, area.face)
        rows = [piece for row in part.rows for piece in _parted_row(row, widths, full - head, area.face)]
        heights = [_row_height(row.cells, widths, area.face) for row in rows]
        if text and _over(text, area) + head + heights[0] > full:
            made.append(_graphic(layout, text, _notes(text)))
            text = None
        for start, end in _shares(heights, full - head - (_over(text, area) if text else 0), full - head):
            room = full - (_over(text, area) if text else 0)
            placed = PlacedGrid(
                replace(part, rows=tuple(rows[start:end])),
                _box(area, full - room, sum(widths), head + sum(heights[start:end])),
                tuple(int(one * _POINT) for one in widths),
                tuple(int(one * _POINT) for one in (head, *heights[start:end])),
            )
            notes = (*_notes(text or ()), *(note for row in rows[start:end] for note in row.notes))
            made.append(_graphic(layout, text, notes, grid=placed))
            text = None
    return made


def _shares(heights: Sequence[float], first: float, other: float) -> list[tuple[int, int]]:
    """First row and the one after the last of each slide, as even as can be over the fewest slides.

    `first` and `other` are what the first slide and those after it have room for.
    """

    def shares(most: float) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        start, used = 0, 0.0
        for at, height in enumerate(heights):
            if at > start and used + height > min(most, other if found else first) + 0.01:
                found.append((start, at))
                start, used = at, 0.0
            used += height
        return [*found, (start, len(heights))]

    least = len(shares(other))
    return next(made for made in map(shares, range(int(max(heights)), int(other) + 2)) if len(made) == least)


def _column_widths(grid: Grid, width: float, face: Face) -> list[float]:
    """Points of each column: as wide as wished for or more, and where the slide is narrow no word broken in vain."""
    least = []
    for column, head in enumerate(grid.heads):
        words = {
            word for text in (head, *(row.cells[column].text for row in grid.rows)) for word in re.split("[ \n]", text)
        }
        widest = max(text_width(word, TABLE_SIZE, face, bold=True) for word in words)
        least.append(min(widest + 2 * CELL_X + 1, width / 4))
    scale = min(width / sum(grid.widths), 1.6)
    widths = [max(wish * scale, needed) for wish, needed in zip(grid.widths, least, strict=True)]
    slack = [wide - needed for wide, needed in zip(widths, least, strict=True)]
    over = sum(widths) - width
    if over <= 0:
        return widths
    if sum(slack) <= over:
        return [wide * width / sum(widths) for wide in widths]
    return [wide - spare * over / sum(slack) for wide, spare in zip(widths, slack, strict=True)]


def _column_parts(grid: Grid, width: float) -> list[Grid]:
    """The table, or several with the first column and some of the others each, where it is too wide."""
    first, others = grid.widths[0], grid.widths[1:]
    if not grid.parted or sum(grid.widths) <= width:
        return [grid]
    most = max(1, int((width - first) / max(others)))
    number = -(-len(others) // most)
    each = -(-len(others) // number)
    parts = []
    for at in range(1, len(grid.widths), each):
        chosen = (0, *range(at, min(at + each, len(grid.widths))))
        rows = tuple(
            Row(tuple(row.cells[c] for c in chosen), tuple(row.notes[c - 1] for c in chosen[1:])) for row in grid.rows
        )
        heads = tuple(grid.heads[c] for c in chosen)
        parts.append(replace(grid, heads=heads, rows=rows, widths=tuple(grid.widths[c] for c in chosen),
                             figures=len(chosen) - 1))  # fmt: skip
    return parts


def _parted_row(row: Row, widths: Sequence[float], height: float, face: Face) -> list[Row]:
    """The row, or several when it is higher than a slide."""
    if _row_height(row.cells, widths, face) <= height:
        return [row]
    lines = int((height - 2 * CELL_Y) / (TABLE_SIZE * face.line))
    columns = [
        parted_text(cell.text, TABLE_SIZE, width - 2 * CELL_X, lines, face)
        for cell, width in zip(row.cells, widths, strict=True)
    ]
    return [
        Row(
            tuple(
                replace(cell, text=texts[at] if at < len(texts) else "")
                for cell, texts in zip(row.cells, columns, strict=True)
            ),
            row.notes if at == 0 else (),
        )
        for at in range(max(map(len, columns)))
    ]


def _row_height(cells: Sequence[Cell], widths: Sequence[float], face: Face) -> float:
    lines = max(
        line_count(cell.text, TABLE_SIZE, width - 2 * CELL_X, face, bold=cell.bold)
        for cell, width in zip(cells, widths, strict=True)
    )
    return lines * TABLE_SIZE * face.line + 2 * CELL_Y


def _text_over(
    blocks: Sequence[Block], layout: DeckLayout, least: float
) -> tuple[list[Page], tuple[Block, ...] | None]:
    """Text to stand over a chart or table that needs `least` points; or, where it is too long, slides of its own."""
    area = layout.bodies[0]
    if not blocks:
        return [], None
    if _over(blocks, area) + least <= area.height / _POINT:
        return [], tuple(blocks)
    columns = flow(blocks, area.text_width, area.text_height, 1, area.face)
    return [_text_page(layout, [column]) for column in columns], None


def _over(blocks: Sequence[Block], area: Area) -> float:
    """Points that the text takes over a chart or table, with the distance to it."""
    return text_height(_joined(blocks), area.text_width, area.face) + area.inset_y / _POINT + _GAP


def _graphic(
    layout: DeckLayout,
    text: Sequence[Block] | None,
    notes: tuple[Note, ...],
    *,
    bars: PlacedBars | None = None,
    grid: PlacedGrid | None = None,
) -> Page:
    area = layout.bodies[0]
    box = _box(area, 0, area.width / _POINT, _over(text, area) - _GAP) if text else None
    return Page("", 0, layout, (_joined(text),) if text else ((),), box, bars, grid, notes, "")


def _box(area: Area, down: float, width: float, height: float) -> Box:
    """A box `down` points under the top of the area."""
    return Box(area.left, area.top + int(down * _POINT), int(width * _POINT), int(height * _POINT))


def _joined(blocks: Iterable[Block]) -> tuple[Paragraph, ...]:
    return tuple(one for block in blocks for one in block.paragraphs)


def _notes(blocks: Iterable[Block]) -> tuple[Note, ...]:
    return tuple(note for block in blocks for note in block.notes)
