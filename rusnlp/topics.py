"""Topics: groups of statements that lie near each other in meaning, found without the codebook.

By default a topic is what many runs on parts of the statements agree on (`discovering.consensus`), and comes with
how far they agree. BERTopic (`rusnlp.discovering.bertopic_topics`) stands behind the same call, to compare with.
"""

from __future__ import annotations

from collections import Counter
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
from rusnlp.sessions import present, session_keys
from rusnlp.themes import counted

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
    What is grouped is what the tables count (`rusnlp.themes.counted`): a repeat gets the topic of the statement that
    is counted in its place, and summaries are left out of both tables. `number` of topics: `topic_number` unless
    given, fewer where the statements do not hold so many. With outliers "kept" statements that fit no topic get topic
    -1; by BERTopic, HDBSCAN then decides how many topics there are. The order of the rows does not matter; the same
    seed and versions give the same topics. `runs`: of the consensus. With fewer than `FEWEST_STATEMENTS` different
    texts every statement is outside and `note` says so.
    Raises TopicsUnavailable (BERTopic only), ValueError when the lengths differ.
    """
    grouped, centred, rows, note = counted_statements(statements, vectors)
    if note:
        return _result(rows, grouped, worded([]), [OUTLIER] * len(grouped), None, {}, note)
    words = worded(grouped["text"])
    number = min(number or topic_number(len(grouped)), len(grouped) // 2)
    if method == "bertopic":
        from rusnlp.discovering.bertopic_topics import bertopic_clusters

        texts = [" ".join(sorted(bases)) for bases in words.lemmas]
        found, probabilities = bertopic_clusters(texts, centred, seed, number, outliers)
        return _result(rows, grouped, words, found, probabilities, {}, None)
    agreed = consensus_clusters(centred, list(session_names(grouped)), number, runs=runs, seed=seed)
    labels = agreed.labels.copy()
    if outliers == "kept":
        labels[agreed.belonging < LEAST_BELONGING] = OUTLIER
    stability = dict(enumerate(agreed.stability))
    return _result(rows, grouped, words, labels.tolist(), list(agreed.belonging), stability, None)


def counted_statements(
    statements: pd.DataFrame, vectors: Vectors
) -> tuple[pd.DataFrame, Vectors, pd.DataFrame, str | None]:
    """(the statements that the tables count, their centred vectors, all statements, why they cannot be grouped).

    Both tables are in order of id, so that nothing that follows hangs on the order of the rows. Raises ValueError when
    the lengths differ.
    """
    if len(statements) != len(vectors):
        raise ValueError(f"there are {len(statements)} statements and {len(vectors)} vectors; give one for each")
    order = np.argsort(statements["statement_id"].to_numpy(dtype=str), kind="stable")
    rows = statements.iloc[order].reset_index(drop=True)
    used = counted(rows).to_numpy(dtype=bool)
    grouped = rows[used].reset_index(drop=True)
    different = grouped["text"].str.casefold().str.split().str.join(" ").nunique()
    if different < FEWEST_STATEMENTS:
        note = f"topics need {FEWEST_STATEMENTS} different statements or more; there are {different}"
        return grouped, np.zeros((len(grouped), 1), dtype=np.float32), rows, note
    centred = _centred(np.asarray(vectors, dtype=np.float32)[order][used])
    alike = not np.ptp(centred, axis=0).any()
    note = "topics need vectors that differ; these are all the same, as from an embedder that does not work"
    return grouped, centred, rows, note if alike else None


def session_names(statements: pd.DataFrame) -> pd.Series:
    """The session of each statement, told apart by document where there is no more to go by."""
    if {"page", "start", "session_title"} <= set(statements.columns):
        return session_keys(statements)
    return statements["document"].astype(str) + " " + statements["session"].astype(str)


def vectors_of_notes(
    statements: pd.DataFrame, embedder: Embedder, progress: Callable[[int, int], None] | None = None
) -> tuple[pd.DataFrame, Vectors]:
    """The notes among the statements, repeats with them, and their vectors; summaries need none."""
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
    statements: pd.DataFrame,
    grouped: pd.DataFrame,
    words: WordedStatements,
    found: Sequence[int],
    probabilities: Sequence[float] | None,
    stability: dict[int, float],
    note: str | None,
) -> TopicResult:
    sizes = Counter(found)
    order = sorted(sizes, key=lambda topic: (topic == OUTLIER, -sizes[topic], topic))
    number_of = {topic: OUTLIER if topic == OUTLIER else number for number, topic in enumerate(order)}
    rows_of = {topic: [row for row, value in enumerate(found) if value == topic] for topic in order}
    inside = [topic for topic in order if topic != OUTLIER]
    named = dict(zip(inside, topic_names(words, [rows_of[topic] for topic in inside]), strict=True))
    sessions = session_names(grouped).where(grouped["session"].notna())
    table: list[dict[str, Any]] = []
    for topic, rows in rows_of.items():
        row = dict.fromkeys(TOPIC_COLUMNS) | {
            "topic": number_of[topic],
            "label": OUTLIER_LABEL,
            "words": [],
            "n_statements": len(rows),
            "n_sessions": int(sessions.iloc[rows].nunique()),
            "statement_ids": list(grouped["statement_id"].iloc[rows]),
        }
        if topic in named:
            row["words"], name = named[topic]
            row["label"] = name or f"ämne {number_of[topic]}"
            row["stability"] = stability.get(topic)
            row["met_beyond_chance"], chance = met_beyond_chance(words, [base for base, _ in key_lemmas(words, rows)])
            if topic in stability:
                row["holds"] = stability[topic] >= LEAST_STABILITY and chance <= MOST_CHANCE
        table.append(row)
    topics = pd.DataFrame(table, columns=TOPIC_COLUMNS, dtype=object)
    topics = topics.astype(dict.fromkeys(("topic", "n_statements", "n_sessions"), "int64"))
    return TopicResult(
        topics, _members(statements, grouped, [number_of[topic] for topic in found], probabilities), note
    )


def _members(
    statements: pd.DataFrame, grouped: pd.DataFrame, found: Sequence[int], probabilities: Sequence[float] | None
) -> pd.DataFrame:
    """The topic of every note; a repeat has that of the note which is counted in its place."""
    first = _firsts(statements)
    place = {first[key]: row for row, key in enumerate(grouped["statement_id"])}
    notes = statements.loc[statements["source"] == "note", "statement_id"].tolist()
    rows = [place[first[key]] for key in notes]
    return pd.DataFrame(
        {
            "statement_id": pd.Series(notes, dtype=object),
            "topic": pd.Series([found[row] for row in rows], dtype="int64"),
            "probability": pd.Series([probabilities[row] if probabilities else None for row in rows], dtype=object),
        },
        columns=MEMBER_COLUMNS,
    )


def _firsts(statements: pd.DataFrame) -> dict[str, str]:
    """For each statement the id of the first that it repeats, over several steps, in the table or not."""
    repeat_of = {
        key: value
        for key, value in zip(statements["statement_id"], statements["repeat_of"], strict=True)
        if present(value)
    }

    def first(key: str) -> str:
        for _ in range(len(repeat_of)):
            if key not in repeat_of:
                break
            key = repeat_of[key]
        return key

    return {key: first(key) for key in statements["statement_id"]}
