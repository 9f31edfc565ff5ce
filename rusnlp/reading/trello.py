"""Trello: the JSON export of a board, lists from left to right and cards from the top."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rusnlp.document import Document, Line, Page, UnreadableDocument
from rusnlp.reading.archives import file_bytes
from rusnlp.reading.column_words import is_slot, label_kind
from rusnlp.reading.encoding import decode_bytes, visible_text
from rusnlp.reading.markdown import markdown_pieces

_GROUP = re.compile(
    r"(?:grupp|bord|group|table|team|lag)\s*(?:nr\.?\s*)?\w{1,3}"
    r"|(?:röda?|gröna?|blåa?|gula?|lila|rosa|orange|vita?|svarta?|bruna?|turkosa?|första|andra|tredje|fjärde)"
    r"\s?(?:grupp|bord|lag)(?:en|et)?",
    re.IGNORECASE,
)
_CLOCK = r"(?:kl\.?|klockan)?\s*\d{1,2}[.:]\d\d(?:\s*[-–—]\s*\d{1,2}[.:]\d\d)?"
_SESSION_LIST = re.compile(
    rf"((?:dialogpass|pass|session|workshop|seminarium)\s*\d{{1,2}}[a-z]?\s*,?\s*(?:\(?{_CLOCK}\)?)?)\s*[:–—|-]\s*(?=\S)",
    re.IGNORECASE,
)
_LIST_NUMBER = re.compile(r"(?:\d{1,2}|[a-eA-E])\s*(?:[.):–—]|-(?=\s))\s*(?=\S)")
_DEFAULT_CHECKLISTS = ("checklista", "checklist", "att göra", "to do")
_HOW_TO_LIST = re.compile(
    r"\W*(?:hur (?:går|gör|funkar|fungerar) (?:(?:man|du|ni|det)(?: till| så)?|tavlan|detta)"
    r"|så (?:här )?(?:gör|går|funkar|fungerar) (?:vi|ni|du|man|det|tavlan)\b.*|så här"
    r"|instruktion(?:er)?\b.*|läs (?:mig|detta|det här)\b.*|(?:praktisk )?info|praktisk information"
    r"|om (?:den här )?(?:tavlan|brädan)|spelregler|manual|legend|färgkod(?:er|ning)?|(?:start|börja) här"
    r"|how (?:it works|to use)\b.*|read ?me|start here|instructions?|about this board|mallar?|templates?)\W*",
    re.IGNORECASE,
)
_CARD = (
    r"kort(?:et|en)|(?:ett|två|tre|dessa|här|mitt|ditt|nytt|alla) kort"
    r"|listan|(?:rätt|fel|annan|andra|samma|till|från) lista|kolumn(?:en)?"
)
_BOARD = rf"{_CARD}|etikett(?:en|erna)?|dubb?lett(?:en|er|erna)?|tavlan|labels?"
_PUT_AWAY = (
    r"flytta(?:[rt]|de)?|arkivera(?:[rt]|de)?|ta(?:r|git)? bort|tog bort|slå(?:r)? ihop|slog ihop|slagit ihop"
    r"|move[ds]?|archived?"
)
_CHANGE = (
    rf"{_PUT_AWAY}|lägg(?:a|er)? (?:till|in)|la(?:de)? (?:till|in|upp)|lagt (?:till|in|upp)|sätt(?:a|er)?|satte?"
    r"|byt(?:a|er|te|t)?|ändra(?:[rt]|de)?|redigera(?:[rt]|de)?|rätta(?:[rt]|de)?|skapa(?:[rt]|de)?"
    r"|kopiera(?:[rt]|de)?|dela(?:[rt]|de)? upp|döp(?:a|er|te|t)? om|markera(?:[rt]|de)?|saknar|glömde"
    r"|uppdatera(?:[rt]|de)?|add(?:ed)?"
)
_ASKED = r"(?:@\w+\W+)?(?:hej\W+)?(?:(?:kan|kunde|ska|bör|får|har|jag|vi|du|ni|någon|man|nu|redan|gärna|please)\s+)*"
_DONE = r"fixa[rt]|klart?|gjort|done|åtgärdat|ändrat|rättat|noterat|uppdaterat"
_HOUSEKEEPING = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        rf"\b(?:{_PUT_AWAY})\b.*\b(?:{_BOARD})\b|\b(?:{_CARD})\b.*\b(?:{_PUT_AWAY})\b",
        rf"^\W*{_ASKED}(?:{_PUT_AWAY})\W+(?:den|det|detta|dessa|dem) (?:här )?(?:hit|dit|till rätt)\b",
        rf"^\W*{_ASKED}(?:{_PUT_AWAY})\W+(?:hit|dit|(?:den här|det här|detta|dessa)(?: (?:till|under|från)\b.*)?)\W*$",
        rf"^\W*{_ASKED}(?:{_CHANGE})\b.*\b(?:{_BOARD})\b",
        r"^(?:\W|det här|detta|är|kanske|en)*\bdubb?lett\b",
        r"\b(?:samma som kortet|(?:fel|rätt) (?:lista|kolumn|etikett)|ligger dubbelt)\b",
        r"^@\w+[\s,:]*(?:$|(?:kan|ser|vet|hinner) du\b|(?:kolla|fixa|titta)r?\b|stämmer det|läs\b|se\b)",
        rf"^(?:tack|okej|ok|japp)?[\s,!.]*(?:{_DONE})\b[\s,!.]*(?:nu|tack)?[\s!.:)]*$",
        r"^(?:tack|okej|ok|test|testar|hej)[\s!.:)]*$",
        r"\b(?:oläslig\w*|handstil\w*)\b|\b(?:skrev|skrivit|skriver|skriva) av (?:lapp|kort|tavla)",
    )
)
_HOUSEKEEPING_WORDS = 25


def read_trello(path: Path) -> Document:
    """A board exported from Trello as JSON: one page a list, the board's and the lists' names as headings.

    A card is one line, its name and its description with a space between; a bulleted description and the items of
    checklists follow as lines of their own, then the comments by date. Markdown is rendered to plain text. Labels that
    are a time, a group, a session or a question become tags of the card's lines, and so do names of checklists for
    their items. Archived cards and lists have the role `archived`; comments about the board itself and lists that tell
    how to use it `instruction`.

    Raises `UnreadableDocument` when the file is no JSON, no export of a board, or holds no cards.
    """
    data = file_bytes(path)
    text, _, notes = decode_bytes(data)
    try:
        board = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise UnreadableDocument(
            f"{path.name}: not valid JSON{where}; export the board again (Share, Export as JSON)"
        ) from None
    if not isinstance(board, dict) or not all(_is_table(board.get(key)) for key in ("lists", "cards")):
        raise UnreadableDocument(
            f"{path.name}: not the export of a Trello board; choose Share, Export as JSON in Trello"
        )
    pages = _pages(board)
    if not pages:
        raise UnreadableDocument(
            f"{path.name}: the board holds no cards with text; check that the right board was exported"
        )
    return Document(
        name=path.stem,
        path=path,
        format="trello",
        sha256=hashlib.sha256(data).hexdigest(),
        pages=tuple(pages),
        warnings=tuple(f"{path.name}: {note}" for note in notes),
    )


@dataclass(frozen=True, slots=True)
class _Board:
    """What hangs on the cards of a board, by the id of the card."""

    checklists: Mapping[str, Sequence[Mapping[str, Any]]]
    comments: Mapping[str, Sequence[Mapping[str, Any]]]
    labels: Mapping[str, str]
    """Names of labels by id, for cards that give ids only."""


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


def _pages(board: Mapping[str, Any]) -> list[Page]:
    on_board = _Board(
        checklists=_by_card(board.get("checklists"), lambda checklist: checklist.get("idCard")),
        comments=_by_card(board.get("actions"), _commented_card),
        labels={str(label.get("id")): _text(label.get("name")) for label in _rows(board.get("labels"))},
    )
    cards: dict[str, list[Mapping[str, Any]]] = {}
    for card in _sorted(board["cards"]):
        cards.setdefault(str(card.get("idList")), []).append(card)
    pages: list[Page] = []
    for found in [*_sorted(row for row in board["lists"] if not row.get("closed"))]:
        pages.append(_list_page(len(pages) + 1, found, cards.pop(str(found.get("id")), []), on_board))
    archived = _sorted(row for row in board["lists"] if row.get("closed"))
    for found in archived:
        gone = [{**card, "closed": True} for card in cards.pop(str(found.get("id")), [])]
        if gone:
            pages.append(_list_page(len(pages) + 1, found, gone, on_board))
    if not any(line.style == "card" for page in pages for line in page.lines):
        return []
    name = Line(_text(board.get("name")) or "Trello", 0, True, style="heading", level=1)
    return [_numbered(replace(page, lines=(name, *page.lines) if page.number == 1 else page.lines)) for page in pages]


def _list_page(number: int, found: Mapping[str, Any], cards: Sequence[Mapping[str, Any]], on_board: _Board) -> Page:
    name = _text(found.get("name")) or f"lista {number}"
    place = f"lista {name}"
    role = "archived" if found.get("closed") else None
    heading = Line(name, 0, True, style="heading", level=2, region=f"lista {number}", place=place, role=role)
    lines = [replace(heading, text=text, level=2 + depth) for depth, text in enumerate(_headings(name))]
    how_to = role is None and _HOW_TO_LIST.fullmatch(name) is not None
    shown = 0
    for index, card in enumerate(cards, 1):
        archived = bool(card.get("closed") or card.get("isTemplate"))
        shown += not archived
        name = "arkiverat kort" if archived else f"kort {shown}"
        card_lines = _card_lines(card, f"{place}, {name}", f"lista {number} kort {index}", on_board)
        if archived or how_to:
            card_lines = [replace(line, role="archived" if archived else "instruction") for line in card_lines]
        lines.extend(card_lines)
    return Page(number, place, tuple(lines))


def _headings(name: str) -> list[str]:
    """The headings that a list's name holds: "Pass 1 kl 9.15: Vad saknas?" is two, the number of "2. Idéer" none."""
    if opening := _SESSION_LIST.match(name):
        return [opening[1].strip(), name[opening.end() :]]
    number = _LIST_NUMBER.match(name)
    return [name[number.end() :] if number else name]


