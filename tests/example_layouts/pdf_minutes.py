"""The day as an A4 PDF: minutes printed from a word processor."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4

from .day import SLOT_NAMES, Day, Part, Row, Session, outline, reference_row, walk
from .pdf_lines import BODY, BOLD, ITALIC, Text, broken, draw

LEFT, RIGHT, TOP, BOTTOM = 72.0, A4[0] - 72, A4[1] - 85, 75.0


class _Paper:
    """Pages filled from the top; a paragraph goes over to the next page with at least two lines on each side."""

    def __init__(self) -> None:
        self.pages: list[list[Any]] = []
        self.y = TOP

    def start_page(self) -> None:
        self.pages.append([])
        self.y = TOP

    def add(self, text: str, font: str = BODY, size: float = 10.5, indent: float = 0, mark: str = "") -> int:
        """Sets a paragraph; returns the number of the page that it begins on."""
        leading = size * 1.25
        lines = broken(text, font, size, RIGHT - LEFT - indent, divide=size < 11)
        fit = int((self.y - BOTTOM) // leading)
        if fit < len(lines) and not (fit >= 2 and len(lines) - fit >= 2):
            self.start_page()
        begins = len(self.pages)
        for count, line in enumerate(lines):
            if self.y - leading < BOTTOM:
                self.start_page()
            self.y -= leading
            if mark and count == 0:
                self.pages[-1].append(Text(LEFT + indent - 14, self.y, mark, font, size))
            self.pages[-1].append(Text(LEFT + indent, self.y, line, font, size))
        self.y -= 3
        return begins

    def head(self, text: str, size: float, font: str = BOLD) -> None:
        if self.y - BOTTOM < size * 1.5 + 60:
            self.start_page()
        self.y -= size * 0.7
        self.add(text, font, size)

    def row(self, cells: tuple[str, ...], font: str = BODY) -> None:
        """A row of a table without rules."""
        if self.y - 12 < BOTTOM:
            self.start_page()
        self.y -= 12.5
        for x, cell in zip((LEFT, LEFT + 150, LEFT + 290), cells, strict=True):
            self.pages[-1].append(Text(x, self.y, cell, font, 9.5))


def write_a4_pdf(day: Day, sessions: Iterable[Session], path: Path) -> list[Row]:
    """Running head and foot, hanging bullets, divided words, notes that go over a page break."""
    paper = _Paper()
    rows: list[Row] = []
    paper.start_page()
    paper.add(day.title, BOLD, 22)
    paper.add(f"Dokumentation från dialogpassen, {day.place}, {day.date}", BODY, 12)
    for count, session in enumerate(sessions):
        if count:
            paper.start_page()
        rows += _add_session(paper, session)

    def furniture(number: int) -> list[Text]:
        foot = f"Sida {number} ({len(paper.pages)})"
        return [Text(LEFT, A4[1] - 45, day.title, ITALIC, 9), Text(RIGHT - 60, 40, foot, BODY, 9)]

    draw(path, day.title, day.compiled_by, A4, paper.pages, furniture)
    return rows


def _add_session(paper: _Paper, session: Session) -> list[Row]:
    when = f" ({session.when})" if session.time else ""
    paper.head(session.area_label, 12, ITALIC)
    paper.add(f"Pass {session.number}: {session.title}{when}", BOLD, 17)
    paper.add(f"Workshopledare: {session.leaders}")
    paper.add(f"Sammanställning: {session.compiled_by}")
    for slot, people in session.people():
        paper.head(f"Deltagare {SLOT_NAMES[slot].lower()}" if slot else "Deltagare", 11)
        for person in people:
            paper.row((person.name, person.role, person.organisation))
    for front in session.front:
        paper.head(front.heading, 13)
        for count, line in enumerate(front.lines, start=1):
            numbered = front.role == "instruction"
            paper.add(line, indent=0 if front.role == "question" else 18, mark=f"{count}." if numbered else "•")
    rows: list[Row] = []
    for part, opened in outline(session):
        for kind, value in opened:
            if kind == "slot":
                clock = f" kl. {session.slot_times[value]}" if session.order == "slot" else ""
                name = "Båda passen" if value == "båda" else SLOT_NAMES[value] + clock
                paper.head(name, 15 if session.order == "slot" else 11.5)
            else:
                size = {"section": 15, "question": 13, "group": 11}[kind]
                paper.head(value + (":" if kind == "group" and session.number == "7" else ""), size)
        rows += _add_notes(paper, session, part)
    return rows


def _add_notes(paper: _Paper, session: Session, part: Part) -> list[Row]:
    rows: list[Row] = []
    for count, (note, level) in enumerate(walk(part.notes), start=1):
        if part.form == "prose":
            page = paper.add(note.text)
            paper.y -= 5
        else:
            mark = "•" if level == 0 else "o"
            if session.number == "7":
                mark = f"{count}."
            elif part.source == "summary":
                mark = "–"
            page = paper.add(note.text, indent=18 + 18 * level, mark=mark)
        rows.append(reference_row(session, part, note, page=page))
    return rows
