"""What is wrong or doubtful in the patterns of one code, as written: no text is needed to see it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice, product

from rusnlp.checking.findings import Finding
from rusnlp.checking.pattern_coverage import covering, element_within
from rusnlp.checking.pattern_text import phrases_text
from rusnlp.codebook import Code, Codebook
from rusnlp.compounds import constituents, word_readings
from rusnlp.patterns import compile_patterns, hits_of_texts
from rusnlp.rules.pattern_language import Element, Item, ParsedPattern, parse_pattern
from rusnlp.swedish import FUNCTION_WORDS, lemma, tokens

_SHORTEST_GLOB = 3
_LONG_ACRONYM = 5
_SHORTEST_MISSPELT = 6
_LONG_WORD = 8
_BEGINNING = 3
_MOST_SAMPLES = 24
_LETTERS = "abcdefghijklmnopqrstuvwxyzåäöé"
_CAPITALISED = re.compile(r"(?<![\w-])[A-ZÅÄÖ]\w*[a-zåäö]\w*")


@dataclass(frozen=True, slots=True)
class FieldPattern:
    """A pattern of a code, with the field that it stands in."""

    field: str
    text: str
    parsed: ParsedPattern

    def items(self) -> Iterator[Item]:
        """Every alternative of every place of its phrases, in a fixed order."""
        return _items_of(element for phrase in self.parsed.phrases for element in phrase.elements)

    def words(self) -> Iterator[Item]:
        """The same with the words of its conditions, each once."""
        conditions = [element for element in (self.parsed.without, self.parsed.beside) if element is not None]
        return iter(dict.fromkeys([*self.items(), *_items_of(conditions)]))


def _items_of(elements: Iterable[Element]) -> Iterator[Item]:
    for element in elements:
        yield from sorted(element, key=lambda item: (item.text, item.kind, item.where))


def patterns_of(code: Code, codebook: Codebook) -> list[FieldPattern]:
    """The patterns and weak patterns of a code, read. Raises `PatternError`."""
    written = [("patterns", pattern) for pattern in code.patterns]
    written += [("weak_patterns", pattern) for pattern in code.weak_patterns]
    return [
        FieldPattern(field, pattern, parse_pattern(pattern, codebook.word_lists, codebook.kin))
        for field, pattern in written
    ]


def pattern_findings(code: Code, codebook: Codebook, known_from_texts: frozenset[str]) -> list[Finding]:
    """What is wrong with the patterns of a code.

    `known_from_texts` are words that stand in texts, as written: they are no misspellings and no mistaken capitals.
    """
    patterns = patterns_of(code, codebook)
    findings = _twice(code, patterns)
    for pattern in patterns:
        findings += _of_words(code, pattern, known_from_texts)
        findings += _of_conditions(code, pattern)
    findings += _unknown_words(code, patterns, known_from_texts)
    findings += _covered(code, patterns)
    return findings + _idle_exceptions(code, codebook, patterns)


def _finding(kind: str, severity: str, code: Code, pattern: FieldPattern, problem: str, advice: str) -> Finding:
    return Finding(kind, severity, code.id, pattern.field, pattern.text, problem, advice)


def _twice(code: Code, patterns: list[FieldPattern]) -> list[Finding]:
    seen: set[str] = set()
    findings = []
    for pattern in patterns:
        if pattern.text in seen:
            findings.append(_finding("pattern-twice", "error", code, pattern, "listed twice", "take one away"))
        seen.add(pattern.text)
    return findings


def _of_words(code: Code, pattern: FieldPattern, known_from_texts: frozenset[str]) -> Iterator[Finding]:
    for item in pattern.words():
        found = _word_problem(item, known_from_texts)
        if found and found[0] == "capitals" and not _stands_alone(item, pattern):
            continue
        if found:
            kind, severity, problem, advice = found
            yield _finding(kind, severity, code, pattern, problem, advice)
    if pattern.field == "weak_patterns" or pattern.parsed.exception or pattern.parsed.beside is not None:
        return
    for item in dict.fromkeys(pattern.items()):
        of_grammar = item.kind in ("lemma", "form") and item.where == "word" and item.text in FUNCTION_WORDS
        if of_grammar and _stands_alone(item, pattern):
            problem = f"'{item.text}' is a word of grammar and stands in most texts"
            yield _finding("stop-word", "warning", code, pattern, problem, "give it company in a phrase, or drop it")


def _stands_alone(item: Item, pattern: FieldPattern) -> bool:
    return any(len(phrase.elements) == 1 and item in phrase.elements[0] for phrase in pattern.parsed.phrases)


def _word_problem(item: Item, known_from_texts: frozenset[str]) -> tuple[str, str, str, str] | None:
    """Kind, severity, problem and advice."""
    text = item.text
    if item.kind == "glob":
        if len(text.replace("*", "")) < _SHORTEST_GLOB:
            return "short-glob", "warning", f"'{text}' fits far too many words", "write more letters before the *"
        return None
    if item.kind == "acronym":
        is_word = bool(word_readings(text.lower())) and text not in known_from_texts
        if is_word and (len(text) >= _LONG_ACRONYM or text.lower() in known_from_texts):
            problem = f"'{text}' is a word, but in capitals it is read as an acronym and found in capitals only"
            return "capitals", "warning", problem, f"write '{text.lower()}'"
        return None
    if not _is_one_word(item):
        parts = [token.text for token in tokens(text)]
        problem = f"'{text}' is read as the words {' and '.join(parts)}, so nothing fits it"
        advice = f"write '{' '.join(parts)}' for the words in a row, '{'|'.join(parts)}' for any of them"
        return "never-one-word", "warning", problem, advice
    if item.kind == "lemma" and _is_inflected(text):
        forms = [word for word in word_readings(text) if word != text]
        forms += [f"={text}"] if item.where == "word" else []
        advice = f"write {' or '.join(repr(form) for form in forms)}"
        return "inflected", "warning", f"'{text}' is an inflected form, and only that form is found", advice
    return None


def _is_one_word(item: Item) -> bool:
    if item.kind not in ("lemma", "form"):
        return True
    return any([token.text for token in tokens(text)] == [text] for text in (item.text, item.text.upper()))


def _is_inflected(word: str) -> bool:
    readings = word_readings(word)
    return bool(readings) and word not in readings and lemma(word) != word


def _of_conditions(code: Code, pattern: FieldPattern) -> Iterator[Finding]:
    if pattern.parsed.other_code is not None:
        return
    if all(any(not any(map(_is_one_word, e)) for e in phrase.elements) for phrase in pattern.parsed.phrases):
        problem = "nothing can ever fit it"
        yield _finding("impossible", "error", code, pattern, problem, "write each word on its own")
    without = pattern.parsed.without
    if without is not None and all(
        any(element_within(element, without) for element in phrase.elements) for phrase in pattern.parsed.phrases
    ):
        problem = "its @not rules out every text that it could find"
        yield _finding("impossible", "error", code, pattern, problem, "take its own word out of the condition")


def _unknown_words(code: Code, patterns: list[FieldPattern], known_from_texts: frozenset[str]) -> list[Finding]:
    findings = []
    unknown: dict[str, None] = {}
    for pattern in patterns:
        names = {name.lower() for name in _CAPITALISED.findall(pattern.text)}
        for word in dict.fromkeys(item.text for item in pattern.words() if item.kind in ("lemma", "form")):
            if word in unknown or word in names or word in known_from_texts or _is_known(word):
                continue
            meant = _one_letter_off(word)
            if meant:
                problem = f"no word list knows '{word}'"
                findings.append(
                    _finding("misspelt", "warning", code, pattern, problem, f"is it '{meant}'? Otherwise leave it")
                )
            else:
                unknown[word] = None
    if unknown:
        problem = "no word list knows them, so their inflections may go unseen"
        advice = "add their other forms with =, or a glob, where it matters"
        words = ", ".join(sorted(unknown))
        findings.append(Finding("unknown-words", "note", code.id, "patterns", words, problem, advice))
    return findings


def _is_known(word: str) -> bool:
    import simplemma

    if not word.isalpha() or word in FUNCTION_WORDS or simplemma.is_known(word, lang="sv"):
        return True
    return bool(word_readings(word)) or bool(constituents(word).heads)


def _one_letter_off(word: str) -> str | None:
    """A known word that differs by one inner letter left out, added, changed or swapped with its neighbour.

    Not by its first or last letter: those more often make another word, or an inflection of this one.
    """
    import simplemma

    if len(word) < _SHORTEST_MISSPELT:
        return None
    cuts = [(word[:i], word[i:]) for i in range(1, len(word))]
    near = [a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1]
    near += [a + b[1:] for a, b in cuts if len(b) > 1]
    near += [a + letter + b for a, b in cuts for letter in _LETTERS]
    if len(word) >= _LONG_WORD:
        near += [a + letter + b[1:] for a, b in cuts if len(b) > 1 for letter in _LETTERS]
    return next((other for other in near if other != word and simplemma.is_known(other, lang="sv")), None)


def _covered(code: Code, patterns: list[FieldPattern]) -> list[Finding]:
    """Patterns that add nothing to the others of the code, and those that its exceptions leave nothing of."""
    findings = []
    exceptions = [pattern for pattern in patterns if pattern.parsed.exception]
    kept = [pattern for pattern in patterns if not pattern.parsed.exception]
    idle: set[str] = set()
    for number, pattern in reversed(list(enumerate(kept))):
        taken_by = next((exception for exception in exceptions if _takes_all(exception.parsed, pattern.parsed)), None)
        if taken_by:
            problem = f"the exception '{taken_by.text}' takes all that it finds"
            findings.append(_finding("excepted", "error", code, pattern, problem, "narrow the exception, or drop this"))
            continue
        if any(_touch(pattern, exception) for exception in exceptions):
            continue  # It may reach beyond the exception where the wider patterns do not.
        others = [
            other
            for place, other in enumerate(kept)
            if place != number and other.text not in idle and other.text != pattern.text and _at_least(other, pattern)
        ]
        by = covering(pattern.parsed, [other.parsed for other in others])
        if by is not None:
            wider = " and ".join(f"'{others[number].text}'" for number in by)
            advice = "take it away, or keep it for the reader"
            findings.append(
                _finding("covered", "note", code, pattern, f"all that it finds is found by {wider}", advice)
            )
            idle.add(pattern.text)
    return findings[::-1]


def _takes_all(exception: ParsedPattern, pattern: ParsedPattern) -> bool:
    """An exception takes hits that lie within its own, so that its phrases must be no shorter."""
    lengths = {len(phrase.elements) for parsed in (exception, pattern) for phrase in parsed.phrases}
    return len(lengths) == 1 and covering(pattern, [exception]) is not None


def _at_least(other: FieldPattern, pattern: FieldPattern) -> bool:
    return other.field == "patterns" or pattern.field == "weak_patterns"


def _touch(pattern: FieldPattern, exception: FieldPattern) -> bool:
    """Whether the exception may take something that the pattern, or a part of it, finds."""
    if exception.parsed.other_code is not None:
        return True
    elements: list[Element] = [element for phrase in exception.parsed.phrases for element in phrase.elements]
    return any(
        element_within(frozenset({item}), element) or element_within(element, frozenset({item}))
        for item in pattern.items()
        for element in elements
    )


def _idle_exceptions(code: Code, codebook: Codebook, patterns: list[FieldPattern]) -> list[Finding]:
    """Exceptions in whose words the code finds nothing.

    Only those of whole words, as the others can be anything, and that begin otherwise than the words of the code: of
    those that begin alike some inflections may be the same (hamna and hamn: hamnar).
    """
    exceptions = [
        pattern
        for pattern in patterns
        if pattern.parsed.exception
        and pattern.parsed.phrases
        and all(item.kind != "glob" and item.where == "word" for item in pattern.items())
    ]
    if not exceptions:
        return []
    kept = [pattern for pattern in patterns if not pattern.parsed.exception]
    others = tuple(phrases_text(pattern.parsed.phrases) for pattern in kept)
    beginnings = {item.text[:_BEGINNING] for pattern in kept for item in pattern.items()}
    compiled = compile_patterns(replace(codebook, codes=(replace(code, patterns=others, weak_patterns=()),)))
    return [
        _finding("idle-exception", "warning", code, pattern, "the code finds nothing there to except", "take it away")
        for pattern in exceptions
        if beginnings.isdisjoint(item.text[:_BEGINNING] for item in pattern.items())
        and not len(hits_of_texts(list(_samples(pattern.parsed)), compiled))
    ]


def _samples(pattern: ParsedPattern) -> Iterable[str]:
    """Texts that the pattern finds, in dictionary forms."""
    for phrase in pattern.phrases:
        words = [sorted(item.text for item in element) for element in phrase.elements]
        for chosen in islice(product(*words), _MOST_SAMPLES):
            yield " ".join(chosen)
