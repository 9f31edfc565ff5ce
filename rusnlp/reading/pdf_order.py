"""Reading order on a PDF page: boxes, table cells and columns, each a flow of segments from top to bottom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rusnlp.reading.pdf_open_tables import Row, is_heading_row, label_pairs, lists_of_people, open_table
from rusnlp.reading.pdf_segments import Segment
from rusnlp.reading.pdf_shapes import Shape
from rusnlp.reading.pdf_tables import Box, Grid, clusters_across, page_boxes, page_grids

MIN_GUTTER = 7.0
"""The narrowest blank between two columns, in points."""

MAX_SEGMENTS = 2000
"""A page with more of them (a map, a print of a large spreadsheet) is read by lines, without columns and boxes."""


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


class _Group:
    """A box or a table with what stands in it, placed among the page's segments as one unit."""

    __slots__ = ("bottom", "box", "grid", "mark_x", "region", "rows", "size", "top", "units", "x1")

    def __init__(self, box: Box, region: str, grid: Grid | None = None) -> None:
        self.box = box
        self.region = region
        self.grid = grid
        self.rows: list[Row] = []
        """The rows of a table without lines."""
        self.units: list[_Unit] = []
        self.mark_x, self.top, self.x1, self.bottom = box
        self.size = 0.0


_Unit = Segment | _Group


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
        return [Flow(sorted(segments, key=lambda s: (s.top, s.mark_x)))]
    units: list[_Unit] = list(segments)
    if shapes:
        units = _grouped(segments, shapes, width, height)
    if may_list_people:
        units = _with_people(units)
    flows: list[Flow] = []
    for flow in _flows(sorted(units, key=lambda u: (u.top, u.mark_x)), Flow([]), 0):
        last = flows[-1] if flows else None
        if last and last.cell is None and flow.cell is None and _place(last) == _place(flow):
            last.segments.extend(flow.segments)
        else:
            flows.append(flow)
    return flows


def _place(flow: Flow) -> tuple[str | None, int | None]:
    return flow.region, flow.column


def _is_single_column(units: Sequence[_Unit]) -> bool:
    """Whether each unit lies below the one before it, and over or under it."""
    before = None
    for unit in units:
        if before is not None:
            if unit.top - before.top < 0.3 * (before.bottom - before.top) or unit.bottom < before.bottom:
                return False
            if unit.mark_x > before.x1 or before.mark_x > unit.x1:
                return False
        before = unit
    return True


def _grouped(segments: Sequence[Segment], shapes: Sequence[Shape], width: float, height: float) -> list[_Unit]:
    """Segments put into the tables and boxes they stand in; what stands in none is returned as it is."""
    tables: list[_Group] = []
    for grid in page_grids(shapes, segments, width, height):
        outer = Box(grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1])
        tables.append(_Group(outer, f"table{len(tables) + 1}", grid))
    boxes = page_boxes(shapes, width, height)
    holder: dict[Box, list[Segment]] = defaultdict(list)
    units: list[_Unit] = []
    for segment in segments:
        table = None
        if tables:
            table = next((t for t in tables if t.grid is not None and t.grid.field(segment) is not None), None)
        if table is not None:
            table.units.append(segment)
        elif (box := next((b for b in boxes if b.holds(segment)), None)) is not None:
            holder[box].append(segment)
        else:
            units.append(segment)
    for box in [box for box, held in holder.items() if _is_highlight(box, held, segments)]:
        around = next((b for b in boxes if _area(b) > _area(box) * 1.2 and b.holds(holder[box][0])), None)
        (holder[around] if around else units).extend(holder.pop(box))
    groups = {box: _Group(box, "") for box in sorted(holder, key=lambda b: (b.y0, b.x0))}
    for number, (box, group) in enumerate(groups.items(), 1):
        group.region = f"box{number}"
        group.units.extend(holder[box])
    return _nested(units, groups, tables)


