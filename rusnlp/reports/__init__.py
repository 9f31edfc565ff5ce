"""Reports: one content, one writer a format."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from rusnlp.atomic import replacing
from rusnlp.reports.content import build_content, with_topics
from rusnlp.reports.views import Content

__all__ = [
    "USUAL_REPORTS",
    "WRITERS",
    "Content",
    "build_content",
    "with_topics",
    "write_all",
    "write_figures",
    "write_report",
]

WRITERS = {
    ".docx": ("rusnlp.reports.docx.report", "docx_bytes"),
    ".pptx": ("rusnlp.reports.pptx", "pptx_bytes"),
    ".xlsx": ("rusnlp.reports.xlsx", "xlsx_bytes"),
    ".html": ("rusnlp.reports.html", "html_bytes"),
    ".md": ("rusnlp.reports.md", "md_bytes"),
    ".csv": ("rusnlp.reports.csv", "csv_bytes"),
}
"""Suffix -> the module and its function from `Content` to the file's bytes."""
USUAL_REPORTS = (
    *("rapport.html", "rapport.docx", "rapport.pptx"),
    *("tematabell.xlsx", "tematabell.csv", "tematabell.md"),
)


def write_report(content: Content, path: str | Path, *, template: str | Path | None = None) -> Path:
    """Write the report in the format that the suffix of `path` names; returns the path.

    `template` is a PowerPoint file whose look a .pptx takes; other formats ignore it. The file takes the place of an
    old one only when it is whole. Raises ValueError for a suffix without a writer, and TemplateError, a ValueError,
    for a template that cannot be used.
    """
    path = Path(path)
    if path.suffix.lower() not in WRITERS:
        raise ValueError(
            f"{path.name}: no report can be written as {path.suffix or 'a file without suffix'!r}; "
            f"choose among {', '.join(WRITERS)}"
        )
    module, name = WRITERS[path.suffix.lower()]
    writer: Callable[..., bytes] = getattr(import_module(module), name)
    _replace(path, writer(content, template) if template and path.suffix.lower() == ".pptx" else writer(content))
    return path


def write_all(content: Content, out: str | Path, *, template: str | Path | None = None) -> list[Path]:
    """Write `USUAL_REPORTS` and the figures into the folder `out`, made when missing; returns the paths.

    `template`: see `write_report`.
    """
    reports = [write_report(content, Path(out) / name, template=template) for name in USUAL_REPORTS]
    return [*reports, *write_figures(content, out)]


def write_figures(content: Content, out: str | Path) -> list[Path]:
    """Write each figure as png and svg into the folder `out`, made when missing; returns the paths."""
    written = []
    for figure in content.figures:
        for suffix, data in ((".png", figure.png), (".svg", figure.svg)):
            written.append(Path(out) / f"{figure.name}{suffix}")
            _replace(written[-1], data)
    return written


def _replace(path: Path, data: bytes) -> None:
    with replacing(path) as temporary:
        temporary.write_bytes(data)
