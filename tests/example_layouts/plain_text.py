"""The day as .txt: as slides exported to text, and as minutes pasted from an e-mail."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from pathlib import Path

from .day import SLOT_NAMES, Day, Part, Row, Session, outline, reference_row, walk

PAGE_BREAK = "\n\n\n\n"


def wrapped(text: str, width: int) -> list[str]:
    """Lines as a slide shows them; compounds may break after their own hyphen."""
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=True)


# ---------------------------------------------------------------------------------------- exported slides


class _SlidePages:
    """Pages of text lines, filled one line at a time."""

    def __init__(self) -> None:
        self.pages: list[list[str]] = []

    @property
    def number(self) -> int:
        return len(self.pages)

    def start(self, *lines: str) -> None:
        self.pages.append([])
        for line in lines:
            self.add(line)

    def add(self, text: str, mark: str = "", width: int = 64, loose: bool = True) -> None:
        """A paragraph, soft wraps marked by a trailing blank; `loose` has a blank line after every line."""
        lines = wrapped(mark + text, width) or [""]
        for here, following in zip(lines, [*lines[1:], ""], strict=True):
            blank = " " if following and not here.endswith("-") else ""
            self.pages[-1].append(here + blank)
            if loose:
                self.pages[-1].append("")

    def text(self) -> str:
        return PAGE_BREAK.join("\n".join(page).rstrip("\n") for page in self.pages) + "\n"


def write_slide_text(day: Day, sessions: Iterable[Session], path: Path) -> list[Row]:
    """Slides saved as text: pages apart by blank lines, a trailing blank at each soft wrap, UTF-8."""
    sessions = list(sessions)
    out = _SlidePages()
    rows: list[Row] = []
    out.start("Sammanställning av dialogpassen", f"{day.title}, {day.place}, {day.date}")
    out.start("Innehåll")
    for session in sessions:
        out.add(f"Dialogpass {session.number}: {session.title}", "• ", 48)
    area = None
    for session in sessions:
        if session.area != area:
            out.start(session.area_label)
            area = session.area
        when = f" ({session.when})" if session.time else ""
        out.start()
        out.add(f"Dialogpass {session.number}. {session.title}{when}", width=40, loose=False)
        out.add(f"Workshopledare: {session.leaders}", width=72)
        out.add(f"Sammanställning: {session.compiled_by}", width=72)
        if session.order != "slot":
            for slot, _ in session.people():
                _text_participants(out, session, slot)
        for front in session.front:
            out.start(front.heading)
            for line in front.lines:
                out.add(line, "• " if front.role != "question" else "")
        rows += _slide_session(out, session)
    path.write_text(out.text(), "utf-8", newline="\n")
    return rows


def _text_participants(out: _SlidePages, session: Session, slot: str | None) -> None:
    half = f" {SLOT_NAMES[slot].lower()}" if slot else ""
    out.start(session.area_label.upper(), f"Lista deltagare{half}")
    for person in session.participants:
        if person.slot == slot:
            out.add(f"{person.name}, {person.role} {person.organisation}", "• ", 52)


def _slide_session(out: _SlidePages, session: Session) -> list[Row]:
    rows: list[Row] = []
    shared_page = session.number == "7"
    for part, opened in outline(session):
        names = dict(opened)
        if session.order == "slot" and "slot" in names:
            order = {"fm": "1", "em": "2"}[names["slot"]]
            out.start(f"WORKSHOP {order} kl. {session.slot_times[names['slot']]}")
            _text_participants(out, session, names["slot"])
        if "section" in names:
            out.start(session.area_label.upper(), names["section"])
        if not (shared_page and "question" not in names and "group" in names):
            _open_slide(out, session, part)
        rows += _slide_notes(out, session, part)
    return rows


def _open_slide(out: _SlidePages, session: Session, part: Part, number: int = 1) -> None:
    """Starts a page for a part; each session has its own habit of heading it."""
    banner = session.area_label.upper()
    more = "" if number == 1 else f" ({number})"
    heading = part.heading + more
    out.start()
    if session.number == "1":
        if part.slot and part.question == "ovrigt":
            out.add(f"{heading} {SLOT_NAMES[part.slot].lower()}", loose=False)
        else:
            out.add(heading, loose=False)
        out.pages[-1].append("")
        out.add(banner)
        if part.slot and part.question != "ovrigt":
            out.add(SLOT_NAMES[part.slot])
    elif part.form == "posts":
        if number == 1:
            out.add(heading, width=56, loose=False)
            out.pages[-1].append("")
    else:
        if session.number in "24":
            out.add("Resultat från workshop", loose=False)
        out.add(heading, width=66)
        out.add(banner)
        if session.number == "5" and part.slot:
            out.add(SLOT_NAMES[part.slot])


def _slide_notes(out: _SlidePages, session: Session, part: Part) -> list[Row]:
    rows: list[Row] = []
    if part.group:
        out.add(part.group + (":" if session.number == "7" else ""))
    loose = session.number not in "67"
    width = {"1": 62, "3": 66, "6": 104}.get(session.number, 70)
    mark = {"5": "- ", "6": "• "}.get(session.number, "• ")
    if part.source == "summary":
        mark = "- " if session.number != "5" else "• "
    if part.form == "posts":
        mark = ""
    page_full, number = (26 if loose else 40), 1
    for count, (note, _) in enumerate(walk(part.notes), start=1):
        if len(out.pages[-1]) > page_full and not part.group:
            if part.form == "posts":
                _close_posts(out, part, number)
            number += 1
            _open_slide(out, session, part, number)
        rows.append(reference_row(session, part, note, page=out.number))
        out.add(note.text, mark, width, loose)
        if mark and loose and count % 7 == 3:
            out.pages[-1][-2] += " "  # a blank that the author left at the end of the note
    if part.form == "posts":
        _close_posts(out, part, number)
    elif not loose:
        out.pages[-1].append("")
    return rows


def _close_posts(out: _SlidePages, part: Part, number: int) -> None:
    """On a wall of notes the title box comes last in the export."""
    out.add(f"Resultat från workshop – lappar från väggen ({number})", width=80)
    if number > 1:
        out.add(part.heading, width=56, loose=False)


# ------------------------------------------------------------------------------------------------ minutes


def write_minutes_text(day: Day, sessions: Iterable[Session], path: Path) -> list[Row]:
    """Minutes as pasted from an e-mail: wrapped hard at 72, Windows line ends, cp1252, arrows typed "->"."""
    sessions = list(sessions)
    first = sessions[0].compiled_by.split(",")[0]
    lines = [
        f"Från: {first} <{first.split()[0].lower()}@skrivstugan.example>",
        "Till: Processledarna",
        f"Skickat: den {int(day.date.split()[0]) + 1} {' '.join(day.date.split()[1:])} 08:47",
        f"Ämne: SV: Anteckningar {day.title}",
        "",
        "Hej alla!",
        "",
    ]
    lines += textwrap.wrap(
        "Tack för i går. Här kommer det som skrevs vid borden, renskrivet men inte omskrivet. "
        "Hör av er senast fredag om något har blivit fel.",
        72,
    )
    rows: list[Row] = []
    for session in sessions:
        lines += ["", ""]
        rows += _minutes_session(lines, session)
    lines += ["", "Med vänlig hälsning", first.split()[0], "", "--", first, day.compiled_by, "Tel 040-000 00 00"]
    lines += [
        "",
        "> -----Ursprungligt meddelande-----",
        f"> Ämne: Inbjudan till {day.title}",
        "> Välkommen till en dag med samtal i små grupper. Vi bjuder på lunch.",
    ]
    path.write_bytes("\r\n".join(lines).replace("→", "->").encode("cp1252") + b"\r\n")
    for row in rows:
        row["text"] = row["text"].replace("→", "->")
    return rows


def _minutes_session(lines: list[str], session: Session) -> list[Row]:
    title = f"Pass {session.number} – {session.title}" + (f" ({session.when})" if session.time else "")
    underline = "=" * min(len(title), 72)
    lines += [*textwrap.wrap(title, 72), underline, f"Område: {session.area_label}"]
    lines += [*textwrap.wrap(f"Workshopledare: {session.leaders}", 72), f"Vid pennan: {session.compiled_by}"]
    for slot, people in session.people():
        listed = "; ".join(f"{p.name} ({p.role}, {p.organisation})" for p in people)
        half = f" {SLOT_NAMES[slot].lower()}" if slot else ""
        lines += ["", *textwrap.wrap(f"Deltagare{half}: {listed}", 72, break_on_hyphens=False)]
    rows: list[Row] = []
    for part, opened in outline(session):
        for kind, value in opened:
            if kind == "section":
                lines += ["", value.upper(), "-" * len(value)]
            elif kind == "question":
                lines += ["", *textwrap.wrap(value, 72), "-" * min(len(value), 72)]
            elif kind == "slot":
                clock = f" (kl {session.slot_times[value]})" if session.order == "slot" else ""
                half = "Båda passen" if value == "båda" else SLOT_NAMES[value] + clock
                lines += ["", half + ":"]
            else:
                lines += ["", value.upper() if session.number == "2" else value + ":"]
        rows += _minutes_notes(lines, session, part)
    return rows


def _minutes_notes(lines: list[str], session: Session, part: Part) -> list[Row]:
    rows: list[Row] = []
    for note, level in walk(part.notes):
        if part.form == "prose":
            lines += ["", *textwrap.wrap(note.text, 72, break_on_hyphens=False)]
        else:
            mark = ("* " if session.number in "36" else "- ") if level == 0 else "    o "
            block = textwrap.wrap(
                mark + note.text.replace("→", "->"), 72, subsequent_indent=" " * len(mark), break_on_hyphens=False
            )
            lines += block
        group = part.group and (part.group.upper() if session.number == "2" else part.group)
        rows.append(reference_row(session, part, note, group=group))
    return rows
