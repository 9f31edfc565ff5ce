"""The Swedish word list of hunspell-sv: its words with their flags, and the endings that they take.

The list is a dependency and is never copied.
"""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

_DISTRIBUTION = "hunspell-sv"
_FILE = "hunspell/sv_SE"
# Suffix flags that make another word rather than a form of the same: ekonom -> ekonomisk, skåne -> skånebo.
_DERIVATIONS = frozenset("Ted")
# Letters that tell most pieces of words from listed words; with more of them the list takes longer to load.
_BEGINNING = 5


class Suffix(NamedTuple):
    """One SFX rule: a base with the flag and the condition takes an ending."""

    flag: str
    fits: Callable[[str], object]
    """The condition, to be asked of the base."""
    made: str
    """The flags of the form that is made."""
    joining: bool
    """True when that form exists only inside compounds."""


@dataclass(slots=True)
class Ending:
    """The end of a word, as a place in the tree of all endings that is walked from the last letter back."""

    longer: dict[str, Ending] = field(default_factory=dict)
    """Letter before it -> the longer ending."""
    rules: dict[str, list[Suffix]] = field(default_factory=dict)
    """What the ending may stand in the place of -> the rules that say so."""


@dataclass(frozen=True, slots=True)
class WordList:
    """What the list holds of words that are spelled right."""

    flags: dict[str, tuple[str, ...]]
    """Word -> the flags of each of its entries."""
    beginnings: frozenset[str]
    """Up to `_BEGINNING` letters that words begin with."""
    no_ending: Ending

    def has_beginning(self, letters: str) -> bool:
        """Tell whether any word begins with the first few of the letters."""
        return letters[:_BEGINNING] in self.beginnings

    def endings(self, word: str) -> list[tuple[int, dict[str, list[Suffix]]]]:
        """The endings that a word may have, none and the shortest first: where each starts, and its `rules`."""
        found = []
        cut = len(word)
        ending: Ending | None = self.no_ending
        while ending is not None:
            if ending.rules:
                found.append((cut, ending.rules))
            cut -= 1
            ending = ending.longer.get(word[cut]) if cut >= 0 else None
        return found

    def may_hold_bases(self, word: str, starts: Iterable[int]) -> list[int]:
        """The places where the rest of a word begins as listed words do, its longest ending left aside.

        From any other place on it is no form of a listed word, as from nearly everywhere within a compound.
        """
        after = self.endings(word)[-1][0]
        return [start for start in starts if word[start : min(start + _BEGINNING, after)] in self.beginnings]


@cache
def word_list() -> WordList:
    """Return the word list, read once. Raises `FileNotFoundError` when hunspell-sv is not installed."""
    folder = _folder()
    flags: dict[str, tuple[str, ...]] = {}
    for row in (folder / "sv_SE.dic").read_text("utf-8").splitlines()[1:]:
        word, _, marks = row.partition("/")
        marks = marks.split(maxsplit=1)[0] if marks else ""
        if word and "!" not in marks and "%" not in marks:
            flags[word] = (*flags.get(word, ()), marks)
    no_ending = Ending()
    for row in (folder / "sv_SE.aff").read_text("utf-8").splitlines():
        fields = row.split()
        if len(fields) < 5 or fields[0] != "SFX":
            continue
        _, flag, stripped, added, condition = fields[:5]
        if flag in _DERIVATIONS:
            continue
        added, _, made = added.partition("/")
        ending = no_ending
        for letter in reversed(added.replace("0", "")):
            ending = ending.longer.setdefault(letter, Ending())
        rule = Suffix(flag, re.compile(f"{condition}$").search, made, "Z" in made or made == "WX")
        ending.rules.setdefault(stripped.replace("0", ""), []).append(rule)
    return WordList(flags=flags, beginnings=_beginnings(flags), no_ending=no_ending)


def _beginnings(words: Iterable[str]) -> frozenset[str]:
    beginnings: set[str] = set()
    for length in range(_BEGINNING, -1, -1):
        words = {word[:length] for word in words}
        beginnings |= words
    return frozenset(beginnings)


def _folder() -> Path:
    try:
        files = importlib.metadata.files(_DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.as_posix().endswith(f"{_FILE}.dic"):
            folder = Path(str(file.locate())).resolve().parent
            if (folder / "sv_SE.aff").is_file():
                return folder
    raise FileNotFoundError(
        "the Swedish word list (sv_SE.dic and sv_SE.aff) was not found; run: pip install hunspell-sv"
    )
