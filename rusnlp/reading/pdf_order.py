"""Reading order on a PDF page: boxes, table cells and columns, each a flow of segments from top to bottom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from rusnlp.reading.pdf_groups import Group, Unit, grouped_by_box, grouped_by_list
from rusnlp.reading.pdf_gutters import MIN_GUTTER, slabs
from rusnlp.reading.pdf_open_tables import is_heading_row, label_pairs, open_table
from rusnlp.reading.pdf_segments import Segment
from rusnlp.reading.pdf_shapes import Shape
from rusnlp.reading.pdf_tables import Grid, clusters_across

MAX_SEGMENTS = 2000
"""A page with more of them (a map, a print of a large spreadsheet) is read by lines, without columns and boxes."""

_LARGER = 1.12
"""Type larger than the usual by this factor is a heading's."""
_SMALLER = 0.88
"""Type smaller than the usual by this factor is a footnote's."""

_from_top = attrgetter("top", "mark_x")


class CellPlace(NamedTuple):
    """Where a table's cell stands: number of the table on the page, first row and column, and how many it covers."""

    table: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(slots=True)
class Flow:
    """Segments that follow upon each other in one column, box or cell."""

    segments: list[Segment]
    region: str | None = None
    column: int | None = None
    columns: int = 1
    """Number of columns side by side."""
    edge: float | None = None
    """The right edge of the text area, where a box shows it."""
    cell: CellPlace | None = None
    angle: int = 0
    """Degrees by which the text is turned on the page."""


def page_flows(
    segments: Sequence[Segment],
    shapes: Sequence[Shape],
    width: float,
    height: float,
    *,
    may_list_people: bool = False,
) -> list[Flow]:
    """The page's flows in reading order: columns from top to bottom, then from left to right.

    What spans the columns comes before or after them; boxes and tables are read as a whole, table cells row by row.
    Beyond `MAX_SEGMENTS` segments the page is one flow. Lists of people without lines are looked for only where
    `may_list_people` says so.
    """
    if not segments:
        return []
    if len(segments) > MAX_SEGMENTS:
        return [Flow(sorted(segments, key=_from_top))]
    units: list[Unit] = list(segments)
    if shapes:
        units = grouped_by_box(segments, shapes, width, height)
    if may_list_people:
        units = grouped_by_list(units)
    flows: list[Flow] = []
    for flow in _flows(sorted(units, key=_from_top), Flow([]), 0):
        last = flows[-1] if flows else None
        if last and last.cell is None and flow.cell is None and _place(last) == _place(flow) and _is_under(flow, last):
            last.segments.extend(flow.segments)
        else:
            flows.append(flow)
    return flows


def _place(flow: Flow) -> tuple[str | None, int | None]:
    return flow.region, flow.column


def _is_under(flow: Flow, last: Flow) -> bool:
    """Whether a flow goes on below the last; it does not where columns stand side by side within a box."""
    return flow.region is None or flow.segments[0].top > last.segments[-1].top - 1


def _is_single_column(units: Sequence[Unit]) -> bool:
    """Whether each unit lies below the one before it, and over or under it."""
    for before, unit in pairwise(units):
        top, bottom = before.top, before.bottom
        if unit.top - top < 0.3 * (bottom - top) or unit.bottom < bottom:
            return False
        if unit.mark_x > before.x1 or before.mark_x > unit.x1:
            return False
    return True


def _flows(units: Sequence[Unit], at: Flow, depth: int) -> Iterator[Flow]:
    """The flows of units within one box or page; `at` gives their region, column and edge."""
    if _is_single_column(units):
        yield from _stacked(units, at, depth)
        return
    for slab, has_gutters in slabs(units):
        columns = clusters_across([(u.mark_x, u.x1) for u in slab], MIN_GUTTER) if has_gutters else []
        if len(columns) < 2 or depth > 5:
            yield from _stacked(_in_bands(slab), at, depth)
            continue
        sides = [[u for u in slab if x0 <= u.mark_x <= x1] for x0, x1 in columns]
        if len(sides) == 2 and (pairs := label_pairs(*sides)):
            yield from _stacked(pairs, at, depth)
            continue
        if rows := open_table(sides):
            yield from _open_rows(rows, at)
            continue
        yield from _side_by_side(sides, at, depth)


