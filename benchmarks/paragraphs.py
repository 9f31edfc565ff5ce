"""Areas of paragraphs of other documents: how often the best area is the one that the document's own order gives.

    python benchmarks/paragraphs.py [--corpus FOLDER] [--errors]

Two documents that nothing was learned from, kept outside the project: an overview of the region's interventions, in
which each serves one of the areas, and an annual report on municipalities with a chapter for each field. Paragraphs
of 90 characters or fewer, and those with an address in them, are left out. Paragraphs are coded one by one, without
their headings. A paragraph has one right area here even where its words speak of another.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from rusnlp.codebook import load_codebook
from rusnlp.coding import code_statements
from rusnlp.embedders import load_embedder

CORPUS = Path(__file__).resolve().parent.parent.parent / "shared" / "corpus"
INTERVENTIONS, MUNICIPALITIES = "verksamhetsinformation_2024.txt", "skanes_kommuner_2021.txt"
LEAST_CHARACTERS = 90
AREAS_OF_INTERVENTIONS = ["naringsliv"] * 8 + ["halsa"] * 5 + ["kompetens"] * 5 + ["sammanbundet"] * 6
"""In the order of the document."""
CHAPTERS = (
    ("Hälsa, social välfärd och omsorg", "halsa"),
    ("Utbildning", "kompetens"),
    ("Arbetsmarknad", "kompetens"),
    ("Regional planering", "sammanbundet"),
    ("Kommunal ekonomi", None),
)


class Paragraph(NamedTuple):
    """A paragraph with the area that its document puts it under."""

    document: str
    area: str
    text: str


def joined(lines: Sequence[str]) -> Iterator[str]:
    """Paragraphs of lines that end with a blank where the paragraph goes on."""
    whole = ""
    for line in (line.replace("\u202f", " ") for line in lines):
        if not line.strip():
            continue
        whole = f"{whole} {line.strip()}".strip()
        if not line.endswith(" ") or line.endswith("  "):
            yield whole
            whole = ""
    if whole:
        yield whole


def long_paragraphs(document: str, area: str, lines: Sequence[str]) -> list[Paragraph]:
    texts = (re.sub(r"\s+", " ", text).lstrip("-•\uf0b7 ") for text in joined(lines))
    return [
        Paragraph(document, area, text)
        for text in texts
        if len(text) > LEAST_CHARACTERS and "@" not in text and "http" not in text
    ]


def of_interventions(path: Path) -> list[Paragraph]:
    lines = path.read_text(encoding="utf-8").split("\n")
    starts = [number for number, line in enumerate(lines) if line.strip() == "Insats"]
    found = []
    for start, end, area in zip(starts, [*starts[1:], len(lines)], AREAS_OF_INTERVENTIONS, strict=True):
        stop = next((number for number in range(start, end) if "Denna information" in lines[number]), end)
        found += long_paragraphs(path.stem, area, lines[start + 1 : stop])
    return found


def of_municipalities(path: Path) -> list[Paragraph]:
    lines = path.read_text(encoding="utf-8").split("\n")
    # The last line that is the heading alone; the first ones are the table of contents.
    starts = [max(n for n, line in enumerate(lines) if line.rstrip() == heading) for heading, _ in CHAPTERS]
    found = []
    for (_, area), start, end in zip(CHAPTERS, starts, starts[1:], strict=False):
        if area:
            found += long_paragraphs(path.stem, area, lines[start + 1 : end])
    return found


def best_areas(texts: Sequence[str]) -> list[str]:
    """The area with the highest score of each text."""
    rows = [{"statement_id": str(number), "start": 0, "text": text} for number, text in enumerate(texts)]
    codings = code_statements(pd.DataFrame(rows), load_codebook("rus"), embedder=load_embedder())
    areas = codings[(codings["kind"] == "area") & ~codings["code"].str.contains(".", regex=False)]
    best = areas.sort_values("score", kind="stable").groupby("statement_id")["code"].last()
    return [str(best[str(number)]) for number in range(len(texts))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--errors", action="store_true", help="print what is placed wrong")
    options = parser.parse_args()
    if not (options.corpus / INTERVENTIONS).exists():
        sys.exit(f"{options.corpus}: no {INTERVENTIONS} there; give the folder with --corpus")
    paragraphs = of_interventions(options.corpus / INTERVENTIONS) + of_municipalities(options.corpus / MUNICIPALITIES)
    found = best_areas([paragraph.text for paragraph in paragraphs])
    number, right = Counter[str](), Counter[str]()
    for paragraph, area in zip(paragraphs, found, strict=True):
        for group in (paragraph.document, f"{paragraph.document}, {paragraph.area}", "all"):
            number[group] += 1
            right[group] += area == paragraph.area
        if options.errors and area != paragraph.area:
            print(f"{paragraph.area} -> {area}: {paragraph.text[:200]}")
    for group in number:
        print(f"{group:48} {number[group]:4}   {right[group] / number[group]:.3f}")


if __name__ == "__main__":
    main()
