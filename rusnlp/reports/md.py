"""The report as Markdown, to read in a mail, a wiki or a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rusnlp.reports.overview_rows import HEADINGS, crosstab_rows, difference_tables, overview_rows, session_table
from rusnlp.reports.texts import AGREEMENT_HEADING, DEFINITIONS, DIFFERENCES_NOTE, HOW_MADE
from rusnlp.reports.views import CodeView, Content, Crosstab
from rusnlp.reports.wording import number_text, printable, statements_text
from rusnlp.summarising.summary_files import DAY, HOW_TO_READ, part_markdown

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")
_LINE_MARK = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|=|-|$)")


INDENT = "– "


def md_bytes(content: Content) -> bytes:
    """UTF-8 without BOM; what participants wrote is escaped, so that it reads as they wrote it.

    The summary is written as `rusnlp summary` writes it, with the ids of its statements after each sentence.
    """
    lines = [f"# {_plain(content.title)}", "", _plain(content.subtitle), ""]
    lines += [f"- {_plain(sentence)}" for sentence in content.findings]
    lines += ["", "## Från dokument till koder", ""]
    lines += _table(
        ("Steg", "Antal", "Förklaring"),
        [(INDENT * row.level + row.label, number_text(row.number), row.note) for row in content.flow],
        numbers=(1,),
    )
    lines += _summary(content)
    for heading, codes in (("Teman", content.themes), ("Områden", content.areas)):
        lines += ["", f"## {heading}", "", *_overview(codes)]
    for crosstab in content.crosstabs:
        lines += ["", f"## {crosstab.title}", "", crosstab.caption, "", *_crosstab(crosstab)]
    lines += _sessions(content)
    lines += _differences(content)
    lines += ["", "## Citat och källor", ""]
    for code in (*content.themes, *content.areas):
        if code.quotes:
            lines += [f"### {_plain(code.label)}", ""]
            for statement_id in code.quotes:
                view = content.by_id[statement_id]
                lines += [f"> {_plain(view.text)}", ">", f"> — {_plain(_place(content, statement_id))}", ""]
            lines += [f"{statements_text(code.statements)}: {_plain(', '.join(code.statement_ids))}", ""]
    lines += _topics(content)
    lines += ["## Utelämnat", ""]
    lines += _table(
        ("Vad", "Antal", "Varför"),
        [(label, number_text(number), reason) for label, reason, number in content.left_out_numbers],
        numbers=(1,),
    )
    lines += _method(content)
    return (printable("\n".join(lines)).rstrip() + "\n").encode()


def _summary(content: Content) -> list[str]:
    if content.summary is None:
        return []
    text_of = {view.statement_id: view.text for view in content.statements}
    titles = {column.key: column.title for column in content.sessions}
    notes: list[str] = []
    lines = [
        "",
        "## Sammanfattning",
        "",
        HOW_TO_READ,
        "",
        f"## {DAY}",
        "",
        *part_markdown(content.summary.day, text_of, notes),
    ]
    for part in content.summary.sessions:
        title = titles.get(part.session or "")
        lines += [f"## {_plain(part.label)}{f': {_plain(title)}' if title else ''}", ""]
        lines += part_markdown(part, text_of, notes)
    return [*lines, *(f"[^{number}]: {note}" for number, note in enumerate(notes, start=1))]


def _sessions(content: Content) -> list[str]:
    lines: list[str] = []
    for session in content.sessions:
        heads, rows = session_table(content, session.key)
        if rows:
            flat = [head.replace("\n", " (") + (")" if "\n" in head else "") for head in heads]
            title = f"## Teman under varje fråga, {_plain(session.label)}"
            lines += ["", title, "", *_table(flat, rows, numbers=range(1, len(heads)))]
    return lines


def _differences(content: Content) -> list[str]:
    lines = ["", "## Skillnader", "", DIFFERENCES_NOTE] if content.differences else []
    for table in difference_tables(content.differences):
        heads = [head.replace("\n", " (") + (")" if "\n" in head else "") for head in table.headings]
        rows = _table(heads, table.rows, numbers=range(1, len(heads)))
        lines += ["", f"### {table.title}", "", _plain(table.caption), "", *rows]
        lines += ["", *(f"- {_plain(note)}" for note in table.notes)]
    return lines


def _topics(content: Content) -> list[str]:
    if content.topics is None:
        return []
    rows = [
        (t.label, t.words, number_text(t.statements), str(t.sessions), str(t.uncoded), t.verdict)
        for t in content.topics
    ]
    heads = ("Ämne", "Ord", "Utsagor", "Pass", "Utan säker kod", "Mot kodboken")
    table = _table(heads, rows, numbers=(2, 3, 4))
    return ["## Ämnen utanför kodboken", "", content.topics_note, "", *table, ""]


def _method(content: Content) -> list[str]:
    lines = ["", "## Så gjordes rapporten", "", *(f"{paragraph}\n" for paragraph in HOW_MADE)]
    lines += [f"- **{_plain(term)}**: {_plain(meaning)}" for term, meaning in DEFINITIONS]
    if content.agreement is not None:
        agreement = content.agreement
        lines += ["", f"### {AGREEMENT_HEADING}", "", _plain(" ".join(agreement.sentences)), ""]
        if agreement.rows:
            first = len(agreement.headings) - agreement.figures
            lines += _table(agreement.headings, agreement.rows, numbers=range(first, len(agreement.headings)))
    decided = [(decision, method, number_text(number)) for decision, method, number in content.decisions]
    lines += ["", "### Beslut", "", *_table(("Beslut", "Hur", "Antal koder"), decided, numbers=(2,))]
    lines += ["", "### Versioner och filer", "", *_table(("Uppgift", "Värde"), content.method), ""]
    if content.documents:
        lines += _table(tuple(content.documents[0]), [tuple(row.values()) for row in content.documents])
    if content.problems:
        lines += ["", "### Kunde inte läsas", "", *(f"- {_plain(problem)}" for problem in content.problems)]
    return lines


def _overview(codes: Sequence[CodeView]) -> list[str]:
    rows = overview_rows(codes, indent=INDENT)
    total = f"Andel av {statements_text(codes[0].of_statements)} som räknas." if codes else ""
    return [*_table(HEADINGS, rows, numbers=(1, 2, 3, 4, 5, 6)), "", total]


def _crosstab(crosstab: Crosstab) -> list[str]:
    headings = ("Namn", *(f"{column.label} (n = {number_text(column.counted)})" for column in crosstab.columns))
    return _table(headings, crosstab_rows(crosstab, indent=INDENT), numbers=range(1, len(headings)))


def _place(content: Content, statement_id: str) -> str:
    view = content.by_id[statement_id]
    return f"{view.document}, {view.place}, {view.session_label}, {view.question_label} ({statement_id})"


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()) -> list[str]:
    rules = ["---:" if column in numbers else "---" for column in range(len(headings))]
    lines = [_row(headings), f"| {' | '.join(rules)} |", *(_row(row) for row in rows)]
    return lines if len(lines) > 2 else ["Inget att visa."]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_plain(cell) for cell in cells)} |"


def _plain(text: str) -> str:
    """Text that Markdown prints as it is, on one line."""
    escaped = _MARKUP.sub(r"\\\1", " ".join(text.split(" ")).replace("\n", " "))
    return _LINE_MARK.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", escaped)
