"""Patterns taken apart, written as patterns again: so that a part or a variant of one can be compiled."""

from __future__ import annotations

from collections.abc import Sequence

from rusnlp.rules.pattern_language import Element, Item, ParsedPattern, Phrase

_HYPHENS = {"word": ("", ""), "modifier": ("", "-"), "head": ("-", ""), "anywhere": ("-", "-")}


def pattern_text(parsed: ParsedPattern) -> str:
    """A pattern that finds what `parsed` finds. Word lists are written out, a ~ as its two orders."""
    if parsed.other_code is not None:
        return f"!code:{parsed.other_code}"
    text = "!" if parsed.exception else ""
    text += phrases_text(parsed.phrases)
    if parsed.without is not None:
        text += f" @not {_alternatives(parsed.without)}"
    if parsed.beside is not None:
        text += f" @with {_alternatives(parsed.beside)}"
    text += f" @{parsed.polarity}" if parsed.polarity is not None else ""
    return text + (" @brackets" if parsed.brackets else "")


def phrases_text(phrases: Sequence[Phrase]) -> str:
    """The phrases alone, without conditions, as alternatives of one pattern."""
    return "|".join(map(_phrase, phrases))


def element_text(element: Element) -> str:
    """One place of a pattern."""
    return _alternatives(element) if len(element) == 1 else f"({_alternatives(element)})"


def _phrase(phrase: Phrase) -> str:
    words = [element_text(phrase.elements[0])]
    for gap, element in zip(phrase.gaps, phrase.elements[1:], strict=True):
        words += [f"…{gap}"] if gap else []
        words.append(element_text(element))
    return " ".join(words)


def _alternatives(element: Element) -> str:
    return "|".join(sorted(map(_item, element)))


def _item(item: Item) -> str:
    if item.kind == "form":
        return f"={item.text}"
    before, after = ("", "") if item.kind == "glob" else _HYPHENS[item.where]
    return f"{before}{item.text}{after}"
