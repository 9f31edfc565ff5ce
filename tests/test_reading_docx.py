import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from rusnlp.document import UnreadableDocument
from rusnlp.reading.docx import read_docx

W = nsdecls("w")


def saved(tmp_path, build):
    opened = docx.Document()
    build(opened)
    path = tmp_path / "anteckningar.docx"
    opened.save(path)
    return path


def read(tmp_path, build):
    return read_docx(saved(tmp_path, build))


def lines_of(document):
    return [line for page in document.pages for line in page.lines]


def texts(document):
    return [line.text for line in lines_of(document)]


def fill(opened, rows):
    table = opened.add_table(len(rows), len(rows[0]))
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.text = text
    return table


def append(opened, xml):
    opened.element.body.insert_element_before(parse_xml(xml), "w:sectPr")


def run(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def text_box(text):
    box = f"<w:txbxContent><w:p>{run(text)}</w:p></w:txbxContent>"
    return (
        f'<w:p {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
        f' xmlns:v="urn:schemas-microsoft-com:vml">{run("Före rutan")}<w:r><mc:AlternateContent>'
        f'<mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


def test_headings_and_lists_keep_their_levels_and_marks(tmp_path):
    def build(opened):
        opened.add_paragraph("Dokumentation", style="Title")
        opened.add_heading("Dialogpass 1: Hur reser vi?", 1)
        opened.add_paragraph("Fler tåg på kvällen", style="List Bullet")
        opened.add_paragraph("också på söndagar", style="List Bullet 2")
        opened.add_paragraph("Rusta stationerna", style="List Number")
        opened.add_paragraph("Sänk priset", style="List Number")
        opened.add_paragraph("Det måste gå fortare.", style="Quote")
        opened.add_paragraph("Vanlig text")

    assert [(line.text, line.style, line.level, line.marker) for line in lines_of(read(tmp_path, build))] == [
        ("Dokumentation", "title", 1, None),
        ("Dialogpass 1: Hur reser vi?", "heading", 1, None),
        ("Fler tåg på kvällen", "list", 0, "•"),
        ("också på söndagar", "list", 1, "•"),
        ("Rusta stationerna", "list", 0, "1."),
        ("Sänk priset", "list", 0, "2."),
        ("Det måste gå fortare.", "quote", None, None),
        ("Vanlig text", "body", None, None),
    ]


@pytest.mark.parametrize(
    ("style_id", "name", "expected"),
    [
        ("Rubrik2", "heading 2", ("heading", 2)),
        ("Rubrik2numrerad", "Rubrik 2 numrerad", ("heading", 2)),
        ("Rubrik", "Title", ("title", 1)),
        ("Underrubrik", "Subtitle", ("subtitle", 2)),
        ("Citat", "Quote", ("quote", None)),
        ("Egen", "Kommunens stil", ("body", None)),
    ],
)
def test_swedish_styles_are_known_by_id_or_name(tmp_path, style_id, name, expected):
    def build(opened):
        for old in list(opened.styles.element):
            if old.find("{*}name") is not None and old.find("{*}name").get(old.tag.replace("style", "val")) == name:
                opened.styles.element.remove(old)
        style = f'<w:style {W} w:type="paragraph" w:styleId="{style_id}"><w:name w:val="{name}"/></w:style>'
        opened.styles.element.append(parse_xml(style))
        append(opened, f'<w:p {W}><w:pPr><w:pStyle w:val="{style_id}"/></w:pPr><w:r><w:t>Text</w:t></w:r></w:p>')

    line = lines_of(read(tmp_path, build))[0]
    assert (line.style, line.level) == expected


def test_changes_are_accepted_and_hidden_text_and_prompts_are_out(tmp_path):
    by = 'w:id="1" w:author="a"'

    def build(opened):
        deleted = f"<w:del {by}><w:r><w:delText>bilar</w:delText></w:r></w:del>"
        inserted = f"<w:ins {by}>{run('tåg')}</w:ins>"
        moved = f"<w:moveFrom {by}>{run('nu')}</w:moveFrom>"
        hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>dolt</w:t></w:r>"
        append(opened, f"<w:p {W}>{run('Fler ')}{deleted}{inserted}{moved}{hidden}</w:p>")
        append(opened, f"<w:p {W}><w:pPr><w:rPr><w:del {by}/></w:rPr></w:pPr>{run('Delad ')}</w:p>")
        opened.add_paragraph("mening")
        content = f"<w:sdtContent><w:p>{run('I ett fält')}</w:p></w:sdtContent>"
        append(opened, f"<w:sdt {W}><w:sdtPr><w:showingPlcHdr/></w:sdtPr>{content}</w:sdt>")
        append(opened, f"<w:sdt {W}>{content}</w:sdt>")

    assert texts(read(tmp_path, build)) == ["Fler tåg", "Delad mening", "I ett fält"]


def test_a_text_box_is_read_once_after_its_paragraph(tmp_path):
    lines = lines_of(read(tmp_path, lambda opened: append(opened, text_box("I rutan"))))
    assert [(line.text, line.region) for line in lines] == [("Före rutan", None), ("I rutan", "ruta 1")]


def test_line_breaks_part_a_paragraph_only_before_bullets(tmp_path):
    def build(opened):
        opened.add_paragraph("Första raden\nandra raden")
        opened.add_paragraph("• tåg\n• buss")
        opened.add_paragraph("- behåller sitt streck")

    assert [(line.text, line.marker) for line in lines_of(read(tmp_path, build))] == [
        ("Första raden andra raden", None),
        ("tåg", "•"),
        ("buss", "•"),
        ("- behåller sitt streck", None),
    ]


def test_pages_are_counted_by_breaks_and_otherwise_paragraphs_are(tmp_path):
    def build(opened):
        opened.add_paragraph("Sida ett")
        opened.add_page_break()
        # Word notes the page that an explicit break began once more.
        append(opened, f"<w:p {W}><w:r><w:lastRenderedPageBreak/><w:t>Sida två</w:t></w:r></w:p>")
        append(opened, f"<w:p {W}><w:r><w:lastRenderedPageBreak/><w:t>Sida tre</w:t></w:r></w:p>")

    document = read(tmp_path, build)
    assert [(page.number, page.place, page.lines[0].text, page.lines[0].place) for page in document.pages] == [
        (1, "s. 1", "Sida ett", None),
        (2, "s. 2", "Sida två", None),
        (3, "s. 3", "Sida tre", None),
    ]
    unbroken = read(tmp_path, lambda opened: [opened.add_paragraph(text) for text in ("Ett", "", "Två")])
    assert [(line.text, line.gap, line.place) for line in lines_of(unbroken)] == [
        ("Ett", 0, "stycke 1"),
        ("Två", 1, "stycke 2"),
    ]


def test_headers_footnotes_and_contents_have_roles(tmp_path):
    def build(opened):
        opened.sections[0].header.paragraphs[0].text = "Skånes framtidsdag"
        opened.sections[0].footer.paragraphs[0].text = "Utkast"
        opened.styles.element.append(
            parse_xml(f'<w:style {W} w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>')
        )
        append(opened, f'<w:p {W}><w:pPr><w:pStyle w:val="TOC1"/></w:pPr><w:r><w:t>Pass 1 ... 3</w:t></w:r></w:p>')
        opened.add_paragraph("Fler tåg")

    assert [(line.text, line.role) for line in lines_of(read(tmp_path, build))] == [
        ("Skånes framtidsdag", "banner"),
        ("Utkast", "banner"),
        ("Pass 1 ... 3", "context"),
        ("Fler tåg", None),
    ]


def test_a_table_with_an_answer_a_row_gives_tags(tmp_path):
    rows = [
        ["Pass", "Fråga", "Svar"],
        ["1", "Vad är viktigast?", "- tåg\n- buss"],
        ["", "", "Cykelväg"],
        ["2", "Hur?", "–"],
    ]
    lines = lines_of(read(tmp_path, lambda opened: fill(opened, rows)))
    tags = {"session": "1", "question": "Vad är viktigast?"}
    assert [(line.text, line.marker, line.role, dict(line.tags)) for line in lines[3:]] == [
        ("tåg", "-", None, tags),
        ("buss", "-", None, tags),
        ("Cykelväg", None, None, tags),
        ("–", None, "link", {"session": "2", "question": "Hur?"}),
    ]
    assert [(line.text, line.role) for line in lines[:3]] == [(text, "heading") for text in rows[0]]


def test_a_table_of_groups_gives_column_and_row_headers(tmp_path):
    rows = [
        ["", "Grupp 1", "Grupp 2"],
        ["Hinder", "Tiden räcker inte till", "Vet ej"],
        ["Idéer", "Dela lokaler", "En lots"],
    ]
    lines = lines_of(read(tmp_path, lambda opened: fill(opened, rows)))
    assert [(line.text, line.headers) for line in lines if line.role is None] == [
        ("Tiden räcker inte till", ("Grupp 1", "Hinder")),
        ("Vet ej", ("Grupp 2", "Hinder")),
        ("Dela lokaler", ("Grupp 1", "Idéer")),
        ("En lots", ("Grupp 2", "Idéer")),
    ]


def test_merged_cells_are_read_once_and_hold_for_their_rows(tmp_path):
    def build(opened):
        table = fill(
            opened,
            [["Grupp", "Anteckning"], ["1", "Fler tåg"], ["", "Fler bussar"], ["Eftermiddag", ""], ["2", "Lots"]],
        )
        table.cell(1, 0).merge(table.cell(2, 0))
        table.cell(3, 0).merge(table.cell(3, 1))

    assert [(line.text, line.style, dict(line.tags)) for line in lines_of(read(tmp_path, build))[2:]] == [
        ("Fler tåg", "cell", {"group": "1"}),
        ("Fler bussar", "cell", {"group": "1"}),
        ("Eftermiddag", "heading", {}),
        ("Lots", "cell", {"group": "2"}),
    ]


def test_participants_and_forms_are_no_answers(tmp_path):
    def build(opened):
        fill(opened, [["Namn", "Organisation"], ["Maj Ask", "Bokby kommun"]])
        fill(opened, [["Grupp:", "2"], ["Bordsvärd", "Bo Lind"], ["Vilka hinder finns?", "Tid och pengar saknas"]])

    assert [(line.text, line.style, line.role, line.headers) for line in lines_of(read(tmp_path, build))[2:]] == [
        ("Maj Ask, Bokby kommun", "cell", "participant", ()),
        ("Grupp 2", "heading", None, ()),
        ("Bordsvärd Bo Lind", "cell", "credit", ()),
        ("Vilka hinder finns?", "cell", "question", ()),
        ("Tid och pengar saknas", "cell", None, ("", "Vilka hinder finns?")),
    ]


def test_a_table_within_a_cell_keeps_its_own_headers(tmp_path):
    def build(opened):
        inner = opened.add_table(1, 1).cell(0, 0).add_table(2, 2)
        for cell, text in zip(inner._cells, ["Grupp", "Svar", "3", "Fler tåg"], strict=True):
            cell.text = text

    line = lines_of(read(tmp_path, build))[-1]
    assert (line.text, dict(line.tags)) == ("Fler tåg", {"group": "3"})


def test_bold_and_size_are_reported(tmp_path):
    def build(opened):
        run = opened.add_paragraph().add_run("Mobilisering")
        run.bold, run.font.size = True, docx.shared.Pt(14)

    line = lines_of(read(tmp_path, build))[0]
    assert (line.bold, line.size) == (True, 14.0)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "x.docx: the file is empty; check that it was saved"),
        (b"bara text", "x.docx: not a file from Word, whatever its name says; save it as .docx in Word"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "x.docx: password-protected; open it in Word and save it without a password",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "x.docx: an older binary format under a new name; open it in Word and save it as .docx",
        ),
    ],
)
def test_unreadable_files_are_named_with_the_next_step(tmp_path, content, problem):
    path = tmp_path / "x.docx"
    path.write_bytes(content)
    with pytest.raises(UnreadableDocument) as raised:
        read_docx(path)
    assert str(raised.value) == problem


def test_a_cut_off_file_and_one_without_text_are_unreadable(tmp_path):
    path = saved(tmp_path, lambda opened: None)
    with pytest.raises(UnreadableDocument, match="holds no text"):
        read_docx(path)
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(UnreadableDocument, match="damaged or cut off"):
        read_docx(path)
    with pytest.raises(UnreadableDocument, match="no such file"):
        read_docx(tmp_path / "saknas.docx")
