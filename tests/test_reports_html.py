"""The report as a web page, read without a browser (with one: test_reports_browser.py)."""

import re
from dataclasses import replace
from importlib.resources import files
from itertools import pairwise

import pytest
from html_pages import Outline, counted_links, page_data, shown
from report_summary import empty_summary, small_differences, small_summary
from report_tables import QUESTIONS, empty_loaded, small_codebook, small_codings, small_loaded, small_topics

from rusnlp.figures import contrast
from rusnlp.reports import build_content
from rusnlp.reports.html import html_bytes
from rusnlp.reports.html.parts import places_text, sentence_link

CSS = files("rusnlp.reports.html").joinpath("report.css").read_text(encoding="utf-8")
HOSTILE = "</script><img src=x onerror=fel()> \"'&amp; \u2028 <!-- ]]>"


@pytest.fixture(scope="module")
def content():
    made = build_content(
        small_loaded(),
        small_codings(),
        small_codebook(),
        topics=small_topics(),
        questions=QUESTIONS,
        summary=small_summary(),
    )
    return replace(made, differences=small_differences())


@pytest.fixture(scope="module")
def page(content):
    return html_bytes(content).decode()


def plain(html):
    """The text that a reader sees, spaces evened out."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\u00a0", " ").split())


def section(page, key):
    return re.search(rf'<section id="{key}".*?</section>', page, re.DOTALL)[0]


def test_page_fetches_nothing_and_runs_only_its_own_script(page):
    assert not re.findall(r"(?:src|href)=[\"']?(?:https?:)?//", page)
    assert "@import" not in page
    assert "url(" not in page
    policy = next(a["content"] for tag, a in Outline(page).elements if a.get("http-equiv"))
    assert policy.startswith("default-src 'none'; img-src data:;")
    assert policy.endswith("base-uri 'none'; form-action 'none'")
    assert len(re.findall(r"<script", page)) == 2


def test_words_of_participants_are_text_and_never_markup(page):
    assert "<b>bäst</b>" not in page
    assert [s["text"] for s in page_data(page)["statements"]].count("=1+1 </script><b>bäst</b> | fler bussar") == 1
    assert "Påhittad" not in page
    assert "Uppdiktad" not in page


def test_hostile_words_anywhere_open_no_element(content):
    hostile = replace(
        content,
        title=HOSTILE,
        problems=(HOSTILE,),
        statements=tuple(replace(s, text=HOSTILE, heading=HOSTILE, group=HOSTILE) for s in content.statements),
        sessions=tuple(replace(s, label=HOSTILE, title=HOSTILE) for s in content.sessions),
        themes=tuple(replace(c, label=HOSTILE, definition=HOSTILE, together=()) for c in content.themes),
        differences=tuple(replace(d, label=HOSTILE, note=HOSTILE) for d in content.differences),
    )
    page = html_bytes(hostile).decode()
    assert {tag for tag, a in Outline(page).elements if "onerror" in a} == set()
    assert len(re.findall(r"</script", page)) == 2
    assert {s["text"] for s in page_data(page)["statements"]} == {HOSTILE}


def test_every_number_opens_as_many_statements(page):
    data = page_data(page)
    links = counted_links(page)
    assert len(links) > 40
    assert {tuple(sorted(query)) for query, _ in links} >= {("lista",), ("kod", "kod2"), ("kod", "pass"), ("beslut",)}
    for query, number in links:
        assert len(shown(data, query)) == number, query


def test_every_kind_of_row_left_out_holds_as_many_rows(content, page):
    folds = re.findall(r'<details class="rows">(.*?)</details>', section(page, "utelamnat"), re.DOTALL)
    numbers = [int(re.search(r'class="told">(\d+)<', fold)[1]) for fold in folds]
    assert numbers == [fold.count("<tr><td>") for fold in folds]
    assert sum(numbers) == len(content.left_out)


def test_a_summary_opens_the_statements_of_every_sentence(content, page):
    text = plain(section(page, "sammanfattning"))
    assert "Dagen Dagen har 5 utsagor . Återkommande punkter jobba ihop 2 utsagor i Dagen." in text
    assert "bussen 2 utsagor säger emot varandra. Ingen vet vem som tar bollen när bussen ställs in dag, s. 1" in text
    assert "Å andra sidan: =1+1 &lt;/script&gt;" in text
    assert "Frågor som fick få svar Frågan Aktivering fick 1 utsaga ." in text
    assert "Pass för pass Pass 1 1 återkommande punkt Pass 1 har 3 utsagor ." in text
    data = page_data(page)
    assert data["lists"]["dag.contradictions.1"] == {
        "label": "Dagen · bussen",
        "at": [position(data, "dag.p001.02"), position(data, "dag.p003.02")],
        "against": [position(data, "dag.p003.02")],
    }
    quoted = re.findall(r'<blockquote data-id="([^"]+)"><p>([^<]*)</p>', section(page, "sammanfattning"))
    assert quoted[0] == ("dag.p001.01", "Vi måste jobba ihop över kommungränsen")
    assert len(quoted) == 9


def position(data, statement_id):
    return [s["id"] for s in data["statements"]].index(statement_id)


def test_a_page_without_summary_topics_or_differences_has_no_such_sections(content):
    bare = replace(content, summary=None, topics=None, differences=(), figures=(), agreement=None, problems=())
    keys = re.findall(r'<section id="(\w+)"', html_bytes(bare).decode())
    assert keys == ["oversikt", "teman", "omraden", "tabeller", "citat", "utsagor", "utelamnat", "metod"]


def test_an_empty_day_is_a_page_too():
    made = build_content(
        empty_loaded(), small_codings().iloc[:0], small_codebook(), questions=QUESTIONS, summary=empty_summary()
    )
    page = html_bytes(made).decode()
    assert counted_links(page) == []
    assert "Det finns inga utsagor att sammanfatta." in page


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("7 utsagor i 3 pass.", 7, '<a href="#visa?lista=a">7 utsagor</a> i 3 pass.'),
        ("I allt 17 utsagor.", 7, 'I allt 17 utsagor. <a class="screen" href="#visa?lista=a">Visa 7\u00a0utsagor</a>'),
        ("Flest: 7 av 40 utsagor.", 7, 'Flest: <a href="#visa?lista=a">7 av 40 utsagor</a>.'),
        ("Ingen av de 1 052 utsagorna.", 1052, 'Ingen av de <a href="#visa?lista=a">1 052 utsagorna</a>.'),
        ("<b>1 utsaga</b>", 1, '&lt;b&gt;<a href="#visa?lista=a">1 utsaga</a>&lt;/b&gt;'),
        ("Inga svar.", 0, "Inga svar."),
    ],
)
def test_a_sentence_links_the_words_that_say_how_many(text, number, expected):
    assert sentence_link(text, number, {"lista": "a"}) == expected


def test_places_are_told_once_for_each_document(content):
    ids = ("dag.p001.01", "dag.p001.02", "dag.p003.01", "kväll.p001.01")
    assert places_text(content, ids) == "dag, s. 1, s. 3; kväll, s. 1"


def test_differences_say_what_the_test_says(content):
    untested, tested = small_differences()
    other = replace(tested, label="Ansvar", adjusted_p=0.512, differs=False, note="Skiljer inte.")
    sure = replace(tested, label="Säkert", adjusted_p=0.0001)
    page = html_bytes(replace(content, differences=(untested, tested, other, sure))).decode()
    text = plain(section(page, "skillnader"))
    assert "Förmiddag och eftermiddag Inget test: för få pass. Antal kodade utsagor" in text
    assert "Samverkan 2 67–100 % 0 0 % Mellan frågorna" in text
    assert (
        "Samverkan 1 50 % 1 100 % 0,020 ja Ansvar 1 50 % 1 100 % 0,512 nej Säkert 1 50 % 1 100 % &lt; 0,001 ja" in text
    )
    assert "Så prövades varje tema Samverkan : Skiljer. Ansvar : Skiljer inte." in text


def test_marked_words_are_counted_as_javascript_counts(content, page):
    statement = next(s for s in page_data(page)["statements"] if s["id"] == "dag.p001.03")
    units = statement["text"].encode("utf-16-le")
    found = [[units[2 * a : 2 * b].decode("utf-16-le") for a, b in m.get("spans", [])] for m in statement["marks"]]
    assert found == [list(mark.words) for mark in content.by_id["dag.p001.03"].marks]
    assert ["samverkan", "🚲 och tåg"] in found


def test_page_is_built_for_keyboard_and_screen_reader(page):
    elements = Outline(page).elements
    assert elements[0] == ("html", {"lang": "sv"})
    ids = [a["id"] for _, a in elements if "id" in a]
    assert len(ids) == len(set(ids))
    for tag, attributes in elements:
        if tag == "a" and not attributes["href"].startswith(("#visa?", "#utsaga?")):
            assert attributes["href"][1:] in ids
        if tag == "img":
            assert attributes["alt"]
        if tag == "th":
            assert attributes["scope"] in ("col", "row")
        if "aria-labelledby" in attributes:
            assert attributes["aria-labelledby"] in ids
    tables = [tag for tag, _ in elements].count("table")
    assert tables == [tag for tag, _ in elements].count("caption") > 5
    fields = [tag for tag, a in elements if tag in ("input", "select")]
    assert len(fields) == len(re.findall(r"<label", page)) >= 9


def test_headings_come_in_order(page):
    levels = [int(tag[1]) for tag, _ in Outline(page.split("<dialog")[0]).elements if re.fullmatch(r"h\d", tag)]
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def colours(dark):
    light, night = CSS.split("@media (prefers-color-scheme: dark)", 1)
    found = dict(re.findall(r"--(\w[\w-]*): (#[0-9a-f]{6})", light))
    if dark:
        found.update(re.findall(r"--(\w[\w-]*): (#[0-9a-f]{6})", night.split("* {", 1)[0]))
    return found


@pytest.mark.parametrize("dark", [False, True])
def test_contrast_is_enough_in_light_and_dark(dark):
    tone = colours(dark)
    inks = ("ink", "soft", "link", "warn")
    pairs = [(ink, ground) for ink in inks for ground in ("paper", "ground")]
    pairs += [("ink", "chip"), ("soft", "chip"), ("mark-ink", "mark")]
    pairs += [(f"i{step}", f"h{step}") for step in range(7)]
    low = [pair for pair in pairs if contrast(*map(tone.get, pair)) < 4.5]
    assert low == []
    for mark in ("focus", "bar"):
        assert contrast(tone[mark], tone["paper"]) >= 3
    steps = [contrast(tone[f"h{step}"], "#000000") for step in range(7)]
    assert steps == sorted(steps, reverse=not dark)
