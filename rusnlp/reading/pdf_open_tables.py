"""Tables on a PDF page that no line is drawn for: columns of short texts that share their baselines."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from rusnlp.outlining.cues import kind_of
from rusnlp.reading.column_words import header_kind
from rusnlp.reading.pdf_segments import Segment
from rusnlp.reading.tables import is_participant_list

_LABEL = re.compile(r".*:|(?:kl\.? ?)?\d{1,2}[.:]\d{2}(?: ?[-–] ?(?:\d{1,2}[.:]\d{2})?)?", re.IGNORECASE)

Row = dict[int, list[Segment]]
"""The segments of each cell, by number of the column."""


def open_table(sides: Sequence[Sequence[object]]) -> list[Row]:
    """Rows of a table without lines, from what stands in each column: the segments of each cell by column number.

    [] unless texts without bullets stand on three baselines or more that the columns share, and are short or have a
    header row of known names; in two columns only for a list of people. A row of one cell may be a heading.
    """
    held: list[tuple[int, Segment]] = []
    for j, side in enumerate(sides):
        for unit in side:
            if not isinstance(unit, Segment) or unit.marker is not None:
                return []
            held.append((j, unit))
    if len(held) < 6:
        return []
    rows: list[Row] = []
    last_y = -math.inf  # Turned text has its baselines above the page too.
    for j, segment in sorted(held, key=lambda item: (item[1].y, item[0])):
        if segment.y - last_y >= 0.3 * segment.size:
            rows.append({})
            last_y = segment.y
        if j in rows[-1]:
            return []
        rows[-1][j] = [segment]
    known = any(_is_known_header(row) for row in rows[:3])
    if known:
        rows = _wraps_joined(rows)
    elif sorted(len(s.text) for _, s in held)[len(held) // 2] >= 20 and not _is_of_people(rows):
        return []
    if len(sides) == 2 and not _is_of_people(rows):
        return []
    bodies = [row for row in rows if not is_heading_row(row, rows)]
    shared = sum(len(row) for row in bodies if len(row) > 1)
    if len(bodies) < 3 or shared < 0.8 * sum(len(row) for row in bodies):
        return []
    return rows


def is_heading_row(row: Mapping[int, Sequence[Segment]], rows: Sequence[Mapping[int, Sequence[Segment]]]) -> bool:
    """Whether a row of the table's rows is a heading over those below it: one text, in bold or larger type."""
    if len(row) > 1 or 0 not in row or len(row[0]) > 1:
        return False
    heading = row[0][0]
    others = [cell[0] for other in rows if other is not row and len(other) > 1 for cell in other.values()]
    plain = sum(not other.bold and other.size <= heading.size for other in others)
    larger = sum(other.size < 0.95 * heading.size for other in others)
    stands_out = larger > 0.5 * len(others) or (heading.bold and plain > 0.5 * len(others))
    return bool(others) and (stands_out or kind_of(heading.text) == "participant")


def _is_known_header(row: Row) -> bool:
    return sum(header_kind(cell[0].text) is not None for cell in row.values()) >= 2


def _is_of_people(rows: Sequence[Row]) -> bool:
    return any(_is_header_of_people([cell[0] for _, cell in sorted(row.items())]) for row in rows[:3])


def _is_header_of_people(cells: Sequence[Segment]) -> bool:
    return len(cells) > 1 and is_participant_list([header_kind(cell.text) for cell in cells])


def lists_of_people(segments: Sequence[Segment]) -> list[list[Row]]:
    """Rows of each list of people that no line is drawn for, its heading left out; [] for none.

    Below a header such as "Namn, Roll", or a heading such as "Deltagare", short texts on shared baselines keep to the
    same left edges.
    """
    baselines = _baselines(segments)
    found: list[list[Row]] = []
    index = 0
    while index < len(baselines):
        line, rows = baselines[index], []
        if _is_header_of_people(line):
            rows = _aligned_rows(line, baselines[index:])
        elif len(line) == 1 and line[0].marker is None and kind_of(line[0].text) == "participant":
            below = baselines[index + 1 :]
            if below and abs(below[0][0].mark_x - line[0].mark_x) < 4:
                rows = _aligned_rows(line, below)
        if rows:
            found.append(rows)
        index += max(len(rows), 1)
    return found


