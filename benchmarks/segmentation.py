"""How well notes are split into statements and tagged, and how fast, beside simple ways and bare text extraction.

Run from the repository's root: python -m benchmarks.segmentation [--quick]

Scored are the reference of ../shared (where it is), the invented example day in every layout, and the samples of
tests/samples. A statement is found when its text is the same but for white space, quotation marks, dashes and case,
and its page is right where the reference names one; the simple ways are not asked for pages. They see the text that
the format's own library gives: every line, the lines from one bullet to the next, spaCy's sentences. A format that
holds its bullets apart from the text (Word, PowerPoint, Excel) gives the second way little to go by; a dash stands
where a way found nothing.

Speed is pages a second of processor time, the median of five rounds, on an enlarged example day. A page is the
file's own in slides, PDF and text with page breaks, else 2 000 characters of text.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from rusnlp.layout import split_marker
from rusnlp.loading import load_corpus
from rusnlp.reading.encoding import decode_bytes
from rusnlp.reading.text import pages_of_text
from tests.example_layouts import LAYOUTS, Day, read_day, write_layout
from tests.example_layouts.day import Note, Session
from tests.scoring import TAGS, Score, score_statements

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "tests" / "samples"
SHARED = ROOT.parent / "shared"
NOTES = SHARED / "corpus" / "dialogpass_2024.txt"
REFERENCE = SHARED / "reference" / "dialogpass_1_4_5_9.jsonl"
PAGED = {"slide_text": 3, "slide_pdf": 3, "pptx": 3, "a4_pdf": 11}
"""Layouts with pages of their own, and how many days make about two hundred of them."""
UNPAGED_COPIES = 14
PAGE_CHARACTERS = 2_000

Row = dict[str, Any]


# The text that a format's own library gives, a string a page


def pdf_text(path: Path) -> list[str]:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(path)
    texts = []
    for page in pdf:
        text_page = page.get_textpage()
        texts.append(text_page.get_text_range())
        text_page.close()
        page.close()
    pdf.close()
    return texts


def docx_text(path: Path) -> list[str]:
    import docx
    from docx.table import Table

    texts = []
    for block in docx.Document(str(path)).iter_inner_content():
        if isinstance(block, Table):
            texts += [cell.text for row in block.rows for cell in row.cells]
        else:
            texts.append(block.text)
    return ["\n".join(texts)]


def pptx_text(path: Path) -> list[str]:
    import pptx

    texts = []
    for slide in pptx.Presentation(str(path)).slides:
        on_slide = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        tables = [shape.table for shape in slide.shapes if shape.has_table]
        texts.append("\n".join(on_slide + [cell.text for table in tables for cell in table.iter_cells()]))
    return texts


def xlsx_text(path: Path) -> list[str]:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    sheets = [
        "\n".join(str(value) for row in sheet.iter_rows(values_only=True) for value in row if value is not None)
        for sheet in book.worksheets
    ]
    book.close()
    return sheets


def trello_text(path: Path) -> list[str]:
    board = json.loads(path.read_text("utf-8"))
    texts = [f"{card['name']}\n{card.get('desc') or ''}" for card in board["cards"]]
    comments = [action.get("data", {}).get("text") or "" for action in board.get("actions", ())]
    return ["\n".join(texts + comments)]


def plain_text(path: Path) -> list[str]:
    text, _, _ = decode_bytes(path.read_bytes())
    return ["\n".join(line.text for line in page.lines) for page in pages_of_text(text)]


def plain_read(path: Path) -> list[str]:
    return [path.read_text("utf-8", errors="replace")]


def csv_text(path: Path) -> list[str]:
    text, _, _ = decode_bytes(path.read_bytes())
    delimiter = max(";,\t", key=text.partition("\n")[0].count)
    return ["\n".join(cell for row in csv.reader(text.splitlines(), delimiter=delimiter) for cell in row)]


EXTRACTORS: dict[str, Callable[[Path], list[str]]] = {
    ".pdf": pdf_text,
    ".docx": docx_text,
    ".pptx": pptx_text,
    ".xlsx": xlsx_text,
    ".json": trello_text,
    ".csv": csv_text,
}
"""By suffix; anything else is plain text."""


# The simple ways: pages of text to statements


def lines_of(pages: Iterable[str]) -> list[str]:
    """Every line with text, without its bullet."""
    return [split_marker(line)[1].strip() for page in pages for line in page.splitlines() if line.strip()]


def bullets_of(pages: Iterable[str]) -> list[str]:
    """The lines of each bullet, until the next bullet or the end of the page, joined with a space."""
    found: list[str] = []
    for page in pages:
        is_open = False
        for line in filter(str.strip, page.splitlines()):
            marker, text = split_marker(line)
            if marker:
                found.append(text.strip())
                is_open = True
            elif is_open:
                found[-1] += " " + line.strip()
    return found


@cache
def swedish_sentencizer() -> Any:
    """The rule-based sentence splitter of spaCy for Swedish; None when spaCy is not installed."""
    try:
        import spacy
    except ImportError:
        return None
    language = spacy.blank("sv")
    language.add_pipe("sentencizer")
    language.max_length = 10_000_000
    return language


def sentences_of(pages: Iterable[str]) -> list[str]:
    """Sentences of spaCy, page by page, without a bullet at the beginning; none without spaCy."""
    language = swedish_sentencizer()
    if language is None:
        return []
    texts = [sentence.text for document in language.pipe(pages) for sentence in document.sents]
    return [split_marker(text)[1].strip() for text in texts if text.strip()]


SIMPLE_WAYS: dict[str, Callable[[Iterable[str]], list[str]]] = {
    "lines": lines_of,
    "bullets": bullets_of,
    "spaCy": sentences_of,
}


# Scores


def simple_scores(reference: Sequence[Row], texts: dict[str, list[str]]) -> dict[str, float | None]:
    """F1 of each simple way on the pages of each document; None where it found nothing at all to split."""
    anywhere = [row | {"page": None} for row in reference]
    scores: dict[str, float | None] = {}
    for name, way in SIMPLE_WAYS.items():
        split = {document: way(pages) for document, pages in texts.items()}
        rows = [untagged(document, text) for document, found in split.items() for text in found]
        scores[name] = score_statements(anywhere, rows).f1 if rows else None
    return scores


def untagged(document: str, text: str) -> Row:
    return {"document": document, "text": text, "page": None, "repeat_of": None} | dict.fromkeys(TAGS[:-1])


def loaded_rows(paths: Iterable[Path]) -> list[Row]:
    result = load_corpus(list(paths))
    if result.problems:
        raise SystemExit("\n".join(result.problems))
    return [{str(key): value for key, value in row.items()} for row in result.statements.to_dict("records")]


def extracted(paths: Iterable[Path]) -> dict[str, list[str]]:
    """The text of each document's pages by the document's name."""
    return {path.stem: EXTRACTORS.get(path.suffix, plain_text)(path) for path in paths}


def print_head(title: str) -> None:
    print(f"\n{title}")
    tags = "".join(f"{tag:>9}" for tag in TAGS)
    print(f"{'':26}{'n':>5}{'F1':>7}{'prec.':>7}{'recall':>7} |{tags} |" + "".join(f"{way:>8}" for way in SIMPLE_WAYS))


def print_score(name: str, reference: Sequence[Row], score: Score, simple: dict[str, float | None]) -> None:
    count = sum(row["role"] != "cluster" for row in reference)
    tags = "".join(f"{score.tags[tag]:9.3f}" for tag in TAGS)
    ways = "".join(f"{'–' if value is None else format(value, '.3f'):>8}" for value in simple.values())
    print(f"{name:26}{count:5}{score.f1:7.3f}{score.precision:7.3f}{score.recall:7.3f} |{tags} |{ways}")


def score_files(name: str, reference: Sequence[Row], paths: Sequence[Path]) -> None:
    score = score_statements(reference, loaded_rows(paths))
    print_score(name, reference, score, simple_scores(reference, extracted(paths)))


def score_shared(folder: Path) -> None:
    """The real notes as exported and without trailing blanks, over all reference sessions and each alone."""
    if not (NOTES.exists() and REFERENCE.exists()):
        print(f"\nReal notes: skipped, {SHARED} is not on this machine")
        return
    print_head("Real notes against the reference")
    rows = [json.loads(line) | {"document": NOTES.stem} for line in REFERENCE.read_text("utf-8").splitlines()]
    text = NOTES.read_text("utf-8")
    stripped = folder / NOTES.name
    stripped.write_text("\n".join(line.rstrip() for line in text.split("\n")), "utf-8")
    for name, path in (("as exported", NOTES), ("without trailing blanks", stripped)):
        loaded = loaded_rows([path])
        score_sessions(name, rows, loaded, path)
        if path == NOTES:
            for session in sorted({row["session"] for row in rows}):
                score_sessions(f"  session {session}", [r for r in rows if r["session"] == session], loaded, path)


def score_sessions(name: str, reference: Sequence[Row], loaded: Sequence[Row], path: Path) -> None:
    """Scores on the pages that the sessions of the reference span."""
    inside = pages_spanned(reference)
    texts = [text for number, text in numbered_pages(path) if number in inside]
    score = score_statements(reference, [row for row in loaded if row["page"] in inside])
    print_score(name, reference, score, simple_scores(reference, {path.stem: texts}))


def pages_spanned(reference: Sequence[Row]) -> set[int]:
    found: dict[str, list[int]] = {}
    for row in reference:
        found.setdefault(row["session"], []).append(row["page"])
    return {page for pages in found.values() for page in range(min(pages), max(pages) + 1)}


def numbered_pages(path: Path) -> Iterator[tuple[int, str]]:
    text, _, _ = decode_bytes(path.read_bytes())
    for page in pages_of_text(text):
        yield page.number, "\n".join(line.text for line in page.lines)


def score_layouts(day: Day, folder: Path) -> None:
    print_head("The invented example day, layout by layout")
    for name in LAYOUTS:
        files = folder / name
        files.mkdir()
        reference = write_layout(day, name, files)
        score_files(f"{name} ({LAYOUTS[name].suffix})", reference, sorted(files.iterdir()))


def score_samples() -> None:
    print_head("Samples of other organisers, format by format")
    references: dict[str, list[Row]] = {}
    paths: dict[str, list[Path]] = {}
    for file in sorted(SAMPLES.glob("*.ref.jsonl")):
        stem = file.name.removesuffix(".ref.jsonl")
        (notes,) = (path for path in SAMPLES.glob(f"{stem}.*") if path != file)
        rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        references.setdefault(notes.suffix, []).extend(rows)
        paths.setdefault(notes.suffix, []).append(notes)
    for suffix, rows in references.items():
        score_files(f"{suffix} ({len(paths[suffix])} files)", rows, paths[suffix])
    everything = [row for rows in references.values() for row in rows]
    score_files("all", everything, [path for files in paths.values() for path in files])


# Speed


def enlarged(day: Day, copies: int) -> Day:
    """The day several times over: sessions numbered on, and the words of the notes in another order each time."""
    dice = random.Random(42)  # noqa: S311 - shuffling, not secrets
    sessions = list(day.sessions)
    for _ in range(copies - 1):
        sessions += [shuffled(session, str(len(sessions) + 1 + n), dice) for n, session in enumerate(day.sessions)]
    return replace(day, sessions=tuple(sessions))


def shuffled(session: Session, number: str, dice: random.Random) -> Session:
    def note(old: Note) -> Note:
        words = old.text.split()
        dice.shuffle(words)
        return replace(old, text=" ".join(words).capitalize(), notes=tuple(note(below) for below in old.notes))

    parts = tuple(replace(part, notes=tuple(note(old) for old in part.notes)) for part in session.parts)
    return replace(session, number=number, parts=parts)


def seconds(call: Callable[[], object], rounds: int) -> float:
    """The median processor time of several rounds."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        call()
        times.append(time.process_time() - start)
    return statistics.median(times)


