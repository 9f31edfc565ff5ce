"""Codebooks as CSV and XLSX and as Taguette's tags, to and from people's spreadsheets."""

import csv
import zipfile

import pytest
from openpyxl import Workbook, load_workbook
from test_exchange_qdc import SMALL, book_of, code

from rusnlp.codebook import load_codebook
from rusnlp.exchange.codebook_tables import (
    MAX_CELL,
    read_codebook_table,
    write_codebook_csv,
    write_codebook_xlsx,
    write_taguette_csv,
)
from rusnlp.exchange.codebook_yaml import write_codebook
from rusnlp.exchange.drafts import MAX_BYTES, MAX_CODES
from rusnlp.yaml_fields import CodebookError

COLUMNS = [
    *("Kod-id", "Slag", "Under", "Benämning", "Definition", "Inkluderas", "Exkluderas", "Andra namn", "Mönster"),
    *("Svaga mönster", "Exempel", "Motexempel", "Språk", "Version", "Felstavningar"),
]


def rows_of(path, delimiter=";"):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def table(folder, text, name="bok.csv", encoding="utf-8"):
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


def workbook(folder, *rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / "bok.xlsx")
    return folder / "bok.xlsx"


def test_csv_has_a_row_for_the_codebook_and_for_each_code_and_word_list(tmp_path):
    write_codebook_csv(SMALL, tmp_path / "bok.csv")
    assert (tmp_path / "bok.csv").read_bytes().startswith(b"\xef\xbb\xbfKod-id;Slag;Under;")
    rows = rows_of(tmp_path / "bok.csv")
    assert rows[0] == COLUMNS
    assert [row[:4] for row in rows[1:]] == [
        ["bok", "kodbok", "", "En bok"],
        ["skola", "område", "", "Skola & förskola"],
        ["skola.mat", "delmål", "skola", "Skolmåltider"],
        ["skola.vag", "delmål", "skola", "Vägen till skolan"],
        ["oro", "tema", "", "Oro"],
        ["stod", "tema", "", "Stöd"],
        ["hjälp", "ordlista", "", ""],
        ["å\\u0020ä\\u003aö\\u005cu0041", "ordlista", "", ""],
        ["tom", "ordlista", "", ""],
        ["", "ordfamilj", "", ""],
        ["", "ordfamilj", "", ""],
    ]
    assert rows[1][-3:] == ["sv", "2", "ja"]


