"""What stands where on a PDF page: pieces of text with their baseline, size and weight, and the drawn shapes.

PDFium is called through its C interface. A page's text is fetched once; the ends of its text objects are found by
bisection, so that a page costs a few calls a piece and not a few calls a character.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from rusnlp.reading.pdf_shapes import BOX, INT, MATRIX, POINTER, Shape, page_display, page_shapes, pdfium_function

MAX_CHARACTERS = 200_000
"""Characters read from one page; a page of notes has under 10,000."""
MAX_PIECES = 20_000


class Piece(NamedTuple):
    """A text object, or a part of one, in display coordinates: points from the page's upper left corner."""

    y: float
    """The baseline."""
    x0: float
    x1: float
    size: float
    text: str
    order: int
    """Its number in PDFium's order of the page's text."""
    spaced: bool
    """Whether PDFium sees a blank between the piece before it and this one."""
    bold: bool
    symbol: bool
    """Whether the font is one of signs (Symbol, Wingdings)."""


@dataclass(slots=True)
class PageGeometry:
    """A page as drawn. `turned` has the pieces of text that do not run from left to right, by angle in degrees."""

    width: float
    height: float
    pieces: list[Piece]
    turned: dict[int, list[Piece]]
    shapes: list[Shape]
    characters: int
    unreadable: int
    """Characters that stand for no letter: U+FFFD and private use outside bullets."""
    may_list_people: bool
    """Whether the page has words that stand over a list of participants."""
    cut: bool
    """Whether the page had more text or shapes than are read."""


class _FontFacts(NamedTuple):
    bold: bool
    symbol: bool


_char_count = pdfium_function("FPDFText_CountChars", INT, POINTER)
_text_object = pdfium_function("FPDFText_GetTextObject", POINTER, POINTER, INT)
_char_size = pdfium_function("FPDFText_GetFontSize", ctypes.c_double, POINTER, INT)
_char_matrix = pdfium_function("FPDFText_GetMatrix", INT, POINTER, INT, POINTER)
_char_box = pdfium_function("FPDFText_GetLooseCharBox", INT, POINTER, INT, POINTER)
_char_code = pdfium_function("FPDFText_GetUnicode", ctypes.c_uint, POINTER, INT)
_get_text = pdfium_function("FPDFText_GetText", INT, POINTER, INT, INT, POINTER)
_render_mode = pdfium_function("FPDFTextObj_GetTextRenderMode", INT, POINTER)
_font_of = pdfium_function("FPDFTextObj_GetFont", POINTER, POINTER)
_font_name = pdfium_function("FPDFFont_GetBaseFontName", ctypes.c_size_t, POINTER, POINTER, ctypes.c_size_t)
_font_flags = pdfium_function("FPDFFont_GetFlags", INT, POINTER)

_unpack_matrix, _unpack_box = MATRIX.unpack, BOX.unpack
_new_piece = tuple.__new__  # As quick again as Piece(...), which checks what is known here.

_FORCE_BOLD = 1 << 18
_TEXT = ctypes.create_string_buffer(2 * MAX_CHARACTERS + 2)
_TEXT_AT = ctypes.addressof(_TEXT)
_NAME = ctypes.create_string_buffer(256)
_NAME_AT = ctypes.addressof(_NAME)
_BOLD_NAME = re.compile(r"bold|black|heavy|demi(?!ng)|semibd|[-,]bd", re.IGNORECASE)
_SYMBOL_NAME = re.compile(r"symbol|wingding|webding|dingbat|monotype ?sorts", re.IGNORECASE)
_UNUSUAL = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\xa0\xad\u02da\u00a8\u0300-\u036f\u2000-\u200f\u2028-\u202f\ud800-\udfff\ue000-\uffff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd]")
_SPACED_OUT = re.compile(r"(?:\w ){4,}\w")
_ACCENT_BEFORE = re.compile("([\u00a8\u02da]) ?([aouAOU])")
_COMBINING = {"\u00a8": "\u0308", "\u02da": "\u030a"}
_OVER_PEOPLE = ("eltag", "ELTAG", "ärvar", "edverk", "articip", "ttend", "Namn", "NAMN", "Name", "Förnamn", "Vilka var")
_LIGATURES = {0xFB00 + i: s for i, s in enumerate(("ff", "fi", "fl", "ffi", "ffl", "ft", "st"))}
_CHARACTERS: dict[int, str | None] = {
    **dict.fromkeys(range(32)),
    **dict.fromkeys(range(0x7F, 0xA0)),
    **dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF)),
    **dict.fromkeys((9, 10, 13, 0xA0, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F), " "),
    2: "-",
    0xFFFE: "-",
    **_LIGATURES,
}


