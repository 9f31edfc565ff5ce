"""Drawn PDF files with the paragraphs that a reader should find in them: slides, A4 pages, odd layouts.

Everything is drawn from a seed, so that the same call gives the same file and the same truth.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

SUBJECTS = """
Kommunerna
De ideella föreningarna
Unga vuxna
Företagen i gränsbygden
Skolorna
Vårdcentralerna
Biblioteken
Lantbrukarna
Universiteten
Fastighetsägarna
YH-utbildningarna
Nyanlända familjer
Äldre som bor ensamma
""".strip().splitlines()
VERBS = """
behöver
efterfrågar
vill ha
saknar
prövar redan
bör få
kan dela
ser fram emot
har länge väntat på
skulle vinna på
tvekar inför
""".strip().splitlines()
OBJECTS = """
tätare bussturer på kvällarna
enklare vägar till praktikplatser
gemensamma inköp av laddstolpar
fler mötesplatser utan krav på medlemskap
tydligare besked om detaljplanerna
stöd med ansökningar till fonder
bättre belysning längs cykelvägarna
kurser i svenska på arbetsplatsen
lokaler som går att låna på helgerna
våtmarker som håller kvar vattnet
ett forum där idéer provas i liten skala
snabbare bredband på landsbygden
handledare som har tid för sommarjobbare
långsiktiga avtal i stället för korta projekt
""".strip().splitlines()
TAILS = """
så att fler vågar söka sig dit
i samverkan med grannkommunerna
trots att pengarna är knappa
även när vintern är lång och bussarna få
för att kunna stanna kvar på orten
innan nästa mandatperiod
utan att varje nämnd ska uppfinna hjulet på nytt
med tydligt ansvar och en namngiven kontaktperson
""".strip().splitlines()
SHORT = """
Fler lånecyklar
Sommarjobb i skogen
Öppna skolgårdar
Bättre skyltning
Grannsamverkan
Fika över gränserna
En väg in
Gratis kollektivtrafik för unga
Odlingslotter
Trygga stationer
""".strip().splitlines()
TITLES = """
Vad är viktigast att ta tag i?
Så vill vi arbeta vidare
Rundabordssamtal om natur och vatten
Grupparbete efter lunch
Regionens roll i frågan
Tankar från borden
""".strip().splitlines()


@dataclass(frozen=True, slots=True)
class Expected:
    """A paragraph as drawn: its page, text, column (None where there are none), list level, and kind."""

    page: int
    text: str
    column: int | None = None
    level: int | None = None
    kind: str = "body"
    wrapped: bool = False


class _Deck:
    def __init__(self, path: Path, size: tuple[float, float], seed: int) -> None:
        self.canvas = Canvas(str(path), pagesize=size, invariant=1)
        self.width, self.height = size
        self.random = random.Random(seed)  # noqa: S311 - a drawn example, no secret
        self.page = 1
        self.expected: list[Expected] = []

    def sentence(self) -> str:
        pick = self.random.choice
        tail = f" {pick(TAILS)}" if self.random.random() < 0.85 else ""
        return f"{pick(SUBJECTS)} {pick(VERBS)} {pick(OBJECTS)}{tail}"

    def prose(self, sentences: int) -> str:
        return " ".join(self.sentence() + "." for _ in range(sentences))

    def text(
        self,
        text: str,
        x: float,
        y: float,
        width: float,
        *,
        size: float = 16,
        font: str = "Helvetica",
        leading: float = 1.2,
        marker: str = "",
        hang: float = 18,
        column: int | None = None,
        level: int | None = None,
        kind: str = "body",
        indent: float = 0.0,
    ) -> float:
        """Draw a paragraph with its first baseline y points below the top; returns the baseline for the next one."""
        lines = wrapped(text, width - (hang if marker else 0), font, size, first=indent)
        if marker:
            self.canvas.setFont("Helvetica", size)
            self.canvas.drawString(x, self.height - y, marker)
            x += hang
        self.canvas.setFont(font, size)
        for number, line in enumerate(lines):
            self.canvas.drawString(x + (0 if number else indent), self.height - y, line)
            y += leading * size
        self.expected.append(Expected(self.page, text, column, level, kind, len(lines) > 1))
        return y

    def footer(self, text: str) -> None:
        self.canvas.setFont("Helvetica", 9)
        self.canvas.drawString(40, 20, text)
        self.canvas.drawRightString(self.width - 40, 20, f"{self.page}")

    def next_page(self) -> None:
        self.canvas.showPage()
        self.page += 1

    def bullets(self, x: float, y: float, width: float, count: int, column: int | None, bottom: float = 490) -> float:
        for number in range(count):
            level = 1 if number and self.random.random() < 0.35 else 0
            text = self.sentence() if self.random.random() < 0.75 else self.random.choice(SHORT)
            size = 14 if level else 16
            if y + 3.6 * size > bottom:
                break
            shift = 26 * level
            y = self.text(
                text, x + shift, y, width - shift, size=size, marker="–" if level else "•", column=column, level=level
            )
            y += 7
        return y


def wrapped(text: str, width: float, font: str, size: float, first: float = 0.0) -> list[str]:
    """The text broken into lines that fit the width; `first` is the indent of the first line."""
    lines: list[str] = []
    current = ""
    for word in text.split():
        longer = f"{current} {word}".strip()
        if current and stringWidth(longer, font, size) > width - (0 if lines else first):
            lines.append(current)
            current = word
        else:
            current = longer
    return [*lines, current]


def slide_deck(path: Path, slides: int = 40, seed: int = 1) -> list[Expected]:
    """Landscape slides: bullets in two levels, two and three columns, notes on coloured boxes, plain short notes."""
    deck = _Deck(path, (960, 540), seed)
    kinds = ("bullets", "two columns", "bullets", "notes", "three columns", "plain", "two headed", "cards")
    for number in range(slides):
        kind = kinds[number % len(kinds)]
        title = f"{deck.random.choice(TITLES)} ({number + 1})"
        deck.text(title, 40, 52, 880, size=28, font="Helvetica-Bold", kind="title")
        if kind == "bullets":
            deck.bullets(50, 110, 850, 7, None)
        elif kind in ("two columns", "three columns"):
            columns = 2 if kind == "two columns" else 3
            step = 880 / columns
            for column in range(columns):
                deck.bullets(50 + column * step, 110, step - 40, 5, column)
        elif kind == "two headed":
            for column, heading in enumerate(("Det här fungerar redan", "Det här saknas")):
                x = 50 + column * 450
                deck.text(heading, x, 108, 400, size=18, font="Helvetica-Bold", column=column, kind="heading")
                deck.bullets(x, 140, 400, 4, column)
        elif kind == "plain":
            y = 115.0
            for _ in range(5):
                y = deck.text(deck.sentence(), 50, y, 700, size=18) + 12
        else:
            _draw_notes(deck, scattered=kind == "notes")
        deck.footer("Framtidsverkstad i Granvik")
        deck.next_page()
    deck.canvas.save()
    return deck.expected


def _draw_notes(deck: _Deck, *, scattered: bool) -> None:
    for row in range(2):
        for column in range(4):
            jitter = deck.random.uniform(-12, 12) if scattered else 0.0
            x, y = 45 + column * 222 + jitter, 95 + row * 205 + (deck.random.uniform(0, 25) if scattered else 0.0)
            deck.canvas.setFillColorRGB(1, 0.95, 0.6)
            deck.canvas.rect(x, deck.height - y - 170, 190, 170, stroke=0, fill=1)
            deck.canvas.setFillColorRGB(0, 0, 0)
            below = deck.text(deck.sentence(), x + 10, y + 24, 170, size=14, column=column, kind="note")
            if deck.random.random() < 0.4 and below < y + 110:
                deck.text(deck.random.choice(SHORT), x + 10, below + 10, 170, size=14, column=column, kind="note")


def page_document(path: Path, pages: int = 20, seed: int = 2) -> list[Expected]:
    """A4 pages as from a word processor: headings, prose, bulleted and numbered lists, header and page numbers.

    A paragraph that does not fit goes on on the next page.
    """
    deck = _Deck(path, A4, seed)
    y, number = 90.0, 0
    while deck.page <= pages:
        number += 1
        if y < 95 or number % 7 == 1:
            deck.text(deck.random.choice(TITLES), 72, y + 8, 450, size=14, font="Helvetica-Bold", kind="heading")
            y += 32
        if number % 3 == 0:
            mark = f"{number // 3 % 9 + 1}." if number % 2 else "•"
            y = deck.text(deck.sentence(), 90, y, 433, size=11, marker=mark, level=0, leading=1.25) + 4
        else:
            y = _prose_over_pages(deck, deck.prose(deck.random.randint(2, 5)), y) + 8
        if y > 730:
            y = _turn_page(deck)
    deck.footer("Minnesanteckningar")
    deck.canvas.showPage()
    deck.canvas.save()
    return deck.expected


def _prose_over_pages(deck: _Deck, text: str, y: float) -> float:
    page, lines = deck.page, wrapped(text, 451, "Helvetica", 11)
    for line in lines:
        if y > 760:
            y = _turn_page(deck)
        deck.canvas.setFont("Helvetica", 11)
        deck.canvas.drawString(72, deck.height - y, line)
        y += 1.25 * 11
    deck.expected.append(Expected(page, text, None, None, "body", len(lines) > 1))
    return y


def _turn_page(deck: _Deck) -> float:
    deck.footer("Minnesanteckningar")
    deck.next_page()
    return 90.0
