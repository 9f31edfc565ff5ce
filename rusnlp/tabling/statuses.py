"""What became of the statements: how many count, and how many of those are coded, to review, or uncoded."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from rusnlp.tabling.decisions import settled
from rusnlp.tabling.dimensions import check_dimensions, groups, in_order, keyed, question_labels

STATUS_COLUMNS = ["statements", "repeats", "summaries", "counted", "coded", "review", "uncoded"]
STATUSES = ("coded", "review", "uncoded")


def statement_status(statements: pd.DataFrame, codings: pd.DataFrame) -> pd.Series:
    """`coded` (some code assigned), `review` (no code assigned, some to look at) or `uncoded`, for each statement."""
    decided = settled(codings)
    assigned = set(decided.loc[decided["decision"] == "assigned", "statement_id"])
    review = set(decided.loc[decided["decision"] == "review", "statement_id"])
    status = [
        "coded" if statement in assigned else "review" if statement in review else "uncoded"
        for statement in statements["statement_id"]
    ]
    return pd.Series(status, index=statements.index, dtype=object, name="status")


def status_table(statements: pd.DataFrame, codings: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """How many statements there are, how many count, and how many of those are coded, to review only, or uncoded.

    Columns: `by`, then `STATUS_COLUMNS`; statements = repeats + summaries + counted, and counted = coded + review +
    uncoded. Rows stand in the order of the sessions and the question catalogue. With no `by` there is one row, also
    when there are no statements.
    """
    check_dimensions(by)
    rows = keyed(statements).assign(status=statement_status(statements, codings))
    tables = []
    for values, group in groups(rows, by):
        counts = group[group["counted"]]["status"].value_counts()
        summaries = int((~group["counted"] & (group["source"] != "note")).sum())
        tables.append(
            {
                **dict(zip(by, values, strict=True)),
                "statements": len(group),
                "repeats": len(group) - int(group["counted"].sum()) - summaries,
                "summaries": summaries,
                "counted": int(group["counted"].sum()),
                **{status: int(counts.get(status, 0)) for status in STATUSES},
            }
        )
    table = pd.DataFrame(tables, columns=[*by, *STATUS_COLUMNS])
    return in_order(table, [], by, statements, question_labels() if "question" in by else {})
