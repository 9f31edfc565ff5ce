"""Pieces of words."""

import numpy as np

from rusnlp.deciding.letter_ngrams import NgramTable, letter_ngrams, ngram_table


def test_pieces_of_each_word():
    assert letter_ngrams("Å, buss!") == [" å ", " bu", "bus", "uss", "ss ", " bus", "buss", "uss ", " buss", "buss "]
    assert letter_ngrams("") == letter_ngrams("...") == []


def test_a_table_holds_what_several_texts_have():
    table = ngram_table(["buss", "en buss", "tåg"], least=2)
    assert table.ngrams == (" bu", " bus", " buss", "bus", "buss", "buss ", "ss ", "uss", "uss ")
    assert np.allclose(table.rarity, np.log(4 / 3) + 1)
    assert ngram_table([]).ngrams == ()


def test_a_row_has_length_one_and_ignores_the_unknown():
    table = NgramTable(("bus", "tåg", "uss"), np.array([3.0, 1.0, 4.0]))
    row = table.row("Bussen är här")
    assert row.places.tolist() == [0, 2] and np.allclose(row.weights, [0.6, 0.8])
    assert table.row("Ja").weights.shape == (0,)
    twice = table.row("buss buss tåg")
    ratio = twice.weights / np.array([3.0, 1.0, 4.0])
    assert np.allclose(ratio / ratio[1], [1 + np.log(2), 1, 1 + np.log(2)])


def test_products_are_rows_times_weights():
    table = NgramTable(("bus", "tåg", "uss"), np.array([3.0, 1.0, 4.0]))
    weights = np.array([[1.0, 0.0], [0.0, 5.0], [10.0, 0.0]])
    assert np.allclose(table.products(["Bussen", "Tåget", "Ja"], weights), [[8.6, 0], [0, 5], [0, 0]])
    assert table.products([], weights).shape == (0, 2)
