"""Where the walk through a document's blocks stands, and how headings move it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rusnlp.layout import RULE_LINE
from rusnlp.outlining.cues import Slot
from rusnlp.outlining.heading_words import Kind
from rusnlp.outlining.headings import CLOSED, ReadBlock
from rusnlp.outlining.outline_ranks import heading_form, heading_rank
from rusnlp.outlining.outline_tags import CERTAIN, Tags, question_tag, slot_tag
from rusnlp.outlining.session_plan import SessionPlan, SessionStart


@dataclass(slots=True)
class Place:
    """Where the walk stands. One document has one place, which the methods here and the taking of headings move."""

    tags: Tags = field(default_factory=Tags)
    section: Kind = "notes"
    """What the latest heading opened: notes, or a kind of section that is left out."""
    base_section: Kind = "notes"
    """What a slide is when its own headings do not say."""
    session_slot: str | None = None
    """Slot of the whole session, from its heading."""
    part_slot: str | None = None
    """Slot of the whole part of the session, from a divider slide."""
    area: str | None = None
    run: set[str] = field(default_factory=set)
    """Tags set by the headings since the last note: headings that stand together hold together."""
    ranks: dict[str, int] = field(default_factory=dict)
    """Rank of the heading that set each tag; a heading of that rank or above ends what it set."""
    question_seen: bool = False
    """A question has been asked in the session."""
    question_holds: bool = False
    """The question stands on a divider slide: the titles of the slides after it are sub-themes."""
    asked_on_page: bool = False
    closed_card: tuple[str | None, Kind] | None = None
    """Region of the card at hand and its kind, when its name says that it holds no notes."""
    last_role: str = ""
    overview_of: Tags = field(default_factory=Tags)
    """The tags before a summary, which the raw notes after it take up again."""
    only_question: Tags | None = None
    """The one question of a slide with free notes, which they answer."""

    def start_session(self, start: SessionStart, slot: Slot | None, *, asked: Tags) -> None:
        """Nothing that an earlier session's headings set holds any more but the question in `asked`.

        The area holds too, until another is named.
        """
        self.session_slot = slot_tag(slot)
        self.part_slot = None
        self.section = self.base_section = "notes"
        self.ranks = {}
        self.question_seen = False
        self.tags = Tags(
            session=start.session,
            session_title=start.title,
            session_area=start.area or self.area,
            question=asked.question,
            question_text=asked.question_text,
            slot=self.session_slot,
        )

    def leave_sessions(self) -> None:
        """What follows belongs to no session."""
        self.tags = Tags()
        self.session_slot = self.part_slot = None

    def open_page(self) -> None:
        """A new slide: the session, its part and the question go on, group and time of day do not."""
        self.section = self.base_section
        self.asked_on_page = False
        self.tags = replace(
            self.tags, slot=self.part_slot or self.session_slot, group=None, source="note", heading=None
        )
        self.ranks = {tag: rank for tag, rank in self.ranks.items() if tag == "question"}

    def open_section(self, kind: Kind, rank: int) -> None:
        """A section that is left out begins."""
        self.section = kind
        self.ranks["section"] = rank

    def set_slot(self, slot: str | None, rank: int) -> None:
        """The time of day from here on."""
        self.tags = replace(self.tags, slot=slot)
        self.ranks["slot"] = rank

    def set_group(self, group: str, rank: int) -> None:
        """The group from here on."""
        self.run.add("group")
        self.tags = replace(self.tags, group=group)
        self.ranks["group"] = rank

    def set_question(self, question: str, text: str | None, rank: int) -> None:
        """The question from here on; it opens notes."""
        self.section = "notes"
        self.tags = replace(self.tags, question=question, question_text=text, heading=None)
        self.ranks["question"] = rank

    def ask(self, item: ReadBlock, rank: int) -> None:
        """A heading asks. Before any session only a question of the catalogue does: others may be the organiser's."""
        self.question_seen |= self.tags.session is not None or item.certainty >= CERTAIN
        self.asked_on_page = True
        self.set_question(question_tag(item.asked), item.question_text, rank)

    def end_tags(self, rank: int, spared: frozenset[str], *, keeps_section: bool) -> None:
        """Ends what headings of this rank or below have set, but for the tags spared."""
        ended = {tag for tag, at in self.ranks.items() if at >= rank} - spared
        tags = replace(self.tags, heading=None)
        if "question" in ended:
            tags = replace(tags, question="ovrigt", question_text=None)
        if "slot" in ended:
            tags = replace(tags, slot=self.session_slot)
        if "group" in ended:
            tags = replace(tags, group=None)
        if "source" in ended:
            tags = replace(tags, source="note")
        self.tags = tags
        self.ranks = {tag: at for tag, at in self.ranks.items() if tag not in ended or tag == "section"}
        if not keeps_section:
            self.section = "notes"
            self.ranks.pop("section", None)


