"""A Word file in the making: its styles and pages, and the paragraphs, tables and pictures that are put into it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from lxml import etree

from rusnlp.reports.docx import parts
from rusnlp.reports.docx.citations import Endnotes
from rusnlp.reports.docx.parts import bookmark, field, paragraph, run
from rusnlp.reports.fixed_dates import with_fixed_dates
from rusnlp.reports.views import Content, FigureView, StatementView
from rusnlp.reports.wording import printable

FONT = "Arial"
"""On every system, or metrically the same there, so that what fits here fits there."""
NARROW, WIDE = 17.0, 25.7
"""Centimetres between the margins of an upright and of a turned page."""
CM_PER_INCH = 2.54
LANGUAGE = "sv-SE"
_INK, _TEAL, _SOFT = RGBColor(0x1F, 0x2A, 0x2E), RGBColor(0x0D, 0x3B, 0x47), RGBColor(0x4A, 0x5B, 0x61)
_SHORT_SIDE, _LONG_SIDE = 11906, 16838  # A4 in twentieths of a point
_AFTER_BORDER = ("shd", "tabs", "spacing", "ind", "contextualSpacing", "jc", "outlineLvl", "rPr")
"""Properties of a paragraph that the schema wants after its border, of those that occur here."""
_STYLES = (
    # name, points, colour, space before, space after
    ("Normal", 10.5, _INK, 0, 6),
    ("Title", 28, _TEAL, 24, 6),
    ("Subtitle", 12, _SOFT, 0, 20),
    ("Heading 1", 20, _TEAL, 28, 10),
    ("Heading 2", 14, _TEAL, 18, 5),
    ("Heading 3", 11.5, _TEAL, 12, 3),
    ("Heading 4", 10.5, _TEAL, 10, 2),
    ("Caption", 9, _SOFT, 10, 4),
    ("Quote", 10.5, None, 5, 0),
    ("List Bullet", 10.5, None, 0, 3),
    ("Header", 8.5, _SOFT, 0, 0),
    ("Footer", 8.5, _SOFT, 0, 0),
)
_OWN_STYLES = (
    ("Contents Heading", 14, _TEAL, 0, 6),
    ("Contents Hint", 8.5, _SOFT, 8, 0),
    ("Quote Source", 8.5, _SOFT, 1, 7),
    ("Table Text", 8.5, None, 0, 0),
    ("After Table", 2, None, 0, 8),
)
_BUILT_IN_STYLES = (
    # Word's own, by the names that it knows them by, which the template lacks
    ("toc 1", 10.5, None, 3, 0),
    ("toc 2", 9.5, None, 0, 0),
    ("endnote text", 7.5, _SOFT, 0, 2),
)


class Draft:
    """A Word file in the making: counts its captions and remembers its headings."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._document: Any = docx.Document()
        self._body: list[str] = []
        self._headings: list[tuple[int, str, str]] = []
        self._contents_at: tuple[int, str] | None = None
        self._numbers = {"Tabell": 0, "Figur": 0}
        self._endnotes = Endnotes()
        _set_properties(self._document, content.title)
        _set_styles(self._document)
        _set_header_and_footer(self._document, content.title)

    def bytes(self) -> bytes:
        """The file, which has no date of its own."""
        if self._contents_at is not None:
            at, hint = self._contents_at
            self._body[at] = parts.contents([heading for heading in self._headings if heading[0] <= 2], hint)
        body = self._document.element.body
        last = body.sectPr
        made = parse_xml(f"<w:body {parts.NAMESPACES}>{''.join(self._body)}{self._section(landscape=False)}</w:body>")
        for node in list(made):
            last.addprevious(node)
        body.remove(last)
        self._endnotes.add_to(self._document)
        buffer = io.BytesIO()
        self._document.save(buffer)
        return with_fixed_dates(buffer.getvalue())

    def heading(self, text: str, level: int, *, new_page: bool = False) -> None:
        """A heading, with `new_page` at the top of one."""
        name = f"_Toc{len(self._headings) + 1:06d}"
        inside = bookmark(run(text), name, len(self._headings) + 1)
        self._body.append(paragraph(inside, f"Heading {level}", "<w:pageBreakBefore/>" if new_page else ""))
        self._headings.append((level, text, name))

    def paragraph(self, text: str, style: str = "Normal", *, keep: bool = False) -> None:
        """A paragraph of plain text; with `keep` on the page of what follows."""
        self._body.append(paragraph(run(text), style, "<w:keepNext/>" if keep else ""))

    def term(self, term: str, meaning: str) -> None:
        """A word and what it means, as an item of a list."""
        self._body.append(paragraph(run(term, bold=True) + run(f": {meaning}"), "List Bullet"))

    def cited(self, text: str, statement_ids: Sequence[str], style: str = "Normal", *, keep: bool = False) -> None:
        """A paragraph as above, with an endnote of the ids that bear it."""
        more = "<w:keepNext/>" if keep else ""
        self._body.append(paragraph(run(text) + self._endnotes.note(statement_ids), style, more))

    def quote(self, view: StatementView, lead: str = "") -> None:
        """A statement verbatim, and below it its place with its id, after `lead`."""
        self._body.append(paragraph(run(f"”{view.text}”"), "Quote"))
        place = f"{lead}{view.document}, {view.place}, {view.session_label}, {view.question_label}"
        self._body.append(paragraph(run(f"{place} ({view.statement_id})"), "Quote Source"))

    def contents(self, title: str, hint: str) -> None:
        """A table of contents over all headings of the first two levels, also those to come."""
        self._body += [paragraph(run(title), "Contents Heading"), ""]
        self._contents_at = len(self._body) - 1, hint

    def table(
        self,
        caption: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        numbers: int = 0,
    ) -> None:
        """A captioned table; `widths` in centimetres; the last `numbers` columns are set to the right.

        No rows give no table.
        """
        if rows:
            self._caption("Tabell", caption)
            self._body += [parts.table(caption, heads, rows, widths, numbers), paragraph("", "After Table")]

    def figure(self, name: str, height: float) -> None:
        """The content's picture of that name, with alternative text and a caption; nothing where it has none.

        It is made smaller where it is wider than the page or higher than `height`, in centimetres.
        """
        figure: FigureView | None = next((f for f in self._content.figures if f.name == name), None)
        if figure is None:
            return
        width, shown_height = figure.width * CM_PER_INCH, figure.height * CM_PER_INCH
        scale = min(1.0, NARROW / width, height / shown_height)
        size = Cm(width * scale), Cm(shown_height * scale)
        picture = self._document.part.new_pic_inline(io.BytesIO(figure.png), *size)
        # The library numbers a picture by those that already stand in the document, which none does yet.
        picture.docPr.set("id", str(self._numbers["Figur"] + 1))
        picture.docPr.set("title", printable(figure.title))
        picture.docPr.set("descr", printable(figure.alt))
        drawing = f"<w:r><w:drawing>{etree.tostring(picture, encoding='unicode')}</w:drawing></w:r>"
        self._body.append(paragraph(drawing, "Normal", "<w:keepNext/>"))
        self._caption("Figur", f"{figure.title}. {figure.caption}", below=True)

    def new_section(self, *, landscape: bool) -> None:
        """End the section so far, whose pages are turned or not, and start another on a new page."""
        # The mark of a section's end is a paragraph of its own, the smallest there is.
        mark = self._section(landscape=landscape)
        self._body.append(f'<w:p><w:pPr><w:pStyle w:val="AfterTable"/>{mark}</w:pPr></w:p>')

    def _caption(self, label: str, text: str, *, below: bool = False) -> None:
        self._numbers[label] += 1
        number = field(f"SEQ {label} \\* ARABIC", str(self._numbers[label]))
        look = '<w:keepNext w:val="0"/>' if below else ""
        self._body.append(paragraph(run(f"{label} ", bold=True) + number + run(f". {text}"), "Caption", look))

    def _section(self, *, landscape: bool) -> str:
        width, height = (_LONG_SIDE, _SHORT_SIDE) if landscape else (_SHORT_SIDE, _LONG_SIDE)
        top, bottom = (1134, 964) if landscape else (1304, 1191)
        turned = ' w:orient="landscape"' if landscape else ""
        last = self._document.element.body.sectPr
        references = "".join(
            f'<w:{kind} w:type="default" r:id="{last.find(qn(f"w:{kind}")).get(qn("r:id"))}"/>'
            for kind in ("headerReference", "footerReference")
        )
        # The cover has neither header nor footer.
        first = "<w:titlePg/>" if not any("<w:sectPr>" in part for part in self._body) else ""
        return (
            f'<w:sectPr>{references}<w:endnotePr><w:numFmt w:val="decimal"/></w:endnotePr>'
            f'<w:pgSz w:w="{width}" w:h="{height}"{turned}/>'
            f'<w:pgMar w:top="{top}" w:right="1134" w:bottom="{bottom}" w:left="1134" w:header="624" w:footer="567" '
            f'w:gutter="0"/>{first}</w:sectPr>'
        )


