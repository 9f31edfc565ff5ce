"""What the styles and lists of a Word document say about a paragraph: headings, bullets, numbers, bold, size."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_HEADING = re.compile(r"(?:heading|rubrik|mellanrubrik)\s*([1-9])", re.IGNORECASE)
_LIST = re.compile(r"(?:list (?:bullet|number)|punktlista|numrerad lista)(?: ([2-5]))?", re.IGNORECASE)
_NAMED = {
    "title": "title",
    "titel": "title",
    "rubrik": "title",
    "huvudrubrik": "title",
    "subtitle": "subtitle",
    "underrubrik": "subtitle",
    "underrubrik1": "subtitle",
    "quote": "quote",
    "citat": "quote",
    "intense quote": "quote",
    "starkt citat": "quote",
    "caption": "caption",
    "beskrivning": "caption",
    "bildtext": "caption",
}
_CONTENTS = re.compile(r"(?:toc|innehåll) ?\d|toc heading|innehållsförteckning.*|contents \d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph or character style with what it inherits."""

    style: str | None = None
    """title, subtitle, heading, list, quote, caption or contents (a line of the table of contents)."""
    level: int | None = None
    """Of a heading from 1, of a list item from 0."""
    bold: bool | None = None
    size: float | None = None
    hidden: bool = False
    breaks_page: bool = False
    list_id: str | None = None


