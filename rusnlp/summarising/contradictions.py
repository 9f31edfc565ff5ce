"""Statements that say opposite things of the same thing: more and less, there and lacking, yes and no.

So do those that themselves tell of a conflict ("delade meningar om", "målkonflikt"). Only what the words show is found,
and rather too little than too much: a wish ("samverkan behövs") does not contradict a lack ("samverkan saknas"), a
problem under one question not an aim under another, and a question nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rusnlp.discovering.topic_words import content_lemmas
from rusnlp.discovering.word_classes import OTHER, form_class
from rusnlp.swedish import LACK_WORDS, WORKSHOP_WORDS, Token, lacking, lemma, may_lack, tokens

MORE_LESS, THERE_LACKING, YES_NO, DENIED, DISPUTED = "more/less", "there/lacking", "yes/no", "denied", "disputed"
_LEAST_LIKENESS = 0.2
_SAME_WORDS = 0.6
_MORE = frozenset(["mer", "mera", "fler", "öka", "utöka", "utökad", "utökade", "utökat", "höj", "höja"])
_LESS = frozenset(["mindre", "färre", "minska", "sänk", "sänka", "begränsa"])
_THERE = re.compile(r"\b(?:finns|fungerar|funkar|räcker)\b", re.IGNORECASE)
_GOOD = frozenset(["bra", "god", "gott", "goda", "tillräcklig", "tillräckligt", "tillräckliga", "välfungerande"])
_WISH = re.compile(
    r"\b(?:behövs|behöver|behov|måste|bör|borde|ska|skall|skulle|kan|kunde|vill|önsk\w*|krävs|kräver|saknas|om|hur|"
    r"viktigt|öka|skapa|stärka?|utveckla|se till|för att|få)\b",
    re.IGNORECASE,
)
_YES_NO = re.compile(r"\b(ja|nej) till (?:en |ett |fler |mer )?([\w-]+(?: [\w-]+)?)", re.IGNORECASE)
_DISPUTED = re.compile(
    r"(?<!lyfta )(?<!undvika )(?<!lösa )\b(?:delade meningar|meningarna går isär|går åsikterna isär|åsikterna går isär|"
    r"oenig(?:a|het\w*)?|oense|mål\w*konflikt\w*|intresse\w*konflikt\w*|konflikt(?:er|en|erna)? mellan|"
    r"motsättning(?:ar|en|arna)?|står mot varandra|håller inte med|tvärtom mot)\b",
    re.IGNORECASE,
)
_DENIALS = frozenset({"inte", "ej", "aldrig", "ingen", "inget", "inga"})


class Stance(NamedTuple):
    """What a statement says of a thing; `favours` is more, there or yes."""

    kind: str
    term: str
    favours: bool


@dataclass(frozen=True, slots=True)
class Opposition:
    """Rows of statements that say opposite things of the same thing."""

    kind: str
    term: str
    """The thing, as the first of the statements writes it."""
    favouring: tuple[int, ...]
    against: tuple[int, ...]
    """Empty for what is told to be disputed."""


def oppositions(
    texts: Sequence[str], questions: Sequence[str], alike: npt.NDArray[np.float32] | None = None
) -> list[Opposition]:
    """The things that the texts say opposite things of, most borne first.

    `questions`: id of the question that each answers, empty for none; more and less are held against each other under
    the same question only. `alike`: likeness (n, n); statements of an opposition are a little alike with one of the
    other side. Without it any are taken.
    """
    sides: dict[tuple[str, str, str], tuple[list[int], list[int]]] = {}
    for row, text in enumerate(texts):
        for stance in stances(text):
            under = questions[row] if stance.kind == MORE_LESS else ""
            sides.setdefault((stance.kind, stance.term, under), ([], []))[not stance.favours].append(row)
    found = []
    for (kind, term, _), (favouring, against) in sides.items():
        both = set(favouring) & set(against)
        one, other = [r for r in favouring if r not in both], [r for r in against if r not in both]
        if alike is not None and one and other:
            near = alike[np.ix_(one, other)] >= _LEAST_LIKENESS
            one = [row for number, row in enumerate(one) if near[number].any()]
            other = [row for number, row in enumerate(other) if near[:, number].any()]
        if one and other:
            found.append(Opposition(kind, _written(term, texts[one[0]]), tuple(one), tuple(other)))
    taken = {row for opposition in found for row in (*opposition.favouring, *opposition.against)}
    found += [pair for pair in _denied(texts) if not taken & {*pair.favouring, *pair.against}]
    return sorted(found, key=lambda o: (-len(o.favouring) - len(o.against), o.term, o.kind, o.favouring))


@lru_cache(maxsize=50_000)
def stances(text: str) -> tuple[Stance, ...]:
    """What the text says of things, each once."""
    if "?" in text:
        return ()
    words = tokens(text)
    lower = [word.text.casefold() for word in words]
    marked = lacking(text, words) if any(map(may_lack, lower)) else [False] * len(words)
    found: dict[Stance, None] = {}
    for i, word in enumerate(lower):
        if (word in _MORE or word in _LESS) and (term := _thing(text, words, i)) and not any(marked[i : i + 3]):
            found[Stance(MORE_LESS, term, word in _MORE)] = None
    for clause in re.finditer(r"[^.;:!–(),]+", text):
        inside = [i for i, word in enumerate(words) if clause.start() <= word.start < clause.end()]
        for i in inside:
            term = _term(words[i].text)
            if term is None:
                continue
            if marked[i]:
                found[Stance(THERE_LACKING, term, False)] = None
            elif (
                not _WISH.search(clause[0])
                and not any(marked[j] for j in inside)
                and (
                    (_THERE.search(clause[0]) and i == next(j for j in inside if _term(words[j].text)))
                    or (i and lower[i - 1] in _GOOD)
                    or (i > 1 and lower[i - 2 : i] == ["gott", "om"])
                )
            ):
                found[Stance(THERE_LACKING, term, True)] = None
    for match in _YES_NO.finditer(text):
        term = next((t for w in reversed(match[2].split()) if (t := _term(w))), None)
        if term:
            found[Stance(YES_NO, term, match[1].casefold() == "ja")] = None
    return tuple(found)


def _thing(text: str, own: Sequence[Token], i: int) -> str | None:
    """The noun right after word `i`, with at most one adjective between."""
    for j in (i + 1, i + 2):
        if j >= len(own) or text[own[j - 1].end : own[j].start] != " ":
            return None
        lower = own[j].text.casefold()
        # "mindre kommuner" are small ones.
        if own[i].text.casefold() == "mindre" and re.search(r"(?:or|ar|er|n|arna|erna)$", lower):
            return None
        if re.search(r"(?:ig|iga|igt|sk|ska|skt|al|ala|alt|iv|iva|ivt|are|re)$", lower):
            continue
        return _term(own[j].text)
    return None


def _term(word: str) -> str | None:
    """The lemma of a word that can be a thing."""
    found = content_lemmas(word)
    if not found or found[0][0] in WORKSHOP_WORDS or len(found[0][0]) <= 3 or form_class(word.casefold()) == OTHER:
        return None
    return None if word.casefold() in LACK_WORDS else found[0][0]


def _denied(texts: Sequence[str]) -> list[Opposition]:
    """Statements in much the same words, of which one has a denial and the other not."""
    bases = [frozenset(lemma(token.text) for token in tokens(text)) for text in texts]
    content = [frozenset(base for base, _ in content_lemmas(text)) for text in texts]
    denying = [
        row for row, base in enumerate(bases) if base & _DENIALS and len(content[row]) > 1 and "?" not in texts[row]
    ]
    by_word: dict[str, list[int]] = {}
    for row, base in enumerate(content):
        for word in base:
            by_word.setdefault(word, []).append(row)
    found = []
    for row in denying:
        near = sorted({other for word in content[row] for other in by_word[word]} - {row})
        for other in near:
            if bases[other] & _DENIALS or "?" in texts[other]:
                continue
            one, two = bases[row] - _DENIALS, bases[other]
            shared = content[row] & content[other]
            if len(shared) > 1 and len(one & two) / len(one | two) >= _SAME_WORDS:
                term = min(shared, key=lambda word: (-len(word), word))
                found.append(Opposition(DENIED, _written(term, texts[other]), (other,), (row,)))
    return found


def disputed(text: str) -> str:
    """The words by which a statement says that views or aims conflict; empty for most."""
    match = _DISPUTED.search(text)
    return match[0] if match and "?" not in text[match.end() :][:1] else ""


def _written(term: str, text: str) -> str:
    """The word of the text with the lemma."""
    return next((token.text for token in tokens(text) if _term(token.text) == term), term)
