"""Learning of a user's coding: what is read, what is learned, and when nothing is."""

import json
import re
import warnings

import numpy as np
import pandas as pd
import pytest
from test_cli import rusnlp
from test_coding import table

from rusnlp.codebook import Code, Codebook
from rusnlp.coding import CODING_COLUMNS, code_statements
from rusnlp.deciding.decision import definition_hash
from rusnlp.deciding.learned_model import LearnedCode, LearnedModel, ModelError, read_model, write_model
from rusnlp.deciding.training_set import NothingCoded, TrainingSet, read_training_set
from rusnlp.embedders import load_embedder
from rusnlp.learning import CODE_FIGURES, folds, learn, learn_code, learned_text, log_loss, penalised_logistic
from rusnlp.statements import empty_statements
from rusnlp.table_files import coded_table, read_coded, write_coded
from rusnlp.table_formats import read_table, write_table

PLACES = ("badhuset", "stranden", "simhallen", "sjön", "ån")
WITH = [f"Fler kvällar för simning vid {place} i {town}" for place in PLACES for town in ("Lund", "Eslöv", "Ystad")]
WITHOUT = [f"Skriv budgeten för {what} före {month}" for what in PLACES for month in ("mars", "juni", "höst")]


def code(code_id, definition="Om saken.", kind="theme", **more):
    fields = {"patterns": (), "weak_patterns": (), "examples": (), "counter_examples": ()} | more
    return Code(code_id, kind, code_id, definition, "", "", **fields)


def codebook(*codes, name="eget"):
    return Codebook(name, name, "sv", "1", codes, "", None)


# Judged by its definition alone, bath is hard to find: what is learned has something to add.
BATH = code("bad", "Fritid i kommunen.")
BOOK = codebook(BATH, code("skog", "Skogar och träd.", patterns=("-skog-",)))


@pytest.fixture(scope="module")
def tfidf():
    return load_embedder("tfidf")


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RUSNLP_CACHE", str(tmp_path_factory.mktemp("vectors")))
        yield


def training(texts=(*WITH, *WITHOUT), positive=15, sessions=3, book=BOOK):
    truth = np.zeros((len(texts), len(book.codes)))
    truth[:positive, 0] = 1
    groups = tuple(f"pass {number % sessions}" for number in range(len(texts)))
    return TrainingSet(tuple(texts), groups, book.codes, truth)


def sheet(path, rows, **columns):
    """Write a table of statement number, text, areas and themes."""
    cells = [(f"dag.p001.{number:02d}", "1", text, areas, themes) for number, text, areas, themes in rows]
    write_table(
        pd.DataFrame(cells, columns=["statement_id", "session", "text", "areas", "themes"]).assign(**columns), path
    )
    return path


@pytest.fixture(scope="module")
def model(tfidf):
    return learn(training(), BOOK, tfidf)


# Reading what people coded


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_sheet_filled_in_by_hand(tmp_path, suffix):
    path = sheet(
        tmp_path / f"ifylld.{suffix}",
        [
            (1, "Fler badplatser", None, "bad"),
            (2, "Gå i skogen", None, "skog, bad"),
            (3, "Kaffet var gott", None, "-"),
            (4, "Ingen har läst den här", None, None),
            (5, "Stavat fel", None, "badd"),
            (6, "Med stora bokstäver", None, "SKOG"),
            (7, "I fel spalt", "bad", None),
        ],
    )
    found = read_training_set([path], BOOK)
    assert found.texts == ("Fler badplatser", "Gå i skogen", "Kaffet var gott", "Med stora bokstäver")
    assert found.truth.tolist() == [[1, 0], [1, 1], [0, 0], [0, 1]]
    assert found.groups == ("1",) * 4
    assert found.notes == (
        f"ifylld.{suffix}: no area 'bad' in the codebook 'eget', it is a code of the kind theme: write it in the "
        "column themes; 1 statement skipped",
        f"ifylld.{suffix}: no theme 'badd' in the codebook 'eget'; did you mean 'bad'?; 1 statement skipped",
    )
    assert [(source["name"], source["statements"]) for source in found.sources] == [(path.name, 4)]


def test_a_sheet_with_wrong_ids_only_says_so(tmp_path):
    path = sheet(tmp_path / "fel.csv", [(1, "Fler badplatser", None, "badd")])
    with pytest.raises(NothingCoded, match=r"^fel\.csv: no theme 'badd' in the codebook 'eget'; did you mean 'bad'"):
        read_training_set([path], BOOK)


