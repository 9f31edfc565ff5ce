"""The codebook: areas and themes with definitions, patterns and examples, read from YAML.

A codebook is a mapping with name, title, language, version and two lists, `areas` and `themes`. An entry has
id, label and definition, and may have include ("koda när"), exclude ("koda inte när"), patterns, weak_patterns,
examples and counter_examples; an area may have `subgoals`, entries of the same kind whose id begins with the
area's id and a dot.
`word_lists` names lists of words that patterns may use. `rusnlp.pattern_language` tells how patterns are written.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from rusnlp.pattern_language import PatternError, parse_pattern


class CodebookError(ValueError):
    """A codebook or question catalogue that cannot be used; one line naming the file, the code and the field."""


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

    @cached_property
    def areas(self) -> tuple[Code, ...]:
        """The top-level areas."""
        return tuple(code for code in self.codes if code.kind == "area" and code.parent is None)

    @cached_property
    def themes(self) -> tuple[Code, ...]:
        """The themes."""
        return tuple(code for code in self.codes if code.kind == "theme")

    def subgoals(self, area_id: str) -> tuple[Code, ...]:
        """The sub-goals of one area; empty when it has none. Raises `KeyError` for an unknown area."""
        self.code(area_id)
        return tuple(code for code in self.codes if code.parent == area_id)

    def code(self, code_id: str) -> Code:
        """The code of that id. Raises `KeyError` naming the id and the nearest one there is."""
        try:
            return self._by_id[code_id]
        except KeyError:
            hint = _nearest(code_id, self._by_id)
            raise KeyError(f"codebook '{self.name}' has no code '{code_id}'{hint}") from None

    @cached_property
    def _by_id(self) -> dict[str, Code]:
        return {code.id: code for code in self.codes}


@dataclass(frozen=True, slots=True)
class Question:
    """A question that workshop notes answer, with the ways it is printed."""

    id: str
    label: str
    description: str
    phrasings: tuple[str, ...]
    """As in the catalogue, word lists written out as alternatives (`region*/kommun*`)."""


_TOP_FIELDS = {"name", "title", "language", "version", "word_lists", "areas", "themes"}
_TEXTS = ("label", "definition", "include", "exclude")
_LISTS = ("patterns", "weak_patterns", "examples", "counter_examples", "names")
_CODE_FIELDS = {"id", *_TEXTS, *_LISTS}
_REQUIRED = {"id", "label", "definition"}


def codebooks_folder() -> Path:
    """The folder of the codebooks that come with the package: inside it when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "codebooks"
    return inside if inside.is_dir() else package.parent / "codebooks"


def load_codebook(name_or_path: str | Path = "rus") -> Codebook:
    """Read and check a codebook, given its path or the name of one that comes with the package.

    Raises `CodebookError`, one line with file, code and field, when it is missing or not valid: unknown or
    missing fields, an id used twice, a text where a list belongs, a pattern that cannot be read.
    """
    path = _find(name_or_path)
    content = _read_bytes(path)
    data = _mapping(content, path)
    unknown = sorted(set(data) - _TOP_FIELDS)
    if unknown:
        raise CodebookError(f"{path}: unknown field '{unknown[0]}'{_nearest(unknown[0], _TOP_FIELDS)}")
    word_lists = _word_lists(data.get("word_lists"), f"{path}: field 'word_lists'")
    codes: list[Code] = []
    for kind, part in (("area", "areas"), ("theme", "themes")):
        for place, entry in enumerate(_entries(data.get(part), f"{path}: {part}"), start=1):
            codes += _codes(entry, kind, f"{path}: {part} no. {place}", path)
    for code in codes:
        _check_patterns(code, word_lists, path)
    if not codes:
        raise CodebookError(f"{path}: no codes; add entries under 'areas' or 'themes'")
    seen: set[str] = set()
    for code in codes:
        if code.id in seen:
            raise CodebookError(f"{path}: code '{code.id}', field 'id': used twice")
        seen.add(code.id)
    texts = {key: _text(data.get(key), f"{path}: field '{key}'") for key in ("name", "title", "language")}
    return Codebook(
        name=texts["name"] or path.stem,
        title=texts["title"] or texts["name"] or path.stem,
        language=texts["language"] or "sv",
        version=str(data.get("version", "")),
        codes=tuple(codes),
        sha256=hashlib.sha256(content).hexdigest(),
        path=path,
        word_lists=word_lists,
    )


def load_questions(path: str | Path | None = None) -> tuple[Question, ...]:
    """Read the question catalogue, by default the one that comes with the package.

    Raises `CodebookError`, one line with file, question and field, when it is missing or not valid.
    """
    source = Path(path) if path else codebooks_folder() / "questions.yaml"
    data = _mapping(_read_bytes(source), source)
    word_lists = _alternatives(data.get("word_lists") or {}, source)
    found: dict[str, Question] = {}
    for place, entry in enumerate(_entries(data.get("questions"), f"{source}: questions"), start=1):
        question_id = _text(entry.get("id"), f"{source}: questions no. {place}, field 'id'")
        where = f"{source}: question '{question_id}'"
        unknown = sorted(set(entry) - {"id", "label", "description", "phrasings"})
        if unknown:
            raise CodebookError(f"{where}: unknown field '{unknown[0]}'")
        if not question_id or question_id in found:
            raise CodebookError(f"{where}, field 'id': {'used twice' if question_id else 'missing'}")
        found[question_id] = Question(
            id=question_id,
            label=_text(entry.get("label"), f"{where}, field 'label'") or question_id,
            description=_text(entry.get("description"), f"{where}, field 'description'"),
            phrasings=tuple(
                _with_word_lists(phrasing, word_lists, f"{where}, field 'phrasings'")
                for phrasing in _texts(entry.get("phrasings"), f"{where}, field 'phrasings'")
            ),
        )
    return tuple(found.values())


