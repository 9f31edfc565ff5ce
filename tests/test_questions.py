import pytest

from rusnlp.question_catalogue import Question, load_questions
from rusnlp.questions import asked_question, is_interrogative
from rusnlp.yaml_fields import CodebookError


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        ("Vilka är Skånes viktigaste utmaningar inom temat?", "prioritering"),
        ("1. Vilka är Skånes viktigste utmaningr inom temat?", "prioritering"),
        ("PRIORITERING: vad är svårast?", "prioritering"),
        ("Orsaker och konsekvenser", "prioritering"),
        ("Vilka är våra största miljöproblem?", "prioritering"),
        ("Vad försvårar för er i dag?", "prioritering"),
        ("Vad hindrar oss från att växa? Vilka är orsakerna?", "prioritering"),
        ("FRÅGA A. Var skaver det mest?", "prioritering"),
        ("Del 1: Utmaningar och orsaker", "prioritering"),
        ("Hur jobbar vi med andra i dag och framöver?", "mobilisering"),
        ("Vad kan just er bygd bidra med?", "mobilisering"),
        ("Vad kan ni på skolan göra, och med vilka?", "mobilisering"),
        ("Vilken roll vill ni själva spela?", "mobilisering"),
        ("Vad ska förvaltningen ta tag i?", "aktivering"),
        ("Vad vill ni att Solhems Bostäder gör?", "aktivering"),
        ("Vad kan vi på kansliet göra för er?", "aktivering"),
        ("Universitetets roll", "aktivering"),
        ("Hur blir vi bättre på att jobba ihop?", "tillsammans"),
        ("Vad måste vi göra gemensamt?", "tillsammans"),
        ("Vad behöver turistbyrån göra?", "aktivering"),
        ("Hur skapar vi ett bättre samarbete med skolan?", "tillsammans"),
        ("Hur vill din organisation samverka för att möta utmaningarna?", "mobilisering"),
        ("Vilken roll kan vår organisation ta?", "mobilisering"),
        ("Workshopfråga 3 – Vilken roll ska Region Skåne ta?", "aktivering"),
        ("Hur kan Region Skåne underlätta för er?", "aktivering"),
        ("Att-göra-lista", "aktivering"),
        ("Hur kan vi tillsammans stärka och tydliggöra samverkan?", "tillsammans"),
        ("Fråga 1. Hur samskapar vi om vattnet? Det här sa borden", "tillsammans"),
        ("Övriga medskick", "ovrigt"),
    ],
)
def test_asked_question(heading, question):
    asked = asked_question(heading, load_questions())
    assert asked is not None
    assert asked.id == question


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Trångt på morgontågen",
        "Vem flyttar först när havet stiger?",
        "Elpriset",
        "Bättre samverkan mellan skola och arbetsliv",
    ],
)
def test_notes_ask_none_of_the_standing_questions(text):
    asked = asked_question(text, load_questions())
    assert asked is None or asked.certainty < 78


def test_misspelt_words_count_only_in_what_is_put_as_a_question():
    questions = (Question("hinder", "Hinder", "", ("Vilka … svårighet*",)),)
    assert asked_question("Vilka är era svårigheterna", questions).id == "hinder"
    assert asked_question("Vilka är era svårrigheter?", questions).id == "hinder"
    assert asked_question("Några svårrigheter", questions) is None


def test_the_phrasing_with_most_words_decides():
    questions = (
        Question("a", "A", "", ("Hur … bussar",)),
        Question("b", "B", "", ("Hur … fler bussar",)),
    )
    assert asked_question("Hur får vi fler bussar?", questions).id == "b"
    assert asked_question("Hur bra är våra bussar?", questions).id == "a"


def test_phrasing_that_cannot_be_read():
    with pytest.raises(CodebookError, match="question 'a', field 'phrasings': 'Hur // det': a word is missing"):
        asked_question("Hur går det?", (Question("a", "A", "", ("Hur // det",)),))


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
