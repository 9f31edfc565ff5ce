"""Whether a word can stand as a name: a noun, told from the Swedish word list, without a tagger.

The list says which endings a word takes, and nouns, verbs and adjectives take different ones. A form that may be either
("lokal", "plan") is left undecided; what a word is, is then judged by all its forms in the statements.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from rusnlp.compounds import split_compound, word_readings
from rusnlp.swedish import FUNCTION_WORDS, lemma
from rusnlp.word_list import word_list

NOUN, OTHER, EITHER, UNKNOWN = "noun", "other", "either", "unknown"
_CACHED_WORDS = 50_000
_NOUN_FLAGS, _ADJECTIVE_FLAGS, _VERB_FLAGS = frozenset("BCDEFGH"), frozenset("OkQ"), frozenset("NJKLm")
_OF_ADJECTIVES = frozenset({"", "a", "t", "e", "are", "ast", "aste"})
_OF_NOUNS_IN_A = ("an", "ans", "or", "ors", "orna", "ornas", "as")
# Derived adjectives, which the list holds by their stem only; and one who does, which it takes for a comparative.
_ADJECTIVE = re.compile(r"\w{2,}(?:isk|lig|ig|bar|sam|ell|ös|mässig)(?:a|t|are|ast|aste)?")
_DOER = re.compile(r"(\w{3,})are(?:n|ns|s)?|(\w{3,})arna(?:s)?")
# Adjectives that name the people they are said of.
_OF_PEOPLE = "anställda arbetslösa boende nyanlända unga ungas utrikesfödda vuxna vuxnas äldre äldres"
_PEOPLE = frozenset(_OF_PEOPLE.split())


@lru_cache(maxsize=_CACHED_WORDS)
def form_class(form: str) -> str:
    """NOUN, OTHER (a verb, an adjective, a word of grammar), EITHER, or UNKNOWN to the list; `form` in lower case.

    A compound is what its last part is. Raises `FileNotFoundError` when hunspell-sv is not installed.
    """
    if form in _PEOPLE:
        return NOUN
    if form in FUNCTION_WORDS or _is_verb(form):
        return OTHER
    if doer := _DOER.fullmatch(form):
        return OTHER if _is_adjective(doer[1] or doer[2]) else NOUN
    entries = word_list().flags
    found = {
        _entry_class(base, frozenset(marks), form) for base in word_readings(form) for marks in entries.get(base, ())
    }
    found.discard(UNKNOWN)
    if found:
        return found.pop() if len(found) == 1 else EITHER
    if _ADJECTIVE.fullmatch(form):
        return OTHER
    parts = split_compound(form)
    return form_class(parts[-1][0]) if len(parts) > 1 and parts[-1] and parts[-1][0] != form else UNKNOWN


def _is_verb(form: str) -> bool:
    """Whether it is an imperative, or a present tense in -er; the list has nouns that look so (byt of by, driver)."""
    base = lemma(form)
    present = form.endswith("er") and base == form[:-2] + "a"
    entries = word_list().flags.get(base, ()) if present else ()
    return base == form + "a" or any(set(marks) & _VERB_FLAGS and not set(marks) & {"E", "C"} for marks in entries)


def _is_adjective(word: str) -> bool:
    return any(not _ADJECTIVE_FLAGS.isdisjoint(marks) for marks in word_list().flags.get(word, ()))


def _entry_class(base: str, marks: frozenset[str], form: str) -> str:
    ending = form[len(base) :] if form.startswith(base) else None
    if base.endswith("a"):
        if form == base + "n" or ("E" in marks and form.endswith(_OF_NOUNS_IN_A)):
            # samverkan is listed as a form of its verb.
            return NOUN
        verb, noun = bool(marks & _VERB_FLAGS), bool(marks & {"E", "C"})
        if form == base and verb and noun:
            return EITHER
        return OTHER if verb or marks & _ADJECTIVE_FLAGS else NOUN if noun else UNKNOWN
    if marks & _ADJECTIVE_FLAGS:
        return OTHER if ending in _OF_ADJECTIVES else UNKNOWN
    if marks & _NOUN_FLAGS:
        # lokala and lokalt are forms of the adjective only.
        return UNKNOWN if ending in ("a", "t") and base[-1] not in "eiouyåäö" else NOUN
    if base.endswith(("ande", "ende")) or marks & {"L", "M"}:
        return OTHER
    return NOUN if "A" in marks and ending != "a" else UNKNOWN


def is_noun(forms: Mapping[str, int]) -> bool:
    """Whether a word, given as how often each of its forms (lower case) is written, is a noun.

    The forms that can be one class only decide. Where none does, a word that may be a noun is one unless it is written
    as an infinitive, and so is a word that the list does not know, as names and foreign words are.
    """
    number = dict.fromkeys((NOUN, OTHER, EITHER, UNKNOWN), 0)
    for form, times in forms.items():
        number[form_class(form)] += times
    if number[NOUN] or number[OTHER]:
        return number[NOUN] >= number[OTHER]
    return not any(form_class(form) == EITHER and form.endswith("a") for form in forms)
