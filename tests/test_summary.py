"""The summary: what it makes of statements, whatever their number and order."""

import numpy as np
import pandas as pd
import pytest

from rusnlp.codebook import load_codebook
from rusnlp.coding import codings_table
from rusnlp.statements import STATEMENT_COLUMNS, empty_statements
from rusnlp.summarising.cited_text import cited_of_lines
from rusnlp.summarising.contradictions import DENIED, MORE_LESS, THERE_LACKING, YES_NO, disputed, oppositions
from rusnlp.summarising.grouping import Grouping
from rusnlp.summarising.likeness import likeness
from rusnlp.summarising.noted import noted_day
from rusnlp.summarising.point_headings import opening, point_headings, spans
from rusnlp.summarising.summary_files import NOTHING, summary_markdown
from rusnlp.summarising.verification import HOLDS, verify_summary
from rusnlp.summary import summarise

BUS = [
    "Fler bussar till byarna på kvällen",
    "Fler bussar till byarna även på kvällen",
    "Bussar till byarna på kvällen!",
]
SCHOOL = ["Skolan behöver fler lärare i matematik", "Lärare i matematik saknas i skolan"]


def table(texts, **columns):
    rows = []
    for number, text in enumerate(texts, 1):
        row = dict.fromkeys(STATEMENT_COLUMNS)
        row |= {
            "statement_id": f"dag.p001.{number:02d}", "document": "dag", "question": "ovrigt", "source": "note",
            "page": 1, "place": "s. 1", "start": number * 1000, "end": number * 1000 + len(text), "text": text,
            "role": "statement",
        }  # fmt: skip
        rows.append(row | {name: values[number - 1] for name, values in columns.items()})
    return pd.DataFrame(rows, columns=list(STATEMENT_COLUMNS))


def themes(statements, **of):
    rows = [
        {"statement_id": i, "kind": "theme", "code": code, "coder": "rusnlp", "decision": "assigned", "score": 0.9,
         "method": "pattern", "evidence": []}
        for code, numbers in of.items() for i in statements["statement_id"].iloc[list(numbers)]
    ]  # fmt: skip
    return codings_table(rows)


def vectors(texts):
    """Unit vectors by the letters, so that the same words lie near each other."""
    made = np.zeros((len(texts), 64), dtype=np.float32)
    for row, text in enumerate(texts):
        for a, b in zip(text.casefold(), text.casefold()[1:], strict=False):
            made[row, (ord(a) * 31 + ord(b)) % 64] += 1
    return made / np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1)


def summary_of(statements, codings=None):
    codings = codings_table([]) if codings is None else codings
    return summarise(statements, codings, load_codebook("rus"), vectors(list(statements["text"])))


def texts_of(part):
    points = [*part.recurring, *part.few, *part.contradictions]
    return [s.text for s in (*part.numbers, *(p.sentence for p in points), *part.thin_questions)]


def holds(statements, codings, summary):
    day = noted_day(statements, codings, load_codebook("rus"))
    lines = summary_markdown(summary, statements).splitlines()
    verdicts = verify_summary(cited_of_lines(lines, "line", marked=True), day)
    assert [line for v in verdicts if v.status != HOLDS for line in v.lines()] == []
    return verdicts


def test_without_statements_there_is_nothing_to_say():
    summary = summary_of(empty_statements())
    assert (texts_of(summary.day), summary.sessions) == ([], ())
    assert NOTHING in summary_markdown(summary, empty_statements())


def test_one_statement_is_told_of_as_one():
    statements = table(BUS[:1], session=["1"], question=["prioritering"])
    codings = themes(statements, samverkan=[0])
    summary = summary_of(statements, codings)
    assert texts_of(summary.day) == [
        "Underlaget har 1\u00a0utsaga som räknas.",
        "1\u00a0utsaga i Pass 1 tar upp detta; den svarar på frågan Prioritering och har temat Samverkan.",
    ]
    assert [point.heading for point in summary.day.few] == ["Fler bussar till byarna på kvällen"]
    holds(statements, codings, summary)


