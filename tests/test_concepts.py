"""Concepts: groups of words and the statements that take them up."""

import numpy as np
import pandas as pd

from rusnlp.discovering.concepts import (
    CONCEPT_COLUMNS,
    CONCEPT_MEMBER_COLUMNS,
    average_precision,
    find_concepts,
    with_nominals,
    with_rare_words,
    words_and_parts,
)
from rusnlp.embedders import embed, load_embedder
from tests.test_topics import BUSES, SCHOOLS, WATER, notes

TFIDF = load_embedder("tfidf")
PLACES = ("byn", "staden", "orten", "hamnen", "torget", "parken", "skogen", "dalen", "ön", "gården")
TEXTS = [
    *(f"Ansvaret för bussen i {place} är oklart" for place in PLACES),
    *(f"Lärare och elever möts i {place}" for place in PLACES),
    *(f"Vatten och våtmarker vid {place}" for place in PLACES),
    *(f"Skolan i {place} saknar rektor" for place in PLACES),
    *(f"Cykelvägen till {place} behöver ljus" for place in PLACES),
]


def concepts_of(texts, **columns):
    table = notes(texts, **columns)
    return find_concepts(table, embed(list(table["text"]), TFIDF), TFIDF, runs=10)


def test_words_and_parts_of_compounds():
    expected = {"ansvarsfördelning", "ansvar", "fördelning", "kommun"}
    assert expected <= words_and_parts("Ansvarsfördelningen i kommunerna") <= expected | {"ansvara"}
    assert words_and_parts("") == frozenset()


def test_a_concept_has_the_statements_with_its_words_and_some_near_them():
    found = concepts_of(TEXTS)
    assert list(found.topics.columns) == CONCEPT_COLUMNS
    assert list(found.members.columns) == CONCEPT_MEMBER_COLUMNS
    assert found.note is None
    row = next(row for row in found.topics.itertuples() if "ansvar" in row.lemmas)
    by_word = found.members[(found.members["topic"] == row.topic) & (found.members["by"] == "ord")]
    assert by_word["statement_id"].tolist() == [f"dag.p001.{n:02d}" for n in range(1, 11)]
    assert row.n_by_words == 10
    assert row.n_statements == 17
    assert 0 <= row.stability <= 1
    assert found.topics["n_statements"].is_monotonic_decreasing


def test_the_order_of_the_rows_does_not_matter():
    order = np.random.default_rng(5).permutation(len(TEXTS))
    table = notes(TEXTS)
    vectors = embed(TEXTS, TFIDF)
    one = find_concepts(table, vectors, TFIDF, runs=6)
    other = find_concepts(table.iloc[order], vectors[order], TFIDF, runs=6)
    pd.testing.assert_frame_equal(one.topics, other.topics)
    pd.testing.assert_frame_equal(one.members, other.members)


def test_too_little_to_go_by():
    for texts in ([], BUSES[:3], ["Mer samverkan"] * 20, ["1 %", *(f"{n} %" for n in range(20))]):
        found = concepts_of(texts)
        assert len(found.topics) == 0
        assert list(found.topics.columns) == CONCEPT_COLUMNS
        assert list(found.members.columns) == CONCEPT_MEMBER_COLUMNS
    assert concepts_of([]).note == "topics need 12 different statements or more; there are 0"


def test_few_statements_that_share_few_words_have_no_concepts():
    assert len(concepts_of(BUSES[:6] + SCHOOLS[:6] + WATER[:6]).topics) == 0


def test_a_verb_and_the_nouns_made_of_it_are_one_group():
    names = ["plan", "samordna", "samordnare", "samordning", "utbilda", "utbildning", "vatten"]
    groups = [[0, 3], [1], [2, 6], [4], [5]]
    assert with_nominals(groups, names) == [[0, 1, 2, 3, 6], [4, 5]]
    assert with_nominals([], []) == []


def test_a_rare_word_joins_the_group_that_it_is_near():
    names = ["data", "mat", "information", "livsmedel"]
    own = np.array([[1, 0, 0], [0, 1, 0], [0.8, 0, 0.6], [0.3, 0.3, 0.9]], dtype=np.float32)
    assert with_rare_words([[0], [1]], names, own, 2) == [([0], {"data", "information"}), ([1], {"mat"})]
    assert with_rare_words([[0], [1]], names[:2], own[:2], 2) == [([0], {"data"}), ([1], {"mat"})]


def test_average_precision():
    inside = np.array([True, False, True, False])
    assert average_precision(inside, np.array([4.0, 3.0, 2.0, 1.0])) == round((1 + 2 / 3) / 2, 3)
    assert average_precision(inside, np.array([4.0, 1.0, 3.0, 2.0])) == 1.0
    assert average_precision(np.zeros(3, dtype=bool), np.ones(3)) == 0.0
