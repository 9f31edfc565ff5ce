from pathlib import Path

import pytest

from rusnlp.document import Document, Line, Page
from rusnlp.layout import document_blocks
from rusnlp.outlining.headings import is_slides, read_blocks
from rusnlp.question_catalogue import load_questions
from rusnlp.reading.text import pages_of_text

QUESTIONS = load_questions()


def read(document):
    return {item.block.text: item for item in read_blocks(document, document_blocks(document), QUESTIONS)}


def from_text(text):
    return read(Document("anteckningar", Path("a.txt"), "text", "", tuple(pages_of_text(text))))


def from_lines(*parts, name="docx"):
    lines = tuple(Line(number=n, whole=True, **part) for n, part in enumerate(parts, 1))
    return read(Document("anteckningar", Path("a"), name, "", (Page(1, "s. 1", lines),)))


@pytest.mark.parametrize(
    ("line", "because"),
    [
        ({"text": "Resor", "style": "heading", "level": 2}, "styled as a heading"),
        ({"text": "Resor", "bold": True}, "bold"),
        ({"text": "RESOR PÅ LANDET"}, "in capitals"),
        ({"text": "Så här tänkte vi:"}, "ends in a colon"),
        ({"text": "Grupp 3 – bussar"}, "names a group"),
        ({"text": "Eftermiddag"}, "names a time of day"),
        ({"text": "Pass 2 – Bussar"}, "numbered as a session"),
        ({"text": "Spelregler"}, "its words are those of a heading (instruction)"),
        ({"text": "Fråga 2 Vart går bussen?"}, "one of the questions"),
        ({"text": "Bussen går för sällan", "style": "quote"}, None),
        ({"text": "Bussen går för sällan och den är för dyr.", "bold": True}, None),
        ({"text": "Bussen går för sällan"}, None),
        ({"text": "GRUPP", "style": "cell"}, None),
    ],
)
def test_why_a_line_is_a_heading(line, because):
    found = from_lines({"text": "Tåget är sent."}, {"text": "Bron är smal."}, {"text": "Ja."}, line, {"text": "Nej."})
    assert found[line["text"]].heading_because == because
    assert found["Tåget är sent."].heading_because is None


def test_larger_than_the_text():
    body = [{"text": f"En rad om {sak} och annat", "size": 11.0} for sak in ("buss", "tåg", "bro")]
    found = from_lines(*body, {"text": "Resor i vardagen", "size": 16.0}, {"text": "Slut på raden", "size": 11.0})
    assert [text for text, item in found.items() if item.is_heading] == ["Resor i vardagen"]
    assert found["Resor i vardagen"].heading_because == "larger than the text"


def test_underlined_over_a_list_and_repeated():
    found = from_text("Resor\n-----\nBussen går för sällan.\n\nVad vi vill ha\n- Nattbuss\n- Tåg\n")
    assert found["Resor"].heading_because == "underlined"
    assert found["Resor"].underline == "-"
    assert found["Vad vi vill ha"].heading_because == "stands over a list of bullets"
    pages = "\n\n\n\n".join(f"Höstmöte i Alsta\n\n• Tanke nummer {n} om resor" for n in "abcd")
    assert from_text(pages)["Höstmöte i Alsta"].heading_because == "repeated on other pages"


def test_a_bullet_is_a_heading_only_when_it_asks_and_is_answered():
    found = from_text("1. Vilka är de största utmaningarna?\n\n- Ont om tid\n- Vilka är de största hindren för unga?\n")
    assert found["Vilka är de största utmaningarna?"].heading_because == "a numbered question"
    assert found["Vilka är de största hindren för unga?"].heading_because is None


@pytest.mark.parametrize(
    ("name", "pages", "size", "slides"),
    [
        ("pptx", 1, None, True),
        ("pdf", 2, (842, 595), True),
        ("pdf", 2, (595, 842), False),
        ("text", 3, None, True),
        ("text", 1, None, False),
        ("docx", 3, None, False),
    ],
)
def test_is_slides(name, pages, size, slides):
    width, height = size or (None, None)
    made = tuple(Page(n, f"s. {n}", (Line("Tåget", 1),), width, height) for n in range(1, pages + 1))
    assert is_slides(Document("d", Path("d"), name, "", made)) is slides


def test_empty_document():
    assert from_text("") == {}


def test_bullets_that_name_groups_or_stand_out_and_ask():
    bullet = {"style": "list", "marker": "•", "level": 0}
    found = from_lines(
        {"text": "Hinder", "style": "title", "level": 1},
        {"text": "Grupp 1", **bullet},
        {"text": "Vad är trångt här?", "size": 18.0, **bullet},
        {"text": "Vem äger bron?", "size": 15.0, **bullet},
        {"text": "Tåget är sent", "bold": True, **bullet},
        {"text": "Bussen är full", **bullet},
        name="pptx",
    )
    assert {text: item.heading_because for text, item in found.items()} == {
        "Hinder": "styled as a title",
        "Grupp 1": "names a group",
        "Vad är trångt här?": "stands out from the bullets after it",
        "Vem äger bron?": None,
        "Tåget är sent": None,
        "Bussen är full": None,
    }


def test_a_line_beside_a_sessions_number_is_its_title():
    title = {"text": "Pass A", "style": "title", "level": 1}
    found = from_lines(title, {"text": "Vatten året om"}, {"text": "Processledare: Ada Berg"}, name="pptx")
    assert found["Vatten året om"].heading_because == "beside a session's number"
    found = from_lines(title, {"text": "Vatten saknas", "marker": "•"}, name="pptx")
    assert found["Vatten saknas"].heading_because is None


def test_a_question_over_the_answers_of_groups():
    found = from_text("Fritt snack\n\nVart tar barnen vägen?\n\nBord 1:\n- Hem\nBord 2:\n- Ut\n")
    assert found["Vart tar barnen vägen?"].heading_because == "a question over the answers of groups"
