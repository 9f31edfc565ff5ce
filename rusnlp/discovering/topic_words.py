"""The words of a statement that can name a topic, the words that mark one topic, and a name made of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from rusnlp.keyness import keyness
from rusnlp.swedish import STOP_WORDS, lemma, tokens

WORDS_SHOWN = 8
_NOTHING_MEANT = """
    ca etc jfr jmf osv hel ihop kring koppla speciell specifik viss två tre fyra fem sex sju åtta nio tio
"""
_NAMES_NOTHING = frozenset(_NOTHING_MEANT.split())
_FEWEST_PHRASES = 3
_WORDS_TESTED = 8
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
    lengths: tuple[int, ...]
    """Different lemmas of each statement."""


def worded(texts: Iterable[str]) -> WordedStatements:
    """The words of the texts. A capital counts only where it does not open the text."""
    all_lemmas, all_phrases = [], []
    forms: dict[str, Counter[str]] = {}
    capitals: dict[str, Counter[str]] = {}
    for text in texts:
        words, pairs = content_lemmas(text), phrases(text)
        all_lemmas.append(frozenset(base for base, _ in words))
        all_phrases.append(frozenset(base for base, _ in pairs))
        opening = text.lstrip(" –-•\"'”([")
        for number, (base, word) in enumerate([*words, *pairs]):
            forms.setdefault(base, Counter())[word.casefold()] += 1
            if (number and not opening.startswith(word)) or word.isupper():
                capitals.setdefault(word.casefold(), Counter())[word] += 1
    written = {}
    for base, counts in forms.items():
        form = _commonest(counts)
        written[base] = _commonest(capitals.get(form, Counter({form: 1})))
    return WordedStatements(tuple(all_lemmas), tuple(all_phrases), written, tuple(map(len, all_lemmas)))


def _commonest(counts: Counter[str]) -> str:
    return min(counts, key=lambda word: (-counts[word], word))


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

    The words are the `WORDS_SHOWN` with the highest keyness. The name is made of the first two that say different
    things and that no other topic has in more statements, relative to its size; a phrase or compound that makes up half
    of a word's uses in the topic stands in the word's place. A topic that has no words has an empty name.
    """
    ranked = [[base for base, _ in key_lemmas(words, members)] for members in topics]
    shares = [_shares(words, members) for members in topics]
    found = []
    taken: set[str] = set()
    for number, bases in enumerate(ranked):
        own = shares[number]
        clear = [b for b in bases[: 2 * WORDS_SHOWN] if all(own[b] >= other.get(b, 0.0) for other in shares)]
        rest = [b for b in bases[:WORDS_SHOWN] if b not in clear]
        name = ""
        for candidates in ([*clear, *rest], bases):
            name = _name([_fuller(words, topics[number], base, own) for base in candidates[: 2 * WORDS_SHOWN]])
            if name not in taken:
                break
        taken.add(name)
        found.append(([words.written.get(base, base) for base in bases[:WORDS_SHOWN]], name))
    return found


def _shares(words: WordedStatements, members: Sequence[int]) -> dict[str, float]:
    """Share of the members that have each lemma."""
    counts = Counter(base for row in members for base in words.lemmas[row])
    return {base: count / len(members) for base, count in counts.items()}


def _fuller(words: WordedStatements, members: Sequence[int], base: str, shares: Mapping[str, float]) -> str:
    """The word as written, or the phrase or compound that it mostly stands in among the members."""
    least = shares[base] * len(members) / 2
    pairs = Counter(p for row in members for p in words.phrases[row] if base in p.split())
    if pairs:
        phrase = min(pairs, key=lambda p: (-pairs[p], p))
        if pairs[phrase] >= max(least, _FEWEST_PHRASES):
            return words.written[phrase]
    compounds = [b for b, share in shares.items() if base in b and b != base and share * len(members) >= 2 * least]
    chosen = max(sorted(compounds), key=lambda b: shares[b], default=base)
    return words.written.get(chosen, chosen)


def _name(candidates: Sequence[str]) -> str:
    """Two that say different things: not a word and a compound of it, nor two forms with the same start."""
    if not candidates:
        return ""
    first = candidates[0].casefold()
    for candidate in candidates[1:]:
        if _differ(first, candidate.casefold()):
            return f"{candidates[0]}, {candidate}"
    return candidates[0]


def _differ(first: str, second: str) -> bool:
    return all(
        a[:_ALIKE_START] != b[:_ALIKE_START] and a not in b and b not in a
        for a in first.split()
        for b in second.split()
    )
