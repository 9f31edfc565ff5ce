"""Pieces of the page that its sections share: links to statements, quotes, tables that scroll."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from html import escape
from urllib.parse import urlencode

from rusnlp.reports.views import Content, StatementView
from rusnlp.reports.wording import NBSP, number_text, statements_text


def statements_href(query: Mapping[str, str]) -> str:
    """The address on the page of the statements that `query` chooses, escaped for an attribute."""
    return f"#visa?{escape(urlencode(query))}"


def number_link(number: int, query: Mapping[str, str], lead: str = "") -> str:
    """A number that opens its statements; after `lead` it is written out: "Visa alla 12 utsagor". 0 opens nothing."""
    text = f"{lead} {statements_text(number)}" if lead else number_text(number)
    return f'<a href="{statements_href(query)}">{text}</a>' if number else text


def sentence_link(text: str, number: int, query: Mapping[str, str]) -> str:
    """A sentence that opens the statements that bear it.

    Where the sentence says how many they are ("7 utsagor i 3 pass", "7 av 40 utsagor"), those words are the link, else
    one follows it.
    """
    if not number:
        return escape(text)
    spelt = number_text(number).replace(NBSP, rf"[ {NBSP}]?")
    told = re.search(rf"(?<!\d){spelt}( av [\d {NBSP}]+)?[ {NBSP}]utsag\w+", text)
    if told:
        link = f'<a href="{statements_href(query)}">{escape(told[0])}</a>'
        return f"{escape(text[: told.start()])}{link}{escape(text[told.end() :])}"
    return f'{escape(text)} <a class="screen" href="{statements_href(query)}">Visa {statements_text(number)}</a>'


def quote(content: Content, statement_id: str) -> str:
    """A statement verbatim with its place; its id opens it. The page's script adds a button that copies both."""
    view = content.by_id[statement_id]
    return (
        f'<blockquote data-id="{escape(statement_id)}"><p>{escape(view.text)}</p>'
        f"<footer>{escape(place_text(view))} · {id_link(statement_id)}</footer></blockquote>"
    )


def place_text(view: StatementView) -> str:
    """Where a statement stands: "dag, s. 3 · Pass 1 · Prioritering"."""
    return f"{view.document}, {view.place} · {view.session_label} · {view.question_label}"


def id_link(statement_id: str) -> str:
    """The statement's id, which opens it and can be sent to somebody else."""
    return f'<a class="id" href="#utsaga?{escape(urlencode({"id": statement_id}))}">{escape(statement_id)}</a>'


def places_text(content: Content, statement_ids: Sequence[str]) -> str:
    """Where statements stand, for a reader on paper: "dag, s. 3, s. 5; kväll, s. 1"."""
    places: dict[str, dict[str, None]] = {}
    for statement_id in statement_ids:
        view = content.by_id[statement_id]
        places.setdefault(view.document, {})[view.place] = None
    return "; ".join(f"{document}, {', '.join(found)}" for document, found in places.items())


def plain_table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], caption: str, *, numeric: Collection[int] = ()
) -> str:
    """A table of text, nothing where it has no rows; the columns at the places in `numeric` are set as numbers."""
    if not rows:
        return ""
    return html_table(heads, [[escape(cell) for cell in row] for row in rows], caption, numeric=numeric)


def html_table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], caption: str, *, numeric: Collection[int] = ()
) -> str:
    """A table whose cells are HTML already."""
    kinds = [' class="num"' if column in numeric else "" for column in range(len(heads))]
    head = "".join(f'<th scope="col"{kind}>{escape(name)}</th>' for kind, name in zip(kinds, heads, strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td{kind}>{cell}</td>" for kind, cell in zip(kinds, row, strict=True)) + "</tr>"
        for row in rows
    )
    return scrolling(
        caption,
        f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>",
    )


def scrolling(label: str, table: str) -> str:
    """A wide table scrolls in a region of its own that the keyboard reaches."""
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(label)}">{table}</div>'
