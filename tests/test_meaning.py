"""Nearness of statements to codes."""

import numpy as np

from rusnlp.codebook import Code, load_codebook
from rusnlp.deciding.meaning import background_texts, background_vectors, code_meanings, invented_statements, nearness
from rusnlp.embedders import CharTfidf, unit_rows


def code(code_id, examples=(), counter_examples=(), definition="Allt om saken."):
    return Code(code_id, "theme", code_id.title(), definition, "", "", (), (), examples, counter_examples)


BUS = code("buss", ("Bussen går för sällan", "Fler bussar till byarna"), definition="Bussar och busstrafik.")
SCHOOL = code("skola", ("Skolan behöver fler lärare",), ("Skolbussen är full",), "Skolor och elever.")


def near(texts, codes, tmp_path):
    embedder = CharTfidf()
    background = background_vectors(embedder, tmp_path)
    vectors = unit_rows(embedder.encode(texts) - background.mean)
    return nearness(vectors, code_meanings(codes, embedder, background, tmp_path))


def test_each_statement_is_nearest_to_its_own_code(tmp_path):
    found = near(["Fler bussar på kvällen", "Lärare i skolan"], [BUS, SCHOOL], tmp_path)
    assert found.scores.argmax(axis=1).tolist() == [0, 1]
    assert found.nearest[:, 0].tolist()[0] == 1
    assert (found.scores.max(axis=1) > 2).all()


def test_the_background_scores_nought_on_average(tmp_path):
    found = near(background_texts(), [BUS, SCHOOL], tmp_path)
    assert np.allclose(found.scores.mean(axis=0), 0, atol=1e-4)
    assert np.allclose(found.scores.std(axis=0), 1, atol=1e-4)


def test_the_background_is_small_and_spread_over_the_invented_statements():
    texts, every = background_texts(), [statement.text for statement in invented_statements()]
    assert 200 <= len(texts) <= 300
    assert every.index(texts[0]) == 0 and every.index(texts[-1]) > 0.95 * len(every)


def test_a_counter_example_takes_nearness_away(tmp_path):
    without = near(["Skolbussen är full"], [code("skola", SCHOOL.examples)], tmp_path)
    with_it = near(["Skolbussen är full"], [code("skola", SCHOOL.examples, SCHOOL.counter_examples)], tmp_path)
    assert with_it.scores[0, 0] < without.scores[0, 0]


def test_a_code_without_examples_is_measured_against_its_definition(tmp_path):
    found = near(["Bussar och busstrafik."], [code("buss", definition="Bussar och busstrafik.")], tmp_path)
    assert found.similarity.round(4).tolist() == [[1.0]]
    bare = near(["Buss"], [code("buss", definition="")], tmp_path)
    assert bare.similarity.round(4).tolist() == [[1.0]]


def test_no_statements_and_no_codes(tmp_path):
    assert near([], [BUS], tmp_path).scores.shape == (0, 1)
    assert near(["Buss"], [], tmp_path).scores.shape == (1, 0)


def test_the_invented_statements_use_the_codes_of_the_codebook():
    book = load_codebook("rus")
    areas, themes = {c.id for c in book.areas}, {c.id for c in book.themes}
    for statement in invented_statements():
        assert set(statement.areas) <= areas and set(statement.themes) <= themes
        assert len(statement.areas) <= 2 and len(statement.themes) <= 4
    texts = [statement.text for statement in invented_statements()]
    assert len(texts) == len(set(texts))
