"""PDF: slides and pages, whole paragraphs put together from what stands where."""

from __future__ import annotations

import ctypes
import gc
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from rusnlp.document import Document, Line, Page, UnreadableDocument
from rusnlp.outlining.layout_joining import join_wrapped
from rusnlp.reading.pdf_cells import lines_of_tables
from rusnlp.reading.pdf_geometry import PageGeometry, page_geometry
from rusnlp.reading.pdf_lines import paragraph_line, running_line
from rusnlp.reading.pdf_order import MAX_SEGMENTS, Flow, page_flows
from rusnlp.reading.pdf_paragraphs import Paragraph, goes_on_elsewhere, paragraphs_of
from rusnlp.reading.pdf_segments import page_segments
from rusnlp.reading.pdf_styles import LaidOutPage, part_running_lines, set_styles

_PASSWORD_ERROR = 4
_SLIDE_MAKERS = re.compile(r"powerpoint|impress|keynote|google slides|prezi|miro", re.IGNORECASE)
_PAGE_MAKERS = re.compile(r"word|writer|indesign|acrobat pdfmaker .*word", re.IGNORECASE)
_JUMPING_MAKERS = re.compile(r"tex|ghostscript|quartz", re.IGNORECASE)
"""Producers that reach the next column of a table within one text object."""

_ColumnKey = tuple[int | None, int, int]
"""Number of a column, how many stand side by side, and where its left edge lies."""


def read_pdf(path: Path) -> Document:
    """A PDF file as a document: each paragraph, bullet or table cell one whole line, in reading order.

    Boxes are in points from the page's upper left corner. Soft wraps are joined; columns are read down and then
    across (`column` counts from 0 and is None for what spans the columns or where there are none); text in drawn
    boxes and table cells has its own `region`; a bullet or list number is in `marker`. Running headers, footers and
    page numbers have the role "banner". Text outside the visible page, pictures and form fields' values are ignored.
    Landscape pages are slides ("bild 3"), others pages ("s. 3").

    Warnings name pages without a text layer, pages whose text layer is unreadable and pages read in part. Raises
    `UnreadableDocument` when the file is no PDF, empty, damaged, locked by a password, or has no text at all.
    """
    with _without_collection():
        return _read(path)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Put off garbage collection: all that a document is made of is kept until it is done."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(path: Path) -> Document:
    data = path.read_bytes()
    pdf = _opened(path, data)
    geometries: list[PageGeometry | None] = []
    pages: list[LaidOutPage] = []
    try:
        maker = f"{_metadata(pdf, 'Creator')} {_metadata(pdf, 'Producer')}"
        probe_blanks = _JUMPING_MAKERS.search(maker) is not None
        for index in range(len(pdf)):
            geometry = _geometry(pdf, index, probe_blanks=probe_blanks)
            geometries.append(geometry)
            if geometry is not None:
                pages.append(_laid_out(geometry, index + 1))
                geometry.pieces.clear()  # There are many, and the next page's are quicker to write where these were.
    finally:
        pdf.close()
    warnings = _warnings(path.name, geometries, data)
    slides = _are_slides(geometries, maker)
    if crowded := [page.number for page in pages if len(page.segments) > MAX_SEGMENTS]:
        warnings.append(
            f"{path.name}: {_pages(crowded)} too many scattered words to tell columns apart; check the order"
        )
    part_running_lines(pages)
    for page in pages:
        geometry = geometries[page.number - 1]
        shapes = geometry.shapes if geometry else []
        may_list_people = geometry is not None and geometry.may_list_people
        page.flows = page_flows(page.segments, shapes, page.width, page.height, may_list_people=may_list_people)
    _make_paragraphs(pages, slides=slides)
    set_styles(pages, slides=slides)
    tables = lines_of_tables(pages)
    return Document(
        name=path.stem,
        path=path,
        format="pdf",
        sha256=hashlib.sha256(data).hexdigest(),
        pages=tuple(_page(page, tables, slides=slides) for page in pages),
        warnings=tuple(warnings),
    )


def _opened(path: Path, data: bytes) -> pypdfium2.PdfDocument:
    if not data.strip():
        raise UnreadableDocument(f"{path.name}: the file is empty; export or download it again")
    if b"%PDF-" not in data[:1024]:
        raise UnreadableDocument(f"{path.name}: not a PDF file; check the format, or save it as PDF again")
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR or "password" in str(error).lower():
            problem = "locked by a password; save a copy without one"
        else:
            problem = "the PDF is damaged or cut off; export or download it again"
        raise UnreadableDocument(f"{path.name}: {problem}") from error
    if len(pdf) == 0:
        pdf.close()
        raise UnreadableDocument(f"{path.name}: the PDF has no pages; export or download it again")
    return pdf


