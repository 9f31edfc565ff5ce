"""The role of a block that is no heading, with the reason in plain words."""

from __future__ import annotations

import re

from rusnlp.layout import Block
from rusnlp.outlining.cues import (
    is_bare_heading,
    is_name_row,
    kind_of,
    names_those_present,
    reads_as_context,
    reads_as_farewell,
    reads_as_instruction,
    reads_as_pointer,
    reads_as_script,
)
from rusnlp.outlining.heading_words import Kind
from rusnlp.outlining.outline_tags import Tags

KEPT = ("statement", "cluster")
"""Roles of the blocks that are units of analysis."""
_SET_APART = ("card", "cell", "comment")
"""Styles of what stands by itself: it cannot be a line of a list of participants or of the programme."""
_NOTE_STYLES: dict[str | None, str] = {
    "card": "a card",
    "cell": "a cell",
    "comment": "a comment on a card",
    "notes": "a speaker note",
}
_READS_AS: dict[Kind | None, str] = {
    "link": "an address, a page number or a stray mark",
    "credit": "says who led, wrote or compiled",
    "instruction": "tells how the workshop is run",
}
_SECTION_ROLES: dict[Kind, tuple[str, str]] = {
    "instruction": ("instruction", "under a heading that opens instructions"),
    "context": ("context", "under a heading that opens background"),
    "contents": ("heading", "in a list of contents"),
    "credit": ("credit", "on a card of those who led, wrote or compiled"),
    "link": ("link", "on a card of addresses"),
}


def role_of_text(block: Block, section: Kind, tags: Tags, *, slides: bool) -> tuple[str, str]:
    """Role and reason of a block that is no heading, in a section of the kind given, with the tags of its headings."""
    text = block.text
    if not re.search(r"\w", text):
        return "link", "no word in it"
    if names_those_present(text) and block.line.style not in ("card", "cell"):
        return "participant", "names those present"
    kind = kind_of(text) if block.line.style not in _SET_APART else None
    if kind in ("link", "credit") or (kind == "instruction" and ":" in text):
        return str(kind), _READS_AS[kind]
    if section == "participant":
        return _role_among_participants(block, slides=slides)
    if section in _SECTION_ROLES:
        return _SECTION_ROLES[section]
    return _role_among_notes(block, tags)


def _role_among_participants(block: Block, *, slides: bool) -> tuple[str, str]:
    text = block.text
    if is_name_row(text) or slides or len(text.split()) <= 8 or "," in text[:60]:
        return "participant", "in a list of participants"
    return "statement", "too long and too unlike a name for the list of participants that it follows"


def _role_among_notes(block: Block, tags: Tags) -> tuple[str, str]:
    text, style = block.text, block.line.style
    if style == "cell" and is_bare_heading(text):
        return "heading", "a cell that only names a group or a time"
    if style == "notes" and reads_as_script(text):
        return "instruction", "a presenter's script"
    if style == "quote" and block.line.tags.get("source") != "mail":
        return "statement", "a quoted voice"
    if reads_as_context(text):
        return "context", "speaks of the document or names a source"
    if tags.source != "summary" and style not in ("card", "cell") and reads_as_instruction(text):
        return "instruction", _READS_AS["instruction"]
    if block.marker is None and style not in _SET_APART and reads_as_farewell(text):
        return "instruction", "a welcome, a thank-you or a break"
    if reads_as_pointer(text):
        return "link", "little more than an address"
    return "statement", _kind_of_note(block)


def _kind_of_note(block: Block) -> str:
    said = _NOTE_STYLES.get(block.line.style)
    return said or ("a bullet" if block.marker is not None else "a line or paragraph that is no heading")
