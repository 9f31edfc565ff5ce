"""What holds for a whole slide: which of its headings rule, whether it is left out, what it says of those after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from rusnlp.outlining.cues import is_numbered_question, reads_as_context, reads_as_instruction, reads_as_pointer
from rusnlp.outlining.heading_words import Kind
from rusnlp.outlining.headings import CLOSED, ReadBlock
from rusnlp.outlining.outline_places import Place

_OPENS_NOTES = ("results", "summary", "notes", "details")


def blocks_by_page(read: Sequence[ReadBlock]) -> list[list[int]]:
    """The indexes of the blocks of each page."""
    return [list(group) for _, group in groupby(range(len(read)), key=lambda i: read[i].block.page)]


def headings_first(page: list[int], read: Sequence[ReadBlock]) -> list[int]:
    """The page's order of reading: headings that stand after all notes come first when none before them rules."""

    def rules(index: int) -> bool:
        item = read[index]
        return item.is_heading and (item.asks or item.cues.kind in ("summary", "participant", "notes"))

    notes = [i for i in page if not read[i].is_heading]
    if not notes:
        return page
    before = [i for i in page if i < notes[0]]
    after = [i for i in page if i > notes[-1]]
    if any(rules(i) for i in before) or not any(rules(i) for i in after):
        return page
    middle = [i for i in page if notes[0] <= i <= notes[-1]]
    if any(read[i].asks and read[i].is_heading for i in middle):
        return page
    return after + before + middle


def take_only_question(page: list[int], read: Sequence[ReadBlock], place: Place) -> None:
    """Free notes whose slide asks a single question further down answer that question from the top."""
    headings = [read[i] for i in page if read[i].is_heading]
    asked = {h.asked.id: h for h in headings if h.asks and h.asked is not None}
    place.only_question = None
    if len(asked) == 1 and any(h.cues.kind == "notes" for h in headings):
        ((question, heading),) = asked.items()
        place.only_question = replace(place.tags, question=question, question_text=heading.block.text)


def left_out_as(page: list[int], read: Sequence[ReadBlock], place: Place) -> Kind | None:
    """The kind of a whole slide that is left out, None for one that may hold notes."""
    headings = [read[i] for i in page if read[i].is_heading]
    notes = [read[i] for i in page if not read[i].is_heading]
    if any(h.cues.kind == "participant" for h in headings) and not any(h.asks for h in headings):
        return "participant"
    leading = next((h for h in headings if h.asks or h.cues.kind is not None), None) if notes else None
    if leading is not None and leading.cues.kind in CLOSED:
        return leading.cues.kind
    opens_notes = any(h.cues.kind in _OPENS_NOTES for h in headings)
    bulleted = [n for n in notes if n.block.marker is not None and not n.block.marker.strip("().").isdigit()]
    has_topic = opens_notes or any(h.asks for h in headings)
    told = sum(map(_tells_of_the_day, (n.block.text for n in notes)))
    if not has_topic and told and (not bulleted or told >= len(notes) / 2):
        return "context"
    if place.base_section != "context" or opens_notes or _asks_at_the_top(headings, notes):
        return None
    return "context"


def _asks_at_the_top(headings: Sequence[ReadBlock], notes: Sequence[ReadBlock]) -> bool:
    """Whether a slide amid background slides opens with a question of the day and has answers to it."""
    first = headings[0] if headings else None
    if first is None or (first.repeats and not first.asks):
        return False
    answers = [n for n in notes if n.block.marker and not n.asks and not reads_as_instruction(n.block.text)]
    whole_question = first.certainty >= 80 and len(first.block.text.split()) >= 5
    return (is_numbered_question(first.block.text) or whole_question) and len(answers) >= 2


def close_page(page: list[int], read: Sequence[ReadBlock], roles: Mapping[int, str], place: Place) -> None:
    """Lets a divider slide, one without notes, rule the slides after it. `roles` has the role of each block."""
    headings = [read[i] for i in page if read[i].is_heading]
    if any(h.cues.kind == "participant" for h in headings):
        place.base_section = "notes"
        return
    if any(roles[i] in ("statement", "cluster") for i in page):
        place.base_section = "notes"
        place.question_holds = place.question_holds and not place.asked_on_page
        return
    place.question_holds = any(h.asks for h in headings) or (place.question_holds and not headings)
    if all(read[i].is_heading or roles[i] in ("credit", "link", "banner") for i in page):
        _rule_by_divider(headings, place)


def _rule_by_divider(headings: Sequence[ReadBlock], place: Place) -> None:
    kinds = {h.cues.kind for h in headings}
    slots: set[str] = {h.cues.slot for h in headings if h.cues.slot}
    slots = slots or {h.workshop_slot for h in headings if h.workshop_slot}
    if "context" in kinds:
        place.base_section = "context"
    elif kinds & set(_OPENS_NOTES) or slots:
        place.base_section = "notes"
    if len(slots) == 1:
        slot = slots.pop()
        place.part_slot = None if slot == "both" else slot


def _tells_of_the_day(text: str) -> bool:
    """Whether a line is the organiser's: how the day is run, what happens to its notes, where to turn."""
    return reads_as_instruction(text) or reads_as_context(text) or reads_as_pointer(text)
