"""The theme table for a spreadsheet: one row a code × session × question."""

from __future__ import annotations

import csv
import io
import re

from rusnlp.reports.views import Content
from rusnlp.reports.wording import KINDS, printable
from rusnlp.sessions import session_label

COLUMNS = (
    "Slag",
    "Kod",
    "Namn",
    "Hör till",
    "Pass",
    "Fråga",
    "Kodade utsagor",
    "Kodade och att granska",
    "Av utsagor",
    "Andel",
    "Därav saknas",
    "Summeringar",
    "Nämnare",
    "Typiskt citat",
    "Citatets plats",
    "Utsagornas id",
    "Att granska, id",
    "Saknas, id",
    "Summeringar, id",
)
_RUNS_AS_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def csv_bytes(content: Content) -> bytes:
    """UTF-8 with BOM and `;`, decimal comma; a cell that would run as a formula stands behind an apostrophe.

    A number's ids stand in its row, joined by blanks. Rows where nothing is assigned, to review or summed up by a
    workshop leader are left out.
    """
    questions = {column.key: column.label for column in content.questions}
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in content.counts.to_dict("records"):
        cells = (
            KINDS[row["kind"]],
            row["code"],
            row["label"],
            row["parent"] or "",
            session_label(row["session"]),
            questions.get(row["question"], row["question"]),
            row["statements"],
            row["with_review"],
            row["of_statements"],
            f"{row['share']:.4f}".replace(".", ","),
            row["absent"],
            row["summaries"],
            row["denominator"],
            row["quote"] or "",
            row["quote_place"] or "",
            " ".join(row["statement_ids"]),
            " ".join(row["review_ids"]),
            " ".join(row["absent_ids"]),
            " ".join(row["summary_ids"]),
        )
        writer.writerow([_protected(cell) if isinstance(cell, str) else cell for cell in cells])
    return printable(out.getvalue()).encode("utf-8-sig")


def _protected(cell: str) -> str:
    return f"'{cell}" if _RUNS_AS_FORMULA.match(cell) else cell
