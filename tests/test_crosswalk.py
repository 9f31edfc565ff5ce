"""Topics against the codebook, and draft codes for what it does not cover."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from rusnlp.checking.codebook_check import check_codebook
from rusnlp.codebook import load_codebook
from rusnlp.coding import codings_table
from rusnlp.discovering.crosswalk import (
    CODED_COLUMNS,
    CROSSWALK_COLUMNS,
    OUTSIDE,
    VERDICT_COLUMNS,
    crosswalk,
    verdicts,
    words_coded,
)
from rusnlp.discovering.draft_codes import CONCEPT, PROPOSAL_COLUMNS, TOPIC, draft_codebook, proposals
from rusnlp.discovering.topic_counts import COUNT_COLUMNS, topic_counts
from rusnlp.embedders import embed, load_embedder

TFIDF = load_embedder("tfidf")
BOOK = load_codebook("rus")
TEXTS = [f"Ansvaret för {word} är oklart" for word in ("bussen", "tåget", "skolan", "vattnet")]
TEXTS += [f"Cykelvägar till {word}" for word in ("byn", "staden", "hamnen", "orten")]


def statements(texts=TEXTS):
    number = len(texts)
    return pd.DataFrame(
        {
            "statement_id": [f"dag.p001.{n:02d}" for n in range(1, number + 1)],
            "document": "dag",
            "session": pd.Series((["1", "2"] * number)[:number], dtype=object),
            "session_title": pd.Series([None] * number, dtype=object),
            "session_area": pd.Series([None] * number, dtype=object),
            "question": pd.Series(["prioritering"] * number, dtype=object),
            "slot": pd.Series(["fm", None] * (number // 2), dtype=object),
            "page": 1,
            "start": [100 * n for n in range(number)],
            "text": pd.Series(list(texts), dtype=object),
        }
    )


def topics(*groups):
    ids = statements()["statement_id"].tolist()
    rows = [
        {
            "topic": number, "label": label, "words": words, "n_statements": len(rows), "n_sessions": 2,
            "stability": 0.9, "cohesion": 0.5, "named": True, "holds": holds,
            "statement_ids": [ids[row] for row in rows],
        }
        for number, (label, words, rows, holds) in enumerate(groups)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def coded(code, rows, words="Ansvaret"):
    table = statements()
    return [
        {
            "statement_id": table["statement_id"][row], "kind": "theme", "code": code, "coder": "rusnlp",
            "decision": "assigned", "score": 0.9, "method": "pattern",
            "evidence": [{"start": 100 * row, "end": 100 * row + len(words), "text": words, "pattern": words}],
        }
        for row in rows
    ]  # fmt: skip


FOUND = topics(("ansvar", ["ansvaret"], range(4), True), ("cykelvägar", ["cykelvägar"], range(4, 8), True))


def test_overlap_in_numbers():
    overlaps = crosswalk(statements(), FOUND, codings_table(coded("ansvar", [0, 1, 2, 4])), BOOK, TFIDF)
    assert list(overlaps.columns) == CROSSWALK_COLUMNS
    row = overlaps[(overlaps["topic"] == 0) & (overlaps["code"] == "ansvar")].iloc[0]
    counts = ["n_topic", "n_code", "n_both", "precision", "recall", "lift", "words_explained"]
    assert row[counts].tolist() == [4, 4, 3, 0.75, 0.75, 1.5, 0.75]
    assert (overlaps.groupby("topic").size() >= 3).all()


@pytest.mark.parametrize(
    ("rows", "words", "verdict"),
    [
        ([0, 1, 2], "Ansvaret", "täcks av Ansvar och mandat"),
        ([0, 1, 2, *range(4, 8)], "", "täcks av Ansvar och mandat"),
        ([0, 1], "Ansvaret", "täcks av Ansvar och mandat"),
        ([], "", OUTSIDE),
        ([0], "Ansvaret", OUTSIDE),
    ],
)
def test_verdicts(rows, words, verdict):
    codings = codings_table(coded("ansvar", rows, words))
    judged = verdicts(FOUND, crosswalk(statements(), FOUND, codings, BOOK, TFIDF), BOOK)
    assert list(judged.columns) == VERDICT_COLUMNS
    assert judged["verdict_text"][0] == verdict
    assert all(len(nearest) == 3 for nearest in judged["nearest"])


def test_a_small_part_of_a_large_code_is_part_of_it():
    table = statements([f"{text} nummer {n}" for n in range(5) for text in TEXTS])
    found = topics(("ansvar", ["ansvaret"], range(4), True))
    rows = [0, 1, 2, *range(8, 40)]
    ids = table["statement_id"][rows]
    given = coded("roller", [0] * len(rows))
    codings = codings_table([row | {"statement_id": key, "evidence": []} for key, row in zip(ids, given, strict=True)])
    judged = verdicts(found, crosswalk(table, found, codings, BOOK, TFIDF), BOOK)
    assert judged["verdict_text"].tolist() == ["del av Roller"]


def test_nothing_gives_empty_tables():
    none = FOUND.iloc[:0]
    overlaps = crosswalk(statements(), none, codings_table([]), BOOK, TFIDF)
    assert (len(overlaps), list(overlaps.columns)) == (0, CROSSWALK_COLUMNS)
    assert list(verdicts(none, overlaps, BOOK).columns) == VERDICT_COLUMNS
    assert list(topic_counts(statements(), none).columns) == COUNT_COLUMNS
    assert list(words_coded(statements(), none, codings_table([])).columns) == CODED_COLUMNS
    empty = proposals(statements(), np.zeros((8, 2), np.float32), [], BOOK)
    assert (len(empty), list(empty.columns)) == (0, PROPOSAL_COLUMNS)
    assert draft_codebook(statements(), empty, BOOK) == ""


def test_words_that_codes_were_given_for():
    codings = codings_table([*coded("ansvar", [0, 1, 2]), *({**row, "kind": "area"} for row in coded("halsa", [3]))])
    assert words_coded(statements(), FOUND, codings).to_numpy().tolist() == [[0, 0.75, 0.25], [1, 0.0, 0.0]]
    by_hand = [{**row, "coder": "Eva", "method": "person", "evidence": []} for row in coded("roller", [4, 5])]
    assert words_coded(statements(), FOUND, codings_table(by_hand)).to_numpy().tolist() == [
        [0, 0.0, 0.0],
        [1, 0.5, 0.0],
    ]


def proposed(found_as_topics, found_as_concepts, codings=(), **options):
    table, told = statements(), []
    given = codings_table(list(codings))
    for name, found in ((TOPIC, found_as_topics), (CONCEPT, found_as_concepts)):
        judged = verdicts(found, crosswalk(table, found, given, BOOK, TFIDF), BOOK).drop(columns="label")
        told.append((name, found.merge(judged, on="topic").merge(words_coded(table, found, given), on="topic")))
    return proposals(table, embed(TEXTS, TFIDF), told, BOOK, **options)


OTHERS = topics(
    ("ansvar igen", ["ansvaret"], range(3), True),
    ("till", ["till"], range(2, 6), True),
    ("oklart", ["oklart"], (0, 1), False),
)


def test_proposals_say_why_they_are_drafts_or_not():
    nameless = topics(("oklart", ["oklart"], range(4), True)).assign(named=False)
    concepts = pd.concat([OTHERS, nameless.assign(topic=3, cohesion=0.4)], ignore_index=True)
    found = proposed(FOUND, concepts)
    assert list(found.columns) == PROPOSAL_COLUMNS
    assert found[["proposal", "draft", "label"]].to_numpy().tolist() == [
        [1, True, "ansvar"],
        [2, True, "cykelvägar"],
        [3, False, "till"],
        [4, False, "oklart"],
        [5, False, "ansvar igen"],
        [6, False, "oklart"],
    ]
    assert found["why"].str.split(";").str[0].tolist() == [
        "4 utsagor i 2 av 2 pass",
        "4 utsagor i 2 av 2 pass",
        "inga mönster hittar hälften av utsagorna och få andra",
        "inget substantiv kan namnge det",
        "mest samma utsagor som utkastet ansvar",
        "håller inte: utsagorna samlas inte lika i varje körning, eller har inget mer än ordet gemensamt",
    ]
    assert sorted(found["typical"][0]) == [f"dag.p001.{n:02d}" for n in range(1, 5)]
    assert found[["patterns_find", "patterns_precision"]].to_numpy()[:2].tolist() == [[1.0, 1.0], [1.0, 1.0]]


def test_words_that_have_a_code_already_put_a_proposal_later():
    assert proposed(FOUND, OTHERS.iloc[:0])["label"].tolist() == ["ansvar", "cykelvägar"]
    found = proposed(FOUND, OTHERS.iloc[:0], coded("roller", [0]))
    assert found["label"].tolist() == ["cykelvägar", "ansvar"]
    assert found["by_themes"].tolist() == [0.0, 0.25]
    area = proposed(FOUND, OTHERS.iloc[:0], ({**row, "kind": "area"} for row in coded("halsa", [0])))
    assert area["label"].tolist() == ["cykelvägar", "ansvar"]
    assert area["score"][1] > found["score"][1]


@pytest.mark.parametrize("most", [0, 1])
def test_no_more_drafts_than_asked_for(most):
    found = proposed(FOUND, OTHERS.iloc[:0], most=most)
    assert found["draft"].tolist() == [place < most for place in range(2)]
    assert found["why"].tolist()[most:] == [f"efter de {most} främsta"] * (2 - most)


def test_drafts_are_a_codebook_that_can_be_pasted(tmp_path):
    path = tmp_path / "utkast.yaml"
    path.write_text(draft_codebook(statements(), proposed(FOUND, FOUND.iloc[:0]), BOOK), "utf-8")
    book = load_codebook(path)
    assert [code.id for code in book.themes] == ["ansvar_2", "cykelvagar"]
    draft = book.code("ansvar_2")
    assert draft.label == "Ansvar"
    assert set(draft.examples) == set(TEXTS[:4])
    assert all(f"dag.p001.{n:02d}" in draft.definition for n in range(1, 5))
    pasted = replace(BOOK, codes=(*BOOK.codes, *book.codes))
    assert [f.line() for f in check_codebook(pasted) if f.severity == "error"] == []


def test_counts_have_their_denominators():
    counts = topic_counts(statements(), FOUND, questions={"prioritering": "Prioritering"})
    first = counts[counts["topic"] == 0][["dimension", "value_label", "statements", "of_statements", "share"]]
    assert first.to_numpy().tolist() == [
        ["session", "Pass 1", 2, 4, 0.5],
        ["session", "Pass 2", 2, 4, 0.5],
        ["question", "Prioritering", 4, 8, 0.5],
        ["slot", "förmiddag", 2, 4, 0.5],
        ["slot", "Utan halvdag", 2, 4, 0.5],
    ]
