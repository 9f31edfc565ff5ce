"""Topics: groups of statements that lie near each other in meaning, found without the codebook.

BERTopic on vectors that were computed once: UMAP to five dimensions, KMeans (every statement gets a topic) or HDBSCAN
(statements between the topics are left outside), and class-based TF-IDF over lemmas for the words of a topic.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from rusnlp.embedders import Embedder, embed
from rusnlp.swedish import STOP_WORDS, lemma, tokens

TOPIC_COLUMNS = ["topic", "label", "words", "n_statements", "n_sessions", "statement_ids"]
MEMBER_COLUMNS = ["statement_id", "topic", "probability"]
OUTLIER = -1
OUTLIER_LABEL = "utanför ämnena"
FEWEST_STATEMENTS = 12
"""Fewer different statements than this are read faster than they are grouped."""
WORDS_SHOWN = 8
_NAMES_NOTHING = {"ca", "etc", "jfr", "jmf", "osv"} | {"två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio"}
_NO_WORDS = ("_", "__")
"""What is counted where no statement has a word; the weighting needs two."""
_DIMENSIONS = 5
_NEIGHBOURS = 15
_MOST_TOPICS = 20
_SMALLEST_TOPIC = 10

Vectors = npt.NDArray[np.float32]


class TopicsUnavailable(Exception):
    """BERTopic or UMAP is not installed. The message is one line and names the command that installs them."""


@dataclass(frozen=True, slots=True)
class TopicResult:
    """Topics and their members.

    `topics`: one row a topic, largest first, statements outside every topic (topic -1) last; `words` and
    `statement_ids` are lists. `members`: one row a statement, in order of id; `probability` is HDBSCAN's, else None.
    `note`: one line saying why there are no topics, else None.
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
) -> TopicResult:
    """Group the statements by meaning.

    `vectors`: float (n, d), row i for row i of `statements`. They are centred on their mean and scaled to length 1.
    A repeat gets the topic of the statement it repeats and is not counted. `number` of topics: `topic_number` unless
    given; it has no effect with outliers "kept", where HDBSCAN decides how many topics there are and which statements
    fit none (topic -1). The order of the rows does not
    matter; the same seed and versions give the same topics. With fewer than `FEWEST_STATEMENTS` different texts
    every statement is outside and `note` says so. Raises TopicsUnavailable, ValueError when the lengths differ.
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
        return _result(rows, counted, [OUTLIER] * len(counted), None, {}, note)
    lemmas = [content_lemmas(text) for text in counted["text"]]
    centred = _centred(np.asarray(vectors, dtype=np.float32)[order][first])
    if not np.ptp(centred, axis=0).any():
        note = "topics need vectors that differ; these are all the same, as from an embedder that does not work"
        return _result(rows, counted, [OUTLIER] * len(counted), None, {}, note)
    number = number or topic_number(different)
    found, probabilities, words = _bertopic(lemmas, centred, seed, min(number, different), outliers)
    return _result(rows, counted, found, probabilities, words, None)


def vectors_of_notes(
    statements: pd.DataFrame, embedder: Embedder, progress: Callable[[int, int], None] | None = None
) -> tuple[pd.DataFrame, Vectors]:
    """The notes among the statements and their vectors; a summary would say what the notes say once more."""
    notes = statements[statements["source"] == "note"]
    return notes, embed(list(notes["text"]), embedder, progress=progress)


def topic_number(statements: int) -> int:
    """How many topics suit so many different statements: the square root of half of them, from 2 to 20."""
    return int(np.clip(round((statements / 2) ** 0.5), 2, _MOST_TOPICS))


def topic_stability(
    statements: pd.DataFrame, vectors: Vectors, *, seeds: Sequence[int] = (1, 2, 3), number: int | None = None
) -> float | None:
    """How far the topics hold when chance changes: the mean adjusted Rand index over the pairs of seeds, at most 1.

    Near 0 the groups are no better than chance. None when there are no topics. Raises what `find_topics` raises.
    """
    from sklearn.metrics import adjusted_rand_score

    results = [find_topics(statements, vectors, seed=seed, number=number) for seed in seeds]
    if any(result.note for result in results):
        return None
    groupings = [result.members["topic"].to_numpy() for result in results]
    return float(np.mean([adjusted_rand_score(a, b) for a, b in combinations(groupings, 2)]))


def content_lemmas(text: str) -> list[tuple[str, str]]:
    """(lemma, word as written) of the words that can name a topic: no stop words, no numbers, three letters or more.

    A word all in capitals (an abbreviation) may have two letters and is its own lemma.
    """
    found = []
    for token in tokens(text):
        word = token.text.rstrip("-")
        if word.isupper() and len(word) > 1 and word.casefold() not in STOP_WORDS:
            found.append((word.casefold(), word))
            continue
        base = lemma(word)
        if (
            len(base) > 2
            and re.search(r"[^\W\d]", base)
            and not (STOP_WORDS | _NAMES_NOTHING) & {base, word.casefold()}
        ):
            found.append((base, word))
    return found


def _centred(vectors: Vectors) -> Vectors:
    """Minus their mean, then length 1: unrelated texts get a cosine near 0 rather than near 0.8."""
    moved = vectors - vectors.mean(axis=0, dtype=np.float64)
    moved[np.abs(moved) < 1e-6] = 0
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    return (moved / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def _bertopic(
    lemmas: list[list[tuple[str, str]]], vectors: Vectors, seed: int, number: int, outliers: str
) -> tuple[list[int], list[float] | None, dict[int, list[str]]]:
    """Topic and probability of each row, and the lemmas of each topic, best first."""
    from sklearn.cluster import HDBSCAN, KMeans
    from sklearn.feature_extraction.text import CountVectorizer
    from threadpoolctl import threadpool_limits

    try:
        from bertopic import BERTopic
        from bertopic.vectorizers import ClassTfidfTransformer
        from umap import UMAP
    except ImportError:
        raise TopicsUnavailable(
            'topics need packages that are not installed; run: pip install "rusnlp[topics]"'
        ) from None
    size = len(vectors)
    reducer = UMAP(
        n_neighbors=min(_NEIGHBOURS, size - 1),
        n_components=_DIMENSIONS,
        min_dist=0.0,
        metric="cosine",
        # The spectral start solves an eigenproblem that a few dozen rows do not fill.
        init="spectral" if size > 10 * _DIMENSIONS else "random",
        random_state=seed,
        n_jobs=1,
    )
    cluster: Any
    if outliers == "kept":
        cluster = HDBSCAN(min_cluster_size=min(_SMALLEST_TOPIC, max(3, size // 10)), copy=True)
    else:
        cluster = KMeans(n_clusters=number, n_init=10, random_state=seed)
    # A word of one statement names that statement, not a topic.
    in_statements = Counter(base for pairs in lemmas for base in {base for base, _ in pairs})
    documents = [" ".join(base for base, _ in pairs if in_statements[base] > 1) for pairs in lemmas]
    if len({word for document in documents for word in document.split()}) < len(_NO_WORDS):
        documents = [" ".join(_NO_WORDS)] * size
    model = BERTopic(
        language="multilingual",  # of text that it holds to be English, BERTopic strips å, ä and ö
        embedding_model=None,
        umap_model=reducer,
        hdbscan_model=cluster,
        vectorizer_model=CountVectorizer(analyzer=str.split),
        ctfidf_model=ClassTfidfTransformer(),
        top_n_words=4 * WORDS_SHOWN,
        calculate_probabilities=False,
        verbose=False,
    )
    # Threads add up in another order, and the last bit of a sum can move a statement.
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found, probabilities = model.fit_transform(documents, embeddings=vectors)
    words = {
        int(topic): [word for word, weight in pairs if weight > 0 and word not in ("", *_NO_WORDS)]
        for topic, pairs in model.get_topics().items()
    }
    keep = probabilities is not None and outliers == "kept"
    return [int(topic) for topic in found], [float(p) for p in probabilities] if keep else None, words


def _result(
    rows: pd.DataFrame,
    counted: pd.DataFrame,
    found: Sequence[int],
    probabilities: Sequence[float] | None,
    words: dict[int, list[str]],
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
    table = []
    for topic in order:
        mine = counted[[value == topic for value in found]]
        shown = [] if topic == OUTLIER else _as_written(words.get(topic, []), mine["text"])
        sessions = mine.loc[mine["session"].notna(), ["document", "session"]].drop_duplicates()
        label = OUTLIER_LABEL if topic == OUTLIER else _label(shown, number_of[topic])
        table.append((number_of[topic], label, shown, len(mine), len(sessions), list(mine["statement_id"])))
    topics = pd.DataFrame(table, columns=TOPIC_COLUMNS)
    for column in ("topic", "n_statements", "n_sessions"):
        topics[column] = topics[column].astype("int64")
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


def _as_written(bases: Sequence[str], texts: Iterable[str]) -> list[str]:
    """The best `WORDS_SHOWN` lemmas, each as the texts mostly write it.

    Words of several statements come before words of one. A capital counts only where it does not open the text.
    """
    statements: Counter[str] = Counter()
    forms: dict[str, Counter[str]] = {}
    written: dict[str, Counter[str]] = {}
    for text in texts:
        pairs = content_lemmas(text)
        statements.update({base for base, _ in pairs})
        opening = text.lstrip(" –-•\"'”([")
        for number, (base, word) in enumerate(pairs):
            forms.setdefault(base, Counter())[word.casefold()] += 1
            if number or not opening.startswith(word) or word.isupper():
                written.setdefault(word.casefold(), Counter())[word] += 1
    shown = []
    for base in sorted(bases, key=lambda base: statements[base] < 2)[:WORDS_SHOWN]:
        form = _commonest(forms.get(base, Counter({base: 1})))
        shown.append(_commonest(written.get(form, Counter({form: 1}))))
    return shown


def _commonest(counts: Counter[str]) -> str:
    return min(counts, key=lambda word: (-counts[word], word))


def _label(words: Sequence[str], number: int) -> str:
    """Two words that say different things: not a word and a compound of it, nor two forms with the same start."""
    if not words:
        return f"ämne {number}"
    first = words[0].casefold()
    for word in words[1:]:
        other = word.casefold()
        if other[:5] != first[:5] and other not in first and first not in other:
            return f"{words[0]}, {word}"
    return words[0]
