"""What a deck shows of a session: its context, each question, its themes and its summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rusnlp.reports.pptx.plan import Bar, Bars, Grid, Piece, Row, cells
from rusnlp.reports.pptx.points import (
    BODY,
    heading_block,
    point_block,
    sentence_bullets,
    theme_block,
)
from rusnlp.reports.pptx.text import Block, Note, Paragraph, Run, bullet, paragraph
from rusnlp.reports.texts import SUMMARY_HEADINGS
from rusnlp.reports.views import CodeView, Column, Content, StatementView
from rusnlp.reports.wording import STATUSES, number_text, share_text, statements_text
from rusnlp.summarising.parts import Point, SummaryPart

_BLOCKS_SHOWN = 6
"""Points, and after them themes with a quote, under a question; points alone may be more."""
_THEMES_NAMED = 3
_FEW_POINTS = 3
"""Recurring points under no one question that are quoted in the summary and need no slide of their own."""
NO_THEME = "Utan gemensamt tema"


@dataclass(frozen=True, slots=True)
class CodeNumbers:
    """A code within some statements: the ids that were given it and those still to review."""

    code: CodeView
    coded: tuple[str, ...]
    review: tuple[str, ...]


def code_numbers(codes: Sequence[CodeView], views: Sequence[StatementView]) -> list[CodeNumbers]:
    """The codes that any of the statements has, most frequent first; `views` are statements that count."""
    found: dict[tuple[str, str], list[str]] = {}
    for view in views:
        for mark in view.marks:
            found.setdefault((mark.code, mark.decision), []).append(view.statement_id)
    rows = [
        CodeNumbers(
            code,
            tuple(sorted(found.get((code.code, "assigned"), ()))),
            tuple(sorted(found.get((code.code, "review"), ()))),
        )
        for code in codes
    ]
    rows = [row for row in rows if row.coded or row.review]
    return sorted(rows, key=lambda row: (-len(row.coded), -len(row.review)))


def session_pieces(content: Content, session: Column, *, alone: bool) -> list[Piece]:
    """All that is shown of a session; of the only one, themes and summary are told over the day."""
    views = [view for view in content.statements if view.session == session.key]
    counted = [view for view in views if view.counted]
    part = _summary_part(content, session.key)
    pieces = [_context(content, session, views)]
    pieces += _questions(content, session, counted, part)
    if counted and not alone:
        pieces += _themes(content, session, counted)
        pieces += summary_pieces(content, part, session.label, where=False) if part else []
    return pieces


def _summary_part(content: Content, key: str) -> SummaryPart | None:
    parts = content.summary.sessions if content.summary else ()
    return next((part for part in parts if part.session == key), None)


def _context(content: Content, session: Column, views: Sequence[StatementView]) -> Piece:
    counted = [view for view in views if view.counted]
    numbers: list[tuple[str, list[StatementView]]] = [
        ("utsaga som räknas" if len(counted) == 1 else "utsagor som räknas", counted),
        *(
            ({"coded": "kodade"}.get(key, label), [v for v in counted if v.status == key])
            for key, label in STATUSES.items()
        ),
    ]
    runs: list[Run] = []
    for label, found in numbers:
        runs += [Run(number_text(len(found)), bold=True, size=24, tone="accent"), Run(f" {label}      ")]
    runs[-1] = Run(runs[-1].text.rstrip())
    blocks = [
        Block((Paragraph(tuple(runs), BODY, before=12),), tuple(Note(label, ids_of(found)) for label, found in numbers))
    ]
    aside = []
    for one, many, found in (
        ("upprepning", "upprepningar", [v for v in views if not v.counted and v.source == "note"]),
        ("summering", "summeringar", [v for v in views if not v.counted and v.source != "note"]),
    ):
        if found:
            aside.append(
                (
                    f"{number_text(len(found))} {one if len(found) == 1 else many}",
                    Note(many.capitalize(), ids_of(found)),
                )
            )
    if aside:
        text = f"Därtill {' och '.join(text for text, _ in aside)}, som inte räknas."
        notes = tuple(note for _, note in aside)
        blocks.append(Block((paragraph(text, BODY, before=6, tone="muted"),), notes))
    return Piece(
        session.label,
        session.title or "",
        tuple(blocks),
        grid=_asked(content, counted),
        movable=True,
        section=f"{session.label}: {session.title}" if session.title else session.label,
    )


def _asked(content: Content, counted: Sequence[StatementView]) -> Grid | None:
    """The questions of the session as they were printed, with how many statements answer each."""
    rows = []
    for question in content.questions:
        found = [view for view in counted if view.question == question.key]
        if not found:
            continue
        printed = Counter(" ".join(view.question_text.split()) for view in found if view.question_text)
        wording = max(printed, key=lambda text: printed[text]) if printed else "–"
        of_status = [[view for view in found if view.status == status] for status in STATUSES]
        notes = [Note(question.label, ids_of(found))]
        notes += [
            Note(f"{question.label}, {label}", ids_of(some))
            for label, some in zip(STATUSES.values(), of_status, strict=True)
        ]
        numbers = [number_text(len(some)) for some in (found, *of_status)]
        rows.append(Row(cells(question.label, wording, *numbers), tuple(notes)))
    if not rows:
        return None
    heads = ("Fråga", "Så löd den i underlaget", "Utsagor", "Kodade", "Att granska", "Utan kod")
    return Grid(
        heads,
        tuple(rows),
        (110, 400, 66, 62, 62, 62),
        4,
        "Passets frågor och hur många utsagor som svarar på var och en.",
    )


def _questions(
    content: Content, session: Column, counted: Sequence[StatementView], part: SummaryPart | None
) -> list[Piece]:
    points = part.recurring if part else ()
    keys = {question.key for question in content.questions}
    pieces = []
    for question in content.questions:
        found = [view for view in counted if view.question == question.key]
        if not found:
            continue
        own = [point for point in points if point.question == question.key]
        blocks = _points_by_theme(content, own)
        more = _themes_with_quotes(content, found, own)
        if own and more:
            more[0] = heading_block("Andra vanliga teman", more[0])
        first, *rest_of = [*blocks, *more] or [Block(())]
        lead = _lead(content, found)
        lead = Block((*lead.paragraphs, *first.paragraphs), (*lead.notes, *first.notes))
        pieces.append(Piece(session.label, question.label, (lead, *rest_of), columns=True))
    rest = [point for point in points if point.question not in keys]
    if len(rest) > _FEW_POINTS:
        pieces.append(
            Piece(session.label, "Återkommer under flera frågor", tuple(_points_by_theme(content, rest)), columns=True)
        )
    return pieces


def _lead(content: Content, found: Sequence[StatementView]) -> Block:
    top = [row for row in code_numbers(content.themes, found) if row.coded][:_THEMES_NAMED]
    text = f"{statements_text(len(found))}."
    if top:
        named = ", ".join(f"{row.code.label} ({number_text(len(row.coded))})" for row in top)
        text += f" Vanligaste teman: {named}."
    notes = (Note("Utsagor under frågan", ids_of(found)), *(Note(row.code.label, row.coded) for row in top))
    return Block((paragraph(text, BODY, tone="muted"),), notes)


def _points_by_theme(content: Content, points: Sequence[Point]) -> list[Block]:
    """Points under the theme that most of their statements have; a theme stands where its first point does."""
    labels = {code.code: code.label for code in content.themes}
    groups: dict[str, list[Point]] = {}
    for point in points:
        label = next((labels[code] for code in point.codes if code in labels), NO_THEME)
        groups.setdefault(label, []).append(point)
    if NO_THEME in groups:
        groups[NO_THEME] = groups.pop(NO_THEME)
    blocks = []
    for label, members in groups.items():
        made = [point_block(content, point, where=False) for point in members]
        blocks += [heading_block(label, made[0]), *made[1:]]
    return blocks


def _themes_with_quotes(content: Content, found: Sequence[StatementView], points: Sequence[Point]) -> list[Block]:
    """The most frequent themes that no point is about, each with a quote that stands nowhere else on the slide."""
    quoted = {one for point in points for one in point.quotes}
    told = {code for point in points for code in point.codes}
    rows = [row for row in code_numbers(content.themes, found) if row.coded and row.code.code not in told]
    blocks: list[Block] = []
    for row in rows:
        if len(blocks) + len(points) < _BLOCKS_SHOWN and not quoted.issuperset(row.coded):
            blocks.append(theme_block(content, row.code.label, row.coded, quoted))
    if blocks or points:
        return blocks
    return [theme_block(content, "Utan tema", ids_of(found), quoted)]


def _themes(content: Content, session: Column, counted: Sequence[StatementView]) -> list[Piece]:
    rows = code_numbers(content.themes, counted)
    if not rows:
        return []
    return [
        Piece(
            session.label,
            "Teman",
            (chart_lead(rows, counted, "passets"),),
            bars=bars_of(rows, f"Stapeldiagram över teman i {session.label}"),
        )
    ]


def chart_lead(rows: Sequence[CodeNumbers], counted: Sequence[StatementView], whose: str) -> Block:
    """The sentence over a chart of codes: which is the most frequent, and what the numbers are."""
    of = len(counted)
    text, notes = "", [Note(f"{whose.capitalize()} utsagor", ids_of(counted))]
    if rows[0].coded:
        most = len(rows[0].coded)
        top = [row for row in rows if len(row.coded) == most]
        named = " och ".join(row.code.label for row in top) if len(top) < 3 else f"{number_text(len(top))} koder"
        text = (
            f"Vanligast: {named}, {number_text(most)}{' vardera' if len(top) > 1 else ''} av {whose} "
            f"{statements_text(of)} ({share_text(most / of)}). "
        )
        notes += [Note(f"Vanligast: {row.code.label}", row.coded) for row in top]
    text += "Talen är kodade + att granska. En utsaga kan ha flera koder."
    return Block((paragraph(text, BODY),), tuple(notes))


def bars_of(rows: Sequence[CodeNumbers], what: str) -> Bars:
    """A bar for each code."""
    top = "; ".join(f"{row.code.label} {number_text(len(row.coded))}" for row in rows[:3])
    return Bars(
        tuple(
            Bar(
                row.code.label,
                len(row.coded),
                len(row.review),
                (Note(f"{row.code.label}, kodade", row.coded), Note(f"{row.code.label}, att granska", row.review)),
            )
            for row in rows
        ),
        f"{what}: kodade utsagor och utsagor att granska. Högst: {top}.",
    )


def summary_pieces(content: Content, part: SummaryPart, label: str, *, where: bool) -> list[Piece]:
    """The summary: in numbers, what recurs, what few say, what contradicts, and questions with few answers.

    In that of the day (`where`) what recurs is quoted; in that of a session it was quoted under its question, but for
    the few points that belong to none.
    """
    keys = {question.key for question in content.questions}
    apart = [point for point in part.recurring if where or point.question not in keys]
    quoted = apart if where or len(apart) <= _FEW_POINTS else []
    blocks: list[Block] = sentence_bullets(part.numbers)
    recurring = [_told(point) for point in part.recurring if point not in quoted]
    recurring += [point_block(content, point, where=where) for point in quoted]
    others = {
        "recurring": recurring,
        "few": [point_block(content, point, where=where) for point in part.few],
        "contradictions": [point_block(content, point, where=where) for point in part.contradictions],
        "thin_questions": sentence_bullets(part.thin_questions),
    }
    for field, found in others.items():
        if found:
            blocks += [heading_block(SUMMARY_HEADINGS[field], found[0]), *found[1:]]
    return [Piece(label, "Sammanfattning", tuple(blocks), columns=True)] if blocks else []


def _told(point: Point) -> Block:
    text = bullet(f"{point.heading}: {point.sentence.text}", BODY)
    return Block((text,), (Note(f"{point.heading}: {point.sentence.text}", point.sentence.statement_ids),))


def ids_of(views: Iterable[StatementView]) -> tuple[str, ...]:
    """The statements' ids, sorted."""
    return tuple(sorted(view.statement_id for view in views))
