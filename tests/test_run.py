"""The whole job: one process or two, the same files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rusnlp import run, second_process
from rusnlp.run import run_job

CORPUS = Path(__file__).parents[1] / "corpus"


@pytest.mark.slow
@pytest.mark.parametrize("topics", [False, True])
def test_two_processes_write_the_same_bytes_as_one(tmp_path, monkeypatch, topics):
    monkeypatch.setattr(second_process, "_cores", lambda: 2)
    written = {}
    for name, least in (("one", 10**9), ("two", 0)):
        monkeypatch.setattr(run, "_WORTH_TWO", least)
        result = run_job([CORPUS], out=tmp_path / name, topics=topics)
        assert result.problems == ()
        manifest = json.loads((tmp_path / name / "manifest.json").read_text("utf-8"))
        assert list(manifest["seconds"]) == ["load", "code", "count", "topics", "reports"]
        assert ("amnen/karta.html" in manifest["files"]) == topics
        written[name] = manifest["files"]
        there = {
            path.relative_to(tmp_path / name).as_posix() for path in (tmp_path / name).rglob("*") if path.is_file()
        }
        assert there == {*manifest["files"], "manifest.json"}
    assert written["one"] == written["two"]


def test_an_error_while_writing_is_raised_and_leaves_no_half_files(tmp_path, monkeypatch):
    monkeypatch.setattr(second_process, "_cores", lambda: 2)
    monkeypatch.setattr(run, "_WORTH_TWO", 0)
    (tmp_path / "rapport.docx").mkdir()
    with pytest.raises(IsADirectoryError, match=r"rapport\.docx"):
        run_job([CORPUS / "dialogpass_1.txt"], out=tmp_path, embedder="tfidf", topics=False)
    assert not list(tmp_path.rglob(".*"))
