"""What a point is called: a few words cut from its statements as they stand, nouns rather than verbs."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rusnlp.discovering.topic_words import content_lemmas
from rusnlp.discovering.word_classes import NOUN, OTHER, form_class
from rusnlp.summarising.likeness import word_set
from rusnlp.swedish import FUNCTION_WORDS, WORKSHOP_WORDS, Token, lemma, tokens

_MOST_WORDS = 6
_LONGEST = 60
_SHORTEST_CLAUSE = 12
_FEW = 2
_SHARED_BY = 0.2
"""Share of a point's statements that have a word, for it to speak for a heading."""
_LINKS_TEXT = "och eller samt av för mellan i till på med inom kring mot över under från hos om utan"
_LINKS = frozenset(_LINKS_TEXT.split())
_MODIFIERS_TEXT = "fler färre mer mindre ny nya nytt bättre större ingen inga inget hela egen egna eget"
_MODIFIERS = frozenset(_MODIFIERS_TEXT.split())
_NO_END_TEXT = "vis skull håll gång gånger sätt stället del delar typ form slag exempel"
_NO_END = frozenset(_NO_END_TEXT.split())
_NO_NOUNS_TEXT = """
    vi ni de man jag du den det han hon alla allt andra annat flera många samma sådan själv dag idag nu här där mer mest
    viktig viktigt bra god gott stor stort svår svårt lätt lätta möjlig möjligt behov år tid gäller innebär vs
    längre högre lägre deltagare deltagarna deltagande sällan dygnet överallt
    """
_NO_NOUNS = frozenset(_NO_NOUNS_TEXT.split())
_ADJECTIVE = re.compile(
    r".+(?:lig|liga|ligt|ig|iga|igt|isk|iska|iskt|bar|bara|bart|sam|samma|samt|aktiv|aktiva|aktivt|al|ala|alt|"
    r"ell|ella|ellt|ad|ade|at|lös|lösa|löst|ande|ende|nära|full|fulla)"
)
_ADJECTIVES_TEXT = "lika långa kort korta unga äldre yngre grön gröna första sista sena tidiga tidig rätt fel"
_PLAIN_ADJECTIVES = frozenset(_ADJECTIVES_TEXT.split())


_SAYS_LITTLE_TEXT = """
    andel antal behov del exempel faktor form fråga frågeställning grad insats möjlighet part perspektiv problem sak
    sort syfte tonvikt typ utmaning vikt
"""
_SAYS_LITTLE = frozenset(_SAYS_LITTLE_TEXT.split())
"""Nouns that need another to say what a point is about."""


class _Span(NamedTuple):
    text: str
    words: frozenset[str]
    length: int
    telling: bool
    """It has two words or more that say something."""
    cut: bool
    """The words go on in the statement in a way that belongs to them ("samverkan mellan kommun | och skola")."""


def point_headings(texts: Sequence[str], points: Sequence[Sequence[int]]) -> list[str]:
    """A heading of each point, given as rows of `texts`, most typical first; no two are alike.

    The heading of one or two statements is the beginning of the most typical one. Of more, it is cut from any of them:
    up to six words with nothing but blanks between, that begin with a noun or adjective and end with a noun; those
    whose words most of the point's statements share, and few other statements; two of the words or more say something
    by themselves. Where no such words are shared, it is the beginning of the most typical statement too.
    """
    often = Counter(word for text in texts for word in word_set(text))
    found: list[str] = []
    taken: set[str] = set()
    for rows in points:
        heading = _heading([texts[row] for row in rows], often, len(texts), taken)
        found.append(heading)
        taken.update(word_set(heading))
        taken.add(heading.casefold())
    return found


def _heading(texts: Sequence[str], often: Mapping[str, int], total: int, taken: Collection[str]) -> str:
    inside = Counter(word for text in texts for word in word_set(text))
    weight = {
        word: (count / len(texts)) * math.log(1 + total / often[word])
        for word, count in inside.items()
        if word not in WORKSHOP_WORDS and (count >= max(2, _SHARED_BY * len(texts)) or len(texts) == 1)
    }
    best = max(
        (
            (_worth(span, weight, place, taken), -place, span.text)
            for place, text in enumerate(texts)
            for span in spans(text)
            if span.telling
        ),
        default=(0.0, 0, ""),
        key=lambda item: (round(item[0], 6), item[1], item[2]),
    )
    cut = [best[2]] if best[0] > 0 else []
    openings = [opening(text) for text in texts]
    choices = [*cut, *openings] if len(texts) > _FEW else [*openings[:1], *cut, *openings[1:]]
    heading = next((choice for choice in choices if choice.casefold() not in taken), choices[0])
    return heading[:1].upper() + heading[1:]


