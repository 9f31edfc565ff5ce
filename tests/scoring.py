"""How well loaded statements match reference rows: exact texts, then the tags of those found."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

TAGS = ("session", "question", "slot", "group", "source", "repeat")
_ALIKE = str.maketrans({"”": '"', "“": '"', "’": "'", "–": "-", "—": "-", "\u00a0": " ", "\u00ad": None})


@dataclass(frozen=True)
class Score:
    """Precision, recall and F1 of statements, accuracy of each tag; missed and extra texts, wrong tags as text."""

    precision: float
    recall: float
    f1: float
    tags: dict[str, float]
    missed: tuple[str, ...]
    extra: tuple[str, ...]
    mistagged: tuple[str, ...]


def comparable(text: str) -> str:
    """The text with its form, white space, quotation marks, dashes and case made uniform."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text).translate(_ALIKE)).strip().casefold()


def score_statements(reference: Iterable[Mapping[str, Any]], loaded: Iterable[Mapping[str, Any]]) -> Score:
    """Pairs rows of the same document and text, and of the same page where the reference names one.

    A reference row of role `cluster` takes its pair out of the count, and costs nothing when it has none.
    `loaded` are rows of the statements table.
    """
    free: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in loaded:
        free[row["document"], comparable(row["text"])].append(row)
    pairs: list[tuple[Mapping[str, Any], Mapping[str, Any]]] = []
    missed: list[str] = []
    for row in sorted(reference, key=lambda r: r["role"] == "cluster"):
        candidates = free.get((row["document"], comparable(row["text"])), [])
        match = next((c for c in candidates if row["page"] in (None, c["page"])), None)
        if match is not None:
            candidates.remove(match)
        if row["role"] == "cluster":
            continue
        if match is None:
            missed.append(_located(row))
        else:
            pairs.append((row, match))
    extra = [_located(row) for rows in free.values() for row in rows]
    precision = len(pairs) / (len(pairs) + len(extra)) if pairs else 0.0
    recall = len(pairs) / (len(pairs) + len(missed)) if pairs else 0.0
    f1 = 2 * precision * recall / (precision + recall) if pairs else 0.0
    right, mistagged = dict.fromkeys(TAGS, 0), []
    for wanted, found in pairs:
        for tag in TAGS:
            value = found["repeat_of"] is not None if tag == "repeat" else found[tag]
            if value == wanted[tag]:
                right[tag] += 1
            else:
                mistagged.append(f"{tag} {value!r} for {wanted[tag]!r}: {_located(wanted)}")
    tags = {tag: count / len(pairs) if pairs else 0.0 for tag, count in right.items()}
    return Score(precision, recall, f1, tags, tuple(missed), tuple(extra), tuple(mistagged))


def _located(row: Mapping[str, Any]) -> str:
    return f"{row['document']} p. {row['page']}: {row['text']}"
