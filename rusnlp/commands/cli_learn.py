"""The command that learns of a user's coding, and what other commands do with the result."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rusnlp.commands.cli_options import CodebookName, EmbedderName, Quiet, end, give, told_in_one_line, wrong_use

if TYPE_CHECKING:
    from rusnlp.deciding.learned_model import LearnedModel


def learn(
    coded: Annotated[
        list[Path],
        typer.Argument(
            metavar="CODED", show_default=False, help="Statements that people coded: csv, xlsx, jsonl or parquet."
        ),
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="FOLDER", show_default=False, help="Folder of the model.")
    ],
    codebook: CodebookName = "rus",
    embedder: EmbedderName = "default",
    quiet: Quiet = False,
) -> None:
    """Learn of your own coding, for use with code --model."""
    with told_in_one_line():
        from rusnlp.codebook import load_codebook
        from rusnlp.deciding.learned_model import write_model
        from rusnlp.deciding.training_set import NothingCoded, read_training_set
        from rusnlp.embedders import load_embedder
        from rusnlp.learning import learn as learned_of
        from rusnlp.learning import learned_text
        from rusnlp.progress import progress_bar, step

        if out.exists() and not out.is_dir():
            raise typer.BadParameter(f"--out: {out} is a file; name a folder")
        book = load_codebook(codebook)
        with wrong_use(NothingCoded):
            training = read_training_set(coded, book)
        with progress_bar(quiet=quiet) as progress:
            model = learned_of(training, book, load_embedder(embedder), progress=step(progress, "learning"))
        path = write_model(model, out)
        if not quiet:
            sys.stdout.write(learned_text(model))
        summary = (
            f"{len(training)} statements of {len(set(training.groups))} sessions: {len(model.codes)} codes learned; "
            f"{path} written, model {model.hash}"
        )
        end([], [*training.notes, summary], quiet=quiet)


def model_in(folder: Path | None) -> LearnedModel | None:
    """The model in the folder; wrong use when there is none."""
    if folder is None:
        return None
    from rusnlp.deciding.learned_model import ModelError, read_model

    with wrong_use(ModelError):
        return read_model(folder)


def ask(
    paths: list[Path],
    number: int,
    out: Path | None,
    format_name: str,
    codebook: str,
    embedder: str,
    model: Path | None,
    mapping: dict[str, str],
    pseudonyms: bool,
    quiet: bool,
) -> None:
    """Write the sheet of the statements that teach most, in place of a coding."""
    from rusnlp.codebook import load_codebook
    from rusnlp.deciding.asking import statements_to_ask, write_ask_sheet
    from rusnlp.deciding.learned_model import ModelError
    from rusnlp.embedders import load_embedder
    from rusnlp.inputs import read_inputs
    from rusnlp.progress import progress_bar, step

    book = load_codebook(codebook)
    learned = model_in(model)
    with progress_bar(quiet=quiet) as progress, wrong_use(ModelError):
        loaded, codings = read_inputs(paths, book, progress, mapping=mapping, pseudonyms=pseudonyms)
        sheet = statements_to_ask(
            loaded.statements,
            codings,
            book,
            load_embedder(embedder),
            number,
            model=learned,
            progress=step(progress, "choosing"),
        )
    if out:
        write_ask_sheet(sheet, book, out, format_name)
    else:
        give(sheet, None, format_name)
    note = f"{len(sheet)} of {len(loaded.statements)} statements to code; fill in areas and themes, then: rusnlp learn"
    end(loaded.problems, [*loaded.warnings, note], quiet=quiet)
