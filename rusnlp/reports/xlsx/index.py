"""Which rows of the workbook stand behind which number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rusnlp.reports.views import Content, Mark, StatementView

BY_SESSION, BY_QUESTION, BY_LIST = "Utsagor per kod", "Utsagor per kod och fråga", "Utsagor per lista"
ALL = "counted"
"""In place of a code: all statements that count, the denominator."""
ASSIGNED, REVIEW, ABSENT, SUMMARY = "assigned", "review", "absent", "summary"
GROUPS = {
    ALL: "Alla utsagor som räknas",
    "coded": "Kodade utsagor",
    "review": "Utsagor med bara osäkra koder",
    "uncoded": "Utsagor utan kod",
    "repeats": "Upprepningar",
    "summaries": "Summeringar",
    "statements": "Alla utsagor",
}
"""Rows that stand under no code, by the key of the step in the account of the statements."""


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A statement under one of its codes, or under the heading of all that count (no mark)."""

    kind: str
    code: str
    label: str
    decision: str
    view: StatementView
    mark: Mark | None


class Index:
    """Two sheets of statements under their codes, sorted so that the rows behind a number stand together."""

    def __init__(self, content: Content) -> None:
        sessions = {column.key: rank for rank, column in enumerate(content.sessions)}
        questions = {column.key: rank for rank, column in enumerate(content.questions)}
        rows = _index_rows(content)

        def by_session(row: IndexRow) -> tuple[object, ...]:
            return (*_code_order(row), sessions[row.view.session], questions[row.view.question])

        def by_question(row: IndexRow) -> tuple[object, ...]:
            return (*_code_order(row), questions[row.view.question], sessions[row.view.session])

        self.sheets: dict[str, list[IndexRow]] = {
            BY_SESSION: sorted(rows, key=by_session),
            BY_QUESTION: sorted(rows, key=by_question),
        }
        self._blocks: dict[tuple[str, ...], tuple[str, int, int]] = {}
        for name, ordered in self.sheets.items():
            self._find_blocks(name, ordered)
        self.lists: list[tuple[str, str]] = []
        """What the list is of, and the id of one of its statements; a list's rows stand together."""
        self._links: dict[tuple[str, tuple[str, ...]], str] = {}

    def link(self, *key: str) -> str | None:
        """The rows behind a number, as an address in the workbook; None when there are none.

        `key` is code and decision, and may go on with "pass" and a session's key, "fråga" and a question's id.
        """
        if key not in self._blocks:
            return None
        sheet, first, last = self._blocks[key]
        return f"internal:'{sheet}'!A{first + 1}:K{last + 1}"

    def list_link(self, name: str, ids: Iterable[str]) -> str | None:
        """The rows of a list of statements, added to `lists` when it is asked for first; None for an empty one."""
        key = (name, tuple(sorted(set(ids))))
        if not key[1]:
            return None
        if key not in self._links:
            first = len(self.lists) + 1
            self.lists += [(name, statement_id) for statement_id in key[1]]
            self._links[key] = f"internal:'{BY_LIST}'!A{first + 1}:F{len(self.lists) + 1}"
        return self._links[key]

    def _find_blocks(self, sheet: str, rows: Sequence[IndexRow]) -> None:
        for number, row in enumerate(rows, start=1):
            session, question = ("pass", row.view.session), ("fråga", row.view.question)
            keys: list[tuple[str, ...]] = [(row.code, row.decision)]
            keys.append((row.code, row.decision, *(session if sheet == BY_SESSION else question)))
            keys.append((row.code, row.decision, *session, *question))
            for key in keys:
                if key in self._blocks and self._blocks[key][0] != sheet:
                    continue
                first = self._blocks[key][1] if key in self._blocks else number
                self._blocks[key] = (sheet, first, number)


def _index_rows(content: Content) -> list[IndexRow]:
    """Every counted statement under each of its codes, summaries under theirs, and all under the groups they are in."""
    rows = []
    for view in content.statements:
        left_aside = "summaries" if view.source != "note" else "repeats"
        for group in ("statements", *((ALL, view.status) if view.counted else (left_aside,))):
            rows.append(IndexRow("", group, GROUPS[group], ASSIGNED, view, None))
        for mark in view.marks:
            decisions: list[str] = []
            if view.counted:
                decisions = [mark.decision]
                decisions += [ABSENT] if mark.absent and mark.decision == ASSIGNED else []
            elif view.source != "note" and mark.decision == ASSIGNED:
                decisions = [SUMMARY]
            rows += [IndexRow(mark.kind, mark.code, mark.label, decision, view, mark) for decision in decisions]
    return rows


def _code_order(row: IndexRow) -> tuple[object, ...]:
    kinds = {"theme": 0, "area": 1, "": 2}
    groups = list(GROUPS)
    group = groups.index(row.code) if not row.kind else 0
    return kinds[row.kind], group, row.label, row.code, (ASSIGNED, REVIEW, ABSENT, SUMMARY).index(row.decision)
