from pathlib import Path

import pytest

from rusnlp.document import Document, Line, Page
from rusnlp.layout import document_blocks
from rusnlp.outlining.headings import read_blocks
from rusnlp.outlining.session_plan import SessionPlan, SessionStart, session_plan
from rusnlp.question_catalogue import load_questions
from rusnlp.reading.text import pages_of_text

AREAS = {"bättre hälsa för fler": "halsa"}


def plan_of(document):
    read = read_blocks(document, document_blocks(document), load_questions())
    plan = session_plan(document, read, AREAS)
    return plan, [item.block.text for item in read]


def of_text(text, name="anteckningar"):
    return plan_of(Document(name, Path("a.txt"), "text", "", tuple(pages_of_text(text))))


def of_headings(*parts):
    lines = tuple(
        Line(text, n, whole=True, style="heading" if level else "body", level=level)
        for n, (text, level) in enumerate(parts, 1)
    )
    return plan_of(Document("anteckningar", Path("a.docx"), "docx", "", (Page(1, "s. 1", lines),)))


def starts(plan, texts):
    return [(texts[index], start.session, start.title) for index, start in sorted(plan.starts.items())]


def test_numbered_headings():
    assert starts(*of_text("Pass 1: Resor\n\n- Tåget\n\nPass 2\n\n- Bussen\n\nPass 2\n\n- Bilen\n")) == [
        ("Pass 1: Resor", "1", "Resor"),
        ("Pass 2", "2", None),
    ]


def test_list_of_contents_names_the_sessions_but_starts_none():
    plan, texts = of_text(
        "Område: Bättre hälsa för fler\n\nPass 1: Resor\n\nPass 2: Mat\n\nPass 3: Sömn\n\nBron är smal.\n\n"
        "Pass 1\n\n- Tåget\n\nPass 2\n\n- Brödet\n\nPass 3\n\n- Natten\n"
    )
    assert [texts[index] for index in sorted(plan.contents)] == ["Pass 1: Resor", "Pass 2: Mat", "Pass 3: Sömn"]
    assert starts(plan, texts) == [("Pass 1", "1", "Resor"), ("Pass 2", "2", "Mat"), ("Pass 3", "3", "Sömn")]


def test_sections_are_sessions_where_none_is_numbered():
    sections = of_headings(("Resor", 1), ("Tåget", None), ("Orsaker", 2), ("Bron", None), ("Mat", 1), ("Köket", None))
    assert starts(*sections) == [("Resor", "Resor", "Resor"), ("Mat", "Mat", "Mat")]
    assert starts(*of_headings(("Resor", 1), ("Tåget", None))) == []


def test_what_stands_after_the_last_session_belongs_to_none():
    sessions = (("Pass 1", 1), ("Tåget", None), ("Pass 2", 1), ("Bron", None))
    plan, texts = of_headings(*sessions, ("Övriga medskick", 1), ("Ja", None))
    assert [texts[index] for index in plan.ends] == ["Övriga medskick"]


def test_a_section_beside_the_sessions_that_only_has_a_name_is_a_session_by_that_name():
    sessions = (("Pass 1", 1), ("Tåget", None), ("Pass 2", 1), ("Bron", None))
    plan, _ = of_headings(*sessions, ("Avslutande runda", 1), ("Ja", None))
    assert [start.session for start in plan.starts.values()] == ["1", "2", "Avslutande runda"]


@pytest.mark.parametrize(
    ("name", "session"),
    [
        ("pass_07", "7"),
        ("Workshop 3 anteckningar", "3"),
        ("workshop 12 mars", None),
        ("session-2026", None),
        ("kompass 4", None),
    ],
)
def test_session_in_the_file_name(name, session):
    assert of_text("- Tåget\n", name)[0].whole_document == session


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("Bättre hälsa för fler", "halsa"),
        ("OMRÅDE: Bättre hälsa för fler.", "halsa"),
        ("Bättre häsla för fler", "halsa"),
        ("Bättre hälsa för fler i Alsta", None),
        ("Hälsa", None),
    ],
)
def test_area_of(text, area):
    assert SessionPlan(area_names=AREAS).area_of(text) == area


def test_nothing_named():
    assert of_text("")[0] == SessionPlan(area_names=AREAS)
    assert SessionStart("1") == SessionStart("1", None, None)
