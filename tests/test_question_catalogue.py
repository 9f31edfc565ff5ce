from pathlib import Path

import pytest

from rusnlp.question_catalogue import Question, load_questions
from rusnlp.yaml_fields import CodebookError


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_questions():
    questions = load_questions()
    assert [question.id for question in questions] == [
        "prioritering",
        "mobilisering",
        "aktivering",
        "tillsammans",
        "ovrigt",
    ]
    assert all(question.label and question.description and len(question.phrasings) >= 10 for question in questions)


def test_word_lists_are_written_out_as_alternatives(tmp_path):
    text = "word_lists:\n  aktör: [region*, kommun*]\nquestions:\n  - id: a\n    phrasings: [hur $aktör bidrar]\n"
    (question,) = load_questions(written(tmp_path / "questions.yaml", text))
    assert question.phrasings == ("hur region*/kommun* bidrar",)


def test_own_questions(tmp_path):
    path = written(
        tmp_path / "questions.yaml", "questions:\n  - id: mal\n    label: Mål\n    phrasings: [Vart ska vi]\n"
    )
    assert load_questions(path) == (Question("mal", "Mål", "", ("Vart ska vi",)),)
    assert load_questions(written(tmp_path / "questions.yaml", "questions: []\n")) == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("questions:\n  - label: A\n", "question '', field 'id': missing"),
        ("questions:\n  - id: a\n  - id: a\n", "question 'a', field 'id': used twice"),
        ("questions:\n  - id: a\n    fras: b\n", "question 'a': unknown field 'fras'"),
        (
            "questions:\n  - id: a\n    phrasings: b\n",
            "question 'a', field 'phrasings': should be a list, one item a line after '- '",
        ),
        (
            "questions:\n  - id: a\n    phrasings: [hur $aktor bidrar]\nword_lists:\n  aktör: [kommun*]\n",
            "question 'a', field 'phrasings': no word list 'aktor'; did you mean 'aktör'?",
        ),
        (
            "questions:\n  - id: a\n    phrasings: [hur // då]\n",
            "question 'a', field 'phrasings': 'hur // då': a word is missing beside '/' or before '*'",
        ),
    ],
)
def test_invalid_questions(tmp_path, text, problem):
    path = written(tmp_path / "questions.yaml", text)
    with pytest.raises(CodebookError) as error:
        load_questions(path)
    assert str(error.value) == f"{path}: {problem}"
