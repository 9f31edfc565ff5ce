"""The report as one web page that needs no network: every number opens its statements."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files

from rusnlp.reports.html.parts import number_link, plain_table, quote
from rusnlp.reports.html.statements import page_data, statement_filter
from rusnlp.reports.html.summary import summary_section
from rusnlp.reports.html.tables import (
    code_table,
    crosstab,
    difference_tables,
    document_table,
    pair_table,
    topic_table,
)
from rusnlp.reports.texts import AGREEMENT_HEADING, DEFINITIONS, HOW_MADE
from rusnlp.reports.views import AgreementView, CodeView, Content, FlowRow, LeftOutRow
from rusnlp.reports.wording import number_text, share_text, statements_text

FLOW_LINKS = {"documents": "#metod", "left_out": "#utelamnat"}
"""Steps of the account whose number is explained in a section of its own."""
FLOW_QUERIES: dict[str, dict[str, str]] = {
    "statements": {"urval": "alla"},
    "repeats": {"urval": "upprepning"},
    "summaries": {"urval": "summering"},
    "counted": {},
    "coded": {"beslut": "assigned"},
    "review": {"beslut": "only"},
    "uncoded": {"beslut": "none"},
}
"""Steps of the account -> the statements that their number counts."""


def html_bytes(content: Content) -> bytes:
    """One UTF-8 file with everything in it; a content security policy forbids it to fetch anything.

    Tables and quotes can be read without JavaScript; the lists of statements need it. What participants wrote is
    put in as text, never as markup.
    """
    script = files("rusnlp.reports.html").joinpath("report.js").read_text(encoding="utf-8")
    style = files("rusnlp.reports.html").joinpath("report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
    sections = [section for section in _sections(content) if section[2]]
    contents = "".join(f'<li><a href="#{key}">{escape(label)}</a></li>' for key, label, _ in sections)
    body = "\n".join(
        f'<section id="{key}" aria-labelledby="{key}-rubrik">'
        f'<h2 id="{key}-rubrik">{escape(label)}</h2>\n{html}</section>'
        for key, label, html in sections
    )
    page = f"""<!doctype html>
