import numpy as np
import pandas as pd
import pytest
from report_tables import QUESTIONS, shuffled, small_codebook, small_codings, small_statements

from rusnlp.sessions import NO_SESSION, session_keys, session_label, session_list
from rusnlp.themes import (
    COUNT_COLUMNS,
    STATUS_COLUMNS,
    cooccurrence,
    counted,
    is_absent,
    settled,
    statement_status,
    status_table,
    theme_counts,
    theme_table,
)

NUMBERS = ["statements", "with_review", "of_statements", "sessions", "of_sessions", "absent", "summaries"]


@pytest.fixture
def day():
    return small_statements(), small_codings(), small_codebook()


def nothing(day):
    statements, codings, codebook = day
    return statements.iloc[:0], codings.iloc[:0], codebook


def test_repeats_and_summaries_are_not_counted(day):
    statements, _, _ = day
    assert list(statements[counted(statements)]["statement_id"]) == [
        "dag.p001.01",
        "dag.p001.02",
        "dag.p001.03",
        "dag.p003.01",
        "dag.p003.02",
        "kväll.p001.01",
    ]


def test_a_note_that_repeats_a_summary_is_counted_once(day):
    statements = day[0].copy()
    statements.loc[statements["statement_id"].isin(["dag.p001.01", "dag.p001.02"]), "repeat_of"] = "dag.p002.02"
    assert list(statements[counted(statements)]["statement_id"])[:2] == ["dag.p001.01", "dag.p001.03"]


def test_long_table_has_every_number_with_its_denominator_and_its_ids(day):
    table = theme_counts(*day, questions=QUESTIONS)
    assert list(table.columns) == ["session", "question", *COUNT_COLUMNS]
    keys = ["code", "session", "question", *NUMBERS]
    assert [tuple(row) for row in table[keys].itertuples(index=False)] == [
        ("ansvar", "1", "prioritering", 0, 1, 2, 0, 1, 0, 0),
        ("ansvar", "1", "aktivering", 1, 1, 1, 1, 1, 0, 0),
        ("samverkan", "1", "prioritering", 1, 1, 2, 1, 1, 0, 0),
        ("samverkan", "1", "aktivering", 1, 1, 1, 1, 1, 1, 1),
        ("samverkan", "2", "prioritering", 1, 1, 2, 1, 1, 0, 0),
    ]
    row = table.iloc[3]
    assert row["share"] == 1.0
    assert row["denominator"] == "anteckningar utan upprepningar, pass 1, frågan Aktivering"
    assert row[["quote", "quote_id", "quote_place"]].tolist() == [
        "Saknar samverkan kring 🚲 och tåg på kvällen",
        "dag.p001.03",
        "dag, s. 1",
    ]
    assert row["statement_ids"] == row["absent_ids"] == ("dag.p001.03",)
    assert row["summary_ids"] == ("dag.p002.02",)
    assert table.iloc[0]["review_ids"] == ("dag.p001.02",)
    assert table.iloc[0]["quote"] is None
    assert table.iloc[0]["parent"] is None


def test_overview_has_a_row_for_every_code(day):
    table = theme_counts(*day, kind="area", by=[])
    assert [tuple(row) for row in table[["code", "parent", *NUMBERS]].itertuples(index=False)] == [
        ("resor", None, 2, 2, 6, 2, 2, 0, 0),
        ("resor.tag", "resor", 1, 1, 6, 1, 2, 0, 0),
        ("mat", None, 0, 0, 6, 0, 2, 0, 0),
    ]
    assert table["denominator"].unique().tolist() == ["anteckningar utan upprepningar, hela underlaget"]


def test_each_number_is_the_number_of_its_ids(day):
    for kind in ("theme", "area"):
        for by in ([], ["session"], ["question"], ["session", "question"], ["document", "slot", "group"]):
            table = theme_counts(*day, kind=kind, by=by, questions=QUESTIONS)
            assert table["statements"].tolist() == [len(ids) for ids in table["statement_ids"]]
            assert table["absent"].tolist() == [len(ids) for ids in table["absent_ids"]]
            assert table["summaries"].tolist() == [len(ids) for ids in table["summary_ids"]]
            review = (table["with_review"] - table["statements"]).tolist()
            assert review == [len(ids) for ids in table["review_ids"]]


