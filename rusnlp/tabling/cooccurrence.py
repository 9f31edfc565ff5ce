"""Codes on the same statements: how often, and whether more often than their own frequencies would have it."""

from __future__ import annotations

from itertools import combinations, product

import pandas as pd

from rusnlp.codebook import Codebook
from rusnlp.tabling.decisions import coded_pairs, codes_of_kind
from rusnlp.tabling.dimensions import keyed

PAIR_COLUMNS = [
    "code_a",
    "label_a",
    "code_b",
    "label_b",
    "statements",
    "statements_a",
    "statements_b",
    "of_either",
    "of_statements",
    "jaccard",
    "lift",
    "phi",
    "statement_ids",
]


def cooccurrence(
    statements: pd.DataFrame, codings: pd.DataFrame, codebook: Codebook, *, kinds: tuple[str, str] = ("theme", "theme")
) -> pd.DataFrame:
    """Pairs of codes assigned to the same counted statement, most frequent first.

    Columns: `PAIR_COLUMNS`. `kinds` ("area", "theme") pairs areas with themes; sub-goals take no part.
    statements        counted statements with both codes; statements_a and _b those with each
    of_either         counted statements with one or both; jaccard = statements / of_either
    of_statements     all counted statements
    lift              statements × of_statements / (statements_a × statements_b): 1 where the codes meet as often as
                      if they were dealt out independently, 2 where they meet twice as often. Unstable for rare codes.
    phi               the correlation of the two codes over all counted statements, -1 to 1 (Yule 1912, "On the
                      methods of measuring association between two attributes"); 0 where one of them has every one
    """
    base = keyed(statements)
    sets: list[dict[str, frozenset[str]]] = []
    for kind in kinds:
        pairs = coded_pairs(base, codings, codebook, kind)
        pairs = pairs[pairs["counted"] & (pairs["decision"] == "assigned")]
        of_code = pairs.groupby("code")["statement_id"].agg(frozenset).to_dict()
        sets.append({c.id: of_code.get(c.id, frozenset()) for c in codes_of_kind(codebook, kind) if not c.parent})
    labels = {code.id: code.label for code in codebook.codes}
    total = int(base["counted"].sum())
    both = combinations(sets[0], 2) if kinds[0] == kinds[1] else product(*sets)
    rows: list[tuple[object, ...]] = []
    for a, b in both:
        with_a, with_b = sets[0][a], sets[1][b]
        shared = with_a & with_b
        if shared:
            n, n_a, n_b, either = len(shared), len(with_a), len(with_b), len(with_a | with_b)
            spread = n_a * n_b * (total - n_a) * (total - n_b)
            lift = n * total / (n_a * n_b)
            phi = (n * total - n_a * n_b) / spread**0.5 if spread else 0.0
            ids = tuple(sorted(shared))
            rows.append((a, labels[a], b, labels[b], n, n_a, n_b, either, total, n / either, lift, phi, ids))
    table = pd.DataFrame(rows, columns=PAIR_COLUMNS)
    return table.sort_values("statements", ascending=False, kind="stable").reset_index(drop=True)
