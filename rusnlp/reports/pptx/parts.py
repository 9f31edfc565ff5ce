"""Writing slides: text with its language, notes, links, sections and properties."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from rusnlp.reports.pptx.colours import Palette
from rusnlp.reports.pptx.default import SLIDE_NUMBER
from rusnlp.reports.pptx.layout import Box
from rusnlp.reports.pptx.text import Note, Paragraph, Run
from rusnlp.reports.pptx.xml import DECLARED

LANGUAGE = "sv-SE"
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SLIDE_ACTION = "ppaction://hlinksldjump"
# The colour of links in a theme may not be readable on the slide; that of the text is.
_LINK_COLOUR = (
    '<a:extLst><a:ext uri="{A12FA001-AC4F-418D-AE19-62706E023703}"><ahyp:hlinkClr '
    'xmlns:ahyp="http://schemas.microsoft.com/office/drawing/2018/hyperlinkcolor" val="tx"/></a:ext></a:extLst>'
)


def clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _NOT_IN_XML.sub("\ufffd", text)


def can_be_shown(text: str) -> bool:
    """Whether XML can hold the text as it is."""
    return _NOT_IN_XML.search(text) is None


def write_title(slide: Any, text: str, size: float | None) -> None:
    """The slide's title; `size` in points, None for that of the template."""
    _set_text(slide.shapes.title, "", f"<a:p>{_run_xml(Run(text, size=size), None, {}, '', plain=True)}</a:p>")


def write_text(
    holder: Any, paragraphs: Sequence[Paragraph], palette: Palette, links: Mapping[str, str], box: Box | None = None
) -> None:
    """Paragraphs into a placeholder, moved to `box` where one is given; `links` is key -> relationship id."""
    if box is not None:
        holder.left, holder.top, holder.width, holder.height = box.left, box.top, box.width, box.height
    body = '<a:bodyPr wrap="square" numCol="1"><a:normAutofit/></a:bodyPr>'
    _set_text(holder, body, "".join(_paragraph_xml(one, n == 0, palette, links) for n, one in enumerate(paragraphs)))


def _set_text(holder: Any, body: str, paragraphs: str) -> None:
    old = holder._element.find(qn("p:txBody"))
    xml = f"<p:txBody {DECLARED}>{body or '<a:bodyPr/>'}<a:lstStyle/>{paragraphs}</p:txBody>"
    holder._element.replace(old, parse_xml(xml))


def _paragraph_xml(one: Paragraph, first: bool, palette: Palette, links: Mapping[str, str]) -> str:
    mark = "<a:buNone/>"
    if one.marker == "•":
        mark = '<a:buFont typeface="Arial"/><a:buChar char="•"/>'
    hanging = int(one.left * 12700) if one.marker else 0
    before = 0 if first else int(one.before * 100)
    properties = (
        f'<a:pPr marL="{int(one.left * 12700)}" indent="{-hanging}" algn="l">'
        '<a:lnSpc><a:spcPct val="100000"/></a:lnSpc>'
        f'<a:spcBef><a:spcPts val="{before}"/></a:spcBef><a:spcAft><a:spcPts val="0"/></a:spcAft>{mark}</a:pPr>'
    )
    runs = "".join(_run_xml(run, one.size, links, palette.words[run.tone].xml if run.tone in palette.words else "")
                   for run in one.runs)  # fmt: skip
    if one.marker not in ("", "•"):
        tab = _run_xml(Run("\t"), one.size, {}, "")
        runs = _run_xml(Run(one.marker, link=one.marker_link), one.size, links, "") + tab + runs
    return f"<a:p>{properties}{runs}</a:p>"


