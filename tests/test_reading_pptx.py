import pptx
import pytest
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Inches, Pt

from rusnlp.document import UnreadableDocument
from rusnlp.reading.pptx import read_pptx
from rusnlp.reading.slide_order import reading_order

TITLE, TITLE_AND_CONTENT, TITLE_ONLY, BLANK = 0, 1, 5, 6


def saved(tmp_path, build):
    opened = pptx.Presentation()
    build(opened)
    path = tmp_path / "bilder.pptx"
    opened.save(path)
    return path


def read(tmp_path, build):
    return read_pptx(saved(tmp_path, build))


def slide(opened, layout, title=None):
    added = opened.slides.add_slide(opened.slide_layouts[layout])
    if title is not None:
        added.shapes.title.text = title
    return added


def box(shapes, text, left, top, width=2.0, height=0.8):
    shape = shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height))
    shape.text_frame.text = text
    return shape


def texts(page):
    return [line.text for line in page.lines]


def test_titles_bullets_and_notes_keep_style_level_and_place(tmp_path):
    def build(opened):
        slide(opened, TITLE, "Dokumentation").placeholders[1].text = "Bokby den 3 maj"
        content = slide(opened, TITLE_AND_CONTENT, "Pass 1:\vHur reser vi?")
        frame = content.placeholders[1].text_frame
        frame.text = "Fler tåg\vpå kvällen"
        paragraph = frame.add_paragraph()
        paragraph.text, paragraph.level = "också på söndagar", 1
        content.notes_slide.notes_text_frame.text = "Flera nämnde bussen."

    document = read(tmp_path, build)
    assert [
        (page.place, [(line.text, line.style, line.level, line.marker, line.place) for line in page.lines])
        for page in document.pages
    ] == [
        ("bild 1", [("Dokumentation", "title", 1, None, None), ("Bokby den 3 maj", "subtitle", 2, None, None)]),
        (
            "bild 2",
            [
                ("Pass 1: Hur reser vi?", "title", 1, None, None),
                ("Fler tåg på kvällen", "list", 0, "•", None),
                ("också på söndagar", "list", 1, "–", None),
                ("Flera nämnde bussen.", "notes", None, None, "bild 2, anteckningar"),
            ],
        ),
    ]
    assert (document.pages[0].width, document.pages[0].height) == (720.0, 540.0)


def test_numbers_of_a_list_are_counted(tmp_path):
    def build(opened):
        frame = box(slide(opened, BLANK).shapes, "Rusta", 1, 1).text_frame
        frame.add_paragraph().text = "Sänk priset"
        for paragraph in frame.paragraphs:
            number = paragraph._p.get_or_add_pPr().makeelement(
                f"{{{paragraph._p.nsmap['a']}}}buAutoNum", {"type": "arabicPeriod"}
            )
            paragraph._p.get_or_add_pPr().append(number)

    assert [(line.text, line.marker) for line in read(tmp_path, build).pages[0].lines] == [
        ("Rusta", "1."),
        ("Sänk priset", "2."),
    ]


def test_post_its_are_read_column_by_column_under_the_title(tmp_path):
    def build(opened):
        shapes = slide(opened, TITLE_ONLY, "Hinder").shapes
        box(shapes, "höger nere", 5, 4)
        box(shapes, "vänster nere", 1, 4)
        box(shapes, "höger uppe", 5, 2)
        group = shapes.add_group_shape()
        box(group.shapes, "vänster uppe", 1, 2)

    page = read(tmp_path, build).pages[0]
    assert texts(page) == ["Hinder", "vänster uppe", "vänster nere", "höger uppe", "höger nere"]
    assert len({line.region for line in page.lines}) == 5
    assert page.lines[1].box == (72.0, 144.0, 216.0, 201.6)


def test_shapes_in_a_scaled_group_stand_where_the_slide_shows_them(tmp_path):
    def build(opened):
        group = slide(opened, BLANK).shapes.add_group_shape()
        box(group.shapes, "i gruppen", 1, 1, 2, 1)
        group.left, group.top, group.width, group.height = Inches(4), Inches(2), Inches(4), Inches(2)

    assert read(tmp_path, build).pages[0].lines[0].box == (288.0, 144.0, 576.0, 288.0)


def test_typed_bullets_part_a_paragraph_and_line_breaks_do_not(tmp_path):
    def build(opened):
        shapes = slide(opened, BLANK).shapes
        box(shapes, "• tåg\v• buss", 1, 1)
        box(shapes, "en lapp\vmed två rader", 1, 3)

    assert [(line.text, line.marker) for line in read(tmp_path, build).pages[0].lines] == [
        ("tåg", "•"),
        ("buss", "•"),
        ("en lapp med två rader", None),
    ]


def test_tables_give_tags_and_merged_cells_count_once(tmp_path):
    def build(opened):
        shape = slide(opened, BLANK).shapes.add_table(3, 3, Inches(1), Inches(1), Inches(6), Inches(3))
        rows = [["Grupp", "Fråga", "Svar"], ["2", "Vad är viktigast?", "tåg"], ["", "", "buss"]]
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                shape.table.cell(number, column).text = text
        shape.table.cell(1, 0).merge(shape.table.cell(2, 0))

    lines = read(tmp_path, build).pages[0].lines
    assert [(line.text, dict(line.tags)) for line in lines if line.role is None] == [
        ("tåg", {"group": "2", "question": "Vad är viktigast?"}),
        ("buss", {"group": "2", "question": "Vad är viktigast?"}),
    ]


