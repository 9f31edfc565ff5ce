"""The patterns of a codebook, ready to be looked for. `rusnlp.patterns` looks."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from rusnlp.rules.misspelled_words import Misspellings
from rusnlp.rules.pattern_index import PatternIndex
from rusnlp.rules.pattern_language import Element, PatternError, parse_pattern
from rusnlp.rules.word_columns import Numbers, Pieces, Truths
from rusnlp.swedish import FUNCTION_WORDS, may_lack

if TYPE_CHECKING:
    from rusnlp.codebook import Codebook

WEAK_WEIGHT = 0.5
_KNOWN_FORMS = 500_000
# What `may_lack` says of a word: by itself, before lite ("för"), and after för ("lite").
LACKS, LACKS_BEFORE_LITTLE, LITTLE = 1, 2, 4


@dataclass(frozen=True, slots=True, eq=False)
class PatternSequence:
    """A pattern of one code, its places as numbers."""

    code: int
    pattern: str
    weight: float
    exception: bool
    places: tuple[int, ...]
    gaps: tuple[int, ...]
    anchor: int
    """Which of the places is looked for first: its least common word."""
    beside: int | None
    """The place that some word of the text must fill."""
    without: int | None
    """The place that no word of the text may fill."""
    brackets: bool
    polarity: str | None

    @property
    def is_phrase(self) -> bool:
        """True where it has more than one place."""
        return len(self.places) > 1

    @property
    def has_conditions(self) -> bool:
        """True where more than its own words decides."""
        return self.beside is not None or self.without is not None or self.brackets or self.polarity is not None


class SequenceColumns(NamedTuple):
    """What is asked of many sequences at once; one entry a sequence."""

    codes: Numbers
    patterns: Numbers
    """Number of the pattern as written."""
    weights: npt.NDArray[np.float64]
    exceptions: Truths
    conditions: Truths
    lengths: Numbers
    """Number of places."""
    next_places: tuple[Numbers, Numbers]
    """The places before and after the anchor; -1 where there is none."""
    next_gaps: tuple[Numbers, Numbers]
    """Greatest number of other words on the way there."""


@dataclass(slots=True)
class WordKinds:
    """What words can be in the patterns: words that fill the same places are of one kind."""

    places_of: Callable[[str], frozenset[int]]
    opens: dict[int, list[int]]
    """Place -> the numbers of the sequences that are looked for first in it."""
    number_of_places: int
    places: list[frozenset[int]] = field(default_factory=list)
    lacks: array[int] = field(default_factory=lambda: array("b"))
    """What words of the kind may have to do with something missing: any of LACKS, LACKS_BEFORE_LITTLE and LITTLE."""
    firsts: array[int] = field(default_factory=lambda: array("q", [0]))
    """Where in `sequences` each kind begins, and one entry for the end."""
    sequences: array[int] = field(default_factory=lambda: array("q"))
    """Kind after kind, the sequences that its words may open, in rising order."""
    _fillings: array[int] = field(default_factory=lambda: array("q"))
    """Every kind and place that it fills as one number, in rising order."""
    _numbers: dict[tuple[frozenset[int], int], int] = field(default_factory=dict)
    _of_form: dict[str, int] = field(default_factory=dict)

    def kind_of(self, form: str) -> int:
        """The number of the kind of a word as written (looked up once)."""
        kind = self._of_form.get(form)
        if kind is None:
            key = (self.places_of(form), _lack(form))
            kind = self._numbers.get(key)
            if kind is None:
                kind = self._numbers[key] = self._add(*key)
            if len(self._of_form) >= _KNOWN_FORMS:
                self._of_form.clear()
            self._of_form[form] = kind
        return kind

    def _add(self, places: frozenset[int], lacks: int) -> int:
        kind = len(self.places)
        self.places.append(places)
        self.lacks.append(lacks)
        self.sequences.extend(sorted(number for place in places for number in self.opens.get(place, ())))
        self.firsts.append(len(self.sequences))
        self._fillings.extend(kind * self.number_of_places + place for place in sorted(places))
        return kind

    def fill(self, kinds: Numbers, places: Numbers) -> Truths:
        """Tell of each kind whether its words fill the place beside it."""
        fillings = np.asarray(self._fillings)
        wanted = kinds * self.number_of_places + places
        found = np.searchsorted(fillings, wanted)
        known = found < len(fillings)
        known[known] = fillings[found[known]] == wanted[known]
        return known


@dataclass(frozen=True, slots=True, eq=False)
class CodePatterns:
    """The compiled patterns of a codebook. What words turned out to match is remembered inside."""

    codes: tuple[str, ...]
    sequences: tuple[PatternSequence, ...]
    """Those of one word before phrases, then by the place that opens them."""
    yields_to: dict[int, frozenset[int]]
    """Number of a code -> the codes whose hits leave no room for its own."""
    columns: SequenceColumns
    patterns: tuple[str, ...]
    """As written in the codebook, each once."""
    kinds: WordKinds
    pieces: Pieces


def compile_patterns(codebook: Codebook) -> CodePatterns:
    """Compile the patterns and weak patterns of every code of a codebook.

    Raises `PatternError` naming the code and the pattern that cannot be read.
    """
    index = PatternIndex(Misspellings() if codebook.misspellings else None)
    numbers: dict[Element, int] = {}

    def number_of(element: Element) -> int:
        if element not in numbers:
            numbers[element] = len(numbers)
            for item in element:
                index.add(item, numbers[element])
        return numbers[element]

    code_numbers = {code.id: number for number, code in enumerate(codebook.codes)}
    sequences: list[PatternSequence] = []
    yields_to: dict[int, frozenset[int]] = {}
    for code in codebook.codes:
        number = code_numbers[code.id]
        weighted = [(pattern, 1.0) for pattern in code.patterns]
        weighted += [(pattern, WEAK_WEIGHT) for pattern in code.weak_patterns]
        for pattern, weight in weighted:
            try:
                parsed = parse_pattern(pattern, codebook.word_lists, codebook.kin)
                if parsed.other_code is not None and parsed.other_code not in code_numbers:
                    raise PatternError(f"pattern '{pattern}': no code '{parsed.other_code}'")
            except PatternError as error:
                raise PatternError(f"code '{code.id}': {error}") from None
            if parsed.other_code is not None:
                yields_to[number] = yields_to.get(number, frozenset()) | {code_numbers[parsed.other_code]}
            without = number_of(parsed.without) if parsed.without else None
            beside = number_of(parsed.beside) if parsed.beside else None
            sequences += [
                PatternSequence(
                    code=number,
                    pattern=pattern,
                    weight=weight,
                    exception=parsed.exception,
                    places=tuple(number_of(element) for element in phrase.elements),
                    gaps=phrase.gaps,
                    anchor=max(range(len(phrase.elements)), key=lambda i: _rarity(phrase.elements[i])),
                    beside=beside,
                    without=without,
                    brackets=parsed.brackets,
                    polarity=parsed.polarity,
                )
                for phrase in parsed.phrases
            ]
    sequences.sort(key=lambda sequence: (sequence.is_phrase, sequence.places[sequence.anchor]))
    opens: dict[int, list[int]] = {}
    for i, sequence in enumerate(sequences):
        opens.setdefault(sequence.places[sequence.anchor], []).append(i)
    patterns = tuple(dict.fromkeys(sequence.pattern for sequence in sequences))
    kinds = WordKinds(index.places_of, opens, len(numbers))
    return CodePatterns(
        codes=tuple(code_numbers),
        sequences=tuple(sequences),
        yields_to=yields_to,
        columns=_columns(sequences, patterns),
        patterns=patterns,
        kinds=kinds,
        pieces=Pieces(kinds.kind_of),
    )


def _columns(sequences: Sequence[PatternSequence], patterns: Sequence[str]) -> SequenceColumns:
    number = {pattern: i for i, pattern in enumerate(patterns)}

    def whole(values: Iterable[int]) -> Numbers:
        return np.fromiter(values, np.int64, len(sequences))

    def truth(values: Iterable[bool]) -> Truths:
        return np.fromiter(values, bool, len(sequences))

    return SequenceColumns(
        codes=whole(s.code for s in sequences),
        patterns=whole(number[s.pattern] for s in sequences),
        weights=np.fromiter((s.weight for s in sequences), float, len(sequences)),
        exceptions=truth(s.exception for s in sequences),
        conditions=truth(s.has_conditions for s in sequences),
        lengths=whole(len(s.places) for s in sequences),
        next_places=(
            whole(s.places[s.anchor - 1] if s.anchor else -1 for s in sequences),
            whole(s.places[s.anchor + 1] if s.anchor < len(s.gaps) else -1 for s in sequences),
        ),
        next_gaps=(
            whole(s.gaps[s.anchor - 1] if s.anchor else -1 for s in sequences),
            whole(s.gaps[s.anchor] if s.anchor < len(s.gaps) else -1 for s in sequences),
        ),
    )


def _lack(form: str) -> int:
    little = LITTLE if may_lack("för", form) else 0
    if not may_lack(form, "lite"):
        return little
    return little | (LACKS if may_lack(form) else LACKS_BEFORE_LITTLE)


def _rarity(element: Element) -> int:
    """Greater for a place whose words are longer and no words of grammar."""
    return min(0 if item.text in FUNCTION_WORDS else len(item.text) for item in element)
