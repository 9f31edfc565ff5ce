from pathlib import Path

import pytest

from rusnlp.document import Document, Line, Page
from rusnlp.layout import document_blocks
from rusnlp.outline import KEPT, outline_document
from rusnlp.question_catalogue import load_questions
from rusnlp.reading.text import pages_of_text

QUESTIONS = load_questions()
AREAS = {"bättre hälsa för fler": "halsa", "beredskap och resiliens": "beredskap"}


def outlined(document):
    return outline_document(document, document_blocks(document), QUESTIONS, AREAS)


def from_text(text):
    return outlined(Document("anteckningar", Path("a.txt"), "text", "", tuple(pages_of_text(text))))


def kept(blocks, *tags):
    return [(b.block.text, *(getattr(b.tags, tag) for tag in tags)) for b in blocks if b.role in KEPT]


def roles(blocks):
    return {b.block.text: b.role for b in blocks}


MINUTES = """Pass 2 – Hur mår vi?
====================
Område: Bättre hälsa för fler
Workshopledare: Ada Berg, Alsta kommun
Deltagare: Bo Ek (Alsta kommun), Cilla Dahl (Röda fjädern)

Vilka är Skånes viktigaste utmaningar inom temat?
-------------------------------------------------
Förmiddag:
- Ensamma äldre
- Långa köer
Eftermiddag:
- Sömnen

Summering från workshopledare
-----------------------------
- Många talade om ensamhet.
"""


def test_minutes():
    blocks = from_text(MINUTES)
    assert kept(blocks, "session", "session_area", "question", "slot", "source") == [
        ("Ensamma äldre", "2", "halsa", "prioritering", "fm", "note"),
        ("Långa köer", "2", "halsa", "prioritering", "fm", "note"),
        ("Sömnen", "2", "halsa", "prioritering", "em", "note"),
        ("Många talade om ensamhet.", "2", "halsa", "ovrigt", None, "summary"),
    ]
    assert roles(blocks)["Deltagare: Bo Ek (Alsta kommun), Cilla Dahl (Röda fjädern)"] == "participant"
    assert roles(blocks)["Workshopledare: Ada Berg, Alsta kommun"] == "credit"


def slides(*pages):
    return "\n\n\n\n".join("\n\n".join(lines) for lines in pages)


DECK = slides(
    ["BEREDSKAP OCH RESILIENS", "Dialogpass 4. Vad håller?", "Workshopledare: Ada Berg, Alsta kommun"],
    ["Lista deltagare förmiddag", "BEREDSKAP OCH RESILIENS", "• Bo Ek, ordförande, Alsta kommun", "• Cilla Dahl"],
    ["Upplägg", "BEREDSKAP OCH RESILIENS", "• Läs frågan tyst", "• En lapp per tanke"],
    ["1. Vilka hinder är störst hos oss?", "BEREDSKAP OCH RESILIENS", "• Reservkraft saknas", "• Tillit"],
    ["BEREDSKAP OCH RESILIENS", "Grupp 1", "• Samöva varje år", "3. Vilken roll ska Region Skåne ta?"],
    ["Eftermiddag", "BEREDSKAP OCH RESILIENS", "3. Vilken roll ska Region Skåne ta?", "• Kalla till möte"],
)


def test_slides():
    blocks = from_text(DECK)
    assert kept(blocks, "session", "question", "slot", "group", "session_area") == [
        ("Reservkraft saknas", "4", "prioritering", None, None, "beredskap"),
        ("Tillit", "4", "prioritering", None, None, "beredskap"),
        ("Samöva varje år", "4", "aktivering", None, "Grupp 1", "beredskap"),
        ("Kalla till möte", "4", "aktivering", "em", None, "beredskap"),
    ]
    found = roles(blocks)
    assert found["Bo Ek, ordförande, Alsta kommun"] == "participant"
    assert found["Läs frågan tyst"] == "instruction"
    assert found["BEREDSKAP OCH RESILIENS"] == "banner"


def test_overview_of_notes_printed_later_is_a_summary():
    blocks = from_text(
        slides(
            ["Dialogpass 4. Vad håller?", "DAGEN"],
            ["DAGEN", "Vilka är Skånes viktigaste utmaningar?", "• Vatten och el återkom vid alla bord"],
            ["DAGEN", "Detaljerad dokumentation från borden"],
            ["DAGEN", "Vilka är Skånes viktigaste utmaningar?", "• Vatten", "• El"],
        )
    )
    assert kept(blocks, "source") == [
        ("Vatten och el återkom vid alla bord", "summary"),
        ("Vatten", "note"),
        ("El", "note"),
    ]


