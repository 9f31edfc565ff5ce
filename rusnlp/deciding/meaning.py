"""How near a statement's meaning lies to each code: vectors of the codebook's own words, and z-scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from rusnlp.codebook import Code
from rusnlp.embedders import Embedder, Progress, Vectors, embed, unit_rows

_COUNTER_WEIGHT = 0.3
"""Share of the counter-examples' mean that is taken from a code's vector."""
_NEAREST_SHARE = 0.5
"""How much the nearest example counts beside the code's vector."""
_BACKGROUND_SIZE = 250
"""How many of the invented statements are background: enough for a mean, and a few seconds of work once."""


class InventedStatement(NamedTuple):
    """A made-up note with the codes of the codebook `rus` that it would get."""

    text: str
    areas: tuple[str, ...]
    themes: tuple[str, ...]


@cache
def invented_statements() -> tuple[InventedStatement, ...]:
    """The made-up notes that come with the package; what is learned and the background rest on them."""
    table = files("rusnlp").joinpath("data/invented_statements.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines()[1:]]
    return tuple(InventedStatement(text, tuple(areas.split()), tuple(themes.split())) for text, areas, themes in rows)


@dataclass(frozen=True, slots=True)
class Background:
    """What vectors of workshop notes look like under one embedder: their mean, and the centred vectors (n, d)."""

    mean: Vectors
    vectors: Vectors


def background_texts() -> list[str]:
    """Invented statements, spread evenly over all that there are."""
    texts = [statement.text for statement in invented_statements()]
    return texts[:: max(len(texts) // _BACKGROUND_SIZE, 1)]


def background_vectors(
    embedder: Embedder, cache_dir: Any = None, progress: Progress | None = None, texts: Sequence[str] | None = None
) -> Background:
    """The background under this embedder.

    It is made of the invented statements and not of the notes at hand, so that a note's codes do not hang on which
    other notes are coded with it. `texts`: other texts to make it of.
    """
    chosen = background_texts() if texts is None else list(texts)
    vectors = embed(chosen, embedder, cache_dir, progress)
    mean = np.asarray(vectors.mean(axis=0), dtype=np.float32)
    return Background(mean, unit_rows(vectors - mean))


@dataclass(frozen=True, slots=True)
class CodeMeaning:
    """One code under one embedder."""

    vector: Vectors
    """Unit length: mean of definition, inclusion and examples, less a share of the counter-examples."""
    examples: tuple[str, ...]
    example_vectors: Vectors
    background: tuple[float, float]
    """Mean and standard deviation of the background's nearness to this code."""


class Nearness(NamedTuple):
    """Statements (rows) against codes (columns)."""

    scores: npt.NDArray[np.float64]
    """z-scores: standard deviations above what a workshop note about anything has."""
    nearest: npt.NDArray[np.int64]
    """Number of the nearest example of the code."""
    similarity: npt.NDArray[np.float64]
    """Cosine with that example, both centred."""


def code_meanings(
    codes: Sequence[Code], embedder: Embedder, background: Background, cache_dir: Any = None
) -> list[CodeMeaning]:
    """The meaning of each code. A code without examples is measured against its definition."""
    texts = sorted({text for code in codes for text in _texts(code)})
    rows = (
        dict(zip(texts, unit_rows(embed(texts, embedder, cache_dir) - background.mean), strict=True)) if texts else {}
    )
    return [_meaning(code, rows, background) for code in codes]


def nearness(vectors: Vectors, meanings: Sequence[CodeMeaning]) -> Nearness:
    """How near centred unit vectors (n, d) lie to each of the codes."""
    shape = (len(vectors), len(meanings))
    scores, nearest, similarity = np.zeros(shape), np.zeros(shape, dtype=np.int64), np.zeros(shape)
    for column, meaning in enumerate(meanings):
        to_examples = vectors @ meaning.example_vectors.T
        mean, deviation = meaning.background
        scores[:, column] = (_raw_nearness(vectors, meaning.vector, to_examples) - mean) / deviation
        if shape[0]:
            nearest[:, column] = to_examples.argmax(axis=1)
            similarity[:, column] = to_examples.max(axis=1)
    return Nearness(scores, nearest, similarity)


def _texts(code: Code) -> tuple[str, ...]:
    """Every text of the code that is embedded; its label when it has nothing else."""
    return tuple(t for t in (code.definition or code.label, code.include, *code.examples, *code.counter_examples) if t)


def _meaning(code: Code, rows: dict[str, Vectors], background: Background) -> CodeMeaning:
    examples = code.examples or (code.definition or code.label,)
    example_vectors = np.stack([rows[text] for text in examples])
    told = [rows[text] for text in (code.definition or code.label, code.include) if text]
    vector = np.mean([*told, *example_vectors], axis=0)
    if code.counter_examples:
        vector = vector - _COUNTER_WEIGHT * np.mean([rows[text] for text in code.counter_examples], axis=0)
    vector = unit_rows(vector[None])[0]
    usual = _raw_nearness(background.vectors, vector, background.vectors @ example_vectors.T)
    return CodeMeaning(vector, tuple(examples), example_vectors, (float(usual.mean()), float(usual.std()) or 1.0))


def _raw_nearness(vectors: Vectors, vector: Vectors, to_examples: Vectors) -> npt.NDArray[np.float64]:
    if not len(vectors):
        return np.zeros(0)
    both = (1 - _NEAREST_SHARE) * (vectors @ vector) + _NEAREST_SHARE * to_examples.max(axis=1)
    return np.asarray(both, dtype=np.float64)
