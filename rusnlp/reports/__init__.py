"""Reports: one content, one writer a format."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from rusnlp.atomic import replacing
from rusnlp.reports.content import build_content
from rusnlp.reports.views import Content

__all__ = ["WRITERS", "Content", "build_content", "write_all", "write_report"]

WRITERS = {
    ".docx": ("rusnlp.reports.docx", "docx_bytes"),
    ".xlsx": ("rusnlp.reports.xlsx", "xlsx_bytes"),
    ".html": ("rusnlp.reports.html", "html_bytes"),
    ".md": ("rusnlp.reports.md", "md_bytes"),
    ".csv": ("rusnlp.reports.csv", "csv_bytes"),
}
"""Suffix -> the module and its function from `Content` to the file's bytes."""


def write_report(content: Content, path: str | Path) -> Path:
    """Write the report in the format that the suffix of `path` names; returns the path.

    The file takes the place of an old one only when it is whole. Raises ValueError for a suffix without a writer.
    """
    path = Path(path)
    if path.suffix.lower() not in WRITERS:
        raise ValueError(
            f"{path.name}: no report can be written as {path.suffix or 'a file without suffix'!r}; "
            f"choose among {', '.join(WRITERS)}"
        )
    module, name = WRITERS[path.suffix.lower()]
    writer: Callable[[Content], bytes] = getattr(import_module(module), name)
    _replace(path, writer(content))
    return path


def write_all(content: Content, out: str | Path) -> list[Path]:
    """Write the usual set into the folder `out`, made when missing; returns the paths.

    rapport.html, rapport.docx, tematabell.xlsx, tematabell.csv, tematabell.md and each figure as png and svg.
    """
    out = Path(out)
    names = ("rapport.html", "rapport.docx", "tematabell.xlsx", "tematabell.csv", "tematabell.md")
    written = [write_report(content, out / name) for name in names]
    for figure in content.figures:
        for suffix, data in ((".png", figure.png), (".svg", figure.svg)):
            written.append(out / f"{figure.name}{suffix}")
            _replace(written[-1], data)
    return written


def _replace(path: Path, data: bytes) -> None:
    with replacing(path) as temporary:
        temporary.write_bytes(data)
