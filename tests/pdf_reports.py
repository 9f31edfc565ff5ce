"""Reports and newsletters in columns, drawn with known paragraphs in a known order, for tests of the PDF reader."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BalancedColumns,
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    HRFlowable,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from benchmarks.pdf_decks import OBJECTS, SHORT, SUBJECTS, TAILS, TITLES, VERBS

_TINT = HexColor("#e4eff3")
_MARGIN = 54.0


class _Picture(Flowable):
    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self.width, self.height = width, height

    def draw(self) -> None:
        self.canv.setFillColor(HexColor("#98a8b0"))
        self.canv.rect(0, 4, self.width, self.height - 8, stroke=0, fill=1)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a report is set: size in points, number of columns, the gutter between them, the type."""

    size: tuple[float, float] = A4
    columns: int = 2
    gutter: float = 18.0
    justified: bool = False
    indented: bool = False
    """Whether paragraphs are told apart by an indent and not by a gap."""
    hyphens: bool = False
    points: float = 10.0
    rules: str = "header footer"
    """Which running lines are parted from the text by a drawn line."""
    seed: int = 1

    @property
    def width(self) -> float:
        """The width of the text area."""
        return self.size[0] - 2 * _MARGIN

    @property
    def column(self) -> float:
        """The width of one column."""
        return (self.width - (self.columns - 1) * self.gutter) / self.columns


