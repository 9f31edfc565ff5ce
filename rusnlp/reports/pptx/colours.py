"""Which of a theme's colours a deck may use for what, by their contrast."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass
from typing import Any

from pptx.oxml.ns import qn

from rusnlp.figures import contrast
from rusnlp.reports.pptx.xml import select, theme_of

TEXT_CONTRAST, SHAPE_CONTRAST = 4.5, 3.0
"""Least contrast of text and of shapes with what they stand on, by WCAG 2.2."""
_ACCENTS = ("accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "tx2", "tx1")
_TINTS = ((20, 80), (40, 60))
_SHADES = ((25, 0), (50, 0))


@dataclass(frozen=True, slots=True)
class Tone:
    """A colour of the theme, with how much of its lightness is kept and added, in per cent."""

    name: str
    keep: int = 100
    add: int = 0

    @property
    def colour(self) -> str:
        """As a `a:schemeClr`."""
        change = f'<a:lumMod val="{self.keep * 1000}"/>' if self.keep != 100 else ""
        change += f'<a:lumOff val="{self.add * 1000}"/>' if self.add else ""
        return f'<a:schemeClr val="{self.name}">{change}</a:schemeClr>'

    @property
    def xml(self) -> str:
        """As a `a:solidFill`."""
        return f"<a:solidFill>{self.colour}</a:solidFill>"


@dataclass(frozen=True, slots=True)
class Palette:
    """The tones of a template."""

    bars: Tone
    """Stands out from the background colour."""
    shades: tuple[Tone, ...]
    """For cells with text in tx1 on them, weakest first; may be empty."""
    words: dict[str, Tone]
    """Tone of a run -> its colour, where it can be read on the slide's own background; others are left as they are."""


def palette(layout: Any) -> Palette:
    """The tones that the layout's theme gives."""
    colours = _theme_colours(layout)
    paper, ink = colours["bg1"], colours["tx1"]
    bars = next((name for name in _ACCENTS if _far(colours[name], paper, SHAPE_CONTRAST)), "tx1")
    ground = _background(layout, colours)
    words = {}
    if ground is not None:
        accent = next((name for name in _ACCENTS if _far(colours[name], ground, TEXT_CONTRAST)), None)
        if accent:
            words["accent"] = Tone(accent)
        muted = Tone("tx1", 75, 25)
        if _far(_changed(ink, muted), ground, TEXT_CONTRAST):
            words["muted"] = muted
    dark = _lightness(paper) < _lightness(ink)
    shades = [Tone(bars, keep, add) for keep, add in (_SHADES if dark else _TINTS)]
    readable = [tone for tone in shades if _far(_changed(colours[bars], tone), ink, TEXT_CONTRAST)]
    return Palette(Tone(bars), tuple(readable), words)


def _far(one: str, other: str, least: float) -> bool:
    return contrast(one, other) >= least


def _theme_colours(layout: Any) -> dict[str, str]:
    """Names as they are used on slides (bg1, tx1, accent1 ...) -> "#rrggbb"."""
    master = layout.slide_master
    found = {}
    for node in select(theme_of(master), ".//a:clrScheme/*"):
        value = select(node, "./a:srgbClr/@val | ./a:sysClr/@lastClr")
        found[node.tag.rsplit("}", 1)[-1]] = f"#{value[0]}" if value else "#000000"
    mapping = dict(master._element.find(qn("p:clrMap")).attrib)
    override = layout._element.find(f"{qn('p:clrMapOvr')}/{qn('a:overrideClrMapping')}")
    if override is not None:
        mapping = dict(override.attrib)
    return {name: found.get(target, "#000000") for name, target in mapping.items()}


def _background(layout: Any, colours: dict[str, str]) -> str | None:
    """The plain colour behind the layout; None when it is a picture, a pattern or unknown."""
    for source in (layout, layout.slide_master):
        node = source._element.find(f"{qn('p:cSld')}/{qn('p:bg')}")
        if node is None:
            continue
        value = select(node, "./p:bgPr/a:solidFill/a:srgbClr[not(*)]/@val")
        name = select(node, "./p:bgPr/a:solidFill/a:schemeClr[not(*)]/@val | ./p:bgRef[@idx='1001']/a:schemeClr/@val")
        return f"#{value[0]}" if value else colours.get(name[0]) if name else None
    return colours["bg1"]


def _changed(colour: str, tone: Tone) -> str:
    """The colour with its lightness changed as the tone says."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    hue, light, saturation = colorsys.rgb_to_hls(*parts)
    parts = list(colorsys.hls_to_rgb(hue, min(1, light * tone.keep / 100 + tone.add / 100), saturation))
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def _lightness(colour: str) -> float:
    return contrast(colour, "#000000")
