"""The phrase language of the catalogues of questions and headings, and its regular expressions.

`…` stands for any words, also none; `word*` for words that begin so, `*word` for words that end so; `a/b` for one word
or the other. Capitals count for nothing, nor do marks between words. A `$name` has become alternatives before a phrase
comes here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_ELEMENT = re.compile(r"…|:|[\w*/]+")


class PhraseError(ValueError):
    """A phrase that cannot be read; one line naming the fault."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase: runs of words with any words between them; each word is a tuple of alternatives, in small letters."""

    runs: tuple[tuple[tuple[str, ...], ...], ...]
    open_start: bool
    """Begins with `…`."""
    open_end: bool
    """Ends with `…`."""

    @property
    def words(self) -> int:
        """Number of words that the phrase names."""
        return sum(map(len, self.runs))


def parse_phrase(text: str, *, colons: bool = False) -> Phrase:
    """The phrase in `text`. With `colons`, a colon is an element of its own, else it is ignored like other marks.

    Raises `PhraseError` for a phrase without words, an empty alternative, and a `*` within a word.
    """
    elements = [e for e in _ELEMENT.findall(text.lower()) if colons or e != ":"]
    runs: list[list[tuple[str, ...]]] = [[]]
    for element in elements:
        if element == "…":
            runs.append([])
            continue
        alternatives = tuple(element.split("/"))
        for word in alternatives:
            if not word.strip("*"):
                raise PhraseError(f"'{text}': a word is missing beside '/' or before '*'")
            if "*" in word[1:-1]:
                raise PhraseError(f"'{text}': '*' must begin or end a word")
        runs[-1].append(alternatives)
    filled = tuple(tuple(run) for run in runs if run)
    if not filled:
        raise PhraseError(f"'{text}': no words")
    return Phrase(filled, open_start=not runs[0], open_end=not runs[-1])


def word_regex(alternatives: Sequence[str]) -> str:
    """A regular expression for one word, given its alternatives, `*` included."""
    return "(?:" + "|".join(map(_one_word_regex, alternatives)) + ")"


def _one_word_regex(word: str) -> str:
    return r"\w*" * word.startswith("*") + re.escape(word.strip("*")) + r"\w*" * word.endswith("*")


def run_regex(run: Sequence[Sequence[str]]) -> str:
    """A regular expression for words that stand side by side, with nothing but marks and blanks between them."""
    pieces: list[str] = []
    for place, alternatives in enumerate(run):
        if ":" in alternatives:
            pieces.append(r"\s*:")
        else:
            pieces.append((r"\W+" if ":" not in run[place - 1] else r"\W*") if place else "")
            pieces.append(word_regex(alternatives))
    return "".join(pieces)


@dataclass(frozen=True, slots=True)
class PhraseSet:
    """Phrases made ready for comparing with whole texts."""

    at_start: re.Pattern[str] | None
    anywhere: re.Pattern[str] | None
    at_most_words: int

    def meets(self, folded: str) -> bool:
        """Whether one of the phrases is met by the whole of a text; the text must be in small letters (`str.lower`)."""
        found = (self.at_start and self.at_start.match(folded)) or (self.anywhere and self.anywhere.search(folded))
        return bool(found) and len(folded.split()) <= self.at_most_words


def phrase_set(phrases: Iterable[Phrase], *, may_end_with: Sequence[str] = (), at_most_words: int = 1000) -> PhraseSet:
    """A `PhraseSet`; `may_end_with` are words, and beside them numbers, that may follow a phrase that is not open."""
    tail = rf"(?:\W+(?:{word_regex(may_end_with)}|\d+)\b)*" if may_end_with else ""
    at_start: list[str] = []
    anywhere: list[str] = []
    for phrase in phrases:
        regex = r"\b.*?\b".join(run_regex(run) for run in phrase.runs)
        ends_in_colon = phrase.runs[-1][-1] == (":",)
        end = ("" if ends_in_colon else r"\b") if phrase.open_end else rf"{tail}\W*$"
        (anywhere if phrase.open_start else at_start).append(regex + end)
    return PhraseSet(
        at_start=re.compile(rf"\W*(?:{'|'.join(at_start)})", re.DOTALL) if at_start else None,
        anywhere=re.compile(rf"\b(?:{'|'.join(anywhere)})", re.DOTALL) if anywhere else None,
        at_most_words=at_most_words,
    )
