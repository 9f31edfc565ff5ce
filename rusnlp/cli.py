"""The command line: parse, call one function, print. Nothing heavy is imported before a command runs.

Data goes to standard output, everything else to standard error. Exit codes: 0 done; 1 some input could not be used
(each named in one line, the rest done); 2 wrong use; 130 interrupted.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rusnlp import __version__
from rusnlp.commands.cli_codebook import codebook_app
from rusnlp.commands.cli_evaluate import add_evaluation_commands
from rusnlp.commands.cli_learn import ask, learn, model_in
from rusnlp.commands.cli_options import (
    CodebookName,
    Columns,
    EmbedderName,
    Format,
    ModelFolder,
    Output,
    Paths,
    Pseudonyms,
    Quiet,
    Seed,
    Template,
    chosen_format,
    columns_named,
    end,
    give,
    one_of,
    told_in_one_line,
    usable_template,
    wrong_use,
)
from rusnlp.commands.cli_summary import summary, verify
from rusnlp.commands.cli_topics import topics

if TYPE_CHECKING:
    import pandas as pd

    from rusnlp.codebook import Codebook
    from rusnlp.loading import LoadResult

# Plain help: drawing it with rich takes three times as long as everything else.
app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Swedish workshop notes to statements, codes, theme tables and reports.",
)
app.add_typer(codebook_app, name="codebook")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Swedish workshop notes to statements, codes, theme tables and reports."""


@app.command()
def run(
    paths: Paths,
    codebook: CodebookName = "rus",
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FOLDER", help="Folder of the results.")] = Path(
        "reports"
    ),
    seed: Seed = 42,
    embedder: EmbedderName = "default",
    model: ModelFolder = None,
    topics: Annotated[bool, typer.Option("--topics/--no-topics", help="Look for topics outside the codebook.")] = True,
    columns: Columns = None,
    pseudonyms: Pseudonyms = False,
    template: Template = None,
    quiet: Quiet = False,
) -> None:
    """Read, code, count and report, all at once."""
    with told_in_one_line():
        mapping = columns_named(columns)
        usable_template(template)
        from rusnlp.deciding.learned_model import ModelError
        from rusnlp.progress import progress_bar
        from rusnlp.run import run_job

        with progress_bar(quiet=quiet) as progress, wrong_use(ModelError):
            result = run_job(
                paths,
                codebook=codebook,
                out=out,
                seed=seed,
                embedder=embedder,
                model=model,
                topics=topics,
                mapping=mapping,
                pseudonyms=pseudonyms,
                template=template,
                progress=progress,
            )
        summary = f"{_in_numbers(result.counts)}; {len(result.files)} files in {out}"
        end(result.problems, [*result.warnings, summary], quiet=quiet)


@app.command()
def load(
    paths: Paths,
    out: Output = None,
    format_name: Format = None,
    codebook: CodebookName = "rus",
    left_out: Annotated[
        Path | None, typer.Option("--left-out", metavar="FILE", help="Write here what was not taken for a statement.")
    ] = None,
    canonical: Annotated[
        Path | None,
        typer.Option(
            "--canonical", metavar="FOLDER", help="Write each document's text here, as start and end count it."
        ),
    ] = None,
    explain: Annotated[
        Path | None,
        typer.Option(
            "--explain", metavar="FILE", help="Write here, block by block, what decided joins, splits and roles."
        ),
    ] = None,
    columns: Columns = None,
    pseudonyms: Pseudonyms = False,
    quiet: Quiet = False,
) -> None:
    """Read notes into a statements table."""
    with told_in_one_line():
        chosen = chosen_format(out, format_name)
        mapping = columns_named(columns)
        from rusnlp.atomic import write_text
        from rusnlp.codebook import load_codebook
        from rusnlp.inputs import read_inputs
        from rusnlp.progress import progress_bar
        from rusnlp.table_formats import write_table

        with progress_bar(quiet=quiet) as progress:
            loaded, _ = read_inputs(paths, load_codebook(codebook), progress, mapping=mapping, pseudonyms=pseudonyms)
        give(loaded.statements, out, chosen)
        if left_out:
            write_table(loaded.left_out, left_out)
        if explain:
            write_table(loaded.explained, explain)
        if canonical:
            for name, text in loaded.canonical.items():
                write_text(canonical / f"{name}.txt", text)
        end(loaded.problems, [*loaded.warnings, *_in_and_out(loaded)], quiet=quiet)