def test_size_and_bold_are_given_where_they_are_set(tmp_path):
    def build(opened):
        run = box(slide(opened, BLANK).shapes, "Idéer", 1, 1).text_frame.paragraphs[0].runs[0]
        run.font.size, run.font.bold = Pt(24), True

    line = read(tmp_path, build).pages[0].lines[0]
    assert (line.size, line.bold) == (24.0, True)


def test_footers_are_banners_and_hidden_slides_are_read_with_a_warning(tmp_path):
    def build(opened):
        shown = slide(opened, TITLE_ONLY, "Pass 1")
        footer = next(s for s in shown.slide_layout.placeholders if s.placeholder_format.type.name == "FOOTER")
        element = shown.shapes.clone_placeholder(footer)
        assert element is None
        shown.placeholders[footer.placeholder_format.idx].text = "Bokby kommun"
        slide(opened, TITLE_ONLY, "Reserv")._element.set("show", "0")

    document = read(tmp_path, build)
    assert [[(line.text, line.role) for line in page.lines] for page in document.pages] == [
        [("Pass 1", None), ("Bokby kommun", "banner")],
        [("Reserv", None)],
    ]
    assert document.warnings == ("bilder.pptx: hidden slide 2 read too; delete what should not be counted",)


def diagram(on_slide, *names):
    """Adds SmartArt with the names in it, and a connection between them, which has no text of its own."""
    drawing, schema = nsdecls("a"), "http://schemas.openxmlformats.org/drawingml/2006/diagram"
    kinds = [*((name, "node") for name in names), ("pil", "parTrans")]
    points = "".join(
        f'<d:pt type="{kind}"><d:t><a:bodyPr/><a:p><a:r><a:t>{name}</a:t></a:r></a:p></d:t></d:pt>'
        for name, kind in kinds
    )
    data = f'<d:dataModel xmlns:d="{schema}" {drawing}><d:ptLst>{points}</d:ptLst></d:dataModel>'
    package = on_slide.part.package
    part = Part(PackURI("/ppt/diagrams/data1.xml"), "application/xml", package, data.encode())
    relation = on_slide.part.relate_to(part, RT.DIAGRAM_DATA)
    frame = (
        f'<p:graphicFrame {nsdecls("p", "a", "r")}><p:nvGraphicFramePr><p:cNvPr id="9" name="d"/><p:cNvGraphicFramePr/>'
        '<p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x="0" y="0"/><a:ext cx="9" cy="9"/></p:xfrm><a:graphic>'
        f'<a:graphicData uri="{schema}"><d:relIds xmlns:d="{schema}" r:dm="{relation}"/></a:graphicData></a:graphic>'
        "</p:graphicFrame>"
    )
    on_slide.shapes._spTree.append(parse_xml(frame))


def test_the_boxes_of_smart_art_are_read(tmp_path):
    page = read(tmp_path, lambda opened: diagram(slide(opened, BLANK), "Tid", "Pengar")).pages[0]
    assert [(line.text, line.region) for line in page.lines] == [
        ("Tid", "form 9 ruta 1"),
        ("Pengar", "form 9 ruta 2"),
    ]


@pytest.mark.parametrize(
    ("boxes", "texts", "order"),
    [
        ([], [], []),
        ([None, (0, 0, 10, 10)], ["utan plats", "lapp"], [1, 0]),
        # Two columns, each under its own heading.
        (
            [(0, 0, 40, 10), (50, 0, 90, 10), (0, 20, 40, 60), (50, 20, 90, 60)],
            ["Grupp 1", "Grupp 2", "tåg och buss", "cykel och gång"],
            [0, 2, 1, 3],
        ),
        # Labels to the left of rows of notes.
        (
            [(0, 0, 10, 20), (0, 30, 10, 50), (20, 0, 50, 20), (60, 0, 90, 20), (20, 30, 50, 50)],
            ["Hinder", "Idéer", "tiden räcker inte till allt", "pengar", "dela lokaler med varandra i bygden"],
            [0, 2, 3, 1, 4],
        ),
        # Labels alone over rows of notes.
        (
            [(0, 0, 20, 8), (0, 10, 30, 30), (40, 10, 70, 30), (0, 40, 20, 48), (0, 50, 30, 70), (40, 50, 70, 70)],
            ["Förmiddag", "tåg", "buss", "Eftermiddag", "cykel", "gång"],
            [0, 1, 2, 3, 4, 5],
        ),
    ],
)
def test_reading_order(boxes, texts, order):
    assert reading_order(boxes, texts) == order


def test_unreadable_files_are_named_with_the_next_step(tmp_path):
    path = saved(tmp_path, lambda opened: slide(opened, BLANK))
    with pytest.raises(UnreadableDocument, match=r"bilder.pptx: the slides hold no text"):
        read_pptx(path)
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(UnreadableDocument, match=r"bilder.pptx: the file is damaged or cut off"):
        read_pptx(path)
