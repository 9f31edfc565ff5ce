"""A session as an export of a Trello board."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .day import SLOT_NAMES, Day, Note, Part, Row, Session, reference_row, walk

SUMMARY = "Summering från workshopledare"
NOTED = "2026-10-15T12:00:00.000Z"


def write_trello(day: Day, sessions: Iterable[Session], path: Path) -> list[Row]:
    """The board of one session: a list a question, labels for the half of the day and the table, comments.

    The leaders' overview is a list of summaries, without its questions. Raises ValueError for more than one session.
    """
    (session,) = sessions
    board = _Board(f"Dialogpass {session.number} – {session.title}" + (f" ({session.when})" if session.time else ""))
    board.content["desc"] = f"{day.title}. {session.area_label}."
    start = board.add_list("Att veta")
    for front in session.front:
        board.add_card(start, front.heading, "\n".join(f"- {line}" for line in front.lines))
    people = board.add_list("Deltagare")
    for person in session.participants:
        board.add_card(people, f"{person.name}, {person.role}, {person.organisation}")
    lists: dict[str, str] = {}
    rows: list[Row] = []
    for part in session.parts:
        name = SUMMARY if part.source == "summary" else part.heading
        if name not in lists:
            lists[name] = board.add_list(name)
        rows += _add_cards(board, lists[name], session, part)
    done = board.add_list("Arkiv", closed=True)
    board.add_card(done, "Testkort, ta bort")
    board.add_card(lists[next(iter(lists))], "Dubblett av kortet ovan", closed=True)
    path.write_text(json.dumps(board.content, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")
    return rows


class _Board:
    """The export as nested data, filled list by list and card by card."""

    def __init__(self, name: str) -> None:
        self.content: dict[str, Any] = {"id": _id(name), "name": name, "desc": "", "closed": False}
        self.content |= {"labels": [], "lists": [], "cards": [], "actions": [], "checklists": [], "members": []}

    def add_list(self, name: str, closed: bool = False) -> str:
        lists = self.content["lists"]
        entry = {"id": _id(name, len(lists)), "name": name, "closed": closed, "pos": 16384 * (len(lists) + 1)}
        lists.append(entry | {"idBoard": self.content["id"]})
        return str(entry["id"])

    def label(self, name: str) -> dict[str, Any]:
        entry = {"id": _id("label", name), "name": name, "color": "green", "idBoard": self.content["id"]}
        if entry not in self.content["labels"]:
            self.content["labels"].append(entry)
        return entry

    def add_card(
        self, of_list: str, name: str, desc: str = "", labels: Iterable[str] = (), closed: bool = False
    ) -> dict[str, Any]:
        cards = self.content["cards"]
        entries = [self.label(label) for label in labels]
        card = {"id": _id(name, len(cards)), "name": name, "desc": desc, "closed": closed, "idList": of_list}
        card |= {"labels": entries, "idLabels": [entry["id"] for entry in entries], "pos": 65536 * (len(cards) + 1)}
        card |= {
            "dateLastActivity": NOTED,
            "idShort": len(cards) + 1,
            "shortUrl": f"https://trello.example/c/{len(cards)}",
        }
        cards.append(card)
        return card

    def add_comment(self, card: dict[str, Any], text: str) -> None:
        actions = self.content["actions"]
        data = {"text": text, "card": {"id": card["id"], "name": card["name"]}, "list": {"id": card["idList"]}}
        actions.append({"id": _id(text, len(actions)), "type": "commentCard", "date": NOTED, "data": data})


def _id(*parts: object) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:24]


def _add_cards(board: _Board, of_list: str, session: Session, part: Part) -> list[Row]:
    rows: list[Row] = []
    question = "ovrigt" if part.source == "summary" else part.question
    labels = [*([SLOT_NAMES[part.slot]] if part.slot else []), *([part.group] if part.group else [])]
    card: dict[str, Any] | None = None
    for count, note in enumerate(part.notes, start=1):
        rows += [reference_row(session, part, n, question=question) for n, _ in walk([note])]
        if card and count % 5 == 0 and not note.notes and part.source == "note":
            board.add_comment(card, note.text)
            continue
        card = board.add_card(of_list, *_name_and_description(note), labels)
    if card and session.number in "147":
        board.add_comment(card, "Kan du flytta det här kortet till rätt lista?")
    return rows


def _name_and_description(note: Note) -> tuple[str, str]:
    if note.notes:
        return note.text, "\n".join(f"- {child.text}" for child in note.notes)
    first, stop, rest = note.text.partition(". ")
    if stop and len(note.text) > 120:
        return f"{first}.", rest
    return note.text, ""
