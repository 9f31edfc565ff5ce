"""Plain text: pages by form feed or by page gap, lines with their trailing blanks and the gap above them."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rusnlp.document import Document, Line, Page, UnreadableDocument
from rusnlp.reading.encoding import decode_bytes, is_binary

_PAGE_NUMBER = re.compile(
    r"""\s* (?:\S.*?\s{3,})?                # a running header or footer on the same line
        (?: (?:sida|sidan|sid\.?|s\.|page)\s* (?P<named>\d{1,3}) (?:\s*(?:av|of|/)\s*\d{1,3} | \s*\(\d{1,3}\))?
        |   [-–—]\s*(?P<dashed>\d{1,3})\s*[-–—]
        |   (?P<counted>\d{1,3})\s*(?:\(\d{1,3}\)|/\s*\d{1,3}|(?:av|of)\s+\d{1,3}) ) \s*$
      | \s{15,} (?P<set_apart>\d{1,3}) \s*$""",
    re.IGNORECASE | re.VERBOSE,
)
"""A line that is or ends with a page number: "Sida 2 (4)", "- 2 -", "Dialogdag     2/4", a number far to the right."""
_LONGEST_FOOTER = 250
"""Characters."""
_RUNNING_LINES = 4
"""Lines above or below a page number that may be a running header or footer."""
_ON_MOST_PAGES = 0.6


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
    marked = [_with_running_lines_marked(lines) for lines in pages]
    return [Page(number, f"s. {number}", tuple(lines)) for number, lines in enumerate(marked, 1) if lines]


def _with_running_lines_marked(lines: list[Line]) -> Sequence[Line]:
    """The lines of a text pasted from pages, its page numbers and the running lines beside them marked as such.

    Page numbers are two or more lines that count on from one another. A running line says the same just above or
    below most of them, with nothing but other running lines between.
    """
    numbers = _counting_on(lines)
    if len(numbers) < 2:
        return lines
    texts = [" ".join(line.text.split()) for line in lines]
    # The first page has its header, too, without a page number above it.
    below = _running_beside([-1, *numbers], +1, texts)
    above = _running_beside([*numbers, len(lines)], -1, texts)
    roles = {**dict.fromkeys(below | above, "banner"), **dict.fromkeys(numbers, "link")}
    return [replace(line, role=roles.get(at)) for at, line in enumerate(lines)]


def _running_beside(numbers: Sequence[int], step: int, texts: Sequence[str]) -> set[int]:
    """Indexes of the running lines on one side of the page numbers: below for a step of +1, above for -1."""
    found: set[int] = set()
    for distance in range(1, _RUNNING_LINES + 1):
        places = [at + step * distance for at in numbers if 0 <= at + step * distance < len(texts)]
        said = Counter(texts[at] for at in places).most_common(1)
        if not said or said[0][1] < max(2, _ON_MOST_PAGES * len(places)):
            break
        found.update(at for at in places if texts[at] == said[0][0])
    return found


def _counting_on(lines: Sequence[Line]) -> list[int]:
    """Indexes of the page numbers: each is one more than the one before it."""
    found: list[int] = []
    last = 0
    for at, line in enumerate(lines):
        matched = _PAGE_NUMBER.match(line.text) if len(line.text) <= _LONGEST_FOOTER else None
        number = int(next(filter(None, matched.groups()))) if matched else 0
        if matched and (number == last + 1 or not found):
            found.append(at)
            last = number
    return found


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
