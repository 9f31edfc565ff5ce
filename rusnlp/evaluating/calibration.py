"""Whether scores are probabilities, and what it costs in errors to decide more without a person."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

RELIABILITY_COLUMNS = ("low", "high", "n", "mean_score", "share_true")
COVERAGE_COLUMNS = (
    "threshold",
    "n",
    "decided",
    "coverage",
    "errors",
    "error",
    "assigned",
    "assigned_wrong",
    "rejected",
    "rejected_wrong",
)
THRESHOLDS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98)


def brier_score(scores: npt.ArrayLike, truth: npt.ArrayLike) -> float:
    """Mean squared distance of the scores (0–1) from the truth (0 or 1), after Brier 1950; NaN without scores.

    Of two classes, one column: half of Brier's own sum over both.
    """
    scores, truth = np.asarray(scores, dtype=float), np.asarray(truth, dtype=float)
    return float(np.mean((scores - truth) ** 2)) if scores.size else math.nan


def reliability_curve(scores: npt.ArrayLike, truth: npt.ArrayLike, *, bins: int = 10) -> pd.DataFrame:
    """What share was true among scores of about the same height, columns `RELIABILITY_COLUMNS`.

    Bins of equal width, each with its low end (the last with both ends); empty bins are left out.
    """
    scores, truth = np.asarray(scores, dtype=float), np.asarray(truth, dtype=float)
    # The small addition: 0.3 * 10 is a hair under 3.
    place = np.minimum((scores * bins + 1e-9).astype(int), bins - 1)
    rows = [
        (b / bins, (b + 1) / bins, int(inside.sum()), float(scores[inside].mean()), float(truth[inside].mean()))
        for b in range(bins)
        if (inside := place == b).any()
    ]
    return pd.DataFrame(rows, columns=list(RELIABILITY_COLUMNS))


def expected_calibration_error(scores: npt.ArrayLike, truth: npt.ArrayLike, *, bins: int = 10) -> float:
    """Mean distance between score and share in the bins of `reliability_curve`, weighted by their numbers.

    Naeini, Cooper & Hauskrecht 2015. NaN without scores.
    """
    curve = reliability_curve(scores, truth, bins=bins)
    if curve.empty:
        return math.nan
    return float(np.average((curve["mean_score"] - curve["share_true"]).abs(), weights=curve["n"]))


def coverage_table(
    scores: npt.ArrayLike, truth: npt.ArrayLike, thresholds: Sequence[float] = THRESHOLDS
) -> pd.DataFrame:
    """Errors when only the sure are decided: assigned from the threshold up, rejected from 1 − threshold down.

    One row a threshold, columns `COVERAGE_COLUMNS`. `coverage` is the share of the n pairs that is decided, `error`
    the share of errors among these, undefined (NaN) when nothing is decided. At 0.5 everything is.
    """
    scores, truth = np.asarray(scores, dtype=float), np.asarray(truth, dtype=bool)
    rows = []
    for threshold in thresholds:
        assigned = scores >= threshold
        rejected = (scores <= 1 - threshold + 1e-9) & ~assigned
        wrong, missed = int((assigned & ~truth).sum()), int((rejected & truth).sum())
        decided = int(assigned.sum() + rejected.sum())
        rows.append(
            (
                threshold,
                scores.size,
                decided,
                decided / scores.size if scores.size else math.nan,
                wrong + missed,
                (wrong + missed) / decided if decided else math.nan,
                int(assigned.sum()),
                wrong,
                int(rejected.sum()),
                missed,
            )
        )
    return pd.DataFrame(rows, columns=list(COVERAGE_COLUMNS))


def threshold_at_coverage(scores: npt.ArrayLike, coverage: float = 0.8) -> float:
    """The highest threshold of `coverage_table` that decides at least this share; NaN without scores."""
    scores = np.asarray(scores, dtype=float)
    if not scores.size:
        return math.nan
    sureness = np.sort(np.maximum(scores, 1 - scores))[::-1]
    return float(sureness[max(math.ceil(coverage * scores.size - 1e-9) - 1, 0)])
