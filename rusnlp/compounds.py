"""The parts and the dictionary forms of Swedish words, read from the hunspell-sv word list.

The list says of each word how it is inflected and whether it may open, join or close a compound
(COMPOUNDBEGIN, COMPOUNDMIDDLE, COMPOUNDEND and the suffix rules that make joining forms such as `yrkes-`,
`vecko-` or `skol-`). From that follow both `word_readings` (which dictionary forms a written word may be
an inflection of) and `split_compound` (its parts). The word list is a dependency and is never copied.
"""

from __future__ import annotations

import importlib.metadata
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

_DISTRIBUTION = "hunspell-sv"
_FILE = "hunspell/sv_SE"
_CACHED_WORDS = 200_000

# Suffix flags that make another word rather than a form of the same: ekonom -> ekonomisk, skåne -> skånebo.
_DERIVATIONS = frozenset("Ted")
_MOST_PARTS = 4
_SHORTEST_PART = 3
_LONGEST_WORD = 60

# Two letters are enough for these modifiers; others of that length (ar-, st-) cut words that are whole.
_SHORT_MODIFIERS = frozenset({"by", "el", "it"})

# Verb particles and prefixes are listed as words, but "utbildning" is no kind of "bildning"; nor is "plattform"
# a flat form, or "ungdom" a verdict.
_PARTICLES = """
an av be bi bort efter er ett fram från för före förut genom hem i in inne kring med mellan mis miss mot må ned ner ny
när o om på runt sam sedan till tills un under upp ur ut ute utom van var vid åter å över
att den det halv han hur man men som två tre
"""
_PIECES = "anta befo ens folks kombi platt pro proto resu rätts"
_NO_MODIFIERS = frozenset(_PARTICLES.split() + _PIECES.split())
_ENDINGS = "ande are ark aren art arter dom domare ende ers het hets ism ist iv lek lig ling nation nationer skap"
_NO_HEADS = frozenset(_ENDINGS.split())


@dataclass(frozen=True, slots=True)
class _Suffix:
    """One SFX rule: `base` ends in `stripped`, loses it and takes `added`; `made` are the flags of the result."""

    flag: str
    stripped: str
    made: str
    condition: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _WordList:
    flags: dict[str, tuple[str, ...]]
    """Word -> the flags of each of its entries."""
    suffixes: dict[str, tuple[_Suffix, ...]]
    """Ending as written -> the rules that make it."""
    longest_suffix: int


@dataclass(frozen=True, slots=True)
class _Reading:
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
    listed = dict.fromkeys(reading.base for reading in _readings(word) if not reading.joining)
    if listed:
        return tuple(listed)
    cuts = _best_cuts(word)
    if not cuts:
        return ()
    stem = word[: len(word) - len(cuts[-1])]
    return tuple(stem + head for head in _head_forms(cuts[-1]))


@lru_cache(maxsize=_CACHED_WORDS)
def split_compound(word: str) -> tuple[tuple[str, ...], ...]:
    """Return the parts of a lower-case compound, first to last, or an empty tuple for a word that has none.

    Each part is the tuple of its possible dictionary forms, likeliest first: `arbetsplatsen` gives
    `(("arbete",...), ("plats",...))`. Hyphens always separate parts. Of several ways to split, the one with
    the fewest parts wins, then the one whose shortest part is longest. Particles and prefixes (`ut-`, `för-`)
    do not count as parts. Raises `FileNotFoundError` when hunspell-sv is not installed.
    """
    pieces = [piece for piece in re.split(r"[-‐‑]", word) if piece]
    if len(pieces) > 1:
        parts: list[tuple[str, ...]] = []
        for i, piece in enumerate(pieces):
            last = i == len(pieces) - 1
            parts.extend(split_compound(piece) or ((_head_forms if last else _modifier_forms)(piece) or (piece,),))
        return tuple(parts)
    # A listed word is cut in its dictionary form, so that an inflected one is not read as another word:
    # "ungdomarna" is "ungdom", not ung + domare.
    cuts = _best_cuts(_nearest_reading(word) or word)
    if len(cuts) < 2:
        return ()
    forms = [_modifier_forms(part, i == 0) for i, part in enumerate(cuts[:-1])]
    return (*forms, _head_forms(cuts[-1]))


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
    modifiers: set[str] = set()
    heads: set[str] = set()
    parts = split_compound(word)
    for i, forms in enumerate(parts):
        (heads if i == len(parts) - 1 else modifiers).update(forms)
        inner = constituents(forms[0]) if forms[0] != word else _NO_CONSTITUENTS
        modifiers |= inner.modifiers
        (heads if i == len(parts) - 1 else modifiers).update(inner.heads)
    return Constituents(frozenset(modifiers), frozenset(heads))


def _nearest_reading(word: str) -> str | None:
    readings = word_readings(word)
    return max(readings, key=lambda base: (_shared_letters(base, word), -len(base)), default=None)


def _shared_letters(word: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))


def _best_cuts(word: str) -> tuple[str, ...]:
    if len(word) > _LONGEST_WORD or not word.isalpha():
        return ()
    for count in range(2, _MOST_PARTS + 1):
        ways = _ways_to_cut(word, count, first=True)
        if ways:
            return max(ways, key=lambda parts: (min(map(len, parts)), len(parts[-1])))
    return ()


