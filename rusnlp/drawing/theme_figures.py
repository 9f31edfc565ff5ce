"""Themes by session as a heatmap, and themes in all as bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from rusnlp.drawing.canvas import (
    DARK,
    GAP,
    LINE,
    MARGIN,
    PAPER,
    SETTINGS,
    SHADES,
    canvas,
    empty_figure,
    fitted,
    flowed,
    heading_height,
    ink_on,
    percent,
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
from rusnlp.sessions import session_label

_SHORT_NAME = 10
"""Characters of a session's name that stand on one line over its column."""
_MOST_WIDE = 12
"""Sessions that have room for both a share and a number in their cells; with more, the share stands alone."""
_ON_END = 2.0
"""Inches of a session's name that stands on end."""
_BAR = 3.2
"""Inches of the longest bar."""


def theme_session_heatmap(
    counts: pd.DataFrame, sizes: Mapping[str, int], *, title: str | None = None, most: int = 30
) -> Figure:
    """Themes down, sessions across; each cell shows the share of the session's statements and how many they are.

    `counts` is `theme_counts(..., by=["session"])` for one kind of codes; sub-goals are left out. `sizes` gives the
    counted statements of each session, in the order to draw the sessions in; sessions with none are left out.
    Themes come most frequent first, at most `most` of them. The numbers in the cells carry the figure: the colour
    only repeats them. With more than twelve sessions the names stand on end, and the cells show the share alone.
    """
    sessions = [key for key, size in sizes.items() if size]
    rows = counts[counts["parent"].isna() & counts["session"].isin(sessions)]
    totals = rows.groupby(["code", "label"], sort=False)["statements"].sum()
    totals = totals[totals > 0].sort_values(ascending=False, kind="stable").head(most)
    if totals.empty:
        return empty_figure(title)
    codes = list(totals.index.get_level_values("code"))
    cells = {(c, s): (n, share) for c, s, n, share in rows[["code", "session", "statements", "share"]].to_numpy()}
    top = max(share for (code, _), (_, share) in cells.items() if code in codes)
    wide = len(sessions) <= _MOST_WIDE
    headings = _column_headings(sessions, sizes, wide)
    words = {cell: _cell_text(number, share, wide) for cell, (number, share) in cells.items() if number}
    labels = [wrapped(label, 46) for label in totals.index.get_level_values("label")]
    heights = row_heights(labels)
    left = MARGIN + widest(labels) + GAP
    column = max(widest(words.values()), widest(headings) if wide else LINE) + 0.12
    depth = LINE * (max(h.count("\n") for h in headings) + 1) if wide else widest(headings)
    width = left + column * len(sessions) + MARGIN
    below = flowed(
        "Andel av passets utsagor och, inom parentes, antal. n\u00a0=\u00a0passets utsagor."
        if wide
        else "Procent av passets utsagor. n\u00a0=\u00a0passets utsagor.",
        width - 2 * MARGIN,
    )
    start = heading_height(title) + depth + 0.08
    with mpl.rc_context(SETTINGS):
        figure, axes = canvas(width, start + sum(heights) + 0.06 + LINE * len(below) + MARGIN)
        write_heading(axes, title)
        for x, heading in enumerate(headings):
            middle = left + column * (x + 0.5)
            axes.text(middle, start - 0.05, heading, ha="center", va="bottom", rotation=0 if wide else 90)
        y = start
        for code, label, height in zip(codes, labels, heights, strict=True):
            write_label(axes, left - GAP, y + height / 2, label)
            for x, session in enumerate(sessions):
                _, share = cells.get((code, session), (0, 0.0))
                shade = SHADES(share / top)
                _box(axes, left + column * x, y, column - 0.03, height - 0.02, shade)
                word = words.get((code, session), "–")
                write_line(
                    axes,
                    left + column * (x + 0.5) - 0.015,
                    y + height / 2 - 0.01,
                    word,
                    ha="center",
                    color=ink_on(shade),
                )
            y += height
        write_below(axes, y + 0.06, below)
    return figure


