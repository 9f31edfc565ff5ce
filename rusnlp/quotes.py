"""Quotes that stand for many: which statements to print under a theme."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

SHORTEST, LONGEST, IDEAL = 40, 220, 110
"""Characters. A shorter note says too little out of its place, a longer one is read by no one in a table."""


class Candidate(NamedTuple):
    """A statement that was given the code: what the choice is made by."""

    statement_id: str
    session: str
    text: str
    role: str
    score: float
    method: str


def choose_quotes(candidates: Iterable[Candidate], number: int = 1, *, quoted: Collection[str] = ()) -> list[str]:
    """Ids of up to `number` typical statements, best first.

    Chosen one by one: of medium length (40–220 characters) before others, not among the ids `quoted` elsewhere, from
    a session not quoted yet, with a high score (in steps of 0.1), coded by a method not quoted yet, near 110
    characters, and last by id, so that the choice never depends on the order of the candidates. Labels of groups of
    notes (role "cluster") are quoted only when there is nothing else, and the same words are never quoted twice.
    """
    left = sorted(candidates)
    chosen: list[Candidate] = []
    while left and len(chosen) < number:
        sessions = {quote.session for quote in chosen}
        methods = {quote.method for quote in chosen}
        best = min(left, key=lambda candidate: _rank(candidate, quoted, sessions, methods))
        chosen.append(best)
        left = [candidate for candidate in left if candidate.text.casefold() != best.text.casefold()]
    return [quote.statement_id for quote in chosen]


def _rank(candidate: Candidate, quoted: Collection[str], sessions: set[str], methods: set[str]) -> tuple[object, ...]:
    return (
        candidate.role == "cluster",
        not SHORTEST <= len(candidate.text) <= LONGEST,
        candidate.statement_id in quoted,
        candidate.session in sessions,
        -round(candidate.score, 1),
        candidate.method in methods,
        abs(len(candidate.text) - IDEAL),
        candidate.statement_id,
    )
