"""The workbook: its sheets, and that every count opens exactly the rows that it counts."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from report_day import example_day
from report_summary import empty_summary, small_differences, small_summary
from report_tables import QUESTIONS, empty_loaded, small_codebook, small_codings, small_loaded, small_topics

from rusnlp.reports import build_content
from rusnlp.reports.texts import SHEETS
from rusnlp.reports.xlsx import xlsx_bytes
from rusnlp.reports.xlsx.parts import PIECE, lines_in

FORMULA = "=1+1 </script><b>bäst</b> | fler bussar"
COUNTS = (
    *("Läs mig", "Sammanfattning", "Temaöversikt", "Tema × pass", "Tema × fråga", "Område × pass"),
    *("Tema × pass × fråga", "Skillnader", "Teman tillsammans", "Ämnen utanför kodboken", "Så gjordes rapporten"),
)
"""Sheets with numbers that are links."""
TABLES = (
    *("Sammanfattning", "Temaöversikt", "Tema × pass × fråga", "Skillnader", "Teman tillsammans"),
    *("Ämnen utanför kodboken", "Utsagor", "Att granska", "Utsagor per kod", "Utsagor per kod och fråga"),
    *("Utsagor per lista", "Bortlämnat", "Dokument"),
)
"""Sheets that are one table."""


def small_content(loaded=None, **more):
    content = build_content(
        loaded or small_loaded(),
        small_codings(),
        small_codebook(),
        topics=small_topics(),
        questions=QUESTIONS,
        figures=False,
        summary=small_summary(),
        **more,
    )
    return replace(content, differences=small_differences())


def opened(content):
    return load_workbook(io.BytesIO(xlsx_bytes(content)))


@pytest.fixture(scope="module")
def small():
    return opened(small_content())


@pytest.fixture(scope="module")
def day():
    loaded, content = example_day()
    return loaded, content, opened(content)


def test_sheets_in_order(small):
    assert small.sheetnames == [
        *("Läs mig", "Sammanfattning", "Temaöversikt", "Tema × pass", "Tema × fråga", "Område × pass"),
        *("Tema × pass × fråga", "Skillnader", "Teman tillsammans", "Ämnen utanför kodboken", "Utsagor", "Att granska"),
        *("Utsagor per kod", "Utsagor per kod och fråga", "Utsagor per lista", "Bortlämnat", "Dokument"),
        "Så gjordes rapporten",
    ]
    linked = [cell.value for row in small["Läs mig"].iter_rows(max_col=1) for cell in row if cell.hyperlink]
    assert linked == [name for name, _ in SHEETS]
    assert set(linked) <= set(small.sheetnames)


def test_tables_have_a_frozen_filtered_heading_and_print_on_the_width_of_a_page(small):
    for name in TABLES:
        sheet = small[name]
        assert re.fullmatch(r"[A-D]2", sheet.freeze_panes), name
        assert sheet.auto_filter.ref == sheet.dimensions.split(":")[0] + f":{sheet.auto_filter.ref.split(':')[1]}"
        assert sheet.print_title_rows == "$1:$1"
    for sheet in small:
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
            *("landscape", None, 0),
        )
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.column_dimensions["A"].width > 5


def rows_behind(workbook, cell):
    """The rows that a count's link selects, as tuples of values."""
    sheet, first, last = re.fullmatch(r"'?(.+?)'?!A(\d+):[A-Z](\d+)", cell.hyperlink.location).groups()
    return sheet, list(workbook[sheet].iter_rows(int(first), int(last), values_only=True))


def linked_counts(workbook):
    for name in COUNTS:
        if name in workbook.sheetnames:
            for row in workbook[name].iter_rows():
                for cell in row:
                    if cell.hyperlink and "!A1" not in re.sub(r"!A1\d", "", cell.hyperlink.location):
                        yield name, cell


