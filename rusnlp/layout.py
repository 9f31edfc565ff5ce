"""Lines to blocks: soft wraps joined, bullets read, glued notes split, list nesting kept.

A `Block` is one note, heading or other unit as its author wrote it. Readers whose format marks paragraphs
(`Line.whole`) give one block a line; for the others each pair of neighbouring lines is judged by the evidence at
hand, and the block keeps what decided.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rusnlp.document import Document, Line, Page
from rusnlp.outlining.cues import is_bare_heading, is_structural
from rusnlp.outlining.layout_joining import join_wrapped
from rusnlp.outlining.wrapping import Surroundings, page_width, wrap_evidence, wrap_gap

BULLETS = "•●○◦▪▫■□‣⁃∙·–—-*+~¤➢➤►▶✓✔☐☑❖◆◇♦»›\uf0b7\uf0a7\uf0d8\uf076§"
_BULLET = re.compile(rf"\s*(([{re.escape(BULLETS)}])\2{{0,2}})\s+(?=\S)|\s*([•●○◦▪■➢➤►\uf0b7\uf0a7\uf0d8\uf076])(?=\S)")
_LETTER_O = re.compile(r"\s*(o)\s+(?=[^\W\d_])")
_NUMBER = re.compile(r"\s*(\(?(?:\d{1,2}|[a-zA-Zåäö])\)|\d{1,2}\.)\s+(?=\S)")
_DIGITS = re.compile(r"\d+")
_GLUED = re.compile(r"(?<=[\s-])([a-zåäö]{3,})([A-ZÅÄÖ][a-zåäö]{2,})(?=[\s,.:;])")

RULE_LINE = re.compile(r"^[=\-_~*#·.\u2500-\u257f]{3,}$")
"""A line that only draws a rule under a heading or between parts."""


@dataclass(frozen=True, slots=True)
class Block:
    """One unit of text with where it stands and how it looks.

    `text` is verbatim but for bullet mark, list number and joined wraps; `first_line` and `last_line` are the
    numbers of its lines in the document; `parent` is the index, in the list of blocks, of the bullet above it.
    """

    text: str
    page: int
    place: str
    line: Line
    first_line: int
    last_line: int
    marker: str | None = None
    level: int | None = None
    parent: int | None = None
    evidence: tuple[str, ...] = ()


def split_marker(text: str) -> tuple[str | None, str]:
    """The bullet mark or list number that opens `text` (None without one), and the text after it."""
    for pattern in (_BULLET, _NUMBER, _LETTER_O):
        found = pattern.match(text)
        if found:
            return next(g for g in found.groups() if g), text[found.end() :]
    return None, text.lstrip()


def line_key(text: str) -> str:
    """Text made uniform for finding repeats: case folded, digits as #, white space and end marks dropped."""
    return _DIGITS.sub("#", " ".join(text.split())).strip(" .:").casefold()


def standalone_lines(pages: Sequence[Page]) -> frozenset[str]:
    """Keys of lines that come back three times or more, mostly at the edge of a page.

    They are running headers, slide titles and footers, and never the continuation of the line before them, however
    that line ends. A line in capitals counts wherever on the page it stands.
    """
    at_edge: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for page in pages:
        lines = [line.text.strip() for line in page.lines if line.text.strip() and not _is_item(line)]
        for place, text in enumerate(lines):
            if not (text[0].isupper() or text[0].isdigit()) or split_marker(text)[0] in tuple(BULLETS):
                continue
            key = line_key(text)
            total[key] += 1
            at_edge[key] += text == text.upper() or place < 4 or place >= len(lines) - 3
    return frozenset(key for key, count in total.items() if count >= 3 and at_edge[key] >= 0.6 * count)


def _is_item(line: Line) -> bool:
    """Whether the format itself says that the line is an item, a cell or a card, which three groups may well share."""
    return line.marker is not None or line.style in ("list", "cell", "card", "comment", "quote")


