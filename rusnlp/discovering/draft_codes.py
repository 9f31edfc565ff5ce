"""Draft codes for what lies outside the codebook: which are worth a reader's time, and YAML to correct and paste."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from rusnlp.checking.pattern_suggestions import suggest_patterns
from rusnlp.codebook import Code, Codebook, check_pattern
from rusnlp.discovering.crosswalk import OUTSIDE, own_lemmas
from rusnlp.patterns import compile_patterns, hits_of_texts
from rusnlp.rules.pattern_language import PatternError
from rusnlp.topics import session_names

PROPOSAL_COLUMNS = [
    "proposal", "draft", "label", "why", "found_as", "topic", "words", "n_statements", "n_sessions", "stability",
    "holds", "cohesion", "by_themes", "by_areas", "score", "area", "area_share", "nearest", "typical", "patterns",
    "patterns_find", "patterns_precision", "statement_ids",
]  # fmt: skip
TOPIC, CONCEPT = "ämne", "begrepp"
MOST_DRAFTS = 12
_SAME = 0.5
"""Jaccard coefficient of the statements from which two proposals are one."""
_WITHIN = 0.8
"""Share of the statements of the smaller from which it is part of the other."""
_AREA_WEIGHT = 0.5
"""What a word that an area was given for counts, beside one that a theme was given for: an area says what a statement
is about, and a theme may still run through it."""
_TYPICAL = 5
_LEAST_FOUND, _LEAST_PRECISION = 0.5, 0.6
_MOST_PATTERNS = 8

Vectors = npt.NDArray[np.float32]
Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Patterns for a draft and what they find."""

    patterns: tuple[str, ...]
    found: Truths
    share: float
    """Of the draft's statements that are found."""
    precision: float


def proposals(
    statements: pd.DataFrame,
    vectors: Vectors,
    found: Sequence[tuple[str, pd.DataFrame]],
    codebook: Codebook,
    *,
    most: int = MOST_DRAFTS,
) -> pd.DataFrame:
    """What lies outside the codebook, the most worth reading first; columns `PROPOSAL_COLUMNS`.

    `statements`: those that were grouped; `vectors`: row i for row i of them. `found`: for topics and for concepts
    (`TOPIC`, `CONCEPT`) their table with what `verdicts` and `words_coded` say of each, `cohesion` and `named`.

    `score`: stability × cohesion × (1 − by_themes) × (1 − by_areas / 2) × share of the sessions × log of the number
    of statements. `draft` is True for at most `most`: those that hold, have a noun for a name, are not much the same
    as or part of one before them, and have `patterns` that find half of their statements (`patterns_find`) and few
    others (`patterns_precision`, of what they find). `why` says, in Swedish, why one is a draft or why it is not;
    `typical`: ids of the statements nearest to the mean of its own, those with its words before others.
    """
    texts, ids = list(statements["text"]), list(statements["statement_id"])
    place = {key: row for row, key in enumerate(ids)}
    sessions = max(int(session_names(statements)[statements["session"].notna()].nunique()), 1)
    candidates: list[dict[str, Any]] = []
    for found_as, table in found:
        for row in table[(table["verdict"] == OUTSIDE) & table["stability"].notna()].to_dict("records"):
            told = {str(key): value for key, value in row.items()} | {"found_as": found_as}
            candidates.append(told | {"score": _score(told, sessions, themes=bool(codebook.themes))})
    candidates.sort(key=lambda row: (not row["holds"], -row["score"], row["found_as"], row["topic"]))
    labels = {code.id: code.label for code in codebook.codes}
    drafts: list[dict[str, Any]] = []
    for row in candidates:
        inside = np.zeros(len(ids), dtype=bool)
        inside[[place[key] for key in row["statement_ids"] if key in place]] = True
        marks = None
        row["why"] = _reason_against(row, drafts, most)
        if not row["why"]:
            marks = _patterns(texts, ids, inside, codebook, row)
            if marks is None:
                row["why"] = "inga mönster hittar hälften av utsagorna och få andra"
            else:
                row["why"] = _reason_for(row, sessions, labels)
        shown = {key for draft in drafts for key in draft["typical"]}
        row |= {
            "draft": marks is not None,
            "typical": _typical(inside, marks.found if marks else None, vectors, statements, row["words"], shown),
            "patterns": list(marks.patterns) if marks else [],
            "patterns_find": round(marks.share, 4) if marks else None,
            "patterns_precision": round(marks.precision, 4) if marks else None,
        }
        if marks:
            drafts.append(row)
    candidates.sort(key=lambda row: not row["draft"])
    for number, row in enumerate(candidates, start=1):
        row["proposal"] = number
    return pd.DataFrame(candidates, columns=PROPOSAL_COLUMNS, dtype=object).astype(
        {
            "proposal": "int64",
            "draft": bool,
            "holds": bool,
            "topic": "int64",
            "n_statements": "int64",
            "n_sessions": "int64",
        }
    )


