"""What a sentence of a summary claims that its statements can bear or not: numbers, names, quotes, lack.

A sentence is read piece by piece: what is understood is checked and taken out, and what is left over are free words,
which nobody but a reader can check.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rusnlp.discovering.topic_words import content_lemmas
from rusnlp.reports.wording import number_text, share_text
from rusnlp.summarising.contradictions import disputed, oppositions
from rusnlp.summarising.likeness import word_set
from rusnlp.summarising.noted import NotedDay
from rusnlp.summarising.sentences import CONFLICT, OPPOSED, RANKS, is_thin, listed
from rusnlp.summarising.word_claims import Finding, lack_findings

_OPEN, _CLOSE = "\ue000", "\ue001"
_NAME = f"{_OPEN}(\\d+){_CLOSE}"
_DIGITS = r"(?<![\d,.\ue000])(?:\d{1,3}(?:[ \u00a0]\d{3})+|\d+)(?![\d\ue001]|,\d)"
_WORDS = {
    "noll": 0, "en": 1, "ett": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "nio": 9,
    "tio": 10, "elva": 11, "tolv": 12,
}  # fmt: skip
_NUMBER = rf"({_DIGITS}|\b(?:{'|'.join(_WORDS)})\b)"
_SUBJECT = (
    rf"(?:{_NUMBER}(?: av dem)?|\b(alla|samtliga|båda|den|ingen|inga|de flesta|flertalet|hälften|minst hälften)"
    r"(?: av dem)?\b)"
)
_VERB = r"(?:svarar på |har |rör |gäller |hör till )"
_QUANTIFIER = re.compile(
    r"\b(alla|allt|samtliga|varenda|ingen|inget|inga|ingenting|aldrig|alltid|flest|flesta|flertalet|majoriteten|"
    r"hälften|båda|bägge|endast|bara|enda)\b",
    re.IGNORECASE,
)
_QUOTE = re.compile(r"”([^”]+)”|“([^”“]+)[”“]|\"([^\"]+)\"|»([^«»]+)[«»]")


class _Named(NamedTuple):
    kind: str
    """session, question, theme or area."""
    key: str
    label: str


@dataclass
class SentenceCheck:
    """A sentence while it is read. `scope` is the session that the sentence stands under, None for the day."""

    day: NotedDay
    text: str
    ids: tuple[str, ...]
    scope: str | None = None
    findings: list[Finding] = field(default_factory=list)
    named: list[_Named] = field(default_factory=list)
    told: set[int] = field(default_factory=set)
    """Numbers of the names that a claim was made of."""

    def run(self) -> list[Finding]:
        """All that is wrong with the sentence, then what was not checked."""
        self._quotes()
        self._names()
        self._sessions()
        self._ranks()
        self._most_and_few()
        self._none()
        self._opposed()
        self._totals()
        self._facts()
        self._majorities()
        self._places_and_shares()
        self._numbers_left()
        self._free_words()
        return self.findings

    def _fail(self, what: str, why: str, right: str = "") -> None:
        self.findings.append(Finding(True, _plain(what, self.named), why, right))

    def _take(self, pattern: str, use: Callable[[re.Match[str]], None]) -> bool:
        """Use each find and take it out of the text."""
        found = list(re.finditer(pattern, self.text, re.IGNORECASE))
        for match in found:
            use(match)
        self.text = re.sub(pattern, " ", self.text, flags=re.IGNORECASE)
        return bool(found)

    @property
    def _within(self) -> tuple[str, ...]:
        """The counted ids of the one session that the sentence names or stands under, or of the day."""
        sessions = [name.key for name in self.named if name.kind == "session"]
        return self.day.of_session(sessions[0] if len(sessions) == 1 else self.scope)

    def _quotes(self) -> None:
        texts = [self.day.by_id[i].text for i in self.ids]
        whole = re.search(r"”(.+)”", self.text, re.DOTALL)
        if whole and any(whole[1] in text for text in texts):
            self.text = self.text.replace(whole[0], " ")
        for match in _QUOTE.finditer(self.text):
            quoted = next(group for group in match.groups() if group is not None)
            if not any(quoted in text for text in texts):
                self._fail(match[0], "not verbatim in a statement cited", _nearest(quoted, texts))
        self.text = _QUOTE.sub(" ", self.text)

    def _names(self) -> None:
        """Put marks in the place of names of sessions, questions, themes and areas."""
        many = re.compile(r"\bPass (\d+(?:, \d+)+(?: och \d+)?|\d+ och \d+)(?![\w,])")
        self.text = many.sub(lambda m: ", ".join(f"Pass {n}" for n in re.findall(r"\d+", m[1])), self.text)
        self._name("session", {key: label for key, label in self.day.sessions.items() if key}, r"(?<!\w)")
        self._name("question", self.day.questions, r"(?<!\w)[Ff]råg(?:an|orna|a) ")
        codes = r"(?<!\w)(?:[Tt]ema(?:t|na)?|[Oo]mråde(?:t|na)?) "
        self._name("theme", self.day.themes, codes)
        self._name("area", self.day.areas, codes)
        known = {"frågan": self.day.questions, "temat": self.day.themes, "området": self.day.areas}
        for cue, labels in {**known, "Pass": self.day.sessions}.items():
            strange = rf"(?<!\w){cue} (?!{_OPEN})([A-ZÅÄÖ\d][\w-]*)"
            for match in re.finditer(strange, self.text):
                self._fail(match[0], "no such name in the coded statements", ", ".join(labels.values()))
            self.text = re.sub(strange, " ", self.text)

    def _name(self, kind: str, labels: Mapping[str, str], before: str) -> None:
        """Put a mark in the place of each name after its cue, and after another name and "och" or a comma."""
        for key, label in sorted(labels.items(), key=lambda item: -len(item[1])):
            for cue, kept in ((before, ""), (rf"(?<={_CLOSE}) och |(?<={_CLOSE}), ", r"\g<0>")):
                if kind == "session" and kept:
                    continue
                # Pass 1 is not found in Pass 12.
                pattern = re.compile(rf"(?P<cue>{cue}){re.escape(label)}(?!\w)")
                while match := pattern.search(self.text):
                    self.named.append(_Named(kind, key, label))
                    mark = f"{kind[0].upper()}{_OPEN}{len(self.named) - 1}{_CLOSE}"
                    start = match.end("cue") if kept else match.start()
                    self.text = f"{self.text[:start]}{mark}{self.text[match.end() :]}"

    def _sessions(self) -> None:
        own = self.day.sessions_of(self.ids)
        named = {name.key for name in self.named if name.kind == "session"}
        if self.scope is not None:
            for i in self.ids:
                if self.day.by_id[i].session != self.scope:
                    where = self.day.sessions[self.day.by_id[i].session]
                    self._fail(
                        i, f"is from {where}, not {self.day.sessions[self.scope]}", f"leave it out, or move to {where}"
                    )
        if not named:
            return
        labels = [self.day.sessions[key] for key in own]
        for key in sorted(named - set(own)):
            self._fail(self.day.sessions[key], "no statement cited is from there", listed(labels))
        beyond = [self.day.sessions[key] for key in own if key not in named]
        if beyond and named & set(own):
            self._fail(
                listed([self.day.sessions[k] for k in own if k in named]),
                f"statements cited are from {listed(beyond)} too",
                listed(labels),
            )

    def _with(self, name: _Named, ids: Sequence[str]) -> tuple[str, ...]:
        return self.day.with_question(ids, name.key) if name.kind == "question" else self.day.with_code(ids, name.key)

    def _all_and_only(self, name: _Named, what: str) -> None:
        """The ids are those within the scope that have the name's question or code."""
        right = set(self._with(name, self._within))
        if wrong := sorted(set(self.ids) - right):
            self._fail(what, f"{wrong[0]} is not among them", f"{number_text(len(right))}: cite those")
        elif missing := sorted(right - set(self.ids)):
            self._fail(what, f"{missing[0]} should be cited too", f"{number_text(len(right))}")

    def _ranks(self) -> None:
        def use(match: re.Match[str]) -> None:
            name = self._told(match[2])
            counts = {code: len(self.day.with_code(self._within, code)) for code in self.day.themes}
            before = sum(count > counts.get(name.key, 0) for count in counts.values())
            rank = [label.casefold() for label in RANKS].index(match[1].casefold())
            if before > rank or (before < rank and sum(c >= counts[name.key] for c in counts.values()) <= rank):
                order = sorted(counts, key=lambda code: -counts[code])
                self._fail(match[0], f"{before} themes have more statements", f"temat {self.day.themes[order[rank]]}")
            self._all_and_only(name, match[0])

        self._take(rf"\b({'|'.join(RANKS[::-1])}) är T{_NAME}:?", use)

    def _most_and_few(self) -> None:
        def most(match: re.Match[str]) -> None:
            name = self._told(match[1])
            counts = {q: len(self.day.with_question(self._within, q)) for q in self.day.questions if q != "ovrigt"}
            best = max(counts, key=lambda q: counts[q])
            if counts[best] > counts.get(name.key, 0):
                self._fail(match[0], "another question has more statements", f"frågan {self.day.questions[best]}")
            self._all_and_only(name, match[0])

        def few(match: re.Match[str]) -> None:
            name = self._told(match[1])
            session = next((n.key for n in self.named if n.kind == "session"), self.scope)
            if not is_thin(self.day, session, name.key):
                self._fail(match[0], "it got as many as other questions", "")
            self._all_and_only(name, match[0])

        self._take(rf"\bFlest svarar på Q{_NAME}:?", most)
        self._take(rf"Q{_NAME} fick få svar(?: i S{_NAME})?:?", few)

    def _none(self) -> None:
        def use(match: re.Match[str]) -> None:
            name = self._told(match[3])
            self._count(match[1], len(self._within), match[0], "statements count there")
            if set(self.ids) != set(self._within):
                self._fail(match[0], "the statements cited are not all that count there", "cite all of them")
            if having := self._with(name, self.ids):
                self._fail(match[0], f"{having[0]} does", f"{len(having)}")
            if match[4]:
                sessions = self.day.sessions_of(self.day.with_question(self.day.counted, name.key))
                self._count(match[4], len([key for key in sessions if key]), match[0], "sessions answered it")

        self._take(
            rf"\bIngen av de {_NUMBER}\s+utsagorna(?: i S{_NAME})? svarar på Q{_NAME}"
            rf"(?:, som fick svar i {_NUMBER}\s+andra pass)?",
            use,
        )

    def _opposed(self) -> None:
        rows = [self.day.by_id[i] for i in self.ids]

        def conflict(match: re.Match[str]) -> None:
            self._count(match[1], sum(bool(disputed(row.text)) for row in rows), match[0], "of the statements cited do")

        self._take(rf"{_NUMBER}\s+utsag(?:a|or) säger själva? {CONFLICT}", conflict)
        for kind, (one, other) in OPPOSED.items():

            def opposed(match: re.Match[str], kind: str = kind) -> None:
                found = oppositions([row.text for row in rows], [row.question for row in rows])
                sides = [(len(o.favouring), len(o.against)) for o in found if o.kind == kind]
                if (number_of(match[1]), number_of(match[2])) not in sides:
                    right = f"{sides[0][0]} … {sides[0][1]}" if sides else ""
                    self._fail(match[0], "the statements cited do not oppose each other so", right)

            utterances = r"\s+utsag(?:a|or)"
            self._take(rf"{_NUMBER}{utterances} {one} och {_NUMBER}{utterances} {other}\b", opposed)

    def _totals(self) -> None:
        """Statements, and statements of statements."""

        def part(match: re.Match[str]) -> None:
            self._count(match[1], len(self.ids), match[0], "statements are cited")
            self._count(match[2], len(self._within), match[0], "statements count there")
            if match[3]:
                share = share_text(len(self.ids) / max(len(self._within), 1))
                if re.sub(r"\s", "", match[3]) != re.sub(r"\s", "", share):
                    self._fail(match[3], f"{len(self.ids)} of {len(self._within)} is another share", share)

        def all_that_count(match: re.Match[str]) -> None:
            self._count(match[1], len(self.ids), match[0], "statements are cited")
            if set(self.ids) != set(self._within):
                missing = sorted(set(self._within) ^ set(self.ids))
                self._fail(
                    match[0],
                    f"the statements cited are not those that count ({missing[0]})",
                    number_text(len(self._within)),
                )

        def total(match: re.Match[str]) -> None:
            self._count(match[1], len(self.ids), match[0], "statements are cited")

        self._take(rf"{_NUMBER} av (?:de )?{_NUMBER}\s+utsag(?:a|or|orna)\b(?:\s*\((\d+(?:,\d+)?\s*%)\))?", part)
        self._take(
            rf"(?:\bUnderlaget har|S{_OPEN}\d+{_CLOSE} har) {_NUMBER}\s+utsag(?:a|or) som räknas", all_that_count
        )
        self._take(rf"{_NUMBER}\s+utsag(?:a|or|orna)\b", total)

    def _facts(self) -> None:
        """How many of the statements have a question or theme: "3 av dem har temat A", "alla svarar på frågan C"."""
        one = rf"(?:{_VERB})?[TQA]{_OPEN}\d+{_CLOSE}"
        pattern = rf"{_SUBJECT} ({_VERB}[TQA]{_OPEN}\d+{_CLOSE}(?:(?:,| och) {one})*)"

        def use(match: re.Match[str]) -> None:
            for number in re.findall(rf"{_OPEN}(\d+){_CLOSE}", match[3]):
                name = self._told(number)
                count, total = len(self._with(name, self.ids)), len(self.ids)
                if match[1]:
                    self._count(match[1], count, f"{match[1]} … {name.label}", "of the statements cited do")
                    continue
                word = match[2].casefold()
                holds = {
                    "alla": count == total,
                    "samtliga": count == total,
                    "båda": count == total == 2,
                    "den": count == total == 1,
                    "ingen": count == 0,
                    "inga": count == 0,
                    "hälften": 2 * count == total,
                    "minst hälften": 2 * count >= total,
                }.get(word, 2 * count > total)
                if not holds:
                    self._fail(
                        f"{match[2]} … {name.label}", f"{count} of the {total} statements cited do", f"{count} av dem"
                    )

        self._take(pattern, use)

    def _majorities(self) -> None:
        """Names that no number stands with: more than half of the statements have them."""
        for number, name in enumerate(self.named):
            if name.kind == "session" or number in self.told:
                continue
            count, total = len(self._with(name, self.ids)), len(self.ids)
            if 2 * count <= total:
                self._fail(
                    name.label, f"{count} of the {total} statements cited have it", f"{count} av dem" if count else ""
                )
        self.text = re.sub(rf"[TQA]{_OPEN}\d+{_CLOSE}", " ", self.text)

    def _places_and_shares(self) -> None:
        sessions = [key for key in self.day.sessions_of(self.ids) if key]
        every = [key for key in self.day.sessions_of(self._within) if key]

        def of(match: re.Match[str]) -> None:
            self._count(match[1], len(sessions), match[0], "sessions have statements cited")
            self._count(match[2], len(every), match[0], "sessions have statements that count")

        def passes(match: re.Match[str]) -> None:
            self._count(match[1], len(sessions), match[0], "sessions have statements cited")

        def groups(match: re.Match[str]) -> None:
            self._count(match[1], len(self.day.groups_of(self.ids)), match[0], "groups wrote the statements cited")

        self._take(rf"{_NUMBER} av (?:de )?{_NUMBER}\s+pass\b", of)
        self._take(rf"{_NUMBER}\s+pass\b", passes)
        self._take(rf"{_NUMBER}\s+(?:grupper|grupp|bord)\b", groups)
        self.text = re.sub(rf"S{_OPEN}\d+{_CLOSE}", " ", self.text)

    def _numbers_left(self) -> None:
        said = " ".join(self.day.by_id[i].text for i in self.ids)

        def use(match: re.Match[str]) -> None:
            if not re.search(rf"(?<!\d){re.escape(match[0].strip())}(?!\d)", said):
                self._fail(
                    match[0].strip(), "no count of the statements cited, and no number of theirs", str(len(self.ids))
                )

        self._take(rf"{_DIGITS}\s*%?", use)

    def _free_words(self) -> None:
        """What is left when all that is understood is taken out."""
        left = re.sub(
            r"\b(?:tar upp detta|de[nt]? finns|utan pass|som räknas|från|i|med|på|och|har|är|av dem)\b", " ", self.text
        )
        left = re.sub(r"[\s,;:.()–]+", " ", left).strip()
        if not left:
            return
        said = frozenset().union(*(word_set(self.day.by_id[i].text) for i in self.ids))
        plain = " ".join(self.day.by_id[i].text.casefold() for i in self.ids)
        for match in _QUANTIFIER.finditer(self.text):
            behind = re.match(r"\s+\w+", self.text[match.end() :])
            if f"{match[0]}{behind[0] if behind else ''}".casefold() not in plain:
                self._fail(match[0], "more than the statements cited can bear", "say how many")
        for finding in lack_findings(self.day, self.text, self.ids):
            self.findings.append(finding)
        strange = sorted({base for base, _ in content_lemmas(left)} - said)
        why = f"words of none of the statements cited: {', '.join(strange)}" if strange else "free words, to be read"
        self.findings.append(Finding(False, _plain(left, self.named), why, ""))

    def _told(self, number: str) -> _Named:
        self.told.add(int(number))
        return self.named[int(number)]

    def _count(self, written: str, right: int, what: str, of: str) -> None:
        if number_of(written) != right:
            self._fail(what.strip(), f"{number_text(right)} {of}", number_text(right))


def number_of(written: str) -> int:
    """12, "1 234" with any space, or a word up to twelve."""
    written = written.strip().casefold()
    return _WORDS[written] if written in _WORDS else int(re.sub(r"\s", "", written))


def _plain(text: str, named: Sequence[_Named]) -> str:
    return re.sub(rf"[TQAS]?{_NAME}", lambda match: named[int(match[1])].label, text).strip()


def _nearest(quoted: str, texts: Sequence[str]) -> str:
    from difflib import SequenceMatcher

    def alike(text: str) -> float:
        return SequenceMatcher(None, quoted, text, autojunk=False).ratio()

    best = max(texts, key=alike, default="")
    return f"”{best}”" if best and alike(best) > 0.5 else ""