<html lang="sv">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">
<title>{escape(content.title)}</title>
<style>
{style}</style>
</head>
<body>
<a class="skip" href="#innehall">Hoppa till innehållet</a>
<a class="skip" href="#utsagor">Hoppa till utsagorna och filtret</a>
<header>
<h1>{escape(content.title)}</h1>
<p class="lead">{escape(content.subtitle)}. Kodbok: {escape(content.codebook_title)}.</p>
</header>
<div class="page">
<nav aria-label="Innehåll"><ol>{contents}</ol></nav>
<main id="innehall" tabindex="-1">
<noscript><p class="warn">Siffrorna öppnar sina utsagor med hjälp av JavaScript, som är avstängt. Tabeller och citat kan
läsas utan, och alla utsagor finns i arbetsboken.</p></noscript>
{body}
</main>
</div>
<footer class="end"><p>Gjord med rusnlp. Sidan hämtar ingenting från nätet.</p></footer>
<p class="unseen" id="besked" role="status"></p>
<dialog id="dialog" aria-labelledby="dialog-namn">
<div class="dialog-head"><h2 id="dialog-namn"></h2>
<button type="button" id="tillbaka" hidden>Tillbaka</button>
<button type="button" id="till-listan">Visa i listan</button>
<button type="button" id="stang" autofocus>Stäng</button></div>
<div class="dialog-body" tabindex="0" role="region" aria-labelledby="dialog-namn">
<ol class="statements" id="dialog-lista"></ol></div>
<p class="unseen" id="dialog-besked" role="status"></p>
</dialog>
<script type="application/json" id="data">{page_data(content)}</script>
<script>{script}</script>
</body>
</html>
"""
    return page.encode()


def _sections(content: Content) -> Iterable[tuple[str, str, str]]:
    """Address, heading and HTML of each section; one without HTML is left out."""
    yield "oversikt", "Översikt", _overview(content)
    yield "sammanfattning", "Sammanfattning", summary_section(content)
    yield "teman", "Teman", code_table(content.themes, "Teman, vanligast först.")
    yield "omraden", "Områden", code_table(content.areas, "Områden i kodbokens ordning, delmål indragna.")
    grids = _session_list(content) + "".join(f"<h3>{escape(t.title)}</h3>{crosstab(t)}" for t in content.crosstabs)
    yield "tabeller", "Pass och frågor", grids + pair_table(content)
    yield "skillnader", "Skillnader", difference_tables(content.differences)
    yield (
        "citat",
        "Citat och innebörd",
        _folds(content, "Teman", content.themes) + _folds(content, "Områden", content.areas),
    )
    yield "utsagor", "Utsagor", statement_filter(content)
    yield "amnen", "Ämnen utanför kodboken", topic_table(content) if content.topics is not None else ""
    yield "figurer", "Figurer", _figures(content)
    yield "utelamnat", "Utelämnat", _left_out(content)
    yield "metod", "Så gjordes rapporten", _method(content)


def _overview(content: Content) -> str:
    found = "".join(f"<li>{escape(sentence)}</li>" for sentence in content.findings)
    steps: list[list[FlowRow]] = []
    for row in content.flow:
        if not row.level:
            steps.append([])
        steps[-1].append(row)
    flow = "".join(f"<li>{_flow_row(base)}{_flow_parts(parts)}</li>" for base, *parts in steps)
    problems = "".join(f"<li>{escape(problem)}</li>" for problem in content.problems)
    unread = f'<h3 class="warn">Kunde inte läsas</h3><ul>{problems}</ul>' if problems else ""
    return f'<ul class="findings">{found}</ul>{unread}<h3>Från dokument till koder</h3><ul class="flow">{flow}</ul>'


def _flow_row(row: FlowRow) -> str:
    if row.key in FLOW_QUERIES:
        number = number_link(row.number, FLOW_QUERIES[row.key])
    else:
        number = f'<a href="{FLOW_LINKS[row.key]}">{number_text(row.number)}</a>'
    return f'<b>{number}</b> <span class="name">{escape(row.label)}</span><span class="told">{escape(row.note)}</span>'


def _flow_parts(rows: Sequence[FlowRow]) -> str:
    return "<ul>" + "".join(f"<li>{_flow_row(row)}</li>" for row in rows) + "</ul>" if rows else ""


def _session_list(content: Content) -> str:
    """What the columns of the crosstabs are short for."""
    titled = [column for column in content.sessions if column.title]
    items = "".join(f"<li><b>{escape(column.label)}</b> {escape(column.title or '')}</li>" for column in titled)
    return f'<ul class="sessions">{items}</ul>' if items else ""


def _folds(content: Content, heading: str, codes: Sequence[CodeView]) -> str:
    folds = "".join(_code_details(content, code) for code in codes)
    return f'<h3>{heading}</h3><div class="folds">{folds}</div>' if folds else ""


def _code_details(content: Content, code: CodeView) -> str:
    quotes = "".join(quote(content, statement_id) for statement_id in code.quotes)
    parts = [f"<p>{escape(' '.join(code.definition.split()))}</p>"]
    parts += [f"<p>{escape(' '.join(text.split()))}</p>" for text in (code.include, code.exclude) if text]
    parts.append(quotes or "<p>Ingen utsaga fick koden.</p>")
    if code.together:
        by_label = {theme.label: theme.code for theme in content.themes}
        pairs = "; ".join(
            f"{escape(label)} ({number_link(number, {'kod': code.code, 'kod2': by_label[label]})})"
            for label, number in code.together
        )
        parts.append(f"<p>Förekommer oftast tillsammans med: {pairs}.</p>")
    if code.statements and code.silent_sessions:
        parts.append(f"<p>Nämns inte här: {escape(', '.join(code.silent_sessions))}.</p>")
    if code.statements:
        parts.append(f'<p class="screen">{number_link(code.statements, {"kod": code.code}, "Visa alla")}</p>')
    return (
        f'<details><summary><h4>{escape(code.label)}</h4> <span class="told">'
        f"{statements_text(code.statements)}, {share_text(code.share)}</span></summary>"
        f'<div class="fold">{"".join(parts)}</div></details>'
    )


def _figures(content: Content) -> str:
    return "".join(
        f'<figure><img alt="{escape(f.alt)}" width="{f.width * 96:.0f}" height="{f.height * 96:.0f}" '
        f'src="data:image/svg+xml;base64,{base64.b64encode(f.svg).decode()}">'
        f"<figcaption><b>{escape(f.title)}.</b> {escape(f.caption)}</figcaption></figure>"
        for f in content.figures
    )


def _left_out(content: Content) -> str:
    """Each kind of row, how many there are and why; its rows fold out."""
    rows: dict[tuple[str, str], list[LeftOutRow]] = {}
    for row in content.left_out:
        rows.setdefault((row.label, row.reason), []).append(row)
    folds = "".join(
        f'<details class="rows"><summary><b>{escape(label)}</b> <span class="told">{number_text(number)}</span> '
        f"<span>{escape(reason)}</span></summary>{_left_out_rows(label, rows[label, reason])}</details>"
        for label, reason, number in content.left_out_numbers
    )
    told = "Rader i dokumenten som inte är utsagor. Rader där personer kan vara nämnda visas utan text."
    return f'<p>{told}</p><div class="folds">{folds}</div>' if folds else "<p>Ingenting utelämnades.</p>"


def _left_out_rows(label: str, rows: list[LeftOutRow]) -> str:
    return plain_table(
        ("Plats", "Text"),
        [(f"{row.document}, {row.place}", "(visas inte)" if row.text is None else row.text) for row in rows],
        f"Utelämnat: {label}.",
    )


def _method(content: Content) -> str:
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in HOW_MADE)
    words = "".join(f"<dt>{escape(term)}</dt><dd>{escape(meaning)}</dd>" for term, meaning in DEFINITIONS)
    decided = [(decision, method, number_text(number)) for decision, method, number in content.decisions]
    tables = plain_table(("Beslut", "Hur", "Antal"), decided, "Koder på utsagor, efter beslut och sätt.", numeric=(2,))
    tables += plain_table(("Uppgift", "Värde"), content.method, "Versioner och inställningar.")
    return (
        f"{text}<h3>Ord i tabellerna</h3><dl>{words}</dl>{_agreement(content.agreement)}"
        f"<h3>Underlag och versioner</h3>{document_table(content)}{tables}"
    )


def _agreement(agreement: AgreementView | None) -> str:
    if agreement is None:
        return ""
    told = "".join(f"<p>{escape(sentence)}</p>" for sentence in agreement.sentences)
    table = plain_table(
        agreement.headings, agreement.rows, agreement.caption, numeric=range(1, len(agreement.headings))
    )
    return f"<h3>{escape(AGREEMENT_HEADING)}</h3>{told}{table}"
