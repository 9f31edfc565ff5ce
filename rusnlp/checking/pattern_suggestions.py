"""Patterns that a code may lack: words of the statements that a person gave the code and its patterns do not find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from rusnlp.codebook import Codebook
from rusnlp.compounds import constituents
from rusnlp.keyness import keyness
from rusnlp.patterns import compile_patterns, hits_of_texts
from rusnlp.swedish import FUNCTION_WORDS, STOP_WORDS, Token, lemma, tokens

SUGGESTION_COLUMNS = (
    "pattern", "count_in", "count_out", "share_in", "precision", "log_odds", "z", "words", "examples",
)  # fmt: skip
FEWEST = 3
LEAST_Z = 3.3
"""So many words are tried that z of 2 is nothing: with 5 to 80 of 718 statements drawn by chance, 150 times each, some
pattern reached 2 in up to 97 % of the draws, 3 in up to 17 %, and 3.3 in at most 10 %."""
_MOST_TOLD = 5
_SHORTEST_PART = 3
_REMEMBERED_WORDS = 50_000


class _TermRows(NamedTuple):
    """The terms of some texts and which texts have them, as columns."""

    terms: dict[str, int]
    """Term -> its number."""
    numbers: npt.NDArray[np.int64]
    """Terms in texts, term by term: the number of the term, and the number of the text beside it."""
    rows: npt.NDArray[np.int64]
    firsts: npt.NDArray[np.int64]
    """Where each term begins in the two columns, and one entry for the end."""

    def having(self, term: str) -> list[int]:
        """The texts with the term, in order."""
        number = self.terms[term]
        return self.rows[self.firsts[number] : self.firsts[number + 1]].tolist()

    def counts(self, chosen: Sequence[bool]) -> npt.NDArray[np.int64]:
        """How many of the chosen texts have each term."""
        return np.bincount(self.numbers[np.array(chosen, dtype=bool)[self.rows]], minlength=len(self.terms))


def suggest_patterns(
    texts: Sequence[str],
    ids: Sequence[str],
    coded: Sequence[bool],
    codebook: Codebook,
    code: str,
    *,
    fewest: int = FEWEST,
    least_z: float = LEAST_Z,
) -> pd.DataFrame:
    """Patterns that mark the statements with the code that no pattern of it finds, against all other statements.

    `texts`, `ids` and `coded` (whether a person gave the statement the code) go together. Columns
    `SUGGESTION_COLUMNS`: pattern, ready to be pasted (a word, a part of compounds, two words in a row); count_in and
    count_out, statements with it among the missed ones and among all others; share_in, of the missed ones; precision,
    share of all statements with it that a person gave the code; log_odds and z as in `rusnlp.keyness`, each pattern
    counted once a statement; words, as written; examples, ids of missed statements. Greatest z first.

    Only patterns in at least `fewest` missed statements and with z of at least `least_z`; empty when nothing stands
    out. Of the ways to ask for a word (samverkan, samverkan-, -samverkan-) the one with the greatest z is given, a
    pair only when it is more precise than its words, and nothing whose written forms mostly stand higher up. Raises
    `KeyError` for an unknown code.
    """
    missed = missed_by_patterns(texts, coded, codebook, code)
    found_in = _term_rows(tuple(texts))
    number_in, number_coded, number = (found_in.counts(rows) for rows in (missed, coded, [True] * len(texts)))
    count_in = dict(zip(found_in.terms, number_in.tolist(), strict=True))
    found = keyness(count_in, dict(zip(found_in.terms, (number - number_in).tolist(), strict=True)))
    found = found[(found["count_in"] >= fewest) & (found["z"] >= least_z)]
    precision = dict(zip(found_in.terms, (number_coded / number).tolist(), strict=True))
    best: list[dict[str, Any]] = []
    told: set[str] = set()
    for ranked in found.to_dict("records"):
        term = ranked["term"]
        rows = [row for row in found_in.having(term) if missed[row]]
        forms = _forms(term, [texts[row] for row in rows])
        new = sum(count for form, count in forms.items() if form not in told)
        if told & set(_words(term)) or 2 * new < sum(forms.values()) or _adds_nothing(term, forms, count_in, precision):
            continue
        told.update(_words(term), forms)
        best.append(
            {
                **ranked,
                "pattern": term,
                "share_in": round(len(rows) / sum(missed), 4),
                "precision": round(precision[term], 4),
                "words": list(forms)[:_MOST_TOLD],
                "examples": [ids[row] for row in rows[:_MOST_TOLD]],
            }
        )
    return pd.DataFrame(best, columns=list(SUGGESTION_COLUMNS)).round({"log_odds": 3, "z": 3})


def _adds_nothing(term: str, forms: Iterable[str], count_in: Mapping[str, int], precision: Mapping[str, float]) -> bool:
    """Whether a simpler pattern does as well: one word for a pair of words, or for a part of one compound only."""
    if " " in term:
        return any(precision.get(word, 0.0) >= precision[term] for word in _words(term))
    stem = term.strip("-")
    if term == f"-{stem}-" and count_in[term] in [count_in.get(narrow) for narrow in (stem, f"{stem}-", f"-{stem}")]:
        return True
    return term != stem and len({_pattern_word(form) for form in forms}) == 1


def missed_by_patterns(texts: Sequence[str], coded: Sequence[bool], codebook: Codebook, code: str) -> list[bool]:
    """Whether a person gave each text the code and no pattern of the code, weak or not, finds anything in it.

    Raises `KeyError` for an unknown code.
    """
    own = codebook.code(code)
    if not own.patterns and not own.weak_patterns:
        return list(coded)
    found = hits_of_texts(texts, compile_patterns(codebook)).hits_by_text()
    return [given and not any(hit.code == code for hit in hits) for given, hits in zip(coded, found, strict=True)]


@lru_cache(maxsize=1)
def _term_rows(texts: tuple[str, ...]) -> _TermRows:
    """Of the texts asked of last, as one asks of the same texts for code after code."""
    of_text = [sorted(_terms(text)) for text in texts]
    terms: dict[str, int] = {}
    for term in chain.from_iterable(of_text):
        terms.setdefault(term, len(terms))
    numbers = np.fromiter(map(terms.__getitem__, chain.from_iterable(of_text)), np.int64)
    rows = np.repeat(np.arange(len(texts)), [len(found) for found in of_text])
    order = np.argsort(numbers, kind="stable")
    firsts = np.searchsorted(numbers[order], np.arange(len(terms) + 1))
    return _TermRows(terms, numbers[order], rows[order], firsts)


def _terms(text: str) -> set[str]:
    """The patterns that could find a text: its words, the parts of its compounds, both in one, and pairs of words."""
    words = tokens(text)
    return set(_pairs(text, words)).union(*(_word_terms(token.text) for token in words))


@lru_cache(maxsize=_REMEMBERED_WORDS)
def _word_terms(word: str) -> frozenset[str]:
    found = stems = {_pattern_word(word)} if _means_something(word) else set()
    parts = constituents(word.lower())
    for of_compound, before, after in ((parts.modifiers, "", "-"), (parts.heads, "-", "")):
        usable = {part for part in of_compound if _is_part(part)}
        found = found | {f"{before}{part}{after}" for part in usable}
        stems = stems | usable
    return frozenset(found | {f"-{stem}-" for stem in stems})


def _words(term: str) -> list[str]:
    return term.replace("-", " ").split()


def _pairs(text: str, words: Sequence[Token]) -> Iterator[str]:
    for first, second in pairwise(words):
        if text[first.end : second.start].isspace() and _means_something(second.text) and first.text.isalpha():
            yield f"{_pattern_word(first.text)} {_pattern_word(second.text)}"


def _means_something(word: str) -> bool:
    return len(word) > 1 and word.isalpha() and word.lower() not in STOP_WORDS


def _is_part(part: str) -> bool:
    return len(part) >= _SHORTEST_PART and part.isalpha() and part not in FUNCTION_WORDS


def _pattern_word(word: str) -> str:
    """The word as a pattern that finds it."""
    return word if word.isupper() and len(word) > 1 else lemma(word)


def _forms(pattern: str, texts: Sequence[str]) -> dict[str, int]:
    """How often each form that the pattern stands for is written in the texts, the commonest first."""
    counts: Counter[str] = Counter()
    for text in texts:
        words = tokens(text)
        pieces = [word.text for word in words]
        if " " in pattern:
            pieces = [text[first.start : second.end] for first, second in pairwise(words)]
        counts.update(piece.lower() for piece in pieces if pattern in _terms(piece))
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