def _ways_to_cut(word: str, count: int, *, first: bool) -> list[tuple[str, ...]]:
    if count == 1:
        return [(word,)] if _head_forms(word) else []
    ways = []
    for cut in range(2, len(word) - _SHORTEST_PART + 1):
        modifier = word[:cut]
        if not _modifier_forms(modifier, first):
            continue
        ways += [(modifier, *rest) for rest in _ways_to_cut(word[cut:], count - 1, first=False)]
        # Swedish writes "tillägg" for till + lägg: a double letter before the cut may stand for three.
        if len(modifier) > _SHORTEST_PART and modifier[-1] == modifier[-2]:
            ways += [(modifier, *rest) for rest in _ways_to_cut(word[cut - 1 :], count - 1, first=False)]
    return ways


@lru_cache(maxsize=_CACHED_WORDS)
def _modifier_forms(part: str, first: bool = True) -> tuple[str, ...]:
    """Dictionary forms of a part that may open (or else join) a compound."""
    if part in _NO_MODIFIERS or (len(part) < _SHORTEST_PART and part not in _SHORT_MODIFIERS):
        return ()
    flag = "X" if first else "U"
    found = [reading for reading in _readings(part) if flag in reading.flags or "X" in reading.flags]
    if not found:
        return (part,) if part in _SHORT_MODIFIERS else ()
    forms = [reading.base for reading in sorted(found, key=lambda reading: (reading.base != part, len(reading.base)))]
    return tuple(dict.fromkeys([*_words_behind(part), *forms]))


def _words_behind(joining: str) -> list[str]:
    """The words behind a joining form: `ansvars` -> `ansvar`, `hälso` -> `hälsa`; none when it is a word as it is."""
    entries = _word_list().flags
    only_joins = joining in entries and all("Z" in flags for flags in entries[joining])
    if joining in entries and not only_joins:
        return []
    stem = joining[:-1]
    if joining[-1] == "s":
        candidates = [stem, stem + "e", stem + "a"]
    elif only_joins:
        candidates = [stem + "a", stem + "um"] if joining[-1] in "eou" else [joining + "a"]
    else:
        return []
    words = [word for word in candidates if any("Y" in flags for flags in entries.get(word, ()))]
    # The list has `samverkans-` but not "samverkan".
    return words[:1] or ([stem] if only_joins and joining[-1] == "s" else [])


@lru_cache(maxsize=_CACHED_WORDS)
def _head_forms(part: str) -> tuple[str, ...]:
    """Dictionary forms of a part that may close a compound, likeliest first."""
    if len(part) < _SHORTEST_PART or part in _NO_HEADS:
        return ()
    entries = _word_list().flags
    found = [r.base for r in _readings(part) if not r.joining and any("Y" in flags for flags in entries[r.base])]
    # The list has some inflected forms as entries of their own (bäddar beside bädd), but "lärande" is no "lära".
    found.sort(key=lambda base: (not base.endswith(("ande", "ende")), len(base)))
    return tuple(dict.fromkeys(base for base in found if base not in _NO_HEADS))


@lru_cache(maxsize=_CACHED_WORDS)
def _readings(form: str) -> tuple[_Reading, ...]:
    words = _word_list()
    found = [_Reading(form, flags, "Z" in flags) for flags in words.flags.get(form, ())]
    for length in range(min(words.longest_suffix, len(form)) + 1):
        ending = form[len(form) - length :]
        stem = form[: len(form) - length]
        for rule in words.suffixes.get(ending, ()):
            base = stem + rule.stripped
            for flags in words.flags.get(base, ()):
                if rule.flag in flags and base and rule.condition.search(base):
                    found.append(_Reading(base, rule.made, "Z" in rule.made or rule.made == "WX"))
    return tuple(found)


@cache
def _word_list() -> _WordList:
    folder = _word_list_folder()
    flags: dict[str, tuple[str, ...]] = {}
    for row in (folder / "sv_SE.dic").read_text("utf-8").splitlines()[1:]:
        word, _, marks = row.partition("/")
        marks = marks.split(maxsplit=1)[0] if marks else ""
        if "!" not in marks and "%" not in marks:
            flags[word] = (*flags.get(word, ()), marks)
    suffixes: dict[str, list[_Suffix]] = {}
    for row in (folder / "sv_SE.aff").read_text("utf-8").splitlines():
        fields = row.split()
        if len(fields) < 5 or fields[0] != "SFX":
            continue
        _, flag, stripped, added, condition = fields[:5]
        if flag in _DERIVATIONS:
            continue
        added, _, made = added.partition("/")
        rule = _Suffix(flag, stripped.replace("0", ""), made, re.compile(f"{condition}$"))
        suffixes.setdefault(added.replace("0", ""), []).append(rule)
    return _WordList(
        flags=flags,
        suffixes={ending: tuple(rules) for ending, rules in suffixes.items()},
        longest_suffix=max(map(len, suffixes)),
    )


def _word_list_folder() -> Path:
    try:
        files = importlib.metadata.files(_DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.as_posix().endswith(f"{_FILE}.dic"):
            folder = Path(str(file.locate())).resolve().parent
            if (folder / "sv_SE.aff").is_file():
                return folder
    raise FileNotFoundError(
        "the Swedish word list (sv_SE.dic and sv_SE.aff) was not found; run: pip install hunspell-sv"
    )
