"""Which of the catalogue's questions a heading asks, also when it is misspelled, broken off or worded freely."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from rusnlp.outlining.cues import is_numbered_question
from rusnlp.phrases import Phrase, PhraseError, parse_phrase, run_regex
from rusnlp.question_catalogue import Question
from rusnlp.yaml_fields import CodebookError

NEAR = 70
"""Certainty from which a heading comes near a question at all."""
_MISSPELT = 85
"""Similarity (0–100, edit distance) from which a word is another one misspelt."""
_LONG_WORD = 6
"""Letters from which a word may be misspelt: short words are too like each other."""
_LEAD = re.compile(
    r"""^\W* (?: [\wåäö]*-?fråg(?:a|an|eställning|eområde)? | question | q | f    # Fråga, Workshop-fråga, Q
             |   del | steg | moment | runda | omgång | uppgift | övning | punkt )?
        \s* (?:\d{1,2}|[a-d])? \s* [.:)–—-]+ \s* (?=\S)                        # 2. or a)
      | ^\W* [\wåäö]*-?fråga\s*\d{1,2}\s+                                      # Fråga 2 Hur …""",
    re.IGNORECASE | re.VERBOSE,
)
"""What stands before a question's own words."""
_QUESTION_WORD = re.compile(
    r"""^\W* (?: hur | vad | vilka | vilken | vilket | vem | vems | var | varför | när | på\ vilket\ sätt
             |   finns | kan | ska | bör | är
             |   what | how | which | who | why | where )\b""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question of the catalogue with how surely a heading asks it, 0–100."""

    id: str
    certainty: float


def asked_question(text: str, questions: Sequence[Question]) -> AskedQuestion | None:
    """The catalogue's question that `text` comes nearest to, None when no phrasing is near (below `NEAR`).

    A phrasing with `…`, `*` or `/` (see `codebooks/questions.yaml`) matches when its words stand in this order in the
    text, beginning among the first four; the more words it has, the surer. One of plain words is compared by edit
    distance, and as the beginning of a longer heading. Where nothing is near, words of six letters or more may be
    misspelt by a letter or so in headings that are put as questions. A heading that opens with the question's own
    label and a colon or dash asks it outright. Raises `CodebookError` for a catalogue whose phrasings cannot be read.
    """
    return _asked(text, tuple(questions))


@lru_cache(maxsize=4096)
def _asked(text: str, questions: tuple[Question, ...]) -> AskedQuestion | None:
    catalogue = _catalogue(questions)
    outright = catalogue.labels.match(text)
    if outright and outright.lastgroup:
        return AskedQuestion(questions[int(outright.lastgroup[1:])].id, 100.0)
    bare = _LEAD.sub("", text)
    wordings = tuple(dict.fromkeys(filter(None, map(_words, (bare, *bare.split("?"))))))
    found = _nearest(wordings, catalogue)
    if found is None and is_interrogative(text):
        found = _nearest(tuple(_spelt_right(wording, catalogue.long_words) for wording in wordings), catalogue)
    return found


def is_interrogative(text: str) -> bool:
    """Whether the text is put as a question, by its question mark, its first word or its number ("Fråga 2")."""
    return (
        text.rstrip(' )”"').endswith("?")
        or is_numbered_question(text)
        or bool(_QUESTION_WORD.match(_LEAD.sub("", text)) and len(text.split()) >= 4)
    )


def _words(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A phrasing with gaps, globs or alternatives, made ready for comparing."""

    regex: re.Pattern[str]
    stems: frozenset[str]
    """One of these stands in every text that the pattern meets; far quicker to look for than the pattern."""
    certainty: float
    """The more words of its own, the surer; below a phrasing met as a whole."""
    question: str


@dataclass(frozen=True, slots=True)
class _Catalogue:
    """The questions made ready for comparing with headings."""

    labels: re.Pattern[str]
    patterns: tuple[_Pattern, ...]
    """The surest first; of equal ones, in the order of the catalogue."""
    stems: tuple[str, ...]
    """Those of all patterns, each once."""
    whole: tuple[str, ...]
    """Phrasings of plain words."""
    asked_by_whole: tuple[str, ...]
    """Ids of the questions that they ask."""
    long_words: tuple[str, ...]
    """The words that may be misspelt."""


@lru_cache(maxsize=8)
def _catalogue(questions: tuple[Question, ...]) -> _Catalogue:
    labels = "|".join(f"(?P<q{place}>{re.escape(question.label)})" for place, question in enumerate(questions))
    patterns: list[_Pattern] = []
    whole: dict[str, str] = {}
    long_words: set[str] = set()
    for question in questions:
        for phrasing in question.phrasings:
            phrase = _phrase(phrasing, question)
            words = [word.strip("*") for run in phrase.runs for alternatives in run for word in alternatives]
            if re.search(r"[…*/]", phrasing):
                patterns.append(_pattern(phrase, question.id))
                long_words.update(word for word in words if len(word) >= _LONG_WORD)
            else:
                whole.setdefault(" ".join(words), question.id)
    stems = {stem for pattern in patterns for stem in pattern.stems}
    return _Catalogue(
        labels=re.compile(rf"^\W*(?:\d{{1,2}}[.:)]?\s*)?(?:{labels or '(?!)'})\b\s*(?:[:–—-]|\(|$)", re.IGNORECASE),
        patterns=tuple(sorted(patterns, key=lambda pattern: -pattern.certainty)),
        stems=tuple(sorted(stems)),
        whole=tuple(whole),
        asked_by_whole=tuple(whole.values()),
        long_words=tuple(sorted(long_words)),
    )


def _phrase(phrasing: str, question: Question) -> Phrase:
    try:
        return parse_phrase(phrasing)
    except PhraseError as error:
        raise CodebookError(f"question '{question.id}', field 'phrasings': {error}") from None


def _pattern(phrase: Phrase, question: str) -> _Pattern:
    start = r"(?:\S+ )*?" if phrase.open_start else r"(?:\S+ ){0,3}?"
    runs = r" (?:\S+ )*?".join(run_regex(run) for run in phrase.runs)
    rarest = min((alternatives for run in phrase.runs for alternatives in run), key=lambda a: (len(a), -len(a[0])))
    return _Pattern(
        regex=re.compile(rf"{start}{runs}(?: |$)"),
        stems=frozenset(word.strip("*") for word in rarest),
        certainty=min(82.0 + 2 * phrase.words, 94.0),
        question=question,
    )


def _nearest(wordings: Sequence[str], catalogue: _Catalogue) -> AskedQuestion | None:
    best: AskedQuestion | None = None
    for wording in wordings:
        for found in (_met_in_order(wording, catalogue), _met_as_a_whole(wording, catalogue)):
            if found is not None and (best is None or found.certainty > best.certainty):
                best = found
    return best


def _met_in_order(wording: str, catalogue: _Catalogue) -> AskedQuestion | None:
    standing = {stem for stem in catalogue.stems if stem in wording}
    for pattern in catalogue.patterns:
        if not standing.isdisjoint(pattern.stems) and pattern.regex.match(wording):
            return AskedQuestion(pattern.question, pattern.certainty)
    return None


def _met_as_a_whole(wording: str, catalogue: _Catalogue) -> AskedQuestion | None:
    found = process.extractOne(wording, catalogue.whole, scorer=fuzz.ratio, score_cutoff=NEAR)
    best = AskedQuestion(catalogue.asked_by_whole[found[2]], found[1]) if found else None
    for place, phrasing in enumerate(catalogue.whole):
        if wording.startswith(phrasing + " "):
            certainty = 98.0 - 3 * len(wording[len(phrasing) :].split())
            if certainty >= NEAR and (best is None or certainty > best.certainty):
                best = AskedQuestion(catalogue.asked_by_whole[place], certainty)
    return best


def _spelt_right(wording: str, long_words: tuple[str, ...]) -> str:
    return " ".join(_likest(word, long_words) for word in wording.split())


@lru_cache(maxsize=4096)
def _likest(word: str, long_words: tuple[str, ...]) -> str:
    """The word as it is, or with its beginning put as in the long word that it is nearest to."""
    best, likest = float(_MISSPELT), word
    for wanted in long_words:
        if word[:1] != wanted[0] or word.startswith(wanted):
            continue
        likeness = fuzz.ratio(word[: len(wanted)], wanted)
        if likeness >= best:
            best, likest = likeness + 0.01, wanted + word[len(wanted) :]
    return likest
