"""Notes with pseudonyms instead of personal data, and a table that leads from the new offsets to the old."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

import pandas as pd

from rusnlp.loading import LoadResult
from rusnlp.people.person_names import NameMention, listed_names, with_persons
from rusnlp.people.persons import Kind, Mention, mentions_with_names

PSEUDONYM_COLUMNS = (
    "document",
    "statement_id",
    "start",
    "end",
    "original_start",
    "original_end",
    "kind",
    "pseudonym",
)
LABELS: dict[Kind, str] = {"name": "Person", "personal_number": "Personnummer", "phone": "Telefon", "email": "E-post"}
_STATEMENT_TEXTS = ("session", "session_title", "question_text", "group", "place", "heading")
_LEFT_OUT_TEXTS = ("place", "text")

_Person = tuple[str, str]
"""First name and surname in small letters; one of them is empty where it is not known."""
_AT = re.compile(r"\s?(?:@|[(\[](?:at|a|snabel-a)[)\]])\s?")


def pseudonymise(result: LoadResult, *, names: Iterable[str] = ()) -> tuple[LoadResult, pd.DataFrame]:
    """The notes with `[Person 1]`, `[Telefon 1]`, `[E-post 1]` and `[Personnummer 1]` for personal data.

    Statements, left-out and explained texts, tags, headings, places and canonical texts are rewritten alike, and
    `canonical[start:end] == text` holds for the new ones. The same person has the same pseudonym in all documents of
    the load: a full name is told by its first and last part; a first name or surname alone is the one full name that
    it fits in the same document, or else in the load, and otherwise a person of its own. Two persons of one full
    name become one. Numbers follow the documents' names and the position in them, not the order of the files.
    `names` are names that are known to occur; they are replaced also in small letters and where the rules of
    `rusnlp.people.persons.person_mentions` would pass over them.

    The second value is a table with `PSEUDONYM_COLUMNS`, one row a replacement in a canonical text and without the
    words replaced: offsets in the new and in the original canonical text; `statement_id` is None outside statements.
    A statement of a document without canonical text keeps its start and gets its end from its new length; the row's
    offsets then count from the same start.

    What `rusnlp.people.persons` misses stays readable, as do the names and paths of files (a warning is added when a
    document's name holds a name) and everyone who can be known from what is said. Nothing given is changed.
    """
    given = sorted({" ".join(name.split()) for name in names if name.strip()}, key=lambda name: (-len(name), name))
    replacements = _replacements(_units(result), given)
    shifts = {name: _shifts(replacements[name, text]) for name, text in result.canonical.items()}
    canonical = {name: _rewritten(text, replacements[name, text]) for name, text in result.canonical.items()}
    new = replace(
        result,
        statements=_moved_statements(result.statements, canonical, shifts, replacements),
        left_out=_with_texts(result.left_out, _LEFT_OUT_TEXTS, replacements),
        explained=_with_texts(result.explained, _LEFT_OUT_TEXTS, replacements),
        canonical=canonical,
        warnings=(*result.warnings, *_file_name_warning(result, given)),
    )
    return new, _map(result, shifts, replacements)


def original_span(pseudonyms: pd.DataFrame, document: str, start: int, end: int) -> tuple[int, int]:
    """Where a span of a document's new canonical text stood in the original one.

    `pseudonyms` is the table that `pseudonymise` gives. A span that begins or ends inside a pseudonym takes in all of
    the words replaced.
    """
    begin, finish = start, end
    for row in pseudonyms[pseudonyms["document"] == document].sort_values("start").itertuples(index=False):
        if row.start <= start:
            begin = row.original_start if start < row.end else start + row.original_end - row.end
        if row.start < end:
            finish = row.original_end if end < row.end else end + row.original_end - row.end
    return int(begin), int(finish)


@dataclass(frozen=True, slots=True)
class _Replacement:
    """Characters start to end of an original text give way to a pseudonym."""

    start: int
    end: int
    kind: Kind
    pseudonym: str


@dataclass(slots=True)
class _Numbers:
    """Pseudonyms handed out so far, by kind and what they stand for."""

    given: dict[tuple[Kind, object], str] = field(default_factory=dict)

    def pseudonym(self, kind: Kind, key: object) -> str:
        """The pseudonym of a person, number or address: the next free one at the first sight."""
        if (kind, key) not in self.given:
            count = sum(other == kind for other, _ in self.given) + 1
            self.given[kind, key] = f"[{LABELS[kind]} {count}]"
        return self.given[kind, key]


_Found = dict[tuple[str, str], list[_Replacement]]
"""Document and text to what is replaced in it."""


def _units(result: LoadResult) -> list[tuple[str, str]]:
    """Every text to rewrite with its document: the canonical texts first, then those beside them, each text once."""
    units: dict[tuple[str, str], None] = {}
    tables = (
        (result.statements, ("text", *_STATEMENT_TEXTS)),
        (result.left_out, _LEFT_OUT_TEXTS),
        (result.explained, _LEFT_OUT_TEXTS),
    )
    rows = [
        (str(document), text)
        for table, columns in tables
        for column in columns
        for document, text in zip(table["document"], table[column], strict=True)
        if isinstance(text, str)
    ]
    for document in sorted({*result.canonical, *(document for document, _ in rows)}):
        if document in result.canonical:
            units[document, result.canonical[document]] = None
        units.update(dict.fromkeys(row for row in rows if row[0] == document))
    return list(units)


def _replacements(units: Sequence[tuple[str, str]], given: Sequence[str]) -> _Found:
    lists = with_persons(listed_names(), [_parts_of_given(name) for name in given])
    first_look = {unit: mentions_with_names(unit[1], lists) for unit in units}
    named = [name for found in first_look.values() for _, name in found if name is not None]
    lists = with_persons(lists, [(name.first, name.surname) for name in named if name.surname])
    everyone: dict[str, list[tuple[Mention, NameMention | None]]] = {}
    for _, text in units:
        if text not in everyone:
            everyone[text] = _with_given(text, mentions_with_names(text, lists), given)
    persons: dict[str, set[_Person]] = {}
    for document, text in units:
        full = {_key(name) for _, name in everyone[text] if name is not None and name.first and name.surname}
        persons.setdefault(document, set()).update(full)
    in_load = set().union(*persons.values(), (_known_person(name) for name in given))
    numbers = _Numbers()
    return {
        (document, text): [
            _Replacement(
                mention.start,
                mention.end,
                mention.kind,
                numbers.pseudonym(mention.kind, _who(mention, name, (persons[document], in_load))),
            )
            for mention, name in everyone[text]
        ]
        for document, text in units
    }


def _known_person(name: str) -> _Person:
    first, surname = _parts_of_given(name)
    return (first or "").casefold(), (surname or "").casefold()


def _parts_of_given(name: str) -> tuple[str | None, str | None]:
    first, _, rest = name.partition(" ")
    return first, rest.rpartition(" ")[2] or None


def _with_given(
    text: str, found: list[tuple[Mention, NameMention | None]], given: Sequence[str]
) -> list[tuple[Mention, NameMention | None]]:
    """What was found, and the given names wherever they stand as whole words, in any case; those take the place."""
    taken: list[tuple[Mention, NameMention | None]] = []
    for name in given:
        words = r"\s+".join(map(re.escape, name.split()))
        for match in re.finditer(rf"(?<!\w){words}(?=s?(?!\w))", text, re.IGNORECASE):
            start, end = match.span()
            if any(start < mention.end and mention.start < end for mention, _ in taken):
                continue
            taken.append((Mention("name", start, end, match.group()), NameMention(start, end, *_parts_of_given(name))))
    for mention, parts in found:
        over = [other for other, _ in taken if other.start < mention.end and mention.start < other.end]
        if not over:
            taken.append((mention, parts))
        elif any(mention.start < other.start or other.end < mention.end for other in over):
            # An address or a longer name round a given one: the whole goes.
            taken = [pair for pair in taken if pair[0] not in over]
            taken.append((mention, parts))
    return sorted(taken, key=lambda pair: pair[0].start)


def _key(name: NameMention) -> _Person:
    return (name.first or "").casefold(), (name.surname or "").casefold()


def _who(mention: Mention, name: NameMention | None, persons: Sequence[set[_Person]]) -> object:
    """What tells one person, number or address from another; `persons` are those of the document and of the load."""
    if name is None:
        return _same_written_alike(mention)
    first, surname = _key(name)
    if first and surname and len(first) > 1 and len(surname) > 1:
        return first, surname
    for known in persons:
        fits = {person for person in known if _fits((first, surname), person)}
        if fits:
            return min(fits) if len(fits) == 1 else (first, surname)
    return first, surname


def _fits(short: _Person, person: _Person) -> bool:
    """Whether a first name, a surname or a name with an initial may be short for a full name."""
    if min(map(len, person)) < 2:
        return False
    return all(person[i] == part or (len(part) < 2 and person[i].startswith(part)) for i, part in enumerate(short))


def _same_written_alike(mention: Mention) -> str:
    if mention.kind == "email":
        return _AT.sub("@", mention.text.casefold())
    digits = re.sub(r"\D", "", mention.text.replace("(0)", ""))
    if mention.kind == "personal_number":
        return digits[-10:]
    if mention.text.startswith(("+46", "0046")):
        return "0" + digits.removeprefix("00").removeprefix("46")
    return digits


def _rewritten(text: str, replacements: Sequence[_Replacement]) -> str:
    pieces, end = [], 0
    for item in replacements:
        pieces += [text[end : item.start], item.pseudonym]
        end = item.end
    return "".join([*pieces, text[end:]])


def _with_texts(table: pd.DataFrame, columns: Sequence[str], replacements: _Found) -> pd.DataFrame:
    new = table.copy()
    for column in columns:
        values = [
            _rewritten(text, replacements[str(document), text]) if isinstance(text, str) else text
            for document, text in zip(table["document"], table[column], strict=True)
        ]
        new[column] = pd.Series(values, index=table.index, dtype=object)
    return new


@dataclass(frozen=True, slots=True)
class _Shifts:
    """How positions in an original text move when its replacements are made."""

    replacements: Sequence[_Replacement]
    ends: list[int]
    shifts: list[int]
    """How far text moves after the first n replacements."""

    def moved(self, position: int) -> int:
        """The new position; one inside a span replaced goes to where its pseudonym begins."""
        before = bisect_right(self.ends, position)
        if before < len(self.replacements):
            position = min(position, self.replacements[before].start)
        return position + self.shifts[before]


def _shifts(replacements: Sequence[_Replacement]) -> _Shifts:
    grown = (len(item.pseudonym) - (item.end - item.start) for item in replacements)
    return _Shifts(replacements, [item.end for item in replacements], [0, *accumulate(grown)])


def _moved_statements(
    statements: pd.DataFrame, canonical: Mapping[str, str], shifts: Mapping[str, _Shifts], replacements: _Found
) -> pd.DataFrame:
    """The statements with new start, end and text; `canonical` are the new texts."""
    starts, ends, texts = [], [], []
    for row in statements[["document", "start", "end", "text"]].itertuples(index=False):
        if row.document in canonical:
            start, end = (shifts[row.document].moved(int(position)) for position in (row.start, row.end))
            text = canonical[row.document][start:end]
        else:
            text = _rewritten(str(row.text), replacements[str(row.document), str(row.text)])
            start, end = int(row.start), int(row.start) + len(text)
        starts.append(start)
        ends.append(end)
        texts.append(text)
    new = _with_texts(statements, _STATEMENT_TEXTS, replacements)
    new["start"] = pd.Series(starts, index=statements.index, dtype="int64")
    new["end"] = pd.Series(ends, index=statements.index, dtype="int64")
    new["text"] = pd.Series(texts, index=statements.index, dtype=object)
    return new


def _map(result: LoadResult, shifts: Mapping[str, _Shifts], replacements: _Found) -> pd.DataFrame:
    rows: list[tuple[object, ...]] = []
    for document in sorted({*result.canonical, *map(str, result.statements["document"])}):
        own = result.statements[result.statements["document"] == document].sort_values("start", kind="stable")
        if document in shifts:
            begins = [int(start) for start in own["start"]]
            for item in shifts[document].replacements:
                at = bisect_right(begins, item.start) - 1
                inside = at >= 0 and item.end <= own["end"].iloc[at]
                start = shifts[document].moved(item.start)
                statement_id = own["statement_id"].iloc[at] if inside else None
                rows.append(_map_row(document, statement_id, item, start, 0))
            continue
        for row in own.itertuples(index=False):
            moves = _shifts(replacements[document, str(row.text)])
            for item in moves.replacements:
                start = int(row.start) + moves.moved(item.start)
                rows.append(_map_row(document, row.statement_id, item, start, int(row.start)))
    integers = {"start", "end", "original_start", "original_end"}
    columns = zip(*rows, strict=True) if rows else [()] * len(PSEUDONYM_COLUMNS)
    return pd.DataFrame(
        {
            name: pd.Series(list(values), dtype="int64" if name in integers else object)
            for name, values in zip(PSEUDONYM_COLUMNS, columns, strict=True)
        }
    )


def _map_row(document: str, statement_id: object, item: _Replacement, start: int, offset: int) -> tuple[object, ...]:
    end = start + len(item.pseudonym)
    return document, statement_id, start, end, item.start + offset, item.end + offset, item.kind, item.pseudonym


def _file_name_warning(result: LoadResult, given: Sequence[str]) -> tuple[str, ...]:
    documents = {*result.canonical, *map(str, result.statements["document"])}
    spaced = [re.sub(r"[\W_\d]+", " ", name) for name in documents]
    lists = with_persons(listed_names(), [_parts_of_given(name) for name in given])
    named = sum(bool(_with_given(text, mentions_with_names(text, lists), given)) for text in spaced)
    if not named:
        return ()
    return (f"the names of {named} files may hold names of persons; rename them and load again",)
