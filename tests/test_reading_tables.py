from dataclasses import replace

import pytest

from rusnlp.reading.table_cells import Cell, cell_lines
from rusnlp.reading.tables import table_lines


def grid(rows, bold=()):
    """Cells of plain text; rows whose index is in `bold` are bold, a row of one text is merged across the table."""
    width = max(map(len, rows))
    return [
        [Cell(cell_lines(text, region="cell"), bold=index in bold, span=width if len(row) == 1 else 1) for text in row]
        if len(row) > 1
        else [
            replace(first := Cell(cell_lines(row[0], region="cell"), span=width)),
            *[replace(first, origin=False)] * (width - 1),
        ]
        for index, row in enumerate(rows)
    ]


def answers(rows, bold=()):
    """Text, headers and tags of the lines that no role keeps out, but for headings."""
    lines = table_lines(grid(rows, bold))
    return [
        (line.text, line.headers, dict(line.tags)) for line in lines if line.role is None and line.style != "heading"
    ]


def test_labels_under_an_empty_header_are_row_headers_of_questions():
    rows = [
        ["", "Vad är viktigast?", "Vad kan vi göra?"],
        ["Bord 1", "Tåg", "- möten\n- lots"],
        ["Bord 2", "–", "Fika"],
    ]
    first, second = ({"question": question} for question in rows[0][1:])
    assert answers(rows) == [
        ("Tåg", ("", "Bord 1"), first),
        ("möten", ("", "Bord 1"), second),
        ("lots", ("", "Bord 1"), second),
        ("Fika", ("", "Bord 2"), second),
    ]


@pytest.mark.parametrize(
    "header",
    [
        ["Grupp Röd", "Grupp Blå"],
        ["Grupp 1", "Grupp 2"],
        ["Förmiddag", "Eftermiddag"],
        ["Pass 1: Skola", "Pass 2: Vård"],
        ["Styrkor", "Svagheter"],
        ["Vad fungerar?", "Vad fungerar inte?"],
    ],
)
def test_short_answers_under_labels_titles_and_questions_are_kept(header):
    lines = answers([header, ["Havet", "Vägen"], ["Ja", ""]])
    assert [text for text, _, _ in lines] == ["Havet", "Vägen", "Ja"]
    assert [headers[0] if headers else tags["question"] for _, headers, tags in lines] == [*header, header[0]]


def test_columns_that_are_all_groups_by_name_hold_the_answers_of_those_groups():
    assert answers([["Röd grupp", "Gul grupp"], ["Havet", "Vägen"]]) == [
        ("Havet", (), {"group": "Röd grupp"}),
        ("Vägen", (), {"group": "Gul grupp"}),
    ]


def test_a_short_column_beside_answers_is_kept_unless_it_repeats_a_few_codes():
    rows = [
        ["Grupp", "Svar", "Hinder", "Läge"],
        *([str(n), f"Förslag {n}", f"Hinder {n}", "inne"] for n in range(1, 5)),
    ]
    assert [text for text, _, _ in answers(rows)] == [
        f"{kind} {n}" for n in range(1, 5) for kind in ("Förslag", "Hinder")
    ]


def test_known_names_head_a_table_without_bold_and_a_row_has_its_own_time():
    rows = [["Grupp", "Kl.", "Inspel"], ["Grupp 1", "10.40", "Låna ut bussen"], ["Grupp 2", "13.20", "Cykla"]]
    assert answers(rows) == [
        ("Låna ut bussen", (), {"group": "Grupp 1", "slot": "10.40"}),
        ("Cykla", (), {"group": "Grupp 2", "slot": "13.20"}),
    ]


def test_sums_are_no_answers_and_answers_that_begin_like_them_are():
    rows = [
        ["Bord", "Förslag", "Prickar"],
        ["1", "Total brist på bostäder", "4"],
        ["2", "Snittet är för lågt", "1"],
        ["", "Summa prickar", "5"],
        ["", "Summa bord 1", "4"],
        ["", "Totalt antal röster", ""],
    ]
    assert [text for text, _, _ in answers(rows)] == ["Total brist på bostäder", "Snittet är för lågt"]


def test_a_header_within_the_table_begins_a_new_part():
    swot = [["Styrkor", "Svagheter"], ["Havet", "Vägen"], ["Möjligheter", "Hot"], ["Turism", "Elpriset"]]
    assert [(text, headers[0]) for text, headers, _ in answers(swot)] == [
        ("Havet", "Styrkor"),
        ("Vägen", "Svagheter"),
        ("Turism", "Möjligheter"),
        ("Elpriset", "Hot"),
    ]
    repeated = [["Fråga", "Bord 1", "Bord 2"], ["Vad?", "Tåg", "Buss"]] * 2
    assert [text for text, _, _ in answers(repeated)] == ["Tåg", "Buss", "Tåg", "Buss"]


