"""Topics found without the codebook."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from rusnlp.themes import counted
from rusnlp.topics import (
    MEMBER_COLUMNS,
    OUTLIER_LABEL,
    TOPIC_COLUMNS,
    content_lemmas,
    find_topics,
    topic_number,
)

ROOT = Path(__file__).resolve().parent.parent
BUSES = [
    "Fler bussar på kvällen till byarna",
    "Bussen går för sällan på landsbygden",
    "Tåg och buss måste passa ihop",
    "Bussarna är fulla på morgonen",
    "Gör det billigare att ta bussen",
    "En bussfil in mot centrum",
    "Bussen stannar inte vid sjukhuset",
    "Pendlare behöver tåg och buss varje timme",
]
SCHOOLS = [
    "Yrkesutbildningar som möter företagens behov",
    "Lärare behöver tid för ny teknik",
    "Skolan och företagen ska mötas oftare",
    "Utbildning för vuxna på distans",
    "Praktikplatser för elever i gymnasiet",
    "Lärarna saknas i förskolan",
    "Studievägledning om bristyrken i skolan",
    "Elever vill ha praktik hos företag",
]
WATER = [
    "Vattnet räcker inte om somrarna",
    "Spara regnvatten i våtmarker",
    "Våtmarker skyddar staden mot översvämning",
    "Lantbruket och städerna slåss om vattnet",
    "Grundvattnet sjunker i nordost",
    "Dagvatten behöver plats i planen",
    "Skydda dricksvattnet från utsläpp",
    "Vattnet är en gemensam resurs",
]


def notes(texts, **columns):
    table = pd.DataFrame(
        {
            "statement_id": [f"dag.p001.{number:02d}" for number in range(1, len(texts) + 1)],
            "document": "dag",
            "session": [str(1 + number // 8) for number in range(len(texts))],
            "source": "note",
            "text": pd.Series(list(texts), dtype=object),
            "repeat_of": pd.Series([None] * len(texts), dtype=object),
        }
    )
    return table.assign(**columns)


def clouds(groups, size=8, spread=0.3):
    """Vectors in `groups` well parted clouds of `size`, all far from the origin, as e5's are."""
    chance = np.random.default_rng(7)
    centres = np.eye(16)[:groups] * 2 + 5
    rows = np.repeat(centres, size, axis=0) + chance.normal(0, spread, (groups * size, 16))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


THREE = notes(BUSES + SCHOOLS + WATER)
THREE_VECTORS = clouds(3)


def test_each_cloud_is_a_topic_named_by_its_words():
    result = find_topics(THREE, THREE_VECTORS, number=3)
    assert list(result.topics.columns) == TOPIC_COLUMNS
    assert list(result.members.columns) == MEMBER_COLUMNS
    assert result.note is None
    ids = THREE["statement_id"].tolist()
    assert sorted(map(sorted, result.topics["statement_ids"])) == [ids[:8], ids[8:16], ids[16:]]
    by_first = {row.statement_ids[0]: row for row in result.topics.itertuples()}
    assert "bussen" in by_first[ids[0]].words[:3]
    assert "vattnet" in by_first[ids[16]].label
    assert result.topics[["topic", "n_statements", "n_sessions"]].to_numpy().tolist() == [[n, 8, 1] for n in range(3)]
    assert (result.topics["stability"].astype(float) > 0.65).all()
    assert result.members["probability"].min() > 0.65


@pytest.mark.parametrize("outliers", ["none", "kept"])
def test_the_order_of_the_rows_does_not_matter(outliers):
    shuffled = np.random.default_rng(3).permutation(len(THREE))
    one = find_topics(THREE, THREE_VECTORS, outliers=outliers)
    other = find_topics(THREE.iloc[shuffled], THREE_VECTORS[shuffled], outliers=outliers)
    pd.testing.assert_frame_equal(one.topics, other.topics)
    pd.testing.assert_frame_equal(one.members, other.members)


def test_the_table_given_is_left_as_it_was():
    before, vectors = THREE.copy(deep=True), THREE_VECTORS.copy()
    find_topics(THREE, THREE_VECTORS)
    pd.testing.assert_frame_equal(THREE, before)
    np.testing.assert_array_equal(THREE_VECTORS, vectors)


def test_a_repeat_follows_its_original_and_is_not_counted():
    repeats = notes([*BUSES, *SCHOOLS, BUSES[0], BUSES[0]])
    repeats["repeat_of"] = pd.Series([None] * 16 + ["dag.p001.01", "dag.p001.17"], dtype=object)
    vectors = clouds(2)
    vectors = np.vstack([vectors, vectors[:1], vectors[:1]])
    result = find_topics(repeats, vectors, number=2)
    topic_of = result.members.set_index("statement_id")["topic"]
    assert topic_of["dag.p001.18"] == topic_of["dag.p001.17"] == topic_of["dag.p001.01"]
    assert result.topics["n_statements"].sum() == 16
    assert len(result.members) == 18


def test_summaries_are_left_out_and_a_note_that_repeats_one_counts():
    table = notes([BUSES[0], *BUSES, *SCHOOLS, "Sammanfattning: " + BUSES[1]])
    table["source"] = pd.Series(["summary", *["note"] * 16, "summary"], dtype=object)
    table["repeat_of"] = pd.Series([None, "dag.p001.01", "dag.p001.01", *[None] * 15], dtype=object)
    vectors = clouds(2)
    vectors = np.vstack([vectors[:1], vectors, vectors[:1]])
    result = find_topics(table, vectors, number=2)
    assert result.members["statement_id"].tolist() == table["statement_id"].tolist()[1:-1]
    assert result.topics["n_statements"].sum() == int(counted(table).sum()) == 15
    topic_of = result.members.set_index("statement_id")["topic"]
    assert topic_of["dag.p001.03"] == topic_of["dag.p001.02"]


