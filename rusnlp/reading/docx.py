"""Word: body, tables, text boxes, headers and footers of a .docx file, as the document reads with changes accepted."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml

from rusnlp.document import Document, Line, Page, UnreadableDocument
from rusnlp.reading.archives import notes_bytes
from rusnlp.reading.bullets import bullet_pieces
from rusnlp.reading.encoding import visible_text
from rusnlp.reading.table_cells import Cell
from rusnlp.reading.tables import table_lines
from rusnlp.reading.word_runs import Run, boxes_in, content_of, paragraph_runs
from rusnlp.reading.word_styles import (
    Numbering,
    Style,
    W,
    default_style_id,
    flag,
    number_of,
    read_numbering,
    read_styles,
    value_of,
)

_LEVELS = {"title": 1, "subtitle": 2, "heading": 1}
_PAGE_BREAKS = (
    ".//w:lastRenderedPageBreak | .//w:br[@w:type='page'] | .//w:pageBreakBefore"
    " | .//w:pPr/w:sectPr[not(w:type/@w:val='continuous')]"
)


def read_docx(path: Path) -> Document:
    """A Word document as lines in document order, table cells and text boxes where they are anchored.

    Insertions are in, deletions out; comments, hidden text, pictures and unfilled placeholders give no lines.
    Headers and footers have the role `banner`, footnotes and the table of contents `context`. Pages are those that
    Word noted when it last saved the file; without any such note all stands on page 1 and is found by paragraph
    ("stycke 12"). Raises `UnreadableDocument` when the file cannot be read or holds no text.
    """
    data = notes_bytes(path, "word/document.xml")
    try:
        opened = docx.Document(io.BytesIO(data))
        walk = _Walk(*_styles_and_numbering(opened))
        _walk_document(opened, walk)
        paged = walk.page > 1 or bool(opened.element.body.xpath(_PAGE_BREAKS))
    except (PackageNotFoundError, SyntaxError, KeyError, ValueError, AttributeError, TypeError) as error:
        reason = str(error).splitlines()[0][:80] if str(error) else type(error).__name__
        raise UnreadableDocument(
            f"{path.name}: damaged Word file ({reason}); open it in Word, save it anew and try again"
        ) from None
    pages = _pages(walk.lines, paged=paged)
    if not pages:
        raise UnreadableDocument(
            f"{path.name}: the document holds no text; if it holds pictures of notes, type them out"
        )
    return Document(
        name=path.stem,
        path=path,
        format="docx",
        sha256=hashlib.sha256(data).hexdigest(),
        pages=pages,
        warnings=tuple(f"{path.name}: {warning}" for warning in walk.warnings),
    )


@dataclass(slots=True)
class _Walk:
    """Where the reading of the document stands; until the end each line's `number` is that of its page."""

    styles: dict[str, Style]
    default_style: str | None
    numbering: Numbering
    lines: list[Line] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    page: int = 1
    broken: bool = False
    """An explicit page break has been counted and no text has come since; Word notes the same break once more."""
    gap: int = 0
    tables: int = 0
    boxes: int = 0
    carried: str = ""
    """Text of a paragraph whose end mark was deleted: it belongs to the next paragraph."""
    section: Iterator[Any] = field(default_factory=lambda: iter(()))


def _styles_and_numbering(opened: Any) -> tuple[dict[str, Style], str | None, Numbering]:
    roots: dict[str, Any] = {}
    for relation in opened.part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1]
        if kind in ("styles", "numbering") and not relation.is_external:
            roots[kind] = parse_xml(relation.target_part.blob)
    styles = roots.get("styles")
    return read_styles(styles), default_style_id(styles), read_numbering(roots.get("numbering"))


def _walk_document(opened: Any, walk: _Walk) -> None:
    walk.section = iter(opened.sections)
    _walk_section_banners(walk)
    _walk_blocks(opened.element.body, walk, "body", None)
    for relation in opened.part.rels.values():
        if relation.reltype.rsplit("/", 1)[-1] in ("footnotes", "endnotes") and not relation.is_external:
            notes = parse_xml(relation.target_part.blob)
            _walk_role(notes, walk, style="notes", role="context")


def _walk_section_banners(walk: _Walk) -> None:
    """Headers and footers of the next section, where it has its own."""
    section = next(walk.section, None)
    if section is None:
        return
    for style, kinds in (("header", "header"), ("footer", "footer")):
        for prefix in ("", "first_page_", "even_page_"):
            banner = getattr(section, prefix + kinds)
            if not banner.is_linked_to_previous:
                _walk_role(banner._element, walk, style=style, role="banner")


def _walk_role(element: Any, walk: _Walk, *, style: str, role: str) -> None:
    """The lines of a part that is no text of participants, each with the role, all on the page of the moment."""
    before, page = len(walk.lines), walk.page
    _walk_blocks(element, walk, style, None)
    walk.page = page
    walk.lines[before:] = [
        replace(line, style=style, role=role, number=page, headers=(), tags={}) for line in walk.lines[before:]
    ]


