"""Pictures of topics: the map of the statements, topics by session, and topics against codes."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from rusnlp.discovering.draft_codes import TOPIC
from rusnlp.discovering.topic_map import GREY, colours_of, map_views
from rusnlp.figures import INK, PAPER, SETTINGS, SHADES, figure_bytes, ink_on, theme_session_heatmap
from rusnlp.topics import OUTLIER

if TYPE_CHECKING:
    from rusnlp.discovering.discovery import Discovery

_WIDTH, _HEIGHT = 10.0, 7.4
_NAME_SIZE = 8
_MARGIN = 0.03
"""Round the points, as a share of their spread."""
_LINE = 0.031
"""Height of a name with its box, as a share of the points' spread."""
_LEAST_SHOWN = 0.1


def topic_figures(found: Discovery) -> dict[str, bytes]:
    """File name -> picture, each as svg and png; the same bytes each time."""
    figures: dict[str, Figure] = {}
    for name, (title, names, of) in zip(("karta_amnen", "karta_teman"), map_views(found), strict=True):
        figures[name] = statement_map(found.places, names, of, title=f"{title}: utsagorna efter betydelse")
    figures["amnen_pass"] = topic_session_heatmap(found.counts)
    figures["amnen_koder"] = crosswalk_heatmap(found.overlaps[found.overlaps["found_as"] == TOPIC], found.topics)
    return {
        f"{name}{suffix}": figure_bytes(figure, suffix)
        for name, figure in figures.items()
        for suffix in (".svg", ".png")
    }


def statement_map(
    places: npt.NDArray[np.float64], names: Sequence[str], of: Sequence[int], *, title: str | None = None
) -> Figure:
    """Statements as points between 0 and 1, coloured by `of` (number of their name, -1 for none, grey).

    Each name stands near the middle of its points, moved to where it covers no other name.
    """
    number = np.array(of, dtype=int)
    colours = colours_of(list(names))
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(_WIDTH, _HEIGHT), layout="constrained", facecolor=PAPER)
        axes: Any = figure.add_subplot()
        shade = [GREY if n < 0 else colours[names[n]] for n in number]
        if len(places):
            order = np.argsort(number >= 0, kind="stable")
            axes.scatter(
                places[order, 0], places[order, 1], s=13, c=[shade[i] for i in order], linewidths=0.3, edgecolors=PAPER
            )
        for name, (x, y) in zip(names, _name_places(places, names, number), strict=True):
            box = {"facecolor": PAPER, "alpha": 0.85, "edgecolor": colours[name], "linewidth": 1.2, "pad": 1.5}
            axes.text(x, y, name, ha="center", va="center", fontsize=_NAME_SIZE, fontweight="bold", color=INK, bbox=box)
        axes.set_xlim(-_MARGIN, 1 + _MARGIN)
        axes.set_ylim(-_MARGIN, 1 + _MARGIN)
        axes.set_xticks([])
        axes.set_yticks([])
        for spine in axes.spines.values():
            spine.set_visible(False)
        if title:
            figure.suptitle(title, x=0.01, ha="left", fontsize=12, fontweight="bold")
        below = f"{len(places)} utsagor; nära på kartan är nära i betydelse. Grått: {int((number < 0).sum())} utan."
        figure.supxlabel(below, x=0.01, ha="left", fontsize=8)
    return figure


def _name_places(
    places: npt.NDArray[np.float64], names: Sequence[str], of: npt.NDArray[np.int64]
) -> list[tuple[float, float]]:
    """Where each name goes: along a spiral from the median of its points, to the first place that is free."""
    taken: list[tuple[float, float, float]] = []
    for place, name in enumerate(names):
        mine = places[of == place]
        x0, y0 = np.median(mine, axis=0) if len(mine) else (0.5, 0.5)
        half = _width(name) / 2
        for step in range(2000):
            reach = step * 0.0015
            x = float(np.clip(x0 + reach * np.cos(step), half - _MARGIN, max(1 + _MARGIN - half, half - _MARGIN)))
            y = float(np.clip(y0 + reach * np.sin(step), 0.0, 1.0))
            if all(abs(x - a) > half + b or abs(y - c) > _LINE for a, c, b in taken):
                break
        taken.append((x, y, half))
    return [(x, y) for x, y, _ in taken]


