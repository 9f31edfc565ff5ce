"""Log-odds of every code in every text: patterns, meaning and what was learned, added up by the weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rusnlp.codebook import Code, Codebook
from rusnlp.deciding.decision import (
    LEARNED,
    MEANING,
    PATTERN,
    Array,
    Decision,
    Signals,
    code_groups,
    features,
    hit_counts,
    load_decision,
)
from rusnlp.deciding.learned_model import LearnedModel
from rusnlp.deciding.meaning import CodeMeaning, Nearness, background_vectors, code_meanings, nearness
from rusnlp.embedders import Embedder, Progress, Vectors, embed, unit_rows
from rusnlp.patterns import Hit, compile_patterns, hits_of_texts
from rusnlp.swedish import tokens

_PARTS = (PATTERN, MEANING, LEARNED)


@dataclass(frozen=True, slots=True, eq=False)
class CodeScores:
    """What speaks for each code (columns, in the order of the codebook) in each text (rows)."""

    texts: Sequence[str]
    codes: tuple[Code, ...]
    log_odds: Array
    methods: npt.NDArray[Any]
    """The part that spoke loudest: pattern, meaning or learned."""
    hits: Sequence[Sequence[Hit]]
    """By text."""
    near: Nearness
    meanings: Sequence[CodeMeaning]
    """By code."""
    vectors: Vectors
    """Centred, of length 1."""

    @property
    def probabilities(self) -> Array:
        """Four decimals."""
        return np.round(1 / (1 + np.exp(-self.log_odds)), 4)


def score_codes(
    texts: Sequence[str],
    codebook: Codebook,
    embedder: Embedder,
    *,
    model: LearnedModel | None = None,
    cache_dir: str | Path | None = None,
    progress: Progress | None = None,
) -> CodeScores:
    """The scores of each text by itself; neither the order of the texts nor their company matters.

    `model` is what was learned of a user's coding, for this codebook and embedder (`LearnedModel.fitting`).
    `progress(done, total)` counts texts whose vectors are ready.
    """
    codes = codebook.codes
    background = background_vectors(embedder, cache_dir)
    meanings = code_meanings(codes, embedder, background, cache_dir)
    vectors = unit_rows(embed(texts, embedder, cache_dir, progress) - background.mean)
    hits = hits_of_texts(texts, compile_patterns(codebook)).hits_by_text()
    near = nearness(vectors, meanings)
    base, shares = _general_shares(texts, hits, near, vectors, codes, embedder.model_hash, load_decision())
    for column, code in enumerate(codes):
        learned = model.codes.get(code.id) if model else None
        if learned is not None:
            base[:, column] = learned.slope * base[:, column] + learned.intercept
            shares[:, :, column] *= learned.slope
            shares[_PARTS.index(LEARNED), :, column] += vectors.astype(np.float64) @ learned.weights
    spoken = shares.copy()
    spoken[_PARTS.index(PATTERN)][_hit_free(hits, codes)] = -np.inf
    # Where nothing was learned of a code, its share is 0 and says nothing.
    spoken[_PARTS.index(LEARNED)][shares[_PARTS.index(LEARNED)] == 0] = -np.inf
    methods = np.array(_PARTS, dtype=object)[spoken.argmax(axis=0)]
    return CodeScores(texts, codes, base + shares.sum(axis=0), methods, hits, near, meanings, vectors)


def _hit_free(hits: Sequence[Sequence[Hit]], codes: Sequence[Code]) -> npt.NDArray[np.bool_]:
    strong, weak = hit_counts(hits, codes)
    return np.asarray(strong + weak == 0)


def _general_shares(
    texts: Sequence[str],
    hits: Sequence[Sequence[Hit]],
    near: Nearness,
    vectors: Vectors,
    codes: Sequence[Code],
    model_hash: str,
    decision: Decision,
) -> tuple[Array, Array]:
    """Log-odds by the shipped weights: what every text gets, and what each of `_PARTS` adds (parts first)."""
    learned = decision.learned_for(model_hash)
    places = learned.places(codes)
    strong, weak = hit_counts(hits, codes)
    signals = Signals(
        strong=strong,
        weak=weak,
        meaning=near.scores,
        learned=learned.margins(texts, vectors, places),
        length=np.array([float(len(tokens(text))) for text in texts]),
    )
    groups = code_groups(codes)
    base, shares = np.zeros(strong.shape), np.zeros((len(_PARTS), *strong.shape))
    for parts, columns in _columns_by_parts(codes, places, decision, model_hash).items():
        weights = decision.model(parts, model_hash)
        by_part = weights.contributions(features(signals, groups, parts), codes)
        base[:, columns] = by_part["base"][:, columns]
        for part in parts:
            shares[_PARTS.index(part)][:, columns] = by_part[part][:, columns]
    return base, shares


def _columns_by_parts(
    codes: Sequence[Code], places: Sequence[int | None], decision: Decision, model_hash: str
) -> dict[tuple[str, ...], list[int]]:
    """Which codes are judged by which parts. Of a code without patterns it tells nothing that none is found."""
    found: dict[tuple[str, ...], list[int]] = {}
    for column, (code, place) in enumerate(zip(codes, places, strict=True)):
        if place is not None:
            parts: tuple[str, ...] = _PARTS
        elif code.patterns or code.weak_patterns or not decision.has_model((MEANING,), model_hash):
            parts = (PATTERN, MEANING)
        else:
            parts = (MEANING,)
        found.setdefault(parts, []).append(column)
    return found
