"""What people coded, read from coded files, as texts with the codes that are known of each."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from rusnlp.codebook import Code, Codebook
from rusnlp.coding import CODER
from rusnlp.deciding.decision import Array
from rusnlp.evaluating.coded_sets import KINDS, CodedSets, own_statements, read_coded_sets, text_key
from rusnlp.sessions import present
from rusnlp.yaml_fields import nearest_name


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

    Files: as `coded_sets.read_coded_sets` reads them. Where several people coded a statement each has a vote.
    Ids that the codebook does not have are named in `notes`, and the statement's other codes of that kind are left
    aside: what was meant is not known. So are codes of both kinds where an id stands in the column of the other. A
    blank row of a sheet is not coded. Raises TableFileError, and NothingCoded when no statement is left.
    """
    codes = (*codebook.areas, *codebook.themes)
    votes: dict[tuple[str, ...], _Votes] = {}
    sources, notes = [], []
    for path in map(Path, paths):
        coded = read_coded_sets(path)
        before, unknown = len(votes), Counter[tuple[str, str]]()
        found = _add_votes(coded, codes, votes, unknown)
        notes += [f"{path.name}: {note.partition(': ')[2]}" for note in coded.notes]
        notes += [
            f"{path.name}: no {kind} {code_id!r} in the codebook {codebook.name!r}{_meant(kind, code_id, codes)}; "
            f"{number} {'statement' if number == 1 else 'statements'} skipped"
            for (kind, code_id), number in sorted(unknown.items())
        ]
        if not found and not unknown:
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
    codes: Sequence[Code],
    votes: dict[tuple[str, ...], _Votes],
    unknown: Counter[tuple[str, str]],
) -> int:
    """Add the people's sets to `votes`; returns the number of statements that any of them coded."""
    ids = {kind: {code.id.casefold(): code.id for code in codes if code.kind == kind} for kind in KINDS}
    people = [coder for coder in coded.coders if coder != CODER]
    table = coded.statements.to_dict("records")
    found = 0
    for row in own_statements(coded):
        if row in coded.blank:
            continue
        sets: list[tuple[str, frozenset[str]]] = []
        for coder in people:
            told = [(kind, coded.sets[coder, kind][row]) for kind in KINDS if (coder, kind) in coded.sets]
            given = [(kind, named) for kind, named in told if named is not None]
            known = [(kind, _known(kind, named, ids[kind], unknown)) for kind, named in given]
            if not any(_misplaced(kind, named, ids) for kind, named in given):
                sets += [(kind, spelled) for kind, spelled in known if spelled is not None and ids[kind]]
        if not sets:
            continue
        found += 1
        statement = table[row]
        group = str(statement["session"] if present(statement["session"]) else statement["document"] or "")
        place = statement["statement_id"] or f"{statement['document'] or ''} {statement['page'] or ''}"
        vote = votes.setdefault((group, place, text_key(statement["text"])), _Votes(statement["text"], group))
        for kind, spelled_set in sets:
            vote.sets[kind].append(spelled_set)
    return found


def _known(
    kind: str, given: frozenset[str], ids: dict[str, str], unknown: Counter[tuple[str, str]]
) -> frozenset[str] | None:
    """The ids as the codebook spells them; None, and counted, when one is not in it."""
    named = [code_id.casefold() for code_id in given]
    strange = [(kind, code_id) for code_id in named if code_id not in ids]
    unknown.update(strange)
    return None if strange else frozenset(ids[code_id] for code_id in named)


def _misplaced(kind: str, given: frozenset[str], ids: dict[str, dict[str, str]]) -> bool:
    """Whether an id stands in the column of one kind and is of the other."""
    here = {code_id.casefold() for code_id in given}
    return any(here & set(others) for other, others in ids.items() if other != kind)


def _meant(kind: str, code_id: str, codes: Sequence[Code]) -> str:
    other = next((code for code in codes if code.kind != kind and code.id.casefold() == code_id), None)
    if other:
        return f", it is a code of the kind {other.kind}: write it in the column {other.kind}s"
    return nearest_name(code_id, [code.id for code in codes if code.kind == kind])


def _shares(vote: _Votes, codes: Sequence[Code]) -> list[float]:
    return [
        float(np.mean([code.id in given for given in vote.sets[code.kind]])) if vote.sets.get(code.kind) else np.nan
        for code in codes
    ]
