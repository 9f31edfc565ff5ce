"""The catalogue of questions that workshop notes answer, read from `codebooks/questions.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rusnlp.phrases import PhraseError, parse_phrase
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
class Question:
    """A question that workshop notes answer, with the ways it is printed."""

    id: str
    label: str
    description: str
    phrasings: tuple[str, ...]
    """As in the catalogue, word lists written out as alternatives (`region*/kommun*`)."""


def load_questions(path: str | Path | None = None) -> tuple[Question, ...]:
    """Read the question catalogue, by default the one that comes with the package.

    Raises `CodebookError`, one line with file, question and field, when it is missing or not valid: an unknown field,
    an id used twice, a phrasing that cannot be read or names no word list.
    """
    source = Path(path) if path else codebooks_folder() / "questions.yaml"
    data = mapping_from_yaml(read_yaml_bytes(source), source)
    word_lists = word_alternatives(data.get("word_lists") or {}, source)
    found: dict[str, Question] = {}
    for place, entry in enumerate(entries_of(data.get("questions"), f"{source}: questions"), start=1):
        question_id = text_of(entry.get("id"), f"{source}: questions no. {place}, field 'id'")
        where = f"{source}: question '{question_id}'"
        unknown = sorted(set(entry) - {"id", "label", "description", "phrasings"})
        if unknown:
            raise CodebookError(f"{where}: unknown field '{unknown[0]}'")
        if not question_id or question_id in found:
            raise CodebookError(f"{where}, field 'id': {'used twice' if question_id else 'missing'}")
        found[question_id] = Question(
            id=question_id,
            label=text_of(entry.get("label"), f"{where}, field 'label'") or question_id,
            description=text_of(entry.get("description"), f"{where}, field 'description'"),
            phrasings=_phrasings(entry.get("phrasings"), word_lists, f"{where}, field 'phrasings'"),
        )
    return tuple(found.values())


def _phrasings(value: object, word_lists: Mapping[str, str], where: str) -> tuple[str, ...]:
    found = tuple(with_word_lists(phrasing, word_lists, where) for phrasing in texts_of(value, where))
    for phrasing in found:
        try:
            parse_phrase(phrasing)
        except PhraseError as error:
            raise CodebookError(f"{where}: {error}") from None
    return found


def word_alternatives(value: object, source: Path) -> dict[str, str]:
    """Word list names to their words as one alternative, `a/b/c`."""
    if not isinstance(value, Mapping):
        raise CodebookError(f"{source}, field 'word_lists': must be names with lists of words")
    return {str(name): "/".join(texts_of(words, f"{source}: word list '{name}'")) for name, words in value.items()}


def with_word_lists(phrasing: str, word_lists: Mapping[str, str], where: str) -> str:
    """A phrasing with each $name written out; `where` opens the message of the `CodebookError` for an unknown one."""

    def words_of(found: re.Match[str]) -> str:
        if found[1] not in word_lists:
            raise CodebookError(f"{where}: no word list '{found[1]}'{nearest_name(found[1], word_lists)}")
        return word_lists[found[1]]

    return re.sub(r"\$(\w+)", words_of, phrasing)
