"""Differences between groups of statements as plain data, made by `rusnlp.tabling.differences`."""

from __future__ import annotations

from dataclasses import dataclass

DIFFERENCE_TITLES = {
    "slot": "Förmiddag och eftermiddag",
    "question": "Mellan frågorna",
    "session": "Mellan passen",
}
"""What is compared, and in Swedish, in the order to show it in."""


@dataclass(frozen=True, slots=True)
class DifferenceGroup:
    """One side of a comparison: how many of a group's statements were given the code."""

    key: str
    label: str
    statements: int
    with_review: int
    of_statements: int
    share: float
    """statements / of_statements, 0 to 1."""
    share_with_review: float
    """What the share becomes at most, when everything still to review is given the code."""
    statement_ids: tuple[str, ...]
    review_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A code compared between groups, with a test where its assumptions hold."""

    dimension: str
    """A key of `DIFFERENCE_TITLES`."""
    kind: str
    code: str
    label: str
    groups: tuple[DifferenceGroup, ...]
    """Two or more; the same groups in the same order in all rows of a dimension."""
    sessions: int
    """How many sessions the numbers come from."""
    p: float | None
    """None where no test is given; `note` says why."""
    adjusted_p: float | None
    """By Benjamini and Hochberg, over the tested codes of the same kind and dimension."""
    differs: bool
    """`adjusted_p` is at most 0.05; never True without a test."""
    note: str
    """One sentence in Swedish: what the test says, or why there is none."""
    denominator: str
    """In Swedish: what `of_statements` counts."""
