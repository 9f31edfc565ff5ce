"""What all pictures share: colours, a canvas measured in inches, text whose width is known before it is drawn."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import matplotlib as mpl
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

SHADES = LinearSegmentedColormap.from_list("rusnlp", ["#f3f6f4", "#bfd8d2", "#6fa8a3", "#2c6e73", "#0d3b47"])
"""Falls evenly in lightness, so that a greyscale print, and an eye that does not tell colours apart, reads the same."""
INK, PAPER, REVIEW, DARK, PALE = "#14242b", "#ffffff", "#bfd8d2", "#2c6e73", "#e4eae8"
FONT = "DejaVu Sans"
TEXT, TITLE, SMALL = 9.0, 12.0, 8.5
"""Points. A picture 9 inches wide and 4 high, put on a slide 13.33 inches wide, shows 9 points as 13."""
LINE = 0.16
"""Inches from one line of text to the next."""
MARGIN = 0.08
GAP = 0.1
SETTINGS = {
    "font.family": FONT,
    "font.size": TEXT,
    "svg.hashsalt": "rusnlp",
    "svg.fonttype": "path",
    # Without it letters are moved to whole pixels, and text is wider than `text_width` says.
    "text.hinting": "none",
    "hatch.linewidth": 0.7,
    "axes.edgecolor": "#8a979c",
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}

_TAIL = 8
"""Characters that a shortened name keeps of its end, where names that open alike tell themselves apart."""
_HALF_LETTER = 0.045
"""Inches from the middle of a line of text to its baseline."""
_measure = TextToPath()


def canvas(width: float, height: float) -> tuple[Figure, Any]:
    """A figure of that size and axes over all of it: x in inches from the left, y in inches from the top."""
    figure = Figure(figsize=(width, height), facecolor=PAPER)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    axes.set_axis_off()
    return figure, axes


@lru_cache(maxsize=4096)
def text_width(text: str, size: float = TEXT, *, bold: bool = False) -> float:
    """Inches that the text takes on one line."""
    font = FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")
    width, _, _ = _measure.get_text_width_height_descent(text, font, ismath=False)
    return float(width) / 72


def widest(texts: Iterable[str], size: float = TEXT, *, bold: bool = False) -> float:
    """Inches that the widest line of the texts takes; 0 without texts."""
    return max((text_width(line, size, bold=bold) for text in texts for line in text.split("\n")), default=0.0)


def wrapped(text: str, width: int, *, most: int = 3) -> str:
    """The text over at most so many lines of so many characters, a word that is too long broken with a hyphen."""
    # Soft hyphens mark where a word may break; those that no line ended at go away again.
    parts = re.sub(rf"(\S{{{width - 1}}})(?=\S\S)", "\\1\u00ad ", text)
    lines = textwrap.wrap(parts, width, max_lines=most, placeholder=" …")
    return "\n".join(line.replace("\u00ad ", "").replace("\u00ad", "-") for line in lines) or text


def fitted(text: str, inches: float, size: float = TEXT, *, bold: bool = False) -> str:
    """The text on one line no wider than that; what there is no room for is left out of its middle."""
    tail = text[-_TAIL:]
    for kept in range(len(text) - _TAIL, -1, -1):
        shorter = text if kept == len(text) - _TAIL else f"{text[:kept].rstrip()}…{tail}"
        if text_width(shorter, size, bold=bold) <= inches:
            return shorter
    return text


def row_heights(labels: Sequence[str]) -> list[float]:
    """Inches that each label's row takes."""
    return [LINE * (label.count("\n") + 1) + 0.04 for label in labels]


def flowed(text: str, inches: float, size: float = SMALL) -> list[str]:
    """The text as lines no wider than that."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size) <= inches:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def heading_height(title: str | None) -> float:
    """Inches over the picture for its title; its margin only, without one."""
    return MARGIN + (0.28 if title else 0.0)


def write_line(axes: Any, x: float, middle: float, line: str, **style: Any) -> None:
    """One line of text round the height `middle`; the baseline is the same whatever letters the line has."""
    axes.text(x, middle + _HALF_LETTER, line, va="baseline", **style)


def write_label(axes: Any, right: float, middle: float, label: str) -> None:
    """A label of one or more lines that ends at `right`, round the height `middle`."""
    lines = label.split("\n")
    for at, line in enumerate(lines):
        write_line(axes, right, middle + (at - (len(lines) - 1) / 2) * (LINE - 0.02), line, ha="right")


def write_heading(axes: Any, title: str | None) -> None:
    """The title in the upper left corner."""
    if title:
        axes.text(MARGIN, MARGIN, title, va="top", fontsize=TITLE, fontweight="bold")


def write_below(axes: Any, y: float, lines: Sequence[str]) -> None:
    """The lines that say how to read the picture, from y downwards."""
    for at, line in enumerate(lines):
        axes.text(MARGIN, y + at * LINE, line, va="top", fontsize=SMALL)


def empty_figure(title: str | None) -> Figure:
    """Says that there is nothing to show."""
    with mpl.rc_context(SETTINGS):
        figure, axes = canvas(6, 1.6)
        write_heading(axes, title)
        axes.text(3, 0.8, "Inga utsagor att visa", ha="center", va="center", fontsize=11)
    return figure


def figure_bytes(figure: Figure, suffix: str, *, dpi: int = 200) -> bytes:
    """The picture as ".png" or ".svg": the same bytes each time, with no date in them."""
    buffer = io.BytesIO()
    with mpl.rc_context(SETTINGS):
        if suffix == ".png":
            figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None}, facecolor=PAPER)
        elif suffix == ".svg":
            figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, facecolor=PAPER)
        else:
            raise ValueError(f"no picture can be written as {suffix!r}; choose .png or .svg")
    return buffer.getvalue()


def ink_on(shade: Any) -> str:
    """Black or white, whichever has the higher contrast on the shade: always 4.5 to 1 or more."""
    return max("#000000", "#ffffff", key=lambda ink: contrast(shade, ink))


def contrast(one: Any, other: Any) -> float:
    """Contrast ratio of two colours by WCAG 2.2, 1 to 21."""

    def luminance(colour: Any) -> float:
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def percent(share: float) -> str:
    """0.125 -> "13"; what is more than nothing and rounds to it is "<1"."""
    if 0 < share < 0.005:
        return "<1"
    return str(int(share * 100 + 0.5 + 1e-9))


def percent_range(low: float, high: float) -> str:
    """(0.12, 0.15) -> "12–15"; (0.12, 0.12) -> "12"."""
    return percent(low) if percent(low) == percent(high) else f"{percent(low)}–{percent(high)}"


def spaced(number: int) -> str:
    """1234 -> "1 234", with a space that does not break over lines."""
    return f"{number:,}".replace(",", "\u00a0")