def _walk_blocks(element: Any, walk: _Walk, style: str, region: str | None) -> None:
    for block in content_of(element):
        if block.tag == f"{W}p":
            _walk_paragraph(block, walk, style, region)
        elif block.tag == f"{W}tbl":
            _walk_table(block, walk)
        elif block.tag == f"{W}altChunk":
            walk.warnings.append("an embedded document is not read; open the file in Word and save it anew")
        elif block.tag in (f"{W}footnote", f"{W}endnote") and block.get(f"{W}type") in (None, "normal"):
            _walk_blocks(block, walk, style, region)
        else:
            for box in boxes_in(block):
                _walk_box(box, walk)


def _walk_paragraph(paragraph: Any, walk: _Walk, style: str, region: str | None) -> None:
    properties = paragraph.find(f"{W}pPr")
    look = walk.styles.get(value_of(properties, "pStyle") or walk.default_style or "", Style())
    own_break = flag(properties, "pageBreakBefore")
    if walk.lines and (look.breaks_page if own_break is None else own_break):
        _break_page(walk)
    start: int | None = None
    runs: list[Run] = []
    for run in paragraph_runs(paragraph):
        if run.breaks_page:
            _count_break(walk, rendered=run.breaks_page == "rendered")
        elif not _is_hidden(run, look, walk):
            runs.append(run)
            if run.text.strip():
                start, walk.broken = (walk.page if start is None else start), False
    text = walk.carried + "".join(run.text for run in runs)
    if properties is not None and _mark_is_deleted(properties):
        walk.carried = text
    else:
        walk.carried = ""
        _add_paragraph(visible_text(text), properties, look, runs, walk, style, region, start or walk.page)
    if paragraph.find(f".//{W}txbxContent") is not None:
        for box in boxes_in(paragraph):
            _walk_box(box, walk)
    _end_section(properties, walk)


def _add_paragraph(
    text: str, properties: Any, look: Style, runs: Sequence[Run], walk: _Walk, style: str, region: str | None, page: int
) -> None:
    if not text.strip():
        walk.gap += 1
        return
    shown, level, marker = _style_of(properties, look, walk, style)
    weighed = [run for run in runs if run.text.strip()]
    line = Line(
        text="",
        number=page,
        whole=True,
        gap=walk.gap,
        style=shown,
        level=level,
        marker=marker,
        size=max((size for run in weighed if (size := _size(run, look, walk))), default=None),
        bold=bool(weighed) and all(_is_bold(run, look, walk) for run in weighed),
        region=region,
        role="context" if look.style == "contents" else None,
    )
    walk.lines.extend(_lines_of(text, line))
    walk.gap = 0


def _style_of(properties: Any, look: Style, walk: _Walk, style: str) -> tuple[str, int | None, str | None]:
    """Style, level and marker of a paragraph that stands in text of `style` (body, cell, header)."""
    outline = number_of(properties, "outlineLvl")
    if outline is not None and 0 <= outline <= 8 and look.style != "contents":
        return look.style if look.style in _LEVELS else "heading", outline + 1, None
    if look.style in _LEVELS:
        return look.style, look.level or _LEVELS[look.style], None
    listed = _list_item(properties, look)
    if listed and look.style != "contents":
        marker = walk.numbering.next_marker(*listed) if listed[0] else "•"
        return "list" if style == "body" else style, listed[1], marker
    if look.style in ("quote", "caption") and style == "body":
        return look.style, None, None
    return style, None, None


def _lines_of(text: str, line: Line) -> list[Line]:
    """The paragraph as one line, or, where it has typed bullets after line breaks or in a cell, one for each."""
    if line.marker or ("\n" not in text and line.style != "cell"):
        return [replace(line, text=" ".join(piece.strip() for piece in text.split("\n") if piece.strip()))]
    pieces = bullet_pieces(text)
    return [
        replace(line, text=piece.text, marker=piece.marker, level=line.level if piece.level is None else piece.level)
        for piece in pieces
    ]


def _list_item(properties: Any, look: Style) -> tuple[str, int] | None:
    """Id of the list (empty when only the style's name tells) and level of a list item; None for other paragraphs."""
    numbered = None if properties is None else properties.find(f"{W}numPr")
    list_id = value_of(numbered, "numId") or look.list_id
    if list_id == "0":
        return None
    if list_id is None:
        return ("", look.level or 0) if look.style == "list" else None
    level = number_of(numbered, "ilvl")
    inherited = look.level if look.style in (None, "list") else None
    return list_id, level if level is not None else inherited or 0


def _is_hidden(run: Run, look: Style, walk: _Walk) -> bool:
    own = flag(run.properties, "vanish")
    if own is not None:
        return own
    return look.hidden or walk.styles.get(value_of(run.properties, "rStyle") or "", Style()).hidden


