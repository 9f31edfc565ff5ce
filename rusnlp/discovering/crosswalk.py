"""Topics and concepts against the codebook: what the codes say of the same statements, and what they do not cover."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from rusnlp.codebook import Code, Codebook
from rusnlp.coding import ASSIGNED
from rusnlp.deciding.meaning import background_vectors, code_meanings, nearness
from rusnlp.discovering.concepts import words_and_parts
from rusnlp.discovering.topic_words import content_lemmas
from rusnlp.embedders import Embedder, embed, unit_rows
from rusnlp.swedish import tokens
from rusnlp.themes import settled
from rusnlp.topics import OUTLIER

CROSSWALK_COLUMNS = [
    "topic", "label", "kind", "code", "code_label", "n_topic", "n_code", "n_both", "precision", "recall", "lift",
    "words_explained", "meaning",
]  # fmt: skip
VERDICT_COLUMNS = ["topic", "label", "verdict", "code", "verdict_text", "area", "area_share", "nearest"]
CODED_COLUMNS = ["topic", "by_themes", "by_areas"]
COVERED, PART, OUTSIDE = "täcks av", "del av", "utanför kodboken"
COVERED_F1 = 0.5
COVERED_WORDS, COVERED_PRECISION = 0.45, 0.4
PART_PRECISION = 0.6
"""A topic is covered by a code when they share most of their statements (F1), or when the code is given for the very
words of the topic and stands on this share of its statements; it is part of a code that this share of it has."""
_NEAREST = 3

Spans = dict[tuple[str, str], list[tuple[int, int]]]
"""(statement, code or kind of code) -> start and end of the words that it was given for."""
_ALL = (0, sys.maxsize)


def crosswalk(
    statements: pd.DataFrame,
    topics: pd.DataFrame,
    codings: pd.DataFrame,
    codebook: Codebook,
    embedder: Embedder,
    *,
    cache_dir: Any = None,
) -> pd.DataFrame:
    """How each topic, or concept, overlaps each code; columns `CROSSWALK_COLUMNS`, best overlap of each topic first.

    Over the statements that have a topic or are counted with them (`statements`): `precision`, share of the topic's
    statements that are assigned the code; `recall`, share of the code's that are in the topic; `lift`, precision over
    the code's share of all; `words_explained`, share of the topic's own words, where its statements have them, that
    are among the words that the code was given for; `meaning`, mean nearness in meaning in standard deviations
    (`deciding.meaning`). A pair is left out when it shares no statement and the code is none of the nearest three.
    People's decisions come before those of rusnlp.
    """
    ids = {str(key): row for row, key in enumerate(statements["statement_id"])}
    decided = _assigned(statements, codings)
    coded: dict[str, set[str]] = {}
    spans: Spans = {}
    for key, code, evidence in zip(decided["statement_id"], decided["code"], decided["evidence"], strict=True):
        coded.setdefault(code, set()).add(key)
        spans[key, code] = _places(evidence)
    vectors = embed(list(statements["text"]), embedder, cache_dir) if len(statements) else np.zeros((0, 1))
    background = background_vectors(embedder, cache_dir)
    meanings = code_meanings(codebook.codes, embedder, background, cache_dir)
    rows = []
    for topic in topics[topics["topic"] != OUTLIER].to_dict("records"):
        members = sorted(key for key in topic["statement_ids"] if key in ids)
        places = [ids[key] for key in members]
        near = nearness(unit_rows(vectors[places] - background.mean), meanings).scores.mean(axis=0).round(2)
        nearest = set(np.argsort(-near, kind="stable")[:_NEAREST].tolist())
        said = _own_words(statements.iloc[places], own_lemmas(topic))
        found = []
        for column, code in enumerate(codebook.codes):
            both = len(coded.get(code.id, set()).intersection(members))
            if both or column in nearest:
                explained = _explained(said, code.id, spans)
                found.append(_row(topic, code, both, len(members), coded, len(ids), explained, float(near[column])))
        rows += sorted(found, key=lambda row: (-_f1(row), -row["precision"], -row["meaning"]))
    return pd.DataFrame(rows, columns=CROSSWALK_COLUMNS)


def _row(
    topic: Mapping[Any, Any],
    code: Code,
    both: int,
    size: int,
    coded: Mapping[str, set[str]],
    total: int,
    explained: float,
    near: float,
) -> dict[str, Any]:
    of_code = len(coded.get(code.id, ()))
    precision = both / size if size else 0.0
    return {
        "topic": topic["topic"],
        "label": topic["label"],
        "kind": code.kind,
        "code": code.id,
        "code_label": code.label,
        "n_topic": size,
        "n_code": of_code,
        "n_both": both,
        "precision": round(precision, 4),
        "recall": round(both / of_code, 4) if of_code else 0.0,
        "lift": round(precision * total / of_code, 2) if of_code else 0.0,
        "words_explained": explained,
        "meaning": near,
    }


def _f1(row: Mapping[Any, Any]) -> float:
    total = row["precision"] + row["recall"]
    return 2 * row["precision"] * row["recall"] / total if total else 0.0


def own_lemmas(topic: Mapping[Any, Any]) -> frozenset[str]:
    """The topic's own words as lemmas; a concept has them, those of a topic are read from its words as written."""
    if "lemmas" in topic:
        return frozenset(topic["lemmas"])
    return frozenset(base for word in topic["words"] for base, _ in content_lemmas(word))


