"""What a heading says of the notes under it: session, group, time of day, and what kind of page it opens.

The words stand in `codebooks/headings.yaml`, questions in `codebooks/questions.yaml`. Here is what words alone do not
settle: numbers, clock times, names of persons, addresses and the headers of mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from rusnlp.outlining.heading_words import Kind, Passage, heading_words

Slot = Literal["fm", "em", "both"]
MailPart = Literal["quoted", "header", "covering", "greeting", "sign_off"]

_LONGEST_HEADING = 160
"""Characters."""
_LONGEST_GROUP = 60
"""Characters."""
_ROMAN = {n: str(i) for i, n in enumerate(("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"), 1)}

_NUMBERED_QUESTION = re.compile(
    r"""^\W* (?: (?:\w+-?)?fråg(?:a|eställning)\s*(?:\d|[A-H][.:)])    # Fråga 2, Workshopfråga 2, Fråga A:
             |   question\s*\d
             |   q\d\b )""",
    re.IGNORECASE | re.VERBOSE,
)
_MORNING = re.compile(r"\bförmiddag(?:en|ens|s\w*)?\b | \bf\.?m\.?(?=[\s):,.–-]|$) | \bmorning\b", re.I | re.VERBOSE)
_AFTERNOON = re.compile(
    r"\beftermiddag(?:en|ens|s\w*)?\b | (?<!\w)e\.?m\.?(?=[\s):,.–-]|$) | \bafternoon\b", re.I | re.VERBOSE
)
_WHOLE_DAY = re.compile(
    r"\bhela\ dagen\b | \bbåda\ (?:passen|halvdagarna|tillfällena)\b | \bwhole\ day\b", re.I | re.VERBOSE
)
_CLOCK = re.compile(
    r"""(?<![\d.,]) (?:kl(?:ockan|\.)?\s*)?
        ([01]?\d|2[0-3]) [.:] [0-5]\d      # 9.30, 13:45
        (?![\d%])""",
    re.IGNORECASE | re.VERBOSE,
)
_CLOCK_HOUR = re.compile(
    r"""\bkl(?:ockan|\.)?\s*
        ([01]?\d|2[0-3]) (?:\s*[-–]\s*\d{1,2})? \b   # kl 9, klockan 13–15
        (?![.:]\d)""",
    re.IGNORECASE | re.VERBOSE,
)

_NAME = r"[A-ZÅÄÖÉØ]\w+ (?: [ -] [A-ZÅÄÖÉØ]\w+ )+"
"""First and family name, for use in verbose expressions."""
_NAME_ROW = re.compile(
    r"""^ [A-ZÅÄÖÉØ][\w'’.-]+                            # first name
        (?:\ (?:von|van|de|af|[A-ZÅÄÖÉØ]\.?))?           # "af", or an initial
        (?:\ [A-ZÅÄÖÉØ][\w'’-]+){1,3}                    # family names
        \s* (?: [,(–-]\s*\S.* | $ )                      # nothing more, or title and organisation""",
    re.VERBOSE,
)
_NAMED_SUMMARY = re.compile(
    r"""^\W* (?: [A-ZÅÄÖ]\w+s\ (?:summering|sammanfattning)                         # Rigmors summering
             |   (?i:\w*(?:ledar|värd|sekreterar)(?:en|na|ar|arna)?s\                 # Sessionsledarens slutsatser
                     (?:summering|sammanfattning|slutsats(?:er)?|reflektion(?:er)?|intryck|iakttagelser))
             |   (?i:(?:\w+\ )?(?:summering|sammanfattning|slutsats(?:er)?|reflektion(?:er)?|intryck|iakttagelser)
                     \ (?:av|från|enligt)\ \w*(?:ledar|värd|sekreterar)(?:e|en|na|ar|arna)?)
             ) \W*$""",
    re.VERBOSE,
)
"""A leader's own summary, whatever the leader is called."""
_DURATION = re.compile(
    r"""(?: [–—-]\s* (?:ca\s*)?                                            # Diskutera vid bordet – 30 min
        |  ^\W*(?:dialog|diskussion|samtal|intro)\w*\s (?:i\s)? (?:ca\s)? )   # Dialog i 15 min
        \d+ (?:[–-]\d+)? \s* min(?:uter)? \W*$
      | ^\W*tid(?:såtgång)?: \s* (?:ca\s*)? \d+ (?:[–-]\d+)? \s* (?:min|tim)   # Tid: 35 minuter per fråga""",
    re.IGNORECASE | re.VERBOSE,
)
"""A step of a timetable with its length."""

_NUMBER_LAST = re.compile(r"\s(?:\d{1,2}|[A-H])\W{0,2}$")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ])")
_LONGEST_POINTER = 400
"""Characters beyond which a text is no mere address."""
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+\.\w{2,}|(?<!\d)(?:\+46|0)\d{1,3}[ -]?\d{2,3}(?: ?\d{2,3}){1,3}(?!\d)"
)
_LINK = re.compile(
    r"""^\W* (?: (?:mailto:|https?://|www\.)\S+
             |   \S+@\S+\.\w+
             |   (?-i:[a-zåäö\d-]{3,}(?:\.[a-zåäö\d-]{2,})*\.[a-z]{2,})(?:/\S*)?    # larande.example, without www
             |   (?:sid(?:a|an)?|s\.|page|bild|slide|blad)? \s* \d{1,3} \s* (?:(?:av|of|/|\()\s*\d{1,3}\)?)?
             |   (?:\w+\ )?sid(?:a|an)\ \d+\ av\ \d+ ) \W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_MAIL_HEADER = re.compile(
    r"^\W*(?:från|till|kopia|cc|bcc|skickat|datum|ämne|from|to|sent|date|subject|bifogat)\s*:\s*\S", re.IGNORECASE
)
_QUOTED_MAIL = re.compile(
    r"""^\W* -{2,}\s* (?:ursprungligt\ meddelande|original\ message|vidarebefordrat)
      | ^den\ .{5,60}\ skrev\ .{2,60}:$
      | ^on\ .{5,60}\ wrote:$""",
    re.IGNORECASE | re.VERBOSE,
)
_SIGNED = re.compile(r"^/\s*[A-ZÅÄÖ]\w+(?: [A-ZÅÄÖ]\w+)?$|^--$")
"""A signature line: "/Ada", "--"."""


@dataclass(frozen=True, slots=True)
class Cues:
    """What one heading says. `rest` is what remains of it when session and group are taken off."""

    kind: Kind | None = None
    session: str | None = None
    session_word: str | None = None
    title: str | None = None
    group: str | None = None
    slot: Slot | None = None
    rest: str = ""


@lru_cache(maxsize=4096)
def read_cues(text: str) -> Cues:
    """The cues in a heading; all None for a text that gives none.

    Meant for headings: run on a note it may take a passing "förmiddag" for a time slot.
    """
    rest = " ".join(text.split())
    session = word = title = group = None
    found = _session_regex().match(rest)
    if found:
        word, number, title = found[1].casefold(), found[2].upper(), found[3].strip()
        session = _ROMAN.get(number) or (number if number.isdigit() else f"{word.capitalize()} {number}")
        rest = title
    found = _group_regex().match(rest)
    if found:
        group = found[1].strip(" :")
        rest = found[2].lstrip(" -–—:,.|(").strip()
    kind = kind_of(text) or (kind_of(rest) if rest and rest != text else None)
    return Cues(kind, session, word, title, group, slot_of(text), rest)


@cache
def _session_regex() -> re.Pattern[str]:
    return re.compile(
        rf"""^\W* (?:\d{{1,2}}\W+)?                        # a list number: "3. Pass 3"
            {_one_of(heading_words().session_words)} \s*
            (?:nr\.?\s*)?
            ( \d{{1,2}} | (?-i:[IVX]{{1,4}}|[A-H])(?![\w-]) ) (?![\w%])
            \s* [-.,:–—)|/·•]* \s* (.*)$                   # the title""",
        re.IGNORECASE | re.DOTALL | re.VERBOSE,
    )


