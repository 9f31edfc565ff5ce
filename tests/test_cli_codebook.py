"""The commands on a codebook, as typed."""

import csv
import io

import pytest
from typer.testing import CliRunner

from rusnlp.cli import app
from rusnlp.table_formats import read_table

BOOK = """\
name: hamnen
version: "1"
themes:
  - id: hamn
    label: Hamn
    definition: Hur hamnen används.
    patterns: [-hamn-, kaj … ledig, "!hamna"]
    examples: [Hamnen är full, Muddra hamnen, En ny båthamn]
    counter_examples: [Skolan är full, Vi hamnade fel]
"""
NOTES = [("Hamnen är full", "hamn"), ("Kajen är på vintern lite för ledig", ""), ("Solen skiner", "")]


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "hamnen.yaml"
    path.write_text(BOOK, "utf-8")
    return path


def coded(path, notes):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["statement_id", "text", "areas", "themes"])
        writer.writerows((f"pass.p001.{n:02d}", text, "", themes) for n, (text, themes) in enumerate(notes, start=1))
    return path


def run(*args):
    return CliRunner().invoke(app, ["codebook", *map(str, args)])


def test_check(book, tmp_path):
    done = run("check", book)
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "rusnlp: codebook hamnen 1: 0 areas, 1 themes; 0 errors, 0 warnings\n"
    book.write_text(BOOK.replace("Skolan är full", "Hamnplan").replace("label: Hamn", "labl: Hamn"), "utf-8")
    done = run("check", book)
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "error: hamn, labl: unknown field; did you mean 'label'?",
        "error: hamn, label: missing; name the code as reports should",
        "error: hamn, counter_examples 'Hamnplan': the pattern '-hamn-' finds 'Hamnplan'; "
        "narrow it with @not or an exception, or make it weak",
    ]
    done = run("check", book, "--quiet", "-o", tmp_path / "findings.xlsx")
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", "")
    assert list(read_table(tmp_path / "findings.xlsx")["kind"]) == [
        "unknown-field", "empty-label", "counter-example-found",
    ]  # fmt: skip


def test_check_against_coded_statements(book, tmp_path):
    done = run("check", book, "--texts", coded(tmp_path / "coded.csv", NOTES))
    assert done.exit_code == 0
    assert done.stdout == (
        "note: hamn, patterns: 1 of 2 find nothing in 3 texts, nor in the examples: 'kaj … ledig'; "
        "check their spelling, or keep them for other notes\n"
    )


def test_why(book, tmp_path):
    notes = coded(tmp_path / "coded.csv", NOTES)
    done = run("why", notes, "--code", "hamn", "--codebook", book, "--near-misses")
    assert done.exit_code == 0
    hit, between, missed = done.stdout.splitlines()
    assert (between, hit.index("["), hit.split("  ")[0]) == ("", missed.index("["), "pass.p001.01")
    assert hit.endswith("-hamn-")
    assert missed.endswith("kaj … ledig; 1 word too many between")
    assert done.stderr == "rusnlp: hamn: 1 hits in 1 of 3 statements; near misses in 1 others\n"
    table = run("why", notes, "--code", "hamn", "--codebook", book, "--near-misses", "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(table), delimiter=";"))
    assert [(row["statement_id"], row["kind"], row["hit"]) for row in rows] == [
        ("pass.p001.01", "hit", "Hamnen"),
        ("pass.p001.02", "gap", "Kajen är på vintern lite för ledig"),
    ]


def test_suggest(book, tmp_path):
    notes = [*NOTES, *[("Bryggan är trasig", "hamn")] * 6, *[("Skolan är full", "")] * 60]
    done = run("suggest", coded(tmp_path / "coded.csv", notes), "--code", "hamn", "--codebook", book, "--least-z", "2")
    assert done.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(done.stdout), delimiter=";"))
    assert [(row["pattern"], row["count_in"], row["count_out"]) for row in rows] == [
        ("brygga", "6", "0"), ("trasig", "6", "0"),
    ]  # fmt: skip
    assert done.stderr == "rusnlp: hamn: 7 of 69 statements, 6 of them found by no pattern; 2 suggestions\n"


def test_suggest_says_when_nothing_stands_out(book, tmp_path):
    missed = tmp_path / "missed.csv"
    notes = coded(tmp_path / "coded.csv", [*NOTES, ("Bryggan är trasig", "hamn")])
    done = run("suggest", notes, "--code", "hamn", "--codebook", book, "--missed", missed)
    assert done.exit_code == 0
    assert done.stdout.count("\n") == 1
    assert "1 of them found by no pattern; nothing stands out (z 3.3, 3 statements)" in done.stderr
    assert list(read_table(missed)["text"]) == ["Bryggan är trasig"]


@pytest.mark.parametrize("command", ["why", "suggest"])
def test_a_code_that_there_is_not(book, tmp_path, command):
    done = run(command, coded(tmp_path / "coded.csv", NOTES), "--code", "ham", "--codebook", book)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "no code 'ham'; did you mean 'hamn'?" in " ".join(done.stderr.split())


def test_a_file_that_there_is_not(book, tmp_path):
    done = run("suggest", tmp_path / "borta.csv", "--code", "hamn", "--codebook", book)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "no such file" in done.stderr
    assert run("check", tmp_path / "borta.yaml").exit_code == 1
