"""The reports that are read as pages: HTML and Word."""

import io
import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs

import docx
import pytest
from docx.oxml.ns import qn
from report_tables import QUESTIONS, small_codebook, small_codings, small_loaded, small_topics

import rusnlp.reports
from rusnlp.figures import contrast
from rusnlp.reports import build_content
from rusnlp.reports.docx import docx_bytes
from rusnlp.reports.html import html_bytes

CSS = (Path(rusnlp.reports.__file__).parent / "report.css").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def content():
    return build_content(small_loaded(), small_codings(), small_codebook(), topics=small_topics(), questions=QUESTIONS)


@pytest.fixture(scope="module")
def page(content):
    return html_bytes(content).decode()


@pytest.fixture(scope="module")
def word(content):
    return docx.Document(io.BytesIO(docx_bytes(content)))


class Outline(HTMLParser):
    """Elements as (name, attributes), and the text of the links."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.links, self._link = [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._link = dict(attrs).get("href") if tag == "a" else self._link

    def handle_data(self, data):
        if self._link:
            self.links.append((self._link, data))

    def handle_endtag(self, tag):
        self._link = None if tag == "a" else self._link


def page_data(page):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])


def test_page_fetches_nothing_and_runs_only_its_own_script(page):
    assert not re.findall(r"(?:src|href)=[\"']?(?:https?:)?//", page)
    assert "@import" not in page
    assert "url(" not in page
    policy = next(a["content"] for tag, a in Outline(page).elements if a.get("http-equiv"))
    assert policy.startswith("default-src 'none'; img-src data:;")
    assert len(re.findall(r"<script", page)) == 2


def test_words_of_participants_are_text_and_never_markup(page):
    assert "<b>bäst</b>" not in page
    assert [s["text"] for s in page_data(page)["statements"]].count("=1+1 </script><b>bäst</b> | fler bussar") == 1
    assert "Påhittad" not in page
    assert "Uppdiktad" not in page


def shown(statements, query):
    """The rule of the page's script, in Python: which statements a link opens."""
    found = []
    for s in statements:
        if ("pass" in query and s["session"] != query["pass"]) or (
            "fraga" in query and s["question"] != query["fraga"]
        ):
            continue
        chosen = query.get("urval")
        if chosen == "upprepning":
            if s["counted"] or s["source"] != "note":
                continue
        elif chosen == "summering":
            if s["source"] == "note":
                continue
        elif chosen != "alla" and not s["counted"]:
            continue
        if query.get("lage", s["status"]) != s["status"]:
            continue
        marks = {(m["code"], m["decision"]): m for m in s["marks"]}
        codes = [query[name] for name in ("kod", "kod2") if name in query]
        hits = [marks.get((code, query.get("beslut", "assigned"))) for code in codes]
        if all(hits) and (not query.get("saknas") or all(hit["absent"] for hit in hits)):
            found.append(s["id"])
    return found


def test_every_number_opens_as_many_statements(page):
    data = page_data(page)
    links = [(href, text) for href, text in Outline(page).links if href.startswith("#visa?")]
    assert len(links) > 30
    for href, text in links:
        query = {key: values[0] for key, values in parse_qs(href[6:], keep_blank_values=True).items()}
        ids = data["topics"][int(query["amne"])]["ids"] if "amne" in query else shown(data["statements"], query)
        assert len(ids) == int(re.sub(r"\D", "", text)), href


def test_marked_words_are_counted_as_javascript_counts(page):
    statement = next(s for s in page_data(page)["statements"] if s["id"] == "dag.p001.03")
    units = statement["text"].encode("utf-16-le")
    for mark in statement["marks"]:
        assert [units[2 * a : 2 * b].decode("utf-16-le") for a, b in mark["spans"]] == mark["words"]


def test_page_is_built_for_keyboard_and_screen_reader(page):
    elements = Outline(page).elements
    assert elements[0] == ("html", {"lang": "sv"})
    assert [tag for tag, _ in elements].count("h1") == 1
    ids = [a["id"] for _, a in elements if "id" in a]
    assert len(ids) == len(set(ids))
    for tag, attributes in elements:
        if tag == "a" and not attributes["href"].startswith("#visa?"):
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
    assert len(fields) == len(re.findall(r"<label", page))


