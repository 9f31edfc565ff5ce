"""Personal data in notes: names, personal identity numbers, telephone numbers and e-mail addresses.

Found by rules and lists, so some is missed: nicknames and rare names outside the lists when nothing around them tells
("Zubeyda kommer"), names in small letters ("prata med maria"), first names in capitals only ("ANNA"), names that are
ordinary words first in a sentence ("Bo kan hjälpa till"), lone initials ("/AK"), mistyped identity numbers, and
everyone who is pointed out without a name ("rektorn på skolan i byn"). Read the text before it is published.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, NamedTuple, get_args

import pandas as pd

from rusnlp.people.person_names import NameLists, NameMention, find_names

Kind = Literal["name", "personal_number", "phone", "email"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class Mention(NamedTuple):
    """Personal data in a text: `start` and `end` are code points, end exclusive, and `text` the words between."""

    kind: Kind
    start: int
    end: int
    text: str


_EMAIL = re.compile(
    r"[\w.+%-]*[\w+%-]\s?(?:@|\((?:at|a|snabel-a)\)|\[at\])\s?[\w-]+(?:\.[\w-]+)*\.[a-zåäö]{2,}", re.IGNORECASE
)
_DASH = "[-‐‑–]"
_PERSONAL_NUMBER = re.compile(
    rf"(?<![\w.,+-])(?P<century>1[89]|20)?(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)\s?(?P<sign>{_DASH}|\+)?\s?(?P<last>\d{{4}})"
    r"(?![\w]|[.,]\d)"
)
_DIGITS = rf"(?:[ \u00a0]|[ ]?{_DASH}[ ]?)?\d"
_PHONE = re.compile(
    rf"(?<![\w.,+-])(?:(?:\+|00)(?:4[4-9]|358|354|3[1-9])[ \u00a0-]?(?:\(0\))?(?:{_DIGITS}){{7,10}}"
    rf"|(?:\((?=\d+\)))?(?P<area>08|0[1-7]\d{{1,2}}|0[89]\d{{2}})\)?(?:[ ]?[-‐‑–/][ ]?|[ \u00a0])?"
    rf"(?P<subscriber>\d(?:{_DIGITS}){{4,7}}))"
    r"(?!\d|[ ]?[-–]\d|[.,:]\d|[ ]?(?:%|kr\b|kronor|sek\b|mkr|tkr|msek|mnkr|miljon|euro\b|invånare|"
    r"personer|ton\b|st\b))",
    re.IGNORECASE,
)
_HOURS = re.compile(rf"\d{{4}} ?{_DASH} ?\d{{4}}")
_CALLED = re.compile(
    r"\b(?:tel|telefon|telefonnummer|tfn|mobil|mobilnummer|mob|nås på|ring|växel)\b[.:]*\s{0,2}"
    r"(?P<number>[1-9]\d(?:[ -]?\d){4,6})(?!\d|[ ]?[-–]\d|[.,]\d)",
    re.IGNORECASE,
)


def person_mentions(text: str, *, lists: NameLists | None = None) -> list[Mention]:
    """The names, personal identity numbers, telephone numbers and e-mail addresses of a text, in order.

    No mention lies over another; a name's s of the genitive is not part of it. Full names are first names followed by
    surnames, with initials and particles (von, af, de); a lone first name counts when it is one of the packaged list
    and the words around it do not speak of a place, a company or a thing. A personnummer or samordningsnummer must be
    a date (day + 60 for the latter) with the right check digit. Telephone numbers are Swedish, or foreign with their
    country code. `lists` are the names to know, the packaged ones when None. See the module for what is missed.
    """
    return [mention for mention, _ in mentions_with_names(text, lists)]


def mentions_with_names(text: str, lists: NameLists | None = None) -> list[tuple[Mention, NameMention | None]]:
    """What `person_mentions` gives, each name with its parts."""
    taken: list[tuple[Mention, NameMention | None]] = []
    numbers = [
        *(_mention("email", text, *match.span()) for match in _EMAIL.finditer(text)),
        *(_mention("personal_number", text, *match.span()) for match in _personal_numbers(text)),
        *(_mention("phone", text, *span) for span in _phone_spans(text)),
    ]
    for mention in numbers:
        if not any(_over(mention, other) for other, _ in taken):
            taken.append((mention, None))
    for name in find_names(text, lists):
        mention = _mention("name", text, name.start, name.end)
        if not any(_over(mention, other) for other, _ in taken):
            taken.append((mention, name))
    return sorted(taken, key=lambda pair: pair[0].start)


def flag_persons(statements: pd.DataFrame) -> pd.DataFrame:
    """The statements with a column `person_data`: the kinds of personal data in each text, in the order of `KINDS`.

    An empty list where none was found. A new table is returned; see `person_mentions` for what is found and missed.
    """
    kinds = [{mention.kind for mention in person_mentions(str(text))} for text in statements["text"]]
    flagged = statements.copy()
    flagged["person_data"] = pd.Series(
        [[kind for kind in KINDS if kind in found] for found in kinds], index=statements.index, dtype=object
    )
    return flagged


def _mention(kind: Kind, text: str, start: int, end: int) -> Mention:
    return Mention(kind, start, end, text[start:end])


def _over(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end


def _personal_numbers(text: str) -> list[re.Match[str]]:
    return [match for match in _PERSONAL_NUMBER.finditer(text) if _is_personal_number(match)]


def _is_personal_number(match: re.Match[str]) -> bool:
    day = int(match["day"])
    day -= 60 if day > 60 else 0
    # Without its century a year may be a leap year in one century only; 2000 and 1900 differ, so any will do.
    years = (
        [int(match["century"] + match["year"])]
        if match["century"]
        else [1900 + int(match["year"]), 2000 + int(match["year"])]
    )
    digits = match["year"] + match["month"] + match["day"] + match["last"]
    if not match["century"] and not match["sign"] and re.match(r"07[02369]", digits):
        return False  # ten figures without a break that open like a mobile number
    return any(_is_date(year, int(match["month"]), day) for year in years) and luhn_holds(digits)


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def luhn_holds(digits: str) -> bool:
    """Whether the last digit is the check digit of those before it (Luhn's formula, ISO/IEC 7812-1, annex B)."""
    doubled = (int(digit) * (2 - i % 2) for i, digit in enumerate(digits[-2::-1], start=0))
    return (sum(n // 10 + n % 10 for n in doubled) + int(digits[-1])) % 10 == 0


def _phone_spans(text: str) -> list[tuple[int, int]]:
    spans = [match.span() for match in _PHONE.finditer(text) if _is_phone(match)]
    return spans + [match.span("number") for match in _CALLED.finditer(text)]


def _is_phone(match: re.Match[str]) -> bool:
    if _HOURS.fullmatch(match.group()):
        return False
    area, subscriber = match["area"], match["subscriber"]
    if area is None:
        return True
    figures = sum(character.isdigit() for character in subscriber)
    if area == "08":
        return 6 <= figures <= 8
    if area.startswith("07"):
        return len(area) + figures == 10
    return 8 <= len(area) + figures <= 10
