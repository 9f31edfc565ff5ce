"""From signals to a probability per statement and code: a logistic model whose weights come with the package.

Three kinds of signal speak for a code: hits of its patterns, nearness in meaning and, where the code is one of those
that the package has learned (same id, same definition), the statement's vector and the letters of its words. A model
is a set of weights over them that does not know which code it judges, plus one number a learned code for how common it
is.
`benchmarks/train_decision.py` makes the weights and tells what from.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from rusnlp.codebook import Code
from rusnlp.deciding.letter_ngrams import NgramTable
from rusnlp.embedders import Vectors
from rusnlp.patterns import Hit

Array = npt.NDArray[np.float64]

PATTERN, MEANING, LEARNED = "pattern", "meaning", "learned"


class Signals(NamedTuple):
    """What speaks for each code (columns) in each statement (rows)."""

    strong: Array
    """Number of hits of full weight."""
    weak: Array
    """Number of hits of less weight."""
    meaning: Array
    """z-score, see `rusnlp.deciding.meaning`."""
    learned: Array
    """Margin by the learned weights, see `LearnedCodes`; 0 where there are none."""
    length: Array
    """Words in the statement, one number a row."""


class Group(NamedTuple):
    """Codes that compete: the areas, the themes, or the sub-goals of one area."""

    columns: tuple[int, ...]
    is_area: bool


def code_groups(codes: Sequence[Code]) -> list[Group]:
    """The codes' columns in groups that compete, in the order of the codebook."""
    members: dict[tuple[str, str | None], list[int]] = {}
    for column, code in enumerate(codes):
        members.setdefault((code.kind, code.parent), []).append(column)
    return [Group(tuple(columns), kind == "area") for (kind, _), columns in members.items()]


def hit_counts(hits: Sequence[Sequence[Hit]], codes: Sequence[Code]) -> tuple[Array, Array]:
    """Numbers of strong and of weak hits, statements × codes."""
    column = {code.id: place for place, code in enumerate(codes)}
    strong, weak = np.zeros((len(hits), len(codes))), np.zeros((len(hits), len(codes)))
    for row, found in enumerate(hits):
        for hit in found:
            if hit.code in column:
                (strong if hit.weight >= 1 else weak)[row, column[hit.code]] += 1
    return strong, weak


def feature_names(parts: Sequence[str]) -> list[str]:
    """Names of the columns that `features` gives, each beginning with the part it belongs to."""
    names = []
    if PATTERN in parts:
        names += [
            f"{PATTERN}.{n}"
            for n in ("strong", "weak", "more_strong", "more_weak", "strong_area", "weak_area", "strong_long",
                      "weak_long", "others", "others_area")
        ]  # fmt: skip
    for part in (MEANING, LEARNED):
        if part in parts:
            names += [f"{part}.{n}" for n in ("own", "own_area", "own_long", "best_other")]
            names += [f"{part}.{n}" for n in ("own_strong", "own_weak", "own_positive") if PATTERN in parts]
    return [*names, "area", "length"]


def features(signals: Signals, groups: Sequence[Group], parts: Sequence[str]) -> Array:
    """Statements × codes × features; column names by `feature_names`."""
    n, codes = signals.strong.shape
    area = np.zeros((n, codes))
    for group in groups:
        area[:, list(group.columns)] = group.is_area
    length = np.repeat(np.log1p(signals.length)[:, None] / 3, codes, axis=1)
    columns: list[Array] = []
    strong = (signals.strong > 0).astype(float)
    weak = ((signals.weak > 0) & (signals.strong == 0)).astype(float)
    if PATTERN in parts:
        others = _best_other(strong, groups)
        columns += [strong, weak, _more(signals.strong), _more(signals.weak), strong * area, weak * area]
        columns += [strong * length, weak * length, others, others * area]
    for part, values in ((MEANING, signals.meaning), (LEARNED, signals.learned)):
        if part in parts:
            columns += [values, values * area, values * length, _best_other(values, groups)]
            if PATTERN in parts:
                # Words that mean something else than the pattern's author thought are far from the code otherwise.
                columns += [values * strong, values * weak, np.maximum(values, 0)]
    return np.stack([*columns, area, length], axis=-1)


def _more(counts: Array) -> Array:
    return np.log1p(np.maximum(counts - 1, 0))


def _best_other(values: Array, groups: Sequence[Group]) -> Array:
    """The highest value among the other codes of the group; 0 where there is no other."""
    best = np.zeros(values.shape)
    for group in groups:
        for column in group.columns:
            rivals = [other for other in group.columns if other != column]
            if rivals and len(values):
                best[:, column] = values[:, rivals].max(axis=1)
    return best


@dataclass(frozen=True, slots=True)
class LogisticWeights:
    """Weights over `feature_names(parts)`, and one intercept a learned code."""

    parts: tuple[str, ...]
    weights: Array
    intercept: float
    of_code: Mapping[str, float]

    def contributions(self, table: Array, codes: Sequence[Code]) -> dict[str, Array]:
        """Log-odds by part and, under "base", what every statement gets; their sum is the log-odds of the code."""
        names = feature_names(self.parts)
        shares = {"base": np.full(table.shape[:2], self.intercept)}
        shares["base"] = shares["base"] + np.array([self.of_code.get(code.id, 0.0) for code in codes])
        for part in self.parts:
            chosen = [place for place, name in enumerate(names) if name.startswith(f"{part}.")]
            shares[part] = table[:, :, chosen] @ self.weights[chosen]
        rest = [names.index("area"), names.index("length")]
        shares["base"] = shares["base"] + table[:, :, rest] @ self.weights[rest]
        return shares


