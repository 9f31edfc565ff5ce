"""What was decided on each statement and code, and which pairs of them the tables count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from rusnlp.codebook import Code, Codebook

_DECISIONS = {"assigned": 0, "review": 1, "rejected": 2}


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


def coded_pairs(base: pd.DataFrame, codings: pd.DataFrame, codebook: Codebook, kind: str) -> pd.DataFrame:
    """Statement × code rows, assigned or to review, with the statement's columns beside."""
    if kind not in ("area", "theme"):
        raise ValueError(f"no codes of kind {kind!r}; choose area or theme")
    rows = codings[(codings["kind"] == kind) & codings["statement_id"].isin(base["statement_id"])]
    unknown = sorted(set(rows["code"]) - {code.id for code in codes_of_kind(codebook, kind)})
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


def codes_of_kind(codebook: Codebook, kind: str) -> list[Code]:
    """Codes of the kind in the order of the codebook, each sub-goal after its area."""
    tops = [code for code in codebook.codes if code.kind == kind and not code.parent]
    return [c for top in tops for c in (top, *(x for x in codebook.codes if x.kind == kind and x.parent == top.id))]
