"""Names of persons in Swedish text: lists of first names and surnames, and rules on the words around them.

A capital letter says little at the start of a sentence, and many Swedish names are words too ("Stig på bussen"),
places (Lund) or companies (Max). The list `data/names.tsv` therefore says of each name what else it may be:
`word` (an ordinary word: not trusted first in a sentence unless the words around it speak of a person), `name`
(another name, as of a company, a month or a place: never trusted without such words), or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from rusnlp.compounds import word_readings
from rusnlp.people.person_words import (
    CALLING,
    MIXED_UP,
    ORGANISATION_AFTER,
    ORGANISATION_WORDS,
    PARTICLES,
    SPEAKING,
    STREET,
    SURNAME_SHAPE,
    THING_BEFORE,
    TITLE,
    WORKPLACE,
)
from rusnlp.swedish import FUNCTION_WORDS

Also = Literal["", "word", "name"]


@dataclass(frozen=True, slots=True)
class NameLists:
    """Names, each with what else it may be, and places, which are no names of persons."""

    firsts: dict[str, Also]
    surnames: dict[str, Also]
    places: frozenset[str]
    known: frozenset[str] = frozenset()
    """Surnames of persons who are known to be in the notes: trusted inside a sentence, ordinary words or not."""


@dataclass(frozen=True, slots=True)
class NameMention:
    """A name in a text; `text[start:end]` is the name without the s of the genitive."""

    start: int
    end: int
    first: str | None
    """First name or initial; None for a surname alone."""
    surname: str | None


class _Word(NamedTuple):
    text: str
    start: int
    end: int
    before: str
    """What stands between this word and the one before it."""


@cache
def listed_names() -> NameLists:
    """The packaged lists: some 1 400 first names, 800 surnames and 180 places, in title case."""
    table = files("rusnlp").joinpath("data/names.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines()[1:]]
    also: dict[str, Also] = {"": "", "word": "word", "name": "name"}
    return NameLists(
        firsts={name: also[flag] for kind, name, flag in rows if kind == "first"},
        surnames={name: also[flag] for kind, name, flag in rows if kind == "surname"},
        places=frozenset(name for kind, name, _ in rows if kind == "place"),
    )


def with_persons(lists: NameLists, persons: Collection[tuple[str | None, str | None]]) -> NameLists:
    """The lists with the first names and surnames of persons known to be in the notes.

    A name that the lists hold keeps its caution; a new one is taken for an ordinary word where the Swedish word list
    has it, and for another name where it is a place.
    """
    firsts, surnames = dict(lists.firsts), dict(lists.surnames)
    for first, surname in sorted(set(persons), key=str):
        if first and len(first) > 1:
            firsts.setdefault(first, _caution(first, lists))
        if surname and len(surname) > 1:
            surnames.setdefault(surname, _caution(surname, lists))
    known = lists.known.union(surname for _, surname in persons if surname)
    return replace(lists, firsts=firsts, surnames=surnames, known=known)


def _caution(name: str, lists: NameLists) -> Also:
    if name in lists.places:
        return "name"
    return "word" if word_readings(name.lower()) else ""


_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑'’][^\W\d_]+)*")
_HYPHEN = re.compile(r"[-‐‑]")
_NEXT_TO = re.compile(r"[ \u00a0]")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;–—•·*>/|→⇒+=\d])[\s\"'”“’«»()\[\]\-–—•·*>]*$")
_DOMAIN = re.compile(r"\.\w|@|\w")
_ROMAN = re.compile(r"[IVX]+")


def find_names(text: str, lists: NameLists | None = None) -> list[NameMention]:
    """The names of persons in a text, in order, none over another; `lists` are the packaged ones when None."""
    lists = listed_names() if lists is None else lists
    found: list[NameMention] = []
    position = 0
    for line in text.splitlines(keepends=True):
        words = _words(line)
        i = 0
        while i < len(words):
            mention, i = _NameReading(line, words, lists).name_at(i)
            if mention is not None:
                found.append(replace(mention, start=mention.start + position, end=mention.end + position))
        position += len(line)
    return found


def _words(line: str) -> list[_Word]:
    words: list[_Word] = []
    end = 0
    for match in _WORD.finditer(line):
        words.append(_Word(match.group(), *match.span(), before=line[end : match.start()]))
        end = match.end()
    return words


def _listed(word: str, names: dict[str, Also]) -> tuple[str, Also] | None:
    """The name, in title case and without the genitive's s, and what else it may be; None when it is not listed."""
    plain = word.title() if word.isupper() and len(word) > 2 else word
    forms = [plain, plain[:-1]] if plain.endswith("s") and len(plain) > 3 else [plain]
    for form in forms:
        if form in names:
            return form, names[form]
        parts = _HYPHEN.split(form)
        if len(parts) == 2 and all(part in names for part in parts):
            return form, ""
    return None


