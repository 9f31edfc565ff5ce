"""Coders and their sets out of files; statements that two files share."""

import json

import pandas as pd
import pytest

from rusnlp.codebook import load_codebook
from rusnlp.coding import CODING_COLUMNS, codings_table
from rusnlp.evaluating.coded_sets import (
    NoSharedStatementsError,
    coded_sets,
    only_by_rusnlp,
    own_statements,
    read_coded_sets,
    shared_statements,
)
from rusnlp.statements import STATEMENT_COLUMNS, empty_statements
from rusnlp.table_files import write_coded
from rusnlp.table_formats import TableFileError, read_table, write_table

TEXTS = ["Bussen går för sällan", "Vi måste samverka om tågen", "Kaffet var gott"]


def statements(texts=TEXTS, document="dag", session="1"):
    rows = []
    for number, text in enumerate(texts, start=1):
        row = dict.fromkeys(STATEMENT_COLUMNS)
        row |= {"statement_id": f"{document}.p001.{number:02d}", "document": document, "session": session}
        row |= {"question": "ovrigt", "source": "note", "page": 1, "place": "s. 1", "start": 0, "end": len(text)}
        rows.append(row | {"text": text, "role": "statement"})
    return pd.DataFrame(rows, columns=list(STATEMENT_COLUMNS), dtype=object)


def codings(*rows):
    """Rows as (statement number, code, decision, coder[, score])."""
    return codings_table(
        [
            dict(
                zip(
                    CODING_COLUMNS,
                    (
                        f"dag.p001.{number:02d}",
                        "area" if code.startswith("sammanbundet") else "theme",
                        code,
                        coder,
                        decision,
                        score[0] if score else 0.9,
                        "pattern",
                        [],
                    ),
                    strict=True,
                )
            )
            for number, code, decision, coder, *score in rows
        ]
    )


MACHINE = codings(
    (1, "sammanbundet", "assigned", "rusnlp"),
    (1, "sammanbundet.transport", "assigned", "rusnlp"),
    (1, "klimat", "review", "rusnlp", 0.3),
    (2, "samverkan", "assigned", "rusnlp"),
    (3, "kunskap", "rejected", "rusnlp", 0.05),
)


def as_text(coded):
    return {key: ["." if s is None else " ".join(sorted(s)) or "-" for s in sets] for key, sets in coded.sets.items()}


@pytest.mark.parametrize("format_name", ["jsonl", "csv", "xlsx", "parquet"])
def test_every_format_that_code_writes(tmp_path, format_name):
    path = tmp_path / f"kodat.{format_name}"
    write_coded(statements(), MACHINE, path)
    coded = read_coded_sets(path)
    assert coded.coders == ("rusnlp",)
    assert as_text(coded) == {
        ("rusnlp", "area"): ["sammanbundet", "-", "-"],
        ("rusnlp", "theme"): ["-", "samverkan", "-"],
    }
    assert coded.statements["session"].tolist() == ["1", "1", "1"]
    assert coded.pairs[["row", "code", "decision", "score"]].to_numpy().tolist() == [
        [0, "sammanbundet", "assigned", 0.9],
        [0, "klimat", "review", 0.3],
        [1, "samverkan", "assigned", 0.9],
        [2, "kunskap", "rejected", 0.05],
    ]
    assert coded.notes == ()


@pytest.mark.parametrize("format_name", ["csv", "xlsx"])
def test_a_sheet_corrected_by_hand_counts_as_it_reads(tmp_path, format_name):
    path = tmp_path / f"anna.{format_name}"
    write_coded(statements(), MACHINE, path)
    table = read_table(path)
    table["themes"] = ["klimat; roller", None, "kunskap"]
    write_table(table, path)
    coded = read_coded_sets(path)
    assert as_text(coded) == {
        ("anna", "area"): ["sammanbundet", "-", "-"],
        ("anna", "theme"): ["klimat roller", "-", "kunskap"],
    }
    assert coded.notes == (
        "anna: 3 statements have other areas or themes than their codings say; the columns areas and themes count, "
        "as corrected by hand",
    )


