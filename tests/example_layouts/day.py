"""The invented example day as data: sessions, parts and notes, and the reference rows made from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

DAY_FILE = Path(__file__).parent.parent / "example_day.yaml"
SLOT_NAMES = {"fm": "Förmiddag", "em": "Eftermiddag"}

Row = dict[str, Any]
"""One reference statement: text, role, tags, codes and page, as a layout expresses them."""


@dataclass(frozen=True)
class Note:
    text: str
    areas: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    cluster: bool = False
    repeat: bool = False
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Part:
    """The notes under one heading, from one half of the day and one table."""

    question: str
    heading: str
    notes: tuple[Note, ...]
    slot: str | None = None
    group: str | None = None
    source: str = "note"
    section: str | None = None
    form: str = "bullets"


@dataclass(frozen=True)
class Front:
    """A page shown before the work: background, instructions or the questions."""

    heading: str
    role: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Person:
    name: str
    role: str
    organisation: str
    slot: str | None = None


@dataclass(frozen=True)
class Session:
    number: str
    area: str
    area_label: str
    title: str
    order: str
    leaders: str
    compiled_by: str
    time: str | None
    slot_times: dict[str, str]
    participants: tuple[Person, ...]
    front: tuple[Front, ...]
    parts: tuple[Part, ...]

    @property
    def when(self) -> str:
        return f"kl {self.time}" if self.time else ""

    def slot(self, part: Part) -> str | None:
        """The half of the day of a part: its own, or that of the session's clock time."""
        if part.slot or not self.time:
            return part.slot
        return "fm" if int(self.time.split(".")[0]) < 12 else "em"

    def clock(self, part: Part) -> str | None:
        """When the part was held ("10.15"), where it belongs to one half of the day."""
        if self.time:
            return self.time.split("–")[0]
        if part.slot is None:
            return None
        return self.slot_times.get(part.slot, {"fm": "10.30", "em": "13.45"}[part.slot])

    def people(self) -> list[tuple[str | None, list[Person]]]:
        """The participants, by half of the day where the list is kept so."""
        slots = list(dict.fromkeys(person.slot for person in self.participants))
        return [(slot, [p for p in self.participants if p.slot == slot]) for slot in slots]


@dataclass(frozen=True)
class Day:
    title: str
    date: str
    place: str
    organiser: str
    compiled_by: str
    sessions: tuple[Session, ...]


def read_day(path: Path = DAY_FILE) -> Day:
    raw = yaml.safe_load(path.read_text("utf-8"))
    sessions = tuple(_session(entry, raw["areas"]) for entry in raw["sessions"])
    return Day(raw["title"], raw["date"], raw["place"], raw["organiser"], raw["compiled_by"], sessions)


def _session(raw: dict[str, Any], areas: dict[str, str]) -> Session:
    return Session(
        number=raw["number"],
        area=raw["area"],
        area_label=areas[raw["area"]],
        title=raw["title"],
        order=raw["order"],
        leaders=raw["leaders"],
        compiled_by=raw["compiled_by"],
        time=raw.get("time"),
        slot_times=raw.get("slot_times", {}),
        participants=tuple(Person(**entry) for entry in raw["participants"]),
        front=tuple(Front(f["heading"], f["role"], tuple(f["lines"])) for f in raw.get("front", [])),
        parts=tuple(Part(**{**part, "notes": _notes(part["notes"])}) for part in raw["parts"]),
    )


def _notes(raw: Iterable[dict[str, Any]]) -> tuple[Note, ...]:
    return tuple(
        Note(
            text=entry["text"],
            areas=tuple(entry.get("areas", ())),
            themes=tuple(entry.get("themes", ())),
            cluster=entry.get("cluster", False),
            repeat=entry.get("repeat", False),
            notes=_notes(entry.get("notes", ())),
        )
        for entry in raw
    )


def walk(notes: Iterable[Note], level: int = 0) -> Iterator[tuple[Note, int]]:
    """Every note with its depth, parents before their own bullets."""
    for note in notes:
        yield note, level
        yield from walk(note.notes, level + 1)


def outline(session: Session) -> Iterator[tuple[Part, list[tuple[str, str]]]]:
    """Each part with the headings that open it: (section|slot|question|group, what it says).

    A slot reads "fm", "em", or "båda" when a part over the whole day follows one over half of it.
    """
    names = ["section", "slot", "question", "group"] if session.order == "slot" else list(_LEVELS)
    before: list[str | None] = [None] * len(names)
    for part in session.parts:
        values = {"section": part.section, "slot": part.slot, "question": part.heading, "group": part.group}
        now = [values[name] for name in names]
        first = next((i for i, (a, b) in enumerate(zip(before, now, strict=True)) if a != b), len(names))
        opened = [(name, value) for name, value in list(zip(names, now, strict=True))[first:] if value]
        slot = names.index("slot")
        if before[slot] and not now[slot]:
            opened.append(("slot", "båda"))
        before = now
        yield part, opened


_LEVELS = ("section", "question", "slot", "group")


def reference_row(session: Session, part: Part, note: Note, **changed: Any) -> Row:
    """The reference statement of a note; `changed` names what a layout expresses in another way."""
    row: Row = {
        "text": note.text,
        "role": "cluster" if note.cluster else "statement",
        "session": session.number,
        "session_area": session.area,
        "page": None,
        "question": part.question,
        "slot": session.slot(part),
        "group": part.group,
        "source": part.source,
        "areas": list(note.areas),
        "themes": list(note.themes),
        "repeat": note.repeat,
    }
    return row | changed
