"""Markdown: the text as rendered, with headings, lists, quotes and tables told by the format."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from rusnlp.document import Document, Line, Page, UnreadableDocument
from rusnlp.reading.archives import file_bytes
from rusnlp.reading.bullets import Piece, bullet_pieces
from rusnlp.reading.encoding import decode_bytes, is_binary, visible_text
from rusnlp.reading.table_cells import Cell
from rusnlp.reading.tables import table_lines

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_WRITTEN_OUT_PICTURE = re.compile(r"!\[[^\]\n]{0,200}\]\(data:[^)\s]*\)")
_TASK_BOX = re.compile(r"\A\[[ xX]\][ \u00a0]+")
_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<!--|-->|<[^>]*>")


def read_markdown(path: Path) -> Document:
    """A Markdown file as one page of lines, numbered as in the file.

    The text is that of the rendered page: no emphasis marks, link addresses, pictures or task boxes. Lines of a
    paragraph are joined with one space, unless they carry typed bullets. Front matter, code blocks, HTML and its
    comments have the role `context`. Raises `UnreadableDocument` when the file is missing, empty or no text.
    """
    data = file_bytes(path)
    text, _, notes = decode_bytes(data)
    if is_binary(text):
        raise UnreadableDocument(f"{path.name}: not a text file (binary content); save it as .md or .docx")
    lines = markdown_lines(text)
    if not lines:
        raise UnreadableDocument(f"{path.name}: the file holds no text; check that it was saved")
    return Document(
        name=path.stem,
        path=path,
        format="markdown",
        sha256=hashlib.sha256(data).hexdigest(),
        pages=(Page(1, "rad 1", tuple(lines)),),
        warnings=tuple(f"{path.name}: {note}" for note in notes),
    )


def markdown_lines(text: str) -> list[Line]:
    """The lines of a Markdown text, as in `read_markdown`; an empty text gives none."""
    walk = _Walk()
    front = _FRONT_MATTER.match(text)
    if front:
        walk.add(front[1].replace("\n", " "), 1, style="body", role="context")
        text = "\n" * front[0].count("\n") + text[front.end() :]
    text = _WRITTEN_OUT_PICTURE.sub("", text)
    tokens = _parser_for(text).parse(text)
    index = 0
    while index < len(tokens):
        index = _walk_token(tokens, index, walk)
    return [line for line in walk.lines if line.text]


def markdown_pieces(text: str) -> list[Piece]:
    """A short Markdown text, such as a card's description, as paragraphs and list items in plain text."""
    return [Piece(line.text, line.marker, line.level) for line in markdown_lines(text)]


@dataclass(slots=True)
class _Walk:
    """Where the reading of the text stands."""

    lines: list[Line] = field(default_factory=list)
    markers: list[str] = field(default_factory=list)
    """Markers of the open list items, the outermost first."""
    quotes: int = 0
    item_line: int | None = None
    """Index of the line of the open list item, while paragraphs may still be added to it."""
    fresh: bool = False
    """A list item has been opened and has no text yet."""

    def add(self, text: str, number: int, *, style: str, level: int | None = None, role: str | None = None) -> None:
        """One more line; control characters and blanks around it go."""
        self.lines.append(
            Line(visible_text(text).strip(), number, True, style=style, level=level, role=role, place=f"rad {number}")
        )


_LONGEST_LINE = 20_000
"""Characters of a line beyond which its links and pictures are not looked for: the search is quadratic."""


@cache
def _parser(*, links: bool) -> MarkdownIt:
    # Indented text is a note that somebody indented, not code. The default of 20 levels would drop deeper text.
    parser = MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"])
    return parser.disable(["code"] if links else ["code", "link", "image"])


def _parser_for(text: str) -> MarkdownIt:
    return _parser(links=max(map(len, text.split("\n"))) <= _LONGEST_LINE)


