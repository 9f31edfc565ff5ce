"""Long words with one letter wrong, put right where that makes them a word that a pattern asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rusnlp.compounds import split_compound, word_readings

_LONG_WORD = 8
_LONG_CORE = 6


@dataclass(slots=True)
class Misspellings:
    """What the patterns ask for, to be found in words with one letter too many, too few, wrong, or out of order.

    One slip leaves the first or the second half of a word whole, unless two letters changed places between them; so
    only words that hold such a half are compared letter by letter.
    """

    _firsts: dict[str, list[str]] = field(default_factory=dict)
    """First half -> the words that it begins."""
    _seconds: dict[str, list[str]] = field(default_factory=dict)
    _swapped: dict[str, list[str]] = field(default_factory=dict)
    """A word with its middle letters out of order -> the word."""
    _lengths: set[int] = field(default_factory=set)

    def add(self, core: str) -> None:
        """Take in a lower-case word that is asked for; one of fewer than six letters is left out."""
        half = len(core) // 2
        if len(core) < _LONG_CORE:
            return
        swapped = core[: half - 1] + core[half] + core[half - 1] + core[half + 1 :]
        for words, piece in ((self._firsts, core[:half]), (self._seconds, core[half:]), (self._swapped, swapped)):
            if core not in words.setdefault(piece, []):
                words[piece].append(core)
                self._lengths.add(len(piece))

    def corrections(self, word: str) -> set[str]:
        """Known words that a lower-case word of eight letters or more may stand for; none for a known word."""
        if len(word) < _LONG_WORD or not word.isalpha():
            return set()
        found = set(self._candidates(word))
        if not found or _is_known(word):
            return set()
        return {corrected for corrected in found if _is_known(corrected)}

    def _candidates(self, word: str) -> Iterator[str]:
        from rapidfuzz.distance import OSA

        for length in self._lengths:
            for start in range(len(word) - length + 1):
                piece = word[start : start + length]
                end = start + length
                for core in self._swapped.get(piece, ()):
                    yield word[:start] + core + word[end:]
                for core in self._firsts.get(piece, ()):
                    for after in range(start + len(core) - 1, min(start + len(core) + 1, len(word)) + 1):
                        if OSA.distance(word[start:after], core, score_cutoff=1) == 1:
                            yield word[:start] + core + word[after:]
                for core in self._seconds.get(piece, ()):
                    for first in range(max(end - len(core) - 1, 0), end - len(core) + 2):
                        if OSA.distance(word[first:end], core, score_cutoff=1) == 1:
                            yield word[:first] + core + word[end:]


def _is_known(word: str) -> bool:
    """Tell whether the word list or the lemma list has the word, or it is a compound."""
    import simplemma

    return bool(word_readings(word) or split_compound(word)) or simplemma.is_known(word, lang="sv")
