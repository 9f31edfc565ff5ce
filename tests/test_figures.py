import io
from itertools import combinations, pairwise

import matplotlib as mpl
import matplotlib.image
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from report_tables import small_codebook, small_codings, small_statements

from rusnlp.drawing.canvas import fitted, percent_range, text_width, wrapped
from rusnlp.figures import (
    SETTINGS,
    SHADES,
    contrast,
    cooccurrence_staircase,
    figure_bytes,
    ink_on,
    session_profiles,
    theme_bars,
    theme_session_heatmap,
)
from rusnlp.themes import cooccurrence, theme_counts

SIZES = {"1": 3, "2": 2, "": 1}
SLIDE = 13.33, 7.5


def tables(by):
    return theme_counts(small_statements(), small_codings(), small_codebook(), by=by)


def small_figures(title=None):
    pairs = cooccurrence(small_statements(), small_codings(), small_codebook())
    return [
        theme_session_heatmap(tables(["session"]), SIZES, title=title),
        theme_bars(tables([]), title=title),
        session_profiles(tables(["session"]), tables([]), SIZES, title=title),
        cooccurrence_staircase(pairs, title=title),
    ]


def texts(figure):
    return [text.get_text() for text in figure.axes[0].texts if text.get_text()]


def bar_widths(figure):
    """In units of the first bar; the legend's two come first."""
    widths = [bar.get_width() for bar in figure.axes[0].patches][2:]
    return [round(width / widths[0], 2) for width in widths]


def test_heatmap_prints_share_and_number_and_names_the_denominator():
    figure = theme_session_heatmap(tables(["session"]), SIZES, title="Teman i varje pass")
    assert texts(figure) == [
        "Teman i varje pass",
        *("Pass 1\nn = 3", "Pass 2\nn = 2", "Utan pass\nn = 1"),
        *("Samverkan", "67 % (2)", "50 % (1)", "–"),
        *("Ansvar", "33 % (1)", "–", "–"),
        *("Andel av passets utsagor och, inom parentes,", "antal. n\u00a0=\u00a0passets utsagor."),
    ]


def test_sessions_without_counted_statements_are_left_out():
    figure = theme_session_heatmap(tables(["session"]), {**SIZES, "2": 0})
    assert [text for text in texts(figure) if text.startswith("Pass")] == ["Pass 1\nn = 3"]


def test_bars_show_what_is_undecided_as_a_range():
    figure = theme_bars(tables([]))
    assert texts(figure)[:-1] == ["kodade", "att granska", "Samverkan", "3  (50 %)", "Ansvar", "1 + 1  (17–33 %)"]
    assert bar_widths(figure) == [1, 0.33, 0.33]


def test_profiles_set_each_session_beside_the_day():
    figure = session_profiles(tables(["session"]), tables([]), SIZES)
    assert [text for text in texts(figure) if "%" in text or text.startswith(("Pass ", "Utan", "Inget"))] == [
        *("Pass 1", "67 %", "33–67 %", "Pass 2", "50 %", "Utan pass", "Inget tema kodat")
    ]
    assert len(figure.axes[0].lines) == 3


def test_the_staircase_counts_statements_with_both():
    figure = cooccurrence_staircase(cooccurrence(small_statements(), small_codings(), small_codebook()))
    assert texts(figure)[:3] == ["Ansvar", "1", "Samverkan"]


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_the_same_bytes_each_time_and_no_date(suffix):
    for once, again in zip(small_figures("Teman"), small_figures("Teman"), strict=True):
        picture = figure_bytes(once, suffix)
        assert picture == figure_bytes(again, suffix)
        assert b"dc:date" not in picture
        assert b"Matplotlib" not in picture
        if suffix == ".png":
            assert matplotlib.image.imread(io.BytesIO(picture)).shape[0] > 150


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
    for figure in (
        theme_session_heatmap(by_session, {}),
        theme_bars(overview),
        session_profiles(by_session, overview, {}),
        cooccurrence_staircase(cooccurrence(statements, codings, codebook)),
    ):
        assert texts(figure) == ["Inga utsagor att visa"]
        assert figure_bytes(figure, ".svg").startswith(b"<?xml")


def test_unknown_picture_format_lists_the_known_ones():
    with pytest.raises(ValueError, match=r"no picture can be written as '\.gif'; choose \.png or \.svg"):
        figure_bytes(theme_bars(tables([])), ".gif")


