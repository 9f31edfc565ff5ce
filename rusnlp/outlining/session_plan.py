"""Which blocks start a session, from numbered headings, the list of contents, or the sections of the document."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from rapidfuzz import fuzz

from rusnlp.document import Document
from rusnlp.outlining.cues import names_a_leader
from rusnlp.outlining.headings import STYLED, ReadBlock, is_slides

_GENERIC_SECTIONS = re.compile(
    r"^\W*(?:blad|sheet|svar|data|anteckningar|notes|responses|resultat|rådata|export)\W*\d*\W*$", re.IGNORECASE
)
"""Names of sheets and sections that name no session."""
_IN_NAME = re.compile(
    r"""(?:^|[\W_]) (?:dialogpass|pass|session|tema|workshop) [\W_]* (\d{1,2}) (?!\d)
        (?![\W_]*(?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec))    # "workshop 12 mars" is a date""",
    re.IGNORECASE | re.VERBOSE,
)
AREA_LEAD = re.compile(r"^\W*(?:prioriterat |rus-)?(?:område|insatsområde|area)\s*:\s*", re.IGNORECASE)
_SLOT_WORDS = ("workshop",)


@dataclass(frozen=True, slots=True)
class SessionStart:
    """A session as its heading names it."""

    session: str
    title: str | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """Which block starts which session, which blocks are a list of contents, and the names of the areas."""

    starts: Mapping[int, SessionStart] = field(default_factory=dict)
    contents: frozenset[int] = frozenset()
    area_names: Mapping[str, str] = field(default_factory=dict)
    ends: frozenset[int] = frozenset()
    """Headings of the sessions' own rank after the last session: what follows belongs to none."""
    before_questions: frozenset[int] = frozenset()
    """Blocks of a session, in a document of questions with bulleted answers, that stand before its first question."""
    whole_document: str | None = None
    """The session that the file name gives, where no heading names one."""

    def area_of(self, text: str) -> str | None:
        """The area that a heading names, the whole heading and nothing else; small slips are allowed."""
        key = AREA_LEAD.sub("", text).strip(" .:").casefold()
        if key in self.area_names:
            return self.area_names[key]
        if not 12 <= len(key) <= 60:
            return None
        return next((area for name, area in self.area_names.items() if fuzz.ratio(key, name) >= 93), None)


def session_plan(document: Document, read: Sequence[ReadBlock], area_names: Mapping[str, str]) -> SessionPlan:
    """The plan of a document's sessions; empty when nothing in it, nor its file name, names one."""
    names = SessionPlan(area_names=area_names)
    words = _session_words(read)
    contents = _contents(document, read, words)
    listed = _listed_sessions(read, contents, words, names)
    starts = _numbered_starts(read, contents, words, listed)
    if words <= set(_SLOT_WORDS):
        starts = _named_sections(document, read, above=min(starts, default=None)) or starts
    starts.update(_named_title_slides(document, read, starts, contents))
    if not is_slides(document):
        starts.update(_named_after_numbered(read, starts))
    in_name = None if starts else _IN_NAME.search(document.name)
    whole_document = str(int(in_name[1])) if in_name else None
    return SessionPlan(
        starts,
        contents,
        area_names,
        frozenset() if is_slides(document) else _ends(read, starts),
        _before_questions(read, starts),
        whole_document,
    )


def _numbered_starts(
    read: Sequence[ReadBlock], contents: frozenset[int], words: frozenset[str], listed: Mapping[str, SessionStart]
) -> dict[int, SessionStart]:
    """The headings that name another session than the one at hand; what they leave out, the list of contents tells."""
    starts: dict[int, SessionStart] = {}
    current: str | None = None
    for index, item in enumerate(read):
        found = None if index in contents else _session_here(item, words, listed)
        if found is None or found == current:
            continue
        in_list = listed.get(found, SessionStart(found))
        title = item.cues.title or in_list.title or (item.block.text if item.cues.session is None else None)
        starts[index] = SessionStart(found, (title or "").strip(" -–:") or None, in_list.area)
        current = found
    return starts


def _session_words(read: Sequence[ReadBlock]) -> frozenset[str]:
    """The words that this document uses for its sessions.

    "Workshop 1" is a session where nothing else is; inside a "Pass 3" it is one of its two rounds.
    """
    numbers: dict[str, set[str]] = defaultdict(set)
    for item in read:
        if item.cues.session and item.cues.session_word and (item.is_heading or item.block.marker is not None):
            numbers[item.cues.session_word].add(item.cues.session)
    stronger = [word for word in numbers if word not in _SLOT_WORDS]
    return frozenset(stronger or numbers)


