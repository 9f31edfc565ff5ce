"""What the patterns see of Swedish, beside globs, on invented sentences; compounds and dictionary forms on gold words.

Run from the repository's root: python -m benchmarks.swedish [--errors]

Globs alone are the same patterns with every word cut to its stem (`samverka` is `samverk*`, `-ansvar` is `*ansvar*`),
gaps, conditions and exceptions kept. They say nothing of lack, so that every hit of theirs is a mention. --errors
lists what goes wrong on the development half. Speed is lookups a second of processor time of words met for the
first time; each later one is remembered.
"""

from __future__ import annotations

import argparse
import time

from rusnlp.compounds import constituents, split_compound
from rusnlp.swedish import dictionary_forms, lemma
from tests.swedish_gold import (
    HALVES,
    PORTIONS,
    Score,
    find,
    find_by_globs,
    read_sentences,
    read_table,
    score,
    split_as_gold,
)


def row_of(name: str, count: int, result: Score) -> str:
    return f"{name:<34} {count:>5} {result.recall:>8.3f} {result.precision:>9.3f} {result.polarity:>9.3f}"


def print_sentences() -> None:
    sentences = read_sentences()
    for title, finder in (("patterns", find), ("globs alone", find_by_globs)):
        print(f"\n{title:<34} {'n':>5} {'recall':>8} {'precision':>9} {'polarity':>9}")
        for portion in PORTIONS:
            chosen = [sentence for sentence in sentences if sentence.portion == portion]
            print(row_of(portion, len(chosen), score(chosen, finder)))
        for phenomenon in dict.fromkeys(sentence.phenomenon for sentence in sentences):
            chosen = [sentence for sentence in sentences if sentence.phenomenon == phenomenon]
            result = score(chosen, finder)
            wrong = f"  {result.found} wrong" if not result.expected and result.found else ""
            print(row_of(f"  {phenomenon}", len(chosen), result) + wrong)


def print_words() -> None:
    whole, compounds, gold = map(read_table, ("words_without_parts.tsv", "compound_parts.tsv", "dictionary_forms.tsv"))
    print()
    for half in HALVES:
        words = [row["word"].lower() for row in whole if row["half"] == half]
        split = sum(bool(split_compound(word)) for word in words)
        rows = [row for row in compounds if row["half"] == half]
        right = sum(split_as_gold(row["word"], row["parts"]) for row in rows)
        print(f"{half}: {split} of {len(words)} non-compounds split ({split / len(words):.2%}),", end=" ")
        print(f"{right} of {len(rows)} compounds exact ({right / len(rows):.3f})")
    forms = [(row["word"], set(row["forms"].split("|"))) for row in gold]
    known = sum(not wanted.isdisjoint(dictionary_forms(word)) for word, wanted in forms)
    first = sum(lemma(word) in wanted for word, wanted in forms)
    print(f"dictionary forms: {known} of {len(forms)} among all, {first} as the one lemma")


def print_speed() -> None:
    words = [row["word"].lower() for row in read_table("words_without_parts.tsv") + read_table("compound_parts.tsv")]
    for function in (dictionary_forms, constituents, split_compound):
        function.cache_clear()
    start = time.process_time()
    for word in words:
        dictionary_forms(word)
        constituents(word)
    print(f"\n{len(words) / (time.process_time() - start):,.0f} new words a second: forms and parts")


def print_errors() -> None:
    for sentence in read_sentences():
        hits = find(sentence.patterns, sentence.text)
        if sentence.portion == "development" and sorted(hits) != sorted(sentence.expected):
            print(f"{' ;; '.join(sentence.patterns)}: {sentence.text!r} gives {hits}, not {list(sentence.expected)}")
    for row in read_table("words_without_parts.tsv"):
        if row["half"] == "development" and (parts := split_compound(row["word"].lower())):
            print(f"{row['word']} is split: {[forms[0] for forms in parts]}")
    for row in read_table("compound_parts.tsv"):
        if row["half"] == "development" and not split_as_gold(row["word"], row["parts"]):
            print(f"{row['word']}: {split_compound(row['word'])}, not {row['parts']}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--errors", action="store_true", help="list what goes wrong on the development half")
    options = parser.parse_args()
    print_sentences()
    print_words()
    print_speed()
    if options.errors:
        print_errors()


if __name__ == "__main__":
    main()
