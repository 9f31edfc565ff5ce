import numpy as np
import pandas as pd
import pytest
from report_tables import QUESTIONS, shuffled, small_codebook, small_codings, small_statements

from rusnlp.tabling.parts import DIFFERENCE_TITLES
from rusnlp.themes import DIFFERENCE_COLUMNS, difference_table, theme_differences

SESSIONS = 8


def a_day(with_theme, sizes):
    """`with_theme` and `sizes`: session -> {(question, slot): number}; statements with the theme come first."""
    notes, codings = [], []
    template = small_statements().iloc[0]
    for session, groups in sizes.items():
        for (question, slot), number in groups.items():
            for at in range(number):
                name = f"dag.p{int(session):03d}.{len(notes):03d}"
                notes.append(
                    {
                        **template,
                        "statement_id": name,
                        "session": session,
                        "session_title": None,
                        "question": question,
                        "slot": slot,
                        "start": len(notes) * 10,
                        "text": f"Utsaga {len(notes)}",
                    }
                )
                if at < with_theme.get(session, {}).get((question, slot), 0):
                    codings.append((name, "theme", "samverkan", "rusnlp", "assigned", 0.9, "pattern", []))
                elif at == number - 1:
                    codings.append((name, "theme", "samverkan", "rusnlp", "review", 0.4, "meaning", []))
    columns = ["statement_id", "kind", "code", "coder", "decision", "score", "method", "evidence"]
    return pd.DataFrame(notes), pd.DataFrame(codings, columns=columns)


def halves(morning, afternoon, of=10, sessions=SESSIONS):
    keys = [str(n) for n in range(1, sessions + 1)]
    sizes = {key: {("aktivering", "fm"): of, ("aktivering", "em"): of} for key in keys}
    hits = {
        key: {("aktivering", "fm"): morning(at), ("aktivering", "em"): afternoon(at)} for at, key in enumerate(keys)
    }
    return a_day(hits, sizes)


def test_a_difference_in_every_session_is_found_and_said():
    statements, codings = halves(lambda at: 6, lambda at: 1)
    (row,) = theme_differences(statements, codings, small_codebook())
    assert [(g.key, g.label, g.statements, g.with_review, g.of_statements, g.share) for g in row.groups] == [
        ("fm", "Förmiddag", 48, 56, 80, 0.6),
        ("em", "Eftermiddag", 8, 16, 80, 0.1),
    ]
    assert [g.share_with_review for g in row.groups] == [0.7, 0.2]
    assert [len(g.statement_ids) for g in row.groups] == [48, 8]
    assert [len(g.review_ids) for g in row.groups] == [8, 8]
    assert (row.sessions, row.p, row.adjusted_p, row.differs) == (8, 2 / 2**8, 2 / 2**8, True)
    assert row.note == (
        "Permutationstest inom 8 pass, p = 0,008: andelarna skiljer sig mer än slumpen brukar ge: störst är den under "
        "Förmiddag, minst under Eftermiddag."
    )
    assert row.denominator == (
        "anteckningar utan upprepningar, i de 8 pass som har minst 5 utsagor både på förmiddagen och på eftermiddagen"
    )


def test_a_difference_in_one_large_session_is_none():
    statements, codings = halves(lambda at: 9 if at == 0 else at % 3, lambda at: 0 if at == 0 else at % 3)
    (row,) = theme_differences(statements, codings, small_codebook())
    assert row.p is None
    assert row.note.startswith("Inget test: koden finns i för få av passen")
    statements, codings = halves(lambda at: 9 if at == 0 else 2 + at % 2, lambda at: 0 if at == 0 else 2 + (at + 1) % 2)
    (row,) = theme_differences(statements, codings, small_codebook())
    assert row.p == pytest.approx(1, abs=0.6)
    assert not row.differs
    assert row.note.endswith("skillnaden är inte större än vad slumpen kan ge.")


def test_with_few_sessions_there_is_no_test():
    statements, codings = halves(lambda at: 6, lambda at: 1, sessions=5)
    (row,) = theme_differences(statements, codings, small_codebook())
    assert (row.p, row.adjusted_p, row.differs, row.sessions) == (None, None, False, 5)
    assert row.note == (
        "Inget test: bara 5 pass har minst 5 utsagor både på förmiddagen och på eftermiddagen; det behövs 6."
    )


