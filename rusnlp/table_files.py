"""Statements and coded statements to files and back (formats: `rusnlp.table_formats`)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from rusnlp.coding import CODING_COLUMNS, MODEL_COLUMN, coded_records
from rusnlp.statements import STATEMENT_COLUMNS
from rusnlp.table_formats import (
    FORMATS,
    TableFileError,
    column_names,
    is_missing,
    read_table,
    row_in_file,
    table_format,
    to_json,
    write_table,
)

_NUMBERS = {"page", "start", "end"}


def write_statements(statements: pd.DataFrame, path: str | Path, format: str | None = None) -> None:  # noqa: A002
    """Write the statements table, columns in the order of STATEMENT_COLUMNS. Raises TableFileError."""
    write_table(statements[list(STATEMENT_COLUMNS)], path, format)


def coded_table(statements: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """One row a statement: its columns, then areas, themes and review (lists of ids) and codings (list of dicts).

    Best score first, whatever the order of `codings`; codings of statements that are not in the table are ignored.
    """
    records = coded_records(statements[list(STATEMENT_COLUMNS)], _in_order(codings))
    columns = (*STATEMENT_COLUMNS, "areas", "themes", "review", "codings")
    table = {name: _objects(record[name] for record in records) for name in columns}
    return pd.DataFrame(table, columns=list(columns))


def write_coded(
    statements: pd.DataFrame,
    codings: pd.DataFrame,
    path: str | Path,
    format: str | None = None,  # noqa: A002
) -> None:
    """Write statements with their codings, a line or row a statement (see `coded_table`). Raises TableFileError.

    In csv, parquet and xlsx the column codings is JSON; in xlsx a second sheet has a row a coding for people to read.
    """
    coded = coded_table(statements, codings)
    if table_format(path, format) == "jsonl":
        write_table(coded, path, format)
        return
    coded["codings"] = _objects(to_json(rows) for rows in coded["codings"])
    text_of = dict(zip(statements["statement_id"], statements["text"], strict=True))
    columns = [*CODING_COLUMNS, *([MODEL_COLUMN] if MODEL_COLUMN in codings.columns else [])]
    long = _in_order(codings)[columns].reset_index(drop=True)
    long.insert(1, "text", _objects(text_of.get(key) for key in long["statement_id"]))
    write_table(coded, path, format, more_sheets={"kodningar": long})


def _in_order(codings: pd.DataFrame) -> pd.DataFrame:
    by = ["statement_id", "kind", "score", "code", "coder"]
    return codings.sort_values(by, ascending=[True, True, False, True, True], kind="stable")


def is_statements_file(path: str | Path) -> bool:
    """True for a file that holds a statements table (its header has statement_id and text), not notes."""
    path = Path(path)
    suffix = path.suffix.lower().lstrip(".")
    if suffix not in FORMATS or not path.is_file():
        return False
    if suffix in ("jsonl", "parquet"):
        return True
    try:
        return {"statement_id", "text"} <= set(column_names(path))
    except Exception:  # whatever is wrong with the file, the reader of notes will say
        return False


def read_statements(path: str | Path) -> pd.DataFrame:
    """The statements table in a file written by `load` or `code`, or made by hand.

    statement_id and text must be there. Other columns may be missing: question is then "ovrigt", source "note",
    role "statement", page 1, and without start and end the text counts as a canonical text of its own. Columns that
    are not of the table are ignored. Raises TableFileError.
    """
    return _statements_from(read_table(path), Path(path).name)


def read_coded(path: str | Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Statements and codings from a file written by `code`; no codings from one written by `load`.

    Raises TableFileError.
    """
    return coded_in(read_table(path), Path(path).name)


def coded_in(table: pd.DataFrame, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """As `read_coded`, of a table that was read from a file of this name."""
    statements = _statements_from(table, name)
    cells = table["codings"] if "codings" in table.columns else [None] * len(table)
    rows: list[dict[str, Any]] = []
    for statement_id, cell in zip(statements["statement_id"], cells, strict=True):
        rows += [{**coding, "statement_id": statement_id} for coding in _codings_in(cell, f"{name}: {statement_id}")]
    columns: dict[str, pd.Series] = {}
    for column in [*CODING_COLUMNS, *([MODEL_COLUMN] if any(MODEL_COLUMN in row for row in rows) else [])]:
        values = [row.get(column) for row in rows]
        columns[column] = pd.Series(values, dtype=float) if column == "score" else _objects(values)
    return statements, pd.DataFrame(columns, columns=list(columns))


def _codings_in(cell: Any, where: str) -> list[dict[str, Any]]:
    if not isinstance(cell, list) and is_missing(cell):
        return []
    try:
        codings = json.loads(cell) if isinstance(cell, str) else cell
        if all(isinstance(coding, dict) for coding in codings):
            return list(codings)
    except (TypeError, ValueError):
        pass
    raise TableFileError(f"{where}: the column codings is not a list of codings; leave it as `rusnlp code` wrote it")


def _objects(values: Iterable[Any]) -> pd.Series:
    return pd.Series(list(values), dtype=object)


def _statements_from(table: pd.DataFrame, name: str) -> pd.DataFrame:
    if table.shape[1] == 0:
        table = pd.DataFrame(columns=list(STATEMENT_COLUMNS), dtype=object)
    missing = [column for column in ("statement_id", "text") if column not in table.columns]
    if missing:
        raise TableFileError(
            f"{name}: not a statements table, it lacks {' and '.join(missing)}; make one with: rusnlp load"
        )
    cells: dict[str, list[Any]] = {}
    for column in STATEMENT_COLUMNS:
        values = list(table[column]) if column in table.columns else [None] * len(table)
        cells[column] = [None if is_missing(v) else v if column in _NUMBERS else _as_text(v) for v in values]
    for column in ("statement_id", "text"):
        if None in cells[column]:
            row = row_in_file(table, cells[column].index(None))
            raise TableFileError(f"{name}: row {row} has no {column}; fill it in or take the row away")
    ids = cells["statement_id"]
    if len(set(ids)) < len(ids):
        twice = next(key for number, key in enumerate(ids) if key in ids[:number])
        raise TableFileError(f"{name}: statement_id {twice} stands twice; every id must be unique")
    defaults: dict[str, Callable[[int], Any]] = {
        "document": lambda row: ids[row].rsplit(".p", 1)[0],
        "question": lambda _: "ovrigt",
        "source": lambda _: "note",
        "role": lambda _: "statement",
        "page": lambda _: 1,
        "start": lambda _: 0,
        "end": lambda row: cells["start"][row] + len(cells["text"][row]),
    }
    for column in _NUMBERS:
        cells[column] = [
            None if v is None else _whole_number(v, f"{name}: {k}", column)
            for k, v in zip(ids, cells[column], strict=True)
        ]
    for column, default in defaults.items():
        cells[column] = [default(row) if value is None else value for row, value in enumerate(cells[column])]
    columns = {
        column: pd.Series(values, dtype="int64" if column in _NUMBERS else object) for column, values in cells.items()
    }
    return pd.DataFrame(columns, columns=list(STATEMENT_COLUMNS))


def _whole_number(value: Any, where: str, column: str) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise TableFileError(f"{where}: {column} is {value!r}, not a whole number") from None


def _as_text(value: Any) -> str:
    # A spreadsheet turns the session "3" into a number.
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
