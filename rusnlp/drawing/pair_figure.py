"""Themes on the same statements, as a staircase."""

from __future__ import annotations

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from rusnlp.drawing.canvas import (
    LINE,
    MARGIN,
    PALE,
    SETTINGS,
    SHADES,
    canvas,
    empty_figure,
    fitted,
    flowed,
    heading_height,
    ink_on,
    text_width,
    write_below,
    write_heading,
    write_line,
)

_CELL, _ROW = 0.36, 0.22
_LABEL = 3.4
"""Inches of a theme's name; the steps have room for one line only."""


def cooccurrence_staircase(pairs: pd.DataFrame, *, title: str | None = None, most: int = 15) -> Figure:
    """How many statements two themes share: a row and a column a theme, its name on the step where they meet.

    `pairs` is `cooccurrence(...)` of codes of one kind. The `most` themes that share most statements are shown, in
    order of that. The number is the statements with both; the colour is phi, so that two frequent themes that meet
    no more than chance would have it stay pale. No name stands on end, and none can cover another.
    """
    sums: dict[str, int] = {}
    labels: dict[str, str] = {}
    for a, label_a, b, label_b, number in pairs[["code_a", "label_a", "code_b", "label_b", "statements"]].to_numpy():
        labels |= {a: label_a, b: label_b}
        sums[a], sums[b] = sums.get(a, 0) + number, sums.get(b, 0) + number
    codes = sorted(sums, key=lambda code: (-sums[code], code))[:most]
    if not codes:
        return empty_figure(title)
    place = {code: at for at, code in enumerate(codes)}
    cells = {
        tuple(sorted((place[a], place[b]))): (int(number), float(phi))
        for a, b, number, phi in pairs[["code_a", "code_b", "statements", "phi"]].to_numpy()
        if a in place and b in place
    }
    top = max((phi for _, phi in cells.values()), default=0.0)
    names = [fitted(labels[code], _LABEL) for code in codes]
    width = max(MARGIN + _CELL * at + 0.08 + text_width(name) for at, name in enumerate(names)) + MARGIN
    width = max(width, 5.0)
    strongest = f"{top:.2f}".replace(".", ",")
    below = flowed(
        "Siffran är antalet utsagor med båda temana, i raden till vänster om temats namn och i spalten under det. "
        f"Mörkare: oftare än slumpen ger (fi-koefficienten, 0 till {strongest}). Punkt: aldrig tillsammans.",
        width - 2 * MARGIN,
    )
    start = heading_height(title)
    with mpl.rc_context(SETTINGS):
        figure, axes = canvas(width, start + _ROW * len(codes) + 0.08 + LINE * len(below) + MARGIN)
        write_heading(axes, title)
        for row, name in enumerate(names):
            y = start + _ROW * row
            for column in range(row):
                x = MARGIN + _CELL * column
                number, phi = cells.get((column, row), (0, 0.0))
                shade = SHADES(max(phi, 0.0) / top) if number and top > 0 else mpl.colors.to_rgba(PALE, 0.35)
                axes.add_patch(mpl.patches.Rectangle((x, y), _CELL - 0.02, _ROW - 0.02, facecolor=shade, linewidth=0))
                ink = ink_on(shade) if number else "#6b777b"
                word = str(number) if number else "·"
                write_line(axes, x + _CELL / 2 - 0.01, y + _ROW / 2 - 0.01, word, ha="center", color=ink)
            write_line(axes, MARGIN + _CELL * row + 0.04, y + _ROW / 2 - 0.01, name)
        write_below(axes, start + _ROW * len(codes) + 0.08, below)
    return figure