def _width(name: str) -> float:
    """Of a name with its box, as a share of the points' spread."""
    path = TextPath((0, 0), name, size=_NAME_SIZE, prop=FontProperties(family="DejaVu Sans", weight="bold"))
    return (float(path.get_extents().width) + 6) / 72 / _WIDTH * (1 + 2 * _MARGIN) * 1.03


def topic_session_heatmap(counts: pd.DataFrame, *, title: str | None = None) -> Figure:
    """Topics down and sessions across, share of the session's statements and their number; of `topic_counts`."""
    rows = counts[(counts["dimension"] == "session") & (counts["found_as"] == TOPIC)]
    sizes = dict(zip(rows["value"], rows["of_statements"].astype(int), strict=True))
    as_codes = pd.DataFrame(
        {
            "code": rows["topic"].astype(str),
            "label": rows["label"],
            "parent": pd.Series([None] * len(rows), index=rows.index, dtype=object),
            "session": rows["value"],
            "statements": rows["statements"].astype(int),
            "share": rows["share"].astype(float),
        }
    )
    return theme_session_heatmap(as_codes, sizes, title=title)


def crosswalk_heatmap(overlaps: pd.DataFrame, topics: pd.DataFrame, *, title: str | None = None) -> Figure:
    """Topics down, codes across: the share of the topic's statements that have the code, in per cent.

    Areas come before themes; sub-goals are left out, and codes that no topic has a tenth of. Shares under a tenth are
    left blank. A topic that does not hold has its name in brackets.
    """
    shown = overlaps[
        ~overlaps["code"].astype(str).str.contains(".", regex=False) & (overlaps["precision"] >= _LEAST_SHOWN)
    ]
    codes = shown.drop_duplicates("code").sort_values(["kind", "n_code", "code"], ascending=[True, False, True])
    rows = topics[topics["topic"] != OUTLIER]
    share = {(topic, code): p for topic, code, p in zip(shown["topic"], shown["code"], shown["precision"], strict=True)}
    with mpl.rc_context(SETTINGS):
        figure = Figure(
            figsize=(3.4 + 0.46 * max(len(codes), 1), 2.0 + 0.3 * max(len(rows), 1)),
            layout="constrained",
            facecolor=PAPER,
        )
        axes: Any = figure.add_subplot()
        cells, colours = [], []
        for y, topic in enumerate(rows["topic"]):
            for x, code in enumerate(codes["code"]):
                value = share.get((topic, code), 0.0)
                colour = SHADES(value)
                cells.append([(x, y), (x + 0.96, y), (x + 0.96, y + 0.94), (x, y + 0.94)])
                colours.append(colour)
                if value:
                    number = axes.text(
                        x + 0.48, y + 0.47, f"{value:.0%}"[:-1], ha="center", va="center", fontsize=7.5,
                        color=ink_on(colour),
                    )  # fmt: skip
                    # It stands within the axes, and measuring each takes the layout longest.
                    number.set_in_layout(False)
        axes.add_collection(PolyCollection(cells, facecolors=colours, linewidths=0))
        names = [
            f"{row.label} ({row.n_statements})" if row.holds else f"({row.label}) ({row.n_statements})"
            for row in cast(Any, rows.itertuples(index=False))
        ]
        labels = [textwrap.shorten(label, 34, placeholder="…") for label in codes["code_label"]]
        axes.set_xlim(0, max(len(codes), 1))
        axes.set_ylim(max(len(rows), 1), 0)
        axes.set_xticks([x + 0.48 for x in range(len(codes))], labels, rotation=55, ha="left", fontsize=8)
        axes.set_yticks([y + 0.47 for y in range(len(rows))], names)
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)
        if title:
            figure.suptitle(title, x=0.01, ha="left", fontsize=12, fontweight="bold")
        below = "Procent av ämnets utsagor som har koden; under 10 lämnas tomt. Inom parentes: ämnen som inte håller."
        figure.supxlabel(below, x=0.01, ha="left", fontsize=8)
    return figure
