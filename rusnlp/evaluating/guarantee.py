"""How many errors to expect in a new session among what is decided without a person: a bound, or none and why.

Statements of one session share a subject, a room and a note-taker, and so do the errors on them; a session that was
not in the sample brings its own. The sessions, not the statements, are therefore what is counted: they are taken as
exchangeable, as groups are in Dunn, Wasserman & Ramdas 2022 ("Distribution-free prediction sets for two-layer
hierarchical models"). Of k sessions and a new one, the new one has the highest error rate with probability at most
1 / (k + 1), whatever the rates and however the statements hang together within a session. So the r-th smallest rate
bounds that of the new session with probability r / (k + 1): split conformal prediction (Vovk, Gammerman & Shafer
2005) with a session as the case. A threshold is chosen in the same manner, by conformal risk control (Angelopoulos,
Bates, Fisch, Lei & Schuster 2024) with the loss "more errors than the target in this session, at this threshold or a
stricter one".

What is promised, and what is not:

- The probability is over the sessions that were counted and the new one together. It does not say that nine of ten
  of the sessions to come keep below a bound once it is stated; that takes more sessions.
- It holds for a session like these, with the same kind of notes, the same codebook, weights and thresholds, none of
  which were learned or chosen from the sessions that are counted here.
- It holds for one code at a time, not for all at once.
- Sessions in which nothing was decided for a code say nothing about it and are left out; so is the new session.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rusnlp.agreement import places

LEVEL = 0.1
"""Probability that a new session has more errors than the bound."""
TARGET = 0.05
"""Share of errors that a threshold is chosen for."""
GRID = tuple(step / 100 for step in range(50, 101))
"""Thresholds to choose among; below one half more is wrong than right, and not every pair is told of."""


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A bound on the error rate in a new session, or none."""

    bound: float | None
    """Share of errors that a new session does not exceed, with probability 1 − level; None: no guarantee."""
    level: float
    sessions: int
    """With at least one decision; only these are counted."""
    decided: int
    errors: int
    threshold: float | None = None
    """Least score to decide by; None where the decisions were given."""
    target: float | None = None
    """Share of errors that a threshold was sought for."""


def sessions_needed(level: float) -> int:
    """How many sessions there must be to state any bound: 1 / (k + 1) may not exceed the level."""
    _check_share("level", level)
    return math.ceil(1 / level - 1e-9) - 1


def smallest_level(sessions: int) -> float:
    """The smallest level that can be stated from so many sessions."""
    return 1 / (sessions + 1)


def new_session_bound(errors: Sequence[int], decided: Sequence[int], *, level: float = LEVEL) -> Guarantee:
    """Bound of the error rate in a new session, from errors and decisions counted by session.

    The decisions must have been made in the same way in all sessions, without a look at these errors. There is no
    bound with fewer sessions than `sessions_needed(level)`, nor when it would be 1, which every session keeps.
    Raises ValueError for more errors than decisions, or a level that is not between 0 and 1.
    """
    _check_share("level", level)
    pairs = [(e, d) for e, d in zip(errors, decided, strict=True) if d > 0 or e > 0]
    if any(not 0 <= e <= d for e, d in pairs):
        raise ValueError("a session has more errors than decisions")
    rates = sorted(e / d for e, d in pairs)
    rank = _rank(len(rates), level)
    bound = rates[rank - 1] if rank <= len(rates) else 1.0
    return Guarantee(
        bound=bound if bound < 1 else None,
        level=level,
        sessions=len(rates),
        decided=sum(d for _, d in pairs),
        errors=sum(e for e, _ in pairs),
    )


