"""Lines of text for the PDF layouts: breaking to a width, and drawing pages the same way each time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

BODY, BOLD, ITALIC = "Helvetica", "Helvetica-Bold", "Helvetica-Oblique"

# Where the word processor that made the PDF would divide a long word at the end of a line.
DIVISIONS = (
    "elabonne|mang förenings|livet yrkes|utbildningen hem|beredskap skatte|intäkterna under|sköterskor "
    "kollektiv|trafik kontinuitets|plan företags|hälsa för|valtning lastbils|centraler strömav|brott "
    "pendlings|stråken räddnings|tjänsten universi|tetets jordbruks|mark landskaps|bild verksam|heter "
    "gymnasie|program vuxen|utbildning källar|översvämning handledar|utbildning skåp|bil ansvars|fördelningen "
    "invignings|bild bostads|bolaget mandat|period målkon|flikter pålit|lighet"
)
_DIVIDED = {word.replace("|", ""): tuple(word.split("|")) for word in DIVISIONS.split()}


@dataclass(frozen=True)
class Text:
    """One line of text at its place, measured from the lower left corner."""

    x: float
    y: float
    text: str
    font: str = BODY
    size: float = 10.5


@dataclass(frozen=True)
class Panel:
    """A coloured sheet under some lines."""

    x: float
    y: float
    width: float
    height: float


def broken(text: str, font: str, size: float, width: float, divide: bool = False) -> list[str]:
    """Lines that fit the width; compounds break after their own hyphen, long words where `divide` allows."""
    pieces = re.findall(r"\S*?\w-(?=\w)|\S+\s*|\s+", text)
    lines = [""]
    for piece in pieces:
        if stringWidth((lines[-1] + piece).rstrip(), font, size) <= width or not lines[-1]:
            lines[-1] += piece
            continue
        match = re.match(r"(\w+)(\W*)$", piece)
        head, tail = _DIVIDED.get(match[1], ("", "")) if divide and match else ("", "")
        if match and head and stringWidth(f"{lines[-1]}{head}-", font, size) <= width:
            lines[-1] += f"{head}-"
            lines.append(tail + match[2])
        else:
            lines.append(piece)
    return [line.rstrip() for line in lines]


def draw(
    path: Path,
    title: str,
    author: str,
    size: tuple[float, float],
    pages: Iterable[list[Any]],
    furniture: Callable[[int], list[Text]],
) -> None:
    """Writes the pages; `furniture` gives the running lines of a page by its number."""
    canvas = Canvas(str(path), pagesize=size, invariant=1, pageCompression=0)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    for number, page in enumerate(pages, start=1):
        for item in [*page, *furniture(number)]:
            if isinstance(item, Panel):
                canvas.setFillColorRGB(1, 0.95, 0.66)
                canvas.rect(item.x, item.y, item.width, item.height, stroke=0, fill=1)
                canvas.setFillColorRGB(0, 0, 0)
            else:
                canvas.setFont(item.font, item.size)
                canvas.drawString(item.x, item.y, item.text)
        canvas.showPage()
    canvas.save()