def clean_text(text: str) -> str:
    """Text as PDFium gives it, in the characters that its author typed.

    NFC; ligatures as letters, accents drawn beside their letter put on it, every kind of blank as a space, the mark
    of a hyphen at a line end as "-"; control characters and soft hyphens are left out.
    """
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if "\u00a8" in text or "\u02da" in text:
        text = _ACCENT_BEFORE.sub(lambda found: found[2] + _COMBINING[found[1]], text)
    return unicodedata.normalize("NFC", text.translate(_CHARACTERS))


def page_geometry(page: Any, text_page: Any, *, probe_blanks: bool = False) -> PageGeometry:
    """Pieces and shapes of a page, given PDFium's handles of the page and of its text.

    `probe_blanks` looks at every blank for a jump within a text object, which some producers use between the
    columns of a table. Text outside the page's visible area is left out.
    """
    reader = _PageReader(page, text_page)
    reader.read_text(probe_blanks)
    shapes, all_shapes = page_shapes(reader.page, reader.objects, reader.display)
    return PageGeometry(
        width=reader.width,
        height=reader.height,
        pieces=reader.pieces,
        turned=reader.turned,
        shapes=shapes,
        characters=reader.characters,
        unreadable=reader.unreadable,
        may_list_people=reader.may_list_people,
        cut=reader.cut or not all_shapes,
    )


