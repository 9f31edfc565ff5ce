"""How fast PDF files are read, and how much of them comes back whole, beside PDFium's bare text.

Run from the repository's root: python -m benchmarks.pdf_reading [--pages 200]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pypdfium2

from benchmarks.pdf_decks import Expected, page_document, slide_deck
from rusnlp.document import Document, Line
from rusnlp.reading.pdf import read_pdf


def bare_text(path: Path) -> list[str]:
    """PDFium's own text of each page."""
    pdf = pypdfium2.PdfDocument(path)
    texts = []
    for index in range(len(pdf)):
        page = pdf[index]
        text_page = page.get_textpage()
        texts.append(text_page.get_text_range())
        text_page.close()
        page.close()
    pdf.close()
    return texts


def recovered(document: Document, expected: list[Expected]) -> tuple[int, list[tuple[Expected, Line]]]:
    """Number of paragraphs drawn, and those found whole on their page with the line that holds each."""
    lines: dict[tuple[int, str], list[Line]] = {}
    for page in document.pages:
        for line in page.lines:
            lines.setdefault((page.number, line.text), []).append(line)
    found = []
    for paragraph in expected:
        held = lines.get((paragraph.page, paragraph.text))
        if held:
            same_column = [i for i, line in enumerate(held) if line.column == paragraph.column]
            found.append((paragraph, held.pop(same_column[0] if same_column else 0)))
    return len(expected), found


def seconds(calls: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """The shortest processor time of each call; they take turns, so that all meet the same load of the machine."""
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(rounds):
        for call, taken in zip(calls, times, strict=True):
            start = time.process_time()
            call()
            taken.append(time.process_time() - start)
    return [min(taken) for taken in times]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=200, help="pages drawn in each file")
    parser.add_argument("--rounds", type=int, default=5, help="rounds; the fastest counts")
    given = parser.parse_args()
    print("file     pages  bare pages/s  read pages/s  ratio  whole  wrapped  columns  bare lines whole")
    with tempfile.TemporaryDirectory() as folder:
        for name, draw in (("slides", slide_deck), ("pages", page_document)):
            path = Path(folder) / f"{name}.pdf"
            expected = draw(path, given.pages)
            pages = len(bare_text(path))
            calls = (partial(bare_text, path), partial(read_pdf, path))
            bare, read = (pages / taken for taken in seconds(calls, given.rounds))
            count, found = recovered(read_pdf(path), expected)
            wraps = [paragraph for paragraph in expected if paragraph.wrapped]
            whole_wraps = sum(paragraph.wrapped for paragraph, _ in found)
            columned = [(p, line) for p, line in found if p.column is not None]
            right = sum(p.column == line.column for p, line in columned)
            columns = f"{right / len(columned):7.3f}" if columned else "      -"
            bare_lines = {(n, line) for n, text in enumerate(bare_text(path), 1) for line in text.splitlines()}
            bare_whole = sum((p.page, p.text) in bare_lines for p in expected) / count
            print(
                f"{name:8} {pages:5}  {bare:12.0f}  {read:12.0f}  {read / bare:5.2f}  {len(found) / count:5.3f}"
                f"  {whole_wraps / len(wraps):7.3f}  {columns}  {bare_whole:16.3f}"
            )


if __name__ == "__main__":
    main()