@cache
def _session_tail_regex() -> re.Pattern[str]:
    """The session that a heading ends with: ", tema 2", " – Pass 1", " (block B)"."""
    words = _one_of(heading_words().session_words, capture=False)
    between = r"\s*[-–—,.:(|/·]\s*|\s+(?:(?:från|för|i|av|efter|under)\s+)?"
    return re.compile(rf"(?<=\w)(?:{between}){words}\s+(?:nr\.?\s*)?(?:\d{{1,2}}|(?-i:[A-H]))\W*$", re.IGNORECASE)


@cache
def _group_regex() -> re.Pattern[str]:
    capital = "(?-i:[A-ZÅÄÖ])"
    return re.compile(
        rf"""^\W* ( {_one_of(heading_words().group_words, capture=False)}
            (?: \s* (?:nr\.?\s*)? (?:\d{{1,2}}|{capital}) (?![\w-])           # Grupp 2, Bord B
              | \s+ {capital}[\wåäöé]+ (?=\s*:?\s*$)                          # Grupp Väst
              | \s+ {capital}[\wåäöé]+ (?:\ [\wåäöé]+){{1,2}} (?=\s*:\s*$)    # Grupp Norra hamnen:
            ) ) \s* (.*)$""",
        re.IGNORECASE | re.DOTALL | re.VERBOSE,
    )


