"""Topics: groups of statements that lie near each other in meaning, found without the codebook.

By default a topic is what many runs on parts of the statements agree on (`discovering.consensus`), and comes with
how far they agree. BERTopic (`rusnlp.discovering.bertopic_topics`) stands behind the same call, to compare with.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from rusnlp.discovering.consensus import RUNS, consensus_clusters
from rusnlp.discovering.topic_words import (
    WordedStatements,
    content_lemmas,
    key_lemmas,
    met_beyond_chance,
    topic_names,
    worded,
)
from rusnlp.embedders import Embedder, embed
from rusnlp.sessions import session_keys

__all__ = [
    "MEMBER_COLUMNS",
    "TOPIC_COLUMNS",
    "TopicResult",
    "TopicsUnavailable",
    "content_lemmas",
    "find_topics",
    "topic_number",
    "vectors_of_notes",
]

TOPIC_COLUMNS = [
    "topic", "label", "words", "n_statements", "n_sessions", "stability", "met_beyond_chance", "holds", "statement_ids",
]  # fmt: skip
MEMBER_COLUMNS = ["statement_id", "topic", "probability"]
OUTLIER = -1
OUTLIER_LABEL = "utanför ämnena"
FEWEST_STATEMENTS = 12
"""Fewer different statements than this are read faster than they are grouped."""
LEAST_STABILITY = 0.4
MOST_CHANCE = 0.001
"""A topic holds when its stability is at least the one, and the chance that its words meet so often at most the other.

