import datetime
import io
import re
import zipfile

import openpyxl
import pytest
from openpyxl.styles import Font

from rusnlp.document import UnreadableDocument
from rusnlp.loading import load_corpus
from rusnlp.reading.sheets import find_delimiter, read_csv, read_xlsx

BOLD = Font(bold=True)


def saved(tmp_path, sheets, merged=(), bold=()):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cells in merged:
            sheet.merge_cells(cells)
        for cell in bold:
            sheet[cell].font = BOLD
    path = tmp_path / "svar.xlsx"
    book.save(path)
    return path


def rewritten(path, change):
    """The same file with `change` applied to the XML of its first sheet."""
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            data = source.read(name)
            archive.writestr(name, change(data) if name.endswith("sheet1.xml") else data)
    return path


def statements(document):
    """Text, tags and place of the lines that no role keeps out, but for headings."""
    lines = [line for page in document.pages for line in page.lines]
    return [(line.text, dict(line.tags), line.place) for line in lines if line.role is None and line.style != "heading"]


def headed(document):
    lines = [line for page in document.pages for line in page.lines]
    return [(line.text, line.headers) for line in lines if line.role is None and line.style != "heading"]


def headings(document):
    return [line.text for page in document.pages for line in page.lines if line.style == "heading"]


def test_one_answer_a_row_gives_tags_places_and_no_people(tmp_path):
    path = saved(
        tmp_path,
        {
            "Svar": [
                ["Dokumentation från Bokby"],
                ["Pass", "Fråga", "Svar", "Tid", "Bord", "Namn", "Betyg", "Status"],
                [1, "Vad är viktigast?", "Fler tåg\noch bussar", datetime.time(10, 15), "Bord 1", "Maj Ask", 4, "ny"],
                [2, "Vilka hinder finns?", "- tid\n- pengar", datetime.time(13, 45), "Bord 2", "Bo Lind", 3, "ny"],
                [2, "Vilka hinder finns?", "–", datetime.time(13, 45), "Bord 2", "Bo Lind", 3, "ny"],
                [2, "Vilka hinder finns?", "vet ej", datetime.time(13, 45), "Bord 2", "Bo Lind", 3, "ny"],
            ]
        },
    )
    document = read_xlsx(path)
    first = {"session": "1", "question": "Vad är viktigast?", "slot": "10:15", "group": "Bord 1"}
    second = {"session": "2", "question": "Vilka hinder finns?", "slot": "13:45", "group": "Bord 2"}
    assert statements(document) == [
        ("Fler tåg och bussar", first, "blad Svar, rad 3"),
        ("tid", second, "blad Svar, rad 4"),
        ("pengar", second, "blad Svar, rad 4"),
        ("vet ej", second, "blad Svar, rad 6"),
    ]
    assert headings(document) == ["Svar", "Dokumentation från Bokby"]
    everything = [line.text for page in document.pages for line in page.lines]
    assert "Maj Ask" not in everything and "4" not in everything
    assert [line.text for line in document.pages[0].lines if line.role == "link"] == ["–"]


def test_a_form_with_a_question_a_column_tags_each_answer_with_its_question(tmp_path):
    rows = [
        ["Tidsstämpel", "E-post", "Vilket pass deltog du i?", "Vad är viktigast?", "Hur nöjd är du? (1–5)", "Medskick"],
        [datetime.datetime(2024, 5, 3, 10, 1), "a@b.se", "Pass 1", "Kompetens", 4, "Tack för en bra dag, gör om det!"],
        [datetime.datetime(2024, 5, 3, 10, 2), "c@d.se", "Pass 2", "Fler tåg", 5, None],
    ]
    document = read_xlsx(saved(tmp_path, {"Formulär": rows}))
    assert statements(document) == [
        ("Kompetens", {"slot": "10:01", "session": "Pass 1", "question": "Vad är viktigast?"}, "blad Formulär, rad 2"),
        ("Tack för en bra dag, gör om det!", {"slot": "10:01", "session": "Pass 1"}, "blad Formulär, rad 2"),
        ("Fler tåg", {"slot": "10:02", "session": "Pass 2", "question": "Vad är viktigast?"}, "blad Formulär, rad 3"),
    ]
    assert headed(document)[1][1] == ("Medskick", "")


