"""How much of what workshop leaders summed up our points cover, beside random, longest and central statements.

    python -m benchmarks.summaries [--draws 20]

Needs the real day outside the project (../shared). What the leaders wrote (`source` is summary) is kept out of the
input; per session, each method gives ten texts, or twenty, and a leader's point counts as covered when one of them is
near it in meaning. Ours are the session's ten first points, recurring, then those that only few made: the first quote
of each, both quotes (twenty texts at most: not every point has a second), and as a point is read, with its heading.

Nearness is the cosine of the embedder's vectors less the mean of the notes, with the point as a whole ("whole") or with
the point or one of its sentences, whichever is nearest ("sentence": a leader's point often says several things). The
thresholds come from 40 pairs of a note and a point of the same session, five drawn by chance from each of eight
intervals of "whole", and judged by one person who did not see the number: does the note say a main thing of what the
point says? `summary_pairs.tsv` has the judgements, by the SHA-256 of the texts. Accuracy and Cohen's kappa are given at
the threshold that is best on all pairs and, more honestly, with each pair left out of the choice in turn.

Points about how the workshop went, and scraps, are left out (`summary_remarks.txt`, decided before anything was
measured); the figures with them are printed too. How points and quotes are chosen was set on the sessions of `SET_ON`
with these figures at hand: those of the other sessions are the honest ones.

LexRank: G. Erkan and D. R. Radev (2004), "LexRank: graph-based lexical centrality as salience in text summarization",
JAIR 22, 457-479. TextRank: R. Mihalcea and P. Tarau (2004), "TextRank: bringing order into texts", EMNLP, 404-411.
Both on the same vectors, damping 0.85, by power iteration; LexRank on the graph of cosines of 0.15 or more.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from rusnlp.codebook import load_codebook
from rusnlp.coding import code_statements
from rusnlp.embedders import embed, load_embedder, unit_rows
from rusnlp.loading import load_corpus
from rusnlp.summarising.parts import SummaryPart
from rusnlp.summary import summarise
from rusnlp.themes import counted

FOLDER = Path(__file__).resolve().parent
DAY = FOLDER.parent.parent / "shared" / "corpus" / "dialogpass_2024.txt"
POINTS = 10
BUDGETS = (10, 20)
SET_ON = ("2", "6", "8", "9")
DAMPING = 0.85
LEAST_EDGE = 0.15
ALL = "all notes (upper bound)"
GRID = [step / 100 for step in range(20, 71)]

Matrix = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]


def key(text: str) -> str:
    """What stands for a text in the files of judgements."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def said(text: str) -> list[str]:
    """The text and its sentences of four words or more."""
    pieces = [piece.strip() for piece in re.split(r"(?<=[.!?:;])\s+", text)]
    return [text, *(piece for piece in pieces if len(piece.split()) >= 4 and piece != text)]


def central(likeness: Matrix, least: float | None) -> npt.NDArray[np.float64]:
    """Stationary probabilities of the random walk on the graph; edges are weighed, or all alike from `least` up."""
    size = len(likeness)
    edges = np.clip(likeness.astype(float), 0, None)
    np.fill_diagonal(edges, 0)
    if least is not None:
        edges = (edges >= least).astype(float)
    degree = edges.sum(axis=1, keepdims=True)
    step = np.where(degree > 0, edges / np.where(degree > 0, degree, 1), 1 / size)
    rank = np.full(size, 1 / size)
    for _ in range(200):
        rank = (1 - DAMPING) / size + DAMPING * (step.T @ rank)
    return np.asarray(rank)


def first(values: Sequence[float] | npt.NDArray[np.float64], number: int) -> list[int]:
    """Rows of the highest values."""
    return [int(row) for row in np.argsort(-np.asarray(values), kind="stable")[:number]]