def _baselines(segments: Sequence[Segment]) -> list[list[Segment]]:
    lines: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda s: s.y):
        if lines and segment.y - lines[-1][0].y < 0.3 * segment.size:
            lines[-1].append(segment)
        else:
            lines.append([segment])
    return [sorted(line, key=lambda s: s.mark_x) for line in lines]


def _aligned_rows(over: Sequence[Segment], lines: Sequence[Sequence[Segment]]) -> list[Row]:
    """The lines from the top as rows while they look like those of a list of people; [] for fewer than two."""
    lefts = [segment.mark_x for segment in max(lines[:3], key=len)]
    rows: list[Row] = []
    y = over[0].y
    for line in lines:
        places = [next((j for j, x in enumerate(lefts) if abs(x - s.mark_x) < 4), -1) for s in line]
        if not line[0].y - y < 2.6 * line[0].size or -1 in places or len(set(places)) < len(places):
            break
        if rows and abs(line[0].size - rows[-1][min(rows[-1])][0].size) > 0.6:
            break
        if any(s.marker or len(s.text) > 60 or (s.text[-1] in ".!?" and s.text.count(" ") > 2) for s in line):
            break
        if len(line) == 1 and (places[0] > 0 or kind_of(line[0].text) is not None):
            break
        rows.append({j: [segment] for j, segment in zip(places, line, strict=True)})
        y = line[0].y
    while rows and len(rows[-1]) == 1:
        rows.pop()
    return rows if len(rows) > 1 and sum(len(row) > 1 for row in rows) >= 0.8 * len(rows) else []


def _wraps_joined(rows: Sequence[Row]) -> list[Row]:
    """The rows, with the lines that go on in a cell of the row above them put into that cell."""
    joined: list[Row] = []
    for row in rows:
        before = joined[-1] if joined else None
        if before is not None and 0 not in row and all(_is_below(before.get(j), cell[0]) for j, cell in row.items()):
            for j, cell in row.items():
                before[j].extend(cell)
        else:
            joined.append({j: list(cell) for j, cell in row.items()})
    return joined


def _is_below(cell: Sequence[Segment] | None, segment: Segment) -> bool:
    return cell is not None and cell[-1].bold == segment.bold and segment.y - cell[-1].y < 1.4 * segment.size


def label_pairs(left: Sequence[object], right: Sequence[object]) -> list[Segment]:
    """Rows of a label or clock time and what belongs to it ("Plats:  Bibliotekets hörsal"), each put together.

    [] unless most units on the left are labels and each has its partner on the same baseline.
    """
    if len(left) > len(right):
        return []
    labels: list[Segment] = []
    for unit in left:
        if not isinstance(unit, Segment) or unit.marker is not None:
            return []
        labels.append(unit)
    values = [u for u in right if isinstance(u, Segment)]
    if len(values) < len(right):
        return []
    if sum(_LABEL.fullmatch(u.text) is not None for u in labels) < 0.8 * len(labels):
        return []
    rows: list[Segment] = []
    by_y = {u: next((v for v in values if abs(v.y - u.y) < 0.3 * u.size), None) for u in labels}
    if any(value is None or value.marker for value in by_y.values()):
        return []
    label_of = {value: label for label, value in by_y.items()}
    for value in sorted(values, key=lambda v: v.y):
        label = label_of.get(value)
        if label is None:
            rows.append(value)
            continue
        row = Segment(f"{label.text} {value.text}", value.x0, value.x1, value.y, value.size, value.bold and label.bold)
        row.mark_x = label.x0
        rows.append(row)
    return rows