@pytest.mark.parametrize("size", ["small", "day"])
def test_every_count_is_a_number_that_opens_exactly_its_rows(size, small, day):
    workbook = small if size == "small" else day[2]
    checked = 0
    for name, cell in linked_counts(workbook):
        where = f"{name}!{cell.coordinate}"
        assert isinstance(cell.value, int), where
        sheet, rows = rows_behind(workbook, cell)
        assert len(rows) == cell.value, where
        if sheet.startswith("Utsagor per"):
            assert len({row[-1] for row in rows}) == cell.value, where
            # One code and decision, or one list: nothing else has slipped in between.
            assert len({row[:1] if sheet == "Utsagor per lista" else row[1:3] for row in rows}) == 1, where
        checked += 1
    assert checked > (60 if size == "small" else 1500)


def test_counts_in_tables_of_themes_are_all_links(day):
    _, _, workbook = day
    for name, columns in (("Temaöversikt", (3, 4, 5, 9, 10)), ("Tema × pass × fråga", (5, 6, 7, 9, 10))):
        for row in workbook[name].iter_rows(min_row=2):
            for column in columns:
                assert bool(row[column - 1].hyperlink) == bool(row[column - 1].value), row[column - 1].coordinate


def test_links_of_crosstabs_stay_in_their_session_and_question(day):
    _, _, workbook = day
    for name, column in (("Tema × pass", 3), ("Tema × fråga", 4), ("Område × pass", 3)):
        sheet = workbook[name]
        heads = [cell.value for cell in sheet[1]]
        for row in sheet.iter_rows(min_row=3):
            for cell in row:
                if cell.hyperlink:
                    _, rows = rows_behind(workbook, cell)
                    assert {(r[1], r[column]) for r in rows} == {(row[0].value.strip(), heads[cell.column - 1])}


def test_links_of_the_long_table_stay_in_their_session_and_question(day):
    _, _, workbook = day
    for row in workbook["Tema × pass × fråga"].iter_rows(min_row=2):
        for cell in (row[4], row[6]):
            if cell.hyperlink:
                _, rows = rows_behind(workbook, cell)
                assert {(r[3], r[4]) for r in rows} == {(row[2].value, row[3].value)}
                assert cell is row[6] or {r[1] for r in rows} == {row[1].value}


def test_points_of_the_summary_open_their_statements(day):
    _, content, workbook = day
    points = [p for part in (content.summary.day, *content.summary.sessions) for p in (*part.recurring, *part.few)]
    found = [
        tuple(row[-1] for row in rows_behind(workbook, cells[4])[1])
        for cells in workbook["Sammanfattning"].iter_rows(min_row=2)
        if cells[4].hyperlink
    ]
    assert found == [tuple(sorted(point.statement_ids)) for point in points]


def test_every_text_of_a_participant_is_verbatim(day):
    loaded, content, workbook = day
    views = content.by_id
    for name in ("Utsagor", "Att granska", "Utsagor per kod", "Utsagor per kod och fråga", "Utsagor per lista"):
        sheet = workbook[name]
        heads = [cell.value for cell in sheet[1]]
        for row in sheet.iter_rows(min_row=2, values_only=True):
            view = views[row[heads.index("Id")]]
            assert row[heads.index("Utsaga")] == view.text
            assert view.text in loaded.canonical[view.document]
    quotes = [row[7] for row in workbook["Sammanfattning"].iter_rows(min_row=2, values_only=True) if row[7]]
    shown = {line for quote in quotes for line in quote.split("\n")}
    assert shown <= {f"”{view.text}”" for view in content.statements}


def test_what_was_left_out_is_listed_row_by_row_without_names(small, day):
    rows = list(small["Bortlämnat"].iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[3]) for row in rows] == [
        ("Deltagare", "(visas inte: kan namnge personer)"),
        ("Länk eller löst tecken", "(visas inte: kan namnge personer)"),
        ("Rubrik", "=Resor i vardagen"),
        ("Workshopledare och sammanställare", "(visas inte: kan namnge personer)"),
    ]
    assert day[2]["Bortlämnat"].max_row - 1 == len(day[1].left_out)
    everything = [str(cell.value) for sheet in small for row in sheet.iter_rows() for cell in row]
    assert not [text for text in everything if "Påhittad" in text or "Uppdiktad" in text or "kim@" in text]


