"""The day as a slide deck: titles, nested bullets, two-column slides, walls of notes and speaker notes."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE, PP_PLACEHOLDER
from pptx.util import Emu, Inches, Pt

from .archives import WRITTEN, fix_dates
from .day import SLOT_NAMES, Day, Note, Part, Row, Session, outline, reference_row, walk

TITLE, BULLETS, SECTION, COMPARISON, TITLE_ONLY = 0, 1, 2, 4, 5
NOTES_A_SLIDE = 9


def write_pptx(day: Day, sessions: Iterable[Session], path: Path) -> list[Row]:
    """One deck; a slide's number is its page, and what was said at a slide may stand in its speaker notes."""
    deck = Presentation()
    properties = deck.core_properties
    properties.title, properties.author, properties.last_modified_by = day.title, day.compiled_by, day.compiled_by
    properties.created = properties.modified = WRITTEN
    rows: list[Row] = []
    opening = _add_slide(deck, day, TITLE, day.title)
    opening.placeholders[1].text = f"{day.place}\n{day.date}"
    opening.notes_slide.notes_text_frame.text = "Hälsa välkomna, säg något om lunchen och utrymningsvägarna."
    for session in sessions:
        _add_front(deck, day, session)
        if session.number in "25":
            rows += _add_side_by_side(deck, day, session)
        else:
            rows += _add_in_order(deck, day, session)
    deck.save(str(path))
    fix_dates(path)
    return rows


def _add_slide(deck: Any, day: Day, layout: int, title: str) -> Any:
    """A slide with its footer and slide number, as PowerPoint puts them in."""
    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    slide.shapes.title.text = title
    slide.shapes.title.text_frame.paragraphs[0].font.size = Pt(28)
    for placeholder in slide.slide_layout.placeholders:
        if placeholder.placeholder_format.type in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER):
            element = copy.deepcopy(placeholder._element)
            slide.shapes._spTree.append(element)
            if placeholder.placeholder_format.type == PP_PLACEHOLDER.FOOTER:
                slide.shapes[-1].text_frame.text = f"{day.title} | {day.date}"
    return slide


def _add_front(deck: Any, day: Day, session: Session) -> None:
    when = f" ({session.when})" if session.time else ""
    slide = _add_slide(deck, day, TITLE, f"Dialogpass {session.number}: {session.title}{when}")
    slide.placeholders[1].text = f"{session.area_label}\nWorkshopledare: {session.leaders}"
    slide.notes_slide.notes_text_frame.text = "Visa filmen (två minuter). Dela ut pennor. Byt bild när alla sitter."
    if session.order != "slot":
        for slot, _ in session.people():
            _add_people(deck, day, session, slot)
    for front in session.front:
        slide = _add_slide(deck, day, BULLETS, front.heading)
        _fill(slide.placeholders[1], [(line, 0) for line in front.lines])


def _add_people(deck: Any, day: Day, session: Session, slot: str | None) -> None:
    half = f" {SLOT_NAMES[slot].lower()}" if slot else ""
    slide = _add_slide(deck, day, BULLETS, f"Deltagare{half}")
    people = [p for p in session.participants if p.slot == slot]
    _fill(slide.placeholders[1], [(f"{p.name}, {p.role}, {p.organisation}", 0) for p in people])


def _fill(shape: Any, lines: Sequence[tuple[str, int]], size: int | None = 18) -> None:
    frame = shape.text_frame
    for count, (text, level) in enumerate(lines):
        paragraph = frame.paragraphs[0] if count == 0 else frame.add_paragraph()
        paragraph.text, paragraph.level = text, level
        if size:
            paragraph.font.size = Pt(size)


def _add_in_order(deck: Any, day: Day, session: Session) -> list[Row]:
    rows: list[Row] = []
    for part, opened in outline(session):
        names = dict(opened)
        if session.order == "slot" and "slot" in names:
            slot = names["slot"]
            slide = _add_slide(deck, day, SECTION, f"{SLOT_NAMES[slot]}, kl {session.slot_times[slot]}")
            slide.placeholders[1].text = session.title
            _add_people(deck, day, session, slot)
        if "section" in names:
            _add_slide(deck, day, SECTION, names["section"]).placeholders[1].text = ""
        title = part.heading
        if session.order != "slot" and part.slot:
            title += f" – {SLOT_NAMES[part.slot].lower()}"
        if part.form == "posts":
            rows += _add_wall(deck, day, session, part, title)
        else:
            rows += _add_bullets(deck, day, session, part, title)
    return rows


