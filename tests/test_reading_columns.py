import pytest

from rusnlp.reading.column_words import header_kind, is_no_answer, is_title, is_total, label_kind, name_columns
from rusnlp.reading.columns import column_kinds


@pytest.mark.parametrize(
    ("kind", "headers"),
    {
        "session": ["Pass", "Samtal", "Träff", "Dialogpass nr", "Session ID", "Workshop", "Vilket pass deltog du i?"],
        "question": ["Fråga", "Frågeställning", "Question", "Diskussionsfråga"],
        "answer": [
            "Svar",
            "Era svar",
            "Anteckningar från bordet",
            "Kommentar (fritext)",
            "Gruppsvar",
            "Post-it",
            "Note",
        ],
        "slot": ["Tid", "Klockslag", "fm/em", "Time", "Kl.", "När?"],
        "group": ["Grupp", "Bord nr", "Bordsnummer", "Table", "Vilken grupp tillhörde du?"],
        "topic": ["Tema", "Område"],
        "person": ["Namn", "E-postadress", "Organisation", "Ditt namn", "Vilken kommun arbetar du i?"],
        "rating": ["Betyg (1–5)", "Antal röster", "ID", "Tidsstämpel", "Datum"],
        "aside": ["Status", "Ansvarig", "Intern kommentar", "Vem?"],
        "label": ["Perspektiv", "Målgrupp"],
        None: [
            "",
            "Utmaningar",
            "Grupp 1",
            "Bord Blå",
            "Förmiddag",
            "Fråga 2",
            "Vad är viktigast?",
            "Region Skånes roll",
        ],
    }.items(),
)
def test_headers_tell_what_their_column_holds(kind, headers):
    assert {header: header_kind(header) for header in headers} == dict.fromkeys(headers, kind)


def test_values_settle_what_headers_leave_open():
    kinds = column_kinds(
        ["Pass", "Hur bra var dagen?", "Vad är viktigast?", "Medskick", "Kommentar", "Typ"],
        [
            ["fm", "em"],
            ["4", "5"],
            ["Tåg", "Buss"],
            ["Bra att alla fick komma till tals", ""],
            ["-", "Kort"],
            ["a", "b"],
        ],
    )
    assert kinds == ("slot", "rating", "asked", "other", "answer", "aside")


def test_a_tag_has_one_column_and_the_question_is_the_longest():
    values = [["1", "2"], ["Vad är viktigast?", "Vilka hinder finns?"], ["Tåg", "Tid"]]
    assert column_kinds(["Fråga nr", "Fråga", "Svar"], values) == ("rating", "question", "answer")
    assert column_kinds(["Frågenummer", "Fråga", "Svar"], values) == ("aside", "question", "answer")


@pytest.mark.parametrize(
    ("headers", "values", "kinds"),
    [
        (
            ["Bord", "Inlägg", "Tillägg från bordet"],
            [["1", "2"], ["Tåg", "Bo"], ["", "gäller byn"]],
            "group answer answer",
        ),
        (["Start", "Stopp"], [["Möten", "Kaffe"], ["Mejl", "Listor"]], "other other"),
        (["Start", "Svar"], [["09:10", "09:20"], ["Mejl", "Listor"]], "rating answer"),
        (
            ["Kommun", "Företag"],
            [
                ["kan öppna sina lokaler", "behöver mäta det som görs"],
                ["kan ta emot praktikanter", "bör betala för resan"],
            ],
            "other other",
        ),
        (["Namn", "Kommun"], [["Maj Ask", "Bo Lind"], ["Östra Göinge", "Höör"]], "person person"),
        (
            ["Bord", "Frågor till regionen"],
            [["1", "2"], ["när kommer bussen tillbaka hit", "vi vill veta vem som bestämmer"]],
            "group answer",
        ),
        (
            ["Svar", "Intern kommentar"],
            [["Tåg", "Bo"], ["den här bör vi fråga om igen", "samma som på bordet intill här"]],
            "answer aside",
        ),
        (
            ["Hur viktig är samverkan?"],
            [
                [
                    "den är avgörande för oss små",
                    "utan den blir det inget alls",
                    "inte alls om pengarna saknas",
                    "viktig men bara på riktigt",
                    "det vet jag faktiskt inte",
                ]
            ],
            "asked",
        ),
    ],
)
def test_sentences_are_answers_unless_the_header_is_certain(headers, values, kinds):
    assert column_kinds(headers, values) == tuple(kinds.split())


def test_a_mapping_goes_before_everything():
    values = [["Vad?"], ["Tåg"]]
    assert column_kinds(["Namn", "Typ"], values, mapping={"Namn": "question", "Typ": "answer"}) == (
        "question",
        "answer",
    )


