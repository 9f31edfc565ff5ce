"""What stands where on a PDF page: pieces of text with their baseline, size and weight, and the drawn shapes.

PDFium is called through its C interface. A page's text is fetched once; the ends of its text objects are found by
bisection, so that a page costs a few calls a piece and not a few calls a character.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, repeat
from typing import Any, NamedTuple

from rusnlp.reading.pdf_shapes import (
    BOX,
    INT,
    MATRIX,
    POINTER,
    Shape,
    page_address,
    page_display,
    page_shapes,
    pdfium_function,
)

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
    has_text: bool
    """Whether the page had any pieces."""
    characters: int
    unreadable: int
    """Characters that stand for no letter: U+FFFD and private use outside bullets."""
    may_list_people: bool
    """Whether the page has words that stand over a list of participants."""
    cut: bool
    """Whether the page had more text or shapes than are read."""


_Run = tuple[int, str, int, int, int, bool]
"""Characters of one text object: its address, their text, the first and the last character's number on the page, the
run's number in the order of the text, and whether a blank that belongs to no object stands before it."""


class _FontFacts(NamedTuple):
    bold: bool
    symbol: bool


# These are called for every piece, with a `c_void_p` of the page's text, numbers of characters, and buffers: ctypes
# takes such arguments as they are, and to check them against declared types takes as long as the call itself.
_char_count = pdfium_function("FPDFText_CountChars", INT)
_text_object = pdfium_function("FPDFText_GetTextObject", POINTER)
_char_size = pdfium_function("FPDFText_GetFontSize", ctypes.c_double)
_char_matrix = pdfium_function("FPDFText_GetMatrix", INT)
_char_box = pdfium_function("FPDFText_GetLooseCharBox", INT)
_char_code = pdfium_function("FPDFText_GetUnicode", ctypes.c_uint)
_get_text = pdfium_function("FPDFText_GetText", INT)
# These take addresses of objects and fonts.
_render_mode = pdfium_function("FPDFTextObj_GetTextRenderMode", INT, POINTER)
_font_of = pdfium_function("FPDFTextObj_GetFont", POINTER, POINTER)
_font_name = pdfium_function("FPDFFont_GetBaseFontName", ctypes.c_size_t, POINTER, POINTER, ctypes.c_size_t)
_font_flags = pdfium_function("FPDFFont_GetFlags", INT, POINTER)

_new_piece = tuple.__new__  # As quick again as Piece(...), which checks what is known here.

_FORCE_BOLD = 1 << 18
_FILLED_AND_STROKED = 2
"""The render mode by which programs make a font bold that has no bold face."""
_TEXT = ctypes.create_string_buffer(2 * MAX_CHARACTERS + 2)
_BATCH = 64
"""Pieces whose matrices and boxes are fetched before they are looked at; a slide has about 30."""
_MATRICES = ctypes.create_string_buffer(MATRIX.size * _BATCH)
_MATRIX_SLOTS = [ctypes.c_void_p(ctypes.addressof(_MATRICES) + MATRIX.size * i) for i in range(_BATCH)]
_BOXES = ctypes.create_string_buffer(BOX.size * _BATCH)
_BOX_SLOTS = [ctypes.c_void_p(ctypes.addressof(_BOXES) + BOX.size * i) for i in range(_BATCH)]
_NAME = ctypes.create_string_buffer(256)
_NAME_AT = ctypes.addressof(_NAME)
_BOLD_NAME = re.compile(r"bold|black|heavy|demi(?!ng)|semibd|[-,]bd", re.IGNORECASE)
_SYMBOL_NAME = re.compile(r"symbol|wingding|webding|dingbat|monotype ?sorts", re.IGNORECASE)
_USUAL = re.compile(
    "[\n\r -~\xa1-\xa7\xa9-\xac\xae-\u02d9\u02db-\u02ff\u0370-\u1fff\u2010-\u2027\u2030-\ud7ff\U00010000-\U0010ffff]*"
)
"""What `clean_text` leaves as it is. The letters stand first, as that is quicker than to look for what is unusual."""
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
        width=reader.display.width,
        height=reader.display.height,
        pieces=reader.pieces,
        turned=reader.turned,
        shapes=shapes,
        has_text=bool(reader.pieces or reader.turned),
        characters=reader.characters,
        unreadable=reader.unreadable,
        may_list_people=reader.may_list_people,
        cut=reader.cut or not all_shapes,
    )


