from pathlib import Path

import pytest

from rusnlp.document import Document, Line, Page
from rusnlp.layout import document_blocks, split_marker, standalone_lines
from rusnlp.reading.text import pages_of_text


def blocks_of(text):
    return document_blocks(Document("anteckningar", Path("a.txt"), "text", "", tuple(pages_of_text(text))))


def texts_of(text):
    return [block.text for block in blocks_of(text)]


@pytest.mark.parametrize(
    ("text", "marker", "rest"),
    [
        ("• Bussen", "•", "Bussen"),
        ("  - Tåget", "-", "Tåget"),
        ("– Cykeln", "–", "Cykeln"),
        ("* Elnätet", "*", "Elnätet"),
        ("o Vatten", "o", "Vatten"),
        ("➢ Mark", "➢", "Mark"),
        ("1) Skola", "1)", "Skola"),
        ("12. Vård", "12.", "Vård"),
        ("a) Omsorg", "a)", "Omsorg"),
        ("-- Idrott", "--", "Idrott"),
        ("** Kultur", "**", "Kultur"),
        ("~ Fritid", "~", "Fritid"),
        ("-> fler flyttar", None, "-> fler flyttar"),
        ("•Bussen", "•", "Bussen"),
        ("2030 ska målet vara nått", None, "2030 ska målet vara nått"),
        ("-fritt och gott", None, "-fritt och gott"),
        ("1.5 grader", None, "1.5 grader"),
        ("", None, ""),
    ],
)
def test_split_marker(text, marker, rest):
    assert split_marker(text) == (marker, rest)


def test_hard_wraps_of_72_columns_are_joined():
    assert texts_of(
        "- Vi behöver ett gemensamt forum där kommunerna, regionen och de idéburna\n"
        "  möts regelbundet\n"
        "- Kort note\n"
        "- En till, med ett ord som bröts vid radens slut eftersom den var lång nog\n"
        "  för det\n"
    ) == [
        "Vi behöver ett gemensamt forum där kommunerna, regionen och de idéburna möts regelbundet",
        "Kort note",
        "En till, med ett ord som bröts vid radens slut eftersom den var lång nog för det",
    ]


def test_one_unmarked_note_a_line_stays_apart():
    notes = "Bussen går för sällan\nTrygga skolvägar\nVem betalar?\nMer mat från trakten i de offentliga köken\n"
    assert texts_of(notes) == notes.splitlines()


def test_trailing_blanks_mark_wraps_where_the_document_uses_them():
    wrapped = "".join(f"• Note nummer {n} som är så lång att den \n\nfortsätter här\n\n" for n in range(8))
    blocks = blocks_of(wrapped + "• Sist \n\n• Allra sist\n")
    assert [b.text for b in blocks[-3:]] == [
        "Note nummer 7 som är så lång att den fortsätter här",
        "Sist",
        "Allra sist",
    ]


def test_divided_word_is_put_together():
    assert texts_of("- Vi saknar reserv-\n  kraft i vattenverken\n") == ["Vi saknar reservkraft i vattenverken"]


def test_evidence_is_kept():
    (block,) = blocks_of("- Vi saknar reserv-\n  kraft\n")
    assert block.evidence == ("join: hyphen at the line end",)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Fler turer med nattågSkolan behöver lokaler", ["Fler turer med nattåg", "Skolan behöver lokaler"]),
        ("Se på YouTube och LinkedIn hur de gör", ["Se på YouTube och LinkedIn hur de gör"]),
        ("SkåneTrafiken är bra", ["SkåneTrafiken är bra"]),
    ],
)
def test_glued_notes_are_two(text, pieces):
    assert texts_of("- " + text) == pieces


def test_running_header_is_never_a_continuation():
    slide = "• Skriv tydligare avtal mellan kommun och \n\nUPPFÖLJNINGSDAG 2026\n\n• Våga prioritera\n\n"
    pages = "\n\n\n".join(slide for _ in range(4))
    assert "uppföljningsdag #" in standalone_lines(pages_of_text(pages))
    assert texts_of(pages)[:3] == ["Skriv tydligare avtal mellan kommun och", "UPPFÖLJNINGSDAG 2026", "Våga prioritera"]


def test_nesting_by_kind_of_mark_and_by_indent():
    blocks = blocks_of("• Samverkan\n   o Träffas oftare\n   o Dela lokaler\n• Pengar\n   o Fleråriga bidrag\n")
    assert [(b.text, b.level, b.parent) for b in blocks] == [
        ("Samverkan", 0, None),
        ("Träffas oftare", 1, 0),
        ("Dela lokaler", 1, 0),
        ("Pengar", 0, None),
        ("Fleråriga bidrag", 1, 3),
    ]


def test_whole_lines_are_taken_as_they_are():
    page = Page(1, "bild 1", (Line("Första tanken", 1, whole=True), Line("fortsätter inte här", 2, whole=True)))
    document = Document("bild", Path("b.pptx"), "pptx", "", (page,))
    assert [b.text for b in document_blocks(document)] == ["Första tanken", "fortsätter inte här"]


def test_empty_document():
    assert document_blocks(Document("tom", Path("t.txt"), "text", "", ())) == []


def test_glued_notes_are_two_of_the_same_list():
    glued = blocks_of("- Ån är rätad sedan 1930-taletTunneln fylls först\n- Dikena\n")
    assert [(block.text, block.marker) for block in glued] == [
        ("Ån är rätad sedan 1930-talet", "-"),
        ("Tunneln fylls först", "-"),
        ("Dikena", "-"),
    ]