def _worth(span: _Span, weight: Mapping[str, float], place: int, taken: Collection[str]) -> float:
    shared = sum(weight.get(word, 0.0) * (0.3 if word in taken else 1.0) for word in span.words)
    if not shared:
        return 0.0
    # A word or two that only one statement has make a heading understandable, more of them make it narrow.
    odd = sum(word not in weight for word in span.words)
    return (
        shared
        + 0.3 * (span.length > 1)
        - 0.12 * max(odd - 1, 0)
        - 0.03 * span.length
        - 0.02 * min(place, 5)
        - 0.3 * span.cut
    )


@lru_cache(maxsize=20_000)
def spans(text: str) -> tuple[_Span, ...]:
    """Runs of words in the text that may be a heading."""
    words = tokens(text)
    kinds = [_kind(token, not re.search(r"[\w,] $", text[: token.start])) for token in words]
    beside = [text[a.end : b.start] == " " for a, b in pairwise(words)]
    found = []
    for first in range(len(words)):
        if kinds[first] not in "nam" or (
            first and beside[first - 1] and _is_name(words[first - 1]) and _is_name(words[first])
        ):
            continue
        for last in range(first, min(first + _MOST_WORDS, len(words))):
            if kinds[last] == "x" or (last > first and not beside[last - 1]):
                break
            piece = text[words[first].start : words[last].end]
            if (
                kinds[last] != "n"
                or words[last].text.casefold() in _NO_END
                or piece.endswith("-")
                or len(piece) > _LONGEST
            ):
                continue
            following = kinds[last + 1] if last + 1 < len(words) and beside[last] else "x"
            # A genitive wants its word, "mellan" both of its words, and a name all of its parts.
            if last + 1 < len(words) and beside[last] and following != "l" and _is_genitive(words[last].text):
                continue
            if following in "na" and (piece.endswith("s") or _is_name(words[last + 1])):
                continue
            inner = kinds[first : last + 1]
            if any(a + b in ("ll", "ml") for a, b in pairwise(inner)) or (
                "mellan" in piece.split()
                and "och" not in piece.split()[piece.split().index("mellan") :]
                and following == "l"
            ):
                continue
            if len(piece) > 3:
                joined = following == "l" and words[last + 1].text.casefold() in ("och", "eller", "samt", "av")
                joined |= text[words[last].end :][:1] == "/"
                telling = sum(base not in _SAYS_LITTLE for base, _ in content_lemmas(piece)) > 1
                found.append(_Span(piece, word_set(piece), last - first + 1, telling, joined))
    return tuple(found)


def _is_name(token: Token) -> bool:
    return token.text[:1].isupper()


def _is_genitive(word: str) -> bool:
    return word.endswith("s") and len(word) > 3 and lemma(word[:-1]) == lemma(word) != word.casefold()


def _kind(token: Token, opens: bool) -> str:
    """What a word may be in a heading: n noun, a adjective, m small modifier, l link, x nothing."""
    word = token.text.rstrip("-")
    lower = word.casefold()
    if lower in _LINKS:
        return "l"
    if lower in _MODIFIERS:
        return "m"
    if lower in FUNCTION_WORDS or lower in _NO_NOUNS or any(letter.isdigit() for letter in word):
        return "x"
    if (word.isupper() and len(word) > 1) or (_is_name(token) and not opens):
        return "n"
    kind = form_class(lower)
    if kind == NOUN:
        return "n"
    base = lemma(word)
    if base.endswith("a") and len(base) > 3:
        return "x"
    if _ADJECTIVE.fullmatch(lower) or lower in _PLAIN_ADJECTIVES:
        return "a"
    return "x" if kind == OTHER else "n"


def opening(text: str) -> str:
    """The beginning of a statement up to where a clause ends, within 60 characters; "…" where it breaks off before."""
    words = tokens(text)
    if not words:
        return text[:_LONGEST]
    last = 0
    whole = True
    for number, (before, word) in enumerate(pairwise(words)):
        between = text[before.end : word.start]
        if before.end >= _SHORTEST_CLAUSE and any(mark in between for mark in ".,;:!?–→("):
            break
        if word.end > _LONGEST:
            whole = False
            break
        last = number + 1
    while not whole and last > 0 and words[last].text.casefold() in FUNCTION_WORDS:
        last -= 1
    cut = text[: words[last].end].strip(' –-•"”“')
    return cut if whole else f"{cut} …"
