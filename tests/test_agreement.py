"""Coefficients against figures worked by hand in the literature, and against other people's code."""

import math
import random

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score, f1_score, precision_score, recall_score

from rusnlp.agreement import (
    TwoByTwo,
    alpha_masi,
    alpha_of,
    alpha_terms,
    cohen_kappa,
    f1,
    f1_scores,
    krippendorff_alpha,
    masi_distance,
    pabak,
    precision,
    recall,
    two_by_two,
)


def table(both, only_found, only_true, neither):
    return TwoByTwo(*(np.array(float(count)) for count in (both, only_found, only_true, neither)))


def sets(text):
    """`"a ab - ."` as {a}, {a, b}, the empty set, not coded."""
    return [None if word == "." else frozenset(word.replace("-", "")) for word in text.split()]


def by_unit(*coders):
    return list(zip(*(sets(coder) for coder in coders), strict=True))


@pytest.mark.parametrize(
    ("coders", "alpha"),
    [
        # Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability": A, two observers and two values.
        (("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"), 0.095),
        # B, two observers and five values.
        (("a a b b d c c c e d d a", "b a b b b c c c e d d d"), 0.692),
        # C, four observers, five values, values missing.
        (
            (
                "1 2 3 3 2 1 4 1 2 . . .",
                "1 2 3 3 2 2 4 1 2 5 . 3",
                ". 3 3 3 2 3 4 2 2 5 1 .",
                "1 2 3 3 2 4 4 1 2 5 1 .",
            ),
            0.743,
        ),
    ],
)
def test_alpha_of_single_codes_is_krippendorffs_nominal_alpha(coders, alpha):
    assert krippendorff_alpha(by_unit(*coders)) == pytest.approx(alpha, abs=5e-4)


def test_alpha_takes_the_distance_it_is_given():
    # The same paper, C with interval data.
    units = by_unit(
        "1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 ."
    )
    alpha = krippendorff_alpha(units, distance=lambda a, b: (int(*a) - int(*b)) ** 2)
    assert alpha == pytest.approx(0.849, abs=5e-4)


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [
        ("abc", "abc", 0),
        # Passonneau 2006: 1 - J × M, with M 2/3 when one set holds the other, 1/3 when they overlap, 0 when disjoint.
        ("a", "ab", 1 - 1 / 2 * 2 / 3),
        ("ab", "bc", 1 - 1 / 3 * 1 / 3),
        ("a", "b", 1),
        # The example of NLTK's masi_distance, which rounds 2/3 to 0.67: 0.665.
        ("ab", "abcd", 1 - 1 / 2 * 2 / 3),
        ("", "", 0),
        ("", "a", 1),
    ],
)
def test_masi_distance(a, b, distance):
    assert masi_distance(frozenset(a), frozenset(b)) == pytest.approx(distance)
    assert masi_distance(frozenset(b), frozenset(a)) == pytest.approx(distance)


def test_alpha_masi_worked_by_hand():
    # Distances 0, 2/3, 0 (both empty), 8/9. Observed: (0 + 2/3 + 0 + 8/9) / 4 = 7/18.
    # Values: a 3 times, ab 2, - 2, bc 1. Ordered pairs that differ: a-ab 12 × 2/3, a-"" 12 × 1, a-bc 6 × 1,
    # ab-"" 8 × 1, ab-bc 4 × 8/9, ""-bc 4 × 1. Sum 8 + 12 + 6 + 8 + 32/9 + 4 = 374/9; expected: that over 8 × 7.
    alpha = alpha_masi(sets("a a - ab"), sets("a ab - bc"))
    assert alpha == pytest.approx(1 - (7 / 18) / (374 / 9 / 56))


def masi_by_krippendorff(units):
    """The same alpha by the krippendorff package, sets as numbers."""
    values = sorted({value for unit in units for value in unit if value is not None}, key=sorted)
    counts = [[sum(value == other for other in unit) for value in values] for unit in units]

    def distance(v1, v2, i1, i2, n_v, dtype):
        places = np.broadcast_arrays(i1, i2)
        return np.vectorize(lambda a, b: masi_distance(values[a], values[b]))(*places)

    return krippendorff.alpha(
        value_counts=counts, value_domain=list(range(len(values))), level_of_measurement=distance, dtype=float
    )


@pytest.mark.parametrize("seed", range(5))
def test_alpha_is_that_of_the_krippendorff_package(seed):
    chance = random.Random(seed)
    units = [[chance.choice(sets("a b ab abc - .")) for _ in range(3)] for _ in range(40)]
    assert krippendorff_alpha(units) == pytest.approx(masi_by_krippendorff(units))


