"""The template that a deck is made from when the user gives none: three layouts in plain style, built here."""

from __future__ import annotations

import re
from typing import Any

import pptx
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu

from rusnlp.reports.pptx.xml import DECLARED

FONT = "Arial"
COLOURS = {
    "dk1": "1B2023",
    "lt1": "FFFFFF",
    "dk2": "0D3B47",
    "lt2": "F1F5F3",
    "accent1": "2C6E73",
    "accent2": "B0562A",
    "accent3": "6B7F86",
    "accent4": "8A6D1F",
    "accent5": "5B4B8A",
    "accent6": "3E7A4A",
    "hlink": "1D6470",
    "folHlink": "5B4B8A",
}
WIDTH, HEIGHT = 960, 540
"""Of a slide, in points: 16:9."""
_LEFT, _RIGHT = 48, 912
_TITLE = (_LEFT, 34, _RIGHT - _LEFT, 60)
_BODY = (_LEFT, 106, _RIGHT - _LEFT, 394)
_GUTTER = 36
SLIDE_NUMBER = (
    '<a:fld id="{C1FF6DA9-008F-8B48-92A6-B652298478BF}" type="slidenum"><a:rPr lang="sv-SE"/><a:t>‹#›</a:t></a:fld>'
)
"""A field that shows the number of its slide."""


def default_presentation() -> Any:
    """An empty presentation in 16:9 with the layouts Titelbild, Rubrik och text, Rubrik och två spalter."""
    presentation = pptx.Presentation()
    presentation.slide_width, presentation.slide_height = Emu(WIDTH * 12700), Emu(HEIGHT * 12700)
    presentation.part._element.find(qn("p:sldSz")).attrib.pop("type", None)
    master = presentation.slide_master
    layouts = list(master.slide_layouts)
    # Title slide, title and content, two content.
    kept = [layouts[position] for position in (0, 1, 3)]
    for layout in layouts:
        if layout not in kept:
            master.slide_layouts.remove(layout)
    _set_theme(master)
    _set_shapes(master, "", _bar(_LEFT, 26, 40, 3, "accent1") + _master_holders())
    half = (_BODY[2] - _GUTTER) // 2
    _set_shapes(kept[0], "Titelbild", _opening_holders(), background="tx2")
    _set_shapes(kept[1], "Rubrik och text", _title("Rubrik") + _holder(3, "", 1, "Text", None) + _number())
    _set_shapes(
        kept[2],
        "Rubrik och två spalter",
        _title("Rubrik")
        + _holder(3, "", 1, "Vänster spalt", (_LEFT, _BODY[1], half, _BODY[3]), extra='sz="half"')
        + _holder(5, "", 2, "Höger spalt", (_RIGHT - half, _BODY[1], half, _BODY[3]), extra='sz="half"')
        + _number(),
    )
    styles = master._element.find(qn("p:txStyles"))
    styles.getparent().replace(styles, parse_xml(_text_styles()))
    return presentation


def _set_theme(master: Any) -> None:
    part = next(one.target_part for one in master.part.rels.values() if one.reltype.endswith("/theme"))
    xml = part.blob.decode()
    colours = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in COLOURS.items())
    xml = re.sub(
        r"<a:clrScheme.*?</a:clrScheme>", f'<a:clrScheme name="rusnlp">{colours}</a:clrScheme>', xml, flags=re.DOTALL
    )
    for kind in ("majorFont", "minorFont"):
        fonts = f'<a:{kind}><a:latin typeface="{FONT}"/><a:ea typeface=""/><a:cs typeface=""/></a:{kind}>'
        xml = re.sub(rf"<a:{kind}>.*?</a:{kind}>", fonts, xml, flags=re.DOTALL)
    part._blob = re.sub(r'(<a:theme [^>]*?name=")[^"]*', r"\1rusnlp", xml).encode()


def _set_shapes(holder: Any, name: str, shapes: str, *, background: str = "") -> None:
    """Let the master or layout hold these shapes and nothing else."""
    fill = f'<p:bg><p:bgPr><a:solidFill><a:schemeClr val="{background}"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>'
    if not background:
        fill = "" if name else '<p:bg><p:bgRef idx="1001"><a:schemeClr val="bg1"/></p:bgRef></p:bg>'
    group = (
        '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>'
        '<a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>'
    )
    named = f' name="{name}"' if name else ""
    xml = f"<p:cSld {DECLARED}{named}>{fill}<p:spTree>{group}{shapes}</p:spTree></p:cSld>"
    old = holder._element.find(qn("p:cSld"))
    holder._element.replace(old, parse_xml(xml))
    if background:
        # The bar over the titles of the master has no place on a filled slide.
        holder._element.set("showMasterSp", "0")