def test_no_cell_runs_as_a_formula(tmp_path):
    rus = load_codebook()
    write_codebook_csv(rus, tmp_path / "bok.csv")
    cells = [cell for row in rows_of(tmp_path / "bok.csv") for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    write_codebook_xlsx(book_of(code("a", "=1+1", patterns=("=stöd", "-stöd-"))), tmp_path / "bok.xlsx")
    sheet = load_workbook(tmp_path / "bok.xlsx").active
    assert (sheet["D3"].value, sheet["D3"].data_type, sheet["D3"].number_format) == ("=1+1", "s", "@")
    assert sheet["I3"].value == "=stöd\n-stöd-"


def test_xlsx_refuses_what_a_cell_cannot_hold(tmp_path):
    long = book_of(code("lang", "Lång", examples=("å" * MAX_CELL, "ä")))
    with pytest.raises(CodebookError, match=f"code 'lang', Exempel: {MAX_CELL + 2} characters"):
        write_codebook_xlsx(long, tmp_path / "bok.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("write", [write_codebook_csv, write_codebook_xlsx])
def test_a_parent_is_found_by_its_id_before_its_name(tmp_path, write):
    book = book_of(code("b", "a", kind="area"), code("a", "Ö", kind="area"), code("a.c", "b", "a", "area"))
    path = tmp_path / ("bok.csv" if write is write_codebook_csv else "bok.xlsx")
    write(book, path)
    assert read_codebook_table(path).codebook.codes == book.codes


def test_taguette_gets_levels_by_dots_and_no_others(tmp_path):
    book = book_of(*SMALL.codes[:2], code("a", "1. Oro m.m."), code("b", "1 Oro m m"))
    write_taguette_csv(book, tmp_path / "bok.taguette.csv")
    assert (tmp_path / "bok.taguette.csv").read_bytes().startswith(b"\xef\xbb\xbftag,description\n")
    rows = rows_of(tmp_path / "bok.taguette.csv", ",")
    assert [row[0] for row in rows] == [
        "tag",
        "Områden",
        "Områden.Skola & förskola",
        "Områden.Skola & förskola.Skolmåltider",
        "Teman",
        "Teman.1 Oro m m",
        "Teman.1 Oro m m (b)",
    ]
    assert read_codebook_table(tmp_path / "bok.taguette.csv").codebook.codes == book.codes


def test_tags_that_taguette_would_refuse_are_not_written(tmp_path):
    with pytest.raises(CodebookError, match="is longer than Taguette's 200; shorten its label"):
        write_taguette_csv(book_of(code("lang", "å" * 195)), tmp_path / "bok.taguette.csv")
    assert list(tmp_path.iterdir()) == []


def test_tags_of_taguette_are_read(tmp_path):
    path = table(tmp_path, "tag,description\nresor.Buss,Att åka buss\nresor.Tåg,\nresor,Resor i allmänhet\nOro,\n")
    found = read_codebook_table(path)
    assert [(c.id, c.label, c.definition) for c in found.codebook.codes] == [
        ("resor", "resor", "Resor i allmänhet"),
        ("buss", "Buss", "Att åka buss"),
        ("tag", "Tåg", "Tåg"),
        ("oro", "Oro", "Oro"),
    ]
    assert found.notes == ("themes have no levels: Buss, Tåg stood under another code and stand beside it now",)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_table_by_hand_needs_only_names(tmp_path, delimiter):
    path = table(tmp_path, delimiter.join(("Namn", "Färg")) + f"\nOro{delimiter}röd\nHjälp & stöd{delimiter}\n")
    found = read_codebook_table(path)
    assert found.codebook.codes == (
        code("oro", "Oro", definition="Oro"),
        code("hjalp_stod", "Hjälp & stöd", definition="Hjälp & stöd"),
    )
    assert found.notes == ("columns are not kept: Färg",)
    assert len(found.missing) == 2
    write_codebook(found.codebook, tmp_path / "bok.yaml")
    assert load_codebook(tmp_path / "bok.yaml").codes == found.codebook.codes


def test_a_table_with_the_field_names_of_yaml_is_read(tmp_path):
    path = workbook(
        tmp_path,
        ("id", "kind", "parent", "label", "definition", "patterns", "version"),
        ("vard", "area", None, "Vård", "Om vård", "=vård\r\n-vård-\n\n (", None),
        (None, None, "Vård", "Köer", "Att vänta\npå vård", 2026, None),
        (None, None, "Okänd", "Natur", None, None, None),
        (None, "theme", None, None, "Utan namn", None, None),
    )
    found = read_codebook_table(path)
    assert found.codebook.codes == (
        code("vard", "Vård", kind="area", definition="Om vård", patterns=("=vård", "-vård-")),
        code("vard.koer", "Köer", "vard", "area", definition="Att vänta på vård", patterns=("2026",)),
        code("natur", "Natur", kind="area", definition="Natur"),
    )
    assert found.notes == ("code 'Natur' stands by itself: its parent 'Okänd' is no top-level code here",)
    assert found.problems == (
        "bok.xlsx: row 5 has neither Benämning nor Kod-id; left out",
        "code 'vard', field 'patterns': pattern '(': cannot read '('; left out",
    )


def test_word_families_that_clash_are_left_out_and_named(tmp_path):
    path = table(
        tmp_path,
        'Kod-id;Slag;Mönster\noro;tema;oro\n;ordfamilj;"dela\ndelning"\n;ordfamilj;"delning\nandel"\n;ordfamilj;A!\n'
        'lista;ordlista;"ett\ntvå ord"\n',
    )
    found = read_codebook_table(path)
    assert found.codebook.families == (("dela", "delning"),)
    assert found.codebook.word_lists == {"lista": ("ett",)}
    assert found.problems == (
        "word list 'lista': 'två ord' should be one word; left out",
        "word family 'delning, andel': delning is in another family, too; left out",
        "word family 'A!': 'A!' should be one word in its dictionary form; left out",
    )


def bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", " " * 100_000_000)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("bok.csv", "", "the file is empty"),
        ("bok.csv", "Färg;Form\nröd;rund\n", "no column Benämning or Kod-id"),
        ("bok.csv", "Namn;Definition\nOro\n", "row 2 has 1 cells"),
        ("bok.csv", "Namn;Definition\n", "no codes in it"),
        ("bok.csv", "Namn\n" + "Oro\n" * (MAX_CODES + 1), "more than 5000 codes"),
        ("bok.csv", "Namn\n" + "å" * MAX_BYTES, "over 20 MB"),
        ("bok.csv", "tag,description\n" + "a." * 60_000 + ",\n", None),
        ("bok.csv", b"Namn\nF\xf6rskola\n", "not UTF-8"),
        ("bok.xlsx", "inget arkiv", "not a file from Excel"),
        ("bok.xlsx", bomb, "would unpack to"),
    ],
)
def test_broken_and_hostile_tables_give_one_line(tmp_path, name, content, reason):
    path = tmp_path / name
    if callable(content):
        content(path)
    else:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    if reason is None:
        assert len(read_codebook_table(path).codebook.codes) == 1
        return
    with pytest.raises(CodebookError) as error:
        read_codebook_table(path)
    assert reason in str(error.value)
    assert "\n" not in str(error.value)
