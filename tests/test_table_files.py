"""Statements and codings to files and back."""

import errno
import json

import pandas as pd
import pytest

from rusnlp.coding import CODING_COLUMNS
from rusnlp.statements import STATEMENT_COLUMNS, empty_statements
from rusnlp.table_files import (
    coded_table,
    is_statements_file,
    read_coded,
    read_statements,
    write_coded,
    write_statements,
)
from rusnlp.table_formats import TableFileError, read_table, table_text, write_table

FORMATS = ["csv", "jsonl", "parquet", "xlsx"]


def statement(number, text, **tags):
    row = dict.fromkeys(STATEMENT_COLUMNS)
    row |= {"statement_id": f"dag.p001.{number:02d}", "document": "dag", "question": "ovrigt", "source": "note"}
    row |= {"page": 1, "place": "s. 1", "start": 0, "end": len(text), "text": text, "role": "statement"}
    return row | tags


def table(*rows):
    columns = {
        name: pd.Series([row[name] for row in rows], dtype="int64" if name in ("page", "start", "end") else object)
        for name in STATEMENT_COLUMNS
    }
    return pd.DataFrame(columns)


def coding(statement_id, kind, code, decision, score, **more):
    row = {"statement_id": statement_id, "kind": kind, "code": code, "coder": "rusnlp", "decision": decision}
    return row | {"score": score, "method": "pattern", "evidence": [], **more}


STATEMENTS = table(
    statement(1, "Bussarna går för sällan; tågen också", session="3", session_title="Resor i vardagen"),
    statement(2, '"Hela Skåne" – även Österlen, 100 %', session="3", slot="fm", group="Bord 2"),
    statement(3, "=SUMMA(A1:A9)"),
    statement(4, "- en egen fråga, 'citat' @ord", repeat_of="dag.p001.01", heading="Vägar / Järnväg"),
    statement(5, "'=redan skyddad"),
)
EVIDENCE = [{"start": 0, "end": 8, "text": "Bussarna", "pattern": "buss", "polarity": "saknas"}]
CODINGS = pd.DataFrame(
    [
        coding("dag.p001.01", "theme", "kollektivtrafik", "assigned", 0.9, evidence=EVIDENCE),
        coding("dag.p001.01", "theme", "landsbygd", "review", 0.5),
        coding("dag.p001.01", "area", "resor", "assigned", 0.8),
        coding("dag.p001.01", "area", "resor.tag", "assigned", 0.7),
        coding("dag.p001.02", "area", "resor", "rejected", 0.25, method="meaning"),
    ],
    columns=list(CODING_COLUMNS),
)


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("statements", [STATEMENTS, empty_statements()], ids=["five", "none"])
def test_statements_come_back_as_they_were(tmp_path, format_name, statements):
    path = tmp_path / f"utsagor.{format_name}"
    before = statements.copy(deep=True)
    write_statements(statements, path)
    pd.testing.assert_frame_equal(read_statements(path), statements)
    pd.testing.assert_frame_equal(statements, before)
    assert is_statements_file(path)


@pytest.mark.parametrize("format_name", FORMATS)
def test_codings_come_back_as_they_were(tmp_path, format_name):
    path = tmp_path / f"kodade.{format_name}"
    write_coded(STATEMENTS, CODINGS, path)
    statements, codings = read_coded(path)
    order = ["statement_id", "kind", "code"]
    pd.testing.assert_frame_equal(statements, STATEMENTS)
    pd.testing.assert_frame_equal(
        codings.sort_values(order, ignore_index=True), CODINGS.sort_values(order, ignore_index=True), check_dtype=False
    )


@pytest.mark.parametrize("format_name", FORMATS)
def test_the_same_tables_give_the_same_bytes(tmp_path, format_name):
    for name in "ab":
        write_coded(STATEMENTS, CODINGS.iloc[::-1] if name == "b" else CODINGS, tmp_path / f"{name}.{format_name}")
    assert (tmp_path / f"a.{format_name}").read_bytes() == (tmp_path / f"b.{format_name}").read_bytes()


