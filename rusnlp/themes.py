"""Theme tables as data: how many statements say what, of how many, in which session and under which question.

Every table counts the same way. A statement counts when it is a note; one printed twice counts once, the first time;
a workshop leader's summary is counted beside the notes, never among them. Every number has the ids of its statements
in the same row or in the long table that the number was summed from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from rusnlp.codebook import Codebook
from rusnlp.quotes import Candidate, choose_quotes, nearness_to_centre
from rusnlp.sessions import NO_SESSION
from rusnlp.tabling.cooccurrence import cooccurrence
from rusnlp.tabling.decisions import coded_pairs, codes_of_kind, is_absent, settled
from rusnlp.tabling.differences import DIFFERENCE_COLUMNS, difference_table, theme_differences
from rusnlp.tabling.dimensions import (
    DIMENSIONS,
    check_dimensions,
    counted,
    denominator_name,
    groups,
    in_order,
    keyed,
    ordered_values,
    question_labels,
)
from rusnlp.tabling.statuses import STATUS_COLUMNS, STATUSES, statement_status, status_table

__all__ = [
    "COUNT_COLUMNS",
    "DIFFERENCE_COLUMNS",
    "DIMENSIONS",
    "STATUSES",
    "STATUS_COLUMNS",
    "VALUES",
    "cooccurrence",
    "counted",
    "difference_table",
    "is_absent",
    "question_labels",
    "settled",
    "statement_status",
    "status_table",
    "theme_counts",
    "theme_differences",
    "theme_table",
]

COUNT_COLUMNS = [
    "kind",
    "code",
    "label",
    "parent",
    "statements",
    "with_review",
    "of_statements",
    "share",
    "share_with_review",
    "sessions",
    "of_sessions",
    "absent",
    "summaries",
    "denominator",
    "quote",
    "quote_id",
    "quote_place",
    "statement_ids",
    "review_ids",
    "absent_ids",
    "summary_ids",
]
VALUES = ("statements", "with_review", "share", "share_with_review", "sessions", "absent", "summaries")
"""The columns of `theme_counts` that `theme_table` can lay out."""
_SHARES = ("share", "share_with_review")


def theme_counts(
    statements: pd.DataFrame,
    codings: pd.DataFrame,
    codebook: Codebook,
    *,
    kind: str = "theme",
    by: Sequence[str] = ("session", "question"),
    within: Mapping[str, str] | None = None,
    vectors: npt.NDArray[np.floating] | None = None,
    questions: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """The long table: one row a code × session × question (or whatever `by` names) in which the code occurs.

    Columns: `by`, then `COUNT_COLUMNS`.
    statements     counted statements that were given the code
    with_review    these and the ones still to review: the number lies somewhere in statements … with_review
    of_statements  the denominator: all counted statements of the same session and question; `denominator` names it
    share          statements / of_statements, 0..1; share_with_review likewise, what the share is at most
    sessions       number of sessions among the statements, of_sessions among the denominator
    absent         how many of the statements say that the thing is lacking
    summaries      workshop leaders' summaries that were given the code; in none of the other numbers
    quote          one typical statement, verbatim, with its id and its place (`rusnlp.quotes.choose_quotes`)
    *_ids          tuples of statement ids behind the numbers, sorted

    `by` is any of `DIMENSIONS`; with an empty `by` there is a row for every code, also those that never occur.
    `within` keeps only some statements, as {"question": "mobilisering"}. `vectors`, (n, d) with one row a statement,
    let the quote be one near the centre of all statements that were given the code.
    For kind "area" the sub-goals follow their area, with its id as `parent`; a statement under a sub-goal is
    counted under both. Codings of statements that are not in the table are ignored, so that a selection of the
    statements can be counted. Rows stand in the order of the codebook, the sessions and the question catalogue.

    Raises ValueError for a dimension that does not exist, for a code that the codebook does not have, and when there
    is not one vector a statement.
    """
    check_dimensions(by)
    labels = question_labels(questions) if "question" in {*by, *(within or {})} else {}
    base = keyed(statements, within)
    pairs = coded_pairs(base, codings, codebook, kind)
    pairs = pairs.assign(typical=_typical(pairs, statements, vectors))
    codes = codes_of_kind(codebook, kind)
    denominators = {
        values: (len(group), len(set(group["session"]) - {NO_SESSION}))
        for values, group in groups(base[base["counted"]], by)
    }
    found: dict[tuple[str, ...], list[Any]] = {} if by else {(code.id,): [] for code in codes}
    for pair in pairs.itertuples(index=False):
        found.setdefault((pair.code, *(getattr(pair, name) for name in by)), []).append(pair)
    names = {code.id: (code.label, code.parent) for code in codes}
    rows = []
    for (code, *values), cell in found.items():
        where = dict(zip(by, values, strict=True))
        rows.append(
            {
                "kind": kind,
                "code": code,
                "label": names[code][0],
                "parent": names[code][1],
                **where,
                **_cell(cell, *denominators.get(tuple(values), (0, 0))),
                "denominator": denominator_name({**(within or {}), **where}, labels),
            }
        )
    table = pd.DataFrame(rows, columns=[*by, *COUNT_COLUMNS])
    for name in ("parent", "quote", "quote_id", "quote_place"):
        table[name] = pd.Series([row[name] for row in rows], index=table.index, dtype=object)
    return in_order(table, codes, by, statements, labels)


def theme_table(
    statements: pd.DataFrame,
    codings: pd.DataFrame,
    codebook: Codebook,
    *,
    kind: str = "theme",
    rows: str = "code",
    columns: str = "session",
    within: Mapping[str, str] | None = None,
    values: str = "statements",
    questions: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """A crosstab, as code × session: the same numbers as `theme_counts`, laid out to be read side by side.

    `rows` and `columns` are "code" or one of `DIMENSIONS`; where neither is "code", counted statements are counted,
    and `values` must be "statements". `within` keeps only some statements, as {"question": "mobilisering"}. `values`
    is the column of `theme_counts` to show, one of `VALUES`. The index holds the ids of the rows, the columns the ids
    of the columns, both complete and in order: a code or a session with nothing is a row of zeros.
    Raises ValueError for choices that do not exist or do not go together.
    """
    check_dimensions([name for name in (rows, columns) if name != "code"])
    if rows == columns:
        raise ValueError(f"rows and columns are both {rows!r}; choose two different ones")
    if values not in VALUES:
        raise ValueError(f"no table shows {values!r}; choose among {', '.join(VALUES)}")
    if "code" not in (rows, columns) and values != "statements":
        raise ValueError(
            f"{rows} × {columns} counts statements whatever their codes, so there is no {values!r} to show"
        )
    codes = codes_of_kind(codebook, kind)
    orders = {
        name: ordered_values(name, statements, codes, question_labels(questions) if name == "question" else {})
        for name in (rows, columns)
    }
    if "code" in orders:
        other = columns if rows == "code" else rows
        counts = theme_counts(statements, codings, codebook, kind=kind, by=[other], within=within, questions=questions)
        cells = {(r, c): v for r, c, v in zip(counts[rows], counts[columns], counts[values], strict=True)}
    else:
        base = keyed(statements, within)
        cells = {key: len(group) for key, group in groups(base[base["counted"]], [rows, columns])}
    zero = 0.0 if values in _SHARES else 0
    table = pd.DataFrame(
        [[cells.get((row, column), zero) for column in orders[columns]] for row in orders[rows]],
        index=pd.Index(orders[rows], name=rows, dtype=object),
        columns=pd.Index(orders[columns], name=columns, dtype=object),
    )
    return table if table.size else table.astype(float if values in _SHARES else int)


def _typical(
    pairs: pd.DataFrame, statements: pd.DataFrame, vectors: npt.NDArray[np.floating] | None
) -> npt.NDArray[np.float64]:
    """How near each pair's statement lies to the centre of those that were given the code; 0 without vectors."""
    typical = np.zeros(len(pairs))
    if vectors is None:
        return typical
    if len(vectors) != len(statements):
        raise ValueError(f"there are {len(statements)} statements and {len(vectors)} vectors; give one for each")
    place = {statement: row for row, statement in enumerate(statements["statement_id"])}
    given = (pairs["counted"] & (pairs["decision"] == "assigned")).to_numpy()
    of_code = {code: np.flatnonzero(given & (pairs["code"] == code).to_numpy()) for code in sorted(set(pairs["code"]))}
    rows = np.array([place[statement] for statement in pairs["statement_id"]], dtype=int)
    near = nearness_to_centre(vectors, {code: rows[at].tolist() for code, at in of_code.items()})
    for code, at in of_code.items():
        typical[at] = near[code]
    return typical


