"""The template of a deck: which layouts to use, and what room, typefaces and colours they give."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pptx
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn
from pptx.util import Emu

from rusnlp.document import UnreadableDocument
from rusnlp.reading.archives import office_bytes
from rusnlp.reports.pptx.colours import Palette, palette
from rusnlp.reports.pptx.default import default_presentation
from rusnlp.reports.pptx.text import Face, face
from rusnlp.reports.pptx.xml import select, theme_of

SUFFIXES = (".pptx", ".potx")
LEAST_WIDTH, LEAST_HEIGHT = Emu(4_572_000), Emu(2_286_000)
"""Of the text placeholder, 5 by 2.5 inches: less holds no table."""
_TEMPLATE_TYPE = b"presentationml.template.main+xml"
_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_BODIES = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT)
_FOOTERS = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.HEADER)
_DROPPED = ("vbaProject", "commentAuthors", "authors", "extended-properties", "thumbnail", "printerSettings")
"""Relationships whose parts are of the template's own slides or programs."""


class TemplateError(ValueError):
    """A template that no deck can be made from; the message is one line: what, where, next step."""


@dataclass(frozen=True, slots=True)
class Area:
    """Where a placeholder lies, in EMU, and how text stands in it."""

    idx: int
    left: int
    top: int
    width: int
    height: int
    inset_x: int
    """Left and right together."""
    inset_y: int
    size: float
    face: Face
    bold: bool
    capitals: bool
    spacing: float
    """Points between letters."""
    leading: float
    """Line spacing, as times a plain line."""

    @property
    def text_width(self) -> float:
        """In points."""
        return (self.width - self.inset_x) / 12700

    @property
    def text_height(self) -> float:
        """In points."""
        return (self.height - self.inset_y) / 12700


@dataclass(frozen=True, slots=True)
class DeckLayout:
    """A slide layout with its title and the placeholders for text, from left to right."""

    layout: Any
    title: Area
    bodies: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """An empty presentation and the layouts that the deck uses."""

    presentation: Any
    opening: DeckLayout
    """For the title slide; without a subtitle it has no bodies."""
    text: DeckLayout
    columns: DeckLayout | None
    """Two texts side by side, where the template has such a layout."""
    palette: Palette


def load_template(path: str | Path | None) -> Template:
    """The user's own template, or ours when `path` is None; its slides are dropped.

    Layouts are known by the types of their placeholders: a title slide, title and text, title and two texts side by
    side. Raises TemplateError for a file that is no presentation, is encrypted, or has no layout for text.
    """
    if path is None:
        return _template(default_presentation(), "the default template")
    path = Path(path)
    if path.suffix.lower() not in SUFFIXES:
        raise TemplateError(f"{path.name}: no template; give a .pptx or .potx (save a .potm or .ppt as .potx first)")
    try:
        data = office_bytes(path, "ppt/presentation.xml")
        return _template(pptx.Presentation(io.BytesIO(_as_presentation(data))), path.name)
    except UnreadableDocument as error:
        raise TemplateError(f"{error} (template)") from None
    except TemplateError:
        raise
    except (AttributeError, LookupError, SyntaxError, TypeError, ValueError) as error:
        # Parts or attributes that every presentation has are missing or no XML.
        raise TemplateError(
            f"{path.name}: no usable template ({type(error).__name__}); open it in PowerPoint and save it anew"
        ) from None


