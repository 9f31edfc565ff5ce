"""How many statements a second the codebook's patterns code, beside other ways to code with a dictionary.

Run from the repository's root: python -m benchmarks.rules [--million] [--runs 3] [--seed 42] [--texts FOLDER]

500 patterns of 25 codes over invented statements (`benchmarks.rules_texts`), 1,000 to 100,000 of them, with --million a
million. With --texts the lines of the text files in a folder are coded instead, as many times as it takes, each time
with other words changed. Every way runs in a process of its own and codes each statement once: seconds are those of the
coding alone, from the list of texts to the pairs of statement and code, and do not count imports, reading or compiling.
Ways that need more than a minute run on fewer statements. quanteda runs where Rscript finds it (see R_LIBS).

"Pairs" compares what was found with regular expressions, where they can be run; "hits" compares ours, place by place,
with `benchmarks.plain_rules`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import rules_texts
from rusnlp.codebook import Codebook, load_codebook

Pairs = set[tuple[int, str]]
CHECKED = 500
MOST = {"re": 10_000, "pandas": 10_000, "spacy": 1_000}
"""Statements that take about a minute, where it is less than a million."""
QUANTEDA = Path(__file__).with_name("rules_quanteda.R")


def code_with_rules(texts: list[str], codebook: Codebook) -> Callable[[], Pairs]:
    """Our own patterns. The word lists are loaded before the clock starts, as other ways' models are."""
    from rusnlp.patterns import compile_patterns, find_hits, hits_of_texts

    compiled = compile_patterns(codebook)
    find_hits("Hejdå", compiled)

    def work() -> Pairs:
        table = hits_of_texts(texts, compiled)
        return set(zip(table.row.tolist(), [table.codes[code] for code in table.code.tolist()], strict=True))

    return work


def _regex(pattern: str) -> str:
    words = [re.escape(word).replace(r"\*", r"\w*") for word in pattern.removeprefix("=").split()]
    return r"\b" + r"\W+".join(words) + r"\b"


def _regexes(codebook: Codebook) -> dict[str, str]:
    return {code.id: "|".join(map(_regex, code.patterns)) for code in codebook.codes}


def code_with_re(texts: list[str], codebook: Codebook) -> Callable[[], Pairs]:
    """One alternation a code."""
    compiled = {code: re.compile(regex, re.IGNORECASE) for code, regex in _regexes(codebook).items()}
    return lambda: {(i, code) for i, text in enumerate(texts) for code, regex in compiled.items() if regex.search(text)}


def code_with_pandas(texts: list[str], codebook: Codebook) -> Callable[[], Pairs]:
    """`Series.str.contains` with one alternation a code."""
    import pandas as pd

    column = pd.Series(texts, dtype=object)
    regexes = {code: re.compile(regex, re.IGNORECASE) for code, regex in _regexes(codebook).items()}
    return lambda: {(int(i), code) for code, regex in regexes.items() for i in column.index[column.str.contains(regex)]}


def code_with_countvectorizer(texts: list[str], codebook: Codebook) -> Callable[[], Pairs]:
    """Counts of words times a matrix of words and codes; phrases by regular expression where their words stand."""
    import numpy as np
    from scipy import sparse
    from sklearn.feature_extraction.text import CountVectorizer

    codes = [code.id for code in codebook.codes]
    singles = {code.id: [p for p in code.patterns if " " not in p] for code in codebook.codes}
    phrases = [(i, p) for i, code in enumerate(codebook.codes) for p in code.patterns if " " in p]

    def work() -> Pairs:
        counter = CountVectorizer(token_pattern=r"\w+")  # noqa: S106 - no password
        counts = counter.fit_transform(texts)
        words = counter.get_feature_names_out().tolist()
        regexes = [re.compile("|".join(map(_regex, singles[code]))) for code in codes]
        matches = [(i, c) for i, word in enumerate(words) for c, regex in enumerate(regexes) if regex.fullmatch(word)]
        rows, columns = zip(*matches, strict=True)
        matrix = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(words), len(codes)))
        found = (counts @ matrix).tocoo()
        pairs = {(int(i), codes[c]) for i, c in zip(found.row, found.col, strict=True)}
        by_word = counts.tocsc()
        for code, phrase in phrases:
            first = re.compile(_regex(phrase.split()[0]))
            regex = re.compile(_regex(phrase), re.IGNORECASE)
            candidates = by_word[:, [i for i, word in enumerate(words) if first.fullmatch(word)]].nonzero()[0]
            pairs |= {(int(i), codes[code]) for i in candidates if regex.search(texts[i])}
        return pairs

    return work


