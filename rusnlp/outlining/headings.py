"""Which blocks are headings, and what they say: the first reading of a document's blocks, before any is placed."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from statistics import median

from rapidfuzz import fuzz

from rusnlp.document import Document
from rusnlp.layout import RULE_LINE, Block, line_key, split_marker, standalone_lines
from rusnlp.outlining.cues import Cues, is_group_alone, is_numbered_question, kind_of, names_those_present, read_cues
from rusnlp.question_catalogue import Question
from rusnlp.questions import AskedQuestion, asked_question, is_interrogative

CLOSED = ("participant", "instruction", "context", "contents")
"""Kinds of section whose blocks are all left out."""
_MOST_LINES_ON_SLIDES = 25
"""A text whose pages have more lines than this, or hold dense prose, is minutes with form feeds, no slides."""
UNDERLINE = re.compile(r"^(?:=+|-+|~+|\u2500+)$")
STYLED = ("title", "subtitle", "heading", "caption")
_NEVER = ("quote", "card", "comment", "cell", "notes")
_LONGEST = 260
"""Characters of a heading, the longest questions included."""


@dataclass(frozen=True, slots=True)
class ReadBlock:
    """A block with what it says when read on its own and beside its neighbours."""

    block: Block
    heading_because: str | None
    """What shows that it is a heading, in plain words; None for a block that is none."""
    repeats: bool
    """The same heading stands on other pages too."""
    cues: Cues
    asked: AskedQuestion | None
    interrogative: bool
    """Put as a question."""
    underline: str = ""
    """The character of the rule drawn under it in plain text."""
    larger: bool = False
    """Set in a larger font than the body."""

    @property
    def is_heading(self) -> bool:
        """Whether the block is a heading."""
        return self.heading_because is not None

    @property
    def is_styled(self) -> bool:
        """Whether the format itself gives the heading a level."""
        return self.block.line.style in STYLED and self.block.line.level is not None

    @property
    def certainty(self) -> float:
        """How surely it asks a question of the catalogue, 0–100."""
        return self.asked.certainty if self.asked else 0.0

    @property
    def asks(self) -> bool:
        """Whether, as a heading, it asks a question, one of the catalogue's or another.

        A session's own title asks only where the catalogue knows the question.
        """
        if self.cues.kind in CLOSED:
            return False
        if self.cues.session:
            return self.certainty >= 80 and self.is_heading
        return self.certainty >= 80 or (self.interrogative and (self.is_heading or self.certainty >= 74))

    @property
    def question_text(self) -> str:
        """The question that it asks, without the session or group that it may name before."""
        return self.cues.rest if self.cues.session and self.cues.rest else self.block.text

    @property
    def opens_notes(self) -> bool:
        """Whether it says by its kind that notes follow which answer no question of their own."""
        return self.cues.kind in ("summary", "notes", "details")

    @property
    def workshop_slot(self) -> str | None:
        """The half of a session that "Workshop 1" or "Workshop 2" names inside it."""
        if self.cues.session_word in ("workshop", "pass", "omgång") and not self.cues.title:
            return {"1": "fm", "2": "em"}.get(self.cues.session or "")
        return None


@dataclass(frozen=True, slots=True)
class PageProfile:
    """What the blocks of a page, or of a running document, look like taken together."""

    bulleted: int
    body_size: float | None
    """Font size of the running text: the document's, or this page's own where that is larger."""
    first: int
    """Index of the page's first block."""
    count: int
    standing_question: bool
    """A question that other pages ask too, or that the catalogue knows, stands on the page."""
    lone: bool
    """All that stands on the slide beside what other slides repeat is one line."""
    usually_titled: bool
    """Slides whose first line is nearly always a heading."""
    starts_session: bool
    """A slide of no more than a session's number, a line or two, and who leads."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A block that may be a heading, with what there is to judge it by."""

    block: Block
    index: int
    following: Block | None
    profile: PageProfile
    cues: Cues
    certainty: float
    interrogative: bool
    repeats: bool
    opens_list: bool
    has_children: bool
    on_slide: bool


