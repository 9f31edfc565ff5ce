"""Sheets of a workbook: words stay words, numbers can be links, rows are as high as their texts."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook

LONGEST = 32_767
"""Characters that a cell can hold."""
ROW = 15.5
"""Points that a line of text takes."""
_NOT_IN_XLSX = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_LIKE_FORMULA = re.compile(r"\s*[=+\-@]")
_BASE = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 18, "font_color": "#0d3b47"},
    "section": {"bold": True, "font_size": 13, "font_color": "#0d3b47"},
    "head": {"bold": True, "text_wrap": True, "bg_color": "#0d3b47", "font_color": "#ffffff", "border": 1},
    "text": {"text_wrap": True},
    "quoted": {"text_wrap": True, "quote_prefix": True},
    "bold": {"bold": True, "text_wrap": True},
    "indent": {"text_wrap": True, "indent": 1, "align": "left"},
    "number": {"num_format": "#,##0"},
    "link": {"num_format": "#,##0", "font_color": "#0b5a8a", "underline": 1},
    "share": {"num_format": "0.0%"},
    "score": {"num_format": "0.00"},
    "note": {"text_wrap": True, "italic": True, "font_color": "#4a5a60"},
}

Link = str | None


class Sheets:
    """A workbook in the making."""

    def __init__(self, title: str) -> None:
        self._buffer = io.BytesIO()
        settings = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book = Workbook(self._buffer, {"in_memory": True, **settings})
        # A fixed date keeps the bytes the same.
        self._book.set_properties({"title": title, "created": datetime(2026, 1, 1), "comments": "rusnlp"})
        self._formats = {name: self._book.add_format({**_BASE, **more}) for name, more in _FORMATS.items()}
        self._widths: dict[str, list[float]] = {}

    def bytes(self) -> bytes:
        """The file; nothing can be written after it."""
        self._book.close()
        return self._buffer.getvalue()

    def page(self, name: str, widths: Sequence[float]) -> Any:
        """An empty sheet with columns of these widths, in characters."""
        sheet = self._book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&RSida &P av &N")
        return sheet

    def table(
        self, name: str, heads: Sequence[tuple[str, float]], *, start: int = 0, filtered: int | None = None
    ) -> Any:
        """A sheet with a frozen row of headings (text and width) and, with `filtered` rows, a filter."""
        sheet = self.page(name, [width for _, width in heads])
        self._widths[name] = [width for _, width in heads]
        self.heads(sheet, start, [title for title, _ in heads])
        sheet.freeze_panes(start + 1, 0)
        sheet.repeat_rows(start)
        if filtered:
            sheet.autofilter(start, 0, start + filtered, len(heads) - 1)
        return sheet

    def heads(self, sheet: Any, row: int, titles: Sequence[str]) -> None:
        """A row of column headings, two lines high."""
        sheet.set_row(row, 2 * ROW + 1)
        for column, title in enumerate(titles):
            self.text(sheet, row, column, title, "head")

    def text(self, sheet: Any, row: int, column: int, value: str | None, style: str = "text") -> None:
        """Words as words, whatever they look like."""
        clean = _NOT_IN_XLSX.sub("\ufffd", value or "")
        if len(clean) > LONGEST:
            raise ValueError(
                f"sheet {sheet.get_name()}, row {row + 1}: {len(clean)} characters in a cell, more than a "
                "workbook holds; write html or csv"
            )
        if clean:
            quoted = style == "text" and _LOOKS_LIKE_FORMULA.match(clean)
            sheet.write_string(row, column, clean, self._formats["quoted" if quoted else style])

    def number(self, sheet: Any, row: int, column: int, value: float, link: Link = None, style: str = "number") -> None:
        """A number that can be summed, which is also a link to its statements."""
        if link and value:
            sheet.write_url(row, column, link, self._formats["link"], str(value), "Visa utsagorna")
            sheet.write_number(row, column, value, self._formats["link"])
        else:
            sheet.write_number(row, column, value, self._formats[style])

    def rows(self, sheet: Any, rows: Iterable[Sequence[Any]], *, start: int = 1) -> None:
        """Cells by kind: text, whole number, share (float), (number, link); rows as high as their longest text."""
        widths = self._widths.get(sheet.get_name(), [])
        for row, cells in enumerate(rows, start=start):
            # Not every program makes the row of a wrapped text higher by itself.
            texts = [(c, int(w)) for c, w in zip(cells, widths, strict=False) if isinstance(c, str)]
            lines = max((lines_in(text, width) for text, width in texts), default=1)
            if lines > 1:
                sheet.set_row(row, min(ROW * lines, 400))
            for column, cell in enumerate(cells):
                if cell is None or isinstance(cell, str):
                    self.text(sheet, row, column, cell)
                elif isinstance(cell, tuple):
                    self.number(sheet, row, column, cell[0], cell[1])
                else:
                    self.number(sheet, row, column, cell, style="share" if isinstance(cell, float) else "number")

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
    """Lines that a text takes in a cell of that many characters."""
    return sum(max(1, -(-len(line) // max(width - 1, 1))) for line in text.split("\n"))