@dataclass(frozen=True, slots=True)
class LearnedCodes:
    """What was learned of the codes of one codebook: weights on a statement's vector and on its n-grams of letters.

    Their sum, the margin, is about 3 where the code was given and -3 where it was not.
    """

    definitions: Mapping[str, str]
    """Code id -> `definition_hash` at the time of learning."""
    model_hash: str | None
    """Of the embedder whose vectors the directions belong to; None when it is learned of the n-grams alone."""
    weights: Array
    """Dimensions × codes, codes in the order of `definitions`; no dimensions without vectors."""
    ngrams: NgramTable
    ngram_weights: Array
    """N-grams × codes."""
    intercept: Array

    def places(self, codes: Sequence[Code]) -> list[int | None]:
        """For each code its place in what was learned; None for a code that is new or defined otherwise."""
        order = {code_id: place for place, code_id in enumerate(self.definitions)}
        return [order[code.id] if self.definitions.get(code.id) == definition_hash(code) else None for code in codes]

    def margins(self, texts: Sequence[str], vectors: Vectors, places: Sequence[int | None]) -> Array:
        """Texts × codes, `vectors` centred and of length 1; 0 for a code that was not learned."""
        table = np.zeros((len(texts), len(places)))
        known = [column for column, place in enumerate(places) if place is not None]
        chosen = [place for place in places if place is not None]
        if chosen:
            table[:, known] = self.intercept[chosen] + self.ngrams.products(texts, self.ngram_weights[:, chosen])
            if len(self.weights):
                table[:, known] += vectors.astype(np.float64) @ self.weights[:, chosen]
        return table


def definition_hash(code: Code) -> str:
    """Short hash of what makes the code itself: definition, inclusion and exclusion. Patterns may change freely."""
    told = "\n".join(" ".join(text.split()) for text in (code.definition, code.include, code.exclude))
    return hashlib.sha256(told.encode("utf-8")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Decision:
    """The shipped weights."""

    models: Mapping[str, LogisticWeights]
    """By "+"-joined parts, with "@" and the name of the embedder that the meaning was measured with, or "@any"."""
    learned: LearnedCodes
    """Of the default embedder's vectors and the letters."""
    spelled: LearnedCodes
    """Of the letters alone, for every other embedder."""
    threshold: float
    """Least probability to assign. One for all codes: thresholds of their own did worse on texts held out."""
    review: float
    """Least probability from which a person should look."""

    def learned_for(self, model_hash: str) -> LearnedCodes:
        """What was learned that goes with this embedder."""
        return self.learned if model_hash == self.learned.model_hash else self.spelled

    def model(self, parts: Sequence[str], model_hash: str) -> LogisticWeights:
        """The weights for these parts; those of the embedder where there are any."""
        own, general = self._keys(parts, model_hash)
        return self.models.get(own) or self.models[general]

    def has_model(self, parts: Sequence[str], model_hash: str) -> bool:
        """Whether there are weights for these parts."""
        return any(key in self.models for key in self._keys(parts, model_hash))

    @staticmethod
    def _keys(parts: Sequence[str], model_hash: str) -> tuple[str, str]:
        key = "+".join(parts)
        return f"{key}@{model_hash.split('-')[0]}", f"{key}@any"


@cache
def load_decision() -> Decision:
    """The weights that come with the package."""
    return decision_from(json.loads(files("rusnlp").joinpath("data/decision.json").read_text(encoding="utf-8")))


def logistic_weights(model: Mapping[str, Any]) -> LogisticWeights:
    """The weights of one model out of the parsed JSON."""
    weights = np.array([model["weights"][name] for name in feature_names(model["parts"])])
    return LogisticWeights(tuple(model["parts"]), weights, model["intercept"], model["of_code"])


def packed(weights: Array) -> tuple[str, list[float]]:
    """Rows × columns as whole numbers of -127 to 127, in base 64, and for each column what one step is worth."""
    steps = np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127
    whole = np.round(weights / steps).astype(np.int8)
    return base64.b64encode(whole.tobytes()).decode("ascii"), [float(step) for step in steps]


def unpacked(text: str, steps: Sequence[float]) -> Array:
    """What `packed` was given, as near as the steps allow."""
    whole = np.frombuffer(base64.b64decode(text), dtype=np.int8).reshape(-1, len(steps))
    return np.asarray(whole * np.array(steps, dtype=np.float64))


def decision_from(data: Mapping[str, Any]) -> Decision:
    """The weights out of the parsed JSON."""
    learned, spelled = data["learned"], data["spelled"]
    ngrams = NgramTable(learned["ngrams"].split("|"), np.array(learned["rarity"]))
    return Decision(
        models={key: logistic_weights(model) for key, model in data["models"].items()},
        learned=LearnedCodes(
            definitions=learned["definitions"],
            model_hash=learned["model_hash"],
            weights=np.array(learned["weights"]),
            ngrams=ngrams,
            ngram_weights=unpacked(learned["ngram_weights"], learned["ngram_steps"]),
            intercept=np.array(learned["intercept"]),
        ),
        spelled=LearnedCodes(
            definitions=learned["definitions"],
            model_hash=None,
            weights=np.zeros((0, len(learned["definitions"]))),
            ngrams=ngrams,
            ngram_weights=unpacked(spelled["ngram_weights"], spelled["ngram_steps"]),
            intercept=np.array(spelled["intercept"]),
        ),
        threshold=data["threshold"],
        review=data["review"],
    )
