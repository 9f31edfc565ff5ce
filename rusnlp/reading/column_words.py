"""The words that head columns in workshop tables, Swedish and English, and the texts that only label or count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Literal

from rusnlp.outlining.heading_words import heading_words

Kind = Literal[
    "session",
    "topic",
    "question",
    "slot",
    "group",
    "label",
    "answer",
    "asked",
    "grouped",
    "other",
    "aside",
    "rating",
    "person",
]
"""What a column holds.

session, question, slot, group: the tag of the row's answers. topic: a subject that may name the session. label: what
the row's answers are about, or who gave them. answer: statements. asked: statements that answer the column's own
header. grouped: statements of the group that the header names. other: statements under a header whose meaning is
still to be found out. aside: words that are none. rating: numbers, dates, ids. person: who answered.
"""

TAG_KINDS: tuple[Kind, ...] = ("session", "question", "slot", "group")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_WORDS: dict[Kind, frozenset[str]] = {
    "answer": _words(
        """svar svaren svaret svarstext anteckning anteckningar anteckningarna kommentar kommentarer kommentarerna
        inlägg inläggen utsaga utsagor utsagorna synpunkt synpunkter notering noteringar inspel fritext lapp lappar
        postit postits text texten innehåll tankar reflektion reflektioner diskussion dokumentation citat yttrande
        tillägg tilläggen motivering motiveringar förtydligande förtydliganden
        yttranden statement statements answer answers comment comments note notes response responses reply replies
        feedback"""
    ),
    "question": _words(
        """fråga frågan frågor frågeställning frågeställningar frågetext frågerubrik frågeområde frågenr frågenummer
        question questions uppgift övning delmoment"""
    ),
    "session": _words(
        """pass passet passnr passnummer passnamn session sessions sessionsnr sessionsnummer workshop workshops
        workshopnr seminarium seminarier seminariet seminarienummer spår rundabordssamtal dialogmöte samtal samtalet
        samtalsnr samtalsnummer block blocket blocknr träff träffen träffnr verkstad"""
    ),
    "topic": _words(
        """tema temat teman temaområde område områden ämne ämnen ämnesområde målområde utmaningsområde station rubrik
        kategori topic topics theme themes category"""
    ),
    "label": _words(
        """perspektiv perspektivet aspekt aspekter dimension dimensioner faktor faktorer nivå målgrupp målgrupper aktör
        aktörer section sections sektion"""
    ),
    "slot": _words(
        """tid tiden när tidpunkt tidslucka passtid klockslag kl klockan fmem halvdag dagdel tillfälle time slot"""
    ),
    "group": _words(
        """grupp gruppen gruppnr gruppnummer gruppnamn smågrupp arbetsgrupp diskussionsgrupp samtalsgrupp dialoggrupp
        bord bordet bordsnr bordnr bordsnummer bordsnamn rum rummet samtalsbord dialogbord
        fokusgrupp temagrupp group groups table tables team"""
    ),
    "person": _words(
        """namn namnet förnamn efternamn deltagare respondent respondenten svarande avsändare epost epostadress mejl
        mejladress mail mailadress email telefon telefonnummer tel mobil mobilnummer phone name firstname lastname
        username first last full varifrån
        organisation organisationen organization verksamhet arbetsgivare arbetsplats företag
        kommun förvaltning titel befattning roll funktion parti ålder kön författare author antecknare sekreterare
        gruppledare bordsvärd samtalsledare processledare workshopledare uppgiftslämnare participant participants
        kost specialkost allergi allergier matpreferens matpreferenser närvaro anmäld anmälan
        användare användarnamn talare moderator föreläsare inledare föredragshållare"""
    ),
    "rating": _words(
        """id nr nummer löpnummer rad radnummer index betyg poäng score rating antal röster vote votes like likes gilla
        tummar summa sum total totalt medel medelvärde genomsnitt medelbetyg skala prio prioritet rang ranking datum
        date starttid sluttid slutförandetid start tidsstämpel timestamp created skapad ändrad uppdaterad modified
        språk language länk url ip ipadress svarstid svarsid respondentid responseid vikt viktning procent andel prick
        prickar streck klistermärken klisterlappar poängsumma placering"""
    ),
    "aside": _words(
        """status typ färg källa source ansvar ansvarig ansvariga kod koder kodning tagg taggar tag tags etikett
        etiketter intern internt interna admin handläggare redaktionell uppföljning deadline klar klart vem
        tidplan tidsplan startdatum slutdatum programpunkt programpunkter programmoment programinslag hållpunkt
        hållpunkter"""
    ),
}
_COMPOUND_ENDS: dict[Kind, tuple[str, ...]] = {
    "answer": ("svar", "anteckning", "anteckningar", "kommentar", "kommentarer", "synpunkter", "noteringar", "utsagor"),
    "question": ("fråga", "frågor", "frågeställning"),
    "session": ("pass", "passnr", "passnummer", "workshop", "seminarium", "session"),
    "topic": ("tema", "temat"),
}
STRONG_WORDS = _words(
    """status ansvarig ansvariga källa source kod koder kodning tagg taggar tag tags etikett etiketter intern internt
    interna admin handläggare redaktionell namn förnamn efternamn namnet epost epostadress mejl mejladress mail
    mailadress email telefon telefonnummer tel mobil mobilnummer phone name firstname lastname username deltagare
    respondent respondenten avsändare antecknare sekreterare gruppledare bordsvärd samtalsledare processledare
    workshopledare författare author talare moderator föreläsare inledare föredragshållare id nr nummer löpnummer
    datum date tidsstämpel timestamp url länk ip röster votes"""
)
"""Words in headers of columns that hold no answers whatever stands in them."""
_STAMPS = _words(
    """skapad skapat created tidsstämpel timestamp datum date starttid start slutförandetid sluttid inskickad inskickat
    inlämnad registrerad publicerad submitted"""
)
"""Words over columns that tell when a row was written."""
_PROGRAMME = _words(
    """program punkt moment vad händer aktivitet inslag vem lokal plats sal rum ansvarig talare längd minuter min
    agenda what who where item activity"""
)
"""Words over the columns beside the times of a programme."""
_FILLERS = _words(
    """på från i för vid till en ett den det era er ert ditt din dina vår våra vårt alla eventuell eventuella övrig
    övriga ev och eller fri fria kort frivillig frivilligt obligatorisk the your of at av om"""
)
_COUNTERS = _words("id nr nummer no number namn")
_TITLES = _words(
    """styrka styrkor svaghet svagheter möjlighet möjligheter hot hinder utmaning utmaningar problem lösning lösningar
    förslag idé idéer åtgärd åtgärder insats insatser aktivitet aktiviteter behov nuläge nuläget önskat läge önskeläge
    önskningar framåt idag dag imorgon nu sen sedan målbild orsak orsaker konsekvens konsekvenser effekter risk risker
    fördel fördelar nackdel nackdelar plus minus bra bäst mindre sämre dåligt bättre fungerar fungerade inte ej sluta
    börja fortsätt fortsätta göra gör med mer mindre start starta stop stopp stoppa continue keep behåll behålla
    utveckla avveckla framgångsfaktorer medskick drömmar farhågor förväntningar lärdomar nästa steg vad hur varför hit
    strengths weaknesses opportunities threats challenges problems solutions ideas actions needs pros cons"""
)
_STAMP = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/(?:\d\d){1,2})[ T](?P<time>\d{1,2}:\d\d)(?::\d\d(?:\.\d+)?)?"
)
_PERIOD = re.compile(r"(?:år |ht ?|vt ?)?(?:19|20)\d\d(?: ?[/–-] ?(?:\d\d){1,2})?", re.IGNORECASE)
_SURVEY: tuple[tuple[Kind, str], ...] = (
    ("person", r"\b(?:ditt|ert) namn\b|vad heter (?:du|ni)|\bvem är du|din e-?post|e-?postadress|your (?:name|email)"),
    ("person", r"\bvilken (?:\w+ )?(?:organisation|kommun|verksamhet|förvaltning)\b.*\b(?:du|ni)\b"),
    ("person", r"representerar (?:du|ni)|\b(?:arbetar|jobbar) (?:du|ni) (?:på|i|inom|som)|\bdin roll\b"),
    ("person", r"åldersgrupp|\bditt kön\b|hur gammal"),
    ("group", r"\bvilke[nt] (?:grupp|bord)\b|which (?:group|table)\b"),
    (
        "session",
        r"\bvilke[nt] (?:dialog)?(?:pass|session|workshop|seminarium)\b.*\b(?:du|ni)\b|which (?:session|workshop)\b",
    ),
    ("slot", r"förmiddag(?:en)? eller eftermiddag(?:en)?|\bvilken tid\b"),
)
_CLOCK = r"\d{1,2}(?:[:.]\d{2}){0,2}"
_BOTH_HALVES = r"(?:fm|förmiddag(?:en)?) ?(?:\+|&|/|och) ?(?:em|eftermiddag(?:en)?)"
_SLOT = (
    r"(?:f\.?m\.?|e\.?m\.?|am|pm|(?:för|efter)middag(?:en)?|hela dagen|båda passen"
    rf"|{_BOTH_HALVES}"
    rf"|(?:kl\.?|klockan)? ?{_CLOCK}(?: ?[-–] ?{_CLOCK})?)"
)
_SIGNS = ("+", "-", "–", "−", "✓", "✗", "☺", "☹", "🙂", "🙁", "👍", "👎")
_SLOT_VALUE = re.compile(_SLOT, re.IGNORECASE)
_NUMBER = r"\s*(?:nr\.?\s*)?(?:\d{1,2}|[a-z])\b.*"
_SESSION_NUMBER = r"\s*(?:nr\.?\s*)?(?-i:\d{1,2}[a-z]?|[A-H])(?:\s*[-–—:.,|/(·•].*|\s+(?:(?-i:[A-ZÅÄÖ])|kl\b).*)?"
_COUNTED = (
    r"antal|poäng|prick(?:ar)?|streck|röster|svar|betyg|tummar|lappar|kort|deltagare|klistermärken|votes?|likes?"
    r"|inlägg|rader|utsagor|kommentarer|synpunkter|anteckningar|idéer|förslag|prio(?:ritet)?|respondenter|svarande"
    r"|bord|grupper|responses|answers|participants"
)
_TOTAL = (
    r"(?:(?:del)?summa|total(?:t|summa)?|sum|medel(?:värde|betyg|tal)?|genomsnitt(?:ligt)?|snitt|median)"
    rf"(?: (?:{_COUNTED}))*|antal (?:{_COUNTED})"
)
_POLL_FACT = re.compile(
    r"(?:typ|frågetyp|sorts? fråga|type|question type)\s*:\s*(?P<type>\S.*)"
    r"|\d+ (?:svar|röster|deltagare|respondenter|svarande|inlägg|answers|responses|votes|participants|submissions)"
    r"|(?:(?:antal |number of )?(?:svar|röster|deltagare|respondenter|svarande|answers|responses|votes|participants))"
    r"\s*:\s*\d+",
    re.IGNORECASE,
)
_CLOSED_POLL = re.compile(
    r"(?:flerval|enval|skal|betyg|rang|ranking|quiz|multiple|single|scale|rating|poäng|omröstning|select|nps)",
    re.IGNORECASE,
)
_SUM_LEAD = re.compile(
    r"(?:(?:del)?summa|sum|totalsumma|medel(?:värde|betyg|tal)|genomsnitt(?:ligt)?|snitt|median)\b", re.IGNORECASE
)
_NO_ANSWER = re.compile(
    r"[\W_]*"  # dashes, dots, stars, thumbs and other signs without a letter
    r"|[+-]?\d[\d\s.,]*(?:%|p|poäng|st|/ ?\d+|av \d+)?"
    r"|\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?.*)?|\d\d?:\d\d(?::\d\d)?|\d{1,2}/\d{1,2}(?:[ /-]\d{2,4})?"
    r"|\S+@\S+\.\w+|(?:https?://|www\.)\S+"
    r"|#(?:REF|N/A|VALUE|NAME|DIV/0|NUM|NULL|REFERENS|SAKNAS|VÄRDEFEL)[!?]?|x|n/?a"
    rf"|(?:{_TOTAL}):?\s*[\d\s.,]*",
    re.IGNORECASE,
)


@lru_cache(maxsize=10_000)
def header_kind(header: str) -> Kind | None:
    """What a column with this header holds; None when the header alone does not tell.

    A header that is itself a question is None unless it asks who or when ("Vem?"); so are headers that are the tag
    of what stands below them ("Grupp 1", "Förmiddag").
    """
    text = " ".join(header.casefold().split()).strip(" :*")
    if " " in text:
        for kind, pattern in _SURVEY:
            if re.search(pattern, text):
                return kind
    if re.fullmatch(_BOTH_HALVES, text):
        return "slot"
    if is_value_header(header) or (text.endswith("?") and " " in text):
        return None
    return _kind_of_words(_significant_words(text))


def _significant_words(header: str) -> list[str]:
    text = re.sub(r"\([^)]*\)", "", header) or header
    for spelled, joined in (("e-post", "epost"), ("e-mail", "email"), ("post-it", "postit"), ("fm/em", "fmem")):
        text = text.replace(spelled, joined)
    return [word for word in re.findall(r"[^\W_]+", text) if word not in _FILLERS and not word.isdigit()]


def _kind_of_words(words: list[str]) -> Kind | None:
    """The kind that the first or last word names, as "svar" does in "svar på frågan" and "deltagarnas svar"."""
    if len(words) > 1 and (_is(words[0], "session") or _is(words[0], "group")):
        words = [word for word in words if word not in _COUNTERS]
    if not 0 < len(words) <= 4:
        return None
    if len(words) > 1 and any(_is(word, "rating") for word in words):
        return "rating"
    if any(_is(word, "aside") for word in words):
        return "aside"
    kinds: tuple[Kind, ...] = ("answer", "question", "session", "slot", "group", "topic", "rating")
    for kind in kinds:
        if _is(words[0], kind) or _is(words[-1], kind):
            return kind
    if all(_is(word, "label") for word in words):
        return "label"
    return "person" if all(_is(word, "person") for word in words) else None


def is_strong_header(header: str) -> bool:
    """Whether a header tells by itself that its column holds no answers: "Status", "E-post", "Intern kommentar"."""
    return any(word in STRONG_WORDS for word in _significant_words(" ".join(header.casefold().split())))


@cache
def _labels() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    words = heading_words()
    groups, sessions = ("|".join(map(re.escape, listed)) for listed in (words.group_words, words.session_words))
    return (
        ("slot", re.compile(_SLOT, re.IGNORECASE)),
        ("group", re.compile(rf"(?:{groups}){_NUMBER}", re.IGNORECASE)),
        ("group", re.compile(rf"(?:{groups})\s+(?-i:[A-ZÅÄÖ])[\wåäöé-]+", re.IGNORECASE)),
        ("session", re.compile(rf"(?:{sessions}){_SESSION_NUMBER}", re.IGNORECASE)),
        ("question", re.compile(rf"(?:fråga|question){_NUMBER}", re.IGNORECASE)),
    )


def label_kind(text: str) -> Kind | None:
    """The tag that a text is when it stands over or beside answers: "Grupp Röd", "Pass 3", "kl. 10.15"; else None."""
    plain = text.strip(" :")
    kind = next((kind for kind, pattern in _labels() if pattern.fullmatch(plain)), None)
    if kind == "group" and plain.casefold().split()[-1].strip(".") in _COUNTERS:
        return None
    return kind


def is_value_header(header: str) -> bool:
    """Whether a header is itself the tag of what stands below it: "Grupp 1", "Pass 3", "Förmiddag", "kl. 10.15"."""
    return label_kind(header) is not None


def is_title(text: str) -> bool:
    """Whether a text is a usual title of a column of notes: "Styrkor", "Vad fungerar inte?", "Önskat läge", "+"."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    words = [word for word in words if word not in _FILLERS]
    if words and text[:1].islower():
        return False
    return 0 < len(words) <= 4 and all(word in _TITLES for word in words) if words else text.strip() in _SIGNS


