"""The invented example day, laid out the ways that people hand in their notes, each with its reference."""

from .corpus import CORPUS_LAYOUTS, LAYOUTS, write_corpus, write_layout
from .day import Day, Row, read_day

__all__ = ["CORPUS_LAYOUTS", "LAYOUTS", "Day", "Row", "read_day", "write_corpus", "write_layout"]
