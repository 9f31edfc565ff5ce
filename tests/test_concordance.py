import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from rusnlp.checking.concordance import CONCORDANCE_COLUMNS, concordance_lines, hits_in_context
from rusnlp.checking.near_misses import near_misses
from rusnlp.codebook import Code, Codebook, load_codebook


def statements(*texts):
    rows = [(f"pass.p001.{n:02d}", "s. 1", 100 * n, text) for n, text in enumerate(texts, start=1)]
    return pd.DataFrame(rows, columns=["statement_id", "place", "start", "text"])


def codebook(patterns, weak=(), *more):
    code = Code("roller", "theme", "Roller", "Vem som gör vad.", "", "", tuple(patterns), tuple(weak), (), ())
    return Codebook("bok", "Bok", "sv", "1", (code, *more), "", Path("bok.yaml"))


ROLES = codebook(["-roll-", "!yrkesroll", "ta … ansvar", "SYV"], ["ansvarig"])


def test_hits_in_context():
    found = hits_in_context(
        statements("Otydliga  roller, och ingen tar på sig ansvaret", "Sol", "Vem är ansvarig?"), ROLES, "roller"
    )
    assert tuple(found.columns) == CONCORDANCE_COLUMNS
    assert found.drop(columns=["place", "kind", "reason"]).values.tolist() == [
        ["pass.p001.01", "Otydliga ", "roller", ", och ingen tar på sig ansvaret", "-roll-", "nämns", 1.0, 110, 116],
        ["pass.p001.01", "Otydliga roller, och ingen ", "tar på sig ansvaret", "", "ta … ansvar", "saknas", 1.0, 128,
         147],
        ["pass.p001.03", "Vem är ", "ansvarig", "?", "ansvarig", "nämns", 0.5, 307, 315],
    ]  # fmt: skip
    assert set(found["kind"]) == {"hit"}


@pytest.mark.parametrize(
    ("words", "left", "right"),
    [
        (None, "Det är, som sagt, en ", " som ingen (ännu) har tagit."),
        (2, "sagt, en ", " som ingen"),
        (4, "är, som sagt, en ", " som ingen (ännu) har"),
        (9, "Det är, som sagt, en ", " som ingen (ännu) har tagit."),
        (0, "", ""),
    ],
)
def test_words_of_context(words, left, right):
    found = hits_in_context(
        statements("Det är, som sagt, en roll som ingen (ännu) har tagit."), ROLES, "roller", words=words
    )
    assert found[["left", "hit", "right"]].values.tolist() == [[left, "roll", right]]


def test_offsets_and_contexts_fit_the_texts_of_the_example_day():
    from rusnlp.loading import load_corpus

    folder = Path(__file__).resolve().parents[1] / "corpus"
    loaded = load_corpus([folder / "dialogpass_1.txt"])
    found = hits_in_context(loaded.statements, load_codebook("rus"), "sammanbundet")
    assert len(found) > 10
    text = loaded.canonical["dialogpass_1"]
    whole = dict(zip(loaded.statements["statement_id"], loaded.statements["text"], strict=True))
    for row in found.itertuples():
        assert text[row.start : row.end] == row.hit
        assert row.left + row.hit + row.right == " ".join(whole[row.statement_id].split())


def test_nothing_in_nothing_out():
    empty = statements()
    for table in (hits_in_context(empty, ROLES, "roller"), near_misses(empty, ROLES, "roller")):
        assert tuple(table.columns) == CONCORDANCE_COLUMNS
        assert table.empty
        assert concordance_lines(table, 80) == []


def test_an_unknown_code():
    with pytest.raises(KeyError, match="no code 'rollr'; did you mean 'roller'"):
        hits_in_context(statements("roll"), ROLES, "rollr")
    with pytest.raises(KeyError, match="no code 'rollr'"):
        near_misses(statements("roll"), ROLES, "rollr")


def test_lines_for_a_terminal():
    found = hits_in_context(
        statements(
            "Vi saknar roller", "Ansvarig för hela den långa raden av bryggor och kajer är någon som ingen känner"
        ),
        ROLES,
        "roller",
    )
    assert concordance_lines(found, 100) == [
        "pass.p001.01                        Vi saknar [roller]                          -roll-; saknas",
        "pass.p001.02                                  [Ansvarig] för hela den långa r…  ansvarig; weak",
    ]
    middle = concordance_lines(found, 100)
    assert {line.index("[") for line in middle} == {middle[0].index("[")}
    assert concordance_lines(found, 10)  # however narrow


