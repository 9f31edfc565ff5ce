"""What people changed in a coded sheet, as codings of theirs beside rusnlp's."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from rusnlp.coding import ASSIGNED, CODER, CODING_COLUMNS
from rusnlp.evaluating.coded_sets import KINDS, CodedSets, shared_statements
from rusnlp.statements import joined_rows
from rusnlp.tabling.decisions import settled

CHANGE_COLUMNS = ["statement_id", "place", "text", "kind", "code", "before", "after", "coder"]


def corrected_codings(
    statements: pd.DataFrame, codings: pd.DataFrame, corrected: CodedSets, *, coder: str | None = None
) -> pd.DataFrame:
    """The codings and, where the columns areas and themes of a sheet say otherwise, rows by the person who wrote them.

    `corrected` is the sheet as `rusnlp.evaluating.coded_sets.read_coded_sets` reads it; statements are matched as
    there. A code that the sheet adds is assigned by the person, one that it takes away is rejected, and with an area
    its sub-goals; what the sheet leaves as it was gets no row, and what was to review and stands in no column is still
    to review. `coder` names the person, by default as the sheet does. The codings given are not changed.
    Raises NoSharedStatementsError (a ValueError) when the sheet is of other statements.
    """
    people = [name for name in corrected.coders if name != CODER]
    if not people or statements.empty:
        return codings
    ids = list(statements["statement_id"])
    own = CodedSets("codings", _as_told(statements), {}, corrected.pairs.iloc[:0])
    pairs = shared_statements(own, corrected).pairs
    assigned = _assigned(codings)
    rows: list[tuple[object, ...]] = []
    for person in people:
        for kind in KINDS:
            for row, place in pairs:
                given = corrected.sets.get((person, kind), ())
                codes = given[place] if given else None
                if codes is None:
                    continue
                before = assigned.get((ids[row], kind), frozenset())
                for code, decision in _changes(before, codes):
                    rows.append((ids[row], kind, code, coder or person, decision, 1.0, "person", []))
    if not rows:
        return codings
    added = pd.DataFrame(rows, columns=list(CODING_COLUMNS))
    return joined_rows([codings, added.astype({name: object for name in CODING_COLUMNS if name != "score"})])


def changed_codings(statements: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Statement × code pairs that are decided otherwise in `after` than in `before`; columns `CHANGE_COLUMNS`.

    `before` and `after` are assigned, review, rejected, or None where there is no such pair. In order of the
    statements, areas before themes, then by code.
    """
    key = ["statement_id", "kind", "code"]
    old = settled(before).set_index(key)["decision"]
    new = settled(after).set_index(key)[["decision", "coder"]]
    both = new.join(old.rename("before"), how="outer").rename(columns={"decision": "after"}).reset_index()
    both = both.astype(object).where(both.notna(), None)
    # Not listed at all and listed as rejected are the same to every table.
    same = (both["before"] == both["after"]) | (both[["before", "after"]].isin([None, "rejected"]).all(axis=1))
    merged = both[~same].merge(statements[["statement_id", "place", "text"]], on="statement_id", how="inner")
    order = {name: row for row, name in enumerate(statements["statement_id"])}
    merged = merged.assign(_row=merged["statement_id"].map(order)).sort_values(["_row", "kind", "code"], kind="stable")
    return merged[CHANGE_COLUMNS].reset_index(drop=True)


def _changes(before: frozenset[str], now: frozenset[str]) -> Iterator[tuple[str, str]]:
    """(code, decision) for what a person added or took away."""
    tops = {code.partition(".")[0] for code in before}
    yield from ((code, ASSIGNED) for code in sorted(now - tops))
    yield from ((code, "rejected") for code in sorted(before) if code.partition(".")[0] not in now)


def _assigned(codings: pd.DataFrame) -> dict[tuple[str, str], frozenset[str]]:
    decided = settled(codings)
    decided = decided[decided["decision"] == ASSIGNED]
    return {
        (statement, kind): frozenset(group)
        for (statement, kind), group in decided.groupby(["statement_id", "kind"])["code"]
    }


def _as_told(statements: pd.DataFrame) -> pd.DataFrame:
    return statements[["statement_id", "document", "session", "page", "text", "role"]].reset_index(drop=True)