def code_with_spacy(texts: list[str], codebook: Codebook) -> Callable[[], Pairs]:
    """The Matcher of spaCy on a blank Swedish pipeline, LOWER with a regular expression for each word."""
    import spacy
    from spacy.matcher import Matcher

    pipeline = spacy.blank("sv")
    matcher = Matcher(pipeline.vocab)
    for code in codebook.codes:
        rules = []
        for pattern in code.patterns:
            words = [re.escape(word).replace(r"\*", r"\w*") for word in pattern.removeprefix("=").split()]
            rules.append([{"LOWER": {"REGEX": f"^{word}$"}} for word in words])
        matcher.add(code.id, rules)
    return lambda: {
        (i, pipeline.vocab.strings[key]) for i, doc in enumerate(pipeline.pipe(texts)) for key, *_ in matcher(doc)
    }


WAYS: dict[str, tuple[str, Callable[[list[str], Codebook], Callable[[], Pairs]]]] = {
    "globs": ("rusnlp, globs", code_with_rules),
    "rules": ("rusnlp, lemmas, compounds, negation", code_with_rules),
    "misspellings": ("the same, with misspellings", code_with_rules),
    "rus": ("rusnlp, codebooks/rus.yaml", code_with_rules),
    "countvectorizer": ("CountVectorizer x matrix, globs", code_with_countvectorizer),
    "re": ("re, one alternation a code", code_with_re),
    "pandas": ("pandas str.contains per code", code_with_pandas),
    "spacy": ("spaCy Matcher, blank sv", code_with_spacy),
}


def codebook_of(way: str, seed: int) -> Codebook:
    """The codebook that a way is run with."""
    if way == "rus":
        return load_codebook()
    if way in ("rules", "misspellings"):
        return rules_texts.rule_codebook(seed, misspellings=way == "misspellings")
    return rules_texts.glob_codebook(seed)


def run_way(way: str, statements: Path, seed: int, pairs: Path) -> dict[str, Any]:
    """Code the statements once, in this process; the pairs found are written to a file."""
    texts = statements.read_text("utf-8").splitlines()
    try:
        work = WAYS[way][1](texts, codebook_of(way, seed))
    except ImportError as error:
        return {"skipped": f"{error.name} is not installed"}
    start, start_cpu = time.perf_counter(), time.process_time()
    found = work()
    seconds, cpu = time.perf_counter() - start, time.process_time() - start_cpu
    pairs.write_text("".join(f"{i}\t{code}\n" for i, code in sorted(found)), "utf-8")
    return {"seconds": seconds, "cpu": cpu, "megabytes": _peak_megabytes()}


def _peak_megabytes() -> float:
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.findall(r"VmHWM:\s+(\d+)", status.read_text())[0]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def start_way(way: str, statements: Path, seed: int, pairs: Path) -> dict[str, Any]:
    """Code the statements in a process of its own."""
    if way == "quanteda":
        return _start_quanteda(statements, seed, pairs)
    command = [sys.executable, "-m", "benchmarks.rules", "--way", way, str(statements), str(pairs), "--seed", str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"skipped": done.stderr.strip().splitlines()[-1]}
    return dict(json.loads(done.stdout))


def _start_quanteda(statements: Path, seed: int, pairs: Path) -> dict[str, Any]:
    if shutil.which("Rscript") is None:
        return {"skipped": "Rscript is not installed"}
    patterns = statements.with_suffix(".patterns")
    codes = rules_texts.glob_codebook(seed).codes
    patterns.write_text("".join(f"{c.id}\t{p.removeprefix('=')}\n" for c in codes for p in c.patterns), "utf-8")
    command = ["Rscript", str(QUANTEDA), str(statements), str(patterns), str(pairs)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"})
    if done.returncode:
        return {"skipped": "quanteda is not installed for Rscript (set R_LIBS)"}
    seconds, cpu, megabytes = map(float, done.stdout.split()[:3])
    return {"seconds": seconds, "cpu": cpu, "megabytes": megabytes, "version": done.stdout.split()[3]}


def read_pairs(path: Path) -> Pairs:
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines())
    return {(int(i), code) for i, code in rows}


def share(found: Pairs, wanted: Pairs) -> float:
    """Pairs in both, of those in either."""
    return len(found & wanted) / max(1, len(found | wanted))


