"""The day as Markdown, as kept in a shared notepad."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from pathlib import Path

from .day import SLOT_NAMES, Day, Part, Row, Session, outline, reference_row, walk


def write_markdown(day: Day, sessions: Iterable[Session], path: Path) -> list[Row]:
    """Headings by `#`, bold group names, a task list, a quote block and tables of participants."""
    lines = [f"# {day.title}", "", f"*{day.place}, {day.date}*", "", "---", ""]
    rows: list[Row] = []
    for session in sessions:
        when = f" ({session.when})" if session.time else ""
        lines += [f"## Dialogpass {session.number}: {session.title}{when}", "", f"**{session.area_label}**", ""]
        lines += [f"Workshopledare: {session.leaders}  ", f"Sammanställning: {session.compiled_by}", ""]
        for slot, people in session.people():
            half = f" {SLOT_NAMES[slot].lower()}" if slot else ""
            lines += [f"### Deltagare{half}", "", "| Namn | Roll | Organisation |", "| --- | --- | --- |"]
            lines += [f"| {p.name} | {p.role} | {p.organisation} |" for p in people] + [""]
        for front in session.front:
            lines += [f"### {front.heading}", ""]
            mark = "" if front.role == "question" else "1. " if front.role == "instruction" else "- "
            lines += [mark + line + ("  " if not mark else "") for line in front.lines] + [""]
        for part, opened in outline(session):
            for kind, value in opened:
                lines += [_heading(session, kind, value), ""]
            rows += _notes(lines, session, part)
            lines.append("")
    lines += ["---", "", "Bilder från dagen: [mappen](https://delat.example/uppfoljningsdag)", ""]
    path.write_text("\n".join(lines), "utf-8", newline="\n")
    return rows


def _heading(session: Session, kind: str, value: str) -> str:
    if kind == "group":
        return f"**{value}:**"
    if kind == "slot":
        value = "Båda passen" if value == "båda" else SLOT_NAMES[value]
        return (
            f"### {value} kl {session.slot_times.get(_slot_id(value), '')}"
            if session.order == "slot"
            else f"#### {value}"
        )
    if kind == "question" and (session.order == "slot" or any(part.section for part in session.parts)):
        return f"#### {value}"
    return f"### {value}"


def _slot_id(name: str) -> str:
    return next((slot for slot, printed in SLOT_NAMES.items() if printed == name), "")


def _notes(lines: list[str], session: Session, part: Part) -> list[Row]:
    rows: list[Row] = []
    for count, (note, level) in enumerate(walk(part.notes), start=1):
        text = _marked_up(note.text)
        if part.form == "prose":
            lines += [*textwrap.wrap(text, 80, break_long_words=False, break_on_hyphens=False), ""]
        elif session.number == "7" and part.question == "ovrigt":
            lines += [f"> {text}", ""]
        else:
            mark = "- [ ] " if "att göra" in part.heading else "* " if session.number == "5" else "- "
            if session.number == "7":
                mark = f"{count}. "
            lines.append("    " * level + mark + text)
        rows.append(reference_row(session, part, note))
    return rows


def _marked_up(text: str) -> str:
    """The note with the emphasis and links that people put in; it renders as the note itself."""
    text = re.sub(r"^(Tillit|Föreningslivet|Närhet|Jämlik hälsa|Övning|Samordning):", r"**\1:**", text)
    text = text.replace("på riktigt", "*på riktigt*").replace("Jfr Halland", "Jfr [Halland](https://lan.example/n)")
    return re.sub(r"^(\d+)\.", r"\1\\.", text)
