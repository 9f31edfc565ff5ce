"""Finding what a codebook's patterns say in texts. `rusnlp.rules.pattern_language` tells how patterns are written.

A whole column of texts is gone through at once: every distinct word is looked up once, and from there on only the
words that can open a pattern are looked at, as columns of numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from rusnlp.rules.compiled_patterns import (
    LACKS,
    LACKS_BEFORE_LITTLE,
    LITTLE,
    WEAK_WEIGHT,
    CodePatterns,
    PatternSequence,
    compile_patterns,
)
from rusnlp.rules.pattern_language import POLARITIES
from rusnlp.rules.word_columns import Numbers, Truths, Words, blocks, spread
from rusnlp.swedish import Token, lacking

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["WEAK_WEIGHT", "CodePatterns", "Hit", "HitTable", "compile_patterns", "find_hits", "hits_of_texts"]


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
class HitTable:
    """Hits as columns, one row a hit: text by text and, within one, in the order of the text and of the codebook."""

    texts: Sequence[str]
    """The texts that were searched."""
    codes: tuple[str, ...]
    patterns: tuple[str, ...]
    """As written in the codebook."""
    row: npt.NDArray[np.int32]
    """Which of `texts`."""
    code: npt.NDArray[np.int32]
    """Which of `codes`."""
    start: npt.NDArray[np.int32]
    """Code points in the text, end exclusive."""
    end: npt.NDArray[np.int32]
    pattern: npt.NDArray[np.int32]
    """Which of `patterns`."""
    lacking: Truths
    """True where the polarity is `saknas`."""
    weight: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.row)

    def hits(self) -> Iterator[tuple[int, Hit]]:
        """Every hit with the number of its text."""
        columns = (self.row, self.code, self.start, self.end, self.pattern, self.lacking, self.weight)
        for row, code, start, end, pattern, missing, weight in zip(*(c.tolist() for c in columns), strict=True):
            words = self.texts[row][start:end]
            yield row, Hit(self.codes[code], start, end, words, self.patterns[pattern], POLARITIES[missing], weight)

    def hits_by_text(self) -> list[list[Hit]]:
        """The hits of each text; an empty list where there is none."""
        found: list[list[Hit]] = [[] for _ in self.texts]
        for row, hit in self.hits():
            found[row].append(hit)
        return found

    def frame(self) -> pd.DataFrame:
        """The table with names in place of numbers: row (number of the text), and the fields of `Hit`."""
        import pandas as pd

        rows = [(row, *hit) for row, hit in self.hits()]
        return pd.DataFrame(rows, columns=["row", *Hit._fields])


def find_hits(text: str, compiled: CodePatterns) -> list[Hit]:
    """Return what the patterns find in a text, in the order of the text and, at one place, of the codebook.

    Offsets are code points in `text` (NFC). Per code, hits never overlap. Case matters for acronyms only. For more
    than a few texts `hits_of_texts` is many times faster and finds the same.
    """
    return hits_of_texts([text], compiled).hits_by_text()[0]


def hits_of_texts(texts: Sequence[str], compiled: CodePatterns) -> HitTable:
    """Return what the patterns find in each of the texts, as columns; what `find_hits` gives, for all at once.

    An empty sequence gives a table of no rows.
    """
    found = [_block_hits(block, first, compiled) for first, block in blocks(texts)] or [_block_hits([], 0, compiled)]
    row, code, start, end, pattern, missing, weight = map(np.concatenate, zip(*found, strict=True))
    return HitTable(
        texts=texts,
        codes=compiled.codes,
        patterns=compiled.patterns,
        row=row.astype(np.int32),
        code=code.astype(np.int32),
        start=start.astype(np.int32),
        end=end.astype(np.int32),
        pattern=pattern.astype(np.int32),
        lacking=missing.astype(bool),
        weight=weight.astype(np.float32),
    )


class _Spans(NamedTuple):
    """Where patterns fit, as columns; in the order in which they are come upon."""

    sequences: Numbers
    firsts: Numbers
    """Number of the first word in the block, and of the one after the last."""
    afters: Numbers

    def where(self, chosen: Truths | Numbers) -> _Spans:
        return _Spans(self.sequences[chosen], self.firsts[chosen], self.afters[chosen])


def _block_hits(texts: Sequence[str], first_text: int, compiled: CodePatterns) -> tuple[npt.NDArray[np.generic], ...]:
    words = compiled.pieces.words_of(texts)
    spans = _candidates(words, compiled)
    missing = _missing(spans, words, texts, compiled)
    hold = _under_conditions(spans, missing, words, compiled)
    spans, missing = spans.where(hold), missing[hold]
    counted = _counted(spans, words, compiled)
    spans, missing = spans.where(counted), missing[counted]
    number = words.texts[spans.firsts]
    columns = compiled.columns
    codes = columns.codes[spans.sequences]
    order = np.lexsort((spans.afters, codes, spans.firsts))
    of_hit = (
        number + first_text,
        codes,
        words.starts[spans.firsts] - words.offsets[number],
        words.ends[spans.afters - 1] - words.offsets[number],
        columns.patterns[spans.sequences],
        missing,
        columns.weights[spans.sequences],
    )
    return tuple(column[order] for column in of_hit)


def _candidates(words: Words, compiled: CodePatterns) -> _Spans:
    """Every place where the words of a pattern stand, leaving its conditions aside; one a word that opens it."""
    kinds, columns = compiled.kinds, compiled.columns
    kind_firsts = np.asarray(kinds.firsts)
    opening = np.flatnonzero(np.diff(kind_firsts)[words.kinds])
    of_kind = words.kinds[opening]
    row, place = spread(kind_firsts[of_kind], kind_firsts[of_kind + 1])
    sequences, firsts = np.asarray(kinds.sequences)[place], opening[row]
    afters = firsts + 1
    fits = np.ones(len(sequences), dtype=bool)
    phrases = np.flatnonzero(columns.lengths[sequences] > 1)
    before, after = (_distances(words, firsts[phrases], sequences[phrases], side, compiled) for side in (0, 1))
    fits[phrases] = (before >= 0) & (after >= 0)
    firsts[phrases] -= before
    afters[phrases] += after
    for i in phrases[fits[phrases] & (columns.lengths[sequences[phrases]] > 2)]:
        sequence = compiled.sequences[sequences[i]]
        last, first = (
            _outermost(sequence, sequence.anchor, int(opening[row[i]]), step, words, compiled) for step in (1, -1)
        )
        fits[i] = first is not None and last is not None
        if first is not None and last is not None:
            firsts[i], afters[i] = first, last + 1
    return _Spans(sequences[fits], firsts[fits], afters[fits])


def _distances(words: Words, anchors: Numbers, sequences: Numbers, side: int, compiled: CodePatterns) -> Numbers:
    """How many words from its anchor the next place of each sequence is filled, before it or (side 1) after it.

    0 where there is no such place, -1 where no word fills it.
    """
    places, gaps = compiled.columns.next_places[side][sequences], compiled.columns.next_gaps[side][sequences]
    found = np.where(gaps < 0, 0, -1)
    left = np.flatnonzero(gaps >= 0)
    for distance in range(1, int(gaps.max(initial=-1)) + 2):
        left = left[gaps[left] >= distance - 1]
        if not len(left):
            break
        others = anchors[left] + (distance if side else -distance)
        inside = (others >= 0) & (others < len(words.kinds))
        left, others = left[inside], others[inside]
        inside = words.sentences[others] == words.sentences[anchors[left]]
        left, others = left[inside], others[inside]
        filled = compiled.kinds.fill(words.kinds[others], places[left])
        found[left[filled]] = distance
        left = left[~filled]
    return found


def _outermost(
    sequence: PatternSequence, place: int, word: int, step: int, words: Words, compiled: CodePatterns
) -> int | None:
    """Number of the outermost word when the places beside `place` are filled in one direction, the nearest way."""
    beside = place + step
    if not 0 <= beside < len(sequence.places):
        return word
    for other in range(word + step, word + step * (sequence.gaps[min(place, beside)] + 2), step):
        if not 0 <= other < len(words.kinds) or words.sentences[other] != words.sentences[word]:
            return None
        if sequence.places[beside] in compiled.kinds.places[words.kinds[other]]:
            outermost = _outermost(sequence, beside, other, step, words, compiled)
            if outermost is not None:
                return outermost
    return None


def _missing(spans: _Spans, words: Words, texts: Sequence[str], compiled: CodePatterns) -> Truths:
    """Tell of each span whether any of its words is said to be missing."""
    marked = np.zeros(len(words.kinds) + 1, dtype=np.int64)
    lacks = np.asarray(compiled.kinds.lacks)[words.kinds]
    may_lack = (lacks & LACKS).astype(bool)
    may_lack[:-1] |= ((lacks[:-1] & LACKS_BEFORE_LITTLE) != 0) & ((lacks[1:] & LITTLE) != 0)
    for number in np.intersect1d(words.texts[may_lack], words.texts[spans.firsts]).tolist():
        text, first, after = texts[number], words.firsts[number], words.firsts[number + 1]
        starts, ends = ((column[first:after] - words.offsets[number]).tolist() for column in (words.starts, words.ends))
        tokens = [Token(text[start:end], start, end) for start, end in zip(starts, ends, strict=True)]
        marked[first + 1 : after + 1] = lacking(text, tokens)
    before = np.cumsum(marked)
    return before[spans.afters] > before[spans.firsts]


def _under_conditions(spans: _Spans, missing: Truths, words: Words, compiled: CodePatterns) -> Truths:
    """Tell of each span whether the conditions of its pattern hold."""
    hold = np.ones(len(missing), dtype=bool)
    conditional = np.flatnonzero(compiled.columns.conditions[spans.sequences])
    firsts = spans.firsts[conditional]
    columns = (conditional, spans.sequences[conditional], words.texts[firsts], words.starts[firsts])
    places_in: dict[int, frozenset[int]] = {}
    for i, number, text, start in zip(*(column.tolist() for column in columns), strict=True):
        sequence = compiled.sequences[number]
        if text not in places_in and (sequence.beside is not None or sequence.without is not None):
            kinds = set(words.kinds[words.firsts[text] : words.firsts[text + 1]].tolist())
            places_in[text] = frozenset().union(*(compiled.kinds.places[kind] for kind in kinds))
        hold[i] = (
            (sequence.beside is None or sequence.beside in places_in[text])
            and (sequence.without is None or sequence.without not in places_in[text])
            and sequence.polarity in (None, POLARITIES[int(missing[i])])
            and (not sequence.brackets or _in_brackets(words, text, start))
        )
    return hold


def _in_brackets(words: Words, text: int, position: int) -> bool:
    offset = int(words.offsets[text])
    return words.joined.count("(", offset, position) > words.joined.count(")", offset, position)


def _counted(spans: _Spans, words: Words, compiled: CodePatterns) -> Truths:
    """Tell of each span whether it counts: not excepted, and not beaten by a better one of the same code."""
    exceptions, codes = compiled.columns.exceptions[spans.sequences], compiled.columns.codes[spans.sequences]
    rivals = words.texts[spans.firsts] * len(compiled.codes) + codes
    contested = _contested(rivals, spans, exceptions)
    counted = ~contested
    counted[_best(np.flatnonzero(contested), rivals, spans, exceptions, words, compiled)] = True
    yielding = np.zeros(len(counted), dtype=bool)
    for code, others in compiled.yields_to.items():
        own = np.flatnonzero(counted & (codes == code))
        other = counted & np.isin(codes, list(others))
        yielding[own] = _within(spans.where(own), spans.where(other))
    return counted & ~yielding


def _contested(rivals: Numbers, spans: _Spans, exceptions: Truths) -> Truths:
    """Tell of each span whether it has an exception or an overlap among those of the same number in `rivals`."""
    order = np.lexsort((spans.firsts, rivals))
    of_group = np.cumsum(np.append(True, np.diff(rivals[order]) != 0)[: len(order)])
    overlaps = (spans.firsts[order][1:] < spans.afters[order][:-1]) & (of_group[1:] == of_group[:-1])
    contested = np.zeros(len(order) + 1, dtype=bool)
    contested[of_group[exceptions[order]]] = True
    contested[of_group[1:][overlaps]] = True
    found = np.empty(len(order), dtype=bool)
    found[order] = contested[of_group]
    return found


def _best(
    members: Numbers, rivals: Numbers, spans: _Spans, exceptions: Truths, words: Words, compiled: CodePatterns
) -> list[int]:
    """Those of the spans `members` that count among their rivals: the heaviest, the longest of these, the first."""
    lengths = words.ends[spans.afters[members] - 1] - words.starts[spans.firsts[members]]
    weights = compiled.columns.weights[spans.sequences[members]]
    ranked = members[np.lexsort((spans.firsts[members], -lengths, -weights, rivals[members]))]
    columns = (ranked, rivals[ranked], spans.firsts[ranked], spans.afters[ranked], exceptions[ranked])
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    # Words that no other hit of the same code in the same text may take, or lie within.
    excepted: dict[int, list[tuple[int, int]]] = {}
    taken: dict[int, list[tuple[int, int]]] = {}
    for _, group, first, after, exception in rows:
        if exception:
            excepted.setdefault(group, []).append((first, after))
    best = []
    for span, group, first, after, exception in rows:
        if exception or any(a <= first and after <= b for a, b in excepted.get(group, ())):
            continue
        if all(after <= a or b <= first for a, b in taken.setdefault(group, [])):
            taken[group].append((first, after))
            best.append(span)
    return best


def _within(inner: _Spans, outer: _Spans) -> Truths:
    """Tell of each inner span whether an outer one holds all its words."""
    order = np.argsort(outer.firsts, kind="stable")
    reach = np.maximum.accumulate(outer.afters[order])
    at = np.searchsorted(outer.firsts[order], inner.firsts, side="right") - 1
    return np.array([i >= 0 and reach[i] >= after for i, after in zip(at, inner.afters, strict=True)], dtype=bool)