def test_a_title_within_a_cell_heads_the_rest_of_the_cell():
    assert answers([["Styrkor\n- Havet", "Svagheter\n- Vägen\n- Elpriset"], ["Hot\n- Tiden", "Nej"]]) == [
        ("Havet", ("Styrkor", ""), {}),
        ("Vägen", ("Svagheter", ""), {}),
        ("Elpriset", ("Svagheter", ""), {}),
        ("Tiden", ("Hot", ""), {}),
        ("Nej", (), {}),
    ]


def test_numbers_on_one_line_of_a_cell_part_its_answers():
    rows = [["Bord", "Svar"], ["1", "1) Skola 2) Vård"], ["2", "1. Tåg, 2. Buss"], ["3", "1. Vi börjar 2. juni"]]
    texts = [text for text, _, _ in answers(rows)]
    assert texts == ["Skola", "Vård", "Tåg", "Buss", "Vi börjar 2. juni"]


def test_rows_that_each_ask_have_no_header_row():
    rows = [
        ["Fråga 1: Vad är viktigast?", "Fler bostäder och personal i vården"],
        ["Fråga 2: Övrigt", "1. Tåg\n2. Fika"],
    ]
    assert answers(rows) == [
        ("Fler bostäder och personal i vården", ("", rows[0][0]), {}),
        ("Tåg", ("", rows[1][0]), {}),
        ("Fika", ("", rows[1][0]), {}),
    ]


def test_a_form_gives_the_name_of_its_group_and_no_people():
    rows = [["Grupp:", "Bord 4"], ["Antecknare:", "Bo Lind"], ["Vad är viktigast?", "Bostäder"]]
    assert [line.text for line in table_lines(grid(rows)) if line.style == "heading"] == ["Bord 4"]
    assert answers(rows) == [("Bostäder", ("", "Vad är viktigast?"), {})]


def test_titles_across_the_table_stand_over_the_header_and_the_rows():
    rows = [
        ["Bordssamtal"],
        ["Bord", "Vad är viktigast?"],
        ["Pass 1 Skola"],
        ["1", "Lärare"],
        ["Pass 2 Vård", ""],
        ["1", "Kö"],
    ]
    lines = table_lines(grid(rows))
    assert [line.text for line in lines if line.style == "heading"] == ["Bordssamtal", "Pass 1 Skola", "Pass 2 Vård"]
    tags = {"group": "1", "question": "Vad är viktigast?"}
    assert answers(rows) == [("Lärare", (), tags), ("Kö", (), tags)]


def test_names_beside_answers_are_left_out_without_heading_the_notes():
    lines = table_lines(grid([["Grupp", "Deltagare", "Inspel"], ["1", "Maj, Bo", "Fler lärare"]]))
    assert [(line.text, line.role) for line in lines] == [
        ("Grupp", "heading"),
        ("Deltagare", "context"),
        ("Inspel", "heading"),
        ("Fler lärare", None),
    ]


def test_notes_without_header_are_all_kept():
    rows = [["Fler bussar", "Bygg vid stationen"], ["Skolmat", "Mötesplatser"]]
    assert [text for text, _, _ in answers(rows)] == [text for row in rows for text in row]


def test_an_empty_table_has_no_lines():
    assert table_lines([]) == []
    assert table_lines(grid([["", ""]])) == []


def test_a_first_header_over_numbers_or_times_makes_a_header_row():
    rows = [["Bord", "Vad oroar", "Önskemål"], ["1", "Butiken stänger", "Driftstöd"], ["2", "Posten", "Lots"]]
    assert [(text, headers[0]) for text, headers, _ in answers(rows)] == [
        ("Butiken stänger", "Vad oroar"),
        ("Driftstöd", "Önskemål"),
        ("Posten", "Vad oroar"),
        ("Lots", "Önskemål"),
    ]
    assert answers([["Klockslag", "Moment", "Lokal"], ["13.00", "Inspel", "Aulan"], ["13.20", "Samtal", "Sal 1"]]) == []
    assert answers([["Mått", "2022", "2023"], ["Besök", "120", "130"], ["Andel (%)", "12", "13"]]) == []


def test_a_header_that_announces_a_summary_goes_with_what_stands_below_it():
    header = "Återkommande kommentarer"
    assert answers([[header], ["Bussen nämndes av alla"]]) == [("Bussen nämndes av alla", (header, ""), {})]
    assert answers([["Bord", header], ["1", "Bussen nämndes av alla"], ["2", "Få nämnde vägarna till skolan"]]) == [
        ("Bussen nämndes av alla", (header, ""), {"group": "1"}),
        ("Få nämnde vägarna till skolan", (header, ""), {"group": "2"}),
    ]


def test_sessions_in_a_column_show_that_the_row_above_them_is_a_header():
    rows = [["Var", "Vad sades"], ["Workshop 1, Skog", "Granarna dör"], ["Workshop 2, Hav", "Fisken är borta"]]
    assert answers(rows) == [
        ("Granarna dör", ("Vad sades", ""), {"session": "Workshop 1, Skog"}),
        ("Fisken är borta", ("Vad sades", ""), {"session": "Workshop 2, Hav"}),
    ]
