"""The PowerPoint report: nothing overflows, nothing is invented, every number leads to its statements."""

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from functools import lru_cache

import pptx
import pytest
from pptx.oxml.ns import qn
from pptx_decks import QUESTIONS, big_content, small_content, template_bytes
from report_tables import empty_loaded, small_codebook, small_codings
from typer.testing import CliRunner

from rusnlp.cli import app
from rusnlp.figures import contrast
from rusnlp.reports import build_content, write_all, write_report
from rusnlp.reports.pptx import pptx_bytes
from rusnlp.reports.pptx.colours import Palette, Tone
from rusnlp.reports.pptx.default import COLOURS
from rusnlp.reports.pptx.sessions import CodeNumbers, chart_lead
from rusnlp.reports.pptx.template import TemplateError, load_template
from rusnlp.reports.pptx.text import Block, Paragraph, Run, face, flow, paragraph, text_height, text_width
from rusnlp.reports.wording import NBSP

TEMPLATES = (None, "4:3", "svensk", "mörk")
NOTE = re.compile(r".*\(([\d\u00a0]+)\): (.+)$")


@pytest.fixture(scope="module")
def contents():
    one = big_content(sessions=1, themes=3)
    return {
        "liten": small_content(),
        "utan sammanfattning": small_content(summary=None, differences=()),
        "stor": big_content(),
        "ett pass": one,
        "tom": build_content(empty_loaded(), small_codings().iloc[:0], small_codebook(), questions=QUESTIONS),
    }


@pytest.fixture(scope="module")
def decks(contents, tmp_path_factory):
    """(content, template) -> the deck's bytes, made once."""
    folder, made = tmp_path_factory.mktemp("mallar"), {}

    def deck(name, template=None):
        if (name, template) not in made:
            path = None
            if template:
                path = folder / f"{template.replace(':', '')}.pptx"
                path.write_bytes(template_bytes(template))
            made[name, template] = pptx_bytes(contents[name], path)
        return made[name, template]

    return deck


@lru_cache(maxsize=12)
def presentation(deck):
    return pptx.Presentation(io.BytesIO(deck))


def slides_of(deck):
    return list(presentation(deck).slides)


def notes_of(slide):
    return slide.notes_slide.notes_text_frame.text


def body_paragraphs(slide):
    """Texts of the slide's placeholders but the title, and of its tables' cells line by line."""
    texts = []
    for shape in slide.shapes:
        if shape.has_text_frame and shape._element is not slide.shapes.title._element:
            texts += [one.text for one in shape.text_frame.paragraphs]
        if shape.has_table:
            texts += [t for row in shape.table.rows for cell in row.cells for t in cell.text_frame.text.split("\v")]
    return texts


CASES = [(name, None) for name in ("liten", "utan sammanfattning", "stor", "ett pass", "tom")]
CASES += [("liten", template) for template in TEMPLATES[1:]] + [("stor", "4:3")]


@pytest.mark.parametrize(("name", "template"), CASES)
def test_nothing_overflows_overlaps_or_is_empty(decks, name, template):
    deck = presentation(decks(name, template))
    kind = face_of(deck)
    for number, slide in enumerate(deck.slides, 1):
        boxes = []
        for shape in slide.shapes:
            if shape.is_placeholder and shape.placeholder_format.type.name == "SLIDE_NUMBER":
                continue
            assert shape.left >= 0, number
            assert shape.left + shape.width <= deck.slide_width + 10, number
            assert shape.top + shape.height <= deck.slide_height + 10, number
            boxes.append((shape.left, shape.top, shape.left + shape.width, shape.top + shape.height))
            if shape.has_text_frame:
                assert shape.text_frame.text.strip(), (number, shape.name)
                assert written_height(shape, slide.slide_layout.name, kind) <= shape.height / 12700 + 1, (
                    number,
                    shape.text_frame.text[:80],
                )
            if shape.has_table:
                check_table(shape.table, number, kind)
        if number > 1:
            for at, one in enumerate(boxes):
                for other in boxes[at + 1 :]:
                    apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
                    assert apart, (number, one, other)
        assert len(slide.shapes) > 1, number


def face_of(deck):
    theme = next(r.target_part for r in deck.slide_master.part.rels.values() if r.reltype.endswith("theme"))
    return face(re.search(r'<a:minorFont>\s*<a:latin typeface="([^"]*)"', theme.blob.decode())[1])