@dataclass(frozen=True, slots=True)
class _NameReading:
    """One line, its words and the lists, for the rules below; words are named by their number."""

    line: str
    words: Sequence[_Word]
    lists: NameLists

    def name_at(self, i: int) -> tuple[NameMention | None, int]:
        """The name that begins with word `i`, if any, and the number of the word to go on from."""
        word = self.words[i]
        if not word.text[0].isupper() or not all(part[:1].isupper() for part in _HYPHEN.split(word.text)):
            return None, i + 1
        last = self._last_of_full(i)
        if last is not None:
            mention = self._mention(i, last)
            return (None if self._is_thing(i, last) else mention), last + 1
        if _listed(word.text, self.lists.firsts) and self._first_alone(i):
            return self._mention(i, i), i + 1
        if _listed(word.text, self.lists.surnames) and self._surname_alone(i):
            return self._mention(i, i, surname=True), i + 1
        return None, i + 1

    def _last_of_full(self, i: int) -> int | None:
        """The number of the last word of a full name that begins with word `i`; None when none does."""
        first = _listed(self.words[i].text, self.lists.firsts)
        if first is None:
            return self._last_after_unlisted(i)
        if first[0] != self._title(i):
            return None
        last, j = None, i + 1
        while j < len(self.words) and j - i < 6 and self._beside(j):
            word = self.words[j].text
            if word.lower() in PARTICLES and j + 1 < len(self.words) and self._beside(j + 1) and self._capital(j + 1):
                last, j = j + 1, j + 2
                continue
            doubtful = self._starts_sentence(i) or (self._beside(i) and self._capital(i - 1))
            if not self._may_follow(j, first[1], doubtful=doubtful):
                break
            last = j
            if word.endswith("s") and word[:-1] in {*self.lists.surnames, *self.lists.firsts}:
                break
            j += 1
        return last

    def _may_follow(self, j: int, caution: Also, *, doubtful: bool) -> bool:
        """Whether word `j` may be a further name of someone whose first name stands before it.

        `caution` is what that first name may be else; it is `doubtful` where its capital says nothing.
        """
        word = self.words[j].text
        if not self._capital(j) or word.lower() in ORGANISATION_AFTER or word.lower() in ORGANISATION_WORDS:
            return False
        if len(word) == 1:
            return not caution and word != "I"
        further = _listed(word, self.lists.firsts)
        if _listed(word, self.lists.surnames) or (further and not (caution and further[1])):
            return True
        if word.isupper() or word in self.lists.places:
            return False
        plain = word.removesuffix("s")
        if SURNAME_SHAPE.fullmatch(word) or SURNAME_SHAPE.fullmatch(plain):
            return True
        readings = word_readings(word.lower())
        if caution:
            return not readings and not doubtful
        return not readings or (word.lower() == readings[0] and len(word) < 9)

    def _last_after_unlisted(self, i: int) -> int | None:
        """A full name that opens with initials or an unlisted first name."""
        word = self.words[i].text
        j = i + 1
        initials = len(word) == 1
        while initials and j < len(self.words) and len(self.words[j].text) == 1 and self._after_initial(j):
            j += 1
        if j >= len(self.words) or not self._capital(j):
            return None
        if initials:
            return j if self._after_initial(j) and self._sure_after_initial(j) else None
        if not self._beside(j) or word.isupper() or not self._is_unknown(i):
            return None
        for k in (j, j + 1):
            if k >= len(self.words) or not self._beside(k) or not self._capital(k):
                return None
            surname = _listed(self.words[k].text, self.lists.surnames)
            if surname and (not surname[1] or surname[0].endswith("sson")):
                return self._with_further(k)
            if self.words[k].text.isupper() or not self._is_unknown(k):
                return None
            shaped = SURNAME_SHAPE.fullmatch(self.words[k].text.removesuffix("s"))
            if shaped or self._called(i) or self._speaks(k):
                return k
        return None

    def _with_further(self, k: int) -> int:
        """The number of the last word of the surnames that go on after the surname `k`."""
        while k + 1 < len(self.words) and self._beside(k + 1) and self.words[k].text in self.lists.surnames:
            if len(self.words[k + 1].text) == 1 or not self._may_follow(k + 1, "", doubtful=False):
                break
            k += 1
        return k

    def _sure_after_initial(self, j: int) -> bool:
        """Whether word `j` is a surname, where initials stand before it."""
        surname = _listed(self.words[j].text, self.lists.surnames)
        dotted = "." in self.words[j].before
        if surname:
            return dotted or not surname[1]
        shaped = SURNAME_SHAPE.fullmatch(self.words[j].text.removesuffix("s"))
        return dotted and bool(shaped) and self._is_unknown(j)

    def _first_alone(self, i: int) -> bool:
        name = _listed(self.words[i].text, self.lists.firsts)
        if name is None or self._is_thing(i, i):
            return False
        genitive = name[0] != self._title(i)
        before = self._lower_before(i)
        if self._called(i) or (self._speaks(i) and not genitive):
            return True
        if self.words[i].text.lower() in FUNCTION_WORDS and name[1] and genitive:
            return False
        if self.words[i].text.isupper() or name[1] == "name" or (before == "i" and not genitive):
            return False
        capital_after = i + 1 < len(self.words) and self._beside(i + 1) and self._capital(i + 1)
        if not name[1]:
            return True
        if self._starts_sentence(i):
            return not genitive and self._at_work(i)
        return not capital_after and not (self._beside(i) and self._capital(i - 1))

    def _surname_alone(self, i: int) -> bool:
        name = _listed(self.words[i].text, self.lists.surnames)
        if name is None or self._is_thing(i, i) or self.words[i].text.isupper():
            return False
        if self._called(i) or (self._speaks(i) and name[0] == self.words[i].text):
            return True
        beside_capital = (self._beside(i) and i > 0 and self._capital(i - 1) and not self._starts_sentence(i)) or (
            i + 1 < len(self.words) and self._beside(i + 1) and self._capital(i + 1)
        )
        in_place = self._lower_before(i) in {"i", "till", "från", "vid", "på", "kring", "runt", "mellan", "mot"}
        if name[1] == "name" or beside_capital:
            return False
        return not name[1] or (not self._starts_sentence(i) and not in_place and name[0] in self.lists.known)

    def _called(self, i: int) -> bool:
        """Whether the word before speaks to or of a person."""
        before = self._lower_before(i)
        return before in CALLING or bool(before and re.fullmatch(r"[\w-]*?" + TITLE.pattern, before))

    def _speaks(self, i: int) -> bool:
        """Whether the words after tell what a person says or does, or the person's title."""
        if i + 1 >= len(self.words):
            return False
        following = self.words[i + 1]
        if following.before == " " and following.text in SPEAKING:
            return True
        titled = bool(re.fullmatch(r"[\w-]*?" + TITLE.pattern, following.text))
        return titled and following.before in {", ", " ("}

    def _at_work(self, i: int) -> bool:
        """Whether "på" or "från" and a place of work follow."""
        after = self.words[i + 1 : i + 3]
        if len(after) < 2 or after[0].text not in {"på", "från"}:
            return False
        return bool(WORKPLACE.fullmatch(after[1].text))

    def _is_thing(self, i: int, last: int) -> bool:
        """Whether words `i` to `last` name a street, a company, a storm or the like."""
        start, end = self.words[i].start, self.words[last].end
        if self.line[start:end] in MIXED_UP or _DOMAIN.match(self.line, end):
            return True
        if self._lower_before(i) in THING_BEFORE or self.line[:start].lower().endswith(
            ("s:t ", "s:ta ", "@", "#", "& ")
        ):
            return True
        if self.line.startswith(" &", end):
            return True
        if last + 1 < len(self.words) and self.words[last + 1].before in {" ", "-", "\u00a0"}:
            following = self.words[last + 1].text
            name = _listed(self.words[last].text, {**self.lists.firsts, **self.lists.surnames})
            owned = i == last and name is not None and name[0] != self._title(last)
            stop = STREET if owned and following.islower() else ORGANISATION_AFTER
            if following.lower() in stop:
                return True
            return bool(_ROMAN.fullmatch(following)) and len(following) > 1
        return False

    def _mention(self, i: int, last: int, *, surname: bool = False) -> NameMention:
        end = self.words[last].end
        final = self.words[last].text
        # "Ali Rezas butik" is Reza's, "Anna Ingers, lärare" is Ingers: only a surname on the list loses its s anyhow.
        owns = last + 1 < len(self.words) and self._beside(last + 1) and self.words[last + 1].text.islower()
        listed = _listed(final, self.lists.surnames if surname or last > i else self.lists.firsts)
        if listed is None and owns:
            listed = _listed(final, self.lists.firsts)
        if listed is not None and listed[0] != self._title(last):
            end -= 1
            final = final[:-1]
        final = final.title() if final.isupper() and len(final) > 2 else final
        if surname:
            return NameMention(self.words[i].start, end, None, final)
        first = self._title(i) if last > i else final
        return NameMention(self.words[i].start, end, first, final if last > i else None)

    def _title(self, i: int) -> str:
        word = self.words[i].text
        return word.title() if word.isupper() and len(word) > 2 else word

    def _capital(self, i: int) -> bool:
        """Whether each part of a word has a capital; the particle of al-Rashid needs none."""
        parts = _HYPHEN.split(self.words[i].text)
        parts = parts[1:] if len(parts) > 1 and parts[0] in PARTICLES else parts
        return all(part[:1].isupper() for part in parts)

    def _beside(self, i: int) -> bool:
        """Whether only a blank (or the dot of an initial) stands before word `i`."""
        before = self.words[i].before
        dotted = before in {". ", "."} and i > 0 and len(self.words[i - 1].text) == 1
        return i > 0 and (bool(_NEXT_TO.fullmatch(before)) or dotted)

    def _after_initial(self, i: int) -> bool:
        return self.words[i].before in {" ", ". ", ".", ".-", "-"}

    def _lower_before(self, i: int) -> str:
        word = self.words[i]
        return self.words[i - 1].text.lower() if i > 0 and word.before in {" ", "\u00a0", ": "} else ""

    def _starts_sentence(self, i: int) -> bool:
        return bool(_SENTENCE_START.search(self.line[: self.words[i].start]))

    def _is_unknown(self, i: int) -> bool:
        """Whether a word is none that the word list has, no place and no word of organisations."""
        word = self.words[i].text
        place = word in self.lists.places or word.removesuffix("s") in self.lists.places
        body = word.lower() in ORGANISATION_AFTER or word.lower() in ORGANISATION_WORDS
        return not (place or body or word_readings(word.lower()))