def test_sessions_with_one_half_take_no_part_unless_all_are_such():
    statements, codings = halves(lambda at: 6, lambda at: 1)
    only_one = statements["session"].isin(["7", "8"]) & (statements["slot"] == "em")
    (row,) = theme_differences(statements[~only_one], codings, small_codebook())
    assert (row.sessions, [g.of_statements for g in row.groups]) == (6, [60, 60])
    apart = (statements["session"].astype(int) % 2 == 0) == (statements["slot"] == "em")
    (row,) = theme_differences(statements[apart], codings, small_codebook())
    assert (row.sessions, [g.of_statements for g in row.groups], row.p) == (8, [40, 40], None)
    assert row.note.startswith("Inget test: inget pass har minst 5 utsagor både på förmiddagen")


def test_between_sessions_there_is_never_a_test():
    statements, codings = halves(lambda at: at % 5, lambda at: 1)
    (row,) = theme_differences(statements, codings, small_codebook(), dimension="session")
    assert [g.label for g in row.groups] == [f"Pass {n}" for n in range(1, 9)]
    assert row.p is None
    assert "varje pass är ett enda fall" in row.note
    assert row.denominator == "anteckningar utan upprepningar, i passet"


def test_questions_are_compared_without_the_open_one_and_adjusted_for_the_number_of_themes():
    asked = ("prioritering", "aktivering", "ovrigt")
    sizes = {str(n): {(q, None): 8 for q in asked} for n in range(1, 9)}
    hits = {str(n): {("prioritering", None): 1, ("aktivering", None): 5, ("ovrigt", None): 8} for n in range(1, 9)}
    statements, codings = a_day(hits, sizes)
    other = codings[codings["decision"] == "assigned"].assign(code="ansvar")
    other = other[other["statement_id"].isin(statements.groupby(["session", "question"])["statement_id"].first())]
    rows = theme_differences(
        statements, pd.concat([codings, other]), small_codebook(), dimension="question", questions=QUESTIONS
    )
    assert [(row.code, [g.label for g in row.groups]) for row in rows] == [
        ("samverkan", ["Prioritering", "Aktivering"]),
        ("ansvar", ["Prioritering", "Aktivering"]),
    ]
    assert [row.differs for row in rows] == [True, False]
    # Every session has one of the rarer theme under each question, so no arrangement differs from another.
    assert rows[1].p is None
    assert rows[0].adjusted_p == rows[0].p


def test_within_keeps_some_statements():
    statements, codings = halves(lambda at: 6, lambda at: 1)
    assert theme_differences(statements, codings, small_codebook(), within={"session": "1"})[0].sessions == 1
    assert theme_differences(statements, codings, small_codebook(), within={"slot": "fm"}) == ()


def test_the_order_of_the_rows_does_not_matter_and_tables_are_left_alone():
    statements, codings = halves(lambda at: at, lambda at: 1)
    before = statements.copy(deep=True), codings.copy(deep=True)
    for dimension in DIFFERENCE_TITLES:
        rows = theme_differences(statements, codings, small_codebook(), dimension=dimension)
        mixed = theme_differences(shuffled(statements), shuffled(codings), small_codebook(), dimension=dimension)
        assert rows == mixed
    pd.testing.assert_frame_equal(statements, before[0])
    pd.testing.assert_frame_equal(codings, before[1])


def test_as_a_table():
    statements, codings = halves(lambda at: 6, lambda at: 1, sessions=5)
    table = difference_table(theme_differences(statements, codings, small_codebook()))
    assert list(table.columns) == DIFFERENCE_COLUMNS
    assert table[["code", "group", "statements", "p"]].to_numpy().tolist() == [
        ["samverkan", "fm", 30, None],
        ["samverkan", "em", 5, None],
    ]


def test_nothing_to_compare():
    empty = small_statements().iloc[:0], small_codings().iloc[:0], small_codebook()
    for dimension in DIFFERENCE_TITLES:
        assert theme_differences(*empty, dimension=dimension) == ()
    assert list(difference_table(()).columns) == DIFFERENCE_COLUMNS
    assert theme_differences(small_statements(), small_codings(), small_codebook()) == ()


def test_a_wrong_dimension_lists_the_right_ones():
    with pytest.raises(ValueError, match="codes cannot be compared by 'group'; choose among slot, question, session"):
        theme_differences(small_statements(), small_codings(), small_codebook(), dimension="group")


def test_numbers_agree_with_the_ids():
    generator = np.random.default_rng(5)
    statements, codings = halves(lambda at: int(generator.integers(0, 9)), lambda at: int(generator.integers(0, 9)))
    for dimension in DIFFERENCE_TITLES:
        for row in theme_differences(statements, codings, small_codebook(), dimension=dimension):
            for group in row.groups:
                assert group.statements == len(set(group.statement_ids))
                assert group.with_review == group.statements + len(set(group.review_ids))
                assert not set(group.statement_ids) & set(group.review_ids)
