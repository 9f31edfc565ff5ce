import pytest

from rusnlp.document import UnreadableDocument
from rusnlp.reading.markdown import markdown_lines, read_markdown


def shapes(text):
    return [(line.number, line.text, line.style, line.level, line.marker) for line in markdown_lines(text)]


def test_headings_paragraphs_and_quotes_are_rendered(tmp_path):
    text = (
        "# Pass 1: **Hur** reser vi?\n\nFler *tåg* på\n[kvällen](https://exempel.se).  \nOch ![bild](a.png)bussar.\n\n"
        "> Det måste\n> gå fortare\n"
    )
    assert shapes(text) == [
        (1, "Pass 1: Hur reser vi?", "heading", 1, None),
        (3, "Fler tåg på kvällen. Och bussar.", "body", None, None),
        (7, "Det måste gå fortare", "quote", None, None),
    ]


def test_lists_keep_level_mark_and_source_line():
    text = (
        "- Fler tåg\n  på kvällen\n\n  och helgen\n  - också bussar\n    1. dygnet runt\n- [ ] Sänk priset\n"
        "- [x] Rusta\n\n3) Tredje\n4) Fjärde\n"
    )
    assert shapes(text) == [
        (1, "Fler tåg på kvällen och helgen", "list", 0, "-"),
        (5, "också bussar", "list", 1, "-"),
        (6, "dygnet runt", "list", 2, "1."),
        (7, "Sänk priset", "list", 0, "-"),
        (8, "Rusta", "list", 0, "-"),
        (10, "Tredje", "list", 0, "3)"),
        (11, "Fjärde", "list", 0, "4)"),
    ]


def test_typed_bullets_and_indented_text_are_notes():
    assert [(line.text, line.marker) for line in markdown_lines("• tåg\n• buss\n\n    indragen anteckning\n")] == [
        ("tåg", "•"),
        ("buss", "•"),
        ("indragen anteckning", None),
    ]


def test_tables_give_tags():
    text = "| Grupp | Svar |\n|---|---|\n| 2 | **Fler** tåg |\n| 2 | - tid<br>- pengar |\n"
    assert [(line.text, dict(line.tags), line.place) for line in markdown_lines(text) if line.role is None] == [
        ("Fler tåg", {"group": "2"}, "rad 3"),
        ("tid", {"group": "2"}, "rad 4"),
        ("pengar", {"group": "2"}, "rad 4"),
    ]


def test_front_matter_code_and_comments_are_context():
    text = "---\ntitle: Dag\n---\nFler tåg\n\n```\nx = 1\n```\n\n<!-- att göra -->\n"
    assert [(line.number, line.text, line.role) for line in markdown_lines(text)] == [
        (1, "title: Dag", "context"),
        (4, "Fler tåg", None),
        (6, "x = 1", "context"),
        (10, "att göra", "context"),
    ]


def test_deep_lists_lose_nothing():
    text = "".join("  " * depth + f"- nivå {depth}\n" for depth in range(30))
    assert [line.level for line in markdown_lines(text)] == list(range(30))


def test_bold_paragraphs_are_reported():
    assert [line.bold for line in markdown_lines("**Idéer**\n\nEn **fet** mening\n")] == [True, False]


def test_a_file_is_one_page_and_an_empty_one_is_unreadable(tmp_path):
    path = tmp_path / "dag.md"
    path.write_bytes("Åk tåg".encode("cp1252"))
    document = read_markdown(path)
    assert [(page.place, [line.text for line in page.lines]) for page in document.pages] == [("rad 1", ["Åk tåg"])]
    assert markdown_lines("") == []
    for content, problem in ((b"\n\n", "the file is empty"), (b"PK\x03\x04" + bytes(range(32)) * 9, "not a text file")):
        path.write_bytes(content)
        with pytest.raises(UnreadableDocument, match=rf"dag\.md: {problem}"):
            read_markdown(path)
