"""Pieces of text to segments: what stands on one baseline without a column's gap in it, with its bullet apart."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import attrgetter

from rusnlp.reading.pdf_geometry import Piece
from rusnlp.reading.pdf_shapes import Shape

COLUMN_GAP = 0.9
"""A gap on the baseline wider than this, in units of the font size, parts two segments."""
_MIN_BEGINNINGS = 2
"""Other lines that begin at the same place, to take it for the left edge of a column."""
_NEAR_ROWS = 15
_MAX_COLUMNS = 4
"""More texts side by side on one baseline are a table's."""

_BULLETS = "•●○◦▪▫■□◼◻◆◇‣⁃∙·➢➤►▶▸➔→⇒✓✔✗☐☑❖❑❒★☆"
_ARROWS = "→⇒➔"
_DASHES = "-–—*"
_PRIVATE_BULLETS = {
    "\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0a8": "□", "\uf06f": "□", "\uf076": "❖",
    "\uf02d": "–", "\uf0be": "–", "\uf0e0": "→", "\uf06e": "■", "\uf071": "❑", "\uf06c": "●", "\ue00c": "■",
}  # fmt: skip
_SYMBOL_BULLETS = {"§": "▪", "Ø": "➢", "ü": "✓", "v": "❖", "q": "❑", "n": "■", "l": "●", "o": "□", "à": "→", "-": "–"}
_BULLET = re.compile(rf"[{_BULLETS}\ue000-\uf8ff]")
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-zåäöA-Z]|[ivx]{1,5})[.)]|(?!\d{1,2}\.\d\d$)\d{1,2}(?:\.\d{1,2}){1,3}\.?")
_OWN_BULLET = re.compile(rf"([{_BULLETS}\ue000-\uf8ff])\s*(?=\S)")
_OWN_DASH = re.compile(rf"([{_DASHES}])\s+(?=\S)")
_OWN_NUMBER = re.compile(r"(\d{1,2}[.)]|[a-zåäö]\))\s+(?=\S)")

_left = attrgetter("x0")


class _Rows:
    """A page's rows of pieces, and where text begins in them."""

    def __init__(self, rows: Sequence[list[Piece]]) -> None:
        self.rows = rows
        self._begun: dict[int, list[int]] | None = None
        """By left edge, in half points: the rows in which text begins there after a wide gap."""

    def run_across(self, at: int, start: float, end: float) -> bool:
        """Whether a piece of the row above or below row `at` runs from before the start to after the end."""
        near = (*self.rows[max(at - 1, 0) : at], *self.rows[at + 1 : at + 2])
        return any(piece.x0 < start and piece.x1 > end for row in near for piece in row[:100])

    def begins_column(self, gap: float, at: int) -> bool:
        """Whether a gap in row `at` is a column's, in spite of lines that run across it.

        Other rows begin where the text after it does; the same holds for all gaps of that row that are as wide.
        """
        if self._begun is None:
            self._begun = defaultdict(list)
            for number, row in enumerate(self.rows):
                for piece, before in _beginnings(row):
                    if before > COLUMN_GAP * piece.size:
                        self._begun[round(2 * piece.x0)].append(number)
        lefts = [round(2 * piece.x0) for piece, before in _beginnings(self.rows[at]) if 0.75 * gap < before < math.inf]
        return all(self._rows_near(left, at) > _MIN_BEGINNINGS for left in lefts)

    def _rows_near(self, left: int, at: int) -> int:
        begun, count = self._begun or {}, 0
        for edge in (left - 1, left, left + 1):
            numbers = begun.get(edge, [])
            count += bisect_right(numbers, at + _NEAR_ROWS) - bisect_left(numbers, at - _NEAR_ROWS)
        return count


def _beginnings(row: Sequence[Piece]) -> Iterator[tuple[Piece, float]]:
    """The pieces of a row and the gap before each; that of the first is without end."""
    x1 = -math.inf
    for piece in row[:100]:
        if not piece.text.isspace():
            yield piece, piece.x0 - x1
            if piece.x1 > x1:
                x1 = piece.x1


