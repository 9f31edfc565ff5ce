r"""What the fields of a codebook are called where people meet them, and how their texts are written there.

Codebooks hold texts of one line with single spaces, as `load_codebook` reads them. A sign that XML cannot hold stands
as `\u` and four hexadecimal digits; so does the backslash of a text that looks like that already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

TEXTS = {
    "label": "Benämning",
    "definition": "Definition",
    "include": "Inkluderas",
    "exclude": "Exkluderas",
}
LISTS = {
    "names": "Andra namn",
    "patterns": "Mönster",
    "weak_patterns": "Svaga mönster",
    "examples": "Exempel",
    "counter_examples": "Motexempel",
}
ID, KIND, PARENT = "Kod-id", "Slag", "Under"
_AREA, _SUBGOAL, _THEME = "område", "delmål", "tema"
BOOK = {"name": "Kodbok", "title": "Titel", "language": "Språk", "version": "Version"}
WORD_LIST, FAMILIES, MISSPELLINGS = "Ordlista", "Ordfamiljer", "Felstavningar"
YES = "ja"

_LOOKS_ESCAPED = re.compile(r"\\(?=u[0-9a-f]{4})")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
_NOT_IN_NAME = re.compile(r"[^\w\U00010000-\U0010ffff-]")
_BULLET = re.compile(r"[-•–]\s+")


def one_line(text: str) -> str:
    """The text with single spaces, none at its ends, and what XML cannot hold as an escape."""
    return _NOT_IN_XML.sub(_escape, _LOOKS_ESCAPED.sub(_escape, " ".join(text.split())))


def plain(text: str) -> str:
    """The text that `one_line` was given, spaces aside."""
    return " ".join(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).split())


def list_name(name: str) -> str:
    """The name of a word list as one word of letters, digits, hyphens and escapes; `plain_list_name` undoes it."""
    return _NOT_IN_NAME.sub(_escape, name)


def plain_list_name(name: str) -> str:
    """The name that `list_name` was given."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), name)


def kind_name(kind: str, parent: str | None) -> str:
    """Område, delmål or tema."""
    return _THEME if kind == "theme" else _AREA if parent is None else _SUBGOAL


def kind_named(name: str) -> str:
    """`area` or `theme`, given what `kind_name` calls it or the word itself; empty for any other word."""
    return {_AREA: "area", _SUBGOAL: "area", "area": "area", _THEME: "theme", "theme": "theme"}.get(name.casefold(), "")


def sections_text(sections: Iterable[tuple[str, str | Iterable[str]]]) -> str:
    """Named texts and lists as a text to read: `Name: text`, or `Name:` and a line `- item` each. Empty texts go."""
    blocks = []
    for name, value in sections:
        if not isinstance(value, str):
            blocks.append("\n".join([f"{name}:", *(f"- {one_line(item)}" for item in value)]))
        elif value:
            blocks.append(f"{name}: {one_line(value)}")
    return "\n\n".join(blocks)


def sections_of(text: str, headings: re.Pattern[str]) -> dict[str, list[str]]:
    """The lines of each section of a text, without blanks around them and empty ones; '' is what comes first.

    `headings` is one of `CODE_HEADINGS` and `BOOK_HEADINGS`. Keys are names as in this module, for word lists
    `Ordlista skola`; a section that comes twice is put together.
    """
    found: dict[str, list[str]] = {"": []}
    lines = found[""]
    for line in text.splitlines():
        if heading := headings.match(line):
            found_in = heading.groupdict()
            key = _NAME_OF.get((found_in.get("name") or "").casefold())
            key = key or f"{WORD_LIST} {plain_list_name(found_in['list'])}"
            lines, line = found.setdefault(key, []), found_in["rest"]
        if line.strip():
            lines.append(line.strip())
    return found


def text_in(lines: Iterable[str]) -> str:
    """The lines of a section as one text."""
    return plain(" ".join(lines))


def list_in(lines: Iterable[str]) -> tuple[str, ...]:
    """The lines of a section as a list, with or without bullets."""
    return tuple(item for line in lines if (item := plain(_BULLET.sub("", line, count=1))))


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _one_of(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in names)


_IN_CODES = (*TEXTS.values(), *LISTS.values(), ID, KIND)
_IN_BOOKS = (*BOOK.values(), FAMILIES, MISSPELLINGS)
_NAME_OF = {name.casefold(): name for name in (*_IN_CODES, *_IN_BOOKS)}
CODE_HEADINGS = re.compile(rf"\s*(?P<name>{_one_of(_IN_CODES)})\s*:(?P<rest>.*)", re.IGNORECASE)
BOOK_HEADINGS = re.compile(
    rf"\s*(?:(?P<name>{_one_of(_IN_BOOKS)})|{WORD_LIST}\s+(?P<list>[^\s:]+))\s*:(?P<rest>.*)", re.IGNORECASE
)
