"""What was learned of a user's coding, as a folder that can be copied: weights and figures, no words of statements.

`rusnlp.learning` makes it; `rusnlp.deciding.code_scores` adds it to what the package knows of a code by itself.
"""

from __future__ import annotations

import hashlib
import json
import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from rusnlp.atomic import write_text
from rusnlp.codebook import Codebook
from rusnlp.deciding.decision import Array, definition_hash

MODEL_FILE = "model.json"
_FORMAT = 1


class ModelError(ValueError):
    """A model that cannot be read, or was learned for something else. One line: which, why, and the next step."""


@dataclass(frozen=True, slots=True, eq=False)
class LearnedCode:
    """What was learned of one code, on top of what the package knows of it.

    Log-odds = slope × the general log-odds + intercept + weights · the centred unit vector of the text.
    """

    definition: str
    """`rusnlp.deciding.decision.definition_hash` of the code when it was learned."""
    slope: float
    intercept: float
    weights: Array
    """One a dimension of the embedder's vectors."""
    threshold: float | None
    """Least probability to assign; None for the general one."""


@dataclass(frozen=True, slots=True, eq=False)
class LearnedModel:
    """A model learned of a user's coding."""

    codebook: str
    """Name."""
    embedder: str
    """Name."""
    model_hash: str
    """Of the embedder: the vectors that the weights belong to."""
    general: str
    """`general_hash` of the package that it was learned with."""
    codes: Mapping[str, LearnedCode]
    """By id, the codes that the learned part speaks for."""
    figures: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """By id, every area and theme of the codebook: see `rusnlp.learning.CODE_FIGURES`."""
    sources: Mapping[str, Any] = field(default_factory=dict)
    """What it was learned of: numbers of statements and sessions, and the files by name and hash."""
    hash: str = ""
    """Names the model; of all of the above, set by `hashed`."""

    @property
    def thresholds(self) -> dict[str, float]:
        """Least probability to assign, of the codes that have one of their own."""
        return {code_id: code.threshold for code_id, code in self.codes.items() if code.threshold is not None}

    @property
    def described(self) -> dict[str, Any]:
        """What a manifest says of the model."""
        numbers = {name: self.sources.get(name) for name in ("statements", "sessions")}
        return {
            "hash": self.hash,
            "codebook": self.codebook,
            "learned_of": numbers,
            "codes": sorted(self.codes),
            "figures": dict(self.figures),
        }

    def hashed(self) -> LearnedModel:
        """The model with its `hash`."""
        return replace(self, hash=hashlib.sha256(_model_text(self).encode()).hexdigest()[:16])

    def fitting(self, codebook: Codebook, model_hash: str) -> LearnedModel:
        """The model with the codes that are defined as when they were learned; warns of the others by name.

        Raises ModelError for the vectors of another embedder, and for a codebook that it does not fit.
        """
        name = f"model {self.hash}"
        if model_hash != self.model_hash:
            raise ModelError(
                f"{name}: learned with the embedder {self.embedder} ({self.model_hash}), not with {model_hash}; "
                f"run with --embedder {self.embedder}, or learn it again"
            )
        now = {code.id: definition_hash(code) for code in codebook.codes}
        learned = set(self.figures) | set(self.codes)
        held = {code_id: code for code_id, code in self.codes.items() if now.get(code_id) == code.definition}
        if not held and (self.codebook != codebook.name or not learned & set(now)):
            raise ModelError(
                f"{name}: learned for the codebook {self.codebook!r}, which shares no learned code with "
                f"{codebook.name!r}; run with --codebook {self.codebook}, or learn it again"
            )
        changed = [code_id for code_id in self.codes if code_id not in held]
        if changed:
            warnings.warn(
                f"{name}: defined otherwise since it was learned, so coded without it: {', '.join(changed)}",
                stacklevel=2,
            )
        if held and self.general != general_hash():
            warnings.warn(
                f"{name}: learned with other weights of rusnlp than these; learn it again for the best result",
                stacklevel=2,
            )
        return replace(self, codes=held)


@cache
def general_hash() -> str:
    """Short hash of the weights that come with the package, which a model adds to."""
    return hashlib.sha256(files("rusnlp").joinpath("data/decision.json").read_bytes()).hexdigest()[:16]


def write_model(model: LearnedModel, folder: str | Path) -> Path:
    """Write the model to `model.json` in the folder, whole or not at all; returns the file's path."""
    path = Path(folder) / MODEL_FILE
    write_text(path, _model_text(model))
    return path


def read_model(folder: str | Path) -> LearnedModel:
    """The model in a folder (or a file) that `rusnlp learn` wrote. Raises ModelError."""
    path = Path(folder)
    path = path / MODEL_FILE if path.is_dir() else path
    try:
        return _model_from(json.loads(path.read_text(encoding="utf-8"))).hashed()
    except FileNotFoundError:
        raise ModelError(f"{folder}: no model here; make one with: rusnlp learn CODED -o {folder}") from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        reason = " ".join(str(error).split())[:120]
        raise ModelError(f"{path}: cannot be read as a model ({reason}); learn it again with: rusnlp learn") from None


def _model_text(model: LearnedModel) -> str:
    codes = {
        code_id: {
            "definition": code.definition,
            "slope": code.slope,
            "intercept": code.intercept,
            "threshold": code.threshold,
            "weights": [float(weight) for weight in code.weights],
        }
        for code_id, code in model.codes.items()
    }
    content = {
        "format": _FORMAT,
        "codebook": model.codebook,
        "embedder": {"name": model.embedder, "hash": model.model_hash},
        "general": model.general,
        "sources": model.sources,
        "figures": model.figures,
        "codes": codes,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False) + "\n"


def _model_from(data: Mapping[str, Any]) -> LearnedModel:
    if data["format"] != _FORMAT:
        raise ValueError(f"format {data['format']}, not {_FORMAT}")
    codes = {}
    for code_id, code in data["codes"].items():
        weights = np.array(code["weights"], dtype=np.float64)
        numbers = [float(code["slope"]), float(code["intercept"]), float(weights.sum())]
        if weights.ndim != 1 or not all(math.isfinite(number) for number in numbers):
            raise ValueError(f"the weights of {code_id}")
        codes[code_id] = LearnedCode(code["definition"], numbers[0], numbers[1], weights, code["threshold"])
    if len({len(code.weights) for code in codes.values()}) > 1:
        raise ValueError("weights of different lengths")
    return LearnedModel(
        codebook=data["codebook"],
        embedder=data["embedder"]["name"],
        model_hash=data["embedder"]["hash"],
        general=data["general"],
        codes=codes,
        figures=data["figures"],
        sources=data["sources"],
    )