@app.command()
def code(
    paths: Paths,
    out: Output = None,
    format_name: Format = None,
    codebook: CodebookName = "rus",
    embedder: EmbedderName = "default",
    model: ModelFolder = None,
    number_to_ask: Annotated[
        int | None,
        typer.Option(
            "--ask",
            metavar="N",
            min=1,
            help="Write instead a sheet of the N statements that teach most, to fill in for `rusnlp learn`.",
        ),
    ] = None,
    columns: Columns = None,
    pseudonyms: Pseudonyms = False,
    quiet: Quiet = False,
) -> None:
    """Code notes, or a statements table, after a codebook."""
    with told_in_one_line():
        chosen = chosen_format(out, format_name)
        mapping = columns_named(columns)
        if number_to_ask:
            ask(paths, number_to_ask, out, chosen, codebook, embedder, model, mapping, pseudonyms, quiet)
            return
        from rusnlp.table_files import coded_table, write_coded
        from rusnlp.themes import status_table

        loaded, codings, _ = _coded(
            paths, codebook, embedder, quiet, model=model, again=True, mapping=mapping, pseudonyms=pseudonyms
        )
        if out:
            write_coded(loaded.statements, codings, out, chosen)
        else:
            give(coded_table(loaded.statements, codings), None, chosen)
        counts = status_table(loaded.statements, codings).iloc[0].to_dict()
        end(loaded.problems, [*loaded.warnings, _in_numbers(counts)], quiet=quiet)


@app.command()
def tables(
    paths: Paths,
    out: Output = None,
    format_name: Format = None,
    kind: Annotated[str, typer.Option("--kind", help="theme or area.")] = "theme",
    rows: Annotated[
        str, typer.Option("--rows", help="code, session, question, session_area, slot, group, document.")
    ] = "code",
    columns: Annotated[str, typer.Option("--columns", help="As --rows, or none for a list with quotes.")] = "session",
    within: Annotated[
        list[str] | None, typer.Option("--within", metavar="NAME=VALUE", help="Only these, as question=mobilisering.")
    ] = None,
    values: Annotated[
        str,
        typer.Option(
            "--values", help="statements, with_review, share, share_with_review, sessions, absent or summaries."
        ),
    ] = "statements",
    compare: Annotated[
        str | None,
        typer.Option(
            "--compare",
            metavar="WHAT",
            help="Instead of a crosstab: each code between the halves of the day (slot), questions (question) or "
            "sessions (session), with a test where its assumptions hold.",
        ),
    ] = None,
    codebook: CodebookName = "rus",
    embedder: EmbedderName = "default",
    model: ModelFolder = None,
    quiet: Quiet = False,
) -> None:
    """Count codes: a crosstab, as themes by session."""
    with told_in_one_line():
        chosen = chosen_format(out, format_name, "csv")
        from rusnlp.embedders import embed, load_embedder
        from rusnlp.tabling.parts import DIFFERENCE_TITLES
        from rusnlp.themes import (
            DIMENSIONS,
            VALUES,
            difference_table,
            theme_counts,
            theme_differences,
            theme_table,
        )

        one_of("--kind", kind, ("theme", "area"))
        one_of("--rows", rows, ("code", *DIMENSIONS))
        one_of("--columns", columns, ("code", "none", *DIMENSIONS))
        one_of("--values", values, VALUES)
        if compare:
            one_of("--compare", compare, tuple(DIFFERENCE_TITLES))
        if rows == columns:
            raise typer.BadParameter(f"--rows and --columns are both {rows}; choose two different ones")
        if "code" not in (rows, columns) and columns != "none" and values != "statements":
            raise typer.BadParameter(f"--values {values} needs code in --rows or --columns")
        kept = dict(_named_value(pair, DIMENSIONS) for pair in within or [])
        loaded, codings, book = _coded(paths, codebook, embedder, quiet, model=model)
        statements = loaded.statements
        if compare:
            table = difference_table(
                theme_differences(statements, codings, book, dimension=compare, kind=kind, within=kept)
            )
        elif columns == "none":
            by = [] if rows == "code" else [rows]
            vectors = embed(list(statements["text"]), load_embedder(embedder))
            table = theme_counts(statements, codings, book, kind=kind, by=by, within=kept, vectors=vectors)
        else:
            table = theme_table(
                statements, codings, book, kind=kind, rows=rows, columns=columns, within=kept, values=values
            ).reset_index()
        give(table, out, chosen)
        alone = [f"nothing to compare: no two groups ({compare}) in these statements"] if compare else []
        end(loaded.problems, [*loaded.warnings, *(alone if table.empty else [])], quiet=quiet)


