"""Figures of a comparison: a coding against a reference, or several coders against each other.

Everything is counted over the statements that both have coded, areas and themes apart, sub-goals left out. Intervals
are of 95 %, by drawing whole sessions anew (`rusnlp.evaluating.resampling`). Undefined is NaN.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from rusnlp.agreement import (
    AlphaTerms,
    CodeSet,
    TwoByTwo,
    alpha_of,
    alpha_terms,
    cohen_kappa,
    f1,
    macro_f1,
    micro_f1,
    pabak,
    precision,
    ratio,
    recall,
    two_by_two,
)
from rusnlp.codebook import Codebook
from rusnlp.coding import CODER
from rusnlp.evaluating.coded_sets import KINDS, CodedSets, only_by_rusnlp, own_statements, shared_statements
from rusnlp.evaluating.decided_pairs import (
    DECIDED_COLUMNS,
    calibration_table,
    coverage_by_kind,
    decided_pairs,
    guarantee_table,
    reliability_table,
)
from rusnlp.evaluating.guarantee import LEVEL, TARGET
from rusnlp.evaluating.resampling import RESAMPLES, percentile_interval, session_draws

Array = npt.NDArray[np.float64]

TOTAL_COLUMNS = (
    "kind",
    "coders",
    "n",
    "sessions",
    *(f"micro_f1{end}" for end in ("", "_low", "_high")),
    *(f"macro_f1{end}" for end in ("", "_low", "_high")),
    *(f"alpha{end}" for end in ("", "_low", "_high")),
)
CODE_COLUMNS = (
    "kind",
    "code",
    "label",
    "coders",
    "n",
    "in_first",
    "in_second",
    "prevalence",
    "precision",
    "recall",
    *(f"f1{end}" for end in ("", "_low", "_high")),
    *(f"kappa{end}" for end in ("", "_low", "_high")),
    "pabak",
)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A coding against a reference; each table has the columns named above."""

    predicted: str
    reference: str
    matched: int
    of_predicted: int
    of_reference: int
    matched_by: str
    """statement_id or text."""
    totals: pd.DataFrame
    """By kind: each coder of the reference beside the prediction, the chosen one first, then people in pairs."""
    codes: pd.DataFrame
    """By kind and code: the prediction (second) against the chosen coder of the reference (first)."""
    people: pd.DataFrame
    """As `codes`, for the coders of the reference in pairs; no rows when it has one coder."""
    calibration: pd.DataFrame
    """By kind: over the pairs that are listed with a score, and over all with those not listed as 0."""
    reliability: pd.DataFrame
    """By kind, over the listed pairs."""
    coverage: pd.DataFrame
    """By kind, over the listed pairs."""
    guarantees: pd.DataFrame
    """By kind (code None: all its codes together) and code, for what was assigned and for what was rejected."""
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Coders of the same notes against each other; columns as of `Evaluation`."""

    coders: tuple[str, ...]
    statements: int
    totals: pd.DataFrame
    """By kind: all coders together (alpha only), then in pairs."""
    codes: pd.DataFrame
    notes: tuple[str, ...]


class _Compared(NamedTuple):
    """Statements with what two coders gave them; all of one length."""

    first: list[CodeSet]
    second: list[CodeSet]
    sessions: list[str]
    rows: list[int]
    """Their places among the statements that were given."""


def evaluate(
    predicted: CodedSets,
    reference: CodedSets,
    codebook: Codebook,
    *,
    coder: str | None = None,
    seed: int = 42,
    resamples: int = RESAMPLES,
    level: float = LEVEL,
    target: float = TARGET,
) -> Evaluation:
    """Every figure of the prediction against the reference.

    `coder` is the coder of the reference that counts as the truth; otherwise the first of the people in it, by name.
    `level` and `target` belong to the guarantees: see `rusnlp.evaluating.guarantee`. Raises NoSharedStatementsError (a
    ValueError) when the two share no statements, ValueError for a coder that the reference does not have.
    """
    shared = shared_statements(predicted, reference)
    pairs = shared.pairs
    machine = CODER if CODER in predicted.coders else next(iter(predicted.coders), "")
    people = [name for name in reference.coders if name != CODER] or list(reference.coders)
    truth = coder if coder is not None else next(iter(people), "")
    if coder is not None and coder not in reference.coders:
        raise ValueError(f"{reference.name} has no coder {coder!r}; choose among {', '.join(reference.coders)}")
    people = [truth, *(name for name in people if name != truth)]
    shown = machine if machine not in people else f"{machine} ({predicted.name})"
    sessions = _sessions(predicted, reference, pairs)
    totals, codes, between, decided = [], [], [], []
    for kind in KINDS:
        everyone = {
            name: [reference.sets[name, kind][j] for _, j in pairs] for name in people if (name, kind) in reference.sets
        }
        if truth not in everyone or (machine, kind) not in predicted.sets:
            continue
        found = [predicted.sets[machine, kind][i] for i, _ in pairs]
        for name, sets in everyone.items():
            compared = _coded_by_both(sets, found, sessions)
            rows, total = _figures(kind, f"{name} – {shown}", compared, codebook, seed, resamples)
            totals.append(total)
            if name == truth:
                codes += rows
                told = _listed(predicted, kind, machine)
                listed = [told.get(pairs[row][0], {}) for row in compared.rows]
                ids = [row["code"] for row in rows]
                decided.append(decided_pairs(kind, ids, compared.first, compared.second, listed, compared.sessions))
        for a, b in combinations(everyone, 2):
            compared = _coded_by_both(everyone[a], everyone[b], sessions)
            rows, total = _figures(kind, f"{a} – {b}", compared, codebook, seed, resamples)
            totals.append(total)
            between += rows
    known = pd.concat(decided, ignore_index=True) if decided else pd.DataFrame(columns=list(DECIDED_COLUMNS))
    return Evaluation(
        predicted=shown,
        reference=truth,
        matched=len(pairs),
        of_predicted=len(predicted.statements),
        of_reference=shared.of_second,
        matched_by=shared.by,
        totals=pd.DataFrame(totals, columns=list(TOTAL_COLUMNS)),
        codes=pd.DataFrame(codes, columns=list(CODE_COLUMNS)),
        people=pd.DataFrame(between, columns=list(CODE_COLUMNS)),
        calibration=calibration_table(known),
        reliability=reliability_table(known),
        coverage=coverage_by_kind(known),
        guarantees=guarantee_table(known, _labels(codebook), level=level, target=target),
        notes=(*predicted.notes, *reference.notes, *only_by_rusnlp(reference), *_warnings(codes, sessions, codebook)),
    )


def compare_coders(
    files: Sequence[CodedSets], codebook: Codebook, *, seed: int = 42, resamples: int = RESAMPLES
) -> Agreement:
    """All coders of the files in pairs, code by code, and together. rusnlp takes part only where it coded alone.

    The statements are those of the first file; what the others have more is left out. Coders of one name in several
    files are told apart by the files' names. Raises NoSharedStatementsError (a ValueError) when a file shares no
    statements with the first, ValueError with fewer than two coders.
    """
    named = [
        (number, coder)
        for number, file in enumerate(files)
        for coder in file.coders
        if coder != CODER or len(file.coders) == 1
    ]
    names = [coder for _, coder in named]
    if len(names) < 2:
        raise ValueError(f"{', '.join(file.name for file in files)}: one coder is not enough; give another's file too")
    titles = [coder if names.count(coder) == 1 else f"{files[number].name} ({coder})" for number, coder in named]
    # The same file given twice, or files of one name in two folders.
    titles = [f"{n}: {title}" if titles.count(title) > 1 else title for n, title in enumerate(titles, start=1)]
    own = own_statements(files[0])
    rows_of = [dict(zip(own, own, strict=True))]
    rows_of += [dict(shared_statements(files[0], file).pairs) for file in files[1:]]
    sessions = _sessions(files[0], files[0], [(row, row) for row in own])
    totals, codes = [], []
    for kind in KINDS:
        everyone: dict[str, list[CodeSet | None]] = {}
        for title, (number, coder) in zip(titles, named, strict=True):
            if (coder, kind) in files[number].sets:
                sets, place = files[number].sets[coder, kind], rows_of[number]
                everyone[title] = [sets[place[row]] if row in place else None for row in own]
        if len(everyone) < 2:
            continue
        if len(everyone) > 2:
            totals.append(_joint_total(kind, everyone, sessions, seed, resamples))
        for a, b in combinations(everyone, 2):
            compared = _coded_by_both(everyone[a], everyone[b], sessions)
            rows, total = _figures(kind, f"{a} – {b}", compared, codebook, seed, resamples)
            totals.append(total)
            codes += rows
    return Agreement(
        coders=tuple(titles),
        statements=len(sessions),
        totals=pd.DataFrame(totals, columns=list(TOTAL_COLUMNS)),
        codes=pd.DataFrame(codes, columns=list(CODE_COLUMNS)),
        notes=(*(note for file in files for note in file.notes), *_warnings(codes, sessions, codebook)),
    )


def _sessions(first: CodedSets, second: CodedSets, pairs: Sequence[tuple[int, int]]) -> list[str]:
    """The session of each pair: as the second says or else the first; the document where neither does."""
    columns = [list(file.statements[name]) for name in ("session", "document") for file in (second, first)]
    told = []
    for i, j in pairs:
        own, other, document, other_document = (column[row] for column, row in zip(columns, (j, i, j, i), strict=True))
        told.append(own or other or f"({document or other_document or ''})")
    return told


def _coded_by_both(
    first: Sequence[CodeSet | None], second: Sequence[CodeSet | None], sessions: Sequence[str]
) -> _Compared:
    compared = _Compared([], [], [], [])
    for row, (a, b, session) in enumerate(zip(first, second, sessions, strict=True)):
        if a is not None and b is not None:
            compared.first.append(a)
            compared.second.append(b)
            compared.sessions.append(session)
            compared.rows.append(row)
    return compared


def _codes_in_order(kind: str, codebook: Codebook, *sets: Sequence[CodeSet | None]) -> list[str]:
    """The codebook's codes of the kind, then others that somebody gave."""
    own = [code.id for code in (codebook.areas if kind == "area" else codebook.themes)]
    others = {code for given in sets for one in given if one for code in one} - set(own)
    return [*own, *sorted(others)]


