import pytest

from rusnlp.document import UnreadableDocument
from rusnlp.reading.text import pages_of_text, read_text

NOTES = "Pass 1\n• Bussen går för sällan\n• Cykelväg till stationen → tryggare\n"


def lines_of(document):
    return [[line.text for line in page.lines] for page in document.pages]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", pytest.param("cp1252", id="cp1252 has no arrow")])
def test_encodings_give_the_same_lines(tmp_path, encoding):
    text = NOTES.replace("→", "->") if encoding == "cp1252" else NOTES
    path = tmp_path / "pass.txt"
    path.write_bytes(text.encode(encoding))
    assert lines_of(read_text(path)) == [text.splitlines()]


def test_windows_line_ends_and_decomposed_letters(tmp_path):
    path = tmp_path / "pass.txt"
    path.write_bytes("Fråga 1\r\nHur når vi de äldre?\r\n".encode())
    assert lines_of(read_text(path)) == [["Fråga 1", "Hur når vi de äldre?"]]


def test_form_feeds_part_pages():
    pages = pages_of_text("Sida ett\n\fSida två\nmer\n\f\n\fSida fyra")
    assert [(p.number, p.place, [line.text for line in p.lines]) for p in pages] == [
        (1, "s. 1", ["Sida ett"]),
        (2, "s. 2", ["Sida två", "mer"]),
        (4, "s. 4", ["Sida fyra"]),
    ]


def test_page_gaps_part_pages_only_where_every_line_is_followed_by_an_empty_one():
    slides = "\n\n\n\n".join("\n\n".join(f"Rad {n} på bild {page}" for n in range(6)) for page in (1, 2, 3))
    assert [len(page.lines) for page in pages_of_text(slides)] == [6, 6, 6]
    minutes = "Pass 1\n- Bussen\n- Tåget\n\n\nPass 2\n- Cykeln\n- Elnätet\n"
    assert [[line.number for line in page.lines] for page in pages_of_text(minutes)] == [[1, 2, 3, 6, 7, 8]]


def test_gap_counts_the_blank_lines_above():
    (page,) = pages_of_text("a\nb\n\n \nc")
    assert [line.gap for line in page.lines] == [0, 0, 2]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b" \n\t\n", "empty"),
        (bytes(range(32)) * 50, "not a text file"),
    ],
)
def test_no_text_is_one_clear_line(tmp_path, content, reason):
    path = tmp_path / "tom.txt"
    path.write_bytes(content)
    with pytest.raises(UnreadableDocument, match=reason) as error:
        read_text(path)
    assert str(error.value).startswith("tom.txt: ")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("footer", "header"),
    [
        ("                    Sida {} (3)\n", "Region Norr\nSkogsdialog\n"),
        ("- {} -\n", ""),
        ("Skogsdialog\n{}/3\n", ""),
        ("Region Norr       2 maj       {} (3)\n", ""),
    ],
)
def test_page_numbers_and_running_lines_of_a_pasted_text_are_marked(footer, header):
    notes = ["• Granarna dör och ingen", "vet vad man ska plantera", "Hur går vi vidare?"]
    text = "".join(header + f"\n{note}\n\n" + footer.format(number) for number, note in enumerate(notes, 1))
    (page,) = pages_of_text(text)
    assert [line.text for line in page.lines if line.role is None] == notes
    assert sum(line.role == "link" for line in page.lines) == 3


def test_numbers_that_do_not_count_on_are_no_page_numbers():
    (page,) = pages_of_text("Hur nöjd är du?\n4 av 5\n4 av 5\n2 av 5\n")
    assert {line.role for line in page.lines} == {None}
