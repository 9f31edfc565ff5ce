"""Quotes that stand for many: which statements to print under a theme."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rusnlp.swedish import dictionary_forms

SHORTEST, LONGEST, IDEAL = 40, 220, 110
"""Characters. A shorter note says too little out of its place, a longer one is read by no one in a table."""

_FEWEST_WORDS = 5
_WORD = re.compile(r"[^\W\d_]+")
_BACK_WORDS = """
    alltså annars de dem den denna deras dess dessa det detta dit dock dom då där därför därifrån därmed däremot eller
    fast han hon här likadant likaså men och också samma sedan sen så sådan sådana sådant vidare även
"""
_POINTS_BACK = frozenset(_BACK_WORDS.split())
"""A statement that opens with one of these goes on from something that the reader of a quote has not read."""
_DET_OPENS = re.compile(
    r"det (?:\w+ ){0,2}?(?:finns|saknas|fattas|behövs|krävs|råder|gäller att|handlar om|går att|tar \w+ tid|kommer att"
    r"|(?:är|blir|vore|känns|borde vara) (?:\w+ ){1,4}?(?:att|om|när|med|som)\b)",
    re.IGNORECASE,
)
"""Where "det" points at nothing: "det finns", "det är svårt att"."""
_ARTICLE = re.compile(r"(?:de|den|det) (?:som\b|(?P<adjective>\w+) \w+(?:en|et|na|an)\b)", re.IGNORECASE)
"""Where "den" belongs to what follows it: "den som bor här", "den gemensamma planen"."""
_VIKTIGT_ATT = re.compile(r"\w+ (?:\w+ )?att \w+a\b", re.IGNORECASE)
"""A sentence without its "det är": "viktigt att samlas"."""
_BREAKS_OFF = re.compile(
    r"(?:[:,;(–-]|\.\.\.|…|\b(?:och|eller|att|för|med|som|i|på|till|av|om|från|kring|mellan|t\.?ex\.?|tex))$",
    re.IGNORECASE,
)
_COMMON_VERBS = """
    blev blir borde bör fick finns får ger går gör hade har kan kunde måste når ser ska skall skulle står tar var vet
    vill ville är
"""
_VERBS = frozenset(_COMMON_VERBS.split())
_VERB_ENDINGS = ("ar", "er", "as", "s", "ade", "de", "te")


class Candidate(NamedTuple):
    """A statement that was given the code: what the choice is made by."""

    statement_id: str
    session: str
    text: str
    role: str
    score: float
    method: str
    typical: float = 0.0
    """Cosine with the centre of the code's statements; 0 for all where there are no vectors."""


def choose_quotes(candidates: Iterable[Candidate], number: int = 1, *, quoted: Collection[str] = ()) -> list[str]:
    """Ids of up to `number` typical statements, best first.

    Chosen one by one: what can be understood by itself (`is_clear`) and is of medium length (40–220 characters)
    before others, not among the ids `quoted` elsewhere, from a session not quoted yet, near the centre of the code's
    statements (in steps of 0.1), with a high score (in steps of 0.1), coded by a method not quoted yet, near 110
    characters, and last by id, so that the choice never depends on the order of the candidates. Labels of groups of
    notes (role "cluster") are quoted only when there is nothing else, and the same words are never quoted twice.
    """
    left = sorted(candidates)
    chosen: list[Candidate] = []
    while left and len(chosen) < number:
        sessions = {quote.session for quote in chosen}
        methods = {quote.method for quote in chosen}
        best = min(left, key=lambda candidate: _rank(candidate, quoted, sessions, methods))
        chosen.append(best)
        left = [candidate for candidate in left if candidate.text.casefold() != best.text.casefold()]
    return [quote.statement_id for quote in chosen]


@lru_cache(maxsize=20_000)
def is_clear(text: str) -> bool:
    """True for what reads as a whole sentence without its place in the notes.

    That is: five words or more with a verb among them, that do not open by pointing back ("den", "därför", "men"),
    do not break off ("till exempel:", "och"), and close the brackets and quotation marks that they open. A word that
    may be a verb or a noun passes for a verb: the rule sorts quotes, it does not parse them.
    """
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < _FEWEST_WORDS or _BREAKS_OFF.search(text.strip()):
        return False
    if text.count("(") != text.count(")") or text.count('"') % 2:
        return False
    if words[0] in _POINTS_BACK and not (_DET_OPENS.match(text) or _opens_with_article(text)):
        return False
    return (
        not _VERBS.isdisjoint(words)
        or _VIKTIGT_ATT.match(text) is not None
        or _may_be_order(words[0])
        or any(map(_may_be_verb, words))
    )


def _opens_with_article(text: str) -> bool:
    found = _ARTICLE.match(text)
    if found is None or found["adjective"] is None:
        return found is not None
    adjective = found["adjective"].lower()
    return adjective not in _VERBS and not _may_be_verb(adjective)


def _may_be_verb(word: str) -> bool:
    """Whether the word list has a verb that the word may be the present or past tense of: "kräver", "byggdes"."""
    return word.endswith(_VERB_ENDINGS) and any(form.endswith("a") for form in dictionary_forms(word))


def _may_be_order(word: str) -> bool:
    """Whether a statement that opens with the word may ask somebody to do something: "bygg", "bygga", "samla"."""
    stem = word.removesuffix("a")
    return f"{stem}a" in dictionary_forms(f"{stem}er") or word in dictionary_forms(f"{word}r")


def nearness_to_centre(
    vectors: npt.NDArray[np.floating], members: Mapping[str, Sequence[int]]
) -> dict[str, npt.NDArray[np.float64]]:
    """How near each member of a group lies to the group's centre, as a cosine, in the order of the members.

    `vectors`: (n, d), one row a statement; `members`: rows of them for each group. The mean of all vectors is taken
    away first, as embedded texts of one language lie near each other whatever they say. Zero where a vector is zero.
    """
    moved = np.asarray(vectors, dtype=np.float64)
    moved = moved - moved.mean(axis=0) if len(moved) else moved
    near = {}
    for name, rows in members.items():
        own = moved[np.asarray(rows, dtype=int)]
        centre = own.mean(axis=0) if len(own) else np.zeros(moved.shape[1])
        lengths = np.linalg.norm(own, axis=1) * np.linalg.norm(centre)
        near[name] = np.divide(own @ centre, lengths, out=np.zeros(len(own)), where=lengths > 0)
    return near


def _rank(candidate: Candidate, quoted: Collection[str], sessions: set[str], methods: set[str]) -> tuple[object, ...]:
    return (
        candidate.role == "cluster",
        (not SHORTEST <= len(candidate.text) <= LONGEST) + (not is_clear(candidate.text)),
        candidate.statement_id in quoted,
        candidate.session in sessions,
        -round(candidate.typical, 1),
        -round(candidate.score, 1),
        candidate.method in methods,
        abs(len(candidate.text) - IDEAL),
        candidate.statement_id,
    )
