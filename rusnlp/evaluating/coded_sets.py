"""Which codes each coder gave each statement, out of any coded file; and which statements two files share."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from rusnlp.agreement import CodeSet
from rusnlp.codebook import Codebook
from rusnlp.coding import ASSIGNED, CODER
from rusnlp.sessions import present, session_keys
from rusnlp.table_files import coded_in
from rusnlp.table_formats import TableFileError, is_missing, read_table, row_in_file, table_format
from rusnlp.themes import settled

KINDS = ("area", "theme")
PAIR_COLUMNS = ("row", "kind", "code", "coder", "decision", "score")
_COLUMN_OF = {"area": "areas", "theme": "themes"}
NO_CODE = frozenset({"-", "–", "—", "ingen", "inga", "inget"})
"""What a person writes where no code of the kind applies."""
_CODES_COLUMN = re.compile(r"(area|theme)s(?:_([a-z]|\w*\d))?")
_SAME = str.maketrans({"”": '"', "“": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "\u00a0": " ", "\u00ad": ""})


class NoSharedStatementsError(ValueError):
    """Files that have no statement in common, so that there is nothing to compare. One line, with the next step."""


@dataclass(frozen=True, slots=True)
class CodedSets:
    """Statements and what coders say of them."""

    name: str
    """Of the file."""
    statements: pd.DataFrame
    """statement_id, document, session (its key), page, text and role, None where it is not known; 0, 1, 2, ..."""
    sets: Mapping[tuple[str, str], tuple[CodeSet | None, ...]]
    """By coder and kind, a set of codes for each statement, sub-goals left out; None where the coder has not coded."""
    pairs: pd.DataFrame
    """Codings as rows of `PAIR_COLUMNS`, `row` the number of the statement, sub-goals left out."""
    notes: tuple[str, ...] = ()
    blank: frozenset[int] = frozenset()
    """Rows of a csv or xlsx file in which nobody has written a code, nor rusnlp a coding."""

    @property
    def coders(self) -> tuple[str, ...]:
        """Names in order; people before rusnlp."""
        return tuple(sorted({coder for coder, _ in self.sets}, key=lambda coder: (coder == CODER, coder)))


def read_coded_sets(path: str | Path, codebook: Codebook | None = None) -> CodedSets:
    """Coders and their sets from a file that `rusnlp code` wrote, or JSON Lines with text, areas and themes.

    The columns areas and themes say what was assigned, so that a sheet corrected by hand counts as it reads, and
    codings gives scores and names of coders; with several coders codings alone decides. Further coders may stand in
    columns areas_b, themes_b and so on: the coders are then A, B, ... "-" (`NO_CODE`) is the empty set, a sub-goal
    counts as its area. A blank cell of csv or xlsx is the empty set, but a row without any code of a sheet that
    `rusnlp code --ask` wrote is not coded; null in the other formats means not coded. Ids that differ in capitals only
    from those of the `codebook` are taken for them. Raises TableFileError.
    """
    path = Path(path)
    return coded_sets_in(read_table(path), path, codebook)


def coded_sets_in(table: pd.DataFrame, path: Path, codebook: Codebook | None = None) -> CodedSets:
    """As `read_coded_sets`, of a table that was read from this file."""
    spelled = {code.id.casefold(): code.id for code in codebook.codes} if codebook else {}
    has_columns = [kind for kind in KINDS if _COLUMN_OF[kind] in table.columns]
    if not has_columns and "codings" not in table.columns and len(table.columns):
        raise TableFileError(f"{path.name}: holds no codes (areas, themes or codings); code it with: rusnlp code")
    if "statement_id" in table.columns or not len(table.columns):
        statements, codings = coded_in(table, path.name)
        codings = codings.assign(code=[spelled.get(str(code).casefold(), code) for code in codings["code"]])
        coded = coded_sets(statements, codings, name=path.stem)
    elif "text" in table.columns:
        coded = CodedSets(path.stem, _plain_statements(table, path), {}, _no_pairs())
    else:
        raise TableFileError(f"{path.name}: not a coded table, it lacks text; make one with: rusnlp code")
    coded = replace(coded, blank=_blank_rows(table, path))
    if not has_columns or len(coded.coders) > 1:
        return coded
    written = _written_sets(table, path, spelled)
    if coded.blank and "suggested_areas" in table.columns:  # a sheet of `rusnlp code --ask`: done from the top
        coded, written = _without_blank_rows(coded, written)
    if not coded.coders:
        alone = {coder for coder, _ in written} == {"A"}
        named = {(path.stem if alone else coder, kind): sets for (coder, kind), sets in written.items()}
        return replace(coded, sets=named)
    return _with_corrections(coded, {kind: sets for (coder, kind), sets in written.items() if coder == "A"})


def coded_sets(statements: pd.DataFrame, codings: pd.DataFrame, *, name: str = "") -> CodedSets:
    """The sets that codings hold, by coder.

    Where rusnlp and people have coded side by side, a person's sets are what `rusnlp.themes.settled` makes of that
    person's codings and rusnlp's, and statements without a coding by the person count as not coded by that person.
    Where only people have coded, a statement without a coding was given no code.
    """
    place = {statement_id: row for row, statement_id in enumerate(statements["statement_id"])}
    known = codings[codings["statement_id"].isin(place) & ~codings["code"].astype(str).str.contains(".", regex=False)]
    pairs = known.assign(row=[place[key] for key in known["statement_id"]])[list(PAIR_COLUMNS)].reset_index(drop=True)
    coders = sorted(set(known["coder"]))
    sets: dict[tuple[str, str], tuple[CodeSet | None, ...]] = {}
    for coder in coders:
        own = known[known["coder"] == coder]
        seen = set(place)
        if coder != CODER and CODER in coders:
            seen = set(own["statement_id"])
            own = settled(known[known["coder"].isin([coder, CODER]) & known["statement_id"].isin(seen)])
        for kind in KINDS:
            given: dict[str, set[str]] = {statement_id: set() for statement_id in seen}
            for row in own[(own["kind"] == kind) & (own["decision"] == ASSIGNED)].itertuples(index=False):
                given[row.statement_id].add(row.code)
            sets[coder, kind] = tuple(frozenset(given[key]) if key in given else None for key in place)
    told = statements[["statement_id", "document", "page", "text", "role"]].reset_index(drop=True)
    keys = session_keys(statements) if len(statements) else statements["session"]
    told.insert(2, "session", pd.Series(list(keys), dtype=object))
    return CodedSets(name, told, sets, pairs)


class Shared(NamedTuple):
    """Statements that two files have in common."""

    pairs: list[tuple[int, int]]
    """Row numbers in the first and in the second, in the order of the first."""
    by: str
    """What told them: statement_id or text."""
    of_second: int
    """Rows of the second that could have been shared."""


def shared_statements(first: CodedSets, second: CodedSets) -> Shared:
    """The statements that both have; see `Shared`.

    By statement_id when they have any in common. Otherwise by text, white space, quotation marks, dashes and capitals
    made alike, on the same page of the same document, as far as both say which; each statement is taken once. Rows
    of role "cluster" without a statement_id are no statements (their coders did not split the text alike) and are
    left out. Raises NoSharedStatementsError when there are none.
    """
    first_ids = _rows_by(first.statements["statement_id"])
    pairs = [
        (first_ids[key][0], row)
        for row, key in enumerate(second.statements["statement_id"])
        if key is not None and key in first_ids
    ]
    by = "statement_id" if pairs else "text"
    pairs = sorted(pairs or _same_texts(first.statements, second.statements))
    if not pairs:
        raise NoSharedStatementsError(
            f"{first.name} and {second.name} share no statements, neither by statement_id nor by text; "
            "compare codings of the same notes"
        )
    return Shared(pairs, by, int((~_split_otherwise(second.statements)).sum()))


def only_by_rusnlp(coded: CodedSets) -> tuple[str, ...]:
    """A note for a person who takes these for people's codes, when rusnlp alone has coded them."""
    if coded.coders != (CODER,):
        return ()
    return (f"{coded.name}: no person has changed what rusnlp coded; correct the columns areas and themes first",)


