"""The commands on a codebook: check it, see what its patterns find and miss, find words that they lack."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rusnlp.commands.cli_exchange import export_codebook, import_codebook
from rusnlp.commands.cli_options import (
    CodebookName,
    Format,
    Output,
    Paths,
    Quiet,
    chosen_format,
    end,
    give,
    one_of,
    told_in_one_line,
)

if TYPE_CHECKING:
    from rusnlp.codebook import Codebook
    from rusnlp.evaluating.coded_sets import CodedSets

codebook_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Look after a codebook.")
codebook_app.command("export")(export_codebook)
codebook_app.command("import")(import_codebook)

CodeId = Annotated[str, typer.Option("--code", metavar="ID", show_default=False, help="The code, by its id.")]
_WITHOUT_A_TERMINAL = (120, 24)


@codebook_app.command("check")
def codebook_check(
    codebook: Annotated[str, typer.Argument(metavar="NAME|FILE", help="Codebook: its name or a file.")] = "rus",
    texts: Annotated[
        list[Path] | None,
        typer.Option(
            "--texts",
            "--against",
            metavar="PATH",
            help="Notes or coded statements to try it on: names patterns that find nothing or nearly everything, "
            "and codes that never or always go together; may be repeated.",
        ),
    ] = None,
    out: Output = None,
    format_name: Format = None,
    quiet: Quiet = False,
) -> None:
    """Check a codebook: its fields, patterns and examples, and codes too alike.

    One finding a line (a row of a table with -o or --format): severity, code, field, problem, next step. Exit code 1
    when there are errors, as a counter-example that is found; warnings and notes are for you to judge.
    """
    with told_in_one_line():
        chosen = chosen_format(out, format_name, "csv") if out or format_name else None
        from rusnlp.checking.codebook_check import read_and_check
        from rusnlp.checking.findings import SEVERITIES, findings_table

        problems: list[str] = []
        notes: list[str] = []
        statements, used = [], None
        if texts:
            from rusnlp.checking.code_likeness import assigned_codes
            from rusnlp.inputs import read_inputs

            loaded, codings = read_inputs(texts)
            problems, notes = list(loaded.problems), list(loaded.warnings)
            statements = list(loaded.statements["text"])
            if len(codings):
                used = assigned_codes(loaded.statements, codings)
        book, findings = read_and_check(codebook, statements, used)
        if chosen:
            give(findings_table(findings), out, chosen)
        else:
            for finding in findings:
                typer.echo(finding.line())
        counts = {name: sum(finding.severity == name for finding in findings) for name in SEVERITIES}
        notes.append(
            f"codebook {f'{book.name} {book.version}'.strip()}: {len(book.areas)} areas, {len(book.themes)} themes; "
            + ", ".join(f"{number} {name}s" for name, number in counts.items() if number or name != "note")
        )
        end(problems, notes, quiet=quiet)
        if counts["error"]:
            raise typer.Exit(1)


@codebook_app.command("why")
def codebook_why(
    paths: Paths,
    code: CodeId,
    codebook: CodebookName = "rus",
    with_near_misses: Annotated[
        bool,
        typer.Option("--near-misses", help="Also statements that a pattern nearly finds, and what was in the way."),
    ] = False,
    words: Annotated[
        int | None, typer.Option("--words", min=0, help="Words of context on each side; the whole statement otherwise.")
    ] = None,
    out: Output = None,
    format_name: Format = None,
    quiet: Quiet = False,
) -> None:
    """Show what the patterns of a code find, in context (KWIC).

    A line a hit: statement, words before it, the hit in brackets, words after it, pattern; a table with -o or
    --format.
    """
    with told_in_one_line():
        chosen = chosen_format(out, format_name, "csv") if out or format_name else None
        from rusnlp.checking.concordance import concordance_lines, hits_in_context
        from rusnlp.checking.near_misses import near_misses
        from rusnlp.codebook import load_codebook
        from rusnlp.inputs import read_inputs
        from rusnlp.progress import progress_bar

        book = load_codebook(codebook)
        _known(code, book)
        with progress_bar(quiet=quiet) as progress:
            loaded, _ = read_inputs(paths, book, progress)
        found = hits_in_context(loaded.statements, book, code, words=words)
        missed = near_misses(loaded.statements, book, code, words=words) if with_near_misses else found.iloc[:0]
        if chosen:
            import pandas as pd

            give(pd.concat([found, missed], ignore_index=True) if len(missed) else found, out, chosen)
        else:
            width = shutil.get_terminal_size(_WITHOUT_A_TERMINAL).columns
            for line in [*concordance_lines(found, width), *([""] if len(missed) else [])]:
                typer.echo(line)
            for line in concordance_lines(missed, width):
                typer.echo(line)
        summary = (
            f"{code}: {len(found)} hits in {found['statement_id'].nunique()} of {len(loaded.statements)} statements"
        )
        if with_near_misses:
            summary += f"; near misses in {missed['statement_id'].nunique()} others"
        end(loaded.problems, [*loaded.warnings, summary], quiet=quiet)


@codebook_app.command("suggest")
def codebook_suggest(
    coded: Annotated[
        Path,
        typer.Argument(metavar="FILE", show_default=False, help="Statements that a person has coded or corrected."),
    ],
    code: CodeId,
    codebook: CodebookName = "rus",
    coder: Annotated[
        str | None, typer.Option("--coder", metavar="NAME", help="Whose codes to learn from; all people's otherwise.")
    ] = None,
    fewest: Annotated[
        int, typer.Option("--fewest", min=1, help="Statements that a suggestion stands in, at least.")
    ] = 3,
    least_z: Annotated[float, typer.Option("--least-z", help="How far a suggestion stands out, at least.")] = 3.3,
    missed_file: Annotated[
        Path | None, typer.Option("--missed", metavar="FILE", help="Write here the statements that the patterns miss.")
    ] = None,
    out: Output = None,
    format_name: Format = None,
    quiet: Quiet = False,
) -> None:
    """Suggest patterns: words of what people gave a code and its patterns miss.

    Ranked by log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008), against all other
    statements; a list of ids stands in the columns areas or themes, as `rusnlp code` writes it.
    """
    with told_in_one_line():
        chosen = chosen_format(out, format_name, "csv")
        from rusnlp.checking.pattern_suggestions import missed_by_patterns, suggest_patterns
        from rusnlp.codebook import load_codebook
        from rusnlp.evaluating.coded_sets import only_by_rusnlp, read_coded_sets
        from rusnlp.table_formats import write_table

        book = load_codebook(codebook)
        kind = _known(code, book)
        sets = read_coded_sets(coded, book)
        rows, given = _given(sets, kind, code, coder)
        texts = [sets.statements["text"].iloc[row] for row in rows]
        ids = [sets.statements["statement_id"].iloc[row] or f"row {row + 1}" for row in rows]
        missed = missed_by_patterns(texts, given, book, code)
        table = suggest_patterns(texts, ids, given, book, code, fewest=fewest, least_z=least_z)
        give(table, out, chosen)
        if missed_file:
            write_table(
                sets.statements.iloc[[row for row, is_missed in zip(rows, missed, strict=True) if is_missed]],
                missed_file,
            )
        summary = f"{code}: {sum(given)} of {len(rows)} statements, {sum(missed)} of them found by no pattern; "
        summary += (
            f"{len(table)} suggestions" if len(table) else f"nothing stands out (z {least_z:g}, {fewest} statements)"
        )
        end((), [*sets.notes, *only_by_rusnlp(sets), summary], quiet=quiet)


def _known(code: str, book: Codebook) -> str:
    """The kind of a code; wrong use when the codebook has no such code."""
    try:
        return book.code(code).kind
    except KeyError as error:
        raise typer.BadParameter(f"--code: {error.args[0]}") from None


def _given(sets: CodedSets, kind: str, code: str, coder: str | None) -> tuple[list[int], list[bool]]:
    """The rows that were coded by the coder, or else by anyone or rusnlp alone, and whether each was given the code."""
    if "." in code:
        raise typer.BadParameter(f"--code: {code} is a sub-goal; suggestions are made for areas and themes")
    if coder is not None:
        one_of("--coder", coder, sets.coders)
    people = [name for name in sets.coders if name != "rusnlp"] or list(sets.coders)
    chosen = [sets.sets[name, kind] for name in ([coder] if coder else people) if (name, kind) in sets.sets]
    rows = [row for row in range(len(sets.statements)) if any(column[row] is not None for column in chosen)]
    return rows, [any(code in (column[row] or ()) for column in chosen) for row in rows]
