"""The lists of statements that no filter can tell: those of a summary's sentences, of topics and of comparisons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rusnlp.reports.views import Content
from rusnlp.summarising.parts import Point, Sentence, SummaryPart
from rusnlp.tabling.parts import Difference, DifferenceGroup

POINT_KINDS = {
    "recurring": "Återkommande punkter",
    "few": "Sådant som bara några få säger",
    "contradictions": "Utsagor som går emot varandra",
}
"""Field of a SummaryPart -> its heading."""


@dataclass(frozen=True, slots=True)
class StatementList:
    """Statements that a link opens together; `against` says the other thing, where the list is a contradiction."""

    key: str
    label: str
    statement_ids: tuple[str, ...]
    against: tuple[str, ...] = ()


def statement_lists(content: Content) -> Iterator[StatementList]:
    """All lists that the page links to by key, in the order of the page."""
    if content.summary is not None:
        for part in (content.summary.day, *content.summary.sessions):
            yield from _part_lists(part)
    for row in content.differences:
        for group in row.groups:
            label = f"{row.label} · {group.label}, i jämförelsen"
            yield StatementList(difference_key(row, group), label, group.statement_ids)
    for position, topic in enumerate(content.topics or ()):
        yield StatementList(topic_key(position), f"Ämne: {topic.label}", topic.statement_ids)
        uncoded = tuple(i for i in topic.statement_ids if content.by_id[i].status != "coded")
        yield StatementList(topic_key(position, uncoded=True), f"Ämne: {topic.label}, utan säker kod", uncoded)


def part_name(part: SummaryPart) -> str:
    """What a part of a summary is called in an address: "dag", or "pass-" and the session's key."""
    return "dag" if part.session is None else f"pass-{part.session}"


def sentence_key(part: SummaryPart, field: str, position: int) -> str:
    """Key of the list of a sentence or point: `field` is where in the part it stands."""
    return f"{part_name(part)}.{field}.{position + 1}"


def difference_key(row: Difference, group: DifferenceGroup) -> str:
    """Key of the list of a cell in a comparison."""
    return f"skillnad.{row.dimension}.{row.code}.{group.key}"


def topic_key(position: int, *, uncoded: bool = False) -> str:
    """Key of the list of a topic, or of those in it that were given no code for certain."""
    return f"amne.{position + 1}.utan" if uncoded else f"amne.{position + 1}"


def _part_lists(part: SummaryPart) -> Iterator[StatementList]:
    for field in ("numbers", "thin_questions"):
        sentences: tuple[Sentence, ...] = getattr(part, field)
        for position, sentence in enumerate(sentences):
            yield StatementList(
                sentence_key(part, field, position),
                f"{part.label} · {sentence.text.rstrip('.')}",
                sentence.statement_ids,
            )
    for field in POINT_KINDS:
        points: tuple[Point, ...] = getattr(part, field)
        for position, point in enumerate(points):
            yield StatementList(
                sentence_key(part, field, position),
                f"{part.label} · {point.heading}",
                point.statement_ids,
                point.against,
            )