class _PageReader:
    def __init__(self, page: Any, text_page: Any) -> None:
        self.page = page_address(page)
        self.text_page = ctypes.c_void_p(page_address(text_page))
        self.display = page_display(self.page)
        self.fonts: dict[int, _FontFacts] = {}  # Addresses are used again after a page, so for one page only.
        self.pieces: list[Piece] = []
        self.turned: dict[int, list[Piece]] = {}
        self.objects: set[int] = set()
        self.unusual = self.cut = self.may_list_people = False
        self.unreadable = self.characters = 0

    def read_text(self, probe_blanks: bool) -> None:
        text = self._page_text()
        self.may_list_people = any(word in text for word in _OVER_PEOPLE)
        self.unusual = _USUAL.fullmatch(text) is None
        if self.unusual:
            self.unreadable = len(_PRIVATE.findall(text))
        runs = self._runs(text)
        while batch := list(islice(runs, _BATCH)):
            self._add_pieces(batch, probe_blanks)

    def _page_text(self) -> str:
        """The page's text, one UTF-16 unit for each of PDFium's characters."""
        count = max(_char_count(self.text_page), 0)
        if count > MAX_CHARACTERS:
            count, self.cut = MAX_CHARACTERS, True
        self.characters = count
        got = _get_text(self.text_page, 0, count, _TEXT) - 1
        if got == count:
            text = ctypes.string_at(_TEXT, 2 * count).decode("utf-16-le", "surrogatepass")
            if len(text) == count:
                return text
        codes = (_char_code(self.text_page, index) for index in range(count))
        return "".join(chr(code) if 0 < code < 0x110000 else "\ufffd" for code in codes)

    def _runs(self, text: str) -> Iterator[_Run]:
        """Each line of PDFium's text cut at the ends of its text objects."""
        text_page = self.text_page
        start = order = 0
        for line in text.split("\r\n"):
            at, last = start, start + len(line) - 1
            if line:
                order += 1  # So that the piece is not taken to follow right after the line above.
                last_object, spaced = _text_object(text_page, last), False
                while at <= last:
                    found = _text_object(text_page, at) if at < last else last_object
                    if found is None:
                        spaced = True
                        at += 1
                        continue
                    end = last if found == last_object else self._object_end(found, at, last)
                    order += 1
                    yield found, line[at - start : end + 1 - start], at, end, order, spaced
                    at, spaced = end + 1, False
            start = last + 3
            if len(self.pieces) > MAX_PIECES:
                self.cut = True
                break

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

    def _add_pieces(self, runs: Sequence[_Run], probe_blanks: bool) -> None:
        """Add the pieces of at most `_BATCH` runs: each function of PDFium is called for all of them in a row."""
        objects, texts, starts, ends, orders, after_blanks = zip(*runs, strict=True)
        self.objects.update(objects)
        if self.unusual:
            texts = tuple(map(clean_text, texts))
        page, fonts = repeat(self.text_page), self.fonts
        placed = list(map(_char_matrix, page, starts, _MATRIX_SLOTS))
        boxed = list(map(_char_box, page, ends, _BOX_SLOTS))
        sizes = map(_char_size, page, starts)
        facts = [fonts.get(font) or self._font_facts(font) for font in map(_font_of, objects)]
        modes = map(_render_mode, objects)
        display = self.display
        left, _, right, top = display.corner
        for (
            text, start, order, spaced, has_matrix, has_box, size, (bold, symbol), mode, matrix, box
        ) in zip(
            texts, starts, orders, after_blanks, placed, boxed, sizes, facts, modes,
            MATRIX.iter_unpack(_MATRICES), BOX.iter_unpack(_BOXES), strict=False,
        ):  # fmt: skip
            a, b, c, d, e, f = matrix
            size = size * d if c == 0 and size > 0 and d > 0 else abs(size) * math.sqrt(c * c + d * d)
            if not (has_matrix and has_box and 0.5 < size < 3000):
                continue
            bold = bold or mode == _FILLED_AND_STROKED
            if b != 0 or a <= 0 or display.rotation:
                self._add_turned(Piece(0.0, 0.0, 0.0, size, text, order, spaced, bold, symbol), matrix, box)
                continue
            x0, x1, y = e - left, box[2] - left, top - f
            if x1 > 0 and y >= 0 and x0 <= right - left and y - size <= display.height:
                piece = _new_piece(Piece, (y, x0, x1, size, text, order, spaced, bold, symbol))
                if " " in text and (probe_blanks or x1 - x0 > 0.62 * size * len(text) + size):
                    self.pieces.extend(self._parts(piece, start))
                else:
                    self.pieces.append(piece)

    def _add_turned(self, piece: Piece, matrix: tuple[float, ...], box: tuple[float, ...]) -> None:
        """Keep a piece by its angle on the display, with coordinates along and across its own baseline."""
        a, b, _, _, e, f = matrix
        x, y = self.display.point(e, f)
        ahead_x, ahead_y = self.display.point(e + a, f + b)
        angle = round(math.degrees(math.atan2(ahead_y - y, ahead_x - x))) % 360
        cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        left, top, right, bottom = box
        middle_x, middle_y = self.display.point((left + right) / 2, (top + bottom) / 2)
        if not (0 <= x <= self.display.width and 0 <= y <= self.display.height):
            return
        start, end = x * cosine + y * sine, middle_x * cosine + middle_y * sine + 0.25 * piece.size
        placed = piece._replace(x0=start, x1=end, y=y * cosine - x * sine)
        if angle == 0:
            self.pieces.append(placed)
        else:
            self.turned.setdefault(angle, []).append(placed)

    def _parts(self, piece: Piece, at: int) -> list[Piece]:
        """A piece cut at its wide blanks; spaced-out letters put together."""
        boxes, corner_x = [], self.display.corner[0]
        box = ctypes.create_string_buffer(BOX.size)
        for index in range(at, at + len(piece.text)):
            _char_box(self.text_page, index, box)
            left, _, right, _ = BOX.unpack(box)
            boxes.append((left - corner_x, right - corner_x))
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
