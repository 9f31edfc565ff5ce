"""The day as a slide deck printed to PDF: columns, walls of notes, running feet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from .day import SLOT_NAMES, Day, Note, Part, Row, Session, outline, reference_row, walk
from .pdf_lines import BODY, BOLD, Panel, Text, broken, draw

SIZE = (960.0, 540.0)
LEFT, TOP, BOTTOM = 48.0, 410.0, 60.0
COLUMN, GUTTER = 410.0, 44.0
Listed = Sequence[tuple[Note, int]]


class _Deck:
    def __init__(self) -> None:
        self.pages: list[list[Any]] = []
        self.areas: list[str] = []

    @property
    def number(self) -> int:
        return len(self.pages)

    def start(self, title: str, area: str) -> None:
        self.pages.append([])
        self.areas.append(area)
        for count, line in enumerate(broken(title, BOLD, 26, 840)):
            self.put(LEFT, 478 - 31 * count, line, BOLD, 26)

    def put(self, x: float, y: float, text: str, font: str = BODY, size: float = 15) -> None:
        self.pages[-1].append(Text(x, y, text, font, size))

    def bullet(self, x: float, y: float, width: float, text: str, level: int = 0, size: float = 15) -> float:
        """Sets a bullet; returns the height where the next one goes."""
        inset = 18.0 * (level + 1)
        self.put(x + inset - 16, y, "•" if level == 0 else "–", BODY, size)
        for line in broken(text, BODY, size, width - inset):
            self.put(x + inset, y, line, BODY, size)
            y -= size * 1.2
        return y - 7

    def height(self, width: float, text: str, level: int = 0, size: float = 15) -> float:
        return len(broken(text, BODY, size, width - 18 * (level + 1))) * size * 1.2 + 7


def write_slide_pdf(day: Day, sessions: Iterable[Session], path: Path) -> list[Row]:
    """Landscape pages with a title, bullets in one or two columns or coloured notes, and a running foot."""
    deck = _Deck()
    rows: list[Row] = []
    deck.start(day.title, "")
    deck.put(LEFT, 300, f"{day.place}, {day.date}", BODY, 18)
    for session in sessions:
        _add_front(deck, session)
        rows += _add_parts(deck, session)

    def furniture(number: int) -> list[Text]:
        foot = [Text(LEFT, 24, day.title, BODY, 10), Text(900, 24, str(number), BODY, 10)]
        return [*foot, Text(400, 24, deck.areas[number - 1].upper(), BODY, 10)] if number > 1 else foot

    draw(path, day.title, day.compiled_by, SIZE, deck.pages, furniture)
    return rows


def _add_front(deck: _Deck, session: Session) -> None:
    when = f" ({session.when})" if session.time else ""
    deck.start("", session.area_label)
    for count, line in enumerate(broken(f"Tema {session.number}: {session.title}{when}", BOLD, 36, 800)):
        deck.put(LEFT, 330 - 43 * count, line, BOLD, 36)
    deck.put(LEFT, 200, f"Workshopledare: {session.leaders}", BODY, 16)
    deck.put(LEFT, 172, f"Sammanställning: {session.compiled_by}", BODY, 16)
    if session.order != "slot":
        for slot, _ in session.people():
            _add_people(deck, session, slot)
    for front in session.front:
        deck.start(front.heading, session.area_label)
        y = TOP
        for line in front.lines:
            y = deck.bullet(LEFT, y, 800, line, size=18)


def _add_people(deck: _Deck, session: Session, slot: str | None) -> None:
    deck.start(f"Lista deltagare {SLOT_NAMES[slot].lower()}" if slot else "Deltagare", session.area_label)
    people = [p for p in session.participants if p.slot == slot]
    y = TOP
    for count, person in enumerate(people):
        if count == (len(people) + 1) // 2:
            y = TOP
        x = LEFT + (COLUMN + GUTTER if count >= (len(people) + 1) // 2 else 0)
        y = deck.bullet(x, y, COLUMN, f"{person.name}, {person.role}, {person.organisation}", size=14)


def _add_parts(deck: _Deck, session: Session) -> list[Row]:
    rows: list[Row] = []
    beside: list[Part] = []
    for part, opened in outline(session):
        names = dict(opened)
        if beside and (part.heading != beside[0].heading or len(beside) == 2):
            rows += _add_beside(deck, session, beside)
            beside = []
        if session.order == "slot" and "slot" in names:
            slot = names["slot"]
            order = {"fm": 1, "em": 2}[slot]
            deck.start(f"WORKSHOP {order} kl. {session.slot_times[slot]}", session.area_label)
            _add_people(deck, session, slot)
        if "section" in names:
            deck.start(names["section"], session.area_label)
        if part.form == "posts":
            rows += _add_wall(deck, session, part)
        elif part.group or (part.slot and session.number == "5"):
            beside.append(part)
        else:
            rows += _add_flow(deck, session, part)
    return rows + (_add_beside(deck, session, beside) if beside else [])


def _add_beside(deck: _Deck, session: Session, parts: list[Part]) -> list[Row]:
    """One or two parts as columns under the same title, each with the name of its table or half of the day."""
    rows: list[Row] = []
    deck.start(parts[0].heading, session.area_label)
    for count, part in enumerate(parts):
        x, y = LEFT + count * (COLUMN + GUTTER), TOP
        deck.put(x, y, part.group or SLOT_NAMES[part.slot or ""], BOLD, 17)
        y -= 30
        for note, level in walk(part.notes):
            y = deck.bullet(x, y, COLUMN, note.text, level, 14)
            rows.append(reference_row(session, part, note, page=deck.number))
    return rows


def _add_flow(deck: _Deck, session: Session, part: Part) -> list[Row]:
    """Bullets down the left column and on in the right; few bullets take the whole width."""
    title = part.heading
    if session.order != "slot" and part.slot:
        title += f" {SLOT_NAMES[part.slot].lower()}"
    listed = list(walk(part.notes))
    whole = sum(deck.height(840, note.text, level) for note, level in listed) < TOP - BOTTOM
    width = 840.0 if whole and len(listed) < 8 else COLUMN
    rows: list[Row] = []
    deck.start(title, session.area_label)
    x, y = LEFT, TOP
    for note, level in listed:
        if y - deck.height(width, note.text, level) < BOTTOM:
            if x == LEFT and width == COLUMN:
                x = LEFT + COLUMN + GUTTER
            else:
                deck.start(title, session.area_label)
                x = LEFT
            y = TOP
        y = deck.bullet(x, y, width, note.text, level)
        rows.append(reference_row(session, part, note, page=deck.number))
    return rows


def _add_wall(deck: _Deck, session: Session, part: Part) -> list[Row]:
    """Coloured notes, three by three."""
    rows: list[Row] = []
    for start in range(0, len(part.notes), 9):
        deck.start(part.heading, session.area_label)
        for place, note in enumerate(part.notes[start : start + 9]):
            x, y = LEFT + 295 * (place % 3), 318 - 125 * (place // 3)
            deck.pages[-1].append(Panel(x, y, 270, 108))
            for count, line in enumerate(broken(note.text, BODY, 12, 250)):
                deck.put(x + 10, y + 90 - 14.4 * count, line, BODY, 12)
            rows.append(reference_row(session, part, note, page=deck.number))
    return rows
