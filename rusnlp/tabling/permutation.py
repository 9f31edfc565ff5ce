"""A test of groups whose statements hang together within sessions: whole cells change places within their session."""

from __future__ import annotations

from itertools import permutations
from math import factorial, prod
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
Array = npt.NDArray[np.float64]

MOST_ARRANGEMENTS = 20_000
"""Up to so many arrangements are all tried; where there are more, `DRAWS` of them are drawn."""
DRAWS = 9_999
_ROUNDING = 1e-9


class PermutationTest(NamedTuple):
    """The p-value of a difference between groups, and the least that any difference could have had."""

    p: float
    least_p: float


def permutation_test_within_sessions(hits: Counts, sizes: Counts, *, seed: int = 42) -> PermutationTest:
    """Test whether a code's share differs between groups, when the sessions are the units.

    `hits` and `sizes`: (sessions, groups), how many statements of a session and group were given the code, and how
    many there are; size 0 for a group that the session lacks. In each session the groups' cells (hits, size) change
    places in every way; the statistic is the sum over groups of the squared difference between hits and those expected
    at the session's own share. With two groups this is the sign-flip test of weighted differences (Fisher 1935, "The
    Design of Experiments", section 21; Gail et al. 1996, Statistics in Medicine 15, 1069–1092, for clusters); with
    more a Friedman-like test. Two-sided.

    It assumes that, were there no difference, a session's groups might as well have changed places. Statements may
    depend on each other in any way within a session and within its groups; sessions may not depend on each other.
    Where there are too many arrangements, p = (b + 1) / (draws + 1) (Phipson and Smyth 2010).
    `least_p`: a test whose least p is above the level can never reject, and need not be counted when p-values are
    corrected for their number (Tarone 1990, Biometrics 46, 515–522). (1, 1) when no session has two groups.
    """
    held = sizes > 0
    share = hits.sum(axis=1, keepdims=True) / np.maximum(sizes.sum(axis=1, keepdims=True), 1)
    beyond = np.where(held, hits - sizes * share, 0.0)
    moving = np.abs(beyond).max(axis=1, initial=0.0) > _ROUNDING
    held, beyond = held[moving], beyond[moving]
    if not len(beyond):
        return PermutationTest(1.0, 1.0)
    observed = float((beyond.sum(axis=0) ** 2).sum())
    if prod(factorial(int(n)) for n in held.sum(axis=1)) <= MOST_ARRANGEMENTS:
        statistics = (_all_sums(beyond, held) ** 2).sum(axis=1)
        extra = 0
    else:
        statistics = (_drawn_sums(beyond, held, seed) ** 2).sum(axis=1)
        extra = 1
    near = _ROUNDING * max(1.0, observed)
    highest = max(float(statistics.max()), observed)
    p, least = (
        (int((statistics >= value - near).sum()) + extra) / (len(statistics) + extra) for value in (observed, highest)
    )
    return PermutationTest(p, least)


def _all_sums(beyond: Array, held: npt.NDArray[np.bool_]) -> Array:
    """Sums by group for every arrangement: (arrangements, groups)."""
    sums = np.zeros((1, beyond.shape[1]))
    for row, present in zip(beyond, held, strict=True):
        places = np.flatnonzero(present)
        moved = np.zeros((factorial(len(places)), len(row)))
        moved[:, places] = row[np.array(list(permutations(places)))]
        sums = (sums[:, None, :] + moved[None, :, :]).reshape(-1, len(row))
    return sums


def _drawn_sums(beyond: Array, held: npt.NDArray[np.bool_], seed: int) -> Array:
    """Sums by group for arrangements drawn at random: (DRAWS, groups)."""
    generator = np.random.default_rng(seed)
    sums = np.zeros((DRAWS, beyond.shape[1]))
    for row, present in zip(beyond, held, strict=True):
        places = np.flatnonzero(present)
        order = np.argsort(generator.random((DRAWS, len(places))), axis=1)
        sums[:, places] += row[places][order]
    return sums


def benjamini_hochberg(values: npt.ArrayLike) -> Array:
    """p-values adjusted for their number so that the share of false findings stays at the level.

    Benjamini and Hochberg 1995, Journal of the Royal Statistical Society B 57, 289–300; it holds for tests that are
    independent or depend positively on each other.
    """
    p = np.asarray(values, dtype=float)
    order = np.argsort(p, kind="stable")[::-1]
    ranks = np.arange(len(p), 0, -1)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum.accumulate(np.minimum(p[order] * len(p) / ranks, 1.0))
    return adjusted
