"""Statements that a code's patterns nearly find, each with what was in the way.

A pattern is compiled again with one demand loosened at a time; what the loosened one finds is a near miss.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import pandas as pd

from rusnlp.checking.concordance import concordance, context_row
from rusnlp.checking.pattern_findings import FieldPattern, patterns_of
from rusnlp.checking.pattern_text import element_text, pattern_text, phrases_text
from rusnlp.codebook import Codebook
from rusnlp.patterns import CodePatterns, Hit, compile_patterns, hits_of_texts
from rusnlp.rules.pattern_language import Item, Phrase
from rusnlp.swedish import STOP_WORDS

_WIDEST_GAP = 20
_MOST_SHOWN = 40
"""Characters of a place with many alternatives."""
_FEW = 3
_COMMON = 0.05
"""Share of the statements beyond which a word by itself is no sign of the phrase that it is part of."""
_SENTENCE_MARKS = str.maketrans(".!?;\n", ",,,,,")


@dataclass(frozen=True, slots=True)
class _Part:
    """A phrase with one place left out."""

    loosened: str
    dropped: str
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Loosened:
    """A pattern in its looser ways, as text that can be compiled."""

    pattern: FieldPattern
    plain: str
    """As it is; what it finds nevertheless is taken by an exception."""
    bare: str
    """Without its conditions; as plain where it has none, and so on with the rest."""
    wider: tuple[str, ...]
    """With one, then two, more words allowed between its own."""
    compound: str
    """With compounds of its words."""
    small: str
    """With acronyms in small letters."""
    parts: tuple[_Part, ...] = field(default=())

    def texts(self) -> Iterator[str]:
        yield from (self.plain, self.bare, *self.wider, self.compound, self.small)
        for part in self.parts:
            yield from (part.loosened, part.dropped, *part.kept)


class _Miss(NamedTuple):
    kind: str
    hit: Hit
    pattern: str
    reason: str


def near_misses(statements: pd.DataFrame, codebook: Codebook, code: str, *, words: int | None = None) -> pd.DataFrame:
    """Statements where the code has no hit, or a weak one only, but a pattern was near; columns `CONCORDANCE_COLUMNS`.

    For each statement and pattern the nearest miss, its `kind` in this order, with `reason` in words:
    weak: a weak pattern finds something; exception: found, but an exception takes it; condition: found, but not as
    @not, @with, @nämns or @saknas ask; brackets: found outside brackets; gap: one or two words too many between its
    words; sentence: a sentence ends between its words; compound: only a compound holds its word; capitals: the
    acronym in small letters. Where there is none of these, part: all places of a phrase are filled but one, the one
    that is commonest in these statements. Of brackets and part only words that stand in few of the statements are
    told, and weak patterns are not loosened. Raises `KeyError` for an unknown code.
    """
    patterns = patterns_of(codebook.code(code), codebook)
    strict = compile_patterns(codebook)
    loosened = [_loosened(p) for p in patterns if p.field == "patterns" and not p.parsed.exception]
    exceptions = [pattern for pattern in patterns if pattern.parsed.exception]
    conditions = [e for p in loosened for e in (p.pattern.parsed.without, p.pattern.parsed.beside) if e is not None]
    probes = dict.fromkeys(text for pattern in loosened for text in pattern.texts())
    probes |= dict.fromkeys(phrases_text(exception.parsed.phrases) for exception in exceptions)
    probes |= dict.fromkeys(map(element_text, conditions))
    probes.pop("", None)
    loose = _each_alone(codebook, list(probes))
    texts = statements["text"].tolist()
    in_texts = _first_hits(texts, loose)
    across_sentences = _first_hits([text.translate(_SENTENCE_MARKS) for text in texts], loose)
    in_statements = Counter(probe for found in in_texts for probe in found)
    most = max(_FEW, int(_COMMON * len(statements)))
    rows = []
    for (statement_id, place, start, text), hits, found, across in zip(
        statements[["statement_id", "place", "start", "text"]].itertuples(index=False, name=None),
        hits_of_texts(texts, strict).hits_by_text(),
        in_texts,
        across_sentences,
        strict=True,
    ):
        own = [hit for hit in hits if hit.code == code]
        if any(hit.weight == 1.0 for hit in own):
            continue
        first_weak = {hit.pattern: hit for hit in reversed(own)}
        missed = [_Miss("weak", hit, hit.pattern, "a weak pattern only") for hit in first_weak.values()]
        for pattern in loosened:
            miss = _miss(pattern, found, across, exceptions, hits)
            if miss and not (miss.kind == "brackets" and in_statements[pattern.bare] > most):
                missed.append(miss)
        missed = missed or _best_part(loosened, found, in_statements, most)
        for miss in missed:
            hit = miss.hit._replace(text=text[miss.hit.start : miss.hit.end], pattern=miss.pattern)
            rows.append(
                context_row(statement_id, place, start, text, hit, kind=miss.kind, reason=miss.reason, words=words)
            )
    return concordance(rows)


def _each_alone(codebook: Codebook, patterns: Sequence[str]) -> CodePatterns:
    """Each pattern compiled as a code by itself, its id the pattern."""
    model = codebook.codes[0]
    codes = tuple(
        replace(model, id=pattern, kind="theme", parent=None, patterns=(pattern,), weak_patterns=())
        for pattern in patterns
    )
    return compile_patterns(replace(codebook, codes=codes))


def _first_hits(texts: Sequence[str], loose: CodePatterns) -> list[dict[str, Hit]]:
    found: list[dict[str, Hit]] = [{} for _ in texts]
    for row, hit in hits_of_texts(texts, loose).hits():
        found[row].setdefault(hit.code, hit)
    return found


def _loosened(pattern: FieldPattern) -> _Loosened:
    parsed = pattern.parsed
    plain = pattern_text(parsed)
    bare = phrases_text(parsed.phrases)
    wider = []
    if any(phrase.gaps for phrase in parsed.phrases):
        for more in (1, 2):
            phrases = tuple(
                replace(phrase, gaps=tuple(min(gap + more, _WIDEST_GAP) for gap in phrase.gaps))
                for phrase in parsed.phrases
            )
            wider.append(pattern_text(replace(parsed, phrases=phrases)))
    compound = _with_items(pattern, lambda item: replace(item, where="anywhere") if item.kind == "lemma" else item)
    small = _with_items(pattern, lambda item: Item("form", item.text.lower()) if item.kind == "acronym" else item)
    return _Loosened(
        pattern,
        plain,
        bare,
        tuple(wider),
        compound,
        small,
        tuple(part for phrase in parsed.phrases for part in _parts(pattern, phrase)),
    )


def _with_items(pattern: FieldPattern, changed: Callable[[Item], Item]) -> str:
    phrases = tuple(
        replace(phrase, elements=tuple(frozenset(map(changed, element)) for element in phrase.elements))
        for phrase in pattern.parsed.phrases
    )
    return pattern_text(replace(pattern.parsed, phrases=phrases))


def _parts(pattern: FieldPattern, phrase: Phrase) -> Iterator[_Part]:
    """The phrase without each of its places, if what remains has a word that means something."""
    elements, gaps = phrase.elements, phrase.gaps
    for place in range(len(elements)) if gaps else ():
        kept = (*elements[:place], *elements[place + 1 :])
        if all(any(item.text in STOP_WORDS for item in element) for element in kept):
            continue
        joined = () if place in (0, len(gaps)) else (min(gaps[place - 1] + gaps[place] + 1, _WIDEST_GAP),)
        kept_gaps = (*gaps[: max(place - 1, 0)], *joined, *gaps[place + 1 :])
        rest = replace(pattern.parsed, phrases=(Phrase(kept, kept_gaps[: len(kept) - 1]),))
        yield _Part(pattern_text(rest), element_text(elements[place]), tuple(map(element_text, kept)))


def _miss(
    pattern: _Loosened,
    found: Mapping[str, Hit],
    across: Mapping[str, Hit],
    exceptions: Sequence[FieldPattern],
    hits: Sequence[Hit],
) -> _Miss | None:
    """The nearest miss of one pattern in one text; `across` is what is found when sentences do not end."""
    written = pattern.pattern.text
    if pattern.plain in found:
        hit = found[pattern.plain]
        return _Miss("exception", hit, written, _taken_by(hit, exceptions, found, hits))
    if pattern.bare in found:
        return _Miss(*_unmet(pattern.pattern, found[pattern.bare], found))
    for more, text in enumerate(pattern.wider, start=1):
        if text in found:
            return _Miss("gap", found[text], written, f"{more} word{'s' if more > 1 else ''} too many between")
    if pattern.plain in across:
        return _Miss("sentence", across[pattern.plain], written, "a sentence ends between its words")
    if pattern.compound in found:
        hit = found[pattern.compound]
        return _Miss("compound", hit, written, "only a compound of its word")
    if pattern.small in found:
        return _Miss("capitals", found[pattern.small], written, "in small letters")
    return None


def _taken_by(hit: Hit, exceptions: Sequence[FieldPattern], found: Mapping[str, Hit], hits: Sequence[Hit]) -> str:
    for exception in exceptions:
        if exception.parsed.other_code is not None:
            taken = any(h.code == exception.parsed.other_code and h.start < hit.end and hit.start < h.end for h in hits)
        else:
            taken = phrases_text(exception.parsed.phrases) in found
        if taken:
            return f"taken by the exception {exception.text}"
    return "taken by an exception"


def _unmet(pattern: FieldPattern, hit: Hit, found: Mapping[str, Hit]) -> _Miss:
    parsed = pattern.parsed
    reasons = []
    if parsed.without is not None and element_text(parsed.without) in found:
        reasons.append(f"@not: the statement has '{found[element_text(parsed.without)].text}'")
    if parsed.beside is not None and element_text(parsed.beside) not in found:
        reasons.append(f"@with: it has no {_shown(element_text(parsed.beside))}")
    if reasons:
        return _Miss("condition", hit, pattern.text, "; ".join(reasons))
    if parsed.polarity is not None and hit.polarity != parsed.polarity:
        return _Miss("condition", hit, pattern.text, f"@{parsed.polarity}: here it is {hit.polarity}")
    return _Miss("brackets", hit, pattern.text, "@brackets: it stands outside brackets")


def _best_part(
    loosened: Sequence[_Loosened], found: Mapping[str, Hit], in_statements: Mapping[str, int], most: int
) -> list[_Miss]:
    """Of the phrases that lack one place, the one whose words are rarest; none in more than `most` statements."""
    best: tuple[tuple[int, int], _Miss] | None = None
    for pattern in loosened:
        for part in pattern.parts:
            if part.loosened not in found or in_statements[part.loosened] > most:
                continue
            if in_statements[part.dropped] < max(in_statements[element] for element in part.kept):
                continue
            rank = (-len(part.kept), in_statements[part.loosened])
            if best is None or rank < best[0]:
                reason = f"lacks {_shown(part.dropped)}"
                best = (rank, _Miss("part", found[part.loosened], pattern.pattern.text, reason))
    return [best[1]] if best else []


def _shown(element: str) -> str:
    return element if len(element) <= _MOST_SHOWN else f"{element[:_MOST_SHOWN].rpartition('|')[0]}|…)"
