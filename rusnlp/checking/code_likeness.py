"""Codes that are hard to tell apart, by how they are written or by how they are used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from rusnlp.checking.findings import Finding
from rusnlp.checking.pattern_findings import FieldPattern, patterns_of
from rusnlp.codebook import Code, Codebook
from rusnlp.swedish import STOP_WORDS, lemma, tokens

if TYPE_CHECKING:
    import pandas as pd

_SHARED_PATTERNS = 0.5
_FEWEST_PATTERNS = 4
_SHARED_DEFINITION = 0.8
_SAME_EXAMPLE = 92.0
"""Percent of rapidfuzz's ratio."""
_FEWEST_EXPECTED = 8.0
"""Statements that two codes should share by chance before their never meeting says something: chance is e^-8."""
_FEWEST_USES = 10
_ALWAYS = 0.95
_MOST_COMMON = 0.5
"""Share of statements beyond which a code goes together with everything."""


def likeness_findings(codebook: Codebook) -> list[Finding]:
    """Pairs of one kind that share label, definition, patterns or examples; not an area with its own sub-goals."""
    findings = []
    patterns = {code.id: _alternatives(patterns_of(code, codebook)) for code in codebook.codes}
    words = {code.id: _content_words(code.definition) for code in codebook.codes}
    for first, second in _pairs(codebook):
        if first.label and first.label.casefold() == second.label.casefold():
            problem = f"also the label of '{first.id}'"
            findings.append(
                Finding("same-label", "error", second.id, "label", second.label, problem, "rename one, or merge them")
            )
        share = _jaccard(words[first.id], words[second.id])
        if share >= _SHARED_DEFINITION:
            problem = f"{share:.0%} of its words are in the definition of '{first.id}'"
            findings.append(_alike(second, "definition", problem))
        a, b = patterns[first.id], patterns[second.id]
        share = _jaccard(a, b)
        if min(len(a), len(b)) >= _FEWEST_PATTERNS and share >= _SHARED_PATTERNS:
            problem = f"{len(a & b)} of {len(b)} patterns, alternatives counted one by one, are those of '{first.id}'"
            findings.append(_alike(second, "patterns", problem))
        findings += _shared_examples(first, second)
    return findings


def _alike(code: Code, field: str, problem: str) -> Finding:
    return Finding("near-duplicate", "warning", code.id, field, "", problem, "say what sets them apart, or merge them")


def _pairs(codebook: Codebook) -> Iterator[tuple[Code, Code]]:
    for first, second in combinations(codebook.codes, 2):
        if first.kind == second.kind and first.id != second.parent and second.id != first.parent:
            yield first, second


def _alternatives(patterns: Sequence[FieldPattern]) -> set[object]:
    """The patterns one by one: a|b is a and b."""
    found: set[object] = set()
    for pattern in patterns:
        if pattern.parsed.exception:
            continue
        for phrase in pattern.parsed.phrases:
            if len(phrase.elements) == 1:
                found.update(phrase.elements[0])
            else:
                found.add(phrase)
    return found


def _content_words(text: str) -> set[str]:
    return {lemma(token.text) for token in tokens(text) if token.text.lower() not in STOP_WORDS}


def _jaccard(a: set[object] | set[str], b: set[object] | set[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0


def _shared_examples(first: Code, second: Code) -> Iterator[Finding]:
    from rapidfuzz import fuzz

    for example in second.examples:
        for other in first.examples:
            if fuzz.ratio(example.casefold(), other.casefold(), score_cutoff=_SAME_EXAMPLE):
                also = "also" if example == other else "nearly"
                problem = f"{also} an example of '{first.id}'"
                advice = "give each an example that only it fits, unless both are meant"
                yield Finding("shared-example", "warning", second.id, "examples", example, problem, advice)
                break


def assigned_codes(statements: pd.DataFrame, codings: pd.DataFrame) -> list[frozenset[str]]:
    """The codes assigned to each statement, in the order of `statements`; people's decisions before rusnlp's."""
    from rusnlp.themes import settled

    decided = settled(codings)
    decided = decided[decided["decision"] == "assigned"]
    codes: dict[str, set[str]] = {}
    for statement_id, code in zip(decided["statement_id"], decided["code"], strict=True):
        codes.setdefault(statement_id, set()).add(code)
    return [frozenset(codes.get(statement_id, ())) for statement_id in statements["statement_id"]]


def use_findings(codebook: Codebook, used: Sequence[Collection[str]]) -> list[Finding]:
    """Codes that never, or always, stand together, given the codes of each statement.

    Never: chance alone would have them share at least 8 statements (number of the one × number of the other / all).
    Always: of at least 10 statements with a code 95 % have the other too, which itself stands in at most half of all.
    An area with its own sub-goals is left out, as they belong together.
    """
    sets = [frozenset(codes) for codes in used]
    count = Counter(code for codes in sets for code in codes)
    both = Counter(pair for codes in sets for pair in combinations(sorted(codes), 2))
    findings = []
    for first, second in combinations(codebook.codes, 2):
        if first.parent or second.parent:
            continue
        a, b = count[first.id], count[second.id]
        together = both[min(first.id, second.id), max(first.id, second.id)]
        if not together and sets and a * b / len(sets) >= _FEWEST_EXPECTED:
            problem = (
                f"never in one statement with '{first.id}' ({b} and {a} of {len(sets)} statements; "
                f"chance would let them share {a * b / len(sets):.0f})"
            )
            advice = "fine if they exclude each other; otherwise look at their patterns"
            findings.append(Finding("never-together", "note", second.id, "use", "", problem, advice))
        findings += _always(first, second, together, a, b, len(sets))
    return findings


def _always(first: Code, second: Code, together: int, a: int, b: int, total: int) -> Iterator[Finding]:
    """The rarer of the two in the company of the other."""
    rare, common, uses, others = (first, second, a, b) if a <= b else (second, first, b, a)
    if uses >= _FEWEST_USES and together >= _ALWAYS * uses and others <= _MOST_COMMON * total:
        problem = f"{together} of its {uses} statements have '{common.id}' too ({others} of {total} statements)"
        advice = "merge them, make it a part of the other, or sharpen the difference"
        yield Finding("always-together", "note", rare.id, "use", "", problem, advice)