@lru_cache(maxsize=50_000)
def _parts(word: str) -> frozenset[str]:
    return words_and_parts(word)


def _own_words(statements: pd.DataFrame, lemmas: frozenset[str]) -> list[tuple[str, int, int]]:
    """(statement, start, end) of each of these words in the canonical text."""
    found = []
    for key, text, start in zip(statements["statement_id"], statements["text"], statements["start"], strict=True):
        for token in tokens(text):
            if lemmas & _parts(token.text):
                found.append((str(key), int(start) + token.start, int(start) + token.end))
    return found


def _explained(said: Sequence[tuple[str, int, int]], code: str, spans: Spans) -> float:
    """Share of the words that overlap one of the spans that the code was given for."""
    if not said:
        return 0.0
    hit = sum(any(a < end and start < b for a, b in spans.get((key, code), ())) for key, start, end in said)
    return round(hit / len(said), 4)


def _assigned(statements: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    decided = settled(codings)
    return decided[(decided["decision"] == ASSIGNED) & decided["statement_id"].isin(set(statements["statement_id"]))]


def _places(evidence: Sequence[Mapping[str, Any]] | None) -> list[tuple[int, int]]:
    return [(found["start"], found["end"]) for found in evidence or () if "start" in found]


def words_coded(statements: pd.DataFrame, topics: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """How much of what each topic says the codes already take up; one row a topic, columns `CODED_COLUMNS`.

    Of the topic's own words, where its statements have them: `by_themes`, the share that are among the words that any
    theme was given for, and `by_areas`, that any area was given for; 0 to 1. A code
    that a person gave without saying for which words counts for all of them. Arguments as for `crosswalk`.
    """
    spans: Spans = {}
    decided = _assigned(statements, codings)
    columns = ("statement_id", "kind", "method", "evidence")
    for key, kind, method, evidence in zip(*(decided[column] for column in columns), strict=True):
        places = _places(evidence)
        spans.setdefault((key, kind), []).extend(places or ([_ALL] if method == "person" else []))
    rows = []
    for topic in topics[topics["topic"] != OUTLIER].to_dict("records"):
        said = _own_words(statements[statements["statement_id"].isin(topic["statement_ids"])], own_lemmas(topic))
        rows.append((topic["topic"], _explained(said, "theme", spans), _explained(said, "area", spans)))
    return pd.DataFrame(rows, columns=CODED_COLUMNS)


def verdicts(topics: pd.DataFrame, overlaps: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """What the codebook has to say of each topic: one row a topic, columns `VERDICT_COLUMNS`.

    `verdict`: covered by a theme, part of one, or outside the codebook (of a codebook without themes: its areas);
    `code` is the theme, None outside. Areas say what a statement is about and themes what about it, so a topic may be
    outside the themes and all in one area: `area` is the top-level area that most of its statements have, `area_share`
    the share. `nearest`: ids of the codes nearest in meaning, nearest first.
    """
    kind = "theme" if codebook.themes else "area"
    top_level = {code.id for code in codebook.areas}
    rows = []
    for topic in topics[topics["topic"] != OUTLIER].to_dict("records"):
        own = overlaps[overlaps["topic"] == topic["topic"]].to_dict("records")
        verdict, code = _verdict([row for row in own if row["kind"] == kind and row["n_both"]])
        areas = [row for row in own if row["code"] in top_level and row["n_both"]]
        area = max(areas, key=lambda row: (row["precision"], row["code"]), default=None)
        rows.append(
            {
                "topic": topic["topic"],
                "label": topic["label"],
                "verdict": verdict,
                "code": code,
                "verdict_text": _text(verdict, code, area, codebook),
                "area": area["code"] if area else None,
                "area_share": area["precision"] if area else 0.0,
                "nearest": [r["code"] for r in sorted(own, key=lambda r: (-r["meaning"], r["code"]))[:_NEAREST]],
            }
        )
    table = pd.DataFrame(rows, columns=VERDICT_COLUMNS)
    for column in ("code", "area"):
        table[column] = pd.Series([row[column] for row in rows], dtype=object)
    return table


def _text(verdict: str, code: str | None, area: Mapping[Any, Any] | None, codebook: Codebook) -> str:
    if code:
        return f"{verdict} {codebook.code(code).label}"
    if codebook.themes and area and area["precision"] >= PART_PRECISION:
        return f"{verdict}s teman, inom området {area['code_label']}"
    return verdict


def _verdict(rows: Sequence[Mapping[Any, Any]]) -> tuple[str, str | None]:
    covering = [
        row
        for row in rows
        if _f1(row) >= COVERED_F1 or (row["words_explained"] >= COVERED_WORDS and row["precision"] >= COVERED_PRECISION)
    ]
    if covering:
        return COVERED, max(covering, key=lambda row: (_f1(row), row["code"]))["code"]
    part = [row for row in rows if row["precision"] >= PART_PRECISION]
    if part:
        return PART, max(part, key=lambda row: (row["precision"], row["code"]))["code"]
    return OUTSIDE, None