def colours(dark):
    light, night = CSS.split("@media (prefers-color-scheme: dark)", 1)
    found = dict(re.findall(r"--(\w[\w-]*): (#[0-9a-f]{6})", light))
    if dark:
        found.update(re.findall(r"--(\w[\w-]*): (#[0-9a-f]{6})", night.split("* {", 1)[0]))
    return found


@pytest.mark.parametrize("dark", [False, True])
def test_contrast_is_enough_in_light_and_dark(dark):
    tone = colours(dark)
    pairs = [("ink", "paper"), ("ink", "ground"), ("soft", "paper"), ("soft", "ground"), ("link", "paper")]
    pairs += [("link", "ground"), ("mark-ink", "mark"), ("ink", "chip"), ("warn", "paper"), ("link", "chip")]
    pairs += [(f"i{step}", f"h{step}") for step in range(7)]
    low = [pair for pair in pairs if contrast(*map(tone.get, pair)) < 4.5]
    assert low == []
    for mark in ("focus", "bar"):
        assert contrast(tone[mark], tone["paper"]) >= 3
    steps = [contrast(tone[f"h{step}"], "#000000") for step in range(7)]
    assert steps == sorted(steps, reverse=not dark)


def test_word_has_real_headings_in_swedish(word):
    headings = [p.text for p in word.paragraphs if p.style.name == "Heading 1"]
    assert headings == [
        *("Sammanfattning", "Teman", "Områden", "Pass och frågor", "Tema för tema", "Ämnen utanför kodboken"),
        *("Utelämnat", "Så gjordes rapporten"),
    ]
    assert word.core_properties.language == "sv-SE"
    defaults = word.styles.element.find(qn("w:docDefaults"))
    assert [node.get(qn("w:val")) for node in defaults.iter(qn("w:lang"))] == ["sv-SE"]


def test_word_has_contents_captions_alt_texts_and_repeated_headers(word):
    body = word.element.body
    fields = [node.text.split()[0] for node in body.iter(qn("w:instrText"))]
    assert fields.count("TOC") == 1
    assert fields.count("SEQ") == len(word.tables) + len(word.inline_shapes)
    bookmarks = {node.get(qn("w:name")) for node in body.iter(qn("w:bookmarkStart"))}
    links = [node.get(qn("w:anchor")) for node in body.iter(qn("w:hyperlink"))]
    assert links
    assert set(links) == bookmarks
    captions = [p.text for p in word.paragraphs if p.style.name == "Caption"]
    assert captions[0].startswith("Tabell 1. Från dokument")
    assert [caption[:7] for caption in captions if caption.startswith("Figur")] == ["Figur 1", "Figur 2"]
    for table in word.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    for shape in word.inline_shapes:
        assert shape._inline.docPr.get("descr")


def test_word_quotes_with_place(word):
    paragraphs = [p.text for p in word.paragraphs]
    at = paragraphs.index("”Vi måste jobba ihop över kommungränsen”")
    assert paragraphs[at + 1] == "dag, s. 1, Pass 1, Prioritering (dag.p001.01)"
    everything = "\n".join(paragraphs)
    assert "Påhittad" not in everything


def test_word_file_has_no_date_of_its_own(content):
    with zipfile.ZipFile(io.BytesIO(docx_bytes(content))) as package:
        assert {member.date_time for member in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\d", core)) == {"2026-01-01"}


def test_control_characters_do_not_break_a_file():
    loaded = small_loaded()
    loaded.statements.loc[0, "text"] = "Vi måste\x0bjobba ihop\x00 mer över gränserna i hela länet"
    content = build_content(loaded, small_codings(), small_codebook(), questions=QUESTIONS, figures=False)
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(docx_bytes(content))).paragraphs)
    assert "Vi måste\ufffdjobba ihop\ufffd mer" in text
