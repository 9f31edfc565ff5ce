"""Does a summary say what its statements bear? Every sentence is held against the statements that it cites."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rusnlp.summarising.cited_text import CitedText
from rusnlp.summarising.claims import SentenceCheck
from rusnlp.summarising.noted import NotedDay
from rusnlp.summarising.summary_files import DAY
from rusnlp.summarising.word_claims import Finding, heading_findings

HOLDS, NOT_CHECKED, FAILS = "holds", "not checked", "fails"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a sentence, quote or heading."""

    cited: CitedText
    status: str
    """HOLDS; NOT_CHECKED where some of it is words that only a reader can judge, and the rest holds; FAILS."""
    findings: tuple[Finding, ...]

    def lines(self) -> list[str]:
        """One line for each finding: where, what, why, and what would be right."""
        return [_line(self.cited, finding) for finding in self.findings if finding.fails or self.status != FAILS]


def verify_summary(cited: Iterable[CitedText], day: NotedDay) -> list[Verdict]:
    """A verdict on each sentence, quote, point's heading and section of a summary, in its order."""
    return [_verdict(one, day) for one in cited]


def _verdict(one: CitedText, day: NotedDay) -> Verdict:
    findings = tuple(_findings(one, day))
    fails = any(finding.fails for finding in findings)
    return Verdict(one, FAILS if fails else NOT_CHECKED if findings else HOLDS, findings)


def _findings(one: CitedText, day: NotedDay) -> list[Finding]:
    if one.kind == "section":
        return _section_findings(one.text, day)
    if not one.ids:
        return [
            Finding(True, _short(one.text), "no statement is cited", "cite the statements that say so, or leave it out")
        ]
    unknown = [i for i in one.ids if i not in day.by_id]
    if unknown:
        return [Finding(True, i, "no statement has this id", _like(i, day.by_id)) for i in unknown]
    if one.kind == "quote":
        return _quote_findings(one, day)
    if one.kind == "heading":
        return heading_findings(day, one.text, one.ids)
    findings = [
        Finding(True, i, "a repeat of another statement, or a leader's summary; neither is counted", "leave it out")
        for i in one.ids if not day.by_id[i].counted
    ]  # fmt: skip
    return [*findings, *SentenceCheck(day, one.text, one.ids, _session(one.section, day)).run()]


def _session(section: str | None, day: NotedDay) -> str | None:
    """The session whose heading it is; None for the day, and for a heading of no known session."""
    if section is None or section == DAY:
        return None
    keys = [key for key, label in day.sessions.items() if section == label or section.startswith(f"{label}:")]
    return max(keys, key=lambda key: len(day.sessions[key]), default=None)


def _section_findings(title: str, day: NotedDay) -> list[Finding]:
    if title == DAY:
        return []
    key = _session(title, day)
    if key is None:
        if title.startswith("Pass "):
            return [Finding(True, title, "no such session in the coded statements", ", ".join(day.sessions.values()))]
        return [Finding(False, title, "a heading that names no session", "")]
    label, known = day.sessions[key], day.titles.get(key)
    rest = title.removeprefix(label).removeprefix(":").strip()
    if rest and rest != " ".join((known or "").split()):
        return [Finding(True, title, f"{label} has another title", f"{label}: {known}" if known else label)]
    return []


def _quote_findings(one: CitedText, day: NotedDay) -> list[Finding]:
    words = one.text.strip()
    if len(words) > 1 and words[0] in '”“"»' and words[-1] in '”“"«»':
        words = words[1:-1]
    texts = [" ".join(day.by_id[i].text.splitlines()) for i in one.ids]
    if any(words in text for text in texts) and words.strip():
        return []
    return [Finding(True, f"”{_short(words)}”", f"not verbatim in {', '.join(one.ids)}", f"”{texts[0]}”")]


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"


def _like(statement_id: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    return ", ".join(get_close_matches(statement_id, list(known), n=1))


def _line(cited: CitedText, finding: Finding) -> str:
    mark = "fails" if finding.fails else "not checked"
    right = f"; right: {finding.right}" if finding.right else ""
    return " ".join(f"{cited.place}: {mark}: {finding.what}: {finding.why}{right}".split())


def in_numbers(verdicts: Sequence[Verdict]) -> str:
    """How many sentences hold, were not checked in part, and fail."""
    counts = {status: sum(v.status == status for v in verdicts) for status in (HOLDS, NOT_CHECKED, FAILS)}
    return (
        f"{len(verdicts)} sentences, quotes and headings: {counts[HOLDS]} hold, "
        f"{counts[NOT_CHECKED]} hold as far as checked, {counts[FAILS]} fail"
    )
