"""A small invented day, coded by hand, for the tests of theme tables, figures and reports."""

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from rusnlp.codebook import Code, Codebook

STATEMENT_COLUMNS = [
    *("statement_id", "document", "session", "session_title", "session_area", "question", "question_text", "slot"),
    *("group", "source", "page", "place", "start", "end", "text", "repeat_of", "role", "heading"),
]
CODING_COLUMNS = ["statement_id", "kind", "code", "coder", "decision", "score", "method", "evidence"]
QUESTIONS = {"prioritering": "Prioritering", "aktivering": "Aktivering", "ovrigt": "Övrigt"}

#        id            session question       source     repeat_of      role         text
NOTES = [
    ("dag.p001.01", "1", "prioritering", "note", None, "statement", "Vi måste jobba ihop över kommungränsen"),
    (
        "dag.p001.02",
        "1",
        "prioritering",
        "note",
        None,
        "statement",
        "Ingen vet vem som tar bollen när bussen ställs in",
    ),
    ("dag.p001.03", "1", "aktivering", "note", None, "statement", "Saknar samverkan kring 🚲 och tåg på kvällen"),
    ("dag.p002.01", "1", "aktivering", "note", "dag.p001.01", "statement", "Vi måste jobba ihop över kommungränsen"),
    ("dag.p002.02", "1", "aktivering", "summary", None, "statement", "Många vill samarbeta mer"),
    ("dag.p003.01", "2", "prioritering", "note", None, "cluster", "Samverkan"),
    ("dag.p003.02", "2", "prioritering", "note", None, "statement", "=1+1 </script><b>bäst</b> | fler bussar"),
    ("kväll.p001.01", None, "ovrigt", "note", None, "statement", "Tack för kaffet"),
]
TITLES = {"1": "Resor i vardagen", "2": "Mat och mark", None: None}


def words(note, text, polarity="nämns"):
    start = START[note] + TEXT[note].index(text)
    return [{"start": start, "end": start + len(text), "text": text, "pattern": text, "polarity": polarity}]


TEXT = {note[0]: note[6] for note in NOTES}
START = {note[0]: 100 * position for position, note in enumerate(NOTES)}


@dataclass
class Loaded:
    statements: pd.DataFrame
    left_out: pd.DataFrame
    documents: pd.DataFrame
    problems: tuple[str, ...] = ()
    canonical: dict[str, str] = field(default_factory=dict)


def objects(rows, columns, numbers=()):
    return pd.DataFrame(
        {
            name: pd.Series([row[position] for row in rows], dtype="int64" if name in numbers else object)
            for position, name in enumerate(columns)
        }
    )


def small_statements():
    rows = []
    for note, session, question, source, repeat_of, role, text in NOTES:
        document, page, _ = note.split(".")
        page = int(page[1:])
        first = START[note]
        rows.append(
            (
                *(note, document, session, TITLES[session], "sammanbundet" if session else None, question, "Hur?"),
                *("fm" if session == "1" else None, None, source, page, f"s. {page}", first, first + len(text), text),
                *(repeat_of, role, None),
            )
        )
    return objects(rows, STATEMENT_COLUMNS, numbers=("page", "start", "end"))


def small_codings():
    like = [{"example": "Vi hjälps åt", "similarity": 0.7}]
    rows = [
        ("dag.p001.01", "theme", "samverkan", "rusnlp", "assigned", 0.9, "pattern", words("dag.p001.01", "jobba ihop")),
        ("dag.p001.02", "theme", "ansvar", "rusnlp", "review", 0.4, "meaning", like),
        (
            *("dag.p001.03", "theme", "samverkan", "rusnlp", "assigned", 0.8, "pattern"),
            words("dag.p001.03", "samverkan", "saknas") + words("dag.p001.03", "🚲 och tåg"),
        ),
        ("dag.p001.03", "theme", "ansvar", "rusnlp", "assigned", 0.6, "learned", []),
        ("dag.p001.03", "area", "resor", "rusnlp", "assigned", 0.7, "pattern", words("dag.p001.03", "tåg")),
        ("dag.p001.03", "area", "resor.tag", "rusnlp", "assigned", 0.7, "pattern", words("dag.p001.03", "tåg")),
        ("dag.p002.01", "theme", "samverkan", "rusnlp", "assigned", 0.9, "pattern", words("dag.p002.01", "jobba ihop")),
        ("dag.p002.02", "theme", "samverkan", "rusnlp", "assigned", 0.7, "meaning", like),
        ("dag.p003.01", "theme", "samverkan", "rusnlp", "assigned", 0.7, "pattern", words("dag.p003.01", "Samverkan")),
        ("dag.p003.02", "theme", "samverkan", "rusnlp", "assigned", 0.8, "meaning", like),
        ("dag.p003.02", "theme", "samverkan", "Eva", "rejected", 1.0, "person", []),
        ("dag.p003.02", "area", "resor", "rusnlp", "assigned", 0.7, "pattern", words("dag.p003.02", "bussar")),
        ("kväll.p001.01", "theme", "ansvar", "rusnlp", "rejected", 0.1, "meaning", like),
    ]
    table = pd.DataFrame(rows, columns=CODING_COLUMNS)
    return table.astype({name: object for name in CODING_COLUMNS if name != "score"})


def small_codebook():
    def code(id_, kind, label, parent=None):
        return Code(id_, kind, label, f"Det handlar om {label.lower()}.", "Koda när …", "", (), (), (), (), parent)

    codes = (
        code("resor", "area", "Resor"),
        code("resor.tag", "area", "Tåg", "resor"),
        code("mat", "area", "Mat"),
        code("ansvar", "theme", "Ansvar"),
        code("samverkan", "theme", "Samverkan"),
    )
    return Codebook("liten", "Liten kodbok", "sv", "1.0", codes, "ab" * 32, Path("liten.yaml"))


def small_loaded():
    statements = small_statements()
    left_out = objects(
        [
            ("dag", 1, "s. 1", "participant", "Kim Påhittad, Exempelby", "list"),
            ("dag", 1, "s. 1", "credit", "Lo Uppdiktad antecknade", "credit"),
            ("dag", 1, "s. 1", "link", "kim@exempel.invalid", "link"),
            ("dag", 1, "s. 1", "heading", "=Resor i vardagen", "heading"),
        ],
        ["document", "page", "place", "role", "text", "why"],
        numbers=("page",),
    )
    documents = objects(
        [("dag", "dag.docx", "cd" * 32, "docx", 3, 7, 4), ("kväll", "kväll.txt", "ef" * 32, "text", 1, 1, 0)],
        ["document", "path", "sha256", "format", "pages", "statements", "left_out"],
        numbers=("pages", "statements", "left_out"),
    )
    return Loaded(statements, left_out, documents, ("bild.pdf: ingen text; skanna om sidan",))


def empty_loaded():
    full = small_loaded()
    return Loaded(full.statements.iloc[:0], full.left_out.iloc[:0], full.documents.iloc[:0])


@dataclass
class Topics:
    topics: pd.DataFrame


def small_topics():
    rows = [
        (0, "buss, kväll", ["buss", "kväll"], 2, 1, ["dag.p001.02", "dag.p003.02"]),
        (-1, "utanför ämnena", [], 4, 2, ["dag.p001.01", "dag.p001.03", "dag.p003.01", "kväll.p001.01"]),
    ]
    return Topics(
        pd.DataFrame(rows, columns=["topic", "label", "words", "n_statements", "n_sessions", "statement_ids"])
    )


def shuffled(table):
    return table.sample(frac=1, random_state=3)
