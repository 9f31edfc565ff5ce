"""Numbers and words as a Swedish reader expects them."""

from __future__ import annotations

import re

NBSP = "\u00a0"
_NOT_PRINTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

DECISIONS = {"assigned": "kodad", "review": "att granska", "rejected": "avvisad"}
METHODS = {"pattern": "ordmönster", "meaning": "betydelselikhet", "learned": "inlärt", "person": "person"}
STATUSES = {"coded": "kodad", "review": "att granska", "uncoded": "utan kod"}
SOURCES = {"note": "anteckning", "summary": "summering"}
SLOTS = {"fm": "förmiddag", "em": "eftermiddag"}
KINDS = {"area": "område", "theme": "tema"}
LEFT_OUT_ROLES = {
    "heading": ("Rubrik", "Rubrik på bild, avsnitt, pass eller underrubrik."),
    "banner": ("Sidhuvud eller sidfot", "Text som återkommer på varje sida."),
    "question": ("Fråga", "Frågan som anteckningarna svarar på, inte ett svar."),
    "participant": ("Deltagare", "Rad i en deltagarlista. Namnen visas inte."),
    "credit": ("Workshopledare och sammanställare", "Vem som lett, antecknat eller sammanställt. Namnen visas inte."),
    "instruction": ("Instruktion", "Hur workshoppen går till: regler, tider, metod."),
    "context": ("Bakgrund", "Det som arrangören visade i förväg: bakgrund, statistik, figurer."),
    "link": ("Länk eller löst tecken", "Adress, sidnummer eller ensamt tecken."),
}
"""Role -> what the row is called, and why it is no statement."""
PERSONAL_ROLES = ("participant", "credit")
"""Left-out rows with people's names: reports count them and show none of their text."""


def printable(text: str) -> str:
    """The text with U+FFFD for the control characters and half characters that no Office file can hold."""
    return _NOT_PRINTED.sub("\ufffd", text)


def number_text(number: int) -> str:
    """1234 -> "1 234", with a space that does not break over lines."""
    return f"{number:,}".replace(",", NBSP)


def share_text(share: float | None, decimals: int = 1) -> str:
    """0.125 -> "12,5 %"; None -> "–"."""
    if share is None:
        return "–"
    # Half of a unit is rounded away from zero, as readers who check by hand do.
    scaled = int(share * 100 * 10**decimals + 0.5 + 1e-9) / 10**decimals
    return f"{scaled:.{decimals}f}".replace(".", ",") + f"{NBSP}%"


def score_text(score: float, decimals: int = 2) -> str:
    """0.873 -> "0,87"."""
    return f"{score:.{decimals}f}".replace(".", ",")


def statements_text(number: int) -> str:
    """1 -> "1 utsaga", 2 -> "2 utsagor"."""
    return f"{number_text(number)}{NBSP}{'utsaga' if number == 1 else 'utsagor'}"


def range_text(low: int, high: int) -> str:
    """(12, 15) -> "12–15"; (12, 12) -> "12"."""
    return number_text(low) if low == high else f"{number_text(low)}–{number_text(high)}"
