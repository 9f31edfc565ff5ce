"""Sheets of a workbook: words stay words, numbers can be links, rows are as high as their texts."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook

from rusnlp.reports.wording import printable

LONGEST = 32_767
"""Characters that a cell can hold, as UTF-16 counts them."""
PIECE = 16_000
"""Characters of a longer text that stand in one cell of the sheet of long texts."""
LONG_TEXTS = "Långa texter"
ROW = 13.5
"""Points that a line of text takes."""
HIGHEST = 400
"""Points that a row is high at most; Excel's own limit is 409."""
WIDE = 260
"""Characters of a sheet that A4 has room for."""
_LOOKS_LIKE_FORMULA = re.compile(r"\s*[=+\-@]")
_BASE = {"font_name": "Arial", "font_size": 10, "valign": "top"}
_HEAD = {"bold": True, "text_wrap": True, "bg_color": "#0d3b47", "font_color": "#ffffff", "border": 1}
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 18, "font_color": "#0d3b47"},
    "section": {"bold": True, "font_size": 13, "font_color": "#0d3b47"},
    "head": _HEAD,
    "head_right": {**_HEAD, "align": "right"},
    "text": {"text_wrap": True},
    "bold": {"bold": True, "text_wrap": True},
    "indent": {"text_wrap": True, "indent": 1, "align": "left"},
    "number": {"num_format": "#,##0"},
    "link": {"num_format": "#,##0", "font_color": "#0b5a8a", "underline": 1},
    "share": {"num_format": "0.0%"},
    "score": {"num_format": "0.00"},
    "probability": {"num_format": "0.000"},
    "aside": {"text_wrap": True, "font_color": "#4a5a60", "font_size": 8},
    "note": {"text_wrap": True, "italic": True, "font_color": "#4a5a60"},
}

Link = str | None


class Aside(str):
    """Text that makes no row higher, as ids that few read: as much of it shows as there is room for."""