def test_a_kind_that_is_not_coded_is_not_known(tmp_path):
    book = codebook(code("vag", kind="area"), BATH)
    path = tmp_path / "bara_teman.jsonl"
    path.write_text('{"text": "Ett", "session": 1, "themes": ["bad"]}\n{"text": "Två", "session": 1, "themes": null}\n')
    found = read_training_set([path], book)
    assert found.texts == ("Ett",)
    assert np.array_equal(found.truth, [[np.nan, 1]], equal_nan=True)


def test_several_coders_each_have_a_vote(tmp_path):
    path = tmp_path / "kodat.jsonl"
    rows = [{"text": "Ett", "document": "dag", "themes": ["bad"], "themes_b": ["bad", "skog"]}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    found = read_training_set([path], BOOK)
    assert found.truth.tolist() == [[1, 0.5]]
    assert found.groups == ("dag",)


def test_a_table_of_ours_corrected_by_hand_counts_as_it_reads(tmp_path, tfidf):
    statements = table(["Gå i skogen", "Skogsvägar", "Kaffet var gott"])
    path = tmp_path / "kodat.xlsx"
    write_coded(statements, code_statements(statements, BOOK, embedder=tfidf), path)
    with pytest.raises(NothingCoded, match=r"^kodat.xlsx: no statement that a person has coded"):
        read_training_set([path], BOOK)
    corrected = read_table(path)
    corrected.loc[1, "themes"] = "bad"
    write_table(corrected, path)
    found = read_training_set([path], BOOK)
    assert found.truth.tolist() == [[0, 1], [1, 0], [0, 0]]
    assert any("1 statements have other areas or themes" in note for note in found.notes)


def test_the_order_of_the_files_does_not_matter(tmp_path, tfidf):
    first = sheet(tmp_path / "a.csv", [(n, text, None, "bad") for n, text in enumerate(WITH)])
    second = sheet(tmp_path / "b.csv", [(n + 50, text, None, "-") for n, text in enumerate(WITHOUT)])
    models = [learn(read_training_set(paths, BOOK), BOOK, tfidf) for paths in ([first, second], [second, first])]
    assert models[0].hash == models[1].hash
    assert models[0].sources["statements"] == len(WITH) + len(WITHOUT)


def test_the_same_statement_in_two_files_is_one(tmp_path):
    paths = [sheet(tmp_path / f"{name}.csv", [(1, "Ett", None, theme)]) for name, theme in (("a", "bad"), ("b", "-"))]
    found = read_training_set(paths, BOOK)
    assert found.truth.tolist() == [[0.5, 0]]
    assert "b.csv: 1 coded more than once, here or in another file; each coding has a vote" in found.notes


def test_an_empty_table_has_nothing_to_learn_of(tmp_path):
    path = tmp_path / "tom.xlsx"
    write_coded(empty_statements(), code_statements(empty_statements(), BOOK), path)
    with pytest.raises(NothingCoded):
        read_training_set([path], BOOK)


# Learning


def test_penalised_logistic_regression_is_at_its_optimum():
    chance = np.random.default_rng(0)
    features, offset = chance.normal(size=(40, 3)), chance.normal(size=40)
    truth = (chance.random(40) < 0.4).astype(float)
    weights = penalised_logistic(features, truth, offset)
    slope = features.T @ (1 / (1 + np.exp(-(offset + features @ weights))) - truth) + weights
    assert np.abs(slope).max() < 1e-4
    # Sure and wrong: Newton's whole steps would run away.
    far = penalised_logistic(features, truth, np.where(truth > 0, -60.0, 60.0))
    assert np.isfinite(far).all()


def test_the_prior_alone_leaves_the_general_part_as_it_is():
    from sklearn.linear_model import LogisticRegression

    chance = np.random.default_rng(1)
    features, truth = chance.normal(size=(60, 4)), (chance.random(60) < 0.5).astype(float)
    reference = LogisticRegression(C=1.0, fit_intercept=False, tol=1e-8).fit(features, truth)
    assert np.allclose(penalised_logistic(features, truth, np.zeros(60)), reference.coef_[0], atol=1e-4)
    assert penalised_logistic(np.zeros((5, 2)), np.ones(5), np.zeros(5)).tolist() == [0, 0]


def test_log_loss():
    assert log_loss(np.array([0.0, 800.0, -800.0]), np.array([1.0, 1.0, 1.0])).round(4).tolist() == [0.6931, 0, 800]


def test_sessions_are_held_out_whole():
    assert folds(["a", "a", "b", "c", "b"]).tolist() == [0, 0, 1, 2, 1]
    assert folds(["a"] * 7).tolist() == [0, 0, 1, 2, 2, 3, 4]
    many = [f"s{number:02d}" for number in range(25) for _ in range(2)]
    numbers = folds(many)
    assert set(numbers.tolist()) == set(range(10))
    assert all(numbers[2 * number] == numbers[2 * number + 1] for number in range(25))
    assert folds([]).tolist() == []


def test_what_the_definition_does_not_say_is_learned(model, tfidf):
    assert set(model.codes) == {"bad"}
    figures = model.figures["bad"]
    assert set(figures) == set(CODE_FIGURES)
    assert (figures["coded"], figures["with_code"], figures["sessions"], figures["decided_by"]) == (
        30,
        15,
        3,
        "learned",
    )
    assert figures["log_loss_learned"] < figures["log_loss_general"]
    assert model.figures["skog"]["decided_by"] == "general" and model.figures["skog"]["log_loss_general"] is None
    new = table(["Fler kvällar för simning i Kivik", "Skriv budgeten före jul", "Gå i skogen"])
    before = code_statements(new, BOOK, embedder=tfidf)
    after = code_statements(new, BOOK, embedder=tfidf, model=model)
    found = after[after["code"] == "bad"].set_index("statement_id")
    assert found.loc["dag.p001.01", ["decision", "method", "model"]].tolist() == ["assigned", "learned", model.hash]
    assert "assigned" not in set(before.loc[before["code"] == "bad", "decision"])
    forest = [
        codings.loc[(codings["code"] == "skog") & (codings["decision"] == "assigned"), list(CODING_COLUMNS)]
        for codings in (before, after)
    ]
    pd.testing.assert_frame_equal(*(rows.reset_index(drop=True) for rows in forest))
    assert after.loc[after["code"] == "skog", "model"].isna().all()


def test_nine_statements_are_too_few_and_ten_are_not(tfidf):
    few = learn(training((*WITH[:9], *WITHOUT), positive=9), BOOK, tfidf)
    assert few.codes == {} and few.figures["bad"]["decided_by"] == "general"
    assert "9 with it; 10 are needed" in learned_text(few)
    alone = learn(training(WITH, positive=15), BOOK, tfidf)
    assert alone.codes == {} and "0 without it; 10 are needed" in learned_text(alone)
    enough = learn(training((*WITH[:10], *WITHOUT), positive=10), BOOK, tfidf)
    assert enough.figures["bad"]["log_loss_general"] is not None


def test_coding_at_random_is_left_to_the_general_part():
    """Labels that vectors say nothing of: ten or a hundred of them must not move a code that was right already."""
    chance = np.random.default_rng(5)
    kept = 0
    for size in (20, 40, 200):
        vectors = chance.normal(size=(size, 30))
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        general = chance.normal(size=size) * 2
        truth = (chance.random(size) < 1 / (1 + np.exp(-general))).astype(float)
        groups = np.array([f"s{row % 4}" for row in range(size)], dtype=object)
        found, _ = learn_code(truth, general, vectors, groups, folds(list(groups)))
        kept += found is None
    assert kept == 3


def test_a_better_log_loss_does_not_pay_for_a_lower_f1():
    """Given to a third of what the general part is in two minds about: to know this would assign it to nothing."""
    chance = np.random.default_rng(3)
    truth = (chance.random(300) < 0.33).astype(float)
    vectors = chance.normal(size=(300, 10)) * 0.01
    groups = np.array([f"s{row % 5}" for row in range(300)], dtype=object)
    found, figures = learn_code(truth, np.zeros(300), vectors, groups, folds(list(groups)))
    assert figures["log_loss_learned"] < figures["log_loss_general"] - 3 / 300
    assert figures["f1_learned"] < figures["f1_general"]
    assert found is None and figures["decided_by"] == "general"


def test_a_code_that_all_lies_in_one_session_is_not_learned_from_what_the_session_is_about():
    chance = np.random.default_rng(2)
    groups = np.array(["a"] * 30 + ["b"] * 30 + ["c"] * 30, dtype=object)
    vectors = chance.normal(size=(90, 10)) * 0.1 + 3 * (groups[:, None] == np.array(list("abc"))[None, :]) @ np.eye(
        3, 10
    )
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    truth = ((groups == "a") & (chance.random(90) < 0.7)).astype(float)
    found, figures = learn_code(truth, np.full(90, -1.0), vectors, groups, folds(list(groups)))
    assert found is None and figures["sessions"] == 1


def test_one_session_is_held_out_in_parts(tfidf):
    mixed = [text for pair in zip(WITH, WITHOUT, strict=True) for text in pair]
    set_of_one = training(mixed, positive=0, sessions=1)
    set_of_one.truth[::2, 0] = 1
    assert set(learn(set_of_one, BOOK, tfidf).codes) == {"bad"}


def test_a_codebook_of_one_code(tfidf):
    book = codebook(BATH)
    assert set(learn(training(book=book), book, tfidf).codes) == {"bad"}


# The model as a file


def test_a_model_is_written_and_read_back_and_holds_no_words(model, tmp_path):
    path = write_model(model, tmp_path / "model")
    content = path.read_text("utf-8")
    assert path == tmp_path / "model" / "model.json"
    assert not any(word in content for word in ("simning", "budget", "badhuset"))
    again = read_model(tmp_path / "model")
    assert again.hash == model.hash == read_model(path).hash
    assert write_model(again, tmp_path / "again").read_bytes() == path.read_bytes()
    assert np.array_equal(again.codes["bad"].weights, model.codes["bad"].weights)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "no model here; make one with: rusnlp learn"),
        ("{", "cannot be read as a model"),
        ("[]", "cannot be read as a model"),
        ('{"format": 2}', "format 2, not 1"),
    ],
)
def test_what_is_no_model(tmp_path, content, reason):
    if content is not None:
        (tmp_path / "model.json").write_text(content)
    with pytest.raises(ModelError, match=reason) as caught:
        read_model(tmp_path)
    assert "\n" not in str(caught.value)


