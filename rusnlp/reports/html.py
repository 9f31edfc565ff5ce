"""The report as one web page that needs no network: every number opens its statements."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files
from urllib.parse import urlencode

from rusnlp.reports.texts import DEFINITIONS, HOW_MADE
from rusnlp.reports.views import CodeView, Content, Crosstab, Mark, StatementView
from rusnlp.reports.wording import (
    DECISIONS,
    METHODS,
    SLOTS,
    STATUSES,
    number_text,
    range_text,
    share_text,
    statements_text,
)

BAR = "Kodade och att granska"
SHADES = 7
"""Steps of colour in a crosstab, from none to the highest share in it."""


def html_bytes(content: Content) -> bytes:
    """One UTF-8 file with everything in it; a content security policy forbids it to fetch anything.

    Tables and quotes can be read without JavaScript; the lists of statements need it. What participants wrote is
    put in as text, never as markup.
    """
    script = files("rusnlp.reports").joinpath("report.js").read_text(encoding="utf-8")
    style = files("rusnlp.reports").joinpath("report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    sections = [section for section in _sections(content) if section]
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
<header>
<h1>{escape(content.title)}</h1>
<p class="lead">{escape(content.subtitle)}. Kodbok: {escape(content.codebook_title)}.</p>
</header>
<nav class="page" aria-label="Sidans delar"><ul>{contents}</ul></nav>
<main id="innehall">
<noscript><p class="warn">Listorna med utsagor kräver JavaScript. Tabeller och citat kan läsas utan, och alla utsagor
finns i arbetsboken.</p></noscript>
{body}
</main>
<footer><p>Gjord med rusnlp. Sidan hämtar ingenting från nätet.</p></footer>
<dialog id="dialog" aria-labelledby="dialog-namn">
<div class="dialog-head"><h2 id="dialog-namn"></h2>
<button type="button" id="till-listan">Öppna i listan</button>
<button type="button" id="stang" autofocus>Stäng</button></div>
<div class="dialog-body" tabindex="0" role="region" aria-labelledby="dialog-namn">
<ol class="statements" id="dialog-lista"></ol><div class="more" id="dialog-fler"></div></div>
</dialog>
<script type="application/json" id="data">{_data(content)}</script>
<script>{script}</script>
</body>
</html>
"""
    return page.encode()


def _sections(content: Content) -> Iterable[tuple[str, str, str] | None]:
    """Address, heading and HTML of each section."""
    yield "oversikt", "Översikt", _overview(content)
    yield "teman", "Teman", _code_table(content.themes, "Teman, vanligast först.")
    yield "omraden", "Områden", _code_table(content.areas, "Områden i kodbokens ordning, delmål indragna.")
    grids = [f"<h3>{escape(t.title)}</h3>{_grid(t)}" for t in content.crosstabs]
    yield "tabeller", "Pass och frågor", "".join(grids) + _pairs(content)
    codes = [*content.themes, *content.areas]
    yield "citat", "Citat och innebörd", "".join(_code_details(content, code) for code in codes)
    yield "utsagor", "Utsagor", _statement_filter(content)
    yield ("amnen", "Ämnen utanför kodboken", _topics(content)) if content.topics is not None else None
    yield ("figurer", "Figurer", _figures(content)) if content.figures else None
    yield "utelamnat", "Utelämnat", _left_out(content)
    yield "metod", "Så gjordes rapporten", _method(content)


def _overview(content: Content) -> str:
    found = "".join(f"<li>{escape(sentence)}</li>" for sentence in content.findings)
    queries: dict[str, dict[str, str]] = {
        "statements": {"urval": "alla"},
        "repeats": {"urval": "upprepning"},
        "summaries": {"urval": "summering"},
        "counted": {},
        **{status: {"lage": status} for status in STATUSES},
    }
    flow = "".join(
        f"<li{'' if row.level else ' class=base'}>"
        f'<span class="name">{escape(row.label[0].upper() + row.label[1:])}</span>'
        f"<b>{_link(row.number, queries[row.key]) if row.key in queries else number_text(row.number)}</b>"
        f"<span>{escape(row.note)}</span></li>"
        for row in content.flow
    )
    problems = "".join(f"<li>{escape(problem)}</li>" for problem in content.problems)
    unread = f'<h3 class="warn">Kunde inte läsas</h3><ul>{problems}</ul>' if problems else ""
    return f'<ul class="findings">{found}</ul><ul class="flow">{flow}</ul>{unread}'


