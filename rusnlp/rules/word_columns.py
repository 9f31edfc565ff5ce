"""A column of texts as columns of their words, made with one look-up a written piece.

The words of a text never hold white space, so each piece between white space is cut into words once, however often
it stands in the texts; what follows happens in whole columns.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rusnlp.swedish import Token, tokens

Numbers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

_BLOCK_CHARACTERS = 1 << 20
_MOST_PIECES = 1 << 20
_AT_END = "\n"
_SPACE, _MARK, _NEWLINE, _OTHER = 0, 1, 2, 3
_LAST_SPACE = 0x3000


class Words(NamedTuple):
    """The words of some texts, in order; one entry a word."""

    kinds: Numbers
    """What `kind_of` told of the word as written."""
    starts: Numbers
    """Code points in `joined`, as are `ends` (exclusive)."""
    ends: Numbers
    texts: Numbers
    """Number of the word's text."""
    sentences: Numbers
    """The same for words of one sentence of one text, else not."""
    joined: str
    """The texts with a line break before each."""
    offsets: Numbers
    """Where each text starts in `joined`; one entry a text."""
    firsts: Numbers
    """Number of the first word of each text, and one entry for the end."""


@dataclass(slots=True)
class Pieces:
    """The pieces of text seen so far, cut into words."""

    kind_of: Callable[[str], int]
    """From a word as written to a number."""
    numbers: dict[str, int] = field(init=False)
    firsts: array[int] = field(init=False)
    """Place of each piece's first word in the three arrays below, and one entry for the end."""
    kinds: array[int] = field(init=False)
    starts: array[int] = field(init=False)
    ends: array[int] = field(init=False)
    open_ended: array[int] = field(init=False)
    """Of each piece, whether its words are others when the text ends after it, as in "informations-"."""

    def __post_init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self.numbers = _PieceNumbers(self)
        self.firsts = array("q", [0])
        self.kinds, self.starts, self.ends = array("q"), array("q"), array("q")
        self.open_ended = array("b")

    def cut(self, piece: str) -> int:
        """Cut a new piece, take its words in and return its number. A line break after it means that it is last."""
        text = piece.removesuffix(_AT_END)
        # Most pieces are one word and nothing else.
        words = [Token(text, 0, len(text))] if text.isalpha() else tokens(text if piece != text else text + " ")
        for word in words:
            self.kinds.append(self.kind_of(word.text))
            self.starts.append(word.start)
            self.ends.append(word.end)
        self.firsts.append(len(self.kinds))
        self.open_ended.append(text.endswith("-") and words != tokens(text))
        return len(self.firsts) - 2

    def words_of(self, texts: Sequence[str]) -> Words:
        """The words of the texts. Texts of more than some million characters in all should come in blocks."""
        if len(self.numbers) > _MOST_PIECES:
            self._forget()
        joined = "\n".join(["", *texts])
        sizes = np.fromiter(map(len, texts), np.int64, len(texts))
        offsets = np.cumsum(sizes + 1) - sizes
        characters = _characters(joined)
        characters[offsets - 1] = _SPACE
        filled = (characters == _MARK) | (characters == _OTHER)
        piece_starts = np.flatnonzero(filled[1:] & ~filled[:-1]) + 1
        # One list of all pieces: a list a text would make Python's garbage collector look at everything in memory.
        pieces = np.fromiter(map(self.numbers.__getitem__, joined.split()), np.int64, len(piece_starts))
        texts_of_pieces = np.searchsorted(offsets, piece_starts, side="right") - 1
        self._end_texts(pieces, texts_of_pieces, texts)
        firsts = np.asarray(self.firsts)
        piece, place = spread(firsts[pieces], firsts[pieces + 1])
        numbers = texts_of_pieces[piece]
        starts = piece_starts[piece] + np.asarray(self.starts)[place]
        ends = piece_starts[piece] + np.asarray(self.ends)[place]
        breaks = np.ones(len(starts), dtype=bool)
        breaks[1:] = numbers[1:] != numbers[:-1]
        _break_sentences(breaks, starts, ends, characters, filled)
        return Words(
            kinds=np.asarray(self.kinds)[place],
            starts=starts,
            ends=ends,
            texts=numbers,
            sentences=np.cumsum(breaks),
            joined=joined,
            offsets=offsets,
            firsts=np.searchsorted(numbers, np.arange(len(texts) + 1)),
        )

    def _end_texts(self, pieces: Numbers, numbers: Numbers, texts: Sequence[str]) -> None:
        """Put in what the last piece of a text is, where no white space follows."""
        is_last = np.append(numbers[1:] != numbers[:-1], True)[: len(pieces)]
        open_ended = np.asarray(self.open_ended)[pieces].astype(bool)
        for place in np.flatnonzero(is_last & open_ended):
            text = texts[numbers[place]]
            if not text[-1].isspace():
                pieces[place] = self.numbers[text.split()[-1] + _AT_END]


class _PieceNumbers(dict[str, int]):
    """Pieces and their numbers; a new one is cut when it is asked for."""

    __slots__ = ("_pieces",)

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces

    def __missing__(self, piece: str) -> int:
        number = self[piece] = self._pieces.cut(piece)
        return number


def blocks(texts: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """The texts in blocks of about a million characters, each with the number of its first text."""
    first = size = 0
    for i, text in enumerate(texts):
        size += len(text)
        if size > _BLOCK_CHARACTERS:
            yield first, texts[first : i + 1]
            first, size = i + 1, 0
    if first < len(texts):
        yield first, texts[first:]


def spread(firsts: Numbers, afters: Numbers) -> tuple[Numbers, Numbers]:
    """Every number from `firsts[i]` up to `afters[i]`, for all i in a row, each with its i: (i, number)."""
    lengths = afters - firsts
    rows = np.repeat(np.arange(len(firsts)), lengths)
    before = np.cumsum(lengths) - lengths
    return rows, np.arange(len(rows)) - before[rows] + firsts[rows]


def _characters(text: str) -> npt.NDArray[np.uint8]:
    """What each code point of the text is."""
    return _character_table()[np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)]


@cache
def _character_table() -> npt.NDArray[np.uint8]:
    table = np.full(0x110000, _OTHER, dtype=np.uint8)
    table[[point for point in range(_LAST_SPACE + 1) if chr(point).isspace()]] = _SPACE
    table[[ord(mark) for mark in ".!?;"]] = _MARK
    table[ord("\n")] = _NEWLINE
    return table


def _break_sentences(
    breaks: Truths, starts: Numbers, ends: Numbers, characters: npt.NDArray[np.uint8], filled: Truths
) -> None:
    """Mark the words before which a sentence ends: at . ! ? or ;, and at a line break with more than white space."""
    marks = np.flatnonzero((characters == _MARK) | (characters == _NEWLINE))
    following = np.searchsorted(starts, marks)
    between = (following > 0) & (following < len(starts))
    marks, following = marks[between], following[between]
    between = ends[following - 1] <= marks
    marks, following = marks[between], following[between]
    newline = characters[marks] == _NEWLINE
    breaks[following[~newline]] = True
    if newline.any():
        before = np.concatenate([[0], np.cumsum(filled)])
        following = following[newline]
        breaks[following[before[starts[following]] > before[ends[following - 1]]]] = True
