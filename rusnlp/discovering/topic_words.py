"""The words of a statement that can name a topic, the words that mark one topic, and a name made of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import log

from rusnlp.compounds import word_readings
from rusnlp.discovering.word_classes import is_noun
from rusnlp.keyness import keyness
from rusnlp.swedish import STOP_WORDS, lemma, tokens

WORDS_SHOWN = 8
_NOTHING_MEANT = """
    ca etc jfr jmf osv hel ihop kring koppla speciell specifik viss två tre fyra fem sex sju åtta nio tio
"""
_NAMES_NOTHING = frozenset(_NOTHING_MEANT.split())
_SAYS_NOTHING_ALONE = """
    andel annat antal bild bit dag del exempel faktor fall folk form fråga framtida grad grund gång hand helg håll idé
    individ innehåll insats kväll liv läge lösning mål människa minut månad mängd nivå not ord perspektiv person plats
    procent punkt sak sammanhang sida sikt slut slag sort steg ställe svar syfte sätt tid timme typ uppdrag uppdra
    vecka vis år
    driva emot fram gammal gärna hög ifrån ligga liten lägga lära låta ske ställa trots veta visa
"""
_NO_NAME_ALONE = frozenset(_SAYS_NOTHING_ALONE.split())
"""Nouns that say nothing of what a topic is about, and words that the word list has as nouns too."""
_FEWEST_PHRASES = 3
_WORDS_TESTED = 8
_NAMES_TRIED = 24
_ALIKE_START = 5
"""Letters that two words of a name may not both begin with."""


def content_lemmas(text: str) -> list[tuple[str, str]]:
    """(lemma, word as written) of the words that can name a topic: no stop words, no numbers, three letters or more.

    A word all in capitals (an abbreviation) may have two letters and is its own lemma.
    """
    found = []
    for token in tokens(text):
        word = token.text.rstrip("-")
        if word.isupper() and len(word) > 1 and word.casefold() not in STOP_WORDS:
            found.append((word.casefold(), word))
            continue
        base = lemma(word)
        if (
            len(base) > 2
            and re.search(r"[^\W\d]", base)
            and not (STOP_WORDS | _NAMES_NOTHING) & {base, word.casefold()}
        ):
            found.append((base, word))
    return found


def phrases(text: str) -> list[tuple[str, str]]:
    """(lemmas, as written) of two content words side by side, as `digital plattform`; nothing but a blank between."""
    words = tokens(text)
    found = []
    for first, second in pairwise(words):
        if text[first.end : second.start] != " ":
            continue
        pairs = content_lemmas(first.text), content_lemmas(second.text)
        if all(len(pair) == 1 for pair in pairs):
            found.append((f"{pairs[0][0][0]} {pairs[1][0][0]}", text[first.start : second.end]))
    return found


@dataclass(frozen=True)
class WordedStatements:
    """The words of some statements, statement by statement."""

    lemmas: tuple[frozenset[str], ...]
    phrases: tuple[frozenset[str], ...]
    written: Mapping[str, str]
    """Lemma or phrase -> how the statements mostly write it."""
    nouns: frozenset[str]
    """Lemmas and phrases that can stand as a name: nouns that say something, and phrases that end in a noun."""
    lengths: tuple[int, ...]
    """Different lemmas of each statement."""


def worded(texts: Iterable[str]) -> WordedStatements:
    """The words of the texts.

    A word keeps its capital where the texts mostly write it so, other than as their first word, or where there is no
    such word in lower case.
    """
    all_lemmas, all_phrases = [], []
    forms: dict[str, Counter[str]] = {}
    inside: dict[str, Counter[str]] = {}
    anywhere: dict[str, Counter[str]] = {}
    for text in texts:
        words, pairs = content_lemmas(text), phrases(text)
        all_lemmas.append(frozenset(base for base, _ in words))
        all_phrases.append(frozenset(base for base, _ in pairs))
        opening = text.lstrip(" –-•\"'”([")
        for number, (base, word) in enumerate([*words, *pairs]):
            forms.setdefault(base, Counter())[word.casefold()] += 1
            anywhere.setdefault(word.casefold(), Counter())[word] += 1
            if (number and not opening.startswith(word)) or word.isupper():
                inside.setdefault(word.casefold(), Counter())[word] += 1
    written: dict[str, str] = {}
    nouns: set[str] = set()
    for base, counts in forms.items():
        form = _commonest(counts)
        common = all(word_readings(part) for part in form.split())
        written[base] = _commonest(inside.get(form) or (Counter({form: 1}) if common else anywhere[form]))
        if base not in _NO_NAME_ALONE and " " not in base and is_noun(counts):
            nouns.add(base)
    named = nouns | {base for base in forms if " " in base and _names_a_thing(base, nouns)}
    lengths = tuple(map(len, all_lemmas))
    return WordedStatements(tuple(all_lemmas), tuple(all_phrases), written, frozenset(named), lengths)


def _names_a_thing(phrase: str, nouns: Collection[str]) -> bool:
    """Whether a phrase is a noun and what is before it an adjective or a noun; a verb's lemma ends in -a."""
    first, second = phrase.split()
    return second in nouns and (first in nouns or not first.endswith("a"))


