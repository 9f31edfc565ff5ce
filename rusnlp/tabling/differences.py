"""Codes compared between halves of the day, questions and sessions, with a test only where its assumptions hold."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from rusnlp.codebook import Code, Codebook
from rusnlp.sessions import NO_SESSION, session_label
from rusnlp.tabling.decisions import coded_pairs, codes_of_kind
from rusnlp.tabling.dimensions import keyed, ordered_values, question_labels
from rusnlp.tabling.parts import DIFFERENCE_TITLES, Difference, DifferenceGroup
from rusnlp.tabling.permutation import Counts, benjamini_hochberg, permutation_test_within_sessions

LEVEL = 0.05
FEWEST_SESSIONS = 6
"""With fewer sessions to change places in, no difference between two groups can reach the level: 2 / 2**5 > 0.05."""
FEWEST_STATEMENTS = 5
"""A group with fewer statements in a session says too little of its share there to be compared."""
OPEN_QUESTION = "ovrigt"
"""Where notes stand that answer none of the catalogue's questions: nothing to compare the questions with."""

DIFFERENCE_COLUMNS = [
    "dimension",
    "kind",
    "code",
    "label",
    "group",
    "group_label",
    "statements",
    "with_review",
    "of_statements",
    "share",
    "share_with_review",
    "sessions",
    "p",
    "adjusted_p",
    "differs",
    "note",
    "denominator",
    "statement_ids",
    "review_ids",
]

_SLOTS = {"fm": "Förmiddag", "em": "Eftermiddag"}
_HAVING_SEVERAL = {
    "slot": f"minst {FEWEST_STATEMENTS} utsagor både på förmiddagen och på eftermiddagen",
    "question": f"minst {FEWEST_STATEMENTS} utsagor under vardera av minst två frågor",
}
_NO_TEST_BETWEEN_SESSIONS = (
    "Inget test: utsagorna i ett pass hänger ihop, så varje pass är ett enda fall, och med ett fall på varje sida går "
    "det inte att skilja en skillnad från slumpen."
)


class _Compared(NamedTuple):
    """The statements that a comparison rests on."""

    rows: pd.DataFrame
    """Counted statements of the groups, with the group's key as `compared`."""
    sessions: list[str]
    """Keys of the sessions that are the units of a test; empty where none is possible."""
    denominator: str
    why_no_test: str | None


def theme_differences(
    statements: pd.DataFrame,
    codings: pd.DataFrame,
    codebook: Codebook,
    *,
    dimension: str = "slot",
    kind: str = "theme",
    within: Mapping[str, str] | None = None,
    questions: Mapping[str, str] | None = None,
) -> tuple[Difference, ...]:
    """How often each code stands in the groups of a dimension, and whether that differs more than chance would have it.

    `dimension` is "slot", "question" or "session". Halves of the day and questions are compared in the sessions that
    have at least `FEWEST_STATEMENTS` counted statements in two of the groups or more, so that no difference between
    sessions passes for one between groups; only where no session has, all statements are shown. Statements without a
    session, a half of the day or a question (also those under `OPEN_QUESTION`) take no part. Codes come most frequent
    first; those without any statement and sub-goals are left out. No rows with fewer than two groups.

    Statements of a session hang together, so a chi-square test, which takes them for independent, finds differences
    where there are none (`benchmarks/differences.py`). The test here has the sessions for units
    (`rusnlp.tabling.permutation`); it is given with `FEWEST_SESSIONS` or more, for codes common enough that it could
    reach `LEVEL`, and adjusted for the number of codes tested by Benjamini and Hochberg. Between sessions there is
    none: each is one case. `note` says which, in Swedish. What is still to review takes no part in the test.

    Raises ValueError for another dimension, and as `rusnlp.themes.theme_counts`.
    """
    if dimension not in DIFFERENCE_TITLES:
        raise ValueError(f"codes cannot be compared by {dimension!r}; choose among {', '.join(DIFFERENCE_TITLES)}")
    labels = question_labels(questions) if dimension == "question" else {}
    base = keyed(statements, within)
    compared = _compared(base, dimension)
    keys = [k for k in ordered_values(dimension, statements, [], labels) if k in set(compared.rows["compared"])]
    if len(keys) < 2:
        return ()
    pairs = coded_pairs(compared.rows, codings, codebook, kind)
    names = {key: _group_label(dimension, key, labels) for key in keys}
    found: list[tuple[Code, tuple[DifferenceGroup, ...], float | None, str]] = []
    for code in codes_of_kind(codebook, kind):
        own = pairs[pairs["code"] == code.id]
        assigned = own[own["decision"] == "assigned"]
        if code.parent or assigned.empty:
            continue
        groups = tuple(_group(key, names[key], own, compared.rows) for key in keys)
        found.append((code, groups, *_tested(compared, assigned, keys)))
    adjusted = iter(benjamini_hochberg([p for _, _, p, _ in found if p is not None]))
    tests = sum(p is not None for _, _, p, _ in found)
    rows = []
    for code, groups, p, note in found:
        after = None if p is None else float(next(adjusted))
        rows.append(
            Difference(
                dimension=dimension,
                kind=kind,
                code=code.id,
                label=code.label,
                groups=groups,
                sessions=len(set(compared.rows["session"]) - {NO_SESSION}),
                p=p,
                adjusted_p=after,
                differs=after is not None and after <= LEVEL,
                note=note if p is None or after is None else _verdict(p, after, tests, len(compared.sessions), groups),
                denominator=compared.denominator,
            )
        )
    return tuple(sorted(rows, key=lambda row: -sum(group.statements for group in row.groups)))


