"""Tables as rows of text, the same in every report that prints them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple, cast

from rusnlp.reports.views import CodeView, Content, Crosstab
from rusnlp.reports.wording import number_text, range_text, score_text, share_text
from rusnlp.tabling.parts import DIFFERENCE_TITLES, Difference, DifferenceGroup

HEADINGS = ("Namn", "Kodade", "Spann", "Andel", "Pass", "Saknas", "Summeringar")

FEW_GROUPS = 4
"""As many columns of a comparison have room for counts beside the shares."""


class DifferenceTable(NamedTuple):
    """The themes compared along one dimension."""

    title: str
    caption: str
    headings: tuple[str, ...]
    rows: list[tuple[str, ...]]
    notes: list[str]
    """What the tests say of the themes that differ, and why there is no test where there is none."""


def overview_rows(codes: Sequence[CodeView], *, indent: str) -> list[tuple[str, ...]]:
    """One row a code under `HEADINGS`; `indent` stands before the name of a sub-goal. No codes give no rows."""
    return [
        (
            (indent if code.parent else "") + code.label,
            number_text(code.statements),
            range_text(code.statements, code.with_review),
            share_text(code.share),
            f"{code.sessions} av {code.of_sessions}",
            number_text(code.absent),
            number_text(code.summaries),
        )
        for code in codes
    ]


def count_text(statements: int, share: float) -> str:
    """(12, 0.034) -> "12 (3 %)"; "–" for none."""
    return f"{number_text(statements)} ({share_text(share, 0)})" if statements else "–"


def crosstab_rows(crosstab: Crosstab, *, indent: str) -> list[tuple[str, ...]]:
    """One row a code: its name and the count and share in each column."""
    return [
        ((indent if code.parent else "") + code.label, *(count_text(cell.statements, cell.share) for cell in cells))
        for code, cells in crosstab.rows
    ]


def session_table(content: Content, session: str) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Headings and rows of a session's themes under each of its questions, most frequent in the session first.

    Counts with their shares of the statements that count in the session under the question (n, in the heading);
    the second column is the whole session. Themes that nobody was given there have no row.
    """
    views = [view for view in content.statements if view.counted and view.session == session]
    counted = Counter(view.question for view in views)
    questions = [column for column in content.questions if counted[column.key]]
    table = content.counts
    own = table[(table["session"] == session) & (table["kind"] == "theme") & (table["statements"] > 0)]
    cells: dict[str, dict[str, int]] = {}
    for row in cast(Any, own.itertuples(index=False)):
        cells.setdefault(row.code, {})[row.question] = row.statements
    labels = {theme.code: theme.label for theme in content.themes}
    order = {theme.code: rank for rank, theme in enumerate(content.themes)}
    each = (f"{column.label}\nn = {number_text(counted[column.key])}" for column in questions)
    heads = ("Tema", f"Alla\nn = {number_text(len(views))}", *each)
    ranked = sorted(cells.items(), key=lambda item: (-sum(item[1].values()), order[item[0]]))
    rows = [
        (
            labels[code],
            count_text(sum(by_question.values()), sum(by_question.values()) / len(views)),
            *(count_text(by_question.get(q.key, 0), by_question.get(q.key, 0) / counted[q.key]) for q in questions),
        )
        for code, by_question in ranked
    ]
    return heads, rows


def difference_tables(differences: Sequence[Difference]) -> list[DifferenceTable]:
    """One table a dimension, a row a theme: its count and share in each group, as ranges where some are to review."""
    tables = []
    for dimension, of_dimension in groupby(differences, key=lambda row: row.dimension):
        rows = list(of_dimension)
        groups = rows[0].groups
        few = len(groups) <= FEW_GROUPS
        shown = "Antal kodade utsagor och deras andel" if few else "Andel kodade utsagor"
        notes = [f"{row.label}: {row.note}" for row in rows if row.differs]
        notes += dict.fromkeys(row.note for row in rows if row.p is None)
        tables.append(
            DifferenceTable(
                DIFFERENCE_TITLES[dimension],
                f"{shown} av n; som spann där utsagor återstår att granska. n: {rows[0].denominator}.",
                ("Tema", *(f"{group.label}\nn = {number_text(group.of_statements)}" for group in groups), "p"),
                [
                    (
                        row.label,
                        *(_group_text(group, few) for group in row.groups),
                        "–" if row.adjusted_p is None else score_text(row.adjusted_p, 3),
                    )
                    for row in rows
                ],
                notes,
            )
        )
    return tables


def _group_text(group: DifferenceGroup, counts: bool) -> str:
    low, high = share_text(group.share, 0), share_text(group.share_with_review, 0)
    share = low if low == high else f"{low.rstrip('%').rstrip()}–{high}"
    return f"{range_text(group.statements, group.with_review)} ({share})" if counts else share