def real_statements(folder: Path, count: int, seed: int) -> list[str]:
    """Lines of the folder's text files, again and again, one word in ten replaced by one from another line."""
    dice = random.Random(seed)  # noqa: S311 - sampling, not secrets
    lines = [line for file in sorted(folder.glob("*.txt")) for line in file.read_text("utf-8").splitlines()]
    lines = [line.strip() for line in lines if len(line.split()) > 3]
    words = [word for line in lines for word in line.split()]
    found = []
    for i in range(count):
        line = lines[i % len(lines)].split()
        found.append(" ".join(dice.choice(words) if dice.random() < 0.1 else word for word in line))
    return found


def check_hits(texts: list[str], seed: int) -> None:
    """Compare every hit with those of the plain reference."""
    from benchmarks.plain_rules import plain_hits
    from rusnlp.patterns import compile_patterns, hits_of_texts

    for way in ("globs", "rules", "rus"):
        codebook = codebook_of(way, seed)
        found = hits_of_texts(texts, compile_patterns(codebook)).hits_by_text()
        # Of two patterns that find the very same words, either may be named.
        same = sum(
            [hit._replace(pattern="") for hit in hits] == [h._replace(pattern="") for h in plain_hits(text, codebook)]
            for text, hits in zip(texts, found, strict=True)
        )
        print(f"hits as the plain reference has them, {way}: {same} of {len(texts)} statements")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--million", action="store_true", help="run a million statements too")
    parser.add_argument("--runs", type=int, default=3, help="runs of which the median is told (one where slow)")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--texts", type=Path, help="folder of text files to take statements from")
    parser.add_argument("--way", nargs=3, metavar=("WAY", "STATEMENTS", "PAIRS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way:
        way, statements, pairs = options.way
        print(json.dumps(run_way(way, Path(statements), options.seed, Path(pairs))))
        return
    sizes = [1_000, 10_000, 100_000] + [1_000_000] * options.million
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            texts = (
                real_statements(options.texts, size, options.seed)
                if options.texts
                else list(rules_texts.statements(size, options.seed))
            )
            if size == sizes[0]:
                check_hits(texts[:CHECKED], options.seed)
            _compare(texts, Path(folder), options.seed, options.runs)


def _compare(texts: list[str], folder: Path, seed: int, runs: int) -> None:
    """Run every way on the statements, turn by turn, and print a row each."""
    ways = ["quanteda", *(way for way in WAYS if len(texts) <= MOST.get(way, len(texts)))]
    statements = folder / f"statements{len(texts)}.txt"
    statements.write_text("\n".join(texts) + "\n", "utf-8")
    words = statistics.mean(len(text.split()) for text in texts)
    print(f"\n{len(texts):,} statements of {words:.1f} words, load {os.getloadavg()[0]:.1f}")
    took: dict[str, list[dict[str, Any]]] = {way: [] for way in ways}
    for turn in range(runs if len(texts) <= 100_000 else 1):
        for way in ways:
            if not (turn and (way in MOST or "skipped" in took[way][0])):
                took[way].append(start_way(way, statements, seed, folder / f"{way}.pairs"))
    quanteda = None if "skipped" in took["quanteda"][0] else statistics.median(r["seconds"] for r in took["quanteda"])
    reference = read_pairs(folder / "re.pairs") if "re" in ways else read_pairs(folder / "globs.pairs")
    print(f"{'':36}{'statements/s':>13}{'a CPU s':>10}{'x quanteda':>12}{'peak MB':>9}{'pairs':>8}")
    for way in ways:
        name = WAYS[way][0] if way in WAYS else "quanteda tokens_lookup, globs"
        if "skipped" in took[way][0]:
            print(f"{name:36} skipped: {took[way][0]['skipped']}")
            continue
        seconds, cpu = (statistics.median(run[key] for run in took[way]) for key in ("seconds", "cpu"))
        ratio = f"{quanteda / seconds:.1f}" if quanteda else "-"
        same = (
            "-"
            if way in ("rules", "misspellings", "rus")
            else f"{share(read_pairs(folder / f'{way}.pairs'), reference):.4f}"
        )
        peak = max(run["megabytes"] for run in took[way])
        print(f"{name:36}{len(texts) / seconds:>13,.0f}{len(texts) / cpu:>10,.0f}{ratio:>12}{peak:>9,.0f}{same:>8}")


if __name__ == "__main__":
    main()