def _contents(document: Document, read: Sequence[ReadBlock], words: frozenset[str]) -> frozenset[int]:
    """Blocks of a list of contents: under such a heading, or three sessions named in a row with no note between."""
    if is_slides(document):
        return _contents_slides(read, words)
    found = _sessions_in_a_row(read, words)
    numbered_elsewhere = {
        item.cues.session for index, item in enumerate(read) if index not in found and item.is_heading
    }
    return frozenset(index for index in found if read[index].cues.session in numbered_elsewhere)


def _contents_slides(read: Sequence[ReadBlock], words: frozenset[str]) -> frozenset[int]:
    found: set[int] = set()
    for members in _by_page(read).values():
        sessions = {read[i].cues.session for i in members if read[i].cues.session_word in words}
        if len(sessions) >= 3 or any(read[i].cues.kind == "contents" for i in members):
            found.update(members)
    return frozenset(found)


def _sessions_in_a_row(read: Sequence[ReadBlock], words: frozenset[str]) -> set[int]:
    """Blocks that name sessions, three or more in a row; a heading just after one of them does not break the row."""
    found: set[int] = set()
    row: list[int] = []
    for index, item in enumerate(read):
        if item.cues.session and item.cues.session_word in words and len(item.block.text) < 200:
            row.append(index)
            continue
        plain_heading = item.is_heading and item.block.marker is None and item.cues.kind is None
        if plain_heading and row and row[-1] == index - 1:
            continue
        if len(row) >= 3:
            found.update(row)
        row = []
    return found


def _by_page(read: Sequence[ReadBlock]) -> dict[int, list[int]]:
    pages: dict[int, list[int]] = defaultdict(list)
    for index, item in enumerate(read):
        pages[item.block.page].append(index)
    return pages


def _listed_sessions(
    read: Sequence[ReadBlock], contents: frozenset[int], words: frozenset[str], names: SessionPlan
) -> dict[str, SessionStart]:
    listed: dict[str, SessionStart] = {}
    area: str | None = None
    for index in sorted(contents):
        item = read[index]
        area = names.area_of(item.block.text) or area
        if item.cues.session and item.cues.session_word in words:
            listed[item.cues.session] = SessionStart(item.cues.session, item.cues.title, area)
    return listed


def _session_here(item: ReadBlock, words: frozenset[str], listed: Mapping[str, SessionStart]) -> str | None:
    marker = (item.block.marker or "").strip("().")
    if item.block.line.style in ("card", "comment", "cell", "notes"):
        return None
    if item.cues.session and item.cues.session_word in words and item.is_heading and item.block.marker is None:
        return item.cues.session
    if marker in listed and listed[marker].title:
        same = fuzz.ratio(item.block.text.casefold(), (listed[marker].title or "").casefold())
        return marker if same >= 90 else None
    return None


def _of_the_sessions_rank(read: Sequence[ReadBlock], starts: Mapping[int, SessionStart]) -> list[int]:
    """Headings after the last session that are of the sessions' own rank, where that rank is the sessions' alone."""
    if len(starts) < 2:
        return []
    level = read[min(starts)].block.line.level
    of_rank = [
        index
        for index, item in enumerate(read)
        if index >= min(starts)
        and item.is_heading
        and item.block.line.style in STYLED
        and item.block.line.level == level
    ]
    shared = [index for index in of_rank if index < max(starts) and index not in starts]
    return [] if level is None or shared else [index for index in of_rank if index > max(starts)]


def _says_its_kind(item: ReadBlock) -> bool:
    return item.certainty >= 74 or item.interrogative or bool(item.cues.kind or item.cues.group or item.cues.slot)


def _named_after_numbered(read: Sequence[ReadBlock], starts: Mapping[int, SessionStart]) -> dict[int, SessionStart]:
    """Sections beside the numbered sessions that only have a name ("Avslutande rundan") are sessions by that name."""
    return {
        index: SessionStart(read[index].block.text.strip(" :"), read[index].block.text)
        for index in _of_the_sessions_rank(read, starts)
        if not _says_its_kind(read[index])
    }


def _ends(read: Sequence[ReadBlock], starts: Mapping[int, SessionStart]) -> frozenset[int]:
    return frozenset(index for index in _of_the_sessions_rank(read, starts) if _says_its_kind(read[index]))


