"""Scores as probabilities: worked by hand, and against scikit-learn."""

import math

import numpy as np
import pytest
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss

from rusnlp.evaluating.calibration import (
    COVERAGE_COLUMNS,
    RELIABILITY_COLUMNS,
    brier_score,
    coverage_table,
    expected_calibration_error,
    reliability_curve,
    threshold_at_coverage,
)

SCORES = [0.05, 0.15, 0.15, 0.45, 0.55, 0.85, 0.95, 1.0]
TRUTH = [0, 0, 1, 1, 0, 1, 1, 1]


def test_reliability_curve_with_counts():
    curve = reliability_curve(SCORES, TRUTH, bins=5)
    assert tuple(curve.columns) == RELIABILITY_COLUMNS
    assert curve.round(4).to_numpy().tolist() == [
        [0.0, 0.2, 3, 0.1167, 0.3333],
        [0.4, 0.6, 2, 0.5, 0.5],
        [0.8, 1.0, 3, 0.9333, 1.0],
    ]


def test_expected_calibration_error_by_hand():
    assert expected_calibration_error(SCORES, TRUTH, bins=5) == pytest.approx(
        (3 * 0.21667 + 0 + 3 * 0.06667) / 8, abs=1e-4
    )


def test_a_score_on_the_border_belongs_to_the_bin_that_begins_there():
    assert reliability_curve([0.3, 0.6, 0.7, 1.0], [1, 1, 1, 1])["low"].tolist() == [0.3, 0.6, 0.7, 0.9]


@pytest.mark.parametrize("seed", range(3))
def test_as_scikit_learn_has_it(seed):
    chance = np.random.default_rng(seed)
    scores = chance.random(300)
    truth = chance.random(300) < scores
    assert brier_score(scores, truth) == pytest.approx(brier_score_loss(truth, scores))
    share, mean = calibration_curve(truth, scores, n_bins=10)
    curve = reliability_curve(scores, truth)
    assert np.allclose(curve["share_true"], share)
    assert np.allclose(curve["mean_score"], mean)


def test_coverage_against_error():
    table = coverage_table(SCORES, TRUTH, [0.5, 0.85, 0.97, 1.1])
    assert tuple(table.columns) == COVERAGE_COLUMNS
    assert table.to_numpy().tolist()[:3] == [
        [0.5, 8, 8, 1.0, 3, 0.375, 4, 1, 4, 2],
        [0.85, 8, 6, 0.75, 1, pytest.approx(1 / 6), 3, 0, 3, 1],
        [0.97, 8, 1, 0.125, 0, 0.0, 1, 0, 0, 0],
    ]
    assert table["decided"].iloc[3] == 0
    assert math.isnan(table["error"].iloc[3])


def test_the_threshold_that_decides_four_of_five():
    threshold = threshold_at_coverage(SCORES, 0.8)
    assert threshold == pytest.approx(0.55)
    assert coverage_table(SCORES, TRUTH, [threshold])["coverage"].tolist() == [1.0]
    assert coverage_table(SCORES, TRUTH, [threshold_at_coverage(SCORES, 0.75)])["coverage"].tolist() == [0.75]


def test_nothing_to_score():
    assert math.isnan(brier_score([], []))
    assert math.isnan(expected_calibration_error([], []))
    assert math.isnan(threshold_at_coverage([]))
    assert reliability_curve([], []).empty
    assert coverage_table([], [], [0.5])["decided"].tolist() == [0]


def test_all_the_same():
    assert brier_score([1, 1], [1, 1]) == 0
    assert expected_calibration_error([0, 0], [0, 0]) == 0
    assert reliability_curve([1.0], [True]).to_numpy().tolist() == [[0.9, 1.0, 1, 1.0, 1.0]]