def test_no_columns_have_no_kinds():
    assert column_kinds([], []) == ()


@pytest.mark.parametrize(
    "text",
    ["-", "–", "4", "4/5", "3 av 5", "👍", "★★★", "10:15", "2024-04-24", "a@b.se", "#N/A", "Summa 12", "Summa prickar"],
)
def test_signs_numbers_and_addresses_are_no_answers(text):
    assert is_no_answer(text)


@pytest.mark.parametrize("text", ["vet ej", "Ja", "AI", "4 nya bussar", "Se 2024 års plan"])
def test_words_are_answers(text):
    assert not is_no_answer(text)


def test_labels_tell_their_tag():
    texts = [
        "Grupp Röd",
        "Bord 2",
        "Station 1: Skola",
        "Pass 3",
        "Förmiddag",
        "kl. 10.15",
        "Fråga 2",
        "Grupp nr",
        "Gruppen",
    ]
    kinds = ["group", "group", "group", "session", "slot", "slot", "question", None, None]
    assert [label_kind(text) for text in texts] == kinds


def test_titles_are_known_by_their_words():
    assert all(map(is_title, ["Styrkor", "Vad fungerar inte?", "Önskat läge", "Sluta med", "+"]))
    assert not any(map(is_title, ["", "Havet", "bättre", "Problem med bussar på kvällen"]))


def test_a_row_names_columns_only_by_all_its_words():
    named = [["Åtgärd", "Ansvarig", "När"], ["Bord", "Hinder"], ["Grupp 1", "Grupp 2"], ["Fråga", "1", "2"], ["+", "-"]]
    assert all(map(name_columns, named))
    notes = [["Grupp 1", "Fler tåg"], ["Pass 1", "Grupp 2"], ["Hinder"], ["Hinder", "Pengar"], ["Ja", "Ja"], []]
    assert not any(map(name_columns, notes))


def test_a_row_of_sums_is_told_from_an_answer():
    assert all(
        map(is_total, [["", "Summa prickar", "11"], ["Medelvärde", "5,5"], ["Summa bord 1", "4"], ["Totalt", "20"]])
    )
    assert not any(map(is_total, [["1", "Total brist", "4"], ["Snittet är lågt", "2"], ["Summa summarum"], ["4"], []]))


def test_when_rows_were_written_is_their_time_on_a_single_day():
    headers, notes = ["Skapad", "Fråga", "Svar"], [["Vad?", "Vad?"], ["Tåget är sent", "Bron är för smal"]]
    assert column_kinds(headers, [["2025-05-08 10:04:00", "2025-05-08 13:40:00"], *notes])[0] == "slot"
    assert column_kinds(headers, [["2025-05-08 10:04:00", "2025-05-09 13:40:00"], *notes])[0] == "rating"
    assert column_kinds(headers, [["2025-05-08", "2025-05-08"], *notes])[0] == "rating"


def test_programmes_and_statistics_hold_no_answers():
    assert column_kinds(["Tid", "Moment"], [["9.30", "10.00"], ["Kaffe", "Gruppsamtal"]]) == ("slot", "aside")
    assert column_kinds(["Tid", "Svar"], [["9.30", "10.00"], ["Kaffe", "Gruppsamtal"]]) == ("slot", "answer")
    figures = [["11", "12"], ["14", "15"]]
    assert column_kinds(["Mått", "2022", "2023"], [["Meritvärde", "Behörighet"], *figures])[0] == "aside"
    assert column_kinds(["Idé", "Nytta", "Kostnad"], [["Färjor", "Broar"], *figures])[0] != "aside"


def test_a_column_of_groups_under_any_header():
    columns = [["Station 1", "Station 2"], ["Tåget är alltid sent", "Bron är för smal"]]
    assert column_kinds(["Station", "Svar"], columns) == ("group", "answer")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Samtal 1: Vattnet", "session"),
        ("Block B – Skolan", "session"),
        ("Träff 2", "session"),
        ("Samtal 2 gånger om året", None),
        ("Samtal i små grupper", None),
        ("Delgrupp 3", "group"),
    ],
)
def test_label_of_a_session_or_group(text, kind):
    assert label_kind(text) == kind


def test_column_of_numbered_sessions_is_the_session_whatever_its_header():
    values = [["Verkstad 1: Skog", "Verkstad 2: Hav"], ["Granarna dör", "Fisken är borta"]]
    assert column_kinds(["Moment", "Anteckning"], values) == ("session", "answer")
