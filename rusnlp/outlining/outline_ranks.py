"""Ranks of headings: which of two headings lies inside the other, with levels from the format or without."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import zip_longest

from rusnlp.outlining.headings import CLOSED, ReadBlock
from rusnlp.outlining.session_plan import SessionPlan

RANKED = ("slot", "group", "question")
"""What a heading can set, outermost first where nothing else decides."""
_BELOW_LEVELS = 11
"""Ranks of headings without a level begin here, below the nine levels that a format may give."""
_CLOSED_RANK = 10
_OTHER_RANK = 20


def ranks_by_session(read: Sequence[ReadBlock], plan: SessionPlan) -> list[Mapping[str, int]]:
    """For each block: the rank of headings without a level of their own, by what they set, in the block's session.

    What a session has more of lies inside the other: two groups with three questions each, or three questions with
    two groups each. A group whose notes follow at once, after a question was asked, lies inside that question.
    Beside `RANKED` the keys are the forms of headings that ask questions (see `heading_form`).
    """
    ends = [*sorted(plan.starts), len(read)]
    spans = list(zip([0, *ends[:-1]], ends, strict=True))
    return [ranks for start, end in spans for ranks in [_ranks_within(read[start:end])] * (end - start)]


def heading_rank(item: ReadBlock, ranks: Mapping[str, int]) -> int:
    """The heading's rank, 1 the topmost: its level, else that of the outermost thing it sets, else that of its form."""
    if item.is_styled:
        return item.block.line.level or 1
    set_here = [ranks[tag] for tag in RANKED if _sets(item, tag)]
    return min(
        set_here, default=_CLOSED_RANK if item.cues.kind in CLOSED else ranks.get(heading_form(item), _OTHER_RANK)
    )


def heading_form(item: ReadBlock) -> str:
    """What sets a heading off from the text, as a key; headings of one form are of one rank."""
    block = item.block
    parts = (
        f"underlined {item.underline}" if item.underline else "",
        "bold" if block.line.bold else "",
        f"size {round(block.line.size)}" if block.line.size and item.larger else "",
        "capitals" if block.text == block.text.upper() else "",
    )
    return ", ".join(filter(None, parts)) or "plain"


def _sets(item: ReadBlock, tag: str) -> bool:
    if tag == "slot":
        return item.cues.slot is not None
    if tag == "group":
        return item.cues.group is not None
    return item.asks or item.opens_notes


def _counts(item: ReadBlock, tag: str) -> bool:
    """Whether the heading is one more of its kind: a session's own time of day is none, its workshops are."""
    if tag == "slot":
        return (item.cues.slot is not None and item.cues.session is None) or item.workshop_slot is not None
    return _sets(item, tag)


def _ranks_within(read: Sequence[ReadBlock]) -> Mapping[str, int]:
    counts: Counter[str] = Counter()
    first: dict[str, int] = {}
    lies_inside: Counter[str] = Counter()
    for index, (item, following) in enumerate(zip_longest(read, read[1:])):
        if not item.is_heading or item.cues.kind == "participant":
            continue
        if following is not None and not following.is_heading and not item.asks and counts["question"]:
            lies_inside.update(tag for tag in ("group", "slot") if _sets(item, tag))
        for tag in [tag for tag in RANKED if _counts(item, tag)]:
            counts[tag] += 1
            first.setdefault(tag, index)
    counts["question"] = min([counts["question"], *(counts[tag] for tag in lies_inside)])
    outermost_first = sorted(RANKED, key=lambda tag: (counts[tag], lies_inside[tag] > 0, first.get(tag, 0)))
    ranks = {tag: _BELOW_LEVELS + place for place, tag in enumerate(outermost_first)}
    forms = {heading_form(item) for item in read if item.is_heading and item.asks and not item.is_styled}
    return {**ranks, **{form: ranks["question"] for form in forms if form != "plain"}}
