"""Drawn paths and pictures on a PDF page, and how the page's own coordinates turn into those of the display."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable, Set
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

MAX_SHAPES = 4_000

POINTER = ctypes.c_void_p
INT = ctypes.c_int
MATRIX = struct.Struct("6f")
BOX = struct.Struct("4f")
_MODES = struct.Struct("2i")


def pdfium_function(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A PDFium function that takes plain addresses: the typed wrappers cost more than the calls themselves.

    It keeps Python's lock, which is quicker to keep than to give up for so short a call.
    """
    prototype = ctypes.PYFUNCTYPE(result, *arguments)
    return prototype(ctypes.cast(getattr(pdfium, name), POINTER).value or 0)


_page_width = pdfium_function("FPDF_GetPageWidthF", ctypes.c_float, POINTER)
_page_height = pdfium_function("FPDF_GetPageHeightF", ctypes.c_float, POINTER)
_page_box = pdfium_function("FPDF_GetPageBoundingBox", INT, POINTER, POINTER)
_page_rotation = pdfium_function("FPDFPage_GetRotation", INT, POINTER)
_object_count = pdfium_function("FPDFPage_CountObjects", INT, POINTER)
_object_at = pdfium_function("FPDFPage_GetObject", POINTER, POINTER, INT)
_object_type = pdfium_function("FPDFPageObj_GetType", INT, POINTER)
_object_bounds = pdfium_function("FPDFPageObj_GetBounds", INT, POINTER, POINTER, POINTER, POINTER, POINTER)
_object_matrix = pdfium_function("FPDFPageObj_GetMatrix", INT, POINTER, POINTER)
_form_count = pdfium_function("FPDFFormObj_CountObjects", INT, POINTER)
_form_object = pdfium_function("FPDFFormObj_GetObject", POINTER, POINTER, ctypes.c_ulong)
_draw_mode = pdfium_function("FPDFPath_GetDrawMode", INT, POINTER, POINTER, POINTER)
_segment_count = pdfium_function("FPDFPath_CountSegments", INT, POINTER)
_segment_at = pdfium_function("FPDFPath_GetPathSegment", POINTER, POINTER, INT)
_segment_type = pdfium_function("FPDFPathSegment_GetType", INT, POINTER)
_segment_point = pdfium_function("FPDFPathSegment_GetPoint", INT, POINTER, POINTER, POINTER)

_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Shape(NamedTuple):
    """Bounding box of a drawn path or picture, in points from the page's upper left corner."""

    x0: float
    y0: float
    x1: float
    y1: float
    stroked: bool
    filled: bool
    picture: bool


class Display(NamedTuple):
    """How a page is shown: size, quarter turns clockwise, and the visible area (left, bottom, right, top)."""

    width: float
    height: float
    rotation: int
    corner: tuple[float, float, float, float]

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page's own coordinates, in points from the upper left corner as displayed."""
        left, bottom, right, top = self.corner
        if self.rotation == 0:
            return x - left, top - y
        if self.rotation == 1:
            return y - bottom, x - left
        if self.rotation == 2:
            return right - x, y - bottom
        return top - y, right - x


def page_address(handle: Any) -> int:
    """The address that a handle of PDFium's (of a page, of its text) stands for."""
    return ctypes.cast(handle, POINTER).value or 0


def page_display(page: int) -> Display:
    """How PDFium's page, given by its address, is displayed."""
    width, height = _page_width(page), _page_height(page)
    box = ctypes.create_string_buffer(16)
    corner = (0.0, 0.0, width, height)
    if _page_box(page, ctypes.addressof(box)):
        left, top, right, bottom = BOX.unpack(box)
        corner = (left, bottom, right, top)
    return Display(width, height, _page_rotation(page), corner)