def own_statements(coded: CodedSets) -> list[int]:
    """Row numbers of the statements, rows of role "cluster" without a statement_id left out."""
    return [row for row, left_out in enumerate(_split_otherwise(coded.statements)) if not left_out]


def _split_otherwise(statements: pd.DataFrame) -> pd.Series:
    return statements["role"].eq("cluster") & statements["statement_id"].isna()


def _same_texts(first: pd.DataFrame, second: pd.DataFrame) -> list[tuple[int, int]]:
    same_documents = bool(set(first["document"].dropna()) & set(second["document"].dropna()))
    free: dict[Hashable, list[int]] = _rows_by([text_key(text) for text in first["text"]])
    pages, documents = list(first["page"]), list(first["document"])
    found = []
    split = list(_split_otherwise(second))
    # Last, so that they take what no statement of the same words has taken.
    for row in sorted(range(len(second)), key=lambda row: split[row]):
        page, document = second["page"].iloc[row], second["document"].iloc[row]
        alike = free.get(text_key(second["text"].iloc[row]), [])
        match = next(
            (
                other
                for other in alike
                if (page is None or pages[other] in (None, page))
                and (not same_documents or None in (document, documents[other]) or documents[other] == document)
            ),
            None,
        )
        if match is None:
            continue
        alike.remove(match)
        if not split[row]:
            found.append((match, row))
    return found


