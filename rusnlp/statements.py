"""The statements table: one row a statement, text verbatim, cut out of the document's canonical text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from rapidfuzz import fuzz, process

from rusnlp.document import Document
from rusnlp.layout import document_blocks
from rusnlp.outline import KEPT, OutlinedBlock, outline_document
from rusnlp.people.person_names import find_names
from rusnlp.question_catalogue import Question

STATEMENT_COLUMNS = (
    "statement_id",
    "document",
    "session",
    "session_title",
    "session_area",
    "question",
    "question_text",
    "slot",
    "group",
    "source",
    "page",
    "place",
    "start",
    "end",
    "text",
    "repeat_of",
    "role",
    "heading",
)
LEFT_OUT_COLUMNS = ("document", "page", "place", "role", "text", "why")
EXPLAINED_COLUMNS = ("document", "page", "place", "first_line", "last_line", "role", "why", "evidence", "text")
_PERSONAL_ROLES = ("participant", "credit")
"""Rows of people: counted, never shown; nor is any other row that is no statement and names a person."""
_NEAR = 92
"""Similarity (0–100, edit distance on the words) from which two notes of a session are the same note."""


@dataclass(frozen=True, slots=True)
class DocumentStatements:
    """A document's statements, what was left out, and its canonical text.

    `canonical[start:end] == text` for every row of `statements`.
    """

    statements: pd.DataFrame
    left_out: pd.DataFrame
    canonical: str
    explained: pd.DataFrame
    """One row a block, kept or not: its role and why, and what decided each join and split of its lines."""


def joined_rows(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The rows of tables with the same columns, numbered anew; the first table when all are empty."""
    # Empty tables are kept out: their columns have no types to speak of, and pandas would let them decide.
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else tables[0]


def empty_statements() -> pd.DataFrame:
    """A statements table without rows, all columns in place."""
    return _table([], STATEMENT_COLUMNS)


def empty_left_out() -> pd.DataFrame:
    """A table of left-out blocks without rows, all columns in place."""
    return _table([], LEFT_OUT_COLUMNS)


def empty_explained() -> pd.DataFrame:
    """A table of explained blocks without rows, all columns in place."""
    return _table([], EXPLAINED_COLUMNS)


def document_statements(
    document: Document, questions: Sequence[Question], area_names: Mapping[str, str] | None = None
) -> DocumentStatements:
    r"""Splits a document into tagged statements.

    Returns a `DocumentStatements`. The canonical text is NFC with `\\n` between blocks: one statement, heading or
    other kept block a line, a form feed line between pages; rows that name persons are not in it. Offsets
    are Unicode code points, end exclusive. A statement's id counts the statements of its own page only, so it stands
    when another page changes.
    """
    outlined = outline_document(document, document_blocks(document), questions, area_names or {})
    rows: list[dict[str, object]] = []
    left_out: list[dict[str, object]] = []
    explained: list[dict[str, object]] = []
    pieces: list[str] = []
    position = 0
    on_page: dict[int, int] = {}
    previous_page: int | None = None
    for item in outlined:
        block = item.block
        if previous_page is not None and block.page != previous_page:
            pieces.append("\f\n")
            position += 2
        previous_page = block.page
        personal = item.role in _PERSONAL_ROLES or (item.role not in KEPT and bool(find_names(block.text)))
        explained.append(_explained_row(document.name, item, "" if personal else block.text))
        if item.role in KEPT:
            on_page[block.page] = on_page.get(block.page, 0) + 1
            statement_id = f"{document.name}.p{block.page:03d}.{on_page[block.page]:02d}"
            rows.append(_row(statement_id, document.name, item, position))
        else:
            text = "" if personal else block.text
            left_out.append(_left_out_row(document.name, item, text))
        if not personal:
            pieces.append(block.text + "\n")
            position += len(block.text) + 1
    statements = _table(rows, STATEMENT_COLUMNS)
    return DocumentStatements(
        mark_repeats(statements),
        _table(left_out, LEFT_OUT_COLUMNS),
        "".join(pieces),
        _table(explained, EXPLAINED_COLUMNS),
    )


def mark_repeats(statements: pd.DataFrame) -> pd.DataFrame:
    """The statements with `repeat_of` filled in: the id of the first note of the same session in the same words.

    Same words: equal after case folding and without punctuation, or nearly so (see `_NEAR`) for notes of four words
    or more. Notes of different documents or sessions are never repeats of each other. A new table is returned.
    """
    repeat_of: list[str | None] = []
    seen: dict[tuple[object, object], dict[str, str]] = {}
    for row in statements.itertuples(index=False):
        first_of = seen.setdefault((row.document, row.session), {})
        words = _words(str(row.text))
        original = first_of.get(words) or _nearly(words, first_of)
        repeat_of.append(original)
        if original is None and words:
            first_of[words] = str(row.statement_id)
    marked = statements.copy()
    marked["repeat_of"] = pd.Series(repeat_of, index=statements.index, dtype=object)
    return marked


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _nearly(words: str, first_of: Mapping[str, str]) -> str | None:
    if len(words.split()) < 4:
        return None
    found = process.extractOne(words, first_of.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return first_of[found[0]] if found else None


def _row(statement_id: str, document: str, item: OutlinedBlock, position: int) -> dict[str, object]:
    tags, block = item.tags, item.block
    return {
        "statement_id": statement_id,
        "document": document,
        "session": tags.session,
        "session_title": tags.session_title,
        "session_area": tags.session_area,
        "question": tags.question,
        "question_text": tags.question_text,
        "slot": tags.slot,
        "group": tags.group,
        "source": tags.source,
        "page": block.page,
        "place": block.place,
        "start": position,
        "end": position + len(block.text),
        "text": block.text,
        "repeat_of": None,
        "role": item.role,
        "heading": tags.heading,
    }


def _left_out_row(document: str, item: OutlinedBlock, text: str) -> dict[str, object]:
    block = item.block
    return {
        "document": document,
        "page": block.page,
        "place": block.place,
        "role": item.role,
        "text": text,
        "why": item.why,
    }


def _explained_row(document: str, item: OutlinedBlock, text: str) -> dict[str, object]:
    block = item.block
    return {
        **_left_out_row(document, item, text),
        "first_line": block.first_line,
        "last_line": block.last_line,
        "evidence": "; ".join(block.evidence),
    }


def _table(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> pd.DataFrame:
    integers = {"page", "start", "end", "first_line", "last_line"}
    return pd.DataFrame(
        {
            column: pd.Series([row[column] for row in rows], dtype="int64" if column in integers else object)
            for column in columns
        }
    )
