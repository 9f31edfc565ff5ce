"""Keyword in context: every hit of a code with the words before and after it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from rusnlp.codebook import Codebook
from rusnlp.patterns import Hit, compile_patterns, hits_of_texts
from rusnlp.swedish import tokens

CONCORDANCE_COLUMNS = (
    "statement_id", "place", "kind", "left", "hit", "right", "pattern", "polarity", "weight", "reason", "start", "end",
)  # fmt: skip
HIT = "hit"
_LEAST_CONTEXT = 16
_LONGEST_PATTERN = 40
_GAP = "  "
_SPACE = re.compile(r"\s+")


def hits_in_context(
    statements: pd.DataFrame, codebook: Codebook, code: str, *, words: int | None = None
) -> pd.DataFrame:
    """What the patterns of one code find, a row a hit, in the order of the statements; `CONCORDANCE_COLUMNS`.

    left + hit + right is the statement with single spaces, or at most `words` words of it on each side of the hit.
    `kind` is "hit", `reason` None; weight is 1.0, or 0.5 for a weak pattern; start and end count in the document's
    canonical text. Needs the columns statement_id, place, start and text. Raises `KeyError` for an unknown code.
    """
    codebook.code(code)
    found = hits_of_texts(statements["text"].tolist(), compile_patterns(codebook))
    of_statement = list(statements[["statement_id", "place", "start", "text"]].itertuples(index=False, name=None))
    rows = []
    for row, hit in found.hits():
        if hit.code == code:
            statement_id, place, start, text = of_statement[row]
            rows.append(context_row(statement_id, place, start, text, hit, words=words))
    return concordance(rows)


def context_row(
    statement_id: str,
    place: str | None,
    start: int,
    text: str,
    hit: Hit,
    *,
    kind: str = HIT,
    reason: str | None = None,
    words: int | None = None,
) -> dict[str, Any]:
    """A row of a concordance: the hit in its statement, which begins at `start` in the canonical text."""
    left, right = 0, len(text)
    if words is not None:
        places = tokens(text)
        before = [token.start for token in places if token.end <= hit.start]
        after = [token.end for token in places if token.start >= hit.end]
        left = before[-words] if 0 < words < len(before) else 0 if words else hit.start
        right = after[words - 1] if 0 < words < len(after) else len(text) if words else hit.end
    return {
        "statement_id": statement_id,
        "place": place,
        "kind": kind,
        "left": _SPACE.sub(" ", text[left : hit.start]),
        "hit": hit.text,
        "right": _SPACE.sub(" ", text[hit.end : right]),
        "pattern": hit.pattern,
        "polarity": hit.polarity,
        "weight": hit.weight,
        "reason": reason,
        "start": int(start) + hit.start,
        "end": int(start) + hit.end,
    }


def concordance(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Rows as a table; all columns also when there are none."""
    table = pd.DataFrame(list(rows), columns=list(CONCORDANCE_COLUMNS), dtype=object)
    return table.astype({"weight": float, "start": int, "end": int})


def concordance_lines(table: pd.DataFrame, width: int) -> list[str]:
    """The concordance for a terminal of that many characters: the hits below each other, contexts cut to fit.

    After it stand its pattern and, where it is so, the reason of a near miss, "saknas" or "weak", which may go beyond.
    """
    if table.empty:
        return []
    ids = max(map(len, table["statement_id"]))
    sides = max((width - ids - 2 * len(_GAP)) // 5 * 2, _LEAST_CONTEXT)
    lines = []
    for row in table.to_dict("records"):
        left = _end_of(row["left"], sides)
        right = _start_of(f"[{row['hit']}]{row['right']}", sides)
        said = [_start_of(row["pattern"], _LONGEST_PATTERN)]
        said += [row["reason"]] if row["reason"] else []
        said += [row["polarity"]] if row["polarity"] == "saknas" else []
        said += ["weak"] if row["weight"] < 1 and row["kind"] == HIT else []
        lines.append(f"{row['statement_id']:<{ids}}{_GAP}{left:>{sides}}{right:<{sides}}{_GAP}{'; '.join(said)}")
    return lines


def _start_of(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def _end_of(text: str, length: int) -> str:
    return text if len(text) <= length else f"…{text[len(text) - length + 1 :].lstrip()}"
