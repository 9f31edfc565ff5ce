import pytest

from rusnlp.document import Line, Page
from rusnlp.layout import split_marker
from rusnlp.outlining.wrapping import Surroundings, page_width, wrap_evidence, wrap_gap


def surroundings(width=70, wrap_gap=0, marks_wraps=False):
    return Surroundings(wrap_gap, marks_wraps, dashes=0, dashes_are_bullets=False, width=width)


@pytest.mark.parametrize(
    ("before", "after", "bulleted", "goes_on", "evidence"),
    [
        ("Vi saknar reserv-", "kraft i vattenverken", False, True, "hyphen at the line end"),
        ("Bussen går för", "sällan till byarna", True, True, "goes on in small letters"),
        ("Bussen går för sällan.", "Tåget är alltid sent", False, False, "room for the next word"),
        (
            "Det behövs ett forum där kommunerna, regionen och föreningarna kan och",
            "Region Skåne möts",
            True,
            True,
            None,
        ),
        ("Kort rad", "Grupp 2:", False, False, None),
    ],
)
def test_whether_a_line_goes_on(before, after, bulleted, goes_on, evidence):
    found = wrap_evidence(before, Line(after, 2, gap=0), surroundings(), bulleted=bulleted)
    assert found[0] is goes_on
    assert evidence in (None, found[1])


def test_a_blank_line_ends_a_paragraph_unless_every_line_has_one():
    line = Line("sällan till byarna", 2, gap=1)
    assert wrap_evidence("Bussen går för", line, surroundings(), bulleted=False) == (False, "blank line")
    assert wrap_evidence("Bussen går för", line, surroundings(wrap_gap=1, width=20), bulleted=False)[0]


def test_trailing_blanks_decide_where_the_document_uses_them():
    line, around = Line("Region Skåne", 2, gap=0), surroundings(marks_wraps=True)
    assert wrap_evidence("Möten med ", line, around, bulleted=True) == (True, "trailing blank")
    assert not wrap_evidence("Möten med", line, around, bulleted=False)[0]


def test_page_width_leaves_outliers_out():
    lines = [Line("x" * 60, n) for n in range(40)]
    assert page_width([*lines, Line("x" * 300, 41)]) == 60
    assert page_width([]) == 0
    assert page_width([Line("  ", 1)]) == 0


@pytest.mark.parametrize(("gaps", "expected"), [((0, 0, 1), 0), ((1, 1, 1), 1), ((), 0)])
def test_wrap_gap(gaps, expected):
    lines = [line for gap in gaps for line in (Line("Bussen går för", 1, gap=2), Line("sällan hit.", 2, gap=gap))]
    assert wrap_gap((Page(1, "s. 1", tuple(lines)),), split_marker) == expected


def test_a_page_of_short_notes_is_not_wrapped():
    texts = ["Vi vill ha fler bussar", "Kommunen saknar resurser", "Vem har ansvaret?"]
    notes = [Line(text, number) for number, text in enumerate(texts, start=1)]
    assert page_width(notes) == 0
    assert page_width([*notes, Line("och vem betalar?", 4)]) == 24
