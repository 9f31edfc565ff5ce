"""Plain text: pages by form feed or by page gap, lines with their trailing blanks and the gap above them."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

from rusnlp.document import Document, Line, Page, UnreadableDocument
from rusnlp.reading.encoding import decode_bytes, is_binary


def read_text(path: Path) -> Document:
    """A plain text file (UTF-8, UTF-16, cp1252 or ISO-8859-1) as a document.

    Form feeds part the pages; without them, in a text where nearly every line is followed by an empty one (slides
    exported to text), two or more empty lines part the pages; any other text is one page. A line's number is that in
    the file. Raises `UnreadableDocument` when the file is empty or is no text.
    """
    data = path.read_bytes()
    if not data.strip():
        raise UnreadableDocument(f"{path.name}: the file is empty; check that it was saved")
    text, _, notes = decode_bytes(data)
    if is_binary(text):
        raise UnreadableDocument(f"{path.name}: not a text file (binary content); save it as .txt, .docx or .pdf")
    pages = pages_of_text(text)
    if not pages:
        raise UnreadableDocument(f"{path.name}: the file holds only white space; check that it was saved")
    return Document(
        name=path.stem,
        path=path,
        format="text",
        sha256=hashlib.sha256(data).hexdigest(),
        pages=tuple(pages),
        warnings=tuple(f"{path.name}: {note}" for note in notes),
    )


def pages_of_text(text: str) -> list[Page]:
    """The pages of a text, numbered from 1; pages without any line are numbered but not returned."""
    numbered = text.split("\n")
    blanks_part_paragraphs = _blank_lines_with_spaces(numbered) > 0.05
    gap_parts_pages = "\f" not in text and _is_double_spaced(numbered)
    pages: list[list[Line]] = [[]]
    gap = empty_run = 0
    for number, raw in enumerate(numbered, 1):
        pieces = raw.split("\f")
        for index, piece in enumerate(pieces):
            if index:
                pages.append([])
                gap = 0
            if not piece.strip():
                gap += 1
                empty_run = 0 if piece and blanks_part_paragraphs else empty_run + 1
                continue
            if gap_parts_pages and empty_run >= 2 and pages[-1]:
                pages.append([])
                gap = 0
            pages[-1].append(Line(text=piece, number=number, gap=gap))
            gap = empty_run = 0
    return [Page(number, f"s. {number}", tuple(lines)) for number, lines in enumerate(pages, 1) if lines]


def _blank_lines_with_spaces(lines: list[str]) -> float:
    """Share of the blank lines that hold white space: a text which has many of them parts its paragraphs so."""
    blank = [line for line in lines if not line.strip()]
    return sum(bool(line) for line in blank) / len(blank) if blank else 0.0


def _is_double_spaced(lines: list[str]) -> bool:
    """Whether nearly every line of the text is followed by exactly one empty line."""
    gaps: Counter[int] = Counter()
    run = 0
    for line in lines:
        if line.strip():
            gaps[min(run, 3)] += 1
            run = 0
        else:
            run += 1
    return gaps[1] > 2 * gaps[0] and gaps[1] > 10
