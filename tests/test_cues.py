import pytest

from rusnlp.outlining.cues import (
    card_kind,
    is_bare_heading,
    is_group_alone,
    is_name_row,
    is_structural,
    kind_of,
    mail_part,
    names_a_leader,
    names_those_present,
    read_cues,
    reads_as_context,
    reads_as_farewell,
    reads_as_instruction,
    reads_as_pointer,
    reads_as_script,
    slot_of,
)


@pytest.mark.parametrize(
    ("text", "session", "title"),
    [
        ("Dialogpass 3: Hur växer vi?", "3", "Hur växer vi?"),
        ("Pass 4 – Hälsa för alla", "4", "Hälsa för alla"),
        ("TEMA 2", "2", ""),
        ("Session III. Kompetens", "3", "Kompetens"),
        ("Workshop 1", "1", ""),
        ("Pass 1 · Vem gör vad?", "1", "Vem gör vad?"),
        ("PASS B: Vattnet", "Pass B", "Vattnet"),
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
        ("larande.example", "link"),
        ("Tre av tio", None),
        ("Sekreterare Ada Berg", "credit"),
        ("Ada Berg, vid pennan", "credit"),
        ("Sammanställt av Berg & Ek", "credit"),
        ("Frånvarande", "participant"),
        ("Dagens hållpunkter", "instruction"),
        ("Samtalsfrågor grupp 2", "instruction"),
        ("Adas summering", "summary"),
        ("Summering från samordnaren", "summary"),
        ("Rådata per bord", "details"),
        ("Från det fria samtalet vid fikat", "notes"),
        ("Svar från grupperna", "results"),
        ("Facts and figures", "context"),
        ("Raw notes", "details"),
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


@pytest.mark.parametrize(
    "note",
    [
        "Kort om tid för lärarna",
        "Fakta om klimatet måste fram",
        "Statistik över våld saknas",
        "Svar från myndigheterna dröjer",
        "Resultat av satsningen syns inte",
        "Metod för att mäta ensamhet",
        "Regler för upphandling",
        "Program för unga på landsbygden",
        "Råmaterial till byggen blir dyrare",
        "Kräv fullständig dokumentation av inköp",
        "Deltagarna får för lite stöd efteråt",
        "Bästa sättet är att fråga dem",
        "Till alla som bor ensamma",
        "Vänligen bygg fler bostäder",
        "Paus i skolan behövs",
        "Utse en samordnare i varje kommun",
        "Ledare – de måste våga",
        "Restid 50 minuter",
        "Ambulansen har 40 minuter till byn",
        "Alla anteckningar ska delas",
        "Övriga kommuner måste med",
        "Anteckningar försvinner",
        "Bord utomhus vid biblioteket",
        "Team som jobbar över gränserna",
        "150.000 invånare",
    ],
)
def test_notes_that_open_like_headings_are_none(note):
    cues = read_cues(note)
    assert (cues.kind, cues.session, cues.group, mail_part(note)) == (None, None, None, None)
    assert not any(reads(note) for reads in (reads_as_instruction, reads_as_context, reads_as_farewell, is_structural))


def test_steps_of_a_timetable_are_instructions():
    assert reads_as_instruction("Diskutera vid bordet – 30 min")
    assert reads_as_instruction("Dialog i 15 min")
    assert not reads_as_instruction("Vi väntar 15 min på bussen")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Från: Ada Berg", "header"),
        ("Hej alla!", "greeting"),
        ("Här kommer anteckningarna från bordet", "covering"),
        ("Vänliga hälsningar", "sign_off"),
        ("/Ada", "sign_off"),
        ("-----Ursprungligt meddelande-----", "quoted"),
        ("Den 3 mars 2026 skrev Bo Ek:", "quoted"),
        ("/mobilen är för dyr", None),
        ("Hej grannen borde man kunna säga utan att någon undrar varför", None),
        ("Från samtalet", None),
        ("", None),
    ],
)
def test_mail_part(text, part):
    assert mail_part(text) == part


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Så här gör ni Skriv en tanke per kort.", "instruction"),
        ("Läs mig", "instruction"),
        ("Deltagare: Ada Berg, Bo Ek", "participant"),
        ("Regler som krockar mellan kommuner", None),
        ("Deltagare som aldrig hörs", None),
        ("Anteckningar", None),
    ],
)
def test_card_kind(text, kind):
    assert card_kind(text) == kind


def test_names_of_people():
    assert names_those_present("Deltagare förmiddag: Ada Berg (Alsta kommun), Bo Ek")
    assert not names_those_present("Närvarande:")
    assert names_a_leader("Processledare: Ada Berg")
    assert not names_a_leader("Sekreterare: Ada Berg")
    assert is_name_row("Ada af Berg, ordförande, Alsta kommun")
    assert not is_name_row("Ada ville ha fler bussar")


def test_lines_that_open_something_new():
    assert is_structural("Sekreterare: Ada Berg")
    assert is_structural("Till: Alla ledare")
    assert is_bare_heading("Grupp 2:")
    assert is_bare_heading("Förmiddag")
    assert not is_bare_heading("Grupp 2 tyckte annorlunda")
    assert not is_bare_heading("förmiddag")
    assert reads_as_pointer("Mer på www.alsta.example")
    assert not reads_as_pointer("Mer på nätet")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Spårledare: Ada Berg, Osby kommun", "credit"),
        ("Bordsvärdar: Ada Berg, Bo Ek", "credit"),
        ("Samtalsledare var Ada Berg, Osby kommun. Vid pennan: Bo Ek.", "credit"),
        ("Företagsledare: svårt att hinna med", None),
        ("Summering från mig som samtalsledare", "summary"),
        ("Sammanfattning av sessionsledaren", "summary"),
        ("Bordsvärdarnas reflektioner", "summary"),
        ("Sammanställning av gruppernas förslag", "compilation"),
        ("Gemensam jour för tre kommuner", None),
    ],
)
def test_leaders_of_any_name(text, kind):
    assert kind_of(text) == kind


def test_a_group_alone():
    assert is_group_alone("Bord 2:")
    assert not any(map(is_group_alone, ["Bord 2 – Vad saknas?", "Gruppen", ""]))


@pytest.mark.parametrize(
    "text",
    [
        "Återkommande kommentarer, tema 2",
        "ÅTERKOMMANDE SYNPUNKTER – BLOCK 1",
        "Sammanfattande intryck från processledaren",
        "Moderatorns iakttagelser",
        "Gemensamt för alla bord",
        "Det vi hörde under dagen",
    ],
)
def test_headings_of_what_was_summed_up(text):
    assert read_cues(text).kind == "summary"


@pytest.mark.parametrize(
    ("text", "farewell"),
    [
        ("Tack för en fin kväll!", True),
        ("Tack till alla som kom! Nästa träff: 3 maj. Frågor: ada@byn.example", True),
        ("Byrådet tackar alla som var med. Läs mer på www.byn.example.", True),
        ("Tack för dagen! Bussen måste gå oftare.", False),
        ("Tack vare lärarna vågar fler söka", False),
    ],
)
def test_farewells(text, farewell):
    assert reads_as_farewell(text) is farewell


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Sammanställningen har gjorts av Penselbolaget AB, ansvarig för sammanställningen är Ada Berg.", "credit"),
        ("Ansvarig för rapporten är Ada Berg", "credit"),
        ("Sammanställningen visar att alla vill samma sak", None),
    ],
)
def test_who_compiled_the_notes_is_a_credit_also_in_a_sentence(text, kind):
    assert kind_of(text) == kind
