"""Bytes to text: byte order marks, UTF-8 and UTF-16, the Swedish 8-bit encodings, mixtures of them, and mojibake."""

from __future__ import annotations

import codecs
import re
import unicodedata

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SINGLE_BYTE = ("cp1252", "mac-roman", "cp850")
_MULTIBYTE = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_SWEDISH = re.compile(r"(?<=[a-zåäöé])[åäöé]|[åäöéÅÄÖ](?=[a-zåäö])|(?<=[A-ZÅÄÖ])[ÅÄÖ]|\b[åö]\b", re.IGNORECASE)
_USUAL = re.compile(r"[\x00-\x7fåäöÅÄÖéÉüÜèàáøæØÆ§°½–—…•·”“’‘»«´€\xa0]")
_SUSPECT = re.compile("[ÃÂâÅ√Ô├ƒ][^ \\w]|Ã|√|├|â€|Â")
_DROPPED = re.compile("[\x00-\x08\x0e-\x1f\x7f\xad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffc]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")


def decode_bytes(data: bytes) -> tuple[str, str, list[str]]:
    """The text of `data` in NFC with a newline as line end, the encoding found, and notes on repairs.

    A byte order mark decides; then UTF-16 is known by its zero bytes and UTF-8 by being valid; what is left is read
    as the one of cp1252 (which ISO-8859-1 is a part of), Mac Roman and cp850 that gives the most Swedish letters.
    A file that mixes UTF-8 with one of these is read sequence by sequence. Mojibake ("fÃ¶r") is undone line by line;
    quotation marks, ligatures and other characters of the author stay as they are. Nothing is ever refused: bytes
    without meaning become U+FFFD, with a note.
    """
    text, encoding, notes = _decoded(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    text, repaired = _without_mojibake(text)
    if repaired:
        notes.append(f"{_lines(repaired)} with characters garbled by a wrong encoding were repaired; check them")
    lost = text.count("\ufffd")
    if lost:
        notes.append(f"{lost} character{'s' * (lost > 1)} cannot be read and stand as \ufffd; save the file as UTF-8")
    return unicodedata.normalize("NFC", text), encoding, notes


def is_binary(text: str) -> bool:
    """Whether decoded text is no text: one in two hundred of its first characters is a control character."""
    sample = text[:20_000]
    return len(_CONTROL.findall(sample)) > len(sample) // 200


def visible_text(raw: str) -> str:
    """`raw` in NFC without control and invisible characters, every kind of line break as a newline, tabs as spaces.

    Soft hyphens and zero-width spaces go; no-break spaces, quotation marks and dashes stay.
    """
    if raw.isascii() and raw.isprintable():
        return raw
    text = _BREAKS.sub("\n", raw).replace("\t", " ")
    return unicodedata.normalize("NFC", _DROPPED.sub("", text))


def _decoded(data: bytes) -> tuple[str, str, list[str]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), encoding, []
    wide = _utf16_without_mark(data)
    if wide:
        return data.decode(wide, errors="replace"), wide, []
    try:
        return data.decode("utf-8"), "utf-8", []
    except UnicodeDecodeError:
        return _decoded_single_byte(data)


def _utf16_without_mark(data: bytes) -> str | None:
    sample = data[:4000]
    if len(sample) < 4:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) < 0.4 * len(sample) / 2 or min(even, odd) > 0.1 * len(sample) / 2:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _decoded_single_byte(data: bytes) -> tuple[str, str, list[str]]:
    rest = _MULTIBYTE.sub(b"", data)
    sequences, stray = len(_MULTIBYTE.findall(data)), len(_HIGH.findall(rest))
    # Letters such as "Å–" in cp1252 happen to be valid UTF-8, but not many of them.
    mixed = sequences > stray / 20
    first = _HIGH.search(rest) or _HIGH.search(data)
    sample = (rest if mixed else data)[max(0, first.start() - 100 if first else 0) :][:100_000]
    encoding = max(_SINGLE_BYTE, key=lambda name: _swedishness(sample.decode(name, "replace")))
    if not mixed:
        return data.decode(encoding, errors="replace"), encoding, []
    lines = data.split(b"\n")
    text = "\n".join(_decoded_mixed(line, encoding) for line in lines)
    return text, f"utf-8 with {encoding}", [f"the file mixes UTF-8 and {encoding}; check its special characters"]


def _decoded_mixed(line: bytes, encoding: str) -> str:
    pieces: list[str] = []
    while True:
        try:
            return "".join(pieces) + line.decode("utf-8")
        except UnicodeDecodeError as error:
            pieces.append(line[: error.start].decode("utf-8"))
            pieces.append(line[error.start : error.end].decode(encoding, errors="replace"))
            line = line[error.end :]


def _swedishness(text: str) -> int:
    """Swedish letters inside words, less the characters that Swedish notes seldom hold."""
    return 2 * len(_SWEDISH.findall(text)) - len(_USUAL.sub("", text))


def _without_mojibake(text: str) -> tuple[str, int]:
    """The text with garbled lines restored, and the number of those lines."""
    if not _SUSPECT.search(text):
        return text, 0
    from ftfy import fix_encoding
    from ftfy.badness import badness

    lines = text.split("\n")
    repaired = 0
    for index, line in enumerate(lines):
        if not _SUSPECT.search(line) or not badness(line):
            continue
        fixed = fix_encoding(line)
        if fixed != line and badness(fixed) < badness(line) and "\n" not in fixed:
            lines[index] = fixed
            repaired += 1
    return "\n".join(lines), repaired


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count} lines"