def written_height(shape, layout, kind):
    """Points that the text takes by its sizes as written; a title without a size has that of its template."""
    frame = shape.text_frame
    template_size = 44 if kind != face("Arial") else 36 if layout == "Titelbild" else 24
    size_of = [r.font.size.pt if r.font.size else template_size for p in frame.paragraphs for r in p.runs]
    margins = 14.4 if kind != face("Arial") else 0
    total, at = 0.0, 0
    for position, one in enumerate(frame.paragraphs):
        runs = []
        for run in one.runs:
            runs.append(Run(run.text, bool(run.font.bold), size_of[at]))
            at += 1
        properties = one._p.pPr
        left = int(properties.get("marL", 0)) / 12700 if properties is not None else 0
        before = one.space_before.pt if position and one.space_before else 0
        if len(runs) > 1 and runs[1].text == "\t":
            runs = runs[2:]
        height = text_height([Paragraph(tuple(runs), left=left)], shape.width / 12700 - margins, kind)
        total += before + height
    return total


def check_table(table, number, kind):
    for row in table.rows:
        for cell, column in zip(row.cells, table.columns, strict=True):
            runs = [r for p in cell.text_frame.paragraphs for r in p.runs]
            text = Paragraph((Run(cell.text_frame.text.replace("\v", "\n"), any(r.font.bold for r in runs)),), 11)
            assert all(r.font.size.pt >= 10 for r in runs), number
            assert text_height([text], column.width / 12700 - 10, kind) + 4 <= row.height / 12700 + 0.5, number


@pytest.mark.parametrize(("name", "template"), CASES)
def test_text_is_large_enough_and_in_swedish(decks, name, template):
    for slide in slides_of(decks(name, template)):
        for shape in slide.shapes:
            if not shape.has_text_frame or shape.placeholder_format.type.name == "SLIDE_NUMBER":
                continue
            sizes = [run.font.size.pt for p in shape.text_frame.paragraphs for run in p.runs if run.font.size]
            assert min(sizes, default=14) >= 12
        for node in slide._element.iter(qn("a:rPr"), qn("a:endParaRPr")):
            assert node.get("lang") == "sv-SE"


@pytest.mark.parametrize(("name", "template"), CASES)
def test_titles_are_filled_in_first_and_different(decks, name, template):
    titles = []
    for slide in slides_of(decks(name, template)):
        titles.append(slide.shapes.title.text_frame.text)
        kinds = [shape.placeholder_format.type.name for shape in slide.placeholders]
        assert kinds[0] in ("TITLE", "CENTER_TITLE")
    assert all(titles)
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("name", ["liten", "utan sammanfattning", "stor", "ett pass"])
def test_quotes_are_statements_word_for_word(contents, decks, name):
    texts = {view.text for view in contents[name].statements}
    quotes = [
        t[1:-1] for s in slides_of(decks(name)) for t in body_paragraphs(s) if t.startswith("”") and t.endswith("”")
    ]
    assert quotes
    assert set(quotes) <= texts
    if name == "stor":
        assert max(map(len, quotes)) < 420


@pytest.mark.parametrize(("name", "template"), CASES)
def test_every_number_in_the_notes_has_as_many_ids(contents, decks, name, template):
    known = {view.statement_id for view in contents[name].statements}
    found = 0
    for slide in slides_of(decks(name, template)):
        assert notes_of(slide).strip()
        for line in notes_of(slide).split("\n"):
            if not (match := NOTE.match(line)):
                continue
            ids = []
            for part in [] if match[2] == "inga" else match[2].split("; "):
                document, rest = part.split(" ", 1)
                ids += [f"{document}.{one}" for one in rest.split(", ")]
            assert len(ids) == int(re.sub(r"\D", "", match[1])), line
            assert set(ids) <= known
            found += 1
    assert found or name == "tom"


def test_sentences_and_points_stand_in_the_notes_with_their_ids(decks):
    notes = "\n".join(notes_of(slide) for slide in slides_of(decks("liten")))
    assert "Jobba ihop: 2 utsagor i Pass 1 tar upp detta. (2): dag p001.01, p001.03" in notes
    assert "Frågan Aktivering fick 1 av 3 utsagor. (1): dag p001.03" in notes
    assert "Samverkan, Förmiddag (2): dag p001.01, p001.03" in notes
    assert "Citat (1): dag p001.02" in notes


