"""The workbook's sheets of statements: all of them, those to review, those behind each number; and what is none."""

from __future__ import annotations

from collections.abc import Sequence

from rusnlp.reports.views import Content, LeftOutRow, Mark, StatementView
from rusnlp.reports.wording import DECISIONS, KINDS, METHODS, SLOTS, SOURCES, STATUSES, score_text
from rusnlp.reports.xlsx.index import ABSENT, ASSIGNED, BY_LIST, REVIEW, SUMMARY, Index, IndexRow
from rusnlp.reports.xlsx.parts import Link, Sheets

INDEX_DECISIONS = {**DECISIONS, ABSENT: "kodad, saknas", SUMMARY: "summering"}
LEFT_OUT = "Bortlämnat"
HIDDEN = "(visas inte: kan namnge personer)"


def write_statements(sheets: Sheets, index: Index, content: Content) -> None:
    """The sheets Utsagor and Att granska, then the rows that the numbers of all sheets so far open."""
    _statements(sheets, content)
    _review(sheets, content)
    for name, rows in index.sheets.items():
        _index_sheet(sheets, name, rows)
    if index.lists:
        _lists(sheets, index, content)


def _statements(sheets: Sheets, content: Content) -> None:
    heads = [("Id", 24), ("Dokument", 20), ("Plats", 12), ("Pass", 12), ("Fråga", 16), ("Utsaga", 80), ("Områden", 30)]
    heads += [("Teman", 40), ("Att granska", 34), ("Läge", 12), ("Räknas", 9), ("Källa", 13), ("Del av dagen", 13)]
    heads += [("Grupp", 14), ("Upprepar", 24), ("Rubrik ovanför", 34)]
    views = content.statements
    sheet = sheets.table("Utsagor", heads, filtered=len(views))
    sheet.freeze_panes(1, 1)
    rows = [
        (
            view.statement_id,
            view.document,
            view.place,
            view.session_label,
            view.question_label,
            view.text,
            _labels(view, "area"),
            _labels(view, "theme"),
            "; ".join(f"{m.label} ({score_text(m.score)})" for m in view.marks if m.decision == REVIEW),
            STATUSES[view.status],
            "ja" if view.counted else "nej",
            SOURCES.get(view.source, view.source),
            SLOTS.get(view.slot or "", view.slot),
            view.group,
            view.repeat_of,
            view.heading,
        )
        for view in views
    ]
    sheets.rows(sheet, rows)


def _review(sheets: Sheets, content: Content) -> None:
    heads = [("Id", 24), ("Plats", 28), ("Pass", 12), ("Fråga", 16), ("Utsaga", 80), ("Slag", 9), ("Kod", 34)]
    heads += [("Säkerhet", 11), ("Hur", 16), ("Därför", 50)]
    found = [(v, m) for v in content.statements if v.counted for m in v.marks if m.decision == REVIEW]
    sheet = sheets.table("Att granska", heads, filtered=len(found))
    sheet.freeze_panes(1, 1)
    rows = [
        (
            *(v.statement_id, f"{v.document}, {v.place}", v.session_label, v.question_label, v.text),
            *(KINDS[m.kind], m.label, None, METHODS.get(m.method, m.method), _why(m)),
        )
        for v, m in found
    ]
    sheets.rows(sheet, rows)
    for row, (_, mark) in enumerate(found, start=1):
        sheets.number(sheet, row, 7, mark.score, style="score")


def _index_sheet(sheets: Sheets, name: str, rows: Sequence[IndexRow]) -> None:
    heads = [("Slag", 9), ("Kod", 34), ("Beslut", 14), ("Pass", 12), ("Fråga", 16), ("Utsaga", 80), ("Plats", 28)]
    heads += [("Säkerhet", 11), ("Hur", 16), ("Därför", 44), ("Id", 24)]
    sheet = sheets.table(name, heads, filtered=len(rows))
    sheets.rows(sheet, [_index_cells(row) for row in rows])
    for number, row in enumerate(rows, start=1):
        if row.mark is not None:
            sheets.number(sheet, number, 7, row.mark.score, style="score")


def _index_cells(row: IndexRow) -> tuple[str | None, ...]:
    view, mark = row.view, row.mark
    decision = INDEX_DECISIONS[row.decision] if mark else None
    return (
        *(KINDS.get(row.kind), row.label, decision, view.session_label, view.question_label, view.text),
        *(f"{view.document}, {view.place}", None),
        *((METHODS.get(mark.method, mark.method), _why(mark)) if mark else (None, None)),
        view.statement_id,
    )


def _lists(sheets: Sheets, index: Index, content: Content) -> None:
    heads = [("Lista", 50), ("Pass", 12), ("Fråga", 16), ("Utsaga", 80), ("Plats", 28), ("Id", 24)]
    sheet = sheets.table(BY_LIST, heads, filtered=len(index.lists))
    rows = []
    for name, statement_id in index.lists:
        view = content.by_id[statement_id]
        place = f"{view.document}, {view.place}"
        rows.append((name, view.session_label, view.question_label, view.text, place, statement_id))
    sheets.rows(sheet, rows)


def left_out_links(content: Content) -> dict[tuple[str, str], Link]:
    """Label and reason of what was left out -> the rows of the sheet Bortlämnat that have them."""
    links: dict[tuple[str, str], Link] = {}
    first = 2
    for label, reason, number in content.left_out_numbers:
        links[label, reason] = f"internal:'{LEFT_OUT}'!A{first}:E{first + number - 1}"
        first += number
    return links


def write_left_out(sheets: Sheets, content: Content) -> None:
    """The sheet Utelämnat: every row that is no statement, by why, the most frequent reason first."""
    order = {(label, reason): rank for rank, (label, reason, _) in enumerate(content.left_out_numbers)}

    def rank(row: LeftOutRow) -> int:
        return order[row.label, row.reason]

    shown = sorted(content.left_out, key=rank)
    heads = [("Vad", 34), ("Dokument", 24), ("Plats", 14), ("Text", 80), ("Varför", 60)]
    sheet = sheets.table(LEFT_OUT, heads, filtered=len(shown))
    rows = [(r.label, r.document, r.place, HIDDEN if r.text is None else r.text, r.reason) for r in shown]
    sheets.rows(sheet, rows)


def _labels(view: StatementView, kind: str) -> str:
    return "; ".join(mark.label for mark in view.marks if mark.kind == kind and mark.decision == ASSIGNED)


def _why(mark: Mark) -> str:
    if mark.words:
        return ", ".join(f"”{word}”" for word in mark.words) + (" (saknas)" if mark.absent else "")
    return f"liknar exemplet ”{mark.example}”" if mark.example else ""
