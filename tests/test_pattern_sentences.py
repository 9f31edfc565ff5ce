import pytest
from swedish_gold import HALVES, PORTIONS, Score, as_globs, read_sentences, score

SENTENCES = read_sentences()
PHENOMENA = sorted({sentence.phenomenon for sentence in SENTENCES if sentence.portion in HALVES})

# Few hits each: one that is missed or wrong may cost 0.07.
LEAST_OF_ONE = 0.85
# A word that is two words cannot be told apart without its sentence ("De byt-te", "ta tag").
WRONG_WITHOUT_HITS = 1


def sentences_of(portion, phenomenon=None):
    return [s for s in SENTENCES if s.portion == portion and phenomenon in (None, s.phenomenon)]


def test_the_sentences_are_what_they_say():
    assert {portion: len(sentences_of(portion)) for portion in PORTIONS} == {
        "development": 313,
        "test": 322,
        "later": 67,
    }
    assert len(PHENOMENA) == 20
    for sentence in SENTENCES:
        assert all(text in sentence.text and polarity in ("nämns", "saknas") for text, polarity in sentence.expected)


@pytest.mark.parametrize("portion", PORTIONS)
def test_all_sentences(portion):
    result = score(sentences_of(portion))
    assert result.recall >= 0.97
    assert result.precision >= 0.97
    assert result.polarity >= 0.97


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("phenomenon", PHENOMENA)
def test_one_phenomenon(half, phenomenon):
    result = score(sentences_of(half, phenomenon))
    if phenomenon == "no match":
        assert (result.expected, result.right) == (0, 0)
        assert result.found <= WRONG_WITHOUT_HITS
        return
    assert min(result.recall, result.precision, result.polarity) >= LEAST_OF_ONE, result


def test_no_sentences():
    assert score([]) == Score(0, 0, 0, 0)
    assert (score([]).recall, score([]).precision, score([]).polarity) == (1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("pattern", "globs"),
    [
        ("samverka", "samverk*"),
        ("ta … -ansvar", "ta* … *ansvar*"),
        ("roll- @not yrke-", "roll* @not yrk*"),
        ("!ansvarig utgivare", "!ansvarig* utgivar*"),
        ("(bolag|=unga) ~3 digital*", "(bolag*|=unga) ~3 digital*"),
        ("SYV", "syv*"),
    ],
)
def test_patterns_as_globs(pattern, globs):
    assert as_globs(pattern) == globs