def test_groups_as_columns_and_questions_as_rows_are_headers(tmp_path):
    rows = [[None, "Grupp 1", "Grupp 2"], ["Vad är viktigast?", "Tåg", "Buss"], ["Vilka hinder finns?", "Pengar", "-"]]
    document = read_xlsx(saved(tmp_path, {"Grupper": rows}))
    assert headed(document) == [
        ("Tåg", ("Grupp 1", "Vad är viktigast?")),
        ("Buss", ("Grupp 2", "Vad är viktigast?")),
        ("Pengar", ("Grupp 1", "Vilka hinder finns?")),
    ]


def test_a_merged_header_over_the_header_is_told_too(tmp_path):
    rows = [
        [None, "Förmiddag", None, "Eftermiddag", None],
        ["Grupp", "Vad är viktigast?", "Vilka hinder finns?", "Vad är viktigast?", "Vilka hinder finns?"],
        ["1", "Tåg", "Pengar", "Buss", "Tid"],
    ]
    document = read_xlsx(saved(tmp_path, {"Dagen": rows}, merged=["B1:C1", "D1:E1"]))
    assert [(text, headers[0]) for text, headers in headed(document)] == [
        ("Tåg", "Förmiddag"),
        ("Pengar", "Förmiddag"),
        ("Buss", "Eftermiddag"),
        ("Tid", "Eftermiddag"),
    ]


def test_a_row_of_labels_over_the_header_holds_until_the_next_label(tmp_path):
    path = tmp_path / "svar.csv"
    path.write_text(
        ";Förmiddag;;Eftermiddag;\nGrupp;Hinder;Idéer;Hinder;Idéer\n1;Tid;Lots;Väg;Fika\n", encoding="utf-8"
    )
    assert headed(read_csv(path)) == [
        ("Tid", ("Förmiddag", "Hinder", "")),
        ("Lots", ("Förmiddag", "Idéer", "")),
        ("Väg", ("Eftermiddag", "Hinder", "")),
        ("Fika", ("Eftermiddag", "Idéer", "")),
    ]


def test_tables_of_groups_below_their_questions_are_found_in_plain_text_too(tmp_path):
    rows = [["Vad är viktigast?"], ["Grupp Röd", "Grupp Blå"], ["Tåg", "Buss"], [], ["Vad hindrar?"]]
    rows += [["Grupp Röd", "Grupp Blå"], ["Pengar", ""], ["Summa prickar", "4"]]
    path = tmp_path / "svar.csv"
    path.write_text("\n".join(";".join(row) for row in rows), encoding="utf-8")
    for document in (read_csv(path), read_xlsx(saved(tmp_path, {"Blad1": rows}))):
        assert headings(document)[-2:] == ["Vad är viktigast?", "Vad hindrar?"]
        assert headed(document) == [
            ("Tåg", ("Grupp Röd", "")),
            ("Buss", ("Grupp Blå", "")),
            ("Pengar", ("Grupp Röd", "")),
        ]


def test_blanks_are_filled_in_merged_cells_and_where_only_changes_are_written(tmp_path):
    rows = [["Pass", "Grupp", "Svar"], [1, "A", "Tåg"], [None, None, "Buss"], [2, "A", "Cykel"], [None, "A", "Gång"]]
    filled = [tags for _, tags, _ in statements(read_xlsx(saved(tmp_path, {"Blad1": rows})))]
    assert filled == [
        {"session": "1", "group": "A"},
        {"session": "1"},
        {"session": "2", "group": "A"},
        {"session": "2", "group": "A"},
    ]
    merged = saved(tmp_path, {"Blad1": rows}, merged=["B2:B3"])
    assert [tags.get("group") for _, tags, _ in statements(read_xlsx(merged))] == ["A", "A", "A", "A"]


