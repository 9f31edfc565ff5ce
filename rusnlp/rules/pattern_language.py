"""The codebook's pattern language.

A pattern is one line of the codebook. It is written in dictionary forms and finds every inflection:

    finansiera          finansierar, finansierade, ... (a word; several of one family: finansiera|finansiering)
    =unga               this very form and no other (capitals do not matter)
    digital*            words that begin so; *ledes ends so; a* b* may stand in phrases too
    -ansvar             compounds that end in the word: huvudansvaret, samordningsansvar
    ansvar-             compounds that begin with it or hold it inside: ansvarsfördelning
    -ansvar-            all of these and the word itself
    SYV                 an acronym, in capitals only: SYV, SYV:are (-SYV- also SYV-dagar)
    dela kunskap        words in a row
    ta … ansvar         up to four other words between; …2 allows two
    kommun ~5 samarbete  in any order with up to five words between
    (dela|sprida) … kunskap     any of the words in one place; outside brackets | parts whole patterns
    (dela|sprida) … $fakta      $fakta stands for a list of words that the codebook names under word_lists
    roll @not yrke-     only where the statement has no such word; @with asks for one
    kommun @brackets    only within round brackets, as notes name who should act: "Bygg mer (kommun)"
    samverkan @nämns    only where it is not said to be missing; @saknas only where it is
    !yrkesroll          an exception: what it finds is not counted for this code, weak or not
    !code:roller        words that the patterns of another code find as well are not counted for this one

The words of a phrase stand in one sentence. Of overlapping hits of one code the longest counts, but a weak
pattern never takes the place of another. Words that the codebook declares to be of one family (samverka, samverkan)
stand for each other wherever a pattern has one of them in its dictionary form. Where the codebook asks for
misspellings, words of eight letters or more that no list knows are also read with one letter too many, too few, wrong,
or out of order. In YAML a pattern that begins with ! or * needs quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

_DEFAULT_GAP = 4
_WIDEST_GAP = 20


class PatternError(ValueError):
    """A pattern that cannot be read; the message names the pattern and what is wrong."""


@dataclass(frozen=True, slots=True)
class Item:
    """One alternative of one place in a pattern."""

    kind: str
    """lemma, form, glob or acronym."""
    text: str
    where: str = "word"
    """word, modifier, head or anywhere."""


Element = frozenset[Item]
"""One place in a pattern: the alternatives that may fill it."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Places that are filled by words in a row or with gaps; often a single place."""

    elements: tuple[Element, ...]
    gaps: tuple[int, ...]
    """Greatest number of other words after each element but the last."""


@dataclass(frozen=True, slots=True)
class ParsedPattern:
    """A pattern taken apart."""

    phrases: tuple[Phrase, ...]
    """Any of these counts; a pattern with ~ gives one for each order."""
    exception: bool
    without: Element | None
    """What the statement must not hold (@not)."""
    beside: Element | None
    """What the statement must hold (@with)."""
    brackets: bool
    """True when the hit must stand within round brackets."""
    polarity: str | None
    """nämns or saknas when the hit must be so."""
    other_code: str | None
    """The code whose hits are an exception here; such a pattern has no phrases."""


_PIECE = re.compile(
    r"\s*(?:\((?P<group>[^()]+)\)|(?P<gap>…|\.\.\.)(?P<width>\d*)|~(?P<near>\d+)|(?P<word>[^\s()…~]+))\s*"
)
POLARITIES = ("nämns", "saknas")
"""What a hit can be: mentioned, or said to be missing, denied or insufficient."""

_CONDITION = re.compile(r"\s@(?:(brackets|nämns|saknas)|(\w+)\s+([^\s@]\S*))\s*$")
_OTHER_CODE = re.compile(r"!code:([\w.-]+)")
_ALTERNATIVES = re.compile(r"\|(?![^(]*\))")
_NO_LISTS: Mapping[str, Sequence[str]] = {}
_WORD = re.compile(r"[^\W_]+(?:[-‐'’:&./][^\W_]+)*\.?")


