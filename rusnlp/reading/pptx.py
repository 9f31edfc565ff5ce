"""PowerPoint: titles, text boxes, tables and speaker notes of a .pptx file, slide by slide in reading order."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pptx
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PackageNotFoundError, PythonPptxError
from pptx.oxml import parse_xml

from rusnlp.document import Document, Line, Page, UnreadableDocument
from rusnlp.reading.archives import notes_bytes
from rusnlp.reading.bullets import bullet_pieces
from rusnlp.reading.slide_order import Box, reading_order
from rusnlp.reading.slide_paragraphs import A, inherited_styles, paragraphs_of
from rusnlp.reading.table_cells import Cell
from rusnlp.reading.tables import table_lines

_POINT = 12700  # EMU
_TITLES = {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE}
_BANNERS = {PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.HEADER}
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_NO_TEXT = ("pres", "parTrans", "sibTrans", "asst")

Transform = tuple[float, float, float, float]
"""Scale and offset across, scale and offset down: from the coordinates of a group to those of the slide."""


@dataclass(frozen=True, slots=True)
class _Part:
    """The lines of one shape, and where it stands."""

    lines: tuple[Line, ...]
    box: Box | None


def read_pptx(path: Path) -> Document:
    """A presentation as one page a slide: title, subtitle, the other boxes in reading order, then the speaker notes.

    A paragraph is a line; shapes in groups, tables and SmartArt are read; pictures, charts and comments are not.
    Footers, dates and slide numbers have the role `banner`. Hidden slides are read, with a warning. Positions are in
    points. Raises `UnreadableDocument` when the file cannot be read or holds no text.
    """
    data = notes_bytes(path, "ppt/presentation.xml")
    try:
        slides = list(pptx.Presentation(io.BytesIO(data)).slides)
        pages = tuple(_page(number, slide) for number, slide in enumerate(slides, 1))
        hidden = [str(number) for number, slide in enumerate(slides, 1) if slide._element.get("show") in ("0", "false")]
    except (
        PackageNotFoundError,
        PythonPptxError,
        SyntaxError,
        LookupError,
        ValueError,
        AttributeError,
        TypeError,
    ) as error:
        reason = str(error).splitlines()[0][:80] if str(error) else type(error).__name__
        raise UnreadableDocument(
            f"{path.name}: damaged PowerPoint file ({reason}); open it in PowerPoint, save it anew and try again"
        ) from None
    if not any(page.lines for page in pages):
        raise UnreadableDocument(f"{path.name}: the slides hold no text; if they are pictures of notes, type them out")
    return Document(
        name=path.stem,
        path=path,
        format="pptx",
        sha256=hashlib.sha256(data).hexdigest(),
        pages=tuple(page for page in pages if page.lines),
        warnings=_hidden_slides(path, hidden),
    )


def _hidden_slides(path: Path, hidden: Sequence[str]) -> tuple[str, ...]:
    if not hidden:
        return ()
    slides = "slide " if len(hidden) == 1 else "slides "
    return (f"{path.name}: hidden {slides}{', '.join(hidden)} read too; delete what should not be counted",)


def _page(number: int, slide: Any) -> Page:
    size = slide.part.package.presentation_part.presentation
    ranks: dict[int, list[_Part]] = {}
    for part in _parts(slide.shapes, (1.0, 0.0, 1.0, 0.0)):
        ranks.setdefault(_rank(part), []).append(part)
    lines = [line for _, parts in sorted(ranks.items()) for part in _in_order(parts) for line in part.lines]
    lines.extend(_note_lines(number, slide))
    return Page(
        number,
        f"bild {number}",
        tuple(replace(line, number=index) for index, line in enumerate(lines, 1)),
        width=(size.slide_width or 0) / _POINT or None,
        height=(size.slide_height or 0) / _POINT or None,
    )


def _in_order(parts: Sequence[_Part]) -> list[_Part]:
    texts = [" ".join(line.text for line in part.lines) for part in parts]
    return [parts[index] for index in reading_order([part.box for part in parts], texts)]


def _rank(part: _Part) -> int:
    """Title, subtitle, all else, banners."""
    first = part.lines[0]
    if first.role == "banner":
        return 3
    return {"title": 0, "subtitle": 1}.get(first.style or "", 2)


def _parts(shapes: Iterable[Any], transform: Transform) -> Iterator[_Part]:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _parts(shape.shapes, _within(shape, transform))
            continue
        box = _box(shape, transform)
        lines = _shape_lines(shape, f"form {shape.shape_id}")
        if lines:
            yield _Part(tuple(replace(line, box=box) for line in lines), box)


def _within(group: Any, outer: Transform) -> Transform:
    """The transform for the shapes inside a group."""
    frame = group._element.find(f".//{A}xfrm")
    if frame is None or any(frame.find(f"{A}{name}") is None for name in ("off", "ext", "chOff", "chExt")):
        return outer
    values = {
        f"{name}.{key}": float(value)
        for name in ("off", "ext", "chOff", "chExt")
        for key, value in frame.find(f"{A}{name}").items()
    }
    across = values["ext.cx"] / (values["chExt.cx"] or 1.0)
    down = values["ext.cy"] / (values["chExt.cy"] or 1.0)
    left, top = values["off.x"] - values["chOff.x"] * across, values["off.y"] - values["chOff.y"] * down
    return (across * outer[0], left * outer[0] + outer[1], down * outer[2], top * outer[2] + outer[3])


def _box(shape: Any, transform: Transform) -> Box | None:
    edges = (shape.left, shape.top, shape.width, shape.height)
    if any(edge is None for edge in edges):
        return None
    left, top, width, height = edges
    across, right, down, below = transform
    corners = (
        left * across + right,
        top * down + below,
        (left + width) * across + right,
        (top + height) * down + below,
    )
    return (corners[0] / _POINT, corners[1] / _POINT, corners[2] / _POINT, corners[3] / _POINT)


def _shape_lines(shape: Any, region: str) -> list[Line]:
    if getattr(shape, "has_table", False):
        return table_lines(_grid(shape, region))
    if getattr(shape, "has_text_frame", False):
        style, role = _placeholder(shape)
        return _text_lines(
            shape.text_frame._txBody, inherited_styles(shape), Line("", 0, True, style=style, region=region, role=role)
        )
    return _diagram_lines(shape, region)


def _placeholder(shape: Any) -> tuple[str, str | None]:
    """Style and role of a shape's lines, from the kind of placeholder that it is."""
    if not shape.is_placeholder:
        return "body", None
    kind = shape.placeholder_format.type
    if kind in _TITLES:
        return "title", None
    if kind in _BANNERS:
        return "header" if kind == PP_PLACEHOLDER.HEADER else "footer", "banner"
    return ("subtitle" if kind == PP_PLACEHOLDER.SUBTITLE else "body"), None


