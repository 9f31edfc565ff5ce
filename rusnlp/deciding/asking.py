"""Which statements a person should code next, and the sheet to do it in; `rusnlp.learning` reads it back.

Worth asking about is what lies near the threshold of some code (uncertainty), the more so for codes that are rarely
met, like many other statements (density), and unlike what has been chosen already (farthest first). On the reference,
benchmarks/learning_curve.py, this teaches more than as many statements drawn at random; without the density it did not.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from rusnlp.atomic import replacing
from rusnlp.codebook import Codebook
from rusnlp.coding import ASSIGNED, CODER, REVIEW, decide
from rusnlp.deciding.code_scores import CodeScores, score_codes
from rusnlp.deciding.decision import Array, load_decision
from rusnlp.deciding.learned_model import LearnedModel
from rusnlp.embedders import Embedder, Progress
from rusnlp.table_formats import table_format, write_table

ASK_COLUMNS = (
    "statement_id",
    "session",
    "place",
    "heading",
    "text",
    "suggested_areas",
    "suggested_themes",
    "areas",
    "themes",
)
_WIDTHS = (24, 8, 9, 24, 70, 20, 26, 24, 32)
_BLOCK = 1000
_HOW = (
    "Fyll i kolumnerna areas och themes för varje utsaga, med kodernas id från bladet koder.",
    "Flera koder skrivs med komma emellan. Passar ingen kod: skriv ett streck (-). En rad där båda kolumnerna är "
    "tomma räknas som inte kodad.",
    "Förslagen är gjorda av rusnlp: först koder som skulle sättas, sedan sådana som behöver granskas.",
    "Utsagorna som lär mest står överst, så det går bra att sluta när som helst.",
    "Spara och kör: rusnlp learn FILEN -o MAPP, sedan: rusnlp code ANTECKNINGAR --model MAPP. Tio utsagor med en kod "
    "behövs innan något lärs om den; flera ifyllda blad kan ges på en gång.",
)


def statements_to_ask(
    statements: pd.DataFrame,
    codings: pd.DataFrame,
    codebook: Codebook,
    embedder: Embedder,
    number: int,
    *,
    model: LearnedModel | None = None,
    cache_dir: str | Path | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """The statements that teach most when a person codes them, the best first, columns `ASK_COLUMNS`.

    At most `number`; repeats, a second statement of the same words, and what people have coded in `codings` are left
    out. suggested_areas and suggested_themes list what rusnlp (with `model`) would assign and then what it would have
    reviewed; areas and themes are empty. Neither the order of the statements nor the codings of rusnlp matter.
    """
    by_people = set(codings.loc[codings["coder"] != CODER, "statement_id"])
    free = statements[statements["repeat_of"].isna() & ~statements["statement_id"].isin(by_people)]
    free = free.sort_values("statement_id", kind="stable").drop_duplicates("text")
    if free.empty or not codebook.codes:
        return pd.DataFrame(columns=list(ASK_COLUMNS), dtype=object)
    fitting = model.fitting(codebook, embedder.model_hash) if model else None
    scored = score_codes(list(free["text"]), codebook, embedder, model=fitting, cache_dir=cache_dir, progress=progress)
    thresholds = fitting.thresholds if fitting else {}
    judged = [column for column, code in enumerate(scored.codes) if code.parent is None]
    least = np.array([thresholds.get(scored.codes[column].id, load_decision().threshold) for column in judged])
    chosen = most_telling(doubt(scored.log_odds[:, judged], least), scored.vectors, number)
    decisions = decide(scored.probabilities, scored.codes, load_decision(), thresholds)
    rows = []
    for row in chosen:
        statement = free.iloc[row]
        suggested = {kind: _suggested(scored, decisions[row], row, kind) for kind in ("area", "theme")}
        rows.append(
            [
                *(statement[name] for name in ASK_COLUMNS[:5]),
                suggested["area"],
                suggested["theme"],
                None,
                None,
            ]
        )
    return pd.DataFrame(rows, columns=list(ASK_COLUMNS), dtype=object)


def doubt(log_odds: Array, thresholds: Array) -> Array:
    """How much each text's coding is in doubt: the sum over codes of p(1 − p), p counted from the code's threshold.

    `log_odds` is texts × codes. A code weighs by one over the square root of how many of the texts are expected to
    have it, so that rare codes are asked about too.
    """
    log_odds = np.clip(log_odds, -30, 30)
    expected = (1 / (1 + np.exp(-log_odds))).sum(axis=0)
    above = 1 / (1 + np.exp(np.log(thresholds / (1 - thresholds)) - log_odds))
    return np.asarray((above * (1 - above)) @ (1 / np.sqrt(1 + expected)))


def most_telling(worth: Array, vectors: npt.NDArray[Any], number: int) -> list[int]:
    """Rows, one by one that of the highest worth × density × distance to the nearest row chosen before.

    `vectors` have length 1. Density is the mean cosine to all rows, negative ones counted as 0 (Settles & Craven
    2008), distance 1 − cosine. At most `number`; the first of those that are equal.
    """
    worth = worth * _density(vectors)
    distance = np.ones(len(worth))
    free = np.ones(len(worth), dtype=bool)
    chosen: list[int] = []
    for _ in range(min(number, len(worth))):
        row = int(np.argmax(np.where(free, np.round(worth * distance, 9), -1.0)))
        chosen.append(row)
        free[row] = False
        distance = np.minimum(distance, np.clip(1 - vectors @ vectors[row], 0, 1))
    return chosen


def _density(vectors: npt.NDArray[Any]) -> Array:
    blocks = [vectors[start : start + _BLOCK] for start in range(0, len(vectors), _BLOCK)]
    return np.concatenate([np.zeros(0), *(np.clip(block @ vectors.T, 0, 1).mean(axis=1) for block in blocks)])


def write_ask_sheet(sheet: pd.DataFrame, codebook: Codebook, path: str | Path, format: str | None = None) -> None:  # noqa: A002
    """Write the sheet, whole or not at all; xlsx has lists to choose from, the codes, and how to fill it in.

    Raises TableFileError.
    """
    if table_format(path, format) != "xlsx":
        write_table(sheet, path, format)
        return
    with replacing(path) as temporary:
        temporary.write_bytes(_workbook(sheet, codebook))


def _suggested(scored: CodeScores, decisions: Sequence[str], row: int, kind: str) -> list[str]:
    columns = [
        column
        for column, code in enumerate(scored.codes)
        if code.kind == kind and code.parent is None and decisions[column] in (ASSIGNED, REVIEW)
    ]
    columns.sort(key=lambda column: (decisions[column] != ASSIGNED, -scored.log_odds[row, column], column))
    return [scored.codes[column].id for column in columns]


def _workbook(sheet: pd.DataFrame, codebook: Codebook) -> bytes:
    from rusnlp.reports.xlsx.parts import Sheets

    book = Sheets("Utsagor att koda")
    page = book.table("utsagor", list(zip(ASK_COLUMNS, _WIDTHS, strict=True)), filtered=len(sheet))
    cells = sheet.to_numpy(dtype=object).tolist()
    book.rows(page, [[", ".join(cell) if isinstance(cell, list) else cell for cell in row] for row in cells])
    codes = [code for code in codebook.codes if code.parent is None]
    names = [("typ", 10), ("id", 18), ("namn", 34), ("betyder", 60), ("koda när", 60), ("koda inte när", 60)]
    listed = book.table("koder", names, filtered=len(codes))
    kinds = {"area": "område", "theme": "tema"}
    book.rows(listed, [[kinds[c.kind], c.id, c.label, c.definition, c.include, c.exclude] for c in codes])
    how = book.page("så här", [110])
    for row, text in enumerate(_HOW):
        book.text(how, row, 0, text)
    for kind, name in (("area", "areas"), ("theme", "themes")):
        rows = [row for row, code in enumerate(codes, start=2) if code.kind == kind]
        if not rows or sheet.empty:
            continue
        column = ASK_COLUMNS.index(name)
        choice = {
            "validate": "list",
            "source": f"=koder!$B${rows[0]}:$B${rows[-1]}",
            # Several ids in a cell are right, though they are not in the list.
            "show_error": False,
            "input_title": name,
            "input_message": "Flera koder: id med komma emellan. Ingen passar: -",
        }
        page.data_validation(1, column, len(sheet), column, choice)
    return book.bytes()
