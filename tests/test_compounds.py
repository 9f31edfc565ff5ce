import pytest
from swedish_gold import HALVES, read_table, split_as_gold

from rusnlp.compounds import constituents, split_compound, word_readings

WHOLE = read_table("words_without_parts.tsv")
COMPOUNDS = read_table("compound_parts.tsv")


@pytest.mark.parametrize("half", HALVES)
def test_common_words_that_are_no_compounds_stay_whole(half):
    words = [row["word"] for row in WHOLE if row["half"] == half]
    split = [word for word in words if split_compound(word.lower())]
    assert len(words) > 850
    assert len(split) / len(words) < 0.01, split


@pytest.mark.parametrize("half", HALVES)
def test_compounds_are_split_as_a_reader_would(half):
    rows = [row for row in COMPOUNDS if row["half"] == half]
    right = sum(split_as_gold(row["word"], row["parts"]) for row in rows)
    assert len(rows) > 190
    assert right / len(rows) >= 0.93


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        # the words behind joining forms
        ("familjeföretag", ["familj", "företag"]),
        ("läkarbesök", ["läkare", "besök"]),
        ("museibesök", ["museum", "besök"]),
        ("äppelträd", ["äpple", "träd"]),
        ("hyreshus", ["hyra", "hus"]),
        ("företagsbesök", ["företag", "besök"]),
        ("byamöten", ["by", "möte"]),
        # words that the list keeps out of compounds
        ("ungdomsråd", ["ungdom", "råd"]),
        ("höstlovet", ["höst", "lov"]),
        ("stadsdelar", ["stad", "del"]),
        # three letters written as two, and doers that no list holds
        ("nattågen", ["natt", "tåg"]),
        ("trafikplanerarna", ["trafik", "planerare"]),
        # verbal nouns
        ("bostadsbyggandet", ["bostad", "byggande"]),
        ("näringslivssamverkan", ["näringsliv", "samverkan"]),
    ],
)
def test_parts(word, parts):
    found = split_compound(word)
    assert len(found) == len(parts)
    assert all(part in forms for part, forms in zip(parts, found, strict=True)), found


@pytest.mark.parametrize(
    "word",
    [
        *(
            "förslag",
            "utbildningarna",
            "samarbete",
            "debattera",
            "kontrollerad",
            "byggande",
            "medlemskap",
            "framförallt",
        ),
        *("småland", "landskrona", "karlshamns", "trans", "ledning", "", "a"),
    ],
)
def test_no_compound(word):
    assert split_compound(word) == ()


def test_a_name_that_is_inflected_is_a_compound_all_the_same():
    assert "trafik" in constituents("trafikverket").modifiers


def test_an_inflected_form_that_may_stand_in_compounds_is_no_dictionary_form():
    assert word_readings("vägarna") == ("väg",)
    assert word_readings("företags") == ("företag",)


def test_the_parts_of_parts():
    assert {"detaljplan", "detalj", "plan"} <= constituents("detaljplanearbetet").modifiers
    assert constituents("bostadsbyggande").heads == {"byggande"}
