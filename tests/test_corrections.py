import pandas as pd
import pytest
from openpyxl import load_workbook
from report_tables import shuffled, small_codebook, small_codings, small_statements

from rusnlp.evaluating.coded_sets import read_coded_sets
from rusnlp.inputs import read_inputs, with_codings
from rusnlp.table_files import coded_table, write_coded
from rusnlp.tabling.corrections import CHANGE_COLUMNS, changed_codings, corrected_codings
from rusnlp.themes import theme_table


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "eva.xlsx"
    codings = small_codings()
    write_coded(small_statements(), codings[codings["coder"] == "rusnlp"], path)
    return path


def corrected(path, cells):
    """Write into the sheet: {(statement_id, column): value}; returns it as it is read."""
    book = load_workbook(path)
    rows = list(book.worksheets[0].iter_rows())
    heads = [cell.value for cell in rows[0]]
    for row in rows[1:]:
        for (statement, column), value in cells.items():
            if row[heads.index("statement_id")].value == statement:
                row[heads.index(column)].value = value
    book.save(path)
    return read_coded_sets(path, small_codebook())


def machine():
    codings = small_codings()
    return codings[codings["coder"] == "rusnlp"].reset_index(drop=True)


def test_what_a_person_changed_in_a_sheet_holds_in_the_tables(sheet):
    statements, codings = small_statements(), machine()
    read = corrected(
        sheet,
        {
            ("dag.p001.02", "themes"): "ansvar",
            ("dag.p001.03", "areas"): None,
            ("kväll.p001.01", "themes"): "samverkan",
        },
    )
    after = corrected_codings(statements, codings, read, coder="Eva")
    changes = changed_codings(statements, codings, after)
    assert changes[["statement_id", "kind", "code", "before", "after", "coder"]].to_numpy().tolist() == [
        ["dag.p001.02", "theme", "ansvar", "review", "assigned", "Eva"],
        ["dag.p001.03", "area", "resor", "assigned", "rejected", "Eva"],
        ["dag.p001.03", "area", "resor.tag", "assigned", "rejected", "Eva"],
        ["kväll.p001.01", "theme", "samverkan", None, "assigned", "Eva"],
    ]
    assert theme_table(statements, after, small_codebook()).loc["ansvar"].tolist() == [2, 0, 0]
    assert theme_table(statements, after, small_codebook(), kind="area").loc["resor"].tolist() == [0, 1, 0]
    assert len(after) == len(codings) + 4
    pd.testing.assert_frame_equal(codings, machine())


def test_a_sheet_that_nobody_changed_changes_nothing(sheet):
    codings = machine()
    after = corrected_codings(small_statements(), codings, corrected(sheet, {}))
    pd.testing.assert_frame_equal(after, codings)
    assert changed_codings(small_statements(), codings, after).empty


def test_the_order_of_the_rows_does_not_matter(sheet):
    read = corrected(sheet, {("dag.p001.02", "themes"): "ansvar, samverkan"})
    after = corrected_codings(shuffled(small_statements()), shuffled(machine()), read)
    assert set(after.loc[after["method"] == "person", "code"]) == {"ansvar", "samverkan"}
    assert set(after.loc[after["method"] == "person", "coder"]) == {"eva"}


def test_empty_tables(sheet):
    statements, codings = small_statements().iloc[:0], machine().iloc[:0]
    read = corrected(sheet, {("dag.p001.02", "themes"): "ansvar"})
    assert corrected_codings(statements, codings, read).empty
    assert list(changed_codings(statements, codings, codings).columns) == CHANGE_COLUMNS


def test_a_sheet_of_other_statements_is_an_error(sheet):
    read = corrected(sheet, {("dag.p001.02", "themes"): "ansvar"})
    other = small_statements().assign(statement_id=[f"x{n}" for n in range(8)], text=[f"Annat {n}" for n in range(8)])
    with pytest.raises(ValueError, match="share no statements"):
        corrected_codings(other, machine(), read)


def test_a_corrected_sheet_counts_as_it_reads_in_every_command(sheet):
    corrected(sheet, {("dag.p001.02", "themes"): "Ansvar, ansvarr", ("dag.p001.03", "areas"): None})
    loaded, codings = read_inputs([sheet], small_codebook())
    assert loaded.problems == ("eva: no such code: ansvarr; correct the columns areas and themes",)
    after = with_codings(loaded.statements, codings, small_codebook(), corrected=loaded.corrected)
    changes = changed_codings(loaded.statements, codings, after)
    assert changes[["statement_id", "code", "after", "coder"]].to_numpy().tolist() == [
        ["dag.p001.02", "ansvar", "assigned", "eva"],
        ["dag.p001.03", "resor", "rejected", "eva"],
        ["dag.p001.03", "resor.tag", "rejected", "eva"],
    ]
    told = coded_table(loaded.statements, after).set_index("statement_id")
    assert told.loc["dag.p001.02", "themes"] == ["ansvar"]
    assert told.loc["dag.p001.03", "areas"] == []


def test_a_sheet_that_nobody_changed_changes_nothing_in_any_command(sheet):
    loaded, codings = read_inputs([sheet], small_codebook())
    after = with_codings(loaded.statements, codings, small_codebook(), corrected=loaded.corrected)
    pd.testing.assert_frame_equal(after, codings)
