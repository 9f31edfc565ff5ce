"""Concepts: groups of words that mean and are used alike, and the statements that take them up.

Topics part the statements by what they are about; a theme that runs through all subjects, as who is responsible, is in
none of them. So the words are grouped too: nouns, verbs and parts of compounds, by the meaning of the word itself and
of the statements that it stands in. A concept has the statements with its words and those nearest to them in meaning;
a statement may be in several.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from rusnlp.compounds import constituents
from rusnlp.discovering.consensus import co_association, row_draws
from rusnlp.discovering.topic_words import WORDS_SHOWN, content_lemmas
from rusnlp.embedders import Embedder, embed, unit_rows
from rusnlp.swedish import STOP_WORDS
from rusnlp.topics import TopicResult, counted_statements, session_names

CONCEPT_COLUMNS = [
    "topic", "label", "words", "n_statements", "n_sessions", "n_by_words", "stability", "beyond_words", "holds",
    "statement_ids", "lemmas",
]  # fmt: skip
CONCEPT_MEMBER_COLUMNS = ["statement_id", "topic", "by"]
BY_WORD, BY_MEANING = "ord", "mening"
LEAST_STABILITY = 0.5
LEAST_BEYOND = 1.65
"""Standard deviations; 5 % of concepts reach it by chance."""
CONCEPT_RUNS = 60
_FEWEST_OF_WORD = 4
_FEWEST_OF_CONCEPT = 8
_MOST_SHARE = 0.2
_SHORTEST_PART = 4
_CUT = 0.65
"""Cosine distance at which average linkage stops, in each run."""
_AGREED = 0.5
"""Two words are of one concept when they are so in half of the runs that saw both."""
_GROWN = 0.75
"""Statements added by meaning, for each with the words; by `benchmarks/topics.py`, of 0.5, 0.65, 0.75 and 0.9."""
_RIDGE = 3.0
_DRAWS = 200

Array = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of the statements that occur often enough, parts of compounds among them."""

    names: list[str]
    having: Truths
    """Statements × words."""
    whole: list[list[tuple[str, str, frozenset[str]]]]
    """Of each statement's content words: lemma, as written, and the lemma with the parts."""

    def as_written(self, group: Sequence[int]) -> list[str]:
        """The whole words that have one of these, each as mostly written, the commonest first."""
        wanted = {self.names[column] for column in group}
        forms: dict[str, Counter[str]] = {}
        for words in self.whole:
            for base, word, parts in words:
                if parts & wanted:
                    forms.setdefault(base, Counter())[word if word.isupper() else word.lower()] += 1
        order = sorted(forms, key=lambda base: (-forms[base].total(), base))
        return [min(forms[base], key=lambda word: (-forms[base][word], word)) for base in order]