def test_workshop_is_a_slot_inside_a_session_and_a_session_where_nothing_else_is():
    inside = slides(
        ["Dialogpass 1. Ett"],
        ["Workshop 2"],
        ["Utmaningar", "• Tåget"],
        ["Dialogpass 2. Två"],
        ["Utmaningar", "• Bussen"],
    )
    assert kept(from_text(inside), "session", "slot") == [("Tåget", "1", "em"), ("Bussen", "2", None)]
    alone = "Workshop 1\n\n- Tåget\n\nWorkshop 2\n\n- Bussen\n"
    assert kept(from_text(alone), "session", "slot") == [("Tåget", "1", None), ("Bussen", "2", None)]


def test_mail():
    blocks = from_text(
        "Från: Ada Berg\nTill: Alla ledare\nÄmne: Anteckningar\n\nHej alla!\n\nPass 3\n\n- Fler bussar\n\n"
        "Vänliga hälsningar\nAda Berg\nutredare, Alsta kommun\n\n> Välkomna till pass 3!\n> Kom i tid.\n"
    )
    assert kept(blocks, "session") == [("Fler bussar", "3")]


def lines(*parts):
    return tuple(Line(number=n, whole=True, **part) for n, part in enumerate(parts, 1))


def test_headings_with_levels_end_what_headings_of_their_level_began():
    page = Page(
        1,
        "s. 1",
        lines(
            {"text": "Pass 1: Resor", "style": "heading", "level": 1},
            {"text": "Vilka är de viktigaste utmaningarna?", "style": "heading", "level": 2},
            {"text": "Bord 2", "style": "heading", "level": 3},
            {"text": "Tåget", "style": "list", "level": 0, "marker": "•"},
            {"text": "Fria tankar", "style": "heading", "level": 2},
            {"text": "Fikat var gott.", "style": "body"},
        ),
    )
    document = Document("pass", Path("p.docx"), "docx", "", (page,))
    assert kept(outlined(document), "session", "question", "group", "heading") == [
        ("Tåget", "1", "prioritering", "Bord 2", None),
        ("Fikat var gott.", "1", "ovrigt", None, None),
    ]


def test_cells_carry_their_own_tags():
    page = Page(
        1,
        "blad Svar",
        lines(
            {"text": "Tåget", "style": "cell", "tags": {"session": "2", "question": "Mobilisering", "slot": "13.30"}},
            {"text": "Bussen", "style": "cell", "headers": ("Bord 4", "Hur kan Region Skåne underlätta?")},
        ),
    )
    document = Document("svar", Path("s.xlsx"), "xlsx", "", (page,))
    assert kept(outlined(document), "session", "question", "slot", "group") == [
        ("Tåget", "2", "mobilisering", "em", None),
        ("Bussen", None, "aktivering", None, "Bord 4"),
    ]


def test_a_bullet_that_only_labels_is_a_cluster():
    blocks = from_text("Pass 1\n\n• Samverkan\n   o Träffas oftare\n   o Dela lokaler och personal\n• Pengar\n")
    assert [(b.block.text, b.role, b.tags.heading) for b in blocks if b.role in KEPT] == [
        ("Samverkan", "cluster", None),
        ("Träffas oftare", "statement", "Samverkan"),
        ("Dela lokaler och personal", "statement", "Samverkan"),
        ("Pengar", "statement", None),
    ]


def test_every_block_has_a_reason_in_words():
    reasons = {b.block.text: b.why for b in from_text(DECK) + from_text(MINUTES)}
    assert all(reasons.values())
    assert reasons["Bo Ek, ordförande, Alsta kommun"] == "in a list of participants"
    assert reasons["Läs frågan tyst"] == "under a heading that opens instructions"
    assert reasons["BEREDSKAP OCH RESILIENS"] == "a running header or footer: repeated on other pages"
    assert reasons["Pass 2 – Hur mår vi?"] == "starts a session"
    assert reasons["Workshopledare: Ada Berg, Alsta kommun"].startswith("says who led")
    assert reasons["Långa köer"] == "a bullet"


def test_bullets_that_ask_and_answer_in_turn():
    pairs = "".join(
        f"• {ask}?\n• {answer}\n" for ask, answer in [("Var", "I Alsta"), ("När", "I maj"), ("Hur", "Med buss")]
    )
    blocks = from_text("Pass 1\n\n" + pairs)
    assert [text for (text,) in kept(blocks)] == ["I Alsta", "I maj", "Med buss"]
    assert roles(blocks)["Var?"] == "question"


def test_cards_that_hold_no_notes():
    page = Page(
        1,
        "lista Idéer",
        lines(
            {"text": "Så här gör ni Skriv en tanke per kort.", "style": "card", "region": "kort 1"},
            {"text": "Håll er korta", "style": "card", "marker": "•", "level": 1, "region": "kort 1"},
            {"text": "Moderator: Ada Berg", "style": "card", "region": "kort 2"},
            {"text": "Fler bussar", "style": "card", "region": "kort 3"},
        ),
    )
    blocks = outlined(Document("tavla", Path("t.json"), "trello", "", (page,)))
    assert list(roles(blocks).values()) == ["instruction", "instruction", "credit", "statement"]


