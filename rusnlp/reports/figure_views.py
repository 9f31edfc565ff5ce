"""The pictures of a report, with captions and the words that stand for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import pandas as pd
from matplotlib.figure import Figure

from rusnlp.figures import cooccurrence_staircase, figure_bytes, session_profiles, theme_bars, theme_session_heatmap
from rusnlp.reports.views import Column, FigureView
from rusnlp.reports.wording import number_text, share_text


def figure_views(
    overview: pd.DataFrame, by_session: pd.DataFrame, pairs: pd.DataFrame, sessions: Sequence[Column]
) -> tuple[FigureView, ...]:
    """Bars and heatmap; the themes that stand together, and the sessions beside each other, where there are such.

    `overview` and `by_session` are `theme_counts` of themes, by nothing and by session; `pairs` is `cooccurrence`.
    """
    sizes = {session.key: session.counted for session in sessions}
    drawn = [
        _view(
            "teman",
            "Teman i hela underlaget",
            "Antal kodade utsagor per tema och, snedstreckat, de som återstår att granska.",
            f"Stapeldiagram över antal utsagor per tema.{_most_frequent(overview)} "
            "Samma siffror finns i tabellen Teman.",
            theme_bars(overview),
        ),
        _view(
            "tema_pass",
            "Teman i varje pass",
            "Andel av passets utsagor som fick temat och, inom parentes, antalet. Mörkare är större andel.",
            "Rutnät med teman nedåt och pass åt sidan; varje ruta visar andel och antal utsagor. "
            "Samma siffror finns i tabellen Teman i varje pass.",
            theme_session_heatmap(by_session, sizes),
        ),
    ]
    if sum(1 for session in sessions if session.key and session.counted) > 1:
        drawn.append(
            _view(
                "passprofiler",
                "Passens vanligaste teman",
                "Andel av passets utsagor för dess vanligaste teman. Det lodräta strecket är temats andel av hela "
                "underlaget: en stapel förbi strecket är ett tema som passet talade mer om än dagen i stort.",
                f"Liggande staplar, en ruta för varje pass.{_first_of_each(by_session, sessions)} "
                "Samma siffror finns i tabellen Teman i varje pass.",
                session_profiles(by_session, overview, sizes),
            )
        )
    if len(pairs):
        together = "; ".join(
            f"{row.label_a} och {row.label_b} ({number_text(row.statements)})"
            for row in cast(Any, pairs.head(3).itertuples(index=False))
        )
        drawn.append(
            _view(
                "teman_tillsammans",
                "Teman som står i samma utsaga",
                "Antal utsagor som fick båda temana. Mörkare: oftare tillsammans än temanas storlek ger av en slump. "
                "Siffran står i raden till vänster om det ena temats namn och i spalten under det andras.",
                f"Trappformad tabell över hur många utsagor två teman delar. Flest delar {together}.",
                cooccurrence_staircase(pairs),
            )
        )
    return tuple(drawn)


def _view(name: str, title: str, caption: str, alt: str, figure: Figure) -> FigureView:
    width, height = figure.get_size_inches()
    svg, png = figure_bytes(figure, ".svg"), figure_bytes(figure, ".png")
    return FigureView(name, title, caption, alt, svg, png, float(width), float(height))


def _most_frequent(overview: pd.DataFrame) -> str:
    top = overview[overview["parent"].isna() & (overview["statements"] > 0)]
    top = top.sort_values(["statements", "with_review"], ascending=False, kind="stable").head(3)
    if top.empty:
        return " Inga utsagor är kodade."
    named = [f"{label} ({number_text(n)})" for label, n in zip(top["label"], top["statements"], strict=True)]
    return f" Vanligast: {'; '.join(named)}."


def _first_of_each(by_session: pd.DataFrame, sessions: Sequence[Column]) -> str:
    said = []
    for session in sessions:
        rows = by_session[(by_session["session"] == session.key) & (by_session["statements"] > 0)]
        rows = rows.sort_values(["statements", "with_review"], ascending=False, kind="stable")
        if len(rows):
            said.append(f"{session.label}: {rows['label'].iloc[0]} ({share_text(rows['share'].iloc[0], 0)})")
    return f" Vanligast i {'; '.join(said)}." if said else ""
