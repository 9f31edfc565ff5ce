"""Spreadsheets: .xlsx and .csv files as statements with the tags that their columns give."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from rusnlp.document import Document, Line, Page, UnreadableDocument
from rusnlp.reading.archives import file_bytes, notes_bytes
from rusnlp.reading.column_words import TAG_KINDS, Kind, header_kind, name_columns
from rusnlp.reading.encoding import decode_bytes, is_binary
from rusnlp.reading.sheet_rows import Row, SheetFacts, Value, cell_text, sheet_facts
from rusnlp.reading.sheet_tables import MissingColumn, sheet_lines

_DELIMITERS = (";", ",", "\t", "|")
_MOST_LINES = 60
"""Lines in a cell, above which the quotation mark that opened it is taken to be a stray one."""
_TITLE_ROWS = 6
_ABOUT_SHEET = re.compile(
    r"läs ?mig(?: först)?|read ?me|info(?:rmation)?|om(?: (?:filen|enkäten|dokumentet|undersökningen|denna fil))?"
    r"|instruktion(?:er)?|anvisning(?:ar)?|manual|hjälp|about|metadata|versioner|versionshistorik|ändringslogg"
    r"|kodnyckel|förklaring(?:ar)?|teckenförklaring",
    re.IGNORECASE,
)
_ABOUT_ROWS = 30
_FORMULA_GUARD = re.compile(r"'(?=[=+\-@])")


def read_xlsx(path: Path, *, mapping: Mapping[str, str] | None = None) -> Document:
    """An Excel file as one page a sheet, its name as the first heading, rows in order and cells from left to right.

    Read are one answer a row, one question a column, tables of groups or questions, and plain notes in cells; which
    it is, is told by headers and values. `mapping` names columns outright: {"question": "Rubrik", "answer": "Vad
    sades"}; its keys are session, question, answer, slot and group. Names, addresses, ratings and numbers give no
    lines; a sheet about the file ("Läs mig") is context. Formulas count by their stored value. Hidden sheets and rows
    are read, with a warning.

    Raises `UnreadableDocument` when the file cannot be read, holds no text, or lacks a column of `mapping`, and
    `ValueError` for an unknown key in `mapping`.
    """
    named = _kinds_by_header(mapping)
    data = notes_bytes(path, "xl/workbook.xml")
    warnings: list[str] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            sheets = [(sheet.title, *_read_sheet(sheet, archive, warnings)) for sheet in book.worksheets]
    except (InvalidFileException, ParseError, LookupError, ValueError, AttributeError, TypeError) as error:
        reason = str(error).splitlines()[0][:80] if str(error) else type(error).__name__
        raise UnreadableDocument(
            f"{path.name}: damaged Excel file ({reason}); open it in Excel, save it anew and try again"
        ) from None
    pages: list[Page] = []
    missing: set[str] = set(named)
    for number, (title, rows, facts) in enumerate(sheets, 1):
        place = f"blad {title}"
        heading = Line(title, 0, True, style="heading", level=1, region=place, place=place)
        known = {header: kind for header, kind in named.items() if _holds(rows, header)}
        missing -= set(known)
        lines = _lines(path, rows, facts.merges, place + ", ", known)
        if _is_about_file(title, rows, lines):
            lines = [line if line.style == "heading" else replace(line, role=line.role or "context") for line in lines]
        if lines:
            pages.append(_page(number, place, [heading, *lines]))
    return _document(path, "xlsx", data, pages, warnings, missing, [row for _, rows, _ in sheets for row in rows[:3]])


def read_csv(path: Path, *, mapping: Mapping[str, str] | None = None) -> Document:
    """A text file of rows as one page; the delimiter (`;`, `,`, tab or `|`) and the encoding are found out.

    Columns are read as in `read_xlsx`, and the errors are the same. An apostrophe that guards a cell against being run
    as a formula is no part of it.
    """
    named = _kinds_by_header(mapping)
    data = file_bytes(path)
    text, _, notes = decode_bytes(data)
    if is_binary(text):
        raise UnreadableDocument(f"{path.name}: not a text file (binary content); save it as .csv or .xlsx")
    delimiter, text = find_delimiter(text)
    records, whole = _records(text, delimiter)
    if not whole:
        notes.append("a stray quotation mark, so all of them are read as text; check the cells that begin with one")
    rows = [
        Row(
            number,
            {
                column: Value(_FORMULA_GUARD.sub("", cell, count=1))
                for column, cell in enumerate(record)
                if cell.strip()
            },
        )
        for number, record in enumerate(records, 1)
    ]
    rows = [row for row in rows if row.values]
    missing = {header for header in named if not _holds(rows, header)}
    known = {header: kind for header, kind in named.items() if header not in missing}
    lines = _lines(path, rows, (), "", known)
    return _document(path, "csv", data, [_page(1, "rad 1", lines)] if lines else [], notes, missing, rows[:3])


def find_delimiter(text: str) -> tuple[str, str]:
    """The delimiter of a text of rows, and the text without an Excel line "sep=;".

    It is the one that parts the first row into names of columns, or else gives four rows in five the same number of
    cells. Commas with a space after them are those of sentences. A text without a delimiter is one column; then one is
    returned that it does not hold.
    """
    first, _, rest = text.partition("\n")
    if declared := re.fullmatch(r"\s*\"?sep=(.)\"?\s*", first):
        return declared[1], rest
    sample = text[:100_000]
    found = {delimiter: _evidence(sample, delimiter) for delimiter in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda delimiter: found[delimiter])
    named, share, _ = found[best]
    in_sentences = best == "," and sample.count(", ") > 0.8 * sample.count(",")
    if named or (share >= 0.8 and not in_sentences):
        return best, text
    return next((delimiter for delimiter in _DELIMITERS if delimiter not in text), "\x1f"), text


def _evidence(sample: str, delimiter: str) -> tuple[bool, float, int]:
    records, _ = _records(sample, delimiter)
    share, columns = _consistency(records)
    named = any(sum(header_kind(cell) is not None for cell in record) >= 2 for record in records[:1])
    below_title = share >= 0.5 and any(map(name_columns, records[1:_TITLE_ROWS]))
    return named or below_title, share, columns


def _consistency(records: Sequence[Sequence[str]]) -> tuple[float, int]:
    """Share of the rows that have as many cells as the header, and that number; zeros for a single column."""
    counts = [len(record) for record in records[:2000] if any(record)]
    wide = [count for count in counts if count > 1]
    if not wide:
        return 0.0, 0
    first = counts[0] if counts[0] > 1 else Counter(wide).most_common(1)[0][0]
    return counts.count(first) / len(counts), first


def _records(text: str, delimiter: str) -> tuple[list[list[str]], bool]:
    """The rows, and False when quotation marks were read as text, since a stray one would swallow whole rows."""
    plain = [line.split(delimiter) for line in text.split("\n")]
    try:
        quoted = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:  # a cell of more than 128 kB
        quoted = []
    swallowed = max((cell.count("\n") for row in quoted for cell in row), default=_MOST_LINES)
    parted = _consistency(plain)
    if quoted and swallowed < _MOST_LINES and (not swallowed or not parted[1] or _consistency(quoted) > parted):
        return quoted, True
    return [[cell.strip().strip('"') for cell in row] for row in plain], False


def _is_about_file(title: str, rows: Sequence[Row], lines: Sequence[Line]) -> bool:
    """Whether a sheet tells about the file: by its name, in few rows of a text or a label and a value."""
    narrow = len(rows) <= _ABOUT_ROWS and all(len(row.values) <= 2 for row in rows)
    return narrow and _ABOUT_SHEET.fullmatch(title.strip()) is not None and not any(line.tags for line in lines)


def _read_sheet(sheet: Any, archive: zipfile.ZipFile, warnings: list[str]) -> tuple[list[Row], SheetFacts]:
    """The filled rows of a sheet, and what openpyxl leaves out when it reads row by row."""
    facts = sheet_facts(archive.read(sheet._worksheet_path))
    if sheet.sheet_state != "visible":
        warnings.append(f"hidden sheet '{sheet.title}' read too; delete it if it should not be counted")
    if facts.hidden_rows:
        warnings.append(f"sheet '{sheet.title}': {facts.hidden_rows} hidden rows read too; delete them if not wanted")
    if facts.unsaved_formulas:
        warnings.append(
            f"sheet '{sheet.title}': {facts.unsaved_formulas} formulas hold no stored value; open and save it in Excel"
        )
    if not facts.last_row:
        return [], facts
    sheet.reset_dimensions()  # the range that a file declares may be a million rows too long, or too short
    rows = []
    for cells in sheet.iter_rows(max_row=facts.last_row):
        values = {
            cell.column - 1: Value(text, bool(cell.font and cell.font.bold))
            for cell in cells
            if cell.value is not None and (text := cell_text(cell.value)).strip()
        }
        if values:
            rows.append(Row(next(cell.row for cell in cells if cell.value is not None), values))
    return rows, facts


def _kinds_by_header(mapping: Mapping[str, str] | None) -> dict[str, Kind]:
    allowed: tuple[Kind, ...] = (*TAG_KINDS, "answer")
    unknown = sorted(set(mapping or {}) - set(allowed))
    if unknown:
        raise ValueError(f"unknown key '{unknown[0]}' in mapping; use one of {', '.join(allowed)}")
    return {header.strip(): kind for kind in allowed for key, header in (mapping or {}).items() if key == kind}


def _holds(rows: Sequence[Row], header: str) -> bool:
    return any(value.text.strip() == header for row in rows[:50] for value in row.values.values())


def _lines(
    path: Path, rows: Sequence[Row], merges: Sequence[tuple[int, int, int, int]], place: str, known: Mapping[str, Kind]
) -> list[Line]:
    try:
        return sheet_lines(rows, merges, place=place, mapping=known)
    except MissingColumn as error:
        raise UnreadableDocument(f"{path.name}: {error}") from None


def _page(number: int, place: str, lines: Sequence[Line]) -> Page:
    return Page(number, place, tuple(replace(line, number=index) for index, line in enumerate(lines, 1)))


def _document(
    path: Path,
    form: str,
    data: bytes,
    pages: Sequence[Page],
    warnings: Sequence[str],
    missing: set[str],
    top: Sequence[Row],
) -> Document:
    if missing:
        found = ", ".join(f"'{value.text}'" for row in top[:1] for value in row.values.values())
        raise UnreadableDocument(f"{path.name}: no column '{min(missing)}'; the first row holds {found or 'nothing'}")
    if not pages:
        raise UnreadableDocument(f"{path.name}: no cell holds text; check that the right file was saved")
    return Document(
        name=path.stem,
        path=path,
        format=form,
        sha256=hashlib.sha256(data).hexdigest(),
        pages=tuple(pages),
        warnings=tuple(f"{path.name}: {warning}" for warning in warnings),
    )
