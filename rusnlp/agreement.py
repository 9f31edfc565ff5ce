"""Coefficients of agreement between coders: precision, recall and F1, kappa, PABAK, Krippendorff's alpha.

Two coders are compared code by code from a two-by-two table, and as wholes from the sets of codes that they gave each
statement. What cannot be computed, as kappa of a code that nobody used, is undefined: NaN, never 0 or 1.

Everything is written over sums by session, so that resampling whole sessions costs a matrix product. That, and sets
as values with gaps among the coders, is why alpha is not taken from a library; the tests hold it against one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
CodeSet = frozenset[str]


class TwoByTwo(NamedTuple):
    """How often two coders gave a code: numbers, or arrays of numbers of one shape."""

    both: Array
    """Given by both; with a reference, the true positives."""
    only_found: Array
    """Given by the second coder alone; false positives."""
    only_true: Array
    """Given by the first coder alone; false negatives."""
    neither: Array

    @property
    def n(self) -> Array:
        """How many statements both coders have coded."""
        return self.both + self.only_found + self.only_true + self.neither


class F1Scores(NamedTuple):
    """F1 over all codes together, the mean of the codes that the truth holds, and by code."""

    micro: float
    macro: float
    by_code: dict[str, float]


def two_by_two(
    truth: Sequence[CodeSet],
    found: Sequence[CodeSet],
    codes: Sequence[str],
    groups: Sequence[str] | None = None,
) -> TwoByTwo:
    """Counts by group and code, arrays of groups × codes, groups in order of their names (one without them).

    Codes that are not in `codes` are ignored. Raises ValueError when the sequences differ in length.
    """
    if len(truth) != len(found):
        raise ValueError(f"{len(truth)} sets of one coder and {len(found)} of the other; give one a statement")
    inside = _of_group(len(truth), groups)
    a, b = (
        np.array([[code in given for code in codes] for given in sets], dtype=bool).reshape(len(sets), len(codes))
        for sets in (truth, found)
    )
    return TwoByTwo(inside @ (a & b), inside @ (~a & b), inside @ (a & ~b), inside @ ~(a | b))


def _of_group(units: int, groups: Sequence[str] | None) -> Array:
    """Groups × units, 1 where the unit is of the group."""
    rows = [0] * units if groups is None else places(groups)
    number = 1 if groups is None else len(set(groups))
    return (np.arange(number)[:, None] == np.array(rows, dtype=int)[None, :]).astype(float)


def places(names: Sequence[str]) -> list[int]:
    """For each name its place among the distinct names in order, whatever the order in which they come."""
    order = {name: place for place, name in enumerate(sorted(set(names)))}
    return [order[name] for name in names]


def ratio(part: npt.ArrayLike, whole: npt.ArrayLike) -> Array:
    """The quotient part / whole; NaN where the whole is 0."""
    part, whole = np.asarray(part, dtype=float), np.asarray(whole, dtype=float)
    return np.divide(part, whole, out=np.full(np.broadcast(part, whole).shape, math.nan), where=whole != 0)


def precision(table: TwoByTwo) -> Array:
    """Share of what the second coder gave that the first gave too; undefined where the second gave nothing."""
    return ratio(table.both, table.both + table.only_found)


def recall(table: TwoByTwo) -> Array:
    """Share of what the first coder gave that the second gave too; undefined where the first gave nothing."""
    return ratio(table.both, table.both + table.only_true)


def f1(table: TwoByTwo) -> Array:
    """Harmonic mean of precision and recall; undefined only where neither coder gave the code."""
    return ratio(2 * table.both, 2 * table.both + table.only_found + table.only_true)


def cohen_kappa(table: TwoByTwo) -> Array:
    """Agreement beyond chance (Cohen 1960); undefined where both coders always said the same one thing."""
    n = table.n
    first, second = table.both + table.only_true, table.both + table.only_found
    observed = ratio(table.both + table.neither, n)
    expected = ratio(first * second + (n - first) * (n - second), n * n)
    return ratio(observed - expected, 1 - expected)


def pabak(table: TwoByTwo) -> Array:
    """Prevalence-adjusted bias-adjusted kappa, 2 × observed agreement − 1 (Byrt, Bishop & Carlin 1993)."""
    return 2 * ratio(table.both + table.neither, table.n) - 1


def f1_scores(truth: Sequence[CodeSet], found: Sequence[CodeSet]) -> F1Scores:
    """F1 of `found` against `truth`, one set a statement. Macro F1 leaves out codes that the truth does not hold."""
    codes = sorted(set().union(*truth, *found))
    table = TwoByTwo(*(counts[0] for counts in two_by_two(truth, found, codes)))
    by_code = dict(zip(codes, f1(table).tolist(), strict=True))
    return F1Scores(float(micro_f1(table)), float(macro_f1(table)), by_code)


def micro_f1(table: TwoByTwo) -> Array:
    """F1 of all codes together, codes along the last axis."""
    return f1(TwoByTwo(*(counts.sum(axis=-1) for counts in table)))


def macro_f1(table: TwoByTwo) -> Array:
    """Mean F1, along the last axis, of the codes that the truth holds; undefined where it holds none."""
    held = table.both + table.only_true > 0
    return ratio(np.where(held, f1(table), 0.0).sum(axis=-1), held.sum(axis=-1))


def masi_distance(a: CodeSet, b: CodeSet) -> float:
    """Distance of two sets of codes, 0 to 1: 1 − Jaccard × monotonicity (Passonneau 2006).

    Monotonicity is 1 for equal sets, 2/3 when one holds the other, 1/3 when they overlap, else 0. Two empty sets
    are equal; an empty set has nothing in common with any other.
    """
    common = len(a & b)
    if a == b:
        return 0.0
    if not common:
        return 1.0
    monotonicity = 2 / 3 if a <= b or b <= a else 1 / 3
    return 1 - monotonicity * common / len(a | b)


class AlphaTerms(NamedTuple):
    """What Krippendorff's alpha is computed from, summed by group of units."""

    disagreement: Array
    """Groups: the distances of all ordered pairs in a unit over (coders of the unit − 1), summed over units."""
    values: Array
    """Groups × distinct values: how often each value was given, in units that two coders or more have coded."""
    distances: Array
    """Distinct values × distinct values."""