def time_layouts(day: Day, folder: Path, *, quick: bool) -> None:
    rounds = 3 if quick else 5
    print(f"\nPages a second of processor time (median of {rounds})")
    print(f"{'':26}{'pages':>7}{'notes':>7}{'our load':>10}{'bare text':>11}{'ratio':>7}")
    for name, layout in LAYOUTS.items():
        copies = 1 if quick else PAGED.get(name, UNPAGED_COPIES)
        files = folder / name
        files.mkdir()
        write_layout(enlarged(day, copies), name, files)
        print_speed(f"{name} ({layout.suffix})", sorted(files.iterdir()), paged=name in PAGED, rounds=rounds)


def print_speed(name: str, paths: Sequence[Path], *, paged: bool, rounds: int) -> None:
    extractor = EXTRACTORS.get(paths[0].suffix, plain_read)
    texts = [text for path in paths for text in EXTRACTORS.get(path.suffix, plain_text)(path)]
    pages = len(texts) if paged else sum(map(len, texts)) / PAGE_CHARACTERS
    loaded = load_corpus(paths)  # also the round that fills the caches
    ours = seconds(lambda: load_corpus(paths), rounds)
    bare = seconds(lambda: [extractor(path) for path in paths], rounds)
    speeds = f"{pages / ours:10,.0f}{pages / max(bare, 1e-6):11,.0f}{ours / max(bare, 1e-6):7.1f}"
    print(f"{name:26}{pages:7.0f}{len(loaded.statements):7}{speeds}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="time the example day as it is, three rounds")
    options = parser.parse_args()
    if swedish_sentencizer() is None:
        print("spaCy's sentences: skipped, spaCy is not installed (pip install spacy)", file=sys.stderr)
    day = read_day()
    with tempfile.TemporaryDirectory() as folder:
        for part in ("shared", "layouts", "speed"):
            (Path(folder) / part).mkdir()
        score_shared(Path(folder) / "shared")
        score_layouts(day, Path(folder) / "layouts")
        score_samples()
        time_layouts(day, Path(folder) / "speed", quick=options.quick)


if __name__ == "__main__":
    main()
