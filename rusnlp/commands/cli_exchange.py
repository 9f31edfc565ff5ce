"""The commands that exchange a codebook with other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rusnlp.commands.cli_options import CodebookName, Quiet, end, one_of, say, told_in_one_line


def export_codebook(
    out: Annotated[
        Path,
        typer.Option("-o", "--out", metavar="FILE", show_default=False, help="qdc, csv, taguette.csv, xlsx or yaml."),
    ],
    codebook: CodebookName = "rus",
    format_name: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help="qdc, csv, taguette, xlsx or yaml, when FILE does not say."),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Write a codebook for other programs.

    qdc for NVivo, MAXQDA, ATLAS.ti, QualCoder and others; xlsx and csv for Excel; taguette.csv for Taguette; yaml.
    """
    with told_in_one_line():
        from rusnlp.codebook import load_codebook
        from rusnlp.exchange import WRITERS, format_of, write_codebook_as

        one_of("--format" if format_name else "--out", format_of(out, format_name), tuple(WRITERS))
        book = load_codebook(codebook)
        write_codebook_as(book, out, format_name)
        if not quiet:
            say(f"codebook {f'{book.name} {book.version}'.strip()}: {len(book.codes)} codes written to {out}")


def import_codebook(
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False, help="A codebook: qdc, csv or xlsx.")],
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="FILE", show_default=False, help="The codebook to write, yaml.")
    ],
    quiet: Quiet = False,
) -> None:
    """Read a codebook of another program, write it as YAML, say what it lacks."""
    with told_in_one_line():
        from rusnlp.exchange import READERS, format_of, read_codebook_from, write_codebook_as

        one_of("FILE", format_of(file), tuple(READERS))
        one_of("--out", format_of(out), ("yaml",))
        found = read_codebook_from(file)
        write_codebook_as(found.codebook, out)
        book = found.codebook
        summary = (
            f"codebook {book.name}: {len(book.areas)} areas, {len(book.themes)} themes written to {out}; "
            f"{len(found.missing)} of {len(book.codes)} codes need something added"
        )
        end(found.problems, [*found.notes, *found.missing, summary], quiet=quiet)
