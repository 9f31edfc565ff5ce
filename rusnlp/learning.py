"""Learning of a user's coding: for each code a small correction to what the package says of it.

The package's own log-odds are the starting point (an offset), and a logistic regression on the vectors, held back by
a normal prior, says where the user's coding differs. Of little coding little is learned. Whether it is for the better
is asked session by session: a code is left to the package unless statements of sessions that were held out are
predicted better, by a clear margin, with what was learned than without it, and F1 does not fall.

The scores are not calibrated once more on what was held out: the prior keeps them sober, and a recalibration learns
how common the code was in those few sessions. On the reference it made sessions that were new to it worse.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rusnlp.codebook import Codebook
from rusnlp.deciding.code_scores import score_codes
from rusnlp.deciding.decision import Array, definition_hash, load_decision
from rusnlp.deciding.learned_model import LearnedCode, LearnedModel, general_hash
from rusnlp.deciding.training_set import TrainingSet
from rusnlp.embedders import Embedder, Progress

LEAST = 10
"""Statements with a code, and without it, from which anything is learned of it."""
LEAST_FOR_THRESHOLD = 40
"""Statements with a code from which it may have a threshold of its own."""
LEAST_GAIN = 3.0
"""Natural logarithm of how many times likelier the held-out statements must be with what was learned: about twenty."""
CODE_FIGURES = (
    "coded",
    "with_code",
    "sessions",
    "decided_by",
    "log_loss_general",
    "log_loss_learned",
    "f1_general",
    "f1_learned",
)
"""Of each code: statements coded for its kind; those with it; their sessions; "general" or "learned"; then, on held-out
sessions, mean log-loss (natural logarithm) and F1 of both, None where there was too little to learn."""
GENERAL, LEARNT = "general", "learned"
_MOST_FOLDS = 10
_PARTS_OF_ONE = 5
# Standard deviations of the prior, chosen on the reference sessions; see benchmarks/learning_curve.py.
_VECTOR_SCALE = 2.0
_INTERCEPT_SCALE = 1.0
_SLOPE_SCALE = 0.3
_SESSION_SCALE = 1.0
_DECIMALS = 4
_THRESHOLDS = np.arange(0.2, 0.61, 0.05)
_LEAST_F1_GAIN = 0.01


@dataclass(frozen=True, slots=True)
class _Fit:
    """Log-odds = slope × general log-odds + intercept + weights · vector."""

    slope: float
    intercept: float
    weights: Array

    def log_odds(self, general: Array, vectors: Array) -> Array:
        return np.asarray(self.slope * general + self.intercept + vectors @ self.weights)


def learn(
    training: TrainingSet,
    codebook: Codebook,
    embedder: Embedder,
    *,
    cache_dir: str | Path | None = None,
    progress: Progress | None = None,
) -> LearnedModel:
    """The model that the coded statements give, with figures for each code (`CODE_FIGURES`).

    The same statements give the same model in whatever order. Held out are sessions (`TrainingSet.groups`) or, when
    all is of one session, five parts of it. A code with fewer than `LEAST` statements with it, or without it, is left
    to the package.
    """
    scored = score_codes(training.texts, codebook, embedder, cache_dir=cache_dir, progress=progress)
    column = {code.id: place for place, code in enumerate(scored.codes)}
    vectors = scored.vectors.astype(np.float64)
    groups = np.array(training.groups, dtype=object)
    held_out = folds(training.groups)
    codes: dict[str, LearnedCode] = {}
    figures: dict[str, dict[str, Any]] = {}
    for place, code in enumerate(training.codes):
        known = ~np.isnan(training.truth[:, place])
        truth = training.truth[known, place]
        general = scored.log_odds[known, column[code.id]]
        learned, told = learn_code(truth, general, vectors[known], groups[known], held_out[known])
        figures[code.id] = told
        if learned is not None:
            fit, threshold = learned
            codes[code.id] = LearnedCode(
                definition_hash(code),
                round(fit.slope, _DECIMALS),
                round(fit.intercept, _DECIMALS),
                np.round(fit.weights, _DECIMALS),
                threshold,
            )
    sources = {
        "statements": len(training),
        "sessions": len(set(training.groups)),
        "files": list(training.sources),
    }
    model = LearnedModel(codebook.name, embedder.name, embedder.model_hash, general_hash(), codes, figures, sources)
    return model.hashed()


def learn_code(
    truth: Array, general: Array, vectors: Array, groups: npt.NDArray[Any], held_out: npt.NDArray[np.int64]
) -> tuple[tuple[_Fit, float | None] | None, dict[str, Any]]:
    """What is learned of one code (None: leave it to the package), its own threshold or None, and its figures."""
    positive = truth >= 0.5
    figures: dict[str, Any] = dict.fromkeys(CODE_FIGURES)
    figures |= {"coded": len(truth), "with_code": int(positive.sum()), "sessions": len(set(groups[positive]))}
    figures["decided_by"] = GENERAL
    if min(positive.sum(), (~positive).sum()) < LEAST:
        return None, figures
    predicted = np.zeros(len(truth))
    for fold in sorted(set(held_out)):
        out = held_out == fold
        fit = _fit(truth[~out], general[~out], vectors[~out], groups[~out])
        predicted[out] = fit.log_odds(general[out], vectors[out])
    least = load_decision().threshold
    before, after = log_loss(general, truth), log_loss(predicted, truth)
    figures["log_loss_general"], figures["log_loss_learned"] = (round(float(x.mean()), 4) for x in (before, after))
    figures["f1_general"], figures["f1_learned"] = (round(_f1(x, positive, least), 4) for x in (general, predicted))
    if figures["f1_learned"] < figures["f1_general"] or not _better(before, after, held_out):
        return None, figures
    figures["decided_by"] = LEARNT
    return (_fit(truth, general, vectors, groups), _own_threshold(predicted, positive, held_out, least)), figures


def learned_text(model: LearnedModel) -> str:
    """The figures of the model as lines of text under a heading: what was learned, and why the rest was not."""
    width = max((len(code_id) for code_id in model.figures), default=0)
    lines = []
    if model.figures:
        lines.append(f"{'code':{width}}  {'with it':>12}  {'decides':7}  on held-out sessions: general -> learned")
    for code_id, figures in model.figures.items():
        least = min(figures["with_code"], figures["coded"] - figures["with_code"])
        line = f"{code_id:{width}}  {figures['with_code']:4} of {figures['coded']:4}  {figures['decided_by']:7}"
        if least < LEAST:
            short = "with it" if figures["with_code"] == least else "without it"
            lines.append(f"{line}  {least} {short}; {LEAST} are needed")
        else:
            lines.append(
                f"{line}  log-loss {figures['log_loss_general']:.3f} -> {figures['log_loss_learned']:.3f}"
                f"  F1 {figures['f1_general']:.2f} -> {figures['f1_learned']:.2f}"
            )
    return "".join(f"{line}\n" for line in lines)


def folds(groups: Sequence[str]) -> npt.NDArray[np.int64]:
    """For each row the number of what it is held out with: whole groups, or a fifth when there is but one group."""
    number = Counter(groups)
    names = sorted(number, key=lambda name: (-number[name], name))
    if len(names) < 2:
        return np.array([row * _PARTS_OF_ONE // len(groups) for row in range(len(groups))], dtype=np.int64)
    sizes = [0] * min(len(names), _MOST_FOLDS)
    fold: dict[str, int] = {}
    for name in names:
        fold[name] = sizes.index(min(sizes))
        sizes[fold[name]] += number[name]
    return np.array([fold[name] for name in groups], dtype=np.int64)


def log_loss(log_odds: Array, truth: Array) -> Array:
    """Cross-entropy of each row, natural logarithm; truth 0 to 1."""
    return np.asarray(np.logaddexp(0, log_odds) - truth * log_odds)


def penalised_logistic(table: Array, truth: Array, offset: Array) -> Array:
    """Weights t that minimise Σ cross-entropy(offset + table·t) + t·t/2: logistic regression with a standard normal
    prior on every weight, and log-odds to start from, which scikit-learn's does not take. By Newton's method.
    """  # noqa: D205

    def cost(weights: Array) -> float:
        return float(log_loss(offset + table @ weights, truth).sum() + weights @ weights / 2)

    weights = np.zeros(table.shape[1])
    current = cost(weights)
    for _ in range(100):
        chance = 1 / (1 + np.exp(-np.clip(offset + table @ weights, -500, 500)))
        slope = table.T @ (chance - truth) + weights
        curvature = (table * (chance * (1 - chance))[:, None]).T @ table + np.eye(len(weights))
        step = np.linalg.solve(curvature, slope)
        size = 1.0
        # Far from the optimum a whole step can overshoot, where the general part was sure and wrong.
        while (lower := cost(weights - size * step)) > current and size > 1e-6:
            size /= 2
        weights = weights - size * step
        if current - lower < 1e-9:
            break
        current = lower
    return weights


def _fit(truth: Array, general: Array, vectors: Array, groups: npt.NDArray[Any]) -> _Fit:
    """Each session has an intercept of its own that is thrown away: what it was about is not what its words mean."""
    if not len(truth):
        return _Fit(1.0, 0.0, np.zeros(vectors.shape[1]))
    # Few rows span few dimensions; the prior keeps the weights in their span.
    left, lengths, directions = np.linalg.svd(vectors, full_matrices=False)
    sessions = groups[:, None] == np.array(sorted(set(groups)), dtype=object)[None, :]
    own = np.column_stack([np.full(len(truth), _INTERCEPT_SCALE), _SLOPE_SCALE * general])
    table = np.hstack([own, _VECTOR_SCALE * left * lengths, _SESSION_SCALE * sessions])
    found = penalised_logistic(table, truth, general)
    weights = _VECTOR_SCALE * (found[2 : 2 + len(lengths)] @ directions)
    return _Fit(1 + _SLOPE_SCALE * float(found[1]), _INTERCEPT_SCALE * float(found[0]), weights)


def _better(before: Array, after: Array, held_out: npt.NDArray[np.int64]) -> bool:
    """Whether the loss is lower by the least gain in all, and lower in at least half of what was held out."""
    gains = np.array([(before - after)[held_out == fold].sum() for fold in sorted(set(held_out))])
    return bool(gains.sum() > LEAST_GAIN and (gains > 0).mean() >= 0.5)


def _f1(log_odds: Array, positive: npt.NDArray[np.bool_], threshold: float) -> float:
    assigned = log_odds >= np.log(threshold / (1 - threshold))
    return float(2 * (assigned & positive).sum() / max(assigned.sum() + positive.sum(), 1))


def _own_threshold(
    log_odds: Array, positive: npt.NDArray[np.bool_], held_out: npt.NDArray[np.int64], usual: float
) -> float | None:
    """The threshold of the best F1, where one chosen on the other sessions beats the usual one on each in turn."""
    if positive.sum() < LEAST_FOR_THRESHOLD:
        return None

    def best(rows: npt.NDArray[np.bool_]) -> float:
        figures = [_f1(log_odds[rows], positive[rows], threshold) for threshold in _THRESHOLDS]
        return float(_THRESHOLDS[int(np.argmax(figures))])

    assigned = np.zeros(len(log_odds), dtype=bool)
    for fold in sorted(set(held_out)):
        out = held_out == fold
        threshold = best(~out)
        assigned[out] = log_odds[out] >= np.log(threshold / (1 - threshold))
    crossed = 2 * (assigned & positive).sum() / max(assigned.sum() + positive.sum(), 1)
    if crossed < _f1(log_odds, positive, usual) + _LEAST_F1_GAIN:
        return None
    return round(best(np.ones(len(log_odds), dtype=bool)), 2)
