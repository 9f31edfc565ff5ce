import json
import subprocess
import sys
from pathlib import Path

import pytest

from rusnlp.document import Document
from rusnlp.loading import load_corpus
from rusnlp.question_catalogue import load_questions
from rusnlp.reading.text import pages_of_text
from rusnlp.statements import (
    LEFT_OUT_COLUMNS,
    STATEMENT_COLUMNS,
    document_statements,
    empty_left_out,
    empty_statements,
    mark_repeats,
)

SHARED = Path(__file__).parents[2] / "shared"
REAL = SHARED / "corpus" / "dialogpass_2024.txt"
needs_real_notes = pytest.mark.skipif(not REAL.exists(), reason="the real notes (../shared) are not on this machine")


def statements_of(text, name="dag"):
    document = Document(name, Path(f"{name}.txt"), "text", "", tuple(pages_of_text(text)))
    return document_statements(document, load_questions())


def test_whole_row():
    result = statements_of(
        "Pass 3: Skola\n\nVilka är de viktigaste utmaningarna?\n\nGrupp 1\n\n- Fler lärare, helst nu\n"
    )
    assert result.statements.to_dict("records") == [
        {
            "statement_id": "dag.p001.01",
            "document": "dag",
            "session": "3",
            "session_title": "Skola",
            "session_area": None,
            "question": "prioritering",
            "question_text": "Vilka är de viktigaste utmaningarna?",
            "slot": None,
            "group": "Grupp 1",
            "source": "note",
            "page": 1,
            "place": "s. 1",
            "start": 59,
            "end": 80,
            "text": "Fler lärare, helst nu",
            "repeat_of": None,
            "role": "statement",
            "heading": None,
        }
    ]
    row = result.statements.iloc[0]
    assert result.canonical[row.start : row.end] == row.text


def test_ids_stand_when_another_page_changes():
    pages = ["Pass 1\n- Tåget\n- Bussen", "- Cykeln\n- Bilen"]
    before = statements_of("\f".join(pages)).statements
    after = statements_of("\f".join([pages[0] + "\n- Färjan", pages[1]])).statements
    texts = dict(zip(after.statement_id, after.text, strict=True))
    assert all(texts[i] == text for i, text in zip(before.statement_id, before.text, strict=True))


def test_people_are_counted_but_never_shown():
    result = statements_of("Pass 1\nDeltagare: Bo Ek (Alsta kommun)\nWorkshopledare: Ada Berg\n\n- Tåget\n")
    hidden = result.left_out[result.left_out.role.isin(["participant", "credit"])]
    assert list(hidden.text) == ["", ""]
    assert "Bo Ek" not in result.canonical
    assert "Ada Berg" not in result.canonical


def test_a_row_that_is_left_out_and_names_a_person_is_not_shown():
    result = statements_of("Pass 1\n\nProgram\n\n9.00 Inledning av Anna Lindberg\n\nPrioritering\n\n- Tåget\n")
    assert list(result.statements.text) == ["Tåget"]
    assert "" in list(result.left_out.text)
    assert "Lindberg" not in " ".join(result.left_out.text) + result.canonical


def test_repeats_within_a_session_only():
    table = statements_of(
        "Pass 1\n\n- Fler bussar till byarna på kvällen!\n- fler bussar till byarna på kvällen\n"
        "- Fler bussar till byarna på kvällarna\n- Tåget\n\nPass 2\n\n- Tåget\n"
    ).statements
    assert list(table.repeat_of) == [None, "dag.p001.01", "dag.p001.01", None, None]


def test_input_is_not_changed():
    table = statements_of("Pass 1\n\n- Tåget\n- Tåget\n").statements.assign(repeat_of=None)
    copy = table.copy(deep=True)
    mark_repeats(table)
    assert table.equals(copy)


def test_empty():
    assert list(empty_statements().columns) == list(STATEMENT_COLUMNS)
    assert list(empty_left_out().columns) == list(LEFT_OUT_COLUMNS)
    assert mark_repeats(empty_statements()).empty
    result = statements_of("")
    assert result.statements.empty
    assert result.left_out.empty
    assert result.canonical == ""


@needs_real_notes
@pytest.mark.parametrize(
    ("strip", "least"), [(False, 0.99), (True, 0.97)], ids=["as exported", "without trailing blanks"]
)
def test_real_notes_against_the_reference(tmp_path, strip, least):
    text = REAL.read_text(encoding="utf-8")
    notes = tmp_path / REAL.name
    notes.write_text("\n".join(line.rstrip() for line in text.split("\n")) if strip else text, encoding="utf-8")
    result = load_corpus([notes])
    for row in result.statements.itertuples():
        assert result.canonical[row.document][row.start : row.end] == row.text
    predicted = tmp_path / "predicted.jsonl"
    result.statements.to_json(predicted, orient="records", lines=True, force_ascii=False)
    reference = SHARED / "reference" / "dialogpass_1_4_5_9.jsonl"
    scorer = [sys.executable, str(SHARED / "score" / "score.py"), str(reference), str(predicted), "--json"]
    scores = json.loads(subprocess.run(scorer, capture_output=True, text=True, check=True).stdout)
    assert scores["f1"] >= least
    assert scores["session"] >= 0.995
    assert scores["question"] >= 0.97
    assert scores["slot"] >= 0.97
    assert scores["group"] >= 0.98
    assert scores["source"] >= 0.98
