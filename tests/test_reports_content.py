from dataclasses import replace

import pandas as pd
import pytest
from report_tables import (
    QUESTIONS,
    Loaded,
    empty_loaded,
    shuffled,
    small_codebook,
    small_codings,
    small_loaded,
    small_topics,
)

from rusnlp.reports import WRITERS, build_content, write_all, write_report
from rusnlp.reports.method_views import left_out_rows
from rusnlp.reports.wording import number_text, range_text, score_text, share_text, statements_text


def small_content(**more):
    return build_content(small_loaded(), small_codings(), small_codebook(), questions=QUESTIONS, **more)


def test_numbers_are_written_the_swedish_way():
    assert number_text(1234567) == "1\u00a0234\u00a0567"
    assert [share_text(s) for s in (0, 0.125, 0.0005, 1, None)] == [
        *("0,0\u00a0%", "12,5\u00a0%", "0,1\u00a0%", "100,0\u00a0%", "–")
    ]
    assert share_text(0.125, 0) == "13\u00a0%"
    assert score_text(0.873) == "0,87"
    assert (statements_text(1), statements_text(2)) == ("1\u00a0utsaga", "2\u00a0utsagor")
    assert (range_text(3, 5), range_text(3, 3)) == ("3–5", "3")


def test_the_account_goes_from_documents_to_codes():
    content = small_content(figures=False)
    assert {row.key: row.number for row in content.flow} == {
        "documents": 2,
        "left_out": 4,
        "statements": 8,
        "repeats": 1,
        "summaries": 1,
        "counted": 6,
        "coded": 4,
        "review": 1,
        "uncoded": 1,
    }
    assert [" ".join(sentence.split()) for sentence in content.findings] == [
        "8 utsagor hittades i 2 dokument. 6 av dem räknas i tabellerna: anteckningar, där det som upprepas räknas en "
        "gång.",
        "4 av dem är kodade, 1 har bara osäkra koder och ska granskas, och 1 har ingen kod.",
        "Vanligast är temat Samverkan: 3 utsagor av 6 (50,0 %) i 2 av 2 pass.",
        "Därefter kommer Ansvar: 1 utsaga av 6 (16,7 %) i 1 av 2 pass. Ytterligare 1 ska granskas.",
        "Teman som finns i alla pass: Samverkan.",
    ]


def test_names_of_persons_are_counted_and_not_kept():
    content = small_content(figures=False)
    assert [(row.role, row.text) for row in content.left_out] == [
        ("participant", None),
        ("credit", None),
        ("link", None),
        ("heading", "=Resor i vardagen"),
    ]
    assert sum(number for _, _, number in content.left_out_numbers) == 4


def test_a_speaker_named_on_a_slide_is_counted_and_not_kept():
    left_out = pd.DataFrame(
        [
            ("dag", "s. 1", "context", "Inledning – Anna Karlsson, Exempelby kommun"),
            ("dag", "s. 1", "context", "Bakgrund till dagens frågor"),
        ],
        columns=["document", "place", "role", "text"],
    )
    assert [row.text for row in left_out_rows(left_out)] == [None, "Bakgrund till dagens frågor"]


def test_themes_as_frequent_as_each_other_are_said_to_be_in_the_order_of_the_codebook():
    codings = small_codings()
    one = codings["statement_id"].isin(["dag.p001.02", "dag.p001.03"])
    content = build_content(small_loaded(), codings[one], small_codebook(), figures=False)
    assert [" ".join(sentence.split()) for sentence in content.findings[1:]] == [
        "1 av dem är kodad, 1 har bara osäkra koder och ska granskas, och 4 har ingen kod.",
        "Vanligast är temat Ansvar: 1 utsaga av 6 (16,7 %) i 1 av 2 pass. Ytterligare 1 ska granskas.",
        "Lika vanligt är temat Samverkan: 1 utsaga av 6 (16,7 %) i 1 av 2 pass.",
    ]


def test_sessions_are_not_told_of_where_there_are_none():
    loaded = small_loaded()
    loaded = replace(loaded, statements=loaded.statements.assign(session=None, session_title=None))
    content = build_content(loaded, small_codings(), small_codebook(), figures=False)
    assert content.subtitle == "2 dokument, 8\u00a0utsagor"


