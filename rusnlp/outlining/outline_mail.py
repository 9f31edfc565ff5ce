"""What of a mail is none of its notes: headers, greeting, covering lines, sign-off, signature, quoted mail."""

from __future__ import annotations

from collections.abc import Sequence

from rusnlp.document import Document
from rusnlp.layout import Block
from rusnlp.outlining.cues import MailPart, mail_part

_FORMATS = ("text", "docx", "markdown")
_HEADERS_WITHIN = 12
"""Blocks from the top of the document within which mail headers stand."""
_GREETING_WITHIN = 15
_SIGNATURE_BLOCKS = 6
_SIGNATURE_WORDS = 9
_COVERING_BLOCKS = 4
_WHY: dict[MailPart, str] = {
    "header": "a mail header",
    "covering": "a line of the mail that the notes came with",
    "greeting": "a greeting",
    "sign_off": "a sign-off",
    "quoted": "a quoted mail",
}


def mail_lines(
    document: Document, blocks: Sequence[Block], questions: frozenset[int], headings: frozenset[int]
) -> dict[int, str]:
    """Indexes of blocks that are parts of a mail and none of its notes, with what they are.

    `questions` are the indexes of the blocks that are questions: a signature ends there. `headings` are those of all
    headings: what stands between the greeting and the first of them covers the notes. Empty for formats that no mail
    is saved in.
    """
    found: dict[int, str] = {}
    if document.format not in _FORMATS:
        return found
    parts = [mail_part(block.text) for block in blocks]
    signature_left = mail_starts = plain = 0
    brings_notes = False
    for index, (block, part) in enumerate(zip(blocks, parts, strict=True)):
        if part == "quoted" or (index - mail_starts >= _HEADERS_WITHIN and _heads_a_mail(parts[index : index + 3])):
            if brings_notes:
                found.update((rest, _WHY["quoted"]) for rest in range(index, len(blocks)))
                return found
            # Nothing but a covering mail stood before: the notes are in the mail that it brings.
            mail_starts, signature_left, plain = index, 0, 0
        if part == "quoted" or (document.format == "text" and block.text.startswith(">")):
            found[index] = _WHY["quoted"]
        elif signature_left and part != "sign_off" and _may_be_signature(block) and index not in questions:
            found[index] = "a signature"
            signature_left -= 1
        elif part is not None and block.marker is None and _stands_where_it_should(part, index - mail_starts):
            found[index] = _WHY[part]
            signature_left = _SIGNATURE_BLOCKS if part == "sign_off" else signature_left
            if part == "greeting":
                found.update((covering, _WHY["covering"]) for covering in _covering(index, blocks, headings))
        else:
            signature_left = 0
            plain += index not in headings
            brings_notes |= block.marker is not None or index in questions or plain > _COVERING_BLOCKS
    return found


def _heads_a_mail(parts: Sequence[MailPart | None]) -> bool:
    """Whether three blocks in a row are headers of a mail: "Från: …", "Skickat: …", "Till: …"."""
    return len(parts) == 3 and all(part == "header" for part in parts)


def _covering(greeting: int, blocks: Sequence[Block], headings: frozenset[int]) -> range:
    """Indexes of the few unbulleted blocks between a greeting and the first heading; none where no heading follows."""
    first = next((index for index in range(greeting + 1, len(blocks)) if index in headings), greeting)
    few = first - greeting <= _COVERING_BLOCKS + 1
    plain = all(blocks[index].marker is None for index in range(greeting + 1, first))
    return range(greeting + 1, first if few and plain else greeting + 1)


def _may_be_signature(block: Block) -> bool:
    return block.marker is None and len(block.text.split()) <= _SIGNATURE_WORDS


def _stands_where_it_should(part: MailPart, index: int) -> bool:
    return index < {"header": _HEADERS_WITHIN, "greeting": _GREETING_WITHIN}.get(part, index + 1)
