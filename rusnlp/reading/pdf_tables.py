"""Boxes and ruled tables on a PDF page, found from its drawn shapes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from rusnlp.reading.pdf_segments import Segment
from rusnlp.reading.pdf_shapes import Shape

_SNAP = 3.0
"""Lines closer than this, in points, are one line."""
_MAX_RULES = 300


class Rule(NamedTuple):
    """A straight line: where it lies (y of a level one, x of an upright one) and from where to where it runs."""

    at: float
    start: float
    end: float


class Box(NamedTuple):
    """A rectangle that text stands in."""

    x0: float
    y0: float
    x1: float
    y1: float

    def holds(self, segment: Segment) -> bool:
        """Whether the segment lies within; it may run over the right edge a little."""
        x0, y0, x1, y1 = self
        size = segment.size
        return x0 - 2 <= segment.x0 and segment.x1 <= x1 + 0.7 * size and y0 <= segment.y - 0.3 * size <= y1


@dataclass(slots=True)
class Grid:
    """A ruled table: the x of its upright lines, the y of its level ones, and the cell that each field belongs to."""

    xs: list[float]
    ys: list[float]
    cells: dict[tuple[int, int], tuple[int, int]]
    """(row, column) of a field to the first field of its cell; fields differ from their cell where cells merge."""

    def field(self, segment: Segment) -> tuple[int, int] | None:
        """The cell, as (row, column), that the segment stands in; None outside the table."""
        across, down = (segment.mark_x + 2 * segment.x1) / 3, segment.y - 0.3 * segment.size
        if not (self.xs[0] <= across <= self.xs[-1] and self.ys[0] <= down <= self.ys[-1]):
            return None
        column = next(i for i, x in enumerate(self.xs[1:]) if across <= x)
        row = next(i for i, y in enumerate(self.ys[1:]) if down <= y)
        return self.cells[row, column]

    @property
    def is_table(self) -> bool:
        """Whether it has at least two rows and two columns; a row or column of boxes is none."""
        return len(self.xs) > 2 and len(self.ys) > 2


def page_boxes(shapes: Sequence[Shape], width: float, height: float) -> list[Box]:
    """Rectangles large enough to hold text and smaller than the page, smallest first, each once."""
    found = {
        Box(round(s.x0), round(s.y0), round(s.x1), round(s.y1))
        for s in shapes
        if not s.picture and s.x1 - s.x0 >= 20 and s.y1 - s.y0 >= 8
    }
    area = 0.8 * width * height
    boxes = [box for box in found if (box.x1 - box.x0) * (box.y1 - box.y0) < area]
    return sorted(boxes, key=lambda box: ((box.x1 - box.x0) * (box.y1 - box.y0), box))[:400]


def page_grids(shapes: Sequence[Shape], segments: Sequence[Segment], width: float, height: float) -> list[Grid]:
    """Tables drawn with lines, with filled cells, or with level lines only; [] when there are none.

    A grid with little text in it (a diagram's) is not a table.
    """
    level, upright = _rules(_without_highlights(shapes, segments), width * height)
    grids = [grid for group in _connected(level, upright) if (grid := _grid(*group)) is not None]
    for grid in grids:
        _part_columns(grid, segments)
    grids.extend(_level_only(level, segments, grids))
    return [grid for grid in grids if _has_text(grid, segments)]


def _has_text(grid: Grid, segments: Sequence[Segment]) -> bool:
    used = {field for segment in segments if (field := grid.field(segment)) is not None}
    return len(used) >= 2 and len(used) >= 0.3 * len(set(grid.cells.values()))


def _without_highlights(shapes: Sequence[Shape], segments: Sequence[Segment]) -> list[Shape]:
    """The shapes but for the shading of marked words: filled, as high as a line, its edge within a line of text.

    Shading that touches such a shape from above or below marks the same words on their next line.
    """
    size = max((segment.size for segment in segments), default=0.0)
    low = [s for s in shapes if s.filled and not s.stroked and 3 < s.y1 - s.y0 <= 1.7 * size and s.x1 - s.x0 > 3]
    marks = [
        shape
        for shape in low
        if any(
            shape.y0 < t.y - 0.3 * t.size < shape.y1
            and (t.x0 < shape.x0 - t.size < t.x1 - 2 * t.size or t.x0 + 2 * t.size < shape.x1 + t.size < t.x1)
            for t in segments
        )
    ]
    if not marks:
        return list(shapes)
    found = set(marks)
    while marks:
        mark = marks.pop()
        for shape in low:
            touches = abs(shape.y0 - mark.y1) < 3 or abs(mark.y0 - shape.y1) < 3
            if shape not in found and touches and shape.x0 < mark.x1 + 500 and mark.x0 < shape.x1 + 500:
                found.add(shape)
                marks.append(shape)
    return [shape for shape in shapes if shape not in found]


def _part_columns(grid: Grid, segments: Sequence[Segment]) -> None:
    """Part merged cells side by side where a line is missing but the text keeps to the columns."""
    for row in range(len(grid.ys) - 1):
        columns = range(len(grid.xs) - 1)
        merged = [j for j in columns if grid.cells[row, j] != (row, j) and grid.cells[row, j][0] == row]
        if not merged:
            continue
        held = [s for s in segments if grid.ys[row] <= s.y - 0.3 * s.size <= grid.ys[row + 1]]
        held = [s for s in held if grid.xs[0] - 2 <= s.x0 <= grid.xs[-1]]
        for j in merged:
            x = grid.xs[j]
            before = any(s.x1 <= x + 1 for s in held)
            after = any(x - 1 <= s.mark_x < grid.xs[j + 1] for s in held)
            if before and after and not any(s.mark_x < x - 1 and s.x1 > x + 1 for s in held):
                old, new = grid.cells[row, j], (row, j)
                for k in range(j, len(grid.xs) - 1):
                    if grid.cells[row, k] == old:
                        grid.cells[row, k] = new


def _rules(shapes: Sequence[Shape], page_area: float) -> tuple[list[Rule], list[Rule]]:
    level, upright = [], []
    for shape in shapes:
        across, down = shape.x1 - shape.x0, shape.y1 - shape.y0
        if shape.picture or across * down > 0.8 * page_area:
            continue
        if down <= 3 and across >= 8:
            level.append(Rule((shape.y0 + shape.y1) / 2, shape.x0, shape.x1))
        elif across <= 3 and down >= 6:
            upright.append(Rule((shape.x0 + shape.x1) / 2, shape.y0, shape.y1))
        elif across >= 15 and down >= 8:
            level += [Rule(shape.y0, shape.x0, shape.x1), Rule(shape.y1, shape.x0, shape.x1)]
            upright += [Rule(shape.x0, shape.y0, shape.y1), Rule(shape.x1, shape.y0, shape.y1)]
    return _merged(level), _merged(upright)


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Rules on one line that touch as one rule."""
    lines: list[list[Rule]] = []
    for rule in sorted(rules):
        if lines and rule.at - lines[-1][0].at < _SNAP:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    merged: list[Rule] = []
    for line in lines:
        at = sum(rule.at for rule in line) / len(line)
        start = end = None
        for rule in sorted(line, key=lambda rule: rule.start):
            if end is not None and start is not None and rule.start <= end + _SNAP:
                end = max(end, rule.end)
                continue
            if end is not None and start is not None:
                merged.append(Rule(at, start, end))
            start, end = rule.start, rule.end
        if start is not None and end is not None:
            merged.append(Rule(at, start, end))
    return merged[:_MAX_RULES]


def _connected(level: list[Rule], upright: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Level and upright rules that cross or meet, group by group."""
    group = list(range(len(level) + len(upright)))

    def root(index: int) -> int:
        while group[index] != index:
            index = group[index]
        return index

    for i, row in enumerate(level):
        for j, column in enumerate(upright, len(level)):
            meets = row.start - _SNAP <= column.at <= row.end + _SNAP
            if meets and column.start - _SNAP <= row.at <= column.end + _SNAP:
                group[root(i)] = root(j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for index, rule in enumerate([*level, *upright]):
        groups[root(index)][index >= len(level)].append(rule)
    return list(groups.values())


def _grid(level: list[Rule], upright: list[Rule]) -> Grid | None:
    xs, ys = sorted({rule.at for rule in upright}), sorted({rule.at for rule in level})
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) < 6:
        return None
    fields = [(i, j) for i in range(len(ys) - 1) for j in range(len(xs) - 1)]
    cells = {field: field for field in fields}
    for i, j in fields:
        middle = (ys[i] + ys[i + 1]) / 2
        if j and not any(r.at == xs[j] and r.start - 1 <= middle <= r.end + 1 for r in upright):
            cells[i, j] = cells[i, j - 1]
    for i, j in fields:
        middle = (xs[j] + xs[j + 1]) / 2
        if i and not any(r.at == ys[i] and r.start - 1 <= middle <= r.end + 1 for r in level):
            old, new = cells[i, j], cells[i - 1, j]
            cells = {field: new if cell == old else cell for field, cell in cells.items()}
    return Grid(xs, ys, cells) if len(set(cells.values())) > 1 else None


def _level_only(level: list[Rule], segments: Sequence[Segment], grids: Sequence[Grid]) -> list[Grid]:
    """Tables with level lines alone: three or more of one length, with gaps that no line of text crosses."""
    by_extent: dict[tuple[int, int], list[Rule]] = defaultdict(list)
    for rule in level:
        if rule.end - rule.start > 100:
            by_extent[round(rule.start / 8), round(rule.end / 8)].append(rule)
    found = []
    for rules in by_extent.values():
        ys = sorted({rule.at for rule in rules})
        x0, x1 = min(rule.start for rule in rules), max(rule.end for rule in rules)
        if len(ys) < 3 or any(g.ys[0] - 5 < ys[0] < g.ys[-1] and g.xs[0] < x1 and x0 < g.xs[-1] for g in grids):
            continue
        inside = [s for s in segments if ys[0] <= s.y <= ys[-1] and x0 - 5 <= s.x0 and s.x1 <= x1 + 5]
        clusters = clusters_across([(s.mark_x, s.x1) for s in inside], 6)
        if len(clusters) >= 2 and len(inside) >= 1.5 * (len(ys) - 1):
            xs = [x0, *((a[1] + b[0]) / 2 for a, b in pairwise(clusters)), x1]
            cells = {(i, j): (i, j) for i in range(len(ys) - 1) for j in range(len(xs) - 1)}
            found.append(Grid([min(xs[0], clusters[0][0]), *xs[1:]], ys, cells))
    return found


def clusters_across(spans: Iterable[tuple[float, float]], gutter: float) -> list[tuple[float, float]]:
    """The columns that spans (x0, x1) fill, parted by gutters of at least the given width that no span crosses."""
    clusters: list[tuple[float, float]] = []
    for x0, x1 in sorted(spans):
        if clusters and x0 - clusters[-1][1] < gutter:
            if x1 > clusters[-1][1]:
                clusters[-1] = (clusters[-1][0], x1)
        else:
            clusters.append((x0, x1))
    return clusters
