"""Boxes and ruled tables on a PDF page, found from its drawn shapes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
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
_MIN_COLUMN_LINES = 10
"""Fewer lines between two level rules may be a cell's."""


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

    @property
    def area(self) -> float:
        """Its area in square points."""
        return (self.x1 - self.x0) * (self.y1 - self.y0)


def box_around(segment: Segment, boxes: Iterable[Box]) -> Box | None:
    """The first of the boxes that the segment lies within; it may run over the right edge a little."""
    left, right, over = segment.x0, segment.x1, 0.7 * segment.size
    middle = segment.y - 0.3 * segment.size
    for box in boxes:
        x0, y0, x1, y1 = box
        if x0 - 2 <= left and y0 <= middle <= y1 and right <= x1 + over:
            return box
    return None


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
    largest = 0.8 * width * height
    return [box for area, box in sorted([(box.area, box) for box in found]) if area < largest][:400]


def page_grids(shapes: Sequence[Shape], segments: Sequence[Segment], width: float, height: float) -> list[Grid]:
    """Tables drawn with lines, with filled cells, or with level lines only; [] when there are none.

    A grid with little text in it (a diagram's) is not a table.
    """
    largest = 0.8 * width * height
    drawn = [s for s in shapes if not s.picture and (s.x1 - s.x0) * (s.y1 - s.y0) <= largest]
    drawn = _without_highlights(drawn, segments)
    level = _level_rules(drawn)
    grids: list[Grid] = []
    if not _stand_apart(drawn):
        groups = _connected(level, _upright_rules(drawn))
        grids = [grid for group in groups if (grid := _grid(*group)) is not None]
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


def _stand_apart(shapes: Iterable[Shape]) -> bool:
    """Whether no shape comes near another, as notes on a slide do: then their edges make no table."""
    near = 3 * _SNAP  # A rule may lie one snap off its shape's edge, and rules meet within one.
    found = sorted(shapes)
    for index, (_, y0, x1, y1, *_) in enumerate(found, 1):
        for other in found[index:]:
            if other.x0 > x1 + near:
                break
            if other.y0 <= y1 + near and y0 <= other.y1 + near:
                return False
    return True


def _level_rules(shapes: Iterable[Shape]) -> list[Rule]:
    """Level lines, and the upper and lower edges of boxes."""
    rules = []
    for x0, y0, x1, y1, *_ in shapes:
        across, down = x1 - x0, y1 - y0
        if down <= 3 and across >= 8:
            rules.append(Rule((y0 + y1) / 2, x0, x1))
        elif across >= 15 and down >= 8:
            rules += [Rule(y0, x0, x1), Rule(y1, x0, x1)]
    return _merged(rules)


def _upright_rules(shapes: Iterable[Shape]) -> list[Rule]:
    """Upright lines, and the left and right edges of boxes."""
    rules = []
    for x0, y0, x1, y1, *_ in shapes:
        across, down = x1 - x0, y1 - y0
        if across <= 3 and down >= 6:
            rules.append(Rule((x0 + x1) / 2, y0, y1))
        elif across >= 15 and down >= 8:
            rules += [Rule(x0, y0, y1), Rule(x1, y0, y1)]
    return _merged(rules)


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
        at = sum([rule.at for rule in line]) / len(line)
        spans = sorted([(start, end) for _, start, end in line])
        first, last = spans[0]
        for start, end in spans:
            if start > last + _SNAP:
                merged.append(Rule(at, first, last))
                first, last = start, end
            elif end > last:
                last = end
        merged.append(Rule(at, first, last))
    return merged[:_MAX_RULES]


def _connected(level: list[Rule], upright: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Level and upright rules, each from the first to the last, that cross or meet: group by group."""
    group = list(range(len(level) + len(upright)))

    def root(index: int) -> int:
        while group[index] != index:
            index = group[index]
        return index

    places = [column.at for column in upright]
    for i, (at, start, end) in enumerate(level):
        for j in range(bisect_left(places, start - _SNAP), bisect_right(places, end + _SNAP)):
            column = upright[j]
            if column.start - _SNAP <= at <= column.end + _SNAP:
                group[root(i)] = root(len(level) + j)
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
    """Tables with level lines alone: three or more of one length, with gaps that no line of text crosses.

    Columns of running text between two such lines (of a running footer, a fact box) are no row of a table.
    """
    by_extent: dict[tuple[int, int], list[Rule]] = defaultdict(list)
    for rule in level:
        if rule.end - rule.start > 100:
            by_extent[round(rule.start / 8), round(rule.end / 8)].append(rule)
    found = []
    for rules in by_extent.values():
        heights = sorted({rule.at for rule in rules})
        x0, x1 = min(rule.start for rule in rules), max(rule.end for rule in rules)
        if len(heights) < 3:
            continue
        across = [s for s in segments if x0 - 5 <= s.x0 and s.x1 <= x1 + 5]
        for run in _without_running_text(heights, across):
            if any(_holds_rule(grid, run[0], x0, x1) for grid in grids):
                continue
            ys = [y for y in run if not any(_holds_rule(grid, y, x0, x1) for grid in grids)]
            if len(ys) < 3:
                continue
            inside = [s for s in across if ys[0] <= s.y <= ys[-1]]
            clusters = clusters_across([(s.mark_x, s.x1) for s in inside], 6)
            if len(clusters) >= 2 and len(inside) >= 1.5 * (len(ys) - 1):
                xs = [x0, *((a[1] + b[0]) / 2 for a, b in pairwise(clusters)), x1]
                cells = {(i, j): (i, j) for i in range(len(ys) - 1) for j in range(len(xs) - 1)}
                found.append(Grid([min(xs[0], clusters[0][0]), *xs[1:]], ys, cells))
    return found


def _holds_rule(grid: Grid, y: float, x0: float, x1: float) -> bool:
    return grid.ys[0] - 5 < y < grid.ys[-1] + 5 and grid.xs[0] < x1 and x0 < grid.xs[-1]


def _without_running_text(ys: list[float], segments: Sequence[Segment]) -> list[list[float]]:
    """The lines' heights in runs of three or more, parted where running text in columns stands between two."""
    runs = [[ys[0]]]
    has_header = False
    for top, bottom in pairwise(ys):
        held = [s for s in segments if top <= s.y <= bottom]
        if not has_header and _is_running_text(held):
            runs.append([])
        runs[-1].append(bottom)
        has_header = len(held) > 1 and all(s.bold for s in held)
    return [run for run in runs if len(run) > 2]


def _is_running_text(segments: Sequence[Segment]) -> bool:
    """Whether they are columns of text: many lines, with headings, bullets or lines that fill the columns.

    Short texts on shared baselines are the rows of a table that no line parts.
    """
    if len(segments) < _MIN_COLUMN_LINES:
        return False
    columns = clusters_across([(s.mark_x, s.x1) for s in segments], 6)
    sides = [[s for s in segments if x0 <= s.mark_x <= x1] for x0, x1 in columns]
    lengths = sorted(len(side) for side in sides)
    if lengths[0] < _MIN_COLUMN_LINES and lengths[-1] < 2 * _MIN_COLUMN_LINES:
        return False
    usual = sorted(s.size for s in segments)[len(segments) // 2]
    if any(s.marker or s.size > 1.12 * usual for s in segments):
        return True
    full = [s for side, (x0, x1) in zip(sides, columns, strict=True) for s in side if x1 - s.x1 < 0.25 * (x1 - x0)]
    return len(full) > 0.5 * len(segments)


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
