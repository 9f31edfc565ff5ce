import pytest

from rusnlp.codebook import load_questions
from rusnlp.questions import asked_question, is_interrogative


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        ("Vilka är Skånes viktigaste utmaningar inom temat?", "prioritering"),
        ("1. Vilka är Skånes viktigste utmaningr inom temat?", "prioritering"),
        ("PRIORITERING: vad är svårast?", "prioritering"),
        ("Orsaker och konsekvenser", "prioritering"),
        ("Hur vill din organisation samverka för att möta utmaningarna?", "mobilisering"),
        ("Vilken roll kan vår organisation ta?", "mobilisering"),
        ("Workshopfråga 3 – Vilken roll ska Region Skåne ta?", "aktivering"),
        ("Hur kan Region Skåne underlätta för er?", "aktivering"),
        ("Att-göra-lista", "aktivering"),
        ("Hur kan vi tillsammans stärka och tydliggöra samverkan?", "tillsammans"),
        ("Fråga 1. Hur kan vi samskapa kring frågan? Det här sa borden", "tillsammans"),
        ("Övriga medskick", "ovrigt"),
    ],
)
def test_asked_question(heading, question):
    asked = asked_question(heading, load_questions())
    assert asked is not None
    assert asked.id == question


@pytest.mark.parametrize("text", ["", "Trångt på morgontågen", "Vem flyttar först när havet stiger?", "Elpriset"])
def test_notes_ask_none_of_the_standing_questions(text):
    asked = asked_question(text, load_questions())
    assert asked is None or asked.certainty < 78


def test_no_catalogue():
    assert asked_question("Vilka är utmaningarna?", ()) is None


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Hur når vi dit?", True),
        ("Fråga 2", True),
        ("Vilken roll ser du för regionen", True),
        ("Hur länge till", False),
        ("Bussen går för sällan", False),
        ("", False),
    ],
)
def test_is_interrogative(text, asks):
    assert is_interrogative(text) is asks