def find_concepts(
    statements: pd.DataFrame,
    vectors: npt.NDArray[np.float32],
    embedder: Embedder,
    *,
    seed: int = 42,
    runs: int = CONCEPT_RUNS,
    cache_dir: Any = None,
) -> TopicResult:
    """Concepts of the statements, those of most statements first; `topics` has `CONCEPT_COLUMNS`.

    `vectors`: as for `find_topics`, by the same `embedder`, which gives those of the words. `stability`: the mean over
    the runs, each on part of the sessions or statements, of the largest Jaccard coefficient between the statements
    with the concept's words and those with the words of a group of the run. `beyond_words`: how much more alike the
    statements with its words are in their other words than statements drawn by chance, in standard deviations;
    `holds` says whether both are enough. `members`: one row a statement and concept, `by` its words or its meaning.
    Left out are concepts of fewer than 8 statements or of more than a fifth. Tables and note as for `find_topics`.
    """
    counted, centred, _, note = counted_statements(statements, vectors)
    words = _words(list(counted["text"])) if not note else _Words([], np.zeros((0, 0), dtype=bool), [])
    if note or not words.names:
        return TopicResult(_table([]), _member_table([]), note)
    own = embed(words.names, embedder, cache_dir)
    own = unit_rows(own - own.mean(axis=0))
    groups, labelled = _agreed_groups(words, own, centred, list(session_names(counted)), runs, seed)
    likeness = _LikenessOfOtherWords([content_lemmas(text) for text in counted["text"]], seed)
    influence = _influence(centred)
    sessions = session_names(counted)
    ids = counted["statement_id"].tolist()
    rows: list[dict[str, Any]] = []
    members: list[tuple[str, int, str]] = []
    found = []
    for group in groups:
        inside: Truths = np.asarray(words.having[:, group].any(axis=1))
        if _FEWEST_OF_CONCEPT <= inside.sum() <= max(_MOST_SHARE * len(inside), _FEWEST_OF_CONCEPT):
            found.append((group, inside, _with_nearest(inside, influence)))
    found.sort(key=lambda item: (-int(item[2].sum()), words.names[item[0][0]]))
    for number, (group, inside, grown) in enumerate(found):
        ordered = sorted(group, key=lambda column: (-int(words.having[:, column].sum()), words.names[column]))
        names = words.as_written(group)
        stability = _stability(inside, group, labelled, words.having)
        beyond = likeness.beyond_chance(inside, {words.names[column] for column in group})
        told = counted["session"].notna().to_numpy() & grown
        rows.append(
            {
                "topic": number,
                "label": _label(names),
                "words": names[:WORDS_SHOWN],
                "n_statements": int(grown.sum()),
                "n_sessions": int(sessions[told].nunique()),
                "n_by_words": int(inside.sum()),
                "stability": stability,
                "beyond_words": beyond,
                "holds": bool(stability >= LEAST_STABILITY and beyond >= LEAST_BEYOND),
                "statement_ids": [ids[row] for row in np.flatnonzero(grown)],
                "lemmas": [words.names[column] for column in ordered],
            }
        )
        members += [(ids[row], number, BY_WORD if inside[row] else BY_MEANING) for row in np.flatnonzero(grown)]
    return TopicResult(_table(rows), _member_table(members), None)


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=CONCEPT_COLUMNS, dtype=object)
    return table.astype(dict.fromkeys(("topic", "n_statements", "n_sessions", "n_by_words"), "int64"))


def _member_table(rows: list[tuple[str, int, str]]) -> pd.DataFrame:
    return pd.DataFrame(sorted(rows), columns=CONCEPT_MEMBER_COLUMNS, dtype=object).astype({"topic": "int64"})


def words_and_parts(text: str) -> frozenset[str]:
    """Lemmas of the content words of a text and of the parts of its compounds."""
    return frozenset(part for _, _, parts in _whole_words(text) for part in parts)


def _whole_words(text: str) -> list[tuple[str, str, frozenset[str]]]:
    found = []
    for base, word in content_lemmas(text):
        parts = constituents(word.lower())
        usable = {part for part in parts.modifiers | parts.heads if len(part) >= _SHORTEST_PART} - STOP_WORDS
        found.append((base, word, frozenset(usable | {base})))
    return found


def _words(texts: Sequence[str]) -> _Words:
    whole = [_whole_words(text) for text in texts]
    of_text = [frozenset(part for _, _, parts in words for part in parts) for words in whole]
    number = Counter(word for words in of_text for word in words)
    names = sorted(word for word, count in number.items() if count >= _FEWEST_OF_WORD)
    having = np.array([[name in words for name in names] for words in of_text], dtype=bool).reshape(
        len(whole), len(names)
    )
    return _Words(names, having, whole)