def test_a_coded_line_names_what_is_assigned_and_what_to_review():
    first = json.loads(table_text(coded_table(STATEMENTS, CODINGS), "jsonl").split("\n")[0])
    assert {key: first[key] for key in ("areas", "themes", "review")} == {
        "areas": ["resor"],
        "themes": ["kollektivtrafik"],
        "review": ["landsbygd"],
    }
    assert [(c["kind"], c["code"], c["decision"]) for c in first["codings"]] == [
        ("area", "resor", "assigned"),
        ("area", "resor.tag", "assigned"),
        ("theme", "kollektivtrafik", "assigned"),
        ("theme", "landsbygd", "review"),
    ]
    assert first["codings"][2]["evidence"] == EVIDENCE


def test_statements_without_codings_have_none_to_read(tmp_path):
    write_statements(STATEMENTS, tmp_path / "utsagor.jsonl")
    assert read_coded(tmp_path / "utsagor.jsonl")[1].empty


def test_csv_is_made_for_excel_and_runs_nothing(tmp_path):
    path = tmp_path / "tabell.csv"
    write_table(pd.DataFrame({"text": ["=1+1", "'=1+1", "a;b", "@x", "-", "å"], "n": [1, -2, 3, 4, 5, 6]}), path)
    assert path.read_bytes().decode("utf-8") == "\ufefftext;n\n'=1+1;1\n''=1+1;-2\n\"a;b\";3\n'@x;4\n'-;5\nå;6\n"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_may_have_other_delimiters_and_no_mark(tmp_path, delimiter):
    path = tmp_path / "egna.csv"
    path.write_text(
        f"statement_id{delimiter}text{delimiter}session\nx.p002.01{delimiter}Fler cykelvägar{delimiter}2\n", "utf-8"
    )
    row = read_statements(path).iloc[0]
    assert (row["document"], row["text"], row["session"], row["page"], row["start"], row["end"], row["question"]) == (
        "x", "Fler cykelvägar", "2", 1, 0, 15, "ovrigt",
    )  # fmt: skip


