"""Cells of a table as a format holds them, and which of them only name the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rusnlp.document import Line
from rusnlp.reading.bullets import bullet_pieces
from rusnlp.reading.column_words import (
    header_kind,
    is_period,
    is_slot,
    is_title,
    is_value_header,
    label_kind,
    name_columns,
)
from rusnlp.reading.encoding import visible_text


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as the format holds it; a merged cell stands in every place that it covers, `origin` in the first only."""

    lines: tuple[Line, ...] = ()
    origin: bool = True
    heading: bool = False
    """The format marks the cell as a header."""
    bold: bool = False
    """All text of the cell is bold, or stands on a shade of its own."""
    span: int = 1
    """Columns that the cell covers."""

    @property
    def text(self) -> str:
        """The cell's lines, joined by a space."""
        return " ".join(line.text for line in self.lines)

    @property
    def as_printed(self) -> str:
        """The same with the numbers that were taken for those of a list, as in a name: "1. Skog"."""
        return " ".join(
            f"{line.marker} {line.text}" if line.marker and line.marker[0].isdigit() else line.text
            for line in self.lines
        )


Grid = Sequence[Sequence[Cell]]
"""Rows of cells, each row as long as the others."""


def cell_lines(text: str, *, region: str, place: str | None = None, bold: bool | None = None) -> tuple[Line, ...]:
    """The lines of a cell that holds plain text: one for each bullet in it, else one; numbers are left at 0."""
    return tuple(
        Line(
            piece.text,
            0,
            True,
            style="cell",
            level=piece.level,
            marker=piece.marker,
            region=region,
            place=place,
            bold=bold,
        )
        for piece in bullet_pieces(visible_text(text))
    )


def is_label(cell: Cell) -> bool:
    """Whether a cell can name others: one line without bullet, short unless it asks, no sentence."""
    text = cell.text
    if len(cell.lines) != 1 or cell.lines[0].marker:
        return False
    longest = 200 if text.endswith("?") else 80
    return len(text) <= longest and (not text.endswith(".") or header_kind(text) is not None)


def has_header_row(grid: Grid) -> bool:
    """Whether the first row names what stands below it.

    It does when the format says so; when all its cells are labels and two of them are names of columns, or all are
    usual titles, questions or tags such as "Grupp 1"; when its first cell names the numbers or times below it, or the
    others are years; when one of them stands over tags such as "Pass 1"; or when it alone is bold, or what stands below
    is plainly longer or bulleted. It does not when each row begins with a question or label of its own.
    """
    first, body = grid[0], [cell for row in grid[1:] for cell in row if cell.origin and cell.lines]
    filled = [cell for cell in first if cell.lines]
    if not body or len(filled) < len(first) - 1 or not all(map(is_label, filled)):
        return False
    if any(cell.span == len(first) for cell in first):
        return False
    if names_its_row(grid):
        return False
    if all(cell.heading for cell in filled):
        return True
    known = [header_kind(cell.text) for cell in filled]
    if "answer" in known or sum(kind is not None for kind in known) >= 2 or name_columns([c.text for c in filled]):
        return True
    if len(filled) > 2 and all(is_period(cell.text) for cell in filled[1:]):
        return True
    return len(filled) > 1 and (_heads_tags(grid) or _heads_labels(grid) or _stand_out(filled, body))


def _heads_tags(grid: Grid) -> bool:
    """Whether the first cell names what each row below it is numbered or timed by: "Bord" over 1, 2, 3."""
    below = [row[0].text for row in grid[1:] if row[0].origin and row[0].lines]
    tagged = (text.strip().isdigit() or is_slot(text) or is_value_header(text) for text in below)
    return header_kind(grid[0][0].text) in ("group", "slot", "session") and len(below) > 1 and all(tagged)


def _heads_labels(grid: Grid) -> bool:
    """Whether a cell of the first row, no session or group itself, stands over nothing but those of one kind."""
    for index, cell in enumerate(grid[0]):
        below = {label_kind(row[index].text) for row in grid[1:] if row[index].origin}
        if below in ({"session"}, {"group"}) and cell.lines and not is_value_header(cell.text):
            return len(grid) > 2
    return False


def names_its_row(grid: Grid) -> bool:
    """Whether the first cell of each row asks what stands beside it, or is its label, in the first row too."""
    first = [row[0].text for row in grid if row[0].lines and row[0].origin]
    if len(first) < 2 or first[0] != grid[0][0].text or name_columns([cell.text for cell in grid[0]]):
        return False
    asked = [text.endswith("?") or label_kind(text) == "question" for text in first]
    if asked[0] and sum(asked) > len(first) / 2:
        return True
    return label_kind(first[0]) is not None and len({label_kind(text) for text in first}) == 1


def has_header_column(rows: Grid, *, empty_corner: bool = False) -> bool:
    """Whether the first column, in rows below the header, names what stands to the right of it.

    An empty corner over it says so, as do the look and the wording of its cells.
    """
    first = [row[0] for row in rows if row[0].origin and row[0].lines and row[0].span < len(row)]
    body = [cell for row in rows for cell in row[1:] if cell.origin and cell.lines]
    if not first or not body or not all(map(is_label, first)):
        return False
    if empty_corner or all(cell.heading or is_value_header(cell.text) for cell in first):
        return True
    return _stand_out(first, body)


def heads_rows_below(row: Sequence[Cell], header: Sequence[Cell]) -> bool:
    """Whether a row within a table names the columns anew, as the header of its next part."""
    texts, first = [cell.text for cell in row], [cell.text for cell in header]
    if texts == first:
        return True
    filled = [text for text in texts if text]
    if len(filled) < len(first) - 1 or not all(is_label(cell) for cell in row if cell.lines):
        return False
    labels = [label_kind(text) for text in filled]
    if sum(kind in ("group", "session") for kind in labels) > 1 or all(cell.bold for cell in row if cell.lines):
        return name_columns(texts)
    return all(map(is_title, filled)) and all(map(is_title, filter(None, first)))


def header_rows(grid: Grid) -> list[int]:
    """Indices of the rows that name the columns, in a table whose first row does: 0, and each that names them anew."""
    starts = [0]
    for index in range(1, len(grid) - 1):
        if heads_rows_below(grid[index], grid[starts[-1]]):
            starts.append(index)
    return starts


def section_lines(row: Sequence[Cell]) -> list[Line]:
    """The lines of a row that heads the rows below it, empty for other rows: one merged cell, or a lone label."""
    cell = row[0]
    if len(row) < 2 or not cell.origin or not is_label(cell):
        return []
    alone = label_kind(cell.text) in ("session", "slot") and not any(other.lines for other in row[1:])
    return [replace(line, style="heading", headers=()) for line in cell.lines] if cell.span >= len(row) or alone else []


def _stand_out(labels: Sequence[Cell], body: Sequence[Cell]) -> bool:
    if all(cell.bold for cell in labels):
        return not all(cell.bold for cell in body)
    if all(cell.text.endswith("?") for cell in labels):
        return True
    if any(line.marker for cell in body for line in cell.lines) or max(len(cell.lines) for cell in body) > 2:
        return True
    return _mean_length(body) >= 2 * _mean_length(labels) and _mean_length(body) >= 25


def _mean_length(cells: Sequence[Cell]) -> float:
    return sum(len(cell.text) for cell in cells) / len(cells)