def read_blocks(document: Document, blocks: Sequence[Block], questions: Sequence[Question]) -> list[ReadBlock]:
    """Every block with whether and why it is a heading, its cues and the question it asks."""
    standalone = standalone_lines(document.pages)
    running = standalone | _repeated_on_pages(blocks)
    slides = is_slides(document)
    profiles = _profiles(blocks, running, by_page=slides)
    parents = {block.parent for block in blocks if block.parent is not None}
    found: list[ReadBlock] = []
    for index, block in enumerate(blocks):
        profile = profiles[block.page]
        short = len(block.text) <= _LONGEST
        interrogative = is_interrogative(block.text)
        may_ask = short and block.line.style not in _NEVER and (interrogative or _is_brief(block))
        cues = read_cues(block.text) if short else Cues()
        asked = asked_question((cues.session and cues.rest) or block.text, questions) if may_ask else None
        candidate = _Candidate(
            block=block,
            index=index,
            following=blocks[index + 1] if index + 1 < len(blocks) else None,
            profile=profile,
            cues=cues,
            certainty=asked.certainty if asked else 0.0,
            interrogative=interrogative,
            repeats=line_key(block.text) in running,
            opens_list=_opens_list(index, blocks, slides=slides),
            has_children=index in parents,
            on_slide=slides,
        )
        because, repeats = _heading_because(candidate), candidate.repeats
        if because is None and _nearly_repeats(block, running):
            because, repeats = "repeated on other pages, but for a slip", True
        underline = candidate.following.text[0] if candidate.following and _is_underlined(candidate) else ""
        larger = bool(block.line.size and profile.body_size and block.line.size > 1.1 * profile.body_size)
        found.append(ReadBlock(block, because, repeats, candidate.cues, asked, interrogative, underline, larger))
    return found


def is_slides(document: Document) -> bool:
    """Whether each page is a slide, a scope of its own: PPTX, landscape PDF, text exported from slides."""
    if document.format == "pptx":
        return True
    if document.format == "pdf":
        wide = [page for page in document.pages if page.width and page.height and page.width > page.height]
        return len(wide) > len(document.pages) / 2
    if document.format != "text" or len(document.pages) < 2:
        return False
    lines = [line for page in document.pages for line in page.lines]
    dense = sum(line.gap == 0 for line in lines) > 0.4 * len(lines)
    bulleted = sum(split_marker(line.text)[0] is not None for line in lines) > 0.2 * len(lines)
    few = median(len(page.lines) for page in document.pages) <= _MOST_LINES_ON_SLIDES
    return few and (bulleted or not dense)


def _is_brief(block: Block) -> bool:
    """Whether a block that is not put as a question is short enough to be one in a few words ("Orsaker")."""
    return len(block.text.split()) <= (6 if block.marker else 14)


def _is_underlined(candidate: _Candidate) -> bool:
    return candidate.following is not None and bool(UNDERLINE.match(candidate.following.text))


def _nearly_repeats(block: Block, running: frozenset[str]) -> bool:
    """Whether a short bullet is a running line with a slip of the pen or of the extraction in it."""
    if block.marker is None or len(block.text) >= 60:
        return False
    key = line_key(block.text)
    return any(abs(len(other) - len(key)) < 6 and fuzz.ratio(key, other, score_cutoff=92) for other in running)


def _repeated_on_pages(blocks: Sequence[Block]) -> frozenset[str]:
    """Keys of unbulleted blocks on three pages or more, of questions on two, or three times over a list of bullets.

    Where the slides have titles of their own, a question that is one of many lines needs three pages too: it may be a
    note that two slides share.
    """
    titled = any(block.line.style == "title" for block in blocks)
    own_lines = Counter(b.page for b in blocks if b.line.role is None and b.line.style not in STYLED)
    pages: dict[str, set[int]] = defaultdict(set)
    over_bullets: Counter[str] = Counter()
    asking: set[str] = set()
    for block, following in zip_longest(blocks, blocks[1:]):
        if block.marker is None and len(block.text) < 220 and block.line.style not in (*_NEVER, "list"):
            key = line_key(block.text)
            pages[key].add(block.page)
            over_bullets[key] += following is not None and following.marker is not None
            if is_interrogative(block.text) and (not titled or own_lines[block.page] == 1):
                asking.add(key)
    return frozenset(
        key for key, on in pages.items() if len(on) >= (2 if key in asking else 3) or over_bullets[key] >= 3
    )


