"""What a PDF's paragraphs are by their looks: running headers, titles, headings, list levels."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rusnlp.reading.pdf_order import Flow
from rusnlp.reading.pdf_paragraphs import Paragraph
from rusnlp.reading.pdf_segments import Segment

MARGIN = 0.1
"""Share of the page's height, at the top and the bottom, where running headers and footers stand."""

_PAGE_NUMBER = re.compile(
    r"(?:(?:sida|sidan|sid\.?|s\.|page|bild|slide)\s*)?[-–]?\s*(\d{1,4})\s*(?:(?:av|of|/|\()\s*\d{1,4}\)?)?\s*[-–]?",
    re.IGNORECASE,
)
_BROWSER = re.compile(r"(?:https?|file)://\S+|\d{1,4}[-/]\d{1,2}[-/]\d{1,4},? .*\d{1,2}[:.]\d{2}.*|about:blank")


@dataclass(slots=True)
class LaidOutPage:
    """A page between reading and the document's lines."""

    number: int
    width: float
    height: float
    segments: list[Segment]
    turned: dict[int, list[Segment]] = field(default_factory=dict)
    running: list[tuple[Segment, str]] = field(default_factory=list)
    """Segments of running headers and footers, with the style "header" or "footer"."""
    flows: list[Flow] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)


def body_size(sizes: Iterable[tuple[float, int]]) -> float:
    """The font size that most characters have, from pairs of size and number of characters; 0.0 for none."""
    exact: dict[float, int] = {}
    for size, count in sizes:
        exact[size] = exact.get(size, 0) + count
    if len(exact) < 2:
        return next(iter(exact), 0.0)
    characters: dict[float, int] = defaultdict(int)
    for size, count in exact.items():
        characters[round(2 * size) / 2] += count
    return max(characters, key=lambda size: (characters[size], -size))


def part_running_lines(pages: Sequence[LaidOutPage]) -> None:
    """Move running headers, footers and page numbers from each page's segments to its `running`.

    They stand in the margin at the top or bottom, in type no larger than the body's, and come back on three pages
    or more (on both of two), digits aside; a page number or a browser's print line needs no repetition, nor does
    small type on its baseline. A line with a question mark stays: the question that notes answer may be repeated page
    after page.
    """
    body = body_size([(s.size, len(s.text)) for page in pages for s in page.segments])
    in_margin: list[tuple[LaidOutPage, Segment, str, str]] = []
    seen: dict[str, set[int]] = defaultdict(set)
    for page in pages:
        top, bottom = MARGIN * page.height, (1 - MARGIN) * page.height
        outside = [s for s in page.segments if not (top < s.bottom and s.top < bottom)]
        for segment in outside:
            if segment.size > 1.05 * body or "?" in segment.text:
                continue
            style = "header" if segment.bottom <= top else "footer"
            key = f"{style} {round(segment.size)} {_key(segment)}"
            in_margin.append((page, segment, style, key))
            seen[key].add(page.number)
    needed = 3 if len(pages) > 2 else 2
    numbers = [(page, segment) for page, segment, _, _ in in_margin if _stands_alone(page, segment)]
    lines = {(page.number, round(segment.y), round(segment.size)) for page, segment in numbers}
    running = defaultdict(set)
    for page, segment, style, key in in_margin:
        on_line = (page.number, round(segment.y), round(segment.size)) in lines and segment.size < 0.95 * body
        if on_line or _stands_alone(page, segment) or (len(seen[key]) >= needed and _is_apart(page, segment)):
            page.running.append((segment, style))
            running[page.number].add(id(segment))
    for page in pages:
        if page.number in running:
            page.segments = [s for s in page.segments if id(s) not in running[page.number]]


def _key(segment: Segment) -> str:
    text = f"{segment.marker or ''} {segment.text}"
    return re.sub(r"\d+", "#", text).strip().casefold()


def _is_apart(page: LaidOutPage, segment: Segment) -> bool:
    """Whether no line of the same type lies next to the segment, as if it were the end of a paragraph."""
    top, bottom = MARGIN * page.height, (1 - MARGIN) * page.height
    y, size = segment.y, segment.size
    near = [s for s in page.segments if abs(s.y - y) < 1.5 * size]
    return not any(
        abs(other.size - size) < 0.05 * size
        and abs(other.y - y) > 0.5 * size
        and (other.bottom > top and other.top < bottom)
        and other.mark_x < segment.x1
        and segment.mark_x < other.x1
        for other in near
    )


def _stands_alone(page: LaidOutPage, segment: Segment) -> bool:
    """Whether a line in the margin is a page number or a browser's print line."""
    number = _PAGE_NUMBER.fullmatch(segment.text)
    if number and (not segment.text.isdigit() or int(number[1]) == page.number):
        return True
    return min(segment.top, page.height - segment.bottom) < 32 and _BROWSER.fullmatch(segment.text) is not None


