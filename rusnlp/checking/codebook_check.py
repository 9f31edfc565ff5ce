"""Checking that a codebook keeps its own promises, and what its patterns do in real texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from rusnlp.checking.code_likeness import likeness_findings, use_findings
from rusnlp.checking.codebook_faults import read_with_faults
from rusnlp.checking.findings import SEVERITIES, Finding
from rusnlp.checking.pattern_findings import FieldPattern, pattern_findings, patterns_of
from rusnlp.codebook import Code, Codebook, load_codebook
from rusnlp.patterns import CodePatterns, compile_patterns, hits_of_texts
from rusnlp.rules.pattern_language import PatternError, parse_pattern
from rusnlp.swedish import tokens
from rusnlp.yaml_fields import CodebookError, codebooks_folder, nearest_name

_WANTED = (("examples", 3), ("counter_examples", 2))
_TOO_FREQUENT = 0.3
_MOST_NAMED = 5
_FEWEST_TEXTS = 30
"""Texts before the share that a pattern finds says something."""


def read_and_check(
    name_or_path: str | Path, texts: Iterable[str] = (), used: Sequence[Collection[str]] | None = None
) -> tuple[Codebook, list[Finding]]:
    """A codebook and all that `check_codebook` has to say of it, be it one that `load_codebook` refuses.

    Raises `CodebookError` when there is no such codebook.
    """
    try:
        book = load_codebook(name_or_path)
    except CodebookError as error:
        path = Path(name_or_path)
        if not path.is_file():
            path = codebooks_folder() / f"{name_or_path}.yaml"
        if not path.is_file():
            raise
        book, faults = read_with_faults(path)
        findings = [*faults, *check_codebook(book, texts, used)]
        if not any(finding.severity == "error" for finding in findings):
            problem = str(error).removeprefix(f"{path}: ")
            findings.append(Finding("unreadable-file", "error", "", "file", "", problem, "repair it"))
        return book, _worst_first(findings)
    return book, check_codebook(book, texts, used)


def check_codebook(
    codebook: Codebook, texts: Iterable[str] = (), used: Sequence[Collection[str]] | None = None
) -> list[Finding]:
    """What is wrong or doubtful in a codebook: errors, then warnings, then notes, each in the codebook's order.

    Of the codebook itself: fields left empty, examples against patterns, each pattern (`pattern_findings`), and codes
    that are hard to tell apart (`likeness_findings`). Of `texts`, when given: patterns that find nothing or nearly
    everything in them, and codes that never or always go together (`use_findings`): those that `used` gives each
    text, or else those that patterns (weak ones aside) find. Codes without any pattern are left to their examples.
    """
    codebook, findings = _usable_part(codebook)
    compiled = compile_patterns(codebook)
    texts = list(texts)
    examples = [text for code in codebook.codes for text in (*code.examples, *code.counter_examples)]
    written = frozenset(
        form for text in (*texts, *examples) for token in tokens(text) for form in (token.text, token.text.lower())
    )
    for code in codebook.codes:
        findings += _empty_fields(code)
        findings += _example_findings(code, compiled)
        findings += pattern_findings(code, codebook, written)
    findings += _unused_word_lists(codebook)
    findings += likeness_findings(codebook)
    if texts:
        findings += _findings_in_texts(codebook, texts)
        if used is None:
            found = hits_of_texts(texts, compiled).hits_by_text()
            used = [{hit.code for hit in hits if hit.weight == 1.0} for hits in found]
        findings += use_findings(codebook, used)
    return _worst_first(findings)


def _worst_first(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))


def _usable_part(codebook: Codebook) -> tuple[Codebook, list[Finding]]:
    """The codebook without what keeps it from being compiled, and findings on that."""
    findings: list[Finding] = []
    areas = {code.id for code in codebook.codes if code.kind == "area"}
    codes: dict[str, Code] = {}
    for code in codebook.codes:
        if code.id in codes:
            findings.append(Finding("id-twice", "error", code.id, "id", "", "used twice", "give one another id"))
            continue
        if code.parent is not None and code.parent not in areas:
            problem = f"there is no area '{code.parent}'"
            findings.append(Finding("unknown-parent", "error", code.id, "parent", "", problem, "name one there is"))
        unreadable = list(_unreadable(code, codebook))
        findings += unreadable
        left_out = {finding.item for finding in unreadable}
        codes[code.id] = replace(
            code,
            patterns=tuple(pattern for pattern in code.patterns if pattern not in left_out),
            weak_patterns=tuple(pattern for pattern in code.weak_patterns if pattern not in left_out),
        )
    return replace(codebook, codes=tuple(codes.values())), findings


def _unreadable(code: Code, codebook: Codebook) -> Iterable[Finding]:
    ids = {code.id for code in codebook.codes}
    fields = [("patterns", pattern) for pattern in code.patterns]
    fields += [("weak_patterns", pattern) for pattern in code.weak_patterns]
    for field, pattern in fields:
        try:
            other_code = parse_pattern(pattern, codebook.word_lists).other_code
            if other_code is not None and other_code not in ids:
                raise PatternError(f"there is no code '{other_code}'{nearest_name(other_code, ids)}")
        except PatternError as error:
            problem = str(error).removeprefix(f"pattern '{pattern}': ")
            advice = "see how patterns are written at the top of codebooks/rus.yaml"
            yield Finding("unreadable-pattern", "error", code.id, field, pattern, problem, advice)


def _empty_fields(code: Code) -> Iterable[Finding]:
    if not code.label:
        yield Finding("empty-label", "error", code.id, "label", "", "missing", "name the code as reports should")
    if not code.definition:
        advice = "say in a sentence what the code stands for"
        yield Finding("empty-definition", "error", code.id, "definition", "", "missing", advice)
    elif code.definition.strip(". ").casefold() == code.label.casefold():
        advice = "say what the code stands for in other words"
        yield Finding("empty-definition", "warning", code.id, "definition", "", "says no more than the label", advice)
    if not code.patterns and not code.weak_patterns:
        advice = "write some, or leave the code to its examples"
        yield Finding("no-patterns", "warning", code.id, "patterns", "", "no patterns", advice)
    for field, wanted in _WANTED:
        items = getattr(code, field)
        if len(items) < wanted:
            advice = "write your own, short and typical"
            yield Finding(f"few-{field}", "warning", code.id, field, "", f"{len(items)} of at least {wanted}", advice)
        for item, count in Counter(items).items():
            if count > 1:
                yield Finding("example-twice", "warning", code.id, field, item, "listed twice", "take one away")


def _example_findings(code: Code, compiled: CodePatterns) -> Iterable[Finding]:
    in_examples, in_counter_examples = (
        hits_of_texts(texts, compiled).hits_by_text() for texts in (code.examples, code.counter_examples)
    )
    for example, hits in zip(code.examples, in_examples, strict=True):
        if (code.patterns or code.weak_patterns) and not any(hit.code == code.id for hit in hits):
            advice = "widen a pattern, or take the example away"
            yield Finding("example-not-found", "error", code.id, "examples", example, "no pattern finds it", advice)
    for example, hits in zip(code.counter_examples, in_counter_examples, strict=True):
        if example in code.examples:
            advice = "keep it in one place"
            yield Finding(
                "example-in-both", "error", code.id, "counter_examples", example, "is also an example", advice
            )
            continue
        for hit in hits:
            if hit.code == code.id and hit.weight == 1.0:
                problem = f"the pattern '{hit.pattern}' finds '{hit.text}'"
                advice = "narrow it with @not or an exception, or make it weak"
                yield Finding("counter-example-found", "error", code.id, "counter_examples", example, problem, advice)


def _unused_word_lists(codebook: Codebook) -> Iterable[Finding]:
    patterns = " ".join(pattern for code in codebook.codes for pattern in (*code.patterns, *code.weak_patterns))
    named = {word.strip("()|$") for word in patterns.replace("|", " ").split() if "$" in word}
    for name in codebook.word_lists:
        if name not in named:
            yield Finding("unused-word-list", "warning", "", "word_lists", name, "no pattern uses it", "take it away")


def _findings_in_texts(codebook: Codebook, texts: Sequence[str]) -> Iterable[Finding]:
    """Patterns on their own, as longer hits of the same code would hide the shorter ones."""
    alone: dict[str, tuple[Code, FieldPattern]] = {}
    for code in codebook.codes:
        for pattern in patterns_of(code, codebook):
            if not pattern.parsed.exception:
                key = f"{len(alone)}"
                alone[key] = (code, pattern)
    each = tuple(
        replace(code, id=key, patterns=(pattern.text,), weak_patterns=()) for key, (code, pattern) in alone.items()
    )
    compiled = compile_patterns(replace(codebook, codes=each))
    examples = {text for code in codebook.codes for text in code.examples}
    finds = Counter(key for hits in hits_of_texts(texts, compiled).hits_by_text() for key in {hit.code for hit in hits})
    in_examples = {hit.code for _, hit in hits_of_texts(sorted(examples), compiled).hits()}
    fields: dict[tuple[str, str], list[str]] = {}
    idle: dict[tuple[str, str], list[str]] = {}
    for key, (code, pattern) in alone.items():
        fields.setdefault((code.id, pattern.field), []).append(pattern.text)
        if not finds[key] and key not in in_examples:
            idle.setdefault((code.id, pattern.field), []).append(pattern.text)
        share = finds[key] / len(texts)
        if len(texts) >= _FEWEST_TEXTS and share > _TOO_FREQUENT:
            problem = f"finds {finds[key]} of {len(texts)} texts ({share:.0%}), too many to tell anything"
            advice = "narrow it, or make it weak"
            yield Finding("frequent-pattern", "warning", code.id, pattern.field, pattern.text, problem, advice)
    for (code_id, field), patterns in idle.items():
        named = ", ".join(f"'{pattern}'" for pattern in patterns[:_MOST_NAMED])
        more = ", ..." if len(patterns) > _MOST_NAMED else ""
        problem = (
            f"{len(patterns)} of {len(fields[code_id, field])} find nothing in {len(texts)} texts, "
            f"nor in the examples: {named}{more}"
        )
        advice = "check their spelling, or keep them for other notes"
        yield Finding("idle-patterns", "note", code_id, field, "", problem, advice)