def _code_table(codes: Sequence[CodeView], caption: str) -> str:
    if not codes:
        return "<p>Kodboken har inga sådana koder.</p>"
    widest = max(code.with_review for code in codes) or 1
    rows = "".join(
        f'<tr{" class=sub" if c.parent else ""}><th scope="row">{escape(c.label)}</th>'
        f'<td class="num">{_link(c.statements, {"kod": c.code})}</td>'
        f'<td class="num">{_link(len(c.review_ids), {"kod": c.code, "beslut": "review"})}</td>'
        f'<td class="num">{range_text(c.statements, c.with_review)}</td><td class="num">{share_text(c.share)}</td>'
        f'<td><span class="bar" aria-hidden="true"><i style="--w:{100 * c.statements / widest:.1f}%"></i>'
        f"{_review_bar(c, widest)}</span></td>"
        f'<td class="num">{c.sessions} av {c.of_sessions}</td>'
        f'<td class="num">{_link(c.absent, {"kod": c.code, "saknas": "1"})}</td>'
        f'<td class="num">{_link(c.summaries, {"kod": c.code, "urval": "summering"})}</td></tr>'
        for c in codes
    )
    heads = ("Kodade", "Att granska", "Spann", "Andel", BAR, "Pass", "Därav saknas", "Summeringar")
    numbers = "".join(f'<th scope="col"{"" if head == BAR else " class=num"}>{head}</th>' for head in heads)
    of = f"Andel av {statements_text(codes[0].of_statements)} som räknas. Varje siffra öppnar sina utsagor."
    return _scroll(
        caption,
        f'<table class="wide"><caption>{escape(caption)} {of}</caption>'
        f'<thead><tr><th scope="col">Namn</th>{numbers}</tr></thead><tbody>{rows}</tbody></table>',
    )


def _review_bar(code: CodeView, widest: int) -> str:
    width = 100 * (code.with_review - code.statements) / widest
    return f'<i style="--w:{width:.1f}%"></i>' if width else ""


def _grid(table: Crosstab) -> str:
    if not table.columns or not table.rows:
        return "<p>Inga utsagor att visa.</p>"
    top = max((cell.share for _, cells in table.rows for cell in cells), default=0) or 1
    where = "pass" if table.dimension == "session" else "fraga"
    heads = "".join(
        f'<th scope="col"{f" title={_quoted(c.title)}" if c.title else ""}>{escape(c.label)}'
        f"<small>n = {_link(c.counted, {where: c.key})}</small></th>"
        for c in table.columns
    )
    rows = []
    for code, cells in table.rows:
        row = []
        for column, cell in zip(table.columns, cells, strict=True):
            shade = 0 if not cell.statements else 1 + min(int(cell.share / top * (SHADES - 1)), SHADES - 2)
            number = _link(cell.statements, {"kod": code.code, where: column.key})
            inner = f"{number}<small>{share_text(cell.share, 0)}</small>" if cell.statements else "–"
            row.append(f'<td class="h{shade}">{inner}</td>')
        rows.append(
            f'<tr{" class=sub" if code.parent else ""}><th scope="row">{escape(code.label)}</th>{"".join(row)}</tr>'
        )
    return _scroll(
        table.title,
        f'<table class="grid"><caption>{escape(table.caption)} Starkare färg är större andel.</caption>'
        f'<thead><tr><th scope="col">Namn</th>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>',
    )


def _pairs(content: Content) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(p["label_a"])}</th><td>{escape(p["label_b"])}</td>'
        f'<td class="num">{_link(p["statements"], {"kod": p["code_a"], "kod2": p["code_b"]})}</td>'
        f'<td class="num">{share_text(p["jaccard"])}</td></tr>'
        for p in content.pairs.head(20).to_dict("records")
    )
    if not rows:
        return ""
    return "<h3>Teman som förekommer tillsammans</h3>" + _scroll(
        "Teman som förekommer tillsammans",
        "<table><caption>De tjugo vanligaste paren. Andel av de utsagor som har det ena temat eller båda.</caption>"
        '<thead><tr><th scope="col">Tema</th><th scope="col">Tillsammans med</th>'
        '<th scope="col" class="num">Utsagor</th><th scope="col" class="num">Andel</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>",
    )