def document_blocks(document: Document) -> list[Block]:
    """All blocks of a document, page by page in reading order.

    Empty lines give no block. An empty document gives an empty list.
    """
    standalone = standalone_lines(document.pages)
    around = Surroundings(
        wrap_gap=wrap_gap(document.pages, split_marker),
        marks_wraps=_trailing_blanks_mark_wraps(document.pages),
        dashes=0,
        dashes_are_bullets=False,
        width=0,
    )
    blocks: list[Block] = []
    for page in document.pages:
        dashes, others = _dashes_and_other_marks(page.lines)
        here = replace(
            around,
            dashes=dashes,
            dashes_are_bullets=dashes >= 3 or (dashes > 0 and others == 0),
            width=page_width(page.lines, dense=around.wrap_gap == 0),
        )
        page_blocks = list(_page_blocks(page, here, standalone))
        blocks.extend(piece for block in page_blocks for piece in split_glued(block))
    return nest(blocks)


def _trailing_blanks_mark_wraps(pages: Sequence[Page]) -> bool:
    """Whether the document ends soft-wrapped lines, and few others, with a blank."""
    lines = [line for page in pages for line in page.lines if line.text.strip() and not line.whole]
    pairs = [(a, b) for a, b in pairwise(lines) if split_marker(b.text)[0] is None]
    continued = [a.text != a.text.rstrip() for a, b in pairs if b.text.lstrip()[:1].islower()]
    others = [a.text != a.text.rstrip() for a, b in pairwise(lines) if split_marker(b.text)[0]]
    if len(continued) < 5:
        return False
    return sum(continued) / len(continued) > 0.7 and sum(others) < 0.4 * max(len(others), 1)


def _dashes_and_other_marks(lines: Sequence[Line]) -> tuple[int, int]:
    """How many lines open with a dash and how many with another bullet; where others rule, a dash may be a dash."""
    marks = Counter(split_marker(line.text)[0] for line in lines if not line.whole)
    dashes = sum(marks[m] for m in "-–—")
    return dashes, sum(n for m, n in marks.items() if m and m not in "-–—" and not m[0].isdigit())


def _page_blocks(page: Page, around: Surroundings, standalone: frozenset[str]) -> Iterable[Block]:
    pending: Block | None = None
    before = ""
    running: list[Block] = []
    for line in page.lines:
        if not line.text.strip():
            continue
        if line.role in ("banner", "link") and not line.whole:
            # A page ends here: the running lines come after the note that the next page may go on with.
            running.append(_finished(_block_of(line, page, None, line.text)))
            continue
        if running and pending is not None:
            if split_marker(line.text)[0] is None and line.text.lstrip()[:1].islower():
                line = replace(line, gap=0)
            else:
                yield _finished(pending)
                pending = None
                yield from running
                running = []
        marker, text = (line.marker, line.text) if line.marker else _own_marker(line, before, around)
        if pending is not None and marker is None and not line.whole and not pending.line.whole:
            joined, evidence = _continues(pending, before, line, around, standalone)
            if joined:
                pending = replace(
                    pending,
                    text=_joined(pending.text, line.text, around),
                    last_line=line.number,
                    evidence=(*pending.evidence, f"join: {evidence}"),
                )
                before = line.text
                continue
            pending = replace(pending, evidence=(*pending.evidence, f"split: {evidence}"))
        if pending is not None:
            yield _finished(pending)
        yield from running
        running = []
        before = line.text
        pending = _block_of(line, page, marker, text)
    if pending is not None:
        yield _finished(pending)
    yield from running


def _block_of(line: Line, page: Page, marker: str | None, text: str) -> Block:
    return Block(
        text=text,
        page=page.number,
        place=line.place or page.place,
        line=line,
        first_line=line.number,
        last_line=line.number,
        marker=marker,
        level=line.level if line.style != "heading" else None,
    )


