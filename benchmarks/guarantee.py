"""How often a stated bound on the errors in a new session is wrong, when statements of a session hang together.

    python -m benchmarks.guarantee [--repeats N]

Sessions are simulated: each has an error rate of its own (beta, with the mean and the intra-session correlation
given), and its errors are binomial. From k sessions a bound is stated for one session more, by

- session: `rusnlp.evaluating.guarantee.new_session_bound`, the order statistic of the sessions' rates;
- statements: a binomial prediction bound that takes all statements as independent, as is often done: the number of
  errors that a new session of its size exceeds with the probability of the level or less, at the upper limit of
  the pooled rate for that level (Clopper & Pearson 1934);
- limit: that limit itself, read as a bound on the new session.

Printed: how often the new session has more errors than the bound (among runs with a bound), and the false
certifications: a certificate "at most t errors" is given where the bound is at most t, and is false where the new
session has more; the highest share over all t. Both should be at most the level. The thresholds that
`guarantee.safe_threshold` chooses are tried likewise, on scores whose errors hang together in a session.
"""

from __future__ import annotations

import argparse
import math
from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.stats import beta, binom

from rusnlp.evaluating.guarantee import new_session_bound, safe_threshold

LEVELS = (0.1, 0.2)
SESSIONS = (4, 9, 19)
CORRELATIONS = (0.0, 0.05, 0.2, 0.4)
MEANS = (0.03, 0.1)
TARGETS = np.arange(0.0, 0.5, 0.01)

Counts = npt.NDArray[np.int64]


class Wrong(NamedTuple):
    """What became of the bounds of many runs."""

    bounds: float
    """Share of runs in which a bound was stated."""
    exceeded: float
    """Share of these in which the new session had more errors; NaN without any."""
    certified_falsely: float
    """Share of all runs in which a certificate was given and false, for the target for which it is highest."""


def simulated_sessions(
    random: np.random.Generator, number: int, *, mean: float, correlation: float, smallest: int = 15, largest: int = 80
) -> tuple[Counts, Counts]:
    """Errors and decisions of that many sessions, beta-binomial; correlation 0 is binomial."""
    decided = random.integers(smallest, largest + 1, number)
    strength = 1 / correlation - 1 if correlation else math.inf
    rates = random.beta(mean * strength, (1 - mean) * strength, number) if correlation else np.full(number, mean)
    return random.binomial(decided, rates), decided


def session_bound(errors: Counts, decided: Counts, _new: int, level: float) -> float | None:
    """By sessions."""
    return new_session_bound(errors.tolist(), decided.tolist(), level=level).bound


def limit_bound(errors: Counts, decided: Counts, _new: int, level: float) -> float | None:
    """The upper limit of the pooled rate."""
    wrong, n = int(errors.sum()), int(decided.sum())
    return float(beta.ppf(1 - level, wrong + 1, n - wrong)) if wrong < n else None


def statement_bound(errors: Counts, decided: Counts, new: int, level: float) -> float | None:
    """By statements taken as independent."""
    limit = limit_bound(errors, decided, new, level)
    return None if limit is None else float(binom.ppf(1 - level, new, limit)) / new


METHODS = {"session": session_bound, "statements": statement_bound, "limit": limit_bound}


def tried(
    method: str, number: int, *, mean: float, correlation: float, level: float, repeats: int, seed: int = 42
) -> Wrong:
    """The method over `repeats` runs of `number` sessions and a new one."""
    random = np.random.default_rng(seed)
    bounds, rates = [], []
    for _ in range(repeats):
        errors, decided = simulated_sessions(random, number + 1, mean=mean, correlation=correlation)
        bound = METHODS[method](errors[:-1], decided[:-1], int(decided[-1]), level)
        # No bound certifies nothing.
        bounds.append(math.inf if bound is None else bound)
        rates.append(errors[-1] / decided[-1])
    stated, new = np.array(bounds), np.array(rates)
    has = np.isfinite(stated)
    exceeded = float(np.mean(new[has] > stated[has] + 1e-12)) if has.any() else math.nan
    false = [np.mean((stated <= target + 1e-12) & (new > target + 1e-12)) for target in TARGETS]
    return Wrong(float(has.mean()), exceeded, float(max(false)))


def threshold_tried(
    number: int, *, correlation: float, target: float, level: float, repeats: int, seed: int = 42
) -> Wrong:
    """`safe_threshold` over `repeats` runs: scores are too sure of themselves in some sessions and not in others."""
    random = np.random.default_rng(seed)
    stated, false = 0, 0
    for _ in range(repeats):
        sizes = random.integers(15, 81, number + 1)
        session = np.repeat(np.arange(number + 1), sizes)
        scores = np.round(random.beta(3, 1, len(session)), 4)
        # Of mean 1 over sessions, so that scores are right on the whole.
        factor = random.gamma(1 / correlation, correlation, number + 1)[session] if correlation else 1.0
        wrong = random.random(len(session)) < (1 - scores) * factor
        old = session < number
        chosen = safe_threshold(scores[old], wrong[old], session[old].astype(str).tolist(), target=target, level=level)
        if chosen.threshold is None:
            continue
        stated += 1
        decided = ~old & (scores >= chosen.threshold - 1e-9)
        false += bool(wrong[decided].sum() > target * decided.sum())
    return Wrong(stated / repeats, false / stated if stated else math.nan, false / repeats)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=2000)
    repeats = parser.parse_args().repeats
    print(f"{repeats} runs a row (thresholds: half of that)")
    for level in LEVELS:
        print(f"\nlevel {level}\n  k  mean corr.", *(f"{name + ': has, exceeded, false':>34}" for name in METHODS))
        for number, mean, correlation in product(SESSIONS, MEANS, CORRELATIONS):
            row = [
                tried(name, number, mean=mean, correlation=correlation, level=level, repeats=repeats)
                for name in METHODS
            ]
            cells = [f"{wrong.bounds:20.2f} {wrong.exceeded:6.3f} {wrong.certified_falsely:6.3f}" for wrong in row]
            print(f"{number:>3} {mean:>5} {correlation:>5}", *cells)
        print("  k target corr.   threshold chosen, exceeded, false")
        for number, target, correlation in product(SESSIONS, (0.05, 0.1), (0.0, 0.5, 2.0)):
            wrong = threshold_tried(number, correlation=correlation, target=target, level=level, repeats=repeats // 2)
            cells = [f"{share:8.3f}" for share in wrong]
            print(f"{number:>3} {target:>6} {correlation:>5}", *cells)


if __name__ == "__main__":
    main()