def safe_threshold(
    scores: npt.ArrayLike,
    wrong: npt.ArrayLike,
    sessions: Sequence[str],
    *,
    target: float = TARGET,
    level: float = LEVEL,
    grid: Sequence[float] = GRID,
) -> Guarantee:
    """The lowest threshold of `grid` that keeps a new session at `target` errors, with probability 1 − level.

    One score, one truth value (wrong or not) and one session for each pair that would be decided at a score of at
    least the threshold. A session in which nothing reaches the threshold keeps the target; but unless
    `sessions_needed(level)` of them have something there, the threshold promises nothing worth having and there is no
    guarantee. `sessions`, `decided` and `errors` of the result are counted at the threshold; without one, `sessions`
    are all there are and nothing is decided. `grid` must not be chosen by the scores.
    """
    _check_share("level", level)
    _check_share("target", target)
    scores, wrong = np.asarray(scores, dtype=float), np.asarray(wrong, dtype=bool)
    rows = np.array(places(sessions), dtype=int)
    number = len(set(rows.tolist()))
    thresholds = np.sort(np.asarray(grid, dtype=float))
    decided, errors = (np.zeros((number, len(thresholds)), dtype=int) for _ in range(2))
    above = scores[:, None] >= thresholds[None, :] - 1e-9
    np.add.at(decided, rows, above)
    np.add.at(errors, rows, above & wrong[:, None])
    # Kept at this threshold and at every stricter one.
    kept = errors <= target * decided + 1e-9
    kept_on = np.logical_and.accumulate(kept[:, ::-1], axis=1)[:, ::-1]
    rank, needed = _rank(number, level), sessions_needed(level)
    reached = np.flatnonzero((kept_on.sum(axis=0) >= rank) & ((decided > 0).sum(axis=0) >= needed))
    place = int(reached[0]) if len(reached) else None
    if place is None:
        return Guarantee(None, level, sessions=number, decided=0, errors=0, target=target)
    return Guarantee(
        target,
        level,
        sessions=int((decided[:, place] > 0).sum()),
        decided=int(decided[:, place].sum()),
        errors=int(errors[:, place].sum()),
        threshold=float(thresholds[place]),
        target=target,
    )


def guarantee_text(guarantee: Guarantee) -> str:
    """The guarantee as a sentence in Swedish, for reports; without one, "ingen garanti" and the reason."""
    needed, k = sessions_needed(guarantee.level), guarantee.sessions
    sure = _percent(1 - guarantee.level)
    if guarantee.bound is not None:
        at = f"vid tröskeln {_number(guarantee.threshold)}: " if guarantee.threshold is not None else ""
        counted = f"{guarantee.errors} fel av {guarantee.decided} i {k} pass"
        return f"{at}högst {_percent(guarantee.bound, up=True)} fel i ett nytt pass, med {sure} sannolikhet ({counted})"
    if not k:
        return "ingen garanti: inget avgjordes utan granskning"
    if k < needed:
        best = _percent(1 - smallest_level(k))
        return f"ingen garanti: {k} pass räcker till högst {best} sannolikhet, för {sure} behövs minst {needed} pass"
    if guarantee.target is not None:
        return (
            f"ingen garanti: ingen tröskel håller felen vid högst {_percent(guarantee.target)} i ett nytt pass "
            f"med {sure} sannolikhet och avgör ändå något i minst {needed} pass"
        )
    return "ingen garanti: i de sämsta passen var allt som avgjordes fel"


def _rank(sessions: int, level: float) -> int:
    """Which of the sorted rates bounds the new one; more than there are when there are too few sessions."""
    return sessions + 1 - math.floor((sessions + 1) * level + 1e-9)


def _check_share(name: str, value: float) -> None:
    if not 0 < value < 1:
        raise ValueError(f"{name} is {value}; it should be between 0 and 1")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}".replace(".", ",")


def _percent(share: float, *, up: bool = False) -> str:
    # Rounded to the careful side: bounds upwards, probabilities downwards.
    tenths = math.ceil(share * 1000 - 1e-6) if up else math.floor(share * 1000 + 1e-6)
    return f"{f'{tenths / 10:.1f}'.removesuffix('.0').replace('.', ',')}\u00a0%"
