"""What a report says: numbers, quotes and sentences, worked out once for every format."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from rusnlp.codebook import Code, Codebook
from rusnlp.quotes import Candidate, choose_quotes, nearness_to_centre
from rusnlp.reports.agreement_views import agreement_view
from rusnlp.reports.figure_views import figure_views
from rusnlp.reports.method_views import (
    decision_numbers,
    document_rows,
    left_out_numbers,
    left_out_rows,
    method_rows,
)
from rusnlp.reports.statement_views import statement_views
from rusnlp.reports.views import (
    Cell,
    CodeView,
    Column,
    Content,
    Crosstab,
    FlowRow,
    LeftOutRow,
    StatementView,
    TopicView,
)
from rusnlp.reports.wording import (
    number_text,
    share_text,
    statements_text,
)
from rusnlp.sessions import session_list
from rusnlp.summarising.parts import Summary
from rusnlp.tabling.parts import DIFFERENCE_TITLES
from rusnlp.themes import cooccurrence, question_labels, status_table, theme_counts, theme_differences

QUOTES_PER_CODE = 3
TITLE = "Teman och områden i workshopanteckningar"
OUTSIDE_TOPICS = -1


class Loaded(Protocol):
    """What `rusnlp.loading.load_corpus` returns, as far as a report needs it."""

    @property
    def statements(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def left_out(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def documents(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def problems(self) -> Sequence[str]: ...  # noqa: D102


class Topics(Protocol):
    """What `rusnlp.topics.find_topics` returns, as far as a report needs it."""

    @property
    def topics(self) -> pd.DataFrame: ...  # noqa: D102


def build_content(
    loaded: Loaded,
    codings: pd.DataFrame,
    codebook: Codebook,
    *,
    topics: Topics | None = None,
    manifest: Mapping[str, Any] | None = None,
    questions: Mapping[str, str] | None = None,
    title: str = TITLE,
    figures: bool = True,
    summary: Summary | None = None,
    vectors: npt.NDArray[np.floating] | None = None,
) -> Content:
    """Everything that a report says, ready for `write_report`.

    `topics` adds a section on what lies outside the codebook. Of `manifest` the versions and settings are printed
    (rusnlp, codebook, embedder, seed, python, packages); times and anything else are ignored, so that the same run
    gives the same report. `questions` is id -> label, by default the catalogue. Without `figures` none are drawn,
    which saves a second where only tables are wanted. `summary` comes from `rusnlp.summary.summarise`.
    `vectors`, (n, d) with one row a statement, let quotes be typical of their theme, not only clear and well placed.
    Raises ValueError when a statement has a code that is not in the codebook.
    """
    statements = loaded.statements
    labels = question_labels(questions)
    sessions = _session_columns(statements, codings)
    asked = _question_columns(statements, codings, labels)
    views = statement_views(statements, codings, codebook, labels)
    by_id = {view.statement_id: view for view in views}
    together = cooccurrence(statements, codings, codebook)
    tables = {
        (kind, dimension): theme_counts(
            statements,
            codings,
            codebook,
            kind=kind,
            by=[dimension] if dimension else [],
            vectors=vectors,
            questions=labels,
        )
        for kind in ("theme", "area")
        for dimension in ("", "session", "question")
    }
    themes, areas = (
        _code_views(
            tables[kind, ""],
            tables[kind, "session"],
            codebook,
            sessions,
            together,
            by_id,
            _typical(tables[kind, ""], statements, vectors),
        )
        for kind in ("theme", "area")
    )
    # Ties keep the codebook's order, as in the summary: two places must not name different themes as the first.
    themes.sort(key=lambda view: -view.statements)
    long = [
        theme_counts(statements, codings, codebook, kind=k, vectors=vectors, questions=labels)
        for k in ("theme", "area")
    ]
    crosstabs = (
        _crosstab("tema_pass", "Teman i varje pass", themes, "session", sessions, tables["theme", "session"]),
        _crosstab("tema_fraga", "Teman under varje fråga", themes, "question", asked, tables["theme", "question"]),
        _crosstab("omrade_pass", "Områden i varje pass", areas, "session", sessions, tables["area", "session"]),
    )
    left_out = left_out_rows(loaded.left_out)
    flow = _flow(loaded, status_table(statements, codings).iloc[0], left_out)
    drawn = figure_views(tables["theme", ""], tables["theme", "session"], together, sessions) if figures else ()
    content = Content(
        title=title,
        subtitle=_subtitle(loaded.documents, sessions, statements),
        codebook_title=f"{codebook.title} (version {codebook.version})",
        findings=_findings(flow, themes, sessions),
        flow=flow,
        themes=tuple(themes),
        areas=tuple(areas),
        crosstabs=crosstabs,
        counts=pd.concat(long, ignore_index=True) if any(len(part) for part in long) else long[0],
        pairs=together,
        statements=views,
        sessions=sessions,
        questions=asked,
        topics=None,
        topics_note="",
        left_out=left_out,
        left_out_numbers=left_out_numbers(left_out),
        documents=document_rows(loaded.documents, left_out),
        problems=tuple(loaded.problems),
        decisions=decision_numbers(statements, codings),
        method=method_rows(codebook, manifest or {}),
        figures=drawn,
        summary=summary,
        differences=tuple(
            row
            for dimension in DIFFERENCE_TITLES
            for row in theme_differences(statements, codings, codebook, dimension=dimension, questions=labels)
        ),
        agreement=agreement_view(statements, codings, codebook, manifest or {}),
    )
    return content if topics is None else with_topics(content, topics)


def with_topics(content: Content, topics: Topics) -> Content:
    """The content with a section on what lies outside the codebook, in place of any that it had."""
    by_id = {view.statement_id: view for view in content.statements}
    return replace(content, topics=_topics(topics, by_id), topics_note=_topics_note(topics))


def _session_columns(statements: pd.DataFrame, codings: pd.DataFrame) -> tuple[Column, ...]:
    status = status_table(statements, codings, ["session"])
    counted = dict(zip(status["session"], status["counted"], strict=True))
    return tuple(
        Column(row.session_key, row.label, row.title, int(counted.get(row.session_key, 0)))
        for row in cast(Any, session_list(statements).itertuples(index=False))
    )


def _question_columns(statements: pd.DataFrame, codings: pd.DataFrame, labels: Mapping[str, str]) -> tuple[Column, ...]:
    status = status_table(statements, codings, ["question"])
    counted = dict(zip(status["question"], status["counted"], strict=True))
    order = [key for key in labels if key in counted] + sorted(set(counted) - set(labels))
    return tuple(Column(key, labels.get(key, key or "Utan fråga"), None, int(counted[key])) for key in order)


def _code_views(
    overview: pd.DataFrame,
    by_session: pd.DataFrame,
    codebook: Codebook,
    sessions: Sequence[Column],
    together: pd.DataFrame,
    by_id: Mapping[str, StatementView],
    typical: Mapping[str, Mapping[str, float]],
) -> list[CodeView]:
    quotes: dict[str, tuple[str, ...]] = {}
    quoted: set[str] = set()
    # The rarest code chooses first, as it has the fewest to choose among; no statement is quoted twice without need.
    for row in sorted(cast(Any, overview.itertuples(index=False)), key=lambda row: (row.statements, row.code)):
        quotes[row.code] = _quotes(row.statement_ids, by_id, row.code, quoted, typical.get(row.code, {}))
        quoted.update(quotes[row.code])
    return [
        _code_view(row, codebook.code(row.code), by_session, sessions, together, quotes[row.code])
        for row in cast(Any, overview.itertuples(index=False))
    ]


def _code_view(
    row: Any,
    code: Code,
    by_session: pd.DataFrame,
    sessions: Sequence[Column],
    together: pd.DataFrame,
    quotes: tuple[str, ...],
) -> CodeView:
    spoken = set(by_session.loc[(by_session["code"] == code.id) & (by_session["statements"] > 0), "session"])
    pairs = together[(together["code_a"] == code.id) | (together["code_b"] == code.id)].head(3)
    others = [
        (b if a == code.label else a, int(number))
        for a, b, number in zip(pairs["label_a"], pairs["label_b"], pairs["statements"], strict=True)
    ]
    return CodeView(
        kind=code.kind,
        code=code.id,
        label=code.label,
        parent=code.parent,
        definition=code.definition,
        include=code.include,
        exclude=code.exclude,
        statements=row.statements,
        with_review=row.with_review,
        of_statements=row.of_statements,
        share=row.share,
        sessions=row.sessions,
        of_sessions=row.of_sessions,
        absent=row.absent,
        summaries=row.summaries,
        statement_ids=row.statement_ids,
        review_ids=row.review_ids,
        absent_ids=row.absent_ids,
        summary_ids=row.summary_ids,
        quotes=quotes,
        silent_sessions=tuple(s.label for s in sessions if s.key and s.counted and s.key not in spoken),
        together=tuple(others),
    )


def _typical(
    overview: pd.DataFrame, statements: pd.DataFrame, vectors: npt.NDArray[np.floating] | None
) -> dict[str, dict[str, float]]:
    """Code -> statement id -> how near the statement lies to the centre of all that were given the code."""
    if vectors is None:
        return {}
    place = {statement: row for row, statement in enumerate(statements["statement_id"])}
    ids = dict(zip(overview["code"], overview["statement_ids"], strict=True))
    near = nearness_to_centre(vectors, {code: [place[name] for name in names] for code, names in ids.items()})
    return {code: dict(zip(names, near[code].tolist(), strict=True)) for code, names in ids.items()}


def _quotes(
    ids: Sequence[str],
    by_id: Mapping[str, StatementView],
    code: str | None,
    quoted: Collection[str] = (),
    typical: Mapping[str, float] | None = None,
) -> tuple[str, ...]:
    candidates = []
    for statement_id in ids:
        if (view := by_id.get(statement_id)) is None:
            continue
        mark = next((m for m in view.marks if m.code == code), None)
        score, method = (mark.score, mark.method) if mark else (0.0, "")
        near = (typical or {}).get(statement_id, 0.0)
        candidates.append(Candidate(statement_id, view.session, view.text, view.role, score, method, near))
    return tuple(choose_quotes(candidates, QUOTES_PER_CODE, quoted=quoted))


def _crosstab(
    key: str, title: str, codes: Sequence[CodeView], dimension: str, columns: Sequence[Column], table: pd.DataFrame
) -> Crosstab:
    cells = {
        (row.code, getattr(row, dimension)): Cell(row.statements, row.with_review, row.share, row.statement_ids)
        for row in cast(Any, table.itertuples(index=False))
    }
    nothing = Cell(0, 0, 0.0, ())
    shown = tuple(column for column in columns if column.counted)
    where = {"session": "passets", "question": "frågans"}[dimension]
    return Crosstab(
        key=key,
        title=title,
        kind=codes[0].kind if codes else "theme",
        dimension=dimension,
        columns=shown,
        rows=tuple((code, tuple(cells.get((code.code, column.key), nothing) for column in shown)) for code in codes),
        caption=f"Antal kodade utsagor och deras andel av {where} utsagor (n). En utsaga kan ha flera koder, "
        "så kolumnerna ska inte summeras.",
    )


def _flow(loaded: Loaded, status: pd.Series, left_out: Sequence[LeftOutRow]) -> tuple[FlowRow, ...]:
    rows = [
        ("documents", "Dokument", len(loaded.documents), "Filer som lästes.", 0),
        ("left_out", "Utelämnade rader", len(left_out), "Rubriker, frågor, deltagarlistor med mera. Inga utsagor.", 0),
        ("statements", "Utsagor", status["statements"], "En anteckning, så som den skrevs ned.", 0),
        ("repeats", "varav upprepningar", status["repeats"], "Samma ord igen i samma pass. Räknas en gång.", 1),
        (
            "summaries",
            "varav summeringar",
            status["summaries"],
            "Workshopledarens sammanfattning. Redovisas för sig.",
            1,
        ),
        ("counted", "Utsagor som räknas", status["counted"], "Anteckningar utan upprepningar: tabellernas bas.", 0),
        ("coded", "kodade", status["coded"], "Har minst ett område eller tema.", 1),
        ("review", "att granska", status["review"], "Har bara osäkra koder. En person avgör.", 1),
        ("uncoded", "utan kod", status["uncoded"], "Inget område eller tema passade.", 1),
    ]
    return tuple(FlowRow(key, label, int(number), note, level) for key, label, number, note, level in rows)


def _findings(flow: Sequence[FlowRow], themes: Sequence[CodeView], sessions: Sequence[Column]) -> tuple[str, ...]:
    number = {row.key: row.number for row in flow}
    if not number["counted"]:
        return ("Underlaget innehåller inga utsagor som kan räknas.",)
    documents = f"{number_text(number['documents'])} dokument"
    found = [
        f"{statements_text(number['statements'])} hittades i {documents}. {number_text(number['counted'])} av dem "
        "räknas i tabellerna: anteckningar, där det som upprepas räknas en gång.",
        f"{number_text(number['coded'])} av dem är {'kodad' if number['coded'] == 1 else 'kodade'}, "
        f"{number_text(number['review'])} har bara osäkra koder och "
        f"ska granskas, och {number_text(number['uncoded'])} har ingen kod.",
    ]
    top = [theme for theme in themes[:3] if theme.statements]
    for place, theme in enumerate(top):
        lead = ("Vanligast är temat", "Därefter kommer", "Sedan kommer")[place]
        if place and theme.statements == top[place - 1].statements:
            lead = "Lika vanligt är temat"
        unsure = len(theme.review_ids)
        more = f" Ytterligare {number_text(unsure)} ska granskas." if unsure else ""
        where = f" i {theme.sessions} av {theme.of_sessions} pass" if theme.of_sessions > 1 else ""
        found.append(
            f"{lead} {theme.label}: {statements_text(theme.statements)} av {number_text(theme.of_statements)} "
            f"({share_text(theme.share)}){where}.{more}"
        )
    several = sum(1 for session in sessions if session.key and session.counted) > 1
    everywhere = [t.label for t in themes if several and t.statements and t.sessions == t.of_sessions]
    if everywhere:
        found.append(f"Teman som finns i alla pass: {'; '.join(everywhere)}.")
    never = [t.label for t in themes if not t.with_review]
    if never:
        found.append(f"Teman som ingen utsaga fick: {'; '.join(never)}.")
    return tuple(found)


def _topics(topics: Topics, by_id: Mapping[str, StatementView]) -> tuple[TopicView, ...]:
    views = []
    for row in cast(Any, topics.topics.itertuples(index=False)):
        if row.topic == OUTSIDE_TOPICS:
            continue
        ids = tuple(sorted(statement_id for statement_id in row.statement_ids if statement_id in by_id))
        words = row.words if isinstance(row.words, str) else ", ".join(row.words)
        uncoded = sum(by_id[statement_id].status != "coded" for statement_id in ids)
        views.append(
            TopicView(
                label=f"{row.label} (osäkert)" if getattr(row, "holds", None) is False else row.label,
                words=words,
                statements=int(row.n_statements),
                sessions=int(row.n_sessions),
                uncoded=uncoded,
                verdict=getattr(row, "verdict_text", ""),
                statement_ids=ids,
                quotes=_quotes(ids, by_id, None),
            )
        )
    return tuple(views)


def _topics_note(topics: Topics) -> str:
    outside = topics.topics[topics.topics["topic"] == OUTSIDE_TOPICS]
    number = int(outside["n_statements"].sum())
    rest = f" {statements_text(number)} hör inte till något ämne." if number else ""
    return (
        "Ämnena är grupper av utsagor som liknar varandra i betydelse. De är funna utan kodboken och utan att någon "
        "har läst dem: orden är ett stöd för läsningen, inte en rubrik. Ett osäkert ämne ändras när passen eller "
        "utsagorna dras på nytt, eller har ord som inte möts oftare än av en slump; citera det inte. Ett ämne med "
        f"många utsagor utan kod kan vara ett tema som saknas i kodboken.{rest}"
    )


def _subtitle(documents: pd.DataFrame, sessions: Sequence[Column], statements: pd.DataFrame) -> str:
    passes = sum(1 for session in sessions if session.key)
    parts = [f"{number_text(len(documents))} dokument", f"{number_text(passes)} pass" if passes else ""]
    return ", ".join([*filter(None, parts), statements_text(len(statements))])
