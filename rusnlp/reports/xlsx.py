"""The report as a workbook: every count is a number and a link to the rows that it counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rusnlp.reports.texts import DEFINITIONS, HOW_MADE
from rusnlp.reports.views import CodeView, Content, Crosstab, Mark, StatementView
from rusnlp.reports.wording import DECISIONS, KINDS, METHODS, SLOTS, SOURCES, STATUSES, score_text
from rusnlp.reports.xlsx_index import ABSENT, ALL, ASSIGNED, REVIEW, SUMMARY, Index, IndexRow
from rusnlp.reports.xlsx_parts import LONGEST, ROW, Sheets

INDEX_DECISIONS = {**DECISIONS, ABSENT: "kodad, saknas", SUMMARY: "summering"}
CROSSTAB_SHEETS = {"tema_pass": "Tema × pass", "tema_fraga": "Tema × fråga", "omrade_pass": "Område × pass"}


def xlsx_bytes(content: Content) -> bytes:
    """Sheets: Läs mig, Temaöversikt, one for each crosstab, Tema × pass × fråga, Utsagor, Att granska and more.

    A count links to its block of rows in "Utsagor per kod" (sorted by code, session, question) or "Utsagor per kod
    och fråga". Words of participants are written as text, never as a formula or a link. Rows with people's names
    are counted and not shown. A cell that is too long for the format raises ValueError.
    """
    sheets, index = Sheets(content.title), Index(content)
    _read_me(sheets, index, content)
    _overview(sheets, index, content)
    for crosstab in content.crosstabs:
        _crosstab(sheets, index, crosstab)
    _long_table(sheets, index, content)
    _pairs(sheets, content)
    if content.topics is not None:
        _topics(sheets, content)
    _statements(sheets, content)
    _review(sheets, content)
    for name, rows in index.sheets.items():
        _index_sheet(sheets, name, rows)
    _left_out(sheets, content)
    _method(sheets, content)
    return sheets.bytes()


def _read_me(sheets: Sheets, index: Index, content: Content) -> None:
    sheet = sheets.page("Läs mig", (30, 14, 90))
    sheets.text(sheet, 0, 0, content.title, "title")
    sheet.set_row(0, 28)
    sheets.text(sheet, 1, 0, content.subtitle, "section")
    row = 3
    for sentence in content.findings:
        row = sheets.paragraph(sheet, row, sentence, 2, 132)
    sheets.text(sheet, row + 1, 0, "Från dokument till koder", "section")
    row += 2
    for step in content.flow:
        sheets.text(sheet, row, 0, step.label, "indent" if step.level else "bold")
        sheets.number(sheet, row, 1, step.number, index.link(step.key, ASSIGNED))
        sheets.text(sheet, row, 2, step.note, "indent")
        row += 1
    sheets.text(sheet, row + 1, 0, "Så läser du tabellerna", "section")
    row += 2
    how = "Understrukna siffror är länkar: klicka, så markeras raderna med just de utsagorna."
    row = sheets.paragraph(sheet, row, how, 2, 132)
    for term, meaning in DEFINITIONS:
        row = sheets.term(sheet, row, term, meaning, 2, 104)


def _overview(sheets: Sheets, index: Index, content: Content) -> None:
    heads = [("Slag", 9), ("Namn", 40), ("Kodade", 10), ("Att granska", 10), ("Av utsagor", 10), ("Andel", 9)]
    heads += [("Pass", 8), ("Av pass", 8), ("Därav saknas", 10), ("Summeringar", 13), ("Typiskt citat", 70)]
    heads += [("Citatets plats", 26), ("Pass utan koden", 40), ("Vad koden betyder", 60)]
    codes = [*content.themes, *content.areas]
    sheet = sheets.table("Temaöversikt", heads, filtered=len(codes))
    sheet.freeze_panes(1, 2)
    sheets.rows(sheet, [_overview_row(index, content, code) for code in codes])


def _overview_row(index: Index, content: Content, code: CodeView) -> Sequence[Any]:
    quote = content.by_id[code.quotes[0]] if code.quotes else None
    return (
        KINDS[code.kind],
        f"   {code.label}" if code.parent else code.label,
        (code.statements, index.link(code.code, ASSIGNED)),
        (len(code.review_ids), index.link(code.code, REVIEW)),
        (code.of_statements, index.link(ALL, ASSIGNED)),
        code.share,
        code.sessions,
        code.of_sessions,
        (code.absent, index.link(code.code, ABSENT)),
        (code.summaries, index.link(code.code, SUMMARY)),
        quote.text if quote else None,
        f"{quote.document}, {quote.place}" if quote else None,
        ", ".join(code.silent_sessions),
        code.definition,
    )


def _crosstab(sheets: Sheets, index: Index, crosstab: Crosstab) -> None:
    heads = [("Namn", 42), *((column.label, 13.0) for column in crosstab.columns)]
    sheet = sheets.table(CROSSTAB_SHEETS[crosstab.key], heads)
    sheet.freeze_panes(2, 1)
    where = "pass" if crosstab.dimension == "session" else "fråga"
    sheets.text(sheet, 1, 0, "Utsagor som räknas (n)", "bold")
    for column, head in enumerate(crosstab.columns, start=1):
        sheets.number(sheet, 1, column, head.counted, index.link(ALL, ASSIGNED, where, head.key))
    for row, (code, cells) in enumerate(crosstab.rows, start=2):
        sheets.text(sheet, row, 0, code.label, "indent" if code.parent else "text")
        for column, (head, cell) in enumerate(zip(crosstab.columns, cells, strict=True), start=1):
            sheets.number(sheet, row, column, cell.statements, index.link(code.code, ASSIGNED, where, head.key))
    last = len(crosstab.rows) + 1
    if crosstab.rows and crosstab.columns:
        colours = {"type": "2_color_scale", "min_color": "#ffffff", "max_color": "#9fccc4"}
        sheet.conditional_format(2, 1, last, len(crosstab.columns), colours)
        sheet.conditional_format(last + 4, 1, 2 * last + 2, len(crosstab.columns), colours)
    first = last + 3
    sheets.heads(sheet, first, ["Andel av n", *(column.label for column in crosstab.columns)])
    sheets.rows(sheet, [(c.label, *(x.share for x in cells)) for c, cells in crosstab.rows], start=first + 1)
    sheets.text(sheet, first + last + 2, 0, crosstab.caption, "note")
    sheet.set_row(first + last + 2, 5 * ROW)


def _long_table(sheets: Sheets, index: Index, content: Content) -> None:
    heads = [
        ("Slag", 9),
        ("Namn", 34),
        ("Pass", 14),
        ("Fråga", 16),
        ("Kodade", 9),
        ("Att granska", 9),
        ("Av utsagor", 9),
    ]
    heads += [("Andel", 9), ("Därav saknas", 9), ("Summeringar", 12), ("Nämnare", 36), ("Typiskt citat", 70)]
    heads += [("Citatets plats", 26)]
    labels = {column.key: column.label for column in content.sessions}
    asked = {column.key: column.label for column in content.questions}
    table = content.counts.to_dict("records")
    sheet = sheets.table("Tema × pass × fråga", heads, filtered=len(table))
    where = [("pass", row["session"], "fråga", row["question"]) for row in table]
    sheets.rows(
        sheet,
        [
            (
                KINDS[row["kind"]],
                row["label"],
                labels[row["session"]],
                asked[row["question"]],
                (row["statements"], index.link(row["code"], ASSIGNED, *place)),
                (len(row["review_ids"]), index.link(row["code"], REVIEW, *place)),
                (row["of_statements"], index.link(ALL, ASSIGNED, *place)),
                float(row["share"]),
                (row["absent"], index.link(row["code"], ABSENT, *place)),
                (row["summaries"], index.link(row["code"], SUMMARY, *place)),
                row["denominator"],
                row["quote"],
                row["quote_place"],
            )
            for row, place in zip(table, where, strict=True)
        ],
    )


def _pairs(sheets: Sheets, content: Content) -> None:
    heads = [("Tema", 40), ("Tillsammans med", 40), ("Utsagor", 10), ("Av utsagor", 10), ("Andel", 10)]
    heads += [("Utsagornas id", 90)]
    pairs = content.pairs.to_dict("records")
    sheet = sheets.table("Teman tillsammans", heads, filtered=len(pairs))
    sheets.rows(
        sheet,
        [
            (
                p["label_a"],
                p["label_b"],
                p["statements"],
                p["of_either"],
                float(p["jaccard"]),
                _ids(p["statement_ids"]),
            )
            for p in pairs
        ],
    )


def _topics(sheets: Sheets, content: Content) -> None:
    heads = [
        ("Ämne", 30),
        ("Ord", 50),
        ("Utsagor", 10),
        ("Pass", 8),
        ("Utan säker kod", 10),
        ("Mot kodboken", 34),
        ("Exempel", 80),
        ("Utsagornas id", 90),
    ]
    topics = content.topics or ()
    sheet = sheets.table("Ämnen utanför kodboken", heads, filtered=len(topics))
    sheets.rows(
        sheet,
        [
            (
                topic.label,
                topic.words,
                topic.statements,
                topic.sessions,
                topic.uncoded,
                topic.verdict,
                "\n".join(f"”{content.by_id[quote].text}”" for quote in topic.quotes),
                _ids(topic.statement_ids),
            )
            for topic in topics
        ],
    )
    sheets.text(sheet, len(topics) + 2, 0, content.topics_note, "note")
    sheet.set_row(len(topics) + 2, 160)


def _statements(sheets: Sheets, content: Content) -> None:
    heads = [
        ("Id", 24),
        ("Dokument", 20),
        ("Plats", 12),
        ("Pass", 12),
        ("Fråga", 16),
        ("Utsaga", 80),
        ("Områden", 30),
    ]
    heads += [("Teman", 40), ("Att granska", 34), ("Läge", 12), ("Räknas", 9), ("Källa", 12), ("Del av dagen", 12)]
    heads += [("Grupp", 14), ("Upprepar", 24), ("Rubrik ovanför", 34)]
    views = content.statements
    sheet = sheets.table("Utsagor", heads, filtered=len(views))
    sheets.rows(
        sheet,
        [
            (
                view.statement_id,
                view.document,
                view.place,
                view.session_label,
                view.question_label,
                view.text,
                _labels(view, "area", ASSIGNED),
                _labels(view, "theme", ASSIGNED),
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
        ],
    )


def _review(sheets: Sheets, content: Content) -> None:
    heads = [
        ("Id", 24),
        ("Plats", 28),
        ("Pass", 12),
        ("Fråga", 16),
        ("Utsaga", 80),
        ("Slag", 9),
        ("Kod", 34),
        ("Säkerhet", 10),
    ]
    heads += [("Hur", 16), ("Därför", 50)]
    found = [(v, m) for v in content.statements if v.counted for m in v.marks if m.decision == REVIEW]
    sheet = sheets.table("Att granska", heads, filtered=len(found))
    for row, (view, mark) in enumerate(found, start=1):
        cells = (
            view.statement_id,
            f"{view.document}, {view.place}",
            view.session_label,
            view.question_label,
            view.text,
        )
        sheets.rows(sheet, [(*cells, KINDS[mark.kind], mark.label)], start=row)
        sheets.number(sheet, row, 7, mark.score, style="score")
        sheets.text(sheet, row, 8, METHODS.get(mark.method, mark.method))
        sheets.text(sheet, row, 9, _why(mark))


def _index_sheet(sheets: Sheets, name: str, rows: Sequence[IndexRow]) -> None:
    heads = [
        ("Slag", 9),
        ("Kod", 34),
        ("Beslut", 12),
        ("Pass", 12),
        ("Fråga", 16),
        ("Utsaga", 80),
        ("Plats", 28),
        ("Säkerhet", 10),
    ]
    heads += [("Hur", 16), ("Därför", 44), ("Id", 24)]
    sheet = sheets.table(name, heads, filtered=len(rows))
    for number, row in enumerate(rows, start=1):
        view = row.view
        decision = INDEX_DECISIONS[row.decision] if row.mark else ""
        cells = (KINDS.get(row.kind, ""), row.label, decision, view.session_label, view.question_label, view.text)
        sheets.rows(sheet, [(*cells, f"{view.document}, {view.place}")], start=number)
        if row.mark is not None:
            sheets.number(sheet, number, 7, row.mark.score, style="score")
            sheets.text(sheet, number, 8, METHODS.get(row.mark.method, row.mark.method))
            sheets.text(sheet, number, 9, _why(row.mark))
        sheets.text(sheet, number, 10, view.statement_id)


def _left_out(sheets: Sheets, content: Content) -> None:
    shown = [row for row in content.left_out if row.text is not None]
    heads = [("Vad", 32), ("Dokument", 22), ("Plats", 14), ("Text", 80), ("Varför", 60)]
    start = len(content.left_out_numbers) + 3
    sheet = sheets.table("Utelämnat", heads, start=start, filtered=len(shown))
    sheets.text(sheet, 0, 0, "Rader som inte är utsagor", "section")
    for row, (label, reason, number) in enumerate(content.left_out_numbers, start=1):
        sheets.text(sheet, row, 0, label)
        sheets.number(sheet, row, 1, number)
        sheets.text(sheet, row, 3, reason)
    sheets.rows(sheet, [(r.label, r.document, r.place, r.text, r.reason) for r in shown], start=start + 1)
    sheet.freeze_panes(0, 0)


def _method(sheets: Sheets, content: Content) -> None:
    sheet = sheets.page("Så gjordes rapporten", (34, 18, 18, 18, 18, 68))
    sheets.text(sheet, 0, 0, "Så gjordes rapporten", "title")
    row = 2
    for paragraph in HOW_MADE:
        row = sheets.paragraph(sheet, row, paragraph, 5, 170)
    row = _small_table(sheets, sheet, row + 1, ("Uppgift", "Värde"), content.method)
    row = _small_table(sheets, sheet, row, ("Beslut", "Hur", "Antal koder"), content.decisions)
    if content.documents:
        documents: list[Sequence[Any]] = [tuple(document.values()) for document in content.documents]
        row = _small_table(sheets, sheet, row, tuple(content.documents[0]), documents)
    _small_table(sheets, sheet, row, ("Kunde inte läsas",), [(problem,) for problem in content.problems])


def _small_table(sheets: Sheets, sheet: Any, row: int, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
    if not rows:
        return row
    for column, head in enumerate(heads):
        sheets.text(sheet, row, column, head, "head")
    for number, cells in enumerate(rows, start=row + 1):
        if len(heads) == 2:
            sheets.term(sheet, number, cells[0], cells[1], 5, 130)
        else:
            sheets.rows(sheet, [cells], start=number)
    return row + len(rows) + 2


def _labels(view: StatementView, kind: str, decision: str) -> str:
    return "; ".join(mark.label for mark in view.marks if mark.kind == kind and mark.decision == decision)


def _why(mark: Mark) -> str:
    if mark.words:
        return ", ".join(f"”{word}”" for word in mark.words) + (" (saknas)" if mark.absent else "")
    return f"liknar exemplet ”{mark.example}”" if mark.example else ""


def _ids(ids: Sequence[str]) -> str:
    text = " ".join(ids)
    if len(text) <= LONGEST:
        return text
    kept = text[: LONGEST - 60].rsplit(" ", 1)[0]
    return f"{kept} … ({len(ids)} i allt, se rapport.html)"
