"""The day in tables: a workbook with one answer a row, a workbook with one table of people a row, and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime, time
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from .archives import WRITTEN, fix_dates
from .day import SLOT_NAMES, Day, Note, Part, Row, Session, reference_row, walk

SUMMARY = "Summering från workshopledare"


def write_xlsx_rows(day: Day, sessions: Iterable[Session], path: Path) -> list[Row]:
    """One answer a row with its session, time, table, question and votes; participants and summaries apart.

    The label over a set of answers stands in a column of its own and is no answer.
    """
    sessions = list(sessions)
    book = Workbook()
    answers = book.active
    answers.title = "Svar"
    people = book.create_sheet("Deltagare")
    summary = book.create_sheet("Summering")
    answers.append([f"{day.title} – inmatade svar"])
    answers.append([])
    answers.append(["Nr", "Dialogpass", "Tid", "Bord/grupp", "Fråga", "Kategori", "Svar", "Antal 👍"])
    summary.append(["Dialogpass", "Tid", "Fråga", "Summering"])
    people.append(["Dialogpass", "Namn", "Roll", "Organisation"])
    rows: list[Row] = []
    for session in sessions:
        number = int(session.number)
        for person in session.participants:
            people.append([number, person.name, person.role, person.organisation])
        for part in session.parts:
            clock = session.clock(part)
            at = datetime.strptime(clock, "%H.%M").time() if clock else None
            if part.source == "summary":
                for note in part.notes:
                    summary.append([number, at, part.heading, note.text])
                    rows.append(reference_row(session, part, note))
            else:
                rows += _append_answers(answers, session, part, at)
    for sheet in book.worksheets:
        _lay_out(sheet, heads=3 if sheet is answers else 1)
    return _save(book, day, path, rows)


def _append_answers(sheet: Any, session: Session, part: Part, at: time | None) -> list[Row]:
    rows: list[Row] = []
    for top in part.notes:
        for note, _ in walk([top]):
            if note.cluster:
                rows += [reference_row(session, part, note) for _ in note.notes]
                continue
            count = sheet.max_row - 2
            category = top.text if top.cluster else None
            votes = (count * 7) % 5 or None
            sheet.append([count, int(session.number), at, part.group, part.heading, category, note.text, votes])
            rows.append(reference_row(session, part, note))
    return rows


def _lay_out(sheet: Any, heads: int) -> None:
    for cell in sheet[heads]:
        cell.font = Font(bold=True)
    for row in sheet.iter_rows(min_row=heads + 1):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(cell.value, time):
                cell.number_format = "hh:mm"
    for letter, width in zip("ABCDEFGH", (8, 12, 8, 14, 40, 24, 70, 9), strict=True):
        sheet.column_dimensions[letter].width = width


def write_xlsx_wide(day: Day, sessions: Iterable[Session], path: Path) -> list[Row]:
    """A sheet a session, a column a question, a row a half of the day or a table: bullets in each cell.

    An overview that the leaders made is printed as a summary, without its questions.
    """
    book = Workbook()
    book.remove(book.active)
    rows: list[Row] = []
    for session in sessions:
        sheet = book.create_sheet(f"Pass {session.number}")
        when = f" ({session.when})" if session.time else ""
        sheet.append([f"Pass {session.number} – {session.title}{when}"])
        asked = list(dict.fromkeys(part.heading for part in session.parts if part.source == "note"))
        sheet.append(["När", "Grupp/bord", *asked, SUMMARY])
        keys = list(dict.fromkeys((part.slot, part.group) for part in session.parts))
        for key in keys:
            half = SLOT_NAMES.get(key[0] or "") or ("" if session.time else "Hela dagen")
            row: list[str | None] = [half or None, key[1]]
            for heading in [*asked, SUMMARY]:
                parts = [p for p in session.parts if (p.slot, p.group) == key]
                notes = [p for p in parts if (SUMMARY if p.source == "summary" else p.heading) == heading]
                row.append(_bulleted(tuple(note for part in notes for note in part.notes)) or None)
                for part in notes:
                    question = "ovrigt" if part.source == "summary" else part.question
                    rows += [reference_row(session, part, n, question=question) for n, _ in walk(part.notes)]
            sheet.append(row)
        for cell in sheet[2]:
            cell.font = Font(bold=True)
    return _save(book, day, path, rows)


def _bulleted(notes: tuple[Note, ...]) -> str:
    if len(notes) == 1 and not notes[0].notes:
        return notes[0].text
    return "\n".join(("  – " if level else "• ") + note.text for note, level in walk(notes))


def _save(book: Workbook, day: Day, path: Path, rows: list[Row]) -> list[Row]:
    book.properties.title, book.properties.creator = day.title, day.compiled_by
    book.properties.created = book.properties.modified = WRITTEN
    book.save(path)
    fix_dates(path)
    return rows


def write_csv(day: Day, sessions: Iterable[Session], path: Path) -> list[Row]:
    """An export from a survey tool: semicolons, UTF-8 with BOM, Windows line ends, one answer a row.

    The leaders' overviews and summaries have the summary's name for a question.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["Pass", "Tid på dagen", "Grupp", "Fråga", "Svar", "Röster"])
    rows: list[Row] = []
    for session in sessions:
        for part in session.parts:
            summary = part.source == "summary"
            slot = session.slot(part)
            for note, _ in walk(part.notes):
                heading = SUMMARY if summary else part.heading
                half = SLOT_NAMES[slot].lower() if slot else ""
                votes = "" if note.cluster or summary else str(len(rows) % 4)
                writer.writerow([f"Pass {session.number}", half, part.group or "", heading, note.text, votes])
                question = "ovrigt" if summary else part.question
                rows.append(reference_row(session, part, note, question=question))
    path.write_bytes(b"\xef\xbb\xbf" + out.getvalue().encode("utf-8"))
    return rows
