"""Swedish workshop notes: documents -> statements -> codings -> theme tables -> reports."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# Name -> module. Loaded on first use, so that `import rusnlp` costs nothing.
_HOME = {
    "load_corpus": "rusnlp.loading",
    "load_codebook": "rusnlp.codebook",
    "load_questions": "rusnlp.question_catalogue",
    "write_codebook_as": "rusnlp.exchange",
    "read_codebook_from": "rusnlp.exchange",
    "check_codebook": "rusnlp.checking.codebook_check",
    "compile_patterns": "rusnlp.patterns",
    "hits_of_texts": "rusnlp.patterns",
    "hits_in_context": "rusnlp.checking.concordance",
    "load_embedder": "rusnlp.embedders",
    "embed": "rusnlp.embedders",
    "code_statements": "rusnlp.coding",
    "learn": "rusnlp.learning",
    "read_training_set": "rusnlp.deciding.training_set",
    "read_model": "rusnlp.deciding.learned_model",
    "write_model": "rusnlp.deciding.learned_model",
    "statements_to_ask": "rusnlp.deciding.asking",
    "write_ask_sheet": "rusnlp.deciding.asking",
    "find_topics": "rusnlp.topics",
    "theme_table": "rusnlp.themes",
    "theme_counts": "rusnlp.themes",
    "status_table": "rusnlp.themes",
    "theme_differences": "rusnlp.themes",
    "difference_table": "rusnlp.themes",
    "cooccurrence": "rusnlp.themes",
    "corrected_codings": "rusnlp.tabling.corrections",
    "changed_codings": "rusnlp.tabling.corrections",
    "choose_quotes": "rusnlp.quotes",
    "discover": "rusnlp.discovering.discovery",
    "write_discovery": "rusnlp.discovering.discovery",
    "topic_figures": "rusnlp.discovering.topic_figures",
    "theme_bars": "rusnlp.figures",
    "theme_session_heatmap": "rusnlp.figures",
    "session_profiles": "rusnlp.figures",
    "cooccurrence_staircase": "rusnlp.figures",
    "figure_bytes": "rusnlp.figures",
    "summarise": "rusnlp.summary",
    "build_content": "rusnlp.reports",
    "write_report": "rusnlp.reports",
    "read_statements": "rusnlp.table_files",
    "write_statements": "rusnlp.table_files",
    "read_coded": "rusnlp.table_files",
    "write_coded": "rusnlp.table_files",
    "read_coded_sets": "rusnlp.evaluating.coded_sets",
    "evaluate": "rusnlp.evaluating.evaluation",
    "compare_coders": "rusnlp.evaluating.evaluation",
    "run_job": "rusnlp.run",
}

__all__ = ["__version__", *sorted(_HOME)]


def __getattr__(name: str) -> Any:
    """The public name, from the module that defines it."""
    if name not in _HOME:
        raise AttributeError(f"module 'rusnlp' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
