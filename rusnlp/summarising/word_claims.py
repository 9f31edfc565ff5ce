"""What words claim: that they are the statements' own, and that a thing is lacking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rusnlp.summarising.likeness import word_set
from rusnlp.summarising.noted import NotedDay
from rusnlp.swedish import lacking, tokens


class Finding(NamedTuple):
    """Something that the statements do not bear (`fails`), or that was not checked."""

    fails: bool
    what: str
    """The words of the sentence."""
    why: str
    right: str
    """What would be right; may be empty."""


def lack_findings(day: NotedDay, text: str, ids: Sequence[str]) -> list[Finding]:
    """Words that the text says are lacking, where no statement with the word says so."""
    words = tokens(text)
    marked = [word.text for word, lack in zip(words, lacking(text, words), strict=True) if lack and word_set(word.text)]
    found = []
    for word in marked:
        if not any(_lacks(day.by_id[i].text, word_set(word)) for i in ids):
            found.append(Finding(True, word, "said to be lacking, which no statement cited says", ""))
    return found


def _lacks(text: str, lemmas: frozenset[str]) -> bool:
    words = tokens(text)
    return any(lack and word_set(word.text) & lemmas for word, lack in zip(words, lacking(text, words), strict=True))


def heading_findings(day: NotedDay, heading: str, ids: Sequence[str]) -> list[Finding]:
    """What is wrong with a point's heading: words that are none of its statements', or of few of them.

    Words that stand so in one of the statements are theirs.
    """
    texts = [day.by_id[i].text for i in ids]
    if any(heading.removesuffix("…").strip(" .:").casefold() in text.casefold() for text in texts):
        return []
    sets = [word_set(text) for text in texts]
    own = word_set(heading)
    known = {token.text.casefold() for text in texts for token in tokens(text)}
    strange = [
        token.text
        for token in tokens(heading)
        if token.text.casefold() not in known
        and not (word_set(token.text) and word_set(token.text) <= frozenset().union(*sets))
    ]
    if strange:
        return [Finding(True, heading, f"no statement cited has the words {', '.join(strange)}", "")]
    having = sum(bool(own & words) for words in sets)
    if own and 3 * having < len(ids):
        return [Finding(True, heading, f"only {having} of the {len(ids)} statements cited have a word of it", "")]
    lack = lack_findings(day, heading, ids)
    return lack or [Finding(False, heading, "their words, but together in none of the statements cited", "")]
