"""Tables to lines: which cells are headers, tags, answers or people, for every format that has tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from rusnlp.document import Line
from rusnlp.outlining.cues import kind_of
from rusnlp.reading.column_words import (
    TAG_KINDS,
    Kind,
    header_kind,
    is_no_answer,
    is_strong_header,
    is_title,
    is_total,
    label_kind,
    time_of_day,
)
from rusnlp.reading.columns import are_sentences, column_kinds
from rusnlp.reading.table_cells import (
    Cell as Cell,
)
from rusnlp.reading.table_cells import (
    Grid,
    has_header_column,
    header_rows,
    is_label,
    section_lines,
)
from rusnlp.reading.table_cells import (
    has_header_row as has_header_row,
)


def table_lines(grid: Grid) -> list[Line]:
    """The lines of a table, rows in order and cells from left to right.

    A form ("Grupp: | 2") gives its labels and values as headings. A table whose first row names the columns is read
    by `headed_lines`, anew from each row that names them again. In any other table each cell carries its row header.
    Empty rows and columns are left out; an empty table gives no lines.
    """
    grid = _without_blanks(grid)
    if not grid:
        return []
    if len(grid[0]) == 1:
        lines = [line for row in grid for cell in row if cell.origin for line in _cell_lines(cell)]
        if not _sums_up(lines[0].text):
            return lines
        return [_header(lines[0]), *(_under(line, (lines[0].text, ""), {}) for line in lines[1:])]
    if is_form(grid):
        return list(_form_lines(grid))
    start = next((index for index, row in enumerate(grid) if not section_lines(row)), 0)
    titles = [line for row in grid[:start] for line in section_lines(row)]
    if not has_header_row(grid[start:]):
        return [*titles, *_row_lines(grid[start:])]
    return [*titles, *(line for part in parts_with_header(grid[start:]) for line in headed_lines(part[0], part[1:]))]


def parts_with_header(grid: Grid) -> list[Grid]:
    """A table whose first row names the columns, cut before each further row that does."""
    return [grid[start:end] for start, end in pairwise([*header_rows(grid), len(grid)])]


def headed_lines(
    header: Sequence[Cell],
    body: Grid,
    *,
    mapping: Mapping[str, Kind] | None = None,
    topic_tag: str | None = None,
    over: Sequence[str] = (),
) -> list[Line]:
    """The lines of a table under a row that names its columns: each answer with the tags of its row.

    A list of participants gives one line a row with the role `participant`. Columns of people and ratings give no
    lines; sums and answers without words (a dash, a thumb) get the role `link`, a column that is no answer the role
    `context`. A label is the row header of its answers; so is a topic, unless it is their tag `topic_tag`. `over`
    holds, for each column, what a second header above the first says; `mapping` is as in `column_kinds`.
    """
    headers = [cell.text for cell in header]
    if is_participant_list([header_kind(text) for text in headers]) and not _holds_answers(headers, body):
        return [*_header_lines(header, ["other"] * len(header)), *participant_lines(body)]
    sums = [row for row in body if is_total([cell.text for cell in row if cell.origin])]
    body = [row for row in body if row not in sums and [cell.text for cell in row] != headers]
    kinds = list(column_kinds(headers, column_texts(body, len(headers)), mapping=mapping))
    rows = [row for row in body if not section_lines(row)]
    marked = all(row[0].heading or row[0].bold for row in rows if row[0].lines)
    # Under "Åtgärd" or "Förslag" short texts are answers too, unless their look tells them from the others.
    if kinds[0] == "other" and (marked or not is_title(headers[0])) and has_header_column(rows):
        kinds[0] = "label"
    over = over or [""] * len(headers)
    labelled = kinds.count("answer") > 1
    lines = list(_header_lines(header, kinds))
    for section, rows in _sections(body):
        lines.extend(section)
        for row, tags in zip(rows, _row_tags(rows, kinds, topic_tag), strict=True):
            label = " / ".join(c.text for c, k in zip(row, kinds, strict=True) if _heads_row(k, topic_tag) and c.lines)
            for cell, kind, name, above in zip(row, kinds, headers, over, strict=True):
                if cell.origin:
                    named = name if kind == "other" or (kind == "answer" and (labelled or _sums_up(name))) else ""
                    own = {"asked": {"question": name}, "grouped": {"group": name}}.get(kind, {})
                    lines.extend(_value_lines(cell, kind, _stacked(above, named, label), {**tags, **own}))
    lines.extend(replace(line, role="link") for row in sums for cell in row if cell.origin for line in cell.lines[:1])
    return lines


def _sums_up(header: str) -> bool:
    """Whether a header says that what stands below it sums up the notes: "Återkommande kommentarer"."""
    return kind_of(header) == "summary"


def _heads_row(kind: Kind, topic_tag: str | None) -> bool:
    return kind == "label" or (kind == "topic" and not topic_tag)


def _sections(body: Grid) -> Iterator[tuple[list[Line], list[Sequence[Cell]]]]:
    """The rows between the headings that run across the table, with the heading above them."""
    heading: list[Line] = []
    rows: list[Sequence[Cell]] = []
    for row in body:
        section = section_lines(row)
        if section:
            yield heading, rows
            heading, rows = section, []
        else:
            rows.append(row)
    yield heading, rows


def _stacked(above: str, column: str, row: str) -> tuple[str, ...]:
    """The headers of a cell; empty when it has none that is still to be found out."""
    return (*([above] if above else []), column, row) if above or column or row else ()


def participant_lines(body: Grid) -> list[Line]:
    """One line a row with the role `participant`, its cells joined by a comma."""
    return [_joined(row, ", ", "participant") for row in body if any(cell.lines for cell in row)]


def is_participant_list(kinds: Sequence[Kind | None]) -> bool:
    """Whether the headers of a table are those of a list of people, with no column for what they said."""
    known = [kind for kind in kinds if kind not in ("rating", "aside")]
    return "person" in kinds and all(kind in ("person", "group", "session", "slot") for kind in known)


def _holds_answers(headers: Sequence[str], body: Grid) -> bool:
    """Whether a column that is not certainly one of people's names holds sentences: "Kommun", "Företag"."""
    texts = column_texts(body, len(headers))
    columns = zip(headers, texts, strict=True)
    return any(not is_strong_header(header) and are_sentences([*filter(None, column)]) for header, column in columns)