@cache
def _credit_regex() -> re.Pattern[str]:
    """A role with a colon or a name after it, or a name with a role after it."""
    words = heading_words()
    roles = _one_of((*words.leaders, *words.writers), capture=False)
    leaders = _one_of(words.leaders, capture=False)
    return re.compile(
        rf"""^\W* (?: {roles}\s*:
                 | {leaders}\s*[–-]\s(?-i:[A-ZÅÄÖ])
                 | {roles}[\s,]+(?:(?:var|är)\s+)?(?-i:{_NAME})
                 | {_compound_of((*words.leaders, *words.writers))}(?-i:{_NAME})
                 )
           | ^\W* (?-i:{_NAME}),\ {roles}\W*$""",
        re.IGNORECASE | re.VERBOSE,
    )


@cache
def _leader_regex() -> re.Pattern[str]:
    words = heading_words().leaders
    leaders, others = _one_of(words, capture=False), _compound_of(words)
    return re.compile(rf"^\W*(?:{leaders}\s*[:–-]|{others}(?-i:{_NAME}))", re.IGNORECASE | re.VERBOSE)


def _one_of(words: Iterable[str], *, capture: bool = True) -> str:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return f"({'' if capture else '?:'}{'|'.join(map(re.escape, longest_first))})"


def _compound_of(words: Iterable[str]) -> str:
    """A word that ends in one of the words, up to the name after it: "Spårledare: ", "Spårledare var "."""
    ends = "|".join(f"(?<={re.escape(word)})" for word in sorted(words))
    return rf"\w++(?=\s*:|\s+(?:var|är)\s)(?:{ends})(?:\s*:|\s+(?:var|är))\s*"


@lru_cache(maxsize=4096)
def kind_of(text: str) -> Kind | None:
    """What kind of page or section a heading opens, None when it does not say."""
    if len(text) > _LONGEST_HEADING:
        return None
    folded = text.lower()
    for kind, phrases in heading_words().headings.items():
        if phrases.meets(folded):
            return kind
    if _credit_regex().match(text):
        return "credit"
    if _NAMED_SUMMARY.match(text):
        return "summary"
    if _LINK.match(text):
        return "link"
    tail = _session_tail_regex().search(text) if _NUMBER_LAST.search(text) else None
    return kind_of(text[: tail.start()]) if tail else None


def slot_of(text: str) -> Slot | None:
    """Morning, afternoon or both, from the words or the clock time in a heading or cell; None when it says neither."""
    morning, afternoon = bool(_MORNING.search(text)), bool(_AFTERNOON.search(text))
    if _WHOLE_DAY.search(text) or (morning and afternoon):
        return "both"
    if morning or afternoon:
        return "fm" if morning else "em"
    found = _CLOCK.search(text) or _CLOCK_HOUR.search(text)
    return ("fm" if int(found[1]) < 12 else "em") if found else None


def _meets(text: str, passage: Passage) -> bool:
    return heading_words().passages[passage].meets(text.lower())


def reads_as_instruction(text: str) -> bool:
    """Whether the text tells participants what to do, or how the workshop is run."""
    return _meets(text, "instruction") or bool(_DURATION.search(text))


