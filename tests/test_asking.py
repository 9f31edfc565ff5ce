"""Which statements to ask about, and the sheet to code them in."""

import json

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook
from test_cli import rusnlp
from test_coding import table
from test_learning import BATH, BOOK, codebook

from rusnlp.coding import codings_table
from rusnlp.deciding.asking import ASK_COLUMNS, doubt, most_telling, statements_to_ask, write_ask_sheet
from rusnlp.deciding.training_set import read_training_set
from rusnlp.embedders import load_embedder
from rusnlp.statements import empty_statements
from rusnlp.table_formats import read_table

TEXTS = ["Gå i skogen", "=Skogsvägar", "Bada i kommunen", "Fritid i kommunen", "Kaffet var gott", "Gå i skogen"]
NOTHING = codings_table([])


@pytest.fixture(scope="module")
def tfidf():
    return load_embedder("tfidf")


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RUSNLP_CACHE", str(tmp_path_factory.mktemp("vectors")))
        yield


def test_doubt_is_highest_at_the_threshold_and_where_the_code_is_rare():
    at = np.log(0.4 / 0.6)
    thresholds = np.array([0.4, 0.4])
    one = doubt(np.array([[at, -30], [at + 1, -30], [at - 1, -30], [20, -30]]), thresholds)
    assert one[0] > one[1] > one[3] and one[1] == pytest.approx(one[2], rel=0.2)
    rare = doubt(np.array([[at, -9.0], [-9.0, at], *([[5.0, -9.0]] * 20)]), thresholds)
    assert rare[1] > rare[0]
    assert doubt(np.zeros((0, 2)), thresholds).tolist() == []


def test_what_is_chosen_is_spread():
    corners = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0]])
    assert most_telling(np.array([1, 1, 0.9, 0.5]), corners, 2) == [0, 2]
    assert most_telling(np.ones(4), corners, 9) == [0, 2, 1, 3]
    assert most_telling(np.zeros(0), np.zeros((0, 2)), 3) == []


def test_what_is_like_others_is_asked_about_before_what_is_not():
    vectors = np.array([[0, 1], [1, 0], [1, 0], [1, 0]])
    assert most_telling(np.array([1, 0.6, 0.5, 0.5]), vectors, 2) == [1, 0]
    assert most_telling(np.array([1, 0.1, 0.1, 0.1]), vectors, 2) == [0, 1]


def test_the_sheet(tfidf):
    sheet = statements_to_ask(table(TEXTS), NOTHING, BOOK, tfidf, 10)
    assert tuple(sheet.columns) == ASK_COLUMNS
    assert sorted(sheet["text"]) == sorted(set(TEXTS))
    assert sheet["areas"].isna().all() and sheet["themes"].isna().all()
    suggested = dict(zip(sheet["text"], sheet["suggested_themes"], strict=True))
    assert suggested["Gå i skogen"] == ["skog"] and suggested["Kaffet var gott"] == []
    backwards = statements_to_ask(table(TEXTS)[::-1], NOTHING, BOOK, tfidf, 10)
    pd.testing.assert_frame_equal(backwards, sheet)
    three = statements_to_ask(table(TEXTS), NOTHING, BOOK, tfidf, 3)
    pd.testing.assert_frame_equal(three, sheet[:3])


def test_repeats_and_what_people_have_coded_are_not_asked_about(tfidf):
    statements = table(TEXTS[:4])
    statements["repeat_of"] = [None, "dag.p001.01", None, None]
    coded = {"statement_id": "dag.p001.03", "kind": "theme", "code": "bad", "coder": "Eva", "decision": "assigned"}
    machine = {**coded, "statement_id": "dag.p001.04", "coder": "rusnlp"}
    sheet = statements_to_ask(statements, codings_table([coded, machine]), BOOK, tfidf, 10)
    assert sorted(sheet["statement_id"]) == ["dag.p001.01", "dag.p001.04"]


def test_nothing_to_ask(tfidf, tmp_path):
    for statements, book in ((empty_statements(), BOOK), (table(TEXTS), codebook())):
        sheet = statements_to_ask(statements, NOTHING, book, tfidf, 5)
        assert tuple(sheet.columns) == ASK_COLUMNS and sheet.empty
        for suffix in ("xlsx", "csv", "jsonl"):
            write_ask_sheet(sheet, book, tmp_path / f"tom.{suffix}")


def test_a_workbook_to_fill_in(tfidf, tmp_path):
    sheet = statements_to_ask(table(TEXTS), NOTHING, BOOK, tfidf, 5)
    paths = [tmp_path / "a.xlsx", tmp_path / "b.xlsx"]
    for path in paths:
        write_ask_sheet(sheet, BOOK, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    book = load_workbook(paths[0])
    assert book.sheetnames == ["utsagor", "koder", "så här"]
    assert [cell.value for cell in book["koder"][2]][:4] == ["tema", "bad", "bad", BATH.definition]
    # Only themes have codes to choose among here; several ids in a cell are let through.
    [choice] = book["utsagor"].data_validations.dataValidation
    assert (choice.formula1, str(choice.sqref), bool(choice.showErrorMessage)) == ("koder!$B$2:$B$3", "I2:I6", False)
    assert "=Skogsvägar" in [row[4].value for row in book["utsagor"].iter_rows(min_row=2)]


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "jsonl"])
def test_a_sheet_filled_in_is_read_back(tfidf, tmp_path, suffix):
    path = tmp_path / f"fraga.{suffix}"
    sheet = statements_to_ask(table(TEXTS), NOTHING, BOOK, tfidf, 5)
    write_ask_sheet(sheet, BOOK, path)
    filled = read_table(path)
    given = {"Gå i skogen": "skog", "=Skogsvägar": "skog, bad", "Kaffet var gott": "-"}
    if suffix == "xlsx":
        book = load_workbook(path)
        for row in book["utsagor"].iter_rows(min_row=2):
            row[8].value = given.get(row[4].value)
        book.save(path)
    else:
        filled["themes"] = [given.get(text) for text in filled["text"]]
        write_ask_sheet(filled, BOOK, path)
    found = read_training_set([path], BOOK)
    assert dict(zip(found.texts, found.truth.tolist(), strict=True)) == {
        "Gå i skogen": [0, 1],
        "=Skogsvägar": [1, 1],
        "Kaffet var gott": [0, 0],
    }


def test_ask_on_the_command_line(tmp_path):
    notes = tmp_path / "pass_1.txt"
    notes.write_text("- Bussarna går för sällan\n- Vi behöver samverka om tågen\n- Det saknas cykelvägar\n", "utf-8")
    done = rusnlp("code", notes, "--ask", 2, "--embedder", "tfidf")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0 and [list(row) for row in rows] == [list(ASK_COLUMNS)] * 2
    assert "2 of 3 statements to code" in done.stderr
    out = tmp_path / "fraga.xlsx"
    assert rusnlp("code", notes, "--ask", 2, "-o", out, "--embedder", "tfidf").returncode == 0
    assert list(read_table(out)["text"]) == [row["text"] for row in rows]
    assert rusnlp("code", notes, "--ask", 0).returncode == 2