def _labels(codebook: Codebook) -> dict[str, str]:
    return {code.id: code.label for code in codebook.codes}


def _figures(
    kind: str, coders: str, compared: _Compared, codebook: Codebook, seed: int, resamples: int
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Rows by code, and the row of the whole, for two coders."""
    codes = _codes_in_order(kind, codebook, compared.first, compared.second)
    number = len(set(compared.sessions))
    by_session = two_by_two(compared.first, compared.second, codes, compared.sessions)
    terms = alpha_terms(list(zip(compared.first, compared.second, strict=True)), compared.sessions)
    draws = session_draws(number, resamples=resamples, seed=seed)
    all_once = np.ones((1, number))
    whole = TwoByTwo(*((all_once @ counts)[0] for counts in by_session))
    drawn = TwoByTwo(*(draws @ counts for counts in by_session))

    def with_interval(name: str, figure: Callable[[TwoByTwo], Array]) -> dict[str, Array]:
        low, high = percentile_interval(figure(drawn), number)
        return {name: figure(whole), f"{name}_low": low, f"{name}_high": high}

    columns = {
        "n": whole.n,
        "in_first": whole.both + whole.only_true,
        "in_second": whole.both + whole.only_found,
        "prevalence": ratio(whole.both + whole.only_true, whole.n),
        "precision": precision(whole),
        "recall": recall(whole),
        **with_interval("f1", f1),
        **with_interval("kappa", cohen_kappa),
        "pabak": pabak(whole),
    }
    labels = _labels(codebook)
    rows: list[dict[str, Any]] = []
    for place, code in enumerate(codes):
        figures = {name: float(values[place]) for name, values in columns.items()}
        counts = {name: int(figures[name]) for name in ("n", "in_first", "in_second")}
        rows.append(
            {"kind": kind, "code": code, "label": labels.get(code, code), "coders": coders, **figures, **counts}
        )
    total = {"kind": kind, "coders": coders, "n": len(compared.first), "sessions": number}
    for name, figure in (("micro_f1", micro_f1), ("macro_f1", macro_f1)):
        total |= {key: float(value) for key, value in with_interval(name, figure).items()}
    return rows, total | _alpha_row(terms, draws, number)


def _alpha_row(terms: AlphaTerms, draws: Array, sessions: int) -> dict[str, float]:
    low, high = percentile_interval(alpha_of(terms, draws), sessions)
    return {"alpha": float(alpha_of(terms, np.ones(sessions))), "alpha_low": float(low), "alpha_high": float(high)}


def _joint_total(
    kind: str, everyone: Mapping[str, Sequence[CodeSet | None]], sessions: Sequence[str], seed: int, resamples: int
) -> dict[str, Any]:
    """Alpha of all coders; a statement counts that two or more have coded."""
    units = list(zip(*everyone.values(), strict=True))
    coded = [row for row, unit in enumerate(units) if sum(given is not None for given in unit) > 1]
    own = [sessions[row] for row in coded]
    terms = alpha_terms([units[row] for row in coded], own)
    number = len(set(own))
    draws = session_draws(number, resamples=resamples, seed=seed)
    undefined = dict.fromkeys(TOTAL_COLUMNS[4:], math.nan)
    head = {"kind": kind, "coders": ", ".join(everyone), "n": len(coded), "sessions": number}
    return head | undefined | _alpha_row(terms, draws, number)


def _listed(coded: CodedSets, kind: str, coder: str) -> dict[int, dict[str, tuple[str, float]]]:
    """By row number: the codes that the coding tells of, with decision and score."""
    told: dict[int, dict[str, tuple[str, float]]] = {}
    pairs = coded.pairs[coded.pairs["kind"] == kind]
    own = pairs[pairs["coder"] == coder] if coder in set(pairs["coder"]) else pairs
    for row, code, decision, score in zip(own["row"], own["code"], own["decision"], own["score"], strict=True):
        told.setdefault(row, {})[code] = (decision, score)
    return told


def _warnings(codes: Sequence[Mapping[str, Any]], sessions: Sequence[str], codebook: Codebook) -> list[str]:
    notes = []
    unknown = sorted({row["code"] for row in codes} - set(_labels(codebook)))
    if unknown:
        notes.append(f"codes that are not in codebook {codebook.name}: {', '.join(unknown)}")
    number = len(set(sessions))
    if number < 2:
        notes.append("one session: no intervals, as there are no sessions to draw among")
    elif number < 10:
        notes.append(f"{number} sessions: the intervals are too narrow, as intervals from so few groups are")
    return notes
