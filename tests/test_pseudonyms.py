import pandas as pd

from rusnlp.loading import LoadResult, load_corpus
from rusnlp.people.pseudonyms import PSEUDONYM_COLUMNS, original_span, pseudonymise
from rusnlp.statements import STATEMENT_COLUMNS, empty_left_out, empty_statements


def loaded(folder, **texts):
    for name, notes in texts.items():
        (folder / f"{name}.txt").write_text("Pass 1\n\n" + "".join(f"- {note}\n" for note in notes), encoding="utf-8")
    return load_corpus([folder])


def texts(result):
    return list(result.statements["text"])


def test_one_person_has_one_pseudonym_in_all_documents(tmp_path):
    result = loaded(
        tmp_path,
        a=["Maria vill ha bussar", "Enligt Maria Lindqvist räcker pengarna", "Lindqvists förslag vann"],
        b=["Fråga Maria Lindqvist eller Ahmed", "Ahmed har nycklar", "Bo kvar i Skåne"],
    )
    new, _ = pseudonymise(result)
    assert texts(new) == [
        "[Person 1] vill ha bussar",
        "Enligt [Person 1] räcker pengarna",
        "[Person 1]s förslag vann",
        "Fråga [Person 1] eller [Person 2]",
        "[Person 2] har nycklar",
        "Bo kvar i Skåne",
    ]


def test_a_first_name_that_two_share_is_neither(tmp_path):
    result = loaded(tmp_path, a=["Maria Ek och Maria Holm möttes", "Maria tog anteckningar", "Holm höll med"])
    assert texts(pseudonymise(result)[0]) == [
        "[Person 1] och [Person 2] möttes",
        "[Person 3] tog anteckningar",
        "[Person 2] höll med",
    ]


def test_numbers_and_addresses_are_told_by_what_they_are(tmp_path):
    result = loaded(
        tmp_path,
        a=["Ring 070-174 06 05 eller +46 70 174 06 05", "Personnummer 19811218-9876, alltså 811218-9876"],
        b=[
            "Föreningar kan anmäla sig hos Info@exempel.se och få svar samma dag",
            "Vi når info (at) exempel.se och 040-628 00 11",
        ],
    )
    assert texts(pseudonymise(result)[0]) == [
        "Ring [Telefon 1] eller [Telefon 1]",
        "Personnummer [Personnummer 1], alltså [Personnummer 1]",
        "Föreningar kan anmäla sig hos [E-post 1] och få svar samma dag",
        "Vi når [E-post 1] och [Telefon 2]",
    ]


def test_offsets_hold_and_lead_back(tmp_path):
    result = loaded(
        tmp_path, a=["Kontakta Per-Erik Mårtensson och Li Ek nu", "Fler tåg", "Nu tar Ek över, säger Amina"]
    )
    before = {name: table.copy() for name, table in (("s", result.statements), ("l", result.left_out))}
    new, pseudonyms = pseudonymise(result)
    for row in new.statements.itertuples():
        assert new.canonical["a"][row.start : row.end] == row.text
    for row, old in zip(new.statements.itertuples(), result.statements.itertuples(), strict=True):
        assert original_span(pseudonyms, "a", row.start, row.end) == (old.start, old.end)
    assert list(pseudonyms.columns) == list(PSEUDONYM_COLUMNS)
    originals = [result.canonical["a"][row.original_start : row.original_end] for row in pseudonyms.itertuples()]
    assert originals == ["Per-Erik Mårtensson", "Li Ek", "Ek", "Amina"]
    assert [new.canonical["a"][row.start : row.end] for row in pseudonyms.itertuples()] == list(pseudonyms["pseudonym"])
    assert list(pseudonyms["statement_id"]) == ["a.p001.01", "a.p001.01", "a.p001.03", "a.p001.03"]
    assert not any(word in pseudonyms.to_csv() for word in ("Per-Erik", "Ek", "Amina"))
    pd.testing.assert_frame_equal(result.statements, before["s"])
    pd.testing.assert_frame_equal(result.left_out, before["l"])


def test_tags_and_left_out_texts_too(tmp_path):
    statements = pd.DataFrame([dict.fromkeys(STATEMENT_COLUMNS)])
    statements = statements.assign(document="a", statement_id="a.p001.01", start=6, end=14, text="Fler tåg")
    statements = statements.assign(heading="Anna Bergs bord", group="Annas grupp", question_text="Vad vill Anna Berg?")
    left_out = pd.DataFrame([["a", 1, "s. 1", "instruction", "Anna Berg visar", "?"]], columns=empty_left_out().columns)
    new, pseudonyms = pseudonymise(LoadResult(statements, left_out, {"a": "Anna:\nFler tåg\n"}))
    row = new.statements.iloc[0]
    assert (row.heading, row.group, row.question_text) == (
        "[Person 1]s bord",
        "[Person 1]s grupp",
        "Vad vill [Person 1]?",
    )
    assert list(new.left_out["text"]) == ["[Person 1] visar"]
    assert (new.canonical["a"], row.start, row.end) == ("[Person 1]:\nFler tåg\n", 12, 20)
    assert pseudonyms.to_numpy().tolist() == [["a", None, 0, 10, 0, 4, "name", "[Person 1]"]]


def test_names_given_are_found_in_any_case(tmp_path):
    result = loaded(tmp_path, a=["prata med zubeyda lokum", "Zubeyda kommer", "Putte också", "lokum igen"])
    new, _ = pseudonymise(result, names=["Zubeyda Lokum", "Putte"])
    assert texts(new) == ["prata med [Person 1]", "[Person 1] kommer", "[Person 2] också", "lokum igen"]


def test_statements_without_canonical_text(tmp_path):
    result = loaded(tmp_path, a=["Fler tåg", "Ring Åsa Ek nu"])
    new, pseudonyms = pseudonymise(LoadResult(result.statements, result.left_out))
    first, second = result.statements["start"]
    assert list(zip(new.statements["start"], new.statements["end"], strict=True)) == [
        (first, first + 8),
        (second, second + len("Ring [Person 1] nu")),
    ]
    assert pseudonyms[["start", "original_start", "original_end"]].to_numpy().tolist() == [
        [second + 5, second + 5, second + 11]
    ]


def test_same_whatever_the_order_of_files(tmp_path):
    result = loaded(tmp_path, b=["Anna Ek kom"], a=["Omar Ali kom", "Anna var sen"])
    other = LoadResult(
        result.statements.iloc[::-1], result.left_out.iloc[::-1], dict(reversed(result.canonical.items()))
    )
    new, pseudonyms = pseudonymise(result)
    turned, turned_pseudonyms = pseudonymise(other)
    pd.testing.assert_frame_equal(turned.statements.sort_index(), new.statements)
    pd.testing.assert_frame_equal(turned_pseudonyms, pseudonyms)


def test_a_file_named_after_a_person_is_told(tmp_path):
    result = loaded(tmp_path, maria=["Fler tåg"], Maria_Ek_2024=["Fler bussar"])
    assert pseudonymise(result)[0].warnings == (
        "the names of 1 files may hold names of persons; rename them and load again",
    )


def test_nothing_in_nothing_out():
    new, pseudonyms = pseudonymise(LoadResult(empty_statements(), empty_left_out()))
    pd.testing.assert_frame_equal(new.statements, empty_statements())
    pd.testing.assert_frame_equal(new.left_out, empty_left_out())
    assert (len(pseudonyms), list(pseudonyms.columns)) == (0, list(PSEUDONYM_COLUMNS))
