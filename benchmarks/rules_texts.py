"""Statements and codebooks for `benchmarks.rules`, invented from a seed; nothing is read from real notes."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path

from rusnlp.codebook import Code, Codebook, load_codebook
from rusnlp.swedish import FUNCTION_WORDS, lemma, tokens

CODES = 25
PATTERNS_A_CODE = 20
VOCABULARY = 60_000
FLATTENING = 2.7
STEEPNESS = 1.2


def vocabulary(seed: int) -> list[str]:
    """Words from common to rare: words of grammar, words of the codebook's examples, and compounds of those."""
    dice = random.Random(seed)  # noqa: S311 - sampling, not secrets
    grammar = [word for word in sorted(FUNCTION_WORDS) if word.isalpha()]
    dice.shuffle(grammar)
    codebook = load_codebook()
    examples = [text for code in codebook.codes for text in (*code.examples, *code.counter_examples)]
    content = {word.text.lower() for text in examples for word in tokens(text) if word.text.isalpha()} - FUNCTION_WORDS
    words = sorted(content)
    dice.shuffle(words)
    modifiers = sorted({lemma(word) for word in words if 3 < len(word) < 10})
    known = dict.fromkeys(grammar[:150] + words)
    while len(known) < VOCABULARY:
        linking = "s" if dice.random() < 0.4 else ""
        known[dice.choice(modifiers) + linking + dice.choice(words)] = None
    return list(known)


def statements(count: int, seed: int) -> Iterator[str]:
    """Statements of 4 to 15 words, whose frequencies fall as in notes (about 8,000 distinct among 45,000)."""
    words = vocabulary(seed)
    dice = random.Random(seed + 1)  # noqa: S311 - sampling, not secrets
    weights = list(accumulate(1 / (rank + FLATTENING) ** STEEPNESS for rank in range(len(words))))
    for _ in range(count):
        chosen = dice.choices(words, cum_weights=weights, k=dice.randint(4, 15))
        chosen[0] = chosen[0].capitalize()
        text = " ".join(word + "," if dice.random() < 0.05 else word for word in chosen[:-1])
        yield f"{text} {chosen[-1]}" + ("." if dice.random() < 0.5 else "")


def _codebook(patterns: Sequence[str], *, misspellings: bool = False) -> Codebook:
    codes = [
        Code(f"c{i:02d}", "theme", f"c{i:02d}", "", "", "", tuple(patterns[i::CODES]), (), (), ()) for i in range(CODES)
    ]
    return Codebook("rules", "Rules", "sv", "1", tuple(codes), "", Path("rules.yaml"), misspellings=misspellings)


def _content_words(seed: int) -> list[str]:
    """Words to write patterns of: from the commoner to the rarer, with a few letters at least."""
    words = vocabulary(seed)[150:6_000]
    return [word for word in words if len(word) > 4 and word.isalpha()]


def glob_codebook(seed: int) -> Codebook:
    """500 patterns: 43 phrases of two words, 409 words with a *, 74 of them with a leading one, 48 single forms."""
    words = _content_words(seed)
    dice = random.Random(seed + 2)  # noqa: S311 - sampling, not secrets
    common, chosen = words[:150], dice.sample(words, 457)
    patterns = [f"{dice.choice(common)[:4]}* {dice.choice(common)[:4]}*" for _ in range(43)]
    patterns += [f"*{word[1:]}*" for word in chosen[:37]]
    patterns += [f"*{word[-5:]}" for word in chosen[37:74]]
    patterns += [f"{word[: max(4, len(word) - 2)]}*" for word in chosen[74:409]]
    patterns += [f"={word}" for word in chosen[409:]]
    dice.shuffle(patterns)
    return _codebook(patterns)


def rule_codebook(seed: int, *, misspellings: bool = False) -> Codebook:
    """500 patterns with what Swedish asks for: lemmas, parts of compounds, gaps, conditions and exceptions."""
    words = [lemma(word) for word in _content_words(seed)]
    dice = random.Random(seed + 2)  # noqa: S311 - sampling, not secrets
    common, chosen = words[:150], dice.sample(words, 457)
    pairs = [(dice.choice(common), dice.choice(common)) for _ in range(43)]
    patterns = [f"{a} … {b}" for a, b in pairs[:20]] + [f"{a} ~5 {b}" for a, b in pairs[20:35]]
    patterns += [f"{a} {b}" for a, b in pairs[35:]]
    patterns += [f"-{word}-" for word in chosen[:190]]
    patterns += [f"{word}" for word in chosen[190:330]]
    patterns += [f"{word}-" for word in chosen[330:360]] + [f"-{word}" for word in chosen[360:390]]
    patterns += [f"{word[: max(4, len(word) - 2)]}*" for word in chosen[390:420]]
    patterns += [f"!{word}" for word in chosen[420:435]]
    patterns += [f"-{word}- @not {other}" for word, other in zip(chosen[435:445], common, strict=False)]
    patterns += [f"{word} @nämns" for word in chosen[445:451]] + [f"{word} @saknas" for word in chosen[451:]]
    dice.shuffle(patterns)
    return _codebook(patterns, misspellings=misspellings)
