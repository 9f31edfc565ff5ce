"""Columns on a PDF page: where blanks run down between what stands side by side, and from where to where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rusnlp.reading.pdf_groups import Unit
from rusnlp.reading.pdf_segments import Segment

MIN_GUTTER = 7.0
"""The narrowest blank between two columns, in points."""

_Gap = tuple[float, float]
"""From which x to which x a blank runs."""


def slabs(units: Iterable[Unit]) -> Iterator[tuple[list[Unit], bool]]:
    """Units from the top cut into slabs, each with or without gutters; a unit across a gutter begins a new slab."""
    slab: list[Unit] = []
    gutters: list[_Gap] = []
    first_beside = 0
    beside: list[Unit] = []
    for unit in units:
        crossed = _crossed(gutters, unit, slab, beside) if gutters else []
        if crossed and len(crossed) < len(gutters):
            gutters = [gutter for gutter in gutters if gutter not in crossed]  # A wide blank within a column.
        elif crossed:
            # A title above the columns may have narrowed the gutter that the unit only seems to cross.
            below = slab[first_beside:]
            wider = _gutters(below) if first_beside else []
            if wider and not any(_crosses(unit, gutter) for gutter in wider):
                yield slab[:first_beside], False
                slab, gutters = below, wider
            else:
                done, slab = _carried(slab, unit)
                yield done, True
                gutters, beside = [], list(slab)
            first_beside = 0
        if gutters:
            gutters = _shrunk(gutters, unit)
        top = unit.top
        beside = [other for other in beside if other.bottom > top]
        for other in beside:
            gap = _gap_beside(other, unit)
            if gap is None or _is_known(gap, gutters):
                continue
            across = [i for i, u in enumerate(slab) if u.mark_x < gap[0] + 1 and u.x1 > gap[1] - 1]
            if across:
                last = slab[across[-1]]
                if gutters and unit.top - last.bottom < unit.bottom - unit.top and abs(last.size - unit.size) < 1:
                    continue  # A wide blank within a column.
                head, slab = _cut(slab, across[-1] + 1, other, unit)
                yield head, bool(_gutters(head))
                gutters = _gutters(slab)
            if not gutters:
                first_beside = slab.index(other) if other in slab else 0
            gutters.extend(_left_of([gap], (*slab, unit)))
        slab.append(unit)
        beside.append(unit)
    if slab:
        yield slab, bool(gutters)


def _crossed(gutters: list[_Gap], unit: Unit, slab: Sequence[Unit], beside: Iterable[Unit]) -> list[_Gap]:
    """The gutters that the unit lies across; all for a heading that leaves none of them and has nothing beside it."""
    crossed = [gutter for gutter in gutters if _crosses(unit, gutter)]
    if crossed or not slab or unit.size <= 1.05 * slab[-1].size or _shrunk(gutters, unit):
        return crossed
    return [] if any(other.bottom > unit.top for other in beside) else list(gutters)


def _crosses(unit: Unit, gutter: _Gap) -> bool:
    return unit.mark_x < gutter[0] + 1 and unit.x1 > gutter[1] - 1


def _is_known(gap: _Gap, gutters: Iterable[_Gap]) -> bool:
    """Whether one of the gutters lies within the gap."""
    start, end = gap[0] - 1, gap[1] + 1
    for a, b in gutters:  # noqa: SIM110 - any() takes three times as long for one or two gutters.
        if start <= a and b <= end:
            return True
    return False


def _gutters(units: Sequence[Unit]) -> list[_Gap]:
    """The gaps between units that stand side by side, as far as no unit enters them."""
    gaps = [gap for i, unit in enumerate(units) for other in units[:i] if (gap := _gap_beside(other, unit))]
    return _left_of(sorted(set(gaps)), units)


def _left_of(gaps: list[_Gap], units: Iterable[Unit]) -> list[_Gap]:
    for unit in units:
        gaps = _shrunk(gaps, unit)
    return gaps


def _gap_beside(other: Unit, unit: Unit) -> _Gap | None:
    """The gap between two units that stand side by side; None when they do not."""
    if other.x1 + MIN_GUTTER <= unit.mark_x:
        gap = other.x1, unit.mark_x
    elif unit.x1 + MIN_GUTTER <= other.mark_x:
        gap = unit.x1, other.mark_x
    else:
        return None
    shared = min(other.bottom, unit.bottom) - max(other.top, unit.top)
    return gap if shared >= 0.3 * min(other.bottom - other.top, unit.bottom - unit.top) else None


def _shrunk(gutters: list[_Gap], unit: Unit) -> list[_Gap]:
    """What the unit leaves of the gutters."""
    left: list[_Gap] = []
    for a, b in gutters:
        if unit.x1 <= a or unit.mark_x >= b:
            left.append((a, b))
            continue
        if unit.mark_x - a >= MIN_GUTTER:
            left.append((a, unit.mark_x))
        if b - unit.x1 >= MIN_GUTTER:
            left.append((unit.x1, b))
    return left


def _cut(slab: list[Unit], at: int, other: Unit, unit: Unit) -> tuple[list[Unit], list[Unit]]:
    """The slab above and below the index `at`, from where units stand side by side, as the other and the unit do."""
    if _ends_paragraph(slab, at, (*slab[at + 1 : at + 2], other, unit)):
        at += 1
    return slab[:at], slab[at:]


def _ends_paragraph(slab: Sequence[Unit], at: int, below: Iterable[Unit]) -> bool:
    """Whether the unit of index `at` is the short last line of a paragraph that runs across the columns.

    `below` are the columns' first units: the line stands beside none of them.
    """
    line, before = slab[at] if at < len(slab) else None, slab[at - 1]
    if not isinstance(line, Segment) or not isinstance(before, Segment) or line.marker is not None:
        return False
    if (
        line.bottom > min(unit.top for unit in below) + 1
        or abs(line.size - before.size) > 0.5
        or line.bold != before.bold
    ):
        return False
    above = slab[at - 2] if at > 1 else None
    goes_on = isinstance(above, Segment) and abs(above.size - line.size) < 0.5 and above.y < before.y
    leading = before.y - above.y if goes_on and isinstance(above, Segment) else 1.5 * line.size
    hangs = before.marker is not None and abs(line.x0 - before.mark_x) < 3 * line.size
    near = hangs or -1 < before.x0 - line.x0 < 3 * line.size
    return near and line.y - before.y < 1.1 * min(leading, 1.5 * line.size)


def _carried(slab: list[Unit], unit: Unit) -> tuple[list[Unit], list[Unit]]:
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
