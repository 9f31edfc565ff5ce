import numpy as np
import pytest

from rusnlp.codebook import Code, load_codebook
from rusnlp.deciding.code_scores import score_codes
from rusnlp.deciding.neighbours import SHARES, go_together, is_running_text, read_in_order, with_neighbours
from rusnlp.embedders import load_embedder


def code(code_id, kind="area", parent=None):
    return Code(code_id, kind, code_id, "Om saken.", "", "", (), (), (), (), parent)


CODES = [code("halsa"), code("vag"), code("halsa.barn", parent="halsa"), code("ansvar", "theme")]


def test_a_paragraph_without_words_of_its_own_takes_the_area_of_those_around_it():
    log_odds = np.array([[3.0, -3, 1, 1], [-2, -1.9, 1, 1], [2, -2, 1, 1]])
    found = with_neighbours(log_odds, CODES, ["a", "a", "a"])
    assert found[1].tolist() == pytest.approx([-2 + SHARES[0] * 5, -1.9 - SHARES[0] * 5, 1, 1])
    assert found[0, 0] == pytest.approx(3 - SHARES[0] * 0.05 + SHARES[1] * 2)
    assert log_odds[1, 0] == -2


def test_nothing_crosses_from_one_document_to_another():
    log_odds = np.array([[9.0, -9, 0, 0], [-2, -1.9, 0, 0]])
    assert np.array_equal(with_neighbours(log_odds, CODES, ["a", "b"]), log_odds)


def test_one_that_is_very_sure_counts_as_sure():
    first, second = (
        with_neighbours(np.array([[sure, -sure, 0, 0], [0.0, 0, 0, 0]]), CODES, ["a", "a"]) for sure in (4.0, 40.0)
    )
    assert np.array_equal(first[1], second[1])


def test_few_paragraphs_or_no_areas():
    assert with_neighbours(np.zeros((0, 4)), CODES, []).shape == (0, 4)
    assert with_neighbours(np.ones((1, 4)), CODES, ["a"]).tolist() == [[1, 1, 1, 1]]
    assert with_neighbours(np.ones((3, 1)), CODES[3:], ["a"] * 3).tolist() == [[1]] * 3


def test_scores_of_texts_become_scores_of_statements_in_their_order(tmp_path):
    care, goal, buses = texts = ["Vi bygger ut vården", "Målet nås inte", "Bussen går oftare"]
    scored = score_codes(texts, load_codebook("rus"), load_embedder("tfidf"), cache_dir=tmp_path)
    statements = [care, goal, *[care] * 4, *[buses] * 6, goal]
    read = read_in_order(scored, statements, [*["a"] * 12, "b"])
    assert read.texts == statements and len(read.hits) == len(read.log_odds) == len(read.near.scores) == 13
    column = [code.id for code in scored.codes].index("halsa")
    assert read.log_odds[1, column] > scored.log_odds[1, column]
    assert np.array_equal(read.log_odds[12], scored.log_odds[1])
    by_chance = read_in_order(scored, [care, buses] * 6, ["a"] * 12)
    assert np.array_equal(by_chance.log_odds, scored.log_odds[[0, 2] * 6])


def test_paragraphs_of_a_report_are_running_text_and_notes_are_not():
    paragraph = (
        "Under året har nämnden följt upp hur målen nås. Arbetet har gått framåt i de flesta delar, men några insatser "
        "har skjutits till nästa år."
    )
    assert is_running_text([paragraph] * 5)
    assert not is_running_text([paragraph] * 4)
    assert not is_running_text(["Bussen ska gå oftare"] * 5)
    assert not is_running_text([paragraph.rstrip(".")] * 5)
    assert not is_running_text([])


def test_neighbours_go_together_in_order_of_subjects_only():
    sure, other = [3.0, -3, 0, 0], [-3.0, 3, 0, 0]
    assert go_together(np.array([sure] * 8 + [other] * 8), CODES, ["a"] * 16)
    assert not go_together(np.array([sure, other] * 8), CODES, ["a"] * 16)
    assert not go_together(np.array([sure] * 8 + [other] * 8), CODES, range(16))
    assert not go_together(np.zeros((0, 4)), CODES, [])
    assert not go_together(np.ones((3, 1)), CODES[3:], ["a"] * 3)
