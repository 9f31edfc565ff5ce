"""What the columns of a table hold, told by their headers (Swedish or English) and their values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rusnlp.reading.column_words import (
    TAG_KINDS,
    Kind,
    heads_a_programme,
    is_no_answer,
    is_slot,
    is_stamped_on_one_day,
    is_statistic,
    is_strong_header,
    is_title,
    is_value_header,
    label_kind,
)
from rusnlp.reading.column_words import (
    header_kind as header_kind,
)

_LABEL_LENGTH = 80  # characters; a longer text beside answers is an answer too
_SCALE_HEADER = re.compile(
    r"hur nöjd|i vilken (?:grad|utsträckning|mån)|hur väl|betyg|på en skala|hur viktig|how satisfied"
)
_SCALE_STEP = re.compile(
    r"(?:instämmer|håller|tar|mycket|ganska|varken|helt|delvis|inte|ej|i (?:hög|låg|viss|mycket)) .*"
    r"|nöjd|missnöjd|bra|dåligt?|ja|nej|vet (?:ej|inte)|ingen åsikt|\d.*",
    re.IGNORECASE,
)


def column_kinds(
    headers: Sequence[str], values: Sequence[Sequence[str]], *, mapping: Mapping[str, Kind] | None = None
) -> tuple[Kind, ...]:
    """What each column holds, from its header and, where that leaves it open, from its values.

    `values` holds one sequence of cell texts a column; blank cells are the empty string. `mapping` gives the kind of
    columns by header and goes before everything else. Each tag has one column: the first, or for questions the one
    with the longest texts; the others are `aside`.
    """
    given = mapping or {}
    found = [given.get(header.strip()) or header_kind(header) for header in headers]
    filled = [[value for value in column if value.strip()] for column in values]
    settled = [
        kind if header.strip() in given else _kind_by_values(kind, header, column)
        for kind, header, column in zip(found, headers, filled, strict=True)
    ]
    settled = _answers_of_groups(_not_all_tags(settled, filled))
    for kind in TAG_KINDS:
        settled = _single(settled, kind, filled, prefer_long=kind == "question")
    settled = _with_row_labels(_with_stamps(settled, headers, filled), headers, filled)
    if _is_programme(settled, headers, filled) or _is_statistics(settled, headers, filled):
        settled = [kind if kind in ("slot", "rating", "person") else "aside" for kind in settled]
    answered = "answer" in settled or "asked" in settled
    return tuple(
        kind or ("aside" if answered and _is_coded(header, column) else "other")
        for kind, header, column in zip(settled, headers, filled, strict=True)
    )


def _with_stamps(
    kinds: list[Kind | None], headers: Sequence[str], values: Sequence[Sequence[str]]
) -> list[Kind | None]:
    """The kinds with the first column of times when rows were written as slot, where no other column is.

    Times of several days say nothing about the workshop.
    """
    if "slot" in kinds:
        return kinds
    columns = zip(kinds, headers, values, strict=True)
    stamped = [kind == "rating" and is_stamped_on_one_day(header, column) for kind, header, column in columns]
    first = stamped.index(True) if any(stamped) else None
    return ["slot" if index == first else kind for index, kind in enumerate(kinds)]


def _is_programme(kinds: Sequence[Kind | None], headers: Sequence[str], values: Sequence[Sequence[str]]) -> bool:
    """Whether a table is the day's programme: clock times, none of them twice, and what happens then."""
    if "slot" not in kinds or len(kinds) < 2:
        return False
    times = values[kinds.index("slot")]
    others = [header for kind, header in zip(kinds, headers, strict=True) if kind != "slot"]
    timed = len(times) > 1 and all(map(is_slot, times)) and len(set(times)) == len(times)
    return timed and all(header.strip() and heads_a_programme(header) for header in others)


def _is_statistics(kinds: Sequence[Kind | None], headers: Sequence[str], values: Sequence[Sequence[str]]) -> bool:
    """Whether a table holds figures: names in its first column and two or more columns of what was measured."""
    if any(kind in ("answer", "asked", "grouped", *TAG_KINDS) for kind in kinds):
        return False
    return len(kinds) > 2 and all(map(is_statistic, headers[1:], values[1:]))


def _answers_of_groups(kinds: list[Kind | None]) -> list[Kind | None]:
    """Columns such as "Röd grupp" and "Gul grupp", beside no column of answers, hold the answers themselves."""
    if any(kind in (None, "answer", "asked") for kind in kinds):
        return kinds
    if kinds.count("group") > 1:
        return ["grouped" if kind == "group" else kind for kind in kinds]
    several = next((kind for kind in ("session", "slot") if kinds.count(kind) > 1), "")
    return [None if kind == several else kind for kind in kinds]


def _with_row_labels(
    kinds: list[Kind | None], headers: Sequence[str], values: Sequence[Sequence[str]]
) -> list[Kind | None]:
    """The kinds with the first column as labels when it has no header and short texts, or holds nothing but labels."""
    if len(kinds) < 2 or kinds[0] is not None or not values[0] or not any(values[1:]):
        return kinds
    if not any(kind in (None, "answer", "asked", "grouped") for kind in kinds[1:]):
        return kinds
    labelled = all(label_kind(value) or value.endswith("?") for value in values[0])
    unheaded = not headers[0].strip() and all(len(value) <= _LABEL_LENGTH or value.endswith("?") for value in values[0])
    return ["label" if labelled or unheaded else None, *kinds[1:]]


