"""The sentences of a summary, in Swedish; `rusnlp.summarising.claims` reads them back, so the two change together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rusnlp.reports.wording import number_text, share_text, statements_text
from rusnlp.summarising.contradictions import DENIED, MORE_LESS, THERE_LACKING, YES_NO
from rusnlp.summarising.noted import NotedDay
from rusnlp.summarising.parts import Sentence

RANKS = ("Vanligast", "Näst vanligast", "Tredje vanligast")
NO_QUESTION = "ovrigt"
"""The question of notes that answer none: never said to be a question that statements answer."""
OPPOSED = {
    MORE_LESS: ("talar för mer av detta", "för mindre"),
    THERE_LACKING: ("säger att detta finns eller fungerar", "att det saknas eller brister"),
    YES_NO: ("säger ja till detta", "nej"),
    DENIED: ("säger detta", "motsatsen"),
}
"""What statements of either side of an opposition say."""
CONFLICT = "att meningar eller mål står mot varandra"
_MOST_SESSIONS_NAMED = 4
_THIN = 0.5
_FEWEST = 2


def listed(names: Sequence[str]) -> str:
    """["a", "b", "c"] -> "a, b och c"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} och {names[-1]}"


def size_sentence(day: NotedDay, session: str | None) -> Sentence:
    """How many statements the session or the day has."""
    ids = day.of_session(session)
    if session is not None:
        return Sentence(f"{day.sessions[session]} har {statements_text(len(ids))} som räknas.", ids)
    sessions = [key for key in day.sessions_of(ids) if key]
    where = f", från {number_text(len(sessions))} pass" if len(sessions) > 1 else ""
    return Sentence(f"Underlaget har {statements_text(len(ids))} som räknas{where}.", ids)


def theme_sentence(day: NotedDay, session: str | None, theme: str, rank: int) -> Sentence:
    """The theme's number among the session's or the day's statements; `rank` from 0."""
    scope = day.of_session(session)
    ids = day.with_code(scope, theme)
    share = share_text(len(ids) / len(scope))
    where = ""
    if session is None and len(of := [key for key in day.sessions_of(scope) if key]) > 1:
        where = f", i {number_text(len([key for key in day.sessions_of(ids) if key]))} av {number_text(len(of))} pass"
    text = f"{RANKS[rank]} är temat {day.themes[theme]}: {_of(len(ids), len(scope))} ({share}){where}."
    return Sentence(text, ids)


def question_sentence(day: NotedDay, session: str | None, question: str) -> Sentence:
    """That more statements answer this question than any other."""
    scope = day.of_session(session)
    ids = day.with_question(scope, question)
    text = f"Flest svarar på frågan {day.questions.get(question, question)}: {_of(len(ids), len(scope))}."
    return Sentence(text, ids)


def is_thin(day: NotedDay, session: str | None, question: str) -> bool:
    """True when the question got fewer than half as many statements as the others of the session on average.

    One statement is no measure of that. A question that got none is thin in a session that others answered questions
    in, when at least half of the day's sessions have answers to it.
    """
    scope = day.of_session(session)
    asked = {q: len(day.with_question(scope, q)) for q in day.questions if q != NO_QUESTION}
    others = [count for q, count in asked.items() if count and q != question]
    if question not in asked or not others or len(scope) < _FEWEST:
        return False
    if asked[question]:
        return asked[question] < _THIN * sum(others) / len(others)
    where = [key for key in day.sessions_of(day.with_question(day.counted, question)) if key]
    every = [key for key in day.sessions_of(day.counted) if key]
    return session is not None and len(where) > 0 and 2 * len(where) >= len(every)


def thin_sentence(day: NotedDay, session: str | None, question: str) -> Sentence:
    """That few statements answer the question, or none: then all statements of the session bear the sentence."""
    scope = day.of_session(session)
    ids = day.with_question(scope, question)
    label = day.questions.get(question, question)
    where = f" i {day.sessions[session]}" if session is not None else ""
    if ids:
        return Sentence(f"Frågan {label} fick få svar{where}: {_of(len(ids), len(scope))}.", ids)
    others = len([key for key in day.sessions_of(day.with_question(day.counted, question)) if key])
    elsewhere = f", som fick svar i {number_text(others)} andra pass" if others > 1 else ""
    every = f"de {statements_text(len(scope)).replace('utsagor', 'utsagorna')}"
    return Sentence(f"Ingen av {every}{where} svarar på frågan {label}{elsewhere}.", scope)


def point_sentence(day: NotedDay, ids: Sequence[str], question: str | None, themes: Sequence[str]) -> Sentence:
    """How many say it and where, how many of them answer the question, and how many have the themes."""
    ids = tuple(sorted(ids))
    text = f"{statements_text(len(ids))}{_where(day, ids)} tar upp detta"
    facts = [(len(day.with_question(ids, question)), f"svarar på frågan {day.questions[question]}")] if question else []
    facts += [(len(day.with_code(ids, theme)), f"har temat {day.themes[theme]}") for theme in themes]
    if facts:
        text += f"; {_facts_text(facts, len(ids))}"
    return Sentence(f"{text}.", ids)


def opposition_sentence(day: NotedDay, kind: str, favouring: Sequence[str], against: Sequence[str]) -> Sentence:
    """How many say the one and how many the other, and where; or that some tell of a conflict themselves."""
    ids = tuple(sorted((*favouring, *against)))
    if against:
        one, other = OPPOSED[kind]
        text = f"{statements_text(len(favouring))} {one} och {statements_text(len(against))} {other}"
    else:
        text = f"{statements_text(len(ids))} säger {'själv' if len(ids) == 1 else 'själva'} {CONFLICT}"
    where = _where(day, ids)
    return Sentence(f"{text}; {'den' if len(ids) == 1 else 'de'} finns{where}." if where else f"{text}.", ids)


def _facts_text(facts: Sequence[tuple[int, str]], total: int) -> str:
    every = [verb for count, verb in facts if count == total]
    some = [f"{number_text(count)} av dem {verb}" for count, verb in facts if count < total]
    subject = {1: "den", 2: "båda"}.get(total, "alla")
    # "har temat A och temat B": not "har" twice.
    after = [verb.removeprefix("har ") if before.startswith("har ") else verb for before, verb in pairwise(every)]
    told = [*every[:1], *after]
    return listed([*([f"{subject} {' och '.join(told)}"] if every else []), *some])


def _where(day: NotedDay, ids: Sequence[str]) -> str:
    """Where they stand: " i Pass 3", " i 2 pass (Pass 1 och Pass 5)"; how many groups, where all have one."""
    if not day.of_sessions:
        place = ""
    else:
        sessions = day.sessions_of(ids)
        labels = [day.sessions[key] for key in sessions]
        if len(sessions) == 1:
            place = f" i {labels[0]}" if sessions[0] else " utan pass"
        elif sessions[-1]:
            named = f" ({listed(labels)})" if len(labels) <= _MOST_SESSIONS_NAMED else ""
            place = f" i {number_text(len(labels))} pass{named}"
        else:
            place = ""
    groups = day.groups_of(ids)
    if len(groups) > 1 and all(day.by_id[i].group for i in ids):
        place += f" från {number_text(len(groups))} grupper"
    return place


def _of(part: int, whole: int) -> str:
    return f"{number_text(part)} av {statements_text(whole)}"
