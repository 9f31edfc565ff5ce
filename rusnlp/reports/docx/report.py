"""The report as a Word file: a draft to go on writing in."""

from __future__ import annotations

from collections.abc import Sequence

from rusnlp.reports.docx.draft import NARROW, WIDE, Draft
from rusnlp.reports.docx.parts import INDENT
from rusnlp.reports.docx.summary import write_sessions, write_summary
from rusnlp.reports.overview_rows import (
    HEADINGS,
    DifferenceTable,
    crosstab_rows,
    difference_tables,
    overview_rows,
)
from rusnlp.reports.texts import AGREEMENT_HEADING, DEFINITIONS, DIFFERENCES_NOTE, HOW_MADE, IDS_HEADING, IDS_NOTE
from rusnlp.reports.views import CodeView, Content, Crosstab
from rusnlp.reports.wording import number_text, share_text, statements_text

MOST_UPRIGHT = 5
"""Columns of a crosstab beside the names that have room on an upright page."""
PROBABILITY = 1.3
"""Centimetres of a column of p."""


def docx_bytes(content: Content) -> bytes:
    """A Word file in Swedish with real headings, a table of contents, captions, alt texts and repeated header rows.

    Each sentence of the summary has an endnote of the ids that bear it; `rusnlp.reports.docx.citations.cited_lines`
    reads them back. The file has no date of its own, so that the same content gives the same bytes.
    """
    draft = Draft(content)
    draft.paragraph(content.title, "Title")
    draft.paragraph(f"{content.subtitle}. Kodbok: {content.codebook_title}.", "Subtitle")
    draft.contents("Innehåll", "Sidnummer: högerklicka i innehållsförteckningen och välj Uppdatera fält.")
    write_summary(draft, content)
    write_sessions(draft, content)
    _codes(draft, "Teman", content.themes, "teman")
    _theme_by_theme(draft, content)
    if any(figure.name == "teman_tillsammans" for figure in content.figures):
        draft.heading("Teman tillsammans", 2)
        draft.figure("teman_tillsammans", 19)
    _codes(draft, "Områden", content.areas)
    _sessions_and_questions(draft, content)
    if content.topics is not None:
        _topics(draft, content)
    _left_out(draft, content)
    _method(draft, content)
    return draft.bytes()


def _codes(draft: Draft, title: str, codes: Sequence[CodeView], figure: str = "") -> None:
    if not codes:
        return
    draft.heading(title, 1, new_page=bool(figure))
    if figure:
        draft.figure(figure, 11.5)
    rows = overview_rows(codes, indent=INDENT)
    of = statements_text(codes[0].of_statements)
    caption = f"{title}. Andel av {of} som räknas. Spann: från kodade till kodade och att granska."
    draft.table(caption, HEADINGS, rows, (6.9, 1.5, 1.8, 1.5, 1.5, 1.5, 2.3), numbers=6)


def _sessions_and_questions(draft: Draft, content: Content) -> None:
    crosstabs = [table for table in content.crosstabs if table.columns]
    if not crosstabs:
        return
    draft.heading("Teman efter pass och fråga", 1, new_page=True)
    draft.figure("tema_pass", 19)
    draft.figure("passprofiler", 19)
    upright = [table for table in crosstabs if len(table.columns) <= MOST_UPRIGHT]
    for table in upright:
        _crosstab(draft, table, NARROW)
    turned = [table for table in crosstabs if table not in upright]
    differences = difference_tables(content.differences)
    wide = [table for table in differences if len(table.headings) - 2 > MOST_UPRIGHT]
    # The widest come first, so that there is one run of turned pages only.
    if turned or wide:
        draft.new_section(landscape=False)
    for table in turned:
        _crosstab(draft, table, WIDE)
    if differences:
        draft.heading("Skillnader", 1)
        draft.paragraph(DIFFERENCES_NOTE, keep=True)
    for differing in wide:
        _difference(draft, differing, WIDE)
    if turned or wide:
        draft.new_section(landscape=True)
    for differing in differences:
        if differing not in wide:
            _difference(draft, differing, NARROW)


def _crosstab(draft: Draft, table: Crosstab, width: float) -> None:
    draft.heading(table.title, 2)
    heads = ("Namn", *(f"{column.label}\nn = {number_text(column.counted)}" for column in table.columns))
    widths = _widths(len(table.columns), width, names=5.7 if width == NARROW else 7.2)
    draft.table(table.caption, heads, crosstab_rows(table, indent=INDENT), widths, numbers=len(table.columns))


def _difference(draft: Draft, table: DifferenceTable, width: float) -> None:
    draft.heading(table.title, 2)
    numbers = len(table.headings) - 1
    widths = [*_widths(numbers - 1, width - PROBABILITY, names=5.0 if width == NARROW else 7.2), PROBABILITY]
    draft.table(table.caption, table.headings, table.rows, widths, numbers=numbers)
    for note in table.notes:
        draft.paragraph(note)


def _widths(numbers: int, width: float, *, names: float) -> list[float]:
    """Of a column of names and so many columns of numbers, in centimetres."""
    return [names, *[min((width - names) / numbers, 3)] * numbers]


