"""The report in Word: what it holds, how it is built, and the ids behind its sentences, written and read back."""

import io
import re
import zipfile
from dataclasses import replace
from itertools import pairwise

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Cm
from report_day import example_day
from report_summary import empty_summary, small_differences, small_summary
from report_tables import QUESTIONS, empty_loaded, small_codebook, small_codings, small_loaded, small_topics

from rusnlp.reports import build_content
from rusnlp.reports.docx.citations import cited_lines, full_ids, short_ids
from rusnlp.reports.docx.report import docx_bytes


def small_content(**more):
    content = build_content(
        small_loaded(),
        small_codings(),
        small_codebook(),
        topics=small_topics(),
        questions=QUESTIONS,
        summary=small_summary(),
        **more,
    )
    return replace(content, differences=small_differences())


@pytest.fixture(scope="module")
def content():
    return small_content()


@pytest.fixture(scope="module")
def word(content):
    return docx.Document(io.BytesIO(docx_bytes(content)))


@pytest.fixture(scope="module")
def day():
    loaded, content = example_day()
    return loaded, docx.Document(io.BytesIO(docx_bytes(content)))


def outline(word):
    return [(int(p.style.name[-1]), p.text) for p in word.paragraphs if p.style.name.startswith("Heading")]


def test_headings_in_swedish_go_down_one_level_at_a_time(word, day):
    assert [text for level, text in outline(word) if level == 1] == [
        *("Sammanfattning", "Passen ett för ett", "Teman", "Områden", "Teman efter pass och fråga", "Skillnader"),
        *("Ämnen utanför kodboken", "Utelämnat", "Så gjordes rapporten"),
    ]
    assert (2, "Pass 1: Resor i vardagen") in outline(word)
    for levels in ([level for level, _ in outline(document)] for document in (word, day[1])):
        assert all(below - above <= 1 for above, below in pairwise(levels))
    assert word.core_properties.language == "sv-SE"
    defaults = word.styles.element.find(qn("w:docDefaults"))
    assert [node.get(qn("w:val")) for node in defaults.iter(qn("w:lang"))] == ["sv-SE"]


def test_contents_are_a_field_that_is_filled_in_and_asks_nothing(word):
    body = word.element.body
    fields = [node.text.split()[0] for node in body.iter(qn("w:instrText"))]
    assert fields.count("TOC") == 1
    entries = [p for p in word.paragraphs if p.style.name.startswith("toc ")]
    assert [(int(p.style.name[-1]), p.text.split("\t")[0]) for p in entries] == [h for h in outline(word) if h[0] <= 2]
    assert fields.count("PAGEREF") == len(entries)
    bookmarks = {node.get(qn("w:name")) for node in body.iter(qn("w:bookmarkStart"))}
    assert {node.get(qn("w:anchor")) for node in body.iter(qn("w:hyperlink"))} <= bookmarks
    assert not [node for node in body.iter(qn("w:fldChar")) if node.get(qn("w:dirty"))]
    assert word.settings.element.find(qn("w:updateFields")) is None
    marks = [node.get(qn("w:fldCharType")) for node in body.iter(qn("w:fldChar"))]
    assert marks.count("begin") == marks.count("separate") == marks.count("end") == len(fields)


def test_every_table_and_picture_has_a_numbered_caption(word):
    captions = [p for p in word.paragraphs if p.style.name == "Caption"]
    for label, things in (("Tabell", word.tables), ("Figur", word.inline_shapes)):
        own = [p.text for p in captions if p.text.startswith(label)]
        assert [re.match(rf"{label} (\d+)\. ", text)[1] for text in own] == [str(n + 1) for n in range(len(things))]
    fields = [node.text.strip() for node in word.element.body.iter(qn("w:instrText")) if "SEQ" in node.text]
    assert fields.count("SEQ Tabell \\* ARABIC") == len(word.tables)
    assert fields.count("SEQ Figur \\* ARABIC") == len(word.inline_shapes) == 4
    numbers = [shape._inline.docPr.get("id") for shape in word.inline_shapes]
    assert len(set(numbers)) == 4
    assert all(shape._inline.docPr.get("descr") and shape.width <= Cm(17) for shape in word.inline_shapes)


