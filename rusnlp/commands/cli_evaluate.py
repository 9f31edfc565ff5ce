"""The commands that compare codings: with a reference, and coders with each other."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rusnlp.commands.cli_options import CodebookName, Quiet, end, one_of, told_in_one_line, wrong_use

if TYPE_CHECKING:
    from rusnlp.evaluating.evaluation import Agreement, Evaluation

_Out = Annotated[
    Path | None,
    typer.Option("-o", "--out", metavar="FILE", help="md, csv, xlsx or jsonl; a table on standard output without it."),
]
_Seed = Annotated[int, typer.Option("--seed", help="For the sessions that the intervals draw.")]


def add_evaluation_commands(app: typer.Typer) -> None:
    """Register `evaluate` and `agree`."""
    app.command()(evaluate)
    app.command()(agree)


def evaluate(
    predicted: Annotated[Path, typer.Argument(metavar="PREDICTED", help="A coded file.")],
    reference: Annotated[
        Path, typer.Argument(metavar="REFERENCE", help="A coded file, or JSON Lines with text, areas and themes.")
    ],
    out: _Out = None,
    codebook: CodebookName = "rus",
    coder: Annotated[
        str | None, typer.Option("--coder", metavar="NAME", help="The coder of REFERENCE to go by, if it has several.")
    ] = None,
    level: Annotated[
        float, typer.Option("--level", help="Risk, 0 to 1, that a new session has more errors than is guaranteed.")
    ] = 0.1,
    target: Annotated[
        float, typer.Option("--target", help="Share of errors, 0 to 1, to seek a score to assign by for.")
    ] = 0.05,
    seed: _Seed = 42,
    quiet: Quiet = False,
) -> None:
    """Compare a coding with a reference, and bound the errors to come."""
    with told_in_one_line():
        _writable(out)
        for option, share in (("--level", level), ("--target", target)):
            if not 0 < share < 1:
                raise typer.BadParameter(f"{option}: {share} is not between 0 and 1")
        from rusnlp.codebook import load_codebook
        from rusnlp.evaluating.coded_sets import read_coded_sets
        from rusnlp.evaluating.evaluation import evaluate as figures_of

        book = load_codebook(codebook)
        with wrong_use():
            figures = figures_of(
                read_coded_sets(predicted, book),
                read_coded_sets(reference, book),
                book,
                coder=coder,
                seed=seed,
                level=level,
                target=target,
            )
        _give(figures, out, quiet)


def agree(
    coders: Annotated[list[Path], typer.Argument(metavar="CODED", help="Coded files, of one coder or more each.")],
    out: _Out = None,
    codebook: CodebookName = "rus",
    seed: _Seed = 42,
    quiet: Quiet = False,
) -> None:
    """Compare coders with each other: kappa in pairs, alpha over all."""
    with told_in_one_line():
        _writable(out)
        from rusnlp.codebook import load_codebook
        from rusnlp.evaluating.coded_sets import read_coded_sets
        from rusnlp.evaluating.evaluation import compare_coders

        book = load_codebook(codebook)
        with wrong_use():
            figures = compare_coders([read_coded_sets(path, book) for path in coders], book, seed=seed)
        _give(figures, out, quiet)


def _writable(out: Path | None) -> None:
    if out:
        one_of("--out", out.suffix.lower(), (".md", ".csv", ".xlsx", ".jsonl"))


def _give(figures: Evaluation | Agreement, out: Path | None, quiet: bool) -> None:
    from rusnlp.evaluating.evaluation_files import figures_text, headline, write_figures

    if out:
        write_figures(figures, out)
    else:
        sys.stdout.write(figures_text(figures))
    end([], [headline(figures), *figures.notes], quiet=quiet)