def difference_table(differences: Sequence[Difference]) -> pd.DataFrame:
    """Differences as a table, one row a code × group; columns `DIFFERENCE_COLUMNS`, no test as None."""
    rows = [
        (
            *(row.dimension, row.kind, row.code, row.label, group.key, group.label),
            *(group.statements, group.with_review, group.of_statements, group.share, group.share_with_review),
            *(row.sessions, row.p, row.adjusted_p, row.differs, row.note, row.denominator),
            *(group.statement_ids, group.review_ids),
        )
        for row in differences
        for group in row.groups
    ]
    table = pd.DataFrame(rows, columns=DIFFERENCE_COLUMNS)
    return table.astype({"p": object, "adjusted_p": object}).where(table.notna(), None)


def _compared(base: pd.DataFrame, dimension: str) -> _Compared:
    """The statements to compare: those of sessions with several groups, where there are such."""
    left_out = ("", OPEN_QUESTION) if dimension == "question" else ("",)
    rows = base[base["counted"] & ~base[dimension].isin(left_out)]
    rows = rows.assign(compared=rows[dimension])
    notes = "anteckningar utan upprepningar"
    if dimension == "session":
        return _Compared(rows, [], f"{notes}, i passet", _NO_TEST_BETWEEN_SESSIONS)
    size = rows.groupby(["session", "compared"])["statement_id"].transform("size")
    large = rows[(size >= FEWEST_STATEMENTS) & (rows["session"] != NO_SESSION)]
    several = large[large.groupby("session")["compared"].transform("nunique") > 1]
    sessions = sorted(set(several["session"]))
    having = _HAVING_SEVERAL[dimension]
    if several["compared"].nunique() < 2:
        why = f"Inget test: inget pass har {having}, så en skillnad kan lika väl bero på passens ämnen."
        return _Compared(rows, [], notes, why)
    denominator = f"{notes}, i de {len(sessions)} pass som har {having}"
    if len(sessions) == 1:
        denominator = f"{notes}, i det enda pass som har {having}"
    why_not = None
    if len(sessions) < FEWEST_SESSIONS:
        why_not = f"Inget test: bara {len(sessions)} pass har {having}; det behövs {FEWEST_SESSIONS}."
    return _Compared(several, sessions, denominator, why_not)


def _group(key: str, label: str, own: pd.DataFrame, rows: pd.DataFrame) -> DifferenceGroup:
    mine = own[own["compared"] == key]
    assigned = tuple(sorted(mine.loc[mine["decision"] == "assigned", "statement_id"]))
    review = tuple(sorted(mine.loc[mine["decision"] == "review", "statement_id"]))
    of = int((rows["compared"] == key).sum())
    with_review = len(assigned) + len(review)
    return DifferenceGroup(
        key, label, len(assigned), with_review, of, len(assigned) / of, with_review / of, assigned, review
    )


def _tested(compared: _Compared, assigned: pd.DataFrame, keys: Sequence[str]) -> tuple[float | None, str]:
    """The p-value, or None and the sentence that says why there is none."""
    if compared.why_no_test:
        return None, compared.why_no_test
    test = permutation_test_within_sessions(
        _cells(assigned, compared.sessions, keys), _cells(compared.rows, compared.sessions, keys)
    )
    if test.least_p > LEVEL:
        return None, "Inget test: koden finns i för få av passen för att någon skillnad ska kunna skiljas från slumpen."
    return test.p, ""


def _cells(rows: pd.DataFrame, sessions: Sequence[str], keys: Sequence[str]) -> Counts:
    """Statements by session and group: (sessions, groups)."""
    cells = pd.crosstab(rows["session"], rows["compared"]).reindex(index=sessions, columns=keys, fill_value=0)
    return np.asarray(cells, dtype=np.int64)


def _verdict(p: float, adjusted: float, tests: int, sessions: int, groups: Sequence[DifferenceGroup]) -> str:
    """The sentence under a test."""
    most, least = (pick(groups, key=lambda group: group.share) for pick in (max, min))
    said = (
        f"andelarna skiljer sig mer än slumpen brukar ge: störst är den under {most.label}, minst under {least.label}"
        if adjusted <= LEVEL
        else "skillnaden är inte större än vad slumpen kan ge"
    )
    corrected = f", rättat för {tests} koder (Benjamini–Hochberg) p {_decimal(adjusted)}" if tests > 1 else ""
    return f"Permutationstest inom {sessions} pass, p {_decimal(p)}{corrected}: {said}."


def _decimal(value: float) -> str:
    """0.0213 -> "= 0,021"; rounded up, so that 0.0504 does not read as the level."""
    up = math.ceil(value * 1000 - 1e-9) / 1000
    return f"= {up:.3f}".replace(".", ",") if value >= 0.001 else "< 0,001"


def _group_label(dimension: str, key: str, questions: Mapping[str, str]) -> str:
    if dimension == "session":
        return session_label(key)
    return questions.get(key, key) if dimension == "question" else _SLOTS.get(key, key)