def jsonl(path, *rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def test_a_reference_with_two_coders(tmp_path):
    path = jsonl(
        tmp_path / "facit.jsonl",
        {
            "text": TEXTS[0],
            "session": 1,
            "page": 1,
            "areas": ["sammanbundet"],
            "areas_b": [],
            "themes": [],
            "themes_b": None,
        },
        {
            "text": TEXTS[1],
            "session": 1,
            "page": 1,
            "areas": [],
            "areas_b": [],
            "themes": ["samverkan"],
            "themes_b": ["roller"],
        },
    )
    coded = read_coded_sets(path)
    assert coded.coders == ("A", "B")
    assert as_text(coded) == {
        ("A", "area"): ["sammanbundet", "-"],
        ("B", "area"): ["-", "-"],
        ("A", "theme"): ["-", "samverkan"],
        ("B", "theme"): [".", "roller"],
    }
    assert coded.statements["session"].tolist() == ["1", "1"]


def test_one_coder_without_a_name_is_called_by_the_file_and_either_set_is_no_coder(tmp_path):
    path = jsonl(tmp_path / "eva.jsonl", {"text": "Ja", "themes": ["roller"], "themes_any": ["roller", "ansvar"]})
    assert as_text(read_coded_sets(path)) == {("eva", "theme"): ["roller"]}


@pytest.mark.parametrize(("asked", "blank"), [(True, "."), (False, "-")])
def test_a_sheet_filled_in_by_hand(tmp_path, asked, blank):
    rows = [("s1", "Ja", "halsa.", " - "), ("s2", "Nej", None, "  "), ("s3", "Jo", "naringsliv.vaxande_foretag", None)]
    path = tmp_path / "blad.xlsx"
    table = pd.DataFrame(rows, columns=["statement_id", "text", "areas", "themes"])
    write_table(table.assign(suggested_areas="kompetens") if asked else table, path)
    coded = read_coded_sets(path)
    assert as_text(coded) == {("blad", "area"): ["halsa", blank, "naringsliv"], ("blad", "theme"): ["-", blank, "-"]}
    assert coded.blank == {1}
    note = "blad: 1 of 3 rows are blank and count as not coded; write - where no code applies"
    assert coded.notes == ((note,) if asked else ())


def test_a_row_added_to_our_table_and_left_blank_is_no_correction(tmp_path):
    path = tmp_path / "kodat.csv"
    write_coded(statements(), MACHINE, path)
    table = read_table(path)
    write_table(pd.concat([table, table.iloc[:1][["text"]].assign(statement_id="ny")], ignore_index=True), path)
    coded = read_coded_sets(path)
    assert coded.coders == ("rusnlp",)
    assert only_by_rusnlp(coded) == (
        "kodat: no person has changed what rusnlp coded; correct the columns areas and themes first",
    )


def test_a_row_of_a_sheet_is_named_as_the_sheet_numbers_it(tmp_path):
    path = tmp_path / "x.xlsx"
    write_table(pd.DataFrame({"text": ["Ja", "Nej"], "areas": [None, 3]}), path)
    with pytest.raises(TableFileError, match=r"^x\.xlsx: row 3, areas: 3 is not a list of codes"):
        read_coded_sets(path)


def test_people_beside_rusnlp():
    both = pd.concat(
        [MACHINE, codings((1, "sammanbundet", "rejected", "Eva"), (1, "roller", "assigned", "Eva"))], ignore_index=True
    )
    coded = coded_sets(statements(), both)
    assert coded.coders == ("Eva", "rusnlp")
    assert as_text(coded)["Eva", "area"] == ["-", ".", "."]
    assert as_text(coded)["Eva", "theme"] == ["roller", ".", "."]


def test_people_alone_gave_no_code_where_they_have_no_coding():
    coded = coded_sets(statements(), codings((1, "roller", "assigned", "Eva"), (2, "roller", "assigned", "Ali")))
    assert as_text(coded) == {
        ("Ali", "area"): ["-", "-", "-"],
        ("Ali", "theme"): ["-", "roller", "-"],
        ("Eva", "area"): ["-", "-", "-"],
        ("Eva", "theme"): ["roller", "-", "-"],
    }


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"text": "Ja"}\n', "x.jsonl: holds no codes (areas, themes or codings); code it with: rusnlp code"),
        ('{"themes": ["roller"]}\n', "x.jsonl: not a coded table, it lacks text; make one with: rusnlp code"),
        ('{"text": "Ja", "themes": 3}\n', "x.jsonl: row 1, themes: 3 is not a list of codes"),
        ('{"text": "Ja", "themes": "[rol"}\n', "x.jsonl: row 1, themes: '[rol' is not a list of codes"),
        ('{"themes": []}\n{"text": "", "themes": []}\n', "x.jsonl: row 1 has no text; fill it in or take it away"),
    ],
)
def test_files_that_cannot_be_used_say_why(tmp_path, content, message):
    (tmp_path / "x.jsonl").write_text(content, "utf-8")
    with pytest.raises(TableFileError) as error:
        read_coded_sets(tmp_path / "x.jsonl")
    assert str(error.value).startswith(message)


