"""A codebook as programs for qualitative analysis hold it: a tree of names with descriptions, in folders.

Areas and themes stand in a folder each, sub-goals under their area. What else a code holds is written into its
description (`rusnlp.exchange.field_names`), for a person to read there and to be read back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from rusnlp.codebook import Code, Codebook
from rusnlp.exchange.drafts import BookDraft, CodeDraft, named
from rusnlp.exchange.field_names import (
    BOOK,
    BOOK_HEADINGS,
    CODE_HEADINGS,
    FAMILIES,
    ID,
    KIND,
    LISTS,
    MISSPELLINGS,
    TEXTS,
    WORD_LIST,
    YES,
    kind_name,
    kind_named,
    list_in,
    list_name,
    one_line,
    plain,
    sections_of,
    sections_text,
    text_in,
)

_NAMESPACE = UUID("3f5da287-e49d-4ed5-babd-5a859e90ea5f")
_FOLDERS = {"area": "Områden", "theme": "Teman"}
_KIND_OF_FOLDER = {
    **dict.fromkeys(("områden", "område", "sakområden", "målområden", "insatsområden", "areas", "area"), "area"),
    **dict.fromkeys(("teman", "tema", "themes", "theme", "kategorier", "categories", "koder", "codes"), "theme"),
}


@dataclass
class CodeNode:
    """A code or a folder of codes."""

    name: str
    description: str = ""
    codable: bool | None = None
    """False for a folder, None where the file does not say."""
    guid: str = ""
    """The same each time for the same code of a codebook of that name; empty where a file was read."""
    children: list[CodeNode] = field(default_factory=list)


def tree_of(codebook: Codebook, *, no_dots: bool = False) -> list[CodeNode]:
    """The folders of a codebook with its codes; no two names are equal, in capital or small letters.

    `no_dots` is for programs where a dot in a name begins a level: dots become blanks.
    """
    taken = {name.casefold() for name in _FOLDERS.values()}

    def node_of(code: Code) -> CodeNode:
        label = one_line(code.label) or code.id
        name = _free_name(" ".join(label.replace(".", " ").split()) if no_dots else label, code.id, no_dots, taken)
        description = _code_description(code, keep_label=name != label)
        return CodeNode(name, description, True, _guid(codebook, code.kind, code.id))

    folders: list[CodeNode] = []
    for kind, folder_name in _FOLDERS.items():
        tops = [code for code in codebook.codes if code.kind == kind and code.parent is None]
        if not tops:
            continue
        about = "" if folders else _book_description(codebook)
        folders.append(CodeNode(folder_name, about, False, _guid(codebook, kind)))
        for top in tops:
            folders[-1].children.append(node_of(top))
            folders[-1].children[-1].children += map(node_of, codebook.subgoals(top.id))
    return folders


def draft_of(tree: Iterable[CodeNode]) -> BookDraft:
    """The codes in a tree, from this or another program.

    A top folder called Områden or Teman (or the like, also in English) says what its codes are; codes elsewhere are
    what their description says, else themes. Other folders go, their codes stay. A description without the headings
    that this program writes is the definition.
    """
    book = BookDraft()
    folders: list[str] = []
    deep: list[str] = []
    nodes: list[tuple[CodeNode, str, CodeDraft | None, int]] = [(node, "", None, 0) for node in tree]
    nodes.reverse()
    while nodes:
        node, kind, top, level = nodes.pop()
        sections = sections_of(node.description, CODE_HEADINGS)
        of_folder = _KIND_OF_FOLDER.get(" ".join(node.name.casefold().split())) if node.children and not level else None
        if ID not in sections and (of_folder or node.codable is False):
            kind = of_folder or kind
            _read_book(node.description, book)
            folders += [] if of_folder else [node.name]
        else:
            code = _code_draft(node.name, sections, kind, top)
            book.codes.append(code)
            deep += [code.label] if level > 1 else []
            top, level = top or code, level + 1
        nodes += [(child, kind, top, level) for child in reversed(node.children)]
    if folders:
        book.notes.append(f"folders are not kept, what stands in them is: {named(folders)}")
    if deep:
        book.notes.append(f"more than two levels: {named(deep)} stood deeper and stand on the second now")
    return book


def _free_name(name: str, code_id: str, no_dots: bool, taken: set[str]) -> str:
    mark = code_id.replace(".", " ") if no_dots else code_id
    free, number = name, 1
    while free.casefold() in taken:
        free, number = f"{name} ({mark}{'' if number == 1 else f' {number}'})", number + 1
    taken.add(free.casefold())
    return free


def _guid(codebook: Codebook, *path: str) -> str:
    return str(uuid5(_NAMESPACE, "/".join((codebook.name, *path))))


def _code_description(code: Code, *, keep_label: bool) -> str:
    texts = {name: getattr(code, name) for name in TEXTS if name != "label" or keep_label}
    lists = {name: getattr(code, name) for name in LISTS}
    return sections_text(
        [
            *((TEXTS[name], text) for name, text in texts.items()),
            *((LISTS[name], items) for name, items in lists.items() if items),
            (KIND, kind_name(code.kind, code.parent)),
            (ID, code.id),
        ]
    )


def _book_description(codebook: Codebook) -> str:
    return sections_text(
        [
            *((heading, getattr(codebook, name)) for name, heading in BOOK.items()),
            (MISSPELLINGS, YES if codebook.misspellings else ""),
            *((f"{WORD_LIST} {list_name(name)}", words) for name, words in codebook.word_lists.items()),
            *([(FAMILIES, [", ".join(family) for family in codebook.families])] if codebook.families else []),
        ]
    )


def _read_book(description: str, book: BookDraft) -> None:
    sections = sections_of(description, BOOK_HEADINGS)
    if BOOK["name"] not in sections:
        return
    book.texts = {name: text_in(sections.get(heading, ())) for name, heading in BOOK.items()}
    book.misspellings = text_in(sections.get(MISSPELLINGS, ())).casefold() == YES
    book.families = [tuple(re.split(r"\s*,\s*", family)) for family in list_in(sections.get(FAMILIES, ()))]
    start = f"{WORD_LIST} "
    book.word_lists = {
        key.removeprefix(start): list_in(lines) for key, lines in sections.items() if key.startswith(start)
    }


def _code_draft(name: str, sections: Mapping[str, list[str]], kind: str, top: CodeDraft | None) -> CodeDraft:
    texts = {field_name: text_in(sections.get(heading, ())) for field_name, heading in TEXTS.items()}
    texts["definition"] = " ".join(filter(None, (text_in(sections[""]), texts["definition"])))
    # A name in the tree that is not the label with something after it was changed in the other program.
    if not (texts["label"] and _without_dots(plain(name)).startswith(_without_dots(texts["label"]))):
        texts["label"] = plain(name)
    said = kind_named(text_in(sections.get(KIND, ())))
    return CodeDraft(
        kind=kind or said or (top.kind if top else "theme"),
        id=text_in(sections.get(ID, ())),
        texts=texts,
        lists={field_name: list_in(sections.get(heading, ())) for field_name, heading in LISTS.items()},
        under=top,
    )


def _without_dots(name: str) -> str:
    return " ".join(name.replace(".", " ").split())
