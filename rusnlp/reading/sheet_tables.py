"""The rows of a sheet as lines: titles, the header row wherever it stands, tables below one another, plain notes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rusnlp.document import Line
from rusnlp.reading.column_words import TAG_KINDS, Kind, header_kind, is_value_header, name_columns
from rusnlp.reading.sheet_polls import PollPart, heads_answers, poll_parts
from rusnlp.reading.sheet_rows import Row
from rusnlp.reading.table_cells import Cell, cell_lines, has_header_row, names_its_row
from rusnlp.reading.tables import headed_lines, is_form, parts_with_header, table_lines

_TITLE_ROWS = 25
_LONG = 120  # characters; a longer text above a table explains it


class MissingColumn(Exception):
    """No row holds the headers that were asked for."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet's filled rows with what is needed to read a cell of them."""

    rows: Sequence[Row]
    by_number: Mapping[int, Row]
    covered: Mapping[tuple[int, int], tuple[int, int]]
    """Row number and column of each place in a merged range -> those of the cell that fills it."""
    place: str
    mapping: Mapping[str, Kind]

    def cell(self, row: Row, column: int, columns: Sequence[int]) -> Cell:
        """The cell in a place, with what is merged into it."""
        home = self.covered.get((row.number, column))
        if home is not None and home != (row.number, column) and column not in row.values:
            above = self.by_number.get(home[0])
            return replace(self.cell(above, home[1], columns), origin=False) if above is not None else Cell()
        value = row.values.get(column)
        if value is None:
            return Cell()
        place = f"{self.place}rad {row.number}"
        lines = cell_lines(value.text, region=f"{place} kolumn {column + 1}", place=place, bold=value.bold)
        span = sum(self.covered.get((row.number, other)) == home for other in columns) if home else 1
        return Cell(lines, bold=value.bold, span=span)


def sheet_lines(
    rows: Sequence[Row],
    merges: Sequence[tuple[int, int, int, int]],
    *,
    place: str,
    mapping: Mapping[str, Kind],
) -> list[Line]:
    """The lines of a sheet; their numbers are left at 0, their place is `place` and the row.

    A poll's questions are read one by one, see `poll_parts`. Rows above the first header row are headings, people
    there credits. Each further header row begins a new table. Rows without any header are read as notes; bold ones
    among them are headings. `mapping` gives the kind of columns by header; the header row is then the one that holds
    them. Raises `MissingColumn` when no row holds them all.
    """
    if not rows:
        return []
    opening, polls = ([], []) if mapping else poll_parts(rows)
    if polls:
        return _poll_lines(opening, polls, merges, place)
    sheet = _Sheet(rows, {row.number: row for row in rows}, _covered(rows, merges), place, mapping)
    first = next((index for index, row in enumerate(rows) if len(row.values) > 1), 0)
    starts = [] if not mapping and is_form(_grid(sheet, rows[first:], _columns(rows[first:]))) else _header_rows(sheet)
    if not starts:
        return _plain_lines(sheet, rows)
    lines: list[Line] = []
    titles = [0, *(_title_start(sheet, start) for start in starts[1:]), len(rows)]
    for start, title, end in zip(starts, titles[:-1], titles[1:], strict=True):
        over = _row_over(sheet, start)
        lines.extend(line for row in rows[title:start] if row is not over for line in _title(sheet, row))
        lines.extend(_table(sheet, start, end, over))
    return lines


def _poll_lines(
    opening: Sequence[Row], parts: Sequence[PollPart], merges: Sequence[tuple[int, int, int, int]], place: str
) -> list[Line]:
    """The lines of a sheet of poll questions: chosen or counted answers and facts about a question are context."""
    whole = [*opening, *(row for part in parts for row in [*part.titles, *part.facts, *part.answers])]
    sheet = _Sheet(whole, {row.number: row for row in whole}, _covered(whole, merges), place, {})
    if any(len(row.values) > 1 for row in opening):
        lines = sheet_lines(opening, merges, place=place, mapping={})
    else:
        lines = [line for row in opening for line in _title(sheet, row)]
    for part in parts:
        lines.extend(line for row in part.titles for line in _title(sheet, row))
        told = [*part.facts, *part.answers] if part.closed else part.facts
        for row in told:
            cells = [line for column in sorted(row.values) for line in sheet.cell(row, column, [column]).lines]
            lines.extend(replace(line, role="context") for line in cells)
        if not part.closed:
            lines.extend(sheet_lines(part.answers, merges, place=place, mapping={}))
    return lines