def parse_pattern(
    pattern: str, word_lists: Mapping[str, Sequence[str]] = _NO_LISTS, families: Mapping[str, Sequence[str]] = _NO_LISTS
) -> ParsedPattern:
    """Take a pattern apart.

    `word_lists` holds what a $name stands for, `families` the words that a dictionary form brings with it.
    Raises `PatternError` naming the pattern and what is wrong with it.
    """
    other_code = _OTHER_CODE.fullmatch(pattern.strip())
    if other_code:
        return ParsedPattern((), True, None, None, False, None, other_code[1])
    try:
        rest, elements, alone = _conditions(pattern.strip(), word_lists)
        exception = rest.startswith("!")
        alternatives = _ALTERNATIVES.split(rest.removeprefix("!"))
        phrases = tuple(phrase for text in alternatives for phrase in _phrases(text, word_lists))
        polarities = alone & set(POLARITIES)
        if len(polarities) > 1:
            raise PatternError("@nämns and @saknas rule each other out")
    except PatternError as error:
        raise PatternError(f"pattern '{pattern}': {error}") from None
    return ParsedPattern(
        phrases=tuple(
            replace(phrase, elements=tuple(_kin(e, families) for e in phrase.elements)) for phrase in phrases
        ),
        exception=exception,
        without=_kin(elements["not"], families) if "not" in elements else None,
        beside=_kin(elements["with"], families) if "with" in elements else None,
        brackets="brackets" in alone,
        polarity=min(polarities, default=None),
        other_code=None,
    )


def _kin(element: Element, families: Mapping[str, Sequence[str]]) -> Element:
    """The element with the families of its words."""
    found = {
        replace(item, text=word) for item in element if item.kind == "lemma" for word in families.get(item.text, ())
    }
    return element | found if found else element


def _conditions(pattern: str, word_lists: Mapping[str, Sequence[str]]) -> tuple[str, dict[str, Element], set[str]]:
    """The pattern without its conditions, those that name words, and those that stand alone."""
    elements: dict[str, Element] = {}
    alone = set()
    while match := _CONDITION.search(pattern):
        word, name, words = match.groups()
        if word:
            alone.add(word)
        elif name in ("not", "with"):
            elements[name] = _element(words, word_lists)
        else:
            raise PatternError(f"unknown condition @{name}; use @not, @with, @brackets, @nämns or @saknas")
        pattern = pattern[: match.start()]
    if "@" in pattern:
        raise PatternError("a condition is one word or a|b, written last, as in: roll @not yrke-")
    return pattern, elements, alone


def _phrases(text: str, word_lists: Mapping[str, Sequence[str]]) -> list[Phrase]:
    elements: list[Element] = []
    gaps: list[int] = []
    near: int | None = None
    for piece in _pieces(text):
        if piece["group"] or piece["word"]:
            if len(gaps) < len(elements):
                gaps.append(0)
            elements.append(_element(piece["group"] or piece["word"], word_lists))
            continue
        gaps.append(int(piece["near"] or piece["width"] or _DEFAULT_GAP))
        if len(gaps) != len(elements):
            raise PatternError("a gap stands between two words")
        if gaps[-1] > _WIDEST_GAP:
            raise PatternError(f"a gap is at most {_WIDEST_GAP} words")
        if piece["near"]:
            if near is not None:
                raise PatternError("only one ~ in a pattern")
            near = len(gaps) - 1
    if not elements:
        raise PatternError("no word in it")
    if len(gaps) >= len(elements):
        raise PatternError("a gap stands between two words")
    phrases = [Phrase(tuple(elements), tuple(gaps))]
    if near is not None:
        turned = (*gaps[near + 1 :], gaps[near], *gaps[:near])
        phrases.append(Phrase((*elements[near + 1 :], *elements[: near + 1]), turned))
    return phrases


def _pieces(text: str) -> list[re.Match[str]]:
    found = []
    position = 0
    while position < len(text):
        match = _PIECE.match(text, position)
        if match is None:
            raise PatternError(f"cannot read '{text[position:].strip()}'")
        found.append(match)
        position = match.end()
    return found


def _element(words: str, word_lists: Mapping[str, Sequence[str]]) -> Element:
    items: list[Item] = []
    for word in words.split("|"):
        name = word.strip().removeprefix("$")
        if name == word.strip():
            items.append(_item(name))
        elif name in word_lists:
            items += map(_item, word_lists[name])
        else:
            raise PatternError(f"no word list named '{name}'")
    return frozenset(items)


def _item(word: str) -> Item:
    if word.startswith("="):
        if not _WORD.fullmatch(word[1:]):
            raise PatternError(f"'{word}' should be one word after the =")
        return Item("form", word[1:].lower())
    if "*" in word:
        if not _WORD.fullmatch(word.replace("*", "")):
            raise PatternError(f"'{word}' needs a word beside the *")
        return Item("glob", word.lower())
    core = word.strip("-")
    if not _WORD.fullmatch(core):
        raise PatternError(f"'{word}' is not one word; give a phrase a line of its own")
    where = "word"
    if word != core:
        where = "anywhere" if word[0] == word[-1] == "-" else "head" if word[0] == "-" else "modifier"
    if len(core) > 1 and core.isalpha() and core.isupper():
        return Item("acronym", core, where)
    return Item("lemma", core.lower(), where)
