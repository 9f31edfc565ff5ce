"""The areas of paragraphs in running text, where the paragraphs before and after speak too.

A note is coded by its own words alone. In a report many a paragraph holds no word of the field that it is about (the
budget, what was delayed, who was met); its neighbours do. For statements that are paragraphs of such a document.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from rusnlp.codebook import Code
from rusnlp.deciding.code_scores import CodeScores
from rusnlp.deciding.decision import Array
from rusnlp.deciding.meaning import Nearness

SHARES = (0.35, 0.175)
"""What the next paragraph on either side adds, and the one after it; chosen on the invented paragraphs."""
_MOST = 4.0
"""Log-odds beyond this count as this: one paragraph that is sure does not outvote the rest."""


def with_neighbours(log_odds: Array, codes: Sequence[Code], documents: Sequence[Any]) -> Array:
    """Log-odds (paragraphs × codes), those of the areas with a share of their neighbours' in the same document.

    Paragraphs in the order of their documents, `documents` says which one each belongs to. A neighbour adds how far
    each area lies above or below the mean of the areas in it, so that one that speaks of nothing adds nothing.
    Themes and sub-goals stay as they are.
    """
    areas = [column for column, code in enumerate(codes) if code.kind == "area" and code.parent is None]
    found = log_odds.copy()
    if not areas:
        return found
    told = np.clip(log_odds[:, areas], -_MOST, _MOST)
    told = told - told.mean(axis=1, keepdims=True)
    document = np.array(documents, dtype=object)
    for distance, share in enumerate(SHARES, start=1):
        both = (document[distance:] == document[:-distance])[:, None]
        found[distance:, areas] += share * both * told[:-distance]
        found[:-distance, areas] += share * both * told[distance:]
    return found


def read_in_order(scored: CodeScores, texts: Sequence[str], documents: Sequence[Any]) -> CodeScores:
    """The scores of distinct texts as those of paragraphs in the order of their documents, neighbours taken in.

    `texts`: one a paragraph, each among those scored; `documents`: see `with_neighbours`.
    """
    near = scored.near
    place = {text: row for row, text in enumerate(scored.texts)}
    rows = np.array([place[text] for text in texts], dtype=np.int64)
    return dataclasses.replace(
        scored,
        texts=list(texts),
        log_odds=with_neighbours(scored.log_odds[rows], scored.codes, documents),
        methods=scored.methods[rows],
        hits=[scored.hits[row] for row in rows],
        near=Nearness(near.scores[rows], near.nearest[rows], near.similarity[rows]),
        vectors=scored.vectors[rows],
    )
