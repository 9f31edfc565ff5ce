"""How a report was made: what was left out, from which documents, decided how, with which versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, cast

import pandas as pd

import rusnlp
from rusnlp.codebook import Codebook
from rusnlp.people.persons import person_mentions
from rusnlp.reports.views import LeftOutRow
from rusnlp.reports.wording import DECISIONS, LEFT_OUT_ROLES, METHODS, PERSONAL_ROLES, number_text
from rusnlp.themes import settled


def left_out_rows(left_out: pd.DataFrame) -> tuple[LeftOutRow, ...]:
    """Rows that are no statements, in the order of the table; text is None where it may name a person.

    That is by its role, or where `person_mentions` finds a person, such as a speaker who is named on a slide.
    """
    rows = []
    for row in cast(Any, left_out.itertuples(index=False)):
        label, reason = LEFT_OUT_ROLES.get(row.role, (row.role, "Annat som inte är en utsaga."))
        text = row.text if isinstance(row.text, str) else None
        hidden = row.role in PERSONAL_ROLES or text is None or "@" in text or bool(person_mentions(text))
        rows.append(LeftOutRow(row.document, row.place, row.role, label, reason, None if hidden else text))
    return tuple(rows)


def left_out_numbers(rows: Sequence[LeftOutRow]) -> tuple[tuple[str, str, int], ...]:
    """What was left out, why and how many rows, most frequent first."""
    numbers = Counter((row.label, row.reason) for row in rows)
    return tuple((*what, number) for what, number in sorted(numbers.items(), key=lambda item: (-item[1], item[0])))


def document_rows(documents: pd.DataFrame, left_out: Sequence[LeftOutRow]) -> tuple[Mapping[str, str], ...]:
    """The documents by name, with their numbers as they are printed; what was left out also by its role."""
    roles = {
        str(name): Counter(row.label for row in left_out if row.document == name) for name in documents["document"]
    }
    rows = []
    for row in cast(Any, documents.sort_values("document").itertuples(index=False)):
        rows.append(
            {
                "Dokument": str(row.document),
                "Format": str(row.format),
                "Sidor": number_text(int(row.pages)),
                "Utsagor": number_text(int(row.statements)),
                "Utelämnat": _by_role(int(row.left_out), roles.get(str(row.document), Counter())),
                "SHA-256": str(row.sha256),
            }
        )
    return tuple(rows)


def _by_role(total: int, roles: Counter[str]) -> str:
    parts = sorted(roles.items(), key=lambda item: (-item[1], item[0]))
    return f"{number_text(total)} ({', '.join(f'{label} {number}' for label, number in parts)})" if parts else "0"


def decision_numbers(statements: pd.DataFrame, codings: pd.DataFrame) -> tuple[tuple[str, str, int], ...]:
    """Decision, method and number of the statement × code pairs, rejected ones left out."""
    rows = settled(codings[codings["statement_id"].isin(statements["statement_id"])])
    rows = rows[rows["decision"] != "rejected"]
    numbers = Counter(zip(rows["decision"], rows["method"], strict=True))
    return tuple(
        (DECISIONS[decision], label, numbers[decision, method])
        for decision in ("assigned", "review")
        for method, label in METHODS.items()
        if numbers[decision, method]
    )


def method_rows(codebook: Codebook, manifest: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Versions and settings as term and value; times and anything else in `manifest` are ignored."""
    rows = [
        ("rusnlp", str(manifest.get("rusnlp", rusnlp.__version__))),
        ("Kodbok", f"{codebook.title}, version {codebook.version}"),
        ("Kodbokens SHA-256", codebook.sha256),
    ]
    embedder = manifest.get("embedder")
    if isinstance(embedder, Mapping):
        embedder = " ".join(str(value) for value in embedder.values() if value)
    if embedder:
        rows.append(("Modell för betydelselikhet", str(embedder)))
    if manifest.get("seed") is not None:
        rows.append(("Frö för slumptal", str(manifest["seed"])))
    if manifest.get("python"):
        rows.append(("Python", str(manifest["python"])))
    packages = manifest.get("packages") or manifest.get("versions")
    if isinstance(packages, Mapping) and packages:
        rows.append(("Programbibliotek", ", ".join(f"{name} {packages[name]}" for name in sorted(packages))))
    return tuple(rows)