NINETEEN = [
    *("Samverkan", "Roller", "Ansvar och mandat", "Ledarskap", "Helhetssyn och gemensam riktning", "Mötesplatser"),
    *("Kunskap, data och underlag", "Kommunikation", "Finansiering och resurser", "Regelverk", "Attityder och mod"),
    *("Inkludering", "Barn och unga", "Civilsamhälle och idéburen sektor", "Näringsliv och offentligt i samspel"),
    *("Klimat, miljö och naturresurser", "Teknik", "Geografi: olika delar, gränser, grannar", "Utbildning"),
]
LONG_NAMES = [
    "Långsiktig finansiering av kollektivtrafikförsörjningsprogrammets genomförandeorganisation i hela länet",
    "Ansvarsfördelningsproblematiken",
    "Samhällsbyggnadsprocessernas tillståndsgivningsförutsättningar",
]
LONG_SESSIONS = ["Kompetensförsörjning i glesbygd och tätort, förmiddagens första", "Beredskap_dialogpass_nordost_2026"]


def drawn(sessions, themes, size):
    """All four pictures of random numbers."""
    generator = np.random.default_rng(3)
    rows = [
        {"code": f"c{at:02d}", "label": label, "parent": None, "session": session}
        for at, label in enumerate(themes)
        for session in sessions
    ]
    by_session = pd.DataFrame(rows)
    by_session["statements"] = generator.integers(0, size // 2, len(rows))
    by_session["with_review"] = by_session["statements"] + generator.integers(0, 9, len(rows))
    overview = by_session.groupby(["code", "label"], as_index=False)[["statements", "with_review"]].sum()
    overview["parent"] = None
    for table, of in ((by_session, size), (overview, size * len(sessions))):
        table["of_statements"] = of
        table["share"] = table["statements"] / of
        table["share_with_review"] = table["with_review"] / of
    pairs = [
        (f"c{a:02d}", themes[a], f"c{b:02d}", themes[b], int(generator.integers(1, 200)), generator.uniform(-0.2, 0.6))
        for a, b in combinations(range(len(themes)), 2)
    ]
    pairs = pd.DataFrame(pairs, columns=["code_a", "label_a", "code_b", "label_b", "statements", "phi"])
    sizes = dict.fromkeys(sessions, size)
    return [
        theme_session_heatmap(by_session, sizes, title="Teman"),
        theme_bars(overview, title="Teman"),
        session_profiles(by_session, overview, sizes, title="Passen"),
        cooccurrence_staircase(pairs, title="Teman tillsammans"),
    ]


def collisions(figure):
    """Texts that reach outside the picture or cover each other, as drawn."""
    with mpl.rc_context(SETTINGS):
        FigureCanvasAgg(figure).draw()
    boxes = [(text.get_text(), text.get_window_extent()) for text in figure.axes[0].texts if text.get_text()]
    width, height = figure.bbox.width + 1, figure.bbox.height + 1
    outside = [t for t, box in boxes if box.x0 < -1 or box.y0 < -1 or box.x1 > width or box.y1 > height]
    crossing = [
        (one, other)
        for (one, a), (other, b) in combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1
    ]
    return outside + crossing


@pytest.mark.parametrize(
    ("sessions", "themes"),
    [
        (["1"], NINETEEN),
        ([str(n) for n in range(1, 8)], NINETEEN[:2]),
        ([str(n) for n in range(1, 10)], NINETEEN),
        ([str(n) for n in range(1, 31)], NINETEEN),
        ([*LONG_SESSIONS, "3"], LONG_NAMES + NINETEEN[:8]),
        ([f"{LONG_SESSIONS[0]} nr {n}" for n in range(14)], LONG_NAMES + NINETEEN[:8]),
    ],
    ids=["one session", "two themes", "a day", "thirty sessions", "long names", "many long names"],
)
def test_no_text_covers_another_or_is_cut_off(sessions, themes):
    for figure in drawn(sessions, themes, 300):
        assert collisions(figure) == []


def test_letters_are_twelve_points_on_a_slide():
    for figure in drawn([str(n) for n in range(1, 10)], NINETEEN, 150):
        width, height = figure.get_size_inches()
        smallest = min(text.get_fontsize() for text in figure.axes[0].texts)
        assert smallest * min(SLIDE[0] / width, SLIDE[1] / height) >= 11.4
        body = min(text.get_fontsize() for text in figure.axes[0].texts[:-2])
        assert round(body * min(SLIDE[0] / width, SLIDE[1] / height)) >= 12


def test_names_are_broken_and_shortened_where_they_must():
    assert wrapped("Samhällsbyggnadsprocessernas villkor", 18) == "Samhällsbyggnadsp-\nrocessernas\nvillkor"
    assert wrapped("Barn och unga", 40) == "Barn och unga"
    assert wrapped("", 10) == ""
    short = fitted("Arbetspass om beredskap och lokaler nummer 12", 1.6)
    assert short.startswith("Arbetspass")
    assert short.endswith("nummer 12"[-8:])
    assert text_width(short) <= 1.6
    assert fitted("Roller", 3) == "Roller"
    assert [percent_range(0.12, 0.15), percent_range(0.12, 0.123), percent_range(0, 0.003)] == ["12–15", "12", "0–<1"]
