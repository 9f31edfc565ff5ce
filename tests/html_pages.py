"""What a written page holds, read without a browser: its elements, links, data, and what a link opens."""

import json
import re
from html.parser import HTMLParser
from urllib.parse import parse_qsl

FIELDS = {"pass": "session", "fraga": "question", "halvdag": "slot", "dokument": "document"}


class Outline(HTMLParser):
    """Elements as (name, attributes), and links as (href, text)."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.links, self._link = [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag == "a":
            self._link = [dict(attrs).get("href"), ""]

    def handle_data(self, data):
        if self._link:
            self._link[1] += data

    def handle_endtag(self, tag):
        if tag == "a":
            self.links.append(tuple(self._link))
            self._link = None


def page_data(page):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])


def counted_links(page):
    """(query, number) of every link that opens statements; the number is the first that the link says."""
    links = [(href, text) for href, text in Outline(page).links if href.startswith("#visa?")]
    return [(dict(parse_qsl(h[6:], keep_blank_values=True)), int(first_number(text))) for h, text in links]


def first_number(text):
    return re.sub(r"\D", "", re.search(r"\d+(\u00a0\d{3})*", text)[0])


def shown(data, query):
    """The rule of the page's script, in Python: the ids that a link opens."""
    if "lista" in query:
        return [data["statements"][at]["id"] for at in data["lists"][query["lista"]]["at"]]
    return [s["id"] for s in data["statements"] if is_shown(s, query)]


def is_shown(statement, query):
    source, uncounted = statement.get("source", "note"), statement.get("uncounted", False)
    chosen = {
        "": not uncounted,
        "alla": True,
        "upprepning": uncounted and source == "note",
        "summering": source != "note",
    }
    decided = query.get("beslut", "assigned" if "kod" in query else "")
    status = {"only": "review", "none": "uncoded"}.get(decided, statement["status"])
    holding = [
        mark["code"]
        for mark in statement.get("marks", [])
        if mark["decision"] == decided or decided not in ("assigned", "review")
        if mark.get("absent") or not query.get("saknas")
    ]
    codes = [query[name] for name in ("kod", "kod2", "tema", "omrade") if name in query]
    selective = decided in ("assigned", "review") or query.get("saknas")
    return (
        all(statement[FIELDS[name]] == value for name, value in query.items() if name in FIELDS)
        and chosen[query.get("urval", "")]
        and statement["status"] == status
        and (set(codes) <= set(holding) if codes else bool(holding) or not selective)
    )