def _is_coded(header: str, values: Sequence[str]) -> bool:
    """Whether a column repeats the same few words, as one of codes does."""
    few = len(values) >= 4 and len({value.casefold() for value in values}) <= len(values) / 3
    return few and not is_value_header(header) and all(len(value.split()) <= 2 for value in values)


def are_sentences(values: Sequence[str]) -> bool:
    """Whether cells hold running text that differs from row to row: four words or more, mostly in small letters.

    Names, places, dates and codes do not.
    """
    words = [value.split() for value in values]
    if not values or sum(map(len, words)) < 4 * len(values) or len(set(values)) <= len(values) / 2:
        return False
    further = [word for cell in words for word in cell[1:]]
    return sum(word[0].islower() for word in further) >= 0.6 * len(further)


def _not_all_tags(kinds: list[Kind | None], values: Sequence[Sequence[str]]) -> list[Kind | None]:
    """The kinds with the last column of sentences as answers, in a table that would have none otherwise."""
    if any(kind in (None, "answer", "asked", "grouped", "slot", "person") for kind in kinds):
        return kinds
    tags = ("question", "topic", "label", "session", "group")
    prose = [index for index, kind in enumerate(kinds) if kind in tags and are_sentences(values[index])]
    if not prose or all(value.endswith("?") for value in values[prose[-1]]):
        return kinds
    return ["answer" if index == prose[-1] else kind for index, kind in enumerate(kinds)]


def _kind_by_values(kind: Kind | None, header: str, values: Sequence[str]) -> Kind | None:
    if not values:
        return kind
    if kind in ("rating", "person", "aside", "group", "slot") and not is_strong_header(header):
        # The header may mean something else: "Företag" over what companies can do, "Start" over what to begin with.
        kind = None if are_sentences(values) or (kind == "rating" and _is_worded_title(header, values)) else kind
    if kind in ("rating", "person", "aside"):
        return kind
    if kind in (None, "session", "group", "topic", "label") and _are_slots(values):
        return "slot"
    named = bool(header.strip()) and not is_value_header(header)
    labels = {label_kind(value) for value in values} if kind in (None, "topic", "label") and named else set()
    if labels in ({"group"}, {"session"}):
        return labels.pop()
    if kind in (None, "answer") and (_are_ratings(values, certain=kind == "answer") or _is_scale(header, values)):
        return "rating"
    if kind is None and not is_value_header(header) and (header.rstrip(" *").endswith("?") or len(header.split()) >= 4):
        return "asked"
    return kind


def _is_worded_title(header: str, values: Sequence[str]) -> bool:
    return is_title(header) and not any(map(is_no_answer, values)) and not _are_slots(values)


def _are_slots(values: Sequence[str]) -> bool:
    """Whether "Pass" or the like has fm and em below it; bare numbers are those of sessions, tables or ratings."""
    slots = sum(is_slot(value) and not value.strip().isdigit() for value in values)
    return slots >= 0.8 * len(values)


def _are_ratings(values: Sequence[str], *, certain: bool) -> bool:
    """Whether a column holds numbers, thumbs, dates or addresses; under the header of answers, nothing but them.

    Lone dashes say nothing about the column, and one cell in ten may be a word or three, such as "vet ej".
    """
    telling = [value for value in values if any(map(str.isalnum, value)) or certain]
    words = [value for value in telling if not is_no_answer(value)]
    if certain or not telling:
        return not words
    return len(words) <= 0.1 * len(telling) and all(len(value.split()) <= 3 for value in words)


def _is_scale(header: str, values: Sequence[str]) -> bool:
    """Whether the cells are the steps of a scale, such as "Instämmer helt"."""
    steps = {value.casefold() for value in values}
    # Steps come back, unless few have answered; they are short.
    few = len(values) >= 5 and len(steps) <= 7 and (len(steps) < len(values) or not are_sentences(values))
    if _SCALE_HEADER.search(header.casefold()) and few:
        return True
    return few and len(values) >= 8 and all(_SCALE_STEP.fullmatch(value.strip()) for value in values)


def _single(
    kinds: list[Kind | None], kind: Kind, values: Sequence[Sequence[str]], *, prefer_long: bool
) -> list[Kind | None]:
    places = [index for index, found in enumerate(kinds) if found == kind]
    if len(places) < 2:
        return kinds
    kept = max(places, key=lambda index: _mean_length(values[index])) if prefer_long else places[0]
    others = [index for index in places if index != kept]
    spare: dict[int, Kind | None] = {index: None if are_sentences(values[index]) else "aside" for index in others}
    if kind == "question":
        spare = dict.fromkeys(others, "aside")
    return [spare.get(index, found) for index, found in enumerate(kinds)]


def _mean_length(values: Sequence[str]) -> float:
    return sum(map(len, values)) / len(values) if values else 0.0