def test_numbers_are_numbers_and_shares_percent(small):
    sheet = small["Temaöversikt"]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[1].value == "Samverkan")
    assert [cell.value for cell in row[2:10]] == [3, 0, 6, 0.5, 2, 2, 1, 1]
    assert row[5].number_format == "0.0%"
    probability = [row[8] for row in small["Skillnader"].iter_rows(min_row=2) if row[8].value is not None]
    assert [(cell.value, cell.number_format) for cell in probability] == [(0.02, "0.000")] * 2
    assert [row[9].value for row in small["Skillnader"].iter_rows(min_row=2, max_row=5)] == [
        *("inget test", "inget test", "ja", "ja"),
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "\r="])
def test_no_text_runs_as_a_formula_or_becomes_a_link(start):
    loaded = small_loaded()
    text = f'{start}HYPERLINK("http://exempel.invalid";"klicka här") i alla tider och på alla platser'
    loaded.statements.loc[0, "text"] = text
    loaded.statements.loc[0, "group"] = f"{start}1+1"
    workbook = opened(replace(small_content(loaded), title=f"{start}2+2"))
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    like = [cell for cell in cells if isinstance(cell.value, str) and re.match(r"\s*[=+\-@]", cell.value)]
    assert len(like) > 10
    assert all(cell.quotePrefix for cell in like)
    assert not [cell for cell in cells if cell.hyperlink and not cell.hyperlink.location]
    assert any(str(cell.value).endswith(text.lstrip("\r")) for cell in cells)


def test_a_text_too_long_for_a_cell_stands_whole_on_a_last_sheet():
    loaded = small_loaded()
    long = ("lång text 🚲 " * 4000).strip()
    loaded.statements.loc[0, "text"] = long
    workbook = opened(small_content(loaded))
    assert workbook.sheetnames[-1] == "Långa texter"
    whole = {}
    for number, _, piece in workbook["Långa texter"].iter_rows(min_row=2, values_only=True):
        whole[number] = whole.get(number, "") + piece
    begun = next(
        row[5] for row in workbook["Utsagor"].iter_rows(min_row=2, values_only=True) if row[0] == "dag.p001.01"
    )
    number = int(re.fullmatch(r"(.*) … \(hela texten: bladet Långa texter, nr (\d+)\)", begun)[2])
    assert begun.startswith(long[:PIECE])
    assert whole[number] == long
    assert list(linked_counts(workbook))


def test_hostile_words_break_no_file():
    loaded = small_loaded()
    texts = [
        "a\x00b\x0bc ]]> <x> & \ufffe",
        "\u202eomvänt\u202c \u2067isolerat\u2069",
        "_x0041_ är inte A",
        "Ord" * 3000,
    ]
    loaded.statements.loc[loaded.statements.index[:4], "text"] = texts
    workbook = opened(small_content(loaded, title="rubrik\x00 med ]]>"))
    shown = [row[5] for row in workbook["Utsagor"].iter_rows(min_row=2, values_only=True)]
    assert {"a\ufffdb\ufffdc ]]> <x> & \ufffd", *texts[1:]} <= set(shown)


def test_nothing_to_say_gives_a_workbook_all_the_same():
    content = build_content(
        empty_loaded(), small_codings().iloc[:0], small_codebook(), figures=False, summary=empty_summary()
    )
    workbook = opened(content)
    assert "Underlaget innehåller inga utsagor som kan räknas." in [cell.value for cell in workbook["Läs mig"]["A"]]
    assert list(linked_counts(workbook)) == []


def test_the_same_bytes_each_time():
    made = xlsx_bytes(small_content())
    assert made == xlsx_bytes(small_content())
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert {member.date_time[0] for member in package.infolist()} == {1980}


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [("", 5, 1), ("abc", 44, 1), ("aa bb cc", 6, 2), ("   indraget namn", 44, 1), ("a" * 100, 11, 10), ("a\nb", 9, 2)],
)
def test_lines_that_a_text_takes(text, width, lines):
    assert lines_in(text, width) == lines