def test_tables_repeat_their_header_and_break_between_rows(word):
    for table in word.tables:
        rows = [row._tr for row in table.rows]
        assert [row.trPr.find(qn("w:tblHeader")) is not None for row in rows] == [True] + [False] * (len(rows) - 1)
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


def test_pages_are_numbered_and_turned_for_wide_tables_only(word, day):
    for document, orientations in ((word, [0]), (day[1], [0, 1, 0])):
        assert [section.orientation for section in document.sections] == orientations
        for section in document.sections:
            assert "PAGE" in section.footer._element.xml
            across = section.page_width - section.left_margin - section.right_margin
            assert across == pytest.approx(Cm(25.7 if section.orientation else 17), rel=0.01)
    widths = [sum(column.width for column in table.columns) for table in day[1].tables]
    assert max(widths) <= Cm(25.8)
    assert sum(width > Cm(17.1) for width in widths) <= 3


ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore pBdr tabs spacing ind contextualSpacing jc outlineLvl rPr sectPr",
    "sectPr": "headerReference footerReference endnotePr type pgSz pgMar cols titlePg docGrid",
    "tblPr": "tblW tblBorders tblLayout tblCellMar tblLook tblCaption",
    "settings": "view zoom defaultTabStop footnotePr endnotePr compat rsids mathPr",
}


def test_properties_stand_in_the_order_of_the_schema(word):
    parts = {name: [*word.element.iter(qn(f"w:{name}")), *word.styles.element.iter(qn(f"w:{name}"))] for name in ORDER}
    parts["settings"] = [word.settings.element]
    for name, order in ORDER.items():
        assert parts[name]
        for node in parts[name]:
            known = [child.tag.split("}")[1] for child in node if child.tag.split("}")[1] in order.split()]
            assert known == sorted(known, key=order.split().index), node


def test_quotes_are_verbatim_and_carry_their_place(word, day):
    loaded, document = day
    assert ("”Vi måste jobba ihop över kommungränsen”", "dag, s. 1, Pass 1, Prioritering (dag.p001.01)") in quotes(word)
    text_of = dict(zip(loaded.statements["statement_id"], loaded.statements["text"], strict=True))
    found = quotes(document)
    assert len(found) > 100
    for quote, place in found:
        statement_id = re.search(r"\(([^()]+)\)$", place)[1]
        assert quote == f"”{text_of[statement_id]}”"
        assert quote[1:-1] in loaded.canonical[statement_id.rsplit(".p", 1)[0]]


def quotes(word):
    lines = [(p.style.name, p.text) for p in word.paragraphs]
    return [(q, place) for (style, q), (_, place) in pairwise(lines) if style == "Quote"]


def test_names_of_persons_stand_nowhere(content):
    with zipfile.ZipFile(io.BytesIO(docx_bytes(content))) as package:
        everything = "".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())
    assert "Påhittad" not in everything
    assert "Uppdiktad" not in everything


def test_the_whole_account_of_how_it_was_made(word):
    text = "\n".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    for said in ("cd" * 32, "Kodbokens SHA-256", "Utan kod".lower(), "Deltagare", "att granska", "Eva – rusnlp"):
        assert said in text


