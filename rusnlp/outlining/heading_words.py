"""The words of `codebooks/headings.yaml`, by which `cues` knows headings and passages that are no notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from rusnlp.phrases import Phrase, PhraseError, PhraseSet, parse_phrase, phrase_set
from rusnlp.question_catalogue import with_word_lists, word_alternatives
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

Kind = Literal[
    "participant",
    "credit",
    "contents",
    "instruction",
    "context",
    "summary",
    "compilation",
    "details",
    "notes",
    "results",
    "link",
]
"""What kind of page or section a heading opens; `link` is no heading but an address or a page number."""
Passage = Literal["instruction", "context", "script", "break", "card", "present", "greeting", "covering", "sign_off"]
_WORDS = ("session_words", "group_words", "leaders", "writers")
_FIELDS = ("word_lists", *_WORDS, "headings", "passages")
_ENTRY_FIELDS = ("kind", "phrasings", "may_end_with", "at_most_words")
_LONGEST = {"headings": 14, "passages": 1000}
"""Words of a heading or passage, where a kind does not say."""


@dataclass(frozen=True, slots=True)
class HeadingWords:
    """What the file of headings says, made ready for use."""

    headings: Mapping[Kind, PhraseSet]
    """In the order of the file: a heading that fits two kinds is of the first."""
    passages: Mapping[Passage, PhraseSet]
    session_words: tuple[str, ...]
    group_words: tuple[str, ...]
    leaders: tuple[str, ...]
    writers: tuple[str, ...]


@cache
def heading_words() -> HeadingWords:
    """The heading words that come with the package, read once."""
    return load_heading_words()


def load_heading_words(path: str | Path | None = None) -> HeadingWords:
    """Read a file of heading words, by default the one that comes with the package.

    Raises `CodebookError`, one line with file, kind and field, when it is missing or not valid: unknown or missing
    fields, an unknown kind, a kind given twice, a phrasing that cannot be read or names no word list.
    """
    source = Path(path) if path else codebooks_folder() / "headings.yaml"
    data = mapping_from_yaml(read_yaml_bytes(source), source)
    _known(data, _FIELDS, f"{source}")
    lists = word_alternatives(data.get("word_lists") or {}, source)
    words = {name: _plain_words(data.get(name), f"{source}, field '{name}'") for name in _WORDS}
    return HeadingWords(
        headings=_phrase_sets(data, "headings", get_args(Kind), lists, source),
        passages=_phrase_sets(data, "passages", get_args(Passage), lists, source),
        **words,
    )


def _known(given: Mapping[str, Any], fields: Sequence[str], where: str) -> None:
    for name in given:
        if name not in fields:
            raise CodebookError(f"{where}: unknown field '{name}'{nearest_name(str(name), fields)}")


def _plain_words(value: object, where: str) -> tuple[str, ...]:
    found = tuple(word.lower() for word in texts_of(value, where))
    if not found:
        raise CodebookError(f"{where}: missing; give at least one word")
    return found


def _phrase_sets(
    data: Mapping[str, Any], field: str, kinds: Sequence[str], lists: Mapping[str, str], source: Path
) -> dict[Any, PhraseSet]:
    found: dict[str, PhraseSet] = {}
    for place, entry in enumerate(entries_of(data.get(field), f"{source}: {field}"), start=1):
        kind = text_of(entry.get("kind"), f"{source}: {field} no. {place}, field 'kind'")
        where = f"{source}: {field} '{kind}'"
        _known(entry, _ENTRY_FIELDS, where)
        if kind not in kinds:
            raise CodebookError(f"{where}: unknown kind{nearest_name(kind, kinds)}; there is {', '.join(kinds)}")
        if kind in found:
            raise CodebookError(f"{where}: given twice")
        found[kind] = _phrase_set(entry, lists, where, _LONGEST[field])
    missing = [kind for kind in kinds if kind not in found and kind != "link"]
    if missing:
        raise CodebookError(f"{source}: {field}: '{missing[0]}' is missing; its phrasings may be an empty list")
    return found


def _phrase_set(entry: Mapping[str, Any], lists: Mapping[str, str], where: str, longest: int) -> PhraseSet:
    ends = _phrases(entry, "may_end_with", lists, where)
    longest = entry.get("at_most_words", longest)
    if not isinstance(longest, int) or longest < 1:
        raise CodebookError(f"{where}, field 'at_most_words': should be a whole number above 0")
    return phrase_set(
        _phrases(entry, "phrasings", lists, where),
        may_end_with=[word for phrase in ends for run in phrase.runs for words in run for word in words],
        at_most_words=longest,
    )


def _phrases(entry: Mapping[str, Any], field: str, lists: Mapping[str, str], where: str) -> list[Phrase]:
    where = f"{where}, field '{field}'"
    found: list[Phrase] = []
    for text in texts_of(entry.get(field), where):
        try:
            found.append(parse_phrase(with_word_lists(text, lists, where), colons=True))
        except PhraseError as error:
            raise CodebookError(f"{where}: {error}") from None
    return found
