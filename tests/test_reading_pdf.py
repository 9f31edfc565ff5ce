"""PDF: paragraphs put together from geometry, reading order, and what a damaged or scanned file is answered with."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib import pdfencrypt
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from benchmarks.pdf_decks import page_document, slide_deck, wrapped
from benchmarks.pdf_reading import recovered
from rusnlp.document import Document, UnreadableDocument
from rusnlp.reading.pdf import read_pdf

LONG = "Kommunerna delar gärna på en samordnare som håller ihop arbetet med praktikplatser och mentorer hela läsåret"


def draw(path, texts, size=A4, font="Helvetica", points=12):
    """A page with (x, y from the top, text) or (x, y, text, font, points)."""
    canvas = Canvas(str(path), pagesize=size, invariant=1)
    for x, y, text, *style in texts:
        canvas.setFont(*(style or (font, points)))
        canvas.drawString(x, size[1] - y, text)
    canvas.showPage()
    canvas.save()
    return path


def texts(document: Document, page: int = 1) -> list[str]:
    return [line.text for line in document.pages[page - 1].lines]


def body(document: Document, page: int = 1) -> list[tuple]:
    return [(line.marker, line.text) for line in document.pages[page - 1].lines if line.role is None]


def test_slides_come_back_whole_and_in_their_columns(tmp_path):
    path = tmp_path / "bilder.pdf"
    expected = slide_deck(path, 40)
    document = read_pdf(path)
    count, found = recovered(document, expected)
    assert len(found) / count >= 0.99
    columns = [(paragraph.column, line.column) for paragraph, line in found if paragraph.column is not None]
    assert sum(drawn == read for drawn, read in columns) / len(columns) >= 0.99
    levels = [(paragraph.level, line.level) for paragraph, line in found if paragraph.level is not None]
    assert sum(drawn == read for drawn, read in levels) / len(levels) >= 0.98
    titles = [line.style for paragraph, line in found if paragraph.kind == "title"]
    assert titles == ["title"] * 40
    headings = {line.style for paragraph, line in found if paragraph.kind == "heading"}
    assert headings == {"heading"}
    assert {line.style for paragraph, line in found if paragraph.kind in ("body", "note")} <= {None, "list"}
    notes = [line.region for paragraph, line in found if paragraph.kind == "note"]
    assert None not in notes
    footers = [line for page in document.pages for line in page.lines if line.role == "banner"]
    assert len(footers) == 80
    assert {line.style for line in footers} == {"footer"}
    assert document.pages[4].place == "bild 5"
    assert all(line.whole for page in document.pages for line in page.lines)


def test_notes_are_read_in_the_order_drawn(tmp_path):
    path = tmp_path / "bilder.pdf"
    expected = [p.text for p in slide_deck(path, 40) if p.page == 2]
    page = read_pdf(path).pages[1]
    assert [line.text for line in page.lines if line.role is None] == expected


def test_pages_come_back_whole_also_over_page_ends(tmp_path):
    path = tmp_path / "anteckningar.pdf"
    expected = page_document(path, 20)
    document = read_pdf(path)
    _, found = recovered(document, expected)
    kept = {id(paragraph) for paragraph, _ in found}
    missed = [paragraph for paragraph in expected if id(paragraph) not in kept]
    assert len(missed) <= 5
    for paragraph in missed:  # A page that begins with a new sentence is no clear continuation.
        lines = [line for line in document.pages[paragraph.page - 1].lines if line.role is None]
        assert paragraph.text.startswith(lines[-1].text)
        assert lines[-1].text.endswith(".")
    assert document.pages[2].place == "s. 3"
    assert all(line.style == "heading" for paragraph, line in found if paragraph.kind == "heading")
    banners = [line.text for page in document.pages for line in page.lines if line.role == "banner"]
    assert banners.count("Minnesanteckningar") == len(document.pages)
    assert str(len(document.pages)) in banners


def test_same_file_gives_the_same_document(tmp_path):
    path = tmp_path / "bilder.pdf"
    slide_deck(path, 8)
    assert read_pdf(path) == read_pdf(path)


def test_wrapped_bullet_with_hyphens_at_the_line_end(tmp_path):
    path = draw(
        tmp_path / "lista.pdf",
        [
            (60, 100, "•"),
            (75, 100, "Vi behöver bredbands-"),
            (75, 115, "och fibernät, YH-"),
            (75, 130, "kurser och skydd mot källar-"),
            (75, 145, "översvämning"),
            (60, 160, "•"),
            (75, 160, "Fler stationer"),
        ],
    )
    assert body(read_pdf(path)) == [
        ("•", "Vi behöver bredbands- och fibernät, YH-kurser och skydd mot källaröversvämning"),
        ("•", "Fler stationer"),
    ]


def test_short_lines_without_bullets_stay_apart(tmp_path):
    notes = ["Fler lånecyklar i centrum", "Bättre ljus", "Sommarjobb för alla som vill", "Öppen skolgård", "Odla ihop"]
    path = draw(tmp_path / "korta.pdf", [(60, 100 + 15 * i, note) for i, note in enumerate(notes)])
    assert texts(read_pdf(path)) == notes


def test_bullets_and_numbers_in_the_same_piece_as_the_text(tmp_path):
    rows = ["1. Utse en kontaktperson", "2. Boka lokal", "– Bjud in skolan", "– Bjud in vården", "• Följ upp i maj"]
    path = draw(tmp_path / "punkter.pdf", [(60, 100 + 15 * i, row) for i, row in enumerate(rows)])
    assert body(read_pdf(path)) == [
        ("1.", "Utse en kontaktperson"),
        ("2.", "Boka lokal"),
        ("–", "Bjud in skolan"),
        ("–", "Bjud in vården"),
        ("•", "Följ upp i maj"),
    ]


def test_drawn_dots_are_bullets(tmp_path):
    canvas = Canvas(str(tmp_path / "prickar.pdf"), pagesize=A4, invariant=1)
    for y, text in ((100, "Trädgård vid kajen"), (120, "Bänkar i solen")):
        canvas.circle(66, A4[1] - y + 4, 2, stroke=0, fill=1)
        canvas.drawString(75, A4[1] - y, text)
    canvas.save()
    lines = read_pdf(tmp_path / "prickar.pdf").pages[0].lines
    assert [(line.marker, line.text, line.style, line.level) for line in lines] == [
        ("•", "Trädgård vid kajen", "list", 0),
        ("•", "Bänkar i solen", "list", 0),
    ]


def test_heading_over_two_columns_comes_first(tmp_path):
    left = ["Vänster spalt börjar här och", "går vidare på nästa rad"]
    right = ["Höger spalt börjar där och", "slutar på sin andra rad"]
    rows = [(60, 90, "Två spalter om en gemensam sak som rör oss alla", "Helvetica-Bold", 20)]
    rows += [(60, 130 + 15 * i, text) for i, text in enumerate(left)]
    rows += [(320, 130 + 15 * i, text) for i, text in enumerate(right)]
    rows += [(60, 190, "Efter spalterna kommer en rad som löper över hela sidans bredd igen, från kant till kant.")]
    found = [(line.column, line.text) for line in read_pdf(draw(tmp_path / "spalter.pdf", rows)).pages[0].lines]
    assert found == [
        (None, "Två spalter om en gemensam sak som rör oss alla"),
        (0, " ".join(left)),
        (1, " ".join(right)),
        (None, "Efter spalterna kommer en rad som löper över hela sidans bredd igen, från kant till kant."),
    ]


def test_ruled_table_cells_with_headers(tmp_path):
    canvas = Canvas(str(tmp_path / "tabell.pdf"), pagesize=A4, invariant=1)
    xs, ys = (60, 160, 340, 520), (100, 125, 175, 225)
    for x in xs:
        canvas.line(x, A4[1] - ys[0], x, A4[1] - ys[-1])
    for y in ys:
        canvas.line(xs[0], A4[1] - y, xs[-1], A4[1] - y)
    rows = [
        ("Fråga", "Förmiddag", "Eftermiddag"),
        ("Hinder", "Det saknas lokaler som går att låna på kvällar och helger", "Bussen slutar gå klockan sju"),
        ("Idéer", "En gemensam kalender för alla föreningar i bygden", "Skolan öppnar idrottshallen"),
    ]
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            canvas.setFont("Helvetica-Bold" if number == 0 else "Helvetica", 11)
            for k, part in enumerate(wrapped(text, xs[column + 1] - xs[column] - 10, "Helvetica", 11)):
                canvas.drawString(xs[column] + 5, A4[1] - ys[number] - 15 - 13 * k, part)
    canvas.save()
    lines = read_pdf(tmp_path / "tabell.pdf").pages[0].lines
    assert [(line.text, line.headers, line.role, line.tags.get("question")) for line in lines] == [
        ("Fråga", (), "heading", None),
        ("Förmiddag", (), "heading", None),
        ("Eftermiddag", (), "heading", None),
        (rows[1][1], ("Förmiddag", ""), None, "Hinder"),
        (rows[1][2], ("Eftermiddag", ""), None, "Hinder"),
        (rows[2][1], ("Förmiddag", ""), None, "Idéer"),
        (rows[2][2], ("Eftermiddag", ""), None, "Idéer"),
    ]
    assert {line.style for line in lines} == {"cell"}
    assert [line.number for line in lines] == list(range(1, 8))
    assert len({line.region for line in lines}) == 7


PEOPLE = [
    ("Asta Vik", "lärare", "Granviks skola"),
    ("Bo Lund", "snickare", "Kajens bygg"),
    ("Cia Ek", "bonde", "Ekhed gård"),
]


def ruled(canvas, xs, top, rows, height=20):
    """A table with lines around its cells, each text on one line."""
    ys = [top + height * i for i in range(len(rows) + 1)]
    for x in xs:
        canvas.line(x, A4[1] - ys[0], x, A4[1] - ys[-1])
    for y in ys:
        canvas.line(xs[0], A4[1] - y, xs[-1], A4[1] - y)
    for y, row in zip(ys, rows, strict=False):
        for x, text in zip(xs, row, strict=False):
            canvas.drawString(x + 5, A4[1] - y - 14, text)


def roles(document: Document, page: int = 1) -> list[tuple]:
    return [(line.role, line.text) for line in document.pages[page - 1].lines]


def test_ruled_list_of_participants_over_two_pages(tmp_path):
    canvas = Canvas(str(tmp_path / "deltagare.pdf"), pagesize=A4, invariant=1)
    for rows in (PEOPLE[:2], PEOPLE[2:]):
        ruled(canvas, (60, 180, 300, 480), 100, [("Namn", "Roll", "Organisation"), *rows])
        canvas.showPage()
    canvas.save()
    document = read_pdf(tmp_path / "deltagare.pdf")
    headers = [("heading", name) for name in ("Namn", "Roll", "Organisation")]
    assert roles(document, 1) == [*headers, *(("participant", ", ".join(row)) for row in PEOPLE[:2])]
    assert roles(document, 2) == [*headers, ("participant", ", ".join(PEOPLE[2]))]


def test_ruled_table_with_one_answer_a_row(tmp_path):
    canvas = Canvas(str(tmp_path / "svar.pdf"), pagesize=A4, invariant=1)
    rows = [
        ("Pass", "Fråga", "Svar", "Grupp", "Röster"),
        ("1", "Vad hindrar oss?", "Det saknas lokaler", "Grupp 2", "4"),
        ("2", "Vem gör vad?", "Skolan öppnar hallen", "Grupp 3", "7"),
    ]
    ruled(canvas, (40, 80, 200, 350, 430, 500), 100, rows)
    canvas.save()
    lines = read_pdf(tmp_path / "svar.pdf").pages[0].lines
    assert [(line.text, dict(line.tags)) for line in lines if line.role is None] == [
        ("Det saknas lokaler", {"session": "1", "question": "Vad hindrar oss?", "group": "Grupp 2"}),
        ("Skolan öppnar hallen", {"session": "2", "question": "Vem gör vad?", "group": "Grupp 3"}),
    ]


@pytest.mark.parametrize("columns", [2, 3])
@pytest.mark.parametrize("header", [True, False])
def test_list_of_participants_without_lines(tmp_path, columns, header):
    table = [row[:columns] for row in ([("Namn", "Roll", "Organisation")] if header else []) + PEOPLE]
    drawn = [] if header else [(60, 100, "Deltagare förmiddag", "Helvetica-Bold", 13)]
    drawn += [(60 + 150 * j, 120 + 14 * i, text) for i, row in enumerate(table) for j, text in enumerate(row)]
    drawn += [(60, 200, "Det vi talade om", "Helvetica-Bold", 13)]
    drawn += [(60, 220, "Bussarna kan gå senare på kvällen så att fler hinner med till träningen i hallen")]
    found = [text for role, text in roles(read_pdf(draw(tmp_path / "öppen.pdf", drawn))) if role == "participant"]
    assert found == [", ".join(row[:columns]) for row in PEOPLE]


def test_names_beside_notes_are_no_list_of_participants(tmp_path):
    notes = ["Bussarna får gå senare.", "Hallen borde vara öppen.", "Ge oss en kiosk vid kajen."]
    drawn = [(60, 100, "Deltagare"), (320, 100, "Det vi talade om")]
    drawn += [(60, 120 + 20 * i, row[0]) for i, row in enumerate(PEOPLE)]
    drawn += [(320, 120 + 20 * i, note) for i, note in enumerate(notes)]
    assert [text for role, text in roles(read_pdf(draw(tmp_path / "två.pdf", drawn))) if role is None][-3:] == notes


def test_note_with_two_sentences_is_one_note(tmp_path):
    canvas = Canvas(str(tmp_path / "lappar.pdf"), pagesize=(960, 540), invariant=1)
    canvas.setFont("Helvetica", 12)
    walls = [("Verkstan på kajen står tom på", "lördagar.", "Öppna den för nybörjare!"), ("En till lapp om båtar",)]
    for x, lines in zip((50, 500), walls, strict=True):
        canvas.setFillColorRGB(1, 0.95, 0.6)
        canvas.rect(x, 300, 190, 120, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        for number, line in enumerate(lines):
            canvas.drawString(x + 10, 400 - 14.4 * number, line)
    canvas.save()
    assert texts(read_pdf(tmp_path / "lappar.pdf"))[0].startswith("Verkstan på kajen står tom på lördagar.")
    bare = [
        (60, 100, "Kiosken stänger för tidigt."),
        (60, 114, "Låt den vara öppen!"),
        (60, 150, "Fler bänkar i solen"),
    ]
    bare += [(60, 186, "Cykelställ vid hamnen"), (60, 222, "En brygga till"), (330, 100, "Städa stranden ihop")]
    assert texts(read_pdf(draw(tmp_path / "utan.pdf", bare)))[0] == "Kiosken stänger för tidigt. Låt den vara öppen!"


def test_arrow_that_opens_one_line_is_no_bullet(tmp_path):
    rows = [(60, 100, "•"), (75, 100, "Lärare och tränare i samma rum"), (75, 115, "→ ser barnet från två håll")]
    assert body(read_pdf(draw(tmp_path / "pil.pdf", rows))) == [
        ("•", "Lärare och tränare i samma rum → ser barnet från två håll")
    ]
    rows = [(60, 100, "→ Fler bänkar"), (60, 120, "→ Bättre ljus")]
    assert body(read_pdf(draw(tmp_path / "pilar.pdf", rows))) == [("→", "Fler bänkar"), ("→", "Bättre ljus")]


def test_list_in_a_cell_and_a_line_break_without_bullet(tmp_path):
    canvas = Canvas(str(tmp_path / "cell.pdf"), pagesize=A4, invariant=1)
    for x in (60, 200, 520):
        canvas.line(x, A4[1] - 100, x, A4[1] - 200)
    for y in (100, 150, 200):
        canvas.line(60, A4[1] - y, 520, A4[1] - y)
    rows = [
        (65, 115, "Bord 1"), (205, 115, "• Fler träd"), (205, 130, "• Mindre asfalt"),
        (65, 165, "Bord 2"), (205, 165, "En damm i parken"), (205, 180, "Bänkar i skuggan"),
    ]  # fmt: skip
    for x, y, text in rows:
        canvas.drawString(x, A4[1] - y, text)
    canvas.save()
    lines = read_pdf(tmp_path / "cell.pdf").pages[0].lines
    assert [(line.role, line.marker, line.text, line.headers) for line in lines] == [
        ("heading", None, "Bord 1", ()),
        (None, "•", "Fler träd", ("", "Bord 1")),
        (None, "•", "Mindre asfalt", ("", "Bord 1")),
        ("heading", None, "Bord 2", ()),
        (None, None, "En damm i parken Bänkar i skuggan", ("", "Bord 2")),
    ]


def test_turned_text_is_its_own_region(tmp_path):
    canvas = Canvas(str(tmp_path / "vriden.pdf"), pagesize=(960, 540), invariant=1)
    canvas.setFont("Helvetica", 14)
    canvas.drawString(60, 400, "Rak text på bilden")
    for x, y, angle, lines in (
        (900, 100, 90, ["Vi vill ha fler", "mötesplatser"]),
        (500, 200, -8, ["Sned lapp om", "bussar"]),
    ):
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(angle)
        for number, line in enumerate(lines):
            canvas.drawString(0, -17 * number, line)
        canvas.restoreState()
    canvas.save()
    lines = read_pdf(tmp_path / "vriden.pdf").pages[0].lines
    assert [(line.text, line.region) for line in lines] == [
        ("Rak text på bilden", None),
        ("Sned lapp om bussar", "turned8.1"),
        ("Vi vill ha fler mötesplatser", "turned270.1"),
    ]
    left, top, right, bottom = lines[2].box
    assert 880 < left < right < 925
    assert 340 < top < bottom < 445


def test_page_with_rotation_flag_reads_upright(tmp_path):
    canvas = Canvas(str(tmp_path / "rot.pdf"), pagesize=(960, 540), invariant=1)
    canvas.setPageRotation(90)
    canvas.translate(540, 0)
    canvas.rotate(90)
    for y, text in ((100, "Överst på bilden"), (140, "Därefter en rad till")):
        canvas.drawString(60, 540 - y, text)
    canvas.save()
    page = read_pdf(tmp_path / "rot.pdf").pages[0]
    assert (page.width, page.height) == (960, 540)
    assert [(line.text, line.region, round(line.box[0])) for line in page.lines] == [
        ("Överst på bilden", None, 60),
        ("Därefter en rad till", None, 60),
    ]


def test_label_rows_are_put_together(tmp_path):
    rows = [(60, 100, "Datum:"), (180, 100, "den 3 maj"), (60, 115, "Plats:"), (180, 115, "Granviks bibliotek")]
    assert texts(read_pdf(draw(tmp_path / "fakta.pdf", rows))) == ["Datum: den 3 maj", "Plats: Granviks bibliotek"]


def test_table_without_lines_is_read_row_by_row(tmp_path):
    rows = [("Kommun", "Buss", "Tåg"), ("Granvik", "ja", "nej"), ("Solbo", "ja", "ja"), ("Ekhed", "nej", "nej")]
    places = [(60 + 120 * j, 100 + 20 * i, text) for i, row in enumerate(rows) for j, text in enumerate(row)]
    document = read_pdf(draw(tmp_path / "öppen.pdf", places))
    assert texts(document) == [text for row in rows for text in row]
    assert {line.style for line in document.pages[0].lines} == {"cell"}


def test_turned_table_without_lines(tmp_path):
    canvas = Canvas(str(tmp_path / "turned.pdf"), pagesize=A4, invariant=1)
    rows = [("Kommun", "Buss", "Tåg"), ("Granvik", "ja", "nej"), ("Solbo", "ja", "ja"), ("Ekhed", "nej", "nej")]
    canvas.drawString(60, 780, "Resor mellan kommunerna")
    canvas.translate(300, 200)
    canvas.rotate(270)
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            canvas.drawString(-120 + 120 * j, -20 * i, text)
    canvas.save()
    cells = [text for row in rows for text in row]
    assert texts(read_pdf(tmp_path / "turned.pdf")) == ["Resor mellan kommunerna", *cells]


def test_odd_characters(tmp_path):
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    font = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
    if not font.exists():
        pytest.skip("no DejaVu Sans on this machine to draw the characters with")
    pdfmetrics.registerFont(TTFont("DejaVu", str(font)))
    rows = ["o\u0308ppna gra\u030anser", "\ufb01ka p\u00e5 \ufb02aket", "med\u00a0fast blank"]
    path = draw(tmp_path / "tecken.pdf", [(60, 100 + 40 * i, row) for i, row in enumerate(rows)], font="DejaVu")
    assert texts(read_pdf(path)) == ["öppna gränser".replace("ä", "å"), "fika på flaket", "med fast blank"]


def test_unreadable_text_layer_is_named(tmp_path):
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    font = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
    if not font.exists():
        pytest.skip("no DejaVu Sans on this machine to draw the characters with")
    pdfmetrics.registerFont(TTFont("DejaVu", str(font)))
    path = draw(tmp_path / "skräp.pdf", [(60, 100, "".join(map(chr, range(0xE000, 0xE028))))], font="DejaVu")
    assert read_pdf(path).warnings == (
        "skräp.pdf: page 1 has an unreadable text layer; export with embedded fonts, or run OCR",
    )


def test_crowded_page_is_read_in_time(tmp_path):
    words = [(10 + 7 * (i % 80), 10 + 6 * (i // 80), f"o{i % 7}") for i in range(8000)]
    document = read_pdf(draw(tmp_path / "karta.pdf", words, points=2))
    assert "page 1 has too many scattered words" in " ".join(document.warnings)
    assert sum(len(line.text.split()) for line in document.pages[0].lines) == 8000


def test_raised_type_stays_in_its_line(tmp_path):
    rows = [(60, 100, "Utsläpp av CO"), (139, 103, "2", "Helvetica", 8), (144, 100, " ska halveras")]
    assert texts(read_pdf(draw(tmp_path / "co2.pdf", rows))) == ["Utsläpp av CO2 ska halveras"]


def test_text_outside_the_page_is_left_out(tmp_path):
    path = draw(tmp_path / "utanför.pdf", [(60, 100, "På sidan"), (900, 100, "Bredvid sidan"), (60, -40, "Ovanför")])
    assert texts(read_pdf(path)) == ["På sidan"]


def test_running_lines_need_repetition_but_page_numbers_do_not(tmp_path):
    canvas = Canvas(str(tmp_path / "sidor.pdf"), pagesize=A4, invariant=1)
    for page in range(1, 5):
        canvas.setFont("Helvetica", 12)
        canvas.drawString(60, 600, f"Det här är brödtexten på sida nummer {page} i dokumentet.")
        canvas.setFont("Helvetica", 9)
        canvas.drawString(60, 800, "Vad vill vi ändra på?")
        canvas.drawString(60, 30, "Framtidsdagen i Granvik")
        canvas.drawString(500, 30, f"Sida {page} av 4")
        canvas.showPage()
    canvas.save()
    page = read_pdf(tmp_path / "sidor.pdf").pages[1]
    assert [(line.text, line.role, line.style) for line in page.lines if line.role] == [
        ("Framtidsdagen i Granvik", "banner", "footer"),
        ("Sida 2 av 4", "banner", "footer"),
    ]
    single = draw(tmp_path / "en.pdf", [(60, 300, "Brödtext"), (500, 815, "3 (12)", "Helvetica", 9)])
    assert [line.role for line in read_pdf(single).pages[0].lines] == [None, "banner"]


def picture(canvas, size=A4):
    image = io.BytesIO()
    Image.new("RGB", (40, 40), (200, 210, 220)).save(image, "PNG")
    canvas.drawImage(ImageReader(image), 0, 0, *size)


def test_scanned_pages_are_named(tmp_path):
    canvas = Canvas(str(tmp_path / "blandat.pdf"), pagesize=A4, invariant=1)
    for page in range(1, 6):
        if page in (2, 3, 5):
            picture(canvas)
        else:
            canvas.drawString(60, 700, f"Läsbar sida {page}")
        canvas.showPage()
    canvas.save()
    document = read_pdf(tmp_path / "blandat.pdf")
    assert document.warnings == (
        "blandat.pdf: pages 2-3, 5 have no text layer (a scan?); run OCR first, the other 2 pages were read",
    )
    assert [len(page.lines) for page in document.pages] == [1, 0, 0, 1, 0]


def unreadable(path: Path) -> str:
    with pytest.raises(UnreadableDocument) as error:
        read_pdf(path)
    message = str(error.value)
    assert message.startswith(f"{path.name}: ")
    assert "\n" not in message
    return message


def test_whole_scan_is_unreadable(tmp_path):
    canvas = Canvas(str(tmp_path / "skannad.pdf"), pagesize=A4, invariant=1)
    for _ in range(2):
        picture(canvas)
        canvas.showPage()
    canvas.save()
    assert "no text layer on any page" in unreadable(tmp_path / "skannad.pdf")


def test_blank_pages_are_unreadable(tmp_path):
    canvas = Canvas(str(tmp_path / "tom.pdf"), pagesize=A4, invariant=1)
    canvas.showPage()
    canvas.save()
    assert "no text on any page" in unreadable(tmp_path / "tom.pdf")


def test_locked_file(tmp_path):
    path = tmp_path / "låst.pdf"
    canvas = Canvas(str(path), pagesize=A4, encrypt=pdfencrypt.StandardEncryption("hemligt", canPrint=0))
    canvas.drawString(60, 700, "Hemlig text")
    canvas.save()
    assert "locked by a password" in unreadable(path)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04 en zip", "not a PDF file"),
        (b"%PDF-1.7\n1 0 obj\n<<", "damaged or cut off"),
    ],
)
def test_no_pdf(tmp_path, data, problem):
    path = tmp_path / "trasig.pdf"
    path.write_bytes(data)
    assert problem in unreadable(path)


def test_cut_off_file_never_hangs_or_crashes(tmp_path):
    path = tmp_path / "bilder.pdf"
    slide_deck(path, 6)
    data = path.read_bytes()
    for share in (0.1, 0.5, 0.9, 0.99):
        cut = tmp_path / f"avklippt{share}.pdf"
        cut.write_bytes(data[: int(share * len(data))])
        try:
            document = read_pdf(cut)
        except UnreadableDocument as error:
            assert str(error).startswith(cut.name)
        else:
            assert "cut off" in " ".join(document.warnings)


HTML = f"""<html lang="sv"><meta charset="utf-8"><body style="font-family:sans-serif">
<h1>Samtal om hamnen</h1><p>{LONG}.</p><ul><li>{LONG}<ul><li>Träd längs kajen</li></ul></li><li>Fler bänkar</li></ul>
<ol><li>{LONG}</li><li>Utse en värd</li></ol>
<table border="1" style="border-collapse:collapse"><tr><th>Fråga</th><th>Svar</th></tr>
<tr><td>Vad saknas?</td><td>{LONG}</td></tr></table></body></html>"""


@pytest.mark.slow
def test_page_printed_by_chromium(tmp_path):
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no chromium on this machine")
    (tmp_path / "sida.html").write_text(HTML, encoding="utf-8")
    command = [program, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    subprocess.run(
        [*command, f"--print-to-pdf={tmp_path / 'sida.pdf'}", str(tmp_path / "sida.html")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    lines = [line for line in read_pdf(tmp_path / "sida.pdf").pages[0].lines if line.role != "banner"]
    assert [(line.style, line.level, line.marker, line.text) for line in lines] == [
        ("heading", 1, None, "Samtal om hamnen"),
        (None, None, None, f"{LONG}."),
        ("list", 0, "•", LONG),
        ("list", 1, "•", "Träd längs kajen"),
        ("list", 0, "•", "Fler bänkar"),
        ("list", 0, "1.", LONG),
        ("list", 0, "2.", "Utse en värd"),
        ("cell", None, None, "Fråga"),
        ("cell", None, None, "Svar"),
        ("cell", None, None, LONG),
    ]


@pytest.mark.slow
def test_document_written_by_libreoffice(tmp_path):
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("no LibreOffice on this machine")
    import docx

    word = docx.Document()
    word.add_heading("Minnesanteckningar", 1)
    for style in (None, "List Bullet", "List Bullet 2", "List Number"):
        word.add_paragraph(LONG, style=style)
    table = word.add_table(2, 2)
    table.style = "Table Grid"
    for cell, text in zip(table._cells, ("Tema", "Förslag", "Skola", LONG), strict=True):
        cell.text = text
    word.save(str(tmp_path / "möte.docx"))
    subprocess.run(
        [program, f"-env:UserInstallation=file://{tmp_path}/lo", "--headless", "--convert-to", "pdf", "--outdir",
         str(tmp_path), str(tmp_path / "möte.docx")],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    lines = read_pdf(tmp_path / "möte.pdf").pages[0].lines
    assert [(line.style, line.level, line.marker, line.text) for line in lines] == [
        ("heading", 1, None, "Minnesanteckningar"),
        (None, None, None, LONG),
        ("list", 0, "•", LONG),
        ("list", 1, "•", LONG),
        ("list", 0, "1.", LONG),
        ("cell", None, None, "Tema"),
        ("cell", None, None, "Förslag"),
        ("cell", None, None, LONG),
    ]
