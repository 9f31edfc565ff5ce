"""What people coded, read from coded files, as texts with the codes that are known of each."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from rusnlp.codebook import Code, Codebook
from rusnlp.coded_sets import KINDS, CodedSets, own_statements, read_coded_sets, text_key
from rusnlp.coding import CODER
from rusnlp.decision import Array
from rusnlp.sessions import present
from rusnlp.table_formats import is_missing, read_table, table_format
from rusnlp.yaml_fields import nearest_name

NO_CODE = frozenset({"-", "–", "ingen", "inga", "inget"})
"""What a person writes where no code of the kind applies."""


class NothingCoded(ValueError):
    """Files in which no person has coded anything. One line, with the next step."""


@dataclass(frozen=True, slots=True, eq=False)
class TrainingSet:
    """Texts that people coded; rows in an order that the order of the files does not change."""

    texts: tuple[str, ...]
    groups: tuple[str, ...]
    """The session of each or, where there is none, its document."""
    codes: tuple[Code, ...]
    """Areas and themes, no sub-goals."""
    truth: Array
    """Texts × codes: the share of coders that gave the code, NaN where nobody coded that kind."""
    sources: tuple[dict[str, Any], ...] = ()
    """name, sha256 and number of coded statements of each file."""
    notes: tuple[str, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.texts)


@dataclass
class _Votes:
    """What the coders of one statement gave it, by kind."""

    text: str
    group: str
    sets: dict[str, list[frozenset[str]]] = field(default_factory=lambda: defaultdict(list))


def read_training_set(paths: Iterable[str | Path], codebook: Codebook) -> TrainingSet:
    """The statements that people coded in these files, each once; what rusnlp alone has coded is left out.

    Files: as `rusnlp.coded_sets.read_coded_sets` reads them. A row without codes, areas and themes is not coded; "-"
    in areas or themes says that none applies. Where several people coded a statement each has a vote. Ids that the
    codebook does not have are named in `notes`, and the statement's other codes of that kind are left aside: what was
    meant is not known. Raises TableFileError, and NothingCoded when no statement is left.
    """
    codes = (*codebook.areas, *codebook.themes)
    votes: dict[tuple[str, ...], _Votes] = {}
    sources, notes = [], []
    for path in map(Path, paths):
        coded = read_coded_sets(path)
        before, unknown = len(votes), Counter[str]()
        found = _add_votes(coded, _left_blank(path), codes, votes, unknown)
        notes += [f"{path.name}: {note.partition(': ')[2]}" for note in coded.notes]
        notes += [
            f"{path.name}: no code {code_id!r} in the codebook {codebook.name!r}"
            f"{nearest_name(code_id, [code.id for code in codes])}; {number} "
            f"{'statement' if number == 1 else 'statements'} skipped for its kind"
            for code_id, number in sorted(unknown.items())
        ]
        if not found:
            notes.append(
                f"{path.name}: no statement that a person has coded; correct areas and themes, or fill them in"
            )
        elif found > len(votes) - before:
            again = found - len(votes) + before
            notes.append(f"{path.name}: {again} coded more than once, here or in another file; each coding has a vote")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        sources.append({"name": path.name, "sha256": digest, "statements": found})
    if not votes:
        raise NothingCoded(
            notes[-1] if len(sources) == 1 and notes else "no statement in these files has been coded by a person"
        )
    ordered = [votes[key] for key in sorted(votes)]
    return TrainingSet(
        texts=tuple(vote.text for vote in ordered),
        groups=tuple(vote.group for vote in ordered),
        codes=codes,
        truth=np.array([_shares(vote, codes) for vote in ordered], dtype=np.float64),
        sources=tuple(sorted(sources, key=lambda source: (source["name"], source["sha256"]))),
        notes=tuple(notes),
    )


def _add_votes(
    coded: CodedSets,
    blank: frozenset[int],
    codes: Sequence[Code],
    votes: dict[tuple[str, ...], _Votes],
    unknown: Counter[str],
) -> int:
    """Add the people's sets to `votes`; returns the number of statements that any of them coded."""
    ids = {kind: {code.id.casefold(): code.id for code in codes if code.kind == kind} for kind in KINDS}
    people = [coder for coder in coded.coders if coder != CODER]
    table = coded.statements.to_dict("records")
    found = 0
    for row in own_statements(coded):
        sets = [
            (kind, known)
            for coder in people
            for kind in KINDS
            if row not in blank
            and (given := coded.sets.get((coder, kind), (None,) * len(table))[row]) is not None
            and (known := _known(given, ids[kind], unknown)) is not None
            and ids[kind]
        ]
        if not sets:
            continue
        found += 1
        statement = table[row]
        group = str(statement["session"] if present(statement["session"]) else statement["document"] or "")
        place = statement["statement_id"] or f"{statement['document'] or ''} {statement['page'] or ''}"
        vote = votes.setdefault((group, place, text_key(statement["text"])), _Votes(statement["text"], group))
        for kind, given in sets:
            vote.sets[kind].append(given)
    return found


def _known(given: frozenset[str], ids: dict[str, str], unknown: Counter[str]) -> frozenset[str] | None:
    """The ids as the codebook spells them; None, and counted, when one is not in it."""
    named = [code_id.casefold() for code_id in given if code_id.casefold() not in NO_CODE]
    strange = [code_id for code_id in named if code_id not in ids]
    unknown.update(strange)
    return None if strange else frozenset(ids[code_id] for code_id in named)


def _shares(vote: _Votes, codes: Sequence[Code]) -> list[float]:
    return [
        float(np.mean([code.id in given for given in vote.sets[code.kind]])) if vote.sets.get(code.kind) else np.nan
        for code in codes
    ]


def _left_blank(path: Path) -> frozenset[int]:
    """Rows of a csv or xlsx file in which nobody has written a code, nor rusnlp a coding."""
    if table_format(path) in ("jsonl", "parquet"):
        return frozenset()
    table = read_table(path)
    told = [name for name in table.columns if re.fullmatch(r"codings|(areas|themes)(_([a-z]|\w*\d))?", str(name))]
    rows = zip(*(table[name] for name in told), strict=True) if told else iter(())
    return frozenset(row for row, cells in enumerate(rows) if all(is_missing(cell) for cell in cells))
