import pytest

from rusnlp.loading import files_under, load_corpus
from rusnlp.statements import STATEMENT_COLUMNS


def write(folder, **files):
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_txt", ".txt").replace("_md", ".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_folder_is_read_recursively_and_in_one_order(tmp_path):
    write(tmp_path, b_txt="Pass 2\n\n- Tåget\n", under__a_txt="Pass 1\n\n- Bussen\n")
    result = load_corpus([tmp_path])
    assert list(result.statements.statement_id) == ["a.p001.01", "b.p001.01"]
    assert load_corpus([tmp_path / "b.txt", tmp_path / "under"]).statements.equals(result.statements)
    assert list(result.documents.statements) == [1, 1]
    assert result.problems == ()


def test_passed_over_in_folders_but_not_when_named(tmp_path):
    write(tmp_path, a_txt="- Tåget\n", **{"~$a_txt": "x", ".gömd_txt": "x"})
    (tmp_path / "reference.jsonl").write_text("{}\n")
    assert [p.name for p in files_under([tmp_path])] == ["a.txt"]
    assert load_corpus([tmp_path / "reference.jsonl"]).problems[0].startswith("reference.jsonl: unknown file type")


def test_bad_files_cost_nothing_but_themselves(tmp_path):
    write(tmp_path, a_txt="- Tåget\n", tom_txt="")
    (tmp_path / "bild.png").write_bytes(b"\x89PNG")
    (tmp_path / "trasig.docx").write_bytes(b"PK\x03\x04 avbruten")
    (tmp_path / "trasig.pdf").write_bytes(b"%PDF-1.7 avbruten")
    result = load_corpus([tmp_path, tmp_path / "saknas.txt"])
    assert list(result.statements.text) == ["Tåget"]
    assert sorted(problem.split(":")[0].rsplit("/", 1)[-1] for problem in result.problems) == [
        "bild.png",
        "saknas.txt",
        "tom.txt",
        "trasig.docx",
        "trasig.pdf",
    ]
    assert all("\n" not in problem for problem in result.problems)


def test_same_stem_twice_gives_two_names(tmp_path):
    write(tmp_path, dag_txt="- Tåget\n", dag_md="- Bussen\n", under__dag_txt="- Cykeln\n")
    names = load_corpus([tmp_path]).documents.document
    assert len(set(names)) == 3


@pytest.mark.parametrize("paths", [[], ["saknas"]])
def test_nothing_to_read(paths):
    result = load_corpus(paths)
    assert list(result.statements.columns) == list(STATEMENT_COLUMNS)
    assert result.statements.empty
    assert len(result.problems) == 1
