"""A coding against a reference and coders against each other: tables, files and commands."""

import importlib.util
import json
import math
from pathlib import Path

import pandas as pd
import pytest
import typer
from openpyxl import load_workbook
from typer.testing import CliRunner

from rusnlp.codebook import load_codebook
from rusnlp.coding import CODING_COLUMNS, codings_table
from rusnlp.commands.cli_evaluate import add_evaluation_commands
from rusnlp.evaluating.coded_sets import NoSharedStatementsError, coded_sets, read_coded_sets
from rusnlp.evaluating.evaluation import CODE_COLUMNS, TOTAL_COLUMNS, compare_coders, evaluate
from rusnlp.evaluating.evaluation_files import figures_table, figures_text, write_figures
from rusnlp.statements import STATEMENT_COLUMNS, empty_statements

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
CODEBOOK = load_codebook("rus")

TEXTS = {
    "1": ["Bussen går för sällan", "Vi måste samverka om tågen", "Kaffet var gott", "Vem gör vad?"],
    "2": ["Elnätet räcker inte", "Samordna planeringen", "Unga behöver praktik", "Skolan ska samverka"],
}
# Text -> codes of A, codes of B, what rusnlp assigned with its score.
CODED = {
    "Bussen går för sällan": ("sammanbundet", "sammanbundet", {"sammanbundet": 0.95}),
    "Vi måste samverka om tågen": ("sammanbundet samverkan", "samverkan", {"sammanbundet": 0.8, "samverkan": 0.97}),
    "Kaffet var gott": ("", "", {"kunskap": 0.6}),
    "Vem gör vad?": ("roller", "roller ansvar", {"roller": 0.9}),
    "Elnätet räcker inte": ("sammanbundet", "sammanbundet", {"sammanbundet": 0.85}),
    "Samordna planeringen": ("sammanbundet ledarskap", "sammanbundet ledarskap", {"samverkan": 0.55}),
    "Unga behöver praktik": ("kompetens barn_unga", "kompetens barn_unga", {"kompetens": 0.9, "barn_unga": 0.92}),
    "Skolan ska samverka": ("samverkan", "samverkan", {"samverkan": 0.99}),
}
AREAS = {"sammanbundet", "kompetens"}


def ids(codes, kind):
    return [code for code in codes.split() if (code in AREAS) == (kind == "area")]


def statements():
    rows = []
    for session, texts in TEXTS.items():
        for text in texts:
            row = dict.fromkeys(STATEMENT_COLUMNS)
            number = len(rows) + 1
            row |= {"statement_id": f"dag.p001.{number:02d}", "document": "dag", "session": session, "page": 1}
            row |= {"question": "ovrigt", "source": "note", "place": "s. 1", "start": 0, "end": len(text)}
            rows.append(row | {"text": text, "role": "statement"})
    return pd.DataFrame(rows, columns=list(STATEMENT_COLUMNS), dtype=object)


def machine():
    """What rusnlp says, with one pair to review and one best code that was rejected."""
    rows = []
    for statement_id, text in statements()[["statement_id", "text"]].to_numpy():
        told = [(code, "assigned", score) for code, score in CODED[text][2].items()]
        told += [("ledarskap", "review", 0.3)] if text == "Samordna planeringen" else []
        told += [("kompetens", "rejected", 0.1)] if text == "Kaffet var gott" else []
        for code, decision, score in told:
            kind = "area" if code in AREAS else "theme"
            values = (statement_id, kind, code, "rusnlp", decision, score, "pattern", [])
            rows.append(dict(zip(CODING_COLUMNS, values, strict=True)))
    return codings_table(rows)


def reference_rows():
    return [
        {
            "text": text,
            "session": session,
            **{f"{kind}s": ids(CODED[text][0], kind) for kind in ("area", "theme")},
            **{f"{kind}s_b": ids(CODED[text][1], kind) for kind in ("area", "theme")},
        }
        for session, texts in TEXTS.items()
        for text in texts
    ]


