import math
from pathlib import Path

import pandas as pd
import pytest

from rusnlp.checking.pattern_suggestions import SUGGESTION_COLUMNS, missed_by_patterns, suggest_patterns
from rusnlp.codebook import Code, Codebook
from rusnlp.keyness import KEYNESS_COLUMNS, keyness


def test_a_number_worked_by_hand():
    # brygga: 8 of 20 words in the group, 2 of 80 outside; 10 of 100 together, so a prior of 20 words gives it 2.
    #   in:  (8 + 2) / (20 + 20 - 8 - 2) = 10 / 30        out: (2 + 2) / (80 + 20 - 2 - 2) = 4 / 96
    #   log-odds: log(1/3) - log(1/24) = log 8            variance: 1/10 + 1/4 = 0.35
    # kaj, all the rest: in (12 + 18) / (20 + 20 - 12 - 18) = 3, out (78 + 18) / (80 + 20 - 78 - 18) = 24: -log 8
    found = keyness({"brygga": 8, "kaj": 12}, {"brygga": 2, "kaj": 78})
    assert tuple(found.columns) == KEYNESS_COLUMNS
    assert found[["term", "count_in", "count_out"]].values.tolist() == [["brygga", 8, 2], ["kaj", 12, 78]]
    assert list(found["log_odds"]) == pytest.approx([math.log(8), -math.log(8)])
    assert list(found["z"]) == pytest.approx([math.log(8) / math.sqrt(0.35), -math.log(8) / math.sqrt(1 / 30 + 1 / 96)])


def test_a_background_of_its_own():
    # 100 words of background, brygga 10 of them; a prior of 50 words gives it 5.
    found = keyness({"brygga": 5, "kaj": 5}, {"kaj": 10}, background={"brygga": 10, "kaj": 90}, prior_size=50)
    odds = math.log(10 / (10 + 50 - 10)) - math.log(5 / (10 + 50 - 5))
    assert found.iloc[0]["term"] == "brygga"
    assert found.iloc[0]["log_odds"] == pytest.approx(odds)
    assert found.iloc[0]["z"] == pytest.approx(odds / math.sqrt(1 / 10 + 1 / 5))
    # A word that the background lacks has half an occurrence in it, of 10.5.
    (row,) = keyness({"ny": 2, "kaj": 8}, {"kaj": 10}, background={"kaj": 10}, prior_size=21).query("term=='ny'").values
    assert row[3] == pytest.approx(math.log(3 / 28) - math.log(1 / 30))


def test_turned_round_it_is_the_opposite():
    a, b = {"brygga": 8, "kaj": 12, "båt": 1}, {"brygga": 2, "kaj": 78}
    one, other = keyness(a, b).set_index("term"), keyness(b, a).set_index("term")
    assert one["z"].sort_index().tolist() == pytest.approx((-other["z"]).sort_index().tolist())


def test_no_words():
    for found in (keyness({}, {}), keyness({"brygga": 1}, {}), keyness({}, {"brygga": 1}), keyness({"a": 0}, {"b": 1})):
        assert found.empty
        assert tuple(found.columns) == KEYNESS_COLUMNS


def book(*patterns):
    code = Code("hamn", "theme", "Hamn", "Hamnen.", "", "", patterns, (), (), ())
    return Codebook("bok", "Bok", "sv", "1", (code,), "", Path("bok.yaml"))


OTHERS = [
    "Skolan behöver fler lärare", "Vägen är dålig i öster", "Vården är för långt bort", "Tågen går för sällan",
    "Priset på el varierar", "Ungdomar vill ha idrott", "Bussen kommer aldrig", "Marken säljs för snabbt",
] * 6  # fmt: skip
MISSED = ["Bryggan är trasig", "Bryggor saknas", "Måla bryggan", "En ny flytbrygga", "Gästbryggan är full"]
FOUND = ["Hamnen är full", "Muddra hamnen"]


