"""The report as a PowerPoint deck: a compilation to send to those who took part."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rusnlp.reports.fixed_dates import with_fixed_dates
from rusnlp.reports.pptx import parts
from rusnlp.reports.pptx.day import day_pieces, method_pieces, reading_piece, topic_pieces
from rusnlp.reports.pptx.graphics import write_chart, write_table
from rusnlp.reports.pptx.layout import Page, pages, shortened_title, with_even_titles
from rusnlp.reports.pptx.plan import Piece
from rusnlp.reports.pptx.points import note_line
from rusnlp.reports.pptx.sessions import session_pieces
from rusnlp.reports.pptx.template import Template, load_template
from rusnlp.reports.pptx.text import Block, Note, Paragraph, Run, text_width
from rusnlp.reports.views import Content

_CONTENTS = "Innehåll"
_ENTRY_SIZE, _NUMBER_ROOM = 14, 36
"""Points."""


def pptx_bytes(content: Content, template: str | Path | None = None) -> bytes:
    """A PowerPoint file in Swedish with real charts, tables and speaker notes.

    Slides: title, contents with links, how to read it, the day, each session by its questions, topics outside the
    codebook, how it was made. The speaker notes name the statements behind every sentence and number. Text that does
    not fit goes on to another slide. `template` is a .pptx or .potx whose master and layouts are used in place of
    ours (TemplateError, a ValueError, when it cannot be). The same content and template give the same bytes.
    """
    chosen = load_template(template)
    deck = _with_contents(_pieces(content), chosen)
    presentation = chosen.presentation
    parts.set_properties(presentation, content.title)
    opening = _opening(content, chosen)
    slides = [opening, *(_slide(presentation, page) for page in deck)]
    starts = [(page.section, number) for number, page in enumerate(deck, 1) if page.section]
    for number, page in enumerate(deck, 1):
        _write(slides[number], page, content, chosen, {f"#{at}": slides[at] for _, at in starts})
    _sections(presentation, slides, [("Inledning", 0), *starts[1:]])
    buffer = io.BytesIO()
    presentation.save(buffer)
    return with_fixed_dates(buffer.getvalue())


def _pieces(content: Content) -> list[Piece]:
    sessions = [session for session in content.sessions if any(v.session == session.key for v in content.statements)]
    alone = len(sessions) == 1
    pieces = [reading_piece(content), *day_pieces(content, alone=alone)]
    for session in sessions:
        pieces += session_pieces(content, session, alone=alone)
    return [*pieces, *topic_pieces(content), *method_pieces(content)]


def _with_contents(pieces: Sequence[Piece], template: Template) -> list[Page]:
    """All slides after the title, the contents first, with the right slide numbers in them."""
    rest = pages(pieces, template)
    starts = [(page.section, number) for number, page in enumerate(rest) if page.section]

    room = template.text.bodies[0].text_width - _NUMBER_ROOM
    type_face = template.text.bodies[0].face

    def contents(before: int) -> list[Page]:
        blocks = []
        for name, at in starts:
            key, number = f"#{at + before}", str(at + before + 1)
            # LibreOffice breaks no line within a link, so of a long entry only the number is one.
            one_line = text_width(name, _ENTRY_SIZE, type_face) <= room
            runs = (Run(name, link=key if one_line else ""),)
            blocks.append(Block((Paragraph(runs, _ENTRY_SIZE, 7, _NUMBER_ROOM, number, key),)))
        note = Note("Numren är bildernas. Bilden har inga tal ur utsagorna.")
        return pages([Piece(_CONTENTS, "", tuple(blocks), notes=(note,), section=_CONTENTS)], template)

    # Numbers stand in a column of their own, so they do not change how many slides the contents take.
    return with_even_titles([*contents(1 + len(contents(1))), *rest])


def _opening(content: Content, template: Template) -> Any:
    layout = template.opening
    slide = template.presentation.slides.add_slide(layout.layout)
    title, size = shortened_title(parts.clean(content.title), "", layout.title)
    parts.write_title(slide, title, None if size == layout.title.size else size)
    lines = [f"{content.subtitle}", f"Kodbok: {content.codebook_title}"]
    for holder in list(slide.placeholders):
        idx = holder.placeholder_format.idx
        if layout.bodies and idx == layout.bodies[0].idx:
            text = tuple(Paragraph((Run(line),), 16, 6) for line in lines)
            parts.write_text(holder, text, replace(template.palette, words={}), {})
        elif holder._element is not slide.shapes.title._element:
            holder._element.getparent().remove(holder._element)
    note = Note(f"{content.subtitle}. Utsagornas id står i anteckningarna till bilden ”Så läser du”.")
    parts.write_notes(slide, [note], lambda one: note_line(content, one))
    return slide


def _slide(presentation: Any, page: Page) -> Any:
    return presentation.slides.add_slide(page.layout.layout)


def _write(slide: Any, page: Page, content: Content, template: Template, targets: dict[str, Any]) -> None:
    area = page.layout.title
    parts.write_title(slide, page.title, None if page.title_size == area.size else page.title_size)
    wanted = {run.link for text in page.texts for one in text for run in one.runs if run.link}
    links = {
        key: parts.link_to(slide, targets[key])
        for key in sorted(wanted, key=lambda key: int(key[1:]))
        if key in targets
    }
    texts = dict(zip((area.idx for area in page.layout.bodies), page.texts, strict=False))
    for holder in list(slide.placeholders):
        text = texts.get(holder.placeholder_format.idx)
        if holder._element is slide.shapes.title._element:
            continue
        if text:
            parts.write_text(holder, text, template.palette, links, page.text_box)
        else:
            holder._element.getparent().remove(holder._element)
    if page.bars:
        write_chart(slide, page.bars, template.palette)
    if page.grid:
        write_table(slide, page.grid, template.palette)
    parts.write_slide_number(slide)
    notes = page.notes or (Note("Bilden har inga tal ur utsagorna."),)
    parts.write_notes(slide, notes, lambda one: note_line(content, one))


def _sections(presentation: Any, slides: Sequence[Any], starts: Sequence[tuple[str, int]]) -> None:
    ids = [slide.slide_id for slide in slides]
    ends = [number for _, number in starts[1:]] + [len(slides)]
    parts.add_sections(presentation, [(name, ids[at:end]) for (name, at), end in zip(starts, ends, strict=True)])
