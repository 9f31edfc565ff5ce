"""Parts of a Word file as XML: runs, paragraphs, fields, bookmarks and tables, in strings that are parsed all at once.

python-docx has no call for most of these, and builds a table cell by cell many times slower than a string is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from rusnlp.reports.wording import printable

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)
INDENT = "   "
"""At the start of a cell: the text stands further in."""
SMALL_TABLE = 14
"""Rows of a table that is kept on one page."""
_HEAD, _LINE = "DCE9E6", "B9C8C5"
_BREAKS = re.compile(r"(\r\n|\r|\n|\t)")


def run(text: str, *, bold: bool = False) -> str:
    """Text as it stands; line breaks and tabs become Word's own."""
    look = "<w:rPr><w:b/></w:rPr>" if bold else ""
    parts = []
    for part in _BREAKS.split(printable(text)):
        if part == "\t":
            parts.append("<w:tab/>")
        elif part in ("\n", "\r", "\r\n"):
            parts.append("<w:br/>")
        elif part:
            parts.append(f'<w:t xml:space="preserve">{escape(part)}</w:t>')
    return f"<w:r>{look}{''.join(parts)}</w:r>" if parts else ""


def paragraph(inside: str, style: str, more: str = "") -> str:
    """A paragraph of runs; `more` goes into its properties, after the style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style_id(style)}"/>{more}</w:pPr>{inside}</w:p>'


def style_id(name: str) -> str:
    """The id of the style of that name, as python-docx and Word's own styles have it."""
    return name.replace(" ", "")


def field(code: str, shown: str) -> str:
    """A field such as PAGE, with what to show until the program has worked it out."""
    return f"{field_start(code)}{run(shown)}{FIELD_END}"


def field_start(code: str) -> str:
    """All of a field before what it shows."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def bookmark(inside: str, name: str, number: int) -> str:
    """A bookmark round runs."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inside}<w:bookmarkEnd w:id="{number}"/>'


def contents(headings: Sequence[tuple[int, str, str]], hint: str) -> str:
    """A table of contents over `headings` (level, text, bookmark), one paragraph each, and a last one with the `hint`.

    It is a field that already holds the headings as links with the number of their page, each a field of its own;
    Word takes the hint away when it updates the whole. It is not marked to be updated when the file is opened, as
    Word then asks whether the file may be trusted.
    """
    lines = []
    for position, (level, text, name) in enumerate(headings):
        start = field_start('TOC \\o "1-2" \\h \\z \\u') if position == 0 else ""
        page = "<w:r><w:tab/></w:r>" + field(f"PAGEREF {name} \\h", "–")
        link = f'<w:hyperlink w:anchor="{name}" w:history="1">{run(text)}{page}</w:hyperlink>'
        lines.append(paragraph(start + link, f"toc {level}"))
    return "".join(lines) + paragraph(run(hint) + FIELD_END, "Contents Hint")


def table(
    caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], numbers: int
) -> str:
    """A table with a header row that is repeated on each page and rows that are not broken over two.

    `caption` is read to those who cannot see the table; `widths` in centimetres; the last `numbers` columns are set
    to the right. A small table is kept together.
    """
    twips = [round(width * 567) for width in widths]
    sides = "".join(f'<w:{s} w:val="single" w:sz="4" w:space="0" w:color="{_LINE}"/>' for s in ("top", "bottom"))
    sides += f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{_LINE}"/>'
    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 40), ("left", 70), ("bottom", 40), ("right", 70))
    )
    properties = (
        f'<w:tblW w:w="{sum(twips)}" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar>{margins}</w:tblCellMar><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" '
        'w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(printable(caption))}/>"
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    first_number = len(heads) - numbers
    # A small table stays whole; of a larger one neither the first nor the last rows stand alone.
    loose = range(3, len(rows) - 2) if len(rows) > SMALL_TABLE else range(0)
    made = [_row(heads, twips, first_number, head=True, keep=True)]
    made += [
        _row(row, twips, first_number, head=False, keep=n not in loose and n < len(rows))
        for n, row in enumerate(rows, start=1)
    ]
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(made)}</w:tbl>"


def _row(cells: Sequence[str], widths: Sequence[int], first_number: int, *, head: bool, keep: bool) -> str:
    made = []
    for column, (text, width) in enumerate(zip(cells, widths, strict=True)):
        shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{_HEAD}"/>' if head else ""
        further_in = '<w:ind w:left="200"/>' if text.startswith(INDENT) else ""
        right = '<w:jc w:val="right"/>' if column >= first_number else ""
        look = ("<w:keepNext/>" if keep else "") + further_in + right
        inside = paragraph(run(text.removeprefix(INDENT), bold=head), "Table Text", look)
        made.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{inside}</w:tc>')
    repeated = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(made)}</w:tr>"
