"""Which statements say much the same: typical ones are chosen so that together they stand for as many as can be.

The choice is the facility location problem, solved greedily: each typical statement chosen is the one that adds most to
the sum, over all statements, of how well the typical statement nearest to them stands for them. What others say too
weighs more in that sum, and of two that add as much the one that says more in itself is chosen. The second quotes are
chosen to add most to the same sum, so that the quotes of all points together show what was said. Greedy choice by such
a sum alone comes within 1 - 1/e of the best (G. L. Nemhauser, L. A. Wolsey and M. L. Fisher (1978), "An analysis of
approximations for maximizing submodular set functions", Mathematical Programming 14, 265-294); for summaries see H. Lin
and J. Bilmes (2011), "A class of submodular functions for document summarization", ACL, 510-520.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rusnlp.summarising.likeness import word_set

SAME = 0.38
"""Likeness of a member with the typical statement of its group. Lower, and the groups hold what is only near."""
_AGAIN = 0.5
"""Likeness of two statements from which not both are typical: the second point would be the first again."""
_QUOTED_BESIDE = 0.28
"""Likeness of a second quote with the typical statement: it may show another side of the point."""
_NEAR = 0.1
"""Likeness that counts for nothing: most statements of one day are so alike."""
_WORTH, _SHARED = 1.5, 2.0
"""Powers of the likeness with the typical statement, and of the mean likeness with all."""
_TO_A_GROUP = 3
"""Statements for each group that may recur: of few statements, not every one is to be a point by itself."""
_FROM_ELSEWHERE = 1.1
"""What a second quote of another origin counts for, against one of the same."""
_FULLNESS, _FULLEST = 0.3, 25
"""Power of the number of content words, and the number from which more add nothing."""
SHORTEST, LONGEST = 25, 320
"""Characters of a typical statement, where there are such: it is to be read alone, as a quote."""

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of statements that say much the same."""

    typical: int
    members: tuple[int, ...]
    """With the typical one, which comes first; then most like it first."""
    second: int | None = None
    """The member to quote beside the typical one."""


class Grouping:
    """Statements while typical ones are chosen among them.

    `values`: likeness (n, n). Rows should stand in a fixed order, as by id: of equals the first is chosen.
    """

    def __init__(self, values: Matrix, texts: Sequence[str], origins: Sequence[Hashable] | None = None) -> None:
        """Nothing is chosen yet. `origins`: of each statement who said it, as its session and group."""
        self._values = values
        self._origins = origins or [None] * len(texts)
        self._words = [text.casefold() for text in texts]
        self._worth = np.clip(values - _NEAR, 0, None) ** _WORTH
        self._weight = np.clip(values, 0, None).mean(axis=1) ** _SHARED if len(texts) else np.zeros(0)
        self._fullness = np.clip([len(word_set(text)) for text in texts], 1, _FULLEST) ** _FULLNESS
        self._stood_for = np.zeros(len(texts), dtype=np.float32)
        self._chosen: list[int] = []
        self._free = np.ones(len(texts), dtype=bool)
        self._quotable = np.array([SHORTEST <= len(text) <= LONGEST for text in texts], dtype=bool)

    def groups(self, most_recurring: int, most_few: int, fewest: int) -> tuple[list[Group], list[Group]]:
        """Groups of `fewest` rows or more, `most_recurring` at most, and groups of fewer rows.

        Of the latter there are up to `most_few`, or as many as are wanting to `most_recurring`. First in either list
        are the groups that stand for most.
        """
        found = self._more_groups(min(most_recurring, math.ceil(len(self._words) / _TO_A_GROUP)), None)
        recurring = sum(len(group.members) >= fewest for group in found)
        wanting = max(most_few, most_recurring - recurring) - (len(found) - recurring)
        found += self._more_groups(max(wanting, 0), fewest - 1)
        return [g for g in found if len(g.members) >= fewest], [g for g in found if len(g.members) < fewest]

    def _more_groups(self, number: int, most: int | None) -> list[Group]:
        """Up to `number` groups more, with `most` only such as have at most so many rows."""
        before = len(self._chosen)
        candidates = self._quotable & self._free
        if not candidates.any():
            candidates = self._free.copy()
        candidates &= (self._values[:, self._chosen] < _AGAIN).all(axis=1)
        while candidates.any() and len(self._chosen) < before + number:
            best = self._best(candidates)
            candidates[best] = False
            if most is None or len(self._members([*self._chosen, best])[-1]) <= most:
                self._quote(best)
                self._chosen.append(best)
                candidates &= self._values[best] < _AGAIN
        members = self._members(self._chosen)[before:]
        self._free[[row for rows in members for row in rows]] = False
        return [self._with_second(rows, add=most is None or len(rows) < most) for rows in members]

    def _with_second(self, members: Sequence[int], *, add: bool) -> Group:
        """A group with the member to quote beside the first; with `add`, that may be a free row that is near."""
        typical = members[0]
        other = self._quotable & np.array([words != self._words[typical] for words in self._words], dtype=bool)
        candidates = np.zeros(len(other), dtype=bool)
        candidates[list(members)] = True
        candidates &= other
        if add:
            to_chosen = self._values[:, self._chosen].max(axis=1)
            likeness = self._values[:, typical]
            candidates |= other & self._free & (likeness >= _QUOTED_BESIDE) & (likeness >= to_chosen)
        if not candidates.any():
            return Group(typical, tuple(members))
        elsewhere = np.array([origin != self._origins[typical] for origin in self._origins])
        second = self._best(candidates, np.where(elsewhere, _FROM_ELSEWHERE, 1))
        self._free[second] = False
        self._quote(second)
        return Group(typical, tuple(members) if second in members else (*members, second), second)

    def _best(self, candidates: npt.NDArray[np.bool_], factor: npt.NDArray[np.float64] | float = 1) -> int:
        gain = np.maximum(self._worth - self._stood_for[None, :], 0) @ self._weight * self._fullness * factor
        return int(np.where(candidates, gain, -1).round(6).argmax())

    def _quote(self, row: int) -> None:
        """What the row says is stood for."""
        self._stood_for = np.maximum(self._stood_for, self._worth[row])

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