class Report:
    """A story of flowables, and the texts that it is to be read back as (`expected`), in order."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.random = random.Random(layout.seed)
        self.expected: list[str] = []
        self.cells: set[str] = set()
        """The expected texts that stand in a table's cells."""
        size, align = layout.points, 4 if layout.justified else 0
        hyphens = 1 if layout.hyphens else 0
        self.plain = ParagraphStyle(
            "plain", fontName="Helvetica", fontSize=size, leading=1.25 * size, alignment=align,
            firstLineIndent=1.2 * size if layout.indented else 0, spaceAfter=0 if layout.indented else 0.6 * size,
            embeddedHyphenation=hyphens,
        )  # fmt: skip
        self.list = ParagraphStyle(
            "list", self.plain, firstLineIndent=0, leftIndent=size, bulletIndent=0, spaceAfter=0.4 * size
        )
        self.heading = ParagraphStyle(
            "heading", fontName="Helvetica-Bold", fontSize=1.2 * size, leading=1.5 * size, spaceBefore=size,
            spaceAfter=0.4 * size, keepWithNext=1,
        )  # fmt: skip
        self.part = ParagraphStyle(
            "part", self.heading, fontSize=1.7 * size, leading=2.1 * size, spaceBefore=1.5 * size
        )
        self.title = ParagraphStyle("title", self.heading, fontSize=2.6 * size, leading=3.2 * size, keepWithNext=0)
        self.cell = ParagraphStyle("cell", self.plain, firstLineIndent=0, spaceAfter=0, alignment=0)
        self.label = ParagraphStyle("label", self.cell, fontName="Helvetica-Oblique", spaceBefore=3, keepWithNext=1)

    def sentence(self) -> str:
        """A sentence without its full stop."""
        pick = self.random.choice
        tail = f" {pick(TAILS)}" if self.random.random() < 0.8 else ""
        return f"{pick(SUBJECTS)} {pick(VERBS)} {pick(OBJECTS)}{tail}"

    def text(self, text: str, style: ParagraphStyle, bullet: str | None = None) -> Flowable:
        """A paragraph that is to be read back."""
        self.expected.append(text)
        broken = _with_soft_hyphens(text) if self.layout.hyphens else text
        return Paragraph(broken, style, bulletText=bullet)

    def prose(self, paragraphs: int, sentences: int = 3) -> list[Flowable]:
        """Paragraphs of prose."""
        texts = [" ".join(f"{self.sentence()}." for _ in range(sentences)) for _ in range(paragraphs)]
        return [self.text(text, self.plain) for text in texts]

    def bullets(self, count: int, bullet: str = "•") -> list[Flowable]:
        """Bulleted notes, some of a few words."""
        texts = [self.random.choice(SHORT) if self.random.random() < 0.3 else self.sentence() for _ in range(count)]
        return [self.text(text, self.list, bullet) for text in texts]

    def groups(self, count: int, notes: int = 4) -> list[Flowable]:
        """A question over bulleted notes of two groups, `count` times."""
        found: list[Flowable] = []
        for _ in range(count):
            found.append(self.text(f"{self.random.choice(TITLES).rstrip('?')} i vår del av länet", self.heading))
            for group in ("Bord Ask", "Bord Lind"):
                found.append(self.text(group, self.label))
                found.extend(self.bullets(notes))
        return found

    def box(self, width: float, *, framed: bool = False) -> list[Flowable]:
        """A fact box: a heading and two paragraphs on a tint or in a frame."""
        held = [self.text("Fakta i korthet", self.heading), *self.prose(2, 2)]
        look = ("BOX", (0, 0), (-1, -1), 0.7, "black") if framed else ("BACKGROUND", (0, 0), (-1, -1), _TINT)
        return [Spacer(1, 6), Table([[held]], colWidths=[width], style=[look]), Spacer(1, 8)]

    def twin_boxes(self) -> list[Flowable]:
        """Two fact boxes side by side over the full width, on one tint."""
        texts = [f"{word}. {self.sentence()}. {self.sentence()}." for word in ("Bakgrund", "Fakta")]
        held = [self.text(text, self.cell) for text in texts]
        look = [("BACKGROUND", (0, 0), (-1, -1), _TINT), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        return [Table([held], colWidths=[self.layout.width / 2] * 2, style=look), Spacer(1, 10)]

    def table(self, rows: int, columns: int, width: float, *, lines: str = "grid") -> list[Flowable]:
        """A table with a header row; `lines` is "grid" or "level"."""
        held: list[list[Flowable]] = []
        for row in range(rows + 1):
            held.append([])
            for column in range(columns):
                text = ("Utmaning", "Åtgärd", "Ansvarig")[column % 3] if row == 0 else self.sentence()
                self.cells.add(text)
                held[-1].append(self.text(text, self.cell))
        if lines == "grid":
            look = [("GRID", (0, 0), (-1, -1), 0.5, "black")]
        else:
            look = [("LINEBELOW", (0, 0), (-1, -1), 0.5, "black"), ("LINEABOVE", (0, 0), (-1, 0), 0.5, "black")]
        look.append(("VALIGN", (0, 0), (-1, -1), "TOP"))
        return [
            Spacer(1, 8),
            Table(held, colWidths=[width / columns] * columns, style=look, splitByRow=0),
            Spacer(1, 8),
        ]

    def picture(self, width: float, height: float = 70) -> list[Flowable]:
        """A picture with its caption."""
        return [_Picture(width, height), self.text(f"Bild: {self.random.choice(SHORT)}", self.label)]

    def rule(self) -> Flowable:
        """A level line over the column."""
        return HRFlowable(width="100%", thickness=0.7, color="black", spaceBefore=4, spaceAfter=6)

    def balanced(self, story: Sequence[Flowable]) -> list[Flowable]:
        """The story in columns of the same height, in the middle of a full-width page."""
        layout = self.layout
        return [
            BalancedColumns(
                list(story), nCols=layout.columns, needed=72, spaceBefore=0, spaceAfter=8,
                innerPadding=layout.gutter, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
            )
        ]  # fmt: skip

    def build(
        self, path: Path, story: Sequence[Flowable], *, columns: int = 0, top: float = 0.0, first: Sequence[Frame] = ()
    ) -> None:
        """Write the PDF: `top` is the height of a full-width frame over the first page's columns.

        `columns` of 1 sets all pages over the full width; `first` gives the first page's frames.
        """
        layout = self.layout
        height = layout.size[1] - 2 * _MARGIN
        lefts = [_MARGIN + i * (layout.column + layout.gutter) for i in range(layout.columns)]
        beneath = [_frame(x, _MARGIN, layout.column, height - top) for x in lefts]
        opening = [_frame(_MARGIN, _MARGIN + height - top, layout.width, top), *beneath] if top else beneath
        document = BaseDocTemplate(str(path), pagesize=layout.size, invariant=1)
        wide = PageTemplate("wide", [_frame(_MARGIN, _MARGIN, layout.width, height)], onPage=self._running)
        document.addPageTemplates([
            wide if columns == 1 else PageTemplate("first", list(first) or opening, onPage=self._running),
            PageTemplate("columns", [_frame(x, _MARGIN, layout.column, height) for x in lefts], onPage=self._running),
            *([] if columns == 1 else [wide]),
        ])  # fmt: skip
        document.build(list(story))

    def _running(self, canvas: Canvas, document: Any) -> None:
        width, height = self.layout.size
        canvas.saveState()
        canvas.setFont("Helvetica", 8)
        canvas.drawString(_MARGIN, height - 32, "Rapport från framtidsdagen i Norrvik")
        canvas.drawString(_MARGIN, 30, "Norrviks kommun")
        canvas.drawRightString(width - _MARGIN, 30, f"Sida {document.page}")
        if "footer" in self.layout.rules:
            canvas.line(_MARGIN, 42, width - _MARGIN, 42)
        if "header" in self.layout.rules:
            canvas.line(_MARGIN, height - 38, width - _MARGIN, height - 38)
        canvas.restoreState()


def _frame(x: float, y: float, width: float, height: float) -> Frame:
    return Frame(x, y, width, height, 0, 0, 0, 0, id=f"at {x} {y}")


def _with_soft_hyphens(text: str) -> str:
    return re.sub(r"(?<=[a-zåäö]{3}[b-df-hj-np-tv-z])(?=[b-df-hj-np-tv-z][aeiouyåäö][a-zåäö]{2})", "\xad", text)


def running_columns(path: Path, layout: Layout) -> Report:
    """A title, an introduction and twin boxes over columns of notes; a part begins in mid-column; a wide table last."""
    report = Report(layout)
    story = [report.text("Framtidsdagen i Norrvik", report.title), *report.prose(1, 2), *report.twin_boxes()]
    story += [FrameBreak(), NextPageTemplate("columns")]
    for number in (1, 2, 3):
        story += [report.text(f"Tema {number} – {report.random.choice(SHORT)}", report.part), *report.groups(3)]
    story += [NextPageTemplate("wide"), PageBreak(), report.text("Tema 4 – Övrigt", report.part)]
    story += report.table(4, 3, layout.width)
    report.build(path, story, top=190)
    return report


def spanning_headings(path: Path, layout: Layout) -> Report:
    """Headings and introductions over the full width, each above columns of its own."""
    report = Report(layout)
    story: list[Flowable] = []
    for number in (1, 2, 3):
        story += [report.text(f"Del {number}. {report.random.choice(TITLES)}", report.part), *report.prose(1, 2)]
        story += report.balanced(report.prose(2) + report.bullets(5) + report.prose(2))
    report.build(path, story, columns=1)
    return report


def short_headings(path: Path, layout: Layout) -> Report:
    """Parts with a heading no wider than a column, right above the columns that it is the heading of."""
    report = Report(layout)
    story: list[Flowable] = []
    for number in (1, 2, 3):
        story.append(report.text(f"Del {number}. {report.random.choice(SHORT).split()[0]}", report.part))
        story += report.balanced(report.prose(1) + report.bullets(6) + report.prose(2))
    report.build(path, story, columns=1)
    return report


def newsletter(path: Path, layout: Layout) -> Report:
    """Short articles with pictures, boxes and lines between them, one after the other in the columns."""
    report = Report(layout)
    story = [report.text("Nytt från Norrvik", report.title), FrameBreak(), NextPageTemplate("columns")]
    for number in range(6):
        story += [report.text(report.random.choice(TITLES), report.heading)]
        if number % 2:
            story += report.picture(layout.column)
        story += report.prose(3, 2)
        if number % 3 == 1:
            story += report.box(layout.column, framed=number > 2)
        story += [*report.bullets(3), report.rule()]
    report.build(path, story, top=60)
    return report


def tables_and_notes(path: Path, layout: Layout) -> Report:
    """Prose in columns with a table in one column, one over the full width below, and footnotes under a short line."""
    report = Report(layout)
    story = report.balanced(
        [
            report.text("Så gick det till", report.heading),
            *report.prose(2),
            *report.table(3, 2, layout.column, lines="level"),
            report.text("Det här kom fram", report.heading),
            *report.prose(3),
        ]
    )
    story += report.table(3, 3, layout.width)
    story += report.balanced(report.prose(4))
    story += [HRFlowable(width=120, thickness=0.5, color="black", hAlign="LEFT", spaceBefore=6, spaceAfter=3)]
    note = ParagraphStyle("note", report.cell, fontSize=7.5, leading=9)
    story += [report.text(f"{n} {report.sentence()}.", note) for n in (1, 2)]
    report.build(path, story, columns=1)
    return report


def side_bar(path: Path, layout: Layout) -> Report:
    """A wide column of text beside a narrow shaded one that runs down the page."""
    report = Report(layout)
    narrow = 0.3 * layout.width
    wide = layout.width - narrow - layout.gutter
    height = layout.size[1] - 2 * _MARGIN
    frames = [
        _frame(_MARGIN, _MARGIN, wide, height),
        _frame(_MARGIN + wide + layout.gutter, _MARGIN, narrow, height),
    ]
    story = [report.text("Slutsatser", report.part), *report.prose(3), *report.groups(2, 3)]
    story += [FrameBreak(), *report.box(narrow), *report.bullets(3)]
    report.build(path, story, first=frames)
    return report


REPORTS: dict[str, tuple[Callable[[Path, Layout], Report], Layout]] = {
    "narrow gutter": (running_columns, Layout(gutter=13, hyphens=True, rules="footer")),
    "broad gutter": (running_columns, Layout(gutter=26, points=10.5, rules="footer", seed=2)),
    "three columns": (running_columns, Layout(columns=3, gutter=14, points=9, hyphens=True, seed=3)),
    "landscape": (running_columns, Layout(landscape(A4), 3, 24, rules="", seed=4)),
    "spanning": (spanning_headings, Layout(gutter=18, seed=5)),
    "spanning justified": (spanning_headings, Layout(gutter=12, justified=True, indented=True, hyphens=True, seed=6)),
    "spanning three": (spanning_headings, Layout(landscape(A4), 3, 20, justified=True, seed=7)),
    "short headings": (short_headings, Layout(gutter=15, seed=15)),
    "short headings three": (short_headings, Layout(columns=3, gutter=14, points=9, justified=True, seed=16)),
    "newsletter": (newsletter, Layout(columns=3, gutter=16, points=9, seed=8)),
    "newsletter justified": (newsletter, Layout(gutter=20, justified=True, hyphens=True, seed=9)),
    "newsletter landscape": (newsletter, Layout(landscape(A4), 3, 30, indented=True, seed=10)),
    "tables": (tables_and_notes, Layout(gutter=16, seed=11)),
    "tables landscape": (tables_and_notes, Layout(landscape(A4), 3, 22, justified=True, rules="", seed=12)),
    "side bar": (side_bar, Layout(gutter=18, seed=13)),
    "side bar landscape": (side_bar, Layout(landscape(A4), 2, 14, justified=True, seed=14)),
}
"""How each is drawn, by name."""
