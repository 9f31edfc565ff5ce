"""The parts and the dictionary forms of Swedish words, read from the hunspell-sv word list.

The list says of each word how it is inflected and whether it may open, join or close a compound
(COMPOUNDBEGIN, COMPOUNDMIDDLE, COMPOUNDEND and the suffix rules that make joining forms such as `yrkes-`,
`vecko-` or `skol-`). From that follow both `word_readings` (which dictionary forms a written word may be
an inflection of) and `split_compound` (its parts). The word list is a dependency and is never copied.
"""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

_DISTRIBUTION = "hunspell-sv"
_FILE = "hunspell/sv_SE"
_CACHED_WORDS = 200_000

# Suffix flags that make another word rather than a form of the same: ekonom -> ekonomisk, skåne -> skånebo.
_DERIVATIONS = frozenset("Ted")
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


@dataclass(frozen=True, slots=True)
class _Suffix:
    """One SFX rule: a base with the flag and the condition takes an ending; `made` are the flags of the result."""

    flag: str
    made: str
    condition: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _WordList:
    flags: dict[str, tuple[str, ...]]
    """Word -> the flags of each of its entries."""
    suffixes: dict[str, tuple[tuple[str, tuple[_Suffix, ...]], ...]]
    """Ending as written -> what it may stand in the place of, and the rules that say so."""
    longest_suffix: int


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
    pieces = [piece for piece in re.split(r"[-‐‑]", word) if piece]
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
    modifiers: set[str] = set()
    heads: set[str] = set()
    parts = split_compound(word)
    for i, forms in enumerate(parts):
        (heads if i == len(parts) - 1 else modifiers).update(forms)
        inner = constituents(forms[0]) if forms[0] != word else _NO_CONSTITUENTS
        modifiers |= inner.modifiers
        (heads if i == len(parts) - 1 else modifiers).update(inner.heads)
    return Constituents(frozenset(modifiers), frozenset(heads))


def _nearest(readings: Sequence[str], word: str) -> str | None:
    return max(readings, key=lambda base: (_shared_letters(base, word), -len(base)), default=None)


def _shared_letters(word: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))


def _best_cuts(word: str) -> tuple[str, ...]:
    if len(word) > _LONGEST_WORD or not word.isalpha() or _is_derived(word):
        return ()
    name = _is_name(word)
    for count in range(2, _MOST_PARTS + 1):
        ways = _ways_to_cut(word, count, first=True)
        if not ways and count == 2 and not name:
            ways = [(a, b) for a, b in _halves(word) if _is_likely_pair(a, b, word)]
        # Trafikverket, listed as a name, is a "verk" all the same: it is inflected. Landskrona is no "krona".
        ways = [parts for parts in ways if not name or parts[-1] not in _head_forms(parts[-1])]
        if ways:
            return max(ways, key=lambda parts: (min(map(len, parts)), len(parts[-1])))
    return ()


def _is_name(word: str) -> bool:
    entries = _word_list().flags
    name = word.capitalize()
    return not any(entries.get(word, ())) and (name in entries or (name[-1] == "s" and name[:-1] in entries))


def _is_derived(word: str) -> bool:
    """True of kontrollera, which is no kind of lera, and of byggande, which is bygga + nde."""
    entries = _word_list().flags
    if word.endswith("nde"):
        return word[:-3] in entries and not split_compound(word[:-3])
    stem, found, ending = word.rpartition("era")
    return bool(found) and ending in ("", "d") and any(stem + vowel in entries for vowel in ("", "a", "e"))


def _ways_to_cut(word: str, count: int, *, first: bool) -> list[tuple[str, ...]]:
    if count == 1:
        return [(word,)] if _head_forms(word) else []
    return [
        (modifier, *rest)
        for modifier, remainder in _halves(word)
        if _modifier_forms(modifier, first)
        for rest in _ways_to_cut(remainder, count - 1, first=False)
    ]


