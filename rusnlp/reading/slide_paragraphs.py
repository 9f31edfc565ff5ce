"""Paragraphs of a slide's text boxes: their text, list level and bullet, also where layout or master give them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rusnlp.reading.encoding import visible_text
from rusnlp.reading.word_styles import number_text

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_BULLETS = (f"{A}buChar", f"{A}buAutoNum", f"{A}buBlip")
_RUNNING_FIELDS = ("slidenum", "datetime")
_NUMBER_FORMATS = (
    ("alphaLc", "lowerLetter"),
    ("alphaUc", "upperLetter"),
    ("romanLc", "lowerRoman"),
    ("romanUc", "upperRoman"),
)
_MASTER_STYLE = {"body": "bodyStyle", "title": "titleStyle"}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as shown on the slide; line breaks within it are newlines."""

    text: str
    level: int
    marker: str | None
    size: float | None
    bold: bool


def paragraphs_of(body: Any, inherited: list[Any]) -> Iterator[Paragraph]:
    """The paragraphs of a text body (`a:p` elements), empty ones too, as each may part what stands around it.

    `inherited` holds the list styles (`a:lstStyle` or a master's text style) that apply, nearest first.
    """
    styles = [style for style in (body.find(f"{A}lstStyle"), *inherited) if style is not None]
    counts: list[int] = []
    for element in body.findall(f"{A}p"):
        properties = element.find(f"{A}pPr")
        level = _level(properties)
        bullet = _bullet(properties, styles, level)
        text = visible_text("".join(_texts(element)))
        del counts[level + 1 :]
        if bullet is None or bullet.tag != f"{A}buAutoNum":
            del counts[level:]
        elif text.strip():
            counts.extend([0] * (level + 1 - len(counts)))
            counts[level] += 1
        marker = None if bullet is None or not text.strip() else _marker(bullet, counts)
        yield Paragraph(text, level, marker, _size(element), _is_bold(element))


def inherited_styles(shape: Any) -> list[Any]:
    """The list styles that a placeholder takes from its layout and master, nearest first; empty for other shapes."""
    if not shape.is_placeholder:
        return []
    styles: list[Any] = []
    parent = getattr(shape, "_base_placeholder", None)
    while parent is not None:
        styles.append(parent._element.find(f".//{A}lstStyle"))
        parent = getattr(parent, "_base_placeholder", None)
    part = shape.part
    layout = getattr(part, "slide_layout", None)
    if layout is not None:
        kind = "title" if "TITLE" in shape.placeholder_format.type.name.split("_") else "body"
        styles.append(layout.slide_master._element.find(f"{_P}txStyles/{_P}{_MASTER_STYLE[kind]}"))
    return [style for style in styles if style is not None]


def _texts(paragraph: Any) -> Iterator[str]:
    for child in paragraph:
        if child.tag == f"{A}r" or (child.tag == f"{A}fld" and not child.get("type", "").startswith(_RUNNING_FIELDS)):
            yield child.findtext(f"{A}t") or ""
        elif child.tag == f"{A}br":
            yield "\n"


def _level(properties: Any) -> int:
    level = "0" if properties is None else properties.get("lvl", "0")
    return int(level) if level in tuple("012345678") else 0


def _bullet(properties: Any, styles: list[Any], level: int) -> Any | None:
    """The element that gives the paragraph its bullet or number; None when it has none."""
    for found in (properties, *(style.find(f"{A}lvl{level + 1}pPr") for style in styles)):
        if found is None:
            continue
        if found.find(f"{A}buNone") is not None:
            return None
        bullet = next((child for child in found if child.tag in _BULLETS), None)
        if bullet is not None:
            return bullet
    return None


def _marker(bullet: Any, counts: list[int]) -> str:
    if bullet.tag == f"{A}buAutoNum":
        scheme, start = bullet.get("type", "arabicPeriod"), bullet.get("startAt", "1")
        number = counts[-1] - 1 + (int(start) if start.isdigit() else 1)
        shape = next((name for prefix, name in _NUMBER_FORMATS if scheme.startswith(prefix)), "decimal")
        return number_text(number, shape) + (")" if "Paren" in scheme else ".")
    character = bullet.get("char", "").strip()
    # The characters of symbol fonts ("§" in Wingdings) mean nothing outside them.
    return character if character in "-–—*•●○o" and character else "•"


def _size(paragraph: Any) -> float | None:
    sizes = [properties.get("sz", "") for properties in paragraph.iter(f"{A}rPr")]
    return max((int(size) / 100 for size in sizes if size.isdigit()), default=None)


def _is_bold(paragraph: Any) -> bool:
    runs = [run for run in paragraph.findall(f"{A}r") if (run.findtext(f"{A}t") or "").strip()]
    return bool(runs) and all(_is_on(run.find(f"{A}rPr")) for run in runs)


def _is_on(properties: Any) -> bool:
    return properties is not None and properties.get("b") in ("1", "true")
