"""Invented days and templates for the tests of the PowerPoint report."""

import io
import random
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pptx
from lxml import etree
from pptx.oxml.ns import qn
from pptx.util import Emu
from report_tables import (
    CODING_COLUMNS,
    STATEMENT_COLUMNS,
    Loaded,
    objects,
    small_codebook,
    small_codings,
    small_loaded,
    small_topics,
)

from rusnlp.codebook import Code, Codebook
from rusnlp.reports import build_content
from rusnlp.summarising.parts import Point, Sentence, Summary, SummaryPart
from rusnlp.tabling.parts import Difference, DifferenceGroup

QUESTIONS = {"prioritering": "Prioritering", "aktivering": "Aktivering", "ovrigt": "Övrigt"}
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
WORDS = "buss tåg cykel väg kväll kommun gräns samverkan ansvar pengar skola lärling vatten jord skog hamn bro".split()


def small_content(**changes):
    content = build_content(
        small_loaded(), small_codings(), small_codebook(), topics=small_topics(), questions=QUESTIONS, figures=False
    )
    return replace(content, **{"summary": small_summary(), "differences": small_differences(), **changes})


def small_summary():
    ids = ("dag.p001.01", "dag.p001.02", "dag.p001.03")
    working = Point(
        heading="Jobba ihop",
        sentence=Sentence("2 utsagor i Pass 1 tar upp detta.", (ids[0], ids[2])),
        statement_ids=(ids[0], ids[2]),
        sessions=("1",),
        question="prioritering",
        codes=("samverkan",),
        quotes=(ids[0],),
    )
    ball = replace(
        working,
        heading="Bollen",
        sentence=Sentence("1 utsaga i Pass 1 tar upp detta.", (ids[1],)),
        statement_ids=(ids[1],),
        codes=(),
        quotes=(ids[1],),
        question=None,
    )
    against = replace(
        working,
        heading="Ihop eller ensam",
        sentence=Sentence("2 utsagor i Pass 1 säger emot varandra.", ids[:2]),
        statement_ids=ids[:2],
        quotes=ids[:2],
        against=(ids[1],),
    )
    numbers = (Sentence("Pass 1 har 3 utsagor som räknas.", ids),)
    thin = (Sentence("Frågan Aktivering fick 1 av 3 utsagor.", (ids[2],)),)
    part = SummaryPart("1", "Pass 1", numbers, (working, ball), (ball,), (against,), thin)
    empty = SummaryPart("2", "Pass 2", (), (), (), (), ())
    return Summary(replace(part, session=None, label="Hela underlaget"), (part, empty))


def small_differences():
    groups = (
        DifferenceGroup("fm", "Förmiddag", 2, 3, 3, 2 / 3, 1.0, ("dag.p001.01", "dag.p001.03"), ("dag.p001.02",)),
        DifferenceGroup("em", "Eftermiddag", 0, 0, 1, 0.0, 0.0, (), ()),
    )
    tested = Difference(
        "slot", "theme", "samverkan", "Samverkan", groups, 9, 0.01, 0.02, True, "Prövat på nio.", "alla"
    )
    note = "Inget test: för få pass."
    return (tested, replace(tested, code="ansvar", label="Ansvar", p=None, adjusted_p=None, differs=False, note=note))


def big_content(sessions=30, themes=40, *, per_session=9, seed=1):
    """Many sessions with long titles, many themes with long names, one very long and one unprintable statement."""
    chance = random.Random(seed)
    codes = tuple(
        Code(
            f"t{n}",
            "theme",
            f"Tema {n} om {' och '.join(chance.sample(WORDS, 3))}",
            "Det.",
            "",
            "",
            (),
            (),
            (),
            (),
            None,
        )
        for n in range(themes)
    )
    codebook = Codebook("stor", "Stor kodbok", "sv", "1.0", codes, "ab" * 32, Path("stor.yaml"))
    rows, codings = [], []
    for session in range(1, sessions + 1):
        title = " ".join(chance.choices(WORDS, k=33))[:200] if session % 2 else "Sammanhållningssatsningsstrategi" * 6
        for n in range(per_session):
            text = f"{' '.join(chance.choices(WORDS, k=chance.randint(3, 40)))} {session}.{n}"
            if n == 3:
                text = "mycket långt " * 160 + str(session)
            if n == 4:
                text = f"Otryckbart \x0b tecken \ufffe i pass {session}"
            if n == 5:
                text = f"Ordutanslut{'aktig' * 60} {session}"
            key = f"stor.p{session:03d}.{n:02d}"
            question = list(QUESTIONS)[n % 3]
            asked = "Vad är viktigast, och varför just det, när så mycket annat också är viktigt? " * (1 + session % 3)
            rows.append(
                (key, "stor", str(session), title, None, question, asked, "fm", None, "note", session, f"s. {session}",
                 1000 * n, 1000 * n + len(text), text, None, "statement", None)
            )  # fmt: skip
            for code in chance.sample(codes, min(2, themes)):
                decision = chance.choice(("assigned", "assigned", "review"))
                codings.append((key, "theme", code.id, "rusnlp", decision, 0.8, "pattern", []))
    statements = objects(rows, STATEMENT_COLUMNS, numbers=("page", "start", "end"))
    documents = objects(
        [("stor", "stor.txt", "cd" * 32, "text", sessions, len(rows), 0)],
        ["document", "path", "sha256", "format", "pages", "statements", "left_out"],
        numbers=("pages", "statements", "left_out"),
    )
    left_out = objects([], ["document", "page", "place", "role", "text", "why"])
    loaded = Loaded(statements, left_out, documents)
    table = pd.DataFrame(codings, columns=CODING_COLUMNS).astype({c: object for c in CODING_COLUMNS if c != "score"})
    content = build_content(loaded, table, codebook, questions=QUESTIONS, figures=False)
    return replace(content, summary=big_summary(content), differences=())


