"""What holds for every document, whatever is in it: random small documents in every format."""

import csv
import hashlib
import io
import json
import shutil
import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from rusnlp.codebook import load_codebook
from rusnlp.loading import load_corpus
from rusnlp.question_catalogue import load_questions

QUESTIONS, CODEBOOK = load_questions(), load_codebook()
BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
WORDS = (
    "Kollektivtrafiken behöver vi fler åker buss tåg till byarna inte samverkan kommunen skolan är för med bättre "
    "bredbands- och t.ex. ca 25 % (viktigt!) ”citat” »mer« → TRYGGHET YH-utbildning http://example.se/a?b=1 "
    "=1+1 <b> & |kant| **fet** `kod` kl. 10.15 Å1 ö"
).split()
ODD = (
    unicodedata.normalize("NFD", "förädling"),
    unicodedata.normalize("NFD", "Ängelholmsåarna"),
    "👩🏽‍🌾",
    "🚲🚌",
    "10\u00a0000\u00a0kronor",
    "sam\u00adverkan",
    "noll\u200bbredd",
    "\ufeffmärke",
    "ﬁnans",
    "flik\tflik",
    "العربية",
    "e\u0301\u0302\u0323",
    "a\u0327\u030a",
    "한글",
    "½",
    "\u2126",
    "Kelvin\u212a",
    "kontroll\x07",
    "donaudampf" * 30,
)
OPENINGS = ("• ", "- ", "– ", "* ", "o ", "1. ", "a) ", "\uf0b7 ", "•", "   - ", "> ", "# ", "\t", "")
HEADINGS = (
    "Pass 1: Skola",
    "Dialogpass 2",
    "Grupp 1",
    "Bord 3:",
    "Förmiddag",
    "EFTERMIDDAG",
    "Vilka är de viktigaste utmaningarna?",
    "Vilken roll ska Region Skåne ta?",
    "Deltagare",
    "Workshopledare: Ada Berg",
    "Kompetensförsörjning",
    "sida 1",
    "kl 10.15",
    "---",
)

TITLE = "Vilka är de viktigaste utmaningarna?"
LAST_PAGE = [TITLE, "• Rusta upp kajen före vintern", "• Märk ut farleden"]

words = st.sampled_from(WORDS) | st.sampled_from(WORDS) | st.sampled_from(ODD)
phrases = st.lists(words, min_size=1, max_size=9).map(" ".join)
notes = st.tuples(st.sampled_from(OPENINGS), phrases, st.sampled_from(("", "", " ", ".", "-"))).map("".join)
lines = notes | notes | notes | st.sampled_from(HEADINGS) | st.just("") | st.text(max_size=12)
pages = st.lists(lines, min_size=1, max_size=8)
documents = st.lists(pages, min_size=1, max_size=3)

bullets = st.lists(phrases.map("• {}".format), min_size=1, max_size=6)
orderly = st.lists(bullets, min_size=1, max_size=3).map(lambda parts: [[TITLE, *part] for part in parts])
"""A title and bullets on each page. In other texts a page more may change what a line before it is: what stands before
the first session's heading is front matter, and what is repeated on every page is a running header."""


def printable(text):
    """What an XML file may hold."""
    return "".join(
        c for c in text if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff" and not 0xD800 <= ord(c) < 0xE000)
    )


def write_text(parts, path):
    path.write_bytes("\f".join("\n".join(part) + "\n" for part in parts).encode("utf-8"))


def write_text_of_another_system(parts, path):
    text = "\f".join("\r\n".join(part) + "\r\n" for part in parts)
    path.write_bytes(b"\xff\xfe" + text.encode("utf-16-le"))


def write_markdown(parts, path):
    path.write_bytes("\n\n".join(f"# Del {n}\n\n" + "\n".join(part) for n, part in enumerate(parts, 1)).encode("utf-8"))


def write_csv(parts, path):
    rows = [[f"Bord {n}", line] for n, part in enumerate(parts, 1) for line in part]
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows([["Grupp", "Svar"], *rows])
    path.write_bytes(stream.getvalue().encode("utf-8-sig"))


def write_docx(parts, path):
    import docx

    document = docx.Document()
    for n, part in enumerate(parts):
        if n:
            document.add_page_break()
        for line in map(printable, part):
            if line.startswith("# "):
                document.add_heading(line[2:], 1)
            else:
                style = "List Bullet" if line.startswith("- ") else None
                document.add_paragraph(line.removeprefix("- "), style=style)
    document.save(path)


def write_pptx(parts, path):
    import pptx

    show = pptx.Presentation()
    for part in parts:
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = printable(part[0])
        slide.placeholders[1].text = "\n".join(map(printable, part[1:]))
    show.save(path)


def write_xlsx(parts, path):
    import openpyxl
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = openpyxl.Workbook()
    book.remove(book.active)
    for n, part in enumerate(parts, 1):
        sheet = book.create_sheet(f"Bord {n}")
        sheet.append(["Svar"])
        for line in part:
            sheet.append([ILLEGAL_CHARACTERS_RE.sub("", printable(line))])
            sheet.cell(sheet.max_row, 1).data_type = "s"
    book.save(path)