def _score(row: Mapping[str, Any], sessions: int, *, themes: bool) -> float:
    by_themes, by_areas = (row["by_themes"], row["by_areas"]) if themes else (row["by_areas"], 0.0)
    outside = (1 - by_themes) * (1 - _AREA_WEIGHT * by_areas)
    spread = max(row["n_sessions"], 1) / sessions
    return round(float(row["stability"] * row["cohesion"] * outside * spread * np.log(max(row["n_statements"], 1))), 4)


def _reason_against(row: Mapping[str, Any], drafts: Sequence[Mapping[str, Any]], most: int) -> str:
    if not row["holds"]:
        return "håller inte: utsagorna samlas inte lika i varje körning, eller har inget mer än ordet gemensamt"
    if not row["named"]:
        return "inget substantiv kan namnge det"
    own = set(row["statement_ids"])
    for other in drafts:
        shared, both = len(own & set(other["statement_ids"])), len(own | set(other["statement_ids"]))
        if shared >= _SAME * both or shared >= _WITHIN * min(len(own), other["n_statements"]):
            return f"mest samma utsagor som utkastet {other['label']}"
    return f"efter de {most} främsta" if len(drafts) >= most else ""


def _reason_for(row: Mapping[str, Any], sessions: int, labels: Mapping[str, str]) -> str:
    nearest = next((labels[code] for code in row["nearest"] if code in labels), "")
    return (
        f"{row['n_statements']} utsagor i {row['n_sessions']} av {sessions} pass; {row['by_themes']:.0%} av orden har "
        f"ett tema och {row['by_areas']:.0%} ett område; stabilitet {row['stability']:.2f}, "
        f"sammanhållning {row['cohesion']:.2f}" + (f"; närmast i kodboken: {nearest}" if nearest else "")
    ).replace("%", " %")


def _typical(
    inside: Truths,
    found: Truths | None,
    vectors: Vectors,
    statements: pd.DataFrame,
    words: Sequence[str],
    shown: Collection[str],
) -> list[str]:
    """Ids of the most typical: only what the patterns find, where there are any, no text twice, those `shown` last."""
    rows = np.flatnonzero(inside if found is None else inside & found)
    if not len(rows):
        return []
    nearness = (vectors[rows] @ vectors[inside].mean(axis=0, dtype=np.float64)).round(6)
    texts = [str(statements["text"].iloc[row]).casefold() for row in rows]
    ids = [str(statements["statement_id"].iloc[row]) for row in rows]
    without = [not any(word.casefold() in text for word in words) for text in texts]
    order = sorted(range(len(rows)), key=lambda i: (ids[i] in shown, without[i], -nearness[i], ids[i]))
    first = {texts[i]: ids[i] for i in reversed(order)}
    return [ids[i] for i in order if first[texts[i]] == ids[i]][:_TYPICAL]


