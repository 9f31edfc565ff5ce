"""Which statements say much the same: typical ones are chosen so that together they stand for as many as can be.

The choice is the facility location problem, solved greedily: each typical statement chosen is the one that adds most
to the sum, over all statements, of how well the typical statement nearest to them stands for them. What others say too
weighs more in that sum. Greedy choice comes within 1 - 1/e of the best (G. L. Nemhauser, L. A. Wolsey and M. L. Fisher
(1978), "An analysis of approximations for maximizing submodular set functions", Mathematical Programming 14, 265-294);
for summaries see H. Lin and J. Bilmes (2011), "A class of submodular functions for document summarization", ACL,
510-520.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SAME = 0.30
"""Likeness of a member with the typical statement of its group. Lower, and the groups hold what is only near."""
_NEAR = 0.1
"""Likeness that counts for nothing: most statements of one day are so alike."""
_WORTH, _SHARED = 1.5, 2.0
"""Powers of the likeness with the typical statement, and of the mean likeness with all."""
SHORTEST, LONGEST = 25, 320
"""Characters of a typical statement, where there are such: it is to be read alone, as a quote."""

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of statements that say much the same."""

    typical: int
    members: tuple[int, ...]
    """With the typical one, which comes first; then most like it first."""


class Grouping:
    """Statements while typical ones are chosen among them.

    `values`: likeness (n, n). Rows should stand in a fixed order, as by id: of equals the first is chosen.
    """

    def __init__(self, values: Matrix, texts: Sequence[str]) -> None:
        """Nothing is chosen yet."""
        self._values = values
        self._worth = np.clip(values - _NEAR, 0, None) ** _WORTH
        self._weight = np.clip(values, 0, None).mean(axis=1) ** _SHARED if len(texts) else np.zeros(0)
        self._stood_for = np.zeros(len(texts), dtype=np.float32)
        self._chosen: list[int] = []
        self._free = np.ones(len(texts), dtype=bool)
        self._quotable = np.array([SHORTEST <= len(text) <= LONGEST for text in texts], dtype=bool)

    def recurring(self, number: int, fewest: int) -> list[Group]:
        """Choose up to `number` groups of `fewest` rows or more."""
        candidates = self._quotable & ((self._values >= SAME).sum(axis=1) >= fewest)
        if not candidates.any():
            candidates = (self._values >= SAME).sum(axis=1) >= fewest
        while candidates.any() and len(self._chosen) < number:
            best = self._best(candidates)
            candidates[best] = False
            if min(len(rows) for rows in self._members([*self._chosen, best])) >= fewest:
                self._choose(best)
        groups = self._groups(0)
        self._free[[row for group in groups for row in group.members]] = False
        return groups

    def few(self, number: int, most: int) -> list[Group]:
        """Choose up to `number` more, of statements in none of the groups; they have at most `most` rows."""
        before = len(self._chosen)
        candidates = self._quotable & self._free
        while candidates.any() and len(self._chosen) < before + number:
            best = self._best(candidates)
            candidates[best] = False
            if len(self._members([*self._chosen, best])[-1]) <= most:
                self._choose(best)
                candidates &= self._values[best] < SAME
        return self._groups(before)

    def _best(self, candidates: npt.NDArray[np.bool_]) -> int:
        gain = np.maximum(self._worth - self._stood_for[None, :], 0) @ self._weight
        return int(np.where(candidates, gain, -1).round(6).argmax())

    def _choose(self, row: int) -> None:
        self._chosen.append(row)
        self._stood_for = np.maximum(self._stood_for, self._worth[row])

    def _groups(self, first: int) -> list[Group]:
        members = self._members(self._chosen)
        return [Group(self._chosen[i], tuple(members[i])) for i in range(first, len(self._chosen))]

    def _members(self, chosen: Sequence[int]) -> list[list[int]]:
        """Rows of each chosen one: those that are most like it of all chosen, and like enough."""
        if not chosen:
            return []
        to_chosen = self._values[:, list(chosen)]
        own = to_chosen.argmax(axis=1)
        own[list(chosen)] = np.arange(len(chosen))
        enough = (to_chosen.max(axis=1) >= SAME) & self._free
        found = []
        for number, typical in enumerate(chosen):
            rows = np.flatnonzero(enough & (own == number))
            order = np.lexsort((rows, -to_chosen[rows, number], rows != typical))
            found.append([int(row) for row in rows[order]])
        return found
