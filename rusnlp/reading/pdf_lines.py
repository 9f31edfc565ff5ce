"""Paragraphs of a PDF page to the lines of a document."""

from __future__ import annotations

import math
from math import floor

from rusnlp.document import Line
from rusnlp.reading.pdf_paragraphs import Paragraph
from rusnlp.reading.pdf_segments import Segment

_Box = tuple[float, float, float, float]


def running_line(segment: Segment, style: str, number: int) -> Line:
    """A running header or footer (the style) as a line with the role "banner"."""
    return Line(
        segment.text,
        number,
        True,
        style=style,
        marker=segment.marker,
        box=_rounded((segment.mark_x, segment.top, segment.x1, segment.bottom)),
        size=round(segment.size, 1),
        bold=segment.bold,
        role="banner",
    )


def paragraph_line(paragraph: Paragraph, number: int) -> Line:
    """A paragraph as a whole line; its box is the one around it on the page, also where the text is turned."""
    flow = paragraph.flow
    return Line(
        paragraph.text,
        number,
        True,
        None,
        paragraph.style,
        paragraph.level,
        paragraph.marker,
        _rounded(_upright(paragraph.box, flow.angle) if flow.angle else paragraph.box),
        floor(10 * paragraph.size + 0.5) / 10,
        paragraph.bold,
        flow.column,
        flow.region,
    )


def _rounded(box: _Box) -> _Box:
    # To tenths of a point; round() takes ten times as long.
    x0, y0, x1, y1 = box
    return (
        floor(10 * x0 + 0.5) / 10,
        floor(10 * y0 + 0.5) / 10,
        floor(10 * x1 + 0.5) / 10,
        floor(10 * y1 + 0.5) / 10,
    )


def _upright(box: _Box, angle: int) -> _Box:
    """The box, on the page, around a box that lies along a baseline turned by `angle` degrees."""
    cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    corners = [(x * cosine - y * sine, x * sine + y * cosine) for x in (box[0], box[2]) for y in (box[1], box[3])]
    across, down = [x for x, _ in corners], [y for _, y in corners]
    return min(across), min(down), max(across), max(down)
