import io
from itertools import pairwise

import matplotlib.image
import numpy as np
import pytest
from report_tables import small_codebook, small_codings, small_statements

from rusnlp.figures import SHADES, contrast, figure_bytes, ink_on, theme_bars, theme_session_heatmap
from rusnlp.themes import theme_counts

SIZES = {"1": 3, "2": 2, "": 1}


def tables(by):
    return theme_counts(small_statements(), small_codings(), small_codebook(), by=by)


def texts(figure):
    return [text.get_text() for text in figure.axes[0].texts if text.get_text()]


def test_heatmap_prints_share_and_number_and_names_the_denominator():
    figure = theme_session_heatmap(tables(["session"]), SIZES, title="Teman i varje pass")
    axes = figure.axes[0]
    assert [label.get_text() for label in axes.get_xticklabels()] == [
        *("Pass 1\nn = 3", "Pass 2\nn = 2", "Utan pass\nn = 1")
    ]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Samverkan", "Ansvar"]
    assert texts(figure) == ["67 %", "2", "50 %", "1", "–", "33 %", "1", "–", "–"]


def test_sessions_without_counted_statements_are_left_out():
    figure = theme_session_heatmap(tables(["session"]), {**SIZES, "2": 0})
    assert len(figure.axes[0].get_xticklabels()) == 2


def test_bars_show_what_is_undecided():
    figure = theme_bars(tables([]))
    assert texts(figure) == ["3  (50 %)", "1 + 1  (17 %)"]
    assert [bar.get_width() for bar in figure.axes[0].patches] == [3, 1, 0, 1]


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_the_same_bytes_each_time_and_no_date(suffix):
    once, again = (
        figure_bytes(figure, suffix)
        for _ in range(2)
        for figure in [theme_session_heatmap(tables(["session"]), SIZES, title="Teman")]
    )
    assert once == again
    assert b"dc:date" not in once
    assert b"Matplotlib" not in once
    if suffix == ".png":
        assert matplotlib.image.imread(io.BytesIO(once)).shape[0] > 200


def test_colours_fall_in_lightness_and_numbers_can_be_read_on_them():
    shades = [SHADES(value) for value in np.linspace(0, 1, 101)]
    against_black = [contrast(shade, "#000000") for shade in shades]
    assert all(a > b for a, b in pairwise(against_black))
    assert min(contrast(shade, ink_on(shade)) for shade in shades) >= 4.5
    assert contrast("#ffffff", "#000000") == pytest.approx(21)


def test_empty_tables_say_that_there_is_nothing_to_show():
    codebook = small_codebook()
    statements, codings = small_statements().iloc[:0], small_codings().iloc[:0]
    by_session = theme_counts(statements, codings, codebook, by=["session"])
    overview = theme_counts(statements, codings, codebook, by=[])
    for figure in (theme_session_heatmap(by_session, {}), theme_bars(overview)):
        assert texts(figure) == ["Inga utsagor att visa"]
        assert figure_bytes(figure, ".svg").startswith(b"<?xml")


def test_unknown_picture_format_lists_the_known_ones():
    with pytest.raises(ValueError, match=r"no picture can be written as '\.gif'; choose \.png or \.svg"):
        figure_bytes(theme_bars(tables([])), ".gif")
