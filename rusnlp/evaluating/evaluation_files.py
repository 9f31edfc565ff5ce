"""An evaluation as text to read and as files: Markdown and Excel in Swedish, csv and jsonl for programs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from rusnlp.atomic import replacing, write_text
from rusnlp.evaluating.evaluation import Agreement, Evaluation
from rusnlp.reports.wording import KINDS as SWEDISH_KINDS
from rusnlp.reports.xlsx.parts import Sheets
from rusnlp.table_formats import write_table

FORMATS = ("md", "csv", "xlsx", "jsonl")

_HEADINGS = {
    "kind": "slag",
    "code": "kod",
    "label": "namn",
    "coders": "kodare",
    "n": "antal",
    "sessions": "pass",
    "micro_f1": "mikro-F1",
    "macro_f1": "makro-F1",
    "alpha": "alfa (MASI)",
    "in_first": "kodade av den första",
    "in_second": "kodade av den andra",
    "prevalence": "andel",
    "precision": "precision",
    "recall": "täckning",
    "f1": "F1",
    "kappa": "kappa",
    "pabak": "PABAK",
    "pairs": "par",
    "brier": "Brier",
    "calibration_error": "kalibreringsfel (ECE)",
    "threshold_80": "tröskel vid 80 % avgjort",
    "error_80": "andel fel där",
    "precision_80": "precision där",
    "low": "från",
    "high": "till",
    "mean_score": "medelpoäng",
    "share_true": "andel rätt",
    "threshold": "tröskel",
    "decided": "avgjorda",
    "coverage": "andel avgjorda",
    "errors": "fel",
    "error": "andel fel",
    "assigned": "kodade",
    "assigned_wrong": "felaktigt kodade",
    "rejected": "avvisade",
    "rejected_wrong": "missade",
    "decision": "beslut",
    "level": "risk",
    "bound": "högst andel fel i nytt pass",
    "text": "garanti",
}
_VALUES = {
    **SWEDISH_KINDS,
    "assigned": "kodade",
    "rejected": "avvisade",
    "assigned by score": "kodade efter poäng",
    "listed": "med poäng",
    "all": "alla",
}


@dataclass(frozen=True, slots=True)
class _Language:
    """How tables are worded."""

    headings: Mapping[str, str]
    words: Mapping[str, str]
    undefined: str
    point: str

    def number(self, value: Any) -> str:
        """A cell as words, before its value is translated."""
        if value is None:
            return "–"
        if isinstance(value, float):
            return self.undefined if math.isnan(value) else f"{value:.3f}".replace(".", self.point)
        return str(value)


_ENGLISH = _Language({}, {}, "undefined", ".")
_SWEDISH = _Language(_HEADINGS, _VALUES, "odefinierat", ",")


@dataclass(frozen=True, slots=True)
class Section:
    """A table with a heading."""

    name: str
    """Short, for a sheet and for the column that tells the tables apart."""
    title: str
    swedish: str
    table: pd.DataFrame


def sections(figures: Evaluation | Agreement) -> list[Section]:
    """The tables in the order to read them; those that have no rows only where they say something by it."""
    found = [
        Section("totals", "Whole set", "Helheten", figures.totals),
        Section("codes", "Code by code", "Kod för kod", figures.codes),
    ]
    if isinstance(figures, Evaluation):
        found += [
            Section("people", "Between the coders of the reference", "Mellan referensens kodare", figures.people),
            Section("calibration", "Scores as probabilities", "Poäng som sannolikheter", figures.calibration),
            Section("reliability", "Reliability curve", "Tillförlitlighetskurva", figures.reliability),
            Section("coverage", "Coverage against error", "Andel avgjorda mot fel", figures.coverage),
            Section("guarantees", "Errors in a new session", "Fel i ett nytt pass", figures.guarantees),
        ]
    return [section for section in found if len(section.table) or section.name in ("totals", "codes")]


def figures_text(figures: Evaluation | Agreement) -> str:
    """Tables in plain text, headings in English, labels of codes in Swedish.

    Of the guarantees, codes without one are only counted.
    """
    parts = []
    for section in sections(figures):
        table, more = section.table, ""
        if section.name == "guarantees":
            told = table["code"].isna() | table["bound"].notna()
            more = (
                f"\n{int((~told).sum())} more lines, on single codes, without a guarantee (-o FILE has them).\n"
                "A guarantee is void if weights, patterns or thresholds were learned or chosen on these sessions."
            )
            table = table[told]
        parts.append(f"{section.title}\n{_aligned(_shown(table, _ENGLISH))}{more}")
    return "\n\n".join(parts) + "\n"


def figures_table(figures: Evaluation | Agreement) -> pd.DataFrame:
    """All tables in one, `table` first: a row has the columns of its table, the others are empty."""
    rows = [
        {"table": section.name, **row}
        for section in sections(figures)
        for row in section.table.astype(object).to_dict("records")
    ]
    columns = list(dict.fromkeys(name for row in rows for name in row)) or ["table"]
    # As objects, so that whole numbers stay whole beside the empty cells of other tables.
    return pd.DataFrame([[row.get(name) for name in columns] for row in rows], columns=columns, dtype=object)


def write_figures(figures: Evaluation | Agreement, path: str | Path) -> None:
    """Write the figures in the format of the suffix, one of `FORMATS`; ValueError for any other.

    Undefined figures are "odefinierat" in md and xlsx, and empty in csv and jsonl.
    """
    path = Path(path)
    name = path.suffix.lower().lstrip(".")
    if name not in FORMATS:
        raise ValueError(f"{path}: format {name or 'missing'!r} is not one of {', '.join(FORMATS)}")
    if name == "md":
        write_text(path, _markdown(figures))
    elif name == "xlsx":
        with replacing(path) as temporary:
            temporary.write_bytes(_workbook(figures))
    else:
        write_table(figures_table(figures), path)


def headline(figures: Evaluation | Agreement) -> str:
    """One line: what was compared, and how many statements they share."""
    if isinstance(figures, Agreement):
        return f"{len(figures.coders)} coders ({', '.join(figures.coders)}) of {figures.statements} statements"
    return (
        f"{figures.matched} statements matched by {figures.matched_by}, of {figures.of_predicted} predicted and "
        f"{figures.of_reference} in the reference; {figures.predicted} against {figures.reference}"
    )


def _shown(table: pd.DataFrame, language: _Language) -> list[list[str]]:
    """Heading and rows as words; a figure and its interval in one cell."""
    columns = [name for name in table.columns if not name.endswith(("_low", "_high"))]
    if "code" in columns and "coders" in columns and len(set(table["coders"])) == 1:
        columns.remove("coders")
    rows = [[language.headings.get(name, name) for name in columns]]
    for row in table.to_dict("records"):
        cells = []
        for name in columns:
            cell = language.number(row[name])
            if not math.isnan(row.get(f"{name}_low", math.nan)):
                cell += f" [{language.number(row[f'{name}_low'])}–{language.number(row[f'{name}_high'])}]"
            cells.append(language.words.get(cell, cell))
        rows.append(cells)
    return rows


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    """Columns under each other, figures to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    figures = [
        len(rows) > 1 and all(row[column][:1].isdigit() or row[column] in ("–", _ENGLISH.undefined) for row in rows[1:])
        for column in range(len(widths))
    ]
    lines = [
        "  ".join(
            cell.rjust(width) if figure else cell.ljust(width)
            for cell, width, figure in zip(row, widths, figures, strict=True)
        ).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def _markdown(figures: Evaluation | Agreement) -> str:
    lines = ["# Jämförelse av kodningar", "", _headline_in_swedish(figures), ""]
    for section in sections(figures):
        rows = _shown(section.table, _SWEDISH)
        lines += [f"## {section.swedish}", ""]
        lines += [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
        lines.insert(len(lines) - len(rows) + 1, f"|{' --- |' * len(rows[0])}")
        lines.append("")
    return "\n".join([*lines, *(f"- {note}" for note in _notes_in_swedish(figures))]).rstrip() + "\n"


def _headline_in_swedish(figures: Evaluation | Agreement) -> str:
    if isinstance(figures, Agreement):
        return f"{len(figures.coders)} kodare ({', '.join(figures.coders)}), {figures.statements} utsagor."
    return (
        f"{figures.predicted} jämförs med {figures.reference} på {figures.matched} utsagor som båda har, av "
        f"{figures.of_predicted} i kodningen och {figures.of_reference} i referensen."
    )


def _notes_in_swedish(figures: Evaluation | Agreement) -> list[str]:
    notes = [
        "Intervallen (95 %) fås genom att dra hela pass på nytt; med färre än tio pass blir de för smala.",
        "”Odefinierat” betyder att måttet inte kan räknas, till exempel kappa för en kod som ingen har använt.",
    ]
    if isinstance(figures, Evaluation):
        notes.append(
            "Garantierna gäller bara om varken vikter, ordmönster eller trösklar har lärts eller valts på de pass som "
            "räknas här, och för en kod i taget."
        )
    return notes


def _workbook(figures: Evaluation | Agreement) -> bytes:
    book = Sheets("Jämförelse av kodningar")
    page = book.page("Om", [100])
    for row, text in enumerate([_headline_in_swedish(figures), *_notes_in_swedish(figures)]):
        book.text(page, row, 0, text)
    for section in sections(figures):
        heads = [(_heading(name), _width(name)) for name in section.table.columns]
        sheet = book.table(section.swedish, heads, filtered=len(section.table))
        for number, cells in enumerate(section.table.to_dict("records"), start=1):
            for column, cell in enumerate(cells.values()):
                if isinstance(cell, int | float) and not math.isnan(cell):
                    book.number(sheet, number, column, cell, style="score" if isinstance(cell, float) else "number")
                else:
                    text = _SWEDISH.number(cell)
                    book.text(sheet, number, column, _VALUES.get(text, text))
    return book.bytes()


def _heading(name: str) -> str:
    for end, swedish in (("_low", "från"), ("_high", "till")):
        if name.endswith(end):
            return f"{_HEADINGS[name.removesuffix(end)]}, {swedish}"
    return _HEADINGS[name]


def _width(name: str) -> float:
    widths: Mapping[str, float] = {"label": 40, "coders": 24, "text": 90, "code": 18, "decision": 20}
    return widths.get(name, 12)