def suggested(missed=MISSED, **options):
    texts = [*missed, *FOUND, *OTHERS]
    coded = [True] * (len(missed) + len(FOUND)) + [False] * len(OTHERS)
    ids = [f"p.{n}" for n in range(len(texts))]
    return suggest_patterns(texts, ids, coded, book("-hamn-"), "hamn", **options)


def test_suggested_patterns():
    found = suggested(least_z=2)
    assert tuple(found.columns) == SUGGESTION_COLUMNS
    assert found.drop(columns=["z", "log_odds"]).to_dict("records") == [
        {
            "pattern": "-brygga-",
            "count_in": 4,
            "count_out": 0,
            "share_in": 0.8,
            "precision": 1.0,
            "words": ["bryggan", "bryggor", "gästbryggan"],
            "examples": ["p.0", "p.1", "p.2", "p.4"],
        }
    ]
    assert 2 <= found["z"][0] < 3.3
    assert suggested().empty


def test_a_part_of_compounds():
    missed = ["Brygghuset läcker", "Bryggavgift införs", "Bryggplats saknas", "Bryggdäck"]
    found = suggested(missed, least_z=1.5)
    assert found["pattern"].tolist() == ["brygga-"]
    assert missed_by_patterns(missed, [True] * 4, book(*found["pattern"]), "hamn") == [False] * 4


def test_a_pair_of_words():
    missed = ["Ebb och flod vid kajkant", "Flod vid kajkant igen", "En flod vid kajkant"]
    assert set(suggested(missed, least_z=0.5)["pattern"]) == {"flod", "kajkant"}
    # "våg" is everywhere, "hög våg" is not.
    texts = ["Hög våg"] * 4 + ["Ingen våg", "Liten våg", "En våg"] * 8 + ["Hög tid"] * 12
    coded = [True] * 4 + [False] * (len(texts) - 4)
    found = suggest_patterns(texts, [str(n) for n in range(len(texts))], coded, book("-hamn-"), "hamn", least_z=1.5)
    assert found["pattern"].tolist()[0] == "hög våg"
    assert found["words"].tolist()[0] == ["hög våg"]


def test_every_suggestion_finds_what_it_was_suggested_for():
    missed = [*MISSED, "Brygghuset läcker", "Bryggavgift införs", "SMHI varnar", "Fråga SMHI", "Enligt SMHI"]
    found = suggested(missed, least_z=1.0)
    assert {"SMHI", "-brygga-"} <= set(found["pattern"])
    for row in found.itertuples():
        hit = [not m for m in missed_by_patterns(missed, [True] * len(missed), book(row.pattern), "hamn")]
        assert sum(hit) >= row.count_in, row.pattern


def test_nothing_stands_out():
    for missed in (["Sol", "Regn", "Blåst", "Hagel"], MISSED[:2], []):
        found = suggested(missed)
        assert found.empty
        assert tuple(found.columns) == SUGGESTION_COLUMNS
    assert suggest_patterns([], [], [], book("roll"), "hamn").empty
    with pytest.raises(KeyError, match="no code 'hamm'; did you mean 'hamn'"):
        suggest_patterns(["a"], ["b"], [True], book("roll"), "hamm")


def test_the_order_of_the_statements_does_not_matter():
    texts = [*MISSED, *FOUND, *OTHERS]
    ids = [f"p.{n:02d}" for n in range(len(texts))]
    coded = [n < 7 for n in range(len(texts))]
    columns = ["pattern", "count_in", "count_out", "z", "words"]
    one = suggest_patterns(texts, ids, coded, book("-hamn-"), "hamn", least_z=0.5)[columns]
    other = suggest_patterns(texts[::-1], ids[::-1], coded[::-1], book("-hamn-"), "hamn", least_z=0.5)[columns]
    pd.testing.assert_frame_equal(one, other)


def test_a_word_that_is_all_there_is_marks_nothing():
    table = keyness({"ja": 3}, {"ja": 2})
    assert table["term"].tolist() == ["ja"] and table[["log_odds", "z"]].isna().all(axis=None)
