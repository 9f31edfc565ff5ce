import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rusnlp.rules.word_columns import Pieces, blocks
from rusnlp.swedish import tokens


def words_of(texts):
    """The words that each text is cut into, with their places and sentences."""
    forms = []

    def kind_of(form):
        forms.append(form)
        return len(forms) - 1

    words = Pieces(kind_of).words_of(texts)
    found = [[] for _ in texts]
    for kind, start, end, text in zip(words.kinds, words.starts, words.ends, words.texts, strict=True):
        offset = words.offsets[text]
        assert words.joined[start:end] == forms[kind]
        found[text].append((forms[kind], int(start - offset), int(end - offset)))
    return found, words.sentences.tolist()


LETTERS = st.sampled_from([*"aåbÅB1.,:/&-–’()!; \n\t", "\x1c", "\u00a0", "\u2003", "🚲", "e.", "t.ex", "s- ", "A&B"])


@settings(max_examples=500, deadline=None)
@given(st.lists(st.lists(LETTERS).map("".join), max_size=4))
def test_words_are_the_tokens_of_each_text(texts):
    assert words_of(texts)[0] == [[tuple(token) for token in tokens(text)] for text in texts]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("ett två", [1, 1]),
        ("ett. två! tre? fyra; fem, sex", [1, 2, 3, 4, 5, 5]),
        ("t.ex. ett 3.5 två", [1, 1, 1, 1]),
        ("ett\ntvå", [1, 1]),
        ("ett\n– två", [1, 2]),
        ("– ett\n\n två (\n) tre", [1, 1, 2]),
    ],
)
def test_sentences(text, sentences):
    assert words_of([text])[1] == sentences


def test_texts_are_sentences_of_their_own():
    assert words_of(["ett två", "", "tre"])[1] == [1, 1, 2]


def test_blocks_hold_every_text_once():
    texts = ["a" * 400_000] * 5 + ["b"]
    found = list(blocks(texts))
    assert [text for _, block in found for text in block] == texts
    assert [first for first, _ in found] == [0, 3]
    assert list(blocks([])) == []