def name_columns(texts: Sequence[str]) -> bool:
    """Whether the filled texts of a row are names of columns by their words alone, two of them or more.

    They are when each is the name of a kind of column, a usual title, a question, or one of several labels of the same
    kind ("Grupp 1", "Grupp 2"), or when names stand before the numbers 1, 2, 3.
    """
    filled = [text.strip() for text in texts if text.strip()]
    if len(filled) > 2 and filled[1:] == [str(number) for number in range(1, len(filled))]:
        return header_kind(filled[0]) is not None
    unknown = [text for text in filled if header_kind(text) is None and not is_title(text)]
    labels = [text for text in unknown if is_value_header(text)]
    if labels:
        alike = len({label_kind(text) for text in labels}) == 1 and len(set(labels)) > 1
        return len(labels) == len(unknown) and alike
    return len(set(filled)) > 1 and all(map(_asks, unknown))


def _asks(text: str) -> bool:
    return text.endswith("?") and len(text.split()) > 2


def is_total(texts: Sequence[str]) -> bool:
    """Whether the cells of a row sum up those above: "Summa bord 1" or "Totalt antal röster" beside numbers."""
    filled = [text.strip() for text in texts if text.strip()]
    words = [text for text in filled if not is_no_answer(text) or re.match(_TOTAL, text, re.IGNORECASE)]
    if len(words) != 1:
        return False
    summed = _SUM_LEAD.match(words[0]) and len(words[0].split()) <= 4 and len(filled) > 1
    return bool(summed) or is_no_answer(words[0])


