"""How two lines that the page broke are put together again."""

from __future__ import annotations

import re

SUSPENDED_BEFORE = frozenset(
    [
        *("och", "eller", "samt", "till", "respektive", "resp", "resp.", "kontra", "liksom", "såväl", "men", "även"),
        *("plus", "inkl", "inkl.", "and", "or", "&", "+"),
    ]
)
"""Words before which a hyphen stands for a part left out ("bredbands- och fibernät")."""

KEEPS_HYPHEN = frozenset(
    [
        *("icke", "ex", "non", "f.d", "anti", "pro", "co", "wi", "it", "ai", "ui", "ux", "eu", "yh", "sfi", "ikt"),
        *("ki", "hbtqi"),
    ]
)
"""First parts that Swedish writes with a hyphen of their own; letters without a vowel ("tv", "hr") are such too."""

LINKING = frozenset(
    [
        *("och", "i", "för", "till", "på", "det", "vid", "mot", "av", "om", "under", "över"),
        *("a", "to", "the", "in", "of", "up"),
    ]
)
"""Words inside a phrase that hyphens hold together ("här-och-nu", "steg-för-steg", "face-to-face")."""

_LINE_END_HYPHENS = "-\u2010\u2011\x02\ufffe"
_SOFT_HYPHEN = "\u00ad"
_LINKED = re.compile(rf"(?:{'|'.join(sorted(LINKING))})[\-\u2010\u2011]\w", re.IGNORECASE)
_VOWEL = re.compile(r"[aeiouyåäöéü]", re.IGNORECASE)
_LAST_WORD = re.compile(r"[^\s\-\u2010\u2011,;(\[\"”’'/]+$")


def join_wrapped(first: str, second: str) -> str:
    """Join the end of a line and the line after it, which the page broke within one paragraph.

    Takes the two texts; blanks at the break are ignored. Without a hyphen the result has one space between
    them. A hyphen at the end of `first` is lost where it only divides a word ("källar-" + "översvämning"),
    kept where the word has it anyway ("YH-" + "kurserna", "it-" + "stöd", "2024-" + "2030", "steg-" +
    "för-steg"), and kept with a space where a part is left out ("bredbands-" + "och"). PDFium's marks for a
    hyphen at a line end (U+0002, U+FFFE) count as hyphens; a soft hyphen is always lost.
    """
    first, second = first.rstrip(), second.lstrip()
    if not first or not second:
        return first or second
    if first[-1] == _SOFT_HYPHEN:
        return first[:-1] + second
    if first[-1] not in _LINE_END_HYPHENS:
        return f"{first} {second}"
    stem = first[:-1]
    kept = f"{stem}-"
    if not stem or stem[-1].isspace():
        return f"{kept} {second}"
    next_word = second.split(maxsplit=1)[0]
    if next_word.lower().rstrip(",") in SUSPENDED_BEFORE or next_word[0] in '([/–—"”':
        return f"{kept} {second}"
    if not next_word[0].islower() or _LINKED.match(next_word) or _keeps_hyphen(stem):
        return kept + second
    return stem + second


def _keeps_hyphen(stem: str) -> bool:
    found = _LAST_WORD.search(stem)
    word = found.group() if found else stem
    if len(word) == 1 or word.lower() in KEEPS_HYPHEN or (word.isalpha() and not _VOWEL.search(word)):
        return True
    if found and word.lower() in LINKING and stem[: found.start()].endswith(("-", "\u2010", "\u2011")):
        return True
    capitals = sum(letter.isupper() for letter in word)
    return capitals >= 2 or any(letter.isdigit() or letter in "&@:." for letter in word)