def big_summary(content):
    """Points of three statements each, the long and the unprintable ones first among their quotes."""
    parts = []
    for session in content.sessions:
        ids = [view.statement_id for view in content.statements if view.session == session.key]
        points = []
        for at in range(0, len(ids) - 2, 3):
            some = tuple(ids[at : at + 3])
            sentence = Sentence(f"3 utsagor i {session.label} tar upp detta.", some)
            code = (content.themes[at % len(content.themes)].code,)
            points.append(Point("Buss " * 12, sentence, some, (session.key,), "aktivering", code, some[:1]))
        numbers = (Sentence(f"{session.label} har {len(ids)} utsagor som räknas.", tuple(sorted(ids))),)
        parts.append(SummaryPart(session.key, session.label, numbers, tuple(points), tuple(points[:1]), (), ()))
    return Summary(replace(parts[0], session=None, label="Hela underlaget"), tuple(parts))


def template_bytes(name):
    return {"bred": _wide, "svensk": _swedish, "mörk": _dark, "4:3": _narrow}[name]()


def _narrow():
    """PowerPoint's old default in 4:3, with slides, notes and a section of its own."""
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[0])
    slide.shapes.title.text = "Mallens egen bild"
    slide.notes_slide.notes_text_frame.text = "Mallens egna anteckningar"
    return _saved(made)


def _wide():
    made = pptx.Presentation()
    _widened(made)
    return _saved(made)


def _swedish():
    """Swedish names, and the title slide last."""
    made = pptx.Presentation()
    _widened(made)
    for number, layout in enumerate(made.slide_layouts):
        layout.name = f"Layout {number}: rubrik och innehåll"
    layouts = made.slide_master._element.find(qn("p:sldLayoutIdLst"))
    layouts.append(layouts[0])
    return _saved(made)


def _dark():
    """Light text on a dark picture-like background, and the title under the text."""
    made = pptx.Presentation()
    _widened(made)
    master = made.slide_master
    old = master._element.find(qn("p:cSld")).find(qn("p:bg"))
    stops = "".join(f'<a:gs pos="{at}"><a:srgbClr val="{c}"/></a:gs>' for at, c in ((0, "1A2B55"), (100000, "000000")))
    xml = (
        f'<p:bg xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="{DRAWING}"><p:bgPr>'
        f'<a:gradFill><a:gsLst>{stops}</a:gsLst><a:lin ang="5400000"/></a:gradFill><a:effectLst/></p:bgPr></p:bg>'
    )
    old.getparent().replace(old, etree.fromstring(xml))
    for name, colour in (("bg1", "dk1"), ("tx1", "lt1"), ("bg2", "dk2"), ("tx2", "lt2")):
        master._element.find(qn("p:clrMap")).set(name, colour)
    for holder in (master, made.slide_layouts[3]):
        for shape in holder.placeholders:
            kind = shape.placeholder_format.type.name
            if kind == "TITLE" and holder is master:
                shape.top, shape.height = Emu(5_450_000), Emu(900_000)
            elif kind in ("BODY", "OBJECT"):
                shape.top, shape.height = Emu(400_000), Emu(4_900_000)
    return _saved(made)


def _widened(made):
    made.slide_width, made.slide_height = Emu(12_192_000), Emu(6_858_000)
    for holder in (made.slide_master, *made.slide_layouts):
        for shape in holder.placeholders:
            if shape._element.spPr.find(qn("a:xfrm")) is not None:
                shape.left, shape.width = int(shape.left * 4 / 3), int(shape.width * 4 / 3)


def _saved(made):
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()