def _theme_by_theme(draft: Draft, content: Content) -> None:
    said = [theme for theme in content.themes if theme.with_review or theme.summaries]
    if not content.themes:
        return
    draft.heading("Tema för tema", 2)
    draft.paragraph("Citaten är ordagranna. De är valda för att vara typiska och komma från olika pass.", keep=True)
    for theme in said:
        draft.heading(theme.label, 3)
        draft.paragraph(" ".join(theme.definition.split()), keep=True)
        draft.paragraph(_numbers(theme), keep=bool(theme.quotes))
        for statement_id in theme.quotes:
            draft.quote(content.by_id[statement_id])
        if theme.statements and theme.silent_sessions:
            draft.paragraph(f"Nämns inte här: {', '.join(theme.silent_sessions)}.")
    never = [theme.label for theme in content.themes if theme not in said]
    if never:
        draft.paragraph(f"Inga utsagor fick {'; '.join(never)}.")


def _topics(draft: Draft, content: Content) -> None:
    topics = content.topics or ()
    draft.heading("Ämnen utanför kodboken", 1)
    draft.paragraph(content.topics_note)
    rows = [
        (t.label, t.words, t.verdict, number_text(t.statements), number_text(t.sessions), number_text(t.uncoded))
        for t in topics
    ]
    heads = ("Ämne", "Ord", "Mot kodboken", "Utsagor", "Pass", "Utan säker kod")
    draft.table("Ämnen, störst först.", heads, rows, (3.6, 5.0, 3.6, 1.6, 1.2, 2.0), numbers=3)
    for topic in topics:
        for statement_id in topic.quotes[:1]:
            draft.quote(content.by_id[statement_id], f"{topic.label}: ")


def _left_out(draft: Draft, content: Content) -> None:
    draft.heading("Utelämnat", 1)
    if not content.left_out_numbers:
        draft.paragraph("Ingenting utelämnades.")
        return
    draft.paragraph("Rader i dokumenten som inte är utsagor. De räknas inte i några andra tabeller.", keep=True)
    rows = [(label, reason, number_text(number)) for label, reason, number in content.left_out_numbers]
    draft.table("Utelämnade rader.", ("Vad", "Varför", "Antal"), rows, (5.5, 9.7, 1.8), numbers=1)


def _method(draft: Draft, content: Content) -> None:
    draft.heading("Så gjordes rapporten", 1, new_page=True)
    for text in HOW_MADE:
        draft.paragraph(text)
    draft.heading("Från dokument till koder", 2)
    rows = [(INDENT * row.level + row.label, row.note, number_text(row.number)) for row in content.flow]
    draft.table("Från dokument till koder.", ("Steg", "Förklaring", "Antal"), rows, (5.2, 9.8, 2), numbers=1)
    draft.heading("Ord i tabellerna", 2)
    for term, meaning in DEFINITIONS:
        draft.term(term, meaning)
    draft.heading("Beslut", 2)
    decided = [(decision, method, number_text(number)) for decision, method, number in content.decisions]
    draft.table("Koder på utsagor, efter beslut och sätt.", ("Beslut", "Hur", "Antal"), decided, (5, 5, 2.5), numbers=1)
    if content.agreement is not None:
        agreement = content.agreement
        draft.heading(AGREEMENT_HEADING, 2)
        for sentence in agreement.sentences:
            draft.paragraph(sentence)
        words = len(agreement.headings) - agreement.figures
        widths = [*[(NARROW - 2.2 * agreement.figures) / max(words, 1)] * words, *[2.2] * agreement.figures]
        draft.table(agreement.caption, agreement.headings, agreement.rows, widths, numbers=agreement.figures)
    draft.heading("Versioner och filer", 2)
    draft.table("Versioner och inställningar.", ("Uppgift", "Värde"), content.method, (5, 12))
    if content.documents:
        rows_of = [tuple(row.values()) for row in content.documents]
        draft.table("Dokument.", tuple(content.documents[0]), rows_of, (2.6, 1.7, 1.3, 1.7, 5.0, 4.7))
    draft.paragraph("Alla utsagor med koder finns i arbetsboken (xlsx) och på webbsidan (html).")
    if content.summary is not None:
        draft.heading(IDS_HEADING, 2)
        draft.paragraph(IDS_NOTE)


def _numbers(theme: CodeView) -> str:
    said = f"{statements_text(theme.statements)} av {number_text(theme.of_statements)} ({share_text(theme.share)})"
    told = [said + (f", i {theme.sessions} av {theme.of_sessions} pass." if theme.of_sessions else ".")]
    if theme.review_ids:
        told.append(f"Ytterligare {number_text(len(theme.review_ids))} ska granskas.")
    if theme.absent:
        told.append(f"I {number_text(theme.absent)} av utsagorna sägs något saknas eller brista.")
    if theme.summaries:
        told.append(f"Temat finns också i {number_text(theme.summaries)} av workshopledarnas summeringar.")
    if theme.together:
        others = "; ".join(f"{label} ({number_text(number)})" for label, number in theme.together)
        told.append(f"Förekommer oftast tillsammans med: {others}.")
    return " ".join(told)