def _commonest(counts: Counter[str]) -> str:
    return min(counts, key=lambda word: (-counts[word], word[:1].isupper(), word))


def key_lemmas(words: WordedStatements, members: Collection[int]) -> list[tuple[str, float]]:
    """(lemma, z) of the lemmas that mark the members, given by row, against the other statements; best first.

    Only lemmas of two members or more (of one, where there are no others) and with z above 0; see `rusnlp.keyness`.
    """
    inside = set(members)
    count_in = Counter(base for row in members for base in words.lemmas[row])
    count_out = Counter(base for row, bases in enumerate(words.lemmas) if row not in inside for base in bases)
    if not count_out:
        return [(base, 0.0) for base, _ in sorted(count_in.items(), key=lambda item: (-item[1], item[0]))]
    table = keyness(count_in, count_out)
    marked = table[(table["z"] > 0) & (table["count_in"] > 0)]
    several = marked[marked["count_in"] > 1]
    chosen = several if len(several) else marked
    return [(str(term), float(z)) for term, z in zip(chosen["term"], chosen["z"], strict=True)]


def met_beyond_chance(words: WordedStatements, bases: Sequence[str]) -> tuple[float, float]:
    """How often the first lemmas of `bases` meet in a statement, over what chance gives, and how likely chance is.

    Chance: the same words dealt out over all statements, longer ones getting more of them; lemma a in n_a and b in n_b
    statements then meet n_a n_b Σl² / (Σl)² times, with l the statements' lengths, and the sum over the pairs of the
    `_WORDS_TESTED` first lemmas is held to follow Poisson's distribution. (0, 1) for fewer than two lemmas.
    """
    from scipy.stats import poisson

    tested = bases[:_WORDS_TESTED]
    total = sum(words.lengths)
    if len(tested) < 2 or not total:
        return 0.0, 1.0
    evenness = sum(length * length for length in words.lengths) / total**2
    having = {base: {row for row, bases_ in enumerate(words.lemmas) if base in bases_} for base in tested}
    met = sum(len(having[a] & having[b]) for a, b in combinations(tested, 2))
    expected = sum(len(having[a]) * len(having[b]) for a, b in combinations(tested, 2)) * evenness
    if not expected:
        return 0.0, 1.0
    return round(met / expected, 2), float(poisson.sf(met - 1, expected))


