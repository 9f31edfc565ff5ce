import pytest

from rusnlp.phrases import PhraseError, parse_phrase, phrase_set


def test_parts_of_a_phrase():
    phrase = parse_phrase("Vilka … hinder*/problem* störst …")
    assert phrase.runs == ((("vilka",),), (("hinder*", "problem*"), ("störst",)))
    assert (phrase.open_start, phrase.open_end, phrase.words) == (False, True, 3)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "no words"),
        ("…", "no words"),
        ("a//b", "a word is missing"),
        ("* för", "a word is missing"),
        ("Upp*lägg", r"'\*' must begin or end a word"),
    ],
)
def test_phrase_that_cannot_be_read(text, fault):
    with pytest.raises(PhraseError, match=fault) as raised:
        parse_phrase(text)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("phrase", "text", "meets"),
    [
        ("Upplägg", "upplägg:", True),
        ("Upplägg", "• upplägg", True),
        ("Upplägg", "upplägget", False),
        ("Upplägg", "nytt upplägg", False),
        ("Upplägg*", "uppläggen", True),
        ("*ledarens intryck", "processledarens intryck", True),
        ("*ledarens intryck", "ledarnas intryck", False),
        ("Så gör vi/ni", "så gör ni!", True),
        ("Så gör vi/ni", "så gör de", False),
        ("Post-it*", "post-it-lappar", False),
        ("Post-it-lapp*", "post it lappar", True),
        ("Om …", "om dagen i höör", True),
        ("Om …", "om", True),
        ("Om …", "omsorg", False),
        ("… summering av …", "kort summering av dagen", True),
        ("… summering av …", "summering av", True),
        ("… summering av …", "försummering av", False),
        ("Från … samtalet", "från det fria samtalet", True),
        ("Från … samtalet", "från samtalet", True),
        ("Foto: …", "foto: ada berg", True),
        ("Foto: …", "foto : ada berg", True),
        ("Foto: …", "foto av ada berg", False),
    ],
)
def test_meets_the_whole_text(phrase, text, meets):
    assert phrase_set([parse_phrase(phrase, colons=True)]).meets(text) is meets


def test_words_that_may_follow():
    words = phrase_set([parse_phrase("Deltagare")], may_end_with=["grupp*", "fm"], at_most_words=4)
    assert words.meets("deltagare grupp 2, fm")
    assert words.meets("deltagare (12)")
    assert not words.meets("deltagare grupp 2 fm fm")
    assert not words.meets("deltagare fmx")
    assert not words.meets("deltagare som inte kom")


def test_no_phrases():
    assert not phrase_set([]).meets("upplägg")
    assert not phrase_set([]).meets("")
