"""Clusters that many runs agree on, and how far they agree.

Each run sees part of the rows (four fifths drawn by chance or, every other time, whole groups such as sessions drawn
with replacement), lays them out by the eigenvectors of their neighbour graph and splits them with KMeans. How often two
rows land together, over the runs that saw both, is their association; average linkage on it gives the clusters.

Sources: A. Strehl and J. Ghosh (2002), "Cluster ensembles", JMLR 3, 583–617, and A. L. N. Fred and A. K. Jain (2005),
"Combining multiple clusterings using evidence accumulation", IEEE TPAMI 27(6), 835–850, for the association;
U. von Luxburg (2007), "A tutorial on spectral clustering", Statistics and Computing 17, 395–416, for the layout;
C. Hennig (2007), "Cluster-wise assessment of cluster stability", Computational Statistics & Data Analysis 52, 258–271,
for the stability of a cluster: the mean over the runs of the largest Jaccard coefficient with a cluster of the run,
among the rows that the run saw.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

RUNS = 120
UNSEEN = -1
_SEEN_SHARE = 0.8
_LEAST_SEEN = 0.35
"""A draw of sessions that leaves fewer rows than this is drawn as rows instead."""
_NEIGHBOURS = 15
_DIMENSIONS = 20
_FEWEST_OF_RUN, _MOST_OF_RUN = 0.75, 1.5
"""A run has this many times the clusters asked for, so that what holds does not hang on their number."""
_DENSE_BELOW = 200
_STEPS = 2
"""Of the random walk on the graph whose distances the layout keeps: axes that tell little apart count for less."""

Vectors = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]
Association = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Consensus:
    """Clusters over several runs."""

    labels: Labels
    """Cluster of each row, from 0, the largest first."""
    stability: tuple[float, ...]
    """Of each cluster, 0 to 1."""
    belonging: npt.NDArray[np.float64]
    """Of each row: its mean association with the other rows of its cluster."""


def consensus_clusters(
    vectors: Vectors,
    groups: Sequence[str],
    number: int,
    *,
    runs: int = RUNS,
    seed: int = 42,
    progress: Callable[[int, int], None] | None = None,
) -> Consensus:
    """Split unit vectors (n, d) into `number` clusters, or fewer where there are not so many of some size.

    `groups`: which rows are drawn together, as by session. The rows' order matters for the last bits of the numbers:
    give them in a fixed order. A cluster has at least a quarter of the mean size; rows of smaller ones go to the
    cluster that they are most associated with. Uses one thread, so that sums come out the same each time.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        labelled = []
        for run, (rows, chance) in enumerate(row_draws(groups, runs, seed)):
            labels = np.full(len(vectors), UNSEEN, dtype=np.int64)
            labels[rows] = _split(_layout(vectors[rows], number), number, chance)
            labelled.append(labels)
            if progress:
                progress(run + 1, runs)
        association = co_association(labelled)
        labels = _by_size(_cut(association, number))
    clusters = [np.flatnonzero(labels == cluster) for cluster in range(labels.max() + 1)]
    stability = tuple(mean_jaccard(rows, labelled) for rows in clusters)
    return Consensus(labels, stability, _belonging(association, clusters))


def row_draws(groups: Sequence[str], runs: int, seed: int) -> list[tuple[Labels, np.random.Generator]]:
    """For each run the rows that it sees, in order, and its source of chance."""
    of_row = np.array(groups, dtype=str)
    names = np.unique(of_row)
    draws = []
    for run in range(runs):
        chance = np.random.default_rng([seed, run])
        seen = chance.random(len(of_row)) < _SEEN_SHARE
        if run % 2 and len(names) > 2:
            drawn = np.isin(of_row, chance.choice(names, len(names)))
            seen = drawn if drawn.sum() >= _LEAST_SEEN * len(of_row) else seen
        if seen.sum() < 2:
            seen[:] = True
        draws.append((np.flatnonzero(seen), chance))
    return draws


def co_association(labelled: Sequence[Labels]) -> Association:
    """How often two rows share a cluster, over the runs that saw both; 0 where none did, 1 on the diagonal."""
    size = len(labelled[0])
    together, both = np.zeros((size, size), dtype=np.float32), np.zeros((size, size), dtype=np.float32)
    for labels in labelled:
        seen = labels != UNSEEN
        shown = seen.astype(np.float32)
        both += np.outer(shown, shown)
        membership = np.zeros((size, labels.max() + 1), dtype=np.float32)
        membership[seen, labels[seen]] = 1
        together += membership @ membership.T
    association: Association = np.divide(together, np.maximum(both, 1), dtype=np.float32)
    np.fill_diagonal(association, 1)
    return association


