"""What the commands are given: notes in any format, a statements table, or statements that are coded already."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from rusnlp.codebook import Codebook
from rusnlp.coding import CODER, code_statements, codings_table
from rusnlp.deciding.learned_model import LearnedModel
from rusnlp.embedders import load_embedder
from rusnlp.evaluating.coded_sets import CodedSets, coded_sets_in
from rusnlp.loading import LoadResult, load_corpus
from rusnlp.people.pseudonyms import pseudonymise
from rusnlp.progress import Progress, step
from rusnlp.statements import empty_left_out, empty_statements, joined_rows
from rusnlp.table_files import coded_in, is_statements_file
from rusnlp.table_formats import TableFileError, read_table
from rusnlp.tabling.corrections import corrected_codings


class NothingToDo(Exception):
    """None of the inputs could be used. The message is one line; `problems` has one line for each input."""

    def __init__(self, problems: Iterable[str]) -> None:
        """Keep the problems beside the message."""
        super().__init__("nothing was written, as none of the input could be used")
        self.problems = tuple(problems)


def read_inputs(
    paths: Iterable[str | Path],
    codebook: Codebook | None = None,
    progress: Progress | None = None,
    *,
    mapping: Mapping[str, str] | None = None,
    pseudonyms: bool = False,
) -> tuple[LoadResult, pd.DataFrame]:
    """Notes and statements tables as one LoadResult, and the codings that the tables held.

    `mapping` names the columns of spreadsheets of notes, as in `{"question": "Fråga"}`; with `pseudonyms` the person
    data in the notes is replaced (see `rusnlp.people.pseudonyms`), that in tables given is left as it is.
    A file is a statements table when it is jsonl or parquet, or csv or xlsx with the columns statement_id and text;
    folders are searched for notes only. What the columns areas and themes of such a table say stands in `corrected` of
    the result, for `with_codings`; ids there that are no codes are a line in `problems`. A file that cannot be used is
    a line in `problems` and the others are read; NothingToDo is raised when none can be used.
    """
    files = [Path(path) for path in paths]
    notes = [path for path in files if not is_statements_file(path)]
    loaded = LoadResult(empty_statements(), empty_left_out())
    if notes or not files:
        loaded = load_corpus(notes, codebook=codebook, mapping=mapping, progress=step(progress, "reading"))
        if pseudonyms:
            loaded, _ = pseudonymise(loaded)
    statements, documents, problems = [loaded.statements], [loaded.documents], list(loaded.problems)
    codings = [codings_table([])]
    corrected = []
    known = set(loaded.statements["statement_id"])
    for path in (path for path in files if path not in notes):
        try:
            cells = read_table(path)
            table, table_codings = coded_in(cells, path.name)
            told = coded_sets_in(cells, path, codebook) if {"areas", "themes"}.intersection(cells.columns) else None
        except (TableFileError, OSError) as error:
            problems.append(str(error))
            continue
        twice = known.intersection(table["statement_id"])
        if twice:
            problems.append(f"{path.name}: {min(twice)} stands in another input too; give each statement once")
            continue
        known.update(table["statement_id"])
        statements.append(table)
        codings.append(table_codings)
        if told is not None:
            told, unknown = _without_unknown(told, table_codings, codebook)
            corrected.append(told)
            problems += unknown
        documents.append(_document_row(path, table))
    loaded = replace(
        loaded,
        statements=joined_rows(statements),
        documents=joined_rows(documents),
        problems=tuple(problems),
        corrected=tuple(corrected),
    )
    if loaded.documents.empty:
        raise NothingToDo(problems)
    return loaded, joined_rows(codings)


def with_codings(
    statements: pd.DataFrame,
    codings: pd.DataFrame,
    codebook: Codebook,
    embedder: str = "default",
    progress: Progress | None = None,
    *,
    model: LearnedModel | None = None,
    again: bool = False,
    corrected: Iterable[CodedSets] = (),
) -> pd.DataFrame:
    """The codings given and, for the statements that rusnlp has not coded yet, its own.

    With `again` rusnlp codes every statement anew; what people coded stays. The embedder (a name, see
    `rusnlp.embedders.load_embedder`) is loaded only when there is something to code. `model`: see `code_statements`.
    `corrected`: the sheets that `read_inputs` found among its tables; where their columns areas and themes say
    otherwise than the codings, the person who wrote them decides.
    """
    if again:
        codings = codings[codings["coder"] != CODER]
    done = set(codings.loc[codings["coder"] == CODER, "statement_id"])
    missing = statements[~statements["statement_id"].isin(done)]
    if not missing.empty:
        fresh = code_statements(
            missing, codebook, embedder=load_embedder(embedder), model=model, progress=step(progress, "coding")
        )
        codings = joined_rows([codings, fresh])
    for sheet in corrected:
        codings = corrected_codings(statements, codings, sheet)
    return codings


def _without_unknown(
    sheet: CodedSets, codings: pd.DataFrame, codebook: Codebook | None
) -> tuple[CodedSets, tuple[str, ...]]:
    """The sheet without ids that neither the codebook nor its own codings have, and a line that names them."""
    known = {code.id for code in codebook.codes} if codebook else set()
    known |= set(codings["code"])
    used = {code for sets in sheet.sets.values() for codes in sets for code in codes or ()}
    if codebook is None or used <= known:
        return sheet, ()
    sets = {key: tuple(None if codes is None else codes & known for codes in own) for key, own in sheet.sets.items()}
    line = f"{sheet.name}: no such code: {', '.join(sorted(used - known))}; correct the columns areas and themes"
    return replace(sheet, sets=sets), (line,)


def _document_row(path: Path, statements: pd.DataFrame) -> pd.DataFrame:
    row = {
        "document": path.stem,
        "path": str(path),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "format": "statements",
        "pages": 0,
        "statements": len(statements),
        "left_out": 0,
    }
    return pd.DataFrame([row])