def _own_marker(line: Line, before: str, around: Surroundings) -> tuple[str | None, str]:
    if line.style in ("title", "heading"):
        return None, line.text
    marker, text = split_marker(line.text)
    if marker is not None and marker in "-–—" and not line.whole:
        after_question = before.rstrip().endswith("?")
        lone = around.dashes == 1 and text[:1].islower() and not after_question
        if lone or not around.dashes_are_bullets:
            return None, line.text
    return marker, text


def _continues(
    pending: Block, before: str, line: Line, around: Surroundings, standalone: frozenset[str]
) -> tuple[bool, str]:
    if pending.line.region != line.region:
        return False, "another box"
    if line_key(line.text) in standalone:
        return False, "running line"
    if RULE_LINE.match(line.text.strip()) or RULE_LINE.match(pending.text.strip()):
        return False, "a ruled line"
    single = pending.first_line == pending.last_line
    if is_structural(line.text) or (single and is_bare_heading(pending.text)):
        return False, "reads as a heading"
    may_go_on = line.text.lstrip()[:1].islower() or (around.marks_wraps and before != before.rstrip())
    if single and line_key(pending.text) in standalone and not may_go_on:
        return False, "after a running line"
    return wrap_evidence(before, line, around, bulleted=pending.marker is not None)


def _joined(first: str, second: str, around: Surroundings) -> str:
    """The two put together; a document that ends wrapped lines with a blank keeps "test- " and "demo" apart."""
    if around.marks_wraps and first.endswith("- "):
        return f"{first.rstrip()} {second.strip()}"
    trailing = " " if second != second.rstrip() else ""
    return join_wrapped(first.rstrip(), second.strip()) + trailing


def _finished(block: Block) -> Block:
    return replace(block, text=re.sub(r"\s+", " ", block.text).strip())


def split_glued(block: Block) -> list[Block]:
    """The block, cut where the extraction glued two notes together ("... kollektivtrafikPedagogiskt beskriva").

    A lower-case word that runs straight into a capitalised one is two notes when words stand on both sides; names
    that are written so (YouTube, LinkedIn) begin with a capital and stay whole.
    """
    found = _GLUED.search(block.text)
    if not found or block.line.whole:
        return [block]
    cut = found.start(2)
    first, second = block.text[:cut], block.text[cut:]
    rest = replace(block, text=second, evidence=("split: glued notes",))
    return [replace(block, text=first, evidence=(*block.evidence, "split: glued notes")), *split_glued(rest)]


def nest(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with list level and parent filled in, from the levels given or from indent and kind of mark."""
    nested: list[Block] = []
    stack: list[tuple[int, str, int]] = []  # indent, kind of mark, index in nested
    page = 0
    for index, block in enumerate(blocks):
        if block.page != page:
            page, stack = block.page, []
        if block.marker is None and not (block.line.style == "list" and block.level is not None):
            stack = []
            nested.append(block)
            continue
        indent, kind = _indent(block), _mark_kind(block.marker)
        while stack and (stack[-1][0] > indent or _closes(stack, indent, kind)):
            stack.pop()
        if stack and stack[-1][0] == indent and stack[-1][1] == kind:
            stack.pop()
        parent = stack[-1][2] if stack else None
        stack.append((indent, kind, index))
        nested.append(replace(block, level=len(stack) - 1, parent=parent))
    return nested


def _closes(stack: list[tuple[int, str, int]], indent: int, kind: str) -> bool:
    """Whether a mark of this kind stands open further up at the same indent, so that the top is its sub-list."""
    return stack[-1][0] == indent and stack[-1][1] != kind and any(i == indent and k == kind for i, k, _ in stack[:-1])


def _indent(block: Block) -> int:
    line = block.line
    if block.level is not None and line.style != "heading":
        return block.level
    if line.box is not None:
        return round(line.box[0] / 6)
    return len(line.text) - len(line.text.lstrip())


def _mark_kind(marker: str | None) -> str:
    if marker is None:
        return ""
    return "1" if marker.strip("().").isdigit() else "a" if marker.endswith(")") else marker