class Sheets:
    """A workbook in the making."""

    def __init__(self, title: str) -> None:
        self._buffer = io.BytesIO()
        settings = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        # Without "none" the theme's font would be shown; the library changes the table that it is given.
        base = {**_BASE, "font_scheme": "none"}
        self._book = Workbook(self._buffer, {"in_memory": True, "default_format_properties": base, **settings})
        # A fixed date keeps the bytes the same.
        self._book.set_properties(
            {
                "title": printable(title)[:255],
                "author": "rusnlp",
                "created": datetime(2026, 1, 1),
                "comments": "rusnlp",
            }
        )
        self._formats = {name: self._book.add_format({**_BASE, **more}) for name, more in _FORMATS.items()}
        self._quoted: dict[str, Any] = {}
        self._heads: dict[str, list[str]] = {}
        self._widths: dict[str, list[float]] = {}
        self._long: dict[str, int] = {}

    def bytes(self) -> bytes:
        """The file; nothing can be written after it.

        Texts that no cell can hold stand whole on a last sheet, in pieces, and begin where they belong.
        """
        if self._long:
            sheet = self.table(LONG_TEXTS, [("Nr", 6), ("Del", 6), ("Text", 120)])
            pieces = [
                (number, part, text[start : start + PIECE])
                for text, number in list(self._long.items())
                for part, start in enumerate(range(0, len(text), PIECE), start=1)
            ]
            self.rows(sheet, pieces)
        self._book.close()
        return self._buffer.getvalue()

    def page(self, name: str, widths: Sequence[float]) -> Any:
        """An empty sheet with columns of these widths, in characters."""
        sheet = self._book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        # A3 where A4 would print too small to read.
        sheet.set_paper(8 if sum(widths) > WIDE else 9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&RSida &P av &N")
        return sheet

    def table(
        self, name: str, heads: Sequence[tuple[str, float]], *, start: int = 0, filtered: int | None = None
    ) -> Any:
        """A sheet with a frozen row of headings (text and width) and, with `filtered` rows, a filter."""
        sheet = self.page(name, [width for _, width in heads])
        self._heads[name] = [title for title, _ in heads]
        self._widths[name] = [width for _, width in heads]
        self.heads(sheet, start, self._heads[name])
        sheet.freeze_panes(start + 1, 0)
        sheet.repeat_rows(start)
        if filtered:
            sheet.autofilter(start, 0, start + filtered, len(heads) - 1)
        return sheet

    def heads(self, sheet: Any, row: int, titles: Sequence[str], *, words: int | None = None) -> None:
        """A row of column headings, as high as the longest of them, two lines at least.

        Those after the first `words` columns are set to the right, as numbers are.
        """
        widths = self._widths.get(sheet.get_name(), [])
        # The filter's button takes room of the last line.
        lines = [lines_in(title, int(width) - 2) for title, width in zip(titles, widths, strict=False)]
        sheet.set_row(row, max([2, *lines]) * ROW + 1)
        for column, title in enumerate(titles):
            right = words is not None and column >= words
            self.text(sheet, row, column, title, "head_right" if right else "head")

    def text(self, sheet: Any, row: int, column: int, value: str | None, style: str = "text") -> None:
        """Words as words, whatever they look like."""
        clean = printable(value or "")
        if not clean:
            return
        if len(clean) > LONGEST // 2 and len(clean.encode("utf-16-le")) // 2 > LONGEST:
            number = self._long.setdefault(clean, len(self._long) + 1)
            clean = f"{clean[:PIECE]} … (hela texten: bladet {LONG_TEXTS}, nr {number})"
        sheet.write_string(row, column, clean, self._format(style, quoted=bool(_LOOKS_LIKE_FORMULA.match(clean))))

    def _format(self, style: str, *, quoted: bool) -> Any:
        if not quoted:
            return self._formats[style]
        if style not in self._quoted:
            # With the prefix it stays text when somebody edits the cell.
            self._quoted[style] = self._book.add_format({**_BASE, **_FORMATS[style], "quote_prefix": True})
        return self._quoted[style]

    def number(self, sheet: Any, row: int, column: int, value: float, link: Link = None, style: str = "number") -> None:
        """A number that can be summed, which is also a link to its statements."""
        if link and value:
            sheet.write_url(row, column, link, self._formats["link"], str(value), "Visa utsagorna")
            sheet.write_number(row, column, value, self._formats["link"])
        else:
            sheet.write_number(row, column, value, self._formats[style])

    def sheet_link(self, sheet: Any, row: int, column: int, name: str) -> None:
        """The name of a sheet, which opens it."""
        sheet.write_url(row, column, f"internal:'{name}'!A1", self._formats["link"], name, f"Gå till {name}")

    def rows(self, sheet: Any, rows: Iterable[Sequence[Any]], *, start: int = 1) -> None:
        """Cells by kind: text, whole number, share (float), (number, link); rows as high as their longest text.

        The headings of a table whose first row is 1 are set to the right over numbers.
        """
        widths = self._widths.get(sheet.get_name(), [])
        numbers: set[int] = set()
        for row, cells in enumerate(rows, start=start):
            # Not every program makes the row of a wrapped text higher by itself.
            lines = max((lines_in(c, int(w)) for c, w in zip(cells, widths, strict=False) if type(c) is str), default=1)
            sheet.set_row(row, min(ROW * lines, HIGHEST))
            for column, cell in enumerate(cells):
                if cell is None:
                    continue
                if isinstance(cell, str):
                    self.text(sheet, row, column, cell, "aside" if type(cell) is Aside else "text")
                    continue
                numbers.add(column)
                if isinstance(cell, tuple):
                    self.number(sheet, row, column, cell[0], cell[1])
                else:
                    self.number(sheet, row, column, cell, style="share" if isinstance(cell, float) else "number")
        heads = self._heads.get(sheet.get_name(), []) if start == 1 else []
        for column in sorted(numbers.intersection(range(len(heads)))):
            self.text(sheet, 0, column, heads[column], "head_right")

    def paragraph(self, sheet: Any, row: int, text: str, last_column: int, width: int) -> int:
        """A text over several columns, `width` characters in all; returns the next row."""
        sheet.merge_range(row, 0, row, last_column, "", self._formats["text"])
        self.text(sheet, row, 0, text)
        sheet.set_row(row, ROW * lines_in(text, width))
        return row + 1

    def term(self, sheet: Any, row: int, term: str, meaning: str, last_column: int, width: int) -> int:
        """A word in bold and its meaning over the columns beside it; returns the next row."""
        self.text(sheet, row, 0, term, "bold")
        sheet.merge_range(row, 1, row, last_column, "", self._formats["text"])
        self.text(sheet, row, 1, meaning)
        sheet.set_row(row, ROW * lines_in(meaning, width))
        return row + 1


def lines_in(text: str, width: int) -> int:
    """Lines that a text takes in a cell of that many characters: lines are broken between words where they can be."""
    room = max(width - 1, 1)
    if len(text) <= room and "\n" not in text:
        return 1
    lines = 0
    for line in text.split("\n"):
        lines += 1
        used = -1
        for word in line.split(" "):
            if used + 1 + len(word) <= room:
                used += 1 + len(word)
                continue
            lines += (used >= 0) + (len(word) - 1) // room
            used = (len(word) - 1) % room + 1
    return lines
