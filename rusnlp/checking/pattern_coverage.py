"""Whether all that one pattern finds is found by others too.

The answer is yes only where it follows from how the patterns are written and from what the words are made of; a no
may be wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from rusnlp.compounds import constituents
from rusnlp.rules.pattern_language import Element, Item, ParsedPattern, Phrase
from rusnlp.swedish import dictionary_forms

# Inflection may change a short stem (stad, städer), so that stad* does not find all of "stad".
_SAFE_STEM = 5
_SAFE_ENDING = 2


def covering(narrow: ParsedPattern, wide: Sequence[ParsedPattern]) -> list[int] | None:
    """Numbers of the wide patterns that together find something wherever the narrow one does; None if they do not.

    One for each of the alternatives of the narrow pattern, the first that will do, none twice.
    """
    able = [(number, pattern) for number, pattern in enumerate(wide) if _conditions_within(narrow, pattern)]
    found: dict[int, None] = {}
    for phrase in narrow.phrases:
        by = next((number for number, pattern in able if any(_phrase_within(phrase, w) for w in pattern.phrases)), None)
        if by is None:
            return None
        found[by] = None
    return list(found)


def element_within(narrow: Element, wide: Element) -> bool:
    """Tell whether each word that fits the narrow place of a pattern fits the wide one."""
    return all(any(_item_within(n, w) for w in wide) for n in narrow)


def _conditions_within(narrow: ParsedPattern, wide: ParsedPattern) -> bool:
    if wide.without is not None and (narrow.without is None or not element_within(wide.without, narrow.without)):
        return False
    if wide.beside is not None and (narrow.beside is None or not element_within(narrow.beside, wide.beside)):
        return False
    if wide.polarity not in (None, narrow.polarity):
        return False
    return narrow.brackets or not wide.brackets


def _phrase_within(narrow: Phrase, wide: Phrase) -> bool:
    length = len(wide.elements)
    return any(
        all(element_within(n, w) for n, w in zip(narrow.elements[at : at + length], wide.elements, strict=True))
        and all(n <= w for n, w in zip(narrow.gaps[at : at + length - 1], wide.gaps, strict=True))
        for at in range(len(narrow.elements) - length + 1)
    )


def _item_within(narrow: Item, wide: Item) -> bool:
    if narrow == wide:
        return True
    if "acronym" in (narrow.kind, wide.kind):
        return narrow.kind == wide.kind and narrow.text == wide.text and wide.where == "anywhere"
    if wide.kind == "glob":
        return _within_glob(narrow, wide.text)
    if narrow.kind == "glob" or wide.kind == "form":
        return False
    return _within_word(narrow, wide)


def _within_glob(narrow: Item, glob: str) -> bool:
    if narrow.kind == "form":
        return fnmatchcase(narrow.text, glob)
    stem = glob.removesuffix("*")
    if "*" in stem or not narrow.text.startswith(stem):
        return False
    if narrow.kind == "glob":
        return True
    return narrow.where == "word" and len(stem) >= _SAFE_STEM and len(narrow.text) >= len(stem) + _SAFE_ENDING


def _within_word(narrow: Item, wide: Item) -> bool:
    """`wide` stands for a dictionary form: as a word, as a part of compounds, or as both."""
    as_word, as_modifier, as_head = (wide.where in (where, "anywhere") for where in ("word", "modifier", "head"))
    parts = constituents(narrow.text)
    of_compound = (as_modifier and wide.text in parts.modifiers) or (as_head and wide.text in parts.heads)
    if narrow.kind == "form":
        return of_compound or (as_word and wide.text in dictionary_forms(narrow.text))
    if narrow.where == "word":
        return of_compound or (as_word and wide.text == narrow.text)
    if narrow.where == "modifier":
        return as_modifier and wide.text in {narrow.text, *parts.modifiers, *parts.heads}
    if narrow.where == "head":
        return of_compound or (as_head and wide.text == narrow.text)
    return wide.where == "anywhere" and wide.text in parts.modifiers | parts.heads
