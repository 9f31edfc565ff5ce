"""The codebook: areas and themes with definitions, patterns and examples, read from YAML.

A codebook is a mapping with name, title, language, version and two lists, `areas` and `themes`. An entry has
id, label and definition, and may have include ("koda när"), exclude ("koda inte när"), patterns, weak_patterns,
examples and counter_examples; an area may have `subgoals`, entries of the same kind whose id begins with the
area's id and a dot.
`word_lists` names lists of words that patterns may use; `families` lists words that stand for each other in patterns,
family by family; `misspellings: true` lets patterns find long words with one letter wrong.
`rusnlp.rules.pattern_language` tells how patterns are written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from rusnlp.rules.pattern_language import PatternError, parse_pattern
from rusnlp.yaml_fields import (
    CodebookError,
    codebooks_folder,
    entries_of,
    mapping_from_yaml,
    nearest_name,
    read_yaml_bytes,
    text_of,
    texts_of,
)


@dataclass(frozen=True, slots=True)
class Code:
    """One area, sub-goal or theme."""

    id: str
    kind: str
    """area or theme; a sub-goal is an area with a parent."""
    label: str
    definition: str
    include: str
    """When to code ("koda när"); may be empty."""
    exclude: str
    """When not to code ("koda inte när"); may be empty."""
    patterns: tuple[str, ...]
    weak_patterns: tuple[str, ...]
    """Words that speak for the code only half as loudly, being vague or ambiguous."""
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    parent: str | None = None
    names: tuple[str, ...] = ()
    """Other names that an area goes by in programmes and on slides."""


@dataclass(frozen=True)
class Codebook:
    """A codebook as read."""

    name: str
    title: str
    language: str
    version: str
    codes: tuple[Code, ...]
    """In the order of the file; sub-goals follow their area."""
    sha256: str
    """Of the file's bytes."""
    path: Path
    word_lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What a $name in a pattern stands for."""
    families: tuple[tuple[str, ...], ...] = ()
    """Dictionary forms that stand for each other in patterns, such as samverka and samverkan."""
    misspellings: bool = False
    """Whether patterns also find long words with one letter wrong."""

    @cached_property
    def areas(self) -> tuple[Code, ...]:
        """The top-level areas."""
        return tuple(code for code in self.codes if code.kind == "area" and code.parent is None)

    @cached_property
    def themes(self) -> tuple[Code, ...]:
        """The themes."""
        return tuple(code for code in self.codes if code.kind == "theme")

    @cached_property
    def kin(self) -> Mapping[str, tuple[str, ...]]:
        """Each word of a family -> its whole family."""
        return {word: family for family in self.families for word in family}

    def subgoals(self, area_id: str) -> tuple[Code, ...]:
        """The sub-goals of one area; empty when it has none. Raises `KeyError` for an unknown area."""
        self.code(area_id)
        return tuple(code for code in self.codes if code.parent == area_id)

    def code(self, code_id: str) -> Code:
        """The code of that id. Raises `KeyError` naming the id and the nearest one there is."""
        try:
            return self._by_id[code_id]
        except KeyError:
            hint = nearest_name(code_id, self._by_id)
            raise KeyError(f"codebook '{self.name}' has no code '{code_id}'{hint}") from None

    @cached_property
    def _by_id(self) -> dict[str, Code]:
        return {code.id: code for code in self.codes}


_TOP_FIELDS = {"name", "title", "language", "version", "word_lists", "families", "misspellings", "areas", "themes"}
_TEXTS = ("label", "definition", "include", "exclude")
_LISTS = ("patterns", "weak_patterns", "examples", "counter_examples", "names")
_CODE_FIELDS = {"id", *_TEXTS, *_LISTS}
_REQUIRED = {"id", "label", "definition"}


def load_codebook(name_or_path: str | Path = "rus") -> Codebook:
    """Read and check a codebook, given its path or the name of one that comes with the package.

    Raises `CodebookError`, one line with file, code and field, when it is missing or not valid: unknown or
    missing fields, an id used twice, a text where a list belongs, a pattern that cannot be read.
    """
    path = _find(name_or_path)
    content = read_yaml_bytes(path)
    data = mapping_from_yaml(content, path)
    unknown = sorted(set(data) - _TOP_FIELDS)
    if unknown:
        raise CodebookError(f"{path}: unknown field '{unknown[0]}'{nearest_name(unknown[0], _TOP_FIELDS)}")
    word_lists = _word_lists(data.get("word_lists"), f"{path}: field 'word_lists'")
    families = families_of(data.get("families"), f"{path}: field 'families'")
    misspellings = data.get("misspellings", False)
    if not isinstance(misspellings, bool):
        raise CodebookError(f"{path}: field 'misspellings': should be true or false")
    codes: list[Code] = []
    for kind, part in (("area", "areas"), ("theme", "themes")):
        for place, entry in enumerate(entries_of(data.get(part), f"{path}: {part}"), start=1):
            codes += _codes(entry, kind, f"{path}: {part} no. {place}", path)
    for code in codes:
        _check_patterns(code, word_lists, {code.id for code in codes}, path)
    if not codes:
        raise CodebookError(f"{path}: no codes; add entries under 'areas' or 'themes'")
    seen: set[str] = set()
    for code in codes:
        if code.id in seen:
            raise CodebookError(f"{path}: code '{code.id}', field 'id': used twice")
        seen.add(code.id)
    texts = {key: text_of(data.get(key), f"{path}: field '{key}'") for key in ("name", "title", "language")}
    return Codebook(
        name=texts["name"] or path.stem,
        title=texts["title"] or texts["name"] or path.stem,
        language=texts["language"] or "sv",
        version=str(data.get("version", "")),
        codes=tuple(codes),
        sha256=hashlib.sha256(content).hexdigest(),
        path=path,
        word_lists=word_lists,
        families=families,
        misspellings=misspellings,
    )


def _find(name_or_path: str | Path) -> Path:
    path = Path(name_or_path)
    if path.is_file():
        return path
    folder = codebooks_folder()
    if not path.suffix and path.name == str(name_or_path):
        named = folder / f"{path.name}.yaml"
        if named.is_file():
            return named
        names = sorted(p.stem for p in folder.glob("*.yaml") if p.stem not in ("questions", "headings"))
        raise CodebookError(f"no codebook named '{path.name}'; there is {', '.join(names) or 'none'}, or give a path")
    raise CodebookError(f"{path}: no such file")


def _codes(entry: Mapping[str, Any], kind: str, where: str, path: Path, parent: str | None = None) -> list[Code]:
    code_id = text_of(entry.get("id"), f"{where}, field 'id'")
    if code_id:
        where = f"{path}: code '{code_id}'"
    allowed = _CODE_FIELDS | ({"subgoals"} if kind == "area" and parent is None else set())
    for name in entry:
        if name not in allowed:
            raise CodebookError(f"{where}: unknown field '{name}'{nearest_name(str(name), allowed)}")
    for name in sorted(_REQUIRED):
        if not entry.get(name):
            raise CodebookError(f"{where}, field '{name}': missing")
    if parent is None and "." in code_id:
        raise CodebookError(f"{where}, field 'id': only a sub-goal has a dot in its id")
    if parent is not None and not code_id.startswith(f"{parent}."):
        raise CodebookError(f"{where}, field 'id': a sub-goal's id begins with '{parent}.'")
    texts = {name: text_of(entry.get(name), f"{where}, field '{name}'") for name in _TEXTS}
    lists = {name: texts_of(entry.get(name), f"{where}, field '{name}'") for name in _LISTS}
    code = Code(id=code_id, kind=kind, parent=parent, **texts, **lists)  # type: ignore[arg-type]
    found = [code]
    for place, subgoal in enumerate(entries_of(entry.get("subgoals"), f"{where}, field 'subgoals'"), start=1):
        found += _codes(subgoal, kind, f"{where}, subgoals no. {place}", path, parent=code_id)
    return found


def _check_patterns(code: Code, word_lists: Mapping[str, tuple[str, ...]], codes: Collection[str], path: Path) -> None:
    for name, patterns in (("patterns", code.patterns), ("weak_patterns", code.weak_patterns)):
        for pattern in patterns:
            try:
                check_pattern(pattern, word_lists, codes)
            except PatternError as error:
                raise CodebookError(f"{path}: code '{code.id}', field '{name}': {error}") from None


def check_pattern(pattern: str, word_lists: Mapping[str, tuple[str, ...]], codes: Collection[str]) -> None:
    """Raise `PatternError` when a codebook with these word lists and codes (by id) cannot have the pattern."""
    other_code = parse_pattern(pattern, word_lists).other_code
    if other_code is not None and other_code not in codes:
        raise PatternError(f"pattern '{pattern}': no code '{other_code}'{nearest_name(other_code, codes)}")


def _word_lists(value: object, where: str) -> dict[str, tuple[str, ...]]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise CodebookError(f"{where}: should be a mapping of names to lists of words")
    found = {str(name): texts_of(words, f"{where}, list '{name}'") for name, words in value.items()}
    for name, words in found.items():
        for word in words:
            try:
                check_list_word(word)
            except PatternError as error:
                raise CodebookError(f"{where}, list '{name}': {error}") from None
    return found


def check_list_word(word: str) -> None:
    """Raise `PatternError` when a word list cannot hold `word`: it is no pattern, or one of several words."""
    phrases = parse_pattern(word).phrases
    if len(phrases) != 1 or len(phrases[0].elements) > 1 or "$" in word:
        raise PatternError(f"'{word}' should be one word")


def families_of(value: object, where: str) -> tuple[tuple[str, ...], ...]:
    """The field `families` checked; `where` opens the message of the `CodebookError`."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise CodebookError(f"{where}: should be a list of lists of words")
    found = tuple(texts_of(words, f"{where}, no. {place}") for place, words in enumerate(value, start=1))
    seen: set[str] = set()
    for family in found:
        for word in family:
            if not word.isalpha() or not word.islower():
                raise CodebookError(f"{where}: '{word}' should be one word in its dictionary form")
            if word in seen:
                raise CodebookError(f"{where}: '{word}' is in it twice; join its families into one")
            seen.add(word)
    return found
