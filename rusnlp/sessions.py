"""Which statements belong to the same session, what the session is called, and in what order sessions come."""

from __future__ import annotations

import re
from typing import cast

import pandas as pd

NO_SESSION = ""
"""Key of the statements that stand under no session heading."""

SESSION_COLUMNS = ["session_key", "label", "title", "session_area", "documents", "statements"]


def present(value: object) -> bool:
    """True for a value that is there: not None, not NaN, not the empty string."""
    return value is not None and value == value and value != ""


def session_keys(statements: pd.DataFrame) -> pd.Series:
    """The key of each statement's session, as a Series of str on the index of `statements`.

    Two documents that both have a session "3" are held to describe the same session, as when every session of a
    day has a file of its own, unless they print different titles for it: then the key is "3 (document)".
    A statement without a session gets `NO_SESSION`. The keys do not depend on the order of the rows.
    """
    rows = statements.sort_values(["document", "page", "start"], kind="stable")
    titles: dict[tuple[str, str], str] = {}
    for document, session, title in zip(rows["document"], rows["session"], rows["session_title"], strict=True):
        if present(session) and present(title):
            titles.setdefault((session, document), "".join(re.findall(r"\w", title.casefold())))
    different: dict[str, set[str]] = {}
    for (session, _), title in titles.items():
        different.setdefault(session, set()).add(title)
    clashing = {session for session, found in different.items() if len(found) > 1}

    def key(session: object, document: str) -> str:
        if not present(session):
            return NO_SESSION
        return f"{session} ({document})" if session in clashing else str(session)

    keys = [key(s, d) for s, d in zip(statements["session"], statements["document"], strict=True)]
    return pd.Series(keys, index=statements.index, dtype=object, name="session_key")


def session_label(key: str) -> str:
    """What a session is called in a table: "Pass 3" for a number, its own name otherwise, "Utan pass" for none."""
    if key == NO_SESSION:
        return "Utan pass"
    return f"Pass {key}" if re.match(r"\d+[a-z]?\b", key, re.IGNORECASE) and len(key.split(" (")[0]) <= 3 else key


def session_list(statements: pd.DataFrame) -> pd.DataFrame:
    """One row a session, in order: numbers by size, then named sessions as they come, then statements without one.

    Columns: `SESSION_COLUMNS`; `documents` is a tuple of names, `statements` the number of rows in the table given,
    title and area are the first that the documents print, else None.
    """
    if statements.empty:
        return pd.DataFrame(columns=SESSION_COLUMNS)
    rows = statements.assign(session_key=session_keys(statements)).sort_values(
        ["document", "page", "start"], kind="stable"
    )
    found: list[dict[str, object]] = []
    order: list[tuple[int, int, int]] = []
    for seen, (name, group) in enumerate(rows.groupby("session_key", sort=False)):
        key = cast(str, name)
        number = re.match(r"\d+", key)
        order.append((2, 0, 0) if key == NO_SESSION else (0, int(number[0]), seen) if number else (1, 0, seen))
        found.append(
            {
                "session_key": key,
                "label": session_label(key),
                "title": next((t for t in group["session_title"] if present(t)), None) if key else None,
                "session_area": next((a for a in group["session_area"] if present(a)), None) if key else None,
                "documents": tuple(sorted(set(group["document"]))),
                "statements": len(group),
            }
        )
    ranked = [row for _, row in sorted(zip(order, found, strict=True), key=lambda pair: pair[0])]
    return pd.DataFrame({name: pd.Series([row[name] for row in ranked], dtype=object) for name in SESSION_COLUMNS})