MISSES = [
    # pattern(s), text, kind, hit, reason
    (["-roll-", "!yrkesroll"], "Nya yrkesroller", "exception", "yrkesroller", "taken by the exception !yrkesroll"),
    (["roll @not spel"], "En roll i ett spel", "condition", "roll", "@not: the statement has 'spel'"),
    (["roll @with kommun|region"], "En roll i ett spel", "condition", "roll", "@with: it has no (kommun|region)"),
    (["roll @saknas"], "En tydlig roll", "condition", "roll", "@saknas: here it is nämns"),
    (["kommun @brackets"], "Kommunen bygger", "brackets", "Kommunen", "@brackets: it stands outside brackets"),
    (["ta …1 ansvar"], "Ta på sig ansvar", "gap", "Ta på sig ansvar", "1 word too many between"),
    (["ta …1 ansvar"], "Ta nu på sig ansvar", "gap", "Ta nu på sig ansvar", "2 words too many between"),
    (["ta …1 ansvar"], "Ta nu genast på sig ansvar", "part", "ansvar", "lacks ta"),
    (["ta … ansvar"], "Ta plats! Ansvar finns", "sentence", "Ta plats! Ansvar", "a sentence ends between its words"),
    (["roll"], "Oklar rollfördelning", "compound", "rollfördelning", "only a compound of its word"),
    (["SYV"], "Fråga syv i skolan", "capitals", "syv", "in small letters"),
    (["dela … (uppgift|plikt)"], "Dela på er", "part", "Dela", "lacks (plikt|uppgift)"),
    (["roll"], "En tydlig roll", None, "", ""),
    (["roll"], "Solen skiner", None, "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("patterns", "text", "kind", "hit", "reason"), MISSES)
def test_near_misses(patterns, text, kind, hit, reason):
    # The other statement makes "uppgift" commoner than "dela".
    found = near_misses(statements(text, "Uppgift"), codebook(patterns), "roller")
    expected = [[kind, hit, patterns[0], reason]] if kind else []
    assert (
        found[found["statement_id"] == "pass.p001.01"][["kind", "hit", "pattern", "reason"]].values.tolist() == expected
    )


def test_a_statement_with_a_strong_hit_is_no_near_miss_and_one_with_a_weak_is():
    book = codebook(["roll", "!yrkesroll"], ["ansvarig"])
    found = near_misses(statements("En roll och en yrkesroll", "Vem är ansvarig, och vem ansvarig?"), book, "roller")
    assert found[["statement_id", "kind", "hit", "pattern"]].values.tolist() == [
        ["pass.p001.02", "weak", "ansvarig", "ansvarig"]
    ]


def test_a_phrase_is_missed_by_its_rarest_words_only():
    book = codebook(["utveckla … brygga"])
    found = near_misses(statements("Utveckla mer", "Utveckla allt", "En ny brygga"), book, "roller")
    assert found[["statement_id", "reason"]].values.tolist() == [["pass.p001.03", "lacks utveckla"]]
    common = statements(*["En ny brygga"] * 30, *["Utveckla allt"] * 40)
    assert near_misses(common, book, "roller").empty


def test_one_part_a_statement_the_longest():
    book = codebook(["dela kart", "gemensam båt … brygga"])
    found = near_misses(statements("Dela en gemensam båt", "brygga", "kart"), book, "roller")
    row = found[found["statement_id"] == "pass.p001.01"]
    assert row[["hit", "reason"]].values.tolist() == [["gemensam båt", "lacks brygga"]]


def test_tables_given_are_left_as_they_are():
    table = statements("Nya yrkesroller", "Roller")
    before = table.copy(deep=True)
    hits_in_context(table, ROLES, "roller", words=2)
    near_misses(table, ROLES, "roller", words=2)
    pd.testing.assert_frame_equal(table, before)


def test_an_exception_by_another_code():
    other = Code("yrken", "theme", "Yrken", "Yrken.", "", "", ("yrkesroll",), (), (), ())
    book = codebook(["-roll-", "!code:yrken"], (), other)
    found = near_misses(statements("Nya yrkesroller"), book, "roller")
    assert found[["kind", "reason"]].values.tolist() == [["exception", "taken by the exception !code:yrken"]]
    assert dataclasses.replace(book) == book
