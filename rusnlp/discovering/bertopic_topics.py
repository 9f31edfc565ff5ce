"""BERTopic, as its users run it: UMAP to five dimensions, then HDBSCAN or KMeans. To compare our topics with."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from rusnlp.topics import TopicsUnavailable

_NO_WORDS = ("_", "__")
"""What is counted where no statement has a word; the weighting needs two."""
_DIMENSIONS = 5
_NEIGHBOURS = 15
_SMALLEST_TOPIC = 10

Vectors = npt.NDArray[np.float32]


def bertopic_clusters(
    texts: Sequence[str], vectors: Vectors, seed: int, number: int, outliers: str
) -> tuple[list[int], list[float] | None]:
    """(topic of each row, its probability): HDBSCAN with outliers "kept" (topic -1 outside), else KMeans to `number`.

    `texts` are lemmas with blanks between. Raises TopicsUnavailable when a package is not installed.
    """
    from sklearn.cluster import HDBSCAN, KMeans
    from sklearn.feature_extraction.text import CountVectorizer
    from threadpoolctl import threadpool_limits

    try:
        from bertopic import BERTopic
        from bertopic.vectorizers import ClassTfidfTransformer
        from umap import UMAP
    except ImportError:
        raise TopicsUnavailable(
            'BERTopic needs packages that are not installed; run: pip install "rusnlp[topics]"'
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
    in_statements = Counter(word for text in texts for word in set(text.split()))
    documents = [" ".join(word for word in text.split() if in_statements[word] > 1) for text in texts]
    if len({word for document in documents for word in document.split()}) < len(_NO_WORDS):
        documents = [" ".join(_NO_WORDS)] * size
    model = BERTopic(
        language="multilingual",  # of text that it holds to be English, BERTopic strips å, ä and ö
        embedding_model=None,
        umap_model=reducer,
        hdbscan_model=cluster,
        vectorizer_model=CountVectorizer(analyzer=str.split),
        ctfidf_model=ClassTfidfTransformer(),
        calculate_probabilities=False,
        verbose=False,
    )
    # Threads add up in another order, and the last bit of a sum can move a statement.
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found, probabilities = model.fit_transform(documents, embeddings=vectors)
    keep = probabilities is not None and outliers == "kept"
    return [int(topic) for topic in found], [float(p) for p in probabilities] if keep else None
