"""Codebooks to and from other programs: REFI-QDA (.qdc), tables (.csv, .xlsx), Taguette's tags, and YAML.

`write_codebook_as` and `read_codebook_from` go by the suffix of the file; the modules hold a format each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rusnlp.yaml_fields import CodebookError

if TYPE_CHECKING:
    from rusnlp.codebook import Codebook
    from rusnlp.exchange.drafts import ImportedCodebook

# Format -> module and function, loaded on use.
WRITERS = {
    "qdc": ("qdc", "write_qdc"),
    "csv": ("codebook_tables", "write_codebook_csv"),
    "taguette": ("codebook_tables", "write_taguette_csv"),
    "xlsx": ("codebook_tables", "write_codebook_xlsx"),
    "yaml": ("codebook_yaml", "write_codebook"),
}
READERS = {
    "qdc": ("qdc", "read_qdc"),
    "csv": ("codebook_tables", "read_codebook_table"),
    "taguette": ("codebook_tables", "read_codebook_table"),
    "xlsx": ("codebook_tables", "read_codebook_table"),
}


def format_of(path: str | Path, given: str | None = None) -> str:
    """`given`, or what the name of the file says (`.taguette.csv`: taguette, `.yml`: yaml); may be no known format."""
    if given:
        return given.lower()
    name = Path(path).name.lower()
    if name.endswith(".taguette.csv"):
        return "taguette"
    return {"yml": "yaml"}.get(name.rpartition(".")[2], name.rpartition(".")[2])


def write_codebook_as(codebook: Codebook, path: str | Path, format: str | None = None) -> None:  # noqa: A002
    """Write a codebook in one of `WRITERS`; raises `CodebookError` for another format, and what the writer raises."""
    _function(WRITERS, format_of(path, format), path)(codebook, path)


def read_codebook_from(path: str | Path) -> ImportedCodebook:
    """Read a codebook in one of `READERS`; raises `CodebookError` for another format, and what the reader raises."""
    read: ImportedCodebook = _function(READERS, format_of(path), path)(path)
    return read


def _function(known: Mapping[str, tuple[str, str]], format_name: str, path: str | Path) -> Callable[..., Any]:
    if format_name not in known:
        raise CodebookError(f"{path}: format '{format_name}' is not one of {', '.join(known)}")
    module, function = known[format_name]
    found: Callable[..., Any] = getattr(import_module(f"rusnlp.exchange.{module}"), function)
    return found