def _side_by_side(sides: list[list[Unit]], at: Flow, depth: int) -> Iterator[Flow]:
    """Flows of columns, one after the other: what is over all of them first, their footnotes last."""
    sizes = sorted([u.size for side in sides for u in side if isinstance(u, Segment)]) or [0.0]
    usual = sizes[len(sizes) // 2]
    has_headings, has_notes = sizes[-1] > _LARGER * usual, sizes[0] < _SMALLER * usual
    for part in _parted(sides, usual) if has_headings else [sides]:
        spanning = _leading(part, usual) if has_headings else []
        notes = _footnotes(part, sizes[0]) if has_notes else []
        yield from _stacked(spanning, at, depth)
        for number, side in enumerate(part):
            rest = [u for u in side if u not in spanning and u not in notes] if spanning or notes else side
            if at.column is None and at.region is None:
                inner = Flow([], at.region, number, len(sides), at.edge)
            else:
                inner = Flow([], at.region, at.column, at.columns, None)
            yield from _flows(rest, inner, depth + 1)
        yield from _stacked(notes, at, depth)


def _stacked(units: Iterable[Unit], at: Flow, depth: int) -> Iterator[Flow]:
    """Flows of units read one after the other."""
    loose: list[Segment] = []
    for unit in units:
        if isinstance(unit, Segment):
            loose.append(unit)
            continue
        if loose:
            yield Flow(loose, at.region, at.column, at.columns, at.edge)
            loose = []
        if unit.rows:
            yield from _open_rows(unit.rows, at)
        elif unit.grid is not None:
            yield from _cells(unit, unit.grid, at)
        else:
            texts = [u.mark_x for u in unit.units if isinstance(u, Segment)]
            padding = min(max(min(texts, default=0) - unit.box.x0, 0), 12)
            inner = Flow([], unit.region, at.column, at.columns, unit.box.x1 - padding)
            yield from _flows(sorted(unit.units, key=_from_top), inner, depth + 1)
    if loose:
        yield Flow(loose, at.region, at.column, at.columns, at.edge)


def _cells(table: Group, grid: Grid, at: Flow) -> Iterator[Flow]:
    fields: dict[tuple[int, int], list[Segment]] = defaultdict(list)
    for unit in table.units:
        field = grid.field(unit) if isinstance(unit, Segment) else None
        if isinstance(unit, Segment) and field is not None:
            fields[field].append(unit)
    number = int(table.region.removeprefix("table"))
    ends: dict[tuple[int, int], tuple[int, int]] = {}
    for (i, j), first in grid.cells.items():
        low, last = ends.get(first, first)
        ends[first] = max(low, i), max(last, j)
    for (row, column), segments in sorted(fields.items()):
        low, last = ends[row, column]
        segments.sort(key=lambda s: (s.top, s.x0))
        region = f"{table.region}.r{row + 1}c{column + 1}"
        cell = CellPlace(number, row, column, low - row + 1, last - column + 1) if grid.is_table else None
        yield Flow(_one_a_row(segments), region, at.column, at.columns, grid.xs[last + 1] - 4, cell)


def _open_rows(rows: Sequence[Mapping[int, list[Segment]]], at: Flow) -> Iterator[Flow]:
    """The cells of a table without lines; a heading within it parts it in two."""
    number = row = 0
    for cells in rows:
        first = next(iter(cells.values()))
        if is_heading_row(cells, rows):
            number = row = 0
            yield Flow(first, at.region, at.column, at.columns, at.edge)
            continue
        number = number or 1000 + round(first[0].y)
        for column, segments in sorted(cells.items()):
            yield Flow(segments, f"grid{number}.r{row + 1}c{column + 1}", cell=CellPlace(number, row, column))
        row += 1


def _one_a_row(segments: list[Segment]) -> list[Segment]:
    """The segments of a cell by row: those on one baseline from left to right."""
    ordered: list[Segment] = []
    for segment in segments:
        at = len(ordered)
        while at and abs(ordered[at - 1].y - segment.y) < 0.3 * segment.size and ordered[at - 1].x0 > segment.x0:
            at -= 1
        ordered.insert(at, segment)
    return ordered


def _in_bands(units: list[Unit]) -> list[Unit]:
    """Units from top to bottom; those that stand side by side from left to right."""
    ordered: list[Unit] = []
    band: list[Unit] = []
    for unit in units:
        if band:
            first = band[0]
            shared = min(first.bottom, unit.bottom) - max(first.top, unit.top)
            if shared < 0.5 * min(first.bottom - first.top, unit.bottom - unit.top):
                ordered.extend(sorted(band, key=lambda u: u.mark_x))
                band = []
        band.append(unit)
    ordered.extend(sorted(band, key=lambda u: u.mark_x))
    return ordered


def _parted(sides: list[list[Unit]], usual: float) -> list[list[list[Unit]]]:
    """The columns, parted where a heading over all of them stands in mid-page, though it is too short to cross them.

    It is in larger type than the usual, nothing stands beside it, and the columns below it begin at one height.
    """
    heights: list[float] = []
    before: Unit | None = None
    for unit in sorted(sides[0], key=_from_top):
        goes_on = before is not None and unit.size == before.size and unit.top - before.bottom < unit.size
        is_large = isinstance(unit, Segment) and unit.marker is None and unit.size > _LARGER * usual
        if is_large and not goes_on and _heads_columns(unit, sides):
            heights.append(unit.top)
        before = unit
    parts = [sides]
    for height in heights:
        above = [[u for u in side if u.top < height] for side in parts[-1]]
        parts[-1:] = [above, [[u for u in side if u.top >= height] for side in parts[-1]]]
    return parts


def _heads_columns(heading: Unit, sides: Sequence[Sequence[Unit]]) -> bool:
    if not any(unit.top < heading.top for side in sides[1:] for unit in side):
        return False
    begins = []
    for side in sides:
        below = [u for u in side if u.bottom > heading.top and u is not heading and u.size != heading.size]
        if not below:
            return False
        begins.append(min(u.top for u in below))
    return min(begins) > heading.bottom - 1 and max(begins) - min(begins) < 2


def _leading(sides: list[list[Unit]], usual: float) -> list[Unit]:
    """Headings over all columns that stand at the top of one: in larger type than the usual of the columns."""
    found: list[Unit] = []
    for side in sides:
        others = min((u.top for other in sides if other is not side for u in other), default=0.0)
        for unit in sorted(side, key=lambda u: u.top):
            if not (isinstance(unit, Segment) and unit.bottom <= others + 1 and unit.size > _LARGER * usual):
                break
            found.append(unit)
    return found


def _footnotes(sides: list[list[Unit]], size: float) -> list[Unit]:
    """The lines in type of that size, the smallest, if they stand in the first column below the ends of all."""
    small = [u for side in sides for u in side if isinstance(u, Segment) and u.size < 1.05 * size]
    marks = [u.marker or (u.soft[0] if u.soft else "") for u in small]
    if not small or any(mark and not mark.strip("(")[:1].isdigit() for mark in marks):
        return []  # Bullets of a lower level are no footnotes.
    last = sorted(sides[0], key=_from_top)[-len(small) :]
    ends = max((u.bottom for side in sides[1:] for u in side), default=0.0)
    if len(small) == len(sides[0]) or {*last} != {*small} or last[0].top < ends - 1:
        return []
    return last
