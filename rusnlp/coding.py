"""Statements to codings: patterns, meaning and what was learned, joined into one decision a statement and code."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from rusnlp.codebook import Code, Codebook
from rusnlp.deciding.code_scores import CodeScores, score_codes
from rusnlp.deciding.decision import PATTERN, Decision, code_groups, load_decision
from rusnlp.deciding.learned_model import LearnedModel
from rusnlp.deciding.neighbours import is_running_text, read_in_order
from rusnlp.embedders import Embedder, Progress, load_embedder
from rusnlp.patterns import Hit
from rusnlp.tabling.decisions import settled

CODING_COLUMNS = ("statement_id", "kind", "code", "coder", "decision", "score", "method", "evidence")
MODEL_COLUMN = "model"
"""One column more where a model of the user's took part: its hash, None where it did not."""
CODER = "rusnlp"
ASSIGNED, REVIEW, REJECTED = "assigned", "review", "rejected"
MOST_CODES = {"area": 2, "theme": 4}
"""Most codes a statement takes, by kind; sub-goals as areas, for each area."""


def code_statements(
    statements: pd.DataFrame,
    codebook: Codebook,
    *,
    embedder: Embedder | None = None,
    model: LearnedModel | None = None,
    cache_dir: str | Path | None = None,
    progress: Progress | None = None,
    running_text: bool | None = None,
) -> pd.DataFrame:
    """Codings of the statements, columns `CODING_COLUMNS`, statement by statement in the order given.

    Of a statement only the text decides: not its session, question or heading, nor which other statements are coded
    with it. Paragraphs of running text are the exception: those before and after, in the same document and under the
    same heading, have a say in the areas (`rusnlp.deciding.neighbours`). `running_text` says that all statements are
    such paragraphs, or that none is; by default each document's statements tell.

    `embedder`: default as by `load_embedder`. `cache_dir`: see `rusnlp.embedders.cache_folder`.
    `progress(done, total)` counts texts whose vectors are ready. `model`: what was learned of a user's coding; the
    table has the column `MODEL_COLUMN` then. Raises ModelError for one that fits neither codebook nor embedder.

    Rows: every pair that is assigned or up for review, and the best area and the best theme of each statement when
    they are rejected. `score` is a probability, four decimals. `evidence` lists the words that speak for the code
    (places in the canonical text) or, where no words do, the codebook's nearest example with its similarity.
    """
    if statements.empty or not codebook.codes:
        return codings_table([])
    embedder = embedder or load_embedder()
    fitting = model.fitting(codebook, embedder.model_hash) if model else None
    texts = sorted(set(statements["text"]))
    scored = score_codes(texts, codebook, embedder, model=fitting, cache_dir=cache_dir, progress=progress)
    judged = dict(zip(scored.texts, _judge(scored, fitting), strict=True))
    in_context = _judged_in_context(scored, fitting, statements, running_text)
    rows: list[dict[str, Any]] = []
    for statement in statements[["statement_id", "start", "text"]].itertuples(index=False):
        for verdict in in_context.get(statement.statement_id, judged[statement.text]):
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
    codings = codings_table(rows)
    if fitting:
        codings[MODEL_COLUMN] = [fitting.hash if code in fitting.codes else None for code in codings["code"]]
    return codings


def codings_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """A codings table of these rows; all columns also when there are none."""
    table = pd.DataFrame(rows, columns=list(CODING_COLUMNS), dtype=object)
    return table.astype({"score": float})


