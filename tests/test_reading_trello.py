import json

import pytest

from rusnlp.document import UnreadableDocument
from rusnlp.reading.trello import is_housekeeping, read_trello


def card(card_id, name, desc="", **more):
    return {"id": card_id, "name": name, "desc": desc, "idList": "l1", "closed": False, "pos": 1, "labels": [], **more}


def comment(card_id, text, date):
    return {"type": "commentCard", "date": date, "data": {"text": text, "card": {"id": card_id}}}


def read(tmp_path, cards, **more):
    lists = [{"id": "l2", "name": "Mobilisering", "pos": 2}, {"id": "l1", "name": "Prioritering", "pos": 1}]
    path = tmp_path / "tavla.json"
    board = {"name": "Bokby framtidsdag", "lists": lists, "cards": cards, **more}
    path.write_text(json.dumps(board, ensure_ascii=False), encoding="utf-8")
    return read_trello(path)


def lines_of(document):
    return [line for page in document.pages for line in page.lines]


def test_lists_and_cards_come_in_the_order_of_the_board(tmp_path):
    cards = [
        card("a", "Sist", idList="l2"),
        card("b", "Andra", "med text", pos=2.5),
        card("c", "Första", pos=1),
    ]
    document = read(tmp_path, cards)
    assert [
        (page.number, page.place, [(line.text, line.style, line.level, line.place) for line in page.lines])
        for page in document.pages
    ] == [
        (
            1,
            "lista Prioritering",
            [
                ("Bokby framtidsdag", "heading", 1, None),
                ("Prioritering", "heading", 2, "lista Prioritering"),
                ("Första", "card", None, "lista Prioritering, kort 1"),
                ("Andra med text", "card", None, "lista Prioritering, kort 2"),
            ],
        ),
        (
            2,
            "lista Mobilisering",
            [
                ("Mobilisering", "heading", 2, "lista Mobilisering"),
                ("Sist", "card", None, "lista Mobilisering, kort 1"),
            ],
        ),
    ]


def test_a_description_is_rendered_and_its_bullets_follow_the_name(tmp_path):
    cards = [
        card("a", "Fler tåg", "Det **måste** gå [oftare](https://exempel.se)\noch längre.", pos=1),
        card("b", "Hinder", "- tid\n- [x] pengar", pos=2),
    ]
    lists = [
        {"idCard": "b", "name": "Checklista", "checkItems": [{"name": "två", "pos": 2}, {"name": "ett", "pos": 1}]}
    ]
    assert [
        (line.text, line.marker, line.level) for line in lines_of(read(tmp_path, cards, checklists=lists))[2:-1]
    ] == [
        ("Fler tåg Det måste gå oftare och längre.", None, None),
        ("Hinder", None, None),
        ("tid", "-", 1),
        ("pengar", "-", 1),
        ("ett", "•", 1),
        ("två", "•", 1),
    ]


def test_comments_follow_their_card_by_date_with_its_labels(tmp_path):
    labels = [{"name": "FM"}, {"name": "Grupp 2"}, {"name": "Viktigt"}]
    actions = [
        comment("a", "Kan du flytta det här kortet?", "2024-05-03T12:00:00Z"),
        comment("a", "Gäller *även* bussen", "2024-05-03T10:00:00Z"),
        {"type": "updateCard", "date": "2024-05-03T09:00:00Z", "data": {"card": {"id": "a"}}},
    ]
    document = read(tmp_path, [card("a", "Fler tåg", labels=labels)], actions=actions)
    tags = {"slot": "FM", "group": "Grupp 2"}
    assert [(line.text, line.style, line.role, dict(line.tags)) for line in lines_of(document)[2:-1]] == [
        ("Fler tåg", "card", None, tags),
        ("Gäller även bussen", "comment", None, tags),
        ("Kan du flytta det här kortet?", "comment", "instruction", tags),
    ]


