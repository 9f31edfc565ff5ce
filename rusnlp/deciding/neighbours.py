"""The areas of paragraphs in running text, where the paragraphs before and after speak too.

A note is coded by its own words alone. In a report many a paragraph holds no word of the field that it is about (the
budget, what was delayed, who was met); its neighbours do. Which documents are running text is seen by their statements
(`is_running_text`), and only where neighbours in fact tell of the same areas do they have a say (`go_together`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt

from rusnlp.codebook import Code
from rusnlp.deciding.code_scores import CodeScores
from rusnlp.deciding.decision import Array
from rusnlp.deciding.meaning import Nearness

SHARES = (0.35, 0.175)
"""What the next paragraph on either side adds, and the one after it; chosen on the invented paragraphs."""
FEWEST = 5
"""Paragraphs of a document from which it can be told to be running text."""
_LONG = 100
"""Characters: notes of a workshop are shorter in the median, paragraphs of a report longer."""
_SHUFFLES = 199
_MOST = 4.0
"""Log-odds beyond this count as this: one paragraph that is sure does not outvote the rest."""


def with_neighbours(log_odds: Array, codes: Sequence[Code], documents: Sequence[Hashable]) -> Array:
    """Log-odds (paragraphs × codes), those of the areas with a share of their neighbours' in the same document.

    Paragraphs in the order of their documents, `documents` says which one each belongs to. A neighbour adds how far
    each area lies above or below the mean of the areas in it, so that one that speaks of nothing adds nothing.
    Themes and sub-goals stay as they are.
    """
    areas = [column for column, code in enumerate(codes) if code.kind == "area" and code.parent is None]
    found = log_odds.copy()
    if not areas:
        return found
    told = _told(log_odds, codes)
    number = _numbers(documents)
    for distance, share in enumerate(SHARES, start=1):
        both = (number[distance:] == number[:-distance])[:, None]
        found[distance:, areas] += share * both * told[:-distance]
        found[:-distance, areas] += share * both * told[distance:]
    return found


def is_running_text(texts: Sequence[str]) -> bool:
    """Whether a document's statements are paragraphs: five or more, long in the median, most whole sentences."""
    if len(texts) < FEWEST:
        return False
    whole = sum(text.rstrip("”\"' )").endswith((".", "!", "?", ":")) for text in texts)
    return float(np.median([len(text) for text in texts])) >= _LONG and 2 * whole > len(texts)


def go_together(log_odds: Array, codes: Sequence[Code], documents: Sequence[Hashable]) -> bool:
    """Whether neighbouring paragraphs tell of the same areas more than paragraphs at random do.

    The mean inner product of neighbours' rows, as `with_neighbours` counts them, against that of 199 orders drawn by
    chance within the documents (a permutation test at .05). Where paragraphs come in no order of subjects, a neighbour
    says nothing.
    """
    told = _told(log_odds, codes)
    number = _numbers(documents)
    same = number[1:] == number[:-1]
    if not same.any() or not told.size:
        return False

    def nearness(rows: Array) -> float:
        return float(np.einsum("ij,ij->i", rows[1:], rows[:-1])[same].mean())

    draw = np.random.default_rng(0)
    found = nearness(told)
    by_chance = [nearness(told[np.lexsort((draw.random(len(told)), number))]) for _ in range(_SHUFFLES)]
    return (1 + sum(chance >= found for chance in by_chance)) / (1 + _SHUFFLES) <= 0.05


def _told(log_odds: Array, codes: Sequence[Code]) -> Array:
    """How far each area lies above or below the mean of the areas in each paragraph (paragraphs × areas)."""
    areas = [column for column, code in enumerate(codes) if code.kind == "area" and code.parent is None]
    told = np.clip(log_odds[:, areas], -_MOST, _MOST)
    return told - told.mean(axis=1, keepdims=True) if areas else told


def _numbers(documents: Sequence[Hashable]) -> npt.NDArray[np.int64]:
    place = {name: number for number, name in enumerate(dict.fromkeys(documents))}
    return np.array([place[name] for name in documents], dtype=np.int64)


def read_in_order(scored: CodeScores, texts: Sequence[str], documents: Sequence[Hashable]) -> CodeScores:
    """The scores of distinct texts as those of paragraphs in the order of their documents, neighbours taken in.

    `texts`: one a paragraph, each among those scored; `documents`: see `with_neighbours`. Where neighbours do not
    `go_together`, each paragraph keeps its own scores.
    """
    near = scored.near
    place = {text: row for row, text in enumerate(scored.texts)}
    rows = np.array([place[text] for text in texts], dtype=np.int64)
    own = scored.log_odds[rows]
    return dataclasses.replace(
        scored,
        texts=list(texts),
        log_odds=with_neighbours(own, scored.codes, documents) if go_together(own, scored.codes, documents) else own,
        methods=scored.methods[rows],
        hits=[scored.hits[row] for row in rows],
        near=Nearness(near.scores[rows], near.nearest[rows], near.similarity[rows]),
        vectors=scored.vectors[rows],
    )
