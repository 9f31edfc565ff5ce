"""Areas of paragraphs of other documents: how often the best area is the one that the document's own order gives.

    python benchmarks/paragraphs.py [--corpus FOLDER] [--invented]

Two documents that nothing was learned from, kept outside the project: an overview of the region's interventions, in
which each serves one of the areas, and an annual report on municipalities with a chapter for each field. Paragraphs
of 90 characters or fewer, and those with an address in them, are left out. Paragraphs are coded without their
headings, first one by one and then with a share of their neighbours' scores (rusnlp/deciding/neighbours.py). A
paragraph has one right area here even where its words speak of another.

Before these the invented paragraphs (invented_paragraphs.tsv: official prose about all areas, half of it on purpose
with few words of its area), that nothing was learned from either; the neighbours' shares were chosen on them.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from rusnlp.codebook import load_codebook
from rusnlp.deciding.code_scores import score_codes
from rusnlp.deciding.neighbours import with_neighbours
from rusnlp.embedders import load_embedder

CORPUS = Path(__file__).resolve().parent.parent.parent / "shared" / "corpus"
INTERVENTIONS, MUNICIPALITIES = "verksamhetsinformation_2024.txt", "skanes_kommuner_2021.txt"
INVENTED = Path(__file__).resolve().parent / "invented_paragraphs.tsv"
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


def invented_paragraphs() -> list[Paragraph]:
    """Made-up paragraphs of reports, by topic; each topic is taken for a document."""
    lines = INVENTED.read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.split("\t") for line in lines)
    return [Paragraph(f"{area}, {topic}", area, text) for area, topic, _, text in rows]


def best_areas(paragraphs: Sequence[Paragraph]) -> dict[str, list[str]]:
    """The area with the highest score of each paragraph: by itself, and with its neighbours in the document."""
    codebook = load_codebook("rus")
    texts = [paragraph.text for paragraph in paragraphs]
    scored = score_codes(texts, codebook, load_embedder())
    documents = [paragraph.document for paragraph in paragraphs]
    areas = [column for column, code in enumerate(scored.codes) if code in codebook.areas]
    both = {
        "alone": scored.log_odds,
        "with neighbours": with_neighbours(scored.log_odds, scored.codes, documents),
    }
    return {
        name: [scored.codes[areas[column]].id for column in log_odds[:, areas].argmax(axis=1)]
        for name, log_odds in both.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--invented", action="store_true", help="the invented paragraphs only, in chance order")
    options = parser.parse_args()
    print(f"{'':48} {'n':>4}   {'alone':>6} {'with neighbours':>16}")
    show("invented", shuffled(invented_paragraphs()))
    if options.invented:
        return
    if not (options.corpus / INTERVENTIONS).exists():
        sys.exit(f"{options.corpus}: no {INTERVENTIONS} there; give the folder with --corpus")
    paths = options.corpus / INTERVENTIONS, options.corpus / MUNICIPALITIES
    show("documents", of_interventions(paths[0]) + of_municipalities(paths[1]))


def shuffled(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The topics one after another in an order by chance, as one document: neighbours are often of another area."""

    def by_chance(paragraph: Paragraph) -> str:
        return hashlib.sha256(paragraph.document.encode("utf-8")).hexdigest()

    ordered = sorted(paragraphs, key=by_chance)
    return [paragraph._replace(document="invented") for paragraph in ordered]


def show(title: str, paragraphs: Sequence[Paragraph]) -> None:
    """Print the share of right areas by document and area, and of all."""
    number, right = Counter[str](), Counter[tuple[str, str]]()
    for name, found in best_areas(paragraphs).items():
        for paragraph, area in zip(paragraphs, found, strict=True):
            for group in dict.fromkeys((paragraph.document, f"{paragraph.document}, {paragraph.area}", title)):
                number[group] += name == "alone"
                right[group, name] += area == paragraph.area
    for group, of in number.items():
        print(f"{group:48} {of:4}   {right[group, 'alone'] / of:6.3f} {right[group, 'with neighbours'] / of:16.3f}")


if __name__ == "__main__":
    main()