@pytest.mark.parametrize(
    ("counts", "kappa", "adjusted"),
    [
        # Feinstein & Cicchetti 1990, "High agreement but low kappa", the paradox of two tables that agree to 85 %;
        # PABAK after Byrt, Bishop & Carlin 1993: 2 × 0.85 - 1 for both.
        ((40, 9, 6, 45), 0.70, 0.70),
        ((80, 10, 5, 5), 0.32, 0.70),
    ],
)
def test_kappa_and_pabak(counts, kappa, adjusted):
    assert float(cohen_kappa(table(*counts))) == pytest.approx(kappa, abs=5e-3)
    assert float(pabak(table(*counts))) == pytest.approx(adjusted)


@pytest.mark.parametrize("seed", range(5))
def test_coefficients_are_those_of_scikit_learn(seed):
    chance = np.random.default_rng(seed)
    truth, found = chance.random(60) < 0.3, chance.random(60) < 0.4
    (counts,) = zip(
        *two_by_two(
            [frozenset("x" * value) for value in truth.astype(int)],
            [frozenset("x" * value) for value in found.astype(int)],
            ["x"],
        ),
        strict=True,
    )
    at = TwoByTwo(*counts)
    assert float(cohen_kappa(at)[0]) == pytest.approx(cohen_kappa_score(truth, found))
    assert float(f1(at)[0]) == pytest.approx(f1_score(truth, found))
    assert float(precision(at)[0]) == pytest.approx(precision_score(truth, found))
    assert float(recall(at)[0]) == pytest.approx(recall_score(truth, found))


@pytest.mark.parametrize(
    ("counts", "undefined"),
    [
        ((0, 0, 0, 0), {"precision", "recall", "f1", "kappa", "pabak"}),
        ((0, 0, 0, 9), {"precision", "recall", "f1", "kappa"}),
        ((9, 0, 0, 0), {"kappa"}),
        ((0, 0, 3, 6), {"precision"}),
        ((0, 3, 0, 6), {"recall"}),
        ((0, 3, 3, 6), set()),
    ],
)
def test_what_cannot_be_computed_is_undefined(counts, undefined):
    at = table(*counts)
    figures = {
        "precision": precision(at),
        "recall": recall(at),
        "f1": f1(at),
        "kappa": cohen_kappa(at),
        "pabak": pabak(at),
    }
    assert {name for name, value in figures.items() if math.isnan(value)} == undefined


def test_alpha_is_undefined_where_nothing_could_differ():
    assert math.isnan(krippendorff_alpha([]))
    assert math.isnan(alpha_masi([], []))
    assert math.isnan(alpha_masi(sets("- -"), sets("- -")))
    assert math.isnan(alpha_masi(sets("a a"), sets("a a")))
    assert math.isnan(krippendorff_alpha(by_unit("a b", ". .")))
    assert alpha_masi(sets("a -"), sets("a -")) == 1


def test_f1_scores():
    scores = f1_scores(sets("a ab - b"), sets("a a c b"))
    assert scores.by_code == {"a": 1.0, "b": 2 / 3, "c": 0.0}
    assert scores.micro == pytest.approx(2 * 3 / (2 * 3 + 2))
    assert scores.macro == pytest.approx((1 + 2 / 3) / 2)
    empty = f1_scores([], [])
    assert math.isnan(empty.micro)
    assert math.isnan(empty.macro)
    assert empty.by_code == {}


def test_two_by_two_by_group():
    counts = two_by_two(sets("a - a b"), sets("a a - b"), ["a", "b"], ["1", "2", "1", "2"])
    assert [c.tolist() for c in counts] == [[[1, 0], [0, 1]], [[0, 0], [1, 0]], [[1, 0], [0, 0]], [[0, 2], [1, 1]]]
    with pytest.raises(ValueError, match="1 sets of one coder and 2 of the other"):
        two_by_two(sets("a"), sets("a b"), ["a"])


code_sets = st.frozensets(st.sampled_from("abc"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(code_sets, code_sets, st.sampled_from("123")), min_size=1))
def test_terms_by_group_add_up_and_order_of_the_coders_is_no_matter(units):
    pairs, groups = [unit[:2] for unit in units], [unit[2] for unit in units]
    whole = krippendorff_alpha(pairs)
    by_group = alpha_of(alpha_terms(pairs, groups), np.ones(len(set(groups))))
    assert np.allclose(by_group, whole, equal_nan=True)
    turned = krippendorff_alpha([(b, a) for a, b in reversed(pairs)])
    assert np.allclose(turned, whole, equal_nan=True)
    assert math.isnan(whole) or whole <= 1