def jsonl(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


@pytest.fixture
def reference(tmp_path):
    return jsonl(tmp_path / "facit.jsonl", reference_rows())


@pytest.fixture
def predicted(tmp_path):
    from rusnlp.table_files import write_coded

    write_coded(statements(), machine(), tmp_path / "kodat.jsonl")
    return tmp_path / "kodat.jsonl"


@pytest.fixture
def figures(predicted, reference):
    return evaluate(read_coded_sets(predicted), read_coded_sets(reference), CODEBOOK, resamples=200)


def test_a_reference_that_nobody_has_corrected_is_told_of(predicted):
    both = read_coded_sets(predicted)
    told = evaluate(both, both, CODEBOOK, resamples=20).notes[0]
    assert told == "kodat: no person has changed what rusnlp coded; correct the columns areas and themes first"


def test_what_was_compared(figures):
    assert (figures.matched, figures.of_predicted, figures.of_reference, figures.matched_by) == (8, 8, 8, "text")
    assert (figures.predicted, figures.reference) == ("rusnlp", "A")
    assert figures.notes == ("2 sessions: the intervals are too narrow, as intervals from so few groups are",)


def test_totals_have_people_beside_the_machine(figures):
    assert tuple(figures.totals.columns) == TOTAL_COLUMNS
    shown = figures.totals[["kind", "coders", "n", "sessions", "micro_f1", "macro_f1"]].round(4)
    assert shown.to_numpy().tolist() == [
        # Areas: four of five right and none wrong.
        ["area", "A – rusnlp", 8, 2, 0.8889, 0.9286],
        ["area", "B – rusnlp", 8, 2, 0.75, 0.8333],
        ["area", "A – B", 8, 2, 0.8889, 0.9286],
        # Themes: samverkan, roller, barn_unga, samverkan right; kunskap, samverkan wrong; ledarskap missed.
        ["theme", "A – rusnlp", 8, 2, 0.7273, 0.7],
        ["theme", "B – rusnlp", 8, 2, 0.6667, 0.56],
        ["theme", "A – B", 8, 2, 0.9091, 1.0],
    ]


def test_codes(figures):
    assert tuple(figures.codes.columns) == CODE_COLUMNS
    assert figures.codes["code"].tolist() == [code.id for code in (*CODEBOOK.areas, *CODEBOOK.themes)]
    row = figures.codes.set_index("code").loc["samverkan"]
    assert row["label"] == "Samverkan"
    assert row[["n", "in_first", "in_second"]].tolist() == [8, 2, 3]
    assert row[["prevalence", "precision", "recall", "f1", "pabak"]].tolist() == pytest.approx(
        [1 / 4, 2 / 3, 1, 0.8, 0.75]
    )
    assert row["kappa"] == pytest.approx((7 / 8 - 36 / 64) / (1 - 36 / 64))
    assert row["f1_low"] <= row["f1"] <= row["f1_high"]


def test_a_code_that_nobody_used_is_undefined(figures):
    row = figures.codes.set_index("code").loc["halsa"]
    assert row[["n", "in_first", "in_second", "prevalence", "pabak"]].tolist() == [8, 0, 0, 0, 1]
    assert row[["precision", "recall", "f1", "f1_low", "f1_high", "kappa"]].isna().all()


def test_scores_of_what_is_listed_and_of_everything(figures):
    shown = figures.calibration[["kind", "pairs", "n"]].to_numpy().tolist()
    assert shown == [["area", "listed", 5], ["area", "all", 40], ["theme", "listed", 7], ["theme", "all", 152]]
    listed = figures.calibration.iloc[0]
    errors = [0.05, 0.2, 0.15, 0.1, 0.1]
    assert listed["brier"] == pytest.approx(sum(e * e for e in errors) / 5)
    assert figures.reliability.groupby("kind")["n"].sum().to_dict() == {"area": 5, "theme": 7}
    every = figures.coverage[figures.coverage["threshold"] == 0.5]
    assert every[["kind", "n", "decided", "errors"]].to_numpy().tolist() == [["area", 5, 5, 0], ["theme", 7, 7, 3]]


def test_errors_in_a_new_session(figures, predicted, reference):
    shown = figures.guarantees.set_index(["kind", "code", "decision"])
    assert shown.loc[("theme", "samverkan", "assigned"), ["n", "errors", "sessions", "bound"]].tolist() == [
        3,
        1,
        2,
        None,
    ]
    # What is up for review is not decided: 8 statements × 19 themes less 6 assigned and 1 in review.
    whole = figures.guarantees[figures.guarantees["code"].isna() & (figures.guarantees["kind"] == "theme")]
    assert whole[["decision", "n", "errors"]].to_numpy().tolist() == [
        ["assigned", 6, 2],
        ["rejected", 145, 0],
        ["assigned by score", 0, 0],
    ]
    assert whole["text"].iloc[0].startswith("ingen garanti: 2 pass räcker till högst 66,6\u00a0%")
    sure = evaluate(read_coded_sets(predicted), read_coded_sets(reference), CODEBOOK, resamples=10, level=0.4)
    bounds = sure.guarantees.set_index(["kind", "code", "decision"])["bound"]
    assert bounds["theme", "samverkan", "assigned"] == 0.5
    assert bounds["theme", "roller", "assigned"] is None


def test_another_coder_as_the_truth(predicted, reference):
    figures = evaluate(read_coded_sets(predicted), read_coded_sets(reference), CODEBOOK, coder="B", resamples=10)
    assert figures.totals["coders"].tolist()[:3] == ["B – rusnlp", "A – rusnlp", "B – A"]
    with pytest.raises(ValueError, match="facit has no coder 'C'; choose among A, B"):
        evaluate(read_coded_sets(predicted), read_coded_sets(reference), CODEBOOK, coder="C")


def test_same_seed_same_figures_and_the_files_order_is_no_matter(predicted, reference, tmp_path):
    turned = jsonl(tmp_path / "vant.jsonl", reference_rows()[::-1])

    def texts(path):
        return figures_text(evaluate(read_coded_sets(predicted), read_coded_sets(path), CODEBOOK, resamples=100))

    assert texts(turned) == texts(reference) == texts(reference)


def test_agreement_of_three_coders(tmp_path):
    for name, column in (("anna", 0), ("bo", 1)):
        rows = [{"text": text, "session": "1", "themes": ids(coded[column], "theme")} for text, coded in CODED.items()]
        jsonl(tmp_path / f"{name}.jsonl", rows)
    jsonl(
        tmp_path / "eva.jsonl",
        [{"text": "Vem gör vad?", "themes": []}, {"text": "Ingen annan har detta", "themes": []}],
    )
    files = [read_coded_sets(tmp_path / f"{name}.jsonl") for name in ("anna", "bo", "eva")]
    compared = compare_coders(files, CODEBOOK, resamples=50)
    assert (compared.coders, compared.statements) == (("anna", "bo", "eva"), 8)
    assert compared.totals[["kind", "coders", "n"]].to_numpy().tolist() == [
        ["theme", "anna, bo, eva", 8],
        ["theme", "anna – bo", 8],
        ["theme", "anna – eva", 1],
        ["theme", "bo – eva", 1],
    ]
    kappa = compared.codes.set_index(["coders", "code"])["kappa"]
    assert kappa["anna – bo", "samverkan"] == 1
    assert math.isnan(kappa["anna – eva", "samverkan"])
    assert compared.totals["alpha"].iloc[1] > compared.totals["alpha"].iloc[0]


def test_one_file_may_hold_both_coders_and_one_coder_is_too_few(reference, predicted):
    assert compare_coders([read_coded_sets(reference)], CODEBOOK, resamples=10).coders == ("A", "B")
    same = compare_coders([read_coded_sets(predicted), read_coded_sets(predicted)], CODEBOOK, resamples=10)
    assert same.coders == ("1: kodat (rusnlp)", "2: kodat (rusnlp)")
    assert same.totals["micro_f1"].tolist() == [1, 1]
    with pytest.raises(ValueError, match="kodat: one coder is not enough; give another's file too"):
        compare_coders([read_coded_sets(predicted)], CODEBOOK)


def test_nothing_in_common(predicted, tmp_path):
    other = read_coded_sets(jsonl(tmp_path / "annat.jsonl", [{"text": "Något helt annat", "themes": []}]))
    with pytest.raises(NoSharedStatementsError):
        evaluate(read_coded_sets(predicted), other, CODEBOOK)
    empty = coded_sets(empty_statements(), codings_table([]), name="tomt")
    with pytest.raises(NoSharedStatementsError):
        evaluate(empty, empty, CODEBOOK)


def test_one_session_and_everyone_silent(tmp_path):
    silent = read_coded_sets(jsonl(tmp_path / "tyst.jsonl", [{"text": t, "session": "1", "themes": []} for t in CODED]))
    figures = evaluate(silent, silent, CODEBOOK, resamples=10)
    assert figures.notes == ("one session: no intervals, as there are no sessions to draw among",)
    assert figures.totals[["micro_f1", "macro_f1", "alpha", "alpha_low"]].isna().all(axis=None)
    assert figures.codes[["f1", "kappa"]].isna().all(axis=None)
    assert figures.calibration.empty
    assert "undefined" in figures_text(figures)


def test_a_kind_that_only_one_side_has_is_left_out(predicted, tmp_path):
    themes = read_coded_sets(jsonl(tmp_path / "t.jsonl", [{"text": text, "themes": ["påhittad"]} for text in CODED]))
    figures = evaluate(read_coded_sets(predicted), themes, CODEBOOK, resamples=10)
    assert set(figures.totals["kind"]) == {"theme"}
    assert "codes that are not in codebook rus: påhittad" in figures.notes


def test_nothing_given_is_changed(predicted, reference):
    coded, truth = read_coded_sets(predicted), read_coded_sets(reference)
    before = [table.copy() for table in (coded.statements, coded.pairs, truth.statements, truth.pairs)]
    evaluate(coded, truth, CODEBOOK, resamples=10)
    for table, as_it_was in zip((coded.statements, coded.pairs, truth.statements, truth.pairs), before, strict=True):
        pd.testing.assert_frame_equal(table, as_it_was)


@pytest.mark.parametrize("suffix", ["md", "csv", "xlsx", "jsonl"])
def test_files_are_the_same_bytes_twice(figures, tmp_path, suffix):
    for name in ("a", "b"):
        write_figures(figures, tmp_path / f"{name}.{suffix}")
    assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()


def test_markdown_is_swedish(figures, tmp_path):
    write_figures(figures, tmp_path / "j.md")
    text = (tmp_path / "j.md").read_text("utf-8")
    assert "| tema | samverkan | Samverkan | 8 | 2 | 3 | 0,250 | 0,667 | 1,000 | 0,800 [" in text
    assert "| område | halsa | Bättre hälsa för fler | 8 | 0 | 0 | 0,000 | odefinierat |" in text
    widths = {line.count("|") for line in text.split("## Kod för kod")[1].split("##")[0].splitlines() if line}
    assert len(widths) == 1


def test_workbook_has_a_sheet_a_table(figures, tmp_path):
    write_figures(figures, tmp_path / "j.xlsx")
    book = load_workbook(tmp_path / "j.xlsx")
    assert book.sheetnames == [
        "Om",
        "Helheten",
        "Kod för kod",
        "Mellan referensens kodare",
        "Poäng som sannolikheter",
        "Tillförlitlighetskurva",
        "Andel avgjorda mot fel",
        "Fel i ett nytt pass",
    ]
    rows = list(book["Kod för kod"].iter_rows(values_only=True))
    assert rows[0][:5] == ("slag", "kod", "namn", "kodare", "antal")
    assert rows[6][:8] == ("tema", "samverkan", "Samverkan", "A – rusnlp", 8, 2, 3, 0.25)


def test_one_table_for_programs(figures):
    table = figures_table(figures)
    assert table["table"].value_counts().to_dict() == {
        name: len(getattr(figures, name))
        for name in ("totals", "codes", "people", "calibration", "reliability", "coverage", "guarantees")
    }


def test_another_format_is_refused(figures, tmp_path):
    with pytest.raises(ValueError, match="format 'docx' is not one of md, csv, xlsx, jsonl"):
        write_figures(figures, tmp_path / "j.docx")


def run(*arguments):
    app = typer.Typer(rich_markup_mode=None)
    add_evaluation_commands(app)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_evaluate_on_the_command_line(predicted, reference, tmp_path):
    done = run("evaluate", predicted, reference)
    assert done.exit_code == 0
    assert done.stdout.startswith("Whole set\nkind   coders ")
    assert "more lines, on single codes, without a guarantee" in done.stdout
    assert done.stderr.splitlines() == [
        "rusnlp: 8 statements matched by text, of 8 predicted and 8 in the reference; rusnlp against A",
        "rusnlp: 2 sessions: the intervals are too narrow, as intervals from so few groups are",
    ]
    quiet = run("evaluate", predicted, reference, "-o", tmp_path / "j.csv", "--quiet")
    assert (quiet.exit_code, quiet.output) == (0, "")
    assert (tmp_path / "j.csv").read_text("utf-8-sig").startswith("table;kind;coders;n;")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--coder", "Eva"], "rusnlp: facit has no coder 'Eva'; choose among A, B"),
        (["-o", "j.docx"], "'.docx' is not one of .md, .csv, .xlsx, .jsonl"),
        (["--level", "0"], "--level: 0.0 is not between 0 and 1"),
    ],
)
def test_wrong_use(predicted, reference, more, message):
    done = run("evaluate", predicted, reference, *more)
    assert done.exit_code == 2
    assert message in done.stderr