def _code_details(content: Content, code: CodeView) -> str:
    quotes = "".join(_quote(content, statement_id) for statement_id in code.quotes)
    parts = [f"<p>{escape(' '.join(code.definition.split()))}</p>"]
    parts += [f"<p>{escape(' '.join(text.split()))}</p>" for text in (code.include, code.exclude) if text]
    parts.append(quotes or "<p>Ingen utsaga fick koden.</p>")
    if code.together:
        pairs = "; ".join(f"{escape(label)} ({number_text(number)})" for label, number in code.together)
        parts.append(f"<p>Förekommer oftast tillsammans med: {pairs}.</p>")
    if code.statements and code.silent_sessions:
        parts.append(f"<p>Nämns inte här: {escape(', '.join(code.silent_sessions))}.</p>")
    return (
        f'<details><summary><b>{escape(code.label)}</b> <span class="sum">'
        f"{statements_text(code.statements)}, {share_text(code.share)}</span></summary>"
        f'<div class="code-body">{"".join(parts)}'
        f'<p class="screen">{_link(code.statements, {"kod": code.code}, "Visa alla")}</p>'
        "</div></details>"
    )


def _quote(content: Content, statement_id: str) -> str:
    view = content.by_id[statement_id]
    place = f"{view.document}, {view.place} · {view.session_label} · {view.question_label}"
    source = f"<cite>{escape(place)} · <code>{escape(statement_id)}</code></cite>"
    return f"<blockquote><p>{escape(view.text)}</p>{source}</blockquote>"


def _statement_filter(content: Content) -> str:
    codes = "".join(
        f'<optgroup label="{group}">'
        + "".join(f'<option value="{escape(c.code)}">{escape(c.label)}</option>' for c in members)
        + "</optgroup>"
        for group, members in (("Teman", sorted(content.themes, key=lambda c: c.label)), ("Områden", content.areas))
    )
    sessions = "".join(
        f'<option value="{escape(s.key)}">{escape(f"{s.label}: {s.title}" if s.title else s.label)}</option>'
        for s in content.sessions
    )
    asked = "".join(f'<option value="{escape(q.key)}">{escape(q.label)}</option>' for q in content.questions)
    states = "".join(f'<option value="{key}">{label.capitalize()}</option>' for key, label in STATUSES.items())
    return f"""<form class="filter" id="filter" role="search" aria-label="Filtrera utsagor">
<label>Ord i utsagan<input type="search" name="ord" autocomplete="off"></label>
<label>Pass<select name="pass"><option value="*">Alla</option>{sessions}</select></label>
<label>Fråga<select name="fraga"><option value="*">Alla</option>{asked}</select></label>
<label>Tema eller område<select name="kod"><option value="">Alla</option>{codes}</select></label>
<label>Kodens beslut<select name="beslut"><option value="any">Kodad eller att granska</option>
<option value="assigned">Kodad</option><option value="review">Att granska</option></select></label>
<label>Utsagans läge<select name="lage"><option value="">Alla</option>{states}</select></label>
<label class="check"><input type="checkbox" name="alla"> Visa även upprepningar och workshopledares summeringar</label>
<div><button type="reset">Rensa filtret</button></div>
</form>
<p class="status" id="antal" role="status"></p>
<ol class="statements" id="lista"></ol><div class="more" id="fler"></div>"""


def _topics(content: Content) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(t.label)}</th><td>{escape(t.words)}</td>'
        f'<td class="num">{_link(t.statements, {"amne": str(number)}) if t.statement_ids else t.statements}</td>'
        f'<td class="num">{t.sessions}</td><td class="num">{t.uncoded}</td>'
        f"<td>{escape(t.verdict)}</td><td>{escape(content.by_id[t.quotes[0]].text) if t.quotes else ''}</td></tr>"
        for number, t in enumerate(content.topics or ())
    )
    note = f"<p>{escape(content.topics_note)}</p>"
    if not rows:
        return note + "<p>Inga ämnen hittades.</p>"
    return note + _scroll(
        "Ämnen",
        '<table class="wide"><caption>Ämnen, störst först.</caption><thead><tr><th scope="col">Ämne</th>'
        '<th scope="col">Ord</th><th scope="col" class="num">Utsagor</th><th scope="col" class="num">Pass</th>'
        '<th scope="col" class="num">Utan säker kod</th><th scope="col">Mot kodboken</th>'
        '<th scope="col">Exempel</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>",
    )