def topic_names(words: WordedStatements, topics: Sequence[Sequence[int]]) -> list[tuple[list[str], str]]:
    """(words as written, name) of each topic, given as the rows of its members.

    The words are the `WORDS_SHOWN` with the highest keyness. A name is made of nouns: the one that marks the topic
    most (see `_ranked`), and of those that say something else the one that adds most statements, by the same measure.
    A phrase or compound that makes up half of a noun's uses in the topic stands in its place. A word that another
    topic has in more of its statements comes after those that it has not. A topic that no noun marks is named by the
    commonest of its nouns, of two statements or more. No two topics get the same name; one without such a noun gets
    an empty one.
    """
    shares = [_shares(words, members) for members in topics]
    found = []
    taken: set[str] = {""}
    for members, own in zip(topics, shares, strict=True):
        key = key_lemmas(words, members)
        shown = [words.written.get(base, base) for base, _ in key[:WORDS_SHOWN]]
        clear = {base for base, _ in key if all(own[base] >= other.get(base, 0.0) for other in shares)}
        ranked = _ranked(words, members, key, clear) or _ranked(words, members, _of_several(words, members), clear)
        name = next((name for name in _names(words, members, ranked) if name not in taken), "")
        taken.add(name)
        found.append((shown, name))
    return found


def _ranked(
    words: WordedStatements, members: Sequence[int], key: Sequence[tuple[str, float]], clear: Collection[str]
) -> list[tuple[str, float]]:
    """(noun, weight) of the nouns among (key lemma, z): z × class TF-IDF, halved where another topic has more of it.

    Class TF-IDF is the count in the topic × log(1 + statements / count in all), as in BERTopic (M. Grootendorst 2022,
    arXiv:2203.05794) but for constants, which do not change the order within a topic.
    """
    count_in = Counter(base for row in members for base in words.lemmas[row])
    count_all = Counter(base for bases in words.lemmas for base in bases)
    weighed = [
        (base, z * count_in[base] * log(1 + len(words.lemmas) / count_all[base]) * (1 if base in clear else 0.5))
        for base, z in key
        if base in words.nouns
    ]
    return sorted(weighed, key=lambda item: (-round(item[1], 9), item[0]))[:_NAMES_TRIED]


def _of_several(words: WordedStatements, members: Sequence[int]) -> list[tuple[str, float]]:
    counts = Counter(base for row in members for base in words.lemmas[row])
    return [(base, 1.0) for base, number in counts.items() if number > 1]


def _names(words: WordedStatements, members: Sequence[int], ranked: Sequence[tuple[str, float]]) -> Iterator[str]:
    """Names of one or two of the nouns, the best first.

    The second is the one whose weight, times the share of its statements that the first is not in, is greatest.
    """
    shares = _shares(words, members)
    having = {base: {row for row in members if base in words.lemmas[row]} for base, _ in ranked}
    fuller = {base: _fuller(words, members, base, shares) for base, _ in ranked}
    for first, _ in ranked:
        added = {base: weight * len(having[base] - having[first]) / len(having[base]) for base, weight in ranked}
        others = [base for base, _ in ranked if differ(fuller[first], fuller[base])]
        for second in sorted(others, key=lambda base: (-round(added[base], 9), base)):
            yield f"{fuller[first]}, {fuller[second]}"
        yield fuller[first]


def _shares(words: WordedStatements, members: Sequence[int]) -> dict[str, float]:
    """Share of the members that have each lemma."""
    counts = Counter(base for row in members for base in words.lemmas[row])
    return {base: count / len(members) for base, count in counts.items()}


def _fuller(words: WordedStatements, members: Sequence[int], base: str, shares: Mapping[str, float]) -> str:
    """The noun as written, or the phrase or compound that it mostly stands in among the members."""
    least = shares[base] * len(members) / 2
    pairs = Counter(p for row in members for p in words.phrases[row] if base in p.split() and p in words.nouns)
    if pairs:
        phrase = min(pairs, key=lambda p: (-pairs[p], p))
        if pairs[phrase] >= max(least, _FEWEST_PHRASES):
            return words.written[phrase]
    compounds = [
        b for b, n in shares.items() if base in b and b != base and b in words.nouns and n * len(members) >= 2 * least
    ]
    chosen = max(sorted(compounds), key=lambda b: shares[b], default=base)
    return words.written.get(chosen, chosen)


def differ(first: str, second: str) -> bool:
    """Whether two names say different things: no word of one has in it the beginning of a word of the other."""
    return all(
        a[:_ALIKE_START] not in b and b[:_ALIKE_START] not in a
        for a in first.casefold().split()
        for b in second.casefold().split()
    )
