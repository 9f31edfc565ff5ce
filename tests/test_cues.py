import pytest

from rusnlp.cues import kind_of, read_cues, reads_as_context, reads_as_instruction, reads_as_script, slot_of


@pytest.mark.parametrize(
    ("text", "session", "title"),
    [
        ("Dialogpass 3: Hur växer vi?", "3", "Hur växer vi?"),
        ("Pass 4 – Hälsa för alla", "4", "Hälsa för alla"),
        ("TEMA 2", "2", ""),
        ("Session III. Kompetens", "3", "Kompetens"),
        ("Workshop 1", "1", ""),
        ("Passagerare 4 säger nej", None, None),
        ("Dialog i rummet", None, None),
        ("Tema hälsa", None, None),
    ],
)
def test_session(text, session, title):
    cues = read_cues(text)
    assert (cues.session, cues.title) == (session, title)


@pytest.mark.parametrize(
    ("text", "group", "rest"),
    [
        ("Grupp 2:", "Grupp 2", ""),
        ("Bord 3 – Vilka hinder ser ni?", "Bord 3", "Vilka hinder ser ni?"),
        ("BORD B", "BORD B", ""),
        ("Grupp Väst", "Grupp Väst", ""),
        ("Grupperna tyckte olika", None, "Grupperna tyckte olika"),
        ("Bordet fastnade vid pengarna", None, "Bordet fastnade vid pengarna"),
    ],
)
def test_group(text, group, rest):
    cues = read_cues(text)
    assert (cues.group, cues.rest) == (group, rest)


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("Förmiddag", "fm"),
        ("eftermiddagens diskussion", "em"),
        ("kl 10.15", "fm"),
        ("13:45–15.00", "em"),
        ("WORKSHOP 1 kl. 10.30", "fm"),
        ("em", "em"),
        ("Båda passen", "both"),
        ("förmiddag + eftermiddag", "both"),
        ("hela dagen", "both"),
        ("Grön omställning", None),
        ("98.5 procent", None),
        ("tema samverkan", None),
    ],
)
def test_slot(text, slot):
    assert slot_of(text) == slot


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Lista deltagare eftermiddag sida 2", "participant"),
        ("Deltagare:", "participant"),
        ("Närvarande", "participant"),
        ("Deltagarnas egna förslag", None),
        ("Övriga frågor som deltagarna ville ta med", None),
        ("Workshopledare: Ada Berg, Alsta kommun", "credit"),
        ("Vid pennan: Bo Ek", "credit"),
        ("Ledare behöver mer tid", None),
        ("Innehåll", "contents"),
        ("Upplägg för dagen", "instruction"),
        ("Spelregler", "instruction"),
        ("Reglerna krockar i tre kommuner", None),
        ("Inledande bilder", "context"),
        ("Bakgrund", "context"),
        ("Bakgrunden till att unga flyttar", None),
        ("Summering från workshopledare", "summary"),
        ("Återkommande kommentarer", "summary"),
        ("Sammanfattning från deltagarnas svar", None),
        ("Detaljerad dokumentation från borden", "details"),
        ("Anteckningar från diskussionen", "notes"),
        ("Resultat från workshop", "results"),
        ("Sida 3 av 12", "link"),
        ("7", "link"),
        ("https://exempel.se/rus", "link"),
        ("Tre av tio", None),
    ],
)
def test_kind(text, kind):
    assert kind_of(text) == kind


def test_what_texts_read_as():
    assert reads_as_instruction("Varje grupp fick en karta att rita på")
    assert not reads_as_instruction("Grupper som inte hörs behöver egna rum")
    assert reads_as_context("Källa: Pendlingsbarometern 2025")
    assert not reads_as_context("Källan till oron är pengarna")
    assert reads_as_script("Hälsa välkommen, visa filmen.")
    assert not reads_as_script("Flera vid bordet ville visa upp sina förslag")
