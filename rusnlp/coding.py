"""Statements to codings: patterns, meaning and what was learned, joined into one decision a statement and code."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from rusnlp.codebook import Code, Codebook
from rusnlp.decision import (
    LEARNED,
    MEANING,
    PATTERN,
    Decision,
    Signals,
    code_groups,
    features,
    hit_counts,
    load_decision,
)
from rusnlp.embedders import Embedder, Progress, embed, load_embedder, unit_rows
from rusnlp.meaning import CodeMeaning, Nearness, background_vectors, code_meanings, nearness
from rusnlp.patterns import Hit, compile_patterns, find_hits
from rusnlp.swedish import tokens

CODING_COLUMNS = ("statement_id", "kind", "code", "coder", "decision", "score", "method", "evidence")
CODER = "rusnlp"
ASSIGNED, REVIEW, REJECTED = "assigned", "review", "rejected"
MOST_CODES = {"area": 2, "theme": 4}
"""Most codes a statement takes, by kind; sub-goals as areas, for each area."""


def code_statements(
    statements: pd.DataFrame,
    codebook: Codebook,
    *,
    embedder: Embedder | None = None,
    cache_dir: str | Path | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Codings of the statements, columns `CODING_COLUMNS`, statement by statement in the order given.

    Of a statement only the text decides: not its session, question or heading, nor which other statements are coded
    with it. `embedder`: default as by `load_embedder`. `cache_dir`: see `rusnlp.embedders.cache_folder`.
    `progress(done, total)` counts texts whose vectors are ready.

    Rows: every pair that is assigned or up for review, and the best area and the best theme of each statement when
    they are rejected. `score` is a probability, four decimals. `evidence` lists the words that speak for the code
    (places in the canonical text) or, where no words do, the codebook's nearest example with its similarity.
    """
    if statements.empty or not codebook.codes:
        return codings_table([])
    texts = sorted(set(statements["text"]))
    judged = _judge(texts, codebook, embedder or load_embedder(), cache_dir, progress)
    rows: list[dict[str, Any]] = []
    for statement in statements[["statement_id", "start", "text"]].itertuples(index=False):
        for verdict in judged[statement.text]:
            rows.append(
                {
                    "statement_id": statement.statement_id,
                    "kind": verdict.code.kind,
                    "code": verdict.code.id,
                    "coder": CODER,
                    "decision": verdict.decision,
                    "score": verdict.score,
                    "method": verdict.method,
                    "evidence": _evidence(verdict, int(statement.start)),
                }
            )
    return codings_table(rows)


def codings_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """A codings table of these rows; all columns also when there are none."""
    table = pd.DataFrame(rows, columns=list(CODING_COLUMNS), dtype=object)
    return table.astype({"score": float})


def coded_records(statements: pd.DataFrame, codings: pd.DataFrame) -> list[dict[str, Any]]:
    """One dictionary a statement, as a line of coded JSONL: its columns, then areas, themes, review and codings.

    `areas` and `themes` list the ids that are assigned, areas without their sub-goals; `review` those to look at.
    A missing value is None. Where a code has several coders, an id stands once.
    """
    by_statement: dict[str, list[dict[str, Any]]] = {}
    for coding in codings.to_dict("records"):
        by_statement.setdefault(coding["statement_id"], []).append({str(k): _plain(v) for k, v in coding.items()})
    records = []
    for statement in statements.to_dict("records"):
        own = by_statement.get(statement["statement_id"], [])
        record: dict[str, Any] = {str(column): _plain(value) for column, value in statement.items()}
        record["areas"] = _ids(own, "area", ASSIGNED)
        record["themes"] = _ids(own, "theme", ASSIGNED)
        record["review"] = _ids(own, None, REVIEW)
        record["codings"] = [{k: v for k, v in coding.items() if k != "statement_id"} for coding in own]
        records.append(record)
    return records


def _ids(codings: Sequence[dict[str, Any]], kind: str | None, decision: str) -> list[str]:
    chosen = [
        coding["code"]
        for coding in codings
        if coding["decision"] == decision and (kind is None or (coding["kind"] == kind and not _is_subgoal(coding)))
    ]
    return list(dict.fromkeys(chosen))


def _is_subgoal(coding: dict[str, Any]) -> bool:
    return coding["kind"] == "area" and "." in coding["code"]