def page_shapes(page: int, text_objects: Set[int], display: Display) -> tuple[list[Shape], bool]:
    """The paths and pictures on a page, those within forms included, and whether these are all.

    `page` is the address of PDFium's page, `text_objects` those of its text objects; at most `MAX_SHAPES` are read.
    """
    count = _object_count(page)
    if count <= len(text_objects):
        return [], True
    reader = _ShapeReader(display)
    limit = min(count, MAX_SHAPES + len(text_objects))
    for index in range(limit):
        item = _object_at(page, index)
        if item not in text_objects:
            reader.add(item, _IDENTITY, 0)
    return reader.found, limit == count


class _ShapeReader:
    def __init__(self, display: Display) -> None:
        self.display = display
        self.found: list[Shape] = []
        self.matrix = ctypes.create_string_buffer(24)
        self.box = ctypes.create_string_buffer(16)
        self.modes = ctypes.create_string_buffer(8)
        at, mode_at = ctypes.addressof(self.box), ctypes.addressof(self.modes)
        self.box_at = (at, at + 4, at + 8, at + 12)
        self.modes_at = (mode_at, mode_at + 4)

    def add(self, item: int, form: tuple[float, ...], depth: int) -> None:
        """Add a page object, or what a form holds; `form` is the matrix of the form around it."""
        kind = _object_type(item)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < 4:
            matrix = self._multiplied(item, form)
            for index in range(min(max(_form_count(item), 0), MAX_SHAPES - len(self.found))):
                self.add(_form_object(item, index), matrix, depth + 1)
            return
        if kind not in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE) or len(self.found) >= MAX_SHAPES:
            return
        if not _object_bounds(item, *self.box_at):
            return
        fill = stroke = 0
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            _draw_mode(item, *self.modes_at)
            fill, stroke = _MODES.unpack(self.modes)
            if not (fill or stroke):
                return
            if stroke and _segment_count(item) > 5:
                self._add_strokes(item, form)
        x0, y0, x1, y1 = self._bounds(BOX.unpack(self.box), form)
        if x1 >= 0 and y1 >= 0 and x0 <= self.display.width and y0 <= self.display.height:
            self.found.append(Shape(x0, y0, x1, y1, bool(stroke), bool(fill), kind == pdfium.FPDF_PAGEOBJ_IMAGE))

    def _add_strokes(self, item: int, form: tuple[float, ...]) -> None:
        """The straight level and upright strokes of a path that holds many (a table drawn in one go)."""
        matrix = self._multiplied(item, form)
        x, y = ctypes.c_float(), ctypes.c_float()
        at = (0.0, 0.0)
        for index in range(min(_segment_count(item), 400)):
            segment = _segment_at(item, index)
            _segment_point(segment, ctypes.addressof(x), ctypes.addressof(y))
            to = (x.value, y.value)
            level, upright = abs(to[1] - at[1]) < 1, abs(to[0] - at[0]) < 1
            if _segment_type(segment) == pdfium.FPDF_SEGMENT_LINETO and level != upright:
                self.found.append(Shape(*self._bounds((*at, *to), matrix), stroked=True, filled=False, picture=False))
            at = to

    def _multiplied(self, item: int, form: tuple[float, ...]) -> tuple[float, ...]:
        if not _object_matrix(item, ctypes.addressof(self.matrix)):
            return form
        a, b, c, d, e, f = MATRIX.unpack(self.matrix)
        g, h, i, j, k, m = form
        return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)

    def _bounds(self, box: tuple[float, ...], form: tuple[float, ...]) -> tuple[float, float, float, float]:
        """The bounding box on the display of a box (x0, y0, x1, y1) in a form's coordinates."""
        x0, y0, x1, y1 = box
        display = self.display
        if form is _IDENTITY and display.rotation == 0 and x0 <= x1 and y0 <= y1:
            left, _, _, top = display.corner
            return x0 - left, top - y1, x1 - left, top - y0
        a, b, c, d, e, f = form
        corners = [display.point(a * x + c * y + e, b * x + d * y + f) for x in (x0, x1) for y in (y0, y1)]
        across, down = [x for x, _ in corners], [y for _, y in corners]
        return min(across), min(down), max(across), max(down)