@dataclass(frozen=True, slots=True)
class ListLevel:
    """How one level of a list is marked: a bullet, or a pattern such as "%1.%2"."""

    number_format: str
    pattern: str
    start: int


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has been counted."""

    levels: Mapping[str, Mapping[int, ListLevel]]
    counter_of: Mapping[str, str]
    """Lists that share a counter have the same value."""
    counters: dict[str, list[int]] = field(default_factory=dict)

    def next_marker(self, list_id: str, level: int) -> str | None:
        """The mark of the next item of a list at `level` (from 0); None when the list shows none."""
        found = self.levels.get(list_id, {}).get(level)
        if found is None:
            return "•"
        if found.number_format == "bullet":
            return _bullet(found.pattern)
        if found.number_format == "none" or not found.pattern:
            return None
        counts = self.counters.setdefault(self.counter_of[list_id], [])
        starts = self.levels[list_id]
        while len(counts) <= level:
            counts.append(starts[len(counts)].start - 1 if len(counts) in starts else 0)
        counts[level] += 1
        del counts[level + 1 :]
        return self._formatted(found.pattern, counts, starts)

    def _formatted(self, pattern: str, counts: list[int], levels: Mapping[int, ListLevel]) -> str:
        def number(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            if index >= len(counts):
                return ""
            shape = levels[index].number_format if index in levels else "decimal"
            return number_text(max(counts[index], 1), shape)

        return re.sub(r"%(\d)", number, pattern).strip()


def number_text(number: int, number_format: str) -> str:
    """A list number as Word prints it; formats other than letters and Roman numerals are printed as digits."""
    if number_format in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if number_format == "upperLetter" else letter
    if number_format in ("lowerRoman", "upperRoman"):
        roman = _roman(number)
        return roman.upper() if number_format == "upperRoman" else roman
    return str(number)


def read_styles(root: Any | None) -> dict[str, Style]:
    """The styles of a document by id, each with what it inherits; empty without a styles part."""
    if root is None:
        return {}
    elements = {element.get(f"{W}styleId", ""): element for element in root.findall(f"{W}style")}
    found: dict[str, Style] = {}
    for style_id in elements:
        _resolve(style_id, elements, found, set())
    return found


def default_style_id(root: Any | None) -> str | None:
    """Id of the style of paragraphs that name none."""
    if root is None:
        return None
    return next(
        (
            element.get(f"{W}styleId")
            for element in root.findall(f"{W}style")
            if element.get(f"{W}type") == "paragraph" and is_on(element.get(f"{W}default"), absent=False)
        ),
        None,
    )


def read_numbering(root: Any | None) -> Numbering:
    """The lists of a document; empty without a numbering part."""
    abstract: dict[str, dict[int, ListLevel]] = {}
    levels: dict[str, dict[int, ListLevel]] = {}
    counter_of: dict[str, str] = {}
    for element in root.findall(f"{W}abstractNum") if root is not None else ():
        abstract[element.get(f"{W}abstractNumId", "")] = _levels(element)
    for element in root.findall(f"{W}num") if root is not None else ():
        list_id, abstract_id = element.get(f"{W}numId", ""), value_of(element, "abstractNumId") or ""
        overrides = element.findall(f"{W}lvlOverride")
        changed: dict[int, ListLevel] = {}
        for override in overrides:
            changed |= _levels(override)
        levels[list_id] = abstract.get(abstract_id, {}) | changed
        counter_of[list_id] = f"list {list_id}" if overrides else f"abstract {abstract_id}"
    return Numbering(levels, counter_of)


def is_on(value: str | None, *, absent: bool = True) -> bool:
    """A Word on/off attribute as a bool; an attribute that is left out means `absent`."""
    return absent if value is None else value.lower() not in ("0", "false", "off", "none")


def flag(properties: Any | None, name: str) -> bool | None:
    """The on/off property `name` among `properties`; None when it is not set."""
    element = None if properties is None else properties.find(f"{W}{name}")
    return None if element is None else is_on(element.get(f"{W}val"))


def value_of(properties: Any | None, name: str) -> str | None:
    """The `w:val` of the child `name`; None when there is none."""
    element = None if properties is None else properties.find(f"{W}{name}")
    return None if element is None else element.get(f"{W}val")


def number_of(properties: Any | None, name: str) -> int | None:
    """The `w:val` of the child `name` as a whole number; None when there is none or it is no number."""
    value = value_of(properties, name)
    return int(value) if value is not None and re.fullmatch(r"-?\d{1,9}", value) else None


def font_size(properties: Any | None) -> float | None:
    """The font size in points among run properties; None when it is not set."""
    half_points = number_of(properties, "sz")
    return None if half_points is None else half_points / 2


def _resolve(style_id: str, elements: Mapping[str, Any], found: dict[str, Style], pending: set[str]) -> Style:
    if style_id in found:
        return found[style_id]
    element = elements.get(style_id)
    if element is None or style_id in pending:
        return Style()
    parent = _resolve(value_of(element, "basedOn") or "", elements, found, pending | {style_id})
    found[style_id] = _own(element, style_id, parent)
    return found[style_id]


def _own(element: Any, style_id: str, parent: Style) -> Style:
    paragraph, run = element.find(f"{W}pPr"), element.find(f"{W}rPr")
    name = (value_of(element, "name") or style_id).strip()
    own = replace(
        parent,
        bold=parent.bold if flag(run, "b") is None else flag(run, "b"),
        size=font_size(run) or parent.size,
        hidden=flag(run, "vanish") or (parent.hidden and flag(run, "vanish") is None),
        breaks_page=parent.breaks_page
        if flag(paragraph, "pageBreakBefore") is None
        else bool(flag(paragraph, "pageBreakBefore")),
        list_id=value_of(paragraph.find(f"{W}numPr"), "numId") if _has(paragraph, "numPr") else parent.list_id,
    )
    style, level = _named(name, style_id)
    outline = number_of(paragraph, "outlineLvl")
    if style is None and outline is not None:
        style, level = ("heading", outline + 1) if 0 <= outline <= 8 else (None, None)
        return replace(own, style=style, level=level)
    if style is not None:
        return replace(own, style=style, level=level)
    if _has(paragraph, "numPr"):
        return replace(own, level=own.level or number_of(paragraph.find(f"{W}numPr"), "ilvl") or 0)
    return own


def _named(name: str, style_id: str) -> tuple[str | None, int | None]:
    for candidate in (name, style_id):
        key = candidate.casefold()
        if _CONTENTS.fullmatch(key):
            return "contents", None
        if heading := _HEADING.search(key):
            return "heading", int(heading[1])
        if listed := _LIST.match(key):
            return "list", int(listed[1] or 1) - 1
        if key in _NAMED:
            return _NAMED[key], None
        if key in ("heading", "mellanrubrik"):
            return "heading", 3 if key == "mellanrubrik" else 1
    return None, None


def _levels(element: Any) -> dict[int, ListLevel]:
    levels: dict[int, ListLevel] = {}
    for level in element.findall(f"{W}lvl"):
        index = level.get(f"{W}ilvl", "0")
        levels[int(index) if index.isdigit() else 0] = ListLevel(
            number_format=value_of(level, "numFmt") or "decimal",
            pattern=value_of(level, "lvlText") or "",
            start=number_of(level, "start") or 1,
        )
    return levels


def _has(properties: Any | None, name: str) -> bool:
    return properties is not None and properties.find(f"{W}{name}") is not None


def _bullet(character: str) -> str:
    """The bullet; a character of a symbol font, which has no meaning outside it, as a plain bullet."""
    plain = character.strip()
    return "•" if not plain or "\ue000" <= plain[0] <= "\uf8ff" else plain


def _roman(number: int) -> str:
    values = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
    text = ""
    for value, letters in values:
        text += letters * (number // value)
        number %= value
    return text