def _with_people(units: list[_Unit]) -> list[_Unit]:
    """The units, with each list of people without lines as one."""
    for rows in lists_of_people([unit for unit in units if isinstance(unit, Segment)]):
        held = [segment for row in rows for cell in row.values() for segment in cell]
        x0, x1 = min(s.mark_x for s in held), max(s.x1 for s in held)
        table = _Group(Box(x0, min(s.top for s in held), x1, max(s.bottom for s in held)), "")
        table.rows = rows
        units = [unit for unit in units if unit not in held]
        units.append(table)
    return units


def _nested(units: list[_Unit], groups: dict[Box, _Group], tables: list[_Group]) -> list[_Unit]:
    """Put boxes and tables into the boxes that hold them; those in no other join `units`."""
    areas = {box: _area(box) for box in groups}
    for group in (*groups.values(), *(table for table in tables if table.units)):
        inner, area = group.box, 1.1 * _area(group.box)
        holders = [b for b, other in areas.items() if other > area and b != inner and _holds_box(b, inner)]
        if holders:
            groups[min(holders, key=_area)].units.append(group)
        else:
            units.append(group)
    return units


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.y1 - box.y0)


def _holds_box(outer: Box, inner: Box) -> bool:
    level = outer.x0 - 3 <= inner.x0 and inner.x1 <= outer.x1 + 3
    return level and outer.y0 - 3 <= inner.y0 and inner.y1 <= outer.y1 + 3


def _is_highlight(box: Box, held: Sequence[Segment], segments: Sequence[Segment]) -> bool:
    """Whether a box is the shading of one line within a paragraph, and no box of its own."""
    segment = held[0]
    if len(held) > 1 or box.y1 - box.y0 > 1.6 * segment.size:
        return False
    return any(
        other is not segment
        and abs(other.x0 - segment.x0) < 2
        and abs(other.size - segment.size) < 0.5
        and abs(other.y - segment.y) < 1.4 * segment.size
        for other in segments
    )


def _flows(units: Sequence[_Unit], at: Flow, depth: int) -> Iterator[Flow]:
    """The flows of units within one box or page; `at` gives their region, column and edge."""
    if _is_single_column(units):
        yield from _stacked(units, at, depth)
        return
    for slab, has_gutters in _slabs(units):
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
        spanning = _leading(sides)
        yield from _stacked(spanning, at, depth)
        for number, side in enumerate(sides):
            rest = [u for u in side if u not in spanning] if spanning else side
            if at.column is None and at.region is None:
                inner = Flow([], at.region, number, len(sides), at.edge)
            else:
                inner = Flow([], at.region, at.column, at.columns, None)
            yield from _flows(rest, inner, depth + 1)


def _stacked(units: Iterable[_Unit], at: Flow, depth: int) -> Iterator[Flow]:
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
            yield from _flows(sorted(unit.units, key=lambda u: (u.top, u.mark_x)), inner, depth + 1)
    if loose:
        yield Flow(loose, at.region, at.column, at.columns, at.edge)


def _cells(table: _Group, grid: Grid, at: Flow) -> Iterator[Flow]:
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


def _slabs(units: Iterable[_Unit]) -> Iterator[tuple[list[_Unit], bool]]:
    """Units from the top cut into slabs, each with or without gutters; a unit across a gutter begins a new slab."""
    slab: list[_Unit] = []
    gutters: list[tuple[float, float]] = []
    first_beside = 0
    beside: list[_Unit] = []
    for unit in units:
        crossed = [gutter for gutter in gutters if _crosses(unit, [gutter])]
        if crossed and len(crossed) < len(gutters):
            gutters = [gutter for gutter in gutters if gutter not in crossed]  # A wide blank within a column.
        elif crossed:
            # A title above the columns may have narrowed the gutter that the unit only seems to cross.
            below = slab[first_beside:]
            wider = _gutters(below) if first_beside else []
            if wider and not _crosses(unit, wider):
                yield slab[:first_beside], False
                slab, gutters = below, wider
            else:
                done, slab = _carried(slab, unit)
                yield done, True
                gutters, beside = [], list(slab)
            first_beside = 0
        gutters = _shrunk(gutters, unit)
        beside = [other for other in beside if other.bottom > unit.top]
        for other in beside:
            gap = _gap_beside(other, unit)
            if gap is None or any(gap[0] - 1 <= a and b <= gap[1] + 1 for a, b in gutters):
                continue
            across = [i for i, u in enumerate(slab) if u.mark_x < gap[0] + 1 and u.x1 > gap[1] - 1]
            if across:
                last = slab[across[-1]]
                if gutters and unit.top - last.bottom < unit.bottom - unit.top and abs(last.size - unit.size) < 1:
                    continue  # A wide blank within a column.
                head, slab = slab[: across[-1] + 1], slab[across[-1] + 1 :]
                yield head, bool(_gutters(head))
                gutters = _gutters(slab)
            if not gutters:
                first_beside = slab.index(other) if other in slab else 0
            gutters.extend(_left_of([gap], (*slab, unit)))
        slab.append(unit)
        beside.append(unit)
    if slab:
        yield slab, bool(gutters)