def test_a_number_from_a_spreadsheet_is_a_session_again(tmp_path):
    write_table(pd.DataFrame({"statement_id": ["a"], "text": ["Fler tåg"], "session": [3.0]}), tmp_path / "t.xlsx")
    assert read_statements(tmp_path / "t.xlsx")["session"].tolist() == ["3"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", "", "a.csv: empty; it should start with a row of column names"),
        ("a.csv", "id;text\n1;x\n", "a.csv: not a statements table, it lacks statement_id; make one with: rusnlp load"),
        ("a.csv", "statement_id;text\na;x\nb\n", "a.csv: row 3 has 1 cells, the header has 2"),
        ("a.csv", "statement_id;text\na;x\na;y\n", "a.csv: statement_id a stands twice; every id must be unique"),
        ("a.csv", "statement_id;text\na;x\nb;\n", "a.csv: row 3 has no text; fill it in or take the row away"),
        ("a.csv", "statement_id;text;page\na;x;två\n", "a.csv: a: page is 'två', not a whole number"),
        ("a.jsonl", '{"statement_id": "a", "text": "x"}\n{"sta', "a.jsonl: line 2 is not JSON"),
        ("a.jsonl", "[1]\n", "a.jsonl: line 1 is not a JSON object; each line is one row"),
        (
            "a.jsonl",
            '{"statement_id": "a", "text": "x", "codings": 3}\n',
            "a.jsonl: a: the column codings is not a list",
        ),
        ("a.parquet", "inte parquet", "a.parquet: cannot be read as parquet"),
        ("a.xlsx", "inte xlsx", "a.xlsx: cannot be read as xlsx"),
        ("a.odt", "x", "a.odt: format 'odt' is not one of csv, jsonl, parquet, xlsx"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_text(content, "utf-8")
    with pytest.raises(TableFileError) as error:
        read_coded(path)
    said = str(error.value).replace(str(tmp_path) + "/", "")
    assert said.startswith(message)
    assert "\n" not in said


def test_latin_1_is_named(tmp_path):
    (tmp_path / "a.csv").write_bytes("statement_id;text\na;Åkarp\n".encode("latin-1"))
    with pytest.raises(TableFileError, match=r"a\.csv: not UTF-8; save it as CSV UTF-8"):
        read_table(tmp_path / "a.csv")


def test_notes_are_no_statements_file(tmp_path):
    (tmp_path / "svar.csv").write_text("Fråga;Svar\nVad?;Tåg\n", "utf-8")
    (tmp_path / "a.txt").write_text("statement_id;text", "utf-8")
    assert [is_statements_file(tmp_path / name) for name in ("svar.csv", "a.txt", "saknas.jsonl")] == [False] * 3


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_write_that_fails_leaves_what_was_there(tmp_path, format_name, monkeypatch):
    path = tmp_path / f"tabell.{format_name}"
    path.write_text("förra körningen", "utf-8")

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("pathlib.Path.replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_table(STATEMENTS, path)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    assert path.read_text("utf-8") == "förra körningen"


def test_xlsx_has_text_not_formulas_and_a_sheet_of_codings(tmp_path):
    from openpyxl import load_workbook

    write_coded(STATEMENTS, CODINGS, tmp_path / "k.xlsx")
    book = load_workbook(tmp_path / "k.xlsx")
    assert book.sheetnames == ["tabell", "kodningar"]
    column = list(STATEMENT_COLUMNS).index("text") + 1
    cell = book["tabell"].cell(4, column)
    assert (cell.value, cell.data_type) == ("=SUMMA(A1:A9)", "s")
    assert [cell.value for cell in book["kodningar"][2]][:4] == ["dag.p001.01", STATEMENTS["text"][0], "area", "resor"]


@pytest.mark.parametrize("format_name", ["csv", "jsonl", "xlsx"])
def test_rows_are_numbered_as_in_the_file_also_after_blank_ones(tmp_path, format_name):
    path = tmp_path / f"t.{format_name}"
    if format_name == "csv":
        path.write_text("statement_id;text\n;\na;Tåg\n;\n;\nb;\n", "utf-8")
    elif format_name == "jsonl":
        path.write_text('{"statement_id": "a", "text": "Tåg"}\n\n\n\n\n{"statement_id": "b"}\n', "utf-8")
    else:
        from openpyxl import Workbook

        book = Workbook()
        for row in (["statement_id", "text"], [], ["a", "Tåg"], [], [], ["b"]):
            book.active.append(row)
        book.save(path)
    with pytest.raises(TableFileError, match=rf"^t\.{format_name}: row 6 has no text"):
        read_statements(path)


def test_what_is_no_file_is_told(tmp_path):
    for path, message in (
        (tmp_path, f"{tmp_path}: a folder, not a table; name a file in it"),
        (tmp_path / "saknas.csv", f"{tmp_path / 'saknas.csv'}: no such file"),
        (tmp_path / "saknas", f"{tmp_path / 'saknas'}: no such file"),
    ):
        with pytest.raises(TableFileError) as error:
            read_table(path)
        assert str(error.value) == message
    with pytest.raises(TableFileError, match=r"does not say its format; end it in \.csv, \.jsonl, \.parquet, \.xlsx"):
        write_table(STATEMENTS, tmp_path / "ut")


def test_where_nothing_can_be_written_the_users_path_is_named(tmp_path, monkeypatch):
    (tmp_path / "fil").write_text("x", "utf-8")
    (tmp_path / "mapp.csv").mkdir()
    for path in (tmp_path / "fil" / "t.csv", tmp_path / "mapp.csv"):
        with pytest.raises(OSError) as error:
            write_table(STATEMENTS, path)
        assert (error.value.filename, error.value.strerror is None) == (str(path), False)

    def refused(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied", str(tmp_path / ".t-x1y2.csv"))

    monkeypatch.setattr("tempfile.mkstemp", refused)
    with pytest.raises(PermissionError) as denied:
        write_table(STATEMENTS, tmp_path / "t.csv")
    assert denied.value.filename == str(tmp_path / "t.csv")