def test_a_repeat_whose_original_is_not_in_the_table_counts_itself():
    part = notes(BUSES + SCHOOLS)
    part["repeat_of"] = pd.Series(["annan.p001.01", *[None] * 15], dtype=object)
    assert find_topics(part, clouds(2)).topics["n_statements"].sum() == 16


@pytest.mark.parametrize(
    ("texts", "different"), [([], 0), (BUSES[:3], 3), (["Mer samverkan"] * 20, 1), (["Tåg!", "tåg!"] * 9, 1)]
)
def test_too_few_statements_get_a_note_and_no_topics(texts, different):
    result = find_topics(notes(texts), np.ones((len(texts), 4), dtype=np.float32))
    assert result.note == f"topics need 12 different statements or more; there are {different}"
    assert result.members["topic"].tolist() == [-1] * len(texts)
    assert result.topics["label"].tolist() == [OUTLIER_LABEL] * bool(texts)
    assert list(result.topics.columns) == TOPIC_COLUMNS


def test_vectors_that_are_all_alike_get_a_note():
    result = find_topics(THREE, np.ones((24, 8), dtype=np.float32))
    assert result.note.startswith("topics need vectors that differ")


def test_twelve_statements_are_enough():
    assert len(find_topics(THREE.iloc[:12], THREE_VECTORS[:12]).topics) == 2


def test_twenty_statements_that_have_little_in_common_do_not_hold():
    chance = np.random.default_rng(1).normal(5, 1, (20, 16)).astype(np.float32)
    topics = find_topics(THREE.iloc[:20], chance).topics
    assert topics["n_statements"].sum() == 20
    assert topics["holds"].tolist() == [False] * len(topics)


def test_statements_without_a_naming_word_still_get_a_topic():
    result = find_topics(notes([f"{number} %" for number in range(16)]), clouds(2))
    assert result.topics["label"].tolist() == [f"ämne {number}" for number in range(len(result.topics))]
    assert result.topics["n_statements"].sum() == 16


def test_a_topic_holds_when_it_is_stable_and_its_words_meet_more_than_by_chance():
    texts = [f"Bussen, tåget och båten i by {n}" for n in range(15)]
    texts += [f"Elever, lärare och rektorer i sal {n}" for n in range(15)]
    together = find_topics(notes(texts), clouds(2, 15), number=2).topics
    assert together["holds"].tolist() == [True, True]
    apart = [f"{word} {n}" for n in range(15) for word in ("Bussen", "Tåget")]
    assert not find_topics(notes(apart), clouds(2, 15), number=2).topics["holds"].any()


def test_outliers_kept_are_the_last_row():
    vectors = np.vstack([clouds(2, 20, 0.05), clouds(1, 20, 3.0)[:6]])
    texts = [f"{text}, tanke {number}" for number, text in enumerate((BUSES * 3)[:20] + (SCHOOLS * 3)[:20] + WATER[:6])]
    result = find_topics(notes(texts), vectors, outliers="kept")
    assert result.topics["n_statements"].sum() == 46
    assert result.topics["topic"].tolist()[:2] == [0, 1]
    if -1 in result.topics["topic"].tolist():
        assert result.topics.iloc[-1][["topic", "label"]].tolist() == [-1, OUTLIER_LABEL]


def test_lengths_that_differ_are_named():
    with pytest.raises(ValueError, match="there are 24 statements and 23 vectors; give one for each"):
        find_topics(THREE, THREE_VECTORS[:-1])


def test_topic_number_grows_slowly_and_stops_at_twenty():
    assert [topic_number(n) for n in (0, 12, 100, 300, 1144, 10_000)] == [2, 2, 7, 12, 20, 20]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bussarna i Skåne och Malmö", [("buss", "Bussarna"), ("malmö", "Malmö")]),
        ("Vi ska ha mer av det 2030", []),
        ("VA och IT", [("va", "VA"), ("it", "IT")]),
        ("bredbands- och fibernät", [("bredband", "bredbands"), ("fibernät", "fibernät")]),
        ("", []),
    ],
)
def test_content_lemmas(text, expected):
    assert content_lemmas(text) == expected


@pytest.mark.slow
def test_another_process_finds_the_same_topics():
    script = (
        "from tests.test_topics import *\n"
        "r = find_topics(THREE, THREE_VECTORS)\n"
        "print(r.topics.to_json(force_ascii=False), r.members.to_json())"
    )
    runs = {
        subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    }
    assert len(runs) == 1


@pytest.mark.slow
@pytest.mark.parametrize("outliers", ["none", "kept"])
def test_bertopic_stands_behind_the_same_call(outliers):
    pytest.importorskip("bertopic")
    pytest.importorskip("umap")
    result = find_topics(THREE, THREE_VECTORS, number=3, method="bertopic", outliers=outliers)
    assert result.topics["n_statements"].sum() == 24
    assert result.topics["stability"].tolist() == [None] * len(result.topics)
    assert result.topics["holds"].tolist() == [None] * len(result.topics)
