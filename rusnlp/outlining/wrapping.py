"""Whether a line goes on from the line before it: the evidence for a soft wrap in text without geometry."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rusnlp.document import Line, Page

UNFINISHED = frozenset(
    [
        *("och", "eller", "men", "samt", "att", "som", "än", "såväl", "både", "när", "där", "hur", "innan"),
        *(
            "för",
            "med",
            "av",
            "på",
            "i",
            "om",
            "till",
            "från",
            "vid",
            "hos",
            "mellan",
            "inom",
            "under",
            "över",
            "utan",
            "genom",
            "mot",
            "efter",
            "kring",
        ),
        *("en", "ett", "den", "det", "de", "dem", "dessa", "detta", "vilka", "vilken", "vilket", "vad", "vi", "man"),
        *("deras", "sina", "sin", "sitt", "vår", "våra", "vårt", "er", "era", "ert"),
        *("är", "var", "har", "blir", "bli", "kan", "ska", "skall", "måste", "bör", "vill", "få", "får", "inte", "så"),
        *("the", "of", "and", "to"),
    ]
)
"""Words that no note ends with: conjunctions, prepositions, articles, pronouns, possessives, auxiliaries."""
PRIOR = -2.0
"""Log-odds that a line without a bullet continues the one before it, all else unknown."""
_END = re.compile(r"[.!?:…][\"”')\]]*$")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of the document and page around a pair of lines."""

    wrap_gap: int
    """Blank lines between a wrapped line and its continuation: 0 as a rule, 1 where every line is followed by one."""
    marks_wraps: bool
    """The document ends soft-wrapped lines with a blank."""
    dashes: int
    """Lines of the page that open with a dash."""
    dashes_are_bullets: bool
    width: int
    """Characters to which the page's lines are filled."""


_SHORTEST_WRAP = 40
"""Characters: a page filled to fewer is a list of short notes, as long as no line goes on in small letters."""


def page_width(lines: Sequence[Line], *, dense: bool = False) -> int:
    """Characters to which the lines are filled: the length of the longest line but for a few outliers.

    0 for no lines, where all are short and none begins with a small letter, and, in a `dense` text (no blank lines
    between lines), where a few lines are much longer than the rest: then nothing was wrapped, and each line is a note
    of its own.
    """
    lengths = sorted(len(line.text.strip()) for line in lines if line.text.strip())
    if not lengths:
        return 0
    if lengths[-1] < _SHORTEST_WRAP and not any(_first_letter(line.text).islower() for line in lines):
        return 0
    width = lengths[min(len(lengths) - 1, math.floor(0.95 * len(lengths)))]
    unwrapped = dense and len(lengths) >= 20 and lengths[-2] > 1.25 * width
    return 0 if unwrapped else width


def wrap_gap(pages: Sequence[Page], split_marker: Callable[[str], tuple[str | None, str]]) -> int:
    """Blank lines that the document puts inside a wrapped paragraph, from pairs that are wraps beyond doubt.

    Beyond doubt: the second line has no bullet and begins with a small letter, the first does not end a sentence.
    """
    gaps: Counter[int] = Counter()
    for page in pages:
        lines = [line for line in page.lines if line.text.strip() and not line.whole]
        for first, second in pairwise(lines):
            begins_small = second.text.lstrip()[:1].islower() and split_marker(second.text)[0] is None
            if begins_small and not _END.search(first.text.rstrip()):
                gaps[min(second.gap or 0, 1)] += 1
    return 1 if gaps[1] > 2 * gaps[0] else 0


def wrap_evidence(before: str, line: Line, around: Surroundings, *, bulleted: bool) -> tuple[bool, str]:
    """Whether `line` continues the line `before`, and the evidence that weighed most.

    Arguments: the text of the line before, trailing blanks included; the line itself, known to have no bullet; the
    surroundings; whether the block that `before` belongs to opened with a bullet. The weights are
    log-odds, rounded from a logistic regression on 1,600 pairs of lines of one real compilation and then tempered
    where that document is one-sided (its notes seldom end with a full stop).
    """
    first, second = before.rstrip(), line.text.strip()
    if first.endswith("-") and first[-2:-1].isalnum() and second[:1].isalnum():
        return True, "hyphen at the line end"
    if (line.gap or 0) > around.wrap_gap:
        return False, "blank line"
    weights = dict(_weights(before, first, second, line, around, bulleted=bulleted))
    total = sum(weights.values()) + PRIOR
    decisive = max(weights, key=lambda name: weights[name] if total > 0 else -weights[name])
    return total > 0, decisive


def _weights(
    before: str, first: str, second: str, line: Line, around: Surroundings, *, bulleted: bool
) -> list[tuple[str, float]]:
    last_word = re.sub(r"[^\w]", "", first.rsplit(None, 1)[-1]).casefold() if first else ""
    next_word = second.split(None, 1)[0] if second else ""
    found: list[tuple[str, float]] = []
    if around.marks_wraps:
        found.append(("trailing blank", 5.0) if before != first else ("no trailing blank", -4.0))
    if _first_letter(second).islower():
        found.append(("goes on in small letters", 4.0 if bulleted else 3.0))
    elif _first_letter(second).isupper():
        found.append(("begins with a capital", -1.5))
    if second.startswith("("):
        found.append(("goes on with a parenthesis", 2.0))
    if first.count("(") > first.count(")"):
        found.append(("open parenthesis", 2.0))
    if bulleted:
        found.append(("under a bullet", 3.0))
    if second.endswith(":") and len(second) < 40:
        found.append(("reads as a heading", -3.0))
    fill = (len(first) + 1 + len(next_word)) / around.width if around.width else 0.0
    dense = around.wrap_gap == 0 and line.gap == 0
    if fill >= 0.9:
        found.append(("line is full", 4.0 if dense else 1.5))
    else:
        found.append(("room for the next word", max(-4.0, 6 * (fill - 0.9))))
    if _END.search(first):
        found.append(("sentence ends", 0.0 if fill >= 0.9 else -1.5))
    elif last_word in UNFINISHED or first.endswith((",", "/", "&", "–", "→")):
        found.append(("unfinished phrase", 2.0))
    return found


def _first_letter(text: str) -> str:
    return next((character for character in text if character.isalnum()), "")