def test_charts_have_the_numbers_of_the_content(contents, decks):
    for name in ("liten", "stor"):
        content = contents[name]
        tables = {table.key: table for table in content.crosstabs}
        charts: dict[str, dict[str, tuple[float, float]]] = {}
        for slide in slides_of(decks(name)):
            for shape in slide.shapes:
                if shape.has_chart:
                    title = re.sub(r" \(forts\.(\s\d+)?\)$", "", slide.shapes.title.text_frame.text)
                    plot = shape.chart.plots[0]
                    rows = zip(plot.categories, *(series.values for series in plot.series), strict=True)
                    charts.setdefault(title, {}).update({re.split(r"  \d", c)[0]: (a, b) for c, a, b in rows})
                    assert [series.name for series in plot.series] == ["kodade", "att granska"]
        expected = {t.label: (t.statements, t.with_review - t.statements) for t in content.themes if t.with_review}
        assert charts["Hela dagen · Teman"] == expected
        for position, column in enumerate(tables["tema_pass"].columns):
            cells = [(code.label, row[position]) for code, row in tables["tema_pass"].rows]
            expected = {n: (c.statements, c.with_review - c.statements) for n, c in cells if c.with_review}
            assert charts.get(f"{column.label} · Teman", {}) == expected


def test_codes_as_frequent_as_each_other_are_named_together(contents):
    content = contents["liten"]
    theme, other = content.themes
    ids = ("dag.p001.01", "dag.p001.03")
    counted = [view for view in content.statements if view.counted]

    def lead(*numbers):
        block = chart_lead([CodeNumbers(code, own, ()) for code, own in numbers], counted, "passets")
        return (
            "".join(run.text for one in block.paragraphs for run in one.runs)
            .replace(NBSP, " ")
            .split("Talen")[0]
            .strip()
        )

    assert [lead((theme, ids), (other, ids)), lead((theme, ids), (other, ids[:1]))] == [
        f"Vanligast: {theme.label} och {other.label}, 2 vardera av passets 6 utsagor (33,3 %).",
        f"Vanligast: {theme.label}, 2 av passets 6 utsagor (33,3 %).",
    ]


def test_what_is_not_tested_is_not_said_to_be_in_bold(contents):
    def said(content):
        deck = pptx.Presentation(io.BytesIO(pptx_bytes(content)))
        return [
            shape.text_frame.text
            for slide in deck.slides
            if "Skillnader" in slide.shapes.title.text
            for shape in slide.placeholders
            if "Andel av" in shape.text_frame.text
        ]

    content = contents["liten"]
    untested = tuple(replace(one, adjusted_p=None, differs=False) for one in content.differences)
    assert ["fetat" in text for text in said(content)] == [True]
    assert ["fetat" in text for text in said(replace(content, differences=untested))] == [False]


def test_charts_and_tables_are_told_to_those_who_cannot_see_them(decks):
    kinds = set()
    for slide in slides_of(decks("liten")):
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                kinds.add("chart" if shape.has_chart else "table")
                assert shape._element.nvGraphicFramePr.cNvPr.get("descr")
                assert shape.has_chart or shape.table.first_row
    assert kinds == {"chart", "table"}


def test_contents_link_to_the_parts(decks):
    slides = slides_of(decks("liten"))
    entries = {}
    for run in slides[1]._element.iter(qn("a:r")):
        click = run.find(f"{qn('a:rPr')}/{qn('a:hlinkClick')}")
        if click is not None:
            target = slides[1].part.related_part(click.get(qn("r:id"))).slide
            entries[run.find(qn("a:t")).text] = target.shapes.title.text_frame.text
    assert entries["Så läser du"] == "Så läser du"
    assert entries["Hela dagen"] == "Hela dagen · I korthet"
    assert entries["Pass 1: Resor i vardagen"] == "Pass 1 · Resor i vardagen"
    assert entries["Så gjordes presentationen"] == "Så gjordes presentationen"
    numbers = {int(text) for text in entries if text.isdigit()}
    assert numbers == {slides.index(s) + 1 for s in slides if s.shapes.title.text_frame.text in entries.values()}


def test_context_shows_questions_as_printed_with_their_numbers(decks):
    slide = next(s for s in slides_of(decks("liten")) if s.shapes.title.text_frame.text.startswith("Pass 1 · Resor"))
    table = next(shape.table for shape in slide.shapes if shape.has_table)
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Fråga", "Så löd den i underlaget", "Utsagor", "Kodade", "Att granska", "Utan kod"],
        ["Prioritering", "Hur?", "2", "1", "1", "0"],
        ["Aktivering", "Hur?", "1", "1", "0", "0"],
    ]


