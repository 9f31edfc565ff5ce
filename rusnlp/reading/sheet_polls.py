"""Sheets exported from a polling tool: each question with a row of facts about it ("11 svar") and its answers below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rusnlp.reading.column_words import header_kind, is_closed_poll, is_no_answer, is_poll_fact, is_value_header
from rusnlp.reading.sheet_rows import Row


@dataclass(frozen=True, slots=True)
class PollPart:
    """The rows of one question in a poll."""

    titles: Sequence[Row]
    """The question, after any headings over it."""
    facts: Sequence[Row]
    answers: Sequence[Row]
    """What stands below, with a header row or without."""
    closed: bool
    """The answers were chosen or counted, not written."""


def poll_parts(rows: Sequence[Row]) -> tuple[Sequence[Row], list[PollPart]]:
    """The rows before the first question, and a part for each question that facts stand under.

    A row of facts holds nothing but facts and has a row with a single cell above it. Without any such row all rows
    are returned as they are, with no parts.
    """
    facts = [
        index
        for index, row in enumerate(rows)
        if index and len(rows[index - 1].values) == 1 and all(is_poll_fact(v.text) for v in row.values.values())
    ]
    facts = [index for index in facts if index - 1 not in facts]
    if not facts:
        return rows, []
    starts = [_first_title(rows, index) for index in facts]
    parts: list[PollPart] = []
    for start, fact, end in zip(starts, facts, [*starts[1:], len(rows)], strict=True):
        told = fact
        while told < end and all(is_poll_fact(value.text) for value in rows[told].values.values()):
            told += 1
        closed = any(is_closed_poll(value.text) for row in rows[fact:told] for value in row.values.values())
        parts.append(PollPart(rows[start:fact], rows[fact:told], rows[told:end], closed))
    return rows[: starts[0]], parts


def _first_title(rows: Sequence[Row], fact: int) -> int:
    """Index of the first heading over a row of facts: the question above it, and a bold or named part over that."""
    start = fact - 1
    while start and len(rows[start - 1].values) == 1:
        above = next(iter(rows[start - 1].values.values()))
        parted = start == 1 or rows[start - 1].number - rows[start - 2].number > 1
        if not (is_value_header(above.text) or (above.bold and parted)):
            break
        start -= 1
    return start


def heads_answers(rows: Sequence[Row], index: int) -> bool:
    """Whether a row is the lone header of a list of answers: "Svar" under its question or a gap, one answer a row."""
    row = rows[index]
    if len(row.values) != 1 or index + 1 >= len(rows) or rows[index + 1].number != row.number + 1:
        return False
    ((column, value),) = row.values.items()
    if header_kind(value.text) != "answer" or len(value.text.split()) > 2 or value.text.rstrip().endswith((".", "!")):
        return False
    below = rows[index + 1].values
    listed = column in below and all(is_no_answer(v.text) for c, v in below.items() if c != column)
    over = rows[index - 1] if index else None
    return listed and (over is None or len(over.values) == 1 or row.number - over.number > 1)