def a_model(codes):
    learned = {c.id: LearnedCode(definition_hash(c), 1.0, 0.0, np.zeros(4096), None) for c in codes}
    return LearnedModel("eget", "tfidf", load_embedder("tfidf").model_hash, "old", learned)


def test_a_model_of_another_embedder_or_codebook():
    model = a_model([BATH]).hashed()
    with pytest.raises(ModelError, match=r"learned with the embedder tfidf .* run with --embedder tfidf"):
        model.fitting(BOOK, "another")
    with pytest.raises(ModelError, match=r"learned for the codebook 'eget', which shares no learned code with 'nytt'"):
        model.fitting(codebook(code("tag"), name="nytt"), model.model_hash)


def test_a_code_defined_otherwise_since_is_named_and_left_out():
    model = a_model([BATH, BOOK.codes[1]]).hashed()
    changed = codebook(code("bad", "Att simma."), BOOK.codes[1])
    with pytest.warns(UserWarning) as told:
        held = model.fitting(changed, model.model_hash)
    assert set(held.codes) == {"skog"} and held.hash == model.hash
    assert [str(warning.message).partition(": ")[2] for warning in told] == [
        "defined otherwise since it was learned, so coded without it: bad",
        "learned with other weights of rusnlp than these; learn it again for the best result",
    ]