def test_two_themes_of_one_statement_are_told_with_one_verb():
    statements = table(BUS[:1])
    codings = themes(statements, samverkan=[0], roller=[0])
    summary = summary_of(statements, codings)
    assert summary.day.few[0].sentence.text == "1\u00a0utsaga tar upp detta; den har temat Roller och temat Samverkan."
    holds(statements, codings, summary)


def test_the_numbers_name_the_most_frequent_themes_and_question():
    statements = table(
        [f"Anteckning {n}" for n in range(6)], session=["1"] * 6, question=["prioritering"] * 4 + ["ovrigt"] * 2
    )
    codings = themes(statements, samverkan=[0, 1, 2], roller=[0, 5], klimat=[4])
    summary = summary_of(statements, codings)
    assert [sentence.text for sentence in summary.day.numbers] == [
        "Underlaget har 6\u00a0utsagor som räknas.",
        "Flest svarar på frågan Prioritering: 4 av 6\u00a0utsagor.",
        "Vanligast är temat Samverkan: 3 av 6\u00a0utsagor (50,0\u00a0%).",
        "Näst vanligast är temat Roller: 2 av 6\u00a0utsagor (33,3\u00a0%).",
    ]
    assert [len(sentence.statement_ids) for sentence in summary.day.numbers] == [6, 4, 3, 2]
    holds(statements, codings, summary)


def test_statements_that_say_the_same_are_one_point_with_a_heading_of_their_words():
    statements = table([*BUS, *SCHOOL], session=["1", "1", "2", "2", "2"])
    codings = themes(statements, geografi=[0, 1, 2])
    summary = summary_of(statements, codings)
    buses = next(point for point in summary.day.recurring if "dag.p001.01" in point.statement_ids)
    assert buses.statement_ids == ("dag.p001.01", "dag.p001.02", "dag.p001.03")
    assert buses.sessions == ("1", "2")
    assert buses.codes == ("geografi",)
    assert "byarna" in buses.heading.casefold()
    assert buses.sentence.text.startswith(
        "3\u00a0utsagor i 2 pass (Pass 1 och Pass 2) tar upp detta; alla har temat Geografi"
    )
    assert set(buses.quotes) <= set(buses.statement_ids)
    assert 1 <= len(buses.quotes) <= 2
    assert [part.label for part in summary.sessions] == ["Pass 1", "Pass 2"]
    holds(statements, codings, summary)


def test_all_the_same_statement_is_one_point():
    statements = table([BUS[0]] * 4, session=["1", "2", "3", "4"])
    summary = summary_of(statements)
    assert [point.statement_ids for point in summary.day.recurring] == [tuple(statements["statement_id"])]
    assert len(summary.day.recurring[0].quotes) == 1
    holds(statements, codings_table([]), summary)


def test_without_sessions_and_questions_there_is_only_the_day():
    statements = table([*BUS, *SCHOOL])
    summary = summary_of(statements)
    assert summary.sessions == ()
    assert not any("pass" in text.casefold() for text in texts_of(summary.day))
    assert not any("fråga" in text.casefold() for text in texts_of(summary.day))
    holds(statements, codings_table([]), summary)


def test_the_order_of_the_rows_does_not_matter():
    statements = table([*BUS, *SCHOOL, "Helt annat"], session=["1", "1", "2", "2", "2", "1"])
    codings = themes(statements, geografi=[0, 1, 2], utbildning=[3, 4])
    shuffled = statements.iloc[[5, 3, 0, 4, 1, 2]].reset_index(drop=True)
    assert summary_of(shuffled, codings.iloc[::-1]) == summary_of(statements, codings)


