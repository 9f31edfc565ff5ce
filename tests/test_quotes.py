import numpy as np
import pytest

from rusnlp.quotes import Candidate, choose_quotes, is_clear, nearness_to_centre

LONG = "Vi behöver hjälpas åt mer än i dag, i hela området och hela året, annars händer ingenting"


def test_quotes_are_of_medium_length_from_different_sessions():
    candidates = [
        Candidate("a", "1", LONG, "statement", 0.9, "pattern"),
        Candidate("b", "1", LONG + " alls", "statement", 0.9, "pattern"),
        Candidate("c", "2", LONG + " nu", "statement", 0.7, "meaning"),
        Candidate("d", "3", "Kort", "statement", 1.0, "pattern"),
        Candidate("e", "4", "En rubrik som är tillräckligt lång för att citeras", "cluster", 1.0, "pattern"),
        Candidate("f", "5", LONG.upper(), "statement", 0.5, "pattern"),
    ]
    assert choose_quotes(candidates, 6) == choose_quotes(candidates[::-1], 6) == ["b", "c", "f", "d", "e"]
    assert choose_quotes(candidates, 2, quoted={"b"}) == ["a", "c"]
    assert choose_quotes([]) == []


def test_a_quote_is_clear_before_it_is_typical_and_typical_before_it_is_sure():
    candidates = [
        Candidate("a", "1", "Därför borde de två planerna göras om i grunden nu", "statement", 1.0, "pattern", 0.9),
        Candidate("b", "2", "Kommunerna borde göra om sina två planer i grunden nu", "statement", 1.0, "pattern", 0.2),
        Candidate("c", "3", "Staten borde göra om sina två planer i grunden i år", "statement", 0.6, "pattern", 0.5),
    ]
    assert choose_quotes(candidates, 3) == ["c", "b", "a"]
    # Another session comes before a nearer quote of the same one.
    same = [candidates[2], candidates[1]._replace(session="3", typical=0.4), candidates[1]._replace(statement_id="d")]
    assert choose_quotes(same, 2) == ["c", "d"]


@pytest.mark.parametrize(
    "text",
    [
        "Bussen går för sällan till byarna på kvällen",
        "Det finns ingen som äger frågan om cykelvägarna",
        "Det är svårt att hitta ledare till laget",
        "Den gemensamma planen borde bli klar i vår",
        "De som bor i byarna får vänta längst",
        "Bygg ihop cykelvägarna över kommungränsen",
        "Bygga ihop cykelvägarna över kommungränsen",
        "Viktigt att samla alla runt samma bord",
        "Eleverna byggde en ny scen (i aulan) själva",
    ],
)
def test_whole_sentences_are_clear(text):
    assert is_clear(text)


@pytest.mark.parametrize(
    "text",
    [
        "Fler bussar",
        "Bättre gator och torg för alla",
        "Men det kostar för mycket för de små föreningarna",
        "Den ska vara gratis för alla barn",
        "De har redan en plan klar för det",
        "Detta måste lösas snart av kommunen",
        "Vi behöver hjälp med flera saker, till exempel:",
        "Föreningarna behöver stöd i form av lokaler och",
        "Föreningarna behöver mer stöd (lokaler, pengar",
        "",
    ],
)
def test_what_needs_its_place_is_not_clear(text):
    assert not is_clear(text)


def test_the_nearest_to_the_centre():
    vectors = np.array([[3, 0], [3, 1], [3, 2], [3, 9], [3, 0]], dtype=np.float32)
    near = nearness_to_centre(vectors, {"a": [0, 1, 2], "b": [3], "none": []})
    assert near["a"].argmax() == 1 or near["a"][1] == pytest.approx(near["a"].max())
    assert near["b"] == pytest.approx([1.0])
    assert near["none"].tolist() == []
    assert nearness_to_centre(np.ones((4, 3)), {"a": [0, 1]})["a"].tolist() == [0.0, 0.0]
    assert nearness_to_centre(np.zeros((0, 3)), {"a": []})["a"].tolist() == []
