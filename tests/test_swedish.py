import subprocess
import sys
from itertools import pairwise

import pytest
from swedish_gold import read_table

from rusnlp.compounds import constituents, split_compound, word_readings
from rusnlp.swedish import (
    FUNCTION_WORDS,
    STOP_WORDS,
    compound_parts,
    dictionary_forms,
    lacking,
    lemma,
    may_lack,
    tokens,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        (" – … !", []),
        ("Bygg mer!", ["Bygg", "mer"]),
        ("RTI-planen, t.ex. för jour 24/7", ["RTI-planen", "t.ex.", "för", "jour", "24/7"]),
        ("kommun/region och/eller stat", ["kommun", "region", "och", "eller", "stat"]),
        ("bredbands- och fibernät", ["bredbands-", "och", "fibernät"]),
        ("information - inte mer", ["information", "inte", "mer"]),
        ("SYV:are träffar 15-åringar", ["SYV:are", "träffar", "15-åringar"]),
        ("T&D-miljöer i EU:s regi", ["T&D-miljöer", "i", "EU:s", "regi"]),
        ("3,5 % på 80/20", ["3,5", "på", "80/20"]),
        ("5G-nät, 3D, 2030-tal och 10 kr", ["5G-nät", "3D", "2030-tal", "och", "10", "kr"]),
        ("Roller:oklara", ["Roller", "oklara"]),
        ("snälla_namn", ["snälla", "namn"]),
        ("kommun–näringsliv", ["kommun", "näringsliv"]),
    ],
)
def test_tokens(text, words):
    found = tokens(text)
    assert [token.text for token in found] == words
    assert all(text[token.start : token.end] == token.text for token in found)


def test_places_are_code_points():
    assert [(token.text, token.start) for token in tokens("🚲 på väg")] == [("på", 2), ("väg", 5)]


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("Kommunernas", "kommun"),
        ("samverkar", "samverka"),
        ("bostäderna", "bostad"),
        ("film", "film"),
        ("tränar", "träna"),
        ("sålde", "sälja"),
        ("längre", "lång"),
        ("träna", "träna"),
        ("gör", "göra"),
        ("hamn", "hamn"),
        ("testbäddar", "testbädd"),
        ("solbruken", "solbruk"),
        ("bredbands-", "bredband"),
        ("qwxzy", "qwxzy"),
        ("SYV", "syv"),
        ("", ""),
    ],
)
def test_lemma(word, form):
    assert lemma(word) == form


@pytest.mark.parametrize(
    ("word", "forms", "not_forms"),
    [
        ("lagar", {"lag", "laga"}, set()),
        ("samordnar", {"samordna"}, set()),
        ("ska", {"ska"}, {"skola"}),
        ("mot", {"mot"}, {"mod"}),
        ("ekonomisk", {"ekonomisk"}, {"ekonom"}),
        ("lots", {"lots"}, set()),
        ("boendet", {"boende"}, {"bolag"}),
        ("lärare", {"lärare"}, {"lära"}),
        ("genomförandet", {"genomförande"}, set()),
        ("låg", {"låg", "ligga"}, set()),
    ],
)
def test_dictionary_forms(word, forms, not_forms):
    found = dictionary_forms(word)
    assert forms <= found
    assert not not_forms & found


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Samverkansavtalet", ("samverkan", "avtal")),
        ("arbetsmarknadens", ("arbete", "marknad")),
        ("yrkesroller", ("yrke", "roll")),
        ("folkhälsofrågor", ("folkhälsa", "fråga")),
        ("skolsköterska", ("skola", "sköterska")),
        ("veckoslut", ("vecka", "slut")),
        ("elnätet", ("el", "nät")),
        ("gymnasieelev", ("gymnasium", "elev")),
        ("RTI-planen", ("rti", "plan")),
        ("utbildning", ()),
        ("ungdomarna", ()),
        ("plattformar", ()),
        ("efterfrågan", ()),
        ("möjlighet", ()),
        ("tillsammans", ()),
        ("elever", ()),
        ("qwxzyqwxzy", ()),
        ("24/7", ()),
        ("", ()),
    ],
)
def test_compound_parts(word, parts):
    found = compound_parts(word)
    assert len(found) == len(parts)
    assert all(lemma(a) == lemma(b) for a, b in zip(found, parts, strict=True))


def test_every_reading_of_a_part_is_kept():
    assert split_compound("ansvarsfördelning")[0][0] == "ansvar"
    assert split_compound("") == ()
    assert word_readings("") == ()