def _text_lines(body: Any, inherited: list[Any], like: Line) -> list[Line]:
    """The paragraphs of a text body as lines that take style, region, place and role from `like`."""
    lines: list[Line] = []
    gap = 0
    for paragraph in paragraphs_of(body, inherited):
        if not paragraph.text.strip():
            gap += 1
            continue
        line = replace(like, size=paragraph.size, bold=paragraph.bold, gap=gap)
        gap = 0
        if like.style in ("title", "subtitle"):
            lines.append(replace(line, text=_one_line(paragraph.text), level=1 if like.style == "title" else 2))
        elif paragraph.marker:
            style = "list" if like.style == "body" else like.style
            text = _one_line(paragraph.text)
            lines.append(replace(line, text=text, style=style, level=paragraph.level, marker=paragraph.marker))
        else:
            lines.extend(_typed_lines(paragraph.text, paragraph.level, line))
    return _joined_title(lines) if like.style == "title" else lines


def _typed_lines(text: str, level: int, line: Line) -> list[Line]:
    """A paragraph without a bullet of its own: one line, or one for each bullet typed after a line break."""
    if "\n" not in text and line.style != "cell":
        return [replace(line, text=text.strip(), level=level or None)]
    return [
        replace(line, text=piece.text, marker=piece.marker, level=piece.level if piece.marker else level or None)
        for piece in bullet_pieces(text)
    ]


def _one_line(text: str) -> str:
    return " ".join(piece.strip() for piece in text.split("\n") if piece.strip())


def _joined_title(lines: list[Line]) -> list[Line]:
    """A title over several paragraphs is one title."""
    return [replace(lines[0], text=" ".join(line.text for line in lines))] if lines else []


def _grid(shape: Any, region: str) -> list[list[Cell]]:
    table = shape.table
    grid: list[list[Cell]] = []
    for row_number, row in enumerate(table.rows):
        cells: list[Cell] = []
        for column, cell in enumerate(row.cells):
            if cell.is_spanned:
                cells.append(_merged(cells, grid, column, cell))
                continue
            like = Line("", 0, True, style="cell", region=f"{region} rad {row_number + 1} kolumn {column + 1}")
            lines = tuple(_text_lines(cell.text_frame._txBody, [], like))
            bold = bool(lines) and all(line.bold for line in lines)
            # A header row is on in every new table, also where notes stand in it; only short texts make it believed.
            believed = len(cell.text.split()) <= 3 and not any(line.marker for line in lines)
            heading = believed and ((table.first_row and row_number == 0) or (table.first_col and column == 0))
            cells.append(Cell(lines, heading=heading, bold=bold, span=cell.span_width if cell.is_merge_origin else 1))
        grid.append(cells)
    return grid


def _merged(row: Sequence[Cell], above: Sequence[Sequence[Cell]], column: int, cell: Any) -> Cell:
    """What stands in a place that a merged cell covers: the same as to the left of it, or above it."""
    if cell._tc.hMerge and row:
        return replace(row[-1], origin=False)
    return replace(above[-1][column], origin=False) if above else Cell()


def _diagram_lines(shape: Any, region: str) -> list[Line]:
    """The texts of a SmartArt drawing, each a line; empty for pictures, charts and other shapes without text."""
    relations = shape._element.find(f".//{_DIAGRAM}relIds")
    relation = None if relations is None else shape.part.rels.get(relations.get(f"{_RELATION}dm"))
    if relation is None or relation.is_external:
        return []
    data = parse_xml(relation.target_part.blob)
    like = Line("", 0, True, style="body", region=region)
    points = [point for point in data.iter(f"{_DIAGRAM}pt") if point.get("type", "node") not in _NO_TEXT]
    bodies = [body for point in points if (body := point.find(f"{_DIAGRAM}t")) is not None]
    return [
        replace(line, region=f"{region} ruta {number}")
        for number, body in enumerate(bodies, 1)
        for line in _text_lines(body, [], like)
    ]


def _note_lines(number: int, slide: Any) -> list[Line]:
    if not slide.has_notes_slide:
        return []
    frame = slide.notes_slide.notes_text_frame
    if frame is None:
        return []
    place = f"bild {number}, anteckningar"
    return _text_lines(frame._txBody, [], Line("", 0, True, style="notes", region="anteckningar", place=place))