def _figures(content: Content) -> str:
    return "".join(
        f'<figure><img alt="{escape(f.alt)}" width="{f.width * 96:.0f}" height="{f.height * 96:.0f}" '
        f'src="data:image/svg+xml;base64,{base64.b64encode(f.svg).decode()}">'
        f"<figcaption><b>{escape(f.title)}.</b> {escape(f.caption)}</figcaption></figure>"
        for f in content.figures
    )


def _left_out(content: Content) -> str:
    if not content.left_out:
        return "<p>Ingenting utelämnades.</p>"
    numbers = _plain_table(
        ("Vad", "Antal", "Varför"),
        [(label, number_text(number), reason) for label, reason, number in content.left_out_numbers],
        "Rader i dokumenten som inte är utsagor.",
    )
    shown = [(r.label, f"{r.document}, {r.place}", r.text) for r in content.left_out if r.text is not None]
    rows = _plain_table(("Vad", "Plats", "Text"), shown, "Rader med personnamn visas inte.")
    return numbers + (
        f"<details><summary>Visa raderna ({number_text(len(shown))})</summary>{rows}</details>" if shown else ""
    )


def _method(content: Content) -> str:
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in HOW_MADE)
    words = "".join(f"<li><b>{escape(term)}</b>: {escape(meaning)}</li>" for term, meaning in DEFINITIONS)
    decided = [(decision, method, number_text(number)) for decision, method, number in content.decisions]
    tables = _plain_table(("Uppgift", "Värde"), content.method, "Versioner och inställningar.")
    tables += _plain_table(("Beslut", "Hur", "Antal"), decided, "Koder på utsagor, efter beslut och sätt.")
    if content.documents:
        rows = [tuple(row.values()) for row in content.documents]
        tables += _plain_table(tuple(content.documents[0]), rows, "Dokument.")
    return f"{text}<h3>Ord i tabellerna</h3><ul>{words}</ul>{tables}"


def _plain_table(heads: Sequence[str], rows: Sequence[Sequence[str]], caption: str) -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return _scroll(
        caption,
        f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>",
    )


def _scroll(label: str, table: str) -> str:
    """A wide table scrolls in a region of its own that the keyboard reaches."""
    return f'<div class="scroll" role="region" tabindex="0" aria-label={_quoted(label)}>{table}</div>'


def _link(number: int, query: Mapping[str, str], lead: str = "") -> str:
    """A number that opens its statements."""
    text = f"{lead} {statements_text(number)}" if lead else number_text(number)
    return f'<a href="#visa?{escape(urlencode(query))}">{text}</a>' if number else text


def _quoted(text: str) -> str:
    return f'"{escape(text)}"'


def _data(content: Content) -> str:
    """What the page's script lists and filters, as JSON that cannot end its own element."""
    codes = {code.code: {"label": code.label} for code in (*content.themes, *content.areas)}
    data = {
        "codes": codes,
        "sessions": {column.key: column.label for column in content.sessions},
        "questions": {column.key: column.label for column in content.questions},
        "methods": METHODS,
        "decisions": DECISIONS,
        "topics": [{"label": topic.label, "ids": topic.statement_ids} for topic in content.topics or ()],
        "statements": [_statement(view) for view in content.statements],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _statement(view: StatementView) -> dict[str, object]:
    return {
        "id": view.statement_id,
        "document": view.document,
        "place": view.place,
        "session": view.session,
        "question": view.question,
        "slot": SLOTS.get(view.slot or "", view.slot),
        "group": view.group,
        "heading": view.heading,
        "text": view.text,
        "source": view.source,
        "role": view.role,
        "repeat": view.repeat_of,
        "counted": view.counted,
        "status": view.status,
        "marks": [_mark(mark, view.text) for mark in view.marks],
        "nearest": [_mark(mark, view.text) for mark in view.nearest],
    }


def _mark(mark: Mark, text: str) -> dict[str, object]:
    def utf16(at: int) -> int:
        # JavaScript counts UTF-16 units: an emoji is two.
        return len(text[:at].encode("utf-16-le")) // 2

    return {
        "kind": mark.kind,
        "code": mark.code,
        "decision": mark.decision,
        "score": round(mark.score, 3),
        "method": mark.method,
        "coder": mark.coder,
        "absent": mark.absent,
        "spans": [(utf16(first), utf16(last)) for first, last in mark.spans],
        "words": mark.words,
        "example": mark.example,
    }