def test_sessions_add_up_to_the_whole(day):
    whole = theme_counts(*day, by=[]).set_index("code")["statements"]
    assert theme_table(*day).sum(axis=1).to_dict() == whole.to_dict()
    assert theme_table(*day, columns="question", questions=QUESTIONS).sum(axis=1).to_dict() == whole.to_dict()


def test_crosstabs_are_complete_and_in_order(day):
    table = theme_table(*day, questions=QUESTIONS)
    assert table.to_dict("split") == {
        "index": ["ansvar", "samverkan"],
        "columns": ["1", "2", NO_SESSION],
        "data": [[1, 0, 0], [2, 1, 0]],
    }
    within = theme_table(*day, within={"question": "prioritering"}, values="with_review", questions=QUESTIONS)
    assert within.to_numpy().tolist() == [[1, 0, 0], [1, 1, 0]]
    turned = theme_table(*day, rows="session", columns="code")
    assert turned.T.to_numpy().tolist() == table.to_numpy().tolist()
    bases = theme_table(*day, rows="session", columns="question", questions=QUESTIONS)
    assert bases.to_numpy().tolist() == [[2, 1, 0], [2, 0, 0], [0, 0, 1]]
    shares = theme_table(*day, kind="area", values="share")
    assert shares.loc["resor"].tolist() == [1 / 3, 0.5, 0.0]


def test_a_selection_of_the_statements_can_be_counted(day):
    statements, codings, codebook = day
    chosen = statements[statements["session"] == "2"]
    assert theme_table(chosen, codings, codebook).to_dict() == {"2": {"ansvar": 0, "samverkan": 1}}


def test_people_decide_over_rusnlp():
    decided = settled(small_codings()).set_index(["statement_id", "code"])
    assert decided.loc[("dag.p003.02", "samverkan"), "coder"] == "Eva"
    assert decided.loc[("dag.p003.02", "samverkan"), "decision"] == "rejected"


def test_people_who_disagree_leave_the_pair_in_review():
    codings = small_codings()
    other = codings[codings["coder"] == "Eva"].assign(coder="Åke", decision="assigned")
    decided = settled(pd.concat([codings, other])).set_index(["statement_id", "code"])
    assert decided.loc[("dag.p003.02", "samverkan"), "decision"] == "review"
    assert len(decided) == len(small_codings()) - 1


def test_statements_in_are_coded_and_to_review_and_uncoded(day):
    statements, codings, _ = day
    assert statement_status(statements, codings).tolist() == [
        *("coded", "review", "coded", "coded", "coded", "coded", "coded", "uncoded")
    ]
    assert status_table(statements, codings).to_dict("records") == [
        dict(zip(STATUS_COLUMNS, (8, 1, 1, 6, 4, 1, 1), strict=True))
    ]
    by_session = status_table(statements, codings, ["session"])
    assert by_session.to_dict("list") == {
        "session": ["1", "2", ""],
        "statements": [5, 2, 1],
        "repeats": [1, 0, 0],
        "summaries": [1, 0, 0],
        "counted": [3, 2, 1],
        "coded": [2, 2, 0],
        "review": [1, 0, 0],
        "uncoded": [0, 0, 1],
    }


def test_the_undecided_share_is_a_range(day):
    table = theme_counts(*day, by=[]).set_index("code")
    assert table.loc["ansvar", ["statements", "with_review", "of_statements"]].tolist() == [1, 2, 6]
    assert table.loc["ansvar", ["share", "share_with_review"]].tolist() == [1 / 6, 2 / 6]
    assert theme_table(*day, values="share_with_review").loc["ansvar"].tolist() == [2 / 3, 0.0, 0.0]
    assert theme_table(*day, values="sessions").loc["samverkan"].tolist() == [1, 1, 0]


