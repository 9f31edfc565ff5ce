"""The report as Markdown, to read in a mail, a wiki or a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rusnlp.reports.overview_rows import HEADINGS, overview_rows
from rusnlp.reports.texts import DEFINITIONS, HOW_MADE
from rusnlp.reports.views import CodeView, Content, Crosstab
from rusnlp.reports.wording import number_text, share_text, statements_text

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")
_LINE_MARK = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|=|-|$)")


def md_bytes(content: Content) -> bytes:
    """UTF-8 without BOM; what participants wrote is escaped, so that it reads as they wrote it."""
    lines = [f"# {_plain(content.title)}", "", _plain(content.subtitle), ""]
    lines += [f"- {_plain(sentence)}" for sentence in content.findings]
    lines += ["", "## Från dokument till koder", ""]
    lines += _table(
        ("Steg", "Antal", "Förklaring"),
        [("– " * row.level + row.label, number_text(row.number), row.note) for row in content.flow],
        numbers=(1,),
    )
    for heading, codes in (("Teman", content.themes), ("Områden", content.areas)):
        lines += ["", f"## {heading}", "", *_overview(codes)]
    for crosstab in content.crosstabs:
        lines += ["", f"## {crosstab.title}", "", crosstab.caption, "", *_crosstab(crosstab)]
    lines += ["", "## Citat och källor", ""]
    for code in (*content.themes, *content.areas):
        if code.quotes:
            lines += [f"### {_plain(code.label)}", ""]
            for statement_id in code.quotes:
                view = content.by_id[statement_id]
                lines += [f"> {_plain(view.text)}", ">", f"> — {_plain(_place(content, statement_id))}", ""]
            lines += [f"{statements_text(code.statements)}: {_plain(', '.join(code.statement_ids))}", ""]
    if content.topics is not None:
        lines += ["## Ämnen utanför kodboken", "", content.topics_note, ""]
        lines += _table(
            ("Ämne", "Ord", "Utsagor", "Pass", "Utan säker kod", "Mot kodboken"),
            [
                (t.label, t.words, number_text(t.statements), str(t.sessions), str(t.uncoded), t.verdict)
                for t in content.topics
            ],
            numbers=(2, 3, 4),
        )
        lines.append("")
    lines += ["## Utelämnat", ""]
    lines += _table(
        ("Vad", "Antal", "Varför"),
        [(label, number_text(number), reason) for label, reason, number in content.left_out_numbers],
        numbers=(1,),
    )
    lines += ["", "## Så gjordes rapporten", ""]
    lines += [paragraph + "\n" for paragraph in HOW_MADE]
    lines += [f"- **{_plain(term)}**: {_plain(meaning)}" for term, meaning in DEFINITIONS]
    lines += ["", *_table(("Uppgift", "Värde"), content.method), ""]
    if content.documents:
        lines += _table(tuple(content.documents[0]), [tuple(row.values()) for row in content.documents])
    if content.problems:
        lines += ["", "### Kunde inte läsas", "", *(f"- {_plain(problem)}" for problem in content.problems)]
    return ("\n".join(lines).rstrip() + "\n").encode()


def _overview(codes: Sequence[CodeView]) -> list[str]:
    rows = overview_rows(codes, indent="– ")
    total = f"Andel av {statements_text(codes[0].of_statements)} som räknas." if codes else ""
    return [*_table(HEADINGS, rows, numbers=(1, 2, 3, 4, 5, 6)), "", total]


def _crosstab(crosstab: Crosstab) -> list[str]:
    headings = ("Namn", *(f"{column.label} (n = {number_text(column.counted)})" for column in crosstab.columns))
    rows = [
        (
            ("– " if code.parent else "") + code.label,
            *(f"{number_text(c.statements)} ({share_text(c.share, 0)})" if c.statements else "–" for c in cells),
        )
        for code, cells in crosstab.rows
    ]
    return _table(headings, rows, numbers=tuple(range(1, len(headings))))


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