def test_thresholds_of_their_own(tfidf):
    text = table(["Gå i skogen"])
    forest = LearnedCode(definition_hash(BOOK.codes[1]), 1.0, 0.0, np.zeros(4096), 0.999999)
    strict = LearnedModel("eget", "tfidf", tfidf.model_hash, "", {"skog": forest}).hashed()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        codings = code_statements(text, BOOK, embedder=tfidf, model=strict)
    assert dict(zip(codings["code"], codings["decision"], strict=True))["skog"] == "review"


def test_which_model_coded_stands_in_the_files(model, tfidf, tmp_path):
    statements = table(["Fler kvällar för simning i Kivik"])
    codings = code_statements(statements, BOOK, embedder=tfidf, model=model)
    [record] = coded_table(statements, codings).to_dict("records")
    assert {coding["code"]: coding["model"] for coding in record["codings"]}["bad"] == model.hash
    for suffix in ("jsonl", "csv", "xlsx"):
        write_coded(statements, codings, tmp_path / f"k.{suffix}")
        _, again = read_coded(tmp_path / f"k.{suffix}")
        assert list(again.columns) == [*CODING_COLUMNS, "model"]
        assert again["model"].tolist() == codings["model"].tolist()


# The command line


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A codebook and a coded sheet."""
    folder = tmp_path_factory.mktemp("coded")
    (folder / "eget.yaml").write_text(
        "name: eget\nversion: 1\nthemes:\n"
        "  - {id: bad, label: Bad, definition: Fritid i kommunen.}\n"
        "  - {id: skog, label: Skog, definition: Skogar och träd., patterns: [-skog-]}\n",
        "utf-8",
    )
    rows = [(n, text, None, "bad" if n < len(WITH) else "-") for n, text in enumerate([*WITH, *WITHOUT])]
    sheet(folder / "kodat.xlsx", rows, session=[str(n % 3) for n in range(len(rows))])
    return folder


def test_learn_and_code(folder, tmp_path):
    with_book = ("--codebook", folder / "eget.yaml", "--embedder", "tfidf")
    done = rusnlp("learn", folder / "kodat.xlsx", "-o", tmp_path / "model", *with_book)
    assert done.returncode == 0
    assert re.search(r"^bad +15 of +30  learned  log-loss \d\.\d+ -> 0\.\d+  F1", done.stdout, re.MULTILINE)
    assert "30 statements of 3 sessions: 1 codes learned" in done.stderr
    first = (tmp_path / "model" / "model.json").read_bytes()
    rusnlp("learn", folder / "kodat.xlsx", "-o", tmp_path / "model", *with_book, "--quiet")
    assert (tmp_path / "model" / "model.json").read_bytes() == first
    notes = tmp_path / "pass_1.txt"
    notes.write_text("Fler kvällar för simning i Kivik\n", "utf-8")
    done = rusnlp("code", notes, "--model", tmp_path / "model", *with_book)
    [row] = map(json.loads, done.stdout.splitlines())
    assert done.returncode == 0 and row["themes"] == ["bad"]
    assert row["codings"][0]["method"] == "learned" and len(row["codings"][0]["model"]) == 16
    done = rusnlp("tables", notes, "--model", tmp_path / "model", "--columns", "none", *with_book)
    assert done.returncode == 0 and "bad" in done.stdout
    out = tmp_path / "ut"
    done = rusnlp("run", notes, "--model", tmp_path / "model", "--no-topics", "--out", out, *with_book)
    assert done.returncode == 0
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    figures = json.loads((tmp_path / "model" / "model.json").read_text("utf-8"))["figures"]
    assert manifest["model"] == {
        "hash": row["codings"][0]["model"],
        "codebook": "eget",
        "learned_of": {"statements": 30, "sessions": 3},
        "codes": ["bad"],
        "figures": figures,
    }


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (["learn", "{uncoded}", "-o", "{out}"], "uncoded.csv: no statement that a person has coded"),
        (["code", "{notes}", "--model", "{missing}"], "no model here; make one with: rusnlp learn"),
        (["run", "{notes}", "--model", "{missing}", "--out", "{out}"], "no model here"),
        (["code", "{notes}", "--model", "{model}"], "run with --embedder another"),
        (["code", "{notes}", "--model", "{model}", "--ask", "3"], "run with --embedder another"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(tmp_path, command, reason):
    notes = tmp_path / "pass_1.txt"
    notes.write_text("Fler kvällar för simning i Kivik\n", "utf-8")
    sheet(tmp_path / "uncoded.csv", [(1, "Ett", None, None)])
    write_model(LearnedModel("rus", "another", "another", "", {}), tmp_path / "model")
    names = {"uncoded": "uncoded.csv", "notes": "pass_1.txt", "missing": "inget", "model": "model", "out": "ut"}
    paths = {name: tmp_path / path for name, path in names.items()}
    done = rusnlp(*(part.format(**paths) for part in command), "--embedder", "tfidf")
    [line] = done.stderr.splitlines()
    assert done.returncode == 2 and reason in line
    assert not (tmp_path / "ut").exists()


def test_a_file_where_the_model_should_be(folder):
    done = rusnlp("learn", folder / "kodat.xlsx", "-o", folder / "kodat.xlsx")
    assert done.returncode == 2 and "is a file; name a folder" in " ".join(done.stderr.split())
