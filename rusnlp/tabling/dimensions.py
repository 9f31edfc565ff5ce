"""What statements are counted by: which of them count, in what groups and order, and what a share is a share of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import pandas as pd

from rusnlp.codebook import Code
from rusnlp.question_catalogue import load_questions
from rusnlp.sessions import present, session_keys, session_list

DIMENSIONS = ("document", "session", "question", "session_area", "slot", "group")
"""What statements can be counted by; "session" means the key that `rusnlp.sessions.session_keys` gives."""
SLOT_ORDER = ("fm", "em")
_NAMES = {
    "document": "dokument",
    "session": "pass",
    "question": "frågan",
    "session_area": "passets område",
    "slot": "del av dagen",
    "group": "grupp",
}


def question_labels(questions: Mapping[str, str] | None = None) -> dict[str, str]:
    """Id -> label of the questions in the catalogue's order; `questions` given in that form is returned as it is."""
    if questions is not None:
        return dict(questions)
    return {question.id: question.label for question in load_questions()}


def counted(statements: pd.DataFrame) -> pd.Series:
    """True for the statements that the tables count: notes, and of notes that repeat each other the first one."""
    group = dict(zip(statements["statement_id"], statements["repeat_of"], strict=True))

    def original(statement_id: str) -> str:
        for _ in range(len(group)):
            earlier = group.get(statement_id)
            if not present(earlier):
                break
            statement_id = cast(str, earlier)
        return statement_id

    notes = statements[statements["source"] == "note"].sort_values("statement_id")
    first: dict[str, str] = {}
    for statement_id in notes["statement_id"]:
        first.setdefault(original(statement_id), statement_id)
        if not present(group[statement_id]):
            first[statement_id] = statement_id
    return statements["statement_id"].isin(set(first.values())).rename("counted")


def keyed(statements: pd.DataFrame, within: Mapping[str, str] | None = None) -> pd.DataFrame:
    """`statements` with the session's key as `session`, no missing dimension (""), and the column `counted`.

    `within` keeps some of the rows, as in {"question": "mobilisering"}. What counts is decided before that, so that
    the parts of a table add up to the whole. Raises ValueError for a dimension that does not exist.
    """
    check_dimensions(list(within or {}))
    rows = statements.assign(session=session_keys(statements), counted=counted(statements))
    for name in DIMENSIONS:
        rows[name] = pd.Series([v if present(v) else "" for v in rows[name]], index=rows.index, dtype=object)
    for name, value in (within or {}).items():
        rows = rows[rows[name] == value]
    return rows


def groups(rows: pd.DataFrame, by: Sequence[str]) -> list[tuple[tuple[Any, ...], pd.DataFrame]]:
    """Groups with their values as a tuple; one group of everything when `by` is empty."""
    if not by:
        return [((), rows)]
    return [(cast(tuple[Any, ...], values), group) for values, group in rows.groupby(list(by), sort=True)]


def denominator_name(values: Mapping[str, str], questions: Mapping[str, str]) -> str:
    """What a share is a share of, in Swedish: `values` says of which session, question, ... as dimension -> value."""
    parts = [
        f"{_NAMES[name]} {questions.get(value, value) if name == 'question' else value}"
        if value
        else f"utan {'fråga' if name == 'question' else _NAMES[name]}"
        for name, value in values.items()
    ]
    where = ", ".join(parts) if parts else "hela underlaget"
    return f"anteckningar utan upprepningar, {where}"


def ordered_values(
    name: str, statements: pd.DataFrame, codes: Sequence[Code], questions: Mapping[str, str]
) -> list[str]:
    """All values of a dimension in the order to print them in."""
    if name == "code":
        return [code.id for code in codes]
    if name == "session":
        return list(session_list(statements)["session_key"])
    values = {value if present(value) else "" for value in statements[name]}
    known = {"question": tuple(questions), "slot": SLOT_ORDER}.get(name, ())
    first = [value for value in known if value in values]
    return [*first, *sorted(values - set(first) - {""}), *([""] if "" in values else [])]


def in_order(
    table: pd.DataFrame,
    codes: Sequence[Code],
    by: Sequence[str],
    statements: pd.DataFrame,
    questions: Mapping[str, str],
) -> pd.DataFrame:
    """The rows in the order of the codes and, within each, of the dimensions' values; `statements` has them all."""
    ranks = {}
    names = [*(["code"] if "code" in table else []), *by]
    for name in names:
        ranks[name] = {value: rank for rank, value in enumerate(ordered_values(name, statements, codes, questions))}
    position = sorted(range(len(table)), key=lambda i: tuple(ranks[n][table[n].iloc[i]] for n in names))
    return table.iloc[position].reset_index(drop=True)


def check_dimensions(names: Sequence[str]) -> None:
    """Raise ValueError for a name that is none of `DIMENSIONS`."""
    for name in names:
        if name not in DIMENSIONS:
            raise ValueError(f"statements cannot be counted by {name!r}; choose among {', '.join(DIMENSIONS)}")
