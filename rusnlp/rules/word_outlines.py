"""A quick test that tells which words cannot be forms or parts of the words that patterns ask for.

Finding the dictionary forms and the parts of a word takes a hundred times as long as anything else that is done with
it, and most words are no part of any pattern. The outline of a word is what its inflection leaves alone: the
consonants, and where there are vowels (bjuda, bjöd; stad, städer). Without its ending, the outline of a dictionary form
stands at the beginning of that of its every form, and within that of every compound that it is part of. `_IRREGULAR`
names the words of which this is not true.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from rusnlp.swedish import FUNCTION_WORDS

_VOWELS = "aeiouyåäöéèêëáàâüøæóôíúû"
# A d turns into t (röd, rött), a j comes and goes (välja, valde; göra, gjorde), and a hyphen says nothing.
_LOOSE = str.maketrans({**dict.fromkeys(_VOWELS, "."), "d": "t", "j": None, "-": None, "‐": None, "‑": None})
_CLOSE = str.maketrans({"å": "a", "ä": "a", "ö": "o", "d": "t", "j": None, "-": None, "‐": None, "‑": None})
# Points come first and twice, since up to four vowels may stand in a row.
_TWICE = (("ck", "k"), ("..", "."), ("..", "."), *((letter * 2, letter) for letter in "bcfghklmnprstvxzaeiouy"))
_LONGEST_ENDING = 7
# All that inflection adds; the lemma list also takes any two letters for the ending of a word that it does not know.
_ENDING_LETTERS = ".lmnrst:'’"
_ANY_ENDING = 2
# "-första": the lemma list has första for a form of en, also where -en is an ending.
_FIRST = "f.rst."

# What a word that ends so has instead of the ending in some of its forms.
_IRREGULAR = {
    "an": ("ing", "ning"),
    "bio": ("biograf",),
    "bli": ("bliv",),
    "bra": ("bättre", "bäst"),
    "bringa": ("bragt",),
    "dra": ("drag",),
    "dålig": ("sämre", "sämst", "värre", "värst"),
    "dö": ("dog",),
    "foto": ("fotograf",),
    "få": ("fick", "fång"),
    "gammal": ("äldre", "äldst"),
    "ge": ("giv",),
    "gå": ("gick", "gång"),
    "gärna": ("hellre", "helst"),
    "ha": ("hav", "haft"),
    "god": ("bättre", "bäst"),
    "illa": ("sämre", "sämst", "värre", "värst"),
    "kammare": ("kamr",),
    "le": ("log",),
    "lite": ("mindre", "minst"),
    "liten": ("lilla", "mindre", "minst", "små"),
    "lägga": ("lade", "la"),
    "mycket": ("mer", "mest"),
    "många": ("fler", "flest"),
    "mången": ("fler", "flest"),
    "morgon": ("morn",),
    "ond": ("värre", "värst"),
    "säga": ("sade", "sa"),
    "se": ("såg",),
    "slå": ("slog",),
    "stad": ("stan",),
    "ta": ("tag",),
    "två": ("tvag", "tvog"),
    "vara": ("är",),
    "veta": ("visste",),
}
# vecka, vecko; himmel, himlar; centrum, centra; finnas, fanns.
_CHANGING_END = re.compile(rf"[{_VOWELS}][lmnrs]?$")
_LAST_VOWELS = re.compile(rf"[.{_VOWELS}]+[^.{_VOWELS}]*$")
_VOWEL_RUNS = re.compile(rf"[{_VOWELS}]+")
_SHORT_WORD = 4
_SHORT_OUTLINE = 3


class Outlines:
    """The outlines of some dictionary forms, to be asked which words may be made of one."""

    def __init__(self) -> None:
        self._longest_form: dict[str, int] = {}
        """Beginning of an outline -> most letters of a form that begins so."""
        self._parts: set[str] = set()
        self._short_parts: set[str] = set()
        self._has_part: Callable[[str], object] | None = None
        """Made of the parts when it is first asked for, as the next one is."""
        self._has_short_part: Callable[[str], object] | None = None

    def add_word(self, word: str) -> None:
        """Take in a dictionary form whose inflected forms are asked for."""
        for start in _stems(word):
            self._longest_form[start] = max(self._longest_form.get(start, 0), len(word) + _LONGEST_ENDING)

    def add_part(self, word: str) -> None:
        """Take in a dictionary form whose compounds are asked for."""
        for part in _stems(word):
            if len(part) <= _SHORT_OUTLINE and (part[:1] in ("", ".") or word[-1] not in _VOWELS):
                self._short_parts.add(_changeless(_spelled(word), word))
            else:
                self._parts.add(part)
        self._has_part = self._has_short_part = None

    def may_be_word(self, form: str, outlined: str) -> bool:
        """Tell whether a lower-case word, its outline given, may be a form of one of the words.

        Short words and words of grammar may always be.
        """
        if not self._longest_form:
            return False
        if len(form) <= _SHORT_WORD or form in FUNCTION_WORDS:
            return True
        whole = len(outlined.removesuffix(_FIRST)[:-_ANY_ENDING].rstrip(_ENDING_LETTERS))
        for length in range(whole, len(outlined) + 1):
            if self._longest_form.get(outlined[:length], 0) >= len(form):
                return True
        return False

    def may_have_part(self, form: str, outlined: str) -> bool:
        """Tell whether a lower-case word, its outline given, may have one of the parts."""
        if self._has_part is None or self._has_short_part is None:
            self._has_part = re.compile(_any_of(self._parts)).search
            self._has_short_part = re.compile(_any_of(self._short_parts)).search
        return bool(self._has_part(outlined) or (self._short_parts and self._has_short_part(_spelled(form))))


def _any_of(words: Iterable[str]) -> str:
    """A regular expression for any of the words, each common beginning once: faster by far than one after the other.

    That for no words is found nowhere.
    """
    rests: dict[str, set[str]] = {}
    for word in words:
        if not word:
            return ""
        rests.setdefault(word[0], set()).add(word[1:])
    if not rests:
        return "(?!)"
    return "(?:" + "|".join(re.escape(letter) + _any_of(rest) for letter, rest in sorted(rests.items())) + ")"


def outline(word: str) -> str:
    """The consonants of a lower-case word, with a point for one or more vowels; double letters count once."""
    return _single(word.translate(_LOOSE))


def _spelled(word: str) -> str:
    """A closer outline, with its vowels; those that change in the inflection of nouns are one (bok, böcker)."""
    return _single(word.translate(_CLOSE))


def _single(letters: str) -> str:
    for twice, once in _TWICE:
        if twice in letters:
            letters = letters.replace(twice, once)
    return letters


def _stems(word: str) -> list[str]:
    """The beginnings of the outlines of all forms of a dictionary form."""
    stems = [_changeless(outline(word), word)]
    for ending, others in _IRREGULAR.items():
        if word.endswith(ending):
            stems += [outline(word.removesuffix(ending) + other) for other in others]
    return stems


def _changeless(outlined: str, word: str) -> str:
    """The outline of a dictionary form without an ending that may change."""
    if len(_VOWEL_RUNS.findall(word)) < 2 or not _CHANGING_END.search(word):
        return outlined
    return _LAST_VOWELS.sub("", outlined)