def mean_jaccard(rows: Labels, labelled: Sequence[Labels]) -> float:
    """The stability of the cluster of these rows; runs that saw fewer than two of them are left out."""
    values = []
    for labels in labelled:
        mine = labels[rows]
        mine = mine[mine != UNSEEN]
        if len(mine) < 2:
            continue
        shared = np.bincount(mine)
        sizes = np.bincount(labels[labels != UNSEEN], minlength=len(shared))[: len(shared)]
        values.append(float((shared / (sizes + len(mine) - shared)).max()))
    return round(float(np.mean(values)), 3) if values else 0.0


def _layout(vectors: Vectors, number: int) -> npt.NDArray[np.float64]:
    """Coordinates by the first eigenvectors of the graph of shared neighbours, each row of length 1."""
    import scipy.sparse as sparse
    from scipy.sparse.linalg import eigsh

    size = len(vectors)
    # Fewer than a small cluster has members, or the graph ties clusters together.
    neighbours = min(_NEIGHBOURS, max(2, size // (2 * number)), size - 1)
    dimensions = min(_DIMENSIONS, max(1, number), size - 1)
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -np.inf)
    rows, nearest = _highest(likeness, neighbours)
    graph = sparse.csr_matrix((np.ones(len(rows)), (rows, nearest)), (size, size))
    graph = graph.maximum(graph.T)
    # Neighbours in common say more than being near: few vectors in so many dimensions are near to everything.
    walk = graph @ graph.T + graph
    walk.setdiag(0)
    scale = np.maximum(np.asarray(walk.sum(axis=1)).ravel(), 1e-9) ** -0.5
    walk.data *= np.repeat(scale, np.diff(walk.indptr))
    walk.data *= scale[walk.indices]
    if size < _DENSE_BELOW or dimensions + 2 >= size:
        values, axes = np.linalg.eigh(walk.toarray())
    else:
        values, axes = eigsh(walk, dimensions + 1, v0=np.ones(size), tol=1e-4)
    # The first says only how many neighbours a row has.
    kept = np.argsort(-values, kind="stable")[1 : dimensions + 1]
    chosen = axes[:, kept] * np.maximum(values[kept], 0) ** _STEPS
    lengths = np.linalg.norm(chosen, axis=1, keepdims=True)
    return np.asarray(chosen / np.where(lengths > 0, lengths, 1), dtype=np.float64)


def _highest(table: Vectors, number: int) -> tuple[Labels, Labels]:
    """(row, column) of the highest values in each row, so many of them; of equal ones the first."""
    least = np.partition(table, -number, axis=1)[:, -number, None]
    chosen = table >= least
    for row in np.flatnonzero(chosen.sum(axis=1) > number):
        equal = np.flatnonzero(table[row] == least[row])
        chosen[row, equal[number - int((table[row] > least[row]).sum()) :]] = False
    rows, columns = np.nonzero(chosen)
    return rows, columns


def _split(points: npt.NDArray[np.float64], number: int, chance: np.random.Generator) -> Labels:
    import warnings

    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    most = len(np.unique(points.round(9), axis=0))
    low, high = max(2, round(_FEWEST_OF_RUN * number)), max(2, round(_MOST_OF_RUN * number))
    clusters = min(int(chance.integers(low, high + 1)), most)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = KMeans(clusters, n_init=1, random_state=int(chance.integers(2**31)))
        return np.asarray(model.fit_predict(points), dtype=np.int64)


def _cut(association: Association, number: int) -> Labels:
    """Clusters by average linkage: as many of some size as asked for, the rows of the others placed among them."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    size = len(association)
    tree = linkage(squareform(1 - association.astype(np.float64), checks=False), "average")
    smallest = max(2, size // (4 * number))
    best: Labels | None = None
    large: Labels = np.empty(0, dtype=np.int64)
    for clusters in range(number, min(3 * number, size) + 1):
        labels = np.asarray(fcluster(tree, clusters, "maxclust"), dtype=np.int64)
        names, sizes = np.unique(labels, return_counts=True)
        if best is None or (sizes >= smallest).sum() > len(large):
            best, large = labels, names[sizes >= smallest]
        if len(large) >= number:
            break
    if best is None or not len(large):
        return np.zeros(size, dtype=np.int64)
    nearness = np.stack([association[:, best == name].mean(axis=1) for name in large], axis=1)
    placed = nearness.argmax(axis=1)
    own = np.searchsorted(large, best)
    inside = np.isin(best, large)
    return np.where(inside, np.minimum(own, len(large) - 1), placed)


def _by_size(labels: Labels) -> Labels:
    """The same clusters numbered by size, the largest first, then by their first row."""
    names, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    order = sorted(range(len(names)), key=lambda i: (-sizes[i], first[i]))
    number = {names[place]: rank for rank, place in enumerate(order)}
    return np.array([number[label] for label in labels], dtype=np.int64)


def _belonging(association: Association, clusters: Sequence[Labels]) -> npt.NDArray[np.float64]:
    belonging = np.ones(len(association))
    for rows in clusters:
        if len(rows) > 1:
            belonging[rows] = (association[np.ix_(rows, rows)].sum(axis=1) - 1) / (len(rows) - 1)
    return np.round(belonging, 4)
