"""Whole sessions drawn anew."""

import numpy as np

from rusnlp.evaluating.resampling import percentile_interval, session_draws


def test_each_draw_has_as_many_sessions_as_there_are():
    draws = session_draws(4, resamples=50)
    assert draws.shape == (50, 4)
    assert (draws.sum(axis=1) == 4).all()
    assert (draws == session_draws(4, resamples=50)).all()
    assert (draws != session_draws(4, resamples=50, seed=1)).any()


def test_the_interval_of_a_mean_over_sessions():
    # Of normal means, half of the width of 95 % is 1.96 standard errors: here 1.96 × 1 / √200.
    means = np.random.default_rng(1).normal(size=200)
    draws = session_draws(200)
    low, high = percentile_interval(draws @ means / 200, 200)
    assert abs((high - low) / 2 - 1.96 * means.std() / 200**0.5) < 0.015
    assert low < means.mean() < high


def test_intervals_are_undefined_with_one_session_or_where_too_many_draws_are():
    one = session_draws(1, resamples=100)
    assert np.isnan(percentile_interval(one[:, 0], 1)).all()
    values = np.column_stack([np.arange(100.0), np.where(np.arange(100) < 6, np.nan, 1.0)])
    low, high = percentile_interval(values, 5)
    assert [low[0].round(2), high[0].round(2)] == [2.48, 96.52]
    assert np.isnan([low[1], high[1]]).all()


def test_no_sessions():
    assert session_draws(0, resamples=3).shape == (3, 0)
    assert np.isnan(percentile_interval(np.zeros((0,)), 0)).all()