def _patterns(
    texts: Sequence[str], ids: Sequence[str], inside: Truths, codebook: Codebook, row: Mapping[str, Any]
) -> _Patterns | None:
    """The few patterns that find most of the statements and least of the others; None when they do not find enough.

    Tried are what marks the statements by keyness (`suggest_patterns`) and its own lemmas, each in turn being
    taken that adds most statements of the draft over those of others.
    """
    draft = Code("utkast", "theme", "", "", "", "", (), (), (), ())
    # Alone, since the patterns of other codes say nothing of what this one's should be.
    marks = suggest_patterns(texts, ids, list(inside), replace(codebook, codes=(draft,)), draft.id)
    own = [pattern for word in sorted(own_lemmas(row)) for pattern in (word, f"-{word}-")]
    tried = [pattern for pattern in dict.fromkeys([*marks["pattern"].astype(str), *own]) if _readable(pattern)]
    if not tried:
        return None
    codes = tuple(replace(draft, id=f"p{number}", patterns=(pattern,)) for number, pattern in enumerate(tried))
    hits = {code.id: np.zeros(len(texts), dtype=bool) for code in codes}
    compiled = compile_patterns(replace(codebook, codes=codes))
    for text, of_text in enumerate(hits_of_texts(texts, compiled).hits_by_text()):
        for hit in of_text:
            hits[hit.code][text] = True
    chosen: list[str] = []
    found = np.zeros(len(texts), dtype=bool)
    while len(chosen) < _MOST_PATTERNS:
        gains = [int((hits[c.id] & inside & ~found).sum()) - int((hits[c.id] & ~inside & ~found).sum()) for c in codes]
        best = max(range(len(tried)), key=lambda i: (gains[i], -len(tried[i]), tried[i]))
        if gains[best] < (2 if (found & inside).sum() >= _LEAST_FOUND * inside.sum() else 1):
            break
        chosen.append(tried[best])
        found |= hits[f"p{best}"]
    share = float((found & inside).sum() / max(inside.sum(), 1))
    precision = float((found & inside).sum() / max(found.sum(), 1))
    if share < _LEAST_FOUND or precision < _LEAST_PRECISION:
        return None
    return _Patterns(tuple(chosen), found, share, precision)


def _readable(pattern: str) -> bool:
    try:
        check_pattern(pattern, {}, ())
    except PatternError:
        return False
    return True


def draft_codebook(statements: pd.DataFrame, proposed: pd.DataFrame, codebook: Codebook) -> str:
    """The drafts among the proposals as the themes of a codebook in YAML that `rusnlp.codebook.load_codebook` reads.

    Of each: its label, a definition that says why it is proposed and names its words and most typical statements by
    id, its patterns, and those statements as examples, which the patterns find. Ids and labels do not collide with
    those of `codebook`, so that the entries may be pasted into it. Empty when there are no drafts.
    """
    import yaml

    drafts = proposed[proposed["draft"]]
    if not len(drafts):
        return ""
    text_of = dict(zip(statements["statement_id"], statements["text"], strict=True))
    taken = {code.id for code in codebook.codes}
    labels = {code.label.casefold() for code in codebook.codes}
    entries = []
    for row in drafts.to_dict("records"):
        code_id = _id(row["label"], taken)
        taken.add(code_id)
        label = row["label"][:1].upper() + row["label"][1:]
        if label.casefold() in labels:
            label += " (utkast)"
        entries.append(
            {
                "id": code_id,
                "label": label,
                "definition": (
                    f"Utkast. Utsagor om {_listed(row['words'][:5])}. Föreslås för: {row['why']}. "
                    f"Mest typiska: {', '.join(row['typical'])}."
                ),
                "include": "",
                "exclude": "",
                "patterns": row["patterns"],
                "examples": [text_of[key] for key in row["typical"]],
            }
        )
    head = {
        "name": f"{codebook.name}-utkast",
        "title": f"Utkast till koder utanför {codebook.title}",
        "language": codebook.language,
        "version": codebook.version,
        "themes": entries,
    }
    comment = "# Utkast: läs utsagorna, skriv om definitionen, stryk mönster, och klistra in det som håller.\n"
    return comment + yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=118)


def _id(label: str, taken: Collection[str]) -> str:
    plain = unicodedata.normalize("NFKD", label.casefold()).encode("ascii", "ignore").decode()
    base = re.sub(r"\W+", "_", plain).strip("_") or "utkast"
    number, code_id = 1, base
    while code_id in taken:
        number += 1
        code_id = f"{base}_{number}"
    return code_id


def _listed(words: Sequence[str]) -> str:
    return " och ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else "samma sak"
