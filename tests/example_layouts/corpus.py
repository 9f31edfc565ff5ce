"""All layouts by name, and the folder of files that an organiser would have after the day."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from .day import Day, Row, Session
from .markdown import write_markdown
from .pdf_minutes import write_a4_pdf
from .pdf_slides import write_slide_pdf
from .plain_text import write_minutes_text, write_slide_text
from .powerpoint import write_pptx
from .sheets import write_csv, write_xlsx_rows, write_xlsx_wide
from .trello import write_trello
from .word import write_docx


@dataclass(frozen=True)
class Layout:
    write: Callable[[Day, Iterable[Session], Path], list[Row]]
    suffix: str
    one_session_a_file: bool = False


LAYOUTS = {
    "slide_text": Layout(write_slide_text, ".txt"),
    "minutes_text": Layout(write_minutes_text, ".txt"),
    "markdown": Layout(write_markdown, ".md"),
    "docx": Layout(write_docx, ".docx"),
    "a4_pdf": Layout(write_a4_pdf, ".pdf"),
    "slide_pdf": Layout(write_slide_pdf, ".pdf"),
    "pptx": Layout(write_pptx, ".pptx"),
    "xlsx_rows": Layout(write_xlsx_rows, ".xlsx"),
    "xlsx_wide": Layout(write_xlsx_wide, ".xlsx"),
    "csv": Layout(write_csv, ".csv"),
    "trello": Layout(write_trello, ".json", one_session_a_file=True),
}

CORPUS_LAYOUTS = {
    "1": "slide_text",
    "2": "docx",
    "3": "pptx",
    "4": "a4_pdf",
    "5": "xlsx_rows",
    "6": "slide_pdf",
    "7": "minutes_text",
}


def write_layout(day: Day, name: str, folder: Path) -> list[Row]:
    """Lays out the whole day in one way; returns the reference rows with the field `document`."""
    layout = LAYOUTS[name]
    shares = [[session] for session in day.sessions] if layout.one_session_a_file else [list(day.sessions)]
    rows: list[Row] = []
    for sessions in shares:
        stem = f"{name}_{sessions[0].number}" if layout.one_session_a_file else name
        written = layout.write(day, sessions, folder / f"{stem}{layout.suffix}")
        rows += [{"document": stem} | row for row in written]
    return rows


def write_corpus(day: Day, folder: Path) -> list[Row]:
    """Each session in one file, in the format its note-taker used, and `reference.jsonl` over all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    for session in day.sessions:
        layout = LAYOUTS[CORPUS_LAYOUTS[session.number]]
        stem = f"dialogpass_{session.number}"
        written = layout.write(day, [session], folder / f"{stem}{layout.suffix}")
        rows += [{"document": stem} | row for row in written]
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    (folder / "reference.jsonl").write_text("".join(lines), "utf-8", newline="\n")
    return rows