def test_quoted_mail_goes_on_to_the_end():
    blocks = from_text("Pass 3\n\n- Fler bussar\n\n-----Ursprungligt meddelande-----\n\n- Kom i tid\n")
    assert kept(blocks) == [("Fler bussar",)]


@pytest.mark.parametrize("name", ["pass_7", "Dialogpass 7 anteckningar"])
def test_session_from_the_file_name(name):
    document = Document(name, Path("a.txt"), "text", "", tuple(pages_of_text("- Fler bussar\n")))
    assert kept(outlined(document), "session") == [("Fler bussar", "7")]


def test_empty_document():
    assert outlined(Document("tom", Path("t.txt"), "text", "", ())) == []


def test_a_sessions_heading_may_ask_its_question():
    blocks = from_text(
        "Pass 1 · Vilka hinder ser ni?\n\n- Bron\n\nPass 1 · Vad kan er organisation göra?\n\n- Lots\n\n"
        "Pass 2 · Hur växer vi?\n\n- Mer mark\n"
    )
    assert kept(blocks, "session", "question", "question_text") == [
        ("Bron", "1", "prioritering", "Vilka hinder ser ni?"),
        ("Lots", "1", "mobilisering", "Vad kan er organisation göra?"),
        ("Mer mark", "2", "ovrigt", None),
    ]


def test_what_stands_between_greeting_and_first_heading_covers_the_notes():
    blocks = from_text("Hej alla!\n\nHoppas att ni mår bra.\n\nVilka hinder ser ni?\n\n- Bron\n")
    assert kept(blocks) == [("Bron",)]
    assert roles(blocks)["Hoppas att ni mår bra."] == "credit"
    assert kept(from_text("Hej alla!\n\nBron är smal.\n")) == [("Bron är smal.",)]


def test_a_compilation_that_repeats_the_groups_notes_is_an_overview():
    groups = "Grupp 1\n\n- Fler tåg\n- Lägre pris\n\nGrupp 2\n\n- Bättre hållplatser\n\n"
    heading = "Sammanställning av gruppernas att göra-listor\n\n"
    blocks = from_text(f"{groups}{heading}- Fler tåg\n- Bättre hållplatser\n")
    assert kept(blocks, "question", "source")[3:] == [
        ("Fler tåg", "aktivering", "summary"),
        ("Bättre hållplatser", "aktivering", "summary"),
    ]
    assert {source for _, source in kept(from_text(f"{heading}- Fler tåg\n- Ny bro\n"), "source")} == {"note"}


def test_a_note_goes_on_after_the_running_lines_of_a_pasted_text():
    blocks = from_text("Pass 1 Skog\n\n• Granarna dör och\n\nSida 1 (2)\n\n  ingen vet varför\n• Älgen\n\nSida 2 (2)\n")
    assert kept(blocks) == [("Granarna dör och ingen vet varför",), ("Älgen",)]
    assert roles(blocks)["Sida 1 (2)"] == "link"


FORWARDED = """Hej!

Se nedan.

Mvh
Ada

-----Ursprungligt meddelande-----
Från: Bo
Skickat: den 2 maj
Till: Ada

Hej Ada,

Största problemen:
* Granarna dör
"""


def test_notes_in_a_mail_that_another_mail_brings_are_kept():
    assert kept(from_text(FORWARDED), "question") == [("Granarna dör", "prioritering")]


def test_headers_of_a_mail_below_the_notes_open_a_quoted_mail():
    notes = "Hej\n\nStörsta problemen:\n" + "".join(f"* Granarna dör på plats {n}\n" for n in range(10))
    quoted = "\nFrån: Bo\nSkickat: den 1 maj\nTill: Ada\n\nHej Ada\n\nVi ses i skogen på torsdag och fikar.\n"
    assert len(kept(from_text(notes + quoted))) == 10


def test_a_documents_own_title_is_no_session():
    page = lines(
        {"text": "Byakväll", "style": "title", "level": 1},
        {"text": "Ni satt i två grupper."},
        {"text": "Skogen", "style": "heading", "level": 1},
        {"text": "Granarna dör", "marker": "•"},
        {"text": "Havet", "style": "heading", "level": 1},
        {"text": "Fisken är borta", "marker": "•"},
    )
    blocks = outlined(Document("byn", Path("b.docx"), "docx", "", (Page(1, "s. 1", page),)))
    assert kept(blocks, "session") == [("Granarna dör", "Skogen"), ("Fisken är borta", "Havet")]


def test_the_question_of_a_slide_may_stand_over_its_session():
    page = [
        Line("Vilka är de viktigaste utmaningarna?", 1, True, style="title", level=1),
        Line("Pass 1 – Skog", 2, True, style="body"),
        Line("Granarna dör", 3, True, style="list", level=0, marker="•"),
    ]
    blocks = outlined(Document("bilder", Path("a.pptx"), "pptx", "", (Page(1, "bild 1", tuple(page)),)))
    assert kept(blocks, "session", "question") == [("Granarna dör", "1", "prioritering")]