def _plain(value: Any) -> Any:
    """The value as JSON has it."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    return value


@dataclass(frozen=True, slots=True)
class _Verdict:
    code: Code
    decision: str
    score: float
    method: str
    hits: tuple[Hit, ...]
    example: str
    similarity: float


def _evidence(verdict: _Verdict, start: int) -> list[dict[str, Any]]:
    words: list[dict[str, Any]] = [
        {
            "start": start + hit.start,
            "end": start + hit.end,
            "text": hit.text,
            "pattern": hit.pattern,
            "polarity": hit.polarity,
        }
        for hit in verdict.hits
    ]
    if verdict.method == PATTERN:
        return words
    return [*words, {"example": verdict.example, "similarity": verdict.similarity}]


def _judge(
    texts: Sequence[str],
    codebook: Codebook,
    embedder: Embedder,
    cache_dir: str | Path | None,
    progress: Progress | None,
) -> dict[str, list[_Verdict]]:
    """The verdicts that are kept on each text, in the order of the codebook."""
    codes = codebook.codes
    background = background_vectors(embedder, cache_dir)
    meanings = code_meanings(codes, embedder, background, cache_dir)
    vectors = unit_rows(embed(texts, embedder, cache_dir, progress) - background.mean)
    compiled = compile_patterns(codebook)
    hits = [find_hits(text, compiled) for text in texts]
    near = nearness(vectors, meanings)
    decision = load_decision()
    log_odds, methods = _log_odds(texts, hits, near, vectors, codes, embedder.model_hash, decision)
    scores = np.round(1 / (1 + np.exp(-log_odds)), 4)
    decisions = decide(scores, codes, decision)
    judged = {}
    for row, text in enumerate(texts):
        kept = [c for c, d in enumerate(decisions[row]) if d != REJECTED or c in _best(scores[row], codes)]
        judged[text] = [
            _verdict(codes[c], decisions[row][c], row, c, scores, methods, hits, near, meanings) for c in kept
        ]
    return judged


def _verdict(
    code: Code,
    decision: str,
    row: int,
    column: int,
    scores: npt.NDArray[np.float64],
    methods: npt.NDArray[Any],
    hits: Sequence[Sequence[Hit]],
    near: Nearness,
    meanings: Sequence[CodeMeaning],
) -> _Verdict:
    return _Verdict(
        code,
        decision,
        float(scores[row, column]),
        str(methods[row, column]),
        tuple(hit for hit in hits[row] if hit.code == code.id),
        meanings[column].examples[int(near.nearest[row, column])],
        round(float(near.similarity[row, column]), 4),
    )


def _log_odds(
    texts: Sequence[str],
    hits: Sequence[Sequence[Hit]],
    near: Nearness,
    vectors: npt.NDArray[np.float32],
    codes: Sequence[Code],
    model_hash: str,
    decision: Decision,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[Any]]:
    """Log-odds of every code in every text, and the method that spoke loudest for it."""
    places = decision.learned.places(codes, model_hash)
    strong, weak = hit_counts(hits, codes)
    signals = Signals(
        strong=strong,
        weak=weak,
        meaning=near.scores,
        learned=decision.learned.log_odds(vectors, places),
        length=np.array([float(len(tokens(text))) for text in texts]),
    )
    groups = code_groups(codes)
    total, methods = np.zeros(strong.shape), np.full(strong.shape, MEANING, dtype=object)
    for is_learned in (True, False):
        columns = [c for c, place in enumerate(places) if (place is not None) == is_learned]
        if not columns:
            continue
        parts = [PATTERN, MEANING, LEARNED] if is_learned else [PATTERN, MEANING]
        model = decision.model(parts, model_hash)
        shares = model.contributions(features(signals, groups, parts), codes)
        spoken = np.stack([np.where(strong + weak > 0, shares[PATTERN], -np.inf), *(shares[p] for p in parts[1:])])
        total[:, columns] = sum(shares.values(), np.zeros(strong.shape))[:, columns]
        methods[:, columns] = np.array(parts, dtype=object)[spoken.argmax(axis=0)][:, columns]
    return total, methods


def decide(scores: npt.NDArray[np.float64], codes: Sequence[Code], decision: Decision) -> list[list[str]]:
    """assigned, review or rejected for each score, texts × codes.

    Assigned is a score of at least the threshold, for the `MOST_CODES` highest of its group; what passes the
    threshold beyond these, or comes near it, is for review. Sub-goals are rejected where their area is not assigned.
    """
    below = np.where(scores >= decision.review, REVIEW, REJECTED)
    outcome = np.where(scores >= decision.threshold, ASSIGNED, below).astype(object)
    for group in code_groups(codes):
        columns = np.array(group.columns)
        most = MOST_CODES["area" if group.is_area else "theme"]
        ranked = np.argsort(-scores[:, columns], axis=1, kind="stable")[:, most:]
        for row, beyond in enumerate(columns[ranked]):
            over = beyond[outcome[row, beyond] == ASSIGNED]
            outcome[row, over] = REVIEW
    place = {code.id: column for column, code in enumerate(codes)}
    for column, code in enumerate(codes):
        if code.parent is not None:
            outcome[outcome[:, place[code.parent]] != ASSIGNED, column] = REJECTED
    return [list(row) for row in outcome]


def _best(scores: npt.NDArray[np.float64], codes: Sequence[Code]) -> set[int]:
    """Columns of the best area and the best theme."""
    best = set()
    for kind in ("area", "theme"):
        columns = [c for c, code in enumerate(codes) if code.kind == kind and code.parent is None]
        if columns:
            best.add(max(columns, key=lambda c: (scores[c], -c)))
    return best
