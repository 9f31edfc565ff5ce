"""The workbook's sheets of what was found: the summary, differences, themes that go together, topics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rusnlp.reports.docx.citations import short_ids
from rusnlp.reports.texts import DIFFERENCES_NOTE, SUMMARY_HEADINGS
from rusnlp.reports.views import Content
from rusnlp.reports.xlsx.index import Index
from rusnlp.reports.xlsx.parts import Aside, Sheets
from rusnlp.summarising.parts import Point, Summary, SummaryPart
from rusnlp.tabling.parts import DIFFERENCE_TITLES

NUMBERS = "Siffror"


def write_summary(sheets: Sheets, index: Index, summary: Summary, content: Content) -> None:
    """The sheet Sammanfattning: one row a sentence, the day first, each with the ids that bear it."""
    heads = [("Del", 14), ("Slag", 24), ("Rubrik", 32), ("Mening", 60), ("Utsagor", 10), ("Pass", 8), ("Teman", 30)]
    heads += [("Citat", 70), ("Citatets plats", 46), ("Utsagornas id", 50)]
    rows = [row for part in (summary.day, *summary.sessions) for row in _summary_rows(index, part, content)]
    sheet = sheets.table("Sammanfattning", heads, filtered=len(rows))
    sheet.freeze_panes(1, 3)
    sheets.rows(sheet, rows)


def _summary_rows(index: Index, part: SummaryPart, content: Content) -> Iterator[tuple[Any, ...]]:
    for sentence in part.numbers:
        yield (part.label, NUMBERS, None, sentence.text, *[None] * 5, _ids(sentence.statement_ids))
    for name, points in (
        ("recurring", part.recurring),
        ("few", part.few),
        ("contradictions", part.contradictions),
    ):
        for point in points:
            yield part.label, SUMMARY_HEADINGS[name], *_point(index, f"{part.label}: {point.heading}", point, content)
    for sentence in part.thin_questions:
        ids = sentence.statement_ids
        number = (len(ids), index.list_link(f"{part.label}: {sentence.text}", ids))
        yield (part.label, SUMMARY_HEADINGS["thin_questions"], None, sentence.text, number, *[None] * 4, _ids(ids))


def _point(index: Index, name: str, point: Point, content: Content) -> tuple[Any, ...]:
    labels = {theme.code: theme.label for theme in content.themes}
    quotes = [content.by_id[statement_id] for statement_id in point.quotes]
    return (
        point.heading,
        point.sentence.text,
        (len(point.statement_ids), index.list_link(name, point.statement_ids)),
        len(point.sessions),
        "; ".join(labels.get(code, code) for code in point.codes),
        "\n".join(f"”{view.text}”" for view in quotes),
        "\n".join(f"{view.document}, {view.place} ({view.statement_id})" for view in quotes),
        _ids(point.statement_ids),
    )


def write_differences(sheets: Sheets, index: Index, content: Content) -> None:
    """The sheet Skillnader: one row a theme and group of a comparison."""
    heads = [("Jämförelse", 26), ("Tema", 40), ("Grupp", 16), ("Kodade", 10), ("Att granska", 11), ("Av utsagor", 11)]
    heads += [("Andel", 9), ("Högst", 9), ("p, justerat", 10), ("Skiljer sig", 10), ("Test", 60), ("Nämnare", 50)]
    rows = []
    for row in content.differences:
        title = DIFFERENCE_TITLES[row.dimension]
        for group in row.groups:
            name = f"{row.label}, {group.label}"
            rows.append(
                (
                    title,
                    row.label,
                    group.label,
                    (group.statements, index.list_link(name, group.statement_ids)),
                    (len(group.review_ids), index.list_link(f"{name}, att granska", group.review_ids)),
                    group.of_statements,
                    float(group.share),
                    float(group.share_with_review),
                    None,
                    "ja" if row.differs else "nej" if row.p is not None else "inget test",
                    row.note,
                    row.denominator,
                )
            )
    sheet = sheets.table("Skillnader", heads, filtered=len(rows))
    sheet.freeze_panes(1, 3)
    sheets.rows(sheet, rows)
    probabilities = [row.adjusted_p for row in content.differences for _ in row.groups]
    for place, probability in enumerate(probabilities, start=1):
        if probability is not None:
            sheets.number(sheet, place, 8, probability, style="probability")
    sheets.paragraph(sheet, len(rows) + 2, DIFFERENCES_NOTE, 10, 200)


def write_pairs(sheets: Sheets, index: Index, content: Content) -> None:
    """The sheet Teman tillsammans: pairs of themes on the same statements, most frequent first."""
    heads = [("Tema", 44), ("Tillsammans med", 44), ("Utsagor", 10), ("Av utsagor", 11), ("Andel", 10)]
    heads += [("Utsagornas id", 60)]
    pairs = content.pairs.to_dict("records")
    sheet = sheets.table("Teman tillsammans", heads, filtered=len(pairs))
    rows = [
        (
            pair["label_a"],
            pair["label_b"],
            (pair["statements"], index.list_link(f"{pair['label_a']} + {pair['label_b']}", pair["statement_ids"])),
            pair["of_either"],
            float(pair["jaccard"]),
            _ids(pair["statement_ids"]),
        )
        for pair in pairs
    ]
    sheets.rows(sheet, rows)


def write_topics(sheets: Sheets, index: Index, content: Content) -> None:
    """The sheet Ämnen utanför kodboken: groups of statements found without the codebook, and what they are."""
    heads = [("Ämne", 30), ("Ord", 50), ("Utsagor", 10), ("Pass", 8), ("Utan säker kod", 11), ("Mot kodboken", 34)]
    heads += [("Exempel", 70), ("Utsagornas id", 60)]
    topics = content.topics or ()
    sheet = sheets.table("Ämnen utanför kodboken", heads, filtered=len(topics))
    rows = []
    for topic in topics:
        name = f"Ämne: {topic.label}"
        uncoded = [i for i in topic.statement_ids if content.by_id[i].status != "coded"]
        rows.append(
            (
                topic.label,
                topic.words,
                (topic.statements, index.list_link(name, topic.statement_ids)),
                topic.sessions,
                (topic.uncoded, index.list_link(f"{name}, utan säker kod", uncoded)),
                topic.verdict,
                "\n".join(f"”{content.by_id[quote].text}”" for quote in topic.quotes),
                _ids(topic.statement_ids),
            )
        )
    sheets.rows(sheet, rows)
    sheets.paragraph(sheet, len(topics) + 2, content.topics_note, 5, 140)


def _ids(ids: Iterable[str]) -> Aside:
    return Aside(short_ids(ids))
