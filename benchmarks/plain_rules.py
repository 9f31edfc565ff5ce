"""The pattern language in the plainest way: every pattern at every word of every text, one after the other.

Slow, and written apart from `rusnlp.patterns` so that each can be checked by the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from itertools import product

from rusnlp.codebook import Codebook
from rusnlp.compounds import constituents
from rusnlp.patterns import WEAK_WEIGHT, Hit
from rusnlp.rules.pattern_language import Element, Item, ParsedPattern, Phrase, parse_pattern
from rusnlp.swedish import FUNCTION_WORDS, Token, dictionary_forms, lacking, tokens

Span = tuple[int, int]


def plain_hits(text: str, codebook: Codebook) -> list[Hit]:
    """What `rusnlp.patterns.find_hits` should give."""
    words = tokens(text)
    missing = lacking(text, words)
    own: dict[str, list[Hit]] = {}
    others: dict[str, set[str]] = {}
    for code in codebook.codes:
        found: list[tuple[Hit, Span]] = []
        exceptions: list[Span] = []
        weighted = [(p, 1.0) for p in code.patterns] + [(p, WEAK_WEIGHT) for p in code.weak_patterns]
        for pattern, weight in weighted:
            parsed = parse_pattern(pattern, codebook.word_lists, codebook.kin)
            if parsed.other_code:
                others.setdefault(code.id, set()).add(parsed.other_code)
            for first, after in _spans(text, words, missing, parsed):
                if parsed.exception:
                    exceptions.append((first, after))
                    continue
                start, end = words[first].start, words[after - 1].end
                polarity = "saknas" if any(missing[first:after]) else "nämns"
                found.append((Hit(code.id, start, end, text[start:end], pattern, polarity, weight), (first, after)))
        found = [(hit, span) for hit, span in found if not any(_holds(outer, span) for outer in exceptions)]
        own[code.id] = _best(found)
    order = {code.id: i for i, code in enumerate(codebook.codes)}
    kept = [
        hit
        for code_id, hits in own.items()
        for hit in hits
        if not any(_holds((h.start, h.end), (hit.start, hit.end)) for o in others.get(code_id, ()) for h in own[o])
    ]
    return sorted(kept, key=lambda hit: (hit.start, order[hit.code], hit.end))


def _holds(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _best(found: list[tuple[Hit, Span]]) -> list[Hit]:
    """Hits that do not overlap: the heaviest first, then the longest, then the first in the text."""
    kept: list[Hit] = []
    for hit, _ in sorted(found, key=lambda row: (-row[0].weight, row[0].start - row[0].end, row[0].start)):
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return kept


def _spans(text: str, words: list[Token], missing: list[bool], parsed: ParsedPattern) -> Iterator[Span]:
    if parsed.without and any(_accepts(parsed.without, word.text) for word in words):
        return
    if parsed.beside and not any(_accepts(parsed.beside, word.text) for word in words):
        return
    for phrase in parsed.phrases:
        for first, after in _phrase_spans(text, words, phrase):
            before = text[: words[first].start]
            if parsed.brackets and before.count("(") <= before.count(")"):
                continue
            if parsed.polarity and (parsed.polarity == "saknas") != any(missing[first:after]):
                continue
            yield first, after


def _phrase_spans(text: str, words: list[Token], phrase: Phrase) -> Iterator[Span]:
    """For each word that may be the least common of the phrase, the nearest way to fill the places around it."""
    rarity = [min(0 if i.text in FUNCTION_WORDS else len(i.text) for i in element) for element in phrase.elements]
    anchor = rarity.index(max(rarity))
    for at, word in enumerate(words):
        if not _accepts(phrase.elements[anchor], word.text):
            continue
        before = list(zip(phrase.elements[:anchor], phrase.gaps[:anchor], strict=True))[::-1]
        after = list(zip(phrase.elements[anchor + 1 :], phrase.gaps[anchor:], strict=True))
        first, last = _reach(text, words, at, -1, before), _reach(text, words, at, 1, after)
        if first is not None and last is not None:
            yield first, last + 1


def _reach(text: str, words: list[Token], at: int, step: int, places: list[tuple[Element, int]]) -> int | None:
    for distances in product(*(range(1, gap + 2) for _, gap in places)):
        at_places = [at + step * sum(distances[: i + 1]) for i in range(len(places))]
        if all(
            0 <= i < len(words) and _accepts(element, words[i].text) and _one_sentence(text, words, at, i)
            for i, (element, _) in zip(at_places, places, strict=True)
        ):
            return at_places[-1] if places else at
    return None


def _one_sentence(text: str, words: list[Token], i: int, j: int) -> bool:
    for k in range(min(i, j), max(i, j)):
        between = text[words[k].end : words[k + 1].start]
        if not between.isspace() and any(mark in between for mark in ".!?;\n"):
            return False
    return True


@cache
def _accepts(element: Element, form: str) -> bool:
    return any(_accepts_item(item, form) for item in element)


def _accepts_item(item: Item, form: str) -> bool:
    lower = form.lower()
    if item.kind == "form":
        return item.text == lower.rstrip("-")
    if item.kind == "glob":
        return fnmatchcase(lower, item.text)
    if item.kind == "acronym":
        pieces = form.split("-")
        roles = ["modifier"] * (len(pieces) - 1) + ["head"] if len(pieces) > 1 else ["word"]
        names = [piece if piece.isupper() else piece.partition(":")[0].removesuffix("s") for piece in pieces]
        return any(
            name == item.text and item.where in (role, "anywhere") for name, role in zip(names, roles, strict=True)
        )
    parts = constituents(lower)
    return (
        (item.where in ("word", "anywhere") and item.text in dictionary_forms(form))
        or (item.where in ("modifier", "anywhere") and item.text in parts.modifiers)
        or (item.where in ("head", "anywhere") and item.text in parts.heads)
    )