def test_a_selection_names_itself_and_adds_up_to_the_whole(day):
    statements, codings, codebook = day
    # The note stands under another question too; it still counts once, the first time.
    codings = pd.concat([codings, codings[codings["statement_id"] == "dag.p001.02"].assign(decision="assigned")])
    parts = [
        theme_counts(statements, codings, codebook, by=[], within={"question": key}, questions=QUESTIONS)
        for key in QUESTIONS
    ]
    whole = theme_counts(statements, codings, codebook, by=[])
    assert sum(part["statements"] for part in parts).tolist() == whole["statements"].tolist()
    assert sum(part["of_statements"] for part in parts).tolist() == whole["of_statements"].tolist()
    assert parts[0]["denominator"].iloc[0] == "anteckningar utan upprepningar, frågan Prioritering"
    by_session = theme_counts(statements, codings, codebook, by=["session"], within={"question": "aktivering"})
    assert by_session["denominator"].iloc[0] == "anteckningar utan upprepningar, frågan Aktivering, pass 1"


def test_the_quote_is_near_the_centre_where_vectors_are_given(day):
    statements, codings, codebook = day
    longer = {"Vi måste jobba ihop över kommungränsen": "Vi måste jobba ihop mer över kommungränsen"}
    statements = statements.assign(text=statements["text"].replace(longer))
    codings = codings.assign(score=0.9)
    day = statements, codings, codebook
    assert theme_counts(*day, by=[]).set_index("code").loc["samverkan", "quote_id"] == "dag.p001.03"
    vectors = np.eye(len(statements), dtype=np.float32)
    at = {name: row for row, name in enumerate(statements["statement_id"])}
    vectors[at["dag.p003.01"]] = vectors[at["dag.p001.01"]]
    quoted = theme_counts(*day, by=[], vectors=vectors).set_index("code").loc["samverkan", "quote_id"]
    assert quoted == "dag.p001.01"
    mixed = statements.sample(frac=1, random_state=1)
    order = [at[name] for name in mixed["statement_id"]]
    again = theme_counts(mixed, codings, codebook, by=[], vectors=vectors[order]).set_index("code")
    assert again.loc["samverkan", "quote_id"] == quoted
    with pytest.raises(ValueError, match="there are 8 statements and 3 vectors; give one for each"):
        theme_counts(*day, by=[], vectors=vectors[:3])


def test_halves_of_the_day_stand_in_their_order(day):
    statements, codings, codebook = day
    statements = statements.assign(slot=["em", "em", "fm", None, None, "fm", "em", None])
    assert list(theme_table(statements, codings, codebook, columns="slot").columns) == ["fm", "em", ""]


def test_pairs_of_codes(day):
    assert cooccurrence(*day).to_dict("records") == [
        {
            "code_a": "ansvar",
            "label_a": "Ansvar",
            "code_b": "samverkan",
            "label_b": "Samverkan",
            "statements": 1,
            "statements_a": 1,
            "statements_b": 3,
            "of_either": 3,
            "of_statements": 6,
            "jaccard": 1 / 3,
            "lift": 2.0,
            "phi": pytest.approx(1 / 5**0.5),
            "statement_ids": ("dag.p001.03",),
        }
    ]
    assert cooccurrence(*day, kinds=("area", "theme"))[["code_a", "code_b"]].to_numpy().tolist() == [
        ["resor", "ansvar"],
        ["resor", "samverkan"],
    ]


def test_order_of_the_rows_does_not_matter_and_tables_are_left_alone(day):
    statements, codings, codebook = day
    before = statements.copy(deep=True), codings.copy(deep=True)
    for by in ([], ["session"], ["session", "question"]):
        mixed = theme_counts(shuffled(statements), shuffled(codings), codebook, by=by, questions=QUESTIONS)
        pd.testing.assert_frame_equal(theme_counts(*day, by=by, questions=QUESTIONS), mixed)
    pd.testing.assert_frame_equal(theme_table(*day), theme_table(shuffled(statements), shuffled(codings), codebook))
    pd.testing.assert_frame_equal(statements, before[0])
    pd.testing.assert_frame_equal(codings, before[1])


