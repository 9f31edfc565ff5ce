"""Boxes and tables on a PDF page with the segments that stand in them, each placed as one unit among the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from rusnlp.reading.pdf_open_tables import Row, lists_of_people
from rusnlp.reading.pdf_segments import Segment
from rusnlp.reading.pdf_shapes import Shape
from rusnlp.reading.pdf_tables import Box, Grid, box_around, page_boxes, page_grids


class Group:
    """A box or a table with what stands in it, placed among the page's segments as one unit."""

    __slots__ = ("bottom", "box", "grid", "mark_x", "region", "rows", "size", "top", "units", "x1")

    def __init__(self, box: Box, region: str, grid: Grid | None = None) -> None:
        self.box = box
        self.region = region
        self.grid = grid
        self.rows: list[Row] = []
        """The rows of a table without lines."""
        self.units: list[Unit] = []
        self.mark_x, self.top, self.x1, self.bottom = box
        self.size = 0.0


Unit = Segment | Group


def grouped_by_box(segments: Sequence[Segment], shapes: Sequence[Shape], width: float, height: float) -> list[Unit]:
    """Segments put into the tables and boxes they stand in; what stands in none is returned as it is."""
    tables: list[Group] = []
    for grid in page_grids(shapes, segments, width, height):
        outer = Box(grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1])
        tables.append(Group(outer, f"table{len(tables) + 1}", grid))
    boxes = page_boxes(shapes, width, height)
    holder: dict[Box, list[Segment]] = defaultdict(list)
    units: list[Unit] = []
    for segment in segments:
        table = None
        if tables:
            table = next((t for t in tables if t.grid is not None and t.grid.field(segment) is not None), None)
        if table is not None:
            table.units.append(segment)
        elif (box := box_around(segment, boxes)) is not None:
            holder[box].append(segment)
        else:
            units.append(segment)
    for box in [box for box, held in holder.items() if _is_highlight(box, held, segments)]:
        around = box_around(holder[box][0], [other for other in boxes if other.area > box.area * 1.2])
        (holder[around] if around else units).extend(holder.pop(box))
    groups = {box: Group(box, "") for box in sorted(holder, key=lambda b: (b.y0, b.x0))}
    for number, (box, group) in enumerate(groups.items(), 1):
        group.region = f"box{number}"
        group.units.extend(holder[box])
    return _nested(units, groups, tables)


def grouped_by_list(units: list[Unit]) -> list[Unit]:
    """The units, with each list of people without lines as one."""
    for rows in lists_of_people([unit for unit in units if isinstance(unit, Segment)]):
        held = [segment for row in rows for cell in row.values() for segment in cell]
        x0, x1 = min(s.mark_x for s in held), max(s.x1 for s in held)
        table = Group(Box(x0, min(s.top for s in held), x1, max(s.bottom for s in held)), "")
        table.rows = rows
        units = [unit for unit in units if unit not in held]
        units.append(table)
    return units


def _nested(units: list[Unit], groups: dict[Box, Group], tables: list[Group]) -> list[Unit]:
    """Put boxes and tables into the boxes that hold them; those in no other join `units`."""
    areas = {box: box.area for box in groups}
    for group in (*groups.values(), *(table for table in tables if table.units)):
        inner, area = group.box, 1.1 * group.box.area
        holders = [b for b, other in areas.items() if other > area and b != inner and _holds_box(b, inner)]
        if holders:
            groups[min(holders, key=areas.__getitem__)].units.append(group)
        else:
            units.append(group)
    return units


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