def _alternatives(value: object, source: Path) -> dict[str, str]:
    """Word list names to their words as one alternative, `a/b/c`."""
    if not isinstance(value, Mapping):
        raise CodebookError(f"{source}, field 'word_lists': must be names with lists of words")
    return {str(name): "/".join(_texts(words, f"{source}: word list '{name}'")) for name, words in value.items()}


def _with_word_lists(phrasing: str, word_lists: Mapping[str, str], where: str) -> str:
    def words_of(found: re.Match[str]) -> str:
        if found[1] not in word_lists:
            raise CodebookError(f"{where}: no word list '{found[1]}'{_nearest(found[1], word_lists)}")
        return word_lists[found[1]]

    return re.sub(r"\$(\w+)", words_of, phrasing)


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


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CodebookError(f"{path}: cannot be read ({error.strerror})") from None


def _mapping(content: bytes, path: Path) -> dict[str, Any]:
    import yaml

    class UniqueKeys(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        """YAML itself lets a second `patterns:` silently replace the first."""

    def unique_mapping(loader: Any, node: Any) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = loader.construct_object(key_node)
            if key in found:
                raise CodebookError(f"{path}, line {key_node.start_mark.line + 1}: field '{key}' is given twice")
            found[key] = loader.construct_object(value_node, deep=True)
        return found

    UniqueKeys.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, unique_mapping)
    try:
        data = yaml.load(content.decode("utf-8-sig"), Loader=UniqueKeys)  # noqa: S506 - a subclass of the safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise CodebookError(
            f"{path}{line}: not valid YAML; text that begins with ! * - & @ or holds ': ' needs quotation marks"
        ) from None
    except UnicodeDecodeError:
        raise CodebookError(f"{path}: not UTF-8; save it as UTF-8") from None
    if not isinstance(data, dict):
        raise CodebookError(f"{path}: should be a mapping of fields, as in codebooks/rus.yaml")
    return data


def _entries(value: object, where: str) -> list[Mapping[str, Any]]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise CodebookError(f"{where}: should be a list of entries that begin with '- id:'")
    return value


def _codes(entry: Mapping[str, Any], kind: str, where: str, path: Path, parent: str | None = None) -> list[Code]:
    code_id = _text(entry.get("id"), f"{where}, field 'id'")
    if code_id:
        where = f"{path}: code '{code_id}'"
    allowed = _CODE_FIELDS | ({"subgoals"} if kind == "area" and parent is None else set())
    for name in entry:
        if name not in allowed:
            raise CodebookError(f"{where}: unknown field '{name}'{_nearest(str(name), allowed)}")
    for name in sorted(_REQUIRED):
        if not entry.get(name):
            raise CodebookError(f"{where}, field '{name}': missing")
    if parent is None and "." in code_id:
        raise CodebookError(f"{where}, field 'id': only a sub-goal has a dot in its id")
    if parent is not None and not code_id.startswith(f"{parent}."):
        raise CodebookError(f"{where}, field 'id': a sub-goal's id begins with '{parent}.'")
    texts = {name: _text(entry.get(name), f"{where}, field '{name}'") for name in _TEXTS}
    lists = {name: _texts(entry.get(name), f"{where}, field '{name}'") for name in _LISTS}
    code = Code(id=code_id, kind=kind, parent=parent, **texts, **lists)  # type: ignore[arg-type]
    found = [code]
    for place, subgoal in enumerate(_entries(entry.get("subgoals"), f"{where}, field 'subgoals'"), start=1):
        found += _codes(subgoal, kind, f"{where}, subgoals no. {place}", path, parent=code_id)
    return found


def _check_patterns(code: Code, word_lists: Mapping[str, tuple[str, ...]], path: Path) -> None:
    for name, patterns in (("patterns", code.patterns), ("weak_patterns", code.weak_patterns)):
        for pattern in patterns:
            try:
                parse_pattern(pattern, word_lists)
            except PatternError as error:
                raise CodebookError(f"{path}: code '{code.id}', field '{name}': {error}") from None


def _word_lists(value: object, where: str) -> dict[str, tuple[str, ...]]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise CodebookError(f"{where}: should be a mapping of names to lists of words")
    found = {str(name): _texts(words, f"{where}, list '{name}'") for name, words in value.items()}
    for name, words in found.items():
        for word in words:
            try:
                phrases = parse_pattern(word).phrases
            except PatternError as error:
                raise CodebookError(f"{where}, list '{name}': {error}") from None
            if len(phrases) > 1 or len(phrases[0].elements) > 1 or "$" in word:
                raise CodebookError(f"{where}, list '{name}': '{word}' should be one word")
    return found


def _text(value: object, where: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise CodebookError(f"{where}: should be text, not {type(value).__name__}; put it in quotation marks")
    return " ".join(value.split())


def _texts(value: object, where: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise CodebookError(f"{where}: should be a list, one item a line after '- '")
    found = tuple(_text(item, f"{where}, item {place}") for place, item in enumerate(value, start=1))
    if not all(found):
        raise CodebookError(f"{where}: item {found.index('') + 1} is empty")
    return found


def _nearest(wrong: str, right: Any) -> str:
    near = difflib.get_close_matches(wrong, [str(word) for word in right], n=1)
    return f"; did you mean '{near[0]}'?" if near else ""
