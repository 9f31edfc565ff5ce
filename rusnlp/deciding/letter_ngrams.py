"""Texts as weighted n-grams of letters: the spelling, beside what an embedder makes of the meaning.

Pieces of words see what no dictionary of words does: inflections, the parts of compounds, misspellings.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rusnlp.swedish import tokens

Array = npt.NDArray[np.float64]

_SIZES = (3, 4, 5)


def letter_ngrams(text: str) -> list[str]:
    """The n-grams of 3 to 5 letters in each word, in lower case; a blank marks where a word begins and ends.

    "Buss" gives " bu", "bus", "uss", "ss ", " bus", and so on. Punctuation is left out.
    """
    words = [f" {token.text.lower()} " for token in tokens(text)]
    return [word[i : i + size] for word in words for size in _SIZES for i in range(len(word) - size + 1)]


class NgramRow(NamedTuple):
    """One text: which n-grams of a table it has, in their order, and their weights; of length 1."""

    places: npt.NDArray[np.int64]
    weights: Array


class NgramTable:
    """The n-grams that count, and how rare each is."""

    def __init__(self, ngrams: Sequence[str], rarity: Array) -> None:
        self.ngrams = tuple(ngrams)
        self.rarity = rarity

    @cached_property
    def _place(self) -> dict[str, int]:
        return {ngram: place for place, ngram in enumerate(self.ngrams)}

    def row(self, text: str) -> NgramRow:
        """TF-IDF: (1 + ln count) × rarity, scaled to length 1; n-grams that the table does not know are ignored."""
        place = self._place
        counts = Counter(place[ngram] for ngram in letter_ngrams(text) if ngram in place)
        places = np.array(sorted(counts), dtype=np.int64)
        weights = np.array([1 + math.log(counts[p]) for p in places.tolist()]) * self.rarity[places]
        length = float(np.sqrt(weights @ weights))
        return NgramRow(places, weights / length if length else weights)

    def products(self, texts: Sequence[str], weights: Array) -> Array:
        """Rows of the texts times `weights` (n-grams × columns): texts × columns."""
        table = np.zeros((len(texts), weights.shape[1]))
        for number, text in enumerate(texts):
            row = self.row(text)
            table[number] = row.weights @ weights[row.places]
        return table


def ngram_table(texts: Iterable[str], least: int = 3) -> NgramTable:
    """The n-grams of at least `least` of the texts; rarity is ln((1 + texts) / (1 + texts with it)) + 1."""
    texts = list(texts)
    found = Counter(ngram for text in texts for ngram in set(letter_ngrams(text)))
    kept = sorted(ngram for ngram, number in found.items() if number >= least)
    rarity = np.array([math.log((1 + len(texts)) / (1 + found[ngram])) + 1 for ngram in kept])
    return NgramTable(kept, rarity)