def _crosses(unit: _Unit, gutters: Sequence[tuple[float, float]]) -> bool:
    return any(unit.mark_x < a + 1 and unit.x1 > b - 1 for a, b in gutters)


def _gutters(units: Sequence[_Unit]) -> list[tuple[float, float]]:
    """The gaps between units that stand side by side, as far as no unit enters them."""
    gaps = [gap for i, unit in enumerate(units) for other in units[:i] if (gap := _gap_beside(other, unit))]
    return _left_of(sorted(set(gaps)), units)


def _left_of(gaps: list[tuple[float, float]], units: Iterable[_Unit]) -> list[tuple[float, float]]:
    for unit in units:
        gaps = _shrunk(gaps, unit)
    return gaps


def _gap_beside(other: _Unit, unit: _Unit) -> tuple[float, float] | None:
    """The gap between two units that stand side by side; None when they do not."""
    shared = min(other.bottom, unit.bottom) - max(other.top, unit.top)
    if shared < 0.3 * min(other.bottom - other.top, unit.bottom - unit.top):
        return None
    if other.x1 + MIN_GUTTER <= unit.mark_x:
        return other.x1, unit.mark_x
    if unit.x1 + MIN_GUTTER <= other.mark_x:
        return unit.x1, other.mark_x
    return None


def _shrunk(gutters: list[tuple[float, float]], unit: _Unit) -> list[tuple[float, float]]:
    """What the unit leaves of the gutters."""
    left: list[tuple[float, float]] = []
    for a, b in gutters:
        if unit.x1 <= a or unit.mark_x >= b:
            left.append((a, b))
            continue
        if unit.mark_x - a >= MIN_GUTTER:
            left.append((a, unit.mark_x))
        if b - unit.x1 >= MIN_GUTTER:
            left.append((unit.x1, b))
    return left


def _carried(slab: list[_Unit], unit: _Unit) -> tuple[list[_Unit], list[_Unit]]:
    """The slab without the lines at its end that belong to the unit below, and those lines."""
    at = len(slab)
    below = unit
    while at > 1:
        last, rest = slab[at - 1], slab[: at - 1]
        above = max((u.bottom for u in rest), default=0.0)
        beside = isinstance(last, Segment) and abs(last.mark_x - below.mark_x) < 2 * last.size
        if not beside or above > last.top + 1 or below.top - last.bottom >= last.top - above:
            break
        at, below = at - 1, last
    return slab[:at], slab[at:]


def _in_bands(units: list[_Unit]) -> list[_Unit]:
    """Units from top to bottom; those that stand side by side from left to right."""
    ordered: list[_Unit] = []
    band: list[_Unit] = []
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


def _leading(sides: list[list[_Unit]]) -> list[_Unit]:
    """Headings over all columns that stand at the top of one: in larger type than the columns below them."""
    sizes = sorted(u.size for side in sides for u in side if isinstance(u, Segment))
    if not sizes:
        return []
    usual = sizes[len(sizes) // 2]
    found: list[_Unit] = []
    for side in sides:
        others = min((u.top for other in sides if other is not side for u in other), default=0.0)
        for unit in sorted(side, key=lambda u: u.top):
            if not (isinstance(unit, Segment) and unit.bottom <= others + 1 and unit.size > 1.12 * usual):
                break
            found.append(unit)
    return found
