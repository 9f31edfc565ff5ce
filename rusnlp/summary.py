"""A summary of what was said, without a language model: every sentence cites its statements.

Points are groups of statements that say much the same (`rusnlp.summarising.grouping`), named by their own words; the
sentences are templates filled with numbers that the statements cited give, and `rusnlp.summarising.verification`
checks just that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from rusnlp.codebook import Codebook
from rusnlp.summarising.contradictions import DISPUTED, Opposition, disputed, oppositions
from rusnlp.summarising.grouping import SAME, Group, Grouping
from rusnlp.summarising.likeness import Likeness, likeness
from rusnlp.summarising.noted import NotedDay, noted_day
from rusnlp.summarising.parts import Point, Sentence, Summary, SummaryPart
from rusnlp.summarising.point_headings import point_headings
from rusnlp.summarising.sentences import (
    NO_QUESTION,
    is_thin,
    opposition_sentence,
    point_sentence,
    question_sentence,
    size_sentence,
    theme_sentence,
    thin_sentence,
)

MOST_POINTS = 10
MOST_FEW = 5
MOST_CONTRADICTIONS = 5
_LARGE = 60
"""Statements from which a point needs three of them to be recurring; two are enough below."""
_THEMES_TOLD = 3
_WORTH_COUNTING = 5
"""Of fewer statements no theme or question is the most frequent."""
_TOLD_SHARE = 0.2
"""A question that fewer of the statements answer is not worth telling, though it be the first."""


def summarise(
    statements: pd.DataFrame,
    codings: pd.DataFrame,
    codebook: Codebook,
    vectors: npt.NDArray[np.float32],
    *,
    questions: Mapping[str, str] | None = None,
) -> Summary:
    """The summary of the day and of each session.

    `vectors`: (n, d), unit length, one row a statement in the table's order (`rusnlp.embedders.embed`). Only counted
    statements are summarised (see `rusnlp.themes.counted`): no repeats, no summaries of workshop leaders. `questions`
    is id -> label, by default the catalogue. The order of the rows does not matter.
    Raises ValueError when there is not one vector a statement.
    """
    if len(vectors) != len(statements):
        raise ValueError(f"{len(vectors)} vectors for {len(statements)} statements; give one a row, in the same order")
    day = noted_day(statements, codings, codebook, questions)
    row_of = {statement_id: row for row, statement_id in enumerate(statements["statement_id"])}
    own = vectors[[row_of[i] for i in day.counted]] if day.counted else vectors[:0]
    alike = likeness([day.by_id[i].text for i in day.counted], own, [day.by_id[i].codes for i in day.counted])
    keys = [key for key in day.sessions if day.of_session(key)]
    sessions = tuple(_part(day, alike, key) for key in keys if key or len(keys) > 1)
    return Summary(_part(day, alike, None), sessions)


def _part(day: NotedDay, alike: Likeness, session: str | None) -> SummaryPart:
    ids = day.of_session(session)
    label = "Hela underlaget" if session is None else day.sessions[session]
    if not ids:
        return SummaryPart(session, label, (), (), (), (), ())
    place = {statement_id: row for row, statement_id in enumerate(day.counted)}
    rows = [place[i] for i in ids]
    values = alike.matrix[np.ix_(rows, rows)]
    texts = [day.by_id[i].text for i in ids]
    fewest = 3 if len(ids) >= _LARGE else 2
    groups, few = Grouping(values, texts, [_origin(day, i) for i in ids]).groups(MOST_POINTS, MOST_FEW, fewest)
    groups.sort(key=lambda group: (-len(group.members), ids[group.typical]))
    headings = point_headings(texts, [group.members for group in [*groups, *few]])
    points = [_point(day, ids, group, heading) for group, heading in zip([*groups, *few], headings, strict=True)]
    return SummaryPart(
        session=session,
        label=label,
        numbers=_numbers(day, session),
        recurring=tuple(points[: len(groups)]),
        few=tuple(points[len(groups) :]),
        contradictions=_contradictions(day, ids, texts, values),
        thin_questions=_thin_questions(day, session),
    )


def _origin(day: NotedDay, statement_id: str) -> tuple[str, str, str]:
    one = day.by_id[statement_id]
    return one.session, one.slot, one.group


def _point(day: NotedDay, ids: Sequence[str], group: Group, heading: str) -> Point:
    members = [ids[row] for row in group.members]
    question = _question(day, members)
    themes = Counter(theme for i in members for theme in day.themes if theme in day.by_id[i].codes)
    half = sorted((t for t, count in themes.items() if 2 * count >= len(members)), key=lambda t: (-themes[t], t))
    told = [theme for theme in half if 2 * themes[theme] > len(members)]
    return Point(
        heading=heading,
        sentence=point_sentence(day, members, question, told[:2]),
        statement_ids=tuple(sorted(members)),
        sessions=day.sessions_of(members),
        question=question,
        codes=tuple(half),
        quotes=tuple(ids[row] for row in (group.typical, group.second) if row is not None),
    )


def _contradictions(
    day: NotedDay, ids: Sequence[str], texts: Sequence[str], values: npt.NDArray[np.float32]
) -> tuple[Point, ...]:
    found = oppositions(texts, [day.by_id[i].question for i in ids], values)
    told = [row for row, text in enumerate(texts) if disputed(text)]
    while told:
        alike = [row for row in told if values[told[0], row] >= SAME]
        heading = point_headings(texts, [alike])[0]
        found.append(Opposition(DISPUTED, heading, tuple(alike), ()))
        told = [row for row in told if row not in alike]
    points = []
    for one in found[:MOST_CONTRADICTIONS]:
        sides = [[ids[row] for row in side] for side in (one.favouring, one.against)]
        both = tuple(sorted(sides[0] + sides[1]))
        points.append(
            Point(
                heading=one.term[:1].upper() + one.term[1:],
                sentence=opposition_sentence(day, one.kind, sides[0], sides[1]),
                statement_ids=both,
                sessions=day.sessions_of(both),
                question=_question(day, both),
                codes=(),
                quotes=tuple(side[0] for side in sides if side) if one.against else tuple(sides[0][:2]),
                against=tuple(sorted(sides[1])),
            )
        )
    return tuple(points)


def _question(day: NotedDay, ids: Sequence[str]) -> str | None:
    """The question that more than half of them answer."""
    counts = Counter(day.by_id[i].question for i in ids)
    found = next((q for q, count in counts.items() if 2 * count > len(ids)), None)
    return found if found in day.questions and found != NO_QUESTION else None


def _numbers(day: NotedDay, session: str | None) -> tuple[Sentence, ...]:
    scope = day.of_session(session)
    sentences = [size_sentence(day, session)]
    if len(scope) < _WORTH_COUNTING:
        return tuple(sentences)
    asked = {q: len(day.with_question(scope, q)) for q in day.questions if q != NO_QUESTION}
    best = sorted(asked.values(), reverse=True)
    if len(best) > 1 and best[0] > best[1] and best[0] >= _TOLD_SHARE * len(scope):
        sentences.append(question_sentence(day, session, max(asked, key=lambda q: asked[q])))
    themes = {theme: len(day.with_code(scope, theme)) for theme in day.themes}
    order = sorted((t for t in themes if themes[t] > 1), key=lambda t: -themes[t])
    sentences += [theme_sentence(day, session, t, rank) for rank, t in enumerate(order[:_THEMES_TOLD])]
    return tuple(sentences)


def _thin_questions(day: NotedDay, session: str | None) -> tuple[Sentence, ...]:
    if session is not None and not session:
        return ()
    return tuple(thin_sentence(day, session, question) for question in day.questions if is_thin(day, session, question))