def test_repeats_and_leaders_summaries_are_left_out():
    statements = table(
        [*BUS, BUS[0]], source=["note", "note", "summary", "note"], repeat_of=[None, None, None, "dag.p001.01"]
    )
    assert texts_of(summary_of(statements).day)[0] == "Underlaget har 2\u00a0utsagor som räknas."


def test_questions_with_few_answers_or_none_are_told():
    asked = ["prioritering"] * 6 + ["aktivering"] + ["prioritering", "mobilisering"] * 2
    statements = table(
        [f"Anteckning nummer {n}" for n in range(11)], question=asked, session=["1"] * 7 + ["2"] * 2 + ["3"] * 2
    )
    summary = summary_of(statements)
    assert [s.text for s in summary.sessions[0].thin_questions] == [
        "Ingen av de 7\u00a0utsagorna i Pass 1 svarar på frågan Mobilisering, som fick svar i 2 andra pass.",
        "Frågan Aktivering fick få svar i Pass 1: 1 av 7\u00a0utsagor.",
    ]
    holds(statements, codings_table([]), summary)


def test_vectors_must_be_as_many_as_the_statements():
    statements = table(BUS)
    with pytest.raises(ValueError, match="2 vectors for 3 statements"):
        summarise(statements, codings_table([]), load_codebook("rus"), vectors(BUS[:2]))


def test_groups_hold_what_is_like_their_typical_statement_and_share_no_row():
    texts = [*BUS, *SCHOOL, "Sjukhusen saknar sköterskor"]
    alike = likeness(texts, vectors(texts), [()] * len(texts))
    grouping = Grouping(alike.matrix, texts)
    recurring, few = grouping.groups(10, 10, 2)
    groups = [*recurring, *few]
    rows = [row for group in groups for row in group.members]
    assert sorted(rows) == sorted(set(rows))
    assert {frozenset(group.members) for group in groups} >= {frozenset({0, 1, 2}), frozenset({3, 4})}
    assert all(group.members[0] == group.typical for group in groups)


def test_the_second_quote_is_a_member_in_other_words_and_rather_from_elsewhere():
    texts = [BUS[0], BUS[0].upper(), BUS[1], BUS[1].replace("även", "också"), *SCHOOL, "Sjukhusen saknar sköterskor"]
    alike = likeness(texts, vectors(texts), [()] * len(texts)).matrix
    for origins, second in ((["a"] * 7, {2, 3}), (["a", "a", "a", "b", "a", "a", "a"], {3})):
        group = next(g for g in Grouping(alike, texts, origins).groups(10, 5, 2)[0] if 0 in g.members)
        assert group.typical in {0, 1}
        assert group.second in second & set(group.members)


def test_of_few_statements_not_every_one_is_a_point_by_itself():
    summary = summary_of(table([*BUS, *SCHOOL]))
    assert sorted(len(point.statement_ids) for point in summary.day.recurring) == [2, 3]
    assert summary.day.few == ()


@pytest.mark.parametrize(
    ("texts", "kind", "term"),
    [
        (["Fler parkeringar vid stationen", "Färre parkeringar vid stationen"], MORE_LESS, "parkeringar"),
        (["Praktikplatser finns i alla kommuner", "Praktikplatser saknas"], THERE_LACKING, "Praktikplatser"),
        (["Ja till solceller på åkern", "Nej till solceller på åkern"], YES_NO, "solceller"),
        (["Regionen ska leda upphandlingen av skolskjuts", "Regionen ska inte leda upphandlingen av skolskjuts"],
         DENIED, "upphandlingen"),
    ],
)  # fmt: skip
def test_opposite_statements_are_found(texts, kind, term):
    assert [(o.kind, o.term, o.favouring, o.against) for o in oppositions(texts, ["", ""])] == [
        (kind, term, (0,), (1,))
    ]


