"""What is known of each statement that a summary counts: its words' place, its session, question, group and codes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import pandas as pd

from rusnlp.codebook import Codebook
from rusnlp.sessions import present, session_keys, session_list
from rusnlp.themes import counted, question_labels, settled


@dataclass(frozen=True, slots=True)
class Noted:
    """A statement with what a sentence may say of it."""

    statement_id: str
    text: str
    session: str
    """Key, as `rusnlp.sessions.session_keys` gives it."""
    question: str
    """Id; empty for none."""
    group: str
    """Name; empty for none. The same name in another session or slot is another group."""
    slot: str
    role: str
    codes: frozenset[str]
    """Themes and areas assigned."""
    counted: bool
    source: str


@dataclass(frozen=True)
class NotedDay:
    """All statements of an input by id, and the names of sessions, questions and codes."""

    by_id: Mapping[str, Noted]
    """In the order of the ids."""
    sessions: Mapping[str, str]
    """Key -> label, in the order of the day."""
    titles: Mapping[str, str | None]
    """Key -> title of the session."""
    questions: Mapping[str, str]
    """Id -> label, in the order of the catalogue."""
    themes: Mapping[str, str]
    """Id -> label, in the order of the codebook."""
    areas: Mapping[str, str]
    counted: tuple[str, ...] = field(default=())
    """Ids of the statements that count, sorted."""

    @property
    def of_sessions(self) -> bool:
        """True when any statement stands in a session."""
        return any(self.sessions)

    def of_session(self, session: str | None) -> tuple[str, ...]:
        """Ids that count in the session; None for the whole day."""
        return tuple(i for i in self.counted if session is None or self.by_id[i].session == session)

    def sessions_of(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Keys of the sessions of the statements, in the order of the day."""
        found = {self.by_id[i].session for i in ids}
        return tuple(key for key in self.sessions if key in found)

    def groups_of(self, ids: Iterable[str]) -> set[tuple[str, str, str]]:
        """The groups that wrote the statements: session, slot and name."""
        rows = (self.by_id[i] for i in ids)
        return {(row.session, row.slot, row.group) for row in rows if row.group}

    def with_code(self, ids: Iterable[str], code: str) -> tuple[str, ...]:
        """Those of the ids that were given the code."""
        return tuple(i for i in ids if code in self.by_id[i].codes)

    def with_question(self, ids: Iterable[str], question: str) -> tuple[str, ...]:
        """Those of the ids that answer the question."""
        return tuple(i for i in ids if self.by_id[i].question == question)


def noted_day(
    statements: pd.DataFrame,
    codings: pd.DataFrame,
    codebook: Codebook,
    questions: Mapping[str, str] | None = None,
) -> NotedDay:
    """What a summary and its check need of the tables. `questions`: id -> label, by default the catalogue."""
    decided = settled(codings)
    decided = decided[decided["decision"] == "assigned"]
    known = {code.id for code in (*codebook.themes, *codebook.areas)}
    codes: dict[str, set[str]] = {}
    for statement_id, code in zip(decided["statement_id"], decided["code"], strict=True):
        if code in known:
            codes.setdefault(statement_id, set()).add(code)
    rows = statements.assign(_session=session_keys(statements), _counted=counted(statements))
    rows = rows.sort_values("statement_id", kind="stable")
    by_id = {row["statement_id"]: _noted(row, codes.get(row["statement_id"], ())) for row in rows.to_dict("records")}
    listed = session_list(statements)
    return NotedDay(
        by_id=by_id,
        sessions=dict(zip(listed["session_key"], listed["label"], strict=True)),
        titles=dict(zip(listed["session_key"], listed["title"], strict=True)),
        questions=question_labels(questions),
        themes={code.id: code.label for code in codebook.themes},
        areas={code.id: code.label for code in codebook.areas},
        counted=tuple(i for i, row in by_id.items() if row.counted),
    )


def _noted(row: Mapping[Any, Any], codes: Collection[str]) -> Noted:
    def text(name: str) -> str:
        return cast(str, row[name]) if present(row[name]) else ""

    return Noted(
        statement_id=row["statement_id"],
        text=text("text"),
        session=row["_session"],
        question=text("question"),
        group=text("group"),
        slot=text("slot"),
        role=text("role"),
        codes=frozenset(codes),
        counted=bool(row["_counted"]),
        source=text("source"),
    )