def write_trello(parts, path):
    lists = [{"id": str(n), "name": part[0], "pos": n} for n, part in enumerate(parts)]
    cards = [
        {"id": f"{n}-{m}", "idList": str(n), "name": line, "desc": line[::-1] if m % 3 == 0 else "", "pos": m}
        for n, part in enumerate(parts)
        for m, line in enumerate(part[1:])
    ]
    path.write_text(json.dumps({"name": "Tavla", "lists": lists, "cards": cards}), "utf-8")


def write_pdf(parts, path):
    from reportlab.pdfgen import canvas

    page = canvas.Canvas(str(path), pagesize=(595, 842), invariant=1)
    for part in parts:
        for place, line in enumerate(map(printable, part)):
            page.drawString(60, 780 - 16 * place, line.replace("\n", " ").encode("cp1252", "ignore").decode("cp1252"))
        page.showPage()
    page.save()


FORMATS = {
    "txt": (write_text, ".txt", 40),
    "txt utf-16 crlf": (write_text_of_another_system, ".txt", 10),
    "md": (write_markdown, ".md", 30),
    "csv": (write_csv, ".csv", 30),
    "json": (write_trello, ".json", 30),
    "docx": (write_docx, ".docx", 10),
    "pptx": (write_pptx, ".pptx", 6),
    "xlsx": (write_xlsx, ".xlsx", 15),
    "pdf": (write_pdf, ".pdf", 10),
}
PARTED = sorted(set(FORMATS) - {"md", "csv"})
"""Formats whose pages can be told apart, so that one more leaves the others as they were."""


def each_format(names):
    return pytest.mark.parametrize("name", names)


def quick(name):
    return settings(
        max_examples=FORMATS[name][2],
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=[HealthCheck.too_slow],
    )


def load(paths):
    return load_corpus(paths, questions=QUESTIONS, codebook=CODEBOOK)


def loaded(name, parts, folder):
    """The load of the parts written in a format, and the file."""
    write, suffix, _ = FORMATS[name]
    path = Path(folder) / f"dag{suffix}"
    write(parts, path)
    return load([path]), path


def assert_sound(result):
    """What every load promises of its tables."""
    table = result.statements
    assert table["statement_id"].is_unique
    pages = result.documents.set_index("document")["pages"]
    for row in table.itertuples():
        assert result.canonical[row.document][row.start : row.end] == row.text
        assert unicodedata.is_normalized("NFC", row.text)
        assert row.text.strip()
        assert not set(row.text) & set(BREAKS)
        assert row.statement_id.startswith(f"{row.document}.p{row.page:03d}.")
        assert row.page >= 1
        assert row.end > row.start
    for name, text in result.canonical.items():
        assert unicodedata.is_normalized("NFC", text)
        assert text.count("\f") < max(pages[name], 1)
    known = set(table["statement_id"])
    assert all(original is None or original in known for original in table["repeat_of"])


@each_format(FORMATS)
def test_tables_are_sound(name):
    @quick(name)
    @given(documents)
    def check(parts):
        with tempfile.TemporaryDirectory() as folder:
            result, path = loaded(name, parts, folder)
            assert len(result.documents) + len(result.problems) == 1
            assert_sound(result)
            assert all("\n" not in line for line in result.problems + result.warnings)
            if name in PARTED:
                assert set(result.statements["page"]) <= set(range(1, len(parts) + 1))
            before = hashlib.sha256(path.read_bytes()).hexdigest()
            again = load([path])
            assert hashlib.sha256(path.read_bytes()).hexdigest() == before
            assert [path.name] == [p.name for p in Path(folder).iterdir()]
            assert_frame_equal(again.statements, result.statements)
            assert_frame_equal(again.left_out, result.left_out)
            assert again.canonical == result.canonical
            assert again.problems == result.problems

    check()


@each_format(PARTED)
def test_a_page_more_at_the_end_leaves_ids_as_they_were(name):
    @quick(name)
    @given(orderly)
    def check(parts):
        with tempfile.TemporaryDirectory() as folder:
            before, path = loaded(name, parts, folder)
            assume(not before.problems)
            path.unlink()
            after, _ = loaded(name, [*parts, LAST_PAGE], folder)
            assert_sound(after)
            earlier = after.statements[after.statements["page"] <= len(parts)]
            columns = ["statement_id", "page", "start", "end", "text"]
            assert earlier[columns].to_dict("records") == before.statements[columns].to_dict("records")

    check()


@quick("txt")
@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-16", "surrogatepass")))
def test_any_bytes_are_read_or_refused(data):
    with tempfile.TemporaryDirectory() as folder:
        for suffix in (".txt", ".md", ".csv", ".json"):
            path = Path(folder) / f"fil_{suffix[1:]}{suffix}"
            path.write_bytes(data)
        result = load([folder])
        assert len(result.documents) + len(result.problems) == 4
        assert_sound(result)


@settings(max_examples=15, derandomize=True, deadline=None, database=None)
@given(st.lists(documents, min_size=2, max_size=3))
def test_order_of_the_files_does_not_matter(several):
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"fil{number}.txt" for number in range(len(several))]
        for parts, path in zip(several, paths, strict=True):
            write_text(parts, path)
        straight, turned = load(paths), load(paths[::-1])
        assert_sound(straight)
        assert_frame_equal(straight.statements, turned.statements)
        assert straight.problems == turned.problems
        shutil.copy(paths[0], Path(folder) / "kopia.txt")
        assert_sound(load([folder]))
