"""How topics and concepts spread over sessions, questions and slots, with what they are counted out of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from rusnlp.sessions import session_keys, session_label, session_list
from rusnlp.themes import question_labels
from rusnlp.topics import OUTLIER

DIMENSIONS = ("session", "question", "slot")
COUNT_COLUMNS = ["topic", "label", "dimension", "value", "value_label", "statements", "of_statements", "share"]
_WITHOUT = {"session": "Utan pass", "question": "Utan fråga", "slot": "Utan halvdag"}
_SLOTS = {"fm": "förmiddag", "em": "eftermiddag"}


def topic_counts(
    statements: pd.DataFrame, topics: pd.DataFrame, *, questions: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """One row a topic and session, question or slot; columns `COUNT_COLUMNS`.

    `statements`: those that were grouped, without repeats; `of_statements` is how many of them the session, question
    or slot has, and `share` the topic's part of those. `questions`: id -> label, the catalogue's by default. Sessions
    come in their order, questions and slots by label; cells of no statements are kept, so that they read as 0.
    """
    labels = question_labels(questions)
    rows: list[dict[str, Any]] = []
    for dimension in DIMENSIONS:
        keys = session_keys(statements) if dimension == "session" else statements[dimension]
        of_id = {k: v if isinstance(v, str) else "" for k, v in zip(statements["statement_id"], keys, strict=True)}
        sizes = pd.Series(list(of_id.values()), dtype=object).value_counts().to_dict()
        order = _ordered(statements, dimension, sizes, labels)
        for topic in topics[topics["topic"] != OUTLIER].to_dict("records"):
            inside = [of_id[key] for key in topic["statement_ids"] if key in of_id]
            for value in order:
                number = inside.count(value)
                rows.append(
                    {
                        "topic": topic["topic"],
                        "label": topic["label"],
                        "dimension": dimension,
                        "value": value,
                        "value_label": _label(dimension, value, labels),
                        "statements": number,
                        "of_statements": int(sizes[value]),
                        "share": round(number / sizes[value], 4),
                    }
                )
    return pd.DataFrame(rows, columns=COUNT_COLUMNS)


def _ordered(
    statements: pd.DataFrame, dimension: str, sizes: Mapping[str, int], labels: Mapping[str, str]
) -> list[str]:
    if dimension == "session":
        return [key for key in session_list(statements)["session_key"] if key in sizes]
    order = list(labels) if dimension == "question" else list(_SLOTS)
    known = [value for value in order if value in sizes]
    return [*known, *sorted(set(sizes) - set(known) - {""}), *([""] if "" in sizes else [])]


def _label(dimension: str, value: str, labels: Mapping[str, str]) -> str:
    if not value:
        return _WITHOUT[dimension]
    if dimension == "session":
        return session_label(value)
    return (labels if dimension == "question" else _SLOTS).get(value, value)