def test_tables_below_one_another_each_have_their_title(tmp_path):
    rows = [["Pass 1"], ["Fråga", "Svar"], ["Vad?", "Tåg"], [], ["Pass 2"], ["Fråga", "Svar"], ["Hur?", "Buss"]]
    document = read_xlsx(saved(tmp_path, {"Allt": rows}))
    assert headings(document) == ["Allt", "Pass 1", "Pass 2"]
    assert statements(document) == [
        ("Tåg", {"question": "Vad?"}, "blad Allt, rad 3"),
        ("Buss", {"question": "Hur?"}, "blad Allt, rad 7"),
    ]


def test_plain_notes_need_no_header_and_bold_ones_are_headings(tmp_path):
    rows = [["Hinder"], ["Tiden räcker inte"], ["=A1 är inte hela bilden"], [], ["Idéer"], ["Dela lokaler"]]
    path = saved(tmp_path, {"Anteckningar": [*rows[:2], ["text"], *rows[3:]]}, bold=["A1", "A5"])
    book = openpyxl.load_workbook(path)
    book.active["A3"].value, book.active["A3"].data_type = rows[2][0], "s"
    book.save(path)
    document = read_xlsx(path)
    assert headings(document) == ["Anteckningar", "Hinder", "Idéer"]
    assert [text for text, _, _ in statements(document)] == [
        "Tiden räcker inte",
        "=A1 är inte hela bilden",
        "Dela lokaler",
    ]


def test_sheets_are_pages_and_lists_of_participants_stay_out(tmp_path):
    sheets = {"Deltagare": [["Namn", "Organisation"], ["Maj Ask", "Bokby"]], "Pass 1": [["Svar"], ["Tåg"], ["Buss"]]}
    document = read_xlsx(saved(tmp_path, sheets))
    assert [(page.number, page.place) for page in document.pages] == [(1, "blad Deltagare"), (2, "blad Pass 1")]
    assert [line.role for line in document.pages[0].lines] == [None, "heading", "heading", "participant"]
    assert statements(document) == [("Tåg", {}, "blad Pass 1, rad 2"), ("Buss", {}, "blad Pass 1, rad 3")]


def test_a_mapping_names_the_columns(tmp_path):
    path = saved(tmp_path, {"Blad1": [["Rubrik", "Vad sades"], ["Vad är viktigast?", "Tåg"]]})
    mapping = {"question": "Rubrik", "answer": "Vad sades"}
    assert statements(read_xlsx(path, mapping=mapping)) == [
        ("Tåg", {"question": "Vad är viktigast?"}, "blad Blad1, rad 2")
    ]
    with pytest.raises(UnreadableDocument, match=r"svar.xlsx: no column 'Rubbrik'; the first row holds 'Rubrik'"):
        read_xlsx(path, mapping={"question": "Rubbrik"})
    with pytest.raises(ValueError, match="unknown key 'frågan' in mapping; use one of session, question"):
        read_xlsx(path, mapping={"frågan": "Rubrik"})