class _PageReader:
    def __init__(self, page: Any, text_page: Any) -> None:
        self.page = ctypes.cast(page, POINTER).value or 0
        self.text_page = ctypes.cast(text_page, POINTER).value or 0
        self.width = pdfium.FPDF_GetPageWidthF(page)
        self.height = pdfium.FPDF_GetPageHeightF(page)
        self.display = page_display(page, self.width, self.height)
        self.corner = self.display.corner
        self.is_upright = self.display.rotation == 0
        self.matrix = ctypes.create_string_buffer(24)
        self.box = ctypes.create_string_buffer(16)
        self.matrix_at = ctypes.addressof(self.matrix)
        self.box_at = ctypes.addressof(self.box)
        self.fonts: dict[int, _FontFacts] = {}  # Addresses are used again after a page, so for one page only.
        self.pieces: list[Piece] = []
        self.turned: dict[int, list[Piece]] = {}
        self.objects: set[int] = set()
        self.unusual = self.cut = self.may_list_people = False
        self.unreadable = self.characters = 0
        self.order = 0

    def read_text(self, probe_blanks: bool) -> None:
        text = self._page_text()
        self.may_list_people = any(word in text for word in _OVER_PEOPLE)
        self.unusual = _UNUSUAL.search(text) is not None
        if self.unusual:
            self.unreadable = len(_PRIVATE.findall(text))
        start = 0
        for line in text.split("\r\n"):
            if line:
                self._read_line(line, start, probe_blanks)
            start += len(line) + 2
            if len(self.pieces) > MAX_PIECES:
                self.cut = True
                break

    def _page_text(self) -> str:
        """The page's text, one UTF-16 unit for each of PDFium's characters."""
        count = max(_char_count(self.text_page), 0)
        if count > MAX_CHARACTERS:
            count, self.cut = MAX_CHARACTERS, True
        self.characters = count
        got = _get_text(self.text_page, 0, count, _TEXT_AT) - 1
        if got == count:
            text = ctypes.string_at(_TEXT_AT, 2 * count).decode("utf-16-le", "surrogatepass")
            if len(text) == count:
                return text
        codes = (_char_code(self.text_page, index) for index in range(count))
        return "".join(chr(code) if 0 < code < 0x110000 else "\ufffd" for code in codes)

    def _read_line(self, line: str, start: int, probe_blanks: bool) -> None:
        """Cut a line of PDFium's text at the ends of its text objects."""
        text_page = self.text_page
        at, last = start, start + len(line) - 1
        spaced = False
        self.order += 1  # So that the piece is not taken to follow right after the line above.
        while at <= last:
            found = _text_object(text_page, at)
            if found is None:
                spaced = True
                at += 1
                continue
            is_whole = at == last or _text_object(text_page, last) == found
            end = last if is_whole else self._object_end(found, at, last)
            self._add_piece(found, line[at - start : end + 1 - start], at, end, spaced, probe_blanks)
            at, spaced = end + 1, False

    def _object_end(self, found: int, at: int, beyond: int) -> int:
        """The last character of the text object that has character `at` but not character `beyond`."""
        text_page, step = self.text_page, 1
        while at + step < beyond:
            if _text_object(text_page, at + step) == found:
                at += step
                step *= 2
            else:
                beyond = at + step
                break
        while beyond - at > 1:
            middle = (at + beyond) // 2
            if _text_object(text_page, middle) == found:
                at = middle
            else:
                beyond = middle
        return at

    def _add_piece(self, found: int, text: str, at: int, end: int, spaced: bool, probe_blanks: bool) -> None:
        self.objects.add(found)
        self.order = order = self.order + 1
        font = _font_of(found)
        facts = self.fonts.get(font) or self._font_facts(font)
        text_page = self.text_page
        size = _char_size(text_page, at)
        if not (_char_matrix(text_page, at, self.matrix_at) and _char_box(text_page, end, self.box_at)):
            return
        a, b, c, d, e, f = _unpack_matrix(self.matrix)
        size = size * d if c == 0 and size > 0 and d > 0 else abs(size) * math.sqrt(c * c + d * d)
        if not 0.5 < size < 3000:
            return
        if self.unusual:
            text = clean_text(text)
        bold, symbol = facts
        bold = bold or _render_mode(found) == 2
        if b == 0 and a > 0 and self.is_upright:
            left, _, right, top = self.corner
            x0, x1, y = e - left, _unpack_box(self.box)[2] - left, top - f
            if not (x1 > 0 and y >= 0 and x0 <= right - left and y - size <= self.height):
                return
            piece = _new_piece(Piece, (y, x0, x1, size, text, order, spaced, bold, symbol))
            if " " in text and (probe_blanks or x1 - x0 > 0.62 * size * len(text) + size):
                self.pieces.extend(self._parts(piece, at))
            else:
                self.pieces.append(piece)
        else:
            self._add_turned(Piece(0.0, 0.0, 0.0, size, text, order, spaced, bold, symbol))

    def _add_turned(self, piece: Piece) -> None:
        """Keep a piece by its angle on the display, with coordinates along and across its own baseline."""
        a, b, _, _, e, f = MATRIX.unpack(self.matrix)
        x, y = self.display.point(e, f)
        ahead_x, ahead_y = self.display.point(e + a, f + b)
        angle = round(math.degrees(math.atan2(ahead_y - y, ahead_x - x))) % 360
        cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        left, top, right, bottom = BOX.unpack(self.box)
        middle_x, middle_y = self.display.point((left + right) / 2, (top + bottom) / 2)
        if not (0 <= x <= self.width and 0 <= y <= self.height):
            return
        start, end = x * cosine + y * sine, middle_x * cosine + middle_y * sine + 0.25 * piece.size
        placed = piece._replace(x0=start, x1=end, y=y * cosine - x * sine)
        if angle == 0:
            self.pieces.append(placed)
        else:
            self.turned.setdefault(angle, []).append(placed)

    def _parts(self, piece: Piece, at: int) -> list[Piece]:
        """A piece cut at its wide blanks; spaced-out letters put together."""
        boxes = []
        for index in range(at, at + len(piece.text)):
            _char_box(self.text_page, index, self.box_at)
            left, _, right, _ = BOX.unpack(self.box)
            boxes.append((left - self.corner[0], right - self.corner[0]))
        text, gaps, before = piece.text, {}, None
        for index, letter in enumerate(text):
            if letter != " ":
                if before is not None and index - before > 1:
                    gaps[before] = boxes[index][0] - boxes[before][1]
                before = index
        usual = sorted(gaps.values())[len(gaps) // 2] if gaps else 0.0
        wide = max(1.3 * piece.size, 2.5 * usual if len(gaps) > 2 else 0.0)
        if _SPACED_OUT.search(text):
            return [piece._replace(text=_without_spacing(text, gaps, 1.6 * max(usual, 0.01)))]
        parts, first = [], 0
        for index, gap in gaps.items():
            if gap > wide:
                parts.append((first, index))
                first = index + 1 + len(text[index + 1 :]) - len(text[index + 1 :].lstrip())
        parts.append((first, len(text) - 1))
        return [
            piece._replace(x0=boxes[i][0], x1=boxes[j][1], text=text[i : j + 1], spaced=n > 0)
            for n, (i, j) in enumerate(parts)
        ]

    def _font_facts(self, font: int) -> _FontFacts:
        length = _font_name(font, _NAME_AT, 256)
        facts = self.fonts[font] = _facts_of_font(_NAME.value if 0 < length <= 256 else b"", _font_flags(font))
        return facts


@lru_cache(maxsize=1000)
def _facts_of_font(name: bytes, flags: int) -> _FontFacts:
    text = name.decode("utf-8", "replace")
    bold = _BOLD_NAME.search(text) is not None or bool(flags & _FORCE_BOLD)
    return _FontFacts(bold, _SYMBOL_NAME.search(text) is not None)


def _without_spacing(text: str, gaps: dict[int, float], word_gap: float) -> str:
    """Spaced-out letters put together: a blank is kept where the gap (by index of the letter before) is a word's."""
    kept = [letter for index, letter in enumerate(text) if letter != " " or gaps.get(index - 1, 0.0) > word_gap]
    return "".join(kept)
