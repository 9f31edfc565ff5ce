"""What the package knows of Swedish: tokens, dictionary forms, compounds, stop words, and words of lack.

Importing this module is cheap; the lemma list (simplemma) and the word list (hunspell-sv) are loaded at the
first word that needs them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rusnlp.compounds import split_compound, word_readings

_CACHED_WORDS = 200_000


class Token(NamedTuple):
    """A word of a text; `start` and `end` are code points, end exclusive."""

    text: str
    start: int
    end: int


# In this order: abbreviations with inner dots (t.ex., bl.a.), figures (24/7, 3,5, 2030), words. A word keeps its
# inner hyphens (RTI-planen), an ending after a colon (SYV:are), an ampersand between capitals (T&D-miljöer), and
# the hyphen of "bredbands- och fibernät". A slash separates (kommun/region), as does a dash.
TOKEN_PATTERN = re.compile(
    r"[a-zåäö]{1,2}(?:\.[a-zåäö]{1,3})+\b\.?"
    r"|\d+(?:[.,:/]\d+)*(?:[-‐‑:][^\W\d_]+)*"
    r"|[^\W_]+(?:[-‐‑'’][^\W_]+|(?<=[A-ZÅÄÖ])&(?=[A-ZÅÄÖ])[^\W_]+|:[a-zåäö]{1,4}\b)*(?:-(?=[\s,/]))?"
)


def tokens(text: str) -> list[Token]:
    """Return the words and figures of a text with their places; punctuation is left out."""
    return [Token(match.group(), *match.span()) for match in TOKEN_PATTERN.finditer(text)]


@lru_cache(maxsize=_CACHED_WORDS)
def lemma(word: str) -> str:
    """Return the likeliest dictionary form of one word, in lower case: `Kommunernas` gives `kommun`.

    A word that neither the lemma list nor the word list knows comes back in lower case.
    Raises `FileNotFoundError` when the Swedish word list is not installed.
    """
    import simplemma

    plain = _plain(word)
    if not plain:
        return plain
    found = simplemma.lemmatize(plain, lang="sv", greedy=True).lower()
    readings = word_readings(plain)
    # The lemma list takes many nouns for imperatives (film -> filma), some verbs for nouns (träna -> träd) and
    # verbs in the present tense for the doer (samordnar -> samordnare).
    # A noun in -r may as well be a verb in the present tense (hör -> höra).
    imperative = found == plain + "a" and not plain.endswith("r")
    if plain in readings and (imperative or (found not in readings and _is_verb(plain))):
        return plain
    if found == plain + "e" and plain.endswith("ar") and plain[:-1] in readings:
        return plain[:-1]
    if readings and found not in readings and not simplemma.is_known(plain, lang="sv"):
        return readings[0]
    return found


def _is_verb(word: str) -> bool:
    return word.endswith("a") and word in word_readings(word + "r")


@lru_cache(maxsize=_CACHED_WORDS)
def dictionary_forms(word: str) -> frozenset[str]:
    """Return every dictionary form that a word may stand for, with the word itself, all in lower case.

    `lagar` gives lag, laga and lagar: a form without its sentence is often ambiguous, and `lemma` has to choose.
    A word of grammar gives its one lemma. Raises `FileNotFoundError` when the word list is not installed.
    """
    plain = _plain(word)
    if plain in FUNCTION_WORDS:
        return frozenset({plain} if plain in _NO_FORM_OF_SKOLA else {plain, lemma(plain)})
    return frozenset({plain, lemma(plain), *word_readings(plain)})


# Their lemma is the verb "skola", which nobody means who writes of schools.
_NO_FORM_OF_SKOLA = frozenset({"ska", "skall", "skulle"})


@lru_cache(maxsize=_CACHED_WORDS)
def compound_parts(word: str) -> tuple[str, ...]:
    """Return the parts of a compound in their dictionary form: `samverkansavtalet` gives samverkan, avtal.

    A word that is no compound gives an empty tuple. Linking letters and hyphens are left out; particles and
    prefixes are no parts (`utbildning` is whole). Raises `FileNotFoundError` when the word list is not installed.
    """
    return tuple(forms[0] for forms in split_compound(_plain(word)))


def _plain(word: str) -> str:
    return word.lower().rstrip("-")


class Clause(NamedTuple):
    """Token numbers from `first` up to, not including, `after`."""

    first: int
    after: int


_CLAUSE_END = re.compile(r"[.!?;:,()–—→\n]|\s-\s")
_CLAUSE_WORDS = frozenset(
    {"men", "eftersom", "medan", "ifall", "därför", "däremot", "samtidigt", "vilket", "fast", "så"}
)

# How far a word of lack reaches, in words.
_REACH = 7
_REACH_BACK_OF_NOT = 2

_NOT_WORDS = frozenset({"inte", "ej", "icke", "aldrig", "knappast"})
_BEFORE = frozenset(
    {
        "ingen",
        "inget",
        "inga",
        "utan",
        "sakna",
        "saknar",
        "saknade",
        "saknat",
        "brist",
        "brister",
        "bristen",
        "bristande",
        "bristfällig",
        "bristfälligt",
        "bristfälliga",
        "avsaknad",
        "avsaknaden",
        "otillräcklig",
        "otillräckligt",
        "otillräckliga",
        "obefintlig",
        "obefintligt",
        "obefintliga",
        "fattas",
    }
)
_BOTH_WAYS = frozenset({"saknas", "saknades", "fattas", "fattades"})
_AFTER_TOO = frozenset({"för", "alltför"})
_TOO_LITTLE = frozenset({"lite", "litet", "få", "liten", "svag", "svagt", "svaga", "dålig", "dåligt", "dåliga"})
_NOT_ONLY = frozenset({"bara", "endast", "enbart", "minst"})
_SHORTAGES = ("brist", "bristen", "brister")
LACK_WORDS = _NOT_WORDS | _BEFORE | _BOTH_WAYS | _AFTER_TOO
"""Lower-case words that may open a span of lack; a text with none of them has no such span."""


def lacking(text: str, words: Sequence[Token]) -> list[bool]:
    """Tell of each token whether its clause says that it is missing, denied or insufficient.

    `words` are the tokens of `text`. Known: inte, ej, aldrig, ingen, utan, sakna(s), fattas, brist på, bristande,
    avsaknad av, otillräcklig, "för lite/få/svag", and compounds in -brist (themselves). Each reaches at most
    seven words on, within its clause; saknas and fattas also reach back; inte also takes the two words before it
    ("samverkar inte"). "Inte bara" and a comma followed by utan ("but rather") deny nothing.
    """
    lower = [token.text.lower() for token in words]
    marked = [_names_a_shortage(word) for word in lower]
    if LACK_WORDS.isdisjoint(lower):
        return marked
    for clause in _clauses(text, words):
        for i in range(clause.first, clause.after):
            for j in _reach(lower, clause, i, text, words):
                marked[j] = True
    return marked


def _names_a_shortage(word: str) -> bool:
    return word.endswith(_SHORTAGES) and word not in _SHORTAGES


def may_lack(word: str) -> bool:
    """Tell whether a word can make `lacking` mark anything: without such a word it marks nothing."""
    lower = word.lower()
    return lower in LACK_WORDS or _names_a_shortage(lower)


def _reach(lower: list[str], clause: Clause, i: int, text: str, words: Sequence[Token]) -> range:
    word = lower[i]
    following = lower[i + 1] if i + 1 < clause.after else ""
    after = min(clause.after, i + 1 + _REACH)
    if word in _NOT_WORDS:
        return range(0) if following in _NOT_ONLY else range(max(clause.first, i - _REACH_BACK_OF_NOT), after)
    if word in _BOTH_WAYS:
        return range(max(clause.first, i - _REACH), after)
    if word == "utan" and i == clause.first and i > 0 and "," in text[words[i - 1].end : words[i].start]:
        return range(0)
    if word in _BEFORE:
        return range(i + 1, after)
    if word in _AFTER_TOO and following in _TOO_LITTLE:
        return range(i + 1, after)
    return range(0)


def _clauses(text: str, words: Sequence[Token]) -> list[Clause]:
    found = []
    first = 0
    for i in range(1, len(words)):
        between = text[words[i - 1].end : words[i].start]
        if words[i].text.lower() in _CLAUSE_WORDS or _CLAUSE_END.search(between):
            found.append(Clause(first, i))
            first = i
    found.append(Clause(first, len(words)))
    return found


_FUNCTION_WORDS = """
    a aldrig all alla allt alltid allra alltså andra annan annat att av
    bara bland blev bli blir blivit bort bra både båda bör borde började
    de dem den denna deras dess dessa det detta dig din dina ditt dit dock du då där därför därmed
    efter efteråt eftersom egen eget egna eller en endast enligt er era ett ev exempelvis
    fast fick finnas finns fler flera flesta form fram framför från få får fått för före förrän
    ge genom ger gick gjorde gjort gång gånger går gått gör göra
    ha hade han hans har hellre henne hennes hon honom hos hur här hit
    i iaf ibland icke idag in inför inga ingen inget innan inne inom inte istället
    ja jag just jämfört kan kanske kom komma kommer kunde kunna kunnat kvar
    likt lite litet låg låta långt
    man med medan mellan men mer mera mest mig min mina mindre minst mitt mot mycket många måste
    ned nej ner ni nog nu ny nya någon någonting något några när nära nästa
    o och också oavsett ofta olika om oss osv
    per på
    redan respektive runt rätt
    samma samt sedan sen ser sig sin sina sist sitt själv själva ska skall skulle snarare som stor stora stort står så
    sådan sådana sådant säga säger sånt sätt
    ta tack tar tas tex till tillräckligt tills typ
    under upp ur ut utan utanför ute utifrån
    vad var vara varandra varför varit varje vart vem vems vi via vid vidare vilka vilken vilket vill vår våra vårt
    väl än ändå ännu är äv även
    å åt åter över övrigt
    bl.a bl.a. dvs d.v.s d.v.s. e.d. etc ex exv f.d. fr.o.m. i.o.m. iom jfr m.fl m.fl. mfl m.m m.m. mm o.d. o.s.v. osv.
    p.g.a p.g.a. pga s.k s.k. t.ex t.ex. t.o.m. tex. tom
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
"""Words of grammar, with the commonest abbreviations."""