def test_no_date_but_a_fixed_one_and_the_same_bytes_each_time(content):
    made = docx_bytes(content)
    assert made == docx_bytes(small_content())
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert {member.date_time for member in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\d", core)) == {"2026-01-01"}


def test_each_sentence_of_the_summary_is_read_back_with_its_ids(content, tmp_path):
    path = tmp_path / "rapport.docx"
    path.write_bytes(docx_bytes(content))
    lines = cited_lines(path)
    parts = [content.summary.day, *content.summary.sessions]
    sentences = [s for part in parts for s in (*part.numbers, *part.thin_questions)]
    sentences += [p.sentence for part in parts for p in (*part.recurring, *part.few, *part.contradictions)]
    for sentence in sentences:
        assert f"{sentence.text} [{', '.join(sentence.statement_ids)}]" in lines
    assert "> ”Vi måste jobba ihop över kommungränsen” [dag.p001.01]" in lines
    cited = [line for line in lines if line.endswith("]") and not line.startswith(">")]
    assert cited == [line for line in lines if "[" in line and not line.startswith(">")]
    assert len(cited) == len(sentences)


def test_an_edited_report_is_read_back_as_it_stands(content, tmp_path):
    document = docx.Document(io.BytesIO(docx_bytes(content)))
    cited = next(p for p in document.paragraphs if p.text == "Pass 1 har 3 utsagor.")
    cited.runs[0].text = "Pass 1 har tre utsagor."
    cited.insert_paragraph_before("Själv skrev jag detta. [dag.p001.01]")
    document.save(tmp_path / "ändrad.docx")
    lines = cited_lines(tmp_path / "ändrad.docx")
    at = lines.index("Själv skrev jag detta. [dag.p001.01]")
    assert lines[at + 1] == "Pass 1 har tre utsagor. [dag.p001.01, dag.p001.02, dag.p001.03]"


def test_what_is_no_word_file_is_named(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(b"no zip")
    with pytest.raises(ValueError, match=r"a\.docx: cannot be read as a Word file \(.*\); save it again as \.docx"):
        cited_lines(path)


@pytest.mark.parametrize(
    ("ids", "short"),
    [
        ([], ""),
        (["dag.p001.01"], "dag p001.01"),
        (["dag.p001.02", "dag.p001.01", "dag.p001.03", "dag.p001.09"], "dag p001.01–03, p001.09"),
        (["b.p001.01", "a.p002.01", "a.p010.100", "a.p010.99"], "a p002.01, p010.99, p010.100; b p001.01"),
        (["Pass 1.p001.01", "Pass 1.p001.02"], "Pass 1 p001.01–02"),
        (["x p1.p001.01", "en; två.p001.01", "A17"], "A17; en; två.p001.01; x p1.p001.01"),
    ],
)
def test_ids_written_short(ids, short):
    assert short_ids(ids) == short
    if ";" not in "".join(ids):
        assert full_ids(short) == sorted(ids)


def test_nothing_to_say_gives_a_report_all_the_same():
    content = build_content(empty_loaded(), small_codings().iloc[:0], small_codebook(), summary=empty_summary())
    word = docx.Document(io.BytesIO(docx_bytes(content)))
    assert "Underlaget innehåller inga utsagor som kan räknas." in [p.text for p in word.paragraphs]


HOSTILE = [
    "Vi måste\x0bjobba ihop\x00 mer ]]> över & gränserna <w:p> i hela länet",
    "\u202eomvänt\u202c och \u200fhöger \u2067till vänster\u2069",
    "Ord" * 2000,
    "lång text " * 4000,
    "en rad\noch en till\tmed tabb",
]


def test_hostile_words_break_no_file_and_are_not_lost():
    loaded = small_loaded()
    rows = loaded.statements.index[: len(HOSTILE)]
    loaded.statements.loc[rows, "text"] = HOSTILE
    content = build_content(
        loaded,
        small_codings(),
        small_codebook(),
        questions=QUESTIONS,
        figures=False,
        title="a\x00<b>&",
        summary=small_summary(),
    )
    word = docx.Document(io.BytesIO(docx_bytes(content)))
    text = "\n".join(p.text for p in word.paragraphs)
    assert "”Vi måste\ufffdjobba ihop\ufffd mer ]]> över & gränserna <w:p> i hela länet”" in text
    assert HOSTILE[2] in text
    assert word.core_properties.title == "a\ufffd<b>&"
