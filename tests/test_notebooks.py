"""The notebooks run from top to bottom on the example day and on a folder with next to nothing, and hold no output."""

from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
WRITTEN = {
    "1_las_in_och_granska": ["utsagor.xlsx"],
    "2_koda_och_ratta": ["kodade_utsagor.xlsx", "kodade_utsagor_eva.xlsx", "kodade_utsagor.jsonl", "att_koda.xlsx"],
    "3_teman_och_figurer": ["teman.svg", "tema_pass.png", "passprofiler.svg", "teman_tillsammans.png", "rapport.docx"],
    "4_upptack_det_ovantade": ["amnen/amnen.csv", "amnen/begrepp.csv", "amnen/utkast.yaml"],
    "5_jamfor_kodare": ["kodat_av_rusnlp.jsonl"],
}
IMAGES = dict(zip(WRITTEN, (1, 0, 4, 2, 1), strict=True))
NOTES = """Dialogpass 1: Resor i vardagen

Vilka är de viktigaste utmaningarna?

- Bussarna går för sällan på kvällen
- Kommunerna och regionen behöver samverka om tågen
"""


def test_there_is_a_test_for_each_notebook():
    assert [path.stem for path in NOTEBOOKS] == list(WRITTEN)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_output_and_no_path_of_somebodys_computer_is_committed(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert not cell.get("outputs"), "clear the outputs before you commit: they hold people's words"
        assert cell.get("execution_count") is None
    assert notebook.cells[0].source.startswith(f"# {path.stem[0]}. ")
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert code[0].startswith('from pathlib import Path\n\nNOTES = Path("../corpus")')
    assert not any(word in cell for cell in code for word in ('"/', "'/", ":\\\\", "home"))
    imported = {line for cell in code for line in cell.split("\n") if "rusnlp" in line and "import" in line}
    assert imported == {"import rusnlp"}


def executed(path, folder, monkeypatch):
    from nbclient import NotebookClient

    (folder / "notebooks").mkdir()
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder / "notebooks")}}).execute()
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_from_top_to_bottom(path, tmp_path, monkeypatch):
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    outputs = executed(path, tmp_path, monkeypatch)
    assert sum("image/png" in output.get("data", {}) for output in outputs) == IMAGES[path.stem]
    for name in WRITTEN[path.stem]:
        assert (tmp_path / "out" / name).stat().st_size > 500


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_on_a_folder_with_next_to_nothing(path, tmp_path, monkeypatch):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "pass_1.txt").write_text(NOTES, "utf-8")
    assert executed(path, tmp_path, monkeypatch)
