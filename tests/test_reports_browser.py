"""The report as a web page, opened in a real browser: what a click shows, and how it can be used without a mouse."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from html_pages import counted_links, first_number, page_data, shown
from report_tables import QUESTIONS, Topics, objects, small_codebook, small_codings, small_loaded

from rusnlp.codebook import load_codebook
from rusnlp.embedders import embed, load_embedder
from rusnlp.inputs import read_inputs, with_codings
from rusnlp.reports import build_content
from rusnlp.reports.html import html_bytes
from rusnlp.summary import summarise

playwright = pytest.importorskip("playwright.sync_api", reason="the browser tests need playwright; see README.md")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python; see README.md")

pytestmark = pytest.mark.slow
CORPUS = Path(__file__).resolve().parent.parent / "corpus"
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WINDOW = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
HOSTILE = "</script><img src=x onerror=window.fel=1> \"'&amp; \u2028 <svg onload=window.fel=1>"


@pytest.fixture(scope="module")
def browser():
    if BROWSER is None:
        pytest.skip("no chromium or google-chrome on this machine")
    with playwright.sync_playwright() as started:
        # Without a sandbox of its own, as the tests may run as root; the page is ours and fetches nothing.
        yield started.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """The example day with its summary, and topics that are none: the statements of each question."""
    codebook = load_codebook("rus")
    loaded, codings = read_inputs([CORPUS], codebook)
    codings = with_codings(loaded.statements, codings, codebook, "default", None)
    vectors = embed(list(loaded.statements["text"]), load_embedder())
    groups = loaded.statements.groupby("question")["statement_id"].agg(list)
    columns = ["topic", "label", "words", "n_statements", "n_sessions", "statement_ids"]
    topics = Topics(objects([(n, q, [q], len(i), 1, i) for n, (q, i) in enumerate(groups.items())], columns))
    summary = summarise(loaded.statements, codings, codebook, vectors)
    content = build_content(loaded, codings, codebook, topics=topics, summary=summary, vectors=vectors)
    path = tmp_path_factory.mktemp("report") / "rapport.html"
    path.write_bytes(html_bytes(content))
    return path


@pytest.fixture
def visit(browser):
    """A function that opens a file in a window of its own, and fails when the page errs or fetches anything."""
    contexts, wrong = [], []

    def refused(route):
        wrong.append(route.request.url)
        route.abort()

    def opened(path, address="", **options):
        context = browser.new_context(**WINDOW | options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.route(lambda url: not url.startswith(("file:", "data:")), refused)
        page.goto(path.as_uri() + address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def ids(page, where):
    return page.locator(f"{where} > li").evaluate_all("rows => rows.map(row => row.querySelector('a.id').textContent)")


def test_every_count_opens_that_many_rows_and_those_of_the_tables(report, visit):
    text = report.read_text("utf-8")
    data, links = page_data(text), counted_links(text)
    opened = visit(report).evaluate(
        """() => [...document.querySelectorAll('a[href^="#visa?"]')].map((link) => {
            link.click();
            const rows = [...document.querySelectorAll("#dialog-lista > li a.id")].map((id) => id.textContent);
            return [rows, document.getElementById("dialog-namn").textContent];
        })"""
    )
    assert len(opened) == len(links) > 500
    for (rows, title), (query, number) in zip(opened, links, strict=True):
        assert len(rows) == number == int(first_number(title.rsplit(": ", 1)[1])), query
        assert sorted(rows) == sorted(shown(data, query)), query


def test_clicks_open_and_close_the_dialog(report, visit):
    page = visit(report)
    for where in (
        "#oversikt .flow a[href^='#visa']",
        "#sammanfattning a[href^='#visa']",
        "#teman td a",
        "#tabeller td a",
    ):
        link = page.locator(f"{where}[href^='#visa']").first
        link.click()
        assert page.locator("#dialog-lista > li").count() == int(first_number(link.inner_text()))
        assert page.locator("#dialog").is_visible()
        page.locator("#stang").click()
        assert not page.locator("#dialog").is_visible()


def test_every_filter_shows_what_it_says(report, visit):
    data = page_data(report.read_text("utf-8"))
    page = visit(report)
    tried = page.evaluate(
        """async () => {
            const form = document.getElementById("filter"), tried = [];
            for (const field of form.querySelectorAll("select"))
                for (const option of field.options) {
                    form.reset();
                    field.value = option.value;
                    form.dispatchEvent(new Event("change"));
                    const busy = () => document.querySelector("#lista[aria-busy=true]");
                    while (busy()) await new Promise((done) => setTimeout(done));
                    const rows = [...document.querySelectorAll("#lista a.id")].map((id) => id.textContent);
                    tried.push([field.name, option.value, rows, document.getElementById("antal").textContent]);
                }
            return tried;
        }"""
    )
    assert {name for name, *_ in tried} == set("pass fraga halvdag tema omrade beslut urval dokument".split())
    for name, value, rows, told in tried:
        query = {name: value} if value != "*" and (value or name == "halvdag") else {}
        expected = shown(data, query)
        assert rows == expected, (name, value)
        assert told.startswith(f"{len(expected)} av " if expected else "Ingen utsaga")


def test_words_and_lack_narrow_the_list_together(report, visit):
    page = visit(report)
    page.locator("[name=ord]").fill("KOMMUN gräns")
    page.wait_for_url("**/*#utsagor?ord=KOMMUN+gr*ns")
    texts = page.locator("#lista .statement").all_inner_texts()
    assert texts
    assert all("kommun" in text.lower() and "gräns" in text.lower() for text in texts)
    page.locator("[name=saknas]").check()
    page.locator("[name=ord]").fill("finnsinteordet")
    playwright.expect(page.locator("#antal")).to_contain_text("Ingen utsaga")
    page.get_by_role("button", name="Rensa filtret").click()
    playwright.expect(page.locator("#antal")).to_have_text(re.compile(r"(\d+) av \1 utsagor"))
    assert page.evaluate("location.hash") == "#utsagor"


def test_a_statement_shows_its_place_and_evidence(report, visit):
    text = report.read_text("utf-8")
    wanted = next(s for s in page_data(text)["statements"] if is_coded_in_both_ways(s))
    page = visit(report, f"#utsaga?id={wanted['id']}")
    row = page.locator("#dialog-lista > li")
    assert row.locator(".statement").inner_text() == wanted["text"]
    assert f"{wanted['document']}, {wanted['place']}" in row.locator(".place").inner_text()
    for number, mark in enumerate([mark for mark in wanted["marks"] if "spans" in mark], start=1):
        marked = row.locator("mark").evaluate_all(
            "(marks, n) => marks.filter((m) => (m.dataset.note || '').split(',').includes(n)).length", str(number)
        )
        assert marked == len(mark["spans"])
    reasons = row.locator(".reason > li").all_inner_texts()
    assert len(reasons) == len(wanted["marks"]) + len(wanted.get("nearest", ()))
    for mark, reason in zip(wanted["marks"], reasons, strict=False):
        assert f"säkerhet {mark['score']:.2f}".replace(".", ",") in reason
        assert re.search("kodad|att granska", reason)
        assert re.search("ordmönster|betydelselikhet|inlärt", reason)
        assert reason.endswith("kodare rusnlp")
        assert mark.get("example", "") in reason or "spans" in mark


def is_coded_in_both_ways(statement):
    marks = statement.get("marks", ())
    return any("spans" in mark for mark in marks) and any("example" in mark for mark in marks)


def test_addresses_lead_to_a_statement_a_list_and_a_filter(report, visit):
    data = page_data(report.read_text("utf-8"))
    page = visit(report, "#visa?kod=samverkan&pass=1")
    assert ids(page, "#dialog-lista") == shown(data, {"kod": "samverkan", "pass": "1"})
    page.get_by_role("button", name="Visa i listan").click()
    assert page.evaluate("location.hash") == "#utsagor?pass=1&tema=samverkan&beslut=assigned"
    assert ids(page, "#lista") == shown(data, {"kod": "samverkan", "pass": "1"})
    page.evaluate("location.hash = '#utsagor?fraga=mobilisering&ord=skola'")
    playwright.expect(page.locator("[name=fraga]")).to_have_value("mobilisering")
    assert page.locator("[name=ord]").input_value() == "skola"
    assert page.locator("[name=tema]").input_value() == ""
    for address in ("#utsaga?id=finns.inte", "#visa?lista=finns.inte", "#visa?lista=constructor"):
        page.evaluate("address => { location.hash = address }", address)
        playwright.expect(page.locator("#dialog-namn")).to_contain_text("finns inte i den här rapporten")


def test_a_quote_is_copied_with_its_place(report, visit):
    page = visit(report, permissions=["clipboard-read", "clipboard-write"])
    quote = page.locator("#sammanfattning blockquote").first
    quote.get_by_role("button", name="Kopiera citat").click()
    playwright.expect(page.locator("#besked")).to_have_text("Citatet är kopierat med sin plats.")
    copied = page.evaluate("navigator.clipboard.readText()")
    text, place = quote.locator("p").inner_text(), quote.locator("footer").inner_text()
    assert copied == f"”{text}” ({place.removesuffix(' · Kopiera')})"


def test_everything_is_reached_with_the_keyboard(report, visit):
    page = visit(report)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Hoppa till innehållet"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "ord"
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid"
    link = page.locator("#teman td a").first
    link.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "stang"
    seen = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.add(
            page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
        )
    assert seen == {True}
    page.locator("#dialog-lista a.id").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#dialog-lista > li").count() == 1
    page.get_by_role("button", name="Tillbaka").press("Enter")
    assert page.locator("#dialog-lista > li").count() == int(first_number(link.inner_text()))
    assert page.evaluate("document.activeElement.className") == "id"
    page.keyboard.press("Escape")
    assert not page.locator("#dialog").is_visible()
    assert link.evaluate("node => node === document.activeElement")
    assert page.evaluate("location.hash") == ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_remark_on(report, visit, scheme):
    page = visit(report, "#utsagor?pass=1&tema=geografi", color_scheme=scheme)
    # A few of each tell as much as all of them, in a twentieth of the time; every shade is tried in test_reports_html.
    page.evaluate(
        """() => {
            for (const many of document.querySelectorAll("tbody, .folds, .points, ol.statements"))
                [...many.children].slice(3).forEach((node) => node.remove());
            document.querySelectorAll("details").forEach((fold) => { fold.open = true; });
        }"""
    )
    found = axe.Axe().run(page, options={"runOnly": WCAG, "resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
    page.evaluate("location.hash = '#visa?kod=geografi&pass=1'")
    page.wait_for_selector("#dialog-lista > li")
    found = axe.Axe().run(page, context="#dialog", options={"runOnly": WCAG, "resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_no_page_is_wider_than_its_window(report, visit, width):
    page = visit(report, viewport={"width": width, "height": 800})
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("location.hash = '#visa?kod=samverkan'")
    page.wait_for_selector("#dialog-lista > li")
    edges = page.locator("dialog, dialog *").evaluate_all(
        "all => all.map((node) => node.getBoundingClientRect().right)"
    )
    assert max(edges) <= width


def test_the_print_holds_the_tables_the_summary_and_the_quotes(report, visit, tmp_path):
    pdfium = pytest.importorskip("pypdfium2")
    page = visit(report)
    page.pdf(path=tmp_path / "rapport.pdf", prefer_css_page_size=True)
    assert (tmp_path / "rapport.pdf").stat().st_size < 10_000_000
    document = pdfium.PdfDocument(tmp_path / "rapport.pdf")
    printed = plain("\n".join(sheet.get_textpage().get_text_bounded() for sheet in document))
    for caption in page.locator("section > .scroll caption").all_text_contents():
        assert plain(caption) in printed
    quotes = page.locator("blockquote p").all_text_contents()
    assert len(quotes) > 100
    missing = [quote for quote in quotes if plain(quote) not in printed]
    assert missing == []
    assert plain("Filtrera listan för att skriva ut ett urval") in printed
    assert "Kopieracitat" not in printed
    assert "Rensafiltret" not in printed


def test_the_print_holds_the_statements_that_the_filter_shows(report, visit, tmp_path):
    pdfium = pytest.importorskip("pypdfium2")
    page = visit(report, "#utsagor?pass=1&tema=geografi")
    page.pdf(path=tmp_path / "urval.pdf", prefer_css_page_size=True)
    document = pdfium.PdfDocument(tmp_path / "urval.pdf")
    printed = plain("\n".join(sheet.get_textpage().get_text_bounded() for sheet in document))
    chosen = page.locator("#lista .statement").all_text_contents()
    assert len(chosen) >= 3
    assert [text for text in chosen if plain(text) not in printed] == []


def plain(text):
    """Letters only: a printed line breaks where it will, and has the numbers of the codes among its words."""
    return re.sub(r"[\W\d_]+", "", text)


def test_without_javascript_tables_and_quotes_are_read(report, visit):
    page = visit(report, java_script_enabled=False)
    assert page.locator("noscript").inner_text().startswith("Siffrorna öppnar")
    assert page.locator("table").first.is_visible()
    assert page.locator("#sammanfattning blockquote").first.is_visible()
    assert not page.locator("#filter").is_visible()
    fold = page.locator("#citat details").first
    fold.locator("summary").click()
    assert fold.locator("blockquote").first.is_visible()


def test_hostile_words_run_nothing(visit, tmp_path):
    content = build_content(small_loaded(), small_codings(), small_codebook(), questions=QUESTIONS, figures=False)
    content = replace(
        content,
        title=HOSTILE,
        statements=tuple(
            replace(s, text=HOSTILE, heading=HOSTILE, group=HOSTILE, place=HOSTILE, session_label=HOSTILE)
            for s in content.statements
        ),
        sessions=tuple(replace(s, label=HOSTILE, title=HOSTILE) for s in content.sessions),
        themes=tuple(replace(c, label=HOSTILE, together=()) for c in content.themes),
    )
    path = tmp_path / "rapport.html"
    path.write_bytes(html_bytes(content))
    page = visit(path, "#visa?urval=alla")
    assert page.locator("#dialog-lista > li").count() == len(content.statements)
    assert set(page.locator("#dialog-lista .statement").all_text_contents()) == {HOSTILE}
    page.keyboard.press("Escape")
    page.locator("[name=ord]").fill("onerror")
    page.wait_for_url("**/*#utsagor?ord=onerror")
    assert page.locator("#lista > li").count() == sum(s.counted for s in content.statements)
    page.locator("#lista button").first.click()
    assert page.evaluate("window.fel") is None
    assert page.locator("main img, dialog img, main svg").count() == 0