class Segment:
    """A run of text on one baseline within one column."""

    __slots__ = (
        "bold", "bottom", "mark_x", "marker", "size", "soft", "text", "top", "x0", "x1", "y",
    )  # fmt: skip

    def __init__(self, text: str, x0: float, x1: float, y: float, size: float, bold: bool) -> None:
        self.text = text
        self.x0 = x0
        self.x1 = x1
        self.y = y
        self.top = y - 0.8 * size
        self.bottom = y + 0.22 * size
        self.size = size
        self.bold = bold
        self.marker: str | None = None
        self.mark_x = x0
        """Where the bullet stands; x0 when there is none."""
        self.soft: tuple[str, str] | None = None
        """A dash or number that opens the text and may be a bullet, with the text after it."""

    def __repr__(self) -> str:
        return f"Segment({self.marker or ''}|{self.text!r} x={self.x0:.0f}-{self.x1:.0f} y={self.y:.0f} {self.size:g})"


def page_segments(pieces: Sequence[Piece], shapes: Sequence[Shape]) -> list[Segment]:
    """Segments of the pieces of one direction, from top to bottom and left to right; [] for none.

    `shapes` are the page's drawn shapes: an upright edge between two pieces parts them, and a small shape before a
    segment is its bullet.
    """
    if not pieces:
        return []
    walls = [(x, s.y0, s.y1) for s in shapes if s.y1 - s.y0 >= 8 and not s.picture for x in {s.x0, s.x1}]
    found: list[Segment] = []
    rows = _Rows(_rows(pieces))
    for index, row in enumerate(rows.rows):
        if len(row) == 1:
            if not row[0].text.isspace():
                found.append(_start(row[0]))
        else:
            found.extend(_row_segments(row, walls, rows, index))
    for segment in found:
        _read_marker(segment)
    found = _justified(_attach_lone_marks(found))
    _put_back_arrows(found)
    dots = [s for s in shapes if 1.2 <= s.x1 - s.x0 <= 14 and 0.4 <= (s.y1 - s.y0) / (s.x1 - s.x0) <= 2.5]
    if dots:
        _attach_dots(found, dots)
    return [segment for segment in found if segment.text]


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces by baseline, each row from left to right; raised and lowered small type with the words it belongs to."""
    rows: list[list[Piece]] = []
    row: list[Piece] = []
    row_y, row_size, first_size = -math.inf, 0.0, 0.0
    are_close = False
    for piece in sorted(pieces):
        y, _, _, size, _, _, _, _, _ = piece
        if y - row_y <= 0.25 * (size if size < row_size else row_size) + 0.5:
            row.append(piece)
            if size > row_size:
                row_size = size
        else:
            are_close = are_close or y - row_y < 0.55 * (size if size > first_size else first_size)
            row = [piece]
            rows.append(row)
            row_y, row_size, first_size = y, size, size
    if are_close:
        rows = _with_raised(rows)
    for row in rows:
        if len(row) > 1:
            row.sort(key=_left)
    return rows


def _with_raised(rows: list[list[Piece]]) -> list[list[Piece]]:
    """The rows, with small type that stands a little higher or lower than the words it touches put into their row."""
    for first, second in pairwise(rows):
        if first and second[0].y - first[0].y < 0.55 * max(first[0].size, second[0].size):
            _move_raised(first, second)
            _move_raised(second, first)
    return [row for row in rows if row]


def _move_raised(small: list[Piece], words: list[Piece]) -> None:
    largest = max((word.size for word in words), default=0.0)
    for piece in [piece for piece in small if piece.size <= 0.8 * largest][:100]:
        for word in words:
            beside = abs(piece.x0 - word.x1) < 0.25 * word.size or abs(piece.x1 - word.x0) < 0.25 * word.size
            if piece.size <= 0.8 * word.size and beside:
                small.remove(piece)
                words.append(piece)
                break


def _row_segments(row: list[Piece], walls: list[tuple[float, float, float]], rows: _Rows, at: int) -> list[Segment]:
    """The segments of one row, which is the page's row of index `at`."""
    segments: list[Segment] = []
    current: Segment | None = None
    order, x1, spaced = -2, 0.0, False
    for piece in row:
        _, left, right, size, text, number, after_blank, _, _ = piece
        if text.isspace():
            if current is not None and right - left < 1.5 * size:
                x1, spaced, order = max(x1, right), True, number
            continue
        gap = left - x1
        if current is None or _parts(current, piece, gap, walls, rows, at):
            current = _start(piece)
            segments.append(current)
        elif current.marker is None and (mark := _mark(current.text, current.size, gap, piece, spaced)):
            mark_x = current.x0
            current = segments[-1] = _start(piece)
            current.marker, current.mark_x = mark, mark_x
        elif not (current.text.endswith(text) and right <= x1 + 0.15 * size and left < x1 - 0.5):
            blank = spaced or (after_blank if number == order + 1 else gap > 0.15 * size)
            _extend(current, piece, blank)
        order, x1, spaced = number, current.x1 if current.x1 > right else right, False
    return segments


