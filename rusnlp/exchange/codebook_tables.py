"""Codebooks as tables, CSV and XLSX: one row a code; and the CSV that Taguette reads.

The first row after the column names is the codebook itself (Slag: kodbok). Word lists and word families follow the
codes (ordlista, ordfamilj; the words under Mönster). A list has one item a line within its cell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pandas as pd
from xlsxwriter import Workbook

from rusnlp.atomic import replacing
from rusnlp.codebook import Codebook
from rusnlp.document import UnreadableDocument
from rusnlp.exchange.code_tree import CodeNode, draft_of, tree_of
from rusnlp.exchange.drafts import BookDraft, CodeDraft, ImportedCodebook, codebook_of, file_content, named
from rusnlp.exchange.field_names import (
    BOOK,
    ID,
    KIND,
    LISTS,
    MISSPELLINGS,
    PARENT,
    TEXTS,
    WORD_LIST,
    YES,
    kind_name,
    kind_named,
    list_name,
    one_line,
    plain,
    plain_list_name,
)
from rusnlp.reading.archives import office_bytes
from rusnlp.table_formats import TableFileError, is_missing, read_table, write_table
from rusnlp.yaml_fields import CodebookError

MAX_CELL = 32_767
"""Characters that a cell of a workbook can hold."""
MAX_TAG = 200
"""Characters of a tag with what stands above it, in Taguette 1.5."""

_COLUMNS = (ID, KIND, PARENT, *TEXTS.values(), *LISTS.values(), BOOK["language"], BOOK["version"], MISSPELLINGS)
_BOOK, _WORD_LIST, _FAMILY = BOOK["name"].lower(), WORD_LIST.lower(), "ordfamilj"
_WIDTHS = {**dict.fromkeys(TEXTS.values(), 50), **dict.fromkeys(LISTS.values(), 45), ID: 36, TEXTS["label"]: 28}
_HEADING_OF = {
    **{heading.casefold(): heading for heading in _COLUMNS},
    **TEXTS,
    **LISTS,
    "id": ID,
    "kind": KIND,
    "parent": PARENT,
    "language": BOOK["language"],
    "version": BOOK["version"],
    "namn": TEXTS["label"],
    "name": TEXTS["label"],
    "beskrivning": TEXTS["definition"],
    "description": TEXTS["definition"],
    "koda när": TEXTS["include"],
    "koda inte när": TEXTS["exclude"],
}
_BOOK_COLUMNS = {"name": ID, "title": TEXTS["label"], "language": BOOK["language"], "version": BOOK["version"]}
_MAX_LEVELS = 20


def write_codebook_csv(codebook: Codebook, path: str | Path) -> None:
    """Write a codebook as CSV for Excel: UTF-8 with BOM, `;`, a cell that would run as a formula behind an apostrophe.

    Raises `OSError` when the file cannot be written.
    """
    table = pd.DataFrame(list(_rows(codebook)), columns=list(_COLUMNS), dtype=object)
    write_table(table, path, "csv")


def write_codebook_xlsx(codebook: Codebook, path: str | Path) -> None:
    """Write a codebook as a workbook; every cell is text.

    Raises `CodebookError` for a list or text that is too long for a cell, and `OSError`.
    """
    rows = list(_rows(codebook))
    for row in rows:
        for heading, cell in row.items():
            if len(cell) > MAX_CELL:
                raise CodebookError(
                    f"{path}: code '{row[ID]}', {heading}: {len(cell)} characters, more than a cell of a workbook can "
                    "hold; write .qdc or .yaml"
                )
    with replacing(path) as temporary:
        book = Workbook(str(temporary), {"strings_to_formulas": False, "strings_to_urls": False})
        # The fixed date keeps the bytes the same; as text, -ansvar- can be edited without Excel calculating it.
        book.set_properties({"created": datetime(2026, 1, 1)})
        head = book.add_format({"bold": True, "valign": "top"})
        body = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        sheet = book.add_worksheet("kodbok")
        sheet.freeze_panes(1, 1)
        for column, heading in enumerate(_COLUMNS):
            sheet.set_column(column, column, _WIDTHS.get(heading, 12), body)
            sheet.write_string(0, column, heading, head)
            for number, row in enumerate(rows, start=1):
                if row[heading]:
                    sheet.write_string(number, column, row[heading], body)
        sheet.autofilter(0, 0, len(rows), len(_COLUMNS) - 1)
        book.close()


def write_taguette_csv(codebook: Codebook, path: str | Path) -> None:
    """Write the CSV of tags and descriptions that Taguette imports; a dot in a tag begins a level.

    UTF-8 with BOM, without which Taguette misreads å, ä and ö. Raises `CodebookError` for a tag that is too long for
    Taguette, and `OSError`.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("tag", "description"))
    for folder in tree_of(codebook, no_dots=True):
        for tag, description in _tags(folder, ""):
            if len(tag) > MAX_TAG:
                raise CodebookError(f"{path}: tag '{tag[:60]}…' is longer than Taguette's {MAX_TAG}; shorten its label")
            writer.writerow((tag, description))
    with replacing(path) as temporary:
        temporary.write_text(out.getvalue(), encoding="utf-8-sig", newline="")


def read_codebook_table(path: str | Path) -> ImportedCodebook:
    """Read a codebook from CSV or XLSX, as written here, by Taguette or by hand; only the column of names is needed.

    Columns are known by the names here, or by those of the YAML fields. Raises `CodebookError` for a file that is no
    such table.
    """
    path = Path(path)
    content, table = _content_and_table(path)
    from_taguette = {str(name).strip().casefold() for name in table.columns} & {"tag", "path"}
    draft = draft_of(_tree(table)) if from_taguette else _draft(table, path)
    return codebook_of(draft, path, content)