def _before_questions(read: Sequence[ReadBlock], starts: Mapping[int, SessionStart]) -> frozenset[int]:
    bulleted = sum(item.block.marker is not None for item in read)
    if bulleted < 0.5 * sum(not item.is_heading for item in read):
        return frozenset()
    found: list[int] = []
    ends = [*sorted(starts), len(read)]
    for start, end in pairwise(ends):
        asking = [i for i in range(start + 1, end) if read[i].is_heading and _is_question(read[i])]
        first_heading = next((i for i in range(start + 1, end) if read[i].is_heading), end)
        if asking:
            found.extend(range(start + 1, min(asking[0], first_heading)))
    return frozenset(found)


def _is_question(item: ReadBlock) -> bool:
    return (item.asked is not None and item.asked.certainty >= 78) or item.interrogative


def _named_title_slides(
    document: Document, read: Sequence[ReadBlock], starts: Mapping[int, SessionStart], contents: frozenset[int]
) -> dict[int, SessionStart]:
    """Title slides of sessions without a number: a heading and who leads, no notes.

    In a deck without numbered sessions its first page is no session, and one such slide is not enough unless the list
    of contents names it. Where nobody leads and nothing is listed, a heading alone will do before a slide that asks.
    """
    if not is_slides(document):
        return {}
    listed = {read[index].block.text.casefold() for index in contents}
    first = min(starts, default=-1)
    found: dict[int, SessionStart] = {}
    bare: dict[int, SessionStart] = {}
    pages = _by_page(read)
    for page, members in pages.items():
        own = [i for i in members if read[i].block.line.role is None and not _runs(read[i]) and i not in contents]
        leaders = [i for i in own if names_a_leader(read[i].block.text)]
        headings = [i for i in own if read[i].is_heading and i not in leaders]
        if not headings or any(i in starts for i in members) or (page == 1 and not starts):
            continue
        title = read[headings[0]].block.text
        in_contents = title.casefold() in listed
        says_else = _says_its_kind(read[headings[0]]) and not in_contents
        alone = len(own) <= len(leaders) + len(headings) + 1
        if not alone or says_else or headings[0] < first:
            continue
        if leaders or in_contents:
            found[headings[0]] = SessionStart(title.strip(" :"), title)
        elif len(own) == len(headings) and _opens_with_a_question(pages.get(page + 1, []), read):
            bare[headings[0]] = SessionStart(title.strip(" :"), title)
    found = found or ({} if starts else bare)
    enough = (
        starts or len(found) >= 2 or any(start.title and start.title.casefold() in listed for start in found.values())
    )
    return found if enough else {}


def _opens_with_a_question(members: Sequence[int], read: Sequence[ReadBlock]) -> bool:
    own = (read[i] for i in members if not _runs(read[i]))
    return any(item.is_heading and _is_question(item) for item in islice(own, 2))


def _runs(item: ReadBlock) -> bool:
    """Whether it is a running header, a footer or a page number."""
    return (item.repeats and item.block.line.style != "title") or item.cues.kind == "link"


def _named_sections(document: Document, read: Sequence[ReadBlock], above: int | None = None) -> dict[int, SessionStart]:
    """Sections as sessions, where headings have levels and none is numbered: the highest level that has several.

    With `above`, the index of a numbered heading, only sections of a higher level than that heading's.
    """
    if is_slides(document) or any(item.block.line.tags.get("session") for item in read):
        return {}
    levels: dict[int, list[int]] = defaultdict(list)
    question_levels: set[int] = set()
    for index, item in enumerate(read):
        line = item.block.line
        if not (item.is_heading and line.style in STYLED and line.level is not None):
            continue
        if document.format in ("xlsx", "csv") and line.level > 1:
            continue
        topical = item.asked is not None and item.asked.certainty >= 74
        if topical or item.interrogative:
            question_levels.add(line.level)
        elif not (item.cues.kind or item.cues.group or item.cues.slot or _GENERIC_SECTIONS.match(item.block.text)):
            levels[line.level].append(index)
    for level, members in levels.items():
        # The document's own title over sections of the same level is no section.
        if read[members[0]].block.line.style == "title" and read[members[-1]].block.line.style == "heading":
            levels[level] = members[1:]
    limit = read[above].block.line.level if above is not None else None
    if above is not None and limit is None:
        return {}
    for level in sorted(level for level in levels if limit is None or level < limit):
        inside_question = question_levels and level >= min(question_levels)
        if len(levels[level]) >= 2 and not inside_question:
            return {
                index: SessionStart(read[index].block.text.strip(" :"), read[index].block.text)
                for index in levels[level]
            }
    return {}