def _is_bold(run: Run, look: Style, walk: _Walk) -> bool:
    own = flag(run.properties, "b")
    if own is not None:
        return own
    of_run = walk.styles.get(value_of(run.properties, "rStyle") or "", Style()).bold
    return bool(look.bold if of_run is None else of_run)


def _size(run: Run, look: Style, walk: _Walk) -> float | None:
    half_points = number_of(run.properties, "sz")
    if half_points is not None:
        return half_points / 2
    return walk.styles.get(value_of(run.properties, "rStyle") or "", Style()).size or look.size


def _mark_is_deleted(properties: Any) -> bool:
    mark = properties.find(f"{W}rPr")
    return mark is not None and any(mark.find(f"{W}{name}") is not None for name in ("del", "moveFrom"))


def _count_break(walk: _Walk, *, rendered: bool) -> None:
    if rendered and walk.broken:
        walk.broken = False
    elif rendered:
        walk.page += 1
    else:
        _break_page(walk)


def _break_page(walk: _Walk) -> None:
    walk.page += 1
    walk.broken = True


def _end_section(properties: Any, walk: _Walk) -> None:
    section = None if properties is None else properties.find(f"{W}sectPr")
    if section is None:
        return
    if value_of(section, "type") not in ("continuous", "nextColumn"):
        _break_page(walk)
    _walk_section_banners(walk)


def _walk_box(box: Any, walk: _Walk) -> None:
    walk.boxes += 1
    gap, walk.gap = walk.gap, 0
    _walk_blocks(box, walk, "body", f"ruta {walk.boxes}")
    walk.gap = gap


def _walk_table(table: Any, walk: _Walk) -> None:
    walk.tables += 1
    outside, walk.lines = walk.lines, []
    name, gap = f"tabell {walk.tables}", walk.gap
    grid: list[list[Cell]] = []
    for number, row in enumerate((block for block in content_of(table) if block.tag == f"{W}tr"), 1):
        properties = row.find(f"{W}trPr")
        if properties is None or properties.find(f"{W}del") is None:
            grid.append(_row(row, properties, grid[-1] if grid else [], walk, f"{name} rad {number}"))
    width = max(map(len, grid), default=0)
    lines = table_lines([[*row, *[Cell()] * (width - len(row))] for row in grid])
    walk.lines = [*outside, *[replace(line, gap=gap if index == 0 else 0) for index, line in enumerate(lines)]]
    walk.gap = 0


def _row(row: Any, properties: Any, above: Sequence[Cell], walk: _Walk, name: str) -> list[Cell]:
    heading = bool(flag(properties, "tblHeader"))
    cells = [Cell()] * (number_of(properties, "gridBefore") or 0)
    first_page = last_page = walk.page
    for element in (block for block in content_of(row) if block.tag == f"{W}tc"):
        look = element.find(f"{W}tcPr")
        span = min(max(number_of(look, "gridSpan") or 1, 1), 100)
        merge = None if look is None else look.find(f"{W}vMerge")
        if merge is not None and merge.get(f"{W}val") != "restart" and len(above) > len(cells):
            cells.extend(replace(cell, origin=False) for cell in above[len(cells) : len(cells) + span])
            continue
        # Cells of a row stand side by side, so each begins on the page that the row begins on.
        walk.page = first_page
        cell = _cell(element, look, walk, f"{name} kolumn {len(cells) + 1}", heading=heading, span=span)
        last_page = max(last_page, walk.page)
        cells.extend([cell, *[replace(cell, origin=False)] * (span - 1)])
    walk.page = last_page
    return cells


def _cell(element: Any, look: Any, walk: _Walk, region: str, *, heading: bool, span: int) -> Cell:
    outside, walk.lines, walk.gap = walk.lines, [], 0
    _walk_blocks(element, walk, "cell", region)
    lines, walk.lines = tuple(walk.lines), outside
    walk.gap = 0
    bold = bool(lines) and all(line.bold for line in lines)
    return Cell(lines, heading=heading, bold=bold or _is_shaded(look), span=span)


def _is_shaded(look: Any) -> bool:
    shade = None if look is None else look.find(f"{W}shd")
    return shade is not None and re.fullmatch(r"(?i)auto|ffffff", shade.get(f"{W}fill", "auto")) is None


def _pages(lines: Sequence[Line], *, paged: bool) -> tuple[Page, ...]:
    """The lines by page, numbered from 1 on each."""
    by_page: dict[int, list[Line]] = {}
    for line in lines:
        page = by_page.setdefault(line.number, [])
        number = len(page) + 1
        page.append(replace(line, number=number, place=None if paged else f"stycke {number}"))
    return tuple(
        Page(number, f"s. {number}" if paged else "dokumentet", tuple(found))
        for number, found in sorted(by_page.items())
    )
