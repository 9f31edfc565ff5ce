"""Theme tables as data: how many statements say what, of how many, in which session and under which question.

Every table counts the same way. A statement counts when it is a note; one printed twice counts once, the first time;
a workshop leader's summary is counted beside the notes, never among them. Every number has the ids of its statements
in the same row or in the long table that the number was summed from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, product
from typing import Any, cast

import pandas as pd

from rusnlp.codebook import Code, Codebook
from rusnlp.question_catalogue import load_questions
from rusnlp.quotes import Candidate, choose_quotes
from rusnlp.sessions import NO_SESSION, present, session_keys, session_list

DIMENSIONS = ("document", "session", "question", "session_area", "slot", "group")
"""What statements can be counted by; "session" means the key that `rusnlp.sessions.session_keys` gives."""

COUNT_COLUMNS = [
    "kind",
    "code",
    "label",
    "parent",
    "statements",
    "with_review",
    "of_statements",
    "share",
    "sessions",
    "of_sessions",
    "absent",
    "summaries",
    "denominator",
    "quote",
    "quote_id",
    "quote_place",
    "statement_ids",
    "review_ids",
    "absent_ids",
    "summary_ids",
]
STATUS_COLUMNS = ["statements", "repeats", "summaries", "counted", "coded", "review", "uncoded"]
STATUSES = ("coded", "review", "uncoded")

_DECISIONS = {"assigned": 0, "review": 1, "rejected": 2}


def question_labels(questions: Mapping[str, str] | None = None) -> dict[str, str]:
    """Id -> label of the questions in the catalogue's order; `questions` given in that form is returned as it is."""
    if questions is not None:
        return dict(questions)
    return {question.id: question.label for question in load_questions()}


def counted(statements: pd.DataFrame) -> pd.Series:
    """True for the statements that the tables count: notes, and of notes that repeat each other the first one."""
    group = dict(zip(statements["statement_id"], statements["repeat_of"], strict=True))

    def original(statement_id: str) -> str:
        for _ in range(len(group)):
            earlier = group.get(statement_id)
            if not present(earlier):
                break
            statement_id = cast(str, earlier)
        return statement_id

    notes = statements[statements["source"] == "note"].sort_values("statement_id")
    first: dict[str, str] = {}
    for statement_id in notes["statement_id"]:
        first.setdefault(original(statement_id), statement_id)
        if not present(group[statement_id]):
            first[statement_id] = statement_id
    return statements["statement_id"].isin(set(first.values())).rename("counted")


def settled(codings: pd.DataFrame) -> pd.DataFrame:
    """One row a statement × code: what people decided, and what rusnlp decided where no person has.

    People who disagree leave the pair in review, with the evidence of the first of them by name. `codings` is not
    changed; columns and kinds stay as they are.
    """
    key = ["statement_id", "kind", "code"]
    rows = codings.assign(
        _machine=codings["coder"] == "rusnlp",
        _decision=codings["decision"].map(_DECISIONS).fillna(len(_DECISIONS)),
    )
    rows = rows.sort_values([*key, "_machine", "coder", "_decision", "score"], kind="stable")
    first = rows.drop_duplicates(key)
    people = rows[~rows["_machine"]]
    votes = people.groupby(key)["decision"].nunique()
    if (votes > 1).any():
        split = first.set_index(key).index.isin(votes[votes > 1].index)
        first = first.assign(decision=first["decision"].mask(split, "review"))
    return first.drop(columns=["_machine", "_decision"]).reset_index(drop=True)


def is_absent(evidence: object) -> bool:
    """True when the evidence says that the thing is lacking ("saknar samverkan")."""
    if not isinstance(evidence, Sequence) or isinstance(evidence, str):
        return False
    return any(isinstance(item, Mapping) and item.get("polarity") == "saknas" for item in evidence)


def statement_status(statements: pd.DataFrame, codings: pd.DataFrame) -> pd.Series:
    """`coded` (some code assigned), `review` (no code assigned, some to look at) or `uncoded`, for each statement."""
    decided = settled(codings)
    assigned = set(decided.loc[decided["decision"] == "assigned", "statement_id"])
    review = set(decided.loc[decided["decision"] == "review", "statement_id"])
    status = [
        "coded" if statement in assigned else "review" if statement in review else "uncoded"
        for statement in statements["statement_id"]
    ]
    return pd.Series(status, index=statements.index, dtype=object, name="status")


