"""The report as a workbook: every count is a number and a link to the rows that it counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rusnlp.reports.texts import AGREEMENT_HEADING, DEFINITIONS, HOW_MADE, SHEETS
from rusnlp.reports.views import CodeView, Content, Crosstab
from rusnlp.reports.wording import KINDS
from rusnlp.reports.xlsx.findings import write_differences, write_pairs, write_summary, write_topics
from rusnlp.reports.xlsx.index import ABSENT, ALL, ASSIGNED, REVIEW, SUMMARY, Index
from rusnlp.reports.xlsx.parts import Link, Sheets
from rusnlp.reports.xlsx.statements import left_out_links, write_left_out, write_statements

CROSSTAB_SHEETS = {"tema_pass": "Tema × pass", "tema_fraga": "Tema × fråga", "omrade_pass": "Område × pass"}
DOCUMENTS = "Dokument"


def xlsx_bytes(content: Content) -> bytes:
    """Sheets: Läs mig, Sammanfattning, Temaöversikt, the crosstabs, Utsagor, Att granska and more (`texts.SHEETS`).

    A count links to its block of rows in "Utsagor per kod" (sorted by code, session, question), "Utsagor per kod och
    fråga" or, for points, pairs and topics, "Utsagor per lista". Words of participants are written as text, never as
    a formula or a link. Rows with people's names are listed without their text. A text that is too long for a cell
    begins where it belongs and stands whole on a last sheet.
    """
    sheets, index = Sheets(content.title), Index(content)
    left_out = left_out_links(content)
    _read_me(sheets, index, content)
    if content.summary is not None:
        write_summary(sheets, index, content.summary, content)
    _overview(sheets, index, content)
    for crosstab in content.crosstabs:
        _crosstab(sheets, index, crosstab)
    _long_table(sheets, index, content)
    if content.differences:
        write_differences(sheets, index, content)
    write_pairs(sheets, index, content)
    if content.topics is not None:
        write_topics(sheets, index, content)
    write_statements(sheets, index, content)
    write_left_out(sheets, content)
    _documents(sheets, content)
    _method(sheets, content, left_out)
    return sheets.bytes()


def _read_me(sheets: Sheets, index: Index, content: Content) -> None:
    sheet = sheets.page("Läs mig", (32, 14, 84))
    sheets.text(sheet, 0, 0, content.title, "title")
    sheet.set_row(0, 28)
    sheets.text(sheet, 1, 0, content.subtitle, "section")
    row = 3
    for sentence in content.findings:
        row = sheets.paragraph(sheet, row, sentence, 2, 126)
    sheets.text(sheet, row + 1, 0, "Från dokument till koder", "section")
    row += 2
    links = {
        "left_out": f"internal:'Bortlämnat'!A2:E{len(content.left_out) + 1}",
        "documents": f"internal:'{DOCUMENTS}'!A2:F{len(content.documents) + 1}",
    }
    for step in content.flow:
        sheets.text(sheet, row, 0, step.label, "indent" if step.level else "bold")
        sheets.number(sheet, row, 1, step.number, links.get(step.key) or index.link(step.key, ASSIGNED))
        sheets.text(sheet, row, 2, step.note, "indent")
        row += 1
    sheets.text(sheet, row + 1, 0, "Bladen", "section")
    row += 2
    how = "Understrukna siffror är länkar: klicka, så markeras raderna med just de utsagorna."
    row = sheets.paragraph(sheet, row, how, 2, 126)
    missing = {"Sammanfattning": content.summary is None, "Skillnader": not content.differences}
    missing["Ämnen utanför kodboken"] = content.topics is None
    for name, holds in SHEETS:
        if not missing.get(name):
            row = sheets.term(sheet, row, name, holds, 2, 96)
            sheets.sheet_link(sheet, row - 1, 0, name)
    sheets.text(sheet, row + 1, 0, "Ord i tabellerna", "section")
    row += 2
    for term, meaning in DEFINITIONS:
        row = sheets.term(sheet, row, term, meaning, 2, 96)


def _overview(sheets: Sheets, index: Index, content: Content) -> None:
    heads = [("Slag", 9), ("Namn", 40), ("Kodade", 10), ("Att granska", 11), ("Av utsagor", 11), ("Andel", 9)]
    heads += [("Pass", 8), ("Av pass", 8), ("Därav saknas", 10), ("Summeringar", 14), ("Typiskt citat", 60)]
    heads += [("Citatets plats", 26), ("Pass utan koden", 30), ("Vad koden betyder", 60)]
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
        " ".join(code.definition.split()),
    )


def _crosstab(sheets: Sheets, index: Index, crosstab: Crosstab) -> None:
    heads = [("Namn", 44), *((column.label, 14.0) for column in crosstab.columns)]
    titles = [column.label for column in crosstab.columns]
    sheet = sheets.table(CROSSTAB_SHEETS[crosstab.key], heads)
    sheets.heads(sheet, 0, ["Namn", *titles], words=1)
    sheet.freeze_panes(2, 1)
    where = "pass" if crosstab.dimension == "session" else "fråga"
    sheets.text(sheet, 1, 0, "Utsagor som räknas (n)", "bold")
    for column, head in enumerate(crosstab.columns, start=1):
        sheets.number(sheet, 1, column, head.counted, index.link(ALL, ASSIGNED, where, head.key))
    names = [f"   {code.label}" if code.parent else code.label for code, _ in crosstab.rows]
    counts = [
        [
            (cell.statements, index.link(code.code, ASSIGNED, where, head.key))
            for head, cell in zip(crosstab.columns, cells, strict=True)
        ]
        for code, cells in crosstab.rows
    ]
    sheets.rows(sheet, [(name, *row) for name, row in zip(names, counts, strict=True)], start=2)
    last = len(crosstab.rows) + 1
    if crosstab.rows and crosstab.columns:
        colours = {"type": "2_color_scale", "min_color": "#ffffff", "max_color": "#9fccc4"}
        sheet.conditional_format(2, 1, last, len(crosstab.columns), colours)
        sheet.conditional_format(last + 4, 1, 2 * last + 2, len(crosstab.columns), colours)
    first = last + 3
    sheets.heads(sheet, first, ["Andel av n", *titles], words=1)
    shares = [[cell.share for cell in cells] for _, cells in crosstab.rows]
    sheets.rows(sheet, [(name, *row) for name, row in zip(names, shares, strict=True)], start=first + 1)
    note = first + last + 2
    if crosstab.columns:
        sheets.paragraph(sheet, note, crosstab.caption, len(crosstab.columns), 44 + 14 * len(crosstab.columns))


def _long_table(sheets: Sheets, index: Index, content: Content) -> None:
    heads = [("Slag", 9), ("Namn", 34), ("Pass", 14), ("Fråga", 16), ("Kodade", 10), ("Att granska", 11)]
    heads += [("Av utsagor", 11), ("Andel", 9), ("Därav saknas", 10), ("Summeringar", 14), ("Nämnare", 36)]
    heads += [("Typiskt citat", 60), ("Citatets plats", 26)]
    labels = {column.key: column.label for column in content.sessions}
    asked = {column.key: column.label for column in content.questions}
    table = content.counts.to_dict("records")
    sheet = sheets.table("Tema × pass × fråga", heads, filtered=len(table))
    sheet.freeze_panes(1, 2)
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


def _documents(sheets: Sheets, content: Content) -> None:
    heads = [("Dokument", 26), ("Format", 10), ("Sidor", 9), ("Utsagor", 10), ("Utelämnat", 60), ("SHA-256", 68)]
    sheet = sheets.table(DOCUMENTS, heads, filtered=len(content.documents))
    sheets.rows(sheet, [[_as_number(value) for value in row.values()] for row in content.documents])


def _as_number(text: str) -> str | int:
    digits = text.replace("\u00a0", "")
    return int(digits) if digits.isdecimal() and len(digits) < 10 else text


def _method(sheets: Sheets, content: Content, left_out: dict[tuple[str, str], Link]) -> None:
    sheet = sheets.page("Så gjordes rapporten", (34, 22, 18, 18, 18, 50))
    sheets.text(sheet, 0, 0, "Så gjordes rapporten", "title")
    sheet.set_row(0, 28)
    row = 2
    for paragraph in HOW_MADE:
        row = sheets.paragraph(sheet, row, paragraph, 5, 155)
    row = _small_table(sheets, sheet, row + 1, "Versioner", ("Uppgift", "Värde"), content.method)
    decided = [(decision, method, number) for decision, method, number in content.decisions]
    row = _small_table(sheets, sheet, row, "Koder på utsagor", ("Beslut", "Hur", "Antal koder"), decided)
    if content.agreement is not None:
        sheets.text(sheet, row, 0, AGREEMENT_HEADING, "section")
        row += 1
        for sentence in content.agreement.sentences:
            row = sheets.paragraph(sheet, row, sentence, 5, 155)
        row = _small_table(sheets, sheet, row, "", content.agreement.headings, content.agreement.rows)
    if content.left_out_numbers:
        sheets.text(sheet, row, 0, "Utelämnat och varför", "section")
        for column, head in enumerate(("Vad", "Antal", "Varför")):
            sheets.text(sheet, row + 1, column, head, "head")
        for place, (label, reason, number) in enumerate(content.left_out_numbers, start=row + 2):
            sheets.text(sheet, place, 0, label)
            sheets.number(sheet, place, 1, number, left_out[label, reason])
            sheet.merge_range(place, 2, place, 5, "")
            sheets.text(sheet, place, 2, reason)
        row += len(content.left_out_numbers) + 3
    _small_table(sheets, sheet, row, "", ("Kunde inte läsas",), [(problem,) for problem in content.problems])


def _small_table(
    sheets: Sheets, sheet: Any, row: int, title: str, heads: Sequence[str], rows: Sequence[Sequence[Any]]
) -> int:
    if not rows:
        return row + 1
    if title:
        sheets.text(sheet, row, 0, title, "section")
        row += 1
    for column, head in enumerate(heads):
        sheets.text(sheet, row, column, head, "head")
    for number, cells in enumerate(rows, start=row + 1):
        if len(heads) == 1:
            sheets.paragraph(sheet, number, cells[0], 5, 155)
        elif len(heads) == 2:
            sheets.term(sheet, number, cells[0], cells[1], 5, 120)
        else:
            sheets.rows(sheet, [cells], start=number)
    return row + len(rows) + 2
