"""Notes of other organisers, one file a sample: a new file with its `.ref.jsonl` beside it is a new test."""

import json
from pathlib import Path

import pytest
from scoring import score_statements

from rusnlp.loading import load_corpus

SAMPLES = Path(__file__).parent / "samples"
REFERENCES = sorted(SAMPLES.glob("*.ref.jsonl"))


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda path: path.name.removesuffix(".ref.jsonl"))
def test_sample_is_read_as_a_careful_person_would(reference):
    stem = reference.name.removesuffix(".ref.jsonl")
    (notes,) = (path for path in SAMPLES.glob(f"{stem}.*") if path != reference)
    result = load_corpus([notes])
    assert result.problems == ()
    for row in result.statements.itertuples():
        assert result.canonical[row.document][row.start : row.end] == row.text
    rows = [json.loads(line) for line in reference.read_text(encoding="utf-8").splitlines()]
    score = score_statements(rows, result.statements.to_dict("records"))
    assert score.f1 >= 0.95, (score.missed, score.extra)
    assert min(score.tags.values()) >= 0.95, score.mistagged