def _metadata(pdf: pypdfium2.PdfDocument, key: str) -> str:
    try:
        return str(pdf.get_metadata_value(key))
    except (UnicodeDecodeError, pypdfium2.PdfiumError):
        return ""


def _geometry(pdf: pypdfium2.PdfDocument, index: int, *, probe_blanks: bool) -> PageGeometry | None:
    """The page of that index (from 0) as drawn; None for one that cannot be loaded."""
    page = pdfium.FPDF_LoadPage(pdf.raw, index)
    text_page = pdfium.FPDFText_LoadPage(page) if page else None
    try:
        return page_geometry(page, text_page, probe_blanks=probe_blanks) if text_page else None
    except (ctypes.ArgumentError, OSError, ValueError):
        return None
    finally:
        if text_page:
            pdfium.FPDFText_ClosePage(text_page)
        if page:
            pdfium.FPDF_ClosePage(page)


def _laid_out(geometry: PageGeometry, number: int) -> LaidOutPage:
    """The page of that number (from 1) with its segments."""
    turned = {angle: page_segments(pieces, ()) for angle, pieces in sorted(geometry.turned.items())}
    segments = page_segments(geometry.pieces, geometry.shapes)
    return LaidOutPage(number, geometry.width, geometry.height, segments, turned)


def _are_slides(geometries: Sequence[PageGeometry | None], maker: str) -> bool:
    if _SLIDE_MAKERS.search(maker):
        return True
    landscape = [g.width > g.height for g in geometries if g is not None]
    return sum(landscape) > len(landscape) / 2 and not _PAGE_MAKERS.search(maker)


def _warnings(name: str, geometries: Sequence[PageGeometry | None], data: bytes) -> list[str]:
    """One line for each kind of problem; raises `UnreadableDocument` when no page has text."""
    broken = [n for n, g in enumerate(geometries, 1) if g is None]
    scans = [n for n, g in enumerate(geometries, 1) if g is not None and _is_scan(g)]
    garbled = [n for n, g in enumerate(geometries, 1) if g is not None and g.unreadable > 0.3 * max(g.characters, 1)]
    cut = [n for n, g in enumerate(geometries, 1) if g is not None and g.cut]
    total = len(geometries)
    if not any(g is not None and g.has_text for g in geometries):
        if len(broken) == total:
            raise UnreadableDocument(f"{name}: no page could be read, the PDF is damaged; export or download it again")
        if scans:
            raise UnreadableDocument(f"{name}: no text layer on any page (a scan?); run OCR first")
        raise UnreadableDocument(f"{name}: no text on any page; check the export")
    found = []
    if scans:
        others = f"the other {total - len(scans)} pages were read"
        found.append(f"{name}: {_pages(scans)} no text layer (a scan?); run OCR first, {others}")
    if garbled:
        found.append(f"{name}: {_pages(garbled)} an unreadable text layer; export with embedded fonts, or run OCR")
    if broken:
        found.append(f"{name}: {_pages(broken)} damage and could not be read; export the file again")
    if cut:
        found.append(f"{name}: {_pages(cut)} more text or drawing than is read from one page; check what is missing")
    if b"%%EOF" not in data[-2048:]:
        found.append(f"{name}: the file seems cut off, {total} pages were read; download or export it again")
    return found


def _is_scan(geometry: PageGeometry) -> bool:
    """Whether a page shows something but has no text, or next to none over a picture of the whole page."""
    if geometry.characters > 20:
        return False
    area = geometry.width * geometry.height
    pictures = [(s.x1 - s.x0) * (s.y1 - s.y0) for s in geometry.shapes if s.picture]
    if geometry.has_text:
        return any(picture > 0.7 * area for picture in pictures)
    return any(picture > 0.1 * area for picture in pictures) or len(geometry.shapes) > 50


def _pages(numbers: Sequence[int]) -> str:
    """Page numbers with the verb: "page 3 has", "pages 3, 5-7 have"."""
    if len(numbers) == 1:
        return f"page {numbers[0]} has"
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return f"pages {', '.join(str(a) if a == b else f'{a}-{b}' for a, b in runs)} have"


