"""Reading a codebook that `load_codebook` refuses: what can be used of it, and all that is wrong."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rusnlp.checking.findings import Finding
from rusnlp.codebook import Code, Codebook, check_list_word, families_of
from rusnlp.rules.pattern_language import PatternError
from rusnlp.yaml_fields import CodebookError, entries_of, mapping_from_yaml, nearest_name, read_yaml_bytes, text_of

_TOP_FIELDS = {field.name for field in dataclasses.fields(Codebook)} - {"codes", "sha256", "path"} | {"areas", "themes"}
_TEXTS = ("label", "definition", "include", "exclude")
_LISTS = ("patterns", "weak_patterns", "examples", "counter_examples", "names")
_CODE_FIELDS = {"id", "subgoals", *_TEXTS, *_LISTS}


def read_with_faults(path: Path) -> tuple[Codebook, list[Finding]]:
    """The usable part of a codebook file, and what kept the rest from being read: all errors.

    An entry without id goes by its place ("themes no. 3"). What `codebook_check.check_codebook` finds in a
    codebook that is read (missing definitions, ids used twice, patterns that cannot be read) is left to it.
    """
    faults: list[Finding] = []
    content = b""
    data: Mapping[str, Any] = {}
    try:
        content = read_yaml_bytes(path)
        data = mapping_from_yaml(content, path)
    except CodebookError as error:
        problem, _, advice = str(error).removeprefix(str(path)).lstrip(":, ").partition("; ")
        faults.append(_fault("unreadable-file", "", "file", "", problem, advice or "repair the file"))
    for name in data:
        if name not in _TOP_FIELDS:
            faults.append(_unknown_field("", str(name), _TOP_FIELDS))
    word_lists = _word_lists(data.get("word_lists"), faults)
    codes: list[Code] = []
    for kind, part in (("area", "areas"), ("theme", "themes")):
        for place, entry in enumerate(_entries(data.get(part), "", part, faults), start=1):
            codes += _codes(entry, kind, f"{part} no. {place}", None, faults)
    if not codes and not faults:
        faults.append(_fault("unreadable-file", "", "file", "", "no codes", "add entries under 'areas' or 'themes'"))
    areas = {code.id for code in codes if code.kind == "area" and code.parent is None}
    for code in codes:
        if code.parent is None and "." in code.id:
            area = code.id.partition(".")[0]
            problem = f"stands outside its area '{area}'" if area in areas else f"there is no area '{area}'"
            faults.append(_fault("unknown-parent", code.id, "id", "", problem, "move it under an area's 'subgoals'"))
    name, title, language = (_text(data.get(key), "", key, faults) for key in ("name", "title", "language"))
    book = Codebook(
        name=name or path.stem,
        title=title or name or path.stem,
        language=language or "sv",
        version=str(data.get("version", "")),
        codes=tuple(codes),
        sha256=hashlib.sha256(content).hexdigest(),
        path=path,
        word_lists=word_lists,
        families=_families(data.get("families"), faults),
        misspellings=data.get("misspellings") is True,
    )
    return book, faults


def _fault(kind: str, code: str, field: str, item: str, problem: str, advice: str) -> Finding:
    return Finding(kind, "error", code, field, item, problem, advice)


def _unknown_field(code: str, name: str, known: set[str]) -> Finding:
    hint = nearest_name(name, known).removeprefix("; ") or f"use one of {', '.join(sorted(known))}"
    return _fault("unknown-field", code, name, "", "unknown field", hint)


def _codes(entry: Mapping[str, Any], kind: str, place: str, parent: str | None, faults: list[Finding]) -> list[Code]:
    code_id = _text(entry.get("id"), place, "id", faults)
    if not code_id:
        faults.append(_fault("missing-id", place, "id", "", "missing", "give it a short id in lower case"))
    code_id = code_id or place
    known = _CODE_FIELDS if kind == "area" and parent is None else _CODE_FIELDS - {"subgoals"}
    faults += [_unknown_field(code_id, str(name), known) for name in entry if name not in known]
    if parent is not None and not code_id.startswith(f"{parent}."):
        problem = f"a sub-goal of '{parent}' has an id that begins with '{parent}.'"
        advice = f"write '{parent}.{code_id.rpartition('.')[2]}', or move it under its area"
        faults.append(_fault("unknown-parent", code_id, "id", "", problem, advice))
    texts = {name: _text(entry.get(name), code_id, name, faults) for name in _TEXTS}
    lists = {name: _texts(entry.get(name), code_id, name, faults) for name in _LISTS}
    found = [Code(id=code_id, kind=kind, parent=parent, **texts, **lists)]  # type: ignore[arg-type]
    if "subgoals" in known:
        for number, subgoal in enumerate(_entries(entry.get("subgoals"), code_id, "subgoals", faults), start=1):
            found += _codes(subgoal, kind, f"{code_id}, subgoals no. {number}", code_id, faults)
    return found


def _word_lists(value: object, faults: list[Finding]) -> dict[str, tuple[str, ...]]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        faults.append(_fault("wrong-type", "", "word_lists", "", "should be names with lists of words", "see rus.yaml"))
        return {}
    return {
        str(name): tuple(word for word in _texts(words, "", "word_lists", faults) if _is_one_word(word, name, faults))
        for name, words in value.items()
    }


def _families(value: object, faults: list[Finding]) -> tuple[tuple[str, ...], ...]:
    try:
        return families_of(value, "")
    except CodebookError as error:
        faults.append(_wrong_type("", "families", error))
    families = value if isinstance(value, list) else []
    return tuple(tuple(filter(str.isalpha, map(str, words))) for words in families if isinstance(words, list))


def _is_one_word(word: str, name: object, faults: list[Finding]) -> bool:
    try:
        check_list_word(word)
    except PatternError as error:
        problem = str(error).removeprefix(f"'{word}' ")
        advice = f"write phrases in the patterns that use ${name}"
        faults.append(_fault("unreadable-word-list", "", "word_lists", word, problem, advice))
        return False
    return True


def _entries(value: object, code: str, field: str, faults: list[Finding]) -> list[Mapping[str, Any]]:
    try:
        return entries_of(value, "")
    except CodebookError as error:
        faults.append(_wrong_type(code, field, error))
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _text(value: object, code: str, field: str, faults: list[Finding]) -> str:
    try:
        return text_of(value, "")
    except CodebookError as error:
        faults.append(_wrong_type(code, field, error))
        return str(value)


def _texts(value: object, code: str, field: str, faults: list[Finding]) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        problem = "should be a list"
        faults.append(_fault("wrong-type", code, field, "", problem, "write one item a line after '- '"))
        return (str(value),)
    found = [_text(item, code, field, faults) for item in value]
    if not all(found):
        faults.append(_fault("empty-item", code, field, "", f"item {found.index('') + 1} is empty", "take it away"))
    return tuple(item for item in found if item)


def _wrong_type(code: str, field: str, error: CodebookError) -> Finding:
    problem, _, advice = str(error).removeprefix(": ").partition("; ")
    return _fault("wrong-type", code, field, "", problem, advice or "see codebooks/rus.yaml")