def _card_lines(card: Mapping[str, Any], place: str, region: str, on_board: _Board) -> list[Line]:
    like = Line("", 0, True, style="card", region=region, place=place, tags=_tags(card, on_board.labels))
    lines = _description_lines(card, like)
    card_id = str(card.get("id"))
    for checklist in _sorted(on_board.checklists.get(card_id, ())):
        lines.extend(_checklist_lines(checklist, like))
    comments = sorted(on_board.comments.get(card_id, ()), key=lambda action: str(action.get("date") or ""))
    for number, action in enumerate(comments, 1):
        text = " ".join(piece.text for piece in markdown_pieces(_comment_text(action)))
        role = "instruction" if is_housekeeping(text) else None
        lines.append(replace(like, text=text, style="comment", place=f"{place}, kommentar {number}", role=role))
    return [line for line in lines if line.text]


def is_housekeeping(comment: str) -> bool:
    """Whether a comment is about the board itself ("kan du flytta det här kortet") and not about its subject."""
    return len(comment.split()) <= _HOUSEKEEPING_WORDS and any(pattern.search(comment) for pattern in _HOUSEKEEPING)


def _description_lines(card: Mapping[str, Any], like: Line) -> list[Line]:
    """Name and description as one line; the bullets of a description as lines of their own after it."""
    pieces = markdown_pieces(_text(card.get("desc"), keep_lines=True))
    first = next((index for index, piece in enumerate(pieces) if piece.marker), len(pieces))
    name = _text(card.get("name"))
    opening = " ".join(filter(None, [name, *[piece.text for piece in pieces[:first]]]))
    lines = [replace(like, text=opening)]
    for piece in pieces[first:]:
        level = (piece.level or 0) + 1 if piece.marker else None
        lines.append(replace(like, text=piece.text, marker=piece.marker, level=level))
    return lines