def set_styles(pages: Sequence[LaidOutPage], *, slides: bool) -> None:
    """Fill in style and level of every paragraph.

    title: the topmost line of a slide, or the first page's largest, in clearly larger type than the body; heading:
    a short paragraph in larger type, or all bold before type that is not. Their levels follow their size (1 is the
    largest; a slide's title is 1, headings on slides begin at 2). Bulleted paragraphs are lists, their level counted
    from the bullets' indents. All other styles are left at None.
    """
    whole_body = body_size([(p.segments[0].size, len(p.text)) for page in pages for p in page.paragraphs])
    headings: list[Paragraph] = []
    for page in pages:
        _set_list_levels(page.paragraphs)
        plain = [p for p in page.paragraphs if p.style is None]
        if slides:
            plain = plain[_set_slide_title(plain, whole_body) :]
        sizes = [(p.segments[0].size, len(p.text)) for p in page.paragraphs if p.style != "title"]
        body = (body_size(sizes) if slides else whole_body) or whole_body
        for paragraph in plain:
            if _is_heading(paragraph, page.paragraphs, body):
                headings.append(paragraph)
    _set_heading_levels(headings, pages, slides=slides)


def _set_list_levels(paragraphs: Sequence[Paragraph]) -> None:
    bulleted: dict[tuple[str | None, int | None], list[Paragraph]] = defaultdict(list)
    for paragraph in paragraphs:
        if paragraph.flow.cell is not None:
            paragraph.style = "cell"
        if paragraph.marker is not None:
            bulleted[paragraph.flow.region, paragraph.flow.column].append(paragraph)
    for group in bulleted.values():
        indents: list[float] = []
        for x in sorted(p.segments[0].mark_x for p in group):
            if not indents or x - indents[-1] > 5:
                indents.append(x)
        for paragraph in group:
            paragraph.style = paragraph.style or "list"
            x = paragraph.segments[0].mark_x
            paragraph.level = max(i for i, indent in enumerate(indents) if indent <= x)


def _set_slide_title(plain: Sequence[Paragraph], body: float) -> int:
    """Mark the slide's title; returns the number of paragraphs, 0 or 1, that it takes from the front."""
    if not plain:
        return 0
    first, rest = plain[0], [p for p in plain[1:] if not p.flow.angle]
    others = body_size([(p.segments[0].size, len(p.text)) for p in rest]) or body
    wide = first.flow.region is None or first.flow.columns == 1
    highest = all(first.box[1] <= p.box[1] + 1 for p in rest)
    larger = first.size >= 1.15 * others
    if first.bold and not any(p.bold for p in rest):
        larger = first.size >= 1.05 * others
    if not (wide and highest and larger and len(first.text) <= 200):
        return 0
    first.style, first.level = "title", 1
    return 1


def _is_heading(paragraph: Paragraph, page: Sequence[Paragraph], body: float) -> bool:
    if paragraph.style is not None or len(paragraph.text) > 150 or len(paragraph.segments) > 3:
        return False
    region = paragraph.flow.region
    if region is not None:
        same_box = [p for p in page if p.flow.region == region]
        if len(same_box) == 1:
            return False  # A note in large type is no heading.
        body = body_size([(p.segments[0].size, len(p.text)) for p in same_box if p is not paragraph])
    if not paragraph.bold and paragraph.size < 1.12 * body:
        return False
    if not any(letter.isalpha() for letter in paragraph.text):
        return False
    if paragraph.size >= 1.12 * body:
        return True
    after = page[page.index(paragraph) + 1 : page.index(paragraph) + 2]
    follows = bool(after) and not after[0].bold
    ends_sentence = paragraph.text[-1] in ".,;" or len(paragraph.text) > 110
    return paragraph.bold and follows and not ends_sentence and paragraph.size >= 0.95 * body


def _set_heading_levels(headings: Sequence[Paragraph], pages: Sequence[LaidOutPage], *, slides: bool) -> None:
    """Levels by rank of size; on pages, a first line larger than every other heading is the document's title."""
    sizes = sorted({round(h.size) for h in headings}, reverse=True)
    first = pages[0].paragraphs[:3] if pages else []
    if not slides and len(sizes) > 1:
        largest = [h for h in headings if round(h.size) == sizes[0]]
        larger = largest[0].size >= 1.2 * sizes[1]
        if len(largest) == 1 and larger and any(largest[0] is p for p in first):
            largest[0].style, largest[0].level = "title", 1
            sizes = sizes[1:]
    level = {size: number for number, size in enumerate(sizes, 2 if slides else 1)}
    for heading in headings:
        if heading.style is None:
            heading.style, heading.level = "heading", level[round(heading.size)]