def reads_as_context(text: str) -> bool:
    """Whether the text speaks of the document itself or names a source."""
    return _meets(text, "context")


def reads_as_script(text: str) -> bool:
    """Whether a speaker note is what the presenter is to say or do, not what the room said."""
    return _meets(text, "script")


def reads_as_farewell(text: str) -> bool:
    """Whether a line is a welcome, a thank-you or a break in the programme, also with where to turn after it."""
    first, *others = _SENTENCE_END.split(text.strip())
    return _meets(first, "break") and all(map(_closes, others))


def _closes(sentence: str) -> bool:
    """Whether a sentence is one of those after a thank-you: an address, the next meeting, a good-bye."""
    turns_to = _ADDRESS.search(sentence) and len(_ADDRESS.sub("", sentence).split()) <= 8
    return bool(turns_to) or any(_meets(sentence, part) for part in ("break", "context", "covering", "sign_off"))


def reads_as_pointer(text: str) -> bool:
    """Whether the text is little more than an address to turn to or a page to read."""
    if len(text) > _LONGEST_POINTER or not ("@" in text or "://" in text or "www." in text.casefold()):
        return False
    return bool(_ADDRESS.search(text)) and len(_ADDRESS.sub("", text).split()) <= 8


def names_those_present(text: str) -> bool:
    """Whether a line names those present on the line itself: "Deltagare: Anna Berg (Osby kommun), …"."""
    return _meets(text, "present") and not text.rstrip().endswith(":")


def names_a_leader(text: str) -> bool:
    """Whether a line says who leads the session: "Workshopledare: Ada Berg"."""
    return bool(_leader_regex().match(text))


def is_name_row(text: str) -> bool:
    """Whether a line is a person's name, with or without title and organisation after it."""
    return bool(_NAME_ROW.match(text))


def is_numbered_question(text: str) -> bool:
    """Whether the text announces itself as a question by number ("Fråga 2", "Workshopfråga 3 – …")."""
    return bool(_NUMBERED_QUESTION.match(text))


def card_kind(text: str) -> Kind | None:
    """What kind of card this is by the name it opens with ("Så här gör ni", "Deltagare: …"), None for a note."""
    if _meets(text, "card"):
        return "instruction"
    kind = kind_of(re.split(r"[:–]", text)[0]) or kind_of(text)
    return kind if kind in ("participant", "credit", "instruction", "context", "contents", "link") else None


def mail_part(text: str) -> MailPart | None:
    """Which part of a mail a line is, where it is none of the notes that the mail brings; None for all else."""
    if _QUOTED_MAIL.match(text):
        return "quoted"
    if _MAIL_HEADER.match(text):
        return "header"
    if _SIGNED.match(text):
        return "sign_off"
    return next((part for part in ("covering", "greeting", "sign_off") if _meets(text, part)), None)


def is_structural(text: str) -> bool:
    """Whether a line opens something new by its words: a slot, group, kind of page, credit or numbered question."""
    text = text.strip()
    if not text[:1].isupper():
        return False
    if names_those_present(text) or _MAIL_HEADER.match(text):
        return True
    if len(text) > _LONGEST_HEADING:
        return False
    return kind_of(text) == "credit" or is_numbered_question(text) or is_bare_heading(text)


def is_group_alone(text: str) -> bool:
    """Whether a text names a group and says nothing else: "Bord 2:"."""
    cues = read_cues(text) if len(text) <= _LONGEST_GROUP else Cues()
    return cues.group is not None and not cues.rest


def _clock_time(text: str) -> bool:
    return bool(_CLOCK.search(text) or _CLOCK_HOUR.search(text))


def is_bare_heading(text: str) -> bool:
    """Whether a short line is a whole heading by its words alone: a time slot, a group, a kind of page."""
    text = text.strip()
    if not text[:1].isupper() or len(text) > 60:
        return False
    cues = read_cues(text)
    bare_slot = cues.slot is not None and len(text.split()) <= 4 and not _clock_time(text)
    return (
        bool(cues.group and not cues.rest) or bare_slot or cues.kind in ("participant", "summary", "details", "notes")
    )