def test_hidden_sheets_and_rows_and_unsaved_formulas_are_told(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Synligt"
    for row in (["Svar"], ["Tåg"], ["=1+1"]):
        book.active.append(row)
    book.active.row_dimensions[2].hidden = True
    hidden = book.create_sheet("Dolt")
    hidden.append(["Buss"])
    hidden.sheet_state = "hidden"
    path = tmp_path / "svar.xlsx"
    book.save(path)
    document = read_xlsx(path)
    assert [text for text, _, _ in statements(document)] == ["Tåg", "Buss"]
    assert document.warnings == (
        "svar.xlsx: sheet 'Synligt': 1 hidden rows read too; delete them if not wanted",
        "svar.xlsx: sheet 'Synligt': 1 formulas hold no stored value; open and save it in Excel",
        "svar.xlsx: hidden sheet 'Dolt' read too; delete it if it should not be counted",
    )


def test_a_million_empty_rows_and_a_wrong_range_do_no_harm(tmp_path):
    empty = b"".join(b'<row r="%d"><c r="A%d"/></row>' % (row, row) for row in range(3, 200_000))
    path = saved(tmp_path, {"Blad1": [["Svar"], ["Tåg"]]})
    rewritten(
        path, lambda xml: xml.replace(b"</sheetData>", empty + b"</sheetData>").replace(b'"A1:A2"', b'"A1:XFD1048576"')
    )
    assert [text for text, _, _ in statements(read_xlsx(path))] == ["Tåg"]
    rewritten(path, lambda xml: re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1"/>', xml))
    assert [text for text, _, _ in statements(read_xlsx(path))] == ["Tåg"]


def test_unreadable_workbooks_are_named_with_the_next_step(tmp_path):
    path = saved(tmp_path, {"Blad1": []})
    with pytest.raises(UnreadableDocument, match=r"svar.xlsx: no cell holds text"):
        read_xlsx(path)
    rewritten(path, lambda xml: xml + b" " * 40_000_000)
    with pytest.raises(UnreadableDocument, match=r"svar.xlsx: would unpack to 40 MB in \d+ parts"):
        read_xlsx(path)
    path = saved(tmp_path, {"Blad1": [["Svar"], ["Tåg"]]})
    rewritten(path, lambda xml: b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hosts">]>' + xml)
    with pytest.raises(UnreadableDocument, match=r"sheet1.xml declares entities, which is unsafe"):
        read_xlsx(path)
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(UnreadableDocument, match=r"svar.xlsx: the file is damaged or cut off"):
        read_xlsx(path)


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_csv_is_read_whatever_its_delimiter_and_encoding(tmp_path, delimiter, encoding):
    rows = [
        ["Pass", "Fråga", "Svar"],
        ["1", "Vad är viktigast?", '"Fler tåg; även, på | kvällen"'],
        ["2", "Hur?", "Åk ihop"],
    ]
    path = tmp_path / "svar.csv"
    path.write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode(encoding))
    assert statements(read_csv(path)) == [
        ("Fler tåg; även, på | kvällen", {"session": "1", "question": "Vad är viktigast?"}, "rad 2"),
        ("Åk ihop", {"session": "2", "question": "Hur?"}, "rad 3"),
    ]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("Svar\nTåg, buss och cykel\nBuss", ";"),
        ("Pass;Svar\n1;Tåg, buss\n2;Cykel, gång, båt", ";"),
        ("sep=|\nPass|Svar\n1|a;b", "|"),
        ("Svar", ";"),
        ("", ";"),
    ],
)
def test_the_delimiter_gives_most_rows_the_same_number_of_cells(text, delimiter):
    assert find_delimiter(text)[0] == delimiter


def test_csv_cells_may_hold_line_breaks_and_a_stray_quotation_mark_swallows_nothing(tmp_path):
    path = tmp_path / "svar.csv"
    path.write_text('Pass;Svar\n1;"- tåg\n- buss"\n2;\'=lika för alla\n', encoding="utf-8")
    assert [text for text, _, _ in statements(read_csv(path))] == ["tåg", "buss", "=lika för alla"]
    path.write_text('Pass;Svar\n1;"Tåg\n2;Buss\n3;"Cykel\n4;Gång\n', encoding="utf-8")
    document = read_csv(path)
    assert [text for text, _, _ in statements(document)] == ["Tåg", "Buss", "Cykel", "Gång"]
    assert document.warnings == (
        "svar.csv: a stray quotation mark, so all of them are read as text; check the cells that begin with one",
    )


def test_a_csv_of_one_column_is_plain_notes(tmp_path):
    path = tmp_path / "svar.csv"
    path.write_text("Fler tåg, även på kvällen\nBuss\nCykel, gång\n", encoding="utf-8")
    assert [text for text, _, _ in statements(read_csv(path))] == ["Fler tåg, även på kvällen", "Buss", "Cykel, gång"]
    path.write_text("  \n", encoding="utf-8")
    with pytest.raises(UnreadableDocument, match=r"svar.csv: the file is empty"):
        read_csv(path)


