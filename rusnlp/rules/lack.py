"""Which words of a text stand for something that is missing, denied or insufficient.

Swedish says so with adverbs (inte, ej, aldrig), pronouns (ingen), verbs (saknas), nouns (brist på), adjectives
(bristande, svag, för lite) and the preposition utan. Each reaches over words of its own clause only, and two of
them undo each other ("ingen brist på", "inte utan", "saknas inte").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rusnlp.swedish import Token

# How far a word of lack reaches, in words.
_REACH = 7

_NOT = frozenset({"inte", "ej", "icke", "aldrig", "knappast", "knappt", "sällan"})
_NONE = frozenset({"ingen", "inget", "inga", "ingenting", "varken"})
_MISSING = frozenset({"saknas", "saknades", "saknats", "fattas", "fattades", "fattats"})
_LACKING = frozenset({"sakna", "saknar", "saknade", "saknat"})
_NOUNS = frozenset(
    {"brist", "bristen", "avsaknad", "avsaknaden", "frånvaro", "frånvaron", "underskott", "underskottet"}
)
_FAILS = frozenset({"brister", "brast", "brustit"})
_ADJECTIVES_TEXT = """
    bristande bristfällig bristfälligt bristfälliga dålig dåligt dåliga eftersatt eftersatta obefintlig obefintligt
    obefintliga otillräcklig otillräckligt otillräckliga svag svagt svaga undermålig undermåligt undermåliga
"""
_ADJECTIVES = frozenset(_ADJECTIVES_TEXT.split())
_TOO = frozenset({"för", "alltför"})
_LITTLE = _ADJECTIVES | {"lite", "litet", "få", "liten", "sällan"}
LACK_WORDS = _NOT.union(
    _NONE, _MISSING, _LACKING, _NOUNS, _FAILS, _ADJECTIVES, _TOO, ("utan", "vare", "svårt", "ont", "få")
)
"""Lower-case words that may open a span of lack; a text with none of them has no such span."""

_SHORTAGES = ("brist", "bristen", "brister")
_NOT_ONLY = frozenset({"bara", "endast", "enbart", "minst"})

_CLAUSE_END = re.compile(r"[.!?;()–—→\n]|\s-\s")
_CLAUSE_WORDS_TEXT = """
    annars därför däremot då eftersom fast hur ifall medan men när samtidigt så trots vad varför vem vilka vilken
    vilket
"""
_CLAUSE_WORDS = frozenset(_CLAUSE_WORDS_TEXT.split())
_KNOWING = frozenset({"vet", "veta", "visste", "vetat", "säker", "säkra", "säkert", "klart", "undrar"})
_AND = frozenset({"och", "eller", "samt"})
_SUBJECTS = frozenset({"vi", "man", "jag", "du", "ni", "han", "hon", "dom", "de", "det"})
_BE = frozenset({"är", "var", "blir", "blev", "varit", "blivit", "vara", "bli", "känns", "kändes", "upplevs", "verkar"})
_FINITE_TEXT = """
    behöver behövs beror bör borde drabbar får fick försvårar ger gav gjorde gör har hade hindrar hotar innebär kan
    klarar kommer kunde kräver leder ledde medför måste påverkar riskerar ska skall skapar skapade skulle stoppar
    vill ville