def _set_properties(document: Any, title: str) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.language = printable(title)[:255], "rusnlp", LANGUAGE
    properties.created = properties.modified = datetime(2026, 1, 1)
    properties.comments, properties.last_modified_by, properties.revision = "", "rusnlp", 1
    properties.subject, properties.keywords = "Sammanställning av workshopanteckningar", ""


def _set_styles(document: Any) -> None:
    styles = document.styles
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(
        parse_xml(f'<w:lang {parts.NAMESPACES} w:val="{LANGUAGE}" w:eastAsia="{LANGUAGE}" w:bidi="ar-SA"/>')
    )
    for name, *look in _STYLES:
        _set_style(styles[name], *look)
    for own, built_in in ((_OWN_STYLES, False), (_BUILT_IN_STYLES, True)):
        for name, *look in own:
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=built_in)
            style.base_style = styles["Normal"]
            _set_style(style, *look)
    reference = styles.add_style("endnote reference", WD_STYLE_TYPE.CHARACTER, builtin=True)
    reference.font.superscript, reference.font.color.rgb = True, _SOFT
    styles["Title"].element.get_or_add_pPr().remove_all("w:pBdr")
    for name in ("Heading 1", "Heading 2", "Heading 3", "Heading 4", "Title", "Contents Heading"):
        styles[name].font.bold, styles[name].font.italic = True, False
        styles[name].paragraph_format.keep_with_next = True
    styles["Quote"].font.italic = styles["Subtitle"].font.italic = False
    styles["Caption"].font.bold = False
    styles["Caption"].paragraph_format.keep_with_next = True
    for name in ("Quote", "Quote Source"):
        styles[name].paragraph_format.left_indent = Cm(0.6)
        line = f'<w:pBdr {parts.NAMESPACES}><w:left w:val="single" w:sz="12" w:space="8" w:color="9FCCC4"/></w:pBdr>'
        properties = styles[name].element.get_or_add_pPr()
        properties.insert_element_before(parse_xml(line), *(f"w:{tag}" for tag in _AFTER_BORDER))
    styles["Quote"].paragraph_format.keep_with_next = styles["Quote"].paragraph_format.keep_together = True
    styles["toc 2"].paragraph_format.left_indent = Cm(0.6)
    for name in ("toc 1", "toc 2"):
        tabs = styles[name].paragraph_format.tab_stops
        tabs.add_tab_stop(Cm(NARROW), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def _set_style(style: Any, size: float, colour: RGBColor | None, before: float, after: float) -> None:
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    # The template's theme would override a font that stands beside it.
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for key in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{key}"), FONT)
    style.font.size = Pt(size)
    if colour is not None:
        style.font.color.rgb = colour
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)


def _set_header_and_footer(document: Any, title: str) -> None:
    section = document.sections[0]
    section.header.paragraphs[0].text = printable(title)
    line = f"{run('Sida ')}{field('PAGE', '1')}{run(' av ')}{field('NUMPAGES', '1')}"
    numbered = paragraph(line, "Footer", '<w:jc w:val="right"/>').replace("<w:p>", f"<w:p {parts.NAMESPACES}>", 1)
    empty = section.footer.paragraphs[0]._p
    empty.addnext(parse_xml(numbered))
    empty.getparent().remove(empty)