def _halves(word: str) -> Iterator[tuple[str, str]]:
    for cut in range(2, len(word) - 1):
        if len(word) - cut >= _SHORTEST_PART:
            yield word[:cut], word[cut:]
        # Swedish writes "tillägg" for till + lägg: a double letter before the cut may stand for three.
        if cut > _SHORTEST_PART and word[cut - 1] == word[cut - 2]:
            yield word[:cut], word[cut - 1 :]


def _is_likely_pair(modifier: str, head: str, word: str) -> bool:
    """Tell whether two words that the list keeps out of compounds (råd, del, rätts-) are the parts of one.

    The list is made to find misspellings, and leaves out what is easily a slip of the pen. A noun that it has
    ends in a noun: barnmorska is no "morska".
    """
    if _is_noun(word) and not _is_noun(head):
        return False
    stem = modifier[:-1]
    if len(stem) < _SHORTEST_PART - 1 or head in _NO_HEADS or not {modifier, head, stem}.isdisjoint(_NO_MODIFIERS):
        return False
    if not _modifier_forms(modifier):
        linked = modifier[-1] == "s" != stem[-1] and len(stem) >= _SHORTEST_PART
        return linked and bool(_listed(stem)) and bool(_head_forms(head))
    shortest = _SHORTEST_PART if len(modifier) >= _LONG_PART and _is_noun(head) else _LONG_PART + 1
    return len(head) >= shortest and any(base != head + "a" and base not in _NO_HEADS for base in _listed(head))


def _is_noun(word: str) -> bool:
    return any("Z" not in flags and not _NOUN.isdisjoint(flags) for flags in _word_list().flags.get(word, ()))


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
    entries = _word_list().flags
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
    entries = _word_list().flags
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
    words = _word_list()
    entries = words.flags
    found = [_Reading(form, flags, "Z" in flags) for flags in entries.get(form, ())]
    for length in range(min(words.longest_suffix, len(form)) + 1):
        cut = len(form) - length
        stem = form[:cut]
        for stripped, rules in words.suffixes.get(form[cut:], ()):
            base = stem + stripped
            # Nearly every base is no word at all.
            if base not in entries or not base:
                continue
            for flags, rule in product(entries[base], rules):
                if rule.flag in flags and rule.condition.search(base):
                    found.append(_Reading(base, rule.made, "Z" in rule.made or rule.made == "WX"))
    # Inflected forms that may stand in compounds are entries of their own (vägarna beside väg): no dictionary forms.
    nearest = _nearest([reading.base for reading in found if not reading.joining and reading.base != form], form)
    if nearest is None or form.endswith("nde"):
        return tuple(found)
    return tuple(
        reading._replace(base=nearest) if reading.base == form and set(reading.flags) <= _ONLY_JOINS else reading
        for reading in found
    )


@cache
def _word_list() -> _WordList:
    folder = _word_list_folder()
    flags: dict[str, tuple[str, ...]] = {}
    for row in (folder / "sv_SE.dic").read_text("utf-8").splitlines()[1:]:
        word, _, marks = row.partition("/")
        marks = marks.split(maxsplit=1)[0] if marks else ""
        if "!" not in marks and "%" not in marks:
            flags[word] = (*flags.get(word, ()), marks)
    suffixes: dict[str, dict[str, list[_Suffix]]] = {}
    for row in (folder / "sv_SE.aff").read_text("utf-8").splitlines():
        fields = row.split()
        if len(fields) < 5 or fields[0] != "SFX":
            continue
        _, flag, stripped, added, condition = fields[:5]
        if flag in _DERIVATIONS:
            continue
        added, _, made = added.partition("/")
        rule = _Suffix(flag, made, re.compile(f"{condition}$"))
        suffixes.setdefault(added.replace("0", ""), {}).setdefault(stripped.replace("0", ""), []).append(rule)
    return _WordList(
        flags=flags,
        suffixes={
            ending: tuple((stripped, tuple(rules)) for stripped, rules in replaced.items())
            for ending, replaced in suffixes.items()
        },
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
