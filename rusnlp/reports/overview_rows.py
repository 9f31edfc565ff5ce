"""The overview of areas or themes as rows of text, the same in every report that prints it."""

from __future__ import annotations

from collections.abc import Sequence

from rusnlp.reports.views import CodeView
from rusnlp.reports.wording import number_text, range_text, share_text

HEADINGS = ("Namn", "Kodade", "Spann", "Andel", "Pass", "Saknas", "Summeringar")


def overview_rows(codes: Sequence[CodeView], *, indent: str) -> list[tuple[str, ...]]:
    """One row a code under `HEADINGS`; `indent` stands before the name of a sub-goal. No codes give no rows."""
    return [
        (
            (indent if code.parent else "") + code.label,
            number_text(code.statements),
            range_text(code.statements, code.with_review),
            share_text(code.share),
            f"{code.sessions} av {code.of_sessions}",
            number_text(code.absent),
            number_text(code.summaries),
        )
        for code in codes
    ]
