"""Pairs of statement and code with what was decided on each, with what score, and whether it is true.

From these come the tables on scores and on errors: calibration, coverage, and guarantees for a new session.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from rusnlp.agreement import CodeSet, ratio
from rusnlp.coding import ASSIGNED, REJECTED, REVIEW
from rusnlp.evaluating.calibration import (
    COVERAGE_COLUMNS,
    RELIABILITY_COLUMNS,
    brier_score,
    coverage_table,
    expected_calibration_error,
    reliability_curve,
    threshold_at_coverage,
)
from rusnlp.evaluating.guarantee import Guarantee, guarantee_text, new_session_bound, safe_threshold

DECIDED_COLUMNS = ("kind", "session", "code", "true", "decision", "score")
CALIBRATION_COLUMNS = (
    "kind",
    "pairs",
    "n",
    "brier",
    "calibration_error",
    "threshold_80",
    "error_80",
    "precision_80",
)
GUARANTEE_COLUMNS = (
    "kind",
    "code",
    "label",
    "decision",
    "threshold",
    "n",
    "errors",
    "error",
    "sessions",
    "level",
    "bound",
    "text",
)
LISTED, ALL = "listed", "all"
BY_SCORE = "assigned by score"
_COVERAGE = 0.8
_TOGETHER = {"area": "Alla områden", "theme": "Alla teman"}


def decided_pairs(
    kind: str,
    codes: Sequence[str],
    truth: Sequence[CodeSet],
    found: Sequence[CodeSet],
    listed: Sequence[Mapping[str, tuple[str, float]]],
    sessions: Sequence[str],
) -> pd.DataFrame:
    """One row for each statement and each of the codes, columns `DECIDED_COLUMNS`.

    `listed`: for each statement the decision and score of the codes that the coding tells of. Assigned is what
    `found` holds; for review what it does not hold and is listed so; all else is rejected. A score that is not told
    is NaN.
    """
    rows = []
    for real, given, told, session in zip(truth, found, listed, sessions, strict=True):
        for code in codes:
            decision, score = told.get(code, (REJECTED, math.nan))
            decided = ASSIGNED if code in given else REVIEW if decision == REVIEW else REJECTED
            rows.append((kind, session, code, code in real, decided, score))
    return pd.DataFrame(rows, columns=list(DECIDED_COLUMNS)).astype({"true": bool, "score": float})


def calibration_table(decided: pd.DataFrame) -> pd.DataFrame:
    """By kind, over the pairs that are listed with a score and over all with the others as 0: `CALIBRATION_COLUMNS`.

    The last three, of the listed pairs only: the threshold that decides four of five (see
    `calibration.coverage_table`), the share of errors among what it decides, and the precision of what it
    assigns.
    """
    rows = []
    for kind, own, listed in _scored(decided):
        threshold = threshold_at_coverage(listed["score"], _COVERAGE)
        at = coverage_table(listed["score"], listed["true"], [threshold]).iloc[0]
        at_coverage = (threshold, at["error"], float(1 - ratio(at["assigned_wrong"], at["assigned"])))
        for pairs, table, more in (
            (LISTED, listed, at_coverage),
            (ALL, own.fillna({"score": 0.0}), (None, None, None)),
        ):
            scores, truth = table["score"], table["true"]
            figures = (brier_score(scores, truth), expected_calibration_error(scores, truth))
            rows.append((kind, pairs, len(table), *figures, *more))
    table = pd.DataFrame(rows, columns=list(CALIBRATION_COLUMNS), dtype=object)
    return table.astype({"n": int, "brier": float, "calibration_error": float})


def reliability_table(decided: pd.DataFrame) -> pd.DataFrame:
    """By kind, the reliability curve of the pairs that are listed with a score."""
    curves = [
        reliability_curve(listed["score"], listed["true"]).assign(kind=kind) for kind, _, listed in _scored(decided)
    ]
    return _stacked(curves, ("kind", *RELIABILITY_COLUMNS))


def coverage_by_kind(decided: pd.DataFrame) -> pd.DataFrame:
    """By kind, coverage and errors of the pairs that are listed with a score as the threshold moves."""
    tables = [coverage_table(listed["score"], listed["true"]).assign(kind=kind) for kind, _, listed in _scored(decided)]
    return _stacked(tables, ("kind", *COVERAGE_COLUMNS))


def guarantee_table(decided: pd.DataFrame, labels: Mapping[str, str], *, level: float, target: float) -> pd.DataFrame:
    """Bounds of the errors in a new session, by kind (code None: all its codes together) and code.

    Three rows for each: what was assigned (error: not true), what was rejected (error: true), and the score from
    which one may assign to keep the target, where anything has a score. bound and threshold are None where there is no
    guarantee, `text` says it in Swedish. Columns `GUARANTEE_COLUMNS`.
    """
    rows: list[dict[str, Any]] = []
    for kind, own in decided.groupby("kind", sort=False):
        groups: list[tuple[str | None, pd.DataFrame]] = [(None, own), *own.groupby("code", sort=False)]
        for code, part in groups:
            for decision, guarantee in _guarantees(part, level, target):
                label = _TOGETHER[str(kind)] if code is None else labels.get(code, code)
                rows.append({"kind": kind, "code": code, "label": label, "decision": decision, **_told(guarantee)})
    table = pd.DataFrame(rows, columns=list(GUARANTEE_COLUMNS), dtype=object)
    return table.astype({"n": int, "errors": int, "error": float, "sessions": int, "level": float})


def _guarantees(part: pd.DataFrame, level: float, target: float) -> Iterator[tuple[str, Guarantee]]:
    for decision in (ASSIGNED, REJECTED):
        own = part[part["decision"] == decision]
        wrong = own["true"] != (decision == ASSIGNED)
        by_session = wrong.groupby(own["session"])
        yield decision, new_session_bound(by_session.sum().tolist(), by_session.size().tolist(), level=level)
    scored = part[part["score"].notna()]
    if len(scored):
        sessions = list(scored["session"])
        yield BY_SCORE, safe_threshold(scored["score"], ~scored["true"], sessions, target=target, level=level)


def _told(guarantee: Guarantee) -> dict[str, Any]:
    return {
        "threshold": guarantee.threshold,
        "n": guarantee.decided,
        "errors": guarantee.errors,
        "error": float(ratio(guarantee.errors, guarantee.decided)),
        "sessions": guarantee.sessions,
        "level": guarantee.level,
        "bound": guarantee.bound,
        "text": guarantee_text(guarantee),
    }


def _scored(decided: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame, pd.DataFrame]]:
    """Kinds with their pairs, and those of them that have a score; without the kinds that have none."""
    for kind, own in decided.groupby("kind", sort=False):
        listed = own[own["score"].notna()]
        if len(listed):
            yield str(kind), own, listed


def _stacked(tables: Sequence[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    if not tables:
        return pd.DataFrame(columns=list(columns))
    return pd.concat(tables, ignore_index=True)[list(columns)]