def test_files_without_a_common_statement_are_wrong_use(predicted, tmp_path):
    other = jsonl(tmp_path / "annat.jsonl", [{"text": "Något helt annat", "themes": []}])
    for command in ("evaluate", "agree"):
        done = run(command, predicted, other)
        assert (done.exit_code, done.stdout) == (2, "")
        assert done.stderr == (
            "rusnlp: kodat and annat share no statements, neither by statement_id nor by text; "
            "compare codings of the same notes\n"
        )


def test_a_file_that_cannot_be_read_is_named(predicted, tmp_path):
    done = run("evaluate", predicted, tmp_path / "saknas.jsonl")
    assert (done.exit_code, done.stderr) == (1, f"rusnlp: {tmp_path / 'saknas.jsonl'}: no such file\n")


def test_agree_on_the_command_line(reference, tmp_path):
    done = run("agree", reference)
    assert done.exit_code == 0
    assert "A – B" in done.stdout
    assert done.stderr.splitlines()[0] == "rusnlp: 2 coders (A, B) of 8 statements"
    assert run("agree", reference, "-o", tmp_path / "k.xlsx").exit_code == 0
    assert load_workbook(tmp_path / "k.xlsx").sheetnames == ["Om", "Helheten", "Kod för kod"]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the reference coding of a real day is not here")
def test_the_two_coders_of_a_real_day_as_another_script_scores_them():
    spec = importlib.util.spec_from_file_location("score", SHARED / "score" / "score.py")
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    path = next((SHARED / "reference").glob("*.jsonl"))
    rows = [row for row in score.read(path) if row["role"] != "cluster"]
    totals = compare_coders([read_coded_sets(path)], CODEBOOK, resamples=10).totals.set_index("kind")
    for kind in ("area", "theme"):
        pairs = [(row[f"{kind}s"], row[f"{kind}s_b"]) for row in rows]
        micro, _, by_code = score.label_scores(pairs)
        macro = [f1 for _, tp, _, fn, f1 in by_code if tp + fn]
        figures = totals.loc[kind, ["n", "micro_f1", "macro_f1", "alpha"]].tolist()
        assert figures == pytest.approx([len(rows), micro, sum(macro) / len(macro), score.alpha(pairs)])
