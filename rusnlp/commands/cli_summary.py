"""The commands that write a summary, and that check one after a person has edited it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rusnlp.commands.cli_learn import model_in
from rusnlp.commands.cli_options import (
    CodebookName,
    EmbedderName,
    ModelFolder,
    Paths,
    Quiet,
    end,
    one_of,
    told_in_one_line,
    wrong_use,
)


def summary(
    paths: Paths,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FILE", help="md or json; Markdown on standard output when left out."),
    ] = None,
    codebook: CodebookName = "rus",
    embedder: EmbedderName = "default",
    model: ModelFolder = None,
    quiet: Quiet = False,
) -> None:
    """Sum up what was said, in points that cite their statements."""
    with told_in_one_line():
        from rusnlp.codebook import load_codebook
        from rusnlp.deciding.learned_model import ModelError
        from rusnlp.embedders import embed, load_embedder
        from rusnlp.inputs import read_inputs, with_codings
        from rusnlp.progress import progress_bar, step
        from rusnlp.summarising.summary_files import FORMATS, summary_markdown, write_summary
        from rusnlp.summary import summarise

        if out:
            one_of("--out", out.suffix.lower(), FORMATS)
        learned = model_in(model)
        with progress_bar(quiet=quiet) as progress, wrong_use(ModelError):
            book = load_codebook(codebook)
            loaded, codings = read_inputs(paths, book, progress)
            codings = with_codings(
                loaded.statements, codings, book, embedder, progress, model=learned, corrected=loaded.corrected
            )
            texts = list(loaded.statements["text"])
            vectors = embed(texts, load_embedder(embedder), progress=step(progress, "summing up"))
            made = summarise(loaded.statements, codings, book, vectors)
        if out:
            write_summary(made, loaded.statements, out)
        else:
            typer.echo(summary_markdown(made, loaded.statements), nl=False)
        end(loaded.problems, loaded.warnings, quiet=quiet)


def verify(
    summary_file: Annotated[
        Path, typer.Argument(metavar="SUMMARY", show_default=False, help="A summary: md, txt, docx or json.")
    ],
    coded: Annotated[
        list[Path],
        typer.Argument(
            metavar="CODED", show_default=False, help="The coded statements that it was made of, or the notes."
        ),
    ],
    codebook: CodebookName = "rus",
    embedder: EmbedderName = "default",
    model: ModelFolder = None,
    quiet: Quiet = False,
) -> None:
    """Hold each sentence of a summary against the statements that it cites."""
    with told_in_one_line():
        from rusnlp.codebook import load_codebook
        from rusnlp.deciding.learned_model import ModelError
        from rusnlp.inputs import read_inputs, with_codings
        from rusnlp.progress import progress_bar
        from rusnlp.summarising.cited_text import read_cited
        from rusnlp.summarising.noted import noted_day
        from rusnlp.summarising.verification import FAILS, in_numbers, verify_summary

        cited = read_cited(summary_file)
        learned = model_in(model)
        with progress_bar(quiet=quiet) as progress, wrong_use(ModelError):
            book = load_codebook(codebook)
            loaded, codings = read_inputs(coded, book, progress)
            codings = with_codings(
                loaded.statements, codings, book, embedder, progress, model=learned, corrected=loaded.corrected
            )
        verdicts = verify_summary(cited, noted_day(loaded.statements, codings, book))
        for verdict in verdicts:
            for line in verdict.lines():
                typer.echo(f"{summary_file.name}: {line}")
        end(loaded.problems, [in_numbers(verdicts)], quiet=quiet)
        if not verdicts:
            raise typer.BadParameter(f"{summary_file}: nothing with the ids of statements was found; give a summary")
        if any(verdict.status == FAILS for verdict in verdicts):
            raise typer.Exit(1)