def test_the_same_content_gives_the_same_bytes(contents, decks, monkeypatch):
    import time

    first = decks("liten")
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert pptx_bytes(contents["liten"]) == first
    with zipfile.ZipFile(io.BytesIO(first)) as deck:
        assert {member.date_time for member in deck.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        books = [name for name in deck.namelist() if name.endswith(".xlsx")]
        assert books
        for name in books:
            with zipfile.ZipFile(io.BytesIO(deck.read(name))) as book:
                assert b"2026-01-01T00:00:00Z" in book.read("docProps/core.xml")
                assert {member.date_time for member in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_macro_no_address_outside_and_nothing_of_the_template_slides(decks, template):
    with zipfile.ZipFile(io.BytesIO(decks("liten", template))) as deck:
        for name in deck.namelist():
            data = deck.read(name)
            assert "vba" not in name.lower()
            assert b'TargetMode="External"' not in data, name
            assert b"Mallens eg" not in data, name
        names = deck.namelist()
        assert len(names) == len(set(names))
        assert not any(name.startswith("docProps/thumbnail") for name in names)


@pytest.mark.parametrize("template", TEMPLATES[1:])
def test_a_template_gives_its_layouts_typefaces_and_size(decks, template):
    own = presentation(template_bytes(template))
    deck = presentation(decks("liten", template))
    assert (deck.slide_width, deck.slide_height) == (own.slide_width, own.slide_height)
    assert [one.name for one in deck.slide_layouts] == [one.name for one in own.slide_layouts]
    opening, second = deck.slides[0], deck.slides[1]
    assert opening.shapes.title.placeholder_format.type.name == "CENTER_TITLE"
    assert [p.placeholder_format.type.name for p in second.placeholders] == ["TITLE", "OBJECT", "SLIDE_NUMBER"]
    if template == "mörk":
        assert second.shapes.title.top > second.placeholders[1].top
    colours = {node.tag for s in deck.slides for node in s._element.iter(qn("a:srgbClr"))}
    assert not colours


def test_a_template_may_be_a_potx(tmp_path, contents):
    path = tmp_path / "mall.potx"
    with zipfile.ZipFile(io.BytesIO(template_bytes("bred"))) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(b"presentationml.presentation.main+xml", b"presentationml.template.main+xml")
            target.writestr(name, data)
    write_report(contents["liten"], tmp_path / "rapport.pptx", template=path)
    assert len(pptx.Presentation(tmp_path / "rapport.pptx").slides) > 10


def without_bodies():
    made = pptx.Presentation(io.BytesIO(template_bytes("bred")))
    for layout in made.slide_layouts:
        for shape in list(layout.placeholders):
            if shape.placeholder_format.type.name in ("BODY", "OBJECT"):
                shape._element.getparent().remove(shape._element)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def with_small_bodies():
    made = pptx.Presentation(io.BytesIO(template_bytes("bred")))
    for holder in (made.slide_master, *made.slide_layouts):
        for shape in holder.placeholders:
            if shape.placeholder_format.type.name in ("BODY", "OBJECT"):
                shape.left, shape.top, shape.width, shape.height = 0, 2_000_000, 3_000_000, 900_000
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def without_theme():
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template_bytes("bred"))) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "ppt/slideMasters/_rels/slideMaster1.xml.rels":
                data = re.sub(rb"<Relationship [^>]*theme1.xml[^>]*/>", b"", data)
            target.writestr(name, data)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
BAD = [
    ("mall.pptx", b"ingen fil fr\xc3\xa5n PowerPoint", "not a file from PowerPoint"),
    ("mall.pptx", OLE + "EncryptedPackage".encode("utf-16-le"), "password-protected; open it in PowerPoint"),
    ("mall.pptx", None, "no such file; check the path"),
    ("mall.pptx", without_theme(), "no usable template (LookupError); open it in PowerPoint and save it anew"),
    ("mall.pptm", template_bytes("4:3"), "no template; give a .pptx or .potx"),
    ("mall.pptx", without_bodies(), "has both a title and a text placeholder; add one in PowerPoint"),
    ("mall.pptx", with_small_bodies(), "is smaller than 5 by 2.5 inches; make it larger"),
]


@pytest.mark.parametrize(("name", "data", "reason"), BAD)
def test_a_template_that_cannot_be_used_is_told_in_one_line(tmp_path, name, data, reason):
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(TemplateError) as told:
        load_template(tmp_path / name)
    assert reason in str(told.value)
    assert str(told.value).startswith(name)
    assert "\n" not in str(told.value)