def _profiles(blocks: Sequence[Block], repeated: frozenset[str], *, by_page: bool) -> Mapping[int, PageProfile]:
    groups: dict[int, list[tuple[int, Block]]] = defaultdict(list)
    for index, block in enumerate(blocks):
        if block.line.role is None:
            groups[block.page if by_page else 0].append((index, block))
    body = _body_size(blocks) or None
    titled = [line_key(members[0][1].text) in repeated for members in groups.values()]
    usually_titled = by_page and len(titled) >= 5 and sum(titled) >= 0.5 * len(titled)
    profiles: dict[int, PageProfile] = {}
    for page, members in groups.items():
        standing = [line_key(b.text) in repeated for _, b in members]
        asking = [is_interrogative(b.text) for _, b in members]
        profiles[page] = PageProfile(
            bulleted=sum(b.marker is not None and not asks for (_, b), asks in zip(members, asking, strict=True)),
            body_size=max(_body_size([b for _, b in members]), body) if body else None,
            first=members[0][0],
            count=len(members),
            standing_question=any(map(all, zip(asking, standing, strict=True))),
            lone=by_page and standing.count(False) == 1,
            usually_titled=usually_titled,
            starts_session=by_page
            and _only_starts_a_session([b for (_, b), s in zip(members, standing, strict=True) if not s]),
        )
    empty = PageProfile(0, body, -1, 0, standing_question=False, lone=False, usually_titled=False, starts_session=False)
    return {b.page: profiles.get(b.page if by_page else 0, empty) for b in blocks}


def _only_starts_a_session(blocks: Sequence[Block]) -> bool:
    """Whether a slide's blocks, running lines aside, are a session's number, a line or two beside it, and credits."""
    opening = [block for block in blocks if read_cues(block.text).session and block.line.style in (*STYLED, "body")]
    others = [block for block in blocks if block not in opening and kind_of(block.text) != "credit"]
    return len(opening) == 1 and len(others) <= 2 and all(block.marker is None for block in others)


