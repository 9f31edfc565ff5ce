"""The commands on a codebook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rusnlp.cli_options import Quiet, say, told_in_one_line

codebook_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Look after a codebook.")


@codebook_app.command("check")
def codebook_check(
    codebook: Annotated[str, typer.Argument(metavar="NAME|FILE", help="Codebook: its name or a file.")] = "rus",
    against: Annotated[
        list[Path] | None,
        typer.Option("--against", metavar="PATH", help="Notes to try the patterns on: names those that find nothing."),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Check that patterns find examples and leave counter-examples alone."""
    with told_in_one_line():
        from rusnlp.codebook import load_codebook
        from rusnlp.codebook_check import check_codebook

        book = load_codebook(codebook)
        texts: list[str] = []
        if against:
            from rusnlp.inputs import read_inputs

            texts = list(read_inputs(against, book)[0].statements["text"])
        findings = check_codebook(book, texts)
        for finding in findings:
            item = f" {finding.item!r}" if finding.item else ""
            typer.echo(f"{finding.severity}: {finding.code}, {finding.field}{item}: {finding.problem}")
        errors = sum(finding.severity == "error" for finding in findings)
        if not quiet:
            say(
                f"codebook {book.name} {book.version}: {len(book.areas)} areas, {len(book.themes)} themes; "
                f"{errors} errors, {len(findings) - errors} warnings"
            )
        if errors:
            raise typer.Exit(1)
