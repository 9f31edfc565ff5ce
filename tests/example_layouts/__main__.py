"""Writes the example corpus: python -m tests.example_layouts FOLDER [--all]."""

from __future__ import annotations

import argparse
from pathlib import Path

from . import LAYOUTS, read_day, write_corpus, write_layout


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.example_layouts", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--all", action="store_true", help="write the whole day once in every layout instead")
    arguments = parser.parse_args()
    day = read_day()
    if arguments.all:
        arguments.folder.mkdir(parents=True, exist_ok=True)
        counts = {name: len(write_layout(day, name, arguments.folder)) for name in LAYOUTS}
    else:
        counts = {arguments.folder.name: len(write_corpus(day, arguments.folder))}
    for name, count in counts.items():
        print(f"{name}: {count} reference statements")


main()