def _run_xml(run: Run, size: float | None, links: Mapping[str, str], fill: str, *, plain: bool = False) -> str:
    """A run; a plain one takes everything but its size and language from the template."""
    size = run.size or size
    attributes = f' sz="{int(size * 100)}"' if size else ""
    if not plain:
        attributes += f' b="{int(run.bold)}" cap="none" spc="0"'
    link = links.get(run.link)
    click = f'<a:hlinkClick r:id="{link}" action="{_SLIDE_ACTION}">{_LINK_COLOUR}</a:hlinkClick>' if link else ""
    properties = f'<a:rPr lang="{LANGUAGE}"{attributes} dirty="0">{fill}{click}</a:rPr>'
    parts = clean(run.text).split("\n")
    return "<a:br/>".join(f"<a:r>{properties}<a:t>{escape(part)}</a:t></a:r>" for part in parts)


def write_notes(slide: Any, notes: Sequence[Note], say: Callable[[Note], str]) -> None:
    """The speaker notes, a line each."""
    lines = "".join(
        f'<a:p><a:r><a:rPr lang="{LANGUAGE}" dirty="0"/><a:t>{escape(clean(say(note)))}</a:t></a:r></a:p>'
        for note in notes
    )
    page = slide.notes_slide
    holder = page.notes_placeholder
    if holder is None:
        page.shapes._spTree.append(parse_xml(_NOTES_HOLDER.format(DECLARED, page.shapes._next_shape_id)))
        holder = page.notes_placeholder
    _set_text(holder, "", lines)


_NOTES_HOLDER = (
    '<p:sp {0}><p:nvSpPr><p:cNvPr id="{1}" name="Anteckningar"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr>'
    '<p:ph type="body" idx="1"/></p:nvPr></p:nvSpPr><p:spPr><a:xfrm><a:off x="685800" y="4343400"/>'
    '<a:ext cx="5486400" cy="4114800"/></a:xfrm></p:spPr><p:txBody><a:bodyPr/><a:lstStyle/><a:p/></p:txBody></p:sp>'
)


def write_slide_number(slide: Any) -> None:
    """The slide's number where the layout has a place for it."""
    for holder in slide.slide_layout.placeholders:
        if holder.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER:
            idx, number = holder.placeholder_format.idx, slide.shapes._next_shape_id
            slide.shapes._spTree.append(parse_xml(
                f'<p:sp {DECLARED}><p:nvSpPr><p:cNvPr id="{number}" name="Bildnummer"/><p:cNvSpPr>'
                f'<a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="sldNum" sz="quarter" idx="{idx}"/></p:nvPr>'
                '</p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/><a:p>'
                f"{SLIDE_NUMBER}</a:p></p:txBody></p:sp>"
            ))  # fmt: skip


def link_to(slide: Any, target: Any) -> str:
    """A relationship from one slide to another; returns its id."""
    return str(slide.part.relate_to(target.part, RELATIONSHIP_TYPE.SLIDE))


def add_sections(presentation: Any, sections: Sequence[tuple[str, Sequence[int]]]) -> None:
    """Named parts of the deck, as PowerPoint shows them beside the slides; each with its slides' ids."""
    listed = []
    for at, (name, slides) in enumerate(sections):
        key = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{at} {name}")).upper()
        inside = "".join(f'<p14:sldId id="{slide}"/>' for slide in slides)
        listed.append(
            f"<p14:section name={quoteattr(clean(name))} id='{{{key}}}'>"
            f"<p14:sldIdLst>{inside}</p14:sldIdLst></p14:section>"
        )
    presentation.part._element.append(parse_xml(
        f'<p:extLst {DECLARED}><p:ext uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}"><p14:sectionLst '
        f'xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main">{"".join(listed)}</p14:sectionLst></p:ext></p:extLst>'
    ))  # fmt: skip


def set_properties(presentation: Any, title: str) -> None:
    """Title and language of the file, and none of the template's own author, dates or words."""
    properties = presentation.core_properties
    properties.title, properties.language = clean(title)[:255], LANGUAGE
    properties.author = properties.last_modified_by = "rusnlp"
    for name in ("category", "comments", "content_status", "identifier", "keywords", "subject", "version"):
        setattr(properties, name, "")
    properties.created = properties.modified = properties.last_printed = datetime(2026, 1, 1)
    properties.revision = 1
