"""From a written word to the places in patterns that it can fill."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import translate

from rusnlp.compounds import constituents
from rusnlp.rules.misspelled_words import Misspellings
from rusnlp.rules.pattern_language import Item
from rusnlp.rules.word_outlines import Outlines, outline
from rusnlp.swedish import dictionary_forms

_Places = dict[str, list[int]]
_KNOWN_WORDS = 500_000


@dataclass(frozen=True, slots=True)
class Globs:
    """Words with a * in them, found by their beginning, their end or what they hold."""

    beginnings: _Places = field(default_factory=dict)
    ends: _Places = field(default_factory=dict)
    inside: _Places = field(default_factory=dict)
    others: list[tuple[re.Pattern[str], int]] = field(default_factory=list)
    _lengths: tuple[set[int], set[int]] = field(default_factory=lambda: (set(), set()))

    def add(self, glob: str, place: int) -> None:
        """Let `place` accept the words of a lower-case glob."""
        glob = re.sub(r"\*+", "*", glob)
        core = glob.strip("*")
        if "*" in core:
            self.others.append((re.compile(translate(glob)), place))
        elif glob == f"{core}*":
            self.beginnings.setdefault(core, []).append(place)
            self._lengths[0].add(len(core))
        elif glob == f"*{core}":
            self.ends.setdefault(core, []).append(place)
            self._lengths[1].add(len(core))
        else:
            self.inside.setdefault(core, []).append(place)

    def places_of(self, word: str) -> Iterator[int]:
        """The places that a lower-case word fills."""
        for length in self._lengths[0]:
            yield from self.beginnings.get(word[:length], ())
        for length in self._lengths[1]:
            yield from self.ends.get(word[-length:], ())
        for core, places in self.inside.items():
            if core in word:
                yield from places
        for regex, place in self.others:
            if regex.match(word):
                yield place


@dataclass(frozen=True, slots=True)
class PatternIndex:
    """From a property of a word to the numbers of the places that accept it."""

    misspellings: Misspellings | None = None
    """Where given, long words with one letter wrong fill the places of the right word."""

    forms: _Places = field(default_factory=dict)
    lemmas: _Places = field(default_factory=dict)
    modifiers: _Places = field(default_factory=dict)
    heads: _Places = field(default_factory=dict)
    acronyms: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    globs: Globs = field(default_factory=Globs)
    outlines: Outlines = field(default_factory=Outlines)
    _known: dict[str, frozenset[int]] = field(default_factory=dict)
    """Lower-case words and the places they fill."""

    def add(self, item: Item, place: int) -> None:
        """Let `place` accept what the item says."""
        if self.misspellings is not None and item.kind != "acronym":
            self.misspellings.add(item.text.strip("*"))
        if item.kind == "form":
            self.forms.setdefault(item.text, []).append(place)
        elif item.kind == "glob":
            self.globs.add(item.text, place)
        elif item.kind == "acronym":
            self.acronyms.setdefault(item.text, []).append((item.where, place))
        else:
            if item.where in ("word", "anywhere"):
                self.lemmas.setdefault(item.text, []).append(place)
                self.outlines.add_word(item.text)
            if item.where != "word":
                self.outlines.add_part(item.text)
            if item.where in ("modifier", "anywhere"):
                self.modifiers.setdefault(item.text, []).append(place)
            if item.where in ("head", "anywhere"):
                self.heads.setdefault(item.text, []).append(place)

    def places_of(self, form: str) -> frozenset[int]:
        """The places that a word as written can fill."""
        lower = form.lower()
        if lower not in self._known:
            if len(self._known) >= _KNOWN_WORDS:
                self._known.clear()
            places = frozenset(self._places_of_lower(lower))
            if self.misspellings is not None:
                for corrected in self.misspellings.corrections(lower):
                    places = places.union(self._places_of_lower(corrected))
            self._known[lower] = places
        found = self._known[lower]
        return found.union(self._acronym_places(form)) if self.acronyms and form != lower else found

    def _places_of_lower(self, word: str) -> Iterator[int]:
        """The word lists are asked only where they may know of a place."""
        yield from self.globs.places_of(word)
        yield from self.forms.get(word.rstrip("-"), ())
        outlined = outline(word)
        if self.outlines.may_be_word(word, outlined):
            yield from _all(self.lemmas, dictionary_forms(word))
        if self.outlines.may_have_part(word, outlined):
            parts = constituents(word)
            yield from _all(self.modifiers, parts.modifiers)
            yield from _all(self.heads, parts.heads)

    def _acronym_places(self, form: str) -> Iterator[int]:
        pieces = form.split("-")
        for i, piece in enumerate(pieces):
            where = "word" if len(pieces) == 1 else "head" if i == len(pieces) - 1 else "modifier"
            acronym = piece if piece.isupper() else piece.partition(":")[0].removesuffix("s")
            for wanted, place in self.acronyms.get(acronym, ()):
                if wanted in (where, "anywhere"):
                    yield place


def _all(places: _Places, words: Iterable[str]) -> Iterator[int]:
    for word in words:
        yield from places.get(word, ())
