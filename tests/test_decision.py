"""Signals to probabilities."""

import numpy as np
import pytest

from rusnlp.codebook import Code, load_codebook
from rusnlp.deciding.decision import (
    LEARNED,
    MEANING,
    PATTERN,
    Group,
    LearnedCodes,
    LogisticWeights,
    Signals,
    code_groups,
    definition_hash,
    feature_names,
    features,
    hit_counts,
    load_decision,
    packed,
    unpacked,
)
from rusnlp.deciding.letter_ngrams import NgramTable
from rusnlp.patterns import Hit


def code(code_id, kind="theme", parent=None, definition="Om saken."):
    return Code(code_id, kind, code_id, definition, "", "", (), (), (), (), parent)


CODES = (code("a", "area"), code("a.x", "area", "a"), code("a.y", "area", "a"), code("b", "area"), code("t"))


def signals(strong, weak, meaning=None, learned=None):
    strong, weak = np.array(strong, dtype=float), np.array(weak, dtype=float)
    nothing = np.zeros(strong.shape)
    return Signals(
        strong,
        weak,
        nothing if meaning is None else np.array(meaning, dtype=float),
        nothing if learned is None else np.array(learned, dtype=float),
        np.full(len(strong), 6.0),
    )


def test_codes_that_compete():
    assert code_groups(CODES) == [Group((0, 3), True), Group((1, 2), True), Group((4,), False)]


def test_hits_are_counted_by_code_and_weight():
    hits = [
        [Hit("t", 0, 1, "x", "x", "nämns", 1.0), Hit("t", 2, 3, "y", "y", "saknas", 0.5)],
        [Hit("a", 0, 1, "x", "x", "nämns", 1.0), Hit("a", 3, 4, "x", "x", "nämns", 1.0), Hit("?", 0, 1, "", "", "", 1)],
        [],
    ]
    strong, weak = hit_counts(hits, CODES)
    assert strong.tolist() == [[0, 0, 0, 0, 1], [2, 0, 0, 0, 0], [0, 0, 0, 0, 0]]
    assert weak.tolist() == [[0, 0, 0, 0, 1], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]]


def test_features_by_name():
    table = features(
        signals([[2, 0, 0, 0, 0]], [[1, 0, 0, 1, 1]], meaning=[[3, 1, 2, 4, 5]], learned=[[0, 0, 0, -1, 1]]),
        code_groups(CODES),
        [PATTERN, MEANING, LEARNED],
    )
    names = feature_names([PATTERN, MEANING, LEARNED])
    assert table.shape == (1, 5, len(names))
    by_name = {name: table[0, :, place].round(3).tolist() for place, name in enumerate(names)}
    assert by_name["pattern.strong"] == [1, 0, 0, 0, 0]
    assert by_name["pattern.weak"] == [0, 0, 0, 1, 1]
    assert by_name["pattern.more_strong"] == [0.693, 0, 0, 0, 0]
    assert by_name["pattern.weak_area"] == [0, 0, 0, 1, 0]
    assert by_name["pattern.others"] == [0, 0, 0, 1, 0]
    assert by_name["meaning.own"] == [3, 1, 2, 4, 5]
    assert by_name["meaning.best_other"] == [4, 2, 1, 3, 0]
    assert by_name["learned.own_area"] == [0, 0, 0, -1, 0]
    assert by_name["meaning.own_strong"] == [3, 0, 0, 0, 0]
    assert by_name["learned.own_weak"] == [0, 0, 0, -1, 1]
    assert by_name["learned.own_positive"] == [0, 0, 0, 0, 1]
    assert by_name["area"] == [1, 1, 1, 1, 0]


@pytest.mark.parametrize("parts", [[PATTERN], [PATTERN, MEANING], [PATTERN, MEANING, LEARNED]])
def test_no_statements_give_no_rows(parts):
    nothing = signals(np.zeros((0, 5)), np.zeros((0, 5)))
    assert features(nothing, code_groups(CODES), parts).shape == (0, 5, len(feature_names(parts)))


