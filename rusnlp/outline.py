"""Blocks to outline: the role of every block, and the session, question, slot, group and source it belongs to.

One set of rules for every format. General cues come first (style, position, repetition, list shape, numbering), then
the words of `codebooks/headings.yaml` and the questions of the catalogue. A slide, or a page of a text exported from
slides, is a scope of its own: a heading that the extraction put after the notes still holds for the whole page. In
running documents a heading holds until the next one of its rank or above.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rusnlp.document import Document
from rusnlp.layout import Block, line_key
from rusnlp.outlining.cues import card_kind
from rusnlp.outlining.heading_words import Kind
from rusnlp.outlining.headings import ReadBlock, is_slides, read_blocks
from rusnlp.outlining.outline_mail import mail_lines
from rusnlp.outlining.outline_places import Place, take_heading
from rusnlp.outlining.outline_ranks import heading_rank, ranks_by_session
from rusnlp.outlining.outline_roles import KEPT, role_of_text
from rusnlp.outlining.outline_slides import blocks_by_page, close_page, headings_first, left_out_as, take_only_question
from rusnlp.outlining.outline_tags import Tags, own_tags, states_question
from rusnlp.outlining.session_plan import AREA_LEAD, SessionPlan, session_plan
from rusnlp.question_catalogue import Question

_NEVER_AN_OPENING = ("card", "cell", "comment", "quote", "list")
"""Styles of what cannot be a paragraph that opens a session."""


@dataclass(frozen=True, slots=True)
class OutlinedBlock:
    """A block with its role, the reason for the role in plain words, and its tags."""

    block: Block
    role: str
    why: str
    tags: Tags


@dataclass(frozen=True, slots=True)
class _Reading:
    """The document as read before any block is placed; nothing here changes during the walk."""

    read: Sequence[ReadBlock]
    plan: SessionPlan
    questions: Sequence[Question]
    ranks: Sequence[Mapping[str, int]]
    """For each block, see `ranks_by_session`."""
    slides: bool


def outline_document(
    document: Document, blocks: Sequence[Block], questions: Sequence[Question], area_names: Mapping[str, str]
) -> list[OutlinedBlock]:
    """Every block with role and tags, in the order given.

    `area_names` maps names of the strategy's areas, case folded, to the ids of the areas; it may be empty. Blocks are
    never dropped: what is no statement keeps its role and the reason.
    """
    read = read_blocks(document, blocks, questions)
    plan = session_plan(document, read, area_names)
    reading = _Reading(read, plan, questions, ranks_by_session(read, plan), is_slides(document))
    place = Place(tags=Tags(session=plan.whole_document))
    placed = _walk_slides(reading, place) if reading.slides else _walk(range(len(read)), reading, place, None)
    outlined = [placed[index] for index in range(len(read))]
    outlined = _with_mail_marked(outlined, document)
    outlined = _with_pooled_overviews_marked(outlined, read)
    return _with_parents(_with_warm_ups_marked(outlined))


def _walk_slides(reading: _Reading, place: Place) -> dict[int, OutlinedBlock]:
    placed: dict[int, OutlinedBlock] = {}
    for page in blocks_by_page(reading.read):
        place.open_page()
        take_only_question(page, reading.read, place)
        left_out = left_out_as(page, reading.read, place)
        placed.update(_walk(headings_first(page, reading.read), reading, place, left_out))
        close_page(page, reading.read, {index: placed[index].role for index in page}, place)
    return placed


def _walk(order: Iterable[int], reading: _Reading, place: Place, left_out: Kind | None) -> dict[int, OutlinedBlock]:
    """Places blocks in the order given; `left_out` is the kind of a slide that holds no notes."""
    placed: dict[int, OutlinedBlock] = {}
    for index in order:
        placed[index] = _place_block(index, reading, place, left_out)
        place.last_role = placed[index].role
        if placed[index].role in KEPT:
            place.run = set()
    return placed


def _place_block(index: int, reading: _Reading, place: Place, left_out: Kind | None) -> OutlinedBlock:
    item, plan = reading.read[index], reading.plan
    block = item.block
    if block.line.role is not None and (block.line.role != "heading" or block.line.style == "cell"):
        return OutlinedBlock(block, block.line.role, f"the format says so ({block.line.role})", place.tags)
    if index in plan.starts:
        # The headings of a slide hold together, whatever their order.
        holds = reading.slides and place.asked_on_page and place.last_role not in KEPT
        place.start_session(plan.starts[index], item.cues.slot, asked=place.tags if holds else Tags())
        if item.asks:
            place.ask(item, heading_rank(item, reading.ranks[index]))
        return OutlinedBlock(block, "heading", "starts a session", place.tags)
    if index in plan.ends:
        place.leave_sessions()
    if index in plan.contents:
        role = "credit" if item.cues.kind == "credit" else "heading"
        return OutlinedBlock(block, role, "in a list of contents", place.tags)
    if item.is_heading or (AREA_LEAD.match(block.text) and plan.area_of(block.text)):
        role = take_heading(item, place, plan, reading.ranks[index], slides=reading.slides)
        return OutlinedBlock(block, role, _why_heading(role, item, place.tags), place.tags)
    opening = _before_what_counts(index, reading, place)
    if opening is not None:
        return OutlinedBlock(block, "context", opening, place.tags)
    section = left_out or place.section
    if block.line.style == "cell" and left_out is None and states_question(block, reading.questions):
        section = "notes"
    if block.line.style == "card":
        place.closed_card = _closed_card(block, place)
        section = place.closed_card[1] if place.closed_card else section
    role, why = role_of_text(block, section, place.tags, slides=reading.slides)
    if section == "participant" and role == "statement":
        place.section = "notes"
    return OutlinedBlock(block, role, why, own_tags(block, place.tags, reading.questions))


def _before_what_counts(index: int, reading: _Reading, place: Place) -> str | None:
    """Why a block is context by where it stands: before the first session, or before a session's first question."""
    block, plan = reading.read[index].block, reading.plan
    if place.question_seen:
        return None
    if plan.starts and place.tags.session is None and not block.line.tags:
        return "before the first session"
    opens = not reading.slides and index in plan.before_questions
    if opens and block.marker is None and block.line.style not in _NEVER_AN_OPENING:
        return "opens a session, before its first question"
    return None