def _make_paragraphs(pages: Sequence[LaidOutPage], *, slides: bool) -> None:
    """Put together each page's paragraphs, those that run over columns and pages included."""
    columns = [[_column_key(flow) for flow in page.flows] for page in pages]
    edges = _column_edges(pages, columns)
    for page, keys in zip(pages, columns, strict=True):
        for flow, key in zip(page.flows, keys, strict=True):
            page.paragraphs.extend(paragraphs_of(flow, edges.get(key, 0.0)))
        if len(page.flows) > 1:
            _join_columns(page.paragraphs)
        for angle, segments in page.turned.items():
            for number, flow in enumerate(page_flows(segments, (), page.width, page.height), 1):
                flow.region, flow.angle = f"turned{angle}.{number}", angle
                page.paragraphs.extend(paragraphs_of(flow))
    if not slides:
        for page, after in pairwise(pages):
            _join_pages(page, after)


def _column_key(flow: Flow) -> _ColumnKey | None:
    if flow.region is not None or not flow.segments:
        return None
    return flow.column, flow.columns, round(min([segment.mark_x for segment in flow.segments]) / 6)


def _column_edges(
    pages: Sequence[LaidOutPage], columns: Sequence[Sequence[_ColumnKey | None]]
) -> dict[_ColumnKey | None, float]:
    """The right edge to which the lines of a column run, over all pages that have the same column."""
    edges: dict[_ColumnKey, list[float]] = defaultdict(list)
    for page, keys in zip(pages, columns, strict=True):
        for flow, key in zip(page.flows, keys, strict=True):
            if key is not None:
                edges[key].append(max([segment.x1 for segment in flow.segments]))
    return {key: max(found) for key, found in edges.items() if len(found) > 2}


def _join_columns(paragraphs: list[Paragraph]) -> None:
    index = 0
    while index + 1 < len(paragraphs):
        before, after = paragraphs[index], paragraphs[index + 1]
        one, two = before.flow, after.flow
        side_by_side = one.region is None and two.region is None and one.columns == two.columns > 1
        if side_by_side and one.column != two.column and goes_on_elsewhere(before, after.segments[0]):
            _absorb(before, after)
            del paragraphs[index + 1]
        else:
            index += 1


def _join_pages(page: LaidOutPage, after: LaidOutPage) -> None:
    """Join a paragraph that runs over the page's end; it keeps the page that it began on."""
    if not page.paragraphs or not after.paragraphs:
        return
    last, first = page.paragraphs[-1], after.paragraphs[0]
    at_end = last.box[3] > 0.6 * page.height and _same_frame(last.flow, first.flow)
    at_top = first.box[1] < 0.3 * after.height
    if at_end and at_top and goes_on_elsewhere(last, first.segments[0]):
        _absorb(last, first)
        del after.paragraphs[0]


def _same_frame(one: Flow, two: Flow) -> bool:
    """Whether both stand in no box, or in boxes of one width (a shaded paragraph that runs over the page's end)."""
    if one.region is None and two.region is None:
        return True
    if one.cell is not None or two.cell is not None or one.edge is None or two.edge is None:
        return False
    return abs(one.edge - two.edge) < 2


def _absorb(before: Paragraph, after: Paragraph) -> None:
    """Join the text; the first paragraph keeps its own box and place."""
    before.text = join_wrapped(before.text, after.text)


def _page(page: LaidOutPage, tables: Mapping[tuple[int, int], Sequence[Line]], *, slides: bool) -> Page:
    lines: list[Line] = []
    for segment, style in page.running:
        if style == "header":
            lines.append(running_line(segment, style, len(lines) + 1))
    done: set[int] = set()
    for paragraph in page.paragraphs:
        cell = paragraph.flow.cell
        if cell is None:
            lines.append(paragraph_line(paragraph, len(lines) + 1))
        elif cell.table not in done:
            done.add(cell.table)
            lines.extend(
                replace(line, number=n) for n, line in enumerate(tables[page.number, cell.table], len(lines) + 1)
            )
    for segment, style in page.running:
        if style == "footer":
            lines.append(running_line(segment, style, len(lines) + 1))
    return Page(
        number=page.number,
        place=f"bild {page.number}" if slides else f"s. {page.number}",
        lines=tuple(lines),
        width=round(page.width, 1),
        height=round(page.height, 1),
    )
