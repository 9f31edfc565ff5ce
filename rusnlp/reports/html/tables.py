"""The tables on the page whose numbers open their statements: codes, crosstabs, pairs, comparisons, topics."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from rusnlp.reports.html.lists import difference_key, topic_key
from rusnlp.reports.html.parts import html_table, id_link, number_link, scrolling
from rusnlp.reports.views import Cell, CodeView, Content, Crosstab
from rusnlp.reports.wording import number_text, range_text, share_text, statements_text
from rusnlp.tabling.parts import DIFFERENCE_TITLES, Difference, DifferenceGroup

BAR = "Kodade och att granska"
SHADES = 7
"""Steps of colour in a crosstab, from none to the highest share in it."""
MANY_COLUMNS = 9
"""A crosstab with more columns is printed on a page of its own, lying down."""

DENSE_COLUMNS = 5
"""A comparison of more groups has each share under its number."""


def code_table(codes: Sequence[CodeView], caption: str) -> str:
    """A row a code: how many statements, with a bar, in how many sessions."""
    if not codes:
        return "<p>Kodboken har inga sådana koder.</p>"
    widest = max(code.with_review for code in codes) or 1
    rows = "".join(
        f'<tr{" class=sub" if c.parent else ""}><th scope="row">{escape(c.label)}</th>'
        f'<td class="num">{number_link(c.statements, {"kod": c.code})}</td>'
        f'<td class="num">{number_link(len(c.review_ids), {"kod": c.code, "beslut": "review"})}</td>'
        f'<td class="num">{range_text(c.statements, c.with_review)}</td><td class="num">{share_text(c.share)}</td>'
        f'<td class="bars"><span class="bar" aria-hidden="true"><i style="--w:{100 * c.statements / widest:.1f}%"></i>'
        f"{_review_bar(c, widest)}</span></td>"
        f'<td class="num">{c.sessions} av {c.of_sessions}</td>'
        f'<td class="num">{number_link(c.absent, {"kod": c.code, "saknas": "1"})}</td>'
        f'<td class="num">{number_link(c.summaries, {"kod": c.code, "urval": "summering"})}</td></tr>'
        for c in codes
    )
    heads = ("Kodade", "Att granska", "Spann", "Andel", BAR, "Pass", "Därav saknas", "Summeringar")
    numbers = "".join(f'<th scope="col" class="{"bars" if head == BAR else "num"}">{head}</th>' for head in heads)
    of = f"Andel av {statements_text(codes[0].of_statements)} som räknas. Siffrorna öppnar sina utsagor."
    return scrolling(
        caption,
        f'<table class="wide"><caption>{escape(caption)} {of}</caption>'
        f'<thead><tr><th scope="col">Namn</th>{numbers}</tr></thead><tbody>{rows}</tbody></table>',
    )


def _review_bar(code: CodeView, widest: int) -> str:
    width = 100 * (code.with_review - code.statements) / widest
    return f'<i style="--w:{width:.1f}%"></i>' if width else ""


def crosstab(table: Crosstab) -> str:
    """Codes down, sessions or questions across; the shade repeats the share."""
    if not table.columns or not table.rows:
        return "<p>Inga utsagor att visa.</p>"
    top = max((cell.share for _, cells in table.rows for cell in cells), default=0) or 1
    where = "pass" if table.dimension == "session" else "fraga"
    heads = "".join(
        f'<th scope="col">{escape(c.label)}<small>n = {number_link(c.counted, {where: c.key})}</small></th>'
        for c in table.columns
    )
    rows = "".join(
        f'<tr{" class=sub" if code.parent else ""}><th scope="row">{escape(code.label)}</th>'
        + "".join(
            _cell(cell, top, {"kod": code.code, where: column.key})
            for column, cell in zip(table.columns, cells, strict=True)
        )
        + "</tr>"
        for code, cells in table.rows
    )
    return _grid(
        table.title, f"{table.caption} Starkare färg är större andel.", heads, rows, len(table.columns) > MANY_COLUMNS
    )


def _cell(cell: Cell, top: float, query: dict[str, str]) -> str:
    if not cell.statements:
        return '<td class="h0">–</td>'
    shade = 1 + min(int(cell.share / top * (SHADES - 1)), SHADES - 2)
    return f'<td class="h{shade}">{number_link(cell.statements, query)}<small>{share_text(cell.share, 0)}</small></td>'


def _grid(label: str, caption: str, heads: str, rows: str, many: bool, *, name: str = "grid") -> str:
    return scrolling(
        label,
        f'<table class="{name}{" many" if many else ""}"><caption>{escape(caption)}</caption>'
        f'<thead><tr><th scope="col">Namn</th>{heads}</tr></thead><tbody>{rows}</tbody></table>',
    )


def pair_table(content: Content) -> str:
    """The pairs of themes that most often stand on the same statements."""
    rows = "".join(
        f'<tr><th scope="row">{escape(p["label_a"])}</th><td>{escape(p["label_b"])}</td>'
        f'<td class="num">{number_link(p["statements"], {"kod": p["code_a"], "kod2": p["code_b"]})}</td>'
        f'<td class="num">{share_text(p["jaccard"])}</td></tr>'
        for p in content.pairs.head(20).to_dict("records")
    )
    if not rows:
        return ""
    return "<h3>Teman som förekommer tillsammans</h3>" + scrolling(
        "Teman som förekommer tillsammans",
        "<table><caption>De tjugo vanligaste paren. Andel av de utsagor som har det ena temat eller båda.</caption>"
        '<thead><tr><th scope="col">Tema</th><th scope="col">Tillsammans med</th>'
        '<th scope="col" class="num">Utsagor</th><th scope="col" class="num">Andel</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>",
    )


def difference_tables(differences: Sequence[Difference]) -> str:
    """One table a dimension: a theme a row, a group a column, then the test, or once below why there is none."""
    return "".join(
        f"<h3>{escape(title)}</h3>{_difference_table(title, rows)}"
        for dimension, title in DIFFERENCE_TITLES.items()
        if (rows := [row for row in differences if row.dimension == dimension])
    )


def _difference_table(title: str, rows: Sequence[Difference]) -> str:
    tested = any(row.p is not None for row in rows)
    columns = [(group.label, group.of_statements) for group in rows[0].groups]
    heads = "".join(f'<th scope="col">{escape(label)}<small>n = {number_text(n)}</small></th>' for label, n in columns)
    heads += '<th scope="col">p (justerat)</th><th scope="col">Skiljer</th>' if tested else ""
    body = "".join(
        f'<tr><th scope="row">{escape(row.label)}</th>'
        + "".join(f"<td>{_group(row, group)}</td>" for group in row.groups)
        + (_verdict(row) if tested else "")
        + "</tr>"
        for row in rows
    )
    caption = f"Antal kodade utsagor och andel; spannet räknar in dem att granska. Räknas: {rows[0].denominator}"
    name = "compare dense" if len(columns) > DENSE_COLUMNS else "compare"
    table = _grid(title, caption.rstrip(".") + ".", heads, body, len(columns) > MANY_COLUMNS, name=name)
    if len({row.note for row in rows}) == 1:
        return f"<p>{escape(rows[0].note)}</p>{table}"
    notes = "".join(f"<li><b>{escape(row.label)}</b>: {escape(row.note)}</li>" for row in rows)
    return (
        f'{table}<div class="folds"><details><summary>Så prövades varje tema</summary><ul>{notes}</ul></details></div>'
    )


def _group(row: Difference, group: DifferenceGroup) -> str:
    low, high = share_text(group.share, 0), share_text(group.share_with_review, 0)
    share = low if low == high else f"{low.split()[0]}–{high}"
    number = number_link(group.statements, {"lista": difference_key(row, group)})
    return f"{number if group.statements else '<span>0</span>'}<small>{share}</small>"


def _verdict(row: Difference) -> str:
    if row.adjusted_p is None:
        return "<td>–</td><td>–</td>"
    p = "&lt; 0,001" if row.adjusted_p < 0.001 else f"{row.adjusted_p:.3f}".replace(".", ",")
    return f"<td>{p}</td><td>{'<b>ja</b>' if row.differs else 'nej'}</td>"


def topic_table(content: Content) -> str:
    """Topics found without the codebook, largest first, each with an example."""
    note = f"<p>{escape(content.topics_note)}</p>"
    if not content.topics:
        return note + "<p>Inga ämnen hittades.</p>"
    rows = []
    for n, t in enumerate(content.topics):
        number = number_link(len(t.statement_ids), {"lista": topic_key(n)})
        uncoded = number_link(t.uncoded, {"lista": topic_key(n, uncoded=True)})
        example = f"{escape(content.by_id[t.quotes[0]].text)} {id_link(t.quotes[0])}" if t.quotes else ""
        rows.append(
            f'<tr><th scope="row">{escape(t.label)}</th><td>{escape(t.words)}</td><td class="num">{number}</td>'
            f'<td class="num">{t.sessions}</td><td class="num">{uncoded}</td>'
            f"<td>{escape(t.verdict)}</td><td>{example}</td></tr>"
        )
    return note + scrolling(
        "Ämnen",
        '<table class="wide topics"><caption>Ämnen, störst först.</caption><thead><tr><th scope="col">Ämne</th>'
        '<th scope="col">Ord</th><th scope="col" class="num">Utsagor</th><th scope="col" class="num">Pass</th>'
        '<th scope="col" class="num">Utan säker kod</th><th scope="col">Mot kodboken</th>'
        f'<th scope="col">Exempel</th></tr></thead><tbody>{"".join(rows)}</tbody></table>',
    )


def document_table(content: Content) -> str:
    """The documents with their numbers; the number of statements opens them."""
    if not content.documents:
        return ""
    rows = [
        [
            number_link(int("".join(filter(str.isdigit, value))), {"dokument": row["Dokument"], "urval": "alla"})
            if head == "Utsagor"
            else escape(value)
            for head, value in row.items()
        ]
        for row in content.documents
    ]
    heads = tuple(content.documents[0])
    numeric = [place for place, head in enumerate(heads) if head in ("Sidor", "Utsagor")]
    return html_table(heads, rows, "Dokument.", numeric=numeric)
