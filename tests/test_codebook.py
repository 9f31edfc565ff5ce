from pathlib import Path

import pytest

from rusnlp.codebook import Code, load_codebook
from rusnlp.yaml_fields import CodebookError, codebooks_folder

SMALL = """\
name: liten
title: Liten kodbok
language: sv
version: "1"
word_lists:
  pengar: [=pengar, medel]
areas:
  - id: halsa
    label: Hälsa
    definition: Att må bra.
    subgoals:
      - id: halsa.rorelse
        label: Rörelse
        definition: Att röra på sig.
themes:
  - id: finansiering
    label: Finansiering
    definition: Vem som betalar
      och hur mycket.
    include: Koda när pengar nämns.
    patterns: ["(sakna|söka) … $pengar", "!sakna ord"]
    weak_patterns: [stöd]
    examples: [Vi saknar pengar]
    counter_examples: [Solen skiner]
"""


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "liten.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def written(tmp_path, text):
    path = tmp_path / "bok.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_load(small):
    book = load_codebook(small)
    assert (book.name, book.title, book.language, book.version, book.path) == (
        "liten",
        "Liten kodbok",
        "sv",
        "1",
        small,
    )
    assert len(book.sha256) == 64
    assert book.word_lists == {"pengar": ("=pengar", "medel")}
    assert [code.id for code in book.codes] == ["halsa", "halsa.rorelse", "finansiering"]
    assert book.themes == (
        Code(
            id="finansiering",
            kind="theme",
            label="Finansiering",
            definition="Vem som betalar och hur mycket.",
            include="Koda när pengar nämns.",
            exclude="",
            patterns=("(sakna|söka) … $pengar", "!sakna ord"),
            weak_patterns=("stöd",),
            examples=("Vi saknar pengar",),
            counter_examples=("Solen skiner",),
            parent=None,
        ),
    )


def test_areas_and_subgoals(small):
    book = load_codebook(str(small))
    assert [code.id for code in book.areas] == ["halsa"]
    assert [(code.id, code.kind, code.parent) for code in book.subgoals("halsa")] == [
        ("halsa.rorelse", "area", "halsa")
    ]
    assert book.subgoals("finansiering") == ()
    assert book.code("finansiering").label == "Finansiering"
    with pytest.raises(KeyError, match="no code 'finansering'; did you mean 'finansiering'"):
        book.code("finansering")


def test_same_bytes_same_hash(small):
    assert load_codebook(small).sha256 == load_codebook(small).sha256


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("definition: Att må bra.", "", "code 'halsa', field 'definition': missing"),
        (
            "include: Koda",
            "inklude: Koda",
            "code 'finansiering': unknown field 'inklude'; did you mean 'include'?",
        ),
        ("title:", "titel:", "unknown field 'titel'; did you mean 'title'?"),
        (
            "id: halsa.rorelse",
            "id: rorelse",
            "code 'rorelse', field 'id': a sub-goal's id begins with 'halsa.'",
        ),
        ("id: finansiering", "id: halsa", "code 'halsa', field 'id': used twice"),
        (
            "id: finansiering",
            "id: a.b",
            "code 'a.b', field 'id': only a sub-goal has a dot in its id",
        ),
        (
            "[Vi saknar pengar]",
            "Vi saknar pengar",
            "code 'finansiering', field 'examples': should be a list, one item a line after '- '",
        ),
        (
            "[stöd]",
            "[2030]",
            "code 'finansiering', field 'weak_patterns', item 1: should be text, not int; put it in quotation marks",
        ),
        (
            "[stöd]",
            "[stöd …]",
            "code 'finansiering', field 'weak_patterns': pattern 'stöd …': a gap stands between two words",
        ),
        (
            "$pengar",
            "$pengr",
            "code 'finansiering', field 'patterns': pattern '(sakna|söka) … $pengr': no word list named 'pengr'",
        ),
        ("medel]", "nya medel]", "field 'word_lists', list 'pengar': 'nya medel' should be one word"),
        ("[Solen skiner]", '[Solen skiner, ""]', "code 'finansiering', field 'counter_examples': item 2 is empty"),
    ],
)
def test_invalid_codebook(tmp_path, old, new, problem):
    assert old in SMALL
    path = written(tmp_path, SMALL.replace(old, new))
    with pytest.raises(CodebookError) as error:
        load_codebook(path)
    assert str(error.value) == f"{path}: {problem}"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", ": should be a mapping of fields, as in codebooks/rus.yaml"),
        ("name: tom\n", ": no codes; add entries under 'areas' or 'themes'"),
        ("name: a\nname: b\n", ", line 2: field 'name' is given twice"),
        (
            "themes:\n  - id: a\n    patterns:\n      - !roll\n",
            ", line 4: not valid YAML; text that begins with ! * - & @ or holds ': ' needs quotation marks",
        ),
        ("themes: samverkan\n", ": themes: should be a list of entries that begin with '- id:'"),
        ("themes:\n  - label: A\n", ": themes no. 1, field 'definition': missing"),
    ],
)
def test_unusable_file(tmp_path, text, problem):
    path = written(tmp_path, text)
    with pytest.raises(CodebookError) as error:
        load_codebook(path)
    assert str(error.value) == f"{path}{problem}"


def test_missing_codebook_names_those_there_are(tmp_path):
    with pytest.raises(CodebookError, match=r"no codebook named 'rsu'; there is .*rus.*, or give a path"):
        load_codebook("rsu")
    with pytest.raises(CodebookError, match="no such file"):
        load_codebook(tmp_path / "saknas.yaml")


def test_file_that_is_not_utf_8(tmp_path):
    path = tmp_path / "bok.yaml"
    path.write_bytes(SMALL.encode("cp1252"))
    with pytest.raises(CodebookError, match=r"bok\.yaml: not UTF-8; save it as UTF-8"):
        load_codebook(path)


def test_file_saved_by_windows(tmp_path, small):
    path = tmp_path / "bok.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert load_codebook(path).codes == load_codebook(small).codes


def test_codebooks_come_with_the_package():
    assert {"rus.yaml", "questions.yaml"} <= {path.name for path in codebooks_folder().iterdir()}


def test_the_codebook_that_comes_with_the_package():
    book = load_codebook()
    assert [code.id for code in book.areas] == ["naringsliv", "kompetens", "sammanbundet", "halsa", "beredskap"]
    assert [len(book.subgoals(code.id)) for code in book.areas] == [2, 3, 2, 2, 0]
    assert len(book.themes) == 19
    assert all(len(code.examples) >= 6 for code in book.areas + book.themes)


def test_no_wording_of_the_real_documents():
    corpus = Path(__file__).resolve().parents[2] / "shared" / "corpus"
    if not corpus.is_dir():
        pytest.skip("the documents of the real day are not here")
    real = " ".join(" ".join(path.read_text("utf-8").casefold().split()) for path in sorted(corpus.glob("*.txt")))
    for code in load_codebook().codes:
        for example in (*code.examples, *code.counter_examples):
            words = example.casefold().split()
            for i in range(max(1, len(words) - 5)):
                piece = " ".join(words[i : i + 6])
                assert len(words) < 4 or piece not in real, f"{code.id}: {example}"
