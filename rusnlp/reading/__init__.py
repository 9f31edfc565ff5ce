"""One module a format; `READERS` says which reads what."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from rusnlp.document import Document, UnreadableDocument

READERS: dict[str, tuple[str, str]] = {
    ".txt": ("rusnlp.reading.text", "read_text"),
    ".text": ("rusnlp.reading.text", "read_text"),
    ".md": ("rusnlp.reading.markdown", "read_markdown"),
    ".markdown": ("rusnlp.reading.markdown", "read_markdown"),
    ".docx": ("rusnlp.reading.docx", "read_docx"),
    ".pdf": ("rusnlp.reading.pdf", "read_pdf"),
    ".pptx": ("rusnlp.reading.pptx", "read_pptx"),
    ".xlsx": ("rusnlp.reading.sheets", "read_xlsx"),
    ".csv": ("rusnlp.reading.sheets", "read_csv"),
    ".tsv": ("rusnlp.reading.sheets", "read_csv"),
    ".json": ("rusnlp.reading.trello", "read_trello"),
}
"""Suffix to the module and function that read it; the module is imported when first needed."""


def read_document(path: str | Path) -> Document:
    """Reads one file, by its suffix.

    Raises `UnreadableDocument`, one line with the file's name, the reason and the next step, when the file is missing,
    of an unknown kind, or cannot be read.
    """
    path = Path(path)
    if not path.exists():
        raise UnreadableDocument(f"{path}: no such file; check the path")
    if not path.is_file():
        raise UnreadableDocument(f"{path.name}: not an ordinary file; name a file with notes")
    if path.suffix.lower() not in READERS:
        known = ", ".join(sorted(READERS))
        raise UnreadableDocument(f"{path.name}: unknown file type '{path.suffix}'; rusnlp reads {known}")
    module, function = READERS[path.suffix.lower()]
    reader: Callable[[Path], Document] = getattr(import_module(module), function)
    try:
        return reader(path)
    except UnreadableDocument:
        raise
    except PermissionError as error:
        raise UnreadableDocument(f"{path.name}: may not be read ({error.strerror}); check its permissions") from error
    except (OSError, MemoryError, RecursionError, ValueError, KeyError, AttributeError, TypeError, IndexError) as error:
        raise UnreadableDocument(
            f"{path.name}: broken or not a {path.suffix} file ({type(error).__name__}); open it in its own program "
            "and save it anew"
        ) from error