def _checklist_lines(checklist: Mapping[str, Any], like: Line) -> list[Line]:
    name = _text(checklist.get("name"))
    tag = _label_tag(name)
    if tag:
        like = replace(like, tags={**like.tags, tag: _stripped(name)})
    lines = [] if tag or name.casefold() in _DEFAULT_CHECKLISTS else [replace(like, text=name, role="cluster")]
    for item in _sorted(_rows(checklist.get("checkItems"))):
        lines.append(replace(like, text=_text(item.get("name")), marker="•", level=1))
    return lines


def _tags(card: Mapping[str, Any], labels: Mapping[str, str]) -> dict[str, str]:
    """The tags that a card's labels state: slot, group, session, question."""
    names = [_text(label.get("name")) for label in _rows(card.get("labels"))]
    names = names or [labels.get(str(label), "") for label in card.get("idLabels") or ()]
    tags: dict[str, str] = {}
    for name in names:
        tag = _label_tag(name)
        if tag == "slot" and "slot" in tags:
            # Both halves of the day on one card are neither.
            tags["slot"] = f"{tags['slot']} + {_stripped(name)}"
        elif tag:
            tags.setdefault(tag, _stripped(name) if tag != "question" else name)
    return tags


def _label_tag(name: str) -> str | None:
    """The tag that the name of a label or checklist is: "Em" a slot, "Grupp Väst" a group; None for a subject."""
    plain = _stripped(name)
    if not plain:
        return None
    if is_slot(plain):
        return "slot"
    kind = label_kind(plain)
    if _GROUP.fullmatch(plain) or kind == "group":
        return "group"
    asks = name.rstrip().endswith("?") and len(plain.split()) > 2
    return "question" if asks and kind != "session" else kind


def _stripped(name: str) -> str:
    return re.sub(r"^\W+|\W+$", "", name)


def _by_card(rows: Any, card_of: Any) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in _rows(rows):
        card = card_of(row)
        if card:
            found.setdefault(str(card), []).append(row)
    return found


def _commented_card(action: Mapping[str, Any]) -> Any:
    data = action.get("data")
    if action.get("type") not in ("commentCard", "copyCommentCard") or not isinstance(data, dict):
        return None
    card = data.get("card")
    return card.get("id") if isinstance(card, dict) else None


def _comment_text(action: Mapping[str, Any]) -> str:
    return _text(action["data"].get("text"), keep_lines=True)


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _sorted(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """By position on the board; rows without one stay where they are, after the others."""
    return sorted(rows, key=lambda row: pos if isinstance(pos := row.get("pos"), int | float) else float("inf"))


def _text(value: Any, *, keep_lines: bool = False) -> str:
    text = visible_text(value) if isinstance(value, str) else ""
    return text if keep_lines else " ".join(text.split())


def _numbered(page: Page) -> Page:
    return replace(page, lines=tuple(replace(line, number=index) for index, line in enumerate(page.lines, 1)))
