"""The sentences of a summary file with the ids behind them: Markdown, text, Word, and our own JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rusnlp.reports.texts import SUMMARY_HEADINGS
from rusnlp.summarising.summary_files import DAY, NOT_SAID, TITLE

_IDS = re.compile(r"(?<!\\)\[((?:\\.|[^\[\]\\])+)\](?!\()")
_NOTE = re.compile(r"\[\^([^\]]+)\]:\s*(.*)")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*")
_LIST_MARK = re.compile(r"(?:[-*+•–]|\d+[.)])\s+")
_BOLD = re.compile(r"(\*\*|__)(.+?)\1\s*")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]<>()#+\-.=!|~])")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ”\d])")
_LONGEST_HEADING = 90
_SHORT_PLACE = re.compile(r"(?P<document>.+?) (?P<runs>p\d{3,}\.\d+.*)", re.DOTALL)
_ONE_ID = re.compile(r"\S(?:.*\S)?\.p\d+\.\d+")


class SummaryFileError(Exception):
    """A summary that cannot be read; one line."""


@dataclass(frozen=True, slots=True)
class CitedText:
    """A sentence, a point's heading or a quote as it stands in a file."""

    place: str
    """Where a person finds it: "line 12"."""
    text: str
    ids: tuple[str, ...]
    section: str | None
    """The heading that the sentence stands under, of a session or of the day; None before the first."""
    kind: str = "sentence"
    """sentence, quote, heading (of a point; its ids are the point's), section (a heading that says where one is)."""


def read_cited(path: str | Path) -> list[CitedText]:
    """All that a summary file says, in its order. Raises SummaryFileError (what, where, next step) or OSError."""
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix == ".docx":
        from docx.opc.exceptions import PackageNotFoundError

        from rusnlp.reports.docx.citations import cited_lines

        try:
            return cited_of_lines(cited_lines(path), "paragraph", marked=False)
        except ValueError as error:
            raise SummaryFileError(str(error)) from None
        except PackageNotFoundError:
            raise SummaryFileError(f"{path}: cannot be read as a Word file; save it again as .docx") from None
    if suffix not in (".md", ".txt", ".json"):
        raise SummaryFileError(
            f"{path}: {suffix or 'a file without a suffix'} cannot be verified; give md, txt, docx or json"
        )
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SummaryFileError(f"{path}: not UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8") from None
    if suffix != ".json":
        # Text that was pasted without its marks has no headings that begin with #.
        lines = text.splitlines()
        marked = suffix == ".md" or any(_HEADING.fullmatch(line.strip()) for line in lines)
        return cited_of_lines(lines, "line", marked=marked)
    try:
        return list(_of_json(json.loads(text)))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise SummaryFileError(f"{path}: not a summary that rusnlp summary wrote as JSON; write it again") from None


def cited_of_lines(lines: Sequence[str], unit: str, *, marked: bool) -> list[CitedText]:
    """The sentences of lines. `marked`: Markdown, where every sentence should have ids; else only those with ids count.

    In text without marks a short line right over a cited one is its heading.
    """
    notes = {match[1]: match[2] for line in lines if (match := _NOTE.fullmatch(line.strip()))}
    found: list[CitedText] = []
    section: str | None = None
    above: str | None = None
    for number, raw in enumerate(lines, 1):
        line, place = raw.strip(), f"{unit} {number}"
        if not line or _NOTE.fullmatch(line) or line in NOT_SAID:
            continue
        heading = _HEADING.fullmatch(line) if marked else None
        if heading or (not marked and not _IDS.search(line)):
            title = _unescaped(heading[2] if heading else line)
            if _is_section(title):
                section, above = title, None
                found.append(CitedText(place, title, (), section, "section"))
            else:
                above = title if heading is None and len(title) <= _LONGEST_HEADING and title[-1] not in ".:" else None
                if heading and title not in (TITLE, *SUMMARY_HEADINGS.values()):
                    found.append(CitedText(place, title, (), section, "section"))
                above = None if above in SUMMARY_HEADINGS.values() else above
            continue
        found += _of_line(line, place, section, above, notes, marked)
        above = None
    return found


def _is_section(title: str) -> bool:
    return title == DAY or bool(re.match(r"(?:Pass \S|Utan pass\b)", title))


def _of_line(
    line: str, place: str, section: str | None, above: str | None, notes: Mapping[str, str], marked: bool
) -> Iterator[CitedText]:
    is_quote = line.startswith(">")
    line = line.lstrip("> ")
    if marked and not is_quote and (mark := _LIST_MARK.match(line)):
        line = line[mark.end() :]
    heading = above
    if marked and (bold := _BOLD.match(line)):
        heading, line = _unescaped(bold[2]).strip(), line[bold.end() :].lstrip("–—-: ")
    if is_quote:
        marks = list(_IDS.finditer(line))
        text = line[: marks[-1].start()] if marks else line
        yield CitedText(place, _unescaped(text).strip(), _ids(marks[-1][1], notes) if marks else (), section, "quote")
        return
    borne: list[str] = []
    end = 0
    for match in _IDS.finditer(line):
        ids = _ids(match[1], notes)
        borne += ids
        pieces = [piece.strip(" ,;") for piece in _SENTENCE_END.split(_unescaped(line[end : match.start()]).strip())]
        end = match.end()
        for piece in pieces[:-1]:
            yield CitedText(place, piece, (), section)
        if pieces[-1].strip(". "):
            yield CitedText(place, pieces[-1], ids, section)
    rest = _unescaped(line[end:]).strip(" .,;")
    if rest:
        yield CitedText(place, rest, (), section)
    if heading:
        yield CitedText(place, heading, tuple(borne), section, "heading")


def _ids(written: str, notes: Mapping[str, str]) -> tuple[str, ...]:
    from rusnlp.reports.docx.citations import full_ids

    written = _unescaped(notes.get(written[1:], written) if written.startswith("^") else written).strip("[] ")
    found: list[str] = []
    for piece in (piece.strip() for piece in written.split(";")):
        if _SHORT_PLACE.fullmatch(piece) and full_ids(piece) != [piece]:
            found += full_ids(piece)
        elif piece.count(".p") > 1:
            found += [one.strip() for one in re.split(r",\s*(?=\S)", piece)] if ", " in piece else [piece]
        elif piece:
            found += [one.strip() for one in piece.split(", ")] if not _ONE_ID.fullmatch(piece) else [piece]
    return tuple(dict.fromkeys(found))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def _of_json(data: Any) -> Iterator[CitedText]:
    for number, part in enumerate((data["day"], *data["sessions"])):
        where = "day" if number == 0 else f"sessions[{number - 1}]"
        section = str(part["label"]) if number else DAY
        yield CitedText(where, section, (), section, "section")
        for name in ("numbers", "thin_questions"):
            for row, sentence in enumerate(part[name]):
                yield CitedText(f"{where}.{name}[{row}]", sentence["text"], tuple(sentence["statement_ids"]), section)
        for name in ("recurring", "few", "contradictions"):
            for row, point in enumerate(part[name]):
                place, sentence = f"{where}.{name}[{row}]", point["sentence"]
                yield CitedText(place, sentence["text"], tuple(sentence["statement_ids"]), section)
                yield CitedText(place, point["heading"], tuple(point["statement_ids"]), section, "heading")
                for quote in point["quotes"]:
                    yield CitedText(place, quote["text"], (quote["statement_id"],), section, "quote")