def _rows(codebook: Codebook) -> Iterator[dict[str, str]]:
    empty = dict.fromkeys(_COLUMNS, "")
    about = {heading: one_line(getattr(codebook, name)) for name, heading in _BOOK_COLUMNS.items()}
    yield empty | {KIND: _BOOK, MISSPELLINGS: YES if codebook.misspellings else ""} | about
    for code in codebook.codes:
        yield (
            empty
            | {ID: code.id, KIND: kind_name(code.kind, code.parent), PARENT: code.parent or ""}
            | {heading: one_line(getattr(code, name)) for name, heading in TEXTS.items()}
            | {heading: _cell(getattr(code, name)) for name, heading in LISTS.items()}
        )
    for name, words in codebook.word_lists.items():
        yield empty | {ID: list_name(name), KIND: _WORD_LIST, LISTS["patterns"]: _cell(words)}
    for family in codebook.families:
        yield empty | {KIND: _FAMILY, LISTS["patterns"]: _cell(family)}


def _cell(items: Sequence[str]) -> str:
    return "\n".join(one_line(item) for item in items)


def _tags(node: CodeNode, above: str) -> Iterator[tuple[str, str]]:
    tag = f"{above}.{node.name}" if above else node.name
    yield tag, node.description
    for child in node.children:
        yield from _tags(child, tag)


def _content_and_table(path: Path) -> tuple[bytes, pd.DataFrame]:
    content = file_content(path)
    try:
        if path.suffix.lower() == ".xlsx":
            office_bytes(path, "xl/workbook.xml")
        return content, read_table(path)
    except (UnreadableDocument, TableFileError) as error:
        raise CodebookError(str(error)) from None


def _draft(table: pd.DataFrame, path: Path) -> BookDraft:
    headings = [_HEADING_OF.get(str(name).strip().casefold(), "") for name in table.columns]
    if TEXTS["label"] not in headings and ID not in headings:
        raise CodebookError(f"{path}: no column {TEXTS['label']} or {ID}; the first row should hold the column names")
    book = BookDraft()
    if unknown := [str(name) for name, heading in zip(table.columns, headings, strict=True) if not heading]:
        book.notes.append(f"columns are not kept: {named(unknown)}")
    above: dict[CodeDraft, str] = {}
    for number, row in enumerate(table.itertuples(index=False), start=2):
        cells = {h: str(cell) for h, cell in zip(headings, row, strict=True) if h and not is_missing(cell)}
        kind = cells.get(KIND, "").strip().casefold()
        if kind == _BOOK:
            book.texts = {name: plain(cells.get(heading, "")) for name, heading in _BOOK_COLUMNS.items()}
            book.misspellings = cells.get(MISSPELLINGS, "").strip().casefold() == YES
        elif kind == _WORD_LIST:
            book.word_lists[plain_list_name(cells.get(ID, ""))] = _items(cells.get(LISTS["patterns"], ""))
        elif kind == _FAMILY:
            book.families.append(_items(cells.get(LISTS["patterns"], "")))
        elif ID in cells or TEXTS["label"] in cells:
            code = _code_draft(cells)
            book.codes.append(code)
            above[code] = plain(cells.get(PARENT, ""))
        else:
            book.problems.append(f"{path.name}: row {number} has neither {TEXTS['label']} nor {ID}; left out")
    _set_parents(above, book)
    return book


def _code_draft(cells: Mapping[str, str]) -> CodeDraft:
    return CodeDraft(
        kind=kind_named(plain(cells.get(KIND, ""))) or ("area" if PARENT in cells else "theme"),
        id=plain(cells.get(ID, "")),
        texts={name: plain(cells.get(heading, "")) for name, heading in TEXTS.items()},
        lists={name: _items(cells.get(heading, "")) for name, heading in LISTS.items()},
    )


def _items(cell: str) -> tuple[str, ...]:
    return tuple(item for line in cell.splitlines() if (item := plain(line)))


def _set_parents(above: Mapping[CodeDraft, str], book: BookDraft) -> None:
    """Set what codes stand under, given by id, else by name; only codes that stand under none themselves."""
    tops = [code for code, parent in above.items() if not parent]
    by_name = {code.label: code for code in reversed(tops)} | {code.id: code for code in reversed(tops) if code.id}
    for code, parent in above.items():
        code.under = by_name.get(parent)
        if parent and code.under is None:
            book.notes.append(f"code '{code.label}' stands by itself: its parent '{parent}' is no top-level code here")


def _tree(table: pd.DataFrame) -> list[CodeNode]:
    """The tags of Taguette as a tree."""
    by_name = {str(name).strip().casefold(): place for place, name in enumerate(table.columns)}
    tag_place = by_name.get("tag", by_name.get("path", 0))
    nodes: dict[tuple[str, ...], CodeNode] = {(): CodeNode("")}
    for row in table.itertuples(index=False):
        path = tuple(str(row[tag_place] or "").split(".", _MAX_LEVELS))
        for length in range(1, len(path) + 1):
            if path[:length] not in nodes:
                nodes[path[:length]] = CodeNode(path[length - 1], codable=False)
                nodes[path[: length - 1]].children.append(nodes[path[:length]])
        nodes[path].codable = None
        if "description" in by_name and not is_missing(row[by_name["description"]]):
            nodes[path].description = str(row[by_name["description"]])
    return nodes[()].children
