"""The parts and the dictionary forms of Swedish words, read from the hunspell-sv word list (`rusnlp.word_list`).

The list says of each word how it is inflected and whether it may open, join or close a compound
(COMPOUNDBEGIN, COMPOUNDMIDDLE, COMPOUNDEND and the suffix rules that make joining forms such as `yrkes-`,
`vecko-` or `skol-`). From that follow both `word_readings` (which dictionary forms a written word may be
an inflection of) and `split_compound` (its parts).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rusnlp.word_list import word_list

_CACHED_WORDS = 200_000

# Flags that only say where in a compound a form may stand.
_ONLY_JOINS = frozenset("XYU")
# Who does what the verb says, in all its forms: planera -> planerare, planerarna.
_DOER = re.compile(r"(\w{3,}a)r(?:es?|ens?|nas?)")
# Flags of nouns: genitive and definite forms.
_NOUN = frozenset("ABDG")
_MOST_PARTS = 4
_SHORTEST_PART = 3
_LONG_PART = 4
_LONGEST_WORD = 60

# Two letters are enough for these modifiers; others of that length (ar-, st-) cut words that are whole.
_SHORT_MODIFIERS = {"by": "by", "bya": "by", "el": "el", "is": "is", "it": "it"}

# Verb particles and prefixes are listed as words, but "utbildning" is no kind of "bildning"; nor is "plattform"
# a flat form, or "ungdom" a verdict.
_PARTICLES = """
an av be bi bort efter er ett fram från för före först förut genom i in inne kring med mellan mis miss mot må ned ner ny
när o om på runt sam sedan till tills un under upp ur ut ute utom van var vid åter å över
att den det halv han hur man men som två tre
"""
_PIECES = "anta befo ens folks kombi platt pro proto resu trans"
_NO_MODIFIERS = frozenset(_PARTICLES.split() + _PIECES.split())
_ENDINGS = """
aktig alla allt ande are arie arier ark aren art arter bar barhet dom domare ende era ers het hets isera ism ist iv
kap lek lig ligare ling logi löshet mässig nation nationer ning per skap sning vis
"""
_NO_HEADS = frozenset(_ENDINGS.split())


class _Reading(NamedTuple):
    base: str
    flags: str
    """Flags of the written form: those that its suffix rule gives, else those of its entry."""
    joining: bool
    """True when the form exists only inside compounds."""


@dataclass(frozen=True, slots=True)
class Constituents:
    """Dictionary forms of the parts of a compound: those before its last part, and its last part."""

    modifiers: frozenset[str]
    heads: frozenset[str]


_NO_CONSTITUENTS = Constituents(frozenset(), frozenset())


@lru_cache(maxsize=_CACHED_WORDS)
def word_readings(word: str) -> tuple[str, ...]:
    """Return the dictionary forms that a lower-case word may be an inflection of, smallest change first.

    A word that is itself a dictionary form comes first. A compound that the list does not hold is read by its
    last part (`solbruken` gives solbruk); any other unknown word gives an empty tuple.
    Raises `FileNotFoundError` when hunspell-sv is not installed.
    """
    listed = _listed(word)
    if listed:
        return listed
    cuts = _best_cuts(word)
    if not cuts:
        return ()
    stem = word[: len(word) - len(cuts[-1])]
    return tuple(stem + head for head in _head_forms(cuts[-1]) or _listed(cuts[-1]))


def _listed(word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reading.base for reading in _readings(word) if not reading.joining))


@lru_cache(maxsize=_CACHED_WORDS)
def split_compound(word: str) -> tuple[tuple[str, ...], ...]:
    """Return the parts of a lower-case compound, first to last, or an empty tuple for a word that has none.

    Each part is the tuple of its possible dictionary forms, likeliest first: `arbetsplatsen` gives
    `(("arbete",...), ("plats",...))`. Hyphens always separate parts. Of several ways to split, the one with
    the fewest parts wins, then the one whose shortest part is longest. Particles and prefixes (`ut-`, `för-`)
    do not count as parts. Raises `FileNotFoundError` when hunspell-sv is not installed.
    """
    pieces = [] if word.isalpha() else [piece for piece in re.split(r"[-‐‑]", word) if piece]
    if len(pieces) > 1:
        parts: list[tuple[str, ...]] = []
        for i, piece in enumerate(pieces):
            last = i == len(pieces) - 1
            parts.extend(split_compound(piece) or ((_head_forms if last else _modifier_forms)(piece) or (piece,),))
        return tuple(parts)
    # A listed word is cut in its dictionary form, so that an inflected one is not read as another word:
    # "ungdomarna" is "ungdom", not ung + domare.
    cuts = _best_cuts(_nearest(_listed(word), word) or word)
    if len(cuts) < 2:
        return ()
    forms = [_modifier_forms(part, i == 0) or _listed(part) or (part,) for i, part in enumerate(cuts[:-1])]
    return (*forms, _head_forms(cuts[-1]) or _listed(cuts[-1]))


@lru_cache(maxsize=_CACHED_WORDS)
def constituents(word: str) -> Constituents:
    """Return what a lower-case compound is made of, its parts' own parts included.

    `vuxenutbildningsnämnd` has the modifiers vuxenutbildning, vuxen and utbildning, and the head nämnd.
    A word without parts has neither; a word that leaves its end to a later one, as in "informations- och
    kontaktyta", has modifiers only. Raises `FileNotFoundError` when hunspell-sv is not installed.
    """
    if word.endswith("-"):
        stem = word.rstrip("-")
        inner = constituents(stem)
        return Constituents(inner.modifiers | inner.heads | set(_modifier_forms(stem)), frozenset())
    parts = split_compound(word)
    if not parts:
        return _NO_CONSTITUENTS
    modifiers: set[str] = set()
    heads: set[str] = set()
    for i, forms in enumerate(parts):
        (heads if i == len(parts) - 1 else modifiers).update(forms)
        inner = constituents(forms[0]) if forms[0] != word else _NO_CONSTITUENTS
        modifiers |= inner.modifiers
        (heads if i == len(parts) - 1 else modifiers).update(inner.heads)
    return Constituents(frozenset(modifiers), frozenset(heads))


def _nearest(readings: Sequence[str], word: str) -> str | None:
    if len(readings) == 1:
        return readings[0]
    return max(readings, key=lambda base: (_shared_letters(base, word), -len(base)), default=None)


def _shared_letters(word: str, other: str) -> int:
    for i, (a, b) in enumerate(zip(word, other, strict=False)):
        if a != b:
            return i
    return min(len(word), len(other))


def _best_cuts(word: str) -> tuple[str, ...]:
    if len(word) > _LONGEST_WORD or not word.isalpha() or _is_derived(word):
        return ()
    name = _is_name(word)
    heads = {}
    for start in word_list().may_hold_bases(word, range(2, len(word) - _SHORTEST_PART + 1)):
        forms = _head_forms(word[start:])
        if forms or _readings(word[start:]):
            heads[start] = forms
    if not heads:
        return ()
    # Trafikverket, listed as a name, is a "verk" all the same: it is inflected. Landskrona is no "krona".
    cuts = _Cuts(word, [start for start, forms in heads.items() if forms and not (name and word[start:] in forms)])
    for count in range(2, _MOST_PARTS + 1):
        ways = cuts.ways(0, count)
        if not ways and count == 2 and not name:
            ways = _likely_pairs(word, list(heads))
        if ways:
            return max(ways, key=lambda parts: (min(map(len, parts)), len(parts[-1])))
    return ()


def _is_name(word: str) -> bool:
    entries = word_list().flags
    name = word.capitalize()
    return not any(entries.get(word, ())) and (name in entries or (name[-1] == "s" and name[:-1] in entries))


def _is_derived(word: str) -> bool:
    """True of kontrollera, which is no kind of lera, and of byggande, which is bygga + nde."""
    entries = word_list().flags
    if word.endswith("nde"):
        return word[:-3] in entries and not split_compound(word[:-3])
    stem, found, ending = word.rpartition("era")
    return bool(found) and ending in ("", "d") and any(stem + vowel in entries for vowel in ("", "a", "e"))


class _Cuts:
    """The ways to cut one word, found from its end: few places of a word leave a head behind them.

    `heads` are the places where the last part may start, in rising order.
    """

    def __init__(self, word: str, heads: Sequence[int]) -> None:
        self._word = word
        self._before_heads = _joints(word, heads)
        self._before_middles = _joints(word, range(2, heads[-1])) if heads else []
        self._found: dict[tuple[int, int], list[tuple[str, ...]]] = {}

    def ways(self, first: int, count: int) -> list[tuple[str, ...]]:
        """The ways to cut the word from its letter `first` on into so many parts that the list lets stand so."""
        if count == 1:
            return [(self._word[first:],)]
        if (first, count) not in self._found:
            self._found[first, count] = [
                (self._word[first:end], *rest)
                for end, start in (self._before_heads if count == 2 else self._before_middles)
                if end - first >= (2 if end == start else _SHORTEST_PART + 1)
                and _modifier_forms(self._word[first:end], first == 0)
                for rest in self.ways(start, count - 1)
            ]
        return self._found[first, count]


def _joints(word: str, starts: Iterable[int]) -> list[tuple[int, int]]:
    """Where a part may end before the next one starts at one of the places: (end, start), from first to last."""
    found = []
    for start in starts:
        found.append((start, start))
        # Swedish writes "tillägg" for till + lägg: a double letter before the cut may stand for three.
        if word[start] == word[start - 1] and start >= _SHORTEST_PART:
            found.append((start + 1, start))
    return sorted(found, key=lambda joint: (joint[0], -joint[1]))


def _likely_pairs(word: str, starts: Iterable[int]) -> list[tuple[str, ...]]:
    """The ways to cut a word into two words that the list keeps out of compounds, the second at one of the places."""
    noun = _is_noun(word)
    pairs = [(word[:end], word[start:]) for end, start in _joints(word, starts)]
    # A noun that the list has ends in a noun: barnmorska is no "morska".
    return [pair for pair in pairs if (not noun or _is_noun(pair[1])) and _is_likely_pair(*pair)]


def _is_likely_pair(modifier: str, head: str) -> bool:
    """Tell whether two words that the list keeps out of compounds (råd, del, rätts-) are the parts of one.

    The list is made to find misspellings, and leaves out what is easily a slip of the pen.
    """
    stem = modifier[:-1]
    if len(stem) < _SHORTEST_PART - 1 or head in _NO_HEADS or not {modifier, head, stem}.isdisjoint(_NO_MODIFIERS):
        return False
    if not _modifier_forms(modifier):
        linked = modifier[-1] == "s" != stem[-1] and len(stem) >= _SHORTEST_PART
        return linked and bool(_head_forms(head)) and bool(_listed(stem))
    shortest = _SHORTEST_PART if len(modifier) >= _LONG_PART and _is_noun(head) else _LONG_PART + 1
    return len(head) >= shortest and any(base != head + "a" and base not in _NO_HEADS for base in _listed(head))


def _is_noun(word: str) -> bool:
    return any("Z" not in flags and not _NOUN.isdisjoint(flags) for flags in word_list().flags.get(word, ()))


@lru_cache(maxsize=_CACHED_WORDS)
def _modifier_forms(part: str, first: bool = True) -> tuple[str, ...]:
    """Dictionary forms of a part that may open (or else join) a compound."""
    if part in _NO_MODIFIERS or (len(part) < _SHORTEST_PART and part not in _SHORT_MODIFIERS):
        return ()
    flag = "X" if first else "U"
    found = [reading for reading in _readings(part) if flag in reading.flags or "X" in reading.flags]
    if not found:
        return (_SHORT_MODIFIERS[part],) if part in _SHORT_MODIFIERS else ()
    forms = [reading.base for reading in sorted(found, key=lambda reading: (reading.base != part, len(reading.base)))]
    return tuple(dict.fromkeys([*_words_behind(part), *forms]))


def _words_behind(joining: str) -> list[str]:
    """The words behind a joining form: `ansvars` -> `ansvar`, `hälso` -> `hälsa`; none when it is a word as it is."""
    entries = word_list().flags
    own = entries.get(joining, ())
    only_joins = bool(own) and all("Z" in flags for flags in own)
    if own and not only_joins and not all(set(flags) <= _ONLY_JOINS for flags in own):
        return []
    stem, last = joining[:-1], joining[-1]
    if last == "s":
        candidates = [stem, stem + "e", stem + "a", stem[:-1] + "a" if stem[-1] == "e" else stem]
    elif last in "eiou":
        candidates = [stem, stem + "a", stem + "um"] if last == "e" else [stem + "a", stem + "um"]
    elif only_joins:
        candidates = [joining + "a", joining + "e", joining[:-2] + "le" if joining.endswith("el") else joining]
    else:
        return []
    words = [word for word in candidates if any("Y" in flags for flags in entries.get(word, ()))]
    if only_joins and joining + "a" in entries:
        return [*words[:1], joining + "a"]
    # The list has `samverkans-` but not "samverkan".
    return words[:1] or ([stem] if only_joins and last == "s" else [])


@lru_cache(maxsize=_CACHED_WORDS)
def _head_forms(part: str) -> tuple[str, ...]:
    """Dictionary forms of a part that may close a compound, likeliest first."""
    if len(part) < _SHORTEST_PART or part in _NO_HEADS:
        return ()
    entries = word_list().flags
    found = [r.base for r in _readings(part) if not r.joining and any("Y" in flags for flags in entries[r.base])]
    # Nouns such as "samverkan" are listed as a form of their verb.
    found += [part for base in found if part == base + "n" and base in _listed(base + "r")]
    doer = None if found else _DOER.fullmatch(part)
    if doer and doer[1] in entries:
        found.append(doer[1] + "re")
    # The list has some inflected forms as entries of their own (bäddar beside bädd), but "lärande" is no "lära".
    found.sort(key=lambda base: (not base.endswith(("ande", "ende")), len(base)))
    return tuple(dict.fromkeys(base for base in found if base not in _NO_HEADS))


@lru_cache(maxsize=_CACHED_WORDS)
def _readings(form: str) -> tuple[_Reading, ...]:
    words = word_list()
    endings = words.endings(form)
    if not words.has_beginning(form[: endings[-1][0]]):
        return ()
    entries = words.flags
    found = [_Reading(form, flags, "Z" in flags) for flags in entries.get(form, ())]
    for cut, replaced in endings:
        stem = form[:cut]
        for stripped, rules in replaced.items():
            base = stem + stripped
            # Nearly every base is no word at all.
            for marks in entries.get(base, ()):
                for flag, fits, made, joining in rules:
                    if flag in marks and fits(base):
                        found.append(_Reading(base, made, joining))
    if form.endswith("nde") or not any(base == form and _ONLY_JOINS.issuperset(flags) for base, flags, _ in found):
        return tuple(found)
    # Inflected forms that may stand in compounds are entries of their own (vägarna beside väg): no dictionary forms.
    nearest = _nearest([reading.base for reading in found if not reading.joining and reading.base != form], form)
    if nearest is None:
        return tuple(found)
    return tuple(
        reading._replace(base=nearest) if reading.base == form and _ONLY_JOINS.issuperset(reading.flags) else reading
        for reading in found
    )
