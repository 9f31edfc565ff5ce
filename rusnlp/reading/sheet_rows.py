"""The rows of a spreadsheet: cell values as printed, and what stands in a sheet's XML beside its cells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

_ESCAPED_BREAK = re.compile(r"_x000[9AaDd]_")
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?hidden="(?:1|true)"')
_UNSAVED_FORMULA = re.compile(rb"<f(?:\s[^>]*)?>[^<]*</f>(?:<v\s*/>|<v></v>)?</c>")
_ROW_NUMBER = re.compile(rb'<(?:\w+:)?row\s[^>]*?\br="(\d+)"')
_VALUE_ENDS = (b"</v>", b"</t>", b":v>", b":t>")


@dataclass(frozen=True, slots=True)
class Value:
    """A filled cell."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds something: its number in the sheet from 1, its filled cells by column from 0."""

    number: int
    values: Mapping[int, Value]


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What a sheet's XML says beside its cells."""

    last_row: int
    """The last row with a value; a file may hold a million empty ones after it."""
    merges: tuple[tuple[int, int, int, int], ...] = ()
    """First row, first column, last row, last column of merged cells; rows from 1, columns from 0."""
    hidden_rows: int = 0
    unsaved_formulas: int = 0
    """Formulas without a stored value: a program other than a spreadsheet wrote them."""


def sheet_facts(xml: bytes) -> SheetFacts:
    """What the XML of a worksheet says beside its cells."""
    last = max(xml.rfind(end) for end in _VALUE_ENDS)
    if last < 0:
        return SheetFacts(0, unsaved_formulas=len(_UNSAVED_FORMULA.findall(xml)))
    row = max(xml.rfind(b"<row", 0, last), xml.rfind(b":row", 0, last) - 2)
    number = _ROW_NUMBER.search(xml, max(row, 0), last)
    merges = tuple(
        (int(top), column_index(left.decode()), int(bottom), column_index(right.decode()))
        for left, top, right, bottom in _MERGE.findall(xml, last)
    )
    return SheetFacts(
        last_row=int(number[1]) if number else xml.count(b"<row"),
        merges=merges,
        hidden_rows=len(_HIDDEN_ROW.findall(xml, 0, last)),
        unsaved_formulas=len(_UNSAVED_FORMULA.findall(xml)),
    )


def column_index(letters: str) -> int:
    """The number of a column from 0: "A" is 0, "AA" is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def cell_text(value: Any) -> str:
    """A cell's value as it is printed: times as "10:15", dates as "2024-04-24", whole numbers without decimals."""
    if isinstance(value, str):
        return _ESCAPED_BREAK.sub("\n", value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M" if value.time() != time() else "%Y-%m-%d")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