def test_empty_files_and_tables(tmp_path):
    (tmp_path / "x.jsonl").write_text("", "utf-8")
    assert read_coded_sets(tmp_path / "x.jsonl").coders == ()
    write_coded(empty_statements(), codings(), tmp_path / "tomt.csv")
    empty = read_coded_sets(tmp_path / "tomt.csv")
    assert list(empty.statements.columns) == ["statement_id", "document", "session", "page", "text", "role"]
    assert empty.statements.empty
    with pytest.raises(NoSharedStatementsError):
        shared_statements(empty, empty)


def test_shared_by_id_whatever_the_texts():
    first = coded_sets(statements(), MACHINE, name="a")
    second = coded_sets(statements(["Tåg", *TEXTS[1:]]).iloc[[2, 0]], MACHINE, name="b")
    shared = shared_statements(first, second)
    assert (shared.pairs, shared.by, shared.of_second) == ([(0, 1), (2, 0)], "statement_id", 2)


def plain(path, *rows):
    return read_coded_sets(jsonl(path, *({"themes": [], **row} for row in rows)))


def test_shared_by_text_page_and_document(tmp_path):
    twice = statements(["Bra!", "Bra!", "“Rätt”  – sa hon", "Bra!"])
    twice.loc[3, "page"] = 2
    first = coded_sets(twice, MACHINE)
    second = plain(
        tmp_path / "b.jsonl",
        {"text": "bra!", "page": 2},
        {"text": "Bra!", "page": 1, "role": "cluster"},
        {"text": "Bra!", "page": 1},
        {"text": "Bra!"},
        {"text": '"Rätt" - sa hon'},
        {"text": "Bra!", "page": 3},
    )
    shared = shared_statements(first, second)
    assert (shared.pairs, shared.by, shared.of_second) == ([(0, 2), (1, 3), (2, 4), (3, 0)], "text", 5)
    assert own_statements(second) == [0, 2, 3, 4, 5]
    assert own_statements(first) == [0, 1, 2, 3]


def test_the_same_words_in_another_document_are_another_statement(tmp_path):
    days = coded_sets(
        pd.concat([statements(["Bra!"], "dag_1"), statements(["Bra!"], "dag_2")], ignore_index=True), MACHINE
    )
    second = plain(tmp_path / "b.jsonl", {"text": "Bra!", "document": "dag_2"}, {"text": "Bra!", "document": "dag_9"})
    assert shared_statements(days, second).pairs == [(1, 0)]
    renamed = plain(tmp_path / "c.jsonl", {"text": "Bra!", "document": "dag_9"})
    assert shared_statements(days, renamed).pairs == [(0, 0)]


@pytest.mark.parametrize("format_name", ["csv", "jsonl"])
def test_capitals_do_not_make_another_code(tmp_path, format_name):
    path = tmp_path / f"kodat.{format_name}"
    write_coded(statements(), MACHINE, path)
    own = read_coded_sets(path, load_codebook())
    path.write_text(path.read_text("utf-8-sig").replace("samverkan", "Samverkan"), "utf-8")
    read = read_coded_sets(path, load_codebook())
    assert (as_text(read), read.notes) == (as_text(own), ())
    assert "Samverkan" in str(as_text(read_coded_sets(path)))
