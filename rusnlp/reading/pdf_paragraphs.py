"""Segments of a flow to paragraphs: which line goes on from the one before it, by leading, indent and fullness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rusnlp.outlining.layout_joining import join_wrapped
from rusnlp.outlining.wrapping import UNFINISHED
from rusnlp.reading.pdf_order import Flow
from rusnlp.reading.pdf_segments import Segment

_USUAL_LEADING = 1.22
_MAX_LEADING = 1.85
"""Baselines further apart than this, in units of the font size, are of different paragraphs."""
_NOTE_WIDTH = 30
"""The widest note, in units of the font size."""
_SENTENCE_ENDS = (".", "!", "?", "…", ":", ";")
_CLOSING = "\"”’'»)]"
_OPEN_ENDS = (",", "-", "(", "/", "&", "–", "+", "→")


class Paragraph:
    """A paragraph, bullet or heading of one flow with the segments it was put together from."""

    __slots__ = ("bold", "box", "flow", "level", "marker", "segments", "size", "style", "text")

    def __init__(self, flow: Flow, first: Segment) -> None:
        self.flow = flow
        self.segments = [first]
        self.text = first.text
        self.marker = first.marker
        self.style: str | None = None
        self.level: int | None = None
        self.size = first.size
        """Font size in points, the largest of its lines."""
        self.bold = first.bold
        """Whether all of it is bold."""
        self.box = (first.mark_x, first.top, first.x1, first.bottom)
        """Left, top, right, bottom, the bullet included."""

    def extend(self, segment: Segment) -> None:
        """Join the next line to the text."""
        self.segments.append(segment)
        self.text = join_wrapped(self.text, segment.text)
        if segment.size > self.size:
            self.size = segment.size
        self.bold = self.bold and segment.bold
        x0, y0, x1, y1 = self.box
        self.box = (
            segment.mark_x if segment.mark_x < x0 else x0,
            segment.top if segment.top < y0 else y0,
            segment.x1 if segment.x1 > x1 else x1,
            segment.bottom if segment.bottom > y1 else y1,
        )


@dataclass(slots=True)
class FlowMeasures:
    """What is usual in a flow."""

    leading: float
    """Distance of the baselines within a paragraph, in units of the font size."""
    is_spaced: bool
    """Whether larger gaps part its paragraphs."""
    left: float
    edge: float
    """The right edge to which lines run."""
    wide_edge: float
    """The edge to which lines of this left edge run elsewhere in the document."""
    is_supported: bool
    """Whether several lines, or a box, show the right edge."""
    begins_small: bool
    """Whether some line begins with a small letter, as wrapped lines do."""
    holds_notes: bool
    """Whether it is a note on a sheet of its own, or a narrow column of notes with larger gaps between them."""


def measure(flow: Flow, wide_edge: float = 0.0) -> FlowMeasures:
    """What is usual in a flow; `wide_edge` is the right edge that the document's other pages show for its column."""
    segments = flow.segments
    ratios = []
    y_before, size_before = segments[0].y, segments[0].size
    for segment in segments:
        y, size = segment.y, segment.size
        ratio = (y - y_before) / size
        if 0.85 <= ratio <= 3 and -0.6 < size_before - size < 0.6:
            ratios.append(ratio)
        y_before, size_before = y, size
    ratios.sort()
    leading = _USUAL_LEADING
    if ratios and (ratios[0] <= _MAX_LEADING or _is_double_spaced(segments, ratios[0])):
        low = [ratio for ratio in ratios if ratio <= 1.1 * ratios[0]]
        leading = low[len(low) // 2]
    is_spaced = len(ratios) > 1 and ratios[-1] > 1.15 * leading
    ends = [segment.x1 for segment in segments]
    edge = max(ends)
    full = edge - 5 * segments[0].size
    support = len([end for end in ends if end > full])
    left = min([segment.x0 for segment in segments])
    known = flow.edge is not None and flow.edge > edge
    return FlowMeasures(
        leading=leading,
        is_spaced=is_spaced,
        left=left,
        edge=flow.edge if flow.edge is not None and known else edge,
        wide_edge=max(edge, wide_edge),
        is_supported=support >= 3 or known,
        begins_small=len(segments) < 3 or any(s.text.lstrip("→ ")[:1].islower() for s in segments if s.marker is None),
        holds_notes=_holds_notes(flow, edge - left, leading, is_spaced=is_spaced),
    )


def _holds_notes(flow: Flow, width: float, leading: float, *, is_spaced: bool) -> bool:
    segments = flow.segments
    if width > _NOTE_WIDTH * segments[0].size:
        return False
    if flow.region is not None and not is_spaced:
        return True
    parted = sum(b.y - a.y > 1.25 * leading * b.size for a, b in pairwise(segments))
    return parted >= 2 and len(segments) <= 3 * (parted + 1)


def _ends_sentence(text: str) -> bool:
    return text.rstrip(_CLOSING).endswith(_SENTENCE_ENDS)


def _is_double_spaced(segments: Sequence[Segment], ratio: float) -> bool:
    """Whether lines far apart go on from each other all the same: most begin with a small letter in mid-sentence."""
    pairs = [(a, b) for a, b in pairwise(segments) if b.marker is None]
    wraps = [a for a, b in pairs if b.text[:1].islower() and not _ends_sentence(a.text)]
    return ratio <= 2.6 and len(pairs) >= 4 and len(wraps) >= 0.6 * len(pairs)


def paragraphs_of(flow: Flow, wide_edge: float = 0.0) -> list[Paragraph]:
    """The paragraphs of a flow, in order; [] for an empty flow.

    `wide_edge`: right edge, in points, to which the document's lines in this column run on other pages; 0 when
    unknown.
    """
    segments = flow.segments
    if len(segments) == 1:
        return [Paragraph(flow, _with_own_marker(segments, 0, None))]
    if not segments:
        return []
    usual = measure(flow, wide_edge)
    paragraphs: list[Paragraph] = []
    for index, segment in enumerate(segments):
        if segment.marker is not None or segment.soft is not None:
            _with_own_marker(segments, index, usual)
        if paragraphs and goes_on(paragraphs[-1], segment, usual, in_cell=flow.cell is not None):
            paragraphs[-1].extend(segment)
        else:
            paragraphs.append(Paragraph(flow, segment))
    return paragraphs


def _with_own_marker(segments: Sequence[Segment], index: int, usual: FlowMeasures | None) -> Segment:
    """The segment, its dash or number taken as its bullet where the lines around it say so.

    The left edge of the text after a bullet in the same piece is that of the hanging line below it.
    """
    segment = segments[index]
    if segment.soft is not None and _soft_is_marker(segments, index, usual):
        segment.marker, segment.text = segment.soft
        segment.soft = None
    if segment.marker is not None and segment.mark_x == segment.x0:
        segment.x0 += 0.6 * segment.size
        below = segments[index + 1] if index + 1 < len(segments) else None
        if below and below.marker is None and 0.2 * below.size < below.x0 - segment.mark_x < 3.5 * below.size:
            segment.x0 = below.x0
    return segment


def _soft_is_marker(segments: Sequence[Segment], index: int, usual: FlowMeasures | None) -> bool:
    segment = segments[index]
    if segment.soft is None:
        return False
    mark, rest = segment.soft
    before = segments[index - 1] if index else None
    below = segments[index + 1] if index + 1 < len(segments) else None
    if mark[0] in "-–—*":
        if before is None or usual is None or not rest[:1].islower() or before.soft or before.marker in (*"-–—*",):
            return True
        if abs(before.x0 - segment.x0) > 0.5 * segment.size or _ends_sentence(before.text):
            return True
        return any(s.soft and s is not segment and s.soft[0] == mark for s in segments)
    order = _ordinal(mark)
    others = (other.marker or (other.soft[0] if other.soft else "") for other in segments if other is not segment)
    if any(abs(_ordinal(other) - order) == 1 and other[-1] == mark[-1] for other in others if other):
        return True
    hangs = below is not None and 0.5 * segment.size < below.x0 - segment.x0 < 3.5 * segment.size
    return hangs and below is not None and below.marker is None and below.soft is None


def _ordinal(mark: str) -> int:
    mark = mark.strip("().")
    if mark.isdigit():
        return int(mark)
    return 1000 + ord(mark) if len(mark) == 1 and mark.isalpha() else -1


def goes_on(paragraph: Paragraph, segment: Segment, usual: FlowMeasures, *, in_cell: bool = False) -> bool:
    """Whether the segment is the next line of the paragraph.

    Bullet, font size, a gap above the line or its indent decide outright; else evidence is added up: whether the
    segment's first word would have found room on the line before, the leading, how the one line ends and the other
    begins. In a table cell a line break alone parts nothing.
    """
    if segment.marker is not None or (segment.text[0].isdigit() and _is_next_note(paragraph.text, segment.text)):
        return False
    before, first, size = paragraph.segments[-1], paragraph.segments[0], segment.size
    if abs(before.size - size) > 0.1 * size:
        return False
    leading, usual_leading = (segment.y - before.y) / size, usual.leading
    if leading > max(_MAX_LEADING, 1.05 * usual_leading) or leading > 1.35 * usual_leading or leading < 0.6:
        return in_cell and abs(leading) < 0.3
    if not _is_aligned(first, before, segment):
        return in_cell and before.bold == segment.bold and leading < 1.2 * usual_leading
    if in_cell and before.bold == segment.bold:
        return leading <= 1.18 * usual_leading
    hangs = first.mark_x < first.x0 and abs(segment.x0 - first.x0) < 0.35 * size
    room = _room(before, segment, usual)
    is_in_note = usual.holds_notes and (usual.is_spaced or room > -3) and before.bold == segment.bold
    if is_in_note and leading <= 1.07 * usual_leading and _ends_sentence(before.text):
        return True  # A note may hold two sentences.
    score = _wording(before.text, segment.text) + room
    score += 3 if hangs else 0
    if leading > 1.18 * usual_leading:
        score -= 3
    elif leading > 1.07 * usual_leading:
        score -= 1
    elif usual.is_spaced:
        score += 2
    if before.bold != segment.bold:
        score -= 4 if first.bold == before.bold and paragraph.bold else 1
    if not usual.begins_small:
        score -= 2
    return score >= 0


def _is_next_note(text: str, opening: str) -> bool:
    """Whether a line opens with the number after that of the text, as footnotes do ("1 Källa." and "2 Se bilaga.")."""
    if not (text[0].isdigit() and _ends_sentence(text)):
        return False
    one, two = text.partition(" ")[0], opening.partition(" ")[0]
    return one.isdecimal() and two.isdecimal() and int(two) == int(one) + 1


def _is_aligned(first: Segment, before: Segment, segment: Segment) -> bool:
    """Whether the segment stands where the next line of a paragraph may, given its first and its last line."""
    size, x0 = segment.size, segment.x0
    near = 0.35 * size
    if abs(x0 - before.x0) < near or (first.mark_x < first.x0 and first.mark_x - near < x0 < first.x0 + near):
        return True
    centred = abs(x0 + segment.x1 - before.x0 - before.x1) < 2 * near
    if centred and before is not first:
        centred = abs(first.x0 + first.x1 - before.x0 - before.x1) < 2 * near
    flush_right = abs(segment.x1 - before.x1) < 0.15 * size and abs(x0 - before.x0) > size
    if centred or (flush_right and not first.marker):
        return first.marker is None
    # The first line of a paragraph may be indented.
    return before is first and first.marker is None and near <= first.x0 - x0 <= 4 * size


def _wording(before: str, text: str) -> int:
    """Evidence for a wrap from the words at the break: small or capital letter, open or finished phrase."""
    opening = text.lstrip("\"”’'»(–-→⇒➔ ")[:1]
    score = 2 if opening.islower() else -2 if opening.isupper() else 0
    if _ends_sentence(before):
        return score - (before[-1] in ":;" and opening.isupper())
    last_word = before.rsplit(None, 1)[-1].casefold() if before else ""
    if before.endswith(_OPEN_ENDS) or last_word in UNFINISHED:
        score += 2
    return score


def _room(before: Segment, segment: Segment, usual: FlowMeasures) -> int:
    """Evidence from the line's end: a line with room for the next word was broken by its author."""
    word = segment.text.split(" ", 1)[0]
    letter = (segment.x1 - segment.x0) / len(segment.text)
    need = letter * len(word) + 0.25 * segment.size
    if abs(before.x0 - segment.x0) < 0.35 * segment.size or before.mark_x < before.x0:
        room = usual.edge - before.x1
    else:
        room = usual.edge - usual.left - (before.x1 - before.x0)
    if room > 1.25 * need + 0.3 * segment.size:
        return -3
    if room > 0.85 * need:
        return 0
    if "-" in word[1:-1] and room > 0.85 * letter * (word.index("-", 1) + 1):
        return 1  # Only some programs break a line at a hyphen.
    if usual.wide_edge - before.x1 > 1.3 * need + 2 * segment.size:
        return 0
    return 2 if usual.is_supported else 1


def goes_on_elsewhere(paragraph: Paragraph, first: Segment) -> bool:
    """Whether a paragraph at the end of a column or page goes on with the first line of the next one.

    Only when it is clear: the same type, a full last line without a full stop, a small letter at the start.
    """
    before = paragraph.segments[-1]
    if first.marker is not None or first.soft is not None or abs(first.size - before.size) > 0.05 * before.size:
        return False
    if first.bold != before.bold or not first.text[:1].islower() or _ends_sentence(before.text):
        return False
    return _room(before, first, measure(paragraph.flow)) >= 0
