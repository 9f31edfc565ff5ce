"""What the package knows of Swedish: tokens, dictionary forms, compounds, stop words, and words of lack.

Importing this module is cheap; the lemma list (simplemma) and the word list (hunspell-sv) are loaded at the
first word that needs them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from rusnlp.compounds import split_compound, word_readings
from rusnlp.rules.lack import LACK_WORDS, lacking, may_lack

__all__ = [
    "FUNCTION_WORDS",
    "LACK_WORDS",
    "STOP_WORDS",
    "TOKEN_PATTERN",
    "WORKSHOP_WORDS",
    "Token",
    "compound_parts",
    "dictionary_forms",
    "lacking",
    "lemma",
    "may_lack",
    "tokens",
]

_CACHED_WORDS = 200_000


class Token(NamedTuple):
    """A word of a text; `start` and `end` are code points, end exclusive."""

    text: str
    start: int
    end: int


# In this order: abbreviations with inner dots (t.ex., bl.a.), figures (24/7, 3,5, 5G), words. A word keeps its
# inner hyphens (RTI-planen), an ending after a colon (SYV:are), an ampersand between capitals (T&D-miljöer), and
# the hyphen of "bredbands- och fibernät". A slash separates (kommun/region), as does a dash.
TOKEN_PATTERN = re.compile(
    r"[a-zåäö]{1,2}(?:\.[a-zåäö]{1,3})+\b\.?"
    r"|\d+(?:[.,:/]\d+)*(?:[^\W\d_]+\d*)?(?:[-‐‑:][^\W\d_]+)*"
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
    if plain in _IRREGULAR:
        return _IRREGULAR[plain]
    readings = word_readings(plain)
    known = simplemma.is_known(plain, lang="sv")
    # What the lemma list makes of a word that it does not hold takes the longest, and would not be chosen.
    if len(readings) == 1 and not known:
        return readings[0]
    found = simplemma.lemmatize(plain, lang="sv", greedy=True).lower()
    # The lemma list takes many nouns for imperatives (film -> filma), some verbs for nouns (träna -> träd) and
    # verbs in the present tense for the doer (samordnar -> samordnare).
    # A noun in -r may as well be a verb in the present tense (hör -> höra).
    imperative = found == plain + "a" and not plain.endswith("r")
    if plain in readings and (imperative or (found not in readings and _is_verb(plain))):
        return plain
    if found == plain + "e" and plain.endswith("ar") and plain[:-1] in readings:
        return plain[:-1]
    if readings and found not in readings and not known:
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
    if plain in _NO_FORM_OF_SKOLA:
        return frozenset({plain})
    forms = {plain, lemma(plain), _HOMOGRAPHS.get(plain, plain)}
    if noun := _VERBAL_NOUN.fullmatch(plain):
        forms.add(noun[1])
    return frozenset(forms if plain in FUNCTION_WORDS else forms.union(word_readings(plain)))


def _by_form(lines: str) -> dict[str, str]:
    return {form: base for base, *forms in map(str.split, lines.strip().splitlines()) for form in forms}


# genomförandet is a form of genomförande, where the word list has the verb.
_VERBAL_NOUN = re.compile(r"(\w{2,}[ae]nde)(?:s|ts?|ns?|nas?)")

# Forms that both lists leave out or give to another word.
_IRREGULAR = _by_form("""
    avgöra avgjord avgjorda avgjorde avgjort
    byta bytte
    dölja dold dolda dolde dolt
    frysa frös
    göra gjord gjorda
    hinna hann
    klä klädde
    liten mindre minst
    lång längre längst
    lägga lagd lagda
    lära lärde
    mus möss
    skilja skild skilda skilde skilt
    slippa slapp
    sälja såld sålda sålde sålt
    ta tagen taget tagna
    vinna vann
""")
# Forms that are at least as often another word (en låg ränta, ett steg).
_HOMOGRAPHS = _by_form("""
    binda band
    bära buren
    dra dragen
    driva driven
    få färre
    ge given
    ligga låg
    lära lär
    skära skar skuren
    slå slagen
    sprida spritt
    sticka stack
    stiga steg
    stödja stött
    vika vek
    vänja vant
""")


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
