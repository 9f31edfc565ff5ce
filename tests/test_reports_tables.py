"""The reports for pipelines: CSV and Markdown."""

import csv
import io
import re
from dataclasses import replace
from html import unescape

import pytest
from markdown_it import MarkdownIt
from report_day import example_day
from report_summary import empty_summary, small_differences, small_summary
from report_tables import QUESTIONS, empty_loaded, small_codebook, small_codings, small_loaded, small_topics

from rusnlp.reports import build_content
from rusnlp.reports.csv import COLUMNS, csv_bytes
from rusnlp.reports.md import md_bytes

FORMULA = "=1+1 </script><b>bäst</b> | fler bussar"


@pytest.fixture(scope="module")
def content():
    return build_content(
        small_loaded(), small_codings(), small_codebook(), topics=small_topics(), questions=QUESTIONS, figures=False
    )


def test_csv_opens_in_a_swedish_spreadsheet(content):
    data = csv_bytes(content)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == list(COLUMNS)
    assert len(rows) == len(content.counts) + 1
    assert rows[2] == [
        *("tema", "ansvar", "Ansvar", "", "Pass 1", "Aktivering", "1", "1", "1", "1,0000", "0", "0"),
        *("anteckningar utan upprepningar, pass 1, frågan Aktivering", "Saknar samverkan kring 🚲 och tåg på kvällen"),
        *("dag, s. 1", "dag.p001.03", "", "", ""),
    ]


def test_csv_writes_a_formula_as_text(content):
    assert f"'{FORMULA}" in csv_bytes(content).decode("utf-8-sig")
    assert not re.search(r'(^|;)"?[=+@-]', csv_bytes(content).decode("utf-8-sig"), re.MULTILINE)


def test_markdown_prints_the_participants_words_as_they_wrote_them(content):
    text = md_bytes(content).decode()
    html = MarkdownIt("commonmark").enable("table").render(text)
    assert "<p>=1+1 &lt;/script&gt;&lt;b&gt;bäst&lt;/b&gt; | fler bussar</p>" in html
    headings = re.findall(r"<h2>(.*?)</h2>", html)
    assert headings == [
        *("Från dokument till koder", "Teman", "Områden", "Teman i varje pass", "Teman under varje fråga"),
        *("Områden i varje pass", "Teman under varje fråga, Pass 1"),
        *(
            "Teman under varje fråga, Pass 2",
            "Skillnader",
            "Citat och källor",
            "Ämnen utanför kodboken",
            "Utelämnat",
            "Så gjordes rapporten",
        ),
    ]
    assert "| Samverkan | 3 | 3 | 50,0\u00a0% | 2 av 2 | 1 | 1 |" in text
    assert "Påhittad" not in text


def test_csv_has_the_ids_behind_each_count(content):
    rows = list(csv.DictReader(io.StringIO(csv_bytes(content).decode("utf-8-sig")), delimiter=";"))
    for row in rows:
        for count, ids in (
            ("Kodade utsagor", "Utsagornas id"),
            ("Därav saknas", "Saknas, id"),
            ("Summeringar", "Summeringar, id"),
        ):
            assert len(row[ids].split()) == int(row[count]), row
        assert len(row["Att granska, id"].split()) == int(row["Kodade och att granska"]) - int(row["Kodade utsagor"])


def test_markdown_holds_the_summary_with_its_ids(content):
    text = md_bytes(replace(content, summary=small_summary(), differences=small_differences())).decode()
    assert "1. **jobba ihop** – 2 utsagor i Pass 1. [dag p001.01, p001.03]" in text
    assert "## Pass 1: Resor i vardagen" in text
    assert "| Samverkan | 2–3 (67–100\u00a0%) | 0 (0\u00a0%) | – |" in text
    assert "### Samstämmighet" in text


def test_every_quote_is_verbatim():
    loaded, content = example_day()
    canonical = "\n".join(loaded.canonical.values())
    rows = csv.DictReader(io.StringIO(csv_bytes(content).decode("utf-8-sig")), delimiter=";")
    quotes = [re.sub(r"^'(?='*[=+\-@\t\r])", "", row["Typiskt citat"]) for row in rows if row["Typiskt citat"]]
    html = MarkdownIt("commonmark").enable("table").render(md_bytes(content).decode())
    blocks = re.findall(r"<blockquote>\n<p>(.*?)</p>", html, re.DOTALL)
    printed = [unescape(re.sub(r"^”|” \[[^\[\]]*\]$", "", block)) for block in blocks]
    assert len(quotes) > 100
    assert len(printed) > 100
    assert [quote for quote in (*quotes, *printed) if quote not in canonical] == []


def test_hostile_words_and_empty_tables():
    loaded = small_loaded()
    texts = ["a\x00b ]]> <x> & \ufffe | [l](u)", "\u202eomvänt\u202c", "Ord" * 12_000, "en\trad\noch en"]
    loaded.statements.loc[loaded.statements.index[:4], "text"] = texts
    content = build_content(loaded, small_codings(), small_codebook(), questions=QUESTIONS, figures=False)
    assert texts[2] in csv_bytes(content).decode("utf-8-sig")
    assert texts[2] in md_bytes(content).decode()
    for made in (csv_bytes(content), md_bytes(content)):
        assert b"\x00" not in made
    empty = build_content(
        empty_loaded(), small_codings().iloc[:0], small_codebook(), figures=False, summary=empty_summary()
    )
    assert csv_bytes(empty).decode("utf-8-sig") == ";".join(COLUMNS) + "\r\n"
    assert "Underlaget innehåller inga utsagor som kan räknas." in md_bytes(empty).decode()