def alpha_terms(
    units: Sequence[Sequence[CodeSet | None]],
    groups: Sequence[str] | None = None,
    distance: Callable[[CodeSet, CodeSet], float] = masi_distance,
) -> AlphaTerms:
    """The terms of alpha of units × coders, None where a coder has not coded the unit; one group without `groups`."""
    coded = [[value for value in unit if value is not None] for unit in units]
    coded = [unit if len(unit) > 1 else [] for unit in coded]
    # In order of their codes, so that sums do not hang on how sets are hashed.
    distinct = sorted({value for unit in coded for value in unit}, key=sorted)
    column = {value: number for number, value in enumerate(distinct)}
    distances = np.array([[distance(a, b) for b in distinct] for a in distinct]).reshape(len(distinct), len(distinct))
    disagreement, values = np.zeros(len(units)), np.zeros((len(units), len(distinct)))
    for row, unit in enumerate(coded):
        given = [column[value] for value in unit]
        np.add.at(values[row], given, 1)
        disagreement[row] = distances[np.ix_(given, given)].sum() / max(len(given) - 1, 1)
    inside = _of_group(len(units), groups)
    return AlphaTerms(inside @ disagreement, inside @ values, distances)


def alpha_of(terms: AlphaTerms, weights: npt.ArrayLike) -> Array:
    """Alpha when each group counts `weights` times (… × groups); undefined where only one value was given."""
    weights = np.asarray(weights, dtype=float)
    values = weights @ terms.values
    n = values.sum(axis=-1)
    observed = ratio(weights @ terms.disagreement, n)
    expected = ratio((values @ terms.distances * values).sum(axis=-1), n * (n - 1))
    return 1 - ratio(observed, expected)


def krippendorff_alpha(
    units: Sequence[Sequence[CodeSet | None]], distance: Callable[[CodeSet, CodeSet], float] = masi_distance
) -> float:
    """Krippendorff's alpha of units × coders, each value a set of codes, None where a coder has not coded the unit.

    Units with fewer than two coders are ignored. NaN when there is nothing that could have differed: no unit with two
    coders, or the same value everywhere. After Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability".
    """
    return float(alpha_of(alpha_terms(units, distance=distance), np.ones(1)))


def alpha_masi(first: Sequence[CodeSet], second: Sequence[CodeSet]) -> float:
    """Krippendorff's alpha of two coders of every statement, under the MASI distance."""
    return krippendorff_alpha(list(zip(first, second, strict=True)))
