"""Statements with their codes, for the lists that every number in a report opens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import pandas as pd

from rusnlp.codebook import Codebook
from rusnlp.reports.views import Mark, StatementView
from rusnlp.sessions import present, session_keys, session_label, session_list
from rusnlp.themes import counted, is_absent, settled, statement_status


def statement_views(
    statements: pd.DataFrame, codings: pd.DataFrame, codebook: Codebook, questions: Mapping[str, str]
) -> tuple[StatementView, ...]:
    """All statements in the order of sessions, then documents and pages; `questions` is id -> label."""
    order = {code.id: rank for rank, code in enumerate(codebook.codes)}
    rank_of = {key: rank for rank, key in enumerate(session_list(statements)["session_key"])}
    rows = statements.assign(
        session=session_keys(statements), counted=counted(statements), status=statement_status(statements, codings)
    )
    rows = rows.assign(_rank=rows["session"].map(rank_of)).sort_values(["_rank", "document", "page", "start"])
    starts = dict(zip(statements["statement_id"], statements["start"], strict=True))
    texts = dict(zip(statements["statement_id"], statements["text"], strict=True))
    marks: dict[str, list[Mark]] = {}
    for row in cast(Any, settled(codings[codings["statement_id"].isin(starts)]).itertuples(index=False)):
        marks.setdefault(row.statement_id, []).append(_mark(row, codebook, starts, texts))
    return tuple(_view(row, marks.get(row.statement_id, []), order, questions) for row in rows.itertuples(index=False))


def _view(row: Any, marks: list[Mark], order: Mapping[str, int], questions: Mapping[str, str]) -> StatementView:
    marks = sorted(marks, key=lambda mark: (mark.kind, order.get(mark.code, len(order))))
    kept = tuple(mark for mark in marks if mark.decision in ("assigned", "review"))
    kinds = {mark.kind for mark in kept}
    nearest: dict[str, Mark] = {}
    for mark in marks:
        if mark.kind not in kinds and (mark.kind not in nearest or mark.score > nearest[mark.kind].score):
            nearest[mark.kind] = mark
    return StatementView(
        statement_id=row.statement_id,
        document=row.document,
        place=row.place,
        session=row.session,
        session_label=session_label(row.session),
        question=row.question if present(row.question) else "",
        question_label=questions.get(row.question, row.question) if present(row.question) else "Utan fråga",
        slot=_text(row.slot),
        group=_text(row.group),
        heading=_text(row.heading),
        text=row.text,
        source=row.source,
        role=row.role,
        repeat_of=_text(row.repeat_of),
        counted=bool(row.counted),
        status=row.status,
        marks=kept,
        nearest=tuple(nearest.values()),
        question_text=_text(row.question_text),
    )


def _mark(row: Any, codebook: Codebook, starts: Mapping[str, int], texts: Mapping[str, str]) -> Mark:
    evidence = [item for item in row.evidence if isinstance(item, Mapping)] if isinstance(row.evidence, list) else []
    start, text = int(starts[row.statement_id]), texts[row.statement_id]
    spans = set()
    for item in evidence:
        if "start" in item and "end" in item:
            first, last = int(item["start"]) - start, int(item["end"]) - start
            # Words of another place (an older reading of the document) are not marked on the wrong letters.
            if 0 <= first < last <= len(text):
                spans.add((first, last))
    examples = [str(item["example"]) for item in evidence if item.get("example")]
    return Mark(
        kind=row.kind,
        code=row.code,
        label=codebook.code(row.code).label,
        decision=row.decision,
        score=float(row.score),
        method=row.method,
        coder=row.coder,
        absent=is_absent(row.evidence),
        spans=tuple(sorted(spans)),
        words=tuple(text[first:last] for first, last in sorted(spans)),
        example=examples[0] if examples else None,
    )


def _text(value: Any) -> str | None:
    return str(value) if present(value) else None
