"""A summary as a file: Markdown that a person reads and edits, or JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from rusnlp.atomic import write_text
from rusnlp.reports.docx.citations import short_ids
from rusnlp.reports.texts import SUMMARY_HEADINGS
from rusnlp.summarising.parts import Point, Sentence, Summary, SummaryPart

TITLE = "Sammanfattning"
DAY = "Hela underlaget"
HOW_TO_READ = (
    "Efter varje mening står de utsagor som den bygger på: ”dag p001.02–04” är utsagorna dag.p001.02 till dag.p001.04. "
    "Långa uppräkningar står i noterna sist."
)
HOW_TO_EDIT = (
    "Ändra gärna: låt hakparentesen stå kvar efter sin mening och pröva filen med kommandot rusnlp verify, som säger "
    "vilka meningar som utsagorna inte bär."
)
NOTHING = "Underlaget innehåller inga utsagor som kan räknas."
NOT_SAID = frozenset({HOW_TO_READ, HOW_TO_EDIT, NOTHING})
"""Lines that say nothing about the statements."""
FORMATS = (".md", ".json")
_LONGEST_INLINE = 120
_MARKUP = re.compile(r"[\\`*{}\[\]<>#|~]|(?<!\w)_|_(?!\w)")


def write_summary(summary: Summary, statements: pd.DataFrame, path: str | Path) -> None:
    """Write .md or .json, by the suffix. `statements` gives the words of the quotes and the sessions' titles."""
    path = Path(path)
    made = (
        summary_json(summary, statements) if path.suffix.lower() == ".json" else summary_markdown(summary, statements)
    )
    write_text(path, made)


def summary_json(summary: Summary, statements: pd.DataFrame) -> str:
    """The parts as JSON; a quote is its id and its words."""
    text_of = dict(zip(statements["statement_id"], statements["text"], strict=True))

    def quoted(part: dict[str, Any]) -> dict[str, Any]:
        for name in ("recurring", "few", "contradictions"):
            for point in part[name]:
                point["quotes"] = [{"statement_id": i, "text": text_of[i]} for i in point["quotes"]]
        return part

    data = asdict(summary)
    made = {"day": quoted(data["day"]), "sessions": [quoted(part) for part in data["sessions"]]}
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def summary_markdown(summary: Summary, statements: pd.DataFrame) -> str:
    """The summary as Markdown, with the ids of its statements after each sentence and quote."""
    from rusnlp.sessions import session_list

    text_of = dict(zip(statements["statement_id"], statements["text"], strict=True))
    listed = session_list(statements)
    titles = dict(zip(listed["session_key"], listed["title"], strict=True))
    notes: list[str] = []
    lines = [f"# {TITLE}", "", HOW_TO_READ, "", HOW_TO_EDIT, "", f"## {DAY}", ""]
    lines += part_markdown(summary.day, text_of, notes) if summary.day.numbers else [NOTHING, ""]
    for part in summary.sessions:
        title = titles.get(part.session or "")
        lines += [
            f"## {_escaped(part.label)}{f': {_escaped(title)}' if title else ''}",
            "",
            *part_markdown(part, text_of, notes),
        ]
    lines += [f"[^{number}]: {note}" for number, note in enumerate(notes, 1)]
    return "\n".join(lines).rstrip() + "\n"


def part_markdown(part: SummaryPart, text_of: Mapping[str, str], notes: list[str]) -> list[str]:
    """The lines of one part. `text_of`: statement id -> its words. Long lists of ids are appended to `notes`."""
    lines = [*(f"- {_cited(sentence, notes)}" for sentence in part.numbers), ""]
    for name in ("recurring", "few", "contradictions"):
        points: tuple[Point, ...] = getattr(part, name)
        if points:
            lines += [f"### {SUMMARY_HEADINGS[name]}", ""]
        for number, point in enumerate(points, 1):
            lines += [f"{number}. **{_escaped(point.heading)}** – {_cited(point.sentence, notes)}", ""]
            for quote in point.quotes:
                lines += [f"   > ”{_escaped(text_of[quote])}” [{_escaped(short_ids([quote]))}]", ""]
    if part.thin_questions:
        lines += [f"### {SUMMARY_HEADINGS['thin_questions']}", ""]
        lines += [*(f"- {_cited(sentence, notes)}" for sentence in part.thin_questions), ""]
    return lines


def _cited(sentence: Sentence, notes: list[str]) -> str:
    ids = _escaped(short_ids(sentence.statement_ids))
    if len(ids) > _LONGEST_INLINE:
        notes.append(ids)
        ids = f"^{len(notes)}"
    return f"{_escaped(sentence.text)} [{ids}]"


def _escaped(text: str) -> str:
    """Text that Markdown prints as it is, on one line."""
    return _MARKUP.sub(r"\\\g<0>", " ".join(text.splitlines()))