def text_key(text: str) -> str:
    """The text with what a copy may change made uniform: Unicode form, white space, quotes, dashes, capitals."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text).translate(_SAME)).strip().casefold()


def _rows_by(keys: Sequence[Hashable]) -> dict[Hashable, list[int]]:
    rows: dict[Hashable, list[int]] = defaultdict(list)
    for row, key in enumerate(keys):
        if key is not None:
            rows[key].append(row)
    return rows


def _plain_statements(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Statements of a table without statement_id."""
    cells: dict[str, list[Any]] = {}
    for column in ("statement_id", "document", "session", "page", "text", "role"):
        values = list(table[column]) if column in table.columns else [None] * len(table)
        cells[column] = [None if is_missing(value) else value for value in values]
    if None in cells["text"]:
        raise TableFileError(
            f"{_place(table, cells['text'].index(None), path)} has no text; fill it in or take it away"
        )
    cells["session"] = [str(value) if present(value) else "" for value in cells["session"]]
    return pd.DataFrame({column: pd.Series(values, dtype=object) for column, values in cells.items()})


def _no_pairs() -> pd.DataFrame:
    return pd.DataFrame({column: pd.Series(dtype=float if column == "score" else object) for column in PAIR_COLUMNS})


def _written_sets(
    table: pd.DataFrame, path: Path, spelled: Mapping[str, str]
) -> dict[tuple[str, str], tuple[CodeSet | None, ...]]:
    """Sets of the columns areas and themes (coder A) and their kin areas_b, ...; areas_any is none of these."""
    blank = frozenset[str]() if _is_sheet(path) else None
    written = {}
    for column in table.columns:
        if name := _CODES_COLUMN.fullmatch(str(column)):
            cells = [
                _ids(cell, f"{_place(table, row, path)}, {column}", spelled) for row, cell in enumerate(table[column])
            ]
            written[(name[2] or "a").upper(), name[1]] = tuple(blank if ids is None else ids for ids in cells)
    return written


def _blank_rows(table: pd.DataFrame, path: Path) -> frozenset[int]:
    told = [name for name in table.columns if name == "codings" or _CODES_COLUMN.fullmatch(str(name))]
    if not told or not _is_sheet(path):
        return frozenset()
    rows = zip(*(table[name] for name in told), strict=True)
    return frozenset(row for row, cells in enumerate(rows) if all(map(_is_blank, cells)))


def _is_blank(cell: Any) -> bool:
    return not isinstance(cell, list) and (is_missing(cell) or str(cell).isspace())


def _is_sheet(path: Path) -> bool:
    return table_format(path) in ("csv", "xlsx")


def _place(table: pd.DataFrame, row: int, path: Path) -> str:
    return f"{path.name}: row {row_in_file(table, row)}"


def _ids(cell: Any, where: str, spelled: Mapping[str, str]) -> CodeSet | None:
    if _is_blank(cell):
        return None
    if isinstance(cell, str) and cell.lstrip().startswith("["):
        try:
            cell = json.loads(cell)
        except ValueError:
            raise TableFileError(f"{where}: {cell[:40]!r} is not a list of codes; write ids with commas") from None
    words = re.split(r"[,;\s]+", cell) if isinstance(cell, str) else cell
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise TableFileError(f"{where}: {cell!r} is not a list of codes; write ids with commas between")
    tops = (word.partition(".")[0] for word in words if word.casefold() not in NO_CODE)
    return frozenset(spelled.get(top.casefold(), top) for top in tops if top)


def _without_blank_rows(
    coded: CodedSets, written: Mapping[tuple[str, str], tuple[CodeSet | None, ...]]
) -> tuple[CodedSets, dict[tuple[str, str], tuple[CodeSet | None, ...]]]:
    """The blank rows as not coded, with a note unless all are blank."""
    filled = {
        key: tuple(None if row in coded.blank else ids for row, ids in enumerate(sets)) for key, sets in written.items()
    }
    blank, rows = len(coded.blank), len(coded.statements)
    note = f"{coded.name}: {blank} of {rows} rows are blank and count as not coded; write - where no code applies"
    return replace(coded, notes=(*coded.notes, *([note] if blank < rows else []))), filled


def _with_corrections(coded: CodedSets, written: Mapping[str, tuple[CodeSet | None, ...]]) -> CodedSets:
    """`coded`, by one coder, with the sets that the columns say; a new coder when they are not that coder's own."""
    (coder,) = coded.coders
    own = {kind: coded.sets[coder, kind] for kind in KINDS}
    sets = {**own, **written}
    changed = sum(any(sets[kind][row] != own[kind][row] for kind in KINDS) for row in range(len(coded.statements)))
    if not changed:
        return coded
    name = coded.name if coder == CODER else coder
    note = (
        f"{coded.name}: {changed} statements have other areas or themes than their codings say; the columns areas and "
        "themes count, as corrected by hand"
    )
    return replace(coded, sets={(name, kind): sets[kind] for kind in KINDS}, notes=(*coded.notes, note))
