import hashlib
import json
import zipfile
from collections import Counter
from pathlib import Path

import pytest
import yaml
from example_layouts import CORPUS_LAYOUTS, LAYOUTS, read_day, write_corpus, write_layout
from scoring import Score, score_statements

from rusnlp.loading import load_corpus

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"
AREAS = {"sammanbundet", "naringsliv", "kompetens", "halsa", "beredskap"}
NOT_CONTENT = ("docProps/", "word/settings", "word/styles", "word/theme", "ppt/theme", "xl/styles", "xl/theme")


@pytest.fixture(scope="module")
def day():
    return read_day()


def content(path):
    """What a file says: its bytes, or for a zip-based file the members that hold text."""
    if path.suffix in {".docx", ".pptx", ".xlsx"}:
        with zipfile.ZipFile(path) as archive:
            names = [n for n in archive.namelist() if n.endswith(".xml") and not n.startswith(NOT_CONTENT)]
            return {name: hashlib.sha256(archive.read(name)).hexdigest() for name in names}
    return path.read_bytes()


def score_of(rows, paths) -> Score:
    result = load_corpus(sorted(paths))
    assert not result.problems
    statements = result.statements.to_dict("records")
    for row in statements:
        assert result.canonical[row["document"]][row["start"] : row["end"]] == row["text"]
    return score_statements(rows, statements)


def assert_good(score):
    shown = "\n".join(["missed", *score.missed, "extra", *score.extra, "mistagged", *score.mistagged])
    assert score.f1 >= 0.98, shown
    assert min(score.tags.values()) >= 0.95, f"{score.tags}\n{shown}"


def test_codes_of_the_example_day_are_known_and_varied():
    codebook = yaml.safe_load((ROOT / "codebooks" / "rus.yaml").read_text("utf-8"))
    text = json.dumps(codebook, ensure_ascii=False)
    rows = [json.loads(line) for line in (CORPUS / "reference.jsonl").read_text("utf-8").splitlines()]
    said = [row for row in rows if row["role"] == "statement"]
    themes = Counter(theme for row in said for theme in row["themes"])
    assert len(said) >= 260
    assert {row["session_area"] for row in said} == AREAS
    assert {area for row in said for area in row["areas"]} == AREAS
    assert len(themes) == 19
    assert min(themes.values()) >= 8
    assert all(f'"{theme}"' in text for theme in themes)
    assert max(len(row["areas"]) for row in said) <= 2
    assert max(len(row["themes"]) for row in said) <= 4
    assert any(not row["areas"] and not row["themes"] for row in said)


def test_corpus_is_what_the_day_says(day, tmp_path):
    write_corpus(day, tmp_path)
    written = {path.name for path in tmp_path.iterdir()}
    kept = {path.name for path in CORPUS.iterdir()}
    assert written <= kept
    changed = [name for name in sorted(written) if content(tmp_path / name) != content(CORPUS / name)]
    assert not changed, f"corpus/ is not up to date: {changed}; run python -m tests.example_layouts corpus"


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_writing_a_layout_again_gives_the_same_bytes(day, tmp_path, name):
    for folder in (tmp_path / "first", tmp_path / "second"):
        folder.mkdir()
        write_layout(day, name, folder)
    for path in (tmp_path / "first").iterdir():
        assert path.read_bytes() == (tmp_path / "second" / path.name).read_bytes()


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_day_loads_from_every_layout(day, tmp_path, name):
    rows = write_layout(day, name, tmp_path)
    assert_good(score_of(rows, tmp_path.iterdir()))


def test_corpus_loads(day):
    rows = [json.loads(line) for line in (CORPUS / "reference.jsonl").read_text("utf-8").splitlines()]
    paths = [CORPUS / f"dialogpass_{number}{LAYOUTS[name].suffix}" for number, name in CORPUS_LAYOUTS.items()]
    assert_good(score_of(rows, paths))


def test_participants_are_in_no_statement(day):
    paths = [CORPUS / f"dialogpass_{number}{LAYOUTS[name].suffix}" for number, name in CORPUS_LAYOUTS.items()]
    said = " ".join(load_corpus(paths).statements["text"])
    names = [person.name for session in day.sessions for person in session.participants]
    assert [name for name in names if name in said] == []
