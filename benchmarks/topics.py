"""Topics: how coherent, how stable, how much they leave out; what they find of a code that the codebook lacks.

    python benchmarks/topics.py [--part models|removed|shuffled|speed] [--seeds 3] [--shuffles 5]

Needs the real day outside the project (../shared) and the packages of `rusnlp[topics]`.

models: topics of the day's notes by our consensus, BERTopic (UMAP + HDBSCAN with statements left outside; UMAP +
KMeans), NMF and LDA on TF-IDF and counts of lemmas. Coherence is the mean NPMI of the pairs among the ten first words
of a topic, by statements of the day, and by paragraphs of the other documents; all words come from class-based TF-IDF,
as in BERTopic, so that the groups are compared and not the way of choosing words; "own" is with ours. Diversity is the
share of different words. These are means over the seeds. Stability is the mean adjusted Rand index over pairs of
seeds, statements outside being one group, and the same between a run on all and runs without one session each.
removed: each theme with 25 reference statements or more is taken out of the codebook, the statements are coded anew,
and what is proposed as outside the codebook is compared with the reference statements of the theme (F1, on the sessions
that have a reference). Told are the best among the drafts (at most a dozen, what a user reads), among all groups that
hold and lie outside, and the place of the first draft that matches. Settings were chosen on every other theme, by id
("chosen on"), and on invented notes; the others ("kept out") were looked at once they were settled, but their figures
were known from before.
shuffled: the words of all statements dealt out anew over the statements, which keep their lengths, and embedded: how
many topics and concepts pass for holding.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.metrics import adjusted_rand_score

from rusnlp.codebook import load_codebook
from rusnlp.coding import code_statements
from rusnlp.discovering.concepts import find_concepts
from rusnlp.discovering.crosswalk import crosswalk, verdicts, words_coded
from rusnlp.discovering.discovery import with_cohesion
from rusnlp.discovering.draft_codes import CONCEPT, TOPIC, proposals
from rusnlp.discovering.topic_words import WordedStatements, key_lemmas, worded
from rusnlp.embedders import embed, load_embedder
from rusnlp.loading import load_corpus
from rusnlp.themes import counted
from rusnlp.topics import TopicResult, find_topics, topic_number

PROJECT = Path(__file__).resolve().parent.parent
SHARED = PROJECT.parent / "shared"
DAY = SHARED / "corpus" / "dialogpass_2024.txt"
REFERENCE = SHARED / "reference" / "dialogpass_1_4_5_9.jsonl"
TOP_WORDS = 10
FEWEST = 25
FOUND = 0.4

sys.path.insert(0, str(PROJECT))

Labels = npt.NDArray[np.int64]
Model = Callable[[pd.DataFrame, npt.NDArray[np.float32], int], Labels]


def day() -> tuple[pd.DataFrame, npt.NDArray[np.float32]]:
    """The counted notes of the day, and their vectors."""
    statements = load_corpus([DAY]).statements
    notes = statements[counted(statements)].sort_values("statement_id").reset_index(drop=True)
    return notes, embed(list(notes["text"]), load_embedder())


def labels_of(result: TopicResult) -> Labels:
    return result.members["topic"].to_numpy()


def by_consensus(notes: pd.DataFrame, vectors: npt.NDArray[np.float32], seed: int) -> Labels:
    return labels_of(find_topics(notes, vectors, seed=seed))


def by_hdbscan(notes: pd.DataFrame, vectors: npt.NDArray[np.float32], seed: int) -> Labels:
    return labels_of(find_topics(notes, vectors, seed=seed, method="bertopic", outliers="kept"))


def by_kmeans(notes: pd.DataFrame, vectors: npt.NDArray[np.float32], seed: int) -> Labels:
    return labels_of(find_topics(notes, vectors, seed=seed, method="bertopic"))


def by_factors(name: str) -> Model:
    def model(notes: pd.DataFrame, _: npt.NDArray[np.float32], seed: int) -> Labels:
        from sklearn.decomposition import NMF, LatentDirichletAllocation
        from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

        texts = [" ".join(sorted(bases)) for bases in worded(notes["text"]).lemmas]
        counts = CountVectorizer(analyzer=str.split, min_df=2).fit_transform(texts)
        number = topic_number(len(notes))
        if name == "lda":
            return LatentDirichletAllocation(number, random_state=seed).fit_transform(counts).argmax(axis=1)
        weights = TfidfTransformer().fit_transform(counts)
        return NMF(number, init="nndsvda", random_state=seed, max_iter=400).fit_transform(weights).argmax(axis=1)

    return model


MODELS: dict[str, Model] = {
    "consensus (ours)": by_consensus,
    "BERTopic, HDBSCAN": by_hdbscan,
    "BERTopic, KMeans": by_kmeans,
    "NMF": by_factors("nmf"),
    "LDA": by_factors("lda"),
}


def class_words(words: WordedStatements, labels: Labels) -> list[list[str]]:
    """The first words of each topic by class-based TF-IDF, lemmas of one statement left out."""
    in_all = Counter(base for bases in words.lemmas for base in bases)
    names = sorted(base for base, count in in_all.items() if count > 1)
    counts = np.array([[base in bases for base in names] for bases in words.lemmas], dtype=float)
    topics = sorted(set(labels) - {-1})
    table = np.array([counts[labels == topic].sum(axis=0) for topic in topics])
    weights = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    weights *= np.log(1 + table.sum() / len(topics) / np.maximum(table.sum(axis=0), 1e-9))
    return [[names[i] for i in np.argsort(-row, kind="stable")[:TOP_WORDS]] for row in weights]


def own_words(words: WordedStatements, labels: Labels) -> list[list[str]]:
    topics = sorted(set(labels) - {-1})
    return [[b for b, _ in key_lemmas(words, np.flatnonzero(labels == t).tolist())[:TOP_WORDS]] for t in topics]


def npmi(topics: Sequence[Sequence[str]], documents: Sequence[frozenset[str]]) -> float:
    """Mean over topics of the mean normalised pointwise mutual information of pairs; -1 for a pair that never meets.

    Words that no document has are left out. Source: G. Bouma (2009), "Normalized (pointwise) mutual information in
    collocation extraction", GSCL.
    """
    having: dict[str, set[int]] = {}
    for number, document in enumerate(documents):
        for word in document:
            having.setdefault(word, set()).add(number)
    values = []
    for words in topics:
        pairs = []
        for a, b in combinations([word for word in words if word in having], 2):
            both = len(having[a] & having[b]) / len(documents)
            chance = len(having[a]) * len(having[b]) / len(documents) ** 2
            pairs.append(-1.0 if not both else 1.0 if both == 1 else np.log(both / chance) / -np.log(both))
        if pairs:
            values.append(float(np.mean(pairs)))
    return float(np.mean(values))


def outside_text() -> list[frozenset[str]]:
    """Paragraphs of the documents beside the day, as lemmas."""
    texts = []
    for path in sorted(DAY.parent.glob("*.txt")):
        if path != DAY:
            texts += [part for part in path.read_text(encoding="utf-8", errors="replace").split("\n\n") if part.strip()]
    return [bases for bases in worded(texts).lemmas if bases]


def models(seeds: int) -> None:
    notes, vectors = day()
    words, outside = worded(notes["text"]), outside_text()
    print(f"{len(notes)} notes; NPMI on them and on {len(outside)} paragraphs of other documents\n")
    print(f"{'':20} topics  left out  NPMI  (own)  outside  diversity  ARI seeds  ARI sessions  seconds")
    for name, model in MODELS.items():
        start = time.process_time()
        groupings = [model(notes, vectors, seed) for seed in range(1, seeds + 1)]
        seconds = (time.process_time() - start) / seeds
        between = np.mean([adjusted_rand_score(a, b) for a, b in combinations(groupings, 2)])
        without = []
        for session in sorted(set(notes["session"].dropna())):
            rest = (notes["session"] != session).to_numpy()
            part = model(notes[rest].reset_index(drop=True), vectors[rest], 1)
            without.append(adjusted_rand_score(groupings[0][rest], part))
        tops = [class_words(words, labels) for labels in groupings]
        coherence = np.mean([npmi(top, words.lemmas) for top in tops])
        own = np.mean([npmi(own_words(words, labels), words.lemmas) for labels in groupings])
        abroad = np.mean([npmi(top, outside) for top in tops])
        different = np.mean([len({w for ws in top for w in ws}) / sum(map(len, top)) for top in tops])
        out = np.mean([np.mean(labels == -1) for labels in groupings])
        print(
            f"{name:20} {len(tops[0]):6} {out:8.0%} {coherence:6.2f} {own:6.2f} {abroad:8.2f} {different:10.2f} "
            f"{between:10.2f} {np.mean(without):13.2f} {seconds:8.1f}",
            flush=True,
        )


def reference_rows(notes: pd.DataFrame) -> list[dict[str, Any] | None]:
    """The reference row of each note, by text and page."""
    from tests.scoring import comparable

    rows = [json.loads(line) for line in REFERENCE.read_text(encoding="utf-8").splitlines()]
    by_text = {(comparable(row["text"]), row["page"]): row for row in rows if row["role"] != "cluster"}
    return [by_text.get((comparable(t), p)) for t, p in zip(notes["text"], notes["page"], strict=True)]


def removed(seed: int) -> None:
    notes, vectors = day()
    embedder, codebook = load_embedder(), load_codebook("rus")
    rows = reference_rows(notes)
    judged = {key for key, row in zip(notes["statement_id"], rows, strict=True) if row}
    sizes = Counter(theme for row in rows if row for theme in row["themes"])
    themes = sorted(theme for theme, number in sizes.items() if number >= FEWEST)
    found = (
        (TOPIC, with_cohesion(find_topics(notes, vectors, seed=seed))),
        (CONCEPT, find_concepts(notes, vectors, embedder, seed=seed)),
    )
    print(f"seed {seed}; {len(judged)} notes with a reference\n\ntheme             n  drafts  first  best F1    of all")
    first: dict[str, int | None] = {}
    outside: dict[str, bool] = {}
    for theme in (None, *themes):
        codes = tuple(code for code in codebook.codes if code.id != theme)
        without = replace(codebook, codes=codes)
        codings = code_statements(notes, without, embedder=embedder)
        told = []
        for name, result in found:
            overlaps = crosswalk(notes, result.topics, codings, without, embedder)
            verdict = verdicts(result.topics, overlaps, without).drop(columns="label")
            coded = words_coded(notes, result.topics, codings)
            told.append((name, result.topics.merge(verdict, on="topic").merge(coded, on="topic")))
        proposed = proposals(notes, vectors, told, without)
        drafts = proposed[proposed["draft"]]
        if theme is None:
            print(f"{'(none)':16}     {len(drafts):5}", flush=True)
            continue
        wanted = {key for key, row in zip(notes["statement_id"], rows, strict=True) if row and theme in row["themes"]}
        fits = [
            2 * len(wanted & set(row.statement_ids)) / (len(wanted) + len(judged & set(row.statement_ids)))
            for row in proposed[proposed["holds"]].itertuples()
        ]
        matching = [place for place, fit in enumerate(fits[: len(drafts)], start=1) if fit >= FOUND]
        first[theme] = matching[0] if matching else None
        outside[theme] = max(fits, default=0.0) >= FOUND
        best = max(range(len(drafts)), key=lambda i: fits[i])
        print(
            f"{theme:16} {len(wanted):3} {len(drafts):5}  {first[theme] or '-':>7}      {fits[best]:.2f}      "
            f"{max(fits):.2f}  {drafts['label'].iloc[best]}",
            flush=True,
        )
    for name, part in (("all", themes), ("chosen on", themes[::2]), ("kept out", themes[1::2])):
        in_drafts = sum(first[theme] is not None for theme in part)
        among_all = sum(outside[theme] for theme in part)
        print(f"{name}: found in the drafts {in_drafts} of {len(part)}, among all {among_all} of {len(part)}")


def shuffled(shuffles: int) -> None:
    notes, _ = day()
    embedder = load_embedder()
    passed: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for seed in range(1, shuffles + 1):
        split = [text.split() for text in notes["text"]]
        pool = [word for words in split for word in words]
        np.random.default_rng(seed).shuffle(pool)
        dealt = iter(pool)
        mixed = notes.assign(text=pd.Series([" ".join(next(dealt) for _ in words) for words in split], dtype=object))
        vectors = embed(list(mixed["text"]), embedder)
        for name, result in (
            ("topics", find_topics(mixed, vectors)),
            ("concepts", find_concepts(mixed, vectors, embedder)),
        ):
            total[name] += len(result.topics)
            passed[name] += int(result.topics["holds"].sum())
            if name == "topics":
                stable = result.topics["stability"].astype(float)
                print(f"shuffle {seed}: mean stability of topics {stable.mean():.2f}", flush=True)
    for name in total:
        print(f"{name}: {passed[name]} of {total[name]} pass ({passed[name] / total[name]:.1%})")
    print(f"together {passed.total() / total.total():.1%}")


def speed() -> None:
    notes, vectors = day()
    embedder, codebook = load_embedder(), load_codebook("rus")
    codings = code_statements(notes, codebook, embedder=embedder)
    start = time.process_time()
    for result in (find_topics(notes, vectors), find_concepts(notes, vectors, embedder)):
        verdicts(result.topics, crosswalk(notes, result.topics, codings, codebook, embedder), codebook)
        print(f"{len(notes)} notes, {len(result.topics)} groups: {time.process_time() - start:.1f} s of CPU")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("models", "removed", "shuffled", "speed"))
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--shuffles", type=int, default=5)
    options = parser.parse_args()
    if not DAY.exists() or not REFERENCE.exists():
        parser.exit(message=f"{SHARED}: not there; this benchmark needs the day and its reference\n")
    if options.part in (None, "models"):
        models(options.seeds)
    if options.part in (None, "removed"):
        for seed in range(42, 42 + options.seeds):
            removed(seed)
    if options.part in (None, "shuffled"):
        shuffled(options.shuffles)
    if options.part in (None, "speed"):
        speed()


if __name__ == "__main__":
    main()
