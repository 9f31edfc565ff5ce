"""The parts of a summary: plain data, made by `rusnlp.summary` and laid out by the reports."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a summary, in Swedish, with the ids of the statements that bear it, sorted."""

    text: str
    statement_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """Something that several statements say, or a few, or that some say against others."""

    heading: str
    """What it is about, in a few words of the statements' own; never a sentence that nobody wrote."""
    sentence: Sentence
    """How many say it and where: "7 utsagor i 3 pass." """
    statement_ids: tuple[str, ...]
    """Sorted; every one a statement that counts."""
    sessions: tuple[str, ...]
    """Keys of the sessions of the statements, in the order of the day."""
    question: str | None
    """The question that most of the statements answer, where one has more than half of them."""
    codes: tuple[str, ...]
    """Themes that at least half of the statements were given, most frequent first; may be empty."""
    quotes: tuple[str, ...]
    """Ids of one or two statements to print verbatim, best first."""
    against: tuple[str, ...] = ()
    """For a contradiction: the ids that say the other thing, a part of `statement_ids`."""


@dataclass(frozen=True, slots=True)
class SummaryPart:
    """The summary of one session, or of the day."""

    session: str | None
    """The session's key; None for the day."""
    label: str
    numbers: tuple[Sentence, ...]
    """How many statements there are, under which questions and on which themes."""
    recurring: tuple[Point, ...]
    """Most borne first; ten at most."""
    few: tuple[Point, ...]
    """What only one to three statements say, and no recurring point covers."""
    contradictions: tuple[Point, ...]
    thin_questions: tuple[Sentence, ...]
    """Questions that got few answers, or none, beside what the other questions or sessions got."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary of the whole input and of each of its sessions, in the order of the day."""

    day: SummaryPart
    sessions: tuple[SummaryPart, ...]