def _agreed_groups(
    words: _Words,
    own: npt.NDArray[np.float32],
    vectors: npt.NDArray[np.float32],
    sessions: list[str],
    runs: int,
    seed: int,
) -> tuple[list[list[int]], list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]]:
    """Groups of words over the runs, as columns, and (rows seen, group of each word or -1) of every run."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform
    from threadpoolctl import threadpool_limits

    having = words.having.astype(np.float32)
    labelled = []
    with threadpool_limits(1):
        for rows, _ in row_draws(sessions, runs, seed):
            seen = np.flatnonzero(having[rows].sum(axis=0) >= 2)
            used = unit_rows(having[np.ix_(rows, seen)].T @ vectors[rows])
            labels = np.full(len(words.names), -1, dtype=np.int64)
            if len(seen) > 1:
                both = np.hstack([own[seen], used]).astype(np.float64)
                labels[seen] = fcluster(linkage(both, "average", metric="cosine"), _CUT, "distance") - 1
            labelled.append((rows, labels))
        if len(words.names) == 1:
            return [[0]], labelled
        apart = 1 - co_association([labels for _, labels in labelled]).astype(np.float64)
        tree = linkage(squareform(apart, checks=False), "average")
    labels = fcluster(tree, _AGREED, "distance")
    groups: dict[int, list[int]] = {}
    for column, label in enumerate(labels):
        groups.setdefault(int(label), []).append(column)
    return list(groups.values()), labelled


def _stability(
    inside: Truths,
    group: Sequence[int],
    labelled: Sequence[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]],
    having: Truths,
) -> float:
    values = []
    for rows, labels in labelled:
        mine = inside[rows]
        if mine.sum() < 2:
            continue
        best = 0.0
        for label in sorted(set(labels[list(group)]) - {-1}):
            other = having[np.ix_(rows, np.flatnonzero(labels == label))].any(axis=1)
            best = max(best, float((mine & other).sum() / (mine | other).sum()))
        values.append(best)
    return round(float(np.mean(values)), 3) if values else 0.0


def _influence(vectors: npt.NDArray[np.float32]) -> Array:
    """Ridge regression as a matrix: what it predicts of each statement is this times what is known of all."""
    table = np.hstack([vectors, np.ones((len(vectors), 1))]).astype(np.float64)
    return np.asarray(table @ np.linalg.solve(table.T @ table + _RIDGE * np.eye(table.shape[1]), table.T))


def _with_nearest(inside: Truths, influence: Array) -> Truths:
    """`inside` and half as many statements that a regression on meaning, each left out in turn, finds most like it."""
    known = inside.astype(np.float64)
    own = np.diag(influence)
    predicted = (influence @ known - own * known) / np.maximum(1 - own, 1e-9)
    order = np.argsort(np.where(inside, np.inf, -predicted.round(9)), kind="stable")
    grown = inside.copy()
    grown[order[: min(int(_GROWN * inside.sum()), int((~inside).sum()))]] = True
    return grown


class _LikenessOfOtherWords:
    """How alike statements are in words other than those of a concept; TF-IDF, each statement of length 1."""

    def __init__(self, lemmas: Sequence[Sequence[tuple[str, str]]], seed: int) -> None:
        written = {base: word.lower() for bases in lemmas for base, word in bases}
        count = Counter(base for bases in lemmas for base in {base for base, _ in bases})
        names = sorted(base for base, number in count.items() if number > 1)
        column = {name: place for place, name in enumerate(names)}
        self._weights = np.zeros((len(lemmas), len(names)))
        for row, bases in enumerate(lemmas):
            for base in {base for base, _ in bases} & column.keys():
                self._weights[row, column[base]] = np.log(len(lemmas) / count[base])
        self._rows = unit_rows(self._weights).astype(np.float64)
        self._parts = []
        for name in names:
            parts = constituents(written[name])
            self._parts.append(parts.modifiers | parts.heads | {name})
        lengths = np.array([max(len({base for base, _ in bases}), 0.1) for bases in lemmas])
        draws = np.random.default_rng(seed).exponential(size=(_DRAWS, len(lemmas))) / lengths
        self._drawn = np.argsort(np.argsort(draws, axis=1, kind="stable"), axis=1, kind="stable")
        """Rank of each statement in each draw: a draw of n are those with a rank below n."""

    def beyond_chance(self, inside: Truths, words: set[str]) -> float:
        """How far the likeness lies above that of statements drawn by chance, longer ones oftener, in deviations."""
        own = np.array([bool(parts & words) for parts in self._parts], dtype=bool)
        changed = np.flatnonzero(self._weights[:, own].any(axis=1))
        table = self._rows.copy()
        table[changed] = unit_rows(self._weights[changed] * ~own)
        squares = (table**2).sum(axis=1)
        chosen = np.vstack([inside, self._drawn < inside.sum()]).astype(np.float64)
        likeness = ((chosen @ table) ** 2).sum(axis=1) - chosen @ squares
        spread = float(likeness[1:].std())
        return round(float(likeness[0] - likeness[1:].mean()) / spread, 2) if spread else 0.0


def _label(names: Sequence[str]) -> str:
    """The commonest word, and the next of the first three that is not much the same."""
    first = names[0].casefold()
    for name in names[1:3]:
        other = name.casefold()
        if other[:5] != first[:5] and other not in first and first not in other:
            return f"{names[0]}, {name}"
    return names[0]