def _start(piece: Piece) -> Segment:
    y, x0, x1, size, text, _, _, bold, symbol = piece
    if symbol and len(text.strip()) == 1:
        text = _SYMBOL_BULLETS.get(text.strip(), text if _BULLET.match(text) else "•")
    return Segment(text, x0, x1, y, size, bold)


def _extend(segment: Segment, piece: Piece, blank: bool) -> None:
    segment.text += " " + piece.text if blank else piece.text
    segment.x1 = max(segment.x1, piece.x1)
    if piece.size > segment.size:
        segment.size, segment.y = piece.size, max(segment.y, piece.y)
        segment.top, segment.bottom = segment.y - 0.8 * piece.size, segment.y + 0.22 * piece.size
    if not piece.bold and any(letter.isalnum() for letter in piece.text):
        segment.bold = False


def _parts(
    current: Segment, piece: Piece, gap: float, walls: list[tuple[float, float, float]], rows: _Rows, at: int
) -> bool:
    """Whether a piece of the page's row `at` begins a new segment: an upright edge or a column's gap lies before it."""
    size = piece.size if piece.size > current.size else current.size
    if walls and gap > 0.3 * size:
        start, end, middle = piece.x0 - gap - 1, piece.x0 + 1, piece.y - 0.3 * size
        for x, top, bottom in walls:
            if start <= x <= end and top <= middle <= bottom:
                return True
    if gap <= COLUMN_GAP * size:
        return False
    if gap < 4.5 * size and _mark(current.text, current.size, gap, piece, True):
        return False
    if gap < 2.5 * size:
        # Justified lines have wide gaps too, but the lines above and below run across them.
        start, end = piece.x0 - gap - size, piece.x0 + size
        if rows.run_across(at, start, end):
            return rows.begins_column(gap, at)
    return True


def _mark(text: str, size: float, gap: float, piece: Piece, spaced: bool) -> str | None:
    """The bullet or number that `text` is, when it stands apart before the piece; else None."""
    text = text.strip()
    if not text or len(text) > 8 or gap < -0.5 * size:
        return None
    if len(text) == 1:
        if text in _BULLETS or "\ue000" <= text <= "\uf8ff":
            return _PRIVATE_BULLETS.get(text, "•" if text >= "\ue000" else text)
        if text in _DASHES or text == "o":
            return text if gap > 0.4 * size or (spaced and text != "o") else None
        return None
    if _NUMBER.fullmatch(text) and (gap > 0.2 * piece.size or (spaced and gap >= 0)):
        return text
    return None


