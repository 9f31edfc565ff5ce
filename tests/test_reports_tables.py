"""The reports that are tables: CSV, Markdown and the workbook."""

import csv
import io
import re

import pytest
from markdown_it import MarkdownIt
from openpyxl import load_workbook
from report_tables import QUESTIONS, small_codebook, small_codings, small_loaded, small_topics

from rusnlp.reports import build_content
from rusnlp.reports.csv import COLUMNS, csv_bytes
from rusnlp.reports.md import md_bytes
from rusnlp.reports.xlsx import xlsx_bytes

FORMULA = "=1+1 </script><b>bäst</b> | fler bussar"


@pytest.fixture(scope="module")
def content():
    return build_content(
        small_loaded(), small_codings(), small_codebook(), topics=small_topics(), questions=QUESTIONS, figures=False
    )


@pytest.fixture(scope="module")
def workbook(content):
    return load_workbook(io.BytesIO(xlsx_bytes(content)))


def test_csv_opens_in_a_swedish_spreadsheet(content):
    data = csv_bytes(content)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == list(COLUMNS)
    assert len(rows) == len(content.counts) + 1
    assert rows[2] == [
        *("tema", "ansvar", "Ansvar", "", "Pass 1", "Aktivering", "1", "1", "1", "1,0000", "0", "0"),
        *("anteckningar utan upprepningar, pass 1, frågan Aktivering", "Saknar samverkan kring 🚲 och tåg på kvällen"),
        *("dag, s. 1", "dag.p001.03", ""),
    ]


def test_csv_writes_a_formula_as_text(content):
    assert f"'{FORMULA}" in csv_bytes(content).decode("utf-8-sig")
    assert not re.search(r'(^|;)"?[=+@-]', csv_bytes(content).decode("utf-8-sig"), re.MULTILINE)


def test_markdown_prints_the_participants_words_as_they_wrote_them(content):
    text = md_bytes(content).decode()
    html = MarkdownIt("commonmark").enable("table").render(text)
    assert "<p>=1+1 &lt;/script&gt;&lt;b&gt;bäst&lt;/b&gt; | fler bussar</p>" in html
    headings = re.findall(r"<h2>(.*?)</h2>", html)
    assert headings == [
        *("Från dokument till koder", "Teman", "Områden", "Teman i varje pass", "Teman under varje fråga"),
        *("Områden i varje pass", "Citat och källor", "Ämnen utanför kodboken", "Utelämnat", "Så gjordes rapporten"),
    ]
    assert "| Samverkan | 3 | 3 | 50,0\u00a0% | 2 av 2 | 1 | 1 |" in text
    assert "Påhittad" not in text


def test_workbook_has_its_sheets_with_frozen_and_filtered_headings(workbook):
    assert workbook.sheetnames == [
        *("Läs mig", "Temaöversikt", "Tema × pass", "Tema × fråga", "Område × pass", "Tema × pass × fråga"),
        *("Teman tillsammans", "Ämnen utanför kodboken", "Utsagor", "Att granska", "Utsagor per kod"),
        *("Utsagor per kod och fråga", "Utelämnat", "Så gjordes rapporten"),
    ]
    for name in ("Temaöversikt", "Tema × pass × fråga", "Utsagor", "Att granska", "Utsagor per kod"):
        assert workbook[name].freeze_panes in ("A2", "C2")
        assert workbook[name].auto_filter.ref


def block(workbook, cell):
    """The rows that a count's link selects."""
    sheet, first, last = re.fullmatch(r"'?(.+?)'?!A(\d+):K(\d+)", cell.hyperlink.location).groups()
    return [[c.value for c in row] for row in workbook[sheet].iter_rows(int(first), int(last))]


def test_every_count_is_a_number_that_selects_exactly_its_rows(workbook):
    checked = 0
    for name in ("Läs mig", "Temaöversikt", "Tema × pass", "Tema × fråga", "Område × pass", "Tema × pass × fråga"):
        for row in workbook[name].iter_rows():
            for cell in row:
                if cell.hyperlink:
                    assert isinstance(cell.value, int)
                    rows = block(workbook, cell)
                    assert len(rows) == cell.value == len({row[10] for row in rows}), (name, cell.coordinate)
                    assert len({(row[1], row[2]) for row in rows}) == 1
                    checked += 1
    assert checked > 40


def test_crosstab_links_stay_in_their_session_and_question(workbook):
    for name, column in (("Tema × pass", 3), ("Tema × fråga", 4), ("Område × pass", 3)):
        sheet = workbook[name]
        heads = [cell.value for cell in sheet[1]]
        for row in sheet.iter_rows(min_row=3):
            for cell in row:
                if cell.hyperlink:
                    rows = block(workbook, cell)
                    assert {(r[1], r[column]) for r in rows} == {(row[0].value, heads[cell.column - 1])}


def test_workbook_holds_formulas_as_text_and_no_names(workbook):
    values = []
    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.coordinate
                values.append(str(cell.value))
    assert FORMULA in values
    cell = next(c for row in workbook["Utsagor"].iter_rows() for c in row if c.value == FORMULA)
    assert cell.quotePrefix
    assert not [value for value in values if "Påhittad" in value or "Uppdiktad" in value or "kim@" in value]


def test_a_cell_that_is_too_long_is_an_error_and_not_cut():
    loaded = small_loaded()
    loaded.statements.loc[0, "text"] = "a" * 40_000
    content = build_content(loaded, small_codings(), small_codebook(), questions=QUESTIONS, figures=False)
    with pytest.raises(ValueError, match="40000 characters in a cell, more than a workbook holds; write html or csv"):
        xlsx_bytes(content)