def _add_bullets(deck: Any, day: Day, session: Session, part: Part, title: str) -> list[Row]:
    """Bullets, and for a discussion the later notes as running notes under the slide."""
    rows: list[Row] = []
    listed = list(walk(part.notes))
    spoken: list[tuple[Note, int]] = []
    if part.form == "prose":
        listed, spoken = listed[:3], listed[3:]
    for start in range(0, len(listed), NOTES_A_SLIDE):
        slide = _add_slide(deck, day, BULLETS, title)
        lines = [(note.text, level) for note, level in listed[start : start + NOTES_A_SLIDE]]
        if part.group:
            box = slide.shapes.add_textbox(Inches(0.5), Inches(1.3), Inches(2), Inches(0.4))
            box.text_frame.text = part.group
        _fill(slide.placeholders[1], lines)
        page = len(deck.slides)
        rows += [reference_row(session, part, n, page=page) for n, _ in listed[start : start + NOTES_A_SLIDE]]
    if spoken:
        _fill_notes(slide, [note.text for note, _ in spoken])
        rows += [reference_row(session, part, note, page=page) for note, _ in spoken]
    return rows


def _fill_notes(slide: Any, texts: list[str]) -> None:
    frame = slide.notes_slide.notes_text_frame
    frame.text = f"- {texts[0]}"
    for text in texts[1:]:
        frame.add_paragraph().text = f"- {text}"


def _add_wall(deck: Any, day: Day, session: Session, part: Part, title: str) -> list[Row]:
    """Coloured notes in a grid, each a shape of its own."""
    rows: list[Row] = []
    for start in range(0, len(part.notes), NOTES_A_SLIDE):
        slide = _add_slide(deck, day, TITLE_ONLY, title)
        for place, note in enumerate(part.notes[start : start + NOTES_A_SLIDE]):
            left, top = Inches(0.4 + 3.1 * (place % 3)), Inches(1.5 + 1.75 * (place // 3))
            shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, left, top, Inches(2.9), Inches(1.6))
            shape.fill.solid()
            shape.fill.fore_color.rgb = RGBColor(0xFF, 0xF2, 0xA8)
            shape.text_frame.word_wrap = True
            _fill(shape, [(note.text, 0)], 11)
            rows.append(reference_row(session, part, note, page=len(deck.slides)))
    return rows


def _add_side_by_side(deck: Any, day: Day, session: Session) -> list[Row]:
    """Halves of the day or tables of people beside each other under one title."""
    rows: list[Row] = []
    for heading in dict.fromkeys(part.heading for part in session.parts):
        parts = [part for part in session.parts if part.heading == heading]
        if len(parts) == 1:
            rows += _add_bullets(deck, day, session, parts[0], heading)
        elif len(parts) == 2:
            slide = _add_slide(deck, day, COMPARISON, heading)
            for part, label, body in zip(parts, (1, 3), (2, 4), strict=True):
                slide.placeholders[label].text = part.group or SLOT_NAMES[part.slot or ""]
                _fill(slide.placeholders[body], [(n.text, level) for n, level in walk(part.notes)], 14)
                rows += [reference_row(session, part, n, page=len(deck.slides)) for n, _ in walk(part.notes)]
        else:
            slide = _add_slide(deck, day, TITLE_ONLY, heading)
            width = Emu(deck.slide_width // len(parts) - Inches(0.2))
            for column, part in enumerate(parts):
                left = Emu(Inches(0.15) + column * (width + Inches(0.15)))
                box = slide.shapes.add_textbox(left, Inches(1.4), width, Inches(4.5))
                box.text_frame.word_wrap = True
                lines = [(part.group or "", 0)] + [(f"• {n.text}", 0) for n, _ in walk(part.notes)]
                _fill(box, lines, 14)
                box.text_frame.paragraphs[0].font.bold = True
                rows += [reference_row(session, part, n, page=len(deck.slides)) for n, _ in walk(part.notes)]
    return rows
