"""Finding what a codebook's patterns say in a text. `rusnlp.pattern_language` tells how patterns are written.

Words are looked up once: what a written form can match is kept, and phrases are then sought among numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fnmatch import translate
from typing import TYPE_CHECKING, NamedTuple

from rusnlp.compounds import constituents
from rusnlp.pattern_language import Element, Item, PatternError, parse_pattern
from rusnlp.swedish import FUNCTION_WORDS, Token, dictionary_forms, lacking, may_lack, tokens

if TYPE_CHECKING:
    from rusnlp.codebook import Codebook

WEAK_WEIGHT = 0.5


class Hit(NamedTuple):
    """Words of a text that speak for a code."""

    code: str
    start: int
    """Code points in the text, end exclusive."""
    end: int
    text: str
    pattern: str
    """As written in the codebook."""
    polarity: str
    """`nämns`, or `saknas` where the clause says that it is missing, denied or insufficient."""
    weight: float
    """1.0, or 0.5 for a weak pattern."""


@dataclass(frozen=True, slots=True, eq=False)
class _Sequence:
    """A pattern of one code, its places as numbers."""

    code: int
    pattern: str
    weight: float
    exception: bool
    elements: tuple[int, ...]
    gaps: tuple[int, ...]
    anchor: int
    """The place that is looked for first: its least common word."""
    needs: frozenset[int]
    """The places that some word of the text must fill."""
    without: int | None
    """The place that no word of the text may fill."""
    brackets: bool


@dataclass(frozen=True, slots=True)
class _Word:
    """What one written form can be in the patterns."""

    elements: frozenset[int]
    singles: tuple[_Sequence, ...]
    anchors: tuple[_Sequence, ...]
    may_lack: bool


@dataclass(frozen=True, slots=True)
class _Index:
    """From a property of a word to the numbers of the places that accept it."""

    forms: dict[str, list[int]] = field(default_factory=dict)
    lemmas: dict[str, list[int]] = field(default_factory=dict)
    modifiers: dict[str, list[int]] = field(default_factory=dict)
    heads: dict[str, list[int]] = field(default_factory=dict)
    acronyms: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    globs: list[tuple[re.Pattern[str], int]] = field(default_factory=list)

    def add(self, item: Item, number: int) -> None:
        if item.kind == "form":
            self.forms.setdefault(item.text, []).append(number)
        elif item.kind == "glob":
            self.globs.append((re.compile(translate(item.text)), number))
        elif item.kind == "acronym":
            self.acronyms.setdefault(item.text, []).append((item.where, number))
        else:
            if item.where in ("word", "anywhere"):
                self.lemmas.setdefault(item.text, []).append(number)
            if item.where in ("modifier", "anywhere"):
                self.modifiers.setdefault(item.text, []).append(number)
            if item.where in ("head", "anywhere"):
                self.heads.setdefault(item.text, []).append(number)

    def numbers_of(self, form: str) -> frozenset[int]:
        """The places that a word as written can fill."""
        lower = form.lower()
        found = set(self.forms.get(lower.rstrip("-"), ()))
        for word in dictionary_forms(form):
            found.update(self.lemmas.get(word, ()))
        parts = constituents(lower)
        for part in parts.modifiers:
            found.update(self.modifiers.get(part, ()))
        for part in parts.heads:
            found.update(self.heads.get(part, ()))
        found.update(number for regex, number in self.globs if regex.match(lower))
        found.update(self._acronym_numbers(form))
        return frozenset(found)

    def _acronym_numbers(self, form: str) -> list[int]:
        pieces = form.split("-")
        found = []
        for i, piece in enumerate(pieces):
            where = "word" if len(pieces) == 1 else "head" if i == len(pieces) - 1 else "modifier"
            acronym = piece if piece.isupper() else piece.partition(":")[0].removesuffix("s")
            found += [n for wanted, n in self.acronyms.get(acronym, ()) if wanted in (where, "anywhere")]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class CodePatterns:
    """The compiled patterns of a codebook. What words turned out to match is remembered inside."""

    codes: tuple[str, ...]
    _index: _Index
    _singles: dict[int, list[_Sequence]]
    _anchors: dict[int, list[_Sequence]]
    _words: dict[str, _Word] = field(default_factory=dict)

    def word(self, form: str) -> _Word:
        """What one written form can be in the patterns (looked up once)."""
        found = self._words.get(form)
        if found is None:
            numbers = self._index.numbers_of(form)
            found = _Word(
                numbers,
                tuple(sequence for number in sorted(numbers) for sequence in self._singles.get(number, ())),
                tuple(sequence for number in sorted(numbers) for sequence in self._anchors.get(number, ())),
                may_lack(form),
            )
            self._words[form] = found
        return found


def compile_patterns(codebook: Codebook) -> CodePatterns:
    """Compile the patterns and weak patterns of every code of a codebook.

    Raises `PatternError` naming the code and the pattern that cannot be read.
    """
    index = _Index()
    numbers: dict[Element, int] = {}
    singles: dict[int, list[_Sequence]] = {}
    anchors: dict[int, list[_Sequence]] = {}

    def number_of(element: Element) -> int:
        if element not in numbers:
            numbers[element] = len(numbers)
            for item in element:
                index.add(item, numbers[element])
        return numbers[element]

    for code_number, code in enumerate(codebook.codes):
        weighted = [(pattern, 1.0) for pattern in code.patterns]
        weighted += [(pattern, WEAK_WEIGHT) for pattern in code.weak_patterns]
        for pattern, weight in weighted:
            try:
                parsed = parse_pattern(pattern, codebook.word_lists)
            except PatternError as error:
                raise PatternError(f"code '{code.id}': {error}") from None
            without = number_of(parsed.without) if parsed.without else None
            beside = number_of(parsed.beside) if parsed.beside else None
            for phrase in parsed.phrases:
                elements, gaps = phrase.elements, phrase.gaps
                ids = tuple(number_of(element) for element in elements)
                anchor = max(range(len(ids)), key=lambda i: _rarity(elements[i]))
                sequence = _Sequence(
                    code=code_number,
                    pattern=pattern,
                    weight=weight,
                    exception=parsed.exception,
                    elements=ids,
                    gaps=gaps,
                    anchor=anchor,
                    needs=frozenset(ids) if beside is None else frozenset({*ids, beside}),
                    without=without,
                    brackets=parsed.brackets,
                )
                home = singles if len(ids) == 1 else anchors
                home.setdefault(ids[anchor], []).append(sequence)
    return CodePatterns(tuple(code.id for code in codebook.codes), index, singles, anchors)


def _rarity(element: Element) -> int:
    """Greater for a place whose words are longer and no words of grammar."""
    return min(0 if item.text in FUNCTION_WORDS else len(item.text) for item in element)


class _Span(NamedTuple):
    sequence: _Sequence
    first: int
    after: int


def find_hits(text: str, compiled: CodePatterns) -> list[Hit]:
    """Return what the patterns find in a text, in the order of the text and, at one place, of the codebook.

    Offsets are code points in `text` (NFC). Per code, hits never overlap. Case matters for acronyms only.
    """
    words = tokens(text)
    known = compiled._words
    found = [known.get(token.text) or compiled.word(token.text) for token in words]
    everywhere: frozenset[int] = frozenset().union(*(word.elements for word in found))
    spans: list[_Span] = []
    sentences: list[int] | None = None
    for i, word in enumerate(found):
        for sequence in word.singles:
            if sequence.needs <= everywhere:
                spans.append(_Span(sequence, i, i + 1))
        for sequence in word.anchors:
            if sequence.needs <= everywhere:
                sentences = sentences or _sentences(text, words)
                span = _phrase(sequence, i, found, sentences)
                if span:
                    spans.append(span)
    if not spans:
        return []
    spans = _that_count(spans, everywhere, words, text)
    missing = lacking(text, words) if any(word.may_lack for word in found) else None
    hits = []
    for sequence, first, after in spans:
        start, end = words[first].start, words[after - 1].end
        polarity = "saknas" if missing and any(missing[first:after]) else "nämns"
        hits.append(
            Hit(compiled.codes[sequence.code], start, end, text[start:end], sequence.pattern, polarity, sequence.weight)
        )
    return hits


def _sentences(text: str, words: list[Token]) -> list[int]:
    numbers = []
    number = end = 0
    for word in words:
        between = text[end : word.start]
        if not between.isspace() and any(mark in between for mark in ".!?;\n"):
            number += 1
        numbers.append(number)
        end = word.end
    return numbers


def _phrase(sequence: _Sequence, i: int, found: list[_Word], sentences: list[int]) -> _Span | None:
    """The shortest way to fill the other places when word `i` fills the anchor."""
    last = _reach(sequence, sequence.anchor, i, 1, found, sentences)
    if last is None:
        return None
    first = _reach(sequence, sequence.anchor, i, -1, found, sentences)
    return None if first is None else _Span(sequence, first, last + 1)


def _reach(sequence: _Sequence, place: int, i: int, step: int, found: list[_Word], sentences: list[int]) -> int | None:
    """Number of the outermost word when the places beside `place` are filled in one direction."""
    beside = place + step
    if not 0 <= beside < len(sequence.elements):
        return i
    element = sequence.elements[beside]
    gap = sequence.gaps[min(place, beside)]
    for distance in range(1, gap + 2):
        j = i + step * distance
        if not 0 <= j < len(found) or sentences[j] != sentences[i]:
            return None
        if element in found[j].elements:
            outermost = _reach(sequence, beside, j, step, found, sentences)
            if outermost is not None:
                return outermost
    return None


def _in_brackets(text: str, position: int) -> bool:
    return text.count("(", 0, position) > text.count(")", 0, position)


def _that_count(spans: list[_Span], everywhere: frozenset[int], words: list[Token], text: str) -> list[_Span]:
    """Leave out what conditions, exceptions and better hits of the same code rule out."""
    by_code: dict[int, list[_Span]] = {}
    for span in spans:
        sequence = span.sequence
        if sequence.without in everywhere:
            continue
        if sequence.brackets and not _in_brackets(text, words[span.first].start):
            continue
        by_code.setdefault(sequence.code, []).append(span)
    kept: list[_Span] = []
    for group in by_code.values():
        if len(group) == 1 and not group[0].sequence.exception:
            kept += group
            continue
        exceptions = [(span.first, span.after) for span in group if span.sequence.exception]
        taken: list[tuple[int, int]] = []
        group.sort(key=lambda s: (-s.sequence.weight, words[s.first].start - words[s.after - 1].end, s.first))
        for span in group:
            if span.sequence.exception or any(a <= span.first and span.after <= b for a, b in exceptions):
                continue
            if all(span.after <= a or b <= span.first for a, b in taken):
                taken.append((span.first, span.after))
                kept.append(span)
    kept.sort(key=lambda span: (span.first, span.sequence.code, span.after))
    return kept