_WORKSHOP_WORDS = """
    arbeta arbetar arbete arbetet behov behovet behöva behöver behövs bidra bidrar bättre diskussion diskussionen
    diskussioner diskuterade exempel fokus fortsatt fortsätta fråga frågan frågor frågorna fungera fungerar förbättra
    förmiddag eftermiddag förutsättning förutsättningar grupp gruppen göras handla handlar hitta hjälp hjälpa hålla
    jobba jobbar kommentar kunna lyfta lyfte lösa lösning lösningar medskick möjlig möjligt möjlighet möjligheter
    möjliggöra olik område områden ordning otydlig pass passet plats problem problemet prata resultat sak saker se
    skapa skapar skåne skånes skånsk skånska skånskt region regionen regionens regional regionala regionalt
    stark starkare stärka större stöd stödja svår svårt synpunkt tema temat tid tillsammans tydlig tydliga tydligare
    tydligt tänka tänker underlätta utmaning utmaningar utmaningarna utveckla utveckling utvecklingen verksamhet viktig
    viktiga viktigt viktigaste vilja workshop öka ökad ökade
"""
WORKSHOP_WORDS = frozenset(_WORKSHOP_WORDS.split())
"""Words that stand in workshop notes whatever the notes are about."""

STOP_WORDS = FUNCTION_WORDS | WORKSHOP_WORDS
"""What to leave out when words are counted, in lower case and as written (not lemmas)."""