def test_archived_cards_and_lists_are_kept_apart(tmp_path):
    lists = [{"id": "l1", "name": "Prioritering", "pos": 2}, {"id": "l0", "name": "Gammalt", "pos": 1, "closed": True}]
    cards = [card("a", "Borta", closed=True, pos=1), card("b", "Kvar", pos=2), card("c", "Också borta", idList="l0")]
    assert [(line.text, line.role, line.place) for line in lines_of(read(tmp_path, cards, lists=lists))[2:]] == [
        ("Borta", "archived", "lista Prioritering, arkiverat kort"),
        ("Kvar", None, "lista Prioritering, kort 1"),
        ("Gammalt", "archived", "lista Gammalt"),
        ("Också borta", "archived", "lista Gammalt, arkiverat kort"),
    ]


def test_labels_and_checklists_that_are_groups_or_questions_are_tags(tmp_path):
    named = ["Grupp Syd", "Vad kan vi göra själva?", "Målgrupp unga"]
    checklist = {"idCard": "a", "name": "Röda gruppen", "checkItems": [{"name": "Cykelväg", "pos": 1}]}
    cards = [card("a", "Fler bussar", labels=[{"name": name} for name in named])]
    lines = lines_of(read(tmp_path, cards, checklists=[checklist]))
    question = {"question": "Vad kan vi göra själva?"}
    assert [(line.text, line.tags) for line in lines if line.style == "card"] == [
        ("Fler bussar", {"group": "Grupp Syd", **question}),
        ("Cykelväg", {"group": "Röda gruppen", **question}),
    ]


def test_names_of_lists_tell_session_question_and_how_to_use_the_board(tmp_path):
    names = ["Hur går det till?", "Pass 1 kl 9.15–10.30: Vad saknas?", "2 – Vad gör vi?", "24 timmar"]
    lists = [{"id": f"l{number}", "name": name, "pos": number} for number, name in enumerate(names)]
    cards = [card("a", "Ett kort per tanke", idList="l0"), card("b", "Tåg", idList="l1")]
    lines = lines_of(read(tmp_path, cards, lists=lists))
    assert [(line.text, line.level, line.role) for line in lines[1:]] == [
        ("Hur går det till?", 2, None),
        ("Ett kort per tanke", None, "instruction"),
        ("Pass 1 kl 9.15–10.30", 2, None),
        ("Vad saknas?", 3, None),
        ("Tåg", None, None),
        ("Vad gör vi?", 2, None),
        ("24 timmar", 2, None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Kan du flytta det här kortet?",
        "Dubblett av kort 3",
        "Tack, fixat!",
        "@maj kolla",
        "@maj kan du kolla det här?",
        "Klart!",
        "Jag arkiverar det här",
        "Oläsligt, vems handstil är det?",
        "Jag la till etikett",
        "kan någon arkivera dubbletten?",
        "Flyttar den hit",
        "ändrade kortet",
        "Jag la till etikett",
        "kan någon arkivera dubbletten?",
        "Flyttar den hit",
        "ändrade kortet",
        "Jag la till etikett",
        "kan någon arkivera dubbletten?",
        "Flyttar den hit",
        "ändrade kortet",
    ],
)
def test_comments_about_the_board_are_housekeeping(text):
    assert is_housekeeping(text)


@pytest.mark.parametrize(
    "text",
    [
        "Flytta makten närmare byarna",
        "@maj Håller med, men bussen behövs också",
        "Klart att vi ska samarbeta",
        "Kommunerna borde slå ihop sina upphandlingar",
        "Vi måste ta bort hindren",
        "Många familjer flyttar hit",
        "Flytta hit fler jobb!",
        "Skapa en lista över lediga lokaler",
        "Många familjer flyttar hit",
        "Flytta hit fler jobb!",
        "Skapa en lista över lediga lokaler",
        "Många familjer flyttar hit",
        "Flytta hit fler jobb!",
        "Skapa en lista över lediga lokaler",
    ],
)
def test_comments_on_the_subject_are_not(text):
    assert not is_housekeeping(text)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "the file is empty; check that it was saved"),
        ('{"cards": [', r"not valid JSON \(line 1\)"),
        ("[" * 100_000, "not valid JSON"),
        ('{"a": 1}', "not the export of a Trello board; choose Share, Export as JSON in Trello"),
        ('{"lists": [], "cards": []}', "the board holds no cards with text"),
    ],
)
def test_other_files_are_named_with_the_next_step(tmp_path, content, problem):
    path = tmp_path / "tavla.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableDocument, match=rf"tavla\.json: {problem}"):
        read_trello(path)