def test_constituents_hold_the_parts_of_parts():
    parts = constituents("vuxenutbildningsnämnden")
    assert {"vuxen", "utbildning"} <= parts.modifiers
    assert "nämnd" in parts.heads
    assert constituents("informations-").modifiers >= {"information"}
    assert constituents("informations-").heads == frozenset()
    assert constituents("by").modifiers == frozenset()


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("", []),
        ("Bra samverkan", []),
        ("Samverkan saknas", ["Samverkan", "saknas"]),
        ("Det saknas tid. Samverkan finns", ["saknas", "tid"]),
        ("Ingen tar ansvar, men viljan finns", ["tar", "ansvar"]),
        ("Kommunerna samverkar inte", ["samverkar", "inte"]),
        ("Samverkan fungerar inte", ["Samverkan", "fungerar", "inte"]),
        ("Ansvaret är inte tydligt", []),
        ("Samverkan är inte bra", ["Samverkan", "är", "inte", "bra"]),
        ("Vi vet inte vem som har ansvar", ["vet", "inte"]),
        ("Vi vet att det inte finns mark", ["det", "inte", "finns", "mark"]),
        ("Inte så mycket samverkan", ["Inte", "så", "mycket", "samverkan"]),
        # not only, but rather, and two that undo each other
        ("Inte bara skolan utan även företagen", []),
        ("Inte bara skolan, utan även företagen", []),
        ("Det går inte utan karta", []),
        ("Tillit byggs långsamt, utan genvägar", ["genvägar"]),
        ("Ingen brist på idéer", []),
        ("Idéer saknas inte", []),
        ("Inte sällan kommer bussen", []),
        # enumerations
        ("Brist på tid, folk och pengar", ["på", "tid", "folk", "och", "pengar"]),
        ("Tid saknas, folk och pengar finns", ["Tid", "saknas"]),
        ("Varken tid eller folk", ["tid", "eller", "folk"]),
        ("Ansvar: saknas", ["Ansvar", "saknas"]),
        ("Saknas: tid", ["Saknas", "tid"]),
        # up to the verb, or back over it
        ("Brist på tid gör jobbet dyrt", ["på", "tid"]),
        ("Kunskapen är för svag", ["Kunskapen", "är"]),
        ("I skolan saknas böcker", ["saknas", "böcker"]),
        ("Böcker saknas i skolan", ["Böcker", "saknas"]),
        ("Böcker saknar vi", ["Böcker", "saknar", "vi"]),
        ("Jobb som inte finns", ["Jobb", "som", "inte", "finns"]),
        ("Svårt för oss att samverka", ["samverka"]),
        ("Det är svårt", []),
        ("Det finns få bussar och vi går", ["bussar"]),
        ("Unga kan få stöd för små bolag", []),
        ("Hur når vi de svaga i samhället", []),
        ("Brist på pengar", ["på", "pengar"]),
        ("Resursbristen är känd", ["Resursbristen"]),
        ("För lite samverkan", ["lite", "samverkan"]),
        ("För lite", ["lite"]),
        ("Gå utan karta", ["karta"]),
    ],
)
def test_lacking(text, marked):
    words = tokens(text)
    flags = lacking(text, words)
    assert len(flags) == len(words)
    assert [word.text for word, flag in zip(words, flags, strict=True) if flag] == marked


def test_may_lack_is_true_of_every_word_that_marks():
    assert all(map(may_lack, ["Inte", "utan", "saknas", "kompetensbrist"]))
    assert not any(map(may_lack, ["samverkan", "bristyrke", ""]))
    assert may_lack("För", "lite") and may_lack("alltför", "Svag")
    assert not may_lack("för", "kommunen") and not may_lack("för")


def test_nothing_lacks_where_no_word_may_lack():
    texts = [row["sentence"] for row in read_table("pattern_sentences.tsv")]
    texts += ["Allt för lite tid", "Tid för barn", "Det är alltför få platser", "Vi har lite tid för barn", "För", ""]
    for text in texts:
        words = tokens(text)
        pairs = pairwise([*(word.text for word in words), ""])
        assert any(may_lack(*pair) for pair in pairs) or not any(lacking(text, words)), text


def test_gold_words():
    rows = read_table("dictionary_forms.tsv")
    forms = [(row["word"], set(row["forms"].split("|"))) for row in rows]
    assert len(rows) == 216
    assert sum(not wanted.isdisjoint(dictionary_forms(word)) for word, wanted in forms) / len(rows) >= 0.98
    assert sum(lemma(word) in wanted for word, wanted in forms) / len(rows) >= 0.98


def test_stop_words_are_lower_case_and_hold_words_of_grammar():
    assert {"och", "skåne", "behöver"} <= STOP_WORDS
    assert all(word == word.lower() for word in STOP_WORDS)
    assert "samverkan" not in STOP_WORDS
    assert "skåne" not in FUNCTION_WORDS


def test_import_loads_no_word_list():
    code = (
        "import sys, rusnlp.swedish, rusnlp.patterns, rusnlp.codebook\n"
        "print('simplemma' in sys.modules, 'pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_missing_word_list_tells_what_to_install(monkeypatch):
    import importlib.metadata

    from rusnlp.word_list import _folder

    def none_installed(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "files", none_installed)
    with pytest.raises(FileNotFoundError, match="pip install hunspell-sv"):
        _folder()
