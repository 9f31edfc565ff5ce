"""What each session spoke most of, beside the day as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from rusnlp.drawing.canvas import (
    INK,
    LINE,
    MARGIN,
    SETTINGS,
    canvas,
    empty_figure,
    fitted,
    flowed,
    heading_height,
    percent_range,
    row_heights,
    spaced,
    text_width,
    widest,
    wrapped,
    write_below,
    write_heading,
    write_label,
    write_line,
)
from rusnlp.drawing.theme_figures import draw_bar
from rusnlp.sessions import session_label

_BAR, _BETWEEN, _HEAD = 0.75, 0.16, 0.24
"""Inches of the longest bar, between two panels, and over a panel's first row."""
_SLIDE = 13.33, 7.5
"""Inches, width and height."""
_LEAST_WIDTH = 5.0
_LABEL = 25
"""Characters of a theme's name on a line."""


def session_profiles(
    counts: pd.DataFrame,
    overview: pd.DataFrame,
    sizes: Mapping[str, int],
    *,
    title: str | None = None,
    themes: int = 4,
) -> Figure:
    """A panel a session: its most frequent themes, their share there, and a line at their share of the whole day.

    `counts` is `theme_counts(..., by=["session"])` and `overview` `theme_counts(..., by=[])` for one kind of codes;
    `sizes` gives the counted statements of each session, in the order to draw them in; sessions with none are left
    out. All bars have one scale. Hatched is what is still to review. As many panels stand side by side as give the
    largest letters on a slide.
    """
    sessions = [key for key, size in sizes.items() if size]
    rows = counts[counts["parent"].isna() & counts["session"].isin(sessions) & (counts["statements"] > 0)]
    if rows.empty:
        return empty_figure(title)
    shown = (
        rows.sort_values(["statements", "with_review"], ascending=False, kind="stable").groupby("session").head(themes)
    )
    labels = {code: wrapped(label, _LABEL) for code, label in zip(shown["code"], shown["label"], strict=True)}
    shown = shown.assign(
        label=shown["code"].map(labels),
        day=shown["code"].map(dict(zip(overview["code"], overview["share"], strict=True))),
        words=[
            f"{percent_range(low, high)} %"
            for low, high in zip(shown["share"], shown["share_with_review"], strict=True)
        ],
    )
    panels = [(key, shown[shown["session"] == key]) for key in sessions]
    heights = [_HEAD + max(LINE, sum(row_heights(list(panel["label"])))) + 0.1 for _, panel in panels]
    scale = _BAR / max(shown["share_with_review"].max(), shown["day"].max())
    room = widest(labels.values())
    panel_width = room + 0.08 + _BAR + 0.06 + widest(shown["words"])
    columns = _columns(heights, panel_width + _BETWEEN)
    width = max(2 * MARGIN + panel_width * columns + _BETWEEN * (columns - 1), _LEAST_WIDTH)
    below = flowed(
        "Passets vanligaste teman: andel av passets utsagor, snedstreckat det som återstår att granska. "
        "Lodrätt streck: temats andel av hela underlaget.",
        width - 2 * MARGIN,
    )
    lines = [max(heights[at : at + columns]) for at in range(0, len(heights), columns)]
    start = heading_height(title)
    with mpl.rc_context(SETTINGS):
        figure, axes = canvas(width, start + sum(lines) + LINE * len(below) + MARGIN)
        write_heading(axes, title)
        for at, (key, panel) in enumerate(panels):
            x = MARGIN + at % columns * (panel_width + _BETWEEN)
            y = start + sum(lines[: at // columns])
            number = f"  n = {spaced(sizes[key])}"
            name = fitted(session_label(key), panel_width - text_width(number), bold=True)
            axes.text(x, y + 0.02, name, va="top", fontweight="bold")
            axes.text(x + text_width(name, bold=True), y + 0.02, number, va="top")
            _draw_panel(axes, x, y + _HEAD, panel, room, scale)
        write_below(axes, start + sum(lines), below)
    return figure


def _draw_panel(axes: Any, x: float, y: float, panel: pd.DataFrame, room: float, scale: float) -> None:
    """The rows of one session: names that end at x + `room`, bars, and a line at the day's share."""
    if panel.empty:
        write_line(axes, x, y + LINE / 2, "Inget tema kodat")
    left = x + room + 0.08
    for row, height in zip(panel.itertuples(), row_heights(list(panel["label"])), strict=True):
        middle = y + height / 2
        write_label(axes, x + room, middle, row.label)
        draw_bar(axes, left, middle, row.share * scale, (row.share_with_review - row.share) * scale)
        mark = left + row.day * scale
        axes.plot([mark, mark], [middle - 0.085, middle + 0.085], color=INK, linewidth=1.6)
        write_line(axes, left + max(row.share_with_review, row.day) * scale + 0.06, middle, row.words)
        y += height


def _columns(heights: Sequence[float], width: float) -> int:
    """How many panels to put side by side."""

    def scale(columns: int) -> float:
        height = sum(max(heights[at : at + columns]) for at in range(0, len(heights), columns))
        return min(_SLIDE[0] / (width * columns), _SLIDE[1] / (height + 3 * LINE))

    return max(range(1, len(heights) + 1), key=scale)
