"""Draft codes for what lies outside the codebook, as YAML to correct and paste into it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from rusnlp.checking.pattern_suggestions import suggest_patterns
from rusnlp.codebook import Code, Codebook, check_pattern
from rusnlp.discovering.crosswalk import OUTSIDE, PART_PRECISION
from rusnlp.rules.pattern_language import PatternError

PROPOSAL_COLUMNS = [
    "proposal", "found_as", "topic", "label", "words", "n_statements", "n_sessions", "stability", "area", "area_share",
    "nearest", "typical", "statement_ids",
]  # fmt: skip
TOPIC, CONCEPT = "ämne", "begrepp"
_SAME = 0.5
"""Jaccard coefficient of the statements from which two proposals are one."""
_TYPICAL = 5
_LEAST_PRECISION = 0.4
_MOST_PATTERNS = 10

Vectors = npt.NDArray[np.float32]


def proposals(
    statements: pd.DataFrame, vectors: Vectors, found: Sequence[tuple[str, pd.DataFrame, pd.DataFrame]]
) -> pd.DataFrame:
    """What holds and lies outside the codebook; columns `PROPOSAL_COLUMNS`.

    `vectors`: row i for row i of `statements`. `found`: for topics and for concepts (`TOPIC`, `CONCEPT`) their table
    and verdicts. One that shares half its statements with a larger one is left out. `typical`: ids of the statements
    nearest to the mean of the proposal's, those with its words before others. First come those that no area
    has most of, each part most statements first.
    """
    place = {key: row for row, key in enumerate(statements["statement_id"])}
    candidates: list[dict[str, Any]] = []
    for found_as, topics, judged in found:
        told = topics.merge(judged.drop(columns="label"), on="topic")
        for row in told[(told["verdict"] == OUTSIDE) & (told["holds"] == True)].to_dict("records"):  # noqa: E712
            candidates.append({str(key): value for key, value in row.items()} | {"found_as": found_as})
    candidates.sort(key=lambda row: (-row["n_statements"], row["found_as"], row["topic"]))
    kept: list[dict[str, Any]] = []
    for row in candidates:
        own = set(row["statement_ids"])
        if all(len(own & set(o["statement_ids"])) < _SAME * len(own | set(o["statement_ids"])) for o in kept):
            row["typical"] = _typical(sorted(own & place.keys()), place, vectors, statements, row["words"])
            kept.append(row)
    kept.sort(key=lambda row: row["area_share"] >= PART_PRECISION)
    for number, row in enumerate(kept, start=1):
        row["proposal"] = number
    return pd.DataFrame(kept, columns=PROPOSAL_COLUMNS)


def _typical(
    ids: Sequence[str], place: dict[str, int], vectors: Vectors, statements: pd.DataFrame, words: Sequence[str]
) -> list[str]:
    rows = [place[key] for key in ids]
    middle = vectors[rows].mean(axis=0, dtype=np.float64)
    nearness = (vectors[rows] @ middle).round(6)
    texts = [statements["text"].iloc[row].casefold() for row in rows]
    without = [not any(word.casefold() in text for word in words) for text in texts]
    order = sorted(range(len(ids)), key=lambda i: (without[i], -nearness[i], ids[i]))
    return [ids[i] for i in order[:_TYPICAL]]


def draft_codebook(statements: pd.DataFrame, proposed: pd.DataFrame, codebook: Codebook) -> str:
    """The proposals as the themes of a codebook in YAML that `rusnlp.codebook.load_codebook` reads.

    Of each: a label from its words, a definition that names them and the most typical statements by id, those
    statements as examples, and patterns that mark its statements against the others, which a person has still to go
    through. Ids and word lists do not collide with those of `codebook`. No proposals give a text with no themes, which
    is not a codebook.
    """
    import yaml

    texts, ids = list(statements["text"]), list(statements["statement_id"])
    text_of = dict(zip(ids, texts, strict=True))
    taken = {code.id for code in codebook.codes}
    entries = []
    for row in proposed.to_dict("records"):
        code_id = _id(row["label"], taken)
        taken.add(code_id)
        members = set(row["statement_ids"])
        patterns = _patterns(texts, ids, [key in members for key in ids], codebook, code_id, row["words"])
        entries.append(
            {
                "id": code_id,
                "label": row["label"][:1].upper() + row["label"][1:],
                "definition": (
                    f"Utkast. Utsagor om {_listed(row['words'][:5])}. Mest typiska: {', '.join(row['typical'])}."
                ),
                "include": "",
                "exclude": "",
                "patterns": patterns,
                "examples": list(dict.fromkeys(text_of[key] for key in row["typical"])),
            }
        )
    head = {
        "name": f"{codebook.name}-utkast",
        "title": f"Utkast till koder utanför {codebook.title}",
        "language": codebook.language,
        "version": codebook.version,
        "themes": entries,
    }
    comment = "# Utkast: läs utsagorna, skriv om definitionen, stryk mönster, och klistra in det som håller.\n"
    return comment + yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=118)


def _id(label: str, taken: Collection[str]) -> str:
    plain = unicodedata.normalize("NFKD", label.casefold()).encode("ascii", "ignore").decode()
    base = re.sub(r"\W+", "_", plain).strip("_") or "utkast"
    number, code_id = 1, base
    while code_id in taken:
        number += 1
        code_id = f"{base}_{number}"
    return code_id


def _listed(words: Sequence[str]) -> str:
    return " och ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else "samma sak"


def _patterns(
    texts: Sequence[str],
    ids: Sequence[str],
    coded: Sequence[bool],
    codebook: Codebook,
    code_id: str,
    words: Sequence[str],
) -> list[str]:
    """Patterns that mark the members, the most telling first; the words themselves where none does."""
    draft = Code(code_id, "theme", "", "", "", "", (), (), (), ())
    # Alone, since the patterns of other codes say nothing of what this one's should be.
    alone = replace(codebook, codes=(draft,))
    marks = suggest_patterns(texts, ids, coded, alone, code_id)
    chosen = [str(p) for p in marks.loc[marks["precision"] >= _LEAST_PRECISION, "pattern"]]
    return [pattern for pattern in chosen or [w.lower() for w in words] if _readable(pattern)][:_MOST_PATTERNS]


def _readable(pattern: str) -> bool:
    try:
        check_pattern(pattern, {}, ())
    except PatternError:
        return False
    return True
