"""The report as a Word file: a draft to go on writing in."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Cm, Inches, Pt, RGBColor

from rusnlp.reports import docx_parts as parts
from rusnlp.reports.overview_rows import HEADINGS, overview_rows
from rusnlp.reports.texts import DEFINITIONS, HOW_MADE
from rusnlp.reports.views import CodeView, Content, Crosstab, FigureView
from rusnlp.reports.wording import number_text, share_text, statements_text

FONT = "Calibri"
TEAL, SOFT = RGBColor(0x0D, 0x3B, 0x47), RGBColor(0x4A, 0x5B, 0x61)
HEAD = "DCE9E6"
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def docx_bytes(content: Content) -> bytes:
    """A Word file in Swedish with real headings, a table of contents, captions, alt texts and repeated header rows.

    The file has no date of its own, so that the same content gives the same bytes.
    """
    return _Draft(content).bytes()


class _Draft:
    """The Word file in the making: counts its captions and remembers its headings."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.document: Any = docx.Document()
        self.headings: list[tuple[int, str, str]] = []
        self.numbers = {"Tabell": 0, "Figur": 0}

    def bytes(self) -> bytes:
        content = self.content
        self._set_up()
        self.document.add_paragraph(_clean(content.title), style="Title")
        self.document.add_paragraph(_clean(f"{content.subtitle}. Kodbok: {content.codebook_title}."), style="Subtitle")
        contents = self.document.add_paragraph("Innehåll", style="Contents Heading")
        self._summary()
        self._codes("Teman", content.themes, "teman")
        self._codes("Områden", content.areas, "")
        self._sessions_and_questions()
        self._theme_by_theme()
        if content.topics is not None:
            self._topics()
        self._left_out()
        self._method()
        self._contents(contents)
        buffer = io.BytesIO()
        self.document.save(buffer)
        return parts.with_fixed_dates(buffer.getvalue())

    def _set_up(self) -> None:
        document, styles = self.document, self.document.styles
        properties = document.core_properties
        properties.title, properties.author, properties.language = self.content.title, "rusnlp", "sv-SE"
        properties.created = properties.modified = datetime(2026, 1, 1)
        properties.comments, properties.last_modified_by, properties.revision = "", "rusnlp", 1
        parts.set_language(document)
        for name, size, colour, before, after in (
            ("Normal", 11, None, 0, 6),
            ("Title", 28, TEAL, 0, 4),
            ("Subtitle", 12, SOFT, 0, 18),
            ("Heading 1", 18, TEAL, 22, 6),
            ("Heading 2", 13, TEAL, 16, 4),
            ("Caption", 10, SOFT, 10, 4),
            ("Quote", 11, None, 6, 0),
            ("List Bullet", 11, None, 0, 3),
            ("Header", 9, SOFT, 0, 0),
            ("Footer", 9, SOFT, 0, 0),
        ):
            self._style(styles[name], size, colour, before, after)
        styles["Title"].element.get_or_add_pPr().remove_all("w:pBdr")
        styles["Quote"].paragraph_format.left_indent = Cm(0.75)
        styles["Quote"].paragraph_format.keep_with_next = True
        styles["Quote"].font.italic = styles["Subtitle"].font.italic = False
        styles["Caption"].paragraph_format.keep_with_next = True
        styles["Caption"].font.bold = False
        for name, size, colour, before, after in (
            ("Contents Heading", 14, TEAL, 12, 6),
            ("Quote Source", 9, SOFT, 0, 8),
            ("Table Text", 9, None, 0, 0),
            ("TOC 1", 11, None, 4, 0),
            ("TOC 2", 10, None, 0, 0),
        ):
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = styles["Normal"]
            self._style(style, size, colour, before, after)
        styles["Quote Source"].paragraph_format.left_indent = Cm(0.75)
        styles["TOC 2"].paragraph_format.left_indent = Cm(0.6)
        for name in ("TOC 1", "TOC 2"):
            styles[name].paragraph_format.tab_stops.add_tab_stop(Cm(17), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
        self._page(document.sections[0], landscape=False)
        header = document.sections[0].header.paragraphs[0]
        header.text = _clean(self.content.title)
        footer = document.sections[0].footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        footer.add_run("Sida ")
        parts.add_field(footer, "PAGE", "1")
        footer.add_run(" av ")
        parts.add_field(footer, "NUMPAGES", "1")

    def _style(self, style: Any, size: float, colour: RGBColor | None, before: float, after: float) -> None:
        parts.set_font(style, FONT)
        style.font.size = Pt(size)
        if colour is not None:
            style.font.color.rgb = colour
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)

    def _page(self, section: Any, *, landscape: bool) -> None:
        short, long = Cm(21), Cm(29.7)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (long, short) if landscape else (short, long)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin, section.bottom_margin = Cm(2.2), Cm(2)

    def heading(self, text: str, level: int) -> None:
        bookmark = f"_Toc{len(self.headings) + 1:06d}"
        paragraph = self.document.add_heading(_clean(text), level)
        parts.add_bookmark(paragraph, bookmark, len(self.headings) + 1)
        if not self.headings:
            paragraph.paragraph_format.page_break_before = True
        self.headings.append((level, _clean(text), bookmark))

    def paragraph(self, text: str, style: str = "Normal") -> Any:
        return self.document.add_paragraph(_clean(text), style=style)

    def caption(self, label: str, text: str) -> None:
        self.numbers[label] += 1
        paragraph = self.document.add_paragraph(style="Caption")
        paragraph.add_run(f"{label} ").bold = True
        parts.add_field(paragraph, f"SEQ {label} \\* ARABIC", str(self.numbers[label]))
        paragraph.add_run(_clean(f". {text}"))

    def table(
        self,
        caption: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        numbers: int = 0,
    ) -> None:
        """A captioned table; `widths` in centimetres; the last `numbers` columns are set to the right."""
        if not rows:
            return
        self.caption("Tabell", caption)
        table = self.document.add_table(rows=0, cols=len(heads))
        table.autofit = False
        parts.set_table_look(table, _clean(caption))
        for position, cells in enumerate((heads, *rows)):
            row = table.add_row()
            parts.keep_whole(row)
            if position == 0:
                parts.repeat_header(row)
            for column, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
                cell.width = Cm(widths[column])
                paragraph = cell.paragraphs[0]
                paragraph.style = "Table Text"
                run = paragraph.add_run(_clean(text))
                if column >= len(heads) - numbers:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                if position == 0:
                    run.bold = True
                    parts.shade(cell, HEAD)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        self.document.add_paragraph().paragraph_format.space_after = Pt(2)

    def figure(self, name: str) -> None:
        figure: FigureView | None = next((f for f in self.content.figures if f.name == name), None)
        if figure is None:
            return
        # Text width of the page, and a height that leaves room for the caption.
        scale = min(1.0, 6.69 / figure.width, 8.2 / figure.height)
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        run = paragraph.add_run()
        picture = run.add_picture(io.BytesIO(figure.png), width=Inches(figure.width * scale))
        parts.set_alt_text(picture, _clean(figure.title), _clean(figure.alt))
        self.caption("Figur", f"{figure.title}. {figure.caption}")

    def _contents(self, before: Any) -> None:
        paragraphs, anchor = [], before
        for level, _, _ in self.headings:
            paragraph = self.document.add_paragraph(style=f"TOC {level}")
            anchor._p.addnext(paragraph._p)
            paragraphs.append(paragraph)
            anchor = paragraph
        parts.add_contents(paragraphs, self.headings)

    def _summary(self) -> None:
        self.heading("Sammanfattning", 1)
        for sentence in self.content.findings:
            self.paragraph(sentence, "List Bullet")
        rows = [("   " * row.level + row.label, number_text(row.number), row.note) for row in self.content.flow]
        self.table("Från dokument till koder.", ("Steg", "Antal", "Förklaring"), rows, (5, 2, 10))
        if self.content.problems:
            self.heading("Kunde inte läsas", 2)
            for problem in self.content.problems:
                self.paragraph(problem, "List Bullet")

    def _codes(self, title: str, codes: Sequence[CodeView], figure: str) -> None:
        if not codes:
            return
        self.heading(title, 1)
        self.figure(figure)
        rows = overview_rows(codes, indent="   ")
        of = statements_text(codes[0].of_statements)
        caption = f"{title}. Andel av {of} som räknas. Spann: från kodade till kodade och att granska."
        self.table(caption, HEADINGS, rows, (5.7, 1.7, 2, 1.8, 1.9, 1.6, 2.3), numbers=6)

    def _sessions_and_questions(self) -> None:
        if not any(table.columns for table in self.content.crosstabs):
            return
        self.heading("Pass och frågor", 1)
        self.figure("tema_pass")
        wide = max(len(table.columns) for table in self.content.crosstabs) > 5
        if wide:
            self._new_section(landscape=True)
        for crosstab in self.content.crosstabs:
            self.heading(crosstab.title, 2)
            self._crosstab(crosstab, 25.7 if wide else 17)
        if wide:
            self._new_section(landscape=False)

    def _new_section(self, *, landscape: bool) -> None:
        self._page(self.document.add_section(WD_SECTION.NEW_PAGE), landscape=landscape)

    def _crosstab(self, table: Crosstab, width: float) -> None:
        heads = ("Namn", *(f"{c.label}\nn = {number_text(c.counted)}" for c in table.columns))
        rows = [
            (
                ("   " if code.parent else "") + code.label,
                *(f"{number_text(c.statements)} ({share_text(c.share, 0)})" if c.statements else "–" for c in cells),
            )
            for code, cells in table.rows
        ]
        first = 7.2 if width > 20 else 5.7
        each = (width - first) / max(len(table.columns), 1)
        self.table(
            table.caption, heads, rows, (first, *[min(each, 3)] * len(table.columns)), numbers=len(table.columns)
        )

    def _theme_by_theme(self) -> None:
        self.heading("Tema för tema", 1)
        self.paragraph("Citaten är ordagranna. De är valda för att vara typiska och komma från olika pass.")
        for theme in self.content.themes:
            if not theme.with_review and not theme.summaries:
                continue
            self.heading(theme.label, 2)
            self.paragraph(" ".join(theme.definition.split()))
            self.paragraph(_numbers(theme))
            for statement_id in theme.quotes:
                view = self.content.by_id[statement_id]
                self.paragraph(f"”{view.text}”", "Quote")
                place = f"{view.document}, {view.place}, {view.session_label}, {view.question_label} ({statement_id})"
                self.paragraph(place, "Quote Source")
            if theme.statements and theme.silent_sessions:
                self.paragraph(f"Nämns inte här: {', '.join(theme.silent_sessions)}.")
        never = [theme.label for theme in self.content.themes if not theme.with_review and not theme.summaries]
        if never:
            self.paragraph(f"Inga utsagor fick {'; '.join(never)}.")

    def _topics(self) -> None:
        self.heading("Ämnen utanför kodboken", 1)
        self.paragraph(self.content.topics_note)
        rows = [
            (t.label, t.words, t.verdict, number_text(t.statements), number_text(t.sessions), number_text(t.uncoded))
            for t in self.content.topics or ()
        ]
        heads = ("Ämne", "Ord", "Mot kodboken", "Utsagor", "Pass", "Utan säker kod")
        self.table("Ämnen, störst först.", heads, rows, (3.6, 5.0, 3.6, 1.6, 1.2, 2.0), numbers=3)
        for topic in self.content.topics or ():
            for statement_id in topic.quotes[:1]:
                view = self.content.by_id[statement_id]
                self.paragraph(f"”{view.text}”", "Quote")
                self.paragraph(f"{topic.label}: {view.document}, {view.place} ({statement_id})", "Quote Source")

    def _left_out(self) -> None:
        self.heading("Utelämnat", 1)
        if not self.content.left_out_numbers:
            self.paragraph("Ingenting utelämnades.")
            return
        self.paragraph("Rader i dokumenten som inte är utsagor. De räknas inte i några andra tabeller.")
        rows = [(label, number_text(number), reason) for label, reason, number in self.content.left_out_numbers]
        self.table("Utelämnade rader.", ("Vad", "Antal", "Varför"), rows, (5.5, 1.8, 9.7))

    def _method(self) -> None:
        content = self.content
        self.heading("Så gjordes rapporten", 1)
        for text in HOW_MADE:
            self.paragraph(text)
        self.heading("Ord i tabellerna", 2)
        for term, meaning in DEFINITIONS:
            paragraph = self.document.add_paragraph(style="List Bullet")
            paragraph.add_run(term).bold = True
            paragraph.add_run(f": {meaning}")
        self.heading("Beslut", 2)
        decided = [(decision, method, number_text(number)) for decision, method, number in content.decisions]
        self.table(
            "Koder på utsagor, efter beslut och sätt.", ("Beslut", "Hur", "Antal"), decided, (5, 5, 2.5), numbers=1
        )
        self.heading("Versioner och filer", 2)
        self.table("Versioner och inställningar.", ("Uppgift", "Värde"), content.method, (5, 12))
        if content.documents:
            self.table(
                "Dokument.",
                tuple(content.documents[0]),
                [tuple(row.values()) for row in content.documents],
                (2.3, 1.7, 1.4, 1.9, 5.8, 3.9),
            )
        self.paragraph("Alla utsagor med koder finns i arbetsboken (xlsx) och på webbsidan (html).")


def _numbers(theme: CodeView) -> str:
    said = f"{statements_text(theme.statements)} av {number_text(theme.of_statements)} ({share_text(theme.share)})"
    parts_of = [said + (f", i {theme.sessions} av {theme.of_sessions} pass." if theme.of_sessions else ".")]
    if theme.review_ids:
        parts_of.append(f"Ytterligare {number_text(len(theme.review_ids))} ska granskas.")
    if theme.absent:
        parts_of.append(f"I {number_text(theme.absent)} av utsagorna sägs något saknas eller brista.")
    if theme.summaries:
        parts_of.append(f"Temat finns också i {number_text(theme.summaries)} av workshopledarnas summeringar.")
    if theme.together:
        others = "; ".join(f"{label} ({number_text(number)})" for label, number in theme.together)
        parts_of.append(f"Förekommer oftast tillsammans med: {others}.")
    return " ".join(parts_of)


def _clean(text: str) -> str:
    """Without the characters that a Word file cannot hold."""
    return _NOT_IN_XML.sub("\ufffd", text)