def _cell(pairs: Sequence[Any], of_statements: int, of_sessions: int) -> dict[str, object]:
    """The numbers of one row of the long table, from the named tuples of its statement × code pairs."""
    notes = [pair for pair in pairs if pair.counted]
    assigned = {pair.statement_id: pair for pair in notes if pair.decision == "assigned"}
    review = sorted(pair.statement_id for pair in notes if pair.decision == "review")
    absent = sorted(pair.statement_id for pair in assigned.values() if pair.absent)
    summaries = sorted(p.statement_id for p in pairs if p.source != "note" and p.decision == "assigned")
    quotes = choose_quotes(
        Candidate(p.statement_id, p.session, p.text, p.role, p.score, p.method, p.typical) for p in assigned.values()
    )
    quoted = assigned[quotes[0]] if quotes else None
    return {
        "statements": len(assigned),
        "with_review": len(notes),
        "of_statements": of_statements,
        "share": len(assigned) / of_statements if of_statements else 0.0,
        "share_with_review": len(notes) / of_statements if of_statements else 0.0,
        "sessions": len({pair.session for pair in assigned.values()} - {NO_SESSION}),
        "of_sessions": of_sessions,
        "absent": len(absent),
        "summaries": len(summaries),
        "quote": quoted.text if quoted else None,
        "quote_id": quoted.statement_id if quoted else None,
        "quote_place": f"{quoted.document}, {quoted.place}" if quoted else None,
        "statement_ids": tuple(sorted(assigned)),
        "review_ids": tuple(review),
        "absent_ids": tuple(absent),
        "summary_ids": tuple(summaries),
    }
