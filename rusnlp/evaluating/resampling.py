"""Intervals by drawing whole sessions anew: statements of one session are alike, so they are kept together."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

RESAMPLES = 2000
_DEFINED = 0.95


def session_draws(sessions: int, *, resamples: int = RESAMPLES, seed: int = 42) -> Array:
    """How often each session is drawn, resamples × sessions: as many as there are, with replacement."""
    if not sessions:
        return np.zeros((resamples, 0))
    return np.random.default_rng(seed).multinomial(sessions, np.full(sessions, 1 / sessions), resamples).astype(float)


def percentile_interval(values: npt.ArrayLike, sessions: int, *, level: float = 0.95) -> tuple[Array, Array]:
    """Low and high end of the middle `level` of the resampled values (resamples along the first axis).

    NaN, undefined, with fewer than two sessions, and where the figure is undefined in more than one draw of twenty:
    what is left would be an interval of something else. A few sessions give intervals that are too narrow.
    """
    values = np.asarray(values, dtype=float)
    shape = values.shape[1:]
    if sessions < 2 or not len(values):
        return np.full(shape, math.nan), np.full(shape, math.nan)
    defined = np.mean(~np.isnan(values), axis=0) >= _DEFINED
    tail = (1 - level) / 2
    safe = np.where(defined, values, 0.0)
    low, high = np.nanquantile(safe, [tail, 1 - tail], axis=0)
    return np.where(defined, low, math.nan), np.where(defined, high, math.nan)