def status_table(statements: pd.DataFrame, codings: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """How many statements there are, how many count, and how many of those are coded, to review only, or uncoded.

    Columns: `by`, then `STATUS_COLUMNS`; statements = repeats + summaries + counted, and counted = coded + review +
    uncoded. Rows stand in the order of the sessions and the question catalogue. With no `by` there is one row, also
    when there are no statements.
    """
    _check_dimensions(by)
    rows = _keyed(statements).assign(status=statement_status(statements, codings))
    tables = []
    for values, group in _groups(rows, by):
        counts = group[group["counted"]]["status"].value_counts()
        summaries = int((~group["counted"] & (group["source"] != "note")).sum())
        tables.append(
            {
                **dict(zip(by, values, strict=True)),
                "statements": len(group),
                "repeats": len(group) - int(group["counted"].sum()) - summaries,
                "summaries": summaries,
                "counted": int(group["counted"].sum()),
                **{status: int(counts.get(status, 0)) for status in STATUSES},
            }
        )
    table = pd.DataFrame(tables, columns=[*by, *STATUS_COLUMNS])
    return _in_order(table, [], by, statements, question_labels() if "question" in by else {})


def theme_counts(
    statements: pd.DataFrame,
    codings: pd.DataFrame,
    codebook: Codebook,
    *,
    kind: str = "theme",
    by: Sequence[str] = ("session", "question"),
    questions: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """The long table: one row a code × session × question (or whatever `by` names) in which the code occurs.

    Columns: `by`, then `COUNT_COLUMNS`.
    statements     counted statements that were given the code
    with_review    these and the ones still to review: the number lies somewhere in statements … with_review
    of_statements  the denominator: all counted statements of the same session and question; `denominator` names it
    share          statements / of_statements, 0..1
    sessions       number of sessions among the statements, of_sessions among the denominator
    absent         how many of the statements say that the thing is lacking
    summaries      workshop leaders' summaries that were given the code; in none of the other numbers
    quote          one typical statement, verbatim, with its id and its place
    *_ids          tuples of statement ids behind the numbers, sorted

    `by` is any of `DIMENSIONS`; with an empty `by` there is a row for every code, also those that never occur.
    For kind "area" the sub-goals follow their area, with its id as `parent`; a statement under a sub-goal is
    counted under both. Codings of statements that are not in the table are ignored, so that a selection of the
    statements can be counted. Rows stand in the order of the codebook, the sessions and the question catalogue.

    Raises ValueError for a dimension that does not exist and for a code that the codebook does not have.
    """
    _check_dimensions(by)
    labels = question_labels(questions) if "question" in by else {}
    base = _keyed(statements)
    pairs = _pairs(base, codings, codebook, kind)
    codes = _codes(codebook, kind)
    denominators = {
        values: (len(group), len(set(group["session"]) - {NO_SESSION}))
        for values, group in _groups(base[base["counted"]], by)
    }
    found: dict[tuple[str, ...], list[Any]] = {} if by else {(code.id,): [] for code in codes}
    for pair in pairs.itertuples(index=False):
        found.setdefault((pair.code, *(getattr(pair, name) for name in by)), []).append(pair)
    names = {code.id: (code.label, code.parent) for code in codes}
    rows = [
        {
            "kind": kind,
            "code": code,
            "label": names[code][0],
            "parent": names[code][1],
            **dict(zip(by, values, strict=True)),
            **_cell(cell, *denominators.get(tuple(values), (0, 0))),
            "denominator": _denominator_name(by, values, labels),
        }
        for (code, *values), cell in found.items()
    ]
    table = pd.DataFrame(rows, columns=[*by, *COUNT_COLUMNS])
    for name in ("parent", "quote", "quote_id", "quote_place"):
        table[name] = pd.Series([row[name] for row in rows], index=table.index, dtype=object)
    return _in_order(table, codes, by, statements, labels)


def theme_table(
    statements: pd.DataFrame,
    codings: pd.DataFrame,
    codebook: Codebook,
    *,
    kind: str = "theme",
    rows: str = "code",
    columns: str = "session",
    within: Mapping[str, str] | None = None,
    values: str = "statements",
    questions: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """A crosstab, as code × session: the same numbers as `theme_counts`, laid out to be read side by side.

    `rows` and `columns` are "code" or one of `DIMENSIONS`; where neither is "code", counted statements are counted.
    `within` keeps only some statements, as {"question": "mobilisering"}. `values` is the column of `theme_counts`
    to show: statements, with_review, share, absent or summaries. The index holds the ids of the rows, the columns
    the ids of the columns, both complete and in order: a code or a session with nothing is a row of zeros.
    """
    _check_dimensions([name for name in (rows, columns) if name != "code"])
    if rows == columns:
        raise ValueError(f"rows and columns are both {rows!r}; choose two different ones")
    chosen = statements
    if within:
        _check_dimensions(list(within))
        keyed = _keyed(statements)
        keep = pd.Series(True, index=statements.index)
        for name, value in within.items():
            keep &= keyed[name] == value
        chosen = statements[keep]
    orders = {
        name: _order(name, statements, _codes(codebook, kind), question_labels(questions) if name == "question" else {})
        for name in (rows, columns)
    }
    if "code" in orders:
        other = columns if rows == "code" else rows
        counts = theme_counts(chosen, codings, codebook, kind=kind, by=[other], questions=questions)
        cells = {(r, c): v for r, c, v in zip(counts[rows], counts[columns], counts[values], strict=True)}
    else:
        base = _keyed(chosen)
        cells = {key: len(group) for key, group in _groups(base[base["counted"]], [rows, columns])}
    zero = 0.0 if values == "share" else 0
    table = pd.DataFrame(
        [[cells.get((row, column), zero) for column in orders[columns]] for row in orders[rows]],
        index=pd.Index(orders[rows], name=rows, dtype=object),
        columns=pd.Index(orders[columns], name=columns, dtype=object),
    )
    return table if table.size else table.astype(float if values == "share" else int)


def cooccurrence(
    statements: pd.DataFrame, codings: pd.DataFrame, codebook: Codebook, *, kinds: tuple[str, str] = ("theme", "theme")
) -> pd.DataFrame:
    """Pairs of codes assigned to the same counted statement, most frequent first.

    Columns: code_a, label_a, code_b, label_b, statements, of_either (counted statements with one or both), jaccard
    (statements / of_either), statement_ids. `kinds` ("area", "theme") pairs areas with themes; sub-goals take no part.
    """
    base = _keyed(statements)
    sets: list[dict[str, frozenset[str]]] = []
    for kind in kinds:
        pairs = _pairs(base, codings, codebook, kind)
        pairs = pairs[pairs["counted"] & (pairs["decision"] == "assigned")]
        of_code = {code: frozenset(group["statement_id"]) for (code,), group in _groups(pairs, ["code"])}
        sets.append({c.id: of_code.get(c.id, frozenset()) for c in _codes(codebook, kind) if not c.parent})
    labels = {code.id: code.label for code in codebook.codes}
    both = combinations(sets[0], 2) if kinds[0] == kinds[1] else product(*sets)
    rows = []
    for a, b in both:
        shared, either = sets[0][a] & sets[1][b], sets[0][a] | sets[1][b]
        if shared:
            rows.append(
                {
                    "code_a": a,
                    "label_a": labels[a],
                    "code_b": b,
                    "label_b": labels[b],
                    "statements": len(shared),
                    "of_either": len(either),
                    "jaccard": len(shared) / len(either),
                    "statement_ids": tuple(sorted(shared)),
                }
            )
    columns = ["code_a", "label_a", "code_b", "label_b", "statements", "of_either", "jaccard", "statement_ids"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("statements", ascending=False, kind="stable").reset_index(drop=True)


def _keyed(statements: pd.DataFrame) -> pd.DataFrame:
    """`statements` with the session's key as `session`, no missing dimension (""), and the column `counted`."""
    rows = statements.assign(session=session_keys(statements), counted=counted(statements))
    for name in DIMENSIONS:
        rows[name] = pd.Series([v if present(v) else "" for v in rows[name]], index=rows.index, dtype=object)
    return rows


def _pairs(base: pd.DataFrame, codings: pd.DataFrame, codebook: Codebook, kind: str) -> pd.DataFrame:
    """Statement × code rows, assigned or to review, with the statement's columns beside."""
    if kind not in ("area", "theme"):
        raise ValueError(f"no codes of kind {kind!r}; choose area or theme")
    rows = codings[(codings["kind"] == kind) & codings["statement_id"].isin(base["statement_id"])]
    unknown = sorted(set(rows["code"]) - {code.id for code in _codes(codebook, kind)})
    if unknown:
        raise ValueError(
            f"code {unknown[0]!r} is not a {kind} of codebook {codebook.name} {codebook.version}; "
            "pass the codebook that the statements were coded with"
        )
    rows = settled(rows)
    rows = rows[rows["decision"].isin(["assigned", "review"])]
    columns = ["statement_id", "code", "decision", "score", "method", "evidence"]
    merged = rows[columns].merge(base, on="statement_id", how="inner")
    return merged.assign(absent=pd.Series([is_absent(e) for e in merged["evidence"]], index=merged.index, dtype=bool))


def _cell(pairs: Sequence[Any], of_statements: int, of_sessions: int) -> dict[str, object]:
    """The numbers of one row of the long table, from the named tuples of its statement × code pairs."""
    notes = [pair for pair in pairs if pair.counted]
    assigned = {pair.statement_id: pair for pair in notes if pair.decision == "assigned"}
    review = sorted(pair.statement_id for pair in notes if pair.decision == "review")
    absent = sorted(pair.statement_id for pair in assigned.values() if pair.absent)
    summaries = sorted(p.statement_id for p in pairs if p.source != "note" and p.decision == "assigned")
    quotes = choose_quotes(
        Candidate(p.statement_id, p.session, p.text, p.role, p.score, p.method) for p in assigned.values()
    )
    quoted = assigned[quotes[0]] if quotes else None
    return {
        "statements": len(assigned),
        "with_review": len(notes),
        "of_statements": of_statements,
        "share": len(assigned) / of_statements if of_statements else 0.0,
        "sessions": len({pair.session for pair in assigned.values()} - {NO_SESSION}),
        "of_sessions": of_sessions,
        "absent": len(absent),
        "summaries": len(summaries),
        "quote": quoted.text if quoted else None,
        "quote_id": quoted.statement_id if quoted else None,
        "quote_place": f"{quoted.document}, {quoted.place}" if quoted else None,
        "statement_ids": tuple(sorted(assigned)),
        "review_ids": tuple(review),
        "absent_ids": tuple(absent),
        "summary_ids": tuple(summaries),
    }


def _groups(rows: pd.DataFrame, by: Sequence[str]) -> list[tuple[tuple[Any, ...], pd.DataFrame]]:
    """Groups with their values as a tuple; one group of everything when `by` is empty."""
    if not by:
        return [((), rows)]
    return [(cast(tuple[Any, ...], values), group) for values, group in rows.groupby(list(by), sort=True)]


def _codes(codebook: Codebook, kind: str) -> list[Code]:
    """Codes of the kind in the order of the codebook, each sub-goal after its area."""
    tops = [code for code in codebook.codes if code.kind == kind and not code.parent]
    return [c for top in tops for c in (top, *(x for x in codebook.codes if x.kind == kind and x.parent == top.id))]


def _denominator_name(by: Sequence[str], values: Sequence[str], questions: Mapping[str, str]) -> str:
    """In Swedish, as it is printed beside the number."""
    names = {"document": "dokument", "session": "pass", "question": "frågan", "session_area": "passets område"}
    parts = [
        f"{names.get(name, {'slot': 'del av dagen', 'group': 'grupp'}.get(name, name))} "
        f"{questions.get(value, value) if name == 'question' else value}"
        if value
        else f"utan {'pass' if name == 'session' else names.get(name, name)}"
        for name, value in zip(by, values, strict=True)
    ]
    where = ", ".join(parts) if parts else "hela underlaget"
    return f"anteckningar utan upprepningar, {where}"


def _order(name: str, statements: pd.DataFrame, codes: Sequence[Code], questions: Mapping[str, str]) -> list[str]:
    """All values of a dimension in the order to print them in."""
    if name == "code":
        return [code.id for code in codes]
    if name == "session":
        return list(session_list(statements)["session_key"])
    values = {value if present(value) else "" for value in statements[name]}
    first = [value for value in questions if value in values] if name == "question" else []
    return [*first, *sorted(values - set(first) - {""}), *([""] if "" in values else [])]


def _in_order(
    table: pd.DataFrame,
    codes: Sequence[Code],
    by: Sequence[str],
    statements: pd.DataFrame,
    questions: Mapping[str, str],
) -> pd.DataFrame:
    ranks = {}
    names = [*(["code"] if "code" in table else []), *by]
    for name in names:
        ranks[name] = {value: rank for rank, value in enumerate(_order(name, statements, codes, questions))}
    position = sorted(range(len(table)), key=lambda i: tuple(ranks[n][table[n].iloc[i]] for n in names))
    return table.iloc[position].reset_index(drop=True)


def _check_dimensions(names: Sequence[str]) -> None:
    for name in names:
        if name not in DIMENSIONS:
            raise ValueError(f"statements cannot be counted by {name!r}; choose among {', '.join(DIMENSIONS)}")
