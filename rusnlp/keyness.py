"""Words that mark one group of texts against another: log-odds with an informative Dirichlet prior.

Source: B. L. Monroe, M. P. Colaresi and K. M. Quinn (2008), "Fightin' Words: Lexical Feature Selection and Evaluation
for Identifying the Content of Political Conflict", Political Analysis 16(4), 372–403, section 3.5.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

KEYNESS_COLUMNS = ("term", "count_in", "count_out", "log_odds", "z")


def keyness(
    count_in: Mapping[str, int],
    count_out: Mapping[str, int],
    *,
    background: Mapping[str, float] | None = None,
    prior_size: float | None = None,
) -> pd.DataFrame:
    """How far each term marks the texts counted in `count_in` against those in `count_out`; `KEYNESS_COLUMNS`.

    With y the count of a term, n the sum of all counts, and a = prior_size × the term's share of the background,

        log_odds = log((y_in + a) / (n_in + prior_size − y_in − a))
                 − log((y_out + a) / (n_out + prior_size − y_out − a))
        z = log_odds / sqrt(1 / (y_in + a) + 1 / (y_out + a))

    `background` holds counts of the language at large; the two groups together when left out. A term that it lacks
    counts as seen half a time in it. `prior_size` is how many words the background weighs: as many as the smaller
    group when left out. Greatest z first, then by term; terms with counts in neither are left out. Of a term that is
    all there is, both are undefined: NaN. Empty when a group has no words at all.
    """
    terms = sorted({term for counts in (count_in, count_out) for term, count in counts.items() if count})
    y_in, y_out = (np.array([counts.get(term, 0) for term in terms], float) for counts in (count_in, count_out))
    n_in, n_out = y_in.sum(), y_out.sum()
    if not n_in or not n_out:
        return pd.DataFrame(columns=list(KEYNESS_COLUMNS)).astype({"log_odds": float, "z": float})
    size = min(n_in, n_out) if prior_size is None else prior_size
    seen = y_in + y_out if background is None else np.array([background.get(term, 0) or 0.5 for term in terms], float)
    total = (
        seen.sum() if background is None else sum(background.values()) + 0.5 * sum(t not in background for t in terms)
    )
    prior = size * seen / total
    rest_in, rest_out = n_in + size - y_in - prior, n_out + size - y_out - prior
    odds_in, odds_out = (
        np.divide(y + prior, rest, out=np.full(len(terms), np.nan), where=rest > 0)
        for y, rest in ((y_in, rest_in), (y_out, rest_out))
    )
    log_odds = np.log(odds_in) - np.log(odds_out)
    table = pd.DataFrame(
        {
            "term": pd.Series(terms, dtype=object),
            "count_in": y_in.astype(int),
            "count_out": y_out.astype(int),
            "log_odds": log_odds,
            "z": log_odds / np.sqrt(1 / (y_in + prior) + 1 / (y_out + prior)),
        }
    )
    return table.sort_values(["z", "term"], ascending=[False, True], kind="stable", ignore_index=True)