Stability alone does not do: statements whose words were dealt out anew over the corpus fall into groups by their
words, which are as stable as those of the notes themselves (`benchmarks/topics.py`)."""
LEAST_BELONGING = 0.25
"""With outliers "kept": a statement that lands with the others of its topic in fewer of the runs is outside."""
_MOST_TOPICS = 20

Method = Literal["consensus", "bertopic"]
Vectors = npt.NDArray[np.float32]


class TopicsUnavailable(Exception):
    """BERTopic or UMAP is not installed. The message is one line and names the command that installs them."""


@dataclass(frozen=True, slots=True)
class TopicResult:
    """Topics and their members.

    `topics`: one row a topic, largest first, statements outside every topic (topic -1) last; `words` and
    `statement_ids` are lists, `stability` is 0 to 1 (None by BERTopic), `met_beyond_chance` how many times as often as
    by chance the topic's words meet in a statement, `holds` whether both are enough (`LEAST_STABILITY`,
    `MOST_CHANCE`). `members`: one row a statement, in order of id; `probability` is how often it landed with the
    topic's other statements, or HDBSCAN's, else None. `note`: one line saying why there are no topics, else None.
    """

    topics: pd.DataFrame
    members: pd.DataFrame
    note: str | None = None


def find_topics(
    statements: pd.DataFrame,
    vectors: Vectors,
    *,
    seed: int = 42,
    number: int | None = None,
    outliers: Literal["none", "kept"] = "none",
    method: Method = "consensus",
    runs: int = RUNS,
) -> TopicResult:
    """Group the statements by meaning.

    `vectors`: float (n, d), row i for row i of `statements`. They are centred on their mean and scaled to length 1.
    A repeat gets the topic of the statement it repeats and is not counted. `number` of topics: `topic_number` unless
    given, fewer where the statements do not hold so many. With outliers "kept" statements that fit no topic get topic
    -1; by BERTopic, HDBSCAN then decides how many topics there are. The order of the rows does not matter; the same
    seed and versions give the same topics. `runs`: of the consensus. With fewer than `FEWEST_STATEMENTS` different
    texts every statement is outside and `note` says so.
    Raises TopicsUnavailable (BERTopic only), ValueError when the lengths differ.
    """
    counted, centred, rows, note = counted_statements(statements, vectors)
    if note:
        return _result(rows, counted, worded([]), [OUTLIER] * len(counted), None, {}, note)
    words = worded(counted["text"])
    number = min(number or topic_number(len(counted)), len(counted) // 2)
    if method == "bertopic":
        from rusnlp.discovering.bertopic_topics import bertopic_clusters

        texts = [" ".join(sorted(bases)) for bases in words.lemmas]
        found, probabilities = bertopic_clusters(texts, centred, seed, number, outliers)
        return _result(rows, counted, words, found, probabilities, {}, None)
    agreed = consensus_clusters(centred, list(session_names(counted)), number, runs=runs, seed=seed)
    labels = agreed.labels.copy()
    if outliers == "kept":
        labels[agreed.belonging < LEAST_BELONGING] = OUTLIER
    stability = dict(enumerate(agreed.stability))
    return _result(rows, counted, words, labels.tolist(), list(agreed.belonging), stability, None)


def counted_statements(
    statements: pd.DataFrame, vectors: Vectors
) -> tuple[pd.DataFrame, Vectors, pd.DataFrame, str | None]:
    """(the statements without repeats, their centred vectors, all statements by id, why they cannot be grouped).

    Both tables are in order of id, so that nothing that follows hangs on the order of the rows. Raises ValueError when
    the lengths differ.
    """
    if len(statements) != len(vectors):
        raise ValueError(f"there are {len(statements)} statements and {len(vectors)} vectors; give one for each")
    order = np.argsort(statements["statement_id"].to_numpy(dtype=str), kind="stable")
    rows = statements.iloc[order].reset_index(drop=True)
    known = set(rows["statement_id"])
    first = rows["repeat_of"].map(lambda value: not (isinstance(value, str) and value in known)).to_numpy(dtype=bool)
    counted = rows[first].reset_index(drop=True)
    different = counted["text"].str.casefold().str.split().str.join(" ").nunique()
    if different < FEWEST_STATEMENTS:
        note = f"topics need {FEWEST_STATEMENTS} different statements or more; there are {different}"
        return counted, np.zeros((len(counted), 1), dtype=np.float32), rows, note
    centred = _centred(np.asarray(vectors, dtype=np.float32)[order][first])
    alike = not np.ptp(centred, axis=0).any()
    note = "topics need vectors that differ; these are all the same, as from an embedder that does not work"
    return counted, centred, rows, note if alike else None


def session_names(statements: pd.DataFrame) -> pd.Series:
    """The session of each statement, told apart by document where there is no more to go by."""
    if {"page", "start", "session_title"} <= set(statements.columns):
        return session_keys(statements)
    return statements["document"].astype(str) + " " + statements["session"].astype(str)


def vectors_of_notes(
    statements: pd.DataFrame, embedder: Embedder, progress: Callable[[int, int], None] | None = None
) -> tuple[pd.DataFrame, Vectors]:
    """The notes among the statements and their vectors; a summary would say what the notes say once more."""
    notes = statements[statements["source"] == "note"]
    return notes, embed(list(notes["text"]), embedder, progress=progress)


def topic_number(statements: int) -> int:
    """How many topics suit so many different statements: the square root of half of them, from 2 to 20."""
    return int(np.clip(round((statements / 2) ** 0.5), 2, _MOST_TOPICS))


def _centred(vectors: Vectors) -> Vectors:
    """Minus their mean, then length 1: unrelated texts get a cosine near 0 rather than near 0.8."""
    moved = vectors - vectors.mean(axis=0, dtype=np.float64)
    moved[np.abs(moved) < 1e-6] = 0
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    return (moved / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def _result(
    rows: pd.DataFrame,
    counted: pd.DataFrame,
    words: WordedStatements,
    found: Sequence[int],
    probabilities: Sequence[float] | None,
    stability: dict[int, float],
    note: str | None,
) -> TopicResult:
    topic_of = dict(zip(counted["statement_id"], found, strict=True))
    probability_of = dict(zip(counted["statement_id"], probabilities, strict=True)) if probabilities else {}
    originals = _originals(rows)
    members = pd.DataFrame(
        {
            "statement_id": rows["statement_id"].astype(object),
            "topic": pd.Series([topic_of[key] for key in originals], dtype="int64"),
            "probability": pd.Series([probability_of.get(key) for key in originals], dtype=object),
        },
        columns=MEMBER_COLUMNS,
    )
    order = sorted(set(found), key=lambda topic: (topic == OUTLIER, -list(found).count(topic), topic))
    number_of = {topic: OUTLIER if topic == OUTLIER else number for number, topic in enumerate(order)}
    members["topic"] = members["topic"].map(number_of).astype("int64")
    grouped = [[row for row, value in enumerate(found) if value == topic] for topic in order]
    inside = [group for topic, group in zip(order, grouped, strict=True) if topic != OUTLIER]
    names = iter(topic_names(words, inside))
    sessions = session_names(counted)
    table: list[tuple[Any, ...]] = []
    for topic, group in zip(order, grouped, strict=True):
        ids = list(counted["statement_id"].iloc[group])
        told = counted["session"].iloc[group].notna().to_numpy()
        n_sessions = int(sessions.iloc[group][told].nunique())
        if topic == OUTLIER:
            table.append((OUTLIER, OUTLIER_LABEL, [], len(group), n_sessions, None, None, None, ids))
            continue
        shown, name = next(names)
        beyond, chance = met_beyond_chance(words, [base for base, _ in key_lemmas(words, group)])
        stable = stability.get(topic)
        holds = None if stable is None else stable >= LEAST_STABILITY and chance <= MOST_CHANCE
        label = name or f"ämne {number_of[topic]}"
        table.append((number_of[topic], label, shown, len(group), n_sessions, stable, beyond, holds, ids))
    topics = pd.DataFrame(table, columns=TOPIC_COLUMNS)
    for column in ("topic", "n_statements", "n_sessions"):
        topics[column] = topics[column].astype("int64")
    for column in ("stability", "met_beyond_chance", "holds"):
        topics[column] = pd.Series([row[TOPIC_COLUMNS.index(column)] for row in table], dtype=object)
    return TopicResult(topics, members, note)


def _originals(rows: pd.DataFrame) -> list[str]:
    """For each statement the id of the first that it repeats, over several steps if need be."""
    repeat_of = {
        key: value for key, value in zip(rows["statement_id"], rows["repeat_of"], strict=True) if isinstance(value, str)
    }
    known = set(rows["statement_id"])

    def original(key: str) -> str:
        seen = {key}
        while repeat_of.get(key) in known and repeat_of[key] not in seen:
            key = repeat_of[key]
            seen.add(key)
        return key

    return [original(key) for key in rows["statement_id"]]
