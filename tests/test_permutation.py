import numpy as np
import pytest
from scipy.stats import chi2_contingency, false_discovery_control, permutation_test

from rusnlp.tabling.permutation import benjamini_hochberg, permutation_test_within_sessions


def test_two_groups_are_scipys_sign_flips_of_weighted_differences():
    sizes = np.array([[12, 9], [30, 22], [8, 8], [15, 40], [11, 10], [9, 14], [20, 20]])
    hits = np.array([[6, 2], [12, 3], [4, 3], [5, 9], [3, 5], [4, 2], [11, 6]])
    weights = sizes.prod(axis=1) / sizes.sum(axis=1)
    differences = weights * (hits[:, 0] / sizes[:, 0] - hits[:, 1] / sizes[:, 1])
    expected = permutation_test(
        (differences,), lambda x, axis: abs(x.sum(axis=axis)), permutation_type="samples", alternative="greater",
        n_resamples=np.inf,
    )  # fmt: skip
    assert permutation_test_within_sessions(hits, sizes) == pytest.approx((expected.pvalue, 2 / 2**7))


def test_a_session_without_a_group_counts_for_the_others():
    sizes = np.array([[10, 10, 10], [10, 10, 0], [0, 10, 10]])
    hits = np.array([[5, 2, 2], [5, 2, 0], [0, 2, 2]])
    # In the first session the large cell stands in its place in 2 of 6 arrangements, in the second in 1 of 2; the
    # third is the same whichever way it is turned.
    assert permutation_test_within_sessions(hits, sizes).p == pytest.approx(1 / 3)


def test_nothing_that_moves_is_no_difference():
    for hits in (np.zeros((4, 2), int), np.full((4, 2), 3)):
        assert permutation_test_within_sessions(hits, np.full((4, 2), 6)) == (1.0, 1.0)
    assert permutation_test_within_sessions(np.zeros((0, 2), int), np.zeros((0, 2), int)) == (1.0, 1.0)


def test_many_sessions_are_drawn_and_agree_with_all_arrangements(monkeypatch):
    generator = np.random.default_rng(2)
    sizes = generator.integers(5, 30, (13, 2))
    hits = generator.binomial(sizes, [0.3, 0.2])
    exact = permutation_test_within_sessions(hits, sizes).p
    monkeypatch.setattr("rusnlp.tabling.permutation.MOST_ARRANGEMENTS", 10)
    drawn = permutation_test_within_sessions(hits, sizes)
    assert drawn.p == pytest.approx(exact, abs=0.02)
    assert drawn == permutation_test_within_sessions(hits, sizes)


def test_false_positives_stay_at_the_level_where_chi_square_finds_many():
    # Statements of a session's half hang together (log-odds with a standard deviation of 1); the halves do not differ.
    generator = np.random.default_rng(11)
    sizes = np.array([[40, 25], [30, 30], [12, 30], [25, 25], [20, 45], [35, 30], [30, 18], [28, 28]])
    ours = plain = 0
    rounds = 300
    for _ in range(rounds):
        odds = -1.4 + generator.standard_normal((8, 1)) + generator.standard_normal((8, 2))
        hits = generator.binomial(sizes, 1 / (1 + np.exp(-odds)))
        ours += permutation_test_within_sessions(hits, sizes).p <= 0.05
        yes = hits.sum(axis=0)
        plain += chi2_contingency([yes, sizes.sum(axis=0) - yes], correction=False).pvalue <= 0.05
    assert ours / rounds <= 0.08
    assert plain / rounds >= 0.3


def test_benjamini_hochberg_is_scipys():
    values = [0.04, 0.001, 0.03, 0.9, 0.2, 0.03]
    assert benjamini_hochberg(values) == pytest.approx(false_discovery_control(values))
    assert benjamini_hochberg([]).tolist() == []
