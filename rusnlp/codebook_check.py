"""Checking that a codebook keeps its own promises: its patterns against its examples and counter-examples."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from rusnlp.codebook import Code, Codebook
from rusnlp.pattern_language import parse_pattern
from rusnlp.patterns import CodePatterns, compile_patterns, find_hits
from rusnlp.swedish import lemma


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a codebook that its author should look at."""

    severity: str
    """error (a promise is broken) or warning (worth a look)."""
    code: str
    field: str
    item: str
    """The example or pattern in question; empty when it is the whole field."""
    problem: str


def check_codebook(codebook: Codebook, texts: Iterable[str] = ()) -> list[Finding]:
    """Return what is wrong or doubtful in a codebook, in its own order; an empty list when nothing is.

    Errors: an example that no pattern of its code finds; a counter-example that a pattern (not a weak one)
    finds; a pattern listed twice; an example that is also a counter-example. Warnings: no patterns, fewer than
    three examples or two counter-examples; a pattern word in another form than the dictionary's; an excepted word
    that no pattern finds; an example used by two codes of one kind; and, when `texts` are given, a pattern that
    finds nothing in them or in the examples. Codes without any pattern are left to their examples.
    """
    compiled = compile_patterns(codebook)
    found_by: dict[str, set[str]] = {code.id: set() for code in codebook.codes}
    texts = list(texts)
    for text in [*texts, *(example for code in codebook.codes for example in code.examples)]:
        for hit in find_hits(text, compiled):
            found_by[hit.code].add(hit.pattern)
    findings: list[Finding] = []
    for code in codebook.codes:
        findings += _example_findings(code, compiled)
        findings += _pattern_findings(code, codebook)
        findings += _idle_exceptions(code, codebook)
        if texts:
            for field, pattern in _patterns(code):
                if pattern not in found_by[code.id] and not pattern.startswith("!"):
                    findings.append(Finding("warning", code.id, field, pattern, "finds nothing in the texts"))
    return findings + _shared_examples(codebook)


def _patterns(code: Code) -> list[tuple[str, str]]:
    return [("patterns", p) for p in code.patterns] + [("weak_patterns", p) for p in code.weak_patterns]


def _example_findings(code: Code, compiled: CodePatterns) -> list[Finding]:
    findings = []
    patterns = _patterns(code)
    if not patterns:
        findings.append(Finding("warning", code.id, "patterns", "", "no patterns"))
    for field, wanted in (("examples", 3), ("counter_examples", 2)):
        count = len(getattr(code, field))
        if count < wanted:
            findings.append(Finding("warning", code.id, field, "", f"{count} of at least {wanted}"))
    for example in code.examples:
        if patterns and not any(hit.code == code.id for hit in find_hits(example, compiled)):
            findings.append(Finding("error", code.id, "examples", example, "no pattern finds it"))
    for example in code.counter_examples:
        if example in code.examples:
            findings.append(Finding("error", code.id, "counter_examples", example, "is also an example"))
        for hit in find_hits(example, compiled):
            if hit.code == code.id and hit.weight == 1.0:
                problem = f"found by the pattern '{hit.pattern}'"
                findings.append(Finding("error", code.id, "counter_examples", example, problem))
    return findings


def _pattern_findings(code: Code, codebook: Codebook) -> list[Finding]:
    findings = []
    seen: set[str] = set()
    for field, pattern in _patterns(code):
        if pattern in seen:
            findings.append(Finding("error", code.id, field, pattern, "listed twice"))
        seen.add(pattern)
        parsed = parse_pattern(pattern, codebook.word_lists)
        for element in (element for phrase in parsed.phrases for element in phrase.elements):
            for item in sorted(element, key=lambda item: item.text):
                if item.kind == "lemma" and _is_inflected(item.text):
                    problem = f"'{item.text}' is an inflected form; write '{lemma(item.text)}' or '={item.text}'"
                    findings.append(Finding("warning", code.id, field, pattern, problem))
    return findings


def _idle_exceptions(code: Code, codebook: Codebook) -> list[Finding]:
    exceptions = [(field, pattern) for field, pattern in _patterns(code) if pattern.startswith("!")]
    if not exceptions:
        return []
    others = tuple(pattern for _, pattern in _patterns(code) if not pattern.startswith("!"))
    alone = replace(codebook, codes=(replace(code, patterns=others, weak_patterns=()),))
    compiled = compile_patterns(alone)
    return [
        Finding("warning", code.id, field, pattern, "the code finds nothing there to except")
        for field, pattern in exceptions
        if pattern[1:].isalpha() and not find_hits(pattern[1:], compiled)
    ]


def _is_inflected(word: str) -> bool:
    from rusnlp.compounds import word_readings

    readings = word_readings(word)
    return bool(readings) and word not in readings and lemma(word) != word


def _shared_examples(codebook: Codebook) -> list[Finding]:
    owner: dict[tuple[str, str], str] = {}
    findings = []
    for code in codebook.codes:
        for example in code.examples:
            first = owner.setdefault((code.kind, example), code.id)
            if first != code.id and first != code.parent:
                findings.append(Finding("warning", code.id, "examples", example, f"also an example of '{first}'"))
    return findings