def _covered(
    rows: Sequence[Row], merges: Sequence[tuple[int, int, int, int]]
) -> dict[tuple[int, int], tuple[int, int]]:
    numbers = [row.number for row in rows]
    width = max(max(row.values) for row in rows) + 1
    return {
        (number, column): (top, left)
        for top, left, bottom, right in merges
        for number in numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]
        for column in range(left, min(right + 1, width))
    }


def _header_rows(sheet: _Sheet) -> list[int]:
    """Indices of the rows that head a table."""
    rows = sheet.rows
    if sheet.mapping:
        wanted = set(sheet.mapping)
        found = [i for i, row in enumerate(rows) if wanted <= {v.text.strip() for v in row.values.values()}]
        if not found:
            raise MissingColumn(f"no row holds the headers {', '.join(sorted(wanted))}; check their spelling")
        return found
    named = [
        index
        for index in range(len(rows) - 1)
        if _heads_columns(rows, index) or _stands_named(sheet, index) or heads_answers(rows, index)
    ]
    if named:
        return named
    first = next((i for i, row in enumerate(rows[:_TITLE_ROWS]) if len(row.values) > 1), None)
    if first is not None:
        return [first] if first + 1 < len(rows) and _asks_or_stands_out(sheet, first) else []
    return [0] if len(rows) > 1 and _heads_single_column(rows) else []


def _heads_columns(rows: Sequence[Row], index: int) -> bool:
    """Whether a row names columns and is no answer that does so by chance: at the top, parted from above, or bold."""
    row = rows[index]
    if not _names_columns(row):
        return False
    parted = not index or len(rows[index - 1].values) == 1 or row.number - rows[index - 1].number > 1
    if parted or all(value.bold for value in row.values.values()):
        return True
    texts = [value.text for value in row.values.values()]
    before = [above for above in rows[:index] if _names_columns(above)]
    return not before or any(texts == [value.text for value in above.values.values()] for above in before)


def _names_columns(row: Row) -> bool:
    """Whether the cells of a row are names of columns: two of them or more, and all short."""
    texts = [value.text.strip() for value in row.values.values()]
    if len(texts) < 2 or any(len(text) > 250 or "\n- " in text or "\n•" in text for text in texts):
        return False
    kinds = [header_kind(text) for text in texts if len(text) <= 60]
    known = [kind for kind in kinds if kind is not None]
    # "Pass" in one cell and "3" beside it is a form, not a header.
    values = sum(text.replace(".", "").replace(":", "").isdigit() for text in texts)
    telling = sum(kind in (*TAG_KINDS, "answer", "topic", "person") for kind in known)
    return (
        telling >= 2
        or (telling >= 1 and len(known) > values and len(known) >= 2)
        or (telling >= 1 and any(text.endswith("?") and len(text.split()) > 2 for text in texts))
    )


def _stands_named(sheet: _Sheet, index: int) -> bool:
    """Whether a row of titles, questions or labels heads those below it: at the top, under a gap or title, or bold."""
    rows = sheet.rows
    row, above = rows[index], rows[index - 1] if index else None
    if not name_columns([value.text for value in row.values.values()]) or _row_over(sheet, index + 1) is row:
        return False
    parted = above is None or len(above.values) == 1 or row.number - above.number > 1
    parted = parted or _row_over(sheet, index) is not None
    return parted or all(value.bold for value in row.values.values())


def _asks_or_stands_out(sheet: _Sheet, start: int) -> bool:
    """Whether a row without known names heads its columns: by questions, tags such as "Grupp 1", or its look."""
    rows = sheet.rows[start:]
    grid = _grid(sheet, rows, _columns(rows))
    if names_its_row(grid):
        return False
    texts = [value.text.strip() for value in rows[0].values.values()]
    below = [row.values[c].text.strip() for row in rows[1:] for c in rows[0].values if c in row.values]
    if any(is_value_header(text) for text in texts):
        return all(is_value_header(text) or header_kind(text) for text in texts) and not any(
            map(is_value_header, below)
        )
    asked = [text for text in texts if text.endswith("?")]
    if asked and all(header_kind(text) or text.endswith("?") or len(text.split()) >= 4 for text in texts):
        return sum(text.endswith("?") for text in below) <= len(below) / 4
    return has_header_row(grid)


def _heads_single_column(rows: Sequence[Row]) -> bool:
    first, *others = [value for row in rows for value in row.values.values()]
    if header_kind(first.text) == "answer":
        return True
    return first.text.strip().endswith("?") and not any(other.text.strip().endswith("?") for other in others)


