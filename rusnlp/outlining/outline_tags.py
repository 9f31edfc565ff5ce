"""Where a block belongs: session, question, slot, group and source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rusnlp.layout import Block
from rusnlp.outlining.cues import Slot, kind_of, read_cues, slot_of
from rusnlp.question_catalogue import Question
from rusnlp.questions import AskedQuestion, asked_question, is_interrogative

CERTAIN = 74
"""Certainty from which what asks a question is taken for the catalogue's; below it is a question of its own."""
_HEADER_ASKS = 78
"""Certainty from which a table's header is a question at all."""
_LISTED = re.compile(r"(\d{1,2})[.):]\s+([^\W\d].*)")
"""A session in a cell of its own, as in a list: "1. Skog"."""


@dataclass(frozen=True, slots=True)
class Tags:
    """Where a block belongs; None where nothing says."""

    session: str | None = None
    session_title: str | None = None
    session_area: str | None = None
    question: str = "ovrigt"
    question_text: str | None = None
    slot: str | None = None
    group: str | None = None
    source: str = "note"
    heading: str | None = None


def slot_tag(slot: Slot | None) -> str | None:
    """The tag for a slot that a heading names: both halves of the day are none."""
    return None if slot == "both" else slot


def question_tag(asked: AskedQuestion | None) -> str:
    """Id of the catalogue's question where it is certain, else `ovrigt`."""
    return asked.id if asked and asked.certainty >= CERTAIN else "ovrigt"


def own_tags(block: Block, tags: Tags, questions: Sequence[Question]) -> Tags:
    """The tags of a block: what its own cell, card or table headers say is put over `tags`, those of the headings."""
    stated = block.line.tags
    if stated.get("session"):
        tags = _with_session(tags, stated["session"])
    if stated.get("slot"):
        tags = replace(tags, slot=slot_tag(slot_of(stated["slot"])))
    if stated.get("group"):
        tags = replace(tags, group=stated["group"].strip().rstrip(":").strip())
    for header in filter(None, map(str.strip, block.line.headers)):
        tags = _with_header(tags, header, questions)
    if stated.get("question"):
        tags = _with_question(tags, stated["question"], questions)
    return replace(tags, source="summary") if stated.get("source") == "summary" else tags


def states_question(block: Block, questions: Sequence[Question]) -> bool:
    """Whether a cell answers a question that its own table states, whatever the heading over the table."""
    return bool(block.line.tags.get("question")) or any(_asks(header, questions) for header in block.line.headers)


def _asks(header: str, questions: Sequence[Question]) -> bool:
    asked = asked_question(header, questions)
    return is_interrogative(header) or (asked is not None and asked.certainty >= _HEADER_ASKS)


def _with_session(tags: Tags, stated: str) -> Tags:
    cues = read_cues(stated)
    bare = re.fullmatch(r"\W*(\d{1,2})(?:\.0)?\W*", stated)
    listed = _LISTED.fullmatch(stated.strip())
    if listed and not cues.session:
        return replace(tags, session=listed[1], session_title=listed[2])
    name = cues.session or (bare[1] if bare else stated.strip())
    return replace(tags, session=name, session_title=cues.title or tags.session_title)


def _with_question(tags: Tags, text: str, questions: Sequence[Question]) -> Tags:
    if kind_of(text) == "summary":
        return replace(tags, question="ovrigt", question_text=text.strip(), source="summary", group=None)
    return replace(tags, question=question_tag(asked_question(text, questions)), question_text=text.strip())


def _with_header(tags: Tags, header: str, questions: Sequence[Question]) -> Tags:
    cues = read_cues(header)
    if cues.session:
        return replace(tags, session=cues.session, session_title=cues.title or tags.session_title)
    if cues.group:
        tags = replace(tags, group=cues.group)
    if cues.slot:
        tags = replace(tags, slot=slot_tag(cues.slot))
    if _asks(header, questions) or kind_of(header) == "summary":
        return _with_question(tags, header, questions)
    if not cues.group and not cues.slot:
        tags = replace(tags, heading=f"{tags.heading} / {header}" if tags.heading else header)
    return tags