def _as_presentation(data: bytes) -> bytes:
    """A template file (.potx) under the content type of a presentation, which is all that tells them apart."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        types = source.read("[Content_Types].xml")
        if _TEMPLATE_TYPE not in types:
            return data
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                part = types.replace(_TEMPLATE_TYPE, b"presentationml.presentation.main+xml")
                target.writestr(name, part if name == "[Content_Types].xml" else source.read(name))
    return out.getvalue()


def _template(presentation: Any, name: str) -> Template:
    _drop_slides(presentation)
    every = [layout for master in presentation.slide_masters for layout in master.slide_layouts]
    layouts = [one for one in map(_described, every) if one is not None]
    single = [one for one in layouts if len(one.bodies) == 1] or [one for one in layouts if one.bodies]
    if not single:
        raise TemplateError(
            f"{name}: none of its {len(layouts)} usable layouts has both a title and a text placeholder; add one in "
            "PowerPoint under View > Slide Master (Visa > Bildbakgrund)"
        )
    text = max(single, key=lambda one: _size(one.bodies))
    text = DeckLayout(text.layout, text.title, (max(text.bodies, key=lambda area: area.width * area.height),))
    if text.bodies[0].width < LEAST_WIDTH or text.bodies[0].height < LEAST_HEIGHT:
        raise TemplateError(
            f"{name}: the text placeholder of layout {text.layout.name!r} is smaller than 5 by 2.5 inches; make it "
            "larger in PowerPoint under View > Slide Master (Visa > Bildbakgrund)"
        )
    pairs = [one for one in layouts if _side_by_side(one.bodies, text.bodies[0])]
    openings = [one for one in map(_opening, every) if one is not None]
    return Template(presentation, (openings or [text])[0], text, pairs[0] if pairs else None, palette(text.layout))


def _drop_slides(presentation: Any) -> None:
    element, part = presentation.part._element, presentation.part
    for slide in list(presentation.slides._sldIdLst):
        part.drop_rel(slide.rId)
        slide.getparent().remove(slide)
    for name in ("p:custShowLst",):
        for node in element.findall(qn(name)):
            element.remove(node)
    # Sections of slides and other extensions point to the slides that are gone.
    for node in element.findall(qn("p:extLst")):
        element.remove(node)
    for holder in (part, part.package):
        relations = holder._rels
        for key in [key for key, one in relations.items() if one.reltype.rsplit("/", 1)[-1] in _DROPPED]:
            relations.pop(key)


def _described(layout: Any) -> DeckLayout | None:
    """The layout when it has a title and nothing but text or objects beside."""
    holders = [one for one in layout.placeholders if one.placeholder_format.type not in _FOOTERS]
    titles = [one for one in holders if one.placeholder_format.type == PP_PLACEHOLDER.TITLE]
    bodies = [one for one in holders if one.placeholder_format.type in _BODIES]
    if len(titles) != 1 or len(titles) + len(bodies) != len(holders) or not all(_upright(one) for one in holders):
        return None
    areas = [_area(layout, one) for one in (*titles, *bodies)]
    if any(area is None for area in areas):
        return None
    title, *rest = (area for area in areas if area is not None)
    return DeckLayout(layout, title, tuple(sorted(rest, key=lambda area: area.left)))


def _opening(layout: Any) -> DeckLayout | None:
    """The layout of a title slide: a title, perhaps with a subtitle."""
    holders = [one for one in layout.placeholders if one.placeholder_format.type not in _FOOTERS]
    titles = [one for one in holders if one.placeholder_format.type in _TITLES]
    under = [one for one in holders if one.placeholder_format.type == PP_PLACEHOLDER.SUBTITLE]
    centred = any(one.placeholder_format.type == PP_PLACEHOLDER.CENTER_TITLE for one in titles)
    if len(titles) != 1 or not (centred or under) or not _upright(titles[0]):
        return None
    title = _area(layout, titles[0])
    below = _area(layout, under[0]) if under else None
    return DeckLayout(layout, title, (below,) if below else ()) if title else None


def _side_by_side(areas: Sequence[Area], whole: Area) -> bool:
    """Two placeholders of like size beside each other, as high as those of the text layout or nearly so."""
    if len(areas) != 2:
        return False
    one, other = areas
    return (
        one.left + one.width <= other.left
        and abs(one.top - other.top) < one.height / 20
        and abs(one.height - other.height) < one.height / 20
        and abs(one.width - other.width) < one.width / 10
        and one.height > 0.8 * whole.height
        and one.width > 0.8 * LEAST_WIDTH
    )


def _size(areas: Iterable[Area]) -> int:
    return max(area.width * area.height for area in areas)


def _upright(holder: Any) -> bool:
    orient = select(holder._element, ".//p:nvPr/p:ph/@orient")
    turned = select(holder._element, "./p:txBody/a:bodyPr/@vert")
    rotated = select(holder._element, "./p:spPr/a:xfrm/@rot")
    return "vert" not in orient and set(turned) <= {"horz"} and set(rotated) <= {"0"}


def _area(layout: Any, holder: Any) -> Area | None:
    """Where the placeholder lies and how its text stands, with what it inherits; None when it lies nowhere."""
    if any(value is None for value in (holder.left, holder.top, holder.width, holder.height)):
        return None
    title = holder.placeholder_format.type in _TITLES
    chain = [holder._element, *_master_holders(layout.slide_master, title)]
    levels = [node for one in chain for node in select(one, "./p:txBody/a:lstStyle/a:lvl1pPr")]
    styles = "titleStyle" if title else "bodyStyle"
    levels += select(layout.slide_master._element, f"./p:txStyles/p:{styles}/a:lvl1pPr")
    insets = {side: _first(chain, f"./p:txBody/a:bodyPr/@{side}") for side in ("lIns", "rIns", "tIns", "bIns")}
    spacing = _first(levels, "./a:lnSpc/a:spcPct/@val")
    return Area(
        holder.placeholder_format.idx,
        int(holder.left),
        int(holder.top),
        int(holder.width),
        int(holder.height),
        inset_x=int(insets["lIns"] or 91440) + int(insets["rIns"] or 91440),
        inset_y=int(insets["tIns"] or 45720) + int(insets["bIns"] or 45720),
        size=int(_first(levels, "./a:defRPr/@sz") or 1800) / 100,
        face=face(_typeface(layout, _first(levels, "./a:defRPr/a:latin/@typeface"), title)),
        bold=_first(levels, "./a:defRPr/@b") in ("1", "true"),
        capitals=_first(levels, "./a:defRPr/@cap") in ("all", "small"),
        spacing=max(0, int(_first(levels, "./a:defRPr/@spc") or 0)) / 100,
        leading=max(1.0, float((spacing or "100000").rstrip("%")) / (100 if "%" in (spacing or "") else 100_000)),
    )


def _master_holders(master: Any, title: bool) -> list[Any]:
    kinds = _TITLES if title else (PP_PLACEHOLDER.BODY,)
    return [one._element for one in master.placeholders if one.placeholder_format.type in kinds]


def _first(nodes: Iterable[Any], path: str) -> str | None:
    return next((str(found[0]) for found in (select(node, path) for node in nodes) if found), None)


def _typeface(layout: Any, name: str | None, title: bool) -> str:
    """The typeface by name, looked up in the theme where it is "+mj-lt" or "+mn-lt"."""
    name = name or ("+mj-lt" if title else "+mn-lt")
    if not name.startswith("+"):
        return name
    found = select(
        theme_of(layout.slide_master),
        f".//a:fontScheme/a:{'majorFont' if name.startswith('+mj') else 'minorFont'}/a:latin/@typeface",
    )
    return str(found[0]) if found else ""