def _title_start(sheet: _Sheet, start: int) -> int:
    """Index of the first row of the title over a table that stands below another one; `start` without a title."""
    rows = sheet.rows
    over = _row_over(sheet, start)
    first = start - 1 if over is not None else start
    above = rows[first - 1]
    text = next(iter(above.values.values()))
    parted = above.number - rows[first - 2].number > 1 or text.bold or is_value_header(text.text)
    parted = parted or (len(rows[start].values) == 1 and text.text.rstrip().endswith("?"))
    return first - 1 if len(above.values) == 1 and parted else first


def _row_over(sheet: _Sheet, start: int) -> Row | None:
    """The row above a header row whose cells, merged or followed by blanks, each head some of its columns."""
    if not start or sheet.rows[start - 1].number != sheet.rows[start].number - 1:
        return None
    above, header = sheet.rows[start - 1], sheet.rows[start]
    columns = _columns(sheet.rows[start:])
    spans = [sheet.cell(above, column, columns).span for column in above.values]
    if any(1 < span < len(columns) for span in spans):
        return above
    names = [value.text for value in above.values.values()]
    fewer = 1 < len(names) < len(header.values) and set(above.values) <= set(header.values)
    labels = fewer and all(map(is_value_header, names))
    return above if labels and name_columns([value.text for value in header.values.values()]) else None


def _texts_over(sheet: _Sheet, over: Row | None, columns: Sequence[int]) -> list[str]:
    """What the row over a header says of each column; a blank goes on from the cell to its left unless cells merge."""
    texts = [sheet.cell(over, column, columns).text if over is not None else "" for column in columns]
    merged = over is not None and any((over.number, column) in sheet.covered for column in columns)
    for index in range(1, len(texts)):
        texts[index] = texts[index] or ("" if merged else texts[index - 1])
    return texts


def _table(sheet: _Sheet, start: int, end: int, over: Row | None) -> list[Line]:
    rows = sheet.rows[start:end]
    columns = _columns(rows)
    grid = _grid(sheet, rows, columns)
    above = _texts_over(sheet, over, columns)
    lines: list[Line] = []
    for part in [grid] if sheet.mapping else parts_with_header(grid):
        kinds = [sheet.mapping.get(cell.text.strip()) or header_kind(cell.text) for cell in part[0]]
        topic_tag = None if "session" in kinds else "session"
        lines.extend(headed_lines(part[0], part[1:], mapping=sheet.mapping, topic_tag=topic_tag, over=above))
    return lines


def _columns(rows: Sequence[Row]) -> list[int]:
    return sorted({column for row in rows for column in row.values})


def _grid(sheet: _Sheet, rows: Sequence[Row], columns: Sequence[int]) -> list[list[Cell]]:
    grid = [[sheet.cell(row, column, columns) for column in columns] for row in rows]
    bold_rows = sum(all(cell.bold for cell in row if cell.lines) for row in grid[1:])
    mostly_bold = bold_rows > len(grid) / 2
    return [row if mostly_bold else _across(row) if index else row for index, row in enumerate(grid)]


def _across(row: list[Cell]) -> list[Cell]:
    """A row with a single bold cell is a heading across the table, though its cells are not merged."""
    filled = [cell for cell in row if cell.lines]
    if len(filled) != 1 or not filled[0].bold or len(row) < 2 or not filled[0].origin:
        return row
    return [replace(filled[0], span=len(row)), *[Cell(origin=False)] * (len(row) - 1)]


def _title(sheet: _Sheet, row: Row) -> list[Line]:
    """A row above the tables: a heading; a person's name there is a credit, a long text an explanation."""
    columns = sorted(row.values)
    lines = [line for column in columns for line in sheet.cell(row, column, columns).lines]
    if not lines:
        return []
    text = " ".join(line.text for line in lines)
    if len(columns) > 1 and header_kind(lines[0].text) == "person":
        return [replace(lines[0], text=text, role="credit")]
    if len(text) > _LONG and not text.endswith("?"):
        return [replace(lines[0], text=text, role="context")]
    return [replace(lines[0], text=text, style="heading", level=2, marker=None)]


def _plain_lines(sheet: _Sheet, rows: Sequence[Row]) -> list[Line]:
    """Rows without a header: notes one below the other, or a table of another kind."""
    columns = _columns(rows)
    if len(columns) > 1:
        return table_lines(_grid(sheet, rows, columns))
    all_bold = all(value.bold for row in rows for value in row.values.values())
    lines: list[Line] = []
    for row, before in zip(rows, [None, *rows], strict=False):
        cell = sheet.cell(row, columns[0], columns)
        gap = row.number - before.number - 1 if before is not None else 0
        heading = cell.bold and not all_bold and len(cell.lines) == 1 and not cell.lines[0].marker
        for index, line in enumerate(cell.lines):
            line = replace(line, gap=0 if index else gap)
            lines.append(replace(line, style="heading", level=2) if heading else line)
    return lines
