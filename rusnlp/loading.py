"""Files and folders to one statements table, with everything left out accounted for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from rusnlp.codebook import Codebook, load_codebook
from rusnlp.document import Document, UnreadableDocument
from rusnlp.question_catalogue import Question, load_questions
from rusnlp.reading import READERS, read_document
from rusnlp.statements import document_statements, empty_explained, empty_left_out, empty_statements, joined_rows

if TYPE_CHECKING:
    from rusnlp.evaluating.coded_sets import CodedSets

OWN_TABLES = (".jsonl", ".parquet")
"""Suffixes of rusnlp's own tables: in a folder of notes they are passed over without a word."""
DOCUMENT_COLUMNS = ("document", "path", "sha256", "format", "pages", "statements", "left_out")


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What was read: statements in, and everything that was not taken for one."""

    statements: pd.DataFrame
    """See `rusnlp.statements.STATEMENT_COLUMNS`."""
    left_out: pd.DataFrame
    """One row a block that is no statement: document, page, place, role, text (empty for persons), why."""
    canonical: Mapping[str, str] = field(default_factory=dict)
    """Document name to canonical text, of which each statement is the slice start:end."""
    documents: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(DOCUMENT_COLUMNS)))
    problems: tuple[str, ...] = ()
    """One line each: files that could not be used."""
    warnings: tuple[str, ...] = ()
    """One line each: what was repaired or could not be read in files that were used."""
    explained: pd.DataFrame = field(default_factory=empty_explained)
    """One row a block, kept or left out: document, page, place, lines, role, why, and the evidence of joins."""
    corrected: tuple[CodedSets, ...] = ()
    """What the columns areas and themes of coded tables say, where such were given; see `rusnlp.inputs`."""


def files_under(paths: Iterable[str | Path]) -> list[Path]:
    """The files named, and those in the folders named, searched recursively, sorted and each once.

    In folders, hidden files, lock files of office programs and rusnlp's own tables are passed over; a file named
    outright is always taken. A path that does not exist is kept, for the reader to complain of.
    """
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        if path.is_dir():
            inside = (p for p in path.rglob("*") if p.is_file() and not _passed_over(p.relative_to(path)))
            found.update(dict.fromkeys(inside))
        else:
            found[path] = None
    return sorted(found, key=lambda p: (p.name.casefold(), str(p)))


def _passed_over(path: Path) -> bool:
    hidden = any(part.startswith((".", "~$", "__MACOSX")) for part in path.parts)
    return hidden or path.suffix.lower() in OWN_TABLES or path.name in ("Thumbs.db", "desktop.ini")


def load_corpus(
    paths: Iterable[str | Path],
    *,
    questions: Sequence[Question] | None = None,
    codebook: Codebook | None = None,
    mapping: Mapping[str, str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> LoadResult:
    """Reads files and folders into one statements table.

    `questions` is the catalogue of questions (the packaged one when None); `codebook` lends the names of its areas,
    by which a session's area is recognised (the packaged `rus` when None); `mapping` names the columns of spreadsheets,
    as in `{"question": "Fråga"}`; `progress` is called with files done and files in all. A file that cannot be used
    becomes one line in `problems` and the others are still read. Raises nothing but `CodebookError`.
    """
    questions = load_questions() if questions is None else questions
    area_names = names_of_areas(load_codebook() if codebook is None else codebook)
    given = [Path(path) for path in paths]
    files = files_under(given)
    names = _unique_names(files)
    statements, left_out, explained, rows = [], [], [], []
    problems: list[str] = []
    warnings: list[str] = []
    canonical: dict[str, str] = {}
    for done, path in enumerate(files):
        if progress:
            progress(done, len(files))
        try:
            document = replace(_read(path, mapping), name=names[path])
        except UnreadableDocument as error:
            problems.append(" ".join(str(error).split()))
            continue
        result = document_statements(document, questions, area_names)
        warnings.extend(document.warnings)
        canonical[document.name] = result.canonical
        statements.append(result.statements)
        left_out.append(result.left_out)
        explained.append(result.explained)
        rows.append(_document_row(document, len(result.statements), len(result.left_out)))
        if not len(result.statements):
            warnings.append(f"{path.name}: no statements found; see `rusnlp load --left-out` for what it holds")
    if progress:
        progress(len(files), len(files))
    problems += [
        f"{path.name or path}: no notes in this folder; name a file or a folder with notes"
        for path in given
        if path.is_dir() and not files_under([path])
    ]
    if not given:
        problems.append("no files found; name a file or a folder with notes")
    return LoadResult(
        statements=joined_rows([empty_statements(), *statements]),
        left_out=joined_rows([empty_left_out(), *left_out]),
        canonical=canonical,
        documents=pd.DataFrame(rows, columns=list(DOCUMENT_COLUMNS)),
        problems=tuple(problems),
        warnings=tuple(warnings),
        explained=joined_rows([empty_explained(), *explained]),
    )


def names_of_areas(codebook: Codebook) -> dict[str, str]:
    """Names under which the areas of a codebook are printed, case folded, to their ids."""
    return {name.casefold(): area.id for area in codebook.areas for name in (area.label, *area.names)}


def _read(path: Path, mapping: Mapping[str, str] | None) -> Document:
    if mapping and path.suffix.lower() in (".xlsx", ".csv", ".tsv"):
        from rusnlp.reading.sheets import read_csv, read_xlsx

        return (read_xlsx if path.suffix.lower() == ".xlsx" else read_csv)(path, mapping=mapping)
    return read_document(path)


def _unique_names(files: Sequence[Path]) -> dict[Path, str]:
    """A name for each file: its stem, with the suffix where stems clash, with the folder where names still clash."""
    names: dict[Path, str] = {}
    for path in files:
        same_stem = [p for p in files if p.stem == path.stem]
        same_name = [p for p in same_stem if p.name == path.name]
        name = path.stem if len(same_stem) == 1 else path.name.replace(".", "_")
        names[path] = name if len(same_name) == 1 else f"{path.parent.name}_{name}"
    taken: set[str] = set()
    for path, name in names.items():
        name = printable(name)
        unique, count = name, 2
        while unique in taken:
            unique, count = f"{name}_{count}", count + 1
        taken.add(unique)
        names[path] = unique
    return names


def printable(name: str) -> str:
    """A file's name without line breaks, control characters and bytes that are no text, which become "_" or "�"."""
    text = os.fsencode(name).decode("utf-8", "replace")
    return "".join(character if character.isprintable() else "_" for character in text)


def _document_row(document: Document, statements: int, left_out: int) -> dict[str, object]:
    return {
        "document": document.name,
        "path": printable(str(document.path)),
        "sha256": document.sha256,
        "format": document.format,
        "pages": len(document.pages),
        "statements": statements,
        "left_out": left_out,
    }


__all__ = ["READERS", "LoadResult", "files_under", "load_corpus", "names_of_areas"]