def column_texts(rows: Grid, columns: int) -> list[list[str]]:
    """The texts of each column, without cells that only continue a merged one and headings across the table."""
    kept = [row for row in rows if not section_lines(row)]
    return [[row[index].text for row in kept if row[index].origin] for index in range(columns)]


def _without_blanks(grid: Grid) -> list[list[Cell]]:
    rows = [list(row) for row in grid if any(cell.lines for cell in row)]
    kept = [index for index in range(len(rows[0]) if rows else 0) if any(row[index].lines for row in rows)]
    return [[row[index] for index in kept] for row in rows]


def _header_lines(header: Sequence[Cell], kinds: Sequence[Kind]) -> Iterator[Line]:
    for cell, kind in zip(header, kinds, strict=True):
        if cell.origin:
            # A column of names is no heading over the notes beside it.
            role = {"asked": "question", "person": "context"}.get(kind, "heading")
            yield from (replace(line, role=role) for line in cell.lines)


def _value_lines(cell: Cell, kind: Kind, headers: tuple[str, ...], tags: Mapping[str, str]) -> Iterator[Line]:
    if kind in TAG_KINDS or kind in ("topic", "rating", "person"):
        return
    if kind == "label":
        yield from map(_header, cell.lines)
    elif kind == "aside":
        yield from (replace(line, role="context") for line in cell.lines)
    else:
        yield from (_under(line, headers, tags) for line in _cell_lines(cell))


def _cell_lines(cell: Cell) -> Iterator[Line]:
    """The lines of a cell; a title in it over other lines ("Styrkor") is their column header."""
    first, *others = cell.lines or (None,)
    if first is None or not others or first.marker or not is_title(first.text.rstrip(" :")):
        yield from cell.lines
        return
    yield _header(first)
    yield from (_under(line, (first.text.rstrip(" :"), ""), {}) for line in others)


