"""Words and names of topics."""

import pytest

from rusnlp.discovering.topic_words import key_lemmas, met_beyond_chance, phrases, topic_names, worded

BUS = ["Digital plattform för bussen", "En digital plattform till", "Digital plattform och bussar", "Bussen i byn"]
SCHOOL = ["Skolan och lärarna", "Lärare i skolan", "Skolans lärare och bussen", "Lärarna byter skola"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("En digital plattform", [("digital plattform", "digital plattform")]),
        ("Digitala plattformar, bussar", [("digital plattform", "Digitala plattformar")]),
        ("plattform för bussen", []),
        ("", []),
    ],
)
def test_phrases(text, expected):
    assert phrases(text) == expected


def test_key_lemmas_mark_the_members_and_stand_in_several():
    assert [base for base, _ in key_lemmas(worded(BUS + SCHOOL), range(4))] == ["digital", "plattform", "buss"]
    assert key_lemmas(worded([]), []) == []


def test_without_others_the_commonest_lemmas_come_first():
    assert [base for base, _ in key_lemmas(worded(SCHOOL), range(4))][:2] == ["lärare", "skola"]


def test_names_prefer_a_phrase_to_its_words_and_avoid_saying_the_same_twice():
    found = topic_names(worded(BUS + SCHOOL), [[0, 1, 2, 3], [4, 5, 6, 7]])
    assert found[0] == (["digital", "plattform", "bussen"], "digital plattform, bussen")
    assert found[1][1] in ("lärarna, skolan", "lärare, skolan")


def test_topics_have_different_names():
    texts = ["bussen och tåget", "bussen och tåget", "bussen och båten", "bussen och båten", "skolan"]
    first, second = (name for _, name in topic_names(worded(texts), [[0, 1], [2, 3]]))
    assert (first, second) == ("tåget", "båten") or first != second


def test_a_topic_without_words_or_nouns_has_an_empty_name():
    assert topic_names(worded(["2030", "10 %", "skolan"]), [[0, 1]]) == [([], "")]
    verbs = ["Våga satsa", "Satsa och våga", "Våga mer, satsa", "Skolan och bussen"]
    assert topic_names(worded(verbs), [[0, 1, 2]]) == [(["satsa", "våga"], "")]


@pytest.mark.parametrize(
    ("texts", "others", "name"),
    [
        # What is named is a thing: no verb, no adjective, no word that says nothing, alone or first.
        (["Driva och samordna bussar"] * 3 + ["Driva tåg", "Samordna tåg"], ["Skolan saknas"] * 4, "bussar, tåg"),
        (["Lokala vägar behövs", "Lokal väg", "Vägen är lokal"], ["Skolan saknas"] * 4, "väg"),
        (["Fler människor åker tåg", "Människorna tar tåget", "Ett tåg för människor"], ["Skolan saknas"] * 4, "tåg"),
        # Forms as the statements write them.
        (["Bostäderna är dyra", "Bygg bostäderna", "Var är bostäderna"], ["Skolan saknas"] * 4, "bostäderna"),
        (["En bro till Danmark", "Åk till Danmark", "Danmark och en bro"], ["Skolan saknas"] * 4, "Danmark, bro"),
        # The second word is in other statements than the first.
        (
            ["Vatten i kranen"] * 3 + ["Vattnet sinar"] + ["Våtmarker växer"] * 2 + ["Vatten i kranen, våtmarker"],
            ["Skolan saknas"] * 4,
            "vatten, våtmarker",
        ),
    ],
)
def test_names_of_small_groups(texts, others, name):
    (found,) = topic_names(worded([*texts, *others]), [range(len(texts))])
    assert found[1] == name


def test_a_word_opening_the_text_loses_its_capital():
    written = worded(["Lagstiftningen är svår", "Malmö växer", "VA och SYV", "Kävlinge har en lag"]).written
    assert [written[base] for base in ("lagstiftning", "malmö", "va", "syv", "kävlinge", "lag")] == [
        "lagstiftningen", "Malmö", "VA", "SYV", "Kävlinge", "lag",
    ]  # fmt: skip


def test_words_that_always_meet_do_so_beyond_chance():
    words = worded(["bussen och tåget"] * 10 + ["skolan och läraren"] * 10)
    times, chance = met_beyond_chance(words, ["buss", "tåg"])
    assert times == 2.0
    assert chance < 0.05
    assert met_beyond_chance(words, ["buss", "skola"])[1] > 0.5
    assert met_beyond_chance(words, ["buss"]) == (0.0, 1.0)
    assert met_beyond_chance(worded([]), ["buss", "tåg"]) == (0.0, 1.0)