def _master_holders() -> str:
    body = '<a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="{}"><a:normAutofit/></a:bodyPr>'
    return (
        _holder(2, "title", 0, "Rubrik", _TITLE, body=body.format("t"))
        + _holder(3, "body", 1, "Text", _BODY, body=body.format("t"))
        + _holder(4, "sldNum", 4, "Bildnummer", (_RIGHT - 80, 504, 80, 20), body=body.format("ctr"), style=_small("r"))
    )


def _opening_holders() -> str:
    white = (
        '<a:lstStyle><a:lvl1pPr algn="l"><a:defRPr sz="{}" b="{}">'
        + _fill("bg1")
        + "</a:defRPr></a:lvl1pPr></a:lstStyle>"
    )
    low = '<a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="{}"><a:normAutofit/></a:bodyPr>'
    return (
        _bar(_LEFT, 290, 80, 4, "bg1")
        + _holder(2, "ctrTitle", 0, "Rubrik", (_LEFT, 110, 760, 166), body=low.format("b"), style=white.format(3600, 1))
        + _holder(
            3, "subTitle", 1, "Underrubrik", (_LEFT, 312, 760, 130), body=low.format("t"), style=white.format(1800, 0)
        )
    )


def _title(name: str) -> str:
    return _holder(2, "title", 0, name, None)


def _number() -> str:
    return _holder(6, "sldNum", 12, "Bildnummer", None, extra='sz="quarter"')


def _small(align: str) -> str:
    fill = (
        '<a:solidFill><a:schemeClr val="tx1"><a:lumMod val="75000"/><a:lumOff val="25000"/></a:schemeClr></a:solidFill>'
    )
    return f'<a:lstStyle><a:lvl1pPr algn="{align}"><a:defRPr sz="1100">{fill}</a:defRPr></a:lvl1pPr></a:lstStyle>'


def _fill(colour: str) -> str:
    return f'<a:solidFill><a:schemeClr val="{colour}"/></a:solidFill>'


def _bar(x: int, y: int, width: int, height: int, colour: str) -> str:
    """A short line that only adorns, told as such to those who have the slide read to them."""
    decorative = (
        '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
        'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
    )
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="9" name="Linje">{decorative}</p:cNvPr><p:cNvSpPr/><p:nvPr userDrawn="1"/>'
        f'</p:nvSpPr><p:spPr>{_transform((x, y, width, height))}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f"{_fill(colour)}<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
    )


def _transform(place: tuple[int, int, int, int] | None) -> str:
    if place is None:
        return ""
    x, y, width, height = (value * 12700 for value in place)
    return f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


def _holder(
    number: int,
    kind: str,
    idx: int,
    name: str,
    place: tuple[int, int, int, int] | None,
    *,
    body: str = "<a:bodyPr/>",
    style: str = "<a:lstStyle/>",
    extra: str = "",
) -> str:
    """A placeholder; `place` in points, None to stand where that of the master does."""
    known = " ".join(filter(None, (f'type="{kind}"' if kind else "", f'idx="{idx}"' if idx else "", extra)))
    text = f'<a:r><a:rPr lang="sv-SE"/><a:t>{name}</a:t></a:r>'
    if kind == "sldNum":
        text = SLIDE_NUMBER
    geometry = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>' if place else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f"<p:nvPr><p:ph {known}/></p:nvPr></p:nvSpPr><p:spPr>{_transform(place)}{geometry}</p:spPr>"
        f"<p:txBody>{body}{style}<a:p>{text}</a:p></p:txBody></p:sp>"
    )


def _text_styles() -> str:
    levels = "".join(
        f'<a:lvl{level}pPr marL="{(level - 1) * 228600}" indent="0" algn="l"><a:spcBef><a:spcPts val="600"/></a:spcBef>'
        f'<a:buNone/><a:defRPr sz="{size}" kern="1200">{_fill("tx1")}<a:latin typeface="+mn-lt"/></a:defRPr>'
        f"</a:lvl{level}pPr>"
        for level, size in enumerate((1600, 1400, 1400, 1400, 1400), 1)
    )
    title = (
        f'<a:lvl1pPr algn="l"><a:lnSpc><a:spcPct val="100000"/></a:lnSpc><a:buNone/>'
        f'<a:defRPr sz="2400" b="1" kern="1200">{_fill("tx2")}<a:latin typeface="+mj-lt"/></a:defRPr></a:lvl1pPr>'
    )
    return (
        f"<p:txStyles {DECLARED}><p:titleStyle>{title}</p:titleStyle><p:bodyStyle>{levels}</p:bodyStyle>"
        "<p:otherStyle/></p:txStyles>"
    )
