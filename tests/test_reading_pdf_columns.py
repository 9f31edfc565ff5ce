"""PDF reports and newsletters in two and three columns: whole paragraphs, in the order in which they are read."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from rusnlp.document import Document, Line
from rusnlp.reading.pdf import read_pdf
from tests.pdf_reports import REPORTS, Layout, running_columns


def body(document: Document) -> list[Line]:
    return [line for page in document.pages for line in page.lines if line.role != "banner"]


def in_order(expected: list[str], lines: list[Line]) -> int:
    """How many of the expected texts stand whole in the lines, each after the one before it."""
    matcher = SequenceMatcher(None, expected, [line.text for line in lines], autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks())


@pytest.mark.parametrize("name", REPORTS)
def test_reports_come_back_whole_and_in_order(tmp_path, name):
    draw, layout = REPORTS[name]
    path = tmp_path / "rapport.pdf"
    report = draw(path, layout)
    lines = body(read_pdf(path))
    # A column that ends with a sentence, or a caption as long as its column, leaves open where a paragraph ends.
    assert in_order(report.expected, lines) >= len(report.expected) - 3
    assert {line.text for line in lines if line.style == "cell"} - {*report.cells} == set()


def test_columns_under_twin_boxes_are_no_table(tmp_path):
    path = tmp_path / "rapport.pdf"
    report = running_columns(path, Layout(gutter=13, hyphens=True, rules="footer"))
    document = read_pdf(path)
    lines = body(document)
    assert in_order(report.expected, lines) == len(report.expected)
    assert {line.text for line in document.pages[0].lines if line.style == "cell"} == set()
    parts = [(line.text[:6], line.style, line.column) for line in lines if line.text.startswith("Tema ")]
    assert parts[:2] == [("Tema 1", "heading", 0), ("Tema 2", "heading", 0)]


LEFT = "En bred väg in|för unga som|vill flytta hem|behövs i hela|länet redan i år|säger Bord Ask"
RIGHT = "Fler bussar på|kvällen så att|skiftet räcker|till både hem|och arbete för|alla som vill"


def draw(path, lines, rules=()):
    """A page of A4 with lines (x, y from the top, text, points) and level rules (x0, x1, y from the top)."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    for x, y, text, points in lines:
        canvas.setFont("Helvetica", points)
        canvas.drawString(x, A4[1] - y, text)
    for x0, x1, y in rules:
        canvas.line(x0, A4[1] - y, x1, A4[1] - y)
    canvas.save()
    return [line.text for line in body(read_pdf(path))]


def columns(top, first=LEFT, second=RIGHT, points=10):
    """Two columns of lines, 16 points apart, from the given height."""
    return [
        (x, top + 12 * number, line, points)
        for x, text in ((60, first), (150, second))
        for number, line in enumerate(text.split("|"))
    ]


WHOLE = [LEFT.replace("|", " "), RIGHT.replace("|", " ")]


def test_last_line_of_a_paragraph_above_the_columns(tmp_path):
    intro = [
        (60, 60, "Hela dagen handlade om hur länet växer", 10),
        (60, 72, "och om vem som gör vad medan vi väntar", 10),
        (60, 84, "på nya tåg.", 10),
    ]
    texts = draw(tmp_path / "a.pdf", [*intro, *columns(102)])
    assert texts == [" ".join(text for _, _, text, _ in intro), *WHOLE]


def test_heading_over_both_columns_in_mid_page_is_no_wider_than_one(tmp_path):
    lines = [*columns(60), (60, 160, "Del 2", 16), *columns(180, RIGHT, LEFT)]
    assert draw(tmp_path / "a.pdf", lines) == [*WHOLE, "Del 2", *reversed(WHOLE)]


def test_heading_beside_text_stays_in_its_column(tmp_path):
    longer = RIGHT + "|" + "|".join(["och det gäller hela"] * 8)
    lines = [*columns(60, LEFT, longer), (60, 160, "Del 2", 16), *columns(180, RIGHT, "|")]
    texts = draw(tmp_path / "a.pdf", [line for line in lines if line[2]])
    assert texts[:3] == [WHOLE[0], "Del 2", WHOLE[1]]


def test_footnotes_below_the_columns_come_last(tmp_path):
    notes = [(60, 160, "1 Se bilagan.", 7), (60, 168, "2 Se programmet.", 7)]
    texts = draw(tmp_path / "a.pdf", [*columns(60), *notes])
    assert texts == [*WHOLE, "1 Se bilagan.", "2 Se programmet."]


def test_small_type_on_the_line_of_the_page_number_is_a_footer(tmp_path):
    footer = [(60, 810, "Norrviks kommun", 8), (500, 810, "Sida 1", 8)]
    assert draw(tmp_path / "a.pdf", [*columns(60), *footer]) == WHOLE


def test_columns_between_level_lines_are_no_table(tmp_path):
    twice = LEFT + "|" + LEFT, RIGHT + "|" + RIGHT
    rules = [(60, 240, y) for y in (50, 80, 240)]
    lines = [(60, 66, "Bakgrund", 10), (150, 66, "Fakta", 10), *columns(100, *twice)]
    path = tmp_path / "a.pdf"
    draw(path, lines, rules)
    assert [line.style for line in body(read_pdf(path)) if line.style == "cell"] == []


def test_short_cells_between_level_lines_are_a_table(tmp_path):
    rules = [(60, 400, y) for y in (50, 80, 110, 140)]
    words = ("Utmaning", "Åtgärd", "Få bussar", "Ny linje", "Lång väg", "Fler stationer")
    lines = [(60 + 170 * (n % 2), 66 + 30 * (n // 2), word, 10) for n, word in enumerate(words)]
    path = tmp_path / "a.pdf"
    assert draw(path, lines, rules) == list(words)
    assert {line.style for line in body(read_pdf(path))} == {"cell"}
