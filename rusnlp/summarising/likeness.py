"""How alike statements are: by meaning, by the words that they share, and by their codes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from rusnlp.discovering.topic_words import content_lemmas
from rusnlp.swedish import compound_parts, tokens

MEANING, WORDS, CODES = 0.7, 0.2, 0.1
"""Weights of the three; likeness is 1 for the same words, whatever the embedder."""

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Likeness:
    """Statements against statements."""

    matrix: Matrix
    """(n, n), symmetric, at most 1; 1 on the diagonal."""
    lemmas: tuple[frozenset[str], ...]
    """Of each statement: lemmas of its content words, and the parts of its compounds."""


def likeness(texts: Sequence[str], vectors: Matrix, codes: Sequence[Collection[str]]) -> Likeness:
    """Likeness of every two statements; `vectors` (n, d) of unit length, `codes` the ids of each.

    Meaning is the cosine after the mean vector is taken away: of most embedders all vectors point much the same way.
    Words: the cosine of their weights, 1 + log of the inverse share of statements that have the word, where the parts
    of a compound count too. Codes: the Jaccard coefficient.
    """
    lemmas = tuple(word_set(text) for text in texts)
    if not len(texts):
        return Likeness(np.zeros((0, 0), dtype=np.float32), lemmas)
    values = MEANING * _meaning(vectors) + WORDS * _shared(lemmas, weigh=True) + CODES * _shared(codes, weigh=False)
    same: dict[tuple[str, ...], list[int]] = {}
    for row, text in enumerate(texts):
        same.setdefault(tuple(token.text.casefold() for token in tokens(text)), []).append(row)
    for rows in same.values():
        values[np.ix_(rows, rows)] = 1
    np.fill_diagonal(values, 1)
    return Likeness(np.minimum(values, 1).astype(np.float32), lemmas)


@lru_cache(maxsize=50_000)
def word_set(text: str) -> frozenset[str]:
    """Lemmas of the content words and of the parts of compounds."""
    found = set()
    for base, word in content_lemmas(text):
        found.add(base)
        found.update(part for part in compound_parts(word) if len(part) > 2)
    return frozenset(found)


def _meaning(vectors: Matrix) -> Matrix:
    centred = vectors - vectors.mean(axis=0, keepdims=True)
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    centred = centred / np.where(lengths > 1e-6, lengths, 1)
    return np.asarray(centred @ centred.T, dtype=np.float32)


def _shared(sets: Sequence[Collection[str]], *, weigh: bool) -> Matrix:
    """Weighted cosine of sets, or their Jaccard coefficient."""
    import scipy.sparse as sparse

    names = sorted({name for one in sets for name in one})
    column = {name: number for number, name in enumerate(names)}
    rows = [row for row, one in enumerate(sets) for _ in one]
    columns = [column[name] for one in sets for name in sorted(one)]
    table = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), (len(sets), max(len(names), 1)))
    if weigh:
        often = np.asarray(table.sum(axis=0)).ravel()
        table = table.multiply(1 + np.log(len(sets) / np.maximum(often, 1))).tocsr()
        lengths = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
        table = sparse.diags_array(1 / np.where(lengths > 0, lengths, 1)) @ table
        return np.asarray((table @ table.T).todense(), dtype=np.float32)
    both = np.asarray((table @ table.T).todense(), dtype=np.float32)
    sizes = np.diag(both)
    either = sizes[:, None] + sizes[None, :] - both
    return np.asarray(both / np.where(either > 0, either, 1), dtype=np.float32)