def _body_size(blocks: Sequence[Block]) -> float:
    """Font size of the running text, longer blocks weighing more; 0 where no sizes are known."""
    sizes = [b.line.size for b in blocks if b.line.size for _ in range(1 + len(b.text) // 40)]
    return median(sizes) if sizes else 0.0


def _opens_list(index: int, blocks: Sequence[Block], *, slides: bool) -> bool:
    """Whether bullets follow the unbulleted block, at once or, on a slide, after one more such line."""
    reach = 2 if slides else 1
    for further in [b for b in blocks[index + 1 : index + 4] if not RULE_LINE.match(b.text)][:reach]:
        same_place = further.page == blocks[index].page and further.line.region == blocks[index].line.region
        if further.line.role is not None or not (same_place or slides):
            return False
        if further.marker is not None:
            return True
    return False


def _heading_because(candidate: _Candidate) -> str | None:
    """What shows that a block is a heading, None for one that is none: format, then repetition, words, looks, place."""
    block, text = candidate.block, candidate.block.text
    if block.line.role is not None:
        return "the format says that it is a heading" if block.line.role == "heading" else None
    if block.line.style in STYLED:
        return f"styled as a {block.line.style}"
    if block.line.style in _NEVER or len(text) > _LONGEST or names_those_present(text):
        return None
    if block.marker is not None:
        return _bullet_because(candidate)
    if candidate.repeats:
        return "repeated on other pages"
    if RULE_LINE.match(text):
        return "a drawn rule"
    if _is_underlined(candidate):
        return "underlined"
    deep_on_slide = candidate.on_slide and candidate.index > candidate.profile.first + 2
    amid_notes = deep_on_slide and not candidate.profile.bulleted
    needed = 94 if amid_notes else 78 if candidate.interrogative else 85
    if candidate.certainty >= needed or is_numbered_question(text):
        # A longer one is a note that opens with a question.
        return "one of the questions" if len(text) < 220 else None
    return _because_of_words(candidate) or _because_of_looks(candidate) or _because_of_place(candidate)


def _because_of_words(candidate: _Candidate) -> str | None:
    cues, text = candidate.cues, candidate.block.text
    if cues.kind is not None:
        return f"its words are those of a heading ({cues.kind})"
    if cues.session and len(text) < 160:
        return "numbered as a session"
    if cues.group and len(text) < 120:
        return "names a group"
    if cues.slot and len(text.split()) <= 5:
        return "names a time of day"
    return None


def _because_of_looks(candidate: _Candidate) -> str | None:
    line, text = candidate.block.line, candidate.block.text
    words, body_size = len(text.split()), candidate.profile.body_size
    if line.size and body_size and line.size > 1.15 * body_size and len(text) < 150:
        return "larger than the text"
    if line.bold and words <= 14 and not _ends_a_sentence(text):
        return "bold"
    if text.endswith(":") and words <= 12:
        return "ends in a colon"
    if text == text.upper() and words <= 9 and sum(c.isalpha() for c in text) > 3:
        return "in capitals"
    return None


def _because_of_place(candidate: _Candidate) -> str | None:
    text, profile = candidate.block.text, candidate.profile
    words, ends = len(text.split()), _ends_a_sentence(text)
    opens_page = candidate.index == profile.first and profile.count >= 3 and not profile.standing_question
    if opens_page and candidate.interrogative:
        return "a question at the top of the page"
    if opens_page and profile.usually_titled and not ends and len(text) <= 60:
        return "at the top of a page, where the other pages have their heading"
    if profile.lone and not ends and words <= 6:
        return "alone on its page"
    if profile.starts_session and not ends and words <= 14 and candidate.block.line.style != "notes":
        return "beside a session's number"
    if candidate.opens_list and not ends and words <= 12:
        return "stands over a list of bullets"
    if text.endswith("?") and candidate.following is not None and is_group_alone(candidate.following.text):
        return "a question over the answers of groups"
    return None


def _ends_a_sentence(text: str) -> bool:
    return text[-1:] in ".!…" or (text.endswith(")") and len(text.split()) > 8)


def _bullet_because(candidate: _Candidate) -> str | None:
    """A bullet is a heading when it asks one of the standing questions and its notes follow below it.

    So is one that only names a group, and one that stands out from the bullets after it and asks or says what kind of
    notes they are.
    """
    block, following, certainty, cues = candidate.block, candidate.following, candidate.certainty, candidate.cues
    if is_group_alone(block.text):
        return "names a group"
    numbered = (block.marker or "").strip("().").isdigit()
    if numbered and certainty >= 80 and candidate.interrogative:
        return "a numbered question"
    if numbered and kind_of(block.text) == "summary":
        return "announces a summary"
    if following is None:
        return None
    if _stands_out(block, following) and (certainty >= 74 or candidate.interrogative or cues.kind or cues.group):
        return "stands out from the bullets after it"
    if certainty < 85:
        return None
    answers_below = following.marker is None or following.level != block.level
    if candidate.has_children or (candidate.interrogative and (answers_below or is_interrogative(following.text))):
        return "a question with its answers below"
    return "one of the questions" if certainty >= 94 and following.marker is None else None


def _stands_out(block: Block, following: Block) -> bool:
    """Whether a bullet looks unlike the next bullet of its own level: bold, larger, or with a double mark."""
    if following.marker is None or following.line.level != block.line.level or following.line.role is not None:
        return False
    larger = bool(block.line.size and following.line.size and block.line.size > 1.1 * following.line.size)
    mark = block.marker or ""
    marked = len(mark) > len(following.marker) and not mark[0].isalnum()
    return larger or marked or bool(block.line.bold and not following.line.bold)