def test_empty_tables(day):
    empty = nothing(day)
    statements, codings, _ = empty
    assert list(theme_counts(*empty).columns) == ["session", "question", *COUNT_COLUMNS]
    assert theme_counts(*empty).empty
    assert theme_counts(*empty, by=[])["statements"].tolist() == [0, 0]
    assert theme_table(*empty).shape == (2, 0)
    assert theme_table(*empty, rows="session", columns="question").shape == (0, 0)
    assert cooccurrence(*empty).empty
    assert status_table(statements, codings).iloc[0].tolist() == [0] * 7
    assert status_table(statements, codings, ["session"]).empty
    assert counted(statements).empty
    assert settled(codings).empty
    assert session_list(statements).empty
    assert session_keys(statements).empty
    assert statement_status(statements, codings).empty


def test_statements_without_codings_are_uncoded(day):
    statements, codings, codebook = day
    assert status_table(statements, codings.iloc[:0]).iloc[0]["uncoded"] == 6
    assert theme_table(statements, codings.iloc[:0], codebook).to_numpy().sum() == 0


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"by": ["fråga"]}, "statements cannot be counted by 'fråga'; choose among document, session, question"),
        ({"kind": "topic"}, "no codes of kind 'topic'; choose area or theme"),
    ],
)
def test_wrong_choices_list_the_right_ones(day, wrong, message):
    with pytest.raises(ValueError, match=message):
        theme_counts(*day, **wrong)
    with pytest.raises(ValueError, match="rows and columns are both 'code'"):
        theme_table(*day, rows="code", columns="code")
    with pytest.raises(ValueError, match="no table shows 'quote'; choose among statements, with_review, share"):
        theme_table(*day, values="quote")
    with pytest.raises(ValueError, match="session × question counts statements whatever their codes"):
        theme_table(*day, rows="session", columns="question", values="share")
    with pytest.raises(ValueError, match="statements cannot be counted by 'fråga'"):
        theme_table(*day, within={"fråga": "aktivering"})


def test_a_code_of_another_codebook_is_an_error(day):
    statements, codings, codebook = day
    codings = codings.assign(code=codings["code"].replace("ansvar", "mod"))
    with pytest.raises(ValueError, match=r"code 'mod' is not a theme of codebook liten 1\.0; pass the codebook"):
        theme_counts(statements, codings, codebook)


def test_absence_is_read_from_the_evidence():
    assert is_absent([{"polarity": "nämns"}, {"polarity": "saknas"}])
    assert not any(is_absent(evidence) for evidence in ([], None, float("nan"), "saknas", [{"example": "saknas"}]))


def test_sessions_of_two_documents_are_one_unless_their_titles_differ(day):
    statements, _, _ = day
    assert session_keys(statements).tolist() == ["1", "1", "1", "1", "1", "2", "2", ""]
    other = statements[statements["session"] == "1"].assign(document="andra", session_title=None)
    assert set(session_keys(pd.concat([statements, other], ignore_index=True))) == {"1", "2", ""}
    same = other.assign(session_title="RESOR – i vardagen!")
    assert set(session_keys(pd.concat([statements, same], ignore_index=True))) == {"1", "2", ""}
    clash = other.assign(session_title="Vatten")
    both = pd.concat([statements, clash], ignore_index=True)
    assert session_list(both)["session_key"].tolist() == ["1 (andra)", "1 (dag)", "2", ""]
    assert session_list(both)["label"].tolist() == ["Pass 1 (andra)", "Pass 1 (dag)", "Pass 2", "Utan pass"]


def test_sessions_come_by_number_then_by_place():
    names = ["Avslutning", "10", "2", None, "Början", "3b"]
    statements = pd.concat([small_statements().iloc[[0]]] * len(names), ignore_index=True)
    statements = statements.assign(session=pd.Series(names, dtype=object), session_title=None, start=range(len(names)))
    assert session_list(statements)["session_key"].tolist() == ["2", "3b", "10", "Avslutning", "Början", ""]
    assert [session_label(key) for key in ("2", "3b", "2030 års mål", "Början", "")] == [
        *("Pass 2", "Pass 3b", "2030 års mål", "Början", "Utan pass")
    ]
