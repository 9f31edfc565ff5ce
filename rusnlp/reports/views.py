"""The parts that a report is made of: plain data, the same for every format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from rusnlp.summarising.parts import Summary
from rusnlp.tabling.parts import Difference


@dataclass(frozen=True, slots=True)
class Mark:
    """A code on a statement."""

    kind: str
    code: str
    label: str
    decision: str
    score: float
    method: str
    coder: str
    absent: bool
    """The statement says that the thing is lacking."""
    spans: tuple[tuple[int, int], ...]
    """Where in the statement's text the words stand that speak for the code; code points from its start."""
    words: tuple[str, ...]
    example: str | None
    """The coded example that the statement is most like, where it was coded by meaning."""


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement with its place and its codes."""

    statement_id: str
    document: str
    place: str
    session: str
    session_label: str
    question: str
    question_label: str
    slot: str | None
    group: str | None
    heading: str | None
    text: str
    source: str
    role: str
    repeat_of: str | None
    counted: bool
    status: str
    marks: tuple[Mark, ...]
    """Assigned and to review, areas before themes, in the order of the codebook."""
    nearest: tuple[Mark, ...]
    """The best area and the best theme that were rejected, where the statement has none of the kind."""
    question_text: str | None = None
    """The question as the document prints it."""


@dataclass(frozen=True, slots=True)
class CodeView:
    """An area, sub-goal or theme: what it means, its numbers and some quotes."""

    kind: str
    code: str
    label: str
    parent: str | None
    definition: str
    include: str
    exclude: str
    statements: int
    with_review: int
    of_statements: int
    share: float
    sessions: int
    of_sessions: int
    absent: int
    summaries: int
    statement_ids: tuple[str, ...]
    review_ids: tuple[str, ...]
    absent_ids: tuple[str, ...]
    summary_ids: tuple[str, ...]
    quotes: tuple[str, ...]
    """Ids of typical statements, best first."""
    silent_sessions: tuple[str, ...]
    """Labels of the sessions where no counted statement was given the code."""
    together: tuple[tuple[str, int], ...]
    """Labels of the themes that most often stand on the same statements, with the number of statements."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A number in a crosstab with the ids behind it."""

    statements: int
    with_review: int
    share: float
    statement_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a crosstab: a session or a question, and how many statements it counts (its denominator)."""

    key: str
    label: str
    title: str | None
    counted: int


@dataclass(frozen=True, slots=True)
class Crosstab:
    """Codes down, sessions or questions across."""

    key: str
    title: str
    kind: str
    dimension: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[CodeView, tuple[Cell, ...]], ...]
    caption: str


@dataclass(frozen=True, slots=True)
class FlowRow:
    """A step in the account from documents to codes."""

    key: str
    label: str
    number: int
    note: str
    level: int


@dataclass(frozen=True, slots=True)
class TopicView:
    """A group of statements found without the codebook."""

    label: str
    words: str
    statements: int
    sessions: int
    uncoded: int
    verdict: str
    """What the codebook has to say of it; empty where that is not known."""
    statement_ids: tuple[str, ...]
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    """A row of a document that is no statement; `text` is None where it may hold people's names."""

    document: str
    place: str
    role: str
    label: str
    reason: str
    text: str | None


@dataclass(frozen=True, slots=True)
class FigureView:
    """A picture with its words."""

    name: str
    title: str
    caption: str
    alt: str
    svg: bytes
    png: bytes
    width: float
    """Of the picture in inches, as drawn."""
    height: float


@dataclass(frozen=True, slots=True)
class AgreementView:
    """How far coders agree, as far as that is known."""

    sentences: tuple[str, ...]
    """At least one; says so where nothing is known."""
    caption: str = ""
    """Of the table; empty without one."""
    headings: tuple[str, ...] = ()
    """The first columns are words and the last `figures` numbers; empty without a table."""
    rows: tuple[tuple[str, ...], ...] = ()
    """Text, ready to print."""
    figures: int = 0


@dataclass(frozen=True)
class Content:
    """Everything that a report says, built once; the writers only lay it out."""

    title: str
    subtitle: str
    codebook_title: str
    findings: tuple[str, ...]
    flow: tuple[FlowRow, ...]
    themes: tuple[CodeView, ...]
    """Most frequent first."""
    areas: tuple[CodeView, ...]
    """In the order of the codebook, sub-goals after their area."""
    crosstabs: tuple[Crosstab, ...]
    counts: pd.DataFrame
    """`rusnlp.themes.theme_counts` by session and question, areas after themes."""
    pairs: pd.DataFrame
    """`rusnlp.themes.cooccurrence` of themes."""
    statements: tuple[StatementView, ...]
    sessions: tuple[Column, ...]
    questions: tuple[Column, ...]
    topics: tuple[TopicView, ...] | None
    """None when topics were not looked for."""
    topics_note: str
    left_out: tuple[LeftOutRow, ...]
    left_out_numbers: tuple[tuple[str, str, int], ...]
    """What, why, how many; most frequent first."""
    documents: tuple[Mapping[str, str], ...]
    problems: tuple[str, ...]
    decisions: tuple[tuple[str, str, int], ...]
    """Decision, method and number of statement × code pairs."""
    method: tuple[tuple[str, str], ...]
    figures: tuple[FigureView, ...]
    summary: Summary | None = None
    """None when no summary was made."""
    differences: tuple[Difference, ...] = ()
    """Themes between halves of the day, questions and sessions, in that order; most frequent theme first in each."""
    agreement: AgreementView | None = None
    """None when it was not looked for."""

    @cached_property
    def by_id(self) -> dict[str, StatementView]:
        """Statement id -> statement."""
        return {view.statement_id: view for view in self.statements}
