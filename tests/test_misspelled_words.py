import pytest

from rusnlp.rules.misspelled_words import Misspellings


def misspellings(*words):
    found = Misspellings()
    for word in words:
        found.add(word)
    return found


@pytest.mark.parametrize(
    ("word", "corrections"),
    [
        ("kompetesn", {"kompetens"}),
        ("komeptens", {"kompetens"}),
        ("kompettens", {"kompetens"}),
        ("kompetnsförsörjning", {"kompetensförsörjning"}),
        ("spetskomptens", {"spetskompetens"}),
        ("komptansen", set()),
        ("kompetens", set()),
        ("kompetenser", set()),
        ("kmptens", set()),
        ("kompetens2", set()),
        ("", set()),
    ],
)
def test_corrections(word, corrections):
    assert misspellings("kompetens").corrections(word) == corrections


@pytest.mark.parametrize(
    ("known", "asked"), [("förslaget", "företaget"), ("utredning", "utbredning"), ("beredning", "bredning")]
)
def test_known_words_stay_as_they_are(known, asked):
    assert misspellings(asked).corrections(known) == set()


def test_short_words_are_not_asked_for():
    assert misspellings("roll", "ansva").corrections("rolfördelning") == set()