def _walk_token(tokens: Sequence[Token], index: int, walk: _Walk) -> int:
    """Takes in the block that begins at `index`, and returns the index after it."""
    token = tokens[index]
    number = token.map[0] + 1 if token.map else 1
    if token.type == "heading_open":
        walk.add(_plain(tokens[index + 1]).replace("\n", " "), number, style="heading", level=int(token.tag[1]))
        return index + 3
    if token.type == "table_open":
        return _walk_table(tokens, index, walk)
    if token.type == "inline":
        _add_paragraph(token, number, walk)
    elif token.type == "list_item_open":
        walk.markers.append(token.info + token.markup)
        walk.fresh, walk.item_line = True, None
    elif token.type == "list_item_close":
        walk.markers.pop()
        walk.fresh, walk.item_line = False, None
    elif token.type in ("blockquote_open", "blockquote_close"):
        walk.quotes += token.nesting
    elif token.type in ("fence", "code_block", "html_block"):
        walk.add(" ".join(_TAG.sub(" ", token.content).split()), number, style="body", role="context")
    return index + 1


def _add_paragraph(token: Token, number: int, walk: _Walk) -> None:
    style = "quote" if walk.quotes else "list" if walk.markers else "body"
    like = Line("", number, True, style=style, bold=_is_bold(token), place=f"rad {number}")
    pieces = bullet_pieces(visible_text(_plain(token)))
    if not walk.markers:
        walk.lines.extend(_like(piece, like) for piece in pieces)
        return
    text = _TASK_BOX.sub("", " ".join(piece.text for piece in pieces if not piece.marker))
    typed = [replace(piece, level=len(walk.markers) + (piece.level or 0)) for piece in pieces if piece.marker]
    if walk.fresh:
        walk.item_line, walk.fresh = len(walk.lines), False
        walk.lines.append(replace(like, text=text, level=len(walk.markers) - 1, marker=walk.markers[-1]))
    elif walk.item_line is not None and walk.item_line == len(walk.lines) - 1:
        # A further paragraph of a bullet is the same note.
        item = walk.lines[walk.item_line]
        walk.lines[walk.item_line] = replace(item, text=f"{item.text} {text}".strip())
    else:
        walk.lines.append(replace(like, text=text, level=len(walk.markers)))
    walk.lines.extend(_like(piece, like) for piece in typed)


def _like(piece: Piece, line: Line) -> Line:
    return replace(line, text=piece.text, marker=piece.marker, level=piece.level)


def _walk_table(tokens: Sequence[Token], index: int, walk: _Walk) -> int:
    grid: list[list[Cell]] = []
    number = 1
    while tokens[index].type != "table_close":
        token = tokens[index]
        if token.type == "tr_open":
            number = token.map[0] + 1 if token.map else number
            grid.append([])
        elif token.type in ("th_open", "td_open"):
            grid[-1].append(_cell(tokens[index + 1], number, len(grid[-1]) + 1, heading=token.type == "th_open"))
        index += 1
    walk.lines.extend(table_lines(grid))
    return index + 1


def _cell(inline: Token, number: int, column: int, *, heading: bool) -> Cell:
    like = Line("", number, True, style="cell", region=f"rad {number} kolumn {column}", place=f"rad {number}")
    lines = tuple(_like(piece, like) for piece in bullet_pieces(visible_text(_plain(inline))))
    return Cell(lines, heading=heading, bold=_is_bold(inline))


def _plain(inline: Token) -> str:
    """The text of an inline token as rendered; line breaks are newlines, pictures and tags are left out."""
    parts: list[str] = []
    for child in inline.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak") or _BREAK_TAG.fullmatch(child.content):
            parts.append("\n")
    return "".join(parts)


def _is_bold(inline: Token) -> bool:
    """Whether all text of an inline token is strong."""
    depth = 0
    weights: list[bool] = []
    for child in inline.children or ():
        if child.type in ("strong_open", "strong_close"):
            depth += child.nesting
        elif child.content.strip() and child.type in ("text", "code_inline"):
            weights.append(depth > 0)
    return bool(weights) and all(weights)
