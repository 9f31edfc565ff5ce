"""Text on slides: paragraphs, how much room they take by a real font's metrics, and how they flow over slides."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
from PIL import ImageFont

TOO_LONG = "Utsagan är för lång för en bild."
"""Stands in for a quote that no slide has room for; a quote is shown whole or not at all."""


class Face(NamedTuple):
    """How much room a typeface takes: widths as times those of DejaVu Sans, height of a line as times the size."""

    width: float
    line: float


# 0.92 leaves 2 to 7 % of margin over Arial's own widths in lines of Swedish. Other faces are often missing where a
# deck is opened, and what replaces them is as wide as DejaVu Sans at most.
_ARIAL, _LOW, _OTHER = Face(0.92, 1.2), Face(1.02, 1.24), Face(1.05, 1.36)
_FACES = {
    **dict.fromkeys(("arial", "helvetica", "liberation sans"), _ARIAL),
    **dict.fromkeys(("calibri", "calibri light", "cambria", "carlito", "dejavu sans", "franklin gothic book"), _LOW),
    **dict.fromkeys(("georgia", "gill sans mt", "tahoma", "times new roman", "trebuchet ms", "verdana"), _LOW),
}


def face(name: str) -> Face:
    """What is reckoned with for a typeface by its name; much for one that is not known."""
    return _FACES.get(name.casefold(), _OTHER)


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style; `tone` is "", "accent" or "muted", `link` the key of a slide."""

    text: str
    bold: bool = False
    size: float | None = None
    """In points; that of the paragraph when None."""
    tone: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sizes and distances in points. `marker` stands before the text, in the room that `left` gives."""

    runs: tuple[Run, ...]
    size: float = 14
    before: float = 0
    left: float = 0
    marker: str = ""
    marker_link: str = ""
    whole: bool = False
    """Never parted over two slides: a quote."""

    @property
    def text(self) -> str:
        """All runs, without the marker."""
        return "".join(run.text for run in self.runs)


class Note(NamedTuple):
    """A line of the speaker notes: what is said, and the statements behind it; None where no statements are."""

    text: str
    statement_ids: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Paragraphs that stay on one slide where they fit, and what the speaker notes say of them."""

    paragraphs: tuple[Paragraph, ...]
    notes: tuple[Note, ...] = ()


def paragraph(text: str, size: float = 14, *, before: float = 0, bold: bool = False, tone: str = "") -> Paragraph:
    """A paragraph in one style."""
    return Paragraph((Run(text, bold, None, tone),), size, before)


def bullet(text: str, size: float = 14, *, before: float = 5) -> Paragraph:
    """A paragraph with a bullet."""
    return Paragraph((Run(text),), size, before, left=16, marker="•")


def text_width(text: str, size: float, face: Face, *, bold: bool = False) -> float:
    """Points that the text takes on one line, with margin."""
    return sum(_advance(char, bold) for char in text) * size * face.width


def line_count(text: str, size: float, width: float, face: Face, *, bold: bool = False) -> int:
    """Lines that the text takes in a column of `width` points; 1 when it is empty."""
    return len(_lines([Run(text, bold)], size, width, face))


def text_height(paragraphs: Sequence[Paragraph], width: float, face: Face) -> float:
    """Points from the top of the first line to the foot of the last, with the space before all but the first."""
    return sum(_height(one, width, face) + (one.before if position else 0) for position, one in enumerate(paragraphs))


