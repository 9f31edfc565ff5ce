"""The summary in a Word file: over the day, and session by session with its themes under each question."""

from __future__ import annotations

from collections.abc import Sequence

from rusnlp.reports.docx.draft import NARROW, Draft
from rusnlp.reports.overview_rows import session_table
from rusnlp.reports.texts import CITED, QUOTED, SUMMARY_HEADINGS
from rusnlp.reports.views import Column, Content
from rusnlp.reports.wording import statements_text
from rusnlp.summarising.parts import Point, Sentence, SummaryPart
from rusnlp.summarising.summary_files import DAY


def write_summary(draft: Draft, content: Content) -> None:
    """The chapter on the whole: what was found and, with a summary, the day's points."""
    draft.heading("Sammanfattning", 1, new_page=True)
    for sentence in content.findings:
        draft.paragraph(sentence, "List Bullet")
    if content.summary is not None:
        draft.heading(DAY, 2)
        draft.paragraph(CITED)
        _part(draft, content, content.summary.day, 3)
    if content.problems:
        draft.heading("Kunde inte läsas", 2)
        for problem in content.problems:
            draft.paragraph(problem, "List Bullet")


def write_sessions(draft: Draft, content: Content) -> None:
    """The chapter of the sessions: each one's points, and its themes under its questions."""
    sessions = [session for session in content.sessions if session.counted]
    parts = {part.session: part for part in content.summary.sessions} if content.summary is not None else {}
    if not sessions:
        return
    draft.heading("Passen ett för ett", 1, new_page=True)
    draft.paragraph(QUOTED)
    for session in sessions:
        draft.heading(f"{session.label}: {session.title}" if session.title else session.label, 2)
        part = parts.get(session.key)
        if part is None:
            draft.paragraph(f"{statements_text(session.counted)} räknas.")
        else:
            _part(draft, content, part, 3)
        _themes(draft, content, session)


def _part(draft: Draft, content: Content, part: SummaryPart, level: int) -> None:
    for sentence in part.numbers:
        draft.cited(sentence.text, sentence.statement_ids, "List Bullet")
    _points(draft, content, "recurring", part.recurring, level)
    _points(draft, content, "few", part.few, level)
    _points(draft, content, "contradictions", part.contradictions, level)
    _sentences(draft, "thin_questions", part.thin_questions, level)


def _points(draft: Draft, content: Content, name: str, points: Sequence[Point], level: int) -> None:
    if not points:
        return
    draft.heading(SUMMARY_HEADINGS[name], level)
    for point in points:
        draft.heading(point.heading, level + 1)
        draft.cited(point.sentence.text, point.sentence.statement_ids, keep=bool(point.quotes))
        for statement_id in point.quotes:
            lead = ""
            if point.against:
                lead = "Mot: " if statement_id in point.against else "För: "
            draft.quote(content.by_id[statement_id], lead)


def _sentences(draft: Draft, name: str, sentences: Sequence[Sentence], level: int) -> None:
    if sentences:
        draft.heading(SUMMARY_HEADINGS[name], level)
        for sentence in sentences:
            draft.cited(sentence.text, sentence.statement_ids, "List Bullet")


def _themes(draft: Draft, content: Content, session: Column) -> None:
    heads, rows = session_table(content, session.key)
    if rows:
        first = 5.8
        each = min((NARROW - first) / (len(heads) - 1), 2.6)
        caption = f"Teman under varje fråga, {session.label}. Antal kodade utsagor och deras andel av n."
        draft.table(caption, heads, rows, (first, *[each] * (len(heads) - 1)), numbers=len(heads) - 1)