def _closed_card(block: Block, place: Place) -> tuple[str | None, Kind] | None:
    """The region and kind of a card named "Så här gör vi" or "Deltagare", whose bullets are none of the notes."""
    if place.closed_card is not None and place.closed_card[0] == block.line.region:
        return place.closed_card
    kind = card_kind(block.text)
    return (block.line.region, kind) if kind else None


def _why_heading(role: str, item: ReadBlock, tags: Tags) -> str:
    because = item.heading_because or "names an area"
    said = {
        "banner": "a running header or footer",
        "question": f"asks a question ({tags.question})",
        "participant": "opens a list of participants",
        "credit": "says who led, wrote or compiled",
        "link": "an address, a page number or a stray mark",
    }
    return f"{said.get(role, 'a heading')}: {because}"


def _with_mail_marked(outlined: Sequence[OutlinedBlock], document: Document) -> list[OutlinedBlock]:
    questions = frozenset(index for index, item in enumerate(outlined) if item.role == "question")
    headings = frozenset(i for i, item in enumerate(outlined) if item.role in ("question", "heading", "banner"))
    mail = mail_lines(document, [item.block for item in outlined], questions, headings)
    return [
        replace(item, role="credit", why=mail[index]) if index in mail else item for index, item in enumerate(outlined)
    ]


def _with_pooled_overviews_marked(outlined: Sequence[OutlinedBlock], read: Sequence[ReadBlock]) -> list[OutlinedBlock]:
    """Notes whose source is a compiled overview of raw notes that the document prints too.

    Such are the notes of a session before a heading that announces its raw notes, and those under a heading of a
    compilation when half of them or more stand in the document before it.
    """
    details = {
        item.tags.session: index
        for index, (item, source) in enumerate(zip(outlined, read, strict=True))
        if source.is_heading and source.cues.kind == "details"
    }
    pooled = {index for index, item in enumerate(outlined) if index < details.get(item.tags.session, -1)}
    for start, source in enumerate(read):
        if source.is_heading and source.cues.kind == "compilation":
            pooled |= _repeating_section(start, outlined)
    return [
        replace(item, tags=replace(item.tags, source="summary")) if index in pooled and item.role in KEPT else item
        for index, item in enumerate(outlined)
    ]


def _repeating_section(start: int, outlined: Sequence[OutlinedBlock]) -> set[int]:
    """Indexes of the notes under the heading at `start`; empty when less than half of them repeat notes above it."""
    asked = outlined[start].tags.question_text
    section = []
    for index in range(start + 1, len(outlined)):
        item = outlined[index]
        if item.role in KEPT and item.tags.question_text != asked:
            break
        if item.role in KEPT:
            section.append(index)
    said = {line_key(item.block.text) for item in outlined[:start] if item.role in KEPT}
    repeated = sum(line_key(outlined[index].block.text) in said for index in section)
    return set(section) if repeated and repeated >= len(section) / 2 else set()


def _with_warm_ups_marked(outlined: Sequence[OutlinedBlock]) -> list[OutlinedBlock]:
    """Bullets that ask and answer in turn, three times or more: the short questions are questions, not notes."""
    result = list(outlined)
    start = 0
    while start < len(result):
        end = start
        while end + 1 < len(result) and _asks_and_answers(result[end], result[end + 1]):
            end += 2
        if end - start >= 6:
            for index in range(start, end, 2):
                result[index] = replace(result[index], role="question", why="asked and answered in turn")
        start = max(end, start + 1)
    return result


def _asks_and_answers(first: OutlinedBlock, second: OutlinedBlock) -> bool:
    if first.role != "statement" or second.role != "statement" or first.block.page != second.block.page:
        return False
    asks, answers = first.block.text, second.block.text
    return (
        first.block.marker is not None
        and asks.endswith("?")
        and len(asks.split()) <= 6
        and not answers.endswith("?")
        and len(answers) > len(asks)
    )


def _with_parents(outlined: Sequence[OutlinedBlock]) -> list[OutlinedBlock]:
    """Bullets over a note join its heading; a bullet that only names the subject of the notes under it is a cluster."""
    with_children = {item.block.parent for item in outlined if item.block.parent is not None and item.role in KEPT}
    result: list[OutlinedBlock] = []
    for index, item in enumerate(outlined):
        above = _labels_above(item, outlined)
        if above:
            heading = " / ".join([*filter(None, [item.tags.heading]), *above])
            item = replace(item, tags=replace(item.tags, heading=heading))
        if item.role == "statement" and index in with_children and _only_labels(item.block.text):
            item = replace(item, role="cluster", why="only labels the notes under it")
        result.append(item)
    return result


def _labels_above(item: OutlinedBlock, outlined: Sequence[OutlinedBlock]) -> list[str]:
    chain: list[str] = []
    parent = item.block.parent
    while parent is not None:
        over = outlined[parent]
        if over.role in KEPT:
            chain.append(over.block.text.rstrip(" :"))
        parent = over.block.parent
    return chain[::-1]


def _only_labels(text: str) -> bool:
    return len(text.split()) <= 7 and text[-1:] not in ".!?" and "," not in text


__all__ = ["KEPT", "OutlinedBlock", "Tags", "outline_document"]
