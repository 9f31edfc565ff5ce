"""How often a difference between groups is found where there is none: the test of the theme tables beside chi-square.

Statements are drawn so that those of a session, and those of a group within a session, hang together: the log-odds of
a theme vary between sessions and between a session's groups, with no group having more than another over the day.
A test at level 0.05 should then find a difference in 5 cases of 100, and a day's 19 themes, corrected for their
number, should bring a false finding on at most 5 days of 100.

    python -m benchmarks.differences            # half a minute
"""

from __future__ import annotations

import argparse

import numpy as np
from scipy.stats import chi2_contingency

from rusnlp.tabling.differences import LEVEL
from rusnlp.tabling.permutation import Array, Counts, benjamini_hochberg, permutation_test_within_sessions

THEMES = 19
SPREADS = ((0.0, 0.0), (0.5, 0.0), (0.5, 0.5), (1.0, 1.0))
"""Standard deviations of the log-odds between sessions, and between the groups of a session."""

DAYS: dict[str, list[list[int]]] = {
    "six sessions, four questions, some missing": [
        *([15, 0, 14, 0], [8, 9, 13, 7], [10, 13, 19, 7], [10, 10, 12, 0], [7, 8, 12, 8], [10, 9, 0, 10])
    ],
    "eight sessions, two halves alike": [[30, 30]] * 8,
    "eight sessions, two halves of 40 and 8": [[40, 8]] * 8,
    "twelve sessions, two halves of 12 to 60": [[12 + 4 * at, 60 - 4 * at] for at in range(12)],
}


def drawn(sizes: Counts, share: float, between: float, within: float, generator: np.random.Generator) -> Counts:
    """Statements with the theme, by session and group, where no group has more than another."""
    odds = np.log(share / (1 - share)) + between * generator.standard_normal((len(sizes), 1))
    odds = odds + within * generator.standard_normal(sizes.shape)
    return generator.binomial(sizes, 1 / (1 + np.exp(-odds)))


def chi_square(hits: Counts, sizes: Counts) -> float:
    """The p-value when every statement is taken for independent; 1 where the theme is nowhere or everywhere."""
    yes = hits.sum(axis=0)
    table = np.vstack([yes, sizes.sum(axis=0) - yes])
    return float(chi2_contingency(table, correction=False).pvalue) if table.sum(axis=1).all() else 1.0


def false_positives(sizes: Counts, share: float, between: float, within: float, rounds: int) -> tuple[float, float]:
    """Of the themes that could be tested, the share where (the permutation test, chi-square) finds a difference."""
    generator = np.random.default_rng(7)
    found = []
    for _ in range(rounds):
        hits = drawn(sizes, share, between, within, generator)
        test = permutation_test_within_sessions(hits, sizes)
        if test.least_p <= LEVEL:
            found.append((test.p <= LEVEL, chi_square(hits, sizes) <= LEVEL))
    ours, plain = np.mean(found, axis=0)
    return float(ours), float(plain)


def days_with_a_false_finding(sizes: Counts, between: float, within: float, rounds: int) -> tuple[float, float]:
    """The share of days where some theme of nineteen is said to differ: (permutation, chi-square), both corrected."""
    generator = np.random.default_rng(8)
    shares = np.geomspace(0.02, 0.2, THEMES)
    found = np.zeros((rounds, 2))
    for at in range(rounds):
        values: list[float] = []
        plain: list[float] = []
        for share in shares:
            hits = drawn(sizes, float(share), between, within, generator)
            test = permutation_test_within_sessions(hits, sizes)
            values += [test.p] if test.least_p <= LEVEL else []
            plain.append(chi_square(hits, sizes))
        found[at] = [_any_below(benjamini_hochberg(values)), _any_below(benjamini_hochberg(plain))]
    ours, theirs = found.mean(axis=0)
    return float(ours), float(theirs)


def _any_below(values: Array) -> bool:
    return bool((values <= LEVEL).any())


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=500)
    rounds = parser.parse_args().rounds
    print(f"False positives at level {LEVEL}, {rounds} themes a row (standard error at most {0.5 / rounds**0.5:.3f})")
    print(f"{'day':44s}{'share':>7s}{'between':>9s}{'within':>8s}{'permutation':>13s}{'chi-square':>12s}")
    for name, rows in DAYS.items():
        sizes = np.array(rows)
        for share in (0.05, 0.2):
            for between, within in SPREADS:
                ours, plain = false_positives(sizes, share, between, within, rounds)
                print(f"{name:44s}{share:7.2f}{between:9.1f}{within:8.1f}{ours:13.3f}{plain:12.3f}")
    print(f"\nDays with a false finding among {THEMES} themes, corrected by Benjamini and Hochberg, {rounds // 5} days")
    for name, rows in DAYS.items():
        ours, plain = days_with_a_false_finding(np.array(rows), 0.5, 0.5, rounds // 5)
        print(f"{name:44s}{ours:37.3f}{plain:12.3f}")


if __name__ == "__main__":
    main()