def coded_records(statements: pd.DataFrame, codings: pd.DataFrame) -> list[dict[str, Any]]:
    """One dictionary a statement, as a line of coded JSONL: its columns, then areas, themes, review and codings.

    `areas` and `themes` list the ids that are assigned, areas without their sub-goals; `review` those to look at.
    A missing value is None. Where a code has several coders, an id stands once, with what people decided
    (`rusnlp.tabling.decisions.settled`).
    """
    decided = _decided(codings)
    by_statement: dict[str, list[dict[str, Any]]] = {}
    for coding in codings.to_dict("records"):
        by_statement.setdefault(coding["statement_id"], []).append({str(k): _plain(v) for k, v in coding.items()})
    records = []
    for statement in statements.to_dict("records"):
        own = by_statement.get(statement["statement_id"], [])
        last = [{**coding, "decision": decided.get(_key(coding), coding["decision"])} for coding in own]
        record: dict[str, Any] = {str(column): _plain(value) for column, value in statement.items()}
        record["areas"] = _ids(last, "area", ASSIGNED)
        record["themes"] = _ids(last, "theme", ASSIGNED)
        record["review"] = _ids(last, None, REVIEW)
        record["codings"] = [{k: v for k, v in coding.items() if k != "statement_id"} for coding in own]
        records.append(record)
    return records


def _decided(codings: pd.DataFrame) -> dict[tuple[str, str, str], str]:
    """What was decided at last on each statement and code; empty when one coder alone has coded."""
    if codings["coder"].nunique() < 2:
        return {}
    return {_key(coding): coding["decision"] for coding in settled(codings).to_dict("records")}


def _key(coding: Mapping[Any, Any]) -> tuple[str, str, str]:
    return coding["statement_id"], coding["kind"], coding["code"]


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


def _judged_in_context(
    scored: CodeScores, model: LearnedModel | None, statements: pd.DataFrame, running_text: bool | None
) -> dict[str, list[_Verdict]]:
    """Statement id -> the verdicts on paragraphs of running text, neighbours taken in; other statements have none."""
    if running_text is False:
        return {}
    places = [name for name in ("document", "page", "start") if name in statements]
    ordered = statements.sort_values(places, kind="stable") if places else statements
    documents = ordered["document"] if "document" in ordered else pd.Series("", index=ordered.index)
    if running_text is None:
        running = [name for name, texts in ordered["text"].groupby(documents) if is_running_text(list(texts))]
        ordered = ordered[documents.isin(running)]
    if ordered.empty:
        return {}
    texts = list(ordered["text"])
    under = [name for name in ("document", "session", "question", "heading") if name in ordered]
    sections = list(ordered[under].astype(str).itertuples(index=False, name=None)) if under else [()] * len(texts)
    read = read_in_order(scored, texts, sections)
    return dict(zip(ordered["statement_id"], _judge(read, model), strict=True))


def _judge(scored: CodeScores, model: LearnedModel | None) -> list[list[_Verdict]]:
    """The verdicts that are kept on each row of the scores, in the order of the codebook."""
    scores, codes = scored.probabilities, scored.codes
    decisions = decide(scores, codes, load_decision(), model.thresholds if model else None)
    judged = []
    for row in range(len(scored.texts)):
        best = _best(scores[row], codes)
        kept = [column for column, d in enumerate(decisions[row]) if d != REJECTED or column in best]
        judged.append([_verdict(scored, row, column, decisions[row][column], scores[row, column]) for column in kept])
    return judged


def _verdict(scored: CodeScores, row: int, column: int, decision: str, score: float) -> _Verdict:
    code = scored.codes[column]
    return _Verdict(
        code,
        decision,
        float(score),
        str(scored.methods[row, column]),
        tuple(hit for hit in scored.hits[row] if hit.code == code.id),
        scored.meanings[column].examples[int(scored.near.nearest[row, column])],
        round(float(scored.near.similarity[row, column]), 4),
    )


def decide(
    scores: npt.NDArray[np.float64],
    codes: Sequence[Code],
    decision: Decision,
    thresholds: Mapping[str, float] | None = None,
) -> list[list[str]]:
    """assigned, review or rejected for each score, texts × codes; `thresholds` by code id where not the general one.

    Assigned is a score of at least the threshold, for the `MOST_CODES` highest of its group; what passes the
    threshold beyond these, or comes near it, is for review. Sub-goals are rejected where their area is not assigned.
    """
    least = np.array([(thresholds or {}).get(code.id, decision.threshold) for code in codes])
    below = np.where(scores >= np.minimum(decision.review, least), REVIEW, REJECTED)
    outcome = np.where(scores >= least, ASSIGNED, below).astype(object)
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