def test_questions_of_a_poll_each_have_their_answers_and_counted_ones_are_context(tmp_path):
    rows = [
        ["Pass 1: Bo kvar"],
        [],
        ["Vad behöver byn mest?"],
        ["Typ: Öppen fråga", None, "3 svar"],
        ["Svar", "👍"],
        ["buss", 4],
        ["Tid", 2],
        ["affären?", 0],
        [],
        ["Hur trivs du i byn?"],
        ["Typ: Skala"],
        ["Medel", 3.5],
        [],
        ["Vad gör vi härnäst?"],
        ["Frågetyp: Ordmoln"],
        ["Responses"],
        ["kaffe"],
        ["Kaffe igen"],
    ]
    document = read_xlsx(saved(tmp_path, {"Blad1": rows}))
    assert [text for text, _, _ in statements(document)] == ["buss", "Tid", "affären?", "kaffe", "Kaffe igen"]
    asked = ["Vad behöver byn mest?", "Hur trivs du i byn?", "Vad gör vi härnäst?"]
    assert headings(document) == ["Blad1", "Pass 1: Bo kvar", *asked]
    told = [line.text for page in document.pages for line in page.lines if line.role == "context"]
    assert told == ["Typ: Öppen fråga", "3 svar", "Typ: Skala", "Medel", "3.5", "Frågetyp: Ordmoln"]


def test_lists_under_a_lone_header_each_have_their_question(tmp_path):
    rows = [["Vad saknas?"], ["Svar"], ["buss"], ["elen?"], [], ["Vad finns?"], ["Svar"], ["skog"], ["Svar på tal"]]
    document = read_xlsx(saved(tmp_path, {"Blad1": rows}))
    assert [text for text, _, _ in statements(document)] == ["buss", "elen?", "skog", "Svar på tal"]
    assert headings(document) == ["Blad1", "Vad saknas?", "Vad finns?"]


def test_a_sheet_about_the_file_is_context_and_one_of_answers_by_that_name_is_not(tmp_path):
    about = [["Protokoll från Bokby"], ["Kolumnen Prio fylls i efter dagen."]]
    document = read_xlsx(saved(tmp_path, {"Läs mig": about, "Info": [["Bord", "Svar"], ["1", "Fler tåg"]]}))
    assert [(text, tags) for text, tags, _ in statements(document)] == [("Fler tåg", {"group": "1"})]


def test_an_answer_that_reads_as_names_of_columns_begins_no_table(tmp_path):
    rows = [["Kommentar", "Röster", "Status"], ["Buss", 3, "Ny"], ["Mer tid", 2, "Klar"], ["Antal kommentarer", 2]]
    document = read_xlsx(saved(tmp_path, {"Blad1": rows}))
    assert [text for text, _, _ in statements(document)] == ["Buss", "Mer tid"]


def test_a_session_or_group_that_is_named_with_a_number_keeps_it(tmp_path):
    rows = [
        ["Pass", "Grupp", "Fråga", "Svar"],
        ["1. Skog", "2. Norra", "1. Vad är viktigt?", "Fler träd på torget"],
        ["12) Hav", "3. Södra", "1. Vad är viktigt?", "Rent vatten i viken"],
        ["3", "Östra", "1. Vad är viktigt?", "Rent vatten i sjön"],
        ["Kust 2030", "Västra", "1. Vad är viktigt?", "Rent vatten i ån"],
    ]
    path = tmp_path / "svar.csv"
    path.write_text("\n".join(";".join(row) for row in rows), "utf-8")
    table = load_corpus([path]).statements
    assert table[["session", "session_title", "group"]].to_numpy().tolist() == [
        ["1", "Skog", "2. Norra"],
        ["12", "Hav", "3. Södra"],
        ["3", None, "Östra"],
        ["Kust 2030", None, "Västra"],
    ]