def _row_tags(body: Grid, kinds: Sequence[Kind], topic_tag: str | None) -> list[dict[str, str]]:
    """The tags of each row; in a column that is written only when it changes, blanks take the value above them."""
    names = {index: topic_tag if kind == "topic" else kind for index, kind in enumerate(kinds)}
    tagged = {index: name for index, name in names.items() if name in TAG_KINDS}
    columns = {
        name: [row[index].text if name == "question" else row[index].as_printed for row in body]
        for index, name in tagged.items()
    }
    sessions = filled_down(columns.get("session", [""] * len(body)))
    tags: list[dict[str, str]] = [{} for _ in body]
    for name, values in columns.items():
        for row, value in enumerate(sessions if name == "session" else filled_down(values, sessions)):
            if value and not is_dash(value):
                tags[row][str(name)] = time_of_day(value) if name == "slot" else value
    return tags


def filled_down(values: Sequence[str], within: Sequence[str] | None = None) -> list[str]:
    """The values with blanks filled from above, when the column is written only where its value changes.

    That is so when it begins with a value and never repeats one in the next filled row. A change in `within` ends
    what is carried down.
    """
    filled = [value for value in values if value]
    if not values or not values[0] or any(a == b for a, b in pairwise(filled)):
        return list(values)
    result: list[str] = []
    for row, value in enumerate(values):
        same = row > 0 and (within is None or within[row] == within[row - 1])
        result.append(value or (result[-1] if same else ""))
    return result


def is_dash(text: str) -> bool:
    """Whether the text holds neither letter nor digit."""
    return not any(character.isalnum() for character in text)


def is_form(grid: Grid) -> bool:
    """Whether a table of two columns is a form: labels such as "Grupp:" to the left and what was filled in beside."""
    if len(grid[0]) != 2 or len(grid) < 2 or not all(is_label(row[0]) for row in grid if row[0].lines):
        return False
    kinds = [header_kind(row[0].text) for row in grid]
    if header_kind(grid[0][1].text) is not None:
        return False
    if kinds[0] == "answer" and grid[0][1].lines and is_dash(grid[0][1].text):
        return False  # a list of answers and the thumbs or stars that each was given
    return sum(kind in (*TAG_KINDS, "person", "answer", "topic") for kind in kinds) >= 2


def _form_lines(grid: Grid) -> Iterator[Line]:
    """The rows of a form: tags as headings ("Grupp 2"), people as credits, all else under the label as row header."""
    for row in grid:
        label, value = row
        kind = header_kind(label.text)
        if kind in (*TAG_KINDS, "topic") and value.lines:
            named = [value] if label_kind(value.text) == kind else row
            yield replace(_joined(named, " ", None), style="heading")
        elif kind in ("person", "rating", "aside") and not _is_filled_in(label.text, value.text):
            yield _joined(row, " ", "credit" if kind == "person" else "context")
        else:
            yield from map(_header, label.lines)
            yield from (_under(line, ("", label.text), {}) for line in _cell_lines(value) if value.origin)


def _is_filled_in(label: str, value: str) -> bool:
    """Whether a form's value is an answer though its label, by its words alone, asks for none ("Uppföljning")."""
    return not is_strong_header(label) and len(value.split()) >= 6 and are_sentences([value])


def _header(line: Line) -> Line:
    return replace(line, role="question" if line.text.endswith("?") else "heading")


def _under(line: Line, headers: tuple[str, ...], tags: Mapping[str, str]) -> Line:
    """The line with the headers and tags of its cell, added to those that a table or title within it has given."""
    if line.role:
        return line
    kept = (*headers, *filter(None, line.headers)) if headers else line.headers
    role = "link" if is_no_answer(line.text) else None
    return replace(line, headers=kept, tags={**tags, **line.tags}, role=role)


def _joined(row: Sequence[Cell], separator: str, role: str | None) -> Line:
    cells = [cell for cell in row if cell.origin and cell.lines]
    text = separator.join(cell.text.strip() if separator != " " else cell.text.rstrip(" :") for cell in cells)
    return replace(cells[0].lines[0], text=text, role=role, marker=None, level=None)


def _row_lines(grid: Grid) -> Iterator[Line]:
    """The cells of a table without a header row, with their row header where it has one."""
    header_column = has_header_column(grid)
    for row in grid:
        section = section_lines(row)
        if section:
            yield from section
            continue
        label = row[0].text if header_column else ""
        for index, cell in enumerate(row):
            if not cell.origin:
                continue
            if header_column and index == 0:
                yield from map(_header, cell.lines)
            else:
                yield from (_under(line, ("", label) if label else (), {}) for line in _cell_lines(cell))
