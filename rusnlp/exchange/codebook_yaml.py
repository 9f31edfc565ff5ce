"""A codebook written as the YAML that `load_codebook` reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from rusnlp.atomic import write_text
from rusnlp.codebook import Code, Codebook
from rusnlp.exchange.field_names import LISTS, TEXTS

# PyYAML breaks a line after the word that passes the width, and entries are indented afterwards.
_WIDTH = 100


def write_codebook(codebook: Codebook, path: str | Path) -> None:
    """Write a codebook as YAML, whole or not at all; `load_codebook` reads it back equal, path and sha256 aside.

    Texts get single spaces, and empty fields are left out. Comments of the file that the codebook was read from are
    not part of it and not written. Raises `OSError` when the file cannot be written.
    """
    write_text(path, codebook_yaml(codebook))


def codebook_yaml(codebook: Codebook) -> str:
    """The YAML of a codebook."""
    head = {name: _text(getattr(codebook, name)) for name in ("name", "title", "language", "version")}
    parts = [_yaml(head)]
    if codebook.word_lists:
        words = {name: _Row(_text(word) for word in words) for name, words in codebook.word_lists.items()}
        parts.append(_yaml({"word_lists": words}))
    if codebook.families:
        parts.append(_yaml({"families": [_Row(_text(word) for word in family) for family in codebook.families]}))
    if codebook.misspellings:
        parts.append(_yaml({"misspellings": True}))
    for field_name, codes in (("areas", codebook.areas), ("themes", codebook.themes)):
        if codes:
            entries = "\n".join(_indented(_yaml([_entry(code, codebook)])) for code in codes)
            parts.append(f"{field_name}:\n{entries}")
    return "\n".join(parts)


class _Row(list[str]):
    """A list that is written in brackets."""


class _Prose(str):
    """A text that is written below its field, folded, when it is too long to stand beside it."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists under their field."""
        super().increase_indent(flow, False)

    def row(self, row: _Row) -> yaml.Node:
        return self.represent_sequence("tag:yaml.org,2002:seq", row, flow_style=True)

    def prose(self, text: _Prose) -> yaml.Node:
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=">" if len(text) > _WIDTH else None)


_Dumper.add_representer(_Row, _Dumper.row)
_Dumper.add_representer(_Prose, _Dumper.prose)


def _entry(code: Code, codebook: Codebook) -> dict[str, Any]:
    values = {
        "id": code.id,
        **{name: _Prose(_text(getattr(code, name))) for name in TEXTS},
        **{name: [_text(item) for item in getattr(code, name)] for name in LISTS},
        "names": _Row(_text(name) for name in code.names),
        "subgoals": [_entry(goal, codebook) for goal in codebook.subgoals(code.id)] if code.kind == "area" else [],
    }
    order = ("id", "label", "names", *list(TEXTS)[1:], *list(LISTS)[1:], "subgoals")
    return {name: values[name] for name in order if values[name]}


def _yaml(data: object) -> str:
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)


def _indented(text: str) -> str:
    return "".join(f"  {line}" if line.strip() else line for line in text.splitlines(keepends=True))


def _text(text: str) -> str:
    return " ".join(text.split())