def test_a_statement_has_its_place_codes_and_marked_words():
    view = small_content(figures=False).by_id["dag.p001.03"]
    assert (view.place, view.session_label, view.question_label, view.status) == (
        "s. 1",
        "Pass 1",
        "Aktivering",
        "coded",
    )
    assert [(m.code, m.decision, m.absent, m.words, m.spans) for m in view.marks] == [
        ("resor", "assigned", False, ("tåg",), ((29, 32),)),
        ("resor.tag", "assigned", False, ("tåg",), ((29, 32),)),
        ("ansvar", "assigned", False, (), ()),
        ("samverkan", "assigned", True, ("samverkan", "🚲 och tåg"), ((7, 16), (23, 32))),
    ]
    uncoded = small_content(figures=False).by_id["kväll.p001.01"]
    assert [(m.code, m.score, m.example) for m in uncoded.nearest] == [("ansvar", 0.1, "Vi hjälps åt")]


def test_every_quote_is_verbatim_and_was_given_the_code():
    content = small_content(figures=False)
    for code in (*content.themes, *content.areas):
        for statement_id in code.quotes:
            assert statement_id in code.statement_ids
    assert content.themes[0].label == "Samverkan"
    assert content.themes[0].silent_sessions == ()
    assert content.themes[1].silent_sessions == ("Pass 2",)


def test_times_of_the_run_stay_out_of_the_report():
    manifest = {"rusnlp": "1.2", "seed": 7, "started": "2026-05-05", "packages": {"b": "2", "a": "1"}}
    manifest["embedder"] = {"name": "liten", "hash": "abc"}
    content = small_content(figures=False, manifest=manifest)
    assert dict(content.method) == {
        "rusnlp": "1.2",
        "Kodbok": "Liten kodbok, version 1.0",
        "Kodbokens SHA-256": "ab" * 32,
        "Modell för betydelselikhet": "liten abc",
        "Frö för slumptal": "7",
        "Programbibliotek": "a 1, b 2",
    }


def test_topics_outside_the_codebook():
    content = small_content(figures=False, topics=small_topics())
    assert content.topics is not None
    assert [(t.label, t.words, t.statements, t.uncoded) for t in content.topics] == [
        ("buss, kväll", "buss, kväll", 2, 1)
    ]
    assert content.topics_note.endswith("4\u00a0utsagor hör inte till något ämne.")
    assert small_content(figures=False).topics is None


def test_all_files_are_the_same_whatever_the_order_of_the_rows(tmp_path):
    full = small_loaded()
    mixed = Loaded(shuffled(full.statements), full.left_out, shuffled(full.documents), full.problems)
    one = write_all(small_content(topics=small_topics()), tmp_path / "a")
    other = write_all(
        build_content(mixed, shuffled(small_codings()), small_codebook(), questions=QUESTIONS, topics=small_topics()),
        tmp_path / "b",
    )
    names = [*("rapport.html", "rapport.docx", "rapport.pptx", "tematabell.xlsx", "tematabell.csv", "tematabell.md")]
    figures = ("teman", "tema_pass", "passprofiler", "teman_tillsammans")
    names += [f"{name}{suffix}" for name in figures for suffix in (".png", ".svg")]
    assert [path.name for path in one] == [path.name for path in other] == names
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == sorted(names)
    for a, b in zip(one, other, strict=True):
        assert a.read_bytes() == b.read_bytes(), a.name


def test_empty_tables_give_a_report_in_every_format(tmp_path):
    content = build_content(empty_loaded(), small_codings().iloc[:0], small_codebook(), questions=QUESTIONS)
    assert content.findings == ("Underlaget innehåller inga utsagor som kan räknas.",)
    assert all(path.stat().st_size for path in write_all(content, tmp_path))


def test_an_unknown_suffix_lists_the_known_ones(tmp_path):
    with pytest.raises(ValueError, match=r"rapport\.odt: no report can be written as '\.odt'; choose among \.docx, "):
        write_report(small_content(figures=False), tmp_path / "rapport.odt")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_writer_leaves_the_old_report(tmp_path, monkeypatch):
    old = tmp_path / "rapport.md"
    old.write_text("förra")
    monkeypatch.setitem(WRITERS, ".md", ("rusnlp.reports.md", "_no_such_writer"))
    with pytest.raises(AttributeError):
        write_report(small_content(figures=False), old)
    assert old.read_text() == "förra"
