"""Nouns, told from the word list."""

import pytest

from rusnlp.discovering.word_classes import EITHER, NOUN, OTHER, UNKNOWN, form_class, is_noun


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        ("bussen bostäder samverkan samordning arbetsgivare läraren invånarna ledarskap unga solbruken", NOUN),
        ("samordna växer viktig viktigare digitala lokalt strategiska gemensam många byt mer bristande", OTHER),
        ("lokal plan hälsa", None),
        ("qwxz", UNKNOWN),
    ],
)
def test_forms(forms, expected):
    for form in forms.split():
        assert form_class(form) in ({expected} if expected else {NOUN, EITHER}), form


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        ({"brist": 3, "bristen": 1}, True),
        ({"lokal": 2, "lokala": 3}, False),
        ({"lokal": 2, "lokaler": 3}, True),
        ({"hälsa": 2, "hälsan": 1}, True),
        ({"samverka": 1, "samverkar": 1}, False),
        ({"öresundsverket": 1}, True),
        ({}, True),
    ],
)
def test_all_forms_of_a_word_decide(forms, expected):
    assert is_noun(forms) is expected