def kappa(a: Flags, b: Flags) -> float:
    """Cohen's kappa."""
    agreed = (a == b).mean()
    chance = a.mean() * b.mean() + (1 - a.mean()) * (1 - b.mean())
    return float((agreed - chance) / (1 - chance)) if chance < 1 else 0.0


def best_threshold(values: npt.NDArray[np.float64], judged: Flags) -> float:
    """The middle of the thresholds with most pairs right."""
    right = [((values >= threshold) == judged).sum() for threshold in GRID]
    best = [threshold for threshold, number in zip(GRID, right, strict=True) if number == max(right)]
    return best[len(best) // 2]


class Texts:
    """Vectors of any texts, centred by the mean of the notes."""

    def __init__(self, notes: Sequence[str]) -> None:
        self.embedder = load_embedder()
        self.mean = embed(notes, self.embedder).mean(axis=0)

    def vectors(self, texts: Sequence[str]) -> Matrix:
        """One row a text."""
        return unit_rows(embed(texts, self.embedder) - self.mean)

    def nearness(self, points: Sequence[str], texts: Sequence[str]) -> dict[str, Matrix]:
        """(points, texts) of either kind."""
        rows = self.vectors(texts)
        whole = self.vectors(points) @ rows.T
        sentence = np.stack([(self.vectors(said(point)) @ rows.T).max(axis=0) for point in points])
        return {"whole": whole, "sentence": sentence}


def judged_pairs(texts: Texts, by_key: dict[str, str]) -> tuple[dict[str, npt.NDArray[np.float64]], Flags]:
    """Both kinds of nearness of the judged pairs, and the judgements."""
    with (FOLDER / "summary_pairs.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    found = [texts.nearness([by_key[row["point"]]], [by_key[row["note"]]]) for row in rows]
    values = {kind: np.array([float(near[kind][0, 0]) for near in found]) for kind in ("whole", "sentence")}
    return values, np.array([row["covers"] == "1" for row in rows])


def thresholds(texts: Texts, by_key: dict[str, str]) -> dict[str, float]:
    values, judged = judged_pairs(texts, by_key)
    chosen = {}
    print(f"{len(judged)} judged pairs, {judged.sum()} covered")
    for kind, near in values.items():
        threshold = chosen[kind] = best_threshold(near, judged)
        everything = np.arange(len(judged))
        left_out = np.array(
            [near[i] >= best_threshold(near[everything != i], judged[everything != i]) for i in everything]
        )
        print(
            f"  {kind}: threshold {threshold:.2f}, accuracy {((near >= threshold) == judged).mean():.3f}, "
            f"kappa {kappa(near >= threshold, judged):.2f}; pair left out: accuracy {(left_out == judged).mean():.3f}, "
            f"kappa {kappa(left_out, judged):.2f}"
        )
    return chosen


def choices(part: SummaryPart, notes: pd.DataFrame, texts: Texts, draws: int) -> dict[str, list[list[str]]]:
    """Method and number of texts -> draws of texts (one draw, but for random)."""
    own = list(notes["text"])
    vectors = texts.vectors(own)
    ranks = {
        "longest": np.array([len(text) for text in own], dtype=float),
        "TextRank": central(vectors @ vectors.T, None),
        "LexRank": central(vectors @ vectors.T, LEAST_EDGE),
    }
    chance = [np.random.default_rng([draw, len(own)]).permutation(len(own)) for draw in range(draws)]
    text_of = dict(zip(notes["statement_id"], own, strict=True))
    points = [*part.recurring, *part.few][:POINTS]
    quotes = [text_of[quote] for point in points for quote in point.quotes]
    ours = {BUDGETS[0]: [text_of[point.quotes[0]] for point in points], BUDGETS[1]: quotes}
    told: dict[str, list[list[str]]] = {}
    for number in BUDGETS:
        told[f"random, {number}"] = [[own[int(row)] for row in rows[:number]] for rows in chance]
        told |= {f"{name}, {number}": [[own[row] for row in first(rank, number)]] for name, rank in ranks.items()}
        told[f"ours, {number}"] = [ours[number]]
    told["ours as read, with headings"] = [[*quotes, *(point.heading for point in points)]]
    told[ALL] = [own]
    return told


def most_covered(near: Matrix, threshold: float, number: int) -> npt.NDArray[np.float64]:
    """Of each point whether notes chosen greedily with the points at hand cover it."""
    covered = np.zeros(len(near), dtype=bool)
    for _ in range(min(number, near.shape[1])):
        gain = ((near >= threshold) & ~covered[:, None]).sum(axis=0)
        covered |= near[:, int(gain.argmax())] >= threshold
    return covered.astype(float)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--draws", type=int, default=20, help="draws of random statements")
    draws = parser.parse_args().draws
    if not DAY.exists():
        sys.exit(f"{DAY}: not found; the benchmark needs the real day")
    statements = load_corpus([DAY]).statements
    remarks = set((FOLDER / "summary_remarks.txt").read_text().split())
    by_key = {key(text): text for text in statements["text"]}
    notes = statements[counted(statements)]
    book = load_codebook("rus")
    codings = code_statements(notes, book, embedder=load_embedder())
    vectors = embed(list(notes["text"]), load_embedder())
    started = time.process_time()
    summary = summarise(notes, codings, book, vectors)
    seconds = time.process_time() - started
    texts = Texts(list(notes["text"]))
    limits = thresholds(texts, by_key)
    rows = []
    lengths = []
    for part in summary.sessions:
        points = statements[(statements["session"] == part.session) & (statements["source"] == "summary")]["text"]
        if points.empty:
            continue
        told = choices(part, notes[notes["session"] == part.session].sort_values("statement_id"), texts, draws)
        lengths.append([len(told[f"ours, {number}"][0]) for number in BUDGETS])
        for method, drawn in told.items():
            for kind in limits:
                near = [texts.nearness(list(points), chosen)[kind] for chosen in drawn]
                covered = np.mean([one.max(axis=1) >= limits[kind] for one in near], axis=0)
                rows += [
                    (method, kind, part.session, key(t) in remarks, c) for t, c in zip(points, covered, strict=True)
                ]
                for number in BUDGETS if method == ALL else ():
                    best = most_covered(near[0], limits[kind], number)
                    rows += [
                        (f"best {number}, points known", kind, part.session, key(t) in remarks, c)
                        for t, c in zip(points, best, strict=True)
                    ]
    table = pd.DataFrame(rows, columns=["method", "kind", "session", "remark", "covered"])
    about = table[~table["remark"]]
    number = about[["session"]].iloc[: len(about)].groupby("session").size() // about.groupby("session")[
        ["method", "kind"]
    ].apply(lambda g: len(g.drop_duplicates()))
    print(f"\n{number.sum()} points about the matter, by session: {number.to_dict()}; summary in {seconds:.2f} s CPU")
    print(f"texts of ours a session: {' and '.join(f'{mean:.1f}' for mean in np.mean(lengths, axis=0))} on average")
    for kind in limits:
        print(f"\n{kind} >= {limits[kind]:.2f}: share of points covered")
        print(f"{'':28}{'all':>7}{'set on':>8}{'others':>8}{'mean of sessions':>18}{'with remarks':>14}")
        for method in table["method"].unique():
            mine = about[(about["method"] == method) & (about["kind"] == kind)]
            every = table[(table["method"] == method) & (table["kind"] == kind)]["covered"].mean()
            tuned = mine["session"].isin(SET_ON)
            print(
                f"{method:28}{mine['covered'].mean():7.3f}{mine[tuned]['covered'].mean():8.3f}"
                f"{mine[~tuned]['covered'].mean():8.3f}{mine.groupby('session')['covered'].mean().mean():18.3f}{every:14.3f}"
            )


if __name__ == "__main__":
    main()
