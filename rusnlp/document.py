"""What every reader returns: a `Document` of pages of lines, with the layout facts the format gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


class UnreadableDocument(Exception):
    """A file that cannot be read at all.

    The message is one line: the file's name, what is wrong, and the next step.
    """


@dataclass(frozen=True, slots=True)
class Line:
    """One line, paragraph, cell or card as the format holds it.

    A reader fills in what its format knows and leaves the rest at None; nothing is guessed in a reader
    that `rusnlp.layout` or `rusnlp.outline` could decide for every format alike.
    """

    text: str
    """Verbatim, NFC, without line break; trailing blanks are kept, as some formats mark a soft wrap by them."""
    number: int
    """Counted from 1: the line of the file (text), or the running number on the page, slide or sheet."""
    whole: bool = False
    """True when the format itself says that this is a complete paragraph, cell or card: never joined to the next."""
    gap: int | None = None
    """Number of blank lines before this line, where the format has blank lines."""
    style: str | None = None
    """One of title, subtitle, heading, list, body, quote, cell, card, comment, notes, header, footer, caption."""
    level: int | None = None
    """Depth of a heading (1 is the top) or of a list item (0 is the outermost)."""
    marker: str | None = None
    """The bullet mark or list number, when the format holds it apart from the text."""
    box: tuple[float, float, float, float] | None = None
    """Left, top, right, bottom in points from the page's upper left corner."""
    size: float | None = None
    """Font size in points (the largest on the line)."""
    bold: bool | None = None
    column: int | None = None
    """Number of the column on the page, from 0, left to right."""
    region: str | None = None
    """Id of the text box, shape, cell or card; lines of different regions are never joined."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Facts that the format states outright, as printed: session, question, slot, group, source."""
    headers: tuple[str, ...] = ()
    """Column header, then row header, of a table cell whose meaning is still to be found out."""
    place: str | None = None
    """How a person finds the line, when it is more precise than the page's place ("blad Svar, rad 17")."""
    role: str | None = None
    """A role of the statement guide when the format settles it (a footer placeholder is a banner)."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page, slide or sheet."""

    number: int
    place: str
    """How a person finds it: "s. 83", "bild 5", "blad Svar"."""
    lines: tuple[Line, ...]
    width: float | None = None
    height: float | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read."""

    name: str
    """Short name, unique within a load; first part of every statement id (`dialogpass_2024`)."""
    path: Path
    format: str
    """The reader's name: text, markdown, docx, pdf, pptx, xlsx, csv, trello."""
    sha256: str
    """Of the file's bytes."""
    pages: tuple[Page, ...]
    warnings: tuple[str, ...] = ()
    """One line each: what could not be read, or was repaired, and the next step."""