def test_contributions_add_up_to_the_log_odds():
    names = feature_names([PATTERN, MEANING])
    weights = np.arange(len(names), dtype=float)
    model = LogisticWeights((PATTERN, MEANING), weights, -2.0, {"t": 0.5})
    table = features(signals([[1, 0, 0, 0, 0]], [[0, 0, 0, 0, 1]], [[1, 2, 3, 4, 5]]), code_groups(CODES), model.parts)
    shares = model.contributions(table, CODES)
    assert set(shares) == {"base", PATTERN, MEANING}
    of_code = np.array([0, 0, 0, 0, 0.5])
    assert np.allclose(sum(shares.values()), table @ weights - 2 + of_code)


def test_what_was_learned_holds_for_the_codebook_as_it_stands():
    learned = load_decision().learned
    book = load_codebook("rus")
    codes = (*book.areas, *book.themes)
    assert dict(learned.definitions) == {c.id: definition_hash(c) for c in codes}, (
        "a definition in codebooks/rus.yaml has changed: run benchmarks/train_decision.py"
    )


def test_a_code_defined_otherwise_was_not_learned():
    learned = load_decision().learned
    book = load_codebook("rus")
    other = code("samverkan", definition="Något helt annat.")
    places = learned.places((book.code("samverkan"), other, code("ny")))
    assert places[0] is not None and places[1:] == [None, None]
    vectors = np.eye(2, len(learned.weights), dtype=np.float32)
    margins = learned.margins(["Vi gör det ihop", "Ja"], vectors, places)
    assert margins.shape == (2, 3) and margins[:, 0].all() and not margins[:, 1:].any()


def test_other_embedders_have_what_was_learned_of_letters_alone():
    decision = load_decision()
    assert decision.learned_for(decision.learned.model_hash) is decision.learned
    spelled = decision.learned_for("char-wb-3-5-4096-2")
    assert spelled is decision.spelled is decision.learned_for("st-1234")
    book = load_codebook("rus")
    codes = book.themes
    texts = ["Vi måste samverka mer", "Elever behöver praktik"]
    margins = spelled.margins(texts, np.zeros((2, 7), dtype=np.float32), spelled.places(codes))
    best = [codes[column].id for column in margins.argmax(axis=1)]
    assert best == ["samverkan", "utbildning"]


def test_a_margin_is_the_share_of_the_vector_and_of_the_letters():
    table = NgramTable((" ih", "iho", "xyz"), np.array([1.0, 1.0, 1.0]))
    learned = LearnedCodes(
        {"t": definition_hash(CODES[4])},
        "m",
        np.array([[1.0], [2.0]]),
        table,
        np.array([[3.0], [0.0], [9.0]]),
        np.ones(1),
    )
    places = learned.places(CODES)
    margins = learned.margins(["Ihop!", ""], np.array([[0.6, 0.8], [0.6, 0.8]], dtype=np.float32), places)
    assert np.allclose(margins[:, 4], [1 + 2.2 + 3 / np.sqrt(2), 1 + 2.2])
    assert not margins[:, :4].any()


def test_patterns_may_change_without_voiding_what_was_learned():
    first = load_codebook("rus").code("samverkan")
    again = Code(**{f: getattr(first, f) for f in first.__slots__} | {"patterns": ("ihop",), "label": "Ihop"})
    assert definition_hash(first) == definition_hash(again)


def test_there_are_weights_for_every_embedder():
    decision = load_decision()
    for parts in ([PATTERN, MEANING], [PATTERN, MEANING, LEARNED]):
        assert decision.model(parts, "st-1234").parts == tuple(parts)
    nearest = decision.model([PATTERN, MEANING, LEARNED], decision.learned.model_hash)
    assert nearest.parts == (PATTERN, MEANING, LEARNED)
    assert nearest is not decision.model([PATTERN, MEANING], decision.learned.model_hash)
    assert 0 < decision.review < decision.threshold < 1


def test_packed_weights_come_back_within_half_a_step():
    weights = np.array([[1.27, 0.0], [-0.5, 0.0], [0.004, 0.0]])
    text, steps = packed(weights)
    assert steps[0] == pytest.approx(0.01)
    assert np.allclose(unpacked(text, steps), [[1.27, 0], [-0.5, 0], [0, 0]])
