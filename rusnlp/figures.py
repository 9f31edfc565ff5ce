"""Pictures of the theme tables, with Swedish labels, readable in greyscale and on a slide, the same bytes each time."""

from __future__ import annotations

from rusnlp.drawing.canvas import INK, PAPER, REVIEW, SETTINGS, SHADES, contrast, figure_bytes, ink_on
from rusnlp.drawing.pair_figure import cooccurrence_staircase
from rusnlp.drawing.profile_figure import session_profiles
from rusnlp.drawing.theme_figures import theme_bars, theme_session_heatmap

__all__ = [
    "INK",
    "PAPER",
    "REVIEW",
    "SETTINGS",
    "SHADES",
    "contrast",
    "cooccurrence_staircase",
    "figure_bytes",
    "ink_on",
    "session_profiles",
    "theme_bars",
    "theme_session_heatmap",
]
