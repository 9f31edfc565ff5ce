"""The order in which the boxes of a slide are read: columns from left to right, each from top to bottom."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_SHORT_LABEL = 4  # words


def reading_order(boxes: Sequence[Box | None], texts: Sequence[str]) -> list[int]:
    """Indices of the boxes in reading order; those without a position come last, in the order given.

    A slide is cut into strips where a box spans its columns, or where a short text stands alone over a row of boxes;
    a strip is cut into columns. Labels in the left column that each stand beside a row of boxes ("Hinder", "Idéer")
    make the rows go before the columns.
    """
    placed = {index: box for index, box in enumerate(boxes) if box is not None}
    rest = [index for index, box in enumerate(boxes) if box is None]
    return [*_ordered(list(placed), placed, texts), *rest]


def _ordered(indices: list[int], boxes: dict[int, Box], texts: Sequence[str]) -> list[int]:
    if len(indices) < 2:
        return indices
    columns, rows = _columns(indices, boxes), _cut(indices, lambda i: (boxes[i][1], boxes[i][3]))
    strips = rows if _has_row_labels(columns, rows, texts) else _strips(rows, boxes, texts)
    parts = columns if len(strips) < 2 else strips
    if len(parts) < 2:
        return sorted(indices, key=lambda i: (round(boxes[i][1] / 20), boxes[i][0], i))
    return [index for part in parts for index in _ordered(part, boxes, texts)]


def _strips(rows: list[list[int]], boxes: dict[int, Box], texts: Sequence[str]) -> list[list[int]]:
    """Rows put together as long as they share columns, and up to the next label over a row."""
    strips: list[list[int]] = []
    for row, below in zip(rows, [*rows[1:], []], strict=True):
        is_label = len(row) == 1 and len(below) > 1 and len(texts[row[0]].split()) <= _SHORT_LABEL
        if strips and not is_label and len(_columns(strips[-1] + row, boxes)) > 1:
            strips[-1].extend(row)
        else:
            strips.append(list(row))
    return strips


def _columns(indices: list[int], boxes: dict[int, Box]) -> list[list[int]]:
    return _cut(indices, lambda i: (boxes[i][0], boxes[i][2]))


def _cut(indices: list[int], extent: Callable[[int], tuple[float, float]]) -> list[list[int]]:
    """The boxes in groups between which a straight line runs free; a tenth of the narrower box may overlap."""
    parts: list[list[int]] = []
    reach = 0.0
    for index in sorted(indices, key=lambda i: (extent(i), i)):
        start, end = extent(index)
        if parts and start < reach - 0.1 * min(end - start, _length(parts[-1], extent)):
            parts[-1].append(index)
            reach = max(reach, end)
        else:
            parts.append([index])
            reach = end
    return parts


def _length(part: list[int], extent: Callable[[int], tuple[float, float]]) -> float:
    return min(end - start for start, end in map(extent, part))


def _has_row_labels(columns: list[list[int]], rows: list[list[int]], texts: Sequence[str]) -> bool:
    """Whether each row holds one short text of the left column, and something beside it, in at least two rows."""
    left = set(columns[0])
    if len(left) < 2 or len(rows) != len(left) or not all(len(row) > 1 and len(left & set(row)) == 1 for row in rows):
        return False
    beside = [texts[index] for column in columns[1:] for index in column]
    short = all(len(texts[index].split()) <= _SHORT_LABEL for index in left)
    return short and any(len(text.split()) > _SHORT_LABEL for text in beside)