def theme_bars(overview: pd.DataFrame, *, title: str | None = None, most: int = 30) -> Figure:
    """One bar a theme: statements that were given it, and hatched after them the ones still to review.

    `overview` is `theme_counts(..., by=[])` for one kind of codes; sub-goals and themes that never occur are left
    out; most frequent first, at most `most`.
    """
    rows = overview[overview["parent"].isna() & (overview["with_review"] > 0)]
    rows = rows.sort_values("statements", ascending=False, kind="stable").head(most)
    if rows.empty:
        return empty_figure(title)
    labels = [wrapped(label, 46) for label in rows["label"]]
    words = [
        f"{number}{f' + {more - number}' if more > number else ''}  ({percent_range(low, high)} %)"
        for number, more, low, high in zip(
            rows["statements"], rows["with_review"], rows["share"], rows["share_with_review"], strict=True
        )
    ]
    heights = row_heights(labels)
    left = MARGIN + widest(labels) + GAP
    width = left + _BAR + 0.08 + widest(words) + MARGIN
    of = int(rows["of_statements"].iloc[0])
    below = flowed(
        f"Antal kodade utsagor + de som återstår att granska, och andel av {spaced(of)} utsagor.", width - 2 * MARGIN
    )
    start = heading_height(title) + LINE + 0.1
    scale = _BAR / int(rows["with_review"].max())
    with mpl.rc_context(SETTINGS):
        figure, axes = canvas(width, start + sum(heights) + 0.06 + LINE * len(below) + MARGIN)
        write_heading(axes, title)
        _bar_legend(axes, left, start - LINE / 2 - 0.08)
        y = start
        for label, height, number, more, word in zip(
            labels, heights, rows["statements"], rows["with_review"], words, strict=True
        ):
            write_label(axes, left - GAP, y + height / 2, label)
            draw_bar(axes, left, y + height / 2, number * scale, (more - number) * scale)
            write_line(axes, left + more * scale + 0.06, y + height / 2, word)
            y += height
        write_below(axes, y + 0.06, below)
    return figure


def draw_bar(axes: Any, x: float, middle: float, coded: float, review: float, *, thickness: float = 0.13) -> None:
    """A bar of what is coded, dark, and after it what is still to review, hatched; all in inches."""
    if coded:
        _box(axes, x, middle - thickness / 2, coded, thickness, DARK)
    if review:
        axes.add_patch(
            mpl.patches.Rectangle(
                (x + coded, middle - thickness / 2),
                review,
                thickness,
                facecolor=PAPER,
                edgecolor=DARK,
                hatch="//////",
                linewidth=0.8,
            )
        )


def _bar_legend(axes: Any, x: float, middle: float) -> None:
    draw_bar(axes, x, middle, 0.22, 0)
    write_line(axes, x + 0.28, middle, "kodade")
    after = x + 0.28 + text_width("kodade") + 0.25
    draw_bar(axes, after, middle, 0, 0.22)
    write_line(axes, after + 0.28, middle, "att granska")


def _column_headings(sessions: Sequence[str], sizes: Mapping[str, int], wide: bool) -> list[str]:
    names = [session_label(key) for key in sessions]
    if not wide:
        return [f"{fitted(name, _ON_END)}  n = {spaced(sizes[key])}" for name, key in zip(names, sessions, strict=True)]
    room = 14 if max(map(len, names)) > _SHORT_NAME else _SHORT_NAME
    return [
        f"{wrapped(name, room, most=4)}\nn = {spaced(sizes[key])}" for name, key in zip(names, sessions, strict=True)
    ]


def _cell_text(number: int, share: float, wide: bool) -> str:
    return f"{percent(share)} % ({number})" if wide else percent(share)


def _box(axes: Any, x: float, y: float, width: float, height: float, colour: Any) -> None:
    axes.add_patch(mpl.patches.Rectangle((x, y), width, height, facecolor=colour, linewidth=0))
