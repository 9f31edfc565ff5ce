"""Reading the XML of a presentation."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from lxml import etree
from pptx.oxml import parse_xml

NAMESPACES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
DECLARED = " ".join(f'xmlns:{name}="{address}"' for name, address in NAMESPACES.items() if name != "c")
"""The namespaces of a slide, to stand in a start tag."""


def select(node: Any, path: str) -> list[Any]:
    """Elements or attribute values at an XPath."""
    found: list[Any] = _compiled(path)(node)
    return found


@lru_cache(maxsize=256)
def _compiled(path: str) -> etree.XPath:
    return etree.XPath(path, namespaces=NAMESPACES)


def theme_of(master: Any) -> Any:
    """The XML of the master's theme. Raises LookupError when it has none."""
    for relation in master.part.rels.values():
        if relation.reltype.endswith("/theme"):
            return parse_xml(relation.target_part.blob)
    raise LookupError("the slide master has no theme")
