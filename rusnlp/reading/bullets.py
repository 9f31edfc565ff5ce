"""Bullets that the author typed inside one paragraph, cell or card."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rusnlp.layout import split_marker

_IN_LINE = re.compile(r"(?<=\S)[ \u00a0]+(?=[•●▪■‣\uf0b7\uf0a7][ \u00a0]*\S)")
_TIGHT_DASH = re.compile(r"\s*([-–—])(?=[^\W\d_])")
_FIRST_NUMBER = re.compile(r"\s*1([.)])\s+(\w)")
_NUMBERED = re.compile(r"\(?\w{1,2}[.)]$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text that stands on its own; `marker` and `level` are None when no bullet opened it."""

    text: str
    marker: str | None = None
    level: int | None = None


def bullet_pieces(text: str) -> list[Piece]:
    """The text cut before each of its bullets; a text without bullets in one piece, its lines joined by a space.

    A line without bullet goes on from the bullet above it, unless an empty line parts them or it ends with a colon,
    as a heading within the text does. A list number counts only with another one, or alone before a capital.
    """
    lines = _IN_LINE.sub("\n", _numbers_parted(text)).split("\n")
    marked = [_marked(line) for line in lines]
    if not any(marker for marker, _ in marked) or _lone_number(lines, marked):
        joined = " ".join(line.strip() for line in lines if line.strip())
        return [Piece(joined)] if joined else []
    indents = sorted({_indent(line) for line, (marker, _) in zip(lines, marked, strict=True) if marker})
    pieces: list[Piece] = []
    parted = True
    for line, (marker, rest) in zip(lines, marked, strict=True):
        rest = rest.strip()
        if marker:
            pieces.append(Piece(rest, marker, indents.index(_indent(line))))
        elif rest and (parted or rest.endswith(":")):
            pieces.append(Piece(rest))
        elif rest:
            pieces[-1] = Piece(f"{pieces[-1].text} {rest}".strip(), pieces[-1].marker, pieces[-1].level)
        parted = not marker and not rest
    return [piece for piece in pieces if piece.text]


def _numbers_parted(text: str) -> str:
    """The text with a line break before each number of a list written on one line: "1) tåg 2) buss"."""
    opened = _FIRST_NUMBER.match(text)
    if not opened or "\n" in text:
        return text
    parted, number = text, 2
    follows = "[A-ZÅÄÖ]" if opened[2].isupper() else r"\w"
    while found := re.search(rf"[ ,;]\s*(?={number}{re.escape(opened[1])}\s+{follows})", parted):
        parted, number = f"{parted[: found.start()]}\n{parted[found.end() :]}", number + 1
    return parted


def _marked(line: str) -> tuple[str | None, str]:
    marker, rest = split_marker(line)
    if marker is None and (tight := _TIGHT_DASH.match(line)):
        return tight[1], line[tight.end() :]
    return marker, rest


def _lone_number(lines: list[str], marked: list[tuple[str | None, str]]) -> bool:
    """Whether the only mark in the text is a number that may be part of a sentence ("3. kvartalet")."""
    marks = [(marker, rest) for marker, rest in marked if marker]
    if len(marks) > 1 or not _NUMBERED.match(marks[0][0]):
        return False
    filled = [line for line in lines if line.strip()]
    return len(filled) > 1 or not marks[0][1][:1].isupper()


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
