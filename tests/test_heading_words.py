import re

import pytest

from rusnlp.outlining.heading_words import heading_words, load_heading_words
from rusnlp.yaml_fields import CodebookError, codebooks_folder

PACKAGED = (codebooks_folder() / "headings.yaml").read_text(encoding="utf-8")


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "headings.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_heading_is_added_without_python(written):
    assert not heading_words().headings["instruction"].meets("spelplan")
    added = load_heading_words(
        written(PACKAGED.replace("      - Ground rules\n", "      - Ground rules\n      - Spelplan\n"))
    )
    assert added.headings["instruction"].meets("spelplan")
    assert added.headings["instruction"].meets("spelplan för dagen")
    assert not added.headings["instruction"].meets("spelplaner saknas")


def test_a_word_for_sessions_is_added_without_python(written):
    added = load_heading_words(written(PACKAGED.replace("session_words: [", "session_words: [Verkstad, ")))
    assert added.session_words == ("verkstad", *heading_words().session_words)


def test_read_once():
    assert heading_words() is heading_words()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("kind: contents", "kind: content"), "headings 'content': unknown kind; did you mean 'contents'"),
        (("kind: contents", "kind: credit"), "headings 'credit': given twice"),
        (
            ("- kind: break\n    at_most_words: 10", "- kind: break\n    at_most: 10"),
            "passages 'break': unknown field 'at_most'",
        ),
        (("at_most_words: 10", "at_most_words: tio"), "field 'at_most_words': should be a whole number"),
        (
            ("- Innehåll\n", "- Inne*håll\n"),
            "headings 'contents', field 'phrasings': 'Inne*håll': '*' must begin or end a word",
        ),
        (("- Innehåll\n", "- $inehåll\n"), "headings 'contents', field 'phrasings': no word list 'inehåll'"),
        (("- Innehåll\n", "-\n"), "headings 'contents', field 'phrasings'"),
        (("session_words:", "sesion_words:"), "unknown field 'sesion_words'; did you mean 'session_words'"),
        (("writers: [antecknare,", "writers: []\nx: ["), "unknown field 'x'"),
    ],
)
def test_faults_are_named_in_one_line(written, change, message):
    assert change[0] in PACKAGED
    path = written(PACKAGED.replace(*change, 1))
    with pytest.raises(CodebookError, match=re.escape(message)) as raised:
        load_heading_words(path)
    assert str(path) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_missing_parts(written):
    with pytest.raises(CodebookError, match="field 'session_words': missing"):
        load_heading_words(written("headings: []\n"))
    words = "session_words: [pass]\ngroup_words: [grupp]\nleaders: [ledare]\nwriters: [sekreterare]\n"
    with pytest.raises(CodebookError, match="headings: 'participant' is missing"):
        load_heading_words(written(words))
    with pytest.raises(CodebookError, match="cannot be read"):
        load_heading_words("saknas.yaml")