def take_heading(item: ReadBlock, place: Place, plan: SessionPlan, ranks: Mapping[str, int], *, slides: bool) -> str:
    """Moves `place` to where the heading leads; gives the heading's own role."""
    cues = item.cues
    area = plan.area_of(item.block.text)
    if area is not None:
        place.area = area
        if place.tags.session is not None and place.tags.session_area is None:
            place.tags = replace(place.tags, session_area=area)
        return "banner" if item.repeats else "heading"
    if cues.kind in ("credit", "link"):
        return cues.kind
    rank = heading_rank(item, ranks)
    if not slides:
        _end_what_it_outranks(item, place, rank)
    if cues.kind in CLOSED:
        place.open_section(cues.kind, rank)
        return "participant" if cues.kind == "participant" else "heading"
    _take_slot_and_group(item, place, rank, ranks, slides=slides)
    return _take_topic(item, place, rank, slides=slides)


def _end_what_it_outranks(item: ReadBlock, place: Place, rank: int) -> None:
    cues = item.cues
    spared = frozenset() if item.is_styled else frozenset(place.run)
    if cues.kind == "details":
        spared |= {"question"}
    says_where = bool(cues.group or cues.slot or item.asks)
    stands_out = item.is_styled or heading_form(item) not in ("plain", "bold")
    place.end_tags(rank, spared, keeps_section=cues.kind is None and not says_where and not stands_out)


def _take_slot_and_group(item: ReadBlock, place: Place, rank: int, ranks: Mapping[str, int], *, slides: bool) -> None:
    cues = item.cues
    if cues.slot and (slides or len(item.block.text) < 120):
        place.run.add("slot")
        place.set_slot(slot_tag(cues.slot), rank if item.is_styled else ranks["slot"])
    elif item.workshop_slot:
        place.set_slot(item.workshop_slot, rank if item.is_styled else ranks["slot"])
    if cues.group:
        place.set_group(cues.group, rank if item.is_styled else ranks["group"])


def _take_topic(item: ReadBlock, place: Place, rank: int, *, slides: bool) -> str:
    text, cues = item.block.text, item.cues
    asked_before = place.tags.question_text if place.last_role == "question" else None
    if cues.kind == "summary":
        place.overview_of = place.tags
        place.set_question(question_tag(item.asked) if item.certainty >= 80 else "ovrigt", text, rank)
        place.tags = replace(place.tags, source="summary")
        place.ranks["source"] = rank
    elif asked_before and text[:1].islower():
        place.tags = replace(place.tags, question_text=f"{asked_before} {text}")
        return "question"
    elif item.asks:
        place.ask(item, rank)
        return "question"
    elif cues.kind == "details":
        kept = place.overview_of if place.tags.source == "summary" else place.tags
        place.section = "notes"
        place.tags = replace(
            place.tags, source="note", question=kept.question, question_text=kept.question_text, heading=None
        )
    elif cues.kind == "notes":
        only = place.only_question or Tags(question_text=text)
        place.set_question(only.question, only.question_text, rank)
    elif cues.kind == "results":
        place.section = place.base_section = "notes"
        return "banner" if item.repeats else "heading"
    elif item.repeats:
        return "banner"
    elif not cues.group and not cues.slot:
        _take_sub_theme(item, place, slides=slides)
    return "heading"


def _take_sub_theme(item: ReadBlock, place: Place, *, slides: bool) -> None:
    """A heading that says nothing but its subject: a topical question of its own on a slide that asks nothing else."""
    text = item.block.text
    if RULE_LINE.match(text):
        return
    place.tags = replace(place.tags, heading=text.rstrip(" :"))
    if slides and item.block.line.style != "caption" and not place.asked_on_page and not place.question_holds:
        place.tags = replace(place.tags, question="ovrigt", question_text=text)
