"""The ids behind the sentences of a Word report: written as endnotes, and read back as text.

An endnote follows its sentence when a person edits the report or pastes a part of it into another document. Its text
is the ids, written short: "dag p001.01–03, p002.07; kväll p001.01".
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from rusnlp.reports.docx.parts import NAMESPACES, paragraph, run

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.endnotes+xml"
_ID = re.compile(r"(?P<document>.+)\.p(?P<page>\d{3,})\.(?P<number>\d{2,})", re.DOTALL)
_NOT_PLAIN = re.compile(r"[;,\[\]–\n]| p\d")
"""In a document's name: what the short form uses itself."""
_RUN = re.compile(r"(?P<page>p\d{3,})\.(?P<first>\d{2,})(?:–(?P<last>\d{2,}))?")
QUOTE, QUOTE_SOURCE = "Quote", "QuoteSource"
"""Ids of the styles of a quote and of its place below it."""
_PLACE = re.compile(r"\(([^()]+)\)$")
_FIRST_NUMBER = 1


class Endnotes:
    """The endnotes of a document in the making."""

    def __init__(self) -> None:
        self._notes: list[str] = []

    def note(self, ids: Sequence[str]) -> str:
        """The run that refers to a new endnote with these ids; nothing without ids."""
        if not ids:
            return ""
        self._notes.append(short_ids(ids))
        number = _FIRST_NUMBER + len(self._notes) - 1
        return f'<w:r><w:rPr><w:rStyle w:val="endnotereference"/></w:rPr><w:endnoteReference w:id="{number}"/></w:r>'

    def add_to(self, document: Any) -> None:
        """Put the endnotes into a document of python-docx; without any it is left as it is."""
        if not self._notes:
            return
        marks = "".join(
            f'<w:endnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{mark}/></w:r></w:p></w:endnote>'
            for kind, number, mark in (
                ("separator", -1, "separator"),
                ("continuationSeparator", 0, "continuationSeparator"),
            )
        )
        number_run = '<w:r><w:rPr><w:rStyle w:val="endnotereference"/></w:rPr><w:endnoteRef/></w:r>'
        notes = "".join(
            f'<w:endnote w:id="{number}">{paragraph(number_run + run(" " + text), "endnote text")}</w:endnote>'
            for number, text in enumerate(self._notes, start=_FIRST_NUMBER)
        )
        blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:endnotes {NAMESPACES}>{marks}{notes}'
        part = Part(PackURI("/word/endnotes.xml"), _TYPE, f"{blob}</w:endnotes>".encode(), document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.ENDNOTES)
        settings = document.settings.element
        # The schema wants it before these; Word numbers endnotes by Roman numerals unless told.
        after = next(node for node in settings if node.tag in (qn("w:compat"), qn("w:rsids"), qn("m:mathPr")))
        after.addprevious(
            parse_xml(
                f'<w:endnotePr {NAMESPACES}><w:numFmt w:val="decimal"/><w:endnote w:id="-1"/><w:endnote w:id="0"/>'
                "</w:endnotePr>"
            )
        )


def short_ids(ids: Iterable[str]) -> str:
    """Ids as in "dag p001.01–03, p002.07; kväll p001.01"; others than rusnlp's own stand as they are."""
    pages: dict[str, dict[str, list[str]]] = {}
    others = []
    for statement_id in sorted(set(ids)):
        parts = _ID.fullmatch(statement_id)
        if parts is None or _NOT_PLAIN.search(parts["document"]):
            others.append(statement_id)
        else:
            pages.setdefault(parts["document"], {}).setdefault(parts["page"], []).append(parts["number"])
    told = [
        f"{document} {', '.join(f'p{page}.{part}' for page in own for part in _runs(own[page]))}"
        for document, own in pages.items()
    ]
    return "; ".join([*told, *others])


def _runs(numbers: Sequence[str]) -> list[str]:
    """["01", "02", "03", "07"] -> ["01–03", "07"]."""
    runs: list[list[str]] = []
    for number in sorted(numbers, key=lambda number: (len(number), number)):
        last = runs[-1][-1] if runs else ""
        if len(last) == len(number) and int(number) == int(last) + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [part[0] if len(part) == 1 else f"{part[0]}–{part[-1]}" for part in runs]


def full_ids(short: str) -> list[str]:
    """The ids that `short_ids` wrote short, sorted; what it did not write is given back as it stands."""
    ids = []
    for part in filter(None, (part.strip() for part in short.split(";"))):
        document, blank, runs = part.partition(" p")
        found = [_RUN.fullmatch(run.strip()) for run in f"p{runs}".split(",")] if blank else []
        # A name may hold " p" too, but then `short_ids` leaves its ids alone.
        if not found or not all(found):
            ids.append(part)
            continue
        for match in filter(None, found):
            width, first, last = len(match["first"]), int(match["first"]), int(match["last"] or match["first"])
            ids += [f"{document}.{match['page']}.{number:0{width}d}" for number in range(first, last + 1)]
    return sorted(ids)


def cited_lines(path: str | Path) -> list[str]:
    """The paragraphs of a Word file in order, with each endnote in its place as "[id, id, …]".

    Ids stand in full. A quote reads "> ”words” [id]", with the id that ends the paragraph of its place,
    which is left out. Tables, the table of contents, empty paragraphs and text that was deleted with changes tracked
    are left out. Raises ValueError, one line, for what is not a Word file.
    """
    try:
        document = Document(str(path))
        notes = _notes_of(document)
    except (OSError, OpcError, ValueError, KeyError, SyntaxError, zipfile.BadZipFile) as error:
        reason = " ".join(str(error).split())[:120]
        raise ValueError(f"{path}: cannot be read as a Word file ({reason}); save it again as .docx") from None
    body = document.element.body
    lines: list[str] = []
    above = ""
    for node in body.iter(qn("w:p")):
        if not _is_running_text(node) or not (text := "".join(_texts(node, notes)).strip()):
            continue
        place = _PLACE.search(text)
        if above == QUOTE and node.style == QUOTE_SOURCE and place:
            lines[-1] = f"> {lines[-1]} [{place[1]}]"
        else:
            lines.append(text)
        above = node.style or ""
    return lines


def _is_running_text(paragraph: Any) -> bool:
    if next(paragraph.iterancestors(qn("w:tbl"), qn("w:txbxContent")), None) is not None:
        return False
    return not re.match(r"toc ?\d", paragraph.style or "", re.IGNORECASE)


def _notes_of(document: Any) -> dict[str, str]:
    part = next((r.target_part for r in document.part.rels.values() if r.reltype == RELATIONSHIP_TYPE.ENDNOTES), None)
    if part is None:
        return {}
    notes = {}
    for note in parse_xml(part.blob).iter(qn("w:endnote")):
        text = " ".join("".join(_texts(node, {})).strip() for node in note.iter(qn("w:p")))
        notes[note.get(qn("w:id"))] = f"[{', '.join(full_ids(text))}]" if text else ""
    return notes


def _texts(paragraph: Any, notes: dict[str, str]) -> Iterable[str]:
    breaks = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:noBreakHyphen"): "-"}
    for node in paragraph.iter(qn("w:t"), qn("w:endnoteReference"), *breaks):
        if node.tag == qn("w:t"):
            yield node.text or ""
        elif node.tag == qn("w:endnoteReference") and next(node.iterancestors(qn("w:del")), None) is None:
            text = notes.get(node.get(qn("w:id")), "")
            yield f" {text}" if text else ""
        elif node.getparent().tag == qn("w:r"):
            yield breaks[node.tag]
