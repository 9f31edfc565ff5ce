import pytest

from rusnlp.reading.bullets import Piece, bullet_pieces
from rusnlp.reading.encoding import decode_bytes, visible_text

NOTE = "Åhus – ”fler” båtar på ön\nÄldre får åka gratis"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac-roman"])
def test_swedish_text_is_read_in_every_encoding_that_offices_save_it_in(encoding):
    text, _, notes = decode_bytes(NOTE.encode(encoding))
    assert (text, notes) == (NOTE, [])


def test_dos_text_is_told_from_windows_text():
    assert decode_bytes("Få fler att växa på ön".encode("cp850"))[:2] == ("Få fler att växa på ön", "cp850")


def test_line_ends_and_combining_letters_are_made_uniform():
    assert decode_bytes("A\u030ahus\r\nO\u0308n\rslut".encode())[0] == "Åhus\nÖn\nslut"


def test_a_file_pasted_together_from_two_encodings_is_read_line_by_line():
    data = "Färre bilar\nMer tåg på kvällen\n".encode() + "Ännu fler gångvägar".encode("cp1252")
    assert decode_bytes(data) == (
        "Färre bilar\nMer tåg på kvällen\nÄnnu fler gångvägar",
        "utf-8 with cp1252",
        ["the file mixes UTF-8 and cp1252; check its special characters"],
    )


def test_mojibake_is_undone_and_the_authors_own_characters_are_not():
    data = "FÃ¶r mÃ¥nga mÃ¶ten\n”Raka” citat, ﬁnt å la carte – 50 % à 3 kr\n".encode()
    text, _, notes = decode_bytes(data)
    assert text == "För många möten\n”Raka” citat, ﬁnt å la carte – 50 % à 3 kr\n"
    assert notes == ["1 line with characters garbled by a wrong encoding were repaired; check them"]


def test_characters_lost_before_are_counted_in_a_note():
    assert decode_bytes("M\ufffdten".encode())[2] == [
        "1 character cannot be read and stand as \ufffd; save the file as UTF-8"
    ]


def test_no_bytes_are_no_text():
    assert decode_bytes(b"") == ("", "utf-8", [])


def test_invisible_characters_go_and_visible_ones_stay():
    assert visible_text("sam\u00adverkan\u200b\tnu\vsedan\u00a0”ja”") == "samverkan nu\nsedan\u00a0”ja”"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("Fler tåg\noch bussar", [Piece("Fler tåg och bussar")]),
        ("- tåg\n- buss\n  till byarna", [Piece("tåg", "-", 0), Piece("buss till byarna", "-", 0)]),
        ("-Tåg\n-Buss", [Piece("Tåg", "-", 0), Piece("Buss", "-", 0)]),
        ("• tåg • buss", [Piece("tåg", "•", 0), Piece("buss", "•", 0)]),
        (
            "Hinder:\n• tid\nIdéer:\n• lots",
            [Piece("Hinder:"), Piece("tid", "•", 0), Piece("Idéer:"), Piece("lots", "•", 0)],
        ),
        ("1. Tåg\n2. Buss", [Piece("Tåg", "1.", 0), Piece("Buss", "2.", 0)]),
        ("3. kvartalet blir tungt", [Piece("3. kvartalet blir tungt")]),
        ("-5 grader i salen", [Piece("-5 grader i salen")]),
    ],
)
def test_typed_bullets_part_a_text_and_line_breaks_do_not(text, pieces):
    assert bullet_pieces(text) == pieces