def _read_marker(segment: Segment) -> None:
    """Trim the text and take a bullet that opens it apart; a dash or number is only noted."""
    text = segment.text
    if "  " in text:
        text = re.sub(" {2,}", " ", text)
    text = text.strip()
    segment.text = text
    if segment.marker is not None or not text or (text[0].isalpha() and text[1:2] != ")"):
        return
    if found := _OWN_BULLET.match(text):
        segment.marker = _PRIVATE_BULLETS.get(found[1], "•" if found[1] >= "\ue000" else found[1])
        segment.text = text[found.end() :]
    elif found := _OWN_DASH.match(text) or _OWN_NUMBER.match(text):
        segment.soft = (found[1], text[found.end() :])


def _attach_lone_marks(segments: list[Segment]) -> list[Segment]:
    """Give a bullet that stands alone, its baseline a little off, to the segment on its right."""
    lone = [s for s in segments if len(s.text) == 1 and s.marker is None and _BULLET.match(s.text)]
    for mark in lone:
        for segment in segments:
            beside = 0 <= segment.x0 - mark.x1 < 3 * segment.size
            if beside and segment.marker is None and abs(segment.y - mark.y) < 0.6 * segment.size:
                segment.marker, segment.mark_x = _PRIVATE_BULLETS.get(mark.text, mark.text), mark.x0
                mark.text = ""
                break
    return segments


def _put_back_arrows(segments: Sequence[Segment]) -> None:
    """Take an arrow for a bullet only where several lines open with one at the same place; else it is a word."""
    opened = [segment for segment in segments if segment.marker is not None and segment.marker in _ARROWS]
    if not opened:
        return
    places = Counter(round(segment.mark_x / 4) for segment in opened)
    for segment in opened:
        at = round(segment.mark_x / 4)
        if places[at - 1] + places[at] + places[at + 1] < 2:
            segment.text, segment.x0 = f"{segment.marker} {segment.text}", segment.mark_x
            segment.marker = None


def _justified(segments: list[Segment]) -> list[Segment]:
    """Segments of one justified line put together: they fill, between them, the width that other lines fill alone."""
    lines = [int(10 * segment.y + 0.5) for segment in segments]
    if len(set(lines)) == len(lines):
        return segments
    ends = sorted([segment.x1 for segment in segments])
    if not any(third - first <= 2 for first, third in zip(ends, ends[2:], strict=False)):
        return segments  # No three lines end at the same place.
    filled = Counter((round(s.x0 / 2), round(s.x1 / 2)) for s in segments)
    edges = [(2 * x0, 2 * x1) for (x0, x1), count in filled.items() if count >= 3]
    if not edges:
        return segments
    by_line: dict[int, list[Segment]] = defaultdict(list)
    for number, segment in zip(lines, segments, strict=True):
        by_line[number].append(segment)
    begun = Counter(round(2 * s.mark_x) for s in segments)
    gone: set[Segment] = set()
    for line in by_line.values():
        if len(line) == 1:
            continue
        line.sort(key=lambda s: s.x0)
        for x0, x1 in edges:
            inside = [s for s in line if x0 - 2 <= s.x0 and s.x1 <= x1 + 2 and s not in gone]
            if len(inside) < 2 or inside[0].x0 > x0 + 2 or inside[-1].x1 < x1 - 2 or any(s.marker for s in inside[1:]):
                continue
            if len(line) <= _MAX_COLUMNS and all(begun[round(2 * s.mark_x)] > _MIN_BEGINNINGS for s in line[1:]):
                continue  # Columns below lines that run across them.
            for other in inside[1:]:
                inside[0].text += f" {other.text}"
                inside[0].x1 = other.x1
                gone.add(other)
    return [segment for segment in segments if segment not in gone]


def _attach_dots(segments: Iterable[Segment], dots: list[Shape]) -> None:
    """Bullets that are drawn and not written."""
    for segment in segments:
        if segment.marker is not None:
            continue
        size = segment.size
        for dot in dots:
            before = segment.x0 - dot.x1
            middle = segment.y - (dot.y0 + dot.y1) / 2
            if 0 < before < 2.5 * size and 0.05 * size < middle < 0.7 * size and dot.x1 - dot.x0 < 0.75 * size:
                segment.marker, segment.mark_x = "•", dot.x0
                break