@app.command()
def report(
    paths: Paths,
    out: Annotated[
        list[Path],
        typer.Option(
            "-o",
            "--out",
            metavar="FILE",
            show_default=False,
            help="docx, pptx, xlsx, html, md or csv; may be repeated.",
        ),
    ],
    codebook: CodebookName = "rus",
    embedder: EmbedderName = "default",
    model: ModelFolder = None,
    template: Template = None,
    quiet: Quiet = False,
) -> None:
    """Write a report of notes, or of coded statements."""
    with told_in_one_line():
        from rusnlp.embedders import embed, load_embedder
        from rusnlp.reports import WRITERS, build_content, write_report
        from rusnlp.summary import summarise

        for path in out:
            one_of("--out", path.suffix.lower(), tuple(WRITERS))
        if template and not any(path.suffix.lower() == ".pptx" for path in out):
            raise typer.BadParameter("--template is for PowerPoint; name a .pptx with -o")
        usable_template(template)
        loaded, codings, book = _coded(paths, codebook, embedder, quiet, model=model)
        vectors = embed(list(loaded.statements["text"]), load_embedder(embedder))
        content = build_content(
            loaded,
            codings,
            book,
            summary=summarise(loaded.statements, codings, book, vectors),
            vectors=vectors,
        )
        for path in out:
            write_report(content, path, template=template)
        end(loaded.problems, loaded.warnings, quiet=quiet)


app.command()(topics)
app.command()(summary)
app.command()(verify)
app.command()(learn)
add_evaluation_commands(app)


def _coded(
    paths: list[Path],
    codebook: str,
    embedder: str,
    quiet: bool,
    *,
    model: Path | None = None,
    again: bool = False,
    mapping: dict[str, str] | None = None,
    pseudonyms: bool = False,
) -> tuple[Any, pd.DataFrame, Codebook]:
    """The input, its codings, and the codebook; statements without codings are coded on the way."""
    from rusnlp.codebook import load_codebook
    from rusnlp.deciding.learned_model import ModelError
    from rusnlp.inputs import read_inputs, with_codings
    from rusnlp.progress import progress_bar

    learned = model_in(model)
    with progress_bar(quiet=quiet) as progress, wrong_use(ModelError):
        book = load_codebook(codebook)
        loaded, codings = read_inputs(paths, book, progress, mapping=mapping, pseudonyms=pseudonyms)
        codings = with_codings(
            loaded.statements,
            codings,
            book,
            embedder,
            progress,
            model=learned,
            again=again,
            corrected=loaded.corrected,
        )
    return loaded, codings, book


def _in_numbers(counts: Mapping[Any, int]) -> str:
    """What became of the statements: coded, to review, uncoded, repeats, summaries."""
    return (
        f"{counts['statements']} statements: {counts['coded']} coded, {counts['review']} to review, "
        f"{counts['uncoded']} uncoded, {counts['repeats']} repeats, {counts['summaries']} summaries"
    )


def _in_and_out(loaded: LoadResult) -> list[str]:
    """What became statements and what was left out, by role: a line for each of several files, then one for all."""
    lines = [
        f"{name}: {_number_in_and_out(count, loaded.left_out[loaded.left_out['document'] == name])}"
        for name, count in zip(loaded.documents["document"], loaded.documents["statements"], strict=True)
    ]
    if len(lines) == 1:
        return lines
    return [*lines, f"{len(lines)} documents: {_number_in_and_out(len(loaded.statements), loaded.left_out)}"]


def _number_in_and_out(statements: int, left_out: pd.DataFrame) -> str:
    roles = ", ".join(f"{number} {role}" for role, number in left_out["role"].value_counts().items())
    return f"{statements} statements; {len(left_out)} blocks left out{f' ({roles})' if roles else ''}"


def _named_value(pair: str, names: tuple[str, ...]) -> tuple[str, str]:
    name, _, value = pair.partition("=")
    if not value:
        raise typer.BadParameter(f"--within: {pair!r} should be NAME=VALUE, as question=mobilisering")
    one_of("--within", name, names)
    return name, value
