"""Log-odds of codes in texts, and what they are made of."""

import dataclasses

import numpy as np
import pytest

from rusnlp.codebook import Code, Codebook
from rusnlp.deciding import code_scores
from rusnlp.deciding.code_scores import score_codes
from rusnlp.deciding.decision import LogisticWeights, feature_names, load_decision
from rusnlp.deciding.learned_model import LearnedCode, LearnedModel
from rusnlp.embedders import load_embedder

TEXTS = ["Gå i skogen", "Fler badplatser", ""]


def code(code_id, definition, *patterns):
    return Code(code_id, "theme", code_id, definition, "", "", patterns, (), (), ())


BOOK = Codebook("eget", "", "sv", "1", (code("skog", "Skogar och träd.", "-skog-"), code("bad", "Att bada.")), "", None)


@pytest.fixture(scope="module")
def tfidf():
    return load_embedder("tfidf")


def test_each_text_by_itself(tfidf, tmp_path):
    together = score_codes(TEXTS, BOOK, tfidf, cache_dir=tmp_path)
    assert together.log_odds.shape == together.methods.shape == (3, 2)
    assert together.methods[0, 0] == "pattern" and set(together.methods[1:].ravel()) == {"meaning"}
    assert [hit.text for hit in together.hits[0]] == ["skogen"]
    alone = score_codes(TEXTS[1:2], BOOK, tfidf, cache_dir=tmp_path)
    assert np.allclose(alone.log_odds[0], together.log_odds[1])
    assert np.allclose(together.probabilities, 1 / (1 + np.exp(-together.log_odds)), atol=1e-4)


def test_a_code_without_patterns_is_judged_by_weights_for_meaning_alone(tfidf, tmp_path, monkeypatch):
    shipped = load_decision()
    sure = LogisticWeights(("meaning",), np.zeros(len(feature_names(["meaning"]))), 7.0, {})
    for models, of_bath in (({}, None), ({"meaning@any": sure}, 7.0)):
        rest = {key: weights for key, weights in shipped.models.items() if not key.startswith("meaning@")}
        decision = dataclasses.replace(shipped, models={**rest, **models})
        monkeypatch.setattr(code_scores, "load_decision", lambda decision=decision: decision)
        found = score_codes(TEXTS, BOOK, tfidf, cache_dir=tmp_path).log_odds
        assert (found[:, 1] == 7).all() == (of_bath is not None)
        assert not (found[:, 0] == 7).any()


def test_a_model_is_added_to_the_general_part(tfidf, tmp_path):
    general = score_codes(TEXTS, BOOK, tfidf, cache_dir=tmp_path)
    weights = np.random.default_rng(0).normal(size=general.vectors.shape[1])
    model = LearnedModel("eget", "tfidf", tfidf.model_hash, "", {"skog": LearnedCode("", 2.0, -1.0, weights, None)})
    found = score_codes(TEXTS, BOOK, tfidf, model=model, cache_dir=tmp_path)
    assert np.allclose(found.log_odds[:, 0], 2 * general.log_odds[:, 0] - 1 + general.vectors @ weights)
    assert np.array_equal(found.log_odds[:, 1], general.log_odds[:, 1])
