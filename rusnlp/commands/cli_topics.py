"""The command that looks for topics, and for what the codebook does not cover."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from rusnlp.commands.cli_options import (
    CodebookName,
    EmbedderName,
    Format,
    Output,
    Paths,
    Quiet,
    Seed,
    chosen_format,
    end,
    give,
    one_of,
    told_in_one_line,
)


def topics(
    paths: Paths,
    out: Output = None,
    format_name: Format = None,
    members: Annotated[
        Path | None, typer.Option("--members", metavar="FILE", help="Write here which statement has which topic.")
    ] = None,
    concepts: Annotated[
        Path | None,
        typer.Option("--concepts", metavar="FILE", help="Write here groups of words that run through all topics."),
    ] = None,
    compared: Annotated[
        Path | None,
        typer.Option("--crosswalk", metavar="FILE", help="Write here how topics and concepts overlap the codes."),
    ] = None,
    drafts: Annotated[
        Path | None,
        typer.Option("--drafts", metavar="FILE", help="Write here, in YAML, draft codes for what no code covers."),
    ] = None,
    drafts_most: Annotated[
        int, typer.Option("--drafts-most", min=0, metavar="N", help="How many draft codes at most.")
    ] = 12,
    everything: Annotated[
        Path | None,
        typer.Option("--all", metavar="FOLDER", help="Write all tables here, pictures, and a map for the browser."),
    ] = None,
    number: Annotated[
        int | None, typer.Option("--number", min=2, help="How many topics; chosen by size otherwise.")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Statements between the topics are left outside (topic -1).")
    ] = False,
    method: Annotated[
        str, typer.Option("--method", help="consensus of many runs, or bertopic, to compare with.")
    ] = "consensus",
    codebook: CodebookName = "rus",
    seed: Seed = 42,
    embedder: EmbedderName = "default",
    quiet: Quiet = False,
) -> None:
    """Group statements by meaning, and hold the groups against the codebook.

    Of each topic: how stable it is when sessions and statements are drawn anew, and whether it holds. With
    --concepts, --crosswalk, --drafts or --all, also whether a code covers it.
    """
    with told_in_one_line():
        chosen = chosen_format(out, format_name, "csv")
        one_of("--method", method, ("consensus", "bertopic"))
        if any((concepts, compared, drafts, everything)):
            found, loaded = _against_codebook(
                paths, codebook, embedder, seed, number, strict, method, drafts_most, quiet
            )
            table, of_statements, note = found.topics, found.members, found.note
            _write(found, concepts, compared, drafts, everything)
            held = found.concepts["holds"].sum() if len(found.concepts) else 0
            told = f"{found.proposals['draft'].sum()} draft codes of {len(found.proposals)} groups outside the codebook"
            more = [f"{held} of {len(found.concepts)} concepts hold; {told}"]
        else:
            result, loaded = _topics(paths, embedder, seed, number, strict, method, quiet)
            table, of_statements, note = result.topics, result.members, result.note
            more = []
        if out or not everything:
            give(table, out, chosen)
        if members:
            from rusnlp.table_formats import write_table

            write_table(of_statements, members)
        end(
            loaded.problems,
            [*loaded.warnings, *([note] if note else []), _summary(table, of_statements), *more],
            quiet=quiet,
        )


def _summary(topics: Any, members: Any) -> str:
    found = topics[topics["topic"] >= 0]
    outside = int((members["topic"] == -1).sum())
    held = int(sum(value is True or value == 1 for value in found["holds"]))
    told = f" ({held} hold)" if len(found) and found["stability"].notna().all() else ""
    return f"{len(members)} notes: {len(found)} topics{told}, {outside} notes outside them"


def _topics(
    paths: list[Path], embedder: str, seed: int, number: int | None, strict: bool, method: Any, quiet: bool
) -> tuple[Any, Any]:
    from rusnlp.embedders import load_embedder
    from rusnlp.inputs import read_inputs
    from rusnlp.progress import progress_bar, step
    from rusnlp.topics import find_topics, vectors_of_notes

    with progress_bar(quiet=quiet) as progress:
        loaded, _ = read_inputs(paths, None, progress)
        notes, vectors = vectors_of_notes(loaded.statements, load_embedder(embedder), step(progress, "finding topics"))
        outliers: Any = "kept" if strict else "none"
        return find_topics(notes, vectors, seed=seed, number=number, outliers=outliers, method=method), loaded


def _against_codebook(
    paths: list[Path],
    codebook: str,
    embedder: str,
    seed: int,
    number: int | None,
    strict: bool,
    method: Any,
    drafts_most: int,
    quiet: bool,
) -> tuple[Any, Any]:
    from rusnlp.codebook import load_codebook
    from rusnlp.discovering.discovery import discover
    from rusnlp.embedders import load_embedder
    from rusnlp.inputs import read_inputs, with_codings
    from rusnlp.progress import progress_bar

    with progress_bar(quiet=quiet) as progress:
        book = load_codebook(codebook)
        loaded, codings = read_inputs(paths, book, progress)
        codings = with_codings(loaded.statements, codings, book, embedder, progress, corrected=loaded.corrected)
        found = discover(
            loaded.statements,
            codings,
            book,
            load_embedder(embedder),
            seed=seed,
            number=number,
            strict=strict,
            method=method,
            drafts_most=drafts_most,
            progress=progress,
        )
    return found, loaded


def _write(
    found: Any, concepts: Path | None, compared: Path | None, drafts: Path | None, everything: Path | None
) -> None:
    from rusnlp.atomic import write_text
    from rusnlp.discovering.discovery import write_discovery
    from rusnlp.table_formats import write_table

    if concepts:
        write_table(found.concepts, concepts)
    if compared:
        write_table(found.overlaps, compared)
    if drafts:
        write_text(drafts, found.drafts or "# Inget som håller ligger utanför kodboken.\n")
    if everything:
        write_discovery(found, everything)
