"""Parts of a Word file that python-docx has no call for: fields, bookmarks, table headers, alt texts, fixed dates."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

FIXED_DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip file can hold; the same bytes each time."""


def element(name: str, /, **attributes: str) -> Any:
    """An XML element as "w:lang", with attributes of the w namespace."""
    node = OxmlElement(name)
    for key, value in attributes.items():
        node.set(qn(f"w:{key}"), value)
    return node


def add_field(paragraph: Any, code: str, shown: str) -> None:
    """A field such as PAGE, with what to show until the program has worked it out."""
    _open_field(paragraph, element("w:fldChar", fldCharType="begin"), code)
    paragraph.add_run(shown)
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType="end"))


def _open_field(paragraph: Any, begin: Any, code: str) -> None:
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {code} "
    for part in (begin, instruction, element("w:fldChar", fldCharType="separate")):
        paragraph.add_run()._r.append(part)


def add_bookmark(paragraph: Any, name: str, number: int) -> None:
    """A bookmark round all that the paragraph holds."""
    properties = paragraph._p.pPr
    at = 0 if properties is None else list(paragraph._p).index(properties) + 1
    paragraph._p.insert(at, element("w:bookmarkStart", id=str(number), name=name))
    paragraph._p.append(element("w:bookmarkEnd", id=str(number)))


def add_contents(paragraphs: list[Any], headings: list[tuple[int, str, str]]) -> None:
    """A table of contents over `headings` (level, text, bookmark), one paragraph each.

    It is a field that already holds the headings as links; Word adds the page numbers when it updates the field.
    """
    for position, (paragraph, (_, text, bookmark)) in enumerate(zip(paragraphs, headings, strict=True)):
        if position == 0:
            start = element("w:fldChar", fldCharType="begin", dirty="true")
            _open_field(paragraph, start, 'TOC \\o "1-2" \\h \\z \\u')
        paragraph.add_run(text)
        link = element("w:hyperlink", anchor=bookmark, history="1")
        link.append(paragraph.runs[-1]._r)
        paragraph._p.append(link)
        if position == len(headings) - 1:
            paragraph.add_run()._r.append(element("w:fldChar", fldCharType="end"))


def set_language(document: Any, language: str = "sv-SE") -> None:
    """The language that Word checks the spelling in, for every style."""
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(element("w:lang", val=language, eastAsia=language, bidi="ar-SA"))


def set_font(style: Any, name: str) -> None:
    """A style's font, also where the template's theme would override it."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for key in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{key}"), name)


def repeat_header(row: Any) -> None:
    """The row is printed anew at the top of each page that the table reaches."""
    row._tr.get_or_add_trPr().append(element("w:tblHeader", val="true"))


def keep_whole(row: Any) -> None:
    """The row is not broken over two pages."""
    row._tr.get_or_add_trPr().append(element("w:cantSplit", val="true"))


def shade(cell: Any, colour: str) -> None:
    """A cell's background, as six hexadecimal digits."""
    cell._tc.get_or_add_tcPr().append(element("w:shd", val="clear", color="auto", fill=colour))


def set_table_look(table: Any, caption: str) -> None:
    """Thin lines between rows only, and a title for those who have the table read to them."""
    properties = table._tbl.tblPr
    borders = element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(element(f"w:{side}", val="single", sz="4", space="0", color="B9C8C5"))
    layout = properties.find(qn("w:tblLayout"))
    if layout is not None:
        layout.addprevious(borders)
    else:
        properties.append(borders)
    margins = element("w:tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        margins.append(element(f"w:{side}", w="40" if side in ("top", "bottom") else "70", type="dxa"))
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        look.addprevious(margins)
    else:
        properties.append(margins)
    properties.append(element("w:tblCaption", val=caption))


def set_alt_text(picture: Any, title: str, text: str) -> None:
    """What a screen reader says in place of the picture."""
    picture._inline.docPr.set("title", title)
    picture._inline.docPr.set("descr", text)


def with_fixed_dates(package: bytes) -> bytes:
    """The same zip package with the same date on every member."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, FIXED_DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            member.create_system = 3
            target.writestr(member, source.read(name))
    return out.getvalue()
