"""The text inside Word paragraphs: runs with tracked changes accepted, breaks, and text boxes taken once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rusnlp.reading.word_styles import W

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_WRAPPERS = frozenset(
    f"{W}{name}"
    for name in ("ins", "moveTo", "hyperlink", "smartTag", "fldSimple", "customXml", "dir", "bdo", "sdtContent")
)
_CHARACTERS = {f"{W}tab": " ", f"{W}ptab": " ", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with its `w:rPr`, or a page break: "explicit", or "rendered" where Word broke the page."""

    text: str
    properties: Any = None
    breaks_page: str | None = None


def content_of(element: Any) -> Iterator[Any]:
    """The children of an element as they read with all changes accepted.

    Wrappers (content controls, insertions, links) are replaced by what they hold, the alternatives of a shape by one
    of them; deletions and controls that only show their prompt are left out.
    """
    for child in element:
        if child.tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            if content is not None and child.find(f"{W}sdtPr/{W}showingPlcHdr") is None:
                yield from content_of(content)
        elif child.tag in _WRAPPERS:
            yield from content_of(child)
        elif child.tag == f"{MC}AlternateContent":
            chosen = _chosen(child)
            if chosen is not None:
                yield from content_of(chosen)
        elif child.tag not in (f"{W}del", f"{W}moveFrom"):
            yield child


def paragraph_runs(paragraph: Any) -> Iterator[Run]:
    """The text of a paragraph and the page breaks in it; text boxes, pictures, notes and field codes are left out."""
    for child in content_of(paragraph):
        if child.tag == f"{W}r":
            yield from _run(child)
        elif child.tag in (f"{_MATH}oMath", f"{_MATH}oMathPara"):
            yield Run("".join(part.text or "" for part in child.iter(f"{_MATH}t")))


def boxes_in(element: Any) -> Iterator[Any]:
    """The contents (`w:txbxContent`) of the text boxes anchored in an element, each once; not those within a box."""
    for child in content_of(element):
        if child.tag == f"{W}txbxContent":
            yield child
        elif isinstance(child.tag, str):
            yield from boxes_in(child)


def _run(run: Any) -> Iterator[Run]:
    properties = run.find(f"{W}rPr")
    for child in run:
        if child.tag == f"{W}t":
            yield Run(child.text or "", properties)
        elif child.tag in _CHARACTERS:
            yield Run(_CHARACTERS[child.tag], properties)
        elif child.tag == f"{W}lastRenderedPageBreak":
            yield Run("", breaks_page="rendered")
        elif child.tag == f"{W}br" and child.get(f"{W}type") == "page":
            yield Run("", breaks_page="explicit")
        elif child.tag == f"{W}br":
            yield Run("\n", properties)
        elif child.tag == f"{W}sym":
            yield Run(_symbol(child.get(f"{W}char", "")), properties)


def _symbol(code: str) -> str:
    """The character of a symbol font; those without a meaning outside it as a bullet."""
    try:
        character = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return "•" if "\ue000" <= character <= "\uf8ff" else character


def _chosen(alternatives: Any) -> Any | None:
    """The first alternative that holds text; the others repeat it for older versions of Word."""
    for branch in alternatives:
        if any((text.text or "").strip() for text in branch.iter(f"{W}t")):
            return branch
    return None
