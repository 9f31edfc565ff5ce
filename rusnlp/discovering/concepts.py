"""Concepts: groups of words that mean and are used alike, and the statements that take them up.

Topics part the statements by what they are about; a theme that runs through all subjects, as who is responsible, is in
none of them. So the words are grouped too: nouns, verbs and parts of compounds, by the meaning of the word itself and
of the statements that it stands in. A concept has the statements with its words and those nearest to them in meaning;
a statement may be in several.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from rusnlp.compounds import constituents
from rusnlp.discovering.consensus import co_association, row_draws
from rusnlp.discovering.topic_words import WORDS_SHOWN, WordedStatements, content_lemmas, differ, worded
from rusnlp.embedders import Embedder, embed, unit_rows
from rusnlp.swedish import STOP_WORDS
from rusnlp.topics import TopicResult, counted_statements, session_names

CONCEPT_COLUMNS = [
    "topic", "label", "words", "n_statements", "n_sessions", "n_by_words", "stability", "beyond_words", "cohesion",
    "holds", "named", "statement_ids", "lemmas",
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
"""Statements added by meaning, for each with the words. Anything from 0.5 to 1 finds the same themes again
(`benchmarks/topics.py`)."""
_NEAR = 0.5
"""Nearness from which a word of two or three statements joins a concept."""
_NOMINALS = ("ning", "ing", "ande", "ende", "an", "are")
"""What nouns made of a verb end in, in the place of its -a."""
_FIRST_NAME, _SECOND_NAME = 0.15, 0.1
"""Share of the statements with the words from which a noun can be the name, or the second word of it."""
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
    spelled: WordedStatements
    uses: Mapping[str, set[tuple[str, int]]]
    """Word or part -> the lemmas that have it, each with the number of the statement."""

    def lemmas_of(self, wanted: Collection[str]) -> list[str]:
        """Lemmas of the whole words that are or have one of these, those of most statements first."""
        number = Counter(base for base, _ in self._uses_of_any(wanted))
        return sorted(number, key=lambda base: (-number[base], base))

    def having_any(self, wanted: Collection[str]) -> Truths:
        """Whether each statement has one of these words or parts."""
        found = np.zeros(len(self.whole), dtype=bool)
        found[[row for _, row in self._uses_of_any(wanted)]] = True
        return found

    def _uses_of_any(self, wanted: Collection[str]) -> set[tuple[str, int]]:
        return set().union(*(self.uses.get(part, ()) for part in wanted))


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
    `holds` says whether both are enough. `cohesion`: how well the meaning of the statements, each left out in turn,
    tells those with the words from the others (average precision, 0 to 1); low for words such as "driva" or "se".
    `named` is False where no noun can be its name. `members`: one row a statement and concept, `by` its words or its
    meaning. Left out are concepts of fewer than 8 statements or of more than a fifth. Tables and note as for
    `find_topics`.
    """
    grouped, centred, _, note = counted_statements(statements, vectors)
    words = _words([] if note else list(grouped["text"]))
    if note or not words.names:
        return TopicResult(_table([]), _member_table([]), note)
    names, own = _word_vectors(words, embedder, cache_dir)
    sessions = session_names(grouped)
    groups, labelled = _agreed_groups(words, own[: len(words.names)], centred, list(sessions), runs, seed)
    likeness = _LikenessOfOtherWords([content_lemmas(text) for text in grouped["text"]], seed)
    influence = _influence(centred)
    found = []
    for group, wanted in with_rare_words(with_nominals(groups, words.names), names, own, len(words.names)):
        inside = words.having_any(wanted)
        if _FEWEST_OF_CONCEPT <= inside.sum() <= max(_MOST_SHARE * len(inside), _FEWEST_OF_CONCEPT):
            predicted = _predicted(inside, influence)
            found.append((group, wanted, inside, predicted, _with_nearest(inside, predicted)))
    found.sort(key=lambda item: (-int(item[4].sum()), sorted(item[1])))
    ids = grouped["statement_id"].tolist()
    told = sessions.where(grouped["session"].notna())
    rows: list[dict[str, Any]] = []
    members: list[tuple[str, int, str]] = []
    taken: set[str] = set()
    for number, (group, wanted, inside, predicted, grown) in enumerate(found):
        whole = words.lemmas_of(wanted)
        label = _label(words, wanted, whole, inside, taken)
        taken.add(label)
        stability = _stability(inside, group, labelled, words.having)
        beyond = likeness.beyond_chance(inside, wanted)
        rows.append(
            {
                "topic": number,
                "label": label or words.spelled.written[whole[0]],
                "words": [words.spelled.written[base] for base in whole[:WORDS_SHOWN]],
                "n_statements": int(grown.sum()),
                "n_sessions": int(told[grown].nunique()),
                "n_by_words": int(inside.sum()),
                "stability": stability,
                "beyond_words": beyond,
                "cohesion": average_precision(inside, predicted),
                "holds": bool(stability >= LEAST_STABILITY and beyond >= LEAST_BEYOND),
                "named": bool(label),
                "statement_ids": [ids[row] for row in np.flatnonzero(grown)],
                "lemmas": sorted(wanted),
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
    uses: dict[str, set[tuple[str, int]]] = {}
    for row, words in enumerate(whole):
        for base, _, parts in words:
            for part in parts:
                uses.setdefault(part, set()).add((base, row))
    return _Words(names, having, whole, worded(texts), uses)


def _word_vectors(words: _Words, embedder: Embedder, cache_dir: Any) -> tuple[list[str], npt.NDArray[np.float32]]:
    """The words of the groups and then the rarer ones, and the vectors of all, centred on the mean of the first."""
    number = Counter(word for row in words.whole for word in {part for _, _, parts in row for part in parts})
    rare = sorted(word for word, count in number.items() if 1 < count < _FEWEST_OF_WORD)
    found = embed([*words.names, *rare], embedder, cache_dir)
    return [*words.names, *rare], unit_rows(found - found[: len(words.names)].mean(axis=0))


def with_nominals(groups: Sequence[Sequence[int]], names: Sequence[str]) -> list[list[int]]:
    """The groups, those that hold a verb and a noun made of it (samordna, samordning) made one."""
    group_of = {column: number for number, group in enumerate(groups) for column in group}
    column_of = {name: column for column, name in enumerate(names)}
    for noun in names:
        verbs = [noun[: -len(ending)] + "a" for ending in _NOMINALS if noun.endswith(ending)]
        verb = next((verb for verb in verbs if verb in column_of and verb != noun), None)
        if verb:
            one, other = sorted((group_of[column_of[noun]], group_of[column_of[verb]]))
            group_of = {column: one if number == other else number for column, number in group_of.items()}
    joined: dict[int, list[int]] = {}
    for column in sorted(group_of):
        joined.setdefault(group_of[column], []).append(column)
    return list(joined.values())


def with_rare_words(
    groups: Sequence[Sequence[int]], names: Sequence[str], own: npt.NDArray[np.float32], common: int
) -> list[tuple[Sequence[int], frozenset[str]]]:
    """Each group with its words and the rare ones (those after the `common` first) that are nearest to it and near."""
    wanted = [{names[column] for column in group} for group in groups]
    alike = own[common:] @ own[:common].T
    if alike.size:
        nearness = (
            np.stack([alike[:, group].max(axis=1) + alike[:, group].mean(axis=1) for group in groups], axis=1) / 2
        )
        for word, row in zip(names[common:], nearness.round(6), strict=True):
            if row.max() >= _NEAR:
                wanted[int(row.argmax())].add(word)
    return [(group, frozenset(found)) for group, found in zip(groups, wanted, strict=True)]


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
                both = unit_rows(np.hstack([own[seen], used])).astype(np.float64)
                apart = squareform(1 - both @ both.T, checks=False)
                labels[seen] = fcluster(linkage(apart, "average"), _CUT, "distance") - 1
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


def _predicted(inside: Truths, influence: Array) -> Array:
    """How like those inside a regression on meaning finds each statement, each left out in turn."""
    known = inside.astype(np.float64)
    own = np.diag(influence)
    return np.asarray(((influence @ known - own * known) / np.maximum(1 - own, 1e-9)).round(9))


def _with_nearest(inside: Truths, predicted: Array) -> Truths:
    """`inside` and, for each four of them, the three others that are predicted to be most like them."""
    order = np.argsort(np.where(inside, np.inf, -predicted), kind="stable")
    grown = inside.copy()
    grown[order[: min(int(_GROWN * inside.sum()), int((~inside).sum()))]] = True
    return grown


def average_precision(inside: Truths, predicted: Array) -> float:
    """Mean, over the rows inside, of the share of rows inside among those predicted no lower; 0 without any."""
    order = np.argsort(-predicted, kind="stable")
    hits = inside[order]
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return round(float(precision[hits].mean()), 3) if hits.any() else 0.0


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
        self._squares = (self._rows**2).sum(axis=1)
        self._parts = []
        for name in names:
            parts = constituents(written[name])
            self._parts.append(parts.modifiers | parts.heads | {name})
        lengths = np.array([max(len({base for base, _ in bases}), 0.1) for bases in lemmas])
        draws = np.random.default_rng(seed).exponential(size=(_DRAWS, len(lemmas))) / lengths
        self._drawn = np.argsort(np.argsort(draws, axis=1, kind="stable"), axis=1, kind="stable")
        """Rank of each statement in each draw: a draw of n are those with a rank below n."""
        self._sums: tuple[int, Array] = (0, np.zeros((_DRAWS, len(names))))
        """The sums of the rows in each draw of so many, as asked for last."""

    def beyond_chance(self, inside: Truths, words: Collection[str]) -> float:
        """How far the likeness lies above that of statements drawn by chance, longer ones oftener, in deviations."""
        own = np.array([not parts.isdisjoint(words) for parts in self._parts], dtype=bool)
        changed = np.flatnonzero(self._weights[:, own].any(axis=1))
        without = unit_rows(self._weights[changed] * ~own) - self._rows[changed]
        chosen = np.vstack([inside, self._drawn < inside.sum()]).astype(np.float64)
        sums = np.vstack([chosen[:1] @ self._rows, self._drawn_sums(chosen[1:])]) + chosen[:, changed] @ without
        squares = self._squares.copy()
        squares[changed] = ((self._rows[changed] + without) ** 2).sum(axis=1)
        likeness = (sums**2).sum(axis=1) - chosen @ squares
        spread = float(likeness[1:].std())
        return round(float(likeness[0] - likeness[1:].mean()) / spread, 2) if spread else 0.0

    def _drawn_sums(self, chosen: Array) -> Array:
        """The sum of the rows in each draw; all draws are of one size."""
        size = int(chosen[0].sum())
        if self._sums[0] != size:
            self._sums = (size, chosen @ self._rows)
        return self._sums[1]


def _label(words: _Words, wanted: Collection[str], whole: Sequence[str], inside: Truths, taken: Collection[str]) -> str:
    """The commonest noun, and the next that says something else; empty when no noun is in enough of the statements.

    Where the commonest is in less than half of the statements, a part that the words share and that is also written
    alone comes before it: "försörjning" of energiförsörjning and livsmedelsförsörjning.
    """
    share = {base: float((words.having_any({base}) & inside).sum() / inside.sum()) for base in {*whole, *wanted}}
    nouns = [base for base in whole if base in words.spelled.nouns]
    if nouns and share[nouns[0]] < 0.5:
        shared = max(sorted(wanted), key=lambda part: share[part])
        nouns.sort(key=lambda base: base != shared)
    if not nouns or share[nouns[0]] < _FIRST_NAME:
        return ""
    name = words.spelled.written[nouns[0]]
    others = [words.spelled.written[base] for base in nouns[1:] if share[base] >= _SECOND_NAME]
    clear = next((f"{name}, {other}" for other in others[:3] if differ(name, other)), name)
    return next((label for label in (clear, name, *(f"{name}, {other}" for other in others)) if label not in taken), "")