def test_command_line_refuses_a_template_before_the_work(tmp_path):
    (tmp_path / "pass_1.txt").write_text("Dialogpass 1: Resor\n\n- Bussarna går för sällan på kvällen\n", "utf-8")
    bad = tmp_path / "mall.pptx"
    bad.write_bytes(b"annat")
    for command in (["run", "--out", tmp_path / "ut"], ["report", "-o", tmp_path / "ut" / "rapport.pptx"]):
        done = CliRunner().invoke(app, [str(a) for a in (*command, tmp_path / "pass_1.txt", "--template", bad)])
        assert done.exit_code == 2
        assert done.stderr.startswith("rusnlp: mall.pptx: not a file from PowerPoint")
        assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "ut").exists()
    bad.write_bytes(template_bytes("bred"))
    done = CliRunner().invoke(app, ["report", str(bad), "-o", str(tmp_path / "rapport.md"), "--template", str(bad)])
    assert done.exit_code == 2
    assert "--template is for PowerPoint" in done.stderr


def test_a_deck_is_among_the_usual_reports(contents, tmp_path):
    assert "rapport.pptx" in [path.name for path in write_all(contents["tom"], tmp_path)]


def test_flow_fills_columns_evenly_and_parts_only_what_must_be():
    arial = face("Arial")
    blocks = [Block((paragraph(f"Stycke {n}", 14, before=10),)) for n in range(7)]
    columns = flow(blocks, 300, 120, 2, arial)
    assert [len(column) for column in columns] == [4, 3]
    assert [block for column in columns for block in column] == blocks
    long = Block((paragraph("ord " * 400, 14),))
    parts = flow([long], 300, 120, 1, arial)
    assert len(parts) > 3
    assert " ".join(p.text for column in parts for b in column for p in b.paragraphs).split() == ["ord"] * 400
    assert all(text_height(block.paragraphs, 300, arial) <= 120 for column in parts for block in column)
    quote = Block((replace(long.paragraphs[0], whole=True),))
    assert [p.text for b in flow([quote], 300, 120, 1, arial)[0] for p in b.paragraphs] == [
        "Utsagan är för lång för en bild."
    ]
    assert flow([], 300, 120, 1, arial) == []


def test_measured_width_is_never_less_than_that_of_the_typeface():
    # Advance widths of Arial in thousandths, from the font itself.
    arial = dict(zip("Samverkan på kvällen", (667, 556, 833, 500, 556, 333, 500, 556, 556, 278, 556, 556, 278, 500, 500,
                                              556, 222, 222, 556, 556), strict=True))  # fmt: skip
    text = "Samverkan på kvällen"
    assert text_width(text, 10, face("Arial")) > sum(arial[c] for c in text) / 100
    assert text_width("漢", 10, face("Arial")) > 10
    assert face("Något Okänt").width > face("Arial").width


def test_colours_of_the_default_template_have_contrast():
    tone = {name: f"#{value}" for name, value in COLOURS.items()}
    for ink, paper in (("dk1", "lt1"), ("dk2", "lt1"), ("accent1", "lt1"), ("lt1", "dk2"), ("hlink", "lt1")):
        assert contrast(tone[ink], tone[paper]) >= 4.5
    found: Palette = load_template(None).palette
    assert found.bars == Tone("accent1")
    assert set(found.words) == {"accent", "muted"}
    assert len(found.shades) == 2


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed here")
@pytest.mark.parametrize(("name", "template"), [("liten", None), ("stor", None), ("liten", "mörk")])
def test_libreoffice_converts_it_without_a_warning(decks, tmp_path, name, template):
    deck = tmp_path / "rapport.pptx"
    deck.write_bytes(decks(name, template))
    profile = f"-env:UserInstallation=file://{tmp_path}/profil"
    done = subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, deck],
        capture_output=True,
        encoding="utf-8",
        timeout=240,
        check=True,
    )
    # That Java is missing concerns the machine and not the file.
    said = [line for line in (done.stdout + done.stderr).splitlines() if "javaldx" not in line]
    assert [line for line in said if not line.startswith(("convert ", "Overwriting"))] == []
    import pypdfium2

    with pypdfium2.PdfDocument(tmp_path / "rapport.pdf") as pages:
        assert len(pages) == len(slides_of(decks(name, template)))
