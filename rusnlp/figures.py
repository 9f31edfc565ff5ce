"""Pictures of the theme tables, with Swedish labels, readable in greyscale, the same bytes each time."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Mapping
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure

from rusnlp.sessions import session_label

SHADES = LinearSegmentedColormap.from_list("rusnlp", ["#f3f6f4", "#bfd8d2", "#6fa8a3", "#2c6e73", "#0d3b47"])
"""Falls evenly in lightness, so that a greyscale print says the same as the screen."""
INK, PAPER, REVIEW = "#14242b", "#ffffff", "#bfd8d2"
_SHORT_NAME = 10
"""Characters of a session's name that stand over a narrow column."""
SETTINGS = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "svg.hashsalt": "rusnlp",
    "svg.fonttype": "path",
    "hatch.linewidth": 0.7,
    "axes.edgecolor": "#8a979c",
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


def theme_session_heatmap(
    counts: pd.DataFrame, sizes: Mapping[str, int], *, title: str | None = None, most: int = 30
) -> Figure:
    """Themes down, sessions across; each cell shows the share of the session's statements and how many they are.

    `counts` is `theme_counts(..., by=["session"])` for one kind of codes; sub-goals are left out. `sizes` gives the
    counted statements of each session, in the order to draw the sessions in; sessions with none are left out.
    Themes come most frequent first, at most `most` of them. The numbers in the cells carry the figure: the colour
    only repeats them.
    """
    sessions = [key for key, size in sizes.items() if size]
    rows = counts[counts["parent"].isna() & counts["session"].isin(sessions)]
    totals = rows.groupby(["code", "label"], sort=False)["statements"].sum()
    totals = totals[totals > 0].sort_values(ascending=False, kind="stable").head(most)
    if totals.empty:
        return _empty_figure(title)
    cells = {(c, s): (n, share) for c, s, n, share in rows[["code", "session", "statements", "share"]].to_numpy()}
    top = max((share for (code, _), (_, share) in cells.items() if code in totals.index.get_level_values(0)), default=1)
    names = [session_label(key) for key in sessions]
    wide = max(map(len, names)) > _SHORT_NAME
    headings = [
        f"{_wrapped(name, 14 if wide else _SHORT_NAME)}\nn = {sizes[key]}"
        for name, key in zip(names, sessions, strict=True)
    ]
    depth = max(heading.count("\n") for heading in headings) + 1
    labels = [textwrap.fill(label, 30) for label in totals.index.get_level_values("label")]
    with mpl.rc_context(SETTINGS):
        figure, axes = _canvas(3.0 + (1.0 if wide else 0.64) * len(sessions), 0.75 + 0.16 * depth + 0.37 * len(totals))
        for y, code in enumerate(totals.index.get_level_values("code")):
            for x, session in enumerate(sessions):
                number, share = cells.get((code, session), (0, 0.0))
                shade = SHADES(share / top)
                axes.fill([x, x + 0.96, x + 0.96, x], [y, y, y + 0.94, y + 0.94], color=shade, linewidth=0)
                ink = ink_on(shade)
                if number:
                    axes.text(x + 0.48, y + 0.36, f"{_percent(share)} %", ha="center", va="center", color=ink)
                    axes.text(x + 0.48, y + 0.72, f"{number}", ha="center", va="center", color=ink, fontsize=7)
                else:
                    axes.text(x + 0.48, y + 0.47, "–", ha="center", va="center", color=ink)
        axes.set_xlim(-0.02, len(sessions))
        axes.set_ylim(len(totals), 0)
        axes.set_xticks([x + 0.48 for x in range(len(sessions))], headings, fontsize=8.5)
        axes.set_yticks([y + 0.47 for y in range(len(totals))], labels)
        axes.xaxis.tick_top()
        _bare(axes)
        _caption(figure, axes, title, "Andel av passets utsagor, och under den antalet. n = passets utsagor.")
    return figure


def theme_bars(overview: pd.DataFrame, *, title: str | None = None, most: int = 30) -> Figure:
    """One bar a theme: statements that were given it, and hatched after them the ones still to review.

    `overview` is `theme_counts(..., by=[])` for one kind of codes; sub-goals and themes that never occur are left
    out; most frequent first, at most `most`.
    """
    rows = overview[overview["parent"].isna() & (overview["with_review"] > 0)]
    rows = rows.sort_values(["statements", "with_review"], ascending=False, kind="stable").head(most)
    if rows.empty:
        return _empty_figure(title)
    widest = int(rows["with_review"].max())
    with mpl.rc_context(SETTINGS):
        figure, axes = _canvas(7.6, 0.95 + 0.34 * len(rows))
        y = range(len(rows))
        review = rows["with_review"] - rows["statements"]
        axes.barh(y, rows["statements"], height=0.66, color="#2c6e73", label="kodade")
        axes.barh(
            y,
            review,
            left=rows["statements"],
            height=0.66,
            color=PAPER,
            hatch="////",
            edgecolor="#2c6e73",
            linewidth=0.8,
            label="att granska",
        )
        for at, number, more, share in zip(y, rows["statements"], review, rows["share"], strict=True):
            undecided = f" + {more}" if more else ""
            axes.text(
                number + more + widest * 0.012,
                at,
                f"{number}{undecided}  ({_percent(share)} %)",
                va="center",
                fontsize=8,
            )
        axes.set_yticks(list(y), [textwrap.fill(label, 46) for label in rows["label"]])
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_xlim(0, widest * 1.2)
        axes.set_xticks([])
        _bare(axes)
        axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False, fontsize=8.5)
        of = int(rows["of_statements"].iloc[0])
        _caption(
            figure, axes, title, f"Antal utsagor + de som återstår att granska (andel kodade av {_spaced(of)} utsagor)."
        )
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


def _canvas(width: float, height: float) -> tuple[Figure, Any]:
    figure = Figure(figsize=(width, height), layout="constrained", facecolor=PAPER)
    return figure, figure.add_subplot()


def _empty_figure(title: str | None) -> Figure:
    with mpl.rc_context(SETTINGS):
        figure, axes = _canvas(6, 1.6)
        axes.text(0.5, 0.5, "Inga utsagor att visa", ha="center", va="center", transform=axes.transAxes, fontsize=11)
        axes.set_xticks([])
        axes.set_yticks([])
        _bare(axes)
        _caption(figure, axes, title, "")
    return figure


def _bare(axes: Any) -> None:
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0)


def _caption(figure: Figure, axes: Any, title: str | None, below: str) -> None:
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=12, fontweight="bold")
    if below:
        figure.supxlabel(below, x=0.01, ha="left", fontsize=8)


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


def _wrapped(name: str, width: int) -> str:
    """The name over at most four lines, a word that is too long broken with a hyphen."""
    long_word = re.compile(rf"(\w{{{width - 1}}})(?=\w\w)")
    lines = textwrap.wrap(long_word.sub(r"\1- ", name), width, max_lines=4, placeholder=" …")
    return "\n".join(lines)


def _percent(share: float) -> str:
    if 0 < share < 0.005:
        return "<1"
    return str(int(share * 100 + 0.5 + 1e-9))


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", "\u00a0")