def flow(blocks: Sequence[Block], width: float, height: float, columns: int, face: Face) -> list[list[Block]]:
    """The blocks over columns of one size, as even as can be over the fewest slides of `columns` columns each.

    Returns a list a column, never an empty one. A block that is higher than a column is parted between its paragraphs
    and, where need be, between lines; a quote that is higher gives way to `TOO_LONG`.
    """
    parts = [part for block in blocks for part in _fitting(block, width, height, face)]
    sizes = [(text_height(part.paragraphs, width, face), part.paragraphs[0].before) for part in parts]
    filled = _filled(sizes, height)
    most = -(-len(filled) // columns) * columns
    low, high = max((size for size, _ in sizes), default=0.0), height
    while high - low > 1:
        middle = (low + high) / 2
        low, high = (low, middle) if len(_filled(sizes, middle)) <= most else (middle, high)
    return [[parts[position] for position in column] for column in _filled(sizes, high)]


def _filled(sizes: Sequence[tuple[float, float]], height: float) -> list[list[int]]:
    """Positions column by column, each filled to `height` before the next."""
    columns: list[list[int]] = []
    used = 0.0
    for position, (size, before) in enumerate(sizes):
        if not columns or used + before + size > height + 0.01:
            columns.append([])
            used = size
        else:
            used += before + size
        columns[-1].append(position)
    return columns


def _fitting(block: Block, width: float, height: float, face: Face) -> list[Block]:
    """The block, or the parts that it must be parted into."""
    if text_height(block.paragraphs, width, face) <= height:
        return [block]
    pieces: list[Paragraph] = []
    for one in block.paragraphs:
        pieces += [one] if _height(one, width, face) <= height else _parted(one, width, height, face)
    columns = _filled([(_height(one, width, face), one.before) for one in pieces], height)
    parts = [tuple(pieces[position] for position in column) for column in columns]
    return [Block(part, block.notes if number == 0 else ()) for number, part in enumerate(parts)]


def _parted(one: Paragraph, width: float, height: float, face: Face) -> list[Paragraph]:
    if one.whole:
        return [replace(one, runs=(Run(TOO_LONG),))]
    run = replace(one.runs[0], text=one.text)
    lines = _lines([run], one.size, width - one.left, face)
    most = max(1, int(height / ((run.size or one.size) * face.line)))
    texts = ["".join(lines[at : at + most]).strip() for at in range(0, len(lines), most)]
    return [
        replace(one, runs=(replace(run, text=text),), marker="" if n else one.marker) for n, text in enumerate(texts)
    ]


@lru_cache(maxsize=20_000)
def _height(one: Paragraph, width: float, face: Face) -> float:
    size = max((run.size or one.size for run in one.runs), default=one.size)
    return len(_lines(one.runs, one.size, width - one.left, face)) * size * face.line


def parted_text(text: str, size: float, width: float, lines: int, face: Face) -> list[str]:
    """The text in parts of at most `lines` lines each; [""] when it is empty."""
    broken = _lines([Run(text)], size, width, face)
    return ["".join(broken[at : at + lines]).strip() for at in range(0, len(broken), lines)] or [""]


def _lines(runs: Sequence[Run], size: float, width: float, face: Face) -> list[str]:
    """The text line by line, broken at spaces and, in words that are wider than the line, anywhere."""
    text = "".join(run.text for run in runs)
    widths = [_advance(char, run.bold) * (run.size or size) * face.width for run in runs for char in run.text]
    lines, start, gap, used = [], 0, -1, 0.0
    for at, (char, advance) in enumerate(zip(text, widths, strict=True)):
        if char == "\n":
            lines.append(text[start : at + 1])
            start, gap, used = at + 1, -1, 0.0
            continue
        if char in " \t":
            gap = at
        elif used + advance > width and at > start:
            cut = gap + 1 if gap >= start else at
            lines.append(text[start:cut])
            start, gap, used = cut, -1, sum(widths[cut:at])
        used += advance
    return [*lines, text[start:]]


@lru_cache(maxsize=4096)
def _advance(char: str, bold: bool) -> float:
    """The width of a character of DejaVu Sans, as a part of the size."""
    if unicodedata.east_asian_width(char) in "WF" or ord(char) > 0x1F000:
        return 1.4
    return float(_font(bold).getlength(char)) / 1000 if char.isprintable() else 0.3


@lru_cache(maxsize=2)
def _font(bold: bool) -> ImageFont.FreeTypeFont:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    path = Path(mpl.get_data_path(), "fonts", "ttf", name)
    return ImageFont.truetype(path, 1000, layout_engine=ImageFont.Layout.BASIC)
