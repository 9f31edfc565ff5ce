"""A table to a file and back, in each format: csv, jsonl, parquet and xlsx.

CSV is for Excel: UTF-8 with BOM and `;`. A cell that a spreadsheet would run as a formula is written behind an
apostrophe, which the reader takes away again. JSON Lines hold a row a line, with lists as lists. In csv and xlsx a
list of words is joined by comma and blank, and anything deeper is JSON; parquet keeps lists of words as lists.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from rusnlp.atomic import replacing

FORMATS = ("csv", "jsonl", "parquet", "xlsx")
_RUNS_AS_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_PROTECTED_FORMULA = re.compile(r"'+[=+\-@\t\r]")
_NOT_IN_XLSX = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_XLSX_CELL_LIMIT = 32_767
_FILE_ROWS = "file_rows"


class TableFileError(Exception):
    """A table that cannot be read or written. The message is one line: the file, what is wrong, the next step."""


def table_format(path: str | Path, given: str | None = None) -> str:
    """`given`, or what the suffix of `path` says; one of `FORMATS`. Raises TableFileError for any other."""
    name = (given or Path(path).suffix.lstrip(".")).lower()
    if not name:
        raise TableFileError(f"{path}: the name does not say its format; end it in .{', .'.join(FORMATS)}")
    if name not in FORMATS:
        raise TableFileError(f"{path}: format {name!r} is not one of {', '.join(FORMATS)}")
    return name


def write_table(
    table: pd.DataFrame,
    path: str | Path,
    format: str | None = None,  # noqa: A002
    *,
    more_sheets: Mapping[str, pd.DataFrame] | None = None,
) -> None:
    """Write the table, its index left out, whole or not at all; the format comes from the suffix unless given.

    `more_sheets` (name -> table) follow in a workbook and are ignored in the other formats, which hold one table.
    Raises TableFileError.
    """
    path = Path(path)
    name = table_format(path, format)
    with replacing(path) as temporary:
        if name == "csv":
            temporary.write_text(_csv_text(table), encoding="utf-8-sig", newline="")
        elif name == "jsonl":
            with temporary.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(_jsonl_lines(table))
        elif name == "parquet":
            _write_parquet(table, temporary, path.name)
        else:
            _write_xlsx({"tabell": table, **(more_sheets or {})}, temporary, path.name)


def table_text(table: pd.DataFrame, format: str) -> str:  # noqa: A002
    """The table as csv or jsonl text, for standard output. Raises TableFileError for the other formats."""
    if format == "csv":
        return _csv_text(table)
    if format == "jsonl":
        return "".join(_jsonl_lines(table))
    raise TableFileError(f"standard output: {format!r} is not text; give a file with -o, or --format csv or jsonl")


def read_table(path: str | Path) -> pd.DataFrame:
    """The table in the file (in a workbook: on the first sheet), every column of dtype object, None where empty.

    CSV may have `;`, `,` or tab between its cells. Rows without any cell filled in are passed over; `row_in_file` tells
    where the others stand. Raises TableFileError.
    """
    path = Path(path)
    if path.is_dir():
        raise TableFileError(f"{path}: a folder, not a table; name a file in it")
    if not path.exists():
        raise TableFileError(f"{path}: no such file")
    name = table_format(path)
    try:
        return _READERS[name](path)
    except TableFileError:
        raise
    except ImportError:
        raise TableFileError(f"{path.name}: parquet needs a package more; run: pip install pyarrow") from None
    except UnicodeDecodeError:
        raise TableFileError(f"{path.name}: not UTF-8; save it as CSV UTF-8") from None
    except Exception as error:  # each library raises its own kinds for a broken file
        reason = " ".join(str(error).split())[:160]
        raise TableFileError(f"{path.name}: cannot be read as {name} ({reason}); save it again") from None


def row_in_file(table: pd.DataFrame, row: int) -> int:
    """Where a row of a table that `read_table` gave stands in its file, as people count: the first row is 1."""
    numbers = table.attrs.get(_FILE_ROWS)
    return numbers[row] if numbers else row + 1


def column_names(path: str | Path) -> list[str]:
    """The names in the first row of a csv or xlsx file; raises what the reader of the format raises."""
    path = Path(path)
    if path.suffix.lower() == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            start = file.read(65_536)
        return next(csv.reader(io.StringIO(start, newline=""), delimiter=_delimiter(start)), [])
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    try:
        first = next(book.worksheets[0].iter_rows(max_row=1, values_only=True), ())
        return [str(value) for value in first if value is not None]
    finally:
        book.close()


def is_missing(value: Any) -> bool:
    """True for None, NaN, NA and the empty string."""
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)) or value == ""


def to_json(value: Any) -> str:
    """One line of JSON: numpy numbers as numbers, tuples as lists, sets as sorted lists, missing as null."""
    return json.dumps(_plain(value), ensure_ascii=False)


def _delimiter(text: str) -> str:
    header = text.partition("\n")[0]
    return max(";,\t", key=header.count)


def _read_csv(path: Path) -> pd.DataFrame:
    text = path.read_text(encoding="utf-8-sig")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    rows = [(number, row) for number, row in enumerate(reader, start=1) if any(row)]
    if not rows:
        raise TableFileError(f"{path.name}: empty; it should start with a row of column names")
    (_, header), *body = rows
    for number, row in body:
        if len(row) != len(header):
            raise TableFileError(f"{path.name}: row {number} has {len(row)} cells, the header has {len(header)}")
    return _numbered_rows([(number, [_unprotected(cell) for cell in row]) for number, row in body], header)


def _numbered_rows(rows: Sequence[tuple[int, Sequence[Any]]], names: Sequence[str]) -> pd.DataFrame:
    """A table of the rows, each given with its number in the file."""
    table = pd.DataFrame([row for _, row in rows], columns=names, dtype=object)
    table.attrs[_FILE_ROWS] = [number for number, _ in rows]
    return table


def _read_jsonl(path: Path) -> pd.DataFrame:
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise TableFileError(f"{path.name}: line {number} is not JSON ({error.msg})") from None
        if not isinstance(row, dict):
            raise TableFileError(f"{path.name}: line {number} is not a JSON object; each line is one row")
        rows.append((number, row))
    names = list(dict.fromkeys(name for _, row in rows for name in row))
    return _numbered_rows([(number, [row.get(name) for name in names]) for number, row in rows], names)


def _read_parquet(path: Path) -> pd.DataFrame:
    import pyarrow.parquet as parquet

    table = parquet.read_table(path)
    columns = {name: pd.Series(table[name].to_pylist(), dtype=object) for name in table.column_names}
    return pd.DataFrame(columns, columns=table.column_names, dtype=object)


def _read_xlsx(path: Path) -> pd.DataFrame:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    try:
        numbered = enumerate(book.worksheets[0].iter_rows(values_only=True), start=1)
        rows = [(number, row) for number, row in numbered if any(v is not None for v in row)]
    finally:
        book.close()
    if not rows:
        raise TableFileError(f"{path.name}: empty; it should start with a row of column names")
    _, titles = rows[0]
    width = max((place for place, name in enumerate(titles, start=1) if name is not None), default=0)
    body = [(number, [*row[:width], *[None] * (width - len(row))]) for number, row in rows[1:]]
    return _numbered_rows(body, [str(name) for name in titles[:width]])


_READERS: dict[str, Callable[[Path], pd.DataFrame]] = {
    "csv": _read_csv,
    "jsonl": _read_jsonl,
    "parquet": _read_parquet,
    "xlsx": _read_xlsx,
}


def _unprotected(cell: str) -> str | None:
    if cell == "":
        return None
    return cell[1:] if _PROTECTED_FORMULA.match(cell) else cell


def _protected(cell: str) -> str:
    return f"'{cell}" if _RUNS_AS_FORMULA.match(cell) else cell


def _plain(value: Any) -> Any:
    if value is None or type(value) in (str, int, bool):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(_plain(item) for item in value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    if value is pd.NA or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _cell(value: Any) -> Any:
    if type(value) is str:
        return value
    value = _plain(value)
    if _is_words(value):
        return ", ".join(value) or None
    return to_json(value) if isinstance(value, list | dict) else value


def _rows(table: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    yield from zip(*(table.iloc[:, number] for number in range(table.shape[1])), strict=True)


def _csv_text(table: pd.DataFrame) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    for row in ([str(column) for column in table.columns], *_rows(table)):
        cells = [_cell(value) for value in row]
        writer.writerow([_protected(cell) if isinstance(cell, str) else cell for cell in cells])
    return out.getvalue()


def _jsonl_lines(table: pd.DataFrame) -> Iterator[str]:
    names = [str(column) for column in table.columns]
    for row in _rows(table):
        yield to_json(dict(zip(names, row, strict=True))) + "\n"


def _write_parquet(table: pd.DataFrame, path: Path, shown_name: str) -> None:
    try:
        import pyarrow
        import pyarrow.parquet as parquet
    except ImportError:
        raise TableFileError(f"{shown_name}: parquet needs a package more; run: pip install pyarrow") from None
    columns = {}
    for number, name in enumerate(table.columns):
        values = [_plain(value) for value in table.iloc[:, number]]
        present = [value for value in values if value is not None]
        if present and all(_is_words(value) for value in present):
            columns[str(name)] = pyarrow.array(values, type=pyarrow.list_(pyarrow.string()))
        elif not present and table.iloc[:, number].dtype == object:
            columns[str(name)] = pyarrow.array(values, type=pyarrow.string())
        else:
            flat = [to_json(value) if isinstance(value, list | dict) else value for value in values]
            columns[str(name)] = pyarrow.array(flat)
    parquet.write_table(pyarrow.table(columns), path)


def _write_xlsx(sheets: Mapping[str, pd.DataFrame], path: Path, shown_name: str) -> None:
    from xlsxwriter import Workbook

    # What participants wrote is never made a formula or a link; the fixed date keeps the bytes the same.
    settings = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(str(path), settings)
    book.set_properties({"created": datetime(2026, 1, 1)})
    head = book.add_format({"bold": True, "valign": "top"})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    for name, table in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(table.columns):
            sheet.write_string(0, column, str(title), head)
            sheet.set_column(column, column, 60 if str(title) in ("text", "question_text") else 16, body)
        for number, row in enumerate(_rows(table), start=1):
            for column, value in enumerate(_cell(value) for value in row):
                if isinstance(value, str) and len(value) > _XLSX_CELL_LIMIT:
                    raise TableFileError(
                        f"{shown_name}: row {number + 1} has {len(value)} characters in one cell, more than "
                        "xlsx can hold; write jsonl or parquet"
                    )
                if isinstance(value, str):
                    sheet.write_string(number, column, _NOT_IN_XLSX.sub("\ufffd", value))
                elif value is not None:
                    sheet.write(number, column, value)
        if table.size:
            sheet.autofilter(0, 0, len(table), table.shape[1] - 1)
    book.close()
