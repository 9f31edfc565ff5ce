"""Clusters that many runs agree on."""

import numpy as np

from rusnlp.discovering.consensus import co_association, consensus_clusters, mean_jaccard, row_draws
from tests.test_topics import clouds


def test_co_association_counts_only_runs_that_saw_both():
    runs = [np.array([0, 0, 1]), np.array([0, -1, 0]), np.array([1, 0, -1])]
    expected = [[1, 0.5, 0.5], [0.5, 1, 0], [0.5, 0, 1]]
    np.testing.assert_allclose(co_association(runs), expected)


def test_mean_jaccard_of_a_cluster():
    runs = [np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]), np.array([0, -1, -1, 0])]
    # {0, 1}: the same; one of the two, alone or among three; the third run saw only one of them.
    assert mean_jaccard(np.array([0, 1]), runs) == 0.75
    assert mean_jaccard(np.array([0]), runs) == 0.0


def test_draws_are_of_four_fifths_or_of_whole_groups():
    groups = [name for name in "abcd" for _ in range(25)]
    draws = row_draws(groups, 40, 1)
    shares = [len(rows) / 100 for rows, _ in draws[::2]]
    assert 0.75 < np.mean(shares) < 0.85
    whole = [len(rows) % 25 == 0 for rows, _ in draws[1::2]]
    assert np.mean(whole) > 0.7
    again = row_draws(groups, 40, 1)
    assert all((a == b).all() for (a, _), (b, _) in zip(draws, again, strict=True))


def test_clusters_are_numbered_by_size_then_by_first_row():
    vectors = np.vstack([clouds(3, 6)[6:12], clouds(3, 6)[:6], clouds(3, 12)[24:]])
    vectors -= vectors.mean(axis=0)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    found = consensus_clusters(vectors.astype(np.float32), ["a"] * 24, 3, runs=20)
    assert found.labels.tolist() == [1] * 6 + [2] * 6 + [0] * 12
    assert len(found.stability) == 3
    assert found.belonging.min() > 0.5