"""
_FINITE = _BE | frozenset(_FINITE_TEXT.split())
# Verbs whose subject is what is missing when they are denied; those in -s (finns, görs, syns) are too.
_HAPPEN = frozenset({"fungerar", "fungerade", "fungera", "fungerat", "funkar", "funkade", "räcker", "räckte", "räcka"})
_HAPPEN |= {"sker", "skedde", "existerar", "håller", "höll", "finnas", "funnits", "skett", "räckt", "blir", "blev"}
_ENOUGH_TEXT = "bra god gott goda tillräcklig tillräckligt tillräckliga stark starkt starka utbyggd utbyggt utbyggda"
_ENOUGH = frozenset(_ENOUGH_TEXT.split())
_DEGREES = frozenset({"för", "alltför", "mycket", "väldigt", "ganska", "helt", "så", "rätt", "extremt", "oerhört"})
_PLACES = frozenset({"i", "på", "hos", "inom", "vid", "bland", "från"})
_EXPLETIVES = frozenset({"det", "här", "där", "då", "idag", "dag", "nu", "ofta", "fortfarande", "även", "också"})
_HAVING = frozenset({"finns", "fanns", "har", "hade", "är", "så", "mycket", "väldigt", "ganska"})


class Clause(NamedTuple):
    """Token numbers from `first` up to, not including, `after`."""

    first: int
    after: int


def may_lack(word: str, following: str = "") -> bool:
    """Tell whether a word can make `lacking` mark anything, given the next word of the text.

    Where no word of a text can, it marks nothing.
    """
    lower = word.lower()
    if lower in _TOO:
        return following.lower() in _LITTLE
    return lower in LACK_WORDS or _names_a_shortage(lower)


def lacking(text: str, words: Sequence[Token]) -> list[bool]:
    """Tell of each token whether its clause says that it is missing, denied or insufficient.

    `words` are the tokens of `text`. Known: inte, ej, aldrig, sällan, ingen, varken, utan, sakna(s), fattas,
    brist på, avsaknad av, frånvaro av, underskott på, brister, bristande, otillräcklig, svag, dålig, "för lite/få",
    "ont om", "svårt att", and compounds in -brist (themselves). Each reaches at most seven words on, within its
    clause: nouns, adjectives and utan up to its verb. Back reach saknas and fattas, adjectives after är and blir,
    and inte after a verb of being or working ("samverkan fungerar inte"); else inte takes the verb before it.
    "Inte bara", "inte ... utan" and two that undo each other ("ingen brist på") deny nothing, and a clause after
    "vet inte vem" is not denied.
    """
    lower = [token.text.lower() for token in words]
    marked = [_names_a_shortage(word) for word in lower]
    places = [i for i, word in enumerate(lower) if word in LACK_WORDS and not _is_innocent(lower, i)]
    if not places:
        return marked
    denied = False
    for clause in _clauses(text, words, lower):
        within = [i for i in places if clause.first <= i < clause.after]
        if not within:
            denied = False
            continue
        between = text[words[clause.first - 1].end : words[clause.first].start] if clause.first else ""
        openers = _openers(lower, clause, within, but_rather=denied and "," in between)
        denied = any(lower[i] in _NOT or lower[i] in _NONE for i in within)
        for i, after in openers:
            for j in _REACHES[_kind(lower, clause, i)](lower, clause._replace(after=after), i):
                marked[j] = True
    return marked


def _is_innocent(lower: list[str], i: int) -> bool:
    """True of most för and få, without looking for clauses."""
    if lower[i] == "för":
        return i + 1 == len(lower) or lower[i + 1] not in _LITTLE
    return lower[i] == "få" and (i == 0 or lower[i - 1] not in _HAVING)


def _names_a_shortage(word: str) -> bool:
    return word.endswith(_SHORTAGES) and word not in _SHORTAGES


def _clauses(text: str, words: Sequence[Token], lower: list[str]) -> list[Clause]:
    found = []
    first = 0
    for i in range(1, len(words)):
        if _opens_clause(text[words[i - 1].end : words[i].start], lower, first, i):
            found.append(Clause(first, i))
            first = i
    found.append(Clause(first, len(words)))
    return found


def _opens_clause(between: str, lower: list[str], first: int, i: int) -> bool:
    before, word = lower[i - 1], lower[i]
    after = lower[i + 1] if i + 1 < len(lower) else ""
    if word in _MISSING and i + 1 == len(lower):
        # "Ansvar: saknas", "Ansvar (saknas)"
        return any(mark in between for mark in ".!?;\n")
    if _CLAUSE_END.search(between):
        return True
    if ":" in between:
        return before not in LACK_WORDS
    if "," in between:
        return not _goes_on_listing(lower, first, i)
    if word in _CLAUSE_WORDS:
        return before not in LACK_WORDS or word not in ("så", "fast", "då")
    if word in _AND:
        return after in _SUBJECTS
    if word in ("om", "var"):
        return before in _NOT and i > 1 and lower[i - 2] in _KNOWING
    return word == "att" and before == "för"


def _goes_on_listing(lower: list[str], first: int, i: int) -> bool:
    """True of the comma before word `i` in "brist på tid, folk och pengar"."""
    if lower[i - 1] in LACK_WORDS or LACK_WORDS.isdisjoint(lower[first : i - 1]):
        return False
    for j in range(i, min(len(lower), i + 5)):
        if lower[j] in _AND:
            return j > i and not (j + 1 < len(lower) and lower[j + 1] in _SUBJECTS)
        if lower[j] in _FINITE or lower[j] in _SUBJECTS or lower[j] in LACK_WORDS or lower[j] in _CLAUSE_WORDS:
            return False
    return False


_Reach = Callable[[list[str], Clause, int], range]


def _kind(lower: list[str], clause: Clause, i: int) -> str:
    """What sort of word of lack word `i` is in its clause, or an empty string."""
    word = lower[i]
    after = lower[i + 1] if i + 1 < clause.after else ""
    before = lower[i - 1] if i > clause.first else ""
    if word in _NOT:
        return "not"
    if word in _MISSING:
        return "missing"
    if word in _FAILS:
        return "missing" if _FINITE.isdisjoint(lower[clause.first : i]) and before not in _EXPLETIVES else "noun"
    if word in _LACKING:
        return "lacking"
    if word in _NONE or (word == "vare" and after == "sig"):
        return "none"
    if word in _TOO:
        return "adjective" if after in _LITTLE else ""
    if word in _ADJECTIVES and before not in _TOO and before not in ("de", "dem"):
        return "adjective"
    if word == "få":
        return "noun" if before in _HAVING else ""
    if word == "svårt":
        return "hard"
    if word in _NOUNS or word == "utan" or (word == "ont" and after == "om"):
        return "noun"
    return ""


def _openers(lower: list[str], clause: Clause, within: list[int], *, but_rather: bool) -> list[tuple[int, int]]:
    """The words of lack of a clause that nothing undoes, each with the number of the first word beyond its reach."""
    places = [i for i in within if _kind(lower, clause, i)]
    found: list[tuple[int, int]] = []
    undone: set[int] = {clause.first} if but_rather and lower[clause.first] == "utan" else set()
    for n, i in enumerate(places):
        if i in undone:
            continue
        if lower[i] not in _NOT and lower[i] not in _NONE:
            found.append((i, clause.after))
            continue
        rest = places[n + 1 :]
        after = next((j for j in rest if lower[j] == "utan"), clause.after)
        if after < clause.after:
            undone.add(after)
        if i + 1 < clause.after and lower[i + 1] in _NOT_ONLY:
            continue
        if found and found[-1][0] == i - 1 and lower[i - 1] not in _NOT:
            found.pop()
        elif rest and rest[0] <= i + (1 if lower[rest[0]] == "utan" else 2) and _undoes(lower[rest[0]]):
            undone.add(rest[0])
        else:
            found.append((i, after))
    return found


def _undoes(word: str) -> bool:
    return word not in _NONE and word not in _TOO


def _onward(clause: Clause, i: int) -> range:
    return range(i + 1, min(clause.after, i + 1 + _REACH))


def _back(lower: list[str], clause: Clause, i: int) -> int:
    """The first word that word `i` reaches back to: the noun before a som, or the beginning of its att clause."""
    if lower[i - 1] == "som":
        return max(clause.first, i - 3)
    first = max(clause.first, i - _REACH)
    return next((j + 1 for j in range(i - 1, first - 1, -1) if lower[j] == "att"), first)


def _reach_of_not(lower: list[str], clause: Clause, i: int) -> range:
    onward = _onward(clause, i)
    verb = lower[i - 1] if i > clause.first else ""
    following = lower[i + 1 : clause.after]
    happens = verb in _HAPPEN or (verb.endswith("s") and verb not in _SUBJECTS)
    happens = happens or (bool(following) and (following[0] in _HAPPEN or following[0].endswith("ts")))
    happens = happens or (bool(following) and following[0] in ("finns", "görs", "syns"))
    if verb in _BE:
        happens = not _ENOUGH.isdisjoint(following[:2])
        if not happens and i - 1 > clause.first and lower[i - 2] not in _EXPLETIVES:
            return range(0) if len(following) == 1 else onward
    if not happens:
        return range(max(clause.first, i - 1), onward.stop)
    if following and following[0] in _PLACES and i - 2 >= clause.first and lower[i - 2] not in _EXPLETIVES:
        return range(_back(lower, clause, i), i)
    return range(_back(lower, clause, i), onward.stop)


def _reach_of_missing(lower: list[str], clause: Clause, i: int) -> range:
    onward = _onward(clause, i)
    before = lower[clause.first : i]
    if not before or before[0] in _PLACES or before[-1] in _EXPLETIVES:
        return range(i, onward.stop)
    if i + 1 < clause.after and lower[i + 1] in _PLACES:
        return range(_back(lower, clause, i), i + 1)
    return range(_back(lower, clause, i), onward.stop)


def _reach_of_lacking(lower: list[str], clause: Clause, i: int) -> range:
    onward = _onward(clause, i)
    return range(_back(lower, clause, i), onward.stop) if lower[i + 1 : i + 2] and lower[i + 1] in _SUBJECTS else onward


def _reach_of_none(lower: list[str], clause: Clause, i: int) -> range:
    return _onward(clause, i)


def _reach_of_noun(lower: list[str], clause: Clause, i: int) -> range:
    onward = _onward(clause, i)
    if lower[i + 1 : i + 2] == ["att"]:
        return onward
    return range(i + 1, next((j for j in onward if lower[j] in _FINITE), onward.stop))


def _reach_of_adjective(lower: list[str], clause: Clause, i: int) -> range:
    copula = i - 1
    while copula >= clause.first and lower[copula] in _DEGREES:
        copula -= 1
    if copula > clause.first and lower[copula] in _BE and lower[copula - 1] not in _EXPLETIVES:
        return range(_back(lower, clause, i), i)
    adjective = i + 1 if lower[i] in _TOO else i
    if lower[adjective] == "sällan" or lower[adjective + 1 : adjective + 2] == ["av"]:
        return range(_back(lower, clause, i), adjective + 1)
    return _reach_of_noun(lower, clause, i)


def _reach_of_hard(lower: list[str], clause: Clause, i: int) -> range:
    onward = _onward(clause, i)
    if lower[i + 1 : i + 2] == ["med"]:
        return onward
    to = next((j for j in onward if lower[j] == "att"), None)
    return range(0) if to is None else range(to + 1, min(clause.after, to + 1 + _REACH))


_REACHES: dict[str, _Reach] = {
    "not": _reach_of_not,
    "none": _reach_of_none,
    "missing": _reach_of_missing,
    "lacking": _reach_of_lacking,
    "noun": _reach_of_noun,
    "adjective": _reach_of_adjective,
    "hard": _reach_of_hard,
}