def is_no_answer(text: str) -> bool:
    """Whether a cell holds no words of its own: a dash, a number, a thumb, a time, an address. "Vet ej" has words."""
    return _NO_ANSWER.fullmatch(text.strip()) is not None


def is_poll_fact(text: str) -> bool:
    """Whether a text tells of a question in a poll how it was put or answered: "Typ: Öppen fråga", "11 svar"."""
    return _POLL_FACT.fullmatch(text.strip()) is not None


def is_closed_poll(text: str) -> bool:
    """Whether a text says that the answers to a question were chosen or counted: "Typ: Skala"."""
    told = _POLL_FACT.fullmatch(text.strip())
    return told is not None and told["type"] is not None and _CLOSED_POLL.match(told["type"]) is not None


def time_of_day(text: str) -> str:
    """A value of a time column as a clock time: the fraction of a day and the number 10.3 that Excel may hold.

    A date before the time is dropped; any other text is returned as it is.
    """
    if stamp := _STAMP.fullmatch(text.strip()):
        return stamp["time"]
    if re.fullmatch(r"0\.\d{3,}|0\.5|0\.25|0\.75", text):
        minutes = round(float(text) * 24 * 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    if re.fullmatch(r"(?:1?\d|2[0-3])\.[0-5]", text):
        return text + "0"
    return text


def is_stamped_on_one_day(header: str, values: Sequence[str]) -> bool:
    """Whether a column holds when each row was written, date and time, and all on the same day."""
    if not set(_significant_words(header.casefold())) & _STAMPS or not values:
        return False
    stamps = [_STAMP.fullmatch(value.strip()) for value in values]
    return len({stamp and stamp["date"] for stamp in stamps}) == 1 and all(stamps)


def heads_a_programme(header: str) -> bool:
    """Whether a header may stand over a column of a programme, beside its times: "Vad", "Moment", "Lokal"."""
    words = _significant_words(header.casefold())
    return all(word in _PROGRAMME or word in _WORDS["aside"] for word in words)


def is_statistic(header: str, values: Sequence[str]) -> bool:
    """Whether a column holds figures that no voting gives: under a year, or with per cent, decimals or hundreds."""
    if not values or not all(map(is_no_answer, values)):
        return False
    figures = [value for value in values if any(map(str.isdigit, value))]
    measured = all(re.search(r"%|\d[.,]\d|\d{3}", value) for value in figures)
    return bool(figures) and (is_period(header) or measured)


def is_period(text: str) -> bool:
    """Whether a text is a year or a span of years, as over figures: "2023", "HT 2024", "2021/22"."""
    return _PERIOD.fullmatch(text.strip()) is not None


def is_slot(text: str) -> bool:
    """Whether a cell is a part of the day or a clock time, and nothing else."""
    return _SLOT_VALUE.fullmatch(text.strip()) is not None


def _is(word: str, kind: Kind) -> bool:
    return word in _WORDS[kind] or (word.endswith(_COMPOUND_ENDS.get(kind, ())) and word not in _WORDS["aside"])
