"""The day as a Word document, with another house style in each session."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from .archives import WRITTEN, fix_dates
from .day import SLOT_NAMES, Day, Note, Part, Row, Session, outline, reference_row, walk

TABLE_STYLE = "Table Grid"


def write_docx(day: Day, sessions: Iterable[Session], path: Path) -> list[Row]:
    """Heading styles and list levels, tables with bullets in their cells, a table of participants, page header."""
    document = Document()
    properties = document.core_properties
    properties.title, properties.author = day.title, day.compiled_by
    properties.created = properties.modified = WRITTEN
    section = document.sections[0]
    section.header.paragraphs[0].text = f"{day.title}\tMinnesanteckningar"
    footer = section.footer.paragraphs[0]
    footer.text = f"{day.compiled_by}\t{day.date}\tSida "
    _add_page_number(footer)
    document.add_paragraph(day.title, style="Title")
    document.add_paragraph(f"{day.place}, {day.date}", style="Subtitle")
    rows: list[Row] = []
    for session in sessions:
        _open_session(document, session)
        tables = {"2": _group_tables, "5": _slot_table}
        rows += tables.get(session.number, _running_notes)(document, session)
    document.save(str(path))
    fix_dates(path)
    return rows


def _add_page_number(paragraph: Any) -> None:
    run = paragraph.add_run()
    for kind, content in (("begin", None), (None, "PAGE"), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = content
        run._r.append(element)


def _open_session(document: Any, session: Session) -> None:
    when = f" ({session.when})" if session.time else ""
    document.add_heading(f"Dialogpass {session.number} – {session.title}{when}", 1)
    area = document.add_paragraph()
    area.add_run("Område: ").bold = True
    area.add_run(session.area_label)
    document.add_paragraph(f"Workshopledare: {session.leaders}\nSammanställning: {session.compiled_by}")
    for slot, people in session.people():
        half = f" {SLOT_NAMES[slot].lower()}" if slot else ""
        document.add_paragraph().add_run(f"Deltagare{half}").bold = True
        table = document.add_table(rows=1, cols=3, style=TABLE_STYLE)
        for cell, text in zip(table.rows[0].cells, ("Namn", "Roll", "Organisation"), strict=True):
            cell.paragraphs[0].add_run(text).bold = True
        for person in people:
            values = (person.name, person.role, person.organisation)
            for cell, text in zip(table.add_row().cells, values, strict=True):
                cell.text = text
    for front in session.front:
        if front.role != "question":
            document.add_heading(front.heading, 2)
            for line in front.lines:
                document.add_paragraph(line, style="List Number" if front.role == "instruction" else "List Bullet")


def _running_notes(document: Any, session: Session) -> list[Row]:
    rows: list[Row] = []
    deeper = session.order == "slot" or any(part.section for part in session.parts)
    posts = 0
    for part, opened in outline(session):
        for kind, value in opened:
            if kind == "slot":
                if value != "båda":
                    clock = f", kl {session.slot_times[value]}" if session.order == "slot" else ""
                    document.add_heading(SLOT_NAMES[value] + clock, 2 if session.order == "slot" else 3)
            elif kind == "group":
                document.add_paragraph().add_run(f"{value}:").bold = True
            elif kind == "question" and session.number == "3":
                document.add_paragraph().add_run(value).bold = True
            else:
                document.add_heading(value, 3 if kind == "question" and deeper else 2)
        posts += part.form == "posts"
        for note, level in walk(part.notes):
            _add_note(document, session, part, note, level, posts)
            rows.append(reference_row(session, part, note))
    return rows


def _add_note(document: Any, session: Session, part: Part, note: Note, level: int, posts: int) -> None:
    if part.form == "prose" or (part.form == "posts" and posts == 3):
        document.add_paragraph(note.text)
    elif part.form == "posts" and posts == 2:
        document.add_paragraph(f"- {note.text}")
    elif session.number == "7":
        document.add_paragraph(note.text, style="List Number")
    else:
        document.add_paragraph(note.text, style="List Bullet" if level == 0 else "List Bullet 2")


def _group_tables(document: Any, session: Session) -> list[Row]:
    """A table under each question, one column a table of people; the bullets are list paragraphs."""
    rows: list[Row] = []
    for heading in dict.fromkeys(part.heading for part in session.parts):
        parts = [part for part in session.parts if part.heading == heading]
        document.add_heading(heading, 2)
        if parts[0].group is None:
            for note in parts[0].notes:
                document.add_paragraph(note.text)
                rows.append(reference_row(session, parts[0], note))
            continue
        table = document.add_table(rows=2, cols=len(parts), style=TABLE_STYLE)
        for column, part in enumerate(parts):
            table.rows[0].cells[column].paragraphs[0].add_run(part.group).bold = True
            rows += _fill_cell(table.rows[1].cells[column], session, part, style="List Bullet")
    return rows


def _slot_table(document: Any, session: Session) -> list[Row]:
    """One table: a question a row, one column a half of the day; the bullets are typed."""
    rows: list[Row] = []
    table = document.add_table(rows=1, cols=3, style=TABLE_STYLE)
    for cell, text in zip(table.rows[0].cells, ("Fråga", "Förmiddag", "Eftermiddag"), strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    pooled = [part for part in session.parts if part.slot is None]
    asked = [part for part in session.parts if part.slot]
    for heading in dict.fromkeys(part.heading for part in asked):
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(heading).bold = True
        for part in (part for part in asked if part.heading == heading):
            rows += _fill_cell(cells[1 if part.slot == "fm" else 2], session, part, mark="• ")
    for part in pooled:
        document.add_heading(part.heading, 2)
        for note in part.notes:
            document.add_paragraph(note.text, style="List Bullet")
            rows.append(reference_row(session, part, note))
    return rows


def _fill_cell(cell: Any, session: Session, part: Part, style: str | None = None, mark: str = "") -> list[Row]:
    rows: list[Row] = []
    for count, (note, _) in enumerate(walk(part.notes)):
        paragraph = cell.paragraphs[0] if count == 0 else cell.add_paragraph()
        paragraph.add_run(mark + note.text)
        if style:
            paragraph.style = style
        rows.append(reference_row(session, part, note))
    return rows
