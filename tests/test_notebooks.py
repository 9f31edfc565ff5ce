"""The notebooks run from top to bottom, and hold no output."""

from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parent.parent / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_output_is_committed(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert not cell.get("outputs"), "clear the outputs before you commit: they hold people's words"
        assert cell.get("execution_count") is None
    assert notebook.cells[0].source.startswith("# ")


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_from_top_to_bottom(path, tmp_path, monkeypatch):
    from nbclient import NotebookClient

    root = path.parent.parent
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "corpus").symlink_to(root / "corpus")
    monkeypatch.setenv("PYTHONPATH", str(root))
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path / "notebooks")}}).execute()
    images = [
        output for cell in notebook.cells for output in cell.get("outputs", []) if "image/png" in output.get("data", {})
    ]
    assert len(images) == 2
    assert (tmp_path / "out" / "kodade_utsagor.xlsx").stat().st_size > 10_000
