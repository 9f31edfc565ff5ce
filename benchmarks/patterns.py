r"""How many statements a second the codebook's patterns code, beside plain regular expressions in the same run.

Run from the repository's root: python -m benchmarks.patterns [--statements 20000] [--seed 42]

The statements are put together from the beginnings and ends of the codebook's own invented examples. The regular
expressions are one alternation a code, of the same words without lemmas and compounds (`\\bsamverk\\w*`): they find
other words than the patterns do and are there as a measure of speed only.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import statistics
import sys
import time
from collections.abc import Callable

from rusnlp.codebook import Codebook, load_codebook
from rusnlp.pattern_language import Item, Phrase, parse_pattern
from rusnlp.patterns import compile_patterns, find_hits

RUNS = 5
SLOW_STATEMENTS = 2_000


def invented_statements(codebook: Codebook, count: int, seed: int) -> list[str]:
    """`count` statements, each the beginning of one example and the end of another."""
    dice = random.Random(seed)  # noqa: S311 - sampling, not secrets
    examples = [example.split() for code in codebook.codes for example in code.examples + code.counter_examples]
    statements = []
    for _ in range(count):
        first, second = dice.choice(examples), dice.choice(examples)
        statements.append(" ".join(first[: 1 + len(first) // 2] + second[len(second) // 2 :]))
    return statements


def alternations(codebook: Codebook) -> list[re.Pattern[str]]:
    """One regular expression a code."""
    found = []
    for code in codebook.codes:
        parsed = [parse_pattern(pattern, codebook.word_lists) for pattern in code.patterns + code.weak_patterns]
        phrases = [_phrase(phrase) for pattern in parsed if not pattern.exception for phrase in pattern.phrases]
        found.append(re.compile("|".join(phrases), re.IGNORECASE))
    return found


def _phrase(phrase: Phrase) -> str:
    text = ""
    for i, element in enumerate(phrase.elements):
        if i:
            text += rf"(?:\W+\w+){{0,{phrase.gaps[i - 1]}}}\W+"
        text += "(?:" + "|".join(sorted(map(_word, element))) + ")"
    return text


def _word(item: Item) -> str:
    if item.kind == "glob":
        return r"\b" + re.escape(item.text).replace(r"\*", r"\w*") + r"\b"
    if item.kind in ("form", "acronym"):
        return rf"\b{re.escape(item.text)}\b"
    before = r"\w*" if item.where in ("head", "anywhere") else ""
    return rf"\b{before}{re.escape(item.text.rstrip('aen'))}\w*"


def timed(work: Callable[[str], object], statements: list[str]) -> float:
    """Statements a second of one pass."""
    start = time.perf_counter()
    for statement in statements:
        work(statement)
    return len(statements) / (time.perf_counter() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--statements", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=42)
    options = parser.parse_args()

    start = time.perf_counter()
    codebook = load_codebook()
    loaded = time.perf_counter()
    compiled = compile_patterns(codebook)
    compile_seconds = time.perf_counter() - loaded
    statements = invented_statements(codebook, options.statements, options.seed)
    patterns = sum(len(code.patterns) + len(code.weak_patterns) for code in codebook.codes)
    words = statistics.mean(len(statement.split()) for statement in statements)

    start_cold = time.perf_counter()
    find_hits(statements[0], compiled)
    first = time.perf_counter() - start_cold
    cold = timed(lambda text: find_hits(text, compiled), statements)
    warm = [timed(lambda text: find_hits(text, compiled), statements) for _ in range(RUNS)]
    hits = sum(len(find_hits(statement, compiled)) for statement in statements)

    expressions = alternations(codebook)
    few = statements[:SLOW_STATEMENTS]
    plain = [timed(lambda text: [list(e.finditer(text)) for e in expressions], few) for _ in range(3)]

    print(f"{patterns} patterns of {len(codebook.codes)} codes; {len(statements)} statements of {words:.1f} words")
    print(f"reading the codebook {loaded - start:.3f} s, compiling {compile_seconds:.3f} s")
    print(f"first statement, which loads the word lists: {first:.2f} s")
    print(f"patterns, first pass:          {cold:>9,.0f} statements/s")
    print(f"patterns, median of {RUNS} passes: {statistics.median(warm):>9,.0f} statements/s", end="")
    print(f" ({min(warm):,.0f}-{max(warm):,.0f}); {hits / len(statements):.2f} hits a statement")
    print(f"regular expressions, median of 3: {statistics.median(plain):>6,.0f} statements/s (over {len(few)})")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"peak memory {memory / (1 << 20 if sys.platform == 'darwin' else 1 << 10):.0f} MB")


if __name__ == "__main__":
    main()
