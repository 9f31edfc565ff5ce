"""Codebooks as REFI-QDA .qdc files, which NVivo, MAXQDA, ATLAS.ti, QualCoder and others read and write.

Written after the schema Codebook.xsd, version 1.0, of the Rotterdam Exchange Format Initiative (qdasoftware.org).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

from rusnlp.atomic import replacing
from rusnlp.codebook import Codebook
from rusnlp.exchange.code_tree import CodeNode, draft_of, tree_of
from rusnlp.exchange.drafts import MAX_CODES, ImportedCodebook, codebook_of, file_content, too_many_codes
from rusnlp.yaml_fields import CodebookError

_SCHEMA = "urn:QDA-XML:codebook:1.0"
_MAX_DEPTH = 100


def write_qdc(codebook: Codebook, path: str | Path) -> None:
    """Write a codebook as .qdc; the same codebook gives the same bytes, with the same GUID for each code.

    Areas and themes stand in two folders (not codable); an area with sub-goals is itself codable. What the schema
    has no place for stands in the descriptions, where `read_qdc` finds it again. Raises `CodebookError` when there is
    no code, and `OSError` when the file cannot be written.
    """
    folders = tree_of(codebook)
    if not folders:
        raise CodebookError(f"{path}: codebook '{codebook.name}' has no codes, and a .qdc needs one; nothing written")
    root = ElementTree.Element("CodeBook", {"xmlns": _SCHEMA, "origin": "rusnlp"})
    codes = ElementTree.SubElement(root, "Codes")
    for folder in folders:
        _add(codes, folder)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    with replacing(path) as temporary:
        temporary.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n', encoding="utf-8", newline="\n")


def read_qdc(path: str | Path) -> ImportedCodebook:
    """Read a .qdc of this or another program, also one that does not keep to the schema; see `draft_of`.

    Sets and colours are left out with a note. Raises `CodebookError`, one line, for what is no such file: another
    kind of file, XML that is broken or has a DTD, a file that is too large, more than `MAX_CODES` codes or none.
    """
    path = Path(path)
    content = file_content(path)
    if content.startswith(b"PK"):
        raise CodebookError(f"{path}: an archive, perhaps a whole project (.qdpx); export the codebook alone, as .qdc")
    reader = _Reader(path)
    reader.read(content)
    draft = draft_of(reader.roots)
    if reader.sets:
        draft.notes.append(f"sets of codes are not kept: {reader.sets}")
    if reader.colours:
        draft.notes.append(f"colours of codes are not kept: {reader.colours}")
    return codebook_of(draft, path, content)


def _add(parent: ElementTree.Element, node: CodeNode) -> None:
    codable = "true" if node.codable else "false"
    code = ElementTree.SubElement(parent, "Code", {"guid": node.guid, "name": node.name, "isCodable": codable})
    if node.description:  # an empty one becomes an empty memo elsewhere
        ElementTree.SubElement(code, "Description").text = node.description
    for child in node.children:
        _add(code, child)


@dataclass
class _Reader:
    """Takes the codes out of the XML while it is read; namespaces are ignored."""

    path: Path
    roots: list[CodeNode] = field(default_factory=list)
    sets: int = 0
    colours: int = 0
    _open: list[str] = field(default_factory=list)
    _codes: list[CodeNode] = field(default_factory=list)
    _read: int = 0

    def read(self, content: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator="|")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(content, True)
        except (expat.ExpatError, LookupError, ValueError) as error:
            if isinstance(error, CodebookError):
                raise
            reason = " ".join(str(error).split())
            raise CodebookError(f"{self.path}: not valid XML ({reason}); export it again") from None

    def _doctype(self, *_: object) -> None:
        raise CodebookError(f"{self.path}: has a DTD, which a .qdc never needs; export it again from the program")

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition("|")[2]
        if not self._open and name != "CodeBook":
            raise CodebookError(f"{self.path}: begins with <{name[:40]}>, not <CodeBook>; export the codebook as .qdc")
        if len(self._open) >= _MAX_DEPTH:
            raise CodebookError(f"{self.path}: more than {_MAX_DEPTH} levels deep; that is no codebook")
        self._open.append(name)
        self.sets += name == "Set"
        if name == "Code":
            self._start_code(attributes)

    def _start_code(self, attributes: Mapping[str, str]) -> None:
        self._read += 1
        if self._read > MAX_CODES:
            raise too_many_codes(self.path)
        self.colours += "color" in attributes
        said = attributes.get("isCodable", "").strip().lower()
        codable = None if not said else said not in ("false", "0")
        node = CodeNode(attributes.get("name", ""), "", codable)
        (self._codes[-1].children if self._codes else self.roots).append(node)
        self._codes.append(node)

    def _end(self, tag: str) -> None:
        if self._open.pop() == "Code":
            self._codes.pop()

    def _text(self, text: str) -> None:
        if self._codes and self._open[-2:] == ["Code", "Description"]:
            self._codes[-1].description += text
