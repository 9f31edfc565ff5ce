"""Blocks of text for slides: points with a quote, themes with a quote, and the notes with the ids behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rusnlp.quotes import Candidate, choose_quotes
from rusnlp.reports.pptx.parts import can_be_shown
from rusnlp.reports.pptx.text import Block, Note, Paragraph, Run, bullet, paragraph
from rusnlp.reports.views import Content, StatementView
from rusnlp.reports.wording import number_text, statements_text
from rusnlp.summarising.parts import Point, Sentence

HEADING, BODY, PLACE = 16, 14, 12
"""Sizes in points."""
LONGEST_QUOTE = 420
"""Characters; a longer statement is quoted only where there is no shorter one."""
_INDENT = 12


def note_line(content: Content, note: Note) -> str:
    """A line of the speaker notes: "Samverkan (3): dag p001.01, p001.03; kväll p002.01"."""
    if note.statement_ids is None:
        return note.text
    return f"{note.text} ({number_text(len(note.statement_ids))}): {_ids_text(content, note.statement_ids)}"


def _ids_text(content: Content, ids: Sequence[str]) -> str:
    """Ids document by document, each without the document's name, which is said once."""
    by_document: dict[str, list[str]] = defaultdict(list)
    for statement_id in ids:
        view = content.by_id.get(statement_id)
        document = view.document if view and statement_id.startswith(f"{view.document}.") else ""
        by_document[document].append(statement_id[len(document) + 1 :] if document else statement_id)
    return "; ".join(f"{document} {', '.join(found)}".strip() for document, found in by_document.items()) or "inga"


def sentence_note(sentence: Sentence) -> Note:
    """The sentence with the ids that bear it."""
    return Note(sentence.text, sentence.statement_ids)


def sentence_bullets(sentences: Iterable[Sentence]) -> list[Block]:
    """Each sentence as a bullet."""
    return [Block((bullet(one.text, BODY),), (sentence_note(one),)) for one in sentences]


def heading_block(text: str, following: Block, *, before: float = 14) -> Block:
    """A small heading and the block that it must not be parted from."""
    first, *rest = following.paragraphs
    head = paragraph(text, BODY, before=before, bold=True, tone="accent")
    return Block((head, replace(first, before=4), *rest), following.notes)


def point_block(content: Content, point: Point, *, where: bool, quotes: int = 1) -> Block:
    """A point: its heading, how many say it, and verbatim quotes with their places.

    `where` adds the session to the places. Of a contradiction both sides are quoted.
    """
    lines = [
        paragraph(point.heading, HEADING, before=14, bold=True),
        paragraph(point.sentence.text, BODY, before=1, tone="muted"),
    ]
    said = [one for one in point.statement_ids if one not in point.against]
    sides = [(said, quotes), (list(point.against), 1)] if point.against else [(said, quotes)]
    chosen: list[str] = []
    for number, (side, most) in enumerate(sides):
        found = shown_quotes(content, [one for one in point.quotes if one in side], side, most)
        if number and found:
            lines.append(paragraph("Å andra sidan:", BODY, before=4))
        for view in found:
            lines += quote_lines(content, view, where=where)
        chosen += [view.statement_id for view in found]
    # The sentence may rest on fewer statements than the point, or on more.
    notes = [Note(f"{point.heading}: {point.sentence.text}", point.sentence.statement_ids)]
    return Block(tuple(lines), (*notes, *_quoted(chosen)))


def theme_block(content: Content, label: str, ids: Sequence[str], quoted: set[str]) -> Block:
    """A theme under a question: how many statements, and a quote that is not in `quoted`, to which it is added."""
    free = [one for one in ids if one not in quoted]
    found = shown_quotes(content, _typical(content, free, quoted), free, 1)
    quoted.update(view.statement_id for view in found)
    runs = (Run(label, bold=True), Run(f"  {statements_text(len(ids))}", size=BODY, tone="muted"))
    lines = [Paragraph(runs, HEADING, before=14)]
    for view in found:
        lines += quote_lines(content, view, where=False)
    return Block(tuple(lines), (Note(label, tuple(ids)), *_quoted([view.statement_id for view in found])))


def shown_quotes(content: Content, preferred: Sequence[str], others: Sequence[str], most: int) -> list[StatementView]:
    """Up to `most` statements to quote: of those preferred, or else of the others, the first that a slide can show.

    A statement that is long, or has characters that a file cannot hold, gives way to another where there is one.
    """
    found = [content.by_id[one] for one in dict.fromkeys((*preferred, *others)) if one in content.by_id]
    found = [view for view in found if can_be_shown(view.text)]
    short = [view for view in found if len(view.text) <= LONGEST_QUOTE]
    wanted = set(preferred)
    return sorted(short or found[:1], key=lambda view: view.statement_id not in wanted)[:most]


def quote_lines(content: Content, view: StatementView, *, where: bool) -> list[Paragraph]:
    """A statement within quotation marks, and where it stands."""
    parts = [view.document] if len(content.documents) > 1 else []
    parts += [view.place]
    if where:
        parts += [view.session_label, view.question_label]
    elif view.group:
        parts += [view.group]
    return [
        Paragraph((Run(f"”{view.text}”"),), BODY, before=4, left=_INDENT, whole=True),
        Paragraph((Run(", ".join(parts), tone="muted"),), PLACE, before=1, left=_INDENT),
    ]


def _quoted(ids: Sequence[str]) -> tuple[Note, ...]:
    return (Note("Citat", tuple(ids)),) if ids else ()


def _typical(content: Content, ids: Sequence[str], quoted: set[str]) -> list[str]:
    views = [content.by_id[one] for one in ids]
    return choose_quotes((Candidate(v.statement_id, v.session, v.text, v.role, 0.0, "") for v in views), quoted=quoted)