@pytest.mark.parametrize(
    "texts",
    [
        ["Samverkan behövs mellan kommunerna", "Samverkan saknas mellan kommunerna"],
        ["Hur får vi fler bussar?", "Färre bussar på landet"],
        ["Mindre kommuner behöver stöd", "Fler kommuner behöver stöd"],
        ["Bra samverkan behövs", "Brist på samverkan"],
        ["Fler bussar", "Färre möten"],
        [],
    ],
)
def test_what_is_no_contradiction_is_not_called_one(texts):
    assert oppositions(texts, [""] * len(texts)) == []


def test_more_and_less_under_different_questions_do_not_contradict():
    texts = ["Fler sjukskrivningar i skolan", "Färre sjukskrivningar i skolan"]
    assert oppositions(texts, ["prioritering", "aktivering"]) == []


def test_a_statement_may_itself_tell_of_a_conflict():
    statements = table(["Delade meningar om snabbtåget", "Målkonflikt: bostäder mot åkermark", "Lyfta målkonflikter"])
    assert [bool(disputed(text)) for text in statements["text"]] == [True, True, False]
    summary = summary_of(statements)
    assert [(p.heading, p.sentence.text, p.against) for p in summary.day.contradictions] == [
        ("Delade meningar om snabbtåget", "1\u00a0utsaga säger själv att meningar eller mål står mot varandra.", ()),
        (
            "Målkonflikt: bostäder mot åkermark",
            "1\u00a0utsaga säger själv att meningar eller mål står mot varandra.",
            (),
        ),
    ]
    holds(statements, codings_table([]), summary)


def test_contradicting_statements_make_a_point_with_both_sides():
    statements = table(["Ja till solceller på åkern", "Nej till solceller på åkern", *BUS], session=["1"] * 5)
    point = summary_of(statements).day.contradictions[0]
    assert (point.heading, point.against) == ("Solceller", ("dag.p001.02",))
    assert point.sentence.text == "1\u00a0utsaga säger ja till detta och 1\u00a0utsaga nej; de finns i Pass 1."
    assert point.quotes == ("dag.p001.01", "dag.p001.02")


def test_headings_are_nouns_with_their_words_and_no_verb_alone():
    found = {span.text for span in spans("Vi behöver tydliga roller mellan kommun och region i krisen")}
    assert "tydliga roller" in found
    assert "tydliga roller mellan kommun och region" in found
    assert not found & {"behöver", "mellan", "roller mellan", "tydliga roller mellan kommun", "Vi"}


def test_a_heading_has_two_words_that_say_something():
    texts = ["Andelen cykelvägar", "Trygga cykelvägar till skolan", "Det saknas trygga cykelvägar", "Cykelvägar!"]
    assert point_headings(texts, [(0, 1, 2, 3)]) == ["Cykelvägar till skolan"]
    assert [span.telling for span in spans("Andelen cykelvägar")] == [False] * len(spans("Andelen cykelvägar"))


def test_a_genitive_is_not_the_end_of_a_heading():
    assert "arbetsmarknadens" not in {span.text for span in spans("matchning med arbetsmarknadens behov")}


def test_headings_differ_and_are_cut_from_the_statements():
    texts = ["Tydliga roller i krisen", "Roller i krisen är oklara", "Vem har roller i krisen", "Roller i krisen", *BUS]
    headings = point_headings(texts, [(0, 1, 2, 3), (4, 5, 6)])
    assert len(set(headings)) == 2
    assert all(any(h.casefold() in text.casefold() for text in texts) for h in headings)


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Cykelvägen tar slut mitt ute på åkern", "Cykelvägen tar slut mitt ute på åkern"),
        ("Detaljplaner tar fem år, bygglov två", "Detaljplaner tar fem år"),
        ("Export: små firmor klarar inte tullen", "Export: små firmor klarar inte tullen"),
        ("Det tar längre tid att skriva avtal med universitetet än att forska på det",
         "Det tar längre tid att skriva avtal med universitetet …"),
        ("!", "!"),
    ],
)  # fmt: skip
def test_the_opening_of_a_statement_ends_where_a_clause_does(text, heading):
    assert opening(text) == heading
