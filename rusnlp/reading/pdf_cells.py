"""Cells of a PDF's tables to lines, as every format with tables has them: headers, tags, answers, people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from rusnlp.document import Line
from rusnlp.outlining.cues import kind_of
from rusnlp.reading.column_words import header_kind
from rusnlp.reading.pdf_lines import paragraph_line
from rusnlp.reading.pdf_paragraphs import Paragraph
from rusnlp.reading.pdf_styles import LaidOutPage
from rusnlp.reading.table_cells import Cell, has_header_row
from rusnlp.reading.tables import participant_lines, table_lines

_Rows = list[list[Cell]]


@dataclass(slots=True)
class _Table:
    page: int
    number: int
    """Its number on the page."""
    paragraphs: list[Paragraph]
    heading: str
    """The text that stands right before it; that of the table before where it goes on from the page before."""
    ends_page: bool
    parts: list[tuple[int, int]] = field(default_factory=list)
    """Page and number of each of its parts."""
    rows: _Rows = field(default_factory=list)


def lines_of_tables(pages: Sequence[LaidOutPage]) -> dict[tuple[int, int], list[Line]]:
    """The lines of each table, by page number and number of the table on the page; {} for none.

    A table that ends a page and one of the same columns that begins the next are one; header cells that are printed
    again have the role `heading`. The lines' own numbers are those of their pages.
    """
    found: dict[tuple[int, int], list[Line]] = {}
    for table in _joined(_tables(pages)):
        for key in table.parts:
            found[key] = []
        number_on = dict(table.parts)
        for line in _lines(table):
            found[line.number, number_on[line.number]].append(line)
    return found


def _tables(pages: Sequence[LaidOutPage]) -> Iterable[_Table]:
    for page in pages:
        held: dict[int, list[Paragraph]] = defaultdict(list)
        heading: dict[int, str] = {}
        before = ""
        for paragraph in page.paragraphs:
            if paragraph.flow.cell is None:
                before = paragraph.text
            else:
                number = paragraph.flow.cell.table
                heading.setdefault(number, before)
                held[number].append(paragraph)
        for number, paragraphs in held.items():
            last = page.paragraphs[-1] is paragraphs[-1]
            yield _Table(page.number, number, paragraphs, heading[number], last, [(page.number, number)])


def _joined(tables: Iterable[_Table]) -> list[_Table]:
    joined: list[_Table] = []
    for table in tables:
        table.rows = _rows(table)
        before = joined[-1] if joined else None
        if before is None or not _goes_on(before, table):
            joined.append(table)
            continue
        header = [cell.text for cell in before.rows[0]]
        if [cell.text for cell in table.rows[0]] == header:
            # The lines of a header that is printed again keep their page, but are not read as a row.
            table.rows[0] = [
                replace(c, lines=tuple(replace(x, role="heading") for x in c.lines)) for c in table.rows[0]
            ]
        before.rows.extend(table.rows)
        before.parts.extend(table.parts)
        before.page, before.paragraphs, before.ends_page = table.page, table.paragraphs, table.ends_page
    return joined


def _goes_on(before: _Table, table: _Table) -> bool:
    """Whether a table goes on from the page before: nothing between the two, and the same columns."""
    if not before.ends_page or table.page != before.page + 1 or table.heading:
        return False
    if len(before.rows[0]) != len(table.rows[0]):
        return False
    one, two = _lefts(before), _lefts(table)
    shared = one.keys() & two.keys()
    return len(shared) > 1 and all(abs(one[column] - two[column]) < 6 for column in shared)


def _lefts(table: _Table) -> dict[int, float]:
    lefts: dict[int, float] = {}
    for paragraph in table.paragraphs:
        if paragraph.flow.cell is not None:
            column = paragraph.flow.cell.column
            lefts[column] = min(lefts.get(column, paragraph.box[0]), paragraph.box[0])
    return lefts


def _rows(table: _Table) -> _Rows:
    """The table's rows of cells; a merged cell stands in every place that it covers."""
    held: dict[tuple[int, int], list[Paragraph]] = defaultdict(list)
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    spans: dict[tuple[int, int], int] = {}
    for paragraph in table.paragraphs:
        place = paragraph.flow.cell
        if place is None:
            continue
        held[place.row, place.column].append(paragraph)
        spans[place.row, place.column] = place.columns
        for row in range(place.row, place.row + place.rows):
            for column in range(place.column, place.column + place.columns):
                covered[row, column] = (place.row, place.column)
    cells = {
        key: Cell(
            tuple(paragraph_line(p, table.page) for p in paragraphs),
            bold=all(p.bold for p in paragraphs),
            span=spans[key],
        )
        for key, paragraphs in held.items()
    }
    height, width = max(i for i, _ in covered) + 1, max(j for _, j in covered) + 1
    rows: _Rows = []
    for row in range(height):
        rows.append([])
        for column in range(width):
            key = covered.get((row, column))
            cell = cells[key] if key is not None else Cell()
            rows[-1].append(cell if key in (None, (row, column)) else replace(cell, origin=False))
    return [row for row in rows if any(cell.lines for cell in row)]


def _lines(table: _Table) -> list[Line]:
    again = [cell.lines for row in table.rows for cell in row if cell.lines and cell.lines[0].role == "heading"]
    rows = [row for row in table.rows if not any(cell.lines and cell.lines[0].role == "heading" for cell in row)]
    lines = _people_lines(rows) if kind_of(table.heading) == "participant" else []
    return [line for held in again for line in held] + (lines or table_lines(rows))


def _people_lines(rows: _Rows) -> list[Line]:
    """The lines of a table under a heading such as "Deltagare"; [] where it holds what they said."""
    if any(len(cell.text) > 120 or header_kind(cell.text) == "answer" for row in rows for cell in row):
        return []
    if not has_header_row(rows):
        return participant_lines(rows)
    header = [replace(line, role="heading") for cell in rows[0] if cell.origin for line in cell.lines]
    return [*header, *participant_lines(rows[1:])]
