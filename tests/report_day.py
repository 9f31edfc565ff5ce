"""The example day with codes dealt out by rule, quick to make: for tests of reports at the size of a day."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from report_summary import part, point
from report_tables import CODING_COLUMNS

from rusnlp.codebook import load_codebook
from rusnlp.loading import load_corpus
from rusnlp.reports import build_content
from rusnlp.summarising.parts import Summary
from rusnlp.themes import counted

CORPUS = Path(__file__).resolve().parent.parent / "corpus"


def example_day():
    """The loaded documents and a content of them, without figures."""
    loaded, book = load_corpus([CORPUS]), load_codebook("rus")
    codings = dealt_codings(loaded.statements, book)
    content = build_content(loaded, codings, book, figures=False)
    return loaded, replace(content, summary=dealt_summary(loaded.statements, content))


def dealt_codings(statements, book):
    rng = np.random.default_rng(7)
    codes = [*book.themes, *book.areas]
    rows = []
    for statement_id, start, text in zip(
        statements["statement_id"], statements["start"], statements["text"], strict=True
    ):
        for place in sorted(rng.choice(len(codes), size=3, replace=False)):
            code, score = codes[place], float(rng.random())
            decision = "assigned" if score > 0.4 else "review" if score > 0.2 else "rejected"
            word = text.split()[0]
            found = {"start": int(start), "end": int(start) + len(word), "text": word, "pattern": word}
            found["polarity"] = "saknas" if score > 0.9 else "nämns"
            rows.append((statement_id, code.kind, code.id, "rusnlp", decision, score, "pattern", [found]))
    return pd.DataFrame(rows, columns=CODING_COLUMNS)


def dealt_summary(statements, content):
    notes = statements[counted(statements)]
    by_session = {}
    for statement_id in notes["statement_id"]:
        by_session.setdefault(content.by_id[statement_id].session, []).append(statement_id)
    parts = tuple(_part(column.key, column.label, by_session.get(column.key, [])) for column in content.sessions)
    return Summary(_part(None, "Hela underlaget", sorted(notes["statement_id"])), parts)


def _part(session, label, ids):
    dealt = [ids[n::7] for n in range(min(7, len(ids)))]
    points = tuple(point(f"punkt {n}", f"{len(own)} utsagor.", own, own[:2]) for n, own in enumerate(dealt))
    return part(session, label, ids, recurring=points, few=points[:2], contradictions=(), thin_questions=())
